/* What the expressions of a rule read, and of which types their values have to be. */
#include "rules/compile/compiler.h"

/* ---- what is read ---- */

/* Lists of what nothing is read of yet; false when memory is short. */
static bool make_reads(struct d1_compiler *compiler, struct d1_reads *reads)
{
    const struct d1_kinds *kinds = compiler->ruleset->kinds;

    reads->types = d1_arena_calloc(compiler->arena, kinds->type_count, sizeof *reads->types);
    reads->kinds = d1_arena_calloc(compiler->arena, kinds->kind_count, sizeof *reads->kinds);
    reads->ever = d1_arena_calloc(compiler->arena, kinds->type_count, sizeof *reads->ever);
    if (!reads->types || !reads->kinds || !reads->ever)
        compiler->oom = true;
    return !compiler->oom;
}

static void merge_reads(const struct d1_kinds *kinds, struct d1_reads *to, const struct d1_reads *from)
{
    for (size_t i = 0; i < kinds->type_count; i++)
        to->types[i] = to->types[i] || from->types[i];
    for (size_t i = 0; i < kinds->type_count; i++)
        to->ever[i] = to->ever[i] || from->ever[i];
    for (size_t i = 0; i < kinds->kind_count; i++)
        to->kinds[i] = to->kinds[i] || from->kinds[i];
    to->acts = to->acts || from->acts;
    to->history = to->history || from->history;
    to->names = to->names || from->names;
    to->around = to->around || from->around;
    to->anything = to->anything || from->anything;
}

struct reader {
    struct d1_compiler *compiler;
    struct d1_reads *reads;
    bool only_told; /* in what is said of a failure, and nothing hangs on that */
};

/* Whether a name or a function asks for history. */
static bool reads_history(const struct d1_cel_use *use)
{
    static const char *const names[] = {"line", "ever", "baseline"};
    static const char *const functions[] = {
        "introduced",  "authored",    "versions",  "stateOn",         "isWhole",  "isWrittenBy",
        "whyUnsigned", "stoodBefore", "isInForce", "renewals",        "tag",      "tags",
        "stays",       "sealed",      "trustedOn", "previousReports", "tagHas",   "whyFileUnsigned",
        "isFileOn",    "isDigestOn",  "isBlobOn",  "isBrought",       "metGates", "approvedDifference"};
    struct d1_str head;

    if (use->kind == D1_CEL_USE_FIELD)
        return false;
    head = d1_str_sub(use->name, 0, d1_str_find(use->name, '.', 0));
    for (size_t i = 0; use->kind == D1_CEL_USE_PATH && i < sizeof names / sizeof *names; i++)
        if (d1_str_is(head, names[i]))
            return true;
    for (size_t i = 0; use->kind == D1_CEL_USE_FUNCTION && i < sizeof functions / sizeof *functions; i++)
        if (d1_str_is(use->name, functions[i]))
            return true;
    return false;
}

/* The name behind the first dot of "items.Risk.x". */
static struct d1_str second_name(struct d1_str path)
{
    size_t from = d1_str_find(path, '.', 0) + 1;

    return d1_str_sub(path, from, d1_str_find(path, '.', from) - from);
}

/* Notes one of a list by its number; what is not known to be in it may be any. */
static void note_one(struct d1_reads *reads, bool *list, const size_t *index)
{
    if (index)
        list[*index] = true;
    else
        reads->anything = true;
}

static void note_path(struct reader *reader, const struct d1_cel_use *use)
{
    const struct d1_kinds *kinds = reader->compiler->ruleset->kinds;
    struct d1_reads *reads = reader->reads;
    const struct d1_item_type *type;
    const struct d1_kind *kind;

    switch (use->variable) {
    case D1_VARIABLE_ACTS:
        reads->acts = true;
        break;
    case D1_VARIABLE_ARTIFACTS:
        kind = d1_kinds_find(kinds, second_name(use->name));
        note_one(reads, reads->kinds, kind ? &kind->index : NULL);
        break;
    case D1_VARIABLE_ITEMS:
    case D1_VARIABLE_BY_ID:
    case D1_VARIABLE_EVER:
        type = d1_kinds_type(kinds, second_name(use->name));
        note_one(reads, use->variable == D1_VARIABLE_EVER ? reads->ever : reads->types, type ? &type->index : NULL);
        break;
    case D1_VARIABLE_LINE:
    case D1_VARIABLE_BASELINE:
        reads->anything = true;
        break;
    default:
        break;
    }
}

/* What functions read that are said to read nothing but what their arguments and their names tell; of others it may be
 * anything. */
static void note_function(struct d1_reads *reads, const struct d1_cel_use *use)
{
    reads->names = reads->names || d1_str_is(use->name, "kindOf") || d1_str_is(use->name, "pathOf");
    reads->around = reads->around || d1_str_is(use->name, "artifactOf");
    reads->anything = reads->anything || use->wide;
}

static void merge_let(struct reader *reader, const struct d1_reads *let)
{
    merge_reads(reader->compiler->ruleset->kinds, reader->reads, let);
    if (!reader->only_told)
        d1_cel_keys_merge(&reader->reads->fields, &let->fields);
}

