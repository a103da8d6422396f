/* Whether a subject still says what was approved. */
#include "engagement/approved.h"
#include "engagement/facts.h"
#include "unit/engagement/fixture.h"

#define PLAN(items) "apiVersion: d1d/v1\nkind: MilestonePlan\nmetadata: {name: plan}\nspec:\n" items
#define REGISTER(items) "apiVersion: d1d/v1\nkind: OutcomeRegister\nmetadata: {name: outcomes}\nspec:\n" items

/* The spec of the first artifact of a file, or the item of a type in it. */
static const struct d1_node *find(const struct d1_file *file, const char *id)
{
    const struct d1_artifact *artifact = &file->artifacts[0];

    if (!id)
        return d1_node_get(artifact->root, "spec");
    for (size_t i = 0; i < artifact->mark_count; i++)
        if (artifact->marks[i].annotation == D1_ANNOTATION_ITEM &&
            d1_node_is_string(d1_node_get(artifact->marks[i].node, "id"), id))
            return artifact->marks[i].node;
    return NULL;
}

/* The fingerprint of what an approval of the artifact, or of the item at a node, is of. */
static struct d1_print settled(const struct fixture *f, size_t file, const struct d1_node *item)
{
    struct d1_facts facts = {0};
    struct d1_print print = {0};

    cr_assert_eq(d1_facts_find(&facts, f->kinds, &f->files[file].artifacts[0]), 0);
    for (size_t i = 0; i < facts.len; i++)
        if (item ? facts.items[i].node == item : i == 0)
            print = facts.items[i].settled;
    d1_vec_release(&facts);
    return print;
}

