/* When what a person owns is finished, so that it is on no list of theirs any more. */
#include <criterion/criterion.h>
#include <string.h>

#include "engine/said/said.h"
#include "yaml/yaml.h"

/* Whether an item that a text writes is finished on 2026-03-02. */
static bool is_finished(const char *type, const char *text)
{
    struct d1_yaml_loader *loader = NULL;
    struct d1_stream stream = {0};
    const struct d1_owned *owned = NULL, *types;
    d1_date as_of;
    size_t count;
    bool finished;

    types = d1_owned_types(&count);
    for (size_t i = 0; i < count && !owned; i++)
        owned = strcmp(types[i].type, type) == 0 ? &types[i] : NULL;
    cr_assert(owned, "%s", type);
    cr_assert(d1_date_parse(d1_str("2026-03-02"), &as_of));
    cr_assert_eq(d1_yaml_loader_new(&loader, NULL), 0);
    cr_assert_eq(d1_yaml_load(loader, d1_str(text), &stream, NULL), 0);
    cr_assert_eq(stream.len, 1, "%s", text);
    finished = d1_owned_is_finished(owned, d1_doc_root(stream.items[0].doc), as_of);
    d1_stream_release(&stream);
    d1_yaml_loader_free(loader);
    return finished;
}

Test(said, what_says_nothing_finishes_nothing)
{
    static const struct {
        const char *type, *item;
        bool finished;
    } rows[] = {
        {"Obligation", "{fulfilled: {date: \"2026-03-02\"}}", true},
        {"Obligation", "{released: {date: \"2026-02-27\"}}", true},
        {"Obligation", "{fulfilled: {}}", false},
        {"Obligation", "{fulfilled: {evidence: [{type: email}]}}", false},
        {"Obligation", "{fulfilled: {date: \"2026-03-03\"}}", false},
        {"Obligation", "{id: obl-01}", false},
        {"Risk", "{closed: {reason: over}}", false},
        {"Risk", "{status: closed}", true},
        {"Risk", "{status: materialised}", false},
        {"Question", "{answer: TBD}", false},
        {"Question", "{answer: Yes}", true},
        {"Decision", "{decided: \"2026-03-03\"}", false},
        {"Decision", "{decided: \"2026-03-02\"}", true},
        {"Escalation", "{resolved: \"2026-03-02T10:00:00Z\"}", true},
        {"Escalation", "{resolved: \"2026-03-03T10:00:00Z\"}", false},
        {"Action", "{done: null}", false},
        {"Action", "{status: cancelled}", true},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        cr_expect_eq(is_finished(rows[i].type, rows[i].item), rows[i].finished, "%s %s", rows[i].type, rows[i].item);
}
