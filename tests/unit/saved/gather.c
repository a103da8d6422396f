/* A portfolio depends on what was read, and not on how it was divided or in which order it came. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "saved/gather.h"
#include "unit/saved/saved.h"

enum { ENGAGEMENTS = 240 };

/* The lines of the sample's engagements, as if there were many: each with another name. */
static struct d1_strbuf *many_lines(size_t *count)
{
    static struct d1_strbuf lines[ENGAGEMENTS];
    static char names[ENGAGEMENTS][32];
    struct d1_report_options options = sample_options();

    for (size_t i = 0; i < ENGAGEMENTS; i++) {
        struct d1_engagement_verdict engagement = i % 3 ? sample_engagement() : sample_quiet();
        struct d1_verdict verdict = sample_verdict(&engagement, 1);

        snprintf(names[i], sizeof names[i], "%zu-engagement", i * 7919 % ENGAGEMENTS);
        engagement.name = d1_str(names[i]);
        lines[i] = sample_write("summary-jsonl", &verdict, &options);
    }
    *count = ENGAGEMENTS;
    return lines;
}

static struct d1_strbuf write_all(const struct d1_gathered *gathered, const char *format)
{
    struct d1_portfolio portfolio = d1_gathered_portfolio(gathered);
    struct d1_report_options options = sample_options();
    struct d1_strbuf out = {0};

    cr_assert_eq(d1_report_write_portfolio(d1_report_find(d1_str(format)), &portfolio, &options, &out, NULL), 0);
    return out;
}

/* Reads the lines out of so many files, of which each has lines of the one before it, too, and the last comes first. */
static void gather_shards(struct d1_gathered *gathered, const struct d1_strbuf *lines, size_t count, size_t shards)
{
    for (size_t shard = shards; shard-- > 0;) {
        struct d1_strbuf file = {0};
        struct d1_error error = {0};

        for (size_t i = 0; i < count; i++)
            if (i % shards == shard || (i + 1) % shards == shard)
                d1_strbuf_str(&file, d1_strbuf_view(&lines[i]));
        cr_assert_eq(d1_gathered_add(gathered, d1_strbuf_view(&file), "shard.jsonl", &error), 0, "%s",
                     d1_error_message(&error));
        d1_strbuf_release(&file);
    }
    cr_assert_eq(d1_gathered_finish(gathered, NULL), 0);
}

Test(gather, any_sharding_gives_the_same_bytes)
{
    static const char *const formats[] = {"summary-jsonl", "html", "text"};
    static const size_t shards[] = {1, 3, 7, 50};
    size_t count;
    struct d1_strbuf *lines = many_lines(&count);
    struct d1_strbuf first[3] = {0};

    for (size_t s = 0; s < 4; s++) {
        struct d1_gathered gathered = {0};

        gather_shards(&gathered, lines, count, shards[s]);
        cr_expect_eq(gathered.items.len, count);
        for (size_t f = 0; f < 3; f++) {
            struct d1_strbuf out = write_all(&gathered, formats[f]);

            if (s == 0)
                first[f] = out;
            else
                cr_expect(d1_str_eq(d1_strbuf_view(&out), d1_strbuf_view(&first[f])), "%s of %zu shards", formats[f],
                          shards[s]);
            if (s)
                d1_strbuf_release(&out);
        }
        d1_gathered_release(&gathered);
    }
    for (size_t f = 0; f < 3; f++)
        d1_strbuf_release(&first[f]);
    for (size_t i = 0; i < count; i++)
        d1_strbuf_release(&lines[i]);
}

/* What `summary-jsonl` says of a verdict is what is gathered of its report, and of its own lines. */
Test(gather, reports_and_lines_are_the_same)
{
    struct d1_report_options options = sample_options();
    struct d1_engagement_verdict engagements[2] = {sample_quiet(), sample_engagement()};
    struct d1_verdict verdict = sample_verdict(engagements, 2);
    struct d1_gathered gathered = {0};
    struct d1_error error = {0};
    struct d1_strbuf json, lines, out;

    verdict.exit = d1_verdict_exit(&verdict);
    json = sample_write("json", &verdict, &options);
    lines = sample_write("summary-jsonl", &verdict, &options);
    cr_assert_eq(d1_gathered_add(&gathered, d1_strbuf_view(&json), "a.json", &error), 0, "%s",
                 d1_error_message(&error));
    cr_assert_eq(d1_gathered_add(&gathered, d1_strbuf_view(&lines), "lines", &error), 0, "%s",
                 d1_error_message(&error));
    cr_assert_eq(d1_gathered_finish(&gathered, &error), 0, "%s", d1_error_message(&error));
    cr_expect_eq(gathered.items.len, 2);
    out = write_all(&gathered, "summary-jsonl");
    cr_expect_str_eq(out.ptr, lines.ptr);
    d1_strbuf_release(&json);
    d1_strbuf_release(&lines);
    d1_strbuf_release(&out);
    d1_gathered_release(&gathered);
}

