/* The floor of d1lint's start-up: opens a repository with d1lint's set-up of libgit2 and ends. `startup_floor
 * REPOSITORY` */
#include <git2.h>
#include <stdio.h>

#include "repo/repo.h"

int main(int argc, char **argv)
{
    git_repository *repo = NULL;

    if (argc != 2) {
        fprintf(stderr, "usage: startup_floor REPOSITORY\n");
        return 2;
    }
    if (d1_repo_global_init(NULL) != 0)
        return 3;
    if (git_repository_open_ext(&repo, argv[1], GIT_REPOSITORY_OPEN_FROM_ENV, NULL) != 0) {
        fprintf(stderr, "startup_floor: %s: %s\n", argv[1], git_error_last()->message);
        return 3;
    }
    git_repository_free(repo);
    d1_repo_global_shutdown();
    return 0;
}
