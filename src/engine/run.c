#include "engine/run.h"

#include "base/limits.h"
#include "base/memory/alloc.h"
#include "base/pool.h"
#include "base/text/shorten.h"
#include "base/vec.h"
#include "base/version.h"
#include "engine/opened.h"
#include "rules/judge.h"

struct d1_run {
    struct d1_verdict verdict;
    const struct d1_run_options *options;
    struct d1_opened opened;
    struct d1_repo_reader *reader; /* for source lines */
    struct d1_arena arena;
    struct d1_judged *judged; /* one per engagement that is judged, and one for what belongs to none */
    size_t judged_count;
    size_t left_out; /* engagements that are not judged, since there are too many */
    char **paths;    /* of the command line, as paths of the snapshot */
    struct d1_strbuf source;
    const char *source_path;
    uint32_t source_number; /* the line that begins at source_at: lines are asked for mostly in ascending order */
    size_t source_at;
};

/* ---- options that name things ---- */

/* The paths of the command line; one that leads nowhere is an error rather than a run that finds nothing. */
static int resolve_paths(struct d1_run *run, struct d1_error *error)
{
    const struct d1_run_options *options = run->options;
    int result = 0;

    run->paths = d1_arena_calloc(&run->arena, options->path_count, sizeof *run->paths);
    if (!run->paths)
        return d1_error_memory(error);
    for (size_t i = 0; i < options->path_count && result == 0; i++) {
        struct d1_repo_entry entry = {0};

        result = d1_repo_snapshot_path(&run->paths[i], run->opened.snapshot, options->paths[i], error);
        if (result == 0 && run->paths[i][0])
            result = d1_repo_lookup(run->opened.snapshot, d1_str(run->paths[i]), &entry, error);
        if (result == 0 && run->paths[i][0] && entry.kind == D1_REPO_ABSENT)
            result = d1_error_set(error, D1_ERR_USAGE, "there is no %s in what is linted", options->paths[i]);
    }
    return result;
}

/* The gate of --gate by its id or that of an instance. */
static int find_gate(const struct d1_run *run, size_t *order, struct d1_error *error)
{
    struct d1_str name = d1_str(run->options->gate ? run->options->gate : "");
    const struct d1_gate *gate;
    struct d1_strbuf known = {0};

    if (!name.len)
        return 0;
    gate = d1_ruleset_gate(run->opened.ruleset, d1_str_sub(name, 0, d1_str_find(name, ':', 0)));
    if (gate && !d1_node_get(gate->node, "continuous")) {
        *order = gate->order;
        return 0;
    }
    for (size_t i = 0; i < run->opened.ruleset->gate_count; i++)
        if (!d1_node_get(run->opened.ruleset->gates[i].node, "continuous"))
            d1_strbuf_printf(&known, "%s" D1_STR_FMT, known.len ? ", " : "",
                             D1_STR_ARG(run->opened.ruleset->gates[i].id));
    d1_error_set(error, D1_ERR_USAGE, "there is no gate `%s`; the gates are " D1_STR_FMT, run->options->gate,
                 D1_STR_ARG(d1_strbuf_view(&known)));
    d1_strbuf_release(&known);
    return D1_ERR_USAGE;
}

/* ---- judging ---- */

static bool is_wanted(const struct d1_run *run, const struct d1_engagement *engagement)
{
    const struct d1_run_options *options = run->options;
    bool wanted = options->engagement_count == 0;

    for (size_t i = 0; i < options->engagement_count && !wanted; i++)
        wanted = d1_str_is(engagement->name, options->engagements[i]);
    if (!wanted || !options->path_count)
        return wanted;
    for (size_t i = 0; i < engagement->artifacts.len; i++)
        for (size_t j = 0; j < options->path_count; j++)
            if (d1_path_encloses(d1_str(run->paths[j]), d1_str(engagement->artifacts.items[i]->path)))
                return true;
    return false;
}

