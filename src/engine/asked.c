/* What the options of a run name: the repository, paths, a gate, engagements. */
#include <string.h>

#include "base/file/path.h"
#include "base/memory/alloc.h"
#include "base/text/shorten.h"
#include "engine/running.h"

int d1_asked_repository(const char *uri, struct d1_error *error)
{
    const char *fault = uri ? d1_source_uri_fault(d1_str(uri)) : NULL;

    return fault ? d1_error_set(error, D1_ERR_USAGE, "--repository-uri %s", fault) : 0;
}

/*
 * The repository that a path is or lies in, if it is another than this, of which nothing belongs to this one: the
 * length of its own path, or 0. *kind is what it is here.
 */
static size_t other_repository(struct d1_run *run, const char *path, enum d1_repo_kind *kind)
{
    size_t len = strlen(path);

    for (size_t end = 1; end <= len; end++) {
        struct d1_repo_entry entry = {0};

        if ((path[end] && path[end] != '/') ||
            d1_repo_lookup(run->opened.snapshot, d1_strn(path, end), &entry, NULL) < 0)
            continue;
        *kind = (enum d1_repo_kind)entry.kind;
        if (*kind == D1_REPO_SUBMODULE || *kind == D1_REPO_NESTED)
            return end;
    }
    return 0;
}

static int lies_elsewhere(const char *given, const char *path, size_t length, enum d1_repo_kind kind,
                          struct d1_error *error)
{
    const char *in = path[length] ? "lies in" : "is";

    if (kind == D1_REPO_SUBMODULE)
        return d1_error_set(error, D1_ERR_USAGE,
                            "%s %s the submodule `%.*s`, a repository of its own: run d1lint in there", given, in,
                            (int)length, path);
    if (path[length])
        return d1_error_set(error, D1_ERR_USAGE, "%s lies in `%.*s`, a repository of its own: run d1lint in there",
                            given, (int)length, path);
    return d1_error_set(error, D1_ERR_USAGE, "%s is a repository of its own: run d1lint in there", given);
}

/* Whether something is listed at or beneath a path: files of other sorts are not read, and so judged by nothing. */
static bool is_listed(const struct d1_run *run, struct d1_str path)
{
    size_t count;
    const struct d1_repo_entry *entries = d1_repo_snapshot_entries(run->opened.snapshot, &count);

    for (size_t i = 0; i < count; i++)
        if (d1_path_encloses(path, d1_str(entries[i].path)))
            return true;
    return false;
}

/* The listed path or folder that is nearest to a path, as the first *length bytes of what is given; NULL for none near.
 */
static const char *listed_alike(const struct d1_run *run, struct d1_str path, size_t *length)
{
    size_t count, distance = d1_str_reach(path);
    const struct d1_repo_entry *entries = d1_repo_snapshot_entries(run->opened.snapshot, &count);
    const char *found = NULL;

    for (size_t i = 0; i < count; i++) {
        struct d1_str listed = d1_str(entries[i].path), part;

        for (size_t end = 0; end <= listed.len; end++) {
            end = d1_str_find(listed, '/', end);
            part = d1_str_sub(listed, 0, end);
            if (!d1_str_nearer(path, part, &distance))
                continue;
            found = entries[i].path;
            *length = part.len;
        }
    }
    return found;
}

static int is_absent(const struct d1_run *run, const char *given, const char *path, struct d1_error *error)
{
    size_t length = 0;
    const char *alike = listed_alike(run, d1_str(path), &length);

    if (alike)
        return d1_error_set(error, D1_ERR_USAGE, "there is no %s in what is linted; did you mean %.*s%s?", given,
                            (int)length, alike, strcmp(given, path) ? ", from the root" : "");
    return d1_error_set(error, D1_ERR_USAGE, "there is no %s in what is linted", given);
}

static int check_path(struct d1_run *run, const char *given, const char *path, struct d1_error *error)
{
    struct d1_repo_entry entry = {0};
    enum d1_repo_kind kind;
    size_t other = other_repository(run, path, &kind);
    int result;

    if (other)
        return lies_elsewhere(given, path, other, kind, error);
    result = d1_repo_lookup(run->opened.snapshot, d1_str(path), &entry, error);
    if (result < 0)
        return result;
    if (entry.kind == D1_REPO_ABSENT)
        return is_absent(run, given, path, error);
    if (!is_listed(run, d1_str(path)))
        return d1_error_set(
            error, D1_ERR_USAGE,
            entry.kind == D1_REPO_DIRECTORY
                ? "there is nothing in %s that d1lint reads: artifacts stand in files named .yaml or .yml"
                : "%s is nothing that d1lint reads: artifacts stand in files named .yaml or .yml",
            given);
    return 0;
}

