/*
 * Loose objects: one file each, compressed with zlib (gitformat-loose(5)). libgit2 1.5 unpacks into a buffer of the
 * size that the header gives and goes on behind its end, and it reads objects of every size; here the header says how
 * much is unpacked, no byte more, and a size beyond the limit of its type is refused before anything is. That the
 * bytes have the object's id is checked above, by libgit2, as for every other backend.
 */
#include "repo/internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <git2/sys/odb_backend.h>
#include <zlib.h>

#include "base/memory/alloc.h"

enum {
    INPUT_BYTES = 16384,
    HEADER_BYTES = 64, /* "commit 18446744073709551615" and its NUL fit well */
    NAME_DIGITS = GIT_OID_HEXSZ - 2
};

struct loose {
    git_odb_backend parent;
    char directory[];
};

/* A file that is being unpacked. */
struct stream {
    int fd;
    z_stream z;
    int state; /* what zlib said last */
    unsigned char input[INPUT_BYTES];
};

static int damaged(const char *text)
{
    git_error_set_str(GIT_ERROR_ODB, text);
    return GIT_ERROR;
}

/* ---- unpacking ---- */

/* Reads more of the file when all was used; its end leaves avail_in 0. */
static int fill(struct stream *s)
{
    ssize_t got;

    if (s->z.avail_in > 0)
        return 0;
    do
        got = read(s->fd, s->input, sizeof(s->input));
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return damaged(strerror(errno));
    s->z.next_in = s->input;
    s->z.avail_in = (uInt)got;
    return 0;
}

/* Unpacks up to `size` bytes; fewer only where the compressed data end. */
static int unpack(struct stream *s, void *bytes, size_t size, size_t *unpacked)
{
    s->z.next_out = bytes;
    s->z.avail_out = (uInt)size;
    while (s->z.avail_out > 0 && s->state != Z_STREAM_END) {
        if (fill(s) < 0)
            return GIT_ERROR;
        if (s->z.avail_in == 0)
            return damaged("its compressed data are cut off");
        s->state = inflate(&s->z, Z_NO_FLUSH);
        if (s->state == Z_MEM_ERROR) {
            git_error_set_oom();
            return GIT_ERROR;
        }
        if (s->state != Z_OK && s->state != Z_STREAM_END)
            return damaged("its compressed data are damaged");
    }
    *unpacked = size - s->z.avail_out;
    s->z.next_out = NULL; /* the bytes are the caller's again */
    return 0;
}

/* What is left when all bytes of the content are there: nothing but zlib's checksum. */
static int unpack_end(struct stream *s)
{
    unsigned char more;
    size_t unpacked;

    if (unpack(s, &more, 1, &unpacked) < 0)
        return GIT_ERROR;
    if (unpacked > 0)
        return damaged("its content is longer than its header says");
    if (fill(s) < 0)
        return GIT_ERROR;
    return s->z.avail_in > 0 ? damaged("something stands behind its compressed data") : 0;
}

/* ---- headers ---- */

struct header {
    git_object_t type;
    size_t size;
    unsigned char begun[HEADER_BYTES]; /* what was unpacked of the content with it */
    size_t begun_len;
};

/* "blob 1234" and a NUL, compressed together with the content. */
static int read_text_header(struct stream *s, struct header *h)
{
    unsigned char text[HEADER_BYTES];
    const unsigned char *blank, *end;
    size_t len, size = 0;

    if (unpack(s, text, sizeof(text), &len) < 0)
        return GIT_ERROR;
    end = memchr(text, '\0', len);
    blank = end ? memchr(text, ' ', (size_t)(end - text)) : NULL;
    if (!blank || blank + 1 == end)
        return damaged("its header is none of an object");
    for (const unsigned char *p = blank + 1; p < end; p++)
        if (*p < '0' || *p > '9' || __builtin_mul_overflow(size, (size_t)10, &size) ||
            __builtin_add_overflow(size, (size_t)(*p - '0'), &size))
            return damaged("its header is none of an object");
    text[blank - text] = '\0';
    h->type = git_object_string2type((const char *)text);
    h->size = size;
    h->begun_len = len - (size_t)(end + 1 - text);
    memcpy(h->begun, end + 1, h->begun_len);
    return 0;
}

/* The form that git 1.4 wrote: type and size as in a pack, before the compressed content. */
static int read_packed_header(struct stream *s, struct header *h)
{
    unsigned char byte;
    unsigned shift = 4;

    byte = s->z.avail_in-- > 0 ? *s->z.next_in++ : 0;
    h->type = (git_object_t)(byte >> 4 & 7);
    h->size = byte & 15;
    while (byte & 0x80) {
        if (s->z.avail_in == 0 || shift > 57)
            return damaged("its header is none of an object");
        s->z.avail_in--;
        byte = *s->z.next_in++;
        h->size |= (size_t)(byte & 0x7f) << shift;
        shift += 7;
    }
    h->begun_len = 0;
    return 0;
}

static bool is_zlib(const unsigned char *bytes, size_t len)
{
    return len >= 2 && (bytes[0] & 0x8f) == 0x08 && (bytes[0] << 8 | bytes[1]) % 31 == 0;
}

