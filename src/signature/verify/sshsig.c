#include "signature/verify/sshsig.h"

#include <stdarg.h>

#include "base/limits.h"
#include "signature/crypto/heap.h"
#include "signature/crypto/key_type.h"
#include "signature/verify/signed.h"
#include "signature/wire/armor.h"

int d1_sshsig_set(struct d1_signature *out, enum d1_signature_status status, struct d1_arena *arena, const char *format,
                  ...)
{
    va_list args;

    va_start(args, format);
    *out = (struct d1_signature){.status = status, .reason = d1_arena_vprintf(arena, format, args)};
    va_end(args);
    return out->reason.ptr ? 0 : D1_ERR_MEMORY;
}

static int damaged(struct d1_signature *out, struct d1_arena *arena, const char *what)
{
    return d1_sshsig_set(out, D1_SIGNATURE_BAD, arena, "the signature is damaged: %s", what);
}

/* A signature and its key, taken apart. */
struct attempt {
    struct d1_sshsig sig;
    struct d1_key_parts key;
    struct d1_str format; /* of what the key made */
    struct d1_str made;   /* and that itself */
    uint8_t flags;        /* of a security key */
    uint32_t counter;     /* likewise */
    struct d1_arena *arena;
};

/* ---- what is looked at before any reckoning; each sets *out where the signature cannot be good ---- */

static int check_fields(struct d1_signature *out, const struct attempt *attempt, const char *name_space)
{
    const struct d1_sshsig *sig = &attempt->sig;
    struct d1_arena *arena = attempt->arena;

    if (sig->version != 1)
        return d1_sshsig_set(out, D1_SIGNATURE_BAD, arena, "the signature has version %u (1 is known)", sig->version);
    if (!d1_str_is(sig->name_space, name_space)) {
        if (d1_key_type_is_name(sig->name_space))
            return d1_sshsig_set(out, D1_SIGNATURE_BAD, arena,
                                 "the signature is for namespace " D1_STR_FMT ", not for %s",
                                 D1_STR_ARG(sig->name_space), name_space);
        return d1_sshsig_set(out, D1_SIGNATURE_BAD, arena, "the signature is for another namespace than %s",
                             name_space);
    }
    if (!d1_sshsig_knows_hash(sig->hash))
        return d1_sshsig_set(out, D1_SIGNATURE_BAD, arena, "the signature is over another hash than sha256 and sha512");
    return 0;
}

static int read_key(struct d1_signature *out, struct attempt *attempt)
{
    struct d1_wire wire = {.rest = attempt->sig.key};
    struct d1_str name = d1_wire_string(&wire);
    struct d1_str weakness = {NULL, 0};
    const struct d1_key_type *type = d1_key_type_find(name);

    if (!type && d1_key_type_is_name(name)) {
        *out = (struct d1_signature){.status = D1_SIGNATURE_UNREAD, .reason = d1_key_type_unread(name, attempt->arena)};
        return out->reason.ptr ? 0 : D1_ERR_MEMORY;
    }
    if (!type || !d1_key_read(&attempt->key, attempt->sig.key))
        return damaged(out, attempt->arena, "its public key is none");
    if (type->family->find_weakness && type->family->find_weakness(&weakness, &attempt->key, attempt->arena) < 0)
        return D1_ERR_MEMORY;
    if (weakness.ptr)
        *out = (struct d1_signature){.status = D1_SIGNATURE_BAD, .reason = weakness};
    return 0;
}

static int read_made(struct d1_signature *out, struct attempt *attempt)
{
    const struct d1_key_type *type = attempt->key.type;
    struct d1_wire wire = {.rest = attempt->sig.signature};

    attempt->format = d1_wire_string(&wire);
    if (d1_str_starts(attempt->format, "webauthn-") && d1_key_type_is_name(attempt->format))
        return d1_sshsig_set(out, D1_SIGNATURE_UNREAD, attempt->arena,
                             "signed in a browser (" D1_STR_FMT "), which is not read", D1_STR_ARG(attempt->format));
    if (!wire.damaged && !d1_key_type_has_format(type, attempt->format)) {
        if (d1_str_is(attempt->format, "ssh-rsa"))
            return d1_sshsig_set(out, D1_SIGNATURE_BAD, attempt->arena,
                                 "the signature is over SHA-1 (ssh-rsa), which proves nothing; rsa-sha2-512 does");
        return d1_sshsig_set(out, D1_SIGNATURE_BAD, attempt->arena, "the signature is none that a key of type %s makes",
                             type->name);
    }
    attempt->made = d1_wire_string(&wire);
    if (type->security_key) {
        attempt->flags = d1_wire_byte(&wire);
        attempt->counter = d1_wire_u32(&wire);
    }
    return d1_wire_whole(&wire) ? 0 : damaged(out, attempt->arena, "what its key made is cut or too long");
}

