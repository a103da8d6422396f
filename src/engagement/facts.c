#include "engagement/facts.h"

#include "base/memory/alloc.h"
#include "calendar/zone.h"

/*
 * The facts of one artifact while they are found. Its own value has those of its items in it: what is computed on the
 * way is kept, in `says` of their facts, so that nothing is read twice.
 */
struct finding {
    struct d1_facts *facts; /* NULL: a value that nobody keeps anything of */
    size_t first;           /* the fact of the artifact; behind it those of items and acts, in the document's order */
    const struct d1_artifact *settled; /* of this one what an approval is of; NULL: all that stands there */
};

static int print_value(const struct finding *finding, const struct d1_node *node, struct d1_print *print);

/* The fact of a node among those behind the first: their order is that of their addresses. */
static struct d1_fact *fact_at(const struct finding *finding, const struct d1_node *node)
{
    size_t low = finding->first + 1, high = finding->facts->len;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (finding->facts->items[middle].node < node)
            low = middle + 1;
        else
            high = middle;
    }
    return low < finding->facts->len && finding->facts->items[low].node == node ? &finding->facts->items[low] : NULL;
}

/* ---- values ---- */

static struct d1_print number_print(const struct d1_node *node)
{
    unsigned char bytes[1 + sizeof(int64_t)];
    double number = node->kind == D1_NODE_DOUBLE ? node->value.number : 0;
    int64_t whole = node->kind == D1_NODE_INT ? node->value.integer : 0;

    /* 1.0 is 1: whole numbers that a double holds exactly are written as such. */
    bytes[0] = 'i';
    if (node->kind == D1_NODE_DOUBLE && number > -9e15 && number < 9e15 && (double)(int64_t)number == number)
        whole = (int64_t)number;
    else if (node->kind == D1_NODE_DOUBLE)
        bytes[0] = 'd';
    if (bytes[0] == 'd')
        memcpy(bytes + 1, &number, sizeof number);
    else
        memcpy(bytes + 1, &whole, sizeof whole);
    return d1_print_of(bytes, sizeof bytes);
}

static int text_print(char tag, struct d1_str text, struct d1_print *print)
{
    char buffer[256], *bytes = text.len < sizeof buffer ? buffer : d1_malloc(text.len + 1);

    if (!bytes)
        return D1_ERR_MEMORY;
    bytes[0] = tag;
    if (text.len)
        memcpy(bytes + 1, text.ptr, text.len);
    *print = d1_print_of(bytes, text.len + 1);
    if (bytes != buffer)
        d1_free(bytes);
    return 0;
}

/*
 * Most pairs are short texts under short keys: both in one, which is a third of the work of two and one for the pair.
 * The length of the key says where the value begins. False where they are not.
 */
static bool short_pair_print(struct d1_str key, const struct d1_node *value, struct d1_print *print)
{
    unsigned char bytes[256];
    struct d1_str text = d1_node_text(value);

    if (value->kind != D1_NODE_STRING || key.len > UINT8_MAX || key.len + text.len > sizeof bytes - 2)
        return false;
    bytes[0] = 'p';
    bytes[1] = (unsigned char)key.len;
    if (key.len)
        memcpy(bytes + 2, key.ptr, key.len);
    if (text.len)
        memcpy(bytes + 2 + key.len, text.ptr, text.len);
    *print = d1_print_of(bytes, 2 + key.len + text.len);
    return true;
}

static int pair_print(const struct finding *finding, struct d1_str key, const struct d1_node *value,
                      struct d1_print *print)
{
    struct d1_print pair[2];

    if (short_pair_print(key, value, print))
        return 0;
    if (text_print('k', key, &pair[0]) < 0 || print_value(finding, value, &pair[1]) < 0)
        return D1_ERR_MEMORY;
    *print = d1_print_of(pair, sizeof pair);
    return 0;
}

/* The prints of pairs are added up, so that their order says nothing. */
static int mapping_print(const struct finding *finding, const struct d1_node *node, struct d1_print *print)
{
    const struct d1_artifact *settled = finding->settled;
    struct d1_fact *item;
    struct {
        char tag;
        struct d1_print sum;
        uint64_t count;
    } whole;
    struct d1_print one;

    memset(&whole, 0, sizeof whole);
    whole.tag = 'm';
    for (size_t i = 0; i < d1_node_count(node); i++) {
        if (settled && d1_artifact_is_marked(settled, d1_node_pair_value(node, i), D1_ANNOTATION_LIVING))
            continue;
        whole.count++;
        if (pair_print(finding, d1_node_text(d1_node_pair_key(node, i)), d1_node_pair_value(node, i), &one) < 0)
            return D1_ERR_MEMORY;
        whole.sum.low += one.low;
        whole.sum.high += one.high;
    }
    *print = d1_print_of(&whole, sizeof whole);
    item = finding->facts ? fact_at(finding, node) : NULL;
    if (item)
        item->says = *print;
    return 0;
}

