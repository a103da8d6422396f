/*
 * Keys and signatures made for tests, also such as no program makes: those of security keys, for which there would have
 * to be a chip, and those that break a rule each. Everything is the same in each run.
 */
#ifndef D1_TESTS_SIGNATURE_MAKER_H
#define D1_TESTS_SIGNATURE_MAKER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text/strbuf.h"

enum maker { MAKE_ED25519, MAKE_P256, MAKE_P384, MAKE_P521, MAKE_RSA, MAKE_SK_ED25519, MAKE_SK_P256, MAKERS };

/* What a signature is made of; all that is 0 or NULL stands for what is right. */
struct recipe {
    enum maker maker;
    const char *name_space;  /* "file" */
    const char *hash;        /* "sha512": what is written; sha256 is reckoned with where it says so, else sha512 */
    const char *reserved;    /* "" */
    const char *format;      /* that of the key, of RSA "rsa-sha2-512" */
    const char *type;        /* the type that the key says it has */
    const char *curve;       /* the curve that the key says it is on */
    const char *application; /* of a security key: "ssh:", which is what is signed; this is what the key says */
    uint32_t version;        /* 1 */
    uint8_t flags;           /* of a security key: 1, somebody was there */
    bool nobody_there;       /* flags are 0 */
    const char *behind_key, *behind_made, *behind_all; /* a text that stands behind these */
    bool zero_before_r;                                /* ECDSA: the first number has a needless zero before it */
    bool point_off_curve;                              /* ECDSA: the key is no point */
};

/* The armoured signature of a text, and the key that made it as a .pub file has it; each is appended. */
void make_signature(struct d1_strbuf *out, const struct recipe *recipe, struct d1_str text);
void make_key(struct d1_strbuf *out, enum maker maker);

/* Writing what SSH reads (RFC 4251, section 5); a positive number from its magnitude. */
void wire_u32(struct d1_strbuf *out, uint32_t value);
void wire_string(struct d1_strbuf *out, struct d1_str text);
void wire_positive(struct d1_strbuf *out, struct d1_str magnitude);

/* The bytes of a signature in its armour, and a key's as a .pub file has it, released as they are put in. */
void armor(struct d1_strbuf *out, struct d1_strbuf *bytes);
void pub(struct d1_strbuf *out, const char *type, struct d1_strbuf *blob);

#endif
