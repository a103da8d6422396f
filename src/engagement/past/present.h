/*
 * The present of an engagement as its past numbers it: of each artifact the facts, in the order of their nodes. They
 * are those of the document that the past has read for this content, be it of another file that says the same, and
 * numbered anew where it has read none.
 */
#ifndef D1_ENGAGEMENT_PAST_PRESENT_H
#define D1_ENGAGEMENT_PAST_PRESENT_H

#include "engagement/engagement.h"
#include "engagement/past.h"

/* Nodes count by their index: they may be those of another file. */
struct d1_present_facts {
    const struct d1_artifact *artifact;
    bool found;
    const struct d1_past_fact *facts;
    const struct d1_node *const *nodes;
    size_t count;
    struct d1_past_fact *own_facts; /* where they were numbered for this: the same, to be freed */
    const struct d1_node **own_nodes;
};

/* All zero bytes is none. */
struct d1_present {
    struct d1_past *past;
    const struct d1_engagement *engagement;
    const struct d1_past_event *events; /* of the engagement */
    size_t event_count;
    struct d1_present_facts *artifacts; /* of each, once one of them is asked for */
    size_t count;
    bool shared; /* those that the past has were taken from there */
};

/*
 * Takes an engagement for the one before, if any; past and events are set. What is known of artifacts that the two have
 * in common stays known; own: the files of this one are copies, which the past has not read. 0 or D1_ERR_MEMORY.
 */
int d1_present_take(struct d1_present *present, const struct d1_engagement *engagement, bool own);
void d1_present_release(struct d1_present *present);

/* The facts of an artifact of the engagement. */
const struct d1_present_facts *d1_present_of(struct d1_present *present, const struct d1_artifact *artifact);

/* The first fact of a node of the engagement; NULL where it is none, or none that can be told from others. */
const struct d1_past_fact *d1_present_fact(struct d1_present *present, const struct d1_node *node);

/* The number of what a node says without what lives on; fact is that of the node. */
uint32_t d1_present_settled(const struct d1_present *present, const struct d1_node *node,
                            const struct d1_past_fact *fact);

#endif
