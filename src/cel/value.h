/*
 * Values of expressions. A value is 24 bytes, passed by copy, and owns nothing: what it points to lives in a
 * document, in an arena, or is static, and must outlive it.
 *
 * A value that was read from a document remembers the node, through lists, maps, macros, `? :`, variables and
 * functions that return an argument; so a finding can be placed where the value stands. Lists and mappings of a
 * document are read in place, without a copy, and their items are converted when they are read, by the static type
 * that the value carries (a string under `format: date` becomes a date), or by the kind of the node where the type
 * is dyn: integers are int, other numbers double.
 *
 * Equality and order are those of cel-spec: numbers of different kinds are equal when they are the same number, and
 * are ordered as doubles where one of them is one; other values of different kinds are not equal.
 */
#ifndef D1_CEL_VALUE_H
#define D1_CEL_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/date.h"
#include "base/map.h"
#include "base/memory/arena.h"
#include "base/str.h"
#include "base/text/strbuf.h"
#include "cel/type.h"
#include "doc/node.h"

struct d1_cel_list;
struct d1_cel_map;
struct d1_cel_object;
struct d1_cel_failure;
struct d1_cel_program;

/* How a list, a map or an optional is held; of no interest outside value.h and its implementation. */
enum d1_cel_form {
    D1_CEL_FORM_PLAIN, /* the payload itself */
    D1_CEL_FORM_NODE,  /* as.node, read by the type in `ref` */
    D1_CEL_FORM_BUILT, /* as.list or as.map */
    D1_CEL_FORM_TABLE, /* MAP: as.table, a borrowed d1_map from id to node, values read by the type in `ref` */
    D1_CEL_FORM_OBJECT /* MAP: as.object, fields of a record type, each perhaps computed on first use */
};

struct d1_cel_value {
    uint8_t kind; /* enum d1_cel_kind */
    uint8_t form; /* enum d1_cel_form */
    uint16_t unused;
    uint32_t extra; /* STRING, BYTES: length; TIMESTAMP: nanoseconds 0..999999999; DURATION: those, as int32_t */
    union {
        bool boolean;
        int64_t integer; /* INT; DATE: days since 1970-01-01; TIMESTAMP, DURATION: seconds */
        uint64_t natural;
        double number;
        const char *text;
        const struct d1_node *node;
        struct d1_cel_list *list;
        struct d1_cel_map *map;
        const struct d1_map *table;
        struct d1_cel_object *object;
        const struct d1_cel_type *type;       /* TYPE */
        const struct d1_cel_value *inner;     /* OPTIONAL; NULL for none */
        const struct d1_cel_failure *failure; /* ERROR; NULL for "no value" */
        const void *opaque;                   /* OPAQUE */
    } as;
    const void *ref; /* FORM_PLAIN, FORM_BUILT, FORM_OBJECT: the node it was read from or NULL; NODE, TABLE: its type,
                        NULL for dyn; OPAQUE: its type */
};

_Static_assert(sizeof(struct d1_cel_value) == 24, "a value is 24 bytes");

/*
 * Why there is no value. offset and end bound the part of the source of `program` that failed; program is NULL when
 * a function of C failed outside one.
 */
struct d1_cel_failure {
    int code;                             /* D1_ERR_EVAL, _UNKNOWN, _MEMORY; D1_ERR_LIMIT: cost, memory or depth */
    uint32_t offset, end;                 /* bytes */
    struct d1_str message;                /* for people, without a final full stop */
    const struct d1_cel_program *program; /* whose source offset counts in (a called function has its own), or NULL */
    const struct d1_node *node;           /* the datum the message is about, or NULL */
};

/* ---- making values ---- */

static inline struct d1_cel_value d1_cel_null(void)
{
    return (struct d1_cel_value){.kind = D1_CEL_NULL};
}

static inline struct d1_cel_value d1_cel_bool(bool value)
{
    return (struct d1_cel_value){.kind = D1_CEL_BOOL, .as.boolean = value};
}

static inline struct d1_cel_value d1_cel_int(int64_t value)
{
    return (struct d1_cel_value){.kind = D1_CEL_INT, .as.integer = value};
}

static inline struct d1_cel_value d1_cel_uint(uint64_t value)
{
    return (struct d1_cel_value){.kind = D1_CEL_UINT, .as.natural = value};
}

