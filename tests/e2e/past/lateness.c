/* What came late, what was undone, and since when something fails, in repositories that the real git makes. */
#include <criterion/criterion.h>

#include "e2e/sandbox.h"

/*
 * An engagement of which sales hands over on 2026-02-16, in an empty repository; `take FILE` puts back what the case
 * has changed in it. `at DATE` commits everything on that day.
 */
#define HANDOVER                                                                                                       \
    "cp -R \"$PROJECT/rules/bases/s2d/.\" .\ngit init -q -b main .\n"                                                  \
    "at() { git add -A; GIT_COMMITTER_DATE=${1}T12:00:00Z git commit -q --no-verify -m \"$1\"; }\n"                    \
    "take() { cp \"$PROJECT/rules/bases/s2d/$1\" \"$1\"; }\n"
/* Somebody has not acknowledged the context, which is due at the gate; a risk has no trigger, which is due all along.
 */
#define NO_ACKNOWLEDGEMENT "sed -i '/tomas.novak, date/d' s2d/customer-context.yaml\n"
#define NO_TRIGGER "sed -i '0,/trigger:/{/trigger:/d}' raid/risks.yaml\n"

/* A waiver of it until a day, which somebody who may merges on 2026-02-13, and a commit behind that. */
#define WAIVED_UNTIL(day)                                                                                              \
    "sed -i 's/id: priya.nair,/& identities: [{email: priya.nair@proserve.example}],/' team/roster.yaml\n"             \
    "echo 'authorities: [{id: auth-01, type: waiver, holderRefs: [priya.nair]}]' |\n"                                  \
    "    artifact GovernancePlan governance > governance.yaml\n"                                                       \
    "at 2026-02-12\ngit checkout -q -b side\n"                                                                         \
    "artifact Waiver wvr-01 > waiver.yaml <<'END'\n"                                                                   \
    "id: wvr-01\nchecks: [CTX-005]\nsubjectRefs: [tomas.novak]\nreason: He is on leave and reads it when he is back\n" \
    "compensatingMeasure: Aoife Byrne stands in for him\nrequestedByRef: aoife.byrne\napproverRef: priya.nair\n"       \
    "authorityRef: auth-01\ngranted: \"2026-02-12\"\nexpires: \"" day "\"\nEND\n"                                      \
    "at 2026-02-12\ngit checkout -q main\n"                                                                            \
    "GIT_COMMITTER_EMAIL=priya.nair@proserve.example GIT_COMMITTER_DATE=2026-02-13T12:00:00Z \\\n"                     \
    "    git merge -q --no-ff -m merge side\ntouch_up waiver.yaml\nat 2026-02-14\n"

/* What a report says of the gate, of its criteria that came late, and of checks that fail, a list a line. */
#define REPORT(day)                                                                                                    \
    "d1lint check --as-of " day " --format json > \"$BOX/report\" || true\n"                                           \
    "python3 - \"$BOX/report\" <<'END'\n"                                                                              \
    "import json, sys\n"                                                                                               \
    "of = json.load(open(sys.argv[1]))['engagements'][0]\n"                                                            \
    "rows = [[g['state'], g.get('met'), g['daysLate'], g['reopened']] for g in of['gates'] if g['id'] == "             \
    "'s2d-exit']\n"                                                                                                    \
    "rows += [[c['id'], c['met'], c['daysLate']] for c in of['criteria'] if c['daysLate']]\n"                          \
    "rows += [[c['id'], c['failedSince']] for c in of['checks'] if 'failedSince' in c]\n"                              \
    "for row in rows: print(json.dumps(row, separators=',:'))\n"                                                       \
    "END\n"

