/*
 * The grammar: a row for each token says what the token does at the beginning of an expression, what it does behind
 * one, and how strongly it binds there.
 */
#include "cel/parse/parser.h"

/* ---- items between brackets ---- */

/* One item of a literal, perhaps with a question mark before it. */
static struct d1_cel_expr *parse_item(struct d1_cel_parser *p, bool may_be_optional)
{
    bool optional = may_be_optional && p->token.kind == D1_TOKEN_QUESTION;
    struct d1_cel_expr *item;

    if (optional)
        d1_cel_advance(p);
    item = d1_cel_parse_from(p, D1_BINDS_TERNARY);
    if (item && optional)
        item->flags |= D1_EXPR_PERHAPS;
    return item;
}

/* Items up to the closing token, with a comma allowed behind the last. */
static bool parse_items(struct d1_cel_parser *p, struct d1_cel_chain *chain, enum d1_cel_token_kind close,
                        const char *expected, bool may_be_optional, bool map, uint32_t *end)
{
    uint32_t ignored;

    while (p->token.kind != close) {
        struct d1_cel_expr *item = parse_item(p, may_be_optional);

        if (!item)
            return false;
        d1_cel_chain_add(chain, item);
        if (map) {
            if (!d1_cel_expect(p, D1_TOKEN_COLON, "`:` between a key and its value", &ignored))
                return false;
            item = d1_cel_parse_from(p, D1_BINDS_TERNARY);
            if (!item)
                return false;
            d1_cel_chain_add(chain, item);
        }
        if (p->token.kind != D1_TOKEN_COMMA)
            break;
        d1_cel_advance(p);
    }
    return d1_cel_expect(p, close, expected, end);
}

/* ---- what begins an expression ---- */

static struct d1_cel_expr *literal(struct d1_cel_parser *p, struct d1_cel_token token, bool negative, uint32_t offset)
{
    struct d1_cel_expr *expr = d1_cel_node(p, D1_EXPR_LITERAL, offset, token.end);
    const char *fault;
    size_t at;

    if (!expr)
        return NULL;
    if (!d1_cel_literal(p->arena, p->lexer.text, token, negative, &expr->u.literal, &fault, &at)) {
        if (fault)
            return d1_cel_syntax(p, (uint32_t)at, token.end, "%s", fault);
        p->code = D1_ERR_MEMORY;
        return NULL;
    }
    return expr;
}

static struct d1_cel_expr *prefix_literal(struct d1_cel_parser *p, struct d1_cel_token token)
{
    return literal(p, token, false, token.offset);
}

static struct d1_cel_expr *prefix_constant(struct d1_cel_parser *p, struct d1_cel_token token)
{
    struct d1_cel_expr *expr = d1_cel_node(p, D1_EXPR_LITERAL, token.offset, token.end);

    if (expr)
        expr->u.literal = token.kind == D1_TOKEN_NULL ? d1_cel_null() : d1_cel_bool(token.kind == D1_TOKEN_TRUE);
    return expr;
}

static struct d1_cel_expr *call(struct d1_cel_parser *p, struct d1_cel_expr *receiver, struct d1_cel_token name)
{
    uint32_t offset = receiver ? receiver->offset : name.offset;
    struct d1_cel_expr *expr = d1_cel_node(p, D1_EXPR_CALL, offset, name.end);
    struct d1_cel_chain args = {0};

    if (!expr)
        return NULL;
    expr->at = name.offset;
    expr->at_end = name.end;
    expr->u.args.name = d1_cel_token_text(p, name);
    if (receiver) {
        expr->flags |= D1_EXPR_RECEIVER;
        d1_cel_chain_add(&args, receiver);
    }
    if (p->token.kind == D1_TOKEN_RPAREN)
        expr->end = d1_cel_advance(p).end;
    else if (!parse_items(p, &args, D1_TOKEN_RPAREN, "`,` or `)` behind an argument", false, false, &expr->end))
        return NULL;
    if (!d1_cel_take_chain(p, expr, &args))
        return NULL;
    return d1_cel_expand(p, expr);
}

static struct d1_cel_expr *name_at(struct d1_cel_parser *p, struct d1_cel_token token, bool absolute, uint32_t offset)
{
    struct d1_cel_expr *expr;

