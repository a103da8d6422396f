/* A file once more, of what was read of it already. */
#include "engagement/read/loader.h"

/* Where what stands at `at` in one block stands in a copy of it; NULL stays NULL. */
static const void *moved(const struct d1_doc *from, const struct d1_doc *to, const void *at)
{
    return at ? (const char *)to + ((const char *)at - (const char *)from) : NULL;
}

static struct d1_str moved_text(const struct d1_doc *from, const struct d1_doc *to, struct d1_str text)
{
    bool inside = text.ptr >= (const char *)from && text.ptr < (const char *)from + from->size;

    return inside ? d1_strn(moved(from, to, text.ptr), text.len) : text;
}

/* Of an artifact whose members are all copied: those that lead into its document. */
static int move_document(struct d1_artifact_loader *loader, struct d1_artifact *artifact)
{
    const struct d1_doc *from = artifact->doc;
    struct d1_doc *to = d1_doc_copy(&loader->region, from);
    struct d1_mark *marks = d1_arena_alloc(&loader->arena, artifact->mark_count * sizeof *marks);
    const struct d1_node **invalid =
        d1_arena_alloc(&loader->arena, artifact->invalid_count * sizeof(const struct d1_node *));

    artifact->doc = to;
    if (!to || !marks || !invalid)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < artifact->mark_count; i++) {
        marks[i] = artifact->marks[i];
        marks[i].node = moved(from, to, marks[i].node);
    }
    for (size_t i = 0; i < artifact->invalid_count; i++)
        invalid[i] = moved(from, to, artifact->invalid[i]);
    artifact->marks = marks;
    artifact->invalid = invalid;
    artifact->root = moved(from, to, artifact->root);
    artifact->name = moved_text(from, to, artifact->name);
    artifact->namespace = moved_text(from, to, artifact->namespace);
    return 0;
}

static const struct d1_artifact *twin_of(const struct d1_file *file, const struct d1_file *from,
                                         const struct d1_artifact *artifact)
{
    return artifact ? file->artifacts + (artifact - from->artifacts) : NULL;
}

static const struct d1_node *node_of(const struct d1_artifact *artifact, const struct d1_artifact *from,
                                     const struct d1_node *node)
{
    return artifact && from->doc ? moved(from->doc, artifact->doc, node) : node;
}

static int copy_faults(struct d1_file *file, const struct d1_file *from)
{
    for (size_t i = 0; i < from->faults.len; i++) {
        const struct d1_fault *told = &from->faults.items[i];
        struct d1_fault fault = *told;

        fault.artifact = twin_of(file, from, told->artifact);
        fault.node = node_of(fault.artifact, told->artifact, told->node);
        fault.related_artifact = twin_of(file, from, told->related_artifact);
        fault.related_node = node_of(fault.related_artifact, told->related_artifact, told->related_node);
        if (d1_vec_push(&file->faults, fault) < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

int d1_file_copy(struct d1_artifact_loader *loader, struct d1_file *file, const struct d1_file *from)
{
    struct d1_artifact *artifacts = d1_arena_calloc(&loader->arena, from->artifact_count, sizeof *artifacts);

    if (!artifacts)
        return D1_ERR_MEMORY;
    file->artifacts = artifacts;
    file->foreign = from->foreign;
    file->own = from->own;
    for (size_t i = 0; i < from->artifact_count; i++) {
        artifacts[i] = from->artifacts[i];
        artifacts[i].path = file->path;
        artifacts[i].engagement = NULL;
        file->artifact_count = i + 1;
        if (artifacts[i].doc && move_document(loader, &artifacts[i]) < 0)
            return D1_ERR_MEMORY;
    }
    return copy_faults(file, from);
}
