/* The state of checks, criteria and gates at each point of the line, and on the days between. */
#include <string.h>

#include "base/memory/alloc.h"
#include "engine/history/telling.h"
#include "engine/read/trust.h"
#include "rules/carried.h"
#include "rules/course.h"
#include "rules/held.h"
#include "rules/rule.h"
#include "rules/then.h"

/* The names of states by number of the label; NULL for what is not there. */
struct states {
    D1_VEC_MEMBERS(const char *);
};

struct judging {
    struct d1_history_tracing *tracing;
    struct d1_replay *replay;
    struct d1_then_judge judge;
    struct d1_judge_room room;
    struct d1_map numbers; /* of a label, in the arena, its number plus 1 */
    D1_VEC(struct d1_str) labels;
    struct states now;   /* as they were told last */
    struct states eve;   /* what the day of the next point brings by itself, before the point; empty: nobody knows */
    struct d1_map came;  /* how gates came to be met */
    bool anew;           /* what was judged last tells of no point */
    struct d1_held held; /* at gates, since their day */
    struct d1_carried *carried; /* what checks were found to be at the point before */
    bool *only;                 /* checks that are judged; NULL: all */
    bool checks_alone;          /* of them only the states are asked for */
    bool *bears;                /* by number of the point, whether it may change anything; NULL: each may */
    struct d1_day gate;         /* the day of the first gate behind the one as of which was judged last */
    uint32_t seen;              /* the point of the past up to which files were seen */
    bool done;
};

/* ---- what a verdict says of the subject ---- */

static int note(struct judging *judging, struct states *states, struct d1_str label, const char *name)
{
    uintptr_t number = (uintptr_t)d1_map_get(&judging->numbers, label);
    const char *none = NULL;

    if (!number) {
        struct d1_str kept = d1_arena_str(&judging->tracing->arena, label);

        number = judging->labels.len + 1;
        if (!kept.ptr || d1_vec_push(&judging->labels, kept) < 0 ||
            d1_map_insert(&judging->numbers, kept, (void *)number, NULL) < 0)
            return D1_ERR_MEMORY;
    }
    while (states->len < number)
        if (d1_vec_push(states, none) < 0)
            return D1_ERR_MEMORY;
    states->items[number - 1] = name;
    return 0;
}

/* Whether an instance is of the gate that is asked for: by its own id, or by that of its gate. */
static bool is_gate(struct d1_str id, struct d1_str asked)
{
    return d1_str_eq(id, asked) ||
           (id.len > asked.len && d1_str_eq(d1_str_sub(id, 0, asked.len), asked) && id.ptr[asked.len] == ':');
}

/* Late is what came behind the gate's day, which was found out when it came. */
static const char *gate_state(const struct judging *judging, const struct d1_gate_result *gate)
{
    const char *came = gate->state == D1_GATE_MET ? d1_history_came_as(&judging->came, gate) : NULL;

    return came ? came : d1_gate_state_name(gate->state);
}

static int note_gates(struct judging *judging, struct states *states, const struct d1_engagement_verdict *verdict,
                      struct d1_strbuf *label)
{
    const struct d1_history *history = &judging->tracing->reading->history;

