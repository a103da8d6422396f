/* The floor of d1lint's start-up: opens a repository as d1lint does and ends. `startup_floor REPOSITORY` */
#include <git2.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    git_repository *repo = NULL;

    if (argc != 2) {
        fprintf(stderr, "usage: startup_floor REPOSITORY\n");
        return 2;
    }
    git_libgit2_init();
    if (git_repository_open_ext(&repo, argv[1], GIT_REPOSITORY_OPEN_FROM_ENV, NULL) != 0) {
        fprintf(stderr, "startup_floor: %s: %s\n", argv[1], git_error_last()->message);
        return 3;
    }
    git_repository_free(repo);
    git_libgit2_shutdown();
    return 0;
}