/* A rule of the user's own, due at the gate, that asks for a file; of 2026-02-12 everything is there but that. */
#define PROOF                                                                                                          \
    "mkdir \"$BOX/rules\"\ncat > \"$BOX/rules/PRF-001.yaml\" <<'END'\n"                                                \
    "apiVersion: d1lint/v1\nkind: Rule\nmetadata: {name: PRF-001}\nspec:\n"                                            \
    "  title: Nothing shows it\n  severity: error\n  due: s2d-exit\n  needs: [StatementOfWork]\n"                      \
    "  each: artifacts.StatementOfWork\n"                                                                              \
    "  assert: it.spec.?reference.orValue('') != '' && isFile('proof/signed.pdf')\n"                                   \
    "  message: there is no proof\n  help: Put it there.\n  why: Whoever audits asks for it.\n"                        \
    "  examples:\n    - {name: there it is, expect: []}\n"                                                             \
    "    - name: there is no reference\n"                                                                              \
    "      change: [{set: StatementOfWork/sow-1#/spec/reference, to: \"\"}]\n"                                         \
    "      expect: [{at: StatementOfWork/sow-1}]\nEND\n" HANDOVER "at 2026-02-12\nmkdir proof\n"
#define SIGNED "echo signed > proof/signed.pdf\n"
#define WITH_PROOF(day) "d1lint() { command d1lint \"$@\" --rules \"$BOX/rules\"; }\n" REPORT(day)

Test(lateness, evidence_counts_from_the_commit_that_brought_it, .timeout = 600)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "in time, in a commit of its own",
            .given = PROOF SIGNED "at 2026-02-14\necho > beside\nat 2026-02-18\n",
            .when = WITH_PROOF("2026-02-20"),
            .says = {"[\"met\",\"2026-02-16\",0,false]"},
            .never = {"PRF-001"},
        },
        {
            .name = "late, in a commit of its own",
            .given = PROOF "echo > beside\nat 2026-02-13\n" SIGNED "at 2026-02-19\n",
            .when = WITH_PROOF("2026-02-20"),
            .says = {"[\"metLate\",\"2026-02-19\",3,false]"},
            .never = {"PRF-001"},
        },
        {
            .name = "late, with a document",
            .given = PROOF SIGNED "touch_up raid/risks.yaml\nat 2026-02-18\n",
            .when = WITH_PROOF("2026-02-20"),
            .says = {"[\"metLate\",\"2026-02-18\",2,false]"},
        },
        {
            .name = "taken away and put back before the day",
            .given = PROOF SIGNED "at 2026-02-13\ngit mv proof/signed.pdf proof/old.pdf\nat 2026-02-14\n"
                                  "git mv proof/old.pdf proof/signed.pdf\nat 2026-02-16\n",
            .when = WITH_PROOF("2026-02-20"),
            .says = {"[\"met\",\"2026-02-16\",0,false]"},
        },
        {
            .name = "taken away since",
            .given = PROOF SIGNED "at 2026-02-13\ngit mv proof/signed.pdf proof/old.pdf\nat 2026-02-18\n",
            .when = WITH_PROOF("2026-02-20"),
            .says = {"[\"missed\",null,0,true]", "[\"PRF-001\",\"2026-02-18\"]"},
        },
        {
            .name = "what is kept of it is not what was, though what is there now is the same",
            .given = PROOF "d1lint() { command d1lint \"$@\" --rules \"$BOX/rules\"; }\n"
                           "echo > beside\nat 2026-02-13\nsleep 0.1\n"
                           "d1lint check --as-of 2026-02-20 >/dev/null || true\n" SIGNED
                           "at 2026-02-14\ngit rm -q proof/signed.pdf\nat 2026-02-18\nsleep 0.1\n",
            .when = WITH_PROOF("2026-02-20"),
            .says = {"[\"missed\",null,0,true]", "[\"PRF-001\",\"2026-02-18\"]"},
        },
        {
            .name = "what a partial clone lacks is not known",
            .given = PROOF SIGNED "at 2026-02-13\necho otherwise > proof/signed.pdf\nat 2026-02-18\n"
                                  "git config uploadpack.allowFilter true\n"
                                  "git clone -q --filter=blob:none \"file://$PWD\" \"$BOX/clone\"\n",
            .when = "cd \"$BOX/clone\"\nd1lint history PRF-001 --rules \"$BOX/rules\" --as-of 2026-02-20 || true\n",
            .never = {"fail"},
        },
    };

    SANDBOX_CASES(cases);
}

