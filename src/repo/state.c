#include "repo/state.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "repo/convert/attributes.h"
#include "repo/internal.h"
#include "repo/name/target.h"

/* Of a file system that counts nanoseconds the clock ticks so often, of another so often. */
enum { TICK_MILLISECONDS = 50, COARSE_SECONDS = 3 };

static void add_text(struct d1_strbuf *out, const char *text)
{
    d1_strbuf_add(out, text, strlen(text) + 1);
}

static void add_number(struct d1_strbuf *out, uint64_t number)
{
    d1_strbuf_add(out, (const char *)&number, sizeof number);
}

/* ---- stamps ---- */

struct d1_repo_stamp d1_repo_stamp_from(const struct stat *st)
{
    return (struct d1_repo_stamp){
        .size = (uint64_t)st->st_size,
        .inode = (uint64_t)st->st_ino,
        .written = st->st_mtim.tv_sec,
        .changed = st->st_ctim.tv_sec,
        .written_nanos = (uint32_t)st->st_mtim.tv_nsec,
        .changed_nanos = (uint32_t)st->st_ctim.tv_nsec,
        .mode = (uint32_t)st->st_mode,
        .owner = (uint32_t)st->st_uid,
        .group = (uint32_t)st->st_gid,
    };
}

int d1_repo_stamped_id(struct d1_repo_snapshot *snapshot, const struct d1_repo_entry *entry,
                       const struct d1_repo_stamp *stamp, uint8_t id[D1_REPO_ID_BYTES])
{
    const struct stat st = {
        .st_size = (off_t)stamp->size,
        .st_ino = (ino_t)stamp->inode,
        .st_mtim = {.tv_sec = (time_t)stamp->written, .tv_nsec = stamp->written_nanos},
        .st_ctim = {.tv_sec = (time_t)stamp->changed, .tv_nsec = stamp->changed_nanos},
        .st_mode = (mode_t)stamp->mode,
        .st_uid = (uid_t)stamp->owner,
        .st_gid = (gid_t)stamp->group,
    };
    git_oid tracked;
    bool found = false;

    if (d1_repo_tracked_stat(snapshot, entry->path, &st, &tracked, &found, NULL) < 0)
        return D1_ERR_MEMORY;
    if (found)
        memcpy(id, tracked.id, D1_REPO_ID_BYTES);
    return found;
}

bool d1_repo_stamp_of(struct d1_repo_stamp *stamp, const struct d1_repo_snapshot *snapshot,
                      const struct d1_repo_entry *entry)
{
    struct stat st;

    if (snapshot->root_fd < 0 || fstatat(snapshot->root_fd, entry->path, &st, AT_SYMLINK_NOFOLLOW) < 0 ||
        !S_ISREG(st.st_mode))
        return false;
    *stamp = d1_repo_stamp_from(&st);
    return true;
}

/* Whether a time is behind us by more than a tick of the clock that gave it. */
static bool is_past(int64_t seconds, uint32_t nanos, const struct timespec *now)
{
    int64_t apart = (int64_t)now->tv_sec - seconds;

    if (!nanos)
        return apart > COARSE_SECONDS;
    if (apart != 0 && apart != 1)
        return apart > 1;
    return apart * 1000 + (now->tv_nsec - (int64_t)nanos) / 1000000 > TICK_MILLISECONDS;
}

bool d1_repo_stamp_is_settled(const struct d1_repo_stamp *stamp)
{
    struct timespec now;

    return clock_gettime(CLOCK_REALTIME, &now) == 0 && is_past(stamp->written, stamp->written_nanos, &now) &&
           is_past(stamp->changed, stamp->changed_nanos, &now);
}

bool d1_repo_add_stamp(struct d1_strbuf *out, int at, const char *path)
{
    struct d1_repo_stamp stamp = {0};
    struct stat st;

    if (fstatat(at, path, &st, 0) == 0)
        stamp = d1_repo_stamp_from(&st);
    d1_strbuf_add(out, (const char *)&stamp, sizeof stamp);
    return !stamp.mode || d1_repo_stamp_is_settled(&stamp);
}

/* ---- objects ---- */

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

struct names {
    D1_VEC_MEMBERS(const char *);
};

