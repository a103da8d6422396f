/* Macros: calls that the parser replaces, one row each (cel-spec, "Macros"; the extension "comprehensions"). */
#include "cel/parse/parser.h"

#include <string.h>

/* What a macro makes of a call; its arguments are call->u.args.items, the receiver first. */
typedef struct d1_cel_expr *expander(struct d1_cel_parser *p, struct d1_cel_expr *call, enum d1_cel_loop_kind kind);

struct macro {
    const char *name;
    bool receiver;
    uint8_t count; /* arguments, the receiver included */
    expander *expand;
    uint8_t kind; /* enum d1_cel_loop_kind, for loops */
};

static bool is_plain_name(const struct d1_cel_expr *expr)
{
    return expr->op == D1_EXPR_NAME && !(expr->flags & (D1_EXPR_ABSOLUTE | D1_EXPR_PAREN));
}

static bool take_name(struct d1_cel_parser *p, const struct d1_cel_expr *call, const struct d1_cel_expr *expr)
{
    if (is_plain_name(expr))
        return true;
    d1_cel_syntax(p, expr->offset, expr->end, "expected the name of a variable as argument of %.*s(), as in `%s`",
                  D1_STR_ARG(call->u.args.name), "x");
    return false;
}

static struct d1_cel_expr *as_loop(struct d1_cel_parser *p, struct d1_cel_expr *call, enum d1_cel_loop_kind kind,
                                   struct d1_cel_expr_loop loop)
{
    struct d1_cel_expr_loop *made = d1_arena_alloc(p->arena, sizeof *made);

    if (!made) {
        p->code = D1_ERR_MEMORY;
        return NULL;
    }
    *made = loop;
    made->kind = kind;
    made->range = call->u.args.items[0];
    if (!take_name(p, call, loop.first) || (loop.second && !take_name(p, call, loop.second)))
        return NULL;
    if (loop.second && d1_str_eq(loop.first->u.name.name, loop.second->u.name.name))
        return d1_cel_syntax(p, loop.second->offset, loop.second->end, "both variables of %.*s() have the same name",
                             D1_STR_ARG(call->u.args.name));
    made->two = loop.second;
    call->op = D1_EXPR_LOOP;
    call->u.loop = made;
    return call;
}

/* range.all(x, condition) */
static struct d1_cel_expr *one_filter(struct d1_cel_parser *p, struct d1_cel_expr *call, enum d1_cel_loop_kind kind)
{
    struct d1_cel_expr **args = call->u.args.items;

    return as_loop(p, call, kind, (struct d1_cel_expr_loop){.first = args[1], .filter = args[2]});
}

/* range.all(i, x, condition) */
static struct d1_cel_expr *two_filter(struct d1_cel_parser *p, struct d1_cel_expr *call, enum d1_cel_loop_kind kind)
{
    struct d1_cel_expr **args = call->u.args.items;

    return as_loop(p, call, kind, (struct d1_cel_expr_loop){.first = args[1], .second = args[2], .filter = args[3]});
}

/* range.map(x, value) */
static struct d1_cel_expr *one_body(struct d1_cel_parser *p, struct d1_cel_expr *call, enum d1_cel_loop_kind kind)
{
    struct d1_cel_expr **args = call->u.args.items;

    return as_loop(p, call, kind, (struct d1_cel_expr_loop){.first = args[1], .body = args[2]});
}

/* range.map(x, condition, value) */
static struct d1_cel_expr *one_both(struct d1_cel_parser *p, struct d1_cel_expr *call, enum d1_cel_loop_kind kind)
{
    struct d1_cel_expr **args = call->u.args.items;

    return as_loop(p, call, kind, (struct d1_cel_expr_loop){.first = args[1], .filter = args[2], .body = args[3]});
}

/* range.transformList(i, x, value) */
static struct d1_cel_expr *two_body(struct d1_cel_parser *p, struct d1_cel_expr *call, enum d1_cel_loop_kind kind)
{
    struct d1_cel_expr **args = call->u.args.items;

