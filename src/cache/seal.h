/*
 * What a value is believed by: a digest of 128 bits of its key, its kind, its length and its bytes, under the secret.
 * Private to cache/.
 *
 * The bytes, which are many, are hashed before they are sealed, by blocks: of each the sum of NH (Black, Halevi,
 * Krawczyk, Krovetz and Rogaway: UMAC, 1999; here with words of 64 bits, twice, the key moved on by a pair), which
 * takes a quarter of the time of SipHash. Of two blocks of one length the sums are equal for at most one key in 2^128,
 * whoever chose them, unless he knows the key. SipHash-2-4 makes of the sums a digest, and of that and the rest a seal,
 * so that neither sums nor their key show in a file. To make a seal without the secret is to guess 128 bits.
 */
#ifndef D1_CACHE_SEAL_H
#define D1_CACHE_SEAL_H

#include <stdint.h>

#include "base/siphash.h"
#include "base/str.h"
#include "cache/home.h"

enum { D1_SEAL_BLOCK = 1024 /* bytes */, D1_SEAL_WORDS = D1_SEAL_BLOCK / sizeof(uint64_t) };

/* What of a secret seals are made with. */
struct d1_seal_key {
    uint64_t block[D1_SEAL_WORDS + 2]; /* of the sums */
    uint64_t values[2], seals[2];      /* of SipHash, as in the secret */
};

void d1_seal_key_make(struct d1_seal_key *key, const struct d1_cache_secret *secret);

/* The seal of a value: `name` is its key in the cache, `kind` what sort it is. */
struct d1_print d1_seal(const struct d1_seal_key *key, uint32_t kind, struct d1_print name, struct d1_str bytes);

#endif
