/* Environments: own functions, functions in CEL, names, activations, threads; what a program uses. */
#include <criterion/criterion.h>

#include "base/limits.h"
#include "base/pool.h"
#include "cel/keys.h"
#include "unit/cel/world.h"
#include "yaml/yaml.h"

static struct d1_cel_value double_it(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    int *calls = call->user;

    if (calls)
        ++*calls;
    if (args[0].as.integer == 13)
        return d1_cel_fail(call, "%d is no lucky number", 13);
    return d1_cel_int(args[0].as.integer * 2);
}

static struct d1_cel_value same_item(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    (void)call;
    return args[0];
}

static struct d1_cel_value env_number(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    (void)args;
    return d1_cel_int(*(const int *)call->env_user);
}

static const struct d1_cel_overload rows[] = {
    {"twice", D1_CEL_BOTH | D1_CEL_USER, {D1_CEL_T(INT)}, D1_CEL_T(INT), double_it, "Twice the number."},
    {"same", D1_CEL_GLOBAL, {&d1_cel_type_a}, &d1_cel_type_a, same_item, "The value itself."},
    {"my.number", D1_CEL_LATE, {0}, D1_CEL_T(INT), env_number, "A number."},
    {"declared", 0, {D1_CEL_T(INT)}, D1_CEL_T(INT), NULL, NULL},
};

