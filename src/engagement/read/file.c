/* One file: the documents in it that are ours, and what is said of those that cannot be read. */
#include "base/limits.h"
#include "base/memory/alloc.h"
#include "cache/cache.h"
#include "engagement/read/conflict.h"
#include "engagement/read/kept.h"
#include "engagement/read/loader.h"
#include "engagement/read/ours.h"
#include "engagement/read/remarks.h"
#include "repo/repo.h"
#include "yaml/yaml.h"

int d1_artifact_loader_new(struct d1_artifact_loader **loader, const struct d1_kinds *kinds, struct d1_error *error)
{
    struct d1_artifact_loader *new = d1_calloc(1, sizeof *new);
    int result;

    if (!new)
        return d1_error_memory(error);
    new->kinds = kinds;
    result = d1_yaml_loader_new(&new->yaml, error);
    if (result == 0 && !(new->scratch = d1_schema_scratch_new()))
        result = d1_error_memory(error);
    if (result < 0) {
        d1_artifact_loader_free(new);
        return result;
    }
    *loader = new;
    return 0;
}

void d1_artifact_loader_rest(struct d1_artifact_loader *loader)
{
    d1_yaml_loader_free(loader->yaml);
    d1_schema_scratch_free(loader->scratch);
    loader->yaml = NULL;
    loader->scratch = NULL;
    d1_vec_release(&loader->marks);
    d1_vec_release(&loader->faulty);
    d1_vec_release(&loader->documents);
    d1_strbuf_release(&loader->kept);
    d1_region_release(&loader->region);
}

void d1_artifact_loader_free(struct d1_artifact_loader *loader)
{
    if (!loader)
        return;
    d1_artifact_loader_rest(loader);
    d1_arena_release(&loader->arena);
    d1_free(loader);
}

struct d1_arena *d1_artifact_loader_arena(struct d1_artifact_loader *loader)
{
    return &loader->arena;
}

/* Keeps what the scan has lent. */
static int collect_document(void *context, const struct d1_yaml_scanned *document)
{
    struct d1_artifact_loader *loader = context;
    struct d1_piece piece = {.scanned = *document};

    if (loader->documents.len == D1_LIMIT_DOCUMENTS) {
        if (!loader->beyond && d1_ours_scanned(loader->kinds, document))
            loader->beyond = document->line;
        return 0;
    }
    piece.scanned.api_version.value = d1_arena_str(&loader->arena, document->api_version.value);
    piece.scanned.kind.value = d1_arena_str(&loader->arena, document->kind.value);
    if (!piece.scanned.api_version.value.ptr || !piece.scanned.kind.value.ptr ||
        d1_vec_push(&loader->documents, piece) < 0)
        loader->oom = true;
    return loader->oom;
}

