/* What a LintPolicy sets takes effect, is listed, and comes from where the user says. */
#include <criterion/criterion.h>

#include "e2e/sandbox.h"

#define CHECK "d1lint check --as-of 2026-02-16 "
#define POLICY(spec)                                                                                                   \
    "cat > \"$BOX/policy\" <<'END'\n" spec "END\nartifact LintPolicy policy < \"$BOX/policy\" > policy.yaml\n"
#define HALDEN(spec) "repository halden-orders\n" POLICY(spec)
/* Makes every check of the gate opened fail in halden-orders. */
#define SPOILED                                                                                                        \
    "sed -i -e 's/^  currency: EUR/  currency: XTS/' -e '/targetEnd/d' engagement.yaml\n"                              \
    "sed -i '/^  signed:/d' contract/*.yaml\n"
/* Makes RSK-003 fail there, and STK-002, STK-003, OUT-001. Without that and a policy it has no finding. */
#define TROUBLES                                                                                                       \
    "sed -i '/id: risk-02/,/lastReviewed/s/lastReviewed: .*/lastReviewed: \"2026-01-28\"/' raid/risks.yaml\n"          \
    "sed -i -e '/interest: high/d' -e 's/OwnerRef: jon.field/OwnerRef: nina.vogel/' s2d/stakeholders.yaml\n"           \
    "sed -i '/baseline: 190/d' s2d/outcomes.yaml\n"
#define TROUBLED(spec) "repository halden-orders\n" TROUBLES "commit\n" POLICY(spec)

Test(policy, an_act_counts_from_the_day_on_which_it_is_strong_enough)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "an e-mail two days after a word",
            .given = HALDEN("parameters: {contextAckMinEvidence: E1}\n") //
            "sed -i '/^  acknowledgements:/,$d' s2d/customer-context.yaml\n"
            "sed -i '/core: true/d' team/roster.yaml\n"
            "sed -i 's/^\\( *\\)- id: jon.field/&\\n\\1  core: true/' team/roster.yaml\n"
            "cat >> s2d/customer-context.yaml <<'END'\n"
            "  acknowledgements:\n"
            "    - {personRef: jon.field, date: \"2026-02-13\"}\n"
            "    - {personRef: jon.field, date: \"2026-02-18\", recordedByRef: aoife.byrne, evidence: [{type: ticket, "
            "href: \"https://t.example/1\", collected: \"2026-02-18\", digest: {sha256: "
            "7e77142ad85798f0bc628dea4e58a14b17b3e56f8626191d08f788051b990ec5}}]}\n"
            "END\n",
            .when = "d1lint check --as-of 2026-02-20 --format json | grep -A 12 '\"id\": \"S2D-C1\"'",
            .says = {"\"met\": \"2026-02-18\""},
        },
    };

    SANDBOX_CASES(cases);
}