struct judging {
    struct d1_run *run;
    struct d1_judge_options options;
    struct d1_arena scratch[D1_LIMIT_THREADS]; /* by thread */
};

static void judge_one(void *context, size_t index, unsigned thread)
{
    struct judging *judging = context;
    struct d1_judged *judged = &judging->run->judged[index];

    judged->result = d1_judged_make(judged, &judging->options, &judging->scratch[thread]);
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

static int judge_all(struct d1_run *run, size_t gate_order, struct d1_error *error)
{
    struct judging judging = {
        .run = run,
        .options = {.ruleset = run->opened.ruleset,
                    .as_of = run->opened.as_of,
                    .gate = run->options->gate,
                    .gate_order = gate_order,
                    .digests = run->opened.digests},
    };
    size_t count = 0;
    int result;

    run->judged = d1_arena_calloc(&run->arena, run->opened.workspace.engagements.len + 1, sizeof *run->judged);
    if (!run->judged)
        return d1_error_memory(error);
    for (size_t i = 0; i < run->opened.workspace.engagements.len; i++) {
        struct d1_engagement *engagement = run->opened.workspace.engagements.items[i];

        if (!is_wanted(run, engagement))
            continue;
        if (count == D1_LIMIT_ENGAGEMENTS) {
            run->left_out++;
            continue;
        }
        run->judged[count].engagement = engagement;
        run->judged[count].policy_artifact = d1_opened_policy(&run->opened, engagement);
        run->judged[count].policy_elsewhere = run->options->policy != NULL;
        engagement->user = &run->judged[count++];
    }
    run->judged_count = count + 1;
    judging.options.most_findings = D1_LIMIT_FINDINGS / (count ? count : 1);
    result = assign_faults(run);
    for (size_t i = 0; i < count && result == 0; i++)
        result = d1_judged_prepare(&run->judged[i], &judging.options); /* schemas of parameters compile one by one */
    for (size_t i = 0; i < count && result == 0; i++) {
        const struct d1_faults *faults = &run->judged[i].policy.faults;

        if (run->opened.policy && faults->len)
            return d1_error_at(error, D1_ERR_USAGE, faults->items[0].place, D1_STR_FMT,
                               D1_STR_ARG(faults->items[0].message));
        if (i && run->judged[i].policy_artifact == run->judged[i - 1].policy_artifact)
            run->judged[i].policy.faults.len = 0; /* said once, at the first engagement it is for */
    }
    if (result == 0)
        d1_pool_run(run->opened.pool, run->judged_count, 1, judge_one, &judging);
    for (size_t i = 0; i < D1_LIMIT_THREADS; i++)
        d1_arena_release(&judging.scratch[i]);
    for (size_t i = 0; i < run->judged_count && result == 0; i++)
        result = run->judged[i].result;
    return result < 0 ? d1_error_memory(error) : 0;
}

/* A gate instance that no engagement has is a slip of the keyboard, and would be answered by "not met" without a word.
 */
static int check_gate(const struct d1_run *run, struct d1_error *error)
{
    if (!run->options->gate || run->judged_count < 2)
        return 0;
    for (size_t i = 0; i + 1 < run->judged_count; i++)
        for (size_t j = 0; j < run->judged[i].verdict.gate_count; j++)
            if (run->judged[i].verdict.gates[j].asked)
                return 0;
    return d1_error_set(error, D1_ERR_USAGE,
                        "no engagement here has the gate `%s`; `d1lint check` lists those there are",
                        run->options->gate);
}

/* ---- the verdict ---- */

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

static int add_notices(struct d1_run *run, struct d1_notices *notices)
{
    size_t count;
    const struct d1_repo_notice *repo = d1_repo_snapshot_notices(run->opened.snapshot, &count);

    for (size_t i = 0; i < count; i++)
        if (add_notice(run, notices, D1_SEVERITY_NOTE, NULL, d1_str(repo[i].text)) < 0)
            return D1_ERR_MEMORY;
    if (add_skipped(run, notices, true) < 0 || add_skipped(run, notices, false) < 0 || add_dropped(run, notices) < 0)
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
    if (run->judged_count == 1 && run->options->path_count && run->opened.workspace.engagements.len)
        return add_notice(run, notices, D1_SEVERITY_WARNING, NULL,
                          d1_str("no engagement has a document at the paths given, so nothing was judged"));
    return 0;
}

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
        .branch = short_ref(&run->arena, commit->ref),
        .remote_url = d1_str(info->remote_url ? info->remote_url : ""),
    };
}

