#include "rules/ruleset.h"

#include <stdlib.h>

#include "base/memory/alloc.h"
#include "base/sha256.h"
#include "base/vec.h"
#include "doc/embedded.h"
#include "engagement/kinds.h"
#include "rules/load/types.h"
#include "rules/rule.h"

#define RULES_FOLDER "rules/"

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

        if (!d1_str_starts(name, RULES_FOLDER) || d1_str_starts(name, D1_BASES_FOLDER) ||
            is_replaced(ruleset->private, name))
            continue;
        for (size_t j = 0; j < files[i].documents; j++)
            if (read_document(ruleset, d1_doc_root(d1_embedded_doc(&files[i], j)), name.ptr,
                              d1_embedded_source(&files[i]), false) < 0)
                return D1_ERR_MEMORY;
    }
    return 0;
}

/* ---- checks ---- */

static struct d1_place place_in(const char *path, const struct d1_node *node)
{
    struct d1_place place = node ? d1_node_place(node) : (struct d1_place){0};

    place.path = path;
    return place;
}

/* "s2d-exit, rolling", "sprint, on a day of each subject": what stands under `due`, in words. */
static struct d1_str due_words(struct d1_arena *arena, const struct d1_node *due)
{
    const struct d1_node *date = due && due->kind == D1_NODE_MAPPING ? d1_node_get(due, "date") : NULL;
    struct d1_strbuf words = {0};
    struct d1_str result;

    if (due && due->kind == D1_NODE_MAPPING)
        due = d1_node_get(due, "gates") ? d1_node_get(due, "gates") : d1_node_get(due, "gate");
    if (due && due->kind == D1_NODE_STRING)
        d1_strbuf_str(&words, d1_node_text(due));
    for (size_t i = 0; due && due->kind != D1_NODE_STRING && i < d1_node_count(due); i++) {
        const struct d1_node *code = due->kind == D1_NODE_MAPPING ? d1_node_pair_key(due, i) : d1_node_item(due, i);

        d1_strbuf_puts(&words, i ? ", " : "");
        d1_strbuf_str(&words, d1_node_text(code));
    }
    if (date)
        d1_strbuf_printf(&words, "%son a day of each subject", words.len ? ", " : "");
    result = words.oom ? d1_strn(NULL, 0) : d1_arena_str(arena, d1_strbuf_view(&words));
    d1_strbuf_release(&words);
    return result;
}

/* The same with the gate up to which the check goes on: "rolling to post-close". */
static struct d1_str due_span(struct d1_arena *arena, const struct d1_node *spec)
{
    struct d1_str words = due_words(arena, d1_node_get(spec, "due")), until = d1_node_get_text(spec, "until");

    return words.ptr && until.len
               ? d1_arena_printf(arena, D1_STR_FMT " to " D1_STR_FMT, D1_STR_ARG(words), D1_STR_ARG(until))
               : words;
}

/* The folder a rule file lies in: "s2d" of "rules/s2d/STK-001.yaml". */
static struct d1_str phase_of(const struct d1_rule *rule)
{
    struct d1_str rest = d1_str(rule->path);
    size_t slash;

    if (rule->own)
        return d1_str("own");
    rest = d1_str_sub(rest, strlen(RULES_FOLDER), rest.len);
    slash = d1_str_find(rest, '/', 0);
    return slash < rest.len ? d1_str_sub(rest, 0, slash) : d1_strn("", 0);
}

/* A check with its origin, while the checks are put in order. */
struct made {
    struct d1_check check;
    struct d1_check_origin origin;
};

static int make_check(struct d1_ruleset_private *private, struct d1_rule *rule, struct made *made)
{
    const struct d1_node *spec = rule->spec;
    struct d1_check *check = &made->check;

    made->origin = (struct d1_check_origin){.rule = rule};
    *check = (struct d1_check){
        .id = d1_node_get_text(d1_node_get(rule->root, "metadata"), "name"),
        .title = d1_node_get_text(spec, "title"),
        .sentence = d1_node_get_text(spec, "sentence"),
        .help = d1_node_get_text(spec, "help"),
        .why = d1_node_get_text(spec, "why"),
        .phase = phase_of(rule),
        .due = due_span(&private->arena, spec),
        .method = d1_str("examine"),
        .severity = D1_SEVERITY_ERROR,
        .built = true,
        .builtin = d1_node_get(spec, "builtin") != NULL,
        .own = rule->own,
    };
    d1_severity_parse(d1_node_get_text(spec, "severity"), &check->severity);
    if (d1_node_get(spec, "method"))
        check->method = d1_node_get_text(spec, "method");
    return check->due.ptr ? 0 : D1_ERR_MEMORY;
}