static inline struct d1_cel_value d1_cel_double(double value)
{
    return (struct d1_cel_value){.kind = D1_CEL_DOUBLE, .as.number = value};
}

/* text is borrowed, valid UTF-8, at most 4 GiB. */
static inline struct d1_cel_value d1_cel_string(struct d1_str text)
{
    return (struct d1_cel_value){.kind = D1_CEL_STRING, .extra = (uint32_t)text.len, .as.text = text.ptr};
}

static inline struct d1_cel_value d1_cel_bytes(struct d1_str bytes)
{
    return (struct d1_cel_value){.kind = D1_CEL_BYTES, .extra = (uint32_t)bytes.len, .as.text = bytes.ptr};
}

static inline struct d1_cel_value d1_cel_date(d1_date date)
{
    return (struct d1_cel_value){.kind = D1_CEL_DATE, .as.integer = date};
}

static inline struct d1_cel_value d1_cel_timestamp(struct d1_instant at)
{
    return (struct d1_cel_value){.kind = D1_CEL_TIMESTAMP, .extra = (uint32_t)at.nanos, .as.integer = at.seconds};
}

/* nanos has the sign of seconds, or either sign where seconds is 0, and is below a second. */
static inline struct d1_cel_value d1_cel_duration(int64_t seconds, int32_t nanos)
{
    return (struct d1_cel_value){.kind = D1_CEL_DURATION, .extra = (uint32_t)nanos, .as.integer = seconds};
}

static inline struct d1_cel_value d1_cel_type_value(const struct d1_cel_type *type)
{
    return (struct d1_cel_value){.kind = D1_CEL_TYPE, .as.type = type};
}

/* An optional that holds nothing. */
static inline struct d1_cel_value d1_cel_none(void)
{
    return (struct d1_cel_value){.kind = D1_CEL_OPTIONAL};
}

/* An optional that holds value. ERROR when memory is short. */
struct d1_cel_value d1_cel_some(struct d1_arena *arena, struct d1_cel_value value);

/*
 * The value that a node of a document stands for, read as `type` (NULL or dyn: by its kind). Where the node does not
 * fit the type the value is an ERROR that says so. Nothing is allocated. A `date` is read from an RFC 3339
 * full-date, a timestamp from a date-time, a duration from ISO 8601 ("P14D", "PT4H"; no years and months) or CEL's
 * own form ("90s"), a double from any number, an int from a number without fraction.
 */
struct d1_cel_value d1_cel_of_node(const struct d1_node *node, const struct d1_cel_type *type);

/*
 * Lists. The constructors return ERROR when memory is short; `arena` must outlive the list, which may build a hash
 * index in it when `in` is used (then `arena` grows while a program runs on it, so it belongs to that thread).
 * items: values are copied; of_nodes: the array is read once, each node converted to item_type.
 */
struct d1_cel_value d1_cel_list_new(struct d1_arena *arena, const struct d1_cel_value *items, size_t count);
struct d1_cel_value d1_cel_list_of_nodes(struct d1_arena *arena, const struct d1_node *const *nodes, size_t count,
                                         const struct d1_cel_type *item_type);

/*
 * A map from keys to values in the order given; keys are bool, int, uint or string, and not checked for duplicates
 * (the first one counts). ERROR when memory is short.
 */
struct d1_cel_value d1_cel_map_new(struct d1_arena *arena, const struct d1_cel_value *keys,
                                   const struct d1_cel_value *values, size_t count);

/* A map over a table from text to `const struct d1_node *`, borrowed; the values are read as value_type. */
struct d1_cel_value d1_cel_map_of_table(const struct d1_map *table, const struct d1_cel_type *value_type);

/*
 * Computes a value when it is first wanted. data and index are those of the slot. The value must live as long as
 * the slot. What went wrong is told by returning an ERROR value (d1_cel_fail_in makes one).
 */
typedef struct d1_cel_value d1_cel_fill(void *data, size_t index);

/* A variable or field that holds a value, or computes it on first use. All zero bytes: a variable without value. */
struct d1_cel_slot {
    struct d1_cel_value value; /* kind ERROR with failure NULL while not computed */
    d1_cel_fill *fill;         /* NULL once computed, or when the value was given */
    void *data;
    size_t index;
};

