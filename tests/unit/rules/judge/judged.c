/* States of checks, criteria and gates over small engagements, with and without a policy. */
#include "unit/rules/scene.h"

Test(verdict, help_is_about_what_was_found)
{
    struct scene scene = {0};
    const struct d1_engagement_verdict *verdict =
        judge(&scene, "2026-02-16", RISKS("    - {id: risk-01, type: threat, status: open, impact: 9}\n"), NULL, NULL);

    cr_expect_str_eq(help_of(verdict, "TEM-001"),
                     "`d1lint new TeamRoster` begins one; `d1lint explain TeamRoster` shows what goes into it.");
    cr_expect_str_eq(help_of(verdict, "SHP-002"),
                     "Look up `impact`: `d1lint explain RaidLog` shows the fields and what each holds.");
    leave(&scene);
    verdict = judge(&scene, "2026-02-16", RISKS("    - {id: risk-01, type: threat}\n"), NULL, NULL);
    cr_expect_str_eq(help_of(verdict, "SHP-002"),
                     "Look up `status`: `d1lint explain RaidLog` shows the fields and what each holds.");
    leave(&scene);
}

Test(verdict, a_failure_is_open_until_its_day)
{
    static const struct {
        const char *as_of;
        enum d1_state state;
        enum d1_finding_state finding;
        enum d1_gate_state gate;
    } rows[] = {
        {"2026-02-15", D1_STATE_NOT_DUE, D1_FINDING_OPEN, D1_GATE_FUTURE},
        {"2026-02-16", D1_STATE_FAIL, D1_FINDING_FAIL, D1_GATE_MISSED},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct scene scene = {0};
        const struct d1_engagement_verdict *verdict = judge(&scene, rows[i].as_of, NULL, NULL, NULL);

        cr_expect_eq(check(verdict, "RSK-001")->state, rows[i].state, "%s", rows[i].as_of);
        cr_expect_eq(findings(verdict, "RSK-001", rows[i].finding), 1, "the demanding check tells it once");
        cr_expect_eq(findings(verdict, "RSK-003", rows[i].finding), 0, "the other checks fail without a word");
        cr_expect_eq(check(verdict, "RSK-003")->state, rows[i].state, "%s", rows[i].as_of);
        cr_expect_eq(gate(verdict, "s2d-exit")->state, rows[i].gate, "%s", rows[i].as_of);
        leave(&scene);
    }
}

static const struct d1_finding *last(const struct d1_engagement_verdict *verdict, const char *id)
{
    for (size_t i = verdict->finding_count; i-- > 0;)
        if (d1_str_is(verdict->findings[i].check->id, id))
            return &verdict->findings[i];
    cr_assert_fail("no finding of %s", id);
    return NULL;
}

Test(verdict, a_finding_tells_whom_to_ask_and_for_how_long_it_fails)
{
    static const struct {
        const char *as_of, *gate;
        const char *owner; /* as it is written; NULL for a risk without one */
        int days;
    } rows[] = {
        {"2026-02-15", NULL, "sven.berg", 0}, {"2026-02-15", "s2d-exit", "sven.berg", 0},
        {"2026-02-16", NULL, "sven.berg", 0}, {"2026-02-26", NULL, "sven.berg", 10},
        {"2026-02-26", NULL, NULL, 10},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct scene scene = {0};
        const struct d1_engagement_verdict *verdict =
            judge(&scene, rows[i].as_of,
                  rows[i].owner ? RISKS("    - {id: risk-01, type: threat, status: open, ownerRef: sven.berg}\n")
                                : RISKS("    - {id: risk-01, type: threat, status: open}\n"),
                  NULL, rows[i].gate);
        const struct d1_finding *finding = last(verdict, "RSK-001");

        cr_expect(d1_str_is(finding->owner, rows[i].owner ? rows[i].owner : ""), "row %zu: " D1_STR_FMT, i,
                  D1_STR_ARG(finding->owner));
        cr_expect_eq(finding->days_overdue, rows[i].days, "row %zu: %d", i, finding->days_overdue);
        leave(&scene);
    }
}

