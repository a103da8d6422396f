/*
 * The verdict of a run, kept for the next one that would come to the same, at the end of a way (way.h). Private to
 * src/engine.
 *
 * It binds together what is said of the run and the verdicts of its engagements. Where one is as it was judged it lies
 * by itself (portions.h), and is named by its key; else, as where the customer may not see all of it, it is here.
 *
 * Only what is whole is kept: not where something could not be read or was written meanwhile. A run that finds its
 * verdict reads no document, compiles no rule and walks no history.
 */
#ifndef D1_ENGINE_KEPT_RECALL_H
#define D1_ENGINE_KEPT_RECALL_H

#include "engine/running.h"
#include "verdict/image.h"

/*
 * After d1_opened_prepare: notes how things stand, and looks for the verdict. 1, with run->verdict as it was, up to the
 * way to lines; 0 when it is to be made; D1_ERR_MEMORY.
 */
int d1_recall_find(struct d1_run *run);

/* After the verdict was made: keeps it, where it may be. 0 or D1_ERR_MEMORY. */
int d1_recall_keep(struct d1_run *run);

/* The checks and criteria that images of a run name by number. */
struct d1_image_rules d1_recall_rules(const struct d1_run *run);

/* Before images of a run are read: of how many engagements these will be. */
void d1_recall_expect(struct d1_run *run, size_t engagements);

void d1_recall_release(struct d1_recall *recall);

#endif
