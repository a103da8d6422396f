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
        "has(any[0].owner) || any[0].nothing == 1",
        "has(table['r-01'].id)",
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
