/*
 * Whatever stands at any place of a rule file of one's own, it is told with its place, and what can be judged beside it
 * is: each value of a rule that uses every key is left out, without a value, of another type, empty, and there twice.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "doc/pointer.h"
#include "engagement/kinds.h"
#include "rules/examples.h"
#include "unit/engagement/variant.h"
#include "yaml/yaml.h"

enum { VARIANTS_AT_LEAST = 500 };

/* A rule without a fault; then two parts, a gate that comes for each item, and a due date of each subject. */
static const char *const rules[] = {
    "apiVersion: d1lint/v1\nkind: Rule\nmetadata: {name: PMO-001}\n"
    "spec:\n"
    "  title: Risk has no category\n"
    "  sentence: Every risk has a category.\n"
    "  severity: warning\n"
    "  due: [s2d-exit, rolling]\n"
    "  until: post-close\n"
    "  method: examine\n"
    "  needs: [RaidLog]\n"
    "  demands: {kind: RaidLog, from: today, severity: note}\n"
    "  appliesWhen: \"true\"\n"
    "  after: [RSK-001]\n"
    "  subsumedBy: [RSK-002]\n"
    "  parameters: {pmoDays: {description: How long., schema: {type: integer}, default: 3, looser: larger, profiles: "
    "{lite: 5}}}\n"
    "  let: {open: \"items.Risk.filter(r, r.status == 'open' && has(r.ownerRef))\"}\n"
    "  each: {r: open, s: items.Stakeholder}\n"
    "  with: {who: \"r.?ownerRef.orValue('')\"}\n"
    "  when: has(r.category) || size(who) > 0\n"
    "  assert:\n"
    "    - {that: has(r.category), message: \"{{ r.id }} of {{ who }} has none\", at: r.id, severity: note, key: who, "
    "help: Give it one.}\n"
    "    - {that: r.id != 'x', message: \"{{ r.id }} is x\", related: [r.id], once: r.id}\n"
    "  claimed: today\n"
    "  escalate: {to: error, when: size(who) > 40}\n"
    "  help: Give the risk a category.\n"
    "  why: The project office sorts risks by category.\n"
    "  examples:\n"
    "    - name: a risk without a category\n"
    "      change: [{remove: RaidLog/raid#risk-01/category}, {set: RaidLog/raid#risk-01/title, to: A risk}]\n"
    "      expect: [{at: RaidLog/raid#risk-01, message: none, severity: note}]\n"
    "    - {name: every risk has one, base: s2d, asOf: \"2026-02-16\", profile: standard, expect: []}\n",
    "apiVersion: d1lint/v1\nkind: Rule\nmetadata: {name: PMO-002}\n"
    "spec:\n"
    "  title: Something is missing\n"
    "  severity: error\n"
    "  due: {gate: sprint, of: \"it.id\", date: today}\n"
    "  needs: [RaidLog]\n"
    "  parts:\n"
    "    - {complete: {Risk: [title, category]}, related: [it.id], when: \"it.status == 'open'\", help: Fill it in.}\n"
    "    - {each: items.Risk, assert: has(it.title), message: \"{{ it.id }} is nameless\", at: [it.?title, it.id]}\n"
    "  help: Fill it in.\n"
    "  why: One should know.\n"
    "  examples:\n"
    "    - name: it is missing\n"
    "      change: [{remove: RaidLog/raid#risk-01/title}]\n"
    "      expect: [{at: RaidLog/raid#risk-01}]\n"
    "    - {name: it is there, expect: []}\n",
};