Test(lateness, how_late_a_gate_was_met)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "on its day",
            .given = HANDOVER "at 2026-02-16\n",
            .when = REPORT("2026-02-20"),
            .says = {"[\"met\",\"2026-02-16\",0,false]"},
            .never = {"metLate"},
        },
        {
            .name = "done before it, and pushed on the morning after",
            .given = HANDOVER NO_ACKNOWLEDGEMENT "at 2026-02-16\ntake s2d/customer-context.yaml\nat 2026-02-17\n",
            .when = REPORT("2026-02-20"),
            .says = {"[\"met\",\"2026-02-16\",0,false]"},
            .never = {"metLate"},
        },
        {
            .name = "claimed to be done before it, and written down when nobody remembered",
            .given = HANDOVER NO_ACKNOWLEDGEMENT "at 2026-02-16\ntake s2d/customer-context.yaml\nat 2026-02-25\n",
            .when = REPORT("2026-02-26"),
            .says = {"[\"metLate\",\"2026-02-25\",9,false]", "[\"S2D-C1\",\"2026-02-25\",9]",
                     "[\"CL-PRE1\",\"2026-02-25\",9]"},
            .never = {"S2D-A4"},
        },
        {
            .name = "done after it, and written down at once",
            .given = HANDOVER NO_ACKNOWLEDGEMENT
            "at 2026-02-16\ntake s2d/customer-context.yaml\n"
            "sed -i '/tomas.novak/s/2026-02-13/2026-02-18/' s2d/customer-context.yaml\nat 2026-02-19\n",
            .when = REPORT("2026-02-20"),
            .says = {"[\"metLate\",\"2026-02-18\",2,false]", "[\"S2D-C1\",\"2026-02-18\",2]"},
        },
        {
            .name = "what has no date of its own is as old as its commit",
            .given = HANDOVER NO_TRIGGER "at 2026-02-16\ntake raid/risks.yaml\nat 2026-02-19\n",
            .when = REPORT("2026-02-20"),
            .says = {"[\"metLate\",\"2026-02-19\",3,false]", "[\"S2D-A4\",\"2026-02-19\",3]"},
            .never = {"S2D-C1"},
        },
        {
            .name = "broken and repaired before it",
            .given = HANDOVER "at 2026-02-12\n" NO_TRIGGER "at 2026-02-13\ntake raid/risks.yaml\nat 2026-02-16\n",
            .when = REPORT("2026-02-20"),
            .says = {"[\"met\",\"2026-02-16\",0,false]"},
        },
        {
            .name = "broken the day before it, and repaired behind it",
            .given = HANDOVER "at 2026-02-12\n" NO_TRIGGER "at 2026-02-15\ntake raid/risks.yaml\nat 2026-02-17\n",
            .when = REPORT("2026-02-20"),
            .says = {"[\"metLate\",\"2026-02-17\",1,false]"},
        },
        {
            .name = "a waiver covered it from the day on",
            .given = HANDOVER NO_ACKNOWLEDGEMENT WAIVED_UNTIL(
                "2026-02-27") "take s2d/customer-context.yaml\nat 2026-02-25\n",
            .when = REPORT("2026-02-26"),
            .says = {"[\"metWithWaivers\",\"2026-02-16\",0,false]"},
            .never = {"S2D-C1"},
        },
        {
            .name = "and ended before it was there",
            .given = HANDOVER NO_ACKNOWLEDGEMENT WAIVED_UNTIL(
                "2026-02-23") "take s2d/customer-context.yaml\nat 2026-02-25\n",
            .when = REPORT("2026-02-26"),
            .says = {"[\"metLate\",\"2026-02-25\",9,false]"},
        },
        {
            .name = "what is not committed is of today",
            .given = HANDOVER NO_TRIGGER "at 2026-02-16\ntake raid/risks.yaml\n",
            .when = REPORT("2026-02-20"),
            .says = {"[\"metLate\",\"2026-02-20\",4,false]"},
        },
        {
            .name = "of what came before the first commit only claims are known",
            .given = HANDOVER "at 2026-02-20\n",
            .when = REPORT("2026-02-20"),
            .says = {"[\"met\",\"2026-02-16\",0,false]"},
        },
        {
            .name = "in a shallow clone, too",
            .given = HANDOVER NO_TRIGGER "at 2026-02-16\ntake raid/risks.yaml\nat 2026-02-19\n"
                                         "git clone -q --depth 1 \"file://$PWD\" clone\n",
            .when = "cd clone\n" REPORT("2026-02-20"),
            .says = {"[\"met\",\"2026-02-16\",0,false]"},
            .never = {"metLate"},
        },
        {
            .name = "without a repository nothing is known",
            .given = "cp -R \"$PROJECT/rules/bases/s2d/.\" .\n",
            .when = REPORT("2026-02-20"),
            .says = {"[\"met\",null,0,false]"},
            .never = {"failedSince", "metLate"},
        },
    };

    SANDBOX_CASES(cases);
}

