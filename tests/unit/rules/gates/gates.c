/* Gates with instances, and engagements that do not run from start to end. */
#include "unit/rules/scene.h"

#define SPRINT(id, end)                                                                                                \
    "apiVersion: d1d/v1\nkind: Sprint\nmetadata: {name: " id "}\nspec: {id: " id ", end: \"" end "\"}\n"
/* So that of a sprint nothing is asked but by the rules of a test. */
#define NOT_AGILE "applicability: {agile: false, reason: Small}\n  lifecycle: s2d"

static const struct d1_gate_result *find_gate(const struct d1_engagement_verdict *verdict, const char *id)
{
    for (size_t i = 0; i < verdict->gate_count; i++)
        if (d1_str_is(verdict->gates[i].id, id))
            return &verdict->gates[i];
    return NULL;
}

static const char *message_of(const struct d1_engagement_verdict *verdict, const char *check_id, const char *gate_id)
{
    for (size_t i = 0; i < verdict->finding_count; i++)
        if (d1_str_is(verdict->findings[i].check->id, check_id) && d1_str_is(verdict->findings[i].gate, gate_id))
            return verdict->findings[i].message.ptr;
    return "";
}

/* ---- instances ---- */

/* 2026-03-13 is a Friday, 2026-03-18 a Wednesday: three working days on, and the day after. */
Test(gates, a_sprint_that_was_not_broken_off_has_a_gate_whose_day_goes_by_the_policy)
{
    static const char sprints[] = SPRINT("spr-01", "2026-03-13") "---\n" SPRINT(
        "spr-02",
        "2026-03-27") "---\n"
                      "apiVersion: d1d/v1\nkind: Sprint\nmetadata: {name: spr-03}\n"
                      "spec: {id: spr-03, end: \"2026-04-10\", cancelled: {date: \"2026-04-01\", reason: Fire}}\n";
    static const struct {
        const char *policy, *due;
    } rows[] = {
        {NULL, "2026-03-19"},
        {POLICY("  parameters: {retroBusinessDays: 1}\n"), "2026-03-17"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct scene scene = {0};
        const struct d1_engagement_verdict *verdict = judge(&scene, "2026-04-20", sprints, rows[i].policy, NULL);

        cr_expect_eq(gate(verdict, "sprint:spr-01")->due, day(rows[i].due), "%s", rows[i].due);
        cr_expect_not_null(find_gate(verdict, "sprint:spr-02"));
        cr_expect_null(find_gate(verdict, "sprint:spr-03"), "it was broken off");
        cr_expect_eq(verdict->change_count, i, "a changed parameter is listed");
        leave(&scene);
    }
}

/* Nobody has to guess whether a criterion that is not listed was forgotten. */
Test(gates, a_criterion_of_whose_gates_there_is_none_says_so)
{
    static const char *const sprints[] = {"", SPRINT("spr-01", "2026-03-13")};

    for (size_t i = 0; i < sizeof sprints / sizeof *sprints; i++) {
        struct scene scene = {0};
        const struct d1_engagement_verdict *verdict = judge(&scene, "2026-04-20", sprints[i], NULL, NULL);
        size_t absent = 0, judged = 0;

        for (size_t k = 0; k < verdict->criterion_count; k++) {
            const struct d1_criterion_result *result = &verdict->criteria[k];

            absent += d1_str_is(result->gate, "sprint") && result->state == D1_STATE_NOT_APPLICABLE &&
                      d1_str_is(result->reason, "there is no sprint");
            judged += d1_str_is(result->gate, "sprint:spr-01");
        }
        cr_expect_eq(absent > 0, i == 0, "%zu", absent);
        cr_expect_eq(judged > 0, i == 1, "%zu", judged);
        leave(&scene);
    }
}

Test(gates, a_sprint_that_ends_after_the_engagement_did_has_no_gate)
{
    static const char sprints[] = SPRINT("spr-01", "2026-03-13") "---\n" SPRINT("spr-02", "2026-03-27");
    struct scene scene = {0};
    const struct d1_engagement_verdict *verdict =
        judge_changed(&scene, "2026-04-20", "\"2026-06-12\"}\n  lifecycle: s2d",
                      "\"2026-06-12\", actualEnd: \"2026-03-20\"}\n  lifecycle: closed", sprints, NULL, NULL);

    cr_expect_not_null(find_gate(verdict, "sprint:spr-01"));
    cr_expect_null(find_gate(verdict, "sprint:spr-02"));
    leave(&scene);
}

Test(gates, a_milestone_that_was_not_reached_misses_its_gate)
{
    static const char plan[] = "apiVersion: d1d/v1\nkind: MilestonePlan\nmetadata: {name: plan}\nspec:\n  milestones:\n"
                               "    - {id: ms-01, baseline: \"2026-03-13\", actual: \"2026-03-13\"}\n"
                               "    - {id: ms-02, baseline: \"2026-03-13\", forecast: \"2026-03-16\"}\n"
                               "    - {id: ms-03, baseline: \"2026-05-15\"}\n";
    static const struct {
        const char *as_of, *asked;
        enum d1_gate_state second, third;
    } rows[] = {
        {"2026-03-23", NULL, D1_GATE_FUTURE, D1_GATE_FUTURE},
        {"2026-03-24", NULL, D1_GATE_MISSED, D1_GATE_FUTURE},
        {"2026-03-24", "milestone:ms-03", D1_GATE_MISSED, D1_GATE_MISSED},
        {"2026-03-23", "milestone:ms-03", D1_GATE_FUTURE, D1_GATE_MISSED},
        {"2026-03-23", "milestone", D1_GATE_MISSED, D1_GATE_MISSED},
        {"2026-03-23", "close", D1_GATE_FUTURE, D1_GATE_FUTURE},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct scene scene = {0};
        const struct d1_engagement_verdict *verdict = judge(&scene, rows[i].as_of, plan, NULL, rows[i].asked);

        cr_expect_eq(gate(verdict, "milestone:ms-01")->due, day("2026-03-21"));
        cr_expect_eq(gate(verdict, "milestone:ms-02")->due, day("2026-03-24"), "its forecast counts");
        cr_expect_neq(gate(verdict, "milestone:ms-01")->state, D1_GATE_MISSED, "%zu", i);
        cr_expect_eq(gate(verdict, "milestone:ms-02")->state, rows[i].second, "%zu: %s", i,
                     d1_gate_state_name(gate(verdict, "milestone:ms-02")->state));
        cr_expect_eq(gate(verdict, "milestone:ms-03")->state, rows[i].third, "%zu: %s", i,
                     d1_gate_state_name(gate(verdict, "milestone:ms-03")->state));
        if (rows[i].second == D1_GATE_MISSED)
            cr_expect(strstr(message_of(verdict, "GTE-001", "milestone:ms-02"), "no `actual` date"));
        leave(&scene);
    }
}

#define CONTRACT                                                                                                       \
    "apiVersion: d1d/v1\nkind: StatementOfWork\nmetadata: {name: sow}\nspec:\n"                                        \
    "  acceptance: {reviewPeriodBusinessDays: 10}\n  deliverables: [{id: del-01, title: Zone}]\n---\n"
#define REGISTER(submitted)                                                                                            \
    "apiVersion: d1d/v1\nkind: DeliverableRegister\nmetadata: {name: deliverables}\nspec:\n"                           \
    "  items: [{deliverableRef: del-01, status: submitted, submitted: " submitted "}]\n---\n"
#define RECORD(name, spec)                                                                                             \
    "apiVersion: d1d/v1\nkind: AcceptanceRecord\nmetadata: {name: " name "}\n"                                         \
    "spec: {deliverableRef: del-01, " spec "}\n"

Test(gates, each_submission_has_a_gate)
{
    static const struct {
        const char *name, *documents, *id, *due;
    } rows[] = {
        {"the day after its review", CONTRACT REGISTER("{date: \"2026-03-02\", version: \"1.0\"}"),
         "deliverable:del-01@1.0", "2026-03-17"},
        {"the day after its decision, if that is earlier",
         CONTRACT REGISTER("{date: \"2026-03-02\", version: \"1.0\"}")
             RECORD("a", "version: \"1.0\", submitted: \"2026-03-02\", decisionDate: \"2026-03-05\""),
         "deliverable:del-01@1.0", "2026-03-06"},
        {"but not later than its review",
         CONTRACT REGISTER("{date: \"2026-03-02\", version: \"1.0\"}")
             RECORD("a", "version: \"1.0\", submitted: \"2026-03-02\", decisionDate: \"2026-03-30\""),
         "deliverable:del-01@1.0", "2026-03-17"},
        {"one that only a record still shows",
         CONTRACT REGISTER("{date: \"2026-03-02\", version: \"2.0\"}")
             RECORD("a", "version: \"1.0\", submitted: \"2026-02-16\", decisionDate: \"2026-02-20\""),
         "deliverable:del-01@1.0", "2026-02-21"},
        {"to be submitted later", CONTRACT REGISTER("{date: \"2026-04-21\", version: \"1.0\"}"),
         "deliverable:del-01@1.0", NULL},
        {"to be decided later",
         CONTRACT REGISTER("{date: \"2026-04-16\", version: \"1.0\"}")
             RECORD("a", "version: \"1.0\", submitted: \"2026-04-16\", decisionDate: \"2026-04-21\""),
         "deliverable:del-01@1.0", "2026-05-01"},
        {"nothing was submitted", CONTRACT, "deliverable:del-01@1.0", NULL},
        {"without a date", CONTRACT REGISTER("{version: \"1.0\"}"), "deliverable:del-01@1.0", NULL},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct scene scene = {0};
        const struct d1_engagement_verdict *verdict = judge(&scene, "2026-04-20", rows[i].documents, NULL, NULL);
        const struct d1_gate_result *found = find_gate(verdict, rows[i].id);

        cr_expect_eq(found != NULL, rows[i].due != NULL, "%s", rows[i].name);
        if (found && rows[i].due)
            cr_expect_eq(found->due, day(rows[i].due), "%s", rows[i].name);
        leave(&scene);
    }
}

/* The older one is due later, since nobody decided on it. */
Test(gates, a_deliverable_alone_means_its_newest_submission)
{
    static const char documents[] = CONTRACT REGISTER("{date: \"2026-03-03\", version: \"2.0\"}")
        RECORD("a", "version: \"1.0\", submitted: \"2026-03-02\"") "---\n" RECORD(
            "b", "version: \"2.0\", submitted: \"2026-03-03\", decisionDate: \"2026-03-04\"");
    static const struct {
        const char *asked;
        bool old, new;
    } rows[] = {
        {"deliverable:del-01", false, true},
        {"deliverable:del-01@1.0", true, false},
        {"deliverable:del-01@2.0", false, true},
        {"deliverable", true, true},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct scene scene = {0};
        const struct d1_engagement_verdict *verdict = judge(&scene, "2026-04-20", documents, NULL, rows[i].asked);

        cr_expect_eq(gate(verdict, "deliverable:del-01@1.0")->asked, rows[i].old, "%s", rows[i].asked);
        cr_expect_eq(gate(verdict, "deliverable:del-01@2.0")->asked, rows[i].new, "%s", rows[i].asked);
        leave(&scene);
    }
}

/* What is wrong with the record of one version is no matter of the version after it, nor the other way round. */
Test(gates, a_record_counts_at_the_gate_of_its_own_version)
{
#define WHOLE "criteria: [{criterion: a, met: false, comment: \"Fails\"}], reworkDue: \"2026-05-20\""
    static const struct {
        const char *first, *second;
        enum d1_gate_state old, new;
    } rows[] = {
        {RECORD("a", "version: \"1.0\", submitted: \"2026-02-16\", decision: rejected, decisionDate: \"2026-02-20\""),
         RECORD(
             "b",
             "version: \"2.0\", submitted: \"2026-03-03\", decision: rejected, decisionDate: \"2026-03-04\", " WHOLE),
         D1_GATE_MISSED, D1_GATE_MET},
        {RECORD(
             "a",
             "version: \"1.0\", submitted: \"2026-02-16\", decision: rejected, decisionDate: \"2026-02-20\", " WHOLE),
         RECORD("b", "version: \"2.0\", submitted: \"2026-03-03\", decision: rejected, decisionDate: \"2026-03-04\""),
         D1_GATE_MET, D1_GATE_MISSED},
    };
#undef WHOLE

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct scene scene = {0};
        struct d1_strbuf documents = {0};
        const struct d1_engagement_verdict *verdict;

        d1_strbuf_printf(&documents, "%s%s---\n%s", CONTRACT, rows[i].first, rows[i].second);
        verdict = judge(&scene, "2026-04-20", documents.ptr, NULL, NULL);
        cr_expect_eq(gate(verdict, "deliverable:del-01@1.0")->state, rows[i].old, "%zu: %s", i,
                     d1_gate_state_name(gate(verdict, "deliverable:del-01@1.0")->state));
        cr_expect_eq(gate(verdict, "deliverable:del-01@2.0")->state, rows[i].new, "%zu: %s", i,
                     d1_gate_state_name(gate(verdict, "deliverable:del-01@2.0")->state));
        leave(&scene);
        d1_strbuf_release(&documents);
    }
}

