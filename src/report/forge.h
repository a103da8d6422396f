/*
 * Where a forge shows a line of a file at a commit: the addresses that GitHub, GitLab, Bitbucket and Gitea (Codeberg)
 * give to a blob. Which forge it is, the host of the repository's address says; one that it does not tell has no link.
 */
#ifndef D1_REPORT_FORGE_H
#define D1_REPORT_FORGE_H

#include <stdbool.h>

#include "base/place.h"
#include "base/text/strbuf.h"
#include "verdict/verdict.h"

/*
 * Appends the address of a place, made of characters of a URI alone. False, with nothing appended, where there is none:
 * the repository is not named, not by http or https, or at no forge that is known; or what was read is of no commit.
 */
bool d1_forge_link(struct d1_strbuf *out, const struct d1_source_info *source, const struct d1_place *place);

#endif
