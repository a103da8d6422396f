/* The small formats: what each shows of the states, how much it shows at most, and that no text becomes a command. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "doc/pointer.h"
#include "report/headline.h"
#include "report/ranking.h"
#include "unit/report/sample.h"

static struct d1_strbuf write_sample(const char *format)
{
    static struct d1_engagement_verdict engagement;
    struct d1_verdict verdict;
    struct d1_report_options options = sample_options();

    engagement = sample_engagement();
    verdict = sample_verdict(&engagement, 1);
    return sample_write(format, &verdict, &options);
}

static size_t occurrences(const struct d1_strbuf *out, const char *part)
{
    size_t count = 0;

    for (const char *at = out->ptr; (at = strstr(at, part)); at++)
        count++;
    return count;
}

static void expect_part(const struct d1_strbuf *out, const char *part)
{
    cr_expect(strstr(out->ptr, part) != NULL, "no <%s> in <%s>", part, out->ptr);
}

/* One engagement with `count` findings of a check, each with the message. */
static struct d1_strbuf write_many(const char *format, size_t count, size_t check, const char *message)
{
    static struct d1_engagement_verdict engagement;
    struct d1_verdict verdict;
    struct d1_report_options options = sample_options();
    struct d1_finding *findings = calloc(count, sizeof *findings);
    struct d1_strbuf out;

    cr_assert(findings != NULL);
    engagement = sample_quiet();
    verdict = sample_verdict(&engagement, 1);
    for (size_t i = 0; i < count; i++)
        findings[i] = sample_finding(check, "x.yaml", (uint32_t)i + 1, 1, 2, message);
    engagement.findings = findings;
    engagement.finding_count = count;
    out = sample_write(format, &verdict, &options);
    free(findings);
    return out;
}

/* ---- the order ---- */

Test(ranking, what_keeps_a_gate_comes_first_then_severity_then_age)
{
    struct d1_engagement_verdict engagement = sample_engagement();
    struct d1_verdict verdict = sample_verdict(&engagement, 1);
    struct d1_ranking ranking = {0};
    static const char *const order[] = {"risk-01 scores 16, but is accepted", "cmt-02 is mapped to nothing",
                                        "cmt-03 is mapped to nothing", "stakeholders.yaml cannot be read",
                                        "marta.ruiz has no relationship owner"};

    cr_assert_eq(d1_ranking_make(&ranking, &verdict, 0, NULL), 0);
    cr_assert_eq(ranking.len, sizeof order / sizeof *order);
    for (size_t i = 0; i < ranking.len; i++)
        cr_expect(d1_str_is(ranking.items[i].finding->message, order[i]), "%zu: " D1_STR_FMT, i,
                  D1_STR_ARG(ranking.items[i].finding->message));
    cr_expect_eq(d1_ranking_keep(&ranking, 2), 3);
    d1_ranking_restore(&ranking);
    cr_expect(d1_str_is(ranking.items[0].finding->message, order[1]));
    cr_expect_eq(d1_ranking_keep(&ranking, 2), 0);
    d1_ranking_release(&ranking);
}

Test(ranking, a_secret_that_lies_open_comes_before_all)
{
    static const char *const order[] = {"a password stands there", "what is due", "a name stands there"};
    struct d1_engagement_verdict engagement = sample_quiet();
    struct d1_verdict verdict = sample_verdict(&engagement, 1);
    struct d1_ranking ranking = {0};
    struct d1_finding findings[] = {
        sample_finding(0, "a.yaml", 1, 1, 2, "what is due"),
        sample_finding(0, "b.yaml", 1, 1, 2, "a name stands there"),
        sample_finding(0, "c.yaml", 1, 1, 2, "a password stands there"),
    };

    for (size_t i = 0; i < 3; i++)
        findings[i].severity = D1_SEVERITY_ERROR;
    findings[0].days_overdue = 90;
    findings[1].discreet = findings[2].discreet = true;
    findings[1].severity = D1_SEVERITY_WARNING;
    engagement.findings = findings;
    engagement.finding_count = 3;
    cr_assert_eq(d1_ranking_make(&ranking, &verdict, 0, NULL), 0);
    cr_assert_eq(ranking.len, 3);
    for (size_t i = 0; i < ranking.len; i++)
        cr_expect(d1_str_is(ranking.items[i].finding->message, order[i]), "%zu: " D1_STR_FMT, i,
                  D1_STR_ARG(ranking.items[i].finding->message));
    d1_ranking_release(&ranking);
}

