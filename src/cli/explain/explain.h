/* The pages of `explain`, one function for each sort of name. */
#ifndef D1_CLI_EXPLAIN_EXPLAIN_H
#define D1_CLI_EXPLAIN_EXPLAIN_H

#include "cli/suggest.h"
#include "engagement/kinds.h"
#include "report/paint.h"
#include "rules/ruleset.h"

void d1_explain_check(struct d1_paint *page, const struct d1_ruleset *ruleset, const struct d1_check *check);
void d1_explain_criterion(struct d1_paint *page, const struct d1_ruleset *ruleset,
                          const struct d1_criterion *criterion);
void d1_explain_gate(struct d1_paint *page, const struct d1_ruleset *ruleset, const struct d1_gate *gate);
void d1_explain_kind(struct d1_paint *page, const struct d1_ruleset *ruleset, const struct d1_kind *kind);
void d1_explain_item(struct d1_paint *page, const struct d1_ruleset *ruleset, const struct d1_item_type *type);

/* The first document of the kind among those that the program carries, under a title; nothing without one. */
void d1_explain_example(struct d1_paint *page, struct d1_str kind);

/* Whether a sequence of strings holds a text; false for NULL. */
bool d1_explain_names(const struct d1_node *sequence, struct d1_str text);

/* Appends what may stand in a field, in words: "date", "id of Person", "list, each: Evidence". */
void d1_explain_shape(struct d1_strbuf *out, const struct d1_ruleset *ruleset, const struct d1_node *property);

/* The shapes that kinds share, by name: "Money", "Role". */
size_t d1_explain_shape_count(const struct d1_ruleset *ruleset);
struct d1_str d1_explain_shape_name(const struct d1_ruleset *ruleset, size_t index);
void d1_explain_shape_page(struct d1_paint *page, const struct d1_ruleset *ruleset, size_t index);

/* Parameters of checks and of gates; appends default, description and what relaxes, as one paragraph. */
void d1_explain_parameter(struct d1_paint *page, const struct d1_ruleset *ruleset, size_t index);
void d1_explain_parameter_text(struct d1_strbuf *text, const struct d1_node *parameter);

/*
 * What expressions may use under a name (`workingDays`, `today`), each function of it with its type. The rule set must
 * be compiled. Returns 1, 0 where there is nothing of the name, which looks for the nearest (in the arena), or
 * D1_ERR_MEMORY.
 */
int d1_explain_function(struct d1_paint *page, const struct d1_ruleset *ruleset, struct d1_arena *arena,
                        struct d1_str name, struct d1_suggest *nearest);

/* A row for a check in a list: "  STK-003   warning    title", or "not built" in place of the severity. */
void d1_explain_check_row(struct d1_paint *page, const struct d1_check *check, size_t indent);

/* Words of reports that are none of these: "score", "indeterminate" ... */
size_t d1_explain_word_count(void);
struct d1_str d1_explain_word_name(size_t index);
void d1_explain_word(struct d1_paint *page, size_t index);

#endif
