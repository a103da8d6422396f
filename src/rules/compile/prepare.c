/* The environment that every rule is compiled in: names, types and functions; then the rules themselves. */
#include "base/limits.h"
#include "base/memory/alloc.h"
#include "base/vec.h"
#include "rules/evidence/evidence.h"
#include "rules/functions/functions.h"
#include "rules/compile/programs.h"
#include "rules/compile/types.h"
#include "rules/policy.h"
#include "rules/rule.h"

static int record(struct d1_arena *arena, const char *name, const struct d1_cel_field *fields, size_t count,
                  const struct d1_cel_type **type)
{
    *type = d1_cel_type_record(arena, name, NULL, NULL);
    if (!*type || d1_cel_record_set((*type)->record, fields, count) < 0)
        return D1_ERR_MEMORY;
    return 0;
}

int d1_record_declare(struct d1_ruleset_private *private, const char *name, const struct d1_cel_field *fields,
                      size_t count, const struct d1_cel_type **type)
{
    if (record(&private->arena, name, fields, count, type) < 0)
        return D1_ERR_MEMORY;
    return d1_vec_push(&private->records, *type);
}

/* `artifacts`: a list of artifacts for each kind. */
static int make_artifacts_type(struct d1_ruleset *ruleset)
{
    struct d1_ruleset_private *private = ruleset->private;
    size_t count = ruleset->kinds->kind_count;
    struct d1_cel_field *fields = d1_arena_calloc(&private->arena, count, sizeof *fields);

    private->kind_types = d1_arena_calloc(&private->arena, count, sizeof *private->kind_types);
    if (!fields || !private->kind_types)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        private->kind_types[i] = d1_types_kind(private->types, &ruleset->kinds->kinds[i]);
        fields[i].name = ruleset->kinds->kinds[i].name;
        fields[i].type = d1_cel_type_list(&private->arena, private->kind_types[i]);
        if (!fields[i].type)
            return D1_ERR_MEMORY;
    }
    return record(&private->arena, "artifacts", fields, count, &private->artifacts_type);
}

/* `items`: a list of items for each type; `byId`: a map from id to item. */
static int make_item_types(struct d1_ruleset *ruleset)
{
    struct d1_ruleset_private *private = ruleset->private;
    size_t count = ruleset->kinds->type_count;
    struct d1_cel_field *lists = d1_arena_calloc(&private->arena, count, sizeof *lists);
    struct d1_cel_field *maps = d1_arena_calloc(&private->arena, count, sizeof *maps);

    private->item_types = d1_arena_calloc(&private->arena, count, sizeof *private->item_types);
    if (!lists || !maps || !private->item_types)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        private->item_types[i] = d1_types_item(private->types, &ruleset->kinds->types[i]);
        lists[i].name = maps[i].name = ruleset->kinds->types[i].name;
        lists[i].type = d1_cel_type_list(&private->arena, private->item_types[i]);
        maps[i].type = d1_cel_type_map(&private->arena, &d1_cel_types[D1_CEL_STRING], private->item_types[i]);
        if (!lists[i].type || !maps[i].type)
            return D1_ERR_MEMORY;
    }
    if (record(&private->arena, "items", lists, count, &private->items_type) < 0)
        return D1_ERR_MEMORY;
    return record(&private->arena, "byId", maps, count, &private->by_id_type);
}

/* `policyChanges`: what a policy sets otherwise. `catalog`: the catalogue of criteria in use. */
static int make_policy_types(struct d1_ruleset_private *private)
{
    const struct d1_cel_type *text = &d1_cel_types[D1_CEL_STRING];
    const struct d1_cel_field change[D1_CHANGE_FIELDS] = {
        [D1_CHANGE_POLICY] = {d1_str("policy"), text, false},
        [D1_CHANGE_WHAT] = {d1_str("what"), text, false},
        [D1_CHANGE_NAME] = {d1_str("name"), text, false},
        [D1_CHANGE_FROM] = {d1_str("from"), text, false},
        [D1_CHANGE_TO] = {d1_str("to"), text, false},
        [D1_CHANGE_RELAXES] = {d1_str("relaxes"), &d1_cel_types[D1_CEL_BOOL], false},
        [D1_CHANGE_NODE] = {d1_str("node"), &d1_cel_types[D1_CEL_DYN], false},
    };
    const struct d1_cel_field catalog[D1_CATALOG_FIELDS] = {
        [D1_CATALOG_NAME] = {d1_str("name"), text, false},
        [D1_CATALOG_VERSION] = {d1_str("version"), text, false},
        [D1_CATALOG_DIGEST] = {d1_str("digest"), text, false},
    };

    if (d1_record_declare(private, "PolicyChange", change, D1_CHANGE_FIELDS, &private->change_type) < 0)
        return D1_ERR_MEMORY;
    return d1_record_declare(private, "Catalog", catalog, D1_CATALOG_FIELDS, &private->catalog_type);
}

