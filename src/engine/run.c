#include "engine/run.h"

#include <string.h>

#include "base/limits.h"
#include "base/memory/alloc.h"
#include "base/pool.h"
#include "base/vec.h"
#include "base/version.h"
#include "engine/said/agenda.h"
#include "engine/withheld/audience.h"
#include "engine/said/figures.h"
#include "engine/kept/portions.h"
#include "engine/kept/recall.h"
#include "engine/withheld/secrets.h"
#include "engine/running.h"
#include "engine/read/timeline.h"
#include "engine/read/trust.h"
#include "engine/read/unsaved.h"

/* ---- judging ---- */

struct judging {
    struct d1_run *run;
    struct d1_judge_options options;
    struct d1_judge_room rooms[D1_LIMIT_THREADS]; /* by thread */
};

static void judge_one(void *context, size_t index, unsigned thread)
{
    struct judging *judging = context;
    struct d1_judged *judged = &judging->run->judged[index];

    if (!d1_portion_found(judging->run, index))
        judged->result = d1_judged_make(judged, &judging->options, &judging->rooms[thread]);
}

/* Whether an engagement is judged now, and not only taken from an earlier run. */
static bool is_judged(const struct d1_run *run, const struct d1_engagement *engagement)
{
    const struct d1_judged *judged = engagement->user;

    return judged && !d1_portion_found(run, (size_t)(judged - run->judged));
}

