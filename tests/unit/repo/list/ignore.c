/* Ignore rules: patterns by themselves, and whole trees as `git ls-files --others` sees them. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file/wildmatch.h"
#include "base/limits.h"
#include "base/memory/arena.h"
#include "base/text/strbuf.h"
#include "pace.h"
#include "repo/list/ignore.h"
#include "unit/repo/sandbox.h"

static uint64_t steps; /* of matching */

TestSuite(repo_ignore, .init = sandbox_enter, .fini = sandbox_leave);

Test(repo_ignore, wildmatch)
{
    static const struct {
        const char *pattern, *text;
        bool path, whole; /* matches as a path; matches where '/' is nothing special */
    } cases[] = {
        {"foo", "foo", true, true},
        {"foo", "bar", false, false},
        {"", "", true, true},
        {"???", "foo", true, true},
        {"??", "foo", false, false},
        {"*", "foo", true, true},
        {"*", "foo/bar", false, true},
        {"f*", "foo", true, true},
        {"*ob*a*r*", "foobar", true, true},
        {"aaaaaaabababab", "aaaaaaabababab", true, true},
        {"foo\\*", "foo*", true, true},
        {"foo\\*bar", "foobar", false, false},
        {"f\\\\oo", "f\\oo", true, true},
        {"*[al]?", "ball", true, true},
        {"[ten]", "ten", false, false},
        {"**[!te]", "ten", true, true},
        {"t[a-g]n", "ten", true, true},
        {"t[!a-g]n", "ten", false, false},
        {"t[^a-g]n", "ton", true, true},
        {"a[]]b", "a]b", true, true},
        {"a[]-]b", "a-b", true, true},
        {"a[]-]b", "aab", false, false},
        {"a[]a-]b", "aab", true, true},
        {"]", "]", true, true},
        {"foo*bar", "foo/baz/bar", false, true},
        {"foo**bar", "foo/baz/bar", false, true},
        {"foo/**/bar", "foo/baz/bar", true, true},
        {"foo/**/**/bar", "foo/b/a/z/bar", true, true},
        {"foo/**/bar", "foo/bar", true, false},
        {"foo?bar", "foo/bar", false, true},
        {"foo[/]bar", "foo/bar", false, true},
        {"**/foo", "foo", true, false},
        {"**/foo", "XXX/foo", true, true},
        {"**/foo", "XXXfoo", false, false},
        {"a/**/foo", "a/bfoo", false, false},
        {"**/**/foo", "bfoo", false, false},
        {"**/foo", "bar/baz/foo", true, true},
        {"*/foo", "bar/baz/foo", false, true},
        {"**/bar*", "foo/bar/baz", false, true},
        {"**/bar/*", "deep/foo/bar/baz", true, true},
        {"**/bar/*", "deep/foo/bar", false, false},
        {"**/bar/**", "deep/foo/bar/baz/", true, true},
        {"*/bar/**", "foo/bar/baz/x", true, true},
        {"*/bar/**", "deep/foo/bar/baz/x", false, true},
        {"[[:alpha:]][[:digit:]][[:upper:]]", "a1B", true, true},
        {"[[:digit:][:upper:][:space:]]", "a", false, false},
        {"[[:digit:][:upper:][:spaci:]]", "1", false, false},
        {"[a-c[:digit:]x-z]", "5", true, true},
        {"[a-c[:digit:]x-z]", "q", false, false},
        {"[\\\\-^]", "]", true, true},
        {"[\\\\-^]", "[", false, false},
        {"a[]b", "a[]b", false, false},
        {"ab[", "ab[", false, false},
        {"[!", "ab", false, false},
        {"[--0]", "-", true, true},
        {"[---]", "a", false, false},
        {"[[-\\]]", "\\", true, true},
        {"[!]a-]", "a", false, false},
        {"[!]a-]", "x", true, true},
        {"foo\\", "foo", false, false},
        {"foo\\", "foo\\", false, false},
        {"-*-*-*-*-*-*-12-*-*-*-m-*-*-*", "-adobe-courier-bold-o-normal--12-120-75-75-m-70-iso8859-1", true, true},
        {"-*-*-*-*-*-*-12-*-*-*-m-*-*-*", "-adobe-courier-bold-o-normal--12-120-75-75-X-70-iso8859-1", false, false},
        {"**/*a*b*g*n*t", "abcd/abcdefg/abcdefghijk/abcdefghijklmnop.txt", true, true},
        {"*/*/*", "foo/bb/aa/rr", false, true},
        {"**/**/**", "foo/bb/aa/rr", true, true},
        {"***", "a/b", true, true},
        {"a***b", "a/b", false, true},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct d1_str pattern = d1_str(cases[i].pattern), text = d1_str(cases[i].text);

        cr_expect_eq(d1_wildmatch(pattern, text, true, false, &steps), cases[i].path, "path '%s' on '%s'",
                     cases[i].pattern, cases[i].text);
        cr_expect_eq(d1_wildmatch(pattern, text, false, false, &steps), cases[i].whole, "name '%s' on '%s'",
                     cases[i].pattern, cases[i].text);
    }
}

