/* Numbers and texts of an image, written or read by one function each. */
#include "cel/image/image.h"

#include <string.h>

enum { LONGEST = 10 /* bytes of a number */ };

void d1_code_refuse(struct d1_coder *c, const char *what)
{
    if (!c->unwritable)
        c->unwritable = what;
}

void *d1_code_alloc(struct d1_coder *c, size_t count, size_t size)
{
    void *memory = d1_arena_calloc(c->env->arena, count, size);

    c->oom = c->oom || !memory;
    return memory;
}

/* ---- numbers ---- */

uint64_t d1_code_read_long(struct d1_coder *c)
{
    uint64_t value = 0;

    for (unsigned i = 0; i < LONGEST && c->at < c->end; i++) {
        unsigned char byte = *c->at++;

        value |= (uint64_t)(byte & (D1_CODE_MORE - 1)) << (i * D1_CODE_DIGIT);
        if (!(byte & D1_CODE_MORE))
            return value;
    }
    c->broken = true;
    return 0;
}

void d1_code_write_number(struct d1_coder *c, uint64_t value)
{
    for (; value >= D1_CODE_MORE; value >>= D1_CODE_DIGIT)
        d1_strbuf_putc(c->out, (char)(value | D1_CODE_MORE));
    d1_strbuf_putc(c->out, (char)value);
}

/* ---- bytes ---- */

static void code_bytes(struct d1_coder *c, void *bytes, size_t size)
{
    if (d1_code_writes(c)) {
        d1_strbuf_add(c->out, bytes, size);
    } else if ((size_t)(c->end - c->at) >= size) {
        memcpy(bytes, c->at, size);
        c->at += size;
    } else {
        c->broken = true;
    }
}

void d1_code_double(struct d1_coder *c, double *value)
{
    code_bytes(c, value, sizeof *value);
}

void d1_code_hash(struct d1_coder *c, uint32_t *value)
{
    code_bytes(c, value, sizeof *value);
}

void d1_code_text(struct d1_coder *c, struct d1_str *text)
{
    size_t length = (size_t)d1_code_number(c, text->len);

    if (d1_code_writes(c)) {
        d1_strbuf_str(c->out, *text);
        return;
    }
    if ((size_t)(c->end - c->at) < length) {
        c->broken = true;
        length = 0;
    }
    *text = d1_strn((const char *)c->at, length);
    c->at += length;
}
