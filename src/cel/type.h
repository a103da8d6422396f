/*
 * Types of the Common Expression Language (cel-spec, "Values" and "Gradual Type Checking"), with three additions:
 * `date`, records (mappings whose fields are known, made from schemas) and strings with known values (closed enums).
 *
 * A type is immutable once it is made, and lives in the arena that the caller gave, or is static. Two types are the
 * same when they are built the same way; records are the same only when they are the same object. Constructors
 * return NULL when the arena is exhausted, and also when an argument type is NULL, so that calls can be nested and
 * looked at once.
 */
#ifndef D1_CEL_TYPE_H
#define D1_CEL_TYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/memory/arena.h"
#include "base/str.h"
#include "base/text/strbuf.h"

/* Kinds of types and, up to D1_CEL_OPAQUE, of values. ERROR is 0: a value of all zero bytes is no value. */
enum d1_cel_kind {
    D1_CEL_ERROR,
    D1_CEL_NULL,
    D1_CEL_BOOL,
    D1_CEL_INT,
    D1_CEL_UINT,
    D1_CEL_DOUBLE,
    D1_CEL_STRING,
    D1_CEL_BYTES,
    D1_CEL_DATE, /* a civil date without time or zone, as RFC 3339 full-date writes it */
    D1_CEL_TIMESTAMP,
    D1_CEL_DURATION,
    D1_CEL_TYPE,
    D1_CEL_LIST,     /* list(T) */
    D1_CEL_MAP,      /* map(K, V); records are maps at run time */
    D1_CEL_OPTIONAL, /* optional_type(T) */
    D1_CEL_OPAQUE,   /* a type that only functions know, by name, perhaps with parameters */
    /* The kinds below are of types only. */
    D1_CEL_DYN,    /* known at run time */
    D1_CEL_RECORD, /* a mapping with known fields */
    D1_CEL_PARAM,  /* the T of a generic function */
    D1_CEL_FREE,   /* the item type of `[]`, and what is faulty already: becomes whatever is wanted */
    D1_CEL_KINDS
};

struct d1_cel_record;

struct d1_cel_type {
    enum d1_cel_kind kind;
    bool generic;                          /* a PARAM occurs in it */
    uint16_t arg_count;                    /* 1 for LIST, OPTIONAL, TYPE; 2 for MAP; any number for OPAQUE */
    uint32_t value_count;                  /* STRING: number of known values; 0 for any string */
    const struct d1_cel_type *const *args; /* LIST: item; MAP: key, value; OPTIONAL: value */
    const char *name;                      /* OPAQUE: its name; PARAM: "A", "B", ...; STRING with values: may be NULL */
    const struct d1_str *values;           /* STRING: the known values in the order of the schema */
    struct d1_cel_record *record;          /* RECORD; MAP made by a literal with constant string keys, else NULL */
};

/* The types without arguments, by kind; D1_CEL_LIST is list(dyn), MAP map(dyn, dyn), OPTIONAL optional_type(dyn). */
extern const struct d1_cel_type d1_cel_types[D1_CEL_KINDS];
#define D1_CEL_T(kind) (&d1_cel_types[D1_CEL_##kind])

/* The generic types that tables of functions need: A, B, C, list(A), list(list(A)), ... (see function.h). */
extern const struct d1_cel_type d1_cel_type_a, d1_cel_type_b, d1_cel_type_list_a, d1_cel_type_list_b,
    d1_cel_type_list_list_a, d1_cel_type_map_a_b, d1_cel_type_optional_a, d1_cel_type_type_a, d1_cel_type_list_string,
    d1_cel_type_list_int, d1_cel_type_list_optional_a;

const struct d1_cel_type *d1_cel_type_list(struct d1_arena *arena, const struct d1_cel_type *item);
const struct d1_cel_type *d1_cel_type_map(struct d1_arena *arena, const struct d1_cel_type *key,
                                          const struct d1_cel_type *value);
const struct d1_cel_type *d1_cel_type_optional(struct d1_arena *arena, const struct d1_cel_type *value);
const struct d1_cel_type *d1_cel_type_of_type(struct d1_arena *arena, const struct d1_cel_type *type);

/*
 * A string that is one of `values`, which are borrowed and must outlive the type. The checker refuses to compare it
 * with a literal outside them. name is for messages ("Risk.strategy"), borrowed, and may be NULL.
 */
