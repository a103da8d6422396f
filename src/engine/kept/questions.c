#include "engine/kept/questions.h"

#include <stdlib.h>
#include <string.h>

#include "cache/cache.h"
#include "engine/kept/contents.h"
#include "engine/read/timeline.h"
#include "engine/read/unsaved.h"
#include "engine/read/unseen.h"
#include "repo/state.h"

/* Their first word; what is behind it is whom they are about. */
static const char zone_word[] = "zone ", file_word[] = "file ", beside_word[] = "beside", newest_word[] = "newest",
                  rest_word[] = "rest";

static void add_text(struct d1_strbuf *out, const char *text)
{
    d1_strbuf_add(out, text, strlen(text) + 1);
}

static void add_number(struct d1_strbuf *out, uint64_t number)
{
    d1_strbuf_add(out, (const char *)&number, sizeof number);
}

static int by_path(const void *path, const void *entry)
{
    return strcmp(path, ((const struct d1_repo_entry *)entry)->path);
}

/* The number of what the snapshot lists at a path; false for nothing. */
static bool find_entry(const struct d1_opened *opened, const char *path, size_t *number)
{
    size_t count;
    const struct d1_repo_entry *entries = d1_repo_snapshot_entries(opened->snapshot, &count), *found;

    found = count ? bsearch(path, entries, count, sizeof *entries, by_path) : NULL;
    *number = found ? (size_t)(found - entries) : 0;
    return found;
}

/* ---- answers ---- */

/* What the time zone database has under a name, and which day it is there. */
static int answer_zone(struct d1_strbuf *out, const struct d1_opened *opened, const char *name)
{
    const struct d1_zone *zone = NULL;

    if (!d1_zone_answer(out, d1_str(name)))
        return 0;
    if (opened->as_of.kind == D1_AS_OF_TODAY && d1_zone_find(d1_str(name), &zone, NULL) == 0)
        add_number(out, (uint64_t)d1_zone_date(zone, opened->as_of.seconds));
    return 1;
}

/* What a work tree has at a path that is not listed. */
static int answer_digest(struct d1_strbuf *out, const struct d1_opened *opened, const char *path)
{
    const struct d1_digest *digest;

    if (d1_digests_get(opened->digests, d1_str(path), &digest) < 0)
        return D1_ERR_MEMORY;
    add_number(out, (uint64_t)digest->state);
    add_text(out, digest->sha256);
    add_text(out, digest->blob);
    return digest->state != D1_DIGEST_UNREAD;
}

/* What git has at one. */
static int answer_object(struct d1_strbuf *out, const struct d1_opened *opened, const char *path)
{
    struct d1_repo_entry entry = {0};
    int result = d1_repo_lookup(opened->snapshot, d1_str(path), &entry, NULL);

    add_number(out, (uint64_t)entry.kind);
    d1_strbuf_add(out, (const char *)entry.id, sizeof entry.id);
    return result < 0 ? (result == D1_ERR_MEMORY ? result : 0) : 1;
}

static int answer_file(struct d1_strbuf *out, const struct d1_opened *opened, const char *path)
{
    size_t number;

    if (find_entry(opened, path, &number))
        return d1_contents_write_one(out, opened, number);
    return d1_repo_snapshot_source(opened->snapshot) == D1_REPO_WORKTREE ? answer_digest(out, opened, path)
                                                                         : answer_object(out, opened, path);
}

/* A work tree with thousands of files is asked for by many: what is remembered is a fingerprint. */
static int answer_rest(struct d1_strbuf *out, const struct d1_opened *opened)
{
    struct d1_strbuf text = {0};
    int result = d1_repo_snapshot_files(&text, opened->snapshot);
    struct d1_print print;

    d1_contents_write(&text, &opened->contents);
    print = d1_cache_key(opened->keeping.cache, d1_strbuf_view(&text));
    d1_strbuf_add(out, (const char *)&print, sizeof print);
    if (text.oom)
        result = D1_ERR_MEMORY;
    d1_strbuf_release(&text);
    return result;
}

static int answer_beside(struct d1_strbuf *out, const struct d1_opened *opened)
{
    return opened->unseen ? d1_unseen_state(opened->unseen, out) : 1;
}

