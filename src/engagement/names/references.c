#include "engagement/names/references.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/text/strbuf.h"
#include "base/vec.h"
#include "engagement/names/parts.h"

enum {
    NEAREST_DISTANCE = 2,
    NEAREST_SEARCHES = 100, /* dangling references of an engagement that get a suggestion; a search walks all ids */
    CHOICES = 6             /* that are told one by one */
};

static struct d1_str type_name(const struct d1_symbol *symbol)
{
    return symbol->type ? symbol->type->name : symbol->artifact->kind->name;
}

static bool is_excluded(struct d1_str name)
{
    return d1_str_starts(name, "!");
}

/* Whether the list of an `x-d1d-ref` allows a type; "*" allows all, but for those that stand there with a "!". */
static bool allows(const struct d1_node *list, struct d1_str type)
{
    bool allowed = false;

    for (size_t i = 0; i < d1_node_count(list); i++) {
        struct d1_str name = d1_node_text(d1_node_item(list, i));

        if (is_excluded(name) && d1_str_eq(d1_str_sub(name, 1, name.len), type))
            return false;
        allowed = allowed || d1_str_eq(name, type) || d1_str_is(name, "*");
    }
    return allowed;
}

/* What the checking of one engagement needs beside it. */
struct checker {
    struct d1_engagement *engagement;
    size_t searches; /* for near names so far */
    struct d1_parts parts;
    D1_VEC(const struct d1_node *) dangling; /* items whose essential reference names nothing */
};

