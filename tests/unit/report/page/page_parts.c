/* What the page does with many gates, with findings beside charts, with those who have left, and with places. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "report/forge.h"
#include "unit/report/sample.h"

static struct d1_strbuf write_of(const struct d1_verdict *verdict)
{
    struct d1_report_options options = sample_options();

    return sample_write("html", verdict, &options);
}

static struct d1_strbuf write_one(const struct d1_engagement_verdict *engagement)
{
    struct d1_verdict verdict = sample_verdict(engagement, 1);

    return write_of(&verdict);
}

static void expect_part(const struct d1_strbuf *out, const char *part)
{
    cr_expect(strstr(out->ptr, part) != NULL, "no <%s>", part);
}

static size_t occurrences(const char *text, const char *part)
{
    size_t count = 0;

    for (; (text = strstr(text, part)); text++)
        count++;
    return count;
}

/* The text from one part to another, which both are there. */
static struct d1_str between(const struct d1_strbuf *out, const char *from, const char *to)
{
    const char *first = strstr(out->ptr, from), *last = first ? strstr(first, to) : NULL;

    cr_assert(first && last, "no <%s> before <%s>", from, to);
    return d1_strn(first, (size_t)(last - first));
}

static size_t occurrences_in(struct d1_str text, const char *part)
{
    size_t count = 0, len = strlen(part);

    for (size_t i = 0; i + len <= text.len; i++)
        count += memcmp(text.ptr + i, part, len) == 0;
    return count;
}

/* A milestone each week from the as-of date on, the verdict's order against the days'; those of the past are missed. */
Test(page, of_many_gates_those_that_matter_now_have_a_line_and_all_a_row)
{
    enum { GATES = 30, PAST = 12 };
    struct d1_engagement_verdict engagement = sample_engagement();
    struct d1_milestone_figure milestone = {.id = D1_STR("ms-18"), .title = D1_STR("Harness ready")};
    struct d1_figures figures = *engagement.figures;
    struct d1_gate_result gates[GATES];
    char ids[GATES][32];
    struct d1_strbuf out;
    struct d1_str strip;

    for (int i = 0; i < GATES; i++) {
        snprintf(ids[i], sizeof ids[i], "milestone:ms-%02d", i + 1);
        gates[i] =
            (struct d1_gate_result){.id = d1_str(ids[i]), .title = D1_STR("Milestone reviewed"), .has_due = true};
        gates[i].due = engagement.as_of + (GATES - PAST - i) * 7 - 3;
        gates[i].state = gates[i].due > engagement.as_of ? D1_GATE_FUTURE : D1_GATE_MISSED;
    }
    gates[0].state = D1_GATE_MET;
    figures.milestones = &milestone;
    figures.milestones_count = 1;
    engagement.figures = &figures;
    engagement.gates = gates;
    engagement.gate_count = GATES;
    out = write_one(&engagement);
    strip = between(&out, "<ol class=\"strip\">", "<details>");
    cr_expect_eq(occurrences_in(strip, "<li"), 9, "six that are missed and three that come");
    cr_expect_eq(occurrences_in(strip, "missed"), 6);
    cr_expect_eq(occurrences_in(between(&out, "<details>", "</details>"), "<li"), GATES - 9);
    expect_part(&out, "<summary>21 more: 6 missed, 14 future, 1 met</summary>");
    expect_part(&out, "<li class=\"tF\"><a href=\"#g-1\">1</a> <span class=\"st F\"><b>F</b> missed</span> "
                      "<b><bdi>Milestone reviewed</bdi>: <bdi>ms-30</bdi></b>");
    expect_part(&out, "<bdi>Milestone reviewed</bdi>: <bdi>Harness ready</bdi></th><td class=\"id\">milestone:ms-18<");
    cr_expect_eq(occurrences(out.ptr, "<tr id=\"g-"), GATES);
    d1_strbuf_release(&out);
}

