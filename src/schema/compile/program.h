/*
 * The compiled form of a schema: units, one for each schema object or boolean that can be reached, each a short row of
 * instructions in the order of their cost. Units refer to each other by pointer; references are pointers too, so
 * nothing is looked up by name during validation. Everything lives in the arena of the program and never changes
 * after compilation, but for regular expressions, which are published atomically when first used.
 */
#ifndef D1_SCHEMA_COMPILE_PROGRAM_H
#define D1_SCHEMA_COMPILE_PROGRAM_H

#include <stdatomic.h>

#include "base/decimal.h"
#include "base/memory/arena.h"
#include "regex/regex.h"
#include "schema/format.h"
#include "schema/resource/resource.h"
#include "schema/schema.h"

/* Bits of kinds of instance (1 << enum d1_node_kind), and one for doubles whose value is an integer. */
enum {
    KIND_STRING = 1 << D1_NODE_STRING,
    KIND_NUMBER = 1 << D1_NODE_INT | 1 << D1_NODE_DOUBLE,
    KIND_SEQUENCE = 1 << D1_NODE_SEQUENCE,
    KIND_MAPPING = 1 << D1_NODE_MAPPING,
    KIND_ANY = 0x7f,
    KIND_INTEGRAL = 0x80
};

enum op {
    OP_CONST,
    OP_ENUM,
    OP_BOUND, /* minimum, maximum and their exclusive forms */
    OP_MULTIPLE,
    OP_LENGTH, /* minLength, maxLength */
    OP_FORMAT,
    OP_PATTERN,
    OP_CONTENT,
    OP_COUNT, /* minItems, maxItems, minProperties, maxProperties */
    OP_MAPPING,
    OP_DEPENDENT,
    OP_PROPERTY_NAMES,
    OP_SEQUENCE,
    OP_UNIQUE,
    OP_CONTAINS,
    OP_REF,
    OP_DYNAMIC_REF,
    OP_ALL,
    OP_IF,
    OP_ANY,
    OP_ONE,
    OP_NOT,
    OP_UNEVALUATED_ITEMS,
    OP_UNEVALUATED_PROPERTIES
};

/* What a string holds (draft-07, where content keywords may assert). */
enum content_check { CONTENT_BASE64 = 1, CONTENT_JSON = 2 };

struct unit;

/* A number of the schema, ready for comparison. */
struct number {
    bool small; /* whether integer is the exact value */
    int64_t integer;
    struct d1_decimal decimal;
};

/* A regular expression, compiled when it is first needed. */
struct pattern {
    struct d1_str text;
    enum d1_regex_dialect dialect;
    _Atomic(struct d1_regex *) regex;
    struct pattern *next; /* of the program, for freeing */
};

/* A property that `properties` or `required` names. */
struct property {
    struct d1_str name;
    uint32_t hash;
    uint32_t required;       /* number among the required ones plus 1, else 0 */
    const struct unit *unit; /* NULL: only `required` names it */
    const struct d1_node *schema;
};

/* Everything that looks at all pairs of a mapping: one pass for five keywords. */
struct mapping_plan {
    struct property *properties;
    uint32_t *slots; /* index into properties plus 1, by hash; a power of two */
    uint32_t slot_mask;
    uint32_t count;
    bool seeded;                         /* many names: slots go by the seeded hash */
    uint32_t required;                   /* number of required properties */
    const struct property **required_at; /* by their number */
    uint32_t patterns;
    struct pattern_property {
        struct pattern *pattern;
        const struct unit *unit;
    } * pattern;
    const struct unit *additional; /* NULL: anything goes */
    const struct d1_node *properties_node, *patterns_node, *additional_node, *required_node;
};

struct sequence_plan {
    const struct unit **prefix;
    uint32_t prefix_count;
    const struct unit *rest; /* NULL: anything goes */
    const struct d1_node *prefix_node, *rest_node;
    bool rest_is_items; /* `items`, not `additionalItems` */
};

struct contains_plan {
    const struct unit *unit;
    uint64_t least, most;
    bool marks;                                   /* whether what it found counts as evaluated (2020-12) */
    const struct d1_node *least_node, *most_node; /* NULL when not given */
};

/* Values of an enum by their seeded hash, when they are many. */
struct value_table {
    const struct d1_node **slots;
    size_t mask;
};

/* One entry of dependentRequired, dependentSchemas or dependencies: what a key that is there asks for. */
struct dependent {
    const struct d1_node *key;
    const struct d1_node *names; /* a list of keys, or ... */
    const struct unit *unit;     /* ... a schema */
};

struct condition {
    const struct unit *when, *then, *otherwise; /* the latter two may be NULL */
    const struct d1_node *then_node, *otherwise_node;
};

struct dynamic {
    const struct unit *unit; /* where it leads without a dynamic scope */
    uint32_t anchor;         /* index of the name among the program's dynamic anchors */
    bool sole;               /* leads there from everywhere */
};

struct instruction {
    uint8_t op;
    uint8_t keyword;            /* enum d1_schema_keyword */
    uint8_t kinds;              /* kinds of instance it looks at */
    bool upper, exclusive;      /* of bounds, lengths and counts */
    uint32_t count;             /* of units or dependents */
    const struct d1_node *node; /* the keyword's value in the schema */
    union {
        uint64_t limit; /* of lengths and counts; bits enum content_check of contents */
        const struct number *number;
        const struct value_table *table; /* NULL: compare one by one */
        const struct format *format;
        struct pattern *pattern;
        const struct mapping_plan *mapping;
        const struct sequence_plan *sequence;
        const struct contains_plan *contains;
        const struct condition *condition;
        const struct dependent *dependents;
        struct dynamic *dynamic;
        const struct unit *unit;
        const struct unit **units;
    } arg;
};

struct annotation {
    size_t keyword;
    const struct d1_node *value;
};

struct unit {
    const struct d1_node *node;
    const struct resource *resource;
    struct instruction *instructions;
    struct annotation *annotations;
    const struct unit *alias;        /* the unit that this one only refers to, else itself; without reporting */
    const struct d1_node *type_node; /* the value of `type`, NULL when there is none */
    uint32_t index;
    uint32_t walk;  /* while compiling: the last search for the end of a chain that came by */
    uint16_t count; /* of instructions */
    uint8_t types;  /* kinds that `type` allows */
    uint8_t annotation_count;
    bool circular;    /* part of a circle of schemas that only refer to each other */
    bool never;       /* the schema `false` */
    bool only_type;   /* says nothing but what `types` says */
    bool unevaluated; /* has an unevaluated* keyword: needs to know what was evaluated */
    bool annotates;   /* this unit or one under it has annotations */
};

struct d1_schema {
    struct d1_arena arena;
    struct resolver resolver; /* for the places of schema nodes */
    const struct unit *root;
    struct pattern *patterns;
    /* Units that dynamic references may lead to: row of a resource, column of an anchor; NULL where it has none. */
    const struct unit **dynamic;
    uint32_t dynamic_anchors;
};

#endif
