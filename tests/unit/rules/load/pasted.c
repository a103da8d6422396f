/*
 * What helps of rules say to write: each text between backquotes that is YAML of some keys (`status: done`,
 * `review: {date: "YYYY-MM-DD", attendees: [PERSON]}`) fits a shape of the schemas, key by key and value by value, and
 * what it begins it writes whole. In such a line `...` stands for whatever belongs there, PERSON, ID and NAME for what
 * people have, risk-NN for an id, YYYY-MM-DD for a date, and so does what the finding puts in, {{ it.id }}.
 */
#include <ctype.h>
#include <criterion/criterion.h>
#include <string.h>

#include "base/text/strbuf.h"
#include "base/vec.h"
#include "rules/compile/compiler.h"
#include "yaml/yaml.h"

enum { DEEPEST = 40 };

struct shapes {
    struct d1_schema_set *set;
    D1_VEC(const struct d1_node *) seen;    /* mappings of schemas that were looked through */
    D1_VEC(const struct d1_node *) objects; /* of these, those with properties */
};

static const struct d1_node *entry(const struct d1_node *node, size_t index)
{
    return d1_node_kind(node) == D1_NODE_MAPPING ? d1_node_pair_value(node, index) : d1_node_item(node, index);
}

static const struct d1_node *resolve(const struct shapes *shapes, const struct d1_node *schema)
{
    const struct d1_node *target = d1_schema_resolve(shapes->set, schema);

    return target ? target : schema;
}

/* Gathers the objects of a schema and of what it refers to. */
static void gather(struct shapes *shapes, const struct d1_node *schema, size_t depth)
{
    if (depth == DEEPEST || (d1_node_kind(schema) != D1_NODE_MAPPING && d1_node_kind(schema) != D1_NODE_SEQUENCE))
        return;
    if (d1_node_kind(schema) == D1_NODE_MAPPING) {
        schema = resolve(shapes, schema);
        for (size_t i = 0; i < shapes->seen.len; i++)
            if (shapes->seen.items[i] == schema)
                return;
        cr_assert_eq(d1_vec_push(&shapes->seen, schema), 0);
        if (d1_node_get(schema, "properties"))
            cr_assert_eq(d1_vec_push(&shapes->objects, schema), 0);
    }
    for (size_t i = 0; i < d1_node_count(schema); i++)
        gather(shapes, entry(schema, i), depth + 1);
}

/* Whether a text stands for something that the reader has and the rule has not. */
static bool stands_for_another(struct d1_str text)
{
    size_t capitals = 0;

    if (d1_str_is(text, "...") || d1_str_is(text, "YYYY-MM-DD"))
        return true;
    if (d1_str_ends(text, "-NN") || d1_str_ends(text, "/NAME"))
        return true;
    while (capitals < text.len && isupper((unsigned char)text.ptr[capitals]))
        capitals++;
    return capitals == text.len && text.len > 1;
}

static bool is_listed(const struct d1_node *values, const struct d1_node *value)
{
    for (size_t i = 0; i < d1_node_count(values); i++)
        if (d1_node_equal(d1_node_item(values, i), value))
            return true;
    return false;
}

static bool fits(const struct shapes *shapes, const struct d1_node *schema, const struct d1_node *value);

static bool fits_one_of(const struct shapes *shapes, const struct d1_node *choices, const struct d1_node *value)
{
    for (size_t i = 0; i < d1_node_count(choices); i++)
        if (fits(shapes, d1_node_item(choices, i), value))
            return true;
    return false;
}

/* `others` is what keys that the schema does not name are held against, NULL for nothing: then there may be none. */
static bool fits_keys(const struct shapes *shapes, const struct d1_node *schema, const struct d1_node *others,
                      const struct d1_node *mapping)
{
    const struct d1_node *properties = d1_node_get(schema, "properties");

    for (size_t i = 0; i < d1_node_count(mapping); i++) {
        const struct d1_node *of = d1_node_get_str(properties, d1_node_text(d1_node_pair_key(mapping, i)));

        of = of ? of : others;
        if (!of || !fits(shapes, of, d1_node_pair_value(mapping, i)))
            return false;
    }
    return true;
}

static bool is_whole(const struct d1_node *schema, const struct d1_node *mapping)
{
    const struct d1_node *required = d1_node_get(schema, "required");

    for (size_t i = 0; required && i < d1_node_count(required); i++)
        if (!d1_node_get_str(mapping, d1_node_text(d1_node_item(required, i))))
            return false;
    return true;
}

static bool fits_items(const struct shapes *shapes, const struct d1_node *schema, const struct d1_node *list)
{
    const struct d1_node *of = d1_node_get(schema, "items");

    for (size_t i = 0; of && i < d1_node_count(list); i++)
        if (!fits(shapes, of, d1_node_item(list, i)))
            return false;
    return true;
}

static bool fits(const struct shapes *shapes, const struct d1_node *schema, const struct d1_node *value)
{
    const struct d1_node *values, *choices;
    struct d1_str type;

    if (d1_node_kind(schema) != D1_NODE_MAPPING)
        return schema->value.boolean;
    schema = resolve(shapes, schema);
    choices = d1_node_get(schema, "anyOf");
    if (choices || (choices = d1_node_get(schema, "oneOf")))
        return fits_one_of(shapes, choices, value);
    type = d1_node_get_text(schema, "type");
    if (d1_node_kind(value) == D1_NODE_STRING && stands_for_another(d1_node_text(value)))
        return type.len == 0 || d1_str_is(type, "string") || d1_node_is_string(value, "...") ||
               d1_node_is_string(value, "THIS");
    values = d1_node_get(schema, "enum");
    if (values && !is_listed(values, value))
        return false;
    switch (d1_node_kind(value)) {
    case D1_NODE_MAPPING:
        return d1_str_is(type, "object") && is_whole(schema, value) &&
               fits_keys(shapes, schema, d1_node_get(schema, "additionalProperties"), value);
    case D1_NODE_SEQUENCE:
        return (type.len == 0 || d1_str_is(type, "array")) && fits_items(shapes, schema, value);
    case D1_NODE_NULL: /* `{ref, field}`: keys alone */
        return true;
    case D1_NODE_STRING:
        return type.len == 0 || d1_str_is(type, "string");
    case D1_NODE_BOOL:
        return type.len == 0 || d1_str_is(type, "boolean");
    default:
        return type.len == 0 || d1_str_is(type, "integer") || d1_str_is(type, "number");
    }
}

