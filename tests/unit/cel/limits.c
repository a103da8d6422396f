/* Whatever the expression: it ends, within limits, with a message; and no failing allocation is lost. */
#include <criterion/criterion.h>

#include "base/limits.h"
#include "base/memory/alloc.h"
#include "pace.h"
#include "unit/cel/world.h"

/* prefix, count times open, middle, count times close. */
static const char *nested(struct world *world, const char *open, const char *middle, const char *close, size_t count)
{
    struct d1_strbuf text = {0};
    const char *kept;

    for (size_t i = 0; i < count; i++)
        d1_strbuf_puts(&text, open);
    d1_strbuf_puts(&text, middle);
    for (size_t i = 0; i < count; i++)
        d1_strbuf_puts(&text, close);
    kept = d1_arena_str(&world->scratch, d1_strbuf_view(&text)).ptr;
    d1_strbuf_release(&text);
    return kept;
}

Test(cel_limits, nesting)
{
    static const struct {
        const char *open, *middle, *close;
    } rows[] = {
        {"(", "1", ")"},
        {"[", "1", "]"},
        {"{1: ", "1", "}"},
        {"!", "true", ""},
        {"-", "it.impact", ""},
        {"", "1", " + 1"},
        {"", "it", ".a"},
        {"", "any", "[0]"},
        {"true ? 1 : ", "1", ""},
        {"size(", "'a'", ")"},
        {"", "'a'", ".trim()"},
        {"[1].map(x, ", "1", ")"},
        {"cel.bind(x, 1, ", "1", ")"},
    };
    struct world world;

    world_init(&world, 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct d1_cel_source source = {
            .text = d1_str(nested(&world, rows[i].open, rows[i].middle, rows[i].close,
                                  20000 / strlen(nested(&world, rows[i].open, "", rows[i].close, 1)))),
        };
        const struct d1_cel_program *program;

        d1_cel_diagnostics_release(&world.diagnostics);
        cr_expect_eq(d1_cel_compile(world.env, &source, &world.diagnostics, &program), D1_ERR_LIMIT, "%s%s",
                     rows[i].open, rows[i].close);
        cr_assert_eq(world.diagnostics.len, 1);
        cr_expect(strstr(world.diagnostics.items[0].message.ptr, "deeper than 250 levels"));
    }
    /* A tree that is too high only where it is put together; the message points to what does it. */
    for (size_t levels = 230; levels < 250; levels++) {
        static const char *const behind[] = {" && b", " || b", " + 1", ".a", " ? 1 : 2", "[0]", " in [1]"};

        for (size_t i = 0; i < sizeof behind / sizeof *behind; i++) {
            struct d1_cel_source source = {.text = d1_str(nested(&world, "-", "a(1 + 1 + 1 + 1 + 1)", "", levels))};
            const struct d1_cel_program *program;

            source.text = d1_arena_printf(&world.arena, "(1 == " D1_STR_FMT "%s)", D1_STR_ARG(source.text), behind[i]);
            d1_cel_diagnostics_release(&world.diagnostics);
            cr_assert_lt(d1_cel_compile(world.env, &source, &world.diagnostics, &program), 0);
            cr_assert(world.diagnostics.len > 0, "%zu levels%s", levels, behind[i]);
            cr_expect(world.diagnostics.items[0].offset <= world.diagnostics.items[0].end, "%zu levels%s", levels,
                      behind[i]);
            cr_expect(world.diagnostics.items[0].end <= source.text.len + 1, "%zu levels%s", levels, behind[i]);
        }
    }
    cr_expect_not_null(world_compile(&world, nested(&world, "(", "1", ")", 200)));
    cr_expect_not_null(world_compile(&world, nested(&world, "", "true", " && true", 2000)), "a condition may be long");
    cr_expect_not_null(world_compile(&world, nested(&world, "[", "[1]", "]", 200)));
    world_release(&world);
}

