/*
 * One run of `d1lint check`: from a repository to a verdict. This is the whole engine behind the command line.
 */
#ifndef D1_ENGINE_RUN_H
#define D1_ENGINE_RUN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "verdict/verdict.h"

/* A file that is judged as it will be. */
struct d1_laid_file {
    const char *path; /* relative to directory, as users write it */
    struct d1_str bytes;
};

struct d1_run_options {
    const char *directory;      /* where to look for the repository; NULL is the current directory */
    enum d1_source_kind source; /* D1_SOURCE_DIRECTORY is not asked for: it is what a work tree without git becomes */
    bool any_owner;             /* read the repository whoever owns it */
    const char *revision;       /* for D1_SOURCE_REVISION, as the user wrote it */
    const char *const *paths;   /* restrict what is reported; relative to directory; files or folders */
    size_t path_count;
    const char *const *engagements; /* names; none means all */
    size_t engagement_count;
    const char
        *since; /* a revision to compare with; with "..." behind it, where its history parts from what is judged */
    const char *owner;     /* id of the person whose findings alone are reported; NULL for all */
    const char *as_of;     /* "2026-02-16" or "commit"; NULL is today in each engagement's zone */
    const char *gate;      /* a gate or gate instance to be judged as if due today; NULL for none */
    const char *trust;     /* whose people, authorities, policy, profile and waivers count: a revision; NULL: its own */
    const char *policy;    /* FILE, REV:PATH or "default"; NULL is the LintPolicy of the snapshot */
    const char *rules_dir; /* the user's own rules; NULL for none */
    const struct d1_previous *previous; /* reports that were made earlier; borrowed until the run is freed */
    size_t previous_count;
    const char *repository_uri; /* where the repository is at home, for reports that say so; NULL: they do not */
    enum d1_audience audience;  /* whom the verdict is for */
    bool details;     /* also the subjects of checks and the digests of artifacts, for formats that have them */
    bool over_time;   /* also what came late, and since when something fails, which reads history */
    bool agenda;      /* also the days of engagements, of the owner where one is named */
    bool cache;       /* what files hold is kept from run to run (cache/cache.h); the verdict is the same without */
    bool whole_rules; /* every rule is compiled, for what is asked of rules (d1_ruleset_judges) beside a verdict */
    const struct d1_laid_file *laid; /* over the work tree, instead of what lies there; none with another source */
    size_t laid_count;
    unsigned jobs;            /* threads; 0 is one per processor */
    enum d1_severity fail_on; /* D1_SEVERITY_OFF is taken as error, the default */
    /* Called now and then from one thread at a time while files are read; NULL for none. */
    void (*progress)(void *context, size_t done, size_t total);
    void *progress_context;
};

struct d1_run;

/*
 * Runs the checks. *run is the caller's, to be freed with d1_run_free, and owns the verdict. Returns 0, or
 *   D1_ERR_USAGE  bad option value: revision, date, gate, person, policy, rule (exit status 2)
 *   D1_ERR_READ   the repository could not be opened or listed, or holds no engagement (exit status 3)
 *   D1_ERR_MEMORY
 * What is wrong inside artifacts is in the verdict, never an error.
 */
int d1_run(const struct d1_run_options *options, struct d1_run **run, struct d1_error *error);

const struct d1_verdict *d1_run_verdict(const struct d1_run *run);

/* Where the user stands, as a directory of the snapshot: paths are shown from there. Never NULL. */
const char *d1_run_directory(const struct d1_run *run);

/* NULL is allowed. */
void d1_run_free(struct d1_run *run);

#endif
