#include "cache/seal.h"

#include <string.h>

enum { SUM = 4 /* words of the sum of a block */, MOST = 64 /* sums that are digested at a time */ };

__extension__ typedef unsigned __int128 wide;

/* Words of the key are SipHash of their numbers: messages of one word, and no digest of sums is of less than two. */
void d1_seal_key_make(struct d1_seal_key *key, const struct d1_cache_secret *secret)
{
    memcpy(key->values, secret->values, sizeof key->values);
    memcpy(key->seals, secret->seals, sizeof key->seals);
    for (uint64_t i = 0; i < D1_SEAL_WORDS + 2; i += 2) {
        struct d1_print two = d1_siphash(&i, sizeof i, key->values[0], key->values[1]);

        key->block[i] = two.low;
        key->block[i + 1] = two.high;
    }
}

/* Writes the sum of so many words of a block, an even number. */
static void add_up(const uint64_t *key, const char *bytes, size_t words, uint64_t sum[SUM])
{
    wide first = 0, second = 0;
    uint64_t a, b;

    for (size_t i = 0; i < words; i += 2) {
        memcpy(&a, bytes + i * sizeof a, sizeof a);
        memcpy(&b, bytes + (i + 1) * sizeof b, sizeof b);
        first += (wide)(a + key[i]) * (b + key[i + 1]);
        second += (wide)(a + key[i + 2]) * (b + key[i + 3]);
    }
    sum[0] = (uint64_t)first;
    sum[1] = (uint64_t)(first >> 64);
    sum[2] = (uint64_t)second;
    sum[3] = (uint64_t)(second >> 64);
}

/* The same of a block that is not full: with zeros up to the next pair of words. */
static void add_up_rest(const uint64_t *key, struct d1_str rest, uint64_t sum[SUM])
{
    char block[D1_SEAL_BLOCK] = {0};
    size_t pairs = (rest.len + 2 * sizeof *key - 1) / (2 * sizeof *key);

    memcpy(block, rest.ptr, rest.len);
    add_up(key, block, 2 * pairs, sum);
}

/* Each digest but the last is of MOST sums behind the digest before; how many there are the length says. */
static struct d1_print digest_of(const struct d1_seal_key *key, struct d1_str bytes)
{
    struct {
        struct d1_print before;
        uint64_t sums[MOST][SUM];
    } message;
    struct d1_print digest = {0, 0};

    do {
        size_t count = 0;

        message.before = digest;
        for (; bytes.len >= D1_SEAL_BLOCK && count < MOST; bytes = d1_str_sub(bytes, D1_SEAL_BLOCK, bytes.len))
            add_up(key->block, bytes.ptr, D1_SEAL_WORDS, message.sums[count++]);
        if (bytes.len && count < MOST) {
            add_up_rest(key->block, bytes, message.sums[count++]);
            bytes.len = 0;
        }
        digest =
            d1_siphash(&message, sizeof message.before + count * sizeof *message.sums, key->values[0], key->values[1]);
    } while (bytes.len);
    return digest;
}

struct d1_print d1_seal(const struct d1_seal_key *key, uint32_t kind, struct d1_print name, struct d1_str bytes)
{
    const struct d1_print digest = digest_of(key, bytes);
    const uint64_t words[] = {name.low, name.high, kind, bytes.len, digest.low, digest.high};

    return d1_siphash(words, sizeof words, key->seals[0], key->seals[1]);
}
