/*
 * Writes JSON (RFC 8259) as a stream, for reports: what is put goes out in that order at once, so that a report of
 * any size needs a few kilobytes. Output is UTF-8; bytes of a string that are not valid UTF-8 become U+FFFD. Control
 * characters, DEL, C1 and bidirectional formatting characters are escaped, so that the text can be shown anywhere.
 *
 *     struct d1_json_writer w;
 *     d1_json_writer_init(&w, D1_JSON_INDENT, NULL, NULL);
 *     d1_json_begin_object(&w);
 *     d1_json_key(&w, "line");
 *     d1_json_int(&w, 12);
 *     d1_json_end(&w);
 *     if (d1_json_writer_finish(&w, &error) == 0) ... w.buffer
 *     d1_json_writer_release(&w);
 *
 * The functions that put something never fail: the writer remembers the first failure, ignores what follows, and
 * finish returns it. Putting a value where a key must stand, or the reverse, is a bug of the caller (assertion).
 */
#ifndef D1_JSON_WRITER_H
#define D1_JSON_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/text/strbuf.h"
#include "doc/node.h"

/* Takes the next bytes of the output. Returns 0, or a negative code (enum d1_err) and may set error. */
typedef int d1_json_write(void *context, const char *bytes, size_t len, struct d1_error *error);

enum d1_json_layout {
    D1_JSON_COMPACT, /* no white space at all */
    D1_JSON_INDENT   /* a line for each item and member, two spaces a level; empty containers as [] and {} */
};

/* Containers that may be open at once: any document (base/limits.h) within a report. */
enum { D1_JSON_WRITER_DEPTH = 256 };

/* The fields are the writer's own, but for buffer and longest, which is set after init. */
struct d1_json_writer {
    struct d1_strbuf buffer; /* all output when write is NULL, else what was not handed on yet */
    enum d1_json_layout layout;
    size_t longest; /* bytes of a string; one that is longer is shortened (base/text/shorten.h); 0: none is */
    d1_json_write *write;
    void *context;
    struct d1_error error;
    uint32_t depth;
    bool key_set; /* a key was put and its value is awaited */
    uint8_t open[D1_JSON_WRITER_DEPTH];
};

/*
 * write receives the output in pieces, in order; NULL keeps it all in buffer. release frees everything, at any
 * time. finish asserts that every container was ended, writes the line feed that ends an indented text, hands over
 * the rest, and returns 0 or the first failure.
 */
void d1_json_writer_init(struct d1_json_writer *w, enum d1_json_layout layout, d1_json_write *write, void *context);
int d1_json_writer_finish(struct d1_json_writer *w, struct d1_error *error);
void d1_json_writer_release(struct d1_json_writer *w);

/* Containers; end closes the innermost, whichever it is. */
void d1_json_begin_object(struct d1_json_writer *w);
void d1_json_begin_array(struct d1_json_writer *w);
void d1_json_end(struct d1_json_writer *w);

/* The key of the next value. Keys stand in the order they are put. */
void d1_json_key(struct d1_json_writer *w, const char *key);
void d1_json_key_str(struct d1_json_writer *w, struct d1_str key);

/* Values. A NULL text is null. */
void d1_json_null(struct d1_json_writer *w);
void d1_json_bool(struct d1_json_writer *w, bool value);
void d1_json_int(struct d1_json_writer *w, int64_t value);
void d1_json_text(struct d1_json_writer *w, const char *text);
void d1_json_string(struct d1_json_writer *w, struct d1_str text);
void d1_json_printf(struct d1_json_writer *w, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The shortest digits that read back as the same double, always with a point or exponent; not finite gives null. */
void d1_json_real(struct d1_json_writer *w, double value);

/*
 * A node of a document with all below it. Numbers are written with their source text where that is JSON, else by
 * value (0x1f, .5, +1); infinities and not-a-number, which JSON lacks, as the strings ".inf", "-.inf", ".nan".
 */
void d1_json_node(struct d1_json_writer *w, const struct d1_node *node);

/* Key and value in one; the forms that reports use most. */
void d1_json_member_bool(struct d1_json_writer *w, const char *key, bool value);
void d1_json_member_int(struct d1_json_writer *w, const char *key, int64_t value);
void d1_json_member_text(struct d1_json_writer *w, const char *key, const char *text);
void d1_json_member_string(struct d1_json_writer *w, const char *key, struct d1_str text);
void d1_json_member_null(struct d1_json_writer *w, const char *key);
void d1_json_member_object(struct d1_json_writer *w, const char *key); /* key and begin */
void d1_json_member_array(struct d1_json_writer *w, const char *key);  /* key and begin */

#endif