/* `params`: one field for each parameter of any rule. `acts`: where, when, and by what name something was done. */
static int make_other_types(struct d1_ruleset *ruleset)
{
    struct d1_ruleset_private *private = ruleset->private;
    struct d1_cel_field act[] = {
        {d1_str("node"), &d1_cel_types[D1_CEL_DYN], false},
        {d1_str("date"), &d1_cel_types[D1_CEL_DATE], false},
        {d1_str("name"), &d1_cel_types[D1_CEL_STRING], false},
        {d1_str("reported"), &d1_cel_types[D1_CEL_BOOL], false},
    };
    size_t count = private->parameters.len;
    struct d1_cel_field *fields = d1_arena_calloc(&private->arena, count, sizeof *fields);

    if (!fields)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        const struct d1_parameter *parameter = &private->parameters.items[i];

        fields[i].name = parameter->name;
        fields[i].type = d1_types_schema(private->types, d1_node_get(parameter->node, "schema"), parameter->name.ptr);
        if (!fields[i].type)
            return D1_ERR_MEMORY;
    }
    if (record(&private->arena, "params", fields, count, &private->params_type) < 0)
        return D1_ERR_MEMORY;
    return record(&private->arena, "Act", act, sizeof act / sizeof *act, &private->act_type);
}

const struct d1_variable_text d1_variable_texts[D1_VARIABLE_TEXTS] = {
    [D1_VARIABLE_ENGAGEMENT] = {"engagement", "Engagement", "The Engagement itself: engagement.metadata.name."},
    [D1_VARIABLE_ARTIFACTS] = {"artifacts.KIND", "list(KIND)", "The artifacts of a kind: artifacts.RaidLog."},
    [D1_VARIABLE_ITEMS] = {"items.TYPE", "list(TYPE)", "All items of a type, whatever file they stand in: items.Risk."},
    [D1_VARIABLE_BY_ID] = {"byId.TYPE", "map(string, TYPE)", "An item by its id: byId.Risk[?'risk-01']."},
    [D1_VARIABLE_PARAMS] = {"params.NAME", "as declared", "A parameter, with the value that the policy gives it."},
    [D1_VARIABLE_TODAY] = {"today", "date", "The date as of which is judged."},
    [D1_VARIABLE_ACTS] =
        {"acts", "list(Act)",
         "What was done when: each act has a `date`, a `name`, its `node`, and whether it is `reported`: told of what "
         "was done before or elsewhere."},
    [D1_VARIABLE_POLICIES] = {"policies", "list(LintPolicy)",
                              "The LintPolicy by which the engagement is judged, and those among its own files."},
    [D1_VARIABLE_POLICY_CHANGES] =
        {"policyChanges", "list(PolicyChange)",
         "What those of the repository set otherwise than the built-in policy: each change has "
         "its `policy` ('LintPolicy/policy'), `what` ('severity', 'parameter', 'gate', "
         "'exclude', 'adopted', 'level'), `name`, `from`, `to`, whether it `relaxes`, and its `node`."},
    [D1_VARIABLE_CATALOG] = {"catalog", "Catalog",
                             "The catalogue of criteria in use: `name`, `version` and `digest`, the SHA-256 of what "
                             "`d1lint list criteria --format json` prints."},
    [D1_VARIABLE_CLOSE_DAY] = {"closeDay", "optional_type(date)",
                               "The day of the close: of the end or the cancellation, else the one agreed by now."},
    [D1_VARIABLE_LINE] =
        {"line", "list(Point)",
         "The points of history that changed the engagement, oldest first: each has its `commit`, `date`, "
         "`author`, `committer`, `coAuthors` and `writers`, who wrote what it brought, on a branch too, as ids of "
         "persons, '' for nobody, whether it is a `merge`, and whether it is `committed`: what is not yet is the last "
         "one."},
    [D1_VARIABLE_EVER] = {"ever.TYPE", "list(TYPE)",
                          "All items of a type that ever stood on the line, each as it was last: ever.Risk."},
    [D1_VARIABLE_BASELINE] = {"baseline", "optional_type(State)",
                              "The engagement as it stood at the baseline: at the tag `baselineTag`, else on the date "
                              "of gate baseline; none "
                              "before that date. Like a state of stateOn()."},
    [D1_VARIABLES] = {"it", "of `each`", "In a rule with `each`: the subject at hand."},
    [D1_VARIABLES + 1] = {"gateDate", "optional_type(date)",
                          "In a rule: the date of the gate it is due at; none where that is not known."},
};

