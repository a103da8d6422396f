#include "report/escape.h"

#include <ctype.h>
#include <stdio.h>
#include <strings.h>

#include "base/text/shorten.h"
#include "base/text/utf8.h"

/*
 * Format characters that change or hide text without being seen, and the codes that stand for no character, which XML
 * and HTML refuse; bidirectional ones are in base/text/utf8.h.
 */
static bool is_hidden(uint32_t code)
{
    return (code & 0xfffe) == 0xfffe || (code >= 0xfdd0 && code <= 0xfdef) || code == 0xad || code == 0x34f ||
           code == 0x180e || code == 0x200b || code == 0x2028 || code == 0x2029 || (code >= 0x2060 && code <= 0x206f) ||
           code == 0xfeff || (code >= 0xfff9 && code <= 0xfffb) || (code >= 0xe0000 && code <= 0xe0fff);
}

/* Spaces but U+0020, which look like it and are not: who compares two texts has to see why they differ. */
static bool is_other_space(uint32_t code)
{
    return code == 0xa0 || code == 0x1680 || (code >= 0x2000 && code <= 0x200a) || code == 0x202f || code == 0x205f ||
           code == 0x3000;
}

static bool must_escape(uint32_t code)
{
    return code == D1_UTF8_INVALID || d1_utf8_is_control(code) || d1_utf8_is_bidi(code) || is_hidden(code) ||
           is_other_space(code);
}

int d1_escape_code(char text[D1_ESCAPE_TEXT], uint32_t code, unsigned char byte, bool utf8)
{
    static const char letters[] = "abtnvfr"; /* of the codes 7 to 13 */

    if (code == D1_UTF8_INVALID)
        return snprintf(text, D1_ESCAPE_TEXT, "\\x%02x", byte);
    if (code >= 7 && code <= 13)
        return snprintf(text, D1_ESCAPE_TEXT, "\\%c", letters[code - 7]);
    if (code < 0x20 || code == 0x7f)
        return snprintf(text, D1_ESCAPE_TEXT, "\\x%02x", (unsigned)code);
    if (must_escape(code) || (code > 0x7f && !utf8))
        return snprintf(text, D1_ESCAPE_TEXT, code > 0xffff ? "\\U%08x" : "\\u%04x", (unsigned)code);
    text[d1_utf8_encode(text, code)] = '\0';
    return d1_utf8_width(code);
}

/* White space as the runners' own trimming sees it, and what a comparison of theirs may pass over. */
static bool is_skipped(uint32_t code)
{
    return code == ' ' || must_escape(code) || d1_utf8_width(code) == 0;
}

/* Offset of the first byte that is seen, or text.len. */
static size_t visible_start(struct d1_str text)
{
    for (size_t at = 0; at < text.len;) {
        size_t start = at;

        if (!is_skipped(d1_utf8_decode(text, &at)))
            return start;
    }
    return text.len;
}

