/* What patterns mean in each dialect: matches, groups, and that both ways of matching agree. */
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>

#include "regex/regex.h"

/* The answer of the quick way and of the one that finds groups, which must be the same. */
static enum d1_regex_result ask(const char *name, struct d1_str pattern, enum d1_regex_dialect dialect,
                                struct d1_str text)
{
    struct d1_error error = {0};
    struct d1_regex *regex = NULL;
    struct d1_regex_span span;
    enum d1_regex_result quick, slow;

    cr_expect_eq(d1_regex_compile(&regex, pattern, dialect, NULL, &error), 0, "%s: %s", name, d1_error_message(&error));
    if (!regex)
        return D1_REGEX_MEMORY;
    quick = d1_regex_test(regex, text, NULL);
    slow = d1_regex_search(regex, text, 0, &span, 1, NULL);
    cr_expect_eq(quick, slow, "%s: %d without groups, %d with", name, quick, slow);
    d1_regex_free(regex);
    d1_error_clear(&error);
    return quick;
}

struct match_case {
    const char *pattern, *text;
    bool matches;
};

static void check(const struct match_case *cases, size_t count, enum d1_regex_dialect dialect)
{
    for (size_t i = 0; i < count; i++) {
        char name[256];
        enum d1_regex_result result;

        snprintf(name, sizeof name, "/%s/ on \"%s\"", cases[i].pattern, cases[i].text);
        result = ask(name, d1_str(cases[i].pattern), dialect, d1_str(cases[i].text));
        cr_expect_eq(result, cases[i].matches ? D1_REGEX_MATCH : D1_REGEX_NO_MATCH, "%s gives %d", name, result);
    }
}

#define CHECK(cases, dialect) check(cases, sizeof(cases) / sizeof *(cases), dialect)

Test(regex_match, means_the_same_in_both_dialects)
{
    static const struct match_case cases[] = {
        {"", "", true},
        {"", "a", true},
        {"a", "bab", true},
        {"a", "bbb", false},
        {"^a", "ab", true},
        {"^a", "ba", false},
        {"a$", "ba", true},
        {"a$", "ab", false},
        {"a$", "a\n", false},
        {"^$", "", true},
        {"^$", "\n", false},
        {"$^", "", true},
        {"$^", "a", false},
        {"a^", "a", false},
        {"$a", "a", false},
        {"^^a$$", "a", true},
        {"^(a|b)*$", "abba", true},
        {"^(a|b)*$", "abca", false},
        {"^(|a)+$", "aaa", true},
        {"^(a*)*$", "aab", false},
        {"^a{2}$", "aa", true},
        {"^a{2}$", "aaa", false},
        {"^a{2,}$", "aaaa", true},
        {"^a{2,}$", "a", false},
        {"^a{0,2}$", "aaa", false},
        {"^a{0}$", "", true},
        {"^(ab){1,3}c$", "ababc", true},
        {"^a+?$", "aaa", true},
        {"a??b", "b", true},
        {"^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", "halden-orders", true},
        {"^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", "halden-", false},
        {"^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", "Halden", false},
        {"^[^a]$", "b", true},
        {"^[^a]$", "a", false},
        {"^[^a]$", "\n", true},
        {"^[^a]$", "\xf0\x9f\x90\xb2", true},
        {"^[^a]$", "\xe2\x82\xac", true},
        {"^[-a]$", "-", true},
        {"^[a-]$", "-", true},
        {"^[\\]]$", "]", true},
        {"^[.]$", "a", false},
        {"^\\.$", ".", true},
        {"^\\.$", "a", false},
        {"^\\d$", "7", true},
        {"^\\d$", "\xd9\xa7", false}, /* ARABIC-INDIC DIGIT SEVEN */
        {"^\\D$", "\xd9\xa7", true},
        {"^\\w$", "_", true},
        {"^\\w$", "\xc3\xa9", false},
        {"^\\W$", "\xc3\xa9", true},
        {"\\bcat\\b", "a cat!", true},
        {"\\bcat\\b", "concat", false},
        {"\\Bcat", "concat", true},
        {"^\\x41$", "A", true},
        {"^[\\x41-\\x43]$", "B", true},
        {"^\xc3\xa9+$", "\xc3\xa9\xc3\xa9", true},
        {"^[\xc3\xa0-\xc3\xbf]$", "\xc3\xa9", true},
        {"^[\xc3\xa0-\xc3\xbf]$", "\xc4\x80", false},
        {"^[\xe0\xa4\x80-\xf0\x9f\x98\x80]$", "\xe2\x82\xac", true},
        {"^[\xe0\xa4\x80-\xf0\x9f\x98\x80]$", "\xf0\x9f\x98\x81", false},
        {"^.$", "\xf0\x9f\x90\xb2", true},
        {"^..$", "\xf0\x9f\x90\xb2", false},
        {"^\\t\\n\\r\\f\\v$", "\t\n\r\f\v", true},
        {"^(?:ab|a)(?:c|bcd)$", "abcd", true},
        {"^(?:x(?:y(?:z)?)?)?$", "xy", true},
        {"^[01]*1[01]{12}$", "1000000000000", true},
        {"^[01]*1[01]{12}$", "0000000000000", false},
    };

    CHECK(cases, D1_REGEX_ECMA);
    CHECK(cases, D1_REGEX_RE2);
}