static int collect_names(struct names *names, struct d1_arena *arena, DIR *directory)
{
    const struct dirent *entry;
    const char *name;

    while ((entry = readdir(directory))) {
        if (entry->d_name[0] == '.')
            continue;
        if (names->len == D1_LIMIT_STATE_FILES)
            return 0;
        name = d1_arena_strdup(arena, entry->d_name);
        if (!name || d1_vec_push(names, name) < 0)
            return D1_ERR_MEMORY;
    }
    return 1;
}

/* What a directory of objects holds, sorted; all zero bytes to begin with, and to be closed. */
struct listing {
    DIR *directory; /* NULL where there is none */
    struct d1_arena arena;
    struct names names;
};

/* 1, also where there is none, 0 or D1_ERR_MEMORY, as in the header. */
static int open_listing(struct listing *listing, int objects, const char *name)
{
    int fd = openat(objects, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC), result;

    listing->directory = fd < 0 ? NULL : fdopendir(fd);
    if (!listing->directory) {
        if (fd >= 0)
            close(fd);
        return fd < 0;
    }
    result = collect_names(&listing->names, &listing->arena, listing->directory);
    if (listing->names.len)
        qsort(listing->names.items, listing->names.len, sizeof *listing->names.items, by_text);
    return result;
}

static void close_listing(struct listing *listing)
{
    if (listing->directory)
        closedir(listing->directory);
    d1_vec_release(&listing->names);
    d1_arena_release(&listing->arena);
}

/* Each file among the packs. 1, 0 or D1_ERR_MEMORY, as in the header. */
static int add_packs(struct d1_strbuf *out, int objects)
{
    struct listing listing = {0};
    int result = open_listing(&listing, objects, "pack");

    for (size_t i = 0; i < listing.names.len && result > 0; i++) {
        add_text(out, listing.names.items[i]);
        result = d1_repo_add_stamp(out, dirfd(listing.directory), listing.names.items[i]);
    }
    close_listing(&listing);
    return result;
}

/* Loose objects come and go in 256 directories, whose times tell of it. */
static int add_loose(struct d1_strbuf *out, int objects)
{
    static const char digits[] = "0123456789abcdef";
    bool settled = true;

    for (unsigned i = 0; i < 256 && settled; i++) {
        const char name[] = {digits[i >> 4], digits[i & 15], '\0'};

        settled = d1_repo_add_stamp(out, objects, name);
    }
    return settled;
}

static int add_objects(struct d1_strbuf *out, const struct d1_repo *repo)
{
    int result = 1;

    for (size_t i = 0; i < repo->object_dirs_count && result > 0; i++) {
        int fd = open(repo->object_dirs[i], O_RDONLY | O_DIRECTORY | O_CLOEXEC);

        if (fd < 0)
            return 0;
        add_text(out, repo->object_dirs[i]);
        result = add_packs(out, fd);
        if (result > 0)
            result = add_loose(out, fd);
        close(fd);
    }
    return result;
}

/* What a list of objects is made of: each file by its place and name, with a NUL behind, in the order of strcmp. */
static int list_directory(struct d1_strbuf *out, int objects, unsigned number, const char *name, bool stamped)
{
    struct listing listing = {0};
    int result = open_listing(&listing, objects, name);

    for (size_t i = 0; i < listing.names.len && result > 0; i++) {
        const char *file = listing.names.items[i];
        struct stat st = {0};

        d1_strbuf_printf(out, "%02x/%s/%s", number, name, file);
        if (stamped && fstatat(dirfd(listing.directory), file, &st, 0) == 0)
            d1_strbuf_printf(out, " %jd %jd %jd.%09ld", (intmax_t)st.st_size, (intmax_t)st.st_ino,
                             (intmax_t)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
        d1_strbuf_putc(out, '\0');
    }
    close_listing(&listing);
    return result;
}

static int list_objects(struct d1_strbuf *out, const char *path, unsigned number)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), result = fd >= 0;

    d1_strbuf_printf(out, "%02x %s", number, path);
    d1_strbuf_putc(out, '\0');
    for (unsigned i = 0; i < 256 && result > 0; i++) {
        char name[] = "00";

        snprintf(name, sizeof name, "%02x", i);
        result = list_directory(out, fd, number, name, false);
        result = result > 0 && out->len > D1_LIMIT_STATE_BYTES ? 0 : result;
    }
    if (result > 0)
        result = list_directory(out, fd, number, "pack", true);
    if (fd >= 0)
        close(fd);
    return result;
}

