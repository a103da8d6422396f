/* Since when the checks that fail today have failed without a break. */
#include "base/limits.h"
#include "base/memory/alloc.h"
#include "rules/course.h"

/*
 * The line is followed forward, but most of what fails has failed for a short time only: so its end is looked at first,
 * and four times as much of it where something has failed all through that.
 */
enum { FIRST_POINTS = 8, GROWTH = 4 };

struct failing {
    struct d1_check_result *result;
    bool fails;
    struct d1_day since; /* where it fails: the day from which on */
};

struct days {
    D1_VEC(struct failing) list;
    struct d1_judged *judged;
    const struct d1_then_judge *judge;
    struct d1_past *past;
    struct d1_judge_room *room;
    bool *only, *kinds;
    struct d1_replay *replay;
};

/* As it is when the day ends: 1; 0 where the state could not be read; D1_ERR_MEMORY. fails: by number in the list. */
static int ask(struct days *days, d1_date day, bool *fails)
{
    struct d1_then_question question = {.day = day, .only = days->only, .checks_alone = true};
    struct d1_judged then;
    struct d1_error why = {0};
    int result;

    d1_replay_see(days->replay, day, D1_PAST_NONE);
    result = d1_then_make(&then, days->judge, days->replay, &question, days->room, &why);
    for (size_t i = 0; result == 0 && i < days->list.len; i++)
        fails[i] = then.engagement && then.results[days->list.items[i].result->check->index].state == D1_STATE_FAIL;
    d1_then_release(&then);
    d1_error_clear(&why);
    if (result == D1_ERR_MEMORY)
        return result;
    return result == 0;
}

static void take(struct days *days, const bool *fails, d1_date day, bool known)
{
    for (size_t i = 0; i < days->list.len; i++) {
        struct failing *failing = &days->list.items[i];

        if (fails[i] && !failing->fails)
            failing->since = (struct d1_day){known, day};
        failing->fails = fails[i];
    }
}

/* Whether one fails on the later day that did not on the earlier one. */
static bool turns(const struct days *days, const bool *fails)
{
    for (size_t i = 0; i < days->list.len; i++)
        if (fails[i] && !days->list.items[i].fails)
            return true;
    return false;
}

/*
 * A day may make something fail without a commit: where that is so at the end of the days before the next point, the
 * first such day is sought by halves, again and again until the end is reached.
 */
static int pass_days(struct days *days, d1_date from, d1_date to, bool *fails)
{
    int result = 1;

    while (result > 0 && from < to) {
        d1_date low = from, high = to;

        result = ask(days, to, fails);
        if (result <= 0)
            break;
        if (!turns(days, fails)) {
            take(days, fails, to, true); /* some may hold again */
            break;
        }
        while (result > 0 && high - low > 1) {
            d1_date middle = low + (high - low) / 2;

            result = ask(days, middle, fails);
            if (turns(days, fails))
                high = middle;
            else
                low = middle;
        }
        if (result > 0)
            result = ask(days, high, fails);
        if (result > 0)
            take(days, fails, high, true);
        from = high;
    }
    return result;
}

static int find_next(const struct days *days, const struct d1_line *line, size_t number, d1_date *next)
{
    d1_date none = days->judged->verdict.as_of + 1;

    return d1_course_next_day(days->replay, line, number, D1_PAST_NONE, none, next);
}

/*
 * Where the replay is, at the last point of its day, and on the days until the next; bears: whether that may have made
 * a difference; known: whether that of the point before is. As ask.
 */
static int look_at(struct days *days, const struct d1_line *line, size_t number, d1_date day, bool bears, bool known,
                   bool *fails)
{
    d1_date next;
    int result = bears ? ask(days, day, fails) : 1;

    if (bears && result > 0)
        take(days, fails, day, known);
    d1_replay_see(days->replay, day, D1_PAST_NONE);
    if (result > 0 && find_next(days, line, number, &next) < 0)
        return D1_ERR_MEMORY;
    if (result <= 0)
        return result;
    /* Where nothing that bears on them has changed, the days go on all the same. */
    result = pass_days(days, bears ? day : day - 1, next - 1, fails);
    d1_replay_see(days->replay, next - 1, D1_PAST_NONE);
    return result;
}

