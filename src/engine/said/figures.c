#include "engine/said/figures.h"

#include <stdlib.h>

#include "base/map.h"
#include "base/vec.h"
#include "engine/said/said.h"

/*
 * The lists of an engagement that are made. They grow on the heap and are copied into the arena at the end, so that
 * what the verdict points to stays.
 */
struct maker {
    const struct d1_engagement *engagement;
    struct d1_arena *arena;
    d1_date as_of;
    D1_VEC(struct d1_person_figure) people;
    D1_VEC(struct d1_risk_figure) risks;
    D1_VEC(struct d1_milestone_figure) milestones;
    D1_VEC(struct d1_feedback_figure) feedback;
    D1_VEC(struct d1_status_figure) statuses;
    D1_VEC(struct d1_signoff_figure) signoffs;
    struct d1_map by_id; /* of an owner: place in people, or NOBODY */
    int status;
};

#define NOBODY ((void *)UINTPTR_MAX)

/* ---- reading ---- */

/* A number from 1 to 5, or 0. */
static int step_at(const struct d1_node *node, const char *path)
{
    const struct d1_node *found = d1_node_at(node, path);

    if (!found || found->kind != D1_NODE_INT || found->value.integer < 1 || found->value.integer > 5)
        return 0;
    return (int)found->value.integer;
}

/* A number that is not negative, or -1. */
static double number_at(const struct d1_node *node, const char *path)
{
    const struct d1_node *found = d1_node_at(node, path);
    double value = -1;

    if (found && found->kind == D1_NODE_INT)
        value = (double)found->value.integer;
    else if (found && found->kind == D1_NODE_DOUBLE)
        value = found->value.number;
    return value >= 0 && value <= 1e15 ? value : -1;
}

/* The order in which an engagement has its artifacts: by path and document. */
static int compare(const struct d1_artifact *a, const struct d1_artifact *b)
{
    int order = strcmp(a->path, b->path);

    return order ? order : a->document < b->document ? -1 : a->document > b->document;
}

static uint32_t artifact_of(const struct maker *maker, const struct d1_node *node)
{
    const struct d1_artifact *artifact = d1_engagement_artifact(maker->engagement, node);
    size_t first = 0, last = maker->engagement->artifacts.len;

    while (last - first > 1) {
        size_t middle = first + (last - first) / 2;

        if (compare(maker->engagement->artifacts.items[middle], artifact) <= 0)
            first = middle;
        else
            last = middle;
    }
    return (uint32_t)first;
}

#define PUSH(maker, list, figure)                                                                                      \
    do {                                                                                                               \
        if ((maker)->status == 0)                                                                                      \
            (maker)->status = d1_vec_push(&(maker)->list, figure);                                                     \
    } while (0)

/* ---- people ---- */

/* The figure of a person, with a new one where there is none yet; NULL for what is no person, or for want of memory. */
static struct d1_person_figure *person_of(struct maker *maker, struct d1_str id)
{
    struct d1_person_figure person = {.id = id};
    const struct d1_symbol *symbol;
    struct d1_map_entry *entry;
    int inserted = d1_map_insert(&maker->by_id, id, (void *)(uintptr_t)maker->people.len, &entry);

    if (inserted == 0)
        return entry->value == NOBODY ? NULL : &maker->people.items[(uintptr_t)entry->value];
    symbol = inserted < 0 ? NULL : d1_engagement_find(maker->engagement, id);
    if (!symbol || !symbol->type || !d1_str_is(symbol->type->name, "Person")) {
        if (inserted < 0)
            maker->status = D1_ERR_MEMORY;
        else
            entry->value = NOBODY;
        return NULL;
    }
    person.name = d1_said_text(symbol->node, "name");
    person.organisation = d1_said_text(symbol->node, "org");
    person.customer = person.organisation.len && d1_str_eq(person.organisation, maker->engagement->customer);
    PUSH(maker, people, person);
    return maker->status < 0 ? NULL : &maker->people.items[maker->people.len - 1];
}

static void count_owned(struct maker *maker, struct d1_str owner, struct d1_figure_day due)
{
    struct d1_person_figure *person = owner.len ? person_of(maker, owner) : NULL;

    if (!person)
        return;
    person->open++;
    if (!due.has_date)
        return;
    person->overdue += due.date < maker->as_of;
    if (!person->next.has_date || due.date < person->next.date)
        person->next = due;
}

static int by_id(const void *left, const void *right)
{
    const struct d1_person_figure *a = left, *b = right;

    return d1_str_cmp(a->id, b->id);
}

static void gather_people(struct maker *maker)
{
    size_t count;
    const struct d1_owned *owned = d1_owned_types(&count);

    for (size_t i = 0; i < count; i++) {
        const struct d1_node_list *list = d1_said_items(maker->engagement, owned[i].type);

        for (size_t k = 0; k < list->len && maker->status == 0; k++)
            if (!d1_owned_is_finished(&owned[i], list->items[k], maker->as_of))
                count_owned(maker, d1_said_text(list->items[k], owned[i].owner),
                            d1_said_day(list->items[k], owned[i].due));
    }
    if (maker->people.len)
        qsort(maker->people.items, maker->people.len, sizeof *maker->people.items, by_id);
}

