#include "engagement/artifact.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/memory/alloc.h"
#include "base/text/shorten.h"
#include "engagement/ours.h"
#include "engagement/remarks.h"
#include "yaml/yaml.h"

/* A document of the file at hand: as the scan finds it, and whose it is. */
struct piece {
    struct d1_yaml_scanned scanned;
    size_t read; /* its number in the stream plus 1; 0 when it could not be parsed */
    bool ours;
};

struct d1_artifact_loader {
    const struct d1_kinds *kinds;
    struct d1_yaml_loader *yaml;
    struct d1_schema_scratch *scratch;
    struct d1_arena arena;
    D1_VEC(struct d1_mark) marks;          /* of the artifact at hand */
    D1_VEC(const struct d1_node *) faulty; /* nodes of the artifact at hand with shape faults */
    D1_VEC(struct piece) documents;        /* of the file at hand */
    uint32_t beyond;                       /* line of the first document of ours above the limit; 0 for none */
    struct d1_file *file;                  /* at hand, for the sink */
    struct d1_artifact *artifact;
    bool oom;
};

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

void d1_artifact_loader_free(struct d1_artifact_loader *loader)
{
    if (!loader)
        return;
    d1_yaml_loader_free(loader->yaml);
    d1_schema_scratch_free(loader->scratch);
    d1_vec_release(&loader->marks);
    d1_vec_release(&loader->faulty);
    d1_vec_release(&loader->documents);
    d1_arena_release(&loader->arena);
    d1_free(loader);
}

struct d1_arena *d1_artifact_loader_arena(struct d1_artifact_loader *loader)
{
    return &loader->arena;
}

struct d1_str d1_artifact_label(struct d1_arena *arena, const struct d1_artifact *artifact)
{
    if (!artifact->kind)
        return d1_strn("", 0);
    return artifact->name.len ? d1_arena_join(arena, artifact->kind->name, '/', artifact->name) : artifact->kind->name;
}

struct d1_place d1_artifact_place(const struct d1_artifact *artifact, const struct d1_node *node)
{
    struct d1_place place = {.line = artifact->line, .column = 1, .end_line = artifact->line, .end_column = 1};

    if (!node && artifact->root && artifact->root->kind == D1_NODE_MAPPING && d1_node_count(artifact->root))
        node =
            d1_node_get(artifact->root, "kind"); /* a document is shown by its kind rather than in its whole length */
    /* A whole mapping or list is shown by its key, which is where a reader looks for it. */
    if (node && node->kind >= D1_NODE_SEQUENCE && d1_node_key(node))
        node = d1_node_key(node);
    if (node)
        place = d1_node_place(node);
    place.path = artifact->path;
    return place;
}

int d1_fault_add(struct d1_faults *faults, struct d1_arena *arena, struct d1_fault fault, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    fault.message = d1_arena_vprintf(arena, format, args);
    va_end(args);
    if (fault.message.ptr)
        fault.message = d1_shorten_in(arena, fault.message);
    if (!fault.message.ptr)
        return D1_ERR_MEMORY;
    return d1_vec_push(faults, fault);
}

/* ---- shape ---- */

/* The name that an unknown key has now, if it is one of former days; else empty. */
static struct d1_str new_name(const struct d1_schema_error *error)
{
    const struct d1_node *schema = d1_node_parent(error->schema);
    const struct d1_node *name = d1_node_get_str(d1_node_get(schema, "x-d1d-renamed"), error->property);

    return name && error->keyword == D1_KEYWORD_ADDITIONAL_PROPERTIES ? d1_node_text(name) : d1_strn("", 0);
}

static bool on_shape_error(void *context, const struct d1_schema_error *error)
{
    struct d1_artifact_loader *loader = context;
    bool last = loader->file->faults.len + 1 >= D1_LIMIT_FINDINGS_PER_CHECK;
    struct d1_fault fault = {
        .check = "SHP-002",
        .artifact = loader->artifact,
        .node = error->node,
        .place = d1_artifact_place(loader->artifact, error->node),
        .indeterminate = error->keyword == D1_KEYWORD_LIMIT,
    };
    struct d1_str renamed = new_name(error), message = error->message;

    if (renamed.len)
        message = d1_arena_printf(&loader->arena, "`" D1_STR_FMT "` is called `" D1_STR_FMT "` now",
                                  D1_STR_ARG(error->property), D1_STR_ARG(renamed));
    fault.property = d1_arena_str(&loader->arena, error->property);
    fault.key = error->property.len ? fault.property : d1_str(d1_schema_keyword_name(error->keyword));
    if (!message.ptr || !fault.property.ptr || d1_vec_push(&loader->faulty, error->node) < 0 ||
        d1_fault_add(&loader->file->faults, &loader->arena, fault, "%s" D1_STR_FMT,
                     last ? "there are too many mistakes in this file to look for more than these: " : "",
                     D1_STR_ARG(message)) < 0)
        loader->oom = true;
    return !loader->oom && !last;
}

