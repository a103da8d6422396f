/*
 * What README.md shows is what happens. Its blocks run one after the other in one shell, on a terminal of 100 columns,
 * in a copy of the repository with the examples:
 *
 *     ```console       "$ COMMAND" and what it prints, down to the space; a line "..." stands for any lines
 *     ```yaml FILE     the file is written
 *
 * Blocks of other sorts are left alone.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/text/strbuf.h"
#include "base/vec.h"
#include "e2e/sandbox.h"

/* Stands before the output of each command; no program prints it. */
#define MARK "\001d1lint-readme\001"

struct command {
    struct d1_str text;     /* behind the "$ " */
    struct d1_str expected; /* the lines up to the next command or the end of the block */
    unsigned line;          /* in README.md */
};

struct readme {
    struct d1_strbuf text;
    struct d1_strbuf script;
    D1_VEC(struct command) commands;
};

/* ---- reading ---- */

static void read_whole(struct d1_strbuf *into, const char *path)
{
    FILE *file = fopen(path, "rb");
    char chunk[16384];
    size_t got;

    cr_assert(file != NULL, "%s: %s", path, strerror(errno));
    while ((got = fread(chunk, 1, sizeof chunk, file)) > 0)
        d1_strbuf_add(into, chunk, got);
    fclose(file);
    cr_assert(!into->oom && into->len > 0, "%s", path);
}

/* The line at *at without its line break; *at is moved behind it. */
static struct d1_str next_line(struct d1_str text, size_t *at)
{
    size_t end = d1_str_find(text, '\n', *at);
    struct d1_str line = d1_str_sub(text, *at, end - *at);

    *at = end < text.len ? end + 1 : text.len;
    return line;
}

static void take_command(struct readme *readme, struct d1_str line, unsigned number)
{
    struct command command = {.text = d1_str_sub(line, 2, line.len), .line = number};

    command.expected = d1_strn(line.ptr + line.len + 1, 0);
    cr_assert_eq(d1_vec_push(&readme->commands, command), 0);
    d1_strbuf_puts(&readme->script, "printf '" MARK "\\n'\n");
    d1_strbuf_str(&readme->script, command.text);
    d1_strbuf_putc(&readme->script, '\n');
}

/* One line of a block, with its line break. */
static void take_line(struct readme *readme, bool console, struct d1_str line, unsigned number)
{
    if (!console) {
        d1_strbuf_str(&readme->script, line);
        d1_strbuf_putc(&readme->script, '\n');
    } else if (d1_str_starts(line, "$ ")) {
        take_command(readme, line, number);
    } else {
        cr_assert(readme->commands.len > 0, "README.md:%u: output without a command", number);
        readme->commands.items[readme->commands.len - 1].expected.len += line.len + 1;
    }
}

static void open_file(struct readme *readme, struct d1_str name)
{
    d1_strbuf_printf(&readme->script,
                     "mkdir -p \"$(dirname '" D1_STR_FMT "')\"\ncat > '" D1_STR_FMT "' <<'END-OF-BLOCK'\n",
                     D1_STR_ARG(name), D1_STR_ARG(name));
}

static void read_readme(struct readme *readme)
{
    enum { OUTSIDE, OTHER, CONSOLE, FILE_BLOCK } block = OUTSIDE;
    struct d1_str text = d1_strbuf_view(&readme->text);
    unsigned number = 0;

    for (size_t at = 0; at < text.len;) {
        struct d1_str line = next_line(text, &at);
        bool fence = d1_str_starts(line, "```");
        size_t space = d1_str_find(line, ' ', 0);

        number++;
        if (block == OUTSIDE && fence) {
            block = d1_str_is(line, "```console") ? CONSOLE : space < line.len ? FILE_BLOCK : OTHER;
            if (block == FILE_BLOCK)
                open_file(readme, d1_str_sub(line, space + 1, line.len));
        } else if (fence) {
            if (block == FILE_BLOCK)
                d1_strbuf_puts(&readme->script, "END-OF-BLOCK\n");
            block = OUTSIDE;
        } else if (block == CONSOLE || block == FILE_BLOCK) {
            take_line(readme, block == CONSOLE, line, number);
        }
    }
    cr_assert(!readme->script.oom);
}

/* ---- comparing ---- */

