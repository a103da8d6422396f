#include "engine/kept/contents.h"

#include <string.h>

#include "base/limits.h"
#include "cache/cache.h"

enum { FEW = 200 /* files that are read by one thread before anything else is done */ };

static const struct d1_repo_entry *entry_at(const struct d1_opened *opened, size_t i)
{
    size_t count;

    return &d1_repo_snapshot_entries(opened->snapshot, &count)[i];
}

/* Whether an entry is a file that lies on the disk. */
static bool lies_there(const struct d1_contents *contents, size_t i)
{
    return contents->stamps[i].mode != 0;
}

static size_t group_end(const struct d1_opened *opened, size_t from)
{
    size_t count;
    const struct d1_repo_entry *entries = d1_repo_snapshot_entries(opened->snapshot, &count);

    return d1_repo_group_end(entries, count, from);
}

/* The key of a group: of its paths with their stamps. */
static int group_key(const struct d1_contents *contents, const struct d1_opened *opened, size_t from, size_t end,
                     struct d1_strbuf *text, struct d1_print *key)
{
    const char *root = d1_repo_info(opened->repo)->root;

    d1_strbuf_clear(text);
    d1_strbuf_puts(text, "contents ");
    d1_strbuf_add(text, root, strlen(root) + 1);
    for (size_t i = from; i < end; i++) {
        const struct d1_repo_entry *entry = entry_at(opened, i);

        d1_strbuf_add(text, entry->path, entry->path_len + 1);
        d1_strbuf_add(text, (const char *)&contents->stamps[i], sizeof contents->stamps[i]);
    }
    if (text->oom)
        return D1_ERR_MEMORY;
    *key = d1_cache_key(opened->cache, d1_strbuf_view(text));
    return 0;
}

static int find_group(struct d1_contents *contents, struct d1_opened *opened, size_t from, size_t end,
                      struct d1_strbuf *text)
{
    struct d1_print key;
    int result = group_key(contents, opened, from, end, text, &key);

    if (result == 0)
        result = d1_cache_get(opened->cache, key, text);
    if (result <= 0 || text->len != (end - from) * D1_REPO_ID_BYTES)
        return result < 0 ? result : 0;
    contents->kept[from] = true;
    for (size_t i = from; i < end; i++) {
        memcpy(contents->ids[i].bytes, text->ptr + (i - from) * D1_REPO_ID_BYTES, D1_REPO_ID_BYTES);
        contents->ids[i].known = lies_there(contents, i);
    }
    return 0;
}

/* Looks when a file was written. Of one that is too large to be read its size is all that counts. */
static void stamp(struct d1_contents *contents, const struct d1_opened *opened, size_t i)
{
    struct d1_repo_stamp *stamp = &contents->stamps[i];

    if (entry_at(opened, i)->kind != D1_REPO_FILE || !d1_repo_stamp_of(stamp, opened->snapshot, entry_at(opened, i)))
        return;
    contents->settled[i] = d1_repo_stamp_is_settled(stamp);
    contents->ids[i].known = stamp->size > D1_LIMIT_FILE_BYTES;
    if (contents->ids[i].known)
        memcpy(contents->ids[i].bytes, &stamp->size, sizeof stamp->size);
}

int d1_contents_find(struct d1_contents *contents, struct d1_opened *opened)
{
    struct d1_strbuf text = {0};
    int result = 0;

    d1_repo_snapshot_entries(opened->snapshot, &contents->count);
    contents->ids = d1_arena_calloc(&opened->arena, contents->count, sizeof *contents->ids);
    contents->stamps = d1_arena_calloc(&opened->arena, contents->count, sizeof *contents->stamps);
    contents->settled = d1_arena_calloc(&opened->arena, contents->count, sizeof *contents->settled);
    contents->kept = d1_arena_calloc(&opened->arena, contents->count, sizeof *contents->kept);
    if (!contents->ids || !contents->stamps || !contents->settled || !contents->kept)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < contents->count; i++)
        stamp(contents, opened, i);
    for (size_t from = 0, end; from < contents->count && result == 0; from = end) {
        end = group_end(opened, from);
        result = find_group(contents, opened, from, end, &text);
    }
    d1_strbuf_release(&text);
    contents->converts = d1_repo_snapshot_converts(opened->snapshot);
    if (result == 0 && contents->converts)
        result = d1_contents_store(contents, opened);
    return result;
}

