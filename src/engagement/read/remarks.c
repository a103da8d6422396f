#include "engagement/read/remarks.h"

#include "base/text/utf8.h"
#include "base/vec.h"
#include "doc/place.h"

/* What is read of one artifact, line by line. */
struct reader {
    struct d1_arena *arena;
    const struct d1_doc *doc;
    struct d1_places places;
    uint32_t next;         /* node that does not begin before the place at hand ... */
    struct d1_span span;   /* ... and its place */
    struct d1_span scalar; /* of the last scalar that does */
    D1_VEC(struct d1_remark) remarks;
};

static bool begins_by(struct d1_span span, uint32_t line, uint32_t column)
{
    return span.line < line || (span.line == line && span.column <= column);
}

/* Makes a node, by its index, the one that comes next. */
static void go_on(struct reader *reader, uint32_t next)
{
    reader->next = next;
    if (next < reader->doc->nodes)
        reader->span = d1_places_next(&reader->places);
}

/* Whether a place, line and column from 0, lies in a text or another scalar, where # begins no comment. */
static bool in_scalar(struct reader *reader, uint32_t line, uint32_t column)
{
    while (reader->next < reader->doc->nodes && begins_by(reader->span, line, column)) {
        if (d1_doc_node(reader->doc, reader->next)->kind < D1_NODE_SEQUENCE)
            reader->scalar = reader->span;
        go_on(reader, reader->next + 1);
    }
    return reader->scalar.end_line > line || (reader->scalar.end_line == line && reader->scalar.end_column > column);
}

static int read_line(struct reader *reader, struct d1_str text, uint32_t line)
{
    size_t column = 0, counted = 0;

    for (size_t at = d1_str_find(text, '#', 0); at < text.len; at = d1_str_find(text, '#', at + 1)) {
        struct d1_remark remark = {.line = line + 1};

        column += d1_utf8_count(d1_str_sub(text, counted, at - counted));
        counted = at;
        if (at && text.ptr[at - 1] != ' ' && text.ptr[at - 1] != '\t')
            continue;
        if (in_scalar(reader, line, (uint32_t)column))
            continue;
        remark.text = d1_arena_str(reader->arena, d1_str_sub(text, at, text.len));
        return remark.text.ptr ? d1_vec_push(&reader->remarks, remark) : D1_ERR_MEMORY;
    }
    return 0;
}

static int keep(struct reader *reader, struct d1_artifact *artifact)
{
    struct d1_remark *kept = d1_arena_alloc(reader->arena, reader->remarks.len * sizeof *kept);

    if (!kept)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < reader->remarks.len; i++)
        kept[i] = reader->remarks.items[i];
    artifact->remarks = kept;
    artifact->remark_count = reader->remarks.len;
    return 0;
}

int d1_remarks_read(struct d1_arena *arena, struct d1_file *file, struct d1_str bytes)
{
    struct reader reader = {.arena = arena};
    size_t offset = 0;
    uint32_t line = 0;
    int result = 0;

    if (d1_utf8_check(bytes) < bytes.len)
        return 0;
    for (size_t i = 0; i < file->artifact_count && result == 0; i++) {
        struct d1_artifact *artifact = &file->artifacts[i];

        reader.doc = artifact->doc;
        reader.scalar = (struct d1_span){0};
        reader.remarks.len = 0;
        if (artifact->root) {
            reader.places = d1_places_from(reader.doc, 0);
            go_on(&reader, 0);
        }
        for (; artifact->root && offset < bytes.len && line < artifact->end_line && result == 0; line++) {
            size_t end = d1_str_find(bytes, '\n', offset);
            struct d1_str text = d1_str_sub(bytes, offset, end - offset);

            if (text.len && text.ptr[text.len - 1] == '\r')
                text.len--;
            if (line + 1 >= artifact->begin_line)
                result = read_line(&reader, text, line);
            offset = end + 1;
        }
        if (result == 0 && artifact->root)
            result = keep(&reader, artifact);
    }
    d1_vec_release(&reader.remarks);
    return result;
}