    if (p->token.kind == D1_TOKEN_LPAREN) {
        d1_cel_advance(p);
        expr = call(p, NULL, token);
        if (expr && absolute)
            expr->flags |= D1_EXPR_ABSOLUTE;
        return expr;
    }
    expr = d1_cel_node(p, D1_EXPR_NAME, offset, token.end);
    if (!expr)
        return NULL;
    expr->u.name.name = d1_cel_token_text(p, token);
    expr->u.name.hash = d1_str_hash(expr->u.name.name);
    if (absolute)
        expr->flags |= D1_EXPR_ABSOLUTE;
    return expr;
}

static struct d1_cel_expr *prefix_name(struct d1_cel_parser *p, struct d1_cel_token token)
{
    return name_at(p, token, false, token.offset);
}

static struct d1_cel_expr *prefix_dot(struct d1_cel_parser *p, struct d1_cel_token token)
{
    if (p->token.kind != D1_TOKEN_NAME)
        return d1_cel_unexpected(p, "a name behind `.`");
    return name_at(p, d1_cel_advance(p), true, token.offset);
}

static struct d1_cel_expr *prefix_reserved(struct d1_cel_parser *p, struct d1_cel_token token)
{
    return d1_cel_syntax(p, token.offset, token.end, "`%.*s` is a reserved word and cannot be a name",
                         D1_STR_ARG(d1_cel_token_text(p, token)));
}

static struct d1_cel_expr *prefix_paren(struct d1_cel_parser *p, struct d1_cel_token token)
{
    struct d1_cel_expr *expr = d1_cel_parse_from(p, D1_BINDS_TERNARY);
    uint32_t end;

    if (!expr || !d1_cel_expect(p, D1_TOKEN_RPAREN, "an operator or `)`", &end))
        return NULL;
    expr->flags |= D1_EXPR_PAREN;
    expr->offset = token.offset;
    expr->end = end;
    return expr;
}

static struct d1_cel_expr *prefix_unary(struct d1_cel_parser *p, struct d1_cel_token token)
{
    struct d1_cel_expr *expr, *operand;
    struct d1_cel_chain args = {0};

    if (token.kind == D1_TOKEN_MINUS && (p->token.kind == D1_TOKEN_INT || p->token.kind == D1_TOKEN_DOUBLE))
        return literal(p, d1_cel_advance(p), true, token.offset);
    operand = d1_cel_parse_from(p, D1_BINDS_UNARY);
    if (!operand)
        return NULL;
    expr = d1_cel_node(p, token.kind == D1_TOKEN_NOT ? D1_EXPR_NOT : D1_EXPR_NEGATE, token.offset, operand->end);
    if (expr)
        expr->at_end = token.end;
    d1_cel_chain_add(&args, operand);
    return d1_cel_take_chain(p, expr, &args);
}

/* The rest of a list or, with pairs, of a map, up to the token that closes it. */
static struct d1_cel_expr *literal_of_items(struct d1_cel_parser *p, struct d1_cel_token token, bool pairs)
{
    struct d1_cel_expr *expr = d1_cel_node(p, pairs ? D1_EXPR_MAP : D1_EXPR_LIST, token.offset, token.end);
    struct d1_cel_chain items = {0};
    uint32_t end;

    if (!expr || !parse_items(p, &items, pairs ? D1_TOKEN_RBRACE : D1_TOKEN_RBRACKET,
                              pairs ? "`,` or `}` behind a value" : "`,` or `]` behind an item", true, pairs, &end))
        return NULL;
    expr->end = expr->at_end = end;
    return d1_cel_take_chain(p, expr, &items);
}

static struct d1_cel_expr *prefix_list(struct d1_cel_parser *p, struct d1_cel_token token)
{
    return literal_of_items(p, token, false);
}

static struct d1_cel_expr *prefix_map(struct d1_cel_parser *p, struct d1_cel_token token)
{
    return literal_of_items(p, token, true);
}

/* ---- what continues one ---- */

static struct d1_cel_expr *infix_binary(struct d1_cel_parser *p, struct d1_cel_expr *left, struct d1_cel_token token)
{
    struct d1_cel_expr *right = d1_cel_parse_from(p, (enum d1_cel_precedence)(d1_cel_rows[token.kind].precedence + 1));
    struct d1_cel_expr *expr = right ? d1_cel_node(p, D1_EXPR_BINARY, left->offset, right->end) : NULL;
    struct d1_cel_chain args = {0};

    if (!expr)
        return NULL;
    expr->at = token.offset;
    expr->at_end = token.end;
    d1_cel_chain_add(&args, left);
    d1_cel_chain_add(&args, right);
    if (!d1_cel_take_chain(p, expr, &args))
        return NULL;
    expr->u.args.by.token = token.kind;
    return expr;
}

