#include "rules/rule.h"

#include "base/vec.h"
#include "rules/looser.h"

/* Notes what is wrong with the head of a rule, and where. 0 or D1_ERR_MEMORY. */
static int fault(const struct d1_ruleset *ruleset, const struct d1_rule *rule, const struct d1_node *node,
                 const char *format, ...) __attribute__((format(printf, 4, 5)));

static int fault(const struct d1_ruleset *ruleset, const struct d1_rule *rule, const struct d1_node *node,
                 const char *format, ...)
{
    struct d1_place place = d1_node_place(node);
    struct d1_strbuf text = {0};
    va_list args;
    int result;

    va_start(args, format);
    d1_strbuf_vprintf(&text, format, args);
    va_end(args);
    place.path = rule->path;
    result = text.oom ? D1_ERR_MEMORY
                      : d1_problems_add(ruleset->private->problems, "unknown-name", place, D1_STR_FMT,
                                        D1_STR_ARG(d1_strbuf_view(&text)));
    d1_strbuf_release(&text);
    return result;
}

/* A name that there is not; near is one that may have been meant, or empty. */
static int no_such(const struct d1_ruleset *ruleset, const struct d1_rule *rule, const struct d1_node *node,
                   const char *what, struct d1_str near)
{
    if (near.len)
        return fault(ruleset, rule, node, "there is no %s `" D1_STR_FMT "`; did you mean `" D1_STR_FMT "`?", what,
                     D1_STR_ARG(d1_node_text(node)), D1_STR_ARG(near));
    return fault(ruleset, rule, node, "there is no %s `" D1_STR_FMT "`", what, D1_STR_ARG(d1_node_text(node)));
}

static int read_due_code(const struct d1_ruleset *ruleset, const struct d1_rule *rule, const struct d1_node *code,
                         struct d1_due *due)
{
    struct d1_str text = d1_node_text(code);

    *due = (struct d1_due){.code = D1_DUE_GATE};
    if (d1_str_is(text, "always"))
        due->code = D1_DUE_ALWAYS;
    else if (d1_str_is(text, "rolling"))
        due->code = D1_DUE_ROLLING;
    else if (!(due->gate = d1_ruleset_gate(ruleset, text)))
        return no_such(ruleset, rule, code, "gate", d1_ruleset_nearest_gate(ruleset, text));
    return 0;
}

static int read_due(struct d1_ruleset *ruleset, struct d1_rule *rule)
{
    const struct d1_node *due = d1_node_get(rule->spec, "due"), *by_gate = NULL;
    size_t count;
    int result = 0;

    if (due && due->kind == D1_NODE_MAPPING) {
        rule->due_date = d1_node_get(due, "date");
        rule->due_of = d1_node_get(due, "of");
        by_gate = d1_node_get(due, "gates");
        due = by_gate ? by_gate : d1_node_get(due, "gate");
    }
    count = !due ? 0 : due->kind == D1_NODE_STRING ? 1 : d1_node_count(due);
    rule->due = d1_arena_calloc(&ruleset->private->arena, count, sizeof *rule->due);
    if (!rule->due)
        return D1_ERR_MEMORY;
    rule->due_count = count;
    for (size_t i = 0; i < count && result == 0; i++) {
        const struct d1_node *code = by_gate                         ? d1_node_pair_key(by_gate, i)
                                     : due->kind == D1_NODE_SEQUENCE ? d1_node_item(due, i)
                                                                     : due;

        result = read_due_code(ruleset, rule, code, &rule->due[i]);
        if (by_gate)
            rule->due[i].when = d1_node_pair_value(by_gate, i);
        /* A gate that comes for each item has no date of its own. */
        if (result == 0 && rule->due[i].gate && rule->due[i].gate->instances.len && !rule->due_of)
            result = fault(ruleset, rule, code,
                           "gate `" D1_STR_FMT "` comes for each item; say in `due.of` whose gate a subject is due at",
                           D1_STR_ARG(d1_node_text(code)));
    }
    return result;
}

/* The gate that a rolling check goes on to behind the close. */
static int read_until(const struct d1_ruleset *ruleset, struct d1_rule *rule)
{
    const struct d1_node *until = d1_node_get(rule->spec, "until");
    struct d1_due due = {0};
    size_t before = ruleset->private->problems->len;
    int result = until ? read_due_code(ruleset, rule, until, &due) : 0;

    if (until && result == 0 && ruleset->private->problems->len == before && (!due.gate || due.gate->instances.len))
        result = no_such(ruleset, rule, until, "gate with a single day", d1_strn("", 0));
    rule->until = due.gate;
    return result;
}

static struct d1_str nearest_kind(const struct d1_ruleset *ruleset, struct d1_str name)
{
    struct d1_str best = {"", 0};
    size_t distance = 4;

    for (size_t i = 0; i < ruleset->kinds->kind_count; i++)
        if (d1_str_nearer(name, ruleset->kinds->kinds[i].name, &distance))
            best = ruleset->kinds->kinds[i].name;
    return best;
}

