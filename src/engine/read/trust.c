#include "engine/read/trust.h"

#include "base/limits.h"
#include "base/memory/alloc.h"
#include "base/text/shorten.h"
#include "base/vec.h"

/* ---- the revision ---- */

static int make_nobody(struct d1_trust *trust, const struct d1_kinds *kinds)
{
    trust->nothing = d1_calloc(kinds->kind_count + kinds->type_count, sizeof *trust->nothing);
    trust->nobody = (struct d1_engagement){
        .name = d1_str(""),
        .by_kind = trust->nothing,
        .by_type = trust->nothing ? trust->nothing + kinds->kind_count : NULL,
        .kinds = kinds,
    };
    return trust->nothing ? 0 : D1_ERR_MEMORY;
}

int d1_trust_open(struct d1_trust **out, const struct d1_opened *first, struct d1_error *error)
{
    struct d1_trust *trust;
    int result;

    if (!d1_repo_info(first->repo)->is_git)
        return d1_error_set(error, D1_ERR_USAGE,
                            "%s lies in no git repository, so there is no revision to trust: leave --trust out",
                            d1_repo_info(first->repo)->root);
    if (!first->options->trust[0])
        return d1_error_set(error, D1_ERR_USAGE, "--trust names no revision");
    trust = d1_calloc(1, sizeof *trust);
    if (!trust || pthread_mutex_init(&trust->lock, NULL) != 0) {
        d1_free(trust);
        return d1_error_memory(error);
    }
    if (make_nobody(trust, first->ruleset->kinds) < 0) {
        d1_trust_free(trust);
        return d1_error_memory(error);
    }
    trust->revision = first->options->trust;
    trust->options = *first->options;
    trust->options.source = D1_SOURCE_REVISION;
    trust->options.revision = first->options->trust;
    trust->options.laid_count = 0;
    trust->options.details = trust->options.over_time = false;
    result = d1_opened_apart(&trust->opened, first, &trust->options, error);
    if (result < 0) {
        d1_trust_free(trust);
        return result;
    }
    *out = trust;
    return 0;
}

void d1_trust_free(struct d1_trust *trust)
{
    if (!trust)
        return;
    d1_repo_history_free(trust->history);
    pthread_mutex_destroy(&trust->lock);
    d1_opened_release(&trust->opened);
    d1_free(trust->nothing);
    d1_free(trust);
}

const struct d1_engagement *d1_trust_engagement(const struct d1_trust *trust, const struct d1_engagement *engagement)
{
    for (size_t i = 0; i < trust->opened.workspace.engagements.len; i++)
        if (d1_str_eq(trust->opened.workspace.engagements.items[i]->name, engagement->name))
            return trust->opened.workspace.engagements.items[i];
    return &trust->nobody;
}

void d1_trust_bind(const struct d1_trust *trust, struct d1_workspace *workspace)
{
    for (size_t i = 0; i < workspace->engagements.len; i++) {
        const struct d1_engagement *there = d1_trust_engagement(trust, workspace->engagements.items[i]);

        if (there != &trust->nobody)
            workspace->engagements.items[i]->profile = there->profile;
    }
}

int d1_trust_has(void *context, struct d1_str commit, struct d1_error *error)
{
    /* No file of the line is asked for. */
    static const char *const no_suffixes[] = {NULL};
    struct d1_trust *trust = context;
    int result = 0;

    pthread_mutex_lock(&trust->lock);
    if (!trust->history)
        result = d1_repo_history_open(&trust->history, trust->opened.snapshot, no_suffixes, NULL, error);
    if (result == 0)
        result = d1_repo_history_has(trust->history, commit, error);
    pthread_mutex_unlock(&trust->lock);
    return result;
}

const struct d1_artifact *d1_trust_policy(const struct d1_trust *trust, const struct d1_engagement *engagement)
{
    const struct d1_engagement *there = d1_trust_engagement(trust, engagement);

    /* An engagement that it does not have lies where it would lie there. */
    return d1_opened_policy(&trust->opened, there == &trust->nobody ? engagement : there);
}

/* ---- what goes beyond it ---- */

enum { MOST_TOLD = 20 };

struct telling {
    const struct d1_trust *trust;
    const struct d1_judged *judged;
    const struct d1_engagement *there;
    struct d1_notices *notices;
    struct d1_arena *arena;
    size_t count;
};

