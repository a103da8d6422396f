#include "unit/schema/slow.h"

#include <criterion/criterion.h>
#include <stdio.h>

#include "base/limits.h"

bool note_last(void *context, const struct d1_schema_error *error)
{
    struct last *last = context;

    last->keyword = error->keyword;
    last->count++;
    snprintf(last->message, sizeof last->message, D1_STR_FMT, D1_STR_ARG(error->message));
    return true;
}

void nest(struct d1_strbuf *out, const char *before, const char *middle, const char *after, int depth)
{
    for (int i = 0; i < depth; i++)
        d1_strbuf_puts(out, before);
    d1_strbuf_puts(out, middle);
    for (int i = 0; i < depth; i++)
        d1_strbuf_puts(out, after);
}

void row(struct d1_strbuf *out, const char *before, const char *after, size_t count)
{
    for (size_t i = 0; i < count; i++)
        d1_strbuf_printf(out, "%s%s%zu%s", i ? "," : "", before, i, after);
}

void rows(struct d1_strbuf *out, const char *begin, const char *before, const char *after, size_t count,
          const char *end)
{
    d1_strbuf_puts(out, begin);
    row(out, before, after, count);
    d1_strbuf_puts(out, end);
}

void expect_in_seconds(const struct slow_case *slow)
{
    struct d1_strbuf schema = {0}, text = {0};
    struct fixture fixture = {0};
    struct d1_doc *instance;

    slow->write(&schema, &text);
    instance = read_json(text.ptr);
    setup(&fixture, schema.ptr);
    for (int detail = D1_SCHEMA_EXPLAIN; detail <= D1_SCHEMA_BASIC; detail++) {
        struct last last = {0};
        struct d1_schema_sink sink = {.context = &last, .detail = (enum d1_schema_detail)detail, .error = note_last};
        double begun = pace_seconds();
        int verdict = d1_schema_validate(fixture.schema, d1_doc_root(instance), fixture.scratch, &sink);

        cr_expect_eq(verdict, (int)slow->verdict, "%s: verdict %d, %s", slow->name, verdict, last.message);
        if (slow->message && detail == D1_SCHEMA_EXPLAIN)
            cr_expect(d1_str_starts(d1_str(last.message), slow->message), "%s: %s", slow->name, last.message);
        if (verdict == D1_SCHEMA_UNDECIDED)
            cr_expect_eq(last.keyword, D1_KEYWORD_LIMIT, "%s", slow->name);
        cr_expect_leq(last.count, D1_LIMIT_SCHEMA_ERRORS + 1, "%s: %zu errors", slow->name, last.count);
        pace_expect(slow->name, begun, MOST_SECONDS);
    }
    d1_strbuf_release(&schema);
    d1_strbuf_release(&text);
    d1_doc_free(instance);
    teardown(&fixture);
}
