/*
 * The parser's own: parse.c has nodes, atoms, sequences and choices, group.c what a parenthesis begins, repeat.c
 * quantifiers, set.c sets in brackets, escape.c what stands behind a backslash, measure.c what can be run.
 *
 * Nodes live in the parser's arena. What returns a node gives NULL, and what returns a bool false, after the first
 * error, which the parser has then.
 */
#ifndef D1_REGEX_PARSE_H
#define D1_REGEX_PARSE_H

#include "regex/ast.h"

/* Flags of RE2; ECMA patterns have none. */
enum { FLAG_IGNORE_CASE = 1, FLAG_MULTI_LINE = 2, FLAG_DOT_ALL = 4, FLAG_LAZY = 8 };

struct parser {
    struct d1_arena *arena;
    struct d1_str text;
    size_t at;
    enum d1_regex_dialect dialect; /* D1_REGEX_ECMA for both forms of it ... */
    bool legacy;                   /* ... of which this tells the older one */
    bool named;                    /* whether a group of the whole pattern has a name */
    unsigned flags;
    unsigned depth;
    uint32_t groups;       /* opened so far */
    uint32_t total_groups; /* of the whole pattern, counted beforehand */
    struct d1_str *names;  /* of total_groups groups */
    bool references;
    bool only_flags;              /* the last atom was none, but flags for what follows */
    struct class_builder builder; /* of the set being read */
    int code;                     /* the first error */
    size_t *offset;
    struct d1_error *error;
};

/* What an escape stands for. */
struct escape {
    enum escape_kind { ESCAPE_CODE, ESCAPE_SET, ESCAPE_ASSERTION, ESCAPE_REFERENCE } kind;
    uint32_t code;           /* ESCAPE_CODE */
    enum ast_kind assertion; /* ESCAPE_ASSERTION */
    uint32_t group;          /* ESCAPE_REFERENCE */
};

/* Records an error at an offset of the pattern; returns false. */
bool d1_regex_parse_fail(struct parser *parser, size_t at, int code, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* A node that begins at a byte of the pattern. */
struct ast *d1_regex_parse_node(struct parser *parser, enum ast_kind kind, size_t at);

/* Reads alternatives up to the end of the pattern or the ')' that closes the group, which is left. */
struct ast *d1_regex_parse_choice(struct parser *parser);

/* Reads a group, of which the '(' was taken. Where it sets flags alone parser->only_flags says so. */
struct ast *d1_regex_parse_group(struct parser *parser);

/* The atom that was read from byte `from` on, with the quantifier behind it where there is one. */
struct ast *d1_regex_parse_repeat(struct parser *parser, struct ast *atom, size_t from);

/* Reads "{2}", "{2,}" or "{2,3}"; false, with nothing taken and no error, when there is none. */
bool d1_regex_parse_braces(struct parser *parser, uint32_t *min, uint32_t *max);

/*
 * Reads what stands behind a backslash, which has been taken. A set (\d, \p{L}) is added to the parser's builder. False
 * on an error.
 */
bool d1_regex_parse_escape(struct parser *parser, bool in_class, struct escape *escape);

/* Reads a set, of which the '[' was taken. In RE2 a ']' that comes first is a member. NULL on an error. */
struct ast *d1_regex_parse_set(struct parser *parser);

/* The set in the parser's builder as a node; the builder is empty afterwards. NULL when memory is short. */
struct ast *d1_regex_parse_class(struct parser *parser, size_t at, bool negated);

/* Whether the whole tree can be run: not too large, and with lookbehinds of fixed length. */
bool d1_regex_parse_measure(struct parser *parser, const struct ast *root);

/* Reads a group's name up to '>', which is taken too. */
bool d1_regex_parse_name(struct parser *parser, struct d1_str *name);

static inline bool d1_regex_parse_end(const struct parser *parser)
{
    return parser->at >= parser->text.len;
}

/* The byte at the place of reading plus `ahead`, 0 behind the end. */
static inline char d1_regex_parse_peek(const struct parser *parser, size_t ahead)
{
    return parser->at + ahead < parser->text.len ? parser->text.ptr[parser->at + ahead] : '\0';
}

static inline bool d1_regex_parse_take(struct parser *parser, char c)
{
    if (d1_regex_parse_end(parser) || parser->text.ptr[parser->at] != c)
        return false;
    parser->at++;
    return true;
}

static inline bool d1_regex_parse_short_of_memory(struct parser *parser)
{
    return d1_regex_parse_fail(parser, parser->at, D1_ERR_MEMORY, "out of memory");
}

#endif
