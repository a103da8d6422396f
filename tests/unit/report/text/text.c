/* The report for people: what it says, in which order, and what it leaves unsaid. */
#include "unit/report/text/said.h"

static const char whole[] =
    "context.yaml:23:11: error CTX-003: cmt-02 is mapped to nothing\n"
    "   |\n"
    "23 |     - id: cmt-02\n"
    "   |           ^^^^^^\n"
    "   = help: Map the commitment to a deliverable, obligation, outcome or risk.\n"
    "\n"
    "context.yaml:27:11: error CTX-003: cmt-03 is mapped to nothing\n"
    "   |\n"
    "27 |     - id: cmt-03\n"
    "   |           ^^^^^^\n"
    "\n"
    "raid.yaml:12:17: error RSK-002: risk-01 scores 16, but is accepted\n"
    "   |\n"
    "12 |       strategy: accept\n"
    "   |                 ^^^^^^\n"
    "   = see: risks/old.yaml:4:9: first defined here\n"
    "   = help: Choose a strategy other than `accept`.\n"
    "\n"
    "stakeholders.yaml: error STK-002 (indeterminate): stakeholders.yaml cannot be read\n"
    "\n"
    "stakeholders.yaml:9:18: warning STK-003: marta.ruiz has no relationship owner\n"
    "  |\n"
    "9 |       personRef: marta.ruiz\n"
    "  |                  ^^^^\n"
    "\n"
    "CTX-003: 17 more findings are counted, but not shown\n"
    "\n"
    "1 still to do for kickoff, 2026-03-02: `--todo` lists them\n"
    "1 still to do for baseline, 2026-03-09\n"
    "\n"
    "gates\n"
    "  opened    met late          2026-02-06  3 days late\n"
    "  s2d-exit  missed            2026-02-16  1 of 4 criteria hold, 2 fail, 1 indeterminate, 4 findings, met before\n"
    "    S2D-A1   fail           customer history review (CTX-003)\n"
    "    S2D-A2   indeterminate  stakeholder mapping (STK-002, STK-003)\n"
    "    S2D-A4   fail           risk assessment (RSK-002)\n"
    "    hold: S2D-C3\n"
    "  kickoff   future            2026-03-02  1 to do, 2 checks not built\n"
    "  close     not applicable    -\n"
    "  rolling                                 0 of 1 criteria hold\n"
    "    MI-Q3    fail           risk monitoring (RSK-002)\n"
    "\n"
    "the policy relaxes 1 check: LintPolicy/policy (policy.yaml)\n"
    "  policy.yaml:7:5: severity STK-004: warning, now off (relaxes)\n"
    "  parameter riskReviewDays: 14, now 7\n"
    "\n"
    "scores (0 to 100: the weight of the criteria that hold among those that are due; `d1lint explain score`)\n"
    "  s2d        25 (20 without waivers)  1 of 4 due criteria hold, 2 gating ones fail, 1 is indeterminate\n"
    "  all        25  1 of 6 due criteria hold, 2 gating ones fail, 2 others do, 1 is indeterminate\n"
    "\n"
    "note: kind Sprint is known by name only\n"
    "\n"
    "4 errors, 1 warning, 1 of them indeterminate, in 12 artifacts of halden-orders, as of 2026-02-16 (today in "
    "Europe/Dublin)\n";

Test(text, a_whole_report)
{
    struct d1_engagement_verdict engagement = sample_engagement();
    struct d1_verdict verdict = sample_verdict(&engagement, 1);
    struct d1_strbuf out = write_text(&verdict);

    expect(&out, "whole", whole);
}

