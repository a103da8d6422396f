#include "engagement/engagement.h"

#include <assert.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/memory/alloc.h"
#include "base/vec.h"
#include "engagement/names/references.h"

int d1_engagement_elsewhere(const struct d1_engagement *engagement, struct d1_str what, struct d1_str *where)
{
    const struct d1_elsewhere *elsewhere = engagement->elsewhere;

    *where = d1_str("");
    return elsewhere ? elsewhere->ask(elsewhere->context, engagement, what, where) : 0;
}

bool d1_engagement_is_filled(const struct d1_engagement *engagement)
{
    return engagement->by_kind || !engagement->artifacts.len;
}

const struct d1_symbol *d1_engagement_find(const struct d1_engagement *engagement, struct d1_str id)
{
    assert(d1_engagement_is_filled(engagement));
    return d1_map_get(&engagement->symbols, id);
}

static bool is_invalid(const struct d1_artifact *artifact, const struct d1_node *node)
{
    for (size_t i = 0; i < artifact->invalid_count; i++)
        if (artifact->invalid[i] == node)
            return true;
    return false;
}

const struct d1_node *d1_engagement_item(const struct d1_engagement *engagement, const struct d1_item_type *type,
                                         struct d1_str id)
{
    const struct d1_node_list *list = &engagement->by_type[type->index];

    for (size_t i = 0; i < list->len; i++)
        if (d1_str_eq(d1_node_text(d1_node_get_str(list->items[i], type->key)), id))
            return list->items[i];
    return NULL;
}

const struct d1_artifact *d1_engagement_artifact(const struct d1_engagement *engagement, const struct d1_node *node)
{
    const struct d1_doc *doc = d1_node_doc(node);

    if (doc->source >= engagement->artifacts.len || engagement->artifacts.items[doc->source]->doc != doc)
        return NULL;
    return engagement->artifacts.items[doc->source];
}

/* ---- what the Engagement says of itself ---- */

static enum d1_profile profile_of(const struct d1_node *spec)
{
    for (enum d1_profile p = 0; p < D1_PROFILE_COUNT; p++)
        if (d1_node_is_string(d1_node_get(spec, "profile"), d1_profile_name(p)))
            return p;
    return D1_PROFILE_STANDARD;
}

static unsigned work_week(const struct d1_node *days)
{
    unsigned week = 0;

    for (size_t i = 0; days && i < d1_node_count(days); i++) {
        int day = d1_calendar_weekday(d1_node_text(d1_node_item(days, i)));

        if (day >= 0)
            week |= 1u << day;
    }
    return week ? week : D1_CALENDAR_MONDAY_TO_FRIDAY;
}

/* Without a readable calendar working days are Monday to Friday, without a zone the day is UTC's. */
static int read_calendar(struct d1_engagement *engagement, const struct d1_node *spec)
{
    const struct d1_node *holidays = d1_node_at(spec, "calendar.holidays");
    const struct d1_node *days = d1_node_at(spec, "calendar.workWeek");
    size_t count = holidays && holidays->kind == D1_NODE_SEQUENCE ? d1_node_count(holidays) : 0, kept = 0;
    d1_date *dates;
    int result;

    if (count > D1_LIMIT_HOLIDAYS)
        count = D1_LIMIT_HOLIDAYS;
    dates = d1_malloc(count * sizeof *dates);
    if (!dates)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < count; i++)
        kept += d1_date_parse(d1_node_text(d1_node_item(holidays, i)), &dates[kept]);
    result = d1_calendar_new(&engagement->calendar, work_week(days && days->kind == D1_NODE_SEQUENCE ? days : NULL),
                             dates, kept, NULL);
    d1_free(dates);
    engagement->has_zone = d1_zone_find(d1_node_get_text(spec, "timeZone"), &engagement->zone, NULL) == 0;
    if (!engagement->has_zone)
        engagement->zone = d1_zone_utc();
    return result;
}

/* ---- items ---- */

static int add_symbol(struct d1_engagement *engagement, struct d1_str key, struct d1_symbol symbol,
                      struct d1_symbol **first)
{
    struct d1_symbol *kept = d1_arena_alloc(&engagement->arena, sizeof *kept);
    struct d1_map_entry *entry;
    int inserted;