/* ---- past its end ---- */

Test(gates, an_engagement_past_its_end_misses_the_close_by_that_alone)
{
    static const struct {
        const char *as_of, *dates, *asked;
        enum d1_gate_state close, post_close;
        const char *message;
    } rows[] = {
        {"2026-06-11", "", NULL, D1_GATE_FUTURE, D1_GATE_FUTURE, ""},
        {"2026-06-12", "", NULL, D1_GATE_FUTURE, D1_GATE_FUTURE, ""},
        {"2026-06-13", "", NULL, D1_GATE_MISSED, D1_GATE_FUTURE,
         "gate close, due on 2026-06-12, is missed: the engagement runs past its end"},
        {"2026-08-30", "", NULL, D1_GATE_MISSED, D1_GATE_FUTURE,
         "gate close, due on 2026-06-12, is missed: the engagement runs past its end"},
        {"2026-06-13", "", "close", D1_GATE_MISSED, D1_GATE_FUTURE, "CT-K2"},
        {"2026-08-30", ", actualEnd: \"2026-06-12\"", NULL, D1_GATE_MISSED, D1_GATE_MISSED, "CT-K2"},
    };
    /* A hand-over to operations among people of whom nobody is of operations: HND-005 fails, due at the close. */
    static const char handover[] = "apiVersion: d1d/v1\nkind: Handover\nmetadata: {name: d2o}\nspec: {type: d2o, "
                                   "giverRefs: [nobody], receiverRefs: [nobody]}\n---\n"
                                   "apiVersion: d1d/v1\nkind: Handover\nmetadata: {name: d2s}\nspec: {type: d2s, "
                                   "giverRefs: [nobody], receiverRefs: [nobody]}\n---\n"
                                   "apiVersion: d1d/v1\nkind: TeamRoster\nmetadata: {name: team}\nspec: {people: []}\n";

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct scene scene = {0};
        struct d1_strbuf dates = {0};
        const struct d1_engagement_verdict *verdict;

        d1_strbuf_printf(&dates, "targetEnd: \"2026-06-12\"%s}", rows[i].dates);
        verdict = judge_changed(&scene, rows[i].as_of, "targetEnd: \"2026-06-12\"}", dates.ptr, handover, NULL,
                                rows[i].asked);
        cr_expect_eq(gate(verdict, "close")->state, rows[i].close, "%zu: %s", i,
                     d1_gate_state_name(gate(verdict, "close")->state));
        cr_expect_eq(gate(verdict, "post-close")->state, rows[i].post_close, "%zu: %s", i,
                     d1_gate_state_name(gate(verdict, "post-close")->state));
        cr_expect(strstr(message_of(verdict, "GTE-001", "close"), rows[i].message), "%zu: %s", i,
                  message_of(verdict, "GTE-001", "close"));
        if (!rows[i].dates[0] && !rows[i].asked)
            cr_expect_eq(findings(verdict, "HND-005", D1_FINDING_FAIL), 0, "%zu: what is due at the close is open", i);
        d1_strbuf_release(&dates);
        leave(&scene);
    }
}

