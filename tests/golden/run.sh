#!/bin/sh
# Golden tests: what the program prints, down to the byte, for a command line and a repository.
#
#     run.sh PROGRAM [CASE...]             compare with what is expected
#     run.sh --update PROGRAM [CASE...]    write down what the program does now, for review as a diff
#
# A case is a folder with a script `cmd` and a file `expected`. The script runs in an empty folder, with these words:
#
#     repository NAME     copy examples/NAME here and commit it; without NAME: an empty repository
#     commit              commit everything as it lies there, at the same fixed date
#     d1lint ARGUMENT...  run the program; the transcript gets the command line, its output, what it wrote on standard
#                         error behind "! ", and its exit status when it is not 0
#     anything else       its output goes into the transcript as it is
#
# The folder's own path is written SANDBOX, and what --version says of the commit and the rules COMMIT and RULES. With the
# rules the ids change that are made of them, so that those of version 5 are written UUID.
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)

update=false
if [ "${1:-}" = --update ]; then
    update=true
    shift
fi
if [ $# -eq 0 ]; then
    echo "usage: run.sh [--update] PROGRAM [CASE...]" >&2
    exit 2
fi
case $1 in
/*) program=$1 ;;
*) program=$PWD/$1 ;;
esac
shift

sandbox=$(mktemp -d)
trap 'rm -rf "$sandbox"' EXIT
trap 'exit 130' INT TERM

# Nothing of the machine or of the one who runs this may show.
unset GIT_DIR GIT_INDEX_FILE GIT_WORK_TREE NO_COLOR
export HOME="$sandbox" XDG_CONFIG_HOME="$sandbox/config" GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
export GIT_CONFIG_COUNT=2 GIT_CONFIG_KEY_0=init.defaultBranch GIT_CONFIG_VALUE_0=main
export GIT_CONFIG_KEY_1=core.autocrlf GIT_CONFIG_VALUE_1=false
export GIT_AUTHOR_NAME=Golden GIT_AUTHOR_EMAIL=golden@d1lint.example
export GIT_COMMITTER_NAME=Golden GIT_COMMITTER_EMAIL=golden@d1lint.example
export GIT_AUTHOR_DATE=2026-09-01T09:00:00+0000 GIT_COMMITTER_DATE=2026-09-01T09:00:00+0000
export LC_ALL=C.UTF-8 TERM=dumb TZ=UTC

repository() {
    if [ $# -gt 0 ]; then
        cp -R "$root/examples/$1/." .
    fi
    git init -q .
    commit
}

commit() {
    git add -A
    git commit -q --allow-empty -m Golden
}

d1lint() {
    printf '$ d1lint'
    for word; do
        case $word in
        '' | *[!A-Za-z0-9_./:=,@^~-]*) printf " '%s'" "$word" ;;
        *) printf ' %s' "$word" ;;
        esac
    done
    printf '\n'
    status=0
    "$program" "$@" 2> "$sandbox/stderr" || status=$?
    sed 's/^/! /' "$sandbox/stderr"
    if [ "$status" -ne 0 ]; then
        printf '[exit %d]\n' "$status"
    fi
}

run_case() ( # NAME
    mkdir -p "$sandbox/work/here"
    cd "$sandbox/work/here" || exit 1
    set -e
    # shellcheck source=/dev/null
    . "$here/$1/cmd"
)

commit=$("$program" --version | sed -n 's/^commit //p')
rules=$("$program" --version | sed -n 's/^rules sha256://p')
byte='[0-9a-f][0-9a-f]'
uuid="$byte$byte$byte$byte-$byte$byte-5$byte[0-9a-f]-$byte$byte-$byte$byte$byte$byte$byte$byte"

if [ $# -eq 0 ]; then
    cd "$here" || exit 1
    set -- */
fi
passed=0 failed=0
for name; do
    name=${name%/}
    run_case "$name" > "$sandbox/output" 2> "$sandbox/complaints"
    status=$?
    sed "s|$sandbox/work|SANDBOX|g; s/\(\"commit\": *\)\"$commit\"/\1\"COMMIT\"/; s/$rules/RULES/; s/\"$uuid\"/\"UUID\"/" \
        "$sandbox/output" > "$sandbox/actual"
    if [ "$status" -ne 0 ]; then
        cat "$sandbox/complaints"
        echo "FAIL $name: the script itself failed"
        failed=$((failed + 1))
    elif [ -s "$sandbox/complaints" ]; then
        cat "$sandbox/complaints"
        echo "FAIL $name: something else wrote on standard error"
        failed=$((failed + 1))
    elif $update; then
        cp "$sandbox/actual" "$here/$name/expected"
        passed=$((passed + 1))
    elif diff -u --label "$name/expected" --label "$name/actual" "$here/$name/expected" "$sandbox/actual"; then
        passed=$((passed + 1))
    else
        echo "FAIL $name"
        failed=$((failed + 1))
    fi
    chmod -R u+rwx "$sandbox/work" 2> /dev/null
    rm -rf "$sandbox/work"
done
if $update; then
    echo "$passed golden cases written; review them with git diff"
else
    echo "$passed of $((passed + failed)) golden cases as expected"
fi
[ "$failed" -eq 0 ]
