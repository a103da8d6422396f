#!/bin/sh
# Installs and runs what `make dist` made, as those do who get it: the archive and the image in a root of their own, the
# packages of npm without a network, the Debian package in a fresh Debian. Needs root; what a machine lacks is said.
#
#     check.sh BUILD         DEBIAN=FOLDER: a fresh Debian 12 to take a copy of; else debootstrap makes one
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
dist=$(cd "$1/dist" && pwd) || exit 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
[ "$(id -u)" = 0 ] || {
    echo "the check of what is released needs root: it changes roots and owners"
    exit 2
}

pass() {
    echo "pass  $1"
}
fail() {
    echo "FAIL  $1"
    [ ! -s "$work/log" ] || tail -n 15 "$work/log"
    failed=1
}
have() { # TOOL
    command -v "$1" > /dev/null && return 0
    echo "skip  $2: there is no $1 here"
    return 1
}

commit_all() { # FOLDER MESSAGE
    git -C "$work/$1" add -A
    git -C "$work/$1" -c user.name=d1lint -c user.email=d1lint@d1lint.example commit -m "$2"
}

# A small engagement in a repository that belongs to somebody else.
mkdir "$work/checkout"
cp -R "$root/examples/first-steps/." "$work/checkout"
git -C "$work/checkout" init -q
commit_all checkout first > /dev/null
chown -R 1001:1001 "$work/checkout"

(cd "$dist" && sha256sum --quiet -c SHA256SUMS) && pass "checksums" || fail "checksums"

# ---- the archive ----

mkdir "$work/archive"
tar -C "$work/archive" --strip-components=1 -xzf "$dist"/d1lint-*-linux-*.tar.gz
program=$work/archive/bin/d1lint
if ldd "$program" > "$work/log" 2>&1; then fail "the archive's program is not static"; else pass "the archive's program is static"; fi
if have readelf "the program's read-only tables"; then
    readelf -lW "$program" > "$work/log" && grep -q GNU_RELRO "$work/log" && pass "its tables are read-only once loaded" ||
        fail "its tables stay writable"
fi
chroot "$work/archive" /bin/d1lint --version > "$work/log" 2>&1 && pass "it runs where nothing else is" || fail "it does not run alone"
[ -f "$work/archive/share/man/man1/d1lint.1" ] && pass "man pages are inside" || fail "there are no man pages"

# ---- npm ----

check_npm() {
    have npm "the packages of npm" || return 0
    mkdir "$work/npm"
    printf '{"private": true}\n' > "$work/npm/package.json"
    (cd "$work/npm" && npm install --ignore-scripts --offline --no-audit --no-fund "$dist"/d1lint-npm-*.tgz) > "$work/log" 2>&1 || {
        fail "npm does not install them"
        return 0
    }
    d1lint=$work/npm/node_modules/.bin/d1lint
    [ "$("$d1lint" --version)" = "$("$program" --version)" ] && pass "npm: the program runs" || fail "npm: another program runs"
    "$d1lint" check --fomat > /dev/null 2>&1
    [ $? = 2 ] && pass "npm: its exit status is passed on" || fail "npm: the exit status is lost"
    # A program that waits for its input ends by the signal that its starter gets.
    mkfifo "$work/never"
    sleep 20 > "$work/never" &
    timeout --preserve-status 3 "$d1lint" eval --bindings - x < "$work/never" > /dev/null 2>&1
    [ $? = 143 ] && pass "npm: a signal is passed on" || fail "npm: a signal is lost"
    grep -q '"scripts"' "$work"/npm/node_modules/d1lint/package.json "$work"/npm/node_modules/@d1lint/*/package.json &&
        fail "npm: a package has scripts" || pass "npm: nothing runs when they are installed"
}
check_npm

# ---- the hooks of pre-commit that are made of the packages and of the image ----

# What pre-commit takes the hooks from.
hooks() {
    [ ! -d "$work/hooks" ] || return 0
    mkdir "$work/hooks"
    cp "$root/.pre-commit-hooks.yaml" "$root/package.json" "$work/hooks"
    git -C "$work/hooks" init -q
    commit_all hooks first > "$work/log"
}

# check_hook ID [SETTING]: what a hook lets pass, and what it refuses. The setting names what a registry would give.
check_hook() {
    hooks && cp -R "$root/examples/first-steps" "$work/$1" && git -C "$work/$1" init -q &&
        commit_all "$1" first > "$work/log" || {
        fail "$1: nothing can be committed"
        return 0
    }
    cat > "$work/$1/.pre-commit-config.yaml" << END
repos:
  - repo: $work/hooks
    rev: $(git -C "$work/hooks" rev-parse HEAD)
    hooks:
      - id: $1
        args: [--as-of, '2026-03-09']
        ${2:-}
END
    (cd "$work/$1" && pre-commit install) > "$work/log" 2>&1
    commit_all "$1" config > "$work/log" 2>&1 && grep -q Passed "$work/log" &&
        pass "$1: pre-commit installs it, and it lets a good change pass" || fail "$1: a good change does not pass"
    sed -i 's/^  currency: .*/  currency: XXY/' "$work/$1/engagement.yaml"
    commit_all "$1" bad > "$work/log" 2>&1
    [ $? != 0 ] && grep -q 'error ENG-006' "$work/log" && pass "$1: it refuses a bad one" || fail "$1: a bad change passes"
}

