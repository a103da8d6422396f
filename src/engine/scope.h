/*
 * What expressions see outside of a rule: one engagement of a repository as the environment that rules are compiled in
 * and the values behind its names; and the list of all those names, for people.
 *
 *     d1_scope_open(&scope, &options, &error)
 *     env = d1_cel_env_new(arena, d1_scope_env(scope), 0)
 *     d1_cel_compile(env, ...)
 *     d1_cel_eval(program, d1_scope_activation(scope), d1_scope_context(scope), &value)
 *
 * Parameters have the values that the policy gives them, else those of the first rule that declares them. What rules
 * do not judge, since it is invalid or could not be read, is not there.
 */
#ifndef D1_ENGINE_SCOPE_H
#define D1_ENGINE_SCOPE_H

#include "base/error.h"
#include "base/memory/arena.h"
#include "base/place.h"
#include "cel/cel.h"
#include "engagement/workspace.h"
#include "engine/run.h"
#include "rules/ruleset.h"

struct d1_scope;

/*
 * Opens the engagement that options name: `engagements` holds its name, or none where the repository has only one, or
 * where the directory lies in one. Paths, gate and fail_on are not looked at; options must outlive the scope. *scope is
 * the caller's, to be freed with d1_scope_free. Returns 0, D1_ERR_USAGE, D1_ERR_READ or D1_ERR_MEMORY as d1_run does.
 */
int d1_scope_open(struct d1_scope **scope, const struct d1_run_options *options, struct d1_error *error);

/* NULL is allowed. Values, environments over it and programs are of no more use then. */
void d1_scope_free(struct d1_scope *scope);

/* What was opened: the engagement, the rules it is judged by, and all files of the snapshot. */
const struct d1_engagement *d1_scope_engagement(const struct d1_scope *scope);
const struct d1_ruleset *d1_scope_ruleset(const struct d1_scope *scope);
const struct d1_workspace *d1_scope_workspace(const struct d1_scope *scope);
struct d1_repo_snapshot *d1_scope_snapshot(const struct d1_scope *scope);

/* The absolute path of the root that paths of artifacts count from. */
const char *d1_scope_root(const struct d1_scope *scope);

/* To be the parent of an environment of one's own; no variables are to be added to this one. */
struct d1_cel_env *d1_scope_env(const struct d1_scope *scope);

/* The values of the environment's variables, and the context that its functions need. For one thread at a time. */
struct d1_cel_activation *d1_scope_activation(struct d1_scope *scope);
struct d1_cel_context *d1_scope_context(struct d1_scope *scope);

/* Where a node of the engagement stands, with its path; path NULL for a node of anything else. */
struct d1_place d1_scope_place(const struct d1_scope *scope, const struct d1_node *node);

/* The file of rules that an expression stands in, by the document of its origin; NULL when it is none of them. */
const char *d1_scope_rule_path(const struct d1_scope *scope, const struct d1_node *origin);

/*
 * Whether a text holds what a check of the engagement found to be a secret; and the text with "[secret]" in its place,
 * in the arena. For whatever is shown of documents. These checks are judged when it is first asked. 0 or D1_ERR_MEMORY.
 */
int d1_scope_holds_secret(struct d1_scope *scope, struct d1_str text, bool *holds);
int d1_scope_hide(struct d1_scope *scope, struct d1_str *text, struct d1_arena *arena);

/* How many faults of artifacts keep something out of the scope; `d1lint check` tells them. */
size_t d1_scope_faults(const struct d1_scope *scope);

/*
 * Adds to an environment those functions of rules that need no engagement (dates, currencies, recurrences). 0 or
 * D1_ERR_MEMORY.
 */
int d1_scope_plain_functions(struct d1_cel_env *env);

/* A name that rules see. Texts are borrowed from the rule set or the arena. */
struct d1_scope_name {
    struct d1_str group; /* "name", "rules", "language", "macro" */
    struct d1_str name;  /* "today", "string.startsWith(string)" */
    struct d1_str type;  /* of its value; of its result */
    struct d1_str doc;   /* one sentence */
};

/*
 * Every name and function that rules see: variables first, then the functions of rules, then those of the language
 * with its macros, by name. The rule set must be compiled. *names lives in the arena. 0 or D1_ERR_MEMORY.
 */
int d1_scope_names(const struct d1_ruleset *ruleset, struct d1_arena *arena, const struct d1_scope_name **names,
                   size_t *count);

#endif
