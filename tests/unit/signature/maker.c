#include "unit/signature/maker.h"

#include <nettle/bignum.h>
#include <nettle/dsa.h>
#include <nettle/ecc-curve.h>
#include <nettle/ecdsa.h>
#include <nettle/eddsa.h>
#include <nettle/nettle-meta.h>
#include <nettle/rsa.h>

#include "base/text/base64.h"

/* ---- numbers that look random and are the same in each run ---- */

static void pretend_random(void *context, size_t len, uint8_t *out)
{
    uint64_t *state = context;

    for (size_t i = 0; i < len; i++) {
        *state = *state * 6364136223846793005u + 1442695040888963407u;
        out[i] = (uint8_t)(*state >> 56);
    }
}

/* ---- writing ---- */

void wire_u32(struct d1_strbuf *out, uint32_t value)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        d1_strbuf_putc(out, (char)(value >> shift));
}

void wire_string(struct d1_strbuf *out, struct d1_str text)
{
    wire_u32(out, (uint32_t)text.len);
    d1_strbuf_str(out, text);
}

void wire_positive(struct d1_strbuf *out, struct d1_str magnitude)
{
    bool zero;

    while (magnitude.len && magnitude.ptr[0] == 0)
        magnitude = d1_str_sub(magnitude, 1, magnitude.len);
    zero = magnitude.len && (magnitude.ptr[0] & 0x80);
    wire_u32(out, (uint32_t)(magnitude.len + zero));
    d1_strbuf_fill(out, '\0', zero);
    d1_strbuf_str(out, magnitude);
}

static void wire_mpz(struct d1_strbuf *out, const mpz_t number)
{
    uint8_t bytes[4096];
    size_t len = nettle_mpz_sizeinbase_256_u(number);

    nettle_mpz_get_str_256(len, bytes, number);
    wire_positive(out, d1_strn((char *)bytes, len));
}

static void base64(struct d1_strbuf *out, struct d1_strbuf *bytes)
{
    d1_base64_encode(d1_strbuf_view(bytes), d1_strbuf_reserve(out, D1_BASE64_LETTERS(bytes->len) + 1));
    out->len += D1_BASE64_LETTERS(bytes->len);
    d1_strbuf_release(bytes);
}

void armor(struct d1_strbuf *out, struct d1_strbuf *bytes)
{
    d1_strbuf_puts(out, "-----BEGIN SSH SIGNATURE-----\n");
    base64(out, bytes);
    d1_strbuf_puts(out, "\n-----END SSH SIGNATURE-----\n");
}

void pub(struct d1_strbuf *out, const char *type, struct d1_strbuf *blob)
{
    d1_strbuf_printf(out, "%s ", type);
    base64(out, blob);
}

/* ---- keys ---- */

static const struct {
    const char *type, *curve;
    const struct ecc_curve *(*get)(void);
    const struct nettle_hash *hash;
} kinds[MAKERS] = {
    [MAKE_ED25519] = {"ssh-ed25519", NULL, NULL, NULL},
    [MAKE_P256] = {"ecdsa-sha2-nistp256", "nistp256", nettle_get_secp_256r1, &nettle_sha256},
    [MAKE_P384] = {"ecdsa-sha2-nistp384", "nistp384", nettle_get_secp_384r1, &nettle_sha384},
    [MAKE_P521] = {"ecdsa-sha2-nistp521", "nistp521", nettle_get_secp_521r1, &nettle_sha512},
    [MAKE_RSA] = {"ssh-rsa", NULL, NULL, NULL},
    [MAKE_SK_ED25519] = {"sk-ssh-ed25519@openssh.com", NULL, NULL, NULL},
    [MAKE_SK_P256] = {"sk-ecdsa-sha2-nistp256@openssh.com", "nistp256", nettle_get_secp_256r1, &nettle_sha256},
};

static bool is_security_key(enum maker maker)
{
    return maker == MAKE_SK_ED25519 || maker == MAKE_SK_P256;
}

static const char *either(const char *asked, const char *usual)
{
    return asked ? asked : usual;
}

static void ed25519_keys(uint8_t private_key[ED25519_KEY_SIZE], uint8_t public_key[ED25519_KEY_SIZE])
{
    memset(private_key, 7, ED25519_KEY_SIZE);
    ed25519_sha512_public_key(public_key, private_key);
}

static void ecdsa_keys(enum maker maker, struct ecc_scalar *private_key, struct ecc_point *public_key)
{
    uint64_t state = 11;

    ecc_point_init(public_key, kinds[maker].get());
    ecc_scalar_init(private_key, kinds[maker].get());
    ecdsa_generate_keypair(public_key, private_key, &state, pretend_random);
}

