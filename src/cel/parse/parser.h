/*
 * The parser's own: parse.c drives it and makes nodes, grammar.c has the rows of tokens, literal.c the values of
 * literals, macro.c the calls that stand for something else.
 *
 * The first failure stays in `code`: memory, a limit, or a message at its place. From then on everything gives NULL.
 */
#ifndef D1_CEL_PARSE_PARSER_H
#define D1_CEL_PARSE_PARSER_H

#include "cel/parse/ast.h"

struct d1_cel_parser {
    struct d1_cel_env *env;
    struct d1_arena *arena; /* of the tree: that of env */
    struct d1_cel_reporter *reporter;
    struct d1_cel_lexer lexer;
    struct d1_cel_token token; /* the next one */
    unsigned depth;            /* of expressions that are begun; D1_LIMIT_CEL_DEPTH at most */
    int code;                  /* 0, or why parsing stopped */
};

/* ---- the table ---- */

/* How strongly operators bind, weakest first. */
enum d1_cel_precedence {
    D1_BINDS_NONE,
    D1_BINDS_TERNARY,
    D1_BINDS_OR,
    D1_BINDS_AND,
    D1_BINDS_RELATION,
    D1_BINDS_SUM,
    D1_BINDS_PRODUCT,
    D1_BINDS_UNARY,
    D1_BINDS_POSTFIX
};

/* What a token does at the beginning of an expression, and behind one; it has been taken. NULL when parsing stopped. */
typedef struct d1_cel_expr *d1_cel_prefix(struct d1_cel_parser *parser, struct d1_cel_token token);
typedef struct d1_cel_expr *d1_cel_infix(struct d1_cel_parser *parser, struct d1_cel_expr *left,
                                         struct d1_cel_token token);

struct d1_cel_row {
    d1_cel_prefix *prefix; /* NULL for a token that begins none */
    d1_cel_infix *infix;   /* NULL for one that continues none */
    uint8_t precedence;    /* of infix; enum d1_cel_precedence */
};

extern const struct d1_cel_row d1_cel_rows[D1_TOKEN_COUNT];

/* ---- the loop ---- */

/* An expression of what binds at least so strongly. NULL when parsing stopped, for depth among other things. */
struct d1_cel_expr *d1_cel_parse_from(struct d1_cel_parser *parser, enum d1_cel_precedence least);

/* The next token, taken; and its text, borrowed from the source. */
struct d1_cel_token d1_cel_advance(struct d1_cel_parser *parser);
struct d1_str d1_cel_token_text(const struct d1_cel_parser *parser, struct d1_cel_token token);

/* Takes the token of that kind, or complains that `expected` is not there. *end receives the byte where it ends. */
bool d1_cel_expect(struct d1_cel_parser *parser, enum d1_cel_token_kind kind, const char *expected, uint32_t *end);

/* Stops parsing with "expected ..., found ..." at the next token; always NULL. */
struct d1_cel_expr *d1_cel_unexpected(struct d1_cel_parser *parser, const char *expected);

/* ---- nodes ---- */

/* A node over bytes offset..end, its height 1; NULL when memory is short (parser->code tells). */
struct d1_cel_expr *d1_cel_node(struct d1_cel_parser *parser, enum d1_cel_expr_op op, uint32_t offset, uint32_t end);

/* Stops parsing with a message about bytes offset..end; always NULL. */
struct d1_cel_expr *d1_cel_syntax(struct d1_cel_parser *parser, uint32_t offset, uint32_t end, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Makes expr at least as high as child plus one; stops parsing when that is too high. */
void d1_cel_raise_height(struct d1_cel_parser *parser, struct d1_cel_expr *expr, const struct d1_cel_expr *child);

/* Operands while they are collected; all zero bytes is none. */
struct d1_cel_chain {
    struct d1_cel_expr *first, **last;
    uint32_t count;
};

/* Appends an operand, by its `next`. */
void d1_cel_chain_add(struct d1_cel_chain *chain, struct d1_cel_expr *item);

/* Gives the operands to expr, which may be NULL. NULL when something failed before or fails now. */
struct d1_cel_expr *d1_cel_take_chain(struct d1_cel_parser *parser, struct d1_cel_expr *expr,
                                      const struct d1_cel_chain *chain);

/*
 * Replaces a call by what the macro of that name and number of arguments stands for. Returns call itself when it is
 * no macro, NULL when it is one that is used wrongly (a diagnostic was given).
 */
struct d1_cel_expr *d1_cel_expand(struct d1_cel_parser *parser, struct d1_cel_expr *call);

/* The value of a literal token. False with *fault, a sentence, and *at, the byte of the source, when it is none. */
bool d1_cel_literal(struct d1_arena *arena, struct d1_str text, struct d1_cel_token token, bool negative,
                    struct d1_cel_value *value, const char **fault, size_t *at);

#endif
