#include "engine/kept/way.h"

#include <string.h>

#include "base/version.h"
#include "engine/kept/contents.h"
#include "repo/state.h"

enum { MOST_STEPS = 8 /* questions upon questions */ };

/* What lies at a step of the way, as the word that a value begins with. */
enum node { NODE_QUESTIONS = 1, NODE_VALUE = 2 };

/* What a verdict is a function of, in words with a NUL behind each, so that no two lists of them are the same text. */
static void add_text(struct d1_strbuf *out, const char *text)
{
    if (text)
        d1_strbuf_puts(out, text);
    d1_strbuf_add(out, text ? "" : "\1", text ? 1 : 2);
}

static void add_number(struct d1_strbuf *out, uint64_t number)
{
    d1_strbuf_add(out, (const char *)&number, sizeof number);
}

/* ---- what is known before ---- */

/* What is asked of an earlier report: where it lies, what it judged, and of which engagements. */
static void add_previous(struct d1_strbuf *out, const struct d1_previous *previous)
{
    const struct d1_verdict *verdict = previous->verdict;

    add_text(out, previous->file);
    d1_strbuf_str(out, verdict->source.commit);
    add_number(out, verdict->engagement_count);
    for (size_t i = 0; i < verdict->engagement_count; i++) {
        add_number(out, verdict->engagements[i].name.len);
        d1_strbuf_str(out, verdict->engagements[i].name);
        add_number(out, (uint64_t)verdict->engagements[i].as_of);
    }
}

/*
 * The options. What is no pointer counts as it stands, also what comes to be one of them later, but for jobs and for
 * what alters nothing of a verdict that there is; with files that are laid over the work tree nothing is kept.
 */
static void add_options(struct d1_strbuf *out, const struct d1_run_options *options)
{
    _Static_assert(sizeof(void *) != 8 || sizeof(*options) == 192,
                   "a new option that is a pointer is to be added here");
    const char *const texts[] = {options->directory, options->revision,      options->since, options->owner,
                                 options->as_of,     options->gate,          options->trust, options->policy,
                                 options->rules_dir, options->repository_uri};
    struct d1_run_options plain = *options;

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        add_text(out, texts[i]);
    for (size_t i = 0; i < options->path_count; i++)
        add_text(out, options->paths[i]);
    for (size_t i = 0; i < options->engagement_count; i++)
        add_text(out, options->engagements[i]);
    for (size_t i = 0; i < options->previous_count; i++)
        add_previous(out, &options->previous[i]);
    plain.directory = plain.revision = plain.since = plain.owner = plain.as_of = plain.gate = plain.trust = NULL;
    plain.policy = plain.rules_dir = plain.repository_uri = NULL;
    plain.paths = plain.engagements = NULL;
    plain.previous = NULL;
    plain.any_owner = plain.whole_rules = false;
    plain.laid = NULL;
    plain.jobs = 0;
    plain.progress = NULL;
    plain.progress_context = NULL;
    d1_strbuf_add(out, (const char *)&plain, sizeof plain);
}

/* The day, as far as it does not depend on the zone of an engagement; the instant of a commit is that of the commit. */
static void add_day(struct d1_strbuf *out, const struct d1_as_of *as_of)
{
    add_number(out, as_of->kind);
    add_number(out, as_of->kind == D1_AS_OF_DATE ? (uint64_t)as_of->date : 0);
    add_number(out, as_of->kind == D1_AS_OF_TODAY ? (uint64_t)d1_zone_date(d1_zone_utc(), as_of->seconds) : 0);
}

int d1_way_frame(struct d1_strbuf *out, const struct d1_opened *opened, const struct d1_run_options *options,
                 const char *word)
{
    const struct d1_opened *judge = opened->first ? opened->first : opened;
    int result;

    d1_strbuf_clear(out);
    d1_strbuf_puts(out, word);
    d1_strbuf_putc(out, ' ');
    d1_strbuf_str(out, opened->keeping.under);
    add_text(out, "");
    add_text(out, D1_VERSION);
    add_text(out, d1_version_commit());
    add_options(out, options);
    add_day(out, &opened->as_of);
    if (judge->policy)
        d1_strbuf_add(out, judge->policy_digest.sha256, sizeof judge->policy_digest.sha256);
    result = d1_repo_state_write(out, opened->repo);
    if (result > 0)
        result = d1_repo_snapshot_frame(out, opened->snapshot);
    if (result > 0 && options->trust)
        result = d1_repo_revision_state(out, opened->repo, options->trust);
    return out->oom ? D1_ERR_MEMORY : result;
}

int d1_way_head(struct d1_strbuf *out, const struct d1_opened *opened)
{
    d1_repo_snapshot_head(out, opened->snapshot);
    return d1_repo_objects_write(out, opened->repo);
}

int d1_way_state(struct d1_strbuf *out, const struct d1_opened *opened, const char *word)
{
    int result = d1_way_frame(out, opened, opened->options, word);

    if (result > 0)
        result = d1_way_head(out, opened);
    return result > 0 ? d1_repo_snapshot_files(out, opened->snapshot) : result;
}

/* ---- the way ---- */

static void set_out(struct d1_way *way, struct d1_opened *opened)
{
    way->opened = opened;
    way->asking.opened = opened;
}

/* The key under which the way begins. */
static int begin(struct d1_way *way, const struct d1_strbuf *state)
{
    d1_strbuf_clear(&way->text);
    d1_strbuf_str(&way->text, d1_strbuf_view(state));
    if (!way->asking.apart)
        d1_contents_write(&way->text, &way->opened->contents);
    way->key = d1_cache_key(way->opened->keeping.cache, d1_strbuf_view(&way->text));
    return way->text.oom ? D1_ERR_MEMORY : 0;
}

