/*
 * SipHash-2-4 with 128 bits (Aumasson and Bernstein, 2012) under a key that the process draws at random: a fingerprint
 * by which two texts may be taken as the same. Nobody who does not know the key can make two texts alike. It differs
 * from run to run, so nothing that is printed or stored may depend on it.
 */
#ifndef D1_BASE_SIPHASH_H
#define D1_BASE_SIPHASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct d1_print {
    uint64_t low, high;
};

/* Of so many bytes, under the key of this process. */
struct d1_print d1_print_of(const void *bytes, size_t len);

/* The same with both halves of the key given, for tests. */
struct d1_print d1_siphash(const void *bytes, size_t len, uint64_t key0, uint64_t key1);

static inline bool d1_print_eq(struct d1_print a, struct d1_print b)
{
    return a.low == b.low && a.high == b.high;
}

#endif
