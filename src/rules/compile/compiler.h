/*
 * The compilation of one rule: what its files share. Private to src/rules.
 *
 * compile.c turns the expressions of a rule file into programs, demand.c as far as judging needs them; complete.c
 * reads which fields items must have, holes.c finds expressions in its texts; assume.c says what they may take for
 * granted, reads.c what they read and of which type they are.
 */
#ifndef D1_RULES_COMPILE_COMPILER_H
#define D1_RULES_COMPILE_COMPILER_H

#include "base/vec.h"
#include "rules/rule.h"

/* What the compilation of one rule carries along. */
struct d1_compiler {
    struct d1_ruleset *ruleset;
    struct d1_arena *arena;
    struct d1_rule *rule;
    struct d1_part *part;
    size_t assertion; /* number of the one at hand in its part */
    struct d1_problems *problems;
    const struct d1_cel_type *given; /* by what was compiled last, also where it is faulty; NULL: that is not known */
    D1_VEC(struct d1_str) assumed;   /* paths that the checks of `after` guarantee */
    D1_VEC(struct d1_demand) demands;
    bool known;   /* the build has compiled it, so that nothing need be taken for granted */
    bool all;     /* of a part all at once, so that faults are told in the order of the file */
    bool unshown; /* what shows what there is, is faulty: `each` or `when`, or the condition that fails */
    bool faulty;
    bool oom;
};

/* A compiler for one rule; d1_compiler_end frees what it carries. 0, D1_ERR_USAGE or D1_ERR_MEMORY. */
struct d1_compiler d1_compiler_for(struct d1_ruleset *ruleset, struct d1_rule *rule, struct d1_problems *problems);
int d1_compiler_end(struct d1_compiler *compiler);

/* The lets of a rule, and where the subjects of each part come from; with `all` the parts to their ends. */
void d1_compiler_begin(struct d1_compiler *compiler);

/* What is asked of the subjects of a part; and what is said of those that fail. Each once, in this order. */
void d1_compiler_conditions(struct d1_compiler *compiler, struct d1_part *part);
void d1_compiler_messages(struct d1_compiler *compiler, struct d1_part *part);

/* ---- complete.c ---- */

/* What the items of a part have to be complete in, from its `complete`; NULL: nothing. */
void d1_compiler_complete(struct d1_compiler *compiler, const struct d1_node *complete);

/* ---- holes.c ---- */

/* The next `{{ expression }}` of a text from byte `from` on; an opening pair without its end stands for itself. */
bool d1_rule_hole(struct d1_str text, size_t from, struct d1_str *hole);

/* How many there are. */
size_t d1_rule_holes(struct d1_str text);

/* `subjectRef: {{ it.id }}` as `subjectRef: ...`, what is said while no finding is at hand; ptr NULL: memory is short.
 */
struct d1_str d1_rule_without_holes(struct d1_arena *arena, struct d1_str help);

/* The byte behind a hole of the text. */
static inline size_t d1_rule_behind(struct d1_str text, struct d1_str hole)
{
    return (size_t)(hole.ptr - text.ptr) + hole.len;
}

/* ---- assume.c ---- */

/* What the checks of `after` demand of every item of a type may be read of a subject of that type without has(). */
void d1_compiler_assume_for(struct d1_compiler *compiler, struct d1_str variable, const struct d1_cel_type *type);

/* What a list has shown of its items may be read of the variable that stands for one. */
void d1_compiler_assume_items(struct d1_compiler *compiler, const struct d1_cel_program *list, struct d1_str variable);

/* What a condition (NULL: none) has shown when it has the value `holds` may be read by what is evaluated then. */
void d1_compiler_assume_shown(struct d1_compiler *compiler, const struct d1_cel_program *condition, bool holds);

/* Keeps what is assumed with a part, for what is compiled of it next; and takes it up again. */
void d1_compiler_keep_assumed(struct d1_compiler *compiler, struct d1_part *part);
void d1_compiler_take_assumed(struct d1_compiler *compiler, const struct d1_part *part);

/* The field of an item that a node names. */
struct d1_field_path d1_field_path(const struct d1_node *node);

/* ---- reads.c ---- */

/* Notes what the expressions of the rule read, all of which are compiled. */
void d1_compiler_read(struct d1_compiler *compiler);

/* Reports a program (NULL: none) of a node that gives no date or optional date; no id of an item or list of ids. */
void d1_compiler_check_date(struct d1_compiler *compiler, const struct d1_node *node,
                            const struct d1_cel_program *program);
void d1_compiler_check_ids(struct d1_compiler *compiler, const struct d1_node *node,
                           const struct d1_cel_program *program);

#endif