/* ---- adopted late ---- */

Test(gates, what_was_due_before_the_adoption_is_not_asked_for)
{
    static const char risks[] = RISKS("    - {id: risk-01, type: threat, status: open, identified: \"2026-02-01\"}\n");
    struct scene scene = {0};
    const struct d1_engagement_verdict *verdict =
        judge(&scene, "2026-03-20", risks, POLICY("  adopted: \"2026-02-17\"\n"), NULL);

    cr_expect_eq(gate(verdict, "opened")->state, D1_GATE_NOT_APPLICABLE);
    cr_expect_eq(gate(verdict, "s2d-exit")->state, D1_GATE_NOT_APPLICABLE);
    cr_expect(d1_str_is(gate(verdict, "s2d-exit")->reason, "before adoption on 2026-02-17"));
    cr_expect_eq(check(verdict, "OUT-001")->state, D1_STATE_NOT_APPLICABLE, "it is due at that gate alone");
    cr_expect_eq(criterion(verdict, "S2D-A3")->state, D1_STATE_NOT_APPLICABLE);
    cr_expect_eq(check(verdict, "RSK-003")->state, D1_STATE_FAIL, "what is judged all the time is judged as ever");
    cr_expect_neq(check(verdict, "RSK-002")->state, D1_STATE_NOT_APPLICABLE, "also from a gate on that is past");
    cr_expect_eq(verdict->change_count, 1);
    cr_expect(verdict->changes[0].relaxes && d1_str_is(verdict->changes[0].what, "adopted"));
    leave(&scene);
    verdict = judge(&scene, "2026-03-20", risks, POLICY("  adopted: \"2026-02-16\"\n"), NULL);
    cr_expect_eq(gate(verdict, "s2d-exit")->state, D1_GATE_MISSED, "on its own day it is asked for");
    leave(&scene);
}