Test(cel_environment, functions_of_c)
{
    static const struct {
        const char *text, *expected;
    } cases[] = {
        {"twice(2) + 3.twice()", "10"},
        {"same(it).id", "\"r-01\""},
        {"same([it.due])[0] < today", "true"},
        {"my.number()", "42"},
        {"twice('a')", "there is no `twice(string)`; there is `int.twice() -> int`"},
        {"twice(any[0].?impact.orValue(0))", "6"},
        {"twice(any[0].?id.orValue(0))", "twice() does not work on a string"},
        {"risks.map(r, twice(r.impact)).sum()", "18"},
        {"twice(13) == 1 || true", "true"},
        {"twice(13)", "13 is no lucky number"},
        {"declared(1)", "the function `declared` is declared but cannot be called here"},
    };
    int number = 42, calls = 0;
    struct world world;

    world_init(&world, D1_CEL_STRICT);
    d1_cel_env_user(world.env, &number);
    world.context.user = &calls;
    cr_assert_eq(d1_cel_env_functions(world.env, rows, sizeof rows / sizeof *rows), 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_str_eq(world_text(&world, cases[i].text), cases[i].expected, "%s: %s", cases[i].text,
                         world_text(&world, cases[i].text));
    calls = 0;
    world_eval(&world, "[1, 2].map(x, twice(5) + x)");
    cr_expect_eq(calls, 1, "what does not depend on a loop is called once, not %d times", calls);
    cr_expect_null(world_compile(&world, "twice"), "a function is no variable");
    world_release(&world);
}

Test(cel_environment, functions_in_cel)
{
    const struct d1_cel_parameter two[] = {{D1_STR("a"), D1_CEL_T(INT)}, {D1_STR("b"), D1_CEL_T(INT)}};
    struct d1_cel_parameter risk[] = {{D1_STR("r"), NULL}};
    struct d1_cel_source source = {.text = D1_STR("a * 10 + b")};
    const struct d1_cel_program *body = NULL;
    struct world world;

    world_init(&world, D1_CEL_STRICT);
    risk->type = world.risk;
    cr_assert_eq(d1_cel_env_define(world.env, d1_str("tens"), two, 2, NULL, "Both digits.", &source, NULL, &body), 0);
    cr_expect_eq(d1_cel_program_type(body)->kind, D1_CEL_INT);
    source.text = d1_str("has(r.probability) ? tens(r.probability, r.impact) : 0");
    cr_assert_eq(d1_cel_env_define(world.env, d1_str("weight"), risk, 1, D1_CEL_T(INT), NULL, &source, NULL, NULL), 0);
    cr_expect_str_eq(world_text(&world, "risks.map(r, weight(r))"), "[43, 0, 11]");
    cr_expect_str_eq(world_text(&world, "risks.filter(a, weight(a) > tens(4, 2)).map(b, b.id)"), "[\"r-01\"]");
    cr_expect_str_eq(world_text(&world, "tens(1, tens(2, tens(3, 4)))"), "64");
    cr_expect_str_eq(world_text(&world, "tens(1 / 0, 2)"), "division by zero");
    cr_expect(strstr(world_text(&world, "weight(1)"), "there is no `weight(int)`; there is `weight(Risk) -> int`"));
    cr_expect(
        strstr(world_text(&world, "weight(any[0])"), "weight() takes Risk here; what this is, only the run will"));
    source.text = d1_str("again(a) + 1");
    cr_expect_eq(d1_cel_env_define(world.env, d1_str("again"), two, 1, NULL, NULL, &source, NULL, NULL), D1_ERR_TYPE,
                 "a function does not know itself");
    source.text = d1_str("r.id");
    cr_expect_eq(d1_cel_env_define(world.env, d1_str("wrong"), risk, 1, D1_CEL_T(INT), NULL, &source, NULL, NULL),
                 D1_ERR_TYPE);
    source.text = d1_str("100 / a");
    cr_assert_eq(d1_cel_env_define(world.env, d1_str("part"), two, 1, NULL, NULL, &source, NULL, &body), 0);
    cr_expect_eq(d1_cel_failure_of(world_eval(&world, "1 + part(0)"))->program, body,
                 "a failure is placed in the function's own text");
    world_release(&world);
}

Test(cel_environment, functions_that_are_promised)
{
    const struct d1_cel_parameter one[] = {{D1_STR("a"), D1_CEL_T(INT)}};
    struct d1_cel_source source = {.text = D1_STR("next(a) * 2")};
    struct world world;

    world_init(&world, D1_CEL_STRICT);
    cr_assert_eq(d1_cel_env_promise(world.env, d1_str("twice"), one, 1, D1_CEL_T(INT), "Doc.", &source), 0);
    source.text = d1_str("a + 1");
    cr_assert_eq(d1_cel_env_promise(world.env, d1_str("next"), one, 1, D1_CEL_T(INT), "Doc.", &source), 0);
    cr_expect_str_eq(world_text(&world, "[twice(1), next(1), twice(next(2))]"), "[4, 2, 8]");
    cr_expect(strstr(world_text(&world, "twice('a')"), "there is no `twice(string)`"));
    source.text = d1_str("again(a)");
    cr_assert_eq(d1_cel_env_promise(world.env, d1_str("again"), one, 1, D1_CEL_T(INT), "Doc.", &source), 0);
    cr_expect(strstr(world_text(&world, "again(1)"), "the body of `again` has faults, or calls itself"));
    cr_expect(strstr(world_text(&world, "again(2)"), "the body of `again` has faults, or calls itself"));
    world_release(&world);
}

Test(cel_environment, a_child_knows_what_its_parent_knows)
{
    struct d1_cel_slot slot = {0};
    struct d1_cel_activation inner = {0};
    struct d1_cel_source source = {.text = D1_STR("local == it.id && size(today) == 3 && size('ab') == 2")};
    const struct d1_cel_overload size_of_date = {"size",        D1_CEL_GLOBAL, {D1_CEL_T(DATE)},
                                                 D1_CEL_T(INT), same_item,     NULL};
    const struct d1_cel_program *program;
    struct d1_cel_env *child;
    struct d1_cel_value value;
    struct world world;
    size_t index;

    world_init(&world, 0);
    child = d1_cel_env_new(&world.arena, world.env, 0);
    cr_assert(child);
    cr_expect_eq(d1_cel_env_first(child), WORLD_VARIABLES);
    cr_assert_eq(d1_cel_env_variable(child, d1_str("local"), D1_CEL_T(STRING), &index), 0);
    cr_expect_eq(index, WORLD_VARIABLES);
    cr_assert_eq(d1_cel_env_functions(child, &size_of_date, 1), 0);
    cr_assert_eq(d1_cel_compile(child, &source, NULL, &program), 0);
    cr_expect_neq(d1_cel_compile(world.env, &source, NULL, &program), 0, "the parent knows nothing of it");
    source.text = d1_str("local == it.id && size('ab') == 2 && today > date('2026-01-01')");
    cr_assert_eq(d1_cel_compile(child, &source, NULL, &program), 0);
    slot.value = d1_cel_string(d1_str("r-01"));
    inner =
        (struct d1_cel_activation){.parent = &world.activation, .first = WORLD_VARIABLES, .count = 1, .slots = &slot};
    cr_assert_eq(d1_cel_eval(program, &inner, &world.context, &value), 0);
    cr_expect(d1_cel_is_true(value));
    cr_assert_eq(d1_cel_env_variable(child, d1_str("today"), D1_CEL_T(STRING), &index), 0);
    source.text = d1_str("today");
    cr_assert_eq(d1_cel_compile(child, &source, NULL, &program), 0);
    cr_expect_eq(d1_cel_program_type(program)->kind, D1_CEL_STRING, "its own variable hides the parent's");
    d1_cel_eval(program, &inner, &world.context, &value);
    cr_expect_eq(d1_cel_failure_of(value)->code, D1_ERR_EVAL, "a variable without a slot has no value");
    d1_cel_env_release(child);
    world_release(&world);
}

static struct d1_cel_value fill_list(void *data, size_t index)
{
    ++*(int *)data;
    return d1_cel_int((int64_t)index);
}

static struct d1_cel_value fill_failure(void *data, size_t index)
{
    (void)index;
    return d1_cel_fail_in(data, D1_ERR_EVAL, "not to be had");
}

Test(cel_environment, slots_are_filled_on_first_use)
{
    const struct d1_cel_field fields[] = {{D1_STR("one"), D1_CEL_T(INT), false},
                                          {D1_STR("two"), D1_CEL_T(INT), false},
                                          {D1_STR("three"), D1_CEL_T(INT), true},
                                          {D1_STR("bad"), D1_CEL_T(INT), false}};
    const struct d1_cel_type *type;
    struct d1_cel_slot slots[4] = {0};
    struct world world;
    int filled = 0;

    world_init(&world, D1_CEL_STRICT);
    type = d1_cel_type_record(&world.arena, "Params", NULL, NULL);
    cr_assert_eq(d1_cel_record_set(type->record, fields, 4), 0);
    for (size_t i = 0; i < 2; i++)
        slots[i] = (struct d1_cel_slot){.fill = fill_list, .data = &filled, .index = i + 1};
    slots[3] = (struct d1_cel_slot){.fill = fill_failure, .data = &world.arena};
    cr_assert_eq(d1_cel_env_variable(world.env, d1_str("params"), type, NULL), 0);
    world.activation = (struct d1_cel_activation){
        .count = WORLD_VARIABLES + 1,
        .slots = d1_arena_calloc(&world.arena, WORLD_VARIABLES + 1, sizeof(struct d1_cel_slot))};
    memcpy(world.activation.slots, world.slots, sizeof world.slots);
    world.activation.slots[WORLD_VARIABLES].value = d1_cel_object_new(&world.arena, type, slots);
    cr_expect_str_eq(world_text(&world, "params.two + params.two"), "4");
    cr_expect_eq(filled, 1);
    cr_expect_str_eq(world_text(&world, "has(params.three)"), "false");
    cr_expect_str_eq(world_text(&world, "params.?three.orValue(7)"), "7");
    cr_expect_str_eq(world_text(&world, "dyn(params)[?'one']"), "optional.of(1)");
    cr_expect_str_eq(world_text(&world, "params.bad"), "not to be had");
    cr_expect_str_eq(world_text(&world, "params.bad == 1 || true"), "true");
    cr_expect_str_eq(world_text(&world, "dyn(params) == {'one': 1, 'two': 2}"), "false");
    world_release(&world);
}

Test(cel_environment, a_record_may_be_filled_when_it_is_looked_into)
{
    struct d1_cel_source source = {.text = D1_STR("node.next.next.value")};
    const struct d1_cel_program *program;
    const struct d1_cel_type *type;
    struct d1_cel_field fields[2] = {{D1_STR("value"), D1_CEL_T(INT), false}};
    struct world world;

    world_init(&world, D1_CEL_STRICT);
    type = d1_cel_type_record(&world.arena, "Node", NULL, NULL);
    fields[1] = (struct d1_cel_field){D1_STR("next"), type, false};
    cr_assert_eq(d1_cel_record_set(type->record, fields, 2), 0);
    cr_assert_eq(d1_cel_env_variable(world.env, d1_str("node"), type, NULL), 0);
    cr_assert_eq(d1_cel_compile(world.env, &source, NULL, &program), 0, "types may refer to themselves");
    cr_expect_eq(d1_cel_program_type(program)->kind, D1_CEL_INT);
    world_release(&world);
}

/* ---- names with dots ---- */

Test(cel_environment, names_are_looked_up_in_the_container_first)
{
    struct d1_cel_source source = {.text = D1_STR("y")};
    const struct d1_cel_program *program;
    struct world world;

    world_init(&world, 0);
    cr_assert_eq(d1_cel_env_variable(world.env, d1_str("y"), D1_CEL_T(INT), NULL), 0);
    cr_assert_eq(d1_cel_env_variable(world.env, d1_str("a.y"), D1_CEL_T(STRING), NULL), 0);
    cr_assert_eq(d1_cel_env_variable(world.env, d1_str("a.b.y"), D1_CEL_T(BOOL), NULL), 0);
    d1_cel_env_container(world.env, d1_str("a.b"));
    cr_assert_eq(d1_cel_compile(world.env, &source, NULL, &program), 0);
    cr_expect_eq(d1_cel_program_type(program)->kind, D1_CEL_BOOL);
    source.text = d1_str(".y");
    cr_assert_eq(d1_cel_compile(world.env, &source, NULL, &program), 0);
    cr_expect_eq(d1_cel_program_type(program)->kind, D1_CEL_INT);
    source.text = d1_str(".a.y");
    cr_assert_eq(d1_cel_compile(world.env, &source, NULL, &program), 0);
    cr_expect_eq(d1_cel_program_type(program)->kind, D1_CEL_STRING);
    world_release(&world);
}

/* ---- what a program uses ---- */

static void note(void *context, const struct d1_cel_use *use)
{
    static const char kinds[] = {'p', 'f', 'c'};

    d1_strbuf_printf(context, "%c:%.*s ", kinds[use->kind], D1_STR_ARG(use->name));
}

Test(cel_environment, what_a_program_uses)
{
    static const struct {
        const char *text, *expected;
    } cases[] = {
        {"it.impact > 3", "p:it.impact f:Risk.impact "},
        {"risks.filter(r, r.impact > 3 && r.id in ids)", "p:risks f:Risk.impact f:Risk.id p:ids "},
        {"has(it.owner) && it.owner.name == 'x'", "p:it.owner f:Risk.owner p:it.owner.name f:Owner.name f:Risk.owner "},
        {"any[0].?x.orValue('').startsWith('a')", "c:startsWith c:orValue p:any "},
        {"heavy(it)", "c:heavy p:it f:Risk.impact p:today "},
        {"1 + 2", ""},
        {"[1, 2].map(x, size(risks) + x)", "c:size p:risks "},
    };
    struct d1_cel_parameter parameter = {D1_STR("r"), NULL};
    struct d1_cel_source source = {.text = D1_STR("r.impact > 3 && today > date('2026-01-01')")};
    struct d1_strbuf out = {0};
    struct world world;

    world_init(&world, D1_CEL_STRICT);
    parameter.type = world.risk;
    cr_assert_eq(d1_cel_env_define(world.env, d1_str("heavy"), &parameter, 1, NULL, NULL, &source, NULL, NULL), 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct d1_cel_program *program = world_compile(&world, cases[i].text);

        cr_assert_not_null(program, "%s", cases[i].text);
        d1_strbuf_clear(&out);
        d1_cel_program_uses(program, note, &out);
        cr_expect_str_eq(out.ptr ? out.ptr : "", cases[i].expected, "%s: %s", cases[i].text, out.ptr);
    }
    d1_strbuf_release(&out);
    world_release(&world);
}

/* The set of the words of a text. */
static struct d1_cel_keys keys_of(struct d1_str words)
{
    struct d1_cel_keys keys = {0};

    for (size_t from = 0, end; from < words.len; from = end + 1) {
        end = d1_str_find(words, ' ', from);
        d1_cel_keys_add(&keys, d1_str_sub(words, from, end - from));
    }
    return keys;
}

Test(cel_environment, which_keys_a_program_looks_for)
{
    static const struct {
        const char *text, *keys;
        bool all;
    } cases[] = {
        {"1 + 2", "", false},
        {"it.impact > 3", "impact", false},
        {"risks.filter(r, r.impact > 3 && r.id in ids)", "impact id", false},
        {"has(it.owner) && it.owner.name == 'x'", "owner name", false},
        {"risks.exists(r, has(r.owner) && r.owner == r.owner)", "owner", false}, /* what is compared came by its key */
        {"any[0].?x.orValue('').startsWith('a')", "x", false},
        {"any[?'x'].hasValue()", "x", false},
        {"'x' in any", "x", false},
        {"says(any, 'x')", "x", false},
        {"risks.exists(r, says(dyn(r), 'owner') || says(dyn(r), 'id'))", "owner id", false},
        {"heavy(it)", "impact", false},
        {"[any, dyn(it)].flatten().map(x, x.?id)", "id", false},
        {"it == risks[0]", "", true},
        {"it in risks", "", true},
        {"risks.distinct().size() > 1", "", true},
        {"any[?it.id].hasValue()", "id", true},
        {"it.id in any", "id", true},
        {"says(any, it.id)", "id", true},
        {"any.exists(k, k == 'x')", "", true},
        {"size(any) > 1", "", true},
        {"dyn({'x': it}).?x.hasValue()", "x", true},
        {"[1].map(n, any).exists(a, a == it)", "", true},
    };
    struct d1_cel_parameter parameters[] = {{D1_STR("m"), D1_CEL_T(DYN)}, {D1_STR("key"), D1_CEL_T(STRING)}};
    struct d1_cel_parameter risk = {D1_STR("r"), NULL};
    struct d1_cel_source heavy = {.text = D1_STR("r.impact > 3")}, says = {.text = D1_STR("key in m && m[key] != ''")};
    struct world world;

    world_init(&world, D1_CEL_STRICT);
    risk.type = world.risk;
    cr_assert_eq(d1_cel_env_define(world.env, d1_str("heavy"), &risk, 1, NULL, NULL, &heavy, NULL, NULL), 0);
    cr_assert_eq(d1_cel_env_define(world.env, d1_str("says"), parameters, 2, NULL, NULL, &says, NULL, NULL), 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct d1_cel_program *program = world_compile(&world, cases[i].text);
        struct d1_cel_keys expected = keys_of(d1_str(cases[i].keys)), found = {0};

        cr_expect_not_null(program, "%s", cases[i].text);
        if (!program)
            continue;
        d1_cel_program_keys(program, &found);
        cr_expect_eq(found.all, cases[i].all, "%s", cases[i].text);
        for (size_t k = 0; k < D1_CEL_KEYS_WORDS; k++)
            cr_expect_eq(found.places[k], expected.places[k], "%s", cases[i].text);
    }
    world_release(&world);
}

static void list(void *context, const struct d1_cel_overload *overload)
{
    cr_expect_not_null(overload->doc);
    d1_cel_overload_write(context, overload);
    d1_strbuf_putc(context, '\n');
}

Test(cel_environment, the_list_of_functions)
{
    struct d1_strbuf out = {0};
    struct d1_cel_env *child;
    struct world world;
    const char *found;

    world_init(&world, 0);
    child = d1_cel_env_new(&world.arena, world.env, 0);
    cr_assert_eq(d1_cel_env_functions(child, rows, sizeof rows / sizeof *rows), 0);
    d1_cel_env_each_function(child, list, &out);
    cr_expect(strstr(out.ptr, "\nstring.startsWith(string) -> bool\n"));
    cr_expect(strstr(out.ptr, "\nmath.greatest(int...) -> int\n"));
    cr_expect(strstr(out.ptr, "\nint.twice() -> int\n"));
    cr_expect(strstr(out.ptr, "\nlist(A).filter(dyn, bool) -> list(A)\n"));
    cr_expect_null(strstr(out.ptr, "declared("), "a row without a sentence is not listed");
    found = strstr(out.ptr, "\nmy.number");
    cr_expect(found && !strstr(found + 1, "\nmy.number"), "once");
    d1_strbuf_release(&out);
    world_release(&world);
}

/* ---- threads ---- */

struct shared {
    const struct d1_cel_program *programs[3];
    const struct world *world;
    int failures;
};

static void work(void *context, size_t index, unsigned thread)
{
    struct shared *shared = context;
    struct d1_cel_slot slots[WORLD_VARIABLES];
    struct d1_arena scratch = {0};
    struct d1_cel_context own = {.arena = &scratch};
    struct d1_cel_activation activation = {.count = WORLD_VARIABLES, .slots = slots, .arena = &scratch};

    (void)thread;
    memcpy(slots, shared->world->slots, sizeof slots);
    slots[4].value = d1_cel_list_new(&scratch, (struct d1_cel_value[]){d1_cel_int((int64_t)index)}, 1);
    for (size_t i = 0; i < 3; i++) {
        struct d1_cel_value value;

        if (d1_cel_eval(shared->programs[i], &activation, &own, &value) < 0 || !d1_cel_is_true(value))
            __atomic_add_fetch(&shared->failures, 1, __ATOMIC_RELAXED);
    }
    d1_arena_release(&scratch);
}

Test(cel_environment, several_threads_evaluate_one_program)
{
    struct shared shared = {0};
    struct world world;
    struct d1_pool *pool;

    world_init(&world, 0);
    shared.world = &world;
    shared.programs[0] = world_compile(&world, "risks.all(r, r.id in ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'r-01', "
                                               "'r-02', 'r-03'] && r.id.matches('^r-[0-9]+$'))");
    shared.programs[1] = world_compile(&world, "risks.exists(r, r.?tags.orValue([]).exists(t, t == 'people'))");
    shared.programs[2] = world_compile(&world, "size(ids) == 1 && any.map(a, a.id).size() == 3");
    for (size_t i = 0; i < 3; i++)
        cr_assert_not_null(shared.programs[i]);
    cr_assert_eq(d1_pool_new(&pool, 4), 0);
    d1_pool_run(pool, 2000, 10, work, &shared);
    d1_pool_free(pool);
    cr_expect_eq(shared.failures, 0);
    world_release(&world);
}

/* ---- places ---- */

Test(cel_environment, places_in_the_file_that_holds_the_expression)
{
    static const char text[] = "plain: it.titel == 'x'\n"
                               "double: \"it.titel == 'x'\"\n"
                               "single:   'it.titel == 5'\n"
                               "doubled: 'it.titel == ''x'''\n"
                               "escaped: \"it.titel == \\\"x\\\"\"\n"
                               "wide: \"'\xc3\xa4' == it.titel\"\n"
                               "block: |-\n"
                               "  it.titel ==\n"
                               "  'x'\n"
                               "folded: >-\n"
                               "  it.titel == 'x'\n";
    static const struct {
        const char *key;
        uint32_t line, column, end_column; /* of `titel`, or of the scalar */
    } cases[] = {
        {"plain", 1, 11, 16},   {"double", 2, 13, 18}, {"single", 3, 15, 20}, {"doubled", 4, 10, 29},
        {"escaped", 5, 10, 29}, {"wide", 6, 18, 23},   {"block", 7, 8, 1},    {"folded", 10, 9, 1},
    };
    struct d1_yaml_loader *loader;
    struct d1_stream stream = {0};
    struct world world;

    world_init(&world, 0);
    cr_assert_eq(d1_yaml_loader_new(&loader, NULL), 0);
    cr_assert_eq(d1_yaml_load(loader, d1_str(text), &stream, NULL), 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct d1_node *node = d1_node_get(d1_doc_root(stream.items[0].doc), cases[i].key);
        struct d1_cel_source source = {.text = d1_node_text(node), .origin = node};
        const struct d1_cel_program *program;
        struct d1_place place;

        d1_cel_diagnostics_release(&world.diagnostics);
        cr_assert_eq(d1_cel_compile(world.env, &source, &world.diagnostics, &program), D1_ERR_TYPE);
        place = world.diagnostics.items[0].place;
        cr_expect_null(place.path);
        cr_expect_eq(place.line, cases[i].line, "%s: line %u", cases[i].key, place.line);
        cr_expect_eq(place.column, cases[i].column, "%s: column %u", cases[i].key, place.column);
        cr_expect(place.end_column == cases[i].end_column || place.end_line > place.line, "%s: end %u", cases[i].key,
                  place.end_column);
    }
    d1_stream_release(&stream);
    d1_yaml_loader_free(loader);
    world_release(&world);
}
