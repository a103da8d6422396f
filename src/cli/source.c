#include "cli/source.h"

#include <unistd.h>

#include "base/file/file.h"
#include "base/limits.h"
#include "base/memory/alloc.h"
#include "cli/message.h"
#include "verdict/verdict.h"

void d1_loaders_release(struct d1_loaders *loaders)
{
    d1_yaml_loader_free(loaders->yaml);
    d1_json_loader_free(loaders->json);
    *loaders = (struct d1_loaders){0};
}

/* ---- bytes ---- */

bool d1_source_is_stdin(const char *path)
{
    return strcmp(path, "-") == 0;
}

int d1_source_read(struct d1_strbuf *bytes, const char *path, struct d1_error *error)
{
    return d1_source_read_most(bytes, path, D1_LIMIT_FILE_BYTES, error);
}

int d1_source_read_most(struct d1_strbuf *bytes, const char *path, size_t most, struct d1_error *error)
{
    d1_strbuf_clear(bytes);
    return d1_source_is_stdin(path) ? d1_file_read_descriptor(bytes, STDIN_FILENO, path, most, error)
                                    : d1_file_read_most(bytes, path, most, error);
}

/* ---- documents ---- */

static size_t most_of(const struct d1_loaders *loaders)
{
    return loaders->most ? loaders->most : D1_LIMIT_FILE_BYTES;
}

static int load_yaml(struct d1_loaders *loaders, struct d1_str bytes, struct d1_stream *stream, struct d1_error *error)
{
    int result = loaders->yaml ? 0 : d1_yaml_loader_new(&loaders->yaml, error);

    if (result < 0)
        return result;
    d1_yaml_loader_set_merging(loaders->yaml, loaders->merging);
    d1_yaml_loader_set_most(loaders->yaml, most_of(loaders));
    return d1_yaml_load(loaders->yaml, bytes, stream, error);
}

static int load_json(struct d1_loaders *loaders, struct d1_str bytes, struct d1_stream *stream, struct d1_error *error)
{
    int result = loaders->json ? 0 : d1_json_loader_new(&loaders->json, error);

    if (result < 0)
        return result;
    d1_json_loader_set_most(loaders->json, most_of(loaders));
    return d1_json_load(loaders->json, bytes, stream, error);
}

/* Most of JSON is YAML too, but not all of it: pairs of surrogates, DEL. What is neither is told as what it begins as.
 */
static int load_either(struct d1_loaders *loaders, struct d1_str bytes, struct d1_stream *stream,
                       struct d1_error *error)
{
    struct d1_str text = d1_str_trim(bytes);
    char first = ' ';
    struct d1_stream other = {0};
    int result;

    if (text.len)
        first = text.ptr[0];
    if (first != '{' && first != '[' && first != '"')
        return load_yaml(loaders, bytes, stream, error);
    result = load_json(loaders, bytes, stream, error);
    if (result < 0 || !stream->cut)
        return result;
    result = load_yaml(loaders, bytes, &other, error);
    if (result == 0 && !other.cut) {
        d1_stream_release(stream);
        *stream = other;
        return 0;
    }
    d1_stream_release(&other);
    if (result < 0)
        d1_stream_release(stream);
    return result;
}

int d1_source_load(struct d1_loaders *loaders, const char *path, struct d1_str bytes, struct d1_stream *stream,
                   struct d1_error *error)
{
    static const struct {
        const char *ending;
        int (*load)(struct d1_loaders *loaders, struct d1_str bytes, struct d1_stream *stream, struct d1_error *error);
    } readers[] = {{".yaml", load_yaml}, {".yml", load_yaml}, {".json", load_json}};

    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++)
        if (d1_str_ends(d1_str(path), readers[i].ending))
            return readers[i].load(loaders, bytes, stream, error);
    return load_either(loaders, bytes, stream, error);
}

/* ---- files of one document ---- */

static void tell_problems(const struct d1_document *document, const struct d1_stream *stream)
{
    struct d1_lines lines = {.bytes = d1_strbuf_view(&document->bytes)};

    for (size_t i = 0; i < stream->problems.len; i++) {
        struct d1_problem *problem = &stream->problems.items[i];

        problem->place.path = document->path;
        problem->related.path = problem->related.line ? document->path : NULL;
        d1_message_source(&problem->place, problem->text, d1_lines_get(&lines, problem->place.line), NULL,
                          &problem->related);
    }
    d1_lines_release(&lines);
}

int d1_document_read(struct d1_document *document, struct d1_loaders *loaders, const char *path, struct d1_error *error)
{
    struct d1_stream stream = {0};
    struct d1_error own = {0};
    int status = D1_EXIT_USAGE;

    document->path = path;
    if (d1_source_read(&document->bytes, path, &own) < 0 ||
        d1_source_load(loaders, path, d1_strbuf_view(&document->bytes), &stream, &own) < 0) {
        d1_message_error(&own);
        status = D1_EXIT_FAILURE;
    } else if (stream.problems.len) {
        tell_problems(document, &stream);
        d1_error_at(&own, D1_ERR_SYNTAX, stream.problems.items[0].place, "%s", stream.problems.items[0].text);
    } else if (stream.len != 1) {
        d1_error_at(&own, D1_ERR_USAGE, (struct d1_place){.path = path},
                    stream.len ? "it holds %zu documents; one is wanted" : "it holds no document", stream.len);
        d1_message_error(&own);
    } else {
        document->doc = d1_stream_take(&stream, 0);
        status = 0;
    }
    d1_stream_release(&stream);
    if (error) {
        d1_error_clear(error);
        *error = own;
    } else {
        d1_error_clear(&own);
    }
    return status;
}

void d1_document_release(struct d1_document *document)
{
    d1_doc_free(document->doc);
    d1_strbuf_release(&document->bytes);
    *document = (struct d1_document){0};
}
