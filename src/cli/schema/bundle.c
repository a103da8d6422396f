#include "cli/schema/bundle.h"

#include "base/vec.h"
#include "doc/embedded.h"
#include "json/writer.h"

#define COMMON "schemas/common.schema.json"
#define FRAGMENT "common.schema.json#/$defs/"

struct bundle {
    struct d1_json_writer w;
    const struct d1_node *root;
    const struct d1_node *own;    /* its `$defs`; NULL for none */
    const struct d1_node *common; /* `$defs` of the shared ones */
    D1_VEC(struct d1_str) names;  /* of those that are needed, each once, in the order in which they are met */
};

/* The name of the shared definition that a reference leads to; empty for every other reference. */
static struct d1_str shared_name(const struct bundle *bundle, const struct d1_node *reference)
{
    struct d1_str text = d1_node_text(reference), fragment = d1_str(FRAGMENT);

    for (size_t i = 0; i + fragment.len <= text.len; i++) {
        struct d1_str name = d1_str_sub(text, i + fragment.len, text.len);

        if (d1_str_eq(d1_str_sub(text, i, i + fragment.len), fragment) && d1_node_get_str(bundle->common, name))
            return name;
    }
    return d1_strn("", 0);
}

static bool is_named(const struct bundle *bundle, struct d1_str name)
{
    for (size_t i = 0; i < bundle->names.len; i++)
        if (d1_str_eq(bundle->names.items[i], name))
            return true;
    return false;
}

/* What keeps a shared definition apart from the schema's own of the same name. */
static const char *prefix(const struct bundle *bundle, struct d1_str name)
{
    return bundle->own != bundle->common && d1_node_get_str(bundle->own, name) ? "common." : "";
}

static int write_reference(struct bundle *bundle, struct d1_str name)
{
    if (!is_named(bundle, name) && d1_vec_push(&bundle->names, name) < 0)
        return D1_ERR_MEMORY;
    d1_json_printf(&bundle->w, "#/$defs/%s" D1_STR_FMT, prefix(bundle, name), D1_STR_ARG(name));
    return 0;
}

/*
 * Writes a part of a schema; rewrites: its references mean the root by "#". Recursion is as deep as documents may be.
 * After a failure the text is unfinished.
 */
static int write_part(struct bundle *bundle, const struct d1_node *node, bool rewrites)
{
    bool is_root = node == bundle->root;

    if (node->kind == D1_NODE_SEQUENCE) {
        d1_json_begin_array(&bundle->w);
        for (size_t i = 0; i < d1_node_count(node); i++)
            if (write_part(bundle, d1_node_item(node, i), rewrites) < 0)
                return D1_ERR_MEMORY;
        d1_json_end(&bundle->w);
        return 0;
    }
    if (node->kind != D1_NODE_MAPPING) {
        d1_json_node(&bundle->w, node);
        return 0;
    }
    rewrites = rewrites && (is_root || !d1_node_get(node, "$id"));
    d1_json_begin_object(&bundle->w);
    for (size_t i = 0; i < d1_node_count(node); i++) {
        const struct d1_node *key = d1_node_pair_key(node, i), *value = d1_node_pair_value(node, i);
        struct d1_str shared = {"", 0};

        if (is_root && value == bundle->own)
            continue; /* comes last, with the shared ones */
        if (rewrites && d1_str_is(d1_node_text(key), "$ref"))
            shared = shared_name(bundle, value);
        d1_json_key_str(&bundle->w, d1_node_text(key));
        if ((shared.len ? write_reference(bundle, shared) : write_part(bundle, value, rewrites)) < 0)
            return D1_ERR_MEMORY;
    }
    if (!is_root)
        d1_json_end(&bundle->w);
    return 0;
}

/* The schema's own definitions, then those that it and they take from the shared ones. */
static int write_definitions(struct bundle *bundle)
{
    size_t own = bundle->own ? d1_node_count(bundle->own) : 0;

    if (!own && !bundle->names.len)
        return 0;
    d1_json_member_object(&bundle->w, "$defs");
    for (size_t i = 0; i < own; i++) {
        d1_json_key_str(&bundle->w, d1_node_text(d1_node_pair_key(bundle->own, i)));
        if (write_part(bundle, d1_node_pair_value(bundle->own, i), true) < 0)
            return D1_ERR_MEMORY;
    }
    /* Each may need more of them, which then stand at the end of the list. */
    for (size_t i = 0; bundle->own != bundle->common && i < bundle->names.len; i++) {
        struct d1_str name = bundle->names.items[i];
        struct d1_strbuf key = {0};
        bool oom;

        d1_strbuf_printf(&key, "%s" D1_STR_FMT, prefix(bundle, name), D1_STR_ARG(name));
        d1_json_key_str(&bundle->w, d1_strbuf_view(&key));
        oom = key.oom;
        d1_strbuf_release(&key);
        if (oom || write_part(bundle, d1_node_get_str(bundle->common, name), true) < 0)
            return D1_ERR_MEMORY;
    }
    d1_json_end(&bundle->w);
    return 0;
}

int d1_schema_bundle(struct d1_strbuf *out, const struct d1_node *root)
{
    const struct d1_node *common = d1_doc_root(d1_embedded_doc(d1_embedded_find(COMMON), 0));
    struct bundle bundle = {.root = root, .own = d1_node_get(root, "$defs"), .common = d1_node_get(common, "$defs")};
    int result;

    d1_json_writer_init(&bundle.w, D1_JSON_INDENT, NULL, NULL);
    result = write_part(&bundle, root, true);
    if (result == 0 && root->kind == D1_NODE_MAPPING)
        result = write_definitions(&bundle);
    if (result == 0 && root->kind == D1_NODE_MAPPING)
        d1_json_end(&bundle.w);
    if (result == 0)
        result = d1_json_writer_finish(&bundle.w, NULL);
    if (result == 0)
        d1_strbuf_str(out, d1_strbuf_view(&bundle.w.buffer));
    d1_json_writer_release(&bundle.w);
    d1_vec_release(&bundle.names);
    return result < 0 || out->oom ? D1_ERR_MEMORY : 0;
}
