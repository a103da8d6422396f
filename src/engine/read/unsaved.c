#include "engine/read/unsaved.h"

#include "base/file/glob.h"
#include "base/map.h"
#include "base/memory/alloc.h"
#include "base/memory/arena.h"
#include "repo/state.h"

bool d1_unsaved_excludes(const struct d1_opened *opened, const char *path)
{
    const struct d1_node *patterns = opened->policy ? d1_node_at(opened->policy->root, "spec.exclude") : NULL;

    return d1_workspace_excludes((struct d1_workspace *)&opened->workspace, opened->options->policy != NULL, patterns,
                                 d1_glob_match, path);
}

/* By path what stands there in the newest commit, while it is compared with the workspace. */
struct head {
    struct d1_unsaved *unsaved;
    struct d1_repo_reader **reader;
    const struct d1_repo_line *line;
    uint32_t *blobs; /* by number of the path */
    bool *seen;
    struct d1_map paths;        /* to its number plus 1 */
    struct d1_map blob_numbers; /* id to its number plus 1 */
    D1_VEC(struct d1_repo_change) changes;
    D1_VEC(const char *) fresh; /* paths that git never had */
};

static int index_head(struct head *head)
{
    const struct d1_repo_line *line = head->line;

    head->blobs = d1_malloc((line->path_count + 1) * sizeof *head->blobs);
    head->seen = d1_calloc(line->path_count + 1, sizeof *head->seen);
    if (!head->blobs || !head->seen)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < line->path_count; i++) {
        head->blobs[i] = D1_REPO_NO_BLOB;
        if (d1_map_insert(&head->paths, d1_str(line->paths[i]), (void *)(i + 1), NULL) < 0)
            return D1_ERR_MEMORY;
    }
    for (size_t i = 0; i < line->blob_count; i++)
        if (d1_map_insert(&head->blob_numbers, d1_strn((const char *)line->blobs[i], D1_REPO_ID_BYTES), (void *)(i + 1),
                          NULL) < 0)
            return D1_ERR_MEMORY;
    for (size_t i = 0; i < line->count; i++)
        for (size_t j = 0; j < line->points[i].change_count; j++)
            head->blobs[line->points[i].changes[j].path] = line->points[i].changes[j].after;
    return 0;
}

/* What git has a file of the workspace by, where nothing has to be read for it: 1, 0 or D1_ERR_MEMORY. */
static int known_id(const struct d1_opened *opened, size_t file, const struct d1_repo_entry *entry,
                    uint8_t id[D1_REPO_ID_BYTES])
{
    const struct d1_content_id *stored = opened->contents.stored;

    /* A file that the index does not know as it lies there is told by its bytes: it need not be asked again. */
    if (!stored)
        return d1_repo_known_id(opened->snapshot, entry, id, NULL);
    memcpy(id, stored[file].bytes, D1_REPO_ID_BYTES);
    return stored[file].known;
}

/* The id under which git has or would have a file of the workspace: 1, 0 where that is not known, or D1_ERR_MEMORY. */
static int find_id(const struct d1_opened *opened, struct d1_repo_reader **reader, size_t file,
                   uint8_t id[D1_REPO_ID_BYTES])
{
    size_t count;
    const struct d1_repo_entry *entry = &d1_repo_snapshot_entries(opened->snapshot, &count)[file];
    char text[D1_REPO_ID_TEXT];
    struct d1_str bytes;
    int result = known_id(opened, file, entry, id);

    if (result != 0)
        return result;
    if (!*reader)
        result = d1_repo_reader_new(reader, opened->snapshot, NULL);
    if (result == 0)
        result = d1_repo_read(*reader, entry, &bytes, NULL);
    if (result == 0)
        result = d1_repo_entry_id(opened->snapshot, entry, bytes, text, NULL);
    if (result < 0)
        return result == D1_ERR_MEMORY ? result : 0;
    return d1_repo_id_parse(d1_str(text), id);
}

/* The number of the content of a file of the workspace; one that git has not is numbered anew. */
static int number_content(struct head *head, size_t file, uint32_t *number)
{
    struct d1_unsaved *unsaved = head->unsaved;
    uint8_t id[D1_REPO_ID_BYTES];
    uintptr_t known = 0;
    int result = find_id(unsaved->opened, head->reader, file, id);

    if (result == D1_ERR_MEMORY)
        return D1_ERR_MEMORY;
    if (result > 0)
        known = (uintptr_t)d1_map_get(&head->blob_numbers, d1_strn((const char *)id, sizeof id));
    if (known) {
        *number = (uint32_t)(known - 1);
        unsaved->files[*number] = (uint32_t)file;
        unsaved->contents[file] = *number;
        return 0;
    }
    *number = (uint32_t)(unsaved->committed + unsaved->fresh.len);
    unsaved->contents[file] = *number;
    return d1_vec_push(&unsaved->fresh, (uint32_t)file);
}

