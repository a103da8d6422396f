/* Base64 against the examples of RFC 4648, section 10, and texts that are none. */
#include <criterion/criterion.h>

#include "base/text/base64.h"

Test(base64, the_examples_of_the_standard)
{
    static const char *const cases[][2] = {
        {"", ""},
        {"f", "Zg=="},
        {"fo", "Zm8="},
        {"foo", "Zm9v"},
        {"foob", "Zm9vYg=="},
        {"fooba", "Zm9vYmE="},
        {"foobar", "Zm9vYmFy"},
        {"\xfb\xff\xfe", "+//+"},
    };
    char text[16], bytes[16];
    size_t len;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        d1_base64_encode(d1_str(cases[i][0]), text);
        cr_expect_str_eq(text, cases[i][1]);
        cr_expect(D1_BASE64_LETTERS(strlen(cases[i][0])) == strlen(cases[i][1]), "%s", cases[i][1]);
        cr_expect(d1_base64_decode(d1_str(cases[i][1]), bytes, &len), "%s", cases[i][1]);
        cr_expect(d1_str_is(d1_strn(bytes, len), cases[i][0]), "%s", cases[i][1]);
    }
}

Test(base64, each_text_of_bytes_has_one_form)
{
    static const char *const cases[] = {
        "Zg", "Zg=", "Zh==", "Zm9=", "Zm9v====", "=Zm9", "Zm=v", "Zm9\n", "Zm-_", "Zg==Zg=="};
    char bytes[16];
    size_t len;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_not(d1_base64_decode(d1_str(cases[i]), bytes, &len), "%s", cases[i]);
}

Test(base64, what_is_written_is_read_again)
{
    unsigned char bytes[256], again[256];
    char text[D1_BASE64_LETTERS(256) + 1];
    size_t len;

    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)(i * 167);
    for (size_t size = 0; size <= sizeof bytes; size++) {
        d1_base64_encode(d1_strn((const char *)bytes, size), text);
        cr_expect(D1_BASE64_ROOM(strlen(text)) >= size);
        cr_expect(d1_base64_decode(d1_str(text), again, &len));
        cr_expect(len == size && memcmp(again, bytes, size) == 0, "%zu bytes", size);
    }
}
