/*
 * What a report lists, by importance: for formats that may show only so much. Nothing is left out in silence: who keeps
 * the first entries alone is told how many there are beyond, and says so in the last place.
 *
 * The order: what follows from others comes last; first come secrets that lie open, then what keeps a gate from being
 * met, then by severity, then by days overdue, then as the verdict has it. What is open is not among it, unless it is
 * asked for.
 *
 * Besides findings there is what the run has to say in other ways: checks that could not be judged without a finding
 * of their own, findings that are counted but not kept, and notices. Each becomes an entry that looks like a finding,
 * so that a format that can show findings forgets none of it. With --since the number of older findings is one of them.
 */
#ifndef D1_REPORT_RANKING_H
#define D1_REPORT_RANKING_H

#include "base/error.h"
#include "base/memory/arena.h"
#include "verdict/verdict.h"

struct d1_ranked {
    const struct d1_finding *finding;
    const struct d1_engagement_verdict *engagement; /* NULL for one of none */
    bool gating;                                    /* a gating criterion that is due fails by its check */
    bool said;                                      /* it is no finding, but something that the run says */
    size_t order;                                   /* in the verdict */
};

struct d1_ranking {
    struct d1_ranked *items;
    size_t len, cap;
    struct d1_arena arena; /* of the entries that are no findings */
};

/* The ids of entries that are notices, and of the one that counts what was there before --since. */
#define D1_RANKING_NOTICE "notice"
#define D1_RANKING_SINCE "since"

/* What a ranking has besides the findings that are asked for. */
enum {
    D1_RANKING_OLDER = 1, /* those that were there before --since */
    D1_RANKING_SAID = 2,  /* what is no finding */
    D1_RANKING_OPEN = 4,  /* what is due later */
    D1_RANKING_WAIVED = 8 /* what is waived; it comes last */
};

/*
 * Fills a ranking, which begins as all zero bytes and is released in any case. Returns 0 or
 * D1_ERR_MEMORY.
 */
int d1_ranking_make(struct d1_ranking *ranking, const struct d1_verdict *verdict, unsigned besides,
                    struct d1_error *error);

/* Keeps the first entries, at most `most`; returns how many it forgot. */
size_t d1_ranking_keep(struct d1_ranking *ranking, size_t most);

/* Puts what is kept into the order of the verdict. */
void d1_ranking_restore(struct d1_ranking *ranking);

void d1_ranking_release(struct d1_ranking *ranking);

#endif
