/* What a file holds without its documents, and the documents put in its place. */
#include <criterion/criterion.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engagement/load/outlines.h"

#define RISKS "apiVersion: d1d/v1\nkind: RaidLog\nmetadata: {name: raid, namespace: here}\nspec: {risks: []}\n"
#define ENGAGEMENT "apiVersion: d1d/v1\nkind: Engagement\nmetadata: {name: here}\n"

enum { FILES = 3 };

struct outline_world {
    struct d1_kinds *kinds;
    struct d1_artifact_loader *loader;
    struct d1_file files[FILES];
    struct d1_outlined outlined[FILES];
    struct d1_strbuf kept;
};

static void load(struct outline_world *world, size_t number, const char *text)
{
    struct d1_file *file = &world->files[number];

    file->path = "x.yaml";
    cr_assert_eq(d1_file_load(world->loader, file, d1_str(text)), 0);
    world->outlined[number] = (struct d1_outlined){file, strlen(text), d1_outline_may(file)};
}

/* A file of two documents, one of others, and one that must not be outlined. */
static void open_world(struct outline_world *world)
{
    *world = (struct outline_world){0};
    cr_assert_eq(d1_kinds_load(&world->kinds, NULL, 0, NULL), 0);
    cr_assert_eq(d1_artifact_loader_new(&world->loader, world->kinds, NULL), 0);
    load(world, 0, RISKS "---\n# more\n" RISKS);
    load(world, 1, "services: {}\n");
    load(world, 2, "apiVersion: d1d/v1\nkind: Engagement\nmetadata: {name: here}\n");
    d1_outlines_write(&world->kept, world->outlined, FILES);
    cr_assert_not(world->kept.oom);
}

static void close_world(struct outline_world *world)
{
    for (size_t i = 0; i < FILES; i++)
        d1_file_release(&world->files[i]);
    d1_strbuf_release(&world->kept);
    d1_artifact_loader_free(world->loader);
    d1_kinds_free(world->kinds);
}

/* Reads outlines into files that are empty: as d1_outlines_read. */
static int read_again(const struct outline_world *world, struct d1_str kept, struct d1_file files[FILES],
                      struct d1_outlined outlined[FILES])
{
    for (size_t i = 0; i < FILES; i++) {
        files[i] = (struct d1_file){.path = "y.yaml", .outlined = (const uint8_t *)"12345678901234567890"};
        outlined[i] = (struct d1_outlined){.file = &files[i]};
    }
    return d1_outlines_read(kept, world->kinds, d1_artifact_loader_arena(world->loader), outlined, FILES);
}

Test(outlines, which_files_may_be_outlined)
{
    static const struct {
        const char *name, *text;
        bool may;
    } cases[] = {
        {"one without a fault", RISKS, true},
        {"one that holds nothing of ours", "services: {}\n", true},
        {"one with a fault of shape", "apiVersion: d1d/v1\nkind: RaidLog\nmetadata: {name: raid}\nspec: {no: 1}\n",
         false},
        {"one with an error of syntax", RISKS "more: [\n", false},
        {"a kind that there is not", "apiVersion: d1d/v1\nkind: RaidLgo\n", false},
        {"another version", "apiVersion: d1d/v9\nkind: RaidLog\nmetadata: {name: raid}\nspec: {risks: []}\n", false},
        {"an Engagement, by which others are sorted", ENGAGEMENT, false},
        {"a policy, by which they are judged",
         RISKS "---\napiVersion: d1lint/v1\nkind: LintPolicy\nmetadata: {name: p}\nspec: {}\n", false},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct outline_world world;
        struct d1_file file = {.path = "z.yaml"};

        open_world(&world);
        cr_assert_eq(d1_file_load(world.loader, &file, d1_str(cases[i].text)), 0);
        cr_expect_eq(d1_outline_may(&file), cases[i].may, "%s", cases[i].name);
        d1_file_release(&file);
        close_world(&world);
    }
}

