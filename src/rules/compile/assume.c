/* What expressions of a rule may read without has(): what checks before it demand, and what a condition has shown. */
#include "rules/compile/compiler.h"

struct d1_field_path d1_field_path(const struct d1_node *node)
{
    struct d1_str text = d1_node_text(node);

    return (struct d1_field_path){text, d1_str_find(text, '.', 0) < text.len ? 0 : d1_str_hash(text)};
}

static void assume(struct d1_compiler *compiler, struct d1_str variable, const struct d1_node *field)
{
    struct d1_str path = d1_node_text(field);

    if (compiler->known)
        return;
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
            struct d1_demand demand = {compiler->part->each_count, d1_field_path(d1_node_item(fields, j))};

            assume(compiler, variable, d1_node_item(fields, j));
            compiler->oom = compiler->oom || d1_vec_push(&compiler->demands, demand) < 0;
        }
    }
}

void d1_compiler_assume_for(struct d1_compiler *compiler, struct d1_str variable, const struct d1_cel_type *type)
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
void d1_compiler_assume_shown(struct d1_compiler *compiler, const struct d1_cel_program *condition, bool holds)
{
    struct shown shown = {.compiler = compiler, .variable = d1_strn("", 0)};

    if (condition && !compiler->known)
        d1_cel_program_shows(condition, holds, note_shown, &shown);
}

void d1_compiler_assume_items(struct d1_compiler *compiler, const struct d1_cel_program *list, struct d1_str variable)
{
    struct shown shown = {compiler, variable};

    if (!compiler->known)
        d1_cel_program_shows_of_items(list, note_shown, &shown);
}

void d1_compiler_keep_assumed(struct d1_compiler *compiler, struct d1_part *part)
{
    struct d1_str *kept = d1_arena_alloc(compiler->arena, compiler->assumed.len * sizeof *kept);

    if (!kept) {
        compiler->oom = true;
        return;
    }
    if (compiler->assumed.len)
        memcpy(kept, compiler->assumed.items, compiler->assumed.len * sizeof *kept);
    part->assumed = kept;
    part->assumed_count = compiler->assumed.len;
}

void d1_compiler_take_assumed(struct d1_compiler *compiler, const struct d1_part *part)
{
    compiler->assumed.len = 0;
    for (size_t i = 0; i < part->assumed_count; i++)
        compiler->oom = compiler->oom || d1_vec_push(&compiler->assumed, part->assumed[i]) < 0;
}