/* A list with one more entry behind it. */
static int extend(const struct finding *finding, const struct d1_node *item, struct d1_print *list)
{
    struct d1_print chain[2] = {*list};

    if (print_value(finding, item, &chain[1]) < 0)
        return D1_ERR_MEMORY;
    *list = d1_print_of(chain, sizeof chain);
    return 0;
}

/* References as if they stood in order, so that those which do are the list that they are. */
static int set_print(const struct finding *finding, const struct d1_node *node, struct d1_print *print)
{
    struct d1_arena arena = {0};
    size_t count = 0;
    const struct d1_node **items = d1_artifact_set(&arena, node, &count);
    int result = items ? 0 : D1_ERR_MEMORY;

    for (size_t i = 0; i < count && result == 0; i++)
        result = extend(finding, items[i], print);
    d1_arena_release(&arena);
    return result;
}

static int sequence_print(const struct finding *finding, const struct d1_node *node, struct d1_print *print)
{
    *print = d1_print_of("q", 1);
    if (finding->settled && d1_artifact_is_set(finding->settled, node))
        return set_print(finding, node, print);
    for (size_t i = 0; i < d1_node_count(node); i++)
        if (extend(finding, d1_node_item(node, i), print) < 0)
            return D1_ERR_MEMORY;
    return 0;
}

/* Documents are nested no deeper than D1_LIMIT_DEPTH, and so is this. */
static int print_value(const struct finding *finding, const struct d1_node *node, struct d1_print *print)
{
    switch (d1_node_kind(node)) {
    case D1_NODE_MAPPING:
        return mapping_print(finding, node, print);
    case D1_NODE_SEQUENCE:
        return sequence_print(finding, node, print);
    case D1_NODE_STRING:
        return text_print('s', d1_node_text(node), print);
    case D1_NODE_INT:
    case D1_NODE_DOUBLE:
        *print = number_print(node);
        return 0;
    case D1_NODE_BOOL:
        *print = d1_print_of(node->value.boolean ? "t" : "f", 1);
        return 0;
    default:
        *print = d1_print_of("0", 1);
        return 0;
    }
}

int d1_value_print(const struct d1_node *node, struct d1_print *print)
{
    return print_value(&(struct finding){0}, node, print);
}

/* ---- facts ---- */

static struct d1_print join(struct d1_print a, struct d1_print b)
{
    struct d1_print both[2] = {a, b};

    return d1_print_of(both, sizeof both);
}

/* "Risk risk-01", "RaidLog raid": what tells an item or an artifact from all others. */
static int identity_print(char tag, struct d1_str kind, struct d1_str name, struct d1_print *print)
{
    struct d1_print a, b;

    if (text_print(tag, kind, &a) < 0 || text_print(tag, name, &b) < 0)
        return D1_ERR_MEMORY;
    *print = join(a, b);
    return 0;
}

/* Of an artifact its spec, or what its schema says that a statement of it is. */
static int print_artifact(const struct finding *finding, const struct d1_artifact *artifact, struct d1_print *print)
{
    const struct d1_node *fields = d1_node_get(artifact->kind->schema_root, "x-d1d-statement");
    const struct d1_node *spec = d1_node_get(artifact->root, "spec");
    struct d1_print value = d1_print_of("0", 1), field, name;
    int result = 0;

    if (spec && !fields)
        result = print_value(finding, spec, &value);
    for (size_t i = 0; fields && i < d1_node_count(fields) && result == 0; i++) {
        const struct d1_node *said = spec ? d1_node_get_str(spec, d1_node_text(d1_node_item(fields, i))) : NULL;

        result = text_print('k', d1_node_text(d1_node_item(fields, i)), &name);
        if (result == 0 && said)
            result = print_value(finding, said, &field);
        if (said)
            value = join(value, join(name, field));
    }
    *print = value;
    return result;
}

