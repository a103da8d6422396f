#include "cli/explain/fields.h"

#include "base/limits.h"
#include "cli/explain/asked.h"
#include "cli/screen/page.h"

enum {
    DEPTH = 8,   /* of fields shown below each other */
    LEVELS = 12, /* the same with lists, forms and free names on the way: a schema may refer to itself */
    NAME_COLUMNS = 30
};

/* Whose field is looked at: the type of item that it belongs to, empty for none, and the keys that lead there. */
struct owner {
    struct d1_str type;
    struct d1_strbuf *path;
};

bool d1_fields_may_tell(struct d1_fields *fields)
{
    return fields->told++ < D1_LIMIT_EXPLAINED;
}

void d1_fields_release(struct d1_fields *fields)
{
    d1_vec_release(&fields->shapes);
}

static void add_asking(struct d1_strbuf *text, const struct d1_fields *fields, const struct owner *owner)
{
    struct d1_strbuf checks = {0};

    if (!owner->type.len)
        return;
    d1_asked_for_field(&checks, fields->ruleset, owner->type, d1_strbuf_view(owner->path), true);
    if (checks.len)
        d1_strbuf_printf(text, " Asked for by " D1_STR_FMT ".", D1_STR_ARG(d1_strbuf_view(&checks)));
    text->oom = text->oom || checks.oom;
    d1_strbuf_release(&checks);
}

static void write_field(struct d1_fields *fields, struct d1_str name, const struct d1_node *property, bool required,
                        size_t depth, const struct owner *owner)
{
    struct d1_str description = d1_node_get_text(property, "description");
    struct d1_strbuf text = {0};

    if (!description.len)
        description = d1_node_get_text(d1_fields_resolve(fields->ruleset, property), "description");
    d1_strbuf_puts(&text, required ? "required, " : "");
    d1_fields_add_type(&text, fields, property);
    d1_strbuf_puts(&text, ". ");
    d1_strbuf_str(&text, description);
    add_asking(&text, fields, owner);
    d1_page_row(fields->page, 2 + 2 * depth, name, NAME_COLUMNS, d1_strbuf_view(&text));
    fields->page->out->oom = fields->page->out->oom || text.oom;
    d1_strbuf_release(&text);
}

static void write_fields(struct d1_fields *fields, const struct d1_node *object, size_t depth,
                         const struct owner *owner);

static void write_branches(struct d1_fields *fields, const struct d1_node *branches, size_t depth);

/*
 * What stands below a field: the properties of its value, of its entries, of what stands under free names, or of each
 * form that it may have. Fields of a list that are of no type of item have no owner.
 */
static void write_below(struct d1_fields *fields, const struct d1_node *property, size_t depth,
                        const struct owner *owner)
{
    const struct d1_node *schema = d1_fields_resolve(fields->ruleset, property);
    const struct d1_node *free_names = d1_node_get(schema, "additionalProperties");
    const struct owner none = {.path = owner->path};

    if (!schema || depth >= DEPTH || fields->level >= LEVELS || d1_fields_shape_name(schema).len ||
        !d1_fields_may_tell(fields))
        return;
    fields->level++;
    write_branches(fields, d1_node_get(schema, "oneOf"), depth);
    write_branches(fields, d1_node_get(schema, "anyOf"), depth);
    if (d1_node_is_string(d1_node_get(schema, "type"), "array"))
        write_below(fields, d1_node_get(schema, "items"), depth, &none);
    else if (d1_node_get(schema, "properties"))
        write_fields(fields, schema, depth, owner);
    else if (free_names && d1_node_kind(free_names) == D1_NODE_MAPPING)
        write_below(fields, free_names, depth, &none);
    fields->level--;
}

static void write_branches(struct d1_fields *fields, const struct d1_node *branches, size_t depth)
{
    struct d1_strbuf path = {0};
    const struct owner none = {.path = &path};

    /* Forms that only say which fields go together have no type; the fields are told with the object. */
    for (size_t i = 0; branches && i < d1_node_count(branches); i++) {
        const struct d1_node *branch = d1_node_item(branches, i);

        if (d1_node_get(d1_fields_resolve(fields->ruleset, branch), "type"))
            write_below(fields, branch, depth, &none);
    }
    d1_strbuf_release(&path);
}

/* The properties of an object schema, each with what stands below it; recursion ends at DEPTH. */
static void write_fields(struct d1_fields *fields, const struct d1_node *object, size_t depth,
                         const struct owner *owner)
{
    const struct d1_node *properties = d1_node_get(object, "properties"), *required = d1_node_get(object, "required");
    struct d1_str type = d1_node_get_text(object, "x-d1d-item");
    struct d1_strbuf from_item = {0};
    struct owner own = *owner;
    size_t outer = owner->path->len;

    if (type.len) {
        own = (struct owner){.type = type, .path = &from_item};
        outer = 0;
    }
    for (size_t i = 0; properties && i < d1_node_count(properties); i++) {
        struct d1_str name = d1_node_text(d1_node_pair_key(properties, i));
        const struct d1_node *property = d1_node_pair_value(properties, i);

        d1_strbuf_puts(own.path, own.path->len ? "." : "");
        d1_strbuf_str(own.path, name);
        write_field(fields, name, property, d1_explain_names(required, name), depth, &own);
        write_below(fields, property, depth + 1, &own);
        d1_strbuf_truncate(own.path, outer);
    }
    d1_strbuf_release(&from_item);
}

static void write_all(struct d1_fields *fields, const struct d1_node *object, size_t depth)
{
    struct d1_strbuf path = {0};
    const struct owner none = {.path = &path};

    write_fields(fields, object, depth, &none);
    fields->page->out->oom = fields->page->out->oom || path.oom;
    d1_strbuf_release(&path);
}

void d1_fields_write(struct d1_fields *fields, const struct d1_node *object)
{
    write_all(fields, object, 0);
}

static void write_shape(struct d1_fields *fields, const struct d1_node *schema)
{
    const struct d1_node *choices = d1_node_get(schema, "enum");
    struct d1_strbuf text = {0};

    if (choices) {
        d1_strbuf_puts(&text, "one of ");
        d1_page_join(&text, choices);
        d1_strbuf_puts(&text, ". ");
    }
    d1_strbuf_str(&text, d1_node_get_text(schema, "description"));
    d1_page_row(fields->page, 2, d1_fields_shape_name(schema), NAME_COLUMNS, d1_strbuf_view(&text));
    fields->page->out->oom = fields->page->out->oom || text.oom;
    d1_strbuf_release(&text);
    write_all(fields, schema, 1);
}

void d1_fields_write_shapes(struct d1_fields *fields)
{
    if (fields->shapes.len)
        d1_page_title(fields->page, "Shapes that kinds share");
    for (size_t i = 0; i < fields->shapes.len; i++)
        write_shape(fields, fields->shapes.items[i]);
    if (fields->told > D1_LIMIT_EXPLAINED)
        d1_strbuf_printf(fields->page->out, "\n  A page tells at most %d fields and forms; the others are left out.\n",
                         D1_LIMIT_EXPLAINED);
}
