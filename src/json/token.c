#include "json/loader.h"

#include <stdlib.h>
#include <string.h>

#include "base/text/utf8.h"

/* Code points of the text that a message repeats. */
enum { SHOWN = 40 };

uint32_t d1_json_column(const struct d1_json_loader *loader)
{
    return (uint32_t)(loader->at - loader->line_start - loader->continuations);
}

struct d1_span d1_json_span(const struct d1_json_loader *loader)
{
    return (struct d1_span){loader->line, d1_json_column(loader), loader->line, d1_json_column(loader)};
}

struct d1_place d1_json_place(const struct d1_json_loader *loader, struct d1_span span)
{
    uint32_t end = d1_json_column(loader);

    if (loader->line == span.line && end == span.column)
        end++;
    return (struct d1_place){NULL, span.line + 1, span.column + 1, loader->line + 1, end + 1};
}

int d1_json_stop(int result)
{
    return result < 0 ? result : D1_JSON_STOP;
}

void d1_json_skip_space(struct d1_json_loader *loader)
{
    for (; !d1_json_at_end(loader); loader->at++) {
        char c = loader->text.ptr[loader->at];

        if (c == '\n') {
            loader->line++;
            loader->line_start = loader->at + 1;
            loader->continuations = 0;
        } else if (c != ' ' && c != '\t' && c != '\r') {
            break;
        }
    }
}

/* ---- what to say of a text that is no JSON ---- */

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
           c == '+' || c == '-' || c == '.' || (c & 0x80);
}

/* The word or character that stands here, for messages. */
static struct d1_str found_here(const struct d1_json_loader *loader)
{
    struct d1_str rest = d1_str_sub(loader->text, loader->at, loader->text.len);
    size_t len = 0;

    while (len < rest.len && is_word(rest.ptr[len]))
        len++;
    return d1_utf8_prefix(d1_str_sub(rest, 0, len ? len : 1), SHOWN);
}

/* Advice for what people write who have another language in mind; empty for anything else. */
static const char *advice(const struct d1_json_loader *loader, struct d1_str found)
{
    static const struct {
        const char *word, *advice;
    } words[] = {
        {"'", "; strings are written in double quotes"},
        {"True", "; JSON writes true"},
        {"False", "; JSON writes false"},
        {"None", "; JSON writes null"},
        {"nil", "; JSON writes null"},
        {"undefined", "; JSON has null instead"},
        {"NaN", "; JSON has no such number"},
        {"Infinity", "; JSON has no such number"},
        {"-Infinity", "; JSON has no such number"},
        {"#", "; JSON has no comments"},
    };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (d1_str_is(found, words[i].word))
            return words[i].advice;
    if (d1_json_peek(loader, 0) == '/' && (d1_json_peek(loader, 1) == '/' || d1_json_peek(loader, 1) == '*'))
        return "; JSON has no comments";
    if (d1_json_peek(loader, 0) == '.' && d1_json_peek(loader, 1) >= '0' && d1_json_peek(loader, 1) <= '9')
        return "; a number begins with a digit, as 0.5 does";
    if (d1_json_peek(loader, 0) == '+' && d1_json_peek(loader, 1) >= '0' && d1_json_peek(loader, 1) <= '9')
        return "; a number has no plus sign";
    return "";
}

int d1_json_unexpected(struct d1_json_loader *loader, enum d1_json_expected expected)
{
    static const char *const names[] = {
        [D1_JSON_VALUE] = "a value",
        [D1_JSON_FIRST_ITEM] = "a value or \"]\"",
        [D1_JSON_NEXT_ITEM] = "a value behind the comma",
        [D1_JSON_FIRST_KEY] = "a key in double quotes or \"}\"",
        [D1_JSON_NEXT_KEY] = "a key in double quotes behind the comma",
        [D1_JSON_COLON] = "a \":\" behind the key",
        [D1_JSON_AFTER_ITEM] = "\",\" or \"]\"",
        [D1_JSON_AFTER_MEMBER] = "\",\" or \"}\"",
        [D1_JSON_END_OF_DOCUMENT] = "nothing more behind the value",
    };
    struct d1_span span = d1_json_span(loader);
    struct d1_str found = found_here(loader);
    unsigned char first = (unsigned char)d1_json_peek(loader, 0);
    struct d1_place place;

    if (d1_json_at_end(loader))
        return d1_json_stop(d1_stream_problem(loader->stream, "syntax", d1_json_place(loader, span),
                                              "expected %s, found the end of the text", names[expected]));
    if (first < 0x20 || first == 0x7f)
        return d1_json_stop(d1_stream_problem(loader->stream, "syntax", d1_json_place(loader, span),
                                              "expected %s, found the control character U+%04X", names[expected],
                                              first));
    place = d1_json_place(loader, span);
    place.end_column = place.column + (uint32_t)d1_utf8_count(found);
    return d1_json_stop(d1_stream_problem(loader->stream, "syntax", place, "expected %s, found \"%.*s\"%s",
                                          names[expected], D1_STR_ARG(found), advice(loader, found)));
}