/* The past tells, where it was read or will be in any case; else it has to say the same once it is. */
static int answer_newest(struct d1_strbuf *out, const struct d1_opened *opened)
{
    const struct d1_past *past = d1_timeline_known(opened->timeline);
    size_t count = past ? d1_past_line(past)->count : 0;
    bool unsaved = false;
    int result = d1_timeline_unsaved(opened->timeline, &unsaved), any = unsaved;

    if (result == 0)
        any = d1_unsaved_any(opened);
    d1_strbuf_putc(out, any > 0 ? '1' : '0');
    if (result < 0 || any < 0)
        return result == D1_ERR_MEMORY || any == D1_ERR_MEMORY ? D1_ERR_MEMORY : 0;
    return !past || any == (count && d1_past_is_unsaved(past, count - 1));
}

/* An answer of all parts. */
static int answer_once(struct d1_strbuf *out, const struct d1_opened *opened, struct d1_answer *answer,
                       int (*find)(struct d1_strbuf *out, const struct d1_opened *opened))
{
    if (!answer)
        return find(out, opened);
    if (!answer->known)
        answer->result = find(&answer->text, opened);
    answer->known = true;
    d1_strbuf_str(out, d1_strbuf_view(&answer->text));
    return answer->text.oom ? D1_ERR_MEMORY : answer->result;
}

int d1_questions_answer(struct d1_strbuf *out, const struct d1_asking *asking, const char *question)
{
    const struct d1_opened *opened = asking->opened;
    struct d1_answers *all = asking->answers;
    struct d1_str text = d1_str(question);
    int result = 0;

    add_text(out, question);
    if (d1_str_starts(text, zone_word))
        result = answer_zone(out, opened, question + sizeof zone_word - 1);
    else if (d1_str_starts(text, file_word))
        result = answer_file(out, opened, question + sizeof file_word - 1);
    else if (d1_str_is(text, beside_word))
        result = answer_once(out, opened, all ? &all->beside : NULL, answer_beside);
    else if (d1_str_is(text, newest_word))
        result = answer_once(out, opened, all ? &all->newest : NULL, answer_newest);
    else if (d1_str_is(text, rest_word))
        result = answer_once(out, opened, all ? &all->rest : NULL, answer_rest);
    return out->oom ? D1_ERR_MEMORY : result;
}

void d1_answer_forget(struct d1_answer *answer)
{
    d1_strbuf_clear(&answer->text);
    answer->known = false;
}

void d1_answers_release(struct d1_answers *answers)
{
    d1_strbuf_release(&answers->beside.text);
    d1_strbuf_release(&answers->newest.text);
    d1_strbuf_release(&answers->rest.text);
}

/* ---- questions ---- */

struct listing {
    const struct d1_opened *opened;
    struct d1_strbuf *questions;
};

static void add_file(struct d1_strbuf *out, struct d1_str path)
{
    d1_strbuf_puts(out, file_word);
    d1_strbuf_str(out, path);
    d1_strbuf_putc(out, '\0');
}

/* The files of the snapshot are known by their contents, and of the index and a revision everything is. */
static void list_file(void *context, struct d1_str path, const struct d1_digest *digest)
{
    struct listing *listing = context;
    size_t number;

    (void)digest;
    if (!find_entry(listing->opened, path.ptr, &number))
        add_file(listing->questions, path);
}

/* Of a part nothing is known but what it was made of. */
static void list_beyond(struct d1_strbuf *out, const struct d1_beyond *beyond)
{
    for (size_t i = 0; i < beyond->files.len; i++)
        add_file(out, beyond->files.entries[i].key);
    if (beyond->newest)
        add_text(out, newest_word);
    if (beyond->rest)
        add_text(out, rest_word);
}

bool d1_questions_write(struct d1_strbuf *out, const struct d1_asking *asking)
{
    const struct d1_opened *opened = asking->opened;
    struct listing listing = {opened, out};
    struct d1_strbuf zones = {0};
    bool all = d1_zone_asked(&zones);

    for (size_t at = 0; all && at < zones.len; at += strlen(zones.ptr + at) + 1) {
        d1_strbuf_puts(out, zone_word);
        add_text(out, zones.ptr + at);
    }
    if (asking->beyond)
        list_beyond(out, asking->beyond);
    else if (d1_repo_snapshot_source(opened->snapshot) == D1_REPO_WORKTREE)
        d1_digests_each(opened->digests, list_file, &listing);
    if (opened->unseen && d1_unseen_was_asked(opened->unseen))
        add_text(out, beside_word);
    all = all && !zones.oom;
    d1_strbuf_release(&zones);
    return all && (!asking->beyond || !asking->beyond->lost);
}
