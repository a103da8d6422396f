/*
 * A commit that does not concern an engagement does not have it judged again; and whatever is committed, tagged, merged
 * or lost, what is said is what a run says that keeps nothing.
 */
#include <criterion/criterion.h>

#include "e2e/run/known.h"

/* `beside` commits something that is no engagement's; `own FILE` something of one, which makes nothing wrong. */
#define BESIDE                                                                                                         \
    "beside() { echo more >> \"${1:-README.md}\"; commit; }\n"                                                         \
    "own() { touch_up \"$1\"; commit; }\n"                                                                             \
    "form=json\n"

/* What is judged again shows by what is kept of it: two values more, what it depends on and what it came to, or one. */
Test(beside, what_is_not_concerned_is_not_judged)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "a commit beside two engagements, several, and one in one of them",
            .given = WORDS SEVERAL "several first-steps lite-review\ncommit\n",
            .when = WORDS SEVERAL BESIDE "same\nbeside\nagain\nbeside\nbeside notes.yaml\nbeside\nagain\n"
                                         "own a/engagement.yaml\nagain\nbeside\nagain\nown b/engagement.yaml\n"
                                         "again --rev HEAD\nbeside\nagain --rev HEAD\n",
            .says = {"apart\n0 values more\napart\n0 values more\napart\n2 values more\napart\n0 values more\n"
                     "apart\n4 values more\napart\n0 values more\n"},
            .never = {"differs"},
        },
        {
            .name = "a merge of a branch, which concerns whom its documents are of",
            .given = WORDS SEVERAL "several first-steps lite-review\ncommit\n",
            .when = WORDS SEVERAL BESIDE "same\ngit checkout -q -b side\nbeside\ngit checkout -q main\nbeside other\n"
                                         "git merge -q --no-ff -m merge side\nagain\n"
                                         "git checkout -q side\nown a/engagement.yaml\ngit checkout -q main\n"
                                         "git merge -q --no-ff -m merge side\nagain\n",
            .says = {"apart\n0 values more\napart\n2 values more\n"},
            .never = {"differs"},
        },
        {
            .name = "the newest commit is written anew, and taken back",
            .given = WORDS SEVERAL "several first-steps lite-review\ncommit\n",
            .when = WORDS SEVERAL BESIDE "beside\nsame\ngit commit -q --amend -m other\nagain\n"
                                         "git reset -q --hard HEAD~1\nagain\n",
            .says = {"apart\n0 values more\n"},
            .never = {"differs"},
        },
    };

    SANDBOX_CASES(cases);
}

