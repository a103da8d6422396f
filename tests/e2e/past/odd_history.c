/* Histories that are cut, damaged, or say of themselves what is odd: each is told, and nothing is judged by guess. */
#include <criterion/criterion.h>

#include "e2e/sandbox.h"

/*
 * `raw SCRIPT` makes the newest commit anew from its text as sed leaves it, as no git would write it; the branch goes
 * there.
 */
#define RAW                                                                                                            \
    "raw() { id=$(git cat-file commit HEAD | sed \"$1\" | git hash-object -t commit -w --literally --stdin); "         \
    "git update-ref HEAD \"$id\"; git reset -q --hard; }\n"

#define NOW "d1lint check --as-of 2026-03-09 2>&1 || true\n"
#define LATER(check) "d1lint check --as-of 2026-04-13 --format concise 2>&1 | grep -E '" check "' || true\n"

Test(odd_history, clocks_and_names, .timeout = 600)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "a clock that ran behind",
            .given = "signers\nrecord aoife 2026-03-08\ntouch_up engagement.yaml\nrecord aoife 2026-03-04\n",
            .when = NOW,
            .says = {"the clock of whoever made commit ",
                     " ran behind: it is dated 2026-03-04 and counts as made when the commit before it was, on "
                     "2026-03-08"},
        },
        {
            .name = "by less than a day it is nobody's concern",
            .given = "signers\nrecord aoife 2026-03-08\ntouch_up engagement.yaml\nrecord aoife 2026-03-07\n",
            .when = NOW,
            .never = {"ran behind"},
        },
        {
            .name = "before 1970, after 2106, without a zone, and without a date",
            .given = "signers\n" RAW "for date in '-5000 +0000' '4294967296 +0000' '1772582400' ''; do\n"
                     "touch_up engagement.yaml\ngit add -A\ngit commit -q -m odd\n"
                     "raw \"s/^committer .*/committer a <aoife@example.com> $date/\"\ndone\n",
            .when = NOW "d1lint eval --as-of 2026-03-09 'line.map(p, p.date)'\n",
            .says = {"- date(\"2026-03-02\")\n- date(\"2026-03-02\")\n- date(\"2026-03-09\")\n- date(\"2026-03-09\")\n"
                     "- date(\"2026-03-09\")\n"},
        },
        {
            .name = "without an author, and without a committer",
            .given = "signers\n" RAW "git add -A\ngit commit -q -m odd\nraw '/^author/d;/^committer/d'\n",
            .when = LATER("APR-006"),
            .says = {"APR-006 this cannot be judged: the commit that HEAD names cannot be read [indeterminate]"},
        },
        {
            .name = "an address of two persons",
            .given = "signers\nsed -i 's/tomas@example.com/AOIFE@example.com/' roster.yaml\nrecord tomas 2026-03-04\n",
            .when = NOW,
            .says = {"the roster of first-steps gives the address aoife@example.com to both aoife and tomas: what it "
                     "wrote counts for neither of them, and against both"},
        },
        {
            .name = "a key of two persons",
            .given = "signers\n{ person aoife; KEY=aoife person tomas; } > \"$BOX/r\"\nroster < \"$BOX/r\"\n"
                     "record tomas 2026-03-04\n",
            .when = NOW,
            .says = {"the roster of first-steps gives one signing key to both aoife and tomas: what it signed is a "
                     "signature of neither"},
        },
    };

    SANDBOX_CASES(cases);
}

#define TAG "as aoife 2026-03-30 git tag -s -m agreed baseline/kickoff "

