/* Functions on reports that were made earlier: which commit each judged, and whether history still has it. */
#include "rules/evidence/evidence.h"

#define T(kind) D1_CEL_T(kind)

enum { PREVIOUS_FILE, PREVIOUS_COMMIT, PREVIOUS_DATE, PREVIOUS_KEPT, PREVIOUS_FIELDS };

struct kept {
    struct d1_judge *judge;
    struct d1_arena *arena;
    struct d1_str commit;
};

/* Asked for the first time it walks all of history, also inside of branches. */
static struct d1_cel_value fill_kept(void *data, size_t index)
{
    const struct kept *kept = data;
    struct d1_judge *judge = kept->judge;
    struct d1_error why = {0};
    struct d1_cel_value none;
    int has;

    (void)index;
    if (!d1_judge_line(judge))
        return d1_judge_no_history(judge, kept->arena, D1_STR_FMT, D1_STR_ARG(judge->no_line));
    d1_beyond_head(judge->beyond);
    has = d1_past_has(d1_line_past(judge->line), kept->commit, &why);
    if (has >= 0)
        return d1_cel_bool(has > 0);
    none = has == D1_ERR_MEMORY ? d1_cel_fail_memory()
                                : d1_judge_no_history(judge, kept->arena, "%s", d1_error_message(&why));
    d1_error_clear(&why);
    return none;
}

/* What a report says of the engagement; NULL where it is about others. */
static const struct d1_engagement_verdict *told_of(const struct d1_judge *judge, const struct d1_previous *previous)
{
    const struct d1_verdict *verdict = previous->verdict;

    for (size_t i = 0; i < verdict->engagement_count; i++)
        if (d1_str_eq(verdict->engagements[i].name, judge->engagement->name))
            return &verdict->engagements[i];
    return NULL;
}

static struct d1_cel_value report_value(struct d1_cel_call *call, const struct d1_previous *previous,
                                        const struct d1_engagement_verdict *told)
{
    struct d1_cel_slot *slots = d1_arena_calloc(call->arena, PREVIOUS_FIELDS, sizeof *slots);
    struct kept *kept = d1_arena_alloc(call->arena, sizeof *kept);

    if (!slots || !kept)
        return d1_cel_fail_alloc(call);
    *kept = (struct kept){d1_judge_of(call), call->arena, previous->verdict->source.commit};
    slots[PREVIOUS_FILE].value = d1_cel_string(d1_str(previous->file));
    slots[PREVIOUS_COMMIT].value = d1_cel_string(kept->commit);
    slots[PREVIOUS_DATE].value = d1_cel_date(told->as_of);
    slots[PREVIOUS_KEPT] = (struct d1_cel_slot){.fill = fill_kept, .data = kept};
    return d1_cel_object_new(call->arena, d1_cel_type_item(call->overload->result), slots);
}

static struct d1_cel_value previous_reports(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    const struct d1_judge *judge = d1_judge_of(call);
    struct d1_cel_value *values = d1_arena_alloc(call->arena, (judge->previous_count + 1) * sizeof *values);
    size_t count = 0;

    (void)args;
    if (!values)
        return d1_cel_fail_alloc(call);
    for (size_t i = 0; i < judge->previous_count; i++) {
        const struct d1_engagement_verdict *told = told_of(judge, &judge->previous[i]);

        if (!told)
            continue;
        values[count] = report_value(call, &judge->previous[i], told);
        if (d1_cel_is(values[count], D1_CEL_ERROR))
            return values[count];
        count++;
    }
    return d1_cel_list_new(call->arena, values, count);
}

int d1_functions_declare_previous(struct d1_ruleset_private *private)
{
    const struct d1_cel_field fields[PREVIOUS_FIELDS] = {
        [PREVIOUS_FILE] = {d1_str("file"), T(STRING), false},
        [PREVIOUS_COMMIT] = {d1_str("commit"), T(STRING), false},
        [PREVIOUS_DATE] = {d1_str("date"), T(DATE), false},
        [PREVIOUS_KEPT] = {d1_str("isKept"), T(BOOL), false},
    };
    struct d1_cel_overload *row = d1_arena_calloc(&private->arena, 1, sizeof *row);
    const struct d1_cel_type *type;

    if (!row || d1_record_declare(private, "PreviousReport", fields, PREVIOUS_FIELDS, &type) < 0)
        return D1_ERR_MEMORY;
    *row = (struct d1_cel_overload){
        "previousReports",
        D1_CEL_USER,
        {NULL},
        d1_cel_type_list(&private->arena, type),
        previous_reports,
        "The reports given with `--previous` that are about the engagement: the `file`, the `commit` that was judged, "
        "the `date` as of which, and `isKept`: whether that commit is the judged one or an ancestor of it.",
    };
    if (!row->result)
        return D1_ERR_MEMORY;
    return d1_cel_env_functions(private->env, row, 1);
}
