/* Statements of in-toto: of what they speak, which checks passed, which gates are met, and what they refuse. */
#include <criterion/criterion.h>

#include "doc/pointer.h"
#include "unit/report/sample.h"

static void expect_part(const struct d1_strbuf *out, const char *part)
{
    cr_expect(strstr(out->ptr, part) != NULL, "no <%s> in <%s>", part, out->ptr);
}

static struct d1_verdict committed(const struct d1_engagement_verdict *engagement)
{
    struct d1_verdict verdict = sample_verdict(engagement, 1);

    verdict.source.kind = D1_SOURCE_REVISION;
    return verdict;
}

static void expect_text(const struct d1_doc *doc, const char *pointer, const char *expected)
{
    const struct d1_node *node = d1_pointer_resolve(d1_doc_root(doc), d1_str(pointer));

    if (!expected) {
        cr_expect(node == NULL, "%s is there", pointer);
        return;
    }
    cr_assert(node != NULL, "%s", pointer);
    cr_expect(d1_str_is(d1_node_text(node), expected), "%s: " D1_STR_FMT, pointer, D1_STR_ARG(d1_node_text(node)));
}

/* ---- of what ---- */

Test(intoto, speaks_of_the_commit_and_of_each_file_once)
{
    struct d1_engagement_verdict engagement = sample_engagement();
    struct d1_verdict verdict = committed(&engagement);
    struct d1_artifact_info files[] = {engagement.artifact_list[0], engagement.artifact_list[0], {.path = "unread"}};
    struct d1_doc *doc;

    files[1].document = 1;
    engagement.artifact_list = files;
    engagement.artifacts = 3;
    doc = sample_read("test-result", &verdict);
    expect_text(doc, "/subject/0/name", "git+ssh://git@git.example/halden/orders.git");
    expect_text(doc, "/subject/0/digest/gitCommit", "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d");
    expect_text(doc, "/subject/1/name", "context.yaml");
    expect_text(doc, "/subject/1/digest/gitBlob", "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
    expect_text(doc, "/subject/2/name", NULL);
    d1_doc_free(doc);
}

Test(intoto, a_tree_has_its_own_digest_and_a_failed_run_speaks_of_nothing)
{
    struct d1_engagement_verdict engagement = sample_engagement();
    struct d1_verdict verdict = committed(&engagement);
    const struct d1_notice notices[] = {{.severity = D1_SEVERITY_WARNING, .text = D1_STR("no matter")},
                                        {.severity = D1_SEVERITY_ERROR, .text = D1_STR("out of memory")}};
    struct d1_doc *doc;

    verdict.source.commit = d1_str("");
    doc = sample_read("svr", &verdict);
    expect_text(doc, "/subject/0/digest/gitTree", "4b825dc642cb6eb9a060e54bf8d69288fbee4904");
    expect_text(doc, "/subject/0/digest/gitCommit", NULL);
    d1_doc_free(doc);

    verdict.source = (struct d1_source_info){.kind = D1_SOURCE_WORKTREE};
    verdict.exit = D1_EXIT_FAILURE;
    verdict.notices = notices;
    verdict.notice_count = 2;
    doc = sample_read("svr", &verdict);
    expect_text(doc, "/subject/0", NULL);
    expect_text(doc, "/predicate/properties/0", NULL);
    expect_text(doc, "/predicate/d1lint_failures/0", "out of memory");
    expect_text(doc, "/predicate/d1lint_failures/1", NULL);
    d1_doc_free(doc);
}

/* ---- test-result ---- */

Test(test_result, tests_are_the_checks_by_their_worst)
{
    struct d1_engagement_verdict engagement = sample_engagement();
    struct d1_verdict verdict = committed(&engagement);
    struct d1_doc *doc = sample_read("test-result", &verdict);

    expect_text(doc, "/predicate/result", "FAILED");
    expect_text(doc, "/predicate/failedTests/0", "CTX-003");
    expect_text(doc, "/predicate/failedTests/1", "RSK-002");
    expect_text(doc, "/predicate/failedTests/2", "STK-002");
    expect_text(doc, "/predicate/failedTests/3", NULL);
    expect_text(doc, "/predicate/warnedTests/0", "STK-003");
    expect_text(doc, "/predicate/d1lint_notJudged/0", "CHA-001");
    expect_text(doc, "/predicate/d1lint_notJudged/1", "TEM-005");
    expect_text(doc, "/predicate/passedTests/0", NULL);
    expect_text(doc, "/predicate/configuration/1/digest/gitBlob", "9daeafb9864cf43055ae93beb0afd6c7d144bfa4");
    expect_text(doc, "/predicate/d1lint_engagements/0/asOf", "2026-02-16");
    d1_doc_free(doc);
}

Test(test_result, passed_is_said_of_what_was_tested_and_holds)
{
    static const struct {
        const char *name, *result;
        enum d1_state state;
        enum d1_severity severity;
        enum d1_exit exit;
        size_t dropped;
        bool finding;
        enum d1_finding_state finding_state;
    } cases[] = {
        {.name = "it holds", .result = "PASSED", .state = D1_STATE_PASS},
        {.name = "another thing fails", .result = "FAILED", .state = D1_STATE_PASS, .exit = D1_EXIT_FINDINGS},
        {.name = "waived", .result = "WARNED", .state = D1_STATE_WAIVED},
        {.name = "below the fail level",
         .result = "WARNED",
         .state = D1_STATE_FAIL,
         .severity = D1_SEVERITY_WARNING,
         .finding = true},
        {.name = "at the fail level",
         .result = "FAILED",
         .state = D1_STATE_FAIL,
         .severity = D1_SEVERITY_ERROR,
         .finding = true},
        {.name = "more than is kept",
         .result = "FAILED",
         .state = D1_STATE_FAIL,
         .severity = D1_SEVERITY_ERROR,
         .dropped = 1},
        {.name = "a doubt of any severity",
         .result = "FAILED",
         .state = D1_STATE_INDETERMINATE,
         .severity = D1_SEVERITY_NOTE},
        {.name = "open",
         .result = "PASSED",
         .state = D1_STATE_NOT_DUE,
         .severity = D1_SEVERITY_ERROR,
         .finding = true,
         .finding_state = D1_FINDING_OPEN},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_engagement_verdict engagement = sample_quiet();
        struct d1_verdict verdict = committed(&engagement);
        struct d1_finding finding = sample_finding(CHECK_STK_003, "a.yaml", 1, 1, 2, "m");
        struct d1_check_result result = {.check = &sample_checks[CHECK_STK_003],
                                         .state = cases[i].state,
                                         .severity = cases[i].severity,
                                         .dropped = cases[i].dropped};
        struct d1_doc *doc;

        finding.state = cases[i].finding_state;
        finding.severity = cases[i].severity;
        engagement.findings = &finding;
        engagement.finding_count = cases[i].finding;
        engagement.checks = &result;
        engagement.check_count = 1;
        verdict.exit = cases[i].exit;
        doc = sample_read("test-result", &verdict);
        cr_expect(
            d1_str_is(d1_node_text(d1_pointer_resolve(d1_doc_root(doc), d1_str("/predicate/result"))), cases[i].result),
            "%s", cases[i].name);
        d1_doc_free(doc);
    }
}

Test(test_result, of_no_engagement_nothing_passed)
{
    struct d1_verdict verdict = sample_verdict(NULL, 0);
    struct d1_doc *doc;

    verdict.source.kind = D1_SOURCE_REVISION;
    verdict.exit = D1_EXIT_OK;
    doc = sample_read("test-result", &verdict);
    expect_text(doc, "/predicate/result", "FAILED");
    d1_doc_free(doc);
}

Test(test_result, tests_of_a_gate_are_what_it_asks_for)
{
    struct d1_engagement_verdict engagement = sample_engagement();
    struct d1_verdict verdict = committed(&engagement);
    struct d1_gate_result gate = engagement.gates[1];
    struct d1_doc *doc;

    verdict.asked_gate = gate.id;
    gate.asked = true;
    engagement.gates = &gate;
    engagement.gate_count = 1;
    doc = sample_read("test-result", &verdict);
    expect_text(doc, "/predicate/failedTests/0", "CTX-003");
    expect_text(doc, "/predicate/failedTests/3", "STK-003");
    expect_text(doc, "/predicate/d1lint_notJudged/0", "TEM-005");
    expect_text(doc, "/predicate/d1lint_notJudged/1", NULL);
    expect_text(doc, "/predicate/d1lint_gate", "s2d-exit");
    d1_doc_free(doc);

    engagement.criterion_count = 0;
    gate.state = D1_GATE_MET_LATE;
    verdict.exit = D1_EXIT_OK;
    doc = sample_read("test-result", &verdict);
    expect_text(doc, "/predicate/result", "WARNED");
    expect_text(doc, "/predicate/failedTests/0", NULL);
    d1_doc_free(doc);
}

/* ---- svr ---- */

Test(svr, has_the_gates_that_are_met_and_no_other)
{
    struct d1_engagement_verdict engagement = sample_engagement();
    struct d1_verdict verdict = committed(&engagement);
    struct d1_gate_result gates[] = {
        {.id = D1_STR("opened"), .state = D1_GATE_MET_LATE},
        {.id = D1_STR("s2d-exit"), .state = D1_GATE_MISSED},
        {.id = D1_STR("kickoff"), .state = D1_GATE_FUTURE},
        {.id = D1_STR("baseline"), .state = D1_GATE_UNDECIDED},
        {.id = D1_STR("close"), .state = D1_GATE_NOT_APPLICABLE},
        {.id = D1_STR("x"), .state = D1_GATE_BLOCKED},
        {.id = D1_STR("sprint:s-1"), .state = D1_GATE_MET},
        {.id = D1_STR("sprint:s.2"), .state = D1_GATE_MET},
        {.id = D1_STR("sprint:s-2"), .state = D1_GATE_MISSED},
        {.id = D1_STR("sprint:s-3"), .state = D1_GATE_MET},
        {.id = D1_STR("sprint:s_3"), .state = D1_GATE_MET_WITH_WAIVERS},
    };
    struct d1_doc *doc;

    engagement.gates = gates;
    engagement.gate_count = sizeof gates / sizeof *gates;
    doc = sample_read("svr", &verdict);
    expect_text(doc, "/predicate/properties/0", "D1D_GATE_OPENED");
    expect_text(doc, "/predicate/properties/1", "D1D_GATE_SPRINT_S_1");
    expect_text(doc, "/predicate/properties/2", "D1D_GATE_SPRINT_S_3_WITH_WAIVERS");
    expect_text(doc, "/predicate/properties/3", NULL);
    expect_text(doc, "/predicate/timeCreated", "2026-02-17T08:00:00Z");
    expect_text(doc, "/predicate/verifier/id", "https://d1lint.example/svr/v0");
    d1_doc_free(doc);
}

Test(svr, what_has_to_hold_at_any_time_holds_for_a_week)
{
    struct d1_engagement_verdict engagement = sample_quiet();
    struct d1_verdict verdict = committed(&engagement);
    struct d1_criterion criterion = {.id = D1_STR("MI-Q3"), .criterion_class = D1_STR("rolling")};
    struct d1_criterion_result result = {.criterion = &criterion, .gate = D1_STR("rolling"), .state = D1_STATE_PASS};
    struct d1_doc *doc;
    static const struct {
        enum d1_state state;
        int days;
        const char *property;
    } cases[] = {
        {D1_STATE_PASS, 1, "D1D_ROLLING_7"},
        {D1_STATE_PASS, 7, "D1D_ROLLING_7"},
        {D1_STATE_PASS, 8, NULL},
        {D1_STATE_WAIVED, 1, "D1D_ROLLING_7_WITH_WAIVERS"},
        {D1_STATE_INDETERMINATE, 1, NULL},
        {D1_STATE_FAIL, 1, NULL},
        {D1_STATE_NOT_APPLICABLE, 1, NULL},
    };

    engagement.criteria = &result;
    engagement.criterion_count = 1;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        engagement.as_of = d1_date_from_civil(2026, 2, 17) - cases[i].days;
        result.state = cases[i].state;
        doc = sample_read("svr", &verdict);
        expect_text(doc, "/predicate/properties/0", cases[i].property);
        d1_doc_free(doc);
    }
}

