/* RSA with PKCS #1 v1.5 and SHA-2 as SSH writes it (RFC 4253, section 6.6; RFC 8332). */
#include <nettle/bignum.h>
#include <nettle/rsa.h>

#include "base/error.h"
#include "base/limits.h"
#include "signature/crypto/key_type.h"

static void read_key(struct d1_wire *wire, const struct d1_key_type *type, struct d1_key_parts *key)
{
    (void)type;
    key->exponent = d1_wire_positive(wire);
    key->modulus = d1_wire_positive(wire);
}

static size_t bits_of(struct d1_str number)
{
    size_t bits = number.len * 8;

    for (unsigned top = (unsigned char)number.ptr[0]; !(top & 0x80); top <<= 1)
        bits--;
    return bits;
}

static bool is_odd(struct d1_str number)
{
    return number.ptr[number.len - 1] & 1;
}

/* What a verification takes grows with the exponent, so this has a bound as well as the modulus. */
static int find_weakness(struct d1_str *text, const struct d1_key_parts *key, struct d1_arena *arena)
{
    size_t bits = bits_of(key->modulus), exponent = bits_of(key->exponent);

    if (bits < D1_LIMIT_RSA_BITS_MIN || bits > D1_LIMIT_RSA_BITS)
        *text = d1_arena_printf(arena, "its RSA key has %zu bits (from %d to %d count)", bits, D1_LIMIT_RSA_BITS_MIN,
                                D1_LIMIT_RSA_BITS);
    else if (exponent > D1_LIMIT_RSA_EXPONENT_BITS)
        *text = d1_arena_printf(arena, "the public exponent of its RSA key has %zu bits (at most %d)", exponent,
                                D1_LIMIT_RSA_EXPONENT_BITS);
    else if (!is_odd(key->modulus) || !is_odd(key->exponent) || exponent < 2)
        *text = d1_arena_printf(arena, "the numbers of its RSA key are none that RSA works with");
    else
        return 0;
    return text->ptr ? 0 : D1_ERR_MEMORY;
}

static bool verify(const struct d1_key_parts *key, struct d1_str format, struct d1_str signature, struct d1_str message)
{
    struct rsa_public_key rsa;
    struct sha256_ctx sha256;
    struct sha512_ctx sha512;
    mpz_t number;
    bool verifies;

    /* Shorter than the modulus it may be: not all who write it keep its leading zeros. */
    if (signature.len == 0 || signature.len > key->modulus.len)
        return false;
    rsa_public_key_init(&rsa);
    nettle_mpz_set_str_256_u(rsa.e, key->exponent.len, (const uint8_t *)key->exponent.ptr);
    nettle_mpz_set_str_256_u(rsa.n, key->modulus.len, (const uint8_t *)key->modulus.ptr);
    nettle_mpz_init_set_str_256_u(number, signature.len, (const uint8_t *)signature.ptr);
    verifies = rsa_public_key_prepare(&rsa);
    if (d1_str_is(format, "rsa-sha2-256")) {
        sha256_init(&sha256);
        sha256_update(&sha256, message.len, (const uint8_t *)message.ptr);
        verifies = verifies && rsa_sha256_verify(&rsa, &sha256, number);
    } else {
        sha512_init(&sha512);
        sha512_update(&sha512, message.len, (const uint8_t *)message.ptr);
        verifies = verifies && rsa_sha512_verify(&rsa, &sha512, number);
    }
    mpz_clear(number);
    rsa_public_key_clear(&rsa);
    return verifies;
}

const struct d1_key_family d1_key_rsa = {read_key, find_weakness, verify};
