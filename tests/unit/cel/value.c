/* Values and types as C code makes and reads them. */
#include <criterion/criterion.h>
#include <math.h>

#include "cel/value.h"

static const char *text_of(struct d1_arena *arena, struct d1_cel_value value, bool show)
{
    struct d1_strbuf out = {0};
    const char *text;

    if (show)
        d1_cel_value_show(&out, value);
    else
        d1_cel_value_write(&out, value);
    text = d1_arena_str(arena, d1_strbuf_view(&out)).ptr;
    d1_strbuf_release(&out);
    return text;
}

Test(cel_value, texts)
{
    struct d1_arena arena = {0};
    const struct d1_cel_value items[] = {d1_cel_string(d1_str("a\"b\n\x1b")), d1_cel_double(1), d1_cel_uint(2)};
    const struct d1_cel_value keys[] = {d1_cel_int(1), d1_cel_bool(true), d1_cel_string(d1_str("k"))};
    const struct {
        struct d1_cel_value value;
        const char *written, *shown;
    } cases[] = {
        {d1_cel_null(), "null", "null"},
        {d1_cel_int(INT64_MIN), "-9223372036854775808", "-9223372036854775808"},
        {d1_cel_uint(5), "5u", "5"},
        {d1_cel_double(0.1), "0.1", "0.1"},
        {d1_cel_double(1e100), "1e+100", "1e+100"},
        {d1_cel_double(-0.0), "-0.0", "-0"},
        {d1_cel_double(INFINITY), "double(\"Infinity\")", "Infinity"},
        {d1_cel_double(1234567890123.0), "1234567890123.0", "1234567890123"},
        {d1_cel_string(d1_str("it's")), "\"it's\"", "it's"},
        {d1_cel_bytes(d1_strn("\0a\xff", 3)), "b\"\\x00a\\xff\"", "b\"\\x00a\\xff\""},
        {d1_cel_date(0), "date(\"1970-01-01\")", "1970-01-01"},
        {d1_cel_timestamp((struct d1_instant){-1, 500000000}), "timestamp(\"1969-12-31T23:59:59.5Z\")",
         "1969-12-31T23:59:59.5Z"},
        {d1_cel_duration(-1, -500000000), "duration(\"-1.5s\")", "-1.5s"},
        {d1_cel_type_value(&d1_cel_types[D1_CEL_TIMESTAMP]), "google.protobuf.Timestamp", "google.protobuf.Timestamp"},
        {d1_cel_list_new(&arena, items, 3), "[\"a\\\"b\\n\\u001b\", 1.0, 2u]", "[a\"b\n\x1b, 1, 2]"},
        {d1_cel_map_new(&arena, keys, items, 2), "{1: \"a\\\"b\\n\\u001b\", true: 1.0}", "{1: a\"b\n\x1b, true: 1}"},
        {d1_cel_some(&arena, d1_cel_int(1)), "optional.of(1)", "1"},
        {d1_cel_none(), "optional.none()", "nothing"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_expect_str_eq(text_of(&arena, cases[i].value, false), cases[i].written);
        cr_expect_str_eq(text_of(&arena, cases[i].value, true), cases[i].shown);
    }
    d1_arena_release(&arena);
}

Test(cel_value, equal_values_hash_alike)
{
    struct d1_arena arena = {0};
    const struct d1_cel_value ones[] = {d1_cel_int(1), d1_cel_uint(1), d1_cel_double(1)};
    const struct d1_cel_value big[] = {d1_cel_uint(1ull << 63), d1_cel_double(0x1p63)};
    const struct d1_cel_value a = d1_cel_map_new(&arena, (struct d1_cel_value[]){ones[0], d1_cel_bool(true)}, ones, 2);
    const struct d1_cel_value b = d1_cel_map_new(&arena, (struct d1_cel_value[]){d1_cel_bool(true), ones[1]}, ones, 2);

    for (size_t i = 0; i < 3; i++) {
        cr_expect(d1_cel_equal(ones[0], ones[i]));
        cr_expect_eq(d1_cel_hash(ones[0]), d1_cel_hash(ones[i]));
        cr_expect(d1_cel_equal(d1_cel_list_new(&arena, &ones[0], 1), d1_cel_list_new(&arena, &ones[i], 1)));
        cr_expect_eq(d1_cel_hash(d1_cel_list_new(&arena, &ones[0], 1)),
                     d1_cel_hash(d1_cel_list_new(&arena, &ones[i], 1)));
    }
    cr_expect(d1_cel_equal(big[0], big[1]));
    cr_expect_eq(d1_cel_hash(big[0]), d1_cel_hash(big[1]));
    cr_expect(d1_cel_equal(a, b));
    cr_expect_eq(d1_cel_hash(a), d1_cel_hash(b));
    cr_expect(!d1_cel_equal(d1_cel_int(INT64_MAX), d1_cel_double(0x1p63)));
    cr_expect(!d1_cel_equal(d1_cel_string(d1_str("a")), d1_cel_bytes(d1_str("a"))));
    d1_arena_release(&arena);
}

Test(cel_value, maps_and_lists_from_c)
{
    struct d1_arena arena = {0};
    struct d1_cel_value keys[100], values[100], map, value, key;

    for (size_t i = 0; i < 100; i++) {
        keys[i] = d1_cel_string(d1_arena_printf(&arena, "key %zu", i));
        values[i] = d1_cel_int((int64_t)i);
    }
    map = d1_cel_map_new(&arena, keys, values, 100);
    cr_expect_eq(d1_cel_map_len(map), 100);
    cr_assert(d1_cel_map_get_text(map, "key 77", &value));
    cr_expect_eq(value.as.integer, 77);
    cr_expect(!d1_cel_map_get_text(map, "key 100", NULL));
    d1_cel_map_entry(map, 3, &key, &value);
    cr_expect(d1_str_is(d1_cel_text(key), "key 3"));
    value = d1_cel_list_new(&arena, values, 100);
    cr_expect(d1_cel_list_has(value, d1_cel_double(99)));
    cr_expect(!d1_cel_list_has(value, d1_cel_int(100)));
    cr_expect_eq(d1_cel_list_len(d1_cel_list_new(&arena, NULL, 0)), 0);
    d1_arena_release(&arena);
}

/* The word behind a value holds the type of an opaque one, which is never taken for a place. */
Test(cel_value, an_opaque_value_keeps_its_type)
{
    static const struct d1_cel_type type = {.kind = D1_CEL_OPAQUE, .name = "thing"};
    struct d1_cel_value value = {.kind = D1_CEL_OPAQUE, .as.opaque = "x", .ref = &type};

    cr_expect_null(d1_cel_value_node(value));
    cr_expect_eq(d1_cel_type_of(d1_cel_value_at(value, NULL)), &type);
}

Test(cel_value, relations_of_types)
{
    struct d1_arena arena = {0};
    const struct d1_cel_type *risk = d1_cel_type_record(&arena, "Risk", NULL, NULL);
    const struct d1_cel_type *other = d1_cel_type_record(&arena, "Risk", NULL, NULL);
    const struct d1_cel_type *ints = &d1_cel_type_list_int, *strings = &d1_cel_type_list_string;
    const struct d1_cel_type *dyns = D1_CEL_T(LIST), *empty = d1_cel_type_list(&arena, D1_CEL_T(FREE));
    const struct {
        const struct d1_cel_type *a, *b;
        bool assignable;
        const char *joined;
    } cases[] = {
        {D1_CEL_T(INT), D1_CEL_T(INT), true, "int"},
        {D1_CEL_T(INT), D1_CEL_T(DOUBLE), false, "dyn"},
        {ints, strings, false, "dyn"},
        {ints, dyns, true, "list(dyn)"},
        {ints, empty, true, "list(int)"},
        {d1_cel_type_list(&arena, empty), d1_cel_type_list(&arena, ints), true, "list(list(int))"},
        {risk, risk, true, "Risk"},
        {risk, other, false, "dyn"},
        {d1_cel_type_optional(&arena, D1_CEL_T(INT)), D1_CEL_T(NULL), true, "optional_type(int)"},
        {D1_CEL_T(MAP), risk, true, "dyn"},
        {d1_cel_type_map(&arena, D1_CEL_T(STRING), risk), d1_cel_type_map(&arena, D1_CEL_T(STRING), risk), true,
         "map(string, Risk)"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct d1_cel_type *joined = d1_cel_type_join(&arena, cases[i].a, cases[i].b);

        cr_expect_eq(d1_cel_type_assignable(cases[i].a, cases[i].b), cases[i].assignable, "case %zu", i);
        cr_expect_str_eq(d1_cel_type_text(&arena, joined).ptr, cases[i].joined, "case %zu", i);
    }
    cr_expect_null(d1_cel_type_list(&arena, NULL), "constructors pass failure on");
    d1_arena_release(&arena);
}

Test(cel_value, fields_are_found_by_hash_and_by_likeness)
{
    struct d1_arena arena = {0};
    const struct d1_cel_type *type = d1_cel_type_record(&arena, "Wide", NULL, NULL);
    struct d1_cel_field fields[40];
    size_t index = 0;

    for (size_t i = 0; i < 40; i++)
        fields[i] = (struct d1_cel_field){d1_arena_printf(&arena, "field%zu", i), D1_CEL_T(INT), i % 2};
    cr_assert_eq(d1_cel_record_set(type->record, fields, 40), 0);
    for (size_t i = 0; i < 40; i++) {
        const struct d1_cel_field *field =
            d1_cel_record_field(type, fields[i].name, d1_str_hash(fields[i].name), &index);

        cr_assert_not_null(field);
        cr_expect_eq(index, i);
        cr_expect_eq(field->optional, i % 2);
    }
    cr_expect_null(d1_cel_record_field(type, d1_str("field40"), d1_str_hash(d1_str("field40")), NULL));
    cr_expect(d1_str_is(d1_cel_record_nearest(type, d1_str("feild33"))->name, "field33"));
    cr_expect_null(d1_cel_record_nearest(type, d1_str("something")));
    d1_arena_release(&arena);
}
