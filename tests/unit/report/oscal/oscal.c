/* Documents of OSCAL: how what a verdict says stands in assessment results, and criteria in a catalogue. */
#include <criterion/criterion.h>

#include "doc/pointer.h"
#include "json/json.h"
#include "report/oscal.h"
#include "unit/report/sample.h"

static const struct d1_node *find(const struct d1_doc *doc, const char *pointer)
{
    return d1_pointer_resolve(d1_doc_root(doc), d1_str(pointer));
}

static void expect_text(const struct d1_doc *doc, const char *pointer, const char *expected)
{
    const struct d1_node *node = find(doc, pointer);

    if (!expected) {
        cr_expect(node == NULL, "%s is there", pointer);
        return;
    }
    cr_assert(node != NULL, "%s is not there, where %s should be", pointer, expected);
    cr_expect(d1_str_is(d1_node_text(node), expected), "%s: " D1_STR_FMT, pointer, D1_STR_ARG(d1_node_text(node)));
}

/* The item of a list whose member is that text; asserts that there is one. */
static const struct d1_node *item_of(const struct d1_node *list, const char *member, const char *text)
{
    for (size_t i = 0; list && i < d1_node_count(list); i++)
        if (d1_node_is_string(d1_node_get(d1_node_item(list, i), member), text))
            return d1_node_item(list, i);
    cr_assert(false, "no item whose %s is %s", member, text);
    return NULL;
}

/* A property of an object. */
static struct d1_str property(const struct d1_node *of, const char *name)
{
    return d1_node_get_text(item_of(d1_node_get(of, "props"), "name", name), "value");
}

static void expect_property(const struct d1_node *of, const char *name, const char *expected)
{
    struct d1_str value = property(of, name);

    cr_expect(d1_str_is(value, expected), "%s: " D1_STR_FMT ", not %s", name, D1_STR_ARG(value), expected);
}

#define RESULT "/assessment-results/results/0"

/* ---- findings ---- */

Test(oscal, an_objective_is_satisfied_or_not_and_its_state_says_the_rest)
{
    static const struct {
        enum d1_state state;
        const char *status, *reason; /* NULL: no finding, but excluded */
    } cases[] = {
        {D1_STATE_PASS, "satisfied", "pass"},     {D1_STATE_WAIVED, "not-satisfied", "other"},
        {D1_STATE_FAIL, "not-satisfied", "fail"}, {D1_STATE_INDETERMINATE, "not-satisfied", "other"},
        {D1_STATE_NOT_DUE, NULL, NULL},           {D1_STATE_NOT_APPLICABLE, NULL, NULL},
    };
    const struct d1_criterion criterion = {.id = D1_STR("MI-Q3"), .criterion_class = D1_STR("rolling")};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_criterion_result result = {
            .criterion = &criterion, .gate = D1_STR("sprint:s-1"), .state = cases[i].state, .reason = D1_STR("so")};
        struct d1_engagement_verdict engagement = sample_quiet();
        struct d1_verdict verdict = sample_verdict(&engagement, 1);
        struct d1_doc *doc;

        engagement.criteria = &result;
        engagement.criterion_count = 1;
        doc = sample_read("oscal-ar", &verdict);
        expect_text(doc, RESULT "/findings/0/target/status/state", cases[i].status);
        expect_text(doc, RESULT "/findings/0/target/status/reason", cases[i].reason);
        expect_text(doc, RESULT "/findings/0/target/target-id", cases[i].status ? "MI-Q3_obj" : NULL);
        expect_text(doc, RESULT "/reviewed-controls/control-selections/0/exclude-controls/0/control-id",
                    cases[i].status ? NULL : "MI-Q3");
        if (cases[i].status) {
            expect_property(find(doc, RESULT "/findings/0"), "state", d1_state_name(cases[i].state));
            expect_property(find(doc, RESULT "/findings/0"), "gate", "sprint:s-1");
        } else {
            const struct d1_node *selection = find(doc, RESULT "/reviewed-controls/control-selections/0");

            expect_property(selection, "not-evaluated", "MI-Q3");
            expect_text(doc, RESULT "/reviewed-controls/control-selections/0/props/0/class",
                        d1_state_name(cases[i].state));
        }
        d1_doc_free(doc);
    }
}

