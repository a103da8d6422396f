/* Values of expressions as text for people. */
#include <criterion/criterion.h>

#include "base/limits.h"
#include "base/memory/alloc.h"
#include "cel/cel.h"
#include "cli/eval/value.h"
#include "yaml/yaml.h"

/* The value of an expression, over a variable `x`. */
static struct d1_cel_value evaluate(struct d1_arena *arena, const char *text, const struct d1_node *x)
{
    struct d1_cel_env *env = d1_cel_env_new(arena, NULL, 0);
    struct d1_cel_slot slot = {.value = x ? d1_cel_of_node(x, NULL) : d1_cel_null()};
    struct d1_cel_activation activation = {.count = 1, .slots = &slot, .arena = arena};
    struct d1_cel_context context = {.arena = arena};
    const struct d1_cel_program *program;
    struct d1_cel_value value;

    cr_assert_eq(d1_cel_env_variable(env, d1_str("x"), &d1_cel_types[D1_CEL_DYN], NULL), 0);
    cr_assert_eq(d1_cel_compile(env, &(struct d1_cel_source){.text = d1_str(text)}, NULL, &program), 0, "%s", text);
    cr_assert_eq(d1_cel_eval(program, &activation, &context, &value), 0, "%s", text);
    d1_cel_env_release(env);
    return value;
}

static struct d1_place place_of(void *context, const struct d1_node *node)
{
    struct d1_place place = d1_node_place(node);

    place.path = context;
    return place;
}

Test(value, containers_are_laid_out_and_scalars_written)
{
    static const struct {
        const char *expression, *text;
    } cases[] = {
        {"1", "1\n"},
        {"1u", "1u\n"},
        {"2.0", "2.0\n"},
        {"null", "null\n"},
        {"\"it's\"", "\"it's\"\n"},
        {"b'\\x00'", "b\"\\x00\"\n"},
        {"type(1)", "int\n"},
        {"[]", "[]\n"},
        {"{}", "{}\n"},
        {"[1, 'a']", "- 1\n- \"a\"\n"},
        {"[[1, 2], [], [[3]]]", "- - 1\n  - 2\n- []\n- - - 3\n"},
        {"{'a': 1, 'b': {'c': [1], 'd': {}}}", "a: 1\nb:\n  c:\n    - 1\n  d: {}\n"},
        {"[{'a': 1, 'b': 2}]", "- a: 1\n  b: 2\n"},
        {"[{'a': [1], 'b': 2}]", "- a:\n    - 1\n  b: 2\n"},
        {"{'a b': 1, '': 2, '3': 3, 4: 5, true: 6, 'x-y': 7}",
         "\"a b\": 1\n\"\": 2\n\"3\": 3\n4: 5\ntrue: 6\nx-y: 7\n"},
        {"optional.of(1)", "optional.of(1)\n"},
        {"optional.none()", "optional.none()\n"},
        {"optional.of([1])", "# optional.of\n- 1\n"},
        {"[optional.of([1])]", "- # optional.of\n  - 1\n"},
        {"timestamp('2026-01-01T00:00:00Z')", "timestamp(\"2026-01-01T00:00:00Z\")\n"},
        {"'##[error] \\u202e \\x1b'", "\"##\\x5berror] \\u202e \\u001b\"\n"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_arena arena = {0};
        struct d1_strbuf out = {0};
        struct d1_paint paint = {.out = &out, .utf8 = true};

        d1_value_show(&paint, evaluate(&arena, cases[i].expression, NULL), NULL);
        cr_expect_str_eq(out.ptr, cases[i].text, "%s: got\n%s", cases[i].expression, out.ptr);
        d1_strbuf_release(&out);
        d1_arena_release(&arena);
    }
}

Test(value, places_stand_behind_what_was_read)
{
    static const char text[] = "a: one\nb: [1, 2]\nc:\n  - {d: 1, e: {f: 2}}\n  - g: [3]\n";
    static const struct {
        const char *expression, *text;
    } cases[] = {
        {"x.a", "\"one\"  # f:1:4\n"},
        {"x.a + ''", "\"one\"\n"},
        {"x.b", "- 1  # f:2:5\n- 2  # f:2:8\n"},
        {"x.b.filter(n, n > 1)", "- 2  # f:2:8\n"},
        {"x.c", "- d: 1  # f:4:5\n  e:\n    f: 2\n- g:  # f:5:5\n    - 3\n"},
        {"{'n': x.c[0].e, 'm': 1}", "n:\n  f: 2  # f:4:15\nm: 1\n"},
        {"[x.c[0].e.f, x.c[1]]", "- 2  # f:4:19\n- g:  # f:5:5\n    - 3\n"},
    };
    struct d1_yaml_loader *loader = NULL;
    struct d1_stream stream = {0};
    char path[] = "f";
    const struct d1_value_places places = {.place = place_of, .context = path};

    cr_assert_eq(d1_yaml_loader_new(&loader, NULL), 0);
    cr_assert_eq(d1_yaml_load(loader, d1_str(text), &stream, NULL), 0);
    cr_assert_eq(stream.len, 1);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_arena arena = {0};
        struct d1_strbuf out = {0};
        struct d1_paint paint = {.out = &out, .utf8 = true};

        d1_value_show(&paint, evaluate(&arena, cases[i].expression, d1_doc_root(stream.items[0].doc)), &places);
        cr_expect_str_eq(out.ptr, cases[i].text, "%s: got\n%s", cases[i].expression, out.ptr);
        d1_strbuf_release(&out);
        d1_arena_release(&arena);
    }
    d1_stream_release(&stream);
    d1_yaml_loader_free(loader);
}

