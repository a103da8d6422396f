/*
 * The parser: operator precedence after Pratt, driven by one table with a row for each token. A row says what the
 * token does at the beginning of an expression, what it does behind one, and how strongly it binds there.
 */
#include "cel/parse/ast.h"

#include <ctype.h>
#include <string.h>

#include "base/limits.h"
#include "base/text/utf8.h"

/* How strongly operators bind, weakest first. */
enum precedence { NONE, TERNARY, OR, AND, RELATION, SUM, PRODUCT, UNARY, POSTFIX };

typedef struct d1_cel_expr *prefix_parser(struct d1_cel_parser *p, struct d1_cel_token token);
typedef struct d1_cel_expr *infix_parser(struct d1_cel_parser *p, struct d1_cel_expr *left, struct d1_cel_token token);

struct row {
    prefix_parser *prefix;
    infix_parser *infix;
    uint8_t precedence;
};

static const struct row rows[D1_TOKEN_COUNT];

/* ---- nodes and messages ---- */

struct d1_cel_expr *d1_cel_node(struct d1_cel_parser *parser, enum d1_cel_expr_op op, uint32_t offset, uint32_t end)
{
    struct d1_cel_expr *expr = d1_arena_alloc(parser->arena, sizeof *expr);

    if (!expr) {
        parser->code = D1_ERR_MEMORY;
        return NULL;
    }
    *expr =
        (struct d1_cel_expr){.op = (uint8_t)op, .offset = offset, .end = end, .at = offset, .at_end = end, .height = 1};
    return expr;
}

struct d1_cel_expr *d1_cel_syntax(struct d1_cel_parser *parser, uint32_t offset, uint32_t end, const char *format, ...)
{
    va_list args;

    if (parser->code)
        return NULL;
    parser->code = D1_ERR_SYNTAX;
    va_start(args, format);
    d1_cel_vreport(parser->reporter, D1_CEL_PARSE, offset, end, format, args);
    va_end(args);
    return NULL;
}

static struct d1_cel_expr *too_deep(struct d1_cel_parser *p, uint32_t offset, uint32_t end)
{
    if (!p->code) {
        d1_cel_syntax(p, offset, end, "the expression is nested deeper than %d levels", D1_LIMIT_CEL_DEPTH);
        p->code = D1_ERR_LIMIT;
    }
    return NULL;
}

void d1_cel_raise_height(struct d1_cel_parser *parser, struct d1_cel_expr *expr, const struct d1_cel_expr *child)
{
    if (child->height >= expr->height)
        expr->height = (uint16_t)(child->height + 1);
    if (expr->height > D1_LIMIT_CEL_DEPTH)
        too_deep(parser, expr->at, expr->at_end);
}

static struct d1_str token_text(const struct d1_cel_parser *p, struct d1_cel_token token)
{
    return d1_str_sub(p->lexer.text, token.offset, token.end - token.offset);
}

/* The start of the word that ends before a byte of the text, white space between passed over; *end where there is none.
 */
static uint32_t word_before(struct d1_str text, uint32_t at, uint32_t *end)
{
    while (at && isspace((unsigned char)text.ptr[at - 1]))
        at--;
    *end = at;
    while (at && (isalnum((unsigned char)text.ptr[at - 1]) || text.ptr[at - 1] == '_'))
        at--;
    return at && text.ptr[at - 1] == '.' ? *end : at; /* a field may have any name */
}

/* Words of other languages for an operator: true when the next token is one, or stands behind one, and was told. */
static bool told_as_word(struct d1_cel_parser *p)
{
    static const struct {
        const char *word, *operator;
        bool behind; /* it comes before its operand, so that the parser stops behind it */
    } words[] = {{"and", "&&", false}, {"or", "||", false}, {"not", "!", true}};
    uint32_t end, start = word_before(p->lexer.text, p->token.offset, &end);

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        uint32_t from = words[i].behind ? start : p->token.offset, to = words[i].behind ? end : p->token.end;

        if (!d1_str_is(d1_str_sub(p->lexer.text, from, to - from), words[i].word))
            continue;
        d1_cel_syntax(p, from, to, "`%s` is written `%s`", words[i].word, words[i].operator);
        return true;
    }
    return false;
}

