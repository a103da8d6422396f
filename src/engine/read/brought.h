/*
 * Who wrote what merges brought, kept in the cache by the id of the merge and that of a content which it brought
 * (engagement/past/writers.c, whose bytes these are), so that branches are not walked and read again.
 *
 * What came of a merge is a function of its id, as long as all before it is there. So it is kept where nothing was
 * missing, and taken where nothing is: the line has to be whole, and the objects of the branch have to be there, which
 * are kept beside it, once for each merge. What is taken counts for the limits as if it had been read; where that comes
 * to more than half of one, the caller does without it (d1_timeline_spared). Private to src/engine.
 */
#ifndef D1_ENGINE_READ_BROUGHT_H
#define D1_ENGINE_READ_BROUGHT_H

#include "base/map.h"
#include "engine/opened.h"
#include "repo/history.h"

/* All zero bytes to begin with, but for opened and history, which outlive it. */
struct d1_brought {
    const struct d1_opened *opened;
    struct d1_repo_history *history;
    struct d1_map merges; /* number of a point, as bytes, to whether its objects are there */
    struct d1_arena arena;
    uint64_t bytes; /* of contents that were not read */
    bool spared;    /* something was taken */
};

void d1_brought_release(struct d1_brought *brought);

/* Puts what is kept of a content in place of what bytes hold: 1; 0 where nothing is that can be taken; D1_ERR_MEMORY.
 */
int d1_brought_find(struct d1_brought *brought, size_t point, const uint8_t blob[D1_REPO_ID_BYTES],
                    struct d1_strbuf *bytes);

/* Keeps it, where there is a cache and nothing was missing; the branch was read. 0 or D1_ERR_MEMORY. */
int d1_brought_keep(struct d1_brought *brought, size_t point, const uint8_t blob[D1_REPO_ID_BYTES],
                    struct d1_str bytes);

/* ---- the form of what is kept of a merge ---- */

struct d1_brought_ground {
    struct d1_repo_branch_cost cost;
    uint64_t contents; /* bytes of its contents */
    const uint8_t (*objects)[D1_REPO_ID_BYTES];
    size_t object_count;
};

void d1_brought_write(struct d1_strbuf *out, const struct d1_brought_ground *ground);

/* False where the bytes are none; *ground borrows from them. */
bool d1_brought_read(struct d1_brought_ground *ground, struct d1_str bytes);

#endif
