#include "engine/said/agenda.h"

#include <stdlib.h>

#include "base/limits.h"
#include "engine/said/recurring.h"
#include "engine/said/said.h"

struct maker {
    const struct d1_judged *judged;
    const struct d1_engagement *engagement;
    const struct d1_ruleset *ruleset;
    const char *owner; /* whose days; NULL: everybody's */
    struct d1_arena *arena;
    D1_VEC(struct d1_agenda_day) days;
    D1_VEC(struct d1_place) secrets; /* of discreet findings */
    size_t left_out;
    int64_t steps; /* of recurrences that may still be looked at */
    int status;
};

/* Whether the days of a person are asked for, or of everybody. */
static bool is_of(const struct maker *maker, struct d1_str person)
{
    return !maker->owner || d1_str_is(person, maker->owner);
}

static void add(struct maker *maker, struct d1_agenda_day day)
{
    if (maker->status < 0)
        return;
    if (!day.rule.len)
        day.next = day.date;
    if (maker->days.len == D1_LIMIT_AGENDA)
        maker->left_out++;
    else
        maker->status = d1_vec_push(&maker->days, day);
}

/* Whether a finding says that a secret stands on the lines of a node: then nothing shows what stands there. */
static bool is_secret(const struct maker *maker, const struct d1_node *node)
{
    const struct d1_place place = d1_node_place(node);
    const struct d1_artifact *artifact = maker->secrets.len ? d1_engagement_artifact(maker->engagement, node) : NULL;

    for (size_t i = 0; artifact && i < maker->secrets.len; i++) {
        const struct d1_place *secret = &maker->secrets.items[i];

        if (secret->line <= place.end_line && secret->end_line >= place.line &&
            strcmp(secret->path, artifact->path) == 0)
            return true;
    }
    return false;
}

static void gather_secrets(struct maker *maker)
{
    const struct d1_engagement_verdict *verdict = &maker->judged->verdict;

    for (size_t i = 0; i < verdict->finding_count && maker->status == 0; i++)
        if (verdict->findings[i].discreet && verdict->findings[i].at.place.path)
            maker->status = d1_vec_push(&maker->secrets, verdict->findings[i].at.place);
}

/* What an item is called, by whichever of the usual keys it has. */
static struct d1_str title_of(const struct maker *maker, const struct d1_node *item)
{
    static const char *const keys[] = {"title", "name", "text", "question"};

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const struct d1_node *title = d1_node_get(item, keys[i]);

        if (title && d1_node_text(title).len)
            return is_secret(maker, title) ? d1_str("") : d1_node_text(title);
    }
    return d1_str("");
}

/* ---- gates ---- */

static struct d1_str words_of(enum d1_gate_state state)
{
    static const char *const words[] = {
        [D1_GATE_FUTURE] = "to come",    [D1_GATE_MET] = "met",
        [D1_GATE_MET_LATE] = "met late", [D1_GATE_MET_WITH_WAIVERS] = "met with waivers",
        [D1_GATE_MISSED] = "missed",     [D1_GATE_UNDECIDED] = "undecided",
        [D1_GATE_BLOCKED] = "blocked",   [D1_GATE_NOT_APPLICABLE] = "not applicable",
    };

    return d1_str(words[state]);
}

/* Gates are everybody's who is in the engagement. */
static bool has_gates(const struct maker *maker)
{
    const struct d1_symbol *person = maker->owner ? d1_engagement_find(maker->engagement, d1_str(maker->owner)) : NULL;

    return !maker->owner || (person && person->type && d1_str_is(person->type->name, "Person"));
}

static void add_gates(struct maker *maker)
{
    const struct d1_engagement_verdict *verdict = &maker->judged->verdict;

    for (size_t i = 0; has_gates(maker) && i < verdict->gate_count; i++)
        if (verdict->gates[i].has_due && verdict->gates[i].state != D1_GATE_NOT_APPLICABLE)
            add(maker, (struct d1_agenda_day){
                           .kind = D1_AGENDA_GATE,
                           .id = verdict->gates[i].id,
                           .title = verdict->gates[i].title,
                           .note = words_of(verdict->gates[i].state),
                           .date = verdict->gates[i].due,
                       });
}

