/* Programs taken from an image are those that were noted, and the text of their sources is not looked at again. */
#include <criterion/criterion.h>

#include "cel/image.h"
#include "unit/cel/world.h"

/* Of each kind of node, constant and type something. */
static const char *const expressions[] = {
    "1 + 2",
    "-3 < 4 && !(2u == 3u) || 1.5e300 > 2.0",
    "it.id",
    "risks.filter(r, r.id != it.id).map(r, r.id)",
    "risks.all(r, r.id in ids)",
    "risks.exists_one(r, r.id == 'risk-01') ? 'one' : 'not one'",
    "any.map(r, r.?owner.orValue('nobody'))",
    "risks.map(r, ids.map(i, i + '!').size() + 1)",
    "risks.sortBy(r, r.id).map(r, r.id)",
    "risks.transformMapEntry(i, r, {r.id: i})",
    "risks.transformList(i, r, i)",
    "cel.bind(x, it.id, x + x)",
    "optional.of(it.id).optMap(x, x.size()).orValue(0)",
    "{'a': 1, 'b': [it.id]}.b",
    "{'low': 1, 'high': 2}[?it.id]",
    "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].exists(x, x == risks.size())",
    "risks.size() in [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]",
    "{1: 'x', 2: 'y', 3: 'z'}",
    "it.id.matches('^risk-[0-9]+$') && it.id.startsWith('risk')",
    "[optional.none(), optional.of('x')]",
    "[?it.?owner, 'else']",
    "type(it.id) == string",
    "b'bytes'",
    "duration('90s') + duration('-1ms')",
    "timestamp('2026-02-16T09:00:00.5Z').getFullYear()",
    "today < date('2027-01-01')",
    "null",
    "twice(it.id) + twice('x')",
};

enum { EXPRESSIONS = sizeof expressions / sizeof *expressions };

static struct d1_cel_source keyed(const char *text, size_t key)
{
    return (struct d1_cel_source){.text = d1_str(text), .key = key};
}

static void promise_twice(struct world *world, const char *body)
{
    struct d1_cel_parameter parameter = {D1_STR("a"), D1_CEL_T(STRING)};
    struct d1_cel_source source = keyed(body, EXPRESSIONS + 1);

    cr_assert_eq(d1_cel_env_promise(world->env, d1_str("twice"), &parameter, 1, D1_CEL_T(STRING), NULL, &source), 0);
}

/* The image of the expressions, the key of each being its number from 1 on. */
static void write(struct d1_strbuf *out)
{
    struct world world;

    world_init(&world, D1_CEL_STRICT);
    cr_assert_eq(d1_cel_env_note(world.env), 0);
    promise_twice(&world, "[a, a].map(x, x).join('')");
    for (size_t i = 0; i < EXPRESSIONS; i++) {
        struct d1_cel_source source = keyed(expressions[i], i + 1);
        const struct d1_cel_program *program;

        cr_assert_eq(d1_cel_compile(world.env, &source, &world.diagnostics, &program), 0, "%s", expressions[i]);
    }
    cr_assert_eq(d1_cel_image_write(world.env, out, NULL), 0);
    world_release(&world);
}

static const char *text_of(struct world *world, const struct d1_cel_source *source)
{
    struct d1_strbuf out = {0};
    const struct d1_cel_program *program;
    struct d1_cel_value value;
    const char *text;

    if (d1_cel_compile(world->env, source, NULL, &program) < 0)
        return "does not compile";
    if (d1_cel_eval(program, &world->activation, &world->context, &value) < 0)
        return d1_arena_str(&world->arena, d1_cel_failure_of(value)->message).ptr;
    d1_cel_value_write(&out, value);
    text = d1_arena_str(&world->arena, d1_strbuf_view(&out)).ptr;
    d1_strbuf_release(&out);
    return text;
}

