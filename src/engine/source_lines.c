#include "engine/source_lines.h"

#include <string.h>

static bool read_file(struct d1_source_lines *source, const char *path)
{
    struct d1_repo_entry entry;
    struct d1_str bytes;

    source->path = NULL;
    d1_lines_release(&source->lines);
    d1_strbuf_clear(&source->bytes);
    if (!source->reader && d1_repo_reader_new(&source->reader, source->snapshot, NULL) < 0)
        return false;
    if (d1_repo_lookup(source->snapshot, d1_str(path), &entry, NULL) < 0 || entry.kind != D1_REPO_FILE ||
        d1_repo_read(source->reader, &entry, &bytes, NULL) < 0)
        return false;
    d1_strbuf_str(&source->bytes, bytes);
    if (source->bytes.oom)
        return false;
    source->path = path;
    source->lines.bytes = d1_strbuf_view(&source->bytes);
    return true;
}

struct d1_str d1_source_lines_get(struct d1_source_lines *source, const char *path, uint32_t number)
{
    if ((!source->path || strcmp(source->path, path) != 0) && !read_file(source, path))
        return d1_strn(NULL, 0);
    return d1_lines_get(&source->lines, number);
}

void d1_source_lines_release(struct d1_source_lines *source)
{
    d1_lines_release(&source->lines);
    d1_strbuf_release(&source->bytes);
    d1_repo_reader_free(source->reader);
    *source = (struct d1_source_lines){0};
}