Test(lateness, a_gate_that_was_met_is_undone)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "by a check that is due at it",
            .given = HANDOVER "at 2026-02-16\n" NO_ACKNOWLEDGEMENT "at 2026-02-19\n",
            .when = REPORT("2026-02-20"),
            .says = {"[\"missed\",null,0,true]", "[\"CTX-005\",\"2026-02-19\"]"},
        },
        {
            .name = "it was met late, and undone then",
            .given = HANDOVER NO_ACKNOWLEDGEMENT
            "at 2026-02-16\ntake s2d/customer-context.yaml\nat 2026-02-18\n" NO_ACKNOWLEDGEMENT "at 2026-02-19\n",
            .when = REPORT("2026-02-20"),
            .says = {"[\"missed\",null,0,true]"},
        },
        {
            .name = "what was never met cannot be",
            .given = HANDOVER NO_ACKNOWLEDGEMENT "at 2026-02-16\n",
            .when = REPORT("2026-02-20"),
            .says = {"[\"missed\",null,0,false]", "[\"CTX-005\",\"2026-02-16\"]"},
        },
        {
            .name = "the text says so where it is asked for more",
            .given = HANDOVER "at 2026-02-16\n" NO_ACKNOWLEDGEMENT "at 2026-02-19\n",
            .when = "d1lint check --as-of 2026-02-20 --verbose; d1lint check --as-of 2026-02-20 --gate s2d-exit\n",
            .status = 1,
            .says = {"1 finding, met before\n    S2D-O4", "(CTX-005 since 2026-02-19)\n"},
        },
        {
            .name = "and looks nothing up where it is not",
            .given = HANDOVER "at 2026-02-16\n" NO_ACKNOWLEDGEMENT "at 2026-02-19\n",
            .when = "d1lint check --as-of 2026-02-20\n",
            .status = 1,
            .says = {"s2d-exit      missed            2026-02-16"},
            .never = {"met before", "since 2026-02-19"},
        },
        {
            .name = "the same of what was met late",
            .given = HANDOVER NO_TRIGGER "at 2026-02-16\ntake raid/risks.yaml\nat 2026-02-17\n",
            .when = "d1lint check --as-of 2026-02-20 --gate s2d-exit | grep -A3 ^gates\n",
            .says = {"s2d-exit      met late          2026-02-16  14 of 14 criteria hold, 1 day late"},
        },
    };

    SANDBOX_CASES(cases);
}