/* Whether an engagement of a name is; they are sorted by name. */
static bool is_to_be_judged(const void *context, struct d1_str name)
{
    const struct d1_run *run = context;
    const struct d1_workspace *workspace = &run->opened.workspace;
    size_t low = 0, high = workspace->engagements.len;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (d1_str_cmp(workspace->engagements.items[middle]->name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < workspace->engagements.len && d1_str_eq(workspace->engagements.items[low]->name, name); low++)
        if (is_judged(run, workspace->engagements.items[low]))
            return true;
    return false;
}

/* Whether what a run is asked for repeats more of documents than what was found in those that are judged. */
static bool shows_documents(const struct d1_run_options *options)
{
    return options->details || options->agenda || options->owner || options->trust ||
           options->audience == D1_AUDIENCE_CUSTOMER;
}

/* Whether anybody reads the documents of an engagement: who judges it, or who takes out what is secret in it. */
static bool is_read(const void *context, const struct d1_engagement *engagement)
{
    const struct d1_run *run = context;
    const struct d1_judged *judged = engagement->user;

    if (!judged || is_judged(run, engagement))
        return judged;
    return run->portions->all[judged - run->judged].discreet;
}

/* The files whose faults belong to an engagement are those of its artifacts; the rest belongs to none. */
static int assign_faults(struct d1_run *run)
{
    struct d1_judged *nobody = &run->judged[run->judged_count - 1];

    for (size_t i = 0; i < run->opened.workspace.file_count; i++)
        for (size_t j = 0; j < run->opened.workspace.files[i].faults.len; j++) {
            const struct d1_fault *fault = &run->opened.workspace.files[i].faults.items[j];
            const struct d1_engagement *engagement = fault->artifact ? fault->artifact->engagement : NULL;
            struct d1_judged *judged = engagement ? engagement->user : nobody;

            if (judged && d1_vec_push(&judged->faults, *fault) < 0)
                return D1_ERR_MEMORY;
        }
    for (size_t i = 0; i < run->opened.workspace.faults.len; i++)
        if (d1_vec_push(&nobody->faults, run->opened.workspace.faults.items[i]) < 0)
            return D1_ERR_MEMORY;
    return 0;
}

/* The engagement of the same name in the run that this one is compared with; NULL for none. */
static const struct d1_judged *in_head(const struct d1_run *run, const struct d1_engagement *engagement)
{
    for (size_t i = 0; run->head && i + 1 < run->head->judged_count; i++)
        if (d1_str_eq(run->head->judged[i].engagement->name, engagement->name))
            return &run->head->judged[i];
    return NULL;
}

/* By whom an engagement is judged: which policy, and whose word counts in it. */
static void set_judge(struct d1_run *run, struct d1_judged *judged)
{
    struct d1_trust *trust = run->head ? run->head->opened.trust : run->opened.trust;

    judged->policy_artifact =
        judged->like ? judged->like->policy_artifact : d1_opened_policy(&run->opened, judged->engagement);
    judged->policy_elsewhere = run->options->policy || trust;
    judged->policy_of_other = !run->options->policy && (run->head || trust);
    judged->stated_artifact = d1_opened_own_policy(&run->opened, judged->engagement);
    if (!trust)
        return;
    judged->trusted = d1_trust_engagement(trust, judged->engagement);
    judged->trusted_as = trust->revision;
    judged->trusted_has = d1_trust_has;
    judged->trusted_context = trust;
}

/*
 * Whether what is judged stood before a change: that of the run which it is compared with. Where nothing was changed
 * beside the very commit, both wait for the same merge. 1, 0 or D1_ERR_MEMORY.
 */
static int stood_before(const struct d1_run *run)
{
    int any;

    if (!run->head)
        return 0;
    if (strcmp(d1_repo_snapshot_commit(run->opened.snapshot)->id,
               d1_repo_snapshot_commit(run->head->opened.snapshot)->id) != 0)
        return 1;
    any = d1_unsaved_any(&run->head->opened);
    return any == D1_ERR_MEMORY ? any : any != 0;
}

int d1_run_judge(struct d1_run *run, size_t gate_order, struct d1_error *error)
{
    struct judging judging = {
        .run = run,
        .options = {.ruleset = run->opened.ruleset,
                    .as_of = run->opened.as_of,
                    .gate = run->options->gate,
                    .gate_order = gate_order,
                    .digests = run->opened.digests,
                    .ask_past = d1_timeline_past,
                    .past_context = run->opened.timeline,
                    .previous = run->options->previous,
                    .previous_count = run->options->previous_count,
                    .over_time = run->options->over_time},
    };
    size_t count = 0;
    int result = stood_before(run);

    if (result < 0)
        return d1_error_memory(error);
    judging.options.settled = result > 0;
    run->judged = d1_arena_calloc(&run->arena, run->opened.workspace.engagements.len + 1, sizeof *run->judged);
    if (!run->judged)
        return d1_error_memory(error);
    for (size_t i = 0; i < run->opened.workspace.engagements.len; i++) {
        struct d1_engagement *engagement = run->opened.workspace.engagements.items[i];

        const struct d1_judged *like = in_head(run, engagement);

        if (!like && !d1_asked_engagement(run, engagement))
            continue;
        if (count == D1_LIMIT_ENGAGEMENTS) {
            run->left_out++;
            continue;
        }
        run->judged[count].engagement = engagement;
        run->judged[count].like = like;
        set_judge(run, &run->judged[count]);
        engagement->user = &run->judged[count++];
    }
    run->judged_count = count + 1;
    judging.options.most_findings = D1_LIMIT_FINDINGS / (count ? count : 1);
    judging.options.most_subjects = run->options->details ? D1_LIMIT_SUBJECTS / (count ? count : 1) : 0;
    result = assign_faults(run);
    for (size_t i = 0; i < count && result == 0; i++)
        result = d1_judged_prepare(&run->judged[i], &judging.options); /* schemas of parameters compile one by one */
    for (size_t i = 0; i < count && result == 0; i++) {
        const struct d1_faults *faults = &run->judged[i].policy.faults;
        struct d1_policy *stated = d1_judged_stated(&run->judged[i]);

        if (run->judged[i].policy_elsewhere && faults->len)
            return d1_error_at(error, D1_ERR_USAGE, faults->items[0].place, D1_STR_FMT,
                               D1_STR_ARG(faults->items[0].message));
        if (i && stated->artifact == d1_judged_stated(&run->judged[i - 1])->artifact)
            stated->faults.len = 0; /* said once, at the first engagement it is for */
    }
    if (result == 0)
        result = d1_portions_find(run, &judging.options);
    d1_timeline_want(run->opened.timeline, is_to_be_judged, run);
    if (result == 0)
        result = d1_workspace_make(&run->opened.workspace, is_read, run);
    if (result == 0)
        d1_pool_run(run->opened.alone ? NULL : run->opened.pool, run->judged_count, 1, judge_one, &judging);
    for (size_t i = 0; i < D1_LIMIT_THREADS; i++)
        d1_judge_room_release(&judging.rooms[i]);
    for (size_t i = 0; i < run->judged_count && result == 0; i++)
        result = run->judged[i].result;
    if (result == 0)
        result = d1_portions_note(run, &judging.options);
    return result < 0 ? d1_error_memory(error) : result;
}

/* ---- the verdict ---- */

static struct d1_str short_ref(struct d1_arena *arena, const char *ref)
{
    static const char heads[] = "refs/heads/";

    if (!ref || strncmp(ref, heads, sizeof heads - 1) != 0)
        return d1_strn("", 0);
    return d1_arena_str(arena, d1_str(ref + sizeof heads - 1));
}

static void describe_source(struct d1_run *run)
{
    const struct d1_repo_info *info = d1_repo_info(run->opened.repo);
    const struct d1_repo_commit *commit = d1_repo_snapshot_commit(run->opened.snapshot);

    run->verdict.source = (struct d1_source_info){
        .kind = info->is_git ? run->options->source : D1_SOURCE_DIRECTORY,
        .revision = d1_str(run->options->revision ? run->options->revision : ""),
        .commit = d1_str(commit->exists ? commit->id : ""),
        .tree = d1_str(commit->tree),
        .repository_uri = d1_str(run->options->repository_uri ? run->options->repository_uri : ""),
    };
    if (run->verdict.source.repository_uri.len)
        run->verdict.source.branch = short_ref(&run->arena, commit->ref);
}

static void describe_trust(struct d1_run *run)
{
    if (run->opened.trust)
        run->verdict.trust = (struct d1_trust_info){
            .revision = d1_str(run->options->trust),
            .commit = d1_str(d1_repo_snapshot_commit(run->opened.trust->opened.snapshot)->id),
        };
}

static struct d1_str source_line(const struct d1_verdict *verdict, const char *path, uint32_t line)
{
    struct d1_run *run = verdict->source_context;

    run->lines.snapshot = run->opened.snapshot;
    return d1_source_lines_get(&run->lines, path, line);
}

/* What was examined, exactly: reads each file once more, so only where a format asks for it. 0 or D1_ERR_MEMORY. */
static int list_artifacts(struct d1_run *run, const struct d1_engagement *engagement,
                          struct d1_engagement_verdict *verdict)
{
    size_t count = engagement->artifacts.len;
    struct d1_artifact_info *list = d1_arena_calloc(&run->arena, count, sizeof *list);

    if (!list)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        const struct d1_artifact *artifact = engagement->artifacts.items[i];
        const struct d1_digest *digest;

        if (d1_digests_get(run->opened.digests, d1_str(artifact->path), &digest) < 0)
            return D1_ERR_MEMORY;
        list[i] = (struct d1_artifact_info){
            .path = artifact->path,
            .document = artifact->document,
            .kind = artifact->kind ? artifact->kind->name : d1_str(""),
            .name = artifact->name,
            .blob = d1_str(digest->state == D1_DIGEST_KNOWN ? digest->blob : ""),
            .sha256 = d1_str(digest->state == D1_DIGEST_KNOWN ? digest->sha256 : ""),
        };
    }
    verdict->artifact_list = list;
    return 0;
}