Test(oscal, a_control_is_excluded_only_where_no_gate_has_evaluated_it)
{
    const struct d1_criterion criterion = {.id = D1_STR("MI-Q3")};
    struct d1_criterion_result results[] = {
        {.criterion = &criterion, .gate = D1_STR("milestone:ms-01"), .state = D1_STATE_PASS},
        {.criterion = &criterion, .gate = D1_STR("milestone:ms-02"), .state = D1_STATE_NOT_DUE},
    };
    struct d1_engagement_verdict engagement = sample_quiet();
    struct d1_verdict verdict = sample_verdict(&engagement, 1);
    struct d1_doc *doc;

    engagement.criteria = results;
    engagement.criterion_count = 2;
    doc = sample_read("oscal-ar", &verdict);
    expect_text(doc, RESULT "/findings/0/title", "MI-Q3 at milestone\\:ms-01");
    expect_text(doc, RESULT "/findings/1/title", NULL);
    cr_expect_null(find(doc, RESULT "/reviewed-controls/control-selections/0/exclude-controls"));
    expect_property(find(doc, RESULT "/reviewed-controls/control-selections/0"), "not-evaluated", "MI-Q3");
    d1_doc_free(doc);
}

/* ---- observations ---- */

Test(oscal, a_check_that_was_judged_is_an_observation_with_its_findings_as_evidence)
{
    struct d1_engagement_verdict engagement = sample_engagement();
    struct d1_verdict verdict = sample_verdict(&engagement, 1);
    struct d1_doc *doc = sample_read("oscal-ar", &verdict);
    const struct d1_node *list = find(doc, RESULT "/observations"), *context = NULL;
    size_t observed = 0;

    for (size_t i = 0; i < engagement.check_count; i++)
        observed += engagement.checks[i].state != D1_STATE_NOT_APPLICABLE && engagement.checks[i].check->built &&
                    engagement.checks[i].severity != D1_SEVERITY_OFF;
    cr_expect_eq(d1_node_count(list), observed);
    for (size_t i = 0; i < d1_node_count(list); i++)
        if (d1_str_is(property(d1_node_item(list, i), "check"), "CTX-003"))
            context = d1_node_item(list, i);
    cr_assert_not_null(context);
    cr_expect(d1_node_count(d1_node_get(context, "relevant-evidence")) > 0);
    cr_expect(d1_node_is_string(d1_node_item(d1_node_get(context, "types"), 0), "control-objective"));
    cr_expect(d1_node_is_string(d1_node_get(context, "collected"), "2026-02-17T08:00:00Z"));
    d1_doc_free(doc);
}

/* The same thing has the same id in every report; a report has another when anything in it is. */
Test(oscal, ids_are_those_of_what_they_stand_for)
{
    struct d1_engagement_verdict engagement = sample_engagement();
    struct d1_verdict verdict = sample_verdict(&engagement, 1);
    struct d1_doc *one = sample_read("oscal-ar", &verdict), *two, *three;

    two = sample_read("oscal-ar", &verdict);
    engagement.as_of++;
    three = sample_read("oscal-ar", &verdict);
    for (size_t i = 0; i < 2; i++) {
        static const char *const pointers[] = {"/assessment-results/uuid", RESULT "/uuid"};

        cr_expect(d1_str_eq(d1_node_text(find(one, pointers[i])), d1_node_text(find(two, pointers[i]))));
        cr_expect_not(d1_str_eq(d1_node_text(find(one, pointers[i])), d1_node_text(find(three, pointers[i]))));
    }
    cr_expect(d1_str_eq(d1_node_text(find(one, RESULT "/observations/0/uuid")),
                        d1_node_text(find(three, RESULT "/observations/0/uuid"))));
    d1_doc_free(one);
    d1_doc_free(two);
    d1_doc_free(three);
}

