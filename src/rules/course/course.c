#include "rules/course.h"

#include "rules/gates/decide.h"

/* A check among those of a criterion, or of a gate itself. */
struct part {
    const struct d1_noted *now;
    bool held; /* when it was looked at last */
    bool at_due;
    struct d1_day since; /* the point from which it holds */
};

/* What is met as one: a criterion that holds, or a check that is due at the gate itself. */
struct group {
    struct d1_criterion_result *criterion; /* NULL for a check */
    size_t first, count;                   /* its parts */
    bool seen;                             /* it was looked at as of the gate's day */
    bool in_time, covered, unknown, settled;
    struct d1_day met;
};

struct gate {
    struct d1_gate_result *result;
    size_t first, count; /* its groups */
    struct d1_gate_course course;
};

struct course {
    struct d1_judged *judged;
    d1_date as_of;
    bool lost; /* a state of the past could not be read */
    D1_VEC(struct part) parts;
    D1_VEC(struct group) groups;
    D1_VEC(struct gate) gates;
    D1_VEC(struct d1_course_gate) watched; /* one for each of them */
};

/* ---- what is asked ---- */

static struct d1_criterion_result *result_of(const struct d1_judged *judged, const struct d1_noted *noted)
{
    for (size_t i = 0; i < judged->verdict.criterion_count; i++)
        if (judged->criteria[i].criterion == noted->criterion &&
            d1_str_eq(judged->criteria[i].gate, judged->gates[noted->gate].id))
            return &judged->criteria[i];
    return NULL;
}

/* Of a criterion all that is noted behind each other; of a gate itself each check is one. */
static int add_groups(struct course *course, struct gate *gate, size_t number)
{
    const struct d1_noted_list *noted = &course->judged->noted;

    gate->first = course->groups.len;
    for (size_t i = 0; i < noted->len;) {
        const struct d1_noted *first = &noted->items[i];
        struct group group = {.first = course->parts.len};
        bool holds;

        if (first->gate != number) {
            i++;
            continue;
        }
        group.criterion = first->criterion ? result_of(course->judged, first) : NULL;
        do {
            struct part part = {.now = &noted->items[i++]};

            if (part.now->decides && d1_vec_push(&course->parts, part) < 0)
                return D1_ERR_MEMORY;
        } while (first->criterion && i < noted->len && noted->items[i].gate == number &&
                 noted->items[i].criterion == first->criterion);
        group.count = course->parts.len - group.first;
        holds = group.criterion ? group.criterion->state == D1_STATE_PASS
                                : !first->criterion && first->state == D1_STATE_PASS && group.count;
        if (holds && d1_vec_push(&course->groups, group) < 0)
            return D1_ERR_MEMORY;
    }
    gate->count = course->groups.len - gate->first;
    return 0;
}

/* Whether a check that was due at the gate or before it fails; what is judged all the time undoes no gate. */
static bool is_undone(const struct d1_judged *judged, const struct d1_ruleset *ruleset, size_t number)
{
    for (size_t i = 0; i < judged->noted.len; i++) {
        const struct d1_noted *noted = &judged->noted.items[i];
        const struct d1_rule *rule = d1_ruleset_rule(ruleset, noted->check);
        bool once = false, rolls = false;

        if (noted->gate != number || !noted->decides || noted->state != D1_STATE_FAIL || !rule)
            continue;
        for (size_t k = 0; k < rule->due_count; k++) {
            once = once || rule->due[k].code == D1_DUE_GATE;
            rolls = rolls || rule->due[k].code == D1_DUE_ROLLING;
        }
        if (once && !rolls)
            return true;
    }
    return false;
}

/* The gates that come once and whose day has come, with what of them holds. only: one by its number; SIZE_MAX: all. */
static int choose_gates(struct course *course, const struct d1_ruleset *ruleset, size_t only)
{
    struct d1_judged *judged = course->judged;

    for (size_t i = 0; i < judged->verdict.gate_count; i++) {
        struct d1_gate_result *result = &judged->gates[i];
        const struct d1_gate *known = d1_ruleset_gate(ruleset, result->id);
        struct gate gate = {.result = result};
        struct d1_course_gate watched = {.gate = known, .id = result->id, .due = result->due};

        if ((only != SIZE_MAX && only != i) || !known || known->instances.len || known->continuous ||
            !result->has_due || result->due > course->as_of || result->state == D1_GATE_NOT_APPLICABLE)
            continue;
        if (add_groups(course, &gate, i) < 0)
            return D1_ERR_MEMORY;
        gate.course.was_undone = result->state == D1_GATE_MISSED && is_undone(judged, ruleset, i);
        watched.settled = !gate.count && !gate.course.was_undone;
        if (d1_vec_push(&course->gates, gate) < 0 || d1_vec_push(&course->watched, watched) < 0)
            return D1_ERR_MEMORY;
    }
    for (size_t i = 0; i < course->gates.len; i++)
        course->watched.items[i].user = &course->gates.items[i];
    return 0;
}