static int tell(struct telling *telling, const struct d1_node *node, struct d1_str what, const char *effect)
{
    const struct d1_artifact *artifact = d1_engagement_artifact(telling->judged->engagement, node);
    struct d1_notice notice = {.severity = D1_SEVERITY_NOTE};

    if (telling->count++ >= MOST_TOLD)
        return 0;
    if (artifact)
        notice.at = d1_location_of(telling->arena, artifact, node);
    notice.text = d1_arena_printf(telling->arena, D1_STR_FMT " is not in %s, which is trusted: %s", D1_STR_ARG(what),
                                  telling->trust->revision, effect);
    return what.ptr && notice.text.ptr ? d1_vec_push(telling->notices, notice) : D1_ERR_MEMORY;
}

static const struct d1_node *like(const struct d1_node_list *list, const struct d1_node *item)
{
    struct d1_str id = d1_node_get_text(item, "id");

    for (size_t i = 0; i < list->len; i++)
        if (d1_str_eq(d1_node_get_text(list->items[i], "id"), id))
            return list->items[i];
    return NULL;
}

static bool has_entry(const struct d1_node *list, const struct d1_node *entry)
{
    for (size_t i = 0; list && list->kind == D1_NODE_SEQUENCE && i < d1_node_count(list); i++)
        if (d1_node_equal(d1_node_item(list, i), entry))
            return true;
    return false;
}

static const struct d1_item_type *type_of(const struct telling *telling, const char *name)
{
    return d1_kinds_type(telling->judged->engagement->kinds, d1_str(name));
}

/* Whether two documents, or items, say the same in each of some fields, of which NULL is the end. */
static bool say_the_same(const struct d1_node *a, const struct d1_node *b, const char *const *fields)
{
    for (; *fields; fields++) {
        const struct d1_node *x = d1_node_get(a, *fields), *y = d1_node_get(b, *fields);

        if ((x || y) && !(x && y && d1_node_equal(x, y)))
            return false;
    }
    return true;
}

/* What of a person decides what they may decide and what evidence is asked of them. */
static int tell_person(struct telling *telling, const struct d1_node *person, const struct d1_node *there)
{
    static const char *const fields[] = {"org", "roles", "start", "end", NULL};
    struct d1_str id = d1_shorten_head(d1_node_get_text(person, "id")), what;

    if (there && say_the_same(person, there, fields))
        return 0;
    what = there ? d1_arena_printf(telling->arena, "`org`, `roles`, `start` or `end` of " D1_STR_FMT, D1_STR_ARG(id))
                 : d1_arena_printf(telling->arena, "the person " D1_STR_FMT, D1_STR_ARG(id));
    return tell(telling, person, what,
                there ? "what they decide or sign counts by what is said there" : "they decide and sign nothing yet");
}

static int tell_people(struct telling *telling)
{
    const struct d1_item_type *type = type_of(telling, "Person");
    const struct d1_node_list *people = &telling->judged->engagement->by_type[type->index];

    for (size_t i = 0; i < people->len; i++) {
        const struct d1_node *entries = d1_node_get(people->items[i], "identities");
        const struct d1_node *there = like(&telling->there->by_type[type->index], people->items[i]);

        if (tell_person(telling, people->items[i], there) < 0)
            return D1_ERR_MEMORY;
        for (size_t k = 0; entries && entries->kind == D1_NODE_SEQUENCE && k < d1_node_count(entries); k++) {
            const struct d1_node *entry = d1_node_item(entries, k);
            struct d1_str what = d1_arena_printf(telling->arena, "the identity `" D1_STR_FMT "` of " D1_STR_FMT,
                                                 D1_STR_ARG(d1_shorten_head(d1_node_get_text(entry, "email"))),
                                                 D1_STR_ARG(d1_shorten_head(d1_node_get_text(people->items[i], "id"))));

            if (!(there && has_entry(d1_node_get(there, "identities"), entry)) &&
                tell(telling, entry, what, "it is nobody's") < 0)
                return D1_ERR_MEMORY;
        }
    }
    return 0;
}

