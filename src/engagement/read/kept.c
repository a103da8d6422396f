#include "engagement/read/kept.h"

#include <string.h>

#include "base/limits.h"
#include "doc/check.h"

enum { ALIGN = 8 };

struct head {
    uint32_t bytes, foreign, artifacts, remarks;
};

/* Offsets count from the head. */
struct row {
    uint32_t document, line, begin_line, end_line; /* as in struct d1_artifact */
    uint32_t block, block_size;
    uint32_t remark, remark_count; /* the first among all remarks of the file */
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

/* ---- writing ---- */

/* Where things come to lie; the first pass of two adds it up. */
struct layout {
    size_t remarks, texts, blocks;
};

static size_t aligned(size_t offset)
{
    return (offset + ALIGN - 1) / ALIGN * ALIGN;
}

static struct layout lay_out(const struct d1_file *file)
{
    size_t remarks = 0, length = 0;
    struct layout layout = {.remarks = sizeof(struct head) + file->artifact_count * sizeof(struct row)};

    for (size_t i = 0; i < file->artifact_count; i++) {
        remarks += file->artifacts[i].remark_count;
        for (size_t j = 0; j < file->artifacts[i].remark_count; j++)
            length += file->artifacts[i].remarks[j].text.len;
    }
    layout.texts = layout.remarks + remarks * sizeof(struct remark);
    layout.blocks = aligned(layout.texts + length);
    return layout;
}

static void write_rows(struct d1_strbuf *out, const struct d1_file *file, size_t block)
{
    size_t remark = 0;

    for (size_t i = 0; i < file->artifact_count; i++) {
        const struct d1_artifact *artifact = &file->artifacts[i];
        struct row row = {
            .document = artifact->document,
            .line = artifact->line,
            .begin_line = artifact->begin_line,
            .end_line = artifact->end_line,
            .block = (uint32_t)block,
            .block_size = artifact->doc->size,
            .remark = (uint32_t)remark,
            .remark_count = (uint32_t)artifact->remark_count,
        };

        d1_strbuf_add(out, (const char *)&row, sizeof row);
        block += aligned(artifact->doc->size);
        remark += artifact->remark_count;
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

void d1_kept_write(struct d1_strbuf *out, const struct d1_file *file, size_t bytes)
{
    struct layout layout = lay_out(file);
    struct head head = {
        .bytes = (uint32_t)bytes,
        .foreign = (uint32_t)file->foreign,
        .artifacts = (uint32_t)file->artifact_count,
        .remarks = (uint32_t)((layout.texts - layout.remarks) / sizeof(struct remark)),
    };
    size_t start = out->len;

    out->limit = start + D1_LIMIT_CACHE_ENTRY_BYTES; /* so that every offset fits, too */
    d1_strbuf_add(out, (const char *)&head, sizeof head);
    write_rows(out, file, layout.blocks);
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
    const struct row *rows;
    const struct remark *remarks;
};

static bool open_source(struct source *source, struct d1_str kept)
{
    uint64_t rows_end, remarks_end;

    source->kept = kept;
    if (kept.len < sizeof source->head || (uintptr_t)kept.ptr % ALIGN)
        return false;
    memcpy(&source->head, kept.ptr, sizeof source->head);
    rows_end = sizeof source->head + (uint64_t)source->head.artifacts * sizeof *source->rows;
    remarks_end = rows_end + (uint64_t)source->head.remarks * sizeof *source->remarks;
    if (remarks_end > kept.len)
        return false;
    source->rows = (const struct row *)(const void *)(kept.ptr + sizeof source->head);
    source->remarks = (const struct remark *)(const void *)(kept.ptr + rows_end);
    return true;
}

static bool lies_in(const struct source *source, uint32_t offset, uint32_t length)
{
    return offset <= source->kept.len && length <= source->kept.len - offset;
}

/* Everything that a row leads to. */
static bool is_row(const struct source *source, const struct row *row)
{
    if (row->block % ALIGN || !lies_in(source, row->block, row->block_size) ||
        (uint64_t)row->remark + row->remark_count > source->head.remarks)
        return false;
    for (uint32_t i = 0; i < row->remark_count; i++)
        if (!lies_in(source, source->remarks[row->remark + i].text, source->remarks[row->remark + i].length))
            return false;
    return d1_doc_check(source->kept.ptr + row->block, row->block_size) != NULL;
}

static int read_artifact(const struct source *source, const struct row *row, struct d1_arena *arena,
                         struct d1_region *region, struct d1_artifact *artifact)
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
    artifact->doc = d1_doc_copy(region, (const struct d1_doc *)(const void *)(source->kept.ptr + row->block));
    if (!artifact->doc)
        return D1_ERR_MEMORY;
    artifact->root = d1_doc_root(artifact->doc);
    artifact->document = row->document;
    artifact->line = row->line;
    artifact->begin_line = row->begin_line;
    artifact->end_line = row->end_line;
    artifact->remarks = remarks;
    artifact->remark_count = row->remark_count;
    artifact->sound = true;
    return 0;
}

int d1_kept_read(struct d1_str kept, struct d1_arena *arena, struct d1_region *region, struct d1_file *file,
                 size_t *bytes)
{
    struct source source;
    struct d1_artifact *artifacts;

    if (!open_source(&source, kept))
        return 0;
    for (uint32_t i = 0; i < source.head.artifacts; i++)
        if (!is_row(&source, &source.rows[i]))
            return 0;
    artifacts = d1_arena_calloc(arena, source.head.artifacts, sizeof *artifacts);
    if (!artifacts)
        return D1_ERR_MEMORY;
    file->artifacts = artifacts;
    for (uint32_t i = 0; i < source.head.artifacts; i++) {
        artifacts[i].path = file->path;
        if (read_artifact(&source, &source.rows[i], arena, region, &artifacts[i]) < 0)
            return D1_ERR_MEMORY;
        file->artifact_count = i + 1;
    }
    file->own = source.head.artifacts > 0;
    file->foreign = source.head.foreign;
    *bytes = source.head.bytes;
    return 1;
}