Test(gates, a_policy_that_is_adopted_later_than_today_is_refused)
{
    static const char policy[] = POLICY("  adopted: \"2026-03-21\"\n  severity: {RSK-001: note}\n");
    struct scene scene = {0};
    const struct d1_engagement_verdict *verdict = judge(&scene, "2026-03-20", NULL, policy, NULL);

    cr_expect_eq(verdict->change_count, 0, "nothing of it counts");
    cr_expect_eq(check(verdict, "RSK-001")->severity, D1_SEVERITY_ERROR);
    cr_expect_eq(gate(verdict, "s2d-exit")->state, D1_GATE_MISSED);
    cr_expect(d1_str_is(verdict->policy, "default, since LintPolicy/policy is refused"));
    cr_expect(d1_str_starts(d1_str(message_of(verdict, "SHP-002", "always")), "`adopted` is 2026-03-21, after"));
    leave(&scene);
    verdict = judge(&scene, "2026-03-21", NULL, policy, NULL);
    cr_expect_eq(verdict->change_count, 2, "on the day itself it counts");
    leave(&scene);
}

/* ---- the essential level ---- */

/* STK-002 is not essential, STK-001 is; S2D-A2 has both. */
Test(gates, at_the_essential_level_the_other_checks_are_notes_that_decide_nothing)
{
    static const char register_file[] =
        "apiVersion: d1d/v1\nkind: StakeholderRegister\nmetadata: {name: stakeholders}\nspec:\n"
        "  items: [{personRef: marta.ruiz}]\n---\n"
        "apiVersion: d1d/v1\nkind: TeamRoster\nmetadata: {name: team}\nspec: {people: [{id: marta.ruiz, name: Marta, "
        "org: halden, roles: [executiveSponsor]}]}\n";
    static const struct {
        const char *policy;
        enum d1_severity severity;
        bool named;
    } rows[] = {
        {POLICY("  level: full\n"), D1_SEVERITY_ERROR, true},
        {POLICY("  level: essential\n"), D1_SEVERITY_NOTE, false},
        {POLICY("  level: essential\n  severity: {STK-002: error}\n"), D1_SEVERITY_NOTE, false},
        {POLICY("  level: essential\n  severity: {STK-002: \"off\"}\n"), D1_SEVERITY_OFF, false},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct scene scene = {0};
        const struct d1_engagement_verdict *verdict = judge(&scene, "2026-02-16", register_file, rows[i].policy, NULL);
        const struct d1_criterion_result *result = criterion(verdict, "S2D-A2");
        bool named = false;

        for (size_t k = 0; k < result->failing_count; k++)
            named = named || d1_str_is(result->failing[k]->id, "STK-002");
        cr_expect_eq(check(verdict, "STK-002")->severity, rows[i].severity, "%zu", i);
        cr_expect_eq(result->state, D1_STATE_FAIL, "%zu: STK-001 fails it", i);
        cr_expect_eq(named, rows[i].named, "%zu", i);
        cr_expect_eq(verdict->change_count, i ? 1 + (size_t)(i == 3) : 0, "%zu: %zu", i, verdict->change_count);
        leave(&scene);
    }
}

