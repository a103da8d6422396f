/* The pages on kinds of artifacts, types of items, and shapes that kinds share. */
#include "cli/explain/asked.h"
#include "cli/explain/fields.h"
#include "cli/screen/page.h"

enum { NAME_COLUMNS = 30 };

static const struct d1_node *at(const struct d1_ruleset *ruleset, const struct d1_kind *kind, const char *path)
{
    return d1_fields_resolve(ruleset, d1_node_at(kind->schema_root, path));
}

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

static bool reads(const struct d1_ruleset *ruleset, const struct d1_check *check, const struct d1_kind *kind)
{
    const struct d1_node *spec = d1_ruleset_check_spec(ruleset, check);

    return d1_explain_names(d1_node_get(spec, "needs"), kind->name) ||
           d1_explain_names(d1_node_get(spec, "needsWhereRequired"), kind->name);
}

/* "s2d-exit (due s2dExit)" */
static void write_moment(struct d1_paint *page, const struct d1_moment *moment)
{
    d1_strbuf_puts(page->out, "  ");
    d1_paint_text(page, D1_STYLE_STRONG, moment->name);
    if (moment->gate && moment->gate->due.len) {
        d1_strbuf_puts(page->out, " (due ");
        d1_paint_text(page, D1_STYLE_PLAIN, moment->gate->due);
        d1_strbuf_puts(page->out, ")");
    }
    d1_strbuf_putc(page->out, '\n');
}

static void write_checks_of(struct d1_paint *page, const struct d1_ruleset *ruleset, const struct d1_kind *kind)
{
    bool any = false;

    for (size_t i = 0; i < d1_moment_count(ruleset); i++) {
        struct d1_moment moment = d1_moment_at(ruleset, i);
        bool begun = false;

        for (size_t k = 0; k < ruleset->check_count; k++) {
            if (!d1_moment_is_first(&moment, &ruleset->checks[k]) || !reads(ruleset, &ruleset->checks[k], kind))
                continue;
            if (!any)
                d1_page_title(page, "Checks that read it, by when they first ask");
            if (!begun)
                write_moment(page, &moment);
            any = begun = true;
            d1_explain_check_row(page, &ruleset->checks[k], 4);
        }
    }
}

/* The gate, or what stands in place of one, at which somebody first misses the kind. */
static void add_absence(struct d1_strbuf *text, const struct d1_ruleset *ruleset, const struct d1_kind *kind)
{
    const struct d1_check *check = d1_asked_for_kind(ruleset, kind->name);

    if (!check)
        return;
    d1_strbuf_printf(text, "; where it is missing, " D1_STR_FMT " says so (", D1_STR_ARG(check->id));
    d1_asked_first(text, check);
    d1_strbuf_puts(text, ")");
}

/* Every kind has metadata of the same shape: its keys, and where they are told. */
static void write_metadata(struct d1_paint *page, const struct d1_ruleset *ruleset, const struct d1_kind *kind)
{
    const struct d1_node *metadata = at(ruleset, kind, "properties.metadata");
    const struct d1_node *properties = d1_node_get(metadata, "properties");
    struct d1_strbuf text = {0};

    for (size_t i = 0; properties && i < d1_node_count(properties); i++)
        d1_strbuf_printf(&text, "%s`" D1_STR_FMT "`", i ? ", " : "",
                         D1_STR_ARG(d1_node_text(d1_node_pair_key(properties, i))));
    if (d1_fields_shape_name(metadata).len)
        d1_strbuf_puts(&text, "; `d1lint explain Metadata` tells about them");
    d1_page_section(page, "Fields of `metadata`", d1_strbuf_view(&text));
    page->out->oom = page->out->oom || text.oom;
    d1_strbuf_release(&text);
}

void d1_explain_kind(struct d1_paint *page, const struct d1_ruleset *ruleset, const struct d1_kind *kind)
{
    struct d1_fields fields = {.page = page, .ruleset = ruleset};
    struct d1_strbuf text = {0};

    d1_page_heading(page, kind->name, kind->purpose);
    d1_strbuf_printf(&text, "apiVersion: " D1_STR_FMT, D1_STR_ARG(kind->version));
    if (kind->phase.len)
        d1_strbuf_printf(&text, "; phase: " D1_STR_FMT, D1_STR_ARG(kind->phase));
    add_profiles(&text, kind);
    add_absence(&text, ruleset, kind);
    d1_page_paragraph(page, d1_strbuf_view(&text));
    page->out->oom = page->out->oom || text.oom;
    d1_strbuf_release(&text);
    if (d1_node_at(kind->schema_root, "properties.spec")) {
        d1_page_title(page, "Fields of `spec`");
        d1_fields_write(&fields, at(ruleset, kind, "properties.spec"));
        write_metadata(page, ruleset, kind);
    } else {
        d1_page_title(page, "Fields");
        d1_fields_write(&fields, kind->schema_root);
    }
    d1_fields_write_shapes(&fields);
    d1_fields_release(&fields);
    write_items_of(page, ruleset, kind);
    write_checks_of(page, ruleset, kind);
    d1_explain_example(page, kind->name);
}

