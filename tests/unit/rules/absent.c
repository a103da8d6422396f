/*
 * A rule that type-checks never fails at run time because an honest document lacks something.
 *
 * Every built-in rule is judged over valid engagements with each optional property left out in turn, with all of them
 * left out at once, and with some of them left out here and there. The engagements are the example that passes every
 * check, and ones made from the schemas, in which every property is there and nearly every check fails somewhere.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "doc/builder.h"
#include "doc/embedded.h"
#include "engagement/workspace.h"
#include "unit/rules/generate.h"
#include "json/json.h"
#include "rules/judged.h"
#include "rules/rule.h"
#include "unit/rules/troubles.h"

enum { SEEDS = 6, MIXTURES = 40, GROUP = 12 };

static const char *const dates[] = {"2026-02-16", "2026-04-17"};

/* Documents of one engagement, whole. */
struct whole {
    struct {
        struct d1_doc **items;
        size_t len, cap;
    } made;
    struct {
        const struct d1_node **items;
        size_t len, cap;
    } roots;
};

/* What is left out: the properties of `paths` and `group`, that of `one`, and of world.optional once in `one_in` times.
 */
struct omission {
    struct d1_map paths, group;
    struct d1_str one;
    unsigned one_in; /* 0: never */
    uint64_t state;
};

struct world {
    struct d1_ruleset *ruleset;
    struct d1_arena arena;
    struct d1_judge_room room; /* for one variant after the other */
    struct whole whole;
    struct d1_map properties; /* "RaidLog.spec.risks[].ownerRef" of every mapping of `whole` */
    struct d1_map optional;   /* those without which it is valid */
    struct omission omission;
    struct d1_artifact policy; /* root NULL: the built-in one */
    struct d1_strbuf path;     /* of the node at hand */
    struct d1_strbuf label;    /* of the variant at hand */
    size_t variants, failures;
    size_t faults;            /* of the variant at hand */
    char first[512];          /* failure of all */
    size_t *subjects, *found; /* by check index, over all variants */
    bool *timeless;           /* by check index: it asked for history */
};

/* ---- copies with gaps ---- */

static bool is_left_out(struct world *world, bool only)
{
    struct omission *omission = &world->omission;
    struct d1_str path = d1_strbuf_view(&world->path);

    if (d1_str_eq(path, omission->one) || d1_map_find(&omission->paths, path) || d1_map_find(&omission->group, path))
        return true;
    omission->state = omission->state * 6364136223846793005u + 1442695040888963407u;
    /* Some mappings may not be empty. */
    return omission->one_in && !only && d1_map_find(&world->optional, path) &&
           (omission->state >> 33) % omission->one_in == 0;
}

/* Copies a node without what is left out; with no builder it only notes the properties there are. */
static void copy(struct world *world, struct d1_builder *builder, const struct d1_node *node)
{
    const struct d1_span span = {0};
    size_t length = world->path.len, kept = 0;

    if (node->kind < D1_NODE_SEQUENCE) {
        if (builder)
            d1_builder_copy(builder, node, NULL);
        return;
    }
    if (builder)
        d1_builder_begin(builder, span, d1_node_kind(node));
    for (size_t i = 0; i < d1_node_count(node); i++) {
        const struct d1_node *key = node->kind == D1_NODE_MAPPING ? d1_node_pair_key(node, i) : NULL;

        d1_strbuf_printf(&world->path, key ? "." D1_STR_FMT : "[]", D1_STR_ARG(key ? d1_node_text(key) : d1_str("")));
        if (key && !builder) {
            struct d1_str path = d1_arena_str(&world->arena, d1_strbuf_view(&world->path));

            cr_assert_geq(d1_map_insert(&world->properties, path, NULL, NULL), 0);
        }
        if (!builder || !key || !is_left_out(world, !kept && i + 1 == d1_node_count(node))) {
            kept++;
            if (builder && key)
                d1_builder_key(builder, span, d1_node_text(key), true);
            copy(world, builder, key ? d1_node_pair_value(node, i) : d1_node_item(node, i));
        }
        d1_strbuf_truncate(&world->path, length);
    }
    if (builder)
        d1_builder_end(builder, 0, 0);
}

static void copy_document(struct world *world, struct d1_builder *builder, const struct d1_node *root)
{
    d1_strbuf_clear(&world->path);
    d1_strbuf_str(&world->path, d1_node_get_text(root, "kind"));
    copy(world, builder, root);
}

/* ---- judging ---- */

