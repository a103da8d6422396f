/* What threads find is written in the order of the files, whatever the order in which they come. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/pool.h"
#include "cli/validate/instance_log.h"
#include "verdict/verdict.h"

enum { FILES = 2000, LINE = 32 };

static char captured[1 << 18];

/* Standard output goes to a file from here on; end() gives it back as text. */
static FILE *begin(void)
{
    FILE *file = tmpfile();

    cr_assert(file != NULL);
    fflush(stdout);
    cr_assert_geq(dup2(fileno(file), STDOUT_FILENO), 0);
    return file;
}

static const char *end(FILE *file)
{
    size_t len;

    rewind(file);
    len = fread(captured, 1, sizeof captured - 1, file);
    captured[len] = '\0';
    fclose(file);
    return captured;
}

/* File `index` says its number, once for each unit of its last digit. */
static void take(struct d1_instance_log *log, size_t index, bool unread)
{
    struct d1_instance_outcome outcome = {.documents = 1, .faults = index % 10, .unread = unread};

    for (size_t i = 0; i < index % 10; i++)
        d1_strbuf_printf(&outcome.text, "%zu\n", index);
    d1_instance_log_take(log, index, &outcome);
}

static void work(void *context, size_t index, unsigned thread)
{
    (void)thread;
    take(context, FILES - 1 - index, false);
}

Test(instance_log, files_stand_in_their_order)
{
    struct d1_instance_log *log = d1_instance_log_new(d1_instance_format_find("concise"), FILES);
    struct d1_pool *pool;
    FILE *file = begin();
    const char *at;
    char line[LINE];

    cr_assert_eq(d1_pool_new(&pool, 8), 0);
    d1_pool_run(pool, FILES, 1, work, log);
    d1_pool_free(pool);
    cr_expect_eq(d1_instance_log_end(log, D1_EXIT_OK), D1_EXIT_FINDINGS);
    at = end(file);
    for (size_t i = 0; i < FILES; i++)
        for (size_t k = 0; k < i % 10; k++) {
            int len = snprintf(line, sizeof line, "%zu\n", i);

            cr_assert_eq(strncmp(at, line, (size_t)len), 0, "line of file %zu", i);
            at += len;
        }
    cr_expect_eq(*at, '\0');
    d1_instance_log_free(log);
}

Test(instance_log, the_worst_file_makes_the_exit_status)
{
    static const struct {
        size_t file; /* its last digit is the number of its faults */
        bool unread;
        int given, status;
    } cases[] = {
        {10, false, D1_EXIT_OK, D1_EXIT_OK},        {11, false, D1_EXIT_OK, D1_EXIT_FINDINGS},
        {10, true, D1_EXIT_OK, D1_EXIT_FAILURE},    {11, true, D1_EXIT_OK, D1_EXIT_FAILURE},
        {10, false, D1_EXIT_USAGE, D1_EXIT_USAGE},  {11, false, D1_EXIT_USAGE, D1_EXIT_USAGE},
        {10, true, D1_EXIT_USAGE, D1_EXIT_FAILURE},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_instance_log *log = d1_instance_log_new(d1_instance_format_find("concise"), cases[i].file + 1);
        FILE *file = begin();

        for (size_t k = 0; k <= cases[i].file; k++) {
            struct d1_instance_outcome outcome = {.documents = 1,
                                                  .faults = k == cases[i].file ? k % 10 : 0,
                                                  .unread = k == cases[i].file && cases[i].unread};

            d1_instance_log_take(log, k, &outcome);
        }
        cr_expect_eq(d1_instance_log_end(log, cases[i].given), cases[i].status, "case %zu", i);
        d1_instance_log_free(log);
        end(file);
    }
}

static size_t count(const char *text, const char *part)
{
    size_t found = 0;

    for (; (text = strstr(text, part)); text += strlen(part))
        found++;
    return found;
}

Test(instance_log, records_are_parted_by_commas_and_counted_above_a_limit)
{
    static const struct d1_instance_format format = {.name = "test", .records = true, .limit = 5};
    struct d1_instance_log *log = d1_instance_log_new(&format, 4);
    FILE *file = begin();

    for (size_t i = 4; i-- > 0;)
        take(log, i, false);
    cr_expect_eq(d1_instance_log_end(log, D1_EXIT_OK), D1_EXIT_FINDINGS);
    cr_expect_str_eq(end(file), "1,\n2,\n2,\n3,\n3");
    d1_instance_log_free(log);
}

Test(instance_log, a_sarif_log_holds_what_code_scanning_shows)
{
    enum { MANY = 5001 };
    struct d1_instance_log *log = d1_instance_log_new(d1_instance_format_find("sarif"), 1);
    struct d1_instance_outcome outcome = {.faults = MANY};
    FILE *file = begin();
    const char *text;

    for (int i = 0; i < MANY; i++)
        d1_strbuf_puts(&outcome.text, "{\"r\":1}\n");
    d1_instance_log_take(log, 0, &outcome);
    d1_instance_log_end(log, D1_EXIT_OK);
    text = end(file);
    cr_expect_eq(count(text, "{\"r\":1}"), 5000);
    cr_expect(strstr(text, "1 more results are left out") != NULL);
    cr_expect(strstr(text, "\"executionSuccessful\":true") != NULL);
    d1_instance_log_free(log);
}

Test(instance_log, output_that_cannot_be_written_ends_the_work)
{
    struct d1_instance_log *log = d1_instance_log_new(d1_instance_format_find("text"), 1);
    struct d1_instance_outcome outcome = {.faults = 1};

    fflush(stdout);
    cr_assert(freopen("/dev/full", "w", stdout) != NULL);
    d1_strbuf_fill(&outcome.text, 'x', 1 << 17);
    cr_expect_not(d1_instance_log_is_broken(log));
    d1_instance_log_take(log, 0, &outcome);
    cr_expect(d1_instance_log_is_broken(log));
    cr_expect_eq(d1_instance_log_end(log, D1_EXIT_OK), D1_EXIT_FAILURE);
    d1_instance_log_free(log);
}