static bool on_annotation(void *context, const struct d1_schema_annotation *annotation)
{
    struct d1_artifact_loader *loader = context;
    struct d1_mark mark = {
        .node = annotation->node,
        .value = annotation->value,
        .annotation = (enum d1_annotation)annotation->keyword,
        .valid = annotation->valid,
    };

    if (d1_vec_push(&loader->marks, mark) < 0)
        loader->oom = true;
    return !loader->oom;
}

static int by_document_order(const void *a, const void *b)
{
    const struct d1_mark *x = a, *y = b;

    if (x->node != y->node)
        return x->node->self < y->node->self ? -1 : 1;
    return (int)x->annotation - (int)y->annotation;
}

bool d1_artifact_is_marked(const struct d1_artifact *artifact, const struct d1_node *node,
                           enum d1_annotation annotation)
{
    struct d1_mark wanted = {.node = node, .annotation = annotation};

    return bsearch(&wanted, artifact->marks, artifact->mark_count, sizeof *artifact->marks, by_document_order) != NULL;
}

/* The mark that an annotation makes on a mapping; NULL for none. */
static const struct d1_mark *find_mark(const struct d1_artifact *artifact, const struct d1_node *node,
                                       enum d1_annotation annotation)
{
    struct d1_mark wanted = {.node = node, .annotation = annotation};

    if (node->kind != D1_NODE_MAPPING || !artifact->mark_count)
        return NULL;
    return bsearch(&wanted, artifact->marks, artifact->mark_count, sizeof *artifact->marks, by_document_order);
}

static const struct d1_mark *item_mark(const struct d1_artifact *artifact, const struct d1_node *node)
{
    return find_mark(artifact, node, D1_ANNOTATION_ITEM);
}

struct d1_str d1_artifact_entry_name(const struct d1_artifact *artifact, const struct d1_node *entry)
{
    enum { MANY = 256 };
    static const enum d1_annotation annotations[] = {D1_ANNOTATION_KEY, D1_ANNOTATION_CALLED};
    struct d1_str name = {"", 0};

    if (d1_node_count(entry) <= MANY)
        name = d1_node_get_text(entry, "id");
    for (size_t i = 0; i < sizeof annotations / sizeof *annotations && !name.len && d1_node_count(entry) <= MANY; i++) {
        const struct d1_mark *mark = find_mark(artifact, entry, annotations[i]);
        const struct d1_node *value = mark ? d1_node_get_str(entry, d1_node_text(mark->value)) : NULL;

        if (value && value->kind == D1_NODE_STRING)
            name = d1_node_text(value);
    }
    return name;
}

const struct d1_node *d1_artifact_item(const struct d1_artifact *artifact, const struct d1_node *node)
{
    for (; d1_node_parent(node); node = d1_node_parent(node))
        if (item_mark(artifact, node))
            return node;
    return node;
}

const struct d1_item_type *d1_artifact_item_type(const struct d1_artifact *artifact, const struct d1_kinds *kinds,
                                                 const struct d1_node *item)
{
    const struct d1_mark *mark = item_mark(artifact, item);

    return mark ? d1_kinds_type(kinds, d1_node_text(mark->value)) : NULL;
}

/* Keeps what the sinks collected: the marks in document order, and which items are invalid. */
static int keep_shape(struct d1_artifact_loader *loader, struct d1_artifact *artifact)
{
    size_t marks = loader->marks.len, faulty = loader->faulty.len;
    struct d1_mark *kept = d1_arena_alloc(&loader->arena, marks * sizeof *kept);
    const struct d1_node **invalid = d1_arena_alloc(&loader->arena, faulty * sizeof *invalid);
    bool sorted = true;

    if (!kept || !invalid)
        return D1_ERR_MEMORY;
    if (marks)
        memcpy(kept, loader->marks.items, marks * sizeof *kept);
    for (size_t i = 1; i < marks && sorted; i++)
        sorted = by_document_order(&kept[i - 1], &kept[i]) <= 0;
    if (!sorted)
        qsort(kept, marks, sizeof *kept, by_document_order);
    artifact->marks = kept;
    artifact->mark_count = marks;
    for (size_t i = 0; i < faulty; i++)
        invalid[i] = d1_artifact_item(artifact, loader->faulty.items[i]);
    artifact->invalid = invalid;
    artifact->invalid_count = faulty;
    return 0;
}

