/* Functions on history: where something first stood, what an item was over time, how the engagement stood on a day. */
#include "rules/evidence/evidence.h"

#define T(kind) D1_CEL_T(kind)

/* Room for the persons that one address belongs to: more are told with the first of them. */
enum { MOST_PERSONS = 8 };

/* ---- where it first stood ---- */

struct introduced {
    struct d1_judge *judge;
    struct d1_arena *arena;
    struct d1_introduction at;
    const struct d1_repo_writing *writer; /* the commit that wrote it, once it is known */
    struct d1_cel_slot slots[D1_INTRODUCTION_FIELDS];
};

static const struct d1_repo_writing *point_of(const struct introduced *introduced)
{
    return &d1_past_line(d1_line_past(introduced->judge->line))->points[introduced->at.point];
}

/* The commit that wrote it; *none is why it is not known. */
static const struct d1_repo_writing *writer_of(struct introduced *introduced, struct d1_cel_value *none)
{
    struct d1_past *past = d1_line_past(introduced->judge->line);
    struct d1_error why = {0};
    int result = 0;

    if (introduced->at.cut) {
        *none = d1_judge_no_history(introduced->judge, introduced->arena, "%s", d1_past_cut(past));
        return NULL;
    }
    if (!introduced->writer)
        result = d1_past_writer(past, introduced->at.point, introduced->at.says, &introduced->writer, &why);
    if (result < 0) {
        introduced->writer = NULL;
        *none = result == D1_ERR_MEMORY
                    ? d1_cel_fail_memory()
                    : d1_judge_no_history(introduced->judge, introduced->arena, "%s", d1_error_message(&why));
    }
    d1_error_clear(&why);
    return introduced->writer;
}

/* For whom an address of a commit counts. */
static struct d1_cel_value person_of(struct introduced *introduced, const struct d1_repo_writing *commit,
                                     const char *address)
{
    struct d1_judge *judge = introduced->judge;
    bool unknown;
    struct d1_str person =
        d1_identities_for(judge->identities, d1_str(address), d1_zone_date(judge->engagement->zone, commit->time),
                          introduced->at.point, &unknown);

    if (unknown)
        return d1_judge_no_history(judge, introduced->arena, "%s", d1_past_cut(d1_line_past(judge->line)));
    return d1_cel_string(person);
}

static struct d1_cel_value fill_date(void *data, size_t index)
{
    struct introduced *introduced = data;

    (void)index;
    if (introduced->at.cut)
        return d1_judge_no_history(introduced->judge, introduced->arena, "%s",
                                   d1_past_cut(d1_line_past(introduced->judge->line)));
    return d1_cel_date(introduced->at.date);
}

static struct d1_cel_value commit_text(struct d1_arena *arena, const struct d1_repo_writing *commit)
{
    char text[D1_REPO_ID_TEXT];
    struct d1_str kept;

    d1_repo_id_format(commit->id, text);
    kept = d1_arena_str(arena, d1_str(text));
    return kept.ptr ? d1_cel_string(kept) : d1_cel_fail_memory();
}

/* That of what is not committed is how many commits there are. */
static struct d1_cel_value fill_place(void *data, size_t index)
{
    struct introduced *introduced = data;

    (void)index;
    if (!introduced->at.committed)
        d1_beyond_head(introduced->judge->beyond);
    return d1_cel_int(introduced->at.point);
}

static struct d1_cel_value fill_commit(void *data, size_t index)
{
    struct introduced *introduced = data;

    (void)index;
    return introduced->at.committed ? commit_text(introduced->arena, point_of(introduced)) : d1_cel_string(d1_str(""));
}

static struct d1_cel_value fill_written_in(void *data, size_t index)
{
    struct introduced *introduced = data;
    struct d1_cel_value none;
    const struct d1_repo_writing *writer;

    (void)index;
    if (!introduced->at.committed)
        return d1_cel_string(d1_str(""));
    writer = writer_of(introduced, &none);
    return writer ? commit_text(introduced->arena, writer) : none;
}