Test(regex_match, ecma_has_its_own_meanings)
{
    static const struct match_case cases[] = {
        /* An assertion by itself cannot be repeated, a group that holds one can; an empty round ends the repeat. */
        {"(?:^)*x", "ax", true},
        {"(?:^)*x", "a", false},
        {"(?:^)+x", "xa", true},
        {"(?:^)+x", "ax", false},
        {"(?:^){2}x", "x", true},
        {"(?:^){0,65535}x", "ax", true},
        {"^(?:$)*x", "x", true},
        {"a(?:$)+", "ba", true},
        {"a(?:$)+", "ab", false},
        {"(?:\\b)+a", "b a", true},
        {"(?:\\b)+a", "ba", false},
        {"(?:\\B)*a", " a", true},
        {"(?:(?=a))*b", "b", true},
        {"(?:(?=a))*b", "a", false},
        {"(?:(?=a)){3}a", "ba", true},
        {"(?:(?=a)){3}b", "ab", false},
        {"^(?:(?!a))?a", "a", true},
        {"^(?:(?<=b)|a)+$", "aa", true},
        {"^(?:a|^)*b", "aab", true},
        {"^(?:|a)*b", "aab", true},
        {"^(?:|a){2}b", "aaab", false},
        {"^(?:(?:^)*|a)+$", "a", true},
        {"^(?:(?:)*a)*b", "aab", true},
        {"(^)*x", "ax", true},
        {"^.$", "\r", false},
        {"^.$", "\xe2\x80\xa8", false}, /* LINE SEPARATOR */
        {"^.$", "\xc2\x85", true},
        {"^\\s$", "\xc2\xa0", true},
        {"^\\s$", "\xef\xbb\xbf", true},
        {"^\\s$", "\xe2\x80\xa9", true},
        {"^\\s$", "\xe3\x80\x80", true},
        {"^\\s$", "\x01", false},
        {"^\\s$", "\xe1\xa0\x8e", false}, /* MONGOLIAN VOWEL SEPARATOR is no white space any more */
        {"^\\S$", "\xc2\xa0", false},
        {"^[\\s\\S]$", "\n", true},
        {"^[^\\s]$", "x", true},
        {"^[^\\S]$", "\xe2\x80\x83", true},
        {"[]", "a", false},
        {"[]", "", false},
        {"^[^]$", "\n", true},
        {"^[^]$", "", false},
        {"^[\\b]$", "\b", true},
        {"^[\\-]$", "-", true},
        {"^\\cA\\cz$", "\x01\x1a", true},
        {"^[\\cA]$", "\x01", true},
        {"^\\u0041\\u{1F432}$", "A\xf0\x9f\x90\xb2", true},
        {"^\\ud83d\\udc32$", "\xf0\x9f\x90\xb2", true},
        {"^[\\ud83d\\udc32-\\ud83d\\udc34]$", "\xf0\x9f\x90\xb3", true},
        {"\\ud83d", "\xf0\x9f\x90\xb2", false}, /* half a pair matches no text */
        {"^[\\ud800-\\udfff]$", "a", false},
        {"^[^\\ud800-\\udfff]$", "a", true},
        {"^\\/$", "/", true},
        {"^\\p{Lu}\\p{Ll}+$",
         "\xc3\x89"
         "cole",
         true},
        {"^\\p{Letter}$", "\xc3\xa9", true},
        {"^\\p{L}$", "1", false},
        {"^\\P{L}$", "1", true},
        {"^\\p{gc=Uppercase_Letter}$", "A", true},
        {"^\\p{General_Category=Lu}$", "a", false},
        {"^\\p{LC}$", "a", true},
        {"^\\p{LC}$", "\xe3\x81\x82", false},
        {"^\\p{Script=Greek}$", "\xce\xb1", true},
        {"^\\p{sc=Grek}$", "a", false},
        {"^\\p{scx=Hira}$", "\xe3\x83\xbc", true}, /* the long vowel mark is shared by scripts */
        {"^\\p{sc=Hira}$", "\xe3\x83\xbc", false},
        {"^\\p{ASCII}$", "\x7f", true},
        {"^\\p{Any}$", "\xf0\x9f\x90\xb2", true},
        {"^\\p{Assigned}$", "a", true},
        {"^\\P{Assigned}$", "a", false},
        {"^\\p{Alphabetic}$", "\xe3\x81\x82", true},
        {"^\\p{White_Space}$", " ", true},
        {"^[\\p{Lu}\\d]+$", "A1", true},
        {"^[^\\p{Lu}\\d]+$", "a", true},
        {"^[^\\P{Lu}]$", "A", true},
        {"^(?=a)[a-z]+$", "abc", true},
        {"^(?!a)[a-z]+$", "abc", false},
        {"(?<=\\$)\\d+", "costs $42", true},
        {"(?<!\\$)\\b\\d+", "costs $42", false},
        {"(?<=a|bc)d", "bcd", true},
        {"^(a)\\1$", "aa", true},
        {"^(a)\\1$", "ab", false},
        {"^(?<x>a|b)\\k<x>$", "bb", true},
        {"^\\k<x>(?<x>a)$", "a", true}, /* a reference to a group that has not matched matches the empty text */
        {"^(?:(a)|b)\\1$", "b", true},
        {"^\\0$", "", false},
        {"^(?<\xc3\xa9>a)\\k<\xc3\xa9>$", "aa", true},
        {"^P(?!$)(\\d+D)?(T(?=\\d)(\\d+H)?)?$", "P1DT2H", true},
        {"^P(?!$)(\\d+D)?(T(?=\\d)(\\d+H)?)?$", "P", false},
    };

    CHECK(cases, D1_REGEX_ECMA);
}