/* What its items say; those that are no part of what the artifact says are read by themselves. */
static int print_items(const struct finding *finding)
{
    static const struct d1_print none;

    for (size_t i = finding->first + 1; i < finding->facts->len; i++) {
        struct d1_fact *fact = &finding->facts->items[i];

        if (fact->kind != D1_FACT_ITEM || !fact->type)
            continue;
        if (d1_print_eq(fact->says, none) && print_value(finding, fact->node, &fact->says) < 0)
            return D1_ERR_MEMORY;
        fact->says = join(fact->identity, fact->says);
    }
    return 0;
}

/* An item, without what it says. */
static int item_fact(struct d1_fact *fact, const struct d1_kinds *kinds, const struct d1_mark *mark)
{
    const struct d1_item_type *type = d1_kinds_type(kinds, d1_node_text(mark->value));
    const struct d1_node *key = type ? d1_node_get_str(mark->node, type->key) : NULL;

    *fact = (struct d1_fact){.kind = D1_FACT_ITEM, .node = mark->node};
    if (!key || key->kind != D1_NODE_STRING)
        return 0;
    fact->type = type;
    return d1_item_identity(type->name, d1_node_text(key), &fact->identity);
}

struct d1_str d1_act_person(const struct d1_node *act)
{
    const struct d1_node *entry = d1_node_parent(act);
    struct d1_str person;

    if (!entry || entry->kind != D1_NODE_MAPPING)
        return d1_str("");
    person = d1_node_get_text(entry, "personRef");
    return person.len ? person : d1_node_get_text(entry, "byRef");
}

/* A text that is told as it stands has at most so many bytes; a longer one is told by its print. */
enum { TOLD_BYTES = 64 };

/*
 * What tells an act, each part with its tag and length behind the one before: one text to be read, which is much less
 * work than each part by itself. There is always room for one more.
 */
struct telling {
    unsigned char bytes[256];
    size_t len;
};

static void tell(struct telling *telling, char tag, const void *bytes, size_t len)
{
    telling->bytes[telling->len++] = (unsigned char)tag;
    telling->bytes[telling->len++] = (unsigned char)len;
    if (len)
        memcpy(telling->bytes + telling->len, bytes, len);
    telling->len += len;
}

static int tell_text(struct telling *telling, char tag, struct d1_str text)
{
    struct d1_print print;

    if (text.len <= TOLD_BYTES) {
        tell(telling, tag, text.ptr, text.len);
        return 0;
    }
    if (text_print(tag, text, &print) < 0)
        return D1_ERR_MEMORY;
    tell(telling, 'l', &print, sizeof print);
    return 0;
}

void d1_act_name(struct d1_strbuf *name, const struct d1_node *act, const struct d1_node *holder)
{
    const struct d1_node *above = d1_node_parent(act), *key = d1_node_key(act);

    if (above && above != holder)
        d1_act_name(name, above, holder);
    if (!key || d1_node_is_string(key, "spec"))
        return;
    d1_strbuf_puts(name, name->len ? "." : "");
    d1_strbuf_str(name, d1_node_text(key));
}

int d1_artifact_identity(struct d1_str kind, struct d1_str name, struct d1_print *identity)
{
    return identity_print('A', kind, name, identity);
}

int d1_item_identity(struct d1_str type, struct d1_str id, struct d1_print *identity)
{
    return identity_print('I', type, id, identity);
}

/* A date-time is the instant that it means, however it is written. */
static int tell_moment(struct telling *telling, const struct d1_node *node)
{
    struct d1_instant instant;
    int64_t numbers[2];

    if (!d1_instant_parse(d1_node_text(node), &instant))
        return tell_text(telling, 's', d1_node_text(node));
    numbers[0] = instant.seconds;
    numbers[1] = instant.nanos;
    tell(telling, 'i', numbers, sizeof numbers);
    return 0;
}

/* `holder` is the fact of the item or artifact that the act stands in. */
static int act_fact(struct d1_fact *fact, const struct d1_fact *holder, const struct d1_mark *mark)
{
    struct telling telling = {.len = 0};

    *fact = (struct d1_fact){.kind = D1_FACT_ACT, .identity = holder->identity, .node = mark->node};
    tell(&telling, 'h', &holder->identity, sizeof holder->identity);
    if (tell_moment(&telling, mark->node) < 0 || tell_text(&telling, 'p', d1_act_person(mark->node)) < 0)
        return D1_ERR_MEMORY;
    for (const struct d1_node *node = mark->node; node && node != holder->node; node = d1_node_parent(node)) {
        const struct d1_node *key = d1_node_key(node);
        struct d1_print so_far;

        if (key && tell_text(&telling, 'k', d1_node_text(key)) < 0)
            return D1_ERR_MEMORY;
        if (telling.len + 2 + TOLD_BYTES <= sizeof telling.bytes)
            continue;
        so_far = d1_print_of(telling.bytes, telling.len);
        telling.len = 0;
        tell(&telling, 'f', &so_far, sizeof so_far);
    }
    fact->says = d1_print_of(telling.bytes, telling.len);
    return 0;
}

