/*
 * What a run is compared with: a second run over another revision, by the same rules and policies and as of the same
 * day, so that whatever differs comes from what was changed and not from time or from the judge (README.md).
 */
#include <string.h>

#include "base/limits.h"
#include "base/map.h"
#include "base/memory/alloc.h"
#include "base/text/shorten.h"
#include "engine/running.h"
#include "verdict/compare.h"

enum { FINGERPRINT = 32 };

/* ---- which revision ---- */

/* "REV..." is where its history parts from what is judged; a HEAD without a commit has nothing. */
int d1_run_since(const struct d1_run *run, struct d1_strbuf *revision, struct d1_error *error)
{
    struct d1_str asked = d1_str(run->options->since), name = asked;
    bool parting = d1_str_ends(asked, "...");
    char id[D1_REPO_ID_TEXT];
    int result;

    if (parting)
        name = d1_str_sub(asked, 0, asked.len - 3);
    if (!d1_repo_info(run->opened.repo)->is_git)
        return d1_error_set(error, D1_ERR_USAGE,
                            "%s lies in no git repository, so there is nothing to compare it with: leave --since out",
                            d1_repo_info(run->opened.repo)->root);
    if (!name.len)
        return d1_error_set(error, D1_ERR_USAGE, "--since names no revision");
    if ((d1_str_is(name, "HEAD") || d1_str_is(name, "@")) && d1_repo_is_unborn(run->opened.repo))
        return 0;
    d1_strbuf_str(revision, name);
    if (revision->oom)
        return d1_error_memory(error);
    if (!parting)
        return 0;
    result = d1_repo_merge_base(id, run->opened.snapshot, revision->ptr, error);
    d1_strbuf_clear(revision);
    d1_strbuf_puts(revision, result == 0 ? id : "");
    return result;
}

/* ---- the other run ---- */

static int judge_revision(struct d1_run *run, const char *revision, struct d1_error *error)
{
    struct d1_run *other = d1_calloc(1, sizeof *other);
    struct d1_run_options *options;
    int result;

    if (!other)
        return d1_error_memory(error);
    run->since = other;
    other->head = run;
    other->paths = run->paths;
    other->path_count = run->path_count;
    options = d1_arena_alloc(&run->arena, sizeof *options);
    if (!options)
        return d1_error_memory(error);
    *options = *run->options;
    options->source = D1_SOURCE_REVISION;
    options->revision = revision;
    options->details = options->over_time = false;
    other->options = options;
    result = d1_opened_beside(&other->opened, &run->opened, options, error);
    return result == 0 ? d1_run_judge(other, 0, error) : result;
}

/* ---- comparing ---- */

static int index_findings(struct d1_map *known, struct d1_run *other)
{
    for (size_t i = 0; i < other->judged_count; i++)
        for (size_t j = 0; j < other->judged[i].verdict.finding_count; j++) {
            struct d1_finding *finding = &other->judged[i].findings[j];

            finding->baseline = D1_BASELINE_ABSENT;
            if (d1_map_insert(known, d1_strn(finding->fingerprint, FINGERPRINT), finding, NULL) < 0)
                return D1_ERR_MEMORY;
        }
    return 0;
}

static void compare_findings(struct d1_judged *judged, const struct d1_map *known)
{
    for (size_t i = 0; i < judged->verdict.finding_count; i++) {
        struct d1_finding *now = &judged->findings[i];
        struct d1_finding *before = d1_map_get(known, d1_strn(now->fingerprint, FINGERPRINT));

        now->baseline = before && !d1_finding_weighs_more(now, before) ? D1_BASELINE_UNCHANGED : D1_BASELINE_NEW;
        if (before)
            before->baseline = D1_BASELINE_UNCHANGED;
    }
}

/* The engagement of the same name in the other run; NULL for none. */
static const struct d1_judged *counterpart(const struct d1_run *other, const struct d1_judged *judged)
{
    for (size_t i = 0; other && i + 1 < other->judged_count; i++)
        if (other->judged[i].like == judged)
            return &other->judged[i];
    return NULL;
}

static void compare_checks(struct d1_judged *judged, const struct d1_judged *before)
{
    for (size_t i = 0; judged->results && i < judged->verdict.check_count; i++) {
        bool known = before && d1_check_was_in_doubt(&judged->results[i], &before->results[i]);

        if (judged->results[i].state == D1_STATE_INDETERMINATE)
            judged->results[i].baseline = known ? D1_BASELINE_UNCHANGED : D1_BASELINE_NEW;
    }
}

/* What the other run alone has. */
static int list_solved(struct d1_run *run)
{
    const struct d1_run *other = run->since;
    struct d1_finding *solved;
    size_t count = 0;

    for (size_t i = 0; i < other->judged_count; i++)
        for (size_t j = 0; j < other->judged[i].verdict.finding_count; j++)
            count += other->judged[i].findings[j].baseline == D1_BASELINE_ABSENT;
    solved = d1_arena_alloc(&run->arena, count * sizeof *solved);
    if (!solved)
        return D1_ERR_MEMORY;
    run->verdict.solved = solved;
    run->verdict.solved_count = count;
    for (size_t i = 0; i < other->judged_count; i++) {
        d1_asked_findings(run, other->judged[i].findings, other->judged[i].verdict.finding_count);
        for (size_t j = 0; j < other->judged[i].verdict.finding_count; j++)
            if (other->judged[i].findings[j].baseline == D1_BASELINE_ABSENT)
                *solved++ = other->judged[i].findings[j];
    }
    return 0;
}

static int compare_all(struct d1_run *run)
{
    struct d1_map known = {0};
    int result = run->since ? index_findings(&known, run->since) : 0;

    for (size_t i = 0; i < run->judged_count && result == 0; i++) {
        compare_findings(&run->judged[i], &known);
        compare_checks(&run->judged[i], counterpart(run->since, &run->judged[i]));
    }
    if (result == 0 && run->since)
        result = list_solved(run);
    d1_map_release(&known);
    return result;
}

int d1_run_compare(struct d1_run *run, struct d1_error *error)
{
    struct d1_strbuf revision = {0};
    const char *commit = "", *name = NULL;
    int result = d1_run_since(run, &revision, error);

    if (result == 0 && revision.len && !(name = d1_arena_strdup(&run->arena, revision.ptr)))
        result = d1_error_memory(error);
    d1_strbuf_release(&revision);
    if (result == 0 && name)
        result = judge_revision(run, name, error);
    if (result == 0 && compare_all(run) < 0)
        result = d1_error_memory(error);
    if (result != 0)
        return result;
    if (run->since)
        commit = d1_repo_snapshot_commit(run->since->opened.snapshot)->id;
    run->verdict.since =
        (struct d1_since_info){.asked = true, .revision = d1_str(run->options->since), .commit = d1_str(commit)};
    return 0;
}
