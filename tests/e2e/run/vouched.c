/* Whose the commits of a line are, by the roster of another revision than the judged one (`--trust`). */
#include <criterion/criterion.h>

#include "e2e/sandbox.h"

#define CHECK(check, trust)                                                                                            \
    "d1lint check --as-of 2026-04-24 --format concise " trust " 2>&1 | grep -E '" check "' || echo nothing\n"

/* The approval comes with the key that has signed it. */
#define KEY_WITH_APPROVAL                                                                                              \
    "cp \"$EXAMPLES\"/first-steps/*.yaml .\ngit init -q .\n{ ROLE=engagementManager person aoife; person tomas; } > "  \
    "\"$BOX/r\"\nsed /signingKey/d \"$BOX/r\" > \"$BOX/without\"\nroster < \"$BOX/without\"\nrecord tomas "            \
    "2026-03-02\n"                                                                                                     \
    "roster < \"$BOX/r\"\nsign aoife\napproval\nrecord aoife 2026-03-04 -S\n"                                          \
    "touch_up engagement.yaml\nrecord tomas 2026-03-05\n"

/* An engagement of which its manager has committed something in each of three weeks. */
#define DELIVERY                                                                                                       \
    "cp -R \"$PROJECT/rules/bases/manage/.\" .\ngit init -q -b main .\n"                                               \
    "at() { git add -A; GIT_AUTHOR_EMAIL=$2 GIT_COMMITTER_EMAIL=$2 GIT_COMMITTER_DATE=${1}T12:00:00Z git commit -q "   \
    "--no-verify -m \"$1\"; touch_up engagement.yaml; }\nat 2026-01-30 aoife.byrne@proserve.example\n"                 \
    "for day in 03-20 03-27 04-03; do at 2026-$day aoife.byrne@proserve.example; done\ngit checkout -q .\n"

Test(vouched, by_the_roster_of_another_revision, .timeout = 600)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "who brings a key vouches for nothing with it, with a revision that is trusted and without",
            .given = KEY_WITH_APPROVAL,
            .when = CHECK("APR-006", "") CHECK("APR-006", "--trust HEAD"),
            .says = {"aoife: the key of aoife came into the roster with what it signs\n"},
            .never = {"nothing"},
        },
        {
            .name = "so what a revision has that is younger than what is judged",
            .given = KEY_WITH_APPROVAL,
            .when = CHECK("APR-006", "--rev HEAD~1 --trust HEAD"),
            .says = {"aoife: the key of aoife came into the roster with what it signs\n"},
        },
        {
            .name = "what somebody of its roster has committed is theirs",
            .given = DELIVERY,
            .when = CHECK("TRL-005", "") CHECK("TRL-005", "--trust HEAD"),
            .says = {"nothing\nnothing\n"},
        },
        {
            .name = "and what nobody has whom it knows is not",
            .given = DELIVERY "sed -i 's/aoife.byrne@/a.byrne@/' team/roster.yaml\nat 2026-04-10 x@example.com\n",
            .when = CHECK("TRL-005", "--rev HEAD~1 --trust HEAD"),
            .says = {"TRL-005 0 weeks of the last eight have a commit of somebody of the roster"},
        },
    };

    SANDBOX_CASES(cases);
}
