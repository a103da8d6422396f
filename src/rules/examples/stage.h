/*
 * The engagement of one example: a base in memory, changed as the example says, and judged. Private to src/rules.
 *
 * Zero it, set ruleset and loader, then set_up, judge, and release in any case; the loader is the caller's.
 */
#ifndef D1_RULES_EXAMPLES_STAGE_H
#define D1_RULES_EXAMPLES_STAGE_H

#include "engagement/workspace.h"
#include "rules/examples/change.h"
#include "rules/examples/story.h"
#include "rules/judged.h"

struct d1_stage {
    struct d1_ruleset *ruleset;
    struct d1_changed_docs docs;
    struct d1_workspace workspace;
    D1_VEC(struct d1_file) files;
    struct d1_judged judged;
    struct d1_doc *policy; /* made of the example's parameters */
    struct d1_artifact policy_artifact;
    struct d1_artifact_loader *loader;
    struct d1_story story;
};

/* A d1_past_ask whose context is the stage. */
int d1_stage_past(void *context, struct d1_past **past, struct d1_str *reason);

/*
 * Everything up to the judgement. Returns 0, D1_ERR_MEMORY or D1_ERR_USAGE; then the error tells what is wrong with
 * the example itself. example may be NULL: the base as it is.
 */
int d1_stage_set_up(struct d1_stage *stage, const struct d1_base *base, const struct d1_node *example,
                    struct d1_error *error);

/* Judges it as of the example's date, else the base's, in the room of the thread. 0 or D1_ERR_MEMORY. */
int d1_stage_judge(struct d1_stage *stage, const struct d1_base *base, const struct d1_node *example,
                   struct d1_judge_room *room);

/* The root of the artifact that an address begins with, after the changes; NULL when there is none. */
const struct d1_node *d1_stage_root(const struct d1_stage *stage, struct d1_str address);

/* Appends a line that there is nothing at an address, with what may have been meant; nothing where there is something.
 */
void d1_stage_tell_nowhere(const struct d1_stage *stage, struct d1_strbuf *out, struct d1_str address);

void d1_stage_release(struct d1_stage *stage);

#endif
