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
                  rest_word[] = "rest", line_word[] = "line ", behind_word[] = "behind ", head_word[] = "head",
                  stored_word[] = "stored ", now_word[] = "now", point_word[] = "point ", trail_word[] = "trail ";

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

/* ---- answers of history ---- */

static int answer_head(struct d1_strbuf *out, const struct d1_opened *opened)
{
    add_text(out, d1_repo_snapshot_commit(opened->snapshot)->id);
    return 1;
}

static int answer_now(struct d1_strbuf *out, const struct d1_asking *asking)
{
    struct d1_print print;
    int result = d1_stored_print(&asking->answers->tip.stored, asking->opened, &print);

    d1_strbuf_add(out, (const char *)&print, sizeof print);
    return result;
}

static void add_id(struct d1_strbuf *out, const uint8_t *id)
{
    d1_strbuf_putc(out, id ? '1' : '0');
    if (id)
        d1_strbuf_add(out, (const char *)id, D1_REPO_ID_BYTES);
}

/* The commit which may have concerned an engagement last; and whose clock ran behind, which is told of all. */
static int answer_line(struct d1_strbuf *out, const struct d1_asking *asking, const char *engagement)
{
    const struct d1_tip *tip = &asking->answers->tip;
    int result = d1_tip_find(&asking->answers->tip, asking->opened);

    if (result < 0)
        return result;
    d1_strbuf_putc(out, result > 0 ? '1' : '0');
    if (result == 0)
        return answer_head(out, asking->opened) > 0 ? answer_now(out, asking) : 0;
    add_id(out, d1_concern_last(tip->concern, d1_str(engagement)));
    add_id(out, d1_concern_backwards(tip->concern));
    return 1;
}

/* Commits that do not concern it, or else what is not committed. */
static int answer_behind(struct d1_strbuf *out, const struct d1_asking *asking, const char *engagement)
{
    const char *head = d1_repo_snapshot_commit(asking->opened->snapshot)->id;
    int result = d1_tip_find(&asking->answers->tip, asking->opened);
    const uint8_t *last;
    char text[D1_REPO_ID_TEXT];

    if (result < 0)
        return result;
    last = result > 0 ? d1_concern_last(asking->answers->tip.concern, d1_str(engagement)) : NULL;
    if (last)
        d1_repo_id_format(last, text);
    if (result == 0 || (last && strcmp(text, head) == 0))
        return answer_once(out, asking->opened, &asking->answers->newest, answer_newest);
    d1_strbuf_putc(out, '1');
    return 1;
}

/* Where it is not known which commits are on the line, the answer of "line" names the newest. */
static int answer_point(struct d1_strbuf *out, const struct d1_asking *asking, const char *text)
{
    int result = d1_tip_find(&asking->answers->tip, asking->opened);
    uint8_t id[D1_REPO_ID_BYTES];

    if (result < 0 || !d1_repo_id_parse(d1_str(text), id))
        return result < 0 ? result : 0;
    d1_strbuf_putc(out, result == 0 ? '-' : d1_concern_has(asking->answers->tip.concern, id) ? '1' : '0');
    return 1;
}

/* Which commit came last to a path, likewise. */
static int answer_trail(struct d1_strbuf *out, const struct d1_asking *asking, const char *path)
{
    int result = d1_tip_find(&asking->answers->tip, asking->opened);

    if (result < 0)
        return result;
    add_number(out, result == 0 ? 0 : d1_concern_touched(asking->answers->tip.concern, d1_str(path)));
    return 1;
}

/* Two hexadecimal digits for each byte of a fingerprint. */
static void write_print(struct d1_strbuf *out, struct d1_print print)
{
    const unsigned char *bytes = (const unsigned char *)&print;

    for (size_t i = 0; i < sizeof print; i++)
        d1_strbuf_printf(out, "%02x", bytes[i]);
}

static bool read_print(const char *text, struct d1_print *print)
{
    unsigned char *bytes = (unsigned char *)print;
    char digits[] = "00";

    if (strlen(text) != 2 * sizeof *print || strspn(text, "0123456789abcdef") != 2 * sizeof *print)
        return false;
    for (size_t i = 0; i < sizeof *print; i++) {
        memcpy(digits, text + 2 * i, 2);
        bytes[i] = (unsigned char)strtoul(digits, NULL, 16);
    }
    return true;
}

static int answer_stored(struct d1_strbuf *out, const struct d1_asking *asking, const char *text)
{
    struct d1_print list;
    int result = read_print(text, &list) ? d1_stored_holds(&asking->answers->tip.stored, asking->opened, list) : 0;

    d1_strbuf_putc(out, result > 0 ? '1' : '0');
    return result < 0 ? result : 1;
}

