#!/bin/sh
# Completion and hover of yaml-language-server, 1.19 and the newest, with the schemas that d1lint writes. Installs the
# servers from npm under BUILD/editor. Where they cannot be had this fails, unless ALLOW_ABSENT=1.
#
#     servers.sh BUILD
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$1" && pwd)
editor=$build/editor

absent() {
    echo "editor: $1" >&2
    [ "${ALLOW_ABSENT:-}" = 1 ] || exit 1
    echo "editor: passed over, for ALLOW_ABSENT=1" >&2
    exit 0
}

for program in node npm; do
    command -v "$program" > /dev/null || absent "$program is not there (Debian's packages nodejs and npm)"
done
mkdir -p "$editor"
[ -e "$editor/package.json" ] || echo '{"private": true}' > "$editor/package.json"
# Asked for each time, so that the newest is the newest.
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$editor" \
    server-1.19@npm:yaml-language-server@1.19 server-newest@npm:yaml-language-server@latest ||
    absent "npm cannot install yaml-language-server"

rm -rf "$editor/schemas"
"$build/d1lint" schema --dir "$editor/schemas" > "$editor/lines"
failed=0
for server in server-1.19 server-newest; do
    package=$editor/node_modules/$server
    echo "yaml-language-server $(node -p 'require(process.argv[1]).version' "$package/package.json")"
    node "$here/server.js" "$package/bin/yaml-language-server" "$editor/schemas" || failed=1
done
exit $failed
