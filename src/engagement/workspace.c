#include "engagement/workspace.h"

#include <stdlib.h>

#include "base/file/path.h"
#include "base/limits.h"
#include "base/memory/alloc.h"
#include "base/pool.h"
#include "engagement/load/exclude.h"
#include "engagement/load/make.h"

/* ---- exclusion ---- */

static bool is_kind(const struct d1_artifact *artifact, const char *name)
{
    return artifact->kind && d1_str_is(artifact->kind->name, name);
}

static int add_policy(struct d1_workspace *workspace, const struct d1_artifact *policy)
{
    if (d1_map_insert(&workspace->governed, d1_path_directory(policy->path), (void *)(uintptr_t)policy, NULL) < 0)
        return D1_ERR_MEMORY;
    return d1_vec_push(&workspace->policies, policy);
}

static int find_policies(struct d1_workspace *workspace)
{
    workspace->policies.len = 0;
    d1_map_clear(&workspace->governed);
    for (size_t i = 0; i < workspace->file_count; i++)
        for (size_t j = 0; j < workspace->files[i].artifact_count; j++) {
            const struct d1_artifact *artifact = &workspace->files[i].artifacts[j];

            if (is_kind(artifact, "LintPolicy") && artifact->root && artifact->sound &&
                add_policy(workspace, artifact) < 0)
                return D1_ERR_MEMORY;
        }
    return 0;
}

/* ---- engagements ---- */

static struct d1_engagement *new_engagement(struct d1_workspace *workspace, const struct d1_artifact *artifact)
{
    struct d1_engagement *engagement = d1_calloc(1, sizeof *engagement);

    if (!engagement)
        return NULL;
    engagement->name = artifact->name;
    engagement->directory = d1_path_directory(artifact->path);
    engagement->artifact = artifact;
    engagement->root = artifact->root;
    engagement->elsewhere = workspace->elsewhere;
    if (d1_vec_push(&workspace->engagements, engagement) < 0) {
        d1_free(engagement);
        return NULL;
    }
    return engagement;
}

static int by_name(const void *a, const void *b)
{
    const struct d1_engagement *x = *(struct d1_engagement *const *)a, *y = *(struct d1_engagement *const *)b;
    int order = d1_str_cmp(x->name, y->name);

    if (order)
        return order;
    order = strcmp(x->artifact->path, y->artifact->path);
    return order ? order
                 : (x->artifact->document > y->artifact->document) - (x->artifact->document < y->artifact->document);
}

static int find_engagements(struct d1_workspace *workspace)
{
    for (size_t i = 0; i < workspace->file_count; i++)
        for (size_t j = 0; j < workspace->files[i].artifact_count; j++) {
            struct d1_artifact *artifact = &workspace->files[i].artifacts[j];

            if (is_kind(artifact, "Engagement") && artifact->root && artifact->sound &&
                !new_engagement(workspace, artifact))
                return D1_ERR_MEMORY;
        }
    if (workspace->engagements.len)
        qsort(workspace->engagements.items, workspace->engagements.len, sizeof *workspace->engagements.items, by_name);
    return 0;
}

/* A fault about the number of Engagements. */
static int report_count(struct d1_workspace *workspace, const struct d1_artifact *artifact,
                        const struct d1_artifact *other, const char *text)
{
    struct d1_fault fault = {.check = "ENG-001", .artifact = artifact, .key = d1_str("count")};

    fault.place = d1_artifact_place(artifact, NULL);
    if (other) {
        fault.related = d1_artifact_place(other, NULL);
        fault.related_artifact = other;
        fault.related_message = d1_str("the other one");
    }
    return d1_fault_add(&workspace->faults, &workspace->arena, fault, "%s", text);
}

/* The directories that hold an Engagement: to the engagement, or to NULL where there are two or an unreadable one. */
struct sorting {
    struct d1_workspace *workspace;
    const struct d1_kinds *kinds;
    const char *unread;        /* a file that could not be read and may be an Engagement; NULL for none */
    struct d1_map directories; /* to struct place */
    struct d1_map names;       /* to struct d1_engagement */
};

struct place {
    struct d1_engagement *engagement; /* NULL: nothing under it is judged */
};

static int add_directory(struct sorting *sorting, struct d1_str directory, struct d1_engagement *engagement,
                         struct d1_engagement **first)
{
    struct place *place = d1_arena_calloc(&sorting->workspace->arena, 1, sizeof *place);
    struct d1_map_entry *entry;
    int inserted;

    if (!place)
        return D1_ERR_MEMORY;
    place->engagement = engagement;
    inserted = d1_map_insert(&sorting->directories, directory, place, &entry);
    if (inserted == 0) {
        place = entry->value;
        *first = place->engagement;
        place->engagement = NULL;
    }
    return inserted < 0 ? D1_ERR_MEMORY : 0;
}

