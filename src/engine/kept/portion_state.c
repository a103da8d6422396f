/* What the verdict of an engagement by itself depends on, as far as it is known before it is judged. */
#include "engine/kept/contents.h"
#include "engine/kept/portions.h"
#include "engine/kept/way.h"

static void add_text(struct d1_strbuf *out, struct d1_str text)
{
    const uint64_t length = text.len;

    d1_strbuf_add(out, (const char *)&length, sizeof length);
    d1_strbuf_str(out, text);
}

static void add_number(struct d1_strbuf *out, uint64_t number)
{
    d1_strbuf_add(out, (const char *)&number, sizeof number);
}

static const struct d1_run *first_of(const struct d1_run *run)
{
    return run->head ? run->head : run;
}

/* ---- what all depend on ---- */

/* The options without those by which a verdict is chosen from, compared and shown once every engagement has its own. */
static struct d1_run_options plain_options(const struct d1_run *run)
{
    struct d1_run_options options = *run->options;

    options.paths = options.engagements = NULL;
    options.path_count = options.engagement_count = 0;
    options.since = options.owner = options.repository_uri = options.revision = NULL;
    options.audience = D1_AUDIENCE_INTERNAL;
    options.details = options.agenda = false;
    options.fail_on = D1_SEVERITY_OFF;
    return options;
}

/* Whether everything that is there was read. */
static bool is_whole(const struct d1_workspace *workspace)
{
    for (size_t i = 0; i < workspace->skipped.len; i++)
        if (workspace->skipped.items[i].unread)
            return false;
    return true;
}

static const struct d1_repo_entry *entries_of(const struct d1_run *run)
{
    size_t count;

    return d1_repo_snapshot_entries(run->opened.snapshot, &count);
}

/* A file that matters to all. 1, or 0 where its content is not known. */
static int add_file(struct d1_strbuf *out, const struct d1_run *run, size_t number)
{
    add_text(out, d1_str(run->opened.workspace.files[number].path));
    return d1_contents_write_one(out, &run->opened, number);
}

static bool has_policy(const struct d1_file *file)
{
    for (size_t i = 0; i < file->artifact_count; i++)
        if (file->artifacts[i].kind && file->artifacts[i].kind->policy)
            return true;
    return false;
}

/*
 * Policies say which files are left out, now and in the past; what is left out may be where something is missing; and
 * what is no file stands as it stood in the newest commit.
 */
static int add_common_files(struct d1_strbuf *out, const struct d1_run *run)
{
    const struct d1_workspace *workspace = &run->opened.workspace;
    const struct d1_repo_entry *entries = entries_of(run);
    int result = 1;

    for (size_t i = 0; i < workspace->file_count && result > 0; i++)
        if (workspace->files[i].excluded || entries[i].kind != D1_REPO_FILE || has_policy(&workspace->files[i]))
            result = add_file(out, run, i);
    for (size_t i = 0; run->head && i < run->head->opened.workspace.file_count && result > 0; i++)
        if (has_policy(&run->head->opened.workspace.files[i]))
            result = add_file(out, run->head, i);
    return result;
}

/* 1, 0 where it cannot be told, or D1_ERR_MEMORY. */
static int write_frame(struct d1_strbuf *out, const struct d1_run *run, const struct d1_judge_options *options)
{
    const struct d1_run_options plain = plain_options(run);
    int result = d1_way_frame(out, &run->opened, &plain, "engagement");

    add_number(out, options->most_subjects > 0);
    add_number(out, options->settled);
    add_number(out, run->opened.workspace.engagements.len == 1);
    /* Whose word counts is told by a revision, and the day by the newest commit. */
    if (result > 0 && (plain.trust || run->opened.as_of.kind == D1_AS_OF_COMMIT))
        result = d1_way_head(out, &run->opened);
    if (result > 0)
        result = add_common_files(out, run);
    return out->oom ? D1_ERR_MEMORY : result;
}

/* ---- what one depends on ---- */