Test(policy, takes_effect_and_is_listed)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "a parameter that is stricter",
            .given = HALDEN("parameters: {riskReviewDays: 1}\n"),
            .when = CHECK,
            .status = 1,
            .says = {"error RSK-003", "at most 1", "riskReviewDays: 14, now 1", "the policy relaxes nothing"},
        },
        {
            .name = "a parameter that is looser",
            .given = TROUBLED("parameters: {riskReviewDays: 60}\n"),
            .when = CHECK,
            .status = 1,
            .says = {"riskReviewDays", "60", "14", "relaxes"},
            .never = {"risk-02 (Customer engineers not released) was last reviewed"},
        },
        {
            .name = "a parameter that says what is built in changes nothing",
            .given = HALDEN("parameters: {riskReviewDays: 14}\n"),
            .when = CHECK,
            .never = {"riskReviewDays"},
        },
        {
            .name = "a severity that is lower",
            .given = TROUBLED("severity: {RSK-003: warning}\n"),
            .when = CHECK,
            .status = 1,
            .says = {"warning RSK-003", "RSK-003", "relaxes"},
            .never = {"error RSK-003"},
        },
        {
            .name = "a severity that is higher",
            .given = TROUBLED("severity: {STK-003: error}\n"),
            .when = CHECK,
            .status = 1,
            .says = {"error STK-003", "the policy relaxes nothing"},
            .never = {"warning STK-003"},
        },
        {
            .name = "a check that is switched off",
            .given = TROUBLED("severity: {RSK-003: 'off'}\n"),
            .when = CHECK,
            .status = 1,
            .says = {"RSK-003", "off", "relaxes"},
            .never = {"error RSK-003", "risk-02 (Customer engineers not released) was last reviewed"},
        },
        {
            .name = "a gate on another day: later",
            .given = TROUBLED("gates: {s2d-exit: {due: \"2026-02-20\"}}\n"),
            .when = CHECK,
            .status = 1,
            .says = {"s2d-exit", "2026-02-20", "to do"},
            .never = {"error STK-002", "error OUT-001"},
        },
        {
            .name = "a gate on another day: an offset",
            .given = TROUBLED("gates: {s2d-exit: {offset: kickoff-5bd}}\n"),
            .when = CHECK,
            .status = 1,
            .says = {"s2d-exit", "2026-02-23"},
            .never = {"error STK-002"},
        },
        {
            .name = "a gate on another day: earlier",
            .given = "repository first-steps\n" POLICY("gates: {s2d-exit: {due: \"2026-03-04\"}}\n"),
            .when = "d1lint check --as-of 2026-03-09",
            .status = 1,
            .says = {"s2d-exit", "2026-03-04", "error"},
        },
        {
            .name = "a folder that is left out",
            .given = HALDEN(
                "exclude: ['archive/**']\n") "mkdir archive\n"
                                             "sed 's/^kind: .*/kind: RadLog/' engagement.yaml > archive/x.yaml\n",
            .when = CHECK,
            .says = {"archive/**"},
            .never = {"archive/x.yaml"},
        },
        {
            .name = "excludes are relative to the policy's folder",
            .given = "mkdir a b\ncp -R \"$EXAMPLES/first-steps/.\" a\ncp -R \"$EXAMPLES/first-steps/.\" b\n"
                     "sed -i 's/first-steps/second/' b/engagement.yaml\n"
                     "mkdir a/old b/old\nsed 's/^kind: .*/kind: RadLog/' a/engagement.yaml > a/old/x.yaml\n"
                     "cp a/old/x.yaml b/old/x.yaml\n"
                     "printf 'exclude: [\"old/**\"]\\n' | artifact LintPolicy policy > a/policy.yaml\nrepository\n",
            .when = "d1lint check --as-of 2026-03-09",
            .status = 1,
            .says = {"b/old/x.yaml:"},
            .never = {"a/old/x.yaml:"},
        },
        {
            .name = "the nearest policy holds as a whole",
            .given = "mkdir a\ncp -R \"$EXAMPLES/halden-orders/.\" a\ncd a\n" TROUBLES "cd ..\n"
                     "printf 'severity: {RSK-003: warning}\\n' | artifact LintPolicy near > a/policy.yaml\n"
                     "printf 'severity: {STK-002: warning}\\n' | artifact LintPolicy far > policy.yaml\nrepository\n",
            .when = CHECK "--format concise",
            .status = 1,
            .says = {"warning RSK-003", "error STK-002"},
            .never = {"error RSK-003", "warning STK-002"},
        },
        {
            .name = "it is that of the index",
            .given = TROUBLED("severity: {RSK-003: warning}\n") "git add .\nrm policy.yaml\n",
            .when = CHECK "--format concise --staged",
            .status = 1,
            .says = {"warning RSK-003"},
        },
        {
            .name = "it is that of the revision",
            .given = TROUBLED("severity: {RSK-003: warning}\n"),
            .when = CHECK "--format concise --rev HEAD",
            .status = 1,
            .says = {"error RSK-003"},
        },
    };

    SANDBOX_CASES(cases);
}