/* A run that failed is no run without engagements, wherever its line stands, and however often. */
Test(gather, a_run_that_failed_is_told)
{
    static const struct d1_notice notice = {.severity = D1_SEVERITY_ERROR, .text = D1_STR("no repository")};
    struct d1_report_options options = sample_options();
    struct d1_verdict failed = {.notices = &notice, .notice_count = 1, .exit = D1_EXIT_FAILURE};
    struct d1_engagement_verdict engagement = sample_engagement();
    struct d1_verdict verdict = sample_verdict(&engagement, 1);
    struct d1_strbuf lines = sample_write("summary-jsonl", &failed, &options);
    struct d1_strbuf others = sample_write("summary-jsonl", &verdict, &options);
    struct d1_gathered gathered = {0};

    d1_strbuf_str(&lines, d1_strbuf_view(&others));
    cr_assert_eq(d1_gathered_add(&gathered, d1_strbuf_view(&lines), "one.jsonl", NULL), 0);
    cr_assert_eq(d1_gathered_add(&gathered, d1_strbuf_view(&lines), "two", NULL), 0);
    cr_assert_eq(d1_gathered_finish(&gathered, NULL), 0);
    cr_expect_eq(gathered.items.len, 1);
    cr_expect_gt(gathered.failed, 0);
    cr_assert_eq(gathered.absent.len, 1);
    cr_expect(d1_str_is(gathered.absent.items[0].why, "no repository"));
    d1_strbuf_release(&lines);
    d1_strbuf_release(&others);
    d1_gathered_release(&gathered);
}

static void replace(struct d1_strbuf *text, const char *from, const char *to)
{
    char *at = strstr(text->ptr, from);

    cr_assert(at != NULL && strlen(from) == strlen(to), "%s", from);
    memcpy(at, to, strlen(to));
}

Test(gather, what_contradicts_is_refused)
{
    static const struct {
        const char *from, *to, *says;
    } cases[] = {
        {"\"asOf\":\"2026-02-16\"", "\"asOf\":\"2026-02-17\"", "say different things of engagement halden-orders"},
        {"\"exitStatus\":1", "\"exitStatus\":9", "`exitStatus` is from 0 to 3"},
        {"\"kind\":\"Summary\"", "\"kind\":\"Sammary\"", "`kind` must be `Summary`"},
        {"\"relaxed\":", "\"relaxes\":", "has no member `relaxes`"},
        {"ssh://", "sshh//", "`repositoryUri` takes an absolute URI"},
        {"\"state\":\"missed\"", "\"state\":\"missad\"", "`state` cannot be `missad`"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_report_options options = sample_options();
        struct d1_engagement_verdict engagement = sample_engagement();
        struct d1_verdict verdict = sample_verdict(&engagement, 1);
        struct d1_strbuf line = sample_write("summary-jsonl", &verdict, &options);
        struct d1_gathered gathered = {0};
        struct d1_error error = {0};
        int status;

        cr_assert_eq(d1_gathered_add(&gathered, d1_strbuf_view(&line), "one.jsonl", &error), 0);
        replace(&line, cases[i].from, cases[i].to);
        status = d1_gathered_add(&gathered, d1_strbuf_view(&line), "two.jsonl", &error);
        if (status == 0)
            status = d1_gathered_finish(&gathered, &error);
        cr_expect_eq(status, D1_ERR_READ, "%s", cases[i].says);
        cr_expect(strstr(d1_error_message(&error), cases[i].says) != NULL, "%s: %s", cases[i].says,
                  d1_error_message(&error));
        d1_error_clear(&error);
        d1_strbuf_release(&line);
        d1_gathered_release(&gathered);
    }
}
