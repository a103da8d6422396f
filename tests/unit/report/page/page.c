/* The page: its sections in their order, its one style by its digest, and no text that becomes markup. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/sha256.h"
#include "base/text/base64.h"
#include "unit/report/sample.h"

static struct d1_strbuf write_one(struct d1_engagement_verdict *engagement)
{
    struct d1_verdict verdict = sample_verdict(engagement, 1);
    struct d1_report_options options = sample_options();

    return sample_write("html", &verdict, &options);
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

Test(page, sections_stand_in_the_order_of_reading)
{
    struct d1_engagement_verdict engagement = sample_engagement();
    struct d1_strbuf out = write_one(&engagement);
    static const char *const parts[] = {
        "<h1><bdi>Order platform migration</bdi></h1>",
        "<p class=\"lead\">Sales to delivery exit is missed: due Mon <span class=\"day\">2026-02-16,</span> today,",
        "<section id=\"gates\"",
        "<section id=\"today\"",
        "<section id=\"phases\"",
        "<section id=\"todo\"",
        "<section id=\"doubts\"",
        "<section id=\"people\"",
        "<section id=\"risks\"",
        "<section id=\"schedule\"",
        "<section id=\"voice\"",
        "<section id=\"budget\"",
        "<section id=\"colours\"",
        "<section id=\"evidence\"",
        "<section id=\"criteria\"",
        "<section id=\"findings\"",
        "<section id=\"made\"",
    };
    const char *at = out.ptr;

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        const char *found = strstr(at, parts[i]);

        cr_assert(found != NULL, "no <%s> behind the one before", parts[i]);
        at = found;
    }
    d1_strbuf_release(&out);
}

Test(page, says_what_the_verdict_says)
{
    struct d1_engagement_verdict engagement = sample_engagement();
    struct d1_strbuf out = write_one(&engagement);

    expect_part(&out, "<span class=\"what\">risk-01 scores 16, but is accepted</span>");
    expect_part(&out, "Choose a strategy other than <code>accept</code>.");
    expect_part(&out, "12 days late");
    expect_part(&out, "ask <bdi>sven.berg</bdi>");
    expect_part(&out, "<span class=\"st F\"><b>F</b> missed</span>");
    expect_part(&out, "Kickoff</bdi>, 1 to do");
    expect_part(&out, "relaxes</span> severity STK-004: warning, now off");
    expect_part(&out, "<h3>The customer: 3 open, 1 overdue</h3>");
    expect_part(&out, "<bdi>risk-01</bdi> → 8");
    cr_expect_null(strstr(out.ptr, "risk-02"), "a risk that is closed is not shown");
    expect_part(&out, "<td class=\"num\">+7</td>");
    expect_part(&out, "no: a dimension is worse");
    expect_part(&out, "270000.00 EUR");
    expect_part(&out, "E3 signed, at most");
    expect_part(&out, "<tr id=\"c-S2D-A2\" class=\"rI p-s2d k-gating\">");
    expect_part(&out, "<tr id=\"f-0123456789abcdef0123456789abcdef\">");
    expect_part(&out, "kind Sprint is known by name only");
    d1_strbuf_release(&out);
}

Test(page, where_there_is_nothing_it_says_what_would_bring_it)
{
    static const struct d1_figures nothing;
    struct d1_engagement_verdict engagement = sample_quiet();
    struct d1_strbuf out;

    engagement.figures = &nothing;
    out = write_one(&engagement);
    expect_part(&out, "Nothing that is due stands against the engagement.");
    expect_part(&out, "None: the policy relaxes nothing.");
    expect_part(&out, "No risk is open: risks stand in a RaidLog.");
    expect_part(&out, "There are no milestones: they stand in a MilestonePlan.");
    expect_part(&out, "The customer was not asked yet: answers stand in CustomerFeedback.");
    expect_part(&out, "No amount is known");
    expect_part(&out, "No colour is declared yet");
    expect_part(&out, "Nothing is signed off yet");
    d1_strbuf_release(&out);
}

/* The digest of what stands between <style> and </style> is the one that the page's policy allows. */
Test(page, its_policy_allows_its_style_and_nothing_else)
{
    struct d1_engagement_verdict engagement = sample_engagement();
    struct d1_strbuf out = write_one(&engagement);
    const char *from = strstr(out.ptr, "<style>") + 7, *to = strstr(out.ptr, "</style>");
    char hex[D1_SHA256_TEXT], bytes[32], letters[64], expected[256];
    static const char *const never[] = {"<script", " style=\"", "http://", "https://",
                                        "<img",    "<link",     "url(",    "@import"};

    d1_sha256(d1_strn(from, (size_t)(to - from)), hex);
    for (size_t i = 0; i < sizeof bytes; i++) {
        unsigned byte;

        cr_assert_eq(sscanf(hex + 2 * i, "%2x", &byte), 1);
        bytes[i] = (char)byte;
    }
    d1_base64_encode(d1_strn(bytes, sizeof bytes), letters);
    snprintf(
        expected, sizeof expected,
        "content=\"default-src &#39;none&#39;; style-src &#39;sha256-%s&#39;; base-uri &#39;none&#39;; form-action "
        "&#39;none&#39;\"",
        letters);
    expect_part(&out, expected);
    for (size_t i = 0; i < sizeof never / sizeof *never; i++)
        cr_expect_null(strstr(out.ptr, never[i]), "%s", never[i]);
    cr_expect_lt((size_t)(to - from), 12000);
    d1_strbuf_release(&out);
}