Test(oscal, what_has_one_name_has_ids_of_its_own_all_the_same)
{
    const struct d1_criterion criterion = {.id = D1_STR("MI-Q3")};
    struct d1_criterion_result results[] = {
        {.criterion = &criterion, .gate = D1_STR("sprint:s-1"), .state = D1_STATE_PASS},
        {.criterion = &criterion, .gate = D1_STR("sprint:s-1"), .state = D1_STATE_PASS},
    };
    struct d1_engagement_verdict engagement = sample_quiet();
    struct d1_verdict verdict = sample_verdict(&engagement, 1);
    struct d1_doc *doc;

    engagement.criteria = results;
    engagement.criterion_count = 2;
    doc = sample_read("oscal-ar", &verdict);
    cr_expect_not(d1_str_eq(d1_node_text(find(doc, RESULT "/findings/0/uuid")),
                            d1_node_text(find(doc, RESULT "/findings/1/uuid"))));
    d1_doc_free(doc);
}

/* ---- risks ---- */

Test(oscal, a_waiver_is_a_risk_whose_deviation_somebody_approved)
{
    static const struct d1_str names[] = {D1_STR("S2D-A2"), D1_STR("RSK-002")};
    struct d1_waiver waiver = {
        .id = D1_STR("wvr-01"),
        .names = names,
        .name_count = 2,
        .reason = D1_STR("it takes *longer*"),
        .measure = D1_STR("a weekly call"),
        .requester = D1_STR("kim.ode"),
        .approver = D1_STR("ana.ruiz"),
        .renewal_of = D1_STR(""),
        .why = D1_STR(""),
        .has_granted = true,
        .has_expires = true,
    };
    struct d1_engagement_verdict engagement = sample_quiet();
    struct d1_verdict verdict = sample_verdict(&engagement, 1);
    struct d1_doc *doc;

    waiver.granted = d1_date_from_civil(2026, 2, 1);
    waiver.expires = d1_date_from_civil(2026, 3, 1);
    engagement.waivers = &waiver;
    engagement.waiver_count = 1;
    doc = sample_read("oscal-ar", &verdict);
    expect_text(doc, RESULT "/risks/0/status", "deviation-approved");
    expect_text(doc, RESULT "/risks/0/description", "it takes \\*longer\\*");
    expect_text(doc, RESULT "/risks/0/statement", "S2D-A2 and RSK-002 need not hold.");
    expect_text(doc, RESULT "/risks/0/deadline", "2026-03-01T00:00:00Z");
    expect_text(doc, RESULT "/risks/0/remediations/0/lifecycle", "planned");
    expect_text(doc, RESULT "/risks/0/remediations/0/description", "a weekly call");
    expect_text(doc, RESULT "/risks/0/risk-log/entries/0/start", "2026-02-01T00:00:00Z");
    cr_expect(d1_str_eq(
        d1_node_get_text(item_of(find(doc, "/assessment-results/metadata/parties"), "name", "ana.ruiz"), "uuid"),
        d1_node_text(find(doc, RESULT "/risks/0/risk-log/entries/0/logged-by/0/party-uuid"))));
    d1_doc_free(doc);

    waiver.state = D1_WAIVER_EXPIRED;
    waiver.expires = d1_date_from_civil(9999, 3, 1);
    doc = sample_read("oscal-ar", &verdict);
    expect_text(doc, RESULT "/risks/0/status", "open");
    expect_text(doc, RESULT "/risks/0/deadline", NULL);
    d1_doc_free(doc);
}

