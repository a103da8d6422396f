/*
 * What follows from the states of checks: the state of a criterion, and the state of a gate. These functions are the
 * only place where it is decided; they know states and nothing else. Private to src/rules.
 */
#ifndef D1_RULES_GATES_DECIDE_H
#define D1_RULES_GATES_DECIDE_H

#include "base/vec.h"
#include "rules/rule.h"

/* What a check has to say where it counts. */
enum d1_voice {
    D1_VOICE_NONE,    /* it is shown and decides nothing: a warning beside error checks */
    D1_VOICE_LOWERED, /* an error check that the policy makes less of: it fails nothing, but what holds shows as much */
    D1_VOICE_DECIDES
};

/* How one check stands at one gate. NOT_DUE: it does not hold, and its own day has not come. */
struct d1_stand {
    const struct d1_check *check;
    enum d1_state state;
    enum d1_voice voice;
    bool until_held;       /* it counts only until it has held once on or after the gate's day ... */
    bool over;             /* ... which it has, and fails since */
    bool lacking;          /* a kind that it needs is missing by now, of which there is only a warning */
    struct d1_str reason;  /* of notApplicable; else empty */
    struct d1_day claimed; /* the latest date that the acts claim by which it holds */
    bool recorded;         /* each of them was written down in time, where that was looked at */
};

struct d1_stands {
    D1_VEC_MEMBERS(struct d1_stand);
};

/* Which checks explain a state, and why it came to it where that is not plain. */
enum d1_ground {
    D1_GROUND_NONE,
    D1_GROUND_FAILING, /* they fail */
    D1_GROUND_UNKNOWN, /* they could not be judged */
    D1_GROUND_LOWERED, /* they do not hold, and the policy lets none of its checks decide */
    D1_GROUND_ABSENT,  /* none applies */
    D1_GROUND_OVER,    /* none counts any more: they are judged on their own since the gate's day */
    D1_GROUND_EMPTY    /* there is nothing to judge yet */
};

struct d1_decision {
    enum d1_state state;
    enum d1_ground ground;
};

/*
 * The state of a criterion from the checks that count for it. due: its day has come; instance: its gate comes once for
 * each item. In this order:
 *
 *     notApplicable   no check counts, or none applies
 *     fail            due, and a check fails that decides
 *     indeterminate   a check that decides is
 *     waived          due, and every check that decides and fails is waived
 *     indeterminate   due, nothing holds, and what the policy lowers does not either
 *     pass            a check that decides holds, and none fails, is still to do or lacks a kind that it needs
 *     notApplicable   at an instance, where every check is empty
 *     notDue          otherwise
 *
 * Once it is due, a check whose own day has not come does not count; of empty checks and such that do not apply the
 * empty ones decide; warnings never make it indeterminate.
 */
struct d1_decision d1_decide_criterion(const struct d1_stand *stands, size_t len, bool due, bool instance);

/* What is known of a gate beside its criteria and checks. */
struct d1_gate_facts {
    bool applies;  /* it has a date, was not called off before it, and is not from before the adoption */
    bool due;      /* its day has come, or it is asked for */
    bool overrun;  /* what it waits for has not come about, and its day is past */
    bool blocked;  /* an earlier gate is missed, and the policy is strict about their order */
    bool disarmed; /* an error check that it needs is switched off by the policy */
    bool partial;  /* a check that it names is not built, so that before its day nobody can say that all of it holds */
};

/*
 * The state of a gate from its gating criteria and the error checks due at it. In this order:
 *
 *     notApplicable   it does not apply
 *     missed          due, and it is overrun or one of these fails
 *     blocked         an earlier one is missed
 *     future          not due, and not everything holds, or not everything is built
 *     undecided       due, and one is indeterminate, switched off, or lowered while nothing holds
 *     notApplicable   due, and nothing was judged: no gate is met by that
 *     metWithWaivers  one is waived
 *     met             otherwise
 *
 * Warnings never miss a gate, and neither does what has no subject.
 */
enum d1_gate_state d1_decide_gate(const struct d1_gate_facts *facts, const enum d1_state *criteria,
                                  size_t criterion_count, const struct d1_stand *checks, size_t check_count);

/* What was looked up of how a gate came to be met. */
struct d1_gate_course {
    int days_late;   /* from its day until it was met */
    bool covered;    /* a waiver covered what was lacking, from its day until it was there */
    bool had_held;   /* it was met on its day or at a later point ... */
    bool was_undone; /* ... and a check that is due at it fails by now */
};

/*
 * The state of a gate once its past is known: of one that is met, metWithWaivers where a waiver covered what came late,
 * else metLate where it came late; *reopened: it is missed although it was met before. What was never looked up is all
 * zero, and leaves the state as it is.
 */
enum d1_gate_state d1_decide_course(enum d1_gate_state state, const struct d1_gate_course *course, bool *reopened);

#endif
