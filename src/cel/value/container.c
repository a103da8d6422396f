/* Lists and maps: made by expressions, read in place from documents, or put together by the caller. */
#include "cel/value/data.h"

#include <string.h>

/* ---- lists ---- */

struct d1_cel_value d1_cel_list_wrap(struct d1_arena *arena, const struct d1_cel_value *items, size_t count)
{
    struct d1_cel_list *list = d1_arena_alloc(arena, sizeof *list);

    if (!list)
        return d1_cel_fail_memory();
    *list = (struct d1_cel_list){.items = items, .count = count, .arena = arena};
    return (struct d1_cel_value){.kind = D1_CEL_LIST, .form = D1_CEL_FORM_BUILT, .as.list = list};
}

struct d1_cel_value d1_cel_list_new(struct d1_arena *arena, const struct d1_cel_value *items, size_t count)
{
    struct d1_cel_value *copy = NULL;

    if (count > SIZE_MAX / sizeof *copy || !(copy = d1_arena_alloc(arena, count * sizeof *copy)))
        return d1_cel_fail_memory();
    if (count)
        memcpy(copy, items, count * sizeof *copy);
    return d1_cel_list_wrap(arena, copy, count);
}

struct d1_cel_value d1_cel_list_of_nodes(struct d1_arena *arena, const struct d1_node *const *nodes, size_t count,
                                         const struct d1_cel_type *item_type)
{
    struct d1_cel_value *items = NULL;

    if (count > SIZE_MAX / sizeof *items || !(items = d1_arena_alloc(arena, count * sizeof *items)))
        return d1_cel_fail_memory();
    for (size_t i = 0; i < count; i++)
        items[i] = d1_cel_of_node(nodes[i], item_type);
    return d1_cel_list_wrap(arena, items, count);
}

size_t d1_cel_list_len(struct d1_cel_value list)
{
    return list.form == D1_CEL_FORM_NODE ? d1_node_count(list.as.node) : list.as.list->count;
}

static const struct d1_cel_type *item_type(struct d1_cel_value list)
{
    const struct d1_cel_type *type = list.ref;

    return type && type->kind == D1_CEL_LIST ? type->args[0] : NULL;
}

struct d1_cel_value d1_cel_list_get(struct d1_cel_value list, size_t index)
{
    if (list.form == D1_CEL_FORM_NODE)
        return d1_cel_of_node(d1_node_item(list.as.node, index), item_type(list));
    return list.as.list->items[index];
}

static uint32_t *new_slots(struct d1_arena *arena, size_t count, size_t *mask)
{
    size_t size = 16;

    while (size < 2 * count)
        size *= 2;
    *mask = size - 1;
    return count < UINT32_MAX ? d1_arena_calloc(arena, size, sizeof(uint32_t)) : NULL;
}

/* Puts every item into slots; equal items once, so that a list of a million equal items stays quick. */
static void fill_slots(uint32_t *slots, size_t mask, const struct d1_cel_value *items, size_t count, uint64_t *left)
{
    for (size_t i = 0; i < count && *left; i++) {
        size_t at = d1_cel_hash_within(items[i], left) & mask;

        while (slots[at] && *left && !d1_cel_equal_within(items[slots[at] - 1], items[i], left))
            at = (at + 1) & mask;
        if (!slots[at])
            slots[at] = (uint32_t)i + 1;
    }
}

static void build_index(struct d1_cel_list *list, uint64_t *left)
{
    struct d1_arena *arena = list->arena;
    uint32_t *slots;
    size_t mask;

    list->arena = NULL;
    slots = new_slots(arena, list->count, &mask);
    if (!slots)
        return;
    fill_slots(slots, mask, list->items, list->count, left);
    if (!*left)
        return;
    list->slots = slots;
    list->mask = mask;
}

static void freeze_list(struct d1_cel_list *list)
{
    uint64_t left = D1_CEL_WALK;

    if (!list->arena)
        return;
    if (list->count > D1_CEL_LINEAR)
        build_index(list, &left);
    list->arena = NULL;
    for (size_t i = 0; i < list->count; i++)
        d1_cel_freeze(list->items[i]);
}

