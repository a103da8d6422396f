/*
 * Skeletons: what was given, and as comments what else could be written, as the schema has it. Nothing else: no value
 * is made up, and where nothing was given nothing is said, so that the checks ask for it.
 */
#ifndef D1_CLI_WRITE_SKELETON_H
#define D1_CLI_WRITE_SKELETON_H

#include "cli/write/asks.h"

/*
 * Appends a whole artifact: a head of comments (what it is for, what gates ask of it), then `root` with the optional
 * fields of `spec` as comments; lists of items begin empty. engagement may be NULL. 0 or D1_ERR_MEMORY.
 */
int d1_skeleton_artifact(struct d1_strbuf *out, const struct d1_ruleset *ruleset, const struct d1_kind *kind,
                         const struct d1_node *root, const struct d1_engagement_verdict *engagement);

/* Adds the optional fields of an object that `value` lacks. type: of an item, for the checks that ask for a field. */
void d1_skeleton_fields(struct d1_remarks *remarks, const struct d1_ruleset *ruleset, const struct d1_node *schema,
                        const struct d1_node *value, struct d1_str type);

#endif
