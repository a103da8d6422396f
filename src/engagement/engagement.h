/*
 * One engagement: the artifacts that belong to it, their items by type, one symbol table, and what every date is
 * reckoned with: calendar, zone, profile. Made once from artifacts and then only read, by any number of threads.
 */
#ifndef D1_ENGAGEMENT_ENGAGEMENT_H
#define D1_ENGAGEMENT_ENGAGEMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/date.h"
#include "base/map.h"
#include "base/memory/arena.h"
#include "calendar/calendar.h"
#include "calendar/zone.h"
#include "engagement/artifact.h"
#include "engagement/kinds.h"

/* An item or an artifact that an id names. */
struct d1_symbol {
    const struct d1_item_type *type; /* NULL for an artifact */
    const struct d1_node *node;      /* the item's mapping; the root of an artifact, NULL when it is unreadable */
    const struct d1_node *id;        /* where the id stands; NULL for an artifact */
    const struct d1_artifact *artifact;
};

struct d1_node_list {
    D1_VEC_MEMBERS(const struct d1_node *);
    size_t left_out; /* items or artifacts that are there but cannot be judged: invalid or unreadable */
    bool partial;    /* there may be more, in an artifact of which it is not known what it holds */
};

/* A date of something done. */
struct d1_act {
    const struct d1_node *node;
    d1_date date;  /* of a date-time: its date in the engagement's zone */
    bool reported; /* it tells of what was done before or elsewhere, and is no record of its own day */
};

/*
 * Where something that an engagement lacks stands all the same: in files that are not of the snapshot, or are left out
 * of it. For what is said of it, and for nothing that is judged.
 */
struct d1_elsewhere {
    /*
     * "team2.yaml, which is not staged": the file that defines an id or "Kind/name", or holds an artifact of a kind
     * ("Kind/"); empty where there is none. The text is borrowed as long as the context. 0 or D1_ERR_MEMORY. Any thread
     * may ask; engagement may be NULL.
     */
    int (*ask)(void *context, const struct d1_engagement *engagement, struct d1_str what, struct d1_str *where);
    void *context;
};

/* As d1_elsewhere.ask; empty where there is nobody to ask. */
int d1_engagement_elsewhere(const struct d1_engagement *engagement, struct d1_str what, struct d1_str *where);

struct d1_engagement {
    struct d1_str name;
    struct d1_str directory;            /* of the Engagement's file, without a final slash; empty for the root */
    const struct d1_artifact *artifact; /* its Engagement */
    const struct d1_node *root;         /* of that artifact */
    D1_VEC(const struct d1_artifact *) artifacts; /* sorted by path and document */
    size_t unknown; /* of them: could not be read at all, so that each may be of any kind */
    bool partial;   /* some list of items or artifacts is; then what is in none need not be missing */

    struct d1_node_list *by_kind; /* roots of readable artifacts, one list per kind, by d1_kind.index */
    struct d1_node_list *by_type; /* valid items, one list per type, by d1_item_type.index */
    struct d1_map symbols;        /* item ids, and "Kind/name", to struct d1_symbol */
    D1_VEC(struct d1_act) acts;

    enum d1_profile profile;
    struct d1_str customer, provider; /* organisation ids */
    struct d1_calendar *calendar;
    const struct d1_zone *zone; /* UTC when the Engagement names none that exists */
    bool has_zone;
    struct d1_faults faults; /* of references and definitions */
    size_t dropped_faults;   /* found beyond the limit */
    size_t undecided;        /* references to what is not known to be missing */
    struct d1_arena arena;
    const struct d1_kinds *kinds;
    const struct d1_elsewhere *elsewhere; /* NULL for none */
    void *user;                           /* for the layer above */
};

/*
 * Builds everything below `artifacts` in the structure, which the caller has filled with name, directory, artifact
 * and artifacts. Returns 0 or D1_ERR_MEMORY. d1_engagement_release frees what it made, not the artifacts. The two
 * halves of it: what its Engagement says of all (profile, organisations, calendar, zone), and what its artifacts hold.
 */
int d1_engagement_index(struct d1_engagement *engagement, const struct d1_kinds *kinds);
int d1_engagement_open(struct d1_engagement *engagement, const struct d1_kinds *kinds);
int d1_engagement_fill(struct d1_engagement *engagement);

/* Whether an engagement is filled, or has nothing to be filled with. One that is not must not be asked what it holds.
 */
bool d1_engagement_is_filled(const struct d1_engagement *engagement);
void d1_engagement_release(struct d1_engagement *engagement);

/* The symbol of an id or of "Kind/name"; NULL when there is none. */
const struct d1_symbol *d1_engagement_find(const struct d1_engagement *engagement, struct d1_str id);

/* The item of a type by its id or key; NULL when there is none or it is not judged. */
const struct d1_node *d1_engagement_item(const struct d1_engagement *engagement, const struct d1_item_type *type,
                                         struct d1_str id);

/* The artifact a node stands in; NULL when it is none of this engagement's. */
const struct d1_artifact *d1_engagement_artifact(const struct d1_engagement *engagement, const struct d1_node *node);

#endif
