/*
 * Which checks have held once on or after the day of a gate, and so count there no more although they fail by now. The
 * line tells, and is asked only where something fails of which that makes a difference.
 */
#include "rules/held.h"

#include "base/memory/alloc.h"
#include "rules/course.h"
#include "rules/gates/assessment.h"

/* ---- what has held ---- */

void d1_held_release(struct d1_held *held)
{
    d1_vec_release(held);
    d1_free(held->fails);
    held->fails = NULL;
    d1_arena_release(&held->arena);
}

static struct d1_held_gate *find(const struct d1_held *held, struct d1_str gate)
{
    for (size_t i = 0; i < held->len; i++)
        if (d1_str_eq(held->items[i].id, gate))
            return &held->items[i];
    return NULL;
}

static size_t size_of(const struct d1_ruleset *ruleset)
{
    return (ruleset->criterion_count + 1) * ruleset->check_count;
}

static size_t index_of(const struct d1_ruleset *ruleset, const struct d1_criterion *criterion,
                       const struct d1_check *check)
{
    size_t row = criterion ? (size_t)(criterion - ruleset->criteria) : ruleset->criterion_count;

    return row * ruleset->check_count + check->index;
}

static struct d1_held_gate *find_or_add(struct d1_held *held, struct d1_str gate)
{
    struct d1_held_gate *known = find(held, gate), added = {0};

    if (!held->fails)
        held->fails = d1_calloc(size_of(held->ruleset) + 1, sizeof *held->fails);
    if (known || !held->fails)
        return held->fails ? known : NULL;
    added.id = d1_arena_str(&held->arena, gate);
    added.once = d1_arena_calloc(&held->arena, size_of(held->ruleset), sizeof *added.once);
    if (!added.id.ptr || !added.once || d1_vec_push(held, added) < 0)
        return NULL;
    return &held->items[held->len - 1];
}

/* What is waived does not hold, so that a gate which a waiver saved is missed again where that ends. */
static bool holds(enum d1_state state)
{
    return state != D1_STATE_FAIL && state != D1_STATE_INDETERMINATE && state != D1_STATE_WAIVED;
}

/* Whether what a check was found to be says how it stood: what cannot be judged casts no doubt, and clears none up. */
static bool is_told(const struct d1_ruleset *ruleset, const struct d1_judged *then, size_t check, const bool *only)
{
    const struct d1_rule *rule = d1_ruleset_rule(ruleset, &ruleset->checks[check]);

    return (!only || only[check]) &&
           !(rule && rule->casts_doubt && then->results[check].state == D1_STATE_INDETERMINATE);
}

int d1_held_add(struct d1_held *held, const struct d1_judged *then, size_t gate, const bool *only)
{
    const struct d1_ruleset *ruleset = held->ruleset;
    struct d1_held_gate *at = find_or_add(held, then->gates[gate].id);

    if (!at)
        return D1_ERR_MEMORY;
    memset(held->fails, 0, size_of(ruleset) * sizeof *held->fails);
    for (size_t i = 0; i < then->noted.len; i++) {
        const struct d1_noted *noted = &then->noted.items[i];

        if (noted->gate == gate && noted->decides && !holds(noted->state))
            held->fails[index_of(ruleset, noted->criterion, noted->check)] = true;
    }
    for (size_t c = 0; c < ruleset->check_count; c++) {
        if (!is_told(ruleset, then, c, only))
            continue;
        for (size_t i = c; i < size_of(ruleset); i += ruleset->check_count)
            at->once[i] = at->once[i] || !held->fails[i];
    }
    return 0;
}

bool d1_held_once(const struct d1_held *held, struct d1_str gate, const struct d1_criterion *criterion,
                  const struct d1_check *check)
{
    const struct d1_held_gate *at = held ? find(held, gate) : NULL;

    return at && at->once[index_of(held->ruleset, criterion, check)];
}

/* ---- asking the line ---- */

/* A gate at which something fails that may have held before. */
struct asked {
    struct d1_assessment *assessment;
    struct d1_held *held;
    D1_VEC(struct d1_course_gate) gates;
    D1_VEC(size_t) numbers; /* of their instances */
};

