/*
 * The floor of a run in which nothing has changed: opens a repository with d1lint's set-up of libgit2, reads its index,
 * asks the file system once for each file of it, and walks the work tree's directories. `warm_floor REPOSITORY`
 */
#include <fts.h>
#include <git2.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/process.h"
#include "repo/repo.h"

static size_t stat_entries(git_index *index)
{
    struct stat status;
    size_t found = 0;

    for (size_t i = 0; i < git_index_entrycount(index); i++)
        found += lstat(git_index_get_byindex(index, i)->path, &status) == 0;
    return found;
}

static size_t walk(void)
{
    char *const here[] = {".", NULL};
    FTS *tree = fts_open(here, FTS_PHYSICAL | FTS_NOSTAT | FTS_NOCHDIR, NULL);
    size_t seen = 0;

    if (!tree)
        bench_stop("the work tree cannot be walked");
    for (FTSENT *entry; (entry = fts_read(tree)); seen++)
        if (entry->fts_info == FTS_D && entry->fts_level == 1 && entry->fts_namelen == 4 && entry->fts_name[0] == '.')
            fts_set(tree, entry, FTS_SKIP);
    fts_close(tree);
    return seen;
}

int main(int argc, char **argv)
{
    git_repository *repo = NULL;
    git_index *index = NULL;
    size_t found, seen;

    if (argc != 2)
        bench_stop("usage: warm_floor REPOSITORY");
    if (d1_repo_global_init(NULL) != 0)
        return 3;
    if (git_repository_open_ext(&repo, argv[1], GIT_REPOSITORY_OPEN_FROM_ENV, NULL) != 0 ||
        git_repository_index(&index, repo) != 0 || chdir(git_repository_workdir(repo)) != 0)
        bench_stop("%s cannot be opened", argv[1]);
    found = stat_entries(index);
    seen = walk();
    printf("%zu files, %zu entries of directories\n", found, seen);
    git_index_free(index);
    git_repository_free(repo);
    d1_repo_global_shutdown();
    return 0;
}