static const struct d1_subject *subject(const struct d1_engagement_verdict *verdict, const char *id, const char *item)
{
    const struct d1_check_result *result = check(verdict, id);

    for (size_t i = 0; i < result->list_count; i++)
        if (strcmp(result->list[i].id, item) == 0)
            return &result->list[i];
    cr_assert_fail("%s has no subject <%s>", id, item);
    return NULL;
}

Test(verdict, every_subject_is_there_with_its_place_and_state)
{
    static const char risks[] = RISKS("    - {id: risk-01, type: threat, status: open}\n"
                                      "    - {id: risk-02, type: threat, status: closed}\n");
    static const struct {
        const char *as_of;
        enum d1_subject_state state;
    } rows[] = {{"2026-02-15", D1_SUBJECT_OPEN}, {"2026-02-16", D1_SUBJECT_FAIL}};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct scene scene = {0};
        const struct d1_engagement_verdict *verdict = judge(&scene, rows[i].as_of, risks, NULL, NULL);
        const struct d1_subject *first = subject(verdict, "RSK-001", "risk-01");

        cr_expect_eq(first->state, rows[i].state, "%s", rows[i].as_of);
        cr_expect_eq(first->line, 6);
        cr_expect_eq(first->column, 7);
        cr_expect_str_eq(scene.judged.engagement->artifacts.items[first->artifact]->path, "more.yaml");
        cr_expect_eq(subject(verdict, "SHP-002", "")->state, D1_SUBJECT_PASS);
        leave(&scene);
    }
}

Test(verdict, states_of_subjects_add_up)
{
    static const char *const more[] = {
        RISKS("    - {id: risk-01, type: threat, status: open, probability: high}\n"
              "    - {id: risk-02, type: threat, status: open, probability: 2}\n"),
        "apiVersion: d1d/v1\nkind: RaidLog\nmetadata: {name: [}\n",
    };

    for (size_t i = 0; i < sizeof more / sizeof *more; i++) {
        struct scene scene = {0};
        const struct d1_engagement_verdict *verdict = judge(&scene, "2026-03-09", more[i], NULL, NULL);
        size_t listed = 0;

        for (size_t k = 0; k < verdict->check_count; k++) {
            const struct d1_check_result *result = &verdict->checks[k];
            size_t by_state[D1_SUBJECT_STATES] = {0}, judged = 0;

            for (size_t s = 0; s < result->list_count; s++)
                by_state[result->list[s].state]++;
            cr_expect_arr_eq(by_state, result->by_state, sizeof by_state, D1_STR_FMT, D1_STR_ARG(result->check->id));
            for (unsigned s = 0; s < D1_SUBJECT_STATES; s++)
                judged += s == D1_SUBJECT_NOT_APPLICABLE ? 0 : result->by_state[s];
            if (!d1_str_is(result->check->id, "GTE-001"))
                cr_expect_eq(judged, result->subjects, D1_STR_FMT, D1_STR_ARG(result->check->id));
            listed += result->list_count;
        }
        cr_expect_gt(listed, 10);
        leave(&scene);
    }
}

Test(verdict, a_gate_asked_for_is_judged_as_if_due_today)
{
    struct scene scene = {0};
    const struct d1_engagement_verdict *verdict = judge(&scene, "2026-02-10", NULL, NULL, "s2d-exit");

    cr_expect_eq(gate(verdict, "s2d-exit")->state, D1_GATE_MISSED);
    cr_expect(gate(verdict, "s2d-exit")->asked);
    cr_expect_eq(gate(verdict, "kickoff")->state, D1_GATE_FUTURE, "later gates stay as they are");
    leave(&scene);
}

