#include "engine/withheld/audience.h"

#include <stdlib.h>

#include "base/map.h"
#include "doc/pointer.h"

/* One engagement that is being restricted; the one of what belongs to none has no engagement. */
struct curtain {
    struct d1_run *run;
    const struct d1_engagement *engagement;
    struct d1_location front; /* where everything behind the curtain is said to be */
};

static bool is_shared(const struct d1_artifact *artifact)
{
    struct d1_str label = {0};
    const struct d1_node *node = artifact->root ? d1_node_at(artifact->root, "metadata.labels.audience") : NULL;

    if (node)
        label = d1_node_text(node);
    return label.len ? d1_str_is(label, "shared") : artifact->kind && artifact->kind->shared;
}

/* Artifacts of an engagement are in the order of their files, and of the documents in these. */
static int compare_artifact(const struct d1_artifact *artifact, const struct d1_location *at)
{
    int order = strcmp(artifact->path, at->place.path);

    return order ? order : (artifact->document > at->document) - (artifact->document < at->document);
}

static const struct d1_artifact *artifact_at(const struct curtain *curtain, const struct d1_location *at)
{
    const struct d1_engagement *engagement = curtain->engagement;
    size_t low = 0, high = engagement && at->place.path ? engagement->artifacts.len : 0;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare_artifact(engagement->artifacts.items[middle], at);

        if (order == 0)
            return engagement->artifacts.items[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* Whether a place, or what it stands in, may be seen. One of no document that is known may not. */
static bool may_see(const struct curtain *curtain, const struct d1_location *at)
{
    const struct d1_artifact *artifact = artifact_at(curtain, at);
    const struct d1_node *node;

    if (!artifact || !is_shared(artifact))
        return false;
    node = artifact->root ? d1_pointer_resolve(artifact->root, at->pointer) : NULL;
    for (; node; node = d1_node_parent(node))
        if (d1_artifact_is_marked(artifact, node, D1_ANNOTATION_INTERNAL))
            return false;
    return true;
}

static bool is_of_customer(const struct curtain *curtain, struct d1_str person)
{
    const struct d1_symbol *symbol =
        curtain->engagement && person.len ? d1_engagement_find(curtain->engagement, person) : NULL;

    return symbol && symbol->type && symbol->node && d1_str_is(symbol->type->name, "Person") &&
           d1_str_eq(d1_node_get_text(symbol->node, "org"), curtain->engagement->customer);
}

/* ---- findings ---- */

/* Findings behind the curtain that nobody is to tell apart: one stands for all of them. */
struct group {
    size_t first, count;
};

/* What findings of one group have in common, in words; ptr NULL when memory is short. */
static struct d1_str group_name(struct d1_arena *arena, const struct d1_finding *finding)
{
    return d1_arena_printf(arena, D1_STR_FMT " %d %d %d %d %p " D1_STR_FMT, D1_STR_ARG(finding->check->id),
                           (int)finding->state, (int)finding->severity, (int)finding->reported, (int)finding->baseline,
                           (const void *)finding->waiver, D1_STR_ARG(finding->gate));
}

/* Counts a finding among those that are like it; *out is their group. 0 or D1_ERR_MEMORY. */
static int join_group(struct d1_map *groups, struct d1_arena *arena, const struct d1_finding *finding, size_t index,
                      struct group **out)
{
    struct d1_str name = group_name(arena, finding);
    struct d1_map_entry *entry;
    int inserted = name.ptr ? d1_map_insert(groups, name, NULL, &entry) : D1_ERR_MEMORY;

    if (inserted == 1)
        entry->value = d1_arena_calloc(arena, 1, sizeof **out);
    if (inserted < 0 || !entry->value)
        return D1_ERR_MEMORY;
    *out = entry->value;
    if (!(*out)->count++)
        (*out)->first = index;
    return 0;
}

/* What is left of a finding that may not be seen, with how many there are of its kind. */
static int hide(const struct curtain *curtain, struct d1_finding *finding, size_t count)
{
    finding->message = d1_arena_printf(
        &curtain->run->arena,
        count == 1 ? "%zu finding in what is the provider's own" : "%zu findings in what is the provider's own", count);
    finding->help = d1_str("");
    finding->at = curtain->front;
    finding->related = NULL;
    finding->related_count = 0;
    finding->owner = finding->gone = d1_str("");
    return finding->message.ptr ? 0 : D1_ERR_MEMORY;
}

/* A finding that may be seen, without the places and the people that may not. 0 or D1_ERR_MEMORY. */
static int trim(const struct curtain *curtain, struct d1_finding *finding)
{
    struct d1_related *related = d1_arena_alloc(&curtain->run->arena, (finding->related_count + 1) * sizeof *related);
    size_t kept = 0;

    if (!related)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < finding->related_count; i++)
        if (may_see(curtain, &finding->related[i].at))
            related[kept++] = finding->related[i];
    finding->related = related;
    finding->related_count = kept;
    if (!is_of_customer(curtain, finding->owner))
        finding->owner = d1_str("");
    if (!is_of_customer(curtain, finding->gone))
        finding->gone = d1_str("");
    return 0;
}

/*
 * The groups of the findings that may not be seen, NULL in the place of one that may. A list of as many as there are
 * findings, in the arena.
 */
static struct group **group_findings(const struct curtain *curtain, const struct d1_finding *findings, size_t len)
{
    struct d1_arena *arena = &curtain->run->arena;
    struct group **list = d1_arena_calloc(arena, len + 1, sizeof *list);
    struct d1_map groups = {0};

    for (size_t i = 0; list && i < len; i++)
        if (!may_see(curtain, &findings[i].at) && join_group(&groups, arena, &findings[i], i, &list[i]) < 0)
            list = NULL;
    d1_map_release(&groups);
    return list;
}

/* Restricts a list of findings; *out has at most as many as before. 0 or D1_ERR_MEMORY. */
static int restrict_findings(const struct curtain *curtain, const struct d1_finding **findings, size_t *len)
{
    struct d1_finding *kept = d1_arena_alloc(&curtain->run->arena, (*len + 1) * sizeof *kept);
    struct group **groups = group_findings(curtain, *findings, *len);
    size_t count = 0;

    if (!kept || !groups)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < *len; i++) {
        if (groups[i] && groups[i]->first != i)
            continue;
        kept[count] = (*findings)[i];
        if ((groups[i] ? hide(curtain, &kept[count], groups[i]->count) : trim(curtain, &kept[count])) < 0)
            return D1_ERR_MEMORY;
        count++;
    }
    qsort(kept, count, sizeof *kept, d1_finding_order);
    *findings = kept;
    *len = count;
    return 0;
}

