/*
 * Hashing of bytes: words are multiplied and folded, which mixes well for a few instructions. All of it is inline, so
 * that the hash of a literal is a constant in the program. The numbers depend on the order of bytes of the machine.
 */
#ifndef D1_BASE_HASH_H
#define D1_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline uint64_t d1_hash_fold(uint64_t a, uint64_t b)
{
    __extension__ unsigned __int128 product = (unsigned __int128)a * b;

    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint64_t d1_hash_word_(const char *at, size_t size)
{
    uint64_t word = 0;

    memcpy(&word, at, size);
    return word;
}

/* The last word overlaps the one before, which is quicker than to pad it. The constants have about half their bits set.
 */
static inline uint64_t d1_hash(const char *bytes, size_t len, uint64_t seed)
{
    uint64_t hash = seed ^ d1_hash_fold(len ^ 0x9e3779b97f4a7c15u, 0xd6e8feb86659fd93u), last = 0;

    for (size_t at = 0; at + 8 < len; at += 8)
        hash = d1_hash_fold(hash ^ d1_hash_word_(bytes + at, 8), 0xa0761d6478bd642fu);
    if (len >= 8)
        last = d1_hash_word_(bytes + len - 8, 8);
    else if (len >= 4)
        last = d1_hash_word_(bytes, 4) | d1_hash_word_(bytes + len - 4, 4) << 32;
    else if (len)
        last = (uint64_t)(unsigned char)bytes[0] | (uint64_t)(unsigned char)bytes[len / 2] << 8 |
               (uint64_t)(unsigned char)bytes[len - 1] << 16;
    return d1_hash_fold(d1_hash_fold(hash ^ last, 0xe7037ed1a0b428dbu), 0x8ebc6af09c88c6e3u);
}

#endif
