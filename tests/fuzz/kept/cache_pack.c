/*
 * A pack over any bytes: it cannot be opened, or every value that its entries claim is refused, since no input has a
 * seal under the secret; and nothing beyond the file is read.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cache/pack.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* The report of a failure shows the line. */
#define require(condition) ((condition) ? (void)0 : abort())

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static const struct d1_cache_secret secret = {{1, 2}, {3, 4}, {5, 6}};
    static char folder[] = "/tmp/d1lint-fuzz-XXXXXX";
    static int at = -1;
    struct d1_strbuf value = {0};
    struct d1_seal_key seal;
    struct d1_pack pack;
    int fd;

    if (at < 0) {
        require(mkdtemp(folder));
        at = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    }
    fd = openat(at, "pack", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    require(fd >= 0 && d1_cache_write(fd, bytes, len, 0));
    close(fd);
    d1_seal_key_make(&seal, &secret);
    if (d1_pack_open(&pack, at, "pack") > 0) {
        for (uint32_t i = 0; i < pack.count; i++)
            require(d1_pack_get(&pack, &seal, pack.entries[i].key, &value) == 0);
        d1_pack_close(&pack);
    }
    d1_strbuf_release(&value);
    return 0;
}
