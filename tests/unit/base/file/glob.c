/* Patterns of `exclude`. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "base/file/glob.h"

static const struct {
    const char *pattern, *path;
    bool matches;
} rows[] = {
    {"old.yaml", "old.yaml", true},
    {"old.yaml", "a/b/old.yaml", true},
    {"old.yaml", "a/older.yaml", false},
    {"*.yaml", "a/x.yaml", true},
    {"drafts/*.yaml", "drafts/x.yaml", true},
    {"drafts/*.yaml", "drafts/deep/x.yaml", false},
    {"raid", "raid/risks.yaml", true},
    {"raid", "a/raid/old/risks.yaml", true},
    {"raid", "braid/risks.yaml", false},
    {"a/raid", "a/raid/old/risks.yaml", true},
    {"a/raid", "b/a/raid/risks.yaml", false},
    {"drafts/*", "drafts/deep/x.yaml", true},
    {"drafts/**", "drafts/deep/x.yaml", true},
    {"drafts/", "drafts/deep/x.yaml", true},
    {"drafts/", "drafts", false},
    {"drafts/", "mydrafts/x.yaml", false},
    {"**/drafts/*.yaml", "a/b/drafts/x.yaml", true},
    {"**/drafts/*.yaml", "drafts/x.yaml", true},
    {"a/**/z.yaml", "a/z.yaml", true},
    {"a/**/z.yaml", "a/b/c/z.yaml", true},
    {"a/**/z.yaml", "b/z.yaml", false},
    {"q?.yaml", "q1.yaml", true},
    {"a?b", "a/b", false},
    {"*a*b*c*", "xaxbxcx", true},
    {"*a*b*c*", "xaxcxbx", false},
    {"", "x", false},
    {"**", "any/thing.yaml", true},
};

static uint64_t steps;

Test(glob, matches_as_ignore_files_do)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        cr_expect_eq(d1_glob_match(d1_str(rows[i].pattern), d1_str(rows[i].path), &steps), rows[i].matches, "%s on %s",
                     rows[i].pattern, rows[i].path);
}

Test(glob, work_is_bounded_for_many_stars)
{
    enum { LENGTH = 20000 };
    char *pattern = malloc(LENGTH), *path = malloc(LENGTH);

    for (size_t i = 0; i < LENGTH; i++) {
        pattern[i] = i % 2 ? 'a' : '*';
        path[i] = 'a';
    }
    path[LENGTH - 1] = 'b';
    steps = 0;
    cr_expect_not(d1_glob_match(d1_strn(pattern, LENGTH), d1_strn(path, LENGTH), &steps));
    free(pattern);
    free(path);
}
