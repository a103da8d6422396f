/*
 * Texts that a check found to be secrets (CNF-002) are taken out of whatever the verdict repeats of the documents: they
 * may stand in a title, in the message of another check or in a figure, and a report goes to more people than the
 * repository does. Private to src/engine.
 */
#ifndef D1_ENGINE_WITHHELD_SECRETS_H
#define D1_ENGINE_WITHHELD_SECRETS_H

#include "engine/running.h"

/* Changes the verdict of a run that is otherwise done. Returns 0 or D1_ERR_MEMORY. */
int d1_secrets_remove(struct d1_run *run, struct d1_engagement_verdict *engagements);

#endif
