/*
 * Reading what a user keeps in git: a snapshot is the list of the YAML files of a work tree, of the index or of a
 * revision, and readers give the bytes of each. Nothing is ever written, no hook or filter is run, nothing is
 * fetched from a network.
 *
 *     d1_repo_global_init(&error);
 *     d1_repo_open(&repo, ".", NULL, &error);
 *     d1_repo_snapshot_open(&snapshot, repo, &(struct d1_repo_snapshot_options){.source = D1_REPO_INDEX}, &error);
 *     entries = d1_repo_snapshot_entries(snapshot, &count);
 *     d1_repo_reader_new(&reader, snapshot, &error);                      (one per thread)
 *     for (i = 0; i < count; i++)
 *         if (entries[i].kind == D1_REPO_FILE && d1_repo_read(reader, &entries[i], &bytes, &error) == 0) ...
 *
 * Paths are raw bytes as git keeps them: relative to the root of the snapshot, '/' between components, none at
 * either end, no empty, "." or ".." component. They may hold line breaks and invalid UTF-8, never a NUL. The root
 * itself is the empty path.
 *
 * Threads: a repository and a snapshot do not change after they were opened and may be used by any number of
 * threads at once; a reader belongs to one thread at a time. Free readers before their snapshot, snapshots before
 * their repository.
 *
 * Errors: D1_ERR_USAGE for a revision or path that cannot be meant (exit status 2), D1_ERR_READ for a repository
 * or object that cannot be read (exit status 3), each with what to do about it, D1_ERR_MEMORY and D1_ERR_LIMIT.
 * What is wrong with a single file never fails a snapshot: such an entry is listed with its kind and reason, or
 * fails when it is read, and all others are unharmed.
 */
#ifndef D1_REPO_REPO_H
#define D1_REPO_REPO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/str.h"
#include "base/text/strbuf.h"

struct d1_repo;
struct d1_repo_snapshot;
struct d1_repo_reader;

enum {
    D1_REPO_ID_BYTES = 20, /* a SHA-1 object id */
    D1_REPO_ID_TEXT = 41   /* the same in hexadecimal, with a NUL */
};

/* ---- the library as a whole ---- */

/*
 * Prepares libgit2 and shuts it down. Calls may be nested; each successful init needs one shutdown. Call the
 * first init and the last shutdown while no other thread uses this folder.
 */
int d1_repo_global_init(struct d1_error *error);
void d1_repo_global_shutdown(void);

/* Version of the libgit2 that is linked, such as "1.5.1". */
const char *d1_repo_library_version(void);

/* ---- a repository ---- */

struct d1_repo_options {
    /*
     * Take start_dir as a directory of plain files, whatever git says about it: for directories that the user
     * names to be read from disk, such as a directory of rules.
     */
    bool plain;

    /* Open it whoever owns it: for containers, whose user is seldom that of the checkout they work on. */
    bool any_owner;

    /*
     * Do not look at the environment. Otherwise GIT_DIR, GIT_WORK_TREE, GIT_INDEX_FILE, GIT_OBJECT_DIRECTORY,
     * GIT_ALTERNATE_OBJECT_DIRECTORIES, GIT_CEILING_DIRECTORIES, GIT_DISCOVERY_ACROSS_FILESYSTEM, GIT_CONFIG_GLOBAL,
     * GIT_CONFIG_SYSTEM, GIT_CONFIG_NOSYSTEM, GIT_CONFIG_COUNT and GIT_CONFIG_PARAMETERS mean what they mean to git, so
     * that a hook sees the temporary index of `git commit -a` and the quarantined objects of a push.
     */
    bool ignore_environment;
};

/*
 * Opens the repository that start_dir lies in, or the bare repository that start_dir is. options may be NULL.
 * Without any repository on the way up the result is a plain directory: is_git is false, the root is start_dir,
 * only D1_REPO_WORKTREE snapshots can be made, and the first notice says so.
 *
 * Fails with D1_ERR_USAGE when start_dir is no directory; with D1_ERR_READ when there is a repository that cannot
 * or must not be opened (never a plain directory then): owned by somebody else (but for any_owner), in a format that
 * libgit2 does not know, damaged, a bare repository inside of another repository's work tree, core.worktree pointing to
 * a directory that does not contain the git directory. The caller frees *out with d1_repo_free.
 */
int d1_repo_open(struct d1_repo **out, const char *start_dir, const struct d1_repo_options *options,
                 struct d1_error *error);
void d1_repo_free(struct d1_repo *repo);

