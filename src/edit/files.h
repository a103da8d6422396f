/*
 * Files that are written together, all or none. New ones never replace anything, and those that were edited only what
 * they were made of: where somebody has changed a file meanwhile, nothing is written at all. Each comes as a new file
 * beside it that then takes the name (base/file/file.h), and no link is followed that a repository could have brought.
 */
#ifndef D1_EDIT_FILES_H
#define D1_EDIT_FILES_H

#include "base/error.h"
#include "base/file/file.h"
#include "base/memory/arena.h"
#include "base/vec.h"

struct d1_edit_file {
    const char *path;
    struct d1_str text;
    struct d1_str before; /* what an edited file held; ptr NULL for a new one */
    bool written;         /* of an edited one: in its place */
};

/* All zero bytes is none. Texts are copied into the arena. */
struct d1_edit_files {
    D1_VEC(struct d1_edit_file) list;
    D1_VEC(struct d1_file_made) made; /* while they are written */
    struct d1_arena arena;
};

void d1_edit_files_release(struct d1_edit_files *files);

/* Adds a file to be written, in place of `before` or, with ptr NULL, as a new one. 0 or D1_ERR_MEMORY. */
int d1_edit_files_add(struct d1_edit_files *files, const char *path, struct d1_str text, struct d1_str before);

/*
 * D1_ERR_USAGE where one that is to be new is there already, or one that is to be edited holds something else by now;
 * the message names it. Else 0.
 */
int d1_edit_files_check(const struct d1_edit_files *files, struct d1_error *error);

/*
 * Checks, makes the folders that are missing, and writes. Returns 0, D1_ERR_USAGE, D1_ERR_WRITE or D1_ERR_MEMORY; then
 * new files and folders are gone again, and edited files hold what they held (of several, as far as writing them once
 * more does not fail as well).
 */
int d1_edit_files_write(struct d1_edit_files *files, struct d1_error *error);

#endif
