/* Optional properties: where they may be read without `.?`. */
#include <criterion/criterion.h>

#include "world.h"

static void check(const char *const *texts, size_t count, bool allowed)
{
    struct world world;

    world_init(&world, D1_CEL_STRICT);
    for (size_t i = 0; i < count; i++)
        cr_expect_eq(world_compile(&world, texts[i]) != NULL, allowed, "%s: %s", texts[i],
                     world.diagnostics.len ? world.diagnostics.items[0].message.ptr : "compiles");
    world_release(&world);
}

Test(cel_narrow, a_path_that_has_asked_for_may_be_read)
{
    static const char *const texts[] = {
        "has(it.owner) && it.owner.name == 'a'",
        "has(it.owner) && has(it.owner.mail) && it.owner.mail == 'a'",
        "!has(it.owner) || it.owner.name == 'a'",
        "has(it.owner) ? it.owner.name == 'a' : true",
        "!has(it.owner) ? true : it.owner.name == 'a'",
        "(has(it.owner) && it.impact > 3) && it.owner.name == 'a'",
        "!(has(it.owner) && true) || it.owner.name == 'a'",
        "!(!has(it.owner) || !has(it.tags)) && it.tags.size() > 0 && it.owner.name == 'a'",
        "has(it.owner) && (it.impact > 3 || it.owner.name == 'a')",
        "risks.filter(r, has(r.owner) && r.owner.name == 'a').size() > 0",
        "risks.map(r, has(r.owner), r.owner.name).size() > 0",
        "has(it.owner) && risks.exists(r, r.id == it.owner.name)",
        "has(it.owner) && cel.bind(n, it.owner.name, n == 'a')",
        "it.?owner.?mail.orValue('') == 'a'",
        "it.?owner.name.orValue('') == 'a'",
        "it.?owner.mail.orValue('') == 'a'",
        "has(any[0].owner) && any[0].owner == 1",
        "has(any[0].owner) && has(any[0].owner.name) && any[0].owner.name == 'a'",
        "any[0].?owner.?name.orValue('') == 'a'",
        "has(table[?'r-01'].id)",
        "'r-01' in table && table['r-01'].id == 'a'",
        "!('r-01' in table) || table['r-01'].id == 'a'",
        "it.id in table && has(table[it.id].owner) && table[it.id].owner.name == 'a'",
        "ids.map(i, i in table, table[i].id) == ids",
        "table.all(i, table[i].id == i)",
        "table.all(i, risk, table[i] == risk)",
        "table.transformList(i, risk, table[i].id) == ids",
        "'owner' in any[0] && any[0].owner == 1",
        "has(any[0].owner) && any[0]['owner'] == 1",
        "{'a': 1, 'b': 2}.a == 1",
        "{'a': 1, 'b': 2}['a'] == 1",
        "has(it.strategy) && {'avoid': 4, 'reduce': 3, 'transfer': 2, 'accept': 1}[it.strategy] > 2",
        "(today < it.due ? {'a': 1} : {'a': 2}).a == 1",
        "cel.bind(x, table, 'r-01' in x && x['r-01'].id == 'a')",
    };

    check(texts, sizeof texts / sizeof *texts, true);
}

Test(cel_narrow, a_path_that_has_not_asked_for_may_not)
{
    static const char *const texts[] = {
        "it.owner.name == 'a'",
        "it.owner.name == 'a' && has(it.owner)",
        "has(it.owner) || it.owner.name == 'a'",
        "!has(it.owner) && it.owner.name == 'a'",
        "has(it.owner) ? true : it.owner.name == 'a'",
        "(has(it.owner) || it.impact > 3) && it.owner.name == 'a'",
        "has(it.owner) && it.owner.mail == 'a'",
        "has(it.tags) && it.owner.name == 'a'",
        "has(it.owner) == true && it.owner.name == 'a'",
        "risks.filter(r, has(r.owner)).map(r, r.owner.name).size() > 0",
        "risks.filter(r, has(it.owner) && r.owner.name == 'a').size() > 0",
        "risks.exists(r, has(r.owner)) && risks.exists(r, r.owner.name == 'a')",
        "risks.exists(r, has(r.owner) && risks.exists(r, r.owner.name == 'a'))",
        "has(it.owner.name)",
        "has(it.owner) && risks.exists(it, it.owner.name == 'a')",
        "any[0].owner == 1",
        "has(any[0].owner) || any[0].nothing == 1",
        "has(any[0].owner) && any[0].owner.name == 'a'",
        "has(any[0].owner) && any[1].owner == 1",
        "dyn(it).nothing == 1",
        "dyn(it)['nothing'] == 1",
        "dyn(it)[it.id] == 1",
        "table['r-01'].id == 'a'",
        "has(table['r-01'].id)",
        "'r-01' in table && table['r-02'].id == 'a'",
        "'r-01' in table || table['r-01'].id == 'a'",
        "!('r-01' in table) && table['r-01'].id == 'a'",
        "it.id in ids && table[it.id].id == 'a'",
        "table.all(i, ids.all(j, table[j].id == i))",
        "it[it.id] == 1",
        "[{'a': 1}, {'b': 2}].exists(m, m.a == 1)",
        "(today < it.due ? {'a': 1} : {'b': 2}).a == 1",
        "{'a': 1}.b == 1",
        "{'a': 1}['b'] == 1",
        "{'a': 1}[it.id] == 1",
        "has(it.strategy) && {'avoid': 4, 'reduce': 3}[it.strategy] > 2",
        "[it, any[0]].exists(r, r.owner == 1)",
    };

    check(texts, sizeof texts / sizeof *texts, false);
}

Test(cel_narrow, paths_may_be_taken_as_present)
{
    static const struct d1_str assumed[] = {D1_STR("it.owner"), D1_STR("it.owner.mail")};
    struct d1_cel_source source = {.text = D1_STR("it.owner.mail == 'a'"), .assumed = assumed, .assumed_count = 2};
    const struct d1_cel_program *program;
    struct world world;

    world_init(&world, D1_CEL_STRICT);
    cr_expect_eq(d1_cel_compile(world.env, &source, NULL, &program), 0);
    source.assumed_count = 1;
    cr_expect_eq(d1_cel_compile(world.env, &source, NULL, &program), D1_ERR_TYPE);
    source.text = d1_str("risks.exists(it, it.owner.name == 'a')");
    cr_expect_eq(d1_cel_compile(world.env, &source, NULL, &program), D1_ERR_TYPE,
                 "another variable of the same name is not what was meant");
    world_release(&world);
}
