/*
 * The floor of d1lint's time: what reading the bytes and scanning the YAML of a repository costs by itself.
 *
 *     floor worktree|index|revision|history JOBS REPOSITORY [heap]
 *
 * index and revision read blobs through libgit2's object database, set up as d1lint sets it up (hash verification
 * included), history every blob that there is, worktree opens and reads the files that the index names; each file then
 * runs through libyaml's event parser, and nothing is kept. libyaml is the copy that d1lint links; with "heap" it also
 * gets its memory from d1lint's allocator instead of malloc. Prints the number of files, bytes and events.
 */
#include <errno.h>
#include <fcntl.h>
#include <git2.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <yaml.h>

#include "repo/repo.h"
#include "yaml/heap.h"

enum { MOST_JOBS = 64, BATCH = 16 };

struct file {
    char *path; /* beneath the root of the repository */
    git_oid id;
};

static struct {
    const char *repository;
    char root[4096];
    bool from_disk, heap;
    struct file *files;
    size_t count, cap;
    atomic_size_t next;
    atomic_ulong bytes, events;
} work;

static void fail(const char *what)
{
    const git_error *error = git_error_last();

    fprintf(stderr, "floor: %s: %s\n", what, error && error->message ? error->message : strerror(errno));
    exit(3);
}

static void add_file(const char *path, const git_oid *id)
{
    size_t len = strlen(path);

    if (len < 5 || strcmp(path + len - 5, ".yaml") != 0)
        return;
    if (work.count == work.cap) {
        work.cap = work.cap ? work.cap * 2 : 1024;
        work.files = realloc(work.files, work.cap * sizeof *work.files);
        if (!work.files)
            fail("memory");
    }
    work.files[work.count].path = strdup(path);
    git_oid_cpy(&work.files[work.count].id, id);
    work.count++;
}

static int add_tree_entry(const char *root, const git_tree_entry *entry, void *unused)
{
    char path[4096];

    (void)unused;
    if (git_tree_entry_type(entry) != GIT_OBJECT_BLOB)
        return 0;
    snprintf(path, sizeof path, "%s%s", root, git_tree_entry_name(entry));
    add_file(path, git_tree_entry_id(entry));
    return 0;
}

static void list_revision(git_repository *repo)
{
    git_object *tree = NULL;

    if (git_revparse_single(&tree, repo, "HEAD^{tree}") != 0 ||
        git_tree_walk((git_tree *)tree, GIT_TREEWALK_PRE, add_tree_entry, NULL) != 0)
        fail("HEAD");
    git_object_free(tree);
}

static void list_index(git_repository *repo)
{
    git_index *index = NULL;

    if (git_repository_index(&index, repo) != 0)
        fail("index");
    for (size_t i = 0; i < git_index_entrycount(index); i++) {
        const git_index_entry *entry = git_index_get_byindex(index, i);

        add_file(entry->path, &entry->id);
    }
    git_index_free(index);
}

static int add_blob(const git_oid *id, void *odb)
{
    git_object_t type;
    size_t len;

    if (git_odb_read_header(&len, &type, odb, id) != 0)
        return -1;
    if (type == GIT_OBJECT_BLOB)
        add_file("history.yaml", id);
    return 0;
}

static void list_history(git_repository *repo)
{
    git_odb *odb = NULL;

    if (git_repository_odb(&odb, repo) != 0 || git_odb_foreach(odb, add_blob, odb) != 0)
        fail("objects");
    git_odb_free(odb);
}

/* Runs all events of a text; its number of events. */
static unsigned long scan(const void *bytes, size_t len, const char *path)
{
    yaml_parser_t parser;
    unsigned long events = 0;
    bool ended = false;

    if (!yaml_parser_initialize(&parser))
        fail("memory");
    yaml_parser_set_input_string(&parser, bytes, len);
    while (!ended) {
        yaml_event_t event;

        if (!yaml_parser_parse(&parser, &event)) {
            fprintf(stderr, "floor: %s: %s\n", path, parser.problem);
            exit(1);
        }
        ended = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
        events++;
    }
    yaml_parser_delete(&parser);
    return events;
}

