#!/bin/sh
# Fails where a folder of src/ includes what it may not, where src/README.md does not show the folders as they are, and
# where one of src/ or tests/ has more sources side by side than a reader takes in.
#
#     layers.sh FOLDER...             compare
#     layers.sh --update FOLDER...    write the picture into src/README.md
#
# Each FOLDER is 'name|uses|parts|owns', as the Makefile has it (USES_, PARTS_, OWNS_): the folders that it may include,
# all of them named before it; its sub-folders in their order; the third-party headers that it alone includes. Where a
# folder has sub-folders, each header at its root is for others: one that only the files beside it include is private.
set -eu
cd "$(dirname "$0")/../.."

update=false
if [ "${1:-}" = --update ]; then
    update=true
    shift
fi

picture=$(mktemp)
trap 'rm -f "$picture" "$picture.new"' EXIT

# The picture: a row for each layer, which is one above the highest that one of its folders uses.
printf '%s\n' "$@" | awk -F '|' '
{
    uses = split($2, names, " ")
    layer = -1
    for (i = 1; i <= uses; i++) {
        if (!(names[i] in of)) {
            printf "layers: %s uses %s, which does not stand above it in FOLDERS\n", $1, names[i] > "/dev/stderr"
            bad = 1
        } else if (of[names[i]] > layer) {
            layer = of[names[i]]
        }
    }
    of[$1] = ++layer
    if (layer > top)
        top = layer
    split($3, parts, " ")
    cell = "`" $1 "`"
    if ($3 != "") {
        gsub(/ /, ", ", $3)
        cell = cell " (" $3 ")"
    }
    row[layer] = row[layer] (row[layer] == "" ? "" : ", ") cell
    owned = split($4, headers, " ")
    for (i = 1; i <= owned; i++)
        library[layer] = library[layer] (library[layer] == "" ? "" : ", ") headers[i] " (`" $1 "`)"
}
END {
    print "| layer | folders (and their parts) | third-party headers |"
    print "|---|---|---|"
    for (i = 0; i <= top; i++)
        printf "| %d | %s | %s |\n", i, row[i], library[i]
    exit bad
}
' > "$picture"

awk -v picture="$picture" '
/^<!-- \/house -->$/ { inside = 0 }
!inside { print }
/^<!-- house -->$/ {
    inside = 1
    while ((getline line < picture) > 0)
        print line
}
' src/README.md > "$picture.new"
if $update; then
    cmp -s "$picture.new" src/README.md || cp "$picture.new" src/README.md
    exit 0
fi
if ! diff -u --label src/README.md --label 'src/README.md, as the Makefile has it' src/README.md "$picture.new"; then
    echo "layers: 'make layers-picture' writes it" >&2
    exit 1
fi

most=15
crowded=$(find src tests -name '*.c' | sed 's|/[^/]*$||' | LC_ALL=C sort | uniq -c |
    awk -v most=$most '$1 > most { printf "%s: %d sources side by side, at most %d: it falls into parts\n", $2, $1, most }')
if [ -n "$crowded" ]; then
    printf '%s\n' "$crowded" >&2
    exit 1
fi

# shellcheck disable=SC2046 -- the list of files is meant to be words
awk -v folders="$(printf '%s\n' "$@")" '
BEGIN {
    count = split(folders, lines, "\n")
    for (i = 1; i <= count; i++) {
        split(lines[i], field, "|")
        known[field[1]] = 1
        uses[field[1]] = " " field[2] " "
        n = split(field[3], names, " ")
        for (j = 1; j <= n; j++)
            part[field[1] "/" names[j]] = j
        if (n > 0)
            divided[field[1]] = 1
        n = split(field[4], names, " ")
        for (j = 1; j <= n; j++)
            owner[names[j]] = field[1]
    }
    # The programs of the build that embed rules and schemas stand beside the folders.
    known["embed"] = 1
    uses["embed"] = " base doc yaml json rules "
    # What C17 and POSIX have, and the few headers of Linux in use.
    system_headers = " assert ctype dirent errno fcntl fenv fnmatch inttypes iso646 langinfo libgen limits locale math" \
        " poll pthread pwd regex sched setjmp signal spawn stdalign stdarg stdatomic stdbool stddef stdint stdio stdlib stdnoreturn" \
        " string strings sys/file sys/ioctl sys/mman sys/random sys/resource sys/stat sys/syscall sys/time sys/types" \
        " sys/uio sys/wait termios threads time uchar unistd wchar wctype malloc linux/mman linux/openat2 immintrin emmintrin" \
        " tmmintrin arm_neon float getopt byteswap endian "
}
function complain(text) {
    printf "%s:%d: %s\n", FILENAME, FNR, text
    bad++
}
# The part that a path from src/ lies in: "" for the root of a folder.
function part_of(path,    words, n) {
    n = split(path, words, "/")
    return n > 2 ? words[2] : ""
}
FNR == 1 {
    here = substr(FILENAME, 5)
    folder = here
    sub(/\/.*/, "", folder)
    own = part_of(here)
    if (!(folder in known))
        complain("the folder " folder " has no line in the Makefile")
    if (own == "" && here ~ /\.h$/ && (folder in divided) && folder != "base")
        manual[here] = FILENAME
    if (own != "" && !((folder "/" own) in part))
        complain(folder "/" own " is not among PARTS_" folder " in the Makefile")
}
/^[ \t]*#[ \t]*include[ \t]*"/ {
    split($0, quoted, "\"")
    included = quoted[2]
    if (included !~ /\//) {
        complain("\"" included "\" is not written from src/")
        next
    }
    target = included
    sub(/\/.*/, "", target)
    inner = part_of(included)
    if (target != folder || own != "" || here ~ /\.h$/)
        asked[included] = 1
    if (target != folder) {
        used[target] = 1
        if (index(uses[folder], " " target " ") == 0)
            complain(folder " includes " target ", which USES_" folder " does not name")
        if (inner != "" && target != "base")
            complain("\"" included "\" is private to src/" target)
    } else if (own != "" && inner != "" && part[target "/" inner] > part[folder "/" own]) {
        complain(folder "/" own " includes " target "/" inner ", which comes after it in PARTS_" folder)
    } else if (own == "" && inner != "" && here ~ /\.h$/ && target != "base") {
        complain("a header at the root of a folder is its manual and includes none of its parts: \"" included "\"")
    }
}
/^[ \t]*#[ \t]*include[ \t]*</ {
    split($0, quoted, "[<>]")
    header = quoted[2]
    sub(/\.h$/, "", header)
    first = header
    sub(/\/.*/, "", first)
    if (first in owner) {
        if (owner[first] != folder)
            complain("<" quoted[2] "> belongs to src/" owner[first])
    } else if (index(system_headers, " " header " ") == 0) {
        complain("<" quoted[2] "> is no header of C or POSIX; a third-party header belongs to one folder (OWNS_ in the Makefile)")
    }
}
END {
    # A folder that nobody uses yet has a manual all the same.
    for (header in manual)
        if (!(header in asked) && used[substr(header, 1, index(header, "/") - 1)]) {
            printf "%s: a header at the root of a folder is its manual, but nobody else asks for this one: " \
                "it belongs to a part\n", manual[header]
            bad++
        }
    if (bad)
        exit 1
}
' $(find src -name '*.[ch]' | LC_ALL=C sort)