    for (size_t i = 0; i < verdict->gate_count; i++) {
        const struct d1_gate_result *gate = &verdict->gates[i];

        if (history->kind != D1_HISTORY_ALL && !is_gate(gate->id, history->subject))
            continue;
        d1_strbuf_clear(label);
        d1_strbuf_printf(label, "gate " D1_STR_FMT, D1_STR_ARG(gate->id));
        if (note(judging, states, d1_strbuf_view(label), gate_state(judging, gate)) < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

static int note_criteria(struct judging *judging, struct states *states, const struct d1_engagement_verdict *verdict,
                         struct d1_strbuf *label)
{
    const struct d1_history *history = &judging->tracing->reading->history;

    for (size_t i = 0; i < verdict->criterion_count; i++) {
        const struct d1_criterion_result *result = &verdict->criteria[i];

        if (history->kind != D1_HISTORY_ALL && !d1_str_eq(result->criterion->id, history->subject))
            continue;
        d1_strbuf_clear(label);
        d1_strbuf_printf(label, D1_STR_FMT " at " D1_STR_FMT, D1_STR_ARG(result->criterion->id),
                         D1_STR_ARG(result->gate));
        if (note(judging, states, d1_strbuf_view(label), d1_state_name(result->state)) < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

static int note_verdict(struct judging *judging, struct states *states, const struct d1_engagement_verdict *verdict)
{
    const struct d1_history *history = &judging->tracing->reading->history;
    struct d1_strbuf label = {0};
    int result = 0;

    for (size_t i = 0; i < verdict->check_count && result == 0 && history->kind == D1_HISTORY_CHECK; i++)
        if (d1_str_eq(verdict->checks[i].check->id, history->subject))
            result = note(judging, states, history->subject, d1_state_name(verdict->checks[i].state));
    if (result == 0 && (history->kind == D1_HISTORY_ALL || history->kind == D1_HISTORY_GATE))
        result = note_gates(judging, states, verdict, &label);
    if (result == 0 && (history->kind == D1_HISTORY_ALL || history->kind == D1_HISTORY_CRITERION))
        result = note_criteria(judging, states, verdict, &label);
    if (label.oom)
        result = D1_ERR_MEMORY;
    d1_strbuf_release(&label);
    return result;
}

/* ---- judging a point ---- */

/* What held at a gate whose day had come counts there no more, whatever becomes of it. */
static int note_held(struct judging *judging, const struct d1_judged *then)
{
    for (size_t i = 0; i < then->verdict.gate_count; i++)
        if (then->gates[i].has_due && then->gates[i].due <= then->verdict.as_of &&
            d1_held_add(&judging->held, then, i, judging->only) < 0)
            return D1_ERR_MEMORY;
    return 0;
}

/*
 * How a gate came to be met that is met for the first time behind its day: it is judged once more, with what its acts
 * claim, and the line is followed from the gate's day to here. What came once stays as it came, until that day is
 * another.
 */
static int find_coming(struct judging *judging, const struct d1_gate_result *gate, d1_date day, struct d1_error *error)
{
    struct d1_then_question question = {
        .day = day, .held = &judging->held, .only = judging->only, .weighs_claims = true};
    struct d1_history_tracing *tracing = judging->tracing;
    struct d1_judged then;
    size_t number;
    int result = d1_then_make(&then, &judging->judge, judging->replay, &question, &judging->room, error);

    if (result == 0 && d1_course_gate_of(&then, gate->id, &number)) {
        uint32_t last = d1_line_tree(d1_replay_line(judging->replay));

        if (d1_course_then(&then, number, &judging->judge, tracing->past, last, &judging->room) < 0 ||
            d1_history_note_came(&judging->came, &tracing->arena, &then.gates[number]) < 0)
            result = d1_error_memory(error);
    }
    d1_then_release(&then);
    return result;
}

static int find_comings(struct judging *judging, const struct d1_judged *then, struct d1_error *error)
{
    const struct d1_history *history = &judging->tracing->reading->history;
    int result = 0;

    for (size_t i = 0; i < then->verdict.gate_count && result == 0; i++) {
        const struct d1_gate_result *gate = &then->gates[i];
        bool asked = history->kind == D1_HISTORY_ALL ||
                     (history->kind == D1_HISTORY_GATE && is_gate(gate->id, history->subject));

        if (asked && gate->state == D1_GATE_MET && gate->has_due && gate->due < then->verdict.as_of &&
            !d1_history_came_as(&judging->came, gate))
            result = find_coming(judging, gate, then->verdict.as_of, error);
    }
    return result;
}

static const char *state_of(const struct states *states, size_t number)
{
    return number < states->len ? states->items[number] : NULL;
}

static bool is_same(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* Whether anything is told anew; what is no longer there is not. */
static bool differ(const struct states *before, const struct states *after)
{
    for (size_t i = 0; i < after->len; i++)
        if (after->items[i] && !is_same(state_of(before, i), after->items[i]))
            return true;
    return false;
}

/* What a day is judged for. */
enum purpose {
    TO_STAND,  /* it is so when the day ends, or another point comes: what holds has held from then on */
    TO_PASS,   /* the same, where all is told to be as it was told last; else as to search */
    TO_SEARCH, /* of days before it nobody knows yet, for which nothing may be drawn from it */
    TO_COMPARE /* another point comes on the day: what holds has not held yet */
};

static bool stands(const struct judging *judging, enum purpose purpose, const struct states *states)
{
    return purpose == TO_STAND || (purpose == TO_PASS && !differ(&judging->now, states));
}

/* The states as of a day, where the replay is; those that there are already where all came out as it did before. */
static int judge_on(struct judging *judging, d1_date day, enum purpose purpose, struct states *states,
                    struct d1_error *error)
{
    struct d1_then_question question = {
        .day = day,
        .held = &judging->held,
        .carried = judging->carried,
        .only = judging->only,
        .checks_alone = judging->checks_alone,
        .anew = judging->anew,
    };
    struct d1_judged then;
    int result = d1_then_make(&then, &judging->judge, judging->replay, &question, &judging->room, error);
    bool fresh = judging->anew || judging->checks_alone || !d1_carried_is_same(judging->carried);

    if (result < 0 || !then.engagement || fresh)
        states->len = 0;
    if (result == 0 && then.engagement && fresh) {
        result = purpose == TO_PASS || purpose == TO_SEARCH ? 0 : find_comings(judging, &then, error);
        if (result == 0 && (note_verdict(judging, states, &then.verdict) < 0 ||
                            (stands(judging, purpose, states) && note_held(judging, &then) < 0)))
            result = d1_error_memory(error);
    }
    judging->anew = purpose != TO_STAND;
    judging->gate = then.next_gate;
    d1_then_release(&then);
    return result;
}

static bool is_failure(const char *state)
{
    return strcmp(state, "fail") == 0 || strcmp(state, "missed") == 0;
}

/* ---- telling what changed ---- */

/* point: that brought it, but for what its day brought by itself; D1_PAST_NONE where the day did. */
static int tell(struct judging *judging, const struct states *after, d1_date day, uint32_t point,
                struct d1_error *error)
{
    struct d1_history_tracing *tracing = judging->tracing;
    bool first_failure = tracing->reading->options->first_failure;

    for (size_t i = 0; i < after->len && !judging->done; i++) {
        struct d1_history_event event = {.what = judging->labels.items[i], .date = day, .by_day = true};
        int result = 0;

        if (!after->items[i] || is_same(state_of(&judging->now, i), after->items[i]))
            continue;
        event.state = d1_str(after->items[i]);
        if (note(judging, &judging->now, event.what, after->items[i]) < 0)
            return d1_error_memory(error);
        if (first_failure && !is_failure(after->items[i]))
            continue;
        if (point != D1_PAST_NONE && !is_same(state_of(&judging->eve, i), after->items[i])) {
            event.by_day = false;
            event.cut = d1_past_cut(tracing->past) && point == d1_past_first(tracing->past);
            result = d1_history_attribute(tracing, &event, point, D1_PAST_NONE, error);
        }
        if (result == 0)
            result = d1_history_add(tracing, &event, error);
        if (result < 0)
            return result;
        judging->done = first_failure;
    }
    return 0;
}

/*
 * The next point that may change anything, as far as it is known which files matter; of none the day behind the last.
 * number: how many points of the engagement were passed. 0 or D1_ERR_MEMORY.
 */
static int find_next(const struct judging *judging, size_t number, struct d1_line_point *next, struct d1_error *error)
{
    size_t count;
    const struct d1_line_point *points = d1_line_points(judging->tracing->line, &count);
    int result;

    while (number < count && judging->bears && !judging->bears[number])
        number++;
    result = d1_replay_peek(judging->replay, number < count ? points[number].point : D1_PAST_NONE, next);
    if (result == 0)
        *next = (struct d1_line_point){D1_PAST_NONE, judging->tracing->as_of + 1};
    return result < 0 ? d1_error_memory(error) : 0;
}

/* As judge_on, as it is when a day ends. */
static int judge_day(struct judging *judging, d1_date day, enum purpose purpose, struct states *states,
                     struct d1_error *error)
{
    d1_replay_see(judging->replay, day, D1_PAST_NONE);
    return judge_on(judging, day, purpose, states, error);
}

/*
 * The first day behind one, up to another that is known to tell anything new, that does so is sought by halves, and
 * told.
 */
static int tell_first(struct judging *judging, d1_date *from, d1_date to, struct states *then, struct d1_error *error)
{
    d1_date low = *from, high = to;
    int result = 0;

    while (result == 0 && high - low > 1) {
        d1_date middle = low + (high - low) / 2;

        result = judge_day(judging, middle, TO_SEARCH, then, error);
        if (result == 0 && differ(&judging->now, then))
            high = middle;
        else
            low = middle;
    }
    if (result == 0)
        result = judge_day(judging, high, TO_STAND, then, error);
    if (result == 0)
        result = tell(judging, then, high, D1_PAST_NONE, error);
    *from = high;
    return result;
}

/*
 * What the days behind a point bring until another one comes, which is in *next then. They are looked at from gate to
 * gate, since most of what a day brings comes with a gate's: where the last of such days tells nothing new, none
 * between is taken to. On each day more files may come to matter, and another point be the next.
 */
static int pass_days(struct judging *judging, d1_date from, size_t number, struct d1_line_point *next,
                     struct d1_error *error)
{
    struct d1_line *line = d1_replay_line(judging->replay);
    uint32_t seen = d1_line_tree(line), before;
    struct states then = {0};
    int result = find_next(judging, number, next, error);

    while (result == 0 && from + 1 < next->date && !judging->done) {
        d1_date to = next->date - 1;

        if (judging->gate.known && judging->gate.date > from && judging->gate.date < to)
            to = judging->gate.date;
        before = next->point;
        result = judge_day(judging, to, TO_PASS, &then, error);
        d1_line_see(line, seen);
        if (result == 0)
            result = find_next(judging, number, next, error);
        if (result < 0 || next->point < before)
            continue;
        if (!differ(&judging->now, &then)) {
            from = to;
            continue;
        }
        result = tell_first(judging, &from, to, &then, error);
        seen = d1_line_tree(line);
        if (result == 0)
            result = find_next(judging, number, next, error);
    }
    d1_vec_release(&then);
    return result;
}

/*
 * What comes between a point and the next: its days, and what the day of the next brings by itself. That is no doing of
 * whoever commits on it; and nobody says that it was so either, since the day was not over.
 */
static int go_on(struct judging *judging, d1_date from, size_t number, struct d1_error *error)
{
    struct d1_line_point next;
    int result = pass_days(judging, from, number, &next, error);

    judging->eve.len = 0;
    if (result < 0)
        return result;
    d1_replay_see(judging->replay, next.date, next.point);
    judging->seen = d1_line_tree(d1_replay_line(judging->replay));
    if (judging->done || next.date <= from || next.date > judging->tracing->as_of)
        return 0;
    return judge_on(judging, next.date, TO_COMPARE, &judging->eve, error);
}

/* Whether nothing has to be judged at a point, since it changes nothing, or comes before what was judged. */
static bool passes(const struct judging *judging, size_t number, const struct d1_line_point *point)
{
    return point->point <= judging->seen ||
           (judging->bears && !judging->bears[number - 1] && !d1_replay_files(judging->replay));
}

static int walk(struct judging *judging, struct d1_error *error)
{
    struct d1_line_point point;
    struct states at = {0};
    size_t number = 0;
    int result = 0;

    while (result == 0 && !judging->done) {
        size_t events;

        result = d1_replay_next(judging->replay, &point);
        if (result < 0)
            d1_error_memory(error);
        if (result <= 0)
            break;
        result = 0;
        d1_replay_events(judging->replay, &events);
        number += events > 0;
        d1_carried_pass(judging->carried, judging->replay);
        if (number > 1 && passes(judging, number, &point))
            continue;
        result = judge_on(judging, point.date, TO_STAND, &at, error);
        if (result == 0)
            result = tell(judging, &at, point.date, point.point, error);
        if (result == 0)
            result = go_on(judging, point.date, number, error);
    }
    d1_vec_release(&at);
    return result;
}

/* ---- one engagement ---- */

static struct d1_judge_options options_of(const struct d1_opened *opened)
{
    return (struct d1_judge_options){.ruleset = opened->ruleset, .as_of = opened->as_of, .digests = opened->digests};
}

int d1_history_prepare(struct d1_history_tracing *tracing)
{
    const struct d1_opened *opened = &tracing->reading->opened;
    struct d1_judge_options options = options_of(opened);

    tracing->today = (struct d1_judged){
        .engagement = tracing->engagement,
        .policy_artifact = d1_opened_policy(opened, tracing->engagement),
        .policy_elsewhere = opened->options->policy || opened->trust,
        .trusted = tracing->trusted,
        .trusted_as = opened->options->trust,
        .trusted_has = opened->trust ? d1_trust_has : NULL,
        .trusted_context = opened->trust,
    };
    return d1_judged_prepare(&tracing->today, &options);
}

int d1_history_states(struct d1_history_tracing *tracing, struct d1_error *error)
{
    const struct d1_opened *opened = &tracing->reading->opened;
    struct d1_judge_options options = options_of(opened);
    struct judging judging = {
        .tracing = tracing,
        .judge = d1_then_of(&tracing->today, &options),
        .held = {.ruleset = opened->ruleset},
    };
    int result = d1_history_choose(tracing, &judging.only, &judging.bears);

    judging.checks_alone = judging.only && tracing->reading->history.kind == D1_HISTORY_CHECK;
    if (result == 0)
        result = d1_carried_new(&judging.carried, opened->ruleset, judging.only);
    if (result == 0)
        result = d1_replay_new(&judging.replay, tracing->past, tracing->engagement, tracing->as_of);
    if (result < 0)
        d1_error_memory(error);
    else
        result = walk(&judging, error);
    d1_replay_free(judging.replay);
    d1_judge_room_release(&judging.room);
    d1_held_release(&judging.held);
    d1_carried_free(judging.carried);
    d1_vec_release(&judging.labels);
    d1_vec_release(&judging.now);
    d1_vec_release(&judging.eve);
    d1_map_release(&judging.came);
    d1_map_release(&judging.numbers);
    d1_free(judging.only);
    d1_free(judging.bears);
    return result;
}