Test(cel_limits, length)
{
    struct d1_strbuf text = {0};
    struct d1_cel_source source = {0};
    const struct d1_cel_program *program;
    struct world world;

    world_init(&world, 0);
    d1_strbuf_fill(&text, ' ', D1_LIMIT_CEL_BYTES);
    d1_strbuf_putc(&text, '1');
    source.text = d1_strbuf_view(&text);
    cr_expect_eq(d1_cel_compile(world.env, &source, &world.diagnostics, &program), D1_ERR_LIMIT);
    cr_expect(strstr(world.diagnostics.items[0].message.ptr, "longer than 65536 bytes"));
    source.text = d1_str_sub(source.text, 1, text.len);
    cr_expect_eq(d1_cel_compile(world.env, &source, NULL, &program), 0);
    source.text = d1_str("'\xff'");
    cr_expect_eq(d1_cel_compile(world.env, &source, NULL, &program), D1_ERR_SYNTAX);
    d1_strbuf_release(&text);
    world_release(&world);
}

/* Each of these would take hours or all memory. */
Test(cel_limits, cost_and_memory_end_in_a_message)
{
    static const char *const texts[] = {
        "lists.range(100000).map(a, lists.range(100000).map(b, a * b)).size()",
        "lists.range(100000).all(a, lists.range(100000).all(b, a + b >= 0))",
        "lists.range(1000000000000).size()",
        "lists.range(3000).map(a, lists.range(3000)).flatten().distinct().size()",
        "lists.range(100000).map(a, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' + "
        "string(a)).join('x')"
        ".replace('a', 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb').size()",
        "'%s'.format([lists.range(1000).map(a, lists.range(1000))])",
        "lists.range(20000).filter(a, lists.range(20000).map(b, b + a) == lists.range(20000)).size()",
        "lists.range(100000).exists(x, false) || lists.range(100000).exists(a, lists.range(100000).exists(b, a < -b)) "
        "|| "
        "true",
    };
    struct world world;

    world_init(&world, 0);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        double begun = pace_seconds();
        struct d1_cel_value value = world_eval(&world, texts[i]);

        cr_expect_eq(value.kind, D1_CEL_ERROR, "%s", texts[i]);
        cr_expect_eq(d1_cel_failure_of(value)->code, D1_ERR_LIMIT, "%s: %s", texts[i],
                     d1_cel_failure_of(value)->message.ptr);
        pace_expect(texts[i], begun, 20);
        cr_expect_lt(world.scratch.total, (size_t)D1_LIMIT_CEL_MEMORY + (4 << 20), "%s", texts[i]);
        d1_arena_release(&world.scratch);
    }
    world_release(&world);
}

