#include "engine/read/unseen.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/file/path.h"
#include "base/limits.h"
#include "base/memory/alloc.h"

/* Where something is defined; of several places of one name the next. */
struct sighting {
    const struct d1_artifact *artifact;
    struct d1_str where; /* the path and why it is not seen */
    struct sighting *next;
};

struct d1_unseen {
    const struct d1_opened *opened;
    struct d1_elsewhere elsewhere;
    pthread_mutex_t lock;
    bool asked;
    bool told; /* its state was asked for, by which something of an earlier run was taken */
    int result;
    struct d1_repo_snapshot *worktree, *whole; /* without and with what git ignores; NULL where it is not needed */
    struct d1_artifact_loader *loader;
    D1_VEC(struct d1_file *) files;
    size_t count, bytes;     /* of files that were looked at */
    bool full;               /* there was no room for some */
    bool only_state;         /* what files define is not asked for */
    struct d1_strbuf state;  /* of those that lie in the work tree: why each is not seen, its path, its id */
    struct d1_map sightings; /* by id, "Kind/name" and "Kind/" */
    struct d1_arena arena;
};

/* ---- what a file defines ---- */

static int note(struct d1_unseen *unseen, const struct d1_artifact *artifact, struct d1_str name, struct d1_str where)
{
    struct sighting *sighting = d1_arena_alloc(&unseen->arena, sizeof *sighting), *last;
    struct d1_map_entry *entry;
    int inserted;

    if (!sighting || !name.ptr)
        return D1_ERR_MEMORY;
    *sighting = (struct sighting){artifact, where, NULL};
    inserted = d1_map_insert(&unseen->sightings, name, sighting, &entry);
    if (inserted < 0)
        return D1_ERR_MEMORY;
    if (!inserted) {
        last = entry->value;
        sighting->next = last->next;
        last->next = sighting;
    }
    return 0;
}

static int note_items(struct d1_unseen *unseen, const struct d1_artifact *artifact, struct d1_str where)
{
    const struct d1_kinds *kinds = unseen->opened->ruleset->kinds;
    int result = 0;

    for (size_t i = 0; i < artifact->mark_count && result == 0; i++) {
        const struct d1_mark *mark = &artifact->marks[i];
        const struct d1_item_type *type;
        struct d1_str id;

        if (mark->annotation != D1_ANNOTATION_ITEM)
            continue;
        type = d1_kinds_type(kinds, d1_node_text(mark->value));
        id = type && d1_str_is(type->key, "id") ? d1_node_get_text(mark->node, "id") : d1_str("");
        if (id.len)
            result = note(unseen, artifact, id, where);
    }
    return result;
}

static int note_artifact(struct d1_unseen *unseen, const struct d1_artifact *artifact, struct d1_str where)
{
    struct d1_arena *arena = &unseen->arena;
    int result;

    if (!artifact->kind || !artifact->root)
        return 0;
    result = note(unseen, artifact, d1_arena_printf(arena, D1_STR_FMT "/", D1_STR_ARG(artifact->kind->name)), where);
    if (result == 0 && artifact->name.len)
        result = note(unseen, artifact, d1_artifact_label(arena, artifact), where);
    return result == 0 ? note_items(unseen, artifact, where) : result;
}

/* Whether there is room for one more file. */
static bool has_room(const struct d1_unseen *unseen)
{
    return unseen->count < D1_LIMIT_UNSEEN_FILES && unseen->bytes < D1_LIMIT_UNSEEN_BYTES;
}

/* Notes a file of the work tree with its content; bytes are those of none where it cannot be read. */
static void note_state(struct d1_unseen *unseen, const struct d1_repo_entry *entry, const char *why,
                       struct d1_str bytes)
{
    uint8_t id[D1_REPO_ID_BYTES];

    d1_strbuf_add(&unseen->state, why, strlen(why) + 1);
    d1_strbuf_add(&unseen->state, entry->path, entry->path_len + 1);
    if (bytes.ptr && d1_repo_blob_hash(bytes, id, NULL) == 0)
        d1_strbuf_add(&unseen->state, (const char *)id, sizeof id);
}

static int load(struct d1_unseen *unseen, const struct d1_repo_entry *entry, const char *why, struct d1_str bytes)
{
    struct d1_file *file;
    struct d1_str where;
    int result;

    file = d1_arena_calloc(&unseen->arena, 1, sizeof *file);
    where = d1_arena_printf(&unseen->arena, "%s, %s", entry->path, why);
    if (!file || !where.ptr)
        return D1_ERR_MEMORY;
    file->path = entry->path;
    if (d1_vec_push(&unseen->files, file) < 0)
        return D1_ERR_MEMORY;
    result = d1_file_load(unseen->loader, file, bytes);
    for (size_t i = 0; i < file->artifact_count && result == 0; i++)
        result = note_artifact(unseen, &file->artifacts[i], where);
    return result;
}