static int draw_figures(struct d1_run *run, const struct d1_engagement *engagement,
                        struct d1_engagement_verdict *verdict)
{
    struct d1_figures *figures = d1_arena_calloc(&run->arena, 1, sizeof *figures);

    verdict->figures = figures;
    return figures ? d1_figures_make(figures, engagement, verdict->as_of, &run->arena) : D1_ERR_MEMORY;
}

static int gather_agenda(struct d1_run *run, const struct d1_judged *judged, struct d1_engagement_verdict *verdict)
{
    struct d1_agenda *agenda = d1_arena_calloc(&run->arena, 1, sizeof *agenda);

    verdict->agenda = agenda;
    return agenda ? d1_agenda_make(agenda, judged, run->opened.ruleset, run->options->owner, &run->arena)
                  : D1_ERR_MEMORY;
}

/* The file of the policy an engagement is judged by, exactly. 0 or D1_ERR_MEMORY. */
static int digest_policy(struct d1_run *run, const struct d1_judged *judged, struct d1_engagement_verdict *verdict)
{
    const struct d1_digest *digest = &run->opened.policy_digest;
    struct d1_digests *digests = run->opened.trust ? run->opened.trust->opened.digests : run->opened.digests;

    if (!judged->policy_artifact)
        return 0;
    if (!run->opened.policy && d1_digests_get(digests, d1_str(judged->policy_artifact->path), &digest) < 0)
        return D1_ERR_MEMORY;
    if (digest->state == D1_DIGEST_KNOWN) {
        verdict->policy_blob = d1_str(digest->blob);
        verdict->policy_sha256 = d1_str(digest->sha256);
    }
    return 0;
}