/* The value is that of a constant, which nests no deeper than its expression. */
void d1_cel_freeze(struct d1_cel_value value)
{
    if (value.kind == D1_CEL_OPTIONAL && value.as.inner)
        d1_cel_freeze(*value.as.inner);
    if (value.form != D1_CEL_FORM_BUILT)
        return;
    if (value.kind == D1_CEL_LIST) {
        freeze_list(value.as.list);
        return;
    }
    if (value.as.map->frozen)
        return;
    value.as.map->frozen = true;
    for (size_t i = 0; i < value.as.map->count; i++)
        d1_cel_freeze(value.as.map->values[i]);
}

void d1_cel_list_index(struct d1_arena *arena, struct d1_cel_value *list)
{
    size_t count = d1_cel_list_len(*list);
    struct d1_cel_value *items, built;

    if (list->form != D1_CEL_FORM_NODE || count <= D1_CEL_LINEAR)
        return;
    items = d1_arena_alloc(arena, count * sizeof *items);
    if (!items)
        return;
    for (size_t i = 0; i < count; i++)
        items[i] = d1_cel_list_get(*list, i);
    built = d1_cel_list_wrap(arena, items, count);
    if (built.kind == D1_CEL_LIST)
        *list = d1_cel_value_at(built, list->as.node);
}

/* Equality, with strings in line. */
static inline bool is_wanted(const struct d1_cel_value *item, const struct d1_cel_value *wanted, uint64_t *left)
{
    if (item->kind != D1_CEL_STRING || wanted->kind != D1_CEL_STRING || wanted->extra > D1_CEL_SHORT)
        return d1_cel_equal_within(*item, *wanted, left);
    --*left;
    return item->extra == wanted->extra && d1_cel_same_bytes(item->as.text, wanted->as.text, item->extra);
}

/* Whether a list of a document, of strings or of unknown items, has a short text. */
static bool nodes_have_text(const struct d1_node *list, const struct d1_cel_value *wanted, uint64_t *left)
{
    for (size_t i = 0; i < d1_node_count(list) && *left; i++) {
        const struct d1_node *item = d1_node_item(list, i);

        --*left;
        if (item->kind == D1_NODE_STRING && item->value.string.length == wanted->extra &&
            d1_cel_same_bytes(d1_node_text(item).ptr, wanted->as.text, wanted->extra))
            return true;
    }
    return false;
}

bool d1_cel_list_has_within(struct d1_cel_value value, struct d1_cel_value wanted, uint64_t *left)
{
    struct d1_cel_list *list;
    const struct d1_cel_type *items;

    if (value.form == D1_CEL_FORM_NODE) {
        items = item_type(value);
        if (wanted.kind == D1_CEL_STRING && wanted.extra <= D1_CEL_SHORT &&
            (!items || items->kind == D1_CEL_STRING || items->kind == D1_CEL_DYN))
            return nodes_have_text(value.as.node, &wanted, left);
        for (size_t i = 0; i < d1_node_count(value.as.node) && *left; i++)
            if (d1_cel_equal_within(d1_cel_list_get(value, i), wanted, left))
                return true;
        return false;
    }
    list = value.as.list;
    if (list->arena && list->count > D1_CEL_LINEAR)
        build_index(list, left);
    if (list->slots) {
        for (size_t at = d1_cel_hash_within(wanted, left) & list->mask; list->slots[at] && *left;
             at = (at + 1) & list->mask)
            if (is_wanted(&list->items[list->slots[at] - 1], &wanted, left))
                return true;
        return false;
    }
    for (size_t i = 0; i < list->count && *left; i++)
        if (is_wanted(&list->items[i], &wanted, left))
            return true;
    return false;
}

bool d1_cel_list_has(struct d1_cel_value list, struct d1_cel_value wanted)
{
    uint64_t left = D1_CEL_WALK;

    return d1_cel_list_has_within(list, wanted, &left);
}

/* ---- maps ---- */

