#include "bench/made/whole.h"

#include <dirent.h>
#include <git2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/date.h"
#include "base/memory/alloc.h"
#include "base/text/strbuf.h"
#include "base/vec.h"
#include "bench/process.h"

/* What the engagement of the bases is called, in its own name and in references to it. */
#define NAME "halden-orders"

/* A document of a base, with its dates moved. */
struct piece {
    char *path, *text;
    char blob[GIT_OID_HEXSZ + 1]; /* of the file of the base, where this is all of it; else empty */
    bool approval;
};

struct bench_whole {
    D1_VEC(struct piece) pieces;
    int days;
};

/* ---- bytes ---- */

static char *read_file(const char *path)
{
    struct d1_strbuf bytes = {0};
    char block[65536];
    size_t got;
    FILE *file = fopen(path, "rb");

    while (file && (got = fread(block, 1, sizeof block, file)) > 0)
        d1_strbuf_add(&bytes, block, got);
    if (!file || fclose(file) || bytes.oom)
        bench_stop("cannot read %s", path);
    return d1_strbuf_detach(&bytes);
}

static void write_file(const char *path, struct d1_str text)
{
    FILE *file = fopen(path, "wb");

    if (!file || fwrite(text.ptr, 1, text.len, file) != text.len || fclose(file))
        bench_stop("cannot write %s", path);
}

static void blob_of(struct d1_str text, char blob[GIT_OID_HEXSZ + 1])
{
    git_oid id;

    if (git_odb_hash(&id, text.ptr, text.len, GIT_OBJECT_BLOB) < 0)
        bench_stop("a text of %zu bytes has no id", text.len);
    git_oid_tostr(blob, GIT_OID_HEXSZ + 1, &id);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Appends a text with every date in it moved by so many days. */
static void move_dates(struct d1_strbuf *out, struct d1_str text, int days)
{
    const size_t len = strlen("2026-02-20");

    for (size_t i = 0; i < text.len;) {
        char moved[D1_DATE_TEXT];
        d1_date date;

        if ((i && is_digit(text.ptr[i - 1])) || (i + len < text.len && is_digit(text.ptr[i + len])) ||
            !d1_date_parse(d1_str_sub(text, i, len), &date)) {
            d1_strbuf_putc(out, text.ptr[i++]);
            continue;
        }
        d1_date_format(date + days, moved);
        d1_strbuf_puts(out, moved);
        i += len;
    }
}

/* Appends a text with `from` replaced by `to` wherever it stands. */
static void replace(struct d1_strbuf *out, const char *text, const char *from, const char *to)
{
    for (const char *at; (at = strstr(text, from)); text = at + strlen(from)) {
        d1_strbuf_add(out, text, (size_t)(at - text));
        d1_strbuf_puts(out, to);
    }
    d1_strbuf_puts(out, text);
}

static char *detached(struct d1_strbuf *text)
{
    if (text->oom)
        bench_stop("short of memory");
    return d1_strbuf_detach(text);
}

/* ---- reading ---- */

/* The path of document `number` (from 1) of a file: a.yaml, a-2.yaml, a-3.yaml ... */
static char *piece_path(const struct bench_whole *whole, const char *path, int number)
{
    struct d1_strbuf out = {0};

    move_dates(&out, d1_str(path), whole->days);
    if (number > 1) {
        d1_strbuf_truncate(&out, out.len - strlen(".yaml"));
        d1_strbuf_printf(&out, "-%d.yaml", number);
    }
    return detached(&out);
}

static void add_file(struct bench_whole *whole, const char *path, const char *text)
{
    bool single = !strstr(text, "\n---\n");
    int number = 1;

    for (const char *end; text; text = end ? end + strlen("\n---\n") : NULL, number++) {
        struct piece piece = {.path = piece_path(whole, path, number), .approval = strstr(text, "\nkind: Approval\n")};
        struct d1_strbuf moved = {0};

        end = strstr(text, "\n---\n");
        if (single)
            blob_of(d1_str(text), piece.blob);
        move_dates(&moved, end ? d1_strn(text, (size_t)(end - text) + 1) : d1_str(text), whole->days);
        piece.text = detached(&moved);
        if (d1_vec_push(&whole->pieces, piece) < 0)
            bench_stop("short of memory");
    }
}

/* Adds the files of base/below in the order of their names; below is empty or ends in a slash. */
static void add_folder(struct bench_whole *whole, const char *base, const char *below)
{
    struct dirent **entries;
    char path[4096], from[8192];
    int count;

    snprintf(from, sizeof from, "%s/%s", base, below);
    count = scandir(from, &entries, NULL, alphasort);
    if (count < 0)
        bench_stop("cannot read the folder %s", from);
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name;
        struct stat status;
        char *text;

        snprintf(path, sizeof path, "%s%s", below, name);
        snprintf(from, sizeof from, "%s/%s", base, path);
        if (name[0] != '.' && stat(from, &status) == 0 && S_ISDIR(status.st_mode)) {
            strncat(path, "/", sizeof path - strlen(path) - 1);
            add_folder(whole, base, path);
        } else if (d1_str_ends(d1_str(name), ".yaml")) {
            text = read_file(from);
            add_file(whole, path, text);
            d1_free(text);
        }
        free(entries[i]);
    }
    free(entries);
}