/* Whether what the reference names may be defined by an artifact of which it is not known what it holds. */
static bool may_be_hidden(const struct d1_engagement *engagement, const struct d1_node *list, struct d1_str text)
{
    const struct d1_kinds *kinds = engagement->kinds;
    const struct d1_kind *named = d1_kinds_find(kinds, d1_str_sub(text, 0, d1_str_find(text, '/', 0)));

    if (named) /* `Kind/name` */
        return engagement->by_kind[named->index].partial;
    for (size_t i = 0; i < d1_node_count(list); i++) {
        struct d1_str name = d1_node_text(d1_node_item(list, i));
        const struct d1_item_type *type = d1_kinds_type(kinds, name);

        if (type ? engagement->by_type[type->index].partial : d1_str_is(name, "*") && engagement->partial)
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
    size_t count = d1_node_count(list), excluded = 0;

    for (size_t i = 0; i < count; i++)
        excluded += is_excluded(d1_node_text(d1_node_item(list, i)));
    for (size_t i = 0; i < count; i++) {
        struct d1_str name = d1_node_text(d1_node_item(list, i));
        const struct d1_item_type *type = d1_kinds_type(engagement->kinds, name);

        if (is_excluded(name))
            continue;
        d1_strbuf_puts(out, d1_strbuf_joint(i, count - excluded, " or "));
        if (d1_str_is(name, "*"))
            d1_strbuf_puts(out, "an item or artifact");
        else
            add_noun(out, type && type->title.len ? type->title : name);
    }
    for (size_t i = 0; i < count; i++) {
        struct d1_str name = d1_node_text(d1_node_item(list, i));
        const struct d1_item_type *type;

        if (!is_excluded(name))
            continue;
        type = d1_kinds_type(engagement->kinds, d1_str_sub(name, 1, name.len));
        d1_strbuf_puts(out, " other than ");
        add_noun(out, type ? type->title : d1_str_sub(name, 1, name.len));
    }
}

/* Of items whose ids follow no pattern a reader cannot guess one; where they are few, they are told. */
static void add_choices(struct d1_strbuf *out, const struct d1_engagement *engagement, const struct d1_node *list)
{
    struct d1_str choices[CHOICES];
    size_t count = 0;

    for (size_t i = 0; i < engagement->symbols.len; i++) {
        const struct d1_symbol *symbol = engagement->symbols.entries[i].value;

        if (!symbol->type || !allows(list, symbol->type->name))
            continue;
        if (symbol->type->prefix.len || !d1_str_is(symbol->type->key, "id") || count == CHOICES)
            return;
        choices[count++] = engagement->symbols.entries[i].key;
    }
    d1_strbuf_puts(out, count ? ": " : "");
    for (size_t i = 0; i < count; i++)
        d1_strbuf_printf(out, "%s`" D1_STR_FMT "`", d1_strbuf_joint(i, count, " or "), D1_STR_ARG(choices[i]));
}

/* The name of the property that holds the reference, also of a list of references. */
static struct d1_str property_of(const struct d1_node *node)
{
    const struct d1_node *key = d1_node_key(node);

    if (!key && d1_node_parent(node))
        key = d1_node_key(d1_node_parent(node));
    return key ? d1_node_text(key) : d1_str("reference");
}

/* What the reference names is defined nowhere; what it could mean. */
static int add_undefined(struct checker *checker, struct d1_strbuf *out, const struct d1_mark *mark)
{
    const struct d1_engagement *engagement = checker->engagement;
    struct d1_str text = d1_node_text(mark->node), near = {"", 0}, where;

    if (d1_engagement_elsewhere(engagement, text, &where) < 0)
        return D1_ERR_MEMORY;
    d1_strbuf_printf(out, "names `" D1_STR_FMT "`, which is ", D1_STR_ARG(text));
    if (where.len) {
        d1_strbuf_printf(out, "defined in " D1_STR_FMT, D1_STR_ARG(where));
        return 0;
    }
    d1_strbuf_puts(out, "not defined anywhere in this engagement");
    if (++checker->searches <= NEAREST_SEARCHES)
        near = nearest(engagement, mark->value, text);
    if (near.len) {
        d1_strbuf_printf(out, "; did you mean `" D1_STR_FMT "`?", D1_STR_ARG(near));
        return 0;
    }
    d1_strbuf_puts(out, "; it must be the id of ");
    add_allowed(out, engagement, mark->value);
    if (checker->searches <= NEAREST_SEARCHES)
        add_choices(out, engagement, mark->value);
    return 0;
}

static int report(struct checker *checker, struct d1_fault *fault, const struct d1_mark *mark,
                  const struct d1_symbol *symbol)
{
    struct d1_engagement *engagement = checker->engagement;
    struct d1_strbuf out = {0};
    int result = 0;

    d1_strbuf_printf(&out, "`" D1_STR_FMT "` ", D1_STR_ARG(property_of(mark->node)));
    if (symbol) {
        d1_strbuf_puts(&out, "must name ");
        add_allowed(&out, engagement, mark->value);
        d1_strbuf_printf(&out, ", but `" D1_STR_FMT "` is ", D1_STR_ARG(d1_node_text(mark->node)));
        add_noun(&out, symbol->type ? symbol->type->title : symbol->artifact->kind->name);
    } else {
        result = add_undefined(checker, &out, mark);
    }
    if (result == 0)
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
    if (!symbol && may_be_hidden(engagement, mark->value, text)) {
        engagement->undecided++;
        return 0;
    }
    if (d1_node_get(d1_node_parent(mark->value), "x-d1d-essential") &&
        d1_vec_push(&checker->dangling, d1_artifact_item(artifact, mark->node)) < 0)
        return D1_ERR_MEMORY;
    if (engagement->faults.len >= D1_LIMIT_FINDINGS_PER_CHECK) {
        engagement->dropped_faults++;
        return 0;
    }
    fault.place = d1_artifact_place(artifact, mark->node);
    return report(checker, &fault, mark, symbol);
}

/* ---- parts of items ---- */

/* The property beside the reference to the part, or around it, that names the item. */
static const struct d1_node *whole_of(const struct d1_node *node, struct d1_str property)
{
    const struct d1_node *whole = NULL;

    for (; node && !whole; node = d1_node_parent(node))
        whole = d1_node_get_str(node, property);
    return whole;
}

static int report_part(struct checker *checker, struct d1_fault *fault, const struct d1_symbol *whole,
                       const struct d1_node *list)
{
    struct d1_engagement *engagement = checker->engagement;
    size_t count = list ? d1_node_count(list) : 0;
    struct d1_strbuf out = {0};
    int result;

    d1_strbuf_printf(&out, "`" D1_STR_FMT "` names `" D1_STR_FMT "`, which `" D1_STR_FMT "` does not have",
                     D1_STR_ARG(property_of(fault->node)), D1_STR_ARG(fault->key), D1_STR_ARG(d1_node_text(whole->id)));
    for (size_t i = 0; i < count && count <= CHOICES; i++)
        d1_strbuf_printf(&out, "%s`" D1_STR_FMT "`", i ? d1_strbuf_joint(i, count, " and ") : "; it has ",
                         D1_STR_ARG(d1_node_get_text(d1_node_item(list, i), "id")));
    result = out.oom ? D1_ERR_MEMORY
                     : d1_fault_add(&engagement->faults, &engagement->arena, *fault, "%s", out.ptr ? out.ptr : "");
    d1_strbuf_release(&out);
    return result;
}

/* A name that is known inside one item only, such as that of a criterion in its deliverable. */
static int check_part(struct checker *checker, const struct d1_artifact *artifact, const struct d1_mark *mark)
{
    struct d1_engagement *engagement = checker->engagement;
    const struct d1_node *whole = whole_of(mark->node, d1_node_get_text(mark->value, "of")), *list;
    const struct d1_symbol *symbol = whole ? d1_engagement_find(engagement, d1_node_text(whole)) : NULL;
    struct d1_fault fault = {
        .check = "REF-001", .artifact = artifact, .node = mark->node, .key = d1_node_text(mark->node)};
    int found;

    /* What names no item is told at that place. */
    if (!symbol || !symbol->type)
        return 0;
    list = d1_node_get_str(symbol->node, d1_node_get_text(mark->value, "list"));
    found = d1_parts_has(&checker->parts, list, d1_node_text(mark->node));
    if (found)
        return found < 0 ? D1_ERR_MEMORY : 0;
    if (engagement->faults.len >= D1_LIMIT_FINDINGS_PER_CHECK) {
        engagement->dropped_faults++;
        return 0;
    }
    fault.place = d1_artifact_place(artifact, mark->node);
    return report_part(checker, &fault, symbol, list);
}

/* ---- items that cannot be judged ---- */

static int by_address(const void *a, const void *b)
{
    uintptr_t x = (uintptr_t) * (const void *const *)a, y = (uintptr_t) * (const void *const *)b;

    return (x > y) - (x < y);
}

/* Takes out of the lists what cannot be judged without the reference that names nothing. */
static void leave_out(struct checker *checker)
{
    struct d1_engagement *engagement = checker->engagement;

    if (!checker->dangling.len)
        return;
    qsort(checker->dangling.items, checker->dangling.len, sizeof *checker->dangling.items, by_address);
    for (size_t i = 0; i < engagement->kinds->type_count; i++) {
        struct d1_node_list *list = &engagement->by_type[i];
        size_t kept = 0;

        for (size_t j = 0; j < list->len; j++)
            if (!bsearch(&list->items[j], checker->dangling.items, checker->dangling.len,
                         sizeof *checker->dangling.items, by_address))
                list->items[kept++] = list->items[j];
        list->left_out += list->len - kept;
        list->len = kept;
    }
}

/* ---- the whole ---- */

static int check_marks(struct checker *checker, const struct d1_artifact *artifact)
{
    for (size_t i = 0; i < artifact->mark_count; i++) {
        const struct d1_mark *mark = &artifact->marks[i];
        int result = 0;

        if (mark->node->kind != D1_NODE_STRING)
            continue;
        if (mark->annotation == D1_ANNOTATION_REF)
            result = check(checker, artifact, mark);
        else if (mark->annotation == D1_ANNOTATION_PART)
            result = check_part(checker, artifact, mark);
        if (result < 0)
            return result;
    }
    return 0;
}

int d1_references_check(struct d1_engagement *engagement)
{
    struct checker checker = {.engagement = engagement};
    int result = 0;

    for (size_t i = 0; i < engagement->artifacts.len && result == 0; i++)
        result = check_marks(&checker, engagement->artifacts.items[i]);
    if (result == 0)
        leave_out(&checker);
    d1_parts_release(&checker.parts);
    d1_vec_release(&checker.dangling);
    return result;
}
