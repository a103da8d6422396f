#include "base/text/shorten.h"

#include "base/limits.h"
#include "base/text/utf8.h"

enum { TAIL = 50 /* more than the code points of the longest tail */ };

struct d1_str d1_shorten_head(struct d1_str text)
{
    if (text.len <= D1_LIMIT_SHOWN || d1_utf8_prefix(text, D1_LIMIT_SHOWN).len == text.len)
        return text;
    return d1_utf8_prefix(text, D1_LIMIT_SHOWN - TAIL);
}

void d1_shorten_tail(struct d1_strbuf *out, struct d1_str text, struct d1_str head)
{
    if (head.len < text.len)
        d1_strbuf_printf(out, "... (%zu bytes in all)", text.len);
}

void d1_shorten(struct d1_strbuf *out, struct d1_str text)
{
    struct d1_str head = d1_shorten_head(text);

    d1_strbuf_str(out, head);
    d1_shorten_tail(out, text, head);
}

void d1_shorten_buffer(struct d1_strbuf *buf)
{
    struct d1_str text = d1_strbuf_view(buf), head = d1_shorten_head(text);

    if (head.len == text.len)
        return;
    d1_strbuf_truncate(buf, head.len);
    d1_shorten_tail(buf, text, head);
}

struct d1_str d1_shorten_in(struct d1_arena *arena, struct d1_str text)
{
    struct d1_str head = d1_shorten_head(text), result;
    struct d1_strbuf shorter = {0};

    if (head.len == text.len)
        return text;
    d1_shorten(&shorter, text);
    result = shorter.oom ? d1_strn(NULL, 0) : d1_arena_str(arena, d1_strbuf_view(&shorter));
    d1_strbuf_release(&shorter);
    return result;
}
