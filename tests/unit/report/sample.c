#include "unit/report/sample.h"

#include <criterion/criterion.h>

#include "json/json.h"

const struct d1_check sample_checks[CHECKS] = {
    {.id = D1_STR("CHA-001"),
     .title = D1_STR("Charter is incomplete"),
     .sentence = D1_STR("The charter has purpose, scope and objectives."),
     .due = D1_STR("kickoff"),
     .method = D1_STR("examine"),
     .phase = D1_STR("launch"),
     .severity = D1_SEVERITY_ERROR,
     .built = true,
     .index = CHECK_CHA_001},
    {.id = D1_STR("CTX-003"),
     .title = D1_STR("Promise has no home"),
     .sentence = D1_STR("Every commitment made during the sales cycle is mapped."),
     .help = D1_STR("Map the commitment to a deliverable, obligation, outcome or risk."),
     .why = D1_STR("What sales promised and nobody planned comes back at acceptance."),
     .phase = D1_STR("s2d"),
     .due = D1_STR("s2d-exit"),
     .method = D1_STR("examine"),
     .severity = D1_SEVERITY_ERROR,
     .built = true,
     .index = CHECK_CTX_003},
    {.id = D1_STR("RSK-002"),
     .title = D1_STR("High risk has no response"),
     .help = D1_STR("Choose a strategy other than `accept`."),
     .phase = D1_STR("s2d"),
     .due = D1_STR("s2d-exit, rolling, s2d"),
     .method = D1_STR("examine"),
     .severity = D1_SEVERITY_ERROR,
     .built = true,
     .index = CHECK_RSK_002},
    {.id = D1_STR("SHP-001"),
     .title = D1_STR("File cannot be read"),
     .phase = D1_STR("integrity"),
     .due = D1_STR("always"),
     .method = D1_STR("examine"),
     .severity = D1_SEVERITY_ERROR,
     .built = true,
     .builtin = true,
     .index = CHECK_SHP_001},
    {.id = D1_STR("STK-002"),
     .title = D1_STR("Stakeholder is incomplete"),
     .help = D1_STR("Fill in {power, interest} [and] both engagement levels."),
     .phase = D1_STR("s2d"),
     .due = D1_STR("s2d-exit"),
     .method = D1_STR("examine"),
     .severity = D1_SEVERITY_ERROR,
     .built = true,
     .index = CHECK_STK_002},
    {.id = D1_STR("STK-003"),
     .title = D1_STR("Powerful stakeholder has no relationship owner"),
     .phase = D1_STR("s2d"),
     .due = D1_STR("s2d-exit"),
     .method = D1_STR("examine"),
     .severity = D1_SEVERITY_WARNING,
     .built = true,
     .own = true,
     .index = CHECK_STK_003},
    {.id = D1_STR("TEM-005"),
     .title = D1_STR("Mandatory role is vacant"),
     .due = D1_STR("rolling"),
     .method = D1_STR("examine"),
     .severity = D1_SEVERITY_WARNING,
     .index = CHECK_TEM_005},
};

struct d1_finding sample_finding(size_t check, const char *path, uint32_t line, uint32_t column, uint32_t end,
                                 const char *message)
{
    return (struct d1_finding){
        .check = &sample_checks[check],
        .state = D1_FINDING_FAIL,
        .severity = sample_checks[check].severity,
        .message = d1_str(message),
        .at = {.place = {path, line, column, line, end}},
        .gate = D1_STR("s2d-exit"),
        .has_due = true,
        .due = d1_date_from_civil(2026, 2, 16),
        .fingerprint = "0123456789abcdef0123456789abcdef",
        .engagement = D1_STR("halden-orders"),
        .reported = true,
    };
}

/* ---- what it says of halden-orders ---- */

static const struct d1_str waived_checks[] = {D1_STR("STK-003")}, waived_items[] = {D1_STR("tomas.novak")};

