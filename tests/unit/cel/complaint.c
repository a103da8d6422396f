/* What the parser and the checker say about faulty expressions, with the place they point to. */
#include <criterion/criterion.h>

#include "unit/cel/world.h"

struct complaint {
    const char *text, *expected; /* message, line, carets; "" for an expression that is right */
};

static void check(const struct complaint *cases, size_t count, unsigned flags)
{
    struct world world;

    world_init(&world, flags);
    for (size_t i = 0; i < count; i++)
        cr_expect_str_eq(world_complaint(&world, cases[i].text), cases[i].expected, "%s:\n%s", cases[i].text,
                         world_complaint(&world, cases[i].text));
    world_release(&world);
}

Test(cel_complaint, the_parser_says_what_it_expected_and_what_it_found)
{
    static const struct complaint cases[] = {
        {"", "expected an expression, found the end of the expression\n  \n  ^\n"},
        {"1 +", "expected an expression, found the end of the expression\n  1 +\n     ^\n"},
        {"(1", "expected an operator or `)`, found the end of the expression\n  (1\n    ^\n"},
        {"[1, 2", "expected `,` or `]` behind an item, found the end of the expression\n  [1, 2\n       ^\n"},
        {"{'a' 1}", "expected `:` between a key and its value, found `1`\n  {'a' 1}\n       ^\n"},
        {"true and false", "`and` is written `&&`\n  true and false\n       ^^^\n"},
        {"[1].all(x, x > 1 or x < 0)", "`or` is written `||`\n  [1].all(x, x > 1 or x < 0)\n                   ^^\n"},
        {"not(1 in [1])", "`not` is written `!`\n  not(1 in [1])\n  ^^^\n"},
        {"true && not true", "`not` is written `!`\n  true && not true\n          ^^^\n"},
        {"1 2", "expected an operator or the end of the expression, found `2`\n  1 2\n    ^\n"},
        {"'abc", "a string is not closed on its line\n  'abc\n  ^^^^\n"},
        {"'''abc", "a string in three quotes is not closed\n  '''abc\n  ^^^^^^\n"},
        {"a = b", "`=` is no operator; equality is written `==`\n  a = b\n    ^\n"},
        {"a & b", "`&` is no operator; \"and\" is written `&&`\n  a & b\n    ^\n"},
        {"a | b", "`|` is no operator; \"or\" is written `||`\n  a | b\n    ^\n"},
        {"#", "this character has no meaning here\n  #\n  ^\n"},
        {"'\xc3\xa4' \xc3\xa4", "this character has no meaning here\n  '\xc3\xa4' \xc3\xa4\n      ^\n"},
        {"12abc", "a number runs into a letter; put an operator or a space between them\n  12abc\n  ^^\n"},
        {"1e", "the exponent of a number needs digits\n  1e\n  ^^\n"},
        {"0x", "a hexadecimal number needs digits behind 0x\n  0x\n  ^^\n"},
        {"9223372036854775808", "the number does not fit an int (-9223372036854775808 to 9223372036854775807)\n  "
                                "9223372036854775808\n  ^^^^^^^^^^^^^^^^^^^\n"},
        {"'\\uD800'", "the escape names no Unicode code point\n  '\\uD800'\n   ^^^^^^^\n"},
        {"'\\x1'", "\\x needs two hexadecimal digits\n  '\\x1'\n   ^^^^\n"},
        {"b'\\u00e4'", "\\u has no meaning in a bytes literal; write the bytes as \\x\n  b'\\u00e4'\n    ^^^^^^^\n"},
        {"if", "`if` is a reserved word and cannot be a name\n  if\n  ^^\n"},
        {"a.", "expected a field or function name behind `.`, found the end of the expression\n  a.\n    ^\n"},
        {"a.?1", "expected a field name behind `.?`, found `1`\n  a.?1\n     ^\n"},
        {"f(1)(2)", "only a function's name can be called\n  f(1)(2)\n      ^\n"},
        {"A{b: 1}", "expected an operator, found `{`; messages of protocol buffers are not part of this language\n  "
                    "A{b: 1}\n   ^\n"},
        {"[1].map(1, 2)", "expected the name of a variable as argument of map(), as in `x`\n  [1].map(1, 2)\n"
                          "          ^\n"},
        {"[1].all(i, i, true)", "both variables of all() have the same name\n  [1].all(i, i, true)\n             ^\n"},
        {"has(it)", "expected a field as argument of has(), as in `has(it.owner)`\n  has(it)\n      ^^\n"},
        {"1 ?\n  2", "expected `:` of `? :`, found the end of the expression\n    2\n     ^\n"},
    };

    check(cases, sizeof cases / sizeof *cases, 0);
}

