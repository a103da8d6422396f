/* The names that a rule sees while it is evaluated, and the days from which it holds. */
#include "rules/judge/evaluation.h"

/* ---- names ---- */

static struct d1_cel_value fill_program(struct d1_evaluation *evaluation, struct d1_cel_activation *activation,
                                        const struct d1_cel_program *program)
{
    struct d1_cel_value value;

    d1_judge_eval(evaluation->judge, program, activation, &value);
    return value;
}

static struct d1_cel_value fill_let(void *data, size_t index)
{
    struct d1_evaluation *evaluation = data;

    return fill_program(evaluation, &evaluation->lets, evaluation->rule->lets[index].program);
}

static struct d1_cel_value fill_with(void *data, size_t index)
{
    struct d1_evaluation *evaluation = data;

    return fill_program(evaluation, &evaluation->names, evaluation->part->with[index].program);
}

int d1_evaluation_bind_lets(struct d1_evaluation *evaluation)
{
    const struct d1_rule *rule = evaluation->rule;
    struct d1_arena *scratch = &evaluation->judge->scratch;
    struct d1_cel_slot *slots = d1_arena_calloc(scratch, rule->let_count + 1, sizeof *slots);

    if (!slots)
        return D1_ERR_MEMORY;
    slots[0].value =
        evaluation->tally->due.known ? d1_cel_some(scratch, d1_cel_date(evaluation->tally->due.date)) : d1_cel_none();
    for (size_t i = 0; i < rule->let_count; i++)
        slots[i + 1] = (struct d1_cel_slot){.fill = fill_let, .data = evaluation, .index = i};
    evaluation->lets = (struct d1_cel_activation){
        .parent = &evaluation->judge->base,
        .first = d1_cel_env_first(rule->env),
        .count = rule->let_count + 1,
        .slots = slots,
        .arena = scratch,
    };
    return 0;
}

int d1_evaluation_bind_part(struct d1_evaluation *evaluation)
{
    const struct d1_part *part = evaluation->part;
    struct d1_arena *scratch = &evaluation->judge->scratch;
    size_t count = part->each_count + part->with_count;
    struct d1_cel_slot *slots = d1_arena_calloc(scratch, count, sizeof *slots);

    if (!slots)
        return D1_ERR_MEMORY;
    evaluation->names = (struct d1_cel_activation){
        .parent = &evaluation->lets,
        .first = d1_cel_env_first(part->env),
        .count = count,
        .slots = slots,
        .arena = scratch,
    };
    return 0;
}

/* Names of `with` are computed anew for each subject. */
void d1_evaluation_reset_with(struct d1_evaluation *evaluation)
{
    struct d1_cel_slot *slots = evaluation->names.slots + evaluation->part->each_count;

    for (size_t i = 0; i < evaluation->part->with_count; i++)
        slots[i] = (struct d1_cel_slot){.fill = fill_with, .data = evaluation, .index = i};
}

struct d1_cel_value d1_evaluation_run(struct d1_evaluation *evaluation, const struct d1_cel_program *program)
{
    return fill_program(evaluation, &evaluation->names, program);
}

/* ---- due dates ---- */

/* The day from which an entry of `due` holds; rolling checks are due from the contract's signature on. */
struct d1_day d1_evaluation_due_day(const struct d1_judge *judge, const struct d1_due *due)
{
    const struct d1_gate_instance *instance;

    if (due->code == D1_DUE_ROLLING)
        return d1_judge_anchor(judge->engagement, "contractSigned");
    if (due->code == D1_DUE_ALWAYS)
        return (struct d1_day){0};
    instance = d1_judge_gate(judge, due->gate);
    return instance ? instance->due : (struct d1_day){0};
}

static struct d1_str due_name(const struct d1_due *due)
{
    static const char *const words[] = {[D1_DUE_ROLLING] = "rolling", [D1_DUE_ALWAYS] = "always"};

    return due->code == D1_DUE_GATE ? due->gate->id : d1_str(words[due->code]);
}

void d1_evaluation_set_due(struct d1_evaluation *evaluation, const struct d1_due *due)
{
    evaluation->due = d1_evaluation_due_day(evaluation->judge, due);
    evaluation->gate = due->gate;
    evaluation->gate_name = due_name(due);
}

/* Whether what is found now is a failure already. What is always due, or has no date known, fails at once. */
bool d1_evaluation_is_due(const struct d1_evaluation *evaluation)
{
    const struct d1_judge *judge = evaluation->judge;

    if (d1_judge_is_due(judge, evaluation->gate, evaluation->gate_name, evaluation->due))
        return true;
    return !evaluation->due.known && !evaluation->gate;
}