Test(verdict, what_is_not_required_does_not_apply)
{
    struct scene scene = {0};
    const struct d1_engagement_verdict *verdict = judge(&scene, "2026-02-16", NULL, NULL, NULL);

    cr_expect_eq(check(verdict, "TEM-002")->state, D1_STATE_NOT_APPLICABLE, "lite needs no MeetingRecord");
    cr_expect_gt(check(verdict, "TEM-002")->reason.len, 0);
    leave(&scene);
}

Test(verdict, every_check_of_the_catalogue_is_built)
{
    struct scene scene = {0};
    const struct d1_engagement_verdict *verdict = judge(&scene, "2026-03-09", NULL, NULL, NULL);

    cr_expect_gt(verdict->check_count, 200);
    for (size_t i = 0; i < verdict->check_count; i++)
        cr_expect(verdict->checks[i].check->built, D1_STR_FMT, D1_STR_ARG(verdict->checks[i].check->id));
    for (size_t i = 0; i < verdict->gate_count; i++)
        cr_expect_eq(verdict->gates[i].not_built, 0, D1_STR_FMT, D1_STR_ARG(verdict->gates[i].id));
    leave(&scene);
}

Test(verdict, an_invalid_item_leaves_its_checks_undecided_for_it_alone)
{
    static const char risks[] = RISKS("    - {id: risk-01, type: threat, status: open, probability: high}\n"
                                      "    - {id: risk-02, type: threat, status: open, probability: 2}\n");
    struct scene scene = {0};
    const struct d1_engagement_verdict *verdict = judge(&scene, "2026-02-16", risks, NULL, NULL);

    cr_expect_eq(findings(verdict, "SHP-002", D1_FINDING_FAIL), 1);
    cr_expect_eq(check(verdict, "RSK-005")->state, D1_STATE_INDETERMINATE);
    cr_expect_eq(check(verdict, "RSK-001")->state, D1_STATE_FAIL, "the other risk is incomplete for certain");
    leave(&scene);
}

Test(verdict, an_unreadable_artifact_never_lets_a_criterion_pass_or_fail)
{
    static const char broken[] = "apiVersion: d1d/v1\nkind: RaidLog\nmetadata: {name: [}\n";
    struct scene scene = {0};
    const struct d1_engagement_verdict *verdict = judge(&scene, "2026-02-16", broken, NULL, NULL);

    cr_expect_eq(findings(verdict, "SHP-001", D1_FINDING_FAIL), 1);
    cr_expect_eq(findings(verdict, "RSK-001", D1_FINDING_FAIL), 0, "there may be risks in it");
    cr_expect_eq(check(verdict, "RSK-001")->state, D1_STATE_INDETERMINATE);
    cr_expect_eq(criterion(verdict, "S2D-O5")->state, D1_STATE_INDETERMINATE);
    leave(&scene);
}

Test(verdict, a_policy_changes_severities_parameters_and_dates_and_lists_it)
{
    static const char policy[] = POLICY("  severity: {RSK-001: warning, COM-001: \"off\"}\n"
                                        "  parameters: {riskReviewDays: 30, pulseDays: 42}\n"
                                        "  gates: {s2d-exit: {due: \"2026-02-20\"}}\n");
    struct scene scene = {0};
    const struct d1_engagement_verdict *verdict = judge(&scene, "2026-02-20", NULL, policy, NULL);

    cr_expect_eq(check(verdict, "RSK-001")->severity, D1_SEVERITY_WARNING);
    cr_expect_eq(check(verdict, "COM-001")->state, D1_STATE_NOT_APPLICABLE);
    cr_expect_eq(criterion(verdict, "S2D-C3")->state, D1_STATE_INDETERMINATE, "no waiver says why it is off");
    cr_expect_eq(gate(verdict, "s2d-exit")->due, day("2026-02-20"));
    cr_expect_eq(verdict->change_count, 4, "%zu changes", verdict->change_count);
    for (size_t i = 0; i < verdict->change_count; i++)
        cr_expect(verdict->changes[i].relaxes, D1_STR_FMT, D1_STR_ARG(verdict->changes[i].name));
    cr_expect_eq(findings(verdict, "SHP-002", D1_FINDING_FAIL), 0, "pulseDays belongs to a check to come");
    leave(&scene);
}

