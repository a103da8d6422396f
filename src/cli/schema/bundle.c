#include "cli/schema/bundle.h"

#include "base/vec.h"
#include "doc/embedded.h"
#include "json/writer.h"

/* A definition of another schema that the program carries. */
struct shared {
    const struct d1_node *root; /* of that schema */
    struct d1_str name;
    struct d1_str file; /* of that schema, without its endings: "common" */
};

struct bundle {
    struct d1_json_writer w;
    const struct d1_node *root;
    const struct d1_node *own;    /* its `$defs`; NULL for none */
    D1_VEC(struct shared) needed; /* each once, in the order in which they are met */
    bool oom;
};

static const struct d1_node *find_schema(struct bundle *bundle, struct d1_str file)
{
    const struct d1_embedded_file *found;
    struct d1_strbuf path = {0};

    d1_strbuf_printf(&path, "schemas/" D1_STR_FMT ".schema.json", D1_STR_ARG(file));
    found = path.oom ? NULL : d1_embedded_find(path.ptr);
    bundle->oom = bundle->oom || path.oom;
    d1_strbuf_release(&path);
    return found ? d1_doc_root(d1_embedded_doc(found, 0)) : NULL;
}

/* What a reference leads to, seen from a schema, which itself is in `file`; root is NULL for what is no definition. */
static struct shared find_shared(struct bundle *bundle, struct d1_str text, const struct d1_node *from,
                                 struct d1_str file)
{
    const struct d1_str middle = D1_STR("#/$defs/"), ending = D1_STR(".schema.json");
    struct shared shared = {.root = from, .file = file};
    size_t hash = d1_str_find(text, '#', 0), slash = hash;

    if (!d1_str_eq(d1_str_sub(text, hash, middle.len), middle))
        return (struct shared){.root = NULL};
    shared.name = d1_str_sub(text, hash + middle.len, text.len);
    if (hash > ending.len) {
        while (slash > 0 && text.ptr[slash - 1] != '/')
            slash--;
        shared.file = d1_str_sub(text, slash, hash - slash);
        if (!d1_str_ends(shared.file, ending.ptr))
            return (struct shared){.root = NULL};
        shared.file.len -= ending.len;
        shared.root = find_schema(bundle, shared.file);
    } else if (hash) {
        return (struct shared){.root = NULL};
    }
    if (!d1_node_get_str(d1_node_get(shared.root, "$defs"), shared.name))
        shared.root = NULL;
    return shared;
}

static bool is_needed(const struct bundle *bundle, const struct shared *shared)
{
    for (size_t i = 0; i < bundle->needed.len; i++)
        if (bundle->needed.items[i].root == shared->root && d1_str_eq(bundle->needed.items[i].name, shared->name))
            return true;
    return false;
}

/*
 * Under which name it stands in the bundle. What all kinds share keeps its own, unless the schema has another of that
 * name; what comes from elsewhere is told apart by its file.
 */
static void add_name(struct d1_strbuf *out, const struct bundle *bundle, const struct shared *shared)
{
    if (shared->root != bundle->root &&
        (!d1_str_is(shared->file, "common") || d1_node_get_str(bundle->own, shared->name)))
        d1_strbuf_printf(out, D1_STR_FMT ".", D1_STR_ARG(shared->file));
    d1_strbuf_str(out, shared->name);
}

static int write_reference(struct bundle *bundle, const struct shared *shared)
{
    struct d1_strbuf text = {0};

    d1_strbuf_puts(&text, "#/$defs/");
    add_name(&text, bundle, shared);
    d1_json_string(&bundle->w, d1_strbuf_view(&text));
    bundle->oom = bundle->oom || text.oom;
    d1_strbuf_release(&text);
    if (shared->root != bundle->root && !is_needed(bundle, shared) && d1_vec_push(&bundle->needed, *shared) < 0)
        bundle->oom = true;
    return bundle->oom ? D1_ERR_MEMORY : 0;
}

/* A part that is written: of which schema, in which file, and whether its references mean the root of that by "#". */
struct part {
    const struct d1_node *root;
    struct d1_str file;
    bool rewrites;
};