Test(text, todo_lists_what_is_open_with_the_next_gate_first)
{
    struct d1_engagement_verdict engagement = sample_engagement();
    struct d1_verdict verdict = sample_verdict(&engagement, 1);
    struct d1_report_options options = sample_options();
    struct d1_strbuf out;

    options.todo = true;
    out = sample_write("text", &verdict, &options);
    cr_expect(contains(&out, "1 still to do for kickoff, 2026-03-02 (in 14 days):\n"
                             "  engagement.yaml:4:9: to do CHA-001: there is no ProjectCharter\n"
                             "\n"
                             "1 still to do for baseline, 2026-03-09 (in 21 days):\n"
                             "  engagement.yaml:4:9: to do CHA-001: there is no baseline\n"
                             "\n"
                             "gates\n"),
              "%s", out.ptr);
    cr_expect_not(contains(&out, "--todo"));
    d1_strbuf_release(&out);
}

Test(text, what_is_open_for_many_gates_is_counted_for_the_next_ones)
{
    struct d1_engagement_verdict engagement = sample_engagement();
    struct d1_verdict verdict = sample_verdict(&engagement, 1);
    struct d1_finding open[7];
    struct d1_strbuf out;

    for (size_t i = 0; i < 7; i++) {
        open[i] = engagement.findings[5];
        open[i].due = d1_date_from_civil(2026, 3, 20 - (int)(i / 2));
        open[i].gate = d1_str(i / 2 == 3 ? "a" : i / 2 == 2 ? "b" : i / 2 == 1 ? "c" : "d");
    }
    engagement.findings = open;
    engagement.finding_count = 7;
    out = write_text(&verdict);
    cr_expect(contains(&out, "1 still to do for a, 2026-03-17: `--todo` lists them\n"
                             "2 still to do for b, 2026-03-18\n"
                             "2 still to do for c, 2026-03-19\n"
                             "2 still to do later\n"
                             "\n"),
              "%s", out.ptr);
    d1_strbuf_release(&out);
}

Test(text, nothing_to_say_is_one_line)
{
    struct d1_engagement_verdict engagement = sample_quiet();
    struct d1_verdict verdict = sample_verdict(&engagement, 1);
    struct d1_strbuf out;

    verdict.notice_count = 0;
    out = write_text(&verdict);
    expect(&out, "quiet",
           "no findings in 3 artifacts of clean, as of 2026-02-16 (--as-of); next gate kickoff, 2026-03-02\n");
}

Test(text, several_engagements_have_headers_and_quiet_ones_are_counted)
{
    struct d1_engagement_verdict engagements[] = {sample_quiet(), sample_engagement()};
    struct d1_verdict verdict = sample_verdict(engagements, 2);
    struct d1_strbuf out = write_text(&verdict);

    cr_expect(begins(&out, "halden-orders: Order platform migration, Halden Retail Group\n"
                           "as of 2026-02-16 (today in Europe/Dublin)\n"
                           "\n"
                           "context.yaml:23:11: error CTX-003"),
              "%s", out.ptr);
    cr_expect(contains(&out,
                       "\n4 errors, 1 warning, 1 of them indeterminate, in 15 artifacts of 2 engagements, of which 1 "
                       "has nothing to report\n"),
              "%s", out.ptr);
    d1_strbuf_release(&out);
}

Test(text, one_date_for_all_engagements_stands_in_the_totals)
{
    struct d1_engagement_verdict engagements[] = {sample_quiet(), sample_quiet()};
    struct d1_verdict verdict = sample_verdict(engagements, 2);
    struct d1_strbuf out;

    verdict.notice_count = 0;
    out = write_text(&verdict);
    expect(
        &out, "two quiet ones",
        "no findings in 6 artifacts of 2 engagements, of which 2 have nothing to report, as of 2026-02-16 (--as-of)\n");
}

Test(text, findings_of_no_engagement_are_shown)
{
    struct d1_engagement_verdict engagements[] = {sample_quiet(), sample_quiet()};
    struct d1_verdict verdict = sample_verdict(engagements, 2);
    struct d1_finding loose = sample_finding(CHECK_SHP_001, "x.yaml", 3, 1, 2, "duplicate key");
    struct d1_strbuf out;

    verdict.loose = &loose;
    verdict.loose_count = 1;
    out = write_text(&verdict);
    cr_expect(begins(&out, "in no engagement\n\nx.yaml:3:1: error SHP-001: duplicate key\n\n"), "%s", out.ptr);
    cr_expect(contains(&out, "\n1 error in 6 artifacts of 2 engagements"));
    d1_strbuf_release(&out);
}

