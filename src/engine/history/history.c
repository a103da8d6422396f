#include "engine/history.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/memory/alloc.h"
#include "engine/history/telling.h"
#include "engine/read/timeline.h"
#include "engine/read/trust.h"

const char *d1_history_kind_name(enum d1_history_kind kind)
{
    static const char *const names[] = {"all", "check", "criterion", "gate", "item", "artifact", "act"};

    return names[kind];
}

/* ---- who ---- */

static int describe_signature(struct d1_history_tracing *tracing, struct d1_history_event *event,
                              const struct d1_repo_writing *commit, uint32_t point, struct d1_error *error)
{
    static const char *const names[] = {
        [D1_SIGNED_NONE] = "none", [D1_SIGNED_GOOD] = "good",       [D1_SIGNED_OUTSIDE] = "outside",
        [D1_SIGNED_BAD] = "bad",   [D1_SIGNED_UNKNOWN] = "unknown",
    };
    struct d1_arena *arena = &tracing->arena;
    const struct d1_signature *signature;
    struct d1_signed_by by = {.status = D1_SIGNED_UNKNOWN};
    struct d1_signing when = {
        .date = d1_zone_date(tracing->engagement->zone, commit->time),
        .point = point,
        .cut_point = d1_past_cut(tracing->past) && point == d1_past_first(tracing->past),
    };
    struct d1_error why = {0};
    int result = d1_past_signature(tracing->past, commit->id, false, &signature, &why);

    if (result == 0)
        result =
            d1_signers_ask(&by, d1_identities_signers(tracing->identities), signature, &when, d1_str(""), arena, &why);
    if (result < 0)
        by = (struct d1_signed_by){.status = D1_SIGNED_UNKNOWN,
                                   .reason = d1_arena_str(arena, d1_str(d1_error_message(&why)))};
    d1_error_clear(&why);
    event->signature = names[by.status];
    if (by.status == D1_SIGNED_GOOD)
        event->signer = by.person;
    else
        event->unsigned_why = by.reason;
    return result == D1_ERR_MEMORY || (by.status != D1_SIGNED_GOOD && !by.reason.ptr) ? d1_error_memory(error) : 0;
}

int d1_history_add(struct d1_history_tracing *tracing, const struct d1_history_event *event, struct d1_error *error)
{
    if (tracing->events.len >= D1_LIMIT_HISTORY_EVENTS)
        return d1_error_set(error, D1_ERR_LIMIT, "history tells of more than the limit of %d changes: name one subject",
                            D1_LIMIT_HISTORY_EVENTS);
    return d1_vec_push(&tracing->events, *event) < 0 ? d1_error_memory(error) : 0;
}

/* The only person that an address is of; what it counts for does not matter here. Empty for nobody, and for several. */
static struct d1_str person_of(const struct d1_history_tracing *tracing, struct d1_str address)
{
    struct d1_str found[2];

    return d1_identities_against(tracing->identities, address, found, 2) == 1 ? found[0] : d1_str("");
}

int d1_history_attribute(struct d1_history_tracing *tracing, struct d1_history_event *event, uint32_t point,
                         uint32_t says, struct d1_error *error)
{
    const struct d1_repo_writing *at = &d1_past_line(tracing->past)->points[point], *writer = at;
    struct d1_error why = {0};

    if (d1_past_is_unsaved(tracing->past, point))
        return 0;
    event->committed = true;
    d1_repo_id_format(at->id, event->commit);
    if (says != D1_PAST_NONE && d1_past_writer(tracing->past, point, says, &writer, &why) < 0)
        writer = at; /* what its branch brought cannot be read: the merge is what is known */
    d1_error_clear(&why);
    if (writer != at)
        d1_repo_id_format(writer->id, event->writer);
    event->address = d1_str(writer->author);
    event->author = person_of(tracing, event->address);
    return describe_signature(tracing, event, writer, point, error);
}

/* ---- which subject ---- */

const struct d1_gate *d1_history_gate(const struct d1_ruleset *ruleset, struct d1_str subject)
{
    size_t colon = d1_str_find(subject, ':', 0);

    return d1_ruleset_gate(ruleset, colon < subject.len ? d1_str_sub(subject, 0, colon) : subject);
}

/* What the subject is by the rules; else D1_HISTORY_ITEM, and the engagements have to say. */
static enum d1_history_kind kind_of(const struct d1_ruleset *ruleset, struct d1_str subject)
{
    if (!subject.len)
        return D1_HISTORY_ALL;
    if (d1_ruleset_check(ruleset, subject))
        return D1_HISTORY_CHECK;
    if (d1_ruleset_criterion(ruleset, subject))
        return D1_HISTORY_CRITERION;
    return d1_history_gate(ruleset, subject) ? D1_HISTORY_GATE : D1_HISTORY_ITEM;
}