/* ---- strings ---- */

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The four digits of an escape whose backslash is `ahead` of here ("\u0041"); -1 when it is none. */
static int32_t unit_at(const struct d1_json_loader *loader, size_t ahead)
{
    int32_t unit = 0;

    if (d1_json_peek(loader, ahead) != '\\' || d1_json_peek(loader, ahead + 1) != 'u')
        return -1;
    for (size_t i = 2; i < 6; i++) {
        int digit = hex_digit(d1_json_peek(loader, ahead + i));

        if (digit < 0)
            return -1;
        unit = unit << 4 | digit;
    }
    return unit;
}

static int malformed(struct d1_json_loader *loader, const char *text, size_t len)
{
    struct d1_span span = d1_json_span(loader);
    struct d1_place place = d1_json_place(loader, span);

    place.end_column = place.column + (uint32_t)len;
    return d1_json_stop(d1_stream_problem(loader->stream, "syntax", place, "%s", text));
}

/* Reads "\uXXXX", and what must follow it when it is the first of a pair. */
static int unicode_escape(struct d1_json_loader *loader)
{
    int32_t high = unit_at(loader, 0), low;
    struct d1_span span = d1_json_span(loader);

    if (high < 0)
        return malformed(loader, "\\u must be followed by four hexadecimal digits", 2);
    low = high >= 0xd800 && high <= 0xdbff ? unit_at(loader, 6) : -1;
    if (high >= 0xd800 && high <= 0xdfff && (low < 0xdc00 || low > 0xdfff)) {
        loader->at += 6;
        return d1_json_stop(
            d1_stream_problem(loader->stream, "surrogate", d1_json_place(loader, span),
                              "\\u%04X is half of a surrogate pair, and the other half is missing; write "
                              "both, or the character itself",
                              (unsigned)high));
    }
    if (low >= 0) {
        d1_strbuf_utf8(&loader->string, 0x10000u + (((uint32_t)high & 0x3ff) << 10) + ((uint32_t)low & 0x3ff));
        loader->at += 12;
    } else {
        d1_strbuf_utf8(&loader->string, (uint32_t)high);
        loader->at += 6;
    }
    return D1_JSON_GO_ON;
}

static int escape(struct d1_json_loader *loader)
{
    static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
    char c = d1_json_peek(loader, 1);
    const char *name = c ? strchr(names, c) : NULL;

    if (c == 'u')
        return unicode_escape(loader);
    if (!name)
        return malformed(
            loader, "the backslash begins no known escape; JSON has \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\uXXXX", 2);
    d1_strbuf_putc(&loader->string, values[name - names]);
    loader->at += 2;
    return D1_JSON_GO_ON;
}

/* Moves behind the characters that stand for themselves. */
static void skip_ordinary(struct d1_json_loader *loader)
{
    const char *bytes = loader->text.ptr;
    size_t at = loader->at, end = loader->text.len, continuations = 0;

    while (at < end && (unsigned char)bytes[at] >= 0x20 && bytes[at] != '"' && bytes[at] != '\\') {
        continuations += ((unsigned char)bytes[at] & 0xc0) == 0x80;
        at++;
    }
    loader->at = at;
    loader->continuations += continuations;
}

int d1_json_read_string(struct d1_json_loader *loader, struct d1_span *span, struct d1_str *result)
{
    size_t start = ++loader->at;
    bool escaped = false;

    for (;;) {
        unsigned char c;

        skip_ordinary(loader);
        c = (unsigned char)d1_json_peek(loader, 0);
        if (d1_json_at_end(loader) || c == '\n')
            return d1_json_stop(
                d1_stream_problem(loader->stream, "syntax", d1_json_place(loader, *span),
                                  "the string that begins here is not closed on its line; add the closing "
                                  "quote"));
        if (c < 0x20)
            return d1_json_stop(
                d1_stream_problem(loader->stream, "syntax", d1_json_place(loader, d1_json_span(loader)),
                                  "the control character U+%04X must be escaped in a string, as \\u%04X", c, c));
        if (c == '"' && !escaped) {
            *result = d1_str_sub(loader->text, start, loader->at - start);
            break;
        }
        if (!escaped)
            d1_strbuf_clear(&loader->string);
        escaped = true;
        d1_strbuf_str(&loader->string, d1_str_sub(loader->text, start, loader->at - start));
        if (c == '"') {
            *result = d1_strbuf_view(&loader->string);
            break;
        }
        if (loader->string.oom)
            return D1_ERR_MEMORY;
        if (escape(loader) != D1_JSON_GO_ON)
            return D1_JSON_STOP;
        start = loader->at;
    }
    loader->at++;
    span->end_line = loader->line;
    span->end_column = d1_json_column(loader);
    return loader->string.oom ? D1_ERR_MEMORY : D1_JSON_GO_ON;
}

