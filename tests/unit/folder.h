/* A new folder for a test, which is the current one as long as it runs. */
#ifndef D1_TESTS_FOLDER_H
#define D1_TESTS_FOLDER_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char folder[] = "/tmp/d1lint-unit-XXXXXX";

static inline void folder_enter(void)
{
    cr_assert(mkdtemp(folder) != NULL);
    cr_assert_eq(chdir(folder), 0);
}

static inline void folder_leave(void)
{
    char command[128];

    snprintf(command, sizeof command, "rm -rf %s", folder);
    cr_assert_eq(chdir("/"), 0);
    cr_assert_eq(system(command), 0); /* NOLINT(cert-env33-c): the words are the test's own */
}

#endif
