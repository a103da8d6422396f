/*
 * A pack: values that one run has kept, in a file that is never changed once it has its name. Private to cache/.
 *
 *     header | values, each aligned to 8 bytes | entries, sorted by key
 *
 * Numbers are in the machine's own order, which the header tells. Nothing of a file is believed: lengths are held
 * against its size before anything is read, and a value counts only when its seal fits (seal.h). A value is read into
 * memory of this process and then checked, so that it does not matter who else writes or shortens the file meanwhile.
 */
#ifndef D1_CACHE_PACK_H
#define D1_CACHE_PACK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/siphash.h"
#include "base/str.h"
#include "base/text/strbuf.h"
#include "base/vec.h"
#include "cache/home.h"
#include "cache/seal.h"

enum { D1_PACK_NAME = 32 /* bytes of the name of a pack with its NUL */ };

struct d1_pack_entry {
    struct d1_print key, seal;
    uint64_t offset; /* of the value in the file */
    uint32_t length; /* bytes */
    uint32_t kind;   /* enum d1_cache_kind */
};

/* ---- reading ---- */

struct d1_pack {
    int fd;
    uint64_t size; /* bytes of the file */
    uint32_t count;
    struct d1_pack_entry *entries;
    _Atomic(bool) *used; /* of each entry: this run has had its value */
    int64_t last_used;   /* seconds since 1970-01-01T00:00:00Z */
    char name[D1_PACK_NAME];
};

/* Opens a pack: 1, or 0 when the file is none that can be used; D1_ERR_MEMORY. d1_pack_close takes one of all zero. */
int d1_pack_open(struct d1_pack *pack, int folder, const char *name);
void d1_pack_close(struct d1_pack *pack);

/*
 * Puts the value of a key in place of what bytes hold: 1, or 0 when the pack has none that can be believed;
 * D1_ERR_MEMORY. Any thread.
 */
int d1_pack_get(const struct d1_pack *pack, const struct d1_seal_key *seal, struct d1_print key,
                struct d1_strbuf *bytes);

/* ---- writing ---- */

/* A pack that is being written; all zero bytes before it is begun. For one thread at a time. */
struct d1_pack_writer {
    int folder; /* borrowed */
    int fd;
    bool begun;
    bool failed; /* no more is written, and nothing is kept */
    uint64_t size;
    D1_VEC(struct d1_pack_entry) entries;
    char name[D1_PACK_NAME]; /* the one it has until it is finished */
};

/* Begins a pack in a folder. When that fails the writer takes values and keeps none. */
void d1_pack_begin(struct d1_pack_writer *writer, int folder);

/* Adds a value. 0 or D1_ERR_MEMORY. */
int d1_pack_add(struct d1_pack_writer *writer, const struct d1_seal_key *seal, uint32_t kind, struct d1_print key,
                struct d1_str bytes);

/* Writes the entries and gives the pack its name. Whether it has it now. */
bool d1_pack_finish(struct d1_pack_writer *writer);

/* Frees the writer, and removes the file of a pack that was not finished. */
void d1_pack_abandon(struct d1_pack_writer *writer);

/* What a file in the folder is by its name: a pack, one that is not finished, or neither. */
enum d1_pack_kind { D1_PACK_NONE, D1_PACK_WHOLE, D1_PACK_BEGUN };
enum d1_pack_kind d1_pack_kind_of(const char *name);

#endif