/* [a, a] where a is [b, b] ...: small in memory, without end to walk through. */
/* `any` is a text of 2 MB: what goes through it, or through many values as long, is charged for that. */
Test(cel_limits, what_goes_through_long_texts_is_charged)
{
    enum { LENGTH = 2000000, ANY = 3 };
    static const char *const texts[] = {
        "lists.range(20000).all(i, (i < 0 ? '' : any).startsWith((i < 0 ? '' : any)))",
        "lists.range(20000).all(i, (i < 0 ? '' : any).endsWith((i < 0 ? '' : any)))",
        "lists.range(20000).all(i, (i < 0 ? '' : any) <= (i < 0 ? '' : any))",
        "lists.range(20000).all(i, (i < 0 ? '' : any) == (i < 0 ? '' : any))",
        "lists.range(20000).all(i, (i < 0 ? '' : any) in {(i < 0 ? '' : any): 1})",
        "lists.range(20000).all(i, {(i < 0 ? '' : any): 1}[(i < 0 ? '' : any)] == 1)",
        "lists.range(20000).all(i, !((i < 0 ? '' : any) in {'a': 1, 'b': 1, 'c': 1, 'd': 1, 'e': 1, 'f': 1, 'g': 1, "
        "'h': 1, 'i': 1}))",
        "lists.range(20000).all(i, (i < 0 ? '' : any) in [(i < 0 ? '' : any)])",
        "lists.range(20000).all(i, !((i < 0 ? '' : any) in ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', string(i)]))",
        "lists.range(20000).all(i, (i < 0 ? '' : any).matches('^(ab)*$'))",
        "lists.range(20000).all(i, (i < 0 ? '' : any).find('c+') == '')",
        "lists.range(20000).all(i, (i < 0 ? '' : any).findAll('c').size() == 0)",
        "lists.range(20000).all(i, (i < 0 ? '' : any).split('ba').size() > 0)",
        "lists.range(20000).all(i, (i < 0 ? '' : any).replace('b', 'c') != (i < 0 ? '' : any))",
        "lists.range(20000).all(i, [(i < 0 ? '' : any), (i < 0 ? '' : any)].join('') != (i < 0 ? '' : any))",
        "lists.range(20000).all(i, (i < 0 ? '' : any) + (i < 0 ? '' : any) != (i < 0 ? '' : any))",
        "lists.range(20000).all(i, string((i < 0 ? '' : any)) == (i < 0 ? '' : any))",
        "lists.range(20000).all(i, '%x'.format([(i < 0 ? '' : any)]) != (i < 0 ? '' : any))",
        "lists.range(20000).all(i, '%s'.format([{(i < 0 ? '' : any): 1}]) != (i < 0 ? '' : any))",
        "lists.range(20000).all(i, (i < 0 ? '' : any).lastIndexOf('c') < 0)",
        "lists.range(20000).all(i, (i < 0 ? '' : any).indexOf('c') < 0)",
        "lists.range(20000).all(i, !(i < 0 ? '' : any).contains('c'))",
        "lists.range(20000).all(i, size((i < 0 ? '' : any)) > 0)",
        "lists.range(20000).all(i, {(i < 0 ? '' : any): 1}[?(i < 0 ? '' : any)].hasValue())",
        "lists.range(20000).map(i, any).sort().size() == 0",
        "lists.range(20000).map(i, any).isSorted()",
        "lists.range(20000).map(i, any).min() == any",
        "lists.range(20000).map(i, any).max() == any",
        "lists.range(20000).map(i, any).distinct().size() == 1",
        "lists.range(20000).map(i, any).lastIndexOf('b' + any.substring(1)) == 0",
        "any.matches('a[ab]{900}x')",
        "any.findAll('ab').size() == 0",
        "any.findAll('(?:ab)*c|b$').size() == 0",
        "lists.range(20000).sortBy(i, (i < 0 ? '' : any)).size() == 0",
        "lists.range(20000).map(i, [(i < 0 ? '' : any), (i < 0 ? '' : any)]).distinct().size() == 1",
        "lists.range(20000).transformMapEntry(i, v, {(i < 0 ? '' : any) + string(i): 1}).size() == 1",
        "'%x%x%x%x%x%x%x%x%x%x%x%x%x%x%x%x%x%x%x%x%x'.format([any, any, any, any, any, any, any, any, any, any, any, "
        "any, any, any, any, any, any, any, any, any, any]) != any",
    };
    struct d1_strbuf text = {0};
    struct world world;

    for (int i = 0; i < LENGTH / 2; i++)
        d1_strbuf_puts(&text, "ab");
    world_init(&world, 0);
    world.slots[ANY] = (struct d1_cel_slot){.value = d1_cel_string(d1_strbuf_view(&text))};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        double begun = pace_seconds();
        struct d1_cel_value value = world_eval(&world, texts[i]);

        cr_expect_eq(value.kind, D1_CEL_ERROR, "%s", texts[i]);
        if (value.kind == D1_CEL_ERROR)
            cr_expect_eq(d1_cel_failure_of(value)->code, D1_ERR_LIMIT, "%s: %s", texts[i],
                         d1_cel_failure_of(value)->message.ptr);
        pace_expect(texts[i], begun, 5);
        d1_arena_reset(&world.scratch);
    }
    d1_strbuf_release(&text);
    world_release(&world);
}