/* Recursion is as deep as documents may be. After a failure the text is unfinished. */
static int write_part(struct bundle *bundle, const struct d1_node *node, struct part part)
{
    bool is_root = node == bundle->root;

    if (node->kind == D1_NODE_SEQUENCE) {
        d1_json_begin_array(&bundle->w);
        for (size_t i = 0; i < d1_node_count(node); i++)
            if (write_part(bundle, d1_node_item(node, i), part) < 0)
                return D1_ERR_MEMORY;
        d1_json_end(&bundle->w);
        return 0;
    }
    if (node->kind != D1_NODE_MAPPING) {
        d1_json_node(&bundle->w, node);
        return 0;
    }
    part.rewrites = part.rewrites && (is_root || !d1_node_get(node, "$id"));
    d1_json_begin_object(&bundle->w);
    for (size_t i = 0; i < d1_node_count(node); i++) {
        const struct d1_node *key = d1_node_pair_key(node, i), *value = d1_node_pair_value(node, i);
        struct shared shared = {.root = NULL};

        if (is_root && value == bundle->own)
            continue; /* comes last, with the shared ones */
        if (part.rewrites && value->kind == D1_NODE_STRING && d1_str_is(d1_node_text(key), "$ref"))
            shared = find_shared(bundle, d1_node_text(value), part.root, part.file);
        d1_json_key_str(&bundle->w, d1_node_text(key));
        if ((shared.root ? write_reference(bundle, &shared) : write_part(bundle, value, part)) < 0)
            return D1_ERR_MEMORY;
    }
    if (!is_root)
        d1_json_end(&bundle->w);
    return 0;
}

/* The schema's own definitions, then those that it and they take from others. */
static int write_definitions(struct bundle *bundle)
{
    const struct part own_part = {.root = bundle->root, .rewrites = true};
    size_t own = bundle->own ? d1_node_count(bundle->own) : 0;

    if (!own && !bundle->needed.len)
        return 0;
    d1_json_member_object(&bundle->w, "$defs");
    for (size_t i = 0; i < own; i++) {
        d1_json_key_str(&bundle->w, d1_node_text(d1_node_pair_key(bundle->own, i)));
        if (write_part(bundle, d1_node_pair_value(bundle->own, i), own_part) < 0)
            return D1_ERR_MEMORY;
    }
    /* Each may need more of them, which then stand at the end of the list. */
    for (size_t i = 0; i < bundle->needed.len; i++) {
        struct shared shared = bundle->needed.items[i];
        const struct part part = {.root = shared.root, .file = shared.file, .rewrites = true};
        struct d1_strbuf key = {0};
        bool oom;

        add_name(&key, bundle, &shared);
        d1_json_key_str(&bundle->w, d1_strbuf_view(&key));
        oom = key.oom;
        d1_strbuf_release(&key);
        if (oom || write_part(bundle, d1_node_get_str(d1_node_get(shared.root, "$defs"), shared.name), part) < 0)
            return D1_ERR_MEMORY;
    }
    d1_json_end(&bundle->w);
    return 0;
}

int d1_schema_bundle(struct d1_strbuf *out, const struct d1_node *root)
{
    struct bundle bundle = {.root = root, .own = d1_node_get(root, "$defs")};
    int result;

    d1_json_writer_init(&bundle.w, D1_JSON_INDENT, NULL, NULL);
    result = write_part(&bundle, root, (struct part){.root = root, .rewrites = true});
    if (result == 0 && root->kind == D1_NODE_MAPPING)
        result = write_definitions(&bundle);
    if (result == 0 && root->kind == D1_NODE_MAPPING)
        d1_json_end(&bundle.w);
    if (result == 0 && !bundle.oom)
        result = d1_json_writer_finish(&bundle.w, NULL);
    if (result == 0)
        d1_strbuf_str(out, d1_strbuf_view(&bundle.w.buffer));
    d1_json_writer_release(&bundle.w);
    d1_vec_release(&bundle.needed);
    return result < 0 || bundle.oom || out->oom ? D1_ERR_MEMORY : 0;
}
