/*
 * The days of an engagement as plain data, for calendars: gates, meetings, reports, reviews, milestones, and what is
 * due. Documents name days and no hours, so each entry is a whole day, and no time zone is asked for.
 *
 * Texts are as hostile as the repository. What is finished has no day any more; what could not be read has none either,
 * and `partial` says that there is such.
 */
#ifndef D1_VERDICT_AGENDA_H
#define D1_VERDICT_AGENDA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/date.h"
#include "base/str.h"

enum d1_agenda_kind {
    D1_AGENDA_GATE,
    D1_AGENDA_MEETING,
    D1_AGENDA_REPORT,
    D1_AGENDA_REVIEW,
    D1_AGENDA_MILESTONE,
    D1_AGENDA_DUE,
    D1_AGENDA_KINDS
};

/* "gate", "meeting", "report", "review", "milestone", "due". */
const char *d1_agenda_kind_name(enum d1_agenda_kind kind);

struct d1_agenda_day {
    enum d1_agenda_kind kind;
    struct d1_str id;    /* of the gate instance or the item; "Kind/name" for an artifact */
    struct d1_str title; /* may be empty */
    struct d1_str note;  /* what the day is to it: "missed", "forecast", "needed"; empty: nothing more to say */
    struct d1_str owner; /* id of the person who sees to it; may be empty */
    d1_date date;        /* of what comes back the first time */
    d1_date next;        /* of what comes back the first time from the as-of date on; else date */
    struct d1_str rule;  /* of what comes back: a recurrence rule of RFC 5545 that begins on date; else empty */
    const d1_date *off;  /* dates that the rule gives and on which nothing takes place, in their order */
    size_t off_count;
};

struct d1_agenda {
    const struct d1_agenda_day *days; /* by next, then kind, then id */
    size_t count;
    size_t left_out; /* entries above the limits */
    bool partial;    /* of something it is not known whether it has days, since it is invalid or could not be read */
    int64_t stamp;   /* the instant at which the as-of date begins in the engagement's zone, in seconds since 1970 */
};

#endif
