/* What waivers make of what fails: which check and subject each covers, and what that comes to. */
#include <string.h>

#include "base/vec.h"
#include "rules/judge/waiving.h"

/* ---- the index ---- */

static int add_naming(struct d1_namings *namings, const struct d1_criterion *criterion, const struct d1_waiver *waiver)
{
    struct d1_naming fresh = {.criterion = criterion}, *naming = NULL;
    enum d1_standing standing = d1_standing_of(waiver);

    for (size_t i = 0; i < namings->len && !naming; i++)
        if (namings->items[i].criterion == criterion)
            naming = &namings->items[i];
    if (!naming) {
        if (d1_vec_push(namings, fresh) < 0)
            return D1_ERR_MEMORY;
        naming = &namings->items[namings->len - 1];
    }
    if (!naming->waivers[standing])
        naming->waivers[standing] = waiver;
    return 0;
}

static struct d1_namings *limited_to(struct d1_judge *judge, struct d1_named_check *named, struct d1_str subject)
{
    struct d1_namings *namings = d1_map_get(&named->limited, subject);

    if (namings)
        return namings;
    namings = d1_arena_calloc(judge->arena, 1, sizeof *namings);
    if (!namings || d1_map_insert(&named->limited, subject, namings, NULL) < 0)
        return NULL;
    return namings;
}

