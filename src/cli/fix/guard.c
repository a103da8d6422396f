/* What keeps a repair from being written. */
#include "base/sha256.h"
#include "cel/cel.h"
#include "cli/fix/fix.h"
#include "repo/repo.h"

/*
 * The id under which git has or would have a file with these bytes. What only a filter of git's could tell, which is
 * not run, has the id of the bytes themselves.
 */
static int stored_id(const struct d1_fixes *fixes, const char *path, struct d1_str bytes, char blob[D1_REPO_ID_TEXT],
                     struct d1_error *error)
{
    struct d1_repo_snapshot *snapshot = d1_scope_snapshot(fixes->scope);
    struct d1_repo_entry entry = {0};
    int result = d1_repo_lookup(snapshot, d1_str(path), &entry, NULL);

    if (result == 0 && entry.kind == D1_REPO_FILE)
        result = d1_repo_entry_id(snapshot, &entry, bytes, blob, NULL);
    else if (result == 0)
        result = D1_ERR_NOT_FOUND;
    if (result < 0 && result != D1_ERR_MEMORY)
        result = d1_repo_blob_id(bytes, blob, error);
    else if (result < 0)
        result = d1_error_memory(error);
    return result;
}

/* ---- what was signed ---- */

static bool mentions(const struct d1_node *root, struct d1_str blob, struct d1_str sha256)
{
    const struct d1_doc *doc = d1_node_doc(root);

    for (uint32_t i = 0; i < doc->nodes; i++) {
        const struct d1_node *node = d1_doc_node(doc, i);

        if (node->kind == D1_NODE_STRING &&
            (d1_str_eq(d1_node_text(node), blob) || d1_str_eq(d1_node_text(node), sha256)))
            return true;
    }
    return false;
}

/* The document that names the file by its content; NULL for none. */
static const struct d1_artifact *signed_by(const struct d1_fixes *fixes, const char *blob, struct d1_str bytes)
{
    static const char *const kinds[] = {"Approval", "AcceptanceRecord", "Waiver"};
    const struct d1_engagement *engagement = d1_scope_engagement(fixes->scope);
    char sha256[D1_SHA256_TEXT];

    d1_sha256(bytes, sha256);
    for (size_t i = 0; i < engagement->artifacts.len; i++) {
        const struct d1_artifact *artifact = engagement->artifacts.items[i];

        for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
            if (artifact->root && artifact->kind && d1_str_is(artifact->kind->name, kinds[k]) &&
                mentions(artifact->root, d1_str(blob), d1_str(sha256)))
                return artifact;
    }
    return NULL;
}

/* ---- what git does not have ---- */

/* Whether the index has a file just so; where it cannot be read nobody knows, and it does not count as so. */
static bool is_staged(const char *root, const char *path, const char *blob)
{
    struct d1_repo *repo = NULL;
    struct d1_repo_snapshot *snapshot = NULL;
    struct d1_repo_snapshot_options options = {.source = D1_REPO_INDEX};
    struct d1_repo_entry entry = {0};
    char then[D1_REPO_ID_TEXT];
    bool staged = false;

    if (d1_repo_global_init(NULL) < 0)
        return false;
    if (d1_repo_open(&repo, root, NULL, NULL) == 0 && d1_repo_info(repo)->is_git &&
        d1_repo_snapshot_open(&snapshot, repo, &options, NULL) == 0 &&
        d1_repo_lookup(snapshot, d1_str(path), &entry, NULL) == 0 && entry.kind == D1_REPO_FILE) {
        d1_repo_id_format(entry.id, then);
        staged = strcmp(blob, then) == 0;
    }
    d1_repo_snapshot_free(snapshot);
    d1_repo_free(repo);
    d1_repo_global_shutdown();
    return staged;
}

/* ---- what was agreed ---- */

/* Whether the file holds an artifact of those kinds whose fields a baseline keeps. */
static bool is_of_baseline(const struct d1_fixes *fixes, const char *path)
{
    static const char *const kinds[] = {"ProjectCharter", "StatementOfWork", "MilestonePlan", "OutcomeRegister"};
    const struct d1_workspace *workspace = d1_scope_workspace(fixes->scope);

    for (size_t i = 0; i < workspace->file_count; i++)
        for (size_t k = 0; strcmp(workspace->files[i].path, path) == 0 && k < workspace->files[i].artifact_count; k++) {
            const struct d1_kind *kind = workspace->files[i].artifacts[k].kind;

            for (size_t n = 0; kind && n < sizeof kinds / sizeof *kinds; n++)
                if (d1_str_is(kind->name, kinds[n]))
                    return true;
        }
    return false;
}

/* The tag of the baseline, as the policy names it; empty where memory is short. */
static struct d1_str baseline_tag(const struct d1_fixes *fixes, struct d1_arena *arena)
{
    struct d1_cel_env *env = d1_cel_env_new(arena, d1_scope_env(fixes->scope), 0);
    const struct d1_cel_source source = {.text = d1_str("params.baselineTag")};
    const struct d1_cel_program *program;
    struct d1_cel_value value;

    if (!env || d1_cel_compile(env, &source, NULL, &program) != 0 ||
        d1_cel_eval(program, d1_scope_activation(fixes->scope), d1_scope_context(fixes->scope), &value) < 0 ||
        !d1_cel_is(value, D1_CEL_STRING))
        return d1_strn("", 0);
    return d1_arena_str(arena, d1_cel_text(value));
}

