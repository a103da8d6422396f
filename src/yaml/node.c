#include "base/limits.h"
#include "base/text/utf8.h"
#include "yaml/loader.h"

/* Code points of a key or tag that a message repeats. */
enum { SHOWN = 60 };

/* For "%.*s%s": the beginning of a text, and what shows that it was longer. */
#define SHORTENED(text)                                                                                                \
    D1_STR_ARG(d1_utf8_prefix(text, SHOWN)), d1_utf8_prefix(text, SHOWN).len < (text).len ? "..." : ""

static int stop(int result)
{
    return result < 0 ? result : D1_YAML_STOP;
}

static struct d1_yaml_frame *innermost(struct d1_yaml_loader *loader)
{
    return loader->frames.len ? &loader->frames.items[loader->frames.len - 1] : NULL;
}

/* Whether the next node is a key. */
static bool at_key(struct d1_yaml_loader *loader)
{
    const struct d1_yaml_frame *frame = innermost(loader);

    return frame && frame->mapping && frame->want_key;
}

/* A node stands here: of a mapping, the other of key and value comes next. */
static void node_taken(struct d1_yaml_loader *loader, struct d1_span span)
{
    struct d1_yaml_frame *frame = innermost(loader);

    if (frame)
        frame->want_key = frame->mapping && !frame->want_key;
    loader->last_line = span.end_line;
    loader->last_column = span.end_column;
}

/* The container around has one of this height in it. */
static void raise_height(struct d1_yaml_loader *loader, uint32_t height)
{
    struct d1_yaml_frame *frame = innermost(loader);

    if (frame && frame->height < height + 1)
        frame->height = height + 1;
}

static int too_deep(struct d1_yaml_loader *loader, struct d1_place place)
{
    return stop(d1_stream_problem(loader->stream, "too-deep", place,
                                  "mappings and lists are nested more than %d levels deep here", D1_LIMIT_DEPTH));
}

static int too_many_nodes(struct d1_yaml_loader *loader, struct d1_place place)
{
    return stop(d1_stream_problem(loader->stream, "too-many-nodes", place,
                                  "the document has more than %d nodes (keys, values, lists and mappings, with aliases "
                                  "written out); split it",
                                  D1_LIMIT_NODES));
}

static int too_much_text(struct d1_yaml_loader *loader, struct d1_place place)
{
    return stop(
        d1_stream_problem(loader->stream, "alias-expansion", place,
                          "aliases add more than %d bytes (4 MiB) of text to the file, here at the latest; write "
                          "out what is meant",
                          D1_LIMIT_ALIAS_BYTES));
}

/*
 * Counts a node at its depth of flow collections, since libyaml looks through all that are open for every token. Few
 * nodes may be nested deep, many nodes not.
 */
static int count_flow(struct d1_yaml_loader *loader, const yaml_event_t *event)
{
    const struct d1_yaml_frame *frame = innermost(loader);

    if (!frame || !frame->flow)
        return D1_YAML_GO_ON;
    loader->flow_work += frame->flow;
    if (loader->flow_work <= D1_LIMIT_FLOW_WORK)
        return D1_YAML_GO_ON;
    return stop(d1_stream_problem(loader->stream, "too-deep",
                                  d1_yaml_place(d1_yaml_span(loader, &event->start_mark, &event->end_mark)),
                                  "too much is nested too deep in [ ] and { } before this; write it in lines with "
                                  "indentation"));
}

static int complex_key(struct d1_yaml_loader *loader, struct d1_place place)
{
    return stop(d1_stream_problem(loader->stream, "complex-key", place,
                                  "a key must be a text, not a mapping or a list; quote it if it is a text"));
}

/* Marks a name as known; returns the anchor's index plus 1 in *anchor. */
static int add_anchor(struct d1_yaml_loader *loader, const yaml_char_t *name, struct d1_span span,
                      struct d1_yaml_anchor new, size_t *anchor)
{
    struct d1_map_entry *entry;

