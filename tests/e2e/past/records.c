/* What rests on history, in repositories that the real git makes. */
#include <criterion/criterion.h>

#include "e2e/sandbox.h"

/*
 * An engagement in the middle of its delivery. `at DATE WHO` commits everything as that person of the roster on that
 * day; a file that is touched by nothing else counts from the first commit on.
 */
#define AT                                                                                                             \
    "at() { git add -A; GIT_AUTHOR_EMAIL=$2@proserve.example GIT_COMMITTER_EMAIL=$2@proserve.example "                 \
    "GIT_AUTHOR_DATE=2020-01-01T12:00:00Z GIT_COMMITTER_DATE=${1}T12:00:00Z git commit -q --no-verify -m \"$1\"; }\n"
#define DELIVERY "cp -R \"$PROJECT/rules/bases/manage/.\" .\ngit init -q -b main .\n" AT "at 2026-01-30 aoife.byrne\n"

#define ONLY(check) "d1lint check --as-of 2026-04-24 --format concise 2>&1 | grep " check " || true\n"

Test(records, records_are_as_old_as_their_first_commit)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "a meeting that was written down on the sixth working day",
            .given =
                DELIVERY "sed -i 's/^  date: \"2026-03-02\"/  date: \"2026-03-11\"/' meetings/2026-03-02-kickoff.yaml\n"
                         "at 2026-03-20 tomas.novak\n",
            .when = ONLY("TIM-002"),
            .says = {"meetings/2026-03-02-kickoff.yaml:8:",
                     "`date` of MeetingRecord/kickoff, 2026-03-11, was first recorded on 2026-03-20",
                     "6 business days later (at most 5)"},
        },
        {
            .name = "renamed, formatted, deleted and restored",
            .given =
                DELIVERY "sed -i 's/^  date: \"2026-03-02\"/  date: \"2026-03-11\"/' meetings/2026-03-02-kickoff.yaml\n"
                         "at 2026-03-12 tomas.novak\ngit mv meetings/2026-03-02-kickoff.yaml k.yaml\n"
                         "at 2026-03-20 jon.field\nmv k.yaml ../k\nat 2026-03-30 jon.field\nmv ../k k.yaml\n"
                         "touch_up k.yaml\nat 2026-04-20 jon.field\n",
            .when = ONLY("TIM-002"),
            .never = {"2026-03-11"},
        },
        {
            .name = "inside of a branch it counts from the merge",
            .given = DELIVERY "git checkout -qb side\nsed -i 's/^  date: \"2026-03-02\"/  date: \"2026-03-11\"/' "
                              "meetings/2026-03-02-kickoff.yaml\nat 2026-03-11 tomas.novak\ngit checkout -q main\n"
                              "GIT_COMMITTER_DATE=2026-03-20T12:00:00Z git merge -q --no-ff -m merge side\n",
            .when = ONLY("TIM-002"),
            .says = {"`date` of MeetingRecord/kickoff, 2026-03-11, was first recorded on 2026-03-20"},
        },
        {
            .name = "what an engagement brings along when it comes into its repository by the end of the hand-over",
            .given = "cp -R \"$PROJECT/rules/bases/s2d/.\" .\ngit init -q -b main .\n" AT "at 2026-02-16 aoife.byrne\n",
            .when = "d1lint check --as-of 2026-02-17 --format concise 2>&1 | grep TIM-002 || true\n",
            .never = {"TIM-002"},
        },
        {
            .name = "and later than that",
            .given = "cp -R \"$PROJECT/rules/bases/s2d/.\" .\ngit init -q -b main .\n" AT "at 2026-02-17 aoife.byrne\n",
            .when = "d1lint check --as-of 2026-02-17 --format concise 2>&1 | grep TIM-002 || true\n",
            .says = {"contract/statement-of-work.yaml:8:11: warning TIM-002 2 acts were first recorded on 2026-02-17 (",
                     "), up to 12 business days later (at most 5)"},
        },
        {
            .name = "what is not committed yet, in the work tree and in the index",
            .given = DELIVERY
            "sed -i 's/^  date: \"2026-03-02\"/  date: \"2026-03-11\"/' meetings/2026-03-02-kickoff.yaml\n",
            .when =
                ONLY("TIM-002") "git add -A\n"
                                "d1lint check --as-of 2026-04-24 --staged --format concise 2>&1 | grep -c 2026-03-11\n",
            .says = {"`date` of MeetingRecord/kickoff, 2026-03-11, was first recorded on 2026-04-24, not committed yet",
                     "\n1\n"},
        },
        {
            .name = "a shallow clone does not know",
            .given = DELIVERY "touch_up engagement.yaml\nat 2026-04-24 jon.field\n"
                              "git clone -q --depth 1 \"file://$PWD\" clone\n",
            .when = "cd clone\n" ONLY("TIM-002"),
            .says = {"TIM-002 this cannot be judged: this is a shallow clone", "git fetch --unshallow",
                     "[indeterminate]"},
            .never = {"was first recorded on"},
        },
        {
            .name = "without a repository there is no history",
            .given = "cp -R \"$PROJECT/rules/bases/manage/.\" .\n",
            .when = ONLY("TIM-002"),
            .says = {"TIM-002 this cannot be judged: there is no git repository here [indeterminate]"},
        },
    };

    SANDBOX_CASES(cases);
}

