/* What may stand in a field, in words. */
#include "cli/explain/fields.h"
#include "cli/screen/page.h"
#include "schema/schema.h"

enum {
    PHRASE_CHOICES = 9, /* values that a phrase can hold */
    NESTED = 4          /* "list, each: list, each: ..." */
};

const struct d1_node *d1_fields_resolve(const struct d1_ruleset *ruleset, const struct d1_node *schema)
{
    const struct d1_node *target = schema ? d1_schema_resolve(ruleset->kinds->set, schema) : NULL;

    return target ? target : schema;
}

struct d1_str d1_fields_shape_name(const struct d1_node *schema)
{
    const struct d1_node *root = schema ? d1_doc_root(d1_node_doc(schema)) : NULL, *choices;

    if (!root || d1_node_parent(schema) != d1_node_get(root, "$defs") ||
        !d1_str_ends(d1_node_get_text(root, "$id"), "/common.schema.json"))
        return d1_strn("", 0);
    choices = d1_node_get(schema, "enum");
    if (!d1_node_get(schema, "properties") && !(choices && d1_node_count(choices) > PHRASE_CHOICES))
        return d1_strn("", 0);
    return d1_node_text(d1_node_key(schema));
}

static void keep_shape(struct d1_fields *fields, const struct d1_node *schema)
{
    for (size_t i = 0; i < fields->shapes.len; i++)
        if (fields->shapes.items[i] == schema)
            return;
    if (d1_vec_push(&fields->shapes, schema) < 0)
        fields->page->out->oom = true;
}

/* "whole number, 1 to 5" */
static void add_scale(struct d1_strbuf *out, const struct d1_node *schema)
{
    const struct d1_node *least = d1_node_get(schema, "minimum"), *most = d1_node_get(schema, "maximum");

    if (least && most)
        d1_strbuf_printf(out, ", " D1_STR_FMT " to " D1_STR_FMT, D1_STR_ARG(d1_node_text(least)),
                         D1_STR_ARG(d1_node_text(most)));
    else if (least || most)
        d1_strbuf_printf(out, ", at %s " D1_STR_FMT, least ? "least" : "most",
                         D1_STR_ARG(d1_node_text(least ? least : most)));
}

static bool has_fields(const struct d1_node *schema)
{
    return d1_node_get(schema, "properties") && !d1_fields_shape_name(schema).len;
}

/* Entries whose fields are told below the list have no words here. */
static void add_list(struct d1_strbuf *out, struct d1_fields *fields, const struct d1_node *items)
{
    d1_strbuf_puts(out, "list");
    if (!items || d1_node_kind(items) != D1_NODE_MAPPING || has_fields(d1_fields_resolve(fields->ruleset, items)))
        return;
    d1_strbuf_puts(out, ", each: ");
    d1_fields_add_type(out, fields, items);
}

/* "mapping of set, to"; or a mapping whose keys are free, and what each holds. */
static void add_mapping(struct d1_strbuf *out, struct d1_fields *fields, const struct d1_node *schema)
{
    const struct d1_node *values = d1_node_get(schema, "additionalProperties");

    d1_strbuf_puts(out, "mapping");
    if (d1_node_get(schema, "properties") || !values || d1_node_kind(values) != D1_NODE_MAPPING)
        return;
    d1_strbuf_puts(out, " by name");
    if (has_fields(d1_fields_resolve(fields->ruleset, values)))
        return;
    d1_strbuf_puts(out, ", each: ");
    d1_fields_add_type(out, fields, values);
}

static void add_keys(struct d1_strbuf *out, const struct d1_node *properties)
{
    for (size_t i = 0; i < d1_node_count(properties); i++)
        d1_strbuf_printf(out, "%s`" D1_STR_FMT "`", i ? ", " : "mapping of ",
                         D1_STR_ARG(d1_node_text(d1_node_pair_key(properties, i))));
}

static void add_alternatives(struct d1_strbuf *out, struct d1_fields *fields, const struct d1_node *branches)
{
    size_t count = d1_node_count(branches);

    for (size_t i = 0; i < count; i++) {
        const struct d1_node *branch = d1_node_item(branches, i), *fixed = d1_node_get(branch, "const");

        d1_strbuf_puts(out, i ? "; or " : "");
        if (fixed && fixed->kind == D1_NODE_STRING)
            d1_strbuf_printf(out, "`" D1_STR_FMT "`", D1_STR_ARG(d1_node_text(fixed)));
        else if (has_fields(branch))
            add_keys(out, d1_node_get(branch, "properties"));
        else
            d1_fields_add_type(out, fields, branch);
    }
}

