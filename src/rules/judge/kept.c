#include "rules/judge/kept.h"

#include "base/hash.h"

/*
 * Texts that were copied lately, by what they say: many checks of an engagement do not apply for the same reason, many
 * findings stand in one file, and criteria of one gate share its name.
 */
enum { RECENT = 256 };

struct keeper {
    const struct d1_arena *working;
    struct d1_arena *arena;
    struct d1_str recent[RECENT];
    bool oom;
};

/* A copy of `size` bytes, or the bytes themselves where they live on. */
static const void *keep_bytes(struct keeper *keeper, const void *bytes, size_t size)
{
    void *copy;

    if (!bytes || !d1_arena_holds(keeper->working, bytes))
        return bytes;
    copy = d1_arena_alloc(keeper->arena, size);
    if (copy && size)
        memcpy(copy, bytes, size);
    keeper->oom = keeper->oom || !copy;
    return copy;
}

static void keep_text(struct keeper *keeper, struct d1_str *text)
{
    struct d1_str *recent;

    if (!text->ptr || !d1_arena_holds(keeper->working, text->ptr))
        return;
    recent = &keeper->recent[d1_str_hash(*text) % RECENT];
    if (!recent->ptr || !d1_str_eq(*recent, *text)) {
        struct d1_str copy = d1_arena_str(keeper->arena, *text);

        if (!copy.ptr) {
            keeper->oom = true;
            return;
        }
        *recent = copy;
    }
    *text = *recent;
}

static void keep_location(struct keeper *keeper, struct d1_location *at)
{
    struct d1_str path = d1_str(at->place.path ? at->place.path : "");

    keep_text(keeper, &path);
    if (at->place.path)
        at->place.path = path.ptr;
    keep_text(keeper, &at->artifact);
    keep_text(keeper, &at->pointer);
}

static void keep_finding(struct keeper *keeper, struct d1_finding *finding)
{
    struct d1_related *related;

    keep_text(keeper, &finding->message);
    keep_text(keeper, &finding->help);
    keep_text(keeper, &finding->gate);
    keep_text(keeper, &finding->owner);
    keep_text(keeper, &finding->gone);
    keep_location(keeper, &finding->at);
    if (!finding->related_count)
        finding->related = NULL;
    related = (struct d1_related *)(uintptr_t)keep_bytes(keeper, finding->related,
                                                         finding->related_count * sizeof *finding->related);
    for (size_t i = 0; related && i < finding->related_count; i++) {
        keep_location(keeper, &related[i].at);
        keep_text(keeper, &related[i].message);
    }
    finding->related = related;
}

static const struct d1_str *keep_texts(struct keeper *keeper, const struct d1_str *texts, size_t count)
{
    struct d1_str *kept;

    if (!count)
        return NULL;
    kept = (struct d1_str *)(uintptr_t)keep_bytes(keeper, texts, count * sizeof *texts);
    for (size_t i = 0; kept && i < count; i++)
        keep_text(keeper, &kept[i]);
    return kept;
}

static void keep_waiver(struct keeper *keeper, struct d1_waiver *waiver)
{
    waiver->names = keep_texts(keeper, waiver->names, waiver->name_count);
    waiver->subjects = keep_texts(keeper, waiver->subjects, waiver->subject_count);
    keep_text(keeper, &waiver->id);
    keep_text(keeper, &waiver->why);
    keep_text(keeper, &waiver->reason);
    keep_text(keeper, &waiver->measure);
    keep_text(keeper, &waiver->requester);
    keep_text(keeper, &waiver->approver);
    keep_text(keeper, &waiver->renewal_of);
    keep_location(keeper, &waiver->at);
}

/* The waivers, to which findings point. */
static void keep_waivers(struct keeper *keeper, struct d1_judged *judged)
{
    struct d1_engagement_verdict *verdict = &judged->verdict;
    const struct d1_waiver *before = verdict->waivers;
    struct d1_waiver *waivers =
        (struct d1_waiver *)(uintptr_t)keep_bytes(keeper, before, verdict->waiver_count * sizeof *before);

    for (size_t i = 0; waivers && i < verdict->waiver_count; i++)
        keep_waiver(keeper, &waivers[i]);
    for (size_t i = 0; waivers && i < verdict->finding_count; i++)
        if (judged->findings[i].waiver)
            judged->findings[i].waiver = &waivers[judged->findings[i].waiver - before];
    verdict->waivers = waivers;
}

static void keep_gates(struct keeper *keeper, struct d1_judged *judged)
{
    struct d1_engagement_verdict *verdict = &judged->verdict;
    struct d1_gate_result *gates = (struct d1_gate_result *)(uintptr_t)keep_bytes(
        keeper, verdict->gates, verdict->gate_count * sizeof *verdict->gates);

    for (size_t i = 0; gates && i < verdict->gate_count; i++) {
        keep_text(keeper, &gates[i].id);
        keep_text(keeper, &gates[i].title);
        keep_text(keeper, &gates[i].reason);
    }
    judged->gates = gates;
    verdict->gates = gates;
}

static void keep_criteria(struct keeper *keeper, struct d1_engagement_verdict *verdict)
{
    struct d1_criterion_result *criteria = (struct d1_criterion_result *)(uintptr_t)verdict->criteria;

    for (size_t i = 0; i < verdict->criterion_count; i++) {
        struct d1_criterion_result *criterion = &criteria[i];

        keep_text(keeper, &criterion->gate);
        keep_text(keeper, &criterion->reason);
        if (criterion->failing_count)
            criterion->failing = keep_bytes(keeper, (const void *)criterion->failing,
                                            criterion->failing_count * sizeof *criterion->failing);
        else
            criterion->failing = NULL;
    }
}

static void keep_changes(struct keeper *keeper, struct d1_policy *policy)
{
    for (size_t i = 0; i < policy->changes.len; i++) {
        struct d1_policy_change *change = &policy->changes.items[i];

        keep_text(keeper, &change->what);
        keep_text(keeper, &change->name);
        keep_text(keeper, &change->from);
        keep_text(keeper, &change->to);
        keep_location(keeper, &change->at);
    }
}

int d1_judged_keep(struct d1_judged *judged, const struct d1_arena *working)
{
    struct d1_engagement_verdict *verdict = &judged->verdict;
    struct keeper keeper = {.working = working, .arena = &judged->arena};

    for (size_t i = 0; i < verdict->finding_count; i++)
        keep_finding(&keeper, &judged->findings[i]);
    for (size_t i = 0; i < verdict->check_count; i++)
        keep_text(&keeper, &judged->results[i].reason);
    keep_waivers(&keeper, judged);
    keep_gates(&keeper, judged);
    keep_criteria(&keeper, verdict);
    verdict->scores = keep_bytes(&keeper, verdict->scores, verdict->score_count * sizeof *verdict->scores);
    keep_location(&keeper, &verdict->at);
    keep_changes(&keeper, &judged->policy);
    return keeper.oom ? D1_ERR_MEMORY : 0;
}