/* What the data does not tell is said on purpose; every other expression without a value is a mistake of its rule. */
static void on_failure(void *context, const struct d1_judge *judge, const struct d1_cel_failure *failure)
{
    struct world *world = context;

    /* What rests on history finds nothing where there is none; its messages are looked at in its own examples. */
    if (failure->code == D1_ERR_UNKNOWN && judge->rule && judge->lacked_history)
        world->timeless[judge->rule->check->index] = true;
    if (failure->code == D1_ERR_UNKNOWN)
        return;
    if (!world->failures++)
        snprintf(world->first, sizeof world->first, "%.60s without %.120s: " D1_STR_FMT,
                 judge->rule ? judge->rule->check->id.ptr : "a gate or criterion",
                 world->label.ptr ? world->label.ptr : "", D1_STR_ARG(failure->message));
}

static void judge(struct world *world, const struct d1_engagement *engagement, const char *as_of)
{
    const struct d1_engagement_verdict told = {.name = engagement->name};
    const struct d1_verdict earlier = {.source.commit = d1_str("c0ff00000000000000000000000000000000beef"),
                                       .engagements = &told,
                                       .engagement_count = 1};
    const struct d1_previous previous = {"earlier.json", &earlier};
    struct d1_judged judged = {.engagement = engagement};
    struct d1_judge_options options = {.ruleset = world->ruleset,
                                       .as_of = {.kind = D1_AS_OF_DATE},
                                       .previous = &previous,
                                       .previous_count = 1,
                                       .failed = on_failure,
                                       .failed_context = world};

    judged.policy_artifact = world->policy.root ? &world->policy : NULL;
    cr_assert(d1_date_parse(d1_str(as_of), &options.as_of.date));
    cr_assert_eq(d1_judged_make(&judged, &options, &world->room), 0);
    for (size_t i = 0; i < judged.verdict.check_count; i++) {
        world->subjects[i] += judged.verdict.checks[i].subjects;
        world->found[i] += judged.verdict.checks[i].failed + judged.verdict.checks[i].open;
    }
    d1_judged_release(&judged);
}

/* Makes the variant and judges it, or (judged: false) only sees whether it is valid. False: some artifact is not. */
static bool vary(struct world *world, bool judged)
{
    struct d1_file *files = d1_calloc(world->whole.roots.len, sizeof *files);
    struct d1_artifact_loader *loader;
    struct d1_builder builder = {0};
    struct d1_workspace workspace = {0};
    bool valid;

    cr_assert(files);
    world->faults = 0;
    cr_assert_eq(d1_artifact_loader_new(&loader, world->ruleset->kinds, NULL), 0);
    for (size_t i = 0; i < world->whole.roots.len; i++) {
        struct d1_artifact *artifact = d1_arena_calloc(d1_artifact_loader_arena(loader), 1, sizeof *artifact);

        cr_assert(artifact);
        files[i] = (struct d1_file){.path = "generated.yaml", .own = true, .artifacts = artifact, .artifact_count = 1};
        *artifact = (struct d1_artifact){.path = files[i].path, .document = (uint32_t)i, .line = 1, .sound = true};
        copy_document(world, &builder, world->whole.roots.items[i]);
        cr_assert_eq(d1_builder_finish(&builder, 0, &artifact->doc), 0);
        artifact->root = d1_doc_root(artifact->doc);
        cr_assert_eq(d1_artifact_recognise(loader, &files[i], artifact), 0);
        world->faults += files[i].faults.len + !artifact->kind + !artifact->name.len;
    }
    valid = !world->faults;
    if (valid && judged) {
        workspace.files = files;
        workspace.file_count = world->whole.roots.len;
        cr_assert_eq(d1_workspace_sort(&workspace, world->ruleset->kinds, true, NULL, NULL), 0);
        valid = workspace.engagements.len == 1;
        for (size_t i = 0; i < sizeof dates / sizeof *dates && valid; i++)
            judge(world, workspace.engagements.items[0], dates[i]);
        world->variants += valid;
    }
    workspace.files = NULL;
    workspace.file_count = 0;
    d1_workspace_release(&workspace);
    for (size_t i = 0; i < world->whole.roots.len; i++)
        d1_file_release(&files[i]);
    d1_free(files);
    d1_builder_release(&builder);
    d1_artifact_loader_free(loader);
    return valid;
}

/* ---- variants ---- */

static void label(struct world *world, const char *text)
{
    d1_strbuf_clear(&world->label);
    d1_strbuf_puts(&world->label, text);
}

