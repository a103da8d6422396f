/*
 * The compiler of rules: a build-time program that compiles every expression of the embedded rules, and writes what the
 * program that is built takes in place of compiling them in each run (rules/ruleset.h).
 *
 *     programs OUTPUT
 *
 * A fault is printed with its place and fails the build.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/file/file.h"
#include "base/text/strbuf.h"
#include "rules/ruleset.h"

int main(int argc, char **argv)
{
    struct d1_ruleset *ruleset = NULL;
    struct d1_problems problems = {0};
    struct d1_strbuf out = {0};
    struct d1_error error = {0};
    int result = argc == 2 ? d1_ruleset_load(&ruleset, NULL, &error) : D1_ERR_USAGE;

    if (result == 0)
        result = d1_ruleset_write_programs(ruleset, &out, &problems, &error);
    for (size_t i = 0; i < problems.len; i++)
        fprintf(stderr, "%s:%u:%u: %s\n", problems.items[i].place.path ? problems.items[i].place.path : "rules",
                problems.items[i].place.line, problems.items[i].place.column, problems.items[i].text);
    if (result < 0 && !problems.len)
        fprintf(stderr, "programs: %s\n", d1_error_message(&error));
    if (result == 0) {
        result = d1_file_write(argv[1], d1_strbuf_view(&out), &error);
        if (result < 0)
            fprintf(stderr, "%s\n", d1_error_message(&error));
    }
    d1_strbuf_release(&out);
    d1_problems_release(&problems);
    d1_ruleset_free(ruleset);
    d1_error_clear(&error);
    return result == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
