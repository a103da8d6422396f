/*
 * Whatever a field of any kind holds, the check of the whole engagement comes to its end: what is wrong is told with
 * its place, no rule is left without a value, and what lies beside is judged. The fields are those of
 * examples/every-kind, which have every property of every schema; each is left out, without a value, empty, of another
 * type, out of range, and there twice.
 */
#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "base/file/file.h"
#include "base/map.h"
#include "base/memory/alloc.h"
#include "engagement/workspace.h"
#include "rules/judged.h"
#include "rules/rule.h"
#include "unit/engagement/variant.h"

#define FOLDER "examples/every-kind/"
/* A risk of which nothing is known, in a file of its own. RSK-001 tells it in any case. */
#define BESIDE                                                                                                         \
    "apiVersion: d1d/v1\nkind: RaidLog\nmetadata: {name: beside}\nspec: {risks: [{id: risk-99, type: threat, "         \
    "status: open}]}\n"

enum { FILES = 8, DOCUMENTS = 64, VARIANTS_AT_LEAST = 2000 };

/* A document of the folder, and the text that it is checked as. */
struct document {
    const struct d1_artifact *artifact;
    char path[32];
    struct d1_strbuf text;
};

struct world {
    struct d1_ruleset *ruleset;
    struct d1_artifact_loader *loader; /* of the folder */
    struct d1_file files[FILES];
    size_t file_count;
    struct document documents[DOCUMENTS];
    size_t count;
    struct d1_map seen; /* "RaidLog.spec.risks.ownerRef" of every field that was changed */
    struct d1_judge_room room;
    const char *label; /* of the variant at hand */
    bool shapeless;    /* its document is invalid */
    size_t variants;
};

/* ---- the folder ---- */

static void read_file(struct world *world, struct d1_file *file)
{
    struct d1_strbuf text = {0};

    cr_assert_eq(d1_file_read(&text, file->path, NULL), 0, "%s", file->path);
    cr_assert_eq(d1_file_load(world->loader, file, d1_strbuf_view(&text)), 0);
    d1_strbuf_release(&text);
}

static void write_document(struct document *document, const struct variant *variant)
{
    d1_strbuf_clear(&document->text);
    variant_write(&document->text, document->artifact->root, variant);
    d1_strbuf_putc(&document->text, '\n');
}

static void add_documents(struct world *world, const struct d1_file *file)
{
    static const struct variant unchanged = {0};

    for (size_t i = 0; i < file->artifact_count; i++) {
        struct document *document = &world->documents[world->count];

        cr_assert_lt(world->count, (size_t)DOCUMENTS);
        document->artifact = &file->artifacts[i];
        snprintf(document->path, sizeof document->path, "document-%02zu.yaml", world->count++);
        write_document(document, &unchanged);
    }
}

static void open_world(struct world *world)
{
    DIR *directory = opendir(FOLDER);

    *world = (struct world){0};
    cr_assert(directory);
    cr_assert_eq(d1_ruleset_load(&world->ruleset, NULL, NULL), 0);
    cr_assert_eq(d1_ruleset_compile(world->ruleset, NULL), 0);
    cr_assert_eq(d1_artifact_loader_new(&world->loader, world->ruleset->kinds, NULL), 0);
    for (struct dirent *entry; (entry = readdir(directory));) {
        struct d1_str path = d1_arena_printf(d1_artifact_loader_arena(world->loader), FOLDER "%s", entry->d_name);

        if (!d1_str_ends(path, ".yaml"))
            continue;
        cr_assert_lt(world->file_count, (size_t)FILES);
        world->files[world->file_count].path = path.ptr;
        read_file(world, &world->files[world->file_count]);
        add_documents(world, &world->files[world->file_count++]);
    }
    closedir(directory);
}

static void close_world(struct world *world)
{
    for (size_t i = 0; i < world->count; i++)
        d1_strbuf_release(&world->documents[i].text);
    for (size_t i = 0; i < world->file_count; i++)
        d1_file_release(&world->files[i]);
    d1_artifact_loader_free(world->loader);
    d1_judge_room_release(&world->room);
    d1_map_release(&world->seen);
    d1_ruleset_free(world->ruleset);
}

/* ---- checking ---- */

