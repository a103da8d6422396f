#include "engagement/read/kept.h"

#include <string.h>

#include "base/limits.h"
#include "doc/check.h"

enum { ALIGN = 8 };

struct head {
    uint32_t bytes, foreign, artifacts, marks, remarks, clean;
};

/* Offsets count from the head. */
struct row {
    uint32_t document, line, begin_line, end_line; /* as in struct d1_artifact */
    uint32_t block, block_size;
    uint32_t mark, mark_count;     /* the first among all marks of the file */
    uint32_t remark, remark_count; /* the first among all remarks of the file */
};

struct mark {
    uint32_t node;   /* its number in the document */
    uint32_t value;  /* that of the keyword's value in its schema */
    uint16_t schema; /* the number of that among those of the kinds */
    uint8_t annotation, valid;
};

struct remark {
    uint32_t line;
    uint32_t text, length;
};

bool d1_kept_may(const struct d1_file *file)
{
    for (size_t i = 0; i < file->artifact_count; i++)
        if (!file->artifacts[i].root || !file->artifacts[i].sound)
            return false;
    return !file->faults.len;
}

bool d1_kept_is_clean(const struct d1_file *file)
{
    for (size_t i = 0; i < file->artifact_count; i++) {
        const struct d1_artifact *artifact = &file->artifacts[i];

        if (!artifact->root || !artifact->sound || !artifact->kind || artifact->hidden || artifact->invalid_count)
            return false;
    }
    return !file->faults.len;
}

/* ---- writing ---- */

/* Where things come to lie; the first pass of two adds it up. */
struct layout {
    size_t marks, remarks, texts, blocks;
};

static size_t aligned(size_t offset)
{
    return (offset + ALIGN - 1) / ALIGN * ALIGN;
}

static struct layout lay_out(const struct d1_file *file, bool clean)
{
    size_t marks = 0, remarks = 0, length = 0;
    struct layout layout = {.marks = sizeof(struct head) + file->artifact_count * sizeof(struct row)};

    for (size_t i = 0; i < file->artifact_count; i++) {
        marks += clean ? file->artifacts[i].mark_count : 0;
        remarks += file->artifacts[i].remark_count;
        for (size_t j = 0; j < file->artifacts[i].remark_count; j++)
            length += file->artifacts[i].remarks[j].text.len;
    }
    layout.remarks = layout.marks + marks * sizeof(struct mark);
    layout.texts = layout.remarks + remarks * sizeof(struct remark);
    layout.blocks = aligned(layout.texts + length);
    return layout;
}

static void write_rows(struct d1_strbuf *out, const struct d1_file *file, bool clean, size_t block)
{
    size_t mark = 0, remark = 0;

    for (size_t i = 0; i < file->artifact_count; i++) {
        const struct d1_artifact *artifact = &file->artifacts[i];
        struct row row = {
            .document = artifact->document,
            .line = artifact->line,
            .begin_line = artifact->begin_line,
            .end_line = artifact->end_line,
            .block = (uint32_t)block,
            .block_size = artifact->doc->size,
            .mark = (uint32_t)mark,
            .mark_count = clean ? (uint32_t)artifact->mark_count : 0,
            .remark = (uint32_t)remark,
            .remark_count = (uint32_t)artifact->remark_count,
        };

        d1_strbuf_add(out, (const char *)&row, sizeof row);
        block += aligned(artifact->doc->size);
        mark += row.mark_count;
        remark += artifact->remark_count;
    }
}

/* The number of the schema that a node is of; schema_count for none. Marks beside each other are mostly of one. */
static size_t schema_of(const struct d1_kinds *kinds, const struct d1_node *node, size_t hint)
{
    const struct d1_doc *doc = d1_node_doc(node);
    size_t number = 0;

    if (hint < kinds->schema_count && d1_node_doc(kinds->schemas[hint]) == doc)
        return hint;
    while (number < kinds->schema_count && d1_node_doc(kinds->schemas[number]) != doc)
        number++;
    return number;
}