static struct d1_cel_value fill_written_by(void *data, size_t index)
{
    struct introduced *introduced = data;
    struct d1_cel_value none;
    const struct d1_repo_writing *writer = writer_of(introduced, &none);

    (void)index;
    if (introduced->at.ideal && introduced->at.person.len)
        return d1_cel_string(introduced->at.person);
    return writer ? person_of(introduced, writer, writer->author) : none;
}

static struct d1_cel_value fill_merged_by(void *data, size_t index)
{
    struct introduced *introduced = data;
    struct d1_cel_value none;
    const struct d1_repo_writing *writer = writer_of(introduced, &none);

    (void)index;
    if (introduced->at.consented)
        return d1_cel_string(introduced->at.person);
    if (!writer)
        return none;
    return writer == point_of(introduced)
               ? d1_cel_string(d1_str(""))
               : person_of(introduced, point_of(introduced), point_of(introduced)->committer);
}

/* All against whom it counts that they wrote it. */
static struct d1_cel_value fill_writers(void *data, size_t index)
{
    struct introduced *introduced = data;
    struct d1_cel_value none;
    const struct d1_repo_writing *writer = writer_of(introduced, &none);
    const struct d1_identities *identities = introduced->judge->identities;
    D1_VEC(struct d1_cel_value) persons = {0};
    bool oom = false;

    (void)index;
    if (!writer)
        return none;
    /* What was always so, in an example, somebody has written of whom nothing is said. */
    if (introduced->at.ideal) {
        none = d1_cel_string(d1_str(""));
        return d1_cel_list_new(introduced->arena, &none, 1);
    }
    for (size_t i = 0; i <= writer->co_author_count && !oom; i++) {
        struct d1_str found[MOST_PERSONS];
        const char *address = i ? writer->co_authors[i - 1] : writer->author;
        size_t count = d1_identities_against(identities, d1_str(address), found, MOST_PERSONS);

        for (size_t j = 0; j < count && j < MOST_PERSONS && !oom; j++)
            oom = d1_vec_push(&persons, d1_cel_string(found[j])) < 0;
    }
    none = oom ? d1_cel_fail_memory() : d1_cel_list_new(introduced->arena, persons.items, persons.len);
    d1_vec_release(&persons);
    return none;
}

typedef enum d1_introduced find_introduction(struct d1_line *line, const struct d1_node *node,
                                             struct d1_introduction *introduction);

static struct d1_cel_value introduction(struct d1_cel_call *call, const struct d1_node *node, find_introduction *find)
{
    static d1_cel_fill *const fills[D1_INTRODUCTION_FIELDS] = {
        [D1_INTRODUCTION_DATE] = fill_date,
        [D1_INTRODUCTION_PLACE] = fill_place,
        [D1_INTRODUCTION_COMMIT] = fill_commit,
        [D1_INTRODUCTION_WRITTEN_IN] = fill_written_in,
        [D1_INTRODUCTION_WRITTEN_BY] = fill_written_by,
        [D1_INTRODUCTION_WRITERS] = fill_writers,
        [D1_INTRODUCTION_MERGED_BY] = fill_merged_by,
    };
    struct d1_judge *judge = d1_judge_of(call);
    struct introduced *at = d1_arena_alloc(call->arena, sizeof *at);