/* Of two that are due later and of one that a waiver excuses, the first day that is ahead. */
Test(oscal, an_observation_expires_when_it_would_be_judged_otherwise)
{
    static const struct {
        enum d1_finding_state state;
        const char *due;     /* of the first finding; the other is open until 2026-04-01 */
        const char *waived;  /* last day of its waiver; NULL: it has none */
        const char *expires; /* NULL: it does not */
    } rows[] = {
        {D1_FINDING_OPEN, "2026-03-02", NULL, "2026-03-02T00:00:00Z"},
        {D1_FINDING_OPEN, "2026-05-02", NULL, "2026-04-01T00:00:00Z"},
        {D1_FINDING_WAIVED, "2026-02-01", "2026-03-09", "2026-03-10T00:00:00Z"},
        {D1_FINDING_WAIVED, "2026-02-01", "9999-12-31", "2026-04-01T00:00:00Z"},
        {D1_FINDING_FAIL, "2026-02-01", "2026-03-09", "2026-04-01T00:00:00Z"},
    };
    struct d1_engagement_verdict engagement = sample_engagement();
    struct d1_verdict verdict = sample_verdict(&engagement, 1);
    struct d1_check_result result = {
        .check = &sample_checks[CHECK_RSK_002], .state = D1_STATE_FAIL, .severity = D1_SEVERITY_ERROR, .subjects = 2};
    struct d1_finding findings[2];

    engagement.checks = &result;
    engagement.check_count = 1;
    engagement.findings = findings;
    for (size_t i = 0; i <= sizeof rows / sizeof *rows; i++) {
        struct d1_waiver waiver = {.id = D1_STR("wvr-01"), .has_expires = true};
        struct d1_doc *doc;

        findings[0] = findings[1] = sample_finding(CHECK_RSK_002, "raid.yaml", 1, 1, 2, "a risk");
        findings[0].state = D1_FINDING_OPEN;
        findings[0].has_due = findings[1].has_due = true;
        findings[0].due = d1_date_from_civil(2026, 4, 1);
        engagement.finding_count = 0; /* the last time nothing was found */
        if (i < sizeof rows / sizeof *rows) {
            engagement.finding_count = 2;
            findings[1].state = rows[i].state;
            cr_assert(d1_date_parse(d1_str(rows[i].due), &findings[1].due));
            if (rows[i].waived)
                cr_assert(d1_date_parse(d1_str(rows[i].waived), &waiver.expires));
            findings[1].waiver = rows[i].waived ? &waiver : NULL;
        }
        doc = sample_read("oscal-ar", &verdict);
        expect_text(doc, RESULT "/observations/0/expires", i < sizeof rows / sizeof *rows ? rows[i].expires : NULL);
        d1_doc_free(doc);
    }
}

Test(oscal, parties_are_both_sides_and_who_granted_waivers)
{
    struct d1_engagement_verdict engagement = sample_engagement();
    struct d1_verdict verdict = sample_verdict(&engagement, 1);
    struct d1_doc *doc = sample_read("oscal-ar", &verdict);
    const struct d1_node *parties = find(doc, "/assessment-results/metadata/parties");

    cr_expect(d1_node_is_string(d1_node_get(item_of(parties, "name", "Halden Retail Group"), "type"), "organization"));
    cr_expect(d1_node_is_string(d1_node_get(item_of(parties, "name", "Cloud Professional Services"), "type"),
                                "organization"));
    cr_expect(d1_node_is_string(d1_node_get(item_of(parties, "name", "priya.nair"), "type"), "person"));
    d1_doc_free(doc);
}

/* ---- texts ---- */

Test(oscal, texts_have_no_blanks_at_their_ends_and_names_are_tokens)
{
    struct d1_engagement_verdict engagement = sample_quiet();
    struct d1_verdict verdict = sample_verdict(&engagement, 1);
    struct d1_gate_result gate = {.id = D1_STR("sprint:s 1\xc3\xa9"), .title = D1_STR("t"), .state = D1_GATE_MET};
    struct d1_doc *doc;

    engagement.gates = &gate;
    engagement.gate_count = 1;
    engagement.name = d1_str("  a \n b\xc2\xa0 ");
    engagement.profile = d1_str("  ");
    engagement.title = d1_str("\n");
    doc = sample_read("oscal-ar", &verdict);
    expect_property(find(doc, RESULT), "engagement", "a \\n b\\u00a0");
    cr_expect(
        d1_str_is(d1_node_get_text(item_of(find(doc, RESULT "/props"), "name", "gate"), "class"), "sprint_s_1__"));
    expect_text(doc, RESULT "/props/1/name", "as-of");
    d1_doc_free(doc);
}