/* What goes on behind the gate is the gate's matter until it has held there once. */
Test(lateness, a_lapse_behind_the_gate_is_no_matter_of_the_gate)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "of what held on its day",
            .given = HANDOVER "at 2026-02-16\n" NO_TRIGGER "at 2026-02-19\n",
            .when = REPORT("2026-02-20") "d1lint check --as-of 2026-02-20 || true\n",
            .says = {"[\"met\",\"2026-02-16\",0,false]", "[\"RSK-002\",\"2026-02-19\"]", "error RSK-002"},
            .never = {"GTE-001"},
        },
        {
            .name = "of what held behind it for the first time, by which it was met late",
            .given =
                HANDOVER NO_TRIGGER "at 2026-02-16\ntake raid/risks.yaml\nat 2026-02-18\n" NO_TRIGGER "at 2026-02-19\n",
            .when = REPORT("2026-02-20"),
            .says = {"[\"metLate\",\"2026-02-18\",2,false]", "[\"S2D-A4\",\"2026-02-18\",2]"},
        },
        {
            .name = "in what is not committed",
            .given = HANDOVER "at 2026-02-16\n" NO_TRIGGER,
            .when = REPORT("2026-02-20"),
            .says = {"[\"met\",\"2026-02-16\",0,false]"},
        },
        {
            .name = "but nothing is cured by waiting a day",
            .given = HANDOVER NO_TRIGGER "at 2026-02-16\ntouch_up raid/risks.yaml\nat 2026-02-18\n",
            .when = REPORT("2026-02-20"),
            .says = {"[\"missed\",null,0,false]"},
        },
        {
            .name = "nor by having held before the day of the gate",
            .given = HANDOVER "at 2026-02-12\n" NO_TRIGGER "at 2026-02-15\n",
            .when = REPORT("2026-02-20"),
            .says = {"[\"missed\",null,0,false]"},
        },
        {
            .name = "and a gate that is asked for is due today",
            .given = HANDOVER "at 2026-02-16\n" NO_TRIGGER "at 2026-02-19\n",
            .when = "d1lint check --as-of 2026-02-20 --gate s2d-exit\n",
            .status = 1,
            .says = {"s2d-exit", "missed"},
        },
        {
            .name = "where the line is cut behind it, the state of the day counts",
            .given = HANDOVER "at 2026-02-16\n" NO_TRIGGER "at 2026-02-19\n"
                              "git clone -q --depth 1 \"file://$PWD\" clone\n",
            .when = "cd clone\n" REPORT("2026-02-20"),
            .says = {"[\"missed\",null,0,false]"},
        },
        {
            .name = "and where there is none",
            .given = "cp -R \"$PROJECT/rules/bases/s2d/.\" .\n" NO_TRIGGER,
            .when = REPORT("2026-02-20"),
            .says = {"[\"missed\",null,0,false]"},
        },
        {
            .name = "a reference that leads nowhere, in what was right on its day",
            .given = HANDOVER "at 2026-02-16\nsed -i '0,/ownerRef: .*/s//ownerRef: nobody.here/' raid/risks.yaml\n"
                              "at 2026-02-19\n",
            .when = REPORT("2026-02-20") "d1lint check --as-of 2026-02-20 || true\n",
            .says = {"[\"met\",\"2026-02-16\",0,false]", "error REF-001"},
            .never = {"GTE-001"},
        },
        {
            .name = "and one that led nowhere all along",
            .given = HANDOVER "sed -i '0,/ownerRef: .*/s//ownerRef: nobody.here/' raid/risks.yaml\nat 2026-02-16\n"
                              "touch_up raid/risks.yaml\nat 2026-02-18\n",
            .when = REPORT("2026-02-20"),
            .says = {"[\"missed\",null,0,false]"},
        },
        {
            .name = "history tells the same",
            .given =
                HANDOVER NO_TRIGGER "at 2026-02-16\ntake raid/risks.yaml\nat 2026-02-18\n" NO_TRIGGER "at 2026-02-19\n",
            .when = "d1lint history s2d-exit --as-of 2026-02-20\n",
            .says = {"missed", "2026-02-18"},
            .never = {"2026-02-19"},
        },
    };

    SANDBOX_CASES(cases);
}

/* Each point is judged by the plan that it has, where the plan is what is judged. */
Test(lateness, an_authority_that_loses_its_holder_behind_the_gate)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "is no matter of the gate's",
            .given = "cp -R \"$PROJECT/rules/bases/launch/.\" .\ngit init -q -b main .\n"
                     "at() { git add -A; GIT_COMMITTER_DATE=${1}T12:00:00Z git commit -q --no-verify -m \"$1\"; }\n"
                     "at 2026-02-20\nsed -i '/type: waiver/s/\\[priya.nair\\]/[]/' launch/governance.yaml\n"
                     "at 2026-03-12\n",
            .when = "d1lint check --as-of 2026-03-12 --format concise\n",
            .status = 1,
            .says = {"error GOV-001"},
            .never = {"GTE-001"},
        },
    };

    SANDBOX_CASES(cases);
}

