/*
 * More of what is odd about a history (odd_history.c): what git would show otherwise, what nobody has, what was written
 * before it happened, clocks that are ahead, work trees whose line ends git changes, and engagements with another name.
 */
#include <criterion/criterion.h>

#include "e2e/sandbox.h"

#define CHECK(check) "d1lint check --as-of 2026-03-09 --format concise 2>&1 | grep -E '" check "' || true\n"

Test(odd_past, what_git_would_show_otherwise, .timeout = 600)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "replaced commits and grafts do not exist",
            .given = "signers\nrecord tomas 2026-03-04\ntouch_up engagement.yaml\nrecord tomas 2026-03-05\n",
            .when = "look() { d1lint check --as-of 2026-03-09 --format json || true; d1lint eval --as-of 2026-03-09 "
                    "'line.map(p, p.date)'; }\n"
                    "look > \"$BOX/before\"\ngrep -q APR-006 \"$BOX/before\"\n"
                    "export GIT_AUTHOR_DATE=2026-03-01T00:00:00Z GIT_COMMITTER_DATE=2026-03-01T00:00:00Z\n"
                    "sign aoife\ngit replace HEAD~1 \"$(git commit-tree -S -p HEAD~2 -m other HEAD~1^{tree})\"\n"
                    "git rev-parse HEAD > .git/info/grafts\ngit log --format=%s 2> /dev/null\n"
                    "look > \"$BOX/after\"\ncmp \"$BOX/before\" \"$BOX/after\" && echo same\n",
            .says = {"same\n"},
        },
        {
            .name = "a commit with ten thousand parents",
            .given =
                "signers\nrecord aoife 2026-03-04 -S\ntouch_up engagement.yaml\nrecord tomas 2026-03-05\n"
                "parent=$(git rev-parse HEAD~1)\n{ git cat-file commit HEAD | sed -n 1p; "
                "yes \"parent $parent\" | head -n 10000; git cat-file commit HEAD | sed '/^tree/d;/^parent/d'; } > "
                "\"$BOX/c\"\ngit reset -q --hard \"$(git hash-object -t commit -w --literally \"$BOX/c\")\"\n",
            .when = CHECK("APR-00[56]|GIT") "d1lint eval --as-of 2026-03-09 'line.map(p, p.date)'\n",
            .says = {"- date(\"2026-03-02\")\n- date(\"2026-03-04\")\n- date(\"2026-03-05\")\n"},
            .never = {"APR-", "GIT-"},
            .seconds = 5,
        },
        {
            .name = "an older commit without an author is written by nobody",
            .given =
                "signers\ngit add -A\nas tomas 2026-03-04 git commit -q -m odd\n"
                "git reset -q --hard \"$(git cat-file commit HEAD | sed '/^author/d' | "
                "git hash-object -t commit -w --literally --stdin)\"\ntouch_up engagement.yaml\n"
                "tree=$(git add -A; git write-tree)\n"
                "git reset -q --hard \"$(printf 'tree %s\\nparent %s\\nauthor t <tomas@example.com> 1772712000 "
                "+0000\\ncommitter t <tomas@example.com> 1772712000 +0000\\n\\nmore\\n' \"$tree\" \"$(git rev-parse "
                "HEAD)\" | git hash-object -t commit -w --stdin)\"\n",
            .when = CHECK("APR-006") "d1lint eval --as-of 2026-03-09 'artifacts.Approval.map(a, "
                                     "introduced(a).writtenBy)'\n",
            .says = {"warning APR-006 The approval of StatementOfWork/sow says signedCommit, but it is not signed by "
                     "aoife: "
                     "not signed",
                     "- \"\"\n"},
        },
        {
            .name = "a commit that is dated tomorrow",
            .given = "signers\nrecord tomas 2099-01-05\n",
            .when = "d1lint check 2>&1 | grep 'ran ahead'\nd1lint eval --as-of 2026-03-09 'line.map(p, p.date)'\n",
            .says = {"the clock of whoever made commit ",
                     " ran ahead: it is dated 2099-01-05, and counts as made on the "
                     "as-of date ",
                     "- date(\"2026-03-09\")\n"},
        },
        {
            .name = "a revision that is younger than the day it is judged as of",
            .given = "signers\nrecord tomas 2026-03-04\n",
            .when = "d1lint check --rev HEAD --as-of 2026-03-03 2>&1 | grep younger\n"
                    "d1lint check --rev HEAD --as-of 2026-03-04 2>&1 | grep younger || echo none\n",
            .says = {", of 2026-03-04, is younger than the as-of date 2026-03-03: what is judged is what it holds; for "
                     "what stood on that day give an older revision with --rev\nnone\n"},
        },
    };

    SANDBOX_CASES(cases);
}