Test(repo_ignore, wildmatch_without_regard_to_case)
{
    static const struct {
        const char *pattern, *text;
        bool matches;
    } cases[] = {
        {"FOO", "foo", true},  {"foo", "FOO", true},       {"[A-Z]", "a", true},
        {"[a-z]", "A", true},  {"[[:upper:]]", "a", true}, {"[[:lower:]]", "A", true},
        {"[B-Za]", "A", true}, {"[B-a]", "A", true},       {"[a-b]", "c", false},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        cr_expect_eq(d1_wildmatch(d1_str(cases[i].pattern), d1_str(cases[i].text), true, true, &steps),
                     cases[i].matches, "'%s' on '%s'", cases[i].pattern, cases[i].text);
}

/* A pattern that takes a backtracking matcher longer than the universe lasts. */
Test(repo_ignore, wildmatch_takes_no_exponential_time)
{
    struct d1_strbuf pattern = {0}, text = {0};
    double begun = pace_seconds();

    for (int i = 0; i < 1000; i++)
        d1_strbuf_puts(&pattern, "a**/*");
    d1_strbuf_fill(&text, 'a', 3000);
    for (int i = 0; i < 500; i++)
        d1_strbuf_puts(&text, "/a");
    cr_expect_not(d1_wildmatch(d1_strbuf_view(&pattern), d1_strbuf_view(&text), true, false, &steps));
    pace_expect("a pattern of a thousand **", begun, 1);
    d1_strbuf_release(&pattern);
    d1_strbuf_release(&text);
}

/* Steps grow with what is done, and rules that are tried count, too; when they are used up nothing is ignored. */
Test(repo_ignore, work_is_counted_and_ends)
{
    static const struct {
        const char *rules, *path;
        uint64_t least, most;
    } cases[] = {
        {"b\n", "a", 1, 1},
        {"b\nb\nb\nb\n*.b\n", "a", 5, 5},
        {"*a*b\n", "aaaaaaaaaaaaaaaa", 30, 100},
        {"*a*a*a*a*a*a*a*b\n", "aaaaaaaaaaaaaaaa", 150, 400},
        {"/**/a*b\n", "a/a/a/a/a/a/a/a/a/a", 30, 150},
        {"[a][a][a][a]?\n", "aaaa", 4, 20},
    };
    struct d1_repo_ignore ignore = {0};

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct d1_repo_ignore one = {0};

        cr_assert_eq(d1_repo_ignore_push(&one, d1_str(cases[i].rules), 0), 0);
        cr_expect_not(d1_repo_ignore_matches(&one, d1_str(cases[i].path), false), "%s", cases[i].rules);
        cr_expect(one.steps >= cases[i].least && one.steps <= cases[i].most, "%s: %llu", cases[i].rules,
                  (unsigned long long)one.steps);
        d1_repo_ignore_release(&one);
    }
    cr_assert_eq(d1_repo_ignore_push(&ignore, d1_str("*.tmp\n"), 0), 0);
    ignore.steps = D1_LIMIT_IGNORE_STEPS - 1;
    cr_expect(d1_repo_ignore_matches(&ignore, d1_str("a.tmp"), false));
    cr_expect_not(d1_repo_ignore_matches(&ignore, d1_str("a.tmp"), false));
    d1_repo_ignore_release(&ignore);
}