/* A mapping of a document is looked into by its index, a built map by its hashes: once for each key is no matter. */
Test(cel_limits, large_maps_are_looked_into_at_once)
{
    static const char *const texts[] = {
        "any.all(k, any[k] == any[k])",
        "any.all(k, k in any)",
        "any.all(k, !(('x' + k) in any))",
        "any.all(k, any[?k].hasValue())",
        "any == any",
        "cel.bind(m, any.transformMap(k, v, v), any.all(k, m[k] == any[k]))",
        "cel.bind(m, any.transformMap(k, v, v), any.all(k, k in m) && m == any)",
    };
    struct d1_strbuf text = {0};
    struct d1_json_loader *loader = NULL;
    struct d1_stream stream = {0};
    struct world world;

    for (int i = 0; i < 100000; i++)
        d1_strbuf_printf(&text, "%s\"key%d\":%d", i ? "," : "{", i * 7919 % 100000, i);
    d1_strbuf_puts(&text, "}");
    cr_assert_eq(d1_json_loader_new(&loader, NULL), 0);
    cr_assert_eq(d1_json_load(loader, d1_strbuf_view(&text), &stream, NULL), 0);
    world_init(&world, 0);
    world.slots[3] = (struct d1_cel_slot){.value = d1_cel_of_node(d1_doc_root(stream.items[0].doc), NULL)};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        double begun = pace_seconds();

        cr_expect(d1_cel_is_true(world_eval(&world, texts[i])), "%s: %s", texts[i], world_text(&world, texts[i]));
        pace_expect(texts[i], begun, 4);
        d1_arena_reset(&world.scratch);
    }
    d1_stream_release(&stream);
    d1_json_loader_free(loader);
    d1_strbuf_release(&text);
    world_release(&world);
}

Test(cel_limits, shared_values)
{
    static const char *const bodies[] = {"x == y",
                                         "x in [y]",
                                         "string(type(x)) == '' || '%s'.format([x]) == ''",
                                         "[x, y].distinct().size() == 1",
                                         "x.flatten(1000).size() == 0",
                                         "{'a': x} == {'a': y}",
                                         "sets.contains([x], [y])",
                                         "[x].indexOf(y) == 0"};
    struct d1_strbuf text = {0};
    struct world world;

    world_init(&world, D1_CEL_UNCHECKED);
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        struct d1_cel_value value;

        d1_strbuf_clear(&text);
        d1_strbuf_puts(&text, "cel.bind(x, [any.size()], cel.bind(y, [any.size()], ");
        for (size_t n = 0; n < 50; n++)
            d1_strbuf_puts(&text, "cel.bind(x, [x, x], cel.bind(y, [y, y], ");
        d1_strbuf_puts(&text, bodies[i]);
        d1_strbuf_fill(&text, ')', 102);
        value = world_eval(&world, text.ptr);
        cr_expect_eq(value.kind, D1_CEL_ERROR, "%s", bodies[i]);
        cr_expect_eq(d1_cel_failure_of(value)->code, D1_ERR_LIMIT, "%s: %s", bodies[i],
                     d1_cel_failure_of(value)->message.ptr);
        d1_arena_release(&world.scratch);
    }
    d1_strbuf_release(&text);
    world_release(&world);
}

Test(cel_limits, limits_are_the_callers)
{
    struct d1_cel_value value;
    struct world world;

    world_init(&world, 0);
    world.context.cost_limit = 100;
    value = world_eval(&world, "ids.all(a, ids.all(b, a != ''))");
    cr_expect_eq(d1_cel_failure_of(value)->code, D1_ERR_LIMIT);
    cr_expect(strstr(d1_cel_failure_of(value)->message.ptr, "more than 100 steps"));
    value = world_eval(&world, "ids.all(a, ids.all(b, a != '')) || true");
    cr_expect_eq(value.kind, D1_CEL_ERROR, "a limit is not absorbed");
    world.context.cost_limit = 0;
    value = world_eval(&world, "ids.all(a, ids.all(b, a != ''))");
    cr_expect(d1_cel_is_true(value));
    cr_expect_gt(world.context.cost, 400);
    world.context.memory_limit = 1 << 16;
    value = world_eval(&world, "lists.range(size(ids) * 1000)");
    cr_expect_eq(d1_cel_failure_of(value)->code, D1_ERR_LIMIT);
    cr_expect(strstr(d1_cel_failure_of(value)->message.ptr, "64 KiB"));
    world_release(&world);
}

/* Hostile constants cost no more when they are compiled. */
Test(cel_limits, constants_are_folded_within_limits)
{
    double begun = pace_seconds();
    struct world world;

    world_init(&world, 0);
    cr_expect_not_null(world_compile(&world, "lists.range(1000000000).map(x, [x, x, x])"));
    cr_expect_not_null(world_compile(&world, "lists.range(10000).all(x, lists.range(10000).all(y, true))"));
    cr_expect_lt(world.arena.total, 4u << 20);
    pace_expect("two constants", begun, 1);
    world_release(&world);
}

