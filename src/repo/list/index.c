/* The index: what git would commit next, and what it tracks in the work tree. */
#include "repo/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- opening ---- */

/* Indexes that libgit2 cannot read, by a word of its message, and the git command that rewrites them. */
static const struct {
    const char *word;
    const char *text;
} unreadable_indexes[] = {
    {"'link'", "it is a split index; join it with `git config core.splitIndex false && git update-index "
               "--no-split-index`"},
    {"'sdir'", "it is a sparse index; expand it with `git sparse-checkout reapply --no-sparse-index`"},
    {"unsupported mandatory extension",
     "it uses an extension that libgit2 does not know; rebuild it with `git read-tree "
     "HEAD`"},
};

/* Whether a file ends with 20 zero bytes where an index has its checksum, as index.skipHash leaves it. */
static bool lacks_checksum(const char *path)
{
    static const char zero[D1_REPO_ID_BYTES];
    char end[D1_REPO_ID_BYTES];
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    bool result = false;
    struct stat st;

    if (fd < 0)
        return false;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > (off_t)sizeof(end) &&
        pread(fd, end, sizeof(end), st.st_size - (off_t)sizeof(end)) == (ssize_t)sizeof(end))
        result = memcmp(end, zero, sizeof(end)) == 0;
    close(fd);
    return result;
}

static int explain_index(const struct d1_repo *repo, struct d1_error *error)
{
    const char *message = d1_repo_git_message();

    for (size_t i = 0; i < sizeof(unreadable_indexes) / sizeof(unreadable_indexes[0]); i++)
        if (strstr(message, unreadable_indexes[i].word))
            return d1_error_set(error, D1_ERR_READ, "the index %s cannot be read: %s (%s)", repo->index_path,
                                unreadable_indexes[i].text, message);
    if (access(repo->index_path, R_OK) < 0)
        return d1_error_set(error, D1_ERR_READ, "the index %s cannot be read: %s", repo->index_path, strerror(errno));
    if (lacks_checksum(repo->index_path))
        return d1_error_set(error, D1_ERR_READ,
                            "the index %s cannot be read: it has no checksum; give it one with `git config "
                            "index.skipHash false && git update-index --force-write-index` (%s)",
                            repo->index_path, message);
    return d1_error_set(error, D1_ERR_READ,
                        "the index %s is damaged: remove the file and run `git reset` to rebuild it from HEAD",
                        repo->index_path);
}

int d1_repo_index_open(git_index **out, const struct d1_repo *repo, struct d1_error *error)
{
    git_index *index = NULL;
    struct stat st;

    /* Anything but a file would be read as an empty index, or block. */
    if (stat(repo->index_path, &st) == 0 && !S_ISREG(st.st_mode))
        return d1_error_set(error, D1_ERR_READ, "the index %s is no regular file", repo->index_path);
    if (git_index_open(&index, repo->index_path) < 0)
        return explain_index(repo, error);
    *out = index;
    return 0;
}

/* ---- finding ---- */

static const git_index_entry *at(git_index *index, size_t i)
{
    return git_index_get_byindex(index, i);
}