/* ---- the reckoning ---- */

static int try_text(bool *verifies, const struct attempt *attempt, struct d1_str text, enum d1_line_ends ends)
{
    struct d1_str message = d1_sshsig_message(&attempt->sig, text, ends, attempt->arena);

    if (message.ptr && attempt->key.type->security_key)
        message = d1_sshsig_security_message(attempt->key.application, attempt->flags, attempt->counter, message,
                                             attempt->arena);
    if (!message.ptr || d1_crypto_heap_open() < 0)
        return D1_ERR_MEMORY;
    *verifies = attempt->key.type->family->verify(&attempt->key, attempt->format, attempt->made, message);
    d1_crypto_heap_close();
    return 0;
}

static int reckon(struct d1_signature *out, const struct attempt *attempt, struct d1_str text)
{
    static const struct {
        enum d1_line_ends ends;
        const char *reason;
    } elsewhere[] = {
        {D1_LINES_CRLF, "the signature is over other line ends: it verifies with CRLF where LF stands"},
        {D1_LINES_LF, "the signature is over other line ends: it verifies with LF where CRLF stands"},
    };
    bool verifies = false;

    if (try_text(&verifies, attempt, text, D1_LINES_AS_THEY_ARE) < 0)
        return D1_ERR_MEMORY;
    if (verifies) {
        *out = (struct d1_signature){.status = D1_SIGNATURE_GOOD,
                                     .key = {attempt->sig.key, d1_str(attempt->key.type->name)}};
        return 0;
    }
    for (size_t i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++) {
        if (try_text(&verifies, attempt, text, elsewhere[i].ends) < 0)
            return D1_ERR_MEMORY;
        if (verifies)
            return d1_sshsig_set(out, D1_SIGNATURE_BAD, attempt->arena, "%s", elsewhere[i].reason);
    }
    return d1_sshsig_set(out, D1_SIGNATURE_BAD, attempt->arena,
                         "the signature does not verify: what was signed is not what stands here");
}

static int verify_ssh(struct d1_signature *out, struct d1_str armored, struct d1_str text, const char *name_space,
                      struct d1_arena *arena)
{
    struct attempt attempt = {.arena = arena};
    struct d1_str bytes;
    int code = d1_armor_open(&bytes, armored, arena);

    if (code < 0)
        return code;
    if (!bytes.ptr)
        return damaged(out, arena, "its armour is cut, or has something in it that is not base64");
    if (!d1_sshsig_read(&attempt.sig, bytes))
        return damaged(out, arena, "it is cut, or something stands behind it");
    *out = (struct d1_signature){0};
    if ((code = check_fields(out, &attempt, name_space)) < 0 || out->status != D1_SIGNATURE_NONE ||
        (code = read_key(out, &attempt)) < 0 || out->status != D1_SIGNATURE_NONE ||
        (code = read_made(out, &attempt)) < 0 || out->status != D1_SIGNATURE_NONE)
        return code;
    return reckon(out, &attempt, text);
}

int d1_sshsig_verify(struct d1_signature *out, struct d1_str armored, struct d1_str text, const char *name_space,
                     struct d1_arena *arena)
{
    if (armored.len > D1_LIMIT_SIGNATURE_BYTES)
        return d1_sshsig_set(out, D1_SIGNATURE_BAD, arena, "the signature has %zu bytes, more than the limit of %d KiB",
                             armored.len, D1_LIMIT_SIGNATURE_BYTES / 1024);
    switch (d1_armor_of(armored)) {
    case D1_ARMOR_SSH:
        return verify_ssh(out, armored, text, name_space, arena);
    case D1_ARMOR_OPENPGP:
        return d1_sshsig_set(out, D1_SIGNATURE_UNREAD, arena, "signed with OpenPGP, which is not read; SSH keys are");
    case D1_ARMOR_X509:
        return d1_sshsig_set(out, D1_SIGNATURE_UNREAD, arena,
                             "signed with an X.509 certificate, which is not read; SSH keys are");
    case D1_ARMOR_NONE:
        break;
    }
    return damaged(out, arena, "it does not begin as any kind of signature does");
}
