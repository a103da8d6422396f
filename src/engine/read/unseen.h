/*
 * What lies beside a snapshot: files that a policy leaves out, that are not staged, or that git ignores. Whoever refers
 * to what such a file defines wants to hear of the file, and not that there is no such thing. It is read when something
 * is missing, and not before; nothing is judged by it.
 */
#ifndef D1_ENGINE_READ_UNSEEN_H
#define D1_ENGINE_READ_UNSEEN_H

#include "engine/opened.h"

struct d1_unseen;

/* Prepares it and reads nothing. The caller frees *out with d1_unseen_free, before what was opened. 0 or an error. */
int d1_unseen_new(struct d1_unseen **out, const struct d1_opened *opened);
void d1_unseen_free(struct d1_unseen *unseen);

/*
 * Whether what lies beside the snapshot has its say: somebody has asked, or something was taken of an earlier run in
 * which somebody had.
 */
bool d1_unseen_was_asked(const struct d1_unseen *unseen);

/*
 * Appends what there is beside the snapshot in the work tree, by which it is known again: each file with its content.
 * Where somebody has asked, that is what was answered from; else it is looked for now. 1; 0 where there is more of it
 * than is looked at; D1_ERR_MEMORY.
 */
int d1_unseen_state(struct d1_unseen *unseen, struct d1_strbuf *out);

/* Whom engagements ask; borrowed. */
const struct d1_elsewhere *d1_unseen_elsewhere(const struct d1_unseen *unseen);

#endif