/* ---- what comes back ---- */

static bool is_invited(const struct maker *maker, const struct d1_node *item)
{
    const struct d1_node *audience = d1_node_get(item, "audience");

    if (is_of(maker, d1_node_get_text(item, "ownerRef")))
        return true;
    for (size_t i = 0; audience && audience->kind == D1_NODE_SEQUENCE && i < d1_node_count(audience); i++)
        if (is_of(maker, d1_node_text(d1_node_item(audience, i))))
            return true;
    return false;
}

/* The last day of an engagement that is over. */
static struct d1_figure_day last_day(const struct d1_engagement *engagement)
{
    struct d1_figure_day end = d1_said_day(engagement->root, "spec.dates.actualEnd");

    return end.has_date ? end : d1_said_day(engagement->root, "spec.dates.cancelled");
}

static void add_recurring(struct maker *maker, enum d1_agenda_kind kind, const struct d1_node *item)
{
    struct d1_figure_day last = last_day(maker->engagement);
    struct d1_recurring recurring;
    const struct d1_recurring_reading reading = {
        /* Nobody meets on a holiday, but the period of a report ends on one as on any other day. */
        .calendar = kind == D1_AGENDA_MEETING ? maker->engagement->calendar : NULL,
        .as_of = maker->judged->verdict.as_of,
        .has_last = last.has_date,
        .last = last.date,
        .steps = &maker->steps,
        .arena = maker->arena,
    };
    int found = d1_recurring_read(&recurring, item, &reading);

    if (found == D1_ERR_LIMIT)
        maker->left_out++;
    else if (found < 0)
        maker->status = found;
    if (found <= 0)
        return;
    add(maker, (struct d1_agenda_day){
                   .kind = kind,
                   .id = d1_node_get_text(item, "id"),
                   .title = title_of(maker, item),
                   .owner = d1_node_get_text(item, "ownerRef"),
                   .date = recurring.date,
                   .next = recurring.next,
                   .rule = recurring.rule,
                   .off = recurring.off,
                   .off_count = recurring.off_count,
               });
}

static void add_cadences(struct maker *maker)
{
    const struct d1_node_list *forums = d1_said_items(maker->engagement, "Forum");
    const struct d1_node_list *reports = d1_said_items(maker->engagement, "Report");

    for (size_t i = 0; i < forums->len && maker->status == 0; i++)
        if (is_invited(maker, forums->items[i]))
            add_recurring(maker, D1_AGENDA_MEETING, forums->items[i]);
    for (size_t i = 0; i < reports->len && maker->status == 0; i++)
        if (is_of(maker, d1_node_get_text(reports->items[i], "ownerRef")))
            add_recurring(maker, D1_AGENDA_REPORT, reports->items[i]);
}

/* ---- reviews ---- */

/* The value of a parameter that is a number of days or a score, as the policy has it; false where it is none. */
static bool parameter(const struct maker *maker, const char *name, int64_t *value)
{
    const struct d1_parameter *found = d1_ruleset_parameter(maker->ruleset, d1_str(name));
    const struct d1_node *node =
        found ? d1_policy_parameter(&maker->judged->policy, found, NULL, maker->engagement->profile) : NULL;

    if (!node || node->kind != D1_NODE_INT)
        return false;
    *value = node->value.integer;
    return true;
}

/* Adds the last day on which a review of what was reviewed on a day is in time. Nothing is reviewed after the end. */
static void add_review(struct maker *maker, struct d1_agenda_day review, struct d1_figure_day reviewed,
                       const char *days)
{
    struct d1_figure_day last = last_day(maker->engagement);
    int64_t limit;

    if (!reviewed.has_date || !parameter(maker, days, &limit) ||
        !d1_calendar_add_days(reviewed.date, limit, &review.date) || !is_of(maker, review.owner))
        return;
    if (!last.has_date || review.date <= last.date)
        add(maker, review);
}