/* The optional properties first, first + step, ... left out together; where that is not valid, one after the other. */
static void without_group(struct world *world, size_t first, size_t step)
{
    struct omission *omission = &world->omission;

    d1_strbuf_clear(&world->label);
    for (size_t k = 0, i = first; k < GROUP && i < world->optional.len; k++, i += step) {
        cr_assert_geq(d1_map_insert(&omission->group, world->optional.entries[i].key, NULL, NULL), 0);
        d1_strbuf_printf(&world->label, "%s%s", k ? ", " : "", world->optional.entries[i].key.ptr);
    }
    if (!vary(world, true))
        for (size_t i = 0; i < omission->group.len; i++) {
            struct d1_map all = omission->group;

            omission->group = (struct d1_map){0};
            omission->one = all.entries[i].key;
            label(world, omission->one.ptr);
            vary(world, true);
            omission->one = d1_strn("", 0);
            omission->group = all;
        }
    d1_map_release(&omission->group);
    omission->group = (struct d1_map){0};
}

/*
 * The whole with each property left out that may be: a few at a time, since one at a time takes minutes. Each is left
 * out twice, in other company, so that none hides behind another.
 */
static void without_each(struct world *world)
{
    size_t step;

    for (size_t i = 0; i < world->properties.len; i++) {
        world->omission.one = world->properties.entries[i].key;
        if (vary(world, false))
            cr_assert_geq(d1_map_insert(&world->optional, world->omission.one, NULL, NULL), 0);
    }
    world->omission.one = d1_strn("", 0);
    step = (world->optional.len + GROUP - 1) / GROUP;
    for (size_t i = 0; i < step; i++)
        without_group(world, i, step);
    for (size_t i = 0; i < world->optional.len; i += GROUP)
        without_group(world, i, 1);
}

/* Mixtures, in which the items of one list differ in what they have. */
static void without_some(struct world *world)
{
    size_t judged = 0;

    label(world, "some optional properties");
    for (unsigned i = 0; i < MIXTURES; i++) {
        world->omission.one_in = 2 + i % 5;
        world->omission.state = i * 31u + 7u;
        judged += vary(world, true);
    }
    world->omission.one_in = 0;
    cr_expect_geq(judged, MIXTURES / 4, "only %zu of the mixtures are valid", judged);
}

/* The whole without any property that may be left out. */
static void without_all(struct world *world)
{
    for (size_t i = 0; i < world->optional.len; i++) {
        world->omission.one = world->optional.entries[i].key;
        if (vary(world, false))
            cr_assert_geq(d1_map_insert(&world->omission.paths, world->omission.one, NULL, NULL), 0);
    }
    world->omission.one = d1_strn("", 0);
    label(world, "all optional properties");
    cr_expect(vary(world, true));
}

/* ---- the world ---- */

static int load_rules(struct d1_ruleset **ruleset, const char *const *rules, size_t count);

/* rules: texts of own rules, beside the built-in ones. */
static void open_world(struct world *world, const char *const *rules, size_t count)
{
    *world = (struct world){0};
    cr_assert_eq(load_rules(&world->ruleset, rules, count), 0);
    world->subjects = d1_calloc(world->ruleset->check_count, sizeof *world->subjects);
    world->found = d1_calloc(world->ruleset->check_count, sizeof *world->found);
    world->timeless = d1_calloc(world->ruleset->check_count, sizeof *world->timeless);
    cr_assert(world->subjects && world->found && world->timeless);
}

static void leave_engagement(struct world *world)
{
    for (size_t i = 0; i < world->whole.made.len; i++)
        d1_doc_free(world->whole.made.items[i]);
    d1_vec_release(&world->whole.made);
    d1_vec_release(&world->whole.roots);
    d1_map_release(&world->properties);
    d1_map_release(&world->optional);
    d1_map_release(&world->omission.paths);
    d1_arena_reset(&world->arena);
}

static void close_world(struct world *world)
{
    leave_engagement(world);
    d1_strbuf_release(&world->path);
    d1_strbuf_release(&world->label);
    d1_free(world->subjects);
    d1_free(world->found);
    d1_free(world->timeless);
    d1_judge_room_release(&world->room);
    d1_ruleset_free(world->ruleset);
    d1_arena_release(&world->arena);
}

static void add(struct world *world, const struct d1_node *root)
{
    cr_assert_eq(d1_vec_push(&world->whole.roots, root), 0);
    copy_document(world, NULL, root);
}