# pre-commit calls docker; podman takes the same words, and needs nobody who serves it. Where this is a container itself,
# limits cannot be raised, and of the runtimes runc is the one that takes the older groups of control.
find_docker() {
    docker info > /dev/null 2>&1 && return 0
    have podman "the hook of the image" || return 1
    mkdir -p "$work/bin"
    printf '[containers]\ndefault_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]\n' > "$work/containers.conf"
    ! command -v runc > /dev/null || printf '[engine]\nruntime = "runc"\n' >> "$work/containers.conf"
    export CONTAINERS_CONF="$work/containers.conf"
    printf '#!/bin/sh\nexec podman --root %s/pods --runroot %s/pods.run "$@"\n' "$work" "$work" > "$work/bin/docker"
    chmod +x "$work/bin/docker"
    PATH=$work/bin:$PATH
}

check_docker_hook() {
    find_docker || return 0
    name=$(sed -n 's/^  entry: \(d1lint[^ ]*\):\([^ ]*\) check.*/\1:\2/p' "$root/.pre-commit-hooks.yaml")
    loaded=$(docker load -i "$(ls "$dist"/d1lint-*-oci-*.tar)" 2> "$work/log" | sed -n 's/^Loaded image.*: //p')
    docker tag "$loaded" "$name" >> "$work/log" 2>&1 && pass "d1lint-docker: the image is loaded" || {
        fail "d1lint-docker: the image cannot be loaded"
        return 0
    }
    check_hook d1lint-docker
    docker rmi --force "$name" "$loaded" > /dev/null 2>&1
}

export PRE_COMMIT_HOME="$work/pre-commit" npm_config_offline=true
if have pre-commit "the hooks"; then
    ! have npm "the hook of node" ||
        check_hook d1lint-node "additional_dependencies: [$(ls "$dist"/d1lint-npm-*.tgz | paste -s -d ,)]"
    check_docker_hook
fi

# ---- the image ----

check_image() {
    image=$(ls "$dist"/d1lint-*-oci-*.tar)
    have skopeo "the image" && have umoci "the image" || return 0
    skopeo inspect "oci-archive:$image" > "$work/log" 2>&1 && pass "image: skopeo reads it" || fail "image: skopeo does not read it"
    mkdir "$work/layout"
    tar -C "$work/layout" -xf "$image"
    tag=$(sed -n 's/.*"org.opencontainers.image.ref.name":"\([^"]*\)".*/\1/p' "$work/layout/index.json")
    umoci unpack --image "$work/layout:$tag" "$work/bundle" > "$work/log" 2>&1 || {
        fail "image: umoci does not unpack it"
        return 0
    }
    cp -R --preserve=all "$work/checkout/." "$work/bundle/rootfs/src"
    # Nothing but the program could go into the folder of the checkout; what changes the root does it.
    env -i PATH=/usr/bin HOME=/ D1LINT_ROOT="$work/bundle/rootfs" python3 - > "$work/log" 2>&1 << 'END' &&
import os
os.chroot(os.environ.pop("D1LINT_ROOT"))
os.chdir("/src")
os.execv("/usr/bin/d1lint", ["d1lint", "check", "--as-of", "2026-03-09", "--format", "concise"])
END
        pass "image: root reads the checkout of another user" || fail "image: root does not read the checkout of another user"
}
check_image

# ---- the package ----

lint_package() {
    have lintian "lintian" || return 0
    lintian --fail-on error,warning "$package" > "$work/log" 2>&1 && pass "package: lintian has nothing to say" ||
        fail "package: lintian"
}

inside() {
    chroot "$work/debian" "$@" > "$work/log" 2>&1
}

# Another version of the same package, for an upgrade.
raise() {
    dpkg-deb -R "$package" "$work/raised"
    sed -i 's/^Version: .*/&+1/' "$work/raised/DEBIAN/control"
    dpkg-deb --root-owner-group -Zxz --build "$work/raised" "$work/debian/tmp/raised.deb" > /dev/null
}

install_package() {
    if [ -n "${DEBIAN:-}" ]; then
        cp -a "$DEBIAN" "$work/debian"
    else
        have debootstrap "the package in a fresh Debian" || return 0
        debootstrap --variant=minbase bookworm "$work/debian" > "$work/log" 2>&1 || {
            echo "skip  the package in a fresh Debian: its mirror cannot be reached"
            return 0
        }
    fi
    cp "$package" "$work/debian/tmp/d1lint.deb"
    raise
    inside dpkg -i /tmp/d1lint.deb && inside d1lint --version && pass "package: installed in a fresh Debian" || fail "package: not installed"
    inside dpkg -i /tmp/raised.deb && inside d1lint list gates && pass "package: upgraded" || fail "package: not upgraded"
    inside dpkg --purge d1lint || fail "package: not purged"
    [ -z "$(find "$work/debian" -xdev -name '*d1lint*' -not -path "$work/debian/tmp/*" -not -path '*/var/log/*')" ] &&
        pass "package: purged, and nothing is left" || fail "package: something is left"
}

package=$(ls "$dist"/d1lint_*.deb 2> /dev/null)
if [ -n "$package" ]; then
    lint_package
    install_package
fi
exit $failed