/* ---- one engagement ---- */

static int by_date(const void *left, const void *right)
{
    const struct d1_history_event *a = left, *b = right;

    if (a->date != b->date)
        return a->date < b->date ? -1 : 1;
    return a < b ? -1 : a > b;
}

static int keep(struct d1_history_tracing *tracing, struct d1_history_line *line)
{
    struct d1_history_event *events = d1_arena_alloc(&tracing->arena, (tracing->events.len + 1) * sizeof *events);

    if (!events)
        return D1_ERR_MEMORY;
    if (tracing->events.len)
        memcpy(events, tracing->events.items, tracing->events.len * sizeof *events);
    if (tracing->reading->history.kind >= D1_HISTORY_ITEM && tracing->events.len)
        qsort(events, tracing->events.len, sizeof *events, by_date);
    line->events = events;
    line->count = tracing->events.len;
    return 0;
}

/* The line of the engagement, and whose addresses are; none where there is no history. */
static int open_line(struct d1_history_tracing *tracing, struct d1_str *none)
{
    const struct d1_engagement *engagement = tracing->engagement;
    int result = d1_timeline_past(tracing->reading->opened.timeline, &tracing->past, none);

    if (result < 0 || !tracing->past)
        return result;
    if (tracing->gone && tracing->reading->history.kind >= D1_HISTORY_ITEM)
        result = d1_history_gone_line(tracing->gone, &tracing->line, tracing->past, tracing->as_of);
    else
        result = d1_line_new(&tracing->line, tracing->past, engagement, tracing->as_of);
    if (result == 0)
        result =
            d1_identities_new(&tracing->identities, tracing->line, tracing->trusted ? tracing->trusted : engagement);
    return result;
}

static int tell_formerly(struct d1_history_tracing *tracing, struct d1_history_line *line)
{
    struct d1_strbuf text = {0};
    int result = d1_line_tell_formerly(tracing->line, &text);

    line->formerly = d1_arena_str(&tracing->arena, d1_strbuf_view(&text));
    d1_strbuf_release(&text);
    return result < 0 || !line->formerly.ptr ? D1_ERR_MEMORY : 0;
}

static int tell(struct d1_history_tracing *tracing, struct d1_error *error)
{
    struct d1_history_line *line = &tracing->told;
    bool by_rules = tracing->reading->history.kind < D1_HISTORY_ITEM;
    int result;

    if (!tracing->line)
        return 0;
    d1_line_points(tracing->line, &line->points);
    if (tracing->gone)
        line->points = d1_history_gone_points(tracing->gone);
    line->cut = d1_past_cut(tracing->past);
    if (tell_formerly(tracing, line) < 0)
        return d1_error_memory(error);
    result = by_rules ? d1_history_states(tracing, error) : d1_history_words(tracing, error);
    if (result == 0 && keep(tracing, line) < 0)
        result = d1_error_memory(error);
    if (result == 0 && by_rules && !line->gone && !tracing->reading->options->first_failure &&
        d1_history_continue(tracing, line) < 0)
        result = d1_error_memory(error);
    return result;
}

/* Into what it has been given, and its arena; what it takes on the way it gives back. */
static void trace(void *context, size_t index, unsigned thread)
{
    struct d1_history_reading *reading = context;
    struct d1_history_tracing *tracing = &reading->tracings[index];
    int result, finds = reading->history.kind < D1_HISTORY_ITEM;

    (void)thread;
    result = open_line(tracing, &tracing->told.none);
    if (result == 0 && !finds)
        result = finds = d1_history_finds(tracing, &reading->history.kind);
    tracing->found = finds > 0;
    if (result < 0)
        result = d1_error_memory(&tracing->error);
    else
        result = tracing->found ? tell(tracing, &tracing->error) : 0;
    d1_vec_release(&tracing->events);
    d1_identities_free(tracing->identities);
    d1_line_free(tracing->line);
    tracing->result = result;
}

/* ---- which engagements ---- */

/* One more that is asked for; gone: of one that is gone, NULL else. */
static void add(struct d1_history_reading *reading, const struct d1_engagement *engagement,
                const struct d1_history_gone *gone)
{
    struct d1_history_tracing *tracing = &reading->tracings[reading->tracing_count++];
    const struct d1_as_of *as_of = &reading->opened.as_of;

    *tracing = (struct d1_history_tracing){.reading = reading, .engagement = engagement, .gone = gone};
    tracing->as_of = as_of->kind == D1_AS_OF_DATE ? as_of->date : d1_zone_date(engagement->zone, as_of->seconds);
    if (reading->opened.trust)
        tracing->trusted = d1_trust_engagement(reading->opened.trust, engagement);
    tracing->told =
        (struct d1_history_line){.engagement = engagement->name, .as_of = tracing->as_of, .gone = gone != NULL};
}