/* All texts are borrowed from the repository. */
struct d1_repo_info {
    bool is_git;            /* false: a plain directory, all that follows but root is empty */
    bool is_bare;           /* there is no work tree and no index to read */
    bool is_shallow;        /* history was cut off when it was cloned */
    bool is_partial;        /* objects may be absent by design (a partial clone) */
    const char *root;       /* absolute path of the work tree, the bare repository or the plain directory */
    const char *git_dir;    /* absolute path of the git directory; "" when there is none */
    const char *common_dir; /* the same, or the one that linked work trees share */
    const char *prefix;     /* the start directory relative to the root, "" at the root or outside of it */
};

const struct d1_repo_info *d1_repo_info(const struct d1_repo *repo);

/* ---- notices ---- */

/* Something that the user should be told, although the work goes on. Texts are borrowed. */
struct d1_repo_notice {
    const char *code; /* short stable name in kebab-case, such as "no-repository" */
    const char *text; /* one sentence for people, without a final full stop */
};

/* ---- a snapshot ---- */

enum d1_repo_source {
    D1_REPO_WORKTREE, /* tracked files and untracked ones that are not ignored, as they lie on disk; what a sparse
                         checkout leaves out, as it is in the index */
    D1_REPO_INDEX,    /* what the next commit would contain */
    D1_REPO_REVISION  /* the tree of a commit, tag or tree, or a directory in one */
};

enum d1_repo_kind {
    D1_REPO_FILE,       /* a regular file: the only kind that can be read */
    D1_REPO_SYMLINK,    /* a symbolic link, never followed */
    D1_REPO_SPECIAL,    /* a FIFO, socket or device */
    D1_REPO_DIRECTORY,  /* a directory (in a list: one whose name has a wanted suffix; its files are listed too) */
    D1_REPO_SUBMODULE,  /* a commit of another repository, never entered */
    D1_REPO_NESTED,     /* a directory that is a repository of its own, never entered; only from d1_repo_lookup */
    D1_REPO_CONFLICT,   /* an index entry of an unfinished merge: what it will be is not decided */
    D1_REPO_UNREADABLE, /* a directory or tree that could not be listed: what it holds is unknown */
    D1_REPO_ABSENT      /* nothing; only from d1_repo_lookup */
};

#define D1_REPO_SIZE_UNKNOWN UINT64_MAX

struct d1_repo_entry {
    const char *path; /* NUL-terminated; lives as long as the snapshot */
    uint32_t path_len;
    uint8_t kind;                 /* enum d1_repo_kind */
    uint8_t id[D1_REPO_ID_BYTES]; /* of the blob, tree or commit; all zero for what was found on disk */
    uint64_t size;                /* bytes, or D1_REPO_SIZE_UNKNOWN */
    const char *reason;           /* NULL for files; else a sentence that says why this cannot be read and what to do */
};

struct d1_repo_snapshot_options {
    enum d1_repo_source source;

    /*
     * For D1_REPO_REVISION: an object id (also abbreviated), a ref, "@", with "^", "~n", "@{n}", "@{upstream}",
     * "^{type}", ":/text", or any of these with ":directory" behind it, which is the root then ("./" and "../" at
     * its beginning are relative to the start directory, as git has it).
     */
    const char *revision;

    /* Ends of the file names that are wanted, ended by NULL, in any case; NULL stands for ".yaml" and ".yml". */
    const char *const *suffixes;

    bool ignored; /* list also what the ignore rules of a work tree exclude */
    bool later;   /* list a revision when d1_repo_snapshot_list is called; what is pointed to lives until then */

    /* List only what lies at or beneath one of these paths; with under_count 0 everything. Lookups see all. */
    const char *const *under;
    size_t under_count;
};

/*
 * Lists the snapshot. Left out are paths with a component that begins with a dot, files without a wanted suffix,
 * what the ignore rules exclude (untracked files only), nested repositories and submodules, and entries of
 * `git add --intent-to-add` from the index.
 *
 * Fails with D1_ERR_USAGE when the revision is unknown (nearest names are suggested), a range, a path of the index or a
 * blob, when its name means several things (a tag and a branch, say, that lead to different commits), when HEAD has no
 * commit yet, and when the source is none that this repository has; with D1_ERR_READ when the index or the commit
 * cannot be read. The index of a work tree is read only where something is ignored, since that may be tracked all the
 * same; one that libgit2 cannot read then gives a notice that says what that means.
 * The caller frees *out with d1_repo_snapshot_free.
 */
int d1_repo_snapshot_open(struct d1_repo_snapshot **out, struct d1_repo *repo,
                          const struct d1_repo_snapshot_options *options, struct d1_error *error);
void d1_repo_snapshot_free(struct d1_repo_snapshot *snapshot);

/* Lists what was opened to be listed later, before its entries are asked for; else nothing. As d1_repo_snapshot_open.
 */
