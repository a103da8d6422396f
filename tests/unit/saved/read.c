/* A report is read as it was written; what is no whole, sound report is refused with its place. */
#include <criterion/criterion.h>

#include "base/memory/alloc.h"
#include "unit/saved/saved.h"

static struct d1_strbuf write_json(const struct d1_verdict *verdict)
{
    struct d1_report_options options = sample_options();

    return sample_write("json", verdict, &options);
}

Test(saved, a_report_is_read_as_it_was_written)
{
    for (int since = 0; since < 2; since++) {
        struct d1_strbuf json = saved_sample(since), again;
        const struct d1_str text = d1_strbuf_view(&json);
        struct d1_saved saved = {0};
        struct d1_error error = {0};

        cr_assert_eq(saved_read(&saved, &text, 1, &error), 0, "%u:%u: %s", error.place.line, error.place.column,
                     d1_error_message(&error));
        again = write_json(&saved.verdict);
        cr_expect_str_eq(again.ptr, json.ptr);
        d1_strbuf_release(&again);
        d1_strbuf_release(&json);
        d1_saved_release(&saved);
    }
}

/* The same rules are known: every other format has what the report left out. */
Test(saved, every_format_is_as_of_the_verdict_itself)
{
    struct d1_report_options options = sample_options();
    struct d1_engagement_verdict engagements[2] = {sample_quiet(), sample_engagement()};
    struct d1_verdict verdict;
    struct d1_strbuf json;
    struct d1_str text;
    struct d1_saved saved = {0};
    struct d1_error error = {0};
    size_t count;
    const struct d1_report_format *formats = d1_report_formats(&count);

    engagements[0].artifacts = 0; /* it has no list of them, which a report would count */
    verdict = sample_verdict(engagements, 2);
    verdict.exit = d1_verdict_exit(&verdict);
    verdict.source_line = NULL; /* lines are in the repository */
    json = write_json(&verdict);
    text = d1_strbuf_view(&json);
    cr_assert_eq(saved_read(&saved, &text, 1, &error), 0, "%s", d1_error_message(&error));
    for (size_t i = 0; i < count; i++) {
        struct d1_strbuf from_verdict = sample_write(formats[i].name, &verdict, &options);
        struct d1_strbuf from_report = sample_write(formats[i].name, &saved.verdict, &options);

        cr_expect_str_eq(from_report.ptr, from_verdict.ptr, "%s", formats[i].name);
        d1_strbuf_release(&from_verdict);
        d1_strbuf_release(&from_report);
    }
    d1_strbuf_release(&json);
    d1_saved_release(&saved);
}

static void replace(struct d1_strbuf *out, struct d1_str text, const char *from, const char *to)
{
    const char *at = strstr(text.ptr, from);

    cr_assert(at != NULL, "the report has %s", from);
    d1_strbuf_clear(out);
    d1_strbuf_add(out, text.ptr, (size_t)(at - text.ptr));
    d1_strbuf_puts(out, to);
    d1_strbuf_puts(out, at + strlen(from));
}

