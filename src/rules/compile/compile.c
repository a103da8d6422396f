/* The expressions of a rule file as programs. */
#include "base/memory/alloc.h"
#include "rules/compile/compiler.h"
#include "rules/compile/programs.h"

static void note_result(struct d1_compiler *compiler, int result)
{
    compiler->oom = compiler->oom || result == D1_ERR_MEMORY;
    compiler->faulty = compiler->faulty || result == D1_ERR_USAGE;
}

/* What a text of a node is found by among the programs that there are: a node may be compiled for several parts. */
static uint64_t key_of(const struct d1_compiler *compiler, const struct d1_node *node, struct d1_str text)
{
    size_t part = compiler->part ? (size_t)(compiler->part - compiler->rule->parts) : 0;

    return d1_program_key(node, text, part, compiler->assertion);
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
        .all_assumed = compiler->unshown,
        .expected = expected,
        .key = node ? key_of(compiler, node, d1_node_text(node)) : 0,
    };

    compiler->given = NULL;
    if (node)
        note_result(compiler,
                    d1_expression_compile_text(env, &source, node, compiler->rule->path, compiler->rule->source,
                                               compiler->problems, &program, &compiler->given));
    return program;
}

static const struct d1_cel_program *compile_in_part(struct d1_compiler *compiler, const struct d1_node *node,
                                                    const struct d1_cel_type *expected)
{
    return compile(compiler, compiler->part->env, node, expected);
}

static const struct d1_cel_program *compile_date(struct d1_compiler *compiler, const struct d1_node *node)
{
    const struct d1_cel_program *program = compile_in_part(compiler, node, NULL);

    d1_compiler_check_date(compiler, node, program);
    return program;
}

static const struct d1_cel_program *compile_ids(struct d1_compiler *compiler, const struct d1_node *node)
{
    const struct d1_cel_program *program = compile_in_part(compiler, node, NULL);

    d1_compiler_check_ids(compiler, node, program);
    return program;
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
        declare(compiler, rule->env, let, compiler->given);
        rule->let_count = i + 1;
        compiler->unshown = compiler->unshown || !let->program;
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
        type = compiler->given && compiler->given->kind == D1_CEL_LIST ? d1_cel_type_item(compiler->given) : NULL;
        declare(compiler, part->env, binding, type);
        if (type)
            d1_compiler_assume_for(compiler, binding->name, type);
        if (binding->program)
            d1_compiler_assume_items(compiler, binding->program, binding->name);
        part->each_count = i + 1;
        compiler->unshown = compiler->unshown || !binding->program;
    }
}

static void make_with(struct d1_compiler *compiler, const struct d1_node *with)
{
    compiler->part->with_count = with ? d1_node_count(with) : 0;
    compiler->part->with = make_bindings(compiler, compiler->part->with_count);
}

