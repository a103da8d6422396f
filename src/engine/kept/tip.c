#include "engine/kept/tip.h"

#include "base/limits.h"
#include "cache/cache.h"
#include "engine/read/timeline.h"
#include "repo/state.h"

/*
 * Commits that are looked at one by one, and bytes of contents; points, and these with their changes, and how much was
 * read of a line, so far from any limit that none is met; and how many lists of objects stand for one commit at most.
 */
enum {
    MOST_COMMITS = 100,
    MOST_CONTENTS = 16 * 1024 * 1024,
    MOST_POINTS = D1_LIMIT_POINTS / 2,
    MOST_SIZE = D1_LIMIT_LINE_BLOBS / 2,
    MOST_SHARE = 500, /* thousandths */
    MOST_LISTS = 8
};

/* What stands before a concern that is kept: under which objects it holds. */
struct head {
    struct d1_print list;
    uint64_t grown; /* commits since the line was read */
};

struct looking {
    struct d1_tip *tip;
    const struct d1_opened *opened;
    struct d1_concern *concern; /* that was found */
    uint64_t grown;
};

/* The key of what is known at a commit; a list of objects that are not there any more stands before the next one. */
static struct d1_print key_of(const struct d1_opened *opened, const uint8_t id[D1_REPO_ID_BYTES], unsigned list)
{
    const struct d1_repo_info *info = d1_repo_info(opened->repo);
    struct d1_strbuf text = {0};
    struct d1_print key;

    d1_strbuf_puts(&text, "tip ");
    d1_strbuf_str(&text, opened->keeping.under);
    d1_strbuf_add(&text, info->git_dir, strlen(info->git_dir) + 1);
    d1_strbuf_puts(&text, d1_repo_snapshot_commit(opened->snapshot)->directory);
    d1_strbuf_putc(&text, '\0');
    d1_strbuf_add(&text, (const char *)id, D1_REPO_ID_BYTES);
    d1_strbuf_putc(&text, (char)(1 + list));
    d1_strbuf_putc(&text, (char)(1 + info->is_shallow + 2 * info->is_partial));
    key = d1_cache_key(opened->keeping.cache, d1_strbuf_view(&text));
    d1_strbuf_release(&text);
    return key;
}

/* Whether anything that holds is known at a commit: 1, 0 or D1_ERR_MEMORY. *next is the first list that is free. */
static int find_at(struct looking *looking, const uint8_t id[D1_REPO_ID_BYTES], unsigned *next)
{
    struct d1_strbuf bytes = {0};
    struct head head;
    int result = 1, holds = 0;

    for (*next = 0; *next < MOST_LISTS && holds == 0; ++*next) {
        result = d1_cache_get(looking->opened->keeping.cache, key_of(looking->opened, id, *next), &bytes);
        if (result <= 0 || bytes.len < sizeof head)
            break;
        memcpy(&head, bytes.ptr, sizeof head);
        holds = d1_stored_holds(&looking->tip->stored, looking->opened, head.list);
    }
    if (result > 0)
        result = holds;
    if (result > 0) {
        looking->grown = head.grown;
        result = d1_concern_read(&looking->concern, d1_str_sub(d1_strbuf_view(&bytes), sizeof head, bytes.len));
    }
    d1_strbuf_release(&bytes);
    return result;
}

static int is_known(void *context, const uint8_t id[D1_REPO_ID_BYTES])
{
    unsigned next;

    return find_at(context, id, &next);
}

/* ---- commits that have come since ---- */

struct reading {
    const struct d1_opened *opened;
    const struct d1_repo_line *line;
    struct d1_repo_reader *reader;
    struct d1_artifact_loader *loader;
    struct d1_file file;
    size_t bytes;
    D1_VEC(struct d1_past_naming) names;
};

/* Loads a content: 1, 0 where it is too large for anything of ours, D1_ERR_READ where it cannot be had, D1_ERR_MEMORY.
 */
