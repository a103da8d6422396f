/* Files appear whole or not at all, and every way in which writing can fail is seen. */
#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory/alloc.h"
#include "cli/output.h"
#include "verdict/verdict.h"
#include "unit/folder.h"

TestSuite(output, .init = folder_enter, .fini = folder_leave);

static void expect_content(const char *path, const char *expected)
{
    char text[100] = {0};
    FILE *file = fopen(path, "r");

    cr_assert(file != NULL, "%s is not there", path);
    cr_expect_eq(fread(text, 1, sizeof text - 1, file), strlen(expected));
    cr_expect_str_eq(text, expected);
    fclose(file);
}

/* Files in the folder, by a shell: a temporary file that was left behind would be seen. */
static int count_files(void)
{
    FILE *pipe = popen("ls -A | wc -l", "r");
    int count = -1;

    cr_assert(pipe != NULL);
    cr_assert_eq(fscanf(pipe, "%d", &count), 1);
    pclose(pipe);
    return count;
}

static void expect_failure(const char *path, const char *message)
{
    struct d1_error error = {0};

    cr_expect_eq(d1_output_file(path, d1_str("text"), &error), D1_ERR_WRITE, "%s", path);
    cr_expect_str_eq(d1_error_message(&error), message);
    d1_error_clear(&error);
}

Test(output, a_new_file_has_the_mode_of_the_umask)
{
    struct stat known;

    umask(027);
    cr_expect_eq(d1_output_file("new", d1_str("text"), NULL), 0);
    expect_content("new", "text");
    cr_expect_eq(stat("new", &known), 0);
    cr_expect_eq(known.st_mode & 0777, 0640);
    cr_expect_eq(count_files(), 1);
}

Test(output, an_old_file_is_replaced_and_keeps_its_mode)
{
    struct stat known;

    cr_expect_eq(d1_output_file("old", d1_str("a longer text"), NULL), 0);
    cr_expect_eq(chmod("old", 0604), 0);
    cr_expect_eq(d1_output_file("old", d1_str("text"), NULL), 0);
    expect_content("old", "text");
    cr_expect_eq(stat("old", &known), 0);
    cr_expect_eq(known.st_mode & 0777, 0604);
}

Test(output, failures_name_the_file_and_the_reason)
{
    expect_failure("missing/file", "missing/file cannot be written: No such file or directory");
    expect_failure(".", ". cannot be written: Is a directory");
    expect_failure("/dev/full", "/dev/full cannot be written: No space left on device");
    cr_expect_eq(count_files(), 0);
}

Test(output, what_is_no_regular_file_is_written_directly)
{
    cr_expect_eq(d1_output_file("/dev/null", d1_str("text"), NULL), 0);
    cr_expect_eq(access("/dev/null", W_OK), 0);
}

/* A limit on the size of files stands for a disk that fills up in the midst of writing. */
Test(output, an_old_file_stays_when_the_disk_fills_up)
{
    static char large[100000];
    struct d1_error error = {0};
    struct rlimit limit, small;

    memset(large, 'x', sizeof large);
    cr_expect_eq(d1_output_file("old", d1_str("old"), NULL), 0);
    signal(SIGXFSZ, SIG_IGN);
    cr_assert_eq(getrlimit(RLIMIT_FSIZE, &limit), 0);
    small = limit;
    small.rlim_cur = 5000;
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &small), 0);
    cr_expect_eq(d1_output_file("old", d1_strn(large, sizeof large), &error), D1_ERR_WRITE);
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    cr_expect_str_eq(d1_error_message(&error), "old cannot be written: File too large");
    d1_error_clear(&error);
    expect_content("old", "old");
    cr_expect_eq(count_files(), 1, "no temporary file is left");
}

/* A reader that went away is an error without a message, and no signal. */
Test(output, a_closed_pipe_is_no_signal)
{
    struct d1_error error = {0};
    int ends[2], kept = dup(STDOUT_FILENO);

    d1_output_prepare();
    cr_assert_eq(pipe(ends), 0);
    close(ends[0]);
    cr_assert_geq(dup2(ends[1], STDOUT_FILENO), 0);
    cr_expect_eq(d1_output_stdout(d1_str("text"), &error), D1_ERR_WRITE);
    dup2(kept, STDOUT_FILENO);
    cr_expect_str_eq(d1_error_message(&error), "");
    d1_error_clear(&error);
}

Test(output, that_was_made_while_memory_was_short_does_not_go_out)
{
    struct d1_error error = {0};

    d1_alloc_note();
    cr_expect_eq(d1_output_file("x", d1_str("text"), &error), D1_ERR_MEMORY);
    cr_expect_str_eq(d1_error_message(&error), "out of memory");
    cr_expect_eq(d1_output_file("-", d1_str("text"), &error), D1_ERR_MEMORY);
    cr_expect_eq(d1_output_finish(d1_str("text"), D1_EXIT_OK), D1_EXIT_FAILURE);
    cr_expect_eq(d1_output_settle(D1_EXIT_FINDINGS), D1_EXIT_FAILURE);
    cr_expect_eq(count_files(), 0);
    d1_alloc_forget();
    cr_expect_eq(d1_output_file("x", d1_str("text"), &error), 0);
    expect_content("x", "text");
    cr_expect_eq(d1_output_settle(D1_EXIT_FINDINGS), D1_EXIT_FINDINGS);
    d1_error_clear(&error);
}