/* A line of a file of the snapshot; the file last asked for is kept. */
static struct d1_str source_line(const struct d1_verdict *verdict, const char *path, uint32_t line)
{
    struct d1_run *run = verdict->source_context;
    struct d1_repo_entry entry;
    struct d1_str bytes, none = {NULL, 0};

    if (!run->source_path || strcmp(run->source_path, path) != 0) {
        run->source_path = NULL;
        d1_strbuf_clear(&run->source);
        if (!run->reader && d1_repo_reader_new(&run->reader, run->opened.snapshot, NULL) < 0)
            return none;
        if (d1_repo_lookup(run->opened.snapshot, d1_str(path), &entry, NULL) < 0 || entry.kind != D1_REPO_FILE ||
            d1_repo_read(run->reader, &entry, &bytes, NULL) < 0)
            return none;
        d1_strbuf_str(&run->source, bytes);
        if (run->source.oom)
            return none;
        run->source_path = path;
        run->source_number = 0;
    }
    bytes = d1_strbuf_view(&run->source);
    if (!run->source_number || line < run->source_number) {
        run->source_number = 1;
        run->source_at = 0;
    }
    for (; run->source_number < line && run->source_at < bytes.len; run->source_number++)
        run->source_at = d1_str_find(bytes, '\n', run->source_at) + 1;
    if (run->source_at >= bytes.len)
        return none;
    bytes = d1_str_sub(bytes, run->source_at, d1_str_find(bytes, '\n', run->source_at) - run->source_at);
    if (bytes.len && bytes.ptr[bytes.len - 1] == '\r')
        bytes.len--;
    return bytes;
}

/* With paths on the command line the other findings are known, but not shown. */
static void restrict_findings(const struct d1_run *run, struct d1_finding *findings, size_t count)
{
    for (size_t i = 0; run->options->path_count && i < count; i++) {
        findings[i].reported = false;
        for (size_t j = 0; j < run->options->path_count && !findings[i].reported; j++)
            findings[i].reported = d1_path_encloses(d1_str(run->paths[j]), d1_str(findings[i].at.place.path));
    }
}

static bool gate_is_met(enum d1_gate_state state)
{
    return state == D1_GATE_MET || state == D1_GATE_MET_LATE || state == D1_GATE_MET_WITH_WAIVERS;
}

/* Whether every engagement meets the gate that was asked for. */
static bool asked_gate_met(const struct d1_verdict *verdict)
{
    for (size_t i = 0; i < verdict->engagement_count; i++) {
        const struct d1_engagement_verdict *engagement = &verdict->engagements[i];
        bool found = false;

        for (size_t j = 0; j < engagement->gate_count; j++) {
            if (!engagement->gates[j].asked)
                continue;
            found = true;
            if (!gate_is_met(engagement->gates[j].state))
                return false;
        }
        if (!found)
            return false;
    }
    return verdict->engagement_count > 0;
}

static bool has_indeterminate(const struct d1_verdict *verdict)
{
    for (size_t i = 0; i < verdict->engagement_count; i++)
        for (size_t j = 0; j < verdict->engagements[i].check_count; j++)
            if (verdict->engagements[i].checks[j].state == D1_STATE_INDETERMINATE &&
                verdict->engagements[i].checks[j].severity >= verdict->fail_on)
                return true;
    return false;
}

static enum d1_exit exit_of(const struct d1_run *run)
{
    const struct d1_verdict *verdict = &run->verdict;

