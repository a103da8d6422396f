#include "schema/uri.h"

#include <string.h>

struct d1_str d1_schema_uri_without_fragment(struct d1_str text, struct d1_str *fragment)
{
    size_t hash = d1_str_find(text, '#', 0);

    *fragment = hash < text.len ? d1_str_sub(text, hash + 1, text.len) : (struct d1_str){NULL, 0};
    return d1_str_sub(text, 0, hash);
}

static bool is_scheme(struct d1_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

        if (!letter && (i == 0 || !((c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.')))
            return false;
    }
    return text.len > 0;
}

struct d1_schema_uri d1_schema_uri_split(struct d1_str text)
{
    struct d1_schema_uri uri = {0};
    size_t colon, mark;

    text = d1_schema_uri_without_fragment(text, &uri.fragment);
    mark = d1_str_find(text, '?', 0);
    if (mark < text.len)
        uri.query = d1_str_sub(text, mark + 1, text.len);
    text = d1_str_sub(text, 0, mark);
    colon = d1_str_find(text, ':', 0);
    if (colon < text.len && is_scheme(d1_str_sub(text, 0, colon))) {
        uri.scheme = d1_str_sub(text, 0, colon);
        text = d1_str_sub(text, colon + 1, text.len);
    }
    if (d1_str_starts(text, "//")) {
        size_t slash = d1_str_find(text, '/', 2);

        uri.authority = d1_str_sub(text, 2, slash - 2);
        text = d1_str_sub(text, slash, text.len);
    }
    uri.path = text.ptr ? text : d1_str("");
    return uri;
}

/* Text put together in memory that is large enough. */
struct writer {
    char *ptr;
    size_t len;
};

static void put(struct writer *out, struct d1_str text)
{
    if (text.len)
        memcpy(out->ptr + out->len, text.ptr, text.len);
    out->len += text.len;
}

/*
 * Removes dot segments (RFC 3986 §5.2.4) from the path that out holds from `start` on. Works segment by segment in
 * place, since what is kept never runs ahead of what is read.
 */
static void remove_dots(struct writer *out, size_t start)
{
    size_t read = start, write = start, end = out->len;
    bool rooted = read < end && out->ptr[read] == '/';

    while (read < end) {
        size_t from = read + (out->ptr[read] == '/'), stop = from;
        bool slash = from > read;
        bool one, two, last;

        while (stop < end && out->ptr[stop] != '/')
            stop++;
        one = stop - from == 1 && out->ptr[from] == '.';
        two = stop - from == 2 && out->ptr[from] == '.' && out->ptr[from + 1] == '.';
        last = stop == end;
        read = stop;
        if (two) {
            while (write > start && out->ptr[write - 1] != '/')
                write--;
            if (write > start)
                write--;
        }
        if (one || two) {
            if (last && (rooted || write > start))
                out->ptr[write++] = '/';
            continue;
        }
        if (slash && (write > start || rooted))
            out->ptr[write++] = '/';
        memmove(out->ptr + write, out->ptr + from, stop - from);
        write += stop - from;
    }
    out->len = write;
}

struct d1_str d1_schema_uri_resolve(struct d1_arena *arena, struct d1_str base, struct d1_str reference)
{
    struct d1_schema_uri b = d1_schema_uri_split(base), r = d1_schema_uri_split(reference);
    struct writer out = {d1_arena_bytes(arena, base.len + reference.len + 8), 0};
    bool own_path = r.scheme.ptr || r.authority.ptr;
    struct d1_str scheme = r.scheme.ptr ? r.scheme : b.scheme;
    struct d1_str authority = own_path ? r.authority : b.authority;
    struct d1_str query = own_path || r.path.len || r.query.ptr ? r.query : b.query;
    size_t start;

    if (!out.ptr)
        return (struct d1_str){NULL, 0};
    if (scheme.ptr) {
        put(&out, scheme);
        put(&out, d1_str(":"));
    }
    if (authority.ptr) {
        put(&out, d1_str("//"));
        put(&out, authority);
    }
    start = out.len;
    if (own_path || (r.path.len && r.path.ptr[0] == '/')) {
        put(&out, r.path);
        if (r.path.len && r.path.ptr[0] == '/')
            remove_dots(&out, start);
    } else if (!r.path.len) {
        put(&out, b.path);
    } else {
        size_t keep = b.path.len;

        while (keep && b.path.ptr[keep - 1] != '/')
            keep--;
        put(&out, d1_str_sub(b.path, 0, keep));
        if (!b.path.len && b.authority.ptr)
            put(&out, d1_str("/"));
        put(&out, r.path);
        remove_dots(&out, start);
    }
    if (query.ptr) {
        put(&out, d1_str("?"));
        put(&out, query);
    }
    out.ptr[out.len] = '\0';
    return d1_strn(out.ptr, out.len);
}

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

struct d1_str d1_schema_uri_unescape(struct d1_arena *arena, struct d1_str text)
{
    size_t at = d1_str_find(text, '%', 0), len = 0;
    char *out;

    if (at == text.len)
        return text;
    out = d1_arena_bytes(arena, text.len);
    if (!out)
        return (struct d1_str){NULL, 0};
    for (size_t i = 0; i < text.len; i++) {
        int high = i + 2 < text.len ? hex(text.ptr[i + 1]) : -1;
        int low = high >= 0 ? hex(text.ptr[i + 2]) : -1;

        if (text.ptr[i] == '%' && low >= 0) {
            out[len++] = (char)(high << 4 | low);
            i += 2;
        } else {
            out[len++] = text.ptr[i];
        }
    }
    return d1_strn(out, len);
}

void d1_schema_uri_escape_fragment(struct d1_strbuf *out, struct d1_str text)
{
    static const char allowed[] = "-._~!$&'()*+,;=:@/?";

    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

        if (plain || (c && strchr(allowed, c)))
            d1_strbuf_putc(out, c);
        else
            d1_strbuf_printf(out, "%%%02X", (unsigned char)c);
    }
}
