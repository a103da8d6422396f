#include "cli/source.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/memory/alloc.h"
#include "cli/message.h"
#include "verdict/verdict.h"

void d1_loaders_release(struct d1_loaders *loaders)
{
    d1_yaml_loader_free(loaders->yaml);
    d1_json_loader_free(loaders->json);
    *loaders = (struct d1_loaders){0};
}

/* ---- bytes ---- */

bool d1_source_is_stdin(const char *path)
{
    return strcmp(path, "-") == 0;
}

static int failed(struct d1_error *error, const char *path, const char *what, int number)
{
    return d1_error_at(error, D1_ERR_READ, (struct d1_place){.path = path}, "it cannot be %s: %s", what,
                       strerror(number));
}

static int open_source(const char *path, struct d1_error *error)
{
    bool pipes = strncmp(path, "/dev/", 5) == 0 || strncmp(path, "/proc/", 6) == 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | (pipes ? 0 : O_NONBLOCK));
    struct stat st;

    if (fd < 0)
        return failed(error, path, "opened", errno);
    if (fstat(fd, &st) == 0 && (S_ISREG(st.st_mode) || (pipes && !S_ISDIR(st.st_mode))))
        return fd;
    close(fd);
    return d1_error_at(error, D1_ERR_READ, (struct d1_place){.path = path}, "it is no regular file");
}

/* Room for the whole file and one byte more, by which the end of a file of known size is seen in one read. */
static size_t room_for(int fd)
{
    struct stat st;

    if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) || st.st_size < 0)
        return 65536;
    return st.st_size > D1_LIMIT_FILE_BYTES ? D1_LIMIT_FILE_BYTES + 1 : (size_t)st.st_size + 1;
}

static int read_all(struct d1_strbuf *bytes, int fd, const char *path, struct d1_error *error)
{
    size_t room = room_for(fd);

    for (;;) {
        char *to = d1_strbuf_reserve(bytes, room);
        ssize_t got;

        if (!to)
            return d1_error_memory(error);
        got = read(fd, to, room);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return failed(error, path, "read", errno);
        if (got == 0)
            break;
        bytes->len += (size_t)got;
        if (bytes->len > D1_LIMIT_FILE_BYTES)
            return d1_error_at(error, D1_ERR_LIMIT, (struct d1_place){.path = path},
                               "it is larger than %d bytes, the most that is read of a file", D1_LIMIT_FILE_BYTES);
        room = bytes->cap > bytes->len + 1 ? bytes->cap - bytes->len - 1 : 65536;
    }
    return 0;
}

int d1_source_read(struct d1_strbuf *bytes, const char *path, struct d1_error *error)
{
    bool standard = d1_source_is_stdin(path);
    int fd = standard ? STDIN_FILENO : open_source(path, error), result;

    d1_strbuf_clear(bytes);
    if (fd < 0)
        return fd;
    result = read_all(bytes, fd, path, error);
    if (!standard)
        close(fd);
    return result;
}

/* ---- documents ---- */

static int load_yaml(struct d1_loaders *loaders, struct d1_str bytes, struct d1_stream *stream, struct d1_error *error)
{
    int result = loaders->yaml ? 0 : d1_yaml_loader_new(&loaders->yaml, error);

    return result < 0 ? result : d1_yaml_load(loaders->yaml, bytes, stream, error);
}

static int load_json(struct d1_loaders *loaders, struct d1_str bytes, struct d1_stream *stream, struct d1_error *error)
{
    int result = loaders->json ? 0 : d1_json_loader_new(&loaders->json, error);

    return result < 0 ? result : d1_json_load(loaders->json, bytes, stream, error);
}

/* Most of JSON is YAML too, but not all of it: pairs of surrogates, DEL. What is neither is told as what it begins as.
 */
static int load_either(struct d1_loaders *loaders, struct d1_str bytes, struct d1_stream *stream,
                       struct d1_error *error)
{
    struct d1_str text = d1_str_trim(bytes);
    char first = ' ';
    struct d1_stream other = {0};
    int result;

