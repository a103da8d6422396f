/* Repairs that need no judgement: what they are, and what keeps them from being made. */
#ifndef D1_CLI_FIX_FIX_H
#define D1_CLI_FIX_FIX_H

#include "base/map.h"
#include "cli/option.h"
#include "edit/edit.h"
#include "engine/scope.h"

/* A file with its repairs. Texts live as long as the repairs. */
struct d1_fixed_file {
    const char *path; /* from the root */
    const char *disk; /* with the root before it */
    struct d1_str before, after;
    size_t count; /* of repairs */
};

struct d1_fixes {
    struct d1_scope *scope;       /* as it is with the repairs so far */
    struct d1_option_list select; /* ids of checks; none: all */
    bool unsafe;                  /* also those that may mean something else */
    D1_VEC(struct d1_fixed_file) files;
    D1_VEC(struct d1_laid_file) laid; /* what is repaired, for the scope */
    struct d1_arena arena;
};

void d1_fixes_release(struct d1_fixes *fixes);

/*
 * Opens the engagement with what is repaired so far in place of what lies there. The options must outlive the scope.
 * Codes are those of d1_scope_open.
 */
int d1_fixes_open(struct d1_fixes *fixes, struct d1_run_options *options, struct d1_error *error);

/*
 * Finds the repairs of a file of the workspace, behind those that it has, and appends it to the files where there are
 * any; *found is set then. A repair that cannot be written as the file is written is passed over. 0, D1_ERR_READ or
 * D1_ERR_MEMORY.
 */
int d1_fixes_find(struct d1_fixes *fixes, const struct d1_file *file, bool *found, struct d1_error *error);

/*
 * Why a file is not to be written to: what an Approval, AcceptanceRecord or Waiver names by its content is not what
 * they named any more once it is changed; nor is what a baseline has by its tag what was agreed; and, unless `force`,
 * what git does not have yet would be lost. Returns 1 with the reason in error, 0 where it may be written to, or
 * another code.
 */
int d1_fixes_guard(const struct d1_fixes *fixes, const struct d1_fixed_file *file, bool force, struct d1_error *error);

/*
 * Judges the engagements with what options lay over them, and without. D1_ERR_USAGE where a criterion would change from
 * fail to pass that fails for anything but shape and references: no repair is to meet a gate. Else 0, or what the runs
 * fail with.
 */
int d1_fixes_compare(const struct d1_run_options *options, struct d1_error *error);

/* Appends the difference between two texts of a file as `git diff` has it. 0 or D1_ERR_MEMORY. */
int d1_patch_write(struct d1_strbuf *out, const char *path, struct d1_str before, struct d1_str after);

#endif
