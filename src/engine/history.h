/*
 * What history tells of one thing: for `d1lint history`.
 *
 * Of a check, a criterion or a gate: its state at each point of the line, by the rules, the policy and the people of
 * today, as of the day of the point; and between points, where a day brought another state without a commit. What the
 * day of a commit has brought by itself is told as brought by the day. Files that are no artifacts are those of today.
 * What is kept is where a state changes. Of an item, an artifact or an act: when it first stood, when it said something
 * else, who wrote it, and how long after the day that it claims it was recorded. No text of a document is repeated but
 * ids and the names of fields, so that there are no secrets to take out. An engagement that is gone is told of as it
 * stood last, where it is named. What was told once is kept in the cache, and told again where nothing that it depends
 * on has changed.
 */
#ifndef D1_ENGINE_HISTORY_H
#define D1_ENGINE_HISTORY_H

#include "engine/run.h"
#include "repo/repo.h"

enum d1_history_kind {
    D1_HISTORY_ALL, /* each gate and each criterion */
    D1_HISTORY_CHECK,
    D1_HISTORY_CRITERION,
    D1_HISTORY_GATE,
    D1_HISTORY_ITEM,
    D1_HISTORY_ARTIFACT,
    D1_HISTORY_ACT
};

/* "all", "check", "criterion", "gate", "item", "artifact", "act". */
const char *d1_history_kind_name(enum d1_history_kind kind);

struct d1_history_options {
    struct d1_run_options
        run; /* of them: what names the snapshot, engagements, as_of, trust, policy, rules_dir, cache, jobs */
    const char
        *subject; /* id of a check, criterion, gate, item or engagement, Kind/name, or one with .FIELD; NULL: all */
    bool first_failure; /* of a check, criterion or gate: only the first time that it failed */
};

/* Something of the subject changed. Texts are as hostile as the repository. */
struct d1_history_event {
    struct d1_str what;  /* whose state or word it is: "CHA-002", "S2D-A2 at s2d-exit", "acknowledgements.date" */
    struct d1_str state; /* a state; or "written", "changed", "removed", "recorded" */
    d1_date date;        /* of the point, or the day that brought it */
    bool committed;      /* a commit brought it; else the day, or what is not committed yet */
    bool by_day;         /* no commit brought it: the day did */
    bool cut;            /* it is older: history before that is not there */
    char commit[D1_REPO_ID_TEXT]; /* the point; "" where no commit brought it */
    char writer[D1_REPO_ID_TEXT]; /* the commit inside of a merged branch that wrote it; "" for the point itself */
    struct d1_str address;        /* its author's; may be empty */
    struct d1_str author;         /* the person that this is, by the roster; empty for nobody */
    const char *signature;        /* "none", "good", "outside", "bad" or "unknown"; NULL where nothing is committed */
    struct d1_str signer;         /* of a good one: whose it is */
    struct d1_str unsigned_why;   /* of any other: why it is nobody's, or what is not known */
    struct d1_str person;         /* of an act: whom it is about; empty for nobody */
    bool has_claimed;             /* of an act: */
    d1_date claimed;              /* the day that it names */
    int days, working_days;       /* from then until it was recorded; below 0 for a day ahead */
};

/*
 * A check, or a criterion, that is judged all along and passes: since when nothing has broken it, and until the day up
 * to which is told, or that on which the engagement ended, since nothing lapses behind it.
 */
struct d1_history_continuity {
    struct d1_str what; /* as in events */
    d1_date since, until;
    bool cut; /* or longer: history before that is not there */
};

/* Of one engagement. */
struct d1_history_line {
    struct d1_str engagement;
    d1_date as_of;
    size_t points;                         /* that changed it */
    const char *cut;                       /* why history does not begin at its beginning; NULL where it does */
    struct d1_str formerly;                /* that it had another name before, a sentence; empty where it had none */
    bool gone;                             /* what was read does not have it any more */
    struct d1_str none;                    /* why there is no history; empty where there is one */
    const struct d1_history_event *events; /* by date */
    size_t count;
    const struct d1_history_continuity *continuity; /* of checks and criteria, unless only a failure is asked for */
    size_t continuity_count;
};

struct d1_history {
    enum d1_history_kind kind;
    struct d1_str subject;        /* empty for all */
    struct d1_str trusted;        /* the revision that is trusted, as it was named; empty for none */
    struct d1_str trusted_commit; /* that it leads to; empty for a tree */
    const struct d1_history_line *lines;
    size_t count;
};

struct d1_history_reading;

/*
 * Reads it. The caller frees *out with d1_history_free. 0, D1_ERR_USAGE (a subject that is none, or cannot fail),
 * D1_ERR_READ, D1_ERR_LIMIT (D1_LIMIT_HISTORY_EVENTS) or D1_ERR_MEMORY. The options outlive it.
 */
int d1_history_read(struct d1_history_reading **out, const struct d1_history_options *options, struct d1_error *error);
const struct d1_history *d1_history_of(const struct d1_history_reading *reading);
void d1_history_free(struct d1_history_reading *reading); /* NULL is allowed */

#endif
