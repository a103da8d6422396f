/*
 * The compilation of one rule: what its files share. Private to src/rules.
 *
 * compile.c turns the expressions of a rule file into programs, reads.c says what they read and of which type they are.
 */
#ifndef D1_RULES_LOAD_COMPILER_H
#define D1_RULES_LOAD_COMPILER_H

#include "base/vec.h"
#include "rules/rule.h"

/* What the compilation of one rule carries along. */
struct d1_compiler {
    struct d1_ruleset *ruleset;
    struct d1_arena *arena;
    struct d1_rule *rule;
    struct d1_part *part;
    struct d1_problems *problems;
    D1_VEC(struct d1_str) assumed; /* paths that the checks of `after` guarantee */
    D1_VEC(struct d1_demand) demands;
    bool faulty;
    bool oom;
};

/* Lists of what nothing is read of yet; false when memory is short. */
bool d1_compiler_make_reads(struct d1_compiler *compiler, struct d1_reads *reads);

/* Adds what a program (NULL: nothing) reads, through the lets that it uses too. */
void d1_compiler_collect_reads(struct d1_compiler *compiler, const struct d1_cel_program *program,
                               struct d1_reads *reads);

/* What all parts of the rule read together. */
void d1_compiler_sum_reads(struct d1_compiler *compiler);

/* Reports a program (NULL: none) of a node that gives no date or optional date; no id of an item or list of ids. */
void d1_compiler_check_date(struct d1_compiler *compiler, const struct d1_node *node,
                            const struct d1_cel_program *program);
void d1_compiler_check_ids(struct d1_compiler *compiler, const struct d1_node *node,
                           const struct d1_cel_program *program);

#endif
