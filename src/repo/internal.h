/*
 * What the files of this folder share. Nothing outside of it includes this header but its own tests.
 */
#ifndef D1_REPO_INTERNAL_H
#define D1_REPO_INTERNAL_H

#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include <git2.h>

#include "base/memory/arena.h"
#include "base/vec.h"
#include "repo/repo.h"

/* ---- structures ---- */

struct d1_repo_notices {
    D1_VEC_MEMBERS(struct d1_repo_notice);
};

struct d1_repo {
    git_repository *git; /* NULL for a plain directory */
    git_odb *odb;
    struct d1_arena arena;          /* all texts below */
    const char *start;              /* absolute path of the start directory, links resolved */
    bool start_inside;              /* the start directory lies at or beneath the root */
    const char *index_path;         /* NULL when bare */
    const char *const *object_dirs; /* its own and then its alternates, which readers open for themselves */
    size_t object_dirs_count;
    const char *excludes_file;     /* core.excludesFile or git's default for it; "" when there is no home */
    const char *attributes_file;   /* core.attributesFile or git's default for it; "" when there is no home */
    D1_VEC(struct d1_str) filters; /* names of the filters that have a program to store files with */
    bool system_attributes;        /* /etc/gitattributes is to be read: GIT_ATTR_NOSYSTEM does not say no */
    bool converts_ends;            /* core.autocrlf is true or input */
    bool ignore_case;              /* core.ignoreCase */
    bool links_are_files;          /* core.symlinks is false: links are checked out as files that hold their targets */
    atomic_bool odb_taken;         /* the first reader uses odb itself */
    struct d1_repo_info info;
    struct d1_repo_notices notices;
};

struct d1_repo_filter {
    bool ignored;                /* the ignore rules do not hold */
    const char *const *suffixes; /* ended by NULL */
    const char *const *under;    /* paths, at or beneath which is listed; none: all is */
    size_t under_count;
};

/* A file that is laid over the work tree; the bytes are borrowed. */
struct d1_repo_laid {
    struct d1_str path, bytes;
};

/* What the index knows of files in brief, in bytes that are borrowed; all zero for nothing. */
struct d1_repo_brief {
    const char *rows, *paths;
    size_t count, length;
    struct timespec written; /* the index */
};

struct d1_repo_snapshot {
    struct d1_repo *repo;
    enum d1_repo_source source;
    struct d1_arena arena; /* texts of entries, notices and lookups; guarded by lock once the snapshot is open */
    pthread_mutex_t lock;
    struct d1_repo_filter filter; /* only while listing */
    bool lists_ignored;           /* the list has also what the ignore rules exclude */
    D1_VEC(struct d1_repo_entry) entries;
    size_t looked_at; /* paths counted towards D1_LIMIT_PATHS */
    struct d1_repo_notices notices;
    struct d1_repo_commit commit;
    git_index *index;           /* NULL until it is opened, and where there is none that can be read */
    bool index_asked;           /* work tree: the index was opened, or there is none; guarded by index_lock */
    atomic_size_t index_next;   /* behind what was found in the index last */
    struct stat index_file;     /* work tree: that of the index, looked up before it was opened */
    struct d1_repo_brief brief; /* work tree: in place of the index, for ids of files */
    pthread_mutex_t index_lock;
    git_tree *tree;                   /* revision: the tree at the root */
    bool unlisted;                    /* revision: what it holds is still to be listed */
    bool met_ignored;                 /* work tree: some of what lies there is ignored */
    atomic_bool *was_read;            /* work tree: of each entry: its bytes were read from the disk */
    D1_VEC(const char *) attributes;  /* work tree: the paths of the .gitattributes that were met */
    int root_fd;                      /* work tree: its root directory; else -1 */
    D1_VEC(struct d1_repo_laid) laid; /* the last of a path counts */
};

/* ---- state.c ---- */

/* Appends the stamp of what lies at a path; false where it is not settled. What is not there has none. */
bool d1_repo_add_stamp(struct d1_strbuf *out, int at, const char *path);