/*
 * What the data does not tell is said on purpose, and of a document that has not its shape nothing is sure. Every other
 * expression without a value is a mistake of its rule.
 */
static void on_failure(void *context, const struct d1_judge *judge, const struct d1_cel_failure *failure)
{
    struct world *world = context;

    if (world->shapeless)
        return;
    cr_expect_eq(failure->code, D1_ERR_UNKNOWN, "%s: %s: " D1_STR_FMT, world->label,
                 judge->rule ? judge->rule->check->id.ptr : "a gate or criterion", D1_STR_ARG(failure->message));
}

static bool is_told(const struct d1_engagement_verdict *verdict, const char *check, const char *path)
{
    for (size_t i = 0; i < verdict->finding_count; i++)
        if (d1_str_is(verdict->findings[i].check->id, check) && strcmp(verdict->findings[i].at.place.path, path) == 0)
            return true;
    return false;
}

static void expect_sound(const struct world *world, const struct d1_engagement_verdict *verdict)
{
    for (size_t i = 0; i < verdict->finding_count; i++) {
        const struct d1_finding *finding = &verdict->findings[i];

        cr_expect(finding->at.place.path && finding->at.place.line > 0 && finding->at.place.column > 0,
                  "%s: %s has no place", world->label, finding->check->id.ptr);
        cr_expect(finding->message.len > 10 && !memmem(finding->message.ptr, finding->message.len, "internal", 8),
                  "%s: " D1_STR_FMT, world->label, D1_STR_ARG(finding->message));
    }
}

/* Judges the files as one engagement and looks at what is said; `changed` is the file that may hold anything. */
static void judge(struct world *world, const struct d1_workspace *workspace, const struct d1_file *changed, bool apart)
{
    struct d1_judge_options options = {
        .ruleset = world->ruleset, .as_of = {.kind = D1_AS_OF_DATE}, .failed = on_failure, .failed_context = world};
    struct d1_judged judged = {.engagement = workspace->engagements.items[0]};

    cr_assert(d1_date_parse(d1_str("2026-08-22"), &options.as_of.date));
    if (workspace->policies.len)
        judged.policy_artifact = workspace->policies.items[0];
    for (size_t i = 0; i < workspace->file_count; i++)
        for (size_t j = 0; j < workspace->files[i].faults.len; j++)
            cr_assert_eq(d1_vec_push(&judged.faults, workspace->files[i].faults.items[j]), 0);
    cr_assert_eq(d1_judged_make(&judged, &options, &world->room), 0);
    expect_sound(world, &judged.verdict);
    for (size_t i = 0; i < changed->faults.len; i++)
        cr_expect(is_told(&judged.verdict, changed->faults.items[i].check, changed->path), "%s: %s is not told",
                  world->label, changed->faults.items[i].check);
    cr_expect(!apart || is_told(&judged.verdict, "RSK-001", "beside.yaml"), "%s: the rest is not judged", world->label);
    d1_judged_release(&judged);
}

/* The whole check, of the folder with one document as the variant has it; how many faults that document has. */
static size_t check(struct world *world, size_t changed, const struct variant *variant)
{
    static const struct variant unchanged = {0};
    struct d1_file files[DOCUMENTS + 1] = {0};
    struct d1_workspace workspace = {.files = files, .file_count = world->count + 1};
    const struct d1_kind *kind = world->documents[changed].artifact->kind;
    bool root = d1_str_is(kind->name, "Engagement");
    struct d1_artifact_loader *loader;
    size_t faults;

    cr_assert_eq(d1_artifact_loader_new(&loader, world->ruleset->kinds, NULL), 0);
    write_document(&world->documents[changed], variant);
    for (size_t i = 0; i < world->count; i++) {
        files[i].path = world->documents[i].path;
        cr_assert_eq(d1_file_load(loader, &files[i], d1_strbuf_view(&world->documents[i].text)), 0);
    }
    files[world->count].path = "beside.yaml";
    cr_assert_eq(d1_file_load(loader, &files[world->count], d1_str(BESIDE)), 0);
    cr_assert_eq(d1_workspace_sort(&workspace, world->ruleset->kinds, true, NULL, NULL), 0);
    /* Of a file with a key that stands there twice nothing is believed, not even that it is the Engagement. */
    cr_assert_eq(workspace.engagements.len, root && variant->change == TWICE ? 0 : 1, "%s", world->label);
    world->shapeless = files[changed].faults.len > 0;
    if (workspace.engagements.len)
        judge(world, &workspace, &files[changed], !root && !kind->policy);
    faults = files[changed].faults.len;
    world->variants++;
    d1_workspace_release(&workspace);
    d1_artifact_loader_free(loader);
    write_document(&world->documents[changed], &unchanged);
    return faults;
}