static int check_shape(struct d1_artifact_loader *loader, struct d1_artifact *artifact)
{
    struct d1_schema_sink sink = {
        .context = loader,
        .detail = D1_SCHEMA_EXPLAIN,
        .error = on_shape_error,
        .annotation = on_annotation,
    };
    const struct d1_schema *schema;
    struct d1_error error = {0};
    int result = 0;

    schema = d1_kind_schema(loader->kinds, artifact->kind, &error);
    if (!schema) {
        /* A schema is checked when the rule set is loaded, so this is a want of memory. */
        d1_error_clear(&error);
        return D1_ERR_MEMORY;
    }
    loader->marks.len = loader->faulty.len = 0;
    loader->oom = false;
    if (d1_schema_validate(schema, artifact->root, loader->scratch, &sink) == D1_ERR_MEMORY || loader->oom)
        result = D1_ERR_MEMORY;
    return result ? result : keep_shape(loader, artifact);
}

/* ---- envelope ---- */

/* A kind that there is not is a kind misspelt, or one that no rule asks for; without a kind it may be any. */
static int unknown_kind(struct d1_artifact_loader *loader, struct d1_file *file, struct d1_artifact *artifact,
                        const struct d1_node *kind)
{
    struct d1_fault fault = {.check = "SHP-001", .artifact = artifact, .node = kind, .key = d1_str("kind")};

    fault.place = d1_artifact_place(artifact, kind);
    artifact->hidden = true;
    if (!kind)
        return d1_fault_add(&file->faults, &loader->arena, fault,
                            "`kind` is missing: say what the document is, for example `kind: RaidLog`");
    if (kind->kind != D1_NODE_STRING)
        return d1_fault_add(&file->faults, &loader->arena, fault, "`kind` must be the name of a kind, is a %s",
                            d1_node_kind_name(d1_node_kind(kind)));
    artifact->hides = d1_kinds_nearest(loader->kinds, d1_node_text(kind));
    artifact->hidden = artifact->hides != NULL;
    if (artifact->hides)
        return d1_fault_add(&file->faults, &loader->arena, fault,
                            "there is no kind `" D1_STR_FMT "`; did you mean `" D1_STR_FMT "`?",
                            D1_STR_ARG(d1_node_text(kind)), D1_STR_ARG(artifact->hides->name));
    return d1_fault_add(&file->faults, &loader->arena, fault,
                        "there is no kind `" D1_STR_FMT "`; `d1lint list kinds` names those there are",
                        D1_STR_ARG(d1_node_text(kind)));
}

/* Whether the schema of a kind that is known in several groups names this one. */
static bool schema_names(const struct d1_kind *kind, const struct d1_node *version)
{
    const struct d1_node *names = d1_node_at(kind->schema_root, "properties.apiVersion.enum");

    for (size_t i = 0; names && i < d1_node_count(names); i++)
        if (d1_node_equal(d1_node_item(names, i), version))
            return true;
    return false;
}

/* A kind is known in its group and version; another one is said to be wrong and the shape is not judged. */
static int check_version(struct d1_artifact_loader *loader, struct d1_file *file, struct d1_artifact *artifact,
                         bool *known)
{
    const struct d1_node *version = d1_node_get(artifact->root, "apiVersion");
    struct d1_str want = artifact->kind->version;
    struct d1_fault fault = {.check = "SHP-001", .artifact = artifact, .node = version, .key = d1_str("apiVersion")};

    *known = version && version->kind == D1_NODE_STRING &&
             (d1_str_eq(d1_node_text(version), want) || schema_names(artifact->kind, version));
    if (*known)
        return 0;
    fault.place = d1_artifact_place(artifact, version);
    if (!version)
        return d1_fault_add(&file->faults, &loader->arena, fault, "`apiVersion: " D1_STR_FMT "` is missing",
                            D1_STR_ARG(want));
    return d1_fault_add(&file->faults, &loader->arena, fault,
                        "`apiVersion` must be `" D1_STR_FMT "` for kind " D1_STR_FMT ", is `" D1_STR_FMT "`",
                        D1_STR_ARG(want), D1_STR_ARG(artifact->kind->name), D1_STR_ARG(d1_node_text(version)));
}

