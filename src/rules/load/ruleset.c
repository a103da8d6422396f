#include "rules/ruleset.h"

#include <stdlib.h>

#include "base/memory/alloc.h"
#include "base/sha256.h"
#include "base/vec.h"
#include "doc/embedded.h"
#include "engagement/kinds.h"
#include "rules/compile/types.h"
#include "rules/rule.h"

/* ---- reading files ---- */

static int add_rule(struct d1_ruleset_private *private, const struct d1_node *root, const char *path,
                    struct d1_str source, bool own)
{
    struct d1_rule *rule = d1_arena_calloc(&private->arena, 1, sizeof *rule);

    if (!rule)
        return D1_ERR_MEMORY;
    rule->root = root;
    rule->spec = d1_node_get(root, "spec");
    rule->path = path;
    rule->source = source;
    rule->own = own;
    return d1_vec_push(&private->rules, rule);
}

/* Takes one document of a rule file, whatever its kind. */
static int read_document(struct d1_ruleset *ruleset, const struct d1_node *root, const char *path, struct d1_str source,
                         bool own)
{
    struct d1_ruleset_private *private = ruleset->private;
    struct d1_str kind = d1_node_get_text(root, "kind");

    if (d1_str_is(kind, "Rule"))
        return add_rule(private, root, path, source, own);
    if (d1_str_is(kind, "Function"))
        return d1_vec_push(&private->functions, ((struct d1_function_file){root, path, own}));
    return d1_catalogue_read(ruleset, root);
}

/* Whether an own file stands in place of an embedded one. */
static bool is_replaced(const struct d1_ruleset_private *private, struct d1_str name)
{
    for (size_t i = 0; i < private->own_files.len; i++)
        if (private->own_files.items[i].real && d1_own_is_source(private->own_files.items[i].real, name))
            return true;
    return false;
}

static int read_embedded(struct d1_ruleset *ruleset)
{
    size_t count;
    const struct d1_embedded_file *files = d1_embedded_files(&count);

    for (size_t i = 0; i < count; i++) {
        struct d1_str name = d1_embedded_name(&files[i]);

        if (!d1_str_starts(name, D1_RULES_FOLDER) || d1_str_starts(name, D1_BASES_FOLDER) ||
            is_replaced(ruleset->private, name))
            continue;
        for (size_t j = 0; j < files[i].documents; j++)
            if (read_document(ruleset, d1_doc_root(d1_embedded_doc(&files[i], j)), name.ptr,
                              d1_embedded_source(&files[i]), false) < 0)
                return D1_ERR_MEMORY;
    }
    return 0;
}

/* ---- the whole ---- */

/* What stands for all that was read; own_listing has the own files. 0 or D1_ERR_MEMORY. */
static int set_digest(struct d1_ruleset *ruleset)
{
    struct d1_str own = d1_strbuf_view(&ruleset->private->own_listing);
    struct d1_strbuf listing = {0};
    char digest[D1_SHA256_TEXT];

    ruleset->digest = d1_embedded_digest();
    if (!own.len)
        return ruleset->private->own_listing.oom ? D1_ERR_MEMORY : 0;
    d1_strbuf_printf(&listing, D1_STR_FMT "  -\n" D1_STR_FMT, D1_STR_ARG(ruleset->digest), D1_STR_ARG(own));
    d1_sha256(d1_strbuf_view(&listing), digest);
    ruleset->digest = d1_arena_str(&ruleset->private->arena, d1_str(digest));
    if (listing.oom || ruleset->private->own_listing.oom)
        ruleset->digest.ptr = NULL;
    d1_strbuf_release(&listing);
    return ruleset->digest.ptr ? 0 : D1_ERR_MEMORY;
}

/* Takes up the user's own files, as far as they have their shape. 0 or D1_ERR_MEMORY. */
static int read_own(struct d1_ruleset *ruleset)
{
    struct d1_ruleset_private *private = ruleset->private;

    for (size_t i = 0; i < private->own_files.len; i++) {
        const struct d1_own_file *file = &private->own_files.items[i];

        if (!file->root)
            continue;
        if (read_document(ruleset, file->root, file->path, file->source, true) < 0)
            return D1_ERR_MEMORY;
        if (file->nameless)
        private->rules.items[private->rules.len - 1]->nameless = true;
    }
    return 0;
}

/* What files say of each other; and where there are faults by now, what is wrong with expressions too. */
static int connect(struct d1_ruleset *ruleset)
{
    struct d1_ruleset_private *private = ruleset->private;
    int result = d1_ruleset_make_checks(ruleset);

    if (result == 0)
        result = d1_catalogue_link(ruleset);
    if (result == 0)
        result = d1_ruleset_read_rules(ruleset);
    if (result == 0 && private->problems->len && d1_ruleset_prepare(ruleset, private->problems) == D1_ERR_MEMORY)
        result = D1_ERR_MEMORY;
    return result;
}

