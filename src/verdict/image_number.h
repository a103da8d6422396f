/*
 * Numbers of an image, in one to nine bytes: as many zero bits as further bytes there are, a one, and the number; the
 * first byte is zero for one of eight bytes. Private to verdict/.
 */
#ifndef D1_VERDICT_IMAGE_NUMBER_H
#define D1_VERDICT_IMAGE_NUMBER_H

#include <stddef.h>
#include <stdint.h>

#include "base/text/strbuf.h"

enum { D1_IMAGE_NUMBER = 9 /* bytes of one at most */, D1_IMAGE_WIDE = 8 /* bytes of one that has a byte of zero */ };

/* Little-endian, for which compilers have one instruction where the machine has. */
static inline uint64_t d1_image_load(const char *bytes)
{
    uint64_t word = 0;

    for (size_t i = 0; i < sizeof word; i++)
        word |= (uint64_t)(unsigned char)bytes[i] << 8 * i;
    return word;
}

/* Takes the number that is *at, where D1_IMAGE_NUMBER bytes may be read. */
static inline uint64_t d1_image_number(const char **at)
{
    uint64_t word = d1_image_load(*at);
    unsigned bytes;

    if (!(word & 0xff)) {
        word = d1_image_load(*at + 1);
        *at += D1_IMAGE_NUMBER;
        return word;
    }
    bytes = (unsigned)__builtin_ctzll(word) + 1;
    *at += bytes;
    return word << (64 - 8 * bytes) >> (64 - 7 * bytes);
}

static inline void d1_image_add_number(struct d1_strbuf *out, uint64_t number)
{
    unsigned bits = 64 - (unsigned)__builtin_clzll(number | 1), bytes = (bits + 6) / 7;
    char text[D1_IMAGE_NUMBER] = {0};
    size_t first = bytes > D1_IMAGE_WIDE ? 1 : 0;

    if (!first)
        number = number << bytes | (uint64_t)1 << (bytes - 1);
    else
        bytes = D1_IMAGE_NUMBER;
    for (size_t i = first; i < bytes; i++, number >>= 8)
        text[i] = (char)(number & 0xff);
    d1_strbuf_add(out, text, bytes);
}

/* A difference as a number that is small where the difference is, and back. */
static inline uint64_t d1_image_fold(int64_t difference)
{
    return (uint64_t)difference << 1 ^ (difference < 0 ? UINT64_MAX : 0);
}

static inline int64_t d1_image_unfold(uint64_t number)
{
    return (int64_t)(number >> 1 ^ (number & 1 ? UINT64_MAX : 0));
}

#endif
