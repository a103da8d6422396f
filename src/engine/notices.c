/* What is said of a run as a whole: files that were not read, limits that were met, what was left out. */
#include "base/limits.h"
#include "base/text/shorten.h"
#include "base/vec.h"
#include "engine/kept/portions.h"
#include "engine/running.h"
#include "engine/read/timeline.h"
#include "engine/read/trust.h"

static int add_notice(struct d1_run *run, struct d1_notices *notices, enum d1_severity severity, const char *path,
                      struct d1_str text)
{
    struct d1_notice notice = {.severity = severity, .at.place.path = path};

    notice.text = d1_arena_str(&run->arena, text);
    return notice.text.ptr ? d1_vec_push(notices, notice) : D1_ERR_MEMORY;
}

/* The files that could not be read, or those that were passed over: each with its reason, and the rest as a number. */
static int add_skipped(struct d1_run *run, struct d1_notices *notices, bool unread)
{
    enum d1_severity severity = unread ? D1_SEVERITY_ERROR : D1_SEVERITY_WARNING;
    size_t told = 0;
    struct d1_str text;

    for (size_t i = 0; i < run->opened.workspace.skipped.len; i++) {
        const struct d1_skipped *skipped = &run->opened.workspace.skipped.items[i];

        if (skipped->unread != unread || told++ >= D1_LIMIT_NOTICES)
            continue;
        if (add_notice(run, notices, severity, skipped->path, skipped->reason) < 0)
            return D1_ERR_MEMORY;
    }
    if (told <= D1_LIMIT_NOTICES)
        return 0;
    text = d1_arena_printf(&run->arena, "%zu more files %s", told - D1_LIMIT_NOTICES,
                           unread ? "could not be read" : "are passed over");
    return text.ptr ? add_notice(run, notices, severity, NULL, text) : D1_ERR_MEMORY;
}

