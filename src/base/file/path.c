#include "base/file/path.h"

#include <string.h>

struct d1_str d1_path_directory(const char *path)
{
    const char *slash = strrchr(path, '/');

    return d1_strn(path, slash ? (size_t)(slash - path) : 0);
}

bool d1_path_encloses(struct d1_str directory, struct d1_str path)
{
    if (!directory.len)
        return true;
    return path.len >= directory.len && memcmp(path.ptr, directory.ptr, directory.len) == 0 &&
           (path.len == directory.len || path.ptr[directory.len] == '/');
}