const struct d1_cel_type *d1_cel_type_enum(struct d1_arena *arena, const char *name, const struct d1_str *values,
                                           size_t count);

/* A type that only functions know. name and args are borrowed. */
const struct d1_cel_type *d1_cel_type_opaque(struct d1_arena *arena, const char *name,
                                             const struct d1_cel_type *const *args, size_t count);

/* A parameter of a generic function; the same name in one overload is the same type. name is borrowed. */
const struct d1_cel_type *d1_cel_type_param(struct d1_arena *arena, const char *name);

/* ---- records ---- */

struct d1_cel_field {
    struct d1_str name;
    const struct d1_cel_type *type;
    bool optional; /* may be absent: reading it needs has(path) or `.?` */
};

/*
 * Gives the fields of a record that was made without them: it calls d1_cel_record_set on type. Returns 0 or
 * D1_ERR_MEMORY. It is called at most once for a type, by the first compilation that looks into it; programs never
 * call it.
 */
typedef int d1_cel_record_fill(struct d1_cel_record *record, void *data);

/*
 * A record type by the name that messages use ("Stakeholder"; borrowed). It has no fields until d1_cel_record_set is
 * called, now or by fill, which may be NULL; so types may refer to each other in circles.
 */
const struct d1_cel_type *d1_cel_type_record(struct d1_arena *arena, const char *name, d1_cel_record_fill *fill,
                                             void *data);

/* Sets the fields, once; they are copied, their names borrowed. Returns 0 or D1_ERR_MEMORY. */
int d1_cel_record_set(struct d1_cel_record *record, const struct d1_cel_field *fields, size_t count);

/* The fields in their order, filling the record where needed; 0 fields for a type that is no record. */
const struct d1_cel_field *d1_cel_record_fields(const struct d1_cel_type *type, size_t *count);

/*
 * The field of that name, found by hash (hash is d1_str_hash(name)), or NULL; *index, which may be NULL, receives
 * its number. Fills the record where needed.
 */
const struct d1_cel_field *d1_cel_record_field(const struct d1_cel_type *type, struct d1_str name, uint32_t hash,
                                               size_t *index);

/* Like d1_cel_record_field, but never calls the callback; so it is safe in programs that run on several threads. */
const struct d1_cel_field *d1_cel_record_peek(const struct d1_cel_type *type, struct d1_str name, uint32_t hash,
                                              size_t *index);

/* The field whose name is most like the given one, NULL when none is close. */
const struct d1_cel_field *d1_cel_record_nearest(const struct d1_cel_type *type, struct d1_str name);

/* The name given to d1_cel_type_record. */
const char *d1_cel_record_name(const struct d1_cel_record *record);

/* ---- relations ---- */

/* LIST: the type of its items. MAP: of its values. OPTIONAL: of what it holds. Otherwise dyn. */
const struct d1_cel_type *d1_cel_type_item(const struct d1_cel_type *type);

/* Whether the types are the same, known values of strings left aside. */
bool d1_cel_type_same(const struct d1_cel_type *a, const struct d1_cel_type *b);

/*
 * Whether a value of type `from` may stand where `to` is wanted: the same type, or dyn (or a free type) in either
 * place, also inside. null may stand for an optional, a timestamp, a duration and an opaque type.
 */
bool d1_cel_type_assignable(const struct d1_cel_type *to, const struct d1_cel_type *from);

/* Whether values of the type are numbers. */
static inline bool d1_cel_type_is_number(const struct d1_cel_type *type)
{
    return type->kind == D1_CEL_INT || type->kind == D1_CEL_UINT || type->kind == D1_CEL_DOUBLE;
}

/* The narrowest type that holds both: one of them, or dyn where they differ. NULL when memory is short. */
const struct d1_cel_type *d1_cel_type_join(struct d1_arena *arena, const struct d1_cel_type *a,
                                           const struct d1_cel_type *b);

/* Whether `value` is among the known values of a string type; true when it has none. */
bool d1_cel_type_has_value(const struct d1_cel_type *type, struct d1_str value);

/* Appends the type as cel-spec writes it: "list(int)", "map(string, dyn)", "optional_type(date)", "Stakeholder". */
void d1_cel_type_write(struct d1_strbuf *out, const struct d1_cel_type *type);

/* The same in the arena; a fixed text when memory is short. */
struct d1_str d1_cel_type_text(struct d1_arena *arena, const struct d1_cel_type *type);

#endif