/* `move ID FROM TO` moves ms-04 by a change request that is approved, both committed on 2026-04-09. */
#define MOVE                                                                                                           \
    "move() {\nartifact ChangeRequest $1 > change/$1.yaml <<E\n"                                                       \
    "{id: $1, title: Another day, requestedByRef: aoife.byrne, submitted: \"2026-04-01\", status: approved,\n"         \
    "reason: defect, impact: {scheduleBusinessDays: 3},\n"                                                             \
    "changes: [{ref: ms-04, field: baseline, from: \"$2\", to: \"$3\"}]}\nE\n"                                         \
    "artifact Approval $1-approval > change/$1-approval.yaml <<E\n"                                                    \
    "subject: {ref: $1, path: change/$1.yaml, digest: {gitBlob: \"$(git hash-object change/$1.yaml)\"}}\n"             \
    "approverRef: marta.ruiz\nauthorityRef: auth-09\ndecision: approved\ndate: \"2026-04-09\"\nmethod: email\n"        \
    "recordedByRef: aoife.byrne\nevidence: [{type: email, href: \"https://mail.halden.example/$1\", digest: {sha256: " \
    "\"b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c\"}}]\nE\n"                                     \
    "sed -i \"/id: ms-04/,/baseline:/s/baseline: .*/baseline: \\\"$3\\\"/\" launch/plan.yaml\n"                        \
    "at 2026-04-09 aoife.byrne\n}\n"

