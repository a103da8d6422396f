/* Every rule over one engagement: subjects, conditions, findings, and the state of each check. */
#include "base/limits.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "rules/judge.h"

/* The rule and the subject at hand. */
struct evaluation {
    struct d1_judge *judge;
    const struct d1_rule *rule;
    const struct d1_part *part;
    struct d1_tally *tally;
    struct d1_cel_activation lets;  /* gateDate and the lets of the rule */
    struct d1_cel_activation names; /* the subject and the names of `with` */
    const struct d1_node *subject;  /* of the innermost `each`; NULL for the engagement or a computed value */
    struct d1_day due;              /* of this subject */
    const struct d1_gate *gate;     /* it is due at; NULL for rolling, always and dates */
    struct d1_str gate_name;
};

/* ---- names ---- */

static struct d1_cel_value fill_program(struct evaluation *evaluation, struct d1_cel_activation *activation,
                                        const struct d1_cel_program *program)
{
    struct d1_cel_value value;

    d1_cel_eval(program, activation, &evaluation->judge->context, &value);
    return value;
}

static struct d1_cel_value fill_let(void *data, size_t index)
{
    struct evaluation *evaluation = data;

    return fill_program(evaluation, &evaluation->lets, evaluation->rule->lets[index].program);
}

static struct d1_cel_value fill_with(void *data, size_t index)
{
    struct evaluation *evaluation = data;

    return fill_program(evaluation, &evaluation->names, evaluation->part->with[index].program);
}