static int load(struct reading *reading, uint32_t content)
{
    struct d1_repo_entry entry = {.path = "", .kind = D1_REPO_FILE, .size = D1_REPO_SIZE_UNKNOWN};
    struct d1_str bytes = {NULL, 0};
    size_t length = 0;
    int result;

    d1_file_release(&reading->file);
    reading->file = (struct d1_file){.path = ""};
    memcpy(entry.id, reading->line->blobs[content], sizeof entry.id);
    if (!d1_repo_reader_has(reading->reader, &entry))
        return D1_ERR_READ;
    result = d1_file_recall(reading->loader, &reading->file, entry.id, &length);
    reading->bytes += length;
    if (result != 0)
        return result;
    result = d1_repo_read(reading->reader, &entry, &bytes, NULL);
    if (result == 0)
        result = d1_file_load_blob(reading->loader, &reading->file, entry.id, bytes);
    reading->bytes += bytes.len;
    return result == 0 ? 1 : result == D1_ERR_LIMIT ? 0 : result;
}

/* A d1_concern_names. */
static int name_documents(void *context, uint32_t content, const struct d1_past_naming **names, size_t *count)
{
    struct reading *reading = context;
    int result = load(reading, content);

    reading->names.len = 0;
    for (size_t i = 0; i < reading->file.artifact_count && result > 0; i++) {
        const struct d1_artifact *artifact = &reading->file.artifacts[i];

        if (!artifact->root || !artifact->sound)
            result = 0;
        else if (d1_vec_push(&reading->names, d1_past_naming_of(artifact)) < 0)
            result = D1_ERR_MEMORY;
    }
    *names = reading->names.items;
    *count = reading->names.len;
    return result;
}

/* Takes in what has come since. 1, 0 where that cannot be told, D1_ERR_MEMORY. */
static int grow(struct looking *looking, const struct d1_repo_history *history)
{
    struct reading reading = {.opened = looking->opened, .line = d1_repo_history_line(history)};
    int result = d1_repo_reader_new(&reading.reader, looking->opened->snapshot, NULL);

    if (result == 0)
        result = d1_artifact_loader_new(&reading.loader, looking->opened->ruleset->kinds, NULL);
    if (result == 0) {
        d1_artifact_loader_keep(reading.loader, &looking->opened->keeping);
        result = d1_concern_take(looking->concern, reading.line, reading.line->count, name_documents, &reading);
    }
    looking->grown += reading.line->count;
    if (result == 0)
        result = reading.bytes <= MOST_CONTENTS && looking->grown <= MOST_COMMITS &&
                 d1_concern_size(looking->concern) <= MOST_SIZE;
    d1_file_release(&reading.file);
    d1_repo_reader_free(reading.reader);
    d1_artifact_loader_free(reading.loader);
    d1_vec_release(&reading.names);
    return result < 0 && result != D1_ERR_MEMORY ? 0 : result;
}

/* Looks for what is known up to the newest commit, or up to one before it, from where it grows. As d1_tip_find. */
static int find(struct d1_tip *tip, struct looking *looking)
{
    static const char *const suffixes[] = {".yaml", ".yml", NULL};
    struct d1_repo_history *history = NULL;
    int result = d1_repo_history_since(&history, looking->opened->snapshot, suffixes, MOST_COMMITS, is_known, looking);

    if (result > 0 && d1_repo_history_line(history)->count) {
        result = grow(looking, history);
        tip->fresh = result > 0;
    }
    d1_repo_history_free(history);
    return result;
}

int d1_tip_find(struct d1_tip *tip, const struct d1_opened *opened)
{
    struct looking looking = {tip, opened, NULL, 0};
    int result = 0;

    if (tip->asked || !opened->keeping.cache || !d1_repo_info(opened->repo)->is_git)
        return tip->concern != NULL;
    tip->asked = true;
    result = find(tip, &looking);
    if (result > 0) {
        tip->concern = looking.concern;
        tip->grown = looking.grown;
    } else {
        d1_concern_free(looking.concern);
    }
    return result;
}

