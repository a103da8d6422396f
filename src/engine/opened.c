#include "engine/opened.h"

#include <time.h>

#include "base/file/file.h"
#include "base/file/glob.h"
#include "base/file/path.h"
#include "base/file/pointer.h"
#include "base/limits.h"
#include "base/memory/alloc.h"
#include "base/pool.h"
#include "base/version.h"
#include "cache/cache.h"
#include "engine/kept/contents.h"
#include "engine/read/timeline.h"
#include "engine/read/trust.h"
#include "engine/read/unseen.h"

/* Files that are worth a thread. */
enum { FILES_PER_THREAD = 40 };

/* ---- opening ---- */

static int open_repository(struct d1_opened *opened, struct d1_error *error)
{
    const char *directory = opened->options->directory;
    const struct d1_repo_options how = {.any_owner = opened->options->any_owner};
    int result = d1_repo_global_init(error);

    if (result < 0)
        return result;
    opened->git = true;
    if (directory)
        result = d1_file_may_enter(directory, error);
    return result < 0 ? result : d1_repo_open(&opened->repo, directory ? directory : ".", &how, error);
}

static int lay_file(struct d1_opened *opened, const struct d1_laid_file *file, struct d1_error *error)
{
    char *path;
    int result = d1_repo_snapshot_path(&path, opened->snapshot, file->path, error);

    if (result < 0)
        return result;
    result = d1_repo_snapshot_lay(opened->snapshot, path, file->bytes, error);
    d1_free(path);
    return result;
}

static int open_snapshot(struct d1_opened *opened, struct d1_error *error)
{
    static const enum d1_repo_source sources[] = {
        [D1_SOURCE_WORKTREE] = D1_REPO_WORKTREE,
        [D1_SOURCE_INDEX] = D1_REPO_INDEX,
        [D1_SOURCE_REVISION] = D1_REPO_REVISION,
        [D1_SOURCE_DIRECTORY] = D1_REPO_WORKTREE,
    };
    const struct d1_run_options *options = opened->options;
    struct d1_repo_snapshot_options wanted = {
        .source = sources[options->source],
        .revision = options->revision,
        .suffixes = d1_workspace_suffixes,
        .later = true,
    };
    int result = d1_repo_snapshot_open(&opened->snapshot, opened->repo, &wanted, error);

    for (size_t i = 0; result == 0 && i < options->laid_count; i++)
        result = lay_file(opened, &options->laid[i], error);
    if (result == 0 && d1_digests_new(&opened->digests, opened->snapshot, D1_LIMIT_ALL_EVIDENCE_BYTES) < 0)
        result = d1_error_memory(error);
    return result;
}

/* ---- policy from elsewhere ---- */

static int read_policy_text(struct d1_opened *opened, struct d1_strbuf *text, struct d1_error *error)
{
    const char *spec = opened->options->policy;
    struct d1_error why = {0};
    int result;

    if (strchr(spec, ':')) {
        result = d1_repo_read_revision(text, NULL, opened->repo, spec, error);
        if (result == 0 && d1_file_pointer(d1_strbuf_view(text)))
            result = d1_error_set(error, D1_ERR_USAGE, "policy %s cannot be used: %s", spec,
                                  d1_file_pointer(d1_strbuf_view(text)));
        return result;
    }
    result = d1_file_read(text, spec, &why);
    if (result == D1_ERR_MEMORY)
        d1_error_memory(error);
    else if (result < 0) /* an argument that cannot be meant, and not a repository that cannot be read */
        result = d1_error_set(error, D1_ERR_USAGE, "policy %s cannot be used: %s", spec, d1_error_message(&why));
    d1_error_clear(&why);
    return result;
}

