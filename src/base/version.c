#include "base/version.h"

/* Defined by objects that the build makes (src/embed); weak, so that programs of the build and tests link. */
extern const char d1_commit_data[] __attribute__((weak));
extern const char d1_sources_data[] __attribute__((weak));

enum { PARTS = 3, DIGITS = 9 };

/* Reads a version into its numbers; false for anything else. */
static bool read_version(struct d1_str text, long numbers[PARTS])
{
    size_t at = d1_str_starts(text, "v") ? 1 : 0;

    for (size_t part = 0; part < PARTS; part++) {
        size_t first;

        numbers[part] = 0;
        if (part && at == text.len)
            continue;
        if (part && text.ptr[at++] != '.')
            return false;
        for (first = at; at < text.len && text.ptr[at] >= '0' && text.ptr[at] <= '9' && at - first < DIGITS; at++)
            numbers[part] = numbers[part] * 10 + (text.ptr[at] - '0');
        if (at == first)
            return false;
    }
    return at == text.len;
}

int d1_version_reaches(struct d1_str wanted)
{
    long asked[PARTS], own[PARTS];

    if (!read_version(wanted, asked) || !read_version(d1_str(D1_VERSION), own))
        return -1;
    for (size_t i = 0; i < PARTS; i++)
        if (asked[i] != own[i])
            return asked[i] < own[i];
    return 1;
}

const char *d1_version_commit(void)
{
    return d1_commit_data ? d1_commit_data : "unknown";
}

struct d1_str d1_version_sources(void)
{
    return d1_str(d1_sources_data ? d1_sources_data : "");
}