static const struct d1_waiver waivers[] = {
    {.id = D1_STR("wvr-01"),
     .state = D1_WAIVER_IN_FORCE,
     .names = waived_checks,
     .name_count = 1,
     .subjects = waived_items,
     .subject_count = 1,
     .reason = D1_STR("Nobody knows him yet"),
     .measure = D1_STR("Sales goes with us"),
     .requester = D1_STR("aoife.byrne"),
     .approver = D1_STR("priya.nair"),
     .has_granted = true,
     .has_expires = true,
     .granted = 20494,
     .expires = 20508,
     .days_left = 5,
     .at = {.place = {.path = "waivers.yaml", .line = 5, .column = 1, .end_line = 5, .end_column = 5},
            .artifact = D1_STR("Waiver/wvr-01"),
            .pointer = D1_STR("/spec")}},
    {.id = D1_STR("wvr-02"),
     .state = D1_WAIVER_EXPIRED,
     .why = D1_STR("it expired on 2026-02-01"),
     .renewal_of = D1_STR("wvr-01"),
     .at = {.place = {.path = "waivers.yaml"}}},
};

static struct d1_finding findings[7];

static const struct d1_related first_risk = {
    .at = {.place = {"risks/old.yaml", 4, 9, 4, 16}},
    .message = D1_STR("first defined here"),
};

static void make_findings(void)
{
    findings[0] = sample_finding(CHECK_CTX_003, "context.yaml", 23, 11, 17, "cmt-02 is mapped to nothing");
    findings[0].at.artifact = d1_str("CustomerContext/context");
    findings[0].at.pointer = d1_str("/spec/commitments/1/id");
    findings[1] = sample_finding(CHECK_CTX_003, "context.yaml", 27, 11, 17, "cmt-03 is mapped to nothing");
    findings[2] = sample_finding(CHECK_RSK_002, "raid.yaml", 12, 17, 23, "risk-01 scores 16, but is accepted");
    findings[2].related = &first_risk;
    findings[2].related_count = 1;
    findings[2].owner = d1_str("sven.berg");
    findings[2].gone = d1_str("nina.vogel");
    findings[2].days_overdue = 12;
    findings[3] = sample_finding(CHECK_STK_002, "stakeholders.yaml", 0, 0, 0, "stakeholders.yaml cannot be read");
    findings[3].state = D1_FINDING_INDETERMINATE;
    findings[4] = sample_finding(CHECK_STK_003, "stakeholders.yaml", 9, 18, 22, "marta.ruiz has no relationship owner");
    findings[4].waiver = &waivers[1];
    findings[5] = sample_finding(CHECK_CHA_001, "engagement.yaml", 4, 9, 22, "there is no ProjectCharter");
    findings[5].state = D1_FINDING_OPEN;
    findings[5].gate = d1_str("kickoff");
    findings[5].due = d1_date_from_civil(2026, 3, 2);
    findings[6] = findings[5];
    findings[6].message = d1_str("there is no baseline");
    findings[6].gate = d1_str("baseline");
    findings[6].due = d1_date_from_civil(2026, 3, 9);
}

static const struct d1_subject subjects[] = {
    {.id = "cmt-01", .artifact = 0, .line = 19, .column = 7, .state = D1_SUBJECT_PASS},
    {.id = "", .artifact = 1, .state = D1_SUBJECT_FAIL},
};

static struct d1_artifact_info artifacts[12] = {
    {.path = "context.yaml",
     .kind = D1_STR("CustomerContext"),
     .name = D1_STR("context"),
     .blob = D1_STR("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"),
     .sha256 = D1_STR("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")},
    {.path = "stakeholders.yaml", .document = 1},
};

static const struct d1_check_result results[] = {
    {.check = &sample_checks[CHECK_CHA_001], .state = D1_STATE_NOT_DUE, .severity = D1_SEVERITY_ERROR, .open = 2},
    {.check = &sample_checks[CHECK_CTX_003],
     .state = D1_STATE_FAIL,
     .severity = D1_SEVERITY_ERROR,
     .has_failed_since = true,
     .subjects = 4,
     .failed = 2,
     .dropped = 17,
     .by_state = {[D1_SUBJECT_PASS] = 2, [D1_SUBJECT_FAIL] = 2},
     .list = subjects,
     .list_count = sizeof subjects / sizeof *subjects},
    {.check = &sample_checks[CHECK_TEM_005], .state = D1_STATE_NOT_APPLICABLE, .reason = D1_STR("not built")},
};