Test(oscal, a_run_that_failed_says_so_and_assesses_nothing)
{
    struct d1_notice notice = {.severity = D1_SEVERITY_ERROR, .text = D1_STR("out of memory")};
    struct d1_verdict verdict = {
        .tool = {.version = D1_STR("0.1.0"), .commit = D1_STR("unknown")},
        .notices = &notice,
        .notice_count = 1,
        .exit = D1_EXIT_FAILURE,
    };
    struct d1_doc *doc = sample_read("oscal-ar", &verdict);

    expect_property(find(doc, "/assessment-results/metadata"), "notice", "out of memory");
    expect_property(find(doc, "/assessment-results/metadata"), "exit-status", "3");
    expect_text(doc, RESULT "/title", "Outside of engagements");
    cr_expect_null(find(doc, RESULT "/findings"));
    cr_expect_null(find(doc, RESULT "/observations"));
    d1_doc_free(doc);
}

Test(oscal, is_of_whole_engagements_and_of_years_that_it_can_say)
{
    const struct d1_report_format *format = d1_report_find(d1_str("oscal-ar"));
    struct d1_engagement_verdict engagement = sample_engagement();
    struct d1_report_options options = sample_options();
    struct d1_finding finding = engagement.findings[0];
    struct d1_verdict verdict = sample_verdict(&engagement, 1);

    cr_expect_null(format->refuses(&verdict, &options));
    verdict.asked_owner = d1_str("kim.ode");
    cr_expect_not_null(format->refuses(&verdict, &options));
    verdict = sample_verdict(&engagement, 1);
    verdict.since.asked = true;
    cr_expect_not_null(format->refuses(&verdict, &options));
    verdict.since.asked = false;
    options.created_at = -(int64_t)100 * 366 * 86400;
    cr_expect_not_null(format->refuses(&verdict, &options));
    options = sample_options();
    engagement.as_of = d1_date_from_civil(3000, 1, 1);
    cr_expect_not_null(format->refuses(&verdict, &options));
    engagement = sample_engagement();
    finding.reported = false;
    engagement.findings = &finding;
    engagement.finding_count = 1;
    cr_expect_not_null(format->refuses(&verdict, &options));
}

/* ---- the catalogue ---- */

static struct d1_doc *read(const struct d1_strbuf *out)
{
    struct d1_json_loader *loader;
    struct d1_stream stream = {0};
    struct d1_doc *doc;

    cr_assert_eq(d1_json_loader_new(&loader, NULL), 0);
    cr_assert_eq(d1_json_load(loader, d1_strbuf_view(out), &stream, NULL), 0);
    cr_assert_eq(stream.problems.len, 0);
    doc = d1_stream_take(&stream, 0);
    d1_stream_release(&stream);
    d1_json_loader_free(loader);
    return doc;
}

