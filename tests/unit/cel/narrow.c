/* Optional properties: where they may be read without `.?`. */
#include <criterion/criterion.h>

#include "unit/cel/world.h"

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
        "risks.filter(r, has(r.owner)).map(r, r.owner.name).size() > 0",
        "risks.filter(r, has(r.owner)).filter(s, has(s.tags)).all(t, t.owner.name in t.tags)",
        "risks.filter(r, has(r.owner)).map(s, risks.filter(r, has(r.tags)).map(r, r.tags[0] + s.owner.name)) == []",
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
        "it.?owner.hasValue() && it.?owner.value().name == 'a'",
        "has(it.owner) && it.?owner.value().name == 'a'",
        "it.?owner.hasValue() && it.owner.name == 'a'",
        "!table[?'r-01'].hasValue() || table[?'r-01'].value().id == 'a'",
        "risks.map(r, r.?owner).filter(o, o.hasValue()).map(o, o.value().name) == ids",
        "risks.map(r, r.?owner).unwrapOpt().map(o, o.name) == ids",
        "(has(it.owner) ? it.impact > 3 : false) && it.owner.name == 'a'",
        "(has(it.owner) ? it.impact > 3 : true) || it.owner.name == 'a'",
        "cel.bind(o, it.?owner, o.hasValue() ? o.value().name : '') == 'a'",
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
        "risks.map(r, r.owner.name).size() > 0",
        "risks.filter(r, has(r.owner)).filter(r, has(r.tags) && r.owner.mail == 'a').size() > 0",
        "risks.filter(r, has(r.owner)).map(s, risks.map(r, r.owner.name)).size() > 0",
        "risks.filter(r, has(r.owner)).map(r, r).map(r, r.owner.name).size() > 0",
        "(risks.filter(r, has(r.owner)) + risks).map(r, r.owner.name).size() > 0",
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
        "it.?owner.value().name == 'a'",
        "(has(it.owner) ? it.impact > 3 : true) && it.owner.name == 'a'",
        "(has(it.owner) ? it.impact > 3 : it.impact > 4) && it.owner.name == 'a'",
        "it.?tags.hasValue() && it.?owner.value().name == 'a'",
        "risks.first().value().id == 'a'",
        "risks.map(r, r.?owner).filter(o, o.hasValue() || true).map(o, o.value().name) == ids",
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

static void note(void *context, struct d1_str path)
{
    d1_strbuf_printf(context, D1_STR_FMT " ", D1_STR_ARG(path));
}

Test(cel_narrow, a_condition_tells_what_it_shows)
{
    static const struct {
        const char *text;
        bool holds;
        const char *paths;
    } cases[] = {
        {"has(it.owner) && has(it.owner.mail) && it.impact > 3", true, "it.owner it.owner.mail "},
        {"has(it.owner) && it.impact > 3", false, ""},
        {"!has(it.owner) || it.owner.name == 'a'", true, ""},
        {"!has(it.owner) || it.owner.name == 'a'", false, "it.owner "},
        {"!(has(it.owner) && has(it.tags))", false, "it.owner it.tags "},
        {"has(it.owner) || has(it.tags)", true, ""},
        {"has(it.owner) ? true : false", true, "it.owner "},
        {"has(it.owner) ? it.impact > 3 : true", false, "it.owner "},
        {"has(it.owner) ? it.impact > 3 : true", true, ""},
        {"has(it.owner) ? false : has(it.tags)", true, "it.tags "},
        {"it.?owner.hasValue() && it.?owner.?mail.hasValue()", true, "it.owner "},
        {"has(it.?owner.name)", true, ""},
        {"risks.exists(it, has(it.owner))", true, ""},
        {"true", true, ""},
    };
    struct d1_strbuf paths = {0};
    struct world world;

    world_init(&world, D1_CEL_STRICT);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct d1_cel_program *program = world_compile(&world, cases[i].text);

        cr_assert_not_null(program, "%s", cases[i].text);
        d1_strbuf_clear(&paths);
        d1_cel_program_shows(program, cases[i].holds, note, &paths);
        cr_expect_str_eq(paths.ptr ? paths.ptr : "", cases[i].paths, "%s: %s", cases[i].text, paths.ptr);
    }
    d1_strbuf_release(&paths);
    world_release(&world);
}

Test(cel_narrow, a_list_tells_what_its_filter_has_shown_of_the_items)
{
    static const struct {
        const char *text, *paths;
    } cases[] = {
        {"risks.filter(r, has(r.owner) && r.impact > 3)", "owner "},
        {"risks.filter(r, has(r.owner) && has(r.owner.mail)).filter(s, has(s.tags))", "tags owner owner.mail "},
        {"risks.filter(r, has(r.owner) || r.impact > 3)", ""},
        {"risks.filter(r, has(it.owner))", ""},
        {"risks.filter(r, has(r.owner)).map(r, r.owner)", ""},
        {"risks.filter(r, has(r.owner)) + risks", ""},
        {"risks", ""},
    };
    struct d1_strbuf paths = {0};
    struct world world;

    world_init(&world, D1_CEL_STRICT);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct d1_cel_program *program = world_compile(&world, cases[i].text);

        cr_assert_not_null(program, "%s: %s", cases[i].text,
                           world.diagnostics.len ? world.diagnostics.items[0].message.ptr : "");
        d1_strbuf_clear(&paths);
        d1_cel_program_shows_of_items(program, note, &paths);
        cr_expect_str_eq(paths.ptr ? paths.ptr : "", cases[i].paths, "%s: %s", cases[i].text, paths.ptr);
    }
    d1_strbuf_release(&paths);
    world_release(&world);
}
