/* Functions of strings (the extension "strings" of cel-go). Positions count code points. */
#include <string.h>

#include "base/text/utf8.h"
#include "cel/library/library.h"

/* The byte at which code point `index` begins; text.len for the one behind the last; SIZE_MAX beyond. */
static size_t byte_of(struct d1_str text, int64_t index)
{
    size_t at = 0;

    if (index < 0 || (uint64_t)index > text.len)
        return SIZE_MAX;
    for (; index > 0; index--) {
        if (at >= text.len)
            return SIZE_MAX;
        d1_utf8_decode(text, &at);
    }
    return at;
}

static struct d1_cel_value outside(struct d1_cel_call *call, int64_t index, struct d1_cel_value text)
{
    return d1_cel_fail(call, "position %lld is outside the string, which has %zu characters", (long long)index,
                       d1_utf8_count(d1_cel_text(text)));
}

/* Counts the work of going through the arguments that are strings. */
static bool charge(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    uint64_t cost = 0;

    for (size_t i = 0; i < call->count; i++)
        cost += args[i].kind == D1_CEL_STRING ? args[i].extra / 8 : 0;
    return d1_cel_charge(call, cost);
}

static struct d1_cel_value char_at(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_str text = d1_cel_text(args[0]);
    size_t start, end;

    if (!charge(call, args))
        return d1_cel_fail_cost(call);
    start = end = byte_of(text, args[1].as.integer);
    if (start == SIZE_MAX)
        return outside(call, args[1].as.integer, args[0]);
    if (end < text.len)
        d1_utf8_decode(text, &end);
    return d1_cel_string(d1_str_sub(text, start, end - start));
}

/* ---- searching ---- */

/* Where part stands first at or behind byte `from`, or NULL. */
static const char *find_part(struct d1_str text, size_t from, struct d1_str part)
{
    if (from >= text.len)
        return NULL;
    if (part.len == 1)
        return memchr(text.ptr + from, part.ptr[0], text.len - from);
    return memmem(text.ptr + from, text.len - from, part.ptr, part.len);
}

static struct d1_cel_value index_of(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_str text = d1_cel_text(args[0]), part = d1_cel_text(args[1]);
    size_t from = call->count > 2 ? byte_of(text, args[2].as.integer) : 0;
    const char *found;

    if (!charge(call, args))
        return d1_cel_fail_cost(call);
    if (from == SIZE_MAX)
        return outside(call, args[2].as.integer, args[0]);
    if (part.len == 0)
        return d1_cel_int(call->count > 2 ? args[2].as.integer : 0);
    found = find_part(text, from, part);
    if (!found)
        return d1_cel_int(-1);
    return d1_cel_int((int64_t)d1_utf8_count(d1_strn(text.ptr, (size_t)(found - text.ptr))));
}

static struct d1_cel_value last_index_of(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_str text = d1_cel_text(args[0]), part = d1_cel_text(args[1]);
    size_t from = call->count > 2 ? byte_of(text, args[2].as.integer) : text.len;

    if (from == SIZE_MAX)
        return outside(call, args[2].as.integer, args[0]);
    if (part.len > text.len)
        return d1_cel_int(-1);
    if (from > text.len - part.len)
        from = text.len - part.len;
    if (!d1_cel_charge(call, from / 8 + (uint64_t)from * (part.len / 16)))
        return d1_cel_fail_cost(call);
    /* A valid part begins with the first byte of a code point, so it is found at one. */
    for (size_t at = from + 1; at-- > 0;)
        if (d1_str_eq(d1_str_sub(text, at, part.len), part) &&
            (part.len || at == text.len || (text.ptr[at] & 0xc0) != 0x80))
            return d1_cel_int((int64_t)d1_utf8_count(d1_str_sub(text, 0, at)));
    return d1_cel_int(-1);
}

/* ---- changing ---- */

static struct d1_cel_value change_case(struct d1_cel_call *call, const struct d1_cel_value *args, char first, char last)
{
    struct d1_str copy;
    char *text;

    if (!charge(call, args))
        return d1_cel_fail_cost(call);
    copy = d1_arena_str(call->arena, d1_cel_text(args[0]));
    if (!copy.ptr)
        return d1_cel_fail_alloc(call);
    text = (char *)copy.ptr;
    for (size_t i = 0; i < copy.len; i++)
        if (text[i] >= first && text[i] <= last)
            text[i] ^= 0x20;
    return d1_cel_string(copy);
}

static struct d1_cel_value lower_ascii(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    return change_case(call, args, 'A', 'Z');
}

static struct d1_cel_value upper_ascii(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    return change_case(call, args, 'a', 'z');
}

/* Text that grows in a buffer and then goes to the arena; its length is counted as work. */
static struct d1_cel_value take(struct d1_cel_call *call, struct d1_strbuf *out)
{
    struct d1_str copy = {0};
    bool enough = d1_cel_charge(call, out->len / 8);