Test(saved, what_is_no_sound_report_is_refused)
{
    static const struct {
        const char *from, *to, *says;
    } cases[] = {
        {"d1lint/v1", "d1lint/v2", "this is no report that this version of d1lint reads"},
        {"\"Report\"", "\"RaidLog\"", "`kind` must be `Report`, and is `RaidLog`"},
        {"\"kind\": \"worktree\"", "\"kind\": \"cloud\"", "`kind` cannot be `cloud`"},
        {"\"byPaths\": false", "\"byPaths\": \"no\"", "`byPaths` must be true or false"},
        {"\"byPaths\": false", "\"byPaths\": false, \"byPaths\": true", "`byPaths` stands twice in a report"},
        {"\"byPaths\": false", "\"byPathz\": false", "a report has no member `byPathz`"},
        {"\"byPaths\": false,", "", "`byPaths` is missing in a report"},
        {"\"version\": \"0.1.0\",", "\"version\": \"9.0.0\", \"licence\": 1,", "a tool has no member `licence`"},
        {"\"exitStatus\": 1", "\"exitStatus\": 0", "`exitStatus` is 0, and what it lists makes it 1"},
        {"\"exitStatus\": 1", "\"exitStatus\": 77", "`exitStatus` is from 0 to 3"},
        {"\"exitStatus\": 1", "\"exitStatus\": -1", "`exitStatus` must be a whole number from 0 on"},
        {"\"errors\": ", "\"errors\": 1", "`totals` has 1"},
        {"\"notices\": [", "\"notices\": [7, ", "a notice must be an object"},
        {"\"asOf\": \"2026-02-16\"", "\"asOf\": \"2026-02-30\"", "`asOf` must be a date"},
        {"\"artifact\": 0", "\"artifact\": 4000", "artifact 4000 of halden-orders is named"},
        {"ssh://git@git.example", "https://u:p@git.example", "`repositoryUri` names a user or password"},
        {"ssh://git@git.example", "javascript:alert(1)//", "`repositoryUri` takes an absolute URI"},
        {"\"uri\": \"engagement.yaml\"", "\"uri\": \"engagement%0.yaml\"", "not a percent-encoded path"},
        {"\"uri\": \"engagement.yaml\"", "\"uri\": \"engagement%00.yaml\"", "not a percent-encoded path"},
        {"\"failOn\": \"error\"", "\"failOn\": \"off\"", "`failOn` cannot be `off`"},
        {"\"engagements\": [", "\"engagements\": {", "`engagements` must be a list"},
        {"\"line\": 4,", "\"line\": 0,", "lines and columns of a location count from 1"},
    };
    struct d1_strbuf json = saved_sample(false), wrong = {0};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_saved saved = {0};
        struct d1_error error = {0};
        struct d1_str text;

        replace(&wrong, d1_strbuf_view(&json), cases[i].from, cases[i].to);
        text = d1_strbuf_view(&wrong);
        cr_expect_eq(saved_read(&saved, &text, 1, &error), D1_ERR_READ, "%s", cases[i].says);
        cr_expect(strstr(d1_error_message(&error), cases[i].says) != NULL, "%s: %s", cases[i].says,
                  d1_error_message(&error));
        cr_expect_str_eq(error.place.path ? error.place.path : "", "one.json", "%s", cases[i].says);
        d1_error_clear(&error);
        d1_saved_release(&saved);
    }
    d1_strbuf_release(&wrong);
    d1_strbuf_release(&json);
}

Test(saved, a_torn_report_is_none_wherever_it_ends)
{
    struct d1_strbuf json = saved_sample(true);

    while (json.len && (json.ptr[json.len - 1] == '\n' || json.ptr[json.len - 1] == ' '))
        d1_strbuf_truncate(&json, json.len - 1);
    for (size_t len = 0; len < json.len; len += 7) {
        struct d1_saved saved = {0};
        struct d1_error error = {0};
        const struct d1_str text = d1_str_sub(d1_strbuf_view(&json), 0, len);

        cr_expect_eq(saved_read(&saved, &text, 1, &error), D1_ERR_READ, "the first %zu bytes", len);
        d1_error_clear(&error);
        d1_saved_release(&saved);
    }
    d1_strbuf_release(&json);
}

/* Whatever byte is another, nothing but an answer comes of it. */
Test(saved, any_byte_may_be_wrong)
{
    static const char others[] = {'0', '"', '}', ']', '-', '9', '\0', (char)0xff};
    struct d1_strbuf json = saved_sample(true);

    for (size_t at = 0; at < json.len; at += 11) {
        struct d1_saved saved = {0};
        struct d1_error error = {0};
        const struct d1_str text = d1_strbuf_view(&json);
        char before = json.ptr[at];
        int status;

        json.ptr[at] = others[at % sizeof others];
        status = saved_read(&saved, &text, 1, &error);
        cr_expect(status == 0 || status == D1_ERR_READ, "byte %zu: %d", at, status);
        json.ptr[at] = before;
        d1_error_clear(&error);
        d1_saved_release(&saved);
    }
    d1_strbuf_release(&json);
}

Test(saved, each_allocation_can_fail)
{
    struct d1_strbuf json = saved_sample(true);
    const struct d1_str text = d1_strbuf_view(&json);
    int status = D1_ERR_MEMORY;

    for (long round = 0; status < 0; round++) {
        struct d1_saved saved = {0};
        struct d1_error error = {0};

        cr_assert_lt(round, 10000);
        d1_alloc_fail_after(round);
        status = saved_read(&saved, &text, 1, &error);
        d1_alloc_fail_after(-1);
        cr_expect(status == 0 || status == D1_ERR_MEMORY, "round %ld: %d", round, status);
        d1_error_clear(&error);
        d1_saved_release(&saved);
    }
    d1_strbuf_release(&json);
}