Test(regex_match, ecma_without_the_u_flag_has_more_escapes)
{
    static const struct match_case cases[] = {
        {"^\\-\\_\\a\\@\\ $", "-_a@ ", true},
        {"^[\\w\\-\\.]+$", "a-b.c", true},
        {"^\\\xc3\xa9$", "\xc3\xa9", true},
        {"^\\p{L}$", "p{L}", true},
        {"^\\p{L}$", "\xc3\xa9", false},
        {"^\\P{2}$", "PP", true},
        {"^\\u{3}$", "uuu", true},
        {"^\\u00e9\\ud83d\\ude00$", "\xc3\xa9\xf0\x9f\x98\x80", true},
        {"^\\u12$", "u12", true},
        {"^\\x4$", "x4", true},
        {"^\\x41$", "A", true},
        {"^\\k<a>$", "k<a>", true},
        {"^(?<x>a)\\k<x>$", "aa", true},
        {"^\\c1$", "\\c1", true},
        {"^[\\c]$", "\\", true},
        {"^[\\c]$", "c", true},
        {"^[\\c!]$", "!", true},
        {"^\\cA[\\c1][\\c_]$", "\x01\x11\x1f", true},
        {"^\\101\\8$", "A8", true},
        {"^\\400$", " 0", true},
        {"^(a)\\1$", "aa", true},
        {"^(a)\\2$", "a\x02", true},
        {"^[\\101]$", "A", true},
        {"^a{$", "a{", true},
        {"^a{,2}}]$", "a{,2}}]", true},
        {"^{a}$", "{a}", true},
        {"^]$", "]", true},
        {"^(?=a)*a$", "a", true},
        {"^(?=b)?a$", "a", true},
        {"^(?=b)+a$", "a", false},
        {"^[\\d-x]+$", "1-x", true},
        {"^[\\d-x]+$", "w", false},
        {"^[+-\\w]+$", "a-+", true},
        {"^[+-\\w]+$", ",", false},
        {"^[\\d-\\w]+$", "a-1", true},
        {"^.$", "\xf0\x9f\x90\xb2", true}, /* a code point, not two halves */
    };

    CHECK(cases, D1_REGEX_ECMA_LEGACY);
}

