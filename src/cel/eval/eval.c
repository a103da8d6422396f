/* Evaluation of whole programs, and the errors that it ends with. */
#include "cel/eval/run.h"

#include <stdio.h>

#include "base/limits.h"
#include "base/memory/alloc.h"

/* ---- errors ---- */

static struct d1_cel_value fail_at(struct d1_cel_run *run, const struct d1_cel_expr *expr, int code, const char *format,
                                   va_list args)
{
    struct d1_cel_failure *failure = d1_arena_calloc(run->arena, 1, sizeof *failure);

    if (failure)
        failure->message = d1_arena_vprintf(run->arena, format, args);
    if (!failure || !failure->message.ptr) {
        run->stopped = true;
        return d1_cel_fail_memory();
    }
    failure->code = code;
    failure->offset = expr->at;
    failure->end = expr->at_end;
    failure->program = run->program;
    return (struct d1_cel_value){.kind = D1_CEL_ERROR, .as.failure = failure};
}

struct d1_cel_value d1_cel_run_vfail(struct d1_cel_run *run, const struct d1_cel_expr *expr, int code,
                                     const char *format, va_list args)
{
    size_t limit = run->arena->limit;
    struct d1_cel_value value;

    if (code != D1_ERR_LIMIT)
        return fail_at(run, expr, code, format, args);
    run->arena->limit = 0; /* the message about a limit may go beyond it */
    run->stopped = true;
    value = fail_at(run, expr, code, format, args);
    run->arena->limit = limit;
    run->stop = value;
    return value;
}

struct d1_cel_value d1_cel_run_fail_as(struct d1_cel_run *run, const struct d1_cel_expr *expr, int code,
                                       const char *format, ...)
{
    struct d1_cel_value value;
    va_list args;

    va_start(args, format);
    value = d1_cel_run_vfail(run, expr, code, format, args);
    va_end(args);
    return value;
}

struct d1_cel_value d1_cel_run_cost(struct d1_cel_run *run, const struct d1_cel_expr *expr)
{
    return d1_cel_run_limit(run, expr, "the expression takes more than %llu steps to evaluate",
                            (unsigned long long)run->cost_limit);
}

struct d1_cel_value d1_cel_run_memory(struct d1_cel_run *run, const struct d1_cel_expr *expr)
{
    void *probe = d1_malloc(4096);

    run->stopped = true;
    run->stop = d1_cel_fail_memory();
    if (!probe)
        return run->stop;
    d1_free(probe);
    if (!run->arena->limit)
        return run->stop;
    return d1_cel_run_limit(run, expr, "the expression takes more memory to evaluate than its limit of %zu KiB",
                            (run->context->memory_limit ? run->context->memory_limit : (size_t)D1_LIMIT_CEL_MEMORY) /
                                1024);
}

struct d1_cel_value d1_cel_run_settle_error(struct d1_cel_run *run, const struct d1_cel_expr *expr,
                                            struct d1_cel_value value)
{
    const struct d1_cel_failure *found = value.as.failure;
    struct d1_cel_failure *failure;

    if (d1_cel_is_misfit(value)) {
        value = d1_cel_settle_misfit(run->arena, value);
        found = value.as.failure;
    }
    if (!found)
        return d1_cel_run_fail(run, expr, "there is no value here");
    if (found->code == D1_ERR_MEMORY)
        run->stopped = true;
    if (found->program || found->code == D1_ERR_MEMORY)
        return value;
    failure = d1_arena_alloc(run->arena, sizeof *failure);
    if (!failure)
        return d1_cel_run_memory(run, expr);
    *failure = *found;
    failure->offset = expr->at;
    failure->end = expr->at_end;
    failure->program = run->program;
    value.as.failure = failure;
    return value;
}

