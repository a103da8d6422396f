/* What comes from a repository reaches terminals, logs and data formats only in escaped form. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "base/text/utf8.h"
#include "report/escape.h"

static void expect(struct d1_strbuf *out, const char *name, const char *expected)
{
    cr_expect(!out->oom);
    cr_expect(d1_str_is(d1_strbuf_view(out), expected), "%s: expected <%s>, got <%s>", name, expected,
              out->ptr ? out->ptr : "");
    d1_strbuf_release(out);
}

Test(escape, text_for_terminals_and_logs)
{
    static const struct {
        const char *name, *text, *expected;
    } cases[] = {
        {"plain", "risk-01 is `accepted`", "risk-01 is `accepted`"},
        {"letters beyond ASCII", "caf\xc3\xa9 \xe6\x97\xa5\xe6\x9c\xac", "caf\xc3\xa9 \xe6\x97\xa5\xe6\x9c\xac"},
        {"colour sequence", "\x1b[31mred", "\\x1b[31mred"},
        {"line break", "a\nb\r\nc\td", "a\\nb\\r\\nc\\td"},
        {"bell, backspace, vertical tab, form feed", "\a\b\v\f", "\\a\\b\\v\\f"},
        {"DEL", "a\x7f", "a\\x7f"},
        {"C1 control",
         "\xc2\x9b"
         "31m",
         "\\u009b31m"},
        {"C1 line break", "a\xc2\x85", "a\\u0085"},
        {"right-to-left override",
         "a\xe2\x80\xae"
         "b",
         "a\\u202eb"},
        {"isolate", "\xe2\x81\xa6", "\\u2066"},
        {"line separator",
         "a\xe2\x80\xa8"
         "b",
         "a\\u2028b"},
        {"zero-width space, byte order mark", "\xe2\x80\x8b\xef\xbb\xbf", "\\u200b\\ufeff"},
        {"soft hyphen", "\xc2\xad", "\\u00ad"},
        {"tag character", "\xf3\xa0\x81\x81", "\\U000e0041"},
        {"stray continuation byte", "a\x80", "a\\x80"},
        {"Latin-1", "caf\xe9!", "caf\\xe9!"},
        {"overlong slash", "\xc0\xaf", "\\xc0\\xaf"},
        {"GitHub command at the beginning", "::set-output name=x::y", "\\x3a:set-output name=x::y"},
        {"GitHub command after white space", " \xe3\x80\x80::error::", " \\u3000\\x3a:error::"},
        {"no-break space",
         "10\xc2\xa0"
         "EUR",
         "10\\u00a0EUR"},
        {"thin, narrow and mathematical space, en quad", "\xe2\x80\x89\xe2\x80\xaf\xe2\x81\x9f\xe2\x80\x80",
         "\\u2009\\u202f\\u205f\\u2000"},
        {"Ogham space", "\xe1\x9a\x80", "\\u1680"},
        {"GitHub command behind a joiner", "\xe2\x80\x8d::error::", "\xe2\x80\x8d\\x3a:error::"},
        {"GitHub command with a joiner inside", ":\xe2\x80\x8d:error::", "\\x3a\xe2\x80\x8d:error::"},
        {"two colons later on", "use std::vector", "use std::vector"},
        {"old command anywhere", "x ##[command]y", "x ##\\x5bcommand]y"},
        {"Azure command", "a ##vso[task.setvariable]b", "a ##vso\\x5btask.setvariable]b"},
        {"TeamCity command", "##teamcity[x]", "##teamcity\\x5bx]"},
        {"command with joiners inside", "#\xe2\x80\x8d#\xe2\x80\x8d[x]", "#\xe2\x80\x8d#\xe2\x80\x8d\\x5bx]"},
        {"no command", "# [x] #[y] a[0] ## [z]", "# [x] #[y] a[0] ## [z]"},
        {"empty", "", ""},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_strbuf out = {0};

        d1_escape_text(&out, d1_str(cases[i].text), true);
        expect(&out, cases[i].name, cases[i].expected);
    }
}

Test(escape, nul_bytes_are_seen)
{
    struct d1_strbuf out = {0};

    d1_escape_text(&out, d1_strn("a\0b", 3), true);
    expect(&out, "NUL", "a\\x00b");
}

Test(escape, no_utf8_terminal_gets_ascii_alone)
{
    struct d1_strbuf out = {0};

    d1_escape_text(&out, d1_str("caf\xc3\xa9 \xf0\x9f\x98\x80"), false);
    expect(&out, "text", "caf\\u00e9 \\U0001f600");
    d1_escape_path(&out, "caf\xc3\xa9.yaml", false);
    expect(&out, "path", "\"caf\\303\\251.yaml\"");
}

/* Every code point and every stray byte: what is written is printable, and a second look finds nothing to escape. */
Test(escape, nothing_dangerous_is_left_of_any_code_point)
{
    char text[D1_ESCAPE_TEXT], again[D1_ESCAPE_TEXT];

    for (uint32_t code = 0; code <= 0x10ffff; code++) {
        if (code >= 0xd800 && code <= 0xdfff)
            continue;
        d1_escape_code(text, code, 0, true);
        for (size_t at = 0; text[at];) {
            uint32_t shown = d1_utf8_decode(d1_str(text), &at);

            cr_assert(shown != D1_UTF8_INVALID && !d1_utf8_is_control(shown) && !d1_utf8_is_bidi(shown), "U+%04X",
                      (unsigned)code);
            d1_escape_code(again, shown, 0, true);
            cr_assert(again[0] != '\\' || shown == '\\', "U+%04X", (unsigned)code);
        }
        d1_escape_code(text, code, 0, false);
        cr_assert_eq(d1_utf8_count(d1_str(text)), strlen(text), "U+%04X is ASCII", (unsigned)code);
    }
    for (unsigned byte = 0x80; byte < 0x100; byte++) {
        d1_escape_code(text, D1_UTF8_INVALID, (unsigned char)byte, true);
        snprintf(again, sizeof again, "\\x%02x", byte);
        cr_assert_str_eq(text, again);
    }
}

