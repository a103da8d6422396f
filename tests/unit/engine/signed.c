/* What a signature is comes back from the bytes that are kept of it, or not at all. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/text/strbuf.h"
#include "engine/read/signed.h"

#define KEY "\0\0\0\13ssh-ed25519\0\0\0\2ab"

static const struct d1_signature kept[] = {
    {.status = D1_SIGNATURE_NONE},
    {.status = D1_SIGNATURE_BAD, .reason = D1_STR("damaged")},
    {.status = D1_SIGNATURE_UNREAD, .reason = D1_STR("signed with OpenPGP, which is not read")},
    {.status = D1_SIGNATURE_GOOD, .key = {{KEY, sizeof KEY - 1}, D1_STR("ssh-ed25519")}},
};
enum { COUNT = sizeof kept / sizeof *kept };

Test(signed, comes_back_as_it_was)
{
    for (size_t i = 0; i < COUNT; i++) {
        struct d1_strbuf bytes = {0};
        struct d1_arena arena = {0};
        struct d1_signature read = {0};

        d1_signed_write(&bytes, &kept[i]);
        cr_assert_eq(d1_signed_read(&read, d1_strbuf_view(&bytes), &arena), 1, "number %zu", i);
        cr_expect_eq(read.status, kept[i].status);
        cr_expect(d1_str_eq(read.reason, kept[i].reason), "the reason of number %zu", i);
        cr_expect(d1_str_eq(read.key.blob, kept[i].key.blob), "the key of number %zu", i);
        cr_expect(d1_str_eq(read.key.type, kept[i].key.type), "its type of number %zu", i);
        d1_strbuf_release(&bytes);
        d1_arena_release(&arena);
    }
}

Test(signed, is_not_believed_where_bytes_are_missing_or_too_many)
{
    for (size_t i = 0; i < COUNT; i++) {
        struct d1_strbuf bytes = {0};

        d1_signed_write(&bytes, &kept[i]);
        d1_strbuf_putc(&bytes, 'x');
        for (size_t len = 0; len <= bytes.len; len++) {
            struct d1_arena arena = {0};
            struct d1_signature read = {.status = D1_SIGNATURE_BAD};
            char *torn = malloc(len + 1);

            memcpy(torn, bytes.ptr, len);
            cr_expect_eq(d1_signed_read(&read, d1_strn(torn, len), &arena), len + 1 == bytes.len,
                         "%zu bytes of number %zu", len, i);
            free(torn);
            d1_arena_release(&arena);
        }
        d1_strbuf_release(&bytes);
    }
}

/* One that is good names its key, and one that is not names none. */
Test(signed, is_good_by_a_key_alone)
{
    static const struct d1_signature odd[] = {
        {.status = D1_SIGNATURE_GOOD},
        {.status = D1_SIGNATURE_GOOD, .reason = D1_STR("damaged")},
        {.status = D1_SIGNATURE_GOOD, .key = {.blob = D1_STR("\377\377\377\377ssh")}},
        {.status = D1_SIGNATURE_BAD, .reason = D1_STR("damaged"), .key = {.blob = {KEY, sizeof KEY - 1}}},
        {.status = (enum d1_signature_status)(D1_SIGNATURE_UNREAD + 1)},
    };

    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        struct d1_strbuf bytes = {0};
        struct d1_arena arena = {0};
        struct d1_signature read = {0};

        d1_signed_write(&bytes, &odd[i]);
        cr_expect_eq(d1_signed_read(&read, d1_strbuf_view(&bytes), &arena), 0, "number %zu", i);
        d1_strbuf_release(&bytes);
        d1_arena_release(&arena);
    }
}
