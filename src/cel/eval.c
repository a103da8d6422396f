/* Evaluation of the nodes that are neither operators, calls nor loops; and of whole programs. */
#include "cel/run.h"

#include <stdio.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "regex/regex.h"

/* ---- errors ---- */

static struct d1_cel_value fail_at(struct d1_cel_run *run, const struct d1_expr *expr, int code, const char *format,
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

struct d1_cel_value d1_run_fail(struct d1_cel_run *run, const struct d1_expr *expr, const char *format, ...)
{
    struct d1_cel_value value;
    va_list args;

    va_start(args, format);
    value = fail_at(run, expr, D1_ERR_EVAL, format, args);
    va_end(args);
    return value;
}

struct d1_cel_value d1_run_limit(struct d1_cel_run *run, const struct d1_expr *expr, const char *format, ...)
{
    struct d1_arena *arena = run->arena;
    size_t limit = arena->limit;
    struct d1_cel_value value;
    va_list args;

    /* The message about a limit may go beyond it. */
    arena->limit = 0;
    run->stopped = true;
    va_start(args, format);
    value = fail_at(run, expr, D1_ERR_LIMIT, format, args);
    va_end(args);
    arena->limit = limit;
    run->stop = value;
    return value;
}

struct d1_cel_value d1_run_cost(struct d1_cel_run *run, const struct d1_expr *expr)
{
    return d1_run_limit(run, expr, "the expression takes more than %llu steps to evaluate",
                        (unsigned long long)run->cost_limit);
}

struct d1_cel_value d1_run_memory(struct d1_cel_run *run, const struct d1_expr *expr)
{
    void *probe = d1_malloc(4096);

    run->stopped = true;
    run->stop = d1_cel_fail_memory();
    if (!probe)
        return run->stop;
    d1_free(probe);
    if (!run->arena->limit)
        return run->stop;
    return d1_run_limit(run, expr, "the expression takes more memory to evaluate than its limit of %zu KiB",
                        (run->context->memory_limit ? run->context->memory_limit : (size_t)D1_LIMIT_CEL_MEMORY) / 1024);
}

struct d1_cel_value d1_run_settle_error(struct d1_cel_run *run, const struct d1_expr *expr, struct d1_cel_value value)
{
    const struct d1_cel_failure *found = value.as.failure;
    struct d1_cel_failure *failure;

    if (d1_cel_is_misfit(value)) {
        value = d1_cel_settle_misfit(run->arena, value);
        found = value.as.failure;
    }
    if (!found)
        return d1_run_fail(run, expr, "there is no value here");
    if (found->code == D1_ERR_MEMORY)
        run->stopped = true;
    if (found->program || found->code == D1_ERR_MEMORY)
        return value;
    failure = d1_arena_alloc(run->arena, sizeof *failure);
    if (!failure)
        return d1_run_memory(run, expr);
    *failure = *found;
    failure->offset = expr->at;
    failure->end = expr->at_end;
    failure->program = run->program;
    value.as.failure = failure;
    return value;
}

const char *d1_kind_name(struct d1_cel_value value)
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

/* ---- names and literals ---- */

struct d1_cel_value d1_run_literal(struct d1_cel_run *run, const struct d1_expr *expr)
{
    (void)run;
    return expr->u.literal;
}

struct d1_cel_value d1_run_fault(struct d1_cel_run *run, const struct d1_expr *expr)
{
    return d1_run_fail(run, expr, D1_STR_FMT, D1_STR_ARG(expr->u.fault));
}

struct d1_cel_value d1_run_local(struct d1_cel_run *run, const struct d1_expr *expr)
{
    return run->locals[expr->u.name.index];
}

static struct d1_cel_slot *find_slot(struct d1_cel_run *run, size_t index)
{
    struct d1_cel_activation *activation = run->activation;

    while (activation && index < activation->first)
        activation = activation->parent;
    if (!activation || index - activation->first >= activation->count)
        return NULL;
    return &activation->slots[index - activation->first];
}

struct d1_cel_value d1_run_variable(struct d1_cel_run *run, const struct d1_expr *expr)
{
    struct d1_cel_slot *slot = find_slot(run, expr->u.name.index);
    struct d1_cel_value value;

    if (!slot)
        return d1_run_fail(run, expr, "`%.*s` has no value", D1_STR_ARG(expr->u.name.name));
    value = slot->fill ? d1_cel_slot_get(slot) : slot->value;
    if (!d1_is_error(value))
        return value;
    if (!d1_cel_is_misfit(value) && !value.as.failure)
        return d1_run_fail(run, expr, "`%.*s` has no value", D1_STR_ARG(expr->u.name.name));
    if (!d1_cel_is_misfit(value) && value.as.failure->code == D1_ERR_LIMIT)
        run->stopped = true;
    return d1_run_settle(run, expr, value);
}

/* ---- fields ---- */

static bool read_field(const struct d1_expr_select *select, struct d1_cel_value operand, struct d1_cel_value *value)
{
    size_t index = SIZE_MAX;

    /* The number of a field holds only for objects of the very type that the checker saw. */
    if (operand.form == D1_CEL_FORM_OBJECT && select->index != UINT32_MAX && select->record == operand.as.object->type)
        index = select->index;
    return d1_cel_map_field(operand, select->field, select->hash, index, select->field_type, value);
}

static struct d1_cel_value no_field(struct d1_cel_run *run, const struct d1_expr *expr, struct d1_cel_value operand)
{
    const struct d1_expr_select *select = &expr->u.select;
    struct d1_cel_value failed;

    if (operand.kind != D1_CEL_MAP)
        return d1_run_fail(run, expr, "there is no field `%.*s` in %s", D1_STR_ARG(select->field),
                           d1_kind_name(operand));
    failed = d1_run_fail(run, expr, "there is no field `%.*s` here", D1_STR_ARG(select->field));
    if (!run->stopped)
        ((struct d1_cel_failure *)failed.as.failure)->node = d1_cel_value_node(operand);
    return failed;
}

/* Selecting from an optional selects from what it holds; the result is an optional. */
static struct d1_cel_value select_inside(struct d1_cel_run *run, const struct d1_expr *expr,
                                         struct d1_cel_value operand)
{
    struct d1_cel_value value;

    if (operand.kind == D1_CEL_OPTIONAL && !d1_cel_optional_get(operand, &operand))
        return d1_cel_none();
    if (operand.kind != D1_CEL_MAP)
        return no_field(run, expr, operand);
    if (!read_field(&expr->u.select, operand, &value))
        return d1_cel_none();
    if (d1_is_error(value))
        return d1_run_settle(run, expr, value);
    value = d1_cel_some(run->arena, value);
    return d1_is_error(value) ? d1_run_memory(run, expr) : value;
}

struct d1_cel_value d1_run_select(struct d1_cel_run *run, const struct d1_expr *expr)
{
    struct d1_cel_value operand = d1_run(run, expr->u.select.operand), value;

    if (operand.kind == D1_CEL_MAP) {
        if (!read_field(&expr->u.select, operand, &value))
            return no_field(run, expr, operand);
        return d1_run_settle(run, expr, value);
    }
    if (d1_is_error(operand))
        return operand;
    if (operand.kind == D1_CEL_OPTIONAL)
        return select_inside(run, expr, operand);
    return no_field(run, expr, operand);
}

struct d1_cel_value d1_run_select_optional(struct d1_cel_run *run, const struct d1_expr *expr)
{
    struct d1_cel_value operand = d1_run(run, expr->u.select.operand);

    return d1_is_error(operand) ? operand : select_inside(run, expr, operand);
}

struct d1_cel_value d1_run_has(struct d1_cel_run *run, const struct d1_expr *expr)
{
    struct d1_cel_value operand = d1_run(run, expr->u.select.operand);

    if (operand.kind == D1_CEL_OPTIONAL && !d1_cel_optional_get(operand, &operand))
        return d1_cel_bool(false);
    if (d1_is_error(operand))
        return operand;
    if (operand.kind != D1_CEL_MAP)
        return no_field(run, expr, operand);
    return d1_cel_bool(read_field(&expr->u.select, operand, NULL));
}

/* ---- indexes ---- */

static bool as_index(struct d1_cel_value value, int64_t *index)
{
    switch (value.kind) {
    case D1_CEL_INT:
        *index = value.as.integer;
        return true;
    case D1_CEL_UINT:
        *index = value.as.natural <= INT64_MAX ? (int64_t)value.as.natural : INT64_MAX;
        return true;
    case D1_CEL_DOUBLE:
        return d1_cel_double_is_int(value.as.number, index);
    default:
        return false;
    }
}

static bool is_key(struct d1_cel_value value)
{
    return value.kind == D1_CEL_BOOL || value.kind == D1_CEL_INT || value.kind == D1_CEL_UINT ||
           value.kind == D1_CEL_DOUBLE || value.kind == D1_CEL_STRING;
}

/* The item, or none; *failed for an index that cannot be one. */
static bool read_index(struct d1_cel_run *run, const struct d1_expr *expr, struct d1_cel_value operand,
                       struct d1_cel_value index, struct d1_cel_value *value, struct d1_cel_value *failed)
{
    int64_t at;

    *failed = d1_cel_null();
    if (operand.kind == D1_CEL_LIST) {
        if (!as_index(index, &at)) {
            *failed = d1_run_fail(run, expr, "the index of a list is a whole number, not %s", d1_kind_name(index));
            return false;
        }
        if (at < 0 || (uint64_t)at >= d1_cel_list_len(operand))
            return false;
        *value = d1_cel_list_get(operand, (size_t)at);
        return true;
    }
    if (operand.kind == D1_CEL_MAP) {
        if (!is_key(index)) {
            *failed =
                d1_run_fail(run, expr, "the key of a map is a bool, number or string, not %s", d1_kind_name(index));
            return false;
        }
        return d1_cel_map_get(operand, index, value);
    }
    *failed = d1_run_fail(run, expr, "only lists and maps have an index, not %s", d1_kind_name(operand));
    return false;
}

static struct d1_cel_value index_inside(struct d1_cel_run *run, const struct d1_expr *expr, struct d1_cel_value operand,
                                        struct d1_cel_value index)
{
    struct d1_cel_value value, failed;

    if (operand.kind == D1_CEL_OPTIONAL && !d1_cel_optional_get(operand, &operand))
        return d1_cel_none();
    if (!read_index(run, expr, operand, index, &value, &failed))
        return d1_is_error(failed) ? failed : d1_cel_none();
    if (d1_is_error(value))
        return d1_run_settle(run, expr, value);
    value = d1_cel_some(run->arena, value);
    return d1_is_error(value) ? d1_run_memory(run, expr) : value;
}

struct d1_cel_value d1_run_index_optional(struct d1_cel_run *run, const struct d1_expr *expr)
{
    struct d1_cel_value operand = d1_run(run, expr->u.args.items[0]), index;

    if (d1_is_error(operand))
        return operand;
    index = d1_run(run, expr->u.args.items[1]);
    return d1_is_error(index) ? index : index_inside(run, expr, operand, index);
}

struct d1_cel_value d1_run_index(struct d1_cel_run *run, const struct d1_expr *expr)
{
    struct d1_cel_value operand = d1_run(run, expr->u.args.items[0]), index, value, failed;
    struct d1_strbuf key = {0};

    if (d1_is_error(operand))
        return operand;
    index = d1_run(run, expr->u.args.items[1]);
    if (d1_is_error(index))
        return index;
    if (operand.kind == D1_CEL_OPTIONAL)
        return index_inside(run, expr, operand, index);
    if (read_index(run, expr, operand, index, &value, &failed))
        return d1_run_settle(run, expr, value);
    if (d1_is_error(failed))
        return failed;
    d1_cel_value_write(&key, index);
    if (operand.kind == D1_CEL_LIST)
        failed = d1_run_fail(run, expr, "index %.*s is outside the list, which has %zu items",
                             D1_STR_ARG(d1_strbuf_view(&key)), d1_cel_list_len(operand));
    else
        failed = d1_run_fail(run, expr, "the map has no key %.*s", D1_STR_ARG(d1_str_sub(d1_strbuf_view(&key), 0, 80)));
    d1_strbuf_release(&key);
    return failed;
}

/* ---- logic ---- */

static struct d1_cel_value not_bool(struct d1_cel_run *run, const struct d1_expr *expr, struct d1_cel_value value,
                                    const char *what)
{
    return d1_run_fail(run, expr, "%s is a bool, not %s", what, d1_kind_name(value));
}

/* `decisive` is what decides without the other operands: false for &&, true for ||. */
static struct d1_cel_value logic(struct d1_cel_run *run, const struct d1_expr *expr, bool decisive, const char *what)
{
    struct d1_cel_value kept = d1_cel_bool(!decisive);

    for (uint32_t i = 0; i < expr->count; i++) {
        struct d1_cel_value value = d1_run(run, expr->u.args.items[i]);

        if (value.kind == D1_CEL_BOOL) {
            if (value.as.boolean == decisive)
                return d1_cel_bool(decisive);
            continue;
        }
        if (run->stopped)
            return value;
        if (!d1_is_error(kept))
            kept = d1_is_error(value) ? value : not_bool(run, expr, value, what);
    }
    return kept;
}

struct d1_cel_value d1_run_and(struct d1_cel_run *run, const struct d1_expr *expr)
{
    return logic(run, expr, false, "an operand of `&&`");
}

struct d1_cel_value d1_run_or(struct d1_cel_run *run, const struct d1_expr *expr)
{
    return logic(run, expr, true, "an operand of `||`");
}

struct d1_cel_value d1_run_not(struct d1_cel_run *run, const struct d1_expr *expr)
{
    struct d1_cel_value value = d1_run(run, expr->u.args.items[0]);

    if (value.kind == D1_CEL_BOOL)
        return d1_cel_bool(!value.as.boolean);
    return d1_is_error(value) ? value : not_bool(run, expr, value, "the operand of `!`");
}

struct d1_cel_value d1_run_cond(struct d1_cel_run *run, const struct d1_expr *expr)
{
    struct d1_cel_value value = d1_run(run, expr->u.args.items[0]);

    if (value.kind == D1_CEL_BOOL)
        return d1_run(run, expr->u.args.items[value.as.boolean ? 1 : 2]);
    return d1_is_error(value) ? value : not_bool(run, expr, value, "the condition of `? :`");
}

struct d1_cel_value d1_run_bind(struct d1_cel_run *run, const struct d1_expr *expr)
{
    const struct d1_expr_bind *bind = expr->u.bind;
    struct d1_cel_value value = d1_run(run, bind->value);

    if (d1_is_error(value))
        return value;
    run->locals[bind->local] = value;
    return d1_run(run, bind->body);
}

/* ---- literals of lists and maps ---- */

/* The value of an item; false when it is an optional that holds none, and so is left out. */
static bool literal_item(struct d1_cel_run *run, const struct d1_expr *item, bool optional, struct d1_cel_value *value)
{
    *value = d1_run(run, item);
    if (!optional || d1_is_error(*value))
        return true;
    if (value->kind != D1_CEL_OPTIONAL) {
        *value = d1_run_fail(run, item, "an item with `?` before it is an optional, not %s", d1_kind_name(*value));
        return true;
    }
    return d1_cel_optional_get(*value, value);
}

struct d1_cel_value d1_run_list(struct d1_cel_run *run, const struct d1_expr *expr)
{
    struct d1_cel_value *items = d1_arena_alloc(run->arena, expr->count * sizeof *items), value;
    size_t count = 0;

    if (!items)
        return d1_run_memory(run, expr);
    for (uint32_t i = 0; i < expr->count; i++) {
        const struct d1_expr *item = expr->u.args.items[i];

        if (!literal_item(run, item, item->flags & D1_EXPR_OPTIONAL, &value))
            continue;
        if (d1_is_error(value))
            return value;
        items[count++] = value;
    }
    value = d1_cel_list_wrap(run->arena, items, count);
    return d1_is_error(value) ? d1_run_memory(run, expr) : value;
}

struct d1_cel_value d1_run_map(struct d1_cel_run *run, const struct d1_expr *expr)
{
    size_t most = expr->count / 2, count = 0;
    struct d1_cel_value *keys = d1_arena_alloc(run->arena, 2 * most * sizeof *keys), *values = keys + most, made;

    if (!keys)
        return d1_run_memory(run, expr);
    for (size_t i = 0; i < most; i++) {
        const struct d1_expr *key = expr->u.args.items[2 * i];

        keys[count] = d1_run(run, key);
        if (d1_is_error(keys[count]))
            return keys[count];
        if (keys[count].kind == D1_CEL_DOUBLE || !is_key(keys[count]))
            return d1_run_fail(run, key, "the key of a map is a bool, int, uint or string, not %s",
                               d1_kind_name(keys[count]));
        if (!literal_item(run, expr->u.args.items[2 * i + 1], key->flags & D1_EXPR_OPTIONAL, &values[count]))
            continue;
        if (d1_is_error(values[count]))
            return values[count];
        count++;
    }
    made = d1_cel_map_wrap(run->arena, keys, values, count);
    if (d1_is_error(made))
        return d1_run_memory(run, expr);
    if (d1_cel_map_has_duplicate(made))
        return d1_run_fail(run, expr, "two entries of the map have the same key");
    return made;
}

/* ---- programs ---- */

struct d1_cel_value d1_run_body(struct d1_cel_run *run, const struct d1_cel_program *program,
                                const struct d1_cel_value *arguments, size_t count)
{
    struct d1_cel_value small[D1_CEL_FRAME], *frame = small, value;
    struct d1_cel_run saved = *run;

    if (program->locals > D1_CEL_FRAME) {
        frame = d1_arena_alloc(run->arena, program->locals * sizeof *frame);
        if (!frame)
            return d1_run_memory(run, program->root);
    }
    for (size_t i = 0; i < count; i++)
        frame[i] = arguments[i];
    run->locals = frame;
    run->program = program;
    run->env_user = program->user;
    value = d1_run(run, program->root);
    run->locals = saved.locals;
    run->program = saved.program;
    run->env_user = saved.env_user;
    return value;
}

struct d1_cel_value d1_run_constant(struct d1_cel_run *run, const struct d1_expr *expr, size_t locals)
{
    struct d1_cel_value small[D1_CEL_FRAME];

    run->locals = small;
    if (locals > D1_CEL_FRAME) {
        run->locals = d1_arena_alloc(run->arena, locals * sizeof *run->locals);
        if (!run->locals)
            return d1_run_memory(run, expr);
    }
    return d1_run(run, expr);
}

void d1_run_release(struct d1_cel_run *run)
{
    d1_regex_free(run->regex);
    d1_regex_scratch_free(run->scratch);
    run->regex = NULL;
    run->scratch = NULL;
}

int d1_cel_eval(const struct d1_cel_program *program, struct d1_cel_activation *activation,
                struct d1_cel_context *context, struct d1_cel_value *value)
{
    struct d1_cel_run run = {
        .arena = context->arena,
        .activation = activation,
        .program = program,
        .context = context,
        .cost_limit = context->cost_limit ? context->cost_limit : D1_LIMIT_CEL_COST,
    };
    size_t limit = context->arena->limit;
    size_t most = context->memory_limit ? context->memory_limit : D1_LIMIT_CEL_MEMORY;

    run.cost_left = run.cost_limit;
    if (context->depth >= D1_CEL_NESTED) {
        *value = d1_run_limit(&run, program->root, "evaluations are nested more than %d deep", D1_CEL_NESTED);
        return d1_cel_failure_of(*value)->code;
    }
    context->depth++;
    if (!limit || context->arena->total + most < limit)
        context->arena->limit = context->arena->total + most;
    *value = d1_run_body(&run, program, NULL, 0);
    if (run.stopped && !d1_is_error(*value))
        *value = run.stop.as.failure ? run.stop : d1_run_cost(&run, program->root);
    context->arena->limit = limit;
    context->depth--;
    d1_run_release(&run);
    context->cost = run.cost_limit - run.cost_left;
    return d1_is_error(*value) ? d1_cel_failure_of(*value)->code : 0;
}