    return as_loop(p, call, kind, (struct d1_cel_expr_loop){.first = args[1], .second = args[2], .body = args[3]});
}

/* range.transformList(i, x, condition, value) */
static struct d1_cel_expr *two_both(struct d1_cel_parser *p, struct d1_cel_expr *call, enum d1_cel_loop_kind kind)
{
    struct d1_cel_expr **args = call->u.args.items;

    return as_loop(p, call, kind,
                   (struct d1_cel_expr_loop){.first = args[1], .second = args[2], .filter = args[3], .body = args[4]});
}

/* has(a.b) */
static struct d1_cel_expr *has(struct d1_cel_parser *p, struct d1_cel_expr *call, enum d1_cel_loop_kind kind)
{
    struct d1_cel_expr *path = call->u.args.items[0];

    (void)kind;
    if (path->op != D1_EXPR_SELECT || path->flags & (D1_EXPR_OPTIONAL | D1_EXPR_HAS))
        return d1_cel_syntax(p, path->offset, path->end,
                             "expected a field as argument of has(), as in `has(it.owner)`");
    path->flags |= D1_EXPR_HAS;
    path->offset = call->offset;
    path->end = call->end;
    return path;
}

/* cel.bind(x, value, body) */
static struct d1_cel_expr *bind(struct d1_cel_parser *p, struct d1_cel_expr *call, enum d1_cel_loop_kind kind)
{
    struct d1_cel_expr **args = call->u.args.items;
    struct d1_cel_expr_bind *made;

    (void)kind;
    if (!is_plain_name(args[0]) || !d1_str_is(args[0]->u.name.name, "cel"))
        return call;
    if (!take_name(p, call, args[1]))
        return NULL;
    made = d1_arena_alloc(p->arena, sizeof *made);
    if (!made) {
        p->code = D1_ERR_MEMORY;
        return NULL;
    }
    *made = (struct d1_cel_expr_bind){.name = args[1], .value = args[2], .body = args[3]};
    call->op = D1_EXPR_BIND;
    call->u.bind = made;
    return call;
}

static const struct macro macros[] = {
    {"has", false, 1, has, 0},
    {"all", true, 3, one_filter, D1_LOOP_ALL},
    {"all", true, 4, two_filter, D1_LOOP_ALL},
    {"exists", true, 3, one_filter, D1_LOOP_EXISTS},
    {"exists", true, 4, two_filter, D1_LOOP_EXISTS},
    {"exists_one", true, 3, one_filter, D1_LOOP_EXISTS_ONE},
    {"exists_one", true, 4, two_filter, D1_LOOP_EXISTS_ONE},
    {"existsOne", true, 3, one_filter, D1_LOOP_EXISTS_ONE},
    {"existsOne", true, 4, two_filter, D1_LOOP_EXISTS_ONE},
    {"filter", true, 3, one_filter, D1_LOOP_FILTER},
    {"map", true, 3, one_body, D1_LOOP_MAP},
    {"map", true, 4, one_both, D1_LOOP_MAP},
    {"transformList", true, 4, two_body, D1_LOOP_MAP},
    {"transformList", true, 5, two_both, D1_LOOP_MAP},
    {"transformMap", true, 4, two_body, D1_LOOP_TRANSFORM_MAP},
    {"transformMap", true, 5, two_both, D1_LOOP_TRANSFORM_MAP},
    {"transformMapEntry", true, 4, two_body, D1_LOOP_TRANSFORM_ENTRY},
    {"transformMapEntry", true, 5, two_both, D1_LOOP_TRANSFORM_ENTRY},
    {"sortBy", true, 3, one_body, D1_LOOP_SORT_BY},
    {"optMap", true, 3, one_body, D1_LOOP_OPT_MAP},
    {"optFlatMap", true, 3, one_body, D1_LOOP_OPT_FLAT_MAP},
    {"bind", true, 4, bind, 0},
};

struct d1_cel_expr *d1_cel_expand(struct d1_cel_parser *parser, struct d1_cel_expr *call)
{
    struct d1_str name = call->u.args.name;
    bool receiver = call->flags & D1_EXPR_RECEIVER;

