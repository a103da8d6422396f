/*
 * The format `test-result`: an in-toto statement with the predicate Test Result v0.1, of which each check is a test.
 * With --gate the tests are the checks that the gate asks for, else all.
 *
 * What could not be judged has failed; what is waived, fails below the fail level, or keeps no gate from being met,
 * passed with a warning. A check that had nothing to judge, or whose day is still to come, is no test that ran: it is
 * in a list of its own, which in-toto lets a producer add.
 */
#include "base/memory/alloc.h"
#include "report/intoto/intoto.h"

/* The worse of two is the greater. */
enum standing { UNASKED, NOT_JUDGED, PASSED, WARNED, FAILED };

struct tests {
    const struct d1_verdict *verdict;
    unsigned char *standing; /* of each check of the verdict */
    bool warned;             /* by something else than a check */
};

static void note(struct tests *tests, const struct d1_check *check, enum standing standing)
{
    if (tests->standing[check->index] < standing)
        tests->standing[check->index] = (unsigned char)standing;
}

/* ---- of all that is judged ---- */

static void note_findings(struct tests *tests, const struct d1_finding *findings, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct d1_finding *finding = &findings[i];

        if (finding->state == D1_FINDING_INDETERMINATE ||
            (finding->state == D1_FINDING_FAIL && finding->severity >= tests->verdict->fail_on))
            note(tests, finding->check, FAILED);
        else if (finding->state != D1_FINDING_OPEN)
            note(tests, finding->check, WARNED);
    }
}

static enum standing standing_of(const struct d1_check_result *result)
{
    static const enum standing standings[] = {
        [D1_STATE_NOT_APPLICABLE] = NOT_JUDGED,
        [D1_STATE_EMPTY] = NOT_JUDGED,
        [D1_STATE_NOT_DUE] = NOT_JUDGED,
        [D1_STATE_PASS] = PASSED,
        [D1_STATE_WAIVED] = WARNED,
        [D1_STATE_INDETERMINATE] = FAILED,
        [D1_STATE_FAIL] = WARNED, /* unless a finding of it weighs more */
    };

    return standings[result->state];
}

static void note_engagement(struct tests *tests, const struct d1_engagement_verdict *engagement)
{
    for (size_t i = 0; i < engagement->check_count; i++) {
        const struct d1_check_result *result = &engagement->checks[i];

        note(tests, result->check,
             result->dropped && result->severity >= tests->verdict->fail_on ? FAILED : standing_of(result));
    }
    note_findings(tests, engagement->findings, engagement->finding_count);
}

/* ---- of a gate ---- */

static const struct d1_check_result *find_result(const struct d1_engagement_verdict *engagement,
                                                 const struct d1_check *check)
{
    for (size_t i = 0; i < engagement->check_count; i++)
        if (engagement->checks[i].check == check)
            return &engagement->checks[i];
    return NULL;
}

static void note_criterion(struct tests *tests, const struct d1_engagement_verdict *engagement,
                           const struct d1_criterion_result *criterion)
{
    for (size_t i = 0; i < criterion->criterion->check_count; i++) {
        const struct d1_check *check = criterion->criterion->checks[i];
        const struct d1_check_result *result = find_result(engagement, check);

        note(tests, check, result ? standing_of(result) : NOT_JUDGED);
    }
    for (size_t i = 0; i < criterion->failing_count; i++)
        note(tests, criterion->failing[i], d1_criterion_is_indicator(criterion) ? WARNED : FAILED);
}

static void note_gates(struct tests *tests, const struct d1_engagement_verdict *engagement)
{
    for (size_t i = 0; i < engagement->gate_count; i++) {
        const struct d1_gate_result *gate = &engagement->gates[i];

        if (!gate->asked)
            continue;
        tests->warned = tests->warned || gate->state == D1_GATE_MET_LATE || gate->state == D1_GATE_MET_WITH_WAIVERS;
        for (size_t k = 0; k < engagement->criterion_count; k++)
            if (d1_str_eq(engagement->criteria[k].gate, gate->id))
                note_criterion(tests, engagement, &engagement->criteria[k]);
    }
}

/* ---- the predicate ---- */

static void find_standings(struct tests *tests)
{
    const struct d1_verdict *verdict = tests->verdict;

    for (size_t i = 0; i < verdict->engagement_count; i++) {
        if (verdict->asked_gate.len)
            note_gates(tests, &verdict->engagements[i]);
        else
            note_engagement(tests, &verdict->engagements[i]);
    }
    if (verdict->asked_gate.len)
        return;
    note_findings(tests, verdict->loose, verdict->loose_count);
    for (size_t i = 0; i < verdict->check_count; i++)
        if (!verdict->checks[i].built)
            note(tests, &verdict->checks[i], NOT_JUDGED);
}

/* Where there is no engagement nothing was tested, and nothing passed. */
static const char *result_of(const struct tests *tests)
{
    enum standing worst = tests->warned ? WARNED : PASSED;

    for (size_t i = 0; i < tests->verdict->check_count; i++)
        if (tests->standing[i] > worst)
            worst = tests->standing[i];
    if (worst == FAILED || tests->verdict->exit != D1_EXIT_OK || !tests->verdict->engagement_count)
        return "FAILED";
    return worst == WARNED ? "WARNED" : "PASSED";
}

static void write_list(struct d1_statement *s, const struct tests *tests, const char *key, enum standing standing)
{
    d1_json_member_array(&s->json, key);
    for (size_t i = 0; i < tests->verdict->check_count; i++)
        if (tests->standing[i] == standing)
            d1_json_string(&s->json, tests->verdict->checks[i].id);
    d1_json_end(&s->json);
}

static void write_predicate(struct d1_statement *s, const struct tests *tests)
{
    d1_json_member_text(&s->json, "result", result_of(tests));
    d1_statement_judges(s, "configuration", tests->verdict);
    write_list(s, tests, "passedTests", PASSED);
    write_list(s, tests, "warnedTests", WARNED);
    write_list(s, tests, "failedTests", FAILED);
    write_list(s, tests, "d1lint_notJudged", NOT_JUDGED);
    if (tests->verdict->asked_gate.len)
        d1_json_member_string(&s->json, "d1lint_gate", tests->verdict->asked_gate);
    d1_statement_run(s, tests->verdict);
}

int d1_report_test_result(const struct d1_verdict *verdict, const struct d1_report_options *options,
                          struct d1_strbuf *out, struct d1_error *error)
{
    struct tests tests = {.verdict = verdict, .standing = d1_calloc(verdict->check_count, 1)};
    struct d1_statement s = {0};
    int status = tests.standing ? 0 : d1_error_memory(error);

    (void)options;
    if (status == 0)
        status = d1_statement_begin(&s, verdict, "https://in-toto.io/attestation/test-result/v0.1", out, error);
    if (status == 0) {
        find_standings(&tests);
        write_predicate(&s, &tests);
        status = d1_statement_end(&s, out, error);
    }
    d1_statement_release(&s);
    d1_free(tests.standing);
    return status;
}
