/* A file that was kept is what it was when it was read. */
#include <criterion/criterion.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file/file.h"
#include "base/memory/alloc.h"
#include "cache/cache.h"
#include "engagement/read/kept.h"
#include "repo/repo.h"

static char home[] = "/tmp/d1lint-kept-XXXXXX";

static void remove_home(void)
{
    char command[64];

    snprintf(command, sizeof command, "rm -rf %s", home);
    cr_assert_eq(system(command), 0); /* NOLINT(cert-env33-c): the words are the test's own */
}

static struct d1_kinds *load_kinds(void)
{
    struct d1_kinds *kinds = NULL;

    cr_assert_eq(d1_kinds_load(&kinds, NULL, 0, NULL), 0);
    return kinds;
}

/* The cache of a run; under a home of its own. */
static struct d1_cache *open_cache(void)
{
    struct d1_cache *cache = NULL;

    setenv("XDG_CACHE_HOME", home, 1);
    cr_assert_eq(d1_cache_open(&cache, NULL, NULL, NULL), 0);
    cr_assert(cache);
    return cache;
}

static void expect_same_artifact(const char *path, const struct d1_artifact *a, const struct d1_artifact *b)
{
    cr_expect_eq(a->document, b->document, "%s", path);
    cr_expect_eq(a->line, b->line, "%s", path);
    cr_expect_eq(a->begin_line, b->begin_line, "%s", path);
    cr_expect_eq(a->end_line, b->end_line, "%s", path);
    cr_assert_eq(a->kind != NULL, b->kind != NULL, "%s", path);
    cr_expect(!a->kind || d1_str_eq(a->kind->name, b->kind->name), "%s", path);
    cr_expect_eq(a->sound, b->sound, "%s", path);
    cr_expect_eq(a->hidden, b->hidden, "%s", path);
    cr_assert_eq(a->mark_count, b->mark_count, "%s", path);
    for (size_t i = 0; i < a->mark_count; i++)
        cr_expect(a->marks[i].node->self == b->marks[i].node->self &&
                      a->marks[i].annotation == b->marks[i].annotation && a->marks[i].valid == b->marks[i].valid &&
                      d1_node_equal(a->marks[i].value, b->marks[i].value),
                  "%s", path);
    cr_expect_eq(a->invalid_count, b->invalid_count, "%s", path);
    cr_expect(d1_str_eq(a->name, b->name), "%s", path);
    cr_assert_eq(a->doc->size, b->doc->size, "%s", path);
    cr_expect_eq(memcmp(a->doc, b->doc, a->doc->size), 0, "%s", path);
    cr_assert_eq(a->remark_count, b->remark_count, "%s", path);
    for (size_t i = 0; i < a->remark_count; i++)
        cr_expect(a->remarks[i].line == b->remarks[i].line && d1_str_eq(a->remarks[i].text, b->remarks[i].text), "%s",
                  path);
}

static void expect_same(const struct d1_file *a, const struct d1_file *b)
{
    cr_expect_eq(a->own, b->own, "%s", a->path);
    cr_expect_eq(a->foreign, b->foreign, "%s", a->path);
    cr_assert_eq(a->artifact_count, b->artifact_count, "%s", a->path);
    for (size_t i = 0; i < a->artifact_count; i++)
        expect_same_artifact(a->path, &a->artifacts[i], &b->artifacts[i]);
    cr_assert_eq(a->faults.len, b->faults.len, "%s", a->path);
    for (size_t i = 0; i < a->faults.len; i++) {
        cr_expect(d1_str_eq(a->faults.items[i].message, b->faults.items[i].message), "%s", a->path);
        cr_expect_eq(a->faults.items[i].place.line, b->faults.items[i].place.line, "%s", a->path);
    }
}

struct kept_world {
    struct d1_kinds *kinds;
    struct d1_cache *cache;
    struct d1_keeping keeping;
    struct d1_artifact_loader *loader;
};

static void open_world(struct kept_world *world)
{
    world->kinds = load_kinds();
    world->cache = open_cache();
    world->keeping = (struct d1_keeping){world->cache, D1_STR("this program")};
    cr_assert_eq(d1_artifact_loader_new(&world->loader, world->kinds, NULL), 0);
    d1_artifact_loader_keep(world->loader, &world->keeping);
}

static void close_world(struct kept_world *world)
{
    d1_artifact_loader_free(world->loader);
    d1_cache_free(world->cache);
    d1_kinds_free(world->kinds);
}