static int declare_variables(struct d1_ruleset *ruleset)
{
    struct d1_ruleset_private *private = ruleset->private;
    const struct d1_kind *engagement = d1_kinds_find(ruleset->kinds, d1_str("Engagement"));
    const struct d1_kind *policy = d1_kinds_find(ruleset->kinds, d1_str("LintPolicy"));
    const struct d1_cel_type *const types[D1_VARIABLES] = {
        [D1_VARIABLE_ENGAGEMENT] = private->kind_types[engagement->index],
        [D1_VARIABLE_ARTIFACTS] = private->artifacts_type,
        [D1_VARIABLE_ITEMS] = private->items_type,
        [D1_VARIABLE_BY_ID] = private->by_id_type,
        [D1_VARIABLE_PARAMS] = private->params_type,
        [D1_VARIABLE_TODAY] = &d1_cel_types[D1_CEL_DATE],
        [D1_VARIABLE_ACTS] = d1_cel_type_list(&private->arena, private->act_type),
        [D1_VARIABLE_POLICIES] = d1_cel_type_list(&private->arena, private->kind_types[policy->index]),
        [D1_VARIABLE_POLICY_CHANGES] = d1_cel_type_list(&private->arena, private->change_type),
        [D1_VARIABLE_CATALOG] = private->catalog_type,
        [D1_VARIABLE_CLOSE_DAY] = d1_cel_type_optional(&private->arena, D1_CEL_T(DATE)),
        [D1_VARIABLE_LINE] = d1_cel_type_list(&private->arena, private->point_type),
        [D1_VARIABLE_EVER] = private->ever_type,
        [D1_VARIABLE_BASELINE] = d1_cel_type_optional(&private->arena, private->state_type),
    };

    for (size_t i = 0; i < D1_VARIABLES; i++) {
        struct d1_str name = d1_str(d1_variable_texts[i].shown);

        name = d1_str_sub(name, 0, d1_str_find(name, '.', 0));
        if (!types[i] || d1_cel_env_variable(private->env, name, types[i], NULL) < 0)
            return D1_ERR_MEMORY;
    }
    d1_cel_env_fleeting(private->env, D1_VARIABLE_PARAMS); /* a rule has its own, and both end with it */
    d1_cel_env_fleeting(private->env, D1_VARIABLE_ACTS);
    return 0;
}

/* ---- functions written in CEL ---- */

static const struct d1_cel_type *parse_type(const struct d1_ruleset *ruleset, struct d1_str text, unsigned depth);

/* The type inside the parentheses of "list(T)". */
static const struct d1_cel_type *parse_inner(const struct d1_ruleset *ruleset, struct d1_str text, size_t open,
                                             unsigned depth)
{
    if (!d1_str_ends(text, ")") || depth > 8)
        return NULL;
    return parse_type(ruleset, d1_str_trim(d1_str_sub(text, open + 1, text.len - open - 2)), depth + 1);
}

/*
 * "string", "list(Evidence)", "optional(date)", "map(string)": the names of the language, of item types, of kinds and
 * of the records that functions give.
 */