    if (!kept)
        return D1_ERR_MEMORY;
    *kept = symbol;
    inserted = d1_map_insert(&engagement->symbols, key, kept, &entry);
    if (inserted == 0)
        *first = entry->value;
    return inserted < 0 ? D1_ERR_MEMORY : 0;
}

/* Whether the two documents have another id in common that is told already: one of them is a copy. */
static bool is_of_a_copy(const struct d1_engagement *engagement, const struct d1_symbol *first,
                         const struct d1_symbol *second)
{
    for (size_t i = engagement->faults.len; i-- > 0 && first->artifact != second->artifact;) {
        const struct d1_fault *fault = &engagement->faults.items[i];

        if (fault->artifact == second->artifact && fault->related_artifact == first->artifact &&
            strcmp(fault->check, "REF-002") == 0)
            return true;
    }
    return false;
}

static int duplicate(struct d1_engagement *engagement, struct d1_str id, const struct d1_symbol *first,
                     const struct d1_symbol *second)
{
    const struct d1_node *node = second->id;
    struct d1_fault fault = {
        .check = "REF-002",
        .artifact = second->artifact,
        .node = node,
        .place = d1_artifact_place(second->artifact, node),
        .key = id,
        .related = d1_artifact_place(first->artifact, first->id),
        .related_artifact = first->artifact,
        .related_node = first->id,
        .related_message = d1_str("first defined here"),
        .follows = is_of_a_copy(engagement, first, second),
    };

    if (engagement->faults.len >= D1_LIMIT_FINDINGS_PER_CHECK) {
        engagement->dropped_faults++;
        return 0;
    }
    if (node && node->expanded)
        return d1_fault_add(&engagement->faults, &engagement->arena, fault,
                            "`" D1_STR_FMT
                            "` is defined a second time by an alias (`*`) of the item; write the item out "
                            "under an id of its own",
                            D1_STR_ARG(id));
    if (second->type && !d1_str_is(second->type->key, "id"))
        return d1_fault_add(&engagement->faults, &engagement->arena, fault,
                            "`" D1_STR_FMT "` has two entries, the first in %s:%u; merge them into one", D1_STR_ARG(id),
                            fault.related.path, (unsigned)fault.related.line);
    return d1_fault_add(&engagement->faults, &engagement->arena, fault,
                        "%s `" D1_STR_FMT "` is defined twice, first in %s:%u; give one of the two an id of its own",
                        second->type ? "id" : "artifact", D1_STR_ARG(id), fault.related.path,
                        (unsigned)fault.related.line);
}

static int duplicate_criterion(struct d1_engagement *engagement, const struct d1_artifact *artifact,
                               const struct d1_node *deliverable, const struct d1_node *first, const struct d1_node *id)
{
    struct d1_str of = d1_node_get_text(deliverable, "id");
    struct d1_fault fault = {
        .check = "REF-002",
        .artifact = artifact,
        .node = id,
        .place = d1_artifact_place(artifact, id),
        .key = d1_arena_join(&engagement->arena, of, ' ', d1_node_text(id)),
        .related = d1_artifact_place(artifact, first),
        .related_artifact = artifact,
        .related_node = first,
        .related_message = d1_str("first defined here"),
    };

    if (!fault.key.ptr)
        return D1_ERR_MEMORY;
    if (engagement->faults.len >= D1_LIMIT_FINDINGS_PER_CHECK) {
        engagement->dropped_faults++;
        return 0;
    }
    return d1_fault_add(&engagement->faults, &engagement->arena, fault,
                        "criterion `" D1_STR_FMT "` of " D1_STR_FMT
                        " is defined twice, first in %s:%u; give one of the two an id of its own",
                        D1_STR_ARG(d1_node_text(id)), D1_STR_ARG(of), fault.related.path, (unsigned)fault.related.line);
}

/*
 * The name of a symbol. Items that are told apart by another property than an id (a stakeholder by its person) have
 * a space of names of their own, since that property may well be an id of something else.
 */
static struct d1_str symbol_key(struct d1_engagement *engagement, const struct d1_item_type *type, struct d1_str id)
{
    if (d1_str_is(type->key, "id"))
        return id;
    return d1_arena_join(&engagement->arena, type->name, ' ', id);
}