Test(cel_image, gives_what_was_noted_by_its_key)
{
    struct d1_strbuf image = {0};
    struct world compiled, taken;

    write(&image);
    cr_assert_eq(d1_cel_image_count(d1_strbuf_view(&image)), EXPRESSIONS + 1, "and the body of the function");
    world_init(&compiled, D1_CEL_STRICT);
    promise_twice(&compiled, "[a, a].map(x, x).join('')");
    world_init(&taken, D1_CEL_STRICT);
    cr_assert_eq(d1_cel_env_take(taken.env, d1_strbuf_view(&image)), 0);
    promise_twice(&taken, "is ( no expression");
    for (size_t i = 0; i < EXPRESSIONS; i++) {
        struct d1_cel_source plain = keyed(expressions[i], 0), source = keyed("is ( no expression", i + 1);

        cr_expect_str_eq(text_of(&taken, &source), text_of(&compiled, &plain), "%s", expressions[i]);
    }
    world_release(&taken);
    world_release(&compiled);
    d1_strbuf_release(&image);
}

Test(cel_image, what_it_does_not_have_is_compiled)
{
    struct d1_strbuf image = {0};
    struct d1_cel_source other = keyed("1 + 1", EXPRESSIONS + 2), none = keyed("1 + 1", 0);
    struct world world;

    write(&image);
    world_init(&world, D1_CEL_STRICT);
    cr_assert_eq(d1_cel_env_take(world.env, d1_strbuf_view(&image)), 0);
    cr_expect_str_eq(text_of(&world, &other), "2");
    cr_expect_str_eq(text_of(&world, &none), "2");
    world_release(&world);
    d1_strbuf_release(&image);
}

/* Whatever becomes of the bytes of a program, nothing is read beyond them, and it is compiled instead or faulty. */
Test(cel_image, bytes_that_are_none_are_not_taken)
{
    struct d1_strbuf image = {0};
    struct d1_cel_source source = keyed("1 + 1", 1);
    struct world world;

    write(&image);
    image.ptr[0]++;
    cr_expect_eq(d1_cel_image_count(d1_strbuf_view(&image)), 0);
    world_init(&world, D1_CEL_STRICT);
    cr_assert_eq(d1_cel_env_take(world.env, d1_strbuf_view(&image)), 0);
    cr_expect_str_eq(text_of(&world, &source), "2", "not 3, which the image has under that key");
    cr_assert_eq(d1_cel_env_take(world.env, d1_str("d1")), 0);
    cr_expect_str_eq(text_of(&world, &source), "2");
    world_release(&world);
    d1_strbuf_release(&image);
}

Test(cel_image, two_expressions_of_one_key_are_refused)
{
    struct d1_strbuf image = {0};
    struct d1_cel_source first = keyed("1 + 1", 7), second = keyed("2 + 2", 7);
    const struct d1_cel_program *program;
    struct d1_error error = {0};
    struct world world;

    world_init(&world, D1_CEL_STRICT);
    cr_assert_eq(d1_cel_env_note(world.env), 0);
    cr_assert_eq(d1_cel_compile(world.env, &first, NULL, &program), 0);
    cr_assert_eq(d1_cel_compile(world.env, &second, NULL, &program), 0);
    cr_expect_eq(d1_cel_image_write(world.env, &image, &error), D1_ERR_TYPE);
    cr_expect_str_eq(d1_error_message(&error), "two expressions have the key 7");
    d1_error_clear(&error);
    d1_strbuf_release(&image);
    world_release(&world);
}

Test(cel_image, memory_that_is_short_is_said)
{
    struct d1_strbuf image = {0};

    write(&image);
    for (size_t i = 0; i < EXPRESSIONS; i++) {
        struct d1_cel_source source = keyed("is ( no expression", i + 1);
        const struct d1_cel_program *program;
        int result = D1_ERR_MEMORY;

        for (long granted = 0; result == D1_ERR_MEMORY; granted++) {
            struct world world;

            world_init(&world, D1_CEL_STRICT);
            promise_twice(&world, "a");
            cr_assert_eq(d1_cel_env_take(world.env, d1_strbuf_view(&image)), 0);
            d1_alloc_fail_after(granted);
            result = d1_cel_compile(world.env, &source, NULL, &program);
            d1_alloc_fail_after(-1);
            world_release(&world);
        }
        cr_expect_eq(result, 0, "%s", expressions[i]);
    }
    d1_strbuf_release(&image);
}