static void write_marks(struct d1_strbuf *out, const struct d1_kinds *kinds, const struct d1_artifact *artifact)
{
    size_t schema = 0;

    for (size_t i = 0; i < artifact->mark_count; i++) {
        const struct d1_mark *from = &artifact->marks[i];
        struct mark mark = {
            .node = from->node->self,
            .value = from->value->self,
            .annotation = (uint8_t)from->annotation,
            .valid = from->valid,
        };

        schema = schema_of(kinds, from->value, schema);
        mark.schema = (uint16_t)schema;
        d1_strbuf_add(out, (const char *)&mark, sizeof mark);
    }
}

static void write_remarks(struct d1_strbuf *out, const struct d1_file *file, size_t text)
{
    for (size_t i = 0; i < file->artifact_count; i++)
        for (size_t j = 0; j < file->artifacts[i].remark_count; j++) {
            const struct d1_remark *from = &file->artifacts[i].remarks[j];
            struct remark remark = {from->line, (uint32_t)text, (uint32_t)from->text.len};

            d1_strbuf_add(out, (const char *)&remark, sizeof remark);
            text += from->text.len;
        }
    for (size_t i = 0; i < file->artifact_count; i++)
        for (size_t j = 0; j < file->artifacts[i].remark_count; j++)
            d1_strbuf_str(out, file->artifacts[i].remarks[j].text);
}

void d1_kept_write(struct d1_strbuf *out, const struct d1_kinds *kinds, const struct d1_file *file, size_t bytes)
{
    bool clean = d1_kept_is_clean(file);
    struct layout layout = lay_out(file, clean);
    struct head head = {
        .bytes = (uint32_t)bytes,
        .foreign = (uint32_t)file->foreign,
        .artifacts = (uint32_t)file->artifact_count,
        .marks = (uint32_t)((layout.remarks - layout.marks) / sizeof(struct mark)),
        .remarks = (uint32_t)((layout.texts - layout.remarks) / sizeof(struct remark)),
        .clean = clean,
    };
    size_t start = out->len;

    out->limit = start + D1_LIMIT_CACHE_ENTRY_BYTES; /* so that every offset fits, too */
    d1_strbuf_add(out, (const char *)&head, sizeof head);
    write_rows(out, file, clean, layout.blocks);
    for (size_t i = 0; i < file->artifact_count && clean; i++)
        write_marks(out, kinds, &file->artifacts[i]);
    write_remarks(out, file, layout.texts);
    for (size_t i = 0; i < file->artifact_count; i++) {
        const struct d1_doc *doc = file->artifacts[i].doc;

        d1_strbuf_fill(out, '\0', aligned(out->len - start) - (out->len - start));
        d1_strbuf_add(out, (const char *)doc, doc->size);
    }
}

/* ---- reading ---- */

/* What is read from, once head and rows were found to lie in it. */
struct source {
    struct d1_str kept;
    struct head head;
    const struct d1_kinds *kinds;
    const struct row *rows;
    const struct mark *marks;
    const struct remark *remarks;
};

static bool open_source(struct source *source, struct d1_str kept)
{
    uint64_t rows_end, marks_end, remarks_end;

    source->kept = kept;
    if (kept.len < sizeof source->head || (uintptr_t)kept.ptr % ALIGN)
        return false;
    memcpy(&source->head, kept.ptr, sizeof source->head);
    rows_end = sizeof source->head + (uint64_t)source->head.artifacts * sizeof *source->rows;
    marks_end = rows_end + (uint64_t)source->head.marks * sizeof *source->marks;
    remarks_end = marks_end + (uint64_t)source->head.remarks * sizeof *source->remarks;
    if (remarks_end > kept.len)
        return false;
    source->rows = (const struct row *)(const void *)(kept.ptr + sizeof source->head);
    source->marks = (const struct mark *)(const void *)(kept.ptr + rows_end);
    source->remarks = (const struct remark *)(const void *)(kept.ptr + marks_end);
    return true;
}

static bool lies_in(const struct source *source, uint32_t offset, uint32_t length)
{
    return offset <= source->kept.len && length <= source->kept.len - offset;
}

/* Whether a mark of a document leads to a node of it, and to one of a schema. */
static bool is_mark(const struct source *source, const struct mark *mark, const struct d1_doc *doc)
{
    return mark->node < doc->nodes && mark->annotation <= D1_ANNOTATION_INTERNAL && mark->valid <= 1 &&
           mark->schema < source->kinds->schema_count &&
           mark->value < d1_node_doc(source->kinds->schemas[mark->schema])->nodes;
}

