/* The report for a lead: what it has room for, and that it never takes more than 25 lines. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "unit/report/sample.h"

enum { LINES = 25 };

static size_t count_lines(const struct d1_strbuf *out)
{
    size_t lines = 0;

    for (size_t i = 0; i < out->len; i++)
        lines += out->ptr[i] == '\n';
    return lines;
}

static struct d1_strbuf write_brief(const struct d1_verdict *verdict)
{
    struct d1_report_options options = sample_options();

    return sample_write("brief", verdict, &options);
}

Test(brief, gates_causes_and_what_falls_due)
{
    struct d1_engagement_verdict engagement = sample_engagement();
    struct d1_verdict verdict = sample_verdict(&engagement, 1);
    struct d1_strbuf out;

    engagement.soon = d1_date_from_civil(2026, 3, 2);
    out = write_brief(&verdict);
    cr_expect_str_eq(out.ptr,
                     "halden-orders: Order platform migration, as of 2026-02-16\n"
                     "  s2d-exit        missed     2026-02-16  1 of 4 criteria hold\n"
                     "  kickoff         future     2026-03-02  1 to do\n"
                     "blocks (criteria; findings; who is to be asked)\n"
                     "  RSK-002    2  High risk has no response (1 finding; sven.berg)\n"
                     "  CTX-003    1  Promise has no home (2 findings; nobody named)\n"
                     "  STK-002    1  Stakeholder is incomplete (1 finding; nobody named)\n"
                     "  STK-003    1  Powerful stakeholder has no relationship owner (1 finding; nobody named)\n"
                     "due until 2026-03-02, in ten working days\n"
                     "  2026-03-02  1 for kickoff (nobody named)\n",
                     "%s", out.ptr);
    d1_strbuf_release(&out);
}

Test(brief, never_takes_more_than_25_lines)
{
    enum { MANY = 60 };
    static struct d1_check checks[MANY];
    static struct d1_finding findings[2 * MANY];
    static struct d1_gate_result gates[MANY];
    static struct d1_engagement_verdict engagements[MANY];
    static char ids[MANY][16];
    struct d1_verdict verdict = sample_verdict(engagements, 1);
    struct d1_strbuf out;

    for (size_t i = 0; i < MANY; i++) {
        snprintf(ids[i], sizeof ids[i], "OWN-%03zu", i);
        checks[i] = sample_checks[CHECK_STK_003];
        checks[i].id = d1_str(ids[i]);
        checks[i].index = i;
        gates[i] = (struct d1_gate_result){.id = d1_str(ids[i]), .state = D1_GATE_MISSED};
        findings[i] = sample_finding(CHECK_STK_003, "a.yaml", 1, 1, 2, "again");
        findings[i].check = &checks[i];
        findings[MANY + i] = findings[i];
        findings[MANY + i].state = D1_FINDING_OPEN;
        findings[MANY + i].due += (d1_date)i;
        engagements[i] = sample_quiet();
    }
    engagements[0].soon = findings[2 * MANY - 1].due;
    engagements[0].gates = gates;
    engagements[0].gate_count = MANY;
    engagements[0].findings = findings;
    engagements[0].finding_count = 2 * MANY;
    verdict.checks = checks;
    verdict.check_count = MANY;
    verdict.loose = findings;
    verdict.loose_count = 1;
    out = write_brief(&verdict);
    cr_expect_leq(count_lines(&out), LINES, "%s", out.ptr);
    cr_expect(strstr(out.ptr, "10 of 60 causes") && strstr(out.ptr, "4 of 60 dates"), "%s", out.ptr);
    d1_strbuf_release(&out);
    verdict.engagement_count = MANY;
    out = write_brief(&verdict);
    cr_expect_leq(count_lines(&out), LINES, "%s", out.ptr);
    cr_expect(strstr(out.ptr, "and 38 more"), "%s", out.ptr);
    d1_strbuf_release(&out);
}