int d1_repo_objects_list(struct d1_strbuf *out, const struct d1_repo *repo)
{
    int result = repo->object_dirs_count <= 256;

    for (size_t i = 0; repo->git && i < repo->object_dirs_count && result > 0; i++)
        result = list_objects(out, repo->object_dirs[i], (unsigned)i);
    return out->oom ? D1_ERR_MEMORY : result;
}

bool d1_repo_objects_hold(struct d1_str then, struct d1_str now)
{
    size_t at = 0;

    if ((then.len && then.ptr[then.len - 1]) || (now.len && now.ptr[now.len - 1]))
        return false;
    for (size_t i = 0; i < then.len; i += strlen(then.ptr + i) + 1) {
        while (at < now.len && strcmp(now.ptr + at, then.ptr + i) < 0)
            at += strlen(now.ptr + at) + 1;
        if (at >= now.len || strcmp(now.ptr + at, then.ptr + i) != 0)
            return false;
    }
    return true;
}

/* ---- tags ---- */

static int add_tags(struct d1_strbuf *out, const struct d1_repo *repo)
{
    git_reference_iterator *iterator = NULL;
    git_reference *reference = NULL;
    size_t count = 0;
    int next;

    git_error_clear();
    next = git_reference_iterator_glob_new(&iterator, repo->git, "refs/tags/*");
    while (next == 0 && count <= D1_LIMIT_TAGS && (next = git_reference_next(&reference, iterator)) == 0) {
        const git_oid *id = git_reference_target(reference);

        count++;
        add_text(out, git_reference_name(reference));
        d1_strbuf_add(out, id ? (const char *)id->id : "", id ? sizeof id->id : 0);
        git_reference_free(reference);
    }
    git_reference_iterator_free(iterator);
    add_number(out, count);
    return next == GIT_ITEROVER;
}

/* ---- the whole ---- */

int d1_repo_state_write(struct d1_strbuf *out, struct d1_repo *repo)
{
    const struct d1_repo_info *info = &repo->info;
    int result = 1;

    add_text(out, info->root);
    add_text(out, info->git_dir);
    add_text(out, info->common_dir);
    add_text(out, info->prefix);
    add_number(out, (uint64_t)info->is_git | (uint64_t)info->is_bare << 1 | (uint64_t)info->is_shallow << 2 |
                        (uint64_t)info->is_partial << 3 | (uint64_t)repo->ignore_case << 4 |
                        (uint64_t)repo->links_are_files << 5);
    if (repo->git) {
        add_number(out, d1_repo_is_unborn(repo));
        result = add_tags(out, repo);
    }
    return out->oom ? D1_ERR_MEMORY : result;
}

int d1_repo_objects_write(struct d1_strbuf *out, const struct d1_repo *repo)
{
    int result = repo->git ? add_objects(out, repo) : 1;

    return out->oom ? D1_ERR_MEMORY : result;
}

void d1_repo_snapshot_head(struct d1_strbuf *out, const struct d1_repo_snapshot *snapshot)
{
    const struct d1_repo_commit *commit = &snapshot->commit;

    add_text(out, commit->id);
    add_text(out, commit->tree);
    add_text(out, commit->ref ? commit->ref : "");
}

/* All that the index holds but for what it knows of the disk. */
static void add_index(struct d1_strbuf *out, git_index *index)
{
    size_t count = git_index_entrycount(index);

    for (size_t i = 0; i < count; i++) {
        const git_index_entry *entry = git_index_get_byindex(index, i);

        add_text(out, entry->path);
        d1_strbuf_add(out, (const char *)entry->id.id, sizeof entry->id.id);
        add_number(out,
                   (uint64_t)entry->mode << 32 | (uint64_t)git_index_entry_stage(entry) << 16 | entry->flags_extended);
    }
}

/* A work tree's paths and what there is at them. */
static void add_entries(struct d1_strbuf *out, const struct d1_repo_snapshot *snapshot)
{
    for (size_t i = 0; i < snapshot->entries.len; i++) {
        const struct d1_repo_entry *entry = &snapshot->entries.items[i];

        d1_strbuf_add(out, entry->path, entry->path_len + 1);
        d1_strbuf_putc(out, (char)entry->kind);
        d1_strbuf_add(out, (const char *)entry->id, sizeof entry->id);
        if (entry->reason)
            add_text(out, entry->reason);
    }
}

/* ---- what git makes of files ---- */

enum { MOST_OUTSIDE = 3 };

