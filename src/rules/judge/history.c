/* History as rules see it: the line of the engagement, and the values behind `line`, `ever` and `baseline`. */
#include <stdarg.h>

#include "base/text/shorten.h"
#include "base/vec.h"
#include "rules/judge.h"
#include "rules/judged.h"

struct d1_line *d1_judge_line(struct d1_judge *judge)
{
    struct d1_past *past = NULL;
    int result = 0;

    if (judge->line_asked)
        return judge->line;
    judge->line_asked = true;
    d1_beyond_line(judge->beyond);
    judge->no_line = d1_str("there is no history here");
    judge->line = judge->replayed;
    if (judge->ask_past && !judge->line)
        result = judge->ask_past(judge->past_context, &past, &judge->no_line);
    if (result == 0 && past)
        result = d1_line_new(&judge->line, past, judge->engagement, judge->as_of);
    if (result == 0 && judge->line)
        result =
            d1_identities_new(&judge->identities, judge->line, judge->trusted ? judge->trusted : judge->engagement);
    if (result < 0) {
        if (judge->line != judge->replayed)
            d1_line_free(judge->line);
        judge->line = NULL;
        judge->no_line = d1_str("out of memory");
        judge->oom = true;
    }
    return judge->line;
}

struct d1_cel_value d1_judge_no_history(struct d1_judge *judge, struct d1_arena *arena, const char *format, ...)
{
    va_list args;
    struct d1_str text;

    judge->lacked_history = true;
    d1_beyond_lacks(judge->beyond);
    va_start(args, format);
    text = d1_arena_vprintf(arena, format, args);
    va_end(args);
    if (!text.ptr || judge->oom)
        return d1_cel_fail_memory();
    return d1_cel_fail_in(arena, D1_ERR_UNKNOWN, D1_STR_FMT, D1_STR_ARG(text));
}

struct d1_str d1_judge_lost(struct d1_judge *judge, struct d1_str blob)
{
    const struct d1_past_stay *stays = NULL;
    uint8_t id[D1_REPO_ID_BYTES];
    struct d1_past *past;
    size_t count = 0;

    if (!d1_judge_line(judge))
        return judge->no_line;
    past = d1_line_past(judge->line);
    if (d1_past_cut(past))
        return d1_str(d1_past_cut(past));
    if (d1_repo_id_parse(blob, id) && d1_past_stays(past, id, &stays, &count) < 0)
        judge->oom = true;
    return d1_str(count ? "history has it, but its content is lost: `git fsck` lists what is" : "");
}

bool d1_judge_is_recorded(struct d1_judge *judge, struct d1_cel_value date)
{
    const struct d1_parameter *parameter = d1_ruleset_parameter(judge->ruleset, d1_str("recordingLagBusinessDays"));
    const struct d1_node *lag =
        parameter ? d1_policy_parameter(judge->policy, parameter, NULL, judge->engagement->profile) : NULL;
    const struct d1_node *act = d1_cel_value_node(date);
    struct d1_introduction at;
    d1_date last;

    if (!lag || lag->kind != D1_NODE_INT || !act || !d1_judge_line(judge) ||
        d1_line_introduced(judge->line, act, &at) != D1_INTRODUCED)
        return false;
    return d1_calendar_add_business_days(judge->engagement->calendar, d1_cel_as_date(date), lag->value.integer,
                                         &last) &&
           at.date <= last;
}

/* What the roster gives to two persons. */
static int tell_shared(const struct d1_judge *judge, struct d1_arena *arena, struct d1_str *remarks)
{
    struct d1_str persons[2], address = d1_identities_shared(judge->identities, persons);

    if (address.len)
        remarks[D1_REMARK_ADDRESS] =
            d1_arena_printf(arena,
                            "the roster of " D1_STR_FMT " gives the address " D1_STR_FMT " to both " D1_STR_FMT
                            " and " D1_STR_FMT ": what it wrote counts for neither of them, and against both",
                            D1_STR_ARG(d1_shorten_head(judge->engagement->name)), D1_STR_ARG(d1_shorten_head(address)),
                            D1_STR_ARG(d1_shorten_head(persons[0])), D1_STR_ARG(d1_shorten_head(persons[1])));
    if (address.len && !remarks[D1_REMARK_ADDRESS].ptr)
        return D1_ERR_MEMORY;
    if (!d1_signers_shared(d1_identities_signers(judge->identities), persons))
        return 0;
    remarks[D1_REMARK_KEY] =
        d1_arena_printf(arena,
                        "the roster of " D1_STR_FMT " gives one signing key to both " D1_STR_FMT " and " D1_STR_FMT
                        ": what it signed is a signature of neither",
                        D1_STR_ARG(d1_shorten_head(judge->engagement->name)), D1_STR_ARG(d1_shorten_head(persons[0])),
                        D1_STR_ARG(d1_shorten_head(persons[1])));
    return remarks[D1_REMARK_KEY].ptr ? 0 : D1_ERR_MEMORY;
}

