/* The expressions of a rule file as programs. */
#include "base/memory/alloc.h"
#include "rules/load/compiler.h"

static void note_result(struct d1_compiler *compiler, int result)
{
    compiler->oom = compiler->oom || result == D1_ERR_MEMORY;
    compiler->faulty = compiler->faulty || result == D1_ERR_USAGE;
}

/* NULL when node is, or when the expression is faulty. */
static const struct d1_cel_program *compile(struct d1_compiler *compiler, struct d1_cel_env *env,
                                            const struct d1_node *node, const struct d1_cel_type *expected)
{
    const struct d1_cel_program *program = NULL;
    struct d1_cel_source source = {
        .text = node ? d1_node_text(node) : d1_str(""),
        .origin = node,
        .assumed = compiler->assumed.items,
        .assumed_count = compiler->assumed.len,
        .expected = expected,
    };

    if (node)
        note_result(compiler, d1_expression_compile_text(env, &source, node, compiler->rule->path,
                                                         compiler->rule->source, compiler->problems, &program));
    return program;
}

/* An expression of a part that is no source of subjects. */
static const struct d1_cel_program *compile_other(struct d1_compiler *compiler, const struct d1_node *node,
                                                  const struct d1_cel_type *expected)
{
    const struct d1_cel_program *program = compile(compiler, compiler->part->env, node, expected);

    d1_compiler_collect_reads(compiler, program, &compiler->part->others);
    return program;
}

static const struct d1_cel_program *compile_date(struct d1_compiler *compiler, const struct d1_node *node)
{
    const struct d1_cel_program *program = compile_other(compiler, node, NULL);

    d1_compiler_check_date(compiler, node, program);
    return program;
}

static const struct d1_cel_program *compile_ids(struct d1_compiler *compiler, const struct d1_node *node)
{
    const struct d1_cel_program *program = compile_other(compiler, node, NULL);

    d1_compiler_check_ids(compiler, node, program);
    return program;
}

/* ---- assumptions ---- */

static void assume(struct d1_compiler *compiler, struct d1_str variable, const struct d1_node *field)
{
    struct d1_str path = d1_node_text(field);

    /* Every step of "engagement.current" is there, so each prefix is assumed. */
    for (size_t end = d1_str_find(path, '.', 0); !compiler->oom; end = d1_str_find(path, '.', end + 1)) {
        struct d1_str assumed =
            d1_arena_printf(compiler->arena, D1_STR_FMT "." D1_STR_FMT, D1_STR_ARG(variable), (int)end, path.ptr);

        if (!assumed.ptr || d1_vec_push(&compiler->assumed, assumed) < 0)
            compiler->oom = true;
        if (end == path.len)
            break;
    }
}

static struct d1_field_path field_path(const struct d1_node *node)
{
    struct d1_str text = d1_node_text(node);

    return (struct d1_field_path){text, d1_str_find(text, '.', 0) < text.len ? 0 : d1_str_hash(text)};
}

/* What the checks of `after` demand of every item of a type may be read of a subject of that type without has(). */
static void assume_completeness(struct d1_compiler *compiler, const struct d1_node *part, struct d1_str variable,
                                const struct d1_cel_type *type)
{
    const struct d1_ruleset_private *private = compiler->ruleset->private;
    const struct d1_node *complete = d1_node_get(part, "complete");

    if (!complete || d1_node_get(part, "when"))
        return;
    for (size_t i = 0; i < d1_node_count(complete); i++) {
        const struct d1_item_type *item =
            d1_kinds_type(compiler->ruleset->kinds, d1_node_text(d1_node_pair_key(complete, i)));
        const struct d1_node *fields = d1_node_pair_value(complete, i);

        if (!item || private->item_types[item->index] != type)
            continue;
        for (size_t j = 0; j < d1_node_count(fields); j++) {
            struct d1_demand demand = {compiler->part->each_count, field_path(d1_node_item(fields, j))};

            assume(compiler, variable, d1_node_item(fields, j));
            compiler->oom = compiler->oom || d1_vec_push(&compiler->demands, demand) < 0;
        }
    }
}

static void assume_for(struct d1_compiler *compiler, struct d1_str variable, const struct d1_cel_type *type)
{
    for (size_t i = 0; i < compiler->rule->after_count; i++) {
        const struct d1_node *spec = compiler->rule->after[i]->spec, *parts = d1_node_get(spec, "parts");

        assume_completeness(compiler, spec, variable, type);
        for (size_t j = 0; parts && j < d1_node_count(parts); j++)
            assume_completeness(compiler, d1_node_item(parts, j), variable, type);
    }
}

