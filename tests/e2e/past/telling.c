/* d1lint history, in repositories that the real git makes. */
#include <criterion/criterion.h>

#include "e2e/sandbox.h"

/* `at DATE` commits everything on that day. */
#define OF_BASE(name)                                                                                                  \
    "cp -R \"$PROJECT/rules/bases/" name "/.\" .\ngit init -q -b main .\n"                                             \
    "at() { git add -A; GIT_COMMITTER_DATE=${1}T12:00:00Z git commit -q --no-verify -m \"$1\"; }\n"
/* An engagement of which sales hands over on 2026-02-16. */
#define HANDOVER OF_BASE("s2d")
#define NO_ACKNOWLEDGEMENT "sed -i '/tomas.novak, date/d' s2d/customer-context.yaml\n"
#define HISTORY "d1lint history --as-of 2026-02-27 "

Test(telling, when_something_held)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "a check that a commit breaks, and one that mends it",
            .given = HANDOVER "at 2026-02-16\n" NO_ACKNOWLEDGEMENT "at 2026-02-18\n"
                              "cp \"$PROJECT/rules/bases/s2d/s2d/customer-context.yaml\" s2d\nat 2026-02-20\n",
            .when = HISTORY "CTX-005\n" HISTORY "--first-failure CTX-005\n",
            .says = {"3 points as of 2026-02-27\n  2026-02-16  ", "pass            CTX-005", "\n  2026-02-18  ",
                     "fail            CTX-005", "\n  2026-02-20  ", "27\n  2026-02-18  "},
        },
        {
            .name = "a day that passes between commits, and one that changes nothing of it",
            .given = HANDOVER "at 2026-02-16\ntouch_up s2d/handover.yaml\nat 2026-02-18\n",
            .when = HISTORY "RSK-003\n",
            .says = {"\n  2026-02-21  -        fail            RSK-003, since the day came\n"},
            .never = {"2026-02-18"},
        },
        {
            .name = "a gate, and a criterion at it",
            .given = HANDOVER NO_ACKNOWLEDGEMENT "at 2026-02-13\n"
                                                 "cp \"$PROJECT/rules/bases/s2d/s2d/customer-context.yaml\" s2d\n"
                                                 "at 2026-02-20\n",
            .when = HISTORY "s2d-exit\n" HISTORY "S2D-C1\n" HISTORY "--first-failure s2d-exit\n",
            .says = {"\n  2026-02-16  -        missed          gate s2d-exit, since the day came\n",
                     "met             gate s2d-exit, by ", "S2D-C1 at s2d-exit, since the day came\n",
                     "27\n  2026-02-16  -        missed"},
        },
        {
            .name = "what a day brings is nobody's doing who commits on it",
            .given = HANDOVER "at 2026-02-16\ntouch_up s2d/handover.yaml\nat 2026-02-21\n",
            .when = HISTORY "RSK-003\n" HISTORY "--format json RSK-003 | tr -d '\\n '\n",
            .says = {"\n  2026-02-21  -        fail            RSK-003, since the day came\n",
                     "\"state\":\"fail\",\"date\":\"2026-02-21\",\"cause\":\"day\""},
        },
        {
            .name = "nor does the day bring what is mended on it",
            .given = HANDOVER NO_ACKNOWLEDGEMENT "at 2026-02-13\n"
                                                 "cp \"$PROJECT/rules/bases/s2d/s2d/customer-context.yaml\" s2d\n"
                                                 "at 2026-02-16\n",
            .when = HISTORY "s2d-exit\n",
            .says = {"\n  2026-02-16  ", "met             gate s2d-exit"},
            .never = {"missed", "metLate"},
        },
        {
            .name = "a gate that is met behind its day, and what check says of it",
            .given = HANDOVER NO_ACKNOWLEDGEMENT "at 2026-02-13\n"
                                                 "cp \"$PROJECT/rules/bases/s2d/s2d/customer-context.yaml\" s2d\n"
                                                 "at 2026-02-26\n",
            .when = HISTORY "s2d-exit\necho all:\n" HISTORY "| grep 'gate s2d-exit'\necho check:\n"
                            "d1lint check --as-of 2026-02-27 --format json | grep -o '\"state\": \"metLate\"'",
            .says = {"missed          gate s2d-exit, since the day came\n", "metLate         gate s2d-exit, by ",
                     "all:\n", "metLate         gate s2d-exit, by ", "check:\n\"state\": \"metLate\""},
        },
        {
            .name = "what held on a gate's day counts there no more, though that day told nothing new",
            .given = OF_BASE("launch") "at 2026-03-07\nsed -i 's/clause: \"5.1\"/clause: \"5.2\"/' "
                                       "contract/statement-of-work.yaml\nat 2026-03-24\n",
            .when = "d1lint history --as-of 2026-03-31 KO-R1\n",
            .says = {"\n  2026-03-07  ", "pass            KO-R1 at baseline"},
            .never = {"2026-03-24"},
        },
        {
            .name = "a gate whose day is moved to before what met it",
            .given = HANDOVER NO_ACKNOWLEDGEMENT "at 2026-02-10\n"
                                                 "cp \"$PROJECT/rules/bases/s2d/s2d/customer-context.yaml\" s2d\n"
                                                 "at 2026-02-16\ntouch_up s2d/handover.yaml\nat 2026-02-18\n"
                                                 "sed -i 's/s2dExit: .*/s2dExit: \"2026-02-11\"/' engagement.yaml\n"
                                                 "at 2026-02-20\n",
            .when = HISTORY "s2d-exit\necho check:\nd1lint check --as-of 2026-02-27 --format json | "
                            "grep -o '\"state\": \"metLate\"'",
            .says = {"\n  2026-02-16  ", "met             gate s2d-exit", "\n  2026-02-20  ",
                     "metLate         gate s2d-exit", "check:\n\"state\": \"metLate\""},
        },
        {
            .name = "what a gate has sealed is told of the present alone, and no day says that nothing is",
            .given = HANDOVER "at 2026-02-13\n" NO_ACKNOWLEDGEMENT "at 2026-02-18\n",
            .when = HISTORY "TIM-003\necho check:\nd1lint check --as-of 2026-02-27 --format concise | grep TIM-003",
            .says = {"\n  2026-02-13  ", "indeterminate   TIM-003, by ", "check:\ns2d/", "warning TIM-003 "},
            .never = {"empty"},
        },
        {
            .name = "all of them",
            .given = HANDOVER "at 2026-02-16\n",
            .when = HISTORY "--format json > \"$BOX/all\"\ngrep -c 'gate \\|at s2d-exit' \"$BOX/all\"\n"
                            "python3 -m json.tool \"$BOX/all\" > /dev/null && echo parsed\n",
            .says = {"parsed\n"},
            .never = {"\n0\n"},
        },
        {
            .name = "where the line is cut nobody knows since when",
            .given = HANDOVER "at 2026-02-16\ntouch_up raid/risks.yaml\nat 2026-02-18\n"
                              "git clone -q --depth 1 \"file://$PWD\" clone\n",
            .when = "cd clone\n" HISTORY "CTX-005\n",
            .says = {"history does not begin at its beginning", "\n  before      ", "pass            CTX-005"},
        },
        {
            .name = "the policy and the people of today judge",
            .given = HANDOVER "at 2026-02-16\n"
                              "echo \"  severity: {CTX-005: 'off'}\" >> policy.yaml\nat 2026-02-18\n",
            .when = HISTORY "CTX-005\n",
            .says = {"27\n  2026-02-16  ", "notApplicable   CTX-005"},
            .never = {"pass"},
        },
    };

    SANDBOX_CASES(cases);
}

