/* What is no pattern: the code, the place and the sentence; and the limits. */
#include <criterion/criterion.h>

#include "base/limits.h"
#include "base/memory/alloc.h"
#include "base/text/strbuf.h"
#include "pace.h"
#include "regex/regex.h"

struct refusal {
    const char *pattern;
    size_t offset;
    const char *message; /* its beginning */
};

static void check(const struct refusal *cases, size_t count, enum d1_regex_dialect dialect)
{
    for (size_t i = 0; i < count; i++) {
        struct d1_error error = {0};
        struct d1_regex *regex = NULL;
        size_t offset = 999;
        int rc = d1_regex_compile(&regex, d1_str(cases[i].pattern), dialect, &offset, &error);

        cr_expect_eq(rc, D1_ERR_SYNTAX, "/%s/ gives %d", cases[i].pattern, rc);
        cr_expect_eq(offset, cases[i].offset, "/%s/ at %zu", cases[i].pattern, offset);
        cr_expect(d1_str_starts(d1_str(d1_error_message(&error)), cases[i].message), "/%s/: %s", cases[i].pattern,
                  d1_error_message(&error));
        cr_expect_null(regex);
        cr_expect_eq(d1_regex_check(d1_str(cases[i].pattern), dialect, NULL, NULL), D1_ERR_SYNTAX);
        d1_regex_free(regex);
        d1_error_clear(&error);
    }
}

#define CHECK(cases, dialect) check(cases, sizeof(cases) / sizeof *(cases), dialect)

Test(regex_refuse, what_neither_dialect_has)
{
    static const struct refusal cases[] = {
        {"(", 0, "the group lacks its `)`"},
        {"a(b", 1, "the group lacks its `)`"},
        {"a)", 1, "`)` closes no group"},
        {"*a", 0, "there is nothing before `*` to repeat"},
        {"a|+", 2, "there is nothing before `+`"},
        {"(?<n", 3, "a group's name must end with `>`"},
        {"(?<n>a)(?<n>b)", 7, "two groups are called `n`"},
        {"a**", 2, "a repeat cannot be repeated"},
        {"a{2}{3}", 4, "a repeat cannot be repeated"},
        {"a{3,2}", 1, "the numbers of the repeat are out of order"},
        {"[a", 0, "the set lacks its `]`"},
        {"[b-a]", 1, "the range is out of order"},
        {"\\", 0, "the pattern ends with a backslash"},
        {"\xc3\xa9\\y", 2, "`\\y` is no escape of this dialect, at column 2"},
        {"\\x4", 0, "`\\x` must be followed by two"},
        {"\\p{Nonsense}", 0, "`Nonsense` is no property"},
        {"\\p{Lu", 0, "`\\p{` lacks its `}`"},
        {"\\p{greek}", 0, "`greek` is no property"},
        {"(?P=n)", 0, "the group begins with `(?`"},
        {"(?#c)", 0, "the group begins with `(?`"},
        {"(?>a)", 0, "the group begins with `(?`"},
        {"(?|a)", 0, "the group begins with `(?`"},
        {"(?R)", 0, "the group begins with `(?`"},
        {"\\G", 0, "`\\G` is no escape"},
        {"\\K", 0, "`\\K` is no escape"},
        {"\\R", 0, "`\\R` is no escape"},
        {"\\X", 0, "`\\X` is no escape"},
        {"a++", 2, "a repeat cannot be repeated"},
        {"\xff", 0, "the pattern is not UTF-8"},
    };

    CHECK(cases, D1_REGEX_ECMA);
    CHECK(cases, D1_REGEX_RE2);
}

Test(regex_refuse, what_ecma_lacks_without_the_u_flag_too)
{
    static const struct refusal cases[] = {
        {"a\\", 1, "the pattern ends with a backslash"},
        {"{2}", 0, "there is nothing before `{` to repeat"},
        {"a|{2,}", 2, "there is nothing before `{` to repeat"},
        {"^*", 1, "an assertion cannot be repeated"},
        {"(?<=a)*", 6, "an assertion cannot be repeated"},
        {"(?<x>a)\\k<y>", 7, "there is no group `y`"},
        {"(?<x>a)\\k", 7, "`\\k` must be followed"},
        {"[b-a]", 1, "the range is out of order"},
        {"[a", 0, "the set lacks its `]`"},
        {")", 0, "`)` closes no group"},
    };

    CHECK(cases, D1_REGEX_ECMA_LEGACY);
}

