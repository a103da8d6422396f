#!/bin/sh
# Pages of examples, of an engagement half-way, and of a repository whose every text means harm, under a browser with
# axe-core, and under html-validate. Installs Debian's chromium, and what it needs of npm under BUILD/npm-page. Pictures at
# four widths in light and dark, and a PDF of each, lie in BUILD/page, to be looked at.
#
#     page.sh BUILD               all that
#     page.sh --picture BUILD     only the picture in the README, .github/page.png: the first screen of the one in trouble
set -eu
only=
if [ "$1" = --picture ]; then
    only=picture
    shift
fi
build=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
out=$build/page modules=$build/npm-page
failed=0

if ! command -v npm >/dev/null; then
    echo "page needs npm (Debian's packages nodejs and npm)" >&2
    exit 1
fi
command -v chromium >/dev/null || apt-get install -y --no-install-recommends chromium >/dev/null
mkdir -p "$modules"
[ -d "$modules/node_modules/axe-core" ] ||
    npm install --silent --no-audit --no-fund --prefix "$modules" axe-core@4 puppeteer-core@24 html-validate@10
rm -rf "$out"
mkdir -p "$out"

write() { # NAME DIRECTORY OPTION...
    page=$out/$1.html
    directory=$2
    shift 2
    status=0
    (cd "$directory" && "$build/d1lint" check "$@" --format "html=$page") || status=$?
    [ "$status" -le 1 ] || { echo "FAIL  $page: d1lint ended with $status"; failed=1; }
    (cd "$modules" && node_modules/.bin/html-validate "$page") || failed=1
}

if [ "$only" ]; then
    cp -R "$root/examples/halden-orders-troubled" "$out/troubled"
    git init -q "$out/troubled"
    write troubled "$out/troubled" --as-of 2026-04-24
    MODULES=$modules BROWSER=$(command -v chromium) node "$here/page.mjs" --picture "$root/.github/page.png" "$out/troubled.html"
    exit $failed
fi
"$root/examples/halden-orders-history/history.sh" "$out/history" >/dev/null 2>&1
write half-way "$out/history" --rev half-way --as-of 2026-04-24
"$here/hostile-repository.sh" "$root/examples/halden-orders-troubled" "$out/hostile" 2>/dev/null
write hostile "$out/hostile" --as-of 2026-04-24
cp -R "$root/examples/halden-orders-troubled" "$out/troubled"
git init -q "$out/troubled"
write troubled "$out/troubled" --as-of 2026-04-24
cp -R "$root/examples/lite-review" "$out/lite"
git init -q "$out/lite"
write lite "$out/lite" --as-of 2026-07-13
mkdir "$out/two"
cp -R "$root/examples/halden-orders-troubled" "$out/two/troubled"
cp -R "$root/examples/first-steps" "$out/two/first"
git init -q "$out/two"
write portfolio "$out/two" --as-of 2026-04-24
MODULES=$modules BROWSER=$(command -v chromium) node "$here/page.mjs" "$out" "$out"/*.html || failed=1
exit $failed
