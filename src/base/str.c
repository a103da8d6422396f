#include "base/str.h"

#include <pthread.h>
#include <sys/random.h>
#include <time.h>
#include <unicase.h>
#include <uninorm.h>

#include "base/text/utf8.h"

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

static uint64_t process_seed;
static pthread_once_t seed_once = PTHREAD_ONCE_INIT;

static void choose_seed(void)
{
    /* Without the kernel's random numbers (a sandbox may deny them) the clock and the address layout must do. */
    if (getrandom(&process_seed, sizeof process_seed, GRND_NONBLOCK) != (ssize_t)sizeof process_seed)
        process_seed = d1_hash_fold((uint64_t)time(NULL) ^ 0xa0761d6478bd642fu, (uint64_t)(uintptr_t)&process_seed);
}

uint64_t d1_str_hash_seeded(struct d1_str text)
{
    pthread_once(&seed_once, choose_seed);
    return d1_hash(text.ptr, text.len, process_seed);
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static unsigned char lower(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/* Whether a text is UTF-8 that has more than ASCII. */
static bool has_more_than_ascii(struct d1_str text)
{
    size_t ascii = 0;

    while (ascii < text.len && !((unsigned char)text.ptr[ascii] & 0x80))
        ascii++;
    return ascii < text.len && d1_utf8_check(text) == text.len;
}

bool d1_str_alike(struct d1_str a, struct d1_str b)
{
    int order = 0;
    size_t same = 0;

    while (same < least(a.len, b.len) && lower(a.ptr[same]) == lower(b.ptr[same]))
        same++;
    if (same == a.len && same == b.len)
        return true;
    return has_more_than_ascii(a) && has_more_than_ascii(b) &&
           u8_casecmp((const uint8_t *)a.ptr, a.len, (const uint8_t *)b.ptr, b.len, NULL, UNINORM_NFC, &order) == 0 &&
           order == 0;
}

/* What texts have in common at both ends adds nothing to their distance. */
static void cut_common(struct d1_str *a, struct d1_str *b)
{
    size_t head = 0;

    while (a->len && b->len && a->ptr[a->len - 1] == b->ptr[b->len - 1]) {
        a->len--;
        b->len--;
    }
    while (head < a->len && head < b->len && a->ptr[head] == b->ptr[head])
        head++;
    *a = d1_str_sub(*a, head, a->len);
    *b = d1_str_sub(*b, head, b->len);
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
    if (limit && d1_str_alike(a, b))
        return 1;
    cut_common(&a, &b);
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
