/* Texts that somebody else owns, and texts that grow. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "base/memory/alloc.h"
#include "base/text/strbuf.h"

Test(str, parts_are_clipped_to_the_text)
{
    struct d1_str text = d1_str("mission");

    cr_expect(d1_str_is(d1_str_sub(text, 0, 4), "miss"));
    cr_expect(d1_str_is(d1_str_sub(text, 4, 100), "ion"));
    cr_expect(d1_str_is(d1_str_sub(text, 7, 1), ""));
    cr_expect(d1_str_is(d1_str_sub(text, 100, 1), ""));
    cr_expect_eq(d1_str_sub((struct d1_str){0}, 3, 3).len, 0);
    cr_expect(d1_str_is(d1_str_trim(d1_str(" \t a b\r\n")), "a b"));
    cr_expect_eq(d1_str_trim(d1_str(" \n ")).len, 0);
    cr_expect_eq(d1_str_find(text, 's', 0), 2);
    cr_expect_eq(d1_str_find(text, 's', 3), 3);
    cr_expect_eq(d1_str_find(text, 's', 4), 7, "not found is the length");
    cr_expect_eq(d1_str_find(text, 's', 400), 7);
}

Test(str, order_is_that_of_bytes)
{
    const char *sorted[] = {"", "A", "Z", "a", "a b", "ab", "abc", "b", "\xc3\xa9", "\xf0\x9f\x98\x80"};
    size_t count = sizeof sorted / sizeof *sorted;

    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < count; j++) {
            int order = d1_str_cmp(d1_str(sorted[i]), d1_str(sorted[j]));

            cr_expect_eq((order > 0) - (order < 0), (i > j) - (i < j), "'%s' and '%s'", sorted[i], sorted[j]);
            cr_expect_eq(d1_str_eq(d1_str(sorted[i]), d1_str(sorted[j])), i == j);
        }
    cr_expect(d1_str_starts(d1_str("d1d/v1"), "d1d/") && !d1_str_starts(d1_str("d1"), "d1d/"));
    cr_expect(d1_str_ends(d1_str("a.yaml"), ".yaml") && !d1_str_ends(d1_str("yaml"), ".yaml"));
}

Test(str, distance_counts_edits_and_swaps_of_neighbours)
{
    const struct {
        const char *a, *b;
        size_t limit, distance;
    } cases[] = {
        {"", "", 3, 0},
        {"risk", "risk", 3, 0},
        {"risk", "rsik", 3, 1},
        {"RaidLog", "RaidLgo", 3, 1},
        {"Stakeholder", "Stakholder", 3, 1},
        {"kitten", "sitting", 3, 3},
        {"kitten", "sitting", 2, 3}, /* above the limit is limit + 1 */
        {"abc", "", 3, 3},
        {"abc", "xyz", 8, 3},
        {"a", "abcdefghijkl", 8, 9},
        {"", "a", 0, 1},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_str a = d1_str(cases[i].a), b = d1_str(cases[i].b);

        cr_expect_eq(d1_str_distance(a, b, cases[i].limit), cases[i].distance, "'%s' to '%s'", cases[i].a, cases[i].b);
        cr_expect_eq(d1_str_distance(b, a, cases[i].limit), cases[i].distance, "'%s' to '%s'", cases[i].b, cases[i].a);
    }
}

Test(str, texts_are_alike_but_for_case_and_normalization)
{
    static const struct {
        const char *a, *b;
        bool alike;
    } cases[] = {
        {"", "", true},
        {"marta.ruiz", "MARTA.Ruiz", true},
        {"marta.ruiz", "marta.ruis", false},
        {"marta.ruiz", "marta.ruiz2", false},
        {"caf\u00e9.yaml", "cafe\u0301.yaml", true},
        {"CAF\u00c9.yaml", "cafe\u0301.yaml", true},
        {"caf\u00e9.yaml", "cafe.yaml", false},
        {"stra\u00dfe", "STRASSE", false}, /* nothing is gained by what is ASCII on one side */
        {"\xff\xc3", "\xff\xc3", true},
        {"\xff\xc3", "\xc3\xff", false},
        {"\xc3", "\xc3\xa9", false},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_str a = d1_str(cases[i].a), b = d1_str(cases[i].b);

        cr_expect_eq(d1_str_alike(a, b), cases[i].alike, "case %zu", i);
        cr_expect_eq(d1_str_alike(b, a), cases[i].alike, "case %zu", i);
        cr_expect(!cases[i].alike || d1_str_distance(a, b, 2) <= 1, "case %zu", i);
        cr_expect(d1_str_eq(a, b) || d1_str_distance(a, b, 0) == 1, "case %zu", i);
    }
}