static int index_directories(struct sorting *sorting)
{
    struct d1_workspace *workspace = sorting->workspace;

    for (size_t i = 0; i < workspace->engagements.len; i++) {
        struct d1_engagement *engagement = workspace->engagements.items[i], *first = NULL;
        struct d1_map_entry *entry;
        int inserted;

        if (add_directory(sorting, engagement->directory, engagement, &first) < 0)
            return D1_ERR_MEMORY;
        if (first && (report_count(workspace, first->artifact, engagement->artifact,
                                   "two Engagements stand in one directory; give each a directory of its own") < 0 ||
                      report_count(workspace, engagement->artifact, first->artifact,
                                   "two Engagements stand in one directory; give each a directory of its own") < 0))
            return D1_ERR_MEMORY;
        inserted = d1_map_insert(&sorting->names, engagement->name, engagement, &entry);
        if (inserted < 0)
            return D1_ERR_MEMORY;
        first = entry->value;
        if (inserted == 0 && !d1_str_eq(first->directory, engagement->directory) &&
            report_count(workspace, engagement->artifact, first->artifact,
                         "two Engagements have the same name; names are unique in a repository") < 0)
            return D1_ERR_MEMORY;
    }
    /* Under an Engagement that cannot be read nothing is judged either, and nothing is said to be astray. */
    for (size_t i = 0; i < workspace->file_count; i++)
        for (size_t j = 0; j < workspace->files[i].artifact_count; j++) {
            const struct d1_artifact *artifact = &workspace->files[i].artifacts[j];
            struct d1_engagement *first = NULL;

            if (!artifact->root && !artifact->kind && !sorting->unread)
                sorting->unread = artifact->path;
            if (is_kind(artifact, "Engagement") && (!artifact->root || !artifact->sound) &&
                add_directory(sorting, d1_path_directory(artifact->path), NULL, &first) < 0)
                return D1_ERR_MEMORY;
        }
    return 0;
}

/* The place of the nearest enclosing directory that holds an Engagement; NULL when there is none. */
static const struct place *nearest_place(const struct sorting *sorting, const char *path)
{
    struct d1_str directory = d1_path_directory(path);

    for (;;) {
        const struct place *place = d1_map_get(&sorting->directories, directory);

        if (place || !directory.len)
            return place;
        directory = d1_path_above(directory);
    }
}

static int report_stray(struct sorting *sorting, const struct d1_artifact *artifact)
{
    struct d1_fault fault = {.check = "ENG-001", .artifact = artifact, .key = d1_str("stray")};
    const struct d1_node *namespace = d1_node_at(artifact->root, "metadata.namespace");
    const struct d1_workspace *workspace = sorting->workspace;
    struct d1_str near = {"", 0};

    fault.node = artifact->namespace.len ? namespace : NULL;
    fault.place = d1_artifact_place(artifact, fault.node);
    if (sorting->unread) {
        fault.indeterminate = true;
        return d1_fault_add(&sorting->workspace->faults, &sorting->workspace->arena, fault,
                            "which engagement this belongs to is not known, since %s could not be read",
                            sorting->unread);
    }
    for (size_t i = 0; i < workspace->engagements.len && artifact->namespace.len && i < D1_LIMIT_NEAR_NAMES; i++)
        if (d1_str_distance(artifact->namespace, workspace->engagements.items[i]->name, 2) <= 2)
            near = workspace->engagements.items[i]->name;
    if (near.len)
        return d1_fault_add(&sorting->workspace->faults, &sorting->workspace->arena, fault,
                            "no Engagement is called `" D1_STR_FMT "`; did you mean `" D1_STR_FMT "`?",
                            D1_STR_ARG(artifact->namespace), D1_STR_ARG(near));
    if (artifact->namespace.len)
        return d1_fault_add(&sorting->workspace->faults, &sorting->workspace->arena, fault,
                            "no Engagement is called `" D1_STR_FMT "`", D1_STR_ARG(artifact->namespace));
    return d1_fault_add(&sorting->workspace->faults, &sorting->workspace->arena, fault,
                        "this belongs to no engagement: put it in the directory of an Engagement, or name one in "
                        "`metadata.namespace`");
}

/* A file that could not be read, in no engagement's directory, may name any of them. */
static int place_everywhere(struct d1_workspace *workspace, const struct d1_artifact *artifact)
{
    for (size_t i = 0; i < workspace->engagements.len; i++)
        if (d1_vec_push(&workspace->engagements.items[i]->artifacts, artifact) < 0)
            return D1_ERR_MEMORY;
    return 0;
}

