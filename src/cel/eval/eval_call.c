/* Calls: of C functions, chosen by the checker or by the kinds of the arguments, and of functions in CEL. */
#include "cel/eval/memo.h"

#include "base/limits.h"

/* Whether a value of that kind may be given where type is wanted, items of lists and maps left aside. */
static bool kind_fits(const struct d1_cel_type *type, struct d1_cel_value value)
{
    switch (type->kind) {
    case D1_CEL_DYN:
    case D1_CEL_PARAM:
    case D1_CEL_FREE:
        return true;
    case D1_CEL_RECORD:
        return value.kind == D1_CEL_MAP;
    case D1_CEL_OPAQUE:
        return value.kind == D1_CEL_OPAQUE && d1_cel_type_of(value)->name == type->name;
    default:
        return value.kind == type->kind;
    }
}

static const struct d1_cel_type *parameter(const struct d1_cel_overload *overload, size_t index)
{
    size_t last = 0;

    if (!(overload->flags & D1_CEL_VARIADIC))
        return index < D1_CEL_PARAMS ? overload->params[index] : NULL;
    while (last + 1 < D1_CEL_PARAMS && overload->params[last + 1])
        last++;
    return overload->params[index < last ? index : last];
}

static bool fits(const struct d1_cel_overload *overload, const struct d1_cel_value *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!kind_fits(parameter(overload, i), values[i]))
            return false;
    return true;
}

/* The candidate whose parameters the values fit, or NULL. */
static const struct d1_cel_candidate *candidate_for(const struct d1_cel_candidate *candidates,
                                                    const struct d1_cel_value *values, size_t count)
{
    for (; candidates; candidates = candidates->next)
        if (fits(candidates->overload, values, count))
            return candidates;
    return NULL;
}

/* Nearly every call has no more arguments; so a frame of the C stack stays small. */
enum { FEW = 6 };

/* Evaluates the arguments, into few or into the arena; NULL with the first error in *out. */
static struct d1_cel_value *arguments(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *few,
                                      struct d1_cel_value *out)
{
    struct d1_cel_value *values = expr->count <= FEW ? few : d1_arena_alloc(run->arena, expr->count * sizeof *values);

    if (!values) {
        *out = d1_cel_run_memory(run, expr);
        return NULL;
    }
    for (uint32_t i = 0; i < expr->count; i++) {
        d1_cel_run_expr(run, expr->u.args.items[i], &values[i]);
        if (d1_cel_is_error(values[i])) {
            *out = values[i];
            return NULL;
        }
    }
    return values;
}

static void apply(struct d1_cel_run *run, const struct d1_cel_expr *expr, const struct d1_cel_overload *overload,
                  const struct d1_cel_value *values, struct d1_cel_value *out)
{
    struct d1_cel_call call = {
        .arena = run->arena,
        .user = run->context->user,
        .env_user = run->env_user,
        .overload = overload,
        .count = expr->count,
        .run = run,
        .expr = expr,
    };

    if (!d1_cel_run_charge(run, 1)) {
        *out = d1_cel_run_cost(run, expr);
        return;
    }
    if (!overload->call) {
        *out = d1_cel_run_fail(run, expr, "the function `%s` is declared but cannot be called here", overload->name);
        return;
    }
    run->context->wide = run->context->wide || d1_cel_overload_is_wide(overload);
    run->context->files = run->context->files || (overload->flags & D1_CEL_FILE);
    *out = overload->call(&call, values);
    d1_cel_run_settle(run, expr, out);
}

void d1_cel_run_call(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out)
{
    struct d1_cel_value few[FEW];
    const struct d1_cel_value *values = arguments(run, expr, few, out);

    if (values)
        apply(run, expr, expr->u.args.by.candidates->overload, values, out);
}

