/* Binary operators: arithmetic, comparison, `in`; and what may be compared with what. */
#include "cel/check/check.h"

#include <string.h>

bool d1_cel_check_as_double(struct d1_cel_checker *c, struct d1_cel_expr *expr, const struct d1_cel_type *wanted)
{
    if (!c->strict || wanted->kind != D1_CEL_DOUBLE || expr->op != D1_EXPR_LITERAL ||
        expr->u.literal.kind != D1_CEL_INT)
        return false;
    expr->u.literal = d1_cel_double((double)expr->u.literal.as.integer);
    expr->type = D1_CEL_T(DOUBLE);
    return true;
}

/* ---- equality ---- */

/* "`acept` is not one of them; did you mean `accept`?" or the list of the known values. */
static struct d1_str not_a_value(struct d1_cel_checker *c, const struct d1_cel_type *type, struct d1_str value)
{
    size_t distance = d1_str_reach(value), nearest = SIZE_MAX;
    struct d1_strbuf text = {0};
    struct d1_str message;

    d1_strbuf_printf(&text, "'%.*s' is not a value of ", D1_STR_ARG(d1_str_sub(value, 0, 60)));
    d1_strbuf_puts(&text, type->name ? type->name : "this property");
    for (size_t i = 0; i < type->value_count; i++)
        if (d1_str_nearer(value, type->values[i], &distance))
            nearest = i;
    if (nearest != SIZE_MAX)
        d1_strbuf_printf(&text, "; did you mean '%.*s'?", D1_STR_ARG(type->values[nearest]));
    d1_strbuf_puts(&text, nearest != SIZE_MAX ? " It is one of " : "; it is one of ");
    for (size_t i = 0; i < type->value_count; i++)
        d1_strbuf_printf(&text, "%s'%.*s'", i ? ", " : "", D1_STR_ARG(type->values[i]));
    message = d1_arena_str(c->arena, d1_strbuf_view(&text));
    c->oom |= text.oom || !message.ptr;
    d1_strbuf_release(&text);
    return message;
}

static const struct d1_cel_value *text_literal(const struct d1_cel_expr *expr)
{
    return expr && expr->op == D1_EXPR_LITERAL && expr->u.literal.kind == D1_CEL_STRING ? &expr->u.literal : NULL;
}

const struct d1_cel_type *d1_cel_check_choice(struct d1_cel_checker *c, const struct d1_cel_type *known,
                                              const struct d1_cel_expr *other)
{
    const struct d1_cel_value *literal = text_literal(other);
    struct d1_str *values;

    if (!literal || known->kind != D1_CEL_STRING || !known->value_count)
        return NULL;
    if (d1_cel_type_has_value(known, d1_cel_text(*literal)))
        return known;
    values = d1_arena_alloc(c->arena, (known->value_count + 1) * sizeof *values);
    if (!values)
        return d1_cel_check_made(c, NULL);
    memcpy(values, known->values, known->value_count * sizeof *values);
    values[known->value_count] = d1_cel_text(*literal);
    return d1_cel_check_made(c, d1_cel_type_enum(c->arena, known->name, values, known->value_count + 1));
}

/* Two strings: a literal must be a known value of the other side. */
static bool comparable_strings(struct d1_cel_checker *c, const struct d1_cel_expr *a, const struct d1_cel_type *type_a,
                               const struct d1_cel_expr *b, const struct d1_cel_type *type_b, struct d1_str *why)
{
    const struct d1_cel_value *literal = text_literal(b);
    const struct d1_cel_type *known = type_a;

    if (!known->value_count) {
        literal = text_literal(a);
        known = type_b;
    }
    if (!literal || !known->value_count || d1_cel_type_has_value(known, d1_cel_text(*literal)))
        return true;
    *why = not_a_value(c, known, d1_cel_text(*literal));
    return false;
}

/* A hint for the mistakes that people make, or "". */
static const char *hint(const struct d1_cel_type *a, const struct d1_cel_type *b)
{
    if (b->kind == D1_CEL_DATE || b->kind == D1_CEL_NULL || b->kind == D1_CEL_OPTIONAL) {
        const struct d1_cel_type *other = a;

        a = b;
        b = other;
    }
    if (a->kind == D1_CEL_DATE && b->kind == D1_CEL_STRING)
        return "; a date is written date('2026-03-02')";
    if (a->kind == D1_CEL_DATE && b->kind == D1_CEL_TIMESTAMP)
        return "; date(timestamp) gives the day of a timestamp";
    if (a->kind == D1_CEL_DATE)
        return "; days(a, b) counts the days between two dates";
    if (a->kind == D1_CEL_NULL)
        return "; whether a property is there is asked with has()";
    if (a->kind == D1_CEL_OPTIONAL)
        return "; orValue() gives what an optional holds";
    return "";
}