    if (parser->env->flags & D1_CEL_NO_MACROS || call->flags & D1_EXPR_ABSOLUTE)
        return call;
    for (size_t i = 0; i < sizeof macros / sizeof *macros; i++) {
        const struct macro *macro = &macros[i];

        if (macro->name[0] == name.ptr[0] && macro->count == call->count && macro->receiver == receiver &&
            d1_str_is(name, macro->name))
            return macro->expand(parser, call, (enum d1_cel_loop_kind)macro->kind);
    }
    return call;
}

#define DYN D1_CEL_T(DYN)
#define BOOL D1_CEL_T(BOOL)
#define LIST_A (&d1_cel_type_list_a)
#define LIST_B (&d1_cel_type_list_b)

static const struct d1_cel_overload documented[] = {
    {"has", 0, {DYN}, BOOL, NULL, "has(a.b): whether the field is there; a itself must be."},
    {"all",
     D1_CEL_RECEIVER,
     {LIST_A, DYN, BOOL},
     BOOL,
     NULL,
     "list.all(x, condition), also map.all(key, ...) and all(index, x, ...): whether the condition holds for every "
     "item."},
    {"exists",
     D1_CEL_RECEIVER,
     {LIST_A, DYN, BOOL},
     BOOL,
     NULL,
     "list.exists(x, condition), also exists(index, x, ...): whether it holds for an item."},
    {"exists_one",
     D1_CEL_RECEIVER,
     {LIST_A, DYN, BOOL},
     BOOL,
     NULL,
     "list.exists_one(x, condition), also existsOne(...): whether it holds for exactly one item."},
    {"filter",
     D1_CEL_RECEIVER,
     {LIST_A, DYN, BOOL},
     LIST_A,
     NULL,
     "list.filter(x, condition): the items for which it holds."},
    {"map",
     D1_CEL_RECEIVER,
     {LIST_A, DYN, &d1_cel_type_b},
     LIST_B,
     NULL,
     "list.map(x, value), list.map(x, condition, value): a value for each item (for which the condition holds)."},
    {"transformList",
     D1_CEL_RECEIVER,
     {LIST_A, DYN, DYN, &d1_cel_type_b},
     LIST_B,
     NULL,
     "list.transformList(index, x, value), with a condition before the value: like map, with the index or key."},
    {"transformMap",
     D1_CEL_RECEIVER,
     {&d1_cel_type_map_a_b, DYN, DYN, DYN},
     D1_CEL_T(MAP),
     NULL,
     "map.transformMap(key, x, value), with a condition before the value: a map with the same keys."},
    {"transformMapEntry",
     D1_CEL_RECEIVER,
     {&d1_cel_type_map_a_b, DYN, DYN, DYN},
     D1_CEL_T(MAP),
     NULL,
     "map.transformMapEntry(key, x, {newKey: value}): a map of the entries that the last argument gives."},
    {"sortBy",
     D1_CEL_RECEIVER,
     {LIST_A, DYN, DYN},
     LIST_A,
     NULL,
     "list.sortBy(x, key): the items in the order of their keys."},
    {"optMap",
     D1_CEL_RECEIVER,
     {&d1_cel_type_optional_a, DYN, &d1_cel_type_b},
     D1_CEL_T(OPTIONAL),
     NULL,
     "optional.optMap(x, value): the value for what the optional holds; none stays none."},
    {"optFlatMap",
     D1_CEL_RECEIVER,
     {&d1_cel_type_optional_a, DYN, D1_CEL_T(OPTIONAL)},
     D1_CEL_T(OPTIONAL),
     NULL,
     "optional.optFlatMap(x, optional): the same where the value is an optional itself."},
    {"cel.bind",
     0,
     {DYN, &d1_cel_type_a, &d1_cel_type_b},
     &d1_cel_type_b,
     NULL,
     "cel.bind(x, value, expression): the expression with a name for a value that it uses more than once."},
};

const struct d1_cel_table d1_cel_macro_table = {documented, sizeof documented / sizeof *documented};
