/*
 * A text that grows. Invariant: ptr is NUL-terminated once anything was appended, len does not count the NUL.
 * Appending never returns an error: when memory is short the buffer remembers it in `oom`, drops further text,
 * and the owner looks once at the end. A limit that the owner sets is kept in the same way.
 */
#ifndef D1_BASE_TEXT_STRBUF_H
#define D1_BASE_TEXT_STRBUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct d1_strbuf {
    char *ptr;
    size_t len;
    size_t cap;
    bool oom;
    bool full;    /* it is oom since the limit was reached */
    size_t limit; /* bytes it may hold; 0 for no limit */
};

/* All zero bytes is an empty buffer. release frees the text; clear keeps the memory for the next text. */
void d1_strbuf_release(struct d1_strbuf *buf);
void d1_strbuf_clear(struct d1_strbuf *buf);

void d1_strbuf_add(struct d1_strbuf *buf, const char *bytes, size_t len);
void d1_strbuf_str(struct d1_strbuf *buf, struct d1_str text);
void d1_strbuf_puts(struct d1_strbuf *buf, const char *text);
void d1_strbuf_putc(struct d1_strbuf *buf, char c);
void d1_strbuf_int(struct d1_strbuf *buf, int64_t number); /* in decimal digits */
void d1_strbuf_fill(struct d1_strbuf *buf, char c, size_t count);
void d1_strbuf_printf(struct d1_strbuf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void d1_strbuf_vprintf(struct d1_strbuf *buf, const char *format, va_list args) __attribute__((format(printf, 2, 0)));

/* A code point as UTF-8; one that is none is written as U+FFFD. */
void d1_strbuf_utf8(struct d1_strbuf *buf, uint32_t code);

/* Makes room for `more` further bytes and returns where they go, or NULL; the caller then adds to len itself. */
char *d1_strbuf_reserve(struct d1_strbuf *buf, size_t more);

/* Shortens the text to len bytes; longer or equal is no change. */
void d1_strbuf_truncate(struct d1_strbuf *buf, size_t len);

/* The text, borrowed until the next change; the empty text when nothing was added. */
struct d1_str d1_strbuf_view(const struct d1_strbuf *buf);

/* Hands the NUL-terminated text to the caller, who frees it with d1_free; NULL when memory was short. */
char *d1_strbuf_detach(struct d1_strbuf *buf);

/* What stands before item `index` of `count` in a series: nothing, ", ", or `last` (" and ") before the last one. */
static inline const char *d1_strbuf_joint(size_t index, size_t count, const char *last)
{
    return index == 0 ? "" : index + 1 < count ? ", " : last;
}

#endif