Test(regex_refuse, what_ecma_lacks)
{
    static const struct refusal cases[] = {
        {"\\a", 0, "`\\a` is no escape"},
        {"\\-", 0, "`\\-` is no escape"},
        {"\\_", 0, "`\\_` is no escape"},
        {"\\Z", 0, "`\\Z` is no escape"},
        {"\\A", 0, "`\\A` is no escape"},
        {"\\c1", 0, "`\\c` must be followed by a letter"},
        {"\\u12", 0, "`\\u` must be followed by four"},
        {"\\u{}", 0, "expected hexadecimal digits"},
        {"\\u{110000}", 0, "there is no code point beyond"},
        {"\\01", 0, "`\\0` is no escape"},
        {"\\1", 0, "there is no group 1"},
        {"(a)\\2", 3, "there is no group 2"},
        {"[\\1]", 1, "`\\1` is no escape"},
        {"\\k", 0, "`\\k` must be followed"},
        {"\\k<x>", 0, "there is no group `x`"},
        {"(?<1>a)", 3, "a group's name is made of"},
        {"(?P<n>a)", 0, "the group begins with"},
        {"(?)", 0, "the group begins with"},
        {"(?i)a", 0, "the group begins with"},
        {"(?i:a)", 0, "the group begins with"},
        {"^*", 1, "an assertion cannot be repeated"},
        {"(?=a)*", 5, "an assertion cannot be repeated"},
        {"\\b+", 2, "an assertion cannot be repeated"},
        {"(?:^)*$?", 7, "an assertion cannot be repeated"},
        {"(?<!a){2}", 6, "an assertion cannot be repeated"},
        {"a{", 1, "`{` must be written `\\{` here"},
        {"a{x}", 1, "`{` must be written"},
        {"}", 0, "`}` must be written"},
        {"]", 0, "`]` must be written"},
        {"[\\d-z]", 1, "a range cannot begin or end with a set"},
        {"[a-\\d]", 1, "a range cannot begin or end with a set"},
        {"\\pL", 0, "`\\p` must be followed by a property in braces"},
        {"\\p{^Lu}", 0, "`^Lu` is no property"},
        {"\\p{lu}", 0, "`lu` is no property"},
        {"\\p{Script=greek}", 0, "`Script=greek` is no property"},
        {"\\p{Greek}", 0, "`Greek` is no property"},
        {"[[:alpha:]\\z", 10, "`\\z` is no escape"},
    };

    CHECK(cases, D1_REGEX_ECMA);
}

Test(regex_refuse, what_re2_lacks)
{
    static const struct refusal cases[] = {
        {"(a)\\1", 3, "back-references are not possible"},
        {"\\8", 0, "back-references are not possible"},
        {"(?=a)", 0, "looking ahead or behind is not possible"},
        {"(?!a)", 0, "looking ahead or behind is not possible"},
        {"(?<=a)", 0, "looking ahead or behind is not possible"},
        {"(?<!a)", 0, "looking ahead or behind is not possible"},
        {"\\C", 0, "`\\C`, a single byte"},
        {"\\cA", 0, "`\\c` is no escape"},
        {"\\u0041", 0, "`\\u` is no escape"},
        {"\\Z", 0, "`\\Z` is no escape"},
        {"\\E", 0, "`\\E` is no escape"},
        {"[\\b]", 1, "`\\b` is no escape"},
        {"[\\z]", 1, "`\\z` is no escape"},
        {"[]", 0, "the set lacks its `]`"},
        {"[a-\\d]", 1, "a range cannot begin or end with a set"},
        {"[[:nope:]]", 1, "there is no set `[:nope:]`"},
        {"a{1001}", 1, "nothing can be repeated more than 1000 times"},
        {"a{0,1001}", 1, "nothing can be repeated more than 1000 times"},
        {"(?x)a", 0, "the group begins with"},
        {"(?i-)a", 0, "the group begins with"},
        {"(?P<>a)", 4, "a group's name must end"},
        {"(?P<a-b>a)", 4, "a group's name is made of"},
        {"\\p{Uppercase}", 0, "`Uppercase` is no property"},
        {"\\p{Script=Greek}", 0, "`Script=Greek` is no property"},
        {"\\x{110000}", 0, "there is no code point beyond"},
        {"\xc3\xa9(?i)**", 6, "there is nothing before `*`"},
    };

    CHECK(cases, D1_REGEX_RE2);
}