/* Primes are looked for once in a process. */
static const struct rsa_private_key *rsa_keys(const struct rsa_public_key **public_key)
{
    static struct rsa_private_key private_half;
    static struct rsa_public_key public_half;
    static bool made;
    uint64_t state = 13;

    if (!made) {
        rsa_private_key_init(&private_half);
        rsa_public_key_init(&public_half);
        mpz_set_ui(public_half.e, 65537);
        made = rsa_generate_keypair(&public_half, &private_half, &state, pretend_random, NULL, NULL, 2048, 0);
    }
    *public_key = &public_half;
    return &private_half;
}

static void put_point(struct d1_strbuf *out, const struct recipe *recipe)
{
    struct ecc_scalar private_key;
    struct ecc_point public_key;
    uint8_t bytes[1 + 2 * 66] = {4};
    size_t size = (ecc_bit_size(kinds[recipe->maker].get()) + 7) / 8;
    mpz_t x, y;

    ecdsa_keys(recipe->maker, &private_key, &public_key);
    mpz_init(x);
    mpz_init(y);
    ecc_point_get(&public_key, x, y);
    if (recipe->point_off_curve)
        mpz_add_ui(x, x, 1);
    nettle_mpz_get_str_256(size, bytes + 1, x);
    nettle_mpz_get_str_256(size, bytes + 1 + size, y);
    mpz_clear(x);
    mpz_clear(y);
    ecc_scalar_clear(&private_key);
    ecc_point_clear(&public_key);
    wire_string(out, d1_str(either(recipe->curve, kinds[recipe->maker].curve)));
    wire_string(out, d1_strn((char *)bytes, 1 + 2 * size));
}

static void put_key(struct d1_strbuf *out, const struct recipe *recipe)
{
    uint8_t private_key[ED25519_KEY_SIZE], public_key[ED25519_KEY_SIZE];
    const struct rsa_public_key *rsa;

    wire_string(out, d1_str(either(recipe->type, kinds[recipe->maker].type)));
    if (recipe->maker == MAKE_RSA) {
        rsa_keys(&rsa);
        wire_mpz(out, rsa->e);
        wire_mpz(out, rsa->n);
    } else if (kinds[recipe->maker].curve) {
        put_point(out, recipe);
    } else {
        ed25519_keys(private_key, public_key);
        wire_string(out, d1_strn((char *)public_key, sizeof public_key));
    }
    if (is_security_key(recipe->maker))
        wire_string(out, d1_str(either(recipe->application, "ssh:")));
    d1_strbuf_puts(out, either(recipe->behind_key, ""));
}

void make_key(struct d1_strbuf *out, enum maker maker)
{
    struct d1_strbuf blob = {0};

    put_key(&blob, &(struct recipe){.maker = maker});
    pub(out, kinds[maker].type, &blob);
}

/* ---- signatures ---- */

static void put_hash(struct d1_strbuf *out, const struct nettle_hash *hash, struct d1_str text)
{
    uint8_t digest[SHA512_DIGEST_SIZE];
    struct sha512_ctx context[2];

    hash->init(context);
    hash->update(context, text.len, (const uint8_t *)text.ptr);
    hash->digest(context, hash->digest_size, digest);
    d1_strbuf_add(out, (char *)digest, hash->digest_size);
}

static void put_ecdsa(struct d1_strbuf *out, const struct recipe *recipe, struct d1_str message)
{
    const struct nettle_hash *hash = kinds[recipe->maker].hash;
    struct d1_strbuf digest = {0}, pair = {0};
    struct dsa_signature signature;
    struct ecc_scalar private_key;
    struct ecc_point public_key;
    uint64_t state = 17;

    ecdsa_keys(recipe->maker, &private_key, &public_key);
    dsa_signature_init(&signature);
    put_hash(&digest, hash, message);
    ecdsa_sign(&private_key, &state, pretend_random, digest.len, (const uint8_t *)digest.ptr, &signature);
    wire_mpz(&pair, signature.r);
    if (recipe->zero_before_r) {
        struct d1_strbuf zero = {0};

        wire_u32(&zero, (uint32_t)pair.len - 4 + 1);
        d1_strbuf_putc(&zero, '\0');
        d1_strbuf_add(&zero, pair.ptr + 4, pair.len - 4);
        d1_strbuf_clear(&pair);
        d1_strbuf_str(&pair, d1_strbuf_view(&zero));
        d1_strbuf_release(&zero);
    }
    wire_mpz(&pair, signature.s);
    wire_string(out, d1_strbuf_view(&pair));
    dsa_signature_clear(&signature);
    ecc_scalar_clear(&private_key);
    ecc_point_clear(&public_key);
    d1_strbuf_release(&digest);
    d1_strbuf_release(&pair);
}