/* a && b && c is one node, so that a long condition is no deep one. */
static struct d1_cel_expr *infix_logic(struct d1_cel_parser *p, struct d1_cel_expr *left, struct d1_cel_token token)
{
    struct d1_cel_expr *expr = d1_cel_node(p, token.kind == D1_TOKEN_AND ? D1_EXPR_AND : D1_EXPR_OR, left->offset, 0);
    struct d1_cel_chain args = {0};

    if (!expr)
        return NULL;
    expr->at = token.offset;
    expr->at_end = token.end;
    d1_cel_chain_add(&args, left);
    for (bool more = true; more;) {
        struct d1_cel_expr *right =
            d1_cel_parse_from(p, (enum d1_cel_precedence)(d1_cel_rows[token.kind].precedence + 1));

        if (!right)
            return NULL;
        d1_cel_chain_add(&args, right);
        expr->end = right->end;
        more = p->token.kind == token.kind;
        if (more)
            d1_cel_advance(p);
    }
    return d1_cel_take_chain(p, expr, &args) ? expr : NULL;
}

static struct d1_cel_expr *infix_ternary(struct d1_cel_parser *p, struct d1_cel_expr *left, struct d1_cel_token token)
{
    struct d1_cel_expr *yes = d1_cel_parse_from(p, D1_BINDS_OR), *no = NULL, *expr = NULL;
    struct d1_cel_chain args = {0};
    uint32_t end;

    if (!yes || !d1_cel_expect(p, D1_TOKEN_COLON, "`:` of `? :`", &end))
        return NULL;
    no = d1_cel_parse_from(p, D1_BINDS_TERNARY);
    if (no)
        expr = d1_cel_node(p, D1_EXPR_COND, left->offset, no->end);
    if (!expr)
        return NULL;
    expr->at = token.offset;
    expr->at_end = token.end;
    d1_cel_chain_add(&args, left);
    d1_cel_chain_add(&args, yes);
    d1_cel_chain_add(&args, no);
    return d1_cel_take_chain(p, expr, &args);
}

static struct d1_cel_expr *select_field(struct d1_cel_parser *p, struct d1_cel_expr *left, bool optional)
{
    struct d1_cel_token token = d1_cel_advance(p);
    struct d1_cel_expr *expr = d1_cel_node(p, D1_EXPR_SELECT, left->offset, token.end);
    struct d1_str field = d1_cel_token_text(p, token);

    if (!expr)
        return NULL;
    if (token.kind == D1_TOKEN_QUOTED_NAME)
        field = d1_str_sub(field, 1, field.len - 2);
    expr->at = token.offset;
    expr->at_end = token.end;
    expr->flags |= optional ? D1_EXPR_OPTIONAL : 0;
    expr->u.select =
        (struct d1_cel_expr_select){.operand = left, .field = field, .hash = d1_str_hash(field), .index = UINT32_MAX};
    d1_cel_raise_height(p, expr, left);
    return expr;
}

static struct d1_cel_expr *infix_dot(struct d1_cel_parser *p, struct d1_cel_expr *left, struct d1_cel_token token)
{
    bool optional = p->token.kind == D1_TOKEN_QUESTION;

    (void)token;
    if (optional)
        d1_cel_advance(p);
    if (p->token.kind != D1_TOKEN_NAME && p->token.kind != D1_TOKEN_QUOTED_NAME && p->token.kind != D1_TOKEN_RESERVED)
        return d1_cel_unexpected(p, optional ? "a field name behind `.?`" : "a field or function name behind `.`");
    if (p->token.kind != D1_TOKEN_QUOTED_NAME && !optional) {
        struct d1_cel_lexer here = p->lexer;

        if (d1_cel_lex(&here).kind == D1_TOKEN_LPAREN) {
            struct d1_cel_token name = d1_cel_advance(p);

            d1_cel_advance(p);
            return call(p, left, name);
        }
    }
    return select_field(p, left, optional);
}

static struct d1_cel_expr *infix_index(struct d1_cel_parser *p, struct d1_cel_expr *left, struct d1_cel_token token)
{
    bool optional = p->token.kind == D1_TOKEN_QUESTION;
    struct d1_cel_expr *index, *expr;
    struct d1_cel_chain args = {0};
    uint32_t end;