/* A check that the catalogue names and no rule implements. */
static struct made unbuilt_check(const struct d1_node *node)
{
    struct d1_check check = {
        .id = d1_node_get_text(node, "id"),
        .title = d1_node_get_text(node, "title"),
        .sentence = d1_node_get_text(node, "title"),
        .due = d1_node_get_text(node, "due"),
        .method = d1_str("examine"),
        .severity = D1_SEVERITY_ERROR,
    };

    d1_severity_parse(d1_node_get_text(node, "severity"), &check.severity);
    return (struct made){check, {.catalogue = node}};
}

static int by_id(const void *a, const void *b)
{
    const struct d1_check *x = &((const struct made *)a)->check, *y = &((const struct made *)b)->check;
    int order = d1_str_cmp(x->id, y->id);

    if (order)
        return order;
    return (int)y->built - (int)x->built; /* a rule comes before the catalogue's word for it */
}

static int twice(const struct made *first, const struct made *second, struct d1_error *error)
{
    const struct made *own = second->check.own ? second : first;
    const struct d1_rule *rule = own->origin.rule;

    return d1_error_at(error, D1_ERR_USAGE, place_in(rule->path, d1_node_at(rule->root, "metadata.name")),
                       first->check.own == second->check.own ? "check " D1_STR_FMT " is defined twice"
                                                             : "check " D1_STR_FMT
                                                               " is built in and cannot be defined again",
                       D1_STR_ARG(own->check.id));
}

/* Sorts the checks, drops catalogue entries of checks that are built, and indexes them. */
static int index_checks(struct d1_ruleset *ruleset, struct made *made, size_t count, struct d1_error *error)
{
    struct d1_ruleset_private *private = ruleset->private;
    size_t kept = 0;

    qsort(made, count, sizeof *made, by_id);
    for (size_t i = 0; i < count; i++) {
        if (!kept || !d1_str_eq(made[kept - 1].check.id, made[i].check.id))
            made[kept++] = made[i];
        else if (made[i].check.built)
            return twice(&made[kept - 1], &made[i], error);
    }
    private->checks = d1_arena_alloc(&private->arena, kept * sizeof *private->checks);
    private->origins = d1_arena_alloc(&private->arena, kept * sizeof *private->origins);
    if (!private->checks || !private->origins)
        return d1_error_memory(error);
    for (size_t i = 0; i < kept; i++) {
        struct d1_check *check = &private->checks[i];

        *check = made[i].check;
        check->index = i;
        private->origins[i] = made[i].origin;
        if (made[i].origin.rule)
            made[i].origin.rule->check = check;
        if (d1_map_insert(&private->by_id, check->id, check, NULL) < 0)
            return d1_error_memory(error);
    }
    ruleset->checks = private->checks;
    ruleset->check_count = kept;
    return 0;
}

static int make_checks(struct d1_ruleset *ruleset, struct d1_error *error)
{
    struct d1_ruleset_private *private = ruleset->private;
    const struct d1_node *unbuilt = NULL, *last = NULL;
    size_t count = private->rules.len, len = 0;
    struct made *made;

    for (size_t i = 0; i < private->criteria.len; i++) {
        unbuilt = d1_node_get(d1_catalogue_of(private, i), "checks");
        if (unbuilt && unbuilt != last)
            count += d1_node_count(unbuilt);
        last = unbuilt;
    }
    made = d1_arena_alloc(&private->arena, count * sizeof *made);
    if (!made)
        return d1_error_memory(error);
    for (size_t i = 0; i < private->rules.len; i++)
        if (make_check(private, private->rules.items[i], &made[len++]) < 0)
            return d1_error_memory(error);
    last = NULL;
    for (size_t i = 0; i < private->criteria.len; i++) {
        unbuilt = d1_node_get(d1_catalogue_of(private, i), "checks");
        for (size_t j = 0; unbuilt && unbuilt != last && j < d1_node_count(unbuilt); j++)
            made[len++] = unbuilt_check(d1_node_item(unbuilt, j));
        last = unbuilt;
    }
    return index_checks(ruleset, made, len, error);
}

