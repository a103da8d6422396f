/*
 * What signatures of commits and tags are by themselves, kept in the cache: whether one verifies, and with which key,
 * is a function of the object's bytes, and so of its id, and of the program. Whose the key is, and whether it was at
 * that time, the roster says anew in each run. Private to src/engine.
 */
#ifndef D1_ENGINE_READ_SIGNED_H
#define D1_ENGINE_READ_SIGNED_H

#include "engagement/artifact.h"
#include "repo/repo.h"
#include "signature/signature.h"

/* The object: of a commit or of a tag, by its id. */
struct d1_signed_object {
    const uint8_t *id;
    bool is_tag;
};

/* 1 with the signature, whose texts lie in the arena; 0 where nothing is kept of it; D1_ERR_MEMORY. Any thread. */
int d1_signed_find(struct d1_signature *signature, const struct d1_keeping *keeping, struct d1_signed_object object,
                   struct d1_arena *arena);

/* Keeps it, where there is a cache. 0 or D1_ERR_MEMORY. Any thread. */
int d1_signed_keep(const struct d1_signature *signature, const struct d1_keeping *keeping,
                   struct d1_signed_object object);

/* The bytes that are kept; reading: 1, 0 where they are no signature, D1_ERR_MEMORY. */
void d1_signed_write(struct d1_strbuf *out, const struct d1_signature *signature);
int d1_signed_read(struct d1_signature *signature, struct d1_str bytes, struct d1_arena *arena);

#endif
