#include "unit/schema/helper.h"

#include <criterion/criterion.h>

#include "json/json.h"
#include "yaml/yaml.h"

static struct d1_doc *only_document(struct d1_stream *stream, const char *text)
{
    struct d1_doc *doc;

    cr_assert_eq(stream->problems.len, 0, "%.200s: %s", text,
                 stream->problems.len ? stream->problems.items[0].text : "");
    cr_assert_eq(stream->len, 1, "%.200s", text);
    doc = d1_stream_take(stream, 0);
    d1_stream_release(stream);
    return doc;
}

struct d1_doc *read_yaml(const char *text)
{
    struct d1_yaml_loader *loader = NULL;
    struct d1_stream stream = {0};

    cr_assert_eq(d1_yaml_loader_new(&loader, NULL), 0);
    cr_assert_eq(d1_yaml_load(loader, d1_str(text), &stream, NULL), 0);
    d1_yaml_loader_free(loader);
    return only_document(&stream, text);
}

struct d1_doc *read_json(const char *text)
{
    struct d1_json_loader *loader = NULL;
    struct d1_stream stream = {0};

    cr_assert_eq(d1_json_loader_new(&loader, NULL), 0);
    cr_assert_eq(d1_json_load(loader, d1_str(text), &stream, NULL), 0);
    d1_json_loader_free(loader);
    return only_document(&stream, text);
}

void setup_with(struct fixture *fixture, const char *text, const struct d1_schema_options *options)
{
    struct d1_error error = {0};

    fixture->doc = read_yaml(text);
    if (!fixture->set)
        cr_assert_eq(d1_schema_set_new(&fixture->set, NULL), 0);
    cr_assert_eq(
        d1_schema_compile(&fixture->schema, fixture->set, d1_doc_root(fixture->doc), d1_str(""), options, &error), 0,
        "%s: %s", text, d1_error_message(&error));
    fixture->scratch = d1_schema_scratch_new();
    cr_assert_not_null(fixture->scratch);
}

void setup(struct fixture *fixture, const char *text)
{
    struct d1_schema_options options = {.assert_format = true};

    setup_with(fixture, text, &options);
}

void teardown(struct fixture *fixture)
{
    d1_schema_scratch_free(fixture->scratch);
    d1_schema_free(fixture->schema);
    d1_schema_set_free(fixture->set);
    d1_doc_free(fixture->doc);
    *fixture = (struct fixture){0};
}

static bool add_line(void *context, const struct d1_schema_error *error)
{
    struct d1_place place = d1_node_place(error->node);

    d1_strbuf_printf(context, "%u:%u " D1_STR_FMT "\n", place.line, place.column, D1_STR_ARG(error->message));
    return true;
}

int explain(const struct fixture *fixture, const struct d1_node *instance, struct d1_strbuf *out)
{
    struct d1_schema_sink sink = {.context = out, .error = add_line};

    return d1_schema_validate(fixture->schema, instance, fixture->scratch, &sink);
}