    if (enough && !out->oom)
        copy = d1_arena_str(call->arena, d1_strbuf_view(out));
    d1_strbuf_release(out);
    return enough ? d1_cel_lib_string_value(call, copy) : d1_cel_fail_cost(call);
}

/* What a text becomes is bounded before it is made: a megabyte can ask for a terabyte. */
static bool may_grow(struct d1_cel_call *call, uint64_t len)
{
    return len < UINT32_MAX && (!call->arena->limit || len < call->arena->limit);
}

static struct d1_cel_value replace(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_str text = d1_cel_text(args[0]), from = d1_cel_text(args[1]), to = d1_cel_text(args[2]);
    uint64_t left = call->count > 3 && args[3].as.integer >= 0 ? args[3].as.natural : UINT64_MAX;
    struct d1_strbuf out = {0};
    size_t at = 0;

    if (!charge(call, args))
        return d1_cel_fail_cost(call);
    while (left > 0 && at <= text.len) {
        const char *found;

        if (from.len) {
            found = find_part(text, at, from);
            if (!found)
                break;
            d1_strbuf_add(&out, text.ptr + at, (size_t)(found - text.ptr) - at);
            d1_strbuf_str(&out, to);
            at = (size_t)(found - text.ptr) + from.len;
        } else {
            /* The empty text stands before every character and at the end. */
            size_t start = at;

            d1_strbuf_str(&out, to);
            if (at == text.len)
                break;
            d1_utf8_decode(text, &at);
            d1_strbuf_add(&out, text.ptr + start, at - start);
        }
        left--;
        if (!may_grow(call, out.len)) {
            d1_strbuf_release(&out);
            return d1_cel_fail_alloc(call);
        }
    }
    if (at < text.len)
        d1_strbuf_add(&out, text.ptr + at, text.len - at);
    return take(call, &out);
}

static struct d1_cel_value substring(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_str text = d1_cel_text(args[0]);
    size_t start, end = text.len;

    if (!charge(call, args))
        return d1_cel_fail_cost(call);
    start = byte_of(text, args[1].as.integer);
    if (start == SIZE_MAX)
        return outside(call, args[1].as.integer, args[0]);
    if (call->count > 2)
        end = byte_of(text, args[2].as.integer);
    if (end == SIZE_MAX)
        return outside(call, args[2].as.integer, args[0]);
    if (end < start)
        return d1_cel_fail(call, "substring() ends at %lld, before it begins at %lld", (long long)args[2].as.integer,
                           (long long)args[1].as.integer);
    return d1_cel_string(d1_str_sub(text, start, end - start));
}

/* White space as Unicode's property White_Space has it. */
static bool is_space(uint32_t code)
{
    return (code >= 9 && code <= 13) || code == ' ' || code == 0x85 || code == 0xa0 || code == 0x1680 ||
           (code >= 0x2000 && code <= 0x200a) || code == 0x2028 || code == 0x2029 || code == 0x202f || code == 0x205f ||
           code == 0x3000;
}

static struct d1_cel_value trim(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_str text = d1_cel_text(args[0]);
    size_t start = SIZE_MAX, end = 0;

    if (!charge(call, args))
        return d1_cel_fail_cost(call);
    for (size_t at = 0; at < text.len;) {
        size_t here = at;

        if (is_space(d1_utf8_decode(text, &at)))
            continue;
        if (start == SIZE_MAX)
            start = here;
        end = at;
    }
    return d1_cel_string(start == SIZE_MAX ? d1_str("") : d1_str_sub(text, start, end - start));
}

static struct d1_cel_value reverse(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_str text = d1_cel_text(args[0]);
    char *out = d1_arena_bytes(call->arena, text.len);

    if (!charge(call, args))
        return d1_cel_fail_cost(call);
    if (!out)
        return d1_cel_fail_alloc(call);
    for (size_t at = 0; at < text.len;) {
        size_t start = at;

        d1_utf8_decode(text, &at);
        memcpy(out + text.len - at, text.ptr + start, at - start);
    }
    return d1_cel_string(d1_strn(out, text.len));
}

static struct d1_cel_value quote(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    static const char special[] = "\a\b\f\n\r\t\v\"\\", letters[] = "abfnrtv\"\\";
    struct d1_str text = d1_cel_text(args[0]);
    struct d1_strbuf out = {0};

    if (!charge(call, args))
        return d1_cel_fail_cost(call);
    d1_strbuf_putc(&out, '"');
    for (size_t i = 0; i < text.len; i++) {
        const char *found = text.ptr[i] ? strchr(special, text.ptr[i]) : NULL;

        if (found)
            d1_strbuf_putc(&out, '\\');
        d1_strbuf_putc(&out, found ? letters[found - special] : text.ptr[i]);
    }
    d1_strbuf_putc(&out, '"');
    return take(call, &out);
}

/* ---- lists ---- */