Test(value, long_lists_and_deep_ones_end)
{
    enum { DEPTH = 2000 };
    struct d1_arena arena = {0};
    struct d1_strbuf out = {0};
    struct d1_paint paint = {.out = &out, .utf8 = true};
    struct d1_cel_value value = d1_cel_int(7);

    d1_value_show(&paint, evaluate(&arena, "lists.range(1001)", NULL), NULL);
    cr_expect(d1_str_ends(d1_strbuf_view(&out), "- 999\n# and 1 more\n"));
    d1_strbuf_clear(&out);
    d1_value_show(&paint, evaluate(&arena, "lists.range(1000)", NULL), NULL);
    cr_expect(d1_str_ends(d1_strbuf_view(&out), "- 999\n"));
    d1_strbuf_clear(&out);
    for (int i = 0; i < DEPTH; i++)
        value = d1_cel_list_new(&arena, &value, 1);
    d1_value_show(&paint, value, NULL);
    cr_expect(d1_str_starts(d1_strbuf_view(&out), "- - - "));
    cr_expect(d1_str_ends(d1_strbuf_view(&out), "]\n"));
    d1_strbuf_release(&out);
    d1_arena_release(&arena);
}

/* Lists of lists multiply: what is shown of all of them together has an end, and the rest is counted where it is. */
Test(value, of_many_values_some_are_shown_and_the_rest_is_counted)
{
    struct d1_arena arena = {0};
    struct d1_strbuf out = {0};
    struct d1_paint paint = {.out = &out, .utf8 = true};
    size_t lines = 0;

    d1_value_show(&paint, evaluate(&arena, "lists.range(900).map(i, lists.range(900))", NULL), NULL);
    for (size_t at = 0; at < out.len; at = d1_str_find(d1_strbuf_view(&out), '\n', at) + 1)
        lines++;
    cr_expect(lines <= D1_LIMIT_SHOWN_VALUES + 2, "%zu lines", lines);
    cr_expect(strstr(out.ptr, "  - 87\n  # and 812 more\n# and 888 more\n") != NULL, "%s",
              out.ptr + (out.len > 100 ? out.len - 100 : 0));
    d1_strbuf_clear(&out);
    d1_value_show(&paint,
                  evaluate(&arena,
                           "{'a': lists.range(1000).map(i, [i].map(j, 'q').join('') + "
                           "lists.range(9000).map(k, 'qqqqqqq').join())}",
                           NULL),
                  NULL);
    cr_expect(out.len < D1_LIMIT_SHOWN_BYTES + D1_LIMIT_REPORT_TEXT + 100, "%zu bytes", out.len);
    cr_expect(strstr(out.ptr, " more\n") != NULL);
    d1_strbuf_release(&out);
    d1_arena_release(&arena);
}

Test(value, a_long_text_is_shortened)
{
    struct d1_arena arena = {0};
    struct d1_strbuf out = {0};
    struct d1_paint paint = {.out = &out, .utf8 = true};

    d1_value_show(&paint, evaluate(&arena, "lists.range(9000).map(k, 'qqqqqqq').join()", NULL), NULL);
    cr_expect_eq(out.len, 63003);
    d1_strbuf_clear(&out);
    d1_value_show(&paint, evaluate(&arena, "lists.range(10000).map(k, 'qqqqqqq').join()", NULL), NULL);
    cr_expect(out.len < 1010 && d1_str_ends(d1_strbuf_view(&out), "q... (70002 bytes in all)\n"));
    d1_strbuf_release(&out);
    d1_arena_release(&arena);
}