/* "expected ..., found ..." at the next token. */
static struct d1_cel_expr *unexpected(struct d1_cel_parser *p, const char *expected)
{
    struct d1_cel_token token = p->token;
    struct d1_str text = token_text(p, token);

    if (told_as_word(p))
        return NULL;
    if (token.kind == D1_TOKEN_BAD)
        return d1_cel_syntax(p, token.offset, token.end, "%s", token.fault);
    if (token.kind == D1_TOKEN_NAME || token.kind == D1_TOKEN_RESERVED || token.kind == D1_TOKEN_INT)
        return d1_cel_syntax(p, token.offset, token.end, "expected %s, found %s`%.*s`", expected,
                             token.kind == D1_TOKEN_RESERVED ? "the reserved word " : "",
                             D1_STR_ARG(d1_str_sub(text, 0, 40)));
    return d1_cel_syntax(p, token.offset, token.end, "expected %s, found %s", expected, d1_cel_token_name(token.kind));
}

static struct d1_cel_token advance(struct d1_cel_parser *p)
{
    struct d1_cel_token token = p->token;

    p->token = d1_cel_lex(&p->lexer);
    return token;
}

/* Takes the token of that kind, or complains. `end` receives where it ends. */
static bool expect(struct d1_cel_parser *p, enum d1_cel_token_kind kind, const char *expected, uint32_t *end)
{
    if (p->token.kind != kind) {
        unexpected(p, expected);
        return false;
    }
    *end = advance(p).end;
    return true;
}

/* ---- the loop ---- */

static struct d1_cel_expr *parse_from(struct d1_cel_parser *p, enum precedence least)
{
    const struct row *row = &rows[p->token.kind];
    struct d1_cel_expr *left;

    if (!row->prefix)
        return unexpected(p, "an expression");
    if (++p->depth > D1_LIMIT_CEL_DEPTH)
        return too_deep(p, p->token.offset, p->token.end);
    left = row->prefix(p, advance(p));
    while (left && rows[p->token.kind].precedence >= (uint8_t)least && rows[p->token.kind].infix)
        left = rows[p->token.kind].infix(p, left, advance(p));
    p->depth--;
    return p->code ? NULL : left;
}

/* ---- operands in a row ---- */

struct chain {
    struct d1_cel_expr *first, **last;
    uint32_t count;
};

static void chain_add(struct chain *chain, struct d1_cel_expr *item)
{
    if (chain->count++ == 0)
        chain->last = &chain->first;
    *chain->last = item;
    chain->last = &item->next;
    item->next = NULL;
}

/* Gives the operands to expr. NULL when something failed before or fails now. */
static struct d1_cel_expr *take_chain(struct d1_cel_parser *p, struct d1_cel_expr *expr, const struct chain *chain)
{
    struct d1_cel_expr *item = chain->first;

    if (!expr || p->code)
        return NULL;
    expr->u.args.items = d1_arena_alloc(p->arena, chain->count * sizeof item);
    if (!expr->u.args.items) {
        p->code = D1_ERR_MEMORY;
        return NULL;
    }
    expr->count = chain->count;
    for (uint32_t i = 0; i < chain->count; i++, item = item->next) {
        expr->u.args.items[i] = item;
        d1_cel_raise_height(p, expr, item);
    }
    return p->code ? NULL : expr;
}

/* One item of a literal, perhaps with a question mark before it. */
static struct d1_cel_expr *parse_item(struct d1_cel_parser *p, bool may_be_optional)
{
    bool optional = may_be_optional && p->token.kind == D1_TOKEN_QUESTION;
    struct d1_cel_expr *item;

    if (optional)
        advance(p);
    item = parse_from(p, TERNARY);
    if (item && optional)
        item->flags |= D1_EXPR_PERHAPS;
    return item;
}

