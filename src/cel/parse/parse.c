/*
 * The parser: operator precedence after Pratt. Here is what drives it, the making of nodes and the complaints; what
 * each token means stands in grammar.c, in one table with a row for each.
 */
#include "cel/parse/parser.h"

#include <ctype.h>
#include <string.h>

#include "base/limits.h"
#include "base/text/utf8.h"

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

struct d1_str d1_cel_token_text(const struct d1_cel_parser *p, struct d1_cel_token token)
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

struct d1_cel_expr *d1_cel_unexpected(struct d1_cel_parser *p, const char *expected)
{
    struct d1_cel_token token = p->token;
    struct d1_str text = d1_cel_token_text(p, token);

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

struct d1_cel_token d1_cel_advance(struct d1_cel_parser *p)
{
    struct d1_cel_token token = p->token;

    p->token = d1_cel_lex(&p->lexer);
    return token;
}

bool d1_cel_expect(struct d1_cel_parser *p, enum d1_cel_token_kind kind, const char *expected, uint32_t *end)
{
    if (p->token.kind != kind) {
        d1_cel_unexpected(p, expected);
        return false;
    }
    *end = d1_cel_advance(p).end;
    return true;
}

/* ---- the loop ---- */

struct d1_cel_expr *d1_cel_parse_from(struct d1_cel_parser *p, enum d1_cel_precedence least)
{
    const struct d1_cel_row *row = &d1_cel_rows[p->token.kind];
    struct d1_cel_expr *left;

    if (!row->prefix)
        return d1_cel_unexpected(p, "an expression");
    if (++p->depth > D1_LIMIT_CEL_DEPTH)
        return too_deep(p, p->token.offset, p->token.end);
    left = row->prefix(p, d1_cel_advance(p));
    while (left && d1_cel_rows[p->token.kind].precedence >= (uint8_t)least && d1_cel_rows[p->token.kind].infix)
        left = d1_cel_rows[p->token.kind].infix(p, left, d1_cel_advance(p));
    p->depth--;
    return p->code ? NULL : left;
}

/* ---- operands in a row ---- */

void d1_cel_chain_add(struct d1_cel_chain *chain, struct d1_cel_expr *item)
{
    if (chain->count++ == 0)
        chain->last = &chain->first;
    *chain->last = item;
    chain->last = &item->next;
    item->next = NULL;
}

struct d1_cel_expr *d1_cel_take_chain(struct d1_cel_parser *p, struct d1_cel_expr *expr,
                                      const struct d1_cel_chain *chain)
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

/* ---- a whole expression ---- */

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
    d1_cel_advance(&p);
    expr = d1_cel_parse_from(&p, D1_BINDS_TERNARY);
    if (expr && p.token.kind != D1_TOKEN_END)
        d1_cel_unexpected(&p, "an operator or the end of the expression");
    if (p.code)
        return p.code;
    *root = expr;
    return 0;
}
