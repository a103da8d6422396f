/*
 * The files that `d1lint validate` looks at: operands as they were given, and in place of a folder the files below it
 * whose names end in .yaml, .yml or .json, in byte order of their paths. In a folder only regular files count, which
 * links and pipes with such names are told on standard error not to be, and nothing whose name, or that of a folder on
 * the way, begins with a dot. Of these the files of the schema itself are passed over, and those that a pattern
 * excludes; an operand that names a file is looked at in any case.
 */
#ifndef D1_CLI_VALIDATE_INSTANCES_H
#define D1_CLI_VALIDATE_INSTANCES_H

#include "base/error.h"
#include "base/memory/arena.h"
#include "base/text/strbuf.h"
#include "base/vec.h"
#include "cli/validate/schemas.h"
#include "repo/repo.h"

struct d1_instance {
    const char *path;                  /* as the command line has it, or with its folder in front */
    const char *shown;                 /* as reports show it */
    const struct d1_repo_entry *entry; /* of the folder's snapshot; NULL for an operand that is no folder */
    size_t folder;
    const char *reason; /* why it cannot be read; NULL when nothing is known against it */
};

struct d1_folder {
    struct d1_repo *repo;
    struct d1_repo_snapshot *snapshot;
};

/* How many files of folders were passed over, and why. What is both counts as excluded. */
struct d1_passed_over {
    size_t excluded, schemas;
};

/* All zero bytes is none. The first fields, up to the empty line, are the caller's to set, and borrowed. */
struct d1_instances {
    const struct d1_schemas *schemas; /* NULL for none */
    struct {
        const char *const *items; /* patterns (base/file/glob.h) for a path below the folder, or with it in front */
        size_t len;
    } excludes;
    bool from_root; /* show paths from the root of the repository: for programs, which do not know the current folder */
    size_t most;    /* bytes of a file */

    struct d1_passed_over passed_over;
    uint64_t steps; /* of matching the patterns */
    D1_VEC(struct d1_instance) files;
    D1_VEC(struct d1_folder) folders;
    struct d1_arena arena;
    struct d1_repo *around; /* what the current folder lies in, for from_root; NULL for no repository */
    bool looked;            /* for it */
    bool prepared;          /* the folder reader is */
};

/*
 * A path as reports show it: as it is given, or from the root of the repository that the current folder lies in. What
 * lies outside of that, and standard input, is shown as it is given. Borrowed from path or the instances; NULL when
 * memory runs out.
 */
const char *d1_instances_shown(struct d1_instances *instances, const char *path);

/*
 * Finds the files of an operand and appends them. What cannot be read becomes a file with a reason, so that the others
 * are looked at all the same. Returns 0, D1_ERR_MEMORY, or D1_ERR_LIMIT when matching the patterns takes more than
 * D1_LIMIT_EXCLUDE_STEPS steps.
 */
int d1_instances_add(struct d1_instances *instances, const char *operand, struct d1_error *error);
void d1_instances_release(struct d1_instances *instances);

/* What one thread needs to read the files. All zero bytes is ready. */
struct d1_instance_reader {
    struct d1_repo_reader *reader; /* of the folder it read from last */
    size_t folder;
    struct d1_strbuf bytes;
};

/*
 * Reads a file; bytes are borrowed until the next call. Returns 0, D1_ERR_MEMORY, or another code with a message that
 * does not repeat the path.
 */
int d1_instance_read(struct d1_instance_reader *reader, const struct d1_instances *instances,
                     const struct d1_instance *instance, struct d1_str *bytes, struct d1_error *error);
void d1_instance_reader_release(struct d1_instance_reader *reader);

#endif