/* ---- libgit2/guard.c ---- */

/* Makes libgit2 take its memory from guard.c; to be called before git_libgit2_init. 0 or libgit2's code. */
int d1_repo_guard_install(void);

/* Why memory was refused while an object was unpacked. */
enum d1_repo_refusal {
    D1_REPO_REFUSED_NOTHING,
    D1_REPO_REFUSED_CHAIN, /* D1_LIMIT_DELTA_LIST: deltas of deltas without an end */
    D1_REPO_REFUSED_SIZE,  /* d1_repo_guard_object_limit: an object is too large */
    D1_REPO_REFUSED_WORK   /* D1_LIMIT_OBJECT_WORK: all that it is a delta of takes too much */
};

/* Between these two calls the thread unpacks one object of a pack. */
void d1_repo_guard_unpack(void);
enum d1_repo_refusal d1_repo_guard_unpacked(void);

/*
 * The largest file content that this thread takes out of an object from now on; 0 is D1_LIMIT_FILE_BYTES again, which
 * holds unless something else was said. An object may take as much as that on its way, and D1_LIMIT_TREE_BYTES anyway.
 */
void d1_repo_guard_blobs(size_t limit);
size_t d1_repo_guard_blob_limit(void);
size_t d1_repo_guard_object_limit(void);

/* Whether the files that this thread opens from now on are counted towards D1_LIMIT_CONFIG_FILES. */
void d1_repo_guard_count_files(bool on);

/*
 * For each file that libgit2 opened: returns fd, or closes it and returns -1 for one that is none, that is larger than
 * D1_LIMIT_GIT_FILE_BYTES, or one too many. guard_refused: why the last one was refused, and its path, since libgit2
 * does not always say that it could not open a file; NULL when none was since guard_forget.
 */
int d1_repo_guard_opened(int fd, const char *path);
const char *d1_repo_guard_refused(const char **path);
void d1_repo_guard_forget(void);

/* ---- open/library.c ---- */

/* A variable of the environment; NULL when it is empty, absent or not to be looked at. */
const char *d1_repo_environment(const struct d1_repo_options *options, const char *name);

/* The message of libgit2's last error in this thread, never NULL or empty. */
const char *d1_repo_git_message(void);