static int make_verdict(struct d1_run *run)
{
    struct d1_verdict *verdict = &run->verdict;
    struct d1_judged *nobody = &run->judged[run->judged_count - 1];
    struct d1_engagement_verdict *engagements = d1_arena_alloc(&run->arena, run->judged_count * sizeof *engagements);

    if (!engagements || d1_run_add_notices(run) < 0)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i + 1 < run->judged_count; i++) {
        d1_asked_findings(run, run->judged[i].findings, run->judged[i].verdict.finding_count);
        engagements[i] = run->judged[i].verdict;
        if (digest_policy(run, &run->judged[i], &engagements[i]) < 0)
            return D1_ERR_MEMORY;
        if (run->options->details && (list_artifacts(run, run->judged[i].engagement, &engagements[i]) < 0 ||
                                      draw_figures(run, run->judged[i].engagement, &engagements[i]) < 0))
            return D1_ERR_MEMORY;
        if (run->options->agenda && gather_agenda(run, &run->judged[i], &engagements[i]) < 0)
            return D1_ERR_MEMORY;
    }
    d1_asked_findings(run, nobody->findings, nobody->verdict.finding_count);
    verdict->tool = (struct d1_tool_info){
        .version = d1_str(D1_VERSION),
        .commit = d1_str(d1_version_commit()),
        .rules = run->opened.ruleset->digest,
    };
    verdict->checks = run->opened.ruleset->checks;
    verdict->check_count = run->opened.ruleset->check_count;
    verdict->engagements = engagements;
    verdict->engagement_count = run->judged_count - 1;
    verdict->loose = nobody->findings;
    verdict->loose_count = nobody->verdict.finding_count;
    verdict->asked_gate = d1_str(run->options->gate ? run->options->gate : "");
    verdict->fail_on = run->options->fail_on ? run->options->fail_on : D1_SEVERITY_ERROR;
    verdict->files = run->opened.workspace.yaml_count;
    verdict->artifacts = run->opened.workspace.artifacts;
    verdict->foreign = run->opened.workspace.foreign;
    describe_source(run);
    describe_trust(run);
    verdict->by_paths = run->path_count > 0;
    verdict->asked_owner = d1_str(run->options->owner ? run->options->owner : "");
    verdict->exit = d1_verdict_exit(verdict);
    verdict->audience = run->options->audience;
    if (d1_secrets_remove(run, engagements) < 0)
        return D1_ERR_MEMORY;
    if (verdict->audience == D1_AUDIENCE_CUSTOMER && d1_audience_restrict(run, engagements) < 0)
        return D1_ERR_MEMORY;
    return 0;
}

