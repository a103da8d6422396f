/*
 * A piece of text that somebody else owns: a pointer and a length in bytes, not necessarily NUL-terminated.
 * Passed by value. The empty text may have a NULL pointer.
 */
#ifndef D1_BASE_STR_H
#define D1_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/hash.h"

struct d1_str {
    const char *ptr;
    size_t len;
};

/* For "%.*s": D1_STR_ARG(s) stands for the two arguments. */
#define D1_STR_FMT "%.*s"
#define D1_STR_ARG(s) (int)(s).len, (s).ptr ? (s).ptr : ""

/* A text constant, usable in static initialisers. */
#define D1_STR(literal)                                                                                                \
    {                                                                                                                  \
        "" literal, sizeof(literal) - 1                                                                                \
    }

static inline struct d1_str d1_str(const char *text)
{
    return (struct d1_str){text, text ? strlen(text) : 0};
}

static inline struct d1_str d1_strn(const char *text, size_t len)
{
    return (struct d1_str){text, len};
}

static inline bool d1_str_eq(struct d1_str a, struct d1_str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static inline bool d1_str_is(struct d1_str a, const char *text)
{
    return d1_str_eq(a, d1_str(text));
}

/* Byte order, which for UTF-8 is code point order; a prefix comes first. Negative, 0 or positive. */
int d1_str_cmp(struct d1_str a, struct d1_str b);

bool d1_str_starts(struct d1_str text, const char *prefix);
bool d1_str_ends(struct d1_str text, const char *suffix);

/* The part from byte `from` on, at most len bytes; both are clipped to the text. */
struct d1_str d1_str_sub(struct d1_str text, size_t from, size_t len);

/* Without ASCII white space at both ends. */
struct d1_str d1_str_trim(struct d1_str text);

/* Offset of the first byte c at or after from, or text.len. */
size_t d1_str_find(struct d1_str text, char c, size_t from);

/*
 * A 32-bit hash, the same in every run: documents keep it for their strings. It tells most keys apart, not those that
 * somebody makes alike: of a long text it looks at both ends and the length, so use it before comparing, not to sort
 * hostile keys into a table.
 */
static inline uint32_t d1_str_hash(struct d1_str text)
{
    enum { END = 16 };
    uint64_t hash = text.len;

    if (text.len > (size_t)2 * END) {
        hash = d1_hash(text.ptr, END, hash);
        text = (struct d1_str){text.ptr + text.len - END, END};
    }
    hash = d1_hash(text.ptr, text.len, hash);
    return (uint32_t)(hash ^ (hash >> 32));
}

/*
 * A 64-bit hash keyed by the process's random seed, for tables that hold hostile keys. Differs from run to run;
 * nothing that is printed may depend on it.
 */
uint64_t d1_str_hash_seeded(struct d1_str text);

/*
 * Whether texts differ by nothing but case and Unicode normalization (NFC, NFD), so that people, and some file systems,
 * take one for the other. Of what is no UTF-8 the case of ASCII counts alone.
 */
bool d1_str_alike(struct d1_str a, struct d1_str b);

/*
 * Distance of Levenshtein with transpositions of neighbours, in bytes, for "did you mean"; anything above limit
 * (at most 8) is reported as limit + 1. Texts that differ over more than 64 bytes are taken as far apart. Texts that
 * are alike (d1_str_alike) are at most 1 apart, however long.
 */
size_t d1_str_distance(struct d1_str a, struct d1_str b, size_t limit);

/* Whether the candidate is nearer to the text than *distance (at most 9); if so, *distance becomes its own. */
bool d1_str_nearer(struct d1_str text, struct d1_str candidate, size_t *distance);

/* The *distance to begin with where a name may be misspelt: a third of the letters may be wrong, three at the most. */
static inline size_t d1_str_reach(struct d1_str name)
{
    return 1 + (name.len < 9 ? name.len / 3 : 3);
}

#endif
