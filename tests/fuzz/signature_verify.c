/*
 * Signatures that are anything, in three ways that the first byte chooses: the bytes as the text of a signature; the
 * bytes put into an armour; and the signature of a vector with some bytes changed, which must not verify.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/text/base64.h"
#include "base/text/strbuf.h"
#include "signature/signature.h"
#include "unit/signature/vectors.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* The report of a failure shows the line. */
#define require(condition) ((condition) ? (void)0 : abort())

#define BEGIN "-----BEGIN SSH SIGNATURE-----\n"
#define END "\n-----END SSH SIGNATURE-----\n"

static enum d1_signature_status verify(struct d1_str armored, struct d1_str text)
{
    struct d1_signature signature;
    struct d1_arena arena = {0};
    char fingerprint[D1_KEY_FINGERPRINT];
    enum d1_signature_status status;

    require(d1_signature_of_file(&signature, armored, text, &arena, NULL) == 0);
    status = signature.status;
    require(status != D1_SIGNATURE_NONE);
    require((status == D1_SIGNATURE_GOOD) == (signature.reason.len == 0));
    require((status == D1_SIGNATURE_GOOD) == (signature.key.blob.ptr != NULL));
    if (status == D1_SIGNATURE_GOOD)
        d1_key_fingerprint(&signature.key, fingerprint);
    d1_arena_release(&arena);
    return status;
}

static enum d1_signature_status verify_bytes(const char *bytes, size_t len)
{
    struct d1_strbuf text = {0};
    enum d1_signature_status status;

    d1_strbuf_puts(&text, BEGIN);
    d1_base64_encode(d1_strn(bytes, len), d1_strbuf_reserve(&text, D1_BASE64_LETTERS(len) + 1));
    text.len += D1_BASE64_LETTERS(len);
    d1_strbuf_puts(&text, END);
    status = verify(d1_strbuf_view(&text), d1_str(VECTOR_TEXT));
    d1_strbuf_release(&text);
    return status;
}

/* The bytes within the armour of a vector. */
static size_t open_vector(const struct vector *vector, char *bytes)
{
    struct d1_strbuf letters = {0};
    const char *end = strstr(vector->signature, "-----END");
    size_t len;

    for (const char *at = strchr(vector->signature, '\n'); at < end; at++)
        if (*at != '\n')
            d1_strbuf_putc(&letters, *at);
    require(d1_base64_decode(d1_strbuf_view(&letters), bytes, &len));
    d1_strbuf_release(&letters);
    return len;
}

/* After the number of the vector: where a byte is changed, in two bytes, and to what. */
static void change_vector(const uint8_t *bytes, size_t len)
{
    const struct vector *vector = &good_vectors[len ? bytes[0] % (sizeof good_vectors / sizeof *good_vectors) : 0];
    char was[4096], is[4096];
    size_t size = open_vector(vector, was);

    memcpy(is, was, size);
    for (size_t i = 1; i + 3 <= len; i += 3)
        is[(size_t)(bytes[i] << 8 | bytes[i + 1]) % size] = (char)bytes[i + 2];
    require((verify_bytes(is, size) == D1_SIGNATURE_GOOD) == (memcmp(was, is, size) == 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    const char *rest = (const char *)bytes + 1;

    if (!len)
        return 0;
    if (bytes[0] % 3 == 0)
        verify(d1_strn(rest, len - 1), d1_str(VECTOR_TEXT));
    else if (bytes[0] % 3 == 1)
        verify_bytes(rest, len - 1);
    else
        change_vector(bytes + 1, len - 1);
    return 0;
}
