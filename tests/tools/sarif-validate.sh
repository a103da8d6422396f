#!/bin/sh
# Validates d1lint's SARIF with Microsoft's validator, GitHub's own rules included, over the examples and the bench's
# smallest repository. Installs the validator from npm under BUILD/npm.
#
#     sarif-validate.sh BUILD
set -eu
build=$(cd "$1" && pwd)
version=5.7.0

if ! command -v npm >/dev/null; then
    echo "sarif-validate needs npm (Debian's packages nodejs and npm)" >&2
    exit 1
fi
mkdir -p "$build/npm" "$build/sarif"
if [ ! -e "$build/npm/node_modules/@microsoft/sarif-multitool-linux/package.json" ]; then
    npm install --silent --no-audit --no-fund --prefix "$build/npm" "@microsoft/sarif-multitool-linux@$version"
fi
multitool=$(find "$build/npm/node_modules/@microsoft/sarif-multitool-linux" -type f -name Sarif.Multitool | head -1)
if [ ! -x "$multitool" ]; then
    echo "sarif-validate: the package has no program Sarif.Multitool" >&2
    exit 1
fi
# The program of .NET asks for ICU, which it does not need for this.
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

failed=0
validate() { # NAME DIRECTORY AS-OF
    sarif=$build/sarif/$1.sarif
    status=0
    (cd "$2" && "$build/d1lint" check --as-of "$3" --format "sarif=$sarif" .) || status=$?
    if [ "$status" -gt 1 ]; then
        echo "FAIL  $1: d1lint ended with $status"
        failed=1
        return
    fi
    log=$build/sarif/$1.log
    # The validator ends with 0 whatever it finds.
    "$multitool" validate --rule-kind 'Sarif;Ghas' --level 'Error;Warning;Note' "$sarif" > "$log" 2>&1 || status=9
    if [ "$status" -eq 9 ] || ! grep -q '1 files scanned' "$log" || grep -q ': error ' "$log"; then
        echo "FAIL  $1:"
        cat "$log"
        failed=1
    else
        echo "pass  $1: no error; $(grep -c ': warning ' "$log" || true) warnings, $(grep -c ': note ' "$log" || true) notes"
        sed -n 's/.*: \(warning\|note\) \([A-Z0-9]*\):.*/\2/p' "$log" | LC_ALL=C sort | uniq -c | sed 's/^/      /'
    fi
}

for example in examples/*/; do
    validate "$(basename "$example")" "$example" 2026-02-16
done
validate bench-100 "$build/bench/repo-100" 2026-02-20
exit $failed
