#!/bin/sh
# Tests of documents: what they say the program prints is what it prints.
#
#     run.sh PROGRAM             compare
#     run.sh --update PROGRAM    write what the program prints now into the documents, for review as a diff
#
# Every Markdown file of the project with a line `<!-- run -->` is a test. These lines have a meaning in it, and all that
# they do is done in one empty folder, from the top of the file to its end:
#
#     <!-- run -->            the block behind it is a transcript: each line that begins with "$ " is run by the shell,
#                             and what it prints, errors included, stands below it
#     <!-- file: NAME -->     the block behind it is written into that file
#     <!-- quietly: LINE -->  the line is run by the shell, and nothing is shown
#
# `example NAME` copies examples/NAME here and commits it.
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)

update=false
if [ "${1:-}" = --update ]; then
    update=true
    shift
fi
if [ $# -ne 1 ]; then
    echo "usage: run.sh [--update] PROGRAM" >&2
    exit 2
fi

sandbox=$(mktemp -d)
trap 'rm -rf "$sandbox"' EXIT
trap 'exit 130' INT TERM
mkdir "$sandbox/bin"
ln -s "$(cd "$(dirname "$1")" && pwd)/$(basename "$1")" "$sandbox/bin/d1lint"

# Nothing of the machine or of the one who runs this may show.
unset GIT_DIR GIT_INDEX_FILE GIT_WORK_TREE NO_COLOR
export PATH="$sandbox/bin:$PATH" HOME="$sandbox" XDG_CONFIG_HOME="$sandbox/config" GIT_CONFIG_GLOBAL=/dev/null
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=init.defaultBranch GIT_CONFIG_VALUE_0=main
export GIT_AUTHOR_NAME=Docs GIT_AUTHOR_EMAIL=docs@d1lint.example GIT_AUTHOR_DATE=2026-09-01T09:00:00+0000
export GIT_COMMITTER_NAME=Docs GIT_COMMITTER_EMAIL=docs@d1lint.example GIT_COMMITTER_DATE=2026-09-01T09:00:00+0000
export LC_ALL=C.UTF-8 TERM=dumb TZ=UTC

example() {
    cp -R "$root/examples/$1/." .
    git init -q .
    git add -A
    git commit -q -m Example
}

# Copies a document from standard input to standard output, with what its transcripts print now.
rewrite() {
    block=none next=none name=
    while IFS= read -r line || [ -n "$line" ]; do
        case $block:$line in
        *:'```')
            block=none
            printf '%s\n' "$line"
            ;;
        run:'$ '*)
            printf '%s\n' "$line"
            eval "${line#??}" 2>&1 < /dev/null
            ;;
        run:*) ;;
        file:*)
            printf '%s\n' "$line" | tee -a "$name"
            ;;
        none:'<!-- run -->')
            next=run
            printf '%s\n' "$line"
            ;;
        none:'<!-- file: '*)
            name=${line#<!-- file: }
            name=${name% -->}
            mkdir -p "$(dirname "$name")"
            : > "$name"
            next="file"
            printf '%s\n' "$line"
            ;;
        none:'<!-- quietly: '*)
            printf '%s\n' "$line"
            line=${line#<!-- quietly: }
            eval "${line% -->}" > /dev/null < /dev/null
            ;;
        none:'```'*)
            block=$next next=none
            [ $block != none ] || block=plain
            printf '%s\n' "$line"
            ;;
        *)
            printf '%s\n' "$line"
            ;;
        esac
    done
}

passed=0 failed=0
grep -rl --include='*.md' --exclude-dir=build --exclude-dir=.git '^<!-- run -->$' "$root" | LC_ALL=C sort > "$sandbox/documents"
while IFS= read -r document; do
    name=${document#"$root"/}
    mkdir "$sandbox/work"
    (cd "$sandbox/work" && rewrite < "$document" > "$sandbox/actual")
    rm -rf "$sandbox/work"
    if $update; then
        cmp -s "$sandbox/actual" "$document" || cp "$sandbox/actual" "$document"
        passed=$((passed + 1))
    elif diff -u --label "$name" --label "$name, as the program has it" "$document" "$sandbox/actual"; then
        passed=$((passed + 1))
    else
        echo "FAIL $name"
        failed=$((failed + 1))
    fi
done < "$sandbox/documents"
if $update; then
    echo "$passed documents brought up to date; review them with git diff"
else
    echo "$passed of $((passed + failed)) documents as the program is"
fi
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