Test(regex_match, re2_has_its_own_meanings)
{
    static const struct match_case cases[] = {
        {"^.$", "\r", true},
        {"^.$", "\n", false},
        {"(?s)^.$", "\n", true},
        {"(?s:.)", "\n", true},
        {"(?s).(?-s:.)", "\n\n", false},
        {"(?i)stra", "STRA", true},
        {"(?i:S)tra", "stra", true},
        {"(?i:S)tra", "sTra", false},
        {"(?i)[^a]", "A", false},
        {"(?i)[b-d]", "C", true},
        {"(?i)k", "\xe2\x84\xaa", true}, /* KELVIN SIGN */
        {"a(?i)b|c", "C", true},
        {"(a(?i)b)c", "aBC", false},
        {"(?m)^b$", "a\nb\nc", true},
        {"^b$", "a\nb\nc", false},
        {"(?m)a$", "a\r\n", false},
        {"\\Ab\\z", "b", true},
        {"(?m)\\Ab", "a\nb", false},
        {"^\\s$", "\v", false},
        {"^\\s$", "\xc2\xa0", false},
        {"^[[:alpha:]_]+$", "ab_", true},
        {"^[[:^alpha:]]+$", "12", true},
        {"^[[:space:]]$", "\v", true},
        {"^[[:word:]]$", "_", true},
        {"^[]a]+$", "]a", true},
        {"^[^]a]$", "]", false},
        {"^\\pL$", "\xc3\xa9", true},
        {"^\\PL$", "1", true},
        {"^\\p{Greek}$", "\xce\xb1", true},
        {"^\\p{^Greek}$", "\xce\xb1", false},
        {"^\\P{^Lu}$", "A", true},
        {"^[\\pN_]$", "_", true},
        {"^\\x{1F432}$", "\xf0\x9f\x90\xb2", true},
        {"^\\101\\0$", "A", false},
        {"^\\101$", "A", true},
        {"^\\a$", "\a", true},
        {"^\\Qa.b\\E+$", "a.bbb", true},
        {"^\\Qa.b\\E+$", "a.ba.b", false},
        {"^\\Qa.b\\E$", "a.b", true},
        {"\\Q\\E", "", true},
        {"\\Q)(", ")(", true},
        {"a{,2}", "a{,2}", true},
        {"^{$", "{", true},
        {"x{a}", "x{a}", true},
        {"^a]}$", "a]}", true},
        {"^\\_\\@\\-$", "_@-", true},
        {"(?U)^a+$", "aaa", true},
        {"(?P<n>a)(?<m>b)", "ab", true},
        {"^*a", "a", true},
        {"\\b+a", "a", true},
        {"^[\\d-z]$", "-", true},
    };

    CHECK(cases, D1_REGEX_RE2);
}

