/* The ids in git of the contents of a story, which has none: those that approvals name, and those of its commits. */
#include "rules/examples/story.h"

/* The file at a path has the id that an approval names, unless it is known by another. */
static int name_id(struct d1_story *story, struct d1_str path, const struct d1_node *subject)
{
    struct d1_str blob = d1_arena_str(&story->arena, d1_node_get_text(d1_node_get(subject, "digest"), "gitBlob"));
    struct d1_str kept = d1_arena_str(&story->arena, path);

    if (!kept.ptr || !blob.ptr)
        return D1_ERR_MEMORY;
    if (d1_map_get(&story->ids, kept))
        return 0;
    return d1_map_insert(&story->ids, kept, (void *)(uintptr_t)blob.ptr, NULL) < 0 ? D1_ERR_MEMORY : 0;
}

/* What an approval is about; NULL for what is no approval. */
static const struct d1_node *subject_of(const struct d1_node *root)
{
    return d1_node_is_string(d1_node_get(root, "kind"), "Approval") ? d1_node_at(root, "spec.subject") : NULL;
}

/* Approvals of the base name the ids of its files, which are not at hand themselves. */
int d1_story_base_ids(struct d1_story *story, const struct d1_changed_docs *docs)
{
    for (size_t i = 0; i < docs->len; i++) {
        const struct d1_node *subject = subject_of(d1_doc_root(docs->items[i].doc));

        if (subject && name_id(story, d1_node_get_text(subject, "path"), subject) < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

/* Whether an artifact is called Kind/name, or has a `spec` with that id. */
static bool is_called(const struct d1_node *root, struct d1_str ref)
{
    struct d1_str kind = d1_node_get_text(root, "kind"), name = d1_node_get_text(d1_node_get(root, "metadata"), "name");
    size_t slash = d1_str_find(ref, '/', 0);

    if (d1_str_eq(d1_node_get_text(d1_node_get(root, "spec"), "id"), ref))
        return true;
    return slash < ref.len && d1_str_eq(d1_str_sub(ref, 0, slash), kind) &&
           d1_str_eq(d1_str_sub(ref, slash + 1, ref.len), name);
}

/* So do approvals that an example adds: what they are about has stood there in the version that they name. */
int d1_story_added_ids(struct d1_story *story, const struct d1_file *files, size_t count)
{
    const struct d1_node *subject;

    for (size_t i = 0; i < count; i++) {
        if (!files[i].artifact_count || !files[i].artifacts[0].root ||
            !(subject = subject_of(files[i].artifacts[0].root)))
            continue;
        for (size_t j = 0; j < count; j++)
            if (files[j].artifact_count && files[j].artifacts[0].root &&
                is_called(files[j].artifacts[0].root, d1_node_get_text(subject, "ref")) &&
                name_id(story, d1_str(files[j].path), subject) < 0)
                return D1_ERR_MEMORY;
    }
    return 0;
}

/* What was always so has the ids of the base, though an example says otherwise there: it was approved as it stands. */
void d1_story_identify(const struct d1_story *story, struct d1_story_content *content)
{
    const char *base = d1_map_get(&story->ids, d1_str(content->path));

    if (story->told && story->points.len) {
        content->id[0] = 0xb0;
        content->id[D1_REPO_ID_BYTES - 1] = (uint8_t)story->points.len;
        content->id[D1_REPO_ID_BYTES - 2] = (uint8_t)(story->points.len >> 8);
    } else if (base) {
        d1_repo_id_parse(d1_str(base), content->id);
    }
}