static const struct d1_cel_type *parse_type(const struct d1_ruleset *ruleset, struct d1_str text, unsigned depth)
{
    static const struct {
        const char *name;
        enum d1_cel_kind kind;
    } names[] = {
        {"dyn", D1_CEL_DYN},   {"bool", D1_CEL_BOOL},         {"int", D1_CEL_INT},     {"double", D1_CEL_DOUBLE},
        {"date", D1_CEL_DATE}, {"string", D1_CEL_STRING},     {"bytes", D1_CEL_BYTES}, {"timestamp", D1_CEL_TIMESTAMP},
        {"uint", D1_CEL_UINT}, {"duration", D1_CEL_DURATION},
    };
    struct d1_ruleset_private *private = ruleset->private;
    size_t open = d1_str_find(text, '(', 0);
    const struct d1_item_type *item = d1_kinds_type(ruleset->kinds, text);
    const struct d1_kind *kind = d1_kinds_find(ruleset->kinds, text);

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (d1_str_is(text, names[i].name))
            return &d1_cel_types[names[i].kind];
    if (d1_str_is(text, d1_type_decimal.name))
        return &d1_type_decimal;
    if (open < text.len && d1_str_starts(text, "list("))
        return d1_cel_type_list(&private->arena, parse_inner(ruleset, text, open, depth));
    if (open < text.len && (d1_str_starts(text, "optional(") || d1_str_starts(text, "optional_type(")))
        return d1_cel_type_optional(&private->arena, parse_inner(ruleset, text, open, depth));
    if (open < text.len && d1_str_starts(text, "map("))
        return d1_cel_type_map(&private->arena, &d1_cel_types[D1_CEL_STRING], parse_inner(ruleset, text, open, depth));
    if (item)
        return private->item_types[item->index];
    for (size_t i = 0; i < private->records.len; i++)
        if (d1_str_is(text, d1_cel_record_name(private->records.items[i]->record)))
            return private->records.items[i];
    return kind ? private->kind_types[kind->index] : NULL;
}

static int type_fault(struct d1_problems *problems, const char *path, const struct d1_node *node)
{
    struct d1_place place = d1_node_place(node);

    place.path = path;
    if (problems && d1_problems_add(problems, "unknown-type", place, "there is no type `" D1_STR_FMT "`",
                                    D1_STR_ARG(d1_node_text(node))) < 0)
        return D1_ERR_MEMORY;
    return D1_ERR_USAGE;
}

