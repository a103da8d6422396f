#!/bin/sh
# Installs the peer validator from npm under BUILD/peers and measures it beside d1lint.
#
#     peers.sh BUILD
set -eu
build=$(cd "$1" && pwd)
version=16.11.0

if ! command -v npm >/dev/null; then
    echo "bench-peers needs npm (Debian's packages nodejs and npm)" >&2
    exit 1
fi
mkdir -p "$build/peers"
if [ ! -e "$build/peers/node_modules/@sourcemeta/jsonschema/package.json" ]; then
    npm install --silent --no-audit --no-fund --prefix "$build/peers" "@sourcemeta/jsonschema@$version"
fi
# The program itself: npm's wrapper would add the start of node to each run.
machine=$(uname -m | sed 's/aarch64/arm64/')
program=$(find "$build/peers/node_modules/@sourcemeta/jsonschema" -type f -name "jsonschema-linux-$machine")
if [ ! -x "$program" ]; then
    echo "bench-peers: the package has no program for this machine ($machine)" >&2
    exit 1
fi

# One schema that chooses by kind, in place of d1lint's own choice, and what it refers to.
kinds='CommunicationPlan CustomerContext CustomerFeedback Engagement Handover MeetingRecord OutcomeRegister RaidLog
StakeholderRegister StatementOfWork TeamRoster'
schema=$build/peers/any.schema.json
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
exec "$build/tests/bench/peers" "$build" "$program" "$schema" "$@"