/* ---- on the way ---- */

static bool does_hold(enum d1_state state)
{
    return state != D1_STATE_FAIL && state != D1_STATE_INDETERMINATE;
}

/* How a check stood then; what did not count there kept nothing from holding. */
static enum d1_state state_of(const struct d1_judged *then, size_t gate, const struct d1_noted *now)
{
    for (size_t i = 0; i < then->noted.len; i++) {
        const struct d1_noted *noted = &then->noted.items[i];

        if (noted->gate == gate && noted->check == now->check && noted->criterion == now->criterion)
            return noted->decides ? noted->state : D1_STATE_EMPTY;
    }
    return D1_STATE_EMPTY;
}

static enum d1_state state_of_group(const struct course *course, const struct group *group,
                                    const struct d1_judged *then, const struct d1_gate_result *at, size_t number)
{
    if (!at)
        return D1_STATE_FAIL;
    if (!group->criterion)
        return state_of(then, number, course->parts.items[group->first].now);
    for (size_t i = 0; i < then->verdict.criterion_count; i++)
        if (then->verdict.criteria[i].criterion == group->criterion->criterion &&
            d1_str_eq(then->verdict.criteria[i].gate, at->id))
            return then->verdict.criteria[i].state;
    return D1_STATE_FAIL;
}

static void note_parts(struct course *course, const struct group *group, const struct d1_judged *then,
                       const struct d1_gate_result *at, size_t number, d1_date day, bool due)
{
    for (size_t i = group->first; i < group->first + group->count; i++) {
        struct part *part = &course->parts.items[i];
        enum d1_state state = at ? state_of(then, number, part->now) : D1_STATE_FAIL;
        bool holds = does_hold(state) && state != D1_STATE_WAIVED;

        if (holds && !part->held)
            part->since = (struct d1_day){true, day};
        part->held = holds;
        part->at_due = due ? holds : part->at_due;
    }
}

/* From its day on what a waiver covers is not late, until the waiver ends or what it covers is there. */
static void hear_group(struct course *course, struct group *group, const struct d1_judged *then,
                       const struct d1_gate_result *at, size_t number, d1_date day, enum d1_course_where where)
{
    enum d1_state state = state_of_group(course, group, then, at, number);

    if (group->settled)
        return;
    note_parts(course, group, then, at, number, day, where == D1_COURSE_DUE);
    if (where == D1_COURSE_DUE) {
        group->seen = true;
        group->covered = state == D1_STATE_WAIVED;
        group->unknown = state == D1_STATE_INDETERMINATE;
        group->in_time = does_hold(state) && !group->covered;
        group->settled = group->in_time || group->unknown;
    } else if (state == D1_STATE_PASS && where == D1_COURSE_LATER) {
        group->in_time = group->covered;
        group->settled = true;
    } else if (state != D1_STATE_WAIVED) {
        group->covered = group->covered && does_hold(state);
    }
}

static int hear(void *context, struct d1_course_gate *watched, const struct d1_judged *then, d1_date day,
                enum d1_course_where where)
{
    struct course *course = context;
    struct gate *gate = watched->user;
    size_t number = 0;
    const struct d1_gate_result *at = d1_course_gate_of(then, watched->gate->id, &number);

    if (at && where != D1_COURSE_EVE)
        gate->course.had_held = gate->course.had_held || d1_gate_state_is_met(at->state);
    watched->settled = !gate->course.was_undone || gate->course.had_held;
    watched->eve = false;
    for (size_t i = gate->first; i < gate->first + gate->count; i++) {
        struct group *group = &course->groups.items[i];

        hear_group(course, group, then, at, number, day, where);
        watched->settled = watched->settled && group->settled;
        watched->eve = watched->eve || (group->covered && !group->settled);
    }
    return 0;
}

/* Nothing says how it stood on its day. */
static int young(void *context, struct d1_course_gate *watched)
{
    struct course *course = context;
    struct gate *gate = watched->user;

    for (size_t i = gate->first; i < gate->first + gate->count; i++)
        course->groups.items[i].settled = true;
    watched->settled = !gate->course.was_undone;
    return 0;
}

/* ---- what came of it ---- */