bool d1_cel_check_comparable(struct d1_cel_checker *c, const struct d1_cel_expr *a, const struct d1_cel_type *type_a,
                             const struct d1_cel_expr *b, const struct d1_cel_type *type_b, struct d1_str *why)
{
    if (type_a->kind == D1_CEL_STRING && type_b->kind == D1_CEL_STRING)
        return comparable_strings(c, a, type_a, b, type_b, why);
    if (d1_cel_type_assignable(type_a, type_b) || d1_cel_type_assignable(type_b, type_a))
        return true;
    if (d1_cel_type_is_number(type_a) && d1_cel_type_is_number(type_b))
        return true;
    *why = d1_arena_printf(c->arena, "%s and %s are never equal%s", d1_cel_check_text(c, type_a),
                           d1_cel_check_text(c, type_b), hint(type_a, type_b));
    c->oom |= !why->ptr;
    return false;
}

/* Both are int, or both are date: the numbers can be compared without looking at kinds. */
static bool both_integers(const struct d1_cel_type *a, const struct d1_cel_type *b)
{
    return a->kind == b->kind && (a->kind == D1_CEL_INT || a->kind == D1_CEL_DATE);
}

static const struct d1_cel_type *check_equality(struct d1_cel_checker *c, struct d1_cel_expr *expr)
{
    struct d1_cel_expr *a = expr->u.args.items[0], *b = expr->u.args.items[1];
    bool equal = expr->u.args.by.token == D1_TOKEN_EQ;
    struct d1_str why;

    if (text_literal(a) && !text_literal(b)) {
        expr->u.args.items[0] = b;
        expr->u.args.items[1] = a;
        a = b;
        b = expr->u.args.items[1];
    }
    if (both_integers(a->type, b->type))
        expr->run = equal ? d1_cel_run_equal_int : d1_cel_run_not_equal_int;
    else if (text_literal(b))
        expr->run = equal ? d1_cel_run_equal_text : d1_cel_run_not_equal_text;
    else
        expr->run = equal ? d1_cel_run_equal : d1_cel_run_not_equal;
    if (!c->unchecked && !d1_cel_check_comparable(c, a, a->type, b, b->type, &why)) {
        /* A text that is no known value is what to look at; of two types, both. */
        if (a->type->kind == D1_CEL_STRING && text_literal(b)) {
            expr->at = b->offset;
            expr->at_end = b->end;
        }
        return d1_cel_complain(c, expr, D1_STR_FMT, D1_STR_ARG(why));
    }
    return D1_CEL_T(BOOL);
}

/* ---- order ---- */

static bool has_order(const struct d1_cel_type *type)
{
    switch (type->kind) {
    case D1_CEL_BOOL:
    case D1_CEL_INT:
    case D1_CEL_UINT:
    case D1_CEL_DOUBLE:
    case D1_CEL_STRING:
    case D1_CEL_BYTES:
    case D1_CEL_DATE:
    case D1_CEL_TIMESTAMP:
    case D1_CEL_DURATION:
    case D1_CEL_DYN:
    case D1_CEL_FREE:
        return true;
    default:
        return false;
    }
}

static const struct d1_cel_type *check_order(struct d1_cel_checker *c, struct d1_cel_expr *expr)
{
    static const struct {
        enum d1_cel_token_kind token;
        d1_expr_run *general, *integers;
    } runs[] = {
        {D1_TOKEN_LT, d1_cel_run_less, d1_cel_run_less_int},
        {D1_TOKEN_LE, d1_cel_run_less_equal, d1_cel_run_less_equal_int},
        {D1_TOKEN_GT, d1_cel_run_greater, d1_cel_run_greater_int},
        {D1_TOKEN_GE, d1_cel_run_greater_equal, d1_cel_run_greater_equal_int},
    };
    const struct d1_cel_type *a = expr->u.args.items[0]->type, *b = expr->u.args.items[1]->type;
    size_t row = 0;

    while (runs[row].token != expr->u.args.by.token)
        row++;
    expr->run = both_integers(a, b) ? runs[row].integers : runs[row].general;
    if (has_order(a) && has_order(b) && (a->kind == b->kind || d1_cel_is_wild(a) || d1_cel_is_wild(b)))
        return D1_CEL_T(BOOL);
    if (d1_cel_type_is_number(a) && d1_cel_type_is_number(b))
        return D1_CEL_T(BOOL);
    return d1_cel_complain(c, expr, "%s does not compare %s with %s%s", d1_cel_token_name(expr->u.args.by.token),
                           d1_cel_check_text(c, a), d1_cel_check_text(c, b), a->kind == b->kind ? "" : hint(a, b));
}

/* ---- in ---- */

/* `x in ['a', 'b']`: each literal is looked at by itself. */
static bool comparable_items(struct d1_cel_checker *c, const struct d1_cel_expr *item, struct d1_cel_expr *list,
                             struct d1_str *why)
{
    if (list->op != D1_EXPR_LITERAL || list->u.literal.form != D1_CEL_FORM_BUILT || !item->type->value_count)
        return true;
    for (size_t i = 0; i < d1_cel_list_len(list->u.literal); i++) {
        struct d1_cel_value value = d1_cel_list_get(list->u.literal, i);

        if (value.kind != D1_CEL_STRING || d1_cel_type_has_value(item->type, d1_cel_text(value)))
            continue;
        *why = not_a_value(c, item->type, d1_cel_text(value));
        return false;
    }
    return true;
}

