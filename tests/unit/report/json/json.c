/* d1lint's own JSON: everything the verdict holds. Its schema is applied in schemas.c. */
#include <criterion/criterion.h>

#include "doc/pointer.h"
#include "unit/report/sample.h"

static const struct d1_node *find(const struct d1_doc *doc, const char *pointer)
{
    const struct d1_node *node = d1_pointer_resolve(d1_doc_root(doc), d1_str(pointer));

    cr_assert(node != NULL, "nothing at %s", pointer);
    return node;
}

/* Scalars as text: numbers by their source. */
static void expect_all(const struct d1_doc *doc, const char *const rows[][2], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct d1_str text = d1_node_text(find(doc, rows[i][0]));

        cr_expect(d1_str_is(text, rows[i][1]), "%s: expected <%s>, got <" D1_STR_FMT ">", rows[i][0], rows[i][1],
                  D1_STR_ARG(text));
    }
}

Test(json, holds_everything)
{
    static const char *const rows[][2] = {
        {"/apiVersion", "d1lint/v1"},
        {"/kind", "Report"},
        {"/tool/version", "0.1.0"},
        {"/tool/commit", "5e1f0c2d3b4a59687766554433221100ffeeddcc"},
        {"/tool/rulesSha256", "4f1c9aa5d3b27c1e8899aabbccddeeff00112233445566778899aabbccddeeff"},
        {"/source/kind", "worktree"},
        {"/source/commit", "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d"},
        {"/source/branch", "main"},
        {"/source/repositoryUri", "ssh://git@git.example/halden/orders.git"},
        {"/failOn", "error"},
        {"/exitStatus", "1"},
        {"/totals/errors", "4"},
        {"/totals/warnings", "1"},
        {"/totals/notes", "0"},
        {"/totals/indeterminate", "1"},
        {"/totals/indeterminateChecks", "0"},
        {"/totals/open", "2"},
        {"/totals/files", "14"},
        {"/totals/artifacts", "12"},
        {"/totals/foreignDocuments", "2"},
        {"/engagements/0/name", "halden-orders"},
        {"/engagements/0/title", "Order platform migration"},
        {"/engagements/0/customer", "Halden Retail Group"},
        {"/engagements/0/profile", "standard"},
        {"/engagements/0/at/artifact", "Engagement/halden-orders"},
        {"/engagements/0/asOf", "2026-02-16"},
        {"/engagements/0/asOfSource", "today in Europe/Dublin"},
        {"/engagements/0/policy/source", "LintPolicy/policy (policy.yaml)"},
        {"/engagements/0/policy/changes/0/name", "STK-004"},
        {"/engagements/0/policy/changes/0/from", "warning"},
        {"/engagements/0/policy/changes/0/to", "off"},
        {"/engagements/0/policy/changes/0/at/path", "policy.yaml"},
        {"/engagements/0/gates/1/state", "missed"},
        {"/engagements/0/gates/1/due", "2026-02-16"},
        {"/engagements/0/gates/1/criteriaFailing", "2"},
        {"/engagements/0/gates/0/met", "2026-02-09"},
        {"/engagements/0/gates/0/daysLate", "3"},
        {"/engagements/0/scores/0/phase", "s2d"},
        {"/engagements/0/scores/0/score", "25"},
        {"/engagements/0/scores/0/rawScore", "20"},
        {"/engagements/0/scores/0/failingGatingCriteria", "2"},
        {"/engagements/0/criteria/1/id", "S2D-A2"},
        {"/engagements/0/criteria/1/state", "indeterminate"},
        {"/engagements/0/criteria/1/checks/0", "STK-002"},
        {"/engagements/0/criteria/1/checks/2", "TEM-005"},
        {"/engagements/0/criteria/1/failing/1", "STK-003"},
        {"/engagements/0/scores/2/failingOtherCriteria", "2"},
        {"/engagements/0/scores/2/indeterminateCriteria", "1"},
        {"/engagements/0/checks/1/state", "fail"},
        {"/engagements/0/checks/1/failedSince", "1970-01-01"},
        {"/engagements/0/checks/1/subjects", "4"},
        {"/engagements/0/checks/1/dropped", "17"},
        {"/engagements/0/checks/1/subjectStates/pass", "2"},
        {"/engagements/0/checks/1/subjectStates/fail", "2"},
        {"/engagements/0/checks/1/subjectStates/open", "0"},
        {"/engagements/0/checks/1/subjectList/0/id", "cmt-01"},
        {"/engagements/0/checks/1/subjectList/0/line", "19"},
        {"/engagements/0/checks/1/subjectList/1/state", "fail"},
        {"/engagements/0/checks/1/subjectList/1/artifact", "1"},
        {"/engagements/0/artifacts/0/path", "context.yaml"},
        {"/engagements/0/artifacts/0/kind", "CustomerContext"},
        {"/engagements/0/artifacts/0/gitBlob", "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"},
        {"/engagements/0/artifacts/0/sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"/engagements/0/artifacts/1/document", "1"},
        {"/source/tree", "4b825dc642cb6eb9a060e54bf8d69288fbee4904"},
        {"/engagements/0/findings/0/check", "CTX-003"},
        {"/engagements/0/findings/0/at/pointer", "/spec/commitments/1/id"},
        {"/engagements/0/findings/0/at/endColumn", "17"},
        {"/engagements/0/findings/2/related/0/message", "first defined here"},
        {"/engagements/0/findings/2/owner", "sven.berg"},
        {"/engagements/0/findings/2/daysOverdue", "12"},
        {"/engagements/0/findings/3/state", "indeterminate"},
        {"/engagements/0/findings/5/state", "open"},
        {"/engagements/0/findings/5/gate", "kickoff"},
        {"/engagements/0/findings/5/due", "2026-03-02"},
        {"/engagements/0/findings/0/fingerprint", "0123456789abcdef0123456789abcdef"},
        {"/notices/0/severity", "note"},
        {"/checks/0/id", "CHA-001"},
    };
    struct d1_engagement_verdict engagement = sample_engagement();
    struct d1_verdict verdict = sample_verdict(&engagement, 1);
    struct d1_doc *doc = sample_read("json", &verdict);

    expect_all(doc, rows, sizeof rows / sizeof *rows);
    cr_expect_eq(d1_node_count(find(doc, "/engagements/0/findings")), 7);
    cr_expect_eq(d1_node_count(find(doc, "/checks")), 5, "SHP-001 and TEM-005 have nothing to say");
    cr_expect_eq(d1_node_count(find(doc, "/engagements/0/checks")), 2, "TEM-005 is not built");
    cr_expect(find(doc, "/engagements/0/policy/changes/0/relaxes")->value.boolean);
    cr_expect_null(d1_node_get(find(doc, "/engagements/0/findings/3/at"), "line"), "only the file is known");
    cr_expect_null(d1_node_get(find(doc, "/engagements/0/scores/1"), "score"), "nothing is due in launch");
    d1_doc_free(doc);
}

Test(json, findings_outside_the_paths_are_there_and_marked)
{
    struct d1_engagement_verdict engagement = sample_engagement();
    struct d1_verdict verdict = sample_verdict(&engagement, 1);
    struct d1_finding finding = engagement.findings[0];
    struct d1_doc *doc;

    finding.reported = false;
    engagement.findings = &finding;
    engagement.finding_count = 1;
    doc = sample_read("json", &verdict);
    cr_expect_eq(d1_node_count(find(doc, "/engagements/0/findings")), 1);
    cr_expect_not(find(doc, "/engagements/0/findings/0/reported")->value.boolean);
    cr_expect_eq(find(doc, "/totals/errors")->value.integer, 0);
    d1_doc_free(doc);
}

Test(json, paths_that_are_no_utf8_have_an_exact_uri)
{
    static const char *const rows[][2] = {
        {"/findings/0/at/path", "caf\xef\xbf\xbd.yaml"},
        {"/findings/0/at/uri", "caf%E9.yaml"},
    };
    struct d1_verdict verdict = sample_verdict(NULL, 0);
    struct d1_finding finding = sample_finding(CHECK_SHP_001, "caf\xe9.yaml", 1, 1, 2, "not UTF-8");
    struct d1_doc *doc;

    verdict.loose = &finding;
    verdict.loose_count = 1;
    doc = sample_read("json", &verdict);
    expect_all(doc, rows, 2);
    d1_doc_free(doc);
}