Test(outlines, a_file_is_sorted_as_if_it_were_made)
{
    struct outline_world world;
    struct d1_file files[FILES];
    struct d1_outlined outlined[FILES];

    open_world(&world);
    cr_assert_eq(read_again(&world, d1_strbuf_view(&world.kept), files, outlined), 1);
    cr_expect(outlined[0].known && outlined[1].known && !outlined[2].known);
    cr_expect_eq(outlined[0].bytes, world.outlined[0].bytes);
    cr_assert_eq(files[0].artifact_count, 2);
    cr_expect(files[0].own && !files[1].own && files[1].foreign == world.files[1].foreign);
    for (size_t i = 0; i < 2; i++) {
        const struct d1_artifact *outline = &files[0].artifacts[i], *made = &world.files[0].artifacts[i];

        cr_expect_str_eq(outline->path, "y.yaml");
        cr_expect(outline->kind == made->kind && outline->document == made->document && outline->line == made->line);
        cr_expect(outline->begin_line == made->begin_line && outline->end_line == made->end_line);
        cr_expect(d1_str_eq(outline->name, made->name) && d1_str_eq(outline->namespace, made->namespace));
        cr_expect(outline->root && outline->sound && !outline->hidden, "it is there, and can be read");
    }
    close_world(&world);
}

Test(outlines, documents_are_put_in_their_place_where_they_are_what_was_outlined)
{
    static const char *const others[] = {
        RISKS, RISKS "---\n---\n" RISKS,
        RISKS "---\napiVersion: d1d/v1\nkind: RaidLog\nmetadata: {name: b}\nspec: {}\n", RISKS "---\n" ENGAGEMENT};
    struct d1_engagement *const somebody = (struct d1_engagement *)(uintptr_t)8;
    struct outline_world world;
    struct d1_file files[FILES];
    struct d1_outlined outlined[FILES];

    open_world(&world);
    cr_assert_eq(read_again(&world, d1_strbuf_view(&world.kept), files, outlined), 1);
    files[0].artifacts[1].engagement = somebody;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        struct d1_file other = {.path = "y.yaml"};

        cr_assert_eq(d1_file_load(world.loader, &other, d1_str(others[i])), 0);
        cr_expect_not(d1_outline_fill(&files[0], &other), "other %zu", i);
        d1_file_release(&other);
    }
    cr_assert(d1_outline_fill(&files[0], &world.files[0]));
    cr_expect_null(files[0].outlined);
    cr_expect_eq(files[0].artifacts[1].engagement, somebody);
    cr_expect_eq(d1_node_count(files[0].artifacts[0].root), 4);
    cr_expect_eq(world.files[0].artifact_count, 0, "nobody else frees them");
    d1_file_release(&files[0]);
    close_world(&world);
}

static void on_fault(int signal)
{
    (void)signal;
    _exit(7);
}

/* What reads the document of an artifact; the sum of what was found. */
static size_t look_at(const struct d1_artifact *artifact, int what)
{
    switch (what) {
    case 0:
        return d1_node_get(artifact->root, "kind") != NULL;
    case 1:
        return d1_artifact_is_marked(artifact, artifact->root, D1_ANNOTATION_ITEM);
    case 2:
        return artifact->invalid_count ? artifact->invalid[0] == artifact->root : 0;
    case 3:
        return artifact->remark_count ? artifact->remarks[0].line : 0;
    case 4:
        return artifact->doc->nodes;
    default:
        return d1_artifact_place(artifact, NULL).line;
    }
}

Test(outlines, who_reads_what_was_not_made_ends_the_program)
{
    const struct d1_artifact outline = d1_artifact_outline();

    for (int what = 0; what < 6; what++) {
        pid_t child = fork();
        int status = 0;

        cr_assert_geq(child, 0);
        if (child == 0) {
            signal(SIGSEGV, on_fault);
            _exit(look_at(&outline, what) > 0);
        }
        cr_assert_eq(waitpid(child, &status, 0), child);
        cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 7, "look %d", what);
    }
}

/* Whatever is read back: nothing beyond it is looked at. */
Test(outlines, anything_may_have_been_kept)
{
    struct outline_world world;
    size_t refused = 0;

    open_world(&world);
    for (size_t i = 0; i < world.kept.len; i++)
        for (unsigned bit = 0; bit < 8; bit++) {
            struct d1_file files[FILES];
            struct d1_outlined outlined[FILES];
            char *bytes = malloc(world.kept.len); /* of its own length, so that what is read beyond it shows */
            int result;

            cr_assert(bytes);
            memcpy(bytes, world.kept.ptr, world.kept.len);
            bytes[i] = (char)(bytes[i] ^ 1 << bit);
            result = read_again(&world, d1_strn(bytes, world.kept.len), files, outlined);
            cr_assert_geq(result, 0);
            refused += result == 0;
            free(bytes);
        }
    cr_expect_gt(refused, 100);
    close_world(&world);
}
