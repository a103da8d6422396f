/* "Did you mean": the nearest of several names, when one is near enough to be a slip of the hand. */
#ifndef D1_CLI_SUGGEST_H
#define D1_CLI_SUGGEST_H

#include <stddef.h>

#include "base/str.h"

/* All zero bytes to begin with. `found` is empty while nothing is near. */
struct d1_suggest {
    struct d1_str found;
    size_t distance;
};

/*
 * Looks at one more candidate for what was written. Upper and lower case count as the same letter; a third of the
 * letters may differ, at most three. The first of several that are equally near stays.
 */
void d1_suggest_look(struct d1_suggest *suggest, struct d1_str written, struct d1_str candidate);

/*
 * Says that what was written is none of the names, which `name` gives until it gives NULL: the sentence ("unknown
 * format"), what was written, and the nearest name or all of them; then where the command's help is. Returns
 * D1_EXIT_USAGE.
 */
int d1_suggest_usage(const char *command, const char *sentence, struct d1_str written, const char *name(size_t index));

#endif
