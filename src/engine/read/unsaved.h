/*
 * What is not committed, as a further point of the line of a repository: what the files of the workspace have beside
 * the newest commit. Contents of both are numbered together, so that none is read again that the workspace has.
 */
#ifndef D1_ENGINE_READ_UNSAVED_H
#define D1_ENGINE_READ_UNSAVED_H

#include "engine/opened.h"
#include "repo/history.h"

/* For a content that no file of the workspace has. */
#define D1_UNSAVED_NO_FILE UINT32_MAX

/* All zero bytes to begin with, but for opened and arena, which outlive it. */
struct d1_unsaved {
    const struct d1_opened *opened;
    struct d1_arena *arena;
    struct d1_repo_line line; /* as the past has it: with what is not committed */
    size_t committed;         /* contents that git had when the line was read */
    D1_VEC(uint32_t) fresh;   /* files of the workspace that are contents of their own, numbered behind these */
    uint32_t *files;          /* of each content of git a file of the workspace that has it, or D1_UNSAVED_NO_FILE */
    uint32_t *contents;       /* of each file of the workspace its content, or D1_REPO_NO_BLOB */
};

/*
 * Compares the workspace with the line as git has it; *any tells whether they differ, which makes a point of nobody. A
 * reader of the snapshot is made where one is needed and there is none yet. 0 or D1_ERR_MEMORY.
 */
int d1_unsaved_compare(struct d1_unsaved *unsaved, const struct d1_repo_line *line, struct d1_repo_reader **reader,
                       bool *any);
void d1_unsaved_release(struct d1_unsaved *unsaved);

/* Whether what lies at a path of the repository is left out, by the ignore lists and the policy. */
bool d1_unsaved_excludes(const struct d1_opened *opened, const char *path);

/*
 * Whether what is opened and loaded has anything that is not committed, so that its line has that point: told by ids,
 * without history. 1 or 0; D1_ERR_READ where it cannot be told; D1_ERR_MEMORY.
 */
int d1_unsaved_any(const struct d1_opened *opened);

#endif