/* Items up to the closing token, with a comma allowed behind the last. */
static bool parse_items(struct d1_cel_parser *p, struct chain *chain, enum d1_cel_token_kind close,
                        const char *expected, bool may_be_optional, bool map, uint32_t *end)
{
    uint32_t ignored;

    while (p->token.kind != close) {
        struct d1_cel_expr *item = parse_item(p, may_be_optional);

        if (!item)
            return false;
        chain_add(chain, item);
        if (map) {
            if (!expect(p, D1_TOKEN_COLON, "`:` between a key and its value", &ignored))
                return false;
            item = parse_from(p, TERNARY);
            if (!item)
                return false;
            chain_add(chain, item);
        }
        if (p->token.kind != D1_TOKEN_COMMA)
            break;
        advance(p);
    }
    return expect(p, close, expected, end);
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
    struct chain args = {0};

    if (!expr)
        return NULL;
    expr->at = name.offset;
    expr->at_end = name.end;
    expr->u.args.name = token_text(p, name);
    if (receiver) {
        expr->flags |= D1_EXPR_RECEIVER;
        chain_add(&args, receiver);
    }
    if (p->token.kind == D1_TOKEN_RPAREN)
        expr->end = advance(p).end;
    else if (!parse_items(p, &args, D1_TOKEN_RPAREN, "`,` or `)` behind an argument", false, false, &expr->end))
        return NULL;
    if (!take_chain(p, expr, &args))
        return NULL;
    return d1_cel_expand(p, expr);
}

static struct d1_cel_expr *name_at(struct d1_cel_parser *p, struct d1_cel_token token, bool absolute, uint32_t offset)
{
    struct d1_cel_expr *expr;

    if (p->token.kind == D1_TOKEN_LPAREN) {
        advance(p);
        expr = call(p, NULL, token);
        if (expr && absolute)
            expr->flags |= D1_EXPR_ABSOLUTE;
        return expr;
    }
    expr = d1_cel_node(p, D1_EXPR_NAME, offset, token.end);
    if (!expr)
        return NULL;
    expr->u.name.name = token_text(p, token);
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
        return unexpected(p, "a name behind `.`");
    return name_at(p, advance(p), true, token.offset);
}

static struct d1_cel_expr *prefix_reserved(struct d1_cel_parser *p, struct d1_cel_token token)
{
    return d1_cel_syntax(p, token.offset, token.end, "`%.*s` is a reserved word and cannot be a name",
                         D1_STR_ARG(token_text(p, token)));
}

static struct d1_cel_expr *prefix_paren(struct d1_cel_parser *p, struct d1_cel_token token)
{
    struct d1_cel_expr *expr = parse_from(p, TERNARY);
    uint32_t end;

    if (!expr || !expect(p, D1_TOKEN_RPAREN, "an operator or `)`", &end))
        return NULL;
    expr->flags |= D1_EXPR_PAREN;
    expr->offset = token.offset;
    expr->end = end;
    return expr;
}

static struct d1_cel_expr *prefix_unary(struct d1_cel_parser *p, struct d1_cel_token token)
{
    struct d1_cel_expr *expr, *operand;
    struct chain args = {0};

    if (token.kind == D1_TOKEN_MINUS && (p->token.kind == D1_TOKEN_INT || p->token.kind == D1_TOKEN_DOUBLE))
        return literal(p, advance(p), true, token.offset);
    operand = parse_from(p, UNARY);
    if (!operand)
        return NULL;
    expr = d1_cel_node(p, token.kind == D1_TOKEN_NOT ? D1_EXPR_NOT : D1_EXPR_NEGATE, token.offset, operand->end);
    if (expr)
        expr->at_end = token.end;
    chain_add(&args, operand);
    return take_chain(p, expr, &args);
}

/* The rest of a list or, with pairs, of a map, up to the token that closes it. */
static struct d1_cel_expr *literal_of_items(struct d1_cel_parser *p, struct d1_cel_token token, bool pairs)
{
    struct d1_cel_expr *expr = d1_cel_node(p, pairs ? D1_EXPR_MAP : D1_EXPR_LIST, token.offset, token.end);
    struct chain items = {0};
    uint32_t end;

