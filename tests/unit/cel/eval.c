/* Evaluation: values, errors and where they come from. */
#include <criterion/criterion.h>

#include "unit/cel/world.h"

struct row {
    const char *text, *expected; /* the value as an expression, or the message */
};

static void check(const struct row *rows, size_t count, unsigned flags)
{
    struct world world;

    world_init(&world, flags);
    for (size_t i = 0; i < count; i++)
        cr_expect_str_eq(world_text(&world, rows[i].text), rows[i].expected, "%s: %s", rows[i].text,
                         world_text(&world, rows[i].text));
    world_release(&world);
}

#define CHECK(rows, flags) check(rows, sizeof(rows) / sizeof *(rows), flags)

Test(cel_eval, properties_of_a_document_have_the_types_of_their_schema)
{
    static const struct row rows[] = {
        {"it.id", "\"r-01\""},
        {"it.impact", "3"},
        {"it.score", "12.0"},
        {"risks[1].score", "2.5"},
        {"it.due", "date(\"2026-03-02\")"},
        {"it.due < today", "true"},
        {"has(it.since) ? it.since : duration('0s')", "duration(\"1209600s\")"},
        {"it.seen", "timestamp(\"2026-02-01T10:00:00Z\")"},
        {"risks[1].seen", "timestamp(\"2026-02-02T08:00:00Z\")"},
        {"it.seen + duration('36h') > timestamp('2026-02-02T21:59:59Z')", "true"},
        {"string(it.due) + '!'", "\"2026-03-02!\""},
        {"risks.map(r, r.id)", "[\"r-01\", \"r-02\", \"r-03\"]"},
        {"table[?'r-02'].title", "optional.of(\"Scope\")"},
        {"table[?'r-09'].hasValue()", "false"},
        {"'r-03' in table", "true"},
        {"table.map(id, id)", "[\"r-01\", \"r-02\", \"r-03\"]"},
        {"risks[2].due", "`due` should be of type date, but is the string '2026-13-01'"},
        {"risks.map(r, r.due).size()", "`due` should be of type date, but is the string '2026-13-01'"},
        {"risks.exists(r, r.due < date('2026-03-15'))", "true"},
    };

    CHECK(rows, D1_CEL_STRICT);
}

Test(cel_eval, dyn_is_read_as_the_document_says)
{
    static const struct row rows[] = {
        {"any[0].due", "\"2026-03-02\""},
        {"any[0].score", "12"},
        {"any[1].score", "2.5"},
        {"any[0].score == 12.0", "true"},
        {"type(any[0]) == map && type(any) == list", "true"},
        {"any[0].nothing", "there is no field `nothing` here"},
        {"any[0].id.nothing", "there is no field `nothing` in a string"},
        {"any[0].owner", "{\"name\": \"anna\"}"},
        {"any[5]", "index 5 is outside the list, which has 3 items"},
        {"any.id", "there is no field `id` in a list"},
        {"any[0] + 1", "`+` does not work on a map and an int"},
        {"any[0].id < 1", "`<` does not work on a string and an int"},
        {"any[0].id.startsWith(any[0].impact)", "startsWith() does not work on a string and an int"},
        {"any[0] in any", "true"},
        {"any[0] == any[0] && any[0] != any[1]", "true"},
        {"dyn(it).due", "date(\"2026-03-02\")"},
    };

    CHECK(rows, 0);
}

Test(cel_eval, errors_are_absorbed_by_what_decides_without_them)
{
    static const struct row rows[] = {
        {"1 / 0 == 1 || true", "true"},
        {"true || 1 / 0 == 1", "true"},
        {"1 / 0 == 1 && false", "false"},
        {"1 / 0 == 1 || false", "division by zero"},
        {"1 / 0 == 1 && true", "division by zero"},
        {"1 / 0 == 1 || 1 % 0 == 1", "division by zero"},
        {"[1, 0, 2].exists(x, 2 / x == 1)", "true"},
        {"[1, 0].exists(x, 2 / x == 1)", "division by zero"},
        {"[1, 0, 2].all(x, 2 / x > 1)", "false"},
        {"[2, 0, 1].exists_one(x, 2 / x == 1)", "division by zero"},
        {"(any[0].nothing == 1) || true", "true"},
        {"true ? 1 : 1 / 0", "1"},
        {"1 / 0 == 1 ? 1 : 2", "division by zero"},
        {"[1, 2][7] == 1 || {'a': 1}.b == 1 || true", "true"},
        {"any[0].id || true", "true"},
        {"any[0].id || false", "an operand of `||` is a bool, not a string"},
        {"any[0].id && true && any[0].title", "an operand of `&&` is a bool, not a string"},
    };

    CHECK(rows, 0);
}

