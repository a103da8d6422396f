#!/bin/sh
# Makes the two packages of npm: `d1lint`, which finds the program, and the one of a platform, which holds it. Neither runs
# anything when it is installed.
#
#     npm.sh STAGED VERSION ARCHITECTURE FOLDER      STAGED: a folder with bin/d1lint and share/man
#
# Files of an npm archive lie in `package`.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/common.sh"
staged=$1 version=$2 architecture=$3 folder=$4
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
umask 022
case $architecture in
amd64) cpu=x64 ;;
arm64) cpu=arm64 ;;
*) cpu=$architecture ;;
esac

mkdir -p "$work/shim/package/bin" "$work/program/package/bin"
install -m 755 "$here/npm/d1lint.js" "$work/shim/package/bin/d1lint.js"
cat > "$work/shim/package/package.json" << END
{
  "name": "d1lint",
  "version": "$version",
  "description": "Linter for the documents of customer engagements",
  "license": "Apache-2.0",
  "bin": {"d1lint": "bin/d1lint.js"},
  "files": ["bin"],
  "engines": {"node": ">=16"},
  "optionalDependencies": {"@d1lint/linux-$cpu": "$version"}
}
END
install -m 755 "$staged/bin/d1lint" "$work/program/package/bin/d1lint"
cp -R "$staged/share/man" "$work/program/package/man"
cat > "$work/program/package/package.json" << END
{
  "name": "@d1lint/linux-$cpu",
  "version": "$version",
  "description": "The program d1lint for Linux on $cpu",
  "license": "Apache-2.0",
  "files": ["bin", "man", "THIRD-PARTY"],
  "os": ["linux"],
  "cpu": ["$cpu"]
}
END
install -m 644 "$here/../../LICENSE" "$work/shim/package/LICENSE"
install -m 644 "$here/../../LICENSE" "$staged/THIRD-PARTY" "$work/program/package/"
printf '# d1lint\n\nLints the documents of customer engagements in a git repository: `npx d1lint check`.\n' > "$work/shim/package/README.md"
pack "$work/shim" package | gzip -n -9 > "$folder/d1lint-npm-$version.tgz"
pack "$work/program" package | gzip -n -9 > "$folder/d1lint-npm-linux-$cpu-$version.tgz"