int d1_asked_paths(struct d1_run *run, struct d1_error *error)
{
    const struct d1_run_options *options = run->options;
    int result = 0;

    run->paths = d1_arena_calloc(&run->arena, options->path_count, sizeof *run->paths);
    if (!run->paths)
        return d1_error_memory(error);
    for (size_t i = 0; i < options->path_count && result == 0; i++) {
        result = d1_repo_snapshot_path(&run->paths[i], run->opened.snapshot, options->paths[i], error);
        if (result == 0)
            result = d1_repo_snapshot_list(run->opened.snapshot, error);
        if (result == 0 && run->paths[i][0])
            result = check_path(run, options->paths[i], run->paths[i], error);
    }
    run->path_count = options->path_count;
    return result;
}

int d1_asked_directory(struct d1_run *run, struct d1_error *error)
{
    const struct d1_engagement *only = NULL;
    size_t count = 0;

    if (!run->options->gate || !run->path_count)
        return 0;
    for (size_t i = 0; i < run->opened.workspace.engagements.len; i++) {
        const struct d1_engagement *engagement = run->opened.workspace.engagements.items[i];

        if (!d1_path_encloses(d1_str(run->paths[0]), engagement->directory))
            continue;
        only = engagement;
        count++;
    }
    if (run->path_count > 1 || count != 1)
        return d1_error_set(error, D1_ERR_USAGE,
                            "a gate is judged over a whole engagement: with --gate, PATH is the folder of one, and %s",
                            run->path_count > 1 ? "there are several paths"
                            : count             ? "there are several in this one; --engagement names one"
                                                : "this is none");
    run->only = only;
    run->path_count = 0; /* nothing of it is left out */
    return 0;
}

int d1_asked_gate(const struct d1_run *run, size_t *order, struct d1_error *error)
{
    struct d1_str name = d1_str(run->options->gate ? run->options->gate : "");
    const struct d1_gate *gate;
    struct d1_strbuf known = {0};

    if (!name.len)
        return 0;
    gate = d1_ruleset_gate(run->opened.ruleset, d1_str_sub(name, 0, d1_str_find(name, ':', 0)));
    if (gate && !gate->continuous) {
        *order = gate->order;
        return 0;
    }
    for (size_t i = 0; i < run->opened.ruleset->gate_count; i++)
        if (!run->opened.ruleset->gates[i].continuous)
            d1_strbuf_printf(&known, "%s" D1_STR_FMT, known.len ? ", " : "",
                             D1_STR_ARG(run->opened.ruleset->gates[i].id));
    d1_error_set(error, D1_ERR_USAGE, "there is no gate `%s`; the gates are " D1_STR_FMT, run->options->gate,
                 D1_STR_ARG(d1_strbuf_view(&known)));
    d1_strbuf_release(&known);
    return D1_ERR_USAGE;
}

enum { MOST_NAMED = 20 };

/* Names the instances of the gate that there are: "sprint:spr-01, sprint:spr-02, and 4 more". */
static void name_instances(const struct d1_run *run, struct d1_strbuf *out)
{
    struct d1_str asked = d1_str(run->options->gate);
    size_t colon = d1_str_find(asked, ':', 0), count = 0;

    for (size_t i = 0; i + 1 < run->judged_count; i++)
        for (size_t j = 0; j < run->judged[i].verdict.gate_count; j++) {
            struct d1_str id = run->judged[i].verdict.gates[j].id;

            if (!d1_str_eq(d1_str_sub(id, 0, d1_str_find(id, ':', 0)), d1_str_sub(asked, 0, colon)))
                continue;
            if (count++ < MOST_NAMED)
                d1_strbuf_printf(out, "%s" D1_STR_FMT, count > 1 ? ", " : "", D1_STR_ARG(d1_shorten_head(id)));
        }
    if (count > MOST_NAMED)
        d1_strbuf_printf(out, ", and %zu more", count - MOST_NAMED);
}