/* From whom an Engagement that is not committed yet has its name is told by what else goes and comes with it. */
static void note_formerly(const struct d1_judge *judge)
{
    struct d1_past *past = d1_line_past(judge->line);
    struct d1_str name = judge->engagement->name;
    uint32_t point = D1_PAST_NONE;
    size_t count;
    const struct d1_past_event *events = d1_past_events(past, name, &count);

    if (!judge->beyond || !count || !d1_past_is_unsaved(past, events[count - 1].point))
        return;
    d1_past_formerly(past, name, &point);
    if (point == D1_PAST_NONE || !d1_past_is_unsaved(past, point))
        return;
    d1_beyond_head(judge->beyond);
    d1_beyond_rest(judge->beyond);
}

int d1_judge_remarks(const struct d1_judge *judge, struct d1_arena *arena, struct d1_str *remarks)
{
    struct d1_strbuf text = {0};
    int result;

    if (!judge->line)
        return 0;
    note_formerly(judge);
    result = tell_shared(judge, arena, remarks);
    if (result == 0)
        result = d1_line_tell_formerly(judge->line, &text);
    if (result == 0 && text.len && !(remarks[D1_REMARK_NAME] = d1_arena_str(arena, d1_strbuf_view(&text))).ptr)
        result = D1_ERR_MEMORY;
    d1_strbuf_release(&text);
    return result;
}

/* ---- what is looked at beyond the engagement's own points ---- */

void d1_judge_note_point(const struct d1_judge *judge, uint32_t point)
{
    const struct d1_past *past = d1_line_past(judge->line);
    size_t last;

    if (!judge->beyond || (d1_beyond_last(past, judge->engagement->name, &last) && point <= last))
        return;
    if (point < d1_beyond_committed(past))
        d1_beyond_point(judge->beyond, d1_past_line(past)->points[point].id);
    else
        d1_beyond_head(judge->beyond);
}

uint32_t d1_judge_tagged(const struct d1_judge *judge, const struct d1_repo_tag *tag)
{
    uint32_t point = tag->missing ? D1_PAST_NONE : d1_past_point(d1_line_past(judge->line), tag->target);

    if (tag->missing || tag->lost)
        d1_beyond_lacks(judge->beyond);
    else if (point == D1_PAST_NONE)
        d1_beyond_point(judge->beyond, tag->target);
    else
        d1_judge_note_point(judge, point);
    return point;
}

/* At a point of the past what lies behind it is not there. */
void d1_judge_note_behind(const struct d1_judge *judge, uint32_t point)
{
    size_t last;

    if (judge->beyond && !judge->replayed &&
        (!d1_beyond_last(d1_line_past(judge->line), judge->engagement->name, &last) || point >= last))
        d1_beyond_behind(judge->beyond);
}

/* ---- `line` ---- */

static struct d1_cel_value person_of(struct d1_judge *judge, const struct d1_repo_writing *point, const char *address)
{
    bool unknown;

    return d1_cel_string(d1_identities_for(judge->identities, d1_str(address),
                                           d1_zone_date(judge->engagement->zone, point->time), D1_PAST_NONE, &unknown));
}

/* Who wrote what a point brought to the engagement, which hardly any rule asks for. */
struct brought {
    struct d1_judge *judge;
    uint32_t point;
    D1_VEC(struct d1_cel_value) persons;
};

static bool add_person(struct brought *brought, struct d1_cel_value person)
{
    if (!d1_cel_text(person).len)
        return true;
    for (size_t i = 0; i < brought->persons.len; i++)
        if (d1_str_eq(d1_cel_text(brought->persons.items[i]), d1_cel_text(person)))
            return true;
    return d1_vec_push(&brought->persons, person) == 0;
}

static int add_writers(struct brought *brought, const struct d1_past_document *document, struct d1_error *error)
{
    const struct d1_repo_writing *writer = NULL, *last = NULL;
    int result = 0;

    for (size_t i = 0; i < document->fact_count && result == 0; i++, last = writer) {
        result =
            d1_past_writer(d1_line_past(brought->judge->line), brought->point, document->facts[i].says, &writer, error);
        if (result == 0 && writer != last && !add_person(brought, person_of(brought->judge, writer, writer->author)))
            return d1_error_memory(error);
    }
    return result;
}