/* ---- what counts at a gate ---- */

#define RULE(name, due, assert)                                                                                        \
    "---\napiVersion: d1lint/v1\nkind: Rule\nmetadata: {name: " name "}\nspec:\n  title: Title\n  severity: error\n"   \
    "  due: " due "\n  assert: \"" assert "\"\n  message: Message\n  help: Help.\n  why: Why.\n"                       \
    "  examples:\n    - {name: it fails, expect: [{at: RaidLog/risks#risk-01}]}\n    - {name: holds, expect: "         \
    "[]}\n"
#define CATALOGUE(criteria)                                                                                            \
    "---\napiVersion: d1lint/v1\nkind: CriterionCatalog\nmetadata: {name: own}\nspec:\n  version: \"1.0.0\"\n"         \
    "  source: {name: Own, digest: {sha256: "                                                                          \
    "\"0000000000000000000000000000000000000000000000000000000000000000\"}}\n  criteria:\n" criteria
#define CRITERION(id, class, gate, checks)                                                                             \
    "    - {id: " id ", section: Own, title: Own, phase: s2d, class: " class ", gates: [" gate "], checks: [" checks   \
                                                                             "]}\n"

/* PMO-902 rolls, PMO-903 does so from the gate on, and PMO-904 is due at a later one; PMO-901 holds. */
Test(gates, what_is_judged_all_the_time_counts_up_to_the_day_of_a_gate)
{
    static const char own[] = RULE("PMO-901", "s2d-exit", "true") RULE("PMO-902", "rolling", "false")
        RULE("PMO-903", "[s2d-exit, rolling]", "false") RULE("PMO-904", "kickoff", "false")
            RULE("PMO-905", "always", "false")
                CATALOGUE(CRITERION("PMO-1", "gating", "s2d-exit", "PMO-901, PMO-902")
                              CRITERION("PMO-2", "gating", "s2d-exit", "PMO-903")
                                  CRITERION("PMO-3", "gating", "s2d-exit", "PMO-902")
                                      CRITERION("PMO-4", "gating", "s2d-exit", "PMO-901, PMO-904")
                                          CRITERION("PMO-5", "rolling", "s2d-exit", "PMO-901, PMO-902")
                                              CRITERION("PMO-6", "rolling", "s2d-exit", "PMO-901, PMO-904")
                                                  CRITERION("PMO-7", "gating", "s2d-exit", "PMO-905")
                                                      CRITERION("PMO-8", "rolling", "rolling", "PMO-901, PMO-904"));
    static const struct {
        const char *criterion, *sentence;
        enum d1_state before, on, after, kickoff; /* 2026-02-15, 16 and 17, and 2026-03-03 */
    } rows[] = {
        {"PMO-1", "what rolls counts on the day of the gate for the last time", D1_STATE_NOT_DUE, D1_STATE_FAIL,
         D1_STATE_PASS, D1_STATE_PASS},
        {"PMO-2", "what rolls from the gate on counts while it fails", D1_STATE_NOT_DUE, D1_STATE_FAIL, D1_STATE_FAIL,
         D1_STATE_FAIL},
        {"PMO-3", "then none is left", D1_STATE_NOT_DUE, D1_STATE_FAIL, D1_STATE_NOT_APPLICABLE,
         D1_STATE_NOT_APPLICABLE},
        {"PMO-4", "what is due at a later gate never counts", D1_STATE_PASS, D1_STATE_PASS, D1_STATE_PASS,
         D1_STATE_PASS},
        {"PMO-5", "in a rolling criterion it counts as it is", D1_STATE_NOT_DUE, D1_STATE_FAIL, D1_STATE_FAIL,
         D1_STATE_FAIL},
        {"PMO-6", "and each check from its own day on", D1_STATE_PASS, D1_STATE_PASS, D1_STATE_PASS, D1_STATE_FAIL},
        {"PMO-7", "what is due at once counts at every gate", D1_STATE_NOT_DUE, D1_STATE_FAIL, D1_STATE_FAIL,
         D1_STATE_FAIL},
        {"PMO-8", "so it does where there is no gate", D1_STATE_PASS, D1_STATE_PASS, D1_STATE_PASS, D1_STATE_FAIL},
    };
    static const char *const days[] = {"2026-02-15", "2026-02-16", "2026-02-17", "2026-03-03"};

    for (size_t d = 0; d < sizeof days / sizeof *days; d++) {
        struct scene scene = {.own = own};
        const struct d1_engagement_verdict *verdict = judge(&scene, days[d], NULL, NULL, NULL);

        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
            const enum d1_state wanted[] = {rows[i].before, rows[i].on, rows[i].after, rows[i].kickoff};
            enum d1_state state = criterion(verdict, rows[i].criterion)->state;

            cr_expect_eq(state, wanted[d], "%s, %s: %s", rows[i].sentence, days[d], d1_state_name(state));
        }
        leave(&scene);
    }
}

