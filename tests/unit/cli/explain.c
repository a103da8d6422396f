/* Pages of kinds tell every field that there is, and end also where a schema refers to itself. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/explain/asked.h"
#include "cli/explain/explain.h"

/* Whether a row of the page begins with the name, however far it is indented. */
static bool has_row(struct d1_str page, struct d1_str name)
{
    for (size_t at = 0, end; at < page.len; at = end + 1) {
        struct d1_str line = d1_str_sub(page, at, (end = d1_str_find(page, '\n', at)) - at), word = d1_str_trim(line);

        if (d1_str_eq(d1_str_sub(word, 0, d1_str_find(word, ' ', 0)), name))
            return true;
    }
    return false;
}

/* Each property of the document of a schema has a row on the page of its kind; returns how many there are. */
static size_t look(struct d1_str page, const struct d1_kind *kind)
{
    const struct d1_doc *doc = d1_node_doc(kind->schema_root);
    size_t seen = 0;

    for (uint32_t i = 0; i < doc->nodes; i++) {
        const struct d1_node *properties = d1_doc_node(doc, i);

        if (properties->kind != D1_NODE_MAPPING || !d1_node_key(properties) ||
            !d1_str_is(d1_node_text(d1_node_key(properties)), "properties") ||
            d1_node_parent(properties) == kind->schema_root)
            continue;
        for (size_t k = 0; k < d1_node_count(properties); k++, seen++) {
            struct d1_str name = d1_node_text(d1_node_pair_key(properties, k));

            cr_expect(has_row(page, name), "%s: no row for %s", kind->name.ptr, name.ptr);
        }
    }
    return seen;
}

Test(explain, every_field_of_every_kind)
{
    struct d1_ruleset *ruleset = NULL;
    size_t seen = 0;

    cr_assert_eq(d1_ruleset_load(&ruleset, NULL, NULL), 0);
    for (size_t i = 0; i < ruleset->kinds->kind_count; i++) {
        struct d1_strbuf out = {0};
        struct d1_paint page = {.out = &out, .utf8 = true, .width = 100};

        d1_explain_kind(&page, ruleset, &ruleset->kinds->kinds[i]);
        if (!ruleset->kinds->kinds[i].policy)
            seen += look(d1_strbuf_view(&out), &ruleset->kinds->kinds[i]);
        d1_strbuf_release(&out);
    }
    cr_expect_gt(seen, 400);
    d1_ruleset_free(ruleset);
}

Test(explain, what_asks_for_a_field)
{
    static const struct {
        const char *type, *field, *says;
    } cases[] = {
        {"Risk", "cause", "RSK-001 (s2d-exit)"},
        {"Milestone", "ownerRef", "SCH-001 (kickoff)"},
        {"Risk", "category", ""},
        {"Nobody", "cause", ""},
    };
    struct d1_ruleset *ruleset = NULL;
    const struct d1_check *check;

    cr_assert_eq(d1_ruleset_load(&ruleset, NULL, NULL), 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_strbuf out = {0};

        d1_asked_for_field(&out, ruleset, d1_str(cases[i].type), d1_str(cases[i].field), true);
        cr_expect(d1_str_is(d1_strbuf_view(&out), cases[i].says), "%s: %s", cases[i].field, out.ptr);
        d1_strbuf_release(&out);
    }
    check = d1_asked_for_kind(ruleset, d1_str("CustomerContext"));
    cr_expect(check && d1_str_is(check->id, "CTX-001"));
    cr_expect_null(d1_asked_for_kind(ruleset, d1_str("Waiver")));
    d1_ruleset_free(ruleset);
}

static void put(const char *folder, const char *name, const char *text)
{
    char path[256];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    cr_assert((file = fopen(path, "w")));
    fputs(text, file);
    fclose(file);
}

/* A kind Loop of one's own, whose schema refers to itself in each way that there is, and its page. */
static void write_loop(struct d1_strbuf *out, const char *properties)
{
    char folder[] = "/tmp/d1-explain-XXXXXX", command[64], schema[4096];
    struct d1_ruleset *ruleset = NULL;
    struct d1_error error = {0};
    struct d1_paint page = {.out = out, .utf8 = true};

    snprintf(
        schema, sizeof schema,
        "{\"$schema\": \"https://json-schema.org/draft/2020-12/schema\", \"$id\": \"https://x.example/Loop.json\", "
        "\"title\": \"Loop\", \"type\": \"object\", \"properties\": {\"kind\": {\"const\": \"Loop\"}, \"spec\": "
        "{\"$ref\": \"#/$defs/Part\"}}, \"$defs\": {\"Part\": {\"type\": \"object\", \"properties\": {%s}}, "
        "\"List\": {\"type\": \"array\", \"items\": {\"$ref\": \"#/$defs/List\"}}, "
        "\"Map\": {\"type\": \"object\", \"additionalProperties\": {\"$ref\": \"#/$defs/Map\"}}, "
        "\"Form\": {\"oneOf\": [{\"type\": \"array\", \"items\": {\"$ref\": \"#/$defs/Form\"}}, "
        "{\"$ref\": \"#/$defs/Map\"}, {\"$ref\": \"#/$defs/List\"}, {\"$ref\": \"#/$defs/Part\"}]}}}",
        properties);
    cr_assert(mkdtemp(folder));
    put(folder, "Loop.schema.json", schema);
    cr_assert_eq(d1_ruleset_load(&ruleset, folder, &error), 0, "%s", d1_error_message(&error));
    d1_explain_kind(&page, ruleset, d1_kinds_find(ruleset->kinds, d1_str("Loop")));
    d1_ruleset_free(ruleset);
    snprintf(command, sizeof command, "rm -rf %s", folder);
    cr_expect_eq(system(command), 0);
}

#define LEFT_OUT "A page tells at most 10000 fields and forms"

Test(explain, a_schema_that_refers_to_itself)
{
    struct d1_strbuf out = {0};

    write_loop(&out, "\"list\": {\"$ref\": \"#/$defs/List\"}, \"map\": {\"$ref\": \"#/$defs/Map\"}");
    cr_expect(strstr(out.ptr, "list, each: list"), "%s", out.ptr);
    cr_expect(strstr(out.ptr, "mapping by name, each: mapping by name"), "%s", out.ptr);
    cr_expect(strstr(out.ptr, "and so on"), "%s", out.ptr);
    cr_expect_null(strstr(out.ptr, LEFT_OUT));
    d1_strbuf_clear(&out);
    write_loop(&out, "\"below\": {\"$ref\": \"#/$defs/Part\"}, \"further\": {\"$ref\": \"#/$defs/Part\"}, "
                     "\"form\": {\"$ref\": \"#/$defs/Form\"}, \"other\": {\"$ref\": \"#/$defs/Form\"}");
    cr_expect(strstr(out.ptr, LEFT_OUT));
    cr_expect_lt(out.len, 4000000);
    d1_strbuf_release(&out);
}
