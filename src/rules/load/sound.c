/*
 * What can be judged of a rule file that has not the shape it should have: the rule without what is not of the type
 * that it must be, so that one fault hides no other. What is only worded wrong, unknown or missing is left as it is.
 */
#include "doc/builder.h"
#include "rules/load/sound.h"

enum { PARTS_MOST = 100 }; /* of a file that are left out; one with more faults has no shape to speak of */

/* Names that expressions see come from these; without them it is not known which there are. */
static bool gives_names(struct d1_str key)
{
    static const char *const keys[] = {"parameters", "let", "complete", "each", "with", "parts"};

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (d1_str_is(key, keys[i]))
            return true;
    return false;
}

/* The text of the key that a node is the value of; empty for an item of a list and for the root. */
static struct d1_str key_of(const struct d1_node *node)
{
    const struct d1_node *key = d1_node_key(node);

    return key ? d1_node_text(key) : d1_str("");
}

/* Whether a value that fails by a keyword is of the type that whoever reads it relies on. */
static bool keeps_type(const struct d1_schema_error *error)
{
    switch (error->keyword) {
    case D1_KEYWORD_PATTERN:
    case D1_KEYWORD_FORMAT:
    case D1_KEYWORD_MIN_LENGTH:
    case D1_KEYWORD_MAX_LENGTH:
    case D1_KEYWORD_MIN_ITEMS:
    case D1_KEYWORD_UNIQUE_ITEMS:
    case D1_KEYWORD_CONTAINS:
    case D1_KEYWORD_MIN_PROPERTIES:
    case D1_KEYWORD_PROPERTY_NAMES:
    case D1_KEYWORD_ADDITIONAL_PROPERTIES:
    case D1_KEYWORD_REQUIRED:
        return true;
    case D1_KEYWORD_ENUM:
    case D1_KEYWORD_CONST:
        return error->instance->kind == D1_NODE_STRING;
    default:
        return false;
    }
}

/* An example is whole or not there: what it changes and expects hangs together. NULL for what stands in none. */
static const struct d1_node *example_around(const struct d1_node *node)
{
    for (const struct d1_node *parent; (parent = d1_node_parent(node)) != NULL; node = parent)
        if (parent->kind == D1_NODE_SEQUENCE && d1_str_is(key_of(parent), "examples"))
            return node;
    return NULL;
}

static void leave_out(struct d1_sound *sound, const struct d1_node *node)
{
    for (size_t i = 0; i < sound->out.len; i++)
        if (sound->out.items[i] == node)
            return;
    if (sound->out.len == PARTS_MOST)
        sound->shapeless = true;
    else if (d1_vec_push(&sound->out, node) < 0)
        sound->oom = true;
}

void d1_sound_note(struct d1_sound *sound, const struct d1_schema_error *error)
{
    const struct d1_node *example = example_around(error->instance);

    if (example) {
        leave_out(sound, example);
        return;
    }
    sound->nameless = sound->nameless || gives_names(error->suggestion);
    if (keeps_type(error))
        return;
    for (const struct d1_node *node = error->instance; node; node = d1_node_parent(node))
        sound->nameless = sound->nameless || gives_names(key_of(node));
    leave_out(sound, error->instance);
}

static bool is_out(const struct d1_sound *sound, const struct d1_node *node)
{
    for (size_t i = 0; i < sound->out.len; i++)
        if (sound->out.items[i] == node)
            return true;
    return false;
}

/* Copies a tree without what is left out. Recursion is bounded by the depth limit of documents. */
static void copy(const struct d1_sound *sound, struct d1_builder *builder, const struct d1_node *node)
{
    struct d1_span span = d1_node_span(node);

    if (node->kind < D1_NODE_SEQUENCE) {
        d1_builder_copy(builder, node, NULL);
        return;
    }
    d1_builder_begin(builder, span, d1_node_kind(node));
    for (size_t i = 0; i < d1_node_count(node); i++) {
        bool mapping = node->kind == D1_NODE_MAPPING;
        const struct d1_node *child = mapping ? d1_node_pair_value(node, i) : d1_node_item(node, i);

        if (is_out(sound, child))
            continue;
        if (mapping)
            d1_builder_copy(builder, d1_node_pair_key(node, i), NULL);
        copy(sound, builder, child);
    }
    d1_builder_end(builder, span.end_line, span.end_column);
}

static bool on_error(void *context, const struct d1_schema_error *error)
{
    struct d1_sound *again = context;

    again->shapeless = again->shapeless || !keeps_type(error) || example_around(error->instance);
    return !again->shapeless;
}

int d1_sound_copy(struct d1_sound *sound, const struct d1_node *root, const struct d1_schema *schema,
                  struct d1_schema_scratch *scratch, struct d1_doc **doc)
{
    struct d1_builder builder = {0};
    struct d1_sound again = {0};
    struct d1_schema_sink sink = {.context = &again, .error = on_error};
    int result = sound->oom ? D1_ERR_MEMORY : 0;

    *doc = NULL;
    if (sound->shapeless || is_out(sound, root))
        return result;
    copy(sound, &builder, root);
    result = builder.oom ? D1_ERR_MEMORY : d1_builder_finish(&builder, d1_node_doc(root)->end_line, doc);
    d1_builder_release(&builder);
    if (result < 0)
        return D1_ERR_MEMORY;
    root = d1_doc_root(*doc);
    if (d1_schema_validate(schema, root, scratch, &sink) == D1_ERR_MEMORY)
        result = D1_ERR_MEMORY;
    if (result < 0 || again.shapeless || !d1_node_at(root, "metadata.name") || !d1_node_get(root, "spec")) {
        d1_doc_free(*doc);
        *doc = NULL;
    }
    return result;
}

void d1_sound_release(struct d1_sound *sound)
{
    d1_vec_release(&sound->out);
}