static const struct d1_cel_type *check_in(struct d1_cel_checker *c, struct d1_cel_expr *expr)
{
    struct d1_cel_expr *item = expr->u.args.items[0], *container = expr->u.args.items[1];
    const struct d1_cel_type *type = container->type, *wanted;
    struct d1_str why;

    expr->run = container->op == D1_EXPR_VARIABLE ? d1_cel_run_in_variable : d1_cel_run_in;
    if (d1_cel_is_wild(type))
        return D1_CEL_T(BOOL);
    if (type->kind != D1_CEL_LIST && type->kind != D1_CEL_MAP && type->kind != D1_CEL_RECORD)
        return d1_cel_complain(c, expr, "`in` looks into a list or a map, not into %s", d1_cel_check_text(c, type));
    wanted = type->kind == D1_CEL_RECORD ? D1_CEL_T(STRING) : type->args[0];
    if (c->unchecked || (d1_cel_check_comparable(c, item, item->type, NULL, wanted, &why) &&
                         comparable_items(c, item, container, &why)))
        return D1_CEL_T(BOOL);
    return d1_cel_complain(c, expr, D1_STR_FMT, D1_STR_ARG(why));
}

/* ---- arithmetic ---- */

/* The type of the result when an operand is dyn: what all rows that may apply have in common. */
static const struct d1_cel_type *dynamic_result(int token, const struct d1_cel_type *a, const struct d1_cel_type *b)
{
    size_t count;
    const struct d1_cel_arithmetic *rows = d1_cel_arithmetic_rows(&count);
    int result = -1;

    for (size_t i = 0; i < count; i++) {
        if (rows[i].token != token || (!d1_cel_is_wild(a) && rows[i].left != (int)a->kind) ||
            (!d1_cel_is_wild(b) && rows[i].right != (int)b->kind))
            continue;
        if (result >= 0 && result != rows[i].result)
            return D1_CEL_T(DYN);
        result = rows[i].result;
    }
    return result < 0 ? NULL : &d1_cel_types[result];
}

static const struct d1_cel_type *check_arithmetic(struct d1_cel_checker *c, struct d1_cel_expr *expr)
{
    struct d1_cel_expr *a = expr->u.args.items[0], *b = expr->u.args.items[1];
    int token = (int)expr->u.args.by.token;
    const struct d1_cel_arithmetic *row;
    const struct d1_cel_type *result = NULL;

    d1_cel_check_as_double(c, a, b->type);
    d1_cel_check_as_double(c, b, a->type);
    row = d1_cel_arithmetic_find(token, (int)a->type->kind, (int)b->type->kind);
    expr->run = row ? row->run : d1_cel_run_arithmetic;
    if (row && row->result != D1_CEL_LIST)
        return &d1_cel_types[row->result];
    if (row) {
        if (!d1_cel_type_assignable(a->type, b->type) && !d1_cel_type_assignable(b->type, a->type) && !c->unchecked)
            return d1_cel_complain(c, expr, "`+` joins lists of the same type; here they are %s and %s",
                                   d1_cel_check_text(c, a->type), d1_cel_check_text(c, b->type));
        return d1_cel_check_made(c, d1_cel_type_join(c->arena, a->type, b->type));
    }
    if (d1_cel_is_wild(a->type) || d1_cel_is_wild(b->type))
        result = dynamic_result(token, a->type, b->type);
    if (result)
        return result->kind == D1_CEL_LIST ? d1_cel_is_wild(a->type) ? b->type : a->type : result;
    return d1_cel_complain(c, expr, "%s does not work on %s and %s%s", d1_cel_token_name(expr->u.args.by.token),
                           d1_cel_check_text(c, a->type), d1_cel_check_text(c, b->type),
                           d1_cel_arithmetic_hint(token, a->type, b->type));
}

const struct d1_cel_type *d1_cel_check_binary(struct d1_cel_checker *c, struct d1_cel_expr *expr)
{
    for (int i = 0; i < 2; i++) {
        d1_cel_check_expr(c, expr->u.args.items[i]);
        d1_cel_depends(expr, expr->u.args.items[i]);
    }
    switch (expr->u.args.by.token) {
    case D1_TOKEN_EQ:
    case D1_TOKEN_NE:
        return check_equality(c, expr);
    case D1_TOKEN_LT:
    case D1_TOKEN_LE:
    case D1_TOKEN_GT:
    case D1_TOKEN_GE:
        return check_order(c, expr);
    case D1_TOKEN_IN:
        return check_in(c, expr);
    default:
        return check_arithmetic(c, expr);
    }
}