struct shown {
    struct d1_compiler *compiler;
    struct d1_str variable; /* that paths are from; empty where they begin with one */
};

static void note_shown(void *context, struct d1_str path)
{
    struct shown *shown = context;
    struct d1_compiler *compiler = shown->compiler;
    struct d1_str assumed = d1_arena_printf(compiler->arena, D1_STR_FMT "%s" D1_STR_FMT, D1_STR_ARG(shown->variable),
                                            shown->variable.len ? "." : "", D1_STR_ARG(path));

    if (!assumed.ptr || d1_vec_push(&compiler->assumed, assumed) < 0)
        compiler->oom = true;
}

/* What a condition has shown when it has the value `holds` may be read without has() by what is evaluated then. */
static void assume_shown(struct d1_compiler *compiler, const struct d1_cel_program *condition, bool holds)
{
    struct shown shown = {.compiler = compiler, .variable = d1_strn("", 0)};

    if (condition)
        d1_cel_program_shows(condition, holds, note_shown, &shown);
}

/* ---- parts ---- */

static void declare(struct d1_compiler *compiler, struct d1_cel_env *env, struct d1_binding *binding,
                    const struct d1_cel_type *type)
{
    if (!type)
        type = &d1_cel_types[D1_CEL_FREE]; /* faulty already; so that what follows is checked all the same */
    if (d1_cel_env_variable(env, binding->name, type, &binding->variable) < 0)
        compiler->oom = true;
}

static struct d1_binding *make_bindings(struct d1_compiler *compiler, size_t count)
{
    struct d1_binding *bindings = d1_arena_calloc(compiler->arena, count, sizeof *bindings);

    if (!bindings)
        compiler->oom = true;
    return bindings;
}

static void compile_lets(struct d1_compiler *compiler)
{
    struct d1_rule *rule = compiler->rule;
    const struct d1_node *lets = d1_node_get(rule->spec, "let");
    size_t count = lets ? d1_node_count(lets) : 0;

    rule->lets = make_bindings(compiler, count);
    for (size_t i = 0; i < count && !compiler->oom; i++) {
        struct d1_binding *let = &rule->lets[i];

        let->name = d1_node_text(d1_node_pair_key(lets, i));
        let->program = compile(compiler, rule->env, d1_node_pair_value(lets, i), NULL);
        if (!d1_compiler_make_reads(compiler, &let->reads))
            return;
        d1_compiler_collect_reads(compiler, let->program, &let->reads);
        declare(compiler, rule->env, let, let->program ? d1_cel_program_type(let->program) : NULL);
        rule->let_count = i + 1;
    }
}

static void compile_each(struct d1_compiler *compiler, const struct d1_node *each)
{
    static const struct d1_str it = D1_STR("it");
    struct d1_part *part = compiler->part;
    bool single = each && each->kind != D1_NODE_MAPPING;
    size_t count = !each ? 0 : single ? 1 : d1_node_count(each);

    part->each = make_bindings(compiler, count);
    for (size_t i = 0; i < count && !compiler->oom; i++) {
        struct d1_binding *binding = &part->each[i];
        const struct d1_node *list = single ? each : d1_node_pair_value(each, i);
        const struct d1_cel_type *type;

        binding->name = single ? it : d1_node_text(d1_node_pair_key(each, i));
        binding->program = compile(compiler, part->env, list, &d1_cel_types[D1_CEL_LIST]);
        d1_compiler_collect_reads(compiler, binding->program, &part->subjects);
        type = binding->program ? d1_cel_type_item(d1_cel_program_type(binding->program)) : NULL;
        declare(compiler, part->env, binding, type);
        if (type)
            assume_for(compiler, binding->name, type);
        if (binding->program) {
            struct shown shown = {compiler, binding->name};

            d1_cel_program_shows_of_items(binding->program, note_shown, &shown);
        }
        part->each_count = i + 1;
    }
}

static void compile_with(struct d1_compiler *compiler, const struct d1_node *with)
{
    struct d1_part *part = compiler->part;
    size_t count = with ? d1_node_count(with) : 0;

    part->with = make_bindings(compiler, count);
    for (size_t i = 0; i < count && !compiler->oom; i++) {
        struct d1_binding *binding = &part->with[i];

        binding->name = d1_node_text(d1_node_pair_key(with, i));
        binding->program = compile_other(compiler, d1_node_pair_value(with, i), NULL);
        declare(compiler, part->env, binding, binding->program ? d1_cel_program_type(binding->program) : NULL);
        part->with_count = i + 1;
    }
}