Test(verdict, an_unknown_name_in_a_policy_is_a_finding)
{
    static const struct {
        const char *policy, *message;
    } rows[] = {
        {POLICY("  severity: {RSK-100: note}\n"), "there is no check `RSK-100`"},
        {POLICY("  severity: {RSk-001: note}\n"), "there is no check `RSk-001`; did you mean `RSK-001`?"},
        {POLICY("  parameters: {riskReviewDay: 7}\n"), "there is no parameter `riskReviewDay`; did you mean"},
        {POLICY("  gates: {s2dexit: {due: \"2026-02-20\"}}\n"), "there is no gate `s2dexit`"},
        {POLICY("  parameters: {minRisks: many}\n"), "`minRisks` must be"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct scene scene = {0};
        const struct d1_engagement_verdict *verdict = judge(&scene, "2026-02-10", NULL, rows[i].policy, NULL);
        bool found = false;

        for (size_t j = 0; j < verdict->finding_count; j++)
            found = found || (d1_str_is(verdict->findings[j].check->id, "SHP-002") &&
                              d1_str_starts(verdict->findings[j].message, rows[i].message));
        cr_expect(found, "%s", rows[i].message);
        cr_expect_eq(verdict->change_count, 0, "what is wrong does as if it were not there: %s", rows[i].message);
        leave(&scene);
    }
}

/* The dates are 2026-02-06 for opened, 2026-02-16 for s2d-exit, 2026-03-02 for kickoff, 2026-06-12 for close. */
Test(verdict, a_cancelled_engagement_has_no_later_gates)
{
    static const struct {
        const char *name, *to, *gate;
        enum d1_gate_state opened, s2d_exit, kickoff, close;
        enum d1_state kick_off_criterion;
    } rows[] = {
        {"called off before the kickoff", "\"2026-06-12\", cancelled: \"2026-02-20\"}\n  lifecycle: cancelled", NULL,
         D1_GATE_MISSED, D1_GATE_MISSED, D1_GATE_NOT_APPLICABLE, D1_GATE_NOT_APPLICABLE, D1_STATE_NOT_APPLICABLE},
        {"the same, and the gate is asked for", "\"2026-06-12\", cancelled: \"2026-02-20\"}\n  lifecycle: cancelled",
         "kickoff", D1_GATE_MISSED, D1_GATE_MISSED, D1_GATE_NOT_APPLICABLE, D1_GATE_NOT_APPLICABLE,
         D1_STATE_NOT_APPLICABLE},
        {"on the day of a gate", "\"2026-06-12\", cancelled: \"2026-02-16\"}\n  lifecycle: cancelled", NULL,
         D1_GATE_MISSED, D1_GATE_MISSED, D1_GATE_NOT_APPLICABLE, D1_GATE_NOT_APPLICABLE, D1_STATE_NOT_APPLICABLE},
        {"on the day before a gate", "\"2026-06-12\", cancelled: \"2026-02-15\"}\n  lifecycle: cancelled", NULL,
         D1_GATE_MISSED, D1_GATE_NOT_APPLICABLE, D1_GATE_NOT_APPLICABLE, D1_GATE_NOT_APPLICABLE,
         D1_STATE_NOT_APPLICABLE},
        {"nobody says when", "\"2026-06-12\"}\n  lifecycle: cancelled", NULL, D1_GATE_MISSED, D1_GATE_MISSED,
         D1_GATE_FUTURE, D1_GATE_FUTURE, D1_STATE_NOT_DUE},
        {"the lifecycle goes on", "\"2026-06-12\", cancelled: \"2026-02-20\"}\n  lifecycle: s2d", NULL, D1_GATE_MISSED,
         D1_GATE_MISSED, D1_GATE_FUTURE, D1_GATE_FUTURE, D1_STATE_NOT_DUE},
        {"it was closed all the same",
         "\"2026-06-12\", actualEnd: \"2026-02-20\", cancelled: \"2026-02-20\"}\n  lifecycle: cancelled", NULL,
         D1_GATE_MISSED, D1_GATE_MISSED, D1_GATE_NOT_APPLICABLE, D1_GATE_MISSED, D1_STATE_NOT_APPLICABLE},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct scene scene = {0};
        const struct d1_engagement_verdict *verdict = judge_changed(
            &scene, "2026-02-25", "\"2026-06-12\"}\n  lifecycle: s2d", rows[i].to, NULL, NULL, rows[i].gate);

        cr_expect_eq(gate(verdict, "opened")->state, rows[i].opened, "%s: opened", rows[i].name);
        cr_expect_eq(gate(verdict, "s2d-exit")->state, rows[i].s2d_exit, "%s: s2d-exit", rows[i].name);
        cr_expect_eq(gate(verdict, "kickoff")->state, rows[i].kickoff, "%s: kickoff", rows[i].name);
        cr_expect_eq(gate(verdict, "close")->state, rows[i].close, "%s: close is %s", rows[i].name,
                     d1_gate_state_name(gate(verdict, "close")->state));
        cr_expect_eq(criterion(verdict, "SI-C1")->state, rows[i].kick_off_criterion, "%s: SI-C1", rows[i].name);
        if (rows[i].kickoff == D1_GATE_NOT_APPLICABLE)
            cr_expect(d1_str_starts(gate(verdict, "kickoff")->reason, "cancelled on 2026-02-"), "%s", rows[i].name);
        leave(&scene);
    }
}

/* A risk is to be reviewed every 14 days; that nobody did so after the end is no failure, that nobody did before is. */
Test(verdict, what_rolls_rests_as_it_was_on_the_last_day)
{
    static const struct {
        const char *name, *to, *reviewed;
        enum d1_state state;
    } rows[] = {
        {"while it runs", "\"2026-06-12\"}\n  lifecycle: s2d", "2026-02-16", D1_STATE_FAIL},
        {"cancelled in time", "\"2026-06-12\", cancelled: \"2026-03-02\"}\n  lifecycle: cancelled", "2026-02-16",
         D1_STATE_PASS},
        {"cancelled after the lapse", "\"2026-06-12\", cancelled: \"2026-03-03\"}\n  lifecycle: cancelled",
         "2026-02-16", D1_STATE_FAIL},
        {"ended in time", "\"2026-06-12\", actualEnd: \"2026-03-02\"}\n  lifecycle: closed", "2026-02-16",
         D1_STATE_PASS},
        {"ended after the lapse", "\"2026-06-12\", actualEnd: \"2026-03-03\"}\n  lifecycle: closed", "2026-02-16",
         D1_STATE_FAIL},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct scene scene = {0};
        struct d1_strbuf raid = {0};
        const struct d1_engagement_verdict *verdict;

        d1_strbuf_printf(&raid,
                         RISKS("    - {id: risk-01, type: threat, status: open, identified: \"2026-02-01\", "
                               "lastReviewed: \"%s\"}\n"),
                         rows[i].reviewed);
        verdict =
            judge_changed(&scene, "2026-04-20", "\"2026-06-12\"}\n  lifecycle: s2d", rows[i].to, raid.ptr, NULL, NULL);
        cr_expect_eq(check(verdict, "RSK-003")->state, rows[i].state, "%s: %s", rows[i].name,
                     d1_state_name(check(verdict, "RSK-003")->state));
        cr_expect_eq(verdict->as_of, day("2026-04-20"), "%s", rows[i].name);
        d1_strbuf_release(&raid);
        leave(&scene);
    }
}

/* Subjects of TRL-002, a note, are due at the gates opened and close, those of TEM-003 at sprint0-exit or all along. */
Test(verdict, a_check_with_several_gates_decides_like_any_other)
{
    static const struct {
        const char *crm;
        enum d1_state state;
    } rows[] = {{"", D1_STATE_FAIL}, {"  crm: {opportunityId: a, href: \"https://crm.example/a\"}\n", D1_STATE_PASS}};
    struct scene scene = {0};
    const struct d1_engagement_verdict *verdict;
    bool found = false;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char lifecycle[256];

        snprintf(lifecycle, sizeof lifecycle, "  lifecycle: s2d\n%s", rows[i].crm);
        verdict = judge_changed(&scene, "2026-02-10", "  lifecycle: s2d\n", lifecycle, NULL, NULL, NULL);
        cr_expect_eq(criterion(verdict, "TR-P4")->state, rows[i].state, "%s", rows[i].crm);
        leave(&scene);
    }
    verdict = judge_changed(&scene, "2026-03-02", "profile: lite", "profile: standard", NULL, NULL, NULL);
    for (size_t i = 0; i < criterion(verdict, "S0-A1")->failing_count; i++)
        found = found || d1_str_is(criterion(verdict, "S0-A1")->failing[i]->id, "TEM-003");
    cr_expect(found, "a check without what it needs fails its criteria, though another one says what is missing");
    leave(&scene);
}

