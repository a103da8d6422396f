/* The report for people: what it says, in which order, and what it leaves unsaid. */
#include <criterion/criterion.h>

#include "unit/report/sample.h"

static void expect(struct d1_strbuf *out, const char *name, const char *expected)
{
    cr_expect_str_eq(out->ptr, expected, "%s: got\n%s", name, out->ptr);
    d1_strbuf_release(out);
}

static struct d1_strbuf write_text(const struct d1_verdict *verdict)
{
    struct d1_report_options options = sample_options();

    return sample_write("text", verdict, &options);
}

static bool contains(const struct d1_strbuf *out, const char *part)
{
    return strstr(out->ptr, part) != NULL;
}

static bool begins(const struct d1_strbuf *out, const char *part)
{
    return strncmp(out->ptr, part, strlen(part)) == 0;
}

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

/* ---- one fault, shown once ---- */

Test(text, what_follows_from_another_finding_is_counted)
{
    struct d1_engagement_verdict engagement = sample_quiet();
    struct d1_verdict verdict = sample_verdict(&engagement, 1);
    struct d1_report_options options = sample_options();
    struct d1_finding findings[] = {
        sample_finding(CHECK_STK_002, "a.yaml", 1, 1, 2, "the gate is missed"),
        sample_finding(CHECK_RSK_002, "b.yaml", 1, 1, 2, "the cause"),
        sample_finding(CHECK_STK_002, "c.yaml", 1, 1, 2, "the same again"),
    };
    static const char *const formats[] = {"text", "concise"};

    findings[0].follows = findings[2].follows = true;
    engagement.findings = findings;
    engagement.finding_count = 3;
    for (size_t i = 0; i < 2; i++) {
        struct d1_strbuf out = sample_write(formats[i], &verdict, &options);

        cr_expect(begins(&out, "b.yaml:1:1: error RSK-002"), "%s: the cause is first: %s", formats[i], out.ptr);
        cr_expect_not(contains(&out, "a.yaml") || contains(&out, "c.yaml"), "%s: %s", formats[i], out.ptr);
        cr_expect(contains(&out, "2 more"), "%s: %s", formats[i], out.ptr);
        d1_strbuf_release(&out);
        options.verbose = true;
        out = sample_write(formats[i], &verdict, &options);
        cr_expect(contains(&out, "a.yaml:1:1") && contains(&out, "c.yaml:1:1"), "%s: %s", formats[i], out.ptr);
        cr_expect_not(contains(&out, "2 more"), "%s: %s", formats[i], out.ptr);
        options.verbose = false;
        d1_strbuf_release(&out);
    }
}

Test(text, what_waits_for_something_is_one_line_behind_it)
{
    static const struct d1_check_result results[] = {
        {.check = &sample_checks[CHECK_STK_002],
         .state = D1_STATE_INDETERMINATE,
         .severity = D1_SEVERITY_ERROR,
         .waits = true},
        {.check = &sample_checks[CHECK_STK_003],
         .state = D1_STATE_INDETERMINATE,
         .severity = D1_SEVERITY_WARNING,
         .waits = true},
        {.check = &sample_checks[CHECK_RSK_002], .state = D1_STATE_INDETERMINATE, .severity = D1_SEVERITY_ERROR},
    };
    struct d1_engagement_verdict engagement = sample_quiet();
    struct d1_verdict verdict = sample_verdict(&engagement, 1);
    struct d1_report_options options = sample_options();
    struct d1_finding findings[] = {
        sample_finding(CHECK_CTX_003, "a.yaml", 1, 1, 2, "something else"),
        sample_finding(CHECK_RSK_002, "b.yaml", 1, 1, 2, "this cannot be judged"),
        sample_finding(CHECK_SHP_001, "z.yaml", 3, 1, 2, "cannot be read"),
    };
    struct d1_strbuf out;

    findings[1].state = D1_FINDING_INDETERMINATE;
    findings[1].follows = true;
    engagement.checks = results;
    engagement.check_count = 3;
    engagement.findings = findings;
    engagement.finding_count = 3;
    out = write_text(&verdict);
    cr_expect(begins(&out,
                     "z.yaml:3:1: error SHP-001: cannot be read\n\n"
                     "3 checks wait for this: what they judge could not be read, or is invalid (`--verbose` names "
                     "them)\n\na.yaml:1:1"),
              "%s", out.ptr);
    cr_expect(contains(&out, "\n2 errors and 3 indeterminate checks in "), "%s", out.ptr);
    d1_strbuf_release(&out);
    options.verbose = true;
    out = sample_write("text", &verdict, &options);
    cr_expect(contains(&out, "or is invalid\n  STK-002, STK-003, RSK-002\n"), "%s", out.ptr);
    d1_strbuf_release(&out);
    out = sample_write("concise", &verdict, &options);
    cr_expect(contains(&out, "STK-002 could not be judged [indeterminate]\n"), "%s", out.ptr);
    d1_strbuf_release(&out);
}