struct d1_cel_value d1_cel_map_wrap(struct d1_arena *arena, const struct d1_cel_value *keys,
                                    const struct d1_cel_value *values, size_t count, uint64_t *left)
{
    struct d1_cel_map *map = d1_arena_calloc(arena, 1, sizeof *map);

    if (!map)
        return d1_cel_fail_memory();
    map->keys = keys;
    map->values = values;
    map->count = count;
    if (count > D1_CEL_LINEAR) {
        map->slots = new_slots(arena, count, &map->mask);
        if (!map->slots)
            return d1_cel_fail_memory();
        fill_slots(map->slots, map->mask, keys, count, left);
    }
    return (struct d1_cel_value){.kind = D1_CEL_MAP, .form = D1_CEL_FORM_BUILT, .as.map = map};
}

bool d1_cel_map_has_duplicate(struct d1_cel_value value, uint64_t *left)
{
    const struct d1_cel_map *map = value.as.map;
    size_t indexed = 0;

    /* The index holds equal keys once. */
    if (map->slots) {
        for (size_t i = 0; i <= map->mask; i++)
            indexed += map->slots[i] != 0;
        return indexed < map->count;
    }
    for (size_t i = 1; i < map->count; i++)
        for (size_t j = 0; j < i; j++)
            if (d1_cel_equal_within(map->keys[i], map->keys[j], left))
                return true;
    return false;
}

struct d1_cel_value d1_cel_map_new(struct d1_arena *arena, const struct d1_cel_value *keys,
                                   const struct d1_cel_value *values, size_t count)
{
    struct d1_cel_value *copy = NULL;
    uint64_t left = D1_CEL_WALK;

    if (count > SIZE_MAX / 2 / sizeof *copy || !(copy = d1_arena_alloc(arena, 2 * count * sizeof *copy)))
        return d1_cel_fail_memory();
    if (count) {
        memcpy(copy, keys, count * sizeof *copy);
        memcpy(copy + count, values, count * sizeof *copy);
    }
    return d1_cel_map_wrap(arena, copy, copy + count, count, &left);
}

struct d1_cel_value d1_cel_map_of_table(const struct d1_map *table, const struct d1_cel_type *value_type)
{
    return (struct d1_cel_value){.kind = D1_CEL_MAP, .form = D1_CEL_FORM_TABLE, .as.table = table, .ref = value_type};
}

static size_t object_len(const struct d1_cel_object *object)
{
    size_t count, present = 0;

    d1_cel_record_fields(object->type, &count);
    for (size_t i = 0; i < count; i++)
        present += d1_cel_slot_present(&object->slots[i]);
    return present;
}

size_t d1_cel_map_len(struct d1_cel_value map)
{
    switch (map.form) {
    case D1_CEL_FORM_NODE:
        return d1_node_count(map.as.node);
    case D1_CEL_FORM_TABLE:
        return map.as.table->len;
    case D1_CEL_FORM_OBJECT:
        return object_len(map.as.object);
    default:
        return map.as.map->count;
    }
}

static const struct d1_cel_type *value_type(struct d1_cel_value map, struct d1_str name, uint32_t hash)
{
    const struct d1_cel_type *type = map.ref;
    const struct d1_cel_field *field;

    if (!type)
        return NULL;
    if (type->kind == D1_CEL_MAP)
        return type->args[1];
    field = d1_cel_record_peek(type, name, hash, NULL);
    return field ? field->type : NULL;
}

static void object_entry(const struct d1_cel_object *object, size_t index, struct d1_cel_value *key,
                         struct d1_cel_value *value)
{
    size_t count;
    const struct d1_cel_field *fields = d1_cel_record_fields(object->type, &count);

    for (size_t i = 0; i < count; i++) {
        if (!d1_cel_slot_present(&object->slots[i]) || index-- > 0)
            continue;
        *key = d1_cel_string(fields[i].name);
        *value = d1_cel_slot_get(&object->slots[i]);
        return;
    }
    *key = *value = (struct d1_cel_value){0};
}