/* Everything that a row leads to. */
static bool is_row(const struct source *source, const struct row *row)
{
    const struct d1_doc *doc;

    if (row->block % ALIGN || !lies_in(source, row->block, row->block_size) ||
        (uint64_t)row->mark + row->mark_count > source->head.marks ||
        (uint64_t)row->remark + row->remark_count > source->head.remarks)
        return false;
    for (uint32_t i = 0; i < row->remark_count; i++)
        if (!lies_in(source, source->remarks[row->remark + i].text, source->remarks[row->remark + i].length))
            return false;
    doc = d1_doc_check(source->kept.ptr + row->block, row->block_size);
    for (uint32_t i = 0; doc && i < row->mark_count; i++)
        if (!is_mark(source, &source->marks[row->mark + i], doc))
            return false;
    return doc != NULL;
}

static int read_remarks(const struct source *source, const struct row *row, struct d1_arena *arena,
                        struct d1_artifact *artifact)
{
    struct d1_remark *remarks = d1_arena_alloc(arena, row->remark_count * sizeof *remarks);

    if (!remarks)
        return D1_ERR_MEMORY;
    for (uint32_t i = 0; i < row->remark_count; i++) {
        const struct remark *from = &source->remarks[row->remark + i];

        remarks[i].line = from->line;
        remarks[i].text = d1_arena_str(arena, d1_strn(source->kept.ptr + from->text, from->length));
        if (!remarks[i].text.ptr)
            return D1_ERR_MEMORY;
    }
    artifact->remarks = remarks;
    artifact->remark_count = row->remark_count;
    return 0;
}

/* Of an artifact whose document is there. */
static int read_marks(const struct source *source, const struct row *row, struct d1_arena *arena,
                      struct d1_artifact *artifact)
{
    struct d1_mark *marks = d1_arena_alloc(arena, row->mark_count * sizeof *marks);

    if (!marks)
        return D1_ERR_MEMORY;
    for (uint32_t i = 0; i < row->mark_count; i++) {
        const struct mark *from = &source->marks[row->mark + i];

        marks[i] = (struct d1_mark){
            .node = d1_doc_node(artifact->doc, from->node),
            .value = d1_doc_node(d1_node_doc(source->kinds->schemas[from->schema]), from->value),
            .annotation = (enum d1_annotation)from->annotation,
            .valid = from->valid,
        };
    }
    artifact->marks = marks;
    artifact->mark_count = row->mark_count;
    return 0;
}

static int read_artifact(const struct source *source, const struct row *row, const struct d1_kept_reading *reading,
                         struct d1_artifact *artifact)
{
    artifact->doc = d1_doc_copy(reading->region, (const struct d1_doc *)(const void *)(source->kept.ptr + row->block));
    if (!artifact->doc)
        return D1_ERR_MEMORY;
    artifact->root = d1_doc_root(artifact->doc);
    artifact->document = row->document;
    artifact->line = row->line;
    artifact->begin_line = row->begin_line;
    artifact->end_line = row->end_line;
    artifact->sound = true;
    return read_remarks(source, row, reading->arena, artifact) < 0 ? D1_ERR_MEMORY
                                                                   : read_marks(source, row, reading->arena, artifact);
}

int d1_kept_read(struct d1_str kept, struct d1_kept_reading *reading, struct d1_file *file)
{
    struct source source = {.kinds = reading->kinds};
    struct d1_artifact *artifacts;

    if (!open_source(&source, kept))
        return 0;
    for (uint32_t i = 0; i < source.head.artifacts; i++)
        if (!is_row(&source, &source.rows[i]))
            return 0;
    artifacts = d1_arena_calloc(reading->arena, source.head.artifacts, sizeof *artifacts);
    if (!artifacts)
        return D1_ERR_MEMORY;
    file->artifacts = artifacts;
    for (uint32_t i = 0; i < source.head.artifacts; i++) {
        artifacts[i].path = file->path;
        file->artifact_count = i + 1;
        if (read_artifact(&source, &source.rows[i], reading, &artifacts[i]) < 0)
            return D1_ERR_MEMORY;
    }
    file->own = source.head.artifacts > 0;
    file->foreign = source.head.foreign;
    reading->bytes = source.head.bytes;
    reading->clean = source.head.clean == 1;
    return 1;
}
