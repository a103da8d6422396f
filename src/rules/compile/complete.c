/* What items have to be complete in: the types and fields that `complete` names. */
#include "rules/compile/compiler.h"

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

void d1_compiler_complete(struct d1_compiler *compiler, const struct d1_node *complete)
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
            entry->fields[entry->count++] = d1_field_path(d1_node_item(fields, j));
            check_field(compiler, compiler->ruleset->private->item_types[entry->type->index], d1_node_item(fields, j));
        }
        part->complete_count = i + 1;
    }
}
