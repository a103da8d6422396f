/*
 * A rule set that is only prepared compiles what it judges, and finds what one finds that is compiled; what the build
 * has compiled is what compiling makes, and is taken where the user has not changed what it is over.
 */
#include "rules/rule.h"
#include "unit/rules/scene.h"

#define RISK(id, more) "    - {id: " id ", type: threat, status: open" more "}\n"

/* Judges what a scene has judged again, by a rule set of its own that is only prepared. */
static struct d1_ruleset *judge_prepared(const struct scene *scene, struct d1_judged *judged, const char *as_of)
{
    struct d1_judge_options options = {.as_of = {.kind = D1_AS_OF_DATE, .date = day(as_of)}, .most_subjects = 500};
    struct d1_ruleset *ruleset;

    *judged =
        (struct d1_judged){.engagement = scene->judged.engagement, .policy_artifact = scene->judged.policy_artifact};
    for (size_t i = 0; i < scene->judged.faults.len; i++)
        cr_assert_eq(d1_vec_push(&judged->faults, scene->judged.faults.items[i]), 0);
    cr_assert_eq(d1_ruleset_load(&ruleset, NULL, NULL), 0);
    cr_assert_eq(d1_ruleset_prepare(ruleset, NULL), 0);
    options.ruleset = ruleset;
    cr_assert_eq(d1_judged_make(judged, &options, NULL), 0);
    return ruleset;
}

static void expect_same(const struct d1_engagement_verdict *whole, const struct d1_engagement_verdict *verdict)
{
    cr_assert_eq(verdict->check_count, whole->check_count);
    cr_assert_eq(verdict->criterion_count, whole->criterion_count);
    cr_assert_eq(verdict->finding_count, whole->finding_count);
    for (size_t i = 0; i < whole->check_count; i++) {
        const struct d1_check_result *a = &whole->checks[i], *b = &verdict->checks[i];

        cr_expect_eq(a->state, b->state, "%s", a->check->id.ptr);
        cr_expect(d1_str_eq(a->reason, b->reason), "%s", a->check->id.ptr);
        cr_expect_eq(a->subjects, b->subjects, "%s", a->check->id.ptr);
        cr_expect_eq(a->indeterminate, b->indeterminate, "%s", a->check->id.ptr);
    }
    for (size_t i = 0; i < whole->criterion_count; i++)
        cr_expect_eq(whole->criteria[i].state, verdict->criteria[i].state, "%s", whole->criteria[i].criterion->id.ptr);
    for (size_t i = 0; i < whole->finding_count; i++)
        cr_expect(d1_str_eq(whole->findings[i].message, verdict->findings[i].message), "%s",
                  whole->findings[i].message.ptr);
}

/* Sound ones, items that are invalid, a file that cannot be read, a reference that names nothing. */
Test(prepared, finds_what_a_compiled_one_finds)
{
    static const char *const documents[] = {
        "",
        RISKS(RISK("risk-01", "") RISK("risk-02", ", probability: 4, impact: 4, score: 3, actionRefs: [act-01]")),
        RISKS(RISK("risk-01", "") RISK("risk-02", ", impact: 9")),
        RISKS(RISK("risk-01", "")) "  actions: [\n",
        RISKS(RISK("risk-01", ", actionRefs: [act-99]")),
        "apiVersion: d1d/v1\nkind: RaidLogg\nmetadata: {name: raid}\nspec: {}\n",
    };
    static const char *const days[] = {"2026-02-10", "2026-02-20", "2026-08-01"};

    for (size_t i = 0; i < sizeof documents / sizeof *documents; i++)
        for (size_t j = 0; j < sizeof days / sizeof *days; j++) {
            struct scene scene = {0};
            const struct d1_engagement_verdict *whole = judge(&scene, days[j], documents[i], NULL, NULL);
            struct d1_judged judged;
            struct d1_ruleset *ruleset = judge_prepared(&scene, &judged, days[j]);

            expect_same(whole, &judged.verdict);
            d1_judged_release(&judged);
            d1_ruleset_free(ruleset);
            leave(&scene);
        }
}

static const struct d1_rule *rule_of(const struct d1_ruleset *ruleset, const char *id)
{
    return d1_ruleset_rule(ruleset, d1_ruleset_check(ruleset, d1_str(id)));
}

Test(prepared, compiles_no_more_than_is_judged)
{
    struct scene scene = {0};
    struct d1_judged judged;
    struct d1_ruleset *ruleset;

    judge(&scene, "2026-02-20", RISKS(RISK("risk-01", "")), NULL, NULL);
    ruleset = judge_prepared(&scene, &judged, "2026-02-20");
    cr_expect_not(rule_of(ruleset, "LSN-001")->begun, "there is no LessonsLearned");
    cr_expect(rule_of(ruleset, "ACT-001")->begun);
    cr_expect_eq(rule_of(ruleset, "ACT-001")->parts[0].ready, D1_READY_SUBJECTS, "there is no action");
    cr_expect_eq(rule_of(ruleset, "RSK-005")->parts[0].ready, D1_READY_CONDITIONS, "no score is declared");
    cr_expect_eq(rule_of(ruleset, "RSK-001")->parts[0].ready, D1_READY_MESSAGES, "there are too few risks");
    cr_expect_not(rule_of(ruleset, "RSK-003")->read, "nothing is left out");
    cr_assert_eq(d1_rule_read_all(ruleset, rule_of(ruleset, "LSN-001")), 0);
    cr_expect(rule_of(ruleset, "LSN-001")->read && rule_of(ruleset, "LSN-001")->parts[0].ready == D1_READY_MESSAGES);
    d1_judged_release(&judged);
    d1_ruleset_free(ruleset);
    leave(&scene);
}

