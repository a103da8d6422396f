/*
 * What evidence asks of files that are no artifacts: signatures in files of their own, and what stood at a path at a
 * point of the line. For the past of a repository (engagement/past.h). Private to src/engine.
 */
#ifndef D1_ENGINE_READ_DETACHED_H
#define D1_ENGINE_READ_DETACHED_H

#include "engagement/past.h"

/*
 * The signature PATH.sig; what is judged is the snapshot of the digests. One over what is not there is bad. As the
 * `detached` of a past's source.
 */
int d1_detached_find(struct d1_detached *out, struct d1_digests *digests, const struct d1_repo_history *history,
                     const struct d1_past_signed *what, struct d1_arena *arena, struct d1_error *error);

/* The file that stood at a path at a point; without a history that of the snapshot. As the `file` of a past's source.
 */
int d1_file_then(struct d1_digest *out, struct d1_digests *digests, struct d1_repo_history *history, size_t point,
                 struct d1_str path, struct d1_arena *arena);

#endif