static int place_artifact(struct sorting *sorting, struct d1_artifact *artifact)
{
    struct d1_workspace *workspace = sorting->workspace;
    const struct place *place = nearest_place(sorting, artifact->path);
    struct d1_engagement *engagement = place ? place->engagement : NULL;
    bool stray = false;

    if (artifact->namespace.len) {
        engagement = d1_map_get(&sorting->names, artifact->namespace);
        stray = !engagement;
    } else if (!place) {
        engagement = workspace->engagements.len == 1 ? workspace->engagements.items[0] : NULL;
        stray = !engagement;
    }
    if (artifact->kind && artifact->kind->policy && !is_kind(artifact, "LintPolicy"))
        return 0; /* the tool's own documents are nobody's */
    if (is_kind(artifact, "Engagement"))
        stray = false;
    artifact->engagement = engagement;
    if (engagement)
        return d1_vec_push(&engagement->artifacts, artifact);
    if (!place && !artifact->root && !artifact->kind)
        return place_everywhere(workspace, artifact);
    if (!stray || is_kind(artifact, "LintPolicy") || !artifact->root)
        return 0;
    return d1_vec_push(&workspace->strays, artifact);
}

/* Engagements that share a directory with another are not judged. */
static void drop_doubles(struct sorting *sorting)
{
    struct d1_workspace *workspace = sorting->workspace;
    size_t kept = 0;

    for (size_t i = 0; i < workspace->engagements.len; i++) {
        struct d1_engagement *engagement = workspace->engagements.items[i];
        const struct place *place = d1_map_get(&sorting->directories, engagement->directory);

        if (place->engagement) {
            workspace->engagements.items[kept++] = engagement;
            continue;
        }
        for (size_t j = 0; j < engagement->artifacts.len; j++)
            ((struct d1_artifact *)engagement->artifacts.items[j])->engagement = NULL;
        d1_engagement_release(engagement);
        d1_free(engagement);
    }
    workspace->engagements.len = kept;
}

/* ---- the whole ---- */

/* Of artifacts that belong nowhere it is said what they are, so their documents are made. As d1_workspace_sort. */
static int report_strays(struct sorting *sorting, const bool *astray)
{
    struct d1_workspace *workspace = sorting->workspace;
    int result = workspace->strays.len ? d1_files_make(workspace, astray) : 0;

    for (size_t i = 0; i < workspace->strays.len && result == 0; i++)
        result = report_stray(sorting, workspace->strays.items[i]);
    return result;
}

static int place_all(struct sorting *sorting)
{
    struct d1_workspace *workspace = sorting->workspace;
    bool *astray = d1_calloc(workspace->file_count, sizeof *astray);
    int result = astray ? 0 : D1_ERR_MEMORY;

    for (size_t i = 0; i < workspace->file_count && result == 0; i++) {
        size_t strays = workspace->strays.len;

        for (size_t j = 0; j < workspace->files[i].artifact_count && result == 0; j++)
            result = place_artifact(sorting, &workspace->files[i].artifacts[j]);
        astray[i] = workspace->strays.len > strays;
    }
    if (result == 0)
        result = report_strays(sorting, astray);
    d1_free(astray);
    return result;
}

static int open_all(const struct sorting *sorting)
{
    for (size_t i = 0; i < sorting->workspace->engagements.len; i++)
        if (d1_engagement_open(sorting->workspace->engagements.items[i], sorting->kinds) < 0)
            return D1_ERR_MEMORY;
    return 0;
}

int d1_workspace_sort(struct d1_workspace *workspace, const struct d1_kinds *kinds, bool own_policy,
                      const struct d1_node *own_patterns, d1_match *match)
{
    struct sorting sorting = {.workspace = workspace, .kinds = kinds};
    int result = find_policies(workspace);

    if (result == 0)
        result = d1_workspace_exclude(workspace, own_policy, own_patterns, match);
    if (result == 0)
        result = find_policies(workspace); /* one policy may have left out another */
    if (result == 0)
        result = find_engagements(workspace);
    if (result == 0)
        result = index_directories(&sorting);
    if (result == 0)
        result = place_all(&sorting);
    if (result == 0)
        drop_doubles(&sorting);
    if (result == 0)
        result = open_all(&sorting);
    d1_map_release(&sorting.directories);
    d1_map_release(&sorting.names);
    return result || workspace->outlined ? result : d1_workspace_make(workspace, NULL, NULL);
}

void d1_workspace_release(struct d1_workspace *workspace)
{
    for (size_t i = 0; i < workspace->engagements.len; i++) {
        d1_engagement_release(workspace->engagements.items[i]);
        d1_free(workspace->engagements.items[i]);
    }
    for (size_t i = 0; i < workspace->file_count; i++)
        d1_file_release(&workspace->files[i]);
    for (unsigned i = 0; workspace->loaders && i < d1_pool_threads(workspace->pool); i++)
        d1_artifact_loader_free(workspace->loaders[i]);
    d1_vec_release(&workspace->engagements);
    d1_vec_release(&workspace->policies);
    d1_map_release(&workspace->governed);
    d1_vec_release(&workspace->strays);
    d1_vec_release(&workspace->skipped);
    d1_vec_release(&workspace->faults);
    d1_arena_release(&workspace->arena);
    *workspace = (struct d1_workspace){0};
}