/* Adds the kinds that a list names to those that the rule needs; there is room for them. */
static int add_needs(const struct d1_ruleset *ruleset, struct d1_rule *rule, const struct d1_node *list)
{
    for (size_t i = 0; list && i < d1_node_count(list); i++) {
        const struct d1_node *name = d1_node_item(list, i);
        const struct d1_kind *kind = d1_kinds_find(ruleset->kinds, d1_node_text(name));

        if (kind)
            rule->needs[rule->need_count++] = kind;
        else if (no_such(ruleset, rule, name, "kind", nearest_kind(ruleset, d1_node_text(name))) < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

static int read_needs(struct d1_ruleset *ruleset, struct d1_rule *rule)
{
    const struct d1_node *needs = d1_node_get(rule->spec, "needs"), *demands = d1_node_get(rule->spec, "demands");
    const struct d1_node *from = demands && demands->kind == D1_NODE_MAPPING ? demands : NULL;
    const struct d1_node *where_required = d1_node_get(rule->spec, "needsWhereRequired");
    size_t count = (needs ? d1_node_count(needs) : 0) + (where_required ? d1_node_count(where_required) : 0);
    int result;

    if (from) {
        demands = d1_node_get(from, "kind");
        d1_severity_parse(d1_node_get_text(from, "severity"), &rule->missing_severity);
    }
    rule->needs = d1_arena_alloc(&ruleset->private->arena, count * sizeof *rule->needs);
    if (!rule->needs)
        return D1_ERR_MEMORY;
    result = add_needs(ruleset, rule, needs);
    rule->always_needed = rule->need_count;
    if (result == 0)
        result = add_needs(ruleset, rule, where_required);
    if (result < 0)
        return result;
    if (demands && !(rule->demands = d1_kinds_find(ruleset->kinds, d1_node_text(demands))))
        return no_such(ruleset, rule, demands, "kind", nearest_kind(ruleset, d1_node_text(demands)));
    return 0;
}

/* The rules that a list of check ids names; a check that is not built is passed over, for it cannot fail. */
static int read_checks(struct d1_ruleset *ruleset, const struct d1_rule *rule, const char *field,
                       const struct d1_rule ***rules, size_t *count)
{
    const struct d1_node *ids = d1_node_get(rule->spec, field);

    *rules = d1_arena_alloc(&ruleset->private->arena, (ids ? d1_node_count(ids) : 0) * sizeof **rules);
    if (!*rules)
        return D1_ERR_MEMORY;
    for (size_t i = 0; ids && i < d1_node_count(ids); i++) {
        const struct d1_check *check = d1_ruleset_check(ruleset, d1_node_text(d1_node_item(ids, i)));

        if (!check && no_such(ruleset, rule, d1_node_item(ids, i), "check", d1_strn("", 0)) < 0)
            return D1_ERR_MEMORY;
        if (check && check->built)
            (*rules)[(*count)++] = d1_ruleset_rule(ruleset, check);
    }
    return 0;
}

int d1_parameters_read(struct d1_ruleset_private *private, const struct d1_node *spec, const struct d1_check *check)
{
    const struct d1_node *parameters = d1_node_get(spec, "parameters");

    for (size_t i = 0; parameters && i < d1_node_count(parameters); i++) {
        struct d1_parameter parameter = {
            .name = d1_node_text(d1_node_pair_key(parameters, i)),
            .node = d1_node_pair_value(parameters, i),
            .check = check,
            .index = private->parameters.len,
        };
        bool known = false;

        for (size_t j = 0; j < private->parameters.len && !known; j++)
            known = d1_str_eq(private->parameters.items[j].name, parameter.name);
        if (!known && d1_vec_push(&private->parameters, parameter) < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

int d1_rule_check_parameters(const struct d1_rule *rule, struct d1_problems *problems)
{
    const struct d1_node *parameters = d1_node_get(rule->spec, "parameters");
    struct d1_strbuf why = {0};
    int result = 0;

    for (size_t i = 0; parameters && i < d1_node_count(parameters) && result != D1_ERR_MEMORY; i++) {
        const struct d1_node *node = d1_looser_misfit(d1_node_pair_value(parameters, i), &why);
        struct d1_place place;

        if (!node)
            continue;
        place = d1_node_place(node);
        place.path = rule->path;
        result = D1_ERR_USAGE;
        if (why.oom ||
            (problems && d1_problems_add(problems, "looser", place, D1_STR_FMT, D1_STR_ARG(d1_strbuf_view(&why))) < 0))
            result = D1_ERR_MEMORY;
        d1_strbuf_clear(&why);
    }
    d1_strbuf_release(&why);
    return result;
}

static bool is_set(const struct d1_node *node)
{
    return node && node->kind == D1_NODE_BOOL && node->value.boolean;
}

static enum d1_builtin read_builtin(const struct d1_rule *rule)
{
    static const char *const names[] = {NULL, "syntax", "shape", "references", "definitions", "gates", "history"};
    const struct d1_node *builtin = d1_node_get(rule->spec, "builtin");

    for (size_t i = 1; builtin && i < sizeof names / sizeof *names; i++)
        if (d1_node_is_string(builtin, names[i]))
            return (enum d1_builtin)i;
    return D1_BUILTIN_NONE;
}

int d1_rule_read(struct d1_ruleset *ruleset, struct d1_rule *rule)
{
    int result = read_due(ruleset, rule);

    if (result == 0)
        result = read_until(ruleset, rule);
    if (result == 0)
        result = read_needs(ruleset, rule);
    if (result == 0)
        result = read_checks(ruleset, rule, "after", &rule->after, &rule->after_count);
    if (result == 0)
        result = read_checks(ruleset, rule, "subsumedBy", &rule->subsumed_by, &rule->subsumed_count);
    if (result == 0)
        result = d1_parameters_read(ruleset->private, rule->spec, rule->check);
    rule->parameters = d1_node_get(rule->spec, "parameters");
    rule->builtin = read_builtin(rule);
    rule->discreet = is_set(d1_node_get(rule->spec, "discreet"));
    return result;
}