/* A risk that is mended in time, or has to be looked at again; what is due once is asked for no more. */
Test(telling, how_long_something_has_held)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "since the commit that mended it",
            .given = HANDOVER "sed -i '0,/trigger:/{/trigger:/d}' raid/risks.yaml\nat 2026-02-16\n"
                              "cp \"$PROJECT/rules/bases/s2d/raid/risks.yaml\" raid\nat 2026-02-20\n",
            .when = HISTORY "RSK-002\n" HISTORY "--format json RSK-002 | tr -d '\\n '\n",
            .says = {"\n  RSK-002 has held without a break for 7 days, since 2026-02-20\n",
                     "\"continuity\":[{\"what\":\"RSK-002\",\"since\":\"2026-02-20\",\"until\":\"2026-02-27\","
                     "\"cut\":false,\"continuityDays\":7}]"},
        },
        {
            .name = "what fails does not, and what is due once is not asked",
            .given = HANDOVER "at 2026-02-16\n",
            .when = HISTORY "RSK-003\n" HISTORY "CTX-005\n" HISTORY "s2d-exit\n",
            .never = {"without a break"},
        },
        {
            .name = "where history is cut, longer",
            .given = HANDOVER "at 2026-02-16\ntouch_up s2d/handover.yaml\nat 2026-02-25\n"
                              "git clone -q --depth 1 \"file://$PWD\" clone\n",
            .when = "cd clone\n" HISTORY "RSK-002\n",
            .says = {"\n  RSK-002 has held without a break for at least 2 days, since 2026-02-25 or earlier\n"},
        },
        {
            .name = "until the engagement ended",
            .given = OF_BASE("close") "at 2026-06-01\n",
            .when = "d1lint history --as-of 2026-09-30 DM-1\n",
            .says = {"has held without a break for ", " since 2026-06-01, until the engagement ended on 2026-06-"},
        },
        {
            .name = "each criterion that is judged all along, but not where a failure is asked for",
            .given = HANDOVER "at 2026-02-16\n",
            .when = HISTORY "| grep -c 'at rolling has held without a break'\n" HISTORY "--first-failure RSK-003\n",
            .says = {"\n  2026-02-21  -        fail            RSK-003"},
            .never = {"0\n", "RSK-003 has held"},
        },
    };

    SANDBOX_CASES(cases);
}