Test(repo_ignore, last_rule_of_the_nearest_file_decides)
{
    static const struct {
        const char *path;
        bool is_directory, ignored;
    } cases[] = {
        {"a.tmp", false, true},          {"keep.tmp", false, false}, {"sub/keep.tmp", false, true},
        {"build", true, true},           {"build", false, false},    {"x/build", true, true},
        {"only", false, true},           {"x/only", false, false},   {"sub/here", false, true},
        {"here", false, false},          {"#hash", false, true},     {"!bang", false, true},
        {"trail ", false, true},         {"trail", false, false},    {"comment", false, false},
        {"sub/again.tmp", false, false}, {"doc/a.txt", false, true}, {"doc/x/a.txt", false, false},
    };
    struct d1_repo_ignore ignore = {0};

    cr_assert_eq(d1_repo_ignore_push(&ignore,
                                     d1_str("\xEF\xBB\xBF*.tmp\r\n!keep.tmp\nbuild/\n/only\n\n# comment\n"
                                            "\\#hash\n\\!bang   \ntrail\\ \ndoc/*.txt"),
                                     0),
                 0);
    cr_assert_eq(d1_repo_ignore_push(&ignore, d1_str("/here\nkeep.tmp\n!again.tmp"), 4), 0);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct d1_str path = d1_str(cases[i].path);
        size_t len = d1_str_starts(path, "sub/") ? 2 : 1;
        struct d1_repo_ignore seen = {.items = ignore.items, .len = len, .cap = len};

        cr_expect_eq(d1_repo_ignore_matches(&seen, path, cases[i].is_directory), cases[i].ignored, "%s%s",
                     cases[i].path, cases[i].is_directory ? "/" : "");
    }
    d1_repo_ignore_release(&ignore);
}

Test(repo_ignore, file_of_rules_is_bounded_and_a_file)
{
    struct d1_repo_ignore ignore = {0};

    run("head -c %d /dev/zero | tr '\\0' '\\n' > large; mkfifo fifo; echo x > real; ln -s real link; mkdir dir;"
        "printf '*.yaml' > unended",
        D1_LIMIT_IGNORE_BYTES + 1);
    cr_expect_eq(d1_repo_ignore_push_file(&ignore, -100, "large", 0, false), D1_ERR_LIMIT);
    cr_expect_eq(d1_repo_ignore_push_file(&ignore, -100, "fifo", 0, false), 0);
    cr_expect_eq(d1_repo_ignore_push_file(&ignore, -100, "link", 0, false), 0);
    cr_expect_eq(d1_repo_ignore_push_file(&ignore, -100, "dir", 0, false), 0);
    cr_expect_eq(d1_repo_ignore_push_file(&ignore, -100, "absent", 0, false), 0);
    cr_expect_eq(ignore.len, 0);
    cr_expect_eq(d1_repo_ignore_push_file(&ignore, -100, "link", 0, true), 0);
    cr_expect_eq(d1_repo_ignore_push_file(&ignore, -100, "unended", 0, true), 0);
    cr_expect_eq(ignore.len, 2);
    cr_expect(d1_repo_ignore_matches(&ignore, d1_str("d/a.yaml"), false));
    d1_repo_ignore_release(&ignore);
}