#define CRITERION(ID, CLASS, PHASE, TITLE)                                                                             \
    {                                                                                                                  \
        .id = D1_STR(ID), .criterion_class = D1_STR(CLASS), .phase = D1_STR(PHASE), .title = D1_STR(TITLE)             \
    }

static const struct d1_check *const mapping[] = {&sample_checks[CHECK_STK_002], &sample_checks[CHECK_STK_003],
                                                 &sample_checks[CHECK_TEM_005]};

static const struct d1_criterion criteria[] = {
    CRITERION("S2D-A1", "gating", "s2d", "customer history review"),
    {.id = D1_STR("S2D-A2"),
     .criterion_class = D1_STR("gating"),
     .phase = D1_STR("s2d"),
     .title = D1_STR("stakeholder mapping"),
     .section = D1_STR("Sales to delivery"),
     .proxy = D1_STR("the register is complete"),
     .checks = mapping,
     .check_count = sizeof mapping / sizeof *mapping},
    CRITERION("S2D-A4", "gating", "s2d", "risk assessment"),
    CRITERION("S2D-C3", "gating", "s2d", "communication protocols established"),
    CRITERION("KO-R2", "gating", "launch", "team introductions at kickoff"),
    CRITERION("KO-R3", "gating", "launch", "communication plan"),
    CRITERION("MI-Q3", "rolling", "manage", "risk monitoring"),
    CRITERION("DM-1", "indicator", "manage", "curious"),
};

static const struct d1_check *const fails_ctx[] = {&sample_checks[CHECK_CTX_003]};
static const struct d1_check *const fails_stk[] = {&sample_checks[CHECK_STK_002], &sample_checks[CHECK_STK_003]};
static const struct d1_check *const fails_rsk[] = {&sample_checks[CHECK_RSK_002]};

static const struct d1_criterion_result criterion_results[] = {
    {.criterion = &criteria[0],
     .gate = D1_STR("s2d-exit"),
     .is_due = true,
     .state = D1_STATE_FAIL,
     .failing = fails_ctx,
     .failing_count = 1},
    {.criterion = &criteria[1],
     .gate = D1_STR("s2d-exit"),
     .is_due = true,
     .state = D1_STATE_INDETERMINATE,
     .failing = fails_stk,
     .failing_count = 2},
    {.criterion = &criteria[2],
     .gate = D1_STR("s2d-exit"),
     .is_due = true,
     .state = D1_STATE_FAIL,
     .failing = fails_rsk,
     .failing_count = 1},
    {.criterion = &criteria[3], .gate = D1_STR("s2d-exit"), .is_due = true, .state = D1_STATE_PASS, .has_met = true},
    {.criterion = &criteria[4],
     .gate = D1_STR("kickoff"),
     .state = D1_STATE_NOT_APPLICABLE,
     .reason = D1_STR("not built")},
    {.criterion = &criteria[5],
     .gate = D1_STR("kickoff"),
     .state = D1_STATE_NOT_APPLICABLE,
     .reason = D1_STR("not built")},
    {.criterion = &criteria[6],
     .gate = D1_STR("rolling"),
     .is_due = true,
     .state = D1_STATE_FAIL,
     .failing = fails_rsk,
     .failing_count = 1},
    {.criterion = &criteria[7], .gate = D1_STR("rolling"), .is_due = true, .state = D1_STATE_FAIL},
};

static struct d1_gate_result gates[4];