Test(telling, who_wrote_what)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "inside of a branch, by somebody of the roster",
            .given = HANDOVER "sed -i '/identities:/,$!b' team/roster.yaml\nat 2026-02-12\ngit checkout -q -b side\n"
                              "sed -i 's/title: Access approvals late/title: Approvals/' raid/risks.yaml\n"
                              "own=$GIT_AUTHOR_EMAIL\nexport GIT_AUTHOR_EMAIL=aoife.byrne@proserve.example\n"
                              "at 2026-02-13\nexport GIT_AUTHOR_EMAIL=$own\ngit checkout -q main\n"
                              "GIT_COMMITTER_DATE=2026-02-16T12:00:00Z git merge -q --no-ff -m merge side\n",
            .when = HISTORY "risk-01\n" HISTORY "risk-01 --format json\n",
            .says = {"\n  2026-02-16  ", "changed         risk-01, by aoife.byrne in ", ", not signed\n",
                     "\"writingCommit\": \"", "\"signature\": \"none\""},
        },
        {
            .name = "how late an act was recorded",
            .given = HANDOVER "at 2026-02-20\n",
            .when = HISTORY "Handover/s2d.acknowledgements.date\n",
            .says = {"acknowledgements.date of jon.field, dated 2026-02-13, 7 days later (5 working days)"},
            .never = {"written"},
        },
        {
            .name = "what is gone, an item and an artifact",
            .given = HANDOVER "at 2026-02-16\ngit rm -q s2d/communication-plan.yaml\n"
                              "sed -i 's/id: act-04/id: act-94/' raid/actions.yaml\nat 2026-02-18\n",
            .when = HISTORY "CommunicationPlan/communication\n" HISTORY "act-04\n",
            .says = {"removed         CommunicationPlan/communication", "removed         act-04"},
        },
        {
            .name = "what nobody has committed",
            .given = HANDOVER "at 2026-02-16\nsed -i 's/title: Access approvals late/title: Late/' raid/risks.yaml\n",
            .when = HISTORY "risk-01\n" HISTORY "--rev HEAD risk-01\n",
            .says = {"2026-02-27  -        changed         risk-01, not committed yet\n"},
        },
        {
            .name = "signed by a key of the roster, by that of a stranger, and by none",
            .given = "signers\nrecord aoife 2026-03-04 -S\nsign stranger 2> /dev/null || true\n",
            .when = "d1lint history --as-of 2026-03-09 Approval/approval --format json || true\n"
                    "d1lint history --as-of 2026-03-09 $(sed -n 's/^kind: //p' approval.yaml)/$(sed -n "
                    "'s/^metadata: {name: \\([a-z-]*\\).*/\\1/p' approval.yaml)\n",
            .says = {", signed by aoife\n"},
        },
        {
            .name = "addresses that would write on a terminal or command a runner",
            .given = HANDOVER "at 2026-02-12\nsed -i 's/title: Access approvals late/title: Late/' raid/risks.yaml\n"
                              "export GIT_AUTHOR_EMAIL=\"$(printf '::error::\\033[31m')@x\"\nat 2026-02-16\n",
            .when = HISTORY "risk-01\n",
            .says = {"changed         risk-01"},
            .never = {"\n::error"},
        },
    };

    SANDBOX_CASES(cases);
}

