/*
 * A pack over any bytes, over a right one that was changed, and over one whose entries are any bytes: it cannot be
 * opened, or gives for a key what was kept under it and nothing else, since nobody makes a seal without the secret; and
 * nothing beyond the file is read.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cache/pack.h"
#include "fuzz/edits.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* The report of a failure shows the line. */
#define require(condition) ((condition) ? (void)0 : abort())

static const char blocks[D1_SEAL_BLOCK + 100];
static const struct value {
    struct d1_print key;
    uint32_t kind;
    struct d1_str bytes;
} values[] = {
    {{1, 2}, 1, D1_STR("")},
    {{1, 3}, 2, D1_STR("short")},
    {{4, 0}, 1, {blocks, sizeof blocks}},
};

enum { VALUES = sizeof values / sizeof *values };

static char folder[] = "/tmp/d1lint-fuzz-XXXXXX";
static int at = -1;
static struct d1_seal_key seal;
static struct d1_strbuf sample;

static void remove_folder(void)
{
    unlinkat(at, "pack", 0);
    rmdir(folder);
}

/* The file of a pack with the values. */
static void keep_sample(void)
{
    static const struct d1_cache_secret secret = {{1, 2}, {3, 4}, {5, 6}};
    struct d1_pack_writer writer;
    char name[D1_PACK_NAME];
    struct stat st;
    int fd;

    require(mkdtemp(folder) && (at = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) >= 0);
    require(atexit(remove_folder) == 0);
    d1_seal_key_make(&seal, &secret);
    d1_pack_begin(&writer, at);
    for (size_t i = 0; i < VALUES; i++)
        require(d1_pack_add(&writer, &seal, values[i].kind, values[i].key, values[i].bytes) == 0);
    snprintf(name, sizeof name, "%.16s.pack", writer.name);
    require(d1_pack_finish(&writer));
    d1_pack_abandon(&writer);
    require((fd = d1_cache_file(at, name, 0, &st)) >= 0 && d1_strbuf_reserve(&sample, (size_t)st.st_size));
    sample.len = (size_t)st.st_size;
    require(d1_cache_read(fd, sample.ptr, sample.len, 0));
    close(fd);
    unlinkat(at, name, 0);
}

static bool was_kept(struct d1_print key, struct d1_str bytes)
{
    for (size_t i = 0; i < VALUES; i++)
        if (d1_print_eq(values[i].key, key))
            return d1_str_eq(values[i].bytes, bytes);
    return false;
}

/* How many values the file gives. */
static size_t check(struct d1_str file)
{
    struct d1_strbuf value = {0};
    struct d1_pack pack;
    size_t given = 0;
    int fd = openat(at, "pack", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    require(fd >= 0 && d1_cache_write(fd, file.ptr, file.len, 0));
    close(fd);
    if (d1_pack_open(&pack, at, "pack") > 0)
        for (uint32_t i = 0; i < pack.count; i++) {
            int result = d1_pack_get(&pack, &seal, pack.entries[i].key, &value);

            require(result == 0 || (result == 1 && was_kept(pack.entries[i].key, d1_strbuf_view(&value))));
            given += (size_t)result;
        }
    d1_pack_close(&pack);
    d1_strbuf_release(&value);
    return given;
}

static void check_changed(const uint8_t *edits, size_t len)
{
    struct d1_strbuf changed = {0};

    d1_strbuf_str(&changed, d1_strbuf_view(&sample));
    apply_edits(&changed, edits, len);
    check(d1_strbuf_view(&changed));
    d1_strbuf_release(&changed);
}

/* The input in place of the entries, behind a header and values that are right. */
static void check_entries(const uint8_t *bytes, size_t len)
{
    size_t entries = VALUES * sizeof(struct d1_pack_entry);
    struct d1_strbuf changed = {0};

    d1_strbuf_str(&changed, d1_strbuf_view(&sample));
    if (len)
        memcpy(changed.ptr + changed.len - entries, bytes, len < entries ? len : entries);
    check(d1_strbuf_view(&changed));
    d1_strbuf_release(&changed);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    if (at < 0) {
        keep_sample();
        require(check(d1_strbuf_view(&sample)) == VALUES);
    }
    check(d1_strn((const char *)bytes, len));
    check_changed(bytes, len);
    check_entries(bytes, len);
    return 0;
}
