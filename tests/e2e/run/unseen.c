/* What a file defines that the run does not see, or not as it lies there: whoever misses it hears of the file. */
#include <criterion/criterion.h>

#include "e2e/sandbox.h"

#define CHECK "d1lint check --as-of 2026-03-20 --format concise "
#define RAID                                                                                                           \
    "artifact RaidLog raid > raid.yaml <<'END'\n"                                                                      \
    "risks:\n"                                                                                                         \
    "  - {id: risk-01, type: threat, status: open, ownerRef: jo.ray}\n"                                                \
    "END\n"
#define TEAM                                                                                                           \
    "artifact TeamRoster team > team2.yaml <<'END'\n"                                                                  \
    "people:\n"                                                                                                        \
    "  - {id: jo.ray, name: Jo Ray, org: acme, roles: [deliveryLead]}\n"                                               \
    "END\n"
#define ENGAGEMENT RAID TEAM "cp \"$EXAMPLES/first-steps/engagement.yaml\" .\n"
#define OTHER                                                                                                          \
    "mkdir other\nsed 's/name: first-steps/name: other/' engagement.yaml > other/engagement.yaml\n"                    \
    "mkdir first\nmv engagement.yaml raid.yaml first\nmv team2.yaml other\n"
#define POLICY(pattern)                                                                                                \
    "artifact LintPolicy policy > policy.yaml <<'END'\n"                                                               \
    "exclude: ['" pattern "']\n"                                                                                       \
    "END\n"

Test(unseen, a_file_that_defines_what_is_missing_is_named_with_why_it_is_not_seen)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "not added",
            .given = ENGAGEMENT "git init -q .\ngit add engagement.yaml raid.yaml\n",
            .when = CHECK "--staged",
            .status = 1,
            .says = {"REF-001 `ownerRef` names `jo.ray`, which is defined in team2.yaml, which is not staged",
                     "TEM-001 there is no TeamRoster, which profile lite requires; one is in team2.yaml, which is not "
                     "staged"},
        },
        {
            .name = "added without what was written since",
            .given = ENGAGEMENT "git init -q .\nsed 's/jo.ray/jo.rai/' team2.yaml > \"$BOX/team\"\n"
                                "cp team2.yaml \"$BOX/new\"\ncp \"$BOX/team\" team2.yaml\ngit add .\n"
                                "cp \"$BOX/new\" team2.yaml\n",
            .when = CHECK "--staged",
            .status = 1,
            .says = {"names `jo.ray`, which is defined in team2.yaml, which is not staged"},
            .never = {"there is no TeamRoster"},
        },
        {
            .name = "ignored",
            .given = ENGAGEMENT "git init -q .\necho 'team*' > .gitignore\n",
            .when = CHECK,
            .status = 1,
            .says = {"names `jo.ray`, which is defined in team2.yaml, which git ignores",
                     "one is in team2.yaml, which git ignores"},
        },
        {
            .name = "in a folder that is ignored",
            .given = ENGAGEMENT "git init -q .\necho 'drafts/' > .gitignore\nmkdir drafts\nmv team2.yaml drafts\n",
            .when = CHECK "--staged",
            .status = 3,
            .says = {"there is no engagement here: one is defined in engagement.yaml, which is not staged"},
        },
        {
            .name = "ignored, and nothing else is staged either",
            .given = ENGAGEMENT "git init -q .\necho 'drafts/' > .gitignore\nmkdir drafts\nmv team2.yaml drafts\n"
                                "git add .\n",
            .when = CHECK "--staged",
            .status = 1,
            .says = {"names `jo.ray`, which is defined in drafts/team2.yaml, which git ignores"},
        },
        {
            .name = "excluded by the policy",
            .given = ENGAGEMENT POLICY("team*"),
            .when = CHECK,
            .status = 1,
            .says = {"names `jo.ray`, which is defined in team2.yaml, which `exclude` of the policy leaves out"},
        },
        {
            .name = "excluded in a revision",
            .given = ENGAGEMENT POLICY("team*") "repository\n",
            .when = CHECK "--rev HEAD",
            .status = 1,
            .says = {"names `jo.ray`, which is defined in team2.yaml, which `exclude` of the policy leaves out"},
        },
        {
            .name = "of another engagement",
            .given = ENGAGEMENT OTHER "git init -q .\necho 'team*' > .gitignore\n",
            .when = CHECK "--engagement first-steps",
            .status = 1,
            .says = {"names `jo.ray`, which is not defined anywhere in this engagement"},
        },
        {
            .name = "seen",
            .given = ENGAGEMENT "git init -q .\n",
            .when = CHECK,
            .status = 1,
            .never = {"jo.ray", "TEM-001", "which git ignores"},
        },
        {
            .name = "nowhere",
            .given = ENGAGEMENT "git init -q .\necho 'team*' > .gitignore\nrm team2.yaml\n",
            .when = CHECK,
            .status = 1,
            .says = {"names `jo.ray`, which is not defined anywhere in this engagement"},
        },
        {
            .name = "a revision is what it is, whatever lies beside it",
            .given = RAID "cp \"$EXAMPLES/first-steps/engagement.yaml\" .\nrepository\n" TEAM,
            .when = CHECK "--rev HEAD",
            .status = 1,
            .says = {"names `jo.ray`, which is not defined anywhere in this engagement"},
        },
    };

    SANDBOX_CASES(cases);
}

Test(unseen, a_hook_in_a_repository_that_has_nothing_staged_says_so)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "nothing at all",
            .given = "git init -q .\n",
            .when = CHECK "--staged --since HEAD",
            .status = 3,
            .says = {"no YAML file is staged, and none was committed", "without --staged the work tree is judged"},
        },
        {
            .name = "an engagement that is not added",
            .given = ENGAGEMENT "git init -q .\n",
            .when = CHECK "--staged --since HEAD",
            .status = 3,
            .says = {"there is no engagement here: one is defined in engagement.yaml, which is not staged"},
        },
        {
            .name = "an engagement that is committed as it lies there",
            .given = "repository first-steps\n",
            .when = "d1lint check --as-of 2026-03-09 --staged --since HEAD",
            .says = {"no new findings in 2 artifacts"},
        },
    };

    SANDBOX_CASES(cases);
}