/* ---- waivers ---- */

/* That something is waived, and until when, is the customer's to know; why, and by whom, may be the provider's own. */
static void hide_waiver(const struct curtain *curtain, struct d1_waiver *waiver)
{
    waiver->why = waiver->why.len ? d1_str("what it says is the provider's own") : waiver->why;
    waiver->reason = waiver->measure = d1_str("the provider's own");
    waiver->subjects = NULL;
    waiver->subject_count = 0;
    waiver->requester = is_of_customer(curtain, waiver->requester) ? waiver->requester : d1_str("the provider");
    waiver->approver = is_of_customer(curtain, waiver->approver) ? waiver->approver : d1_str("the provider");
    waiver->at = curtain->front;
}

/* Restricts the waivers, and makes the findings that they cover name what is left of them. 0 or D1_ERR_MEMORY. */
static int restrict_waivers(const struct curtain *curtain, struct d1_engagement_verdict *verdict)
{
    struct d1_arena *arena = &curtain->run->arena;
    struct d1_waiver *waivers = d1_arena_alloc(arena, (verdict->waiver_count + 1) * sizeof *waivers);
    struct d1_finding *findings = d1_arena_alloc(arena, (verdict->finding_count + 1) * sizeof *findings);

    if (!waivers || !findings)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < verdict->waiver_count; i++) {
        waivers[i] = verdict->waivers[i];
        if (!may_see(curtain, &waivers[i].at))
            hide_waiver(curtain, &waivers[i]);
    }
    for (size_t i = 0; i < verdict->finding_count; i++) {
        findings[i] = verdict->findings[i];
        if (findings[i].waiver)
            findings[i].waiver = &waivers[findings[i].waiver - verdict->waivers];
    }
    verdict->waivers = waivers;
    verdict->findings = findings;
    return 0;
}

/* ---- documents, subjects, figures ---- */

static int restrict_artifacts(const struct curtain *curtain, struct d1_engagement_verdict *verdict)
{
    struct d1_artifact_info *list;

    if (!verdict->artifact_list)
        return 0;
    list = d1_arena_calloc(&curtain->run->arena, verdict->artifacts, sizeof *list);
    if (!list)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < verdict->artifacts; i++)
        list[i] = is_shared(curtain->engagement->artifacts.items[i]) ? verdict->artifact_list[i]
                                                                     : (struct d1_artifact_info){.path = ""};
    verdict->artifact_list = list;
    return 0;
}

static bool is_listed(const struct curtain *curtain, uint32_t artifact)
{
    return artifact < curtain->engagement->artifacts.len && is_shared(curtain->engagement->artifacts.items[artifact]);
}