static void make_gates(void)
{
    gates[0] = (struct d1_gate_result){.id = D1_STR("opened"),
                                       .title = D1_STR("Opened"),
                                       .state = D1_GATE_MET_LATE,
                                       .has_due = true,
                                       .due = d1_date_from_civil(2026, 2, 6),
                                       .has_met = true,
                                       .met = d1_date_from_civil(2026, 2, 9),
                                       .days_late = 3};
    gates[1] = (struct d1_gate_result){.id = D1_STR("s2d-exit"),
                                       .title = D1_STR("Sales to delivery exit"),
                                       .state = D1_GATE_MISSED,
                                       .has_due = true,
                                       .due = d1_date_from_civil(2026, 2, 16),
                                       .reopened = true,
                                       .criteria = 4,
                                       .criteria_met = 1,
                                       .failing = 2,
                                       .indeterminate = 1,
                                       .failed_findings = 4};
    gates[2] = (struct d1_gate_result){.id = D1_STR("kickoff"),
                                       .title = D1_STR("Kickoff"),
                                       .state = D1_GATE_FUTURE,
                                       .has_due = true,
                                       .due = d1_date_from_civil(2026, 3, 2),
                                       .criteria = 4,
                                       .not_built = 2,
                                       .open_findings = 1};
    gates[3] =
        (struct d1_gate_result){.id = D1_STR("close"), .title = D1_STR("Close"), .state = D1_GATE_NOT_APPLICABLE};
}

static const struct d1_score scores[] = {
    {.phase = D1_STR("s2d"), .score = 25, .raw = 20, .gating = 2, .indeterminate = 1},
    {.phase = D1_STR("launch"), .score = -1, .raw = -1},
    {.phase = D1_STR(""), .score = 25, .raw = 25, .gating = 2, .others = 2, .indeterminate = 1},
};

static const struct d1_policy_change changes[] = {
    {.what = D1_STR("severity"),
     .name = D1_STR("STK-004"),
     .from = D1_STR("warning"),
     .to = D1_STR("off"),
     .relaxes = true,
     .at = {.place = {"policy.yaml", 7, 5, 7, 12}}},
    {.what = D1_STR("parameter"), .name = D1_STR("riskReviewDays"), .from = D1_STR("14"), .to = D1_STR("7")},
};

/* ---- figures ---- */

static const struct d1_person_figure people[] = {
    {.id = D1_STR("marta.ruiz"),
     .name = D1_STR("Marta Ruiz"),
     .organisation = D1_STR("halden"),
     .customer = true,
     .open = 3,
     .overdue = 1,
     .next = {true, 20500}},
    {.id = D1_STR("sven.berg"), .organisation = D1_STR("proserve"), .open = 1},
};

static const struct d1_risk_figure risks[] = {
    {.id = D1_STR("risk-01"),
     .title = D1_STR("Access approvals late"),
     .owner = D1_STR("sven.berg"),
     .type = D1_STR("threat"),
     .status = D1_STR("open"),
     .probability = 4,
     .impact = 4,
     .residual_probability = 2,
     .residual_impact = 4,
     .reviewed = {true, 20480}},
    {.id = D1_STR("risk-02"), .status = D1_STR("closed"), .probability = 5, .impact = 5},
};

static const struct d1_milestone_figure milestones[] = {
    {.id = D1_STR("ms-01"),
     .title = D1_STR("Kickoff"),
     .owner = D1_STR("sven.berg"),
     .baseline = {true, 20514},
     .forecast = {true, 20521},
     .critical = true},
    {.id = D1_STR("ms-02"), .baseline = {true, 20480}, .actual = {true, 20479}},
};

static const struct d1_feedback_figure feedback[] = {
    {.type = D1_STR("pulse"),
     .sent = {true, 20490},
     .responses = 4,
     .mean = 3.5,
     .lowest = 1,
     .highest = 5,
     .target = 4,
     .artifact = 1},
};

static const struct d1_status_figure statuses[] = {
    {.report = D1_STR("rep-01"),
     .day = {true, 20495},
     .overall = D1_STR("green"),
     .scope = D1_STR("green"),
     .schedule = D1_STR("amber"),
     .budget = D1_STR("green"),
     .quality = D1_STR("green"),
     .risk = D1_STR("red"),
     .actual = D1_STR("120000.00"),
     .estimate = D1_STR("270000.00"),
     .currency = D1_STR("EUR"),
     .complete = 40},
};

