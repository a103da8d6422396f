#include "engagement/identities.h"

#include <ctype.h>

/* One entry of a person. */
struct identity {
    struct d1_str person;
    d1_date from, to;      /* the days on which the address counts */
    uint32_t since;        /* the point that first has the person with it; D1_PAST_NONE where none is known */
    bool always;           /* that is the first point of a line that is cut */
    struct identity *next; /* of the same address */
};

struct d1_identities {
    struct d1_arena arena;
    struct d1_map by_address; /* in lower case, to struct identity */
    struct d1_str shared;     /* the first address of two persons */
    struct d1_signers *signers;
};

/* ASCII letters only: what other letters are the same is no business of mail. */
static struct d1_str lower(struct d1_arena *arena, struct d1_str text)
{
    struct d1_str copy = d1_arena_str(arena, text);
    char *at = (char *)(uintptr_t)copy.ptr;

    for (size_t i = 0; copy.ptr && i < copy.len; i++)
        if (at[i] >= 'A' && at[i] <= 'Z')
            at[i] = (char)(at[i] - 'A' + 'a');
    return copy;
}

static bool same_address(struct d1_str a, struct d1_str b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++) {
        char x = a.ptr[i], y = b.ptr[i];

        x = x >= 'A' && x <= 'Z' ? (char)(x - 'A' + 'a') : x;
        y = y >= 'A' && y <= 'Z' ? (char)(y - 'A' + 'a') : y;
        if (x != y)
            return false;
    }
    return true;
}

static bool has_address(const struct d1_node *person, struct d1_str address)
{
    const struct d1_node *entries = person ? d1_node_get(person, "identities") : NULL;

    if (!entries || entries->kind != D1_NODE_SEQUENCE)
        return false;
    for (size_t i = 0; i < d1_node_count(entries); i++)
        if (same_address(d1_node_get_text(d1_node_item(entries, i), "email"), address))
            return true;
    return false;
}

/* Comments behind a key are no part of it. */
static bool has_key(const struct d1_node *person, struct d1_str text)
{
    const struct d1_node *entries = person ? d1_node_get(person, "identities") : NULL;
    bool found = false;

    if (!entries || entries->kind != D1_NODE_SEQUENCE)
        return false;
    for (size_t i = 0; i < d1_node_count(entries) && !found; i++)
        found = d1_key_is_same(d1_node_get_text(d1_node_item(entries, i), "signingKey"), text);
    return found;
}

/*
 * The point of the line that first has the person with the address, or the key; D1_PAST_NONE for none. The roster may
 * be that of another revision, so the person is found by the id. 0 or D1_ERR_MEMORY.
 */
static int find_since(uint32_t *since, struct d1_line *line, const struct d1_node *person, struct d1_str text,
                      bool has(const struct d1_node *person, struct d1_str text))
{
    const struct d1_version *versions;
    size_t count, all;
    const struct d1_line_point *points = d1_line_points(line, &all);

    *since = D1_PAST_NONE;
    if (d1_line_former_item(line, d1_str("Person"), d1_node_get_text(person, "id"), &versions, &count) < 0)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < count && *since == D1_PAST_NONE; i++)
        if (has(d1_past_value(d1_line_past(line), versions[i].says), text))
            *since = points[versions[i].number].point;
    return 0;
}

static int add(struct d1_identities *identities, struct d1_line *line, const struct d1_node *person,
               const struct d1_node *entry)
{
    struct identity *identity = d1_arena_calloc(&identities->arena, 1, sizeof *identity), *first;
    struct d1_str address = d1_node_get_text(entry, "email"), key = lower(&identities->arena, address);
    struct d1_map_entry *known;

    if (!identity || !key.ptr)
        return D1_ERR_MEMORY;
    if (!key.len)
        return 0;
    identity->person = d1_node_get_text(person, "id");
    identity->from = D1_DATE_MIN;
    identity->to = D1_DATE_MAX;
    if (!d1_node_get_text(entry, "signingKey").len) {
        d1_date_parse(d1_node_get_text(entry, "validFrom"), &identity->from);
        d1_date_parse(d1_node_get_text(entry, "validTo"), &identity->to);
    }
    if (find_since(&identity->since, line, person, address, has_address) < 0)
        return D1_ERR_MEMORY;
    identity->always = identity->since != D1_PAST_NONE && d1_past_cut(d1_line_past(line)) &&
                       identity->since == d1_past_first(d1_line_past(line));
    if (d1_map_insert(&identities->by_address, key, identity, &known) < 0)
        return D1_ERR_MEMORY;
    first = known->value;
    if (first == identity)
        return 0;
    identity->next = first->next;
    first->next = identity;
    if (!identities->shared.len && !d1_str_eq(first->person, identity->person))
        identities->shared = key;
    return 0;
}

