/*
 * JSON text (RFC 8259) read token by token, for texts that are too large to be a document (json/json.h). It takes what
 * a document takes, and says the same of what is wrong; that a key stands twice is for the caller to notice.
 */
#ifndef D1_JSON_READER_H
#define D1_JSON_READER_H

#include "base/error.h"
#include "base/str.h"
#include "doc/builder.h"

enum d1_json_kind {
    D1_JSON_OBJECT, /* begins */
    D1_JSON_ARRAY,
    D1_JSON_END, /* of the innermost of these */
    D1_JSON_KEY, /* what follows is its value */
    D1_JSON_STRING,
    D1_JSON_INT,    /* without fraction and exponent, and an int64 */
    D1_JSON_DOUBLE, /* any other number */
    D1_JSON_BOOL,
    D1_JSON_NULL,
    D1_JSON_DONE /* the text is at its end */
};

struct d1_json_token {
    enum d1_json_kind kind;
    struct d1_span span; /* lines and columns from 0 */
    struct d1_str text;  /* of a key or string, its escapes resolved; of another scalar, as written */
    union {
        bool boolean;
        int64_t integer;
        double number;
    } value;
};

struct d1_json_reader;

/* A reader of bytes, which must outlive it; to be freed with d1_json_reader_free. Returns 0 or D1_ERR_MEMORY. */
int d1_json_reader_new(struct d1_json_reader **reader, struct d1_str bytes, struct d1_error *error);

/* NULL is allowed. */
void d1_json_reader_free(struct d1_json_reader *reader);

/*
 * Reads the next token. Its text is valid until the next call. Returns 0, D1_ERR_SYNTAX with a place (its path is
 * NULL), or D1_ERR_MEMORY; after an error nothing more can be read.
 */
int d1_json_reader_next(struct d1_json_reader *reader, struct d1_json_token *token, struct d1_error *error);

/* A token's place, from 1, end exclusive; path is NULL. */
struct d1_place d1_json_token_place(const struct d1_json_token *token);

#endif