/* One expression or a list of them. */
static void compile_programs(struct d1_compiler *compiler, const struct d1_node *node, struct d1_programs *programs)
{
    size_t count = !node ? 0 : node->kind == D1_NODE_SEQUENCE ? d1_node_count(node) : 1;

    programs->items = d1_arena_calloc(compiler->arena, count, sizeof *programs->items);
    if (!programs->items) {
        compiler->oom = true;
        return;
    }
    programs->count = count;
    for (size_t i = 0; i < count; i++)
        programs->items[i] =
            compile_other(compiler, node->kind == D1_NODE_SEQUENCE ? d1_node_item(node, i) : node, NULL);
}

/* Number of `{{ }}` in a text; an opening pair without its end stands for itself. */
static size_t count_holes(struct d1_str text)
{
    size_t holes = 0;

    for (size_t i = 0; i + 1 < text.len; i++) {
        if (text.ptr[i] == '{' && text.ptr[i + 1] == '{')
            holes++;
    }
    return holes;
}

static void compile_template(struct d1_compiler *compiler, const struct d1_node *node, struct d1_template *template)
{
    struct d1_str text = node ? d1_node_text(node) : d1_strn("", 0);
    size_t holes = count_holes(text), from = 0;

    template->texts = d1_arena_calloc(compiler->arena, holes + 1, sizeof *template->texts);
    template->values = d1_arena_calloc(compiler->arena, holes + 1, sizeof *template->values);
    if (!template->texts || !template->values) {
        compiler->oom = true;
        return;
    }
    for (size_t i = 0; i + 1 < text.len; i++) {
        struct d1_cel_source source = {.assumed = compiler->assumed.items, .assumed_count = compiler->assumed.len};
        size_t end = i + 2;

        if (text.ptr[i] != '{' || text.ptr[i + 1] != '{')
            continue;
        while (end + 1 < text.len && (text.ptr[end] != '}' || text.ptr[end + 1] != '}'))
            end++;
        if (end + 1 >= text.len)
            break;
        template->texts[template->count] = d1_str_sub(text, from, i - from);
        source.text = d1_str_trim(d1_str_sub(text, i + 2, end - i - 2));
        note_result(compiler, d1_expression_compile_text(compiler->part->env, &source, node, compiler->rule->path,
                                                         compiler->rule->source, compiler->problems,
                                                         &template->values[template->count]));
        template->count++;
        from = end + 2;
        i = end + 1;
    }
    template->texts[template->count] = d1_str_sub(text, from, text.len);
}

/* `own` is the mapping of an assertion in a list, else NULL; what it does not say the part says. */
static void compile_assertion(struct d1_compiler *compiler, const struct d1_node *part, const struct d1_node *own,
                              struct d1_assertion *assertion)
{
    const struct d1_node *that = own ? d1_node_get(own, "that") : d1_node_get(part, "assert");
    const struct d1_node *at = d1_node_get(own, "at"), *key = d1_node_get(own, "key");
    const struct d1_node *related = d1_node_get(own, "related");
    struct d1_str help = d1_node_get_text(own, "help");
    size_t assumed = compiler->assumed.len;

    assertion->that = compile_other(compiler, that, &d1_cel_types[D1_CEL_BOOL]);
    assume_shown(compiler, assertion->that, false); /* what follows is evaluated where the condition fails */
    compile_template(compiler, d1_node_get(own ? own : part, "message"), &assertion->message);
    compile_programs(compiler, at ? at : d1_node_get(part, "at"), &assertion->at);
    compile_programs(compiler, related ? related : d1_node_get(part, "related"), &assertion->related);
    assertion->key = compile_other(compiler, key ? key : d1_node_get(part, "key"), &d1_cel_types[D1_CEL_STRING]);
    d1_severity_parse(d1_node_get_text(own, "severity"), &assertion->severity);
    assertion->help = help.len ? help : compiler->part->help;
    compiler->assumed.len = assumed;
}

