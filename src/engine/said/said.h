/*
 * What documents of an engagement say at a path, in short forms for those who gather it (figures, agenda): what is
 * absent or of another type is empty. Private to src/engine.
 */
#ifndef D1_ENGINE_SAID_SAID_H
#define D1_ENGINE_SAID_SAID_H

#include "engagement/engagement.h"
#include "verdict/figures.h"

/* A text, or the empty one; a date that is one. path is as for d1_node_at. */
struct d1_str d1_said_text(const struct d1_node *node, const char *path);
struct d1_figure_day d1_said_day(const struct d1_node *node, const char *path);

/* The valid items of a type, the readable artifacts of a kind; an empty list where nothing has that name. */
const struct d1_node_list *d1_said_items(const struct d1_engagement *engagement, const char *type);
const struct d1_node_list *d1_said_artifacts(const struct d1_engagement *engagement, const char *kind);

/* A type of item that a person owns and finishes by a day. */
struct d1_owned {
    const char *type;
    const char *owner;       /* key of the person */
    const char *due;         /* key of the day */
    const char *word;        /* what the day is to it: "due", "needed" */
    const char *finished[2]; /* paths as for d1_node_at, of which any says that it is finished; NULL for none */
};

/* The table of these types; *count receives how many. */
const struct d1_owned *d1_owned_types(size_t *count);

/*
 * Whether an item of such a type is finished: by its `status`, or by what stands at one of its paths. What says nothing
 * there, or is a day after as_of, finishes nothing.
 */
bool d1_owned_is_finished(const struct d1_owned *owned, const struct d1_node *item, d1_date as_of);

#endif