Test(records, what_was_promised_and_when_it_grew)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "a baseline that was moved after the tag",
            .given = DELIVERY "touch_up engagement.yaml\nat 2026-03-06 aoife.byrne\ngit tag -m x baseline/kickoff\n"
                              "sed -i 's/\"2026-05-07\"/\"2026-05-14\"/' launch/plan.yaml\nat 2026-03-07 aoife.byrne\n",
            .when = ONLY("SCH-009"),
            .says = {"The baseline of ms-04 (Order service ready) is 2026-05-14; when the engagement was baselined it "
                     "was 2026-05-07, and no approved change request moves"},
        },
        {
            .name = "moved before the day of the gate, without a tag or with one of another branch",
            .given = DELIVERY "git checkout -qb side\ntouch_up engagement.yaml\nat 2026-02-02 aoife.byrne\n"
                              "git tag -m x baseline/kickoff\ngit checkout -q main\n"
                              "sed -i 's/\"2026-05-07\"/\"2026-05-14\"/' launch/plan.yaml\nat 2026-03-07 aoife.byrne\n",
            .when = ONLY("SCH-009"),
            .never = {"SCH-009"},
        },
        {
            .name = "scope that grew after the gate, and scope that was written otherwise only",
            .given = DELIVERY "sed -i 's/- \"Replay harness\"/- Replay harness   # as agreed/' launch/charter.yaml\n"
                              "at 2026-03-20 aoife.byrne\n"
                              "sed -i 's/^\\( *\\)- Replay harness .*/&\\n\\1- A data lake/' launch/charter.yaml\n"
                              "at 2026-04-02 aoife.byrne\n",
            .when = ONLY("CHG-003") "git checkout -q HEAD~1\n" ONLY("CHG-003"),
            .says = {"launch/charter.yaml:", "CHG-003 `inScope` of ProjectCharter/charter is not what it was"},
            .never = {"outOfScope"},
        },
        {
            .name = "moved twice by what was approved on one day, in the order in which it came",
            .given = DELIVERY MOVE "move cr-31 2026-05-07 2026-05-12\nmove cr-30 2026-05-12 2026-05-14\n",
            .when = ONLY("SCH-009") ONLY("CHG-002"),
            .never = {"SCH-009", "CHG-002"},
        },
        {
            .name = "in the other order the second one starts from a day that it was not",
            .given =
                DELIVERY MOVE "move cr-30 2026-05-12 2026-05-14\nmove cr-31 2026-05-07 2026-05-12\n"
                              "sed -i 's/\"2026-05-12\"/\"2026-05-14\"/' launch/plan.yaml\nat 2026-04-10 aoife.byrne\n",
            .when = ONLY("SCH-009"),
            .says = {"cr-31 moves it to 2026-05-12, cr-30 expects 2026-05-12"},
        },
        {
            .name = "a risk that is to be escalated since it was scored so high",
            .given =
                DELIVERY "sed -i '/id: risk-02/,/impact/{s/probability: 3/probability: 5/;s/impact: 3/impact: 4/}' "
                         "raid/risks.yaml\nat 2026-04-02 tomas.novak\n",
            .when = ONLY("RSK-011"),
            .says = {"risk-02 (Customer engineers not released), of liam.keane, is at 20 since 2026-04-02 (to be "
                     "escalated from 20) and was to be escalated by 2026-04-08"},
        },
        {
            .name = "an action that was put off three times",
            .given =
                DELIVERY "for day in 11 18 25; do sed -i \"/id: act-12/,/due/s/due: .*/due: \\\"2026-05-$day\\\"/\" "
                         "raid/actions.yaml\nat 2026-04-$day tomas.novak\ndone\n",
            .when = ONLY("ACT-002"),
            .says = {"act-12 (Rewrite the pricing package with a specialist) was put off 3 times, at most 2 are "
                     "accepted: 2026-05-06, 2026-05-11, 2026-05-18, 2026-05-25"},
        },
        {
            .name = "a clone of depth 1 knows nothing of all that, and says so once",
            .given = DELIVERY "touch_up engagement.yaml\nat 2026-04-24 aoife.byrne\n"
                              "git clone -q --depth 1 \"file://$PWD\" clone\n",
            .when = "cd clone\n" ONLY("GIT-001") ONLY("SCH-009"),
            .says =
                {"error GIT-001 history does not tell enough for ACT-002, APR-002, APR-004, CHA-002, CHG-001, CHG-002, "
                 "CHG-003, COM-009, GIT-002, GTE-002, OUT-004, RSK-008, SCH-009, TIM-002, TIM-003, TRL-005, WVR-003 "
                 "and "
                 "WVR-005: this is a shallow clone",
                 "SCH-009 this cannot be judged: this is a shallow clone", "[indeterminate]"},
        },
    };

    SANDBOX_CASES(cases);
}

#define MANAGED "cp -R \"$PROJECT/rules/bases/manage/.\" .\ngit init -q -b main .\n" AT
#define HELP(report)                                                                                                   \
    "d1lint check --as-of 2026-04-24 --verbose 2>&1 | grep -A 4 'COM-009: " report "' | grep 'help:' || true\n"

