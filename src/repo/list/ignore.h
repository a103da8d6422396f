/*
 * The ignore rules of git (gitignore(5)): which untracked files of a work tree are nobody's business. libgit2 has
 * them too, but reads the files along a path anew for every question, follows links, and blocks on a FIFO.
 *
 * The rules are a stack: first the user's and the repository's own, then one .gitignore for each directory that the
 * walk has entered. The last rule that matches decides, from the top of the stack downwards. What lies in an ignored
 * directory is ignored whatever the rules say; whoever walks asks for the directories first.
 */
#ifndef D1_REPO_LIST_IGNORE_H
#define D1_REPO_LIST_IGNORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "base/vec.h"

struct d1_repo_ignore_file;

/* All zero bytes is an empty stack. */
struct d1_repo_ignore {
    D1_VEC_MEMBERS(struct d1_repo_ignore_file);
    bool ignore_case;
    uint64_t steps; /* rules tried so far, and steps of matching; beyond D1_LIMIT_IGNORE_STEPS no rule is tried */
};

void d1_repo_ignore_release(struct d1_repo_ignore *ignore);

/*
 * Pushes the rules of a text that belongs to the directory whose path with its final '/' is base_len bytes long.
 * Returns 0 or D1_ERR_MEMORY.
 */
int d1_repo_ignore_push(struct d1_repo_ignore *ignore, struct d1_str text, size_t base_len);

/*
 * Pushes the rules of a file: `name` seen from the directory fd (AT_FDCWD for an absolute path). A file that is not
 * there, is no regular file or is a link (unless `follow`) has no rules. Returns 0, D1_ERR_MEMORY, or D1_ERR_LIMIT
 * when the file is larger than D1_LIMIT_IGNORE_BYTES, and then nothing was pushed.
 */
int d1_repo_ignore_push_file(struct d1_repo_ignore *ignore, int fd, const char *name, size_t base_len, bool follow);

/* Takes everything off that was pushed since the stack had `len` files. */
void d1_repo_ignore_pop(struct d1_repo_ignore *ignore, size_t len);

/*
 * Whether the rules exclude a path, seen from the root; its directory is known not to be ignored. Once the steps are
 * used up nothing is excluded any more; whoever asks tells so, for it is not known.
 */
bool d1_repo_ignore_matches(struct d1_repo_ignore *ignore, struct d1_str path, bool is_directory);

#endif