Test(text, of_one_check_the_first_three_findings_are_shown)
{
    struct d1_engagement_verdict engagement = sample_quiet();
    struct d1_verdict verdict = sample_verdict(&engagement, 1);
    struct d1_report_options options = sample_options();
    struct d1_finding findings[5];
    struct d1_strbuf out;

    for (uint32_t i = 0; i < 5; i++)
        findings[i] = sample_finding(CHECK_STK_003, "a.yaml", i + 1, 1, 2, "again");
    engagement.findings = findings;
    engagement.finding_count = 5;
    out = write_text(&verdict);
    cr_expect(contains(&out, "a.yaml:3:1") && !contains(&out, "a.yaml:4:1"), "%s", out.ptr);
    cr_expect(contains(&out, "2 more findings of checks of which 3 are shown: `--verbose` shows them\n"), "%s",
              out.ptr);
    cr_expect(contains(&out, "\n5 warnings in "), "%s", out.ptr);
    d1_strbuf_release(&out);
    options.verbose = true;
    out = sample_write("text", &verdict, &options);
    cr_expect(contains(&out, "a.yaml:5:1"), "%s", out.ptr);
    d1_strbuf_release(&out);
}

Test(text, a_quiet_report_has_findings_and_the_gate_asked_for)
{
    struct d1_engagement_verdict engagement = sample_engagement();
    struct d1_verdict verdict = sample_verdict(&engagement, 1);
    struct d1_report_options options = sample_options();
    struct d1_strbuf out;

    options.quiet = true;
    out = sample_write("text", &verdict, &options);
    cr_expect(begins(&out, "context.yaml:23:11: error CTX-003"), "%s", out.ptr);
    cr_expect_not(contains(&out, "gates") || contains(&out, "\nscores") || contains(&out, "to do") ||
                      contains(&out, "policy") || contains(&out, "note:") || contains(&out, "errors"),
                  "%s", out.ptr);
    d1_strbuf_release(&out);
}

Test(text, paths_are_shown_from_where_the_reader_stands)
{
    static const struct {
        const char *directory, *path, *shown;
    } rows[] = {
        {"", "raid/risks.yaml", "raid/risks.yaml"},
        {"raid", "raid/risks.yaml", "risks.yaml"},
        {"s2d", "raid/risks.yaml", "../raid/risks.yaml"},
        {"a/b", "a/c/d.yaml", "../c/d.yaml"},
        {"a/b/c", "x.yaml", "../../../x.yaml"},
        {"ra", "raid/risks.yaml", "../raid/risks.yaml"},
        {"raid/risks", "raid/risks.yaml", "../risks.yaml"},
    };
    static const char *const formats[] = {"text", "concise"};
    struct d1_engagement_verdict engagement = sample_quiet();
    struct d1_verdict verdict = sample_verdict(&engagement, 1);
    struct d1_report_options options = sample_options();

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (size_t j = 0; j < 2; j++) {
            struct d1_finding finding = sample_finding(CHECK_STK_003, rows[i].path, 1, 1, 2, "here");
            struct d1_strbuf out;

            engagement.findings = &finding;
            engagement.finding_count = 1;
            options.directory = rows[i].directory;
            out = sample_write(formats[j], &verdict, &options);
            cr_expect(begins(&out, rows[i].shown) && out.ptr[strlen(rows[i].shown)] == ':', "%s from `%s`: %s",
                      rows[i].path, rows[i].directory, out.ptr);
            d1_strbuf_release(&out);
        }
}

Test(text, relaxations_are_counted_by_kind)
{
    static const struct d1_policy_change changes[] = {
        {.what = D1_STR("severity"),
         .name = D1_STR("A-001"),
         .from = D1_STR("error"),
         .to = D1_STR("off"),
         .relaxes = true},
        {.what = D1_STR("severity"),
         .name = D1_STR("A-002"),
         .from = D1_STR("error"),
         .to = D1_STR("note"),
         .relaxes = true},
        {.what = D1_STR("gate"), .name = D1_STR("kickoff"), .to = D1_STR("2026-04-01"), .relaxes = true},
        {.what = D1_STR("exclude"), .name = D1_STR("old/**"), .relaxes = true},
    };
    struct d1_engagement_verdict engagement = sample_quiet();
    struct d1_verdict verdict = sample_verdict(&engagement, 1);
    struct d1_strbuf out;

    engagement.changes = changes;
    engagement.change_count = 4;
    out = write_text(&verdict);
    cr_expect(contains(&out, "the policy relaxes 2 checks, 1 gate date, 1 pattern of excluded files: default\n"
                             "  severity A-001: error, now off (relaxes)\n"
                             "  severity A-002: error, now note (relaxes)\n"
                             "  gate kickoff: 2026-04-01 (relaxes)\n"
                             "  exclude old/** (relaxes)\n"),
              "%s", out.ptr);
    d1_strbuf_release(&out);
}