/* Has the index answer by what an earlier run has kept of it, or keeps that. 0 or D1_ERR_MEMORY. */
static int find_index(struct d1_contents *contents, struct d1_opened *opened)
{
    struct d1_strbuf text = {0}, state = {0};
    bool settled = d1_repo_brief_state(&state, opened->snapshot);
    struct d1_print key;
    int result = 0;

    d1_strbuf_puts(&text, "index ");
    d1_strbuf_str(&text, opened->keeping.under);
    d1_strbuf_putc(&text, '\0');
    d1_strbuf_str(&text, d1_strbuf_view(&state));
    key = d1_cache_key(opened->cache, d1_strbuf_view(&text));
    if (text.oom || state.oom)
        result = D1_ERR_MEMORY;
    else if (settled)
        result = d1_cache_get(opened->cache, key, &contents->index);
    if (result > 0)
        result = d1_repo_brief_take(opened->snapshot, d1_strbuf_view(&contents->index));
    if (result == 0 && settled) {
        d1_strbuf_clear(&contents->index);
        result = d1_repo_brief_write(&contents->index, opened->snapshot, d1_strbuf_view(&state));
        if (result > 0)
            result = d1_cache_put(opened->cache, D1_CACHE_CONTENTS, key, d1_strbuf_view(&contents->index));
    }
    d1_strbuf_release(&text);
    d1_strbuf_release(&state);
    return result < 0 ? result : 0;
}

int d1_contents_store(struct d1_contents *contents, struct d1_opened *opened)
{
    struct d1_content_id *stored;
    int result;

    if (contents->stored || !contents->ids)
        return 0;
    stored = d1_arena_calloc(&opened->arena, contents->count + 1, sizeof *stored);
    result = stored ? find_index(contents, opened) : D1_ERR_MEMORY;
    for (size_t i = 0; i < contents->count && result == 0; i++) {
        int known = lies_there(contents, i) ? d1_repo_stamped_id(opened->snapshot, entry_at(opened, i),
                                                                 &contents->stamps[i], stored[i].bytes)
                                            : 0;

        stored[i].known = known > 0;
        result = known < 0 ? known : 0;
    }
    if (result == 0)
        contents->stored = stored;
    return result;
}

static size_t count_unknown(const struct d1_contents *contents)
{
    size_t count = 0;

    for (size_t i = 0; i < contents->count; i++)
        count += lies_there(contents, i) && !contents->ids[i].known;
    return count;
}

bool d1_contents_are_known(const struct d1_contents *contents)
{
    return count_unknown(contents) == 0;
}

/*
 * Where nothing is converted the index knows an unmodified file by its bytes, and what it does not know is found by
 * them. So there it is told of where it knows others: it has the file as it was stored when something else held.
 */
static bool has_stored(const struct d1_contents *contents, size_t i)
{
    const struct d1_content_id *stored = contents->stored ? &contents->stored[i] : NULL;

    return stored && (contents->converts ||
                      (stored->known && memcmp(stored->bytes, contents->ids[i].bytes, D1_REPO_ID_BYTES) != 0));
}

static void write_stored(struct d1_strbuf *out, const struct d1_content_id *stored)
{
    d1_strbuf_puts(out, stored->known ? "stored" : "asked");
    d1_strbuf_add(out, (const char *)stored->bytes, D1_REPO_ID_BYTES);
}

void d1_contents_write(struct d1_strbuf *out, const struct d1_contents *contents)
{
    for (size_t i = 0; i < contents->count; i++)
        d1_strbuf_add(out, (const char *)contents->ids[i].bytes, D1_REPO_ID_BYTES);
    for (size_t i = 0; i < contents->count; i++)
        if (has_stored(contents, i)) {
            d1_strbuf_add(out, (const char *)&i, sizeof i);
            write_stored(out, &contents->stored[i]);
        }
}

