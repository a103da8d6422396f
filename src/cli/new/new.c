#include "cli/new/new.h"

int d1_new_open(struct d1_new *new, const struct d1_new_arguments *arguments, struct d1_error *error)
{
    int result;

    new->arguments = arguments;
    new->options = (struct d1_run_options){
        .rules_dir = arguments->rules_dir,
        .whole_rules = true,
        .engagements = &new->arguments->engagement,
        .engagement_count = arguments->engagement != NULL,
    };
    result = d1_scope_open(&new->scope, &new->options, error);
    if (result < 0)
        return result;
    new->ruleset = d1_scope_ruleset(new->scope);
    new->engagement = d1_scope_engagement(new->scope);
    result = d1_run(&new->options, &new->run, error);
    for (size_t i = 0; result == 0 && i < d1_run_verdict(new->run)->engagement_count; i++)
        if (d1_str_eq(d1_run_verdict(new->run)->engagements[i].name, new->engagement->name))
            new->verdict = &d1_run_verdict(new->run)->engagements[i];
    return result;
}

void d1_new_release(struct d1_new *new)
{
    d1_draft_release(&new->draft);
    d1_run_free(new->run);
    d1_scope_free(new->scope);
    *new = (struct d1_new){0};
}

int d1_new_assign(struct d1_tree *tree, const struct d1_new_arguments *arguments, const char *prefix,
                  struct d1_error *error)
{
    int result = 0;

    for (size_t i = 0; i < arguments->set.len && result == 0; i++) {
        struct d1_str path = d1_str(arguments->set.items[i]), text;
        bool own = prefix[0] && d1_str_starts(path, "metadata.");

        text = d1_arena_printf(&tree->arena, "%s%s", own ? "" : prefix, path.ptr);
        result = text.ptr ? d1_tree_assign(tree, text.ptr, error) : d1_error_memory(error);
    }
    return result;
}

int d1_new_require(const struct d1_tree *tree, const struct d1_node *schema, const char *prefix, struct d1_error *error)
{
    const struct d1_node *target = schema ? d1_schema_resolve(tree->kinds->set, schema) : NULL;
    const struct d1_node *required = d1_node_get(target ? target : schema, "required");
    struct d1_strbuf missing = {0}, path = {0};
    int result = 0;

    for (size_t i = 0; required && i < d1_node_count(required); i++) {
        struct d1_str key = d1_node_text(d1_node_item(required, i));

        d1_strbuf_clear(&path);
        d1_strbuf_printf(&path, "%s" D1_STR_FMT, prefix, D1_STR_ARG(key));
        if (!path.oom && !d1_tree_has(tree, path.ptr))
            d1_strbuf_printf(&missing, "%s--set " D1_STR_FMT "=...", missing.len ? ", " : "", D1_STR_ARG(key));
    }
    if (path.oom || missing.oom)
        result = d1_error_memory(error);
    else if (missing.len)
        result = d1_error_set(error, D1_ERR_USAGE, "this is needed besides: " D1_STR_FMT,
                              D1_STR_ARG(d1_strbuf_view(&missing)));
    d1_strbuf_release(&missing);
    d1_strbuf_release(&path);
    return result;
}

/* The number behind a prefix; 0 for an id of another form. */
static unsigned number_of(struct d1_str id, struct d1_str prefix)
{
    unsigned number = 0;

    if (id.len <= prefix.len || id.len > prefix.len + 4 || !d1_str_eq(d1_str_sub(id, 0, prefix.len), prefix))
        return 0;
    for (size_t i = prefix.len; i < id.len; i++) {
        if (id.ptr[i] < '0' || id.ptr[i] > '9')
            return 0;
        number = 10 * number + (unsigned)(id.ptr[i] - '0');
    }
    return number;
}

int d1_new_id(const struct d1_new *new, struct d1_tree *tree, const struct d1_item_type *type, const char *path,
              struct d1_error *error)
{
    enum { MOST = 9999 };
    struct d1_strbuf id = {0};
    unsigned highest = 0;
    int result;

    if (!type->prefix.len || d1_tree_has(tree, path))
        return 0;
    for (size_t i = 0; i < new->engagement->symbols.len; i++) {
        unsigned number = number_of(new->engagement->symbols.entries[i].key, type->prefix);

        highest = number > highest ? number : highest;
    }
    if (highest == MOST)
        return d1_error_set(error, D1_ERR_USAGE,
                            "there is no free number behind `" D1_STR_FMT "%u`; --set id=... names one",
                            D1_STR_ARG(type->prefix), highest);
    d1_strbuf_printf(&id, D1_STR_FMT "%02u", D1_STR_ARG(type->prefix), highest + 1);
    result = id.oom || d1_tree_put(tree, path, d1_strbuf_view(&id)) < 0 ? d1_error_memory(error) : 0;
    d1_strbuf_release(&id);
    return result;
}

int d1_new_add(struct d1_new *new, const char *path, struct d1_draft_note note, struct d1_str text,
               struct d1_str before, struct d1_error *error)
{
    struct d1_strbuf disk = {0};
    int result;

    d1_strbuf_printf(&disk, "%s/%s", d1_scope_root(new->scope), path);
    note.shown = d1_str(path);
    result = disk.oom ? D1_ERR_MEMORY : d1_draft_add(&new->draft, disk.ptr, note, text, before);
    d1_strbuf_release(&disk);
    return result < 0 ? d1_error_memory(error) : 0;
}