static void load(const char *folder, const char *label, struct d1_problems *problems)
{
    struct d1_ruleset *ruleset = NULL;
    struct d1_error error = {0};
    int result = d1_ruleset_load_tested(&ruleset, folder, problems, &error);

    if (result == 0)
        result = d1_ruleset_prepare(ruleset, problems); /* rules of one's own, all of them */
    cr_assert_neq(result, D1_ERR_MEMORY, "%s", label);
    cr_expect((result < 0) == (problems->len > 0), "%s: %s", label, d1_error_message(&error));
    cr_assert_eq(d1_examples_look(ruleset, problems), 0, "%s", label);
    for (size_t i = 0; i < problems->len; i++)
        cr_expect(problems->items[i].place.path && problems->items[i].place.line && strlen(problems->items[i].text) > 9,
                  "%s: %s", label, problems->items[i].text);
    d1_error_clear(&error);
    d1_ruleset_free(ruleset);
}

/* What stops `check` are the same faults, though the rule set is gone. */
static void load_for_check(const char *folder, const char *label, const struct d1_problems *problems)
{
    struct d1_ruleset *ruleset = NULL;
    struct d1_error error = {0};

    if (d1_ruleset_load(&ruleset, folder, &error) == 0)
        d1_ruleset_free(ruleset);
    else
        cr_expect(error.path && strcmp(error.message, problems->items[0].text) == 0, "%s: %s", label, error.message);
    d1_error_clear(&error);
}

/* Returns how many faults there are. */
static size_t try(const char *folder, const struct d1_node *root, const struct variant *variant, const char *label)
{
    struct d1_problems problems = {0};
    struct d1_strbuf text = {0};
    char path[64];
    size_t count;
    FILE *file;

    snprintf(path, sizeof path, "%s/rule.yaml", folder);
    variant_write(&text, root, variant);
    file = fopen(path, "w");
    cr_assert(file && fputs(text.ptr, file) >= 0 && fclose(file) == 0);
    load(folder, label, &problems);
    if (variant->change == WITHOUT_VALUE)
        load_for_check(folder, label, &problems);
    count = problems.len;
    d1_problems_release(&problems);
    d1_strbuf_release(&text);
    return count;
}

/* What is changed has no fault before. */
static void expect_faultless(const char *folder, const struct d1_node *root)
{
    cr_expect_eq(try(folder, root, &(struct variant){.change = LEFT_OUT}, "as it is"), 0);
}

/* Every change of every value of the tree; how many there were. */
static size_t try_all(const char *folder, const struct d1_node *root, const struct d1_node *node)
{
    bool mapping = node->kind == D1_NODE_MAPPING;
    struct d1_strbuf label = {0};
    size_t count = 0;

    d1_pointer_write(&label, node);
    for (int change = 0; change < CHANGES && node != root; change++, count++)
        try(folder, root, &(struct variant){node, (enum change)change}, label.ptr);
    d1_strbuf_release(&label);
    for (size_t i = 0; node->kind >= D1_NODE_SEQUENCE && i < d1_node_count(node); i++)
        count += try_all(folder, root, mapping ? d1_node_pair_value(node, i) : d1_node_item(node, i));
    return count;
}

Test(faulty, any_value_at_any_place_of_a_rule, .timeout = 600)
{
    struct d1_yaml_loader *loader = NULL;
    char folder[] = "/tmp/d1-faulty-XXXXXX", path[64];
    size_t count = 0;

    cr_assert(mkdtemp(folder));
    cr_assert_eq(d1_yaml_loader_new(&loader, NULL), 0);
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        struct d1_stream stream = {0};

        cr_assert_eq(d1_yaml_load(loader, d1_str(rules[i]), &stream, NULL), 0);
        cr_assert_eq(stream.problems.len, 0);
        expect_faultless(folder, d1_doc_root(stream.items[0].doc));
        count += try_all(folder, d1_doc_root(stream.items[0].doc), d1_doc_root(stream.items[0].doc));
        d1_stream_release(&stream);
    }
    cr_expect_gt(count, (size_t)VARIANTS_AT_LEAST);
    snprintf(path, sizeof path, "%s/rule.yaml", folder);
    unlink(path);
    rmdir(folder);
    d1_yaml_loader_free(loader);
}
