/* Reports that were made earlier, of --previous. */
#ifndef D1_CLI_CHECK_PREVIOUS_H
#define D1_CLI_CHECK_PREVIOUS_H

#include "cli/option.h"
#include "saved/saved.h"

/* All zero bytes is none. Nothing may be freed as long as a run has them. */
struct d1_previous_reports {
    struct d1_saved saved;
    D1_VEC_MEMBERS(struct d1_previous);
};

/*
 * Reads the files, which `d1lint check --format json` wrote; their names are borrowed. Returns 0, or the exit status
 * when one is no such report or judged no commit, which is told.
 */
int d1_previous_read(struct d1_previous_reports *reports, const struct d1_option_list *files);
void d1_previous_release(struct d1_previous_reports *reports);

#endif
