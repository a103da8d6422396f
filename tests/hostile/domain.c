/*
 * Documents that have their shape and mean harm, or nonsense: plans that go round, rules that never end or never begin,
 * amounts and dates beyond all measure. Each is told where it stands, within a second, and the rest is judged.
 */
#include <criterion/criterion.h>

#include "e2e/sandbox.h"

/* The engagement of rule examples that is half way; it has no finding on its day. */
#define MANAGE "cp -R \"$PROJECT/rules/bases/manage/.\" .\n"
#define CHECK "d1lint check --as-of 2026-04-24 --format concise"
#define BOUND 5.0

/* What has come of a check, which may have no finding of its own. */
#define STATE(check) "d1lint check --as-of 2026-04-24 --format json | grep -A1 '\"id\": \"" check "\"'\n"

Test(domain, plans_that_go_round)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "a milestone that depends on itself",
            .given = MANAGE "sed -i 's/ref: ms-01}\\]/ref: ms-02}]/' launch/plan.yaml\nrepository\n",
            .when = STATE("SCH-003") CHECK,
            .status = 1,
            .says = {"launch/plan.yaml:", "error SCH-002", "ms-02 -> ms-02", "\"state\": \"indeterminate\""},
            .seconds = BOUND,
        },
        {
            .name = "milestones in a circle",
            .given = MANAGE "sed -i 's/ref: ms-01}\\]/ref: ms-07}]/' launch/plan.yaml\nrepository\n",
            .when = STATE("SCH-004") CHECK,
            .status = 1,
            .says = {"error SCH-002", "ms-07", "\"state\": \"indeterminate\""},
            .seconds = BOUND,
        },
        {
            .name = "a circle of 5,000",
            .given =
                MANAGE "{ echo 'start: \"2026-03-02\"'; echo 'milestones:'; seq 1000 5999 | awk '{ print \"- {id: "
                       "ms-\" $1 \", ownerRef: tomas.novak, durationBusinessDays: 1, baseline: \\\"2026-06-10\\\", "
                       "dependsOn: [{ref: ms-\" ($1 == 5999 ? 1000 : $1 + 1) \"}]}\" }'; } | "
                       "artifact MilestonePlan many > many.yaml\nrepository\n",
            .when = CHECK,
            .status = 1,
            .says = {"error SCH-002", "many.yaml:"},
            .seconds = BOUND,
        },
        {
            .name = "a chain of 5,000",
            .given =
                MANAGE "{ echo 'start: \"2026-03-02\"'; echo 'milestones:'; seq 1000 5999 | awk '{ print \"- {id: "
                       "ms-\" $1 \", ownerRef: tomas.novak, durationBusinessDays: 1, baseline: \\\"2026-06-10\\\"\" "
                       "($1 > 1000 ? \", dependsOn: [{ref: ms-\" $1 - 1 \"}]\" : \"\") \"}\" }'; } | "
                       "artifact MilestonePlan many > many.yaml\nrepository\n",
            .when = CHECK,
            .status = 1,
            .says = {"many.yaml:5006:", "error SCH-004 As things stand ms-5999, of tomas.novak, is complete on 2045-"},
            .seconds = BOUND,
        },
        {
            .name = "an escalation that takes itself over, a waiver that renews itself, an action that comes of itself",
            .given = MANAGE "sed -i 's/raisedFrom: esc-01/raisedFrom: esc-02/' raid/escalations.yaml\n"
                            "sed -i 's/^  id: wvr-01/&\\n  renewalOf: wvr-01/' waivers/*.yaml\n"
                            "sed -i 's/originRef: issue-02/originRef: act-12/' raid/actions.yaml\nrepository\n",
            .when = CHECK,
            .never = {"internal", "indeterminate"},
            .seconds = BOUND,
        },
    };

    SANDBOX_CASES(cases);
}

#define RULE(rule) MANAGE "sed -i 's/FREQ=WEEKLY;BYDAY=TH/" rule "/' s2d/communication-plan.yaml\n"

Test(domain, recurrence_rules)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "without an end, from long ago",
            .given = RULE("FREQ=DAILY") "sed -i 's/\"2026-03-05\"/\"0001-01-01\"/' s2d/communication-plan.yaml\n"
                                        "repository\n",
            .when = CHECK,
            .status = 1,
            .says = {"error COM-004 frm-02", "and 4"},
            .seconds = BOUND,
        },
        {
            .name = "without an end, to the end of time",
            .given = MANAGE "sed -i 's/targetEnd: .*/targetEnd: \"9999-12-31\"/' engagement.yaml\nrepository\n",
            .when = CHECK,
            .status = 1,
            .says = {"COM-002 this cannot be judged: the rule gives more than 10000 dates"},
            .seconds = BOUND,
        },
        {
            .name = "that never begins",
            .given = RULE("FREQ=MONTHLY;BYMONTHDAY=31;INTERVAL=12") "sed -i 's/\"2026-03-05\"/\"2026-02-01\"/' "
                                                                    "s2d/communication-plan.yaml\nrepository\n",
            .when = CHECK,
            .status = 1,
            .says = {"error COM-002 frm-02 (Status review) does not meet once"},
            .seconds = BOUND,
        },
        {
            .name = "beyond the subset",
            .given = RULE("FREQ=SECONDLY;COUNT=999999999") "repository\n",
            .when = CHECK,
            .status = 1,
            .says = {"s2d/communication-plan.yaml:", "SECONDLY"},
            .seconds = BOUND,
        },
        {
            .name = "with more repetitions than a number holds",
            .given = RULE("FREQ=DAILY;INTERVAL=99999999999999999999;COUNT=99999999999999999999") "repository\n",
            .when = CHECK,
            .status = 1,
            .says = {"s2d/communication-plan.yaml:"},
            .never = {"internal"},
            .seconds = BOUND,
        },
        {
            .name = "a cadence of no length, and one that is longer than time",
            .given = MANAGE "sed -i -e 's/cadence: P14D/cadence: P0D/' -e 's/cadence: P30D/cadence: P99999999999D/' "
                            "s2d/outcomes.yaml\nrepository\n",
            .when = CHECK,
            .status = 1,
            .says = {"s2d/outcomes.yaml:"},
            .never = {"internal"},
            .seconds = BOUND,
        },
    };

    SANDBOX_CASES(cases);
}