/* Whether lines agree with expected ones, of which "..." stands for any number of lines. */
static bool agree(struct d1_str expected, struct d1_str actual)
{
    size_t e = 0, a = 0, retry_e = 0, retry_a = 0;
    bool retry = false;

    while (a < actual.len || e < expected.len) {
        size_t e_next = e, a_next = a;

        if (e < expected.len && d1_str_is(next_line(expected, &e_next), "...")) {
            retry = true;
            retry_e = e = e_next;
            retry_a = a;
            continue;
        }
        e_next = e;
        if (e < expected.len && a < actual.len && d1_str_eq(next_line(expected, &e_next), next_line(actual, &a_next))) {
            e = e_next;
            a = a_next;
        } else if (retry && retry_a < actual.len) {
            next_line(actual, &retry_a); /* the "..." takes one line more */
            e = retry_e;
            a = retry_a;
        } else {
            return false;
        }
    }
    return true;
}

Test(readme, dots_stand_for_any_lines)
{
    static const struct {
        const char *expected, *actual;
        bool agree;
    } cases[] = {
        {"", "", true},
        {"a\n", "a\n", true},
        {"a\n", "b\n", false},
        {"a\n", "", false},
        {"", "a\n", false},
        {"a\nb\n", "a\n", false},
        {"...\n", "", true},
        {"...\n", "a\nb\n", true},
        {"...\nb\n", "a\nb\n", true},
        {"...\nb\n", "a\nb\nc\n", false},
        {"...\nb\n...\n", "a\nb\nc\n", true},
        {"a\n...\nb\n", "a\nb\nb\n", true},
        {"a\n...\nb\nc\n", "a\nb\nb\nc\n", true},
        {"a\n...\nb\nd\n", "a\nb\nb\nc\n", false},
        {"...\na\n...\nb\n", "b\na\n", false},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_eq(agree(d1_str(cases[i].expected), d1_str(cases[i].actual)), cases[i].agree, "\"%s\" and \"%s\"",
                     cases[i].expected, cases[i].actual);
}

/* ---- the test ---- */

#define LATER "export GIT_AUTHOR_DATE=2026-09-01T09:00:00Z GIT_COMMITTER_DATE=2026-09-01T09:00:00Z\n"

/* What a terminal adds is taken away: carriage returns. */
static void strip_returns(struct d1_strbuf *text)
{
    size_t kept = 0;

    for (size_t i = 0; i < text->len; i++)
        if (text->ptr[i] != '\r')
            text->ptr[kept++] = text->ptr[i];
    d1_strbuf_truncate(text, kept);
}

static void compare(const struct readme *readme, struct d1_str output)
{
    size_t at = d1_str_find(output, MARK[0], 0);

    for (size_t i = 0; i < readme->commands.len; i++) {
        const struct command *command = &readme->commands.items[i];
        struct d1_str actual;
        size_t begin = at, end;

        cr_assert(at < output.len, "README.md:%u: the session ended before `" D1_STR_FMT "`:\n" D1_STR_FMT,
                  command->line, D1_STR_ARG(command->text), D1_STR_ARG(output));
        next_line(output, &begin);
        end = d1_str_find(output, MARK[0], begin);
        actual = d1_str_sub(output, begin, end - begin);
        cr_expect(agree(command->expected, actual),
                  "README.md:%u: `" D1_STR_FMT "` does not print what stands there, but\n" D1_STR_FMT, command->line,
                  D1_STR_ARG(command->text), D1_STR_ARG(actual));
        at = end;
    }
}

Test(readme, shows_what_happens)
{
    struct readme readme = {0};
    struct d1_strbuf output = {0};

    read_whole(&readme.text, "README.md");
    /* Readers commit later than the days as of which the page judges. */
    d1_strbuf_puts(&readme.script, LATER);
    read_readme(&readme);
    cr_assert(readme.commands.len >= 10, "README.md shows only %zu commands", readme.commands.len);
    sandbox_terminal("README.md", LATER "cp -R \"$EXAMPLES\" examples\nrepository\n", readme.script.ptr, &output);
    strip_returns(&output);
    compare(&readme, d1_strbuf_view(&output));
    d1_vec_release(&readme.commands);
    d1_strbuf_release(&readme.text);
    d1_strbuf_release(&readme.script);
    d1_strbuf_release(&output);
}