Test(odd_history, tags, .timeout = 600)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "a clone without tags",
            .given = "signers\n" TAG "\ngit clone -q --no-tags \"file://$PWD\" clone\n",
            .when = "cd clone\nd1lint check --as-of 2026-04-13 | grep -A8 GIT-002\n",
            .says = {"There is no tag baseline/kickoff", "`git fetch --tags`", "`fetch-tags: true`"},
        },
        {
            .name = "of a file",
            .given = "signers\n" TAG "$(git rev-parse HEAD:engagement.yaml)\n",
            .when = LATER("GIT-002"),
            .says = {"The tag baseline/kickoff does not lead to a commit"},
        },
        {
            .name = "of a tag, it is that of its commit",
            .given = "signers\nas aoife 2026-03-29 git tag -m first first\n" TAG "first\n",
            .when = LATER("GIT-002"),
            .never = {"GIT-002"},
        },
        {
            .name = "from before the engagement was there, as that of another one may be: its baseline is another",
            .given = "git init -q .\ngit commit -q --allow-empty -m root\ngit tag -m agreed baseline/kickoff\n"
                     "cp -R \"$PROJECT/rules/bases/manage/.\" .\nrecord tomas 2026-03-10\n"
                     "sed -i 's/2026-05-07/2026-05-21/' launch/plan.yaml\nrecord tomas 2026-04-10\n",
            .when = LATER("GIT-002|SCH-009"),
            .says = {"GIT-002 The tag baseline/kickoff leads to a commit of 2026-03-09, from before the engagement was "
                     "there (2026-03-10), so that it says nothing of its baseline",
                     "SCH-009 The baseline of ms-04 (Order service ready) is 2026-05-21; when the engagement was "
                     "baselined it was 2026-05-07"},
        },
        {
            .name = "moved to where it was not agreed",
            .given = "signers\n" TAG "\ntouch_up engagement.yaml\nrecord tomas 2026-04-20\n" TAG "-f > /dev/null\n",
            .when = "d1lint check --as-of 2026-05-04 --format concise | grep GIT-002 || true\n",
            .says = {"leads to a commit of 2026-04-20, later than 5 business days after the gate"},
        },
    };

    SANDBOX_CASES(cases);
}

/* `forge SCRIPT` puts another signature into the newest commit: what SCRIPT makes of the bytes to be signed. */
#define FORGE                                                                                                          \
    "forge() { git cat-file commit HEAD | sed '/^gpgsig/,/END SSH/d' > \"$BOX/bytes\"; sh -c \"$1\" > \"$BOX/sig\"; "  \
    "{ sed '/^$/,$d' \"$BOX/bytes\"; sed '1s/^/gpgsig /;2,$s/^/ /' \"$BOX/sig\"; sed -n '/^$/,$p' \"$BOX/bytes\"; } "  \
    "> \"$BOX/forged\"\n"                                                                                              \
    "git reset -q --hard \"$(git hash-object -t commit -w --literally \"$BOX/forged\")\"; }\n"                         \
    "export BOX\n"
#define SSH_SIGN "ssh-keygen -q -Y sign -f \\\"$BOX/aoife\\\" -n "

Test(odd_history, signatures, .timeout = 600)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "made anew as it was",
            .given = "signers\n" FORGE "record aoife 2026-03-04\nforge \"" SSH_SIGN "git < \\\"$BOX/bytes\\\"\"\n",
            .when = LATER("APR-006"),
            .never = {"APR-006"},
        },
        {
            .name = "of another namespace",
            .given = "signers\n" FORGE "record aoife 2026-03-04\nforge \"" SSH_SIGN "file < \\\"$BOX/bytes\\\"\"\n",
            .when = LATER("APR-006"),
            .says = {"is not signed by aoife: the signature is for namespace file, not for git"},
        },
        {
            .name = "cut off",
            .given = "signers\n" FORGE "record aoife 2026-03-04\nforge \"" SSH_SIGN
                     "git < \\\"$BOX/bytes\\\" | head -n 3\"\n",
            .when = LATER("APR-006"),
            .says = {"is not signed by aoife: the signature is damaged: its armour is cut"},
        },
        {
            .name = "of a mebibyte",
            .given = "signers\n" FORGE
                     "record aoife 2026-03-04\nforge \"echo -----BEGIN SSH SIGNATURE-----; yes AAAA | head -c 1048576; "
                     "echo; echo -----END SSH SIGNATURE-----\"\n",
            .when = LATER("APR-006"),
            .says = {"is not signed by aoife: the signature has 10", " bytes, more than the limit of 64 KiB"},
            .seconds = 5,
        },
        {
            .name = "with a key that the roster has no more",
            .given = "signers\nrecord aoife 2026-03-04 -S\n{ KEY=fresh person aoife; person tomas; } > \"$BOX/r\"\n"
                     "roster < \"$BOX/r\"\nrecord tomas 2026-03-05\n",
            .when = LATER("APR-006"),
            .says = {"is not signed by aoife: signed with a key of nobody in the roster"},
        },
    };

    SANDBOX_CASES(cases);
}