Test(regex_match, knows_every_property_that_ecma_names_and_pcre2_has)
{
    static const char *const names[] = {
        "C",
        "Cc",
        "Cf",
        "Cn",
        "Co",
        "Cs",
        "L",
        "LC",
        "Ll",
        "Lm",
        "Lo",
        "Lt",
        "Lu",
        "M",
        "Mc",
        "Me",
        "Mn",
        "N",
        "Nd",
        "Nl",
        "No",
        "P",
        "Pc",
        "Pd",
        "Pe",
        "Pf",
        "Pi",
        "Po",
        "Ps",
        "S",
        "Sc",
        "Sk",
        "Sm",
        "So",
        "Z",
        "Zl",
        "Zp",
        "Zs",
        "Other",
        "Cased_Letter",
        "Combining_Mark",
        "digit",
        "punct",
        "cntrl",
        "Decimal_Number",
        "Math_Symbol",
        "ASCII",
        "ASCII_Hex_Digit",
        "AHex",
        "Alphabetic",
        "Alpha",
        "Any",
        "Assigned",
        "Bidi_Control",
        "Bidi_Mirrored",
        "Case_Ignorable",
        "Cased",
        "Changes_When_Casefolded",
        "Changes_When_Casemapped",
        "Changes_When_Lowercased",
        "Changes_When_Titlecased",
        "Changes_When_Uppercased",
        "Dash",
        "Default_Ignorable_Code_Point",
        "Deprecated",
        "Diacritic",
        "Emoji",
        "Emoji_Component",
        "Emoji_Modifier",
        "Emoji_Modifier_Base",
        "Emoji_Presentation",
        "Extended_Pictographic",
        "Extender",
        "Grapheme_Base",
        "Grapheme_Extend",
        "Hex_Digit",
        "IDS_Binary_Operator",
        "IDS_Trinary_Operator",
        "ID_Continue",
        "ID_Start",
        "Ideographic",
        "Join_Control",
        "Logical_Order_Exception",
        "Lowercase",
        "Math",
        "Noncharacter_Code_Point",
        "Pattern_Syntax",
        "Pattern_White_Space",
        "Quotation_Mark",
        "Radical",
        "Regional_Indicator",
        "Sentence_Terminal",
        "Soft_Dotted",
        "Terminal_Punctuation",
        "Unified_Ideograph",
        "Uppercase",
        "Variation_Selector",
        "White_Space",
        "space",
        "XID_Continue",
        "XID_Start",
        "Script=Latin",
        "Script=Latn",
        "sc=Old_Italic",
        "scx=Devanagari",
        "Script_Extensions=Deva",
        "sc=SignWriting",
        "sc=Phags_Pa",
        "sc=Nko",
        "sc=Zyyy",
        "sc=Common",
        "sc=Inherited",
    };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char pattern[128];

        snprintf(pattern, sizeof pattern, "^[\\p{%s}\\P{%s}]$", names[i], names[i]);
        cr_expect_eq(ask(pattern, d1_str(pattern), D1_REGEX_ECMA, d1_str("a")), D1_REGEX_MATCH, "%s", names[i]);
    }
}

Test(regex_match, a_text_that_is_not_utf8_matches_nothing)
{
    static const char *const texts[] = {"\xff", "a\xc3", "\xed\xa0\x80", "\xc0\x80", "\xf4\x90\x80\x80"};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        cr_expect_eq(ask(texts[i], d1_str(""), D1_REGEX_ECMA, d1_str(texts[i])), D1_REGEX_NO_MATCH);
        cr_expect_eq(ask(texts[i], d1_str("(?=.|$)"), D1_REGEX_ECMA, d1_str(texts[i])), D1_REGEX_NO_MATCH);
    }
}

Test(regex_match, nul_is_a_character_like_any_other)
{
    cr_expect_eq(ask("pattern", d1_strn("^a\0b$", 5), D1_REGEX_ECMA, d1_strn("a\0b", 3)), D1_REGEX_MATCH);
    cr_expect_eq(ask("escape", d1_str("^a\\0b$"), D1_REGEX_ECMA, d1_strn("a\0b", 3)), D1_REGEX_MATCH);
    cr_expect_eq(ask("RE2", d1_str("^a\\0b$"), D1_REGEX_RE2, d1_strn("a\0b", 3)), D1_REGEX_MATCH);
    cr_expect_eq(ask("end", d1_str("^a$"), D1_REGEX_RE2, d1_strn("a\0", 2)), D1_REGEX_NO_MATCH);
}