/* ---- what is refused ---- */

Test(intoto, speaks_of_the_whole_of_what_cannot_change)
{
    struct d1_engagement_verdict engagement = sample_engagement();
    struct d1_report_options options = sample_options();
    const struct d1_report_format *tests = d1_report_find(d1_str("test-result")), *svr = d1_report_find(d1_str("svr"));
    struct d1_verdict verdict = committed(&engagement);

    cr_expect_null(tests->refuses(&verdict, &options));
    cr_expect_null(svr->refuses(&verdict, &options));
    options.created_at = ((int64_t)engagement.as_of - 1) * 86400;
    cr_expect_not_null(svr->refuses(&verdict, &options), "earlier than the as-of date is anywhere");
    options.created_at += 11 * 3600;
    cr_expect_null(svr->refuses(&verdict, &options), "the as-of date has begun in the east");
    cr_expect(svr->dated && !tests->dated);
    options = sample_options();
    verdict.engagement_count = 2;
    cr_expect_not_null(svr->refuses(&verdict, &options));
    verdict = committed(&engagement);
    verdict.by_paths = true;
    cr_expect_not_null(tests->refuses(&verdict, &options));
    verdict.asked_gate = d1_str("kickoff");
    cr_expect_null(tests->refuses(&verdict, &options), "there the path is the folder of the engagement");
    verdict = committed(&engagement);
    verdict.asked_owner = d1_str("kim.ode");
    cr_expect_not_null(tests->refuses(&verdict, &options));
    verdict = committed(&engagement);
    verdict.since.asked = true;
    cr_expect_not_null(tests->refuses(&verdict, &options));
    verdict = sample_verdict(&engagement, 1);
    cr_expect_not_null(tests->refuses(&verdict, &options));
    cr_expect_not_null(svr->refuses(&verdict, &options));
}

