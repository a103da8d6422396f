#include "cli/write/skeleton.h"

#include "cli/explain/asked.h"
#include "cli/explain/explain.h"
#include "cli/write/shape.h"
#include "edit/edit.h"

enum { WIDTH = 110, STEP = 2, DEPTH = 4 };

static const struct d1_node *resolve(const struct d1_ruleset *ruleset, const struct d1_node *schema)
{
    const struct d1_node *target = schema ? d1_schema_resolve(ruleset->kinds->set, schema) : NULL;

    return target ? target : schema;
}

/* The type of the items of a list; empty where it is no list of items. */
static struct d1_str item_type(const struct d1_ruleset *ruleset, const struct d1_node *property)
{
    const struct d1_node *list = resolve(ruleset, property);

    if (!d1_node_is_string(d1_node_get(list, "type"), "array") || d1_node_get(list, "minItems"))
        return d1_strn("", 0);
    return d1_node_get_text(resolve(ruleset, d1_node_get(list, "items")), "x-d1d-item");
}

/* ---- one field as a comment ---- */

static void add_keys(struct d1_strbuf *out, const struct d1_node *schema)
{
    const struct d1_node *properties = d1_node_get(schema, "properties");

    for (size_t i = 0; properties && i < d1_node_count(properties); i++)
        d1_strbuf_printf(out, "%s" D1_STR_FMT, i ? ", " : " of ",
                         D1_STR_ARG(d1_node_text(d1_node_pair_key(properties, i))));
}

/* "ownerRef: id of Person. The one person who watches it. RSK-001 asks for it." */
static void add_field(struct d1_remarks *remarks, const struct d1_ruleset *ruleset, struct d1_str name,
                      const struct d1_node *property, struct d1_str type, size_t width)
{
    const struct d1_node *schema = resolve(ruleset, property);
    struct d1_str description = d1_node_get_text(property, "description");
    struct d1_strbuf text = {0}, checks = {0};

    d1_strbuf_str(&text, name);
    d1_strbuf_puts(&text, ": ");
    d1_explain_shape(&text, ruleset, property);
    if (d1_node_is_string(d1_node_get(schema, "type"), "object"))
        add_keys(&text, schema);
    d1_strbuf_puts(&text, ". ");
    d1_strbuf_str(&text, description.len ? description : d1_node_get_text(schema, "description"));
    if (type.len)
        d1_asked_for_field(&checks, ruleset, type, name, false);
    if (checks.len)
        d1_strbuf_printf(&text, " Asked for by " D1_STR_FMT ".", D1_STR_ARG(d1_strbuf_view(&checks)));
    d1_remarks_add(remarks, width, 4, D1_STR_FMT, D1_STR_ARG(d1_strbuf_view(&text)));
    remarks->oom = remarks->oom || text.oom || checks.oom;
    d1_strbuf_release(&text);
    d1_strbuf_release(&checks);
}

void d1_skeleton_fields(struct d1_remarks *remarks, const struct d1_ruleset *ruleset, const struct d1_node *schema,
                        const struct d1_node *value, struct d1_str type)
{
    const struct d1_node *properties = d1_node_get(resolve(ruleset, schema), "properties");

    for (size_t i = 0; properties && i < d1_node_count(properties); i++) {
        struct d1_str name = d1_node_text(d1_node_pair_key(properties, i));

        if (!d1_node_get_str(value, name))
            add_field(remarks, ruleset, name, d1_node_pair_value(properties, i), type, WIDTH - 8);
    }
}

/* ---- an artifact ---- */

struct skeleton {
    struct d1_strbuf *out;
    const struct d1_ruleset *ruleset;
    const struct d1_kind *kind;
    struct d1_arena arena;
    bool oom;
};

static void write_remarks(struct skeleton *skeleton, struct d1_remarks *remarks, size_t column)
{
    for (size_t i = 0; i < remarks->lines.len; i++) {
        d1_strbuf_fill(skeleton->out, ' ', column);
        d1_strbuf_puts(skeleton->out, remarks->lines.items[i].len ? "# " : "#");
        d1_strbuf_str(skeleton->out, remarks->lines.items[i]);
        d1_strbuf_putc(skeleton->out, '\n');
    }
    skeleton->oom = skeleton->oom || remarks->oom;
    d1_remarks_release(remarks);
}

static void write_comment(struct skeleton *skeleton, size_t column, struct d1_str text)
{
    struct d1_remarks remarks = {.arena = &skeleton->arena};

    d1_remarks_add(&remarks, WIDTH - column, 0, D1_STR_FMT, D1_STR_ARG(text));
    write_remarks(skeleton, &remarks, column);
}

