/*
 * SipHash with 128 bits (Aumasson and Bernstein, 2012). Under a key that the process draws at random it is a
 * fingerprint by which two texts may be taken as the same: nobody who does not know the key can make two texts alike.
 * That differs from run to run, so nothing that is printed or stored may depend on it.
 */
#ifndef D1_BASE_SIPHASH_H
#define D1_BASE_SIPHASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct d1_print {
    uint64_t low, high;
};

/* SipHash-1-3 of so many bytes, under the key of this process, which never leaves it and dies with it. */
struct d1_print d1_print_of(const void *bytes, size_t len);

/* SipHash-2-4 with both halves of the key given, for what is stored; and SipHash-1-3, for tests. */
struct d1_print d1_siphash(const void *bytes, size_t len, uint64_t key0, uint64_t key1);
struct d1_print d1_siphash_short(const void *bytes, size_t len, uint64_t key0, uint64_t key1);

static inline bool d1_print_eq(struct d1_print a, struct d1_print b)
{
    return a.low == b.low && a.high == b.high;
}

#endif
