#include "base/uuid.h"

#include <string.h>

enum { BLOCK = 64, ROUNDS = 80, LENGTH_AT = 56, DIGEST_WORDS = 5 };

const uint8_t d1_uuid_namespace[D1_UUID_BYTES] = {
    0x1c, 0x77, 0xbc, 0x78, 0x4a, 0x94, 0x5d, 0x2d, 0x82, 0x87, 0x57, 0x89, 0x8b, 0xd2, 0xfb, 0x98,
};

/* ---- SHA-1 (FIPS 180-4) of a namespace and a name; nothing is kept secret or told genuine by it ---- */

struct message {
    const uint8_t *namespace;
    struct d1_str name;
};

static uint32_t turn(uint32_t word, int bits)
{
    return word << bits | word >> (32 - bits);
}

/* Byte `at` of the padded message of `size` bytes: both texts, a one bit, zeros, and the length in bits. */
static uint8_t byte_at(const struct message *message, size_t at, size_t size)
{
    size_t len = D1_UUID_BYTES + message->name.len;

    if (at < D1_UUID_BYTES)
        return message->namespace[at];
    if (at < len)
        return (uint8_t)message->name.ptr[at - D1_UUID_BYTES];
    if (at == len)
        return 0x80;
    return (uint8_t)(at < size - 8 ? 0 : (uint64_t)len * 8 >> (8 * (size - 1 - at)));
}

static void take_block(uint32_t state[DIGEST_WORDS], const uint32_t block[16])
{
    uint32_t schedule[ROUNDS], a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];

    for (int i = 0; i < 16; i++)
        schedule[i] = block[i];
    for (int i = 16; i < ROUNDS; i++)
        schedule[i] = turn(schedule[i - 3] ^ schedule[i - 8] ^ schedule[i - 14] ^ schedule[i - 16], 1);
    for (int i = 0; i < ROUNDS; i++) {
        uint32_t mixed = i < 20   ? ((b & c) | (~b & d)) + 0x5a827999
                         : i < 40 ? (b ^ c ^ d) + 0x6ed9eba1
                         : i < 60 ? ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc
                                  : (b ^ c ^ d) + 0xca62c1d6;
        uint32_t next = turn(a, 5) + mixed + e + schedule[i];

        e = d;
        d = c;
        c = turn(b, 30);
        b = a;
        a = next;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
}

static void digest(const struct message *message, uint32_t state[DIGEST_WORDS])
{
    size_t len = D1_UUID_BYTES + message->name.len;
    size_t size = (len / BLOCK + (len % BLOCK < LENGTH_AT ? 1 : 2)) * BLOCK;

    for (size_t start = 0; start < size; start += BLOCK) {
        uint32_t block[16] = {0};

        for (size_t i = 0; i < BLOCK; i++)
            block[i / 4] = block[i / 4] << 8 | byte_at(message, start + i, size);
        take_block(state, block);
    }
}

/* ---- the id ---- */

void d1_uuid_of_name(const uint8_t namespace[D1_UUID_BYTES], struct d1_str name, char text[D1_UUID_TEXT])
{
    static const char digits[] = "0123456789abcdef";
    uint32_t state[DIGEST_WORDS] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
    size_t len = 0;

    digest(&(struct message){namespace, name}, state);
    for (size_t i = 0; i < D1_UUID_BYTES; i++) {
        uint8_t byte = (uint8_t)(state[i / 4] >> (24 - 8 * (i % 4)));

        if (i == 6)
            byte = (uint8_t)(0x50 | (byte & 0x0f)); /* the version */
        if (i == 8)
            byte = (uint8_t)(0x80 | (byte & 0x3f)); /* the variant */
        if (i == 4 || i == 6 || i == 8 || i == 10)
            text[len++] = '-';
        text[len++] = digits[byte >> 4];
        text[len++] = digits[byte & 15];
    }
    text[len] = '\0';
}
