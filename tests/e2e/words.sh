# Words for the scripts of the tests (sandbox.h): what they would otherwise repeat.

# A repository here with a copy of the example NAME committed; without NAME an empty one.
repository() {
    if [ $# -gt 0 ]; then
        cp -R "$EXAMPLES/$1/." .
    fi
    git init -q .
    commit
}

# Everything as it lies here, as a commit, whatever hooks say.
commit() {
    git add -A
    git commit -q --no-verify --allow-empty -m "${1:-commit}"
}

# Makes an engagement wrong (ENG-006: no such currency) and right again.
spoil() {
    sed -i 's/^  currency: [A-Z]*/  currency: XXY/' "${1:-engagement.yaml}"
}
mend() {
    sed -i 's/^  currency: [A-Z]*/  currency: EUR/' "${1:-engagement.yaml}"
}

# A change that makes nothing wrong.
touch_up() {
    echo '# a remark' >> "$1"
}

# An artifact of a kind and name without a spec, and one with the lines of standard input as its spec.
artifact() {
    printf 'apiVersion: d1d/v1\nkind: %s\nmetadata: {name: %s}\nspec:\n' "$1" "$2"
    sed 's/^/  /'
}

# Runs a command as somebody to whom permissions apply, who owns everything here. Root is no such user.
unprivileged() {
    if [ "$(id -u)" -ne 0 ]; then
        "$@"
        return
    fi
    mkdir -p "$BOX/bin"
    cp "$PROGRAM" "$BOX/bin/d1lint"
    chown -Rh 65534:65534 .
    PATH="$BOX/bin:$PATH" setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
}

# A text again and again, without line breaks between, until it has so many bytes; and as lines.
fill() {
    yes -- "$2" | tr -d '\n' | head -c "$1"
}
fill_lines() {
    yes -- "$2" | head -c "$1"
}

# A printf format for each number from 1, which it may use three times.
numbered() {
    awk -v count="$1" -v format="$2" 'BEGIN { for (i = 1; i <= count; i++) printf format, i, i, i }'
}
