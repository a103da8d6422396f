/*
 * Whose an e-mail address is, and whose a key: the identities of the roster of today, with the days and the points from
 * which they count. Of keys signature/signers.h says more.
 *
 * Addresses compare without regard to the case of ASCII letters, otherwise exactly. An entry with a key is the person's
 * for good, since its days are those of the key; one without is his on the days that it names. An address of two
 * persons counts for neither and against both. Who brings an address does not vouch for himself with it: it counts for
 * nothing that the very point introduces which first has that person with that address.
 */
#ifndef D1_ENGAGEMENT_IDENTITIES_H
#define D1_ENGAGEMENT_IDENTITIES_H

#include "engagement/line.h"
#include "signature/signers.h"

struct d1_identities;

/*
 * Of the people of an engagement, which may be as another revision has it than that of the line. Both outlive it. The
 * caller frees *out with d1_identities_free. 0 or D1_ERR_MEMORY.
 */
int d1_identities_new(struct d1_identities **out, struct d1_line *line, const struct d1_engagement *engagement);
void d1_identities_free(struct d1_identities *identities);

/*
 * For whom an address counts that wrote, or merged, on a day what a point (by its number in the past) introduced, of
 * which it is no matter what it introduced for D1_PAST_NONE: the id of the person, or the empty text. *unknown: whether
 * it counts cannot be said, since it is there from the first point of a line that is cut on.
 */
struct d1_str d1_identities_for(const struct d1_identities *identities, struct d1_str address, d1_date day,
                                uint32_t point, bool *unknown);

/*
 * Against whom an address counts: the ids of all persons that have it, at whatever time. Writes at most `most` of them
 * and returns how many there are.
 */
size_t d1_identities_against(const struct d1_identities *identities, struct d1_str address, struct d1_str *persons,
                             size_t most);

/* The keys of the same entries, from the points on that first have the persons with them. */
const struct d1_signers *d1_identities_signers(const struct d1_identities *identities);

/* The first address of two persons, and who they are; the empty text for none. */
struct d1_str d1_identities_shared(const struct d1_identities *identities, struct d1_str persons[2]);

#endif