int d1_repo_snapshot_list(struct d1_repo_snapshot *snapshot, struct d1_error *error);

/*
 * Lays a file over a snapshot of a work tree: listings, look-ups and readers have it with these bytes, which are
 * borrowed as long as the snapshot, whether the disk has one at the path or not. To be called before the snapshot is
 * read. 0, D1_ERR_USAGE for a path that is none, or another source; D1_ERR_MEMORY.
 */
int d1_repo_snapshot_lay(struct d1_repo_snapshot *snapshot, const char *path, struct d1_str bytes,
                         struct d1_error *error);

/* The entries in byte order of their paths, each path once; borrowed. */
const struct d1_repo_entry *d1_repo_snapshot_entries(const struct d1_repo_snapshot *snapshot, size_t *count);

/*
 * The end of the group of entries that begins at one, for who keeps something of many under one key: about
 * D1_REPO_GROUP, at most D1_REPO_GROUP_MOST. Where a group begins is told by the hash of a path, so that a file that
 * comes or goes alters its own group alone, or makes two of one.
 */
enum { D1_REPO_GROUP = 32, D1_REPO_GROUP_MOST = 64 };
size_t d1_repo_group_end(const struct d1_repo_entry *entries, size_t count, size_t from);

/* The notices of opening the repository, then those of the snapshot; borrowed. */
const struct d1_repo_notice *d1_repo_snapshot_notices(const struct d1_repo_snapshot *snapshot, size_t *count);

enum d1_repo_source d1_repo_snapshot_source(const struct d1_repo_snapshot *snapshot);

/* Whether the list of a work tree would be another with `ignored`. */
bool d1_repo_snapshot_ignores(const struct d1_repo_snapshot *snapshot);

/*
 * The commit that the snapshot belongs to: the one named for a revision, HEAD for the work tree and the index.
 * All texts are borrowed from the snapshot.
 */
struct d1_repo_commit {
    bool exists;              /* false: no git, HEAD has no commit or cannot be read, or the revision is a bare tree */
    char id[D1_REPO_ID_TEXT]; /* of the commit, "" when there is none */
    char tree[D1_REPO_ID_TEXT]; /* of the tree at the snapshot's root; only for revisions, else "" */
    const char *ref;       /* full name of the ref it was reached by ("refs/heads/main", "refs/tags/v1"); or NULL */
    const char *directory; /* the directory behind the colon of a revision, "" for none */
    int64_t time;          /* the committer's, seconds since 1970-01-01T00:00:00Z */
    int offset_minutes;    /* of the committer's zone, east of UTC */
};

const struct d1_repo_commit *d1_repo_snapshot_commit(const struct d1_repo_snapshot *snapshot);

/* Whether HEAD names a branch without a commit, as in a repository that was just made. */
bool d1_repo_is_unborn(const struct d1_repo *repo);

/*
 * The commit at which the histories of `revision` and of the snapshot's commit part, as `git merge-base` has it; of
 * several one. Fails with D1_ERR_USAGE when the revision is unknown or no commit, the snapshot has none, or the
 * histories have nothing in common; with D1_ERR_READ when what a shallow clone left out would have to be read.
 */
int d1_repo_merge_base(char id[D1_REPO_ID_TEXT], const struct d1_repo_snapshot *snapshot, const char *revision,
                       struct d1_error *error);

/*
 * What the snapshot has at a path, whether it is in the list or not: any file, also one with another suffix or in
 * a directory that begins with a dot, and directories. The work tree has what is tracked or not ignored and lies
 * on disk. A path that is not in the form described above, leads through a symbolic link, or into ".git" is
 * absent. Returns 0 and fills *entry, D1_REPO_ABSENT when nothing is there, or a negative code. Thread-safe.
 */
int d1_repo_lookup(struct d1_repo_snapshot *snapshot, struct d1_str path, struct d1_repo_entry *entry,
                   struct d1_error *error);

/*
 * Turns a path as the user wrote it (absolute, or relative to the start directory; relative to the snapshot's root
 * in a bare repository and for REV:directory) into a path of the snapshot, by its text alone. Whether something is
 * there is for d1_repo_lookup to say. Fails with D1_ERR_USAGE when it leads out of the root. The caller frees
 * *path with d1_free.
 */
int d1_repo_snapshot_path(char **path, const struct d1_repo_snapshot *snapshot, const char *argument,
                          struct d1_error *error);

/*
 * The same without a snapshot: puts into *path, which is emptied first, what a path as the user wrote it is from the
 * root of the repository, again by its text alone. false when it leads out of the root. Not for bare repositories.
 */
bool d1_repo_path_from_root(struct d1_strbuf *path, const struct d1_repo *repo, const char *argument);

