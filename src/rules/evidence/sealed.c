/* A function on history: what gates that were met have sealed, and what of it is there no more. */
#include "base/numbered.h"
#include "engagement/facts.h"
#include "rules/evidence/evidence.h"
#include "rules/evidence/met.h"

#define T(kind) D1_CEL_T(kind)

enum {
    SEALED_GATE,
    SEALED_NAME,
    SEALED_PERSON,
    SEALED_WAS,
    SEALED_NOW,
    SEALED_COMMIT,
    SEALED_DATE,
    SEALED_AT,
    SEALED_OF,
    SEALED_TYPE,
    SEALED_BEFORE,
    SEALED_ITEM,
    SEALED_FIELDS
};

/* An act that stood somewhere on the line. */
struct track {
    size_t count;              /* documents that have it at the end */
    uint32_t left;             /* the point at which the last of them lost it */
    const struct d1_node *now; /* of the present */
    bool told;
};

/* The engagement as it stood when a gate was met. */
struct state {
    const struct d1_met_gate *gate;
    const struct d1_engagement *engagement;
    struct d1_facts facts;
};

struct sealing {
    struct d1_cel_call *call;
    struct d1_judge *judge;
    struct d1_numbered tracks; /* by number of what an act says, its struct track */
    struct d1_facts now;       /* of the present, once something is compared */
    bool lost;                 /* an act stands no more, or something beside one may have changed */
    struct d1_met_gates gates; /* that have sealed */
    D1_VEC(struct d1_cel_value) values;
};

static struct d1_str name_of(const struct d1_node *value)
{
    const struct d1_node *key = d1_node_key(value);

    return key ? d1_node_text(key) : d1_str("");
}

/*
 * What is said beside an act, and sealed with it. A score that is reckoned from a probability is none of that day: it
 * is reckoned anew.
 */
static const struct d1_node *beside(const struct d1_node *act, size_t which)
{
    static const char *const names[] = {"score", "decision", "health"};
    const struct d1_node *entry = d1_node_parent(act);

    if (which == 0 && d1_node_get(entry, "probability"))
        return NULL;
    return d1_node_get(entry, names[which]);
}

enum { BESIDE = 3 };

/* ---- which acts ever stood ---- */

static int take_fact(struct sealing *sealing, const struct d1_past_event *event, const struct d1_past_fact *fact)
{
    struct track *track = d1_numbered_get(&sealing->tracks, fact->says);

    if (!track) {
        track = d1_arena_calloc(sealing->call->arena, 1, sizeof *track);
        if (!track || d1_numbered_insert(&sealing->tracks, fact->says, track) < 0)
            return D1_ERR_MEMORY;
    }
    track->count += event->comes;
    track->count -= !event->comes && track->count;
    if (!track->count)
        track->left = event->point;
    return 0;
}

static int follow(struct sealing *sealing)
{
    const struct d1_judge *judge = sealing->judge;
    size_t count;
    const struct d1_past_event *events = d1_past_events(d1_line_past(judge->line), judge->engagement->name, &count);

    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < events[i].document->fact_count; k++)
            if (events[i].document->facts[k].kind == D1_FACT_ACT &&
                take_fact(sealing, &events[i], &events[i].document->facts[k]) < 0)
                return D1_ERR_MEMORY;
    for (size_t i = 0; i < sealing->tracks.len; i++)
        sealing->lost = sealing->lost || !((struct track *)sealing->tracks.entries[i].value)->count;
    return 0;
}

/* Whether what is said beside an act that stands may have been another: what it stands in was. */
static bool was_other(const struct sealing *sealing, const struct d1_node *act)
{
    bool any = false;
    size_t count = 0;

    for (size_t i = 0; i < BESIDE; i++)
        any = any || beside(act, i);
    for (const struct d1_node *at = act; at && any && count < 2; at = d1_node_parent(at)) {
        const struct d1_version *versions;

        d1_line_versions(sealing->judge->line, at, &versions, &count);
    }
    return count > 1;
}

static int take_now(void *context, const struct d1_node *act, uint32_t says)
{
    struct sealing *sealing = context;
    struct track *track = d1_numbered_get(&sealing->tracks, says);

    if (!track)
        return 0;
    track->now = act;
    sealing->lost = sealing->lost || was_other(sealing, act);
    return 0;
}

static void find_now(struct sealing *sealing)
{
    const struct d1_engagement *engagement = sealing->judge->engagement;

    for (size_t i = 0; i < engagement->artifacts.len; i++)
        if (engagement->artifacts.items[i]->root)
            d1_line_acts(sealing->judge->line, engagement->artifacts.items[i], take_now, sealing);
}

/* ---- what is lost ---- */

