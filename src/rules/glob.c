#include "rules/glob.h"

/* The last component of a path. */
static struct d1_str last_component(struct d1_str path)
{
    size_t start = path.len;

    while (start && path.ptr[start - 1] != '/')
        start--;
    return d1_str_sub(path, start, path.len);
}

/*
 * Two places to come back to: the last `*` and the last `**`. A later star never needs an earlier one of its kind, so
 * remembering one of each is enough and the work stays bounded.
 */
struct star {
    size_t pattern, text; /* where to go on: behind the star, and one character further in the text each time */
    bool set;
};

static bool match(struct d1_str pattern, struct d1_str text)
{
    struct star one = {0}, deep = {0};
    size_t p = 0, t = 0;

    for (;;) {
        if (p + 1 < pattern.len && pattern.ptr[p] == '*' && pattern.ptr[p + 1] == '*') {
            p += 2;
            if (p < pattern.len && pattern.ptr[p] == '/' && (t == 0 || text.ptr[t - 1] == '/'))
                p++; /* a slash after the double star may stand for no component at all */
            deep = (struct star){p, t, true};
            one.set = false;
        } else if (p < pattern.len && pattern.ptr[p] == '*') {
            one = (struct star){++p, t, true};
        } else if (t < text.len && p < pattern.len &&
                   (pattern.ptr[p] == text.ptr[t] || (pattern.ptr[p] == '?' && text.ptr[t] != '/'))) {
            p++;
            t++;
        } else if (t == text.len && p == pattern.len) {
            return true;
        } else if (one.set && one.text < text.len && text.ptr[one.text] != '/') {
            p = one.pattern;
            t = ++one.text;
        } else if (deep.set && deep.text < text.len) {
            p = deep.pattern;
            t = ++deep.text;
            one.set = false;
        } else {
            return false;
        }
    }
}

bool d1_glob_match(struct d1_str pattern, struct d1_str path)
{
    bool whole_folder = pattern.len && pattern.ptr[pattern.len - 1] == '/';

    if (whole_folder) {
        /* The folder's name, then anything: each prefix of the path that ends before a slash is tried. */
        pattern.len--;
        for (size_t slash = d1_str_find(path, '/', 0); slash < path.len; slash = d1_str_find(path, '/', slash + 1))
            if (d1_glob_match(pattern, d1_str_sub(path, 0, slash)))
                return true;
        return false;
    }
    if (d1_str_find(pattern, '/', 0) == pattern.len && !d1_str_starts(pattern, "**"))
        return match(pattern, last_component(path));
    return match(pattern, path);
}