static int add_diagnostics(struct d1_problems *problems, const struct d1_cel_diagnostics *diagnostics,
                           const struct d1_node *node, const char *path)
{
    for (size_t i = 0; problems && i < diagnostics->len; i++) {
        struct d1_place place = diagnostics->items[i].place.line ? diagnostics->items[i].place : d1_node_place(node);

        place.path = path;
        if (d1_problems_add(problems, "expression", place, D1_STR_FMT, D1_STR_ARG(diagnostics->items[i].message)) < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

static int define_function(struct d1_ruleset *ruleset, const struct d1_function_file *file, bool promise,
                           struct d1_problems *problems)
{
    struct d1_ruleset_private *private = ruleset->private;
    const struct d1_node *spec = d1_node_get(file->root, "spec"), *list = d1_node_get(spec, "parameters");
    const struct d1_node *body = d1_node_get(spec, "body"), *result_node = d1_node_get(spec, "result");
    size_t count = list ? d1_node_count(list) : 0;
    struct d1_cel_parameter *parameters = d1_arena_calloc(&private->arena, count, sizeof *parameters);
    const struct d1_cel_type *result_type = parse_type(ruleset, d1_node_text(result_node), 0);
    struct d1_cel_source source = {
        .text = d1_node_text(body), .origin = body, .key = d1_program_key(body, d1_node_text(body), 0, 0)};
    struct d1_cel_diagnostics diagnostics = {0};
    int result;

    if (!parameters)
        return D1_ERR_MEMORY;
    if (!result_type)
        return type_fault(problems, file->path, result_node);
    for (size_t i = 0; i < count; i++) {
        const struct d1_node *type = d1_node_get(d1_node_item(list, i), "type");

        parameters[i].name = d1_node_get_text(d1_node_item(list, i), "name");
        parameters[i].type = parse_type(ruleset, d1_node_text(type), 0);
        if (!parameters[i].type)
            return type_fault(problems, file->path, type);
    }
    if (promise)
        return d1_cel_env_promise(private->env, d1_node_get_text(d1_node_get(file->root, "metadata"), "name"),
                                  parameters, count, result_type, d1_node_get_text(spec, "summary").ptr, &source);
    result = d1_cel_env_define(private->env, d1_node_get_text(d1_node_get(file->root, "metadata"), "name"), parameters,
                               count, result_type, d1_node_get_text(spec, "summary").ptr, &source, &diagnostics, NULL);
    if (add_diagnostics(problems, &diagnostics, body, file->path) < 0)
        result = D1_ERR_MEMORY;
    d1_cel_diagnostics_release(&diagnostics);
    return result < 0 && result != D1_ERR_MEMORY ? D1_ERR_USAGE : result;
}

/* late: functions are compiled when something calls them, unless the user adds some that they might call then. */
static int make_environment(struct d1_ruleset *ruleset, bool late, struct d1_problems *problems)
{
    struct d1_ruleset_private *private = ruleset->private;
    int result = 0;

    for (size_t i = 0; i < private->functions.len; i++)
        late = late && !private->functions.items[i].own;

    if (d1_types_new(&private->types, ruleset->kinds, NULL) < 0 || make_artifacts_type(ruleset) < 0 ||
        make_item_types(ruleset) < 0 || make_other_types(ruleset) < 0 || make_policy_types(private) < 0 ||
        d1_history_types(private, ruleset->kinds) < 0)
        return D1_ERR_MEMORY;
    private->env = d1_cel_env_new(&private->arena, NULL, D1_CEL_STRICT);
    if (!private->env || declare_variables(ruleset) < 0 || d1_functions_declare(private->env, false) < 0 ||
        d1_functions_declare_periods(private) < 0 || d1_functions_declare_passages(private) < 0 ||
        d1_functions_declare_schedule(private, ruleset->kinds) < 0 ||
        d1_functions_declare_fold(private, ruleset->kinds) < 0 ||
        d1_functions_declare_history(private, ruleset->kinds) < 0 || d1_functions_declare_signatures(private) < 0 ||
        d1_functions_declare_stays(private) < 0 || d1_functions_declare_files(private) < 0 ||
        d1_functions_declare_met(private) < 0 || d1_functions_declare_sealed(private) < 0 ||
        d1_functions_declare_waivers(private, ruleset->kinds) < 0 || d1_functions_declare_awaited(private) < 0 ||
        d1_functions_declare_trust(private, ruleset->kinds) < 0 ||
        d1_functions_declare_goalposts(private, ruleset->kinds) < 0 || d1_functions_declare_previous(private) < 0 ||
        d1_programs_take(private) < 0)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < private->functions.len; i++) {
        int one = define_function(ruleset, &private->functions.items[i], late, problems);

        if (one == D1_ERR_MEMORY)
            return one;
        result = one ? one : result;
    }
    return result;
}

static int compile_criteria(struct d1_ruleset *ruleset, struct d1_problems *problems)
{
    int result = 0;

    for (size_t i = 0; i < ruleset->criterion_count; i++) {
        struct d1_criterion_data *data = &ruleset->private->criterion_data.items[i];
        const struct d1_node *condition = d1_node_get(data->node, "appliesWhen");
        int one = condition ? d1_expression_compile(ruleset->private->env, condition, NULL, &d1_cel_types[D1_CEL_BOOL],
                                                    NULL, 0, problems, &data->applies)
                            : 0;

        if (one == D1_ERR_MEMORY)
            return one;
        result = one ? one : result;
    }
    return result;
}

/* ---- gates ---- */

/* Compiles the expression of a key of a mapping, if it has it; *result keeps the worst that came of it. */
static const struct d1_cel_program *compile_key(struct d1_cel_env *env, const struct d1_node *mapping, const char *key,
                                                const struct d1_cel_type *expected, struct d1_problems *problems,
                                                int *result)
{
    const struct d1_cel_program *program = NULL;
    const struct d1_node *node = d1_node_get(mapping, key);
    int one = node && *result != D1_ERR_MEMORY
                  ? d1_expression_compile(env, node, NULL, expected, NULL, 0, problems, &program)
                  : 0;

    *result = one ? one : *result;
    return program;
}

static int compile_source(struct d1_ruleset_private *private, const struct d1_node *node, struct d1_gate_source *source,
                          struct d1_problems *problems)
{
    const struct d1_cel_type *type = &d1_cel_types[D1_CEL_FREE];
    int result = 0;

    source->each = compile_key(private->env, node, "each", &d1_cel_types[D1_CEL_LIST], problems, &result);
    source->env = d1_cel_env_new(&private->arena, private->env, 0);
    if (source->each)
        type = d1_cel_type_item(d1_cel_program_type(source->each));
    if (!source->env || d1_cel_env_variable(source->env, d1_str("it"), type, NULL) < 0)
        return D1_ERR_MEMORY;
    source->id = compile_key(source->env, node, "id", NULL, problems, &result);
    source->date = compile_key(source->env, node, "date", NULL, problems, &result);
    source->since = compile_key(source->env, node, "since", NULL, problems, &result);
    source->awaits = compile_key(source->env, node, "awaits", &d1_cel_types[D1_CEL_STRING], problems, &result);
    return result;
}

static bool is_closing(const struct d1_gate *gate)
{
    struct d1_str anchor;
    bool business;
    long count;

    return !gate->instances.len && d1_offset_parse(gate->due, &anchor, &count, &business) && d1_str_is(anchor, "close");
}

static int compile_gates(struct d1_ruleset *ruleset, struct d1_problems *problems)
{
    struct d1_ruleset_private *private = ruleset->private;
    int result = 0;

    private->gate_data = d1_arena_calloc(&private->arena, ruleset->gate_count, sizeof *private->gate_data);
    if (!private->gate_data)
        return D1_ERR_MEMORY;
    if (private->close_node)
        result =
            d1_expression_compile(private->env, private->close_node, NULL, NULL, NULL, 0, problems, &private->close);
    for (size_t i = 0; i < ruleset->gate_count && result != D1_ERR_MEMORY; i++) {
        struct d1_gate_data *data = &private->gate_data[i];
        const struct d1_node *from = d1_node_at(ruleset->gates[i].node, "instances.from");
        size_t count = from ? d1_node_count(from) : 0;

        data->closing = is_closing(&ruleset->gates[i]);
        data->sources = d1_arena_calloc(&private->arena, count, sizeof *data->sources);
        if (!data->sources)
            return D1_ERR_MEMORY;
        for (size_t j = 0; j < count && result != D1_ERR_MEMORY; j++) {
            int one = compile_source(private, d1_node_item(from, j), &data->sources[data->source_count++], problems);

            result = one ? one : result;
        }
    }
    return result;
}

/* All but the rules; then these, or of those that the build has checked their heads alone. */
static int compile(struct d1_ruleset *ruleset, bool heads, struct d1_problems *problems)
{
    struct d1_ruleset_private *private = ruleset->private;
    int result;

    if (private->prepared)
        return 0;
    result = make_environment(ruleset, heads, problems);
    if (result == D1_ERR_MEMORY || (!heads && d1_ruleset_digest_catalog(ruleset) < 0))
        return D1_ERR_MEMORY;
    for (int step = 0; step < 2; step++) {
        int one = step ? compile_gates(ruleset, problems) : compile_criteria(ruleset, problems);

        if (one == D1_ERR_MEMORY)
            return one;
        result = one ? one : result;
    }
    for (size_t i = 0; i < private->rules.len; i++) {
        struct d1_rule *rule = private->rules.items[i];
        int one = heads && !rule->own ? d1_rule_compile_head(ruleset, rule, problems)
                                      : d1_rule_compile(ruleset, rule, problems);

        if (one == D1_ERR_MEMORY)
            return one;
        result = one ? one : result;
    }
    private->prepared = result == 0;
    return result;
}

int d1_ruleset_compile(struct d1_ruleset *ruleset, struct d1_problems *problems)
{
    return compile(ruleset, false, problems);
}

int d1_ruleset_prepare(struct d1_ruleset *ruleset, struct d1_problems *problems)
{
    return compile(ruleset, true, problems);
}
