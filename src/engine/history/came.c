/* How gates came to be met. */
#include "base/memory/alloc.h"
#include "engine/history/telling.h"

struct coming {
    d1_date due; /* the gate's day then */
    const char *state;
};

const char *d1_history_came_as(const struct d1_map *came, const struct d1_gate_result *gate)
{
    const struct coming *coming = d1_map_get(came, gate->id);

    return coming && coming->due == gate->due ? coming->state : NULL;
}

int d1_history_note_came(struct d1_map *came, struct d1_arena *arena, const struct d1_gate_result *gate)
{
    struct coming *coming = d1_arena_alloc(arena, sizeof *coming);
    struct d1_str id = d1_arena_str(arena, gate->id);
    struct d1_map_entry *entry;

    if (!coming || !id.ptr || d1_map_insert(came, id, coming, &entry) < 0)
        return D1_ERR_MEMORY;
    *coming = (struct coming){gate->due, d1_gate_state_name(gate->state)};
    entry->value = coming;
    return 0;
}