    if (!at)
        return d1_cel_fail_alloc(call);
    if (!node)
        return d1_cel_fail(call, "the value does not stand in an artifact");
    if (!d1_judge_line(judge))
        return d1_judge_no_history(judge, call->arena, D1_STR_FMT, D1_STR_ARG(judge->no_line));
    at->judge = judge;
    at->arena = call->arena;
    at->writer = NULL;
    switch (find(judge->line, node, &at->at)) {
    case D1_INTRODUCED_NOTHING:
        return d1_cel_fail(call, "it is asked of an act, an item or an artifact of the engagement");
    case D1_INTRODUCED_UNKNOWN:
        return d1_judge_no_history(judge, call->arena, "its file could not be read as it stands in history");
    default:
        break;
    }
    for (size_t i = 0; i < D1_INTRODUCTION_FIELDS; i++)
        at->slots[i] = (struct d1_cel_slot){.fill = fills[i], .data = at};
    at->slots[D1_INTRODUCTION_BY].value = d1_cel_date(at->at.date);
    at->slots[D1_INTRODUCTION_CUT].value = d1_cel_bool(at->at.cut);
    at->slots[D1_INTRODUCTION_COMMITTED].value = d1_cel_bool(at->at.committed);
    return d1_cel_object_new(call->arena, judge->ruleset->private->introduction_type, at->slots);
}

static struct d1_cel_value introduced(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    return introduction(call, d1_cel_value_node(args[0]), d1_line_introduced);
}

static struct d1_cel_value authored(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    const struct d1_engagement *engagement = d1_judge_of(call)->engagement;
    const struct d1_symbol *subject = d1_engagement_find(engagement, d1_cel_text(args[0]));

    return introduction(call, subject ? subject->node : NULL, d1_line_settled);
}

/* ---- items and artifacts over time ---- */

/* A version as rules see it; hardly any asks for the commit. */
struct seen_version {
    struct d1_arena *arena;
    const struct d1_repo_writing *commit;
    struct d1_cel_slot slots[D1_ITEM_VERSION_FIELDS];
};

static struct d1_cel_value fill_version_commit(void *data, size_t index)
{
    const struct seen_version *seen = data;

    (void)index;
    return commit_text(seen->arena, seen->commit);
}

static struct d1_cel_value version(struct d1_cel_call *call, const struct d1_version *version, bool cut,
                                   const struct d1_cel_type *type, const struct d1_cel_type *item)
{
    struct d1_judge *judge = d1_judge_of(call);
    struct d1_past *past = d1_line_past(judge->line);
    struct seen_version *seen = d1_arena_calloc(call->arena, 1, sizeof *seen);
    const struct d1_line_point *point = &d1_line_points(judge->line, &(size_t){0})[version->number];
    const struct d1_node *value = d1_past_value(past, version->says);

    if (!seen)
        return d1_cel_fail_alloc(call);
    *seen = (struct seen_version){.arena = call->arena, .commit = &d1_past_line(past)->points[point->point]};
    seen->slots[D1_ITEM_VERSION_BY].value = d1_cel_date(point->date);
    seen->slots[D1_ITEM_VERSION_CUT].value = d1_cel_bool(cut);
    seen->slots[D1_ITEM_VERSION_DATE].value =
        cut ? d1_judge_no_history(judge, call->arena, "%s", d1_past_cut(past)) : d1_cel_date(point->date);
    if (d1_past_is_unsaved(past, point->point))
        seen->slots[D1_ITEM_VERSION_COMMIT].value = d1_cel_string(d1_str(""));
    else
        seen->slots[D1_ITEM_VERSION_COMMIT] = (struct d1_cel_slot){.fill = fill_version_commit, .data = seen};
    seen->slots[D1_ITEM_VERSION_PRESENT].value = d1_cel_bool(version->says != D1_PAST_NONE);
    if (value)
        seen->slots[D1_ITEM_VERSION_VALUE].value = d1_cel_of_node(value, item);
    return d1_cel_object_new(call->arena, type, seen->slots);
}