/* A file of a work tree has no id of its own. */
int d1_contents_write_one(struct d1_strbuf *out, const struct d1_opened *opened, size_t number)
{
    const struct d1_repo_entry *entry = entry_at(opened, number);
    bool stored = d1_repo_snapshot_source(opened->snapshot) != D1_REPO_WORKTREE;
    const struct d1_content_id *id = opened->contents.ids ? &opened->contents.ids[number] : NULL;

    d1_strbuf_putc(out, (char)entry->kind);
    d1_strbuf_puts(out, entry->reason ? entry->reason : "");
    d1_strbuf_putc(out, '\0');
    d1_strbuf_add(out, (const char *)(stored || !id ? entry->id : id->bytes), D1_REPO_ID_BYTES);
    if (id && has_stored(&opened->contents, number))
        write_stored(out, &opened->contents.stored[number]);
    return stored || entry->kind != D1_REPO_FILE || (id && id->known);
}

int d1_contents_complete(struct d1_contents *contents, struct d1_opened *opened)
{
    size_t unknown = count_unknown(contents);
    struct d1_repo_reader *reader = NULL;
    struct d1_str bytes;
    int result;

    if (!unknown || unknown > FEW)
        return 0;
    result = d1_repo_reader_new(&reader, opened->snapshot, NULL);
    for (size_t i = 0; i < contents->count && result == 0; i++) {
        if (!lies_there(contents, i) || contents->ids[i].known)
            continue;
        result = d1_repo_read(reader, entry_at(opened, i), &bytes, NULL);
        if (result == 0)
            result = d1_repo_blob_hash(bytes, contents->ids[i].bytes, NULL);
        contents->ids[i].known = result == 0;
    }
    d1_repo_reader_free(reader);
    return result == D1_ERR_MEMORY ? result : 0;
}

/* Of a file that nobody has read it is known what it held when its stamp was taken, and that is what was judged. */
static bool has_stayed(const struct d1_contents *contents, const struct d1_opened *opened, size_t i)
{
    struct d1_repo_stamp now = {0};

    if (lies_there(contents, i) && (!contents->settled[i] || !contents->ids[i].known))
        return false;
    if (!d1_repo_snapshot_was_read(opened->snapshot, i))
        return true;
    if (entry_at(opened, i)->kind == D1_REPO_FILE)
        d1_repo_stamp_of(&now, opened->snapshot, entry_at(opened, i));
    return memcmp(&now, &contents->stamps[i], sizeof now) == 0;
}

bool d1_contents_stayed(const struct d1_contents *contents, const struct d1_opened *opened)
{
    for (size_t i = 0; i < contents->count; i++)
        if (!has_stayed(contents, opened, i))
            return false;
    return true;
}

/* Whether what the stamps of a group say of its contents holds from now on. */
static bool is_settled(const struct d1_contents *contents, size_t from, size_t end)
{
    for (size_t i = from; i < end; i++)
        if (lies_there(contents, i) && (!contents->ids[i].known || !contents->settled[i]))
            return false;
    return true;
}

static int keep_group(const struct d1_contents *contents, struct d1_opened *opened, size_t from, size_t end,
                      struct d1_strbuf *text, struct d1_strbuf *value)
{
    struct d1_print key;
    int result;

    if (contents->kept[from] || !is_settled(contents, from, end))
        return 0;
    result = group_key(contents, opened, from, end, text, &key);
    d1_strbuf_clear(value);
    for (size_t i = from; i < end; i++)
        d1_strbuf_add(value, (const char *)contents->ids[i].bytes, D1_REPO_ID_BYTES);
    if (result == 0 && value->oom)
        result = D1_ERR_MEMORY;
    return result == 0 ? d1_cache_put(opened->cache, D1_CACHE_CONTENTS, key, d1_strbuf_view(value)) : result;
}

int d1_contents_keep(const struct d1_contents *contents, struct d1_opened *opened)
{
    struct d1_strbuf text = {0}, value = {0};
    int result = 0;

    for (size_t from = 0, end; from < contents->count && result == 0; from = end) {
        end = group_end(opened, from);
        result = keep_group(contents, opened, from, end, &text, &value);
    }
    d1_strbuf_release(&text);
    d1_strbuf_release(&value);
    return result;
}
