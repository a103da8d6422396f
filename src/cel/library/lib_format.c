/* string.format (the extension "strings" of cel-go). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "cel/library/library.h"

enum { MOST_PRECISION = 1000, DEEPEST = 100 };

struct format {
    struct d1_cel_call *call;
    struct d1_strbuf out;
    struct d1_cel_value failed; /* ERROR once something failed */
};

static void fail(struct format *f, struct d1_cel_value failed)
{
    f->failed = failed;
}

static bool failed(const struct format *f)
{
    return f->failed.kind == D1_CEL_ERROR;
}

/* ---- %s ---- */

static void put_text(struct format *f, struct d1_cel_value value, unsigned depth);

static void put_list(struct format *f, struct d1_cel_value list, unsigned depth)
{
    size_t count = d1_cel_list_len(list);

    d1_strbuf_putc(&f->out, '[');
    for (size_t i = 0; i < count && !failed(f); i++) {
        if (i)
            d1_strbuf_puts(&f->out, ", ");
        put_text(f, d1_cel_lib_item(f->call, list, i), depth + 1);
    }
    d1_strbuf_putc(&f->out, ']');
}

struct pair {
    struct d1_str key;
    struct d1_cel_value value;
};

static int by_key(const void *a, const void *b)
{
    return d1_str_cmp(((const struct pair *)a)->key, ((const struct pair *)b)->key);
}

/* Entries in the order of their keys' texts, so that the result does not depend on how the map was made. */
static void put_map(struct format *f, struct d1_cel_value map, unsigned depth)
{
    size_t count = d1_cel_map_len(map);
    struct pair *pairs = d1_arena_alloc(f->call->arena, count * sizeof *pairs);

    for (size_t i = 0; i < count && pairs; i++) {
        struct d1_cel_value key;
        size_t start = f->out.len;

        d1_cel_map_entry(map, i, &key, &pairs[i].value);
        if (!d1_cel_charge(f->call, 8 + key.extra / 8)) {
            fail(f, d1_cel_fail_cost(f->call));
            return;
        }
        d1_cel_value_show(&f->out, key);
        pairs[i].key = d1_arena_str(f->call->arena, d1_str_sub(d1_strbuf_view(&f->out), start, f->out.len - start));
        d1_strbuf_truncate(&f->out, start);
        if (!pairs[i].key.ptr)
            pairs = NULL;
    }
    if (!pairs) {
        fail(f, d1_cel_fail_alloc(f->call));
        return;
    }
    if (count)
        qsort(pairs, count, sizeof *pairs, by_key);
    d1_strbuf_putc(&f->out, '{');
    for (size_t i = 0; i < count && !failed(f); i++) {
        if (i)
            d1_strbuf_puts(&f->out, ", ");
        d1_strbuf_str(&f->out, pairs[i].key);
        d1_strbuf_puts(&f->out, ": ");
        put_text(f, pairs[i].value, depth + 1);
    }
    d1_strbuf_putc(&f->out, '}');
}

static void put_text(struct format *f, struct d1_cel_value value, unsigned depth)
{
    if (value.kind == D1_CEL_ERROR) {
        fail(f, value);
    } else if (depth > DEEPEST || f->out.len > D1_CEL_SHOWN || !d1_cel_charge(f->call, 1 + value.extra / 16)) {
        fail(f, d1_cel_fail_limit(f->call, "the text of a value is too long or too deep to be formatted"));
    } else if (value.kind == D1_CEL_LIST) {
        put_list(f, value, depth);
    } else if (value.kind == D1_CEL_MAP) {
        put_map(f, value, depth);
    } else if (value.kind == D1_CEL_BYTES) {
        d1_strbuf_str(&f->out, d1_cel_text(value));
    } else if (value.kind == D1_CEL_TIMESTAMP || value.kind == D1_CEL_DURATION) {
        d1_cel_value_show(&f->out, d1_cel_value_at(value, NULL));
    } else {
        d1_cel_value_show(&f->out, value);
    }
}

/* ---- numbers ---- */

