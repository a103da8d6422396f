#include "signature/key.h"

#include <nettle/sha2.h>

#include "base/error.h"
#include "base/text/base64.h"
#include "signature/crypto/key_type.h"

/* Takes a word and the blanks behind it off the text. */
static struct d1_str take_word(struct d1_str *text)
{
    size_t end = 0, next;

    while (end < text->len && text->ptr[end] != ' ' && text->ptr[end] != '\t')
        end++;
    for (next = end; next < text->len && (text->ptr[next] == ' ' || text->ptr[next] == '\t');)
        next++;
    *text = d1_str_sub(*text, next, text->len);
    return d1_strn(text->ptr - next, end);
}

int d1_key_parse(struct d1_key *key, struct d1_str text, struct d1_arena *arena)
{
    struct d1_str rest = d1_str_trim(text);
    struct d1_str type = take_word(&rest), named;
    struct d1_str letters = take_word(&rest);
    char *blob = d1_arena_bytes(arena, D1_BASE64_ROOM(letters.len) + 1);
    struct d1_key_parts parts;
    struct d1_wire wire;
    size_t len;

    if (!blob)
        return D1_ERR_MEMORY;
    *key = (struct d1_key){0};
    if (!d1_key_type_is_name(type) || !d1_base64_decode(letters, blob, &len))
        return 0;
    wire = (struct d1_wire){.rest = d1_strn(blob, len)};
    named = d1_wire_string(&wire);
    if (!d1_str_eq(named, type) || wire.damaged)
        return 0;
    if (d1_key_type_find(type) && !d1_key_read(&parts, d1_strn(blob, len)))
        return 0;
    *key = (struct d1_key){.blob = d1_strn(blob, len), .type = named};
    return 0;
}

bool d1_key_is_same(struct d1_str a, struct d1_str b)
{
    struct d1_str rest_a = d1_str_trim(a), rest_b = d1_str_trim(b);
    struct d1_str type_a = take_word(&rest_a), type_b = take_word(&rest_b);

    /* A key has one form in base64, so its letters are compared. */
    return d1_str_eq(type_a, type_b) && d1_str_eq(take_word(&rest_a), take_word(&rest_b));
}

void d1_key_fingerprint(const struct d1_key *key, char text[D1_KEY_FINGERPRINT])
{
    static const char prefix[] = "SHA256:";
    char letters[D1_BASE64_LETTERS(SHA256_DIGEST_SIZE) + 1];
    uint8_t digest[SHA256_DIGEST_SIZE];
    struct sha256_ctx sha256;

    sha256_init(&sha256);
    sha256_update(&sha256, key->blob.len, (const uint8_t *)key->blob.ptr);
    sha256_digest(&sha256, sizeof digest, digest);
    d1_base64_encode(d1_strn((const char *)digest, sizeof digest), letters);
    memcpy(text, prefix, sizeof prefix - 1);
    /* The one '=' at the end is left out. */
    memcpy(text + sizeof prefix - 1, letters, D1_KEY_FINGERPRINT - sizeof prefix);
    text[D1_KEY_FINGERPRINT - 1] = '\0';
}