static void enter_example(struct world *world, const char *folder)
{
    size_t count;
    const struct d1_embedded_file *files = d1_embedded_files(&count);

    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; d1_str_starts(d1_embedded_name(&files[i]), folder) && j < files[i].documents; j++)
            add(world, d1_doc_root(d1_embedded_doc(&files[i], j)));
}

/* Takes in the one artifact that a JSON text is. */
static void enter_text(struct world *world, struct d1_str text)
{
    struct d1_json_loader *loader;
    struct d1_stream stream = {0};

    cr_assert_eq(d1_json_loader_new(&loader, NULL), 0);
    cr_assert_eq(d1_json_load(loader, text, &stream, NULL), 0);
    cr_assert_eq(stream.len, 1);
    cr_assert_eq(d1_vec_push(&world->whole.made, stream.items[0].doc), 0);
    add(world, d1_doc_root(stream.items[0].doc));
    stream.items[0].doc = NULL;
    d1_stream_release(&stream);
    d1_json_loader_free(loader);
}

/* One artifact of every kind of an engagement that has a schema; the number of kinds. */
static size_t enter_generated(struct world *world, unsigned seed)
{
    const struct d1_kinds *kinds = world->ruleset->kinds;
    struct d1_strbuf text = {0};
    size_t made = 0;

    for (size_t i = 0; i < kinds->kind_count; i++) {
        if (!kinds->kinds[i].schema_root || kinds->kinds[i].policy)
            continue;
        d1_strbuf_clear(&text);
        generate_artifact(&text, kinds, &kinds->kinds[i], seed);
        enter_text(world, d1_strbuf_view(&text));
        made++;
    }
    d1_strbuf_release(&text);
    return made;
}

static void enter_troubles(struct world *world)
{
    struct d1_strbuf text = {0};

    for (size_t i = 0; i < sizeof troubles / sizeof *troubles; i++) {
        d1_strbuf_clear(&text);
        for (const char *c = troubles[i]; *c; c++)
            d1_strbuf_putc(&text, *c == '\'' ? '"' : *c);
        enter_text(world, d1_strbuf_view(&text));
    }
    d1_strbuf_release(&text);
}

/* Notes the names of properties that some condition of a schema forbids: those whose schema is `false`. */
static void find_forbidden(const struct d1_node *schema, struct d1_map *names)
{
    bool properties = d1_node_key(schema) && d1_node_is_string(d1_node_key(schema), "properties");

    for (size_t i = 0; i < d1_node_count(schema); i++) {
        const struct d1_node *child =
            schema->kind == D1_NODE_MAPPING ? d1_node_pair_value(schema, i) : d1_node_item(schema, i);

        if (properties && child->kind == D1_NODE_BOOL && !child->value.boolean)
            cr_assert_geq(d1_map_insert(names, d1_node_text(d1_node_key(child)), NULL, NULL), 0);
        find_forbidden(child, names);
    }
}

/* Leaves out for good what conditions of the schemas forbid beside the rest. */
static void make_valid(struct world *world)
{
    struct d1_map forbidden = {0};

    for (size_t i = 0; i < world->ruleset->kinds->schema_count; i++)
        find_forbidden(world->ruleset->kinds->schemas[i], &forbidden);
    vary(world, false);
    for (size_t i = 0, faults = world->faults; i < world->properties.len && faults; i++) {
        struct d1_str path = world->properties.entries[i].key;

        if (!d1_map_find(&forbidden, d1_str(strrchr(path.ptr, '.') + 1)))
            continue;
        world->omission.one = path;
        vary(world, false);
        if (world->faults < faults)
            cr_assert_geq(d1_map_insert(&world->omission.paths, path, NULL, NULL), 0);
        faults = world->faults < faults ? world->faults : faults;
    }
    world->omission.one = d1_strn("", 0);
    d1_map_release(&forbidden);
    cr_assert(vary(world, false), "no valid engagement could be generated: %zu faults", world->faults);
}

static void judge_all(struct world *world)
{
    label(world, "nothing");
    cr_assert(vary(world, true));
    without_each(world);
    without_some(world);
    without_all(world);
}

Test(rules_absent, rules_over_the_example_miss_no_optional_property)
{
    struct world world;

    open_world(&world, NULL, 0);
    enter_example(&world, "rules/bases/s2d/");
    judge_all(&world);
    cr_expect_eq(world.failures, 0, "%zu: %s", world.failures, world.first);
    cr_expect_gt(world.optional.len, 200);
    close_world(&world);
}