static void wrong_kind(struct format *f, char clause, const char *wanted)
{
    fail(f, d1_cel_fail(f->call, "%%%c formats %s", clause, wanted));
}

static bool put_special(struct format *f, double number)
{
    char text[32];

    if (isfinite(number))
        return false;
    d1_strbuf_add(&f->out, text, d1_cel_double_text(number, text));
    return true;
}

static void put_decimal(struct format *f, struct d1_cel_value value, char clause, int precision)
{
    (void)precision;
    if (value.kind == D1_CEL_INT)
        d1_strbuf_printf(&f->out, "%lld", (long long)value.as.integer);
    else if (value.kind == D1_CEL_UINT)
        d1_strbuf_printf(&f->out, "%llu", (unsigned long long)value.as.natural);
    else if (value.kind != D1_CEL_DOUBLE || !put_special(f, value.as.number))
        wrong_kind(f, clause, "an int or uint");
}

static void put_fixed(struct format *f, struct d1_cel_value value, char clause, int precision)
{
    double number = value.as.number;

    if (value.kind == D1_CEL_INT)
        number = (double)value.as.integer;
    else if (value.kind == D1_CEL_UINT)
        number = (double)value.as.natural;
    else if (value.kind != D1_CEL_DOUBLE) {
        wrong_kind(f, clause, "a number");
        return;
    }
    if (!put_special(f, number))
        d1_strbuf_printf(&f->out, clause == 'f' ? "%.*f" : "%.*e", precision < 0 ? 6 : precision, number);
}

/* Digits of a number in a base of 2, 8 or 16. */
static void put_digits(struct format *f, uint64_t number, bool negative, unsigned bits, bool upper)
{
    const char *digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
    char text[66];
    size_t at = sizeof text;

    do {
        text[--at] = digits[number & ((1u << bits) - 1)];
        number >>= bits;
    } while (number);
    if (negative)
        text[--at] = '-';
    d1_strbuf_add(&f->out, text + at, sizeof text - at);
}

static bool put_whole(struct format *f, struct d1_cel_value value, unsigned bits, bool upper)
{
    if (value.kind == D1_CEL_UINT)
        put_digits(f, value.as.natural, false, bits, upper);
    else if (value.kind == D1_CEL_INT)
        put_digits(f, value.as.integer < 0 ? 0 - value.as.natural : value.as.natural, value.as.integer < 0, bits,
                   upper);
    else
        return false;
    return true;
}

static void put_binary(struct format *f, struct d1_cel_value value, char clause, int precision)
{
    (void)precision;
    if (value.kind == D1_CEL_BOOL)
        d1_strbuf_putc(&f->out, value.as.boolean ? '1' : '0');
    else if (!put_whole(f, value, 1, false))
        wrong_kind(f, clause, "an int, uint or bool");
}

static void put_octal(struct format *f, struct d1_cel_value value, char clause, int precision)
{
    (void)precision;
    if (!put_whole(f, value, 3, false))
        wrong_kind(f, clause, "an int or uint");
}

static void put_hex(struct format *f, struct d1_cel_value value, char clause, int precision)
{
    const char *digits = clause == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
    struct d1_str text = d1_cel_text(value);

    (void)precision;
    if (put_whole(f, value, 4, clause == 'X'))
        return;
    if (value.kind != D1_CEL_STRING && value.kind != D1_CEL_BYTES) {
        wrong_kind(f, clause, "an int, uint, string or bytes");
        return;
    }
    for (size_t i = 0; i < text.len; i++) {
        d1_strbuf_putc(&f->out, digits[(unsigned char)text.ptr[i] >> 4]);
        d1_strbuf_putc(&f->out, digits[(unsigned char)text.ptr[i] & 15]);
    }
}

static void put_string(struct format *f, struct d1_cel_value value, char clause, int precision)
{
    (void)clause;
    (void)precision;
    put_text(f, value, 0);
}