Test(text, one_span_is_shown_once_for_findings_in_a_row)
{
    struct d1_engagement_verdict engagement = sample_quiet();
    struct d1_verdict verdict = sample_verdict(&engagement, 1);
    struct d1_finding findings[] = {
        sample_finding(CHECK_STK_003, "engagement.yaml", 4, 9, 22, "there is no StakeholderRegister"),
        sample_finding(CHECK_TEM_005, "engagement.yaml", 4, 9, 22, "there is no TeamRoster"),
    };
    struct d1_strbuf out;

    engagement.findings = findings;
    engagement.finding_count = 2;
    out = write_text(&verdict);
    cr_expect(begins(&out, "engagement.yaml:4:9: warning STK-003: there is no StakeholderRegister\n"
                           "  |\n"
                           "4 |   name: halden-orders\n"
                           "  |         ^^^^^^^^^^^^^\n"
                           "\n"
                           "engagement.yaml:4:9: warning TEM-005: there is no TeamRoster\n"
                           "\n"),
              "%s", out.ptr);
    d1_strbuf_release(&out);
}

Test(text, long_messages_and_many_places_are_cut)
{
    static char message[5000];
    static struct d1_related related[8];
    struct d1_engagement_verdict engagement = sample_quiet();
    struct d1_verdict verdict = sample_verdict(&engagement, 1);
    struct d1_finding finding = sample_finding(CHECK_STK_003, "x.yaml", 1, 1, 2, message);
    struct d1_strbuf out;

    memset(message, 'm', sizeof message - 1);
    finding.message = d1_str(message);
    for (size_t i = 0; i < 8; i++)
        related[i] = (struct d1_related){.at = {.place = {"y.yaml", (uint32_t)i + 1, 1, 1, 1}}};
    finding.related = related;
    finding.related_count = 8;
    engagement.findings = &finding;
    engagement.finding_count = 1;
    out = write_text(&verdict);
    cr_expect(contains(&out, "mmm... (4999 bytes in all)\n"));
    cr_expect_lt(out.len, 2000);
    cr_expect(contains(&out, "  = see: y.yaml:5:1\n  = and 3 more places\n"), "%s", out.ptr);
    d1_strbuf_release(&out);
}

/* A hostile repository: every text that it can choose tries to give a terminal or a CI runner a command. */
Test(text, no_text_of_a_repository_reaches_a_terminal_or_runner_as_it_is)
{
    static const char evil[] = "::error::\x1b]0;x\a\n::set-output name=a::b\r##[error]\xe2\x80\xae\xc2\x9b";
    struct d1_engagement_verdict engagement = sample_engagement(), both[2];
    struct d1_verdict verdict = sample_verdict(&engagement, 1);
    struct d1_finding finding = sample_finding(CHECK_STK_003, evil, 1, 1, 2, evil);
    struct d1_related related = {.at = {.place = {evil, 1, 1, 1, 1}}, .message = d1_str(evil)};
    struct d1_notice notice = {.severity = D1_SEVERITY_WARNING, .text = d1_str(evil), .at = finding.at};
    struct d1_policy_change change = {
        .what = D1_STR("gate"), .name = d1_str(evil), .to = d1_str(evil), .at = finding.at};
    struct d1_gate_result gate = {.id = d1_str(evil), .state = D1_GATE_MISSED, .asked = true};
    static const char *const formats[] = {"text", "concise"};

    finding.related = &related;
    finding.related_count = 1;
    finding.gate = d1_str(evil);
    engagement.name = engagement.title = engagement.customer = engagement.policy = engagement.as_of_source =
        d1_str(evil);
    engagement.findings = &finding;
    engagement.finding_count = 1;
    engagement.changes = &change;
    engagement.change_count = 1;
    engagement.gates = &gate;
    engagement.gate_count = 1;
    both[0] = engagement;
    finding.state = D1_FINDING_OPEN;
    both[1] = engagement;
    verdict.engagements = both;
    verdict.engagement_count = 2;
    verdict.loose = &finding;
    verdict.loose_count = 1;
    verdict.notices = &notice;
    verdict.notice_count = 1;
    verdict.asked_gate = d1_str(evil);
    for (size_t f = 0; f < 2; f++) {
        for (size_t width = 0; width < 200; width += 40) {
            for (int state = 0; state < 3; state++) {
                struct d1_report_options options = {.width = (unsigned)width, .todo = true, .utf8 = true};
                struct d1_strbuf out;

                finding.state = (enum d1_finding_state)state;
                out = sample_write(formats[f], &verdict, &options);
                cr_expect_not(contains(&out, "##["), "%s", out.ptr);
                for (size_t at = 0; at < out.len; at++) {
                    unsigned char c = (unsigned char)out.ptr[at];

                    cr_assert(c == '\n' || (c >= 0x20 && c < 0x7f), "byte %02x at %zu of %s", c, at, formats[f]);
                }
                for (char *line = out.ptr; line; line = strchr(line, '\n')) {
                    line += strspn(line, "\n ");
                    cr_assert_neq(strncmp(line, "::", 2), 0, "%s", line);
                }
                d1_strbuf_release(&out);
            }
        }
    }
}

