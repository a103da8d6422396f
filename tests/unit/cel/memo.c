/* Results of functions in CEL that are kept: when one is taken again, and that it is what would be evaluated. */
#include <criterion/criterion.h>

#include "unit/cel/world.h"

static struct d1_cel_value note(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    ++*(int *)call->user;
    return args[0];
}

static const struct d1_cel_overload rows[] = {
    {"note",
     D1_CEL_USER,
     {&d1_cel_type_a},
     &d1_cel_type_a,
     note,
     "The value itself; it is noted that it was asked for."},
    {"told",
     D1_CEL_USER | D1_CEL_BOUNDED,
     {&d1_cel_type_a},
     &d1_cel_type_a,
     note,
     "The same of one whose name and argument tell what it reads."},
};

static void define(struct world *world, const char *name, const struct d1_cel_type *type, const char *body)
{
    struct d1_cel_parameter parameter = {D1_STR("a"), type};
    struct d1_cel_source source = {.text = d1_str(body)};

    cr_assert_eq(d1_cel_env_define(world->env, d1_str(name), &parameter, 1, NULL, NULL, &source, NULL, NULL), 0, "%s",
                 name);
}

struct remembering {
    struct world world;
    struct d1_cel_memo memo;
    int calls;
};

static void init(struct remembering *it)
{
    *it = (struct remembering){0};
    world_init(&it->world, D1_CEL_STRICT);
    cr_assert_eq(d1_cel_env_functions(it->world.env, rows, sizeof rows / sizeof *rows), 0);
    define(&it->world, "listed", D1_CEL_T(DYN), "[a].map(x, note(x))");
    define(&it->world, "first", D1_CEL_T(DYN), "listed(a)[0]");
    define(&it->world, "plainly", D1_CEL_T(DYN), "note(a)");
    define(&it->world, "failing", D1_CEL_T(INT), "[a].map(x, 1 / note(x))[0]");
    it->world.context.user = &it->calls;
    it->world.context.memo = &it->memo;
}

static void release(struct remembering *it)
{
    d1_cel_memo_release(&it->memo);
    world_release(&it->world);
}

Test(cel_memo, what_loops_is_evaluated_once_for_each_argument)
{
    static const struct {
        const char *text, *gives;
        int calls; /* all in all */
    } rounds[] = {
        {"listed(1)", "[1]", 1},
        {"listed(1)", "[1]", 1},
        {"listed(2) + listed(1)", "[2, 1]", 2},
        {"listed(1u)", "[1u]", 3},
        {"listed(true)", "[true]", 4},
        {"listed('a' + 'b')", "[\"ab\"]", 5},
        {"listed('ab')", "[\"ab\"]", 5},
        {"listed('b')", "[\"b\"]", 6},
        {"first('ab')", "\"ab\"", 6},
        {"listed(['a', 'b'])", "[[\"a\", \"b\"]]", 7},
        {"listed(['a', 'b'])", "[[\"a\", \"b\"]]", 7},
        {"listed(['ab'])", "[[\"ab\"]]", 8},
        {"listed([['a', 'b']]) == listed([['a', 'b']])", "true", 10}, /* no key */
        {"listed(optional.of(1))", "[optional.of(1)]", 11},
        {"listed(optional.of(1)) + listed(optional.none())", "[optional.of(1), optional.none()]", 12},
        {"listed(optional.none())", "[optional.none()]", 12},
        {"risks.map(r, listed(r)[0].?id.orValue(''))", "[\"r-01\", \"r-02\", \"r-03\"]", 15},
        {"risks.map(r, listed(r)[0].?id.orValue(''))", "[\"r-01\", \"r-02\", \"r-03\"]", 15},
        {"plainly(1) + plainly(1)", "2", 17},
        {"failing(0)", "division by zero", 18},
        {"failing(0)", "division by zero", 19},
        {"failing(1) + failing(1)", "2", 20},
    };
    struct remembering it;

    init(&it);
    for (size_t i = 0; i < sizeof rounds / sizeof *rounds; i++) {
        cr_expect_str_eq(world_text(&it.world, rounds[i].text), rounds[i].gives, "%s: %s", rounds[i].text,
                         world_text(&it.world, rounds[i].text));
        d1_arena_reset(&it.world.scratch); /* what is kept does not lie there */
        cr_expect_eq(it.calls, rounds[i].calls, "%s: %d calls", rounds[i].text, it.calls);
        it.calls = rounds[i].calls;
    }
    release(&it);
}