/* The policy in force, of whichever snapshot it is: of --policy and --trust the frame tells the contents. */
static int add_policy(struct d1_strbuf *out, const struct d1_run *run, const struct d1_judged *judged)
{
    const struct d1_artifact *policy = judged->policy_artifact;
    const struct d1_run *first = first_of(run);
    const struct d1_workspace *workspace = &first->opened.workspace;

    add_number(out, policy != NULL);
    add_number(out, judged->policy_elsewhere);
    add_number(out, judged->policy.faults.len);
    add_number(out, judged->stated.faults.len);
    if (!policy)
        return 1;
    add_text(out, d1_str(policy->path));
    add_number(out, policy->document);
    for (size_t i = 0; i < workspace->file_count && !judged->policy_elsewhere; i++)
        if (workspace->files[i].path == policy->path)
            return d1_contents_write_one(out, &first->opened, i);
    return judged->policy_elsewhere;
}

/* Whose day it is: that of the engagement of the same name that it is compared with. */
static void add_day(struct d1_strbuf *out, const struct d1_judged *judged)
{
    add_number(out, judged->like != NULL);
    if (judged->like)
        add_number(out, (uint64_t)judged->like->verdict.as_of);
}

static bool has_namesake(const struct d1_workspace *workspace, size_t number)
{
    struct d1_str name = workspace->engagements.items[number]->name;

    return (number && d1_str_eq(workspace->engagements.items[number - 1]->name, name)) ||
           (number + 1 < workspace->engagements.len && d1_str_eq(workspace->engagements.items[number + 1]->name, name));
}

/* Every document of an engagement that is judged goes to its portion. */
static void add_documents(struct d1_run *run)
{
    const struct d1_workspace *workspace = &run->opened.workspace;

    for (size_t i = 0; i < workspace->file_count; i++)
        for (size_t j = 0; j < workspace->files[i].artifact_count; j++) {
            const struct d1_artifact *artifact = &workspace->files[i].artifacts[j];
            const struct d1_judged *judged = artifact->engagement ? artifact->engagement->user : NULL;
            struct d1_strbuf *state = judged ? &run->portions->all[judged - run->judged].state : NULL;

            if (!state || !state->len)
                continue;
            add_text(state, d1_str(artifact->path));
            add_number(state, artifact->document);
            if (!d1_contents_write_one(state, &run->opened, i))
                d1_strbuf_clear(state);
        }
}

/* The frame is long, and one for all: each state has its print. */
static void begin_states(struct d1_run *run)
{
    const struct d1_workspace *workspace = &run->opened.workspace;
    const struct d1_print frame = d1_cache_key(run->opened.keeping.cache, d1_strbuf_view(&run->portions->frame));

    for (size_t i = 0; i < workspace->engagements.len; i++) {
        const struct d1_engagement *engagement = workspace->engagements.items[i];
        const struct d1_judged *judged = engagement->user;
        struct d1_strbuf *state;

        if (!judged || has_namesake(workspace, i))
            continue;
        state = &run->portions->all[judged - run->judged].state;
        d1_strbuf_puts(state, "portion ");
        d1_strbuf_add(state, (const char *)&frame, sizeof frame);
        add_text(state, engagement->name);
        add_text(state, engagement->directory);
        add_day(state, judged);
        if (!add_policy(state, run, judged))
            d1_strbuf_clear(state);
    }
}

int d1_portions_state(struct d1_run *run, const struct d1_judge_options *options)
{
    struct d1_portions *portions = run->portions;
    int result = d1_contents_store(&run->opened.contents, &run->opened);

    if (result == 0 && is_whole(&run->opened.workspace))
        result = write_frame(&portions->frame, run, options);
    if (result <= 0)
        return result;
    portions->all = d1_arena_calloc(&run->arena, run->judged_count, sizeof *portions->all);
    if (!portions->all)
        return D1_ERR_MEMORY;
    portions->count = run->judged_count - 1;
    begin_states(run);
    add_documents(run);
    for (size_t i = 0; i < portions->count; i++)
        if (portions->all[i].state.oom)
            return D1_ERR_MEMORY;
    return 1;
}