/* ---- rules ---- */

/* Puts a rule behind those it is `after`; mark is 1 on the way down, 2 when placed. */
static int place_rule(struct d1_ruleset_private *private, struct d1_rule *rule, unsigned char *marks, size_t *placed,
                      struct d1_error *error)
{
    unsigned char *mark = &marks[rule->check->index];

    if (*mark == 2)
        return 0;
    if (*mark == 1)
        return d1_error_at(error, D1_ERR_USAGE, place_in(rule->path, d1_node_get(rule->spec, "after")),
                           "check " D1_STR_FMT " is `after` itself by way of others", D1_STR_ARG(rule->check->id));
    *mark = 1;
    for (size_t i = 0; i < rule->after_count; i++) {
        int result = place_rule(private, (struct d1_rule *)rule->after[i], marks, placed, error);

        if (result < 0)
            return result;
    }
    *mark = 2;
    private->order[(*placed)++] = rule;
    return 0;
}

static int by_check(const void *a, const void *b)
{
    const struct d1_rule *x = *(struct d1_rule *const *)a, *y = *(struct d1_rule *const *)b;

    return d1_str_cmp(x->check->id, y->check->id);
}

static int read_rules(struct d1_ruleset *ruleset, struct d1_error *error)
{
    struct d1_ruleset_private *private = ruleset->private;
    unsigned char *marks = d1_arena_calloc(&private->arena, ruleset->check_count, 1);
    size_t placed = 0;
    int result = 0;

    private->order = d1_arena_alloc(&private->arena, private->rules.len * sizeof *private->order);
    if (!marks || !private->order)
        return d1_error_memory(error);
    if (private->rules.len)
        qsort(private->rules.items, private->rules.len, sizeof *private->rules.items, by_check);
    for (size_t i = 0; i < private->rules.len && result != D1_ERR_MEMORY; i++) {
        int one = d1_rule_read(ruleset, private->rules.items[i], error);

        if (one == D1_ERR_USAGE && private->problems) {
            struct d1_place place = error->place;

            place.path = private->rules.items[i]->path; /* the error's own goes with it */
            if (d1_problems_add(private->problems, "unknown-name", place, "%s", d1_error_message(error)) < 0)
                one = D1_ERR_MEMORY;
            d1_error_clear(error);
        }
        result = one ? one : result;
        if (one && !private->problems)
            break;
    }
    for (size_t i = 0; i < private->rules.len && result == 0; i++)
        result = place_rule(private, private->rules.items[i], marks, &placed, error);
    return result;
}

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

static int load(struct d1_ruleset **ruleset, const char *path, bool in_place, struct d1_problems *problems,
                struct d1_error *error)
{
    struct d1_ruleset *new = d1_calloc(1, sizeof *new);
    struct d1_ruleset_private *private;
    int result = 0;

    if (new)
        new->private = d1_calloc(1, sizeof *new->private);
    if (!new || !new->private) {
        d1_free(new);
        return d1_error_memory(error);
    }
    private = new->private;
    private->in_place = in_place;
    private->problems = problems;
    if (path)
        result = d1_own_read(private, path, error);
    if (result == 0)
        result = d1_kinds_load(&private->kinds, private->own_schemas.items, private->own_schemas.len, error);
    new->kinds = private->kinds;
    if (result == 0)
        result = d1_own_check(private, error);
    if (result == 0 && read_embedded(new) < 0)
        result = d1_error_memory(error);
    for (size_t i = 0; i < private->own_files.len && result == 0; i++)
        if (read_document(new, private->own_files.items[i].root, private->own_files.items[i].path,
                          private->own_files.items[i].source, true) < 0)
            result = d1_error_memory(error);
    if (result == 0 && set_digest(new) < 0)
        result = d1_error_memory(error);
    if (result == 0)
        result = make_checks(new, error);
    if (result == 0)
        result = d1_catalogue_link(new, error);
    if (result == 0)
        result = read_rules(new, error);
    private->problems = NULL;
    if (result < 0 && (!problems || !problems->len)) {
        d1_ruleset_free(new);
        return result;
    }
    *ruleset = new;
    return result;
}

