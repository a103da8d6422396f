/* The sorts of things that `d1lint new` makes, one function for each, and what they share. */
#ifndef D1_CLI_NEW_NEW_H
#define D1_CLI_NEW_NEW_H

#include "cli/option.h"
#include "cli/write/draft.h"
#include "cli/write/skeleton.h"
#include "cli/write/tree.h"
#include "engine/scope.h"

struct d1_new_arguments {
    const char *in, *engagement, *rules_dir, *directory, *phase, *from, *map;
    struct d1_option_list set;
    bool dry_run;
};

/* An engagement as it lies in the work tree, to which something is added. */
struct d1_new {
    const struct d1_new_arguments *arguments;
    struct d1_run_options options; /* of the run that judges it */
    struct d1_scope *scope;
    const struct d1_ruleset *ruleset;
    const struct d1_engagement *engagement;
    struct d1_run *run; /* as it is before; for the days of its gates */
    const struct d1_engagement_verdict *verdict;
    struct d1_draft draft;
};

/* Opens the engagement that is meant. Returns 0 or as d1_run does; d1_new_release is to be called in any case. */
int d1_new_open(struct d1_new *new, const struct d1_new_arguments *arguments, struct d1_error *error);
void d1_new_release(struct d1_new *new);

/*
 * Each makes the draft. 0, D1_ERR_USAGE with what is in the way, or what else failed. name is that of the artifact,
 * NULL for that of its kind.
 */
int d1_new_kind(struct d1_new *new, const struct d1_kind *kind, const char *name, struct d1_error *error);
int d1_new_item(struct d1_new *new, const struct d1_item_type *type, struct d1_error *error);
int d1_new_rule(struct d1_draft *draft, const struct d1_new_arguments *arguments, const struct d1_ruleset *ruleset,
                const char *id, struct d1_error *error);

/* Appends the rule that a new one begins as: of a phase, due at a gate. */
void d1_new_rule_text(struct d1_strbuf *out, const char *id, const char *phase, const char *due);

/*
 * Fills the list of a new document, whose text is given, with the rows of --from. What is not understood is told row by
 * row, and stands in comments. As the others.
 */
int d1_new_import(struct d1_new *new, const struct d1_kind *kind, struct d1_strbuf *text, struct d1_error *error);

/* Appends the path of the list, outside of other lists, that holds items of a type in the kind that defines them. */
int d1_new_list(const struct d1_new *new, const struct d1_item_type *type, struct d1_strbuf *path,
                struct d1_error *error);

/* Sets what --set says; `prefix` stands before each path. */
int d1_new_assign(struct d1_tree *tree, const struct d1_new_arguments *arguments, const char *prefix,
                  struct d1_error *error);

/* D1_ERR_USAGE where a required key of the object at `prefix` (empty or ending with a dot) is missing; names them all.
 */
int d1_new_require(const struct d1_tree *tree, const struct d1_node *schema, const char *prefix,
                   struct d1_error *error);

/* Sets `path` to the next free id of a type with a prefix, where nothing is set there. */
int d1_new_id(const struct d1_new *new, struct d1_tree *tree, const struct d1_item_type *type, const char *path,
              struct d1_error *error);

/* Adds a file by its path from the root; as d1_draft_add. */
int d1_new_add(struct d1_new *new, const char *path, struct d1_draft_note note, struct d1_str text,
               struct d1_str before, struct d1_error *error);

#endif