Test(records, a_report_is_compared_with_its_day)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "green outside, red inside",
            .given =
                DELIVERY "sed -i 's/baseline: \"2026-05-07\"/&\\n      forecast: \"2026-05-12\"/' launch/plan.yaml\n"
                         "at 2026-04-23 tomas.novak\nsed -i '/status-2026-04-24/,$s/schedule: amber/schedule: green/' "
                         "reports/status.yaml\nat 2026-04-24 aoife.byrne\n",
            .when = ONLY("COM-009"),
            .says = {"status-2026-04-24 calls schedule green; on 2026-04-24 it was amber: ms-04 was 3 business days "
                     "behind"},
        },
        {
            .name = "a day later it may say what it likes of the day before",
            .given =
                DELIVERY "sed -i '/status-2026-04-24/,$s/schedule: amber/schedule: green/' reports/status.yaml\n"
                         "at 2026-04-24 aoife.byrne\n"
                         "sed -i 's/baseline: \"2026-05-07\"/&\\n      forecast: \"2026-05-12\"/' launch/plan.yaml\n"
                         "at 2026-04-25 tomas.novak\n",
            .when = "d1lint check --as-of 2026-04-25 --format concise | grep -E 'COM-009|SCH' || true\n",
            .never = {"COM-009"},
        },
        {
            .name = "what is to be done about it hangs on whether a gate was met since",
            .given = MANAGED "sed -i '0,/overall: amber/s//overall: green/' reports/status.yaml\nat 2026-03-09 "
                             "aoife.byrne\ntouch_up engagement.yaml\nat 2026-04-20 aoife.byrne\n"
                             "sed -i '/status-2026-04-24/,$s/overall: amber/overall: green/' reports/status.yaml\n"
                             "at 2026-04-24 aoife.byrne\n",
            .when = HELP("status-2026-03-06"),
            .says = {"Gate baseline was met while this stood here, so that it stays as it was sent: say in the next",
                     "subjectRefs: [StatusReport/status-2026-03-06]`"},
        },
        {
            .name = "none was",
            .given = MANAGED "sed -i '/status-2026-04-24/,$s/overall: amber/overall: green/' reports/status.yaml\n"
                             "at 2026-04-24 aoife.byrne\n",
            .when = HELP("status-2026-04-24"),
            .says = {"`overall: amber`, and tell those who got it; no gate was met since it was sent."},
            .never = {"Waiver"},
        },
        {
            .name = "or a clone does not tell",
            .given = MANAGED "sed -i '/status-2026-04-24/,$s/overall: amber/overall: green/' reports/status.yaml\n"
                             "at 2026-03-09 aoife.byrne\ntouch_up engagement.yaml\nat 2026-04-24 aoife.byrne\n"
                             "git clone -q --depth 1 \"file://$PWD\" \"$BOX/clone\"\ncd \"$BOX/clone\"\n",
            .when = "cd \"$BOX/clone\"\n" HELP("status-2026-04-24"),
            .says =
                {"and tell those who got it. If a gate was met since, it stays as it was sent: say in the next report"},
        },
    };

    SANDBOX_CASES(cases);
}

/* `moved FROM TO DAY` changes a date of the launch base, whose kickoff is on 2026-03-02, and commits that on a day. */
#define GOALPOSTS                                                                                                      \
    "cp -R \"$PROJECT/rules/bases/launch/.\" .; git init -q .; export GIT_COMMITTER_DATE=2026-02-16T12:00:00Z; "       \
    "commit x\nmoved() { sed -i \"s/$1/$2/\" engagement.yaml policy.yaml; export GIT_COMMITTER_DATE=$3T12:00:00Z; "    \
    "commit y; }\n"
#define GTE "d1lint check --as-of 2026-03-10 --format concise \"$@\" | grep -E 'GTE-002|GIT-001' || true\n"

