/*
 * What stood in a repository at each point of its line: every artifact that ever was, by what it said, and to which
 * engagement it belonged then. Plain data made of a line (repo/history.h) and of the contents of its files, wherever
 * these come from: engine/read/timeline takes them from git, an example of a rule from the example.
 *
 * Each content is read once, however many points and paths it stands at, and only its facts are kept (facts.h); also
 * each different item once, and each different artifact of a kind that is versioned (kinds.h), by itself where no file
 * of the present has it. A content that does not parse leaves at its
 * path what stood there before. A past does not change once it is made, but for contents that are read later, which a
 * lock guards: any number of threads may ask.
 */
#ifndef D1_ENGAGEMENT_PAST_H
#define D1_ENGAGEMENT_PAST_H

#include "base/pool.h"
#include "engagement/digests.h"
#include "engagement/facts.h"
#include "repo/history.h"
#include "signature/signature.h"

struct d1_past;

/* For "nothing" among numbers of points, facts and the like. */
#define D1_PAST_NONE UINT32_MAX

/* A signature that is a file of its own: PATH.sig, over what stands at PATH or over another content. */
struct d1_detached {
    bool there;                    /* what is judged has such a file */
    bool nowhere;                  /* the repository does not have that other content */
    struct d1_signature signature; /* what it is worth over that content */
    uint32_t point;                /* that first had it, at whatever path; D1_PAST_NONE: it is not committed yet */
};

/*
 * What such a signature is over: the content with an id of git, in hexadecimal; of the empty one the file at the path.
 * The ids of PATH.sig, and of that file, are those that a point of the past has; NULL: what is judged counts.
 */
struct d1_past_signed {
    struct d1_str path, blob;
    const uint8_t *signature, *file;
};

/* What the merge at a point brings, as d1_repo_history_branch has it. */
struct d1_past_branch {
    const struct d1_repo_writing *commits;
    size_t count;
    bool gap;
    size_t blobs; /* the number of contents that there are by then */
};

/* Where contents come from. */
struct d1_past_source {
    void *context;

    /*
     * A content that is at hand as an artifact file already, by its number: the file at that path, or any where path is
     * NULL. NULL where it has to be loaded. The file outlives the past. One of a path is never outlined alone; of any
     * it may be (artifact.h), and has to be loaded then for more than whose it is.
     */
    const struct d1_file *(*known)(void *context, size_t blob, const char *path);

    /*
     * Loads a content with d1_file_load into *file (whose path is set), on thread `thread`. 0; D1_ERR_LIMIT where it is
     * too large to be an artifact; D1_ERR_READ where it cannot be had; D1_ERR_MEMORY.
     */
    int (*load)(void *context, unsigned thread, size_t blob, struct d1_artifact_loader *loader, struct d1_file *file,
                struct d1_error *error);

    /* Codes as d1_repo_history_branch. */
    int (*branch)(void *context, size_t point, struct d1_past_branch *branch, struct d1_error *error);

    /*
     * Who wrote what a content says that the merge at a point brings, as an earlier run has kept it (past/writers.c): 1
     * with the bytes, 0 or D1_ERR_MEMORY. Keeps it: 0 or D1_ERR_MEMORY. A commit by its id, which is all that such
     * bytes have of one; without its changes, and codes as d1_repo_history_commit. NULL, all three: nothing is kept.
     */
    int (*recall)(void *context, size_t point, size_t blob, struct d1_strbuf *bytes);
    int (*keep)(void *context, size_t point, size_t blob, struct d1_str bytes);
    int (*commit)(void *context, const uint8_t id[D1_REPO_ID_BYTES], const struct d1_repo_writing **commit,
                  struct d1_error *error);

    /* As d1_repo_history_tags. */
    int (*tags)(void *context, const struct d1_repo_tag **tags, size_t *count, struct d1_error *error);

    /*
     * The signature of a commit or a tag by its id, with texts in the arena. 0, D1_ERR_READ where the object cannot be
     * read, or D1_ERR_MEMORY.
     */
    int (*signature)(void *context, const uint8_t id[D1_REPO_ID_BYTES], bool is_tag, struct d1_signature *signature,
                     struct d1_arena *arena, struct d1_error *error);

    /* Whether a commit, by its id in hexadecimal, is the newest of the line or an ancestor; as d1_repo_history_has. */
    int (*has)(void *context, struct d1_str id, struct d1_error *error);

    /*
     * The signature PATH.sig, with texts in the arena. 0, D1_ERR_READ or D1_ERR_LIMIT where it or what it is over
     * cannot be read, or D1_ERR_MEMORY.
     */
    int (*detached)(void *context, const struct d1_past_signed *what, struct d1_detached *detached,
                    struct d1_arena *arena, struct d1_error *error);

