/*
 * Small engagements judged from texts, for tests of what comes of them. The dates of the Engagement are 2026-02-06 for
 * gate opened, 2026-02-16 for s2d-exit, 2026-03-02 for the kickoff and 2026-06-12 for the close.
 */
#ifndef D1_TESTS_UNIT_RULES_SCENE_H
#define D1_TESTS_UNIT_RULES_SCENE_H

#include <stdlib.h>
#include <unistd.h>

#include "unit/engagement/fixture.h"

#include "rules/judged.h"

#define ENGAGEMENT_FILE                                                                                                \
    "apiVersion: d1d/v1\nkind: Engagement\nmetadata: {name: tiny}\nspec:\n"                                            \
    "  title: Tiny\n  customer: {id: halden, name: Halden}\n  provider: {id: proserve, name: ProServe}\n"              \
    "  timeZone: Europe/Dublin\n  currency: EUR\n  calendar: {workWeek: [MO, TU, WE, TH, FR]}\n  profile: lite\n"      \
    "  dates: {contractSigned: \"2026-01-30\", s2dExit: \"2026-02-16\", kickoff: \"2026-03-02\", "                     \
    "targetEnd: \"2026-06-12\"}\n  lifecycle: s2d\n"
#define POLICY(spec) "apiVersion: d1d/v1\nkind: LintPolicy\nmetadata: {name: policy}\nspec:\n" spec
#define RISKS(items) "apiVersion: d1d/v1\nkind: RaidLog\nmetadata: {name: raid}\nspec:\n  risks:\n" items

struct scene {
    const char *own; /* rules of one's own and what belongs to them, set before it is judged; NULL for none */
    struct fixture fixture;
    struct d1_ruleset *ruleset;
    struct d1_judged judged;
};

static inline d1_date day(const char *text)
{
    d1_date date = 0;

    cr_assert(d1_date_parse(d1_str(text), &date));
    return date;
}

static inline void scene_load_rules(struct scene *scene)
{
    char directory[] = "/tmp/d1-scene-XXXXXX", path[64];
    struct d1_error error = {0};
    FILE *file;

    *scene = (struct scene){.own = scene->own};
    cr_assert(mkdtemp(directory));
    snprintf(path, sizeof path, "%s/own.yaml", directory);
    if (scene->own) {
        file = fopen(path, "w");
        cr_assert(file && fputs(scene->own, file) >= 0 && fclose(file) == 0);
    }
    cr_assert_eq(d1_ruleset_load(&scene->ruleset, scene->own ? directory : NULL, &error), 0, "%s",
                 d1_error_message(&error));
    if (scene->own)
        cr_assert_eq(unlink(path), 0);
    cr_assert_eq(rmdir(directory), 0);
}

/* Judges an Engagement of which `from` reads `to`, with one more file and a policy; NULL for none of these. */
static inline const struct d1_engagement_verdict *judge_changed(struct scene *scene, const char *as_of,
                                                                const char *from, const char *to, const char *more,
                                                                const char *policy, const char *gate)
{
    static const char engagement[] = ENGAGEMENT_FILE;
    const char *at = from ? strstr(engagement, from) : engagement + sizeof engagement - 1;
    struct d1_judge_options options = {
        .as_of = {.kind = D1_AS_OF_DATE, .date = day(as_of)}, .gate = gate, .most_subjects = 500};
    struct d1_strbuf text = {0};
    struct fixture_file files[] = {
        {"engagement.yaml", NULL}, {"more.yaml", more ? more : ""}, {"policy.yaml", policy ? policy : ""}};

    cr_assert_not_null(at);
    d1_strbuf_printf(&text, "%.*s%s%s", (int)(at - engagement), engagement, to ? to : "",
                     at + (from ? strlen(from) : 0));
    files[0].text = text.ptr;
    scene_load_rules(scene);
    cr_assert_eq(d1_ruleset_compile(scene->ruleset, NULL), 0);
    fixture_load(&scene->fixture, files, 3);
    fixture_sort(&scene->fixture);
    d1_strbuf_release(&text);
    options.ruleset = scene->ruleset;
    if (gate)
        options.gate_order =
            d1_ruleset_gate(scene->ruleset, d1_str_sub(d1_str(gate), 0, d1_str_find(d1_str(gate), ':', 0)))->order;
    scene->judged.engagement = scene->fixture.workspace.engagements.items[0];
    if (scene->fixture.workspace.policies.len)
        scene->judged.policy_artifact = scene->fixture.workspace.policies.items[0];
    for (size_t i = 0; i < 3; i++)
        for (size_t j = 0; j < scene->fixture.files[i].faults.len; j++)
            cr_assert_eq(d1_vec_push(&scene->judged.faults, scene->fixture.files[i].faults.items[j]), 0);
    cr_assert_eq(d1_judged_make(&scene->judged, &options, NULL), 0);
    return &scene->judged.verdict;
}

static inline const struct d1_engagement_verdict *judge(struct scene *scene, const char *as_of, const char *more,
                                                        const char *policy, const char *gate)
{
    return judge_changed(scene, as_of, NULL, NULL, more, policy, gate);
}

static inline void leave(struct scene *scene)
{
    d1_judged_release(&scene->judged);
    fixture_release(&scene->fixture);
    d1_ruleset_free(scene->ruleset);
}

static inline const struct d1_check_result *check(const struct d1_engagement_verdict *verdict, const char *id)
{
    for (size_t i = 0; i < verdict->check_count; i++)
        if (d1_str_is(verdict->checks[i].check->id, id))
            return &verdict->checks[i];
    cr_assert_fail("no check %s", id);
    return NULL;
}

static inline const struct d1_gate_result *gate(const struct d1_engagement_verdict *verdict, const char *id)
{
    for (size_t i = 0; i < verdict->gate_count; i++)
        if (d1_str_is(verdict->gates[i].id, id))
            return &verdict->gates[i];
    cr_assert_fail("no gate %s", id);
    return NULL;
}

static inline const struct d1_criterion_result *criterion(const struct d1_engagement_verdict *verdict, const char *id)
{
    for (size_t i = 0; i < verdict->criterion_count; i++)
        if (d1_str_is(verdict->criteria[i].criterion->id, id))
            return &verdict->criteria[i];
    cr_assert_fail("no criterion %s", id);
    return NULL;
}

static inline size_t findings(const struct d1_engagement_verdict *verdict, const char *id, enum d1_finding_state state)
{
    size_t count = 0;

    for (size_t i = 0; i < verdict->finding_count; i++)
        count += d1_str_is(verdict->findings[i].check->id, id) && verdict->findings[i].state == state;
    return count;
}

/* The help of the first finding of a check, or NULL. */
static inline const char *help_of(const struct d1_engagement_verdict *verdict, const char *id)
{
    for (size_t i = 0; i < verdict->finding_count; i++)
        if (d1_str_is(verdict->findings[i].check->id, id))
            return d1_finding_help(&verdict->findings[i]).ptr;
    return NULL;
}

#endif
