#!/bin/sh
# Fails where a folder of src/ includes another of its own or a higher layer, or a third-party header that belongs
# to another folder.
#
#     layers.sh LAYER:FOLDER...
set -eu
cd "$(dirname "$0")/../.."

# shellcheck disable=SC2046 -- the list of files is meant to be words
awk -v layers="$*" '
BEGIN {
    count = split(layers, pairs, " ")
    for (i = 1; i <= count; i++) {
        split(pairs[i], pair, ":")
        layer[pair[2]] = pair[1]
    }
    # The program of the build that embeds rules and schemas stands above the folders it is made of.
    layer["embed"] = 3
    owner["git2"] = "repo"
    owner["yaml"] = "yaml"
    owner["pcre2"] = "regex"
    owner["jansson"] = "json"
    owner["idn2"] = "schema"
    # What C17 and POSIX have, and the few headers of Linux in use.
    system_headers = " assert ctype dirent errno fcntl fenv fnmatch inttypes iso646 langinfo libgen limits locale math" \
        " poll pthread pwd regex sched setjmp signal spawn stdalign stdarg stdatomic stdbool stddef stdint stdio stdlib stdnoreturn" \
        " string strings sys/file sys/ioctl sys/mman sys/random sys/resource sys/stat sys/syscall sys/time sys/types" \
        " sys/uio sys/wait termios threads time uchar unistd wchar wctype malloc linux/openat2 immintrin emmintrin" \
        " tmmintrin arm_neon float getopt byteswap endian "
}
function complain(text) {
    printf "%s:%d: %s\n", FILENAME, FNR, text
    bad++
}
/^[ \t]*#[ \t]*include[ \t]*"/ {
    split(FILENAME, path, "/")
    split($0, part, "\"")
    folder = path[2]
    target = part[2]
    if (target !~ /\//) {
        complain("\"" target "\" is not written from src/")
        next
    }
    sub(/\/.*/, "", target)
    if (target == folder)
        next
    if (!(folder in layer))
        complain("the folder " folder " has no layer in the Makefile")
    else if (!(target in layer))
        complain(folder " includes " target ", which has no layer in the Makefile")
    else if (layer[target] >= layer[folder])
        complain(folder " (layer " layer[folder] ") includes " target " (layer " layer[target] ")")
}
/^[ \t]*#[ \t]*include[ \t]*</ {
    split(FILENAME, path, "/")
    split($0, part, "[<>]")
    header = part[2]
    sub(/\.h$/, "", header)
    first = header
    sub(/\/.*/, "", first)
    if (first in owner) {
        if (owner[first] != path[2])
            complain("<" part[2] "> belongs to src/" owner[first])
    } else if (index(system_headers, " " header " ") == 0) {
        complain("<" part[2] "> is no header of C or POSIX; a third-party header belongs to one folder (tests/tools/layers.sh)")
    }
}
END {
    if (bad)
        exit 1
}
' $(find src -name '*.[ch]' | LC_ALL=C sort)