Test(text, a_run_without_engagement_says_what_it_found)
{
    struct d1_verdict verdict = sample_verdict(NULL, 0);
    struct d1_strbuf out;

    verdict.notice_count = 0;
    out = write_text(&verdict);
    expect(&out, "none", "no findings in 0 artifacts\n");
}

Test(text, a_run_that_failed_does_not_say_that_there_are_no_findings)
{
    struct d1_notice notice = {.severity = D1_SEVERITY_ERROR, .text = D1_STR("there is no repository here")};
    struct d1_verdict verdict = sample_verdict(NULL, 0);
    struct d1_strbuf out;

    verdict.notices = &notice;
    verdict.exit = D1_EXIT_FAILURE;
    out = write_text(&verdict);
    expect(&out, "failed", "error: there is no repository here\n\nnothing was judged\n");
}

Test(text, findings_outside_the_paths_are_counted_not_shown)
{
    struct d1_engagement_verdict engagement = sample_engagement();
    struct d1_verdict verdict = sample_verdict(&engagement, 1);
    struct d1_finding findings[7];
    struct d1_strbuf out;

    memcpy(findings, engagement.findings, sizeof findings);
    for (size_t i = 1; i < 7; i++)
        findings[i].reported = false;
    engagement.findings = findings;
    out = write_text(&verdict);
    cr_expect(contains(&out, "context.yaml:23:11"));
    cr_expect_not(contains(&out, "context.yaml:27:11"));
    cr_expect_not(contains(&out, "still to do"));
    cr_expect_not(contains(&out, "s2d-exit"), "gates judge more than what was asked for");
    cr_expect(contains(&out,
                       "\n1 error in 12 artifacts of halden-orders, as of 2026-02-16 (today in Europe/Dublin); 4 more "
                       "outside the given paths\n"),
              "%s", out.ptr);
    d1_strbuf_release(&out);
}

Test(text, an_engagement_with_findings_outside_the_paths_alone_is_quiet)
{
    struct d1_engagement_verdict engagements[] = {sample_engagement(), sample_quiet()};
    struct d1_verdict verdict = sample_verdict(engagements, 2);
    struct d1_finding findings[7];
    struct d1_strbuf out;

    memcpy(findings, engagements[0].findings, sizeof findings);
    for (size_t i = 0; i < 7; i++)
        findings[i].reported = false;
    engagements[0].findings = findings;
    engagements[0].check_count = engagements[0].change_count = 0;
    verdict.notice_count = 0;
    out = write_text(&verdict);
    expect(&out, "outside",
           "no findings in 15 artifacts of 2 engagements, of which 2 have nothing to report; 5 more outside the given "
           "paths\n");
}

