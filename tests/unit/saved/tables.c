/* The tables that reports are read by are what the schema of reports says: the same members, the same ones required. */
#include <criterion/criterion.h>

#include "doc/embedded.h"
#include "doc/pointer.h"
#include "saved/tables.h"

static const struct d1_node *root;

static const struct d1_node *resolve(const struct d1_node *schema)
{
    struct d1_str ref = d1_node_get_text(schema, "$ref");

    return ref.len ? d1_pointer_resolve(root, d1_str_sub(ref, 1, ref.len)) : schema;
}

static bool lists(const struct d1_node *names, const char *name)
{
    for (size_t i = 0; names && i < d1_node_count(names); i++)
        if (d1_node_is_string(d1_node_item(names, i), name))
            return true;
    return false;
}

static void compare(const struct d1_shape *shape, const struct d1_node *schema);

static void compare_field(const struct d1_shape *shape, const struct d1_shape_field *field,
                          const struct d1_node *schema)
{
    const struct d1_node *member = d1_node_get(d1_node_get(schema, "properties"), field->key);

    cr_expect(member != NULL, "%s: the schema has no `%s`", shape->what, field->key);
    cr_expect_eq(lists(d1_node_get(schema, "required"), field->key), field->required, "%s: `%s` is %s", shape->what,
                 field->key, field->required ? "required by the table alone" : "required by the schema alone");
    if (!member || !field->shape)
        return;
    member = resolve(member);
    compare(field->shape, field->kind == D1_SHAPE_LIST ? resolve(d1_node_get(member, "items")) : member);
}

static void compare(const struct d1_shape *shape, const struct d1_node *schema)
{
    const struct d1_node *properties = d1_node_get(schema, "properties");

    cr_assert(properties != NULL, "%s is no object in the schema", shape->what);
    for (size_t i = 0; i < shape->count; i++)
        compare_field(shape, &shape->fields[i], schema);
    for (size_t i = 0; i < d1_node_count(properties); i++) {
        struct d1_str key = d1_node_text(d1_node_pair_key(properties, i));
        bool known = false;

        for (size_t k = 0; k < shape->count && !known; k++)
            known = d1_str_is(key, shape->fields[k].key);
        cr_expect(known, "%s: the table has no `" D1_STR_FMT "`", shape->what, D1_STR_ARG(key));
    }
}

Test(saved, tables_are_what_the_schema_says)
{
    const struct d1_embedded_file *file = d1_embedded_find("schemas/Report.schema.json");

    cr_assert(file != NULL);
    root = d1_doc_root(d1_embedded_doc(file, 0));
    compare(&d1_shape_report, root);
}
