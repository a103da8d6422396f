#include "cli/report/many.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file/file.h"
#include "base/limits.h"
#include "base/map.h"
#include "base/memory/alloc.h"
#include "cli/message.h"
#include "cli/source.h"
#include "saved/gather.h"

/* A file that is to be read, and what it is called in the portfolio: wherever the folder lies, it is the same. */
struct source {
    char *path;
    const char *name;
};

struct many {
    struct d1_gathered gathered;
    D1_VEC(struct source) sources;
    struct d1_strbuf bytes; /* of one file at a time */
    struct d1_strbuf names; /* the file of --expect */
    int status;             /* what the program is to end with, as far as that is known */
};

/* ---- which files ---- */

static int by_name(const void *left, const void *right)
{
    return strcmp(((const struct source *)left)->path, ((const struct source *)right)->path);
}

static int add_source(struct many *many, const char *directory, const char *name)
{
    struct d1_strbuf path = {0};
    struct source source;

    if (directory)
        d1_strbuf_printf(&path, "%s/", directory);
    d1_strbuf_puts(&path, name);
    source.path = d1_strbuf_detach(&path);
    if (!source.path)
        return D1_ERR_MEMORY;
    source.name = source.path + (directory ? strlen(directory) + 1 : 0);
    if (d1_vec_push(&many->sources, source) == 0)
        return 0;
    d1_free(source.path);
    return D1_ERR_MEMORY;
}

static int list_folder(struct many *many, const char *directory, struct d1_error *error)
{
    int status = d1_file_may_enter(directory, error);
    DIR *stream = status == 0 ? opendir(directory) : NULL;
    const struct dirent *entry;

    if (status < 0)
        return status;
    if (!stream && errno == ENOMEM)
        return d1_error_memory(error);
    if (!stream)
        return d1_error_set(error, D1_ERR_READ, "%s cannot be read: %s", directory, strerror(errno));
    while (status == 0 && (entry = readdir(stream)))
        if (entry->d_name[0] != '.' &&
            (d1_str_ends(d1_str(entry->d_name), ".json") || d1_str_ends(d1_str(entry->d_name), ".jsonl")))
            status = add_source(many, directory, entry->d_name);
    closedir(stream);
    return status < 0 ? d1_error_memory(error) : 0;
}

static int list_sources(struct many *many, const char *from, char **paths, size_t count, struct d1_error *error)
{
    int status = from ? list_folder(many, from, error) : 0;

    for (size_t i = 0; i < count && status == 0; i++)
        if (add_source(many, NULL, paths[i]) < 0)
            status = d1_error_memory(error);
    if (status == 0 && many->sources.len)
        qsort(many->sources.items, many->sources.len, sizeof *many->sources.items, by_name);
    return status;
}

/* ---- reading them ---- */

/* A file that cannot be read keeps nobody from seeing the others. */
static int read_source(struct many *many, const struct source *source, struct d1_error *error)
{
    struct d1_error why = {0};
    int status = d1_source_read_most(&many->bytes, source->path, D1_LIMIT_REPORT_BYTES, &why);

    if (status == 0)
        status = d1_gathered_add(&many->gathered, d1_strbuf_view(&many->bytes), source->path, &why);
    if (status < 0 && status != D1_ERR_MEMORY) {
        d1_message_error(&why);
        many->status = D1_EXIT_FAILURE;
        status = d1_gathered_miss(&many->gathered, d1_str(source->name), d1_str(d1_error_message(&why)));
    }
    d1_error_clear(&why);
    return status < 0 ? d1_error_memory(error) : 0;
}

/* ---- what is expected ---- */

static int miss(struct many *many, const struct d1_map *known, struct d1_str name)
{
    if (!name.len || name.ptr[0] == '#' || d1_map_find(known, name))
        return 0;
    if (many->status < D1_EXIT_FINDINGS)
        many->status = D1_EXIT_FINDINGS;
    return d1_gathered_miss(&many->gathered, name, d1_str("nobody reported on it"));
}

static int expect_names(struct many *many, const char *path, struct d1_error *error)
{
    struct d1_map known = {0};
    struct d1_str text;
    int status = d1_source_read(&many->names, path, error);

    if (status < 0)
        return status;
    text = d1_strbuf_view(&many->names);
    for (size_t i = 0; i < many->gathered.items.len && status >= 0; i++)
        status = d1_map_insert(&known, many->gathered.items.items[i].name, &known, NULL);
    for (size_t at = 0; at < text.len && status >= 0;) {
        size_t end = d1_str_find(text, '\n', at);

        status = miss(many, &known, d1_str_trim(d1_str_sub(text, at, end - at)));
        at = end + 1;
    }
    d1_map_release(&known);
    return status < 0 ? d1_error_memory(error) : 0;
}

/* ---- the command ---- */

static int gather(struct many *many, const char *from, const char *expect, char **paths, size_t count,
                  struct d1_error *error)
{
    int status = list_sources(many, from, paths, count, error);

    for (size_t i = 0; i < many->sources.len && status == 0; i++)
        status = read_source(many, &many->sources.items[i], error);
    if (status == 0 && expect)
        status = expect_names(many, expect, error);
    if (status == 0)
        status = d1_gathered_finish(&many->gathered, error);
    if (many->gathered.failed)
        many->status = D1_EXIT_FAILURE;
    for (size_t i = 0; i < many->gathered.items.len; i++)
        if ((int)many->gathered.items.items[i].exit > many->status)
            many->status = (int)many->gathered.items.items[i].exit;
    return status;
}

int d1_report_many(const struct d1_targets *targets, const char *from, const char *expect, char **paths, size_t count)
{
    struct many many = {0};
    struct d1_error error = {0};
    int status = d1_targets_have_portfolio(targets, "report");

    if (status != 0)
        return status;
    if (gather(&many, from, expect, paths, count, &error) < 0) {
        status = d1_targets_write_failure(targets, &error, d1_message_error(&error));
    } else {
        struct d1_portfolio portfolio = d1_gathered_portfolio(&many.gathered);

        status = d1_targets_write_portfolio(targets, &portfolio, many.status);
    }
    d1_error_clear(&error);
    for (size_t i = 0; i < many.sources.len; i++)
        d1_free(many.sources.items[i].path);
    d1_vec_release(&many.sources);
    d1_gathered_release(&many.gathered);
    d1_strbuf_release(&many.bytes);
    d1_strbuf_release(&many.names);
    return status;
}