/* The name of the tag that has the file, which was agreed with it; empty for none. It lives in the arena. */
static struct d1_str baselined_by(const struct d1_fixes *fixes, const char *path, struct d1_arena *arena)
{
    struct d1_str tag = is_of_baseline(fixes, path) ? baseline_tag(fixes, arena) : d1_strn("", 0);
    struct d1_repo_snapshot_options options = {.source = D1_REPO_REVISION};
    struct d1_repo_snapshot *snapshot = NULL;
    struct d1_repo_entry entry = {0};
    struct d1_repo *repo = NULL;
    bool held = false;

    if (!tag.len || d1_repo_global_init(NULL) < 0)
        return d1_strn("", 0);
    options.revision = d1_arena_printf(arena, "refs/tags/" D1_STR_FMT, D1_STR_ARG(tag)).ptr;
    if (options.revision && d1_repo_open(&repo, d1_scope_root(fixes->scope), NULL, NULL) == 0 &&
        d1_repo_info(repo)->is_git && d1_repo_snapshot_open(&snapshot, repo, &options, NULL) == 0)
        held = d1_repo_lookup(snapshot, d1_str(path), &entry, NULL) == 0 && entry.kind == D1_REPO_FILE;
    d1_repo_snapshot_free(snapshot);
    d1_repo_free(repo);
    d1_repo_global_shutdown();
    return held ? tag : d1_strn("", 0);
}

static int guard_baseline(const struct d1_fixes *fixes, const char *path, struct d1_error *error)
{
    struct d1_arena arena = {0};
    struct d1_str tag = baselined_by(fixes, path, &arena);

    if (tag.len)
        d1_error_set(error, D1_ERR_USAGE,
                     "%s is not written to: it was agreed as the tag " D1_STR_FMT
                     " has it; after a repair it could say "
                     "something else, which a ChangeRequest is for",
                     path, D1_STR_ARG(tag));
    d1_arena_release(&arena);
    return tag.len > 0;
}

int d1_fixes_guard(const struct d1_fixes *fixes, const struct d1_fixed_file *file, bool force, struct d1_error *error)
{
    const struct d1_artifact *signing;
    struct d1_error why = {0};
    char blob[D1_REPO_ID_TEXT];
    int result = stored_id(fixes, file->path, file->before, blob, &why);

    if (result < 0)
        d1_error_set(error, result, "%s: %s", file->path, d1_error_message(&why));
    d1_error_clear(&why);
    if (result < 0)
        return result;
    signing = signed_by(fixes, blob, file->before);
    if (signing) {
        d1_error_set(error, D1_ERR_USAGE,
                     "%s is not written to: " D1_STR_FMT "/" D1_STR_FMT " names it as it is, and would hold no more",
                     file->path, D1_STR_ARG(signing->kind->name), D1_STR_ARG(signing->name));
        return 1;
    }
    if (guard_baseline(fixes, file->path, error) > 0)
        return 1;
    if (!force && !is_staged(d1_scope_root(fixes->scope), file->path, blob)) {
        d1_error_set(error, D1_ERR_USAGE,
                     "%s is not written to: it has changes that are not staged; `git add` them, or use --force",
                     file->path);
        return 1;
    }
    return 0;
}

/* ---- what a repair may not do ---- */

static bool is_of_shape(const struct d1_criterion_result *criterion)
{
    for (size_t i = 0; i < criterion->failing_count; i++)
        if (!d1_str_starts(criterion->failing[i]->id, "SHP-") && !d1_str_starts(criterion->failing[i]->id, "REF-"))
            return false;
    return true;
}

static const struct d1_criterion_result *met_after(const struct d1_engagement_verdict *engagement,
                                                   const struct d1_criterion_result *before)
{
    for (size_t i = 0; i < engagement->criterion_count; i++)
        if (d1_str_eq(engagement->criteria[i].criterion->id, before->criterion->id) &&
            d1_str_eq(engagement->criteria[i].gate, before->gate) && engagement->criteria[i].state == D1_STATE_PASS)
            return &engagement->criteria[i];
    return NULL;
}

static int compare(const struct d1_verdict *before, const struct d1_verdict *after, struct d1_error *error)
{
    for (size_t e = 0; e < before->engagement_count; e++)
        for (size_t k = 0; k < after->engagement_count; k++) {
            const struct d1_engagement_verdict *was = &before->engagements[e];

            for (size_t i = 0; d1_str_eq(was->name, after->engagements[k].name) && i < was->criterion_count; i++) {
                const struct d1_criterion_result *criterion = &was->criteria[i];

                if (criterion->state == D1_STATE_FAIL && !is_of_shape(criterion) &&
                    met_after(&after->engagements[k], criterion))
                    return d1_error_set(error, D1_ERR_USAGE,
                                        "the repairs would meet " D1_STR_FMT ", which fails for more than shape and "
                                        "references: make them by hand, one by one (--select)",
                                        D1_STR_ARG(criterion->criterion->id));
            }
        }
    return 0;
}

int d1_fixes_compare(const struct d1_run_options *options, struct d1_error *error)
{
    struct d1_run_options with = *options;
    struct d1_run *before = NULL, *after = NULL;
    int result;

    with.laid = NULL;
    with.laid_count = 0;
    result = d1_run(&with, &before, error);
    if (result == 0)
        result = d1_run(options, &after, error);
    if (result == 0)
        result = compare(d1_run_verdict(before), d1_run_verdict(after), error);
    d1_run_free(before);
    d1_run_free(after);
    return result;
}