Test(ranking, what_is_no_finding_is_there_too)
{
    struct d1_check_result results[] = {
        {.check = &sample_checks[CHECK_STK_002], .state = D1_STATE_INDETERMINATE, .severity = D1_SEVERITY_ERROR},
        {.check = &sample_checks[CHECK_STK_003], .severity = D1_SEVERITY_WARNING, .dropped = 17},
    };
    struct d1_engagement_verdict engagement = sample_quiet();
    struct d1_verdict verdict = sample_verdict(&engagement, 1);
    struct d1_ranking ranking = {0};

    engagement.checks = results;
    engagement.check_count = 2;
    cr_assert_eq(d1_ranking_make(&ranking, &verdict, D1_RANKING_SAID, NULL), 0);
    cr_assert_eq(ranking.len, 3);
    cr_expect_eq(ranking.items[0].finding->state, D1_FINDING_INDETERMINATE);
    cr_expect(d1_str_is(ranking.items[1].finding->message, "17 more findings are counted, but not listed"));
    cr_expect(d1_str_is(ranking.items[2].finding->message, "kind Sprint is known by name only"));
    for (size_t i = 0; i < 3; i++) {
        cr_expect(ranking.items[i].said);
        cr_expect_eq(strlen(ranking.items[i].finding->fingerprint), 32);
        for (size_t k = 0; k < i; k++)
            cr_expect_str_neq(ranking.items[i].finding->fingerprint, ranking.items[k].finding->fingerprint);
    }
    d1_ranking_release(&ranking);
}

/* ---- the sentence ---- */

Test(headline, names_the_gate_that_matters_now)
{
    struct d1_engagement_verdict engagement = sample_engagement(), quiet = sample_quiet();
    struct d1_gate_result asked = engagement.gates[2];
    struct d1_strbuf out = {0};
    static const struct d1_engagement_verdict empty;

    d1_headline(&out, &engagement);
    cr_expect_str_eq(out.ptr, "Sales to delivery exit is missed: due Mon 2026-02-16, today, 1 of 4 gating criteria "
                              "holds, 2 fail, 1 could not be judged");
    d1_strbuf_clear(&out);
    d1_headline(&out, &quiet);
    cr_expect_str_eq(out.ptr, "Kickoff is next: due Mon 2026-03-02, in 14 days, 0 of 4 gating criteria hold");
    d1_strbuf_clear(&out);
    asked.asked = true;
    asked.state = D1_GATE_MISSED;
    quiet.gates = &asked;
    d1_headline(&out, &quiet);
    cr_expect_str_eq(out.ptr, "Kickoff is not met yet: due Mon 2026-03-02, in 14 days, 0 of 4 gating criteria hold");
    d1_strbuf_clear(&out);
    d1_headline(&out, &empty);
    cr_expect_str_eq(out.ptr, "There is no gate");
    d1_strbuf_release(&out);
}

/* ---- github ---- */

Test(github, one_command_for_each_finding)
{
    struct d1_strbuf out = write_sample("github");

    expect_part(&out, "::error file=raid.yaml,line=12,endLine=12,col=17,endColumn=23,title=d1lint RSK-002::"
                      "raid.yaml:12:17: risk-01 scores 16, but is accepted%0AChoose a strategy other than `accept`.\n");
    expect_part(&out, "::error file=stakeholders.yaml,title=d1lint STK-002::stakeholders.yaml: could not be judged: ");
    expect_part(&out, "::warning file=stakeholders.yaml,line=9,endLine=9,col=18,endColumn=22,title=d1lint STK-003::");
    expect_part(&out, "::notice title=d1lint notice::kind Sprint is known by name only\n");
    expect_part(&out, "\nd1lint: 5 errors, 1 warning, 1 notice; 2 to do later, not shown\n");
    d1_strbuf_release(&out);
}

