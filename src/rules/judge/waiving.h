/*
 * Waivers while an engagement is judged: what their two files share. Private to src/rules.
 *
 * waivers.c reads them and says which are in force, covering.c what they make of what fails.
 */
#ifndef D1_RULES_JUDGE_WAIVING_H
#define D1_RULES_JUDGE_WAIVING_H

#include "rules/judge/evaluation.h"
#include "rules/waivers.h"

/* One waiver while it is weighed. */
struct d1_weighed {
    const struct d1_node *item;
    const struct d1_artifact *artifact;
    struct d1_waiver *waiver;
    enum d1_subject_state worst;  /* of the checks of waivers */
    const struct d1_check *fault; /* that says so; NULL while none says more than that it passes */
    struct d1_str unknown;        /* why something of it cannot be told; empty for nothing */
};

/* How far a waiver counts. */
enum d1_standing { D1_STANDING_IN_FORCE, D1_STANDING_UNKNOWN, D1_STANDING_IDLE, D1_STANDINGS };

/* A waiver names a check, by itself or by a criterion of it. */
struct d1_naming {
    const struct d1_criterion *criterion;          /* NULL: by itself */
    const struct d1_waiver *waivers[D1_STANDINGS]; /* the first that stands so; NULL for none */
};

struct d1_namings {
    D1_VEC_MEMBERS(struct d1_naming);
};

/* All waivers that name one check. */
struct d1_named_check {
    struct d1_namings whole; /* without limits */
    struct d1_map limited;   /* by the id or label of what they are limited to: struct d1_namings in the arena */
};

struct d1_waivers {
    struct d1_weighed *list;
    size_t count;
    bool settled;                  /* they are weighed */
    struct d1_named_check **named; /* by check index; NULL for a check that none names; NULL before they are weighed */
    size_t check_count;
    bool *asked; /* by criterion index: it is a gating one that applies and is due; NULL where no criterion is named */
};

enum d1_standing d1_standing_of(const struct d1_waiver *waiver);

/* ---- covering.c ---- */

/* Sorts the waivers by the checks that they name, once they are weighed. 0 or D1_ERR_MEMORY. */
int d1_waivers_index(struct d1_judge *judge);

/* Frees what that made outside of the judge's arena. */
void d1_waivers_release_index(struct d1_waivers *waivers);

#endif