/* The facts of all artifacts of an engagement. */
static int find_facts(struct d1_facts *facts, const struct d1_engagement *engagement)
{
    for (size_t i = 0; i < engagement->artifacts.len; i++)
        if (engagement->artifacts.items[i]->root &&
            d1_facts_find(facts, engagement->kinds, engagement->artifacts.items[i]) < 0)
            return D1_ERR_MEMORY;
    return 0;
}

/* The item with an id that can be told from others, or the artifact, around an act; *type is NULL for an artifact. */
static const struct d1_node *holder_of(const struct d1_facts *facts, const struct d1_fact *act,
                                       const struct d1_item_type **type)
{
    const struct d1_node *holder = NULL;

    *type = NULL;
    for (size_t i = 0; i < facts->len; i++) {
        const struct d1_fact *fact = &facts->items[i];

        if (fact->kind == D1_FACT_ACT || memcmp(&fact->identity, &act->identity, sizeof act->identity) != 0)
            continue;
        holder = fact->node;
        *type = fact->type;
    }
    return holder;
}

/* The act of the present in the same field of the same item or artifact, by the same person; NULL for none. */
static const struct d1_node *counterpart(const struct sealing *sealing, const struct d1_fact *act, struct d1_str field)
{
    const struct d1_item_type *type;
    const struct d1_node *holder = holder_of(&sealing->now, act, &type), *found = NULL;
    struct d1_strbuf name = {0};

    for (size_t i = 0; holder && i < sealing->now.len && !found; i++) {
        const struct d1_fact *fact = &sealing->now.items[i];

        if (fact->kind != D1_FACT_ACT || memcmp(&fact->identity, &act->identity, sizeof act->identity) != 0)
            continue;
        d1_strbuf_clear(&name);
        d1_act_name(&name, fact->node, holder);
        if (d1_str_eq(d1_strbuf_view(&name), field) && d1_str_eq(d1_act_person(fact->node), d1_act_person(act->node)))
            found = fact->node;
    }
    d1_strbuf_release(&name);
    return found;
}

/* The artifact of the present that is called like one of then; NULL for none. */
static const struct d1_node *still_there(const struct sealing *sealing, const struct d1_artifact *then)
{
    const struct d1_engagement *now = sealing->judge->engagement;

    for (size_t i = 0; then && i < now->artifacts.len; i++)
        if (now->artifacts.items[i]->root && now->artifacts.items[i]->kind && then->kind &&
            d1_str_eq(now->artifacts.items[i]->kind->name, then->kind->name) &&
            d1_str_eq(now->artifacts.items[i]->name, then->name))
            return now->artifacts.items[i]->root;
    return NULL;
}

/* Adds a value that was sealed and is not there. now: what stands in its place, which is where that is told. */
static int add_lost(struct sealing *sealing, const struct state *then, const struct d1_fact *act, struct d1_str name,
                    const struct d1_node *was, const struct d1_node *now, const struct track *track)
{
    struct d1_arena *arena = sealing->call->arena;
    struct d1_past *past = d1_line_past(sealing->judge->line);
    struct d1_cel_slot *slots = d1_arena_calloc(arena, SEALED_FIELDS, sizeof *slots);
    const struct d1_item_type *type, *unused;
    const struct d1_node *before = holder_of(&then->facts, act, &type), *item = holder_of(&sealing->now, act, &unused);
    const struct d1_artifact *artifact = d1_engagement_artifact(then->engagement, act->node);
    const struct d1_node *at = now ? now : item ? item : still_there(sealing, artifact);
    const struct d1_str of =
        artifact ? d1_artifact_told(artifact, then->engagement->kinds, act->node, arena) : d1_str("");
    char commit[D1_REPO_ID_TEXT] = "";

    if (!slots || !of.ptr)
        return D1_ERR_MEMORY;
    if (track && !d1_past_is_unsaved(past, track->left))
        d1_repo_id_format(d1_past_line(past)->points[track->left].id, commit);
    slots[SEALED_GATE].value = d1_cel_string(then->gate->gate->id);
    slots[SEALED_NAME].value = d1_cel_string(d1_arena_str(arena, name));
    slots[SEALED_PERSON].value = d1_cel_string(d1_act_person(act->node));
    slots[SEALED_WAS].value = d1_cel_string(d1_node_text(was));
    slots[SEALED_COMMIT].value = d1_cel_string(d1_arena_str(arena, d1_str(commit)));
    slots[SEALED_OF].value = d1_cel_string(of);
    slots[SEALED_TYPE].value = d1_cel_string(type ? type->name : d1_str(""));
    if (now)
        slots[SEALED_NOW].value = d1_cel_string(d1_node_text(now));
    if (track)
        slots[SEALED_DATE].value = d1_cel_date(d1_line_date(sealing->judge->line, track->left));
    if (at)
        slots[SEALED_AT].value = d1_cel_of_node(at, NULL);
    if (type && before)
        slots[SEALED_BEFORE].value = d1_cel_of_node(before, NULL);
    if (type && item)
        slots[SEALED_ITEM].value = d1_cel_of_node(item, NULL);
    return d1_vec_push(&sealing->values,
                       d1_cel_object_new(arena, d1_cel_type_item(sealing->call->overload->result), slots));
}