/* Makes the verdict of what was opened, and keeps it for the next run. As make. */
static int judge(struct d1_run *run, size_t gate_order, struct d1_error *error)
{
    int result;

    run->opened.outlined = run->recall.possible && !run->anew && !shows_documents(run->options);
    result = d1_opened_load(&run->opened, error);
    if (result == 0)
        result = d1_asked_directory(run, error);
    if (result == 0)
        result = d1_run_judge(run, gate_order, error);
    if (result == 0)
        result = d1_asked_gate_exists(run, error);
    if (result == 0)
        result = d1_asked_owner(run, error);
    if (result == 0 && run->options->since)
        result = d1_run_compare(run, error);
    if (result == 0 && (d1_portions_exceed(run) || (run->since && d1_portions_exceed(run->since))))
        return 1;
    if (result == 0 && make_verdict(run) < 0)
        result = d1_error_memory(error);
    if (result == 0 && run->verdict.exit == D1_EXIT_OK && !run->opened.workspace.engagements.len)
        result =
            d1_error_set(error, D1_ERR_READ,
                         "there is no engagement here that could be judged; `d1lint check` without paths says why");
    if (result == 0 && d1_recall_keep(run) < 0)
        result = d1_error_memory(error);
    return result;
}

/* A whole run: 0, 1 where it is to be made anew without anything of earlier ones, or as d1_run. */
static int make(struct d1_run *new, struct d1_error *error)
{
    const struct d1_run_options *options = new->options;
    size_t gate_order = 0;
    int result;

    result = d1_asked_repository(options->repository_uri, error);
    if (result == 0)
        result = d1_opened_rules(&new->opened, options, error);
    if (result == 0)
        result = d1_asked_gate(new, &gate_order, error);
    if (result == 0)
        result = d1_opened_snapshot(&new->opened, error);
    if (result == 0)
        result = d1_asked_paths(new, error);
    if (result == 0)
        result = d1_opened_prepare(&new->opened, error);
    if (result == 0)
        result = d1_recall_find(new);
    if (result == 0)
        result = judge(new, gate_order, error);
    else if (result == D1_ERR_MEMORY)
        d1_error_memory(error);
    if (result > 0 && !new->recall.found)
        return 1;
    return result < 0 ? result : 0;
}

int d1_run(const struct d1_run_options *options, struct d1_run **run, struct d1_error *error)
{
    struct d1_run *new = NULL;
    int result = 1;

    for (int attempt = 0; attempt < 2 && result > 0; attempt++) {
        d1_run_free(new);
        new = d1_calloc(1, sizeof *new);
        if (!new)
            return d1_error_memory(error);
        new->options = options;
        new->anew = attempt > 0;
        new->opened.recalls = !new->anew;
        result = make(new, error);
    }
    if (result < 0) {
        d1_run_free(new);
        return result;
    }
    new->verdict.source_line = source_line;
    new->verdict.source_context = new;
    d1_opened_keep(&new->opened);
    *run = new;
    return 0;
}

const struct d1_verdict *d1_run_verdict(const struct d1_run *run)
{
    return &run->verdict;
}

const char *d1_run_directory(const struct d1_run *run)
{
    bool inside = run->opened.repo && !d1_repo_snapshot_commit(run->opened.snapshot)->directory[0];

    return inside ? d1_repo_info(run->opened.repo)->prefix : "";
}

void d1_run_free(struct d1_run *run)
{
    if (!run)
        return;
    d1_run_free(run->since);
    for (size_t i = 0; i < run->judged_count; i++)
        d1_judged_release(&run->judged[i]);
    for (size_t i = 0; !run->head && run->paths && i < run->options->path_count; i++)
        d1_free(run->paths[i]);
    d1_recall_release(&run->recall);
    d1_portions_release(run);
    d1_source_lines_release(&run->lines);
    d1_opened_release(&run->opened);
    d1_arena_release(&run->images);
    d1_arena_release(&run->arena);
    d1_free(run);
}
