/*
 * The history of what a user keeps in git, as plain data: the line, who wrote what inside the branches that it merges,
 * and the tags.
 *
 *     d1_repo_history_open(&history, snapshot, suffixes, &error);
 *     line = d1_repo_history_line(history);
 *     for (i = 0; i < line->count; i++)
 *         line->points[i].changes ...                                 (which files became which blobs)
 *     d1_repo_history_branch(history, i, &commits, &count, &error)    (what the merge at point i brought, on demand)
 *
 * The line is the first-parent chain of the commit that the snapshot belongs to, oldest first. Each of its commits is a
 * point; its tree is compared with that of the point before by the ids of entries, so that only what changed is looked
 * into. Files are those with the wanted suffixes that the snapshot would list, at the paths that it gives them.
 *
 * Nothing outside of the objects is asked: no replace refs, no grafts, no mailmap, no reflogs, and not the file
 * `shallow` either, which says what should be absent; what is absent counts. Where an object of the line cannot be
 * read, the line is cut there: it begins behind the newest point that is not wholly known, and says why. Texts of
 * commits are hostile: an address that is no UTF-8, or holds control characters, is the empty text.
 *
 * A history is for one thread at a time. Free it before its snapshot.
 */
#ifndef D1_REPO_HISTORY_H
#define D1_REPO_HISTORY_H

#include "repo/repo.h"

struct d1_repo_history;

/* Why the line has no more points before the first one. */
enum d1_repo_cut {
    D1_REPO_CUT_NOT,     /* the first point has no parent: nothing is missing */
    D1_REPO_CUT_SHALLOW, /* older commits were left out when it was cloned (--depth) */
    D1_REPO_CUT_PARTIAL, /* objects were left out when it was cloned (--filter) */
    D1_REPO_CUT_LOST,    /* an object is missing or damaged */
    D1_REPO_CUT_LIMIT    /* a limit of base/limits.h */
};

/* For "no file" in a change. */
#define D1_REPO_NO_BLOB UINT32_MAX

/* A file that a commit added, altered or took away. */
struct d1_repo_change {
    uint32_t path;   /* number of its path */
    uint32_t before; /* number of the blob that stood there, or D1_REPO_NO_BLOB */
    uint32_t after;  /* of the one that stands there from now on; never the same */
};

/* A commit: a point of the line, or one inside a branch. All texts are borrowed from the history. */
struct d1_repo_writing {
    uint8_t id[D1_REPO_ID_BYTES];
    int64_t
        time; /* the committer's, seconds since 1970-01-01T00:00:00Z, as it stands in the commit; it may be anything */
    bool dated; /* the commit has such a time */
    bool cut;   /* of a branch: a parent is not there, so that what it has may be older */
    uint32_t parents;
    const char *author, *committer; /* their addresses; "" for none */
    const char *const *co_authors;  /* addresses of `Co-authored-by` in the last paragraph of the message */
    size_t co_author_count;
    const struct d1_repo_change *changes;
    size_t change_count;
    const uint32_t *touched; /* a point: of every path at which it changes anything, whatever it is, d1_repo_touch */
    size_t touched_count;
    bool touches_all; /* that is not told: it may be any */
};

struct d1_repo_line {
    const struct d1_repo_writing *points; /* oldest first; none without a commit */
    size_t count;
    const char *const *paths; /* by their numbers */
    size_t path_count;
    const uint8_t (*blobs)[D1_REPO_ID_BYTES]; /* by their numbers; may grow with d1_repo_history_branch */
    size_t blob_count;
    enum d1_repo_cut cut;
    const char *cut_reason; /* unless nothing is cut: what is missing and what helps, a clause for people */
};

/*
 * Reads the line. suffixes are ends of file names, ended by NULL, as in struct d1_repo_snapshot_options. sighted are
 * the ends of others, whose contents are no changes of the line: only where each first stood is noted; NULL for none.
 * Both and the snapshot must outlive the history. A snapshot without a commit has a line without points. The caller
 * frees *out with d1_repo_history_free. 0, D1_ERR_READ when the newest commit itself cannot be read, or D1_ERR_MEMORY.
 */
int d1_repo_history_open(struct d1_repo_history **out, struct d1_repo_snapshot *snapshot, const char *const *suffixes,
                         const char *const *sighted, struct d1_error *error);
void d1_repo_history_free(struct d1_repo_history *history);

/*
 * The line as bytes, for who keeps it, before anything else was asked of the history: out->oom where memory is short,
 * or there is too much of it. It is the same again as long as the commit is, and what d1_repo_state_write and
 * d1_repo_objects_write say of the repository.
 */
void d1_repo_history_write(struct d1_strbuf *out, const struct d1_repo_history *history);

/* A history with the line that was written: 1; 0 where the bytes are none; D1_ERR_MEMORY. Else as d1_repo_history_open.
 */
int d1_repo_history_read(struct d1_repo_history **out, struct d1_repo_snapshot *snapshot, const char *const *suffixes,
                         const char *const *sighted, struct d1_str bytes);

/*
 * As d1_repo_history_open of the newest points alone, at most `most`: those behind the newest commit that is `known`,
 * of which `known` says 1 (0: no; less than 0: an error). Nothing older is read but its tree. 1; 0 where there is no
 * such commit among them, or something cannot be read; D1_ERR_MEMORY or what `known` has returned.
 */
int d1_repo_history_since(struct d1_repo_history **out, struct d1_repo_snapshot *snapshot, const char *const *suffixes,
                          size_t most, int (*known)(void *context, const uint8_t id[D1_REPO_ID_BYTES]), void *context);

/* Valid as long as the history; lists of blobs and paths are to be fetched anew after d1_repo_history_branch. */
const struct d1_repo_line *d1_repo_history_line(const struct d1_repo_history *history);