static int bind_lets(struct evaluation *evaluation)
{
    const struct d1_rule *rule = evaluation->rule;
    struct d1_arena *scratch = &evaluation->judge->scratch;
    struct d1_cel_slot *slots = d1_arena_calloc(scratch, rule->let_count + 1, sizeof *slots);

    if (!slots)
        return D1_ERR_MEMORY;
    if (evaluation->tally->due.known)
        slots[0].value = d1_cel_date(evaluation->tally->due.date);
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

static int bind_part(struct evaluation *evaluation)
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
static void reset_with(struct evaluation *evaluation)
{
    struct d1_cel_slot *slots = evaluation->names.slots + evaluation->part->each_count;

    for (size_t i = 0; i < evaluation->part->with_count; i++)
        slots[i] = (struct d1_cel_slot){.fill = fill_with, .data = evaluation, .index = i};
}

static struct d1_cel_value evaluate(struct evaluation *evaluation, const struct d1_cel_program *program)
{
    return fill_program(evaluation, &evaluation->names, program);
}

/* ---- due dates ---- */

static const struct d1_gate_instance *instance_of(const struct d1_judge *judge, const struct d1_gate *gate)
{
    for (size_t i = 0; i < judge->gates.len; i++)
        if (judge->gates.items[i].gate == gate)
            return &judge->gates.items[i];
    return NULL;
}

/* The day from which an entry of `due` holds; rolling checks are due from the contract's signature on. */
static struct d1_day due_day(const struct d1_judge *judge, const struct d1_due *due)
{
    const struct d1_gate_instance *instance;

    if (due->code == D1_DUE_ROLLING)
        return d1_judge_anchor(judge->engagement, "contractSigned");
    if (due->code == D1_DUE_ALWAYS)
        return (struct d1_day){0};
    instance = instance_of(judge, due->gate);
    return instance ? instance->due : (struct d1_day){0};
}

static struct d1_str due_name(const struct d1_due *due)
{
    static const char *const words[] = {[D1_DUE_ROLLING] = "rolling", [D1_DUE_ALWAYS] = "always"};

    return due->code == D1_DUE_GATE ? due->gate->id : d1_str(words[due->code]);
}

static void set_due(struct evaluation *evaluation, const struct d1_due *due)
{
    evaluation->due = due_day(evaluation->judge, due);
    evaluation->gate = due->gate;
    evaluation->gate_name = due_name(due);
}

/* Whether what is found now is a failure already. What is always due, or has no date known, fails at once. */
static bool is_due(const struct evaluation *evaluation)
{
    const struct d1_judge *judge = evaluation->judge;

    if (d1_judge_is_due(judge, evaluation->gate, evaluation->due))
        return true;
    return !evaluation->due.known && !evaluation->gate;
}

/*
 * The due date of the subject at hand, when subjects have dates of their own. False when it is due at no gate, so
 * that it is not judged.
 */
static bool find_due(struct evaluation *evaluation)
{
    const struct d1_rule *rule = evaluation->rule;
    struct d1_cel_value date;

    if (rule->due_date) {
        date = evaluate(evaluation, evaluation->part->due_date);
        if (d1_cel_is(date, D1_CEL_OPTIONAL) && !d1_cel_optional_get(date, &date))
            return false;
        evaluation->gate = NULL;
        evaluation->gate_name = d1_str("date");
        evaluation->due = (struct d1_day){d1_cel_is(date, D1_CEL_DATE), d1_cel_as_date(date)};
        return true;
    }
    if (!rule->due_count || !rule->due[0].when)
        return true;
    for (size_t i = 0; i < rule->due_count; i++) {
        if (!d1_cel_is_true(evaluate(evaluation, evaluation->part->due_when[i])))
            continue;
        set_due(evaluation, &rule->due[i]);
        return true;
    }
    return false;
}

/* ---- findings ---- */

static struct d1_str message_of(struct evaluation *evaluation, const struct d1_template *template)
{
    struct d1_strbuf text = {0};
    struct d1_str result;

    for (size_t i = 0; i < template->count; i++) {
        struct d1_cel_value value = evaluate(evaluation, template->values[i]);

        d1_strbuf_str(&text, template->texts[i]);
        if (d1_cel_is(value, D1_CEL_ERROR))
            d1_strbuf_puts(&text, "?");
        else
            d1_cel_value_show(&text, value);
    }
    d1_strbuf_str(&text, template->texts[template->count]);
    result = text.oom ? d1_strn(NULL, 0) : d1_arena_str(evaluation->judge->arena, d1_strbuf_view(&text));
    d1_strbuf_release(&text);
    return result;
}

/* The node of a value, looked for inside of an optional too. */
static const struct d1_node *node_of(struct d1_cel_value value)
{
    if (d1_cel_is(value, D1_CEL_OPTIONAL) && !d1_cel_optional_get(value, &value))
        return NULL;
    return d1_cel_is(value, D1_CEL_ERROR) ? NULL : d1_cel_value_node(value);
}

/* Where a finding stands when its rule does not say: the subject, else the first artifact it needs, else the root. */
static const struct d1_node *default_place(const struct evaluation *evaluation)
{
    const struct d1_engagement *engagement = evaluation->judge->engagement;

    if (evaluation->subject)
        return evaluation->subject;
    for (size_t i = 0; i < evaluation->rule->need_count; i++) {
        const struct d1_node_list *list = &engagement->by_kind[evaluation->rule->needs[i]->index];

        if (list->len)
            return list->items[0];
    }
    return engagement->root;
}

static const struct d1_node *place_of(struct evaluation *evaluation, const struct d1_programs *at)
{
    for (size_t i = 0; i < at->count; i++) {
        const struct d1_node *node = node_of(evaluate(evaluation, at->items[i]));

        if (node && d1_engagement_artifact(evaluation->judge->engagement, node))
            return node;
    }
    return default_place(evaluation);
}

struct related_list {
    D1_VEC(struct d1_related) places;
    bool oom;
};

static void add_related(struct evaluation *evaluation, struct related_list *list, struct d1_cel_value value)
{
    const struct d1_node *node = node_of(value);
    const struct d1_artifact *artifact = node ? d1_engagement_artifact(evaluation->judge->engagement, node) : NULL;
    struct d1_related related;

    if (!artifact)
        return;
    related = (struct d1_related){.at = d1_location_of(evaluation->judge->arena, artifact, node)};
    list->oom = list->oom || d1_vec_push(&list->places, related) < 0;
}

enum { MOST_RELATED = 20 };

/* Related places: each expression gives one place, an optional one, or a list of places that was computed. */
static int find_related(struct evaluation *evaluation, const struct d1_programs *programs, struct d1_draft *draft)
{
    struct related_list list = {0};

    for (size_t i = 0; i < programs->count; i++) {
        struct d1_cel_value value = evaluate(evaluation, programs->items[i]);

        if (!d1_cel_is(value, D1_CEL_LIST) || d1_cel_value_node(value)) {
            add_related(evaluation, &list, value);
            continue;
        }
        for (size_t j = 0; j < d1_cel_list_len(value) && j < MOST_RELATED; j++)
            add_related(evaluation, &list, d1_cel_list_get(value, j));
    }
    draft->related_count = list.places.len;
    draft->related = d1_arena_alloc(evaluation->judge->arena, list.places.len * sizeof *draft->related);
    if (draft->related && list.places.len)
        memcpy(draft->related, list.places.items, list.places.len * sizeof *draft->related);
    d1_vec_release(&list.places);
    return list.oom || !draft->related ? D1_ERR_MEMORY : 0;
}

/* The severity of a finding: the assertion's own, as far as the policy leaves it, raised where the rule escalates. */
static enum d1_severity severity_of(struct evaluation *evaluation, enum d1_severity own)
{
    enum d1_severity policy = evaluation->tally->severity, built = evaluation->rule->check->severity;
    enum d1_severity severity = own ? own : built;

    if (policy != built && (severity == built || severity > policy))
        severity = policy;
    if (evaluation->rule->escalate_to > severity && evaluation->part->escalate_when && policy >= built &&
        d1_cel_is_true(evaluate(evaluation, evaluation->part->escalate_when)))
        severity = evaluation->rule->escalate_to;
    return severity;
}

static int file(struct evaluation *evaluation, struct d1_draft *draft, const struct d1_node *node)
{
    draft->check = evaluation->rule->check;
    draft->node = node;
    draft->artifact = d1_engagement_artifact(evaluation->judge->engagement, node);
    draft->gate = evaluation->gate_name;
    draft->due = evaluation->due;
    if (!draft->message.ptr)
        return D1_ERR_MEMORY;
    return d1_finding_file(evaluation->judge, draft);
}

/* Files a judgement that could not be made, with its reason. */
static int file_indeterminate(struct evaluation *evaluation, struct d1_cel_value error)
{
    const struct d1_cel_failure *failure = d1_cel_failure_of(error);
    struct d1_draft draft = {.state = D1_FINDING_INDETERMINATE, .severity = evaluation->tally->severity};
    const struct d1_node *node = failure->node;

    if (failure->code == D1_ERR_MEMORY)
        return D1_ERR_MEMORY;
    if (!node || !d1_engagement_artifact(evaluation->judge->engagement, node))
        node = default_place(evaluation);
    draft.message =
        d1_arena_printf(evaluation->judge->arena, "this cannot be judged: " D1_STR_FMT, D1_STR_ARG(failure->message));
    return file(evaluation, &draft, node);
}

static int remember_failing(struct evaluation *evaluation)
{
    struct d1_tally *tally = evaluation->tally;
    struct {
        const struct d1_node **items;
        size_t len, cap;
    } failing = {tally->failing, tally->failing_len, tally->failing_cap};
    int result = 0;

    if (evaluation->subject)
        result = d1_vec_push(&failing, evaluation->subject);
    tally->failing = failing.items;
    tally->failing_len = failing.len;
    tally->failing_cap = failing.cap;
    return result;
}

/* ---- conditions ---- */

/* Whether something that the check reads could not be read, so that a failure may be only seeming. */
static bool is_doubtful(const struct evaluation *evaluation)
{
    const struct d1_engagement *engagement = evaluation->judge->engagement;
    const struct d1_reads *others = &evaluation->part->others;

    if (evaluation->tally->unread)
        return true;
    for (size_t i = 0; i < engagement->kinds->type_count; i++)
        if (others->types[i] && engagement->by_type[i].left_out)
            return true;
    for (size_t i = 0; i < engagement->kinds->kind_count; i++)
        if (others->kinds[i] && engagement->by_kind[i].left_out)
            return true;
    return false;
}

static int fail_assertion(struct evaluation *evaluation, const struct d1_assertion *assertion)
{
    struct d1_draft draft = {.state = is_due(evaluation) ? D1_FINDING_FAIL : D1_FINDING_OPEN};
    struct d1_cel_value key;

    if (is_doubtful(evaluation)) {
        evaluation->tally->indeterminate++;
        return 0;
    }
    draft.severity = severity_of(evaluation, assertion->severity);
    draft.message = message_of(evaluation, &assertion->message);
    if (assertion->key) {
        key = evaluate(evaluation, assertion->key);
        if (d1_cel_is(key, D1_CEL_STRING))
            draft.key = d1_cel_text(key);
    }
    if (find_related(evaluation, &assertion->related, &draft) < 0 || remember_failing(evaluation) < 0)
        return D1_ERR_MEMORY;
    return file(evaluation, &draft, place_of(evaluation, &assertion->at));
}

/* The date of the act by which a subject holds; the latest one counts. */
static void note_claim(struct evaluation *evaluation)
{
    struct d1_day *claimed = &evaluation->tally->claimed;
    struct d1_cel_value date;

    if (!evaluation->part->claimed)
        return;
    date = evaluate(evaluation, evaluation->part->claimed);
    if (d1_cel_is(date, D1_CEL_OPTIONAL) && !d1_cel_optional_get(date, &date))
        return;
    if (!d1_cel_is(date, D1_CEL_DATE))
        return;
    if (!claimed->known || d1_cel_as_date(date) > claimed->date)
        *claimed = (struct d1_day){true, d1_cel_as_date(date)};
}

static int judge_assertions(struct evaluation *evaluation)
{
    bool holds = true;

    for (size_t i = 0; i < evaluation->part->assertion_count; i++) {
        const struct d1_assertion *assertion = &evaluation->part->assertions[i];
        struct d1_cel_value verdict = evaluate(evaluation, assertion->that);
        int result = 0;

        if (d1_cel_is_true(verdict))
            continue;
        holds = false;
        if (d1_cel_is(verdict, D1_CEL_ERROR))
            result = file_indeterminate(evaluation, verdict);
        else
            result = fail_assertion(evaluation, assertion);
        if (result < 0)
            return result;
    }
    if (holds)
        note_claim(evaluation);
    return 0;
}

/* Characters that show nothing: controls, formatting characters and spaces of every width. */
static bool is_invisible(uint32_t code)
{
    return d1_utf8_is_control(code) || d1_utf8_is_bidi(code) || code == 0x20 || code == 0xa0 || code == 0xad ||
           code == 0x1680 || (code >= 0x2000 && code <= 0x200f) || (code >= 0x2028 && code <= 0x202f) ||
           (code >= 0x205f && code <= 0x206f) || code == 0x3000 || code == 0xfeff;
}

static bool is_blank(struct d1_str text)
{
    for (size_t at = 0; at < text.len;)
        if (!is_invisible(d1_utf8_decode(text, &at)))
            return false;
    return true;
}

/* Empty means absent, null, a string without a visible character, or a list or mapping without entries. */
static bool is_empty(const struct d1_node *node)
{
    if (!node || node->kind == D1_NODE_NULL)
        return true;
    if (node->kind == D1_NODE_STRING)
        return is_blank(d1_node_text(node));
    return node->kind >= D1_NODE_SEQUENCE && d1_node_count(node) == 0;
}

/* "`a`, `b` and `c`": the fields of an item that are missing; how many there are. */
static size_t list_missing(const struct d1_completeness *entry, const struct d1_node *item, struct d1_strbuf *out)
{
    size_t missing = 0, written = 0;

    for (size_t i = 0; i < entry->count; i++)
        missing += is_empty(d1_node_at(item, entry->fields[i].ptr));
    for (size_t i = 0; i < entry->count; i++) {
        if (!is_empty(d1_node_at(item, entry->fields[i].ptr)))
            continue;
        if (written)
            d1_strbuf_puts(out, written + 1 == missing ? " and " : ", ");
        d1_strbuf_printf(out, "`" D1_STR_FMT "`", D1_STR_ARG(entry->fields[i]));
        written++;
    }
    return missing;
}

static int judge_completeness(struct evaluation *evaluation, const struct d1_completeness *entry)
{
    struct d1_draft draft = {.state = is_due(evaluation) ? D1_FINDING_FAIL : D1_FINDING_OPEN};
    struct d1_strbuf fields = {0};
    size_t missing = list_missing(entry, evaluation->subject, &fields);
    struct d1_str name = d1_node_get_text(evaluation->subject, entry->type->key.ptr);
    int result = 0;

    if (!missing) {
        note_claim(evaluation);
        goto done;
    }
    draft.severity = severity_of(evaluation, D1_SEVERITY_OFF);
    draft.key = d1_str("complete");
    draft.message = d1_arena_printf(evaluation->judge->arena, D1_STR_FMT " " D1_STR_FMT " lacks %s",
                                    D1_STR_ARG(entry->type->title), D1_STR_ARG(name), d1_strbuf_view(&fields).ptr);
    result = find_related(evaluation, &evaluation->part->related, &draft);
    if (result == 0)
        result = remember_failing(evaluation);
    if (result == 0)
        result = file(evaluation, &draft, evaluation->subject);
done:
    d1_strbuf_release(&fields);
    return result;
}

/* ---- subjects ---- */

/* Whether a check that this one comes after fails the subject. */
static bool failed_before(const struct evaluation *evaluation)
{
    for (size_t i = 0; i < evaluation->rule->after_count; i++) {
        const struct d1_tally *tally = &evaluation->judge->tallies[evaluation->rule->after[i]->check->index];

        for (size_t j = 0; j < tally->failing_len; j++)
            if (tally->failing[j] == evaluation->subject)
                return true;
    }
    return false;
}

/* Judges the subject that the names are bound to. */
static int judge_subject(struct evaluation *evaluation, const struct d1_completeness *complete)
{
    struct d1_cel_value when;

    reset_with(evaluation);
    if (!find_due(evaluation))
        return 0;
    if (evaluation->subject && failed_before(evaluation)) {
        evaluation->tally->subjects++;
        evaluation->tally->indeterminate++;
        return 0;
    }
    if (evaluation->part->when) {
        when = evaluate(evaluation, evaluation->part->when);
        if (d1_cel_is(when, D1_CEL_ERROR)) {
            evaluation->tally->subjects++;
            return file_indeterminate(evaluation, when);
        }
        if (!d1_cel_is_true(when))
            return 0;
    }
    evaluation->tally->subjects++;
    return complete ? judge_completeness(evaluation, complete) : judge_assertions(evaluation);
}

/* Binds the names of `each` from number `level` on to every combination of their entries, and judges each. */
static int walk_subjects(struct evaluation *evaluation, size_t level)
{
    const struct d1_part *part = evaluation->part;
    struct d1_cel_value list;
    int result = 0;

    if (level == part->each_count)
        return judge_subject(evaluation, NULL);
    list = evaluate(evaluation, part->each[level].program);
    if (d1_cel_is(list, D1_CEL_ERROR))
        return file_indeterminate(evaluation, list);
    for (size_t i = 0; i < d1_cel_list_len(list) && result == 0; i++) {
        struct d1_cel_value it = d1_cel_list_get(list, i);

        evaluation->names.slots[level] = (struct d1_cel_slot){.value = it};
        evaluation->subject = d1_cel_value_node(it);
        result =
            d1_cel_is(it, D1_CEL_ERROR) ? file_indeterminate(evaluation, it) : walk_subjects(evaluation, level + 1);
    }
    evaluation->subject = NULL;
    return result;
}

static int walk_items(struct evaluation *evaluation, const struct d1_completeness *entry)
{
    const struct d1_node_list *items = &evaluation->judge->engagement->by_type[entry->type->index];
    const struct d1_cel_type *type = evaluation->judge->ruleset->private->item_types[entry->type->index];
    int result = 0;

    for (size_t i = 0; i < items->len && result == 0; i++) {
        evaluation->names.slots[0] = (struct d1_cel_slot){.value = d1_cel_of_node(items->items[i], type)};
        evaluation->subject = items->items[i];
        result = judge_subject(evaluation, entry);
    }
    evaluation->subject = NULL;
    return result;
}

/* Items that were left out are subjects that could not be judged. */
static void count_left_out(struct evaluation *evaluation)
{
    const struct d1_engagement *engagement = evaluation->judge->engagement;

    for (size_t i = 0; i < engagement->kinds->type_count; i++)
        if (evaluation->part->subjects.types[i])
            evaluation->tally->indeterminate += engagement->by_type[i].left_out;
    for (size_t i = 0; i < engagement->kinds->kind_count; i++)
        if (evaluation->part->subjects.kinds[i])
            evaluation->tally->indeterminate += engagement->by_kind[i].left_out;
}

static int judge_part(struct evaluation *evaluation)
{
    int result = bind_part(evaluation);

    count_left_out(evaluation);
    for (size_t i = 0; i < evaluation->part->complete_count && result == 0; i++)
        result = walk_items(evaluation, &evaluation->part->complete[i]);
    if (!evaluation->part->complete_count && result == 0)
        result = walk_subjects(evaluation, 0);
    return result;
}

/* ---- checks ---- */

/* A missing kind is due no sooner than the check that reports it is. */
static void delay_missing(struct evaluation *evaluation, const struct d1_kind *kind)
{
    const struct d1_ruleset_private *private = evaluation->judge->ruleset->private;

    for (size_t i = 0; i < private->rules.len; i++) {
        const struct d1_rule *rule = private->rules.items[i];
        struct d1_day day;

        if (rule->demands != kind || !rule->due_count || rule->due[0].code != D1_DUE_GATE)
            continue;
        day = due_day(evaluation->judge, &rule->due[0]);
        if (day.known && evaluation->due.known && day.date > evaluation->due.date)
            set_due(evaluation, &rule->due[0]);
    }
}

/* A kind that the check needs and that the engagement lacks: *done when there is nothing more to judge. */
static int judge_needs(struct evaluation *evaluation, bool *done)
{
    struct d1_judge *judge = evaluation->judge;
    struct d1_tally *tally = evaluation->tally;

    for (size_t i = 0; i < evaluation->rule->need_count && !*done; i++) {
        const struct d1_kind *kind = evaluation->rule->needs[i];
        const struct d1_node_list *list = &judge->engagement->by_kind[kind->index];
        struct d1_draft draft = {0};

        tally->unread = tally->unread || list->left_out;
        if (list->len || list->left_out)
            continue;
        *done = true;
        if (!kind->required[judge->engagement->profile]) {
            tally->state = D1_STATE_NOT_APPLICABLE;
            tally->reason =
                d1_arena_printf(judge->arena, "there is no " D1_STR_FMT ", and profile %s does not require one",
                                D1_STR_ARG(kind->name), d1_profile_name(judge->engagement->profile));
            return tally->reason.ptr ? 0 : D1_ERR_MEMORY;
        }
        delay_missing(evaluation, kind);
        draft.state = is_due(evaluation) ? D1_FINDING_FAIL : D1_FINDING_OPEN;
        tally->missing = true;
        tally->reason = d1_arena_printf(judge->arena, "there is no " D1_STR_FMT, D1_STR_ARG(kind->name));
        draft.severity = tally->severity;
        draft.key = kind->name;
        draft.message = d1_arena_printf(judge->arena, "there is no " D1_STR_FMT ", which profile %s requires",
                                        D1_STR_ARG(kind->name), d1_profile_name(judge->engagement->profile));
        if (!tally->reason.ptr)
            return D1_ERR_MEMORY;
        if (evaluation->rule->demands == kind)
            return file(evaluation, &draft, judge->engagement->root);
    }
    return 0;
}

/* Rolling checks end with the engagement; so does what is due before the contract exists. */
static bool is_over(const struct d1_judge *judge, const struct d1_rule *rule)
{
    struct d1_day end = d1_judge_anchor(judge->engagement, "actualEnd");

    return rule->due_count == 1 && rule->due[0].code == D1_DUE_ROLLING && end.known && judge->today > end.date;
}

static void conclude(struct d1_tally *tally, bool due)
{
    if (tally->state == D1_STATE_NOT_APPLICABLE)
        return;
    if (tally->failed || (tally->missing && due)) {
        tally->state = D1_STATE_FAIL;
    } else if (tally->indeterminate) {
        tally->state = D1_STATE_INDETERMINATE;
        if (!tally->reason.len)
            tally->reason = d1_str("part of what it judges could not be read or is invalid");
    } else if (tally->open || tally->missing) {
        tally->state = D1_STATE_NOT_DUE;
    } else if (!tally->subjects) {
        tally->state = D1_STATE_EMPTY;
        tally->reason = d1_str("there was nothing to judge");
    } else {
        tally->state = D1_STATE_PASS;
    }
}

static int judge_rule(struct d1_judge *judge, const struct d1_rule *rule)
{
    struct evaluation evaluation = {.judge = judge, .rule = rule, .tally = &judge->tallies[rule->check->index]};
    struct d1_tally *tally = evaluation.tally;
    bool done = false;
    int result = 0;

    if (tally->severity == D1_SEVERITY_OFF) {
        tally->state = D1_STATE_NOT_APPLICABLE;
        tally->reason = d1_str("switched off by the policy");
        return 0;
    }
    if (is_over(judge, rule)) {
        tally->state = D1_STATE_NOT_APPLICABLE;
        tally->reason = d1_str("the engagement is over");
        return 0;
    }
    if (rule->due_count && !rule->due[0].when)
        set_due(&evaluation, &rule->due[0]);
    tally->due = evaluation.due;
    result = judge_needs(&evaluation, &done);
    d1_judge_bind_rule(judge, rule);
    if (result == 0 && !done)
        result = bind_lets(&evaluation);
    for (size_t i = 0; i < rule->part_count && result == 0 && !done; i++) {
        evaluation.part = &rule->parts[i];
        result = judge_part(&evaluation);
    }
    conclude(tally, is_due(&evaluation));
    d1_arena_reset(&judge->scratch);
    return result;
}

/* ---- built-in checks ---- */

static int file_fault(struct d1_judge *judge, const struct d1_fault *fault)
{
    const struct d1_check *check = d1_ruleset_check(judge->ruleset, d1_str(fault->check));
    struct d1_related *related = NULL;
    struct d1_draft draft = {
        .check = check,
        .message = fault->message,
        .node = fault->node,
        .artifact = fault->artifact,
        .place = fault->place,
        .key = fault->key,
        .gate = d1_str("always"),
        .state = fault->indeterminate ? D1_FINDING_INDETERMINATE : D1_FINDING_FAIL,
    };

    if (!check || judge->tallies[check->index].severity == D1_SEVERITY_OFF)
        return 0;
    draft.severity = judge->tallies[check->index].severity;
    if (fault->related.path) {
        related = d1_arena_calloc(judge->arena, 1, sizeof *related);
        if (!related)
            return D1_ERR_MEMORY;
        if (fault->related_artifact)
            related->at = d1_location_of(judge->arena, fault->related_artifact, fault->related_node);
        related->at.place = fault->related;
        related->message = fault->related_message;
        draft.related = related;
        draft.related_count = 1;
    }
    return d1_finding_file(judge, &draft);
}

int d1_judge_faults(struct d1_judge *judge, const struct d1_faults *faults)
{
    for (size_t i = 0; i < faults->len; i++)
        if (file_fault(judge, &faults->items[i]) < 0)
            return D1_ERR_MEMORY;
    return 0;
}

/* The built-in checks are about every artifact; gates come last, when criteria are known. */
static void count_builtin(struct d1_judge *judge, const struct d1_rule *rule)
{
    struct d1_tally *tally = &judge->tallies[rule->check->index];

    if (tally->severity == D1_SEVERITY_OFF) {
        tally->state = D1_STATE_NOT_APPLICABLE;
        tally->reason = d1_str("switched off by the policy");
        return;
    }
    tally->subjects = judge->engagement->artifacts.len;
    if (rule->builtin != D1_BUILTIN_GATES)
        conclude(tally, true);
}

/* ---- findings that tell the same ---- */

static bool same_place(const struct d1_finding *a, const struct d1_finding *b)
{
    return strcmp(a->at.place.path, b->at.place.path) == 0 && a->at.document == b->at.document &&
           d1_str_eq(a->at.pointer, b->at.pointer);
}

static bool is_subsumed(const struct d1_judge *judge, const struct d1_finding *finding)
{
    const struct d1_rule *rule = finding->check->rule;

    for (size_t i = 0; i < rule->subsumed_count; i++)
        for (size_t j = 0; j < judge->findings.len; j++)
            if (judge->findings.items[j].check == rule->subsumed_by[i]->check &&
                same_place(&judge->findings.items[j], finding))
                return true;
    return false;
}

/* Drops findings that another check's finding at the same place tells already; their checks fail all the same. */
static void drop_subsumed(struct d1_judge *judge)
{
    size_t kept = 0;

    for (size_t i = 0; i < judge->findings.len; i++) {
        struct d1_finding *finding = &judge->findings.items[i];

        if (finding->check->rule && finding->check->rule->subsumed_count && is_subsumed(judge, finding))
            finding->reported = false;
    }
    for (size_t i = 0; i < judge->findings.len; i++)
        if (judge->findings.items[i].reported)
            judge->findings.items[kept++] = judge->findings.items[i];
    judge->findings.len = kept;
}

int d1_judge_rules(struct d1_judge *judge)
{
    const struct d1_ruleset_private *private = judge->ruleset->private;

    for (size_t i = 0; i < judge->ruleset->check_count; i++) {
        struct d1_tally *tally = &judge->tallies[i];

        if (judge->ruleset->checks[i].built)
            continue;
        tally->state = D1_STATE_NOT_APPLICABLE;
        tally->reason = d1_str("not built");
    }
    for (size_t i = 0; i < private->rules.len; i++) {
        const struct d1_rule *rule = private->order[i];

        if (rule->builtin)
            count_builtin(judge, rule);
        else if (judge_rule(judge, rule) < 0)
            return D1_ERR_MEMORY;
    }
    d1_judge_bind_rule(judge, NULL);
    drop_subsumed(judge);
    return 0;
}
