/* Options are parsed, and told about, from one table. */
#include <criterion/criterion.h>
#include <getopt.h>

#include "cli/option.h"

struct values {
    bool todo;
    const char *gate, *rev, *rules;
    struct d1_option_list formats;
};

static const struct d1_option table[] = {
    D1_FLAG(struct values, todo, "todo", 't', "List what is to do."),
    D1_TEXT(struct values, gate, "gate", 'g', "GATE", "Judge a gate."),
    D1_TEXT(struct values, rev, "rev", 0, "REV", "Lint a revision."),
    D1_TEXT(struct values, rules, "rules", 0, "DIR", "Own rules."),
    D1_LIST(struct values, formats, "format", 'f', "F[=FILE]", "Report format."),
};

enum { COUNT = sizeof table / sizeof *table, WORDS = 8 };

struct parsed {
    struct values values;
    struct d1_strbuf message;
    enum d1_option_result result;
    int operands;
};

static struct parsed parse(const char *const words[WORDS])
{
    static char *argv[WORDS + 1];
    struct parsed parsed = {0};
    int argc = 1;

    argv[0] = (char *)"check";
    for (; words[argc - 1]; argc++)
        argv[argc] = (char *)words[argc - 1];
    argv[argc] = NULL;
    parsed.result = d1_options_parse(table, COUNT, argc, argv, &parsed.values, &parsed.message);
    parsed.operands = argc - optind;
    return parsed;
}

static void release(struct parsed *parsed)
{
    d1_vec_release(&parsed->values.formats);
    d1_strbuf_release(&parsed->message);
}

Test(option, values_reach_their_fields)
{
    struct parsed p =
        parse((const char *const[WORDS]){"-t", "raid", "--gate=kickoff", "-f", "text", "--format", "json=x"});

    cr_expect_eq(p.result, D1_OPTIONS_GOOD);
    cr_expect(p.values.todo);
    cr_expect_str_eq(p.values.gate, "kickoff");
    cr_expect_null(p.values.rev);
    cr_assert_eq(p.values.formats.len, 2);
    cr_expect_str_eq(p.values.formats.items[1], "json=x");
    cr_expect_eq(p.operands, 1, "operands may stand between options");
    release(&p);
}

Test(option, a_flag_may_be_given_again)
{
    struct parsed p = parse((const char *const[WORDS]){"-t", "--todo", "-f", "text", "-f", "text"});

    cr_expect_eq(p.result, D1_OPTIONS_GOOD);
    cr_expect(p.values.todo);
    cr_expect_eq(p.values.formats.len, 2);
    release(&p);
}

Test(option, two_hyphens_end_the_options)
{
    struct parsed p = parse((const char *const[WORDS]){"--", "-t", "--gate"});

    cr_expect_eq(p.result, D1_OPTIONS_GOOD);
    cr_expect_not(p.values.todo);
    cr_expect_eq(p.operands, 2);
    release(&p);
}

Test(option, mistakes_are_told_with_the_nearest_option)
{
    static const struct {
        const char *words[WORDS], *expected;
    } cases[] = {
        {{"--formt", "x"}, "unknown option --formt; did you mean --format?"},
        {{"--formt=x"}, "unknown option --formt; did you mean --format?"},
        {{"--xyzzy"}, "unknown option --xyzzy"},
        {{"--hlep"}, "unknown option --hlep; did you mean --help?"},
        {{"-x"}, "unknown option -x"},
        {{"--gate"}, "--gate needs an argument: GATE"},
        {{"-g"}, "-g needs an argument: GATE"},
        {{"--todo=3"}, "--todo takes no argument"},
        {{"--r", "x"}, "ambiguous option --r: --rev, --rules"},
        {{"--rev", "a", "--rev=b"}, "--rev is given twice; give it once"},
        {{"--rev", "a", "--gate", "x", "--re", "a"}, "--rev is given twice; give it once"},
        {{"-g", "a", "--gate", "b"}, "--gate is given twice; give it once"},
        {{"--gate", "a", "-gb"}, "-g is given twice; give it once"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct parsed p = parse(cases[i].words);

        cr_expect_eq(p.result, D1_OPTIONS_BAD, "%s", cases[i].expected);
        cr_expect(d1_str_is(d1_strbuf_view(&p.message), cases[i].expected), "expected <%s>, got <%s>",
                  cases[i].expected, p.message.ptr);
        release(&p);
    }
}

Test(option, help_is_known_everywhere)
{
    struct parsed p = parse((const char *const[WORDS]){"-t", "--help", "--nonsense"});

    cr_expect_eq(p.result, D1_OPTIONS_HELP);
    release(&p);
    p = parse((const char *const[WORDS]){"-h"});
    cr_expect_eq(p.result, D1_OPTIONS_HELP);
    release(&p);
}

Test(option, help_shows_every_row)
{
    struct d1_strbuf out = {0};

    d1_options_write_help(&out, table, COUNT);
    cr_expect_str_eq(out.ptr, "  -t, --todo                List what is to do.\n"
                              "  -g, --gate GATE           Judge a gate.\n"
                              "      --rev REV             Lint a revision.\n"
                              "      --rules DIR           Own rules.\n"
                              "  -f, --format F[=FILE]     Report format.\n"
                              "  -h, --help                Show this help.\n");
    d1_strbuf_release(&out);
}
