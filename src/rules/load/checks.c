/* The checks that rules and catalogues make together, by their ids, and the order in which their rules are judged. */
#include <stdlib.h>

#include "rules/compile/compiler.h"

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
    rest = d1_str_sub(rest, strlen(D1_RULES_FOLDER), rest.len);
    slash = d1_str_find(rest, '/', 0);
    return slash < rest.len ? d1_str_sub(rest, 0, slash) : d1_strn("", 0);
}

/* A check with its origin, while the checks are put in order. */
struct made {
    struct d1_check check;
    struct d1_check_origin origin;
};

/* The families whose errors say that evidence cannot be believed; gates and git speak for themselves. */
static bool is_of_doubt(struct d1_str id)
{
    static const char *const families[] = {"SHP-", "REF-", "TIM-", "APR-", "WVR-", "CNF-"};

    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        if (d1_str_starts(id, families[i]))
            return true;
    return false;
}

static int make_check(struct d1_ruleset_private *private, struct d1_rule *rule, struct made *made)
{
    const struct d1_node *spec = rule->spec;
    struct d1_check *check = &made->check;

    made->origin = (struct d1_check_origin){.rule = rule};
    rule->casts_doubt = !rule->own && is_of_doubt(d1_node_get_text(d1_node_get(rule->root, "metadata"), "name"));
    *check = (struct d1_check){
        .id = d1_node_get_text(d1_node_get(rule->root, "metadata"), "name"),
        .title = d1_node_get_text(spec, "title"),
        .sentence = d1_node_get_text(spec, "sentence"),
        .help = d1_rule_without_holes(&private->arena, d1_node_get_text(spec, "help")),
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
    return check->due.ptr && (check->help.ptr || !d1_node_get(spec, "help")) ? 0 : D1_ERR_MEMORY;
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

/* The place of a rule's id in its file. */
static struct d1_place name_in(const struct d1_rule *rule)
{
    return place_in(rule->path, d1_node_at(rule->root, "metadata.name"));
}

static int by_id(const void *a, const void *b)
{
    const struct made *x = a, *y = b;
    int order = d1_str_cmp(x->check.id, y->check.id);

    if (!order)
        order = (int)y->check.built - (int)x->check.built; /* a rule comes before the catalogue's word for it */
    if (!order && x->origin.rule && y->origin.rule)
        order = strcmp(x->origin.rule->path, y->origin.rule->path);
    return order;
}

/* Notes that a check is defined again, and leaves the second rule out: there is one of an id. */
static int twice(struct d1_ruleset_private *private, const struct made *first, const struct made *second)
{
    const struct made *own = second->check.own ? second : first;
    const struct d1_rule *rule = own->origin.rule;

    for (size_t i = 0; i < private->rules.len; i++)
        if (private->rules.items[i] == second->origin.rule)
    private->rules.items[i] = private->rules.items[--private->rules.len];
    if (first->check.own == second->check.own)
        return d1_problems_add(private->problems, "twice", name_in(rule),
                               "check " D1_STR_FMT " is defined twice, first in %s:%u", D1_STR_ARG(own->check.id),
                               first->origin.rule->path, name_in(first->origin.rule).line);
    return d1_problems_add(private->problems, "twice", name_in(rule),
                           "check " D1_STR_FMT " is built in and cannot be defined again", D1_STR_ARG(own->check.id));
}

/* Sorts the checks, drops catalogue entries of checks that are built, and indexes them. */
static int index_checks(struct d1_ruleset *ruleset, struct made *made, size_t count)
{
    struct d1_ruleset_private *private = ruleset->private;
    size_t kept = 0;

    qsort(made, count, sizeof *made, by_id);
    for (size_t i = 0; i < count; i++) {
        if (!kept || !d1_str_eq(made[kept - 1].check.id, made[i].check.id))
            made[kept++] = made[i];
        else if (made[i].check.built && twice(private, &made[kept - 1], &made[i]) < 0)
            return D1_ERR_MEMORY;
    }
    private->checks = d1_arena_alloc(&private->arena, kept * sizeof *private->checks);
    private->origins = d1_arena_alloc(&private->arena, kept * sizeof *private->origins);
    if (!private->checks || !private->origins)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < kept; i++) {
        struct d1_check *check = &private->checks[i];

        *check = made[i].check;
        check->index = i;
        private->origins[i] = made[i].origin;
        if (made[i].origin.rule)
            made[i].origin.rule->check = check;
        if (d1_map_insert(&private->by_id, check->id, check, NULL) < 0)
            return D1_ERR_MEMORY;
    }
    ruleset->checks = private->checks;
    ruleset->check_count = kept;
    return 0;
}

int d1_ruleset_make_checks(struct d1_ruleset *ruleset)
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
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < private->rules.len; i++)
        if (make_check(private, private->rules.items[i], &made[len++]) < 0)
            return D1_ERR_MEMORY;
    last = NULL;
    for (size_t i = 0; i < private->criteria.len; i++) {
        unbuilt = d1_node_get(d1_catalogue_of(private, i), "checks");
        for (size_t j = 0; unbuilt && unbuilt != last && j < d1_node_count(unbuilt); j++)
            made[len++] = unbuilt_check(d1_node_item(unbuilt, j));
        last = unbuilt;
    }
    return index_checks(ruleset, made, len);
}

/* ---- rules ---- */

/* Puts a rule behind those it is `after`; mark is 1 on the way down, 2 when placed. 0 or D1_ERR_MEMORY. */
static int place_rule(struct d1_ruleset_private *private, struct d1_rule *rule, unsigned char *marks, size_t *placed)
{
    unsigned char *mark = &marks[rule->check->index];

    if (*mark == 2)
        return 0;
    if (*mark == 1)
        return d1_problems_add(private->problems, "after", place_in(rule->path, d1_node_get(rule->spec, "after")),
                               "check " D1_STR_FMT " is `after` itself by way of others", D1_STR_ARG(rule->check->id));
    *mark = 1;
    for (size_t i = 0; i < rule->after_count; i++)
        if (place_rule(private, (struct d1_rule *)rule->after[i], marks, placed) < 0)
            return D1_ERR_MEMORY;
    *mark = 2;
    private->order[(*placed)++] = rule;
    return 0;
}

static int by_check(const void *a, const void *b)
{
    const struct d1_rule *x = *(struct d1_rule *const *)a, *y = *(struct d1_rule *const *)b;

    return d1_str_cmp(x->check->id, y->check->id);
}

int d1_ruleset_read_rules(struct d1_ruleset *ruleset)
{
    struct d1_ruleset_private *private = ruleset->private;
    unsigned char *marks = d1_arena_calloc(&private->arena, ruleset->check_count, 1);
    size_t placed = 0;
    int result = 0;

    private->order = d1_arena_alloc(&private->arena, private->rules.len * sizeof *private->order);
    private->demanding = d1_arena_calloc(&private->arena, ruleset->kinds->kind_count, sizeof(const struct d1_rule *));
    if (!marks || !private->order || !private->demanding)
        return D1_ERR_MEMORY;
    if (private->rules.len)
        qsort(private->rules.items, private->rules.len, sizeof *private->rules.items, by_check);
    for (size_t i = 0; i < private->rules.len && result == 0; i++)
        result = d1_rule_read(ruleset, private->rules.items[i]);
    for (size_t i = 0; i < private->rules.len && result == 0; i++) {
        const struct d1_kind *demands = private->rules.items[i]->demands;

        if (demands && !private->demanding[demands->index])
        private->demanding[demands->index] = private->rules.items[i];
        result = place_rule(private, private->rules.items[i], marks, &placed);
    }
    return result;
}