/*
 * The commits that the merge at a point brings: those that its parents but the first have and the first has not, each
 * behind its parents. The changes of one are against the parent that is among them, else against the first parent of
 * the merge. Earlier merges of the line are walked with it, each once. *commits is borrowed until the history is freed;
 * a point with one parent has none. 0, D1_ERR_MEMORY, D1_ERR_LIMIT (D1_LIMIT_BRANCH_COMMITS, on the whole line) or
 * D1_ERR_READ; what the branch brought is not known then.
 */
int d1_repo_history_branch(struct d1_repo_history *history, size_t point, const struct d1_repo_writing **commits,
                           size_t *count, struct d1_error *error);

/* How much of what may be read and walked of a history knowing a branch takes. */
struct d1_repo_branch_cost {
    uint64_t commits, bytes; /* that are walked on the line up to there: bytes of these commits */
    uint64_t trees;          /* bytes of the branch's own directories */
    uint64_t blobs;          /* how many contents of files its commits have, each time that one stands there */
};

/* What knowing the branch of a merge rests on. */
struct d1_repo_branch_ground {
    bool gap;   /* a commit of it is not there, so that others may have been before those that are told */
    bool whole; /* the line and all that it merges up to there is known, so that nothing can come of it but this */
    const uint8_t (*objects)[D1_REPO_ID_BYTES]; /* the commits that the merge brings, directories and contents */
    size_t object_count;                        /* where it is whole */
    struct d1_repo_branch_cost cost;
};

/* That of a branch which was read (d1_repo_history_branch); borrowed. */
const struct d1_repo_branch_ground *d1_repo_history_ground(const struct d1_repo_history *history, size_t point);

/* Whether the line is whole, so that what an earlier run has found of a branch may be taken in place of it. */
bool d1_repo_history_is_whole(const struct d1_repo_history *history);

/* How long some objects are together; those that are not there count nothing. */
uint64_t d1_repo_history_size(struct d1_repo_history *history, const uint8_t (*objects)[D1_REPO_ID_BYTES],
                              size_t count);

/* Whether git has all of some objects. */
bool d1_repo_history_holds(struct d1_repo_history *history, const uint8_t (*objects)[D1_REPO_ID_BYTES], size_t count);

/* Counts a branch, of which an earlier run has found what is asked for, as if it had been read. */
void d1_repo_history_spare(struct d1_repo_history *history, const struct d1_repo_branch_cost *cost);

/* What a commit says of itself, without its changes; borrowed. 0, D1_ERR_READ, D1_ERR_LIMIT or D1_ERR_MEMORY. */
int d1_repo_history_commit(struct d1_repo_history *history, const uint8_t id[D1_REPO_ID_BYTES],
                           const struct d1_repo_writing **commit, struct d1_error *error);

/*
 * Whether a commit, by its id in hexadecimal, is the newest of the line or an ancestor of it, on the line or not.
 * Returns 1 or 0; D1_ERR_READ when that is not known, since history is cut; D1_ERR_LIMIT; D1_ERR_MEMORY.
 */
int d1_repo_history_has(struct d1_repo_history *history, struct d1_str id, struct d1_error *error);

/*
 * The first point at which a content stood in a file that is sighted, at whatever path, so that moving the file moves
 * no date. false: it stood in none.
 */
bool d1_repo_history_sighted(const struct d1_repo_history *history, const uint8_t id[D1_REPO_ID_BYTES], size_t *point);

/* How much of what may be read and walked of a history was, in thousandths, of whatever it is most of. */
unsigned d1_repo_history_share(const struct d1_repo_history *history);

/*
 * The number by which a path is found among those that a point touches; few paths share one, and all below a directory
 * whose name begins with a dot.
 */
uint32_t d1_repo_touch(struct d1_str path);

/*
 * What the tree of a point has at a path from the snapshot's root, whatever the file is called: 1 with its id, or 0
 * where there is no regular file. D1_ERR_READ where a directory on the way cannot be read; D1_ERR_LIMIT; D1_ERR_MEMORY.
 */
int d1_repo_history_file(struct d1_repo_history *history, size_t point, struct d1_str path,
                         uint8_t id[D1_REPO_ID_BYTES], struct d1_error *error);

/* Appends the raw bytes of a commit or a tag, as their signatures are over them. 0, D1_ERR_READ or D1_ERR_MEMORY. */
int d1_repo_history_raw(struct d1_repo_history *history, const uint8_t id[D1_REPO_ID_BYTES], struct d1_strbuf *bytes,
                        struct d1_error *error);

/* A tag under refs/tags. */
struct d1_repo_tag {
    const char *name; /* behind refs/tags/ */
    bool annotated;
    bool missing;                     /* what it leads to is not here, or no commit */
    const char *lost;                 /* why what it leads to, or it itself, cannot be read; NULL where it can */
    uint8_t id[D1_REPO_ID_BYTES];     /* of the tag's own object where it is annotated, else of the commit */
    uint8_t target[D1_REPO_ID_BYTES]; /* the commit that it leads to, through other tags; unless missing */
    const char *said;                 /* annotated: the name in its own object, which is what is signed; else "" */
    const char *tagger;               /* annotated: the tagger's address; else "" */
    int64_t time;                     /* annotated: the tagger's, as in a commit */
    bool dated;
};

/*
 * All tags in the order of their names, read when they are first asked for; borrowed. 0, D1_ERR_LIMIT
 * (D1_LIMIT_TAGS), D1_ERR_READ or D1_ERR_MEMORY.
 */
int d1_repo_history_tags(struct d1_repo_history *history, const struct d1_repo_tag **tags, size_t *count,
                         struct d1_error *error);

#endif