/* ---- risks and milestones ---- */

static void gather_risks(struct maker *maker)
{
    const struct d1_node_list *list = d1_said_items(maker->engagement, "Risk");

    for (size_t i = 0; i < list->len; i++) {
        const struct d1_node *risk = list->items[i];
        struct d1_risk_figure figure = {
            .id = d1_said_text(risk, "id"),
            .title = d1_said_text(risk, "title"),
            .owner = d1_said_text(risk, "ownerRef"),
            .type = d1_said_text(risk, "type"),
            .status = d1_said_text(risk, "status"),
            .probability = step_at(risk, "probability"),
            .impact = step_at(risk, "impact"),
            .residual_probability = step_at(risk, "residual.probability"),
            .residual_impact = step_at(risk, "residual.impact"),
            .reviewed = d1_said_day(risk, "lastReviewed"),
            .artifact = artifact_of(maker, risk),
        };

        PUSH(maker, risks, figure);
    }
}

/* The ids on the critical paths of all plans. */
static void gather_critical(struct maker *maker, struct d1_map *critical)
{
    const struct d1_node_list *plans = d1_said_artifacts(maker->engagement, "MilestonePlan");

    for (size_t i = 0; i < plans->len; i++) {
        const struct d1_node *path = d1_node_at(plans->items[i], "spec.criticalPath");

        for (size_t k = 0; path && path->kind == D1_NODE_SEQUENCE && k < d1_node_count(path); k++)
            if (d1_map_insert(critical, d1_node_text(d1_node_item(path, k)), NULL, NULL) < 0)
                maker->status = D1_ERR_MEMORY;
    }
}

static void gather_milestones(struct maker *maker)
{
    const struct d1_node_list *list = d1_said_items(maker->engagement, "Milestone");
    struct d1_map critical = {0};

    gather_critical(maker, &critical);
    for (size_t i = 0; i < list->len; i++) {
        const struct d1_node *milestone = list->items[i];
        struct d1_milestone_figure figure = {
            .id = d1_said_text(milestone, "id"),
            .title = d1_said_text(milestone, "title"),
            .owner = d1_said_text(milestone, "ownerRef"),
            .baseline = d1_said_day(milestone, "baseline"),
            .forecast = d1_said_day(milestone, "forecast"),
            .actual = d1_said_day(milestone, "actual"),
            .critical = d1_map_find(&critical, d1_said_text(milestone, "id")) != NULL,
            .artifact = artifact_of(maker, milestone),
        };

        PUSH(maker, milestones, figure);
    }
    d1_map_release(&critical);
}

/* ---- the customer's voice, states, sign-offs ---- */

static double mean_of(const struct d1_node *responses, size_t *count)
{
    double sum = 0;
    size_t scored = 0;

    *count = responses && responses->kind == D1_NODE_SEQUENCE ? d1_node_count(responses) : 0;
    for (size_t i = 0; i < *count; i++) {
        double score = number_at(d1_node_item(responses, i), "score");

        if (score >= 0) {
            sum += score;
            scored++;
        }
    }
    return scored ? sum / (double)scored : -1;
}

static void gather_feedback(struct maker *maker)
{
    const struct d1_node_list *list = d1_said_artifacts(maker->engagement, "CustomerFeedback");

    for (size_t i = 0; i < list->len; i++) {
        const struct d1_node *root = list->items[i];
        struct d1_feedback_figure figure = {
            .type = d1_said_text(root, "spec.type"),
            .sent = d1_said_day(root, "spec.sent"),
            .lowest = number_at(root, "spec.scale.min"),
            .highest = number_at(root, "spec.scale.max"),
            .target = number_at(root, "spec.target"),
            .artifact = artifact_of(maker, root),
        };

        figure.mean = mean_of(d1_node_at(root, "spec.responses"), &figure.responses);
        PUSH(maker, feedback, figure);
    }
}

static void gather_statuses(struct maker *maker)
{
    const struct d1_node_list *list = d1_said_artifacts(maker->engagement, "StatusReport");

    for (size_t i = 0; i < list->len; i++) {
        const struct d1_node *root = list->items[i];
        struct d1_status_figure figure = {
            .report = d1_said_text(root, "spec.reportRef"),
            .day = d1_said_day(root, "spec.date"),
            .overall = d1_said_text(root, "spec.health.overall"),
            .scope = d1_said_text(root, "spec.health.scope"),
            .schedule = d1_said_text(root, "spec.health.schedule"),
            .budget = d1_said_text(root, "spec.health.budget"),
            .quality = d1_said_text(root, "spec.health.quality"),
            .risk = d1_said_text(root, "spec.health.risk"),
            .actual = d1_said_text(root, "spec.budget.actual.amount"),
            .estimate = d1_said_text(root, "spec.budget.estimateAtCompletion.amount"),
            .currency = d1_said_text(root, "spec.budget.actual.currency"),
            .complete = number_at(root, "spec.budget.percentComplete"),
            .artifact = artifact_of(maker, root),
        };

        PUSH(maker, statuses, figure);
    }
}