/* ---- bytes ---- */

/* A reader for one thread; the caller frees *out with d1_repo_reader_free. */
int d1_repo_reader_new(struct d1_repo_reader **out, struct d1_repo_snapshot *snapshot, struct d1_error *error);
void d1_repo_reader_free(struct d1_repo_reader *reader);

/*
 * The bytes of an entry of the reader's snapshot. They are as git keeps them, or as they lie on disk: no filter
 * and no change of line ends. *bytes is borrowed until the next call with the same reader. error->place.path is
 * the entry's path, which the message does not repeat. Fails with
 *   D1_ERR_LIMIT      the file is larger than D1_LIMIT_FILE_BYTES (it is not read then);
 *   D1_ERR_NOT_FOUND  the file vanished from the work tree after it was listed;
 *   D1_ERR_READ       it is no longer a regular file, may not be read, its object is missing or damaged;
 *   D1_ERR_USAGE      the entry is not a D1_REPO_FILE; the message is its reason;
 *   D1_ERR_MEMORY.
 */
int d1_repo_read(struct d1_repo_reader *reader, const struct d1_repo_entry *entry, struct d1_str *bytes,
                 struct d1_error *error);

/* The same of a file that may have `most` bytes. */
int d1_repo_read_most(struct d1_repo_reader *reader, const struct d1_repo_entry *entry, size_t most,
                      struct d1_str *bytes, struct d1_error *error);

/* The same of a file that evidence names, whatever it is; its limit is D1_LIMIT_EVIDENCE_BYTES. */
int d1_repo_read_evidence(struct d1_repo_reader *reader, const struct d1_repo_entry *entry, struct d1_str *bytes,
                          struct d1_error *error);

/*
 * Appends the file content of an object id, written in hexadecimal, wherever in the history it stood or stands. Fails
 * with D1_ERR_NOT_FOUND when the object is no file content, or the repository has no such object and nothing of it was
 * left out when it was cloned; with D1_ERR_READ when it may have been left out (a shallow or partial clone, no
 * repository at all) or is damaged; else as d1_repo_read does.
 */
int d1_repo_read_object(struct d1_repo_reader *reader, struct d1_str id, struct d1_strbuf *bytes,
                        struct d1_error *error);

/*
 * Appends the file that "REVISION:PATH" names to bytes, and its path from the root to path, which may be NULL: for
 * options that take a single file from a revision. Fails with D1_ERR_USAGE when the revision or the path is unknown or
 * no file, else as d1_repo_read does.
 */
int d1_repo_read_revision(struct d1_strbuf *bytes, struct d1_strbuf *path, struct d1_repo *repo, const char *spec,
                          struct d1_error *error);

/*
 * The id that a file of these bytes has as an object of git; in hexadecimal with a NUL. 0; D1_ERR_READ for bytes that
 * somebody has made to have the id of others (SHA-1 is broken), which git does not take either; D1_ERR_MEMORY.
 */
int d1_repo_blob_hash(struct d1_str bytes, uint8_t id[D1_REPO_ID_BYTES], struct d1_error *error);
int d1_repo_blob_id(struct d1_str bytes, char text[D1_REPO_ID_TEXT], struct d1_error *error);

/*
 * The id under which git has the content of an entry, whose bytes d1_repo_read gave. A file of the work tree that is
 * unmodified by what the index says of it (size, times, inode) has the id that stands there. A new or modified one has
 * that which `git add` would give it: line ends as core.autocrlf and gitattributes(5) have them, keywords taken back.
 * Where a program would have to be run, or the text is in another encoding, D1_ERR_READ with the reason; D1_ERR_LIMIT
 * for a file of attributes that is too large; else as d1_repo_blob_id. Thread-safe.
 */
int d1_repo_entry_id(struct d1_repo_snapshot *snapshot, const struct d1_repo_entry *entry, struct d1_str bytes,
                     char text[D1_REPO_ID_TEXT], struct d1_error *error);

/* The same where it is known without the bytes: returns 1 then, 0 when they are needed, D1_ERR_MEMORY. */
int d1_repo_known_id(struct d1_repo_snapshot *snapshot, const struct d1_repo_entry *entry, uint8_t id[D1_REPO_ID_BYTES],
                     struct d1_error *error);

/* Writes an id in hexadecimal with a NUL. */
void d1_repo_id_format(const uint8_t id[D1_REPO_ID_BYTES], char text[D1_REPO_ID_TEXT]);

/* Reads a whole id in lower-case hexadecimal; false where the text is none. */
bool d1_repo_id_parse(struct d1_str text, uint8_t id[D1_REPO_ID_BYTES]);

#endif
