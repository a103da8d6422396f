#include "cache/pack.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/memory/alloc.h"

#define MAGIC "d1lint\n\x1a"
#define BEGUN ".new"
#define WHOLE ".pack"

enum { VERSION = 3, ORDER = 0x01020304, DIGITS = 16, ALIGN = 8 };

struct header {
    char magic[8];
    uint32_t version, order;
    uint64_t size; /* of the whole file */
    uint32_t count, unused;
};

_Static_assert(sizeof(struct header) % ALIGN == 0 && sizeof(struct d1_pack_entry) % ALIGN == 0, "values are aligned");

static int by_key(const void *a, const void *b)
{
    const struct d1_print *x = &((const struct d1_pack_entry *)a)->key, *y = &((const struct d1_pack_entry *)b)->key;

    if (x->high != y->high)
        return x->high < y->high ? -1 : 1;
    return (x->low > y->low) - (x->low < y->low);
}

enum d1_pack_kind d1_pack_kind_of(const char *name)
{
    if (strspn(name, "0123456789abcdef") != DIGITS)
        return D1_PACK_NONE;
    if (strcmp(name + DIGITS, WHOLE) == 0)
        return D1_PACK_WHOLE;
    return strcmp(name + DIGITS, BEGUN) == 0 ? D1_PACK_BEGUN : D1_PACK_NONE;
}

/* ---- reading ---- */

/* Whether the header is one of a pack, whole, whose entries end the file. */
static bool is_pack(const struct header *header, uint64_t size)
{
    return memcmp(header->magic, MAGIC, sizeof header->magic) == 0 && header->version == VERSION &&
           header->order == ORDER && header->size == size && header->count <= D1_LIMIT_CACHE_ENTRIES &&
           size >= sizeof *header + header->count * sizeof(struct d1_pack_entry);
}

static int read_entries(struct d1_pack *pack, uint32_t count)
{
    size_t bytes = count * sizeof *pack->entries;

    pack->entries = d1_malloc(bytes + 1);
    pack->used = d1_calloc(count + 1, sizeof *pack->used);
    if (!pack->entries || !pack->used)
        return D1_ERR_MEMORY;
    pack->count = count;
    return d1_cache_read(pack->fd, pack->entries, bytes, pack->size - bytes);
}

int d1_pack_open(struct d1_pack *pack, int folder, const char *name)
{
    struct header header;
    struct stat st;
    int result = 0;

    *pack = (struct d1_pack){.fd = d1_cache_file(folder, name, 022, &st)};
    if (pack->fd < 0)
        return 0;
    snprintf(pack->name, sizeof pack->name, "%s", name);
    pack->size = (uint64_t)st.st_size;
    pack->last_used = st.st_mtime;
    if (d1_cache_read(pack->fd, &header, sizeof header, 0) && is_pack(&header, pack->size))
        result = read_entries(pack, header.count);
    if (result <= 0)
        d1_pack_close(pack);
    return result;
}

void d1_pack_close(struct d1_pack *pack)
{
    if (pack->name[0])
        close(pack->fd);
    d1_free(pack->entries);
    d1_free((void *)pack->used);
    *pack = (struct d1_pack){.fd = -1};
}

/* Whether the entry's value lies between header and entries, and is not longer than any that is kept. */
static bool lies_well(const struct d1_pack *pack, const struct d1_pack_entry *entry)
{
    uint64_t end = pack->size - pack->count * sizeof *entry;

    return entry->offset >= sizeof(struct header) && entry->offset <= end && entry->length <= end - entry->offset &&
           entry->length <= D1_LIMIT_CACHE_ENTRY_BYTES;
}

int d1_pack_get(const struct d1_pack *pack, const struct d1_seal_key *seal, struct d1_print key,
                struct d1_strbuf *bytes)
{
    const struct d1_pack_entry wanted = {.key = key};
    const struct d1_pack_entry *entry =
        pack->count ? bsearch(&wanted, pack->entries, pack->count, sizeof wanted, by_key) : NULL;
    char *to;

    if (!entry || !lies_well(pack, entry))
        return 0;
    d1_strbuf_clear(bytes);
    to = d1_strbuf_reserve(bytes, entry->length);
    if (!to)
        return D1_ERR_MEMORY;
    if (!d1_cache_read(pack->fd, to, entry->length, entry->offset))
        return 0;
    if (!d1_print_eq(d1_seal(seal, entry->kind, key, d1_strn(to, entry->length)), entry->seal))
        return 0;
    bytes->len = entry->length;
    to[entry->length] = '\0';
    atomic_store_explicit(&pack->used[entry - pack->entries], true, memory_order_relaxed);
    return 1;
}

/* ---- writing ---- */

void d1_pack_begin(struct d1_pack_writer *writer, int folder)
{
    uint64_t number;

    *writer = (struct d1_pack_writer){.folder = folder, .fd = -1, .begun = true, .failed = true};
    if (getrandom(&number, sizeof number, 0) != (ssize_t)sizeof number)
        return;
    snprintf(writer->name, sizeof writer->name, "%016" PRIx64 BEGUN, number);
    writer->fd = openat(folder, writer->name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    writer->failed = writer->fd < 0;
    writer->size = sizeof(struct header);
}

int d1_pack_add(struct d1_pack_writer *writer, const struct d1_seal_key *seal, uint32_t kind, struct d1_print key,
                struct d1_str bytes)
{
    struct d1_pack_entry entry = {.key = key, .offset = writer->size, .length = (uint32_t)bytes.len, .kind = kind};

    if (writer->failed || bytes.len > D1_LIMIT_CACHE_ENTRY_BYTES || writer->entries.len == D1_LIMIT_CACHE_ENTRIES)
        return 0;
    entry.seal = d1_seal(seal, kind, key, bytes);
    if (d1_vec_push(&writer->entries, entry) < 0)
        return D1_ERR_MEMORY;
    writer->failed = !d1_cache_write(writer->fd, bytes.ptr, bytes.len, writer->size);
    writer->size += (bytes.len + ALIGN - 1) / ALIGN * ALIGN;
    return 0;
}

bool d1_pack_finish(struct d1_pack_writer *writer)
{
    size_t bytes = writer->entries.len * sizeof *writer->entries.items;
    struct header header = {
        .magic = MAGIC,
        .version = VERSION,
        .order = ORDER,
        .size = writer->size + bytes,
        .count = (uint32_t)writer->entries.len,
    };
    char name[D1_PACK_NAME];

    if (writer->failed || !writer->entries.len)
        return false;
    qsort(writer->entries.items, writer->entries.len, sizeof *writer->entries.items, by_key);
    if (!d1_cache_write(writer->fd, writer->entries.items, bytes, writer->size) ||
        !d1_cache_write(writer->fd, &header, sizeof header, 0))
        return false;
    writer->size = header.size;
    snprintf(name, sizeof name, "%.*s" WHOLE, DIGITS, writer->name);
    if (renameat(writer->folder, writer->name, writer->folder, name) < 0)
        return false;
    writer->name[0] = '\0';
    return true;
}

void d1_pack_abandon(struct d1_pack_writer *writer)
{
    if (!writer->begun)
        return;
    if (writer->fd >= 0) {
        close(writer->fd);
        if (writer->name[0])
            unlinkat(writer->folder, writer->name, 0);
    }
    d1_vec_release(&writer->entries);
    *writer = (struct d1_pack_writer){.fd = -1};
}
