/*
 * Files that are named one by one, with the fingerprints by which approvals and evidence name them.
 *
 * A name is the path of a file; else, with a colon in it, a file of another revision (REV:PATH); else what an
 * engagement calls something: `Kind/name`, or the id of an item, which stand for the file they are in. What is there
 * under a path is taken for the path, whatever else the name may mean.
 */
#ifndef D1_ENGINE_NAMED_H
#define D1_ENGINE_NAMED_H

#include "base/sha256.h"
#include "engine/run.h"
#include "repo/repo.h"

struct d1_named_file {
    const char *name;            /* as it was given; borrowed from the caller */
    struct d1_str ref;           /* `Kind/name` or the id, where that was given; else empty */
    struct d1_str path;          /* from the root */
    char blob[D1_REPO_ID_TEXT];  /* the id under which git has or would have the file, in hexadecimal */
    char sha256[D1_SHA256_TEXT]; /* of its bytes as they were read, in hexadecimal */
    bool uncommitted; /* of a work tree or index: HEAD has another file at the path, or none, so that no commit has it
                         yet */
};

struct d1_named_files;

/*
 * Finds the files. Of the options these count: directory, source and revision, engagements (at most one, for names that
 * several engagements have), rules_dir and jobs. *files is the caller's, to be freed with d1_named_files_free. Returns
 * 0, D1_ERR_USAGE for a name that names nothing, no file or several files, D1_ERR_READ, D1_ERR_LIMIT or D1_ERR_MEMORY.
 */
int d1_named_files(struct d1_named_files **files, const struct d1_run_options *options, const char *const *names,
                   size_t count, struct d1_error *error);

/* As many as there were names, in their order; borrowed. */
const struct d1_named_file *d1_named_files_list(const struct d1_named_files *files);

/* NULL is allowed. */
void d1_named_files_free(struct d1_named_files *files);

#endif
