/* The way through the line, from gate to gate. */
#include "base/memory/alloc.h"
#include "rules/course.h"

struct walking {
    struct d1_course_walk *walk;
    struct d1_replay *replay;
    const struct d1_line *line; /* the whole, for its dates */
    struct d1_line *own_line;   /* that one, where it is made here */
    struct d1_held *held;       /* what has held at each gate since its day */
    struct d1_held own_held;
    bool *only;  /* checks that are judged: those of the gates at hand, and what says what can be believed */
    bool *own;   /* of them those of the gates */
    bool *kinds; /* what bears on these */
    bool told;   /* what only and kinds say is of the gates that are pending */
    bool faulty; /* something in the documents was wrong by itself when they were judged last */
};

const struct d1_gate_result *d1_course_gate_of(const struct d1_judged *then, struct d1_str id, size_t *number)
{
    for (size_t i = 0; i < then->verdict.gate_count; i++)
        if (d1_str_eq(then->verdict.gates[i].id, id)) {
            *number = i;
            return &then->verdict.gates[i];
        }
    return NULL;
}

int d1_course_next_day(const struct d1_replay *replay, const struct d1_line *line, size_t number, uint32_t last,
                       d1_date none, d1_date *day)
{
    size_t count;
    const struct d1_line_point *points = d1_line_points(line, &count);
    struct d1_line_point point;
    int result = d1_replay_peek(replay, number < count ? points[number].point : D1_PAST_NONE, &point);

    *day = result > 0 && point.point <= last ? point.date : none;
    return result < 0 ? result : 0;
}

/* ---- which checks ---- */

/*
 * The errors that say what can be believed; that a gate is missed says nothing of another. What was always so, in an
 * example, has its acts of later days from the beginning on, and is none the worse for it.
 */
static bool says_what_holds(const struct walking *walking, const struct d1_check *check)
{
    const struct d1_rule *rule = d1_ruleset_rule(walking->walk->judge->ruleset, check);

    if (d1_past_is_ideal(walking->walk->past) && d1_str_is(check->id, "TIM-001"))
        return false;

    return rule && rule->builtin != D1_BUILTIN_GATES && rule->builtin != D1_BUILTIN_HISTORY &&
           d1_str_is(check->phase, "integrity") && check->severity == D1_SEVERITY_ERROR;
}

static bool is_pending(const struct d1_course_gate *gate)
{
    return gate->begun && !gate->settled;
}

/* also: a gate that is at hand before it is pending; NULL for none. */
static int choose_checks(struct walking *walking, const struct d1_course_gate *also)
{
    const struct d1_course_walk *walk = walking->walk;
    const struct d1_ruleset *ruleset = walk->judge->ruleset;

    memset(walking->only, 0, ruleset->check_count * sizeof *walking->only);
    memset(walking->own, 0, ruleset->check_count * sizeof *walking->own);
    for (size_t i = 0; i < walk->count && !walk->checks; i++)
        if (&walk->gates[i] == also || (!also && is_pending(&walk->gates[i])))
            d1_then_want_gate(walking->own, ruleset, walk->gates[i].gate);
    if (walk->checks)
        memcpy(walking->own, walk->checks, ruleset->check_count * sizeof *walking->own);
    memcpy(walking->only, walking->own, ruleset->check_count * sizeof *walking->only);
    for (size_t i = 0; i < ruleset->check_count && !walk->checks; i++)
        if (says_what_holds(walking, &ruleset->checks[i]))
            d1_then_want(walking->only, ruleset, &ruleset->checks[i]);
    walking->told = !also;
    return also ? 0 : d1_then_reads(walking->kinds, ruleset, walking->own);
}

/* ---- judging ---- */

/* Only a gate that comes once is brought forward: an instance goes by its item, which was what it was. */
static const struct d1_gate *brought_forward(const struct d1_course_gate *gate)
{
    return gate->gate->instances.len ? NULL : gate->gate;
}

