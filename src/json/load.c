#include "json/json.h"

#include "base/limits.h"
#include "json/loader.h"

/* Nodes that a loader keeps room for from text to text. */
enum { KEPT_NODES = 1 << 16 };

int d1_json_loader_new(struct d1_json_loader **loader, struct d1_error *error)
{
    struct d1_json_loader *made = d1_calloc(1, sizeof *made);

    if (!made)
        return d1_error_memory(error);
    made->most = D1_LIMIT_FILE_BYTES;
    *loader = made;
    return 0;
}

void d1_json_loader_set_most(struct d1_json_loader *loader, size_t bytes)
{
    loader->most = bytes;
}

void d1_json_loader_free(struct d1_json_loader *loader)
{
    if (!loader)
        return;
    d1_builder_release(&loader->builder);
    d1_strbuf_release(&loader->string);
    d1_free(loader);
}

/* Adds what was read to the document, an end with the keys of its object compared. */
static int add(struct d1_json_loader *loader, const struct d1_json_token *token)
{
    struct d1_builder *builder = &loader->builder;

    if (token->kind != D1_JSON_END && d1_builder_next(builder) >= D1_LIMIT_NODES)
        return d1_json_stop(
            d1_stream_problem(loader->stream, "too-many-nodes", d1_json_place(loader, token->span),
                              "the document has more than %d nodes (keys, values, arrays and objects); split "
                              "it",
                              D1_LIMIT_NODES));
    switch (token->kind) {
    case D1_JSON_OBJECT:
    case D1_JSON_ARRAY:
        d1_builder_begin(builder, token->span, token->kind == D1_JSON_OBJECT ? D1_NODE_MAPPING : D1_NODE_SEQUENCE);
        break;
    case D1_JSON_END:
        if (token->value.boolean && d1_builder_check_keys(builder, loader->stream) < 0)
            return D1_ERR_MEMORY;
        d1_builder_end(builder, token->span.end_line, token->span.end_column);
        break;
    case D1_JSON_KEY:
        d1_builder_key(builder, token->span, token->text, false);
        break;
    case D1_JSON_STRING:
        d1_builder_string(builder, token->span, token->text, false);
        break;
    case D1_JSON_INT:
        d1_builder_int(builder, token->span, token->value.integer, token->text);
        break;
    case D1_JSON_DOUBLE:
        d1_builder_double(builder, token->span, token->value.number, token->text);
        break;
    case D1_JSON_BOOL:
        d1_builder_bool(builder, token->span, token->value.boolean);
        break;
    case D1_JSON_NULL:
    case D1_JSON_DONE: /* which is not read within a document */
        d1_builder_null(builder, token->span, token->text);
        break;
    }
    return builder->oom ? D1_ERR_MEMORY : D1_JSON_GO_ON;
}

/* Reads the document that begins here, and appends it. */
static int read_document(struct d1_json_loader *loader)
{
    struct d1_stream *stream = loader->stream;
    struct d1_stream_document document = {.sound = true};
    struct d1_json_token token;
    int result = D1_JSON_GO_ON;

    if (stream->len >= D1_LIMIT_DOCUMENTS)
        return d1_json_stop(d1_stream_problem(stream, "too-many-documents", d1_json_place(loader, d1_json_span(loader)),
                                              "the file has more than %d documents; split it", D1_LIMIT_DOCUMENTS));
    d1_builder_reset(&loader->builder);
    d1_json_begin_value(loader);
    while (result == D1_JSON_GO_ON && loader->expected != D1_JSON_END_OF_DOCUMENT) {
        result = d1_json_next(loader, &token);
        if (result == D1_JSON_GO_ON)
            result = add(loader, &token);
    }
    if (result != D1_JSON_GO_ON)
        return result;
    if (d1_builder_finish(&loader->builder, loader->line, &document.doc) < 0)
        return D1_ERR_MEMORY;
    document.line = stream->len ? stream->items[stream->len - 1].end_line + 1 : 1;
    document.end_line = loader->line + 1;
    if (document.line > document.end_line) /* it begins on the line on which the one before it ends */
        document.line = document.end_line;
    if (d1_stream_add(stream, document) < 0) {
        d1_doc_free(document.doc);
        return D1_ERR_MEMORY;
    }
    return D1_JSON_GO_ON;
}

/* Whether the bytes are not read at all, because of their number or encoding; then a problem says so. */
static int refuse(struct d1_json_loader *loader)
{
    struct d1_place place = {NULL, 1, 1, 1, 1};

    if (loader->text.len > loader->most)
        return d1_json_stop(d1_stream_problem(loader->stream, "too-large", place,
                                              "the file has %zu bytes; files of more than %zu (%zu MiB) are not read",
                                              loader->text.len, loader->most, loader->most >> 20));
    return d1_json_check_encoding(loader);
}

static int load(struct d1_json_loader *loader, struct d1_str bytes, bool sequence, struct d1_stream *out,
                struct d1_error *error)
{
    int result;

    d1_json_begin_text(loader, bytes, out);
    result = refuse(loader);
    while (result == D1_JSON_GO_ON) {
        d1_json_skip_space(loader);
        if (d1_json_at_end(loader) && (sequence || out->len))
            break;
        result = out->len && !sequence ? d1_json_unexpected(loader, D1_JSON_END_OF_DOCUMENT) : read_document(loader);
    }
    d1_builder_reset(&loader->builder);
    if (loader->builder.nodes.cap > KEPT_NODES)
        d1_builder_release(&loader->builder);
    if (result < 0) {
        d1_stream_release(out);
        return d1_error_memory(error);
    }
    /* White space behind the last document belongs to it. */
    if (out->len)
        out->items[out->len - 1].end_line =
            loader->at == loader->line_start && loader->line ? loader->line : loader->line + 1;
    out->cut = result == D1_JSON_STOP;
    if (out->cut && !sequence)
        while (out->len)
            d1_doc_free(out->items[--out->len].doc);
    d1_stream_finish(out);
    return 0;
}

int d1_json_load(struct d1_json_loader *loader, struct d1_str bytes, struct d1_stream *out, struct d1_error *error)
{
    return load(loader, bytes, false, out, error);
}

int d1_json_load_sequence(struct d1_json_loader *loader, struct d1_str bytes, struct d1_stream *out,
                          struct d1_error *error)
{
    return load(loader, bytes, true, out, error);
}
