/* The waivers of an engagement, and which of them are in force. */
#include <stdlib.h>

#include "base/text/shorten.h"
#include "base/vec.h"
#include "rules/judge/waiving.h"

bool d1_waivers_rest_on(const struct d1_check *check)
{
    static const char *const checks[] = {"WVR-001", "WVR-002", "WVR-003", "WVR-004"};

    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
        if (d1_str_is(check->id, checks[i]))
            return true;
    return false;
}

enum d1_standing d1_standing_of(const struct d1_waiver *waiver)
{
    if (waiver->state == D1_WAIVER_IN_FORCE)
        return D1_STANDING_IN_FORCE;
    return waiver->state == D1_WAIVER_UNKNOWN ? D1_STANDING_UNKNOWN : D1_STANDING_IDLE;
}

/* ---- what is written ---- */

static size_t count_texts(const struct d1_node *list)
{
    return list && list->kind == D1_NODE_SEQUENCE ? d1_node_count(list) : 0;
}

static void copy_texts(struct d1_str *texts, const struct d1_node *list)
{
    for (size_t i = 0; i < count_texts(list); i++)
        texts[i] = d1_node_text(d1_node_item(list, i));
}

static int read_waiver(struct d1_judge *judge, struct d1_weighed *weighed, struct d1_waiver *waiver)
{
    const struct d1_node *item = weighed->item, *criteria = d1_node_get(item, "criteria"),
                         *checks = d1_node_get(item, "checks"), *subjects = d1_node_get(item, "subjectRefs");
    struct d1_str *names = d1_arena_alloc(judge->arena, (count_texts(criteria) + count_texts(checks)) * sizeof *names);
    struct d1_str *limits = d1_arena_alloc(judge->arena, count_texts(subjects) * sizeof *limits);

    if (!names || !limits)
        return D1_ERR_MEMORY;
    copy_texts(names, criteria);
    copy_texts(names + count_texts(criteria), checks);
    copy_texts(limits, subjects);
    *waiver = (struct d1_waiver){
        .id = d1_node_get_text(item, "id"),
        .why = d1_str(""),
        .names = names,
        .name_count = count_texts(criteria) + count_texts(checks),
        .subjects = limits,
        .subject_count = count_texts(subjects),
        .reason = d1_shorten_in(judge->arena, d1_node_get_text(item, "reason")),
        .measure = d1_shorten_in(judge->arena, d1_node_get_text(item, "compensatingMeasure")),
        .requester = d1_node_get_text(item, "requestedByRef"),
        .approver = d1_node_get_text(item, "approverRef"),
        .renewal_of = d1_node_get_text(item, "renewalOf"),
        .at = d1_location_of(judge->arena, weighed->artifact, item),
    };
    waiver->has_granted = d1_date_parse(d1_node_get_text(item, "granted"), &waiver->granted);
    waiver->has_expires = d1_date_parse(d1_node_get_text(item, "expires"), &waiver->expires);
    weighed->waiver = waiver;
    return waiver->reason.ptr && waiver->measure.ptr ? 0 : D1_ERR_MEMORY;
}

static int by_id(const void *left, const void *right)
{
    const struct d1_weighed *a = left, *b = right;
    int order = d1_str_cmp(d1_node_get_text(a->item, "id"), d1_node_get_text(b->item, "id"));
    uint32_t x = d1_node_doc(a->item)->source, y = d1_node_doc(b->item)->source;

    return order ? order : (x > y) - (x < y);
}

static int read_all(struct d1_judge *judge, const struct d1_node_list *items)
{
    struct d1_waivers *waivers = d1_arena_calloc(judge->arena, 1, sizeof *waivers);
    struct d1_waiver *kept = d1_arena_calloc(judge->arena, items->len, sizeof *kept);
    int result = 0;

    if (!waivers || !kept)
        return D1_ERR_MEMORY;
    waivers->list = d1_arena_calloc(judge->arena, items->len, sizeof *waivers->list);
    if (!waivers->list)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < items->len; i++)
        waivers->list[i] = (struct d1_weighed){
            .item = items->items[i],
            .artifact = d1_engagement_artifact(judge->engagement, items->items[i]),
            .unknown = d1_str(""),
        };
    qsort(waivers->list, items->len, sizeof *waivers->list, by_id);
    for (size_t i = 0; i < items->len && result == 0; i++)
        result = read_waiver(judge, &waivers->list[i], &kept[i]); /* one behind the other, for the verdict */
    waivers->count = items->len;
    judge->waivers = waivers;
    return result;
}