/* ---- types of items, and shapes ---- */

/* The object schema that an annotation makes this type of item, in a document of schemas. */
static const struct d1_node *item_schema(const struct d1_node *root, struct d1_str type)
{
    const struct d1_doc *doc = root ? d1_node_doc(root) : NULL;

    for (uint32_t i = 0; doc && i < doc->nodes; i++)
        if (d1_node_kind(d1_doc_node(doc, i)) == D1_NODE_MAPPING &&
            d1_str_eq(d1_node_get_text(d1_doc_node(doc, i), "x-d1d-item"), type))
            return d1_doc_node(doc, i);
    return NULL;
}

static const struct d1_node *shapes(const struct d1_ruleset *ruleset)
{
    for (size_t i = 0; i < ruleset->kinds->schema_count; i++)
        if (d1_str_ends(d1_node_get_text(ruleset->kinds->schemas[i], "$id"), "/common.schema.json"))
            return d1_node_get(ruleset->kinds->schemas[i], "$defs");
    return NULL;
}

/* Whether a kind has fields of the shape, itself or in another shape. Nothing of what is written for it is kept. */
static bool has_shape(const struct d1_ruleset *ruleset, const struct d1_kind *kind, const struct d1_node *schema)
{
    struct d1_strbuf scratch = {0};
    struct d1_paint page = {.out = &scratch, .utf8 = true};
    struct d1_fields fields = {.page = &page, .ruleset = ruleset};
    bool found = at(ruleset, kind, "properties.metadata") == schema;

    d1_fields_write(&fields, at(ruleset, kind, "properties.spec"));
    d1_fields_write_shapes(&fields);
    for (size_t i = 0; i < fields.shapes.len; i++)
        found = found || fields.shapes.items[i] == schema;
    d1_fields_release(&fields);
    d1_strbuf_release(&scratch);
    return found;
}

static void write_users(struct d1_paint *page, const struct d1_ruleset *ruleset, const struct d1_node *schema)
{
    struct d1_strbuf text = {0};
    size_t told = 0;

    for (size_t i = 0; i < ruleset->kinds->kind_count; i++)
        if (!ruleset->kinds->kinds[i].policy && has_shape(ruleset, &ruleset->kinds->kinds[i], schema))
            d1_strbuf_printf(&text, "%s" D1_STR_FMT, told++ ? ", " : "", D1_STR_ARG(ruleset->kinds->kinds[i].name));
    d1_page_section(page, "Kinds that have it", d1_strbuf_view(&text));
    page->out->oom = page->out->oom || text.oom;
    d1_strbuf_release(&text);
}

size_t d1_explain_shape_count(const struct d1_ruleset *ruleset)
{
    const struct d1_node *all = shapes(ruleset);

    return all ? d1_node_count(all) : 0;
}

struct d1_str d1_explain_shape_name(const struct d1_ruleset *ruleset, size_t index)
{
    return d1_node_text(d1_node_pair_key(shapes(ruleset), index));
}

void d1_explain_shape_page(struct d1_paint *page, const struct d1_ruleset *ruleset, size_t index)
{
    const struct d1_node *schema = d1_node_pair_value(shapes(ruleset), index);
    struct d1_fields fields = {.page = page, .ruleset = ruleset};
    struct d1_strbuf text = {0};

    d1_page_heading(page, d1_explain_shape_name(ruleset, index), d1_node_get_text(schema, "description"));
    if (d1_node_get(schema, "properties")) {
        d1_page_title(page, "Fields");
        d1_fields_write(&fields, schema);
        d1_fields_write_shapes(&fields);
    } else {
        d1_fields_add_plain(&text, &fields, schema);
        d1_page_section(page, "What it may be", d1_strbuf_view(&text));
    }
    page->out->oom = page->out->oom || text.oom;
    d1_strbuf_release(&text);
    d1_fields_release(&fields);
    write_users(page, ruleset, schema);
}

void d1_explain_item(struct d1_paint *page, const struct d1_ruleset *ruleset, const struct d1_item_type *type)
{
    const struct d1_kind *kind = d1_kinds_find(ruleset->kinds, type->defined_by);
    const struct d1_node *schema = item_schema(kind ? kind->schema_root : shapes(ruleset), type->name);
    struct d1_fields fields = {.page = page, .ruleset = ruleset};
    struct d1_strbuf text = {0};

    d1_page_heading(page, type->name, type->title);
    if (kind)
        d1_strbuf_printf(&text, "stands in: " D1_STR_FMT, D1_STR_ARG(type->defined_by));
    if (type->prefix.len)
        d1_strbuf_printf(&text, "; ids begin with " D1_STR_FMT, D1_STR_ARG(type->prefix));
    d1_page_paragraph(page, d1_strbuf_view(&text));
    if (schema) {
        d1_page_title(page, "Fields");
        d1_fields_write(&fields, schema);
        d1_fields_write_shapes(&fields);
    }
    d1_fields_release(&fields);
    page->out->oom = page->out->oom || text.oom;
    d1_strbuf_release(&text);
}
