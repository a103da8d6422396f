#!/bin/sh
# Every command with refused memory and with output that cannot be written (tests/README.md).
#
#     run.sh PROGRAM [WORD...]     WORDs: only the cases whose command line has one of them in it
#
# OOM_FULL=1 refuses each request of each run, but of the longest. The fixture is a small repository with findings of every sort, rules
# of one's own that are good, faulty and fail their examples, and a schema with instances.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
case $1 in
/*) program=$1 ;;
*) program=$PWD/$1 ;;
esac
shift
tools=$(dirname "$program")/tests/oom

box=$(mktemp -d)
trap 'rm -rf "$box"' EXIT
trap 'exit 130' INT TERM

unset GIT_DIR GIT_INDEX_FILE GIT_WORK_TREE NO_COLOR
export HOME="$box" XDG_CONFIG_HOME="$box/config" GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
export GIT_AUTHOR_NAME=Memory GIT_AUTHOR_EMAIL=memory@d1lint.example
export GIT_COMMITTER_NAME=Memory GIT_COMMITTER_EMAIL=memory@d1lint.example
export GIT_AUTHOR_DATE=2026-02-16T09:00:00+0000 GIT_COMMITTER_DATE=2026-02-16T09:00:00+0000
export LC_ALL=C.UTF-8 TERM=dumb TZ=UTC
# A sanitizer's library behind the one that refuses; what is not given back by a process that gives up is no leak.
export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}verify_asan_link_order=0:detect_leaks=0"

rule() { # FOLDER ID CONDITION EXPECTED
    mkdir -p "$1"
    cat > "$1/$2.yaml" <<END
apiVersion: d1lint/v1
kind: Rule
metadata: {name: $2}
spec:
  title: Risk has no category
  severity: warning
  due: rolling
  needs: [RaidLog]
  each: items.Risk.filter(r, r.status == 'open')
  assert: $3
  message: "{{ it.id }} has no category"
  help: Give the risk a \`category\`.
  why: The project office sorts risks by category.
  examples:
    - name: a category is missing
      change: [{remove: RaidLog/raid#risk-01/category}]
      expect: [$4]
    - name: every risk has one
      expect: []
END
}

# The repository as it is committed; then what is staged; then what lies in the work tree.
mkdir "$box/fixture"
cd "$box/fixture"
cp -R "$root/examples/first-steps/." .
rule own OWN-001 'has(it.category)' '{at: RaidLog/raid#risk-01}'
rule faulty OWN-002 'has(it.kategory)' '{at: RaidLog/raid#risk-01}'
rule shapeless OWN-004 'has(it.kategory)' '{at: RaidLog/nowhere}, {place: 3}'
sed -i 's/^  severity: .*/  severity: [error]/; s/^  due: .*/  due: never/' shapeless/OWN-004.yaml
rule failing OWN-003 'has(it.category)' '{at: RaidLog/raid#risk-02}, {at: RaidLog/nowhere}'
mkdir raid
cat > raid/risks.yaml <<'END'
apiVersion: d1d/v1
kind: RaidLog
metadata: {name: raid}
spec:
  risks:
    - {id: risk-01, title: Access late, status: open, probability: 9, ownerRef: nobody, identified: "2026-02-10"}
    - {id: risk-01, title: Twice, status: open, identified: 2026-02-30, nonsense: true}
END
cat > policy.yaml <<'END'
apiVersion: d1d/v1
kind: LintPolicy
metadata: {name: policy}
spec:
  parameters: {stakeholderReviewDays: 60}
  severity: {STK-002: "off", STK-003: error}
  gates: {kickoff: {due: "2026-03-02"}}
END
mkdir data data/orders
cat > data/order.schema.json <<'END'
{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$id": "https://example.com/order.schema.json",
  "type": "object",
  "required": ["id", "lines"],
  "properties": {
    "id": {"type": "string", "pattern": "^[A-Z]+-[0-9]+$"},
    "ordered": {"type": "string", "format": "date"},
    "by": {"type": "string", "format": "idn-email"},
    "lines": {"type": "array", "minItems": 1, "uniqueItems": true, "items": {"$ref": "line.schema.json"}}
  },
  "additionalProperties": false
}
END
cat > data/line.schema.yaml <<'END'
$id: https://example.com/line.schema.json
type: object
required: [amount]
properties: {amount: {type: integer, minimum: 1}, unit: {enum: [piece, kg, m]}}
END
cat > data/orders/good.yaml <<'END'
id: A-1
lines: [{amount: 2, unit: kg}]
---
id: A-2
ordered: 2026-02-30
by: ida@bücher.example
lines: [{amount: 1.0}, {amount: 2}]
END
cat > data/orders/bad.yaml <<'END'
id: a-1
lnies: []
lines: [{amount: 0, unit: pieces}, {unit: kg}]
---
- no order
END
printf 'Name,Role\nJo Ray,boss\n' > data/people.csv
printf '{"id": "A-4", "lines": [{"amount": 1}],\n "note": "\\ud83d\\ude00"}\n' > data/orders/note.json
echo '{"a": [' > data/orders/broken.json
echo '{"type": "text", "pattern": "("}' > data/bad.schema.json
echo '{"lines": [{"item": "cable", "amount": 3, "price": 2.5}, {"item": "plug", "amount": 10, "price": 0.4}]}' \
    > data/bindings.json
"$program" check --as-of 2026-03-09 --format json=data/saved.json \
    --format summary-jsonl=data/saved.jsonl > /dev/null || test $? -eq 1
printf 'nobody\n' > data/expected
git init -q .
sed 's/first-steps/gone/' engagement.yaml > gone.yaml
git add gone.yaml
git commit -q -m 'An engagement that is gone'
git tag first
git rm -q gone.yaml
git add -A
git commit -q -m Memory
git branch first
: > .git/d1lint # so that what is kept lies where it can be taken away
sed -i 's/^  currency: [A-Z]*/  currency: XXY/' engagement.yaml
git add -A
printf 'kind: RaidLog\nspec: [1, 2\n' > raid/broken.yaml
printf 'apiVersion: d1d/v1\nkind: RaidLgo\nmetadata: {name: x}\n' > raid/unknown.yaml
ln -s nowhere raid/link.yaml

# A command that nobody thought of here is a failure.
"$program" --help | sed -n '/^commands$/,/^$/s/^  \([a-z]*\).*/\1/p' > "$box/commands"
while read -r command; do
    if ! grep -q "^$command" "$here/cases"; then
        echo "no case of tests/oom/cases runs the command $command"
        exit 1
    fi
done < "$box/commands"

"$tools/run" "$program" "$tools/refuse.so" "$here/cases" "$box" "$@"