static void write_list(struct skeleton *skeleton, struct d1_str name, const struct d1_node *property,
                       struct d1_str type, size_t column)
{
    struct d1_str text = d1_arena_printf(&skeleton->arena, D1_STR_FMT " `d1lint new " D1_STR_FMT "` adds one.",
                                         D1_STR_ARG(d1_node_get_text(property, "description")), D1_STR_ARG(type));

    write_comment(skeleton, column, text);
    d1_strbuf_fill(skeleton->out, ' ', column);
    d1_strbuf_printf(skeleton->out, D1_STR_FMT ": []\n", D1_STR_ARG(name));
}

/* Whether `d1lint new TYPE` adds to lists of this kind. */
static bool can_add(const struct skeleton *skeleton, struct d1_str name)
{
    const struct d1_item_type *type = d1_kinds_type(skeleton->ruleset->kinds, name);

    return type && d1_str_eq(type->defined_by, skeleton->kind->name);
}

/* The pairs of an object, those that are missing as comments; how many there are. Recursion ends at DEPTH. */
static size_t write_object(struct skeleton *skeleton, const struct d1_node *schema, const struct d1_node *object,
                           size_t column, int depth)
{
    const struct d1_node *properties = d1_node_get(resolve(skeleton->ruleset, schema), "properties");
    size_t written = 0;

    for (size_t i = 0; properties && i < d1_node_count(properties); i++) {
        struct d1_str name = d1_node_text(d1_node_pair_key(properties, i));
        const struct d1_node *property = d1_node_pair_value(properties, i), *value = d1_node_get_str(object, name);
        struct d1_str type = item_type(skeleton->ruleset, property);
        struct d1_remarks remarks = {.arena = &skeleton->arena};

        written++;
        if (!value && type.len && depth == 0 && can_add(skeleton, type)) {
            write_list(skeleton, name, property, type, column);
        } else if (!value) {
            add_field(&remarks, skeleton->ruleset, name, property, d1_strn("", 0), WIDTH - column);
            write_remarks(skeleton, &remarks, column);
            written--;
        } else if (value->kind == D1_NODE_MAPPING && d1_node_count(value) && depth < DEPTH &&
                   d1_node_get(resolve(skeleton->ruleset, property), "properties")) {
            d1_strbuf_fill(skeleton->out, ' ', column);
            d1_strbuf_printf(skeleton->out, D1_STR_FMT ":\n", D1_STR_ARG(name));
            write_object(skeleton, property, value, column + STEP, depth + 1);
        } else {
            d1_edit_write_pair(skeleton->out, name, value, column);
        }
    }
    return written;
}

static void write_head(struct skeleton *skeleton, const struct d1_kind *kind,
                       const struct d1_engagement_verdict *engagement)
{
    struct d1_remarks remarks = {.arena = &skeleton->arena};
    size_t before;

    d1_remarks_add(&remarks, WIDTH, 0, D1_STR_FMT ".", D1_STR_ARG(kind->purpose));
    d1_remarks_add(&remarks, WIDTH, 0, "%s", "");
    d1_remarks_add(&remarks, WIDTH, 0,
                   "What will be found, and from when on, where it is missing or not so; `d1lint explain ID` says "
                   "what to do:");
    before = remarks.lines.len;
    d1_asks_of_kind(&remarks, skeleton->ruleset, kind, engagement);
    if (remarks.lines.len == before && before)
        remarks.lines.len = 1;
    write_remarks(skeleton, &remarks, 0);
}

int d1_skeleton_artifact(struct d1_strbuf *out, const struct d1_ruleset *ruleset, const struct d1_kind *kind,
                         const struct d1_node *root, const struct d1_engagement_verdict *engagement)
{
    static const char *const head[] = {"apiVersion", "kind", "metadata"};
    struct d1_strbuf fields = {0};
    struct skeleton skeleton = {.out = out, .ruleset = ruleset, .kind = kind};
    int result;

    write_head(&skeleton, kind, engagement);
    for (size_t i = 0; i < sizeof head / sizeof *head; i++)
        d1_edit_write_pair(out, d1_str(head[i]), d1_node_get(root, head[i]), 0);
    skeleton.out = &fields;
    d1_strbuf_puts(out, write_object(&skeleton, d1_node_at(kind->schema_root, "properties.spec"),
                                     d1_node_get(root, "spec"), STEP, 0)
                            ? "spec:\n"
                            : "spec: {}\n");
    d1_strbuf_str(out, d1_strbuf_view(&fields));
    result = skeleton.oom || out->oom || fields.oom ? D1_ERR_MEMORY : 0;
    d1_strbuf_release(&fields);
    d1_arena_release(&skeleton.arena);
    return result;
}