static int name_check(struct d1_judge *judge, const struct d1_check *check, const struct d1_criterion *criterion,
                      const struct d1_waiver *waiver)
{
    struct d1_named_check **slot = &judge->waivers->named[check->index];

    if (!*slot)
        *slot = d1_arena_calloc(judge->arena, 1, sizeof **slot);
    if (!*slot)
        return D1_ERR_MEMORY;
    if (!waiver->subject_count)
        return add_naming(&(*slot)->whole, criterion, waiver);
    for (size_t i = 0; i < waiver->subject_count; i++) {
        struct d1_namings *namings = limited_to(judge, *slot, waiver->subjects[i]);

        if (!namings || add_naming(namings, criterion, waiver) < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

/* Whether nobody may waive a check: those of waivers, and what the policy has in `nonWaivable`. */
static bool is_firm(const struct d1_judge *judge, const struct d1_check *check)
{
    const struct d1_parameter *parameter = d1_ruleset_parameter(judge->ruleset, d1_str("nonWaivable"));
    const struct d1_node *list =
        parameter ? d1_policy_parameter(judge->policy, parameter, NULL, judge->engagement->profile) : NULL;

    if (d1_waivers_rest_on(check))
        return true;
    for (size_t i = 0; list && list->kind == D1_NODE_SEQUENCE && i < d1_node_count(list); i++)
        if (d1_str_eq(d1_node_text(d1_node_item(list, i)), check->id))
            return true;
    return false;
}

/* Room for what waivers of a criterion excuse of a check. */
static int add_excuse(struct d1_judge *judge, const struct d1_check *check, const struct d1_criterion *criterion)
{
    struct d1_tally *tally = &judge->tallies[check->index];
    struct d1_excuse *grown;

    for (size_t i = 0; i < tally->excuse_count; i++)
        if (tally->excuses[i].criterion == criterion)
            return 0;
    grown = d1_arena_calloc(judge->arena, tally->excuse_count + 1, sizeof *grown);
    if (!grown)
        return D1_ERR_MEMORY;
    if (tally->excuse_count)
        memcpy(grown, tally->excuses, tally->excuse_count * sizeof *grown);
    grown[tally->excuse_count++].criterion = criterion;
    tally->excuses = grown;
    return 0;
}

static int name_criterion(struct d1_judge *judge, const struct d1_criterion *criterion, const struct d1_waiver *waiver)
{
    int result = 0;

    for (size_t i = 0; i < criterion->check_count && result == 0; i++) {
        if (is_firm(judge, criterion->checks[i]))
            continue;
        result = name_check(judge, criterion->checks[i], criterion, waiver);
        if (result == 0 && waiver->state == D1_WAIVER_IN_FORCE)
            result = add_excuse(judge, criterion->checks[i], criterion);
    }
    return result;
}

bool d1_waivers_ask_for(struct d1_judge *judge, const struct d1_criterion *criterion)
{
    const struct d1_criterion_data *data = d1_ruleset_criterion_data(judge->ruleset, criterion);
    bool due = false;
    struct d1_cel_value value;

    if (!d1_str_is(criterion->criterion_class, "gating"))
        return false;
    for (size_t g = 0; g < data->gate_count && !due; g++)
        for (size_t k = 0; k < judge->gates.len && !due; k++) {
            const struct d1_gate_instance *instance = &judge->gates.items[k];

            due = instance->gate == data->gates[g] &&
                  d1_judge_is_due(judge, instance->gate, instance->id, instance->due) &&
                  !d1_judge_exemption(judge, instance->gate, instance->due).len;
        }
    if (!due || !data->applies || d1_judge_eval(judge, data->applies, &judge->base, &value) < 0)
        return due;
    return !d1_cel_is(value, D1_CEL_BOOL) || value.as.boolean;
}

int d1_waivers_index(struct d1_judge *judge)
{
    struct d1_waivers *waivers = judge->waivers;
    const struct d1_ruleset *ruleset = judge->ruleset;
    bool criteria = false;
    int result = 0;

    waivers->check_count = ruleset->check_count;
    waivers->named = d1_arena_calloc(judge->arena, ruleset->check_count, sizeof(struct d1_named_check *));
    waivers->asked = d1_arena_calloc(judge->arena, ruleset->criterion_count, sizeof *waivers->asked);
    if (!waivers->named || !waivers->asked)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < waivers->count; i++)
        for (size_t k = 0; k < waivers->list[i].waiver->name_count && result == 0; k++) {
            struct d1_str name = waivers->list[i].waiver->names[k];
            const struct d1_criterion *criterion = d1_ruleset_criterion(ruleset, name);
            const struct d1_check *check = d1_ruleset_check(ruleset, name);

            criteria = criteria || criterion;
            if (criterion)
                result = name_criterion(judge, criterion, waivers->list[i].waiver);
            else if (check)
                result = name_check(judge, check, NULL, waivers->list[i].waiver);
        }
    for (size_t i = 0; i < ruleset->criterion_count && criteria && result == 0; i++)
        waivers->asked[i] = d1_waivers_ask_for(judge, &ruleset->criteria[i]);
    return result;
}

void d1_waivers_release_index(struct d1_waivers *waivers)
{
    for (size_t i = 0; waivers->named && i < waivers->check_count; i++) {
        struct d1_named_check *named = waivers->named[i];

        if (!named)
            continue;
        for (size_t k = 0; k < named->limited.len; k++) {
            struct d1_namings *namings = named->limited.entries[k].value;

            d1_vec_release(namings);
        }
        d1_map_release(&named->limited);
        d1_vec_release(&named->whole);
    }
}

/* ---- what covers a subject ---- */

/* Adds what some waivers say to what is known, the first of each sort counting. */
static int merge(struct d1_namings *all, const struct d1_namings *some)
{
    for (size_t i = 0; some && i < some->len; i++)
        for (size_t s = 0; s < D1_STANDINGS; s++)
            if (some->items[i].waivers[s] && add_naming(all, some->items[i].criterion, some->items[i].waivers[s]) < 0)
                return D1_ERR_MEMORY;
    return 0;
}

/* What is limited to an item that a node lies in, or to its artifact. */
static int look_up(struct d1_judge *judge, const struct d1_named_check *named, const struct d1_node *node,
                   struct d1_namings *all)
{
    const struct d1_artifact *artifact = node ? d1_engagement_artifact(judge->engagement, node) : NULL;
    struct d1_str label;

    if (!artifact || !artifact->root || !named->limited.len)
        return 0;
    for (; node; node = d1_node_parent(node)) {
        node = d1_artifact_item(artifact, node);
        if (d1_artifact_item_type(artifact, judge->ruleset->kinds, node) &&
            merge(all, d1_map_get(&named->limited, d1_artifact_entry_name(artifact, node))) < 0)
            return D1_ERR_MEMORY;
    }
    label = d1_artifact_label(&judge->scratch, artifact);
    return label.ptr ? merge(all, d1_map_get(&named->limited, label)) : D1_ERR_MEMORY;
}

/* The first waiver of a criterion that stands at least so well. */
static const struct d1_waiver *best_of(const struct d1_naming *naming, enum d1_standing standing)
{
    for (size_t s = 0; s <= standing; s++)
        if (naming->waivers[s])
            return naming->waivers[s];
    return NULL;
}

static const struct d1_waiver *by_criterion(const struct d1_namings *namings, const struct d1_criterion *criterion,
                                            enum d1_standing standing)
{
    for (size_t i = 0; i < namings->len; i++)
        if (namings->items[i].criterion == criterion)
            return best_of(&namings->items[i], standing);
    return NULL;
}

static bool has_check(const struct d1_criterion *criterion, const struct d1_check *check)
{
    for (size_t i = 0; i < criterion->check_count; i++)
        if (criterion->checks[i] == check)
            return true;
    return false;
}

/*
 * The waiver that covers what fails in a check, among those that stand at least so well: one that names the check, else
 * one of a criterion, when no gating criterion that is due and has the check goes without.
 */
static const struct d1_waiver *covering(const struct d1_judge *judge, const struct d1_check *check,
                                        const struct d1_namings *namings, enum d1_standing standing)
{
    const struct d1_waiver *waiver = by_criterion(namings, NULL, standing);

    for (size_t i = 0; i < namings->len && !waiver; i++)
        if (namings->items[i].criterion)
            waiver = best_of(&namings->items[i], standing);
    if (!waiver || by_criterion(namings, NULL, standing))
        return waiver;
    for (size_t i = 0; i < judge->ruleset->criterion_count; i++)
        if (judge->waivers->asked[i] && has_check(&judge->ruleset->criteria[i], check) &&
            !by_criterion(namings, &judge->ruleset->criteria[i], standing))
            return NULL;
    return waiver;
}

static const struct d1_named_check *named_check(const struct d1_judge *judge, const struct d1_check *check)
{
    return judge->waivers && judge->waivers->named ? judge->waivers->named[check->index] : NULL;
}

/* ---- what it comes to ---- */

static void excuse(struct d1_tally *tally, const struct d1_namings *namings, const struct d1_draft *draft)
{
    for (size_t i = 0; i < tally->excuse_count; i++) {
        if (!by_criterion(namings, tally->excuses[i].criterion, D1_STANDING_IN_FORCE))
            continue;
        tally->excuses[i].all.failed++;
        tally->excuses[i].all.failed_errors += draft->severity == D1_SEVERITY_ERROR;
    }
}

/* The waivers are the judge's own, and this is the thread that judges. */
static void count_covered(struct d1_judge *judge, const struct d1_waiver *waiver)
{
    for (size_t i = 0; i < judge->waivers->count; i++)
        if (judge->waivers->list[i].waiver == waiver)
            judge->waivers->list[i].waiver->covered++;
}

static int remark(struct d1_judge *judge, struct d1_draft *draft, const char *format, const struct d1_waiver *waiver)
{
    struct d1_str text = d1_arena_printf(judge->arena, format, D1_STR_ARG(waiver->id), D1_STR_ARG(waiver->why));

    if (!draft->message.ptr)
        return 0;
    draft->message =
        d1_arena_printf(judge->arena, D1_STR_FMT " " D1_STR_FMT, D1_STR_ARG(draft->message), D1_STR_ARG(text));
    return text.ptr && draft->message.ptr ? 0 : D1_ERR_MEMORY;
}

static int apply(struct d1_judge *judge, struct d1_draft *draft, const struct d1_namings *namings)
{
    const struct d1_waiver *waiver = covering(judge, draft->check, namings, D1_STANDING_IN_FORCE);

    if (waiver) {
        draft->state = D1_FINDING_WAIVED;
        draft->waiver = waiver;
        count_covered(judge, waiver);
        return 0;
    }
    excuse(&judge->tallies[draft->check->index], namings, draft);
    draft->waiver = waiver = covering(judge, draft->check, namings, D1_STANDING_UNKNOWN);
    if (waiver) {
        draft->state = D1_FINDING_INDETERMINATE;
        return remark(judge, draft,
                      "(" D1_STR_FMT " would cover this, and whether it is in force is not known: " D1_STR_FMT ")",
                      waiver);
    }
    draft->waiver = waiver = covering(judge, draft->check, namings, D1_STANDING_IDLE);
    return waiver ? remark(judge, draft, "(" D1_STR_FMT " would cover this, but " D1_STR_FMT ")", waiver) : 0;
}

/* All waivers that name the check for a subject, or for where the finding stands. */
static int gather(struct d1_judge *judge, const struct d1_named_check *named, const struct d1_node *subject,
                  const struct d1_node *place, struct d1_namings *namings)
{
    int result = merge(namings, &named->whole);

    if (result == 0)
        result = look_up(judge, named, subject, namings);
    return result == 0 && place != subject ? look_up(judge, named, place, namings) : result;
}

int d1_waivers_apply(struct d1_judge *judge, struct d1_draft *draft, const struct d1_node *subject)
{
    const struct d1_named_check *named = named_check(judge, draft->check);
    struct d1_namings namings = {0};
    int result;

    if (!named || draft->state != D1_FINDING_FAIL)
        return 0;
    result = gather(judge, named, subject, draft->node, &namings);
    if (result == 0 && namings.len)
        result = apply(judge, draft, &namings);
    d1_vec_release(&namings);
    return result;
}

int d1_waivers_apply_missing(struct d1_judge *judge, struct d1_tally *tally, const struct d1_check *check)
{
    const struct d1_named_check *named = named_check(judge, check);
    struct d1_namings namings = {0};
    int result;

    if (!named || !tally->missing_due)
        return 0;
    result = gather(judge, named, judge->engagement->root, NULL, &namings);
    tally->missing_waived = result == 0 && covering(judge, check, &namings, D1_STANDING_IN_FORCE);
    for (size_t i = 0; i < tally->excuse_count && result == 0; i++)
        tally->excuses[i].missing = by_criterion(&namings, tally->excuses[i].criterion, D1_STANDING_IN_FORCE);
    if (result == 0 && !tally->missing_waived && covering(judge, check, &namings, D1_STANDING_UNKNOWN)) {
        tally->missing = tally->missing_due = false;
        tally->all.indeterminate++;
    }
    d1_vec_release(&namings);
    return result;
}

bool d1_waivers_lift(struct d1_judge *judge, const struct d1_check *check)
{
    const struct d1_named_check *named = named_check(judge, check);

    return named && covering(judge, check, &named->whole, D1_STANDING_IN_FORCE);
}

bool d1_waivers_name(const struct d1_judge *judge, const struct d1_criterion *criterion)
{
    bool errors = false;

    for (size_t i = 0; i < criterion->check_count; i++) {
        const struct d1_named_check *named = named_check(judge, criterion->checks[i]);

        if (named && by_criterion(&named->whole, criterion, D1_STANDING_IN_FORCE))
            return true;
        if (criterion->checks[i]->severity != D1_SEVERITY_ERROR)
            continue;
        if (!named || !by_criterion(&named->whole, NULL, D1_STANDING_IN_FORCE))
            return false;
        errors = true;
    }
    return errors;
}

/* ---- what has run out ---- */

/* The check of the first failure that a waiver would excuse, had it not run out; NULL where all holds by itself. */
static const struct d1_check *missed_by(const struct d1_judge *judge, const struct d1_waiver *waiver)
{
    for (size_t i = 0; i < judge->findings.len; i++)
        if (judge->findings.items[i].waiver == waiver && judge->findings.items[i].state == D1_FINDING_FAIL)
            return judge->findings.items[i].check;
    return NULL;
}

static bool stands_in(const struct d1_finding *finding, const struct d1_location *item)
{
    return finding->at.place.path && item->place.path && strcmp(finding->at.place.path, item->place.path) == 0 &&
           finding->at.document == item->document &&
           d1_str_eq(d1_str_sub(finding->at.pointer, 0, item->pointer.len), item->pointer);
}

int d1_waivers_remind(struct d1_judge *judge)
{
    for (size_t i = 0; judge->waivers && i < judge->waivers->count; i++) {
        const struct d1_waiver *waiver = judge->waivers->list[i].waiver;
        const struct d1_check *missed = waiver->state == D1_WAIVER_EXPIRED ? missed_by(judge, waiver) : NULL;

        for (size_t k = 0; missed && k < judge->findings.len; k++) {
            struct d1_finding *finding = &judge->findings.items[k];
            enum d1_severity most = judge->tallies[finding->check->index].severity;

            if (!d1_waivers_rest_on(finding->check) || finding->severity != D1_SEVERITY_NOTE ||
                !stands_in(finding, &waiver->at))
                continue;
            finding->severity = most < D1_SEVERITY_WARNING ? most : D1_SEVERITY_WARNING;
            finding->message = d1_arena_printf(judge->arena, D1_STR_FMT ", and " D1_STR_FMT " fails",
                                               D1_STR_ARG(finding->message), D1_STR_ARG(missed->id));
            if (!finding->message.ptr)
                return D1_ERR_MEMORY;
        }
    }
    return 0;
}
