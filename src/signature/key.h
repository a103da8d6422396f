/*
 * Public SSH keys. Two keys are the same when their bytes are (RFC 4253, section 6.6): a number in them has one form
 * only. A key says who signed; whether that person may is not asked here.
 */
#ifndef D1_SIGNATURE_KEY_H
#define D1_SIGNATURE_KEY_H

#include <stdbool.h>

#include "base/memory/arena.h"
#include "base/str.h"

enum { D1_KEY_FINGERPRINT = 51 }; /* "SHA256:", 43 letters of base64 without padding, and a NUL */

struct d1_key {
    struct d1_str blob; /* the key in the form in which SSH sends it, its type first */
    struct d1_str type; /* its type by itself, such as "ssh-ed25519" */
};

/*
 * Reads a key as a .pub file or a roster has it: TYPE BASE64, and a comment that is passed over. The type may be one
 * that no signature is verified with; of those that are known, the key has to be whole. Its bytes are put into the
 * arena, and the key points to nothing else. Returns 0, or D1_ERR_MEMORY; where the text is no SSH key, key->blob.ptr
 * is NULL.
 */
int d1_key_parse(struct d1_key *key, struct d1_str text, struct d1_arena *arena);

/* Whether two texts are the same key: their first two words are the same; a comment is none of them. */
bool d1_key_is_same(struct d1_str a, struct d1_str b);

/* Writes the fingerprint, as `ssh-keygen -l` shows it. */
void d1_key_fingerprint(const struct d1_key *key, char text[D1_KEY_FINGERPRINT]);

#endif