    if (loader->anchors.len >= D1_LIMIT_ANCHORS)
        return stop(d1_stream_problem(loader->stream, "too-many-anchors", d1_yaml_place(span),
                                      "the document has more than %d anchors (\"&\"); split it or write values out",
                                      D1_LIMIT_ANCHORS));
    new.name = d1_arena_str(&loader->texts, d1_str((const char *)name));
    if (!new.name.ptr || d1_vec_push(&loader->anchors, new) < 0)
        return D1_ERR_MEMORY;
    *anchor = loader->anchors.len;
    if (d1_map_insert(&loader->anchors_by_name, new.name, NULL, &entry) < 0)
        return D1_ERR_MEMORY;
    entry->value = (void *)(uintptr_t)*anchor; /* of several with the same name the last counts */
    return D1_YAML_GO_ON;
}

/* The tag of a node; one that is not of the core schema is a problem, and a scalar with it a string. */
static int tag_of(struct d1_yaml_loader *loader, const yaml_char_t *name, struct d1_span span, enum d1_yaml_tag *tag)
{
    static const char prefix[] = "tag:yaml.org,2002:"; /* written "!!" */
    struct d1_str text = d1_str((const char *)name);
    bool standard = d1_str_starts(text, prefix);

    *tag = d1_yaml_tag((const char *)name);
    if (*tag != D1_YAML_TAG_UNKNOWN)
        return 0;
    if (standard)
        text = d1_str_sub(text, sizeof prefix - 1, text.len);
    if (span.end_line != span.line) { /* the tag is on the first line; where it ends there is not known */
        span.end_line = span.line;
        span.end_column = span.column + 1;
    }
    return d1_stream_problem(loader->stream, "unknown-tag", d1_yaml_place(span),
                             "the tag \"%s%.*s%s\" is none of the YAML 1.2 core schema; remove it, or quote the text "
                             "if it is no tag",
                             standard ? "!!" : "", SHORTENED(text));
}

static int mismatch(struct d1_yaml_loader *loader, struct d1_span span, const char *what)
{
    return d1_stream_problem(loader->stream, "tag-mismatch", d1_yaml_place(span),
                             "%s does not fit its tag; remove the tag, or correct the value", what);
}

static int add_key(struct d1_yaml_loader *loader, struct d1_span span, struct d1_str text, bool plain)
{
    d1_builder_key(&loader->builder, span, text, plain);
    if (!plain || !d1_str_is(text, "<<"))
        return 0;
    loader->merges = loader->may_merge;
    if (loader->merges)
        return 0;
    return d1_stream_problem(loader->stream, "merge-key", d1_yaml_place(span),
                             "the merge key \"<<\" is not part of YAML 1.2; write the keys out, or quote it if it is a "
                             "key");
}

static int add_value(struct d1_yaml_loader *loader, struct d1_span span, struct d1_str text, bool plain,
                     enum d1_yaml_tag tag)
{
    struct d1_yaml_scalar scalar;
    int result = 0;

    switch (d1_yaml_resolve(text, plain, tag, &loader->digits, &scalar)) {
    case D1_YAML_RESOLVED:
        break;
    case D1_YAML_MISMATCH:
        result = mismatch(loader, span, "this value");
        break;
    case D1_YAML_TOO_LONG:
        result = d1_stream_problem(loader->stream, "number-too-long", d1_yaml_place(span),
                                   "an octal or hexadecimal number may have %d digits; quote it if it is a text",
                                   D1_YAML_RADIX_DIGITS);
        break;
    }
    switch (scalar.kind) {
    case D1_NODE_NULL:
        d1_builder_null(&loader->builder, span, text);
        break;
    case D1_NODE_BOOL:
        d1_builder_bool(&loader->builder, span, scalar.boolean);
        break;
    case D1_NODE_INT:
        d1_builder_int(&loader->builder, span, scalar.integer, scalar.text);
        break;
    case D1_NODE_DOUBLE:
        d1_builder_double(&loader->builder, span, scalar.number, scalar.text);
        break;
    default:
        d1_builder_string(&loader->builder, span, scalar.text, plain);
        break;
    }
    return result;
}

/* Adds a scalar as what it is where it stands. */
static int add_scalar(struct d1_yaml_loader *loader, struct d1_span span, struct d1_str text, bool plain,
                      enum d1_yaml_tag tag)
{
    int result;

