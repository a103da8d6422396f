#include "base/text/strbuf.h"

#include <stdio.h>
#include <string.h>

#include "base/memory/alloc.h"
#include "base/text/utf8.h"

void d1_strbuf_release(struct d1_strbuf *buf)
{
    d1_free(buf->ptr);
    *buf = (struct d1_strbuf){0};
}

void d1_strbuf_clear(struct d1_strbuf *buf)
{
    buf->len = 0;
    buf->oom = buf->full = false;
    if (buf->ptr)
        buf->ptr[0] = '\0';
}

char *d1_strbuf_reserve(struct d1_strbuf *buf, size_t more)
{
    size_t cap = buf->cap ? buf->cap : 64;
    char *ptr;

    if (buf->limit && more > buf->limit - buf->len)
        buf->oom = buf->full = true;
    if (buf->oom || more >= SIZE_MAX / 2 - buf->len) {
        buf->oom = true;
        return NULL;
    }
    if (buf->cap > buf->len + more)
        return buf->ptr + buf->len;
    while (cap <= buf->len + more)
        cap *= 2;
    ptr = d1_realloc(buf->ptr, cap);
    if (!ptr) {
        buf->oom = true;
        return NULL;
    }
    buf->ptr = ptr;
    buf->cap = cap;
    return ptr + buf->len;
}

void d1_strbuf_add(struct d1_strbuf *buf, const char *bytes, size_t len)
{
    char *to = d1_strbuf_reserve(buf, len);

    if (!to)
        return;
    if (len)
        memcpy(to, bytes, len);
    to[len] = '\0';
    buf->len += len;
}

void d1_strbuf_str(struct d1_strbuf *buf, struct d1_str text)
{
    d1_strbuf_add(buf, text.ptr, text.len);
}

void d1_strbuf_puts(struct d1_strbuf *buf, const char *text)
{
    d1_strbuf_add(buf, text, strlen(text));
}

void d1_strbuf_putc(struct d1_strbuf *buf, char c)
{
    d1_strbuf_add(buf, &c, 1);
}

void d1_strbuf_int(struct d1_strbuf *buf, int64_t number)
{
    char digits[20], *first = digits + sizeof digits;
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;

    do
        *--first = (char)('0' + rest % 10);
    while (rest /= 10);
    if (number < 0)
        *--first = '-';
    d1_strbuf_add(buf, first, (size_t)(digits + sizeof digits - first));
}

void d1_strbuf_fill(struct d1_strbuf *buf, char c, size_t count)
{
    char *to = d1_strbuf_reserve(buf, count);

    if (!to)
        return;
    memset(to, c, count);
    to[count] = '\0';
    buf->len += count;
}

void d1_strbuf_vprintf(struct d1_strbuf *buf, const char *format, va_list args)
{
    va_list again;
    char *to;
    int len;

    va_copy(again, args);
    len = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (len < 0) {
        d1_alloc_note();
        buf->oom = true;
        return;
    }
    to = d1_strbuf_reserve(buf, (size_t)len);
    if (!to)
        return;
    vsnprintf(to, (size_t)len + 1, format, args);
    buf->len += (size_t)len;
}

void d1_strbuf_printf(struct d1_strbuf *buf, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    d1_strbuf_vprintf(buf, format, args);
    va_end(args);
}

void d1_strbuf_utf8(struct d1_strbuf *buf, uint32_t code)
{
    char bytes[4];

    d1_strbuf_add(buf, bytes, d1_utf8_encode(bytes, code));
}

void d1_strbuf_truncate(struct d1_strbuf *buf, size_t len)
{
    if (len >= buf->len)
        return;
    buf->len = len;
    buf->ptr[len] = '\0';
}

struct d1_str d1_strbuf_view(const struct d1_strbuf *buf)
{
    return (struct d1_str){buf->ptr ? buf->ptr : "", buf->len};
}

char *d1_strbuf_detach(struct d1_strbuf *buf)
{
    char *text;

    d1_strbuf_add(buf, "", 0);
    if (buf->oom) {
        d1_strbuf_release(buf);
        return NULL;
    }
    text = buf->ptr;
    *buf = (struct d1_strbuf){0};
    return text;
}
