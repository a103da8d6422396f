#include "base/file/path.h"

#include <string.h>

struct d1_str d1_path_directory(const char *path)
{
    const char *slash = strrchr(path, '/');

    return d1_strn(path, slash ? (size_t)(slash - path) : 0);
}

struct d1_str d1_path_above(struct d1_str directory)
{
    size_t slash = directory.len;

    while (slash && directory.ptr[slash - 1] != '/')
        slash--;
    directory.len = slash ? slash - 1 : 0;
    return directory;
}

bool d1_path_encloses(struct d1_str directory, struct d1_str path)
{
    if (!directory.len)
        return true;
    return path.len >= directory.len && memcmp(path.ptr, directory.ptr, directory.len) == 0 &&
           (path.len == directory.len || path.ptr[directory.len] == '/');
}

void d1_path_relative(struct d1_strbuf *out, const char *directory, const char *path)
{
    struct d1_str from = d1_str(directory), to = d1_str(path);
    size_t common = 0, i = 0;

    if (path[0] == '/') {
        d1_strbuf_str(out, to);
        return;
    }
    for (; i < from.len && i < to.len && from.ptr[i] == to.ptr[i]; i++)
        if (from.ptr[i] == '/')
            common = i + 1;
    if (i == from.len && to.len > i && to.ptr[i] == '/')
        common = i + 1;
    for (size_t at = common; at < from.len; at++)
        if (at == common || from.ptr[at - 1] == '/')
            d1_strbuf_puts(out, "../");
    d1_strbuf_str(out, d1_str_sub(to, common < to.len ? common : to.len, to.len));
}