Test(oscal, a_criterion_is_a_control_its_checks_objectives_and_a_profile_picks)
{
    const struct d1_check *const checks[] = {&sample_checks[CHECK_RSK_002], &sample_checks[CHECK_TEM_005]};
    const struct d1_criterion criteria[] = {
        {.id = D1_STR("S2D-A2"),
         .section = D1_STR("Sales / a"),
         .title = D1_STR("t"),
         .checks = checks,
         .check_count = 2,
         .criterion_class = D1_STR("gating")},
        {.id = D1_STR("KO-1"),
         .section = D1_STR("Kickoff"),
         .title = D1_STR("k"),
         .criterion_class = D1_STR("rolling")},
        {.id = D1_STR("S2D-A3"),
         .section = D1_STR("Sales / a"),
         .title = D1_STR("u"),
         .criterion_class = D1_STR("gating")},
    };
    const struct d1_str gates[] = {D1_STR("s2d-exit")};
    const struct d1_oscal_control controls[] = {
        {.criterion = &criteria[0], .gates = gates, .gate_count = 1, .asked = {true, true, true}},
        {.criterion = &criteria[1], .asked = {false, true, true}},
        {.criterion = &criteria[2], .asked = {true, true, true}},
    };
    const struct d1_oscal_parameter parameters[] = {
        {.check = &sample_checks[CHECK_RSK_002],
         .name = D1_STR("days"),
         .value = D1_STR("14"),
         .in_profile = {D1_STR("30"), D1_STR(""), D1_STR("")}},
        {.check = &sample_checks[CHECK_TEM_005],
         .name = D1_STR("days"),
         .value = D1_STR("14"),
         .in_profile = {D1_STR("30"), D1_STR(""), D1_STR("")}},
    };
    const struct d1_oscal_catalog catalog = {
        .profiles = {"lite", "standard", "regulated"},
        .controls = controls,
        .control_count = 3,
        .parameters = parameters,
        .parameter_count = 2,
        .version = D1_STR("1.0.0"),
        .rules = D1_STR("ab"),
        .guide = D1_STR("guide"),
        .guide_sha256 = D1_STR("cd"),
    };
    struct d1_strbuf out = {0};
    struct d1_doc *doc;

    cr_assert_eq(d1_oscal_write_catalog(&catalog, &out, NULL), 0);
    doc = read(&out);
    expect_text(doc, "/catalog/groups/0/id", "sales-a");
    expect_text(doc, "/catalog/groups/0/controls/0/id", "S2D-A2");
    expect_text(doc, "/catalog/groups/0/controls/1/id", "S2D-A3");
    expect_text(doc, "/catalog/groups/1/controls/0/id", "KO-1");
    expect_text(doc, "/catalog/groups/2/id", NULL);
    expect_text(doc, "/catalog/groups/0/controls/0/parts/0/id", "S2D-A2_smt");
    expect_text(doc, "/catalog/groups/0/controls/0/parts/1/id", "S2D-A2_obj");
    expect_text(doc, "/catalog/groups/0/controls/0/parts/1/parts/0/id", "S2D-A2_obj.RSK-002");
    expect_property(find(doc, "/catalog/groups/0/controls/0/parts/1/parts/0"), "parameter", "days");
    expect_property(find(doc, "/catalog/groups/0/controls/0"), "gate", "s2d-exit");
    expect_text(doc, "/catalog/params/0/values/0", "14");
    expect_text(doc, "/catalog/params/1/id", NULL);
    d1_doc_free(doc);

    d1_strbuf_clear(&out);
    cr_assert_eq(d1_oscal_write_profile(&catalog, 0, &out, NULL), 0);
    doc = read(&out);
    expect_text(doc, "/profile/imports/0/include-controls/0/with-ids/0", "S2D-A2");
    expect_text(doc, "/profile/imports/0/include-controls/0/with-ids/1", "S2D-A3");
    expect_text(doc, "/profile/imports/0/include-controls/0/with-ids/2", NULL);
    expect_text(doc, "/profile/modify/set-parameters/0/param-id", "days");
    expect_text(doc, "/profile/modify/set-parameters/0/values/0", "30");
    expect_text(doc, "/profile/modify/set-parameters/1/param-id", NULL);
    d1_doc_free(doc);

    d1_strbuf_clear(&out);
    cr_assert_eq(d1_oscal_write_profile(&catalog, 1, &out, NULL), 0);
    doc = read(&out);
    cr_expect_null(find(doc, "/profile/modify"));
    d1_doc_free(doc);
    d1_strbuf_release(&out);
}