/* Compares one file with what the newest commit has at its path. */
static int compare_file(struct head *head, size_t file)
{
    const struct d1_file *at = &head->unsaved->opened->workspace.files[file];
    uintptr_t path = (uintptr_t)d1_map_get(&head->paths, d1_str(at->path));
    struct d1_repo_change change = {.before = path ? head->blobs[path - 1] : D1_REPO_NO_BLOB};

    if (path)
        head->seen[path - 1] = true;
    if (number_content(head, file, &change.after) < 0)
        return D1_ERR_MEMORY;
    if (change.after == change.before)
        return 0;
    change.path = (uint32_t)(path ? path - 1 : head->line->path_count + head->fresh.len);
    if (!path && d1_vec_push(&head->fresh, at->path) < 0)
        return D1_ERR_MEMORY;
    return d1_vec_push(&head->changes, change);
}

/* A further point, of nobody, with what differs from the newest commit. */
static int add_unsaved(struct head *head)
{
    struct d1_unsaved *unsaved = head->unsaved;
    const struct d1_repo_line *line = head->line;
    struct d1_repo_writing *points = d1_arena_alloc(unsaved->arena, (line->count + 1) * sizeof *points);
    const char **paths = d1_arena_alloc(unsaved->arena, (line->path_count + head->fresh.len + 1) * sizeof *paths);
    struct d1_repo_change *changes = d1_arena_alloc(unsaved->arena, (head->changes.len + 1) * sizeof *changes);

    if (!points || !paths || !changes)
        return D1_ERR_MEMORY;
    if (line->count)
        memcpy(points, line->points, line->count * sizeof *points);
    if (line->path_count)
        memcpy(paths, line->paths, line->path_count * sizeof *paths);
    if (head->fresh.len)
        memcpy(paths + line->path_count, head->fresh.items, head->fresh.len * sizeof *paths);
    if (head->changes.len)
        memcpy(changes, head->changes.items, head->changes.len * sizeof *changes);
    points[line->count] = (struct d1_repo_writing){
        .author = "",
        .committer = "",
        .parents = line->count > 0,
        .changes = changes,
        .change_count = head->changes.len,
    };
    unsaved->line.points = points;
    unsaved->line.count = line->count + 1;
    unsaved->line.paths = paths;
    unsaved->line.path_count = line->path_count + head->fresh.len;
    unsaved->line.blob_count = line->blob_count + unsaved->fresh.len;
    return 0;
}