/* An engagement in the middle of its delivery; `at DAY WHO` commits everything. */
#define DELIVERY                                                                                                       \
    "cp -R \"$PROJECT/rules/bases/manage/.\" .\ngit init -q -b main .\n"                                               \
    "at() { git add -A; GIT_AUTHOR_EMAIL=$2@proserve.example GIT_COMMITTER_EMAIL=$2@proserve.example "                 \
    "GIT_COMMITTER_DATE=${1}T12:00:00Z git commit -q --no-verify -m \"$1\"; }\nat 2026-01-30 aoife.byrne\n"
#define LATER(check) "d1lint check --as-of 2026-04-24 --format concise 2>&1 | grep -E '" check "' || true\n"

Test(odd_past, acts_and_waivers, .timeout = 600)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "an act that was written down before it happened",
            .given = DELIVERY "sed -i 's/^  date: \"2026-03-02\"/  date: \"2026-04-20\"/' "
                              "meetings/2026-03-02-kickoff.yaml\nat 2026-04-17 tomas.novak\n",
            .when = LATER("TIM-002"),
            .says = {"warning TIM-002 `date` of MeetingRecord/kickoff says 2026-04-20, but was written on 2026-04-17 (",
                     "), before that day"},
        },
        {
            .name = "a waiver of what judges waivers",
            .given = DELIVERY "sed -i 's/checks: \\[/&WVR-003, /' waivers/wvr-01.yaml\ngrep -q WVR-003 "
                              "waivers/wvr-01.yaml\nat 2026-04-17 tomas.novak\n",
            .when = LATER("WVR-004"),
            .says = {"error WVR-004 wvr-01 names WVR-003, which no waiver may excuse"},
        },
        {
            .name = "a waiver that the newest commit brings waits for the next one",
            .given = DELIVERY "sed -i '21,$d' meetings/security.yaml\nmv waivers \"$BOX\"\nat 2026-04-17 tomas.novak\n"
                              "cp -R \"$BOX/waivers\" .\nat 2026-04-27 tomas.novak\n",
            .when = "d1lint check --as-of 2026-04-28 --format concise 2>&1 | grep -E 'COM-004|WVR-003' || true\n",
            .says = {"COM-004 ", "(wvr-01 would cover this, but what it says is not in the tree before this change: it "
                                 "counts from the next commit on)"},
            .never = {"[waived", "WVR-003"},
        },
    };

    SANDBOX_CASES(cases);
}

/* A file as a work tree of Windows has it, changed by nobody but for its line ends, or touched; what git stores counts.
 */
#define WINDOWS "git config core.autocrlf true\nsed -i 's/$/\\r/' $(git ls-files '*.yaml')\n"

