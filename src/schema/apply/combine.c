/* Keywords that combine schemas for the same value. */
#include "schema/apply/run.h"

#include <string.h>

bool d1_schema_apply_all(struct run *run, struct frame *frame, const struct instruction *instruction,
                         const struct d1_node *node, struct evaluated *evaluated)
{
    bool valid = true;

    for (size_t i = 0; i < instruction->count; i++) {
        if (d1_schema_apply(run, instruction->arg.units[i], node, frame, instruction->node, evaluated))
            continue;
        valid = false;
        if (!run->collect || run->stop)
            return false;
    }
    if (!valid)
        d1_schema_applicator_failed(run, frame, D1_KEYWORD_ALL_OF, instruction, node, instruction->node);
    return valid;
}

bool d1_schema_apply_if(struct run *run, struct frame *frame, const struct instruction *instruction,
                        const struct d1_node *node, struct evaluated *evaluated)
{
    const struct condition *condition = instruction->arg.condition;
    struct d1_arena_mark mark = d1_arena_mark(&run->scratch->bits);
    struct evaluated own;
    const struct unit *branch;
    bool holds;

    if (evaluated && !d1_schema_evaluated_new(run, node, &own))
        return false;
    holds = d1_schema_fits(run, condition->when, node, frame, instruction->node, evaluated ? &own : NULL);
    if (run->stop)
        return false;
    if (evaluated && holds)
        d1_schema_evaluated_join(evaluated, &own);
    if (evaluated)
        d1_arena_rewind(&run->scratch->bits, mark);
    branch = holds ? condition->then : condition->otherwise;
    if (!branch ||
        d1_schema_apply(run, branch, node, frame, holds ? condition->then_node : condition->otherwise_node, evaluated))
        return true;
    d1_schema_applicator_failed(run, frame, holds ? D1_KEYWORD_THEN : D1_KEYWORD_ELSE, instruction, node,
                                holds ? condition->then_node : condition->otherwise_node);
    return false;
}

/* anyOf and oneOf when only the verdict counts, or under not, if and contains. */
static bool judge_branches(struct run *run, struct frame *frame, const struct instruction *instruction,
                           const struct d1_node *node, struct evaluated *evaluated)
{
    bool one = instruction->op == OP_ONE;
    size_t found = 0;

    for (size_t i = 0; i < instruction->count; i++) {
        const struct unit *unit = instruction->arg.units[i];
        struct d1_arena_mark mark = d1_arena_mark(&run->scratch->bits);
        struct evaluated own;
        bool valid;

        if (found && !one && !evaluated && !(run->annotate && unit->annotates))
            continue;
        if (evaluated && !d1_schema_evaluated_new(run, node, &own))
            return false;
        valid = d1_schema_fits(run, unit, node, frame, instruction->node, evaluated ? &own : NULL);
        if (run->stop)
            return false;
        if (valid && evaluated)
            d1_schema_evaluated_join(evaluated, &own);
        if (evaluated)
            d1_arena_rewind(&run->scratch->bits, mark);
        found += valid;
        if (one && found > 1)
            return false;
    }
    return found > 0;
}

/* Of the notes from `to` on keeps those from `from` to `end` only. */
static void keep_notes(struct d1_schema_scratch *scratch, size_t to, size_t from, size_t end)
{
    if (end > from)
        memmove(scratch->notes.items + to, scratch->notes.items + from, (end - from) * sizeof *scratch->notes.items);
    scratch->notes.len = to + (end - from);
}

/* The same while collecting: the faults of every branch, until one branch is found to hold or to be meant. */
static bool collect_branches(struct run *run, struct frame *frame, const struct instruction *instruction,
                             const struct d1_node *node, struct evaluated *evaluated)
{
    struct d1_schema_scratch *scratch = run->scratch;
    struct d1_arena_mark mark = d1_arena_mark(&scratch->bits);
    struct branch *branches = d1_schema_cut(run, &scratch->bits, instruction->count, sizeof *branches, node);
    struct d1_arena_mark kept;
    size_t first_fault = scratch->faults.len, first_note = scratch->notes.len;
    uint32_t found = 0, holds[2] = {0, 0};
    bool cut = run->cut;

    if (!branches)
        return false;
    /* Once the way here is kept, whatever the branches add to it can be dropped. */
    d1_schema_path_of(run, frame, node);
    if (run->stop)
        return false;
    kept = d1_arena_mark(&scratch->kept);
    for (uint32_t i = 0; i < instruction->count; i++) {
        struct branch *branch = &branches[i];
        bool valid;

        branch->faults = scratch->faults.len;
        branch->notes = scratch->notes.len;
        if (evaluated && !d1_schema_evaluated_new(run, node, &branch->evaluated))
            return false;
        valid = d1_schema_apply(run, instruction->arg.units[i], node, frame, instruction->node,
                                evaluated ? &branch->evaluated : NULL);
        if (run->stop) {
            /* What branches lack is a fault only once it is known that none of them holds. */
            scratch->faults.len = first_fault;
            return false;
        }
        if (valid && !found) {
            /* From the first branch that holds on, only what holds counts. */
            keep_notes(scratch, first_note, branch->notes, scratch->notes.len);
        } else if (!valid && found) {
            scratch->notes.len = branch->notes;
        }
        if (valid && found < 2)
            holds[found] = i + 1;
        found += valid;
        if (valid && evaluated)
            d1_schema_evaluated_join(evaluated, &branch->evaluated);
        branch->faults_end = scratch->faults.len;
        branch->notes_end = scratch->notes.len;
    }
    if (found) {
        scratch->faults.len = first_fault;
        run->cut = cut;
        d1_arena_rewind(&scratch->kept, kept);
    }
    if (found > 1 && instruction->op == OP_ONE) {
        d1_schema_fault_at(run, frame, D1_KEYWORD_ONE_OF, instruction, node, node, instruction->node);
        if (d1_schema_last_fault(run)) {
            d1_schema_last_fault(run)->first = holds[0];
            d1_schema_last_fault(run)->second = holds[1];
        }
    } else if (!found) {
        size_t meant =
            instruction->count && !run->muted ? d1_schema_choose(run, frame, instruction, node, branches) : 0;

        if (instruction->count) {
            const struct branch *branch = &branches[meant];

            keep_notes(scratch, first_note, branch->notes, branch->notes_end);
            if (evaluated)
                d1_schema_evaluated_join(evaluated, &branch->evaluated);
        }
    }
    d1_arena_rewind(&scratch->bits, mark);
    return instruction->op == OP_ONE ? found == 1 : found > 0;
}

bool d1_schema_apply_branches(struct run *run, struct frame *frame, const struct instruction *instruction,
                              const struct d1_node *node, struct evaluated *evaluated)
{
    return run->collect ? collect_branches(run, frame, instruction, node, evaluated)
                        : judge_branches(run, frame, instruction, node, evaluated);
}

bool d1_schema_apply_not(struct run *run, struct frame *frame, const struct instruction *instruction,
                         const struct d1_node *node)
{
    bool annotate = run->annotate, holds;

    run->annotate = false;
    holds = d1_schema_fits(run, instruction->arg.unit, node, frame, instruction->node, NULL);
    run->annotate = annotate;
    if (run->stop)
        return false;
    return !holds || d1_schema_fault_at(run, frame, D1_KEYWORD_NOT, instruction, node, node, instruction->node);
}
