/* d1lint new Rule: a check of one's own that works as it stands, to be made into what is meant. */
#include "cli/new/new.h"
#include "edit/edit.h"

/* When a check of a phase is due, and on which engagement its examples are tried. */
static const struct {
    const char *phase, *due;
} phases[] = {{"s2d", "s2d-exit"}, {"launch", "kickoff"}, {"manage", "rolling"}, {"close", "close"}};

enum { PHASES = sizeof phases / sizeof *phases };

void d1_new_rule_text(struct d1_strbuf *out, const char *id, const char *phase, const char *due)
{
    d1_strbuf_printf(
        out,
        "# A check that works as it stands: every risk says of what sort it is. Change it step by step into the one "
        "that you\n"
        "# mean, and run `d1lint test` on this folder after each. `d1lint list functions` has the names and functions "
        "that\n"
        "# expressions may use, `d1lint explain RaidLog` the fields of a document, `d1lint schema Rule` all keys of "
        "this file.\n"
        "apiVersion: d1lint/v1\n"
        "kind: Rule\n"
        "metadata: {name: %s}\n"
        "spec:\n"
        "  title: Risk has no category       # the defect, in a few words\n"
        "  severity: warning                 # error, warning or note\n"
        "  due: %s%*s# a gate of `d1lint list gates`, or rolling, or always\n"
        "  needs: [RaidLog]                  # documents without which there is nothing to judge\n"
        "  each: items.Risk                  # what is judged, one after the other; `it` is the one at hand\n"
        "  assert: has(it.category)          # what must hold of each\n"
        "  message: \"{{ it.id }} has no category\"\n"
        "  help: Write into `category` of what sort the risk is.\n"
        "  why: Risks of one sort have one cure, and are found together only if each says what it is.\n"
        "  examples:\n"
        "    - name: a risk without a category\n"
        "      base: %s\n"
        "      change: [{remove: RaidLog/raid#risk-01/category}]\n"
        "      expect: [{at: RaidLog/raid#risk-01}]\n"
        "    - name: every risk has one\n"
        "      base: %s\n"
        "      expect: []\n",
        id, due, strlen(due) < 29 ? 29 - (int)strlen(due) : 1, "", phase, phase);
}

static int unknown_phase(const char *phase, struct d1_error *error)
{
    struct d1_strbuf names = {0};

    for (size_t i = 0; i < PHASES; i++)
        d1_strbuf_printf(&names, "%s%s", d1_strbuf_joint(i, PHASES, " and "), phases[i].phase);
    d1_error_set(error, D1_ERR_USAGE, "there is no phase %s; there are " D1_STR_FMT, phase,
                 D1_STR_ARG(d1_strbuf_view(&names)));
    d1_strbuf_release(&names);
    return D1_ERR_USAGE;
}

/* What --set says takes the place of what the text has: its scalars alone can be set. */
static int assign(struct d1_strbuf *text, const struct d1_new_arguments *arguments, const struct d1_ruleset *ruleset,
                  struct d1_error *error)
{
    const struct d1_kind *kind = d1_kinds_find(ruleset->kinds, d1_str("Rule"));
    struct d1_tree tree = {.kinds = ruleset->kinds, .schema = kind->schema_root};
    struct d1_yaml_loader *loader = NULL;
    struct d1_edit *edit = NULL;
    struct d1_strbuf made = {0};
    struct d1_doc *doc = NULL;
    const struct d1_node *given, *old;
    int result = d1_new_assign(&tree, arguments, "spec.", error);