Test(github, the_tenth_says_how_many_more_there_are)
{
    struct d1_strbuf ten = write_many("github", 10, CHECK_STK_002, "m"),
                     more = write_many("github", 31, CHECK_STK_002, "m");

    cr_expect_eq(occurrences(&ten, "::error "), 10);
    expect_part(&ten, "x.yaml:10:1: m");
    cr_expect_eq(occurrences(&more, "::error "), 10);
    expect_part(&more, "::error title=d1lint::22 more of this kind are not shown here");
    cr_expect_null(strstr(more.ptr, "x.yaml:10:1: m"));
    d1_strbuf_release(&ten);
    d1_strbuf_release(&more);
}

Test(github, columns_of_two_lines_and_empty_spans_are_left_out)
{
    struct d1_engagement_verdict engagement = sample_quiet();
    struct d1_verdict verdict = sample_verdict(&engagement, 1);
    struct d1_report_options options = sample_options();
    struct d1_finding findings[] = {sample_finding(CHECK_STK_002, "a:b,c%.yaml", 3, 7, 9, "two lines"),
                                    sample_finding(CHECK_STK_002, "b.yaml", 3, 7, 7, "nothing between")};
    struct d1_strbuf out;

    findings[0].at.place.end_line = 5;
    engagement.findings = findings;
    engagement.finding_count = 2;
    out = sample_write("github", &verdict, &options);
    expect_part(&out, "::error file=a%3Ab%2Cc%25.yaml,line=3,endLine=5,title=d1lint STK-002::a:b,c%25.yaml:3:7: two");
    expect_part(&out, "::error file=b.yaml,line=3,endLine=3,title=d1lint STK-002::b.yaml:3:7: nothing between");
    d1_strbuf_release(&out);
}

/* ---- gitlab, rdjson ---- */

static void expect_text(const struct d1_doc *doc, const char *pointer, const char *expected)
{
    const struct d1_node *node = d1_pointer_resolve(d1_doc_root(doc), d1_str(pointer));

    cr_assert(node != NULL, "%s", pointer);
    cr_expect(d1_str_is(d1_node_text(node), expected), "%s: " D1_STR_FMT, pointer, D1_STR_ARG(d1_node_text(node)));
}

Test(gitlab, severities)
{
    struct d1_engagement_verdict engagement = sample_engagement();
    struct d1_verdict verdict = sample_verdict(&engagement, 1);
    struct d1_doc *doc = sample_read("gitlab", &verdict);

    expect_text(doc, "/0/severity", "critical");
    expect_text(doc, "/0/description", "CTX-003: cmt-02 is mapped to nothing");
    expect_text(doc, "/3/description", "STK-002: could not be judged: stakeholders.yaml cannot be read");
    expect_text(doc, "/3/severity", "critical");
    expect_text(doc, "/4/severity", "minor");
    expect_text(doc, "/6/severity", "info");
    expect_text(doc, "/6/location/path", ".");
    d1_doc_free(doc);
}

Test(gitlab, nothing_is_an_empty_list)
{
    struct d1_verdict verdict = sample_verdict(NULL, 0);
    struct d1_report_options options = sample_options();
    struct d1_strbuf out;

    verdict.notice_count = 0;
    out = sample_write("gitlab", &verdict, &options);
    cr_expect_str_eq(out.ptr, "[]\n");
    d1_strbuf_release(&out);
}

static struct d1_str wide_line(const struct d1_verdict *verdict, const char *path, uint32_t line)
{
    (void)verdict;
    (void)path;
    return line == 1 ? d1_str("\xc3\xa9\xe2\x82\xac: x") : (struct d1_str){0};
}