/* Three findings of one check come to one thing to do; the next thing is another check's. */
Test(page, what_is_to_do_today_is_told_once_for_each_check)
{
    struct d1_engagement_verdict engagement = sample_engagement();
    struct d1_finding findings[4];
    struct d1_strbuf out;
    struct d1_str today;

    for (size_t i = 0; i < 3; i++) {
        findings[i] = sample_finding(CHECK_RSK_002, "raid.yaml", (uint32_t)i + 1, 1, 2, "a risk");
        snprintf(findings[i].fingerprint, sizeof findings[i].fingerprint, "%032zu", i);
    }
    findings[1].owner = d1_str("lea");
    findings[0].owner = d1_str("lea");
    findings[0].gone = d1_str("sven");
    findings[3] = sample_finding(CHECK_CTX_003, "context.yaml", 1, 1, 2, "a commitment");
    engagement.findings = findings;
    engagement.finding_count = 4;
    out = write_one(&engagement);
    today = between(&out, "<section id=\"today\"", "<section id=\"phases\"");
    cr_expect_eq(occurrences_in(today, "<li>"), 2);
    cr_expect_eq(occurrences_in(today, "ask <bdi>lea</bdi> (<bdi>sven</bdi> has left)"), 1);
    cr_expect_eq(occurrences_in(today, "<a href=\"#f-00000000000000000000000000000001\">2 more of this kind</a>"), 1);
    cr_expect_eq(occurrences_in(today, "less urgent"), 0);
    expect_part(&out, "<bdi>lea</bdi> <small>for <bdi>sven</bdi>, who has left</small>");
    expect_part(&out, "<ul class=\"found\">\n<li><a href=\"#f-00000000000000000000000000000000\">RSK-002</a> ");
    expect_part(&out, " (3 times)</li>");
    cr_expect_null(strstr(out.ptr, "[secret]"), "nothing was taken out");
    d1_strbuf_release(&out);
    findings[3].discreet = true;
    out = write_one(&engagement);
    cr_expect_eq(occurrences(out.ptr, "Where it says [secret]"), 2, "where one begins, and at the findings");
    d1_strbuf_release(&out);
}

/* Criteria of gates that come once, by the days on which they were met. */
Test(page, how_criteria_came_to_hold_is_drawn_where_it_is_known)
{
    struct d1_engagement_verdict engagement = sample_engagement();
    struct d1_criterion_result results[3];
    struct d1_gate_result gate = {
        .id = D1_STR("opened"), .title = D1_STR("Opened"), .has_due = true, .due = engagement.as_of - 10};
    struct d1_strbuf out;

    for (size_t i = 0; i < 3; i++) {
        results[i] = engagement.criteria[0];
        results[i].gate = gate.id;
        results[i].state = i ? D1_STATE_PASS : D1_STATE_FAIL;
        results[i].has_due = true;
        results[i].due = gate.due;
        results[i].has_met = false;
    }
    engagement.criteria = results;
    engagement.criterion_count = 3;
    engagement.gates = &gate;
    engagement.gate_count = 1;
    out = write_one(&engagement);
    expect_part(&out, "a repository with its history tells: d1lint history.");
    d1_strbuf_release(&out);
    results[1].has_met = results[2].has_met = true;
    results[1].met = gate.due;
    results[2].met = gate.due + 5;
    out = write_one(&engagement);
    cr_expect_null(strstr(out.ptr, "a repository with its history tells"));
    cr_expect_eq(occurrences(out.ptr, "<polyline"), 2);
    expect_part(&out,
                "<bdi>Opened</bdi></th><td class=\"day\">2026-02-06</td><td class=\"num\">3</td><td class=\"num\">1<");
    d1_strbuf_release(&out);
}

/* How schedule and budget stand, and which milestone a gate is about, is said before any chart is read. */
Test(page, schedule_and_budget_stand_in_a_sentence)
{
    struct d1_engagement_verdict engagement = sample_engagement();
    d1_date today = engagement.as_of;
    struct d1_milestone_figure milestones[] = {
        {.id = D1_STR("ms-1"), .baseline = {true, today - 9}, .actual = {true, today - 8}},
        {.id = D1_STR("ms-2"),
         .title = D1_STR("Cutover"),
         .baseline = {true, today + 3},
         .forecast = {true, today + 5}},
        {.id = D1_STR("ms-3"), .baseline = {true, today - 1}},
        {.id = D1_STR("ms-4"), .baseline = {true, today}},
    };
    struct d1_status_figure status = {.actual = D1_STR("50.00"), .estimate = D1_STR("110"), .currency = D1_STR("EUR")};
    struct d1_figures figures = *engagement.figures;
    struct d1_gate_result gates[] = {
        {.id = D1_STR("opened"), .title = D1_STR("Opened"), .state = D1_GATE_MISSED},
        {.id = D1_STR("milestone:ms-2"), .title = D1_STR("Milestone reviewed"), .state = D1_GATE_FUTURE},
    };
    struct d1_strbuf out;

    figures.milestones = milestones;
    figures.milestones_count = 4;
    figures.statuses = &status;
    figures.statuses_count = 1;
    figures.approved = d1_str("200");
    figures.currency = d1_str("EUR");
    engagement.figures = &figures;
    engagement.gates = gates;
    engagement.gate_count = 2;
    out = write_one(&engagement);
    expect_part(&out,
                "<p>1 of 4 milestones is reached, 1 is past the day and not reached. <bdi>Cutover</bdi> has moved "
                "furthest: 2 days behind the agreed day.</p>");
    expect_part(&out, "<p>Of what was approved, 25 percent is spent. At completion it will be 55 percent. 0 percent of "
                      "the work is done.</p>");
    expect_part(&out, "Next is Milestone reviewed: Cutover.");
    d1_strbuf_release(&out);
    status.currency = d1_str("USD");
    milestones[0].actual.date = today - 9;
    milestones[1].forecast.has_date = false;
    out = write_one(&engagement);
    expect_part(&out, "None is known to have moved behind its agreed day.</p>");
    expect_part(&out, "<p>0 percent of the work is done.</p>");
    d1_strbuf_release(&out);
}

