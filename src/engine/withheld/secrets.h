/*
 * Texts that a check found to be secrets (CNF-002) are taken out of whatever is repeated of the documents: they may
 * stand in a title, in the message of another check or in a figure, and a report goes to more people than the
 * repository does. Private to src/engine.
 */
#ifndef D1_ENGINE_WITHHELD_SECRETS_H
#define D1_ENGINE_WITHHELD_SECRETS_H

#include "engine/running.h"

/* Lines of secrets, borrowed from the documents. All zero bytes is none; to be released with d1_vec_release. */
struct d1_secrets {
    D1_VEC_MEMBERS(struct d1_str);
};

/* Adds what discreet findings stand at. 0 or D1_ERR_MEMORY. */
int d1_secrets_gather(struct d1_secrets *secrets, const struct d1_workspace *workspace,
                      const struct d1_finding *findings, size_t count);

/* Whether one of them stands in a text; and the text with "[secret]" in their place, in the arena. */
bool d1_secrets_hold(const struct d1_secrets *secrets, struct d1_str text);
int d1_secrets_hide(const struct d1_secrets *secrets, struct d1_str *text, struct d1_arena *arena);

/* Changes the verdict of a run that is otherwise done. Returns 0 or D1_ERR_MEMORY. */
int d1_secrets_remove(struct d1_run *run, struct d1_engagement_verdict *engagements);

#endif