Test(cel_memo, a_result_leads_to_the_place_of_its_own_argument)
{
    struct remembering it;
    struct d1_cel_value first, second;

    init(&it);
    first = world_eval(&it.world, "first(it.id)");
    second = world_eval(&it.world, "first(any[0].?id.orValue(''))");
    cr_expect_not_null(d1_cel_value_node(first));
    cr_expect_eq(d1_cel_value_node(first), d1_cel_value_node(second), "the same place");
    cr_expect_eq(it.calls, 1);
    first = world_eval(&it.world, "first('r-01')");
    cr_expect_null(d1_cel_value_node(first), "the same text, which stands nowhere");
    release(&it);
}

Test(cel_memo, what_does_not_stay_the_same_is_not_taken)
{
    struct remembering it;

    init(&it);
    world_eval(&it.world, "listed(1)");
    it.memo.tag = 1;
    world_eval(&it.world, "listed(1)");
    cr_expect_eq(it.calls, 2, "under another tag");
    it.memo.tag = 0;
    world_eval(&it.world, "listed(1)");
    cr_expect_eq(it.calls, 2, "under the first again");
    d1_cel_memo_forget(&it.memo);
    world_eval(&it.world, "listed(1)");
    cr_expect_eq(it.calls, 3, "it was forgotten");
    release(&it);
}

Test(cel_memo, what_reads_a_fleeting_variable_is_not_kept)
{
    struct remembering it;
    size_t index;

    init(&it);
    cr_assert_eq(d1_cel_env_variable(it.world.env, d1_str("passing"), D1_CEL_T(INT), &index), 0);
    d1_cel_env_fleeting(it.world.env, index);
    define(&it.world, "reads", D1_CEL_T(INT), "[a].map(x, note(x) + (x > 5 ? passing : 0))");
    define(&it.world, "calls", D1_CEL_T(INT), "reads(a).map(x, x)");
    world_eval(&it.world, "calls(1)");
    world_eval(&it.world, "calls(1)");
    cr_expect_eq(it.calls, 2);
    release(&it);
}

Test(cel_memo, many_results_are_found_again)
{
    struct remembering it;

    init(&it);
    for (int i = 0; i < 2; i++) {
        cr_expect_str_eq(world_text(&it.world, "lists.range(5000).map(i, listed(i)[0]) == lists.range(5000)"), "true");
        cr_expect_eq(it.calls, 5000);
    }
    release(&it);
}

Test(cel_memo, that_something_was_looked_at_is_told_also_where_a_result_is_taken_again)
{
    static const struct {
        const char *text;
        bool wide;
    } rounds[] = {
        {"told(1)", false},
        {"[1].map(x, told(x))", false},
        {"note(1)", true},
        {"told(2)", false},
        {"listed(1)", true},
        {"listed(1)", true},
        {"first(1)", true},
        {"told(first(1))", true},
        {"1 < 2 || note(true)", false},
    };
    struct remembering it;

    init(&it);
    for (size_t i = 0; i < sizeof rounds / sizeof *rounds; i++) {
        it.world.context.wide = false;
        world_eval(&it.world, rounds[i].text);
        cr_expect_eq(it.world.context.wide, rounds[i].wide, "%zu: %s", i, rounds[i].text);
    }
    release(&it);
}
