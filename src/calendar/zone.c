/* Finding zones by name: the database's directory, and the zones read so far. */
#include "calendar/zone.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/map.h"
#include "base/memory/alloc.h"
#include "base/sha256.h"
#include "calendar/zone_data.h"

enum {
    NAME_MOST = 64,        /* bytes of a name; the longest of the database has 32 */
    FILE_MOST = 64 * 1024, /* bytes of a TZif file; the largest has under 4 KiB */
    PATH_MOST = 4096
};

static const struct d1_zone utc = {.rule = {.present = true}};

/* Zones read so far, by name. Kept until the process ends: what was given out is borrowed for as long. */
static struct d1_map zones;

/* What the database has said to each name that was asked for: the digest of its file; "-", no such zone; "!". */
struct answer {
    char digest[D1_SHA256_TEXT];
    char name[];
};

static struct d1_map answers;
static bool forgetful; /* there were more names than are noted, or no memory for one */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static const char *directory(void)
{
    const char *given = getenv("TZDIR");

    return given && *given ? given : "/usr/share/zoneinfo";
}

/* Names that lie in the directory but are not of the database, or mean that no zone was chosen. */
static bool is_foreign(struct d1_str name)
{
    static const char *const whole[] = {"localtime", "posixrules", "Factory"};

    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++) {
        if (d1_str_is(name, whole[i]))
            return true;
    }
    return d1_str_starts(name, "posix/") || d1_str_starts(name, "right/");
}

/*
 * Whether the text has the form of a zone's name: components of letters, digits, '_', '+', '-' between single '/'
 * (theory.html of the tz database). It has no dot, so no way out of the directory and none into files such as
 * zone.tab.
 */
static bool has_form(struct d1_str name)
{
    bool inside = false; /* a component has begun */

    if (name.len == 0 || name.len > NAME_MOST)
        return false;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';

        if (c == '/' ? !inside : !letter && !(c >= '0' && c <= '9') && c != '+' && (c != '-' || !inside))
            return false;
        inside = c != '/';
    }
    return inside;
}

/* Reads a whole regular file of at most FILE_MOST bytes; 0, or the errno of what went wrong. */
static int read_file(const char *path, unsigned char *bytes, size_t *len)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), code = 0;
    struct stat status;
    ssize_t got = 1;

    if (fd < 0)
        return errno;
    if (fstat(fd, &status) != 0)
        code = errno;
    else if (!S_ISREG(status.st_mode))
        code = EISDIR;
    else if (status.st_size > FILE_MOST)
        code = EFBIG;
    while (code == 0 && got > 0 && *len < FILE_MOST) {
        got = read(fd, bytes + *len, FILE_MOST - *len);
        if (got < 0 && errno != EINTR)
            code = errno;
        else if (got > 0)
            *len += (size_t)got;
        else if (got < 0)
            got = 1;
    }
    close(fd);
    return code;
}

int d1_zone_available(struct d1_error *error)
{
    char path[PATH_MOST];

    /* Every build of the database has Etc; a directory that was made for something else has none. */
    if (snprintf(path, sizeof path, "%s/Etc", directory()) < (int)sizeof path && access(path, R_OK | X_OK) == 0)
        return 0;
    return d1_error_set(error, D1_ERR_READ,
                        "the time zone database is not installed in %s; install the package tzdata, or set TZDIR",
                        directory());
}

static int not_found(struct d1_str name, struct d1_error *error)
{
    return d1_error_set(error, D1_ERR_NOT_FOUND,
                        "\"%.*s\" is not a time zone of the IANA database; expected a name such as Europe/Dublin",
                        name.len > NAME_MOST ? NAME_MOST : (int)name.len, name.ptr ? name.ptr : "");
}

/* Notes what the database says to a name, the first time, with the lock held: what reading its file came to. */
static void note(struct d1_str name, int code, struct d1_str bytes)
{
    struct answer *answer;

    if (d1_map_find(&answers, name))
        return;
    answer = answers.len < D1_LIMIT_ZONES ? d1_calloc(1, sizeof *answer + name.len + 1) : NULL;
    if (!answer) {
        forgetful = true;
        return;
    }
    memcpy(answer->name, name.ptr, name.len);
    if (code == 0)
        d1_sha256(bytes, answer->digest);
    else
        answer->digest[0] = code == D1_ERR_NOT_FOUND ? '-' : '!';
    if (d1_map_insert(&answers, d1_strn(answer->name, name.len), answer, NULL) < 0) {
        d1_free(answer);
        forgetful = true;
    }
}