/* Compares the workspace with the newest commit. */
static int compare_files(struct head *head)
{
    const struct d1_opened *opened = head->unsaved->opened;
    size_t count;
    const struct d1_repo_entry *entries = d1_repo_snapshot_entries(opened->snapshot, &count);

    for (size_t i = 0; i < opened->workspace.file_count; i++) {
        const struct d1_file *file = &opened->workspace.files[i];
        uintptr_t path = (uintptr_t)d1_map_get(&head->paths, d1_str(file->path));

        if (d1_file_is_json(file))
            continue;
        /* What could not be read, or is left out, is as it was. */
        if (entries[i].kind != D1_REPO_FILE || d1_unsaved_excludes(opened, file->path)) {
            if (path)
                head->seen[path - 1] = true;
        } else if (compare_file(head, i) < 0) {
            return D1_ERR_MEMORY;
        }
    }
    for (size_t i = 0; i < head->line->path_count; i++) {
        struct d1_repo_change gone = {(uint32_t)i, head->blobs[i], D1_REPO_NO_BLOB};

        if (!head->seen[i] && gone.before != D1_REPO_NO_BLOB && d1_vec_push(&head->changes, gone) < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

/* Of no content and no file is it known yet that they are the same. */
static int begin(struct d1_unsaved *unsaved, const struct d1_repo_line *line)
{
    size_t files = unsaved->opened->workspace.file_count;

    unsaved->line = *line;
    unsaved->committed = line->blob_count;
    unsaved->files = d1_arena_alloc(unsaved->arena, (line->blob_count + 1) * sizeof *unsaved->files);
    unsaved->contents = d1_arena_alloc(unsaved->arena, (files + 1) * sizeof *unsaved->contents);
    if (!unsaved->files || !unsaved->contents)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < line->blob_count; i++)
        unsaved->files[i] = D1_UNSAVED_NO_FILE;
    for (size_t i = 0; i < files; i++)
        unsaved->contents[i] = D1_REPO_NO_BLOB;
    return 0;
}

int d1_unsaved_compare(struct d1_unsaved *unsaved, const struct d1_repo_line *line, struct d1_repo_reader **reader,
                       bool *any)
{
    struct head head = {.unsaved = unsaved, .reader = reader, .line = line};
    int result = begin(unsaved, line);

    if (result == 0)
        result = index_head(&head);
    if (result == 0)
        result = compare_files(&head);
    *any = head.changes.len > 0;
    if (result == 0 && *any)
        result = add_unsaved(&head);
    d1_free(head.blobs);
    d1_free(head.seen);
    d1_map_release(&head.paths);
    d1_map_release(&head.blob_numbers);
    d1_vec_release(&head.changes);
    d1_vec_release(&head.fresh);
    return result;
}

void d1_unsaved_release(struct d1_unsaved *unsaved)
{
    d1_vec_release(&unsaved->fresh);
}

/* ---- whether there is any ---- */

/* The snapshot, and the tree of its commit, both by path. */
struct comparing {
    const struct d1_opened *opened;
    struct d1_repo_reader *reader;
    const struct d1_repo_entry *now, *then;
    size_t now_count, then_count;
};

/* What is no regular file, or is left out, is as it was. */
static bool counts(const struct comparing *comparing, size_t number)
{
    return comparing->now[number].kind == D1_REPO_FILE && !comparing->opened->workspace.files[number].excluded;
}

/* Whether a file has another content than the commit has at its path; one of which git has no id has. */
static int differs(struct comparing *comparing, size_t now, const struct d1_repo_entry *then)
{
    uint8_t id[D1_REPO_ID_BYTES];
    int known;

    if (then->kind != D1_REPO_FILE)
        return 1;
    known = find_id(comparing->opened, &comparing->reader, now, id);
    if (known == D1_ERR_MEMORY)
        return known;
    return !known || memcmp(id, then->id, sizeof id) != 0;
}

/* 1 at the first difference. */
static int compare(struct comparing *comparing)
{
    size_t then = 0;
    int result = 0;

    for (size_t now = 0; now < comparing->now_count && result == 0; now++) {
        int order = 1;

        if (d1_file_is_json(&comparing->opened->workspace.files[now]))
            continue;
        while (then < comparing->then_count &&
               (order = strcmp(comparing->then[then].path, comparing->now[now].path)) < 0)
            if (comparing->then[then++].kind == D1_REPO_FILE)
                return 1;
        if (order != 0 || then == comparing->then_count)
            result = counts(comparing, now);
        else if (counts(comparing, now))
            result = differs(comparing, now, &comparing->then[then]);
        then += order == 0 && then < comparing->then_count;
    }
    for (; then < comparing->then_count && result == 0; then++)
        result = comparing->then[then].kind == D1_REPO_FILE;
    return result;
}

int d1_unsaved_any(const struct d1_opened *opened)
{
    static const char *const suffixes[] = {".yaml", ".yml", NULL};
    const struct d1_repo_commit *commit = d1_repo_snapshot_commit(opened->snapshot);
    const struct d1_repo_snapshot_options wanted = {
        .source = D1_REPO_REVISION, .revision = commit->id, .suffixes = suffixes};
    struct comparing comparing = {.opened = opened};
    struct d1_repo_snapshot *tree = NULL;
    int result = 0;

    if (!d1_repo_info(opened->repo)->is_git || d1_repo_snapshot_source(opened->snapshot) == D1_REPO_REVISION)
        return 0;
    if (commit->exists)
        result = d1_repo_snapshot_open(&tree, opened->repo, &wanted, NULL);
    if (result < 0)
        return result == D1_ERR_MEMORY ? result : D1_ERR_READ;
    comparing.now = d1_repo_snapshot_entries(opened->snapshot, &comparing.now_count);
    if (tree)
        comparing.then = d1_repo_snapshot_entries(tree, &comparing.then_count);
    result = compare(&comparing);
    d1_repo_reader_free(comparing.reader);
    d1_repo_snapshot_free(tree);
    return result;
}
