#!/bin/sh
# The whole engagement of examples/halden-orders, from the contract to the last answer of the survey, as a repository.
#
#     history.sh DIR            make it in the new folder DIR; the commits have the same ids on every machine
#     history.sh --write DIR    write `patches` anew from the repository in DIR, after its history was edited there
#
# The first two commits are the files of examples/halden-orders: the contract, and what sales has handed over. Each patch
# is one commit more, with its author and day. `tags` names the states worth looking at.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
opening=$here/../halden-orders

# Nothing of the machine or of the one who runs this may show.
unset GIT_DIR GIT_INDEX_FILE GIT_WORK_TREE
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 LC_ALL=C.UTF-8 TZ=UTC

# by NAME MAIL DATE: who makes the commits and tags that follow, and when.
by() {
    export GIT_AUTHOR_NAME="$1" GIT_AUTHOR_EMAIL="$2" GIT_AUTHOR_DATE="$3"
    export GIT_COMMITTER_NAME="$1" GIT_COMMITTER_EMAIL="$2" GIT_COMMITTER_DATE="$3"
}

opening() {
    mkdir -p evidence
    cp "$opening/engagement.yaml" "$opening/policy.yaml" .
    cp -R "$opening/contract" .
    cp -R "$opening/evidence/contract" evidence
    git add -A
    by 'Jon Field' jon.field@proserve.example 2026-02-03T16:40:00+00:00
    git commit -q -m 'The contract is signed'
    cp -R "$opening/." .
    rm README.md
    git add -A
    by 'Aoife Byrne' aoife.byrne@proserve.example 2026-02-16T17:30:00+00:00
    git commit -q -m 'Sales has handed over'
}

header() { # NAME: a line of what git knows of the patch
    sed -n "s/^$1: //p" .git/patch-info
}

sign_tag() { # MESSAGE NAME COMMIT
    git -c gpg.format=ssh -c user.signingKey="$PWD/.git/signing-key" tag -s -m "$1" "$2" "$3"
}

tag_all() {
    # A private key that others can read is not used.
    install -m 600 "$here/keys/aoife.byrne" .git/signing-key
    sed '/^#/d' "$here/tags" | while read -r tag day gate; do
        commit=$(git rev-list -1 --before="$day 23:59:59 +0000" main)
        by 'Aoife Byrne' aoife.byrne@proserve.example "$(git show -s --format=%cI "$commit")"
        if [ "$gate" = - ]; then
            sign_tag "As of $day" "$tag" "$commit"
        else
            sign_tag "Gate $gate, as of $day" "$tag" "$commit"
        fi
    done
    rm .git/signing-key
}

make_in() { # DIR
    mkdir -p "$1"
    cd "$1"
    git init -q -b main
    opening
    for patch in "$here"/patches/*.patch; do
        git mailinfo .git/patch-message /dev/null < "$patch" > .git/patch-info
        by "$(header Author)" "$(header Email)" "$(header Date)"
        git am -q --whitespace=nowarn "$patch"
    done
    rm .git/patch-info .git/patch-message
    tag_all
}

write_from() { # DIR
    opened=$(git -C "$1" rev-list --reverse main | sed -n 2p)
    rm -f "$here"/patches/*.patch
    git -C "$1" format-patch -q -N --zero-commit --no-signature --no-renames -o "$here/patches" "$opened..main"
}

case $# in
1) make_in "$1" ;;
2)
    [ "$1" = --write ] || { echo "usage: history.sh [--write] DIR" >&2; exit 2; }
    write_from "$2"
    ;;
*)
    echo "usage: history.sh [--write] DIR" >&2
    exit 2
    ;;
esac