Test(text, the_gate_that_was_asked_for_gets_an_answer)
{
    static const struct {
        enum d1_gate_state state;
        const char *expected;
    } cases[] = {
        {D1_GATE_MISSED, "gate s2d-exit is not met\n"},
        {D1_GATE_UNDECIDED, "gate s2d-exit is not met: undecided\n"},
        {D1_GATE_BLOCKED, "gate s2d-exit is not met: blocked\n"},
        {D1_GATE_MET, "gate s2d-exit is met\n"},
        {D1_GATE_MET_LATE, "gate s2d-exit is met\n"},
        {D1_GATE_MET_WITH_WAIVERS, "gate s2d-exit is met\n"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_engagement_verdict engagement = sample_engagement();
        struct d1_verdict verdict = sample_verdict(&engagement, 1);
        struct d1_gate_result gates[4];
        struct d1_strbuf out;

        memcpy(gates, engagement.gates, sizeof gates);
        gates[1].asked = true;
        gates[1].state = cases[i].state;
        engagement.gates = gates;
        verdict.asked_gate = d1_str("s2d-exit");
        out = write_text(&verdict);
        cr_expect(contains(&out, cases[i].expected), "%s: %s", cases[i].expected, out.ptr);
        cr_expect(contains(&out, "hold: S2D-C3"));
        d1_strbuf_release(&out);
    }
}

Test(text, a_long_table_of_gates_is_cut_to_what_matters)
{
    struct d1_engagement_verdict engagement = sample_engagement();
    struct d1_verdict verdict = sample_verdict(&engagement, 1);
    struct d1_gate_result gates[20];
    struct d1_strbuf out;

    for (size_t i = 0; i < 20; i++)
        gates[i] = (struct d1_gate_result){.id = d1_str(i < 9    ? "past"
                                                        : i == 9 ? "sprint:spr-10"
                                                                 : "ahead"),
                                           .state = i < 9    ? D1_GATE_MET
                                                    : i == 9 ? D1_GATE_MISSED
                                                    : i < 19 ? D1_GATE_FUTURE
                                                             : D1_GATE_NOT_APPLICABLE};
    engagement.gates = gates;
    engagement.gate_count = 20;
    engagement.criterion_count = 0;
    out = write_text(&verdict);
    cr_expect(contains(&out, "gates\n"
                             "  sprint:spr-10  missed            -\n"
                             "  ahead          future            -\n"
                             "  ahead          future            -\n"
                             "  ahead          future            -\n"
                             "  and 16 more: 9 met, 6 future, 1 not applicable\n"
                             "\n"),
              "%s", out.ptr);
    d1_strbuf_release(&out);
}

Test(text, a_policy_that_relaxes_nothing_is_listed_too)
{
    struct d1_engagement_verdict engagement = sample_quiet(), whole_one = sample_engagement();
    struct d1_verdict verdict = sample_verdict(&engagement, 1);
    struct d1_strbuf out;

    engagement.changes = &whole_one.changes[1];
    engagement.change_count = 1;
    engagement.policy = d1_str("main:policy.yaml");
    out = write_text(&verdict);
    cr_expect(contains(&out, "the policy relaxes nothing: main:policy.yaml\n"
                             "  parameter riskReviewDays: 14, now 7\n"),
              "%s", out.ptr);
    d1_strbuf_release(&out);
}

/* A check that judged only a part of what it should have counts like a finding, so it is named like one. */
Test(text, checks_that_are_indeterminate_without_a_finding_are_named)
{
    static const struct d1_check_result results[] = {
        {.check = &sample_checks[CHECK_STK_002],
         .state = D1_STATE_INDETERMINATE,
         .severity = D1_SEVERITY_ERROR,
         .indeterminate = 2},
        {.check = &sample_checks[CHECK_STK_003],
         .state = D1_STATE_INDETERMINATE,
         .severity = D1_SEVERITY_WARNING,
         .reason = D1_STR("the roster cannot be read")},
    };
    struct d1_engagement_verdict engagement = sample_quiet();
    struct d1_verdict verdict = sample_verdict(&engagement, 1);
    struct d1_report_options options = sample_options();
    struct d1_strbuf out;

    engagement.checks = results;
    engagement.check_count = 2;
    out = write_text(&verdict);
    cr_expect(begins(&out, "indeterminate STK-002 (error): 2 subjects could not be judged\n"
                           "indeterminate STK-003 (warning): could not be judged: the roster cannot be read\n"
                           "\n"),
              "%s", out.ptr);
    cr_expect(contains(&out, "\nno findings and 2 indeterminate checks in 3 artifacts of clean"), "%s", out.ptr);
    d1_strbuf_release(&out);
    out = sample_write("concise", &verdict, &options);
    cr_expect(begins(&out, "clean/engagement.yaml:1:1: error STK-002 2 subjects could not be judged [indeterminate]\n"),
              "%s", out.ptr);
    d1_strbuf_release(&out);
    out = sample_write("sarif", &verdict, &options);
    cr_expect(contains(&out, "\"STK-002 in clean is indeterminate: 2 subjects could not be judged\""), "%s", out.ptr);
    d1_strbuf_release(&out);
}