Test(escape, paths_are_quoted_as_git_does)
{
    static const struct {
        const char *name, *path, *expected;
    } cases[] = {
        {"plain", "raid/log 1.yaml", "raid/log 1.yaml"},
        {"letters beyond ASCII", "caf\xc3\xa9.yaml", "caf\xc3\xa9.yaml"},
        {"colon inside", "a:b.yaml", "a:b.yaml"},
        {"hash inside", "a#b.yaml", "a#b.yaml"},
        {"colon first", ":b.yaml", "\":b.yaml\""},
        {"command", "::error::x.yaml", "\"::error::x.yaml\""},
        {"hash first", "#b.yaml", "\"#b.yaml\""},
        {"space first", " b.yaml", "\" b.yaml\""},
        {"wide space and colon", "\xe3\x80\x80:b.yaml", "\"\\343\\200\\200:b.yaml\""},
        {"old command inside", "a/##[error]b.yaml", "\"a/##\\133error]b.yaml\""},
        {"quote", "a\"b.yaml", "\"a\\\"b.yaml\""},
        {"backslash", "a\\b.yaml", "\"a\\\\b.yaml\""},
        {"line break", "a\nb.yaml", "\"a\\nb.yaml\""},
        {"escape", "a\x1b[0m.yaml", "\"a\\033[0m.yaml\""},
        {"DEL", "a\x7f.yaml", "\"a\\177.yaml\""},
        {"invalid UTF-8", "a\xff.yaml", "\"a\\377.yaml\""},
        {"bidirectional override",
         "a\xe2\x80\xae"
         "b.yaml",
         "\"a\\342\\200\\256b.yaml\""},
        {"empty", "", "\"\""},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_strbuf out = {0};

        d1_escape_path(&out, cases[i].path, true);
        expect(&out, cases[i].name, cases[i].expected);
    }
}

Test(escape, uris_are_relative_references)
{
    static const struct {
        const char *path, *expected;
    } cases[] = {
        {"a/b-1_2.3~.yaml", "a/b-1_2.3~.yaml"},
        {"a b%c.yaml", "a%20b%25c.yaml"},
        {"http://x", "http%3A//x"},
        {"caf\xc3\xa9\xff\n#?[", "caf%C3%A9%FF%0A%23%3F%5B"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_strbuf out = {0};

        d1_escape_uri(&out, cases[i].path);
        expect(&out, cases[i].path, cases[i].expected);
    }
}

Test(escape, sarif_messages_hold_no_links_and_no_placeholders)
{
    static const struct {
        const char *name, *text, *expected;
    } cases[] = {
        {"link", "see [here](http://evil.example)", "see \\[here\\](http://evil.example)"},
        {"backslash", "a\\[b](1)", "a\\\\\\[b\\](1)"},
        {"placeholder", "{0} and {name}", "{{0}} and {{name}}"},
        {"control", "a\x1b[0m\n", "a\\\\x1b\\[0m\\\\n"},
        {"invalid byte", "\xff", "\\\\xff"},
        {"long", "abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnopqrst... (26 bytes in all)"},
        {"long in wide characters", "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9",
         "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"},
    };
    struct d1_strbuf out = {0};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        d1_escape_sarif(&out, d1_str(cases[i].text), i < 5 ? 100 : 20);
        expect(&out, cases[i].name, cases[i].expected);
    }
    d1_escape_sarif_markdown(&out, d1_str("`x` [a](b) {c} \x1b"), 100);
    expect(&out, "markdown of a rule", "`x` [a](b) {{c}} \\\\x1b");
}

