/*
 * Which commit of a line was the last that may have concerned an engagement. Where nothing behind it does, all that the
 * line says of the engagement is a function of that commit, whatever else is committed.
 *
 * That is told in doubt: a commit concerns whose a document is that it changes, before or after, by whatever directory
 * it may belong to; and all engagements where one comes, goes or has another name, where a document is nobody's or a
 * policy, and where a file does not parse. What policies leave out is not known here, and not asked for.
 *
 * Beside that it is known which commit touched a path last, whatever stands there.
 *
 * Plain data, which grows with a line point by point, and is kept as bytes.
 */
#ifndef D1_ENGAGEMENT_CONCERN_H
#define D1_ENGAGEMENT_CONCERN_H

#include "base/text/strbuf.h"
#include "engagement/past.h"

struct d1_concern;

/* The caller frees *out with d1_concern_free, which takes NULL. 0 or D1_ERR_MEMORY. */
int d1_concern_new(struct d1_concern **out);
void d1_concern_free(struct d1_concern *concern);

/* Appends it; and one that was, into a new one: 1, 0 where it is none, D1_ERR_MEMORY. */
void d1_concern_write(struct d1_strbuf *out, const struct d1_concern *concern);
int d1_concern_read(struct d1_concern **out, struct d1_str bytes);

/* What the documents of a content are named; false where that is not known. */
typedef int d1_concern_names(void *context, uint32_t content, const struct d1_past_naming **names, size_t *count);

/*
 * Takes in the next points of a line. `names` says of a content by its number how its documents are named: 1 with them,
 * until it is called again; 0 where that is not known; less than 0 ends all. 0, what `names` returned, or
 * D1_ERR_MEMORY; then the concern is of no more use.
 */
int d1_concern_take(struct d1_concern *concern, const struct d1_repo_line *line, size_t count, d1_concern_names *names,
                    void *context);

/* The commit that may have concerned the engagement of a name last; NULL where there was none yet. */
const uint8_t *d1_concern_last(const struct d1_concern *concern, struct d1_str engagement);

/* Whether a commit is a point of the line. */
bool d1_concern_has(const struct d1_concern *concern, const uint8_t id[D1_REPO_ID_BYTES]);

/*
 * The commit that may have put something else at a path last, as the beginning of its id, which nobody finds another
 * commit for; 0 before the first one.
 */
uint64_t d1_concern_touched(const struct d1_concern *concern, struct d1_str path);

/* The first commit that was made by a clock more than a day behind that of the one before; NULL for none. */
const uint8_t *d1_concern_backwards(const struct d1_concern *concern);

/* How many points and changes were taken in. */
uint64_t d1_concern_size(const struct d1_concern *concern);

#endif