Test(regex_match, tells_where_groups_are)
{
    struct d1_str text = d1_str("key=value; k2=v2");
    struct d1_regex_scratch *scratch = d1_regex_scratch_new();
    struct d1_regex *regex = NULL;
    struct d1_regex_span groups[5];

    cr_assert_eq(d1_regex_compile(&regex, d1_str("(?P<key>\\w+)=(\\w+)(;)?"), D1_REGEX_RE2, NULL, NULL), 0);
    cr_expect_eq(d1_regex_groups(regex), 3);
    cr_expect(d1_str_is(d1_regex_group_name(regex, 1), "key"));
    cr_expect_eq(d1_regex_group_name(regex, 2).len, 0);

    cr_expect_eq(d1_regex_search(regex, text, 0, groups, 5, scratch), D1_REGEX_MATCH);
    cr_expect_eq(groups[0].start, 0);
    cr_expect_eq(groups[0].end, 10);
    cr_expect_eq(groups[1].end, 3);
    cr_expect_eq(groups[2].start, 4);
    cr_expect_eq(groups[3].start, 9);
    cr_expect_eq(groups[4].start, D1_REGEX_UNSET, "beyond the groups");

    cr_expect_eq(d1_regex_search(regex, text, groups[0].end, groups, 4, scratch), D1_REGEX_MATCH);
    cr_expect_eq(groups[0].start, 11);
    cr_expect_eq(groups[3].start, D1_REGEX_UNSET, "took no part");

    groups[0].start = 77;
    cr_expect_eq(d1_regex_search(regex, text, text.len, groups, 4, scratch), D1_REGEX_NO_MATCH);
    cr_expect_eq(groups[0].start, 77, "untouched without a match");
    d1_regex_free(regex);
    d1_regex_scratch_free(scratch);
}

Test(regex_match, what_stands_before_the_start_is_seen)
{
    struct d1_regex *regex = NULL;
    struct d1_regex_span span;

    cr_assert_eq(d1_regex_compile(&regex, d1_str("\\bb|^b"), D1_REGEX_RE2, NULL, NULL), 0);
    cr_expect_eq(d1_regex_search(regex, d1_str("ab"), 1, &span, 1, NULL), D1_REGEX_NO_MATCH);
    cr_expect_eq(d1_regex_search(regex, d1_str("-b"), 1, &span, 1, NULL), D1_REGEX_MATCH);
    d1_regex_free(regex);
}

/* ---- threads ---- */

static void *match_often(void *context)
{
    const struct d1_regex *const *regexes = context;
    struct d1_regex_scratch *scratch = d1_regex_scratch_new();
    struct d1_regex_span span;
    size_t wrong = 0;

    for (int i = 0; i < 2000; i++) {
        wrong += d1_regex_search(regexes[0], d1_str("xxab12"), 0, &span, 1, scratch) != D1_REGEX_MATCH;
        wrong += d1_regex_search(regexes[1], d1_str("xxab12"), 0, &span, 1, scratch) != D1_REGEX_NO_MATCH;
    }
    d1_regex_scratch_free(scratch);
    return (void *)(uintptr_t)wrong;
}

Test(regex_match, threads_may_share_an_expression)
{
    struct d1_regex *regexes[2] = {NULL, NULL};
    pthread_t threads[4];

    cr_assert_eq(d1_regex_compile(&regexes[0], d1_str("([a-z]+)\\d"), D1_REGEX_ECMA, NULL, NULL), 0);
    cr_assert_eq(d1_regex_compile(&regexes[1], d1_str("^(?=b)"), D1_REGEX_ECMA, NULL, NULL), 0);
    for (size_t i = 0; i < 4; i++)
        cr_assert_eq(pthread_create(&threads[i], NULL, match_often, regexes), 0);
    for (size_t i = 0; i < 4; i++) {
        void *wrong;

        pthread_join(threads[i], &wrong);
        cr_expect_null(wrong);
    }
    d1_regex_free(regexes[0]);
    d1_regex_free(regexes[1]);
}