static struct d1_cel_value fill_by_eval(void *data, size_t index)
{
    struct world *world = data;
    struct d1_cel_source source = {.text = D1_STR("again + 1")};
    const struct d1_cel_program *program;
    struct d1_cel_value value = {0};

    (void)index;
    world->activation.slots[WORLD_VARIABLES].fill = fill_by_eval;
    if (d1_cel_compile(world->env, &source, NULL, &program) == 0)
        d1_cel_eval(program, &world->activation, &world->context, &value);
    return value;
}

Test(cel_limits, evaluations_inside_evaluations)
{
    struct d1_cel_slot slots[WORLD_VARIABLES + 1] = {0};
    struct d1_cel_value value;
    struct world world;

    world_init(&world, 0);
    cr_assert_eq(d1_cel_env_variable(world.env, d1_str("again"), D1_CEL_T(INT), NULL), 0);
    slots[WORLD_VARIABLES] = (struct d1_cel_slot){.fill = fill_by_eval, .data = &world};
    world.activation.slots = slots;
    world.activation.count++;
    value = world_eval(&world, "again");
    cr_expect_eq(d1_cel_failure_of(value)->code, D1_ERR_LIMIT);
    cr_expect(strstr(d1_cel_failure_of(value)->message.ptr, "nested more than 32 deep"));
    world.activation.slots = world.slots;
    world_release(&world);
}

/* ---- allocations that fail ---- */

/* Compiles and evaluates with an environment of its own; what was refused must be told. */
static bool run_with_failures(struct world *world, const char *text, long countdown)
{
    struct d1_arena arena = {0}, scratch = {0};
    struct d1_cel_diagnostics diagnostics = {0};
    struct d1_cel_context context = {.arena = &scratch};
    struct d1_cel_source source = {.text = d1_str(text)};
    const struct d1_cel_program *program;
    struct d1_cel_env *env;
    struct d1_cel_value value;
    bool refused;
    int code = D1_ERR_MEMORY;

    d1_alloc_fail_after(countdown);
    env = d1_cel_env_new(&arena, NULL, 0);
    if (env && d1_cel_env_variable(env, d1_str("any"), D1_CEL_T(DYN), NULL) == 0 &&
        d1_cel_env_variable(env, d1_str("ids"), D1_CEL_T(LIST), NULL) == 0)
        code = d1_cel_compile(env, &source, &diagnostics, &program);
    if (code == 0) {
        struct d1_cel_slot slots[] = {world->slots[3], world->slots[4]};
        struct d1_cel_activation activation = {.count = 2, .slots = slots, .arena = &scratch};

        code = d1_cel_eval(program, &activation, &context, &value);
    }
    refused = d1_alloc_failed();
    d1_alloc_fail_after(-1);
    /* A hash index that could not be made is done without. */
    cr_expect(code == 0 || code == D1_ERR_MEMORY || !refused, "%s, %ld: %d", text, countdown, code);
    d1_cel_diagnostics_release(&diagnostics);
    d1_cel_env_release(env);
    d1_arena_release(&arena);
    d1_arena_release(&scratch);
    return refused;
}

Test(cel_limits, each_allocation_may_fail)
{
    static const char *const texts[] = {
        "any.filter(r, r.impact > 1).map(r, {'id': r.id, 'text': 'x' + r.title + string(r.impact)})",
        "any.exists(r, r.id.matches('^r-' + '[0-9]')) && any.map(r, r.id.split('-')).flatten().distinct().size() > 1",
        "ids.transformMap(i, v, v + v).size() == 20 && any[0].id in ids && '%s %d'.format([ids, 1]) != ''",
        "ids.map(i, i.matches(any[0].id)).sortBy(b, b)",
        "any[0].nothing == 1 || any[7] == 1 || any[0] + 1 == 2",
        "no.such.variable + 'a'.matches('(') + [1, 2].foo()",
        "'abc",
        "lists.range(30000).map(x, [x, x + 1])",
    };
    struct world world;

    world_init(&world, 0);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        long countdown = 0;

        while (countdown < 10000 && run_with_failures(&world, texts[i], countdown))
            countdown++;
        cr_expect_gt(countdown, 0, "%s", texts[i]);
        cr_expect_lt(countdown, 10000, "%s", texts[i]);
    }
    world_release(&world);
}
