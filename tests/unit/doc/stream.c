/* A stream of documents, its problems, and duplicate keys. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "base/limits.h"
#include "base/memory/alloc.h"
#include "doc/builder.h"
#include "doc/stream.h"
#include "pace.h"

static struct d1_place line(uint32_t number)
{
    return (struct d1_place){.line = number, .column = 1, .end_line = number, .end_column = 2};
}

static void add_document(struct d1_stream *stream, uint32_t first, uint32_t last)
{
    struct d1_builder b = {0};
    struct d1_stream_document document = {.line = first, .end_line = last, .sound = true};

    d1_builder_null(&b, (struct d1_span){0}, d1_str(""));
    cr_assert_eq(d1_builder_finish(&b, 0, &document.doc), 0);
    d1_builder_release(&b);
    cr_assert_eq(d1_stream_add(stream, document), 0);
}

Test(stream, a_problem_puts_the_document_it_lies_in_in_doubt)
{
    struct d1_stream stream = {0};

    add_document(&stream, 1, 3);
    add_document(&stream, 4, 9);
    add_document(&stream, 10, 10);
    add_document(&stream, 11, 20);
    cr_assert_eq(d1_stream_problem(&stream, "syntax", line(30), "behind all of them"), 0);
    cr_assert_eq(d1_stream_problem(&stream, "unknown-tag", line(10), "in the third"), 0);
    cr_assert_eq(d1_stream_problem_related(&stream, "duplicate-key", line(3), line(2), "in the %s", "first"), 0);
    d1_stream_finish(&stream);
    cr_expect_not(stream.items[0].sound);
    cr_expect(stream.items[1].sound);
    cr_expect_not(stream.items[2].sound);
    cr_expect(stream.items[3].sound);
    cr_expect_str_eq(stream.problems.items[0].text, "in the first", "problems are in order of places");
    cr_expect_eq(stream.problems.items[0].related.line, 2);
    cr_expect_str_eq(stream.problems.items[2].code, "syntax");
    d1_stream_release(&stream);
    cr_expect_eq(stream.len, 0);
}

Test(stream, documents_on_one_line_share_its_problems)
{
    struct d1_stream stream = {0};

    add_document(&stream, 1, 2);
    add_document(&stream, 2, 2);
    add_document(&stream, 2, 4);
    add_document(&stream, 5, 5);
    cr_assert_eq(d1_stream_problem(&stream, "line-break", line(2), "x"), 0);
    d1_stream_finish(&stream);
    cr_expect(!stream.items[0].sound && !stream.items[1].sound && !stream.items[2].sound && stream.items[3].sound);
    d1_stream_release(&stream);
}

Test(stream, past_the_limit_problems_are_counted_and_nothing_is_sound)
{
    struct d1_stream stream = {0};

    add_document(&stream, 1, 1);
    add_document(&stream, 5000, 5000);
    for (uint32_t i = 0; i < D1_LIMIT_PROBLEMS + 7; i++)
        cr_assert_eq(d1_stream_problem(&stream, "unknown-tag", line(1), "x"), 0);
    d1_stream_finish(&stream);
    cr_expect_eq(stream.problems.len, D1_LIMIT_PROBLEMS);
    cr_expect_eq(stream.unlisted, 7);
    cr_expect_not(stream.items[1].sound, "one of those counted may lie in it");
    d1_stream_release(&stream);
}

Test(stream, a_document_taken_is_the_takers)
{
    struct d1_stream stream = {0};
    struct d1_doc *doc;

    add_document(&stream, 1, 1);
    doc = d1_stream_take(&stream, 0);
    cr_expect_null(stream.items[0].doc);
    d1_stream_release(&stream);
    cr_expect_eq(d1_node_kind(d1_doc_root(doc)), D1_NODE_NULL);
    d1_doc_free(doc);
}

/* The problems of a mapping with these keys, each on a line of its own. */
static struct d1_stream check(const char *const *keys, size_t count)
{
    struct d1_builder b = {0};
    struct d1_stream stream = {0};

    d1_builder_begin(&b, (struct d1_span){0}, D1_NODE_MAPPING);
    for (uint32_t i = 0; i < count; i++) {
        struct d1_span span = {i, 2, i, 2 + (uint32_t)strlen(keys[i])};

        d1_builder_key(&b, span, d1_str(keys[i]), true);
        d1_builder_null(&b, span, d1_str(""));
    }
    cr_assert_eq(d1_builder_check_keys(&b, &stream), 0);
    d1_stream_finish(&stream);
    d1_builder_release(&b);
    return stream;
}

Test(keys, each_repetition_is_reported_with_the_first)
{
    static const char *const few[] = {"id", "owner", "id", "", "due", "id", ""};
    static const char *const many[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k",
                                       "l", "m", "n", "o", "p", "q", "b", "r", "s", "b", "q"};
    struct d1_stream stream = check(few, sizeof few / sizeof *few);

    cr_assert_eq(stream.problems.len, 3);
    cr_expect_eq(stream.problems.items[0].place.line, 3);
    cr_expect_eq(stream.problems.items[0].place.column, 3);
    cr_expect_eq(stream.problems.items[0].related.line, 1);
    cr_expect_eq(stream.problems.items[1].place.line, 6);
    cr_expect_eq(stream.problems.items[1].related.line, 1);
    cr_expect_eq(stream.problems.items[2].place.line, 7);
    cr_expect_eq(stream.problems.items[2].related.line, 4);
    cr_expect_not_null(strstr(stream.problems.items[0].text, "\"id\""));
    d1_stream_release(&stream);
    stream = check(many, sizeof many / sizeof *many);
    cr_assert_eq(stream.problems.len, 3);
    cr_expect_eq(stream.problems.items[0].place.line, 18);
    cr_expect_eq(stream.problems.items[0].related.line, 2);
    cr_expect_eq(stream.problems.items[1].place.line, 21);
    cr_expect_eq(stream.problems.items[1].related.line, 2);
    cr_expect_eq(stream.problems.items[2].related.line, 17);
    d1_stream_release(&stream);
    stream = check(many, 17);
    cr_expect_eq(stream.problems.len, 0);
    d1_stream_release(&stream);
}

Test(keys, many_keys_are_checked_in_time)
{
    struct d1_builder b = {0};
    struct d1_stream stream = {0};
    double begun = pace_seconds();

    d1_builder_begin(&b, (struct d1_span){0}, D1_NODE_MAPPING);
    for (uint32_t i = 0; i < 400000; i++) {
        char name[20];

        snprintf(name, sizeof name, "key-%u", i);
        d1_builder_key(&b, (struct d1_span){i, 0, i, 1}, d1_str(name), true);
        d1_builder_null(&b, (struct d1_span){i, 2, i, 3}, d1_str(""));
    }
    cr_assert_eq(d1_builder_check_keys(&b, &stream), 0);
    cr_expect_eq(stream.problems.len, 0);
    pace_expect("400,000 keys", begun, 1); /* each with each would take minutes */
    d1_builder_release(&b);
    d1_stream_release(&stream);
}

Test(keys, a_long_key_is_shortened_in_the_message)
{
    static char name[100001];
    const char *keys[] = {name, name};
    struct d1_stream stream;

    memset(name, 'k', 100000);
    stream = check(keys, 2);
    cr_assert_eq(stream.problems.len, 1);
    cr_expect_lt(strlen(stream.problems.items[0].text), 300);
    cr_expect_not_null(strstr(stream.problems.items[0].text, "kkk...\""));
    d1_stream_release(&stream);
}
