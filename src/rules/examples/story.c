#include "rules/examples/story.h"

#include "base/date.h"
#include "base/memory/alloc.h"
#include "base/text/strbuf.h"

void d1_story_release(struct d1_story *story)
{
    d1_past_free(story->past);
    for (size_t i = 0; i < story->contents.len; i++)
        d1_doc_free(story->contents.items[i].doc);
    d1_vec_release(&story->contents);
    d1_vec_release(&story->paths);
    d1_vec_release(&story->standing);
    d1_vec_release(&story->points);
    d1_vec_release(&story->branches);
    d1_vec_release(&story->tags);
    d1_vec_release(&story->reports);
    d1_vec_release(&story->signatures);
    d1_vec_release(&story->files);
    d1_map_release(&story->numbers);
    d1_map_release(&story->ids);
    d1_region_release(&story->region);
    d1_arena_release(&story->arena);
}

/* Whether an example tells a history of its own. */
static bool tells(const struct d1_node *example)
{
    const struct d1_node *changes = example ? d1_node_get(example, "change") : NULL;

    for (size_t i = 0; changes && i < d1_node_count(changes); i++)
        if (d1_node_get(d1_node_item(changes, i), "commit") || d1_node_get(d1_node_item(changes, i), "cut"))
            return true;
    return false;
}

/* ---- points ---- */

/* What stands at each path while a point is made. */
struct making {
    struct d1_story *story;
    bool *seen; /* by number of the path */
    size_t known;
    D1_VEC(struct d1_repo_change) changes;
};

static int begin_point(struct making *making, struct d1_story *story)
{
    *making = (struct making){.story = story, .known = story->paths.len};
    making->seen = d1_calloc(story->paths.len + 1, sizeof *making->seen);
    return making->seen ? 0 : D1_ERR_MEMORY;
}

/* The number of the path of an artifact, which stays the same wherever its file is; of two alike each has its own. */
static int number_path(struct making *making, const struct d1_node *root, const char *path, uint32_t *number)
{
    struct d1_story *story = making->story;
    struct d1_str kind = root ? d1_node_get_text(root, "kind") : d1_str("file");
    struct d1_str name = root ? d1_node_get_text(d1_node_get(root, "metadata"), "name") : d1_str(path);

    for (unsigned occurrence = 0;; occurrence++) {
        struct d1_str label = d1_arena_printf(&story->arena, D1_STR_FMT "/" D1_STR_FMT " %u", D1_STR_ARG(kind),
                                              D1_STR_ARG(name), occurrence);
        uintptr_t known = label.ptr ? (uintptr_t)d1_map_get(&story->numbers, label) : 0;

        if (!label.ptr)
            return D1_ERR_MEMORY;
        if (known && (known > making->known || making->seen[known - 1]))
            continue;
        if (known) {
            *number = (uint32_t)(known - 1);
            making->seen[*number] = true;
            return 0;
        }
        *number = (uint32_t)story->paths.len;
        if (d1_vec_push(&story->paths, path) < 0 || d1_vec_push(&story->standing, D1_REPO_NO_BLOB) < 0)
            return D1_ERR_MEMORY;
        return d1_map_insert(&story->numbers, label, (void *)((uintptr_t)*number + 1), NULL) < 0 ? D1_ERR_MEMORY : 0;
    }
}

static const struct d1_node *root_of(const struct d1_story_content *content)
{
    if (content->doc)
        return d1_doc_root(content->doc);
    return content->file->artifact_count == 1 ? content->file->artifacts[0].root : NULL;
}

/* Puts a content at a path, unless what stands there says the same. The content is the story's in any case. */
static int put(struct making *making, struct d1_story_content content)
{
    struct d1_story *story = making->story;
    struct d1_repo_change change = {0};
    const struct d1_node *root = root_of(&content), *before = NULL;

    if (number_path(making, root, content.path, &change.path) < 0) {
        d1_doc_free(content.doc);
        return D1_ERR_MEMORY;
    }
    change.before = story->standing.items[change.path];
    if (change.before != D1_REPO_NO_BLOB)
        before = root_of(&story->contents.items[change.before]);
    if (before && root && d1_node_equal(before, root)) {
        d1_doc_free(content.doc);
        return 0;
    }
    change.after = (uint32_t)story->contents.len;
    d1_story_identify(story, &content);
    if (d1_vec_push(&story->contents, content) < 0) {
        d1_doc_free(content.doc);
        return D1_ERR_MEMORY;
    }
    story->standing.items[change.path] = change.after;
    return d1_vec_push(&making->changes, change);
}

