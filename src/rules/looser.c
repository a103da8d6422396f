#include "rules/looser.h"

#include "base/date.h"
#include "base/decimal.h"
#include "cel/cel.h"

/* ---- comparing ---- */

/* The order of two numbers, dates or durations; false when they are no two of a kind. */
static bool compare(const struct d1_node *a, const struct d1_node *b, int *order)
{
    static const enum d1_cel_kind kinds[] = {D1_CEL_DATE, D1_CEL_TIMESTAMP, D1_CEL_DURATION};
    struct d1_decimal x, y;

    if (a->kind != D1_NODE_STRING && b->kind != D1_NODE_STRING) {
        if (!d1_decimal_parse(d1_node_text(a), &x) || !d1_decimal_parse(d1_node_text(b), &y))
            return false;
        *order = d1_decimal_cmp(&x, &y);
        return true;
    }
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct d1_cel_value before = d1_cel_of_node(a, &d1_cel_types[kinds[i]]);
        struct d1_cel_value after = d1_cel_of_node(b, &d1_cel_types[kinds[i]]);

        if (d1_cel_is(before, kinds[i]) && d1_cel_is(after, kinds[i]))
            return d1_cel_compare(before, after, order);
    }
    return false;
}

static bool has_entry(const struct d1_node *list, const struct d1_node *entry)
{
    for (size_t i = 0; i < d1_node_count(list); i++)
        if (d1_node_equal(d1_node_item(list, i), entry))
            return true;
    return false;
}

/* Whether something of `all` is missing in `some`: an entry of a list, a key of a mapping, an entry of a list there. */
static bool lacks(const struct d1_node *some, const struct d1_node *all)
{
    if (all->kind == D1_NODE_SEQUENCE && some->kind == D1_NODE_SEQUENCE) {
        for (size_t i = 0; i < d1_node_count(all); i++)
            if (!has_entry(some, d1_node_item(all, i)))
                return true;
        return false;
    }
    if (all->kind != D1_NODE_MAPPING || some->kind != D1_NODE_MAPPING)
        return !d1_node_equal(some, all);
    for (size_t i = 0; i < d1_node_count(all); i++) {
        const struct d1_node *other = d1_node_get_str(some, d1_node_text(d1_node_pair_key(all, i)));

        if (!other || lacks(other, d1_node_pair_value(all, i)))
            return true;
    }
    return false;
}

/* The position of a value in an order of values; their number when it is not among them. */
static size_t rank(const struct d1_node *order, const struct d1_node *value)
{
    size_t i = 0;

    while (i < d1_node_count(order) && !d1_node_equal(d1_node_item(order, i), value))
        i++;
    return i;
}

static bool ranks_lower(const struct d1_node *order, const struct d1_node *from, const struct d1_node *to)
{
    size_t before = rank(order, from), after = rank(order, to), count = d1_node_count(order);

    return after < before || after == count || before == count;
}

static bool any_member(const struct d1_node *looser, const struct d1_node *from, const struct d1_node *to)
{
    for (size_t i = 0; i < d1_node_count(looser); i++) {
        struct d1_str name = d1_node_text(d1_node_pair_key(looser, i));
        const struct d1_node *before = d1_node_get_str(from, name), *after = d1_node_get_str(to, name);

        if ((before || after) && (!before || !after || d1_looser(d1_node_pair_value(looser, i), before, after)))
            return true;
    }
    return false;
}

bool d1_looser(const struct d1_node *looser, const struct d1_node *from, const struct d1_node *to)
{
    int order;

    if (d1_node_equal(from, to))
        return false;
    if (!looser)
        return true;
    if (looser->kind == D1_NODE_SEQUENCE)
        return ranks_lower(looser, from, to);
    if (looser->kind == D1_NODE_MAPPING)
        return any_member(looser, from, to);
    if (d1_node_is_string(looser, "shorter"))
        return lacks(to, from);
    if (d1_node_is_string(looser, "longer"))
        return lacks(from, to);
    if (d1_node_is_string(looser, "any") || !compare(from, to, &order))
        return true;
    return d1_node_is_string(looser, "smaller") ? order > 0 : order < 0;
}

