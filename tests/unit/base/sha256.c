/* SHA-256 against the examples of FIPS 180-4, and at every length around a block. */
#include <criterion/criterion.h>

#include "base/sha256.h"
#include "base/text/strbuf.h"

Test(sha256, the_examples_of_the_standard)
{
    static const char *const cases[][2] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
        {"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqr"
         "s"
         "tu",
         "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"},
    };
    char text[D1_SHA256_TEXT];
    struct d1_strbuf million = {0};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        d1_sha256(d1_str(cases[i][0]), text);
        cr_expect_str_eq(text, cases[i][1], "%s", cases[i][0]);
    }
    for (int i = 0; i < 100000; i++)
        d1_strbuf_puts(&million, "aaaaaaaaaa");
    d1_sha256(d1_strbuf_view(&million), text);
    cr_expect_str_eq(text, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    d1_strbuf_release(&million);
}

/* The digest of the digests of 0 to 129 bytes 'x', which python3's hashlib gives, too. */
Test(sha256, every_length_around_a_block)
{
    char bytes[130], text[D1_SHA256_TEXT];
    struct d1_strbuf all = {0};

    memset(bytes, 'x', sizeof bytes);
    for (size_t len = 0; len < sizeof bytes; len++) {
        d1_sha256(d1_strn(bytes, len), text);
        d1_strbuf_puts(&all, text);
    }
    d1_sha256(d1_strbuf_view(&all), text);
    cr_expect_str_eq(text, "199af942eba7fa5d1e16d475169eb24018b14e69339c93d26a9ea6d873b4ace6");
    d1_strbuf_release(&all);
}

/* What `sha256sum FILE...` prints. */
Test(sha256, a_listing_is_that_of_sha256sum)
{
    struct d1_strbuf listing = {0};

    d1_sha256_list(&listing, d1_str("rules/s2d/CTX-001.yaml"), d1_str("abc"));
    d1_sha256_list(&listing, d1_str("a\\b\nc\rd"), d1_str(""));
    cr_expect_str_eq(listing.ptr, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  "
                                  "rules/s2d/CTX-001.yaml\n"
                                  "\\e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  "
                                  "a\\\\b\\nc\\rd\n");
    d1_strbuf_release(&listing);
}