int d1_artifact_recognise(struct d1_artifact_loader *loader, struct d1_file *file, struct d1_artifact *artifact)
{
    const struct d1_node *root = artifact->root, *kind = d1_node_get(root, "kind");
    const struct d1_node *metadata = d1_node_get(root, "metadata");
    bool known = false;

    loader->file = file;
    loader->artifact = artifact;
    if (root->kind != D1_NODE_MAPPING) {
        struct d1_fault fault = {.check = "SHP-001", .artifact = artifact, .key = d1_str("document")};

        fault.place = d1_artifact_place(artifact, root);
        return d1_fault_add(&file->faults, &loader->arena, fault,
                            "an artifact is a mapping with apiVersion, kind, metadata and spec; this is a %s",
                            d1_node_kind_name(d1_node_kind(root)));
    }
    if (kind && kind->kind == D1_NODE_STRING)
        artifact->kind = d1_kinds_find(loader->kinds, d1_node_text(kind));
    artifact->name = d1_node_get_text(metadata, "name");
    artifact->namespace = d1_node_get_text(metadata, "namespace");
    if (!artifact->kind)
        return unknown_kind(loader, file, artifact, kind);
    /* Here, before anybody looks: a field without a value is as if it were not there. The tool's own documents may mean
     * null where they say it. */
    if (!d1_str_starts(artifact->kind->version, "d1lint/"))
        d1_doc_drop_nulls(artifact->doc);
    if (check_version(loader, file, artifact, &known) < 0)
        return D1_ERR_MEMORY;
    if (known)
        return check_shape(loader, artifact);
    artifact->sound = false;
    artifact->hidden = true;
    artifact->hides = artifact->kind;
    return 0;
}

/* ---- files ---- */

/* Keeps what the scan has lent. */
static int collect_document(void *context, const struct d1_yaml_scanned *document)
{
    struct d1_artifact_loader *loader = context;
    struct piece piece = {.scanned = *document};

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
        struct piece *piece = &loader->documents.items[document_at(loader, stream->items[i].line)];

        if (!piece->read)
            piece->read = i + 1;
    }
    for (size_t i = 0; i < loader->documents.len; i++) {
        struct piece *piece = &loader->documents.items[i];

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
        const struct piece *piece = &loader->documents.items[i];
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
    const struct piece *pieces = loader->documents.items;

    if (document && place->line == pieces[document].scanned.line && place->column == 1 && !pieces[document - 1].read)
        document--;
    return artifact_of(file, document);
}

/* Problems in documents of ours are faults; those in the YAML of others are not our business. */
static int report_problems(struct d1_artifact_loader *loader, struct d1_file *file, const struct d1_stream *stream)
{
    for (size_t i = 0; i < stream->problems.len; i++) {
        const struct d1_problem *problem = &stream->problems.items[i];
        struct d1_fault fault = {.check = "SHP-001", .place = problem->place, .key = d1_str(problem->code)};

        fault.artifact = artifact_with(loader, file, &problem->place);
        if (!fault.artifact)
            continue;
        fault.place.path = file->path;
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

static int load_own(struct d1_artifact_loader *loader, struct d1_file *file, struct d1_str bytes)
{
    struct d1_stream stream = {0};
    int result = d1_yaml_load(loader->yaml, bytes, &stream, NULL);

    if (result == 0)
        result = make_artifacts(loader, file, &stream);
    if (result == 0)
        result = d1_remarks_read(&loader->arena, file, bytes);
    if (result == 0)
        result = report_problems(loader, file, &stream);
    if (result == 0)
        result = report_unread(loader, file);
    for (size_t i = 0; i < file->artifact_count && result == 0; i++)
        if (file->artifacts[i].root)
            result = d1_artifact_recognise(loader, file, &file->artifacts[i]);
    d1_stream_release(&stream);
    return result;
}

int d1_file_load(struct d1_artifact_loader *loader, struct d1_file *file, struct d1_str bytes)
{
    bool possible = d1_ours_possible(loader->kinds, bytes);

    loader->documents.len = 0;
    loader->beyond = 0;
    loader->oom = false;
    d1_yaml_scan_documents(bytes, possible, collect_document, loader);
    if (loader->oom)
        return D1_ERR_MEMORY;
    file->foreign = loader->documents.len;
    if (possible && load_own(loader, file, bytes) < 0)
        return D1_ERR_MEMORY;
    return report_beyond(loader, file);
}

void d1_file_release(struct d1_file *file)
{
    for (size_t i = 0; i < file->artifact_count; i++)
        d1_doc_free(file->artifacts[i].doc);
    file->artifact_count = 0;
    d1_vec_release(&file->faults);
}
