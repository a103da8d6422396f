/* An engagement as the names that expressions see, and the list of those names. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/memory/alloc.h"
#include "engine/scope.h"
#include "rules/rule.h"

static struct d1_cel_value evaluate(struct d1_scope *scope, struct d1_arena *arena, const char *text)
{
    struct d1_cel_env *env = d1_cel_env_new(arena, d1_scope_env(scope), 0);
    const struct d1_cel_program *program;
    struct d1_cel_value value = d1_cel_null();

    if (d1_cel_compile(env, &(struct d1_cel_source){.text = d1_str(text)}, NULL, &program) < 0)
        return (struct d1_cel_value){0};
    d1_cel_eval(program, d1_scope_activation(scope), d1_scope_context(scope), &value);
    return value;
}

Test(scope, expressions_see_what_rules_see)
{
    static const struct {
        const char *expression, *value;
    } cases[] = {
        {"today", "date(\"2026-02-16\")"},
        {"engagement.metadata.name", "\"halden-orders\""},
        {"items.Risk.size() == byId.Risk.size()", "true"},
        {"artifacts.Engagement.size()", "1"},
        {"params.riskReviewDays", "14"},
        {"acts.exists(a, a.date == date('2026-02-13'))", "true"},
        {"businessDays(date('2026-02-13'), today)", "1"},
        {"side('nobody')", "\"\""},
        {"kindOf('risk-01')", "\"Risk\""},
    };
    const struct d1_run_options options = {.directory = "examples/halden-orders", .as_of = "2026-02-16"};
    struct d1_scope *scope = NULL;
    struct d1_arena arena = {0};
    struct d1_cel_value value;
    struct d1_place place;

    cr_assert_eq(d1_scope_open(&scope, &options, NULL), 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_strbuf text = {0};

        d1_cel_value_write(&text, evaluate(scope, &arena, cases[i].expression));
        cr_expect_str_eq(text.ptr, cases[i].value, "%s", cases[i].expression);
        d1_strbuf_release(&text);
    }
    value = evaluate(scope, &arena, "'risk-01' in byId.Risk ? byId.Risk['risk-01'].id : ''");
    place = d1_scope_place(scope, d1_cel_value_node(value));
    cr_assert(place.path != NULL);
    cr_expect(d1_str_ends(d1_str(place.path), "raid/risks.yaml"));
    cr_expect_gt(place.line, 1);
    cr_expect(d1_scope_place(scope, NULL).path == NULL);
    cr_expect(d1_cel_is(evaluate(scope, &arena, "items.Risk[0].strtegy"), D1_CEL_ERROR));
    d1_arena_release(&arena);
    d1_scope_free(scope);
}

Test(scope, what_cannot_be_opened_is_an_error)
{
    static const char *const unknown[] = {"no-such-engagement"};
    char folder[] = "/tmp/d1lint-scope-XXXXXX";
    const struct {
        const char *name;
        struct d1_run_options options;
        int code;
    } cases[] = {
        {"no directory", {.directory = "examples/none"}, D1_ERR_USAGE},
        {"no engagement", {.directory = folder}, D1_ERR_READ},
        {"no date", {.directory = "examples/halden-orders", .as_of = "soon"}, D1_ERR_USAGE},
        {"no policy", {.directory = "examples/halden-orders", .policy = "none.yaml"}, D1_ERR_USAGE},
        {"no rules", {.directory = "examples/halden-orders", .rules_dir = "none"}, D1_ERR_USAGE},
        {"unknown name",
         {.directory = "examples/halden-orders", .engagements = unknown, .engagement_count = 1},
         D1_ERR_USAGE},
    };

    cr_assert(mkdtemp(folder) != NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_scope *scope = NULL;
        struct d1_error error = {0};
        int code = d1_scope_open(&scope, &cases[i].options, &error);

        cr_expect_eq(code, cases[i].code, "%s: %d", cases[i].name, code);
        cr_expect(scope == NULL, "%s", cases[i].name);
        cr_expect_neq(d1_error_message(&error)[0], '\0', "%s", cases[i].name);
        d1_error_clear(&error);
    }
    rmdir(folder);
}

Test(scope, functions_that_need_no_engagement_work_without)
{
    struct d1_arena arena = {0};
    struct d1_cel_env *env = d1_cel_env_new(&arena, NULL, 0);
    struct d1_cel_context context = {.arena = &arena};
    const struct d1_cel_program *program;
    struct d1_cel_value value;

    cr_assert_eq(d1_scope_plain_functions(env), 0);
    cr_assert_eq(d1_cel_compile(env,
                                &(struct d1_cel_source){.text = d1_str("days(date('2026-01-01'), "
                                                                       "date('2026-03-01'))")},
                                NULL, &program),
                 0);
    cr_assert_eq(d1_cel_eval(program, NULL, &context, &value), 0);
    cr_expect_eq(value.as.integer, 59);
    /* What asks the engagement is not there, rather than there and broken. */
    cr_expect_lt(d1_cel_compile(env, &(struct d1_cel_source){.text = d1_str("kindOf('risk-01')")}, NULL, &program), 0);
    d1_cel_env_release(env);
    d1_arena_release(&arena);
}

Test(scope, every_name_is_listed_once_with_its_sentence)
{
    static const struct {
        const char *group, *name, *type;
    } wanted[] = {
        {"name", "today", "date"},
        {"name", "items.TYPE", "list(TYPE)"},
        {"rules", "businessDays(date, date)", "int"},
        {"rules", "side(string)", "string"},
        {"language", "string.startsWith(string)", "bool"},
        {"macro", "list(A).filter(dyn, bool)", "list(A)"},
    };
    struct d1_ruleset *ruleset = NULL;
    struct d1_arena arena = {0};
    const struct d1_scope_name *names;
    size_t count;

    cr_assert_eq(d1_ruleset_load(&ruleset, NULL, NULL), 0);
    cr_assert_eq(d1_ruleset_compile(ruleset, NULL), 0);
    cr_assert_eq(d1_scope_names(ruleset, &arena, &names, &count), 0);
    for (size_t i = 0; i < count; i++) {
        cr_expect_gt(names[i].doc.len, 0, D1_STR_FMT, D1_STR_ARG(names[i].name));
        cr_expect_gt(names[i].type.len, 0, D1_STR_FMT, D1_STR_ARG(names[i].name));
        for (size_t k = 0; k < i; k++)
            cr_expect_not(d1_str_eq(names[i].name, names[k].name), D1_STR_FMT, D1_STR_ARG(names[i].name));
    }
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        bool found = false;

        for (size_t k = 0; k < count; k++)
            found = found || (d1_str_is(names[k].group, wanted[i].group) && d1_str_is(names[k].name, wanted[i].name) &&
                              d1_str_is(names[k].type, wanted[i].type));
        cr_expect(found, "%s", wanted[i].name);
    }
    d1_arena_release(&arena);
    d1_ruleset_free(ruleset);
}