Test(telling, by_whose_word)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "the people of the revision that is trusted",
            .given = HANDOVER "sed -i 's/email: aoife/email: other/' team/roster.yaml\nat 2026-02-12\ngit tag before\n"
                              "cp \"$PROJECT/rules/bases/s2d/team/roster.yaml\" team\nat 2026-02-13\n"
                              "export GIT_AUTHOR_EMAIL=aoife.byrne@proserve.example\n"
                              "sed -i 's/title: Access approvals late/title: Late/' raid/risks.yaml\nat 2026-02-16\n",
            .when = HISTORY "risk-01\necho apart\n" HISTORY "--trust before risk-01\n",
            .says = {"changed         risk-01, by aoife.byrne, not signed\napart\n",
                     "changed         risk-01, by aoife.byrne@proserve.example, who is nobody of the roster"},
        },
        {
            .name = "its policy, and not that of the change",
            .given = HANDOVER "at 2026-02-12\ngit tag before\n"
                              "echo \"  severity: {CTX-005: 'off'}\" >> policy.yaml\nat 2026-02-16\n",
            .when = HISTORY "--trust before CTX-005\n",
            .says = {"pass            CTX-005"},
            .never = {"notApplicable"},
        },
        {
            .name = "a policy from elsewhere",
            .given = HANDOVER "at 2026-02-16\n"
                              "echo \"severity: {CTX-005: 'off'}\" | artifact LintPolicy p > \"$BOX/p.yaml\"\n",
            .when = HISTORY "--policy \"$BOX/p.yaml\" CTX-005\n",
            .says = {"notApplicable   CTX-005"},
            .never = {"pass"},
        },
        {
            .name = "a revision that is none",
            .given = HANDOVER "at 2026-02-16\n",
            .when = HISTORY "--trust nowhere CTX-005\n",
            .status = 2,
            .says = {"nowhere"},
        },
    };

    SANDBOX_CASES(cases);
}

/* Two engagements, of which the second is removed on 2026-02-20. */
#define GONE                                                                                                           \
    "mkdir one two\ncp -R \"$PROJECT/rules/bases/s2d/.\" one\ncp -R \"$PROJECT/rules/bases/s2d/.\" two\n"              \
    "grep -rl halden-orders two | xargs sed -i 's/halden-orders/other/g'\ngit init -q -b main .\n"                     \
    "at() { git add -A; GIT_COMMITTER_DATE=${1}T12:00:00Z git commit -q --no-verify -m \"$1\"; }\n"                    \
    "at 2026-02-12\nsed -i 's/title: Access approvals late/title: Late/' two/raid/risks.yaml\nat 2026-02-17\n"         \
    "git rm -qr two\nat 2026-02-20\n"

