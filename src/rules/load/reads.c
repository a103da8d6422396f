/* What the expressions of a rule read, and of which types their values have to be. */
#include "rules/load/compiler.h"

/* ---- what is read ---- */

bool d1_compiler_make_reads(struct d1_compiler *compiler, struct d1_reads *reads)
{
    const struct d1_kinds *kinds = compiler->ruleset->kinds;

    reads->types = d1_arena_calloc(compiler->arena, kinds->type_count, sizeof *reads->types);
    reads->kinds = d1_arena_calloc(compiler->arena, kinds->kind_count, sizeof *reads->kinds);
    if (!reads->types || !reads->kinds)
        compiler->oom = true;
    return !compiler->oom;
}

static void merge_reads(const struct d1_kinds *kinds, struct d1_reads *to, const struct d1_reads *from)
{
    for (size_t i = 0; i < kinds->type_count; i++)
        to->types[i] = to->types[i] || from->types[i];
    for (size_t i = 0; i < kinds->kind_count; i++)
        to->kinds[i] = to->kinds[i] || from->kinds[i];
    to->acts = to->acts || from->acts;
}

struct reader {
    struct d1_compiler *compiler;
    struct d1_reads *reads;
};

/* Notes "items.Risk", "byId.Risk.x", "artifacts.RaidLog", and what the lets read that are used. */
static void note_use(void *context, const struct d1_cel_use *use)
{
    struct reader *reader = context;
    const struct d1_kinds *kinds = reader->compiler->ruleset->kinds;
    const struct d1_rule *rule = reader->compiler->rule;
    struct d1_str head, name;

    if (use->kind != D1_CEL_USE_PATH)
        return;
    for (size_t i = 0; i < rule->let_count; i++)
        if (use->variable == rule->lets[i].variable)
            merge_reads(kinds, reader->reads, &rule->lets[i].reads);
    head = d1_str_sub(use->name, 0, d1_str_find(use->name, '.', 0));
    reader->reads->acts = reader->reads->acts || d1_str_is(head, "acts");
    name = d1_str_sub(use->name, head.len + 1, use->name.len);
    name = d1_str_sub(name, 0, d1_str_find(name, '.', 0));
    if (d1_str_is(head, "artifacts")) {
        const struct d1_kind *kind = d1_kinds_find(kinds, name);

        if (kind)
            reader->reads->kinds[kind->index] = true;
    } else if (d1_str_is(head, "items") || d1_str_is(head, "byId")) {
        const struct d1_item_type *type = d1_kinds_type(kinds, name);

        if (type)
            reader->reads->types[type->index] = true;
    }
}

void d1_compiler_collect_reads(struct d1_compiler *compiler, const struct d1_cel_program *program,
                               struct d1_reads *reads)
{
    struct reader reader = {compiler, reads};

    if (program)
        d1_cel_program_uses(program, note_use, &reader);
}

void d1_compiler_sum_reads(struct d1_compiler *compiler)
{
    struct d1_rule *rule = compiler->rule;

    if (!d1_compiler_make_reads(compiler, &rule->reads))
        return;
    for (size_t i = 0; i < rule->part_count; i++) {
        merge_reads(compiler->ruleset->kinds, &rule->reads, &rule->parts[i].subjects);
        merge_reads(compiler->ruleset->kinds, &rule->reads, &rule->parts[i].others);
    }
}

/* ---- of which type a value is ---- */

/* Whether a value of a type may be one of a kind; of what has no type that is seen when it is evaluated. */
static bool may_be(const struct d1_cel_type *type, enum d1_cel_kind kind)
{
    return type->kind == kind || type->kind == D1_CEL_DYN || type->kind == D1_CEL_FREE;
}

/* Reports an expression whose value is of another type than it has to be; `wanted` says of which. */
static void refuse_type(struct d1_compiler *compiler, const struct d1_node *node, const struct d1_cel_program *program,
                        const char *wanted)
{
    struct d1_place place = d1_node_place(node);
    struct d1_strbuf shown = {0};

    place.path = compiler->rule->path;
    compiler->faulty = true;
    d1_cel_type_write(&shown, d1_cel_program_type(program));
    if (shown.oom ||
        (compiler->problems && d1_problems_add(compiler->problems, "expression", place, "this is %s, not " D1_STR_FMT,
                                               wanted, D1_STR_ARG(d1_strbuf_view(&shown))) < 0))
        compiler->oom = true;
    d1_strbuf_release(&shown);
}

/* Reports an expression that is no date, nor an optional one. */
void d1_compiler_check_date(struct d1_compiler *compiler, const struct d1_node *node,
                            const struct d1_cel_program *program)
{
    const struct d1_cel_type *type = program ? d1_cel_program_type(program) : NULL;

    if (type && type->kind == D1_CEL_OPTIONAL)
        type = d1_cel_type_item(type);
    if (type && !may_be(type, D1_CEL_DATE))
        refuse_type(compiler, node, program, "a date or an optional date");
}

/* Reports an expression that is neither the id of an item nor a list of such. */
void d1_compiler_check_ids(struct d1_compiler *compiler, const struct d1_node *node,
                           const struct d1_cel_program *program)
{
    const struct d1_cel_type *type = program ? d1_cel_program_type(program) : NULL;

    if (type && type->kind == D1_CEL_LIST)
        type = d1_cel_type_item(type);
    if (type && !may_be(type, D1_CEL_STRING))
        refuse_type(compiler, node, program, "the id of an item or a list of ids");
}