static const struct d1_signoff_figure signoffs[] = {{D1_STR("signedTag"), 1, 0}, {D1_STR("email"), 2, 1}};

static const struct d1_figures figures = {
    .people = people,
    .people_count = sizeof people / sizeof *people,
    .risks = risks,
    .risks_count = sizeof risks / sizeof *risks,
    .milestones = milestones,
    .milestones_count = sizeof milestones / sizeof *milestones,
    .feedback = feedback,
    .feedback_count = sizeof feedback / sizeof *feedback,
    .statuses = statuses,
    .statuses_count = sizeof statuses / sizeof *statuses,
    .signoffs = signoffs,
    .signoffs_count = sizeof signoffs / sizeof *signoffs,
    .approved = D1_STR("260000.00"),
    .currency = D1_STR("EUR"),
};

struct d1_engagement_verdict sample_quiet(void)
{
    make_gates();
    gates[0].state = D1_GATE_MET;
    return (struct d1_engagement_verdict){
        .name = D1_STR("clean"),
        .title = D1_STR("Nothing wrong"),
        .as_of = d1_date_from_civil(2026, 2, 16),
        .as_of_source = D1_STR("--as-of"),
        .profile = D1_STR("standard"),
        .policy = D1_STR("default"),
        .at = {.place = {"clean/engagement.yaml", 1, 1, 1, 11}},
        .artifacts = 3,
        .gates = &gates[2],
        .gate_count = 1,
    };
}

struct d1_engagement_verdict sample_engagement(void)
{
    make_findings();
    make_gates();
    for (uint32_t i = 2; i < sizeof artifacts / sizeof *artifacts; i++)
        artifacts[i] = (struct d1_artifact_info){.path = "the-rest.yaml", .document = i - 2};
    return (struct d1_engagement_verdict){
        .name = D1_STR("halden-orders"),
        .title = D1_STR("Order platform migration"),
        .customer = D1_STR("Halden Retail Group"),
        .provider = D1_STR("Cloud Professional Services"),
        .profile = D1_STR("standard"),
        .at = {.place = {"engagement.yaml", 4, 9, 4, 22}, .artifact = D1_STR("Engagement/halden-orders")},
        .as_of = d1_date_from_civil(2026, 2, 16),
        .as_of_source = D1_STR("today in Europe/Dublin"),
        .artifacts = sizeof artifacts / sizeof *artifacts,
        .artifact_list = artifacts,
        .figures = &figures,
        .findings = findings,
        .finding_count = sizeof findings / sizeof *findings,
        .checks = results,
        .check_count = sizeof results / sizeof *results,
        .criteria = criterion_results,
        .criterion_count = sizeof criterion_results / sizeof *criterion_results,
        .gates = gates,
        .gate_count = sizeof gates / sizeof *gates,
        .scores = scores,
        .score_count = sizeof scores / sizeof *scores,
        .policy = D1_STR("LintPolicy/policy (policy.yaml)"),
        .policy_blob = D1_STR("9daeafb9864cf43055ae93beb0afd6c7d144bfa4"),
        .policy_sha256 = D1_STR("b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c"),
        .changes = changes,
        .change_count = sizeof changes / sizeof *changes,
        .waivers = waivers,
        .waiver_count = sizeof waivers / sizeof *waivers,
    };
}

/* ---- the verdict ---- */

static const struct {
    const char *path;
    uint32_t line;
    const char *text;
} lines[] = {
    {"context.yaml", 23, "    - id: cmt-02"},        {"context.yaml", 27, "    - id: cmt-03"},
    {"raid.yaml", 12, "      strategy: accept"},     {"stakeholders.yaml", 9, "      personRef: marta.ruiz"},
    {"engagement.yaml", 4, "  name: halden-orders"},
};

