/*
 * The line of a repository, kept from run to run: it hangs on the commit and on which objects git has, so that as long
 * as both stay none of them is read. Private to src/engine.
 */
#ifndef D1_ENGINE_READ_LINE_H
#define D1_ENGINE_READ_LINE_H

#include "engine/opened.h"
#include "repo/history.h"

/* As d1_repo_history_open, of the snapshot that was opened. */
int d1_line_open(struct d1_repo_history **out, const struct d1_opened *opened, const char *const *suffixes,
                 const char *const *sighted, struct d1_error *error);

#endif