/* Criteria are told apart within their deliverable alone. */
static int check_criteria(struct d1_engagement *engagement, const struct d1_artifact *artifact,
                          const struct d1_node *deliverable)
{
    const struct d1_node *criteria = d1_node_get(deliverable, "acceptanceCriteria");
    size_t count = criteria && criteria->kind == D1_NODE_SEQUENCE ? d1_node_count(criteria) : 0;
    struct d1_map ids = {0};
    int result = 0;

    for (size_t i = 0; i < count && result == 0; i++) {
        const struct d1_node *id = d1_node_get(d1_node_item(criteria, i), "id");
        struct d1_map_entry *first;

        if (!id || id->kind != D1_NODE_STRING || !d1_node_text(id).len)
            continue;
        result = d1_map_insert(&ids, d1_node_text(id), (void *)id, &first);
        if (result == 0)
            result = duplicate_criterion(engagement, artifact, deliverable, first->value, id);
        else if (result > 0)
            result = 0;
    }
    d1_map_release(&ids);
    return result;
}

static int define_item(struct d1_engagement *engagement, const struct d1_artifact *artifact,
                       const struct d1_item_type *type, const struct d1_node *item, const struct d1_node *id)
{
    struct d1_symbol symbol = {.type = type, .node = item, .id = id, .artifact = artifact}, *first = NULL;
    struct d1_str key;

    if (!id || id->kind != D1_NODE_STRING || !d1_node_text(id).len)
        return 0;
    key = symbol_key(engagement, type, d1_node_text(id));
    if (!key.ptr || add_symbol(engagement, key, symbol, &first) < 0)
        return D1_ERR_MEMORY;
    return first ? duplicate(engagement, d1_node_text(id), first, &symbol) : 0;
}

static int add_marked_items(struct d1_engagement *engagement, const struct d1_artifact *artifact)
{
    for (size_t i = 0; i < artifact->mark_count; i++) {
        const struct d1_mark *mark = &artifact->marks[i];
        const struct d1_item_type *type;
        struct d1_node_list *list;

        if (mark->annotation != D1_ANNOTATION_ITEM || mark->node->kind != D1_NODE_MAPPING)
            continue;
        type = d1_kinds_type(engagement->kinds, d1_node_text(mark->value));
        if (!type)
            continue;
        list = &engagement->by_type[type->index];
        if (!artifact->sound || is_invalid(artifact, mark->node))
            list->left_out++;
        else if (d1_vec_push(list, mark->node) < 0)
            return D1_ERR_MEMORY;
        if (define_item(engagement, artifact, type, mark->node, d1_node_get_str(mark->node, type->key)) < 0 ||
            (d1_str_is(type->name, "Deliverable") && check_criteria(engagement, artifact, mark->node) < 0))
            return D1_ERR_MEMORY;
    }
    return 0;
}

/* Where an artifact hides what it holds, the lists that this may be of are not whole. */
static void mark_partial(struct d1_engagement *engagement, const struct d1_kind *kind)
{
    const struct d1_kinds *kinds = engagement->kinds;

    engagement->partial = true;
    for (size_t i = 0; i < kinds->kind_count; i++)
        if (!kind || kind == &kinds->kinds[i])
            engagement->by_kind[i].partial = true;
    for (size_t i = 0; i < kinds->type_count; i++)
        if (!kind || d1_kind_may_hold(kinds, kind, &kinds->types[i]))
            engagement->by_type[i].partial = true;
}

static int add_artifact(struct d1_engagement *engagement, const struct d1_artifact *artifact)
{
    struct d1_symbol symbol = {.node = artifact->root, .artifact = artifact}, *first = NULL;
    struct d1_node_list *list;
    struct d1_str label;

    if (artifact->hidden)
        mark_partial(engagement, artifact->hides);
    if (!artifact->kind) {
        engagement->unknown += !artifact->root;
        return 0;
    }
    list = &engagement->by_kind[artifact->kind->index];
    if (!artifact->root || !artifact->sound)
        list->left_out++;
    else if (d1_vec_push(list, artifact->root) < 0)
        return D1_ERR_MEMORY;
    if (!artifact->root)
        return 0;
    if (artifact->name.len) {
        label = d1_artifact_label(&engagement->arena, artifact);
        if (!label.ptr || add_symbol(engagement, label, symbol, &first) < 0)
            return D1_ERR_MEMORY;
        if (first) {
            symbol.id = d1_node_at(artifact->root, "metadata.name");
            if (duplicate(engagement, label, first, &symbol) < 0)
                return D1_ERR_MEMORY;
        }
    }
    return add_marked_items(engagement, artifact);
}