/*
 * From the point with a number on. What fails there may have failed before, unless the line begins with it. A day is
 * told, and so each is asked for once, however many points it has.
 */
static int look_from(struct days *days, const struct d1_line *line, size_t begin, bool *fails)
{
    size_t events, number = 0;
    bool known = begin == 0 && !d1_past_cut(days->past), bears = true, more = true;
    struct d1_line_point point;
    d1_date next;
    int result = d1_replay_new(&days->replay, days->past, days->judge->present, days->judged->verdict.as_of);

    for (size_t i = 0; i < days->list.len; i++)
        days->list.items[i].fails = false;
    for (result = result < 0 ? result : 1; result > 0;) {
        result = d1_replay_next(days->replay, &point);
        more = result > 0;
        if (result <= 0)
            break;
        d1_replay_events(days->replay, &events);
        number += events > 0;
        if (number <= begin)
            continue;
        bears = bears || d1_then_bears(days->replay, days->kinds);
        if (find_next(days, line, number, &next) < 0)
            result = D1_ERR_MEMORY;
        else if (next > point.date) {
            result = look_at(days, line, number, point.date, bears, known, fails);
            known = true;
            bears = false;
        }
    }
    /* Behind what cannot be read nothing is told. */
    for (size_t i = 0; i < days->list.len && result == 0 && more; i++)
        days->list.items[i].fails = false;
    d1_replay_free(days->replay);
    days->replay = NULL;
    return result < 0 ? result : 0;
}

static bool is_known(const struct days *days)
{
    for (size_t i = 0; i < days->list.len; i++)
        if (days->list.items[i].fails && !days->list.items[i].since.known)
            return false;
    return true;
}

static int look(struct days *days)
{
    struct d1_line *line = NULL;
    bool *fails = d1_calloc(days->list.len + 1, sizeof *fails);
    size_t count, span = FIRST_POINTS, begin;
    int result =
        fails ? d1_line_new(&line, days->past, days->judge->present, days->judged->verdict.as_of) : D1_ERR_MEMORY;

    if (result == 0) {
        d1_line_points(line, &count);
        do {
            begin = span < count ? count - span : 0;
            result = look_from(days, line, begin, fails);
            span *= GROWTH;
        } while (result == 0 && begin && !is_known(days));
    }
    d1_line_free(line);
    d1_free(fails);
    return result;
}

int d1_course_since(struct d1_judged *judged, const struct d1_then_judge *judge, struct d1_past *past,
                    struct d1_judge_room *room)
{
    const struct d1_ruleset *ruleset = judge->ruleset;
    struct days days = {
        .judged = judged,
        .judge = judge,
        .past = past,
        .room = room,
        .only = d1_calloc(ruleset->check_count + 1, sizeof *days.only),
        .kinds = d1_calloc(ruleset->kinds->kind_count + 1, sizeof *days.kinds),
    };
    int result = days.only && days.kinds ? 0 : D1_ERR_MEMORY;

    for (size_t i = 0; i < judged->verdict.check_count && result == 0; i++) {
        struct failing failing = {.result = &judged->results[i]};
        const struct d1_rule *rule = d1_ruleset_rule(ruleset, failing.result->check);

        /* What history lacks, and which gates are missed, is no matter of one check. */
        if (failing.result->state != D1_STATE_FAIL || !rule || rule->builtin == D1_BUILTIN_GATES ||
            rule->builtin == D1_BUILTIN_HISTORY)
            continue;
        d1_then_want(days.only, ruleset, failing.result->check);
        result = d1_vec_push(&days.list, failing);
    }
    if (result == 0 && days.list.len)
        result = d1_then_reads(days.kinds, ruleset, days.only);
    if (result == 0 && days.list.len)
        result = look(&days);
    for (size_t i = 0; i < days.list.len && result == 0; i++) {
        struct failing *failing = &days.list.items[i];

        failing->result->has_failed_since = failing->fails && failing->since.known;
        failing->result->failed_since = failing->since.date;
    }
    d1_vec_release(&days.list);
    d1_free(days.only);
    d1_free(days.kinds);
    return result < 0 ? D1_ERR_MEMORY : 0;
}
