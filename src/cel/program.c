/* Compiling: parse, check, and what can be asked of the result. */
#include "cel/check/check.h"
#include "cel/eval/run.h"
#include "cel/image/image.h"

#include <stdio.h>

#include "base/limits.h"
#include "base/text/utf8.h"
#include "base/vec.h"

/* ---- compiling ---- */

static void declare_parameters(struct d1_cel_checker *c, struct d1_cel_scope *scopes,
                               const struct d1_cel_parameter *parameters, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        scopes[i] = (struct d1_cel_scope){.outer = c->scopes,
                                          .name = parameters[i].name,
                                          .hash = d1_str_hash(parameters[i].name),
                                          .index = (uint32_t)i,
                                          .type = parameters[i].type};
        c->scopes = &scopes[i];
    }
    c->locals = c->most_locals = (uint32_t)count;
}

static void check_result(struct d1_cel_checker *c, struct d1_cel_expr *root)
{
    const struct d1_cel_type *wanted = c->source->expected;
    struct d1_str why;

    if (!wanted || c->unchecked)
        return;
    d1_cel_check_as_double(c, root, wanted);
    if (!d1_cel_type_assignable(wanted, root->type)) {
        d1_cel_report(c->reporter, D1_CEL_CHECK, root->offset, root->end, "the expression should be %s, but is %s%s",
                      d1_cel_check_text(c, wanted), d1_cel_check_text(c, root->type),
                      root->type->kind == D1_CEL_OPTIONAL ? "; orValue() gives what an optional holds" : "");
    } else if (!d1_cel_check_comparable(c, root, root->type, NULL, wanted, &why)) {
        d1_cel_report(c->reporter, D1_CEL_CHECK, root->offset, root->end, D1_STR_FMT, D1_STR_ARG(why));
    }
}

static int check_program(struct d1_cel_checker *c, struct d1_cel_program *program, struct d1_cel_expr *root)
{
    d1_cel_check_expr(c, root);
    if (c->reporter->count == 0)
        check_result(c, root);
    if (c->oom || c->reporter->oom)
        return D1_ERR_MEMORY;
    if (c->reporter->count) {
        if (c->reporter->diagnostics)
            c->reporter->diagnostics->type = root->type;
        return D1_ERR_TYPE;
    }
    program->root = root;
    program->type = root->type;
    program->costly = program->costly || c->loops > 0;
    program->kept = program->costly && !program->fleeting;
    program->locals = c->loops > 0 ? d1_cel_hoist(c, root, c->most_locals) : c->most_locals;
    if (c->oom)
        return D1_ERR_MEMORY;
    return 0;
}

static int compile_into(struct d1_cel_env *env, struct d1_cel_program *made, const struct d1_cel_source *source,
                        const struct d1_cel_parameter *parameters, size_t count, struct d1_cel_diagnostics *diagnostics)
{
    struct d1_cel_reporter reporter = {.diagnostics = diagnostics, .source = source};
    struct d1_cel_scope scopes[D1_CEL_PARAMS];
    struct d1_cel_expr *root;
    struct d1_cel_patterns patterns;
    struct d1_cel_checker c;
    int code;

    d1_cel_patterns_init(&patterns);
    if (count > D1_CEL_PARAMS) {
        d1_cel_report(&reporter, D1_CEL_CHECK, 0, 0, "a function has at most %d parameters", D1_CEL_PARAMS);
        return D1_ERR_TYPE;
    }
    made->source = *source;
    made->env = env;
    made->user = env->user;
    made->parameters = (uint32_t)count;
    code = d1_cel_image_read(env, made);
    if (code)
        return code < 0 ? code : 0;
    code = d1_cel_parse(env, source, &reporter, &root);
    if (code < 0)
        return reporter.oom ? D1_ERR_MEMORY : code;
    c = (struct d1_cel_checker){.env = env,
                                .arena = env->arena,
                                .source = source,
                                .reporter = &reporter,
                                .program = made,
                                .unchecked = env->flags & D1_CEL_UNCHECKED,
                                .strict = env->flags & D1_CEL_STRICT};
    c.fold_context = (struct d1_cel_context){.arena = env->arena, .memory_limit = D1_CEL_FOLD_MEMORY};
    c.fold = (struct d1_cel_run){
        .arena = env->arena, .context = &c.fold_context, .env_user = env->user, .patterns = &patterns};
    declare_parameters(&c, scopes, parameters, count);
    code = check_program(&c, made, root);
    d1_cel_patterns_release(&patterns);
    return code == 0 ? d1_cel_image_note(env, made) : code;
}

int d1_cel_compile_body(struct d1_cel_env *env, const struct d1_cel_source *source,
                        const struct d1_cel_parameter *parameters, size_t count, struct d1_cel_diagnostics *diagnostics,
                        const struct d1_cel_program **program)
{
    struct d1_cel_program *made = d1_arena_calloc(env->arena, 1, sizeof *made);
    int code = made ? compile_into(env, made, source, parameters, count, diagnostics) : D1_ERR_MEMORY;

    if (code == 0)
        *program = made;
    return code;
}

int d1_cel_body_ready(const struct d1_cel_program *body)
{
    struct d1_cel_program *own = (struct d1_cel_program *)(uintptr_t)body;
    const struct d1_cel_parameter *parameters = body->promised;
    struct d1_cel_source source = body->source;

    if (body->root)
        return 0;
    if (!parameters)
        return D1_ERR_TYPE;
    own->promised = NULL;
    return compile_into((struct d1_cel_env *)(uintptr_t)body->env, own, &source, parameters, body->parameters, NULL);
}

int d1_cel_compile(struct d1_cel_env *env, const struct d1_cel_source *source, struct d1_cel_diagnostics *diagnostics,
                   const struct d1_cel_program **program)
{
    return d1_cel_compile_body(env, source, NULL, 0, diagnostics, program);
}

/* ---- asking ---- */

const struct d1_cel_type *d1_cel_program_type(const struct d1_cel_program *program)
{
    return program->type;
}

const struct d1_cel_source *d1_cel_program_source(const struct d1_cel_program *program)
{
    return &program->source;
}

bool d1_cel_program_is_constant(const struct d1_cel_program *program)
{
    return program->root->op == D1_EXPR_LITERAL;
}
