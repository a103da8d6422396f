/* Private to cel/: the tokens of an expression (cel-spec, "Syntax"). */
#ifndef D1_CEL_PARSE_LEX_H
#define D1_CEL_PARSE_LEX_H

#include <stdint.h>

#include "base/str.h"

enum d1_cel_token_kind {
    D1_TOKEN_END,
    D1_TOKEN_BAD, /* no token; `fault` says why */
    D1_TOKEN_INT,
    D1_TOKEN_UINT,
    D1_TOKEN_DOUBLE,
    D1_TOKEN_STRING,
    D1_TOKEN_BYTES,
    D1_TOKEN_NAME,
    D1_TOKEN_QUOTED_NAME, /* `in-back-quotes` */
    D1_TOKEN_TRUE,
    D1_TOKEN_FALSE,
    D1_TOKEN_NULL,
    D1_TOKEN_IN,
    D1_TOKEN_RESERVED, /* a word that is kept for host languages */
    D1_TOKEN_LPAREN,
    D1_TOKEN_RPAREN,
    D1_TOKEN_LBRACKET,
    D1_TOKEN_RBRACKET,
    D1_TOKEN_LBRACE,
    D1_TOKEN_RBRACE,
    D1_TOKEN_DOT,
    D1_TOKEN_COMMA,
    D1_TOKEN_COLON,
    D1_TOKEN_QUESTION,
    D1_TOKEN_OR,
    D1_TOKEN_AND,
    D1_TOKEN_EQ,
    D1_TOKEN_NE,
    D1_TOKEN_LT,
    D1_TOKEN_LE,
    D1_TOKEN_GT,
    D1_TOKEN_GE,
    D1_TOKEN_PLUS,
    D1_TOKEN_MINUS,
    D1_TOKEN_STAR,
    D1_TOKEN_SLASH,
    D1_TOKEN_PERCENT,
    D1_TOKEN_NOT,
    D1_TOKEN_COUNT
};

struct d1_cel_token {
    enum d1_cel_token_kind kind;
    uint32_t offset, end; /* bytes */
    const char *fault;    /* BAD: what is wrong, a sentence */
};

struct d1_cel_lexer {
    struct d1_str text; /* borrowed */
    size_t at;          /* byte behind the last token */
};

/* The next token; END at the end of the text, again and again. */
struct d1_cel_token d1_cel_lex(struct d1_cel_lexer *lexer);

/* How messages name a kind: "a name", "`==`", "the end of the expression". */
const char *d1_cel_token_name(enum d1_cel_token_kind kind);

#endif
