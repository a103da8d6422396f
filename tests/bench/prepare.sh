#!/bin/sh
# Makes the bench's repositories under DIR with the program GENERATE, once: repo-100, repo-1000 and repo-10000, packed,
# each with the findings that it holds in repo-N.expected; and twelve, the example of twelve artifacts.
#
#     prepare.sh GENERATE DIR EXAMPLE BASES
set -eu
generate=$1 dir=$2 example=$3 bases=$4

# The same bytes give the same commit, on any machine and for any user.
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
export GIT_AUTHOR_NAME=bench GIT_AUTHOR_EMAIL=bench@d1lint.example GIT_AUTHOR_DATE='2026-02-19T12:00:00+00:00'
export GIT_COMMITTER_NAME=$GIT_AUTHOR_NAME GIT_COMMITTER_EMAIL=$GIT_AUTHOR_EMAIL GIT_COMMITTER_DATE=$GIT_AUTHOR_DATE
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE || true

commit() {
    git -C "$1" init -q -b main
    git -C "$1" config gc.auto 0
    git -C "$1" add .
    git -C "$1" commit -q -m 'Engagement artifacts'
    git -C "$1" gc -q
}

mkdir -p "$dir"
for artifacts in 100 1000 10000; do
    repo=$dir/repo-$artifacts
    if [ ! -e "$repo.expected" ] || [ "$generate" -nt "$repo.expected" ]; then
        rm -rf "$repo" "$repo.expected"
        "$generate" $artifacts "$repo" "$bases" > "$repo.new"
        commit "$repo"
        mv "$repo.new" "$repo.expected"
    fi
done

rm -rf "$dir/twelve"
cp -r "$example" "$dir/twelve"
rm "$dir/twelve/meetings/2026-02-16-team-introduction.yaml" "$dir/twelve/policy.yaml"
count=$(grep -rh '^kind:' "$dir/twelve" --include='*.yaml' | wc -l)
if [ "$count" -ne 12 ]; then
    echo "prepare.sh: $example less one meeting and the policy has $count artifacts, not 12" >&2
    exit 1
fi
commit "$dir/twelve"