Test(rdjson, columns_count_bytes)
{
    struct d1_engagement_verdict engagement = sample_quiet();
    struct d1_verdict verdict = sample_verdict(&engagement, 1);
    struct d1_finding findings[] = {sample_finding(CHECK_STK_002, "a.yaml", 1, 2, 6, "m"),
                                    sample_finding(CHECK_STK_002, "a.yaml", 2, 2, 6, "m")};
    struct d1_report_options options = sample_options();
    struct d1_strbuf out;

    engagement.findings = findings;
    engagement.finding_count = 2;
    verdict.source_line = wide_line;
    out = sample_write("rdjson", &verdict, &options);
    expect_part(&out, "\"line\": 1,\n            \"column\": 3\n");
    expect_part(&out, "\"line\": 1,\n            \"column\": 9\n");
    expect_part(&out, "\"line\": 2\n");
    d1_strbuf_release(&out);
}

/* ---- summary ---- */

Test(summary, says_the_gates_what_to_do_and_what_is_relaxed)
{
    struct d1_strbuf out = write_sample("summary");

    expect_part(&out, "## d1lint: something is to be done\n");
    expect_part(&out, "| Sales to delivery exit | missed | 2026-02-16 | 1 of 4 | 4 | 0 |\n");
    expect_part(&out, "1. `raid.yaml:12:17` error **RSK-002** risk-01 scores 16, but is accepted, 12 days overdue, "
                      "sven.berg\n");
    expect_part(&out, "<summary>5 findings</summary>");
    expect_part(&out, "17 more findings are counted, but not listed");
    expect_part(&out, "- severity STK-004\\: warning, now off (halden-orders)\n");
    d1_strbuf_release(&out);
}

Test(summary, is_never_larger_than_a_comment_may_be)
{
    struct d1_strbuf out = write_many("summary", 2000, CHECK_STK_002, "a finding with some words in it");
    size_t listed = occurrences(&out, "\n- `x.yaml:");
    char rest[64];

    cr_expect_lt(out.len, 65535);
    cr_expect_gt(listed, 100);
    snprintf(rest, sizeof rest, "- %zu more, of less importance,", 2000 - listed);
    expect_part(&out, rest);
    d1_strbuf_release(&out);
}

/* ---- junit ---- */

Test(junit, red_is_what_the_exit_status_is_for)
{
    struct d1_engagement_verdict engagement = sample_engagement();
    struct d1_verdict verdict = sample_verdict(&engagement, 1);
    struct d1_report_options options = sample_options();
    struct d1_strbuf out = sample_write("junit", &verdict, &options);

    expect_part(&out,
                "<testcase classname=\"halden-orders.s2d\" name=\"CTX-003 Promise has no home\" time=\"0\"><failure "
                "message=\"2 findings\" type=\"failure\">\ncontext.yaml:23:11 cmt-02 is mapped to nothing\n"
                "context.yaml:27:11 cmt-03 is mapped to nothing\n17 more are counted, but not listed here\n");
    expect_part(&out, "<testcase classname=\"halden-orders.launch\" name=\"CHA-001 Charter is incomplete\" time=\"0\">"
                      "<skipped message=\"due 2026-03-02: 2 to do\"/></testcase>");
    expect_part(&out, "<testsuite name=\"halden-orders.gates\" tests=\"4\" failures=\"1\" errors=\"0\" skipped=\"2\">");
    cr_expect_null(strstr(out.ptr, "TEM-005"), "a check that is not built is no case");
    d1_strbuf_release(&out);

    verdict.asked_gate = d1_str("kickoff");
    verdict.exit = D1_EXIT_OK;
    out = sample_write("junit", &verdict, &options);
    cr_expect_null(strstr(out.ptr, "<failure"), "another gate was asked for, and is met");
    cr_expect_null(strstr(out.ptr, "<error"));
    expect_part(&out, "<system-out>\ncontext.yaml:23:11 cmt-02");
    d1_strbuf_release(&out);

    verdict.exit = D1_EXIT_FINDINGS;
    out = sample_write("junit", &verdict, &options);
    cr_expect_eq(occurrences(&out, "<failure"), 1, "some case is red where the exit status is 1");
    expect_part(&out, "the gate that was asked for is not met");
    d1_strbuf_release(&out);
}