/* ---- limits ---- */

static int compile(const char *pattern, enum d1_regex_dialect dialect, struct d1_regex **regex)
{
    *regex = NULL;
    return d1_regex_compile(regex, d1_str(pattern), dialect, NULL, NULL);
}

static void expect_limit(const char *name, const char *pattern, enum d1_regex_dialect dialect, const char *message)
{
    struct d1_error error = {0};
    struct d1_regex *regex = NULL;
    int rc = d1_regex_compile(&regex, d1_str(pattern), dialect, NULL, &error);

    cr_expect_eq(rc, D1_ERR_LIMIT, "%s gives %d", name, rc);
    cr_expect(d1_str_starts(d1_str(d1_error_message(&error)), message), "%s: %s", name, d1_error_message(&error));
    d1_regex_free(regex);
    d1_error_clear(&error);
}

static char *repeated(const char *text, size_t times, const char *after)
{
    struct d1_strbuf buf = {0};

    for (size_t i = 0; i < times; i++)
        d1_strbuf_puts(&buf, text);
    d1_strbuf_puts(&buf, after);
    return d1_strbuf_detach(&buf);
}

Test(regex_refuse, size_has_limits)
{
    struct d1_regex *regex;
    char *text = repeated("a", D1_LIMIT_REGEX_BYTES, "");

    cr_expect_eq(compile(text, D1_REGEX_ECMA, &regex), 0, "as long as may be");
    d1_regex_free(regex);
    d1_free(text);

    text = repeated("a", D1_LIMIT_REGEX_BYTES + 1, "");
    expect_limit("one byte more", text, D1_REGEX_ECMA, "the pattern is longer than 4096 bytes");
    d1_free(text);

    text = repeated("()", D1_LIMIT_REGEX_GROUPS, "");
    cr_expect_eq(compile(text, D1_REGEX_RE2, &regex), 0, "as many groups as may be");
    cr_expect_eq(d1_regex_groups(regex), D1_LIMIT_REGEX_GROUPS);
    d1_regex_free(regex);
    d1_free(text);

    text = repeated("()", D1_LIMIT_REGEX_GROUPS + 1, "");
    expect_limit("one group more", text, D1_REGEX_ECMA, "the pattern has more than 250 groups");
    d1_free(text);

    text = repeated("(?:", D1_LIMIT_REGEX_GROUPS + 1, "");
    expect_limit("nested too deep", text, D1_REGEX_ECMA, "groups are nested more than 250 deep");
    d1_free(text);

    text = repeated("(?:", D1_LIMIT_REGEX_GROUPS, "(?=b)");
    for (size_t i = 0; i < D1_LIMIT_REGEX_GROUPS; i++) {
        char *longer = repeated(text, 1, ")");

        d1_free(text);
        text = longer;
    }
    expect_limit("a look at the greatest depth", text, D1_REGEX_ECMA, "groups are nested more than 250 deep");
    d1_free(text);

    expect_limit("written out", "((a{100}b){100}c){100}", D1_REGEX_ECMA, "the pattern is too large");
    expect_limit("counted", "a{65536}", D1_REGEX_ECMA, "nothing can be repeated more than 65535 times");
    expect_limit("a number without end", "a{99999999999999999999}", D1_REGEX_ECMA, "nothing can be repeated");
}

