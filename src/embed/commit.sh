#!/bin/sh
# Prints the commit that a build is made of, without a line break: from git where these sources are a repository's own
# work tree, else from commit.txt, into which `git archive` writes it; "unknown" where neither says.
cd "$(dirname "$0")/../.." || exit 1
changes=
if [ -e .git ] && commit=$(git rev-parse --verify --quiet HEAD 2> /dev/null); then
    [ -z "$(git status --porcelain -- Makefile src rules schemas)" ] || changes=-dirty
else
    commit=$(cat src/embed/commit.txt)
fi
case $commit in
'' | *[!0-9a-f]*) commit=unknown ;;
esac
printf '%s' "$commit$changes"