/* The innermost item that a node lies in and that can be told from others, else the artifact itself. */
static const struct d1_fact *holder_of(const struct finding *finding, const struct d1_node *node)
{
    for (const struct d1_node *at = node; at; at = d1_node_parent(at)) {
        const struct d1_fact *fact = fact_at(finding, at);

        if (fact && fact->kind == D1_FACT_ITEM && fact->type)
            return fact;
    }
    return &finding->facts->items[finding->first];
}

static int find_marked(const struct finding *finding, const struct d1_kinds *kinds, const struct d1_mark *mark)
{
    struct d1_fact fact = {0}, holder;
    int result = 0;

    if (mark->annotation == D1_ANNOTATION_ITEM && mark->node->kind == D1_NODE_MAPPING) {
        result = item_fact(&fact, kinds, mark);
    } else if (mark->annotation == D1_ANNOTATION_ACT && mark->valid && mark->node->kind == D1_NODE_STRING) {
        holder = *holder_of(finding, mark->node);
        result = act_fact(&fact, &holder, mark);
    }
    return result < 0 || (fact.node && d1_vec_push(finding->facts, fact) < 0) ? D1_ERR_MEMORY : 0;
}

/*
 * Whether an approval is of less than all that stands in the artifact: something in it lives on, or references stand in
 * another order than that of a set. Of most artifacts it is of all.
 */
static bool has_more(const struct d1_artifact *artifact)
{
    const struct d1_node *before = NULL;

    for (size_t i = 0; i < artifact->mark_count; i++) {
        const struct d1_mark *mark = &artifact->marks[i];

        if (mark->annotation == D1_ANNOTATION_LIVING)
            return true;
        if (mark->annotation != D1_ANNOTATION_REF || d1_node_kind(d1_node_parent(mark->node)) != D1_NODE_SEQUENCE)
            continue;
        if (before && d1_node_parent(before) == d1_node_parent(mark->node) &&
            d1_str_cmp(d1_node_text(before), d1_node_text(mark->node)) >= 0)
            return true;
        before = mark->node;
    }
    return false;
}

/* What approvals of the artifact and of its items are of. */
static int settle(const struct finding *finding, const struct d1_artifact *artifact)
{
    struct finding settling = {.settled = has_more(artifact) ? artifact : NULL};

    for (size_t i = finding->first; i < finding->facts->len; i++) {
        struct d1_fact *fact = &finding->facts->items[i];
        int result;

        fact->settled = fact->says;
        if (!settling.settled || fact->kind == D1_FACT_ACT || (fact->kind == D1_FACT_ITEM && !fact->type))
            continue;
        result = i == finding->first ? print_artifact(&settling, artifact, &fact->settled)
                                     : print_value(&settling, fact->node, &fact->settled);
        if (result < 0)
            return D1_ERR_MEMORY;
        fact->settled = join(fact->identity, fact->settled);
    }
    return 0;
}

int d1_facts_find(struct d1_facts *facts, const struct d1_kinds *kinds, const struct d1_artifact *artifact)
{
    struct finding finding = {.facts = facts, .first = facts->len};
    struct d1_fact own = {.kind = D1_FACT_ARTIFACT, .node = artifact->root};
    struct d1_print says;

    if (!artifact->root || !artifact->kind)
        return 0;
    if (d1_artifact_identity(artifact->kind->name, artifact->name, &own.identity) < 0 || d1_vec_push(facts, own) < 0)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < artifact->mark_count; i++)
        if (find_marked(&finding, kinds, &artifact->marks[i]) < 0)
            return D1_ERR_MEMORY;
    if (print_artifact(&finding, artifact, &says) < 0 || print_items(&finding) < 0)
        return D1_ERR_MEMORY;
    facts->items[finding.first].says = join(own.identity, says);
    return settle(&finding, artifact);
}