bool d1_rule_has_own_due(const struct d1_rule *rule)
{
    return rule->due_date || rule->due_of || d1_rule_has_gates(rule);
}

void d1_evaluation_find_first_due(struct d1_evaluation *evaluation)
{
    const struct d1_rule *rule = evaluation->rule;

    if (!d1_rule_has_own_due(rule))
        return;
    evaluation->due = (struct d1_day){0};
    evaluation->gate = NULL;
    for (size_t i = 0; i < rule->due_count && !rule->due_date && !rule->due_of; i++) {
        const struct d1_gate *gate = rule->due[i].gate;

        evaluation->gate = NULL;
        evaluation->due = (struct d1_day){0};
        if (gate && gate->instances.len)
            return;
        d1_evaluation_set_due(evaluation, &rule->due[i]);
        if (d1_evaluation_is_due(evaluation))
            return;
    }
}

/* Takes up the first entry of `due` whose condition over the subject holds; false when there is none. */
static bool find_gate(struct d1_evaluation *evaluation)
{
    const struct d1_rule *rule = evaluation->rule;

    for (size_t i = 0; i < rule->due_count; i++) {
        if (rule->due[i].when && !d1_cel_is_true(d1_evaluation_run(evaluation, evaluation->part->due_when[i])))
            continue;
        d1_evaluation_set_due(evaluation, &rule->due[i]);
        return true;
    }
    return false;
}

/* The gate instances of the items that `due.of` names: one id or a list of them. Memory shortage shows later. */
static void find_instances(struct d1_evaluation *evaluation)
{
    struct d1_cel_value ids = d1_evaluation_run(evaluation, evaluation->part->due_of);
    bool list = d1_cel_is(ids, D1_CEL_LIST);
    size_t count = list ? d1_cel_list_len(ids) : 1;

    evaluation->instances =
        d1_arena_alloc(&evaluation->judge->scratch, count * sizeof(const struct d1_gate_instance *));
    for (size_t i = 0; i < count && evaluation->instances; i++) {
        struct d1_cel_value id = list ? d1_cel_list_get(ids, i) : ids;
        const struct d1_gate_instance *instance =
            d1_cel_is(id, D1_CEL_STRING) ? d1_judge_instance(evaluation->judge, d1_cel_text(id)) : NULL;

        if (instance)
            evaluation->instances[evaluation->instance_count++] = instance;
    }
}

/* At a gate that comes for each item a subject is due with the latest of its instances; false when it has none. */
static bool take_instance_due(struct d1_evaluation *evaluation)
{
    for (size_t i = 0; i < evaluation->instance_count; i++) {
        const struct d1_gate_instance *instance = evaluation->instances[i];

        if (instance->gate != evaluation->gate || (evaluation->due.known && evaluation->due.date >= instance->due.date))
            continue;
        evaluation->due = instance->due;
        evaluation->gate_name = instance->id;
    }
    return evaluation->due.known;
}

/* Takes the date of `due.date`; false when it is none. */
static bool take_date(struct d1_evaluation *evaluation)
{
    struct d1_cel_value date = d1_evaluation_run(evaluation, evaluation->part->due_date);

    if (d1_cel_is(date, D1_CEL_OPTIONAL) && !d1_cel_optional_get(date, &date))
        return false;
    evaluation->due = (struct d1_day){d1_cel_is(date, D1_CEL_DATE), d1_cel_as_date(date)};
    return true;
}

/*
 * The due date of the subject at hand, when subjects have dates of their own. False when it is due at no gate and on no
 * day, so that it is not judged.
 */
bool d1_evaluation_find_due(struct d1_evaluation *evaluation)
{
    const struct d1_rule *rule = evaluation->rule;
    bool dated = true;

    evaluation->instance_count = 0;
    if (!rule->due_date && !rule->due_of && !(rule->due_count && rule->due[0].when))
        return true;
    if (!rule->due_count) {
        evaluation->gate = NULL;
        evaluation->gate_name = d1_str("date");
    } else if (!find_gate(evaluation)) {
        return false;
    }
    if (rule->due_of) {
        find_instances(evaluation);
        if (evaluation->gate && evaluation->gate->instances.len)
            dated = take_instance_due(evaluation);
    }
    return rule->due_date ? take_date(evaluation) : dated;
}
