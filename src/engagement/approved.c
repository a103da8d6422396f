#include "engagement/approved.h"

#include "base/text/shorten.h"
#include "base/text/strbuf.h"

/* The two versions that are compared, and where they first differ. */
struct comparison {
    const struct d1_artifact *before, *now;
    struct d1_strbuf path; /* of the field at hand: "changes[0].to" */
    struct d1_strbuf text; /* what differs */
};

/* ---- what differs ---- */

/* A value as a message shows it. */
static void show(struct d1_strbuf *out, const struct d1_node *node)
{
    if (!node)
        d1_strbuf_puts(out, "nothing");
    else if (node->kind == D1_NODE_SEQUENCE)
        d1_strbuf_printf(out, "a list of %zu", d1_node_count(node));
    else if (node->kind == D1_NODE_MAPPING && d1_node_get_text(node, "id").len)
        d1_shorten(out, d1_node_get_text(node, "id"));
    else if (node->kind == D1_NODE_MAPPING)
        d1_strbuf_printf(out, "a mapping of %zu", d1_node_count(node));
    else if (node->kind == D1_NODE_BOOL)
        d1_strbuf_puts(out, node->value.boolean ? "true" : "false");
    else
        d1_shorten(out, d1_node_text(node));
}

/* Notes that the field at hand differs; false, for whoever compares. */
static bool differs(struct comparison *comparison, const struct d1_node *was, const struct d1_node *is)
{
    if (comparison->path.len)
        d1_strbuf_printf(&comparison->text, "`" D1_STR_FMT "` was ", D1_STR_ARG(d1_strbuf_view(&comparison->path)));
    else
        d1_strbuf_puts(&comparison->text, "it was ");
    show(&comparison->text, was);
    d1_strbuf_puts(&comparison->text, " then and is ");
    show(&comparison->text, is);
    d1_strbuf_puts(&comparison->text, " now");
    return false;
}

static bool same(struct comparison *comparison, const struct d1_node *was, const struct d1_node *is);

/* Compares the values of one key, either of which may be missing. What lives on does not count, on whichever side. */
static bool same_field(struct comparison *comparison, struct d1_str key, const struct d1_node *was,
                       const struct d1_node *is)
{
    size_t length = comparison->path.len;
    bool equal;

    if (d1_artifact_is_marked(comparison->before, was, D1_ANNOTATION_LIVING) ||
        d1_artifact_is_marked(comparison->now, is, D1_ANNOTATION_LIVING))
        return true;
    d1_strbuf_printf(&comparison->path, "%s" D1_STR_FMT, length ? "." : "", D1_STR_ARG(key));
    equal = was && is ? same(comparison, was, is) : differs(comparison, was, is);
    d1_strbuf_truncate(&comparison->path, length);
    return equal;
}

static bool same_mapping(struct comparison *comparison, const struct d1_node *was, const struct d1_node *is)
{
    for (size_t i = 0; i < d1_node_count(is); i++) {
        struct d1_str key = d1_node_text(d1_node_pair_key(is, i));

        if (!same_field(comparison, key, d1_node_get_str(was, key), d1_node_pair_value(is, i)))
            return false;
    }
    for (size_t i = 0; i < d1_node_count(was); i++) {
        struct d1_str key = d1_node_text(d1_node_pair_key(was, i));

        if (!d1_node_get_str(is, key) && !same_field(comparison, key, d1_node_pair_value(was, i), NULL))
            return false;
    }
    return true;
}

/* Notes that the list at hand has an entry too many or too few; false, for whoever compares. */
static bool has_other(struct comparison *comparison, const struct d1_node *entry, bool gone)
{
    d1_strbuf_printf(&comparison->text, "`" D1_STR_FMT "` %s ", D1_STR_ARG(d1_strbuf_view(&comparison->path)),
                     gone ? "no longer has" : "now has");
    show(&comparison->text, entry);
    return false;
}

/* Names one reference that is new, or else one that is gone. */
static bool same_set(struct comparison *comparison, const struct d1_node *was, const struct d1_node *is)
{
    struct d1_arena arena = {0};
    size_t before = 0, now = 0, i = 0;
    const struct d1_node **a = d1_artifact_set(&arena, was, &before), **b = d1_artifact_set(&arena, is, &now);
    bool equal = a && b;

    comparison->text.oom = comparison->text.oom || !equal;
    while (equal && i < before && i < now && d1_str_cmp(d1_node_text(a[i]), d1_node_text(b[i])) == 0)
        i++;
    if (equal && (i < before || i < now)) {
        bool gone = i >= now || (i < before && d1_str_cmp(d1_node_text(a[i]), d1_node_text(b[i])) < 0);

        equal = has_other(comparison, gone ? a[i] : b[i], gone);
    }
    d1_arena_release(&arena);
    return equal;
}

static bool same_list(struct comparison *comparison, const struct d1_node *was, const struct d1_node *is)
{
    size_t length = comparison->path.len, before = d1_node_count(was), now = d1_node_count(is);
    bool equal = true;

    if (d1_artifact_is_set(comparison->before, was) && d1_artifact_is_set(comparison->now, is))
        return same_set(comparison, was, is);
    for (size_t i = 0; i < before && i < now && equal; i++) {
        d1_strbuf_printf(&comparison->path, "[%zu]", i);
        equal = same(comparison, d1_node_item(was, i), d1_node_item(is, i));
        d1_strbuf_truncate(&comparison->path, length);
    }
    if (!equal || before == now)
        return equal;
    return has_other(comparison, now > before ? d1_node_item(is, before) : d1_node_item(was, now), now < before);
}