/* What rolls rests with the end on 2026-06-12, or goes on to post-close on 2026-07-12. */
Test(gates, some_of_what_is_judged_all_the_time_goes_on_behind_the_close)
{
    static const char own[] = RULE("PMO-901", "rolling", "today <= date('2026-07-10')")
        RULE("PMO-902", "rolling\n  until: post-close", "today <= date('2026-07-10')")
            RULE("PMO-903", "rolling\n  until: post-close", "today <= date('2026-07-12')");
    struct scene scene = {.own = own};
    const struct d1_engagement_verdict *verdict =
        judge_changed(&scene, "2026-08-30", "\"2026-06-12\"}\n  lifecycle: s2d",
                      "\"2026-06-12\", actualEnd: \"2026-06-12\"}\n  lifecycle: closed", NULL, NULL, NULL);

    cr_expect_eq(check(verdict, "PMO-901")->state, D1_STATE_PASS);
    cr_expect_eq(check(verdict, "PMO-902")->state, D1_STATE_FAIL);
    cr_expect_eq(check(verdict, "PMO-903")->state, D1_STATE_PASS, "and rests with that gate");
    leave(&scene);
}

/* PMO-902 is due once for each sprint; PMO-903 asks for nothing of a gate of its own. */
Test(gates, an_instance_looks_at_what_belongs_to_it)
{
    static const char own[] = RULE(
        "PMO-901", "s2d-exit",
        "true") "---\napiVersion: d1lint/v1\nkind: Rule\nmetadata: {name: PMO-902}\nspec:\n  title: Title\n  severity: "
                "error\n"
                "  due: {gate: sprint, of: it.id}\n  each: items.Sprint\n  assert: it.id == 'spr-01'\n  message: "
                "Message\n"
                "  help: Help.\n  why: Why.\n  examples:\n    - {name: it fails, expect: [{at: Sprint/a#spr-01}]}\n"
                "    - {name: holds, expect: []}\n" CATALOGUE(CRITERION("PMO-1", "gating", "sprint", "PMO-902"));
    static const char sprints[] = SPRINT("spr-01", "2026-03-13") "---\n" SPRINT("spr-02", "2026-03-16");
    struct scene scene = {.own = own};
    const struct d1_engagement_verdict *verdict =
        judge_changed(&scene, "2026-03-20", "lifecycle: s2d", NOT_AGILE, sprints, NULL, NULL);
    size_t passed = 0, failed = 0;

    for (size_t i = 0; i < verdict->criterion_count; i++) {
        if (!d1_str_is(verdict->criteria[i].criterion->id, "PMO-1"))
            continue;
        passed += verdict->criteria[i].state == D1_STATE_PASS && d1_str_is(verdict->criteria[i].gate, "sprint:spr-01");
        failed += verdict->criteria[i].state == D1_STATE_FAIL && d1_str_is(verdict->criteria[i].gate, "sprint:spr-02");
    }
    cr_expect_eq(passed, 1);
    cr_expect_eq(failed, 1);
    cr_expect_eq(gate(verdict, "sprint:spr-01")->state, D1_GATE_MET, "the other sprint's failure is not its own");
    cr_expect_eq(gate(verdict, "sprint:spr-02")->state, D1_GATE_MISSED);
    cr_expect_str_eq(message_of(verdict, "GTE-001", "sprint:spr-02"),
                     "gate sprint:spr-02, due on 2026-03-20, is missed: PMO-1 does not hold (Own)",
                     "the check of a criterion that fails is not named beside it");
    leave(&scene);
}