/* Well-formed all the same: whoever asks for no more than that hears of it. */
Test(regex_refuse, what_cannot_be_run_is_no_fault_of_the_pattern)
{
    static const char *const patterns[] = {"(?<=a+)b", "(?<=x(?:a|bc))b", "(?<!a{2,})b", "(a)(?<=\\1)b"};

    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        struct d1_error error = {0};
        struct d1_regex *regex = NULL;

        cr_expect_eq(d1_regex_compile(&regex, d1_str(patterns[i]), D1_REGEX_ECMA, NULL, &error), D1_ERR_TYPE, "%s",
                     patterns[i]);
        cr_expect(d1_str_starts(d1_str(d1_error_message(&error)), "a lookbehind whose alternatives have no fixed"),
                  "%s: %s", patterns[i], d1_error_message(&error));
        cr_expect_eq(d1_regex_check(d1_str(patterns[i]), D1_REGEX_ECMA, NULL, NULL), D1_ERR_TYPE);
        d1_error_clear(&error);
    }
}

Test(regex_refuse, matching_ends_and_never_takes_a_limit_for_no)
{
    static const struct {
        const char *name, *pattern, *part;
        size_t times;
        const char *after;
        enum d1_regex_result result;
    } cases[] = {
        {"nested repeats, regular", "^(a+)+$", "a", 100000, "b", D1_REGEX_NO_MATCH},
        {"nested repeats with a reference", "^(a+)+\\1$", "a", 5000, "b", D1_REGEX_LIMIT},
        {"nested repeats with a lookahead", "^(?=a)(a+)+$", "a", 40, "b", D1_REGEX_LIMIT},
        {"quadratic, regular", "a*b", "a", 1000000, "", D1_REGEX_NO_MATCH},
        {"quadratic with a lookahead", "(?=a)a*[bc]", "a", 1000000, "", D1_REGEX_LIMIT},
        {"quadratic without backtracking", "(?=a*)[bc]", "a", 1000000, "", D1_REGEX_LIMIT},
        {"quadratic in one match", "^(?:(?=a*)a)*b", "a", 100000, "", D1_REGEX_LIMIT},
        {"references to much", "^(a*)(?:\\1b|a)*c", "a", 100000, "", D1_REGEX_LIMIT},
        {"many states at a time", "a[ab]{900}x", "ab", 2000000, "", D1_REGEX_LIMIT},
        {"many states that wait for nothing", "(?:(?:|){400}a)*b", "a", 4000000, "", D1_REGEX_LIMIT},
        {"optional characters in a row", "^(?:[ab]?){450}x", "ab", 2000000, "", D1_REGEX_NO_MATCH},
        {"optional characters in a row, anywhere", "(?:[ab]?){450}x", "ab", 2000000, "", D1_REGEX_LIMIT},
        {"a repeat of what is alike but for its end", "(?:[ab][ab]c?){200}x", "ab", 2000000, "", D1_REGEX_LIMIT},
        {"few states on a long text", "[a-z]+@[a-z]+", "ab", 2000000, "", D1_REGEX_NO_MATCH},
        {"a short text is decided by many states", "a[ab]{900}x", "ab", 10000, "", D1_REGEX_NO_MATCH},
        {"a short text is decided", "(?=a)a*[bc]", "a", 200, "", D1_REGEX_NO_MATCH},
        {"a long text with little to do", "(?=b)b", "a", 3000000, "b", D1_REGEX_MATCH},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *text = repeated(cases[i].part, cases[i].times, cases[i].after);
        struct d1_regex_scratch *scratch = d1_regex_scratch_new();
        double begun = pace_seconds();
        struct d1_regex *regex;
        enum d1_regex_result result;

        cr_assert_eq(compile(cases[i].pattern, D1_REGEX_ECMA, &regex), 0, "%s", cases[i].name);
        result = d1_regex_test(regex, d1_str(text), scratch);
        cr_expect_eq(result, cases[i].result, "%s gives %d", cases[i].name, result);
        pace_expect(cases[i].name, begun, 2);
        if (result == D1_REGEX_LIMIT)
            cr_expect_gt(d1_regex_scratch_steps(scratch), 100000, "%s", cases[i].name);
        d1_regex_free(regex);
        d1_regex_scratch_free(scratch);
        d1_free(text);
    }
}

