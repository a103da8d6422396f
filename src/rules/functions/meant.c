/* A function on paths that name no file: which one may have been meant. */
#include "rules/functions/functions.h"

#define T(kind) D1_CEL_T(kind)

/*
 * A search for a file. What it looks at is noted, and only what the engagement says itself leads it on, so that a
 * verdict is known again without asking for all files that there are.
 */
struct search {
    struct d1_judge *judge;
    struct d1_str path; /* that names none */
    struct d1_str found;
    size_t distance;
    bool oom;
};

static bool is_there(struct search *search, struct d1_str path)
{
    const struct d1_digest *digest;

    d1_beyond_file(search->judge->beyond, path);
    if (d1_digests_get(search->judge->digests, path, &digest) == 0)
        return digest->state == D1_DIGEST_KNOWN;
    search->oom = true;
    return false;
}

static void try(struct search *search, struct d1_str path)
{
    size_t distance = search->distance;

    if (d1_str_eq(path, search->path) || !d1_str_nearer(search->path, path, &distance) || !is_there(search, path))
        return;
    search->found = path;
    search->distance = distance;
}

/* A path is from the root of the repository; many a one is written from the folder of the engagement, or its file's. */
static void try_from(struct search *search, struct d1_arena *arena, const char *file)
{
    struct d1_str path = search->path, folder = d1_str(file), whole;

    while (folder.len && folder.ptr[folder.len - 1] != '/')
        folder.len--;
    while (d1_str_starts(path, "./") || d1_str_starts(path, "/"))
        path = d1_str_sub(path, d1_str_find(path, '/', 0) + 1, path.len);
    while (d1_str_starts(path, "../") && folder.len) {
        path = d1_str_sub(path, 3, path.len);
        for (folder.len--; folder.len && folder.ptr[folder.len - 1] != '/'; folder.len--)
            continue;
    }
    whole = d1_arena_printf(arena, D1_STR_FMT D1_STR_FMT, D1_STR_ARG(folder), D1_STR_ARG(path));
    search->oom = search->oom || !whole.ptr;
    if (search->found.len || !whole.ptr || d1_str_eq(whole, search->path) || !is_there(search, whole))
        return;
    search->found = whole;
}

/* What the engagement lies in, and what else its evidence names. */
static void try_near(struct search *search)
{
    const struct d1_engagement *engagement = search->judge->engagement;
    const struct d1_item_type *type = d1_kinds_type(engagement->kinds, d1_str("Evidence"));
    const struct d1_node_list *evidence = type ? &engagement->by_type[type->index] : NULL;

    for (size_t i = 0; i < engagement->artifacts.len; i++)
        try(search, d1_str(engagement->artifacts.items[i]->path));
    for (size_t i = 0; evidence && i < evidence->len; i++)
        try(search, d1_node_get_text(evidence->items[i], "href"));
}

static struct d1_cel_value meant_file(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct search search = {
        .judge = d1_judge_of(call),
        .path = d1_cel_text(args[0]),
        .distance = d1_str_reach(d1_cel_text(args[0])),
    };
    const struct d1_node *place = d1_cel_value_node(args[0]);
    const struct d1_artifact *artifact;

    if (!search.judge->digests)
        return d1_cel_string(d1_str(""));
    if (!d1_cel_charge(call, search.judge->engagement->artifacts.len))
        return d1_cel_fail_cost(call);
    artifact = place ? d1_engagement_artifact(search.judge->engagement, place) : NULL;
    try_from(&search, call->arena, "");
    try_from(&search, call->arena, search.judge->engagement->artifact->path);
    if (artifact)
        try_from(&search, call->arena, artifact->path);
    if (!search.found.len)
        try_near(&search);
    return search.oom ? d1_cel_fail_memory() : d1_cel_string(search.found);
}

static const struct d1_cel_overload rows[] = {
    {"meantFile",
     D1_CEL_USER,
     {T(STRING)},
     T(STRING),
     meant_file,
     "Which file of the repository a path that names none may have been meant to name: one written from the folder of "
     "the engagement or of the file it stands in, else one that differs little and that the engagement lies in or "
     "names "
     "elsewhere as evidence; '' where there is none. In the examples of rules, which have no files, there is none."},
};

const struct d1_function_table d1_functions_meant = {rows, sizeof rows / sizeof *rows};
