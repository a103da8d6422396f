/*
 * The rule set: everything that says how engagements are judged, shipped with the program and, with --rules DIR,
 * extended by the user: rules, functions, the catalogue of criteria, gates, kinds and their schemas.
 *
 * A rule set is loaded once, and what it holds is parsed then. Once its expressions are compiled (d1_ruleset_compile)
 * it is only read, by any number of threads; one that is only prepared (d1_ruleset_prepare) compiles what judging asks
 * of it when it is first asked, and belongs to one thread. What is found is the same.
 */
#ifndef D1_RULES_RULESET_H
#define D1_RULES_RULESET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/map.h"
#include "base/memory/arena.h"
#include "base/problem.h"
#include "base/text/strbuf.h"
#include "doc/node.h"
#include "verdict/verdict.h"

struct d1_kind;
struct d1_item_type;

/* A gate of the gate catalogue. Its instances (one per sprint, milestone, deliverable) are made per engagement. */
struct d1_gate {
    struct d1_str id;        /* "s2d-exit" */
    struct d1_str title;     /* "Sales to delivery exit" */
    struct d1_str meaning;   /* what it means in practice */
    struct d1_str due;       /* "s2dExit", "kickoff-1bd", ... in words */
    struct d1_str instances; /* item type there is one instance of for each item ("Sprint"), or empty */
    bool continuous;         /* judged all the time; it has no date of its own */
    size_t not_built;        /* checks without a rule that are due at it or that its criteria name */
    size_t order;            /* 0 is the first */
    const struct d1_node *node;
};

struct d1_ruleset {
    const struct d1_check *checks; /* built and catalogued ones, sorted by id */
    size_t check_count;
    const struct d1_criterion *criteria; /* in the order of the catalogue */
    size_t criterion_count;
    const struct d1_gate *gates; /* in order */
    size_t gate_count;
    const struct d1_kinds *kinds; /* engagement/kinds.h */
    struct d1_str catalog_name, catalog_version;
    /*
     * SHA-256, in lower-case hexadecimal, of all that was read: d1_embedded_digest, or with own files that of a listing
     * (d1_sha256_list) of them, by their paths below the directory, whose first line has d1_embedded_digest and the
     * name
     * "-".
     */
    struct d1_str digest;
    struct d1_ruleset_private *private;
};

/*
 * Loads the built-in rule set and, when rules_dir is not NULL, the user's files below that directory: *.yaml with
 * documents of kind Rule, Function, CriterionCatalog or GateCatalog (apiVersion d1lint/v1) and *.schema.json. Own
 * files cannot redefine a built-in id. Returns 0, D1_ERR_MEMORY, D1_ERR_READ (the directory) or D1_ERR_USAGE: a
 * file that is no rule. The error then has all faults that can be found at once, each with its file, line and column:
 * of what has its shape the expressions are judged too.
 */
int d1_ruleset_load(struct d1_ruleset **ruleset, const char *rules_dir, struct d1_error *error);

/*
 * The same for `d1lint test`: path is a directory, or one file, of which alone rules are taken, with what is no rule
 * (functions, schemas) of its folder. A file that a built-in one was made of stands in its place. Faults of own files
 * are appended to problems in place of error; then D1_ERR_USAGE is returned, error is left as is, and *ruleset, which
 * their places point into, is good for nothing but d1_examples_look (rules/examples.h) and to be freed after them. In
 * any other case *ruleset is left as is, and what problems has may point to nothing.
 */
int d1_ruleset_load_tested(struct d1_ruleset **ruleset, const char *path, struct d1_problems *problems,
                           struct d1_error *error);

/* NULL is allowed. */
void d1_ruleset_free(struct d1_ruleset *ruleset);

/*
 * Compiles every expression of every rule and function and appends each fault to problems (place with path). Returns
 * 0 when there is none, D1_ERR_USAGE when there are, D1_ERR_MEMORY.
 */
int d1_ruleset_compile(struct d1_ruleset *ruleset, struct d1_problems *problems);

/*
 * In place of that: compiles what every engagement needs, and the user's own rules; the others, which the build has
 * checked, are compiled as far as they are judged. As d1_ruleset_compile.
 */
int d1_ruleset_prepare(struct d1_ruleset *ruleset, struct d1_problems *problems);

/*
 * For the build: compiles the rule set, which has nothing of a user's own and is not compiled yet, and appends what the
 * program it builds takes in place of compiling. As d1_ruleset_compile; also D1_ERR_TYPE, where error says what of an
 * expression cannot be written.
 */
int d1_ruleset_write_programs(struct d1_ruleset *ruleset, struct d1_strbuf *out, struct d1_problems *problems,
                              struct d1_error *error);

/*
 * Checks what the build embedded: the shape of every file against the schema of its kind, and that every schema
 * compiles; appends each fault to problems. Own files are checked when they are loaded. As d1_ruleset_compile.
 */
int d1_ruleset_verify(const struct d1_ruleset *ruleset, struct d1_problems *problems);

/* By id, or NULL. Ids are case-sensitive. */
const struct d1_check *d1_ruleset_check(const struct d1_ruleset *ruleset, struct d1_str id);
const struct d1_criterion *d1_ruleset_criterion(const struct d1_ruleset *ruleset, struct d1_str id);
const struct d1_gate *d1_ruleset_gate(const struct d1_ruleset *ruleset, struct d1_str id);

/* The id of the gate that a text which names none may have meant; empty when none is near. */
struct d1_str d1_ruleset_nearest_gate(const struct d1_ruleset *ruleset, struct d1_str id);

/* The spec mapping of a check's rule file, for `explain`: parameters, needs, examples ...; NULL when not built. */
const struct d1_node *d1_ruleset_check_spec(const struct d1_ruleset *ruleset, const struct d1_check *check);

/* The parameters that checks and gates declare, each once: its name and mapping; NULL behind the last. */
const struct d1_node *d1_ruleset_parameter_at(const struct d1_ruleset *ruleset, size_t index, struct d1_str *name);

/* Whether a check needs artifacts of a kind; false for one that is not built. */
bool d1_ruleset_needs(const struct d1_ruleset *ruleset, const struct d1_check *check, const struct d1_kind *kind);

/* Whether subjects of a check come from the items of a type. The rule set must be compiled; false for one not built. */
bool d1_ruleset_judges(const struct d1_ruleset *ruleset, const struct d1_check *check, const struct d1_item_type *type);

/* The file that a check comes from, as messages name it; NULL when not built. */
const char *d1_ruleset_check_path(const struct d1_ruleset *ruleset, const struct d1_check *check);

/* A criterion's mapping in its catalogue: gates, appliesWhen ... */
const struct d1_node *d1_ruleset_criterion_node(const struct d1_ruleset *ruleset, const struct d1_criterion *criterion);

/*
 * Appends the catalogue of criteria as JSON, an array with id, class, gates, checks and title of each. A policy pins
 * the catalogue by the SHA-256 of this text, which is the same wherever the catalogue is. 0 or D1_ERR_MEMORY.
 */
int d1_ruleset_criteria_json(const struct d1_ruleset *ruleset, struct d1_strbuf *out);

#endif
