/* What is signed in the story of an example: commits, tags, and files by files of their own. */
#include "rules/examples/story.h"

/*
 * A person's first key in the roster, which has no private half that anybody knows, so that a signature itself is taken
 * for good; a stranger's key for anybody else. 0 or D1_ERR_MEMORY.
 */
static int find_key(struct d1_story *story, const struct d1_changed_docs *docs, struct d1_str signer,
                    struct d1_key *key)
{
    const struct d1_node *entry = d1_story_person(docs, signer);
    const struct d1_node *identities = entry ? d1_node_get(entry, "identities") : NULL;

    for (size_t i = 0; identities && i < d1_node_count(identities) && !key->blob.ptr; i++)
        if (d1_key_parse(key, d1_node_get_text(d1_node_item(identities, i), "signingKey"), &story->arena) < 0)
            return D1_ERR_MEMORY;
    if (!key->blob.ptr)
        *key = (struct d1_key){d1_str("of a stranger"), d1_str("ssh-ed25519")};
    return 0;
}

int d1_story_sign(struct d1_story *story, const struct d1_changed_docs *docs, const uint8_t id[D1_REPO_ID_BYTES],
                  struct d1_str signer)
{
    struct d1_story_signature made = {.signature.status = D1_SIGNATURE_GOOD};

    memcpy(made.id, id, sizeof made.id);
    if (find_key(story, docs, signer, &made.signature.key) < 0)
        return D1_ERR_MEMORY;
    return d1_vec_push(&story->signatures, made);
}

int d1_story_signature_of(void *context, const uint8_t id[D1_REPO_ID_BYTES], bool is_tag,
                          struct d1_signature *signature, struct d1_arena *arena, struct d1_error *error)
{
    const struct d1_story *story = context;

    (void)is_tag;
    (void)arena;
    (void)error;
    *signature = (struct d1_signature){.status = D1_SIGNATURE_NONE};
    for (size_t i = 0; i < story->signatures.len; i++)
        if (memcmp(story->signatures.items[i].id, id, D1_REPO_ID_BYTES) == 0)
            *signature = story->signatures.items[i].signature;
    return 0;
}

/* ---- tags ---- */

/* Tags the last point. */
static int put_tag(struct d1_story *story, const struct d1_changed_docs *docs, struct d1_repo_tag made,
                   struct d1_str signer)
{
    const struct d1_repo_writing *point = &story->points.items[story->points.len - 1];

    memcpy(made.target, point->id, sizeof made.target);
    memcpy(made.id, point->id, sizeof made.id);
    made.id[0] = 0xa0;
    made.dated = true;
    made.said = made.name;
    if (!made.name || !made.tagger || (signer.len && d1_story_sign(story, docs, made.id, signer) < 0))
        return D1_ERR_MEMORY;
    return d1_vec_push(&story->tags, made);
}

int d1_story_tag_baseline(struct d1_story *story, const struct d1_changed_docs *docs)
{
    struct d1_repo_tag made = {
        .name = "baseline/kickoff",
        .annotated = true,
        .tagger = story->points.items[0].author,
        .time = d1_story_noon(d1_node_at(d1_story_document(docs, "Engagement"), "spec.dates.kickoff")),
    };

    return put_tag(story, docs, made, d1_story_manager(docs));
}

int d1_story_tag(struct d1_story *story, const struct d1_changed_docs *docs, const struct d1_node *node)
{
    const struct d1_node *annotated = d1_node_get(node, "annotated");
    struct d1_repo_tag made = {
        .name = d1_arena_str(&story->arena, d1_node_get_text(node, "name")).ptr,
        .annotated = !annotated || annotated->value.boolean,
        .tagger = d1_story_address(story, docs, d1_node_get_text(node, "by")),
        .time = d1_story_noon(d1_node_get(node, "date")),
    };

    return put_tag(story, docs, made, d1_node_get(node, "signed") ? d1_node_get_text(node, "signed") : d1_str(""));
}

/* ---- files of their own ---- */

int d1_story_sign_file(struct d1_story *story, const struct d1_changed_docs *docs, const struct d1_node *node)
{
    struct d1_story_file made = {
        .path = d1_arena_str(&story->arena, d1_node_get_text(node, "file")),
        .blob = d1_arena_str(&story->arena, d1_node_get_text(node, "of")),
        .point = story->points.len,
    };

    if (!made.path.ptr || !made.blob.ptr || find_key(story, docs, d1_node_get_text(node, "by"), &made.key) < 0)
        return D1_ERR_MEMORY;
    return d1_vec_push(&story->files, made);
}

int d1_story_detached(void *context, const struct d1_past_signed *what, struct d1_detached *detached,
                      struct d1_arena *arena, struct d1_error *error)
{
    const struct d1_story *story = context;
    size_t left = (size_t)(story->line.points - story->points.items); /* what is cut */

    (void)arena;
    (void)error;
    *detached = (struct d1_detached){.point = D1_PAST_NONE};
    for (size_t i = 0; i < story->files.len; i++) {
        const struct d1_story_file *file = &story->files.items[i];

        if (!d1_str_eq(file->path, what->path))
            continue;
        detached->there = true;
        detached->signature = (struct d1_signature){.status = D1_SIGNATURE_GOOD, .key = file->key};
        if (file->blob.len && !d1_str_eq(file->blob, what->blob))
            detached->signature = (struct d1_signature){
                .status = D1_SIGNATURE_BAD,
                .reason = d1_str("the signature does not verify: what was signed is not what stands here"),
            };
        if (file->point < story->committed)
            detached->point = (uint32_t)(file->point > left ? file->point - left : 0);
    }
    return 0;
}
