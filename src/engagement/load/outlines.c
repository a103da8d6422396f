#include "engagement/load/outlines.h"

#include <string.h>

#include "base/limits.h"
#include "engagement/read/kept.h"

struct head {
    uint32_t files, artifacts, texts; /* how many, and bytes of the texts */
};

struct entry {
    uint32_t bytes, foreign, artifacts;
    uint32_t known;
};

/* Offsets count from the first text. */
struct row {
    uint32_t document, line, begin_line, end_line; /* as in struct d1_artifact */
    uint32_t kind;                                 /* its index */
    uint32_t name, name_length, namespace, namespace_length;
};

/* Whether artifacts of a kind may be outlined: not those whose documents are asked how others are sorted and judged. */
static bool may_outline(const struct d1_kind *kind)
{
    return !kind->policy && !d1_str_is(kind->name, "Engagement");
}

bool d1_outline_may(const struct d1_file *file)
{
    for (size_t i = 0; i < file->artifact_count; i++)
        if (file->artifacts[i].kind && !may_outline(file->artifacts[i].kind))
            return false;
    return d1_kept_is_clean(file);
}

/* ---- writing ---- */

static size_t write_entries(struct d1_strbuf *out, const struct d1_outlined *files, size_t count)
{
    size_t artifacts = 0;

    for (size_t i = 0; i < count; i++) {
        struct entry entry = {.known = files[i].known};

        if (files[i].known) {
            entry.bytes = (uint32_t)files[i].bytes;
            entry.foreign = (uint32_t)files[i].file->foreign;
            entry.artifacts = (uint32_t)files[i].file->artifact_count;
        }
        artifacts += entry.artifacts;
        d1_strbuf_add(out, (const char *)&entry, sizeof entry);
    }
    return artifacts;
}

static size_t write_rows(struct d1_strbuf *out, const struct d1_file *file, size_t text)
{
    for (size_t i = 0; i < file->artifact_count; i++) {
        const struct d1_artifact *artifact = &file->artifacts[i];
        struct row row = {
            .document = artifact->document,
            .line = artifact->line,
            .begin_line = artifact->begin_line,
            .end_line = artifact->end_line,
            .kind = (uint32_t)artifact->kind->index,
            .name = (uint32_t)text,
            .name_length = (uint32_t)artifact->name.len,
            .namespace = (uint32_t)(text + artifact->name.len),
            .namespace_length = (uint32_t)artifact->namespace.len,
        };

        d1_strbuf_add(out, (const char *)&row, sizeof row);
        text += artifact->name.len + artifact->namespace.len;
    }
    return text;
}

void d1_outlines_write(struct d1_strbuf *out, const struct d1_outlined *files, size_t count)
{
    struct head head = {.files = (uint32_t)count};
    size_t start = out->len, text = 0;

    out->limit = start + D1_LIMIT_CACHE_ENTRY_BYTES; /* so that every offset fits, too */
    d1_strbuf_add(out, (const char *)&head, sizeof head);
    head.artifacts = (uint32_t)write_entries(out, files, count);
    for (size_t i = 0; i < count; i++)
        if (files[i].known)
            text = write_rows(out, files[i].file, text);
    head.texts = (uint32_t)text;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; files[i].known && j < files[i].file->artifact_count; j++) {
            d1_strbuf_str(out, files[i].file->artifacts[j].name);
            d1_strbuf_str(out, files[i].file->artifacts[j].namespace);
        }
    if (!out->oom)
        memcpy(out->ptr + start, &head, sizeof head);
}

/* ---- reading ---- */

/* What is read from, once everything was found to lie in it. */
struct source {
    const struct entry *entries;
    const struct row *rows;
    const char *texts;
    struct head head;
};

static bool lies_in(const struct source *source, uint32_t offset, uint32_t length)
{
    return offset <= source->head.texts && length <= source->head.texts - offset;
}