static bool is_letter(char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

bool d1_escape_is_command(struct d1_str text, size_t at)
{
    unsigned hashes = 0;

    for (size_t i = at; i > 0 && at - i < 64 && hashes < 2; i--) {
        char c = text.ptr[i - 1];

        if (c == '#')
            hashes++;
        else if (!((unsigned char)c >= 0x80 || (hashes == 0 && is_letter(c))))
            return false;
    }
    return hashes == 2;
}

/* Printable ASCII, but for what may begin a command. */
static bool is_plain(char c)
{
    return c >= 0x20 && c < 0x7f && c != '[';
}

/* Behind something visible such bytes stand as they are: the offset behind those that begin at one. */
static size_t plain_end(struct d1_str text, size_t at)
{
    while (at < text.len && is_plain(text.ptr[at]))
        at++;
    return at;
}

void d1_escape_whole(struct d1_strbuf *out, struct d1_str text, bool utf8)
{
    char shown[D1_ESCAPE_TEXT];
    bool leading = true; /* nothing visible yet */

    for (size_t at = 0; at < text.len;) {
        size_t start = at;
        uint32_t code;

        if (!leading && (at = plain_end(text, start)) > start) {
            d1_strbuf_add(out, text.ptr + start, at - start);
            continue;
        }
        code = d1_utf8_decode(text, &at);
        if ((leading && code == ':') || (code == '[' && d1_escape_is_command(text, start))) {
            d1_strbuf_printf(out, "\\x%02x", (unsigned)code);
        } else if (code >= 0x20 && code < 0x7f) {
            d1_strbuf_putc(out, (char)code);
        } else {
            d1_escape_code(shown, code, (unsigned char)text.ptr[start], utf8);
            d1_strbuf_puts(out, shown);
        }
        leading = leading && is_skipped(code);
    }
}

void d1_escape_text(struct d1_strbuf *out, struct d1_str text, bool utf8)
{
    struct d1_str head = d1_shorten_head(text);

    d1_escape_whole(out, head, utf8);
    d1_shorten_tail(out, text, head);
}

static bool path_needs_quotes(struct d1_str path, bool utf8)
{
    size_t visible = visible_start(path);

    if (!path.len || path.ptr[0] == ' ' || visible == path.len || path.ptr[visible] == ':' || path.ptr[visible] == '#')
        return true;
    for (size_t at = 0; at < path.len;) {
        size_t start = at;
        uint32_t code;

        if (is_plain(path.ptr[at]) && path.ptr[at] != '"' && path.ptr[at] != '\\') {
            at++;
            continue;
        }
        code = d1_utf8_decode(path, &at);
        if (code == '"' || code == '\\' || must_escape(code) || (code > 0x7f && !utf8) ||
            (code == '[' && d1_escape_is_command(path, start)))
            return true;
    }
    return false;
}

void d1_escape_path(struct d1_strbuf *out, const char *path, bool utf8)
{
    static const char letters[] = "abtnvfr";
    struct d1_str whole = d1_str(path), text = d1_shorten_head(whole);

    if (!path_needs_quotes(text, utf8)) {
        d1_strbuf_str(out, text);
        d1_shorten_tail(out, whole, text);
        return;
    }
    d1_strbuf_putc(out, '"');
    for (size_t at = 0; at < text.len;) {
        size_t start = at;
        uint32_t code = d1_utf8_decode(text, &at);

        if (code == '"' || code == '\\') {
            d1_strbuf_printf(out, "\\%c", (char)code);
        } else if (code >= 7 && code <= 13) {
            d1_strbuf_printf(out, "\\%c", letters[code - 7]);
        } else if (must_escape(code) || (code > 0x7f && !utf8) || (code == '[' && d1_escape_is_command(text, start))) {
            for (size_t i = start; i < at; i++)
                d1_strbuf_printf(out, "\\%03o", (unsigned)(unsigned char)text.ptr[i]);
        } else {
            d1_strbuf_add(out, text.ptr + start, at - start);
        }
    }
    d1_shorten_tail(out, whole, text);
    d1_strbuf_putc(out, '"');
}

void d1_escape_json(struct d1_strbuf *out, struct d1_str json)
{
    size_t from = 0;

    for (size_t at = 0; (at = d1_str_find(json, '[', at)) < json.len; at++) {
        if (!d1_escape_is_command(json, at))
            continue;
        d1_strbuf_add(out, json.ptr + from, at - from);
        d1_strbuf_puts(out, "\\u005b");
        from = at + 1;
    }
    d1_strbuf_add(out, json.ptr + from, json.len - from);
}

void d1_escape_uri(struct d1_strbuf *out, const char *path)
{
    static const char unreserved[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";

    for (; *path; path++) {
        if (strchr(unreserved, *path))
            d1_strbuf_putc(out, *path);
        else
            d1_strbuf_printf(out, "%%%02X", (unsigned)(unsigned char)*path);
    }
}

void d1_escape_entities(struct d1_strbuf *out, struct d1_str shown)
{
    for (size_t i = 0; i < shown.len; i++) {
        char c = shown.ptr[i];

        if (c == '&')
            d1_strbuf_puts(out, "&amp;");
        else if (c == '<')
            d1_strbuf_puts(out, "&lt;");
        else if (c == '>')
            d1_strbuf_puts(out, "&gt;");
        else if (c == '"')
            d1_strbuf_puts(out, "&quot;");
        else if (c == '\'')
            d1_strbuf_puts(out, "&#39;");
        else
            d1_strbuf_putc(out, c);
    }
}

void d1_escape_command(struct d1_strbuf *out, struct d1_str shown, bool property)
{
    for (size_t i = 0; i < shown.len; i++) {
        char c = shown.ptr[i];

        if (c == '%' || c == '\r' || c == '\n' || (property && (c == ':' || c == ',')))
            d1_strbuf_printf(out, "%%%02X", (unsigned)(unsigned char)c);
        else
            d1_strbuf_putc(out, c);
    }
}

/* ---- markdown ---- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_hexadecimal(char c)
{
    return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

/*
 * Whether GitHub would make a link or a mention of a part of the text: it looks for addresses, names, numbers of issues
 * and ids of commits behind the markdown, so that no backslash and no entity stops it.
 */
static bool is_linked(struct d1_str text)
{
    size_t digits = 0;

    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i], next = i + 1 < text.len ? text.ptr[i + 1] : '\0';

        digits = is_hexadecimal(c) ? digits + 1 : 0;
        if (c == '@' || (c == '#' && is_digit(next)) || digits == 7 || d1_str_starts(d1_str_sub(text, i, 3), "://") ||
            (i + 4 <= text.len && strncasecmp(text.ptr + i, "www.", 4) == 0) ||
            (i + 3 <= text.len && strncasecmp(text.ptr + i, "gh-", 3) == 0))
            return true;
    }
    return false;
}

