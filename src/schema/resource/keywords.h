/*
 * The keywords of all dialects: one row each. A row says in which dialects and which vocabulary a keyword lives and
 * what shape its value has, which is all that finding subschemas and identifiers needs; what a keyword does stands
 * in compile/compile_table.c.
 */
#ifndef D1_SCHEMA_RESOURCE_KEYWORDS_H
#define D1_SCHEMA_RESOURCE_KEYWORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "doc/node.h"

enum dialect { DRAFT4, DRAFT6, DRAFT7, DRAFT2019, DRAFT2020, DIALECTS };

/* Vocabularies of 2019-09 and 2020-12 as bits; the older dialects have all of them. */
enum vocabulary {
    VOCAB_CORE = 1,
    VOCAB_APPLICATOR = 2,
    VOCAB_UNEVALUATED = 4,
    VOCAB_VALIDATION = 8,
    VOCAB_METADATA = 16,
    VOCAB_FORMAT = 32,
    VOCAB_FORMAT_ASSERTION = 64,
    VOCAB_CONTENT = 128
};

enum shape {
    SHAPE_ANY,
    SHAPE_BOOL,
    SHAPE_STRING,
    SHAPE_NUMBER,
    SHAPE_POSITIVE,  /* a number above zero */
    SHAPE_COUNT,     /* an integer of 0 or more */
    SHAPE_TYPE,      /* a type's name or a list of them */
    SHAPE_VALUES,    /* a list */
    SHAPE_NAMES,     /* a list of strings */
    SHAPE_NAMES_MAP, /* a mapping to lists of strings */
    SHAPE_SCHEMA,
    SHAPE_SCHEMA_OR_BOOL, /* draft-04 allows a boolean here and nowhere else */
    SHAPE_SCHEMAS,        /* a list of one schema or more */
    SHAPE_SCHEMA_MAP,
    SHAPE_ITEMS,        /* a schema or a list of them */
    SHAPE_DEPENDENCIES, /* a mapping to schemas or lists of strings */
    SHAPE_VOCABULARY    /* a mapping to booleans */
};

/* In the order in which a compiled schema evaluates them: cheap assertions first, what reads annotations last. */
enum keyword {
    K_SCHEMA,
    K_VOCABULARY,
    K_ID,
    K_ID4,
    K_ANCHOR,
    K_DYNAMIC_ANCHOR,
    K_RECURSIVE_ANCHOR,
    K_DEFS,
    K_DEFINITIONS,
    K_TYPE,
    K_CONST,
    K_ENUM,
    K_MINIMUM,
    K_EXCLUSIVE_MINIMUM,
    K_MAXIMUM,
    K_EXCLUSIVE_MAXIMUM,
    K_MULTIPLE_OF,
    K_MIN_LENGTH,
    K_MAX_LENGTH,
    K_FORMAT,
    K_PATTERN,
    K_CONTENT_ENCODING,
    K_CONTENT_MEDIA_TYPE,
    K_CONTENT_SCHEMA,
    K_MIN_ITEMS,
    K_MAX_ITEMS,
    K_MIN_PROPERTIES,
    K_MAX_PROPERTIES,
    K_REQUIRED,
    K_PROPERTIES,
    K_PATTERN_PROPERTIES,
    K_ADDITIONAL_PROPERTIES,
    K_PROPERTY_NAMES,
    K_DEPENDENT_REQUIRED,
    K_PREFIX_ITEMS,
    K_ITEMS,
    K_ADDITIONAL_ITEMS,
    K_UNIQUE_ITEMS,
    K_CONTAINS,
    K_MIN_CONTAINS,
    K_MAX_CONTAINS,
    K_REF,
    K_DYNAMIC_REF,
    K_RECURSIVE_REF,
    K_ALL_OF,
    K_IF,
    K_THEN,
    K_ELSE,
    K_ANY_OF,
    K_ONE_OF,
    K_NOT,
    K_DEPENDENT_SCHEMAS,
    K_DEPENDENCIES,
    K_UNEVALUATED_ITEMS,
    K_UNEVALUATED_PROPERTIES,
    /* Nothing is compiled of these, but their values have a shape too. */
    K_TITLE,
    K_DESCRIPTION,
    K_COMMENT,
    K_EXAMPLES,
    K_READ_ONLY,
    K_WRITE_ONLY,
    K_DEPRECATED,
    KEYWORDS
};

struct keyword_row {
    struct d1_str name;
    uint8_t dialects; /* bit 1 << enum dialect */
    uint8_t vocabulary;
    uint8_t shape;
};

extern const struct keyword_row d1_schema_keywords[KEYWORDS];

/* The values of the keywords that a schema has and its dialect and vocabularies know. */
struct keyword_values {
    const struct d1_node *of[KEYWORDS];
    uint64_t present; /* bit 1 << enum keyword */
};

static inline const struct d1_node *d1_schema_keyword_value(const struct keyword_values *values, enum keyword keyword)
{
    return values->present >> keyword & 1 ? values->of[keyword] : NULL;
}

/*
 * Collects them from a mapping. Where `$ref` hides what stands beside it (draft-07 and older), it alone is taken,
 * and `definitions`, which nobody means to hide.
 */
void d1_schema_keyword_values(const struct d1_node *schema, enum dialect dialect, unsigned vocabularies,
                              struct keyword_values *values);

/* The shape of a keyword's value in a dialect; a few have changed. */
enum shape d1_schema_keyword_shape(enum keyword keyword, enum dialect dialect);

_Static_assert(KEYWORDS <= 64, "the set of present keywords is one word");

#endif
