#include <criterion/criterion.h>

#include "unit/saved/saved.h"

struct d1_strbuf saved_sample(bool since)
{
    struct d1_report_options options = sample_options();
    struct d1_engagement_verdict engagements[2] = {sample_quiet(), sample_engagement()};
    struct d1_verdict verdict = sample_verdict(engagements, 2);

    if (since)
        sample_compare(&verdict);
    verdict.exit = d1_verdict_exit(&verdict);
    return sample_write("json", &verdict, &options);
}

int saved_read(struct d1_saved *saved, const struct d1_str *reports, size_t count, struct d1_error *error)
{
    static const char *const paths[] = {"one.json", "two.json", "three.json"};
    const struct d1_saved_known known = {
        .checks = sample_checks,
        .count = CHECKS,
        .rules = sample_verdict(NULL, 0).tool.rules,
    };
    int status = 0;

    for (size_t i = 0; i < count && status == 0; i++)
        status = d1_saved_add(saved, reports[i], paths[i], error);
    return status == 0 ? d1_saved_join(saved, &known, error) : status;
}
