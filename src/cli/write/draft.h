/*
 * Files that a command is about to write. They are judged as they will be, by a run over the work tree with the files
 * laid over it, and written only where nothing speaks against them: all or none, never over what is there.
 */
#ifndef D1_CLI_WRITE_DRAFT_H
#define D1_CLI_WRITE_DRAFT_H

#include <stdint.h>

#include "edit/files.h"
#include "engine/run.h"

/* What is told of a file once it is written: "raid.yaml:14: risk-03". */
struct d1_draft_note {
    struct d1_str shown; /* its path from the root of the repository, as findings have it */
    uint32_t line, last; /* of what was added; line 0: the whole file */
    struct d1_str what;  /* may be empty */
};

/* All zero bytes is an empty draft. */
struct d1_draft {
    struct d1_edit_files files;
    D1_VEC(struct d1_draft_note) notes; /* by file */
    bool left_out;                      /* not all that was given could be taken over, which was told */
};

void d1_draft_release(struct d1_draft *draft);

/*
 * Adds a file: `path` is where it is written, `note.shown` what it is called. before.ptr NULL: it is new. Texts are
 * copied. 0 or D1_ERR_MEMORY.
 */
int d1_draft_add(struct d1_draft *draft, const char *path, struct d1_draft_note note, struct d1_str text,
                 struct d1_str before);

/* What is not to be found in what is added; each with those before it. */
enum d1_draft_demand {
    D1_DRAFT_SHAPE,      /* faults of syntax, shape and references */
    D1_DRAFT_ENGAGEMENT, /* contradictions of the Engagement itself */
    D1_DRAFT_NOTHING     /* anything that fails */
};

/*
 * Judges the artifacts among the files as they will be; options are those of the run, without files of their own.
 * Returns 0, what the run fails with, or D1_ERR_USAGE with the place and the message of the first finding that is not
 * to be.
 */
int d1_draft_lint(const struct d1_draft *draft, const struct d1_run_options *options, enum d1_draft_demand demand,
                  struct d1_error *error);

/*
 * Ends a command: with `dry` prints what would be written and writes nothing, else writes and tells where. Returns the
 * exit status, D1_EXIT_FINDINGS where something was left out; what goes wrong is told.
 */
int d1_draft_finish(struct d1_draft *draft, bool dry);

#endif