Test(str, long_texts_are_far_apart_where_they_differ_over_much_of_them)
{
    char a[101] = {0}, b[101] = {0};

    memset(a, 'x', 100);
    memset(b, 'x', 100);
    cr_expect_eq(d1_str_distance(d1_str(a), d1_str(b), 2), 0);
    b[99] = 'y';
    cr_expect_eq(d1_str_distance(d1_str(a), d1_str(b), 2), 1, "the last letter");
    b[49] = 'y';
    cr_expect_eq(d1_str_distance(d1_str(a), d1_str(b), 2), 2, "within 64 of each other");
    b[9] = 'y';
    cr_expect_eq(d1_str_distance(d1_str(a), d1_str(b), 8), 9, "further apart");
    b[9] = b[49] = 'x';
    b[99] = 'X';
    cr_expect_eq(d1_str_distance(d1_str(a), d1_str(b), 2), 1, "but for case");
}

Test(str, the_plain_hash_never_changes)
{
    /* Documents keep these numbers; another value is another version of the block. */
    const struct {
        const char *text;
        uint32_t hash;
    } cases[] = {{"", 0xdda4d091},
                 {"id", 0xe964878d},
                 {"metadata", 0x1c7d7bec},
                 {"a somewhat longer text", 0x1505fe80},
                 {"a text whose middle is of no interest to it", 0x3d0060f5}};
    unsigned same = 0;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_eq(d1_str_hash(d1_str(cases[i].text)), cases[i].hash, "'%s': 0x%08x", cases[i].text,
                     d1_str_hash(d1_str(cases[i].text)));
    for (int i = 0; i < 1000; i++) {
        char a[20], b[20];

        snprintf(a, sizeof a, "key-%d", i);
        snprintf(b, sizeof b, "key-%d", i + 1);
        same += d1_str_hash(d1_str(a)) == d1_str_hash(d1_str(b));
        cr_expect_neq(d1_str_hash_seeded(d1_str(a)), d1_str_hash_seeded(d1_str(b)));
        cr_expect_eq(d1_str_hash_seeded(d1_str(a)), d1_str_hash_seeded(d1_strn(a, strlen(a))));
    }
    cr_expect_eq(same, 0);
}

Test(strbuf, whole_numbers_in_decimal_digits)
{
    static const int64_t numbers[] = {0, 7, -7, 10, 1234567890, -100, INT64_MAX, INT64_MIN};
    struct d1_strbuf buf = {0}, wanted = {0};

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        d1_strbuf_int(&buf, numbers[i]);
        d1_strbuf_printf(&wanted, "%lld", (long long)numbers[i]);
        cr_expect_str_eq(d1_strbuf_view(&buf).ptr, d1_strbuf_view(&wanted).ptr, "number %zu", i);
    }
    d1_strbuf_release(&buf);
    d1_strbuf_release(&wanted);
}

Test(strbuf, grows_and_ends_with_nul)
{
    struct d1_strbuf buf = {0};

    cr_expect(d1_str_is(d1_strbuf_view(&buf), ""), "an empty buffer has an empty text");
    for (int i = 0; i < 1000; i++) {
        d1_strbuf_printf(&buf, "%d,", i);
        cr_expect_eq(buf.ptr[buf.len], '\0');
    }
    cr_expect_eq(buf.len, 3890);
    cr_expect(d1_str_ends(d1_strbuf_view(&buf), "998,999,"));
    d1_strbuf_truncate(&buf, 6);
    d1_strbuf_truncate(&buf, 100);
    cr_expect_str_eq(buf.ptr, "0,1,2,");
    d1_strbuf_fill(&buf, '-', 3);
    d1_strbuf_putc(&buf, '>');
    d1_strbuf_utf8(&buf, 0x20ac);
    d1_strbuf_utf8(&buf, 0xd800);
    cr_expect_str_eq(buf.ptr, "0,1,2,--->\xe2\x82\xac\xef\xbf\xbd");
    d1_strbuf_clear(&buf);
    cr_expect_eq(buf.len, 0);
    d1_strbuf_release(&buf);
}

Test(strbuf, detach_hands_over_the_text)
{
    struct d1_strbuf buf = {0};
    char *text = d1_strbuf_detach(&buf);

    cr_expect_str_eq(text, "", "also of an empty buffer");
    d1_free(text);
    d1_strbuf_str(&buf, d1_str("x\0y"));
    text = d1_strbuf_detach(&buf);
    cr_expect_str_eq(text, "x");
    cr_expect_null(buf.ptr);
    d1_free(text);
}

Test(strbuf, a_short_memory_is_remembered)
{
    struct d1_strbuf buf = {0};

    d1_strbuf_puts(&buf, "kept");
    d1_alloc_fail_after(0);
    d1_strbuf_fill(&buf, 'x', 1000);
    d1_alloc_fail_after(-1);
    cr_expect(buf.oom);
    d1_strbuf_puts(&buf, " dropped");
    cr_expect(d1_str_is(d1_strbuf_view(&buf), "kept"));
    cr_expect_null(d1_strbuf_detach(&buf), "a text with holes is not handed out");
    cr_expect_null(d1_strbuf_reserve(&(struct d1_strbuf){0}, SIZE_MAX - 1));
}