/* ---- whether it fits ---- */

static const struct d1_node *misfit(struct d1_strbuf *why, const struct d1_node *node, const char *text)
{
    d1_strbuf_puts(why, text);
    return node;
}

/* An order names every word that the schema allows, and the default. */
static const struct d1_node *order_misfit(const struct d1_node *looser, const struct d1_node *schema,
                                          const struct d1_node *value, struct d1_strbuf *why)
{
    const struct d1_node *words = d1_node_get(schema, "enum");
    size_t count = words ? d1_node_count(words) : 0;

    for (size_t i = 0; i <= count; i++) {
        const struct d1_node *word = i < count ? d1_node_item(words, i) : value;

        if (rank(looser, word) < d1_node_count(looser))
            continue;
        d1_strbuf_printf(why, "the order of `looser` does not have `" D1_STR_FMT "`", D1_STR_ARG(d1_node_text(word)));
        return looser;
    }
    return NULL;
}

static const struct d1_node *fit(const struct d1_node *looser, const struct d1_node *schema,
                                 const struct d1_node *value, struct d1_strbuf *why);

/* A record's members are those of its schema, each with its own. */
static const struct d1_node *members_misfit(const struct d1_node *looser, const struct d1_node *schema,
                                            const struct d1_node *value, struct d1_strbuf *why)
{
    const struct d1_node *properties = d1_node_get(schema, "properties");

    if (value->kind != D1_NODE_MAPPING)
        return misfit(why, looser, "a mapping under `looser` is for records, and the default is none");
    for (size_t i = 0; properties && i < d1_node_count(properties); i++) {
        struct d1_str name = d1_node_text(d1_node_pair_key(properties, i));

        if (d1_node_get_str(looser, name))
            continue;
        d1_strbuf_printf(why, "`looser` does not say which way the member `" D1_STR_FMT "` is looser",
                         D1_STR_ARG(name));
        return looser;
    }
    for (size_t i = 0; i < d1_node_count(looser); i++) {
        const struct d1_node *key = d1_node_pair_key(looser, i);
        const struct d1_node *member = d1_node_get_str(properties, d1_node_text(key));
        const struct d1_node *own = d1_node_get_str(value, d1_node_text(key)), *fault;

        if (!member) {
            d1_strbuf_printf(why, "the schema has no property `" D1_STR_FMT "`", D1_STR_ARG(d1_node_text(key)));
            return key;
        }
        fault = own ? fit(d1_node_pair_value(looser, i), member, own, why) : NULL;
        if (fault)
            return fault;
    }
    return NULL;
}

static const struct d1_node *fit(const struct d1_node *looser, const struct d1_node *schema,
                                 const struct d1_node *value, struct d1_strbuf *why)
{
    int order;

    if (looser->kind == D1_NODE_SEQUENCE)
        return order_misfit(looser, schema, value, why);
    if (looser->kind == D1_NODE_MAPPING)
        return members_misfit(looser, schema, value, why);
    if (d1_node_is_string(looser, "any"))
        return NULL;
    if (d1_node_is_string(looser, "shorter") || d1_node_is_string(looser, "longer"))
        return value->kind >= D1_NODE_SEQUENCE
                   ? NULL
                   : misfit(why, looser, "`shorter` and `longer` are for lists; a number is `smaller` or `larger`");
    return compare(value, value, &order)
               ? NULL
               : misfit(why, looser,
                        "`smaller` and `larger` are for numbers, dates and durations; a list is `shorter` or "
                        "`longer`, of words an order is given: [loosest, ..., strictest]");
}

const struct d1_node *d1_looser_misfit(const struct d1_node *parameter, struct d1_strbuf *why)
{
    const struct d1_node *looser = d1_node_get(parameter, "looser"), *value = d1_node_get(parameter, "default");

    return looser && value ? fit(looser, d1_node_get(parameter, "schema"), value, why) : NULL;
}
