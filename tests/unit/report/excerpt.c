/* The source line with its span underlined, whatever stands in the line. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "report/escape.h"
#include "report/excerpt.h"

static struct d1_strbuf draw(const char *line, struct d1_place place, size_t width)
{
    struct d1_strbuf out = {0};
    struct d1_paint paint = {.out = &out, .utf8 = true, .width = width};

    d1_excerpt_draw(&paint, d1_str(line), &place, D1_STYLE_ERROR);
    d1_strbuf_add(&out, "", 0);
    return out;
}

Test(excerpt, underlines_the_span)
{
    static const struct {
        const char *name, *line;
        struct d1_place place;
        const char *expected;
    } cases[] = {
        {"a value",
         "strategy: accept",
         {"f", 12, 11, 12, 17},
         "   |\n"
         "12 | strategy: accept\n"
         "   |           ^^^^^^\n"},
        {"line numbers of one digit",
         "a: b",
         {"f", 7, 1, 7, 2},
         "  |\n"
         "7 | a: b\n"
         "  | ^\n"},
        {"no end",
         "a: b",
         {"f", 7, 4, 7, 4},
         "  |\n"
         "7 | a: b\n"
         "  |    ^\n"},
        {"behind the end",
         "a:",
         {"f", 7, 3, 7, 4},
         "  |\n"
         "7 | a:\n"
         "  |   ^\n"},
        {"far behind the end",
         "a:",
         {"f", 7, 30, 7, 40},
         "  |\n"
         "7 | a:\n"
         "  |   ^\n"},
        {"several lines",
         "a: |  ",
         {"f", 7, 4, 9, 3},
         "  |\n"
         "7 | a: |\n"
         "  |    ^\n"},
        {"several lines, the first of which ends in a comment",
         "kind: A   # b",
         {"f", 7, 1, 9, 3},
         "  |\n"
         "7 | kind: A   # b\n"
         "  | ^^^^^^^\n"},
        {"several lines, and a number sign that begins no comment",
         "a#b: \"c # \\\" # d\", 'e # f' # g",
         {"f", 7, 1, 9, 3},
         "  |\n"
         "7 | a#b: \"c # \\\" # d\", 'e # f' # g\n"
         "  | ^^^^^^^^^^^^^^^^^^^^^^^^^^\n"},
        {"several lines of one quoted text",
         "a: 'it, '' # no comment",
         {"f", 7, 4, 9, 3},
         "  |\n"
         "7 | a: 'it, '' # no comment\n"
         "  |    ^^^^^^^^^^^^^^^^^^^^\n"},
        {"one line, with a comment in it",
         "a: [b, # c",
         {"f", 7, 1, 7, 11},
         "  |\n"
         "7 | a: [b, # c\n"
         "  | ^^^^^^^^^^\n"},
        {"empty line",
         "",
         {"f", 7, 1, 7, 1},
         "  |\n"
         "7 |\n"
         "  | ^\n"},
        {"tabs",
         "\ta:\tb",
         {"f", 7, 5, 7, 6},
         "  |\n"
         "7 |     a:  b\n"
         "  |         ^\n"},
        {"a tab itself",
         "a:\tb",
         {"f", 7, 3, 7, 4},
         "  |\n"
         "7 | a:  b\n"
         "  |   ^^\n"},
        {"wide characters",
         "\xe6\x97\xa5: \xe6\x9c\xac",
         {"f", 7, 4, 7, 5},
         "  |\n"
         "7 | \xe6\x97\xa5: \xe6\x9c\xac\n"
         "  |     ^^\n"},
        {"combining marks",
         "e\xcc\x81: b",
         {"f", 7, 5, 7, 6},
         "  |\n"
         "7 | e\xcc\x81: b\n"
         "  |    ^\n"},
        {"controls",
         "a: \x1b[0m b",
         {"f", 7, 4, 7, 5},
         "  |\n"
         "7 | a: \\x1b[0m b\n"
         "  |    ^^^^\n"},
        {"invalid bytes count one",
         "\xff\xfe: b",
         {"f", 7, 5, 7, 6},
         "  |\n"
         "7 | \\xff\\xfe: b\n"
         "  |           ^\n"},
        {"CRLF",
         "a: b\r",
         {"f", 7, 4, 7, 5},
         "  |\n"
         "7 | a: b\n"
         "  |    ^\n"},
        {"commands of CI runners",
         "a: ##[error]b",
         {"f", 7, 1, 7, 2},
         "  |\n"
         "7 | a: ##\\x5berror]b\n"
         "  | ^\n"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_strbuf out = draw(cases[i].line, cases[i].place, 0);

        cr_expect_str_eq(out.ptr, cases[i].expected, "%s: got\n%s", cases[i].name, out.ptr);
        d1_strbuf_release(&out);
    }
}

Test(excerpt, clips_long_lines_around_the_span)
{
    static const struct {
        const char *name, *line;
        struct d1_place place;
        const char *expected;
    } cases[] = {
        {"span at the beginning",
         "id: x, text: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
         {"f", 7, 5, 7, 6},
         "  |\n"
         "7 | id: x, text: aaaaaaaaaaaaaaaaaaaa...\n"
         "  |     ^\n"},
        {"span in the middle",
         "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaXYaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
         {"f", 7, 39, 7, 41},
         "  |\n"
         "7 | ...aaaaaaaaaaaaaaXYaaaaaaaaaaaaaa...\n"
         "  |                  ^^\n"},
        {"span at the end",
         "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaXY",
         {"f", 7, 53, 7, 55},
         "  |\n"
         "7 | ...aaaaaaaaaaaaaaaaaaaaaaaaaaaaXY\n"
         "  |                                ^^\n"},
        {"span longer than the window",
         "k: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
         {"f", 7, 4, 7, 65},
         "  |\n"
         "7 | ...aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...\n"
         "  |    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_strbuf out = draw(cases[i].line, cases[i].place, 40);

        cr_expect_str_eq(out.ptr, cases[i].expected, "%s: got\n%s", cases[i].name, out.ptr);
        d1_strbuf_release(&out);
    }
}

/* Every span of a long line with tabs, wide characters and controls, at every width. */
Test(excerpt, no_line_passes_the_width)
{
    char line[512];
    size_t len = 0;

    for (unsigned i = 0; len < 300; i++)
        len += (size_t)snprintf(line + len, sizeof line - len,
                                i % 7 == 0    ? "\t"
                                : i % 5 == 0  ? "\xe6\x97\xa5"
                                : i % 11 == 0 ? "\x1b"
                                              : "x");
    for (size_t width = 1; width < 140; width += 13) {
        for (uint32_t from = 1; from < 160; from++) {
            struct d1_strbuf out = draw(line, (struct d1_place){"f", 100, from, 100, from + from % 60}, width);
            size_t allowed = width < 36 ? 36 : width;
            bool caret = false;

            for (size_t at = 0, end; at < out.len; at = end + 1) {
                struct d1_str one;

                end = d1_str_find(d1_strbuf_view(&out), '\n', at);
                one = d1_str_sub(d1_strbuf_view(&out), at, end - at);
                cr_assert_leq(d1_escape_columns(one), allowed, "width %zu, column %u: %s", width, (unsigned)from,
                              out.ptr);
                cr_assert(one.len && one.ptr[one.len - 1] != ' ', "width %zu, column %u", width, (unsigned)from);
                caret = d1_str_find(one, '^', 0) < one.len;
            }
            cr_assert(caret, "width %zu, column %u", width, (unsigned)from);
            d1_strbuf_release(&out);
        }
    }
}

Test(excerpt, none_without_text_or_too_far_right)
{
    static char line[D1_EXCERPT_BYTES + 100];
    struct d1_strbuf out = {0};
    struct d1_paint paint = {.out = &out, .utf8 = true};
    struct d1_place far = {"f", 1, D1_EXCERPT_BYTES + 50, 1, D1_EXCERPT_BYTES + 51};
    struct d1_place near = {"f", 1, 3, 1, 5};

    memset(line, 'x', sizeof line);
    cr_expect_not(d1_excerpt_draw(&paint, (struct d1_str){0}, &near, D1_STYLE_ERROR));
    cr_expect_not(d1_excerpt_draw(&paint, d1_strn(line, sizeof line), &far, D1_STYLE_ERROR));
    cr_expect_eq(out.len, 0);
    cr_expect(d1_excerpt_draw(&paint, d1_strn(line, sizeof line), &near, D1_STYLE_ERROR));
    d1_strbuf_release(&out);
}