static void call_body(struct d1_cel_run *run, const struct d1_cel_expr *expr, const struct d1_cel_program *body,
                      const struct d1_cel_value *values, struct d1_cel_value *out)
{
    if (!d1_cel_run_charge(run, 1)) {
        *out = d1_cel_run_cost(run, expr);
        return;
    }
    if (run->calls >= D1_CEL_NESTED) {
        *out = d1_cel_run_limit(run, expr, "functions call each other more than %d deep", D1_CEL_NESTED);
        return;
    }
    if (!body->root && d1_cel_body_ready(body) < 0) {
        *out = d1_cel_run_memory(run, expr);
        return;
    }
    run->calls++;
    if (!d1_cel_memo_call(run, body, values, expr->count, out))
        d1_cel_run_body(run, body, values, expr->count, out);
    run->calls--;
}

static void no_overload(struct d1_cel_run *run, const struct d1_cel_expr *expr, const struct d1_cel_value *values,
                        struct d1_cel_value *out)
{
    struct d1_strbuf kinds = {0};

    for (uint32_t i = 0; i < expr->count; i++) {
        d1_strbuf_puts(&kinds, d1_strbuf_joint(i, expr->count, " and "));
        d1_strbuf_puts(&kinds, d1_cel_kind_name(values[i]));
    }
    if (kinds.oom)
        *out = d1_cel_run_memory(run, expr);
    else
        *out = d1_cel_run_fail(run, expr, "%.*s() does not work on %.*s", D1_STR_ARG(expr->u.args.name),
                               D1_STR_ARG(d1_strbuf_view(&kinds)));
    d1_strbuf_release(&kinds);
}

void d1_cel_run_call_dynamic(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out)
{
    struct d1_cel_value few[FEW];
    const struct d1_cel_value *values = arguments(run, expr, few, out);
    const struct d1_cel_candidate *candidate = expr->u.args.by.candidates;

    if (!values)
        return;
    if (!(expr->flags & D1_EXPR_SINGLE))
        candidate = candidate_for(candidate, values, expr->count);
    else if (!fits(candidate->overload, values, expr->count))
        candidate = NULL;
    if (!candidate)
        no_overload(run, expr, values, out);
    else if (candidate->body)
        call_body(run, expr, candidate->body, values, out);
    else
        apply(run, expr, candidate->overload, values, out);
}

void d1_cel_run_call_fallback(struct d1_cel_run *run, const struct d1_cel_expr *expr, struct d1_cel_value *out)
{
    struct d1_cel_value values[2];

    d1_cel_run_expr(run, expr->u.args.items[0], &values[0]);
    if (d1_cel_is_error(values[0])) {
        *out = values[0];
        return;
    }
    values[1] = d1_cel_null();
    if (!d1_cel_optional_get(values[0], NULL))
        d1_cel_run_expr(run, expr->u.args.items[1], &values[1]);
    if (d1_cel_is_error(values[1]))
        *out = values[1];
    else if (values[0].kind != D1_CEL_OPTIONAL ||
             (!values[0].as.inner && !fits(expr->u.args.by.candidates->overload, values, 2)))
        no_overload(run, expr, values, out);
    else
        apply(run, expr, expr->u.args.by.candidates->overload, values, out);
}

/* ---- what C functions call ---- */

struct d1_cel_value d1_cel_fail_as(struct d1_cel_call *call, int code, const char *format, ...)
{
    struct d1_cel_value value;
    va_list args;

    va_start(args, format);
    value = d1_cel_run_vfail(call->run, call->expr, code, format, args);
    va_end(args);
    return value;
}

struct d1_cel_value d1_cel_fail_alloc(struct d1_cel_call *call)
{
    return d1_cel_run_memory(call->run, call->expr);
}

bool d1_cel_charge(struct d1_cel_call *call, uint64_t cost)
{
    return d1_cel_run_charge(call->run, cost);
}

struct d1_cel_value d1_cel_fail_cost(struct d1_cel_call *call)
{
    return d1_cel_run_cost(call->run, call->expr);
}