    if (!expr || !parse_items(p, &items, pairs ? D1_TOKEN_RBRACE : D1_TOKEN_RBRACKET,
                              pairs ? "`,` or `}` behind a value" : "`,` or `]` behind an item", true, pairs, &end))
        return NULL;
    expr->end = expr->at_end = end;
    return take_chain(p, expr, &items);
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
    struct d1_cel_expr *right = parse_from(p, (enum precedence)(rows[token.kind].precedence + 1));
    struct d1_cel_expr *expr = right ? d1_cel_node(p, D1_EXPR_BINARY, left->offset, right->end) : NULL;
    struct chain args = {0};

    if (!expr)
        return NULL;
    expr->at = token.offset;
    expr->at_end = token.end;
    chain_add(&args, left);
    chain_add(&args, right);
    if (!take_chain(p, expr, &args))
        return NULL;
    expr->u.args.by.token = token.kind;
    return expr;
}

/* a && b && c is one node, so that a long condition is no deep one. */
static struct d1_cel_expr *infix_logic(struct d1_cel_parser *p, struct d1_cel_expr *left, struct d1_cel_token token)
{
    struct d1_cel_expr *expr = d1_cel_node(p, token.kind == D1_TOKEN_AND ? D1_EXPR_AND : D1_EXPR_OR, left->offset, 0);
    struct chain args = {0};

    if (!expr)
        return NULL;
    expr->at = token.offset;
    expr->at_end = token.end;
    chain_add(&args, left);
    for (bool more = true; more;) {
        struct d1_cel_expr *right = parse_from(p, (enum precedence)(rows[token.kind].precedence + 1));

        if (!right)
            return NULL;
        chain_add(&args, right);
        expr->end = right->end;
        more = p->token.kind == token.kind;
        if (more)
            advance(p);
    }
    return take_chain(p, expr, &args) ? expr : NULL;
}

static struct d1_cel_expr *infix_ternary(struct d1_cel_parser *p, struct d1_cel_expr *left, struct d1_cel_token token)
{
    struct d1_cel_expr *yes = parse_from(p, OR), *no = NULL, *expr = NULL;
    struct chain args = {0};
    uint32_t end;

    if (!yes || !expect(p, D1_TOKEN_COLON, "`:` of `? :`", &end))
        return NULL;
    no = parse_from(p, TERNARY);
    if (no)
        expr = d1_cel_node(p, D1_EXPR_COND, left->offset, no->end);
    if (!expr)
        return NULL;
    expr->at = token.offset;
    expr->at_end = token.end;
    chain_add(&args, left);
    chain_add(&args, yes);
    chain_add(&args, no);
    return take_chain(p, expr, &args);
}

static struct d1_cel_expr *select_field(struct d1_cel_parser *p, struct d1_cel_expr *left, bool optional)
{
    struct d1_cel_token token = advance(p);
    struct d1_cel_expr *expr = d1_cel_node(p, D1_EXPR_SELECT, left->offset, token.end);
    struct d1_str field = token_text(p, token);

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
        advance(p);
    if (p->token.kind != D1_TOKEN_NAME && p->token.kind != D1_TOKEN_QUOTED_NAME && p->token.kind != D1_TOKEN_RESERVED)
        return unexpected(p, optional ? "a field name behind `.?`" : "a field or function name behind `.`");
    if (p->token.kind != D1_TOKEN_QUOTED_NAME && !optional) {
        struct d1_cel_lexer here = p->lexer;

        if (d1_cel_lex(&here).kind == D1_TOKEN_LPAREN) {
            struct d1_cel_token name = advance(p);

            advance(p);
            return call(p, left, name);
        }
    }
    return select_field(p, left, optional);
}

static struct d1_cel_expr *infix_index(struct d1_cel_parser *p, struct d1_cel_expr *left, struct d1_cel_token token)
{
    bool optional = p->token.kind == D1_TOKEN_QUESTION;
    struct d1_cel_expr *index, *expr;
    struct chain args = {0};
    uint32_t end;