Test(odd_past, line_ends_that_git_changes_are_no_change, .timeout = 600)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "there is no point beside the commits",
            .given = "signers\nrecord aoife 2026-03-04 -S\n" WINDOWS "git diff --quiet\ntouch -d 2026-01-01 *.yaml\n",
            .when = "d1lint eval --as-of 2026-03-09 'line.map(p, p.commit)' | grep -c '\"\"' || true\n" CHECK(
                "APR-00[56]|TIM"),
            .says = {"0\n"},
            .never = {"APR-", "TIM-", "not committed"},
        },
        {
            .name = "and one where more has changed",
            .given = "signers\nrecord aoife 2026-03-04 -S\n" WINDOWS "approval 2026-03-05\n",
            .when = "d1lint eval --as-of 2026-03-09 'line.map(p, p.commit)' | grep -c '\"\"'\n",
            .says = {"1\n"},
        },
    };

    SANDBOX_CASES(cases);
}

/* Its history begins anew with its name. */
#define NAMED                                                                                                          \
    "cp \"$EXAMPLES\"/first-steps/*.yaml .\ngit init -q .\nrecord tomas 2026-03-02\n"                                  \
    "rename() { sed -i 's/name: first-steps/name: next-steps/' engagement.yaml; }\n"
#define CALLED "d1lint check --as-of 2026-03-09 --format concise 2>&1 | grep -E 'called so' || echo nothing\n"
#define SENTENCE                                                                                                       \
    " and was first-steps before: its history begins anew with its name, so that what is older counts as recorded on " \
    "that day\n"

Test(odd_past, another_name_of_an_engagement_is_told_once, .timeout = 600)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "by who judges, with a verdict that is kept and without",
            .given = NAMED "rename\nrecord tomas 2026-03-05\ntouch_up engagement.yaml\nrecord tomas 2026-03-06\n",
            .when = CALLED CALLED "d1lint check --as-of 2026-03-09 --no-cache 2>&1 | grep -c 'called so'\n",
            .says = {"note notice the engagement next-steps is called so since 2026-03-05 (", SENTENCE, "\n1\n"},
            .never = {"nothing"},
        },
        {
            .name = "by who asks for its history",
            .given = NAMED "rename\nrecord tomas 2026-03-05\n",
            .when = "d1lint history Engagement/next-steps 2>&1\nd1lint history Engagement/next-steps 2>&1 | grep -c "
                    "before\n",
            .says = {"d1lint: the engagement next-steps is called so since 2026-03-05 (", SENTENCE, "\n1\n"},
        },
        {
            .name = "and by a program that asks, which gets no member where there is nothing to say",
            .given = NAMED,
            .when = "formerly() { d1lint history --format json 2> /dev/null | grep '\"formerly\"' || echo none; }\n"
                    "formerly\nsed -i 's/name: first-steps/name: next-steps/' engagement.yaml\n"
                    "record tomas 2026-03-05\nformerly\n",
            .says = {"none\n", "\"formerly\": \"the engagement next-steps is called so since 2026-03-05 ("},
        },
        {
            .name = "and while that is not committed yet",
            .given = NAMED "rename\n",
            .when = CALLED,
            .says = {"is called so since 2026-03-09 (not committed yet)" SENTENCE},
        },
        {
            .name = "its folder may have another name as well",
            .given = NAMED "mkdir sub\ngit mv ./*.yaml sub\ncd sub\nrename\ncd ..\nrecord tomas 2026-03-05\n",
            .when = CALLED,
            .says = {"is called so since 2026-03-05 (", SENTENCE},
        },
        {
            .name = "a second one beside it had no other name, nor has one that took its first name back",
            .given = NAMED
            "mkdir a b\ngit mv ./*.yaml a\nrecord tomas 2026-03-03\ncp a/*.yaml b\ncd b\nrename\ncd ..\n"
            "record tomas 2026-03-04\n(cd a; rename; sed -i s/next-/other-/ engagement.yaml)\nrecord tomas 2026-03-05\n"
            "sed -i 's/other-steps/first-steps/' a/engagement.yaml\nrecord tomas 2026-03-06\n",
            .when = CALLED,
            .says = {"nothing\n"},
        },
    };

    SANDBOX_CASES(cases);
}