Test(gates, with_a_strict_order_later_gates_wait_for_a_missed_one_and_others_of_its_kind_do_not)
{
    static const char sprints[] = SPRINT("spr-01", "2026-03-13") "---\n" SPRINT("spr-02", "2026-03-16");
    static const char own[] = RULE(
        "PMO-901", "s2d-exit",
        "true") "---\napiVersion: d1lint/v1\nkind: Rule\nmetadata: {name: PMO-902}\nspec:\n  title: Title\n  severity: "
                "error\n"
                "  due: {gate: sprint, of: it.id}\n  each: items.Sprint\n  assert: it.id == 'spr-02'\n  message: "
                "Message\n"
                "  help: Help.\n  why: Why.\n  examples:\n    - {name: it fails, expect: [{at: Sprint/a#spr-01}]}\n"
                "    - {name: holds, expect: []}\n";
    struct scene scene = {.own = own};
    const struct d1_engagement_verdict *verdict =
        judge_changed(&scene, "2026-03-20", "lifecycle: s2d", NOT_AGILE, sprints,
                      POLICY("  strictOrder: true\n  adopted: \"2026-03-15\"\n"), NULL);

    cr_expect_eq(gate(verdict, "sprint:spr-01")->state, D1_GATE_MISSED);
    cr_expect_eq(gate(verdict, "sprint:spr-02")->state, D1_GATE_MET);
    cr_expect_eq(gate(verdict, "close")->state, D1_GATE_BLOCKED);
    cr_expect_eq(gate(verdict, "opened")->state, D1_GATE_NOT_APPLICABLE, "not before adoption");
    leave(&scene);
}