Test(cel_complaint, names_and_fields_come_with_the_nearest_known_one)
{
    static const struct complaint cases[] = {
        {"todai", "there is no variable `todai`; did you mean `today`?\n  todai\n  ^^^^^\n"},
        {"zzz", "there is no variable `zzz`; there is `it`, `risks`, `today`, `any`, `ids`, `table`\n  zzz\n  ^^^\n"},
        {"size", "`size` is a function: `string.size() -> int`\n  size\n  ^^^^\n"},
        {"days(today(), today)", "`today` is no function; it stands without `( )`\n  days(today(), today)\n"
                                 "       ^^^^^\n"},
        {"title", "there is no variable `title`; did you mean `it.title`?\n  title\n  ^^^^^\n"},
        {"risks.filter(r, title == '')", "there is no variable `title`; did you mean `r.title`?\n"
                                         "  risks.filter(r, title == '')\n                  ^^^^^\n"},
        {"it.titel", "Risk has no field `titel`; did you mean `title`?\n  it.titel\n     ^^^^^\n"},
        {"risks.map(r, r.titel)", "Risk has no field `titel`; did you mean `title`?\n  risks.map(r, r.titel)\n"
                                  "                 ^^^^^\n"},
        {"it.?titel", "Risk has no field `titel`; did you mean `title`?\n  it.?titel\n      ^^^^^\n"},
        {"has(it.titel)", "Risk has no field `titel`; did you mean `title`?\n  has(it.titel)\n         ^^^^^\n"},
        {"it['titel']", "Risk has no field `titel`; did you mean `title`?\n  it['titel']\n     ^^^^^^^\n"},
        {"risks.map(r, {'a': r.id}).all(m, m.b == '')",
         "map has no field `b`; it has `a`\n  risks.map(r, {'a': r.id}).all(m, m.b == '')\n"
         "                                     ^\n"},
        {"[{'a': it.id}, {'a': it.due}].all(m, m.b == '')",
         "map has no field `b`; it has `a`\n  [{'a': it.id}, {'a': it.due}].all(m, m.b == '')\n"
         "                                         ^\n"},
        {"([{'a': it.due}] + [{'a': today}]).all(m, m.a > 1)",
         "`>` does not compare date with int; days(a, b) counts the days between two dates\n"
         "  ([{'a': it.due}] + [{'a': today}]).all(m, m.a > 1)\n"
         "                                                ^\n"},
        {"starts('a')", "there is no function `starts`\n  starts('a')\n  ^^^^^^\n"},
        {"'a'.startWith('b')", "there is no function `startWith`; did you mean `startsWith`?\n  'a'.startWith('b')\n"
                               "      ^^^^^^^^^\n"},
        {"'a'.startsWith(1)", "there is no `string.startsWith(int)`; there is `string.startsWith(string) -> bool`\n"
                              "  'a'.startsWith(1)\n      ^^^^^^^^^^\n"},
        {"it.id.id", "there is no field `id` in string\n  it.id.id\n        ^^\n"},
    };

    check(cases, sizeof cases / sizeof *cases, D1_CEL_STRICT);
}

Test(cel_complaint, what_is_faulty_already_is_not_complained_about_again)
{
    static const struct complaint cases[] = {
        {"nothing.all(r, r.id == 1)", "there is no variable `nothing`; there is `it`, `risks`, `today`, `any`, `ids`, "
                                      "`table`\n  nothing.all(r, r.id == 1)\n  ^^^^^^^\n"},
        {"it.titel.all(r, r.id.x[3].y == 1)", "Risk has no field `titel`; did you mean `title`?\n"
                                              "  it.titel.all(r, r.id.x[3].y == 1)\n     ^^^^^\n"},
        {"today.all(r, r.id == '')", "this macro works on a list or a map, not on date\n"
                                     "  today.all(r, r.id == '')\n  ^^^^^\n"},
        {"sizes('a').map(r, r.id)", "there is no function `sizes`; did you mean `size`?\n"
                                    "  sizes('a').map(r, r.id)\n  ^^^^^\n"},
        {"{'a': todai}.a.b", "there is no variable `todai`; did you mean `today`?\n"
                             "  {'a': todai}.a.b\n        ^^^^^\n"},
        /* What has a type in spite of it is looked at. */
        {"risks.filter(r, r.titel == '').map(r, r.idd)",
         "Risk has no field `titel`; did you mean `title`?\n"
         "  risks.filter(r, r.titel == '').map(r, r.idd)\n                    ^^^^^\n"
         "Risk has no field `idd`; did you mean `id`?\n"
         "  risks.filter(r, r.titel == '').map(r, r.idd)\n                                          ^^^\n"},
    };

    check(cases, sizeof cases / sizeof *cases, D1_CEL_STRICT);
}