/* Of a part alone. */
static int answer_history(struct d1_strbuf *out, const struct d1_asking *asking, const char *question)
{
    struct d1_str text = d1_str(question);

    if (d1_str_starts(text, line_word))
        return answer_line(out, asking, question + sizeof line_word - 1);
    if (d1_str_starts(text, behind_word))
        return answer_behind(out, asking, question + sizeof behind_word - 1);
    if (d1_str_starts(text, point_word))
        return answer_point(out, asking, question + sizeof point_word - 1);
    if (d1_str_starts(text, trail_word))
        return answer_trail(out, asking, question + sizeof trail_word - 1);
    if (d1_str_starts(text, stored_word))
        return answer_stored(out, asking, question + sizeof stored_word - 1);
    if (d1_str_is(text, head_word))
        return answer_head(out, asking->opened);
    return d1_str_is(text, now_word) ? answer_now(out, asking) : 0;
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
    else if (all)
        result = answer_history(out, asking, question);
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
    d1_tip_release(&answers->tip);
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

static void add_about(struct d1_strbuf *out, const char *word, struct d1_str name)
{
    d1_strbuf_puts(out, word);
    d1_strbuf_str(out, name);
    d1_strbuf_putc(out, '\0');
}

/* Whether git lacks a file that was looked at, of a snapshot that has none but its own. 1, 0 or D1_ERR_MEMORY. */
static int lacks_file(const struct d1_opened *opened, const struct d1_beyond *beyond)
{
    bool lacks = false;

    if (d1_repo_snapshot_source(opened->snapshot) == D1_REPO_WORKTREE)
        return 0;
    for (size_t i = 0; i < beyond->files.len && !lacks; i++) {
        const struct d1_digest *digest;

        if (d1_digests_get(opened->digests, beyond->files.entries[i].key, &digest) < 0)
            return D1_ERR_MEMORY;
        lacks = digest->state == D1_DIGEST_UNREAD;
    }
    return lacks;
}

/* What was read of git is there still, where all that was asked for was there; else nothing may have come to it. */
static int list_stored(struct d1_strbuf *out, const struct d1_asking *asking)
{
    int lacks = asking->beyond->lacks ? 1 : lacks_file(asking->opened, asking->beyond);
    struct d1_print list;

    if (lacks == 0)
        lacks = d1_stored_keep(&asking->answers->tip.stored, asking->opened, &list);
    else if (lacks > 0)
        lacks = 0;
    if (lacks < 0)
        return lacks;
    if (lacks > 0) {
        d1_strbuf_puts(out, stored_word);
        write_print(out, list);
        d1_strbuf_putc(out, '\0');
        return 0;
    }
    add_text(out, now_word);
    if (!asking->beyond->head)
        add_text(out, head_word);
    return 0;
}

/* Of a part nothing is known but what it was made of. 0 or D1_ERR_MEMORY. */
static int list_beyond(struct d1_strbuf *out, const struct d1_asking *asking)
{
    const struct d1_beyond *beyond = asking->beyond;

    for (size_t i = 0; i < beyond->files.len; i++)
        add_file(out, beyond->files.entries[i].key);
    if (beyond->newest)
        add_text(out, newest_word);
    if (beyond->rest)
        add_text(out, rest_word);
    if (beyond->line)
        add_about(out, line_word, asking->engagement);
    for (size_t i = 0; i < beyond->points.len; i++) {
        char id[D1_REPO_ID_TEXT];

        d1_repo_id_format((const uint8_t *)beyond->points.entries[i].key.ptr, id);
        add_about(out, point_word, d1_str(id));
    }
    for (size_t i = 0; i < beyond->trails.len; i++)
        add_about(out, trail_word, beyond->trails.entries[i].key);
    if (beyond->behind)
        add_about(out, behind_word, asking->engagement);
    if (beyond->head)
        add_text(out, head_word);
    return d1_repo_info(asking->opened->repo)->is_git ? list_stored(out, asking) : 0;
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
        all = all && memchr(asking->engagement.ptr, '\0', asking->engagement.len) == NULL &&
              list_beyond(out, asking) == 0;
    else if (d1_repo_snapshot_source(opened->snapshot) == D1_REPO_WORKTREE)
        d1_digests_each(opened->digests, list_file, &listing);
    if (opened->unseen && d1_unseen_was_asked(opened->unseen))
        add_text(out, beside_word);
    all = all && !zones.oom;
    d1_strbuf_release(&zones);
    return all && (!asking->beyond || !asking->beyond->lost);
}
