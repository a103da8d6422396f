/* What the report for people shows once, shortens, or makes harmless. */
#include "unit/report/text/said.h"

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
