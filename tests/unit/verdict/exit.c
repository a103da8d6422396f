/* The exit status that a verdict stands for, and when a gate counts as met. */
#include <criterion/criterion.h>

#include "verdict/verdict.h"

/* One engagement with one finding, one check and one gate that was asked for. */
struct scene {
    struct d1_finding finding;
    struct d1_check_result check;
    struct d1_gate_result gate;
    struct d1_engagement_verdict engagement;
    struct d1_notice notice;
    struct d1_verdict verdict;
};

static void enter(struct scene *scene)
{
    *scene = (struct scene){.check = {.state = D1_STATE_PASS, .severity = D1_SEVERITY_ERROR}};
    scene->engagement = (struct d1_engagement_verdict){
        .findings = &scene->finding, .checks = &scene->check, .check_count = 1, .gates = &scene->gate, .gate_count = 1};
    scene->verdict = (struct d1_verdict){.engagements = &scene->engagement,
                                         .engagement_count = 1,
                                         .notices = &scene->notice,
                                         .fail_on = D1_SEVERITY_ERROR};
}

Test(verdict_exit, a_finding_that_is_due_and_weighs_enough_fails_the_run)
{
    static const struct {
        const char *name;
        enum d1_finding_state state;
        enum d1_severity severity, fail_on;
        bool reported;
        enum d1_exit exit;
    } rows[] = {
        {"an error", D1_FINDING_FAIL, D1_SEVERITY_ERROR, D1_SEVERITY_ERROR, true, D1_EXIT_FINDINGS},
        {"a warning", D1_FINDING_FAIL, D1_SEVERITY_WARNING, D1_SEVERITY_ERROR, true, D1_EXIT_OK},
        {"a warning, when asked", D1_FINDING_FAIL, D1_SEVERITY_WARNING, D1_SEVERITY_WARNING, true, D1_EXIT_FINDINGS},
        {"an error to do", D1_FINDING_OPEN, D1_SEVERITY_ERROR, D1_SEVERITY_ERROR, true, D1_EXIT_OK},
        {"an error unknown", D1_FINDING_INDETERMINATE, D1_SEVERITY_ERROR, D1_SEVERITY_ERROR, true, D1_EXIT_FINDINGS},
        {"an error elsewhere", D1_FINDING_FAIL, D1_SEVERITY_ERROR, D1_SEVERITY_ERROR, false, D1_EXIT_OK},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct scene scene;

        enter(&scene);
        scene.finding =
            (struct d1_finding){.state = rows[i].state, .severity = rows[i].severity, .reported = rows[i].reported};
        scene.engagement.finding_count = 1;
        scene.verdict.fail_on = rows[i].fail_on;
        cr_expect_eq(d1_verdict_exit(&scene.verdict), rows[i].exit, "%s", rows[i].name);
    }
}

Test(verdict_exit, what_is_unknown_fails_the_run_unless_paths_were_asked_for)
{
    struct scene scene;

    enter(&scene);
    cr_expect_eq(d1_verdict_exit(&scene.verdict), D1_EXIT_OK);
    scene.check.state = D1_STATE_INDETERMINATE;
    cr_expect_eq(d1_verdict_exit(&scene.verdict), D1_EXIT_FINDINGS);
    scene.verdict.by_paths = true;
    cr_expect_eq(d1_verdict_exit(&scene.verdict), D1_EXIT_OK);
    scene.verdict.by_paths = false;
    scene.verdict.asked_owner = d1_str("kim.ode");
    cr_expect_eq(d1_verdict_exit(&scene.verdict), D1_EXIT_OK, "nobody owns a check");
    scene.verdict.notice_count = 1;
    scene.notice.severity = D1_SEVERITY_WARNING;
    cr_expect_eq(d1_verdict_exit(&scene.verdict), D1_EXIT_OK);
    scene.notice.severity = D1_SEVERITY_ERROR;
    cr_expect_eq(d1_verdict_exit(&scene.verdict), D1_EXIT_FAILURE, "the run is incomplete");
}

/* Whether a gate is met is the whole answer when it was asked for; a state is met, unmet or neither. */
Test(verdict_exit, a_gate_that_was_asked_for_decides_alone)
{
    static const struct {
        enum d1_gate_state state;
        bool met, unmet;
    } rows[] = {
        {D1_GATE_FUTURE, false, false},  {D1_GATE_MET, true, false},
        {D1_GATE_MET_LATE, true, false}, {D1_GATE_MET_WITH_WAIVERS, true, false},
        {D1_GATE_MISSED, false, true},   {D1_GATE_UNDECIDED, false, true},
        {D1_GATE_BLOCKED, false, true},  {D1_GATE_NOT_APPLICABLE, false, false},
    };
    struct scene scene;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        enter(&scene);
        scene.gate = (struct d1_gate_result){.state = rows[i].state, .asked = true};
        scene.verdict.asked_gate = d1_str("kickoff");
        scene.finding = (struct d1_finding){.state = D1_FINDING_FAIL, .severity = D1_SEVERITY_ERROR, .reported = true};
        scene.engagement.finding_count = 1;
        cr_expect_eq(d1_gate_state_is_met(rows[i].state), rows[i].met, "%s", d1_gate_state_name(rows[i].state));
        cr_expect_eq(d1_gate_state_is_unmet(rows[i].state), rows[i].unmet, "%s", d1_gate_state_name(rows[i].state));
        cr_expect_eq(d1_verdict_exit(&scene.verdict), rows[i].met ? D1_EXIT_OK : D1_EXIT_FINDINGS, "%s",
                     d1_gate_state_name(rows[i].state));
    }
    scene.gate = (struct d1_gate_result){.state = D1_GATE_MET};
    cr_expect_eq(d1_verdict_exit(&scene.verdict), D1_EXIT_FINDINGS, "an engagement without the gate does not meet it");
    scene.verdict.engagement_count = 0;
    cr_expect_eq(d1_verdict_exit(&scene.verdict), D1_EXIT_FINDINGS, "nor does none");
}

/* With --since what was there before decides nothing. */
Test(verdict_exit, what_was_there_before_does_not_fail_a_run_that_asks_for_what_is_new)
{
    struct scene scene;

    enter(&scene);
    scene.finding =
        (struct d1_finding){.severity = D1_SEVERITY_ERROR, .reported = true, .baseline = D1_BASELINE_UNCHANGED};
    scene.engagement.finding_count = 1;
    cr_expect_eq(d1_verdict_exit(&scene.verdict), D1_EXIT_OK);
    cr_expect_eq(d1_verdict_older(&scene.verdict), 1);
    scene.finding.baseline = D1_BASELINE_NEW;
    cr_expect_eq(d1_verdict_exit(&scene.verdict), D1_EXIT_FINDINGS);
    cr_expect_eq(d1_verdict_older(&scene.verdict), 0);

    enter(&scene);
    scene.check = (struct d1_check_result){
        .state = D1_STATE_INDETERMINATE, .severity = D1_SEVERITY_ERROR, .baseline = D1_BASELINE_UNCHANGED};
    cr_expect_eq(d1_verdict_exit(&scene.verdict), D1_EXIT_OK, "the check was in doubt before");
    scene.check.baseline = D1_BASELINE_NEW;
    cr_expect_eq(d1_verdict_exit(&scene.verdict), D1_EXIT_FINDINGS, "the change put it in doubt");
}
