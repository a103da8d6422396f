/* Files are written together or not at all, and never over what somebody has written. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file/file.h"
#include "base/memory/alloc.h"
#include "edit/files.h"
#include "unit/folder.h"

static void run(const char *script)
{
    cr_assert_eq(system(script), 0, "%s", script);
}

static void enter(void)
{
    folder_enter();
    run("git init -q . && printf 'old\\n' > old && ln -s nowhere dangling && mkdir real && ln -s real led");
}

TestSuite(edit_files, .init = enter, .fini = folder_leave);

static int write_two(const char *first, const char *second, struct d1_str before, struct d1_error *error)
{
    struct d1_edit_files files = {0};
    int result = d1_edit_files_add(&files, first, d1_str("first\n"), d1_strn(NULL, 0));

    if (result == 0)
        result = d1_edit_files_add(&files, second, d1_str("second\n"), before);
    result = result == 0 ? d1_edit_files_write(&files, error) : d1_error_memory(error);
    d1_edit_files_release(&files);
    return result;
}

Test(edit_files, new_ones_come_with_their_folders)
{
    cr_expect_eq(write_two("a/b/c.yaml", "a/d.yaml", d1_strn(NULL, 0), NULL), 0);
    run("test \"$(cat a/b/c.yaml a/d.yaml)\" = \"$(printf 'first\\nsecond')\"");
}

Test(edit_files, an_edited_one_takes_the_place_of_what_it_was_made_of)
{
    cr_expect_eq(write_two("new", "old", d1_str("old\n"), NULL), 0);
    run("test \"$(cat new old)\" = \"$(printf 'first\\nsecond')\"");
}

Test(edit_files, where_one_cannot_be_written_none_is)
{
    static const struct {
        const char *second, *before, *words;
        int code;
    } rows[] = {
        {"old", NULL, "old is there already", D1_ERR_USAGE},
        {"dangling", NULL, "dangling is there already", D1_ERR_USAGE},
        {"old", "older\n", "old has been changed meanwhile", D1_ERR_USAGE},
        {"gone", "old\n", "gone has been changed meanwhile", D1_ERR_USAGE},
        {"led/new", NULL, "led", D1_ERR_WRITE},
        {"old/new", NULL, "old", D1_ERR_WRITE},
        {"a/b", NULL, "a/b", D1_ERR_WRITE},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct d1_error error = {0};

        cr_expect_eq(write_two("a/b/new", rows[i].second, d1_str(rows[i].before), &error), rows[i].code, "%s",
                     rows[i].second);
        cr_expect(strstr(d1_error_message(&error), rows[i].words), "%s: %s", rows[i].second, d1_error_message(&error));
        d1_error_clear(&error);
        run("test ! -e a && test \"$(cat old)\" = old && test -L dangling && test \"$(ls -A real)\" = '' && "
            "test \"$(ls -A | grep -c .)\" = 5");
    }
}

Test(edit_files, memory_may_run_out_at_any_allocation)
{
    bool done = false;

    for (long n = 0; !done && n < 1000; n++) {
        struct d1_error error = {0};
        int result;

        run("rm -rf a; printf 'old\\n' > old");
        d1_alloc_fail_after(n);
        result = write_two("a/b", "old", d1_str("old\n"), &error);
        done = !d1_alloc_failed();
        d1_alloc_fail_after(-1);
        cr_expect_eq(result == 0, done, "n=%ld: %d", n, result);
        if (!done)
            run("test ! -e a && test \"$(cat old)\" = old");
        d1_error_clear(&error);
    }
    cr_expect(done);
}