#define HARM "</title><script>alert(1)</script>\"'><b onclick=x>&lt;\n::error::\x1b[31m\xe2\x80\xae\xff"

Test(page, no_text_of_a_repository_becomes_markup)
{
    struct d1_engagement_verdict engagement = sample_engagement();
    struct d1_finding finding = sample_finding(CHECK_CTX_003, HARM ".yaml", 1, 1, 2, "`" HARM "` `" HARM);
    struct d1_gate_result gate = {.id = D1_STR("sprint:" HARM), .title = D1_STR(HARM), .state = D1_GATE_MISSED};
    struct d1_risk_figure risk = {.id = D1_STR(HARM),
                                  .title = D1_STR(HARM),
                                  .owner = D1_STR(HARM),
                                  .type = D1_STR(HARM),
                                  .probability = 1,
                                  .impact = 1};
    struct d1_milestone_figure milestone = {.id = D1_STR(HARM), .title = D1_STR(HARM), .baseline = {true, 1}};
    struct d1_status_figure status = {.overall = D1_STR("red"), .actual = D1_STR(HARM), .currency = D1_STR(HARM)};
    struct d1_signoff_figure signoff = {D1_STR(HARM), 1, 0};
    struct d1_person_figure person = {.id = D1_STR(HARM), .name = D1_STR(HARM), .organisation = D1_STR(HARM)};
    struct d1_feedback_figure feedback = {
        .type = D1_STR(HARM), .mean = 1e14, .lowest = 0, .highest = 1e-9, .target = 7};
    struct d1_figures figures = {&person, 1, &risk,    1, &milestone,   1,           &feedback, 1,
                                 &status, 1, &signoff, 1, D1_STR(HARM), D1_STR(HARM)};
    struct d1_strbuf out;

    finding.owner = finding.help = d1_str(HARM);
    engagement.name = engagement.title = engagement.customer = engagement.profile = engagement.policy = d1_str(HARM);
    engagement.findings = &finding;
    engagement.finding_count = 1;
    engagement.gates = &gate;
    engagement.gate_count = 1;
    engagement.figures = &figures;
    out = write_one(&engagement);
    cr_expect_null(strstr(out.ptr, "<script"));
    cr_expect_null(strstr(out.ptr, "<b onclick"));
    cr_expect_null(strchr(out.ptr, '\x1b'));
    cr_expect_null(strstr(out.ptr, "\xe2\x80\xae"));
    cr_expect_null(strstr(out.ptr, "\n::error"));
    cr_expect_eq(occurrences(out.ptr, "</title>"), 1 + occurrences(out.ptr, "<svg role"),
                 "the page's and those of charts");
    expect_part(&out, "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&gt;&lt;b onclick=x&gt;&amp;lt;\\n");
    d1_strbuf_release(&out);
}

/* As many criteria as the catalogue has and 50 findings; in a longer run no more than a thousand are listed. */
Test(page, its_size_is_bounded)
{
    enum { CRITERIA = 113, FEW = 50, MANY = 5000 };
    struct d1_engagement_verdict engagement = sample_engagement();
    struct d1_criterion_result *criteria = calloc(CRITERIA, sizeof *criteria);
    struct d1_finding *findings = calloc(MANY, sizeof *findings);
    struct d1_strbuf out;

    cr_assert(criteria && findings);
    for (size_t i = 0; i < CRITERIA; i++)
        criteria[i] = engagement.criteria[i % engagement.criterion_count];
    for (size_t i = 0; i < MANY; i++) {
        findings[i] = sample_finding(CHECK_STK_002, "stakeholders.yaml", (uint32_t)i + 1, 5, 9,
                                     "Stakeholder marta.ruiz lacks `interest` and `engagement.desired`");
        snprintf(findings[i].fingerprint, sizeof findings[i].fingerprint, "%032zu", i);
    }
    engagement.criteria = criteria;
    engagement.criterion_count = CRITERIA;
    engagement.findings = findings;
    engagement.finding_count = FEW;
    out = write_one(&engagement);
    cr_expect_lt(out.len, 150000, "%zu", out.len);
    cr_expect_eq(occurrences(out.ptr, "<tr id=\"f-"), FEW);
    d1_strbuf_release(&out);
    engagement.finding_count = MANY;
    out = write_one(&engagement);
    cr_expect_lt(out.len, 1000000, "%zu", out.len);
    cr_expect_lt(occurrences(out.ptr, "<tr id=\"f-"), 1001);
    expect_part(&out, "more, of less importance, are listed by d1lint check.");
    d1_strbuf_release(&out);
    free(criteria);
    free(findings);
}

Test(page, of_several_engagements_there_is_a_row_each)
{
    struct d1_engagement_verdict engagements[] = {sample_quiet(), sample_engagement()};
    struct d1_verdict verdict = sample_verdict(engagements, 2);
    struct d1_report_options options = sample_options();
    struct d1_strbuf out = sample_write("html", &verdict, &options);
    const char *late = strstr(out.ptr, "<bdi>Order platform migration</bdi>"),
               *quiet = strstr(out.ptr, "<bdi>Nothing wrong");

    expect_part(&out, "1 of 2 engagements have a gate that is due and not met.");
    cr_assert(late && quiet);
    cr_expect_lt(late, quiet, "the one that misses a gate comes first");
    d1_strbuf_release(&out);
}