static struct d1_cel_value versions(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_judge *judge = d1_judge_of(call);
    const struct d1_node *node = d1_cel_value_node(args[0]);
    const struct d1_version *list;
    struct d1_cel_value *values;
    size_t count, all;
    bool cut;

    if (!node)
        return d1_cel_fail(call, "the value does not stand in an artifact");
    if (!d1_judge_line(judge))
        return d1_judge_no_history(judge, call->arena, D1_STR_FMT, D1_STR_ARG(judge->no_line));
    d1_line_versions(judge->line, node, &list, &count);
    if (!d1_cel_charge(call, count))
        return d1_cel_fail_cost(call);
    values = d1_arena_alloc(call->arena, (count + 1) * sizeof *values);
    if (!values)
        return d1_cel_fail_alloc(call);
    for (size_t i = 0; i < count; i++) {
        cut = i == 0 && d1_past_cut(d1_line_past(judge->line)) &&
              d1_line_points(judge->line, &all)[list[i].number].point == d1_past_first(d1_line_past(judge->line));
        values[i] = version(call, &list[i], cut, d1_cel_type_item(call->overload->result), call->overload->params[0]);
        if (d1_cel_is(values[i], D1_CEL_ERROR))
            return values[i];
    }
    return d1_cel_list_new(call->arena, values, count);
}

/* ---- states ---- */

static struct d1_cel_value state_on(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_judge *judge = d1_judge_of(call);
    struct d1_cel_value state;
    size_t number;

    if (!d1_judge_line(judge))
        return d1_judge_no_history(judge, call->arena, D1_STR_FMT, D1_STR_ARG(judge->no_line));
    if (!d1_line_on(judge->line, d1_cel_as_date(args[0]), &number)) {
        const char *cut = d1_past_cut(d1_line_past(judge->line));

        return cut ? d1_judge_no_history(judge, call->arena, "%s", cut) : d1_cel_none();
    }
    state = d1_judge_state(judge, number);
    return d1_cel_is(state, D1_CEL_ERROR) ? state : d1_cel_some(call->arena, state);
}

/* Whatever comes behind it, it stays what it is. */
static struct d1_cel_value beginning(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_judge *judge = d1_judge_of(call);
    struct d1_cel_value point;
    size_t count;
    const struct d1_line_point *points;

    (void)args;
    if (!d1_judge_line(judge))
        return d1_judge_no_history(judge, call->arena, D1_STR_FMT, D1_STR_ARG(judge->no_line));
    points = d1_line_points(judge->line, &count);
    if (!count)
        return d1_cel_none();
    point = d1_judge_point(judge, points);
    return d1_cel_is(point, D1_CEL_ERROR) ? point : d1_cel_some(call->arena, point);
}

static struct d1_cel_value is_whole(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_judge *judge = d1_judge_of(call);
    const char *cut;

    (void)args;
    if (!d1_judge_line(judge))
        return d1_judge_no_history(judge, call->arena, D1_STR_FMT, D1_STR_ARG(judge->no_line));
    cut = d1_past_cut(d1_line_past(judge->line));
    return cut ? d1_judge_no_history(judge, call->arena, "%s", cut) : d1_cel_bool(true);
}

/* ---- types and rows ---- */