    if (result == 0)
        result = d1_yaml_loader_new(&loader, error);
    if (result == 0 && d1_tree_build(&tree, &doc) < 0)
        result = d1_error_memory(error);
    if (result == 0)
        result = d1_edit_open(&edit, loader, d1_strbuf_view(text), error);
    given = result == 0 ? d1_node_get(d1_doc_root(doc), "spec") : NULL;
    for (size_t i = 0; given && i < d1_node_count(given) && result == 0; i++) {
        struct d1_str key = d1_node_text(d1_node_pair_key(given, i));

        old = d1_node_get_str(d1_node_get(d1_edit_root(edit, 0), "spec"), key);
        result =
            old && old->kind < D1_NODE_SEQUENCE
                ? d1_edit_replace(edit, old, d1_node_pair_value(given, i), error)
                : d1_error_set(error, D1_ERR_USAGE, "--set " D1_STR_FMT ": change it in the file", D1_STR_ARG(key));
    }
    if (result == 0)
        result = d1_edit_finish(edit, &made, error);
    d1_edit_free(edit);
    d1_doc_free(doc);
    d1_yaml_loader_free(loader);
    d1_tree_release(&tree);
    if (result == 0) {
        d1_strbuf_release(text);
        *text = made;
    } else {
        d1_strbuf_release(&made);
    }
    return result;
}

/* ---- the shape of what was made ---- */

static bool keep_first(void *context, const struct d1_schema_error *fault)
{
    struct d1_error *error = context;

    d1_error_at(error, D1_ERR_USAGE, d1_node_place(fault->node), D1_STR_FMT, D1_STR_ARG(fault->message));
    return false;
}

static int check_shape(const struct d1_ruleset *ruleset, struct d1_str text, struct d1_error *error)
{
    const struct d1_kind *kind = d1_kinds_find(ruleset->kinds, d1_str("Rule"));
    const struct d1_schema *schema = d1_kind_schema(ruleset->kinds, kind, error);
    struct d1_schema_scratch *scratch = d1_schema_scratch_new();
    struct d1_error found = {0};
    struct d1_schema_sink sink = {.context = &found, .detail = D1_SCHEMA_EXPLAIN, .error = keep_first};
    struct d1_yaml_loader *loader = NULL;
    struct d1_stream stream = {0};
    int result = schema ? D1_ERR_MEMORY : D1_ERR_TYPE;

    if (schema && scratch && d1_yaml_loader_new(&loader, NULL) == 0 && d1_yaml_load(loader, text, &stream, NULL) == 0)
        result = d1_schema_validate(schema, d1_doc_root(stream.items[0].doc), scratch, &sink);
    if (result == D1_ERR_MEMORY)
        d1_error_memory(error);
    else if (result != D1_SCHEMA_VALID && result >= 0)
        result = d1_error_at(error, D1_ERR_USAGE, found.place, "%s", d1_error_message(&found));
    d1_error_clear(&found);
    d1_stream_release(&stream);
    d1_yaml_loader_free(loader);
    d1_schema_scratch_free(scratch);
    return result < 0 ? result : 0;
}

int d1_new_rule(struct d1_draft *draft, const struct d1_new_arguments *arguments, const struct d1_ruleset *ruleset,
                const char *id, struct d1_error *error)
{
    const char *phase = arguments->phase ? arguments->phase : phases[0].phase, *folder = arguments->directory;
    struct d1_strbuf text = {0}, path = {0};
    size_t which = 0;
    int result;

    while (which < PHASES && strcmp(phases[which].phase, phase) != 0)
        which++;
    if (which == PHASES)
        return unknown_phase(phase, error);
    if (d1_ruleset_check(ruleset, d1_str(id)))
        return d1_error_set(error, D1_ERR_USAGE,
                            "%s is a check that there is already; `d1lint explain %s` tells about it", id, id);
    d1_new_rule_text(&text, id, phase, phases[which].due);
    d1_strbuf_printf(&path, "%s%s%s.yaml", folder, d1_str_ends(d1_str(folder), "/") ? "" : "/", id);
    result = text.oom || path.oom ? d1_error_memory(error) : check_shape(ruleset, d1_strbuf_view(&text), error);
    if (result == 0 && arguments->set.len)
        result = assign(&text, arguments, ruleset, error);
    if (result == 0 && arguments->set.len)
        result = check_shape(ruleset, d1_strbuf_view(&text), error);
    if (result == 0 &&
        d1_draft_add(draft, path.ptr, (struct d1_draft_note){.shown = d1_str(path.ptr), .what = d1_str(id)},
                     d1_strbuf_view(&text), d1_strn(NULL, 0)) < 0)
        result = d1_error_memory(error);
    d1_strbuf_release(&text);
    d1_strbuf_release(&path);
    return result;
}
