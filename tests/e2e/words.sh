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

# The formats of `check`, as its help has them.
formats() {
    d1lint check --help | sed -n '/^formats$/,/^$/s/^  \([a-z-]*\) .*/\1/p'
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

# Folders e1, e2, ... with an engagement of that name in each.
engagements() {
    numbered "$1" 'e%d\n' | xargs mkdir
    awk -v count="$1" '{ text = text $0 "\n" }
    END {
        for (i = 1; i <= count; i++) {
            named = text
            sub(/name: first-steps/, "name: e" i, named)
            file = "e" i "/engagement.yaml"
            printf "%s", named > file
            close(file)
        }
    }' "$EXAMPLES/first-steps/engagement.yaml"
}

# Who signs. A key of NAME lies in $BOX; `person NAME [LINE...]` writes an entry of a roster with that key, or that of $KEY,
# with the role $ROLE, and further lines of its identity; `roster` makes a roster of such entries.
key() {
    [ -f "$BOX/$1" ] || ssh-keygen -q -t ed25519 -N '' -C "$1" -f "$BOX/$1"
}
person() {
    key "$1"
    key "${KEY:-$1}"
    printf '    - id: %s\n      org: acme\n      roles: [%s]\n      identities:\n        - email: %s@example.com\n' \
        "$1" "${ROLE:-consultant}" "$1"
    printf '          signingKey: "%s"\n' "$(cat "$BOX/${KEY:-$1}.pub")"
    shift
    for line; do
        printf '          %s\n' "$line"
    done
}
roster() {
    printf 'apiVersion: d1d/v1\nkind: TeamRoster\nmetadata: {name: roster}\nspec:\n  people:\n' > roster.yaml
    cat >> roster.yaml
}

# An approval of the contract by aoife, of a day.
approval() {
    printf 'apiVersion: d1d/v1\nkind: Approval\nmetadata: {name: sow-approval}\nspec:\n' > approval.yaml
    printf '  subject: {ref: StatementOfWork/sow}\n  approverRef: aoife\n  decision: approved\n' >> approval.yaml
    printf '  date: "%s"\n  method: signedCommit\n' "${1:-2026-03-04}" >> approval.yaml
}

# That approval is of a file as it stands in the newest commit; and the contract, the file that is mostly meant, otherwise.
of_version() {
    sed -i "s|ref: StatementOfWork/sow|&, path: $1, digest: {gitBlob: \"$(git rev-parse "HEAD:$1")\"}|" approval.yaml
}
change() {
    sed -i 's/MUS-7/MUS-8/' statement-of-work.yaml
}

# `as NAME DAY COMMAND...` runs git as that person on that day; `record NAME DAY [OPTION...]` commits everything so; after
# `sign NAME` it is that one's key that signs.
as() {
    who=$1 day=$2
    shift 2
    GIT_AUTHOR_NAME=$who GIT_AUTHOR_EMAIL=$who@example.com GIT_COMMITTER_NAME=$who GIT_COMMITTER_EMAIL=$who@example.com \
        GIT_AUTHOR_DATE=${day}T12:00:00+0000 GIT_COMMITTER_DATE=${day}T12:00:00+0000 "$@"
}
record() {
    who=$1 day=$2
    shift 2
    git add -A
    as "$who" "$day" git commit -q -m record "$@"
}
sign() {
    key "$1"
    git config gpg.format ssh
    git config user.signingKey "$BOX/$1"
}

# An engagement whose manager is aoife, with tomas beside; the contract is approved, and that is not committed yet.
signers() {
    cp "$EXAMPLES"/first-steps/*.yaml .
    git init -q .
    ROLE=engagementManager person aoife > "$BOX/r"
    person tomas >> "$BOX/r"
    roster < "$BOX/r"
    record tomas 2026-03-02
    sign aoife
    approval
}