/* ---- what the checks of waivers say ---- */

void d1_waivers_note(struct d1_judge *judge, const struct d1_check *check, const struct d1_node *subject,
                     enum d1_subject_state state)
{
    struct d1_waivers *waivers = judge->waivers;

    if (!waivers || waivers->settled || state <= D1_SUBJECT_NOT_APPLICABLE)
        return;
    for (size_t i = 0; i < waivers->count; i++) {
        struct d1_weighed *weighed = &waivers->list[i];
        const struct d1_node *node = subject;

        while (node && node != weighed->item)
            node = d1_node_parent(node);
        if ((subject && !node) || weighed->worst >= state)
            continue;
        weighed->worst = state;
        weighed->fault = check;
    }
}

/* What is wrong in its file, beside what these checks look at: who is named there may be nobody. */
static void note_faults(struct d1_judge *judge, const struct d1_faults *faults)
{
    for (size_t i = 0; i < faults->len; i++) {
        const struct d1_check *check = d1_ruleset_check(judge->ruleset, d1_str(faults->items[i].check));

        for (size_t k = 0; check && k < judge->waivers->count; k++)
            if (judge->waivers->list[k].artifact == faults->items[i].artifact)
                d1_waivers_note(judge, check, judge->waivers->list[k].item,
                                faults->items[i].indeterminate ? D1_SUBJECT_INDETERMINATE : D1_SUBJECT_FAIL);
    }
}

/* A check that is not judged, or is judged in part only, says of no waiver that it is sound. */
static int judge_checks(struct d1_judge *judge)
{
    const struct d1_ruleset_private *private = judge->ruleset->private;

    for (size_t i = 0; i < private->rules.len; i++) {
        const struct d1_rule *rule = private->order[i];
        const struct d1_tally *tally = &judge->tallies[rule->check->index];

        if (!d1_waivers_rest_on(rule->check))
            continue;
        if (d1_judge_rule(judge, rule) < 0)
            return D1_ERR_MEMORY;
        if (tally->severity == D1_SEVERITY_OFF || tally->unseen)
            d1_waivers_note(judge, rule->check, NULL, D1_SUBJECT_INDETERMINATE);
    }
    return 0;
}

/* ---- which are in force ---- */

/* Whether the revision that is trusted has a waiver, saying the same. */
static enum d1_waiver_state stands_in_trusted(struct d1_judge *judge, const struct d1_node *item, struct d1_str *why)
{
    const struct d1_item_type *type = d1_kinds_type(judge->ruleset->kinds, d1_str("Waiver"));
    const struct d1_node_list *there = &judge->trusted->by_type[type->index];

    for (size_t i = 0; i < there->len; i++)
        if (d1_node_equal(there->items[i], item))
            return D1_WAIVER_IN_FORCE;
    *why = d1_arena_printf(judge->arena, "what it says is not in %s", judge->trusted_as);
    judge->oom = judge->oom || !why->ptr;
    if (!there->partial && !there->left_out)
        return D1_WAIVER_PENDING;
    *why = d1_arena_printf(judge->arena, "a file of %s could not be read", judge->trusted_as);
    judge->oom = judge->oom || !why->ptr;
    return D1_WAIVER_UNKNOWN;
}

enum d1_waiver_state d1_waivers_stood_before(struct d1_judge *judge, const struct d1_node *item, struct d1_str *why)
{
    struct d1_line *line;
    const struct d1_line_point *points;
    const struct d1_version *versions;
    struct d1_past *past;
    size_t count, all;
    uint32_t point;

