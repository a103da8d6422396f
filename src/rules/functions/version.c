/* Versions of deliverables, such as "1.10.2" or "2.rc1": which of two is the higher one. */
#include "rules/functions/functions.h"

#define T(kind) D1_CEL_T(kind)

/* The part of a version from *position to the next dot, and the position behind that; "0" where there is no more. */
static struct d1_str next_part(struct d1_str version, size_t *position)
{
    size_t end;
    struct d1_str part;

    if (*position >= version.len)
        return d1_str("0");
    end = d1_str_find(version, '.', *position);
    part = d1_str_sub(version, *position, end - *position);
    *position = end + 1;
    return part;
}

static bool is_number(struct d1_str part)
{
    for (size_t i = 0; i < part.len; i++)
        if (part.ptr[i] < '0' || part.ptr[i] > '9')
            return false;
    return part.len > 0;
}

static struct d1_str without_zeros(struct d1_str number)
{
    size_t zeros = 0;

    while (zeros + 1 < number.len && number.ptr[zeros] == '0')
        zeros++;
    return d1_str_sub(number, zeros, number.len - zeros);
}

/* A number is higher than a word: 1.0 comes after 1.rc2. Numbers may have any count of digits. */
static int compare_parts(struct d1_str left, struct d1_str right)
{
    bool left_number = is_number(left), right_number = is_number(right);

    if (left_number != right_number)
        return left_number ? 1 : -1;
    if (left_number) {
        left = without_zeros(left);
        right = without_zeros(right);
        if (left.len != right.len)
            return left.len > right.len ? 1 : -1;
    }
    return d1_str_cmp(left, right);
}

static struct d1_cel_value compare_versions(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_str left = d1_cel_text(args[0]), right = d1_cel_text(args[1]);
    size_t at_left = 0, at_right = 0;
    int order = 0;

    if (!d1_cel_charge(call, (left.len + right.len) / 10))
        return d1_cel_fail_cost(call);
    while (order == 0 && (at_left < left.len || at_right < right.len)) {
        struct d1_str part = next_part(left, &at_left);

        order = compare_parts(part, next_part(right, &at_right));
    }
    return d1_cel_int(order > 0 ? 1 : order < 0 ? -1 : 0);
}

static const struct d1_cel_overload rows[] = {
    {"compareVersions",
     0,
     {T(STRING), T(STRING)},
     T(INT),
     compare_versions,
     "-1 when the first version is lower than the second, 0 when they are the same, 1 when it is higher. Compared part "
     "by part between dots, numbers as numbers, a missing part as 0; a number is higher than a word."},
};

const struct d1_function_table d1_functions_version = {rows, sizeof rows / sizeof *rows};