static int restrict_subjects(const struct curtain *curtain, struct d1_engagement_verdict *verdict)
{
    struct d1_check_result *results =
        d1_arena_alloc(&curtain->run->arena, (verdict->check_count + 1) * sizeof *results);

    if (!results)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < verdict->check_count; i++) {
        struct d1_subject *list =
            d1_arena_alloc(&curtain->run->arena, (verdict->checks[i].list_count + 1) * sizeof *list);
        size_t count = 0;

        if (!list)
            return D1_ERR_MEMORY;
        results[i] = verdict->checks[i];
        for (size_t k = 0; k < results[i].list_count; k++)
            if (is_listed(curtain, results[i].list[k].artifact))
                list[count++] = results[i].list[k];
        results[i].list = list;
        results[i].list_count = count;
    }
    verdict->checks = results;
    return 0;
}

/* Keeps those items of a list of figures for which `keep` holds. */
#define FILTER(curtain, figures, type, list, keep)                                                                     \
    do {                                                                                                               \
        struct type *items_ = d1_arena_alloc(&(curtain)->run->arena, ((figures)->list##_count + 1) * sizeof *items_);  \
        size_t count_ = 0;                                                                                             \
        if (!items_)                                                                                                   \
            return D1_ERR_MEMORY;                                                                                      \
        for (size_t i = 0; i < (figures)->list##_count; i++) {                                                         \
            const struct type *item = &(figures)->list[i];                                                             \
            if (keep)                                                                                                  \
                items_[count_++] = *item;                                                                              \
        }                                                                                                              \
        (figures)->list = items_;                                                                                      \
        (figures)->list##_count = count_;                                                                              \
    } while (0)

static int restrict_figures(const struct curtain *curtain, struct d1_engagement_verdict *verdict)
{
    struct d1_figures *figures;

    if (!verdict->figures)
        return 0;
    figures = d1_arena_alloc(&curtain->run->arena, sizeof *figures);
    if (!figures)
        return D1_ERR_MEMORY;
    *figures = *verdict->figures;
    FILTER(curtain, figures, d1_person_figure, people, item->customer);
    FILTER(curtain, figures, d1_risk_figure, risks,
           is_listed(curtain, item->artifact) && !d1_str_is(item->type, "opportunity"));
    FILTER(curtain, figures, d1_milestone_figure, milestones, is_listed(curtain, item->artifact));
    FILTER(curtain, figures, d1_feedback_figure, feedback, is_listed(curtain, item->artifact));
    FILTER(curtain, figures, d1_status_figure, statuses, is_listed(curtain, item->artifact));
    figures->approved = figures->currency = d1_str("");
    verdict->figures = figures;
    return 0;
}

/* ---- the whole ---- */

/* What a run says of a file may be of any file; that it said something is left. */
static int restrict_notices(struct d1_run *run)
{
    struct d1_notice *notices = d1_arena_alloc(&run->arena, (run->verdict.notice_count + 1) * sizeof *notices);

    if (!notices)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < run->verdict.notice_count; i++) {
        notices[i] = run->verdict.notices[i];
        if (!notices[i].at.place.path)
            continue;
        notices[i].text = d1_str("something is said of a file that may be the provider's own");
        notices[i].at = (struct d1_location){0};
    }
    run->verdict.notices = notices;
    return 0;
}

static int restrict_engagement(struct d1_run *run, const struct d1_engagement *engagement,
                               struct d1_engagement_verdict *verdict)
{
    struct curtain curtain = {.run = run, .engagement = engagement, .front = verdict->at};

    if (restrict_waivers(&curtain, verdict) < 0 ||
        restrict_findings(&curtain, &verdict->findings, &verdict->finding_count) < 0 ||
        restrict_artifacts(&curtain, verdict) < 0 || restrict_subjects(&curtain, verdict) < 0)
        return D1_ERR_MEMORY;
    return restrict_figures(&curtain, verdict);
}

int d1_audience_restrict(struct d1_run *run, struct d1_engagement_verdict *engagements)
{
    struct d1_verdict *verdict = &run->verdict;
    struct curtain curtain = {.run = run, .front = {.place = {.path = "."}}};

    for (size_t i = 0; i < verdict->engagement_count; i++)
        if (restrict_engagement(run, run->judged[i].engagement, &engagements[i]) < 0)
            return D1_ERR_MEMORY;
    if (restrict_notices(run) < 0 || restrict_findings(&curtain, &verdict->solved, &verdict->solved_count) < 0)
        return D1_ERR_MEMORY;
    return restrict_findings(&curtain, &verdict->loose, &verdict->loose_count);
}
