/* Looking up: nodes in hash maps, members of large mappings, JSON Pointers through them. */
#include "doc/pointer.h"
#include "schema/resource/resource.h"

/* ---- nodes to numbers ---- */

static size_t map_slot(const struct node_map *map, const struct d1_node *node)
{
    size_t slot = (size_t)((uintptr_t)node / sizeof *node * 0x9e3779b97f4a7c15u >> 20) & (map->cap - 1);

    while (map->slots[slot].node && map->slots[slot].node != node)
        slot = (slot + 1) & (map->cap - 1);
    return slot;
}

const uint32_t *d1_schema_map_find(const struct node_map *map, const struct d1_node *node)
{
    size_t slot;

    if (!map->len)
        return NULL;
    slot = map_slot(map, node);
    return map->slots[slot].node && map->slots[slot].value != UINT32_MAX ? &map->slots[slot].value : NULL;
}

uint32_t *d1_schema_map_at(struct node_map *map, struct d1_arena *arena, const struct d1_node *node)
{
    size_t slot;

    if (2 * map->len >= map->cap) {
        struct node_map wider = {.cap = map->cap ? 2 * map->cap : 64, .len = map->len};

        wider.slots = d1_arena_calloc(arena, wider.cap, sizeof *wider.slots);
        if (!wider.slots)
            return NULL;
        for (size_t i = 0; i < map->cap; i++)
            if (map->slots[i].node)
                wider.slots[map_slot(&wider, map->slots[i].node)] = map->slots[i];
        *map = wider;
    }
    slot = map_slot(map, node);
    if (!map->slots[slot].node) {
        map->slots[slot] = (struct node_map_slot){node, UINT32_MAX};
        map->len++;
    }
    return &map->slots[slot].value;
}

/* ---- pointers ---- */

/* A reference token with its escapes resolved (RFC 6901 §3); ptr is NULL when memory is short. */
static struct d1_str unescape_token(struct resolver *resolver, struct d1_str token, bool *malformed)
{
    size_t len = 0;
    char *out;

    *malformed = false;
    if (d1_str_find(token, '~', 0) == token.len)
        return token;
    out = d1_arena_bytes(resolver->arena, token.len);
    for (size_t i = 0; out && i < token.len; i++) {
        char c = token.ptr[i];

        if (c == '~') {
            char escaped = i + 1 < token.len ? token.ptr[i + 1] : ' ';

            *malformed |= escaped != '0' && escaped != '1';
            c = escaped == '1' ? '/' : '~';
            i++;
        }
        out[len++] = c;
    }
    return (struct d1_str){out, len};
}

int d1_schema_pointer(struct resolver *resolver, const struct d1_node *node, struct d1_str pointer,
                      const struct d1_node **target)
{
    while (node && pointer.len) {
        size_t end = d1_str_find(pointer, '/', 1);
        struct d1_str token = d1_str_sub(pointer, 1, end - 1);
        bool malformed;

        if (node->kind == D1_NODE_MAPPING) {
            token = unescape_token(resolver, token, &malformed);
            if (!token.ptr && token.len)
                return D1_ERR_MEMORY;
            node = malformed ? NULL : d1_node_get_str(node, token);
        } else {
            node = d1_pointer_resolve(node, d1_str_sub(pointer, 0, end));
        }
        pointer = d1_str_sub(pointer, end, pointer.len);
    }
    *target = node;
    return 0;
}