/* The number of the document that a line (from 1) lies in; of the last one for lines behind the end. */
static size_t document_at(const struct d1_artifact_loader *loader, uint32_t line)
{
    size_t low = 0, high = loader->documents.len;

    while (low + 1 < high) {
        size_t middle = low + (high - low) / 2;

        if (loader->documents.items[middle].scanned.line <= line)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* Says of each document whether it is ours, by its root if it has been read; returns how many are. */
static size_t sort_documents(struct d1_artifact_loader *loader, const struct d1_stream *stream)
{
    size_t ours = 0;

    for (size_t i = 0; i < stream->len && loader->documents.len; i++) {
        struct d1_piece *piece = &loader->documents.items[document_at(loader, stream->items[i].line)];

        if (!piece->read)
            piece->read = i + 1;
    }
    for (size_t i = 0; i < loader->documents.len; i++) {
        struct d1_piece *piece = &loader->documents.items[i];

        piece->ours = piece->read ? d1_ours_root(loader->kinds, d1_doc_root(stream->items[piece->read - 1].doc))
                                  : d1_ours_scanned(loader->kinds, &piece->scanned);
        ours += piece->ours;
    }
    return ours;
}

/* Makes the artifacts: one for each document of ours, read or not. */
static int make_artifacts(struct d1_artifact_loader *loader, struct d1_file *file, struct d1_stream *stream)
{
    size_t ours = sort_documents(loader, stream), made = 0;

    file->own = ours > 0;
    file->foreign = loader->documents.len - ours;
    file->artifacts = d1_arena_calloc(&loader->arena, ours, sizeof *file->artifacts);
    if (!file->artifacts)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < loader->documents.len; i++) {
        const struct d1_piece *piece = &loader->documents.items[i];
        struct d1_artifact *artifact = &file->artifacts[made];

        if (!piece->ours)
            continue;
        made++;
        artifact->path = file->path;
        artifact->document = (uint32_t)i;
        artifact->line = piece->scanned.kind.line ? piece->scanned.kind.line : piece->scanned.line;
        if (piece->read) {
            artifact->sound = stream->items[piece->read - 1].sound;
            artifact->begin_line = stream->items[piece->read - 1].line;
            artifact->end_line = stream->items[piece->read - 1].end_line;
            artifact->doc = d1_stream_take(stream, piece->read - 1);
            artifact->root = d1_doc_root(artifact->doc);
        } else if (piece->scanned.kind.line) {
            artifact->kind = d1_kinds_find(loader->kinds, piece->scanned.kind.value);
        }
        artifact->hidden = !piece->read;
        artifact->hides = artifact->kind;
        file->artifact_count = made;
    }
    return 0;
}

static const struct d1_artifact *artifact_of(const struct d1_file *file, size_t document)
{
    for (size_t i = 0; i < file->artifact_count; i++)
        if (file->artifacts[i].document == document)
            return &file->artifacts[i];
    return NULL;
}

/*
 * The document that a problem belongs to. What is missing at the end of a document is noticed at the marker of the
 * next one.
 */
static const struct d1_artifact *artifact_with(const struct d1_artifact_loader *loader, const struct d1_file *file,
                                               const struct d1_place *place)
{
    size_t document = document_at(loader, place->line);
    const struct d1_piece *pieces = loader->documents.items;

    if (document && place->line == pieces[document].scanned.line && place->column == 1 && !pieces[document - 1].read)
        document--;
    return artifact_of(file, document);
}

/* Problems in documents of ours are faults; those in the YAML of others are not our business. */
static int report_problems(struct d1_artifact_loader *loader, struct d1_file *file, const struct d1_stream *stream,
                           struct d1_str text)
{
    uint32_t conflict = stream->problems.len ? d1_conflict_line(text) : 0;

    for (size_t i = 0; i < stream->problems.len; i++) {
        const struct d1_problem *problem = &stream->problems.items[i];
        struct d1_fault fault = {.check = "SHP-001", .place = problem->place, .key = d1_str(problem->code)};

        fault.artifact = artifact_with(loader, file, &problem->place);
        if (!fault.artifact)
            continue;
        fault.place.path = file->path;
        if (conflict)
            return d1_conflict_fault(&file->faults, &loader->arena, fault, conflict);
        if (problem->related.line) {
            fault.related = problem->related;
            fault.related.path = file->path;
            fault.related_artifact = fault.artifact;
            fault.related_message = d1_str("first here");
        }
        if (d1_fault_add(&file->faults, &loader->arena, fault, "%s", problem->text) < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

/* A document of ours that is not there although no fault of its own says why: an earlier document ended the reading. */
static int report_unread(struct d1_artifact_loader *loader, struct d1_file *file)
{
    for (size_t i = 0; i < file->artifact_count; i++) {
        struct d1_artifact *artifact = &file->artifacts[i];
        struct d1_fault fault = {.check = "SHP-001", .artifact = artifact, .key = d1_str("unread")};
        bool told = artifact->root != NULL;

        for (size_t j = 0; j < file->faults.len && !told; j++)
            told = file->faults.items[j].artifact == artifact;
        if (told)
            continue;
        fault.place = d1_artifact_place(artifact, NULL);
        fault.indeterminate = true;
        if (d1_fault_add(&file->faults, &loader->arena, fault,
                         "this document was not read, because an earlier document of the file cannot be") < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

/* Where there are too many documents, those of ours that nobody looks at are told with the first of them. */
static int report_beyond(struct d1_artifact_loader *loader, struct d1_file *file)
{
    struct d1_fault fault = {.check = "SHP-001",
                             .place = {file->path, loader->beyond, 1, loader->beyond, 1},
                             .key = d1_str("too-many-documents")};

    if (!loader->beyond)
        return 0;
    for (size_t i = 0; i < file->faults.len; i++)
        if (d1_str_is(file->faults.items[i].key, "too-many-documents"))
            return 0;
    return d1_fault_add(&file->faults, &loader->arena, fault,
                        "the file has more than %d documents, and what begins here is not read; split it",
                        D1_LIMIT_DOCUMENTS);
}

/* Everything but what schemas say of it. */
static int read_own(struct d1_artifact_loader *loader, struct d1_file *file, struct d1_str bytes)
{
    struct d1_stream stream = {0};
    int result = d1_yaml_load(loader->yaml, bytes, &stream, NULL);

    if (result == 0)
        result = make_artifacts(loader, file, &stream);
    if (result == 0)
        result = d1_remarks_read(&loader->arena, file, bytes);
    if (result == 0)
        result = report_problems(loader, file, &stream, bytes);
    if (result == 0)
        result = report_unread(loader, file);
    d1_stream_release(&stream);
    return result;
}

static int recognise(struct d1_artifact_loader *loader, struct d1_file *file)
{
    int result = 0;

    for (size_t i = 0; i < file->artifact_count && result == 0; i++)
        if (file->artifacts[i].root)
            result = d1_artifact_recognise(loader, file, &file->artifacts[i]);
    return result;
}

/* ---- what is kept ---- */

static bool keeps(const struct d1_artifact_loader *loader)
{
    return loader->keeping && loader->keeping->cache;
}

static struct d1_print key_of(struct d1_artifact_loader *loader, const uint8_t *id)
{
    struct d1_strbuf *text = &loader->kept;

    d1_strbuf_clear(text);
    d1_strbuf_puts(text, "file ");
    d1_strbuf_str(text, loader->keeping->under);
    d1_strbuf_add(text, (const char *)id, D1_REPO_ID_BYTES);
    return d1_cache_key(loader->keeping->cache, d1_strbuf_view(text));
}

static int keep(struct d1_artifact_loader *loader, const struct d1_file *file, const uint8_t *id, size_t bytes)
{
    struct d1_print key;

    if (!id || !keeps(loader) || loader->beyond)
        return 0;
    key = key_of(loader, id);
    if (loader->kept.oom)
        return D1_ERR_MEMORY;
    d1_strbuf_clear(&loader->kept);
    d1_kept_write(&loader->kept, loader->kinds, file, bytes);
    if (loader->kept.oom)
        return loader->kept.full ? 0 : D1_ERR_MEMORY;
    return d1_cache_put(loader->keeping->cache, D1_CACHE_FILE, key, d1_strbuf_view(&loader->kept));
}

void d1_artifact_loader_keep(struct d1_artifact_loader *loader, const struct d1_keeping *keeping)
{
    loader->keeping = keeping;
}

/* A file that was kept: what is wrong with it its schemas say anew. */
static int recognise_kept(struct d1_artifact_loader *loader, struct d1_file *file, bool clean)
{
    for (size_t i = 0; i < file->artifact_count && clean; i++) {
        if (file->artifacts[i].root->kind == D1_NODE_MAPPING)
            d1_artifact_name(loader->kinds, &file->artifacts[i]);
        clean = file->artifacts[i].kind;
    }
    return clean ? 0 : recognise(loader, file);
}

int d1_file_recall(struct d1_artifact_loader *loader, struct d1_file *file, const uint8_t *id, size_t *bytes)
{
    struct d1_kept_reading reading = {.kinds = loader->kinds, .arena = &loader->arena, .region = &loader->region};
    struct d1_print key;
    int result;

    if (!keeps(loader))
        return 0;
    key = key_of(loader, id);
    if (loader->kept.oom)
        return D1_ERR_MEMORY;
    result = d1_cache_get(loader->keeping->cache, key, &loader->kept);
    if (result > 0)
        result = d1_kept_read(d1_strbuf_view(&loader->kept), &reading, file);
    if (result > 0 && recognise_kept(loader, file, reading.clean) < 0)
        result = D1_ERR_MEMORY;
    *bytes = reading.bytes;
    return result;
}

/* ---- a file ---- */

int d1_file_load_blob(struct d1_artifact_loader *loader, struct d1_file *file, const uint8_t *id, struct d1_str bytes)
{
    bool possible = d1_ours_possible(loader->kinds, bytes), may;

    loader->documents.len = 0;
    loader->beyond = 0;
    loader->oom = false;
    d1_yaml_scan_documents(bytes, possible, collect_document, loader);
    if (loader->oom)
        return D1_ERR_MEMORY;
    file->foreign = loader->documents.len;
    if (possible && read_own(loader, file, bytes) < 0)
        return D1_ERR_MEMORY;
    may = d1_kept_may(file);
    if (recognise(loader, file) < 0 || (may && keep(loader, file, id, bytes.len) < 0))
        return D1_ERR_MEMORY;
    return report_beyond(loader, file);
}

int d1_file_load(struct d1_artifact_loader *loader, struct d1_file *file, struct d1_str bytes)
{
    return d1_file_load_blob(loader, file, NULL, bytes);
}

void d1_file_release(struct d1_file *file)
{
    for (size_t i = 0; i < file->artifact_count && !file->outlined; i++)
        d1_doc_free(file->artifacts[i].doc);
    file->artifact_count = 0;
    d1_vec_release(&file->faults);
}