/* Documents are nested no deeper than D1_LIMIT_DEPTH, and so is this. */
static bool same(struct comparison *comparison, const struct d1_node *was, const struct d1_node *is)
{
    if (was->kind == D1_NODE_MAPPING && is->kind == D1_NODE_MAPPING)
        return same_mapping(comparison, was, is);
    if (was->kind == D1_NODE_SEQUENCE && is->kind == D1_NODE_SEQUENCE)
        return same_list(comparison, was, is);
    return d1_node_equal(was, is) || differs(comparison, was, is);
}

int d1_approved_differs(struct d1_approved *approved, const struct d1_artifact *before, const struct d1_node *was,
                        const struct d1_artifact *now, const struct d1_node *is, struct d1_arena *arena)
{
    struct comparison comparison = {.before = before, .now = now};
    bool oom;

    approved->state = D1_APPROVED_CURRENT;
    if (!(was && is ? same(&comparison, was, is) : was == is || differs(&comparison, was, is))) {
        approved->state = D1_APPROVED_CHANGED;
        approved->text = d1_arena_str(arena, d1_strbuf_view(&comparison.text));
    }
    oom = comparison.path.oom || comparison.text.oom || (approved->state && !approved->text.ptr);
    d1_strbuf_release(&comparison.path);
    d1_strbuf_release(&comparison.text);
    return oom ? D1_ERR_MEMORY : 0;
}

/* ---- the subject in the file that was approved ---- */

/* The item of a type by its id in an artifact; NULL when it has none. */
static const struct d1_node *find_item(const struct d1_artifact *artifact, const struct d1_item_type *type,
                                       struct d1_str id)
{
    for (size_t i = 0; i < artifact->mark_count; i++) {
        const struct d1_mark *mark = &artifact->marks[i];
        const struct d1_node *key;

        if (mark->annotation != D1_ANNOTATION_ITEM || !d1_str_eq(d1_node_text(mark->value), type->name))
            continue;
        key = d1_node_get_str(mark->node, type->key);
        if (key && key->kind == D1_NODE_STRING && d1_str_eq(d1_node_text(key), id))
            return mark->node;
    }
    return NULL;
}

/* Finds in a file what the subject was there; *was is NULL when the file had no such thing. */
static const struct d1_artifact *find_subject(const struct d1_file *file, const struct d1_symbol *subject,
                                              const struct d1_node **was)
{
    for (size_t i = 0; i < file->artifact_count; i++) {
        const struct d1_artifact *artifact = &file->artifacts[i];

        *was = NULL;
        if (!artifact->root || !artifact->kind)
            continue;
        if (subject->type)
            *was = find_item(artifact, subject->type, d1_node_text(subject->id));
        else if (artifact->kind == subject->artifact->kind && d1_str_eq(artifact->name, subject->artifact->name))
            *was = d1_node_get(artifact->root, "spec");
        if (*was)
            return artifact;
    }
    *was = NULL;
    return NULL;
}

static int tell(struct d1_approved *approved, enum d1_approved_state state, struct d1_arena *arena, struct d1_str text)
{
    approved->state = state;
    approved->text = d1_arena_str(arena, text);
    return approved->text.ptr ? 0 : D1_ERR_MEMORY;
}

/* Compares with the bytes of the file as it was. */
static int compare_bytes(struct d1_approved *approved, const struct d1_engagement *engagement,
                         const struct d1_symbol *subject, struct d1_str bytes, struct d1_arena *arena)
{
    const struct d1_node *is = subject->type ? subject->node : d1_node_get(subject->node, "spec"), *was;
    struct d1_file file = {.path = subject->artifact->path};
    struct d1_artifact_loader *loader = NULL;
    const struct d1_artifact *before;
    int result = d1_artifact_loader_new(&loader, engagement->kinds, NULL);

    if (result < 0)
        return D1_ERR_MEMORY;
    result = d1_file_load(loader, &file, bytes);
    before = result == 0 ? find_subject(&file, subject, &was) : NULL;
    if (result == 0 && !before)
        result = tell(approved, D1_APPROVED_CHANGED, arena, d1_str("the version that was approved does not have it"));
    else if (result == 0)
        result = d1_approved_differs(approved, before, was, subject->artifact, is, arena);
    d1_file_release(&file);
    d1_artifact_loader_free(loader);
    return result;
}

int d1_approved_compare(struct d1_approved *approved, const struct d1_engagement *engagement,
                        const struct d1_symbol *subject, struct d1_digests *digests, struct d1_str blob,
                        struct d1_arena *arena)
{
    struct d1_strbuf bytes = {0};
    struct d1_error error = {0};
    int result = d1_digests_object(digests, blob, &bytes, &error);

    approved->state = D1_APPROVED_CURRENT;
    approved->lacking = result < 0;
    if (result == 0)
        result = compare_bytes(approved, engagement, subject, d1_strbuf_view(&bytes), arena);
    else if (result == D1_ERR_NOT_FOUND)
        result = tell(approved, D1_APPROVED_NOWHERE, arena,
                      d1_arena_printf(arena, "no version of a file has the id " D1_STR_FMT, D1_STR_ARG(blob)));
    else if (result != D1_ERR_MEMORY)
        result = tell(approved, D1_APPROVED_UNKNOWN, arena, d1_str(d1_error_message(&error)));
    d1_error_clear(&error);
    d1_strbuf_release(&bytes);
    return result;
}
