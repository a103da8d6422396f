#include "engine/read/signed.h"

#include <string.h>

#include "base/version.h"
#include "cache/cache.h"

/* What stands before the reason and the key. */
struct head {
    uint32_t status, reason, blob; /* lengths */
};

enum { TYPE_LENGTH_BYTES = 4 /* before the type of a key (RFC 4251, section 5), in network order */ };

void d1_signed_write(struct d1_strbuf *out, const struct d1_signature *signature)
{
    struct head head = {
        .status = (uint32_t)signature->status,
        .reason = (uint32_t)signature->reason.len,
        .blob = (uint32_t)signature->key.blob.len,
    };

    d1_strbuf_add(out, (const char *)&head, sizeof head);
    d1_strbuf_str(out, signature->reason);
    d1_strbuf_str(out, signature->key.blob);
}

/* The type that a key begins with; empty where it does not. */
static struct d1_str type_of(struct d1_str blob)
{
    size_t len = 0;

    for (size_t i = 0; i < TYPE_LENGTH_BYTES && i < blob.len; i++)
        len = len << 8 | (uint8_t)blob.ptr[i];
    return blob.len < TYPE_LENGTH_BYTES || len > blob.len - TYPE_LENGTH_BYTES
               ? d1_str("")
               : d1_str_sub(blob, TYPE_LENGTH_BYTES, len);
}

int d1_signed_read(struct d1_signature *signature, struct d1_str bytes, struct d1_arena *arena)
{
    struct d1_signature read = {0};
    struct d1_str copy;
    struct head head;

    if (bytes.len < sizeof head)
        return 0;
    memcpy(&head, bytes.ptr, sizeof head);
    if (head.status > D1_SIGNATURE_UNREAD || head.reason > bytes.len || head.blob > bytes.len ||
        bytes.len != sizeof head + head.reason + head.blob)
        return 0;
    copy = d1_arena_str(arena, bytes);
    if (!copy.ptr)
        return D1_ERR_MEMORY;
    read.status = (enum d1_signature_status)head.status;
    if (head.reason)
        read.reason = d1_str_sub(copy, sizeof head, head.reason);
    if (head.blob) {
        read.key.blob = d1_str_sub(copy, sizeof head + head.reason, head.blob);
        read.key.type = type_of(read.key.blob);
    }
    if ((read.status == D1_SIGNATURE_GOOD) != (read.key.type.len > 0))
        return 0;
    *signature = read;
    return 1;
}

/* Where there is a cache: 1 with the key; 0; D1_ERR_MEMORY. */
static int key_of(struct d1_print *key, const struct d1_keeping *keeping, struct d1_signed_object object)
{
    struct d1_strbuf text = {0};
    int result;

    if (!keeping->cache)
        return 0;
    d1_strbuf_puts(&text, object.is_tag ? "signature tag " : "signature commit ");
    d1_strbuf_add(&text, (const char *)object.id, D1_REPO_ID_BYTES);
    d1_strbuf_str(&text, d1_version_sources());
    *key = d1_cache_key(keeping->cache, d1_strbuf_view(&text));
    result = text.oom ? D1_ERR_MEMORY : 1;
    d1_strbuf_release(&text);
    return result;
}

int d1_signed_find(struct d1_signature *signature, const struct d1_keeping *keeping, struct d1_signed_object object,
                   struct d1_arena *arena)
{
    struct d1_strbuf bytes = {0};
    struct d1_print key;
    int result = key_of(&key, keeping, object);

    if (result > 0)
        result = d1_cache_get(keeping->cache, key, &bytes);
    if (result > 0)
        result = d1_signed_read(signature, d1_strbuf_view(&bytes), arena);
    d1_strbuf_release(&bytes);
    return result;
}

int d1_signed_keep(const struct d1_signature *signature, const struct d1_keeping *keeping,
                   struct d1_signed_object object)
{
    struct d1_strbuf bytes = {0};
    struct d1_print key;
    int result = key_of(&key, keeping, object);

    if (result > 0) {
        d1_signed_write(&bytes, signature);
        result =
            bytes.oom ? D1_ERR_MEMORY : d1_cache_put(keeping->cache, D1_CACHE_SIGNATURE, key, d1_strbuf_view(&bytes));
    }
    d1_strbuf_release(&bytes);
    return result;
}
