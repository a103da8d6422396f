#!/bin/sh
# Makes an image that holds the program, its zones and nothing else, as an OCI layout in a tar archive.
#
#     oci.sh PROGRAM VERSION ARCHITECTURE OUTPUT
#
# `skopeo copy oci-archive:OUTPUT docker://...` puts it into a registry. No user is set: a job's container is root on a
# checkout of the runner's user, which is why the image's own git configuration trusts every folder. There is nothing else in
# it to be harmed, and d1lint runs nothing that a repository brings. `--user 65532` works where the files can be read.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/common.sh"
program=$1 version=$2 architecture=$3 output=$4
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
umask 022

mkdir -p "$work/root/usr/bin" "$work/root/usr/share" "$work/root/etc" "$work/root/src" "$work/layout/blobs/sha256"
install -m 755 "$program" "$work/root/usr/bin/d1lint"
printf '[safe]\n\tdirectory = *\n' > "$work/root/etc/gitconfig"
mkdir "$work/root/usr/share/zoneinfo"
tar -C /usr/share/zoneinfo --dereference --hard-dereference --exclude=./posix --exclude=./right --exclude=./localtime \
    --exclude=./posixrules -cf - . | tar -C "$work/root/usr/share/zoneinfo" -xf -
find "$work/root" -type d -exec chmod 755 {} +

# add FILE: puts it among the blobs under its digest, which is printed.
add() {
    sum=$(digest "$1")
    mv "$1" "$work/layout/blobs/sha256/$sum"
    echo "$sum"
}
size() { # DIGEST
    wc -c < "$work/layout/blobs/sha256/$1"
}

pack "$work/root" etc src usr > "$work/layer.tar"
unpacked=$(digest "$work/layer.tar")
gzip -n -9 "$work/layer.tar"
layer=$(add "$work/layer.tar.gz")

cat > "$work/config" << END
{"created":"$(moment)","architecture":"$architecture","os":"linux","config":{"Env":["PATH=/usr/bin","HOME=/"],\
"Entrypoint":["/usr/bin/d1lint"],"WorkingDir":"/src","Labels":{"org.opencontainers.image.title":"d1lint",\
"org.opencontainers.image.description":"Linter for the documents of customer engagements",\
"org.opencontainers.image.licenses":"Apache-2.0","org.opencontainers.image.version":"$version"}},\
"rootfs":{"type":"layers","diff_ids":["sha256:$unpacked"]},"history":[{"created":"$(moment)","created_by":"oci.sh"}]}
END
config=$(add "$work/config")

cat > "$work/manifest" << END
{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",\
"config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:$config","size":$(size "$config")},\
"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"sha256:$layer","size":$(size "$layer")}]}
END
manifest=$(add "$work/manifest")

cat > "$work/layout/index.json" << END
{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[\
{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:$manifest","size":$(size "$manifest"),\
"platform":{"architecture":"$architecture","os":"linux"},"annotations":{"org.opencontainers.image.ref.name":"$version"}}]}
END
printf '{"imageLayoutVersion":"1.0.0"}' > "$work/layout/oci-layout"
pack "$work/layout" oci-layout index.json blobs > "$output"