static void compile_with(struct d1_compiler *compiler, const struct d1_node *with)
{
    struct d1_part *part = compiler->part;

    for (size_t i = 0; i < part->with_count && !compiler->oom; i++) {
        struct d1_binding *binding = &part->with[i];

        binding->name = d1_node_text(d1_node_pair_key(with, i));
        binding->program = compile_in_part(compiler, d1_node_pair_value(with, i), NULL);
        declare(compiler, part->env, binding, compiler->given);
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
            compile_in_part(compiler, node->kind == D1_NODE_SEQUENCE ? d1_node_item(node, i) : node, NULL);
}

static void compile_template(struct d1_compiler *compiler, const struct d1_node *node, struct d1_template *template)
{
    struct d1_str text = node ? d1_node_text(node) : d1_strn("", 0), hole;
    size_t holes = d1_rule_holes(text), from = 0;

    template->texts = d1_arena_calloc(compiler->arena, holes + 1, sizeof *template->texts);
    template->values = d1_arena_calloc(compiler->arena, holes + 1, sizeof *template->values);
    if (!template->texts || !template->values) {
        compiler->oom = true;
        return;
    }
    for (; d1_rule_hole(text, from, &hole); from = d1_rule_behind(text, hole)) {
        struct d1_cel_source source = {.assumed = compiler->assumed.items,
                                       .assumed_count = compiler->assumed.len,
                                       .all_assumed = compiler->unshown};

        template->texts[template->count] = d1_str_sub(text, from, (size_t)(hole.ptr - text.ptr) - from);
        source.text = d1_str_trim(d1_str_sub(hole, 2, hole.len - 4));
        source.key = key_of(compiler, node, source.text);
        note_result(compiler, d1_expression_compile_text(compiler->part->env, &source, node, compiler->rule->path,
                                                         compiler->rule->source, compiler->problems,
                                                         &template->values[template->count], NULL));
        template->count++;
    }
    template->texts[template->count] = d1_str_sub(text, from, text.len);
}

/*
 * What the part says to do; the check says it where the part does not, and then only what holds a place for the finding
 * is to be written for each.
 */
static const struct d1_node *part_help(const struct d1_compiler *compiler)
{
    const struct d1_node *own = d1_node_get(compiler->part->node, "help");
    const struct d1_node *common = d1_node_get(compiler->rule->spec, "help");

    if (own && own != common)
        return own;
    return common && d1_rule_holes(d1_node_text(common)) ? common : NULL;
}

/* What is said where an assertion fails; what it does not say itself the part says. */
static void compile_told(struct d1_compiler *compiler, struct d1_assertion *assertion)
{
    const struct d1_node *part = compiler->part->node, *own = assertion->node;
    const struct d1_node *at = d1_node_get(own, "at"), *key = d1_node_get(own, "key");
    const struct d1_node *related = d1_node_get(own, "related"), *help = d1_node_get(own, "help");
    size_t assumed = compiler->assumed.len;
    bool unshown = compiler->unshown;

    compiler->unshown = unshown || !assertion->that;
    compiler->assertion = (size_t)(assertion - compiler->part->assertions);
    d1_compiler_assume_shown(compiler, assertion->that, false); /* it is evaluated where the condition fails */
    compile_template(compiler, d1_node_get(own ? own : part, "message"), &assertion->message);
    compile_template(compiler, help ? help : part_help(compiler), &assertion->help);
    compile_programs(compiler, at ? at : d1_node_get(part, "at"), &assertion->at);
    compile_programs(compiler, related ? related : d1_node_get(part, "related"), &assertion->related);
    assertion->key = compile_in_part(compiler, key ? key : d1_node_get(part, "key"), &d1_cel_types[D1_CEL_STRING]);
    assertion->once = compile_in_part(compiler, d1_node_get(own, "once"), &d1_cel_types[D1_CEL_STRING]);
    compiler->assumed.len = assumed;
    compiler->unshown = unshown;
    compiler->assertion = 0;
}

/* The same of completeness, whose message makes itself. */
static void compile_lacking(struct d1_compiler *compiler)
{
    compile_programs(compiler, d1_node_get(compiler->part->node, "related"), &compiler->part->related);
    compile_template(compiler, part_help(compiler), &compiler->part->help);
}

/* `own` is the mapping of an assertion in a list, else NULL. */
static void compile_assertion(struct d1_compiler *compiler, const struct d1_node *own, struct d1_assertion *assertion)
{
    const struct d1_node *that = own ? d1_node_get(own, "that") : d1_node_get(compiler->part->node, "assert");

    assertion->node = own;
    assertion->that = compile_in_part(compiler, that, &d1_cel_types[D1_CEL_BOOL]);
    d1_severity_parse(d1_node_get_text(own, "severity"), &assertion->severity);
    if (compiler->all)
        compile_told(compiler, assertion);
}

static void compile_assertions(struct d1_compiler *compiler)
{
    struct d1_part *part = compiler->part;
    const struct d1_node *assert = d1_node_get(part->node, "assert");
    bool list = assert && assert->kind == D1_NODE_SEQUENCE;
    size_t count = !assert ? 0 : list ? d1_node_count(assert) : 1;

    part->assertions = d1_arena_calloc(compiler->arena, count, sizeof *part->assertions);
    if (!part->assertions) {
        compiler->oom = true;
        return;
    }
    part->assertion_count = count;
    for (size_t i = 0; i < count; i++)
        compile_assertion(compiler, list ? d1_node_item(assert, i) : NULL, &part->assertions[i]);
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
        part->due_when[i] = compile_in_part(compiler, rule->due[i].when, &d1_cel_types[D1_CEL_BOOL]);
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

/* ---- stages ---- */

static void begin_part(struct d1_compiler *compiler, const struct d1_node *node, struct d1_part *part)
{
    const struct d1_node *complete = d1_node_get(node, "complete");

    compiler->part = part;
    part->node = node;
    compiler->assumed.len = compiler->demands.len = 0;
    part->env = d1_cel_env_new(compiler->arena, compiler->rule->env, 0);
    if (!part->env) {
        compiler->oom = true;
        return;
    }
    d1_compiler_complete(compiler, complete);
    if (complete && !compiler->oom)
        declare_item(compiler);
    else
        compile_each(compiler, d1_node_get(node, "each"));
    keep_demands(compiler);
    make_with(compiler, d1_node_get(node, "with"));
    d1_compiler_keep_assumed(compiler, part);
    part->ready = D1_READY_SUBJECTS;
}

void d1_compiler_conditions(struct d1_compiler *compiler, struct d1_part *part)
{
    const struct d1_node *node = part->node;

    compiler->part = part;
    d1_compiler_take_assumed(compiler, part);
    compile_with(compiler, d1_node_get(node, "with"));
    compile_due(compiler);
    part->when = compile_in_part(compiler, d1_node_get(node, "when"), &d1_cel_types[D1_CEL_BOOL]);
    compiler->unshown = compiler->unshown || (d1_node_get(node, "when") && !part->when);
    d1_compiler_assume_shown(compiler, part->when, true);
    d1_compiler_keep_assumed(compiler, part);
    if (!d1_node_get(node, "complete"))
        compile_assertions(compiler);
    else if (compiler->all)
        compile_lacking(compiler);
    part->claimed = compile_date(compiler, d1_node_get(node, "claimed"));
    part->escalate_when =
        compile_in_part(compiler, d1_node_at(compiler->rule->spec, "escalate.when"), &d1_cel_types[D1_CEL_BOOL]);
    part->ready = compiler->all ? D1_READY_MESSAGES : D1_READY_CONDITIONS;
}

void d1_compiler_messages(struct d1_compiler *compiler, struct d1_part *part)
{
    compiler->part = part;
    d1_compiler_take_assumed(compiler, part);
    if (d1_node_get(part->node, "complete"))
        compile_lacking(compiler);
    for (size_t i = 0; i < part->assertion_count && !compiler->oom; i++)
        compile_told(compiler, &part->assertions[i]);
    part->ready = D1_READY_MESSAGES;
}

static void begin_parts(struct d1_compiler *compiler)
{
    struct d1_rule *rule = compiler->rule;
    const struct d1_node *parts = d1_node_get(rule->spec, "parts");
    bool unshown;

    rule->part_count = rule->builtin ? 0 : parts ? d1_node_count(parts) : 1;
    rule->parts = d1_arena_calloc(compiler->arena, rule->part_count, sizeof *rule->parts);
    if (!rule->parts) {
        rule->part_count = 0;
        compiler->oom = true;
        return;
    }
    unshown = compiler->unshown;
    for (size_t i = 0; i < rule->part_count && !compiler->oom; i++) {
        compiler->unshown = unshown;
        begin_part(compiler, parts ? d1_node_item(parts, i) : rule->spec, &rule->parts[i]);
        if (compiler->all && !compiler->oom)
            d1_compiler_conditions(compiler, &rule->parts[i]);
    }
}

void d1_compiler_begin(struct d1_compiler *compiler)
{
    struct d1_rule *rule = compiler->rule;
    const struct d1_cel_type *date = d1_cel_type_optional(compiler->arena, D1_CEL_T(DATE));

    rule->env = d1_cel_env_new(compiler->arena, compiler->ruleset->private->env, 0);
    if (!rule->env || !date || d1_cel_env_variable(rule->env, d1_str("gateDate"), date, &rule->gate_date) < 0) {
        compiler->oom = true;
        return;
    }
    d1_severity_parse(d1_node_get_text(d1_node_get(rule->spec, "escalate"), "to"), &rule->escalate_to);
    compile_lets(compiler);
    if (!compiler->oom)
        begin_parts(compiler);
    rule->begun = !compiler->oom && !compiler->faulty;
}

/* ---- whole rules ---- */

struct d1_compiler d1_compiler_for(struct d1_ruleset *ruleset, struct d1_rule *rule, struct d1_problems *problems)
{
    return (struct d1_compiler){.ruleset = ruleset,
                                .arena = &ruleset->private->arena,
                                .rule = rule,
                                .problems = problems,
                                .known = ruleset->private->taken && !rule->own};
}

int d1_compiler_end(struct d1_compiler *compiler)
{
    d1_vec_release(&compiler->assumed);
    d1_vec_release(&compiler->demands);
    if (compiler->oom)
        return D1_ERR_MEMORY;
    return compiler->faulty ? D1_ERR_USAGE : 0;
}

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

int d1_rule_compile_head(struct d1_ruleset *ruleset, struct d1_rule *rule, struct d1_problems *problems)
{
    struct d1_compiler compiler = d1_compiler_for(ruleset, rule, problems);

    compile_head(&compiler);
    return d1_compiler_end(&compiler);
}

int d1_rule_compile(struct d1_ruleset *ruleset, struct d1_rule *rule, struct d1_problems *problems)
{
    struct d1_compiler compiler = d1_compiler_for(ruleset, rule, problems);

    if (rule->nameless)
        return 0;
    compiler.all = true;
    note_result(&compiler, d1_rule_check_parameters(rule, problems));
    compile_head(&compiler);
    if (!compiler.oom)
        d1_compiler_begin(&compiler);
    if (!compiler.oom)
        d1_compiler_read(&compiler);
    return d1_compiler_end(&compiler);
}
