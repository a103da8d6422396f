/*
 * The artifacts of the bench's engagements. Each function writes one whole document for an engagement; the same
 * arguments always give the same bytes. Every engagement stands at its sales-to-delivery exit and passes every check
 * as of BENCH_AS_OF, but for the defects that struct bench_engagement names.
 */
#ifndef D1_BENCH_MADE_ARTIFACTS_H
#define D1_BENCH_MADE_ARTIFACTS_H

#include <stdbool.h>
#include <stdio.h>

#define BENCH_AS_OF "2026-02-20"

/* What can be wrong in an engagement; each gives one finding of the check that bench_defect_checks names. */
enum bench_defect {
    DEFECT_NO_TRIGGER,     /* a high risk without a trigger */
    DEFECT_STALE_REVIEW,   /* a risk last reviewed too long ago */
    DEFECT_DANGLING,       /* a meeting that refers to a risk that is not there */
    DEFECT_NO_INTEREST,    /* a stakeholder without interest */
    DEFECT_NOT_TARGETED,   /* a stakeholder below the desired level whom no open action targets */
    DEFECT_QUESTION,       /* an unanswered question without a due date */
    DEFECT_NO_METHOD,      /* a metric without a method */
    DEFECT_FUTURE,         /* a meeting dated behind the as-of date */
    DEFECT_SHAPE,          /* a value outside its enum */
    DEFECT_SCORE,          /* a declared score that is not probability times impact */
    DEFECT_UNACKNOWLEDGED, /* a core member who did not acknowledge the context */
    DEFECT_NOT_ASKED,      /* a decision maker whose alignment was not asked for */
    DEFECT_UNMAPPED,       /* a commitment that leads nowhere */
    DEFECT_WRONG_STRATEGY, /* a threat with the strategy of an opportunity */
    DEFECTS
};

extern const char *const bench_defect_checks[DEFECTS];

struct bench_engagement {
    int number; /* from 1 */
    bool defects[DEFECTS];
};

/* Writes artifact `part` (from 1) of a kind that comes in numbers; the others ignore it. */
typedef void bench_writer(FILE *out, const struct bench_engagement *e, int part);

bench_writer bench_engagement, bench_statement_of_work, bench_roster, bench_context, bench_stakeholders, bench_outcomes,
    bench_communication, bench_handover, bench_risks, bench_actions, bench_issues, bench_decisions, bench_meeting,
    bench_feedback;

/* Risks and actions of one RaidLog part, and how many parts there are of each. */
enum { BENCH_RISK_PARTS = 8, BENCH_RISKS = 5, BENCH_ACTION_PARTS = 6, BENCH_ACTIONS = 8 };
enum { BENCH_ISSUE_PARTS = 2, BENCH_DECISION_PARTS = 2, BENCH_MEETINGS = 24, BENCH_FEEDBACKS = 10 };

/* People of an engagement, by their place in its roster. */
enum {
    PERSON_SALES,
    PERSON_MANAGER,
    PERSON_LEAD,
    PERSON_CONSULTANT, /* and the three behind */
    PERSON_QUALITY = PERSON_CONSULTANT + 4,
    PERSON_PRACTICE,
    PERSON_SPONSOR, /* from here on of the customer */
    PERSON_PROJECT_MANAGER,
    PERSON_OPERATIONS,
    PERSON_SECURITY,
    PERSON_FINANCE,
    PEOPLE
};

/* Writes the id of a person, such as marta.ruiz. */
void bench_person(FILE *out, const struct bench_engagement *e, int person);

/* Writes what every artifact begins with, up to "spec:". */
void bench_envelope(FILE *out, const char *kind, const char *name, int part, const char *audience);

/* Writes `indent` spaces, the key and a sentence in quotes. */
void bench_sentence(FILE *out, const struct bench_engagement *e, int indent, const char *key, int salt, int words);

#endif