/* Tells a gate how it stood, and what held there. */
static int tell(struct walking *walking, struct d1_course_gate *gate, const struct d1_judged *then, d1_date day,
                enum d1_course_where where)
{
    struct d1_course_walk *walk = walking->walk;
    size_t number;

    if (d1_course_gate_of(then, gate->id, &number) && d1_held_add(walking->held, then, number, walking->only) < 0)
        return D1_ERR_MEMORY;
    return walk->hear(walk->context, gate, then, day, where);
}

/* Judges as of a day with a gate brought forward, and tells it to that gate, or to all that are pending. */
static int judge(struct walking *walking, d1_date day, struct d1_course_gate *alone, enum d1_course_where where)
{
    struct d1_course_walk *walk = walking->walk;
    struct d1_then_question question = {
        .day = day,
        .gate = alone ? brought_forward(alone) : NULL,
        .past = where != D1_COURSE_DUE,
        .held = walking->held,
        .only = walking->only,
    };
    struct d1_judged then;
    struct d1_error why = {0};
    int result;

    if (alone || !walking->told) {
        walking->told = false;
        if (choose_checks(walking, alone) < 0)
            return D1_ERR_MEMORY;
    }
    for (size_t i = 0; i < walk->count && !alone; i++)
        if (is_pending(&walk->gates[i]) && brought_forward(&walk->gates[i]))
            question.gate = walk->gates[i].gate;
    result = d1_then_make(&then, walk->judge, walking->replay, &question, walk->room, &why);
    walking->walk->lost = result < 0 && result != D1_ERR_MEMORY;
    walking->faulty = result == 0 && then.engagement && (then.faults.len || then.engagement->faults.len);
    if (result == 0 && alone)
        result = tell(walking, alone, &then, day, where);
    for (size_t i = 0; i < walk->count && result == 0 && !alone; i++)
        if (is_pending(&walk->gates[i]) && (where != D1_COURSE_EVE || walk->gates[i].eve)) {
            result = tell(walking, &walk->gates[i], &then, day, where);
            walking->told = walking->told && !walk->gates[i].settled;
        }
    d1_then_release(&then);
    d1_error_clear(&why);
    return walking->walk->lost ? 0 : result;
}

/* Has files seen as they were at the end of a day, as far as the line is followed. */
static void see(struct walking *walking, d1_date day)
{
    uint32_t last = walking->walk->last;

    d1_replay_see(walking->replay, day, last == D1_PAST_NONE ? last : last + 1);
}

/* Those whose day came before the first point. */
static int begin_young(struct walking *walking, d1_date from)
{
    struct d1_course_walk *walk = walking->walk;
    int result = 0;

    for (size_t i = 0; i < walk->count && result == 0; i++) {
        struct d1_course_gate *gate = &walk->gates[i];

        if (gate->settled || gate->due >= from)
            continue;
        gate->begun = true;
        walking->told = false;
        result = walk->young(walk->context, gate);
    }
    return result;
}

/* That whose day comes first before another one; NULL for none. */
static struct d1_course_gate *next_gate(const struct d1_course_walk *walk, d1_date before)
{
    struct d1_course_gate *next = NULL;

    for (size_t i = 0; i < walk->count; i++) {
        struct d1_course_gate *gate = &walk->gates[i];

        if (!gate->begun && !gate->settled && gate->due < before && (!next || gate->due < next->due))
            next = gate;
    }
    return next;
}

static int find_next(const struct walking *walking, size_t number, d1_date *next)
{
    const struct d1_course_walk *walk = walking->walk;

    return d1_course_next_day(walking->replay, walking->line, number, walk->last, walk->as_of + 1, next);
}

/* Those whose day comes before the next point: as of that day. What each asks for may be another point. */
static int begin_gates(struct walking *walking, size_t number, d1_date *next)
{
    struct d1_course_walk *walk = walking->walk;
    struct d1_course_gate *gate;
    int result = find_next(walking, number, next);

    while (result == 0 && !walk->lost && (gate = next_gate(walk, *next)) != NULL) {
        gate->begun = true;
        walking->told = false;
        see(walking, gate->due);
        result = judge(walking, gate->due, gate, D1_COURSE_DUE);
        if (result == 0)
            result = find_next(walking, number, next);
    }
    return result;
}