Test(cel_eval, macros)
{
    static const struct row rows[] = {
        {"[1, 2, 3].filter(x, x > 1).map(x, x * x)", "[4, 9]"},
        {"[1, 2, 3].map(x, x > 1, x * 10)", "[20, 30]"},
        {"['a', 'b'].transformList(i, x, string(i) + x)", "[\"0a\", \"1b\"]"},
        {"['a', 'b'].transformMap(i, x, x + x)", "{0: \"aa\", 1: \"bb\"}"},
        {"{'a': 1, 'b': 2}.transformMapEntry(k, v, {v: k})", "{1: \"a\", 2: \"b\"}"},
        {"[1, 1].transformMapEntry(i, v, {v: i})", "transformMapEntry() gives the same key for two items"},
        {"{'a': 1, 'b': 2}.all(k, k < 'c')", "true"},
        {"{'a': 1, 'b': 2}.exists(k, v, k == 'b' && v == 2)", "true"},
        {"[3, 1, 2].sortBy(x, -x)", "[3, 2, 1]"},
        {"risks.sortBy(r, r.impact).map(r, r.id)", "[\"r-03\", \"r-01\", \"r-02\"]"},
        {"cel.bind(a, [1, 2], a + a)", "[1, 2, 1, 2]"},
        {"optional.of(2).optMap(x, x * 2)", "optional.of(4)"},
        {"optional.none().optMap(x, x)", "optional.none()"},
        {"optional.of(1).orValue(1 / 0)", "1"},
        {"[{'a': 1}.?a, {'a': 1}.?b, optional.of(2)]", "[optional.of(1), optional.none(), optional.of(2)]"},
        {"[?{'a': 1}.?a, ?{'a': 1}.?b, ?{'a': 1}[?'a']]", "[1, 1]"},
        {"{'x': {'a': 1}.?b, ?'y': {'a': 1}.?a, ?'z': {'a': 1}.?b}", "{\"x\": optional.none(), \"y\": 1}"},
        {"{'k': 'x'}.?k.hasValue() ? {{'k': 'x'}.?k.orValue(''): 2} : {}", "{\"x\": 2}"},
        {"optional.none().orValue(1 / 0)", "division by zero"},
        {"optional.of(1).or(optional.of(1 / 0))", "optional.of(1)"},
        {"dyn(optional.none()).or(optional.of(2)).orValue(3)", "2"},
        {"dyn(1).orValue(1)", "orValue() does not work on an int and an int"},
        {"dyn(optional.none()).or(dyn(1))", "or() does not work on an optional and an int"},
        {"[1, 2].map(x, [3, 4].map(y, x * y))", "[[3, 4], [6, 8]]"},
        {"[1, 2].map(x, [x].map(x, x + 1)[0] + x)", "[3, 5]"},
        {"[[1, 2], [3]].flatten()", "[1, 2, 3]"},
        {"[1, [2, [3]]].flatten(2)", "[1, 2, 3]"},
    };

    CHECK(rows, 0);
}

/* What does not depend on the loop is computed once; the results are those of computing it anew. */
Test(cel_eval, invariant_parts_of_loops)
{
    static const struct row rows[] = {
        {"[1, 2, 3].filter(x, x in [2, 3].map(y, y))", "[2, 3]"},
        {"risks.filter(r, risks.map(s, s.id).exists(i, i == r.id)).size()", "3"},
        {"[1, 2].map(x, [10, 20].map(y, [x].map(z, z + 1)[0] * y))", "[[20, 40], [30, 60]]"},
        {"[1, 2].map(x, [10, 20].filter(y, size(risks.filter(r, r.impact > x)) * y > 20))", "[[20], [20]]"},
        {"[1, 2].map(x, cel.bind(b, x * 2, [1, 2].map(y, [b].map(z, z + y)[0])))", "[[3, 4], [5, 6]]"},
        {"[0, 1].map(x, x == 0 || ['a'].map(y, int(y))[0] > 0)", "'a' is no int"},
        {"[0, 0].all(x, x == 0 || ['a'].map(y, int(y))[0] > 0)", "true"},
        {"[[1], [2, 3]].map(l, optional.of(l).optMap(m, l.map(x, size(m) + x)).orValue([]))", "[[2], [4, 5]]"},
    };

    CHECK(rows, 0);
}

