#include "base/str.h"

#include <pthread.h>
#include <sys/random.h>
#include <time.h>

int d1_str_cmp(struct d1_str a, struct d1_str b)
{
    size_t len = a.len < b.len ? a.len : b.len;
    int order = len ? memcmp(a.ptr, b.ptr, len) : 0;

    if (order)
        return order;
    return (a.len > b.len) - (a.len < b.len);
}

bool d1_str_starts(struct d1_str text, const char *prefix)
{
    size_t len = strlen(prefix);

    return text.len >= len && memcmp(text.ptr, prefix, len) == 0;
}

bool d1_str_ends(struct d1_str text, const char *suffix)
{
    size_t len = strlen(suffix);

    return text.len >= len && memcmp(text.ptr + text.len - len, suffix, len) == 0;
}

struct d1_str d1_str_sub(struct d1_str text, size_t from, size_t len)
{
    if (from > text.len)
        from = text.len;
    if (len > text.len - from)
        len = text.len - from;
    return (struct d1_str){text.ptr ? text.ptr + from : NULL, len};
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct d1_str d1_str_trim(struct d1_str text)
{
    while (text.len && is_space(text.ptr[0])) {
        text.ptr++;
        text.len--;
    }
    while (text.len && is_space(text.ptr[text.len - 1]))
        text.len--;
    return text;
}

size_t d1_str_find(struct d1_str text, char c, size_t from)
{
    const char *hit = from < text.len ? memchr(text.ptr + from, c, text.len - from) : NULL;

    return hit ? (size_t)(hit - text.ptr) : text.len;
}

/* Multiply and fold: good mixing for a few instructions. The constants are odd with about half their bits set. */
static uint64_t fold(uint64_t a, uint64_t b)
{
    __extension__ unsigned __int128 product = (unsigned __int128)a * b;

    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t read_64(const char *at)
{
    uint64_t word;

    memcpy(&word, at, sizeof word);
    return word;
}

static uint64_t read_32(const char *at)
{
    uint32_t word;

    memcpy(&word, at, sizeof word);
    return word;
}

/* Words of eight bytes; the last one overlaps the one before, which is quicker than to pad it. */
static uint64_t hash_bytes(struct d1_str text, uint64_t seed)
{
    uint64_t hash = seed ^ fold(text.len ^ 0x9e3779b97f4a7c15u, 0xd6e8feb86659fd93u), last = 0;
    const unsigned char *bytes = (const unsigned char *)text.ptr;
    const char *at = text.ptr;
    size_t left = text.len;

    for (; left > 8; at += 8, left -= 8)
        hash = fold(hash ^ read_64(at), 0xa0761d6478bd642fu);
    if (text.len >= 8)
        last = read_64(text.ptr + text.len - 8);
    else if (text.len >= 4)
        last = read_32(text.ptr) | read_32(text.ptr + text.len - 4) << 32;
    else if (text.len)
        last = bytes[0] | (uint64_t)bytes[text.len / 2] << 8 | (uint64_t)bytes[text.len - 1] << 16;
    return fold(fold(hash ^ last, 0xe7037ed1a0b428dbu), 0x8ebc6af09c88c6e3u);
}

uint32_t d1_str_hash(struct d1_str text)
{
    enum { END = 16 };
    uint64_t hash = text.len;

    if (text.len > 2 * END) {
        hash = hash_bytes(d1_str_sub(text, 0, END), hash);
        text = d1_str_sub(text, text.len - END, END);
    }
    hash = hash_bytes(text, hash);
    return (uint32_t)(hash ^ (hash >> 32));
}

static uint64_t process_seed;
static pthread_once_t seed_once = PTHREAD_ONCE_INIT;

static void choose_seed(void)
{
    /* Without the kernel's random numbers (a sandbox may deny them) the clock and the address layout must do. */
    if (getrandom(&process_seed, sizeof process_seed, GRND_NONBLOCK) != (ssize_t)sizeof process_seed)
        process_seed = fold((uint64_t)time(NULL) ^ 0xa0761d6478bd642fu, (uint64_t)(uintptr_t)&process_seed);
}

uint64_t d1_str_hash_seeded(struct d1_str text)
{
    pthread_once(&seed_once, choose_seed);
    return hash_bytes(text, process_seed);
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

size_t d1_str_distance(struct d1_str a, struct d1_str b, size_t limit)
{
    enum { LONGEST = 64 };
    size_t rows[3][LONGEST + 1];
    size_t *before = rows[0], *last = rows[1], *now = rows[2];

    if (limit > 8)
        limit = 8;
    if (d1_str_eq(a, b))
        return 0;
    if (a.len > LONGEST || b.len > LONGEST || a.len > b.len + limit || b.len > a.len + limit)
        return limit + 1;
    for (size_t j = 0; j <= b.len; j++)
        last[j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        size_t smallest = now[0] = i;

        for (size_t j = 1; j <= b.len; j++) {
            size_t change = a.ptr[i - 1] != b.ptr[j - 1];

            now[j] = least(least(last[j], now[j - 1]) + 1, last[j - 1] + change);
            if (i > 1 && j > 1 && a.ptr[i - 1] == b.ptr[j - 2] && a.ptr[i - 2] == b.ptr[j - 1])
                now[j] = least(now[j], before[j - 2] + 1);
            smallest = least(smallest, now[j]);
        }
        if (smallest > limit)
            return limit + 1;
        size_t *oldest = before;
        before = last;
        last = now;
        now = oldest;
    }
    return least(last[b.len], limit + 1);
}

bool d1_str_nearer(struct d1_str text, struct d1_str candidate, size_t *distance)
{
    size_t own = *distance ? d1_str_distance(text, candidate, *distance - 1) : 0;

    if (own >= *distance)
        return false;
    *distance = own;
    return true;
}