/* A team that forgot to say where it is has not missed a gate by that. */
Test(verdict, a_lifecycle_that_lags_misses_no_gate)
{
    static const struct {
        const char *as_of, *state;
        enum d1_gate_state opened;
    } rows[] = {
        {"2026-03-20", "lifecycle: s2d", D1_GATE_MET},
        {"2026-03-20", "lifecycle: sprint0", D1_GATE_MET},
        {"2026-02-10", "lifecycle: closing", D1_GATE_MET},
        {"2026-02-10", "lifecycle: closed", D1_GATE_MISSED},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct scene scene = {0};
        const struct d1_engagement_verdict *verdict =
            judge_changed(&scene, rows[i].as_of, "lifecycle: s2d", rows[i].state, NULL,
                          POLICY("  severity: {ENG-002: note}\n"), NULL);

        cr_expect_eq(findings(verdict, "ENG-001", D1_FINDING_FAIL), 1, "%s", rows[i].state);
        cr_expect_eq(gate(verdict, "opened")->state, rows[i].opened, "%s: %s", rows[i].state,
                     d1_gate_state_name(gate(verdict, "opened")->state));
        leave(&scene);
    }
}

Test(verdict, fingerprints_survive_moved_lines_and_differ_between_twins)
{
    static const char first[] = RISKS("    - {id: risk-01, type: threat, status: open, ownerRef: nobody}\n");
    static const char moved[] = RISKS("    # a comment\n\n    - {id: risk-09, type: threat, status: open}\n"
                                      "    - {id: risk-01, type: threat, status: open, ownerRef: nobody}\n");
    char prints[2][33] = {"", ""};

    for (int i = 0; i < 2; i++) {
        struct scene scene = {0};
        const struct d1_engagement_verdict *verdict = judge(&scene, "2026-02-16", i ? moved : first, NULL, NULL);

        for (size_t j = 0; j < verdict->finding_count; j++) {
            for (size_t k = 0; k < j; k++)
                cr_expect_str_neq(verdict->findings[j].fingerprint, verdict->findings[k].fingerprint);
            if (d1_str_is(verdict->findings[j].check->id, "REF-001"))
                memcpy(prints[i], verdict->findings[j].fingerprint, 33);
        }
        leave(&scene);
    }
    cr_expect_eq(strlen(prints[0]), 32);
    cr_expect_str_eq(prints[0], prints[1]);
}

