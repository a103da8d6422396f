/*
 * Schemas and instances: input is a sequence of JSON texts, the schema first. A file of the official suite (a list of
 * groups) will do too. Whatever the input, compiling and validating end, the verdict does not depend on what the caller
 * wants to hear, and what is said can be shown.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/text/utf8.h"
#include "json/json.h"
#include "schema/schema.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct d1_json_loader *loader;
static struct d1_schema_scratch *scratch;

static void must(bool holds)
{
    if (!holds)
        abort();
}

struct heard {
    const struct d1_schema *schema;
    size_t errors;
};

static bool hear_error(void *context, const struct d1_schema_error *error)
{
    struct heard *heard = context;
    struct d1_strbuf location = {0};

    heard->errors++;
    must(error->node && error->instance && error->schema && error->message.len);
    must(d1_utf8_check(error->message) == error->message.len);
    for (size_t at = 0; at < error->message.len;)
        must(!d1_utf8_is_control(d1_utf8_decode(error->message, &at)) || error->keyword == D1_KEYWORD_LIMIT);
    must(!error->keyword_location.len || error->keyword_location.ptr[0] == '/');
    d1_schema_location(heard->schema, error->schema, &location);
    must(d1_str_find(d1_strbuf_view(&location), '#', 0) < location.len);
    d1_strbuf_release(&location);
    return true;
}

static bool hear_annotation(void *context, const struct d1_schema_annotation *annotation)
{
    (void)context;
    must(annotation->node && annotation->value && annotation->keyword < 2);
    return true;
}

static void validate(const struct d1_schema *schema, const struct d1_node *instance)
{
    int verdict = d1_schema_validate(schema, instance, scratch, NULL);

    must(verdict >= 0);
    for (int detail = D1_SCHEMA_EXPLAIN; detail <= D1_SCHEMA_BASIC; detail++) {
        struct heard heard = {.schema = schema};
        struct d1_schema_sink sink = {.context = &heard,
                                      .detail = (enum d1_schema_detail)detail,
                                      .error = hear_error,
                                      .annotation = hear_annotation};
        int again = d1_schema_validate(schema, instance, scratch, &sink);

        /* Collecting looks at more, so it may reach a limit where the verdict alone did not. */
        must(again == verdict || again == D1_SCHEMA_UNDECIDED || verdict == D1_SCHEMA_UNDECIDED);
        must((heard.errors > 0) == (again != D1_SCHEMA_VALID));
    }
}

static struct d1_schema *compile(struct d1_schema_set *set, const struct d1_node *root)
{
    static const char *const dialects[] = {NULL, "draft-07", "2019-09", "draft-04", "draft-06"};
    static const char *const annotations[] = {"title", "x-d1d-ref"};
    struct d1_schema_options options = {.default_dialect = dialects[d1_node_count(root) % 5],
                                        .assert_format = true,
                                        .whole = d1_node_count(root) % 2,
                                        .annotations = annotations,
                                        .annotation_count = 2};
    struct d1_schema *schema = NULL;
    struct d1_error error = {0};

    if (d1_schema_compile(&schema, set, root, d1_str("http://localhost:1234/s"), &options, &error) < 0)
        must(d1_error_message(&error)[0] != '\0');
    d1_error_clear(&error);
    return schema;
}

static void run_group(struct d1_schema_set *set, const struct d1_node *root, const struct d1_node *tests)
{
    struct d1_schema *schema = compile(set, root);

    for (size_t i = 0; schema && i < d1_node_count(tests) && i < 20; i++) {
        const struct d1_node *data =
            tests->kind == D1_NODE_SEQUENCE ? d1_node_get(d1_node_item(tests, i), "data") : NULL;

        if (data)
            validate(schema, data);
    }
    d1_schema_resolve(set, root);
    d1_schema_free(schema);
}

static void run(const struct d1_stream *stream)
{
    const struct d1_node *root = d1_doc_root(stream->items[0].doc);
    struct d1_schema_set *set = NULL;
    struct d1_schema *schema;

    must(d1_schema_set_new(&set, NULL) == 0);
    if (root->kind == D1_NODE_SEQUENCE) {
        for (size_t i = 0; i < d1_node_count(root) && i < 20; i++) {
            const struct d1_node *group = d1_node_item(root, i);

            if (d1_node_get(group, "schema") && d1_node_get(group, "tests"))
                run_group(set, d1_node_get(group, "schema"), d1_node_get(group, "tests"));
        }
    } else {
        /* The last text is also a document that the schema may refer to. */
        (void)d1_schema_set_add(set, d1_str("http://localhost:1234/other"),
                                d1_doc_root(stream->items[stream->len - 1].doc), NULL, NULL);
        schema = compile(set, root);
        for (size_t i = 0; schema && i < stream->len; i++)
            validate(schema, d1_doc_root(stream->items[i].doc));
        d1_schema_free(schema);
    }
    d1_schema_set_free(set);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct d1_stream stream = {0};

    if (!loader) {
        must(d1_json_loader_new(&loader, NULL) == 0);
        scratch = d1_schema_scratch_new();
    }
    must(d1_json_load_sequence(loader, d1_strn((const char *)data, size), &stream, NULL) == 0);
    if (stream.len && !stream.problems.len)
        run(&stream);
    d1_stream_release(&stream);
    return 0;
}