/* Pieces between separators; an empty separator separates every character. */
static struct d1_cel_value split(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_str text = d1_cel_text(args[0]), separator = d1_cel_text(args[1]);
    uint64_t most = call->count > 2 && args[2].as.integer >= 0 ? args[2].as.natural : UINT64_MAX;
    struct d1_cel_value *items;
    size_t count = 0, room = 1, at = 0;

    if (!charge(call, args))
        return d1_cel_fail_cost(call);
    if (most == 0)
        return d1_cel_lib_list_value(call, NULL, 0);
    for (size_t i = 0; separator.len && i < text.len;) {
        const char *found = find_part(text, i, separator);

        if (!found)
            break;
        room++;
        i = (size_t)(found - text.ptr) + separator.len;
    }
    if (!separator.len)
        room = text.len + 1;
    if (room > most)
        room = (size_t)most;
    items = d1_cel_lib_items(call, room);
    if (!items)
        return d1_cel_fail_alloc(call);
    if (!d1_cel_charge(call, room))
        return d1_cel_fail_cost(call);
    while (count + 1 < most && at < text.len) {
        size_t start = at, end;

        if (separator.len) {
            const char *found = find_part(text, at, separator);

            if (!found)
                break;
            end = (size_t)(found - text.ptr);
            at = end + separator.len;
        } else {
            d1_utf8_decode(text, &at);
            end = at;
            if (end == text.len) {
                at = start;
                break;
            }
        }
        items[count++] = d1_cel_string(d1_str_sub(text, start, end - start));
    }
    if (separator.len || at < text.len)
        items[count++] = d1_cel_string(d1_str_sub(text, at, text.len - at));
    return d1_cel_lib_list_value(call, items, count);
}

static struct d1_cel_value join(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_str separator = call->count > 1 ? d1_cel_text(args[1]) : d1_str("");
    size_t count = d1_cel_list_len(args[0]);
    struct d1_strbuf out = {0};

    for (size_t i = 0; i < count; i++) {
        struct d1_cel_value item = d1_cel_lib_item(call, args[0], i);

        if (item.kind == D1_CEL_STRING && may_grow(call, out.len + separator.len + item.extra)) {
            if (i)
                d1_strbuf_str(&out, separator);
            d1_strbuf_str(&out, d1_cel_text(item));
            continue;
        }
        d1_strbuf_release(&out);
        if (item.kind == D1_CEL_ERROR)
            return item;
        if (item.kind == D1_CEL_STRING)
            return d1_cel_fail_alloc(call);
        return d1_cel_fail(call, "join() works on strings, but item %zu of the list is none", i);
    }
    return take(call, &out);
}

static const struct d1_cel_overload rows[] = {
    {"charAt", D1_CEL_RECEIVER, {STRING, INT}, STRING, char_at, "The character at a position, from 0; '' at the end."},
    {"indexOf",
     D1_CEL_RECEIVER,
     {STRING, STRING},
     INT,
     index_of,
     "Position of the first occurrence, -1 where there is none."},
    {"indexOf", D1_CEL_RECEIVER, {STRING, STRING, INT}, INT, index_of, "The same, from a position on."},
    {"lastIndexOf",
     D1_CEL_RECEIVER,
     {STRING, STRING},
     INT,
     last_index_of,
     "Position of the last occurrence, -1 where there is none."},
    {"lastIndexOf",
     D1_CEL_RECEIVER,
     {STRING, STRING, INT},
     INT,
     last_index_of,
     "The same, beginning at a position or before."},
    {"join", D1_CEL_RECEIVER, {LIST_STRING}, STRING, join, "The strings of a list as one."},
    {"join", D1_CEL_RECEIVER, {LIST_STRING, STRING}, STRING, join, "The same, with a separator between them."},
    {"lowerAscii", D1_CEL_RECEIVER, {STRING}, STRING, lower_ascii, "The string with A to Z in lower case."},
    {"upperAscii", D1_CEL_RECEIVER, {STRING}, STRING, upper_ascii, "The string with a to z in upper case."},
    {"replace",
     D1_CEL_RECEIVER,
     {STRING, STRING, STRING},
     STRING,
     replace,
     "The string with every occurrence of the first text replaced by the second."},
    {"replace", D1_CEL_RECEIVER, {STRING, STRING, STRING, INT}, STRING, replace, "The same, at most so many times."},
    {"reverse", D1_CEL_RECEIVER, {STRING}, STRING, reverse, "The characters in reverse order."},
    {"split", D1_CEL_RECEIVER, {STRING, STRING}, LIST_STRING, split, "The parts between the separators."},
    {"split", D1_CEL_RECEIVER, {STRING, STRING, INT}, LIST_STRING, split, "The same, at most so many parts."},
    {"strings.quote", 0, {STRING}, STRING, quote, "The string in double quotes, with what needs it escaped."},
    {"substring", D1_CEL_RECEIVER, {STRING, INT}, STRING, substring, "The part from a position to the end."},
    {"substring",
     D1_CEL_RECEIVER,
     {STRING, INT, INT},
     STRING,
     substring,
     "The part from a position up to, but not including, another."},
    {"trim", D1_CEL_RECEIVER, {STRING}, STRING, trim, "The string without white space at both ends."},
};

const struct d1_cel_table d1_cel_lib_string = D1_LIBRARY(rows);