/* Whether an address has a scheme (RFC 3986, 3.1), so that it is no path of the repository. */
static bool has_scheme(struct d1_str href)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", more[] = "0123456789+.-";
    size_t len = 0;

    while (len < href.len && (strchr(letters, href.ptr[len]) || (len && strchr(more, href.ptr[len]))) && href.ptr[len])
        len++;
    return len && len < href.len && href.ptr[len] == ':';
}

/* Whether there are fingerprints of what shows it, and none is of a file of the repository. */
static bool is_outside(const struct d1_node *signoff)
{
    const struct d1_node *evidence = d1_node_at(signoff, "spec.evidence");
    bool outside = false;

    for (size_t i = 0; evidence && i < d1_node_count(evidence); i++) {
        const struct d1_node *entry = d1_node_item(evidence, i);

        if (!d1_said_text(entry, "digest.sha256").len)
            continue;
        if (!has_scheme(d1_said_text(entry, "href")))
            return false;
        outside = true;
    }
    return outside;
}

static void count_signoff(struct maker *maker, struct d1_str method, bool outside)
{
    struct d1_signoff_figure figure = {.method = method, .count = 1, .outside = outside};

    for (size_t i = 0; i < maker->signoffs.len; i++)
        if (d1_str_eq(maker->signoffs.items[i].method, method)) {
            maker->signoffs.items[i].count++;
            maker->signoffs.items[i].outside += outside;
            return;
        }
    PUSH(maker, signoffs, figure);
}

static void gather_signoffs(struct maker *maker)
{
    static const char *const kinds[] = {"Approval", "AcceptanceRecord"};

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const struct d1_node_list *list = d1_said_artifacts(maker->engagement, kinds[i]);

        for (size_t k = 0; k < list->len; k++) {
            struct d1_str method = d1_said_text(list->items[k], "spec.method");

            count_signoff(maker, method.len ? method : d1_str("unknown"), is_outside(list->items[k]));
        }
    }
}

/* ---- the whole ---- */

static int by_sent(const void *left, const void *right)
{
    const struct d1_feedback_figure *a = left, *b = right;

    if (a->sent.has_date != b->sent.has_date)
        return a->sent.has_date ? 1 : -1;
    if (a->sent.date != b->sent.date)
        return a->sent.date < b->sent.date ? -1 : 1;
    return a->artifact < b->artifact ? -1 : a->artifact > b->artifact;
}

static int by_day(const void *left, const void *right)
{
    const struct d1_status_figure *a = left, *b = right;

    if (a->day.has_date != b->day.has_date)
        return a->day.has_date ? 1 : -1;
    if (a->day.date != b->day.date)
        return a->day.date < b->day.date ? -1 : 1;
    return a->artifact < b->artifact ? -1 : a->artifact > b->artifact;
}

static const void *keep(struct maker *maker, const void *items, size_t len, size_t size)
{
    void *kept = len && maker->status == 0 ? d1_arena_alloc(maker->arena, len * size) : NULL;

    if (kept)
        memcpy(kept, items, len * size);
    else if (len)
        maker->status = D1_ERR_MEMORY;
    return kept;
}

#define KEEP(maker, figures, list)                                                                                     \
    do {                                                                                                               \
        (figures)->list = keep(maker, (maker)->list.items, (maker)->list.len, sizeof *(maker)->list.items);            \
        (figures)->list##_count = (maker)->list.len;                                                                   \
        d1_vec_release(&(maker)->list);                                                                                \
    } while (0)

/* The budget of the contract; of two, in the first document. */
static void read_budget(struct maker *maker, struct d1_figures *figures)
{
    const struct d1_node_list *list = d1_said_artifacts(maker->engagement, "StatementOfWork");

    if (!list->len)
        return;
    figures->approved = d1_said_text(list->items[0], "spec.budget.amount");
    figures->currency = d1_said_text(list->items[0], "spec.budget.currency");
}

int d1_figures_make(struct d1_figures *figures, const struct d1_engagement *engagement, d1_date as_of,
                    struct d1_arena *arena)
{
    struct maker maker = {.engagement = engagement, .arena = arena, .as_of = as_of};

    gather_people(&maker);
    gather_risks(&maker);
    gather_milestones(&maker);
    gather_feedback(&maker);
    gather_statuses(&maker);
    gather_signoffs(&maker);
    read_budget(&maker, figures);
    if (maker.feedback.len)
        qsort(maker.feedback.items, maker.feedback.len, sizeof *maker.feedback.items, by_sent);
    if (maker.statuses.len)
        qsort(maker.statuses.items, maker.statuses.len, sizeof *maker.statuses.items, by_day);
    d1_map_release(&maker.by_id);
    KEEP(&maker, figures, people);
    KEEP(&maker, figures, risks);
    KEEP(&maker, figures, milestones);
    KEEP(&maker, figures, feedback);
    KEEP(&maker, figures, statuses);
    KEEP(&maker, figures, signoffs);
    return maker.status;
}