/*
 * A record put together from slots, one for each field of type (a record type) in their order; the slots are
 * borrowed and are filled on first use, by one thread. A slot without value and without fill is an absent field.
 */
struct d1_cel_value d1_cel_object_new(struct d1_arena *arena, const struct d1_cel_type *type,
                                      struct d1_cel_slot *slots);

/* An ERROR value with a message; code is D1_ERR_EVAL or D1_ERR_LIMIT. The failure lives in arena. */
struct d1_cel_value d1_cel_fail_in(struct d1_arena *arena, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same ERROR value, which was just made and whose cause is at a node (NULL: nowhere), which is borrowed. */
struct d1_cel_value d1_cel_fail_at(struct d1_cel_value failed, const struct d1_node *node);

/* The ERROR value for exhausted memory; nothing is allocated. */
struct d1_cel_value d1_cel_fail_memory(void);

/* ---- looking at values ---- */

static inline bool d1_cel_is(struct d1_cel_value value, enum d1_cel_kind kind)
{
    return value.kind == kind;
}

static inline bool d1_cel_is_true(struct d1_cel_value value)
{
    return value.kind == D1_CEL_BOOL && value.as.boolean;
}

/* The text of a STRING or BYTES. */
static inline struct d1_str d1_cel_text(struct d1_cel_value value)
{
    return (struct d1_str){value.as.text, value.extra};
}

static inline d1_date d1_cel_as_date(struct d1_cel_value value)
{
    return (d1_date)value.as.integer;
}

static inline struct d1_instant d1_cel_as_instant(struct d1_cel_value value)
{
    return (struct d1_instant){value.as.integer, (int32_t)value.extra};
}

/* Why there is no value; never NULL for a value of kind ERROR. */
const struct d1_cel_failure *d1_cel_failure_of(struct d1_cel_value value);

/* The node a value was read from, NULL when it was computed. */
const struct d1_node *d1_cel_value_node(struct d1_cel_value value);

/* The same value as if it had been read from node (which may be NULL); no effect on node-backed lists and maps. */
struct d1_cel_value d1_cel_value_at(struct d1_cel_value value, const struct d1_node *node);

/* What an optional holds: false for none. value may be NULL. */
bool d1_cel_optional_get(struct d1_cel_value optional, struct d1_cel_value *value);

/* Items of a LIST; index must be below the length. An item that does not fit its type is an ERROR. */
size_t d1_cel_list_len(struct d1_cel_value list);
struct d1_cel_value d1_cel_list_get(struct d1_cel_value list, size_t index);

/* Entries of a MAP in order; index must be below the length (absent fields of objects are passed over). */
size_t d1_cel_map_len(struct d1_cel_value map);
void d1_cel_map_entry(struct d1_cel_value map, size_t index, struct d1_cel_value *key, struct d1_cel_value *value);

/* The value of a key; false when it is absent. value may be NULL. */
bool d1_cel_map_get(struct d1_cel_value map, struct d1_cel_value key, struct d1_cel_value *value);
bool d1_cel_map_get_text(struct d1_cel_value map, const char *key, struct d1_cel_value *value);

/* Whether list has an item equal to value; builds the hash index of longer lists. */
bool d1_cel_list_has(struct d1_cel_value list, struct d1_cel_value value);

/* Equality of cel-spec. Errors are equal to nothing. */
bool d1_cel_equal(struct d1_cel_value a, struct d1_cel_value b);

/*
 * Order of cel-spec. Returns false when the kinds have no common order (or one is NaN); else *order is negative, 0
 * or positive.
 */
bool d1_cel_compare(struct d1_cel_value a, struct d1_cel_value b, int *order);

/* A hash that is equal for equal values; seeded per process. */
uint64_t d1_cel_hash(struct d1_cel_value value);

/* The type of a value as type(value) gives it. */
const struct d1_cel_type *d1_cel_type_of(struct d1_cel_value value);

/*
 * Appends the value as an expression that yields it: "text" quoted, timestamps and durations as calls, lists and
 * maps in brackets. d1_cel_value_show appends it for a message: a string, date, timestamp or duration as bare text,
 * an optional as what it holds.
 */
void d1_cel_value_write(struct d1_strbuf *out, struct d1_cel_value value);
void d1_cel_value_show(struct d1_strbuf *out, struct d1_cel_value value);

#endif
