#include "schema/compile/number.h"

#include <math.h>

bool d1_schema_number(const struct d1_node *node, struct number *number)
{
    number->small = node->kind == D1_NODE_INT;
    number->integer = number->small ? node->value.integer : 0;
    /* An int of YAML may be written in octal or hexadecimal; its value alone counts then. */
    return d1_decimal_parse(d1_node_text(node), &number->decimal) || number->small;
}

bool d1_schema_count(const struct d1_node *node, uint64_t *count)
{
    struct d1_decimal value;
    uint64_t sum = 0;

    if (node->kind == D1_NODE_INT) {
        *count = (uint64_t)node->value.integer;
        return node->value.integer >= 0;
    }
    if (node->kind != D1_NODE_DOUBLE || !d1_decimal_parse(d1_node_text(node), &value) || value.negative ||
        !d1_decimal_is_integer(&value))
        return false;
    *count = UINT64_MAX;
    if (value.exponent > 18)
        return true;
    for (size_t i = 0; i < value.digits.len; i++)
        if (value.digits.ptr[i] != '.')
            sum = sum * 10 + (uint64_t)(value.digits.ptr[i] - '0');
    for (int64_t i = (int64_t)value.count; i < value.exponent; i++)
        sum *= 10;
    *count = sum;
    return true;
}

bool d1_schema_is_integer(const struct d1_node *node, bool strict)
{
    struct d1_str text = d1_node_text(node);
    struct d1_decimal value;

    if (node->kind == D1_NODE_INT)
        return true;
    if (!d1_decimal_parse(text, &value) || !d1_decimal_is_integer(&value))
        return false;
    if (!strict)
        return true;
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] == '.' || text.ptr[i] == 'e' || text.ptr[i] == 'E')
            return false;
    return true;
}

/* The value of an int whose text is no decimal number. */
static struct d1_decimal decimal_of(int64_t integer, char text[24])
{
    struct d1_decimal value;
    uint64_t magnitude = integer < 0 ? -(uint64_t)integer : (uint64_t)integer;
    size_t at = 23;

    do {
        text[at--] = (char)('0' + magnitude % 10);
        magnitude /= 10;
    } while (magnitude);
    if (integer < 0)
        text[at--] = '-';
    d1_decimal_parse(d1_strn(text + at + 1, 23 - at), &value);
    return value;
}

/* The decimal value of a number; false when it has none. text is room for one that has to be written out. */
static bool exact(const struct d1_node *node, char text[24], struct d1_decimal *value)
{
    if (d1_decimal_parse(d1_node_text(node), value))
        return true;
    if (node->kind != D1_NODE_INT)
        return false;
    *value = decimal_of(node->value.integer, text);
    return true;
}

int d1_schema_compare(const struct d1_node *node, const struct number *bound)
{
    struct d1_decimal value;
    char text[24], bound_text[24];
    struct d1_decimal limit;

    if (node->kind == D1_NODE_INT && bound->small)
        return (node->value.integer > bound->integer) - (node->value.integer < bound->integer);
    if (!exact(node, text, &value)) {
        if (isnan(node->value.number))
            return 2;
        return node->value.number > 0 ? 1 : -1;
    }
    limit = bound->small ? decimal_of(bound->integer, bound_text) : bound->decimal;
    return d1_decimal_cmp(&value, &limit);
}

int d1_schema_is_multiple(const struct d1_node *node, const struct number *divisor, uint64_t *steps)
{
    struct d1_decimal value, by;
    char text[24], by_text[24];

    if (node->kind == D1_NODE_INT && divisor->small)
        return divisor->integer == -1 || node->value.integer % divisor->integer == 0;
    if (!exact(node, text, &value))
        return 0;
    by = divisor->small ? decimal_of(divisor->integer, by_text) : divisor->decimal;
    return d1_decimal_is_multiple(&value, &by, steps);
}
