/* The pages on kinds of artifacts and types of items: their fields as the schema has them. */
#include "base/vec.h"
#include "cli/explain/explain.h"
#include "cli/screen/page.h"
#include "schema/schema.h"

enum {
    DEPTH = 8,          /* of fields shown below each other */
    PHRASE_CHOICES = 9, /* values that a phrase can hold */
    NAME_COLUMNS = 30
};

/* ---- fields ---- */

struct fields {
    struct d1_paint *page;
    struct d1_schema_set *set;
    D1_VEC(const struct d1_node *) shapes; /* that fields so far were said to have, each once */
};

static const struct d1_node *resolve(const struct fields *fields, const struct d1_node *schema)
{
    const struct d1_node *target = schema ? d1_schema_resolve(fields->set, schema) : NULL;

    return target ? target : schema;
}

/*
 * The name of a schema that several kinds share and that takes more than a phrase: it is told once, under its name.
 * Empty for others.
 */
static struct d1_str shape_name(const struct d1_node *schema)
{
    const struct d1_node *key = d1_node_key(schema), *choices = d1_node_get(schema, "enum");
    const struct d1_node *root = d1_doc_root(d1_node_doc(schema));

    if (d1_node_parent(schema) != d1_node_get(root, "$defs") ||
        !d1_str_ends(d1_node_get_text(root, "$id"), "/common.schema.json"))
        return d1_strn("", 0);
    if (!d1_node_get(schema, "properties") && !(choices && d1_node_count(choices) > PHRASE_CHOICES))
        return d1_strn("", 0);
    return d1_node_text(key);
}

static void keep_shape(struct fields *fields, const struct d1_node *schema)
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

static void add_type(struct d1_strbuf *out, struct fields *fields, const struct d1_node *property);

static void add_list(struct d1_strbuf *out, struct fields *fields, const struct d1_node *items)
{
    d1_strbuf_puts(out, "list");
    if (!items || d1_node_kind(items) != D1_NODE_MAPPING || items == resolve(fields, items))
        items = items && d1_node_get(items, "properties") ? NULL : items;
    else if (d1_node_get(resolve(fields, items), "properties") && !shape_name(resolve(fields, items)).len)
        items = NULL;
    if (!items)
        return;
    d1_strbuf_puts(out, ", each: ");
    add_type(out, fields, items);
}