/* One that is gone. *was: whether there was one of that name. */
static int add_gone(struct d1_history_reading *reading, struct d1_str name, bool *was, struct d1_error *error)
{
    struct d1_history_gone *gone;
    int result = d1_history_gone_new(&gone, reading, name);

    *was = result > 0;
    if (result > 0 && d1_vec_push(&reading->gone, gone) < 0) {
        d1_history_gone_free(gone);
        result = D1_ERR_MEMORY;
    }
    if (result > 0)
        add(reading, d1_history_gone_last(gone), gone);
    return result < 0 ? d1_error_memory(error) : 0;
}

static const struct d1_engagement *find_present(const struct d1_history_reading *reading, struct d1_str name)
{
    const struct d1_workspace *workspace = &reading->opened.workspace;

    for (size_t i = 0; i < workspace->engagements.len; i++)
        if (d1_str_eq(workspace->engagements.items[i]->name, name))
            return workspace->engagements.items[i];
    return NULL;
}

static bool is_repeated(const char *const *names, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (strcmp(names[k], names[i]) == 0)
            return true;
    return false;
}

/* Those that are named. */
static int add_named(struct d1_history_reading *reading, struct d1_error *error)
{
    const struct d1_run_options *run = &reading->options->run;
    int result = 0;

    for (size_t i = 0; i < run->engagement_count && result == 0; i++) {
        struct d1_str name = d1_str(run->engagements[i]);
        const struct d1_engagement *present = find_present(reading, name);
        bool was = true;

        if (is_repeated(run->engagements, i))
            continue;
        if (present)
            add(reading, present, NULL);
        else
            result = add_gone(reading, name, &was, error);
        if (result == 0 && !was)
            result = d1_opened_unknown(&reading->opened, name, error);
    }
    return result;
}

/*
 * Traces all that were added. By rules several are judged side by side, as in a run; what a subject is that only they
 * know, one says to the next.
 */
static int trace_added(struct d1_history_reading *reading)
{
    bool by_rules = reading->history.kind < D1_HISTORY_ITEM;
    int result = 0;

    for (size_t i = 0; i < reading->tracing_count && by_rules && result == 0; i++)
        result = d1_history_prepare(&reading->tracings[i]);
    if (result == 0)
        d1_pool_run(by_rules && !reading->opened.alone ? reading->opened.pool : NULL, reading->tracing_count, 1, trace,
                    reading);
    return result;
}

static bool is_known(const struct d1_history_reading *reading)
{
    for (size_t i = 0; i < reading->tracing_count; i++)
        if (reading->tracings[i].found || reading->tracings[i].result < 0)
            return true;
    return false;
}

/* All that there are; where none knows the subject it may be the id of one that is gone. */
static int trace_all(struct d1_history_reading *reading, struct d1_error *error)
{
    static const char kind[] = "Engagement/";
    const struct d1_workspace *workspace = &reading->opened.workspace;
    struct d1_str name = reading->history.subject;
    size_t present = workspace->engagements.len;
    bool was;
    int result;

    for (size_t i = 0; i < present; i++)
        add(reading, workspace->engagements.items[i], NULL);
    if (trace_added(reading) < 0)
        return d1_error_memory(error);
    if (is_known(reading))
        return 0;
    if (d1_str_starts(name, kind))
        name = d1_str_sub(name, sizeof kind - 1, name.len);
    result = reading->history.kind >= D1_HISTORY_ITEM ? add_gone(reading, name, &was, error) : 0;
    if (result == 0 && reading->tracing_count > present)
        trace(reading, present, 0);
    if (result == 0 && !is_known(reading) && !present)
        result = d1_opened_require(&reading->opened, error);
    return result;
}

static int trace_named(struct d1_history_reading *reading, struct d1_error *error)
{
    int result = add_named(reading, error);

    return result == 0 && trace_added(reading) < 0 ? d1_error_memory(error) : result;
}

/* What nobody has or had; an id that is near may have been meant. */
static int is_nothing(const struct d1_history_reading *reading, struct d1_error *error)
{
    struct d1_str subject = reading->history.subject, near = d1_opened_nearest(&reading->opened, subject);

    return d1_error_set(error, D1_ERR_USAGE,
                        "there is and was no check, criterion, gate, item, artifact, act or engagement " D1_STR_FMT
                        "%s" D1_STR_FMT "%s",
                        D1_STR_ARG(subject), near.len ? "; did you mean " : "", D1_STR_ARG(near),
                        near.len ? "?" : ": `d1lint list` names the first three, an act is ITEM.FIELD");
}