int d1_ruleset_load(struct d1_ruleset **ruleset, const char *rules_dir, struct d1_error *error)
{
    return load(ruleset, rules_dir, false, NULL, error);
}

int d1_ruleset_load_tested(struct d1_ruleset **ruleset, const char *path, struct d1_problems *problems,
                           struct d1_error *error)
{
    return load(ruleset, path, true, problems, error);
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

/* ---- look-up ---- */

const struct d1_check *d1_ruleset_check(const struct d1_ruleset *ruleset, struct d1_str id)
{
    return d1_map_get(&ruleset->private->by_id, id);
}

const struct d1_criterion *d1_ruleset_criterion(const struct d1_ruleset *ruleset, struct d1_str id)
{
    for (size_t i = 0; i < ruleset->criterion_count; i++)
        if (d1_str_eq(ruleset->criteria[i].id, id))
            return &ruleset->criteria[i];
    return NULL;
}

const struct d1_gate *d1_ruleset_gate(const struct d1_ruleset *ruleset, struct d1_str id)
{
    for (size_t i = 0; i < ruleset->gate_count; i++)
        if (d1_str_eq(ruleset->gates[i].id, id))
            return &ruleset->gates[i];
    return NULL;
}

struct d1_str d1_ruleset_nearest_gate(const struct d1_ruleset *ruleset, struct d1_str id)
{
    struct d1_str best = {"", 0};
    size_t distance = 3;

    for (size_t i = 0; i < ruleset->gate_count; i++)
        if (d1_str_nearer(id, ruleset->gates[i].id, &distance))
            best = ruleset->gates[i].id;
    return best;
}

const struct d1_rule *d1_ruleset_rule(const struct d1_ruleset *ruleset, const struct d1_check *check)
{
    return ruleset->private->origins[check->index].rule;
}

const struct d1_node *d1_ruleset_check_spec(const struct d1_ruleset *ruleset, const struct d1_check *check)
{
    const struct d1_rule *rule = d1_ruleset_rule(ruleset, check);

    return rule ? rule->spec : NULL;
}

bool d1_ruleset_needs(const struct d1_ruleset *ruleset, const struct d1_check *check, const struct d1_kind *kind)
{
    const struct d1_rule *rule = d1_ruleset_rule(ruleset, check);

    for (size_t i = 0; rule && i < rule->need_count; i++)
        if (rule->needs[i] == kind)
            return true;
    return false;
}

const char *d1_ruleset_check_path(const struct d1_ruleset *ruleset, const struct d1_check *check)
{
    const struct d1_rule *rule = d1_ruleset_rule(ruleset, check);

    return rule ? rule->path : NULL;
}

const struct d1_criterion_data *d1_ruleset_criterion_data(const struct d1_ruleset *ruleset,
                                                          const struct d1_criterion *criterion)
{
    return &ruleset->private->criterion_data.items[criterion - ruleset->criteria];
}

const struct d1_node *d1_ruleset_criterion_node(const struct d1_ruleset *ruleset, const struct d1_criterion *criterion)
{
    return d1_ruleset_criterion_data(ruleset, criterion)->node;
}

const struct d1_parameter *d1_ruleset_parameter(const struct d1_ruleset *ruleset, struct d1_str name)
{
    const struct d1_ruleset_private *private = ruleset->private;

    for (size_t i = 0; i < private->parameters.len; i++)
        if (d1_str_eq(private->parameters.items[i].name, name))
            return &private->parameters.items[i];
    return NULL;
}

const struct d1_node *d1_parameter_default(const struct d1_node *node, enum d1_profile profile)
{
    const struct d1_node *value = d1_node_get(d1_node_get(node, "profiles"), d1_profile_name(profile));

    return value ? value : d1_node_get(node, "default");
}