static void read_disk(const struct file *file, char **buffer, size_t *cap, size_t *len)
{
    char path[8192];
    struct stat status;
    int fd;

    snprintf(path, sizeof path, "%s%s", work.root, file->path);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &status) != 0)
        fail(path);
    if ((size_t)status.st_size > *cap) {
        *cap = (size_t)status.st_size * 2;
        *buffer = realloc(*buffer, *cap);
    }
    if (read(fd, *buffer, (size_t)status.st_size) != status.st_size)
        fail(path);
    *len = (size_t)status.st_size;
    close(fd);
}

static void *run(void *unused)
{
    git_repository *repo = NULL;
    git_odb *odb = NULL;
    struct d1_yaml_heap heap = {0};
    char *buffer = NULL;
    size_t cap = 0, begin;
    unsigned long bytes = 0, events = 0;

    (void)unused;
    if (git_repository_open_ext(&repo, work.repository, GIT_REPOSITORY_OPEN_FROM_ENV, NULL) != 0 ||
        git_repository_odb(&odb, repo) != 0)
        fail(work.repository);
    if (work.heap)
        d1_yaml_heap_use(&heap);
    while ((begin = atomic_fetch_add(&work.next, BATCH)) < work.count) {
        for (size_t i = begin; i < begin + BATCH && i < work.count; i++) {
            const struct file *file = &work.files[i];
            git_odb_object *object = NULL;
            const void *text;
            size_t len;

            if (work.from_disk) {
                read_disk(file, &buffer, &cap, &len);
                text = buffer;
            } else {
                if (git_odb_read(&object, odb, &file->id) != 0)
                    fail(file->path);
                text = git_odb_object_data(object);
                len = git_odb_object_size(object);
            }
            bytes += len;
            events += scan(text, len, file->path);
            if (work.heap)
                d1_yaml_heap_reset(&heap);
            git_odb_object_free(object);
        }
    }
    if (work.heap) {
        d1_yaml_heap_use(NULL);
        d1_yaml_heap_release(&heap);
    }
    atomic_fetch_add(&work.bytes, bytes);
    atomic_fetch_add(&work.events, events);
    free(buffer);
    git_odb_free(odb);
    git_repository_free(repo);
    return NULL;
}

int main(int argc, char **argv)
{
    git_repository *repo = NULL;
    pthread_t threads[MOST_JOBS];
    int jobs = argc >= 4 ? atoi(argv[2]) : 0;

    if (jobs < 1 || jobs > MOST_JOBS) {
        fprintf(stderr, "usage: floor worktree|index|revision|history JOBS REPOSITORY [heap]\n");
        return 2;
    }
    work.repository = argv[3];
    work.from_disk = strcmp(argv[1], "worktree") == 0;
    work.heap = argc > 4 && strcmp(argv[4], "heap") == 0;
    if (d1_repo_global_init(NULL) != 0)
        return 3;
    if (git_repository_open_ext(&repo, work.repository, GIT_REPOSITORY_OPEN_FROM_ENV, NULL) != 0)
        fail(work.repository);
    if (git_repository_workdir(repo))
        snprintf(work.root, sizeof work.root, "%s", git_repository_workdir(repo));
    if (strcmp(argv[1], "revision") == 0)
        list_revision(repo);
    else if (strcmp(argv[1], "history") == 0)
        list_history(repo);
    else
        list_index(repo);
    for (int i = 1; i < jobs; i++) {
        if (pthread_create(&threads[i], NULL, run, NULL) != 0)
            fail("thread");
    }
    run(NULL);
    for (int i = 1; i < jobs; i++)
        pthread_join(threads[i], NULL);
    printf("%zu files, %lu bytes, %lu events\n", work.count, atomic_load(&work.bytes), atomic_load(&work.events));
    for (size_t i = 0; i < work.count; i++)
        free(work.files[i].path);
    free(work.files);
    git_repository_free(repo);
    d1_repo_global_shutdown();
    return 0;
}
