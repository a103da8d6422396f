/* Functions on history: when and at which paths a content of a file stood. */
#include "rules/evidence/evidence.h"

#define T(kind) D1_CEL_T(kind)

enum { STAY_PATH, STAY_FROM, STAY_BY, STAY_TO, STAY_FIELDS };

static struct d1_cel_value stay_value(struct d1_cel_call *call, const struct d1_past_stay *stay)
{
    struct d1_judge *judge = d1_judge_of(call);
    const struct d1_repo_line *line = d1_past_line(d1_line_past(judge->line));
    struct d1_cel_slot *slots = d1_arena_calloc(call->arena, STAY_FIELDS, sizeof *slots);
    struct d1_cel_value by = d1_cel_date(d1_line_date(judge->line, stay->from));

    if (!slots)
        return d1_cel_fail_alloc(call);
    slots[STAY_PATH].value = d1_cel_string(d1_str(line->paths[stay->path]));
    slots[STAY_BY].value = by;
    slots[STAY_FROM].value =
        stay->from == 0 && line->cut ? d1_judge_no_history(judge, call->arena, "%s", line->cut_reason) : by;
    if (stay->to != D1_PAST_NONE)
        slots[STAY_TO].value = d1_cel_date(d1_line_date(judge->line, stay->to));
    return d1_cel_object_new(call->arena, d1_cel_type_item(call->overload->result), slots);
}

/*
 * Of one path it is the file there that makes a difference, of all paths any; and where no document of the engagement
 * stands, any commit may have put another there.
 */
static void note_beyond(struct d1_judge *judge, struct d1_str path)
{
    if (judge->beyond && (!path.len || !d1_beyond_stands(d1_line_past(judge->line), judge->engagement->name, path)))
        d1_beyond_head(judge->beyond);
    if (path.len)
        d1_beyond_file(judge->beyond, path);
    else
        d1_beyond_rest(judge->beyond);
}

/* What is not committed has no id on the line, but its file has one. */
static struct d1_cel_value unsaved_stay(struct d1_cel_call *call, struct d1_str path)
{
    struct d1_judge *judge = d1_judge_of(call);
    struct d1_cel_slot *slots = d1_arena_calloc(call->arena, STAY_FIELDS, sizeof *slots);

    if (!slots)
        return d1_cel_fail_alloc(call);
    slots[STAY_PATH].value = d1_cel_string(path);
    slots[STAY_FROM].value = slots[STAY_BY].value = d1_cel_date(judge->as_of);
    return d1_cel_object_new(call->arena, d1_cel_type_item(call->overload->result), slots);
}

/* Whether the file at a path has that id as it lies there; 1, 0 or D1_ERR_MEMORY. */
static int lies_there(const struct d1_judge *judge, struct d1_str path, struct d1_str id)
{
    const struct d1_digest *file;

    if (!judge->digests || !path.len)
        return 0;
    if (d1_digests_get(judge->digests, path, &file) < 0)
        return D1_ERR_MEMORY;
    return file->state == D1_DIGEST_KNOWN && d1_str_is(id, file->blob);
}

/* What is not committed costs nothing, so that the cost is the same with it and without. */
static size_t count_committed(const struct d1_past *past, const struct d1_past_stay *stays, size_t count)
{
    while (count && d1_past_is_unsaved(past, stays[count - 1].from))
        count--;
    return count;
}

static struct d1_cel_value stays(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_judge *judge = d1_judge_of(call);
    struct d1_str blob = d1_cel_text(args[0]), path = d1_cel_text(args[1]);
    const struct d1_past_stay *list = NULL;
    const struct d1_repo_line *line;
    struct d1_cel_value *values;
    uint8_t id[D1_REPO_ID_BYTES];
    size_t count = 0, kept = 0;
    bool open = false;
    int lies;

    if (!d1_judge_line(judge))
        return d1_judge_no_history(judge, call->arena, D1_STR_FMT, D1_STR_ARG(judge->no_line));
    if (d1_repo_id_parse(blob, id) && d1_past_stays(d1_line_past(judge->line), id, &list, &count) < 0)
        return d1_cel_fail_memory();
    if (!d1_cel_charge(call, count_committed(d1_line_past(judge->line), list, count)))
        return d1_cel_fail_cost(call);
    note_beyond(judge, path);
    line = d1_past_line(d1_line_past(judge->line));
    values = d1_arena_alloc(call->arena, (count + 1) * sizeof *values);
    if (!values)
        return d1_cel_fail_alloc(call);
    for (size_t i = 0; i < count; i++) {
        if (path.len && !d1_str_is(path, line->paths[list[i].path]))
            continue;
        open = open || list[i].to == D1_PAST_NONE;
        values[kept++] = stay_value(call, &list[i]);
    }
    lies = open ? 0 : lies_there(judge, path, blob);
    if (lies < 0)
        return d1_cel_fail_memory();
    if (lies)
        values[kept++] = unsaved_stay(call, path);
    for (size_t i = 0; i < kept; i++)
        if (d1_cel_is(values[i], D1_CEL_ERROR))
            return values[i];
    return d1_cel_list_new(call->arena, values, kept);
}

int d1_functions_declare_stays(struct d1_ruleset_private *private)
{
    const struct d1_cel_field fields[STAY_FIELDS] = {
        [STAY_PATH] = {d1_str("path"), T(STRING), false},
        [STAY_FROM] = {d1_str("from"), T(DATE), false},
        [STAY_BY] = {d1_str("by"), T(DATE), false},
        [STAY_TO] = {d1_str("to"), T(DATE), true},
    };
    struct d1_cel_overload *row = d1_arena_calloc(&private->arena, 1, sizeof *row);
    const struct d1_cel_type *type;

    if (!row || d1_record_declare(private, "Stay", fields, STAY_FIELDS, &type) < 0)
        return D1_ERR_MEMORY;
    *row = (struct d1_cel_overload){
        "stays",
        D1_CEL_USER,
        {T(STRING), T(STRING)},
        d1_cel_type_list(&private->arena, type),
        stays,
        "When a content, by its id in git, stood at a path (second argument; '': anywhere) on the line, oldest first: "
        "`path`, `from`, which is unknown where history is cut, `by` when it stood there at the latest, and `to`, the "
        "date on which it was replaced, none while it stands. In the examples of rules the base has the ids of its "
        "files, and what commit number n of an example brought has the id b0...n.",
    };
    if (!row->result)
        return D1_ERR_MEMORY;
    return d1_cel_env_functions(private->env, row, 1);
}