Test(rules_absent, rules_over_generated_artifacts_miss_no_optional_property)
{
    struct world world;

    open_world(&world, NULL, 0);
    for (unsigned seed = 0; seed < SEEDS; seed++) {
        cr_expect_geq(enter_generated(&world, seed), 11);
        make_valid(&world);
        judge_all(&world);
        cr_expect_gt(world.optional.len, 300);
        leave_engagement(&world);
    }
    /* What is rare where nobody has planned anything is found where one thing of a plan is lacking. */
    enter_example(&world, "rules/bases/manage/");
    enter_troubles(&world);
    label(&world, "nothing");
    cr_assert(vary(&world, true));
    without_each(&world);
    leave_engagement(&world);
    cr_expect_eq(world.failures, 0, "%zu: %s", world.failures, world.first);
    for (size_t i = 0; i < world.ruleset->check_count; i++) {
        const struct d1_check *check = &world.ruleset->checks[i];

        if (check->built && !check->builtin)
            cr_expect(world.found[i] || world.timeless[i],
                      "%s finds nothing anywhere, so that its messages are not looked at", check->id.ptr);
    }
    close_world(&world);
}

/* Puts an expression in the place of what a rule asserts; unchecked: past the checker. False when it is refused. */
static bool replace_assertion(struct world *world, const char *id, const char *text, bool unchecked)
{
    const struct d1_rule *rule = d1_ruleset_rule(world->ruleset, d1_ruleset_check(world->ruleset, d1_str(id)));
    struct d1_part *part = &rule->parts[rule->part_count - 1];
    struct d1_cel_env *env =
        d1_cel_env_new(&world->ruleset->private->arena, part->env, unchecked ? D1_CEL_UNCHECKED : 0);
    struct d1_cel_source source = {.text = d1_str(text)};

    cr_assert(env);
    return d1_cel_compile(env, &source, NULL, &part->assertions[0].that) == 0;
}

Test(rules_absent, an_expression_that_misses_an_optional_property_is_noticed)
{
    static const char *const careless[] = {
        "it.score >= 0", /* a field of the subject */
        "it.?trigger.value() != ''",
        "it.residual.impact >= 0",               /* one of an optional mapping */
        "dyn(it).category != ''",                /* a field whose type nobody knows */
        "byId.Risk['risk-99'].id != ''",         /* an entry of a table */
        ("it.?actionRefs.orValue(['act-99'])"    /* an item that may not be there */
         ".all(a, byId.Action[a].title != '')"), /* ... reached through a reference */
        "has(it.score) || it.score > 0 && it.score < 100",
    };
    struct world world;

    for (size_t i = 0; i < sizeof careless / sizeof *careless; i++) {
        open_world(&world, NULL, 0);
        cr_expect_not(replace_assertion(&world, "RSK-005", careless[i], false), "the checker takes %s", careless[i]);
        cr_assert(replace_assertion(&world, "RSK-005", careless[i], true), "%s", careless[i]);
        enter_example(&world, "rules/bases/s2d/");
        without_each(&world);
        cr_expect_gt(world.failures, 0, "nothing fails with %s", careless[i]);
        cr_expect(!world.failures || strncmp(world.first, "RSK-005", 7) == 0, "%s", world.first);
        close_world(&world);
    }
}

/* ---- what an earlier check demands ---- */

#define RULE(name, spec)                                                                                               \
    "apiVersion: d1lint/v1\nkind: Rule\nmetadata: {name: " name "}\nspec:\n  title: Title\n  sentence: Sentence.\n"    \
    "  severity: error\n  due: always\n  needs: [RaidLog]\n  help: Help.\n  why: Why.\n"                               \
    "  examples:\n    - {name: it fails, expect: [{at: RaidLog/risks#risk-01}]}\n    - {name: holds, expect: "         \
    "[]}\n" spec

/* The others read without asking what the first one demands. */
static const char *const own_rules[] = {
    RULE("PMO-901", "  complete: {Risk: [trigger, residual.impact]}\n"),
    RULE("PMO-902", "  after: [PMO-901]\n  each: {it: items.Risk, person: items.Person}\n"
                    "  assert: it.trigger != person.id && it.residual.impact > 0\n  message: Message\n"),
    RULE("PMO-903", "  after: [PMO-901]\n  each: items.Risk\n  assert: it.trigger != 'x'\n  message: Message\n"),
};