/* The first value in a mapping, or the scalar itself, that is not what it was; NULL where all of it is. */
static const struct d1_node *first_other(const struct d1_node *was, const struct d1_node *now,
                                         const struct d1_node **instead)
{
    if (!was || (now && d1_node_equal(was, now)))
        return NULL;
    *instead = now;
    if (was->kind != D1_NODE_MAPPING)
        return was;
    for (size_t i = 0; i < d1_node_count(was); i++) {
        const struct d1_node *value = d1_node_pair_value(was, i);

        *instead = now ? d1_node_get_str(now, name_of(value)) : NULL;
        if (!*instead || !d1_node_equal(value, *instead))
            return value;
    }
    return NULL;
}

/* What an act that stands has beside it, and had when it was sealed. */
static int compare_beside(struct sealing *sealing, const struct state *then, const struct d1_fact *act,
                          const struct d1_node *now)
{
    for (size_t i = 0; i < BESIDE; i++) {
        const struct d1_node *instead = NULL, *was = first_other(beside(act->node, i), beside(now, i), &instead);

        if (was && add_lost(sealing, then, act, name_of(was), was, instead, NULL) < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

/* Acts that tell the latest of many say something new each time. */
static bool is_latest_of_many(const struct d1_node *act)
{
    return d1_str_is(name_of(act), "lastReviewed") || d1_str_is(name_of(act), "updated");
}

static int compare_act(struct sealing *sealing, const struct state *then, const struct d1_fact *act)
{
    uint32_t says = d1_past_says(d1_line_past(sealing->judge->line), act->says);
    struct track *track = d1_numbered_get(&sealing->tracks, says);
    const struct d1_item_type *type;
    struct d1_strbuf name = {0};
    int result;

    if (!track || track->told)
        return 0;
    track->told = true;
    if (track->count)
        return track->now ? compare_beside(sealing, then, act, track->now) : 0;
    d1_act_name(&name, act->node, holder_of(&then->facts, act, &type));
    result = name.oom ? D1_ERR_MEMORY
                      : add_lost(sealing, then, act, d1_strbuf_view(&name), act->node,
                                 counterpart(sealing, act, d1_strbuf_view(&name)), track);
    d1_strbuf_release(&name);
    return result;
}

/*
 * Of evidence the day on which it was collected, and what a customer did in earlier years: neither is a record of its
 * own day, and both are put right when more is known.
 */
static bool is_hearsay(const struct d1_act *act)
{
    const struct d1_node *entries = d1_node_parent(d1_node_parent(act->node));

    return act->reported &&
           (d1_str_is(name_of(act->node), "collected") || (entries && d1_str_is(name_of(entries), "history")));
}

static bool is_sealed(const struct d1_act *act, d1_date met)
{
    return act->date <= met && !is_hearsay(act) && !is_latest_of_many(act->node);
}

static int compare_acts(struct sealing *sealing, struct state *then)
{
    int result = find_facts(&then->facts, then->engagement);

    for (size_t i = 0; i < then->engagement->acts.len && result == 0; i++) {
        const struct d1_act *act = &then->engagement->acts.items[i];

        for (size_t k = 0; is_sealed(act, then->gate->met.date) && k < then->facts.len && result == 0; k++)
            if (then->facts.items[k].kind == D1_FACT_ACT && then->facts.items[k].node == act->node)
                result = compare_act(sealing, then, &then->facts.items[k]);
    }
    d1_vec_release(&then->facts);
    return result;
}

/* What is sealed as a whole: a record that names nothing, so that there is something that holds. */
static int add_whole(struct sealing *sealing)
{
    struct d1_arena *arena = sealing->call->arena;
    struct d1_cel_slot *slots = d1_arena_calloc(arena, SEALED_FIELDS, sizeof *slots);

    if (!slots)
        return D1_ERR_MEMORY;
    slots[SEALED_GATE].value = slots[SEALED_NAME].value = slots[SEALED_PERSON].value = slots[SEALED_WAS].value =
        slots[SEALED_COMMIT].value = slots[SEALED_OF].value = slots[SEALED_TYPE].value = d1_cel_string(d1_str(""));
    return d1_vec_push(&sealing->values,
                       d1_cel_object_new(arena, d1_cel_type_item(sealing->call->overload->result), slots));
}

/* ---- the function ---- */

/* 1; 0 where history does not tell, for which *why has the reason. */
static int compare(struct sealing *sealing, struct d1_error *why)
{
    struct d1_line *line = sealing->judge->line;
    int result = find_facts(&sealing->now, sealing->judge->engagement);

    if (result == 0)
        result = d1_met_walk(&sealing->gates, sealing->judge);
    for (size_t i = 0; i < sealing->gates.len && result > 0; i++) {
        struct state then = {.gate = &sealing->gates.items[i]};
        size_t number;

        if (!then.gate->met.known || !d1_line_on(line, then.gate->met.date, &number))
            continue;
        result = d1_line_state(line, number, &then.engagement, why);
        if (result == 0)
            result = then.engagement && compare_acts(sealing, &then) < 0 ? D1_ERR_MEMORY : 1;
        else if (result != D1_ERR_MEMORY)
            result = 0;
    }
    return result;
}

static struct d1_cel_value sealed(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_judge *judge = d1_judge_of(call);
    struct sealing sealing = {.call = call, .judge = judge};
    struct d1_error why = {0};
    struct d1_cel_value list;
    struct d1_str none = d1_str("");
    int result;

    (void)args;
    /* To say when a gate was met the line is judged: for whom it is judged already, nothing is sealed. */
    result = judge->replayed && !judge->checks_alone ? 0 : d1_met_find(&sealing.gates, judge);
    if (sealing.gates.len && judge->replayed)
        none = d1_str("what gates have sealed is told of the present alone");
    else if (sealing.gates.len && !d1_judge_line(judge))
        none = judge->no_line;
    else if (sealing.gates.len)
        none = d1_str(d1_past_cut(d1_line_past(judge->line)) ? d1_past_cut(d1_line_past(judge->line)) : "");
    if (none.len) {
        list = d1_judge_no_history(judge, call->arena, D1_STR_FMT, D1_STR_ARG(none));
        goto done;
    }
    if (result == 0 && sealing.gates.len)
        result = follow(&sealing);
    if (result == 0 && sealing.gates.len)
        find_now(&sealing);
    if (result == 0 && sealing.tracks.len && add_whole(&sealing) < 0)
        result = D1_ERR_MEMORY;
    if (result == 0)
        result = sealing.lost ? compare(&sealing, &why) : 1;
    if (result > 0)
        list = d1_cel_list_new(call->arena, sealing.values.items, sealing.values.len);
    else if (result == 0)
        list = d1_judge_no_history(judge, call->arena, "%s", d1_error_message(&why));
    else
        list = d1_cel_fail_memory();
done:
    d1_error_clear(&why);
    d1_numbered_release(&sealing.tracks);
    d1_vec_release(&sealing.now);
    d1_vec_release(&sealing.gates);
    d1_vec_release(&sealing.values);
    return list;
}

int d1_functions_declare_sealed(struct d1_ruleset_private *private)
{
    const struct d1_cel_field fields[SEALED_FIELDS] = {
        [SEALED_GATE] = {d1_str("gate"), T(STRING), false},     [SEALED_NAME] = {d1_str("name"), T(STRING), false},
        [SEALED_PERSON] = {d1_str("person"), T(STRING), false}, [SEALED_WAS] = {d1_str("was"), T(STRING), false},
        [SEALED_NOW] = {d1_str("now"), T(STRING), true},        [SEALED_COMMIT] = {d1_str("commit"), T(STRING), false},
        [SEALED_DATE] = {d1_str("date"), T(DATE), true},        [SEALED_AT] = {d1_str("at"), T(DYN), true},
        [SEALED_OF] = {d1_str("of"), T(STRING), false},         [SEALED_TYPE] = {d1_str("type"), T(STRING), false},
        [SEALED_BEFORE] = {d1_str("before"), T(DYN), true},     [SEALED_ITEM] = {d1_str("item"), T(DYN), true},
    };
    struct d1_cel_overload *row = d1_arena_calloc(&private->arena, 1, sizeof *row);
    const struct d1_cel_type *type;

    if (!row || d1_record_declare(private, "Sealed", fields, SEALED_FIELDS, &type) < 0)
        return D1_ERR_MEMORY;
    *row = (struct d1_cel_overload){
        "sealed",
        D1_CEL_USER,
        {NULL},
        d1_cel_type_list(&private->arena, type),
        sealed,
        "What was said by the day on which a gate that comes once was met, and is not said any more: `gate`, `name` of "
        "the field, `person` beside it, what it `was` and what it says `now`, none where it is gone; `commit` and "
        "`date` of the change, where an act itself is lost; `at` where that is told; `of` what it was said, by the id "
        "of the item, else KIND/NAME of the artifact; `type` of the item, the item as it was `before` and as the "
        "`item` is now. The first one stands for all that is sealed, and has no name; without it nothing is sealed "
        "yet. In the examples of rules what was always so is sealed by no gate before the day of the first commit.",
    };
    if (!row->result)
        return D1_ERR_MEMORY;
    return d1_cel_env_functions(private->env, row, 1);
}