static struct d1_str source_line(const struct d1_verdict *verdict, const char *path, uint32_t line)
{
    (void)verdict;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        if (strcmp(lines[i].path, path) == 0 && lines[i].line == line)
            return d1_str(lines[i].text);
    return (struct d1_str){0};
}

static const struct d1_notice notices[] = {
    {.severity = D1_SEVERITY_NOTE, .text = D1_STR("kind Sprint is known by name only")},
};

struct d1_verdict sample_verdict(const struct d1_engagement_verdict *engagements, size_t count)
{
    struct d1_verdict verdict = {
        .tool = {.version = D1_STR("0.1.0"),
                 .commit = D1_STR("5e1f0c2d3b4a59687766554433221100ffeeddcc"),
                 .rules = D1_STR("4f1c9aa5d3b27c1e8899aabbccddeeff00112233445566778899aabbccddeeff")},
        .source = {.kind = D1_SOURCE_WORKTREE,
                   .commit = D1_STR("1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d"),
                   .tree = D1_STR("4b825dc642cb6eb9a060e54bf8d69288fbee4904"),
                   .branch = D1_STR("main"),
                   .repository_uri = D1_STR("ssh://git@git.example/halden/orders.git")},
        .checks = sample_checks,
        .check_count = CHECKS,
        .engagements = engagements,
        .engagement_count = count,
        .notices = notices,
        .notice_count = 1,
        .fail_on = D1_SEVERITY_ERROR,
        .files = 14,
        .foreign = 2,
        .exit = D1_EXIT_FINDINGS,
        .source_line = source_line,
    };

    for (size_t i = 0; i < count; i++)
        verdict.artifacts += engagements[i].artifacts;
    return verdict;
}

void sample_compare(struct d1_verdict *verdict)
{
    static struct d1_finding solved;

    for (size_t i = 0; i < sizeof findings / sizeof *findings; i++)
        findings[i].baseline = i == 2 ? D1_BASELINE_NEW : D1_BASELINE_UNCHANGED;
    solved = sample_finding(CHECK_STK_003, "people.yaml", 7, 9, 12, "ben.okafor has no relationship owner");
    solved.baseline = D1_BASELINE_ABSENT;
    verdict->since = (struct d1_since_info){
        .asked = true, .revision = D1_STR("HEAD"), .commit = D1_STR("1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d")};
    verdict->solved = &solved;
    verdict->solved_count = 1;
}

struct d1_report_options sample_options(void)
{
    return (struct d1_report_options){
        .utf8 = true, .created = true, .created_at = (int64_t)d1_date_from_civil(2026, 2, 17) * 86400 + 8 * 3600};
}

struct d1_strbuf sample_write(const char *format, const struct d1_verdict *verdict,
                              const struct d1_report_options *options)
{
    const struct d1_report_format *found = d1_report_find(d1_str(format));
    struct d1_strbuf out = {0};
    struct d1_error error = {0};

    cr_assert(found != NULL, "format %s is in the table", format);
    cr_assert_eq(d1_report_write(found, verdict, options, &out, &error), 0, "%s: %s", format, d1_error_message(&error));
    d1_strbuf_add(&out, "", 0);
    return out;
}

struct d1_doc *sample_read(const char *format, const struct d1_verdict *verdict)
{
    struct d1_report_options options = sample_options();
    struct d1_strbuf out = sample_write(format, verdict, &options);
    struct d1_json_loader *loader;
    struct d1_stream stream = {0};
    struct d1_doc *doc;

    cr_assert_eq(d1_json_loader_new(&loader, NULL), 0);
    cr_assert_eq(d1_json_load(loader, d1_strbuf_view(&out), &stream, NULL), 0);
    cr_assert_eq(stream.problems.len, 0, "%s: %s", format, stream.problems.len ? stream.problems.items[0].text : "");
    cr_assert_eq(stream.len, 1);
    doc = d1_stream_take(&stream, 0);
    d1_stream_release(&stream);
    d1_json_loader_free(loader);
    d1_strbuf_release(&out);
    return doc;
}