static int add_acts(struct d1_engagement *engagement, const struct d1_artifact *artifact)
{
    for (size_t i = 0; i < artifact->mark_count; i++) {
        const struct d1_mark *mark = &artifact->marks[i];
        struct d1_act act = {.node = mark->node, .reported = d1_node_is_string(mark->value, "reported")};
        struct d1_instant instant;

        if (mark->annotation != D1_ANNOTATION_ACT || !mark->valid || mark->node->kind != D1_NODE_STRING)
            continue;
        if (d1_instant_parse(d1_node_text(mark->node), &instant))
            act.date = d1_zone_date(engagement->zone, instant.seconds);
        else if (!d1_date_parse(d1_node_text(mark->node), &act.date))
            continue;
        if (d1_vec_push(&engagement->acts, act) < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

static int by_place(const void *a, const void *b)
{
    const struct d1_artifact *x = *(const struct d1_artifact *const *)a, *y = *(const struct d1_artifact *const *)b;
    int order = strcmp(x->path, y->path);

    if (order)
        return order;
    return (x->document > y->document) - (x->document < y->document);
}

int d1_engagement_open(struct d1_engagement *engagement, const struct d1_kinds *kinds)
{
    const struct d1_node *spec = d1_node_get(engagement->root, "spec");

    engagement->kinds = kinds;
    engagement->profile = profile_of(spec);
    engagement->customer = d1_node_get_text(d1_node_get(spec, "customer"), "id");
    engagement->provider = d1_node_get_text(d1_node_get(spec, "provider"), "id");
    return read_calendar(engagement, spec);
}

int d1_engagement_fill(struct d1_engagement *engagement)
{
    const struct d1_kinds *kinds = engagement->kinds;

    engagement->by_kind = d1_arena_calloc(&engagement->arena, kinds->kind_count, sizeof *engagement->by_kind);
    engagement->by_type = d1_arena_calloc(&engagement->arena, kinds->type_count, sizeof *engagement->by_type);
    if (!engagement->by_kind || !engagement->by_type)
        return D1_ERR_MEMORY;
    if (engagement->artifacts.len)
        qsort(engagement->artifacts.items, engagement->artifacts.len, sizeof *engagement->artifacts.items, by_place);
    for (size_t i = 0; i < engagement->artifacts.len; i++) {
        const struct d1_artifact *artifact = engagement->artifacts.items[i];

        if (artifact->doc)
            artifact->doc->source = (uint32_t)i;
        if (add_artifact(engagement, artifact) < 0 || add_acts(engagement, artifact) < 0)
            return D1_ERR_MEMORY;
    }
    return d1_references_check(engagement);
}

int d1_engagement_index(struct d1_engagement *engagement, const struct d1_kinds *kinds)
{
    return d1_engagement_open(engagement, kinds) < 0 ? D1_ERR_MEMORY : d1_engagement_fill(engagement);
}

void d1_engagement_release(struct d1_engagement *engagement)
{
    for (size_t i = 0; engagement->by_kind && i < engagement->kinds->kind_count; i++)
        d1_vec_release(&engagement->by_kind[i]);
    for (size_t i = 0; engagement->by_type && i < engagement->kinds->type_count; i++)
        d1_vec_release(&engagement->by_type[i]);
    d1_map_release(&engagement->symbols);
    d1_vec_release(&engagement->artifacts);
    d1_vec_release(&engagement->acts);
    d1_vec_release(&engagement->faults);
    d1_calendar_free(engagement->calendar);
    d1_arena_release(&engagement->arena);
    *engagement = (struct d1_engagement){0};
}
