/* What an SSH signature is made of, and the bytes that its key has signed. */
#ifndef D1_SIGNATURE_VERIFY_SIGNED_H
#define D1_SIGNATURE_VERIFY_SIGNED_H

#include <stdbool.h>

#include "base/memory/arena.h"
#include "base/str.h"

/* The fields of a signature between its armour; each points into its bytes. */
struct d1_sshsig {
    unsigned version;
    struct d1_str key;        /* the public key that made it */
    struct d1_str name_space; /* what it is for */
    struct d1_str reserved;
    struct d1_str hash;      /* the name of what the text was hashed with */
    struct d1_str signature; /* its format, and what that format has */
};

/* Line ends of a text: as they are, or as they would be elsewhere. */
enum d1_line_ends { D1_LINES_AS_THEY_ARE, D1_LINES_LF, D1_LINES_CRLF };

/* False when the bytes are no signature of version 1 in form, or something stands behind it. */
bool d1_sshsig_read(struct d1_sshsig *out, struct d1_str bytes);

bool d1_sshsig_knows_hash(struct d1_str name);

/*
 * What the key has signed when it signed this text: the fields but the key, and the hash of the text, its lines ended
 * in the given way. The hash is known. In the arena; ptr is NULL when memory is short.
 */
struct d1_str d1_sshsig_message(const struct d1_sshsig *sig, struct d1_str text, enum d1_line_ends ends,
                                struct d1_arena *arena);

/*
 * What the chip of a security key has signed instead of a message (PROTOCOL.u2f): hash of the application, flags,
 * counter, hash of the message. In the arena; ptr is NULL when memory is short.
 */
struct d1_str d1_sshsig_security_message(struct d1_str application, uint8_t flags, uint32_t counter,
                                         struct d1_str message, struct d1_arena *arena);

#endif
