/* Ed25519 (RFC 8032) as SSH writes it (RFC 8709). */
#include <nettle/eddsa.h>

#include "signature/crypto/key_type.h"

static void read_key(struct d1_wire *wire, const struct d1_key_type *type, struct d1_key_parts *key)
{
    (void)type;
    key->point = d1_wire_string(wire);
    if (key->point.len != ED25519_KEY_SIZE)
        wire->damaged = true;
}

static bool verify(const struct d1_key_parts *key, struct d1_str format, struct d1_str signature, struct d1_str message)
{
    (void)format;
    return signature.len == ED25519_SIGNATURE_SIZE &&
           ed25519_sha512_verify((const uint8_t *)key->point.ptr, message.len, (const uint8_t *)message.ptr,
                                 (const uint8_t *)signature.ptr);
}

const struct d1_key_family d1_key_ed25519 = {read_key, NULL, verify};
