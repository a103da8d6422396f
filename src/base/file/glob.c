#include "base/file/glob.h"

#include "base/file/wildmatch.h"

/* The last component of a path. */
static struct d1_str last_component(struct d1_str path)
{
    size_t start = path.len;

    while (start && path.ptr[start - 1] != '/')
        start--;
    return d1_str_sub(path, start, path.len);
}

bool d1_glob_match(struct d1_str pattern, struct d1_str path, uint64_t *steps)
{
    bool whole_folder = pattern.len && pattern.ptr[pattern.len - 1] == '/';

    if (whole_folder) {
        /* The folder's name, then anything: each prefix of the path that ends before a slash is tried. */
        pattern.len--;
        for (size_t slash = d1_str_find(path, '/', 0); slash < path.len; slash = d1_str_find(path, '/', slash + 1))
            if (d1_glob_match(pattern, d1_str_sub(path, 0, slash), steps))
                return true;
        return false;
    }
    if (d1_str_find(pattern, '/', 0) == pattern.len && !d1_str_starts(pattern, "**"))
        return d1_wildmatch(pattern, last_component(path), true, false, steps);
    return d1_wildmatch(pattern, path, true, false, steps);
}