/* The outcomes were approved, and what was approved is changed behind the gates. */
Test(lateness, an_approval_that_went_stale_is_a_matter_of_the_gate_that_asks_for_it)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "and of no other",
            .given = "cp -R \"$PROJECT/rules/bases/launch/.\" .\ngit init -q -b main .\n"
                     "at() { git add -A; GIT_COMMITTER_DATE=${1}T12:00:00Z git commit -q --no-verify -m \"$1\"; }\n"
                     "at 2026-03-09\nsed -i '0,/ownerRef: .*/s//ownerRef: liam.keane/' $(grep -l 'kind: "
                     "OutcomeRegister' -r . --include=*.yaml)\nat 2026-03-12\n",
            .when = "d1lint check --as-of 2026-03-12 --format json > \"$BOX/report\" || true\n"
                    "python3 - \"$BOX/report\" <<'END'\n"
                    "import json, sys\n"
                    "of = json.load(open(sys.argv[1]))['engagements'][0]\n"
                    "for gate in of['gates']: print(gate['id'], gate['state'])\n"
                    "for check in of['checks']:\n"
                    "    if check['state'] == 'fail': print(check['id'])\n"
                    "END\n",
            .says = {"s2d-exit met", "baseline missed", "APR-001"},
        },
    };

    SANDBOX_CASES(cases);
}

Test(lateness, since_when_a_check_fails)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "since a day, of which no commit tells",
            .given = HANDOVER "at 2026-02-16\n",
            .when = REPORT("2026-02-27"),
            .says = {"[\"RSK-003\",\"2026-02-21\"]"},
        },
        {
            .name = "a commit between does not begin it anew",
            .given = HANDOVER "at 2026-02-16\ntouch_up raid/risks.yaml\nat 2026-02-25\n",
            .when = REPORT("2026-02-27"),
            .says = {"[\"RSK-003\",\"2026-02-21\"]"},
        },
        {
            .name = "nor does one that has nothing to do with it, before it fails",
            .given = HANDOVER "at 2026-02-16\ntouch_up s2d/handover.yaml\nat 2026-02-18\n",
            .when = REPORT("2026-02-27"),
            .says = {"[\"RSK-003\",\"2026-02-21\"]"},
        },
        {
            .name = "what came true in between begins it anew",
            .given = HANDOVER "sed -i 's/tomas.novak, date: \"[^\"]*/tomas.novak, date: \"2026-02-17/' "
                              "s2d/customer-context.yaml\nat 2026-02-16\n"
                              "sed -i 's/2026-02-17/2026-02-24/' s2d/customer-context.yaml\nat 2026-02-19\n",
            .when = REPORT("2026-02-20"),
            .says = {"[\"TIM-001\",\"2026-02-19\"]"},
        },
        {
            .name = "but one that mended it does",
            .given = HANDOVER "at 2026-02-16\n" NO_TRIGGER "at 2026-02-17\ntake raid/risks.yaml\n"
                              "at 2026-02-18\n" NO_TRIGGER "at 2026-02-19\n",
            .when = REPORT("2026-02-20"),
            .says = {"[\"RSK-002\",\"2026-02-19\"]"},
        },
        {
            .name = "a day counts as it ended: mended and broken again on one is no break",
            .given = HANDOVER "at 2026-02-16\n" NO_TRIGGER "at 2026-02-17\ntake raid/risks.yaml\n"
                              "at 2026-02-19\n" NO_TRIGGER "at 2026-02-19\n",
            .when = REPORT("2026-02-20"),
            .says = {"[\"RSK-002\",\"2026-02-17\"]"},
        },
        {
            .name = "and what another commit of the day changes is not overlooked",
            .given = HANDOVER "at 2026-02-16\n" NO_TRIGGER "at 2026-02-18\ntouch_up s2d/handover.yaml\n"
                              "at 2026-02-18\n",
            .when = REPORT("2026-02-20"),
            .says = {"[\"RSK-002\",\"2026-02-18\"]"},
        },
        {
            .name = "far behind in a long line",
            .given = HANDOVER NO_TRIGGER
            "at 2026-02-05\nfor i in $(seq 10 28); do sed -i \"s/^  title: .*/  title: No $i/\" engagement.yaml\n"
            "    at 2026-02-$i; done\n",
            .when = REPORT("2026-02-28"),
            .says = {"[\"RSK-002\",\"2026-02-16\"]"},
        },
        {
            .name = "where the line is cut it may have failed before",
            .given = HANDOVER NO_TRIGGER "at 2026-02-16\ntouch_up raid/risks.yaml\nat 2026-02-19\n"
                                         "git clone -q --depth 1 \"file://$PWD\" clone\n",
            .when = "cd clone\n" REPORT("2026-02-20"),
            .never = {"RSK-002"},
        },
    };

    SANDBOX_CASES(cases);
}