/* Turns a code of libgit2 into D1_ERR_MEMORY or `code` with the formatted message followed by libgit2's own. */
int d1_repo_git_error(struct d1_error *error, int code, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Formatted text in an arena; NULL when memory is short. */
const char *d1_repo_text(struct d1_arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Appends a notice; text lives in an arena and may be NULL, which means that memory was short. */
int d1_repo_notice_add(struct d1_repo_notices *notices, const char *code, const char *text, struct d1_error *error);

/* A path as an argument for a shell: quoted when it has to be. In the arena; NULL when memory is short. */
const char *d1_repo_shell_word(struct d1_arena *arena, const char *path);

/* ---- list/path.c ---- */

/* Whether a path has the form that repo.h describes; the empty path, the root, has it. */
bool d1_repo_path_valid(struct d1_str path);

/* Whether `path` is `directory` or lies beneath it; both without a final '/', "" is the root of all. */
bool d1_repo_path_beneath(struct d1_str path, struct d1_str directory);

/*
 * Resolves "." and ".." of `path`, by its text alone, as seen from `base` (a valid path, "" for the root) and writes
 * the valid path to out, which is cleared first. False when it leads out of the root or begins with '/'.
 */
bool d1_repo_path_normalize(struct d1_strbuf *out, struct d1_str base, struct d1_str path);

/*
 * Opens a file beneath the directory root_fd without following any symbolic link: as openat does, with O_CLOEXEC,
 * O_NOFOLLOW and O_NONBLOCK added. -1 with errno set: ELOOP for a link on the way, ENOENT, EACCES and so on.
 * `by_component` opens one component after the other, as is done where the kernel has no openat2.
 */
int d1_repo_open_beneath(int root_fd, const char *path, int flags, bool by_component);

/* ---- open/discover.c ---- */

enum d1_repo_found {
    D1_REPO_FOUND_NONE,
    D1_REPO_FOUND_DOT_GIT,   /* work_tree/.git, a directory or a file that leads to one */
    D1_REPO_FOUND_DIRECTORY, /* the start directory is itself a git directory of another name */
    D1_REPO_FOUND_ENV        /* named by GIT_DIR */
};

struct d1_repo_discovery {
    enum d1_repo_found found;
    const char *start;     /* the start directory, absolute, links resolved */
    const char *git_path;  /* what was found: a git directory, or a file named .git */
    const char *git_dir;   /* the git directory, links resolved */
    const char *work_tree; /* for D1_REPO_FOUND_DOT_GIT: the directory that holds it */
    const char *passed;    /* a ".git" on the way up that is no git directory; NULL when there was none */
};

/*
 * Finds the repository of a directory, as git does, without opening it. Texts are put into the arena. No repository
 * is no failure. Fails with D1_ERR_USAGE when start_dir is no directory, D1_ERR_READ when a ".git" file leads nowhere
 * or the start lies in a bare repository that was not named.
 */
int d1_repo_discover(struct d1_repo_discovery *out, struct d1_arena *arena, const char *start_dir,
                     bool ignore_environment, struct d1_error *error);

/* Whether work_tree/.git is git_dir or a file that leads to it. git_dir is absolute with links resolved. */
bool d1_repo_leads_to(const char *work_tree, const char *git_dir);

/* ---- open/owner.c ---- */

/*
 * Fails with D1_ERR_READ and what to do when a repository belongs to another user and no safe.directory of the user's
 * or the system's configuration, or of the environment, names it; unless the options take any owner.
 */
int d1_repo_owner_check(const struct d1_repo_discovery *found, const struct d1_repo_options *options,
                        struct d1_arena *arena, struct d1_error *error);

/* ---- open/config.c ---- */

/* What opening a repository needs of its configuration; all else is kept in struct d1_repo. */
struct d1_repo_config {
    const char *work_tree; /* core.worktree, NULL when it is not set */
    bool is_bare;          /* core.bare */
};

/*
 * Reads the configuration once git_dir and common_dir are known. Fails with D1_ERR_READ when it cannot be read, and
 * when it says that the repository has a format that libgit2 cannot read; path is what it is called then.
 */
int d1_repo_config_read(struct d1_repo *repo, const char *path, const struct d1_repo_options *options,
                        struct d1_repo_config *out, struct d1_error *error);

/* The file of the level SYSTEM, XDG or GLOBAL; false when there is none or it is not to be read. */
bool d1_repo_config_path(char path[PATH_MAX], git_config_level_t level, const struct d1_repo_options *options);

/* ---- open/settings.c ---- */

/* A setting of the environment; sections and names of keys are in letters of any size. */
struct d1_repo_setting {
    const char *key, *value;
};

/* All zero bytes is none; to be released with d1_vec_release in any case. */
struct d1_repo_settings {
    D1_VEC_MEMBERS(struct d1_repo_setting);
};

/*
 * Appends what GIT_CONFIG_COUNT and, behind it, GIT_CONFIG_PARAMETERS hold, of which the last of a key counts. Texts
 * are those of the environment, or in the arena. Returns 0, D1_ERR_MEMORY, or D1_ERR_READ when these make no sense,
 * where git stops too.
 */
int d1_repo_settings_read(struct d1_repo_settings *settings, const struct d1_repo_options *options,
                          struct d1_arena *arena, struct d1_error *error);

/* ---- object/objects.c ---- */

/* Codes beside libgit2's own that the backends below return; libgit2's message says what "the object" has or is. */
enum {
    D1_REPO_ELIMIT = -1001,  /* it is larger than the limit of its type */
    D1_REPO_EREFUSED = -1002 /* too much is needed to unpack it */
};

/* Finds the object directories of a repository, its alternates among them, and gives it a database of their objects. */
int d1_repo_open_objects(struct d1_repo *repo, const struct d1_repo_options *options, struct d1_error *error);

/* A new object database like the repository's own; odb objects are locked as a whole, so each reader has one. */
int d1_repo_open_odb(git_odb **out, const struct d1_repo *repo, struct d1_error *error);

/* 0, or D1_REPO_ELIMIT for an object that is larger than the limit of its type. */
int d1_repo_check_size(git_object_t type, size_t size);

/* Sets libgit2's message and returns D1_REPO_EREFUSED. */
int d1_repo_refuse(const char *text);

/* Why an object is absent or damaged, and what helps. `what` is "its content", "the commit" or such. */
int d1_repo_object_error(struct d1_error *error, const struct d1_repo *repo, int git_code, const char *what,
                         const git_oid *id);

/* ---- loose.c, pack.c: the backends of one object directory ---- */

/* NULL when memory is short. */
git_odb_backend *d1_repo_loose_backend(const char *directory);

/* 0 or a code of libgit2. */
int d1_repo_packs_backend(git_odb_backend **out, const char *directory);

/* ---- snapshot.c: what the listings use ---- */

/* Whether a name ends with one of the suffixes, in any case, and is longer than it. */
bool d1_repo_has_suffix(const char *const *suffixes, const char *name, size_t len);

/* Whether the last component of a path has a wanted suffix. */
bool d1_repo_wanted(const struct d1_repo_snapshot *snapshot, const char *name, size_t len);

/* Whether anything at or beneath a directory can be in the list, whether a path itself can be. */
bool d1_repo_enters(const struct d1_repo_snapshot *snapshot, struct d1_str directory);
bool d1_repo_lists(const struct d1_repo_snapshot *snapshot, struct d1_str path);

/*
 * Appends an entry; path is copied. id may be NULL. reason NULL stands for the kind's usual one. For
 * D1_REPO_UNREADABLE the reason is needed and must live in the snapshot's arena.
 */
int d1_repo_entry_add(struct d1_repo_snapshot *snapshot, struct d1_str path, enum d1_repo_kind kind, const git_oid *id,
                      const char *reason, struct d1_error *error);

/* Finds a path in the list, which is in order: the number of its entry, or, with false, that of the one behind it. */
bool d1_repo_entry_find(const struct d1_repo_snapshot *snapshot, struct d1_str path, size_t *at);

/* Counts paths looked at; D1_ERR_LIMIT when there are too many of them. */
int d1_repo_count_paths(struct d1_repo_snapshot *snapshot, size_t more, struct d1_error *error);

/* ---- overlay.c ---- */

/* The bytes that are laid over a path; NULL for none. */
const struct d1_str *d1_repo_laid(const struct d1_repo_snapshot *snapshot, struct d1_str path);

/* ---- state.c ---- */

struct d1_repo_stamp d1_repo_stamp_from(const struct stat *file);

/* ---- list/brief.c ---- */

/*
 * Fills what tells of a file whether it was modified, and its id, where there is a brief; `near` is where it may be,
 * and then where it was, plus 1. False where the index has no file there that could be as it was.
 */
bool d1_repo_brief_find(const struct d1_repo_brief *brief, struct d1_str path, size_t *near, git_index_entry *entry);

/* ---- list/index.c ---- */

/* Opens the index. Fails with D1_ERR_READ when libgit2 cannot read it, with the git command that helps. */
int d1_repo_index_open(git_index **out, const struct d1_repo *repo, struct d1_error *error);
int d1_repo_index_list(struct d1_repo_snapshot *snapshot, struct d1_error *error);
int d1_repo_index_lookup(struct d1_repo_snapshot *snapshot, const char *path, struct d1_repo_entry *entry);

/*
 * What git tracks in a work tree. The index is opened by the first question: reading it costs more than the walk over
 * the directories, and only what is ignored, or another repository, makes somebody ask. One that cannot be read gives a
 * notice, and nothing is tracked. find: the first entry at a path (of any stage), *entry NULL when there is none;
 * beneath: whether there are entries beneath a directory (path with its final '/'). 0 or D1_ERR_MEMORY.
 */
int d1_repo_tracked_find(struct d1_repo_snapshot *snapshot, struct d1_str path, const git_index_entry **entry,
                         struct d1_error *error);
int d1_repo_tracked_beneath(struct d1_repo_snapshot *snapshot, struct d1_str directory, bool *beneath,
                            struct d1_error *error);

/*
 * The id that the index has for a file of the work tree, when what it says of the file is still so; *found is false for
 * one that is new, or may have been modified. 0 or D1_ERR_MEMORY.
 */
int d1_repo_tracked_id(struct d1_repo_snapshot *snapshot, const char *path, git_oid *id, bool *found,
                       struct d1_error *error);

/* The same by what the file system told of the file before. */
int d1_repo_tracked_stat(struct d1_repo_snapshot *snapshot, const char *path, const struct stat *file, git_oid *id,
                         bool *found, struct d1_error *error);

/* The same for a file that may have been written again in the tick in which the index was: git would run filters. */
int d1_repo_tracked_likely(struct d1_repo_snapshot *snapshot, const char *path, git_oid *id, bool *found,
                           struct d1_error *error);

/* The index of a work tree itself, NULL where there is none. */
int d1_repo_tracked(struct d1_repo_snapshot *snapshot, git_index **index, struct d1_error *error);

enum d1_repo_kind d1_repo_kind_of_mode(unsigned mode);

/* ---- name/revision.c ---- */

/* Finds the commit, the tree and the root of a revision and fills snapshot->commit and snapshot->tree. */
int d1_repo_revision_open(struct d1_repo_snapshot *snapshot, const char *revision, struct d1_error *error);

/* Fills snapshot->commit from HEAD; a HEAD that cannot be read gives a notice, one without commit nothing. */
int d1_repo_head(struct d1_repo_snapshot *snapshot, struct d1_error *error);

/* The commit of a revision: its id. D1_ERR_USAGE also for a tree or a directory, which have none. */
int d1_repo_revision_commit(git_oid *id, const struct d1_repo *repo, const char *spec, struct d1_error *error);

/* The file that "REVISION:PATH" names: its id; its path is appended to `path`, which may be NULL. */
int d1_repo_revision_file(git_oid *id, struct d1_strbuf *path, struct d1_repo *repo, const char *spec,
                          struct d1_error *error);

/* ---- name/message.c ---- */

/*
 * The youngest commit whose message has a text (a POSIX extended expression), as git has it behind ":/" and "^{/":
 * among the ancestors of `from`, or of everything that has a name when that is NULL. D1_ERR_USAGE when there is none
 * and for patterns that are none or cost too much, D1_ERR_LIMIT when the history is too long.
 */
int d1_repo_find_message(git_oid *id, const struct d1_repo *repo, const git_oid *from, struct d1_str text,
                         struct d1_error *error);

/* ---- name/unknown.c ---- */

/* The name at the beginning of a revision, without "^", "~", "@{" and what follows. */
struct d1_str d1_repo_revision_name(struct d1_str base);

/*
 * The error for a revision (without what stands behind a colon) that was not found: D1_ERR_USAGE with what may help,
 * D1_ERR_READ when the repository lost it. lost_object: it was an object that was not found, not a name.
 */
int d1_repo_unknown_revision(const struct d1_repo *repo, struct d1_str base, bool lost_object, struct d1_error *error);

/* ---- list/tree.c ---- */

int d1_repo_tree_list(struct d1_repo_snapshot *snapshot, struct d1_error *error);
int d1_repo_tree_lookup(struct d1_repo_snapshot *snapshot, const char *path, struct d1_repo_entry *entry,
                        struct d1_error *error);

/* ---- list/worktree.c, list/lookup.c ---- */

int d1_repo_worktree_list(struct d1_repo_snapshot *snapshot, struct d1_error *error);
int d1_repo_worktree_lookup(struct d1_repo_snapshot *snapshot, const char *path, struct d1_repo_entry *entry,
                            struct d1_error *error);

/* ---- read.c ---- */

#endif
