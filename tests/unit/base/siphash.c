/* SipHash-2-4 with 128 bits against its authors' reference vectors. */
#include <criterion/criterion.h>

#include "base/siphash.h"

Test(siphash, reference_vectors)
{
    /* Key 00 01 .. 0f, message 00 01 .. of the length. */
    static const struct {
        size_t len;
        unsigned char print[16];
    } cases[] = {
        {0, {0xa3, 0x81, 0x7f, 0x04, 0xba, 0x25, 0xa8, 0xe6, 0x6d, 0xf6, 0x72, 0x14, 0xc7, 0x55, 0x02, 0x93}},
        {1, {0xda, 0x87, 0xc1, 0xd8, 0x6b, 0x99, 0xaf, 0x44, 0x34, 0x76, 0x59, 0x11, 0x9b, 0x22, 0xfc, 0x45}},
        {2, {0x81, 0x77, 0x22, 0x8d, 0xa4, 0xa4, 0x5d, 0xc7, 0xfc, 0xa3, 0x8b, 0xde, 0xf6, 0x0a, 0xff, 0xe4}},
    };
    unsigned char message[2];

    for (size_t i = 0; i < sizeof message; i++)
        message[i] = (unsigned char)i;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_print print =
            d1_siphash(message, cases[i].len, UINT64_C(0x0706050403020100), UINT64_C(0x0f0e0d0c0b0a0908));

        for (size_t j = 0; j < 16; j++) {
            uint64_t half = j < 8 ? print.low : print.high;

            cr_expect_eq((unsigned char)(half >> (8 * (j % 8))), cases[i].print[j], "length %zu, byte %zu",
                         cases[i].len, j);
        }
    }
}

Test(siphash, the_process_has_a_key_of_its_own)
{
    struct d1_print print = d1_print_of("text", 4);

    cr_expect(d1_print_eq(print, d1_print_of("text", 4)));
    cr_expect_not(d1_print_eq(print, d1_siphash("text", 4, 0, 0)));
    cr_expect_not(d1_print_eq(print, d1_print_of("texu", 4)));
}
