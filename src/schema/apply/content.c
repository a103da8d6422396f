#include "schema/apply/content.h"

#include "base/error.h"
#include "base/limits.h"
#include "base/memory/alloc.h"
#include "base/text/base64.h"
#include "base/text/utf8.h"

/* ---- JSON, well-formed or not ---- */

struct reader {
    struct d1_str text;
    size_t at;
    bool too_deep; /* it was given up */
};

static char peek(const struct reader *reader)
{
    return reader->at < reader->text.len ? reader->text.ptr[reader->at] : '\0';
}

static bool take(struct reader *reader, char c)
{
    if (reader->at >= reader->text.len || reader->text.ptr[reader->at] != c)
        return false;
    reader->at++;
    return true;
}

static void skip_space(struct reader *reader)
{
    while (peek(reader) == ' ' || peek(reader) == '\t' || peek(reader) == '\n' || peek(reader) == '\r')
        reader->at++;
}

static bool take_word(struct reader *reader, const char *word)
{
    if (!d1_str_starts(d1_str_sub(reader->text, reader->at, reader->text.len), word))
        return false;
    reader->at += strlen(word);
    return true;
}

static size_t take_digits(struct reader *reader)
{
    size_t start = reader->at;

    while (peek(reader) >= '0' && peek(reader) <= '9')
        reader->at++;
    return reader->at - start;
}

static bool take_number(struct reader *reader)
{
    take(reader, '-');
    if (!take(reader, '0') && !take_digits(reader))
        return false;
    if (take(reader, '.') && !take_digits(reader))
        return false;
    if (!take(reader, 'e') && !take(reader, 'E'))
        return true;
    if (!take(reader, '+'))
        take(reader, '-');
    return take_digits(reader) > 0;
}

static bool take_escape(struct reader *reader)
{
    static const char simple[] = "\"\\/bfnrt";

    if (take(reader, 'u')) {
        for (int i = 0; i < 4; i++, reader->at++) {
            char c = peek(reader);

            if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')))
                return false;
        }
        return true;
    }
    return peek(reader) && strchr(simple, peek(reader)) && take(reader, peek(reader));
}

static bool take_string(struct reader *reader)
{
    if (!take(reader, '"'))
        return false;
    while (reader->at < reader->text.len) {
        unsigned char c = (unsigned char)reader->text.ptr[reader->at++];

        if (c == '"')
            return true;
        if (c < 0x20 || (c == '\\' && !take_escape(reader)))
            return false;
    }
    return false;
}

static bool take_value(struct reader *reader, int depth);

static bool take_members(struct reader *reader, bool object, int depth)
{
    char end = object ? '}' : ']';

    reader->at++;
    skip_space(reader);
    if (take(reader, end))
        return true;
    do {
        skip_space(reader);
        if (object) {
            if (!take_string(reader))
                return false;
            skip_space(reader);
            if (!take(reader, ':'))
                return false;
        }
        if (!take_value(reader, depth + 1))
            return false;
    } while (take(reader, ','));
    return take(reader, end);
}

/* A value with white space around it. */
static bool take_value(struct reader *reader, int depth)
{
    bool taken;

    if (depth > D1_LIMIT_DEPTH) {
        reader->too_deep = true;
        return false;
    }
    skip_space(reader);
    switch (peek(reader)) {
    case '{':
    case '[':
        taken = take_members(reader, peek(reader) == '{', depth);
        break;
    case '"':
        taken = take_string(reader);
        break;
    case 't':
        taken = take_word(reader, "true");
        break;
    case 'f':
        taken = take_word(reader, "false");
        break;
    case 'n':
        taken = take_word(reader, "null");
        break;
    default:
        taken = take_number(reader);
        break;
    }
    skip_space(reader);
    return taken;
}

static int is_json(struct d1_str text)
{
    struct reader reader = {.text = text};

    if (d1_utf8_check(text) < text.len)
        return 0;
    if (take_value(&reader, 0))
        return reader.at == text.len;
    return reader.too_deep ? D1_ERR_LIMIT : 0;
}

int d1_schema_content_check(struct d1_str text, bool base64, bool json)
{
    size_t len;
    char *bytes;
    int good;

    if (!base64)
        return is_json(text);
    bytes = d1_malloc(D1_BASE64_ROOM(text.len));
    if (!bytes)
        return D1_ERR_MEMORY;
    good = d1_base64_decode(text, bytes, &len);
    if (good && json)
        good = is_json(d1_strn(bytes, len));
    d1_free(bytes);
    return good;
}