Test(telling, of_an_engagement_that_is_gone)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "when it came, and when it went",
            .given = GONE,
            .when = HISTORY "other\n" HISTORY "Engagement/other --format json\n",
            .says = {"other, 3 points as of 2026-02-27, gone\n  2026-02-12  ", "written         other, by ",
                     "  2026-02-20  ", "removed         other, by ", "\"gone\": true"},
            .never = {"changed"},
        },
        {
            .name = "what was in it",
            .given = GONE,
            .when = HISTORY "--engagement other risk-01\n" HISTORY
                            "--engagement other Handover/s2d.acknowledgements.date\n",
            .says = {"  2026-02-12  ", "written         risk-01", "changed         risk-01", "removed         risk-01",
                     "acknowledgements.date of jon.field, dated 2026-02-13, 1 day ahead"},
        },
        {
            .name = "how it stood",
            .given = GONE,
            .when = HISTORY "--engagement other s2d-exit\n",
            .says = {"other, 3 points as of 2026-02-27, gone\n",
                     "  2026-02-16  -        met             gate s2d-exit"},
            .never = {"missed", "\n  2026-02-20"},
        },
        {
            .name = "where it was the only one",
            .given = HANDOVER "at 2026-02-12\ngit rm -qr .\ntrue > README\nat 2026-02-16\n",
            .when = HISTORY "halden-orders\n",
            .says = {"halden-orders, 2 points as of 2026-02-27, gone\n", "removed         halden-orders"},
        },
        {
            .name = "one that is there is named in the same way",
            .given = HANDOVER "at 2026-02-12\n",
            .when = HISTORY "halden-orders\n",
            .says = {"1 point as of 2026-02-27\n", "written         halden-orders"},
            .never = {"gone"},
        },
        {
            .name = "there was none of that name",
            .given = GONE,
            .when = HISTORY "--engagement othr\n",
            .status = 2,
            .says = {"there is no engagement `othr`"},
        },
        {
            .name = "there is none, and never was: the one of a file that git ignores is named",
            .given = "git init -q -b main .\ncp \"$PROJECT/rules/bases/s2d/engagement.yaml\" local.yaml\n"
                     "echo local.yaml > .gitignore\ngit add .\ngit commit -q -m first\n",
            .when = HISTORY "\n",
            .status = 3,
            .says = {"there is no engagement here: one is defined in local.yaml"},
        },
    };

    SANDBOX_CASES(cases);
}

/* Programs read it: each sort of subject, by the schema that is printed. */
Test(telling, is_as_its_schema_says)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "of each kind",
            .given =
                GONE "echo more > note\nsed -i 's/title: Access approvals late/title: Late/' one/raid/risks.yaml\n",
            .when =
                "d1lint schema History > \"$BOX/schema\"\nfor of in '' CTX-005 S2D-C1 s2d-exit risk-01 "
                "Handover/s2d Handover/s2d.acknowledgements.date other '--trust HEAD risk-01'; do\n" HISTORY
                "$of --format json > \"$BOX/told\" || exit 1\n"
                "d1lint validate --schema \"$BOX/schema\" \"$BOX/told\" > \"$BOX/said\" && echo \"valid: $of.\"\ndone\n"
                "git clone -q --depth 1 \"file://$PWD\" clone\ncd clone\n" HISTORY
                "--format json > \"$BOX/told\"\nd1lint validate --schema \"$BOX/schema\" \"$BOX/told\" > \"$BOX/said\" "
                "&& "
                "echo cut.\n"
                "sed 's/\"cause\": \"commit\"/\"cause\": \"chance\"/' \"$BOX/told\" > \"$BOX/other\"\n"
                "d1lint validate --schema \"$BOX/schema\" \"$BOX/other\" > \"$BOX/said\" || echo refused.\n",
            .says = {"valid: .\nvalid: CTX-005.\nvalid: S2D-C1.\nvalid: s2d-exit.\nvalid: risk-01.\n"
                     "valid: Handover/s2d.\nvalid: Handover/s2d.acknowledgements.date.\nvalid: other.\n"
                     "valid: --trust HEAD risk-01.\ncut.\nrefused.\n"},
        },
    };

    SANDBOX_CASES(cases);
}
