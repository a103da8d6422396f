/*
 * A pattern as a tree, the same for both dialects: the parser has settled what shorthands, flags and escapes mean. From
 * it come the text for PCRE2 (emit.c) and the automaton (automaton.c).
 */
#ifndef D1_REGEX_AST_H
#define D1_REGEX_AST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/memory/arena.h"
#include "base/text/strbuf.h"
#include "base/vec.h"
#include "regex/regex.h"

enum ast_kind {
    AST_EMPTY,
    AST_CLASS,     /* one code point of a set; a literal is a set of one */
    AST_SEQUENCE,  /* children one after the other */
    AST_CHOICE,    /* children in order of preference */
    AST_REPEAT,    /* child min to max times */
    AST_GROUP,     /* capturing; number */
    AST_LOOK,      /* lookahead or lookbehind at child */
    AST_REFERENCE, /* what a group matched; number */
    AST_TEXT_START,
    AST_TEXT_END,
    AST_LINE_START,
    AST_LINE_END,
    AST_WORD_EDGE,
    AST_NO_WORD_EDGE
};

struct range {
    uint32_t first, last; /* code points, inclusive */
};

/* A property of Unicode, as PCRE2 names it ("Lu", "sc:Greek"). */
struct property {
    struct d1_str name;
    bool negated;
};

/* A set of code points. Ranges are sorted, apart, and without surrogates, which no text holds. */
struct class
{
    struct range *ranges;
    struct property *properties;
    uint32_t range_count, property_count;
    bool negated; /* only where it could not be worked into the ranges: beside properties or without regard to case */
};

#define AST_NO_LIMIT UINT32_MAX

struct ast {
    enum ast_kind kind;
    bool ignore_case;      /* class */
    bool lazy;             /* repeat */
    bool behind, negative; /* look */
    uint32_t number;       /* group, reference */
    uint32_t min, max;     /* repeat; max may be AST_NO_LIMIT */
    const struct class *class;
    struct ast *child, *last_child; /* first and last child */
    struct ast *next;               /* sibling */
    uint32_t at;                    /* byte of the pattern where it begins */
};

/* A parsed pattern; everything lives in the arena that was given. */
struct parsed {
    struct ast *root;
    uint32_t groups;
    struct d1_str *names; /* of groups 1 .. groups; empty when they have none */
    bool references;      /* has back-references */
};

enum {
    REGEX_REPEAT_MAX = 65535, /* what PCRE2 can repeat */
    REGEX_SIZE_MAX = 60000 /* what a pattern may come to, repeats written out; PCRE2's own limit is a little higher */
};

/* Parses a pattern. Returns as d1_regex_compile. */
int d1_regex_parse(struct parsed *parsed, struct d1_arena *arena, struct d1_str pattern, enum d1_regex_dialect dialect,
                   size_t *offset, struct d1_error *error);

/* Appends the pattern in the language of PCRE2. */
void d1_regex_emit(struct d1_strbuf *out, const struct parsed *parsed);

/* ---- sets of code points ---- */

/* A set that is being put together. */
struct class_builder {
    D1_VEC(struct range) ranges;
    D1_VEC(struct property) properties;
};

void d1_regex_class_release(struct class_builder *builder);

/* Adds a range, or all that is outside a list of sorted ranges. 0 or D1_ERR_MEMORY. */
int d1_regex_class_add(struct class_builder *builder, uint32_t first, uint32_t last);
int d1_regex_class_add_ranges(struct class_builder *builder, const struct range *ranges, size_t count, bool negated);

/* The finished set in the arena, its ranges sorted and joined; NULL when memory is short. */
const struct class *d1_regex_class_finish(struct class_builder *builder, struct d1_arena *arena, bool negated,
                                          bool ignore_case);

/* The sets of \d, \w and \s, and of the names in [[:name:]]. *count receives the number of ranges. */
const struct range *d1_regex_class_shorthand(char letter, enum d1_regex_dialect dialect, size_t *count);
const struct range *d1_regex_class_posix(struct d1_str name, size_t *count);

/* ---- properties of Unicode ---- */

/*
 * What PCRE2 calls the property of \p{text}: written to `out` without braces. *negated is turned over where the name
 * is that of a complement. Returns false when the dialect knows no such property.
 */
bool d1_regex_property_find(struct d1_str text, enum d1_regex_dialect dialect, struct d1_strbuf *out, bool *negated);

/* ---- automaton ---- */

struct automaton;

/*
 * An automaton that finds whether the pattern matches in one pass over the bytes of a text. Returns 0; *out is NULL
 * when the pattern is not regular or too large for one. D1_ERR_MEMORY.
 */
int d1_regex_automaton_build(struct automaton **out, const struct parsed *parsed);

void d1_regex_automaton_free(struct automaton *automaton);

/*
 * Whether the text, which must be UTF-8, has a match. *visits receives how many states of the nondeterministic
 * automaton the way through the text visits, whether they were visited now or when another text made the way;
 * D1_REGEX_LIMIT when they are more than `most`. Any number of threads may ask at once; what one finds out the others
 * profit from. Memory that is short makes it slower and nothing else.
 */
enum d1_regex_result d1_regex_automaton_test(struct automaton *automaton, struct d1_str text, uint64_t *visits,
                                             uint64_t most);

#endif