static struct d1_cel_value fill_writers(void *data, size_t index)
{
    struct brought *brought = data;
    struct d1_judge *judge = brought->judge;
    struct d1_past *past = d1_line_past(judge->line);
    const struct d1_repo_writing *point = &d1_past_line(past)->points[brought->point];
    struct d1_error why = {0};
    struct d1_cel_value list;
    size_t count;
    const struct d1_past_event *events = d1_past_events(past, judge->engagement->name, &count);
    int result = add_person(brought, person_of(judge, point, point->author)) ? 0 : D1_ERR_MEMORY;

    (void)index;
    for (size_t i = 0; i < count && result == 0; i++)
        if (events[i].point == brought->point && events[i].comes)
            result = add_writers(brought, events[i].document, &why);
    if (result == 0)
        list = d1_cel_list_new(judge->arena, brought->persons.items, brought->persons.len);
    else
        list = result == D1_ERR_MEMORY ? d1_cel_fail_memory()
                                       : d1_judge_no_history(judge, judge->arena, "%s", d1_error_message(&why));
    d1_vec_release(&brought->persons);
    d1_error_clear(&why);
    return list;
}

struct d1_cel_value d1_judge_point(struct d1_judge *judge, const struct d1_line_point *at)
{
    const struct d1_repo_writing *point = &d1_past_line(d1_line_past(judge->line))->points[at->point];
    struct d1_cel_slot *slots = d1_arena_calloc(judge->arena, D1_POINT_FIELDS, sizeof *slots);
    struct d1_cel_value *co_authors = d1_arena_alloc(judge->arena, (point->co_author_count + 1) * sizeof *co_authors);
    bool committed = !d1_past_is_unsaved(d1_line_past(judge->line), at->point);
    struct brought *brought = d1_arena_calloc(judge->arena, 1, sizeof *brought);
    char text[D1_REPO_ID_TEXT] = "";
    struct d1_str id;

    if (committed)
        d1_repo_id_format(point->id, text);
    id = d1_arena_str(judge->arena, d1_str(text));
    if (!slots || !co_authors || !brought || !id.ptr)
        return d1_cel_fail_memory();
    for (size_t i = 0; i < point->co_author_count; i++)
        co_authors[i] = person_of(judge, point, point->co_authors[i]);
    slots[D1_POINT_COMMIT].value = d1_cel_string(id);
    slots[D1_POINT_DATE].value = d1_cel_date(at->date);
    slots[D1_POINT_AUTHOR].value = person_of(judge, point, point->author);
    slots[D1_POINT_COMMITTER].value = person_of(judge, point, point->committer);
    slots[D1_POINT_CO_AUTHORS].value = d1_cel_list_new(judge->arena, co_authors, point->co_author_count);
    *brought = (struct brought){.judge = judge, .point = at->point};
    slots[D1_POINT_WRITERS] = (struct d1_cel_slot){.fill = fill_writers, .data = brought};
    slots[D1_POINT_MERGE].value = d1_cel_bool(point->parents > 1);
    slots[D1_POINT_COMMITTED].value = d1_cel_bool(committed);
    return d1_cel_object_new(judge->arena, judge->ruleset->private->point_type, slots);
}

/* What each point of the line may change: every time that it is read counts, while it is made once. */
static struct d1_cel_value read_widely(struct d1_judge *judge, enum d1_variable variable, d1_cel_fill *fill,
                                       struct d1_cel_value *kept, struct d1_cel_value (*make)(struct d1_judge *judge))
{
    if (d1_cel_is(*kept, D1_CEL_ERROR) && !kept->as.failure)
        *kept = make(judge);
    judge->context.wide = true;
    judge->base.slots[variable].fill = fill;
    return *kept;
}

static struct d1_cel_value make_line(struct d1_judge *judge)
{
    const struct d1_line_point *points;
    struct d1_cel_value *values;
    size_t count;

    if (!d1_judge_line(judge))
        return d1_judge_no_history(judge, judge->arena, D1_STR_FMT, D1_STR_ARG(judge->no_line));
    points = d1_line_points(judge->line, &count);
    values = d1_arena_alloc(judge->arena, (count + 1) * sizeof *values);
    if (!values)
        return d1_cel_fail_memory();
    for (size_t i = 0; i < count; i++)
        values[i] = d1_judge_point(judge, &points[i]);
    return d1_cel_list_new(judge->arena, values, count);
}