/* ---- variants ---- */

/* Whether no field like this was changed before, in whatever entry of a list. */
static bool is_new(struct world *world, const struct d1_artifact *artifact, const struct d1_node *node)
{
    const struct d1_node *way[64];
    struct d1_strbuf path = {0};
    size_t steps = 0;
    int result;

    for (; node != artifact->root; node = d1_node_parent(node)) {
        cr_assert_lt(steps, sizeof way / sizeof *way);
        way[steps++] = node;
    }
    d1_strbuf_str(&path, artifact->kind->name);
    while (steps--)
        d1_strbuf_printf(&path, "." D1_STR_FMT,
                         D1_STR_ARG(d1_node_key(way[steps]) ? d1_node_text(d1_node_key(way[steps])) : d1_str("[]")));
    result = d1_map_insert(&world->seen, d1_arena_str(d1_artifact_loader_arena(world->loader), d1_strbuf_view(&path)),
                           NULL, NULL);
    cr_assert_geq(result, 0);
    d1_strbuf_release(&path);
    return result == 1;
}

static enum change emptied(const struct d1_node *node)
{
    return node->kind == D1_NODE_MAPPING ? EMPTY_MAPPING : node->kind == D1_NODE_SEQUENCE ? EMPTY_LIST : EMPTY_TEXT;
}

/* Some fields are a mapping or a text; none is a mapping or a number. */
static enum change of_another_type(const struct d1_node *node)
{
    return node->kind == D1_NODE_STRING ? EMPTY_MAPPING : node->kind == D1_NODE_MAPPING ? FAR_ABOVE : WORD;
}

static void vary(struct world *world, size_t i, const struct d1_node *node)
{
    bool number = node->kind == D1_NODE_INT || node->kind == D1_NODE_DOUBLE;
    struct d1_str path = world->seen.entries[world->seen.len - 1].key;
    const struct {
        const char *words;
        enum change change;
        bool done, wrong;
    } changes[] = {
        {"left out", LEFT_OUT, true, false},
        {"without a value", WITHOUT_VALUE, true, false},
        {"empty", emptied(node), true, false},
        {"of another type", of_another_type(node), true, !variant_is_free(node)},
        {"out of range", number ? FAR_ABOVE : WORD, number || node->kind == D1_NODE_STRING, false},
        {"twice", TWICE, d1_node_key(node), true},
        {"with entries twice", DOUBLED, node->kind == D1_NODE_SEQUENCE, false},
    };

    for (size_t k = 0; k < sizeof changes / sizeof *changes; k++) {
        char label[256];
        size_t faults;

        if (!changes[k].done)
            continue;
        snprintf(label, sizeof label, D1_STR_FMT ", %s", D1_STR_ARG(path), changes[k].words);
        world->label = label;
        faults = check(world, i, &(struct variant){node, changes[k].change});
        cr_expect(faults || !changes[k].wrong, "%s, is no mistake", label);
    }
}

static bool is_below(const struct d1_node *node, const struct d1_node *ancestor)
{
    while (node && node != ancestor)
        node = d1_node_parent(node);
    return node;
}

Test(rules_bad_input, is_told_with_its_place_and_the_rest_is_judged, .timeout = 900)
{
    struct world world;

    open_world(&world);
    for (size_t i = 0; i < world.count; i++) {
        const struct d1_artifact *artifact = world.documents[i].artifact;
        const struct d1_node *spec = d1_node_get(artifact->root, "spec");

        for (uint32_t k = 0; k < artifact->doc->nodes; k++) {
            const struct d1_node *node = d1_doc_node(artifact->doc, k);

            if (!node->is_key && is_below(node, spec) && is_new(&world, artifact, node))
                vary(&world, i, node);
        }
    }
    cr_expect_gt(world.variants, (size_t)VARIANTS_AT_LEAST);
    close_world(&world);
}
