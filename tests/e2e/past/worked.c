/*
 * A small engagement of six commits whose every state was worked out by hand: each check that reads history, in a whole
 * clone and in one that has the newest commit alone.
 */
#include <criterion/criterion.h>

#include "e2e/sandbox.h"

/* `halden WHO DAY COMMAND...` is git as that person; `by NAME` chooses the key; `due DAY` puts act-03 off. */
#define WORDS                                                                                                          \
    "halden() { who=$1 day=${2}T12:00:00+0000; shift 2; GIT_AUTHOR_EMAIL=$who GIT_COMMITTER_EMAIL=$who "               \
    "GIT_AUTHOR_DATE=$day GIT_COMMITTER_DATE=$day \"$@\"; }\n"                                                         \
    "by() { key \"$1\"; git config user.signingKey \"$BOX/$1\"; }\n"                                                   \
    "due() { sed -i \"/id: act-$1/,/due:/s/due: .*/due: \\\"$2\\\"/\" raid/actions.yaml; }\n"                          \
    "A=aoife.byrne@proserve.example T=tomas.novak@proserve.example M=marta.ruiz@halden.example\n"                      \
    "base=$PROJECT/rules/bases/launch\ngit init -q -b main .\ngit config gpg.format ssh\nby marta\nby aoife\n"

/* c1: the contract, the roster with keys, the risks. */
#define C1                                                                                                             \
    "mkdir team launch meetings reports\ncp -R $base/engagement.yaml $base/contract $base/raid .\n"                    \
    "sed \"s|signingKey: .*|signingKey: \\\"$(cat \"$BOX/aoife.pub\")\\\"|; s|^    - id: marta.ruiz\\$|&\\n      "     \
    "identities:\\n        - email: $M\\n          signingKey: \\\"$(cat \"$BOX/marta.pub\")\\\"|; s|^    - id: "      \
    "tomas.novak\\$|&\\n      identities: [{email: $T}]|\" $base/team/roster.yaml > team/roster.yaml\n"                \
    "due 03 2026-03-06\nfor act in 05 06 07; do due $act 2026-04-24; done\n"                                           \
    "git add -A\nhalden $A 2026-02-06 git commit -q -S -m c1\n"

/* c2: the hand-over, the charter and the plan, written on a branch by two others. */
#define C2                                                                                                             \
    "git checkout -q -b side\ncp -R $base/s2d $base/policy.yaml .\n"                                                   \
    "cp $base/launch/charter.yaml $base/launch/plan.yaml $base/launch/governance.yaml launch/\n"                       \
    "git add -A\nhalden $T 2026-02-12 git commit -q -m one\ntouch_up s2d/handover.yaml\n"                              \
    "git add -A\nhalden jon.field@proserve.example 2026-02-13 git commit -q -m two\n"                                  \
    "git checkout -q main\nhalden $A 2026-02-16 git merge -q --no-ff -S -m c2 side\n"

/* c3: the charter is approved, with a signature; that is the baseline. */
#define C3                                                                                                             \
    "artifact Approval charter-approval > launch/approvals.yaml <<E\n"                                                 \
    "subject: {ref: ProjectCharter/charter, path: launch/charter.yaml, digest: {gitBlob: \"$(git rev-parse "           \
    "HEAD:launch/charter.yaml)\"}}\n"                                                                                  \
    "approverRef: marta.ruiz\nauthorityRef: auth-01\ndecision: approved\ndate: \"2026-03-06\"\n"                       \
    "method: signedCommit\nE\n"                                                                                        \
    "by marta\ngit add -A\nhalden $M 2026-03-06 git commit -q -S -m c3\n"                                              \
    "by aoife\nhalden $A 2026-03-09 git tag -s -m agreed baseline/kickoff\n"

/* c4: a record that comes late, an action put off. c5: a milestone moved, a risk grown. */
#define C4_C5                                                                                                          \
    "sed 's/^  date: .*/  date: \"2026-03-11\"/' $base/meetings/2026-03-02-kickoff.yaml > meetings/kickoff.yaml\n"     \
    "due 03 2026-04-10\ngit add -A\nhalden $T 2026-03-20 git commit -q -m c4\n"                                        \
    "sed -i '/id: ms-04/,/baseline:/s/baseline: .*/baseline: \"2026-05-14\"/; "                                        \
    "/id: ms-02/,/baseline:/s/baseline: .*/&\\n      actual: \"2026-03-24\"/; /id: ms-03/,/baseline:/s/baseline: "     \
    ".*/&\\n      actual: \"2026-03-31\"/' launch/plan.yaml\n"                                                         \
    "sed -i '/id: risk-03/,/impact:/{s/probability: .*/probability: 4/;s/impact: .*/impact: 5/}' raid/risks.yaml\n"    \
    "git add -A\nhalden $A 2026-04-02 git commit -q -S -m c5\n"