static int declare_records(struct d1_ruleset_private *private)
{
    const struct d1_cel_type *texts = d1_cel_type_list(&private->arena, T(STRING));
    const struct d1_cel_field point[D1_POINT_FIELDS] = {
        [D1_POINT_COMMIT] = {d1_str("commit"), T(STRING), false},
        [D1_POINT_DATE] = {d1_str("date"), T(DATE), false},
        [D1_POINT_AUTHOR] = {d1_str("author"), T(STRING), false},
        [D1_POINT_COMMITTER] = {d1_str("committer"), T(STRING), false},
        [D1_POINT_CO_AUTHORS] = {d1_str("coAuthors"), texts, false},
        [D1_POINT_WRITERS] = {d1_str("writers"), texts, false},
        [D1_POINT_MERGE] = {d1_str("merge"), T(BOOL), false},
        [D1_POINT_COMMITTED] = {d1_str("committed"), T(BOOL), false},
    };
    const struct d1_cel_field introduction[D1_INTRODUCTION_FIELDS] = {
        [D1_INTRODUCTION_DATE] = {d1_str("date"), T(DATE), false},
        [D1_INTRODUCTION_BY] = {d1_str("by"), T(DATE), false},
        [D1_INTRODUCTION_CUT] = {d1_str("cut"), T(BOOL), false},
        [D1_INTRODUCTION_PLACE] = {d1_str("place"), T(INT), false},
        [D1_INTRODUCTION_COMMIT] = {d1_str("commit"), T(STRING), false},
        [D1_INTRODUCTION_COMMITTED] = {d1_str("committed"), T(BOOL), false},
        [D1_INTRODUCTION_WRITTEN_IN] = {d1_str("writtenIn"), T(STRING), false},
        [D1_INTRODUCTION_WRITTEN_BY] = {d1_str("writtenBy"), T(STRING), false},
        [D1_INTRODUCTION_WRITERS] = {d1_str("writers"), texts, false},
        [D1_INTRODUCTION_MERGED_BY] = {d1_str("mergedBy"), T(STRING), false},
    };
    const struct d1_cel_field state[D1_STATE_FIELDS] = {
        [D1_STATE_DATE] = {d1_str("date"), T(DATE), false},
        [D1_STATE_ARTIFACTS] = {d1_str("artifacts"), private->artifacts_type, false},
        [D1_STATE_ITEMS] = {d1_str("items"), private->items_type, false},
        [D1_STATE_BY_ID] = {d1_str("byId"), private->by_id_type, false},
    };

    if (!texts || d1_record_declare(private, "Point", point, D1_POINT_FIELDS, &private->point_type) < 0 ||
        d1_record_declare(private, "Introduction", introduction, D1_INTRODUCTION_FIELDS, &private->introduction_type) <
            0)
        return D1_ERR_MEMORY;
    return d1_record_declare(private, "State", state, D1_STATE_FIELDS, &private->state_type);
}

/* "VersionOfRisk": a version of an item of a type; "VersionOfEngagement": of an artifact. */
static int declare_version(struct d1_ruleset_private *private, struct d1_str of, const struct d1_cel_type *value,
                           const struct d1_cel_type **type)
{
    const struct d1_cel_field fields[D1_ITEM_VERSION_FIELDS] = {
        [D1_ITEM_VERSION_DATE] = {d1_str("date"), T(DATE), false},
        [D1_ITEM_VERSION_BY] = {d1_str("by"), T(DATE), false},
        [D1_ITEM_VERSION_CUT] = {d1_str("cut"), T(BOOL), false},
        [D1_ITEM_VERSION_COMMIT] = {d1_str("commit"), T(STRING), false},
        [D1_ITEM_VERSION_PRESENT] = {d1_str("present"), T(BOOL), false},
        [D1_ITEM_VERSION_VALUE] = {d1_str("value"), value, true},
    };
    struct d1_str name = d1_arena_printf(&private->arena, "VersionOf" D1_STR_FMT, D1_STR_ARG(of));

    if (!name.ptr)
        return D1_ERR_MEMORY;
    return d1_record_declare(private, name.ptr, fields, D1_ITEM_VERSION_FIELDS, type);
}

int d1_history_types(struct d1_ruleset_private *private, const struct d1_kinds *kinds)
{
    private->version_types = d1_arena_calloc(&private->arena, kinds->type_count, sizeof *private->version_types);
    private->kind_version_types =
        d1_arena_calloc(&private->arena, kinds->kind_count, sizeof *private->kind_version_types);
    if (!private->version_types || !private->kind_version_types || declare_records(private) < 0)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < kinds->type_count; i++)
        if (declare_version(private, kinds->types[i].name, private->item_types[i], &private->version_types[i]) < 0)
            return D1_ERR_MEMORY;
    for (size_t i = 0; i < kinds->kind_count; i++)
        if (kinds->kinds[i].versioned &&
            declare_version(private, kinds->kinds[i].name, private->kind_types[i], &private->kind_version_types[i]) < 0)
            return D1_ERR_MEMORY;
    private->ever_type = private->items_type;
    return 0;
}

