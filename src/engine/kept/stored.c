#include "engine/kept/stored.h"

#include "cache/cache.h"
#include "repo/state.h"

/* What stands before a list that is kept: what there was then, as it was. */
struct head {
    struct d1_print print;
};

int d1_stored_print(struct d1_stored *stored, const struct d1_opened *opened, struct d1_print *print)
{
    struct d1_strbuf text = {0};

    if (!stored->asked) {
        d1_strbuf_puts(&text, "stored ");
        stored->told = d1_repo_objects_write(&text, opened->repo);
        stored->print = d1_cache_key(opened->keeping.cache, d1_strbuf_view(&text));
        stored->asked = true;
        d1_strbuf_release(&text);
    }
    *print = stored->print;
    return stored->told;
}

/* Makes the list of what there is, once. */
static int make_list(struct d1_stored *stored, const struct d1_opened *opened)
{
    struct head head = {0};

    if (stored->list_asked)
        return stored->listed;
    stored->list_asked = true;
    stored->listed = d1_stored_print(stored, opened, &head.print);
    d1_strbuf_add(&stored->list, (const char *)&head, sizeof head);
    if (stored->listed > 0)
        stored->listed = d1_repo_objects_list(&stored->list, opened->repo);
    return stored->listed;
}

static struct d1_print key_of(const struct d1_opened *opened, struct d1_print list)
{
    struct d1_strbuf text = {0};
    struct d1_print key;

    d1_strbuf_puts(&text, "objects ");
    d1_strbuf_add(&text, (const char *)&list, sizeof list);
    key = d1_cache_key(opened->keeping.cache, d1_strbuf_view(&text));
    d1_strbuf_release(&text);
    return key;
}

/* Looks whether what a list has is there. 1, 0 or D1_ERR_MEMORY. */
static int look(struct d1_stored *stored, const struct d1_opened *opened, struct d1_print list)
{
    struct d1_strbuf then = {0};
    struct d1_print now;
    struct head head;
    int result = d1_cache_get(opened->keeping.cache, key_of(opened, list), &then);

    if (result > 0)
        result = then.len >= sizeof head ? d1_stored_print(stored, opened, &now) : 0;
    if (result > 0) {
        memcpy(&head, then.ptr, sizeof head);
        if (!d1_print_eq(head.print, now))
            result = make_list(stored, opened);
    }
    if (result > 0 && !d1_print_eq(head.print, now))
        result = d1_repo_objects_hold(d1_str_sub(d1_strbuf_view(&then), sizeof head, then.len),
                                      d1_str_sub(d1_strbuf_view(&stored->list), sizeof head, stored->list.len));
    d1_strbuf_release(&then);
    return result;
}

/* Remembers of a list whether all of it is there. 0 or D1_ERR_MEMORY. */
static int remember(struct d1_stored *stored, struct d1_print list, bool holds)
{
    struct d1_str key = d1_arena_str(&stored->arena, d1_strn((const char *)&list, sizeof list));
    struct d1_map_entry *entry;

    if (!key.ptr || d1_map_insert(&stored->known, key, NULL, &entry) < 0)
        return D1_ERR_MEMORY;
    entry->value = (void *)(uintptr_t)(holds ? 1 : 2);
    return 0;
}

int d1_stored_holds(struct d1_stored *stored, const struct d1_opened *opened, struct d1_print list)
{
    uintptr_t known = (uintptr_t)d1_map_get(&stored->known, d1_strn((const char *)&list, sizeof list));
    int result;

    if (known)
        return known == 1;
    result = look(stored, opened, list);
    return result < 0 || remember(stored, list, result > 0) < 0 ? D1_ERR_MEMORY : result;
}

int d1_stored_keep(struct d1_stored *stored, const struct d1_opened *opened, struct d1_print *list)
{
    int result = make_list(stored, opened);

    if (result <= 0)
        return result;
    *list = d1_cache_key(opened->keeping.cache, d1_strbuf_view(&stored->list));
    if (d1_cache_put(opened->keeping.cache, D1_CACHE_HISTORY, key_of(opened, *list), d1_strbuf_view(&stored->list)) < 0)
        return D1_ERR_MEMORY;
    return remember(stored, *list, true) < 0 ? D1_ERR_MEMORY : 1; /* the cache shows it to the next run alone */
}

void d1_stored_release(struct d1_stored *stored)
{
    d1_strbuf_release(&stored->list);
    d1_map_release(&stored->known);
    d1_arena_release(&stored->arena);
}
