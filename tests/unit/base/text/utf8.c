/* UTF-8 as RFC 3629 defines it. */
#include <criterion/criterion.h>

#include "base/text/utf8.h"

Test(utf8, every_code_point_is_encoded_and_decoded)
{
    for (uint32_t code = 0; code <= 0x110010; code++) {
        char bytes[4];
        size_t len = d1_utf8_encode(bytes, code), offset = 0;
        bool valid = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);

        cr_assert_eq(d1_utf8_decode(d1_strn(bytes, len), &offset), valid ? code : 0xfffd, "U+%04X", code);
        cr_assert_eq(offset, len);
        cr_assert_eq(d1_utf8_check(d1_strn(bytes, len)), len);
        cr_assert_eq(d1_utf8_count16(d1_strn(bytes, len)), valid && code > 0xffff ? 2 : 1);
        if (len > 1)
            cr_assert_eq(d1_utf8_check(d1_strn(bytes, len - 1)), 0, "U+%04X cut short", code);
    }
}

Test(utf8, what_is_no_utf8)
{
    const struct {
        const char *name, *bytes;
        size_t bad; /* offset of the first bad byte */
    } cases[] = {
        {"a lone continuation", "ab\x80", 2},
        {"an overlong slash", "a\xc0\xaf", 1},
        {"an overlong three byte form", "\xe0\x80\xaf", 0},
        {"an overlong four byte form", "\xf0\x80\x80\xaf", 0},
        {"a surrogate", "abcdefghij\xed\xa0\x80", 10},
        {"beyond U+10FFFF", "\xf4\x90\x80\x80", 0},
        {"a five byte form", "\xf8\x88\x80\x80\x80", 0},
        {"Latin-1 within ASCII", "abcdefghijklmnopqrstuvwxyz caf\xe9 abc", 30},
        {"0xFF", "\xff", 0},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_str text = d1_str(cases[i].bytes);
        size_t offset = cases[i].bad;

        cr_expect_eq(d1_utf8_check(text), cases[i].bad, "%s", cases[i].name);
        cr_expect_eq(d1_utf8_decode(text, &offset), D1_UTF8_INVALID, "%s", cases[i].name);
        cr_expect_eq(offset, cases[i].bad + 1, "%s: one byte is taken", cases[i].name);
    }
    cr_expect_eq(d1_utf8_count(d1_str("a\xff\xfe z")), 5, "an invalid byte counts one");
}

Test(utf8, prefixes_end_between_code_points)
{
    struct d1_str text = d1_str("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80z");

    cr_expect(d1_str_is(d1_utf8_prefix(text, 0), ""));
    cr_expect(d1_str_is(d1_utf8_prefix(text, 2), "a\xc3\xa9"));
    cr_expect(d1_str_is(d1_utf8_prefix(text, 4), "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"));
    cr_expect_eq(d1_utf8_prefix(text, 100).len, text.len);
    cr_expect_eq(d1_utf8_prefix((struct d1_str){0}, 3).len, 0);
}

Test(utf8, encodings_are_known_by_their_first_bytes)
{
    const struct {
        const char *name, *bytes;
        size_t len;
        enum d1_utf8_form form;
    } cases[] = {
        {"nothing", "", 0, D1_UTF8_PLAIN},
        {"one letter", "a", 1, D1_UTF8_PLAIN},
        {"ASCII", "apiVersion", 10, D1_UTF8_PLAIN},
        {"UTF-8", "\xc3\xa9t\xc3\xa9", 5, D1_UTF8_PLAIN},
        {"UTF-8 with mark",
         "\xef\xbb\xbf"
         "a",
         4, D1_UTF8_BOM},
        {"UTF-8 mark alone", "\xef\xbb\xbf", 3, D1_UTF8_BOM},
        {"half a UTF-8 mark", "\xef\xbb", 2, D1_UTF8_PLAIN},
        {"UTF-16LE with mark",
         "\xff\xfe"
         "a\0",
         4, D1_UTF16_LE},
        {"UTF-16BE with mark", "\xfe\xff\0a", 4, D1_UTF16_BE},
        {"UTF-16LE mark alone", "\xff\xfe", 2, D1_UTF16_LE},
        {"UTF-16LE", "a\0b\0", 4, D1_UTF16_LE},
        {"UTF-16BE", "\0a\0b", 4, D1_UTF16_BE},
        {"UTF-32LE with mark", "\xff\xfe\0\0a\0\0\0", 8, D1_UTF32_LE},
        {"UTF-32BE with mark", "\0\0\xfe\xff\0\0\0a", 8, D1_UTF32_BE},
        {"UTF-32LE", "a\0\0\0", 4, D1_UTF32_LE},
        {"UTF-32BE", "\0\0\0a", 4, D1_UTF32_BE},
        {"zero bytes", "\0\0\0\0", 4, D1_UTF8_PLAIN},
        {"a NUL in ASCII", "a\0bc", 4, D1_UTF8_PLAIN},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_eq(d1_utf8_detect(d1_strn(cases[i].bytes, cases[i].len)), cases[i].form, "%s", cases[i].name);
}

Test(utf8, characters_that_no_terminal_should_be_sent)
{
    const uint32_t controls[] = {0, 7, 0x1b, 0x1f, 0x7f, 0x80, 0x9b, 0x9f},
                   plain[] = {' ', 'a', '~', 0xa0, 0xad, 0x2028};
    const uint32_t bidi[] = {0x61c, 0x200e, 0x200f, 0x202a, 0x202e, 0x2066, 0x2069},
                   others[] = {0x200d, 0x202f, 0x206a};

    for (size_t i = 0; i < sizeof controls / sizeof *controls; i++)
        cr_expect(d1_utf8_is_control(controls[i]), "U+%04X", controls[i]);
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        cr_expect_not(d1_utf8_is_control(plain[i]), "U+%04X", plain[i]);
    for (size_t i = 0; i < sizeof bidi / sizeof *bidi; i++)
        cr_expect(d1_utf8_is_bidi(bidi[i]), "U+%04X", bidi[i]);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        cr_expect_not(d1_utf8_is_bidi(others[i]), "U+%04X", others[i]);
}

Test(utf8, width_in_columns_of_a_terminal)
{
    const struct {
        uint32_t code;
        int width;
    } cases[] = {{'a', 1},     {0xe9, 1},   {0x301, 0},  {0x4e2d, 2}, {0xac00, 2},  {0xff21, 2}, {0xff61, 1},
                 {0x1f600, 2}, {0x200d, 0}, {0x2026, 1}, {0x941, 0},  {0x1f7e0, 2}, {0xd4d, 0}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_eq(d1_utf8_width(cases[i].code), cases[i].width, "U+%04X", cases[i].code);
}