enum { INTRODUCED, AUTHORED, IS_WHOLE, PLAIN_ROWS };

static const struct d1_cel_overload plain_rows[PLAIN_ROWS] = {
    [IS_WHOLE] = {"isWhole",
                  D1_CEL_USER | D1_CEL_BOUNDED,
                  {NULL},
                  T(BOOL),
                  is_whole,
                  "True where history is whole. Where it is cut, or there is none, what asks is indeterminate."},
    [INTRODUCED] =
        {"introduced",
         D1_CEL_USER | D1_CEL_BOUNDED,
         {T(DYN)},
         NULL,
         introduced,
         "Where what an act, an item or an artifact says now first stood on the line: `date`, which is unknown "
         "where history is `cut`, `by` when it stood at the latest, the `place` of that point on the line, "
         "`commit`, whether that is `committed`; "
         "`writtenIn`, the commit that wrote it, which a merge may have brought; "
         "`writtenBy` and `mergedBy`, the persons for whom it counts, '' for nobody; `writers`, all against "
         "whom it counts."},
    [AUTHORED] =
        {"authored",
         D1_CEL_USER,
         {T(DYN)},
         NULL,
         authored,
         "The same for what an item or an artifact says but for what lives on after an approval. In the examples "
         "of rules, what was always so has one of the `writers` who has no name."},
};

static const char versions_summary[] =
    "The successive different versions on the line of an item of any type, of an Engagement or of a LintPolicy, oldest "
    "first: `date` from which it was so, which is unknown where history is cut, `by` at the latest, `commit`, whether "
    "it was `present`, and its `value` then.";

static struct d1_cel_overload versions_row(struct d1_ruleset_private *private, const struct d1_cel_type *of,
                                           const struct d1_cel_type *version, const char *summary)
{
    return (struct d1_cel_overload){
        "versions", D1_CEL_USER | D1_CEL_BOUNDED, {of}, d1_cel_type_list(&private->arena, version), versions, summary};
}

int d1_functions_declare_history(struct d1_ruleset_private *private, const struct d1_kinds *kinds)
{
    struct d1_cel_overload *rows =
        d1_arena_calloc(&private->arena, kinds->type_count + kinds->kind_count + PLAIN_ROWS + 2, sizeof *rows);
    size_t count = 0;

    if (!rows)
        return D1_ERR_MEMORY;
    for (; count < PLAIN_ROWS; count++)
        rows[count] = plain_rows[count];
    rows[INTRODUCED].result = rows[AUTHORED].result = private->introduction_type;
    rows[count++] = (struct d1_cel_overload){
        "beginning",
        D1_CEL_USER | D1_CEL_BOUNDED,
        {NULL},
        d1_cel_type_optional(&private->arena, private->point_type),
        beginning,
        "The first point of the line, as `line` has it; none where nothing of the engagement is on the line yet.",
    };
    rows[count++] = (struct d1_cel_overload){
        "stateOn",
        D1_CEL_USER,
        {T(DATE)},
        d1_cel_type_optional(&private->arena, private->state_type),
        state_on,
        "The engagement as it stood at the last point on or before a day: `date` of the point, `artifacts`, `items` "
        "and `byId` like the names of today; none where it did not exist yet.",
    };
    for (size_t i = 0; i < kinds->type_count; i++) {
        if (private->item_types[i]->kind != D1_CEL_RECORD)
            continue;
        /* One form tells what all of them do. */
        rows[count++] = versions_row(private, private->item_types[i], private->version_types[i],
                                     d1_str_is(kinds->types[i].name, "Risk") ? versions_summary : NULL);
    }
    for (size_t i = 0; i < kinds->kind_count; i++)
        if (private->kind_version_types[i])
            rows[count++] = versions_row(private, private->kind_types[i], private->kind_version_types[i], NULL);
    for (size_t i = 0; i < count; i++)
        if (!rows[i].result)
            return D1_ERR_MEMORY;
    return d1_cel_env_functions(private->env, rows, count);
}