    /*
     * The digest of the file that a point has at a path, whatever it is called; ABSENT where it has none; UNREAD where
     * that is not known, with an id where only the content is not. 0 or D1_ERR_MEMORY.
     */
    int (*file)(void *context, size_t point, struct d1_str path, struct d1_digest *digest, struct d1_arena *arena);

    /* The id that git knows a content by; NULL for one that is not committed. NULL where none has one. */
    const uint8_t *(*id)(void *context, size_t blob);

    /* Whether a policy leaves out the file at a path. */
    bool (*excluded)(void *context, const char *path);

    /*
     * Whether anybody will ask for an engagement. Of what is at hand of others no more is looked at than whose it is.
     * NULL where all may be asked for.
     */
    bool (*wanted)(void *context, struct d1_str engagement);
};

struct d1_past_options {
    const struct d1_kinds *kinds;
    const struct d1_repo_line *line; /* borrowed; its last point is what is not committed yet where `unsaved` is set */
    bool unsaved;
    bool ideal; /* at the first point each act was recorded on its own day; for examples */
    struct d1_past_source source;
    struct d1_pool *pool; /* for reading contents now; NULL for the calling thread alone */
};

/* The options' line, kinds and source outlive the past. The caller frees *out with d1_past_free. 0 or D1_ERR_MEMORY. */
int d1_past_new(struct d1_past **out, const struct d1_past_options *options);
void d1_past_free(struct d1_past *past);

/*
 * One fact of an artifact that stood somewhere. Facts of a document are in the order of their nodes; behind one of
 * which something lives on comes what it says without that, SETTLED, of the same node.
 */
struct d1_past_fact {
    uint32_t says;     /* number of what it says: equal numbers are equal facts */
    uint32_t identity; /* number of the item or artifact; of an act that of what it stands in */
    uint8_t kind;      /* enum d1_fact_kind */
};

/* One document of a content. */
struct d1_past_document {
    uint32_t content;           /* the number of its content */
    uint32_t number;            /* which artifact of the file, from 0 */
    const struct d1_kind *kind; /* NULL when it is unknown */
    const struct d1_past_fact *facts;
    const struct d1_node *const *nodes; /* where each stands, in a file of the present; NULL where none is kept */
    size_t fact_count;
};

/* What says whose a document is. */
struct d1_past_naming {
    struct d1_str name, namespace; /* empty for none */
    bool is_engagement;            /* others gather around it */
    bool is_policy;                /* it is of no engagement */
};

/* A document comes to an engagement, or leaves it. */
struct d1_past_event {
    uint32_t point; /* number of the point on the line */
    uint32_t path;  /* number of its path on the line */
    const struct d1_past_document *document;
    bool comes;
};

/*
 * All events of an engagement that is wanted, in their order; at one point those that leave come first. NULL for none.
 */
const struct d1_past_event *d1_past_events(const struct d1_past *past, struct d1_str engagement, size_t *count);

const struct d1_repo_line *d1_past_line(const struct d1_past *past);

/* Whether the last point is what is not committed yet. */
bool d1_past_is_unsaved(const struct d1_past *past, size_t point);

/* Whether what stands at the first point was recorded when it happened. */
bool d1_past_is_ideal(const struct d1_past *past);

/*
 * The instant that a point counts as having been made: the committer's, but not before that of the point before it.
 */
int64_t d1_past_seconds(const struct d1_past *past, size_t point);

/* The first point of which a committer's clock was more than a day behind that of the one before; or D1_PAST_NONE. */
uint32_t d1_past_backwards(const struct d1_past *past);

/*
 * Why the line does not begin where the history did: it is cut, or a content of an older point could not be read. NULL
 * where it is whole. The first point that is wholly known: no event is older.
 */
const char *d1_past_cut(const struct d1_past *past);
size_t d1_past_first(const struct d1_past *past);

/*
 * The name that an engagement had before it was given the one that it has, which its history does not reach behind;
 * *point is the first that has it by its new one. Empty for none.
 */
struct d1_str d1_past_formerly(const struct d1_past *past, struct d1_str engagement, uint32_t *point);

/* The number of what a fact says; D1_PAST_NONE when it never stood on the line. */
uint32_t d1_past_says(struct d1_past *past, struct d1_print says);
uint32_t d1_past_identity(struct d1_past *past, struct d1_print identity);

/* The type of the item with a number; NULL for an artifact. */
const struct d1_item_type *d1_past_type(struct d1_past *past, uint32_t identity);

/* The item or artifact that says so: that of a file of the present, else a copy of it; NULL where none is kept. */
const struct d1_node *d1_past_value(struct d1_past *past, uint32_t says);