    for (size_t i = 0; i < verdict->notice_count; i++)
        if (verdict->notices[i].severity == D1_SEVERITY_ERROR)
            return D1_EXIT_FAILURE;
    if (verdict->asked_gate.len)
        return asked_gate_met(verdict) ? D1_EXIT_OK : D1_EXIT_FINDINGS;
    for (enum d1_severity s = verdict->fail_on; s <= D1_SEVERITY_ERROR; s++)
        if (d1_verdict_count(verdict, D1_FINDING_FAIL, s) || d1_verdict_count(verdict, D1_FINDING_INDETERMINATE, s))
            return D1_EXIT_FINDINGS;
    if (!run->options->path_count && has_indeterminate(verdict))
        return D1_EXIT_FINDINGS;
    return D1_EXIT_OK;
}

static int make_verdict(struct d1_run *run)
{
    struct d1_verdict *verdict = &run->verdict;
    struct d1_judged *nobody = &run->judged[run->judged_count - 1];
    struct d1_engagement_verdict *engagements = d1_arena_alloc(&run->arena, run->judged_count * sizeof *engagements);
    struct d1_notices notices = {0};
    struct d1_notice *kept;

    if (!engagements || add_notices(run, &notices) < 0)
        return D1_ERR_MEMORY;
    kept = d1_arena_alloc(&run->arena, notices.len * sizeof *kept);
    if (kept && notices.len)
        memcpy(kept, notices.items, notices.len * sizeof *kept);
    verdict->notices = kept;
    verdict->notice_count = notices.len;
    d1_vec_release(&notices);
    if (!kept)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i + 1 < run->judged_count; i++) {
        restrict_findings(run, run->judged[i].findings, run->judged[i].verdict.finding_count);
        engagements[i] = run->judged[i].verdict;
    }
    restrict_findings(run, nobody->findings, nobody->verdict.finding_count);
    verdict->version = d1_str(D1_VERSION);
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
    verdict->source_line = source_line;
    verdict->source_context = run;
    describe_source(run);
    verdict->exit = exit_of(run);
    return 0;
}

int d1_run(const struct d1_run_options *options, struct d1_run **run, struct d1_error *error)
{
    struct d1_run *new = d1_calloc(1, sizeof *new);
    size_t gate_order = 0;
    int result;

    if (!new)
        return d1_error_memory(error);
    new->options = options;
    result = d1_opened_rules(&new->opened, options, error);
    if (result == 0)
        result = find_gate(new, &gate_order, error);
    if (result == 0)
        result = d1_opened_snapshot(&new->opened, error);
    if (result == 0)
        result = resolve_paths(new, error);
    if (result == 0)
        result = d1_opened_load(&new->opened, error);
    if (result == 0)
        result = judge_all(new, gate_order, error);
    if (result == 0)
        result = check_gate(new, error);
    if (result == 0 && make_verdict(new) < 0)
        result = d1_error_memory(error);
    if (result == 0 && new->verdict.exit == D1_EXIT_OK && !new->opened.workspace.engagements.len)
        result =
            d1_error_set(error, D1_ERR_READ,
                         "there is no engagement here that could be judged; `d1lint check` without paths says why");
    if (result < 0) {
        d1_run_free(new);
        return result;
    }
    *run = new;
    return 0;
}

const struct d1_verdict *d1_run_verdict(const struct d1_run *run)
{
    return &run->verdict;
}

void d1_run_free(struct d1_run *run)
{
    if (!run)
        return;
    for (size_t i = 0; i < run->judged_count; i++)
        d1_judged_release(&run->judged[i]);
    for (size_t i = 0; run->paths && i < run->options->path_count; i++)
        d1_free(run->paths[i]);
    d1_repo_reader_free(run->reader);
    d1_opened_release(&run->opened);
    d1_strbuf_release(&run->source);
    d1_arena_release(&run->arena);
    d1_free(run);
}