/* The first entry whose path is not less than `path` (as bytes, a prefix first). */
static size_t lower_bound(git_index *index, struct d1_str path)
{
    size_t from = 0, to = git_index_entrycount(index);

    while (from < to) {
        size_t middle = from + (to - from) / 2;

        if (d1_str_cmp(d1_str(at(index, middle)->path), path) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

static const git_index_entry *find(git_index *index, struct d1_str path)
{
    size_t i = lower_bound(index, path);

    return i < git_index_entrycount(index) && d1_str_is(path, at(index, i)->path) ? at(index, i) : NULL;
}

/* As find, where the paths of a snapshot are mostly asked for one after the other. */
static const git_index_entry *find_next(struct d1_repo_snapshot *snapshot, git_index *index, struct d1_str path)
{
    size_t count = git_index_entrycount(index), i = atomic_load_explicit(&snapshot->index_next, memory_order_relaxed);

    if (i >= count || !d1_str_is(path, at(index, i)->path) || (i && d1_str_is(path, at(index, i - 1)->path)))
        i = lower_bound(index, path);
    atomic_store_explicit(&snapshot->index_next, i + 1, memory_order_relaxed);
    return i < count && d1_str_is(path, at(index, i)->path) ? at(index, i) : NULL;
}

/* ---- what a work tree tracks ---- */

static int open_tracked(struct d1_repo_snapshot *snapshot, struct d1_error *error)
{
    struct d1_error why = {0};
    int code;

    if (stat(snapshot->repo->index_path, &snapshot->index_file) < 0)
        snapshot->index_file = (struct stat){0};
    code = d1_repo_index_open(&snapshot->index, snapshot->repo, &why);
    if (code == D1_ERR_READ) {
        pthread_mutex_lock(&snapshot->lock);
        code = d1_repo_notice_add(&snapshot->notices, "index-unreadable",
                                  d1_repo_text(&snapshot->arena,
                                               "%s; until then files that are both tracked and ignored are left out",
                                               d1_error_message(&why)),
                                  error);
        pthread_mutex_unlock(&snapshot->lock);
    } else if (code < 0) {
        d1_error_set(error, code, "%s", d1_error_message(&why));
    }
    d1_error_clear(&why);
    return code;
}

int d1_repo_tracked(struct d1_repo_snapshot *snapshot, git_index **index, struct d1_error *error)
{
    int code = 0;

    pthread_mutex_lock(&snapshot->index_lock);
    if (!snapshot->index_asked && snapshot->repo->info.is_git)
        code = open_tracked(snapshot, error);
    snapshot->index_asked = code == 0;
    pthread_mutex_unlock(&snapshot->index_lock);
    *index = snapshot->index;
    return code;
}

int d1_repo_tracked_find(struct d1_repo_snapshot *snapshot, struct d1_str path, const git_index_entry **entry,
                         struct d1_error *error)
{
    git_index *index;
    int code = d1_repo_tracked(snapshot, &index, error);

    *entry = code == 0 && index ? find_next(snapshot, index, path) : NULL;
    return code;
}

/*
 * Whether a time of the index is that of the disk. Programs that know whole seconds only leave the rest zero; a time
 * that is not before that of the index itself says nothing, since the file may have been written again in that tick.
 */
static bool is_time(const git_index_time *kept, const struct timespec *now)
{
    return kept->seconds == (int32_t)now->tv_sec &&
           (kept->nanoseconds == 0 || kept->nanoseconds == (uint32_t)now->tv_nsec);
}

static bool is_before(const git_index_time *kept, const struct timespec *index)
{
    if (kept->seconds != (int32_t)index->tv_sec)
        return kept->seconds < (int32_t)index->tv_sec;
    return kept->nanoseconds != 0 && kept->nanoseconds < (uint32_t)index->tv_nsec;
}

/* As git compares them, but for the device, which differs from one mount to the next. */
static bool is_unmodified(const git_index_entry *entry, const struct stat *file, const struct timespec *index)
{
    return S_ISREG(file->st_mode) && d1_repo_kind_of_mode(entry->mode) == D1_REPO_FILE &&
           git_index_entry_stage(entry) == 0 && entry->file_size == (uint32_t)file->st_size &&
           is_time(&entry->mtime, &file->st_mtim) && is_time(&entry->ctime, &file->st_ctim) &&
           entry->ino == (uint32_t)file->st_ino && entry->uid == (uint32_t)file->st_uid &&
           entry->gid == (uint32_t)file->st_gid && (!index || is_before(&entry->mtime, index));
}

/* What tells of a file whether it was modified, and when the index was written that says so. */
struct known {
    git_index_entry entry;
    struct timespec index;
};

/* 1, 0 where there is nothing, or D1_ERR_MEMORY. */
static int find_known(struct d1_repo_snapshot *snapshot, const char *path, struct known *known, struct d1_error *error)
{
    const git_index_entry *entry = NULL;
    int code;

    if (snapshot->brief.rows) {
        size_t near = atomic_load_explicit(&snapshot->index_next, memory_order_relaxed);
        bool found = d1_repo_brief_find(&snapshot->brief, d1_str(path), &near, &known->entry);

        atomic_store_explicit(&snapshot->index_next, near, memory_order_relaxed);
        known->index = snapshot->brief.written;
        return found;
    }
    code = d1_repo_tracked_find(snapshot, d1_str(path), &entry, error);
    if (code < 0 || !entry)
        return code;
    known->entry = *entry;
    known->index = snapshot->index_file.st_mtim;
    return 1;
}

/* likely: the tick of the index counts as well. */
static int find_id(struct d1_repo_snapshot *snapshot, const char *path, bool likely, git_oid *id, bool *found,
                   struct d1_error *error)
{
    struct known known;
    int code = find_known(snapshot, path, &known, error);
    struct stat file;

    *found = false;
    if (code <= 0)
        return code;
    /* Should a link lead elsewhere by now, what is there is another file than the index has. */
    *found = fstatat(snapshot->root_fd, path, &file, AT_SYMLINK_NOFOLLOW) == 0 &&
             is_unmodified(&known.entry, &file, likely ? NULL : &known.index);
    if (*found)
        git_oid_cpy(id, &known.entry.id);
    return 0;
}

int d1_repo_tracked_id(struct d1_repo_snapshot *snapshot, const char *path, git_oid *id, bool *found,
                       struct d1_error *error)
{
    return find_id(snapshot, path, false, id, found, error);
}

int d1_repo_tracked_stat(struct d1_repo_snapshot *snapshot, const char *path, const struct stat *file, git_oid *id,
                         bool *found, struct d1_error *error)
{
    struct known known;
    int code = find_known(snapshot, path, &known, error);

    *found = code > 0 && is_unmodified(&known.entry, file, &known.index);
    if (*found)
        git_oid_cpy(id, &known.entry.id);
    return code < 0 ? code : 0;
}

int d1_repo_tracked_likely(struct d1_repo_snapshot *snapshot, const char *path, git_oid *id, bool *found,
                           struct d1_error *error)
{
    return find_id(snapshot, path, true, id, found, error);
}

int d1_repo_tracked_beneath(struct d1_repo_snapshot *snapshot, struct d1_str directory, bool *beneath,
                            struct d1_error *error)
{
    git_index *index;
    int code = d1_repo_tracked(snapshot, &index, error);
    size_t i = code == 0 && index ? lower_bound(index, directory) : 0;

    *beneath = code == 0 && index && i < git_index_entrycount(index) &&
               strncmp(at(index, i)->path, directory.ptr, directory.len) == 0;
    return code;
}

enum d1_repo_kind d1_repo_kind_of_mode(unsigned mode)
{
    switch (mode) {
    case GIT_FILEMODE_LINK:
        return D1_REPO_SYMLINK;
    case GIT_FILEMODE_COMMIT:
        return D1_REPO_SUBMODULE;
    case GIT_FILEMODE_TREE:
        return D1_REPO_DIRECTORY;
    default:
        return D1_REPO_FILE;
    }
}

static enum d1_repo_kind kind_of(const git_index_entry *entry)
{
    return git_index_entry_stage(entry) ? D1_REPO_CONFLICT : d1_repo_kind_of_mode(entry->mode);
}

static bool is_absent(const git_index_entry *entry)
{
    return (entry->flags_extended & GIT_INDEX_ENTRY_INTENT_TO_ADD) != 0;
}

int d1_repo_index_lookup(struct d1_repo_snapshot *snapshot, const char *path, struct d1_repo_entry *entry)
{
    struct d1_str text = d1_str(path);
    const git_index_entry *found = find(snapshot->index, text);
    size_t count = git_index_entrycount(snapshot->index);

    if (found && !is_absent(found)) {
        entry->kind = (uint8_t)kind_of(found);
        if (entry->kind != D1_REPO_CONFLICT)
            memcpy(entry->id, found->id.id, sizeof(entry->id));
        return 0;
    }
    entry->kind = D1_REPO_ABSENT;
    /* A directory is there when something that counts lies beneath it: "path/" sorts before all of it. */
    for (size_t i = lower_bound(snapshot->index, text); i < count; i++) {
        const git_index_entry *next = at(snapshot->index, i);

        if (strncmp(next->path, path, text.len) != 0)
            break;
        if (next->path[text.len] == '/' && !is_absent(next)) {
            entry->kind = D1_REPO_DIRECTORY;
            break;
        }
        if ((unsigned char)next->path[text.len] > '/')
            break;
    }
    return 0;
}

/* ---- listing ---- */

/* Lists the directories of a path that the previous path does not have and whose name has a wanted suffix. */
static int add_directories(struct d1_repo_snapshot *snapshot, struct d1_str path, struct d1_str before,
                           struct d1_error *error)
{
    size_t common = 0;
    int code = 0;

    while (common < path.len && common < before.len && path.ptr[common] == before.ptr[common])
        common++;
    for (size_t slash = d1_str_find(path, '/', common); slash < path.len && code >= 0;
         slash = d1_str_find(path, '/', slash + 1)) {
        struct d1_str directory = d1_strn(path.ptr, slash);

        if (d1_repo_wanted(snapshot, directory.ptr, directory.len) && d1_repo_lists(snapshot, directory))
            code = d1_repo_entry_add(snapshot, directory, D1_REPO_DIRECTORY, NULL, NULL, error);
    }
    return code;
}

/* A path with a component that begins with a dot; those are left out of lists. */
static bool is_hidden(struct d1_str path)
{
    for (size_t from = 0; from < path.len; from = d1_str_find(path, '/', from) + 1)
        if (path.ptr[from] == '.')
            return true;
    return false;
}

int d1_repo_index_list(struct d1_repo_snapshot *snapshot, struct d1_error *error)
{
    size_t count = git_index_entrycount(snapshot->index);
    struct d1_str before = {0};
    int code = d1_repo_count_paths(snapshot, count, error);

    for (size_t i = 0; i < count && code >= 0; i++) {
        const git_index_entry *entry = at(snapshot->index, i);
        struct d1_str path = d1_str(entry->path);
        enum d1_repo_kind kind = kind_of(entry);

        if (is_absent(entry) || is_hidden(path) || !d1_repo_path_valid(path))
            continue;
        if ((code = add_directories(snapshot, path, before, error)) < 0)
            break;
        /* The stages of a conflict follow each other. */
        if (d1_repo_wanted(snapshot, path.ptr, path.len) && d1_repo_lists(snapshot, path) && !d1_str_eq(path, before))
            code = d1_repo_entry_add(snapshot, path, kind, kind == D1_REPO_CONFLICT ? NULL : &entry->id, NULL, error);
        before = path;
    }
    return code;
}