/* Reads a text in one run, and recalls it in the next. Whether there was something to recall. */
static bool same_again(const char *path, struct d1_str text)
{
    struct d1_file first = {.path = path}, second = {.path = path};
    struct kept_world one, two;
    uint8_t id[D1_REPO_ID_BYTES];
    size_t bytes = 0;
    int found;

    cr_assert_eq(d1_repo_blob_hash(text, id, NULL), 0);
    open_world(&one);
    cr_assert_eq(d1_file_load_blob(one.loader, &first, id, text), 0, "%s", path);
    d1_cache_finish(one.cache);
    open_world(&two);
    found = d1_file_recall(two.loader, &second, id, &bytes);
    cr_assert_geq(found, 0, "%s", path);
    if (found > 0) {
        cr_expect_eq(bytes, text.len, "%s", path);
        expect_same(&first, &second);
    }
    d1_file_release(&first);
    d1_file_release(&second);
    close_world(&one);
    close_world(&two);
    return found > 0;
}

Test(kept, every_file_of_the_examples)
{
    static const char *const patterns[] = {"examples/*/*.yaml", "examples/*/*/*.yaml", "rules/bases/*/*/*.yaml"};
    size_t count = 0, unkept = 0;

    cr_assert(mkdtemp(home));
    cr_assert_eq(d1_repo_global_init(NULL), 0);
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        glob_t found;

        cr_assert_eq(glob(patterns[i], 0, NULL, &found), 0);
        for (size_t j = 0; j < found.gl_pathc; j++) {
            struct d1_strbuf text = {0};

            cr_assert_eq(d1_file_read(&text, found.gl_pathv[j], NULL), 0);
            unkept += !same_again(found.gl_pathv[j], d1_strbuf_view(&text));
            d1_strbuf_release(&text);
            count++;
        }
        globfree(&found);
    }
    cr_expect_gt(count, 50);
    cr_expect_eq(unkept, 1, "all but the one that is meant to be no YAML");
    d1_repo_global_shutdown();
    remove_home();
}

#define RISKS "apiVersion: d1d/v1\nkind: RaidLog\nmetadata: {name: raid}\nspec: "

Test(kept, what_is_kept_and_what_is_read_each_time)
{
    static const struct {
        const char *name, *text;
        bool kept;
    } cases[] = {
        {"faults of shape", RISKS "{risks: [{id: 7}], nonsense: ~}\n", true},
        {"comments, and a field without a value", RISKS "{risks: [], actions: } # TODO\n# at the end\n", true},
        {"several documents, some of others", RISKS "{risks: []}\n---\nservices: {}\n---\n" RISKS "{risks: []}\n",
         true},
        {"the YAML of others", "services: {web: {image: x}}\n---\nmore: 1\n", true},
        {"the YAML of others, which is none", "services: {web: {image: x}\n", true},
        {"nothing", "", true},
        {"a kind that there is not", "apiVersion: d1d/v1\nkind: RaidLgo\n", true},
        {"an error of syntax", RISKS "{risks: [\n", false},
        {"a key twice", RISKS "{risks: [], risks: []}\n", false},
        {"the marks of a merge", "<<<<<<< a\n" RISKS "{}\n=======\n>>>>>>> b\n", false},
    };

    cr_assert(mkdtemp(home));
    cr_assert_eq(d1_repo_global_init(NULL), 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_eq(same_again(cases[i].name, d1_str(cases[i].text)), cases[i].kept, "%s", cases[i].name);
    d1_repo_global_shutdown();
    remove_home();
}

/* Whatever is read back: nothing beyond it is looked at, and what was made of it can be freed. */
Test(kept, anything_may_have_been_kept)
{
    struct d1_artifact_loader *loader = NULL;
    struct d1_kinds *kinds = load_kinds();
    struct d1_file file = {.path = "raid.yaml"};
    struct d1_strbuf kept = {0};
    struct d1_arena arena = {0};
    struct d1_region region = {0};
    struct d1_kept_reading reading = {.kinds = kinds, .arena = &arena, .region = &region};
    size_t refused = 0;

    cr_assert_eq(d1_artifact_loader_new(&loader, kinds, NULL), 0);
    cr_assert_eq(d1_file_load(loader, &file,
                              d1_str(RISKS "{risks: [{id: risk-01, title: x, type: threat, status: open}]} # here\n")),
                 0);
    d1_kept_write(&kept, kinds, &file, 100);
    for (size_t i = 0; i < kept.len; i++)
        for (unsigned bit = 0; bit < 8; bit++) {
            struct d1_file again = {.path = "raid.yaml"};
            char *bytes = malloc(kept.len);
            int result;

            cr_assert(bytes);
            memcpy(bytes, kept.ptr, kept.len);
            bytes[i] = (char)(bytes[i] ^ 1 << bit);
            result = d1_kept_read(d1_strn(bytes, kept.len), &reading, &again);
            cr_assert_geq(result, 0);
            refused += result == 0;
            d1_file_release(&again);
            free(bytes);
        }
    cr_expect(d1_kept_is_clean(&file) && file.artifacts[0].mark_count > 0, "there are marks to be misled by");
    cr_expect_gt(refused, 100);
    d1_file_release(&file);
    d1_strbuf_release(&kept);
    d1_region_release(&region);
    d1_arena_release(&arena);
    d1_artifact_loader_free(loader);
    d1_kinds_free(kinds);
}