/* A review that is dated ahead has not taken place. */
static struct d1_figure_day past_day(const struct maker *maker, const struct d1_node *node, const char *path)
{
    struct d1_figure_day day = d1_said_day(node, path);

    day.has_date = day.has_date && day.date <= maker->judged->verdict.as_of;
    return day;
}

static bool is_high(const struct maker *maker, const struct d1_node *risk)
{
    const struct d1_node *probability = d1_node_get(risk, "probability"), *impact = d1_node_get(risk, "impact");
    int64_t high;

    return probability && impact && probability->kind == D1_NODE_INT && impact->kind == D1_NODE_INT &&
           parameter(maker, "highRisk", &high) && probability->value.integer * impact->value.integer >= high;
}

/* As RSK-003 counts: finding a risk is its first review. */
static void add_risks(struct maker *maker)
{
    const struct d1_node_list *list = d1_said_items(maker->engagement, "Risk");

    for (size_t i = 0; i < list->len; i++) {
        const struct d1_node *risk = list->items[i];
        struct d1_figure_day reviewed = past_day(maker, risk, "lastReviewed");
        const struct d1_agenda_day review = {
            .kind = D1_AGENDA_REVIEW,
            .id = d1_node_get_text(risk, "id"),
            .title = title_of(maker, risk),
            .owner = d1_node_get_text(risk, "ownerRef"),
        };

        if (!reviewed.has_date)
            reviewed = past_day(maker, risk, "identified");
        if (d1_node_is_string(d1_node_get(risk, "status"), "open"))
            add_review(maker, review, reviewed, is_high(maker, risk) ? "highRiskReviewDays" : "riskReviewDays");
    }
}

/* "RaidLog/raid" */
static struct d1_str name_of(struct maker *maker, const char *kind, const struct d1_node *root)
{
    struct d1_str name = d1_arena_join(maker->arena, d1_str(kind), '/', d1_said_text(root, "metadata.name"));

    if (!name.ptr)
        maker->status = D1_ERR_MEMORY;
    return name;
}