/* ---- against git ---- */

static unsigned state;

static unsigned draw(unsigned below)
{
    state = state * 1664525u + 1013904223u;
    return (state >> 8) % below;
}

static const char *pick_name(void)
{
    static const char *const names[] = {"a", "b", "ab", "foo", "bar", "x1", "A"};

    return names[draw(sizeof(names) / sizeof(names[0]))];
}

static void write_rules(const char *path)
{
    static const char *const parts[] = {"a", "b", "ab",     "*",     "**",  "?", "foo", "[ab]",   "[!a]", "/",  "/",
                                        "/", "x", "*.yaml", ".yaml", "\\a", "1", "bar", "[a-f]*", "A",    "*a*"};
    FILE *file = fopen(path, "w");

    cr_assert_not_null(file);
    for (unsigned lines = 1 + draw(5); lines > 0; lines--) {
        if (draw(4) == 0)
            fputc('!', file);
        for (unsigned n = 1 + draw(4); n > 0; n--)
            fputs(parts[draw(sizeof(parts) / sizeof(parts[0]))], file);
        if (draw(4) == 0)
            fputc('/', file);
        if (draw(8) == 0)
            fputs("  ", file);
        fputs(draw(6) ? "\n" : "\r\n", file);
    }
    fclose(file);
}

/* Some directories of up to three levels with YAML files and rules in some of them. */
static void make_tree(unsigned seed)
{
    char path[256], rules[300];

    state = seed * 7919u + 1;
    run("rm -rf t; git init -q t");
    for (unsigned files = 12 + draw(20); files > 0; files--) {
        int len = snprintf(path, sizeof(path), "t");

        for (unsigned depth = draw(4); depth > 0; depth--) {
            len += snprintf(path + len, sizeof(path) - (size_t)len, "/%s", pick_name());
            if (draw(7) == 0) {
                snprintf(rules, sizeof(rules), "%s/.gitignore", path);
                put(rules, "");
                write_rules(rules);
            }
        }
        snprintf(path + len, sizeof(path) - (size_t)len, "/%s.yaml", pick_name());
        put(path, "x\n");
    }
    write_rules("t/.gitignore");
    if (draw(3) == 0)
        write_rules("t/.git/info/exclude");
    if (draw(3) == 0) {
        put("home/.config/git/ignore", "");
        write_rules("home/.config/git/ignore");
    } else {
        run("rm -f home/.config/git/ignore");
    }
    if (draw(3) == 0)
        run("cd t; git ls-files -o | grep yaml | sed -n '1p;4p;9p' | tr '\\n' '\\0' | xargs -0 -r git add -f");
}

/*
 * Trees by chance: what is listed is what git lists. "-co --exclude-standard" is what is tracked, or untracked and
 * not ignored.
 */
Test(repo_ignore, lists_what_git_lists)
{
    unsigned seeds = getenv("D1_SEEDS") ? (unsigned)atoi(getenv("D1_SEEDS")) : 60;
    unsigned first = getenv("D1_FIRST_SEED") ? (unsigned)atoi(getenv("D1_FIRST_SEED")) : 0;
    char expected[65536];

    alarm(900 + 15 * seeds);
    for (unsigned seed = first; seed < first + seeds; seed++) {
        make_tree(seed);
        snprintf(expected, sizeof(expected), "%s",
                 output("cd t; git ls-files -co --exclude-standard -- '*.yaml' | LC_ALL=C sort -u | tr '\\n' ' '"));
        expect_list("tree of chance", "t", D1_REPO_WORKTREE, NULL, expected);
        if (strcmp(look("t", D1_REPO_WORKTREE, NULL).text, expected) != 0) {
            if (getenv("D1_KEEP"))
                run("cp -r . %s", getenv("D1_KEEP"));
            cr_log_error("seed %u", seed);
            break;
        }
    }
}
