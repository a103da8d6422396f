#!/bin/sh
# The step of action.yml: one run of d1lint with every report that a pull request can show. Annotations go to the log,
# the summary to the job, the others to a folder that the output `reports` names. The inputs are in the environment.
set -u
reports=${RUNNER_TEMP:-/tmp}/d1lint
mkdir -p "$reports" || exit 3

# A checkout belongs to another user than that of a job's container.
git config --global --add safe.directory "$GITHUB_WORKSPACE"
cd "$GITHUB_WORKSPACE/${D1LINT_DIRECTORY:-.}" || exit 3

set -- check --audience "${D1LINT_AUDIENCE:-internal}" --format github \
    --format "summary=$reports/summary.md" --format "html=$reports/d1lint.html" \
    --format "json=$reports/d1lint.json" --format "sarif=$reports/d1lint.sarif" --format "junit=$reports/d1lint.junit.xml"
[ -z "${D1LINT_GATE:-}" ] || set -- "$@" --gate "$D1LINT_GATE"
[ -z "${D1LINT_TRUST:-}" ] || set -- "$@" --trust "$D1LINT_TRUST"
[ -z "${D1LINT_POLICY:-}" ] || set -- "$@" --policy "$D1LINT_POLICY"
[ -z "${D1LINT_AS_OF:-}" ] || set -- "$@" --as-of "$D1LINT_AS_OF"
[ -z "${D1LINT_SINCE:-}" ] || set -- "$@" --since "$D1LINT_SINCE"

status=0
d1lint "$@" || status=$?
[ ! -f "$reports/summary.md" ] || cat "$reports/summary.md" >> "$GITHUB_STEP_SUMMARY"
{
    echo "status=$status"
    echo "reports=$reports"
} >> "$GITHUB_OUTPUT"
exit "$status"