/* What cannot be read tells nothing. */
static int look_at(struct d1_unseen *unseen, struct d1_repo_reader *reader, const struct d1_repo_entry *entry,
                   const char *why)
{
    struct d1_str bytes = {NULL, 0};
    int result;

    if (entry->kind != D1_REPO_FILE)
        return 0;
    if (!has_room(unseen)) {
        unseen->full = true;
        return 0;
    }
    result = d1_repo_read(reader, entry, &bytes, NULL);
    if (result == D1_ERR_MEMORY)
        return result;
    note_state(unseen, entry, why, result < 0 ? d1_strn(NULL, 0) : bytes);
    if (result < 0)
        return 0;
    unseen->bytes += bytes.len;
    unseen->count++;
    return unseen->only_state ? 0 : load(unseen, entry, why, bytes);
}

/* ---- which files ---- */

static const struct d1_repo_entry *find_entry(const struct d1_repo_snapshot *snapshot, const char *path)
{
    size_t count, low = 0;
    const struct d1_repo_entry *entries = d1_repo_snapshot_entries(snapshot, &count);

    while (low < count) {
        size_t middle = low + (count - low) / 2;
        int order = strcmp(entries[middle].path, path);

        if (order == 0)
            return &entries[middle];
        if (order < 0)
            low = middle + 1;
        else
            count = middle;
    }
    return NULL;
}

/* Whether a file of the work tree is what is staged, by the id that git would store it under. */
static bool is_staged(const struct d1_unseen *unseen, struct d1_repo_reader *reader, const struct d1_repo_entry *entry)
{
    const struct d1_repo_entry *staged = find_entry(unseen->opened->snapshot, entry->path);
    char text[D1_REPO_ID_TEXT];
    uint8_t id[D1_REPO_ID_BYTES];
    struct d1_str bytes;
    int known;

    if (!staged || entry->kind != D1_REPO_FILE)
        return false;
    known = d1_repo_known_id(unseen->worktree, entry, id, NULL);
    if (known == 0 && has_room(unseen) && d1_repo_read(reader, entry, &bytes, NULL) == 0 &&
        d1_repo_entry_id(unseen->worktree, entry, bytes, text, NULL) == 0)
        known = d1_repo_id_parse(d1_str(text), id);
    return known == 1 && memcmp(staged->id, id, sizeof id) == 0;
}

static int look_at_excluded(struct d1_unseen *unseen, struct d1_repo_reader *reader)
{
    const struct d1_workspace *workspace = &unseen->opened->workspace;
    size_t count;
    const struct d1_repo_entry *entries = d1_repo_snapshot_entries(unseen->opened->snapshot, &count);
    int result = 0;

    for (size_t i = 0; i < count && i < workspace->file_count && result == 0; i++)
        if (workspace->files[i].excluded && !d1_file_is_json(&workspace->files[i]))
            result = look_at(unseen, reader, &entries[i], "which `exclude` of the policy leaves out");
    return result;
}

static int look_at_unstaged(struct d1_unseen *unseen, struct d1_repo_reader *reader)
{
    size_t count;
    const struct d1_repo_entry *entries = d1_repo_snapshot_entries(unseen->worktree, &count);
    int result = 0;

    for (size_t i = 0; i < count && result == 0; i++)
        if (!is_staged(unseen, reader, &entries[i]))
            result = look_at(unseen, reader, &entries[i], "which is not staged");
    return result;
}

static int look_at_ignored(struct d1_unseen *unseen, struct d1_repo_reader *reader)
{
    const struct d1_repo_snapshot *others = unseen->worktree ? unseen->worktree : unseen->opened->snapshot;
    size_t count;
    const struct d1_repo_entry *entries = d1_repo_snapshot_entries(unseen->whole, &count);
    int result = 0;

    for (size_t i = 0; i < count && result == 0; i++)
        if (!find_entry(others, entries[i].path))
            result = look_at(unseen, reader, &entries[i], "which git ignores");
    return result;
}

/* Looks through a snapshot, whose reader is needed for nothing else. */
static int look_through(struct d1_unseen *unseen, struct d1_repo_snapshot *snapshot,
                        int (*look)(struct d1_unseen *unseen, struct d1_repo_reader *reader))
{
    struct d1_repo_reader *reader = NULL;
    int result = d1_repo_reader_new(&reader, snapshot, NULL);

    if (result == 0)
        result = look(unseen, reader);
    d1_repo_reader_free(reader);
    return result;
}

/* Lists the work tree. Where that cannot be done nothing is known of it: *out stays NULL. 0 or D1_ERR_MEMORY. */
static int list(struct d1_unseen *unseen, struct d1_repo_snapshot **out, bool ignored)
{
    struct d1_repo_snapshot_options wanted = {.source = D1_REPO_WORKTREE, .ignored = ignored};
    int result = d1_repo_snapshot_open(out, unseen->opened->repo, &wanted, NULL);

    return result == D1_ERR_MEMORY ? result : 0;
}

