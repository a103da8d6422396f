/* The pages on kinds of artifacts and types of items: their fields as the schema has them, and an example. */
#include "cli/explain/explain.h"
#include "cli/screen/page.h"
#include "doc/embedded.h"
#include "schema/schema.h"

enum {
    DEPTH = 5, /* of fields shown below each other */
    NAME_COLUMNS = 30,
    EXAMPLE_LINES = 60
};

/* ---- fields ---- */

struct fields {
    struct d1_paint *page;
    struct d1_schema_set *set;
};

static const struct d1_node *resolve(const struct fields *fields, const struct d1_node *schema)
{
    const struct d1_node *target = schema ? d1_schema_resolve(fields->set, schema) : NULL;

    return target ? target : schema;
}

/* A value of an enum as it is written in YAML. */
static void add_choices(struct d1_strbuf *out, const struct d1_node *choices)
{
    d1_strbuf_puts(out, "one of ");
    d1_page_join(out, choices);
}

/* What may stand in a field, in words: "date", "Person, by id", "list of Risk". */
static void add_type(struct d1_strbuf *out, const struct fields *fields, const struct d1_node *property)
{
    static const struct {
        const char *type, *words;
    } words[] = {
        {"string", "text"},           {"integer", "whole number"}, {"number", "number"},
        {"boolean", "true or false"}, {"object", "mapping"},
    };
    const struct d1_node *schema = resolve(fields, property);
    const struct d1_node *reference = d1_node_get(property, "x-d1d-ref"), *format = d1_node_get(schema, "format");
    struct d1_str type = d1_node_get_text(schema, "type");

    if (!reference)
        reference = d1_node_get(schema, "x-d1d-ref");
    if (reference) {
        d1_strbuf_puts(out, "id of ");
        d1_page_join(out, reference);
    } else if (d1_node_get(schema, "enum")) {
        add_choices(out, d1_node_get(schema, "enum"));
    } else if (d1_node_get(schema, "const")) {
        d1_strbuf_puts(out, "always ");
        d1_page_join(out, d1_node_get(schema, "const"));
    } else if (d1_str_is(type, "array")) {
        const struct d1_node *items = d1_node_get(schema, "items");

        d1_strbuf_puts(out, "list");
        if (items && d1_node_kind(items) == D1_NODE_MAPPING && !d1_node_get(resolve(fields, items), "properties")) {
            d1_strbuf_puts(out, ", each: ");
            add_type(out, fields, items);
        }
    } else if (format) {
        d1_strbuf_str(out, d1_node_text(format));
    } else {
        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
            if (d1_str_is(type, words[i].type))
                d1_strbuf_puts(out, words[i].words);
    }
}

static void write_field(const struct fields *fields, struct d1_str name, const struct d1_node *property, bool required,
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

/* The properties of an object schema, each with those of its value below it; recursion ends at DEPTH. */
static void write_fields(const struct fields *fields, const struct d1_node *object, size_t depth)
{
    const struct d1_node *schema = resolve(fields, object), *properties, *required;

    if (!schema || depth >= DEPTH)
        return;
    if (d1_node_is_string(d1_node_get(schema, "type"), "array")) {
        write_fields(fields, d1_node_get(schema, "items"), depth);
        return;
    }
    properties = d1_node_get(schema, "properties");
    required = d1_node_get(schema, "required");
    for (size_t i = 0; properties && i < d1_node_count(properties); i++) {
        struct d1_str name = d1_node_text(d1_node_pair_key(properties, i));
        const struct d1_node *property = d1_node_pair_value(properties, i);

        write_field(fields, name, property, d1_explain_names(required, name), depth);
        write_fields(fields, property, depth + 1);
    }
}

/* ---- an example ---- */

/* The text of the lines first to last, counted from 0, indented; at most EXAMPLE_LINES of them. */
static void write_lines(struct d1_paint *page, struct d1_str source, uint32_t first, uint32_t last)
{
    uint32_t line = 0;

    for (size_t at = 0, end; at < source.len && line <= last; at = end + 1, line++) {
        end = d1_str_find(source, '\n', at);
        if (line < first)
            continue;
        if (line >= first + EXAMPLE_LINES) {
            d1_strbuf_puts(page->out, "  ...\n");
            return;
        }
        if (end > at) {
            d1_strbuf_puts(page->out, "  ");
            d1_paint_text(page, D1_STYLE_PLAIN, d1_str_sub(source, at, end - at));
        }
        d1_strbuf_putc(page->out, '\n');
    }
}

/* The first artifact of the kind in the engagements that the program carries. */
static void write_example(struct d1_paint *page, struct d1_str kind)
{
    size_t count;
    const struct d1_embedded_file *files = d1_embedded_files(&count);

    for (size_t i = 0; i < count; i++) {
        if (!d1_str_starts(d1_embedded_name(&files[i]), "examples/"))
            continue;
        for (size_t k = 0; k < files[i].documents; k++) {
            const struct d1_node *root = d1_doc_root(d1_embedded_doc(&files[i], k));

            if (!d1_str_eq(d1_node_get_text(root, "kind"), kind))
                continue;
            d1_page_title(page, "Example");
            write_lines(page, d1_embedded_source(&files[i]), (uint32_t)root->line,
                        root->end_column ? root->end_line : root->end_line - 1);
            return;
        }
    }
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

        if (!spec || !d1_explain_names(d1_node_get(spec, "needs"), kind->name))
            continue;
        if (!any)
            d1_page_title(page, "Checks that read it");
        any = true;
        d1_explain_check_row(page, &ruleset->checks[i]);
    }
}

void d1_explain_kind(struct d1_paint *page, const struct d1_ruleset *ruleset, const struct d1_kind *kind)
{
    struct fields fields = {page, ruleset->kinds->set};
    struct d1_strbuf text = {0};

    d1_page_heading(page, kind->name, kind->purpose);
    d1_strbuf_printf(&text, "apiVersion: " D1_STR_FMT "; phase: " D1_STR_FMT, D1_STR_ARG(kind->version),
                     D1_STR_ARG(kind->phase));
    add_profiles(&text, kind);
    d1_page_paragraph(page, d1_strbuf_view(&text));
    d1_strbuf_release(&text);
    if (kind->schema_root) {
        d1_page_title(page, "Fields of `spec`");
        write_fields(&fields, d1_node_at(kind->schema_root, "properties.spec"), 0);
    } else {
        d1_page_section(
            page, "Known by name",
            d1_str("This version reads such an artifact for its ids only, so that references to them resolve."));
    }
    write_items_of(page, ruleset, kind);
    write_checks_of(page, ruleset, kind);
    write_example(page, kind->name);
}

/* The object schema that an annotation makes this type of item, in the schema of the kind that defines it. */
static const struct d1_node *item_schema(const struct d1_kind *kind, struct d1_str type)
{
    const struct d1_doc *doc;

    if (!kind || !kind->schema_root)
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
    struct fields fields = {page, ruleset->kinds->set};
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
    }
    page->out->oom = page->out->oom || text.oom;
    d1_strbuf_release(&text);
}