/* Goes on by questions and their answers now. 1, 0 where one has none, D1_ERR_MEMORY. */
static int follow(struct d1_way *way, struct d1_str questions)
{
    int result = 1;

    d1_strbuf_clear(&way->text);
    d1_strbuf_puts(&way->text, "answered ");
    d1_strbuf_add(&way->text, (const char *)&way->key, sizeof way->key);
    for (size_t at = 0; at < questions.len && result > 0; at += strlen(questions.ptr + at) + 1)
        result = d1_questions_answer(&way->text, &way->asking, questions.ptr + at);
    if (result <= 0)
        return result;
    d1_strbuf_str(&way->asked, questions);
    way->key = d1_cache_key(way->opened->keeping.cache, d1_strbuf_view(&way->text));
    return way->asked.oom ? D1_ERR_MEMORY : 1;
}

/* What lies where the way has led: the value (1), nothing (0), or D1_ERR_MEMORY. Goes as far as there are answers. */
static int go(struct d1_way *way, bool *open)
{
    int result = 1;

    *open = false;
    for (size_t step = 0; step < MOST_STEPS && result > 0; step++) {
        uint64_t node;
        struct d1_str value;

        result = d1_cache_get(way->opened->keeping.cache, way->key, &way->value);
        *open = result == 0;
        if (result <= 0 || way->value.len < sizeof node)
            return result < 0 ? result : 0;
        memcpy(&node, way->value.ptr, sizeof node);
        if (node == NODE_VALUE)
            return 1;
        value = d1_str_sub(d1_strbuf_view(&way->value), sizeof node, way->value.len);
        if (node != NODE_QUESTIONS || !value.len || value.ptr[value.len - 1] != '\0')
            return 0;
        result = follow(way, value);
    }
    return result < 0 ? result : 0;
}

int d1_way_begins(struct d1_way *way, struct d1_opened *opened, const struct d1_strbuf *state)
{
    int result;

    set_out(way, opened);
    result = begin(way, state);
    return result < 0 ? result : d1_cache_get(opened->keeping.cache, way->key, &way->value);
}

int d1_way_find(struct d1_way *way, struct d1_opened *opened, const struct d1_strbuf *state)
{
    bool open;
    int result;

    set_out(way, opened);
    if (!way->asking.apart && d1_repo_snapshot_source(opened->snapshot) == D1_REPO_WORKTREE) {
        result = d1_contents_complete(&opened->contents, opened);
        if (result < 0 || !d1_contents_are_known(&opened->contents))
            return result;
    }
    result = begin(way, state);
    return result < 0 ? result : go(way, &open);
}

int d1_way_return(struct d1_way *way, struct d1_opened *opened, struct d1_print key)
{
    uint64_t node = 0;
    int result;

    set_out(way, opened);
    way->key = key;
    result = d1_cache_get(opened->keeping.cache, key, &way->value);
    if (result > 0 && way->value.len >= sizeof node)
        memcpy(&node, way->value.ptr, sizeof node);
    return result > 0 ? node == NODE_VALUE : result;
}

struct d1_str d1_way_value(const struct d1_way *way)
{
    return d1_str_sub(d1_strbuf_view(&way->value), sizeof(uint64_t), way->value.len);
}

/* ---- keeping ---- */

/* Whether a question is among those that were asked on the way. */
static bool was_asked(const struct d1_way *way, const char *question)
{
    for (size_t at = 0; at < way->asked.len; at += strlen(way->asked.ptr + at) + 1)
        if (strcmp(way->asked.ptr + at, question) == 0)
            return true;
    return false;
}

/* Keeps the questions that were not asked yet where the way ends, and goes on by them. */
static int keep_questions(struct d1_way *way, enum d1_cache_kind kind)
{
    const uint64_t node = NODE_QUESTIONS;
    struct d1_strbuf all = {0}, rest = {0};
    int result = d1_questions_write(&all, &way->asking);

    d1_strbuf_add(&rest, (const char *)&node, sizeof node);
    for (size_t at = 0; result && at < all.len; at += strlen(all.ptr + at) + 1)
        if (!was_asked(way, all.ptr + at))
            add_text(&rest, all.ptr + at);
    if (all.oom || rest.oom)
        result = D1_ERR_MEMORY;
    if (result > 0 && rest.len > sizeof node) {
        result = d1_cache_put(way->opened->keeping.cache, kind, way->key, d1_strbuf_view(&rest));
        if (result == 0)
            result = follow(way, d1_str_sub(d1_strbuf_view(&rest), sizeof node, rest.len));
    }
    d1_strbuf_release(&all);
    d1_strbuf_release(&rest);
    return result;
}

int d1_way_end(struct d1_way *way, struct d1_opened *opened, const struct d1_strbuf *state, enum d1_cache_kind kind)
{
    const uint64_t node = NODE_VALUE;
    bool open = false;
    int result;

    set_out(way, opened);
    result = way->asking.apart ? 0 : d1_contents_store(&opened->contents, opened);
    if (result == 0)
        result = begin(way, state);
    if (result == 0)
        result = go(way, &open);
    if (result >= 0 && open)
        result = keep_questions(way, kind);
    d1_strbuf_clear(&way->value);
    d1_strbuf_add(&way->value, (const char *)&node, sizeof node);
    return result < 0 || open ? result : 0;
}

int d1_way_keep(struct d1_way *way, enum d1_cache_kind kind)
{
    if (way->value.oom)
        return way->value.full ? 0 : D1_ERR_MEMORY;
    return d1_cache_put(way->opened->keeping.cache, kind, way->key, d1_strbuf_view(&way->value));
}

void d1_way_release(struct d1_way *way)
{
    d1_strbuf_release(&way->asked);
    d1_strbuf_release(&way->value);
    d1_strbuf_release(&way->text);
}