Test(verdict, each_allocation_may_fail)
{
    static const char risks[] = RISKS("    - {id: risk-01, type: threat, status: open, probability: 5, impact: 5}\n");
    struct d1_ruleset *ruleset = NULL;
    struct fixture fixture;
    struct fixture_file files[] = {{"engagement.yaml", ENGAGEMENT_FILE}, {"more.yaml", risks}};
    struct d1_judge_options options = {.as_of = {.kind = D1_AS_OF_DATE, .date = day("2026-02-16")}};
    int result = D1_ERR_MEMORY;

    cr_assert_eq(d1_ruleset_load(&ruleset, NULL, NULL), 0);
    cr_assert_eq(d1_ruleset_compile(ruleset, NULL), 0);
    options.ruleset = ruleset;
    fixture_load(&fixture, files, 2);
    fixture_sort(&fixture);
    for (long n = 0; result != 0 && n < 20000; n++) {
        struct d1_judged judged = {.engagement = fixture.workspace.engagements.items[0]};

        d1_alloc_fail_after(n);
        result = d1_judged_make(&judged, &options, NULL);
        d1_alloc_fail_after(-1);
        d1_judged_release(&judged);
        cr_expect(result == 0 || result == D1_ERR_MEMORY, "n=%ld: %d", n, result);
    }
    cr_expect_eq(result, 0);
    fixture_release(&fixture);
    d1_ruleset_free(ruleset);
}