/* Notes "items.Risk", "byId.Risk.x", "artifacts.RaidLog", and what the lets read that are used. */
static void note_use(void *context, const struct d1_cel_use *use)
{
    struct reader *reader = context;
    const struct d1_rule *rule = reader->compiler->rule;

    reader->reads->history = reader->reads->history || reads_history(use);
    if (use->kind == D1_CEL_USE_FUNCTION)
        note_function(reader->reads, use);
    if (use->kind != D1_CEL_USE_PATH)
        return;
    for (size_t i = 0; i < rule->let_count; i++)
        if (use->variable == rule->lets[i].variable)
            merge_let(reader, &rule->lets[i].reads);
    note_path(reader, use);
}

/* Adds what a program (NULL: nothing) reads, through the lets that it uses too. */
static void collect(struct d1_compiler *compiler, const struct d1_cel_program *program, struct d1_reads *reads)
{
    struct reader reader = {compiler, reads, false};

    if (!program)
        return;
    d1_cel_program_uses(program, note_use, &reader);
    d1_cel_program_keys(program, &reads->fields);
}

/* The same of what is only said. */
static void collect_told(struct d1_compiler *compiler, const struct d1_template *template, struct d1_reads *reads)
{
    struct reader reader = {compiler, reads, true};

    for (size_t i = 0; i < template->count; i++)
        if (template->values[i])
            d1_cel_program_uses(template->values[i], note_use, &reader);
}

static void collect_list(struct d1_compiler *compiler, const struct d1_cel_program *const *programs, size_t count,
                         struct d1_reads *reads)
{
    for (size_t i = 0; i < count; i++)
        collect(compiler, programs[i], reads);
}

/*
 * What is read to find the place of a failure, and those that explain it, bears on no verdict: where it is not all
 * there the failure stands as well, and is told where else it can be. It counts for the rule as a whole alone.
 */
static void read_assertion(struct d1_compiler *compiler, const struct d1_assertion *assertion, struct d1_reads *reads)
{
    struct d1_reads *places = &compiler->rule->reads;

    collect(compiler, assertion->that, reads);
    collect_told(compiler, &assertion->message, reads);
    collect_told(compiler, &assertion->help, reads);
    collect_list(compiler, assertion->at.items, assertion->at.count, places);
    collect_list(compiler, assertion->related.items, assertion->related.count, places);
    collect(compiler, assertion->key, places);
    if (assertion->once)
        d1_cel_program_keys(assertion->once, &places->fields);
}

/* A field that is looked for without an expression; of a path its first key. */
static void read_field(struct d1_reads *reads, const struct d1_field_path *field)
{
    d1_cel_keys_add(&reads->fields, d1_str_sub(field->text, 0, d1_str_find(field->text, '.', 0)));
}

static void read_fields(struct d1_part *part)
{
    for (size_t i = 0; i < part->complete_count; i++)
        for (size_t k = 0; k < part->complete[i].count; k++)
            read_field(&part->subjects, &part->complete[i].fields[k]);
    for (size_t i = 0; i < part->demand_count; i++)
        read_field(&part->subjects, &part->demands[i].field);
}

static void read_part(struct d1_compiler *compiler, struct d1_part *part)
{
    if (!make_reads(compiler, &part->subjects) || !make_reads(compiler, &part->others))
        return;
    for (size_t i = 0; i < part->each_count; i++)
        collect(compiler, part->each[i].program, &part->subjects);
    for (size_t i = 0; i < part->complete_count; i++)
        if (part->complete[i].type)
            part->subjects.types[part->complete[i].type->index] = true;
    read_fields(part);
    for (size_t i = 0; i < part->with_count; i++)
        collect(compiler, part->with[i].program, &part->others);
    collect(compiler, part->due_date, &part->others);
    collect(compiler, part->due_of, &part->others);
    collect_list(compiler, part->due_when, compiler->rule->due_count, &part->others);
    collect(compiler, part->when, &part->others);
    for (size_t i = 0; i < part->assertion_count; i++)
        read_assertion(compiler, &part->assertions[i], &part->others);
    collect_list(compiler, part->related.items, part->related.count, &compiler->rule->reads);
    collect(compiler, part->claimed, &part->others);
    collect(compiler, part->escalate_when, &part->others);
}

void d1_compiler_read(struct d1_compiler *compiler)
{
    struct d1_rule *rule = compiler->rule;

    for (size_t i = 0; i < rule->let_count && !compiler->oom; i++)
        if (make_reads(compiler, &rule->lets[i].reads))
            collect(compiler, rule->lets[i].program, &rule->lets[i].reads);
    if (compiler->oom || !make_reads(compiler, &rule->reads) || !make_reads(compiler, &rule->head))
        return;
    collect(compiler, rule->applies, &rule->head);
    collect(compiler, rule->missing_from, &rule->head);
    for (size_t i = 0; i < rule->part_count && !compiler->oom; i++) {
        read_part(compiler, &rule->parts[i]);
        if (compiler->oom)
            return;
        merge_reads(compiler->ruleset->kinds, &rule->reads, &rule->parts[i].subjects);
        merge_reads(compiler->ruleset->kinds, &rule->reads, &rule->parts[i].others);
        d1_cel_keys_merge(&rule->reads.fields, &rule->parts[i].subjects.fields);
        d1_cel_keys_merge(&rule->reads.fields, &rule->parts[i].others.fields);
    }
    rule->read = true;
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