struct d1_cel_value d1_judge_fill_line(void *data, size_t index)
{
    struct d1_judge *judge = data;

    (void)index;
    return read_widely(judge, D1_VARIABLE_LINE, d1_judge_fill_line, &judge->points, make_line);
}

/* ---- `ever` ---- */

struct gathering {
    D1_VEC(const struct d1_node *) nodes;
};

static int gather(void *context, const struct d1_node *value)
{
    struct gathering *gathering = context;

    return d1_vec_push(&gathering->nodes, value);
}

struct d1_cel_value d1_judge_fill_ever(void *data, size_t index)
{
    struct d1_judge *judge = data;
    struct gathering found = {0};
    const struct d1_node **kept;
    struct d1_cel_value list;

    if (!d1_judge_line(judge))
        return d1_judge_no_history(judge, judge->arena, D1_STR_FMT, D1_STR_ARG(judge->no_line));
    if (d1_line_each(judge->line, &judge->ruleset->kinds->types[index], gather, &found) < 0)
        list = d1_cel_fail_memory();
    else if (!(kept = d1_arena_alloc(judge->arena, (found.nodes.len + 1) * sizeof *kept)))
        list = d1_cel_fail_memory();
    else {
        if (found.nodes.len)
            memcpy(kept, found.nodes.items, found.nodes.len * sizeof *kept);
        list = d1_cel_list_of_nodes(judge->arena, kept, found.nodes.len, judge->ruleset->private->item_types[index]);
    }
    d1_vec_release(&found.nodes);
    return list;
}

/* ---- states ---- */

/* An engagement of the past with the tables that `byId` needs. */
struct past_state {
    struct d1_judge *judge;
    const struct d1_engagement *engagement;
    struct d1_map *tables;
};

static struct d1_cel_value fill_kind(void *data, size_t index)
{
    const struct past_state *state = data;
    const struct d1_node_list *list = &state->engagement->by_kind[index];

    return d1_cel_list_of_nodes(state->judge->arena, list->items, list->len,
                                state->judge->ruleset->private->kind_types[index]);
}

static struct d1_cel_value fill_type(void *data, size_t index)
{
    const struct past_state *state = data;
    const struct d1_node_list *list = &state->engagement->by_type[index];

    return d1_cel_list_of_nodes(state->judge->arena, list->items, list->len,
                                state->judge->ruleset->private->item_types[index]);
}

static struct d1_cel_value fill_table(void *data, size_t index)
{
    const struct past_state *state = data;
    const struct d1_item_type *type = &state->engagement->kinds->types[index];

    if (d1_judge_table(&state->tables[index], &state->engagement->by_type[index], type) < 0)
        return d1_cel_fail_memory();
    return d1_cel_map_of_table(&state->tables[index], state->judge->ruleset->private->item_types[index]);
}

static struct d1_cel_value record_of(struct past_state *state, const struct d1_cel_type *type, size_t count,
                                     d1_cel_fill *fill)
{
    struct d1_cel_slot *slots = d1_arena_calloc(state->judge->arena, count, sizeof *slots);

    if (!slots)
        return d1_cel_fail_memory();
    for (size_t i = 0; i < count; i++)
        slots[i] = (struct d1_cel_slot){.fill = fill, .data = state, .index = i};
    return d1_cel_object_new(state->judge->arena, type, slots);
}

struct d1_cel_value d1_judge_state(struct d1_judge *judge, size_t number)
{
    const struct d1_ruleset_private *private = judge->ruleset->private;
    const struct d1_kinds *kinds = judge->ruleset->kinds;
    struct past_state *state = d1_arena_calloc(judge->arena, 1, sizeof *state);
    struct d1_cel_slot *slots = d1_arena_calloc(judge->arena, D1_STATE_FIELDS, sizeof *slots);
    struct d1_error why = {0};
    struct d1_cel_value none;
    size_t count;
    int result;

