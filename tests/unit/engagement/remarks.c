/* Comments of artifacts: what is one, on which line it stands, and to which document it belongs. */
#include <criterion/criterion.h>

#include "base/memory/alloc.h"
#include "engagement/artifact.h"

#define HEAD "apiVersion: d1d/v1\nkind: RaidLog\n"
#define TAIL "spec: {}\n"

struct loaded {
    struct d1_kinds *kinds;
    struct d1_artifact_loader *loader;
    struct d1_file file;
};

static void load(struct loaded *loaded, const char *text)
{
    *loaded = (struct loaded){.file = {.path = "a.yaml"}};
    cr_assert_eq(d1_kinds_load(&loaded->kinds, NULL, 0, NULL), 0);
    cr_assert_eq(d1_artifact_loader_new(&loaded->loader, loaded->kinds, NULL), 0);
    cr_assert_eq(d1_file_load(loaded->loader, &loaded->file, d1_str(text)), 0);
}

static void release(struct loaded *loaded)
{
    d1_file_release(&loaded->file);
    d1_artifact_loader_free(loaded->loader);
    d1_kinds_free(loaded->kinds);
}

Test(remarks, what_begins_a_comment)
{
    static const struct {
        const char *name, *text, *remark;
        uint32_t line;
    } rows[] = {
        {"before everything", "# one\n" HEAD "metadata: {name: a}\n" TAIL, "# one", 1},
        {"behind a value", HEAD "metadata: {name: a} # one\n" TAIL, "# one", 3},
        {"with other letters before it", HEAD "metadata: {name: a, annotations: {x: äöü}} # one\n" TAIL, "# one", 3},
        {"after the last line", HEAD "metadata: {name: a}\n" TAIL "  # one", "# one", 5},
        {"with a carriage return", HEAD "metadata: {name: a} # one\r\n" TAIL, "# one", 3},
        {"inside a word", HEAD "metadata: {name: a, annotations: {x: a#one}}\n" TAIL, NULL, 0},
        {"inside quotes", HEAD "metadata: {name: a, annotations: {x: \"a # one\"}}\n" TAIL, NULL, 0},
        {"inside quotes over two lines", HEAD "metadata: {name: a, annotations: {x: \"a\n  # one\"}}\n" TAIL, NULL, 0},
        {"inside a block", HEAD "metadata:\n  name: a\n  annotations:\n    x: |\n      # one\n      two\n" TAIL, NULL,
         0},
        {"behind quotes that hold one", HEAD "metadata: {name: a, annotations: {x: \"a # b\"}} # one\n" TAIL, "# one",
         3},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct loaded loaded;
        const struct d1_artifact *artifact;

        load(&loaded, rows[i].text);
        cr_assert_eq(loaded.file.artifact_count, 1, "%s", rows[i].name);
        artifact = loaded.file.artifacts;
        cr_expect_eq(artifact->remark_count, rows[i].remark ? 1 : 0, "%s: %zu", rows[i].name, artifact->remark_count);
        if (rows[i].remark && artifact->remark_count) {
            cr_expect(d1_str_is(artifact->remarks[0].text, rows[i].remark), "%s", rows[i].name);
            cr_expect_eq(artifact->remarks[0].line, rows[i].line, "%s", rows[i].name);
        }
        release(&loaded);
    }
}

Test(remarks, each_belongs_to_one_document)
{
    struct loaded loaded;

    load(&loaded,
         "# first\n" HEAD "metadata: {name: a}\n" TAIL "---\n# second\n" HEAD "metadata: {name: b}\n" TAIL "# third\n");
    cr_assert_eq(loaded.file.artifact_count, 2);
    cr_assert_eq(loaded.file.artifacts[0].remark_count, 1);
    cr_assert_eq(loaded.file.artifacts[1].remark_count, 2);
    cr_expect(d1_str_is(loaded.file.artifacts[0].remarks[0].text, "# first"));
    cr_expect(d1_str_is(loaded.file.artifacts[1].remarks[0].text, "# second"));
    cr_expect(d1_str_is(loaded.file.artifacts[1].remarks[1].text, "# third"));
    cr_expect_eq(loaded.file.artifacts[1].remarks[1].line, 12);
    release(&loaded);
}
