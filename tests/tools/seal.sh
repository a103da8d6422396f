#!/bin/sh
# Writes the digests that the base engagements hold: in each approval the id of the approved file's blob as it stands, in
# each policy that of the catalogue. After an edit of a base, `make bases` runs it.
#
#     seal.sh D1LINT BASE...
set -eu
d1lint=$1
shift
catalogue=$("$d1lint" list criteria --format json | sha256sum | cut -d ' ' -f 1)

for base; do
    grep -rl 'catalog: {' "$base" | while read -r policy; do
        sed -i "s/\(catalog: {.*sha256: \"\)[0-9a-f]*/\1$catalogue/" "$policy"
    done
    grep -rl 'gitBlob: ' "$base" | while read -r approvals; do
        sed -n 's/.* path: \([^,]*\), digest: {gitBlob: .*/\1/p' "$approvals" | sort -u | while read -r path; do
            blob=$(git hash-object --no-filters "$base/$path")
            sed -i "s|\( path: $path, digest: {gitBlob: \"\)[0-9a-f]*|\1$blob|" "$approvals"
        done
    done
done
