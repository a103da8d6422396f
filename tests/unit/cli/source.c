/* Files that are named on the command line: read whole, and as what their names say. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/memory/alloc.h"
#include "cli/source.h"
#include "verdict/verdict.h"
#include "unit/folder.h"

TestSuite(source, .init = folder_enter, .fini = folder_leave);

static void write_file(const char *path, const char *text, size_t len)
{
    FILE *file = fopen(path, "w");

    cr_assert(file != NULL, "%s", path);
    cr_assert_eq(fwrite(text, 1, len, file), len);
    fclose(file);
}

Test(source, a_file_is_read_whole)
{
    static const size_t sizes[] = {0, 1, 4095, 4096, 65536, 65537, D1_LIMIT_FILE_BYTES};
    char *text = malloc(D1_LIMIT_FILE_BYTES);
    struct d1_strbuf bytes = {0};

    memset(text, 'x', D1_LIMIT_FILE_BYTES);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        write_file("file", text, sizes[i]);
        cr_expect_eq(d1_source_read(&bytes, "file", NULL), 0, "%zu", sizes[i]);
        cr_expect_eq(bytes.len, sizes[i], "%zu: got %zu", sizes[i], bytes.len);
    }
    d1_strbuf_release(&bytes);
    free(text);
}

Test(source, what_cannot_be_read_is_told_without_waiting)
{
    static const struct {
        const char *path;
        int code;
        const char *message;
    } cases[] = {
        {"none", D1_ERR_READ, "it cannot be opened: No such file or directory"},
        {"folder", D1_ERR_READ, "it is no regular file"},
        {"pipe", D1_ERR_READ, "it is no regular file"},
        {"none/below", D1_ERR_READ, "it cannot be opened: No such file or directory"},
        {"large", D1_ERR_LIMIT, "it is larger than 4194304 bytes, the most that is read of a file"},
        {"/dev/zero", D1_ERR_LIMIT, "it is larger than 4194304 bytes, the most that is read of a file"},
    };
    struct d1_strbuf bytes = {0};

    cr_assert_eq(mkdir("folder", 0777), 0);
    cr_assert_eq(mkfifo("pipe", 0666), 0);
    write_file("large", "", 0);
    cr_assert_eq(truncate("large", D1_LIMIT_FILE_BYTES + 1), 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_error error = {0};

        cr_expect_eq(d1_source_read(&bytes, cases[i].path, &error), cases[i].code, "%s", cases[i].path);
        cr_expect_str_eq(d1_error_message(&error), cases[i].message, "%s", cases[i].path);
        cr_expect_str_eq(error.place.path, cases[i].path);
        d1_error_clear(&error);
    }
    d1_strbuf_release(&bytes);
}

/* What a shell makes of <(command). */
Test(source, a_pipe_of_the_shell_is_read_to_its_end)
{
    struct d1_strbuf bytes = {0};
    int ends[2];
    char path[64];

    cr_assert_eq(pipe(ends), 0);
    cr_assert_eq(write(ends[1], "a: 1\n", 5), 5);
    close(ends[1]);
    snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
    cr_expect_eq(d1_source_read(&bytes, path, NULL), 0);
    cr_expect(d1_str_is(d1_strbuf_view(&bytes), "a: 1\n"));
    d1_strbuf_release(&bytes);
    close(ends[0]);
}

Test(source, the_name_says_how_a_file_is_read)
{
    static const struct {
        const char *path, *text;
        size_t documents;
        const char *code; /* of the first problem; NULL for none */
    } cases[] = {
        {"a.json", "{\"a\": 1}", 1, NULL},
        {"a.json", "a: 1", 0, "syntax"},
        {"a.yaml", "a: 1\n---\nb: 2\n", 2, NULL},
        {"a.yml", "{\"a\": \"\\ud83d\\ude00\"}", 0, "syntax"},
        {"a.json", "{\"a\": \"\\ud83d\\ude00\"}", 1, NULL},
        {"a", "{\"a\": \"\\ud83d\\ude00\"}", 1, NULL},
        {"-", "  \n[\"\\ud83d\\ude00\"]", 1, NULL},
        {"-", "{a: 1}\n--- {b: 2}\n", 2, NULL},
        {"-", "\"a\": 1\n\"b\": 2\n", 1, NULL},
        {"-", "a: 1", 1, NULL},
        {"-", "{\"a\": 1, \"a\": 2}", 1, "duplicate-key"},
        {"-", "{\"a\": 1,, }", 0, "syntax"},
        {"-", "", 0, NULL},
        {"yaml", "a: 1", 1, NULL},
    };
    struct d1_loaders loaders = {0};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_stream stream = {0};

        cr_expect_eq(d1_source_load(&loaders, cases[i].path, d1_str(cases[i].text), &stream, NULL), 0);
        cr_expect_eq(stream.len, cases[i].documents, "%s: %s", cases[i].path, cases[i].text);
        cr_expect_eq(stream.problems.len > 0, cases[i].code != NULL, "%s: %s", cases[i].path, cases[i].text);
        if (stream.problems.len && cases[i].code)
            cr_expect_str_eq(stream.problems.items[0].code, cases[i].code, "%s: %s", cases[i].path, cases[i].text);
        d1_stream_release(&stream);
    }
    d1_loaders_release(&loaders);
}

Test(source, memory_may_run_out_at_any_allocation)
{
    static const char *const texts[] = {"{a: 1}", "{\"a\": [1, 2]}", "a: [1, 2]\n---\nb\n"};
    long round = 0;

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        for (int failed = 1; failed; round++) {
            struct d1_loaders loaders = {0};
            struct d1_stream stream = {0};
            int result;

            d1_alloc_fail_after(round % 1000);
            result = d1_source_load(&loaders, "-", d1_str(texts[i]), &stream, NULL);
            failed = d1_alloc_failed();
            d1_alloc_fail_after(-1);
            cr_expect(failed ? result == D1_ERR_MEMORY && stream.len == 0 : result == 0, "%s: %ld", texts[i], round);
            d1_stream_release(&stream);
            d1_loaders_release(&loaders);
            if (!failed)
                round = -1;
        }
}

Test(source, lines_are_found_by_number)
{
    static const struct {
        const char *text;
        uint32_t number;
        const char *line; /* NULL when there is none */
    } cases[] = {
        {"a\nb\n", 1, "a"}, {"a\nb\n", 2, "b"}, {"a\nb\n", 3, NULL},   {"a\nb\n", 0, NULL},
        {"a\nb", 2, "b"},   {"a\r\nb", 1, "a"}, {"\n\n", 1, ""},       {"\n\n", 2, ""},
        {"", 1, NULL},      {"a\n\nc", 3, "c"}, {"\r\n\rx", 2, "\rx"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_lines lines = {.bytes = d1_str(cases[i].text)};
        struct d1_str line = d1_lines_get(&lines, cases[i].number);

        cr_expect_eq(line.ptr != NULL, cases[i].line != NULL, "case %zu", i);
        if (cases[i].line)
            cr_expect(d1_str_is(line, cases[i].line), "case %zu", i);
        d1_lines_release(&lines);
    }
}
