/* Which change of a parameter makes a rule demand less. */
#include <criterion/criterion.h>

#include "rules/looser.h"
#include "yaml/yaml.h"

static struct d1_doc *load(const char *text)
{
    struct d1_yaml_loader *loader = NULL;
    struct d1_stream stream = {0};
    struct d1_doc *doc;

    cr_assert_eq(d1_yaml_loader_new(&loader, NULL), 0);
    cr_assert_eq(d1_yaml_load(loader, d1_str(text), &stream, NULL), 0);
    cr_assert_eq(stream.len, 1, "%s", text);
    doc = d1_stream_take(&stream, 0);
    d1_stream_release(&stream);
    d1_yaml_loader_free(loader);
    return doc;
}

Test(looser, what_is_declared_decides)
{
    static const struct {
        const char *change; /* [looser, from, to] */
        bool relaxes;
    } rows[] = {
        {"[smaller, 50, 1]", true},
        {"[smaller, 50, 50.0]", false},
        {"[smaller, 50, 51]", false},
        {"[larger, 14, 14.5]", true},
        {"[larger, 14, 7]", false},
        {"[larger, 4.50, 4.5]", false},
        {"[larger, 9, 10]", true},
        {"[larger, PT9H, PT10H]", true},
        {"[larger, P1D, PT24H]", false},
        {"[larger, PT24H, PT90M]", false},
        {"[smaller, \"2026-03-02\", \"2026-02-28\"]", true},
        {"[smaller, \"2026-03-02\", \"2026-03-03\"]", false},
        {"[larger, 14, many]", true},
        {"[shorter, [a, b], [a]]", true},
        {"[shorter, [a, b], [b, a, c]]", false},
        {"[shorter, [a, b], [a, c]]", true},
        {"[longer, [a, b], [b]]", false},
        {"[longer, [a, b], [b, c]]", true},
        {"[shorter, [{role: x, side: y}], [{side: y, role: x}]]", false},
        {"[shorter, {A: [x, y], B: [z]}, {B: [z], A: [y, x, w]}]", false},
        {"[shorter, {A: [x, y], B: [z]}, {A: [x], B: [z]}]", true},
        {"[shorter, {A: [x], B: [z]}, {A: [x]}]", true},
        {"[shorter, [a], none]", true},
        {"[[E0, E1, E2], E1, E0]", true},
        {"[[E0, E1, E2], E1, E2]", false},
        {"[[E0, E1, E2], E1, E9]", true},
        {"[[false, true], true, false]", true},
        {"[[false, true], false, true]", false},
        {"[{min: smaller, max: larger}, {min: 80, max: 120}, {min: 85, max: 115}]", false},
        {"[{min: smaller, max: larger}, {min: 80, max: 120}, {min: 85, max: 121}]", true},
        {"[{min: smaller, max: larger}, {min: 80, max: 120}, {min: 79, max: 120}]", true},
        {"[{min: smaller, max: larger}, {min: 80, max: 120}, {min: 80}]", true},
        {"[any, main, trunk]", true},
        {"[any, main, main]", false},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct d1_doc *doc = load(rows[i].change);
        const struct d1_node *row = d1_doc_root(doc);

        cr_expect_eq(d1_looser(d1_node_item(row, 0), d1_node_item(row, 1), d1_node_item(row, 2)), rows[i].relaxes, "%s",
                     rows[i].change);
        d1_doc_free(doc);
    }
}

Test(looser, must_be_one_for_the_values)
{
    static const struct {
        const char *parameter, *why;
    } rows[] = {
        {"{schema: {type: integer}, default: 3, looser: larger}", ""},
        {"{schema: {type: string, format: duration}, default: PT24H, looser: larger}", ""},
        {"{schema: {type: string}, default: main, looser: any}", ""},
        {"{schema: {type: integer}, default: 3, looser: longer}", "`shorter` and `longer` are for lists"},
        {"{schema: {type: array}, default: [a], looser: larger}", "a list is `shorter` or `longer`"},
        {"{schema: {type: string}, default: main, looser: larger}", "of words an order is given"},
        {"{schema: {enum: [a, b, c]}, default: a, looser: [a, b, c]}", ""},
        {"{schema: {enum: [a, b, c]}, default: a, looser: [a, b]}", "does not have `c`"},
        {"{schema: {type: string}, default: c, looser: [a, b]}", "does not have `c`"},
        {"{schema: {properties: {a: {}, b: {}}}, default: {a: 1, b: 2}, looser: {a: larger, b: smaller}}", ""},
        {"{schema: {properties: {a: {}, b: {}}}, default: {a: 1, b: 2}, looser: {a: larger}}", "the member `b`"},
        {"{schema: {properties: {a: {}}}, default: {a: 1}, looser: {a: larger, c: any}}", "has no property `c`"},
        {"{schema: {properties: {a: {}}}, default: {a: 1}, looser: {a: longer}}", "are for lists"},
        {"{schema: {type: integer}, default: 3, looser: {a: larger}}", "is for records"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct d1_doc *doc = load(rows[i].parameter);
        struct d1_strbuf why = {0};
        const struct d1_node *node = d1_looser_misfit(d1_doc_root(doc), &why);

        cr_expect_eq(node != NULL, rows[i].why[0] != '\0', "%s", rows[i].parameter);
        cr_expect(strstr(why.ptr ? why.ptr : "", rows[i].why), "%s: %s", rows[i].parameter, why.ptr);
        d1_strbuf_release(&why);
        d1_doc_free(doc);
    }
}