const char *d1_cel_kind_name(struct d1_cel_value value)
{
    static const char *const names[] = {
        [D1_CEL_ERROR] = "an error",       [D1_CEL_NULL] = "null",
        [D1_CEL_BOOL] = "a bool",          [D1_CEL_INT] = "an int",
        [D1_CEL_UINT] = "a uint",          [D1_CEL_DOUBLE] = "a double",
        [D1_CEL_STRING] = "a string",      [D1_CEL_BYTES] = "bytes",
        [D1_CEL_DATE] = "a date",          [D1_CEL_TIMESTAMP] = "a timestamp",
        [D1_CEL_DURATION] = "a duration",  [D1_CEL_TYPE] = "a type",
        [D1_CEL_LIST] = "a list",          [D1_CEL_MAP] = "a map",
        [D1_CEL_OPTIONAL] = "an optional", [D1_CEL_OPAQUE] = "an opaque value",
    };

    return names[value.kind];
}

/* ---- programs ---- */

void d1_cel_run_body(struct d1_cel_run *run, const struct d1_cel_program *program, const struct d1_cel_value *arguments,
                     size_t count, struct d1_cel_value *out)
{
    struct d1_cel_value small[D1_CEL_FRAME], *frame = small, *locals = run->locals;
    const struct d1_cel_program *caller = run->program;

    if (program->locals > D1_CEL_FRAME) {
        frame = d1_arena_alloc(run->arena, program->locals * sizeof *frame);
        if (!frame) {
            *out = d1_cel_run_memory(run, program->root);
            return;
        }
    }
    for (size_t i = 0; i < count; i++)
        frame[i] = arguments[i];
    run->locals = frame;
    run->program = program;
    run->env_user = program->user;
    d1_cel_run_expr(run, program->root, out);
    run->locals = locals;
    run->program = caller;
    run->env_user = caller->user;
}

struct d1_cel_value d1_cel_run_constant(struct d1_cel_run *run, const struct d1_cel_expr *expr, size_t locals)
{
    struct d1_cel_value small[D1_CEL_FRAME], value;

    run->locals = small;
    if (locals > D1_CEL_FRAME) {
        run->locals = d1_arena_alloc(run->arena, locals * sizeof *run->locals);
        if (!run->locals)
            return d1_cel_run_memory(run, expr);
    }
    d1_cel_run_expr(run, expr, &value);
    return value;
}

/* Member by member: clearing it all would take as long as a small expression does. */
static void init_run(struct d1_cel_run *run, const struct d1_cel_program *program, struct d1_cel_activation *activation,
                     struct d1_cel_context *context)
{
    run->arena = context->arena;
    run->activation = activation;
    run->locals = NULL;
    run->program = program;
    run->context = context;
    run->env_user = program->user;
    run->cost_limit = run->cost_left = context->cost_limit ? context->cost_limit : D1_LIMIT_CEL_COST;
    run->calls = 0;
    run->patterns = context->patterns;
    run->stopped = false;
    run->stop.as.failure = NULL;
}

int d1_cel_eval(const struct d1_cel_program *program, struct d1_cel_activation *activation,
                struct d1_cel_context *context, struct d1_cel_value *value)
{
    struct d1_cel_run run;
    struct d1_cel_patterns own;
    size_t limit = context->arena->limit;
    size_t most = context->memory_limit ? context->memory_limit : D1_LIMIT_CEL_MEMORY;

    init_run(&run, program, activation, context);
    if (!run.patterns) {
        run.patterns = &own;
        d1_cel_patterns_init(&own);
    }
    if (context->depth >= D1_CEL_NESTED) {
        *value = d1_cel_run_limit(&run, program->root, "evaluations are nested more than %d deep", D1_CEL_NESTED);
        return d1_cel_failure_of(*value)->code;
    }
    context->depth++;
    if (!limit || context->arena->total + most < limit)
        context->arena->limit = context->arena->total + most;
    d1_cel_run_body(&run, program, NULL, 0, value);
    if (run.stopped && !d1_cel_is_error(*value))
        *value = run.stop.as.failure ? run.stop : d1_cel_run_cost(&run, program->root);
    context->arena->limit = limit;
    context->depth--;
    if (run.patterns == &own)
        d1_cel_patterns_release(&own);
    context->cost = run.cost_limit - run.cost_left;
    return d1_cel_is_error(*value) ? d1_cel_failure_of(*value)->code : 0;
}
