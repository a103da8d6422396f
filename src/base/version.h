/* Which d1lint this is, as --version and every report name it. */
#ifndef D1_BASE_VERSION_H
#define D1_BASE_VERSION_H

#include "base/str.h"

#define D1_VERSION "0.1.0"                  /* semver.org */
#define D1_VERSION_DATE "November 29, 2026" /* on which that number was given, in the words of man pages */
#define D1_VERSION_DAY "2026-11-29"         /* and in figures */

/*
 * Whether the program has at least a version: one to three numbers with dots between them, of which those that are not
 * there are 0, after a "v" that tags of releases begin with. 1, 0, or -1 where the text is no version.
 */
int d1_version_reaches(struct d1_str wanted);

/*
 * The commit that was built: its id, with "-dirty" behind it where the sources had changes that are in no commit; or
 * "unknown" where they came without repository and without the name of their commit.
 */
const char *d1_version_commit(void);

/*
 * SHA-256, in lower-case hexadecimal, of the sources that were built, by which one program knows what another has made;
 * empty in programs of the build and tests.
 */
struct d1_str d1_version_sources(void);

#endif