Test(cel_eval, equality_and_order_across_types)
{
    static const struct row rows[] = {
        {"dyn(1) == 1.0 && dyn(1u) == 1 && dyn(1) != 1.5", "true"},
        {"dyn(9007199254740993) == 9007199254740992.0", "false"},
        {"dyn('a') == 1", "false"},
        {"[1, 'a', null] == [dyn(1.0), 'a', null]", "true"},
        {"{'a': [1]} == {'a': [dyn(1u)]}", "true"},
        {"{1: 'a'} == dyn({1u: 'a'})", "true"},
        {"0.0 / 0.0 == 0.0 / 0.0", "false"},
        {"dyn(-1) < 1u && 18446744073709551615u > -1", "true"},
        {"[0.0 / 0.0 < 1.0, 0.0 / 0.0 >= 1.0]", "[false, false]"},
        {"double('1e3') == 1000.0 && double('-Infinity') < 0.0 && double('NaN') != double('nan')", "true"},
        {"double('0x10')", "'0x10' is no double"},
        {"double(' 1')", "' 1' is no double"},
        {"double('')", "'' is no double"},
        {"[3, 1, 2].sort() == [1, 2, 3] && ['b', 'a'].max() == 'b'", "true"},
        {"[1, 1u, 1.0, 2, true, 'a', 'a', [1], [1.0]].distinct()", "[1, 2, true, \"a\", [1]]"},
        {"sets.contains([1, 2, 3], [3, 1]) && !sets.contains([1], [2]) && sets.intersects([1, 2], [2])", "true"},
    };

    CHECK(rows, 0);
}

Test(cel_eval, long_lists_are_looked_into_by_hash)
{
    static const struct row rows[] = {
        {"it.id in ids && !('r-77' in ids)", "true"},
        {"ids.filter(i, i in ids).size()", "20"},
        {"5 in lists.range(1000) && 5.0 in lists.range(1000) && 5u in lists.range(1000)", "true"},
        {"!(dyn(5.5) in lists.range(1000)) && !(dyn('5') in lists.range(1000)) && !(1000 in lists.range(1000))",
         "true"},
        {"dyn('k') in [1, 2, 3, 4, 5, 6, 7, 8, 9, 'k']", "true"},
        {"[7] in lists.range(100).map(x, [x]) && !([100] in lists.range(100).map(x, [x]))", "true"},
        {"lists.range(100).transformMap(i, v, v * v)[9]", "81"},
        {"{1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 7: 7, 8: 8, 9: 9, 10: 10, 10u: 11}",
         "two entries of the map have the same key"},
    };

    CHECK(rows, 0);
}

Test(cel_eval, times_in_zones)
{
    static const struct row rows[] = {
        {"timestamp('2026-03-29T01:30:00Z').getHours('Europe/Dublin')", "2"},
        {"timestamp('2026-03-29T00:30:00Z').getHours('Europe/Dublin')", "0"},
        {"timestamp('2026-03-01T23:30:00Z').getDate('+01:00')", "2"},
        {"timestamp('1969-12-31T23:59:59.5Z').getMilliseconds()", "500"},
        {"timestamp('2024-12-31T00:00:00Z').getDayOfYear()", "365"},
        {"date('2026-03-02').getDayOfWeek() == 1 && date('2026-03-02').getMonth() == 2", "true"},
        {"duration('1h1m1.5s').getMinutes()", "61"},
        {"-duration('1.5s')", "duration(\"-1.5s\")"},
        {"duration('1h') - duration('61m')", "duration(\"-60s\")"},
        {"string(timestamp('2026-03-02T09:30:00.250+02:00'))", "\"2026-03-02T07:30:00.25Z\""},
    };
    struct world world;

    CHECK(rows, 0);
    world_init(&world, 0);
    cr_expect(strstr(world_text(&world, "it.seen.getHours('Mars/Olympus')"), "Mars/Olympus"));
    world_release(&world);
}

Test(cel_eval, failures_know_their_place_and_datum)
{
    struct world world;
    struct d1_cel_value value;
    const struct d1_cel_failure *failure;

    world_init(&world, D1_CEL_STRICT);
    value = world_eval(&world, "risks.filter(r, r.due < today)");
    failure = d1_cel_failure_of(value);
    cr_expect_eq(failure->code, D1_ERR_EVAL);
    cr_expect_eq(failure->offset, 18);
    cr_expect_eq(failure->end, 21);
    cr_assert_not_null(failure->node);
    cr_expect_eq(d1_node_place(failure->node).line, 3);
    value = world_eval(&world, "1 + ids.map(i, int(i))[0]");
    failure = d1_cel_failure_of(value);
    cr_expect_eq(failure->offset, 15);
    cr_expect_null(failure->node);
    world_release(&world);
}