void d1_escape_code_span(struct d1_strbuf *out, struct d1_str shown)
{
    size_t run = 0, longest = 0;

    for (size_t i = 0; i < shown.len; i++) {
        run = shown.ptr[i] == '`' ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    d1_strbuf_fill(out, '`', longest + 1);
    if (longest)
        d1_strbuf_putc(out, ' ');
    for (size_t i = 0; i < shown.len; i++) {
        if (shown.ptr[i] == '|')
            d1_strbuf_putc(out, '\\');
        d1_strbuf_putc(out, shown.ptr[i]);
    }
    if (longest)
        d1_strbuf_putc(out, ' ');
    d1_strbuf_fill(out, '`', longest + 1);
}

/* Whether punctuation means nothing to markdown; some of it does where a line begins, also behind a number. */
static bool is_quiet(struct d1_str text, size_t at)
{
    size_t digits = 0;

    while (digits < at && is_digit(text.ptr[digits]))
        digits++;
    return digits < at && strchr(",;.'\"?/%()-", text.ptr[at]);
}

/* Links and mentions end at white space, so that a code span need hold no more than a word. */
void d1_escape_markdown(struct d1_strbuf *out, struct d1_str shown)
{
    for (size_t at = 0; at < shown.len;) {
        size_t end = d1_str_find(shown, ' ', at);
        struct d1_str word = d1_str_sub(shown, at, end - at);

        if (is_linked(word)) {
            d1_escape_code_span(out, word);
        } else {
            for (size_t i = at; i < end; i++) {
                if (ispunct((unsigned char)shown.ptr[i]) && !is_quiet(shown, i))
                    d1_strbuf_putc(out, '\\');
                d1_strbuf_putc(out, shown.ptr[i]);
            }
        }
        if (end < shown.len)
            d1_strbuf_putc(out, ' ');
        at = end + 1;
    }
}

/* Appends with a backslash before each character of `marked` and with braces doubled. */
static void escape_marked(struct d1_strbuf *out, struct d1_str text, size_t codes, const char *marked)
{
    struct d1_str whole = text;
    char shown[D1_ESCAPE_TEXT];

    text = d1_utf8_prefix(text, codes);
    for (size_t at = 0; at < text.len;) {
        size_t start = at;
        uint32_t code = d1_utf8_decode(text, &at);

        if (must_escape(code)) {
            d1_escape_code(shown, code, (unsigned char)text.ptr[start], true);
            d1_strbuf_putc(out, '\\');
            d1_strbuf_puts(out, shown);
        } else if (code == '{' || code == '}') {
            d1_strbuf_printf(out, "%c%c", (char)code, (char)code);
        } else {
            if (code && code < 0x80 && strchr(marked, (int)code))
                d1_strbuf_putc(out, '\\');
            d1_strbuf_add(out, text.ptr + start, at - start);
        }
    }
    d1_shorten_tail(out, whole, text);
}

void d1_escape_sarif(struct d1_strbuf *out, struct d1_str text, size_t codes)
{
    escape_marked(out, text, codes, "\\[]");
}

void d1_escape_sarif_markdown(struct d1_strbuf *out, struct d1_str text, size_t codes)
{
    escape_marked(out, text, codes, "");
}

size_t d1_escape_columns(struct d1_str text)
{
    size_t columns = 0;

    for (size_t at = 0; at < text.len;) {
        uint32_t code = d1_utf8_decode(text, &at);

        columns += code == D1_UTF8_INVALID ? 1 : (size_t)d1_utf8_width(code);
    }
    return columns;
}
