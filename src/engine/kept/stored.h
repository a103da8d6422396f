/*
 * Whether everything that git had when something was made is there still: then what was made of it by ids, where
 * nothing was missing, would be made again, whatever has come to it. Private to src/engine.
 *
 * What there was is a list of the files in which objects lie, kept under its fingerprint, by which it is asked for.
 */
#ifndef D1_ENGINE_KEPT_STORED_H
#define D1_ENGINE_KEPT_STORED_H

#include "base/map.h"
#include "base/memory/arena.h"
#include "base/text/strbuf.h"
#include "engine/opened.h"

/* All zero bytes to begin with; to be released. Of one run, in which nothing is written meanwhile. */
struct d1_stored {
    struct d1_print print; /* of all that there is: of files their sizes and times, too */
    int told;              /* 1: print is that; less than 0, or 0: it cannot be told. Only where asked is set */
    bool asked;
    struct d1_strbuf list; /* what there is, once somebody needs it */
    int listed;            /* as told */
    bool list_asked;
    struct d1_map known; /* fingerprint of a list to whether all of it is there: 1, or 2 for not */
    struct d1_arena arena;
};

/* The fingerprint of all that there is, as it is. 1, 0 where it cannot be told, D1_ERR_MEMORY. */
int d1_stored_print(struct d1_stored *stored, const struct d1_opened *opened, struct d1_print *print);

/* Whether all of a list is there that was kept, by its fingerprint: 1, 0 or D1_ERR_MEMORY. */
int d1_stored_holds(struct d1_stored *stored, const struct d1_opened *opened, struct d1_print list);

/* Keeps the list of what there is. 1 with its fingerprint, 0 where there is too much, D1_ERR_MEMORY. */
int d1_stored_keep(struct d1_stored *stored, const struct d1_opened *opened, struct d1_print *list);

void d1_stored_release(struct d1_stored *stored);

#endif