    if (text.len)
        first = text.ptr[0];
    if (first != '{' && first != '[' && first != '"')
        return load_yaml(loaders, bytes, stream, error);
    result = load_json(loaders, bytes, stream, error);
    if (result < 0 || !stream->cut)
        return result;
    result = load_yaml(loaders, bytes, &other, error);
    if (result == 0 && !other.cut) {
        d1_stream_release(stream);
        *stream = other;
        return 0;
    }
    d1_stream_release(&other);
    if (result < 0)
        d1_stream_release(stream);
    return result;
}

int d1_source_load(struct d1_loaders *loaders, const char *path, struct d1_str bytes, struct d1_stream *stream,
                   struct d1_error *error)
{
    static const struct {
        const char *ending;
        int (*load)(struct d1_loaders *loaders, struct d1_str bytes, struct d1_stream *stream, struct d1_error *error);
    } readers[] = {{".yaml", load_yaml}, {".yml", load_yaml}, {".json", load_json}};

    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++)
        if (d1_str_ends(d1_str(path), readers[i].ending))
            return readers[i].load(loaders, bytes, stream, error);
    return load_either(loaders, bytes, stream, error);
}

/* ---- lines ---- */

static bool index_lines(struct d1_lines *lines)
{
    size_t count = 0, filled = 0;

    for (size_t at = 0; at < lines->bytes.len; at = d1_str_find(lines->bytes, '\n', at) + 1)
        count++;
    lines->starts = d1_malloc(count * sizeof *lines->starts);
    if (!lines->starts)
        return false;
    for (size_t at = 0; at < lines->bytes.len; at = d1_str_find(lines->bytes, '\n', at) + 1)
        lines->starts[filled++] = (uint32_t)at;
    lines->count = count;
    return true;
}

struct d1_str d1_lines_get(struct d1_lines *lines, uint32_t number)
{
    struct d1_str line;

    if ((!lines->starts && !index_lines(lines)) || number == 0 || number > lines->count)
        return d1_strn(NULL, 0);
    line = d1_str_sub(lines->bytes, lines->starts[number - 1], SIZE_MAX);
    line.len = d1_str_find(line, '\n', 0);
    if (line.len && line.ptr[line.len - 1] == '\r')
        line.len--;
    return line;
}

void d1_lines_release(struct d1_lines *lines)
{
    d1_free(lines->starts);
    *lines = (struct d1_lines){0};
}

/* ---- files of one document ---- */

static void tell_problems(const struct d1_document *document, const struct d1_stream *stream)
{
    struct d1_lines lines = {.bytes = d1_strbuf_view(&document->bytes)};

    for (size_t i = 0; i < stream->problems.len; i++) {
        struct d1_problem *problem = &stream->problems.items[i];

        problem->place.path = document->path;
        problem->related.path = problem->related.line ? document->path : NULL;
        d1_message_source(&problem->place, problem->text, d1_lines_get(&lines, problem->place.line), NULL,
                          &problem->related);
    }
    d1_lines_release(&lines);
}

int d1_document_read(struct d1_document *document, struct d1_loaders *loaders, const char *path, struct d1_error *error)
{
    struct d1_stream stream = {0};
    struct d1_error own = {0};
    int status = D1_EXIT_USAGE;

    document->path = path;
    if (d1_source_read(&document->bytes, path, &own) < 0 ||
        d1_source_load(loaders, path, d1_strbuf_view(&document->bytes), &stream, &own) < 0) {
        d1_message_error(&own);
        status = D1_EXIT_FAILURE;
    } else if (stream.problems.len) {
        tell_problems(document, &stream);
        d1_error_at(&own, D1_ERR_SYNTAX, stream.problems.items[0].place, "%s", stream.problems.items[0].text);
    } else if (stream.len != 1) {
        d1_error_at(&own, D1_ERR_USAGE, (struct d1_place){.path = path},
                    stream.len ? "it holds %zu documents; one is wanted" : "it holds no document", stream.len);
        d1_message_error(&own);
    } else {
        document->doc = d1_stream_take(&stream, 0);
        status = 0;
    }
    d1_stream_release(&stream);
    if (error) {
        d1_error_clear(error);
        *error = own;
    } else {
        d1_error_clear(&own);
    }
    return status;
}

void d1_document_release(struct d1_document *document)
{
    d1_doc_free(document->doc);
    d1_strbuf_release(&document->bytes);
    *document = (struct d1_document){0};
}
