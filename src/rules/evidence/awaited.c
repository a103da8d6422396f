/*
 * What a change brings that nobody can have consented to yet: it is still to be merged, or to be committed. Where it
 * has been, the same is judged as it stands.
 */
#include "rules/evidence/evidence.h"

#define T(kind) D1_CEL_T(kind)

/*
 * Whether the revision that is trusted lacks a point of the past; without one whether it is the newest, which the tree
 * before the change has not. 1, 0, or less than 0 with *none, why that is not known.
 */
static int is_new(struct d1_cel_call *call, uint32_t point, struct d1_cel_value *none)
{
    struct d1_judge *judge = d1_judge_of(call);
    struct d1_past *past = d1_line_past(judge->line);
    int has;

    if (d1_past_is_unsaved(past, point))
        return 1;
    if (!judge->trusted_has) {
        d1_judge_note_behind(judge, point);
        return point >= d1_line_newest(judge->line);
    }
    has = d1_evidence_trusted_has(call, point, none);
    return has < 0 ? has : !has;
}

/* Of what history does not tell whoever asks for the evidence itself says so. */
static struct d1_cel_value is_brought(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_judge *judge = d1_judge_of(call);
    const struct d1_node *node = d1_cel_value_node(args[0]);
    struct d1_introduction at;
    struct d1_cel_value none;
    int found;

    if (!node)
        return d1_cel_fail(call, "the value does not stand in an artifact");
    if (judge->settled || judge->replayed || !d1_judge_line(judge) ||
        d1_line_introduced(judge->line, node, &at) != D1_INTRODUCED || at.cut || at.ideal)
        return d1_cel_bool(false);
    found = is_new(call, at.point, &none);
    return found < 0 ? none : d1_cel_bool(found);
}

static struct d1_cel_value awaited(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    return d1_cel_fail_awaited(call, D1_STR_FMT, D1_STR_ARG(d1_cel_text(args[0])));
}

int d1_functions_declare_awaited(struct d1_ruleset_private *private)
{
    static const struct d1_cel_overload row[] = {
        {"isBrought",
         D1_CEL_USER,
         {T(DYN)},
         T(BOOL),
         is_brought,
         "Whether what an act, an item or an artifact says comes with the change that is judged, so that nobody can "
         "have merged it: it is not committed yet; the revision that is trusted lacks it, or without one the commit "
         "before."},
        {"awaited",
         D1_CEL_USER,
         {T(STRING)},
         T(BOOL),
         awaited,
         "Makes the check still to do for the subject, due or not, with the text as what is to be done."},
    };
    struct d1_cel_overload *rows = d1_arena_alloc(&private->arena, sizeof row);

    if (!rows)
        return D1_ERR_MEMORY;
    memcpy(rows, row, sizeof row);
    return d1_cel_env_functions(private->env, rows, sizeof row / sizeof *row);
}
