/* Where a part of an expression stands in the file it was read from. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "cel/cel.h"
#include "yaml/yaml.h"

/* An expression on several lines, a part of it, and where that is: "line:column-column"; "" where it is not found. */
static const struct {
    const char *file, *part, *place;
} cases[] = {
    {"a: >-\n  one &&\n  two\n  || three\n", "one", "2:3-6"},
    {"a: >-\n  one &&\n  two\n  || three\n", "two", "3:3-6"},
    {"a: >-\n  one &&\n  two\n  || three\n", "three", "4:6-11"},
    {"a: |\n  one &&\n\n      two\nb: 1\n", "two", "4:7-10"},
    {"a: >\n  one == 'x y' &&\n  two\n", "'x y'", "2:10-15"},
    {"a: \"one &&\n  two\"\n", "two", "2:3-6"},
    {"a: 'one &&\n\n  two'\n", "one", "1:5-8"},
    {"a: one &&\n  two # three\n", "two", "2:3-6"},
    {"- {a: one &&\n  two}\n", "two", "2:3-6"},
    {"a: >-\n  '\xc3\xa4' +\n  '\xc3\xa4' + two\n", "two", "3:9-12"},
    {"a: \"one\\t&&\n  two\"\n", "two", ""}, /* escapes */
    {"a: one && two\n", "two", ""},          /* one line, which needs no looking for */
};

static const struct d1_node *first_string(const struct d1_node *node)
{
    while (node->kind >= D1_NODE_SEQUENCE)
        node = node->kind == D1_NODE_MAPPING ? d1_node_pair_value(node, 0) : d1_node_item(node, 0);
    return node;
}

Test(cel_locate, a_part_of_a_scalar_on_several_lines_is_found_in_the_file)
{
    struct d1_yaml_loader *loader;

    cr_assert_eq(d1_yaml_loader_new(&loader, NULL), 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_stream stream = {0};
        struct d1_str file = d1_str(cases[i].file), text;
        const struct d1_node *node;
        char found[64] = "";
        size_t from = 0, to = 0, at;

        cr_assert_eq(d1_yaml_load(loader, file, &stream, NULL), 0);
        node = first_string(d1_doc_root(stream.items[0].doc));
        text = d1_node_text(node);
        at = (size_t)(strstr(text.ptr, cases[i].part) - text.ptr);
        if (d1_cel_locate(node, file, text, (uint32_t)at, (uint32_t)(at + strlen(cases[i].part)), &from, &to)) {
            struct d1_place place = d1_cel_place_in(file, from, to);

            snprintf(found, sizeof found, "%u:%u-%u", place.line, place.column, place.end_column);
        }
        cr_expect_str_eq(found, cases[i].place, "%s in %s: %s", cases[i].part, cases[i].file, found);
        d1_stream_release(&stream);
    }
    d1_yaml_loader_free(loader);
}
