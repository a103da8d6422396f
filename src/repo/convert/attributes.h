/*
 * gitattributes(5), as far as they change what git stores of a file. libgit2 has them too, but follows links, waits for
 * FIFOs and reads files of any size.
 */
#ifndef D1_REPO_CONVERT_ATTRIBUTES_H
#define D1_REPO_CONVERT_ATTRIBUTES_H

#include "repo/internal.h"

/* The file of the system, where it is to be read. */
#define D1_REPO_SYSTEM_ATTRIBUTES "/etc/gitattributes"

enum d1_repo_attribute_state { D1_ATTRIBUTE_UNSPECIFIED, D1_ATTRIBUTE_SET, D1_ATTRIBUTE_UNSET, D1_ATTRIBUTE_VALUE };

struct d1_repo_attribute {
    enum d1_repo_attribute_state state;
    struct d1_str value; /* of D1_ATTRIBUTE_VALUE */
};

/* All zero bytes is nothing specified. Values live in the arena. */
struct d1_repo_attributes {
    struct d1_repo_attribute text, crlf, eol, ident, filter, encoding;
    struct d1_arena arena;
};

/*
 * What the files say of a path of the work tree: those of the system, of the user, of the directories from the root to
 * the path's own as they lie there, of a path that the snapshot lists if they did so then, and of the repository. What
 * is larger than a file of ignore rules may be is an error that names it, and so are macros without an end:
 * D1_ERR_LIMIT; else 0 or D1_ERR_MEMORY. To be released also after an error.
 */
int d1_repo_attributes_read(struct d1_repo_attributes *attributes, const struct d1_repo_snapshot *snapshot,
                            struct d1_str path, struct d1_error *error);

void d1_repo_attributes_release(struct d1_repo_attributes *attributes);

#endif