/* Whoever wrote what was approved is found by that fingerprint: it has to tell apart what the comparison does. */
Test(approved, what_differs)
{
    static const struct {
        const char *name, *was, *is, *id, *text; /* text NULL: nothing differs */
    } rows[] = {
        {"the same", PLAN("  milestones: [{id: ms-01, title: A}]\n"), PLAN("  milestones: [{id: ms-01, title: A}]\n"),
         NULL, NULL},
        {"comments, layout and the order of keys", PLAN("  milestones: [{id: ms-01, title: A}]\n"),
         PLAN("  # as agreed\n  milestones:\n    - title: \"A\"\n      id: ms-01\n"), NULL, NULL},
        {"labels are not of the spec", PLAN("  criticalPath: [ms-01]\n"),
         "apiVersion: d1d/v1\nkind: MilestonePlan\nmetadata: {name: plan, labels: {phase: launch}}\n"
         "spec: {criticalPath: [ms-01]}\n",
         NULL, NULL},
        {"a field that lives on is new", PLAN("  milestones: [{id: ms-01, title: A}]\n"),
         PLAN("  milestones: [{id: ms-01, title: A, actual: \"2026-03-02\"}]\n"), NULL, NULL},
        {"a field that lives on is gone", PLAN("  milestones: [{id: ms-01, title: A, forecast: \"2026-03-02\"}]\n"),
         PLAN("  milestones: [{id: ms-01, title: A}]\n"), NULL, NULL},
        {"a field that lives on has changed", REGISTER("  outcomes: [{id: out-01, title: A, status: open}]\n"),
         REGISTER("  outcomes: [{id: out-01, title: A, status: achieved}]\n"), NULL, NULL},
        {"a null is nothing", PLAN("  milestones: [{id: ms-01, title: A}]\n"),
         PLAN("  milestones: [{id: ms-01, title: A, baseline: null}]\n"), NULL, NULL},
        {"references in another order", PLAN("  criticalPath: [ms-01, ms-02]\n"),
         PLAN("  criticalPath: [ms-02, ms-01]\n"), NULL, NULL},
        {"a reference named twice", PLAN("  criticalPath: [ms-01, ms-02]\n"),
         PLAN("  criticalPath: [ms-02, ms-01, ms-01]\n"), NULL, NULL},
        {"a reference more", PLAN("  criticalPath: [ms-01, ms-03]\n"), PLAN("  criticalPath: [ms-03, ms-02, ms-01]\n"),
         NULL, "`criticalPath` now has ms-02"},
        {"a reference less", PLAN("  criticalPath: [ms-01, ms-02]\n"), PLAN("  criticalPath: [ms-01]\n"), NULL,
         "`criticalPath` no longer has ms-02"},
        {"all references less", PLAN("  criticalPath: [ms-01]\n"), PLAN("  criticalPath: []\n"), NULL,
         "`criticalPath` no longer has ms-01"},
        {"another value", PLAN("  milestones: [{id: ms-01}, {id: ms-02, baseline: \"2026-04-21\"}]\n"),
         PLAN("  milestones: [{id: ms-01}, {id: ms-02, baseline: \"2026-04-28\"}]\n"), NULL,
         "`milestones[1].baseline` was 2026-04-21 then and is 2026-04-28 now"},
        {"a value more", PLAN("  milestones: [{id: ms-01}]\n"), PLAN("  milestones: [{id: ms-01, title: A}]\n"), NULL,
         "`milestones[0].title` was nothing then and is A now"},
        {"a value less", PLAN("  milestones: [{id: ms-01, title: A}]\n"), PLAN("  milestones: [{id: ms-01}]\n"), NULL,
         "`milestones[0].title` was A then and is nothing now"},
        {"an item more", PLAN("  milestones: [{id: ms-01}]\n"), PLAN("  milestones: [{id: ms-01}, {id: ms-02}]\n"),
         NULL, "`milestones` now has ms-02"},
        {"another type of value", PLAN("  criticalPath: [ms-01]\n"), PLAN("  criticalPath: {a: true}\n"), NULL,
         "`criticalPath` was a list of 1 then and is a mapping of 1 now"},
        {"a neighbour of the item", PLAN("  milestones: [{id: ms-01, title: A}, {id: ms-02, title: B}]\n"),
         PLAN("  milestones: [{id: ms-01, title: A}, {id: ms-02, title: C}]\n"), "ms-01", NULL},
        {"the item", PLAN("  milestones: [{id: ms-01, title: A}, {id: ms-02, title: B}]\n"),
         PLAN("  milestones: [{id: ms-02, title: C}]\n"), "ms-02", "`title` was B then and is C now"},
        {"no spec at all", PLAN("  criticalPath: [ms-01]\n"),
         "apiVersion: d1d/v1\nkind: MilestonePlan\nmetadata: {name: plan}\n", NULL,
         "it was a mapping of 1 then and is nothing now"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct fixture_file files[] = {{"was.yaml", rows[i].was}, {"is.yaml", rows[i].is}};
        struct d1_approved approved = {0};
        struct d1_arena arena = {0};
        struct fixture f;

        fixture_load(&f, files, 2);
        cr_assert_eq(d1_approved_differs(&approved, &f.files[0].artifacts[0], find(&f.files[0], rows[i].id),
                                         &f.files[1].artifacts[0], find(&f.files[1], rows[i].id), &arena),
                     0);
        cr_expect_eq(approved.state, rows[i].text ? D1_APPROVED_CHANGED : D1_APPROVED_CURRENT, "%s: " D1_STR_FMT,
                     rows[i].name, D1_STR_ARG(approved.text));
        cr_expect(!rows[i].text || d1_str_is(approved.text, rows[i].text), "%s: " D1_STR_FMT, rows[i].name,
                  D1_STR_ARG(approved.text));
        cr_expect_eq(d1_print_eq(settled(&f, 0, rows[i].id ? find(&f.files[0], rows[i].id) : NULL),
                                 settled(&f, 1, rows[i].id ? find(&f.files[1], rows[i].id) : NULL)),
                     !rows[i].text, "%s: the fingerprint", rows[i].name);
        d1_arena_release(&arena);
        fixture_release(&f);
    }
}

Test(approved, each_allocation_may_fail)
{
    const struct fixture_file files[] = {
        {"was.yaml", PLAN("  criticalPath: [ms-01, ms-02]\n  milestones: [{id: ms-01, title: A}]\n")},
        {"is.yaml", PLAN("  criticalPath: [ms-02, ms-01]\n  milestones: [{id: ms-01, title: B}]\n")}};
    int result = D1_ERR_MEMORY;
    struct fixture f;

    fixture_load(&f, files, 2);
    for (long n = 0; result != 0 && n < 1000; n++) {
        struct d1_approved approved = {0};
        struct d1_arena arena = {0};

        d1_alloc_fail_after(n);
        result = d1_approved_differs(&approved, &f.files[0].artifacts[0], find(&f.files[0], NULL),
                                     &f.files[1].artifacts[0], find(&f.files[1], NULL), &arena);
        d1_alloc_fail_after(-1);
        cr_expect(result == 0 || result == D1_ERR_MEMORY, "n=%ld", n);
        cr_expect(result < 0 || approved.state == D1_APPROVED_CHANGED, "n=%ld", n);
        d1_arena_release(&arena);
    }
    cr_expect_eq(result, 0, "with enough memory it succeeds");
    fixture_release(&f);
}
