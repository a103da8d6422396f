/* Ids of names against the example of RFC 9562 and against another implementation at every length around a block. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "base/sha256.h"
#include "base/uuid.h"

/* The namespaces of domain names and of URLs (RFC 9562, 6.6). */
static const uint8_t dns[D1_UUID_BYTES] = {0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x11, 0xd1,
                                           0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8};
static const uint8_t url[D1_UUID_BYTES] = {0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1,
                                           0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8};

Test(uuid, the_example_of_the_standard)
{
    char text[D1_UUID_TEXT];

    d1_uuid_of_name(dns, d1_str("www.example.com"), text);
    cr_expect_str_eq(text, "2ed6657d-e927-568b-95e1-2665a8aea6a2");
}

Test(uuid, the_namespace_of_the_program_is_that_of_its_url)
{
    char text[D1_UUID_TEXT], own[D1_UUID_TEXT];
    size_t len = 0;

    d1_uuid_of_name(url, d1_str("https://d1lint.example/"), text);
    for (size_t i = 0; i < D1_UUID_BYTES; i++)
        len += (size_t)sprintf(own + len, "%s%02x", i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "",
                               d1_uuid_namespace[i]);
    cr_expect_str_eq(text, own);
}

/* The digest of the ids of 0 to 130 characters 'x', which python3's uuid gives, too. */
Test(uuid, every_length_around_a_block)
{
    char name[131], text[D1_UUID_TEXT], sum[D1_SHA256_TEXT];
    struct d1_strbuf all = {0};

    memset(name, 'x', sizeof name);
    for (size_t len = 0; len < sizeof name; len++) {
        d1_uuid_of_name(dns, d1_strn(name, len), text);
        d1_strbuf_puts(&all, text);
    }
    d1_sha256(d1_strbuf_view(&all), sum);
    cr_expect_str_eq(sum, "ec3c8f24448e44819f13bb87b8011c3514e794077390e183ffffdea454f6964f");
    d1_strbuf_release(&all);
}