/* `key: ...` or `{...}`, and no other text between backquotes. */
static bool is_line(struct d1_str text)
{
    size_t at = 0;

    while (at < text.len && isalpha((unsigned char)text.ptr[at]))
        at++;
    return text.len && (text.ptr[0] == '{' || (at > 0 && islower((unsigned char)text.ptr[0]) && text.len > at + 1 &&
                                               text.ptr[at] == ':' && text.ptr[at + 1] == ' '));
}

static void judge_line(const struct shapes *shapes, struct d1_yaml_loader *loader, const char *path, struct d1_str line)
{
    struct d1_stream stream = {0};
    const struct d1_node *mapping;
    bool fitting = false;

    cr_assert_eq(d1_yaml_load(loader, line, &stream, NULL), 0);
    mapping = stream.len == 1 && stream.problems.len == 0 ? d1_doc_root(stream.items[0].doc) : NULL;
    for (size_t i = 0; mapping && d1_node_kind(mapping) == D1_NODE_MAPPING && i < shapes->objects.len && !fitting; i++)
        fitting = fits_keys(shapes, shapes->objects.items[i], NULL, mapping);
    cr_expect(fitting, "%s: no shape has what a help says to write: " D1_STR_FMT, path, D1_STR_ARG(line));
    d1_stream_release(&stream);
}

/* What findings put into a help, which is known for none of them here, becomes something that stands for another. */
static struct d1_str without_holes(struct d1_strbuf *out, struct d1_str text)
{
    struct d1_str hole;
    size_t from = 0;

    for (; d1_rule_hole(text, from, &hole); from = d1_rule_behind(text, hole)) {
        d1_strbuf_str(out, d1_str_sub(text, from, (size_t)(hole.ptr - text.ptr) - from));
        d1_strbuf_puts(out, "THIS");
    }
    d1_strbuf_str(out, d1_str_sub(text, from, text.len));
    return d1_strbuf_view(out);
}

static size_t judge_help(const struct shapes *shapes, struct d1_yaml_loader *loader, const char *path,
                         struct d1_str template)
{
    struct d1_strbuf text_of = {0};
    struct d1_str help = without_holes(&text_of, template);
    size_t lines = 0;

    for (size_t from = d1_str_find(help, '`', 0), to; from < help.len; from = d1_str_find(help, '`', to + 1)) {
        struct d1_str text;

        to = d1_str_find(help, '`', from + 1);
        text = d1_str_sub(help, from + 1, to - from - 1);
        if (is_line(text)) {
            judge_line(shapes, loader, path, text);
            lines++;
        }
    }
    d1_strbuf_release(&text_of);
    return lines;
}

/* All helps of a rule file, wherever they stand but in examples. */
static size_t judge_helps(const struct shapes *shapes, struct d1_yaml_loader *loader, const char *path,
                          const struct d1_node *node)
{
    size_t lines = 0;

    for (size_t i = 0; i < d1_node_count(node); i++) {
        const struct d1_node *value = entry(node, i), *key = d1_node_key(value);

        if (key && d1_node_is_string(key, "examples"))
            continue;
        if (key && d1_node_is_string(key, "help") && d1_node_kind(value) == D1_NODE_STRING)
            lines += judge_help(shapes, loader, path, d1_node_text(value));
        else if (d1_node_kind(value) == D1_NODE_MAPPING || d1_node_kind(value) == D1_NODE_SEQUENCE)
            lines += judge_helps(shapes, loader, path, value);
    }
    return lines;
}

static bool is_written_by_teams(const struct d1_kind *kind)
{
    return !kind->policy || d1_str_is(kind->name, "LintPolicy");
}

Test(pasted, what_a_help_says_to_write_is_as_the_schemas_have_it)
{
    struct d1_ruleset *ruleset = NULL;
    struct d1_yaml_loader *loader = NULL;
    struct shapes shapes = {0};
    size_t lines = 0;

    cr_assert_eq(d1_ruleset_load(&ruleset, NULL, NULL), 0);
    cr_assert_eq(d1_yaml_loader_new(&loader, NULL), 0);
    shapes.set = ruleset->kinds->set;
    for (size_t k = 0; k < ruleset->kinds->kind_count; k++)
        if (is_written_by_teams(&ruleset->kinds->kinds[k]))
            gather(&shapes, ruleset->kinds->kinds[k].schema_root, 0);
    for (size_t i = 0; i < ruleset->check_count; i++)
        lines += judge_helps(&shapes, loader, d1_ruleset_check_path(ruleset, &ruleset->checks[i]),
                             d1_ruleset_check_spec(ruleset, &ruleset->checks[i]));
    cr_expect_gt(lines, 300, "only %zu lines were found", lines);
    d1_vec_release(&shapes.objects);
    d1_vec_release(&shapes.seen);
    d1_yaml_loader_free(loader);
    d1_ruleset_free(ruleset);
}
