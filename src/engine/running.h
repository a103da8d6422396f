/*
 * A run while it is made: what its files share. Private to src/engine.
 */
#ifndef D1_ENGINE_RUNNING_H
#define D1_ENGINE_RUNNING_H

#include "engine/opened.h"
#include "engine/run.h"
#include "engine/source_lines.h"
#include "rules/judged.h"

/* Whether the verdict is known from an earlier run (recall.h). */
struct d1_recall {
    struct d1_strbuf state; /* how everything stood before anything was read */
    bool possible;          /* that is told by it */
    bool found;             /* the verdict is that of an earlier run */
};

struct d1_portions; /* engine/kept/portions.h */

struct d1_run {
    struct d1_verdict verdict;
    struct d1_recall recall;
    struct d1_portions *portions; /* the verdicts of engagements by themselves; NULL: none is looked for, or kept */
    bool withheld;                /* secrets were taken out of the verdict */
    bool anew;                    /* nothing is taken of what earlier runs have kept of engagements and branches */
    const struct d1_run_options *options;
    struct d1_opened opened;
    struct d1_arena arena;
    struct d1_arena images;   /* verdicts of an earlier run, or of engagements, that were found */
    struct d1_judged *judged; /* one per engagement that is judged, and one for what belongs to none */
    size_t judged_count;
    size_t left_out;                  /* engagements that are not judged, since there are too many */
    char **paths;                     /* of the command line, as paths of the snapshot */
    size_t path_count;                /* of them that restrict what is reported */
    const struct d1_engagement *only; /* that is judged, by its folder; NULL for those that are asked for otherwise */
    struct d1_source_lines lines;
    const struct d1_run
        *head;            /* of a run that another is compared with: that one; its like-named engagements judge it */
    struct d1_run *since; /* what this one is compared with; NULL for none */
};

/* ---- run.c ---- */

/*
 * Judges what was opened; gate_order is that of the gate asked for. 1 where what earlier runs have kept of it does not
 * hold, so that the run is to be made anew.
 */
int d1_run_judge(struct d1_run *run, size_t gate_order, struct d1_error *error);

/* ---- since.c ---- */

/*
 * Compares a run that was judged with the revision of its options: each finding and each indeterminate check gets its
 * baseline, and the verdict what that revision alone has. As d1_run_judge.
 */
int d1_run_compare(struct d1_run *run, struct d1_error *error);

/*
 * Appends the revision that the run is compared with, for git to resolve; nothing where there is nothing to compare
 * with. As d1_run.
 */
int d1_run_since(const struct d1_run *run, struct d1_strbuf *revision, struct d1_error *error);

/* ---- asked.c: what the options name ---- */

/* The value of --repository-uri: NULL, or an absolute URI (RFC 3986) in which no secret can stand. */
int d1_asked_repository(const char *uri, struct d1_error *error);

/*
 * The paths of the command line; one that leads nowhere, into a submodule, or to nothing that is read, is an error
 * rather than a run that finds nothing.
 */
int d1_asked_paths(struct d1_run *run, struct d1_error *error);

/* After loading: with a gate the one path is the folder of an engagement, which is judged then, and alone. */
int d1_asked_directory(struct d1_run *run, struct d1_error *error);

/* The gate of --gate by its id or that of an instance: its place in the order of gates. 0 or D1_ERR_USAGE. */
int d1_asked_gate(const struct d1_run *run, size_t *order, struct d1_error *error);

/* After judging: an instance of a gate that no engagement has is an error. */
int d1_asked_gate_exists(const struct d1_run *run, struct d1_error *error);

/* Whether an engagement is to be judged: it is named, and holds something at the paths that are given. */
bool d1_asked_engagement(const struct d1_run *run, const struct d1_engagement *engagement);

/*
 * After judging: the person of --owner is one of an engagement that was judged, or owner of something that was found.
 * 0 or D1_ERR_USAGE.
 */
int d1_asked_owner(const struct d1_run *run, struct d1_error *error);

/* With paths or a person on the command line the other findings are known, but not reported. */
void d1_asked_findings(const struct d1_run *run, struct d1_finding *findings, size_t count);

/* ---- notices.c ---- */

/* What is to be said of the run as a whole, into the verdict. 0 or D1_ERR_MEMORY. */
int d1_run_add_notices(struct d1_run *run);

/*
 * Appends what is to be said of a clock that ran behind: nothing where none did, or nobody has asked for the past. 0 or
 * D1_ERR_MEMORY.
 */
int d1_run_tell_backwards(const struct d1_run *run, struct d1_strbuf *text);

#endif