/* ---- gates of items ---- */

#define SPRINT(number, start, end)                                                                                     \
    "---\napiVersion: d1d/v1\nkind: Sprint\nmetadata: {name: sprint-" number "}\nspec:\n"                              \
    "  {id: spr-" number ", goal: Orders, start: \"" start "\", end: \"" end                                           \
    "\", capacityPersonDays: 9, committed: 9, "                                                                        \
    "planned: \"" start "\", completed: 9, goalMet: true, review: {date: \"" end "\", attendees: [lea.moor]}}\n"
#define RETROSPECTIVE(number, date)                                                                                    \
    "---\napiVersion: d1d/v1\nkind: Retrospective\nmetadata: {name: retro-" number "}\n"                               \
    "spec: {sprintRefs: [spr-" number "], date: \"" date "\", noActionReason: Nothing}\n"
#define ROSTER                                                                                                         \
    "---\napiVersion: d1d/v1\nkind: TeamRoster\nmetadata: {name: people}\n"                                            \
    "spec: {people: [{id: lea.moor, name: Lea, org: halden}]}\n"
#define MILESTONE(fields)                                                                                              \
    "apiVersion: d1d/v1\nkind: MilestonePlan\nmetadata: {name: plan}\n"                                                \
    "spec: {milestones: [{id: ms-01, title: Ready, baseline: \"2026-03-16\"" fields "}]}\n"

/* The message of the first finding of a check that speaks of something, or NULL. */
static const char *message_about(const struct d1_engagement_verdict *verdict, const char *id, const char *about)
{
    for (size_t i = 0; i < verdict->finding_count; i++)
        if (d1_str_is(verdict->findings[i].check->id, id) && strstr(verdict->findings[i].message.ptr, about))
            return verdict->findings[i].message.ptr;
    return NULL;
}

/* The second one ended on a Friday, and nobody has looked back upon it. */
static const char two_sprints[] = SPRINT("01", "2026-03-03", "2026-03-13") SPRINT("02", "2026-03-16", "2026-03-27")
    RETROSPECTIVE("01", "2026-03-13") ROSTER;

Test(verdict, what_is_found_for_one_item_misses_no_gate_of_another)
{
    struct scene scene = {0};
    const struct d1_engagement_verdict *verdict = judge(&scene, "2026-04-02", two_sprints, NULL, NULL);

    cr_expect_eq(check(verdict, "SPR-005")->state, D1_STATE_FAIL);
    cr_expect_eq(gate(verdict, "sprint:spr-01")->state, D1_GATE_MET);
    cr_expect_eq(gate(verdict, "sprint:spr-02")->state, D1_GATE_MISSED);
    cr_expect_eq(gate(verdict, "sprint:spr-02")->failed_findings, 2, "its retrospective and its stand-ups");
    cr_expect(message_about(verdict, "GTE-001", "sprint:spr-02"));
    cr_expect_not(message_about(verdict, "GTE-001", "sprint:spr-01"));
    leave(&scene);
    verdict = judge(&scene, "2026-04-01", two_sprints, NULL, NULL);
    cr_expect_eq(check(verdict, "SPR-005")->state, D1_STATE_NOT_DUE, "the last day is the team's");
    cr_expect_eq(gate(verdict, "sprint:spr-02")->state, D1_GATE_FUTURE);
    leave(&scene);
}