Test(cel_complaint, a_long_name_is_not_near_whatever_there_is)
{
    struct world world;

    world_init(&world, D1_CEL_STRICT);
    cr_expect_null(strstr(world_complaint(&world, "it.whatNoFieldOfThisRecordIsAnythingLikeAtAll"), "did you mean"));
    cr_expect_null(strstr(world_complaint(&world, "it.strategy == 'what no value of this is anything like at all'"),
                          "did you mean"));
    world_release(&world);
}

Test(cel_complaint, a_text_that_is_no_value_of_an_enum_comes_with_the_values)
{
    static const struct complaint cases[] = {
        {"has(it.strategy) && it.strategy == 'acept'",
         "'acept' is not a value of Risk.strategy; did you mean 'accept'? It is one of 'avoid', 'reduce', 'transfer', "
         "'accept'\n  has(it.strategy) && it.strategy == 'acept'\n                                     ^^^^^^^\n"},
        {"has(it.strategy) && 'none' != it.strategy",
         "'none' is not a value of Risk.strategy; it is one of 'avoid', 'reduce', 'transfer', 'accept'\n"
         "  has(it.strategy) && 'none' != it.strategy\n                      ^^^^^^\n"},
        {"has(it.strategy) && it.strategy in ['accept', 'none']",
         "'none' is not a value of Risk.strategy; it is one of 'avoid', 'reduce', 'transfer', 'accept'\n"
         "  has(it.strategy) && it.strategy in ['accept', 'none']\n                                  ^^\n"},
        {"risks.exists(r, r.?strategy.orValue('accept') == 'accept')", ""},
        {"it.?strategy.orValue('none') == 'none'", ""},
        {"it.?strategy.orValue('none') == 'acept'",
         "'acept' is not a value of Risk.strategy; did you mean 'accept'? It is one of 'avoid', 'reduce', 'transfer', "
         "'accept', 'none'\n  it.?strategy.orValue('none') == 'acept'\n                                  ^^^^^^^\n"},
        {"(has(it.strategy) ? it.strategy : '') == ''", ""},
        {"(has(it.strategy) ? it.strategy : '') == 'none'",
         "'none' is not a value of Risk.strategy; it is one of 'avoid', 'reduce', 'transfer', 'accept', ''\n"
         "  (has(it.strategy) ? it.strategy : '') == 'none'\n                                           ^^^^^^\n"},
        {"it.?strategy.orValue(it.title) == 'none'", ""},
        {"has(it.strategy) && it.strategy == it.id", ""},
        {"has(it.strategy) && it.strategy in ['accept', 'avoid']", ""},
    };

    check(cases, sizeof cases / sizeof *cases, D1_CEL_STRICT);
}

Test(cel_complaint, types_that_do_not_go_together)
{
    static const struct complaint cases[] = {
        {"it.due > 3",
         "`>` does not compare date with int; days(a, b) counts the days between two dates\n  it.due > 3\n"
         "         ^\n"},
        {"it.due == '2026-01-01'",
         "date and string are never equal; a date is written date('2026-03-02')\n  it.due == '2026-01-01'\n"
         "         ^^\n"},
        {"it.seen > today", "`>` does not compare timestamp with date; date(timestamp) gives the day of a timestamp\n"
                            "  it.seen > today\n          ^\n"},
        {"it.due - today", "`-` does not work on date and date; days(a, b) counts the days between two dates\n"
                           "  it.due - today\n         ^\n"},
        {"it.due + 1", "`+` does not work on date and int; addDays(date, n) gives the date n days later\n  it.due + 1\n"
                       "         ^\n"},
        {"it.id == null", "string and null are never equal; whether a property is there is asked with has()\n"
                          "  it.id == null\n        ^^\n"},
        {"it.?owner == it.id",
         "optional_type(Owner) and string are never equal; orValue() gives what an optional holds\n"
         "  it.?owner == it.id\n            ^^\n"},
        {"'a' + 1", "`+` does not work on string and int; string() makes a string of a value\n  'a' + 1\n      ^\n"},
        {"it.impact * 1.5", "`*` does not work on int and double; int(), uint() and double() convert\n"
                            "  it.impact * 1.5\n            ^\n"},
        {"it.id && true", "an operand of `&&` is a bool, not string\n  it.id && true\n     ^^\n"},
        {"!it.impact", "the operand of `!` is a bool, not int\n  !it.impact\n      ^^^^^^\n"},
        {"it.impact ? 1 : 2", "the condition of `? :` is a bool, not int\n  it.impact ? 1 : 2\n     ^^^^^^\n"},
        {"true ? 1 : 'a'", "both results of `? :` have the same type; here they are int and string\n  true ? 1 : 'a'\n"
                           "       ^\n"},
        {"it.id in it.id", "`in` looks into a list or a map, not into string\n  it.id in it.id\n        ^^\n"},
        {"1 in it.id.split(',')", "int and string are never equal\n  1 in it.id.split(',')\n    ^^\n"},
        {"it.impact.all(x, true)", "this macro works on a list or a map, not on int\n  it.impact.all(x, true)\n"
                                   "     ^^^^^^\n"},
        {"risks.filter(r, r.id)", "the condition of the macro is a bool, not string\n  risks.filter(r, r.id)\n"
                                  "                    ^^\n"},
        {"risks['a']", "the index of a list is an int, not string\n  risks['a']\n        ^^^\n"},
        {"table[1]", "the keys of this map are string, not int\n  table[1]\n        ^\n"},
        {"{1.5: 1}", "the key of a map is a bool, int, uint or string, not double\n  {1.5: 1}\n   ^^^\n"},
        {"it.score > 3 && it.score * 2 > 1 && it.score in [1, 2.5]", ""},
        {"math.greatest(it.score, 2) > 1.0", ""},
        {"date('2026-02-30') < today", "'2026-02-30' is no date, such as 2026-03-02\n  date('2026-02-30') < today\n"
                                       "  ^^^^\n"},
        {"it.id.matches('a(b')", "the group lacks its `)`, at column 2 of the pattern\n  it.id.matches('a(b')\n"
                                 "                  ^\n"},
        {"it.id.matches('(?<=a)b')", ""},
    };
    size_t count = sizeof cases / sizeof *cases;
    struct world world;

    /* What RE2 lacks is an error; the words are the pattern compiler's. */
    check(cases, count - 1, D1_CEL_STRICT);
    world_init(&world, D1_CEL_STRICT);
    cr_expect_null(world_compile(&world, cases[count - 1].text));
    world_release(&world);
}

