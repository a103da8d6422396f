/* Expressions over an engagement and what they give, for tests of the functions that rules call. */
#ifndef D1_TESTS_ENGINE_EXPRESSIONS_H
#define D1_TESTS_ENGINE_EXPRESSIONS_H

#include <criterion/criterion.h>

#include "base/text/strbuf.h"
#include "engine/scope.h"

struct expression {
    const char *text, *value; /* the value as an expression; for one without, "! " and the reason */
};

struct over {
    struct d1_run_options options; /* which the scope goes on asking */
    struct d1_scope *scope;
    struct d1_arena arena;
};

static inline void over_open(struct over *over, const char *directory, const char *as_of)
{
    struct d1_error error = {0};

    over->options = (struct d1_run_options){.directory = directory, .as_of = as_of};
    cr_assert_eq(d1_scope_open(&over->scope, &over->options, &error), 0, "%s", d1_error_message(&error));
}

static inline void over_close(struct over *over)
{
    d1_arena_release(&over->arena);
    d1_scope_free(over->scope);
}

static inline struct d1_cel_value over_evaluate(struct over *over, const char *text)
{
    struct d1_cel_env *env = d1_cel_env_new(&over->arena, d1_scope_env(over->scope), 0);
    struct d1_cel_diagnostics diagnostics = {0};
    const struct d1_cel_program *program;
    struct d1_cel_value value = d1_cel_null();
    int result = d1_cel_compile(env, &(struct d1_cel_source){.text = d1_str(text)}, &diagnostics, &program);

    if (result < 0)
        value = d1_cel_fail_in(&over->arena, D1_ERR_TYPE, D1_STR_FMT, D1_STR_ARG(diagnostics.items[0].message));
    else
        d1_cel_eval(program, d1_scope_activation(over->scope), d1_scope_context(over->scope), &value);
    d1_cel_diagnostics_release(&diagnostics);
    d1_cel_env_release(env);
    return value;
}

static inline void over_expect(struct over *over, const struct expression *expressions, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct d1_cel_value value = over_evaluate(over, expressions[i].text);
        struct d1_strbuf text = {0};

        if (d1_cel_is(value, D1_CEL_ERROR))
            d1_strbuf_printf(&text, "! " D1_STR_FMT, D1_STR_ARG(d1_cel_failure_of(value)->message));
        else
            d1_cel_value_write(&text, value);
        d1_strbuf_puts(&text, "");
        cr_expect_str_eq(text.ptr, expressions[i].value, "%s gives %s, not %s", expressions[i].text, text.ptr,
                         expressions[i].value);
        d1_strbuf_release(&text);
    }
}

#define LENGTH(table) (sizeof(table) / sizeof *(table))

#endif
