/* Where the files of an engagement go: a folder that may not be there yet. */
#ifndef D1_CLI_INIT_SITE_H
#define D1_CLI_INIT_SITE_H

#include <stdbool.h>

#include "base/error.h"
#include "base/text/strbuf.h"

/* All zero bytes to begin with; to be released in any case. */
struct d1_site {
    struct d1_strbuf root, shown; /* the root on disk, and the folder as seen from it: empty, or ending with a slash */
    struct d1_strbuf around;      /* the nearest folder that is there */
    bool is_git;
};

/*
 * Finds the repository that a directory lies in, or will lie in. Returns 0, D1_ERR_USAGE for a path that is not plain,
 * or goes through a link that is not followed; D1_ERR_READ or D1_ERR_MEMORY.
 */
int d1_site_find(struct d1_site *site, const char *directory, struct d1_error *error);
void d1_site_release(struct d1_site *site);

#endif