Test(verdict, a_gate_of_items_comes_before_its_day_only_when_it_is_asked_for)
{
    struct scene scene = {0};
    const struct d1_engagement_verdict *verdict = judge(&scene, "2026-04-01", two_sprints, NULL, "close");

    cr_expect_eq(check(verdict, "SPR-005")->failed, 0, "the close does not bring the end of a sprint forward");
    cr_expect_eq(gate(verdict, "sprint:spr-02")->state, D1_GATE_FUTURE);
    leave(&scene);
    verdict = judge(&scene, "2026-04-01", two_sprints, NULL, "sprint");
    cr_expect_eq(check(verdict, "SPR-005")->failed, 1);
    cr_expect_eq(gate(verdict, "sprint:spr-02")->state, D1_GATE_MISSED);
    leave(&scene);
}

Test(verdict, a_kind_is_missing_from_its_own_day_on)
{
    struct scene scene = {0};
    const struct d1_engagement_verdict *verdict =
        judge_changed(&scene, "2026-03-04", "profile: lite", "profile: standard", NULL, NULL, NULL);

    cr_expect_eq(check(verdict, "SPR-001")->state, D1_STATE_NOT_DUE);
    cr_expect_not(message_about(verdict, "SPR-001", "Sprint"), "an event is not announced");
    cr_expect_eq(check(verdict, "SPR-004")->state, D1_STATE_NOT_DUE);
    leave(&scene);
    verdict = judge_changed(&scene, "2026-03-05", "profile: lite", "profile: standard", NULL, NULL, NULL);
    cr_expect_eq(check(verdict, "SPR-001")->state, D1_STATE_FAIL);
    cr_expect(message_about(verdict, "SPR-001", "there is no Sprint"));
    cr_expect_eq(check(verdict, "SPR-001")->failed, 1);
    cr_expect_eq(check(verdict, "SPR-004")->state, D1_STATE_FAIL, "what needs it fails with it");
    cr_expect_not(message_about(verdict, "SPR-004", ""));
    cr_expect_eq(check(verdict, "RTR-001")->state, D1_STATE_NOT_DUE, "no sprint has ended");
    leave(&scene);
}

Test(verdict, a_kind_that_nothing_applicable_demands_is_not_required)
{
    struct scene scene = {0};
    const struct d1_engagement_verdict *verdict = judge_changed(
        &scene, "2026-04-15", "profile: lite", "profile: standard\n  applicability: {agile: false}", NULL, NULL, NULL);

    cr_expect_eq(check(verdict, "SPR-001")->state, D1_STATE_NOT_APPLICABLE);
    cr_expect_eq(check(verdict, "RTR-001")->state, D1_STATE_NOT_APPLICABLE);
    leave(&scene);
}

Test(verdict, a_milestone_that_has_not_come_about_is_not_met)
{
    struct scene scene = {0};
    const struct d1_engagement_verdict *verdict = judge(&scene, "2026-03-20", MILESTONE(""), NULL, NULL);

    cr_expect_eq(gate(verdict, "milestone:ms-01")->state, D1_GATE_FUTURE);
    leave(&scene);
    verdict = judge(&scene, "2026-03-25", MILESTONE(""), NULL, NULL);
    cr_expect_eq(gate(verdict, "milestone:ms-01")->state, D1_GATE_MISSED);
    cr_expect(message_about(verdict, "GTE-001", "ms-01 has no `actual` date"));
    leave(&scene);
    verdict = judge(&scene, "2026-03-25", MILESTONE(", actual: \"2026-03-16\""), NULL, NULL);
    cr_expect_eq(gate(verdict, "milestone:ms-01")->state, D1_GATE_MET, "it needs no review, and came in time");
    leave(&scene);
}