    if (!state || !slots)
        return d1_cel_fail_memory();
    result = d1_line_state(judge->line, number, &state->engagement, &why);
    if (result < 0 || !state->engagement) {
        none = result == D1_ERR_MEMORY
                   ? d1_cel_fail_memory()
                   : d1_judge_no_history(judge, judge->arena, "%s",
                                         result < 0 ? d1_error_message(&why) : "its Engagement could not be read then");
        d1_error_clear(&why);
        return none;
    }
    state->judge = judge;
    state->tables = d1_arena_calloc(judge->arena, kinds->type_count, sizeof *state->tables);
    if (!state->tables || d1_vec_push(&judge->state_tables, state->tables) < 0)
        return d1_cel_fail_memory();
    slots[D1_STATE_DATE].value = d1_cel_date(d1_line_points(judge->line, &count)[number].date);
    slots[D1_STATE_ARTIFACTS].value = record_of(state, private->artifacts_type, kinds->kind_count, fill_kind);
    slots[D1_STATE_ITEMS].value = record_of(state, private->items_type, kinds->type_count, fill_type);
    slots[D1_STATE_BY_ID].value = record_of(state, private->by_id_type, kinds->type_count, fill_table);
    return d1_cel_object_new(judge->arena, private->state_type, slots);
}

/* ---- `baseline` ---- */

/* Whether a tag was there when the past is judged that the judge is at: its commit, and it on that commit. */
static bool was_there(const struct d1_judge *judge, const struct d1_repo_tag *tag, uint32_t point)
{
    if (!judge->replayed)
        return true;
    return point <= d1_line_newest(judge->line) &&
           (!tag->dated || d1_zone_date(judge->engagement->zone, tag->time) <= judge->as_of);
}

/* The point that the tag of the baseline names; D1_PAST_NONE when no tag on the line does. */
static int find_tagged(struct d1_judge *judge, uint32_t *point, struct d1_error *error)
{
    const struct d1_parameter *parameter = d1_ruleset_parameter(judge->ruleset, d1_str("baselineTag"));
    const struct d1_node *name =
        parameter ? d1_policy_parameter(judge->policy, parameter, NULL, judge->engagement->profile) : NULL;
    struct d1_past *past = d1_line_past(judge->line);
    const struct d1_repo_tag *tags;
    size_t count;
    int result = d1_past_tags(past, &tags, &count, error);

    *point = D1_PAST_NONE;
    for (size_t i = 0; result == 0 && name && i < count; i++) {
        uint32_t target = D1_PAST_NONE;

        if (!d1_node_is_string(name, tags[i].name))
            continue;
        target = d1_judge_tagged(judge, &tags[i]);
        if (tags[i].lost)
            return d1_error_set(error, D1_ERR_READ, "%s", d1_past_cut(past) ? d1_past_cut(past) : tags[i].lost);
        if (target != D1_PAST_NONE && was_there(judge, &tags[i], target))
            *point = target;
    }
    return result;
}

static struct d1_cel_value make_baseline(struct d1_judge *judge)
{
    const struct d1_gate *gate = d1_ruleset_gate(judge->ruleset, d1_str("baseline"));
    const struct d1_gate_instance *instance = NULL;
    struct d1_error why = {0};
    struct d1_cel_value state;
    const char *cut;
    uint32_t point;
    size_t number = 0;
    int result;

    /* Outside of a run nobody has asked for the gates yet. */
    if (!judge->once && d1_judge_gates(judge) < 0)
        return d1_cel_fail_memory();
    if (gate)
        instance = d1_judge_gate(judge, gate);
    if (!instance || !instance->due.known || judge->as_of < instance->due.date)
        return d1_cel_none();
    if (!d1_judge_line(judge))
        return d1_judge_no_history(judge, judge->arena, D1_STR_FMT, D1_STR_ARG(judge->no_line));
    result = find_tagged(judge, &point, &why);
    if (result < 0) {
        state = result == D1_ERR_MEMORY ? d1_cel_fail_memory()
                                        : d1_judge_no_history(judge, judge->arena, "%s", d1_error_message(&why));
        d1_error_clear(&why);
        return state;
    }
    cut = d1_past_cut(d1_line_past(judge->line));
    /* A tag from before the engagement, which may be that of another one, says nothing of its baseline. */
    if (point != D1_PAST_NONE && !d1_line_at(judge->line, point, &number))
        point = D1_PAST_NONE;
    if (point == D1_PAST_NONE && cut)
        return d1_judge_no_history(judge, judge->arena, "%s", cut);
    if (point == D1_PAST_NONE)
        d1_line_on(judge->line, instance->due.date, &number); /* else the first point: the line is younger */
    state = d1_judge_state(judge, number);
    return d1_cel_is(state, D1_CEL_ERROR) ? state : d1_cel_some(judge->arena, state);
}

struct d1_cel_value d1_judge_fill_baseline(void *data, size_t index)
{
    struct d1_judge *judge = data;

    (void)index;
    return read_widely(judge, D1_VARIABLE_BASELINE, d1_judge_fill_baseline, &judge->based, make_baseline);
}