/* What the Engagement says of by what it is to be judged. */
static int tell_engagement(struct telling *telling)
{
    static const struct {
        const char *field, *effect;
    } fields[] = {
        {"provider", "whom people decide for is what is said there"},
        {"customer", "whom people decide for is what is said there"},
        {"applicability", "what applies goes by it all the same"},
        {"calendar", "working days go by it all the same"},
        {"timeZone", "days go by it all the same"},
    };
    const struct d1_node *own = d1_node_get(telling->judged->engagement->root, "spec"),
                         *there = d1_node_get(telling->there->root, "spec");
    struct d1_str by = d1_arena_printf(telling->arena, "it is judged by %s", d1_profile_name(telling->there->profile));

    if (!by.ptr)
        return D1_ERR_MEMORY;
    if (!d1_str_eq(d1_node_get_text(own, "profile"), d1_node_get_text(there, "profile")) &&
        tell(telling, d1_node_get(own, "profile") ? d1_node_get(own, "profile") : own,
             d1_str("what the Engagement says of its `profile`"), by.ptr) < 0)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        const char *const field[] = {fields[i].field, NULL};
        const struct d1_node *node = d1_node_get(own, fields[i].field);

        if (!say_the_same(own, there, field) &&
            tell(telling, node ? node : own,
                 d1_arena_printf(telling->arena, "what the Engagement says of its `%s`", fields[i].field),
                 fields[i].effect) < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

/* Items of a type that are not there, or do not say the same there. */
static int tell_items(struct telling *telling, const char *name, const char *effect)
{
    const struct d1_item_type *type = type_of(telling, name);
    const struct d1_node_list *items = &telling->judged->engagement->by_type[type->index];

    for (size_t i = 0; i < items->len; i++) {
        const struct d1_node *there = like(&telling->there->by_type[type->index], items->items[i]);
        struct d1_str what;

        if (there && d1_node_equal(there, items->items[i]))
            continue;
        what = d1_arena_printf(telling->arena, "what " D1_STR_FMT " says",
                               D1_STR_ARG(d1_shorten_head(d1_node_get_text(items->items[i], "id"))));
        if (tell(telling, items->items[i], what, effect) < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

static int tell_policies(struct telling *telling)
{
    const struct d1_kind *kind = d1_kinds_find(telling->judged->engagement->kinds, d1_str("LintPolicy"));
    const struct d1_node_list *own = &telling->judged->engagement->by_kind[kind->index];
    const struct d1_node_list *there = &telling->there->by_kind[kind->index];

    for (size_t i = 0; i < own->len; i++) {
        bool same = false;
        struct d1_str what;

        for (size_t k = 0; k < there->len && !same; k++)
            same = d1_node_equal(d1_node_get(there->items[k], "spec"), d1_node_get(own->items[i], "spec"));
        if (same)
            continue;
        what = d1_arena_printf(
            telling->arena, "what LintPolicy/" D1_STR_FMT " says",
            D1_STR_ARG(d1_shorten_head(d1_node_get_text(d1_node_get(own->items[i], "metadata"), "name"))));
        if (tell(telling, own->items[i], what, "it judges nothing yet") < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

int d1_trust_tell(const struct d1_trust *trust, const struct d1_judged *judged, struct d1_notices *notices,
                  struct d1_arena *arena)
{
    struct telling telling = {
        .trust = trust,
        .judged = judged,
        .there = d1_trust_engagement(trust, judged->engagement),
        .notices = notices,
        .arena = arena,
    };
    struct d1_notice more = {.severity = D1_SEVERITY_NOTE};

    if (telling.there == &trust->nobody) {
        struct d1_str what =
            d1_arena_printf(arena, "the engagement " D1_STR_FMT, D1_STR_ARG(d1_shorten_head(judged->engagement->name)));

        return tell(&telling, judged->engagement->root, what,
                    "it is judged by the policy there, and nobody has an identity or an authority");
    }
    if (tell_engagement(&telling) < 0 || tell_people(&telling) < 0 ||
        tell_items(&telling, "Authority", "it gives nobody an authority") < 0 || tell_policies(&telling) < 0 ||
        tell_items(&telling, "Waiver", "it covers nothing yet") < 0)
        return D1_ERR_MEMORY;
    if (telling.count <= MOST_TOLD)
        return 0;
    more.text = d1_arena_printf(arena, "%zu more of " D1_STR_FMT " are not in %s", telling.count - MOST_TOLD,
                                D1_STR_ARG(d1_shorten_head(judged->engagement->name)), trust->revision);
    return more.text.ptr ? d1_vec_push(notices, more) : D1_ERR_MEMORY;
}
