/* A small engagement with a file that is not as it should be, and another one beside it that is wrong. */
#ifndef D1_TESTS_HOSTILE_FILES_H
#define D1_TESTS_HOSTILE_FILES_H

#include "e2e/sandbox.h"

#define CHECK "d1lint check --as-of 2026-03-09 --format concise "
#define BASE "cp -R \"$EXAMPLES/first-steps/.\" .\n"

/* A mistake in another file, and what is said of it, whatever the matter is with the file under test. */
#define SPOILT BASE "spoil\n"
#define OTHERS "engagement.yaml:16:13: error ENG-006"
#define HEAD "'apiVersion: d1d/v1\\nkind: RaidLog\\nmetadata: {name: raid}\\n"

#endif