/* Whether what was noted counts at its gate only until it has held, and fails behind the gate's day. */
static bool is_lapse(const struct d1_judge *judge, const struct d1_noted *noted)
{
    return noted->until_held && noted->decides && (noted->state == D1_STATE_FAIL || noted->state == D1_STATE_WAIVED) &&
           d1_judge_is_past(judge, &judge->gates.items[noted->gate]);
}

bool d1_assessment_may_lapse(const struct d1_judge *judge)
{
    if (judge->held || judge->replayed)
        return false;
    for (size_t i = 0; i < judge->ruleset->check_count && !judge->doubts.len; i++) {
        const struct d1_tally *tally = &judge->tallies[i];

        if (tally->rule && (tally->all.failed || tally->all.waived || tally->missing_due) &&
            d1_assessment_is_until_held(tally->rule))
            return true;
    }
    return judge->doubts.len > 0;
}

static int hear(void *context, struct d1_course_gate *gate, const struct d1_judged *then, d1_date day,
                enum d1_course_where where)
{
    const struct asked *asked = context;
    const struct d1_judge *judge = asked->assessment->judge;

    (void)then;
    (void)day;
    (void)where;
    gate->settled = true;
    for (size_t i = 0; i < judge->noted.len && gate->settled; i++) {
        const struct d1_noted *noted = &judge->noted.items[i];

        if (noted->gate == *(const size_t *)gate->user && is_lapse(judge, noted))
            gate->settled = d1_held_once(asked->held, gate->id, noted->criterion, noted->check);
    }
    return 0;
}

/* It may have held at the first point all the same. */
static int young(void *context, struct d1_course_gate *gate)
{
    (void)context;
    (void)gate;
    return 0;
}

/* The gates, and the checks that the line is asked for. */
static int find_asked(struct asked *asked, bool *checks)
{
    const struct d1_judge *judge = asked->assessment->judge;

    for (size_t i = 0; i < judge->gates.len; i++) {
        const struct d1_gate_instance *instance = &judge->gates.items[i];
        struct d1_course_gate gate = {.gate = instance->gate, .id = instance->id, .due = instance->due.date};
        bool any = false;

        for (size_t k = 0; k < judge->noted.len; k++) {
            const struct d1_noted *noted = &judge->noted.items[k];

            if (noted->gate != i || !is_lapse(judge, noted))
                continue;
            d1_then_want(checks, judge->ruleset, noted->check);
            any = true;
        }
        if (any && (d1_vec_push(&asked->gates, gate) < 0 || d1_vec_push(&asked->numbers, i) < 0))
            return D1_ERR_MEMORY;
    }
    for (size_t i = 0; i < asked->gates.len; i++)
        asked->gates.items[i].user = &asked->numbers.items[i];
    return 0;
}

static int walk(struct asked *asked, const bool *checks)
{
    struct d1_judge *judge = asked->assessment->judge;
    struct d1_then_judge present;
    struct d1_judge_room room = {0};
    struct d1_course_walk walk = d1_course_walk_of(judge, &present, &room);
    int result;

    walk.gates = asked->gates.items;
    walk.count = asked->gates.len;
    walk.checks = checks;
    walk.held = asked->held;
    walk.context = asked;
    walk.hear = hear;
    walk.young = young;
    result = d1_course_walk(&walk);
    d1_judge_room_release(&room);
    return result;
}

int d1_assessment_ask_held(struct d1_assessment *assessment, struct d1_held *held)
{
    struct d1_judge *judge = assessment->judge;
    struct asked asked = {.assessment = assessment, .held = held};
    bool *checks = d1_calloc(judge->ruleset->check_count + 1, sizeof *checks);
    int result = checks ? find_asked(&asked, checks) : D1_ERR_MEMORY;

    if (result == 0 && asked.gates.len && d1_judge_line(judge))
        result = walk(&asked, checks);
    if (judge->oom)
        result = D1_ERR_MEMORY;
    d1_free(checks);
    d1_vec_release(&asked.gates);
    d1_vec_release(&asked.numbers);
    return result;
}