/* What came of each: the lines of those that know the subject, or the first error. */
static int gather(struct d1_history_reading *reading, struct d1_error *error)
{
    struct d1_history_line *lines = d1_arena_calloc(&reading->arena, reading->tracing_count + 1, sizeof *lines);
    size_t count = 0;

    if (!lines)
        return d1_error_memory(error);
    for (size_t i = 0; i < reading->tracing_count; i++) {
        struct d1_history_tracing *tracing = &reading->tracings[i];

        if (tracing->result < 0) {
            d1_error_clear(error);
            if (error) {
                *error = tracing->error;
                tracing->error = (struct d1_error){0};
            }
            return tracing->result;
        }
        if (tracing->found)
            lines[count++] = tracing->told;
    }
    reading->history.lines = lines;
    reading->history.count = count;
    return count ? 0 : is_nothing(reading, error);
}

static int read_lines(struct d1_history_reading *reading, struct d1_error *error)
{
    size_t asked = reading->options->run.engagement_count;
    size_t most = asked ? asked : reading->opened.workspace.engagements.len + 1;
    int result;

    reading->tracings = d1_arena_calloc(&reading->arena, most, sizeof *reading->tracings);
    if (!reading->tracings)
        return d1_error_memory(error);
    result = asked ? trace_named(reading, error) : trace_all(reading, error);
    return result < 0 ? result : gather(reading, error);
}

/* ---- reading ---- */

static int open_rules(struct d1_history_reading *reading, struct d1_error *error)
{
    const struct d1_history_options *options = reading->options;
    struct d1_history *history = &reading->history;
    int result;

    reading->run = options->run;
    reading->run.engagements = NULL;
    reading->run.engagement_count = 0;
    reading->opened.past = true;
    history->subject = d1_str(options->subject ? options->subject : "");
    result = d1_opened_rules(&reading->opened, &reading->run, error);
    if (result < 0)
        return result;
    history->kind = kind_of(reading->opened.ruleset, history->subject);
    if (options->first_failure && history->kind >= D1_HISTORY_ITEM)
        return d1_error_set(error, D1_ERR_USAGE,
                            "--first-failure takes a check, a criterion or a gate, and %s is none: `d1lint list` "
                            "names them",
                            options->subject);
    return 0;
}

/* 1 where what was taken of earlier runs may be too much beside what was read, so that it is to be read without. */
static int read_anew(struct d1_history_reading *reading, struct d1_error *error)
{
    int result = d1_opened_load(&reading->opened, error);

    if (result == 0)
        result = read_lines(reading, error);
    if (result == 0 && d1_timeline_exceeds(reading->opened.timeline))
        return 1;
    if (result == 0 && reading->opened.trust)
        reading->history.trusted_commit = d1_str(d1_repo_snapshot_commit(reading->opened.trust->opened.snapshot)->id);
    if (result == 0 && d1_history_keep(reading) < 0)
        result = d1_error_memory(error);
    return result;
}

/* As read_anew, unless it is known. */
static int read_or_recall(struct d1_history_reading *reading, struct d1_error *error)
{
    int result = open_rules(reading, error);

    if (result == 0)
        result = d1_opened_snapshot(&reading->opened, error);
    if (result == 0)
        result = d1_opened_prepare(&reading->opened, error);
    if (result < 0)
        return result;
    result = d1_history_recall(reading);
    if (result < 0)
        return d1_error_memory(error);
    return result > 0 ? 0 : read_anew(reading, error);
}

int d1_history_read(struct d1_history_reading **out, const struct d1_history_options *options, struct d1_error *error)
{
    struct d1_history_reading *reading = NULL;
    int result = 1;

    for (int attempt = 0; attempt < 2 && result > 0; attempt++) {
        d1_history_free(reading);
        reading = d1_calloc(1, sizeof *reading);
        if (!reading)
            return d1_error_memory(error);
        reading->options = options;
        reading->opened.recalls = attempt == 0;
        reading->history.trusted = d1_str(options->run.trust ? options->run.trust : "");
        result = read_or_recall(reading, error);
    }
    if (result < 0) {
        d1_history_free(reading);
        return result;
    }
    d1_opened_keep(&reading->opened);
    *out = reading;
    return 0;
}

const struct d1_history *d1_history_of(const struct d1_history_reading *reading)
{
    return &reading->history;
}

void d1_history_free(struct d1_history_reading *reading)
{
    if (!reading)
        return;
    for (size_t i = 0; i < reading->tracing_count; i++) {
        d1_judged_release(&reading->tracings[i].today);
        d1_arena_release(&reading->tracings[i].arena);
        d1_error_clear(&reading->tracings[i].error);
    }
    for (size_t i = 0; i < reading->gone.len; i++)
        d1_history_gone_free(reading->gone.items[i]);
    d1_vec_release(&reading->gone);
    d1_opened_release(&reading->opened);
    d1_arena_release(&reading->arena);
    d1_strbuf_release(&reading->state);
    d1_free(reading);
}
