/*
 * What a point of a line brings to an engagement, or takes from it, told as what checks read: kinds of artifacts, types
 * of items, names, acts.
 *
 * A document that comes where one of its name leaves changes the items that the two do not have alike, and of those
 * that stand in both in one order only what is not alike in them; any other that comes or leaves changes whatever may
 * be in it. What cannot be told from its neighbours by a name, and what is not as its schema wants it, is not seen
 * among items: who asks about these has to ask about the document.
 */
#ifndef D1_RULES_COURSE_NEWS_H
#define D1_RULES_COURSE_NEWS_H

#include "base/vec.h"
#include "cel/keys.h"
#include "engagement/replay.h"

/* All zero but for the kinds to begin with; to be released. What was noted at one point is there until the next. */
struct d1_news {
    const struct d1_kinds *all;
    bool anything; /* a document of which nobody knows what it is */
    bool *kinds;   /* by index: a document came or left */
    bool *whole;   /* by index: one did that has no counterpart */
    bool *types;   /* by index: items of documents that have one; ... */
    struct d1_cel_keys
        fields; /* ... of these what stands under the keys; all: there are others, or they stand otherwise */
    bool names; /* which names there are, and in which files */
    bool acts;
    D1_VEC(uint64_t) left, came; /* for the time of a call */
};

/* Notes what the point brings where the replay is. 0 or D1_ERR_MEMORY. */
int d1_news_note(struct d1_news *news, const struct d1_replay *replay);
void d1_news_release(struct d1_news *news);

#endif
