#include "yaml/yaml.h"

#include "base/limits.h"
#include "base/memory/alloc.h"
#include "yaml/loader.h"
#include "yaml/merge.h"
#include "yaml/message.h"
#include "yaml/tabs.h"

/* Nodes that a loader keeps room for from file to file. */
enum { KEPT_NODES = 1 << 16 };

int d1_yaml_loader_new(struct d1_yaml_loader **loader, struct d1_error *error)
{
    struct d1_yaml_loader *made = d1_calloc(1, sizeof *made);

    if (!made)
        return d1_error_memory(error);
    made->most = D1_LIMIT_FILE_BYTES;
    *loader = made;
    return 0;
}

void d1_yaml_loader_free(struct d1_yaml_loader *loader)
{
    if (!loader)
        return;
    d1_yaml_heap_release(&loader->heap);
    d1_yaml_source_release(&loader->source);
    d1_builder_release(&loader->builder);
    d1_vec_release(&loader->frames);
    d1_vec_release(&loader->anchors);
    d1_map_release(&loader->anchors_by_name);
    d1_arena_release(&loader->texts);
    d1_strbuf_release(&loader->digits);
    d1_free(loader);
}

void d1_yaml_loader_set_most(struct d1_yaml_loader *loader, size_t bytes)
{
    loader->most = bytes;
}

void d1_yaml_loader_set_merging(struct d1_yaml_loader *loader, enum d1_yaml_merging merging)
{
    loader->merging = merging;
}

struct d1_span d1_yaml_span(const struct d1_yaml_loader *loader, const yaml_mark_t *start, const yaml_mark_t *end)
{
    struct d1_span span = {(uint32_t)start->line, (uint32_t)start->column, (uint32_t)end->line, (uint32_t)end->column};

    d1_yaml_source_correct(&loader->source, start->index, &span.line, &span.column);
    d1_yaml_source_correct(&loader->source, end->index, &span.end_line, &span.end_column);
    return span;
}

struct d1_place d1_yaml_place(struct d1_span span)
{
    return (struct d1_place){NULL, span.line + 1, span.column + 1, span.end_line + 1, span.end_column + 1};
}

static int stop(int result)
{
    return result < 0 ? result : D1_YAML_STOP;
}

/* Whether a document says that it is of YAML 1.1, in which much means something else than it is read as here. */
static bool is_older(const yaml_event_t *event)
{
    const yaml_version_directive_t *version = event->data.document_start.version_directive;

    return version && version->major == 1 && version->minor == 1;
}

/* Where nobody asked for YAML 1.1, such a document may mean what nobody sees in it. 0 or D1_ERR_MEMORY. */
static int refuse_older(struct d1_yaml_loader *loader, const yaml_event_t *event)
{
    struct d1_place place = d1_yaml_place(d1_yaml_span(loader, &event->start_mark, &event->start_mark));

    if (loader->merging != D1_YAML_MERGE_NEVER || !is_older(event))
        return 0;
    place.end_column += (uint32_t)(sizeof "%YAML 1.1" - 1);
    return d1_stream_problem(loader->stream, "yaml-version", place,
                             "the document says that it is of YAML 1.1, in which `no`, `0777`, `1:30` and `<<` mean "
                             "something else; it is read as YAML 1.2, so take the directive out when that is meant");
}

static int begin_document(struct d1_yaml_loader *loader, const yaml_event_t *event)
{
    if (loader->stream->len >= D1_LIMIT_DOCUMENTS) {
        struct d1_span span = d1_yaml_span(loader, &event->start_mark, &event->end_mark);

        return stop(d1_stream_problem(loader->stream, "too-many-documents", d1_yaml_place(span),
                                      "the file has more than %d documents; split it", D1_LIMIT_DOCUMENTS));
    }
    d1_builder_reset(&loader->builder);
    loader->frames.len = loader->anchors.len = 0;
    loader->may_merge = loader->merging == D1_YAML_MERGE_ALWAYS || is_older(event);
    loader->marked = !event->data.document_start.implicit;
    loader->mark = event->end_mark;
    loader->merges = false;
    if (loader->anchors_by_name.len) {
        d1_map_clear(&loader->anchors_by_name);
        d1_arena_reset(&loader->texts);
    }
    loader->expanded_before += loader->expanded;
    loader->expanded = loader->largest_expansion = 0;
    return refuse_older(loader, event) < 0 ? D1_ERR_MEMORY : D1_YAML_GO_ON;
}

/* A document ends before the line of the next "---" or behind the text, or, if it has one, with its "..." line. */
static uint32_t last_line(const struct d1_yaml_loader *loader, const yaml_event_t *event)
{
    struct d1_span span = d1_yaml_span(loader, &event->start_mark, &event->end_mark);

    if (event->type == YAML_DOCUMENT_END_EVENT && !event->data.document_end.implicit)
        return span.end_line + 1;
    return span.column == 0 ? span.line : span.line + 1;
}