Test(page, a_place_leads_to_the_line_at_the_forge)
{
    static const struct {
        const char *uri, *commit, *path;
        uint32_t line;
        const char *link; /* NULL for none */
    } rows[] = {
        {"https://github.com/o/r", "c0ffee", "a b/c.yaml", 7, "https://github.com/o/r/blob/c0ffee/a%20b/c.yaml#L7"},
        {"https://github.com/o/r.git", "c0ffee", "c.yaml", 0, "https://github.com/o/r/blob/c0ffee/c.yaml"},
        {"https://gitlab.example.org:8443/g/s/r/", "c0ffee", "c.yaml", 2,
         "https://gitlab.example.org:8443/g/s/r/-/blob/c0ffee/c.yaml#L2"},
        {"https://bitbucket.org/o/r", "c0ffee", "c.yaml", 2, "https://bitbucket.org/o/r/src/c0ffee/c.yaml#lines-2"},
        {"http://codeberg.org/o/r", "c0ffee", "c.yaml", 2, "http://codeberg.org/o/r/src/commit/c0ffee/c.yaml#L2"},
        {"https://git.example.org/github/r", "c0ffee", "c.yaml", 2, NULL},
        {"https://notgithub.com/o/r", "c0ffee", "c.yaml", 2, NULL},
        {"ssh://git@github.com/o/r", "c0ffee", "c.yaml", 2, NULL},
        {"javascript://github.com/%0Aalert(1)", "c0ffee", "c.yaml", 2, NULL},
        {"https://github.com/o/r\"onclick=", "c0ffee", "c.yaml", 2, NULL},
        {"https://github.com/o/r", "", "c.yaml", 2, NULL},
        {"https://github.com/o/r", "c0ffee", "", 2, NULL},
        {"", "c0ffee", "c.yaml", 2, NULL},
        {"https://", "c0ffee", "c.yaml", 2, NULL},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct d1_source_info source = {.repository_uri = d1_str(rows[i].uri), .commit = d1_str(rows[i].commit)};
        struct d1_place place = {.path = rows[i].path, .line = rows[i].line};
        struct d1_strbuf out = {0};
        bool linked = d1_forge_link(&out, &source, &place);

        cr_expect_eq(linked, rows[i].link != NULL, "row %zu", i);
        cr_expect(d1_str_is(d1_strbuf_view(&out), linked ? rows[i].link : ""), "row %zu: " D1_STR_FMT, i,
                  D1_STR_ARG(d1_strbuf_view(&out)));
        d1_strbuf_release(&out);
    }
}

Test(page, a_place_is_broken_behind_slashes_and_is_a_link_where_there_is_one)
{
    struct d1_engagement_verdict engagement = sample_engagement();
    struct d1_finding finding = sample_finding(CHECK_RSK_002, "raid/2026/risks.yaml", 3, 7, 9, "a risk");
    struct d1_verdict verdict;
    struct d1_strbuf out;

    engagement.findings = &finding;
    engagement.finding_count = 1;
    verdict = sample_verdict(&engagement, 1);
    verdict.source.repository_uri = d1_str("");
    out = write_of(&verdict);
    expect_part(&out, "<span class=\"path\">raid/<wbr>2026/<wbr>risks.yaml:3:7</span>");
    d1_strbuf_release(&out);
    verdict.source.repository_uri = d1_str("https://github.com/o/r");
    verdict.source.commit = d1_str("c0ffee");
    out = write_of(&verdict);
    expect_part(&out, "<a class=\"path\" href=\"https://github.com/o/r/blob/c0ffee/raid/2026/risks.yaml#L3\" "
                      "rel=\"noreferrer\">raid/<wbr>2026/<wbr>risks.yaml:3:7</a>");
    d1_strbuf_release(&out);
}