static void compile_assertions(struct d1_compiler *compiler, const struct d1_node *node)
{
    struct d1_part *part = compiler->part;
    const struct d1_node *assert = d1_node_get(node, "assert");
    bool list = assert && assert->kind == D1_NODE_SEQUENCE;
    size_t count = !assert ? 0 : list ? d1_node_count(assert) : 1;

    part->assertions = d1_arena_calloc(compiler->arena, count, sizeof *part->assertions);
    if (!part->assertions) {
        compiler->oom = true;
        return;
    }
    part->assertion_count = count;
    for (size_t i = 0; i < count; i++)
        compile_assertion(compiler, node, list ? d1_node_item(assert, i) : NULL, &part->assertions[i]);
}

static void fault_at(struct d1_compiler *compiler, const struct d1_node *node, const char *what)
{
    struct d1_place place = d1_node_place(node);

    place.path = compiler->rule->path;
    compiler->faulty = true;
    if (compiler->problems &&
        d1_problems_add(compiler->problems, "unknown-name", place, "there is no %s `" D1_STR_FMT "`", what,
                        D1_STR_ARG(d1_node_text(node))) < 0)
        compiler->oom = true;
}

/* A dotted field of `complete` must exist in the type, as far as the type is known. */
static void check_field(struct d1_compiler *compiler, const struct d1_cel_type *type, const struct d1_node *field)
{
    struct d1_str rest = d1_node_text(field);

    while (rest.len && type->kind == D1_CEL_RECORD) {
        struct d1_str name = d1_str_sub(rest, 0, d1_str_find(rest, '.', 0));
        const struct d1_cel_field *found = d1_cel_record_field(type, name, d1_str_hash(name), NULL);

        if (!found) {
            fault_at(compiler, field, "field");
            return;
        }
        type = found->type;
        rest = d1_str_sub(rest, name.len + 1, rest.len);
    }
}

static void compile_complete(struct d1_compiler *compiler, const struct d1_node *complete)
{
    struct d1_part *part = compiler->part;
    size_t count = complete ? d1_node_count(complete) : 0;

    part->complete = d1_arena_calloc(compiler->arena, count, sizeof *part->complete);
    if (!part->complete) {
        compiler->oom = true;
        return;
    }
    for (size_t i = 0; i < count; i++) {
        struct d1_completeness *entry = &part->complete[i];
        const struct d1_node *key = d1_node_pair_key(complete, i), *fields = d1_node_pair_value(complete, i);

        entry->type = d1_kinds_type(compiler->ruleset->kinds, d1_node_text(key));
        entry->fields = d1_arena_calloc(compiler->arena, d1_node_count(fields), sizeof *entry->fields);
        if (!entry->fields) {
            compiler->oom = true;
            return;
        }
        if (!entry->type) {
            fault_at(compiler, key, "item type");
            continue;
        }
        for (size_t j = 0; j < d1_node_count(fields); j++) {
            entry->fields[entry->count++] = field_path(d1_node_item(fields, j));
            check_field(compiler, compiler->ruleset->private->item_types[entry->type->index], d1_node_item(fields, j));
        }
        part->subjects.types[entry->type->index] = true;
        part->complete_count = i + 1;
    }
}

/* With `complete`, conditions are over the item: it is declared with the type of the first entry. */
static void declare_item(struct d1_compiler *compiler)
{
    struct d1_part *part = compiler->part;
    const struct d1_cel_type *type = &d1_cel_types[D1_CEL_DYN];

    if (part->complete_count == 1)
        type = compiler->ruleset->private->item_types[part->complete[0].type->index];
    part->each = make_bindings(compiler, 1);
    if (!part->each)
        return;
    part->each[0].name = d1_str("it");
    part->each_count = 1;
    declare(compiler, part->env, &part->each[0], type);
}

static void compile_due(struct d1_compiler *compiler)
{
    const struct d1_rule *rule = compiler->rule;
    struct d1_part *part = compiler->part;

    part->due_date = compile_date(compiler, rule->due_date);
    part->due_of = compile_ids(compiler, rule->due_of);
    part->due_when = d1_arena_calloc(compiler->arena, rule->due_count, sizeof *part->due_when);
    if (!part->due_when) {
        compiler->oom = true;
        return;
    }
    for (size_t i = 0; i < rule->due_count; i++)
        part->due_when[i] = compile_other(compiler, rule->due[i].when, &d1_cel_types[D1_CEL_BOOL]);
}

static void keep_demands(struct d1_compiler *compiler)
{
    size_t count = compiler->demands.len;
    struct d1_demand *kept = d1_arena_calloc(compiler->arena, count, sizeof *kept);

    if (!kept) {
        compiler->oom = true;
        return;
    }
    if (count)
        memcpy(kept, compiler->demands.items, count * sizeof *kept);
    compiler->part->demands = kept;
    compiler->part->demand_count = count;
}