struct bench_whole *bench_whole_read(const char *folder, int weeks)
{
    struct bench_whole *whole = d1_calloc(1, sizeof *whole);

    if (!whole)
        bench_stop("short of memory");
    whole->days = -7 * weeks;
    add_folder(whole, folder, "");
    return whole;
}

void bench_whole_free(struct bench_whole *whole)
{
    for (size_t i = 0; i < whole->pieces.len; i++) {
        d1_free(whole->pieces.items[i].path);
        d1_free(whole->pieces.items[i].text);
    }
    d1_vec_release(&whole->pieces);
    d1_free(whole);
}

int bench_whole_count(const struct bench_whole *whole)
{
    return (int)whole->pieces.len;
}

/* ---- writing ---- */

static void make_parents(char *path, size_t from)
{
    for (char *slash = strchr(path + from, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(path, 0777);
        *slash = '/';
    }
}

/* The text of a piece in the engagement of that name. */
static char *own_text(const struct piece *piece, const char *name)
{
    struct d1_strbuf out = {0};

    replace(&out, piece->text, NAME, name);
    return detached(&out);
}

/* The text with one thing in place of another; the former is freed. */
static char *replaced(char *text, const char *from, const char *to)
{
    struct d1_strbuf out = {0};

    replace(&out, text, from, to);
    d1_free(text);
    return detached(&out);
}

/* Puts the ids and paths of the copies, below a folder of the repository, for those of the files that an approval
 * names. */
static char *renew_files(const struct bench_whole *whole, char *text, char *const *texts, const char *below)
{
    for (size_t i = 0; i < whole->pieces.len; i++) {
        const struct piece *piece = &whole->pieces.items[i];
        char blob[GIT_OID_HEXSZ + 1], from[4096], to[4096];

        if (!piece->blob[0] || !strstr(text, piece->blob))
            continue;
        blob_of(d1_str(texts[i]), blob);
        text = replaced(text, piece->blob, blob);
        snprintf(from, sizeof from, " path: %s,", piece->path);
        snprintf(to, sizeof to, " path: %s/%s,", below, piece->path);
        text = replaced(text, from, to);
    }
    return text;
}

void bench_whole_write(const struct bench_whole *whole, const char *folder, int number)
{
    size_t count = whole->pieces.len;
    char **texts = d1_calloc(count, sizeof *texts), name[64], below[64];

    if (!texts)
        bench_stop("short of memory");
    snprintf(name, sizeof name, NAME "-%04d", number);
    snprintf(below, sizeof below, "e-%04d", number);
    for (size_t i = 0; i < count; i++)
        texts[i] = own_text(&whole->pieces.items[i], name);
    for (size_t i = 0; i < count; i++) {
        const struct piece *piece = &whole->pieces.items[i];
        char path[8192];

        if (piece->approval)
            texts[i] = renew_files(whole, texts[i], texts, below);
        snprintf(path, sizeof path, "%s/%s", folder, piece->path);
        make_parents(path, strlen(folder) + 1);
        write_file(path, d1_str(texts[i]));
    }
    for (size_t i = 0; i < count; i++)
        d1_free(texts[i]);
    d1_free(texts);
}

void bench_whole_copy(const struct bench_whole *whole, const char *path, const char *to)
{
    for (size_t i = 0; i < whole->pieces.len; i++) {
        if (strcmp(whole->pieces.items[i].path, path) == 0) {
            write_file(to, d1_str(whole->pieces.items[i].text));
            return;
        }
    }
    bench_stop("the base has no %s", path);
}
