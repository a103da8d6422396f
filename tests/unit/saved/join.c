/* Several reports become one verdict where they are parts of one judgement, and only then. */
#include <criterion/criterion.h>

#include "unit/saved/saved.h"

static struct d1_strbuf part(const struct d1_engagement_verdict *engagement, const char *revision)
{
    struct d1_report_options options = sample_options();
    struct d1_verdict verdict = sample_verdict(engagement, 1);

    verdict.artifacts = 20;
    verdict.source.revision = d1_str(revision);
    verdict.exit = d1_verdict_exit(&verdict);
    return sample_write("json", &verdict, &options);
}

Test(saved, parts_of_one_judgement_become_one)
{
    struct d1_report_options options = sample_options();
    struct d1_engagement_verdict engagements[2] = {sample_quiet(), sample_engagement()};
    struct d1_verdict whole = sample_verdict(engagements, 2);
    struct d1_strbuf json, one = part(&engagements[0], ""), two = part(&engagements[1], "");

    whole.artifacts = 20;
    whole.exit = d1_verdict_exit(&whole);
    json = sample_write("json", &whole, &options);
    for (int turned = 0; turned < 2; turned++) {
        const struct d1_str texts[] = {d1_strbuf_view(turned ? &two : &one), d1_strbuf_view(turned ? &one : &two)};
        struct d1_saved saved = {0};
        struct d1_error error = {0};
        struct d1_strbuf joined;

        cr_assert_eq(saved_read(&saved, texts, 2, &error), 0, "%s", d1_error_message(&error));
        joined = sample_write("json", &saved.verdict, &options);
        cr_expect_str_eq(joined.ptr, json.ptr);
        d1_strbuf_release(&joined);
        d1_saved_release(&saved);
    }
    d1_strbuf_release(&json);
    d1_strbuf_release(&one);
    d1_strbuf_release(&two);
}

Test(saved, reports_that_are_no_parts_are_not_mixed)
{
    struct d1_engagement_verdict engagements[2] = {sample_quiet(), sample_engagement()};
    struct d1_strbuf reports[] = {part(&engagements[0], ""), part(&engagements[1], "v1"), part(&engagements[0], "")};
    static const struct {
        size_t other;
        const char *says;
    } cases[] = {
        {1, "they differ in the repository, or the state of it"},
        {2, "is in several of the reports"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct d1_str texts[] = {d1_strbuf_view(&reports[0]), d1_strbuf_view(&reports[cases[i].other])};
        struct d1_saved saved = {0};
        struct d1_error error = {0};

        cr_expect_eq(saved_read(&saved, texts, 2, &error), D1_ERR_USAGE);
        cr_expect(strstr(d1_error_message(&error), cases[i].says) != NULL, "%s", d1_error_message(&error));
        d1_error_clear(&error);
        d1_saved_release(&saved);
    }
    for (size_t i = 0; i < 3; i++)
        d1_strbuf_release(&reports[i]);
}
