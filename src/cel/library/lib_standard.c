/* Sizes and the plain tests of strings (cel-spec, "List of Standard Definitions"). */
#include <string.h>

#include "base/text/utf8.h"
#include "cel/library/library.h"

static struct d1_cel_value size_of_string(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    if (!d1_cel_charge(call, args[0].extra / 16))
        return d1_cel_fail_cost(call);
    return d1_cel_int((int64_t)d1_utf8_count(d1_cel_text(args[0])));
}

static struct d1_cel_value size_of_bytes(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    (void)call;
    return d1_cel_int(args[0].extra);
}

static struct d1_cel_value size_of_list(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    (void)call;
    return d1_cel_int((int64_t)d1_cel_list_len(args[0]));
}

static struct d1_cel_value size_of_map(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    (void)call;
    return d1_cel_int((int64_t)d1_cel_map_len(args[0]));
}

static struct d1_cel_value contains(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    if (!d1_cel_charge(call, args[0].extra / 16))
        return d1_cel_fail_cost(call);
    return d1_cel_bool(args[1].extra == 0 ||
                       (args[0].extra && memmem(args[0].as.text, args[0].extra, args[1].as.text, args[1].extra)));
}

static struct d1_cel_value starts_with(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_str text = d1_cel_text(args[0]), part = d1_cel_text(args[1]);

    if (!d1_cel_charge(call, part.len / 16))
        return d1_cel_fail_cost(call);
    return d1_cel_bool(text.len >= part.len && d1_str_eq(d1_str_sub(text, 0, part.len), part));
}

static struct d1_cel_value ends_with(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_str text = d1_cel_text(args[0]), part = d1_cel_text(args[1]);

    if (!d1_cel_charge(call, part.len / 16))
        return d1_cel_fail_cost(call);
    return d1_cel_bool(text.len >= part.len && d1_str_eq(d1_str_sub(text, text.len - part.len, part.len), part));
}

static const struct d1_cel_overload rows[] = {
    {"size", D1_CEL_BOTH, {STRING}, INT, size_of_string, "Number of code points."},
    {"size", D1_CEL_BOTH, {BYTES}, INT, size_of_bytes, "Number of bytes."},
    {"size", D1_CEL_BOTH, {LIST_A}, INT, size_of_list, "Number of items."},
    {"size", D1_CEL_BOTH, {MAP_A_B}, INT, size_of_map, "Number of entries."},
    {"contains", D1_CEL_RECEIVER, {STRING, STRING}, BOOL, contains, "Whether the string has the other as a part."},
    {"startsWith", D1_CEL_RECEIVER, {STRING, STRING}, BOOL, starts_with, "Whether the string begins with the other."},
    {"endsWith", D1_CEL_RECEIVER, {STRING, STRING}, BOOL, ends_with, "Whether the string ends with the other."},
};

const struct d1_cel_table d1_cel_lib_standard = D1_LIBRARY(rows);
