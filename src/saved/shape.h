/*
 * Objects of JSON read into structures by tables: for each member its name, what it holds, and where it goes.
 *
 * A member that is not in the table is an error, as is one that stands twice, one of another type, and one that has to
 * be there and is not. So the tables are as strict as the schema that the reports are published with, and a test holds
 * them against it.
 */
#ifndef D1_SAVED_SHAPE_H
#define D1_SAVED_SHAPE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/memory/arena.h"
#include "json/reader.h"
#include "saved/saved.h"

enum d1_shape_kind {
    D1_SHAPE_TEXT,    /* struct d1_str */
    D1_SHAPE_NAME,    /* const char * */
    D1_SHAPE_URI,     /* const char *: a path, percent-encoded */
    D1_SHAPE_DIGEST,  /* char [33]: 32 hexadecimal digits */
    D1_SHAPE_HEX,     /* struct d1_str: hexadecimal digits, a dash in between allowed */
    D1_SHAPE_CONST,   /* nothing: the text must be `constant` */
    D1_SHAPE_PASSED,  /* nothing: a text that something else says as well */
    D1_SHAPE_COUNT,   /* size_t */
    D1_SHAPE_COUNT32, /* uint32_t */
    D1_SHAPE_INT,     /* int, not negative */
    D1_SHAPE_REAL,    /* double, not negative */
    D1_SHAPE_FLAG,    /* bool */
    D1_SHAPE_DAY,     /* d1_date; a bool at `also`, where that is not 0, becomes true */
    D1_SHAPE_WORD,    /* an enum: one of `words` names */
    D1_SHAPE_CHECK,   /* const struct d1_check * by its id */
    D1_SHAPE_CHECKS,  /* a list of them; its length is a size_t at `also` */
    D1_SHAPE_TEXTS,   /* a list of struct d1_str; likewise */
    D1_SHAPE_OBJECT,  /* the structure of `shape` itself */
    D1_SHAPE_POINTER, /* a pointer to one */
    D1_SHAPE_LIST     /* a pointer to those of a list; its length is a size_t at `also` */
};

struct d1_shape;

struct d1_shape_field {
    const char *key;
    enum d1_shape_kind kind;
    bool required;
    size_t at;   /* offset in the structure */
    size_t also; /* offset of what goes with it */
    const struct d1_shape *shape;
    const char *(*word)(int value);
    int words;
    const char *constant;
};

struct d1_saved_reader;

struct d1_shape {
    const char *what; /* "a finding", for messages */
    const struct d1_shape_field *fields;
    size_t count;
    size_t size; /* of the structure that is read */
    /* What a structure is before it is read, where that is not all zero; NULL otherwise. */
    void (*begin)(void *read);
    /* Looks at what was read as a whole; NULL: nothing is to be said of it. 0 or a negative code, with the error set.
     */
    int (*end)(struct d1_saved_reader *reader, void *read);
    /*
     * Where the structure that is kept in a list is another: its size, and how it is made of what was read. Returns 0
     * or a negative code with the reader's error set.
     */
    size_t kept;
    int (*keep)(struct d1_saved_reader *reader, const void *read, void *kept);
};

/* Rows of a table. A required member has a capital R in front. */
#define D1_FIELD(type, key, kind, member)                                                                              \
    {                                                                                                                  \
        (key), D1_SHAPE_##kind, false, offsetof(type, member), 0, NULL, NULL, 0, NULL                                  \
    }
#define D1_RFIELD(type, key, kind, member)                                                                             \
    {                                                                                                                  \
        (key), D1_SHAPE_##kind, true, offsetof(type, member), 0, NULL, NULL, 0, NULL                                   \
    }
#define D1_FIELD2(type, key, kind, member, also)                                                                       \
    {                                                                                                                  \
        (key), D1_SHAPE_##kind, false, offsetof(type, member), offsetof(type, also), NULL, NULL, 0, NULL               \
    }
#define D1_RFIELD2(type, key, kind, member, also)                                                                      \
    {                                                                                                                  \
        (key), D1_SHAPE_##kind, true, offsetof(type, member), offsetof(type, also), NULL, NULL, 0, NULL                \
    }
#define D1_FIELD_OF(type, key, kind, member, also, of)                                                                 \
    {                                                                                                                  \
        (key), D1_SHAPE_##kind, false, offsetof(type, member), (also), (of), NULL, 0, NULL                             \
    }
#define D1_RFIELD_OF(type, key, kind, member, also, of)                                                                \
    {                                                                                                                  \
        (key), D1_SHAPE_##kind, true, offsetof(type, member), (also), (of), NULL, 0, NULL                              \
    }
#define D1_WORD(type, key, required, member, word, words)                                                              \
    {                                                                                                                  \
        (key), D1_SHAPE_WORD, (required), offsetof(type, member), 0, NULL, (word), (words), NULL                       \
    }
#define D1_PASSED(key)                                                                                                 \
    {                                                                                                                  \
        (key), D1_SHAPE_PASSED, true, 0, 0, NULL, NULL, 0, NULL                                                        \
    }
#define D1_CONSTANT(key, text)                                                                                         \
    {                                                                                                                  \
        (key), D1_SHAPE_CONST, true, 0, 0, NULL, NULL, 0, (text)                                                       \
    }

#define D1_SHAPE_OF(table) (table), sizeof(table) / sizeof *(table)

struct d1_saved_reader {
    struct d1_json_reader *json;
    struct d1_json_token token; /* the one that was read last */
    struct d1_saved *saved;
    struct d1_arena *arena;       /* of it */
    const char *path;             /* of the report, for errors */
    const struct d1_str *version; /* of the program that wrote it, as far as that is known */
    struct d1_error *error;
};

/* Reads the next token. Like all of these functions it returns 0 or a negative code with the error set. */
int d1_saved_next(struct d1_saved_reader *reader);

/* Sets the error "message" at the last token, and returns D1_ERR_READ. */
int d1_saved_fault(struct d1_saved_reader *reader, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Reads the object whose beginning is the last token into *read. */
int d1_shape_read(struct d1_saved_reader *reader, const struct d1_shape *shape, void *read);

/* The check of an id, which is made when it is named first. NULL when memory is short. */
struct d1_check *d1_saved_check(struct d1_saved *saved, struct d1_str id);

#endif
