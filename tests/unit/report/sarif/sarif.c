/* SARIF 2.1.0 as code scanning reads it. Its schema is applied in schemas.c. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "doc/pointer.h"
#include "unit/report/sample.h"

static const struct d1_node *find(const struct d1_doc *doc, const char *pointer)
{
    const struct d1_node *node = d1_pointer_resolve(d1_doc_root(doc), d1_str(pointer));

    cr_assert(node != NULL, "nothing at %s", pointer);
    return node;
}

static void expect_text(const struct d1_doc *doc, const char *pointer, const char *expected)
{
    struct d1_str text = d1_node_text(find(doc, pointer));

    cr_expect(d1_str_is(text, expected), "%s: expected <%s>, got <" D1_STR_FMT ">", pointer, expected,
              D1_STR_ARG(text));
}

static void expect_int(const struct d1_doc *doc, const char *pointer, int64_t expected)
{
    const struct d1_node *node = find(doc, pointer);

    cr_expect_eq(d1_node_kind(node), D1_NODE_INT, "%s", pointer);
    cr_expect_eq(node->value.integer, expected, "%s: %ld", pointer, (long)node->value.integer);
}

Test(sarif, a_whole_file)
{
    struct d1_engagement_verdict engagement = sample_engagement();
    struct d1_verdict verdict = sample_verdict(&engagement, 1);
    struct d1_doc *doc = sample_read("sarif", &verdict);

    expect_text(doc, "/version", "2.1.0");
    expect_text(doc, "/runs/0/tool/driver/properties/commit", "5e1f0c2d3b4a59687766554433221100ffeeddcc");
    expect_text(doc, "/runs/0/tool/driver/properties/rulesSha256",
                "4f1c9aa5d3b27c1e8899aabbccddeeff00112233445566778899aabbccddeeff");
    expect_text(doc, "/runs/0/tool/driver/name", "d1lint");
    expect_text(doc, "/runs/0/tool/driver/semanticVersion", "0.1.0");
    expect_text(doc, "/runs/0/columnKind", "unicodeCodePoints");
    expect_text(doc, "/runs/0/automationDetails/id", "d1lint/");
    expect_text(doc, "/runs/0/versionControlProvenance/0/repositoryUri", "ssh://git@git.example/halden/orders.git");
    expect_text(doc, "/runs/0/versionControlProvenance/0/revisionId", "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d");
    expect_text(doc, "/runs/0/versionControlProvenance/0/branch", "main");
    cr_expect(find(doc, "/runs/0/invocations/0/executionSuccessful")->value.boolean);
    expect_int(doc, "/runs/0/invocations/0/exitCode", 1);
    expect_text(doc, "/runs/0/properties/engagements/0/asOf", "2026-02-16");
    expect_text(doc, "/runs/0/properties/engagements/0/asOfSource", "today in Europe/Dublin");
    expect_text(doc, "/runs/0/properties/engagements/0/gates/1/state", "missed");
    d1_doc_free(doc);
}

Test(sarif, results_are_what_is_due)
{
    struct d1_engagement_verdict engagement = sample_engagement();
    struct d1_verdict verdict = sample_verdict(&engagement, 1);
    struct d1_doc *doc = sample_read("sarif", &verdict);

    cr_expect_eq(d1_node_count(find(doc, "/runs/0/results")), 5, "two of seven findings are open");
    expect_text(doc, "/runs/0/results/0/ruleId", "CTX-003");
    expect_text(doc, "/runs/0/results/0/level", "error");
    expect_text(doc, "/runs/0/results/0/message/text", "cmt-02 is mapped to nothing");
    expect_text(doc, "/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri", "context.yaml");
    expect_int(doc, "/runs/0/results/0/locations/0/physicalLocation/region/startLine", 23);
    expect_int(doc, "/runs/0/results/0/locations/0/physicalLocation/region/startColumn", 11);
    expect_int(doc, "/runs/0/results/0/locations/0/physicalLocation/region/endLine", 23);
    expect_int(doc, "/runs/0/results/0/locations/0/physicalLocation/region/endColumn", 17);
    expect_text(doc, "/runs/0/results/0/locations/0/logicalLocations/0/fullyQualifiedName",
                "CustomerContext/context/spec/commitments/1/id");
    expect_text(doc, "/runs/0/results/0/partialFingerprints/d1lint~1v1", "0123456789abcdef0123456789abcdef");
    expect_text(doc, "/runs/0/results/0/properties/gate", "s2d-exit");
    expect_text(doc, "/runs/0/results/2/properties/owner", "sven.berg");
    expect_int(doc, "/runs/0/results/2/properties/daysOverdue", 12);
    expect_text(doc, "/runs/0/results/2/relatedLocations/0/message/text", "first defined here");
    expect_text(doc, "/runs/0/results/2/relatedLocations/0/physicalLocation/artifactLocation/uri", "risks/old.yaml");
    expect_text(doc, "/runs/0/results/3/message/text", "Indeterminate: stakeholders.yaml cannot be read");
    expect_text(doc, "/runs/0/results/3/properties/state", "indeterminate");
    expect_int(doc, "/runs/0/results/3/locations/0/physicalLocation/region/startLine", 1);
    expect_text(doc, "/runs/0/results/4/level", "warning");
    d1_doc_free(doc);
}

Test(sarif, every_loaded_rule_is_listed_and_results_point_at_theirs)
{
    struct d1_engagement_verdict engagement = sample_engagement();
    struct d1_verdict verdict = sample_verdict(&engagement, 1);
    struct d1_doc *doc = sample_read("sarif", &verdict);
    const struct d1_node *rules = find(doc, "/runs/0/tool/driver/rules"), *results = find(doc, "/runs/0/results");
    static const char *const texts[] = {"shortDescription.text", "fullDescription.text", "help.text",
                                        "help.markdown",         "properties.precision", "properties.tags"};

    cr_expect_eq(d1_node_count(rules), CHECKS - 1, "TEM-005 is not built");
    for (size_t i = 0; i < d1_node_count(rules); i++) {
        const struct d1_node *rule = d1_node_item(rules, i);

        for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
            const struct d1_node *text = d1_node_at(rule, texts[k]);

            cr_assert(text != NULL, "%s of rule %zu", texts[k], i);
            cr_expect(d1_node_text(text).len > 0 || d1_node_count(text) > 0, "%s of rule %zu", texts[k], i);
        }
    }
    for (size_t i = 0; i < d1_node_count(results); i++) {
        const struct d1_node *result = d1_node_item(results, i), *index = d1_node_get(result, "ruleIndex");
        const struct d1_node *rule = d1_node_item(rules, (size_t)index->value.integer);

        cr_expect(d1_str_eq(d1_node_get_text(rule, "id"), d1_node_get_text(result, "ruleId")), "result %zu", i);
    }
    expect_text(doc, "/runs/0/tool/driver/rules/2/properties/tags/2", "rolling");
    cr_expect_eq(d1_node_count(find(doc, "/runs/0/tool/driver/rules/2/properties/tags")), 3, "s2d is there already");
    expect_text(doc, "/runs/0/tool/driver/rules/5/properties/problem.severity", "warning");
    expect_text(doc, "/runs/0/tool/driver/rules/5/properties/precision", "high");
    d1_doc_free(doc);
}

Test(sarif, what_the_policy_changes_and_what_was_dropped_are_notifications)
{
    struct d1_engagement_verdict engagement = sample_engagement();
    struct d1_verdict verdict = sample_verdict(&engagement, 1);
    struct d1_doc *doc = sample_read("sarif", &verdict);

    expect_text(doc, "/runs/0/invocations/0/toolConfigurationNotifications/0/message/text",
                "The policy of halden-orders relaxes severity STK-004: warning, now off");
    expect_text(doc, "/runs/0/invocations/0/toolConfigurationNotifications/0/level", "warning");
    expect_text(doc, "/runs/0/invocations/0/toolConfigurationNotifications/1/level", "note");
    expect_text(doc, "/runs/0/invocations/0/toolExecutionNotifications/0/message/text",
                "kind Sprint is known by name only");
    expect_text(doc, "/runs/0/invocations/0/toolExecutionNotifications/1/message/text",
                "17 more findings of CTX-003 in halden-orders are counted, but not listed");
    d1_doc_free(doc);
}

Test(sarif, an_error_of_the_tool_is_no_successful_execution)
{
    struct d1_notice notice = {.severity = D1_SEVERITY_ERROR, .text = D1_STR("an object is missing")};
    struct d1_verdict verdict = sample_verdict(NULL, 0);
    struct d1_doc *doc;

    verdict.exit = D1_EXIT_FAILURE;
    verdict.notices = &notice;
    doc = sample_read("sarif", &verdict);
    cr_expect_not(find(doc, "/runs/0/invocations/0/executionSuccessful")->value.boolean);
    expect_int(doc, "/runs/0/invocations/0/exitCode", 3);
    expect_text(doc, "/runs/0/invocations/0/toolExecutionNotifications/0/level", "error");
    d1_doc_free(doc);
}

Test(sarif, uploads_for_a_gate_have_a_category_of_their_own)
{
    struct d1_verdict verdict = sample_verdict(NULL, 0);
    struct d1_doc *doc;

    verdict.asked_gate = d1_str("kickoff");
    doc = sample_read("sarif", &verdict);
    expect_text(doc, "/runs/0/automationDetails/id", "d1lint/kickoff/");
    d1_doc_free(doc);
}

Test(sarif, provenance_is_what_the_user_says)
{
    struct d1_verdict verdict = sample_verdict(NULL, 0);
    struct d1_doc *doc;

    verdict.source.repository_uri = d1_str("");
    doc = sample_read("sarif", &verdict);
    cr_expect_null(d1_node_get(find(doc, "/runs/0"), "versionControlProvenance"));
    d1_doc_free(doc);
}

static size_t occurrences(const struct d1_strbuf *out, const char *part)
{
    size_t count = 0;

    for (const char *at = out->ptr; (at = strstr(at, part)); at++)
        count++;
    return count;
}

/* 6,000 warnings with 200 errors at their end: the errors stay, and a notification tells how many warnings went. */
Test(sarif, of_too_many_results_the_most_severe_are_kept)
{
    enum { WARNINGS = 6000, ERRORS = 200 };
    struct d1_engagement_verdict engagement = sample_quiet();
    struct d1_verdict verdict = sample_verdict(&engagement, 1);
    struct d1_report_options options = sample_options();
    struct d1_finding *findings = calloc(WARNINGS + ERRORS, sizeof *findings);
    struct d1_strbuf out;

    cr_assert(findings != NULL);
    for (size_t i = 0; i < WARNINGS + ERRORS; i++)
        findings[i] =
            sample_finding(i < WARNINGS ? CHECK_STK_003 : CHECK_STK_002, "x.yaml", (uint32_t)i + 1, 1, 2, "x");
    engagement.findings = findings;
    engagement.finding_count = WARNINGS + ERRORS;
    out = sample_write("sarif", &verdict, &options);
    cr_expect_eq(occurrences(&out, "\"ruleId\": "), 5000);
    cr_expect_eq(occurrences(&out, "\"ruleId\": \"STK-002\""), ERRORS);
    cr_expect_eq(occurrences(&out, "\"startLine\": 4800,"), 1, "the last warning that is kept");
    cr_expect_eq(occurrences(&out, "\"startLine\": 4801,"), 0, "the first that is not");
    cr_expect_eq(
        occurrences(&out, "\"1200 results of lower severity are left out: a code scanning upload holds 5000\""), 1);
    d1_strbuf_release(&out);
    free(findings);
}

Test(sarif, hostile_text_is_escaped)
{
    struct d1_engagement_verdict engagement = sample_quiet();
    struct d1_verdict verdict = sample_verdict(&engagement, 1);
    struct d1_finding finding = sample_finding(CHECK_STK_003, "a b/##[x]\xff.yaml", 1, 1, 2,
                                               "see [me](http://evil.example) {0} \x1b ##[error]");
    struct d1_report_options options = sample_options();
    struct d1_strbuf out;
    struct d1_doc *doc;

    engagement.findings = &finding;
    engagement.finding_count = 1;
    doc = sample_read("sarif", &verdict);
    expect_text(doc, "/runs/0/results/0/message/text", "see \\[me\\](http://evil.example) {{0}} \\\\x1b ##\\[error\\]");
    expect_text(doc, "/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri",
                "a%20b/%23%23%5Bx%5D%FF.yaml");
    d1_doc_free(doc);
    out = sample_write("sarif", &verdict, &options);
    cr_expect_null(strstr(out.ptr, "##["));
    d1_strbuf_release(&out);
}