/* c6: a remark in the charter, a report, the action put off again, a waiver. */
#define C6                                                                                                             \
    "touch_up launch/charter.yaml\ndue 03 2026-04-24\n"                                                                \
    "artifact StatusReport status-2026-04-03 > reports/status.yaml <<E\n"                                              \
    "reportRef: rpt-01\nperiodEnd: \"2026-04-03\"\ndate: \"2026-04-03\"\ntrend: stable\n"                              \
    "health: {overall: red, scope: green, schedule: green, budget: green, quality: green, risk: red}\nE\n"             \
    "cp -R $PROJECT/rules/bases/manage/waivers .\nsed -i 's/granted: .*/granted: \"2026-04-09\"/' waivers/*.yaml\n"    \
    "git add -A\nhalden $A 2026-04-09 git commit -q -m c6\n"

/* `states ID...` says how these checks stand, as "ID state". */
#define STATES                                                                                                         \
    "d1lint check --as-of 2026-04-10 --format json > \"$BOX/json\" || true\n"                                          \
    "states() { for id; do awk -v id=\"\\\"id\\\": \\\"$id\\\"\" 'index($0, id) {on = 1} on && /\"state\": / "         \
    "{gsub(/[\",]/, \"\"); print name, $2; exit}' name=$id \"$BOX/json\"; done; }\n"

#define GIVEN WORDS C1 C2 C3 C4_C5 C6

Test(worked, every_check_that_reads_history, .timeout = 600)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "what holds",
            .given = GIVEN,
            .when = STATES "states CTX-005 HND-001 CHA-002 APR-001 APR-002 APR-004 APR-005 APR-006 CHG-003 ACT-002 "
                           "TIM-003 WVR-005 GIT-001 GIT-002 GTE-002 TRL-005 | grep -v ' pass$' || echo all\n"
                           "states HND-002 STK-008 GIT-003\n",
            .says = {"all\nHND-002 notDue\nSTK-008 notDue\nGIT-003 notApplicable\n"},
        },
        {
            .name = "what does not, and the waiver that waits",
            .given = GIVEN,
            .when = "d1lint check --as-of 2026-04-10 --format concise | "
                    "grep -E 'SCH-009|COM-009|RSK-011|TIM-002|ACT-002|WVR' || true\n",
            .says =
                {"error SCH-009 The baseline of ms-04 (Order service ready) is 2026-05-14; when the engagement was "
                 "baselined it was 2026-05-07",
                 "error COM-009 status-2026-04-03 calls scope green; on 2026-04-03 it was red: ms-04 was not what "
                 "the baseline has",
                 "error RSK-011 risk-03 (Oracle features without equivalent), of tomas.novak, is at 20 since "
                 "2026-04-02 (to be escalated from 20) and was to be escalated by 2026-04-08, within 3 working days",
                 "warning TIM-002 `date` of MeetingRecord/kickoff, 2026-03-11, was first recorded on 2026-03-20 ",
                 "6 business days later"},
            .never = {"calls schedule green", "calls risk", "2026-04-03 was first recorded", "ACT-002", "WVR"},
        },
        {
            .name = "what a clone of the newest commit alone does not know",
            .given = GIVEN "git clone -q --depth 1 \"file://$PWD\" \"$BOX/clone\"\n",
            .when = "cd \"$BOX/clone\"\n" STATES
                    "states SCH-009 CHG-003 COM-009 RSK-008 RSK-011 ACT-002 TIM-002 TIM-003 APR-001 CHA-002 APR-002 "
                    "APR-004 APR-005 APR-006 WVR-005 GIT-002 GTE-002 TRL-005 | grep -v ' indeterminate$' || echo all\n"
                    "states CTX-005 HND-001 GIT-001\n",
            .says = {"all\nCTX-005 pass\nHND-001 pass\nGIT-001 fail\n"},
        },
    };

    SANDBOX_CASES(cases);
}
