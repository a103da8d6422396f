#include "json/json.h"

#include "base/limits.h"
#include "base/text/utf8.h"
#include "json/loader.h"

/* Nodes that a loader keeps room for from text to text. */
enum { KEPT_NODES = 1 << 16 };

int d1_json_loader_new(struct d1_json_loader **loader, struct d1_error *error)
{
    struct d1_json_loader *made = d1_calloc(1, sizeof *made);

    if (!made)
        return d1_error_memory(error);
    *loader = made;
    return 0;
}

void d1_json_loader_free(struct d1_json_loader *loader)
{
    if (!loader)
        return;
    d1_builder_release(&loader->builder);
    d1_strbuf_release(&loader->string);
    d1_free(loader);
}

static int begin(struct d1_json_loader *loader, struct d1_span span, bool object)
{
    if (loader->depth >= D1_LIMIT_DEPTH)
        return d1_json_stop(d1_stream_problem(loader->stream, "too-deep", d1_json_place(loader, span),
                                              "objects and arrays are nested more than %d levels deep here",
                                              D1_LIMIT_DEPTH));
    d1_builder_begin(&loader->builder, span, object ? D1_NODE_MAPPING : D1_NODE_SEQUENCE);
    loader->objects[loader->depth++] = object;
    loader->at++;
    return D1_JSON_GO_ON;
}

static int end(struct d1_json_loader *loader)
{
    bool object = loader->objects[--loader->depth];

    loader->at++;
    if (object && d1_builder_check_keys(&loader->builder, loader->stream) < 0)
        return D1_ERR_MEMORY;
    d1_builder_end(&loader->builder, loader->line, d1_json_column(loader));
    return D1_JSON_GO_ON;
}

/* What may stand behind a complete value. */
static enum d1_json_expected after_value(const struct d1_json_loader *loader)
{
    if (!loader->depth)
        return D1_JSON_END_OF_DOCUMENT;
    return loader->objects[loader->depth - 1] ? D1_JSON_AFTER_MEMBER : D1_JSON_AFTER_ITEM;
}

static int read_value(struct d1_json_loader *loader, enum d1_json_expected *expected)
{
    struct d1_span span = d1_json_span(loader);
    char c = d1_json_peek(loader, 0);
    struct d1_str text;
    int result;

    if (d1_builder_next(&loader->builder) >= D1_LIMIT_NODES)
        return d1_json_stop(
            d1_stream_problem(loader->stream, "too-many-nodes", d1_json_place(loader, span),
                              "the document has more than %d nodes (keys, values, arrays and objects); split "
                              "it",
                              D1_LIMIT_NODES));
    if (c == '{' || c == '[') {
        result = begin(loader, span, c == '{');
        *expected = c == '{' ? D1_JSON_FIRST_KEY : D1_JSON_FIRST_ITEM;
        return result;
    }
    if (c == '"') {
        result = d1_json_read_string(loader, &span, &text);
        if (result == D1_JSON_GO_ON)
            d1_builder_string(&loader->builder, span, text, false);
    } else if (c == '-' || (c >= '0' && c <= '9')) {
        result = d1_json_read_number(loader, span);
    } else {
        result = d1_json_read_word(loader, span, *expected);
    }
    *expected = after_value(loader);
    return result;
}

static int read_key(struct d1_json_loader *loader, enum d1_json_expected *expected)
{
    struct d1_span span = d1_json_span(loader);
    struct d1_str text;
    int result;

    if (d1_json_peek(loader, 0) != '"')
        return d1_json_unexpected(loader, *expected);
    result = d1_json_read_string(loader, &span, &text);
    if (result == D1_JSON_GO_ON)
        d1_builder_key(&loader->builder, span, text, false);
    *expected = D1_JSON_COLON;
    return result;
}

