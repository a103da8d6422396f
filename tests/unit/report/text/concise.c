/* One line for each finding. */
#include "unit/report/text/said.h"

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