static int put_docs(struct making *making, const struct d1_changed_docs *docs)
{
    for (size_t i = 0; i < docs->len; i++) {
        struct d1_story_content content = {.path = docs->items[i].path, .document = docs->items[i].document};

        content.doc = d1_doc_copy(&making->story->region, docs->items[i].doc);
        if (!content.doc || put(making, content) < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

/* What is there no more is gone; the point stands. */
static int end_point(struct making *making, struct d1_repo_writing point, const struct d1_repo_writing *branch)
{
    struct d1_story *story = making->story;
    struct d1_repo_change *kept;

    for (size_t i = 0; i < making->known; i++) {
        struct d1_repo_change gone = {(uint32_t)i, story->standing.items[i], D1_REPO_NO_BLOB};

        if (making->seen[i] || gone.before == D1_REPO_NO_BLOB)
            continue;
        story->standing.items[i] = D1_REPO_NO_BLOB;
        if (d1_vec_push(&making->changes, gone) < 0)
            return D1_ERR_MEMORY;
    }
    kept = d1_arena_alloc(&story->arena, (making->changes.len + 1) * sizeof *kept);
    if (!kept)
        return D1_ERR_MEMORY;
    if (making->changes.len)
        memcpy(kept, making->changes.items, making->changes.len * sizeof *kept);
    point.changes = kept;
    point.change_count = making->changes.len;
    if (branch) {
        struct d1_repo_writing *written = (struct d1_repo_writing *)(uintptr_t)branch;

        written->changes = kept;
        written->change_count = point.change_count;
    }
    return d1_vec_push(&story->points, point) < 0 || d1_vec_push(&story->branches, branch) < 0 ? D1_ERR_MEMORY : 0;
}

static void release_making(struct making *making)
{
    d1_free(making->seen);
    d1_vec_release(&making->changes);
}

/* ---- who and when ---- */

static struct d1_repo_writing writing(struct d1_story *story, const struct d1_changed_docs *docs,
                                      const struct d1_node *commit)
{
    const struct d1_node *committer = d1_node_get(commit, "committer"), *others = d1_node_get(commit, "coAuthors");
    struct d1_repo_writing point = {.dated = true, .parents = 1, .time = d1_story_noon(d1_node_get(commit, "date"))};
    const char **co_authors = NULL;

    /* A number of its own is all that its id has to be. */
    point.id[0] = 0xc0;
    point.id[D1_REPO_ID_BYTES - 1] = (uint8_t)(story->points.len + 1);
    point.id[D1_REPO_ID_BYTES - 2] = (uint8_t)((story->points.len + 1) >> 8);
    point.author = d1_story_address(story, docs, d1_node_get_text(commit, "by"));
    point.committer = committer ? d1_story_address(story, docs, d1_node_text(committer)) : point.author;
    point.co_author_count = others ? d1_node_count(others) : 0;
    if (others)
        co_authors = d1_arena_calloc(&story->arena, point.co_author_count + 1, sizeof *co_authors);
    for (size_t i = 0; co_authors && i < point.co_author_count; i++)
        co_authors[i] = d1_story_address(story, docs, d1_node_text(d1_node_item(others, i)));
    point.co_authors = co_authors;
    return point;
}

/* ---- telling ---- */

int d1_story_begin(struct d1_story *story, const struct d1_changed_docs *docs, const struct d1_node *example)
{
    const struct d1_node *signed_on = d1_node_at(d1_story_document(docs, "Engagement"), "spec.dates.contractSigned");
    struct d1_repo_writing point = {.dated = true, .time = d1_story_noon(signed_on)};
    struct making making;
    int result = begin_point(&making, story);

    story->cut = INT64_MIN;
    story->told = tells(example);
    if (result == 0)
        result = d1_story_base_ids(story, docs);
    point.id[0] = 0xc0;
    point.author = point.committer = d1_story_address(story, docs, d1_story_manager(docs));
    if (!point.author)
        result = D1_ERR_MEMORY;
    if (result == 0 && story->told)
        result = put_docs(&making, docs);
    if (result == 0)
        result = end_point(&making, point, NULL);
    if (result == 0 && !story->told)
        result = d1_story_tag_baseline(story, docs);
    release_making(&making);
    return result;
}

static int commit(struct d1_story *story, const struct d1_changed_docs *docs, const struct d1_node *node)
{
    const struct d1_node *merge = d1_node_get(node, "merge");
    struct d1_repo_writing point = writing(story, docs, node), *branch = NULL;
    struct making making;
    int result = begin_point(&making, story);

    if (merge) {
        branch = d1_arena_alloc(&story->arena, sizeof *branch);
        if (!branch)
            result = D1_ERR_MEMORY;
        else
            *branch = point;
        point = writing(story, docs, merge);
        point.parents = 2;
        if (branch)
            branch->id[0] = 0xb0;
    }
    if (!point.author || !point.committer || (point.co_author_count && !point.co_authors))
        result = D1_ERR_MEMORY;
    if (result == 0 && d1_node_get(node, "signed"))
        result = d1_story_sign(story, docs, branch ? branch->id : point.id, d1_node_get_text(node, "signed"));
    if (result == 0 && merge && d1_node_get(merge, "signed"))
        result = d1_story_sign(story, docs, point.id, d1_node_get_text(merge, "signed"));
    if (result == 0)
        result = put_docs(&making, docs);
    if (result == 0)
        result = end_point(&making, point, branch);
    release_making(&making);
    return result;
}

int d1_story_tell(struct d1_story *story, const struct d1_changed_docs *docs, const struct d1_node *change,
                  struct d1_error *error)
{
    const struct d1_node *node;
    int result = 0;

    if ((node = d1_node_get(change, "commit")))
        result = commit(story, docs, node);
    else if ((node = d1_node_get(change, "tag")))
        result = d1_story_tag(story, docs, node);
    else if ((node = d1_node_get(change, "signature")))
        result = d1_story_sign_file(story, docs, node);
    else if ((node = d1_node_get(change, "report")))
        result = d1_story_report(story, docs, node);
    else if ((node = d1_node_get(change, "cut")))
        story->cut = d1_story_noon(node) - D1_STORY_NOON;
    return result < 0 ? d1_error_memory(error) : 0;
}

/* ---- the past ---- */

static const struct d1_file *known(void *context, size_t blob, const char *path)
{
    const struct d1_story *story = context;
    const struct d1_file *file = story->contents.items[blob].file;

    return file && (!path || strcmp(file->path, path) == 0) ? file : NULL;
}

/* A copy of one document as an artifact of the file. */
static int load_document(struct d1_story *story, struct d1_artifact_loader *loader, struct d1_file *file,
                         const struct d1_doc *doc, uint32_t document)
{
    struct d1_artifact *artifact = &file->artifacts[file->artifact_count];

    *artifact = (struct d1_artifact){.path = file->path, .document = document, .line = 1, .sound = true};
    artifact->doc = d1_doc_copy(&story->region, doc);
    if (!artifact->doc)
        return D1_ERR_MEMORY;
    artifact->root = d1_doc_root(artifact->doc);
    file->artifact_count++;
    file->own = true;
    return d1_artifact_recognise(loader, file, artifact);
}

static int load(void *context, unsigned thread, size_t blob, struct d1_artifact_loader *loader, struct d1_file *file,
                struct d1_error *error)
{
    struct d1_story *story = context;
    const struct d1_story_content *content = &story->contents.items[blob];
    size_t count = content->file ? content->file->artifact_count : 1;
    int result = 0;

    (void)thread;
    file->artifacts = d1_arena_calloc(d1_artifact_loader_arena(loader), count, sizeof *file->artifacts);
    if (!file->artifacts)
        return d1_error_memory(error);
    if (content->doc)
        result = load_document(story, loader, file, content->doc, content->document);
    for (size_t i = 0; content->file && i < count && result == 0; i++)
        if (content->file->artifacts[i].doc)
            result = load_document(story, loader, file, content->file->artifacts[i].doc,
                                   content->file->artifacts[i].document);
    return result < 0 ? d1_error_memory(error) : 0;
}

static int branch(void *context, size_t point, struct d1_past_branch *branch, struct d1_error *error)
{
    const struct d1_story *story = context;

    (void)error;
    branch->commits = story->branches.items[point];
    branch->count = branch->commits != NULL;
    branch->blobs = story->line.blob_count;
    return 0;
}

static int tags(void *context, const struct d1_repo_tag **list, size_t *count, struct d1_error *error)
{
    const struct d1_story *story = context;

    (void)error;
    *list = story->tags.items;
    *count = story->tags.len;
    return 0;
}

static const uint8_t *id_of(void *context, size_t blob)
{
    const struct d1_story *story = context;

    return story->contents.items[blob].id;
}

/* Takes away what is older than the cut; what stands behind it comes with the first point that is left. */
static int cut(struct d1_story *story)
{
    size_t first = 0, kept = 0;
    struct d1_repo_change *changes;
    uint32_t *standing;

    while (first + 1 < story->points.len && story->points.items[first].time < story->cut)
        first++;
    if (!first)
        return 0;
    standing = d1_arena_alloc(&story->arena, (story->paths.len + 1) * sizeof *standing);
    changes = d1_arena_alloc(&story->arena, (story->paths.len + 1) * sizeof *changes);
    if (!standing || !changes)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < story->paths.len; i++)
        standing[i] = D1_REPO_NO_BLOB;
    for (size_t i = 0; i <= first; i++)
        for (size_t j = 0; j < story->points.items[i].change_count; j++)
            standing[story->points.items[i].changes[j].path] = story->points.items[i].changes[j].after;
    for (size_t i = 0; i < story->paths.len; i++)
        if (standing[i] != D1_REPO_NO_BLOB)
            changes[kept++] = (struct d1_repo_change){(uint32_t)i, D1_REPO_NO_BLOB, standing[i]};
    story->points.items[first].changes = changes;
    story->points.items[first].change_count = kept;
    story->line.points = story->points.items + first;
    story->line.count = story->points.len - first;
    memmove(story->branches.items, story->branches.items + first,
            (story->branches.len - first) * sizeof *story->branches.items);
    story->line.cut = D1_REPO_CUT_SHALLOW;
    story->line.cut_reason = "the older commits are not here";
    return 0;
}

/* The files as they are judged: the whole history, or what is not committed. */
static int end_story(struct d1_story *story, const struct d1_file *files, size_t count)
{
    struct d1_repo_writing point = {.author = "", .committer = "", .parents = 1};
    struct making making;
    int result = begin_point(&making, story);

    if (result == 0 && !story->told)
        result = d1_story_added_ids(story, files, count);
    for (size_t i = 0; i < count && result == 0; i++)
        result = put(&making, (struct d1_story_content){.path = files[i].path, .file = &files[i]});
    if (!story->told)
        point = story->points.items[0];
    if (!story->told)
        story->points.len = story->branches.len = 0;
    if (result == 0)
        result = end_point(&making, point, NULL);
    /* Nothing that is not committed is no point. */
    if (story->told && result == 0 && !story->points.items[story->points.len - 1].change_count)
        story->points.len--;
    release_making(&making);
    return result;
}

int d1_story_past(struct d1_story *story, const struct d1_file *files, size_t count, struct d1_past **past)
{
    struct d1_past_options options = {
        .kinds = story->kinds,
        .line = &story->line,
        .source = {.context = story,
                   .known = known,
                   .load = load,
                   .branch = branch,
                   .tags = tags,
                   .signature = d1_story_signature_of,
                   .has = d1_story_has,
                   .detached = d1_story_detached,
                   .id = id_of},
    };
    size_t points = story->points.len;
    int result = 0;

    if (!story->past) {
        story->committed = points;
        result = end_story(story, files, count);
        story->line.points = story->points.items;
        story->line.count = story->points.len;
        if (result == 0)
            result = cut(story);
        options.ideal = !story->line.cut;
        story->line.paths = story->paths.items;
        story->line.path_count = story->paths.len;
        story->line.blob_count = story->contents.len;
        options.unsaved = story->told && story->points.len > points;
        if (result == 0)
            result = d1_past_new(&story->past, &options);
    }
    *past = story->past;
    return result;
}