/* Writes rules into a directory of their own and loads them beside the built-in ones. */
static int load_rules(struct d1_ruleset **ruleset, const char *const *rules, size_t count)
{
    char directory[] = "/tmp/d1-rules-XXXXXX", path[64];
    int result;

    cr_assert(mkdtemp(directory));
    for (size_t i = 0; i < count; i++) {
        FILE *file;

        snprintf(path, sizeof path, "%s/%zu.yaml", directory, i);
        file = fopen(path, "w");
        cr_assert(file && fputs(rules[i], file) >= 0 && fclose(file) == 0);
    }
    result = d1_ruleset_load(ruleset, directory, NULL);
    for (size_t i = 0; i < count; i++) {
        snprintf(path, sizeof path, "%s/%zu.yaml", directory, i);
        cr_assert_eq(unlink(path), 0);
    }
    cr_assert_eq(rmdir(directory), 0);
    cr_assert_eq(result, 0);
    return d1_ruleset_compile(*ruleset, NULL);
}

Test(rules_absent, what_a_check_demands_is_missed_by_no_rule_after_it_even_when_it_is_off)
{
    static const char off[] = "{\"spec\": {\"severity\": {\"PMO-901\": \"off\"}}}";
    struct d1_json_loader *loader;
    struct d1_stream stream = {0};
    struct world world;

    cr_assert_eq(d1_json_loader_new(&loader, NULL), 0);
    cr_assert_eq(d1_json_load(loader, d1_str(off), &stream, NULL), 0);
    for (int i = 0; i < 2; i++) {
        open_world(&world, own_rules, sizeof own_rules / sizeof *own_rules);
        if (i)
            world.policy = (struct d1_artifact){.root = d1_doc_root(stream.items[0].doc), .path = "policy.yaml"};
        enter_example(&world, "rules/bases/s2d/");
        judge_all(&world);
        cr_expect_eq(world.failures, 0, "%zu: %s", world.failures, world.first);
        cr_expect_gt(world.subjects[d1_ruleset_check(world.ruleset, d1_str("PMO-902"))->index], 0);
        cr_expect_eq(world.found[d1_ruleset_check(world.ruleset, d1_str("PMO-901"))->index] > 0, !i);
        close_world(&world);
    }
    d1_stream_release(&stream);
    d1_json_loader_free(loader);
}

/* ---- what conditions have shown ---- */

Test(rules_absent, what_each_and_when_and_a_failed_condition_have_shown_may_be_read)
{
    static const char *const rules[] = {
        RULE("PMO-901", "  each: items.Risk.filter(r, has(r.trigger))\n  when: has(it.residual)\n"
                        "  with: {sign: it.trigger}\n"
                        "  assert: \"!has(it.residual.impact) || it.residual.impact > 5\"\n"
                        "  message: \"{{ sign }} {{ it.trigger }} {{ it.residual.impact }}\"\n"
                        "  at: it.residual.impact\n  key: it.trigger\n"),
    };
    struct world world;

    open_world(&world, rules, 1);
    enter_example(&world, "rules/bases/s2d/");
    judge_all(&world);
    cr_expect_eq(world.failures, 0, "%zu: %s", world.failures, world.first);
    cr_expect_gt(world.found[d1_ruleset_check(world.ruleset, d1_str("PMO-901"))->index], 0);
    close_world(&world);
}

Test(rules_absent, what_has_not_been_shown_may_not_be_read)
{
    static const char *const rules[] = {
        RULE("PMO-901", "  each: items.Risk\n  when: has(it.trigger)\n  with: {sign: it.trigger}\n"
                        "  assert: sign != ''\n  message: Message\n"),
        RULE("PMO-901", "  each: items.Risk\n  assert: \"!has(it.trigger)\"\n  message: \"{{ it.category }}\"\n"),
        RULE("PMO-901", "  each: items.Risk\n  assert:\n"
                        "    - {that: has(it.trigger), message: \"{{ it.trigger }}\"}\n"),
        RULE("PMO-901", "  each: items.Risk\n  assert:\n    - {that: \"!has(it.trigger)\", message: Message}\n"
                        "    - {that: it.trigger != '', message: Message}\n"),
        RULE("PMO-901", "  each: items.Risk.filter(r, has(r.trigger)).map(r, r)\n  assert: it.trigger != ''\n"
                        "  message: Message\n"),
    };

    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        struct d1_ruleset *ruleset;

        cr_expect_eq(load_rules(&ruleset, &rules[i], 1), D1_ERR_USAGE, "%s", rules[i]);
        d1_ruleset_free(ruleset);
    }
}