Test(beside, what_a_commit_beside_decides_is_seen)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "a waiver of the newest commit counts once anything is committed behind it, and not before",
            .given = WORDS SEVERAL "several halden-orders-troubled first-steps\n"
                                   "sed -i 's/^  reason: /&Indeed. /' a/waivers/wvr-01.yaml\ncommit\n",
            .when = WORDS SEVERAL BESIDE
            "day=2026-04-10\nwaits() { same; grep -c 'has still to merge or sign' \"$BOX/last\" || true; }\n"
            "waits\nbeside\nwaits\ngit reset -q --hard HEAD~1\nwaits\necho >> README.md\nwaits\n"
            "touch_up b/engagement.yaml\nwaits\n",
            .says = {"1\napart\n0\napart\n1\nas before\n1\n", "\n0\n"},
            .never = {"differs"},
        },
        {
            .name = "a tag of a commit beside, which is there, is moved behind and off the line",
            .given = WORDS SEVERAL "several halden-orders first-steps\necho > README.md\ncommit\n"
                                   "git tag -a -m kickoff baseline/kickoff\n",
            .when = WORDS SEVERAL BESIDE "for day in 2026-02-16 2026-06-30; do\n    same\n    beside\n    same\n"
                                         "    git reset -q --hard HEAD~2\n    same\n    git reset -q --hard "
                                         "baseline/kickoff\n    same\ndone\n",
            .never = {"differs"},
        },
        {
            .name = "a clock that runs behind in a commit beside",
            .given = WORDS SEVERAL "several halden-orders first-steps\n",
            .when =
                WORDS SEVERAL BESIDE "same\nexport GIT_COMMITTER_DATE='2020-01-01T00:00:00Z'\nbeside\nsame\n"
                                     "grep -c 'ran behind' \"$BOX/last\"\nunset GIT_COMMITTER_DATE\nbeside\nsame\n"
                                     "grep -c 'ran behind' \"$BOX/last\" || true\ngit reset -q --hard HEAD~2\nsame\n",
            .says = {"apart\n1\napart\n1\napart\n"},
            .never = {"differs"},
        },
        {
            .name = "an object of the line, or of a commit beside, is lost, and found again",
            .given = WORDS SEVERAL "several halden-orders first-steps\ntouch_up a/engagement.yaml\ncommit\n"
                                   "echo > README.md\ncommit\n",
            .when = WORDS SEVERAL BESIDE
            "lose() { o=$(git rev-parse \"$1\"); mv .git/objects/${o%${o#??}}/${o#??} \"$BOX/lost\"; }\n"
            "find() { mv \"$BOX/lost\" .git/objects/${o%${o#??}}/${o#??}; }\nsame\nbeside\nsame\n"
            "for o in HEAD~1 HEAD~2 HEAD~2:a/engagement.yaml HEAD~3:a/engagement.yaml HEAD~2:; do\n"
            "    lose $o\n    same\n    beside\n    same\n    find\n    git reset -q --hard HEAD~1\n    same\ndone\n",
            .never = {"differs"},
        },
        {
            .name = "a name that an engagement is given, by what goes when it comes, and goes beside it",
            .given = WORDS SEVERAL "several halden-orders first-steps\ncommit\n",
            .when = WORDS SEVERAL BESIDE
            "told() { same; grep -c 'was a before' \"$BOX/last\" || true; }\n"
            "mkdir d\nsed 's/^  name: b$/  name: d/' b/engagement.yaml > d/engagement.yaml\n"
            "told\nrm a/engagement.yaml\ntold\ngit checkout -q a/engagement.yaml\ntold\nrm a/engagement.yaml\n"
            "beside\ntold\nbeside\ntold\n",
            .says = {"0\napart\n1\napart\n0\napart\n1\napart\n1\n"},
            .never = {"differs"},
        },
        {
            .name = "an approved version that git does not have, and then does",
            .given = WORDS SEVERAL
            "several halden-orders first-steps\nblob=$( (cat a/engagement.yaml; echo '# more') | git hash-object "
            "--stdin)\nprintf 'apiVersion: d1d/v1\\nkind: Approval\\nmetadata: {name: approval}\\nspec:\\n"
            "  subject: {ref: Engagement/a, path: a/engagement.yaml, digest: {gitBlob: \"%s\"}}\\n"
            "  approverRef: aoife.byrne\\n  decision: approved\\n  date: \"2026-02-10\"\\n  method: email\\n' "
            "\"$blob\" > a/approval.yaml\ncommit\n",
            .when = WORDS SEVERAL BESIDE
            "same\nbeside\nsame\n(cat a/engagement.yaml; echo '# more') | git hash-object -w --stdin\nsame\n"
            "beside\nsame\ngit prune\nsame\nbeside\nsame\n",
            .says = {"apart\n"},
            .never = {"differs"},
        },
    };

    SANDBOX_CASES(cases);
}

/* Random steps, each of which is seen or known to be nothing (beside.py; by hand it takes more of them). */
#define STEPS(seed) "python3 \"$PROJECT/tests/e2e/run/beside.py\" \"$EXAMPLES\" 18 " seed "\n"

Test(beside, whatever_is_done, .timeout = 900)
{
    sandbox_script("steps", STEPS("1"));
    sandbox_script("other steps", STEPS("2"));
}