/* The number of the item that such a value is of; D1_PAST_NONE for any other node. */
uint32_t d1_past_identity_of(struct d1_past *past, const struct d1_node *value);

/*
 * The commit that wrote what a point brought first: the point itself, unless it is a merge and a commit inside of the
 * branch has it, of which the oldest; its changes are not told. Fails with a reason where that is not known.
 */
int d1_past_writer(struct d1_past *past, size_t point, uint32_t says, const struct d1_repo_writing **writer,
                   struct d1_error *error);

/* The tags of the repository; as d1_repo_history_tags. */
int d1_past_tags(struct d1_past *past, const struct d1_repo_tag **tags, size_t *count, struct d1_error *error);

/*
 * The signature of a commit or a tag, by its id, verified when it is first asked for; borrowed. 0, D1_ERR_READ or
 * D1_ERR_LIMIT (D1_LIMIT_SIGNATURES) with a reason, or D1_ERR_MEMORY.
 */
int d1_past_signature(struct d1_past *past, const uint8_t id[D1_REPO_ID_BYTES], bool is_tag,
                      const struct d1_signature **signature, struct d1_error *error);

/*
 * The signature PATH.sig over a content by its id in git, or over the file at the path for the empty one; verified when
 * it is first asked for, and counted with those of commits; borrowed. Codes as d1_past_signature.
 */
int d1_past_detached(struct d1_past *past, struct d1_str path, struct d1_str blob, const struct d1_detached **detached,
                     struct d1_error *error);

/* The same of what stood at these paths at a point. */
int d1_past_detached_then(struct d1_past *past, size_t point, struct d1_str path, struct d1_str blob,
                          const struct d1_detached **detached, struct d1_error *error);

/* How many signatures were verified of as many as may be, in thousandths. */
unsigned d1_past_share(struct d1_past *past);

/*
 * The digest of the file that stood at a path at a point, whatever it is called, read when it is first asked for;
 * borrowed. 0 or D1_ERR_MEMORY.
 */
int d1_past_file(struct d1_past *past, size_t point, struct d1_str path, const struct d1_digest **digest);

/*
 * The next point behind one that may have put another file at a path, or taken it away; D1_PAST_NONE for none. What is
 * told is told in doubt: what stands there may be the same. 0 or D1_ERR_MEMORY.
 */
int d1_past_touched(struct d1_past *past, struct d1_str path, size_t point, uint32_t *next);

/*
 * Whether a commit, by its id in hexadecimal, is what is judged or an ancestor of it, on the line or not: 1, 0, or
 * D1_ERR_READ, D1_ERR_LIMIT or D1_ERR_MEMORY with a reason.
 */
int d1_past_has(struct d1_past *past, struct d1_str id, struct d1_error *error);

/* The number of the point that a commit is; D1_PAST_NONE when it is not on the line. */
uint32_t d1_past_point(const struct d1_past *past, const uint8_t id[D1_REPO_ID_BYTES]);

/* A time for which a content stood at a path. */
struct d1_past_stay {
    uint32_t path; /* its number on the line */
    uint32_t from; /* the point from which it stood there; what the first point of a line has was there before */
    uint32_t to;   /* the point that put something else there, or nothing; D1_PAST_NONE: it is there still */
};

/*
 * When and where a content stood on the line, by its id in git, oldest first; borrowed. Nothing has to be read for it.
 * What is not committed has no id. 0 or D1_ERR_MEMORY.
 */
int d1_past_stays(struct d1_past *past, const uint8_t id[D1_REPO_ID_BYTES], const struct d1_past_stay **stays,
                  size_t *count);

/*
 * The documents of a content by its number, as far as it has been read: none of a file of others. False where what it
 * holds is not known, since it could not be read or does not parse.
 */
bool d1_past_content(const struct d1_past *past, uint32_t content, const struct d1_past_document *const **documents,
                     size_t *count);
struct d1_past_naming d1_past_naming(const struct d1_past_document *document);

/* The same of an artifact; texts are borrowed of it. */
struct d1_past_naming d1_past_naming_of(const struct d1_artifact *artifact);

/* The file of the present at a path of the line, where it has that content; else NULL. */
const struct d1_file *d1_past_known(const struct d1_past *past, uint32_t content, uint32_t path);

/*
 * A content as a file of its own, into *file, whose path is set: copied where the present has it at that path, else
 * loaded, one at a time. 0, D1_ERR_READ or D1_ERR_LIMIT with a reason, D1_ERR_MEMORY.
 */
int d1_past_load(struct d1_past *past, uint32_t content, struct d1_artifact_loader *loader, struct d1_file *file,
                 struct d1_error *error);

#endif
