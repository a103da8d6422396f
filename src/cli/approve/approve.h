/* What `d1lint approve` writes down, and what it reads for that. */
#ifndef D1_CLI_APPROVE_APPROVE_H
#define D1_CLI_APPROVE_APPROVE_H

#include "cli/write/draft.h"
#include "cli/write/tree.h"
#include "edit/edit.h"
#include "engine/scope.h"
#include "repo/repo.h"

struct d1_approve_arguments {
    const char *person, *authority, *decision, *date, *method, *evidence, *collected, *recorded_by, *revision, *name,
        *engagement, *rules_dir;
    bool diff, dry_run;
};

/* The exact content of a file, by its id in git. */
struct d1_approve_version {
    const char *path; /* from the root; borrowed */
    char blob[D1_REPO_ID_TEXT];
};

/*
 * Finds the version of a file in HEAD, or in a revision. Without a revision D1_ERR_USAGE where index or work tree have
 * another: what is approved is what is committed.
 */
int d1_approve_find_version(struct d1_approve_version *version, const char *root, const char *path,
                            const char *revision, struct d1_error *error);

/* The SHA-256 of a tracked file that lies in the work tree as it is staged; D1_ERR_USAGE for another. */
int d1_approve_read_evidence(const struct d1_scope *scope, const char *argument, struct d1_strbuf *path, char *sha256,
                             struct d1_error *error);

#endif