static int load_into(struct d1_ruleset *ruleset, const char *path, struct d1_error *error)
{
    struct d1_ruleset_private *private = ruleset->private;
    int result = path ? d1_own_read(private, path, error) : 0;

    if (result == 0)
        result = d1_kinds_load(&private->kinds, private->own_schemas.items, private->own_schemas.len, error);
    ruleset->kinds = private->kinds;
    if (result == 0)
        result = d1_own_check(private, error);
    if (result < 0 || private->torn)
        return result;
    if (read_embedded(ruleset) < 0 || read_own(ruleset) < 0 || set_digest(ruleset) < 0 || connect(ruleset) < 0)
        return d1_error_memory(error);
    return 0;
}

/* Puts what ended the loading beside what was wrong before. 0 or D1_ERR_MEMORY. */
static int add_problem(struct d1_ruleset_private *private, const struct d1_error *error)
{
    struct d1_place place = error->place;

    if (place.path)
        place.path = d1_arena_str(&private->arena, d1_str(place.path)).ptr;
    return d1_problems_add(private->problems, "stopped", place, "%s", d1_error_message(error));
}

static int load(struct d1_ruleset **ruleset, const char *path, bool in_place, struct d1_problems *problems,
                struct d1_error *error)
{
    struct d1_ruleset *new = d1_calloc(1, sizeof *new);
    struct d1_error stopped = {0};
    int result;

    if (new)
        new->private = d1_calloc(1, sizeof *new->private);
    if (!new || !new->private) {
        d1_free(new);
        return d1_error_memory(error);
    }
    new->private->arena.large = true;
    new->private->in_place = in_place;
    new->private->problems = problems;
    result = load_into(new, path, &stopped);
    if (result != 0 && result != D1_ERR_MEMORY && problems->len)
        result = add_problem(new->private, &stopped);
    if (result == 0 && problems->len)
        result = D1_ERR_USAGE;
    else if (result != 0 && error)
        *error = stopped;
    else
        d1_error_clear(&stopped);
    new->private->problems = NULL;
    d1_problems_sort(problems);
    *ruleset = new;
    return result;
}

int d1_ruleset_load(struct d1_ruleset **ruleset, const char *rules_dir, struct d1_error *error)
{
    struct d1_problems problems = {0};
    struct d1_ruleset *new = NULL;
    int result = load(&new, rules_dir, false, &problems, error);

    if (result == D1_ERR_USAGE && problems.len)
        d1_error_problems(error, result, &problems);
    d1_problems_release(&problems);
    if (result < 0)
        d1_ruleset_free(new);
    else
        *ruleset = new;
    return result;
}

int d1_ruleset_load_tested(struct d1_ruleset **ruleset, const char *path, struct d1_problems *problems,
                           struct d1_error *error)
{
    struct d1_ruleset *new = NULL;
    int result = load(&new, path, true, problems, error);

    if (result == 0 || (result == D1_ERR_USAGE && problems->len))
        *ruleset = new;
    else
        d1_ruleset_free(new);
    return result;
}

void d1_ruleset_free(struct d1_ruleset *ruleset)
{
    struct d1_ruleset_private *private;

    if (!ruleset)
        return;
    private = ruleset->private;
    for (size_t i = 0; i < private->rules.len; i++)
        for (size_t j = 0; j < private->rules.items[i]->part_count; j++)
            d1_cel_env_release(private->rules.items[i]->parts[j].env);
    for (size_t i = 0; i < private->rules.len; i++)
        d1_cel_env_release(private->rules.items[i]->env);
    for (size_t i = 0; i < private->parameters.len; i++)
        d1_schema_free(private->parameters.items[i].schema.compiled);
    for (size_t i = 0; private->gate_data && i < ruleset->gate_count; i++)
        for (size_t j = 0; j < private->gate_data[i].source_count; j++)
            d1_cel_env_release(private->gate_data[i].sources[j].env);
    d1_cel_env_release(private->env);
    d1_types_free(private->types);
    d1_kinds_free(private->kinds);
    for (size_t i = 0; i < private->own_docs.len; i++)
        d1_doc_free(private->own_docs.items[i]);
    d1_map_release(&private->by_id);
    d1_vec_release(&private->rules);
    d1_vec_release(&private->parameters);
    d1_vec_release(&private->bases);
    d1_vec_release(&private->functions);
    d1_vec_release(&private->records);
    d1_vec_release(&private->gates);
    d1_vec_release(&private->criteria);
    d1_vec_release(&private->criterion_data);
    d1_vec_release(&private->own_docs);
    d1_vec_release(&private->own_schemas);
    d1_vec_release(&private->own_files);
    d1_strbuf_release(&private->own_listing);
    d1_arena_release(&private->arena);
    d1_free(private);
    d1_free(ruleset);
}
