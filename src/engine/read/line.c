#include "engine/read/line.h"

#include <string.h>

#include "cache/cache.h"
#include "repo/state.h"

static void add_text(struct d1_strbuf *out, const char *text)
{
    d1_strbuf_add(out, text, strlen(text) + 1);
}

/* All that the line hangs on. 1, 0 where that cannot be told, or D1_ERR_MEMORY. */
static int write_state(struct d1_strbuf *out, const struct d1_opened *opened, const char *const *suffixes,
                       const char *const *sighted)
{
    const struct d1_repo_commit *commit = d1_repo_snapshot_commit(opened->snapshot);
    int result;

    d1_strbuf_clear(out);
    d1_strbuf_puts(out, "line ");
    d1_strbuf_str(out, opened->keeping.under);
    d1_strbuf_putc(out, '\0');
    for (size_t i = 0; suffixes[i]; i++)
        add_text(out, suffixes[i]);
    add_text(out, "");
    for (size_t i = 0; sighted[i]; i++)
        add_text(out, sighted[i]);
    add_text(out, "");
    add_text(out, commit->id);
    add_text(out, commit->directory ? commit->directory : "");
    result = commit->exists ? d1_repo_state_write(out, opened->repo) : 0;
    if (result > 0)
        result = d1_repo_objects_write(out, opened->repo);
    return out->oom ? D1_ERR_MEMORY : result;
}

/* Whether the line is kept: 1, 0 or D1_ERR_MEMORY. */
static int find(struct d1_repo_history **out, const struct d1_opened *opened, const char *const *suffixes,
                const char *const *sighted, struct d1_print key)
{
    struct d1_strbuf bytes = {0};
    int result = d1_cache_get(opened->keeping.cache, key, &bytes);

    if (result > 0)
        result = d1_repo_history_read(out, opened->snapshot, suffixes, sighted, d1_strbuf_view(&bytes));
    d1_strbuf_release(&bytes);
    return result;
}

/* Keeps a line that was just read, where the objects are still those that there were before. 0 or D1_ERR_MEMORY. */
static int keep(const struct d1_repo_history *history, const struct d1_opened *opened, const char *const *suffixes,
                const char *const *sighted, const struct d1_strbuf *state, struct d1_print key)
{
    struct d1_strbuf now = {0}, bytes = {0};
    int result = write_state(&now, opened, suffixes, sighted);

    if (result > 0 && d1_str_eq(d1_strbuf_view(&now), d1_strbuf_view(state))) {
        d1_repo_history_write(&bytes, history);
        if (!bytes.oom)
            result = d1_cache_put(opened->keeping.cache, D1_CACHE_HISTORY, key, d1_strbuf_view(&bytes));
        else if (!bytes.full)
            result = D1_ERR_MEMORY;
    }
    d1_strbuf_release(&now);
    d1_strbuf_release(&bytes);
    return result < 0 ? result : 0;
}

int d1_line_open(struct d1_repo_history **out, const struct d1_opened *opened, const char *const *suffixes,
                 const char *const *sighted, struct d1_error *error)
{
    struct d1_strbuf state = {0};
    struct d1_print key = {0};
    bool told;
    int result = 0;

    if (opened->keeping.cache)
        result = write_state(&state, opened, suffixes, sighted);
    told = result > 0;
    if (told) {
        key = d1_cache_key(opened->keeping.cache, d1_strbuf_view(&state));
        result = find(out, opened, suffixes, sighted, key);
    }
    if (result < 0)
        d1_error_memory(error);
    if (result == 0) {
        result = d1_repo_history_open(out, opened->snapshot, suffixes, sighted, error);
        if (result == 0 && told && keep(*out, opened, suffixes, sighted, &state, key) < 0)
            result = d1_error_memory(error);
    }
    d1_strbuf_release(&state);
    return result < 0 ? result : 0;
}