/* ---- numbers and words ---- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t digits_at(const struct d1_json_loader *loader, size_t ahead)
{
    size_t count = 0;

    while (is_digit(d1_json_peek(loader, ahead + count)))
        count++;
    return count;
}

/*
 * Length of the number that is here: -? (0 | [1-9][0-9]*) (\.[0-9]+)? ([eE][-+]?[0-9]+)?. 0 when it is malformed, and
 * then *fault says how.
 */
static size_t number_length(const struct d1_json_loader *loader, bool *integer, const char **fault)
{
    size_t at = d1_json_peek(loader, 0) == '-', digits = digits_at(loader, at);

    *integer = true;
    *fault = NULL;
    if (!digits)
        *fault = "a digit must follow the minus sign";
    else if (digits > 1 && d1_json_peek(loader, at) == '0')
        *fault = "a number cannot begin with 0; remove the leading zeros, or quote it if it is a text";
    at += digits;
    if (!*fault && d1_json_peek(loader, at) == '.') {
        *integer = false;
        digits = digits_at(loader, at + 1);
        at += digits + 1;
        if (!digits)
            *fault = "a digit must follow the point of a number";
    }
    if (!*fault && (d1_json_peek(loader, at) == 'e' || d1_json_peek(loader, at) == 'E')) {
        *integer = false;
        at += d1_json_peek(loader, at + 1) == '-' || d1_json_peek(loader, at + 1) == '+' ? 2 : 1;
        digits = digits_at(loader, at);
        at += digits;
        if (!digits)
            *fault = "a digit must follow the exponent sign of a number";
    }
    if (!*fault && is_word(d1_json_peek(loader, at)))
        *fault = "this is not a number; quote it if it is a text";
    return *fault ? 0 : at;
}

/* The value of decimal digits, with a sign or not; false when it is beyond int64. */
static bool to_int64(struct d1_str text, int64_t *value)
{
    bool negative = text.ptr[0] == '-';
    uint64_t limit = (uint64_t)INT64_MAX + negative, sum = 0;

    for (size_t i = negative; i < text.len; i++) {
        uint64_t digit = (uint64_t)(text.ptr[i] - '0');

        if (sum > (limit - digit) / 10)
            return false;
        sum = sum * 10 + digit;
    }
    *value = negative ? (int64_t)(0 - sum) : (int64_t)sum;
    return true;
}

int d1_json_read_number(struct d1_json_loader *loader, struct d1_json_token *token)
{
    bool integer;
    const char *fault;
    struct d1_str found = found_here(loader);

    token->text = d1_str_sub(loader->text, loader->at, number_length(loader, &integer, &fault));
    if (fault)
        return *advice(loader, found) ? d1_json_unexpected(loader, D1_JSON_VALUE)
                                      : malformed(loader, fault, d1_utf8_count(found));
    loader->at += token->text.len;
    token->span.end_column = d1_json_column(loader);
    token->kind = D1_JSON_INT;
    if (integer && to_int64(token->text, &token->value.integer))
        return D1_JSON_GO_ON;
    /* strtod wants a NUL behind the number; the text has none at its end. */
    d1_strbuf_clear(&loader->string);
    d1_strbuf_str(&loader->string, token->text);
    if (loader->string.oom)
        return D1_ERR_MEMORY;
    token->kind = D1_JSON_DOUBLE;
    token->value.number = strtod(loader->string.ptr, NULL);
    return D1_JSON_GO_ON;
}

int d1_json_read_word(struct d1_json_loader *loader, struct d1_json_token *token)
{
    static const char *const words[] = {"null", "true", "false"};
    struct d1_str found = found_here(loader);

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (!d1_str_is(found, words[i]))
            continue;
        loader->at += found.len;
        token->span.end_column = d1_json_column(loader);
        token->kind = i == 0 ? D1_JSON_NULL : D1_JSON_BOOL;
        token->text = found;
        token->value.boolean = i == 1;
        return D1_JSON_GO_ON;
    }
    return d1_json_unexpected(loader, loader->expected);
}
