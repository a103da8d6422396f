/*
 * The values of `format` (JSON Schema 2020-12 Validation §7.3, and those of older dialects). Each is a function over
 * the text of a string and a row in the table of format/format.c.
 */
#ifndef D1_SCHEMA_FORMAT_H
#define D1_SCHEMA_FORMAT_H

#include <stdbool.h>

#include "base/error.h"
#include "base/str.h"

struct format {
    const char *name;
    bool (*check)(struct d1_str text);                        /* NULL where there is `judge` */
    int (*judge)(struct d1_str text, struct d1_error *error); /* of a format that is bounded by limits: 1 or 0, or
                                                               * D1_ERR_LIMIT with the limit in *error, D1_ERR_MEMORY */
    const char *phrase; /* what a text of the format is, for messages: "a date such as 2026-03-02" */
};

/* Work of a validation that `judge` is charged with, beside that for the length of the text. */
enum { D1_FORMAT_JUDGED = 4000 };

/* The format of a name, or NULL. Formats of one dialect are known in all: where one is named, it is meant. */
const struct format *d1_schema_format_find(struct d1_str name);

/* Version of libidn2, for --version. */
const char *d1_schema_library(void);

#endif
