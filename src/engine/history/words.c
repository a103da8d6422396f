/* What an item, an artifact or an act said over time: who wrote it, and how late. */
#include <string.h>

#include "engagement/facts.h"
#include "engine/history/telling.h"

/* What the subject names: the item or artifact, and the field behind it. */
struct subject {
    const struct d1_node *node;        /* of the present, else the item as it was last; NULL for a former artifact */
    const struct d1_version *versions; /* of it */
    size_t count;
    struct d1_str field; /* of an act; empty for the whole */
    bool artifact;
};

struct search {
    struct d1_str id, key;
    const struct d1_node *found;
};

static int compare_value(void *context, const struct d1_node *value)
{
    struct search *search = context;
    const struct d1_node *id = d1_node_get_str(value, search->key);

    if (!search->found && id && d1_str_eq(d1_node_text(id), search->id))
        search->found = value;
    return 0;
}

/* An item that is no longer there, as it was last. */
static const struct d1_node *find_former(const struct d1_history_tracing *tracing, struct d1_str id)
{
    const struct d1_kinds *kinds = tracing->reading->opened.ruleset->kinds;
    struct search search = {.id = id};

    for (size_t i = 0; i < kinds->type_count && !search.found; i++) {
        search.key = kinds->types[i].key;
        d1_line_each(tracing->line, &kinds->types[i], compare_value, &search);
    }
    return search.found;
}

/* What the whole of a name is or was. 1, 0 or D1_ERR_MEMORY. */
static int find_whole(const struct d1_history_tracing *tracing, struct d1_str name, struct subject *subject)
{
    const struct d1_symbol *symbol = d1_engagement_find(tracing->engagement, name);
    size_t slash = d1_str_find(name, '/', 0);

    *subject = (struct subject){.node = symbol ? symbol->node : NULL, .artifact = slash < name.len};
    if (!tracing->line)
        return subject->node != NULL;
    if (!subject->node && !subject->artifact)
        subject->node = find_former(tracing, name);
    if (subject->node)
        d1_line_versions(tracing->line, subject->node, &subject->versions, &subject->count);
    else if (subject->artifact &&
             d1_line_former(tracing->line, d1_str_sub(name, 0, slash),
                            d1_str_sub(name, slash + 1, name.len - slash - 1), &subject->versions, &subject->count) < 0)
        return D1_ERR_MEMORY;
    return subject->node || subject->count;
}

static bool is_within(const struct d1_node *node, const struct d1_node *outer)
{
    while (node && node != outer)
        node = d1_node_parent(node);
    return node != NULL;
}

/* The acts of the subject at hand: whose field is named, or all. *name is theirs, in the arena; NULL where memory is
 * short. */
static bool is_asked(struct d1_history_tracing *tracing, const struct subject *subject, const struct d1_act *act,
                     struct d1_str *name)
{
    struct d1_strbuf text = {0};

    *name = d1_str("");
    if (!subject->node || !is_within(act->node, subject->node))
        return false;
    d1_act_name(&text, act->node, subject->node);
    *name = text.oom ? d1_strn(NULL, 0) : d1_arena_str(&tracing->arena, d1_strbuf_view(&text));
    d1_strbuf_release(&text);
    return !name->ptr || !subject->field.len || d1_str_eq(*name, subject->field);
}

static bool has_act(struct d1_history_tracing *tracing, const struct subject *subject)
{
    struct d1_str name;

    for (size_t i = 0; i < tracing->engagement->acts.len; i++)
        if (is_asked(tracing, subject, &tracing->engagement->acts.items[i], &name))
            return true;
    return false;
}

/* The engagement by its id alone. */
static int find_engagement(struct d1_history_tracing *tracing, struct subject *subject)
{
    struct d1_str name = d1_arena_join(&tracing->arena, d1_str("Engagement"), '/', tracing->engagement->name);

    return name.ptr ? find_whole(tracing, name, subject) : D1_ERR_MEMORY;
}