/* What a reference may name: "id of Risk, Issue", "id of anything but Person". */
static void add_reference(struct d1_strbuf *out, const struct d1_node *names)
{
    size_t told = 0;

    d1_strbuf_puts(out, "id of ");
    for (size_t i = 0; i < d1_node_count(names); i++) {
        struct d1_str name = d1_node_text(d1_node_item(names, i));
        bool excluded = d1_str_starts(name, "!");

        d1_strbuf_puts(out, excluded ? " but " : told++ ? ", " : "");
        if (d1_str_is(name, "*"))
            d1_strbuf_puts(out, "anything");
        else
            d1_strbuf_str(out, d1_str_sub(name, excluded, name.len));
    }
}

static void add_scalar(struct d1_strbuf *out, const struct d1_node *schema)
{
    static const struct {
        const char *type, *words;
    } words[] = {
        {"string", "text"},
        {"integer", "whole number"},
        {"number", "number"},
        {"boolean", "true or false"},
    };
    const struct d1_node *format = d1_node_get(schema, "format"), *examples = d1_node_get(schema, "examples");
    const char *word = "any value";

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (d1_str_is(d1_node_get_text(schema, "type"), words[i].type))
            word = words[i].words;
    if (format)
        d1_strbuf_str(out, d1_node_text(format));
    else
        d1_strbuf_puts(out, word);
    add_scale(out, schema);
    if (examples && d1_node_count(examples))
        d1_strbuf_printf(out, ", such as " D1_STR_FMT, D1_STR_ARG(d1_node_text(d1_node_item(examples, 0))));
}

static const struct d1_node *alternatives(const struct d1_node *schema)
{
    const struct d1_node *branches = d1_node_get(schema, "oneOf");

    return branches ? branches : d1_node_get(schema, "anyOf");
}

void d1_fields_add_plain(struct d1_strbuf *out, struct d1_fields *fields, const struct d1_node *schema)
{
    const struct d1_node *reference = d1_node_get(schema, "x-d1d-ref"), *choices = d1_node_get(schema, "enum");
    const struct d1_node *type = d1_node_get(schema, "type"), *fixed = d1_node_get(schema, "const");

    if (reference) {
        add_reference(out, reference);
    } else if (choices && d1_node_count(choices) && d1_node_item(choices, 0)->kind == D1_NODE_STRING) {
        d1_strbuf_puts(out, "one of ");
        d1_page_join(out, choices);
    } else if (fixed) {
        d1_strbuf_puts(out, "always ");
        if (fixed->kind == D1_NODE_BOOL)
            d1_strbuf_puts(out, fixed->value.boolean ? "true" : "false");
        else
            d1_page_join(out, fixed);
    } else if (d1_node_is_string(type, "array")) {
        add_list(out, fields, d1_node_get(schema, "items"));
    } else if (d1_node_is_string(type, "object")) {
        add_mapping(out, fields, schema);
    } else if (!type && alternatives(schema)) {
        add_alternatives(out, fields, alternatives(schema));
    } else {
        add_scalar(out, schema);
    }
}

void d1_fields_add_type(struct d1_strbuf *out, struct d1_fields *fields, const struct d1_node *property)
{
    const struct d1_node *schema = d1_fields_resolve(fields->ruleset, property);
    struct d1_str name = d1_fields_shape_name(schema);

    if (name.len) {
        d1_strbuf_str(out, name);
        keep_shape(fields, schema);
    } else if (fields->nested == NESTED || !d1_fields_may_tell(fields)) {
        d1_strbuf_puts(out, "and so on"); /* a schema may refer to itself */
    } else {
        fields->nested++;
        d1_fields_add_plain(out, fields, schema);
        fields->nested--;
    }
}

void d1_explain_shape(struct d1_strbuf *out, const struct d1_ruleset *ruleset, const struct d1_node *property)
{
    struct d1_paint page = {.out = out, .utf8 = true};
    struct d1_fields fields = {.page = &page, .ruleset = ruleset};

    d1_fields_add_type(out, &fields, property);
    d1_fields_release(&fields);
}