static bool any(const struct walking *walking, bool eve)
{
    for (size_t i = 0; i < walking->walk->count; i++)
        if (is_pending(&walking->walk->gates[i]) && (!eve || walking->walk->gates[i].eve))
            return true;
    return false;
}

static bool is_over(const struct walking *walking)
{
    for (size_t i = 0; i < walking->walk->count; i++)
        if (!walking->walk->gates[i].settled)
            return false;
    return true;
}

/*
 * Whether gates are pending and may have come to stand otherwise: by what changed, by what mends something that was
 * wrong by itself, or since nobody has looked yet. 1 or 0, or D1_ERR_MEMORY.
 */
static int is_asked(struct walking *walking, bool first)
{
    if (!any(walking, false))
        return 0;
    if (!walking->told && choose_checks(walking, NULL) < 0)
        return D1_ERR_MEMORY;
    return first || walking->faulty || d1_then_bears(walking->replay, walking->kinds);
}

static int pass(struct walking *walking)
{
    struct d1_course_walk *walk = walking->walk;
    size_t events, number = 0;
    struct d1_line_point point;
    int result = 0;

    while (result == 0 && !walking->walk->lost && !is_over(walking)) {
        bool first = number == 0;
        d1_date next = 0;

        result = d1_replay_next(walking->replay, &point);
        if (result <= 0)
            break;
        if (point.point > walk->last)
            break;
        d1_replay_events(walking->replay, &events);
        number += events > 0;
        result = first ? begin_young(walking, point.date) : 0;
        if (result == 0 && !walking->walk->lost)
            result = is_asked(walking, first);
        if (result > 0)
            result = judge(walking, point.date, NULL, D1_COURSE_LATER);
        if (result == 0 && !walking->walk->lost)
            result = begin_gates(walking, number, &next);
        if (result == 0 && !walking->walk->lost && next > point.date && any(walking, true)) {
            see(walking, next - 1);
            result = judge(walking, next - 1, NULL, D1_COURSE_EVE);
        }
    }
    return result;
}

struct d1_course_walk d1_course_walk_of(struct d1_judge *judge, struct d1_then_judge *present,
                                        struct d1_judge_room *room)
{
    *present = d1_then_of_judge(judge);
    return (struct d1_course_walk){
        .judge = present,
        .past = d1_line_past(judge->line),
        .line = judge->replayed ? NULL : judge->line, /* that of a replay ends at its point */
        .as_of = judge->as_of,
        .last = d1_line_tree(judge->line),
        .room = room,
    };
}

int d1_course_walk(struct d1_course_walk *walk)
{
    const struct d1_ruleset *ruleset = walk->judge->ruleset;
    struct walking walking = {
        .walk = walk,
        .own_held = {.ruleset = ruleset},
        .only = d1_calloc(ruleset->check_count + 1, sizeof *walking.only),
        .own = d1_calloc(ruleset->check_count + 1, sizeof *walking.own),
        .kinds = d1_calloc(ruleset->kinds->kind_count + 1, sizeof *walking.kinds),
    };
    int result = walking.only && walking.own && walking.kinds ? 0 : D1_ERR_MEMORY;

    walking.held = walk->held ? walk->held : &walking.own_held;
    if (result == 0 && !walk->line)
        result = d1_line_new(&walking.own_line, walk->past, walk->judge->present, walk->as_of);
    walking.line = walk->line ? walk->line : walking.own_line;
    if (result == 0)
        result = d1_replay_new(&walking.replay, walk->past, walk->judge->present, walk->as_of);
    if (result == 0)
        result = pass(&walking);
    d1_replay_free(walking.replay);
    d1_line_free(walking.own_line);
    d1_held_release(&walking.own_held);
    d1_free(walking.only);
    d1_free(walking.own);
    d1_free(walking.kinds);
    return result < 0 ? D1_ERR_MEMORY : 0;
}