/* Reads what stands here, by what may stand here. */
static int read_next(struct d1_json_loader *loader, enum d1_json_expected *expected)
{
    char c = d1_json_peek(loader, 0);
    bool ends = ((*expected == D1_JSON_FIRST_ITEM || *expected == D1_JSON_AFTER_ITEM) && c == ']') ||
                ((*expected == D1_JSON_FIRST_KEY || *expected == D1_JSON_AFTER_MEMBER) && c == '}');
    int result = D1_JSON_GO_ON;

    if (ends) {
        result = end(loader);
        *expected = after_value(loader);
    } else if (*expected <= D1_JSON_NEXT_ITEM) {
        result = read_value(loader, expected);
    } else if (*expected <= D1_JSON_NEXT_KEY) {
        result = read_key(loader, expected);
    } else if (c == (*expected == D1_JSON_COLON ? ':' : ',')) {
        loader->at++;
        *expected = *expected == D1_JSON_COLON        ? D1_JSON_VALUE
                    : *expected == D1_JSON_AFTER_ITEM ? D1_JSON_NEXT_ITEM
                                                      : D1_JSON_NEXT_KEY;
    } else {
        result = d1_json_unexpected(loader, *expected);
    }
    return loader->builder.oom ? D1_ERR_MEMORY : result;
}

/* Reads the document that begins here, and appends it. */
static int read_document(struct d1_json_loader *loader)
{
    struct d1_stream *stream = loader->stream;
    struct d1_stream_document document = {.sound = true};
    enum d1_json_expected expected = D1_JSON_VALUE;
    int result = D1_JSON_GO_ON;

    if (stream->len >= D1_LIMIT_DOCUMENTS)
        return d1_json_stop(d1_stream_problem(stream, "too-many-documents", d1_json_place(loader, d1_json_span(loader)),
                                              "the file has more than %d documents; split it", D1_LIMIT_DOCUMENTS));
    d1_builder_reset(&loader->builder);
    loader->depth = 0;
    while (result == D1_JSON_GO_ON && expected != D1_JSON_END_OF_DOCUMENT) {
        d1_json_skip_space(loader);
        result = read_next(loader, &expected);
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
    struct d1_str text = loader->text;
    enum d1_utf8_form form = d1_utf8_detect(text);
    struct d1_place place = {NULL, 1, 1, 1, 1};
    size_t bad;

    if (text.len > D1_LIMIT_FILE_BYTES)
        return d1_json_stop(d1_stream_problem(loader->stream, "too-large", place,
                                              "the file has %zu bytes; files of more than %d (4 MiB) are not read",
                                              text.len, D1_LIMIT_FILE_BYTES));
    if (form == D1_UTF8_BOM)
        return d1_json_stop(d1_stream_problem(loader->stream, "encoding", place,
                                              "the file begins with a byte order mark; save it as UTF-8 without one"));
    if (form != D1_UTF8_PLAIN)
        return d1_json_stop(d1_stream_problem(loader->stream, "encoding", place,
                                              "the file is encoded as %s; save it as UTF-8",
                                              form == D1_UTF16_LE || form == D1_UTF16_BE ? "UTF-16" : "UTF-32"));
    bad = d1_utf8_check(text);
    if (bad == text.len)
        return D1_JSON_GO_ON;
    for (size_t end = d1_str_find(text, '\n', 0); end < bad; end = d1_str_find(text, '\n', end + 1)) {
        place.line++;
        loader->line_start = end + 1;
    }
    place.end_line = place.line;
    place.column = (uint32_t)d1_utf8_count(d1_str_sub(text, loader->line_start, bad - loader->line_start)) + 1;
    place.end_column = place.column + 1;
    return d1_json_stop(d1_stream_problem(loader->stream, "encoding", place,
                                          "the byte 0x%02X is not UTF-8; save the file as UTF-8",
                                          (unsigned char)text.ptr[bad]));
}

static int load(struct d1_json_loader *loader, struct d1_str bytes, bool sequence, struct d1_stream *out,
                struct d1_error *error)
{
    int result;

    loader->stream = out;
    loader->text = bytes;
    loader->at = loader->line_start = loader->continuations = 0;
    loader->line = 0;
    d1_strbuf_clear(&loader->string);
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
