/*
 * What a run need not find out again: values by key, kept from run to run in files that nobody has to trust.
 *
 *     d1_cache_open(&cache, common_dir, &error)
 *     key = d1_cache_key(cache, text)                    of all that the value is a function of
 *     d1_cache_get(cache, key, &bytes)                   any thread
 *     d1_cache_put(cache, key, bytes)                    any thread
 *     d1_cache_finish(cache)                             once all is done: what was put is there for the next run
 *
 * A cache changes nothing but time. Whatever is wrong with it (damaged, torn, made by somebody else, no room) is a
 * value that is not there; only memory that is short is an error.
 *
 * It lies in `d1lint/` in the directory that is given, the common directory of a git repository; where that cannot be
 * used in `$XDG_CACHE_HOME/d1lint` (XDG Base Directory Specification), which is `~/.cache/d1lint` else; never in a work
 * tree. A git directory may come out of an archive, so what lies there is believed only under a digest of 128
 * bits whose key, the secret, lies in the user's cache home alone. Without a secret there is no cache.
 *
 * Each run writes one file, a pack (pack.h), under a name of its own, and never changes another's. Equal keys have
 * equal values, so it does not matter who wins. Together packs have at most D1LINT_CACHE_SIZE MiB (D1_LIMIT_CACHE_MIB);
 * those used longest ago go first, and what was still used of them is written again.
 */
#ifndef D1_CACHE_CACHE_H
#define D1_CACHE_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/siphash.h"
#include "base/str.h"
#include "base/text/strbuf.h"

struct d1_cache;

/* What values are of, for whoever wants to know what there is; a key says it by its first word. */
enum d1_cache_kind {
    D1_CACHE_FILE,       /* what a file holds */
    D1_CACHE_OUTLINES,   /* which artifacts some files hold */
    D1_CACHE_CONTENTS,   /* which contents the files of a work tree have, and what the index knows of them */
    D1_CACHE_VERDICT,    /* a verdict, or what it is still to be asked for */
    D1_CACHE_HISTORY,    /* what history tells of something, likewise; the line of a commit */
    D1_CACHE_SIGNATURE,  /* whether a commit or a tag is signed, and with which key */
    D1_CACHE_ENGAGEMENT, /* the verdict of one engagement, or what it is still to be asked for */
    D1_CACHE_WRITERS,    /* who wrote what a merge brought, or what that rests on */
    D1_CACHE_KINDS
};

/*
 * Opens the cache of a repository; common_dir is an absolute path, or NULL where there is no git. *cache is the
 * caller's, to be freed with d1_cache_free; NULL where there can be none, with *why a sentence that says what is in the
 * way (borrowed; why may be NULL). Returns 0, D1_ERR_USAGE for a D1LINT_CACHE_SIZE that is no number, D1_ERR_MEMORY.
 */
int d1_cache_open(struct d1_cache **cache, const char *common_dir, const char **why, struct d1_error *error);

/* Takes back what was put and not finished. NULL is allowed. */
void d1_cache_free(struct d1_cache *cache);

/*
 * The key of a value: of the text of all that it is a function of, whose first word says what kind of value it is.
 * Nobody without the secret can find two texts with one key.
 */
struct d1_print d1_cache_key(const struct d1_cache *cache, struct d1_str text);

/* Puts the value of a key in place of what bytes hold, aligned to 8. 1 when there is one, 0 when not, D1_ERR_MEMORY. */
int d1_cache_get(struct d1_cache *cache, struct d1_print key, struct d1_strbuf *bytes);

/* Keeps the value of a key, unless this run has kept one already. 0 or D1_ERR_MEMORY. */
int d1_cache_put(struct d1_cache *cache, enum d1_cache_kind kind, struct d1_print key, struct d1_str bytes);

/*
 * Writes down what was put, notes what was used, and takes away what is too much. While no other thread uses the cache,
 * once. What cannot be written is not kept.
 */
void d1_cache_finish(struct d1_cache *cache);

/* ---- for people ---- */

struct d1_cache_state {
    struct d1_str directory;      /* absolute; in the arena of the cache */
    size_t packs, entries;        /* that can be read */
    size_t kinds[D1_CACHE_KINDS]; /* of these entries, as they say themselves */
    uint64_t bytes;               /* of these packs */
    uint64_t limit;               /* bytes */
};

/* What there is. 0 or D1_ERR_MEMORY. */
int d1_cache_describe(struct d1_cache *cache, struct d1_cache_state *state);

/* Removes every pack, those that cannot be read included. 0, or D1_ERR_WRITE when one stays. */
int d1_cache_clear(struct d1_cache *cache, struct d1_error *error);

#endif
