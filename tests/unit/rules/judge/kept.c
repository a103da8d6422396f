/* What judging used is used again by the next engagement, and the verdict of the one before still says the same. */
#include "unit/rules/scene.h"

static void expect_text(struct d1_str kept, struct d1_str whole, const char *what, struct d1_str of)
{
    cr_expect(d1_str_eq(kept, whole), "%s of " D1_STR_FMT ": \"" D1_STR_FMT "\", not \"" D1_STR_FMT "\"", what,
              D1_STR_ARG(of), D1_STR_ARG(kept), D1_STR_ARG(whole));
}

static void expect_location(const struct d1_location *kept, const struct d1_location *whole, struct d1_str of)
{
    expect_text(d1_str(kept->place.path ? kept->place.path : ""), d1_str(whole->place.path ? whole->place.path : ""),
                "path", of);
    expect_text(kept->artifact, whole->artifact, "artifact", of);
    expect_text(kept->pointer, whole->pointer, "pointer", of);
}

static void expect_findings(const struct d1_engagement_verdict *kept, const struct d1_engagement_verdict *whole)
{
    cr_assert_eq(kept->finding_count, whole->finding_count);
    for (size_t i = 0; i < whole->finding_count; i++) {
        const struct d1_finding *a = &kept->findings[i], *b = &whole->findings[i];

        expect_text(a->message, b->message, "message", b->check->id);
        expect_text(a->help, b->help, "help", b->check->id);
        expect_text(a->gate, b->gate, "gate", b->check->id);
        expect_text(a->owner, b->owner, "owner", b->check->id);
        expect_text(a->gone, b->gone, "gone", b->check->id);
        expect_location(&a->at, &b->at, b->check->id);
        cr_assert_eq(a->related_count, b->related_count);
        for (size_t j = 0; j < b->related_count; j++) {
            expect_text(a->related[j].message, b->related[j].message, "related message", b->check->id);
            expect_location(&a->related[j].at, &b->related[j].at, b->check->id);
        }
    }
}

static void expect_same(const struct d1_engagement_verdict *kept, const struct d1_engagement_verdict *whole)
{
    expect_findings(kept, whole);
    for (size_t i = 0; i < whole->check_count; i++)
        expect_text(kept->checks[i].reason, whole->checks[i].reason, "reason", whole->checks[i].check->id);
    cr_assert_eq(kept->criterion_count, whole->criterion_count);
    for (size_t i = 0; i < whole->criterion_count; i++) {
        const struct d1_criterion_result *a = &kept->criteria[i], *b = &whole->criteria[i];

        expect_text(a->gate, b->gate, "gate", b->criterion->id);
        expect_text(a->reason, b->reason, "reason", b->criterion->id);
        cr_assert_eq(a->failing_count, b->failing_count);
        for (size_t j = 0; j < b->failing_count; j++)
            cr_expect_eq(a->failing[j], b->failing[j], D1_STR_FMT, D1_STR_ARG(b->criterion->id));
    }
    cr_assert_eq(kept->gate_count, whole->gate_count);
    for (size_t i = 0; i < whole->gate_count; i++) {
        expect_text(kept->gates[i].id, whole->gates[i].id, "id", whole->gates[i].id);
        expect_text(kept->gates[i].title, whole->gates[i].title, "title", whole->gates[i].id);
        expect_text(kept->gates[i].reason, whole->gates[i].reason, "reason", whole->gates[i].id);
    }
    for (size_t i = 0; i < whole->score_count; i++)
        cr_expect_eq(kept->scores[i].score, whole->scores[i].score);
    cr_assert_eq(kept->change_count, whole->change_count);
    for (size_t i = 0; i < whole->change_count; i++) {
        expect_text(kept->changes[i].from, whole->changes[i].from, "from", whole->changes[i].name);
        expect_text(kept->changes[i].to, whole->changes[i].to, "to", whole->changes[i].name);
        expect_location(&kept->changes[i].at, &whole->changes[i].at, whole->changes[i].name);
    }
    expect_location(&kept->at, &whole->at, whole->name);
    expect_text(kept->as_of_source, whole->as_of_source, "as of", whole->name);
}

/* Fills all memory that the room holds for engagements to come. */
static void spoil(struct d1_judge_room *room)
{
    size_t size = room->working.total;
    void *all = d1_arena_alloc(&room->working, size);

    cr_assert(size && all);
    memset(all, 0xa5, size);
    cr_assert_eq(room->working.total, size, "it is the memory that judging had");
}

/* Findings with related places, a missed gate, an engagement called off, milestones, a policy that moves a gate. */
Test(kept, a_verdict_says_the_same_when_its_memory_is_used_again)
{
    static const struct {
        const char *from, *to, *more, *policy;
    } scenes[] = {
        {NULL, NULL, RISKS("    - {id: risk-01, type: threat, status: open, probability: 5, impact: 5}\n"),
         POLICY("  profile: lite\n  gates: {s2d-exit: {due: \"2026-02-18\"}}\n  severity: {RSK-001: warning}\n")},
        {NULL, NULL, RISKS("    - {id: risk-01, type: threat, status: open}\n    - {id: risk-01, impact: 9}\n"), NULL},
        {"lifecycle: s2d", "lifecycle: cancelled\n  cancelled: {date: \"2026-02-12\", reason: Budget}\n", NULL, NULL},
    };

    for (size_t i = 0; i < sizeof scenes / sizeof *scenes; i++) {
        struct scene scene = {0};
        const struct d1_engagement_verdict *whole =
            judge_changed(&scene, "2026-02-20", scenes[i].from, scenes[i].to, scenes[i].more, scenes[i].policy, NULL);
        struct d1_judge_options options = {.as_of = {.kind = D1_AS_OF_DATE, .date = day("2026-02-20")},
                                           .ruleset = scene.ruleset,
                                           .most_subjects = 500};
        struct d1_judged judged = {.engagement = scene.judged.engagement,
                                   .policy_artifact = scene.judged.policy_artifact};
        struct d1_judge_room room = {0};

        for (size_t j = 0; j < scene.judged.faults.len; j++)
            cr_assert_eq(d1_vec_push(&judged.faults, scene.judged.faults.items[j]), 0);
        cr_assert_eq(d1_judged_make(&judged, &options, &room), 0);
        spoil(&room);
        expect_same(&judged.verdict, whole);
        d1_judged_release(&judged);
        d1_judge_room_release(&room);
        leave(&scene);
    }
}
