/* `list criteria` as documents of OSCAL (report/oscal.h): the catalogue of criteria, and a profile for each of ours. */
#ifndef D1_CLI_LIST_CATALOG_H
#define D1_CLI_LIST_CATALOG_H

#include "base/memory/arena.h"
#include "rules/ruleset.h"

/* The document of an index by the name of its format, "oscal-catalog" the first; NULL behind the last. */
const char *d1_catalog_format(size_t index);

/*
 * Appends the document of an index. Its time is `created`, in seconds since 1970. What it is made of is taken from the
 * arena. Returns 0 or a negative code.
 */
int d1_catalog_write(const struct d1_ruleset *ruleset, size_t index, int64_t created, struct d1_arena *arena,
                     struct d1_strbuf *out, struct d1_error *error);

#endif
