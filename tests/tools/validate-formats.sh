#!/bin/sh
# Validates what d1lint writes with the tools of those who read it: schemas and an XSD from $CONFORMANCE, cmark-gfm as
# GitHub's markdown. Over the examples, and over a repository whose every text means harm. Installs what is
# missing from the package managers; a tool that cannot be had is a failure, unless ALLOW_ABSENT=1.
#
#     validate-formats.sh BUILD CONFORMANCE
set -eu
build=$(cd "$1" && pwd)
conformance=$(cd "$2" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
out=$build/formats
failed=0
mkdir -p "$out"

fail() {
    echo "FAIL  $1"
    failed=1
}

there() { # PROGRAM or FILE
    command -v "$1" >/dev/null || [ -e "$1" ]
}

# have TOOL PACKAGE: whether a program or file is there, after an attempt to install it.
have() {
    there "$1" && return 0
    if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
        apt-get install -y --no-install-recommends "$2" >"$out/install.log" 2>&1 || true
    fi
    there "$1" && return 0
    if [ "${ALLOW_ABSENT:-}" = 1 ]; then
        echo "skip  $1 is absent (Debian's package $2)"
    else
        fail "$1 is absent (Debian's package $2); ALLOW_ABSENT=1 goes on without"
    fi
    return 1
}

write() { # FORMAT FILE DIRECTORY AS-OF
    status=0
    (cd "$3" && "$build/d1lint" check --as-of "$4" --format "$1=$2" .) || status=$?
    [ "$status" -le 1 ] || fail "$1 of $3: d1lint ended with $status"
}

# A workflow command is one of ours, and nothing but the last line is anything else.
check_github() { # FILE
    if grep -vE '^::(error|warning|notice) (file=[^:,]+,(line=[0-9]+,(endLine=[0-9]+,)?(col=[0-9]+,endColumn=[0-9]+,)?)?)?title=d1lint( [A-Za-z0-9-]+)?::|^d1lint: [0-9]+ errors?, ' "$1" ||
        grep -F '##[' "$1"; then
        fail "$1: a line that is no command of d1lint"
    elif [ "$(grep -c '^::error ' "$1")" -gt 10 ] || [ "$(grep -c '^::warning ' "$1")" -gt 10 ]; then
        fail "$1: more than ten of a kind"
    else
        echo "pass  github: $(basename "$1")"
    fi
}

check_junit() { # FILE
    have xmllint libxml2-utils || return 0
    xmllint --noout --schema "$conformance/junit/junit-10.xsd" "$1" 2>"$out/log" || { fail "$1"; cat "$out/log"; return 0; }
    for count in tests:testcase failures:failure errors:error skipped:skipped; do
        [ "$(xmllint --xpath "sum(//testsuite/@${count%:*}) = count(//${count#*:})" "$1")" = true ] ||
            fail "$1: the counts of ${count%:*} are wrong"
    done
    [ "$(xmllint --xpath 'count(//testcase[not(@name) or not(@classname)])' "$1")" = 0 ] || fail "$1: a case without a name"
    echo "pass  junit: $(basename "$1")"
}

check_schema() { # NAME SCHEMA FILE [OTHER SCHEMA]
    if "$build/d1lint" validate --schema "$2" ${4:+--ref "$4"} "$3" >"$out/log" 2>&1; then
        echo "pass  $1: $(basename "$3")"
    else
        fail "$3"
        head -20 "$out/log"
    fi
}

check_gitlab() { # FILE
    check_schema gitlab "$conformance/gitlab/code-quality-report.schema.json" "$1"
    [ -z "$(grep '"fingerprint"' "$1" | sort | uniq -d)" ] || fail "$1: a fingerprint stands there twice"
}

# A foreign parser takes the days, whatever they are called; so does a second implementation of recurrences.
check_ics() { # DIRECTORY AS-OF FILE
    have /usr/lib/python3/dist-packages/icalendar python3-icalendar || return 0
    (cd "$1" && "$build/d1lint" calendar --as-of "$2" --format "ics=$3" 2>"$out/log") || fail "ics of $1: d1lint failed"
    if /usr/bin/python3 "$here/ics.py" "$3" >"$out/log" 2>&1; then
        echo "pass  ics: $(basename "$3")"
    else
        fail "$3"
        head -20 "$out/log"
    fi
}

# GitHub's own parser makes no link, no mention and no element of what the repository says.
check_summary() { # FILE
    [ "$(wc -c <"$1")" -lt 65535 ] || fail "$1 is larger than a comment may be"
    have cmark-gfm cmark-gfm || return 0
    cmark-gfm --unsafe -e table -e autolink -e strikethrough "$1" >"$1.html"
    if sed 's|<code>[^<]*</code>||g' "$1.html" | grep -nE '<a |<img|<script|<b>|@[a-z]|#[0-9]'; then
        fail "$1: text of the repository acts"
    else
        echo "pass  summary: $(basename "$1")"
    fi
}

check_all() { # NAME DIRECTORY AS-OF
    for format in github junit gitlab rdjson summary sarif-full oscal-ar; do
        write "$format" "$out/$1.$format" "$2" "$3"
    done
    check_github "$out/$1.github"
    check_junit "$out/$1.junit"
    check_gitlab "$out/$1.gitlab"
    check_schema rdjson "$conformance/rdjson/rdjson.schema.json" "$out/$1.rdjson"
    check_summary "$out/$1.summary"
    check_ics "$2" "$3" "$out/$1.ics"
    check_schema sarif-full "$conformance/sarif/sarif-schema-2.1.0.json" "$out/$1.sarif-full"
}

# A statement is on a commit, so that this is of a repository.
check_statements() { # NAME DIRECTORY AS-OF
    for format in test-result svr; do
        status=0
        (cd "$2" && "$build/d1lint" check --rev HEAD --as-of "$3" --created "$3T12:00:00Z" \
            --format "$format=$out/$1.$format") || status=$?
        [ "$status" -le 1 ] || fail "$format of $2: d1lint ended with $status"
        check_schema "$format" "$here/in-toto.schema.json" "$out/$1.$format"
        [ -z "$(sed -n '/"subject"/,/^  ]/s/^      "name"/&/p' "$out/$1.$format" | sort | uniq -d)" ] ||
            fail "$out/$1.$format: two subjects have one name"
    done
}

# What `d1lint init` writes for forges and hooks, in a folder that is in no repository.
check_begun() {
    begun=$(mktemp -d)
    (cd "$begun" && "$build/d1lint" init --name begun --title Begun --customer C --profile lite \
        --contract-signed 2026-03-02 --s2d-exit 2026-03-16 --kickoff 2026-03-30 --target-end 2026-05-08 \
        --time-zone Europe/Dublin --ci github --pre-commit >"$out/log") || fail "init: d1lint failed"
    check_schema init "$conformance/ci-schemas/github-workflow.json" "$begun/.github/workflows/d1lint.yml"
    check_schema init "$conformance/ci-schemas/pre-commit-config.json" "$begun/.pre-commit-config.yaml" \
        "$conformance/ci-schemas/pre-commit-hooks.json"
    rm -rf "$begun"
}

# Documents of OSCAL hold together, and a second validator takes them as well as ours.
check_oscal() { # MODEL FILE...
    model=$1
    shift
    for file; do check_schema "oscal-$model" "$conformance/oscal/oscal_${model}_schema.json" "$file"; done
    have npm npm || return 0
    [ -d "$out/npm/node_modules/ajv-cli" ] ||
        npm install --silent --no-audit --no-fund --prefix "$out/npm" ajv-cli@5 ajv-formats@2 >"$out/install.log" 2>&1
    for file; do
        cp "$file" "$out/document.json"
        (cd "$out/npm" && node_modules/.bin/ajv validate --spec=draft7 -c ajv-formats --strict=false \
            -s "$conformance/oscal/oscal_${model}_schema.json" -d "$out/document.json") >"$out/log" 2>&1 ||
            { fail "ajv: $file"; head -20 "$out/log"; }
    done
}

for document in catalog lite standard regulated; do
    "$build/d1lint" list criteria --format "oscal-$document" >"$out/$document.oscal"
done
check_oscal catalog "$out/catalog.oscal"
check_oscal profile "$out/lite.oscal" "$out/standard.oscal" "$out/regulated.oscal"
for engagement in "$root"/examples/*/engagement.yaml; do
    example=$(dirname "$engagement")
    check_all "$(basename "$example")" "$example" 2026-02-16
done
check_schema action "$conformance/ci-schemas/github-action.json" "$root/action.yml"
check_schema hooks "$conformance/ci-schemas/pre-commit-hooks.json" "$root/.pre-commit-hooks.yaml"
check_schema workflow "$conformance/ci-schemas/github-workflow.json" "$root/.github/workflows/ci.yml"
awk '/^```/ {inside = 0} inside {print} /^```yaml$/ {getline; inside = /^on: /; if (inside) print}' "$root/README.md" >"$out/readme.yml"
check_schema workflow "$conformance/ci-schemas/github-workflow.json" "$out/readme.yml"
check_begun
rm -rf "$out/repository"
"$here/hostile-repository.sh" "$root/examples/halden-orders-troubled" "$out/repository"
check_all hostile "$out/repository" 2026-02-16
check_statements hostile "$out/repository" 2026-02-16
check_oscal assessment-results "$out"/*.oscal-ar
if python3 "$here/oscal.py" "$out"/catalog.oscal "$out"/*.oscal "$out"/*.oscal-ar >"$out/log"; then
    echo "pass  oscal: ids and references"
else
    fail "documents of OSCAL do not hold together"
    head -20 "$out/log"
fi
exit $failed
