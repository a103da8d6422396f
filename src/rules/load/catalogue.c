/* The catalogues: gates, criteria and the checks that decide them, and the base engagements of rule examples. */
#include "base/vec.h"
#include "doc/embedded.h"
#include "engagement/kinds.h"
#include "json/writer.h"
#include "rules/rule.h"

/* ---- reading ---- */

static int read_gates(struct d1_ruleset_private *private, const struct d1_node *spec)
{
    const struct d1_node *gates = d1_node_get(spec, "gates");

    private->close_node = private->close_node ? private->close_node : d1_node_get(spec, "close");
    if (d1_parameters_read(private, spec, NULL) < 0)
        return D1_ERR_MEMORY;
    for (size_t i = 0; gates && i < d1_node_count(gates); i++) {
        const struct d1_node *node = d1_node_item(gates, i), *instances = d1_node_get(node, "instances");
        struct d1_gate gate = {
            .id = d1_node_get_text(node, "id"),
            .title = d1_node_get_text(node, "title"),
            .meaning = d1_node_get_text(node, "meaning"),
            .due = d1_node_get_text(instances ? instances : node, "due"),
            .instances = d1_node_get_text(instances, "type"),
            .continuous = d1_node_get(node, "continuous") != NULL,
            .order = private->gates.len,
            .node = node,
        };

        if (d1_vec_push(&private->gates, gate) < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

static int read_criteria(struct d1_ruleset *ruleset, const struct d1_node *root)
{
    struct d1_ruleset_private *private = ruleset->private;
    const struct d1_node *spec = d1_node_get(root, "spec"), *criteria = d1_node_get(spec, "criteria");

    if (!ruleset->catalog_name.len) {
        ruleset->catalog_name = d1_node_get_text(d1_node_get(root, "metadata"), "name");
        ruleset->catalog_version = d1_node_get_text(spec, "version");
    }
    for (size_t i = 0; criteria && i < d1_node_count(criteria); i++) {
        const struct d1_node *node = d1_node_item(criteria, i);
        struct d1_criterion criterion = {
            .id = d1_node_get_text(node, "id"),
            .section = d1_node_get_text(node, "section"),
            .title = d1_node_get_text(node, "title"),
            .phase = d1_node_get_text(node, "phase"),
            .criterion_class = d1_node_get_text(node, "class"),
            .proxy = d1_node_get_text(node, "proxy"),
        };

        if (d1_vec_push(&private->criteria, criterion) < 0 ||
            d1_vec_push(&private->criterion_data, ((struct d1_criterion_data){.node = node})) < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

/* Finds the embedded documents of a base: those below the folder of its name, or of another whose files it has. */
static int find_base_docs(struct d1_ruleset_private *private, struct d1_base *base)
{
    size_t count;
    const struct d1_embedded_file *files = d1_embedded_files(&count);
    const struct d1_node *other = d1_node_get(base->node, "filesOf");
    struct d1_str folder = d1_arena_printf(&private->arena, D1_BASES_FOLDER D1_STR_FMT "/",
                                           D1_STR_ARG(other ? d1_node_text(other) : base->name));
    size_t all = 0;

    if (!folder.ptr)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < count; i++)
        all += d1_str_starts(d1_embedded_name(&files[i]), folder.ptr) ? files[i].documents : 0;
    base->docs = d1_arena_calloc(&private->arena, all, sizeof *base->docs);
    if (!base->docs)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        struct d1_str name = d1_embedded_name(&files[i]);

        for (size_t j = 0; d1_str_starts(name, folder.ptr) && j < files[i].documents; j++)
            base->docs[base->doc_count++] = (struct d1_base_doc){
                .doc = d1_embedded_doc(&files[i], j), .path = name.ptr + folder.len, .document = (uint32_t)j};
    }
    return 0;
}

static int read_bases(struct d1_ruleset_private *private, const struct d1_node *spec)
{
    const struct d1_node *bases = d1_node_get(spec, "bases");

    for (size_t i = 0; bases && i < d1_node_count(bases); i++) {
        const struct d1_node *node = d1_node_item(bases, i);
        struct d1_base base = {.name = d1_node_get_text(node, "name"), .node = node};

        d1_date_parse(d1_node_get_text(node, "asOf"), &base.as_of);
        if (find_base_docs(private, &base) < 0 || d1_vec_push(&private->bases, base) < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

int d1_catalogue_read(struct d1_ruleset *ruleset, const struct d1_node *root)
{
    struct d1_str kind = d1_node_get_text(root, "kind");
    const struct d1_node *spec = d1_node_get(root, "spec");

    if (d1_str_is(kind, "GateCatalog"))
        return read_gates(ruleset->private, spec);
    if (d1_str_is(kind, "CriterionCatalog"))
        return read_criteria(ruleset, root);
    if (d1_str_is(kind, "BaseCatalog"))
        return read_bases(ruleset->private, spec);
    return 0;
}

const struct d1_node *d1_catalogue_of(const struct d1_ruleset_private *private, size_t criterion)
{
    return d1_node_parent(d1_node_parent(private->criterion_data.items[criterion].node));
}

/* ---- linking ---- */

/* The place of a name in a catalogue, with the file where that is the user's own. */
static struct d1_place place_of(const struct d1_ruleset *ruleset, const struct d1_node *node)
{
    const struct d1_ruleset_private *private = ruleset->private;
    struct d1_place place = d1_node_place(node);

    for (size_t i = 0; i < private->own_files.len; i++)
        if (d1_node_doc(private->own_files.items[i].root) == d1_node_doc(node))
            place.path = private->own_files.items[i].path;
    return place;
}

static int unknown_name(const struct d1_ruleset *ruleset, const struct d1_criterion *criterion, const char *what,
                        const struct d1_node *node)
{
    return d1_problems_add(ruleset->private->problems, "unknown-name", place_of(ruleset, node),
                           "criterion " D1_STR_FMT " names %s `" D1_STR_FMT "`, which does not exist",
                           D1_STR_ARG(criterion->id), what, D1_STR_ARG(d1_node_text(node)));
}

/* What there is of the gates and checks that a criterion names. 0 or D1_ERR_MEMORY. */
static int link_criterion(struct d1_ruleset *ruleset, struct d1_criterion *criterion, struct d1_criterion_data *data)
{
    struct d1_arena *arena = &ruleset->private->arena;
    const struct d1_node *gates = d1_node_get(data->node, "gates"), *checks = d1_node_get(data->node, "checks");
    const struct d1_node *roll_up = d1_node_get(data->node, "rollUp");
    const struct d1_check **linked;

    data->gates = d1_arena_alloc(arena, (gates ? d1_node_count(gates) : 0) * sizeof *data->gates);
    criterion->checks = linked = d1_arena_alloc(arena, (checks ? d1_node_count(checks) : 0) * sizeof *linked);
    if (!data->gates || !linked)
        return D1_ERR_MEMORY;
    for (size_t i = 0; gates && i < d1_node_count(gates); i++) {
        const struct d1_gate *gate = d1_ruleset_gate(ruleset, d1_node_text(d1_node_item(gates, i)));

        if (gate)
            data->gates[data->gate_count++] = gate;
        else if (unknown_name(ruleset, criterion, "gate", d1_node_item(gates, i)) < 0)
            return D1_ERR_MEMORY;
    }
    for (size_t i = 0; checks && i < d1_node_count(checks); i++) {
        const struct d1_check *check = d1_ruleset_check(ruleset, d1_node_text(d1_node_item(checks, i)));

        if (check)
            linked[criterion->check_count++] = check;
        else if (unknown_name(ruleset, criterion, "check", d1_node_item(checks, i)) < 0)
            return D1_ERR_MEMORY;
    }
    for (size_t i = 0; i < criterion->check_count; i++)
        criterion->not_built += !linked[i]->built;
    criterion->roll_up = roll_up && roll_up->kind == D1_NODE_BOOL && roll_up->value.boolean;
    return 0;
}

/* Marks the checks that a catalogue counts as essential. */
static int mark_essential(struct d1_ruleset *ruleset, const struct d1_node *catalogue)
{
    const struct d1_node *ids = d1_node_get(catalogue, "essential");

    for (size_t i = 0; ids && i < d1_node_count(ids); i++) {
        const struct d1_check *check = d1_ruleset_check(ruleset, d1_node_text(d1_node_item(ids, i)));

        if (check)
            ruleset->private->checks[check->index].essential = true;
        else if (d1_problems_add(ruleset->private->problems, "unknown-name", place_of(ruleset, d1_node_item(ids, i)),
                                 "`essential` names check `" D1_STR_FMT "`, which does not exist",
                                 D1_STR_ARG(d1_node_text(d1_node_item(ids, i)))) < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

/* Whether a check that is not built is to be due at a gate: its words in the catalogue begin with the gate. */
static bool is_to_be_due(const struct d1_check *check, const struct d1_gate *gate)
{
    return d1_str_eq(d1_str_sub(check->due, 0, d1_str_find(check->due, ',', 0)), gate->id);
}

/* Marks the checks without a rule that the criteria of a gate name. */
static void mark_unbuilt(const struct d1_ruleset *ruleset, const struct d1_gate *gate, bool *marks)
{
    for (size_t i = 0; i < ruleset->criterion_count; i++) {
        const struct d1_criterion_data *data = &ruleset->private->criterion_data.items[i];
        const struct d1_criterion *criterion = &ruleset->criteria[i];

        for (size_t g = 0; g < data->gate_count && criterion->not_built; g++)
            for (size_t k = 0; data->gates[g] == gate && k < criterion->check_count; k++)
                marks[criterion->checks[k]->index] = !criterion->checks[k]->built;
    }
}

/* Counts for each gate the checks without a rule that it, or a criterion of it, is waiting for. */
static int count_unbuilt(struct d1_ruleset *ruleset)
{
    bool *marks = d1_arena_alloc(&ruleset->private->arena, ruleset->check_count * sizeof *marks);

    if (!marks)
        return D1_ERR_MEMORY;
    for (size_t g = 0; g < ruleset->gate_count; g++) {
        struct d1_gate *gate = &ruleset->private->gates.items[g];

        memset(marks, 0, ruleset->check_count * sizeof *marks);
        mark_unbuilt(ruleset, gate, marks);
        for (size_t i = 0; i < ruleset->check_count; i++)
            gate->not_built += marks[i] || (!ruleset->checks[i].built && is_to_be_due(&ruleset->checks[i], gate));
    }
    return 0;
}

int d1_catalogue_link(struct d1_ruleset *ruleset)
{
    struct d1_ruleset_private *private = ruleset->private;
    int result = 0;

    ruleset->gates = private->gates.items;
    ruleset->gate_count = private->gates.len;
    ruleset->criteria = private->criteria.items;
    ruleset->criterion_count = private->criteria.len;
    for (size_t i = 0; i < ruleset->criterion_count && result == 0; i++)
        result = link_criterion(ruleset, &private->criteria.items[i], &private->criterion_data.items[i]);
    for (size_t i = 0; i < ruleset->criterion_count && result == 0; i++)
        if (!i || d1_catalogue_of(private, i) != d1_catalogue_of(private, i - 1))
            result = mark_essential(ruleset, d1_catalogue_of(private, i));
    if (result == 0 && count_unbuilt(ruleset) < 0)
        result = D1_ERR_MEMORY;
    return result;
}

/* ---- writing ---- */

static void write_list(struct d1_json_writer *w, const char *key, const struct d1_node *list)
{
    if (!list)
        return;
    d1_json_key(w, key);
    d1_json_node(w, list);
}

int d1_ruleset_criteria_json(const struct d1_ruleset *ruleset, struct d1_strbuf *out)
{
    struct d1_json_writer w;
    int result;

    d1_json_writer_init(&w, D1_JSON_INDENT, NULL, NULL);
    d1_json_begin_array(&w);
    for (size_t i = 0; i < ruleset->criterion_count; i++) {
        const struct d1_criterion *criterion = &ruleset->criteria[i];
        const struct d1_node *node = d1_ruleset_criterion_node(ruleset, criterion);

        d1_json_begin_object(&w);
        d1_json_member_string(&w, "id", criterion->id);
        d1_json_member_string(&w, "class", criterion->criterion_class);
        write_list(&w, "gates", d1_node_get(node, "gates"));
        write_list(&w, "checks", d1_node_get(node, "checks"));
        d1_json_member_string(&w, "title", criterion->title);
        d1_json_end(&w);
    }
    d1_json_end(&w);
    result = d1_json_writer_finish(&w, NULL);
    if (result == 0)
        d1_strbuf_str(out, d1_strbuf_view(&w.buffer));
    d1_json_writer_release(&w);
    return result < 0 || out->oom ? D1_ERR_MEMORY : 0;
}