static void put_rsa(struct d1_strbuf *out, const char *format, struct d1_str message)
{
    const struct rsa_public_key *public_key;
    const struct rsa_private_key *private_key = rsa_keys(&public_key);
    bool sha256 = strcmp(format, "rsa-sha2-256") == 0;
    struct d1_strbuf digest = {0};
    uint8_t bytes[256];
    mpz_t signature;

    put_hash(&digest, sha256 ? &nettle_sha256 : &nettle_sha512, message);
    mpz_init(signature);
    if (sha256)
        rsa_sha256_sign_digest(private_key, (const uint8_t *)digest.ptr, signature);
    else
        rsa_sha512_sign_digest(private_key, (const uint8_t *)digest.ptr, signature);
    nettle_mpz_get_str_256(sizeof bytes, bytes, signature);
    wire_string(out, d1_strn((char *)bytes, sizeof bytes));
    mpz_clear(signature);
    d1_strbuf_release(&digest);
}

static void put_ed25519(struct d1_strbuf *out, struct d1_str message)
{
    uint8_t private_key[ED25519_KEY_SIZE], public_key[ED25519_KEY_SIZE], bytes[ED25519_SIGNATURE_SIZE];

    ed25519_keys(private_key, public_key);
    ed25519_sha512_sign(public_key, private_key, message.len, (const uint8_t *)message.ptr, bytes);
    wire_string(out, d1_strn((char *)bytes, sizeof bytes));
}

/* What a chip signs. */
static void put_security_message(struct d1_strbuf *out, uint8_t flags, uint32_t counter, struct d1_str message)
{
    put_hash(out, &nettle_sha256, d1_str("ssh:"));
    d1_strbuf_putc(out, (char)flags);
    wire_u32(out, counter);
    put_hash(out, &nettle_sha256, message);
}

static void put_made(struct d1_strbuf *out, const struct recipe *recipe, struct d1_str message)
{
    enum { COUNTER = 4711 };
    const char *usual = recipe->maker == MAKE_RSA ? "rsa-sha2-512" : kinds[recipe->maker].type;
    uint8_t flags = recipe->nobody_there ? 0 : recipe->flags ? recipe->flags : 1;
    struct d1_strbuf chip = {0};

    if (is_security_key(recipe->maker)) {
        put_security_message(&chip, flags, COUNTER, message);
        message = d1_strbuf_view(&chip);
    }
    wire_string(out, d1_str(either(recipe->format, usual)));
    if (recipe->maker == MAKE_RSA)
        put_rsa(out, either(recipe->format, usual), message);
    else if (kinds[recipe->maker].curve)
        put_ecdsa(out, recipe, message);
    else
        put_ed25519(out, message);
    if (is_security_key(recipe->maker)) {
        d1_strbuf_putc(out, (char)flags);
        wire_u32(out, COUNTER);
    }
    d1_strbuf_puts(out, either(recipe->behind_made, ""));
    d1_strbuf_release(&chip);
}

/* The fields that are signed and stand in the signature alike. */
static void put_fields(struct d1_strbuf *out, const struct recipe *recipe)
{
    wire_string(out, d1_str(either(recipe->name_space, "file")));
    wire_string(out, d1_str(either(recipe->reserved, "")));
    wire_string(out, d1_str(either(recipe->hash, "sha512")));
}

static void put_string_of(struct d1_strbuf *out, struct d1_strbuf *part)
{
    wire_string(out, d1_strbuf_view(part));
    d1_strbuf_release(part);
}

void make_signature(struct d1_strbuf *out, const struct recipe *recipe, struct d1_str text)
{
    bool sha256 = recipe->hash && strcmp(recipe->hash, "sha256") == 0;
    struct d1_strbuf bytes = {0}, part = {0}, message = {0};

    d1_strbuf_puts(&message, "SSHSIG");
    put_fields(&message, recipe);
    put_hash(&part, sha256 ? &nettle_sha256 : &nettle_sha512, text);
    put_string_of(&message, &part);

    d1_strbuf_puts(&bytes, "SSHSIG");
    wire_u32(&bytes, recipe->version ? recipe->version : 1);
    put_key(&part, recipe);
    put_string_of(&bytes, &part);
    put_fields(&bytes, recipe);
    put_made(&part, recipe, d1_strbuf_view(&message));
    put_string_of(&bytes, &part);
    d1_strbuf_puts(&bytes, either(recipe->behind_all, ""));
    armor(out, &bytes);
    d1_strbuf_release(&message);
}