static int end_document(struct d1_yaml_loader *loader, const yaml_event_t *event)
{
    struct d1_builder *builder = &loader->builder;
    struct d1_stream_document document = {.line = loader->next_line, .sound = true};
    uint32_t written = d1_builder_next(builder) - loader->expanded;
    uint32_t text_end = loader->last_line;
    int result;

    if (loader->expanded > D1_LIMIT_ALIAS_FREE && loader->expanded / D1_LIMIT_ALIAS_FACTOR > written)
        return stop(d1_stream_problem(loader->stream, "alias-expansion", loader->largest_place,
                                      "aliases add %u nodes to a document in which %u are written; at most %d times as "
                                      "many are allowed, so write out what this alias repeats",
                                      loader->expanded, written, D1_LIMIT_ALIAS_FACTOR));
    result = d1_builder_finish(builder, text_end, &document.doc);
    if (result == 0 && loader->merges)
        result = d1_yaml_merge(builder, loader->stream, &document.doc);
    if (result < 0) {
        d1_doc_free(document.doc);
        return D1_ERR_MEMORY;
    }
    document.end_line = last_line(loader, event);
    if (document.line > document.end_line) /* parted by a line break that is none to users */
        document.line = document.end_line;
    loader->next_line = document.end_line + 1;
    result = d1_stream_add(loader->stream, document);
    if (result < 0)
        d1_doc_free(document.doc);
    return result;
}

/* What stands behind the last document belongs to it. */
static void end_stream(struct d1_yaml_loader *loader, const yaml_event_t *event)
{
    struct d1_stream *stream = loader->stream;
    uint32_t line = last_line(loader, event);

    if (stream->len && stream->items[stream->len - 1].end_line < line)
        stream->items[stream->len - 1].end_line = line;
}

static int step(struct d1_yaml_loader *loader, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
        return D1_YAML_GO_ON;
    case YAML_STREAM_END_EVENT:
        end_stream(loader, event);
        return D1_YAML_GO_ON;
    case YAML_DOCUMENT_START_EVENT:
        return begin_document(loader, event);
    case YAML_DOCUMENT_END_EVENT:
        return end_document(loader, event);
    default:
        return d1_yaml_node_event(loader, event);
    }
}

/* Never asked for anything: the parser has all of its input from the start. */
static int read_nothing(void *data, unsigned char *buffer, size_t size, size_t *size_read)
{
    (void)data;
    (void)buffer;
    (void)size;
    *size_read = 0;
    return 1;
}

/*
 * Hands the parser the whole text as its working buffer, already decoded. Its own reader would copy the text
 * character by character, checking what the pass over the raw bytes has checked before; that is a seventh of its
 * time. The buffer is given back before the parser is deleted, which frees it.
 */
static void feed(struct d1_yaml_loader *loader, unsigned char *own[2])
{
    yaml_parser_t *parser = &loader->parser;
    unsigned char *text = (unsigned char *)loader->source.input.items;

    yaml_parser_set_input(parser, read_nothing, NULL);
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING);
    own[0] = parser->buffer.start;
    own[1] = parser->buffer.end;
    parser->buffer.start = parser->buffer.pointer = text;
    parser->buffer.last = parser->buffer.end = text + loader->source.len + 1; /* with the NUL that ends it */
    parser->unread = loader->source.characters + 1;
    parser->eof = 1;
}

/* The parser cannot go on: the text is put right and parsed again, or the problem told. */
static int give_up(struct d1_yaml_loader *loader)
{
    if (d1_yaml_mend_tabs(&loader->parser, &loader->source, &loader->tab_work))
        return D1_YAML_AGAIN;
    return stop(d1_yaml_message(&loader->parser, &loader->source, loader->stream));
}

/* Parses from the start. Returns D1_YAML_AGAIN when the text was changed, D1_ERR_MEMORY, or 0. */
static int parse(struct d1_yaml_loader *loader)
{
    yaml_parser_t *parser = &loader->parser;
    unsigned char *own[2];
    int result = 0;
    bool at_end = false;

    if (!yaml_parser_initialize(parser))
        return D1_ERR_MEMORY;
    feed(loader, own);
    while (result == D1_YAML_GO_ON && !at_end) {
        yaml_event_t event;

        if (!yaml_parser_parse(parser, &event)) {
            result = parser->error == YAML_MEMORY_ERROR ? D1_ERR_MEMORY : give_up(loader);
            break;
        }
        at_end = event.type == YAML_STREAM_END_EVENT;
        result = step(loader, &event);
        yaml_event_delete(&event);
    }
    parser->buffer.start = own[0];
    parser->buffer.end = own[1];
    yaml_parser_delete(parser);
    if (result == D1_YAML_STOP)
        loader->stream->cut = true;
    return result == D1_YAML_STOP ? 0 : result;
}

/* Parses until the text needs no more changes. What was found in it as it was is forgotten. */
static int parse_all(struct d1_yaml_loader *loader)
{
    size_t problems = loader->stream->problems.len, unlisted = loader->stream->unlisted;
    int result;

    do {
        struct d1_yaml_heap *before = d1_yaml_heap_use(&loader->heap);

        d1_stream_rewind(loader->stream, problems, unlisted);
        d1_strbuf_clear(&loader->digits);
        loader->next_line = 1;
        loader->flow_work = loader->expanded = loader->expanded_before = 0;
        loader->expanded_bytes = 0;
        result = parse(loader);
        d1_yaml_heap_use(before);
        d1_yaml_heap_reset(&loader->heap);
    } while (result == D1_YAML_AGAIN);
    return result;
}

int d1_yaml_load(struct d1_yaml_loader *loader, struct d1_str bytes, struct d1_stream *out, struct d1_error *error)
{
    int result;

    loader->stream = out;
    loader->tab_work = 0;
    result = d1_yaml_source_read(&loader->source, bytes, loader->most, out);
    if (result == 0 && loader->source.len)
        result = parse_all(loader);
    d1_builder_reset(&loader->builder);
    if (loader->builder.nodes.cap > KEPT_NODES)
        d1_builder_release(&loader->builder);
    if (result < 0) {
        d1_stream_release(out);
        return d1_error_memory(error);
    }
    d1_stream_finish(out);
    return 0;
}