/* Whether a text is given up does not depend on what others asked before, with the states that they left. */
Test(regex_refuse, what_is_given_up_depends_on_pattern_and_text_alone)
{
    static const char pattern[] = "[ab]*a[ab]{12}x";
    size_t steps[3];
    struct d1_regex *regex;
    char *text = d1_malloc(3 * 10000 + 1), *other = repeated("aab", 2000, "bababbaaab");

    for (unsigned i = 0, seed = 1; i < 30000; i++, seed = seed * 1103515245 + 12345)
        text[i] = seed >> 16 & 1 ? 'a' : 'b'; /* more sets of states than are kept */
    text[30000] = '\0';
    for (int i = 0; i < 3; i++) {
        struct d1_regex_scratch *scratch = d1_regex_scratch_new();

        if (i != 1) /* the second time the states of the first are there */
            cr_assert_eq(compile(pattern, D1_REGEX_ECMA, &regex), 0);
        if (i == 2) /* the third time those of another text */
            cr_expect_eq(d1_regex_test(regex, d1_str(other), NULL), D1_REGEX_NO_MATCH);
        cr_expect_eq(d1_regex_test(regex, d1_str(text), scratch), D1_REGEX_NO_MATCH);
        steps[i] = d1_regex_scratch_steps(scratch);
        d1_regex_scratch_free(scratch);
        if (i != 0)
            d1_regex_free(regex);
    }
    cr_expect_gt(steps[0], 30000);
    cr_expect_eq(steps[0], steps[1]);
    cr_expect_eq(steps[0], steps[2]);
    d1_free(text);
    d1_free(other);
}

/* ---- memory ---- */

/* Compiles and matches, with the number of allocations that may succeed bounded; true once all were granted. */
static bool survives(const char *pattern, long allowed)
{
    struct d1_error error = {0};
    struct d1_regex *regex = NULL;
    struct d1_regex_scratch *scratch;
    struct d1_regex_span span;
    bool failed;
    int rc;

    d1_alloc_fail_after(allowed);
    rc = d1_regex_compile(&regex, d1_str(pattern), D1_REGEX_ECMA, NULL, &error);
    if (rc == 0) {
        enum d1_regex_result result;

        scratch = d1_regex_scratch_new();
        result = d1_regex_search(regex, d1_str("xab1"), 0, &span, 1, scratch);
        failed = d1_alloc_failed();
        d1_alloc_fail_after(-1);
        cr_expect(result == D1_REGEX_MATCH || (failed && result == D1_REGEX_MEMORY), "%s after %ld: %d", pattern,
                  allowed, result);
        d1_regex_scratch_free(scratch);
    } else {
        failed = d1_alloc_failed();
        d1_alloc_fail_after(-1);
        cr_expect(failed);
        cr_expect_eq(rc, D1_ERR_MEMORY, "%s after %ld: %d", pattern, allowed, rc);
    }
    d1_regex_free(regex);
    d1_error_clear(&error);
    return !failed;
}

Test(regex_refuse, each_allocation_may_fail)
{
    static const char *const patterns[] = {"([a-z]+)\\d", "(?<n>a)(?=b)\\p{L}", "(?:[a-c]b|[^x])[\\d\\s]*"};

    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        long allowed = 0;

        while (!survives(patterns[i], allowed) && allowed < 500)
            allowed++;
        cr_expect_lt(allowed, 500, "%s", patterns[i]);
        cr_expect_gt(allowed, 3, "%s", patterns[i]);
    }
}

/* A scratch that was refused one of its parts is whole when it is used again. */
Test(regex_refuse, a_scratch_outlives_a_refusal)
{
    struct d1_regex *regex;
    struct d1_regex_span span;
    bool refused = true;

    cr_assert_eq(d1_regex_compile(&regex, d1_str("([a-z]+)\\d"), D1_REGEX_ECMA, NULL, NULL), 0);
    for (long allowed = 0; refused && allowed < 20; allowed++) {
        struct d1_regex_scratch *scratch = d1_regex_scratch_new();

        d1_alloc_fail_once(allowed);
        d1_regex_search(regex, d1_str("xab1"), 0, &span, 1, scratch);
        refused = d1_alloc_failed();
        d1_alloc_fail_once(-1);
        cr_expect_eq(d1_regex_search(regex, d1_str("xab1"), 0, &span, 1, scratch), D1_REGEX_MATCH, "%ld", allowed);
        d1_regex_scratch_free(scratch);
    }
    cr_expect_not(refused);
    d1_regex_free(regex);
}