    if (d1_builder_next(&loader->builder) >= D1_LIMIT_NODES)
        return too_many_nodes(loader, d1_yaml_place(span));
    result = at_key(loader) ? add_key(loader, span, text, plain) : add_value(loader, span, text, plain, tag);
    node_taken(loader, span);
    if (loader->digits.oom || loader->builder.oom)
        return D1_ERR_MEMORY;
    return result;
}

/* Where a scalar stands. A document without any content is at its "---": where the next thing begins is another's. */
static struct d1_span scalar_span(const struct d1_yaml_loader *loader, const yaml_event_t *event)
{
    const size_t dashes = 3;
    yaml_mark_t start = loader->mark;

    if (loader->frames.len || !loader->marked || event->start_mark.index != event->end_mark.index ||
        event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE)
        return d1_yaml_span(loader, &event->start_mark, &event->end_mark);
    start.index -= dashes;
    start.column -= dashes;
    return d1_yaml_span(loader, &start, &loader->mark);
}

static int on_scalar(struct d1_yaml_loader *loader, const yaml_event_t *event)
{
    struct d1_span span = scalar_span(loader, event);
    struct d1_str text = {(const char *)event->data.scalar.value, event->data.scalar.length};
    bool plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    enum d1_yaml_tag tag = D1_YAML_TAG_NONE;
    size_t anchor;
    int result;

    if (event->data.scalar.tag) {
        result = tag_of(loader, event->data.scalar.tag, span, &tag);
        plain = false;
        if (result < 0)
            return result;
    }
    if (event->data.scalar.anchor) {
        struct d1_yaml_anchor new = {.complete = true, .plain = plain, .tag = tag};

        new.text = d1_arena_str(&loader->texts, text);
        result = new.text.ptr ? add_anchor(loader, event->data.scalar.anchor, span, new, &anchor) : D1_ERR_MEMORY;
        if (result != D1_YAML_GO_ON)
            return result;
    }
    return add_scalar(loader, span, text, plain, tag);
}

static int on_alias(struct d1_yaml_loader *loader, const yaml_event_t *event)
{
    struct d1_span span = d1_yaml_span(loader, &event->start_mark, &event->end_mark);
    struct d1_str name = d1_str((const char *)event->data.alias.anchor);
    size_t index = (size_t)(uintptr_t)d1_map_get(&loader->anchors_by_name, name);
    const struct d1_yaml_anchor *anchor;
    uint32_t nodes = d1_builder_next(&loader->builder);
    struct d1_builder_extent added;
    int result;

    if (!index)
        return stop(d1_stream_problem(loader->stream, "unknown-alias", d1_yaml_place(span),
                                      "no anchor \"&%.*s%s\" precedes this alias in the document; add it, or quote the "
                                      "text if it is no alias",
                                      SHORTENED(name)));
    anchor = &loader->anchors.items[index - 1];
    if (!anchor->complete)
        return stop(d1_stream_problem(loader->stream, "recursive-alias", d1_yaml_place(span),
                                      "the alias \"*%.*s%s\" stands within what it names and has no end",
                                      SHORTENED(name)));
    if (anchor->height && at_key(loader))
        return complex_key(loader, d1_yaml_place(span));
    if (loader->frames.len + anchor->height > D1_LIMIT_DEPTH)
        return too_deep(loader, d1_yaml_place(span));
    added = anchor->height ? d1_builder_extent(&loader->builder, anchor->node)
                           : (struct d1_builder_extent){1, anchor->text.len};
    if (added.nodes > D1_LIMIT_NODES - nodes ||
        loader->expanded_before + loader->expanded + added.nodes > D1_LIMIT_NODES)
        return too_many_nodes(loader, d1_yaml_place(span));
    loader->expanded_bytes += added.bytes;
    if (loader->expanded_bytes > D1_LIMIT_ALIAS_BYTES)
        return too_much_text(loader, d1_yaml_place(span));
    loader->expanded += added.nodes;
    if (added.nodes > loader->largest_expansion) {
        loader->largest_expansion = added.nodes;
        loader->largest_place = d1_yaml_place(span);
    }
    if (!anchor->height) {
        loader->builder.expanding = true;
        result = add_scalar(loader, span, anchor->text, anchor->plain, anchor->tag);
        loader->builder.expanding = false;
        return result;
    }
    raise_height(loader, anchor->height);
    node_taken(loader, span);
    return d1_builder_alias(&loader->builder, anchor->node, span) ? D1_YAML_GO_ON : D1_ERR_MEMORY;
}

