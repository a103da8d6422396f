/*
 * What became of an engagement over time, as far as a verdict of today tells of it: which criteria and gates came late,
 * which gate was met before, and since when a check fails. Private to src/rules.
 *
 * A criterion at a gate that comes once is in time where it holds at the last point on or before the gate's day, judged
 * as of that day; else it was met at the first later point at which it holds. What it was met by says the day: the
 * latest one that its acts claim where each of them was written down in time, else the gate's where it held then, else
 * that of the point. A gate was met by the last of its criteria and checks. Where the line is younger than the gate,
 * nothing but claims is known, and what claims nothing counts as in time.
 *
 * A check fails since the first of the days that end with its failing, one behind the other until today. Each day is
 * judged once, so that what this costs goes with the days of an engagement and not with its commits.
 */
#ifndef D1_RULES_COURSE_H
#define D1_RULES_COURSE_H

#include "rules/held.h"
#include "rules/then.h"

/*
 * Adds it to a verdict that is made, whose checks were noted: `met`, `days_late` and `reopened` of criteria and gates,
 * the states of gates that follow, and `failed_since` of checks. What history does not tell stays unknown. 0 or
 * D1_ERR_MEMORY.
 */
int d1_course_add(struct d1_judged *judged, const struct d1_judge_options *options, struct d1_judge_room *room);

/*
 * The same of one gate of what was judged at a point of the past, with its claims weighed, by its number: what became
 * of it until then. The line ends at `last`, a point of the past. 0 or D1_ERR_MEMORY.
 */
int d1_course_then(struct d1_judged *then, size_t gate, const struct d1_then_judge *judge, struct d1_past *past,
                   uint32_t last, struct d1_judge_room *room);

/* ---- the way to each gate (course/walk.c) ---- */

/* A gate on the way through the line. */
struct d1_course_gate {
    const struct d1_gate *gate;
    struct d1_str id; /* of the instance */
    d1_date due;
    void *user;   /* for whoever asks */
    bool begun;   /* its day was reached */
    bool settled; /* nothing more is asked of it */
    bool eve;     /* how it stands on the day before the next point is asked, too */
};

/* Where on the way: at the last point on or before its day, as of that; at a later point; on the day before one. */
enum d1_course_where { D1_COURSE_DUE, D1_COURSE_LATER, D1_COURSE_EVE };

struct d1_course_walk {
    const struct d1_then_judge *judge;
    struct d1_past *past;
    const struct d1_line *line; /* of the present, as of that day, where somebody has made it already; else NULL */
    d1_date as_of;
    uint32_t last; /* point of the past behind which the line is not followed; D1_PAST_NONE: to its end */
    struct d1_course_gate *gates; /* in order of gates */
    size_t count;
    const bool *checks;   /* by index: those that are judged, with what comes before them; NULL: all that decide them */
    struct d1_held *held; /* gets what has held at each gate since its day; NULL where nobody asks for it */
    struct d1_judge_room *room;
    bool lost; /* set: a state of the past could not be read, behind which nothing is told */
    void *context;
    /*
     * Hears how a gate stood: in `then`, where it is the gate that `number` says, and its verdict is empty where there
     * was no engagement. What held there is in `held` by then. It sets `settled` and `eve` of the gate. young: there is
     * no point on or before its day.
     */
    int (*hear)(void *context, struct d1_course_gate *gate, const struct d1_judged *then, d1_date day,
                enum d1_course_where where);
    int (*young)(void *context, struct d1_course_gate *gate);
};

/*
 * Of an engagement that is being judged, as it is judged; `present` gets its judge, and has to live as long as the way.
 * What gates are asked for, and who hears of them, is to be set.
 */
struct d1_course_walk d1_course_walk_of(struct d1_judge *judge, struct d1_then_judge *present,
                                        struct d1_judge_room *room);

/* 0 or D1_ERR_MEMORY, also of `hear` and `young`. */
int d1_course_walk(struct d1_course_walk *walk);

/* The instance of a gate in what was judged then; NULL where there was none. */
const struct d1_gate_result *d1_course_gate_of(const struct d1_judged *then, struct d1_str id, size_t *number);

/*
 * The day of the next point of a line behind where its replay is, up to the point `last`, as far as it is known which
 * files matter; else `none`. number: how many points of the engagement were passed. 0 or D1_ERR_MEMORY.
 */
int d1_course_next_day(const struct d1_replay *replay, const struct d1_line *line, size_t number, uint32_t last,
                       d1_date none, d1_date *day);

/* ---- since when (course/since.c) ---- */

int d1_course_since(struct d1_judged *judged, const struct d1_then_judge *judge, struct d1_past *past,
                    struct d1_judge_room *room);

#endif