Test(text, colours_end_before_each_line_does)
{
    struct d1_engagement_verdict engagement = sample_engagement();
    struct d1_verdict verdict = sample_verdict(&engagement, 1);
    struct d1_report_options options = {.colour = true, .width = 100, .utf8 = true, .todo = true};
    struct d1_strbuf out = sample_write("text", &verdict, &options), plain = {0};
    bool on = false;

    for (size_t at = 0; at < out.len; at++) {
        if (out.ptr[at] == '\x1b') {
            on = strncmp(out.ptr + at, "\x1b[0m", 4) != 0;
            at += strcspn(out.ptr + at, "m");
        } else {
            cr_assert(out.ptr[at] != '\n' || !on, "a colour goes on behind %.*s", 60,
                      out.ptr + (at > 60 ? at - 60 : 0));
            d1_strbuf_putc(&plain, out.ptr[at]);
        }
    }
    d1_strbuf_release(&out);
    options.colour = false;
    out = sample_write("text", &verdict, &options);
    cr_expect_str_eq(plain.ptr, out.ptr, "colour changes nothing but the colour");
    d1_strbuf_release(&out);
    d1_strbuf_release(&plain);
}

Test(text, help_is_wrapped_on_a_terminal)
{
    struct d1_engagement_verdict engagement = sample_engagement();
    struct d1_verdict verdict = sample_verdict(&engagement, 1);
    struct d1_report_options options = {.width = 50, .utf8 = true};
    struct d1_strbuf out = sample_write("text", &verdict, &options);

    cr_expect(contains(&out, "   = help: Map the commitment to a deliverable,\n"
                             "           obligation, outcome or risk.\n"),
              "%s", out.ptr);
    d1_strbuf_release(&out);
}

Test(concise, one_line_a_finding)
{
    struct d1_engagement_verdict engagement = sample_engagement();
    struct d1_verdict verdict = sample_verdict(&engagement, 1);
    struct d1_report_options options = sample_options();
    struct d1_strbuf out = sample_write("concise", &verdict, &options);

    expect(&out, "without --todo",
           "context.yaml:23:11: error CTX-003 cmt-02 is mapped to nothing\n"
           "context.yaml:27:11: error CTX-003 cmt-03 is mapped to nothing\n"
           "raid.yaml:12:17: error RSK-002 risk-01 scores 16, but is accepted\n"
           "stakeholders.yaml:1:1: error STK-002 stakeholders.yaml cannot be read [indeterminate]\n"
           "stakeholders.yaml:9:18: warning STK-003 marta.ruiz has no relationship owner\n"
           "engagement.yaml:4:9: error CTX-003 17 more findings are counted, but not listed\n"
           "policy.yaml:7:5: note policy severity STK-004: warning, now off (relaxes)\n"
           "d1lint: note policy parameter riskReviewDays: 14, now 7\n"
           "d1lint: note notice kind Sprint is known by name only\n");
    options.todo = true;
    out = sample_write("concise", &verdict, &options);
    cr_expect(contains(&out, "engagement.yaml:4:9: error CHA-001 there is no ProjectCharter [to do for kickoff, "
                             "2026-03-02]\n"));
    d1_strbuf_release(&out);
}

Test(concise, nothing_found_is_nothing_written)
{
    struct d1_engagement_verdict engagement = sample_quiet();
    struct d1_verdict verdict = sample_verdict(&engagement, 1);
    struct d1_report_options options = sample_options();
    struct d1_strbuf out;

    verdict.notice_count = 0;
    out = sample_write("concise", &verdict, &options);
    expect(&out, "quiet", "");
}

Test(report, the_table_names_every_format_once)
{
    size_t count;
    const struct d1_report_format *formats = d1_report_formats(&count);

    cr_expect_geq(count, 4);
    for (size_t i = 0; i < count; i++) {
        cr_expect_eq(d1_report_find(d1_str(formats[i].name)), &formats[i], "%s", formats[i].name);
        cr_expect_gt(strlen(formats[i].summary), 10, "%s", formats[i].name);
    }
    cr_expect_null(d1_report_find(d1_str("tex")));
}
