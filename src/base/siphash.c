#include "base/siphash.h"

#include <pthread.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "base/hash.h"

static uint64_t process_key[2];
static pthread_once_t key_once = PTHREAD_ONCE_INIT;

static void choose_key(void)
{
    /* Without the kernel's random numbers (a sandbox may deny them) the clock and the address layout must do. */
    if (getrandom(process_key, sizeof process_key, GRND_NONBLOCK) == (ssize_t)sizeof process_key)
        return;
    process_key[0] = d1_hash_fold((uint64_t)time(NULL) ^ 0xa0761d6478bd642fu, (uint64_t)(uintptr_t)&process_key);
    process_key[1] = d1_hash_fold(process_key[0] ^ 0xe7037ed1a0b428dbu, (uint64_t)clock());
}

struct state {
    uint64_t v[4];
};

static uint64_t rotate(uint64_t x, unsigned by)
{
    return x << by | x >> (64 - by);
}

static inline void mix(struct state *s, unsigned rounds)
{
    while (rounds--) {
        s->v[0] += s->v[1];
        s->v[2] += s->v[3];
        s->v[1] = rotate(s->v[1], 13) ^ s->v[0];
        s->v[3] = rotate(s->v[3], 16) ^ s->v[2];
        s->v[0] = rotate(s->v[0], 32) + s->v[3];
        s->v[2] += s->v[1];
        s->v[1] = rotate(s->v[1], 17) ^ s->v[2];
        s->v[3] = rotate(s->v[3], 21) ^ s->v[0];
        s->v[2] = rotate(s->v[2], 32);
    }
}

static inline void take(struct state *s, uint64_t word, unsigned rounds)
{
    s->v[3] ^= word;
    mix(s, rounds);
    s->v[0] ^= word;
}

static uint64_t little_endian(const unsigned char *bytes, size_t count)
{
    uint64_t word = 0;

    for (size_t i = 0; i < count; i++)
        word |= (uint64_t)bytes[i] << (8 * i);
    return word;
}

/* With so many rounds for each word and for each half of the print; in line, so that they are unrolled. */
static inline struct d1_print sip(const void *bytes, size_t len, const uint64_t key[2], unsigned each, unsigned last)
{
    struct state s = {{key[0] ^ 0x736f6d6570736575u, key[1] ^ 0x646f72616e646f6du ^ 0xee, key[0] ^ 0x6c7967656e657261u,
                       key[1] ^ 0x7465646279746573u}};
    const unsigned char *at = bytes;
    struct d1_print print;
    size_t left = len;

    for (; left >= 8; left -= 8, at += 8)
        take(&s, little_endian(at, 8), each);
    take(&s, little_endian(at, left) | (uint64_t)len << 56, each);
    s.v[2] ^= 0xee;
    mix(&s, last);
    print.low = s.v[0] ^ s.v[1] ^ s.v[2] ^ s.v[3];
    s.v[1] ^= 0xdd;
    mix(&s, last);
    print.high = s.v[0] ^ s.v[1] ^ s.v[2] ^ s.v[3];
    return print;
}

struct d1_print d1_siphash(const void *bytes, size_t len, uint64_t key0, uint64_t key1)
{
    return sip(bytes, len, (uint64_t[]){key0, key1}, 2, 4);
}

struct d1_print d1_siphash_short(const void *bytes, size_t len, uint64_t key0, uint64_t key1)
{
    return sip(bytes, len, (uint64_t[]){key0, key1}, 1, 3);
}

struct d1_print d1_print_of(const void *bytes, size_t len)
{
    pthread_once(&key_once, choose_key);
    return d1_siphash_short(bytes, len, process_key[0], process_key[1]);
}