Test(records, goalposts_that_were_moved)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "after it had passed",
            .given = GOALPOSTS "moved 'kickoff: .*' 'kickoff: \"2026-03-09\"' 2026-03-06\n",
            .when = GTE "git log -1 --format='in %h' --abbrev=7\n",
            .says = {"warning GTE-002 kickoff was moved from 2026-03-02 to 2026-03-09 in ", " (2026-03-06), after"},
        },
        {
            .name = "on the day itself",
            .given = GOALPOSTS "moved 'kickoff: .*' 'kickoff: \"2026-03-09\"' 2026-03-02\n",
            .when = GTE,
            .never = {"GTE-002"},
        },
        {
            .name = "in the work tree, and in the index",
            .given = GOALPOSTS "sed -i 's/s2dExit: .*/s2dExit: \"2026-02-20\"/' engagement.yaml\n",
            .when = GTE "git add -A\nset -- --staged\n" GTE,
            .says = {"to 2026-02-20, which is not committed yet (2026-03-10), after it had passed\n"
                     "engagement.yaml:24:14: warning GTE-002 s2dExit"},
        },
        {
            .name = "with a field that was no date for a while",
            .given = GOALPOSTS "moved 'kickoff: .*' 'kickoff: soon' 2026-02-20\n"
                               "moved 'kickoff: .*' 'kickoff: \"2026-03-02\"' 2026-02-27\n",
            .when = GTE,
            .never = {"GTE-002"},
        },
        {
            .name = "by the policy",
            .given = GOALPOSTS "moved 'questionSets:' 'gates: {kickoff: {due: \"2026-03-06\"}}\\n  questionSets:' "
                               "2026-03-04\n",
            .when = GTE,
            .says = {"The date of gate kickoff was moved from 2026-03-03 to 2026-03-06 by LintPolicy/policy in "},
        },
        {
            .name = "out of their order",
            .given = GOALPOSTS "moved 'questionSets:' 'gates: {baseline: {due: \"2026-02-25\"}}\\n  questionSets:' "
                               "2026-02-17\n",
            .when = GTE,
            .says = {"policy.yaml:8:11: warning GTE-002 The gate baseline is due on 2026-02-25, before sprint0-exit, "
                     "which comes before it and is due on 2026-02-27"},
        },
        {
            .name = "out of their order by a policy from elsewhere",
            .given = GOALPOSTS "sed 's/questionSets:/gates: {baseline: {due: \"2026-02-25\"}}\\n  questionSets:/' "
                               "policy.yaml > \"$BOX/other.yaml\"\n",
            .when = "set -- --policy \"$BOX/other.yaml\"\n" GTE,
            .says = {"engagement.yaml:25:14: warning GTE-002 The gate baseline is due on 2026-02-25, before"},
        },
        {
            .name = "a shallow clone does not know",
            .given = GOALPOSTS "moved 'kickoff: .*' 'kickoff: \"2026-03-09\"' 2026-03-06\n"
                               "git clone -q --depth 1 \"file://$PWD\" cut\n",
            .when = "cd cut\n" GTE,
            .says = {"GTE-002", "this is a shallow clone"},
            .never = {"was moved"},
        },
    };

    SANDBOX_CASES(cases);
}

Test(records, expressions_see_it)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "points, versions and states",
            .given = DELIVERY "sed -i 's/title: Access approvals late/title: Access is late/' raid/risks.yaml\n"
                              "at 2026-03-20 tomas.novak\n",
            .when = "d1lint eval --repo . --as-of 2026-04-24 'line.map(p, string(p.date) + p.author)'\n"
                    "d1lint eval --repo . --as-of 2026-04-24 \"versions(items.Risk[0]).map(v, v.?value.?title)\"\n"
                    "d1lint eval --repo . --as-of 2026-04-24 "
                    "\"stateOn(date('2026-03-19')).optMap(s, s.byId.Risk[?'risk-01'].?title)\"\n",
            .says = {"- \"2026-01-30aoife.byrne\"\n- \"2026-03-20\"\n",
                     "- optional.of(\"Access approvals late\")\n"
                     "- optional.of(\"Access is late\")",
                     "optional.of(optional.of(\"Access approvals late\"))"},
        },
    };

    SANDBOX_CASES(cases);
}

/* A gate seals what stood there on its day; of one from before there was a line nobody knows what did. */
Test(records, what_a_gate_has_sealed, .timeout = 600)
{
#define SAID(day) "sed -i '/tomas.novak, date/s/date: .*/date: \"" day "\"}/' s2d/customer-context.yaml\n"
#define BEGUN "git init -q .\ncp -R $PROJECT/rules/bases/s2d/. .\nrecord aoife 2026-02-13\n"
#define SEALED "d1lint check --as-of 2026-03-11 --format concise | grep TIM-003 || echo none\n"
    static const struct sandbox_case cases[] = {
        {
            .name = "put right before the gate, in a line that is younger than the gate before",
            .given = BEGUN SAID("2026-02-12") "record aoife 2026-02-14\n",
            .when = SEALED,
            .says = {"none\n"},
        },
        {
            .name = "changed after the gate",
            .given = BEGUN SAID("2026-02-12") "record aoife 2026-03-10\n",
            .when = SEALED,
            .says = {"of tomas.novak in CustomerContext/context was 2026-02-13 when gate s2d-exit was met; since ",
                     "(2026-03-10) it is 2026-02-12"},
            .never = {"gate opened"},
        },
    };

    SANDBOX_CASES(cases);
}
