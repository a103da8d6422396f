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

/* Whether a pattern that does not end in a slash matches a file or folder by its path. */
static bool matches(struct d1_str pattern, struct d1_str path, uint64_t *steps)
{
    if (d1_str_find(pattern, '/', 0) == pattern.len && !d1_str_starts(pattern, "**"))
        return d1_wildmatch(pattern, last_component(path), true, false, steps);
    return d1_wildmatch(pattern, path, true, false, steps);
}

bool d1_glob_match(struct d1_str pattern, struct d1_str path, uint64_t *steps)
{
    bool folder = pattern.len && pattern.ptr[pattern.len - 1] == '/';

    pattern.len -= folder;
    for (size_t slash = d1_str_find(path, '/', 0); slash < path.len; slash = d1_str_find(path, '/', slash + 1))
        if (matches(pattern, d1_str_sub(path, 0, slash), steps))
            return true;
    return !folder && matches(pattern, path, steps);
}
