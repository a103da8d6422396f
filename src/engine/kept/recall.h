/*
 * The verdict of a run, kept for the next one that would come to the same. Private to src/engine.
 *
 * What a verdict is a function of is known in part before anything is read: the program and its rules, what was asked,
 * the repository with its objects and tags, the snapshot with its contents. The rest shows while it is judged: which
 * other files evidence names, which time zones are asked for, whether anybody wanted to know what lies beside the
 * snapshot. So what is kept under the first part is either the verdict or further questions; these are answered anew,
 * and under what was asked and answered so far lies again either the verdict or further questions. Whoever comes to
 * where nothing lies judges, and keeps there what it still had to ask.
 *
 * Only what is whole is kept: not where something could not be read or was written meanwhile. A run that finds its
 * verdict reads no document, compiles no rule and walks no history.
 */
#ifndef D1_ENGINE_KEPT_RECALL_H
#define D1_ENGINE_KEPT_RECALL_H

#include "engine/running.h"

/*
 * After d1_opened_prepare: notes how things stand, and looks for the verdict. 1, with run->verdict as it was, up to the
 * way to lines; 0 when it is to be made; D1_ERR_MEMORY.
 */
int d1_recall_find(struct d1_run *run);

/* After the verdict was made: keeps it, where it may be. 0 or D1_ERR_MEMORY. */
int d1_recall_keep(struct d1_run *run);

void d1_recall_release(struct d1_recall *recall);

#endif