/* Findings that are counted nowhere else, since they are too many of one engagement, or of none. */
static int add_dropped(struct d1_run *run, struct d1_notices *notices)
{
    for (size_t i = 0; i < run->judged_count; i++) {
        const struct d1_judged *judged = &run->judged[i];
        struct d1_str name = judged->engagement ? judged->engagement->name : d1_str("no engagement"), text;

        if (!judged->dropped)
            continue;
        text = d1_arena_printf(&run->arena, "%zu more findings of " D1_STR_FMT " are counted, but not listed",
                               judged->dropped, D1_STR_ARG(d1_shorten_head(name)));
        if (!text.ptr || add_notice(run, notices, D1_SEVERITY_WARNING, NULL, text) < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

/* A gate that is not judged may be missed. */
static int add_gates_left_out(struct d1_run *run, struct d1_notices *notices)
{
    for (size_t i = 0; i < run->judged_count; i++) {
        const struct d1_judged *judged = &run->judged[i];
        struct d1_str text;

        if (!judged->gates_left_out)
            continue;
        text = d1_arena_printf(&run->arena,
                               "%zu more gates of " D1_STR_FMT
                               " are not judged: it has more than %d with its sprints, milestones and submissions",
                               judged->gates_left_out, D1_STR_ARG(d1_shorten_head(judged->engagement->name)),
                               D1_LIMIT_GATE_INSTANCES);
        if (!text.ptr || add_notice(run, notices, D1_SEVERITY_ERROR, NULL, text) < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

/* Of findings that are not kept nobody can say whether they are new. */
static int add_uncompared(struct d1_run *run, struct d1_notices *notices)
{
    for (size_t i = 0; run->options->since && i < run->judged_count; i++)
        for (size_t j = 0; j < run->judged[i].verdict.check_count; j++) {
            const struct d1_check_result *result = &run->judged[i].verdict.checks[j];
            struct d1_str text;

            if (!result->dropped)
                continue;
            text = d1_arena_printf(&run->arena,
                                   "%zu findings of " D1_STR_FMT " in " D1_STR_FMT
                                   " are too many to be kept, so whether they are new is not known: leave --since out",
                                   result->dropped, D1_STR_ARG(result->check->id),
                                   D1_STR_ARG(d1_shorten_head(run->judged[i].engagement->name)));
            if (!text.ptr || add_notice(run, notices, D1_SEVERITY_ERROR, NULL, text) < 0)
                return D1_ERR_MEMORY;
        }
    return 0;
}

/* What two persons share tells neither of them: that can be mended. A name that was given long ago cannot. */
static int add_remarks(struct d1_run *run, struct d1_notices *notices)
{
    static const enum d1_severity severities[D1_REMARKS] = {
        [D1_REMARK_ADDRESS] = D1_SEVERITY_WARNING,
        [D1_REMARK_KEY] = D1_SEVERITY_WARNING,
        [D1_REMARK_NAME] = D1_SEVERITY_NOTE,
    };

    for (size_t i = 0; i < run->judged_count; i++)
        for (size_t j = 0; j < D1_REMARKS; j++)
            if (run->judged[i].remarks[j].len &&
                add_notice(run, notices, severities[j], NULL, run->judged[i].remarks[j]) < 0)
                return D1_ERR_MEMORY;
    return 0;
}

/* The day of an instant in UTC. */
static void write_day(struct d1_strbuf *out, int64_t seconds)
{
    enum { DAY_SECONDS = 24 * 60 * 60 };
    char text[D1_DATE_TEXT];

    d1_date_format((d1_date)((seconds - (seconds < 0 ? DAY_SECONDS - 1 : 0)) / DAY_SECONDS), text);
    d1_strbuf_puts(out, text);
}

int d1_run_tell_backwards(const struct d1_run *run, struct d1_strbuf *text)
{
    const struct d1_past *past = d1_timeline_known(run->opened.timeline);
    uint32_t at = past ? d1_past_backwards(past) : D1_PAST_NONE;
    char id[D1_REPO_ID_TEXT];

    if (!past)
        d1_strbuf_str(text, d1_portions_backwards(run));
    if (at == D1_PAST_NONE)
        return text->oom ? D1_ERR_MEMORY : 0;
    d1_repo_id_format(d1_past_line(past)->points[at].id, id);
    d1_strbuf_printf(text, "the clock of whoever made commit %.12s ran behind: it is dated ", id);
    write_day(text, d1_past_line(past)->points[at].time);
    d1_strbuf_puts(text, " and counts as made when the commit before it was, on ");
    write_day(text, d1_past_seconds(past, at));
    return text->oom ? D1_ERR_MEMORY : 0;
}

/* A clock that was behind. What its commits brought is as old as the commit before says. */
static int add_backwards(struct d1_run *run, struct d1_notices *notices)
{
    struct d1_strbuf text = {0};
    int result = d1_run_tell_backwards(run, &text);

    if (result == 0 && text.len)
        result = add_notice(run, notices, D1_SEVERITY_WARNING, NULL, d1_strbuf_view(&text));
    d1_strbuf_release(&text);
    return result;
}

/* Of the engagements that are judged the first for which the commit that is read was made after the as-of date. */
static const struct d1_judged *find_ahead(const struct d1_run *run, d1_date *made)
{
    const struct d1_repo_commit *commit = d1_repo_snapshot_commit(run->opened.snapshot);

    for (size_t i = 0; commit->exists && i < run->judged_count; i++) {
        const struct d1_judged *judged = &run->judged[i];

        if (!judged->engagement)
            continue;
        *made = d1_zone_date(judged->engagement->zone, commit->time);
        if (*made > judged->verdict.as_of)
            return judged;
    }
    return NULL;
}

/*
 * A date that is asked for never changes which revision is read, and no commit was made tomorrow. Of files as they lie
 * there or are staged nobody expects that they are older than they are, so that a date asked for needs no word there.
 */
static int add_ahead(struct d1_run *run, struct d1_notices *notices)
{
    const char *id = d1_repo_snapshot_commit(run->opened.snapshot)->id;
    char day[D1_DATE_TEXT], as_of[D1_DATE_TEXT];
    d1_date made = 0;
    const struct d1_judged *judged = find_ahead(run, &made);
    struct d1_str text;

    if (!judged || (run->opened.as_of.kind == D1_AS_OF_DATE && run->options->source != D1_SOURCE_REVISION))
        return 0;
    d1_date_format(made, day);
    d1_date_format(judged->verdict.as_of, as_of);
    if (run->opened.as_of.kind == D1_AS_OF_DATE)
        text = d1_arena_printf(&run->arena,
                               "commit %.12s, of %s, is younger than the as-of date %s: what is judged is what it "
                               "holds; for what stood on that day give an older revision with --rev",
                               id, day, as_of);
    else
        text = d1_arena_printf(&run->arena,
                               "the clock of whoever made commit %.12s ran ahead: it is dated %s, and counts as made "
                               "on the as-of date %s",
                               id, day, as_of);
    return text.ptr ? add_notice(run, notices, D1_SEVERITY_NOTE, NULL, text) : D1_ERR_MEMORY;
}

/* What the change brings for itself, and what that counts for. */
static int add_beyond_trust(struct d1_run *run, struct d1_notices *notices)
{
    for (size_t i = 0; run->opened.trust && i + 1 < run->judged_count; i++)
        if (d1_trust_tell(run->opened.trust, &run->judged[i], notices, &run->arena) < 0)
            return D1_ERR_MEMORY;
    return 0;
}

static bool is_here(const struct d1_run *run, struct d1_str name)
{
    for (size_t i = 0; i < run->opened.workspace.engagements.len; i++)
        if (d1_str_eq(run->opened.workspace.engagements.items[i]->name, name))
            return true;
    return false;
}

/*
 * Engagements of the revision that is trusted which are not here any more. A gate is not met by taking away, or by
 * giving another name to, what has missed it: so the run is not complete, until that revision itself leaves them out.
 */
static int add_gone(struct d1_run *run, struct d1_notices *notices)
{
    enum { MOST_TOLD = 20 };
    const struct d1_workspace *there = run->opened.trust ? &run->opened.trust->opened.workspace : NULL;
    size_t count = 0;

    for (size_t i = 0; there && i < there->engagements.len; i++) {
        const struct d1_engagement *engagement = there->engagements.items[i];
        struct d1_str text;

        if (!d1_asked_engagement(run, engagement) || is_here(run, engagement->name) || count++ >= MOST_TOLD)
            continue;
        text = d1_arena_printf(&run->arena,
                               "the engagement " D1_STR_FMT " of %s, which is trusted, is not here any more, or has "
                               "another name: it could not be judged; to take it away, leave its directory out there "
                               "first (`exclude` in a LintPolicy)",
                               D1_STR_ARG(d1_shorten_head(engagement->name)), run->opened.trust->revision);
        if (!text.ptr || add_notice(run, notices, D1_SEVERITY_ERROR, NULL, text) < 0)
            return D1_ERR_MEMORY;
    }
    if (count > MOST_TOLD) {
        struct d1_str more = d1_arena_printf(&run->arena, "%zu more engagements of %s are not here any more",
                                             count - MOST_TOLD, run->opened.trust->revision);

        return more.ptr ? add_notice(run, notices, D1_SEVERITY_ERROR, NULL, more) : D1_ERR_MEMORY;
    }
    return 0;
}

static int add_all(struct d1_run *run, struct d1_notices *notices)
{
    size_t count;
    const struct d1_repo_notice *repo = d1_repo_snapshot_notices(run->opened.snapshot, &count);

    for (size_t i = 0; i < count; i++)
        if (add_notice(run, notices, D1_SEVERITY_NOTE, NULL, d1_str(repo[i].text)) < 0)
            return D1_ERR_MEMORY;
    if (add_skipped(run, notices, true) < 0 || add_skipped(run, notices, false) < 0 || add_dropped(run, notices) < 0 ||
        add_gates_left_out(run, notices) < 0 || add_uncompared(run, notices) < 0 || add_remarks(run, notices) < 0 ||
        add_backwards(run, notices) < 0 || add_ahead(run, notices) < 0 || add_beyond_trust(run, notices) < 0 ||
        add_gone(run, notices) < 0)
        return D1_ERR_MEMORY;
    if (run->left_out) {
        struct d1_str text =
            d1_arena_printf(&run->arena,
                            "%zu more engagements are not judged: %d are the most that one run judges; "
                            "name others with --engagement",
                            run->left_out, D1_LIMIT_ENGAGEMENTS);

        if (!text.ptr || add_notice(run, notices, D1_SEVERITY_ERROR, NULL, text) < 0)
            return D1_ERR_MEMORY;
    }
    if (run->opened.workspace.excluded) {
        struct d1_str text =
            d1_arena_printf(&run->arena, "%zu %s left out by `exclude` of the policy", run->opened.workspace.excluded,
                            run->opened.workspace.excluded == 1 ? "file is" : "files are");

        if (!text.ptr || add_notice(run, notices, D1_SEVERITY_NOTE, NULL, text) < 0)
            return D1_ERR_MEMORY;
    }
    if (run->judged_count == 1 && run->path_count && run->opened.workspace.engagements.len)
        return add_notice(run, notices, D1_SEVERITY_WARNING, NULL,
                          d1_str("no engagement has a document at the paths given, so nothing was judged"));
    return 0;
}

int d1_run_add_notices(struct d1_run *run)
{
    struct d1_notices notices = {0};
    struct d1_notice *kept = NULL;

    if (add_all(run, &notices) == 0)
        kept = d1_arena_alloc(&run->arena, notices.len * sizeof *kept);
    if (kept && notices.len)
        memcpy(kept, notices.items, notices.len * sizeof *kept);
    run->verdict.notices = kept;
    run->verdict.notice_count = kept ? notices.len : 0;
    d1_vec_release(&notices);
    return kept ? 0 : D1_ERR_MEMORY;
}