    if (optional)
        d1_cel_advance(p);
    index = d1_cel_parse_from(p, D1_BINDS_TERNARY);
    if (!index || !d1_cel_expect(p, D1_TOKEN_RBRACKET, "an operator or `]`", &end))
        return NULL;
    expr = d1_cel_node(p, D1_EXPR_INDEX, left->offset, end);
    if (!expr)
        return NULL;
    expr->at = token.offset;
    expr->at_end = end;
    expr->flags |= optional ? D1_EXPR_OPTIONAL : 0;
    d1_cel_chain_add(&args, left);
    d1_cel_chain_add(&args, index);
    return d1_cel_take_chain(p, expr, &args);
}

static struct d1_cel_expr *infix_paren(struct d1_cel_parser *p, struct d1_cel_expr *left, struct d1_cel_token token)
{
    (void)left;
    return d1_cel_syntax(p, token.offset, token.end, "only a function's name can be called");
}

static struct d1_cel_expr *infix_brace(struct d1_cel_parser *p, struct d1_cel_expr *left, struct d1_cel_token token)
{
    (void)left;
    return d1_cel_syntax(p, token.offset, token.end,
                         "expected an operator, found `{`; messages of protocol buffers are not part of this language");
}

const struct d1_cel_row d1_cel_rows[D1_TOKEN_COUNT] = {
    [D1_TOKEN_INT] = {prefix_literal, NULL, D1_BINDS_NONE},
    [D1_TOKEN_UINT] = {prefix_literal, NULL, D1_BINDS_NONE},
    [D1_TOKEN_DOUBLE] = {prefix_literal, NULL, D1_BINDS_NONE},
    [D1_TOKEN_STRING] = {prefix_literal, NULL, D1_BINDS_NONE},
    [D1_TOKEN_BYTES] = {prefix_literal, NULL, D1_BINDS_NONE},
    [D1_TOKEN_TRUE] = {prefix_constant, NULL, D1_BINDS_NONE},
    [D1_TOKEN_FALSE] = {prefix_constant, NULL, D1_BINDS_NONE},
    [D1_TOKEN_NULL] = {prefix_constant, NULL, D1_BINDS_NONE},
    [D1_TOKEN_NAME] = {prefix_name, NULL, D1_BINDS_NONE},
    [D1_TOKEN_RESERVED] = {prefix_reserved, NULL, D1_BINDS_NONE},
    [D1_TOKEN_LPAREN] = {prefix_paren, infix_paren, D1_BINDS_POSTFIX},
    [D1_TOKEN_LBRACKET] = {prefix_list, infix_index, D1_BINDS_POSTFIX},
    [D1_TOKEN_LBRACE] = {prefix_map, infix_brace, D1_BINDS_POSTFIX},
    [D1_TOKEN_DOT] = {prefix_dot, infix_dot, D1_BINDS_POSTFIX},
    [D1_TOKEN_QUESTION] = {NULL, infix_ternary, D1_BINDS_TERNARY},
    [D1_TOKEN_OR] = {NULL, infix_logic, D1_BINDS_OR},
    [D1_TOKEN_AND] = {NULL, infix_logic, D1_BINDS_AND},
    [D1_TOKEN_EQ] = {NULL, infix_binary, D1_BINDS_RELATION},
    [D1_TOKEN_NE] = {NULL, infix_binary, D1_BINDS_RELATION},
    [D1_TOKEN_LT] = {NULL, infix_binary, D1_BINDS_RELATION},
    [D1_TOKEN_LE] = {NULL, infix_binary, D1_BINDS_RELATION},
    [D1_TOKEN_GT] = {NULL, infix_binary, D1_BINDS_RELATION},
    [D1_TOKEN_GE] = {NULL, infix_binary, D1_BINDS_RELATION},
    [D1_TOKEN_IN] = {NULL, infix_binary, D1_BINDS_RELATION},
    [D1_TOKEN_PLUS] = {NULL, infix_binary, D1_BINDS_SUM},
    [D1_TOKEN_MINUS] = {prefix_unary, infix_binary, D1_BINDS_SUM},
    [D1_TOKEN_STAR] = {NULL, infix_binary, D1_BINDS_PRODUCT},
    [D1_TOKEN_SLASH] = {NULL, infix_binary, D1_BINDS_PRODUCT},
    [D1_TOKEN_PERCENT] = {NULL, infix_binary, D1_BINDS_PRODUCT},
    [D1_TOKEN_NOT] = {prefix_unary, NULL, D1_BINDS_NONE},
};