/* ---- the whole line ---- */

struct naming {
    const struct d1_past *past;
    D1_VEC(struct d1_past_naming) names;
};

static int name_past(void *context, uint32_t content, const struct d1_past_naming **names, size_t *count)
{
    struct naming *naming = context;
    const struct d1_past_document *const *documents;

    naming->names.len = 0;
    if (!d1_past_content(naming->past, content, &documents, count))
        return 0;
    for (size_t i = 0; i < *count; i++)
        if (d1_vec_push(&naming->names, d1_past_naming(documents[i])) < 0)
            return D1_ERR_MEMORY;
    *names = naming->names.items;
    return 1;
}

/* Whether nothing of a past is missing, and no limit is near. */
static bool is_whole(const struct d1_opened *opened, const struct d1_past *past)
{
    const struct d1_repo_line *line = d1_past_line(past);

    return line->count && line->count <= MOST_POINTS && line->blob_count <= MOST_SIZE && !d1_past_cut(past) &&
           !d1_past_first(past) && d1_timeline_share(opened->timeline) <= MOST_SHARE;
}

/* Makes it of a line that is whole. 0 or D1_ERR_MEMORY; it may be too large to be of use. */
static int make(struct d1_tip *tip, const struct d1_past *past)
{
    const struct d1_repo_line *line = d1_past_line(past);
    size_t count = line->count - d1_past_is_unsaved(past, line->count - 1);
    struct naming naming = {.past = past};
    int result = d1_concern_new(&tip->concern);

    if (result == 0)
        result = d1_concern_take(tip->concern, line, count, name_past, &naming);
    d1_vec_release(&naming.names);
    tip->fresh = result == 0 && count && d1_concern_size(tip->concern) <= MOST_SIZE;
    if (tip->fresh)
        return 0;
    d1_concern_free(tip->concern);
    tip->concern = NULL;
    return result;
}

int d1_tip_make(struct d1_tip *tip, const struct d1_opened *opened)
{
    const struct d1_past *past = d1_timeline_known(opened->timeline);

    if (!past)
        return 0;
    tip->asked = true;
    tip->grown = 0;
    if (is_whole(opened, past))
        return tip->concern ? 0 : make(tip, past);
    d1_concern_free(tip->concern);
    tip->concern = NULL;
    tip->fresh = false;
    return 0;
}

int d1_tip_keep(struct d1_tip *tip, const struct d1_opened *opened)
{
    struct looking looking = {tip, opened, NULL, 0};
    struct head head = {.grown = tip->grown};
    struct d1_strbuf bytes = {0};
    uint8_t id[D1_REPO_ID_BYTES];
    unsigned next = MOST_LISTS;
    int result;

    if (!tip->fresh || !d1_repo_id_parse(d1_str(d1_repo_snapshot_commit(opened->snapshot)->id), id))
        return 0;
    result = find_at(&looking, id, &next);
    d1_concern_free(looking.concern);
    if (result == 0 && next < MOST_LISTS)
        result = d1_stored_keep(&tip->stored, opened, &head.list);
    else
        return result < 0 ? result : 0;
    if (result > 0) {
        d1_strbuf_add(&bytes, (const char *)&head, sizeof head);
        d1_concern_write(&bytes, tip->concern);
        result = bytes.oom ? D1_ERR_MEMORY
                           : d1_cache_put(opened->keeping.cache, D1_CACHE_HISTORY, key_of(opened, id, next),
                                          d1_strbuf_view(&bytes));
    }
    d1_strbuf_release(&bytes);
    return result < 0 ? result : 0;
}

void d1_tip_release(struct d1_tip *tip)
{
    d1_concern_free(tip->concern);
    d1_stored_release(&tip->stored);
}