static void compile_part(struct d1_compiler *compiler, const struct d1_node *node, struct d1_part *part)
{
    const struct d1_node *complete = d1_node_get(node, "complete");

    compiler->part = part;
    part->help = d1_node_get_text(node != compiler->rule->spec ? node : NULL, "help");
    compiler->assumed.len = compiler->demands.len = 0;
    part->env = d1_cel_env_new(compiler->arena, compiler->rule->env, 0);
    if (!part->env)
        compiler->oom = true;
    if (compiler->oom || !d1_compiler_make_reads(compiler, &part->subjects) ||
        !d1_compiler_make_reads(compiler, &part->others))
        return;
    compile_complete(compiler, complete);
    if (complete && !compiler->oom)
        declare_item(compiler);
    else
        compile_each(compiler, d1_node_get(node, "each"));
    keep_demands(compiler);
    if (compiler->oom)
        return;
    compile_with(compiler, d1_node_get(node, "with"));
    compile_due(compiler);
    part->when = compile_other(compiler, d1_node_get(node, "when"), &d1_cel_types[D1_CEL_BOOL]);
    assume_shown(compiler, part->when, true);
    if (complete)
        compile_programs(compiler, d1_node_get(node, "related"), &part->related);
    else
        compile_assertions(compiler, node);
    part->claimed = compile_date(compiler, d1_node_get(node, "claimed"));
    part->escalate_when =
        compile_other(compiler, d1_node_at(compiler->rule->spec, "escalate.when"), &d1_cel_types[D1_CEL_BOOL]);
}

static void compile_parts(struct d1_compiler *compiler)
{
    struct d1_rule *rule = compiler->rule;
    const struct d1_node *parts = d1_node_get(rule->spec, "parts");

    rule->part_count = rule->builtin ? 0 : parts ? d1_node_count(parts) : 1;
    rule->parts = d1_arena_calloc(compiler->arena, rule->part_count, sizeof *rule->parts);
    if (!rule->parts) {
        rule->part_count = 0;
        compiler->oom = true;
        return;
    }
    for (size_t i = 0; i < rule->part_count && !compiler->oom; i++)
        compile_part(compiler, parts ? d1_node_item(parts, i) : rule->spec, &rule->parts[i]);
}

/* What is asked of the engagement before the rule is judged, and by other rules: it sees no name of the rule's own. */
static void compile_head(struct d1_compiler *compiler)
{
    struct d1_rule *rule = compiler->rule;
    const struct d1_node *demands = d1_node_get(rule->spec, "demands"), *from = NULL;

    if (demands && demands->kind == D1_NODE_MAPPING)
        from = d1_node_get(demands, "from");
    rule->applies = compile(compiler, compiler->ruleset->private->env, d1_node_get(rule->spec, "appliesWhen"),
                            &d1_cel_types[D1_CEL_BOOL]);
    rule->missing_from = compile(compiler, compiler->ruleset->private->env, from, NULL);
    d1_compiler_check_date(compiler, from, rule->missing_from);
}

int d1_rule_compile(struct d1_ruleset *ruleset, struct d1_rule *rule, struct d1_problems *problems)
{
    struct d1_compiler compiler = {
        .ruleset = ruleset, .arena = &ruleset->private->arena, .rule = rule, .problems = problems};
    const struct d1_cel_type *date = d1_cel_type_optional(compiler.arena, D1_CEL_T(DATE));

    rule->env = d1_cel_env_new(compiler.arena, ruleset->private->env, 0);
    if (!rule->env || !date || d1_cel_env_variable(rule->env, d1_str("gateDate"), date, &rule->gate_date) < 0)
        return D1_ERR_MEMORY;
    d1_severity_parse(d1_node_get_text(d1_node_get(rule->spec, "escalate"), "to"), &rule->escalate_to);
    note_result(&compiler, d1_rule_check_parameters(rule, problems));
    compile_head(&compiler);
    compile_lets(&compiler);
    if (!compiler.oom)
        compile_parts(&compiler);
    if (!compiler.oom)
        d1_compiler_sum_reads(&compiler);
    d1_vec_release(&compiler.assumed);
    d1_vec_release(&compiler.demands);
    if (compiler.oom)
        return D1_ERR_MEMORY;
    return compiler.faulty ? D1_ERR_USAGE : 0;
}
