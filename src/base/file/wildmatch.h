/*
 * Wildcards as git has them (wildmatch, gitignore(5)).
 */
#ifndef D1_BASE_FILE_WILDMATCH_H
#define D1_BASE_FILE_WILDMATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/*
 * Whether a pattern matches the whole text. With `path`, '*', '?' and classes do not match '/', and
 * "**" does where it stands alone between slashes. In time linear in the product of the lengths; the steps, each a
 * place of the pattern for a character of the text, are added to *steps.
 */
bool d1_wildmatch(struct d1_str pattern, struct d1_str text, bool path, bool ignore_case, uint64_t *steps);

#endif