Test(junit, below_the_fail_level_is_no_failure)
{
    struct d1_strbuf out;
    struct d1_engagement_verdict engagement = sample_quiet();
    struct d1_verdict verdict = sample_verdict(&engagement, 1);
    struct d1_report_options options = sample_options();
    struct d1_finding finding = sample_finding(CHECK_STK_003, "a.yaml", 1, 1, 2, "a warning");
    struct d1_check_result result = {
        .check = &sample_checks[CHECK_STK_003], .state = D1_STATE_FAIL, .severity = D1_SEVERITY_WARNING, .failed = 1};

    engagement.findings = &finding;
    engagement.finding_count = 1;
    engagement.checks = &result;
    engagement.check_count = 1;
    verdict.exit = D1_EXIT_OK;
    out = sample_write("junit", &verdict, &options);
    expect_part(&out, "time=\"0\"><system-out>\na.yaml:1:1 a warning\n</system-out></testcase>");
    d1_strbuf_release(&out);
    verdict.fail_on = D1_SEVERITY_WARNING;
    verdict.exit = D1_EXIT_FINDINGS;
    out = sample_write("junit", &verdict, &options);
    expect_part(&out, "<failure message=\"1 finding\" type=\"failure\">\na.yaml:1:1 a warning\n</failure>");
    d1_strbuf_release(&out);
}

/* ---- hostile text ---- */

#define HOSTILE "\n::error::x ##[error]y\r\n]]> <b>\"'&amp; @octocat #12 http://e.example \x1b[31m \xe2\x80\xae \xff"

Test(small, hostile_text_acts_in_no_format)
{
    static const struct {
        const char *format;
        const char *never[6];
        const char *shown;
    } cases[] = {
        {"github", {"\n::error::x", "##[", "\x1b", "\xe2\x80\xae", "\r"}, "\\n\\x3a:error::x ##\\x5berror]y"},
        {"gitlab", {"\n::error", "##[", "\x1b", "\xe2\x80\xae", "\r"}, "error]y"},
        {"rdjson", {"\n::error", "##[", "\x1b", "\xe2\x80\xae", "\r"}, "error]y"},
        {"junit", {"\n::error", "##[", "\x1b", "\xe2\x80\xae", "]]>", "<b>"}, "]]&gt; &lt;b&gt;&quot;&#39;&amp;amp;"},
        {"summary", {"\n::error", "##[", "\x1b", " @octocat", " #12", " http:"}, "`@octocat` `#12` `http://e.example`"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_engagement_verdict engagement = sample_engagement();
        struct d1_verdict verdict = sample_verdict(&engagement, 1);
        struct d1_report_options options = sample_options();
        struct d1_finding finding = sample_finding(CHECK_CTX_003, "\n::error::x ##[y]\x1b.yaml", 1, 1, 2, HOSTILE);
        struct d1_gate_result gate = {.id = D1_STR(HOSTILE), .title = D1_STR(HOSTILE), .state = D1_GATE_MISSED};
        struct d1_strbuf out;

        finding.owner = d1_str(HOSTILE);
        engagement.name = engagement.title = d1_str(HOSTILE);
        engagement.findings = &finding;
        engagement.finding_count = 1;
        engagement.gates = &gate;
        engagement.gate_count = 1;
        out = sample_write(cases[i].format, &verdict, &options);
        expect_part(&out, cases[i].shown);
        for (size_t k = 0; k < 6 && cases[i].never[k]; k++)
            cr_expect_null(strstr(out.ptr, cases[i].never[k]), "%s: <%s> in <%s>", cases[i].format, cases[i].never[k],
                           out.ptr);
        d1_strbuf_release(&out);
    }
}
