/* Whose policy has to be approved: that of the repository, wherever in it, and not one that is given from elsewhere. */
#include "unit/engagement/fixture.h"

#include "rules/judged.h"

#define DATES "  dates: {contractSigned: \"2026-01-30\", s2dExit: \"2026-02-16\", kickoff: \"2026-03-02\"}\n"
#define POLICY(name, severity)                                                                                         \
    "apiVersion: d1d/v1\nkind: LintPolicy\nmetadata: {name: " name "}\nspec:\n  severity: {" severity "}\n"

struct scene {
    struct fixture fixture;
    struct d1_ruleset *ruleset;
    struct d1_judged judged;
};

/* The messages of a check over the files; files[0] is the Engagement, files[by] the policy by which is judged. */
static void judge(struct scene *scene, const struct fixture_file *files, size_t count, size_t by, bool elsewhere)
{
    struct d1_judge_options options = {.as_of = {.kind = D1_AS_OF_DATE}};

    *scene = (struct scene){0};
    cr_assert(d1_date_parse(d1_str("2026-02-20"), &options.as_of.date));
    cr_assert_eq(d1_ruleset_load(&scene->ruleset, NULL, NULL), 0);
    cr_assert_eq(d1_ruleset_compile(scene->ruleset, NULL), 0);
    fixture_load(&scene->fixture, files, count);
    fixture_sort(&scene->fixture);
    options.ruleset = scene->ruleset;
    scene->judged.engagement = scene->fixture.workspace.engagements.items[0];
    cr_assert(d1_str_is(scene->judged.engagement->name, "tiny"));
    scene->judged.policy_artifact = &scene->fixture.files[by].artifacts[0];
    scene->judged.policy_elsewhere = elsewhere;
    cr_assert_eq(d1_judged_make(&scene->judged, &options, NULL), 0);
}

static void leave(struct scene *scene)
{
    d1_judged_release(&scene->judged);
    fixture_release(&scene->fixture);
    d1_ruleset_free(scene->ruleset);
}

/* How many findings of TRL-006 there are; that each of them is about `text`. */
static size_t count_relaxed(const struct scene *scene, const char *name, const char *text)
{
    const struct d1_engagement_verdict *verdict = &scene->judged.verdict;
    size_t count = 0;

    for (size_t i = 0; i < verdict->finding_count; i++) {
        if (!d1_str_is(verdict->findings[i].check->id, "TRL-006"))
            continue;
        count++;
        cr_expect(strstr(verdict->findings[i].message.ptr, text), "%s: %s", name, verdict->findings[i].message.ptr);
    }
    return count;
}

Test(policies, what_a_policy_of_the_repository_relaxes_is_asked_for)
{
    static const struct {
        const char *name, *own, *above;
        size_t by;
        bool elsewhere;
        size_t count;
        const char *text;
    } rows[] = {
        {"its own", "STK-004: \"off\"", "STK-003: error", 1, false, 1, "STK-004 is switched off"},
        {"one for several engagements", "STK-004: error", "STK-003: note", 2, false, 1, "STK-003 is note, not warning"},
        {"that of somebody else is set over it", "STK-004: note", "STK-003: \"off\"", 2, true, 1, "STK-004 is note"},
        {"nobody relaxes", "STK-004: error", "STK-003: error", 1, false, 0, ""},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct scene scene;
        struct fixture_file files[4] = {{"a/engagement.yaml", ENGAGEMENT("tiny") DATES},
                                        {"a/policy.yaml", NULL},
                                        {"policy.yaml", NULL},
                                        {"b/engagement.yaml", ENGAGEMENT("two") DATES}};
        char own[256], above[256];

        snprintf(own, sizeof own, POLICY("own", "%s"), rows[i].own);
        snprintf(above, sizeof above, POLICY("above", "%s"), rows[i].above);
        files[1].text = own;
        files[2].text = above;
        judge(&scene, files, 4, rows[i].by, rows[i].elsewhere);
        cr_expect_eq(count_relaxed(&scene, rows[i].name, rows[i].text), rows[i].count, "%s", rows[i].name);
        leave(&scene);
    }
}