    if (judge->trusted && !judge->replayed)
        return stands_in_trusted(judge, item, why);
    line = d1_judge_line(judge);
    *why = judge->no_line;
    if (!line)
        return D1_WAIVER_UNKNOWN;
    past = d1_line_past(line);
    points = d1_line_points(line, &all);
    d1_line_versions(line, item, &versions, &count);
    *why = d1_str("its file could not be read as it stands in history");
    if (!count)
        return D1_WAIVER_UNKNOWN;
    point = points[versions[count - 1].number].point;
    if (!judge->settled)
        d1_judge_note_behind(judge, point);
    if (judge->settled || point < d1_line_newest(line) || (d1_past_is_ideal(past) && point == 0))
        return D1_WAIVER_IN_FORCE;
    if (d1_past_is_unsaved(past, point)) {
        *why = d1_str("what it says is not committed yet");
        return D1_WAIVER_PENDING;
    }
    if (d1_past_cut(past) && point == d1_past_first(past)) {
        *why = d1_str(d1_past_cut(past));
        return D1_WAIVER_UNKNOWN;
    }
    *why = d1_str("what it says is not in the tree before this change: it counts from the next commit on");
    return D1_WAIVER_PENDING;
}

static struct d1_str on_day(struct d1_judge *judge, const char *format, d1_date day)
{
    char text[D1_DATE_TEXT];

    d1_date_format(day, text);
    return d1_arena_printf(judge->arena, format, text);
}

static void weigh(struct d1_judge *judge, struct d1_weighed *weighed)
{
    struct d1_waiver *waiver = weighed->waiver;
    const char *id = weighed->fault ? weighed->fault->id.ptr : "WVR-001";
    bool dated = waiver->has_granted && waiver->has_expires;

    if (waiver->has_expires && waiver->expires < judge->as_of) {
        waiver->state = D1_WAIVER_EXPIRED;
        waiver->why = on_day(judge, "it expired on %s", waiver->expires);
    } else if (weighed->worst == D1_SUBJECT_FAIL || !dated) {
        waiver->state = D1_WAIVER_UNSOUND;
        waiver->why = d1_arena_printf(judge->arena, "%s finds fault with it", id);
    } else if (waiver->granted > judge->as_of) {
        waiver->state = D1_WAIVER_FUTURE;
        waiver->why = on_day(judge, "its first day is %s", waiver->granted);
    } else {
        waiver->state = d1_waivers_stood_before(judge, weighed->item, &waiver->why);
        if (waiver->state == D1_WAIVER_IN_FORCE && weighed->worst == D1_SUBJECT_INDETERMINATE) {
            waiver->state = D1_WAIVER_UNKNOWN;
            waiver->why = d1_arena_printf(judge->arena, "%s could not be judged", id);
        } else if (waiver->state == D1_WAIVER_IN_FORCE && weighed->worst == D1_SUBJECT_OPEN) {
            waiver->state = D1_WAIVER_PENDING;
            waiver->why = d1_arena_printf(judge->arena, "%s is not settled yet", id);
        } else if (waiver->state == D1_WAIVER_IN_FORCE) {
            waiver->why = d1_str("");
            waiver->days_left = waiver->expires - judge->as_of;
        }
    }
    judge->oom = judge->oom || !waiver->why.ptr;
}

int d1_waivers_judge(struct d1_judge *judge, const struct d1_faults *const *faults, size_t count)
{
    const struct d1_item_type *type = d1_kinds_type(judge->ruleset->kinds, d1_str("Waiver"));
    const struct d1_node_list *items = type ? &judge->engagement->by_type[type->index] : NULL;

    if (!items || !items->len)
        return 0;
    if (read_all(judge, items) < 0)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < count; i++)
        note_faults(judge, faults[i]);
    if (judge_checks(judge) < 0)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < judge->waivers->count; i++)
        weigh(judge, &judge->waivers->list[i]);
    judge->waivers->settled = true;
    return judge->oom ? D1_ERR_MEMORY : d1_waivers_index(judge);
}

void d1_waivers_release(struct d1_waivers *waivers)
{
    if (waivers)
        d1_waivers_release_index(waivers);
}

const struct d1_waiver *d1_waivers_all(const struct d1_judge *judge, size_t *count)
{
    *count = judge->waivers ? judge->waivers->count : 0;
    return *count ? judge->waivers->list[0].waiver : NULL;
}

const struct d1_waiver *d1_waivers_find(const struct d1_judge *judge, const struct d1_node *item)
{
    for (size_t i = 0; judge->waivers && judge->waivers->settled && i < judge->waivers->count; i++)
        if (judge->waivers->list[i].item == item)
            return judge->waivers->list[i].waiver;
    return NULL;
}