/* Files of attributes that are no part of the work tree; how many there are. */
static size_t outside_attributes(const struct d1_repo *repo, char info[PATH_MAX], const char *paths[MOST_OUTSIDE])
{
    size_t count = 0;

    if (repo->system_attributes)
        paths[count++] = D1_REPO_SYSTEM_ATTRIBUTES;
    if (repo->attributes_file[0])
        paths[count++] = repo->attributes_file;
    if ((size_t)snprintf(info, PATH_MAX, "%s/info/attributes", repo->info.common_dir) < PATH_MAX)
        paths[count++] = info;
    return count;
}

bool d1_repo_snapshot_converts(const struct d1_repo_snapshot *snapshot)
{
    const char *paths[MOST_OUTSIDE];
    char info[PATH_MAX];
    size_t count;
    bool converts = snapshot->repo->converts_ends || snapshot->attributes.len;

    if (snapshot->source != D1_REPO_WORKTREE || !snapshot->repo->git)
        return false;
    count = outside_attributes(snapshot->repo, info, paths);
    for (size_t i = 0; i < count && !converts; i++)
        converts = access(paths[i], F_OK) == 0;
    return converts;
}

/* Whether all files of attributes are settled. */
static bool add_conversion(struct d1_strbuf *out, const struct d1_repo_snapshot *snapshot)
{
    const struct d1_repo *repo = snapshot->repo;
    const char *paths[MOST_OUTSIDE];
    char info[PATH_MAX];
    size_t count = outside_attributes(repo, info, paths);
    bool settled = true;

    add_number(out, repo->converts_ends);
    add_number(out, repo->filters.len);
    for (size_t i = 0; i < repo->filters.len; i++) {
        add_number(out, repo->filters.items[i].len);
        d1_strbuf_str(out, repo->filters.items[i]);
    }
    for (size_t i = 0; i < count; i++) {
        add_text(out, paths[i]);
        settled = d1_repo_add_stamp(out, AT_FDCWD, paths[i]) && settled;
    }
    for (size_t i = 0; i < snapshot->attributes.len; i++) {
        add_text(out, snapshot->attributes.items[i]);
        settled = d1_repo_add_stamp(out, snapshot->root_fd, snapshot->attributes.items[i]) && settled;
    }
    return settled;
}

int d1_repo_snapshot_frame(struct d1_strbuf *out, const struct d1_repo_snapshot *snapshot)
{
    bool settled = true;

    add_number(out, (uint64_t)snapshot->source);
    add_number(out, snapshot->commit.exists);
    add_text(out, snapshot->commit.directory ? snapshot->commit.directory : "");
    for (size_t i = 0; i < snapshot->notices.len; i++)
        add_text(out, snapshot->notices.items[i].text);
    if (snapshot->source == D1_REPO_WORKTREE && snapshot->repo->git)
        settled = add_conversion(out, snapshot);
    return out->oom ? D1_ERR_MEMORY : settled && !snapshot->laid.len;
}

int d1_repo_snapshot_files(struct d1_strbuf *out, const struct d1_repo_snapshot *snapshot)
{
    bool settled = true;

    if (snapshot->source == D1_REPO_INDEX) {
        add_index(out, snapshot->index);
    } else if (snapshot->source == D1_REPO_WORKTREE) {
        if (snapshot->repo->index_path)
            settled = d1_repo_add_stamp(out, AT_FDCWD, snapshot->repo->index_path);
        add_entries(out, snapshot);
    }
    return out->oom ? D1_ERR_MEMORY : settled;
}

int d1_repo_revision_state(struct d1_strbuf *out, struct d1_repo *repo, const char *revision)
{
    struct d1_str spec = d1_str(revision);
    struct d1_str base = d1_strn(spec.ptr, d1_repo_spec_colon(spec));
    struct d1_repo_target target = {0};
    int result = d1_repo_spec_check(repo, spec, base, NULL);

    if (result == 0)
        result = d1_repo_target_find(&target, repo, base, NULL);
    if (result == 0) {
        add_text(out, revision);
        d1_strbuf_add(out, target.commit ? (const char *)git_commit_id(target.commit)->id : "",
                      target.commit ? D1_REPO_ID_BYTES : 0);
        d1_strbuf_add(out, (const char *)git_tree_id(target.tree)->id, D1_REPO_ID_BYTES);
    }
    d1_repo_target_release(&target);
    if (result == D1_ERR_MEMORY || out->oom)
        return D1_ERR_MEMORY;
    return result == 0;
}
