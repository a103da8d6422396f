#include "base/sha256.h"

enum { BLOCK = 64, ROUNDS = 64, LENGTH_AT = 56 };

/* The first 32 bits of the fractions of the cube roots of the first 64 primes (FIPS 180-4, 4.2.2). */
static const uint32_t constants[ROUNDS] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t turn(uint32_t word, int bits)
{
    return word >> bits | word << (32 - bits);
}

static uint32_t word_at(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* One block into the state (FIPS 180-4, 6.2.2); a to h are the working variables. */
static void take_block(uint32_t state[8], const unsigned char *block)
{
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
    uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
    uint32_t schedule[ROUNDS];

    for (int i = 0; i < 16; i++)
        schedule[i] = word_at(block + 4 * (size_t)i);
    for (int i = 16; i < ROUNDS; i++) {
        uint32_t before = schedule[i - 15], last = schedule[i - 2];

        schedule[i] = schedule[i - 16] + schedule[i - 7] + (turn(before, 7) ^ turn(before, 18) ^ before >> 3) +
                      (turn(last, 17) ^ turn(last, 19) ^ last >> 10);
    }
    for (int i = 0; i < ROUNDS; i++) {
        uint32_t first =
            h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + constants[i] + schedule[i];
        uint32_t second = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));

        h = g, g = f, f = e, e = d + first;
        d = c, c = b, b = a, a = first + second;
    }
    state[0] += a, state[1] += b, state[2] += c, state[3] += d;
    state[4] += e, state[5] += f, state[6] += g, state[7] += h;
}

void d1_sha256(struct d1_str bytes, char text[D1_SHA256_TEXT])
{
    static const char digits[] = "0123456789abcdef";
    uint32_t state[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                         0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    const unsigned char *at = (const unsigned char *)bytes.ptr;
    size_t left = bytes.len;
    unsigned char tail[2 * BLOCK] = {0};
    size_t tail_len;

    for (; left >= BLOCK; left -= BLOCK, at += BLOCK)
        take_block(state, at);
    if (left)
        memcpy(tail, at, left);
    tail[left] = 0x80;
    tail_len = left < LENGTH_AT ? BLOCK : 2 * BLOCK;
    for (int i = 0; i < 8; i++)
        tail[tail_len - 1 - (size_t)i] = (unsigned char)((uint64_t)bytes.len * 8 >> (8 * i));
    for (size_t i = 0; i < tail_len; i += BLOCK)
        take_block(state, tail + i);
    for (int i = 0; i < D1_SHA256_TEXT - 1; i++)
        text[i] = digits[state[i / 8] >> (28 - 4 * (i % 8)) & 15];
    text[D1_SHA256_TEXT - 1] = '\0';
}

static const char *escape_of(char c)
{
    return c == '\\' ? "\\\\" : c == '\n' ? "\\n" : c == '\r' ? "\\r" : NULL;
}

void d1_sha256_list(struct d1_strbuf *listing, struct d1_str name, struct d1_str bytes)
{
    char digest[D1_SHA256_TEXT];
    bool escaped = false;

    for (size_t i = 0; i < name.len && !escaped; i++)
        escaped = escape_of(name.ptr[i]) != NULL;
    d1_sha256(bytes, digest);
    d1_strbuf_printf(listing, "%s%s  ", escaped ? "\\" : "", digest);
    for (size_t i = 0; i < name.len; i++)
        if (escape_of(name.ptr[i]))
            d1_strbuf_puts(listing, escape_of(name.ptr[i]));
        else
            d1_strbuf_putc(listing, name.ptr[i]);
    d1_strbuf_putc(listing, '\n');
}
