#!/bin/sh
# Judges the HEAD of one repository and leaves a line for each of its engagements in $OUT. Findings are no failure of the
# job: the line says that there are some. A run that failed leaves a line that says so, which the page shows.
#
#     OUT=DIR [AS_OF=DATE] judge.sh REPOSITORY
set -eu
name=$(basename "$1" .git)
out=$(cd "$OUT" && pwd)
cd "$1"
status=0
d1lint check --rev HEAD --as-of "${AS_OF:-commit}" --repository-uri "https://git.example/estate/$name" \
    --format "summary-jsonl=$out/$name.jsonl" || status=$?
[ "$status" -le 1 ]