static int on_begin(struct d1_yaml_loader *loader, const yaml_event_t *event)
{
    bool mapping = event->type == YAML_MAPPING_START_EVENT;
    const yaml_char_t *name = mapping ? event->data.mapping_start.anchor : event->data.sequence_start.anchor;
    const yaml_char_t *tag_name = mapping ? event->data.mapping_start.tag : event->data.sequence_start.tag;
    struct d1_span span = d1_yaml_span(loader, &event->start_mark, &event->end_mark);
    struct d1_yaml_frame frame = {.mapping = mapping, .want_key = mapping, .height = 1};
    enum d1_yaml_tag tag = D1_YAML_TAG_NONE;
    int result = 0;

    if (mapping ? event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
                : event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE)
        frame.flow = 1 + (loader->frames.len ? innermost(loader)->flow : 0);
    if (at_key(loader))
        return complex_key(loader, d1_yaml_place(span));
    if (loader->frames.len >= D1_LIMIT_DEPTH)
        return too_deep(loader, d1_yaml_place(span));
    if (d1_builder_next(&loader->builder) >= D1_LIMIT_NODES)
        return too_many_nodes(loader, d1_yaml_place(span));
    if (tag_name)
        result = tag_of(loader, tag_name, span, &tag);
    if (tag >= D1_YAML_TAG_STR && tag != D1_YAML_TAG_UNKNOWN && tag != (mapping ? D1_YAML_TAG_MAP : D1_YAML_TAG_SEQ))
        result = mismatch(loader, span, mapping ? "this mapping" : "this list");
    if (result < 0)
        return result;
    if (name) {
        struct d1_yaml_anchor new = {.node = d1_builder_next(&loader->builder), .height = 1};

        result = add_anchor(loader, name, span, new, &frame.anchor);
        if (result != D1_YAML_GO_ON)
            return result;
    }
    node_taken(loader, span);
    d1_builder_begin(&loader->builder, span, mapping ? D1_NODE_MAPPING : D1_NODE_SEQUENCE);
    if (loader->builder.oom || d1_vec_push(&loader->frames, frame) < 0)
        return D1_ERR_MEMORY;
    return D1_YAML_GO_ON;
}

static int on_end(struct d1_yaml_loader *loader, const yaml_event_t *event)
{
    struct d1_yaml_frame frame = *innermost(loader);

    if (frame.mapping && d1_builder_check_keys(&loader->builder, loader->stream) < 0)
        return D1_ERR_MEMORY;
    /* libyaml ends a block collection where the next token begins; for people it ends with the last thing in it. */
    if (frame.flow) {
        struct d1_span span = d1_yaml_span(loader, &event->start_mark, &event->end_mark);

        loader->last_line = span.end_line;
        loader->last_column = span.end_column;
    }
    d1_builder_end(&loader->builder, loader->last_line, loader->last_column);
    loader->frames.len--;
    raise_height(loader, frame.height);
    if (frame.anchor) {
        loader->anchors.items[frame.anchor - 1].height = frame.height;
        loader->anchors.items[frame.anchor - 1].complete = true;
    }
    return loader->builder.oom ? D1_ERR_MEMORY : D1_YAML_GO_ON;
}

int d1_yaml_node_event(struct d1_yaml_loader *loader, const yaml_event_t *event)
{
    int result = count_flow(loader, event);

    if (result != D1_YAML_GO_ON)
        return result;
    switch (event->type) {
    case YAML_ALIAS_EVENT:
        return on_alias(loader, event);
    case YAML_SCALAR_EVENT:
        return on_scalar(loader, event);
    case YAML_SEQUENCE_START_EVENT:
    case YAML_MAPPING_START_EVENT:
        return on_begin(loader, event);
    default:
        return on_end(loader, event);
    }
}
