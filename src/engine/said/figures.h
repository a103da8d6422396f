/*
 * The figures of an engagement (verdict/figures.h), read from its documents. Here alone kinds and their fields are
 * known by name: a figure is nothing that an annotation of a schema could say. Private to src/engine.
 */
#ifndef D1_ENGINE_SAID_FIGURES_H
#define D1_ENGINE_SAID_FIGURES_H

#include "engagement/engagement.h"
#include "verdict/figures.h"

/*
 * Fills figures, which is all zero bytes before. Lists are allocated in the arena, texts are borrowed from the
 * documents. Returns 0 or D1_ERR_MEMORY.
 */
int d1_figures_make(struct d1_figures *figures, const struct d1_engagement *engagement, d1_date as_of,
                    struct d1_arena *arena);

#endif
