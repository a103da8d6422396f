#include "engagement/references.h"

#include "base/limits.h"
#include "base/text/strbuf.h"

enum {
    NEAREST_DISTANCE = 2,
    NEAREST_SEARCHES = 100 /* dangling references of an engagement that get a suggestion; a search walks all ids */
};

static struct d1_str type_name(const struct d1_symbol *symbol)
{
    return symbol->type ? symbol->type->name : symbol->artifact->kind->name;
}

/* Whether the list of an `x-d1d-ref` allows a type; "*" allows all. */
static bool allows(const struct d1_node *list, struct d1_str type)
{
    for (size_t i = 0; i < d1_node_count(list); i++) {
        struct d1_str allowed = d1_node_text(d1_node_item(list, i));

        if (d1_str_eq(allowed, type) || d1_str_is(allowed, "*"))
            return true;
    }
    return false;
}

/* What the checking of one engagement needs beside it. */
struct checker {
    struct d1_engagement *engagement;
    bool *unread;        /* by kind: some artifact of it could not be read */
    bool unread_unknown; /* some artifact could not even be recognised */
    size_t searches;     /* for near names so far */
};

/* Whether an artifact that could not be read may define what the reference names. */
static bool may_be_unread(const struct checker *checker, const struct d1_node *list)
{
    const struct d1_kinds *kinds = checker->engagement->kinds;

    if (checker->unread_unknown)
        return true;
    for (size_t i = 0; i < d1_node_count(list); i++) {
        struct d1_str name = d1_node_text(d1_node_item(list, i));
        const struct d1_item_type *type = d1_kinds_type(kinds, name);
        const struct d1_kind *kind = d1_kinds_find(kinds, type ? type->defined_by : name);

        if (kind && checker->unread[kind->index])
            return true;
    }
    return false;
}

/* The nearest name that the reference could have meant, of an allowed type; empty when none is near. */
static struct d1_str nearest(const struct d1_engagement *engagement, const struct d1_node *list, struct d1_str text)
{
    struct d1_str best = {"", 0};
    size_t distance = NEAREST_DISTANCE + 1;

    for (size_t i = 0; i < engagement->symbols.len; i++) {
        const struct d1_map_entry *entry = &engagement->symbols.entries[i];
        const struct d1_symbol *symbol = entry->value;
        size_t d;

        if ((symbol->type && !d1_str_is(symbol->type->key, "id")) || !allows(list, type_name(symbol)))
            continue;
        d = d1_str_distance(text, entry->key, NEAREST_DISTANCE);
        if (d < distance) {
            distance = d;
            best = entry->key;
        }
    }
    return best;
}

/* "a risk", "an action". */
static void add_noun(struct d1_strbuf *out, struct d1_str noun)
{
    bool vowel = noun.len && strchr("aeioAEIO", noun.ptr[0]);

    d1_strbuf_printf(out, "%s " D1_STR_FMT, vowel ? "an" : "a", D1_STR_ARG(noun));
}

/* "a Risk or an Issue": the allowed types in words. */
static void add_allowed(struct d1_strbuf *out, const struct d1_engagement *engagement, const struct d1_node *list)
{
    size_t count = d1_node_count(list);

    for (size_t i = 0; i < count; i++) {
        struct d1_str name = d1_node_text(d1_node_item(list, i));
        const struct d1_item_type *type = d1_kinds_type(engagement->kinds, name);

        d1_strbuf_puts(out, d1_strbuf_joint(i, count, " or "));
        if (d1_str_is(name, "*"))
            d1_strbuf_puts(out, "an item or artifact");
        else
            add_noun(out, type && type->title.len ? type->title : name);
    }
}

/* The name of the property that holds the reference, also of a list of references. */
static struct d1_str property_of(const struct d1_node *node)
{
    const struct d1_node *key = d1_node_key(node);

    if (!key && d1_node_parent(node))
        key = d1_node_key(d1_node_parent(node));
    return key ? d1_node_text(key) : d1_str("reference");
}

static int report(struct checker *checker, struct d1_fault *fault, const struct d1_mark *mark,
                  const struct d1_symbol *symbol)
{
    struct d1_engagement *engagement = checker->engagement;
    struct d1_str text = d1_node_text(mark->node), near = {"", 0};
    struct d1_strbuf out = {0};
    int result;

    d1_strbuf_printf(&out, "`" D1_STR_FMT "` ", D1_STR_ARG(property_of(mark->node)));
    if (symbol) {
        d1_strbuf_puts(&out, "must name ");
        add_allowed(&out, engagement, mark->value);
        d1_strbuf_printf(&out, ", but `" D1_STR_FMT "` is ", D1_STR_ARG(text));
        add_noun(&out, symbol->type ? symbol->type->title : symbol->artifact->kind->name);
    } else {
        if (++checker->searches <= NEAREST_SEARCHES)
            near = nearest(engagement, mark->value, text);
        d1_strbuf_printf(&out, "names `" D1_STR_FMT "`, which is not defined anywhere in this engagement",
                         D1_STR_ARG(text));
        if (near.len) {
            d1_strbuf_printf(&out, "; did you mean `" D1_STR_FMT "`?", D1_STR_ARG(near));
        } else {
            d1_strbuf_puts(&out, "; it must be the id of ");
            add_allowed(&out, engagement, mark->value);
        }
    }
    result = out.oom ? D1_ERR_MEMORY
                     : d1_fault_add(&engagement->faults, &engagement->arena, *fault, "%s", out.ptr ? out.ptr : "");
    d1_strbuf_release(&out);
    return result;
}

static int check(struct checker *checker, const struct d1_artifact *artifact, const struct d1_mark *mark)
{
    struct d1_engagement *engagement = checker->engagement;
    struct d1_str text = d1_node_text(mark->node);
    const struct d1_symbol *symbol = d1_engagement_find(engagement, text);
    struct d1_fault fault = {.check = "REF-001", .artifact = artifact, .node = mark->node, .key = text};

    if (symbol && allows(mark->value, type_name(symbol)))
        return 0;
    if (!symbol && may_be_unread(checker, mark->value))
        return 0;
    if (engagement->faults.len >= D1_LIMIT_FINDINGS_PER_CHECK) {
        engagement->dropped_faults++;
        return 0;
    }
    fault.place = d1_artifact_place(artifact, mark->node);
    return report(checker, &fault, mark, symbol);
}

int d1_references_check(struct d1_engagement *engagement)
{
    struct checker checker = {.engagement = engagement};

    checker.unread = d1_arena_calloc(&engagement->arena, engagement->kinds->kind_count, sizeof *checker.unread);
    if (!checker.unread)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < engagement->artifacts.len; i++) {
        const struct d1_artifact *artifact = engagement->artifacts.items[i];

        if (!artifact->root && artifact->kind)
            checker.unread[artifact->kind->index] = true;
        else if (!artifact->root)
            checker.unread_unknown = true;
    }
    for (size_t i = 0; i < engagement->artifacts.len; i++) {
        const struct d1_artifact *artifact = engagement->artifacts.items[i];

        for (size_t j = 0; j < artifact->mark_count; j++) {
            const struct d1_mark *mark = &artifact->marks[j];

            if (mark->annotation != D1_ANNOTATION_REF || mark->node->kind != D1_NODE_STRING)
                continue;
            if (check(&checker, artifact, mark) < 0)
                return D1_ERR_MEMORY;
        }
    }
    return 0;
}