static int load_policy(struct d1_opened *opened, struct d1_error *error)
{
    struct d1_strbuf text = {0};
    int result;

    if (!opened->options->policy || strcmp(opened->options->policy, "default") == 0)
        return 0;
    result = read_policy_text(opened, &text, error);
    if (result == 0)
        result = d1_artifact_loader_new(&opened->policy_loader, opened->ruleset->kinds, error);
    opened->policy_file.path = opened->options->policy;
    if (result == 0)
        result = d1_digest_bytes(&opened->policy_digest, d1_strbuf_view(&text), error);
    if (result == 0 && d1_file_load(opened->policy_loader, &opened->policy_file, d1_strbuf_view(&text)) < 0)
        result = d1_error_memory(error);
    d1_strbuf_release(&text);
    if (result < 0)
        return result;
    if (opened->policy_file.faults.len)
        return d1_error_at(error, D1_ERR_USAGE, opened->policy_file.faults.items[0].place, D1_STR_FMT,
                           D1_STR_ARG(opened->policy_file.faults.items[0].message));
    for (size_t i = 0; i < opened->policy_file.artifact_count && !opened->policy; i++)
        if (d1_str_is(opened->policy_file.artifacts[i].kind->name, "LintPolicy"))
            opened->policy = &opened->policy_file.artifacts[i];
    if (!opened->policy)
        return d1_error_set(error, D1_ERR_USAGE, "policy %s holds no document of kind LintPolicy",
                            opened->options->policy);
    return 0;
}

/* ---- what is kept ---- */

/* What files hold depends on the program that reads them and on the schemas, of which the digest of all rules tells. */
static int open_cache(struct d1_opened *opened, struct d1_error *error)
{
    const char *common_dir = d1_repo_info(opened->repo)->common_dir;
    struct d1_str sources = d1_version_sources();
    int result;

    if (!opened->options->cache || !sources.len)
        return 0;
    result = d1_cache_open(&opened->cache, common_dir[0] ? common_dir : NULL, NULL, error);
    if (result < 0 || !opened->cache)
        return result;
    opened->keeping.under = d1_arena_join(&opened->arena, sources, ' ', opened->ruleset->digest);
    opened->keeping.cache = opened->cache;
    return opened->keeping.under.ptr ? 0 : d1_error_memory(error);
}

void d1_opened_keep(struct d1_opened *opened)
{
    if (!opened->cache)
        return;
    if (!d1_alloc_failed())
        d1_cache_finish(opened->cache);
    d1_cache_free(opened->cache);
    opened->cache = opened->keeping.cache = NULL;
}

/* ---- loading ---- */

static void compile_rules(void *context)
{
    struct d1_opened *opened = context;

    opened->compiled = d1_ruleset_compile(opened->ruleset, &opened->problems);
}

/* What one thread judges needs less of them than what several do, who may not wait for one another. */
static void prepare_rules(void *context)
{
    struct d1_opened *opened = context;

    opened->compiled = d1_ruleset_prepare(opened->ruleset, &opened->problems);
}

static int rule_error(struct d1_opened *opened, struct d1_error *error)
{
    if (opened->compiled == D1_ERR_USAGE && opened->problems.len)
        return d1_error_problems(error, D1_ERR_USAGE, &opened->problems);
    return opened->compiled < 0 ? d1_error_memory(error) : 0;
}

static unsigned most_threads(const struct d1_opened *opened)
{
    return opened->options->jobs ? opened->options->jobs : d1_pool_processors();
}

/* As many threads as are worth it to judge: few files are judged before a thread has the rules for it. */
static unsigned threads_for(const struct d1_opened *opened)
{
    unsigned jobs = most_threads(opened);
    size_t files, worth;

    d1_repo_snapshot_entries(opened->snapshot, &files);
    worth = 1 + files / FILES_PER_THREAD;
    return jobs < worth ? jobs : (unsigned)worth;
}

/* The threads that read and judge. A second one, which has loaded the rules, prepares them while the first reads. */
static int make_pool(struct d1_opened *opened)
{
    unsigned threads = threads_for(opened);

    opened->alone = threads == 1 && !opened->options->whole_rules;
    if (d1_pool_threads(opened->pool) >= threads && opened->pool)
        return 0;
    d1_pool_free(opened->pool);
    opened->pool = NULL;
    return d1_pool_new(&opened->pool, threads);
}

/* What is trusted for a snapshot; NULL for nothing. */
static const struct d1_trust *trust_of(const struct d1_opened *opened)
{
    if (opened->apart)
        return NULL;
    return opened->first ? opened->first->trust : opened->trust;
}

/* Whose policies say what is left out; NULL: its own. */
static const struct d1_workspace *judge_of(const struct d1_opened *opened)
{
    const struct d1_trust *trust = trust_of(opened);

    if (trust)
        return &trust->opened.workspace;
    return opened->first && !opened->apart ? &opened->first->workspace : NULL;
}

