/*
 * The examples of rule files, run as tests: each takes a base engagement that passes every check, changes it as the
 * example says, judges it, and compares the findings of the example's own check with what it expects.
 */
#ifndef D1_RULES_EXAMPLES_H
#define D1_RULES_EXAMPLES_H

#include "base/error.h"
#include "base/text/strbuf.h"
#include "rules/ruleset.h"

struct d1_example_result {
    const struct d1_check *check; /* NULL for an example of a function and for a base */
    struct d1_str subject;        /* the check's id, the function's name, or "base" */
    struct d1_str name;           /* of the example; of a function: the call */
    struct d1_place place;        /* of the example in the rule file */
    bool passed;
    struct d1_str detail; /* when it did not pass: what was expected, what was found; several lines */
};

struct d1_example_summary {
    size_t rules, examples, failed;
};

/*
 * Runs the examples of all rules (own_only: of the user's own rules alone), on `jobs` threads, and calls report for
 * each in order of check and place; texts are borrowed for the call. Also checks that each base passes every check
 * at its own date, reported as example "base". Returns 0 also when examples fail; D1_ERR_USAGE when rules or examples
 * are faulty, with all faults in problems; D1_ERR_MEMORY.
 */
int d1_examples_run(struct d1_ruleset *ruleset, bool own_only, unsigned jobs,
                    void (*report)(void *context, const struct d1_example_result *result), void *context,
                    struct d1_example_summary *summary, struct d1_problems *problems);

/*
 * Looks whether what the examples of the user's own rules change and expect is there, without judging anything, and
 * appends what is not to problems, which are in order then. For a rule set that has faults. 0 or D1_ERR_MEMORY.
 */
int d1_examples_look(struct d1_ruleset *ruleset, struct d1_problems *problems);

#endif
