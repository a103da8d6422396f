#!/bin/sh
# Installs the peer validators from npm under BUILD/peers, takes the bench's artifacts without what is not d1lint's, as
# YAML and as JSON, and measures the peers beside d1lint.
#
#     peers.sh BUILD
set -eu
build=$(cd "$1" && pwd)
# The versions that are measured: package, version.
packages='@sourcemeta/jsonschema@16.11.0 ajv-cli@5.0.0 js-yaml@4.1.0'

if ! command -v npm >/dev/null; then
    echo "bench-peers needs npm (Debian's packages nodejs and npm)" >&2
    exit 1
fi
peers=$build/peers
mkdir -p "$peers"
if [ "$(cat "$peers/installed" 2>/dev/null)" != "$packages" ]; then
    # shellcheck disable=SC2086 # the list is one of words
    npm install --silent --no-audit --no-fund --save-exact --prefix "$peers" $packages
    echo "$packages" > "$peers/installed"
fi
# The programs themselves: npm's wrappers would add a start of node to each run.
machine=$(uname -m | sed 's/aarch64/arm64/')
program=$(find "$peers/node_modules/@sourcemeta/jsonschema" -type f -name "jsonschema-linux-$machine")
if [ ! -x "$program" ]; then
    echo "bench-peers: the package has no program for this machine ($machine)" >&2
    exit 1
fi

yaml=$build/bench/yaml-10000
json=$build/bench/json-10000
if [ ! -e "$json.made" ] || [ "$build/bench/repo-10000.expected" -nt "$json.made" ]; then
    rm -rf "$yaml" "$json" "$json.made"
    mkdir "$yaml"
    tar -C "$build/bench/repo-10000" --exclude=.git --exclude=deploy -cf - . | tar -C "$yaml" -xf -
    node tests/bench/peers/to_json.js "$peers" "$yaml" "$json"
    : > "$json.made"
fi

# One schema that chooses by kind, in place of d1lint's own choice, and what it refers to.
kinds=$(sed -n '/^  kinds:/,/^  items:/s/^    - name: //p' schemas/kinds.yaml)
schema=$peers/any.schema.json
set -- "$PWD/schemas/common.schema.json"
{
    printf '{"$schema": "https://json-schema.org/draft/2020-12/schema",\n'
    printf ' "$id": "https://d1lint.example/schemas/any.schema.json", "type": "object", "required": ["kind"], "allOf": [\n'
    separator=
    for kind in $kinds; do
        printf '%s{"if": {"properties": {"kind": {"const": "%s"}}}, "then": {"$ref": "%s.schema.json"}}' \
            "$separator" "$kind" "$kind"
        separator=',
'
    done
    printf ']}\n'
} > "$schema"
for kind in $kinds; do
    set -- "$@" "$PWD/schemas/$kind.schema.json"
done
exec "$build/tests/bench/peers" "$build" "$program" "$peers/node_modules/ajv-cli/dist/index.js" "$schema" "$@"
