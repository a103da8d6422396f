#include "signature/verify/signed.h"

#include <nettle/nettle-meta.h>
#include <nettle/sha2.h>

#include "signature/wire/reader.h"

#define MAGIC "SSHSIG"

/* Room for the state of any of the hashes. */
union state {
    struct sha256_ctx sha256;
    struct sha512_ctx sha512;
};

static const struct nettle_hash *find_hash(struct d1_str name)
{
    return d1_str_is(name, "sha256") ? &nettle_sha256 : d1_str_is(name, "sha512") ? &nettle_sha512 : NULL;
}

bool d1_sshsig_knows_hash(struct d1_str name)
{
    return find_hash(name) != NULL;
}

bool d1_sshsig_read(struct d1_sshsig *out, struct d1_str bytes)
{
    struct d1_wire wire = {.rest = bytes};

    if (!d1_str_is(d1_wire_bytes(&wire, strlen(MAGIC)), MAGIC))
        return false;
    out->version = d1_wire_u32(&wire);
    out->key = d1_wire_string(&wire);
    out->name_space = d1_wire_string(&wire);
    out->reserved = d1_wire_string(&wire);
    out->hash = d1_wire_string(&wire);
    out->signature = d1_wire_string(&wire);
    return d1_wire_whole(&wire);
}

static void hash_piece(const struct nettle_hash *hash, void *state, struct d1_str piece)
{
    if (piece.len)
        hash->update(state, piece.len, (const uint8_t *)piece.ptr);
}

/* Line by line, so that a large text needs no copy with other line ends. */
static void hash_text(const struct nettle_hash *hash, void *state, struct d1_str text, enum d1_line_ends ends)
{
    if (ends == D1_LINES_AS_THEY_ARE) {
        hash_piece(hash, state, text);
        return;
    }
    for (size_t at = 0; at < text.len;) {
        size_t end = d1_str_find(text, '\n', at);
        struct d1_str line = d1_str_sub(text, at, end - at);

        if (end < text.len && line.len && line.ptr[line.len - 1] == '\r')
            line.len--;
        hash_piece(hash, state, line);
        if (end < text.len)
            hash_piece(hash, state, d1_str(ends == D1_LINES_CRLF ? "\r\n" : "\n"));
        at = end + 1;
    }
}

static char *put(char *to, const void *bytes, size_t len)
{
    if (len)
        memcpy(to, bytes, len);
    return to + len;
}

static char *put_u32(char *to, uint32_t value)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        *to++ = (char)(value >> shift);
    return to;
}

static char *put_string(char *to, struct d1_str text)
{
    return put(put_u32(to, (uint32_t)text.len), text.ptr, text.len);
}

struct d1_str d1_sshsig_message(const struct d1_sshsig *sig, struct d1_str text, enum d1_line_ends ends,
                                struct d1_arena *arena)
{
    enum { LENGTHS = 4 * 4 };
    const struct nettle_hash *hash = find_hash(sig->hash);
    uint8_t digest[SHA512_DIGEST_SIZE];
    size_t len = strlen(MAGIC) + LENGTHS + sig->name_space.len + sig->reserved.len + sig->hash.len + hash->digest_size;
    char *message = d1_arena_bytes(arena, len), *to = message;
    union state state;

    if (!message)
        return d1_strn(NULL, 0);
    hash->init(&state);
    hash_text(hash, &state, text, ends);
    hash->digest(&state, hash->digest_size, digest);
    to = put(to, MAGIC, strlen(MAGIC));
    to = put_string(to, sig->name_space);
    to = put_string(to, sig->reserved);
    to = put_string(to, sig->hash);
    put_string(to, d1_strn((const char *)digest, hash->digest_size));
    return d1_strn(message, len);
}

static char *put_sha256(char *to, struct d1_str text)
{
    uint8_t digest[SHA256_DIGEST_SIZE];
    union state state;

    nettle_sha256.init(&state);
    hash_piece(&nettle_sha256, &state, text);
    nettle_sha256.digest(&state, sizeof digest, digest);
    return put(to, digest, sizeof digest);
}

struct d1_str d1_sshsig_security_message(struct d1_str application, uint8_t flags, uint32_t counter,
                                         struct d1_str message, struct d1_arena *arena)
{
    enum { LENGTH = SHA256_DIGEST_SIZE + 1 + 4 + SHA256_DIGEST_SIZE };
    char *bytes = d1_arena_bytes(arena, LENGTH), *to = bytes;

    if (!bytes)
        return d1_strn(NULL, 0);
    to = put_sha256(to, application);
    to = put(to, &flags, 1);
    to = put_u32(to, counter);
    put_sha256(to, message);
    return d1_strn(bytes, LENGTH);
}
