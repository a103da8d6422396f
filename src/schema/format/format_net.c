/* Addresses of machines and of people. */
#include "schema/format/format_table.h"

#include "base/text/utf8.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool d1_schema_format_ipv4(struct d1_str text)
{
    int parts = 0;

    for (size_t at = 0; at <= text.len; at++, parts++) {
        size_t end = d1_str_find(text, '.', at);
        struct d1_str part = d1_str_sub(text, at, end - at);
        int value = 0;

        if (!part.len || part.len > 3 || (part.len > 1 && part.ptr[0] == '0'))
            return false;
        for (size_t i = 0; i < part.len; i++) {
            if (!is_digit(part.ptr[i]))
                return false;
            value = value * 10 + part.ptr[i] - '0';
        }
        if (value > 255)
            return false;
        at = end;
    }
    return parts == 4;
}

/* Groups of hexadecimal digits; the last may be an IPv4 address, which counts two. */
bool d1_schema_format_ipv6(struct d1_str text)
{
    int groups = 0;
    bool gap = false;
    size_t at = 0;

    if (d1_str_starts(text, "::")) {
        gap = true;
        at = 2;
    }
    while (at < text.len) {
        size_t end = d1_str_find(text, ':', at);
        struct d1_str group = d1_str_sub(text, at, end - at);

        if (d1_str_find(group, '.', 0) < group.len) {
            if (end < text.len || !d1_schema_format_ipv4(group))
                return false;
            groups += 2;
            break;
        }
        if (!group.len || group.len > 4)
            return false;
        for (size_t i = 0; i < group.len; i++)
            if (!is_hex(group.ptr[i]))
                return false;
        groups++;
        at = end + 1;
        if (end + 1 == text.len)
            return false; /* a single colon at the end */
        if (end < text.len && text.ptr[end + 1] == ':') {
            if (gap)
                return false;
            gap = true;
            at = end + 2;
        }
    }
    return gap ? groups < 8 : groups == 8;
}

/* ---- mail (RFC 5321 §4.1.2; with characters beyond ASCII RFC 6531 §3.3) ---- */

static bool is_atom_text(char c)
{
    return is_letter(c) || is_digit(c) || (c && strchr("!#$%&'*+-/=?^_`{|}~", c));
}

/* Bytes of a quoted local part, from behind the first quote; returns the offset behind the last, or 0. */
static size_t quoted_end(struct d1_str text, bool beyond_ascii)
{
    for (size_t at = 1; at < text.len; at++) {
        unsigned char c = (unsigned char)text.ptr[at];

        if (c == '"')
            return at + 1;
        if (c == '\\') {
            if (++at >= text.len || text.ptr[at] < ' ' || text.ptr[at] > '~')
                return 0;
        } else if (c < ' ' || c == 0x7f || (c >= 0x80 && !beyond_ascii)) {
            return 0;
        }
    }
    return 0;
}

/* Atoms joined by dots, up to the '@' or anything else that cannot be in one. */
static size_t dotted_end(struct d1_str text, bool beyond_ascii)
{
    bool dot_allowed = false;
    size_t at = 0;

    for (; at < text.len; at++) {
        char c = text.ptr[at];

        if (c == '.') {
            if (!dot_allowed)
                return 0;
            dot_allowed = false;
        } else if (is_atom_text(c) || (beyond_ascii && (unsigned char)c >= 0x80)) {
            dot_allowed = true;
        } else {
            break;
        }
    }
    return dot_allowed ? at : 0;
}

/* "[127.0.0.1]", "[IPv6:::1]" or "[tag:text]". */
static bool literal_fits(struct d1_str domain)
{
    struct d1_str inside = d1_str_sub(domain, 1, domain.len - 2);
    size_t colon = d1_str_find(inside, ':', 0);

    if (domain.len < 3 || domain.ptr[domain.len - 1] != ']')
        return false;
    if (d1_str_starts(inside, "IPv6:"))
        return d1_schema_format_ipv6(d1_str_sub(inside, 5, inside.len));
    if (colon == inside.len)
        return d1_schema_format_ipv4(inside);
    if (!colon || inside.ptr[colon - 1] == '-' || colon + 1 == inside.len)
        return false;
    for (size_t i = 0; i < inside.len; i++) {
        char c = inside.ptr[i];

        if (i < colon ? !is_letter(c) && !is_digit(c) && c != '-' : c < '!' || c > '~' || strchr("[\\]", c))
            return false;
    }
    return true;
}

/* Labels of letters, digits and inner hyphens. */
static bool domain_fits(struct d1_str domain, bool beyond_ascii)
{
    for (size_t at = 0; at <= domain.len;) {
        size_t end = d1_str_find(domain, '.', at);
        struct d1_str label = d1_str_sub(domain, at, end - at);

        if (!label.len || label.ptr[0] == '-' || label.ptr[label.len - 1] == '-' || (label.len > 63 && !beyond_ascii))
            return false;
        for (size_t i = 0; i < label.len; i++) {
            char c = label.ptr[i];

            if (!is_letter(c) && !is_digit(c) && c != '-' && !(beyond_ascii && (unsigned char)c >= 0x80))
                return false;
        }
        at = end + 1;
    }
    return true;
}

static bool mailbox_fits(struct d1_str text, bool beyond_ascii)
{
    size_t end = text.len && text.ptr[0] == '"' ? quoted_end(text, beyond_ascii) : dotted_end(text, beyond_ascii);
    struct d1_str domain = d1_str_sub(text, end + 1, text.len);

    if (!end || end > 64 || end >= text.len || text.ptr[end] != '@' || d1_utf8_check(text) < text.len)
        return false;
    return domain.len && domain.ptr[0] == '[' ? literal_fits(domain) : domain_fits(domain, beyond_ascii);
}

bool d1_schema_format_email(struct d1_str text)
{
    return mailbox_fits(text, false);
}

bool d1_schema_format_idn_email(struct d1_str text)
{
    return mailbox_fits(text, true);
}