/* An engagement that goes on for some weeks; `full` is what a whole clone finds of errors. */
#define STORY                                                                                                          \
    "\"$EXAMPLES/halden-orders-history/history.sh\" story\ncd story\ngit reset -q --hard half-way\n"                   \
    "sed -i 's/2026-05-26/2026-05-29/' launch/plan.yaml\nrecord aoife 2026-04-24\n"                                    \
    "d1lint check --as-of 2026-04-24 --format concise | sort > \"$BOX/full\"; grep -q SCH-009 \"$BOX/full\"\n"

Test(odd_history, what_is_cut, .timeout = 600)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "at every depth, nothing is found that a whole clone does not find, but what it leaves in doubt",
            .given = STORY,
            .when =
                "cd story\ncount=$(git rev-list --first-parent --count HEAD)\nfor depth in $(seq 1 $((count + "
                "1))); do\n"
                "rm -rf \"$BOX/clone\"\ngit clone -q --depth $depth \"file://$PWD\" \"$BOX/clone\"\n"
                "(cd \"$BOX/clone\" && d1lint check --as-of 2026-04-24 --format concise) > \"$BOX/out\" || true\n"
                "grep -v -e indeterminate -e GIT-001 \"$BOX/out\" | sort > \"$BOX/found\"\n"
                "comm -23 \"$BOX/found\" \"$BOX/full\" > \"$BOX/more\"\n"
                "if [ -s \"$BOX/more\" ]; then echo \"depth $depth:\"; cat \"$BOX/more\"; fi\n"
                "for id in $(sed -n 's/^.*: [a-z]* \\([A-Z]*-[0-9]*\\) this cannot be judged.*/\\1/p' "
                "\"$BOX/out\"); do grep GIT-001 \"$BOX/out\" | grep -q \"$id\" || echo \"depth $depth: $id\"; done\n"
                "if [ $depth -lt $count ]; then grep -q GIT-001 \"$BOX/out\" || echo \"depth $depth: untold\"; "
                "else cmp \"$BOX/found\" \"$BOX/full\"; ! grep GIT-001 \"$BOX/out\"; fi\ndone\n",
            .never = {"depth", "GIT-001"},
        },
        {
            .name = "a partial clone",
            .given = STORY "git config uploadpack.allowFilter true\n"
                           "git clone -q --filter=blob:none \"file://$PWD\" \"$BOX/clone\"\n",
            .when =
                "cd \"$BOX/clone\"\nd1lint check --as-of 2026-04-24 --format concise | grep -E 'GIT-001|SCH-009' || "
                "true\nd1lint check --as-of 2026-04-24 | grep -A8 GIT-001\n",
            .says = {"error GIT-001 history does not tell enough for", "--filter", "SCH-009 this cannot be judged"},
        },
        {
            .name = "a file that does not parse in the middle keeps what it held",
            .given =
                "signers\nrecord aoife 2026-03-04 -S\ncp approval.yaml \"$BOX/a\"\necho '  - : {' >> approval.yaml\n"
                "record tomas 2026-03-05\ncp \"$BOX/a\" approval.yaml\nrecord tomas 2026-03-06\n",
            .when = LATER("APR-006"),
            .never = {"APR-006"},
        },
    };

    SANDBOX_CASES(cases);
}