    if (optional)
        advance(p);
    index = parse_from(p, TERNARY);
    if (!index || !expect(p, D1_TOKEN_RBRACKET, "an operator or `]`", &end))
        return NULL;
    expr = d1_cel_node(p, D1_EXPR_INDEX, left->offset, end);
    if (!expr)
        return NULL;
    expr->at = token.offset;
    expr->at_end = end;
    expr->flags |= optional ? D1_EXPR_OPTIONAL : 0;
    chain_add(&args, left);
    chain_add(&args, index);
    return take_chain(p, expr, &args);
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

static const struct row rows[D1_TOKEN_COUNT] = {
    [D1_TOKEN_INT] = {prefix_literal, NULL, NONE},
    [D1_TOKEN_UINT] = {prefix_literal, NULL, NONE},
    [D1_TOKEN_DOUBLE] = {prefix_literal, NULL, NONE},
    [D1_TOKEN_STRING] = {prefix_literal, NULL, NONE},
    [D1_TOKEN_BYTES] = {prefix_literal, NULL, NONE},
    [D1_TOKEN_TRUE] = {prefix_constant, NULL, NONE},
    [D1_TOKEN_FALSE] = {prefix_constant, NULL, NONE},
    [D1_TOKEN_NULL] = {prefix_constant, NULL, NONE},
    [D1_TOKEN_NAME] = {prefix_name, NULL, NONE},
    [D1_TOKEN_RESERVED] = {prefix_reserved, NULL, NONE},
    [D1_TOKEN_LPAREN] = {prefix_paren, infix_paren, POSTFIX},
    [D1_TOKEN_LBRACKET] = {prefix_list, infix_index, POSTFIX},
    [D1_TOKEN_LBRACE] = {prefix_map, infix_brace, POSTFIX},
    [D1_TOKEN_DOT] = {prefix_dot, infix_dot, POSTFIX},
    [D1_TOKEN_QUESTION] = {NULL, infix_ternary, TERNARY},
    [D1_TOKEN_OR] = {NULL, infix_logic, OR},
    [D1_TOKEN_AND] = {NULL, infix_logic, AND},
    [D1_TOKEN_EQ] = {NULL, infix_binary, RELATION},
    [D1_TOKEN_NE] = {NULL, infix_binary, RELATION},
    [D1_TOKEN_LT] = {NULL, infix_binary, RELATION},
    [D1_TOKEN_LE] = {NULL, infix_binary, RELATION},
    [D1_TOKEN_GT] = {NULL, infix_binary, RELATION},
    [D1_TOKEN_GE] = {NULL, infix_binary, RELATION},
    [D1_TOKEN_IN] = {NULL, infix_binary, RELATION},
    [D1_TOKEN_PLUS] = {NULL, infix_binary, SUM},
    [D1_TOKEN_MINUS] = {prefix_unary, infix_binary, SUM},
    [D1_TOKEN_STAR] = {NULL, infix_binary, PRODUCT},
    [D1_TOKEN_SLASH] = {NULL, infix_binary, PRODUCT},
    [D1_TOKEN_PERCENT] = {NULL, infix_binary, PRODUCT},
    [D1_TOKEN_NOT] = {prefix_unary, NULL, NONE},
};

int d1_cel_parse(struct d1_cel_env *env, const struct d1_cel_source *source, struct d1_cel_reporter *reporter,
                 struct d1_cel_expr **root)
{
    struct d1_cel_parser p = {.env = env, .arena = env->arena, .reporter = reporter, .lexer = {source->text, 0}};
    struct d1_cel_expr *expr = NULL;
    size_t valid;

    if (source->text.len > D1_LIMIT_CEL_BYTES) {
        d1_cel_syntax(&p, 0, 0, "the expression is longer than %d bytes", D1_LIMIT_CEL_BYTES);
        return D1_ERR_LIMIT;
    }
    valid = d1_utf8_check(source->text);
    if (valid < source->text.len) {
        d1_cel_syntax(&p, (uint32_t)valid, (uint32_t)valid + 1, "the expression is not valid UTF-8");
        return D1_ERR_SYNTAX;
    }
    advance(&p);
    expr = parse_from(&p, TERNARY);
    if (expr && p.token.kind != D1_TOKEN_END)
        unexpected(&p, "an operator or the end of the expression");
    if (p.code)
        return p.code;
    *root = expr;
    return 0;
}