Test(policy, is_listed_in_every_format)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "text",
            .given = TROUBLED("parameters: {riskReviewDays: 60}\nseverity: {STK-003: 'off'}\nexclude: ['x/**']\n"),
            .when = CHECK "--format text",
            .status = 1,
            .says = {"riskReviewDays", "STK-003", "x/**"},
        },
        {
            .name = "concise",
            .given = TROUBLED("parameters: {riskReviewDays: 60}\nseverity: {STK-003: 'off'}\nexclude: ['x/**']\n"),
            .when = CHECK "--format concise",
            .status = 1,
            .says = {"riskReviewDays", "STK-003", "x/**"},
        },
        {
            .name = "sarif",
            .given = TROUBLED("parameters: {riskReviewDays: 60}\nseverity: {STK-003: 'off'}\nexclude: ['x/**']\n"),
            .when = CHECK "--format sarif | grep -A 100000 '\"invocations\"'",
            .says = {"riskReviewDays", "STK-003", "x/**"},
        },
        {
            .name = "json",
            .given = TROUBLED("parameters: {riskReviewDays: 60}\nseverity: {STK-003: 'off'}\nexclude: ['x/**']\n"),
            .when = CHECK "--format json | grep -A 100 '\"changes\"'",
            .says = {"riskReviewDays", "STK-003", "x/**"},
        },
    };

    SANDBOX_CASES(cases);
}

Test(policy, unknown_names_are_findings)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "a check",
            .given = HALDEN("severity: {RSK-03: warning}\n"),
            .when = CHECK "--format concise",
            .status = 1,
            .says = {"policy.yaml:5:14: error SHP-002", "RSK-03", "RSK-003"},
        },
        {
            .name = "a parameter",
            .given = HALDEN("parameters: {riskReviewDay: 3}\n"),
            .when = CHECK "--format concise",
            .status = 1,
            .says = {"policy.yaml:5:16: error SHP-002", "riskReviewDay", "riskReviewDays"},
        },
        {
            .name = "a gate",
            .given = HALDEN("gates: {kickof: {due: \"2026-03-09\"}}\n"),
            .when = CHECK "--format concise",
            .status = 1,
            .says = {"policy.yaml:5:11: error SHP-002", "`kickof`; did you mean `kickoff`?"},
        },
        {
            .name = "a severity",
            .given = HALDEN("severity: {RSK-003: fatal}\n"),
            .when = CHECK "--format concise",
            .status = 1,
            .says = {"policy.yaml:5:23: error SHP-002", "fatal"},
        },
        {
            .name = "a value of the wrong type",
            .given = HALDEN("parameters: {riskReviewDays: often}\n"),
            .when = CHECK "--format concise",
            .status = 1,
            .says = {"policy.yaml:5:32: error SHP-002", "often"},
        },
        {
            .name = "a section",
            .given = HALDEN("severities: {RSK-003: warning}\n"),
            .when = CHECK "--format concise",
            .status = 1,
            .says = {"policy.yaml:5:3: error SHP-002", "severities", "severity"},
        },
    };

    SANDBOX_CASES(cases);
}

/* At halden-orders the gates opened and s2d-exit are met. */
Test(policy, what_nobody_judged_meets_no_gate)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "without a policy",
            .given = "repository halden-orders\n",
            .when = CHECK "--gate opened > /dev/null && " CHECK "--gate s2d-exit",
            .says = {"gate s2d-exit is met"},
        },
        {
            .name = "a check of no criterion is off",
            .given = HALDEN("severity: {ENG-006: 'off'}\n"),
            .when = CHECK "--gate opened",
            .status = 1,
            .says = {"gate opened is not met: undecided"},
        },
        {
            .name = "every check of the gate is off",
            .given = HALDEN("severity: {ENG-001: 'off', ENG-002: 'off', ENG-006: 'off'}\n"),
            .when = CHECK "--gate opened",
            .status = 1,
            .says = {"gate opened is not met: undecided"},
        },
        {
            .name = "one check of a criterion is off",
            .given = HALDEN("severity: {STK-002: 'off'}\n"),
            .when = CHECK "--gate s2d-exit",
            .status = 1,
            .says = {"gate s2d-exit is not met: undecided"},
        },
        {
            .name = "a check of what can be believed is off",
            .given = HALDEN("severity: {REF-001: 'off'}\n"),
            .when = CHECK "--gate opened",
            .status = 1,
            .says = {"gate opened is not met: undecided"},
        },
        {
            .name = "checks that are lowered and hold show as much as before",
            .given = HALDEN("severity: {ENG-001: note, ENG-002: warning, ENG-006: note}\n"),
            .when = CHECK "--gate opened",
            .says = {"gate opened is met"},
        },
        {
            .name = "checks that are lowered and do not hold leave nothing that decides",
            .given = HALDEN("severity: {ENG-001: note, ENG-002: warning, ENG-006: note}\n") SPOILED,
            .when = CHECK "--gate opened",
            .status = 1,
            .says = {"gate opened is not met: undecided"},
        },
        {
            .name = "a check that is lowered misses no gate while another one holds",
            .given = HALDEN("severity: {ENG-006: note}\n") "sed -i 's/^  currency: EUR/  currency: XTS/' "
                                                           "engagement.yaml\n",
            .when = CHECK "--gate opened",
            .says = {"gate opened is met", "note ENG-006"},
        },
        {
            .name = "a parameter that leaves nothing to judge is refused: sections",
            .given = HALDEN("parameters: {contextSections: []}\n"),
            .when = CHECK "--format concise",
            .status = 1,
            .says = {"error SHP-002", "contextSections"},
        },
        {
            .name = "a parameter that leaves nothing to judge is refused: topics and roles",
            .given = HALDEN("parameters: {s2dTopics: [], mandatoryRoles: []}\n"),
            .when = CHECK "--format concise",
            .status = 1,
            .says = {"error SHP-002", "s2dTopics", "mandatoryRoles"},
        },
        {
            .name = "a parameter that leaves nothing to judge is refused: a number",
            .given = HALDEN("parameters: {minRisks: 0}\n"),
            .when = CHECK "--format concise",
            .status = 1,
            .says = {"error SHP-002", "minRisks"},
        },
    };

    SANDBOX_CASES(cases);
}