Test(cel_complaint, every_fault_of_an_expression_is_told)
{
    struct world world;

    world_init(&world, D1_CEL_STRICT);
    cr_expect_null(world_compile(&world, "it.titel == 'a' && it.due > 3 || nobody"));
    cr_assert_eq(world.diagnostics.len, 3);
    cr_expect_eq(world.diagnostics.items[0].kind, D1_CEL_CHECK);
    cr_expect_eq(world.diagnostics.items[0].offset, 3);
    cr_expect_eq(world.diagnostics.items[1].offset, 26);
    cr_expect_eq(world.diagnostics.items[2].end, 39);
    world_release(&world);
}

Test(cel_complaint, the_wanted_type_of_an_expression_is_checked)
{
    struct d1_cel_source source = {.text = D1_STR("it.id"), .expected = D1_CEL_T(BOOL)};
    const struct d1_cel_program *program = NULL;
    struct world world;

    world_init(&world, D1_CEL_STRICT);
    cr_expect_eq(d1_cel_compile(world.env, &source, &world.diagnostics, &program), D1_ERR_TYPE);
    cr_assert_eq(world.diagnostics.len, 1);
    cr_expect(d1_str_is(world.diagnostics.items[0].message, "the expression should be bool, but is string"));
    source.text = d1_str("1");
    source.expected = D1_CEL_T(DOUBLE);
    cr_assert_eq(d1_cel_compile(world.env, &source, NULL, &program), 0);
    cr_expect_eq(d1_cel_program_type(program)->kind, D1_CEL_DOUBLE);
    world_release(&world);
}

Test(cel_complaint, excerpts_show_wide_and_hidden_characters_safely)
{
    struct d1_strbuf out = {0}, wide = {0};

    d1_cel_excerpt(&out, d1_str("'\xe6\x97\xa5\xe6\x9c\xac' + x"), 11, 12, 0);
    cr_expect_str_eq(out.ptr, "'\xe6\x97\xa5\xe6\x9c\xac' + x\n         ^\n");
    d1_strbuf_clear(&out);
    d1_cel_excerpt(&out, d1_str("a\x1b[31m \xe2\x80\xae b"), 0, 1, 1);
    cr_expect_str_eq(out.ptr, " a?[31m ? b\n ^\n");
    d1_strbuf_clear(&out);
    d1_cel_excerpt(&out, d1_str("one\ntwo\nthree"), 4, 100, 0);
    cr_expect_str_eq(out.ptr, "two\n^^^\n");
    d1_strbuf_clear(&out);
    d1_cel_excerpt(&out, d1_str("ab"), 7, 9, 0);
    cr_expect_str_eq(out.ptr, "ab\n  ^\n");
    d1_strbuf_fill(&wide, 'a', 1000);
    d1_strbuf_clear(&out);
    d1_cel_excerpt(&out, d1_strbuf_view(&wide), 500, 502, 0);
    cr_expect_eq(out.len, 3 + 160 + 3 + 1 + 3 + 80 + 2 + 1);
    cr_expect(d1_str_starts(d1_strbuf_view(&out), "...aaa"));
    cr_expect(d1_str_ends(d1_strbuf_view(&out), "  ^^\n"));
    d1_strbuf_release(&wide);
    d1_strbuf_release(&out);
}