static int load(struct d1_opened *opened, struct d1_error *error)
{
    struct d1_workspace_options options = {
        .progress = opened->options->progress,
        .progress_context = opened->options->progress_context,
        .keeping = opened->keeping.cache ? &opened->keeping : NULL,
        .contents = opened->contents.ids,
        .outlined = opened->outlined,
    };
    const struct d1_node *patterns = NULL;
    int result;

    if (!opened->first) {
        if (make_pool(opened) < 0)
            return d1_error_memory(error);
        d1_pool_start(opened->pool, opened->alone ? prepare_rules : compile_rules, opened);
    }
    options.pool = opened->pool;
    result = d1_workspace_load(&opened->workspace, opened->snapshot, opened->ruleset->kinds, &options, error);
    if (opened->unseen)
        opened->workspace.elsewhere = d1_unseen_elsewhere(opened->unseen);
    if (!opened->first)
        d1_pool_wait(opened->pool);
    if (result == 0)
        result = rule_error(opened, error);
    if (result == 0 && opened->options->trust && !opened->first)
        result = d1_trust_open(&opened->trust, opened, error);
    opened->workspace.like = judge_of(opened);
    if (opened->policy)
        patterns = d1_node_at(opened->policy->root, "spec.exclude");
    if (result == 0)
        result = d1_workspace_sort(&opened->workspace, opened->ruleset->kinds, opened->options->policy != NULL,
                                   patterns, d1_glob_match);
    if (result == 0 && trust_of(opened))
        d1_trust_bind(trust_of(opened), &opened->workspace);
    return result == D1_ERR_MEMORY ? d1_error_memory(error) : result;
}

int d1_opened_unknown(const struct d1_opened *opened, struct d1_str name, struct d1_error *error)
{
    struct d1_str near = {"", 0};

    for (size_t i = 0; i < opened->workspace.engagements.len; i++)
        if (d1_str_distance(opened->workspace.engagements.items[i]->name, name, 3) <= 3)
            near = opened->workspace.engagements.items[i]->name;
    if (near.len)
        return d1_error_set(error, D1_ERR_USAGE,
                            "there is no engagement `" D1_STR_FMT "`; did you mean `" D1_STR_FMT "`?", D1_STR_ARG(name),
                            D1_STR_ARG(near));
    return d1_error_set(error, D1_ERR_USAGE, "there is no engagement `" D1_STR_FMT "`", D1_STR_ARG(name));
}

struct d1_str d1_opened_nearest(const struct d1_opened *opened, struct d1_str name)
{
    const struct d1_workspace *workspace = &opened->workspace;
    struct d1_str near = {"", 0};
    size_t distance = d1_str_reach(name);

    for (size_t i = 0; i < workspace->engagements.len; i++) {
        const struct d1_map *symbols = &workspace->engagements.items[i]->symbols;

        for (size_t s = 0; s < symbols->len; s++)
            if (d1_str_nearer(name, symbols->entries[s].key, &distance))
                near = symbols->entries[s].key;
    }
    for (size_t i = 0; i < workspace->file_count; i++)
        if (d1_str_nearer(name, d1_str(workspace->files[i].path), &distance))
            near = d1_str(workspace->files[i].path);
    return near;
}

static int check_names(const struct d1_opened *opened, struct d1_error *error)
{
    for (size_t i = 0; i < opened->options->engagement_count; i++) {
        struct d1_str name = d1_str(opened->options->engagements[i]);
        bool found = false;

        for (size_t j = 0; j < opened->workspace.engagements.len && !found; j++)
            found = d1_str_eq(opened->workspace.engagements.items[j]->name, name);
        if (!found)
            return d1_opened_unknown(opened, name, error);
    }
    return 0;
}

static int find_as_of(struct d1_opened *opened, struct d1_error *error)
{
    const struct d1_repo_commit *commit = d1_repo_snapshot_commit(opened->snapshot);
    const char *option = opened->options->as_of;

    opened->as_of = (struct d1_as_of){.kind = D1_AS_OF_TODAY, .seconds = (int64_t)time(NULL)};
    if (!option)
        return 0;
    if (strcmp(option, "commit") == 0) {
        if (!commit->exists)
            return d1_error_set(error, D1_ERR_USAGE,
                                "--as-of commit needs a commit, and what is read has none: give a date, as in --as-of "
                                "2026-02-16");
        opened->as_of = (struct d1_as_of){.kind = D1_AS_OF_COMMIT, .seconds = commit->time, .commit = commit->id};
        return 0;
    }
    if (!d1_date_parse(d1_str(option), &opened->as_of.date))
        return d1_error_set(error, D1_ERR_USAGE,
                            "--as-of takes a date of the form 2026-02-16, or `commit`; `%s` is neither", option);
    opened->as_of.kind = D1_AS_OF_DATE;
    return 0;
}

