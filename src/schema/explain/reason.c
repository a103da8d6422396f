/*
 * Why a schema was applied: what stands under `then`, `else` or `dependentSchemas` asks for something in certain cases
 * only, and a sentence that leaves the case out reads as if it was asked for always. Told are conditions that are
 * themselves one sentence: a property that has a value, or is given.
 */
#include "schema/explain/phrase.h"

/* Values of an enum that are compared to find out which case it was. */
enum { MOST_VALUES = 100 };

static bool is_dependency(struct d1_str keyword)
{
    return d1_str_is(keyword, "dependentSchemas") || d1_str_is(keyword, "dependencies");
}

/*
 * The step to the conditional schema that a fault lies under, and the mapping that the condition looks at; NULL when
 * there is none near.
 */
static const struct path *conditional_of(const struct fault *fault, const struct d1_node **mapping)
{
    bool below = false;

    *mapping = fault->instance;
    for (const struct path *path = fault->path; path; path = path->parent) {
        struct d1_str keyword = d1_node_text(d1_node_key(path->via));

        if (d1_str_is(keyword, "then") || d1_str_is(keyword, "else") || is_dependency(keyword))
            return path;
        if (d1_str_is(keyword, "$ref") || d1_str_is(keyword, "allOf"))
            continue;
        if (!d1_str_is(keyword, "properties") || below)
            return NULL;
        below = true;
        *mapping = d1_node_parent(*mapping);
    }
    return NULL;
}

/* Whether a schema says nothing but what the keyword says; `type` and `required` beside it do no harm. */
static bool says_only(const struct d1_node *schema, const char *keyword)
{
    if (!schema || schema->kind != D1_NODE_MAPPING || !d1_node_get(schema, keyword))
        return false;
    for (size_t i = 0; i < d1_node_count(schema); i++) {
        struct d1_str key = d1_node_text(d1_node_pair_key(schema, i));

        if (!d1_str_is(key, keyword) && !d1_str_is(key, "type") && !d1_str_is(key, "required"))
            return false;
    }
    return true;
}

static bool is_among(const struct d1_node *value, const struct d1_node *values, bool list)
{
    if (!list)
        return d1_node_equal(value, values);
    for (size_t i = 0; i < d1_node_count(values); i++)
        if (d1_node_equal(value, d1_node_item(values, i)))
            return true;
    return false;
}

/* "`status` is `done`", or "is not" where the condition does not hold. */
static bool tell_value(struct d1_strbuf *out, const struct d1_node *when, const struct d1_node *mapping, bool holds)
{
    const struct d1_node *properties = d1_node_get(when, "properties"), *schema, *values, *value;
    struct names names = {.count = 0};
    bool list;

    if (!says_only(when, "properties") || d1_node_count(properties) != 1)
        return false;
    schema = d1_node_pair_value(properties, 0);
    list = says_only(schema, "enum");
    if (!list && !says_only(schema, "const"))
        return false;
    values = d1_node_get(schema, list ? "enum" : "const");
    if (list && d1_node_count(values) > MOST_VALUES)
        return false;
    value = d1_node_get_str(mapping, d1_node_text(d1_node_pair_key(properties, 0)));
    if (holds && (!value || value->kind >= D1_NODE_SEQUENCE || !is_among(value, values, list)))
        return false;
    d1_schema_phrase_add_values(&names, holds ? value : values, list && !holds);
    if (!d1_schema_phrase_is_short(&names))
        return false;
    d1_schema_words_quote(out, d1_node_text(d1_node_pair_key(properties, 0)));
    d1_strbuf_puts(out, holds ? " is " : " is not ");
    d1_schema_words_list(out, names.items, names.count, " or ");
    return true;
}

/* "`a` and `b` are given", or "`a` is not given". */
static bool tell_given(struct d1_strbuf *out, const struct d1_node *when, const struct d1_node *mapping, bool holds)
{
    const struct d1_node *required = d1_node_get(when, "required");
    struct names names = {.count = 0};

    if (!says_only(when, "required") || !d1_node_count(required) ||
        d1_node_count(required) > (holds ? SHOWN_VALUES : 1))
        return false;
    for (size_t i = 0; i < d1_node_count(required); i++) {
        struct d1_str name = d1_node_text(d1_node_item(required, i));

        if (holds && !d1_node_get_str(mapping, name))
            return false;
        d1_schema_phrase_add_name(&names, name);
    }
    if (!d1_schema_phrase_is_short(&names))
        return false;
    d1_schema_words_list(out, names.items, names.count, " and ");
    d1_strbuf_puts(out, names.count > 1 ? " are given" : holds ? " is given" : " is not given");
    return true;
}

static bool tell_condition(struct d1_strbuf *out, const struct d1_node *when, const struct d1_node *mapping, bool holds)
{
    return tell_value(out, when, mapping, holds) || tell_given(out, when, mapping, holds);
}

/* The condition of a `then` or `else`; of several, those that hold. */
static bool tell_if(struct d1_strbuf *out, const struct d1_node *branch, const struct d1_node *mapping)
{
    const struct d1_node *when = d1_node_get(d1_node_parent(branch), "if"), *any = d1_node_get(when, "anyOf");
    bool holds = d1_str_is(d1_node_text(d1_node_key(branch)), "then"), told = false;

    if (!holds || !says_only(when, "anyOf") || any->kind != D1_NODE_SEQUENCE)
        return tell_condition(out, when, mapping, holds);
    for (size_t i = 0; i < d1_node_count(any) && i < SHOWN_VALUES; i++) {
        size_t before = out->len;

        d1_strbuf_puts(out, told ? " or " : "");
        if (tell_condition(out, d1_node_item(any, i), mapping, true))
            told = true;
        else
            d1_strbuf_truncate(out, before);
    }
    return told;
}

bool d1_schema_reason_write(struct d1_strbuf *out, const struct fault *fault, const char *lead)
{
    const struct d1_node *mapping;
    const struct path *step = conditional_of(fault, &mapping);
    size_t start = out->len;
    bool told = true;

    if (!step || d1_node_kind(mapping) != D1_NODE_MAPPING)
        return false;
    d1_strbuf_puts(out, lead);
    if (is_dependency(d1_node_text(d1_node_key(step->via)))) {
        struct d1_str name = d1_node_text(d1_node_key(step->schema));

        /* Of the property itself it goes without saying. */
        told = !d1_node_key(fault->instance) || !d1_str_eq(d1_node_text(d1_node_key(fault->instance)), name);
        d1_schema_words_quote(out, name);
        d1_strbuf_puts(out, " is given");
    } else {
        told = tell_if(out, step->via, mapping);
    }
    if (!told)
        d1_strbuf_truncate(out, start);
    return told;
}