/* ---- keys ---- */

struct keys {
    struct d1_signer *items;
    size_t len, cap;
};

static int add_key(struct keys *keys, struct d1_line *line, const struct d1_node *person, const struct d1_node *entry)
{
    struct d1_signer signer = {
        .person = d1_node_get_text(person, "id"),
        .key = d1_node_get_text(entry, "signingKey"),
        .from = D1_DATE_MIN,
        .to = D1_DATE_MAX,
    };
    uint32_t since;

    if (!signer.key.len)
        return 0;
    d1_date_parse(d1_node_get_text(entry, "validFrom"), &signer.from);
    d1_date_parse(d1_node_get_text(entry, "validTo"), &signer.to);
    if (find_since(&since, line, person, signer.key, has_key) < 0)
        return D1_ERR_MEMORY;
    signer.since = since == D1_PAST_NONE ? D1_POINT_NONE : since;
    return d1_vec_push(keys, signer);
}

static int find_keys(struct d1_identities *identities, struct d1_line *line, const struct d1_node_list *people)
{
    struct keys keys = {0};
    int result = 0;

    for (size_t i = 0; i < people->len && result == 0; i++) {
        const struct d1_node *entries = d1_node_get(people->items[i], "identities");

        for (size_t j = 0; entries && j < d1_node_count(entries) && result == 0; j++)
            result = add_key(&keys, line, people->items[i], d1_node_item(entries, j));
    }
    if (result == 0)
        result = d1_signers_new(&identities->signers, keys.items, keys.len, NULL);
    d1_vec_release(&keys);
    return result;
}

const struct d1_signers *d1_identities_signers(const struct d1_identities *identities)
{
    return identities->signers;
}

/* ---- life ---- */

int d1_identities_new(struct d1_identities **out, struct d1_line *line, const struct d1_engagement *engagement)
{
    struct d1_identities *identities = d1_calloc(1, sizeof *identities);
    const struct d1_item_type *type = d1_kinds_type(engagement->kinds, d1_str("Person"));
    const struct d1_node_list *people = &engagement->by_type[type->index];

    if (!identities)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < people->len; i++) {
        const struct d1_node *entries = d1_node_get(people->items[i], "identities");

        for (size_t j = 0; entries && j < d1_node_count(entries); j++)
            if (add(identities, line, people->items[i], d1_node_item(entries, j)) < 0)
                goto oom;
    }
    if (find_keys(identities, line, people) < 0)
        goto oom;
    *out = identities;
    return 0;
oom:
    d1_identities_free(identities);
    return D1_ERR_MEMORY;
}

void d1_identities_free(struct d1_identities *identities)
{
    if (!identities)
        return;
    d1_map_release(&identities->by_address);
    d1_signers_free(identities->signers);
    d1_arena_release(&identities->arena);
    d1_free(identities);
}

/* The entries of an address; NULL for none. */
static const struct identity *find(const struct d1_identities *identities, struct d1_str address)
{
    struct d1_arena scratch = {0};
    struct d1_str key = lower(&scratch, address);
    const struct identity *found = key.ptr ? d1_map_get(&identities->by_address, key) : NULL;

    d1_arena_release(&scratch);
    return found;
}

struct d1_str d1_identities_for(const struct d1_identities *identities, struct d1_str address, d1_date day,
                                uint32_t point, bool *unknown)
{
    const struct identity *first = find(identities, address);
    struct d1_str person = d1_str("");

    *unknown = false;
    for (const struct identity *at = first; at; at = at->next)
        if (!d1_str_eq(at->person, first->person))
            return d1_str("");
    for (const struct identity *at = first; at; at = at->next) {
        if (day < at->from || day > at->to)
            continue;
        if (point == D1_PAST_NONE || at->since != point)
            person = at->person;
        else if (at->always)
            *unknown = true;
    }
    *unknown = *unknown && !person.len;
    return person;
}

size_t d1_identities_against(const struct d1_identities *identities, struct d1_str address, struct d1_str *persons,
                             size_t most)
{
    size_t count = 0;

    for (const struct identity *at = find(identities, address); at; at = at->next) {
        bool told = false;

        for (size_t i = 0; i < count && i < most; i++)
            told = told || d1_str_eq(persons[i], at->person);
        if (!told && count < most)
            persons[count] = at->person;
        count += !told;
    }
    return count;
}

struct d1_str d1_identities_shared(const struct d1_identities *identities, struct d1_str persons[2])
{
    if (identities->shared.len)
        d1_identities_against(identities, identities->shared, persons, 2);
    return identities->shared;
}