/* Of the policies of a snapshot one in the engagement's namespace, else the nearest at or above its directory. */
static const struct d1_artifact *policy_in(const struct d1_workspace *from, const struct d1_engagement *engagement)
{
    const struct d1_artifact *best = NULL;
    size_t rank = 0;

    for (size_t i = 0; i < from->policies.len; i++) {
        const struct d1_artifact *policy = from->policies.items[i];
        struct d1_str directory = d1_path_directory(policy->path);
        size_t mine = directory.len + 1;

        if (policy->namespace.len) {
            if (!d1_str_eq(policy->namespace, engagement->name))
                continue;
            mine += 1u << 24; /* one that names the engagement counts before any that does not */
        } else if (!d1_path_encloses(directory, engagement->directory)) {
            continue;
        }
        if (mine > rank) {
            rank = mine;
            best = policy;
        }
    }
    return best;
}

const struct d1_artifact *d1_opened_own_policy(const struct d1_opened *opened, const struct d1_engagement *engagement)
{
    return policy_in(&opened->workspace, engagement);
}

const struct d1_artifact *d1_opened_policy(const struct d1_opened *opened, const struct d1_engagement *engagement)
{
    if (opened->options->policy)
        return opened->policy;
    if (trust_of(opened))
        return d1_trust_policy(trust_of(opened), engagement);
    return policy_in(opened->first && !opened->apart ? &opened->first->workspace : &opened->workspace, engagement);
}

/* A run that finds no engagement, and nothing wrong that would explain it, has judged nothing. */
int d1_opened_require(const struct d1_opened *opened, struct d1_error *error)
{
    const struct d1_workspace *workspace = &opened->workspace;
    const struct d1_elsewhere *elsewhere = workspace->elsewhere;
    struct d1_str where = {"", 0};

    if (workspace->engagements.len || workspace->faults.len)
        return 0;
    for (size_t i = 0; i < workspace->file_count; i++)
        if (workspace->files[i].faults.len)
            return 0;
    for (size_t i = 0; i < workspace->skipped.len; i++)
        if (workspace->skipped.items[i].unread)
            return 0;
    if (elsewhere->ask(elsewhere->context, NULL, d1_str("Engagement/"), &where) < 0)
        return d1_error_memory(error);
    if (where.len)
        return d1_error_set(error, D1_ERR_READ, "there is no engagement here: one is defined in " D1_STR_FMT,
                            D1_STR_ARG(where));
    if (workspace->skipped.len)
        return d1_error_set(error, D1_ERR_READ, "there is no engagement here; of %s: " D1_STR_FMT,
                            workspace->skipped.items[0].path, D1_STR_ARG(workspace->skipped.items[0].reason));
    if (!workspace->yaml_count && opened->options->source == D1_SOURCE_INDEX)
        return d1_error_set(error, D1_ERR_READ,
                            "there is no engagement here: no YAML file is staged, and none was committed; without "
                            "--staged the work tree is judged");
    if (!workspace->yaml_count)
        return d1_error_set(error, D1_ERR_READ,
                            "there is no engagement here: there is no YAML file; `d1lint init` begins one");
    return d1_error_set(error, D1_ERR_READ,
                        "there is no engagement here: none of %zu YAML %s holds a document with `apiVersion: d1d/v1` "
                        "and `kind: Engagement`; `d1lint init` begins one",
                        workspace->yaml_count, workspace->yaml_count == 1 ? "file" : "files");
}

/* The rule set, while it is loaded on another thread. */
struct rules {
    struct d1_opened *opened;
    struct d1_error *error;
    int result;
};

static void load_rules(void *context)
{
    struct rules *rules = context;

    rules->result = d1_ruleset_load(&rules->opened->ruleset, rules->opened->options->rules_dir, rules->error);
}

static int open_all(struct d1_opened *opened, struct d1_error *error)
{
    int result = open_repository(opened, error);

    if (result == 0)
        result = open_snapshot(opened, error);
    return result < 0 ? result : find_as_of(opened, error);
}