Test(cel_eval, values_remember_the_node_they_were_read_from)
{
    static const struct {
        const char *text, *pointer; /* of the node, or NULL for a computed value */
    } rows[] = {
        {"it", "/0"},
        {"it.id", "/0/id"},
        {"it.due", "/0/due"},
        {"it.score", "/0/score"},
        {"risks", ""},
        {"risks[1]", "/1"},
        {"risks.filter(r, r.impact > 3)[0]", "/1"},
        {"risks.filter(r, r.impact > 3).map(r, r.id)[0]", "/1/id"},
        {"risks.map(r, r.title)[2]", "/2/title"},
        {"risks.sortBy(r, r.impact)[0]", "/2"},
        {"risks.map(r, r.impact).max()", "/1/impact"},
        {"(risks + risks)[4].title", "/1/title"},
        {"[risks, risks].flatten()[5].id", "/2/id"},
        {"risks.map(r, {'a': r.id})[1].a", "/1/id"},
        {"true ? it.id : it.title", "/0/id"},
        {"cel.bind(x, it.title, x)", "/0/title"},
        {"it.?owner.?name", "/0/owner/name"},
        {"it.?owner.?name.orValue('')", "/0/owner/name"},
        {"table['r-03'].id", "/2/id"},
        {"risks.reverse().first().value()", "/2"},
        {"risks.map(r, r.id).distinct().slice(1, 2)[0]", "/1/id"},
        {"dyn(it.id)", "/0/id"},
        {"string(it.id)", "/0/id"},
        {"it.id + ''", NULL},
        {"it.impact + 0", NULL},
        {"'x'", NULL},
        {"it.id == 'x'", NULL},
        {"risks.map(r, r.id)", NULL},
    };
    struct d1_strbuf pointer = {0};
    struct world world;

    world_init(&world, 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct d1_cel_value value = world_eval(&world, rows[i].text);
        const struct d1_node *node = d1_cel_value_node(value);
        const struct d1_node *wanted = rows[i].pointer ? world.root : NULL;

        d1_strbuf_clear(&pointer);
        cr_expect_neq(value.kind, D1_CEL_ERROR, "%s: %s", rows[i].text, d1_cel_failure_of(value)->message.ptr);
        if (wanted) {
            /* The paths of the table are steps of an index or a key. */
            struct d1_str path = d1_str(rows[i].pointer);

            for (size_t at = 1; at < path.len;) {
                size_t end = d1_str_find(path, '/', at);
                struct d1_str step = d1_str_sub(path, at, end - at);

                wanted = wanted->kind == D1_NODE_SEQUENCE ? d1_node_item(wanted, (size_t)(step.ptr[0] - '0'))
                                                          : d1_node_get_str(wanted, step);
                at = end + 1;
            }
        }
        cr_expect_eq(node, wanted, "%s", rows[i].text);
    }
    d1_strbuf_release(&pointer);
    world_release(&world);
}

Test(cel_eval, constant_parts_are_folded)
{
    static const struct {
        const char *text;
        bool constant;
    } rows[] = {
        {"1 + 2 * 3", true},
        {"['a', 'b'].map(x, x + x)", true},
        {"date('2026-03-02') < date('2026-03-03')", true},
        {"'a'.matches('^a$')", true},
        {"cel.bind(x, 1, x + 1)", true},
        {"1 / 0", false},
        {"today < date('2026-03-02')", false},
        {"[1].map(x, today)", false},
    };
    struct world world;

    world_init(&world, 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct d1_cel_program *program = world_compile(&world, rows[i].text);

        cr_assert_not_null(program, "%s", rows[i].text);
        cr_expect_eq(d1_cel_program_is_constant(program), rows[i].constant, "%s", rows[i].text);
    }
    world_release(&world);
}

Test(cel_eval, regular_expressions_have_the_meaning_of_re2)
{
    static const struct row rows[] = {
        {"it.id.matches('^r-[0-9]{2}$')", "true"},
        {"it.id.matches(it.id)", "true"},
        {"ids.filter(i, i.matches('r-1\\\\d')).size()", "10"},
        {"ids.filter(i, i.matches(it.id)).size()", "1"},
        {"'a1b22'.find('[0-9]+') + ' ' + 'a1b22'.findAll('[0-9]+').join(',')", "\"1 1,22\""},
        {"'abc'.findAll('x*').size()", "4"},
        {"'a1b22c3'.findAll('[0-9]', 2)", "[\"1\", \"2\"]"},
        {"'none'.find('[0-9]')", "\"\""},
    };
    struct world world;

    CHECK(rows, 0);
    world_init(&world, 0);
    cr_expect(strstr(world_text(&world, "'a'.matches(it.id + '(')"), "group"));
    world_release(&world);
}
