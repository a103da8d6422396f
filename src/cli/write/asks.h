/*
 * What gates will ask of a document or an item, as comments of a skeleton: taken from the rules, so that it is what
 * will be judged.
 */
#ifndef D1_CLI_WRITE_ASKS_H
#define D1_CLI_WRITE_ASKS_H

#include "base/memory/arena.h"
#include "base/vec.h"
#include "engagement/kinds.h"
#include "rules/ruleset.h"

/* Lines of comments, without "# "; texts are in the arena. `oom`: some are missing. */
struct d1_remarks {
    D1_VEC(struct d1_str) lines;
    struct d1_arena *arena;
    bool oom;
};

void d1_remarks_release(struct d1_remarks *remarks);

/* Adds a text in lines of at most `width` columns; all but the first are indented by so many spaces. */
void d1_remarks_add(struct d1_remarks *remarks, size_t width, size_t indent, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/*
 * Adds a line for each gate at which checks judge artifacts of the kind, or items of the type, with its date where the
 * engagement, which may be NULL, gives it one, and below it the checks: by their title, the defect that they find.
 */
void d1_asks_of_kind(struct d1_remarks *remarks, const struct d1_ruleset *ruleset, const struct d1_kind *kind,
                     const struct d1_engagement_verdict *engagement);
void d1_asks_of_item(struct d1_remarks *remarks, const struct d1_ruleset *ruleset, const struct d1_item_type *type,
                     const struct d1_engagement_verdict *engagement);

#endif