/* Each place that text of a repository is written to says how long it was. */
Test(escape, what_is_too_long_is_shortened_everywhere)
{
    static const char told[] = "... (5000 bytes in all)";
    struct d1_strbuf out = {0}, text = {0};

    d1_strbuf_fill(&text, 'q', 5000);
    d1_escape_text(&out, d1_strbuf_view(&text), true);
    cr_expect(out.len < 1000 && d1_str_ends(d1_strbuf_view(&out), told));
    d1_strbuf_clear(&out);
    d1_escape_path(&out, text.ptr, true);
    cr_expect(out.len < 1000 && d1_str_ends(d1_strbuf_view(&out), told));
    d1_strbuf_clear(&out);
    d1_escape_sarif(&out, d1_strbuf_view(&text), 100);
    cr_expect(out.len < 200 && d1_str_ends(d1_strbuf_view(&out), told));
    d1_strbuf_clear(&out);
    d1_escape_sarif_markdown(&out, d1_strbuf_view(&text), 100);
    cr_expect(out.len < 200 && d1_str_ends(d1_strbuf_view(&out), told));
    text.ptr[0] = '"';
    d1_strbuf_clear(&out);
    d1_escape_path(&out, text.ptr, true);
    cr_expect(out.len < 1010 && d1_str_ends(d1_strbuf_view(&out), "... (5000 bytes in all)\""));
    d1_strbuf_clear(&out);
    d1_escape_whole(&out, d1_strbuf_view(&text), true);
    cr_expect_eq(out.len, 5000, "but for what was asked for by itself");
    d1_strbuf_release(&out);
    d1_strbuf_release(&text);
}

Test(escape, columns_are_those_of_a_terminal)
{
    cr_expect_eq(d1_escape_columns(d1_str("a\xe6\x97\xa5"
                                          "e\xcc\x81")),
                 4);
}

Test(escape, markup_commands_and_markdown)
{
    static const struct {
        const char *shown, *entities, *data, *property, *markdown;
    } cases[] = {
        {"a & b", "a &amp; b", "a & b", "a & b", "a \\& b"},
        {"<script>\"'", "&lt;script&gt;&quot;&#39;", "<script>\"'", "<script>\"'", "\\<script\\>\"'"},
        {"]]>", "]]&gt;", "]]>", "]]>", "\\]\\]\\>"},
        {"50%: a,b", "50%: a,b", "50%25: a,b", "50%25%3A a%2Cb", "50\\%\\: a,b"},
        {"%0A::error::", "%0A::error::", "%250A::error::", "%250A%3A%3Aerror%3A%3A", "\\%0A\\:\\:error\\:\\:"},
        {"line\nnext", "line\nnext", "line%0Anext", "line%0Anext", "line\nnext"},
        {"- item", "- item", "- item", "- item", "\\- item"},
        {"1. item", "1. item", "1. item", "1. item", "1\\. item"},
        {"a-b (c), d.", "a-b (c), d.", "a-b (c), d.", "a-b (c)%2C d.", "a-b (c), d."},
        {"a *b* _c_ `d` [e](f) | g", "a *b* _c_ `d` [e](f) | g", "a *b* _c_ `d` [e](f) | g", "a *b* _c_ `d` [e](f) | g",
         "a \\*b\\* \\_c\\_ \\`d\\` \\[e\\](f) \\| g"},
        {"ask @octocat now", "ask @octocat now", "ask @octocat now", "ask @octocat now", "ask `@octocat` now"},
        {"see #12", "see #12", "see #12", "see #12", "see `#12`"},
        {"of 1a2b3c4", "of 1a2b3c4", "of 1a2b3c4", "of 1a2b3c4", "of `1a2b3c4`"},
        {"www.evil.example", "www.evil.example", "www.evil.example", "www.evil.example", "`www.evil.example`"},
        {"http://x|`y``z", "http://x|`y``z", "http://x|`y``z", "http%3A//x|`y``z", "``` http://x\\|`y``z ```"},
        {"", "", "", "", ""},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_str shown = d1_str(cases[i].shown);
        struct d1_strbuf out = {0};

        d1_escape_entities(&out, shown);
        expect(&out, cases[i].shown, cases[i].entities);
        d1_escape_command(&out, shown, false);
        expect(&out, cases[i].shown, cases[i].data);
        d1_escape_command(&out, shown, true);
        expect(&out, cases[i].shown, cases[i].property);
        d1_escape_markdown(&out, shown);
        expect(&out, cases[i].shown, cases[i].markdown);
    }
}

Test(escape, codes_that_stand_for_no_character)
{
    struct d1_strbuf out = {0};

    d1_escape_text(&out, d1_str("\xef\xbf\xbe \xef\xbf\xbf \xef\xb7\x90 \xf0\x9f\xbf\xbe"), true);
    expect(&out, "noncharacters", "\\ufffe \\uffff \\ufdd0 \\U0001fffe");
}
