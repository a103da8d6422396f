/* URIs and IRIs by their grammars: which characters each part may hold. */
#include "schema/format/format_table.h"

#include "base/text/utf8.h"
#include "schema/uri.h"

static bool is_letter(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
    return is_digit((unsigned char)c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* ucschar of RFC 3987 §2.2: everything beyond ASCII but private use, noncharacters and the like. */
static bool is_ucschar(uint32_t code)
{
    if (code >= 0x10000)
        return (code & 0xffff) <= 0xfffd && code < 0xf0000 && !(code >= 0xe0000 && code < 0xe1000);
    return (code >= 0xa0 && code <= 0xd7ff) || (code >= 0xf900 && code <= 0xfdcf) || (code >= 0xfdf0 && code <= 0xffef);
}

/* iprivate of RFC 3987 §2.2, allowed in queries. */
static bool is_private(uint32_t code)
{
    return (code >= 0xe000 && code <= 0xf8ff) || (code >= 0xf0000 && (code & 0xffff) <= 0xfffd);
}

/* Whether a part holds only unreserved and sub-delim characters, escapes, and those in `more`. */
static bool part_fits(struct d1_str part, const char *more, bool iri, bool query)
{
    static const char allowed[] = "-._~!$&'()*+,;=";

    for (size_t at = 0; at < part.len;) {
        size_t start = at;
        uint32_t code = d1_utf8_decode(part, &at);

        if (code == '%') {
            if (start + 2 >= part.len || !is_hex(part.ptr[start + 1]) || !is_hex(part.ptr[start + 2]))
                return false;
            at = start + 3;
        } else if (code < 0x80) {
            if (!is_letter(code) && !is_digit(code) &&
                (!code || (!strchr(allowed, (int)code) && !strchr(more, (int)code))))
                return false;
        } else if (code == D1_UTF8_INVALID || !iri || (!is_ucschar(code) && !(query && is_private(code)))) {
            return false;
        }
    }
    return true;
}

/* "[...]": an IPv6 address or a future one (RFC 3986 §3.2.2). */
static bool literal_fits(struct d1_str host)
{
    struct d1_str inside = d1_str_sub(host, 1, host.len - 2);
    size_t dot;

    if (host.len < 2 || host.ptr[host.len - 1] != ']')
        return false;
    if (!inside.len || (inside.ptr[0] != 'v' && inside.ptr[0] != 'V'))
        return d1_schema_format_ipv6(inside);
    dot = d1_str_find(inside, '.', 0);
    for (size_t i = 1; i < dot; i++)
        if (!is_hex(inside.ptr[i]))
            return false;
    return dot > 1 && dot + 1 < inside.len && part_fits(d1_str_sub(inside, dot + 1, inside.len), ":", false, false) &&
           d1_str_find(inside, '%', 0) == inside.len;
}

static bool authority_fits(struct d1_str authority, bool iri)
{
    size_t at = authority.len, colon;
    struct d1_str host;

    while (at && authority.ptr[at - 1] != '@')
        at--;
    if (at && !part_fits(d1_str_sub(authority, 0, at - 1), ":", iri, false))
        return false;
    host = d1_str_sub(authority, at, authority.len);
    colon = host.len;
    while (colon && is_digit((unsigned char)host.ptr[colon - 1]))
        colon--;
    if (colon && host.ptr[colon - 1] == ':')
        host = d1_str_sub(host, 0, colon - 1);
    if (host.len && host.ptr[0] == '[')
        return literal_fits(host);
    return part_fits(host, "", iri, false);
}

static bool fits(struct d1_str text, bool iri, bool relative)
{
    struct d1_schema_uri uri = d1_schema_uri_split(text);
    size_t colon, slash;

    if (!uri.scheme.ptr) {
        if (!relative)
            return false;
        /* The first segment of a relative path holds no colon: it would be a scheme. */
        colon = d1_str_find(uri.path, ':', 0);
        slash = d1_str_find(uri.path, '/', 0);
        if (!uri.authority.ptr && colon < slash)
            return false;
    }
    return (!uri.authority.ptr || authority_fits(uri.authority, iri)) && part_fits(uri.path, ":@/", iri, false) &&
           part_fits(uri.query, ":@/?", iri, true) && part_fits(uri.fragment, ":@/?", iri, false);
}

bool d1_schema_format_uri(struct d1_str text)
{
    return fits(text, false, false);
}

bool d1_schema_format_uri_reference(struct d1_str text)
{
    return fits(text, false, true);
}

bool d1_schema_format_iri(struct d1_str text)
{
    return fits(text, true, false);
}

bool d1_schema_format_iri_reference(struct d1_str text)
{
    return fits(text, true, true);
}

/* ---- templates (RFC 6570 §2) ---- */

/* varname: characters joined by single dots. */
static bool name_fits(struct d1_str name)
{
    bool dot_allowed = false;

    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];

        if (c == '.') {
            if (!dot_allowed)
                return false;
            dot_allowed = false;
            continue;
        }
        if (c == '%') {
            if (i + 2 >= name.len || !is_hex(name.ptr[i + 1]) || !is_hex(name.ptr[i + 2]))
                return false;
            i += 2;
        } else if (!is_letter((unsigned char)c) && !is_digit((unsigned char)c) && c != '_') {
            return false;
        }
        dot_allowed = true;
    }
    return dot_allowed;
}

/* varspec: a name, and "*" or a length of 1 to 9999. */
static bool variable_fits(struct d1_str variable)
{
    size_t colon = d1_str_find(variable, ':', 0);
    struct d1_str length = d1_str_sub(variable, colon + 1, variable.len);

    if (colon == variable.len) {
        if (variable.len && variable.ptr[variable.len - 1] == '*')
            variable.len--;
        return name_fits(variable);
    }
    if (!length.len || length.len > 4 || length.ptr[0] == '0')
        return false;
    for (size_t i = 0; i < length.len; i++)
        if (!is_digit((unsigned char)length.ptr[i]))
            return false;
    return name_fits(d1_str_sub(variable, 0, colon));
}

static bool expression_fits(struct d1_str expression)
{
    if (expression.len && strchr("+#./;?&=,!@|", expression.ptr[0]))
        expression = d1_str_sub(expression, 1, expression.len);
    for (;;) {
        size_t comma = d1_str_find(expression, ',', 0);

        if (!variable_fits(d1_str_sub(expression, 0, comma)))
            return false;
        if (comma == expression.len)
            return true;
        expression = d1_str_sub(expression, comma + 1, expression.len);
    }
}

bool d1_schema_format_uri_template(struct d1_str text)
{
    for (size_t at = 0; at < text.len;) {
        size_t start = at;
        uint32_t code = d1_utf8_decode(text, &at);

        if (code == '{') {
            size_t end = d1_str_find(text, '}', at);

            if (end == text.len || !expression_fits(d1_str_sub(text, at, end - at)))
                return false;
            at = end + 1;
        } else if (code == '%') {
            if (start + 2 >= text.len || !is_hex(text.ptr[start + 1]) || !is_hex(text.ptr[start + 2]))
                return false;
        } else if (code < 0x80) {
            /* RFC 6570 erratum 6937 lets the apostrophe be a literal. */
            if (code <= ' ' || code == 0x7f || strchr("\"<>\\^`{|}", (int)code))
                return false;
        } else if (code == D1_UTF8_INVALID || (!is_ucschar(code) && !is_private(code))) {
            return false;
        }
    }
    return true;
}