static const struct {
    char clause;
    void (*put)(struct format *f, struct d1_cel_value value, char clause, int precision);
} clauses[] = {{'s', put_string}, {'d', put_decimal}, {'f', put_fixed}, {'e', put_fixed},
               {'b', put_binary}, {'o', put_octal},   {'x', put_hex},   {'X', put_hex}};

/* ---- the format string ---- */

/* ".3" behind the percent sign; -1 without one, -2 when it is no number or too large. */
static int precision_at(struct d1_str text, size_t *at)
{
    int precision = 0;
    size_t digits;

    if (*at >= text.len || text.ptr[*at] != '.')
        return -1;
    digits = ++*at;
    for (; *at < text.len && text.ptr[*at] >= '0' && text.ptr[*at] <= '9'; ++*at)
        if (precision <= MOST_PRECISION)
            precision = precision * 10 + (text.ptr[*at] - '0');
    return *at == digits || precision > MOST_PRECISION ? -2 : precision;
}

/* Counts what was written since the text had so many bytes; it grows in no arena, so its length has a limit of its own.
 */
static void count_growth(struct format *f, size_t before)
{
    if (!d1_cel_charge(f->call, (f->out.len - before) / 8))
        fail(f, d1_cel_fail_cost(f->call));
    else if (f->out.len > D1_LIMIT_CEL_MEMORY)
        fail(f, d1_cel_fail_limit(f->call, "the text that format() makes is longer than %d MiB",
                                  D1_LIMIT_CEL_MEMORY / 1024 / 1024));
}

/* The clause that begins behind a percent sign at *at. */
static void put_clause(struct format *f, struct d1_str text, size_t *at, struct d1_cel_value list, size_t *next)
{
    int precision = precision_at(text, at);
    char clause = *at < text.len ? text.ptr[(*at)++] : '\0';
    struct d1_cel_value item;
    size_t row = 0;

    while (row < sizeof clauses / sizeof *clauses && clauses[row].clause != clause)
        row++;
    if (row == sizeof clauses / sizeof *clauses || precision == -2) {
        fail(f, d1_cel_fail(f->call,
                            "format() knows %%s %%d %%f %%e %%b %%o %%x %%X and %%%%, with a precision as in "
                            "%%.3f; here stands something else at character %zu",
                            *at));
        return;
    }
    if (*next >= d1_cel_list_len(list)) {
        fail(f, d1_cel_fail(f->call, "format() needs more than the %zu values it is given", *next));
        return;
    }
    item = d1_cel_lib_item(f->call, list, (*next)++);
    if (item.kind == D1_CEL_ERROR)
        fail(f, item);
    else
        clauses[row].put(f, item, clause, precision);
}

static struct d1_cel_value format(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct format f = {.call = call, .failed = d1_cel_null()};
    struct d1_str text = d1_cel_text(args[0]), copy;
    size_t next = 0;

    for (size_t at = 0; at < text.len && !failed(&f);) {
        size_t percent = d1_str_find(text, '%', at);

        d1_strbuf_add(&f.out, text.ptr + at, percent - at);
        at = percent + 1;
        if (percent >= text.len)
            break;
        if (at < text.len && text.ptr[at] == '%') {
            d1_strbuf_putc(&f.out, '%');
            at++;
        } else {
            size_t before = f.out.len;

            put_clause(&f, text, &at, args[1], &next);
            if (!failed(&f))
                count_growth(&f, before);
        }
    }
    if (!failed(&f)) {
        copy = f.out.oom ? d1_strn(NULL, 0) : d1_arena_str(call->arena, d1_strbuf_view(&f.out));
        f.failed = d1_cel_lib_string_value(call, copy);
    }
    d1_strbuf_release(&f.out);
    return f.failed;
}

static const struct d1_cel_overload rows[] = {
    {"format",
     D1_CEL_RECEIVER,
     {STRING, LIST_DYN},
     STRING,
     format,
     "The string with %s, %d, %.2f, %e, %b, %o, %x, %X replaced by the values of the list in order; %% is a percent "
     "sign."},
};

const struct d1_cel_table d1_cel_lib_format = D1_LIBRARY(rows);