void d1_cel_map_entry(struct d1_cel_value map, size_t index, struct d1_cel_value *key, struct d1_cel_value *value)
{
    const struct d1_map_entry *entry;
    const struct d1_node *name;

    switch (map.form) {
    case D1_CEL_FORM_NODE:
        name = d1_node_pair_key(map.as.node, index);
        *key = d1_cel_of_node(name, NULL);
        *value = d1_cel_of_node(d1_node_pair_value(map.as.node, index),
                                value_type(map, d1_node_text(name), d1_str_hash(d1_node_text(name))));
        break;
    case D1_CEL_FORM_TABLE:
        entry = &map.as.table->entries[index];
        *key = d1_cel_string(entry->key);
        *value = d1_cel_of_node(entry->value, map.ref);
        break;
    case D1_CEL_FORM_OBJECT:
        object_entry(map.as.object, index, key, value);
        break;
    default:
        *key = map.as.map->keys[index];
        *value = map.as.map->values[index];
    }
}

static bool built_get(const struct d1_cel_map *map, struct d1_cel_value key, struct d1_cel_value *value, uint64_t *left)
{
    size_t found = SIZE_MAX;

    if (map->slots) {
        for (size_t at = d1_cel_hash_within(key, left) & map->mask; map->slots[at] && *left; at = (at + 1) & map->mask)
            if (is_wanted(&map->keys[map->slots[at] - 1], &key, left)) {
                found = map->slots[at] - 1;
                break;
            }
    } else {
        for (size_t i = 0; i < map->count && *left; i++)
            if (is_wanted(&map->keys[i], &key, left)) {
                found = i;
                break;
            }
    }
    if (found == SIZE_MAX)
        return false;
    if (value)
        *value = map->values[found];
    return true;
}

static bool object_get(const struct d1_cel_object *object, struct d1_str name, uint32_t hash, size_t index,
                       struct d1_cel_value *value)
{
    if (index == SIZE_MAX && !d1_cel_record_peek(object->type, name, hash, &index))
        return false;
    if (!d1_cel_slot_present(&object->slots[index]))
        return false;
    if (value)
        *value = d1_cel_slot_get(&object->slots[index]);
    return true;
}

bool d1_cel_map_field(struct d1_cel_value map, struct d1_str name, uint32_t hash, size_t index,
                      const struct d1_cel_type *type, struct d1_cel_value *value)
{
    uint64_t left = D1_CEL_WALK;
    const struct d1_node *node;

    switch (map.form) {
    case D1_CEL_FORM_NODE:
        node = d1_node_get_hashed(map.as.node, name, hash);
        if (node && value)
            *value = d1_cel_of_node(node, type ? type : value_type(map, name, hash));
        return node;
    case D1_CEL_FORM_TABLE:
        node = d1_map_get(map.as.table, name);
        if (node && value)
            *value = d1_cel_of_node(node, map.ref);
        return node;
    case D1_CEL_FORM_OBJECT:
        return object_get(map.as.object, name, hash, index, value);
    default:
        return built_get(map.as.map, d1_cel_string(name), value, &left);
    }
}

bool d1_cel_map_get_within(struct d1_cel_value map, struct d1_cel_value key, struct d1_cel_value *value, uint64_t *left)
{
    uint64_t cost = 1 + (key.kind == D1_CEL_STRING ? key.extra / 16 : 0);

    if (map.form == D1_CEL_FORM_BUILT)
        return built_get(map.as.map, key, value, left);
    if (key.kind != D1_CEL_STRING)
        return false;
    *left = *left > cost ? *left - cost : 0;
    return *left && d1_cel_map_field(map, d1_cel_text(key), d1_str_hash(d1_cel_text(key)), SIZE_MAX, NULL, value);
}

bool d1_cel_map_get(struct d1_cel_value map, struct d1_cel_value key, struct d1_cel_value *value)
{
    uint64_t left = D1_CEL_WALK;

    return d1_cel_map_get_within(map, key, value, &left);
}

bool d1_cel_map_get_text(struct d1_cel_value map, const char *key, struct d1_cel_value *value)
{
    return d1_cel_map_get(map, d1_cel_string(d1_str(key)), value);
}