/* Documents that are looked at again after some days; they have no owner. */
static void add_documents(struct maker *maker)
{
    static const struct {
        const char *kind, *days, *title;
    } rows[] = {
        {"StakeholderRegister", "stakeholderReviewDays", "Stakeholder register"},
        {"WorkingAgreement", "wagReviewDays", "Working agreement"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct d1_node_list *list = d1_said_artifacts(maker->engagement, rows[i].kind);

        for (size_t k = 0; k < list->len && maker->status == 0; k++) {
            const struct d1_agenda_day review = {
                .kind = D1_AGENDA_REVIEW,
                .id = name_of(maker, rows[i].kind, list->items[k]),
                .title = d1_str(rows[i].title),
            };

            add_review(maker, review, past_day(maker, list->items[k], "spec.lastReviewed"), rows[i].days);
        }
    }
}

/* Deliverables that the customer has and has not decided on. */
static void add_acceptances(struct maker *maker)
{
    const struct d1_node_list *list = d1_said_artifacts(maker->engagement, "AcceptanceRecord");

    for (size_t i = 0; i < list->len && maker->status == 0; i++) {
        struct d1_figure_day due = d1_said_day(list->items[i], "spec.reviewDue");
        struct d1_str person = d1_said_text(list->items[i], "spec.accepterRef");

        if (due.has_date && !d1_node_at(list->items[i], "spec.decision") && is_of(maker, person))
            add(maker, (struct d1_agenda_day){
                           .kind = D1_AGENDA_REVIEW,
                           .id = name_of(maker, "AcceptanceRecord", list->items[i]),
                           .title = d1_said_text(list->items[i], "spec.deliverableRef"),
                           .note = d1_str("review period ends"),
                           .owner = person,
                           .date = due.date,
                       });
    }
}

/* ---- what is due ---- */

static void add_milestones(struct maker *maker)
{
    const struct d1_node_list *list = d1_said_items(maker->engagement, "Milestone");

    for (size_t i = 0; i < list->len; i++) {
        const struct d1_node *milestone = list->items[i];
        struct d1_figure_day forecast = d1_said_day(milestone, "forecast");
        struct d1_figure_day day = forecast.has_date ? forecast : d1_said_day(milestone, "baseline");
        struct d1_str owner = d1_node_get_text(milestone, "ownerRef");

        if (day.has_date && !d1_node_get(milestone, "actual") && is_of(maker, owner))
            add(maker, (struct d1_agenda_day){
                           .kind = D1_AGENDA_MILESTONE,
                           .id = d1_node_get_text(milestone, "id"),
                           .title = title_of(maker, milestone),
                           .note = d1_str(forecast.has_date ? "forecast" : "baseline"),
                           .owner = owner,
                           .date = day.date,
                       });
    }
}

static void add_owned(struct maker *maker)
{
    size_t count;
    const struct d1_owned *types = d1_owned_types(&count);

    for (size_t i = 0; i < count; i++) {
        const struct d1_node_list *list = d1_said_items(maker->engagement, types[i].type);

        for (size_t k = 0; k < list->len; k++) {
            const struct d1_node *item = list->items[k];
            struct d1_figure_day due = d1_said_day(item, types[i].due);
            struct d1_str owner = d1_node_get_text(item, types[i].owner);

            if (due.has_date && !d1_owned_is_finished(&types[i], item, maker->judged->verdict.as_of) &&
                is_of(maker, owner))
                add(maker, (struct d1_agenda_day){
                               .kind = D1_AGENDA_DUE,
                               .id = d1_node_get_text(item, "id"),
                               .title = title_of(maker, item),
                               .note = d1_str(types[i].word),
                               .owner = owner,
                               .date = due.date,
                           });
        }
    }
}

/* ---- the whole ---- */

static int by_day(const void *left, const void *right)
{
    const struct d1_agenda_day *a = left, *b = right;

    if (a->next != b->next)
        return a->next < b->next ? -1 : 1;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    return d1_str_eq(a->id, b->id) ? d1_str_cmp(a->title, b->title) : d1_str_cmp(a->id, b->id);
}

int d1_agenda_make(struct d1_agenda *agenda, const struct d1_judged *judged, const struct d1_ruleset *ruleset,
                   const char *owner, struct d1_arena *arena)
{
    struct maker maker = {
        .judged = judged,
        .engagement = judged->engagement,
        .ruleset = ruleset,
        .owner = owner,
        .arena = arena,
        .steps = D1_LIMIT_AGENDA_STEPS,
    };
    struct d1_agenda_day *days;

    gather_secrets(&maker);
    add_gates(&maker);
    add_cadences(&maker);
    add_risks(&maker);
    add_documents(&maker);
    add_acceptances(&maker);
    add_milestones(&maker);
    add_owned(&maker);
    days = maker.status == 0 ? d1_arena_alloc(arena, (maker.days.len + 1) * sizeof *days) : NULL;
    if (days && maker.days.len) {
        memcpy(days, maker.days.items, maker.days.len * sizeof *days);
        qsort(days, maker.days.len, sizeof *days, by_day);
    }
    *agenda = (struct d1_agenda){
        .days = days,
        .count = days ? maker.days.len : 0,
        .left_out = maker.left_out,
        .partial = maker.engagement->partial,
        .stamp = d1_zone_instant(maker.engagement->zone, judged->verdict.as_of, 0),
    };
    d1_vec_release(&maker.days);
    d1_vec_release(&maker.secrets);
    return days ? 0 : D1_ERR_MEMORY;
}
