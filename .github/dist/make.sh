#!/bin/sh
# Makes what is released: an archive with a static program, a Debian package, an image for containers, the packages of npm,
# the list of what the program is made of, and their checksums.
#
#     make.sh BUILD          into BUILD/dist
#
# The same commit gives the same bytes in any folder and at any time: the program is built twice, in two folders, and
# compared, and so is all that is packed from it; files in archives have the time of the commit (SOURCE_DATE_EPOCH
# overrules) and belong to nobody.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
build=$1
cd "$root"
dist=$build/dist
version=$(sed -n 's/^#define D1_VERSION "\([^"]*\)".*/\1/p' src/base/version.h)
arch=$(dpkg --print-architecture 2>/dev/null || uname -m)
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
commit=$(git rev-parse HEAD)
export SOURCE_DATE_EPOCH TZ=UTC LC_ALL=C
umask 022
. "$here/common.sh"
rm -rf "$dist"
mkdir -p "$dist"

# A program without its symbols and without what tells one build from another: a build id, which is left out when it is
# linked, since taking it away afterwards takes away what makes tables read-only once they are loaded (RELRO).
program() {
    make --no-print-directory BUILD="$dist/$1" LDFLAGS="-Wl,-z,relro,-z,now,--build-id=none $2" "$dist/$1/d1lint" > "$dist/$1.log" 2>&1 || {
        tail -n 20 "$dist/$1.log"
        exit 1
    }
    strip --strip-all -o "$dist/$1.program" "$dist/$1/d1lint"
}

# What the linker takes is told by -t.
program one '-static -Wl,-t'
program other -static
cmp "$dist/one.program" "$dist/other.program" || {
    echo "two builds of the same sources differ"
    exit 1
}
program package ''
sed -n 's,^.*/\(lib[^/]*\.a\)$,\1,p' "$dist/one.log" | sed 's/^libm-[0-9.]*\.a$/libm.a/' | sort -u > "$dist/linked"

# Everything that is installed, below a folder.
stage() {
    mkdir -p "$2/bin" "$2/share/doc/d1lint"
    install -m 755 "$1" "$2/bin/d1lint"
    "$1" man --dir "$2/share/man"
    mkdir -p "$2/share/bash-completion/completions" "$2/share/zsh/$3" "$2/share/fish/vendor_completions.d"
    "$1" completion bash > "$2/share/bash-completion/completions/d1lint"
    "$1" completion zsh > "$2/share/zsh/$3/_d1lint"
    "$1" completion fish > "$2/share/fish/vendor_completions.d/d1lint.fish"
}

# ---- the archive ----

name=d1lint-$version-linux-$arch
stage "$dist/one.program" "$dist/$name" site-functions
install -m 644 LICENSE README.md "$dist/$name"
{
    printf 'The program in this archive is linked statically with these libraries, as Debian 12 ships them:\n\n'
    sed '/^#/d' .github/dist/libraries | awk -F '\t' '{printf "%-22s %-52s %s\n", $4, $3, $5}'
    printf '\nThe sources of d1lint with its Makefile relink the program with other versions of them: `make dist`.\n'
} > "$dist/$name/THIRD-PARTY"

# Twice, into two folders: what is packed depends on nothing but the program.
for copy in "$dist" "$dist/again"; do
    mkdir -p "$copy"
    pack "$dist" "$name" | gzip -n -9 > "$copy/$name.tar.gz"
    .github/dist/npm.sh "$dist/$name" "$version" "$arch" "$copy"
    .github/dist/oci.sh "$dist/$name/bin/d1lint" "$version" "$arch" "$copy/d1lint-$version-oci-$arch.tar"
    .github/dist/sbom.sh "$dist/linked" "$version" "$commit" > "$copy/d1lint-$version.spdx.json"
    sleep 1
done
for packed in "$dist"/again/*; do
    cmp "$packed" "$dist/$(basename "$packed")" || {
        echo "$(basename "$packed") is not the same the second time"
        exit 1
    }
done

# ---- the package ----

if command -v dpkg-deb > /dev/null; then
    tree=$dist/deb
    stage "$dist/package.program" "$tree/usr" vendor-completions
    find "$tree/usr/share/man" -type f -exec gzip -n -9 {} +
    install -m 644 .github/dist/copyright "$tree/usr/share/doc/d1lint/copyright"
    printf 'd1lint (%s) stable; urgency=medium\n\n  * Release.\n\n -- d1lint <d1lint@d1lint.example>  %s\n' "$version" \
        "$(date -R -d "@$SOURCE_DATE_EPOCH")" | gzip -n -9 > "$tree/usr/share/doc/d1lint/changelog.gz"
    install -D -m 644 .github/dist/lintian-overrides "$tree/usr/share/lintian/overrides/d1lint"
    mkdir -p "$tree/DEBIAN" "$dist/shlibs/debian"
    printf 'Source: d1lint\n\nPackage: d1lint\nArchitecture: any\n' > "$dist/shlibs/debian/control"
    depends=$(cd "$dist/shlibs" && dpkg-shlibdeps -O "$root/$dist/package.program" 2>/dev/null | sed 's/^shlibs:Depends=//')
    sed -e "s/@VERSION@/$version/" -e "s/@ARCH@/$arch/" -e "s/@DEPENDS@/$depends/" \
        -e "s/@SIZE@/$(du -k -s "$tree/usr" | cut -f 1)/" .github/dist/control > "$tree/DEBIAN/control"
    (cd "$tree" && find usr -type f -exec md5sum {} + | LC_ALL=C sort -k 2) > "$tree/DEBIAN/md5sums"
    dpkg-deb --root-owner-group -Zxz --build "$tree" "$dist/d1lint_${version}_$arch.deb" > /dev/null
fi

(cd "$dist" && ls -d d1lint-*.* d1lint_*.deb 2> /dev/null | while read -r file; do
    [ ! -f "$file" ] || sha256sum "$file"
done > SHA256SUMS)
cat "$dist/SHA256SUMS"
