/* ECDSA on the curves of NIST as SSH writes it (RFC 5656, sections 3.1 and 3.1.2). */
#include <nettle/bignum.h>
#include <nettle/ecc-curve.h>
#include <nettle/ecdsa.h>
#include <nettle/nettle-meta.h>
#include <nettle/sha2.h>

#include "signature/crypto/key_type.h"

enum { UNCOMPRESSED = 4 }; /* the first byte of a point that is written with both coordinates (SEC 1, 2.3.3) */

/* The hash goes by the size of the curve (RFC 5656, 6.2.1). */
struct curve {
    const char *name;
    const struct ecc_curve *(*get)(void);
    const struct nettle_hash *hash;
    size_t bytes; /* of a coordinate */
};

static const struct curve curves[] = {
    {"nistp256", nettle_get_secp_256r1, &nettle_sha256, 32},
    {"nistp384", nettle_get_secp_384r1, &nettle_sha384, 48},
    {"nistp521", nettle_get_secp_521r1, &nettle_sha512, 66},
};

static const struct curve *curve_of(const struct d1_key_type *type)
{
    const struct curve *curve = curves;

    while (!d1_str_is(d1_str(type->curve), curve->name))
        curve++;
    return curve;
}

static void read_key(struct d1_wire *wire, const struct d1_key_type *type, struct d1_key_parts *key)
{
    if (!d1_str_is(d1_wire_string(wire), type->curve))
        wire->damaged = true;
    key->point = d1_wire_string(wire);
    if (key->point.len != 1 + 2 * curve_of(type)->bytes || key->point.ptr[0] != UNCOMPRESSED)
        wire->damaged = true;
}

/* False when the coordinates are no point of the curve. */
static bool set_point(struct ecc_point *point, const struct curve *curve, struct d1_str bytes)
{
    mpz_t x, y;
    bool is_point;

    nettle_mpz_init_set_str_256_u(x, curve->bytes, (const uint8_t *)bytes.ptr + 1);
    nettle_mpz_init_set_str_256_u(y, curve->bytes, (const uint8_t *)bytes.ptr + 1 + curve->bytes);
    is_point = ecc_point_set(point, x, y);
    mpz_clear(x);
    mpz_clear(y);
    return is_point;
}

static bool verify(const struct d1_key_parts *key, struct d1_str format, struct d1_str signature, struct d1_str message)
{
    const struct curve *curve = curve_of(key->type);
    struct d1_wire wire = {.rest = signature};
    struct d1_str r = d1_wire_positive(&wire);
    struct d1_str s = d1_wire_positive(&wire);
    uint8_t digest[SHA512_DIGEST_SIZE];
    struct sha512_ctx context[2]; /* larger than that of any of the hashes */
    struct dsa_signature pair;
    struct ecc_point point;
    bool verifies;

    (void)format;
    if (!d1_wire_whole(&wire) || r.len > curve->bytes || s.len > curve->bytes)
        return false;
    curve->hash->init(context);
    curve->hash->update(context, message.len, (const uint8_t *)message.ptr);
    curve->hash->digest(context, curve->hash->digest_size, digest);
    dsa_signature_init(&pair);
    nettle_mpz_set_str_256_u(pair.r, r.len, (const uint8_t *)r.ptr);
    nettle_mpz_set_str_256_u(pair.s, s.len, (const uint8_t *)s.ptr);
    ecc_point_init(&point, curve->get());
    verifies = set_point(&point, curve, key->point) && ecdsa_verify(&point, curve->hash->digest_size, digest, &pair);
    ecc_point_clear(&point);
    dsa_signature_clear(&pair);
    return verifies;
}

const struct d1_key_family d1_key_ecdsa = {read_key, NULL, verify};