static d1_date met_by(const struct course *course, const struct group *group, const struct part *part, d1_date due)
{
    const struct d1_noted *now = part->now;

    if (now->claimed.known && (now->recorded || !group->seen))
        return group->in_time && now->claimed.date > due ? due : now->claimed.date;
    if (!group->seen || group->in_time || part->at_due)
        return due;
    return part->held && part->since.known ? part->since.date : course->as_of;
}

static void conclude_group(const struct course *course, struct group *group, d1_date due)
{
    if (group->unknown || (!group->settled && course->lost))
        return;
    for (size_t i = group->first; i < group->first + group->count; i++) {
        d1_date day = met_by(course, group, &course->parts.items[i], due);

        if (course->parts.items[i].now->state == D1_STATE_PASS && (!group->met.known || day > group->met.date))
            group->met = (struct d1_day){true, day};
    }
    if (!group->criterion || !group->met.known)
        return;
    group->criterion->has_met = true;
    group->criterion->met = group->met.date;
    group->criterion->days_late = group->met.date > due ? group->met.date - due : 0;
}

static bool counts(const struct group *group)
{
    return !group->criterion || d1_str_is(group->criterion->criterion->criterion_class, "gating");
}

static void conclude_gate(struct course *course, struct gate *gate)
{
    struct d1_gate_result *result = gate->result;
    bool known = d1_gate_state_is_met(result->state);
    struct d1_day met = {0};

    for (size_t i = gate->first; i < gate->first + gate->count; i++) {
        struct group *group = &course->groups.items[i];

        conclude_group(course, group, result->due);
        if (!counts(group))
            continue;
        known = known && group->met.known;
        gate->course.covered = gate->course.covered || (group->covered && group->in_time);
        if (group->met.known && (!met.known || group->met.date > met.date))
            met = group->met;
    }
    if (known && met.known) {
        result->has_met = true;
        result->met = met.date;
        result->days_late = met.date > result->due ? met.date - result->due : 0;
    }
    gate->course.days_late = result->days_late;
    result->state = d1_decide_course(result->state, &gate->course, &result->reopened);
}

/* What says that a gate is met was met with it. */
static void roll_up(struct d1_judged *judged)
{
    for (size_t i = 0; i < judged->verdict.criterion_count; i++) {
        struct d1_criterion_result *criterion = &judged->criteria[i];

        for (size_t g = 0; criterion->criterion->roll_up && g < judged->verdict.gate_count; g++)
            if (d1_str_eq(criterion->gate, judged->gates[g].id) && criterion->state == D1_STATE_PASS) {
                criterion->has_met = judged->gates[g].has_met;
                criterion->met = judged->gates[g].met;
                criterion->days_late = judged->gates[g].days_late;
            }
    }
}

/* Follows the line up to a point of it, and adds what it tells of gates. */
static int follow(struct d1_judged *judged, size_t only, const struct d1_then_judge *judge, struct d1_past *past,
                  uint32_t last, struct d1_judge_room *room)
{
    struct course course = {.judged = judged, .as_of = judged->verdict.as_of};
    struct d1_course_walk walk = {.judge = judge,
                                  .past = past,
                                  .as_of = judged->verdict.as_of,
                                  .last = last,
                                  .room = room,
                                  .context = &course,
                                  .hear = hear,
                                  .young = young};
    int result = choose_gates(&course, judge->ruleset, only);

    walk.gates = course.watched.items;
    walk.count = course.watched.len;
    if (result == 0)
        result = d1_course_walk(&walk);
    course.lost = walk.lost;
    for (size_t i = 0; i < course.gates.len && result == 0; i++)
        conclude_gate(&course, &course.gates.items[i]);
    if (result == 0)
        roll_up(judged);
    d1_vec_release(&course.parts);
    d1_vec_release(&course.groups);
    d1_vec_release(&course.gates);
    d1_vec_release(&course.watched);
    return result;
}

int d1_course_add(struct d1_judged *judged, const struct d1_judge_options *options, struct d1_judge_room *room)
{
    struct d1_then_judge judge = d1_then_of(judged, options);
    struct d1_past *past = NULL;
    struct d1_str none;
    int result = options->ask_past ? options->ask_past(options->past_context, &past, &none) : 0;

    d1_beyond_line(judged->beyond);
    if (result < 0 || !past)
        return result;
    result = follow(judged, SIZE_MAX, &judge, past, D1_PAST_NONE, room);
    return result == 0 ? d1_course_since(judged, &judge, past, room) : result;
}

int d1_course_then(struct d1_judged *then, size_t gate, const struct d1_then_judge *judge, struct d1_past *past,
                   uint32_t last, struct d1_judge_room *room)
{
    return follow(then, gate, judge, past, last, room);
}