/* Reads the zone of a name of the right form from its file. */
static int load(struct d1_str name, struct d1_zone **zone, struct d1_error *error)
{
    char path[PATH_MOST];
    unsigned char *bytes;
    size_t len = 0;
    int code;

    if (snprintf(path, sizeof path, "%s/" D1_STR_FMT, directory(), D1_STR_ARG(name)) >= (int)sizeof path)
        return d1_error_set(error, D1_ERR_READ, "the path in TZDIR is too long");
    bytes = d1_malloc(FILE_MOST);
    if (!bytes)
        return d1_error_memory(error);
    code = read_file(path, bytes, &len);
    if (code == ENOENT || code == ENOTDIR || code == EISDIR) {
        code = d1_zone_available(error);
        if (code == 0)
            code = not_found(name, error);
    } else if (code) {
        code = d1_error_set(error, D1_ERR_READ, "time zone %s cannot be read: %s", path, strerror(code));
    } else if (len < 4 || memcmp(bytes, "TZif", 4) != 0) {
        code = not_found(name, error); /* a file of another kind, such as a list of leap seconds */
    } else {
        code = d1_zone_read(zone, name, bytes, len, error);
    }
    note(name, code, d1_strn((const char *)bytes, len));
    d1_free(bytes);
    return code;
}

int d1_zone_find(struct d1_str name, const struct d1_zone **zone, struct d1_error *error)
{
    struct d1_zone *found = NULL;
    int code = 0;

    if (d1_str_is(name, "UTC")) {
        *zone = &utc;
        return 0;
    }
    if (!has_form(name) || is_foreign(name))
        return not_found(name, error);
    pthread_mutex_lock(&lock);
    found = d1_map_get(&zones, name);
    if (!found) {
        code = load(name, &found, error);
        if (code == 0 && d1_map_insert(&zones, d1_str(found->name), found, NULL) < 0) {
            d1_zone_free(found);
            code = d1_error_memory(error);
        }
    }
    pthread_mutex_unlock(&lock);
    if (code == 0)
        *zone = found;
    return code;
}

static int by_name(const void *a, const void *b)
{
    return strcmp((*(const struct answer *const *)a)->name, (*(const struct answer *const *)b)->name);
}

bool d1_zone_asked(struct d1_strbuf *out)
{
    const struct answer **sorted;
    bool all = !forgetful;

    pthread_mutex_lock(&lock);
    sorted = d1_malloc((answers.len + 1) * sizeof *sorted);
    for (size_t i = 0; sorted && i < answers.len; i++)
        sorted[i] = answers.entries[i].value;
    if (sorted)
        qsort((void *)sorted, answers.len, sizeof *sorted, by_name);
    for (size_t i = 0; sorted && i < answers.len; i++)
        d1_strbuf_add(out, sorted[i]->name, strlen(sorted[i]->name) + 1);
    pthread_mutex_unlock(&lock);
    d1_free((void *)sorted);
    return sorted && all;
}

bool d1_zone_answer(struct d1_strbuf *out, struct d1_str name)
{
    const struct answer *answer;
    const struct d1_zone *zone;

    d1_zone_find(name, &zone, NULL);
    pthread_mutex_lock(&lock);
    answer = d1_map_get(&answers, name);
    if (answer)
        d1_strbuf_puts(out, answer->digest);
    pthread_mutex_unlock(&lock);
    return answer != NULL;
}

bool d1_zone_is_name(struct d1_str name)
{
    const struct d1_zone *zone;

    return d1_zone_find(name, &zone, NULL) == 0;
}

const struct d1_zone *d1_zone_utc(void)
{
    return &utc;
}

static bool two_digits(const char *p, int most, int *value)
{
    if (p[0] < '0' || p[0] > '9' || p[1] < '0' || p[1] > '9')
        return false;
    *value = (p[0] - '0') * 10 + (p[1] - '0');
    return *value <= most;
}

bool d1_zone_parse_offset(struct d1_str text, int32_t *offset)
{
    bool west = text.len && text.ptr[0] == '-';
    int hours, minutes;

    if (text.len == 6 && (west || text.ptr[0] == '+'))
        text = d1_str_sub(text, 1, 5);
    if (text.len != 5 || text.ptr[2] != ':' || !two_digits(text.ptr, 23, &hours) ||
        !two_digits(text.ptr + 3, 59, &minutes))
        return false;
    *offset = (hours * 60 + minutes) * (west ? -60 : 60);
    return true;
}

int d1_zone_offset_named(struct d1_str text, int64_t seconds, int32_t *offset, struct d1_error *error)
{
    const struct d1_zone *zone = NULL;
    int code;

    if (d1_zone_parse_offset(text, offset))
        return 0;
    code = d1_zone_find(text, &zone, error);
    if (code == 0)
        *offset = d1_zone_offset(zone, seconds);
    else if (code == D1_ERR_NOT_FOUND)
        d1_error_set(error, code,
                     "\"%.*s\" is not a time zone; expected an IANA name such as Europe/Dublin or an offset such as "
                     "+02:00",
                     text.len > NAME_MOST ? NAME_MOST : (int)text.len, text.ptr ? text.ptr : "");
    return code;
}
