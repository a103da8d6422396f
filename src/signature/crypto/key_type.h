/*
 * The types of public keys that signatures are verified with: ssh-ed25519 (RFC 8709), ecdsa-sha2-nistp256, -nistp384
 * and -nistp521 (RFC 5656), ssh-rsa with SHA-2 alone (RFC 4253, 8332), and the two of security keys (PROTOCOL.u2f of
 * OpenSSH). One type is one row of the table in key_type.c; how its family reads a key and verifies is in ed25519.c,
 * ecdsa.c and rsa.c.
 */
#ifndef D1_SIGNATURE_CRYPTO_KEY_TYPE_H
#define D1_SIGNATURE_CRYPTO_KEY_TYPE_H

#include <stdbool.h>

#include "base/memory/arena.h"
#include "base/str.h"
#include "signature/wire/reader.h"

struct d1_key_type;

/* A public key taken apart. The texts point into its bytes. */
struct d1_key_parts {
    const struct d1_key_type *type;
    struct d1_str point;       /* Ed25519: 32 bytes; ECDSA: 04, then x and y */
    struct d1_str exponent;    /* RSA: positive numbers, the most significant byte first */
    struct d1_str modulus;     /* RSA */
    struct d1_str application; /* of a security key, such as "ssh:" */
};

struct d1_key_family {
    /* Takes what is the family's off the wire, which remembers what is damaged. */
    void (*read_key)(struct d1_wire *wire, const struct d1_key_type *type, struct d1_key_parts *key);

    /*
     * Why a key that is well-formed counts for nothing ("its RSA key has 1024 bits (...)"), in the arena; *text is left
     * alone when it does count. NULL where all do. Returns 0 or D1_ERR_MEMORY.
     */
    int (*find_weakness)(struct d1_str *text, const struct d1_key_parts *key, struct d1_arena *arena);

    /*
     * Whether the signature of a message verifies. Between d1_crypto_heap_open and close; format is one of those of
     * the type, signature the string that follows it.
     */
    bool (*verify)(const struct d1_key_parts *key, struct d1_str format, struct d1_str signature,
                   struct d1_str message);
};

struct d1_key_type {
    const char *name;
    const struct d1_key_family *family;
    const char *curve;      /* ECDSA: as the key names it; else NULL */
    const char *formats[2]; /* of signatures; the second may be NULL */
    bool security_key;      /* the key has an application, the signature flags and a counter */
};

extern const struct d1_key_family d1_key_ed25519, d1_key_ecdsa, d1_key_rsa;

/* Takes the bytes of a key apart; false when its type is not in the table, or it is damaged. Strength is not looked at.
 */
bool d1_key_read(struct d1_key_parts *key, struct d1_str blob);

/* NULL for a type that is not known. */
const struct d1_key_type *d1_key_type_find(struct d1_str name);

/* Why signatures of a type that is not in the table are not read, in the arena; ptr is NULL when memory is short. */
struct d1_str d1_key_type_unread(struct d1_str name, struct d1_arena *arena);

/* Whether a name has the form that RFC 4251, section 6, gives names of algorithms: short, visible ASCII, no comma. */
bool d1_key_type_is_name(struct d1_str name);

bool d1_key_type_has_format(const struct d1_key_type *type, struct d1_str format);

#endif