/* ---- what integrity errors cast doubt on ---- */

Test(gates, an_error_in_an_item_counts_where_items_of_its_type_are_read)
{
    static const struct {
        const char *name, *document, *criterion;
        bool doubted;
    } rows[] = {
        {"a risk, for what reads risks", RISKS("    - {id: risk-01, type: threat, status: open, impact: 9}\n"),
         "S2D-O5", true},
        {"a risk, for what reads stakeholders", RISKS("    - {id: risk-01, type: threat, status: open, impact: 9}\n"),
         "S2D-C2", false},
        {"a decision, for what reads risks",
         "apiVersion: d1d/v1\nkind: RaidLog\nmetadata: {name: raid}\nspec:\n  decisions: [{id: dec-01, chosen: 5}]\n",
         "S2D-O5", false},
        {"the document itself, for what needs it",
         "apiVersion: d1d/v1\nkind: RaidLog\nmetadata: {name: raid}\nspec:\n  hazards: []\n", "S2D-O5", true},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct scene scene = {0};
        const struct d1_engagement_verdict *verdict = judge(&scene, "2026-02-16", rows[i].document, NULL, NULL);
        const struct d1_criterion_result *result = criterion(verdict, rows[i].criterion);
        bool doubted = false;

        cr_assert_eq(findings(verdict, "SHP-002", D1_FINDING_FAIL), 1, "%s", rows[i].name);
        for (size_t k = 0; k < result->failing_count; k++)
            doubted = doubted || d1_str_is(result->failing[k]->id, "SHP-002");
        cr_expect_eq(doubted, rows[i].doubted, "%s", rows[i].name);
        leave(&scene);
    }
}