static int read_header(struct stream *s, struct header *h)
{
    int code;

    if (fill(s) < 0)
        return GIT_ERROR;
    if (s->z.avail_in == 0)
        return damaged("its file is empty");
    code = is_zlib(s->z.next_in, s->z.avail_in) ? read_text_header(s, h) : read_packed_header(s, h);
    if (code < 0)
        return code;
    if (h->type < GIT_OBJECT_COMMIT || h->type > GIT_OBJECT_TAG)
        return damaged("its header names no type that git has");
    if (h->begun_len > h->size)
        return damaged("its content is longer than its header says");
    return d1_repo_check_size(h->type, h->size);
}

/* ---- files ---- */

static bool object_path(char path[PATH_MAX], const struct loose *loose, const git_oid *id)
{
    char text[GIT_OID_HEXSZ + 1];

    git_oid_tostr(text, sizeof(text), id);
    return (size_t)snprintf(path, PATH_MAX, "%s/%.2s/%s", loose->directory, text, text + 2) < PATH_MAX;
}

/* The file of an object: GIT_ENOTFOUND, which makes libgit2 look elsewhere, when there is none. */
static int open_object(int *fd, const struct loose *loose, const git_oid *id)
{
    char path[PATH_MAX];
    struct stat st;

    if (!object_path(path, loose, id))
        return GIT_ENOTFOUND;
    *fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (*fd < 0)
        return errno == ENOENT || errno == ENOTDIR ? GIT_ENOTFOUND : damaged(strerror(errno));
    if (fstat(*fd, &st) == 0 && S_ISREG(st.st_mode))
        return 0;
    close(*fd);
    return damaged("its file is a directory, a FIFO, a socket or a device");
}

static int read_content(void **data, const struct header *h, struct stream *s, git_odb_backend *backend)
{
    char *bytes = git_odb_backend_data_alloc(backend, h->size + 1);
    size_t unpacked;
    int code;

    if (!bytes)
        return GIT_ERROR;
    memcpy(bytes, h->begun, h->begun_len);
    code = unpack(s, bytes + h->begun_len, h->size - h->begun_len, &unpacked);
    if (code == 0 && h->begun_len + unpacked < h->size)
        code = damaged("its content is shorter than its header says");
    if (code == 0)
        code = unpack_end(s);
    if (code < 0) {
        git_odb_backend_data_free(backend, bytes);
        return code;
    }
    bytes[h->size] = '\0'; /* libgit2 looks for it behind texts */
    *data = bytes;
    return 0;
}

static int loose_read(void **data, size_t *size, git_object_t *type, git_odb_backend *backend, const git_oid *id)
{
    struct stream s;
    struct header h;
    int code;

    if ((code = open_object(&s.fd, (struct loose *)backend, id)) < 0)
        return code;
    memset(&s.z, 0, sizeof(s.z));
    s.state = inflateInit(&s.z);
    if (s.state != Z_OK) {
        git_error_set_oom();
        code = GIT_ERROR;
    } else if ((code = read_header(&s, &h)) == 0 && (code = read_content(data, &h, &s, backend)) == 0) {
        *size = h.size;
        *type = h.type;
    }
    inflateEnd(&s.z);
    close(s.fd);
    return code;
}

/* ---- abbreviated ids ---- */

static int loose_exists(git_odb_backend *backend, const git_oid *id)
{
    char path[PATH_MAX];

    return object_path(path, (struct loose *)backend, id) && access(path, F_OK) == 0;
}

/* The one object whose id begins with `len` digits of `start`. */
static int loose_exists_prefix(git_oid *id, git_odb_backend *backend, const git_oid *start, size_t len)
{
    struct loose *loose = (struct loose *)backend;
    char path[PATH_MAX], text[GIT_OID_HEXSZ + 1];
    struct dirent *entry;
    size_t found = 0;
    DIR *directory;

    git_oid_tostr(text, sizeof(text), start);
    if (len < 2 || (size_t)snprintf(path, sizeof(path), "%s/%.2s", loose->directory, text) >= sizeof(path) ||
        !(directory = opendir(path)))
        return GIT_ENOTFOUND;
    while (found < 2 && (entry = readdir(directory))) {
        if (strlen(entry->d_name) != NAME_DIGITS || memcmp(entry->d_name, text + 2, len - 2) != 0)
            continue;
        memcpy(text + 2, entry->d_name, NAME_DIGITS);
        found += git_oid_fromstr(id, text) == 0;
    }
    closedir(directory);
    return found == 0 ? GIT_ENOTFOUND : found == 1 ? 0 : GIT_EAMBIGUOUS;
}

static int loose_read_prefix(git_oid *id, void **data, size_t *size, git_object_t *type, git_odb_backend *backend,
                             const git_oid *start, size_t len)
{
    int code = loose_exists_prefix(id, backend, start, len);

    return code < 0 ? code : loose_read(data, size, type, backend, id);
}

/* ---- the backend ---- */

static void loose_free(git_odb_backend *backend)
{
    d1_free(backend);
}

git_odb_backend *d1_repo_loose_backend(const char *directory)
{
    size_t len = strlen(directory) + 1;
    struct loose *loose = d1_calloc(1, sizeof(*loose) + len);

    if (!loose)
        return NULL;
    git_odb_init_backend(&loose->parent, GIT_ODB_BACKEND_VERSION);
    loose->parent.read = loose_read;
    loose->parent.read_prefix = loose_read_prefix;
    loose->parent.exists = loose_exists;
    loose->parent.exists_prefix = loose_exists_prefix;
    loose->parent.free = loose_free;
    memcpy(loose->directory, directory, len);
    return &loose->parent;
}