/* ---- what the build has compiled ---- */

extern const char d1_programs_data[], d1_programs_end[];

Test(prepared, what_the_build_has_compiled_is_what_compiling_makes)
{
    struct d1_strbuf written = {0};
    struct d1_ruleset *ruleset;
    size_t size = (size_t)(d1_programs_end - d1_programs_data);

    cr_assert_eq(d1_ruleset_load(&ruleset, NULL, NULL), 0);
    cr_assert_eq(d1_ruleset_write_programs(ruleset, &written, NULL, NULL), 0);
    cr_expect_not(ruleset->private->taken);
    cr_assert_eq(written.len, size);
    cr_expect_eq(memcmp(written.ptr, d1_programs_data, size), 0);
    d1_strbuf_release(&written);
    d1_ruleset_free(ruleset);
}

/* The rule set of judge() is taken; this one has compiled everything. */
Test(prepared, what_is_taken_judges_as_what_is_compiled)
{
    struct scene scene = {0};
    const struct d1_engagement_verdict *taken =
        judge(&scene, "2026-08-01", RISKS(RISK("risk-01", "") RISK("risk-02", ", impact: 9")), NULL, NULL);
    struct d1_judge_options options = {.as_of = {.kind = D1_AS_OF_DATE, .date = day("2026-08-01")},
                                       .most_subjects = 500};
    struct d1_judged judged = {.engagement = scene.judged.engagement, .policy_artifact = scene.judged.policy_artifact};
    struct d1_strbuf written = {0};
    struct d1_ruleset *ruleset;

    cr_expect(scene.ruleset->private->taken);
    for (size_t i = 0; i < scene.judged.faults.len; i++)
        cr_assert_eq(d1_vec_push(&judged.faults, scene.judged.faults.items[i]), 0);
    cr_assert_eq(d1_ruleset_load(&ruleset, NULL, NULL), 0);
    cr_assert_eq(d1_ruleset_write_programs(ruleset, &written, NULL, NULL), 0);
    options.ruleset = ruleset;
    cr_assert_eq(d1_judged_make(&judged, &options, NULL), 0);
    expect_same(taken, &judged.verdict);
    cr_expect(d1_str_eq(ruleset->private->catalog_digest, scene.ruleset->private->catalog_digest));
    d1_strbuf_release(&written);
    d1_judged_release(&judged);
    d1_ruleset_free(ruleset);
    leave(&scene);
}

#define OWN_RULE(more)                                                                                                 \
    "apiVersion: d1lint/v1\nkind: Rule\nmetadata: {name: OWN-001}\n"                                                   \
    "spec:\n"                                                                                                          \
    "  title: Risk has no owner\n"                                                                                     \
    "  sentence: Every risk has an owner.\n"                                                                           \
    "  severity: warning\n"                                                                                            \
    "  due: always\n"                                                                                                  \
    "  needs: [RaidLog]\n"                                                                                             \
    "  each: items.Risk\n"                                                                                             \
    "  assert: has(it.ownerRef)\n"                                                                                     \
    "  message: nobody owns it\n"                                                                                      \
    "  help: Name the owner.\n"                                                                                        \
    "  why: A risk that nobody owns is looked at by nobody.\n"                                                         \
    "  examples:\n"                                                                                                    \
    "    - {name: nobody owns it, change: [{remove: RaidLog/raid#risk-01/ownerRef}], expect: [{at: "                   \
    "RaidLog/raid#risk-01}]}\n"                                                                                        \
    "    - {name: every risk has one, base: s2d, asOf: \"2026-02-16\", expect: []}\n" more
#define OWN_PARAMETER(name)                                                                                            \
    "  parameters:\n"                                                                                                  \
    "    " name ": {description: How many., schema: {type: integer}, default: 1, looser: larger}\n"
#define OWN_FUNCTION                                                                                                   \
    "---\napiVersion: d1lint/v1\nkind: Function\nmetadata: {name: ownOne}\nspec:\n  summary: One.\n  parameters: []\n" \
    "  result: int\n  body: '1'\n  examples: [{call: ownOne(), gives: 1}]\n"

Test(prepared, what_is_the_users_own_may_change_what_it_is_over)
{
    static const struct {
        const char *own;
        bool taken;
    } rows[] = {
        {OWN_RULE(""), true},
        {OWN_RULE(OWN_PARAMETER("ownDays")), true},
        {OWN_RULE(OWN_PARAMETER("minRisks")), false},
        {OWN_RULE("") OWN_FUNCTION, false},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct scene scene = {.own = rows[i].own};

        judge(&scene, "2026-02-20", RISKS(RISK("risk-01", "")), NULL, NULL);
        cr_expect_eq(scene.ruleset->private->taken, rows[i].taken, "%zu", i);
        leave(&scene);
    }
}
