/*
 * Commits and tags that are anything, and the keys of rosters. What verifies does so no more with another byte at its
 * end or its beginning, and what the roster knows of its signer does not depend on what the object says of him.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/text/strbuf.h"
#include "signature/signers.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* The report of a failure shows the line. */
#define require(condition) ((condition) ? (void)0 : abort())

typedef int reader(struct d1_signature *out, struct d1_str bytes, struct d1_arena *arena);

static int read_commit(struct d1_signature *out, struct d1_str bytes, struct d1_arena *arena)
{
    return d1_signature_of_commit(out, bytes, false, arena, NULL);
}

static int read_commit_sha256(struct d1_signature *out, struct d1_str bytes, struct d1_arena *arena)
{
    return d1_signature_of_commit(out, bytes, true, arena, NULL);
}

static int read_tag(struct d1_signature *out, struct d1_str bytes, struct d1_arena *arena)
{
    return d1_signature_of_tag(out, bytes, arena, NULL);
}

/* A roster whose only key is the one that signed, then one that has the first line of the object for a key. */
static void ask(const struct d1_signature *signature, struct d1_str bytes, struct d1_arena *arena)
{
    struct d1_signer list[] = {{.person = D1_STR("aoife"),
                                .key = d1_str_sub(bytes, 0, d1_str_find(bytes, '\n', 0)),
                                .to = D1_DATE_MAX,
                                .since = D1_POINT_NONE}};
    struct d1_signing when = {0, 0, false};
    struct d1_signers *signers;
    struct d1_signed_by answer;

    require(d1_signers_new(&signers, list, 1, NULL) == 0);
    require(d1_signers_ask(&answer, signers, signature, &when, d1_str("aoife"), arena, NULL) == 0);
    require(answer.status == D1_SIGNED_GOOD || answer.reason.len > 0);
    require(answer.status != D1_SIGNED_GOOD || signature->status == D1_SIGNATURE_GOOD);
    d1_signers_free(signers);
}

static void check(reader *read, struct d1_str bytes)
{
    struct d1_signature signature;
    struct d1_arena arena = {0};

    require(read(&signature, bytes, &arena) == 0);
    require((signature.status == D1_SIGNATURE_BAD || signature.status == D1_SIGNATURE_UNREAD) ==
            (signature.reason.len > 0));
    ask(&signature, bytes, &arena);
    if (signature.status == D1_SIGNATURE_GOOD) {
        struct d1_strbuf other = {0};

        d1_strbuf_str(&other, bytes);
        d1_strbuf_putc(&other, 'x');
        require(read(&signature, d1_strbuf_view(&other), &arena) == 0 && signature.status != D1_SIGNATURE_GOOD);
        other.ptr[0] ^= 1;
        d1_strbuf_truncate(&other, bytes.len);
        require(read(&signature, d1_strbuf_view(&other), &arena) == 0 && signature.status != D1_SIGNATURE_GOOD);
        d1_strbuf_release(&other);
    }
    d1_arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct d1_str text = {(const char *)bytes, len};

    check(read_commit, text);
    check(read_commit_sha256, text);
    check(read_tag, text);
    return 0;
}