/* What no engagement has is a slip of the keyboard, and would be answered by "not met" without a word. */
int d1_asked_gate_exists(const struct d1_run *run, struct d1_error *error)
{
    struct d1_strbuf known = {0};
    int result;

    if (!run->options->gate || run->judged_count < 2)
        return 0;
    for (size_t i = 0; i + 1 < run->judged_count; i++)
        for (size_t j = 0; j < run->judged[i].verdict.gate_count; j++)
            if (run->judged[i].verdict.gates[j].asked)
                return 0;
    name_instances(run, &known);
    if (known.oom)
        result = d1_error_memory(error);
    else if (known.len)
        result = d1_error_set(error, D1_ERR_USAGE, "no engagement here has the gate `%s`; there are " D1_STR_FMT,
                              run->options->gate, D1_STR_ARG(d1_strbuf_view(&known)));
    else
        result = d1_error_set(error, D1_ERR_USAGE, "no engagement here has the gate `%s`, or any of its kind",
                              run->options->gate);
    d1_strbuf_release(&known);
    return result;
}

bool d1_asked_engagement(const struct d1_run *run, const struct d1_engagement *engagement)
{
    const struct d1_run_options *options = run->options;
    bool wanted = options->engagement_count == 0;

    if (run->only)
        return engagement == run->only;
    for (size_t i = 0; i < options->engagement_count && !wanted; i++)
        wanted = d1_str_is(engagement->name, options->engagements[i]);
    if (!wanted || !run->path_count)
        return wanted;
    for (size_t i = 0; i < engagement->artifacts.len; i++)
        for (size_t j = 0; j < run->path_count; j++)
            if (d1_path_encloses(d1_str(run->paths[j]), d1_str(engagement->artifacts.items[i]->path)))
                return true;
    return false;
}

/* ---- whose findings, and where ---- */

static bool is_person(const struct d1_symbol *symbol)
{
    return symbol && symbol->type && d1_str_is(symbol->type->name, "Person");
}

/* By who answers for it, or by one who has left and whom the file names. A finding has these shortened, as all it says.
 */
static bool is_owned(const struct d1_finding *finding, struct d1_str owner)
{
    struct d1_str id = d1_shorten_head(owner);

    return d1_str_eq(finding->owner, id) || (id.len && d1_str_eq(finding->gone, id));
}

/* Whether an engagement has the person; one whose roster cannot be read has those at least who own what was found. */
static bool has_person(const struct d1_judged *judged, struct d1_str id)
{
    if (is_person(d1_engagement_find(judged->engagement, id)))
        return true;
    for (size_t i = 0; i < judged->verdict.finding_count; i++)
        if (is_owned(&judged->findings[i], id))
            return true;
    return false;
}

static struct d1_str nearest_person(const struct d1_run *run, struct d1_str id)
{
    size_t distance = d1_str_reach(id);
    struct d1_str nearest = d1_str("");

    for (size_t i = 0; i + 1 < run->judged_count; i++) {
        const struct d1_map *symbols = &run->judged[i].engagement->symbols;

        for (size_t s = 0; s < symbols->len; s++)
            if (is_person(symbols->entries[s].value) && d1_str_nearer(id, symbols->entries[s].key, &distance))
                nearest = symbols->entries[s].key;
    }
    return nearest;
}

int d1_asked_owner(const struct d1_run *run, struct d1_error *error)
{
    struct d1_str id = d1_str(run->options->owner ? run->options->owner : ""), nearest;

    if (!run->options->owner || run->judged_count < 2)
        return 0;
    for (size_t i = 0; i + 1 < run->judged_count; i++)
        if (has_person(&run->judged[i], id))
            return 0;
    nearest = nearest_person(run, id);
    return d1_error_set(error, D1_ERR_USAGE,
                        "there is no person `" D1_STR_FMT "` in any roster of what was judged%s" D1_STR_FMT "%s",
                        D1_STR_ARG(d1_shorten_head(id)), nearest.len ? "; did you mean `" : "", D1_STR_ARG(nearest),
                        nearest.len ? "`?" : "");
}

static bool lies_at(const struct d1_run *run, const struct d1_finding *finding)
{
    for (size_t i = 0; i < run->path_count; i++)
        if (d1_path_encloses(d1_str(run->paths[i]), d1_str(finding->at.place.path)))
            return true;
    return run->path_count == 0;
}

void d1_asked_findings(const struct d1_run *run, struct d1_finding *findings, size_t count)
{
    const char *owner = run->options->owner;

    for (size_t i = 0; i < count && (owner || run->path_count); i++)
        findings[i].reported = lies_at(run, &findings[i]) && (!owner || is_owned(&findings[i], d1_str(owner)));
}
