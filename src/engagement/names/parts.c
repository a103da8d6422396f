#include "engagement/names/parts.h"

#include "base/error.h"

void d1_parts_release(struct d1_parts *parts)
{
    d1_map_release(&parts->names);
    d1_arena_release(&parts->arena);
}

static struct d1_str key_of(struct d1_parts *parts, const struct d1_node *list, struct d1_str id)
{
    return d1_arena_printf(&parts->arena, "%p " D1_STR_FMT, (const void *)list, D1_STR_ARG(id));
}

static int add(struct d1_parts *parts, const struct d1_node *list, struct d1_str id)
{
    struct d1_str key = key_of(parts, list, id);

    return key.ptr ? d1_map_insert(&parts->names, key, NULL, NULL) : D1_ERR_MEMORY;
}

int d1_parts_has(struct d1_parts *parts, const struct d1_node *list, struct d1_str id)
{
    int new, result = 0;
    struct d1_str key;

    if (!list || list->kind != D1_NODE_SEQUENCE)
        return 0;
    new = add(parts, list, d1_strn("", 0));
    for (size_t i = 0; new > 0 && i < d1_node_count(list) && result >= 0; i++) {
        struct d1_str part = d1_node_get_text(d1_node_item(list, i), "id");

        if (part.len)
            result = add(parts, list, part);
    }
    key = key_of(parts, list, id);
    if (new < 0 || result < 0 || !key.ptr)
        return D1_ERR_MEMORY;
    return id.len && d1_map_find(&parts->names, key);
}