static bool open_source(struct source *source, struct d1_str kept, const struct d1_kinds *kinds, size_t count)
{
    uint64_t rows, texts, artifacts = 0;

    if (kept.len < sizeof source->head)
        return false;
    memcpy(&source->head, kept.ptr, sizeof source->head);
    rows = sizeof source->head + (uint64_t)source->head.files * sizeof *source->entries;
    texts = rows + (uint64_t)source->head.artifacts * sizeof *source->rows;
    if (source->head.files != count || texts + source->head.texts != kept.len)
        return false;
    source->entries = (const struct entry *)(const void *)(kept.ptr + sizeof source->head);
    source->rows = (const struct row *)(const void *)(kept.ptr + rows);
    source->texts = kept.ptr + texts;
    for (size_t i = 0; i < count; i++)
        artifacts += source->entries[i].artifacts;
    if (artifacts != source->head.artifacts)
        return false;
    for (uint32_t i = 0; i < source->head.artifacts; i++)
        if (source->rows[i].kind >= kinds->kind_count || !may_outline(&kinds->kinds[source->rows[i].kind]) ||
            !lies_in(source, source->rows[i].name, source->rows[i].name_length) ||
            !lies_in(source, source->rows[i].namespace, source->rows[i].namespace_length))
            return false;
    return true;
}

static int read_file(const struct source *source, const struct row *rows, const struct entry *entry,
                     const struct d1_kinds *kinds, struct d1_arena *arena, struct d1_file *file)
{
    struct d1_artifact *artifacts = d1_arena_alloc(arena, entry->artifacts * sizeof *artifacts);

    if (!artifacts)
        return D1_ERR_MEMORY;
    for (uint32_t i = 0; i < entry->artifacts; i++) {
        const struct row *row = &rows[i];

        artifacts[i] = d1_artifact_outline();
        artifacts[i].path = file->path;
        artifacts[i].document = row->document;
        artifacts[i].line = row->line;
        artifacts[i].begin_line = row->begin_line;
        artifacts[i].end_line = row->end_line;
        artifacts[i].kind = &kinds->kinds[row->kind];
        artifacts[i].name = d1_strn(source->texts + row->name, row->name_length);
        artifacts[i].namespace = d1_strn(source->texts + row->namespace, row->namespace_length);
    }
    file->artifacts = artifacts;
    file->artifact_count = entry->artifacts;
    file->foreign = entry->foreign;
    file->own = entry->artifacts > 0;
    return 0;
}

int d1_outlines_read(struct d1_str kept, const struct d1_kinds *kinds, struct d1_arena *arena,
                     struct d1_outlined *files, size_t count)
{
    struct source source;
    const struct row *rows;

    if (!open_source(&source, kept, kinds, count))
        return 0;
    source.texts = d1_arena_str(arena, d1_strn(source.texts, source.head.texts)).ptr;
    if (!source.texts)
        return D1_ERR_MEMORY;
    rows = source.rows;
    for (size_t i = 0; i < count; i++) {
        const struct entry *entry = &source.entries[i];

        if (entry->known && read_file(&source, rows, entry, kinds, arena, files[i].file) < 0)
            return D1_ERR_MEMORY;
        files[i].known = entry->known;
        files[i].bytes = entry->bytes;
        rows += entry->artifacts;
    }
    return 1;
}

/* ---- filling ---- */

static bool is_of(const struct d1_artifact *outline, const struct d1_artifact *artifact)
{
    return artifact->root && outline->document == artifact->document && outline->kind == artifact->kind &&
           d1_str_eq(outline->name, artifact->name) && d1_str_eq(outline->namespace, artifact->namespace);
}

bool d1_outline_fill(struct d1_file *file, struct d1_file *whole)
{
    if (whole->artifact_count != file->artifact_count || whole->faults.len)
        return false;
    for (size_t i = 0; i < file->artifact_count; i++)
        if (!is_of(&file->artifacts[i], &whole->artifacts[i]))
            return false;
    for (size_t i = 0; i < file->artifact_count; i++) {
        struct d1_engagement *engagement = file->artifacts[i].engagement;

        file->artifacts[i] = whole->artifacts[i];
        file->artifacts[i].engagement = engagement;
    }
    whole->artifact_count = 0;
    file->outlined = NULL;
    return true;
}
