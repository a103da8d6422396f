#!/bin/sh
# Installs what is missing of the packages that are named, and says nothing when nothing is.
#
#     deps.sh "PKG-CONFIG-MODULES" PACKAGE...
#
# The packages are Debian's, and apt-get installs them (through sudo for other users than root). On other systems
# it is checked whether compiler and libraries are there, and the packages are named when they are not.
set -eu
modules=$1
shift

installed() {
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

if command -v dpkg-query >/dev/null && command -v apt-get >/dev/null; then
    missing=
    for package; do
        installed "$package" || missing="$missing $package"
    done
    [ -n "$missing" ] || exit 0
    echo "Installing$missing"
    become=
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null; then
            echo "deps: not root and no sudo here; install as root: apt-get install$missing" >&2
            exit 1
        fi
        become=sudo
    fi
    # The lists of a fresh machine are empty or old; without them nothing can be found.
    $become apt-get -qq update
    # What apt-get prints is kept for the case that it fails.
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    # shellcheck disable=SC2086
    if ! $become env DEBIAN_FRONTEND=noninteractive apt-get -qq -y install --no-install-recommends $missing \
        > "$log" 2>&1; then
        cat "$log" >&2
        echo "deps: apt-get could not install$missing" >&2
        exit 1
    fi
    exit 0
fi

missing=
for program in cc git pkg-config; do
    command -v $program >/dev/null || missing="$missing $program"
done
for module in $modules; do
    pkg-config --exists "$module" 2>/dev/null || missing="$missing $module"
done
if [ -n "$missing" ]; then
    echo "deps: this system has no apt-get, and these are missing:$missing" >&2
    echo "deps: install what corresponds to Debian's packages: $*" >&2
    exit 1
fi
