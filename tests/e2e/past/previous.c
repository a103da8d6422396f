/* --previous: whether history still has what earlier reports judged. */
#include <criterion/criterion.h>

#include "e2e/sandbox.h"

/* `report FILE` keeps a report of HEAD beside the repository, at $BOX/FILE. */
#define BEGUN                                                                                                          \
    "cp -R \"$PROJECT/rules/bases/s2d/.\" .\ngit init -q -b main .\nexport GIT_COMMITTER_DATE=2026-02-06T12:00:00Z\n"  \
    "commit x\nreport() { d1lint check --rev HEAD --as-of 2026-02-10 --format json=\"$BOX/$1\" || test $? = 1; }\n"    \
    "report first.json\ntouch_up engagement.yaml\ncommit y\nreport second.json\n"
#define JUDGED(options) "d1lint check --as-of 2026-02-16 --format concise " options " | grep GIT-003 || true\n"
#define BOTH "--previous \"$BOX/first.json\" --previous \"$BOX/second.json\""

Test(previous, what_was_judged_is_to_be_in_history)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "as it is, with more on top, and not committed",
            .given = BEGUN,
            .when = JUDGED(BOTH) "touch_up engagement.yaml\n" JUDGED(BOTH) "commit z\n" JUDGED(BOTH),
            .never = {"GIT-003"},
        },
        {
            .name = "inside of a branch that was merged",
            .given = BEGUN "git checkout -q -b side\ntouch_up raid/risks.yaml\ncommit z\nreport third.json\n"
                           "git checkout -q main\ntouch_up engagement.yaml\ncommit w\ngit merge -q --no-ff -m m side\n",
            .when = JUDGED("--previous \"$BOX/third.json\""),
            .never = {"GIT-003"},
        },
        {
            .name = "inside of a branch that was squashed",
            .given = BEGUN "git checkout -q -b side\ntouch_up raid/risks.yaml\ncommit z\nreport third.json\n"
                           "git checkout -q main\ngit merge -q --squash side > /dev/null\ncommit w\n",
            .when = JUDGED("--previous \"$BOX/third.json\""),
            .says = {"third.json judged commit ", " as of 2026-02-10, which is neither what is judged now nor an"},
        },
        {
            .name = "made anew",
            .given = BEGUN "touch_up engagement.yaml\ngit add -A\ngit commit -q --amend --no-edit\n",
            .when = JUDGED(BOTH),
            .says = {"engagement.yaml:3:1: warning GIT-003 ", "second.json judged commit "},
            .never = {"first.json"},
        },
        {
            .name = "which nobody collects from the objects, or which are gone",
            .given = BEGUN "touch_up engagement.yaml\ngit add -A\ngit commit -q --amend --no-edit\n"
                           "git reflog expire --expire=now --all\ngit gc -q --prune=now\n",
            .when = JUDGED(BOTH),
            .says = {"second.json judged commit "},
        },
        {
            .name = "a shallow clone does not know of what it lacks",
            .given = BEGUN "git clone -q --depth 1 \"file://$PWD\" cut\n",
            .when = "cd cut\n" JUDGED(BOTH) "echo --\n" JUDGED("--previous \"$BOX/second.json\""),
            .says = {"GIT-003 this cannot be judged: this is a shallow clone", "[indeterminate]\n--\n"},
        },
        {
            .name = "without the option nothing is said",
            .given = BEGUN,
            .when = "d1lint check --as-of 2026-02-16 --format json | grep -A14 '\"id\": \"GIT-003\"'\n",
            .says = {"notApplicable", "no earlier report of this engagement is given (`--previous`)"},
        },
        {
            .name = "a verdict that is kept is one of the same reports",
            .given = BEGUN "touch_up engagement.yaml\ngit add -A\ngit commit -q --amend --no-edit\n"
                           "export D1LINT_CACHE_DIR=\"$BOX/cache\" XDG_CACHE_HOME=\"$BOX/cache\"\n",
            .when = "for i in 1 2; do d1lint check --rev HEAD --as-of 2026-02-16 --format concise > \"$BOX/none$i\" || "
                    "true; d1lint check --rev HEAD --as-of 2026-02-16 --format concise " BOTH
                    " > \"$BOX/both$i\" || true; done\ncmp \"$BOX/none1\" \"$BOX/none2\"\ncmp \"$BOX/both1\" "
                    "\"$BOX/both2\"\ngrep -c GIT-003 \"$BOX/both2\"; ! grep GIT-003 \"$BOX/none2\"\n",
            .says = {"1\n"},
        },
    };

    SANDBOX_CASES(cases);
}

Test(previous, what_is_no_report_is_refused)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "not there",
            .given = BEGUN,
            .when = "d1lint check --previous nowhere.json\n",
            .status = 3,
            .says = {"nowhere.json"},
        },
        {
            .name = "something else",
            .given = BEGUN "echo '{}' > \"$BOX/x.json\"\n",
            .when = "d1lint check --previous \"$BOX/x.json\"\n",
            .status = 3,
            .says = {"x.json"},
        },
        {
            .name = "of files that no commit has",
            .given = BEGUN "cp -R . \"$BOX/bare\"\nrm -rf \"$BOX/bare/.git\"\n"
                           "(cd \"$BOX/bare\" && d1lint check --format json=\"$BOX/bare.json\") || test $? = 1\n",
            .when = "d1lint check --previous \"$BOX/bare.json\"\n",
            .status = 2,
            .says = {"bare.json is a report on files that no commit has"},
        },
        {
            .name = "of another engagement",
            .given = BEGUN "sed -i 's/\"halden-orders\"/\"other-one\"/g' \"$BOX/second.json\"\n",
            .when = JUDGED("--previous \"$BOX/second.json\""),
            .never = {"GIT-003"},
        },
    };

    SANDBOX_CASES(cases);
}
