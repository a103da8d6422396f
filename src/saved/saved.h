/*
 * Saved reports: what `--format json` wrote becomes a verdict again, from which every other format can be made.
 *
 * A report comes from elsewhere and is as hostile as a repository. It is read in one go, at the size it has, against
 * tables that say of each object what its members are; anything else in it is an error, with its place. What it says in
 * two places has to agree: a report whose totals or exit status do not follow from its findings is refused, for nobody
 * knows which of the two is right.
 */
#ifndef D1_SAVED_SAVED_H
#define D1_SAVED_SAVED_H

#include "base/error.h"
#include "base/map.h"
#include "base/memory/arena.h"
#include "base/vec.h"
#include "verdict/verdict.h"

/*
 * What this program knows of checks. A report says nothing of checks that hold; where it was made by the same rules,
 * the verdict has all of these, else what they say is put in for the checks that the report names and does not
 * describe, and a notice says so.
 */
struct d1_saved_known {
    const struct d1_check *checks; /* by id */
    size_t count;
    struct d1_str rules; /* SHA-256, as struct d1_tool_info has it */
};

struct d1_saved_part; /* a report */

/* Reports that are read; all zero bytes is none. What they say lies in `arena`, the verdict too. */
struct d1_saved {
    struct d1_arena arena;
    struct d1_map checks;   /* by id the checks that were named: struct d1_check * */
    struct d1_map criteria; /* likewise: struct d1_criterion * */
    D1_VEC(struct d1_saved_part *) parts;
    struct d1_verdict verdict; /* of d1_saved_join */
};

/*
 * Reads the bytes of a report. path is for errors, and must outlive *saved. Returns 0, D1_ERR_READ for what is no
 * whole, sound report of a version that is known, or D1_ERR_MEMORY.
 */
int d1_saved_add(struct d1_saved *saved, struct d1_str bytes, const char *path, struct d1_error *error);

/* The verdict of a report by itself, whose checks lack what the report does not say of them. */
const struct d1_verdict *d1_saved_part(const struct d1_saved *saved, size_t index);

/*
 * Makes one verdict of the reports that were added, one at least: they have to be parts of one judgement, made by the
 * same program with the same rules and options of the same state of a repository, each of other engagements. Nothing
 * can be added afterwards. Returns 0, D1_ERR_USAGE when they are not, or D1_ERR_MEMORY.
 */
int d1_saved_join(struct d1_saved *saved, const struct d1_saved_known *known, struct d1_error *error);

/*
 * Makes one verdict of two reports: of the second one, as compared with the first as --since compares (the baseline of
 * each finding, what is solved). Notices say which gates have moved, what is solved, and what else differs than the
 * documents. Returns as d1_saved_join does; D1_ERR_USAGE for two that cannot be compared.
 */
int d1_saved_compare(struct d1_saved *saved, const struct d1_saved_known *known, struct d1_error *error);

void d1_saved_release(struct d1_saved *saved);

#endif