/* The subject as it is named, else what stands before a point in it, and the field behind that. */
static int find_subject(struct d1_history_tracing *tracing, struct subject *subject)
{
    struct d1_str name = tracing->reading->history.subject;
    int found = find_whole(tracing, name, subject);

    if (found == 0 && d1_str_eq(name, tracing->engagement->name))
        found = find_engagement(tracing, subject);
    for (size_t i = 1; i + 1 < name.len && found == 0; i++) {
        if (name.ptr[i] != '.')
            continue;
        found = find_whole(tracing, d1_str_sub(name, 0, i), subject);
        subject->field = d1_str_sub(name, i + 1, name.len - i - 1);
        if (found > 0 && !has_act(tracing, subject))
            found = 0;
    }
    return found;
}

int d1_history_finds(struct d1_history_tracing *tracing, enum d1_history_kind *kind)
{
    struct subject subject;
    int found = find_subject(tracing, &subject);

    if (found > 0)
        *kind = subject.field.len ? D1_HISTORY_ACT : subject.artifact ? D1_HISTORY_ARTIFACT : D1_HISTORY_ITEM;
    return found;
}

/* ---- what it said ---- */

static int tell_versions(struct d1_history_tracing *tracing, const struct subject *subject, struct d1_error *error)
{
    size_t points;
    const struct d1_line_point *line = d1_line_points(tracing->line, &points);
    int result = 0;

    for (size_t i = 0; i < subject->count && result == 0; i++) {
        const struct d1_version *version = &subject->versions[i];
        const struct d1_line_point *at = &line[version->number];
        struct d1_history_event event = {
            .what = tracing->reading->history.subject,
            .state = d1_str(version->says == D1_PAST_NONE ? "removed"
                            : i                           ? "changed"
                                                          : "written"),
            .date = at->date,
            .cut = i == 0 && d1_past_cut(tracing->past) && at->point == d1_past_first(tracing->past),
        };

        result = d1_history_attribute(tracing, &event, at->point, version->says, error);
        if (result == 0)
            result = d1_history_add(tracing, &event, error);
    }
    return result;
}

static int tell_act(struct d1_history_tracing *tracing, struct d1_str name, const struct d1_act *act,
                    struct d1_error *error)
{
    struct d1_history_event event = {
        .what = name,
        .state = d1_str("recorded"),
        .person = d1_act_person(act->node),
        .has_claimed = true,
        .claimed = act->date,
    };
    struct d1_introduction at;
    int result;

    if (d1_line_introduced(tracing->line, act->node, &at) != D1_INTRODUCED)
        return 0;
    event.date = at.date;
    event.cut = at.cut;
    event.days = at.date - act->date;
    event.working_days = d1_calendar_business_days(tracing->engagement->calendar, act->date, at.date);
    result = d1_history_attribute(tracing, &event, at.point, at.says, error);
    return result < 0 ? result : d1_history_add(tracing, &event, error);
}

/* Whether nothing has removed the subject yet. */
static bool stands_last(const struct subject *subject)
{
    return !subject->field.len && subject->count && subject->versions[subject->count - 1].says != D1_PAST_NONE;
}

int d1_history_words(struct d1_history_tracing *tracing, struct d1_error *error)
{
    const struct d1_engagement *engagement = tracing->engagement;
    struct subject subject;
    struct d1_str name;
    int result = find_subject(tracing, &subject);

    if (result < 0)
        return d1_error_memory(error);
    result = subject.field.len ? 0 : tell_versions(tracing, &subject, error);
    if (result == 0 && tracing->gone && stands_last(&subject))
        result = d1_history_gone_end(tracing, error);
    for (size_t i = 0; i < engagement->acts.len && result == 0; i++)
        if (is_asked(tracing, &subject, &engagement->acts.items[i], &name))
            result = name.ptr ? tell_act(tracing, name, &engagement->acts.items[i], error) : d1_error_memory(error);
    return result;
}
