/* What there is to name: checks and what they are set to, criteria, and kinds that are expected and not there. */
#include "rules/functions/functions.h"

#define T(kind) D1_CEL_T(kind)

static struct d1_cel_value is_check(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    return d1_cel_bool(d1_ruleset_check(d1_judge_of(call)->ruleset, d1_cel_text(args[0])) != NULL);
}

static struct d1_cel_value is_criterion(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    return d1_cel_bool(d1_ruleset_criterion(d1_judge_of(call)->ruleset, d1_cel_text(args[0])) != NULL);
}

static struct d1_cel_value parameter_of(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    const struct d1_judge *judge = d1_judge_of(call);
    const struct d1_ruleset_private *private = judge->ruleset->private;
    const struct d1_check *check = d1_ruleset_check(judge->ruleset, d1_cel_text(args[0]));
    const struct d1_rule *rule = check ? d1_ruleset_rule(judge->ruleset, check) : NULL;
    const struct d1_node *value = NULL;

    for (size_t i = 0; rule && !value && i < private->parameters.len; i++)
        if (d1_str_eq(private->parameters.items[i].name, d1_cel_text(args[1])))
            value = d1_policy_parameter(judge->policy, &private->parameters.items[i], rule, judge->engagement->profile);
    if (!value)
        return d1_cel_fail(call, "there is no parameter " D1_STR_FMT " of " D1_STR_FMT,
                           D1_STR_ARG(d1_cel_text(args[1])), D1_STR_ARG(d1_cel_text(args[0])));
    return d1_cel_value_at(d1_cel_of_node(value, T(DYN)), NULL);
}

/* A kind of which something could not be read may be there after all. */
static struct d1_cel_value absent_kinds(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    const struct d1_engagement *engagement = d1_judge_of(call)->engagement;
    const struct d1_kinds *kinds = engagement->kinds;
    struct d1_cel_value *names = d1_arena_alloc(call->arena, kinds->kind_count * sizeof *names);
    size_t count = 0;

    (void)args;
    if (!names)
        return d1_cel_fail_alloc(call);
    for (size_t i = 0; i < kinds->kind_count; i++) {
        const struct d1_kind *kind = &kinds->kinds[i];
        const struct d1_node_list *list = &engagement->by_kind[kind->index];

        if (!kind->required[engagement->profile] || kind->policy || list->len || list->left_out)
            continue;
        if (list->partial || engagement->unknown)
            return d1_cel_fail_limit(call, "an artifact that could not be read may be the " D1_STR_FMT,
                                     D1_STR_ARG(kind->name));
        names[count++] = d1_cel_string(kind->name);
    }
    return d1_cel_list_new(call->arena, names, count);
}

static const struct d1_cel_type *const texts_args[] = {T(STRING)};
static const struct d1_cel_type texts = {.kind = D1_CEL_LIST, .arg_count = 1, .args = texts_args};

static const struct d1_cel_overload rows[] = {
    {"absentKinds",
     D1_CEL_USER,
     {0},
     &texts,
     absent_kinds,
     "The kinds of documents that the engagement's profile requires and of which it has none, in the order of the "
     "catalogue."},
    {"isCheck", D1_CEL_USER | D1_CEL_BOUNDED, {T(STRING)}, T(BOOL), is_check, "Whether there is a check of this id."},
    {"parameterOf",
     D1_CEL_USER | D1_CEL_BOUNDED,
     {T(STRING), T(STRING)},
     T(DYN),
     parameter_of,
     "The value of a parameter as a check has it: of the policy, else the check's own for the profile, or its "
     "default."},
    {"isCriterion",
     D1_CEL_USER | D1_CEL_BOUNDED,
     {T(STRING)},
     T(BOOL),
     is_criterion,
     "Whether there is a criterion of this id."},
};

const struct d1_function_table d1_functions_catalogue = {rows, sizeof rows / sizeof *rows};
