/* What a value is believed by: the seal of it alone, whatever else there is in the folder. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "cache/seal.h"

enum { MOST = 200000, KIND = 7 };

static const struct d1_cache_secret secret = {{1, 2}, {3, 4}, {5, 6}};
static const struct d1_print name = {8, 9};
static struct d1_seal_key key;
static char *value;

static void make_value(void)
{
    d1_seal_key_make(&key, &secret);
    value = malloc(MOST);
    cr_assert(value);
    for (size_t i = 0; i < MOST; i++)
        value[i] = (char)((i * i + i / 251) & 0xff);
}

static void free_value(void)
{
    free(value);
}

TestSuite(seal, .init = make_value, .fini = free_value);

static struct d1_print seal(size_t length)
{
    return d1_seal(&key, KIND, name, d1_strn(value, length));
}

/* As a program of Python reckons them that follows seal.h and the reference of SipHash, with whole numbers. */
Test(seal, is_what_another_program_comes_to)
{
    static const struct {
        size_t length;
        struct d1_print seal;
    } cases[] = {
        {0, {0x2a9f1e335dc46031, 0x94c749a62a3dce87}},      {1, {0xafd0984ecb98e32c, 0xa67efa11f1580587}},
        {16, {0x5c54c1832de11ac0, 0x6fad8a0b7199d0dc}},     {1023, {0x03a0e1437309cf94, 0xbd98713de33c097a}},
        {1024, {0x20a042a83c81708f, 0x48413466823db4b1}},   {1025, {0x55748058e5702368, 0x9cdc43f64e1c0be6}},
        {65536, {0x12e890e035eecea0, 0x896797ed7580f8db}},  {65537, {0x894a7ea83b9e1fde, 0x298670dffed659d8}},
        {200000, {0x1acdf5ad7343dac4, 0x08f2d972d45c995d}},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect(d1_print_eq(seal(cases[i].length), cases[i].seal), "of %zu bytes", cases[i].length);
}

Test(seal, is_another_where_any_bit_is)
{
    static const size_t lengths[] = {1, 7, 8, 15, 16, 17, 100, D1_SEAL_BLOCK - 1, D1_SEAL_BLOCK + 1};

    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        struct d1_print right = seal(lengths[i]);

        for (size_t bit = 0; bit < 8 * lengths[i]; bit++) {
            value[bit / 8] = (char)(value[bit / 8] ^ 1 << bit % 8);
            cr_expect(!d1_print_eq(seal(lengths[i]), right), "bit %zu of %zu bytes", bit, lengths[i]);
            value[bit / 8] = (char)(value[bit / 8] ^ 1 << bit % 8);
        }
    }
}

/* One bit of each block, of those too that are digested apart. */
Test(seal, is_another_where_any_block_is)
{
    struct d1_print right = seal(MOST);

    for (size_t at = 0; at < MOST; at += D1_SEAL_BLOCK / 2) {
        value[at] ^= 1;
        cr_expect(!d1_print_eq(seal(MOST), right), "at %zu", at);
        value[at] ^= 1;
    }
}

Test(seal, is_another_where_blocks_change_places)
{
    char block[D1_SEAL_BLOCK];
    struct d1_print right = seal(MOST);

    memcpy(block, value, sizeof block);
    memcpy(value, value + sizeof block, sizeof block);
    memcpy(value + sizeof block, block, sizeof block);
    cr_expect(!d1_print_eq(seal(MOST), right));
}

Test(seal, counts_zeros)
{
    struct d1_print before = seal(0);

    memset(value, 0, MOST);
    for (size_t length = 1; length < 3 * (size_t)D1_SEAL_BLOCK; length++) {
        struct d1_print now = seal(length);

        cr_expect(!d1_print_eq(now, before), "%zu bytes", length);
        before = now;
    }
}

Test(seal, is_of_a_key_a_kind_and_a_secret)
{
    static const struct d1_cache_secret secrets[] = {{{1, 2}, {3, 5}, {5, 6}}, {{1, 2}, {3, 4}, {5, 7}}};
    struct d1_str bytes = d1_strn(value, 100);
    struct d1_print right = seal(100);

    cr_expect(!d1_print_eq(d1_seal(&key, KIND, (struct d1_print){8, 8}, bytes), right));
    cr_expect(!d1_print_eq(d1_seal(&key, KIND, (struct d1_print){9, 9}, bytes), right));
    cr_expect(!d1_print_eq(d1_seal(&key, KIND + 1, name, bytes), right));
    for (size_t i = 0; i < 2; i++) {
        d1_seal_key_make(&key, &secrets[i]);
        cr_expect(!d1_print_eq(seal(100), right), "secret %zu", i);
    }
}
