#!/bin/sh
# Makes the bench's repositories under DIR with the program GENERATE, once: repo-100, repo-1000 and repo-10000, packed,
# each with the findings that it holds in repo-N.expected; history, the artifacts of repo-100 over 10,000 points, with the
# program HISTORY; merges, the same artifacts, which 2,000 merges bring and change; single, the first engagement of
# repo-100 with a change of one artifact that is staged; twelve, the example of twelve artifacts; and troubled, the same
# example neglected.
#
#     prepare.sh GENERATE HISTORY DIR EXAMPLE BASES
set -eu
generate=$1 history=$2 dir=$3 example=$4 bases=$5

# The same bytes give the same commits, on any machine and for any user. Who commits is in the rosters of the bases.
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
export GIT_AUTHOR_NAME='Aoife Byrne' GIT_AUTHOR_EMAIL=aoife.byrne@proserve.example
export GIT_COMMITTER_NAME=$GIT_AUTHOR_NAME GIT_COMMITTER_EMAIL=$GIT_AUTHOR_EMAIL
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE || true

begin() {
    git -C "$1" init -q -b main
    git -C "$1" config gc.auto 0
}

# commit REPO DAY MESSAGE: all that is there and not committed yet, if anything, at noon of the day.
commit() {
    git -C "$1" add .
    git -C "$1" diff --cached --quiet 2>/dev/null && return
    GIT_AUTHOR_DATE="$2T12:00:00+00:00" GIT_COMMITTER_DATE="$2T12:00:00+00:00" git -C "$1" commit -q -m "$3"
}

# What tells of a day behind the first commit is written in the second; so nothing is written before it happened.
in_two_steps() {
    begin "$1"
    (cd "$1" && grep -rlE --include='*.yaml' '2026-02-(17|18|19|20)' . | sed 's|^\./|/|' > .git/info/exclude) || :
    commit "$1" 2026-02-16 'Hand-over'
    : > "$1/.git/info/exclude"
    commit "$1" 2026-02-20 'What was done since'
    git -C "$1" gc -q
}

mkdir -p "$dir"
for artifacts in 100 1000 10000; do
    repo=$dir/repo-$artifacts
    if [ ! -e "$repo.expected" ] || [ "$generate" -nt "$repo.expected" ] || [ "$0" -nt "$repo.expected" ]; then
        rm -rf "$repo" "$repo.expected"
        "$generate" $artifacts "$repo" "$bases" > "$repo.new"
        in_two_steps "$repo"
        mv "$repo.new" "$repo.expected"
    fi
done

if [ ! -e "$dir/history.made" ] || [ "$history" -nt "$dir/history.made" ] ||
        [ "$dir/repo-100.expected" -nt "$dir/history.made" ]; then
    rm -rf "$dir/history"
    mkdir "$dir/history"
    begin "$dir/history"
    "$history" 10000 "$dir/repo-100" | git -C "$dir/history" fast-import --quiet
    git -C "$dir/history" reset -q --hard main
    : > "$dir/history.made"
fi

if [ ! -e "$dir/merges.made" ] || [ "$history" -nt "$dir/merges.made" ] ||
        [ "$dir/repo-100.expected" -nt "$dir/merges.made" ]; then
    rm -rf "$dir/merges"
    mkdir "$dir/merges"
    begin "$dir/merges"
    "$history" 2001 "$dir/repo-100" 5 | git -C "$dir/merges" fast-import --quiet
    git -C "$dir/merges" reset -q --hard main
    : > "$dir/merges.made"
fi

rm -rf "$dir/troubled"
cp -r "$example-troubled" "$dir/troubled"
begin "$dir/troubled"
commit "$dir/troubled" 2026-04-24 'What was neglected'

rm -rf "$dir/single"
cp -r "$dir/repo-100/e-0001" "$dir/single"
in_two_steps "$dir/single"
find "$dir/single" -name '*.yaml' | LC_ALL=C sort | sed -n 1p | xargs -I '{}' sh -c 'echo "# Looked at again." >> "{}"'
git -C "$dir/single" add .

rm -rf "$dir/twelve"
cp -r "$example" "$dir/twelve"
rm "$dir/twelve/meetings/2026-02-16-team-introduction.yaml" "$dir/twelve/policy.yaml"
count=$(grep -rh '^kind:' "$dir/twelve" --include='*.yaml' | wc -l)
if [ "$count" -ne 12 ]; then
    echo "prepare.sh: $example less one meeting and the policy has $count artifacts, not 12" >&2
    exit 1
fi
begin "$dir/twelve"
commit "$dir/twelve" 2026-02-16 'Engagement artifacts'
git -C "$dir/twelve" gc -q