Test(policy, may_come_from_elsewhere)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "a file outside of the repository",
            .given = TROUBLED("severity: {RSK-003: warning}\n") "mv policy.yaml \"$BOX/policy.yaml\"\n",
            .when = CHECK "--format concise --policy \"$BOX/policy.yaml\"",
            .status = 1,
            .says = {"warning RSK-003"},
            .never = {"error RSK-003"},
        },
        {
            .name = "a revision: a change cannot weaken its own judge",
            .given = TROUBLED("severity: {RSK-003: error}\n") "commit\ngit checkout -q -b change\n" POLICY(
                "severity: {RSK-003: 'off'}\n") "commit\n",
            .when = CHECK "--format concise --policy main:policy.yaml",
            .status = 1,
            .says = {"error RSK-003"},
        },
        {
            .name = "default: that of the repository does not count",
            .given = TROUBLED("severity: {RSK-003: 'off'}\n"),
            .when = CHECK "--format concise --policy default",
            .status = 1,
            .says = {"error RSK-003"},
        },
        {
            .name = "a file that is not there",
            .given = TROUBLED("severity: {RSK-003: 'off'}\n"),
            .when = CHECK "--policy nowhere.yaml",
            .status = 2,
            .says = {"nowhere.yaml"},
        },
        {
            .name = "a revision that is not there",
            .given = TROUBLED("severity: {RSK-003: 'off'}\n"),
            .when = CHECK "--policy mian:policy.yaml",
            .status = 2,
            .says = {"mian"},
        },
        {
            .name = "a path that the revision does not have",
            .given = TROUBLED("severity: {RSK-003: 'off'}\n"),
            .when = CHECK "--policy main:rules.yaml",
            .status = 2,
            .says = {"rules.yaml"},
        },
        {
            .name = "a file that is no policy",
            .given = "repository halden-orders\n",
            .when = CHECK "--policy engagement.yaml",
            .status = 2,
            .says = {"engagement.yaml", "LintPolicy"},
        },
        {
            .name = "a policy with a syntax error",
            .given = "repository halden-orders\nprintf 'kind: LintPolicy\\nspec: {\\n' > \"$BOX/policy.yaml\"\n",
            .when = CHECK "--policy \"$BOX/policy.yaml\"",
            .status = 2,
            .says = {"policy.yaml:"},
        },
        {
            .name = "a policy with an unknown check",
            .given = HALDEN("severity: {RSK-03: warning}\n") "mv policy.yaml \"$BOX/policy.yaml\"\n",
            .when = CHECK "--policy \"$BOX/policy.yaml\"",
            .status = 2,
            .says = {"policy.yaml:5:14", "RSK-03", "RSK-003"},
        },
    };

    SANDBOX_CASES(cases);
}
