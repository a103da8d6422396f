#!/bin/sh
# Tests of the base engagements: the digests in them are those of what they name as it stands, in each approval that of
# the approved file's blob, in each policy that of the catalogue.
#
#     run.sh PROGRAM             compare
#     run.sh --update PROGRAM    write the digests, after an edit
#
# An approval names its subject in one line: `subject: {ref: ..., path: PATH, digest: {gitBlob: "..."}}`.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)

update=false
if [ "${1:-}" = --update ]; then
    update=true
    shift
fi
if [ $# -ne 1 ]; then
    echo "usage: run.sh [--update] PROGRAM" >&2
    exit 2
fi
program=$1 sealed=0 stale=0

# seal FILE PATTERN DIGEST: the digest behind the pattern is this one.
seal() {
    sealed=$((sealed + 1))
    if grep -q "$2$3" "$1"; then
        return
    fi
    if $update; then
        sed -i "s|\($2\)[0-9a-f]*|\1$3|" "$1"
    else
        echo "stale digest: $1 has not $3 behind $2; \`make bases\` writes it" >&2
        stale=$((stale + 1))
    fi
}

catalogue=$("$program" list criteria --format json | sha256sum | cut -d ' ' -f 1)
for base in "$root"/rules/bases/*/ "$root"/examples/halden-orders/; do
    for policy in $(grep -rl 'catalog: {' "$base"); do
        seal "$policy" 'catalog: {.*sha256: "' "$catalogue"
    done
    for approvals in $(grep -rl 'gitBlob: ' "$base"); do
        for path in $(sed -n 's/.* path: \([^,]*\), digest: {gitBlob: .*/\1/p' "$approvals" | sort -u); do
            seal "$approvals" " path: $path, digest: {gitBlob: \"" "$(git hash-object --no-filters "$base$path")"
        done
    done
done
if [ "$sealed" -eq 0 ]; then
    echo "no digest was looked at" >&2
    exit 1
fi
echo "$((sealed - stale)) of $sealed digests of bases as their files are"
[ "$stale" -eq 0 ]