Test(domain, amounts)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "of 30 digits",
            .given = MANAGE "sed -i 's/EUR}   #/EUR} #/; s/\"480000.00\"/\"123456789012345678901234567890.00\"/' "
                            "contract/*.yaml\n"
                            "sed -i 's/actual: {amount: \"252000.00\"/actual: {amount: "
                            "\"123456789012345678901234580000.01\"/' reports/status.yaml\nrepository\n",
            .when = CHECK,
            .status = 1,
            .says = {"error BUD-001 123456789012345678901234580000.01 EUR are spent"},
            .seconds = BOUND,
        },
        {
            .name = "of 5,000 digits",
            .given = MANAGE "sed -i \"s/\\\"480000.00\\\"/\\\"$(fill 5000 7).00\\\"/\" contract/*.yaml\nrepository\n",
            .when = CHECK,
            .status = 1,
            .says = {"contract/statement-of-work.yaml:", "error"},
            .never = {"internal"},
            .seconds = BOUND,
        },
        {
            .name = "of a currency without a rate, and of one that is none",
            .given = MANAGE "sed -i 's/, fxRate: \"0.92\"//' contract/*.yaml\n"
                            "sed -i 's/amount: \"9000.00\", currency: EUR/amount: \"9000.00\", currency: XTS/' "
                            "change/cr-01.yaml\nrepository\n",
            .when = CHECK,
            .status = 1,
            .says = {"error ENG-006 108000.00 USD is not in the engagement's currency EUR and has no fxRate",
                     "change/cr-01.yaml:", "XTS"},
            .seconds = BOUND,
        },
        {
            .name = "at a rate of nothing",
            .given = MANAGE "sed -i 's/fxRate: \"0.92\"/fxRate: \"0\"/' contract/*.yaml\nrepository\n",
            .when = CHECK,
            .never = {"internal"},
            .status = 1,
            .seconds = BOUND,
        },
    };

    SANDBOX_CASES(cases);
}

Test(domain, dates)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "of the last and the first year",
            .given = MANAGE "sed -i 's/due: \"2026-05-06\"/due: \"9999-12-31\"/' raid/actions.yaml\n"
                            "sed -i '0,/identified: .*/s//identified: \"0001-01-01\"/' raid/risks.yaml\n"
                            "sed -i 's/expires: \"2026-05-08\"/expires: \"9999-12-31\"/' waivers/*.yaml\nrepository\n",
            .when = CHECK,
            .status = 1,
            .says = {"error WVR-002"},
            .never = {"internal"},
            .seconds = BOUND,
        },
        {
            .name = "of which every one is the last day there is",
            .given = MANAGE
            "find . -name '*.yaml' | xargs sed -i 's/\"20[0-9][0-9]-[0-9][0-9]-[0-9][0-9]\"/\"9999-12-31\"/'\n"
            "repository\n",
            .when = "d1lint check --as-of 9999-12-31 --format concise",
            .status = 1,
            .never = {"internal"},
            .seconds = BOUND,
        },
        {
            .name = "a time without its offset",
            .given = MANAGE "sed -i 's/\"2026-04-23T09:00:00+01:00\"/\"2026-04-23T09:00:00\"/' raid/escalations.yaml\n"
                            "repository\n",
            .when = CHECK,
            .status = 1,
            .says = {"raid/escalations.yaml:", "error SHP-002 `raised` must be a date and time with its offset"},
            .seconds = BOUND,
        },
        {
            .name = "a calendar without working days",
            .given = MANAGE "sed -i 's/workWeek: .*/workWeek: []/' engagement.yaml\nrepository\n",
            .when = CHECK,
            .status = 1,
            .says = {"engagement.yaml:", "workWeek"},
            .never = {"internal"},
            .seconds = BOUND,
        },
    };

    SANDBOX_CASES(cases);
}

Test(domain, many)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "a thousand sprints and two",
            .given = MANAGE
            "numbered 1000 '---\\napiVersion: d1d/v1\\nkind: Sprint\\nmetadata: {name: many-%d}\\nspec: {id: "
            "spr-1%03d, start: \"2026-03-03\", end: \"2026-03-16\", team: one}\\n' > many.yaml\n"
            "sed -n '1,10s/spr-1/spr-2/; 1,10s/many-/more-/; 1,10p' many.yaml > more.yaml\n"
            "repository\n",
            .when = CHECK,
            .status = 1,
            .says = {"many.yaml:", "error SPR-004 spr-1001", "more findings are counted"},
            .seconds = BOUND,
        },
        {
            .name = "ten thousand records of one forum",
            .given =
                MANAGE "for file in 1 2 3 4 5 6 7 8 9 10; do\n    numbered 1000 \"---\\napiVersion: d1d/v1\\nkind: "
                       "MeetingRecord\\nmetadata: {name: many-$file-%d}\\nspec: {type: status, forumRef: frm-02, date: "
                       "'2026-04-16', attendees: [aoife.byrne]}\\n\" > many$file.yaml\ndone\nrepository\n",
            .when = CHECK,
            .seconds = BOUND,
        },
    };

    SANDBOX_CASES(cases);
}