/* ---- hostile text ---- */

#define HOSTILE "\n::error::x ##[error]y\r\n\x1b[31m \xe2\x80\xae \xff"

Test(intoto, hostile_text_acts_in_no_statement)
{
    static const char *const formats[] = {"test-result", "svr"};
    static const char *const never[] = {"\n::error", "##[", "\x1b", "\xe2\x80\xae", "\r", "\xff"};
    struct d1_engagement_verdict engagement = sample_engagement();
    struct d1_verdict verdict = committed(&engagement);
    struct d1_artifact_info file = engagement.artifact_list[0];
    struct d1_gate_result gate = {.id = D1_STR(HOSTILE), .title = D1_STR(HOSTILE), .state = D1_GATE_MET, .asked = true};
    struct d1_report_options options = sample_options();

    file.path = HOSTILE;
    engagement.artifact_list = &file;
    engagement.artifacts = 1;
    engagement.name = engagement.policy = verdict.asked_gate = d1_str(HOSTILE);
    engagement.gates = &gate;
    engagement.gate_count = 1;
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        struct d1_strbuf out = sample_write(formats[i], &verdict, &options);

        expect_part(&out, "%0A%3A%3Aerror%3A%3Ax%20%23%23%5Berror%5Dy%0D%0A%1B%5B31m%20%E2%80%AE%20%FF");
        for (size_t k = 0; k < sizeof never / sizeof *never; k++)
            cr_expect_null(strstr(out.ptr, never[k]), "%s: <%s> in <%s>", formats[i], never[k], out.ptr);
        d1_strbuf_release(&out);
    }
}
