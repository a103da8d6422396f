#!/bin/sh
# Installs the peer engines from npm under BUILD/cel-peers and measures them beside d1lint's.
#
#     cel_peers.sh BUILD
set -eu
build=$(cd "$1" && pwd)
modules=$build/cel-peers
packages='@marcbachmann/cel-js@8.0.0 @bufbuild/cel@0.6.1'

if ! command -v npm >/dev/null; then
    echo "bench-cel needs npm (Debian's packages nodejs and npm)" >&2
    exit 1
fi
mkdir -p "$modules"
if [ "$(cat "$modules/installed" 2>/dev/null)" != "$packages" ]; then
    # shellcheck disable=SC2086 # a word for each package
    npm install --silent --no-audit --no-fund --prefix "$modules" $packages
    echo "$packages" > "$modules/installed"
fi
exec node tests/bench/peers/cel_peers.mjs "$build/tests/bench/cel_bench" "$modules" tests/bench/peers/cel_expressions.json