/* Of the two neither needs the other, and each takes about as long. What is wrong with the rules is told first. */
int d1_opened_rules(struct d1_opened *opened, const struct d1_run_options *options, struct d1_error *error)
{
    struct rules rules = {.opened = opened, .error = error};

    opened->options = options;
    if (!opened->repo && most_threads(opened) > 1 && d1_pool_new(&opened->pool, 2) < 0)
        return d1_error_memory(error);
    d1_pool_start(opened->pool, load_rules, &rules);
    opened->early = d1_pool_threads(opened->pool) > 1;
    if (opened->early)
        opened->early_result = open_all(opened, &opened->early_error);
    d1_pool_wait(opened->pool);
    return rules.result;
}

int d1_opened_snapshot(struct d1_opened *opened, struct d1_error *error)
{
    if (!opened->early)
        return open_all(opened, error);
    if (opened->early_result < 0 && error) {
        *error = opened->early_error;
        opened->early_error = (struct d1_error){0};
    }
    return opened->early_result;
}

static int prepare_timeline(struct d1_opened *opened, struct d1_error *error)
{
    return d1_timeline_new(&opened->timeline, opened) < 0 ? d1_error_memory(error) : 0;
}

int d1_opened_prepare(struct d1_opened *opened, struct d1_error *error)
{
    int result = load_policy(opened, error);

    if (result == 0 && d1_unseen_new(&opened->unseen, opened) < 0)
        result = d1_error_memory(error);
    if (result == 0)
        result = open_cache(opened, error);
    if (result == 0 && opened->cache && d1_repo_snapshot_source(opened->snapshot) == D1_REPO_WORKTREE &&
        d1_contents_find(&opened->contents, opened) < 0)
        result = d1_error_memory(error);
    return result;
}

int d1_opened_load(struct d1_opened *opened, struct d1_error *error)
{
    int result = d1_repo_snapshot_list(opened->snapshot, error);

    if (result == 0)
        result = load(opened, error);
    if (result == 0 && !opened->past)
        result = check_names(opened, error);
    if (result == 0)
        result = prepare_timeline(opened, error);
    return result != 0 || opened->past ? result : d1_opened_require(opened, error);
}

static int open_beside(struct d1_opened *opened, const struct d1_opened *first, const struct d1_run_options *options,
                       bool apart, struct d1_error *error)
{
    int result;

    *opened = (struct d1_opened){
        .options = options,
        .first = first,
        .apart = apart,
        .outlined = first->outlined && !apart,
        .recalls = first->recalls && !apart,
        .ruleset = first->ruleset,
        .repo = first->repo,
        .pool = first->pool,
        .alone = first->alone,
        .policy = first->policy,
        .keeping = first->keeping,
        .as_of = first->as_of,
    };
    result = open_snapshot(opened, error);
    if (result == 0)
        result = d1_repo_snapshot_list(opened->snapshot, error);
    if (result == 0)
        result = load(opened, error);
    return result == 0 ? prepare_timeline(opened, error) : result;
}

int d1_opened_beside(struct d1_opened *opened, const struct d1_opened *first, const struct d1_run_options *options,
                     struct d1_error *error)
{
    return open_beside(opened, first, options, false, error);
}

int d1_opened_apart(struct d1_opened *opened, const struct d1_opened *first, const struct d1_run_options *options,
                    struct d1_error *error)
{
    return open_beside(opened, first, options, true, error);
}

void d1_opened_release(struct d1_opened *opened)
{
    d1_trust_free(opened->trust);
    d1_timeline_free(opened->timeline);
    d1_unseen_free(opened->unseen);
    d1_workspace_release(&opened->workspace);
    if (opened->first) {
        d1_digests_free(opened->digests);
        d1_repo_snapshot_free(opened->snapshot);
        return;
    }
    d1_pool_free(opened->pool);
    d1_error_clear(&opened->early_error);
    d1_cache_free(opened->cache);
    d1_arena_release(&opened->arena);
    d1_file_release(&opened->policy_file);
    d1_artifact_loader_free(opened->policy_loader);
    d1_problems_release(&opened->problems);
    d1_ruleset_free(opened->ruleset);
    d1_digests_free(opened->digests);
    d1_repo_snapshot_free(opened->snapshot);
    d1_strbuf_release(&opened->contents.index);
    d1_repo_free(opened->repo);
    if (opened->git)
        d1_repo_global_shutdown();
}