/* Whether git ignores anything there; where the work tree could not be listed nobody knows. */
static bool ignores(const struct d1_unseen *unseen)
{
    if (unseen->opened->options->source == D1_SOURCE_WORKTREE)
        return d1_repo_snapshot_ignores(unseen->opened->snapshot);
    return !unseen->worktree || d1_repo_snapshot_ignores(unseen->worktree);
}

static int look_around(struct d1_unseen *unseen)
{
    const struct d1_opened *opened = unseen->opened;
    enum d1_source_kind source = opened->options->source;
    bool git = d1_repo_info(opened->repo)->is_git;
    int result = unseen->only_state ? 0 : d1_artifact_loader_new(&unseen->loader, opened->ruleset->kinds, NULL);

    if (result == 0 && opened->workspace.excluded)
        result = look_through(unseen, opened->snapshot, look_at_excluded);
    d1_strbuf_clear(&unseen->state); /* these are of the snapshot */
    if (!git || (source != D1_SOURCE_WORKTREE && source != D1_SOURCE_INDEX))
        return result;
    if (result == 0 && source == D1_SOURCE_INDEX)
        result = list(unseen, &unseen->worktree, false);
    if (result == 0 && unseen->worktree)
        result = look_through(unseen, unseen->worktree, look_at_unstaged);
    if (result == 0 && ignores(unseen))
        result = list(unseen, &unseen->whole, true);
    if (result == 0 && unseen->whole)
        result = look_through(unseen, unseen->whole, look_at_ignored);
    return result;
}

/* ---- asking ---- */

/* Whether an artifact would be of an engagement if it were seen; NULL: whichever that is. */
static bool may_belong(const struct d1_unseen *unseen, const struct d1_artifact *artifact,
                       const struct d1_engagement *engagement)
{
    if (!engagement)
        return true;
    if (artifact->namespace.len)
        return d1_str_eq(artifact->namespace, engagement->name);
    return unseen->opened->workspace.engagements.len == 1 ||
           d1_path_encloses(engagement->directory, d1_path_directory(artifact->path));
}

static int ask(void *context, const struct d1_engagement *engagement, struct d1_str what, struct d1_str *where)
{
    struct d1_unseen *unseen = context;
    const struct sighting *sighting;

    pthread_mutex_lock(&unseen->lock);
    if (!unseen->asked)
        unseen->result = look_around(unseen);
    unseen->asked = true;
    pthread_mutex_unlock(&unseen->lock);
    *where = d1_str("");
    for (sighting = d1_map_get(&unseen->sightings, what); sighting && !where->len; sighting = sighting->next)
        if (may_belong(unseen, sighting->artifact, engagement))
            *where = sighting->where;
    return unseen->result;
}

bool d1_unseen_was_asked(const struct d1_unseen *unseen)
{
    return unseen->asked || unseen->told;
}

int d1_unseen_state(struct d1_unseen *unseen, struct d1_strbuf *out)
{
    struct d1_unseen *other = NULL;
    int result = 0;

    unseen->told = true;
    if (!unseen->asked) {
        result = d1_unseen_new(&other, unseen->opened);
        if (result < 0)
            return result;
        other->only_state = true;
        result = look_around(other);
        unseen = other;
    }
    d1_strbuf_str(out, d1_strbuf_view(&unseen->state));
    if (result == D1_ERR_MEMORY || unseen->state.oom || out->oom)
        result = D1_ERR_MEMORY;
    else
        result = result == 0 && unseen->result == 0 && !unseen->full;
    d1_unseen_free(other);
    return result;
}

const struct d1_elsewhere *d1_unseen_elsewhere(const struct d1_unseen *unseen)
{
    return &unseen->elsewhere;
}

int d1_unseen_new(struct d1_unseen **out, const struct d1_opened *opened)
{
    struct d1_unseen *unseen = d1_calloc(1, sizeof *unseen);

    if (!unseen)
        return D1_ERR_MEMORY;
    if (pthread_mutex_init(&unseen->lock, NULL) != 0) {
        d1_free(unseen);
        return D1_ERR_MEMORY;
    }
    unseen->opened = opened;
    unseen->elsewhere = (struct d1_elsewhere){ask, unseen};
    *out = unseen;
    return 0;
}

void d1_unseen_free(struct d1_unseen *unseen)
{
    if (!unseen)
        return;
    for (size_t i = 0; i < unseen->files.len; i++)
        d1_file_release(unseen->files.items[i]);
    d1_vec_release(&unseen->files);
    d1_map_release(&unseen->sightings);
    d1_artifact_loader_free(unseen->loader);
    d1_repo_snapshot_free(unseen->worktree);
    d1_repo_snapshot_free(unseen->whole);
    d1_strbuf_release(&unseen->state);
    d1_arena_release(&unseen->arena);
    pthread_mutex_destroy(&unseen->lock);
    d1_free(unseen);
}