static void add_alternatives(struct d1_strbuf *out, struct fields *fields, const struct d1_node *branches)
{
    size_t count = d1_node_count(branches);

    for (size_t i = 0; i < count; i++) {
        const struct d1_node *branch = d1_node_item(branches, i), *fixed = d1_node_get(branch, "const");

        d1_strbuf_puts(out, i ? "; or " : "");
        if (fixed && fixed->kind == D1_NODE_STRING)
            d1_strbuf_printf(out, "`" D1_STR_FMT "`", D1_STR_ARG(d1_node_text(fixed)));
        else
            add_type(out, fields, branch);
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
        {"string", "text"},           {"integer", "whole number"}, {"number", "number"},
        {"boolean", "true or false"}, {"object", "mapping"},
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

/* What may stand in a field, in words: "date", "id of Person", "list, each: Evidence". */
static void add_type(struct d1_strbuf *out, struct fields *fields, const struct d1_node *property)
{
    const struct d1_node *schema = resolve(fields, property);
    const struct d1_node *reference = d1_node_get(schema, "x-d1d-ref"), *choices = d1_node_get(schema, "enum");
    struct d1_str name = shape_name(schema);

    if (name.len) {
        d1_strbuf_str(out, name);
        keep_shape(fields, schema);
    } else if (reference) {
        add_reference(out, reference);
    } else if (choices && d1_node_count(choices) && d1_node_item(choices, 0)->kind == D1_NODE_STRING) {
        d1_strbuf_puts(out, "one of ");
        d1_page_join(out, choices);
    } else if (d1_node_get(schema, "const")) {
        d1_strbuf_puts(out, "always ");
        d1_page_join(out, d1_node_get(schema, "const"));
    } else if (d1_node_get(schema, "oneOf")) {
        add_alternatives(out, fields, d1_node_get(schema, "oneOf"));
    } else if (d1_node_is_string(d1_node_get(schema, "type"), "array")) {
        add_list(out, fields, d1_node_get(schema, "items"));
    } else {
        add_scalar(out, schema);
    }
}

void d1_explain_shape(struct d1_strbuf *out, struct d1_schema_set *set, const struct d1_node *property)
{
    struct d1_paint page = {.out = out, .utf8 = true};
    struct fields fields = {.page = &page, .set = set};

    add_type(out, &fields, property);
    d1_vec_release(&fields.shapes);
}

static void write_field(struct fields *fields, struct d1_str name, const struct d1_node *property, bool required,
                        size_t depth)
{
    struct d1_str description = d1_node_get_text(property, "description");
    struct d1_strbuf text = {0};

    if (!description.len)
        description = d1_node_get_text(resolve(fields, property), "description");
    d1_strbuf_puts(&text, required ? "required, " : "");
    add_type(&text, fields, property);
    d1_strbuf_puts(&text, ". ");
    d1_strbuf_str(&text, description);
    d1_page_row(fields->page, 2 + 2 * depth, name, NAME_COLUMNS, d1_strbuf_view(&text));
    fields->page->out->oom = fields->page->out->oom || text.oom;
    d1_strbuf_release(&text);
}

static void write_fields(struct fields *fields, const struct d1_node *object, size_t depth);

/* What stands below a field: the properties of its value, of its entries, or of each form it may have. */
static void write_below(struct fields *fields, const struct d1_node *property, size_t depth)
{
    const struct d1_node *schema = resolve(fields, property), *branches;

    if (!schema || depth >= DEPTH || shape_name(schema).len)
        return;
    branches = d1_node_get(schema, "oneOf");
    for (size_t i = 0; branches && i < d1_node_count(branches); i++)
        write_below(fields, d1_node_item(branches, i), depth + 1);
    if (d1_node_is_string(d1_node_get(schema, "type"), "array"))
        write_below(fields, d1_node_get(schema, "items"), depth);
    else
        write_fields(fields, schema, depth);
}

/* The properties of an object schema, each with what stands below it; recursion ends at DEPTH. */
static void write_fields(struct fields *fields, const struct d1_node *object, size_t depth)
{
    const struct d1_node *properties = d1_node_get(object, "properties"), *required = d1_node_get(object, "required");

    for (size_t i = 0; properties && i < d1_node_count(properties); i++) {
        struct d1_str name = d1_node_text(d1_node_pair_key(properties, i));
        const struct d1_node *property = d1_node_pair_value(properties, i);

        write_field(fields, name, property, d1_explain_names(required, name), depth);
        write_below(fields, property, depth + 1);
    }
}

/* The shapes that the fields above were said to have; what these need in turn comes behind them. */
static void write_shapes(struct fields *fields)
{
    if (fields->shapes.len)
        d1_page_title(fields->page, "Shapes that kinds share");
    for (size_t i = 0; i < fields->shapes.len; i++) {
        const struct d1_node *schema = fields->shapes.items[i], *choices = d1_node_get(schema, "enum");
        struct d1_strbuf text = {0};

        if (choices) {
            d1_strbuf_puts(&text, "one of ");
            d1_page_join(&text, choices);
            d1_strbuf_puts(&text, ". ");
        }
        d1_strbuf_str(&text, d1_node_get_text(schema, "description"));
        d1_page_row(fields->page, 2, shape_name(schema), NAME_COLUMNS, d1_strbuf_view(&text));
        fields->page->out->oom = fields->page->out->oom || text.oom;
        d1_strbuf_release(&text);
        write_fields(fields, schema, 1);
    }
    d1_vec_release(&fields->shapes);
}

/* ---- the pages ---- */

static void add_profiles(struct d1_strbuf *out, const struct d1_kind *kind)
{
    bool any = false;

    for (int profile = 0; profile < D1_PROFILE_COUNT; profile++) {
        if (!kind->required[profile])
            continue;
        d1_strbuf_printf(out, "%s%s", any ? ", " : "; required by the profiles ",
                         d1_profile_name((enum d1_profile)profile));
        any = true;
    }
}

static void write_items_of(struct d1_paint *page, const struct d1_ruleset *ruleset, const struct d1_kind *kind)
{
    bool any = false;

    for (size_t i = 0; i < ruleset->kinds->type_count; i++) {
        const struct d1_item_type *type = &ruleset->kinds->types[i];
        struct d1_strbuf text = {0};

        if (!d1_str_eq(type->defined_by, kind->name))
            continue;
        if (!any)
            d1_page_title(page, "Items that stand in it");
        any = true;
        if (!d1_str_eq(type->title, type->name))
            d1_strbuf_str(&text, type->title);
        if (type->prefix.len)
            d1_strbuf_printf(&text, "%sids " D1_STR_FMT "01, " D1_STR_FMT "02, ...", text.len ? ", " : "",
                             D1_STR_ARG(type->prefix), D1_STR_ARG(type->prefix));
        d1_page_row(page, 2, type->name, NAME_COLUMNS, d1_strbuf_view(&text));
        d1_strbuf_release(&text);
    }
}

static void write_checks_of(struct d1_paint *page, const struct d1_ruleset *ruleset, const struct d1_kind *kind)
{
    bool any = false;

    for (size_t i = 0; i < ruleset->check_count; i++) {
        const struct d1_node *spec = d1_ruleset_check_spec(ruleset, &ruleset->checks[i]);

        if (!spec || !(d1_explain_names(d1_node_get(spec, "needs"), kind->name) ||
                       d1_explain_names(d1_node_get(spec, "needsWhereRequired"), kind->name)))
            continue;
        if (!any)
            d1_page_title(page, "Checks that read it");
        any = true;
        d1_explain_check_row(page, &ruleset->checks[i]);
    }
}

void d1_explain_kind(struct d1_paint *page, const struct d1_ruleset *ruleset, const struct d1_kind *kind)
{
    struct fields fields = {.page = page, .set = ruleset->kinds->set};
    struct d1_strbuf text = {0};

    d1_page_heading(page, kind->name, kind->purpose);
    d1_strbuf_printf(&text, "apiVersion: " D1_STR_FMT "; phase: " D1_STR_FMT, D1_STR_ARG(kind->version),
                     D1_STR_ARG(kind->phase));
    add_profiles(&text, kind);
    d1_page_paragraph(page, d1_strbuf_view(&text));
    d1_strbuf_release(&text);
    d1_page_title(page, "Fields of `spec`");
    write_fields(&fields, resolve(&fields, d1_node_at(kind->schema_root, "properties.spec")), 0);
    keep_shape(&fields, resolve(&fields, d1_node_at(kind->schema_root, "properties.metadata")));
    write_shapes(&fields);
    write_items_of(page, ruleset, kind);
    write_checks_of(page, ruleset, kind);
    d1_explain_example(page, kind->name);
}

/* The object schema that an annotation makes this type of item, in the schema of the kind that defines it. */
static const struct d1_node *item_schema(const struct d1_kind *kind, struct d1_str type)
{
    const struct d1_doc *doc;

    if (!kind)
        return NULL;
    doc = d1_node_doc(kind->schema_root);
    for (uint32_t i = 0; i < doc->nodes; i++)
        if (d1_node_kind(d1_doc_node(doc, i)) == D1_NODE_MAPPING &&
            d1_str_eq(d1_node_get_text(d1_doc_node(doc, i), "x-d1d-item"), type))
            return d1_doc_node(doc, i);
    return NULL;
}

void d1_explain_item(struct d1_paint *page, const struct d1_ruleset *ruleset, const struct d1_item_type *type)
{
    const struct d1_node *schema = item_schema(d1_kinds_find(ruleset->kinds, type->defined_by), type->name);
    struct fields fields = {.page = page, .set = ruleset->kinds->set};
    struct d1_strbuf text = {0};

    d1_page_heading(page, type->name, type->title);
    d1_strbuf_puts(&text, "stands in: ");
    d1_strbuf_str(&text, type->defined_by);
    if (type->prefix.len) {
        d1_strbuf_puts(&text, "; ids begin with ");
        d1_strbuf_str(&text, type->prefix);
    }
    d1_page_paragraph(page, d1_strbuf_view(&text));
    if (schema) {
        d1_page_title(page, "Fields");
        write_fields(&fields, schema, 0);
        write_shapes(&fields);
    }
    page->out->oom = page->out->oom || text.oom;
    d1_strbuf_release(&text);
}
