/*
 * Finding the directory that a path leads into, one component after the other. For base/file/file.c, which is what
 * others use.
 *
 * A path on the command line is the user's own words, but what its components are on disk may be the doing of whoever
 * wrote the repository under test: a pull request that commits `out` as a symbolic link to `../..`, or `report.sarif`
 * as one to `.git/config`, decides what `out/x` and `report.sarif` mean. So a link is followed where the user's own
 * machine has it, and not where a repository could have brought it: in a directory that lies in the work tree of a git
 * repository, whichever it is, or at or beneath the current directory. Nothing is opened through a link by the kernel,
 * so that nothing that is swapped meanwhile leads elsewhere.
 */
#ifndef D1_BASE_WALK_H
#define D1_BASE_WALK_H

#include <limits.h>
#include <stdbool.h>

struct d1_walk {
    int directory;           /* descriptor (O_PATH) of the directory that holds the last component */
    char name[NAME_MAX + 1]; /* the last component; "." where the path ends in a directory's own: "x/", "..", "/" */
    bool refused;            /* a link was met that is not followed: it is `name` */
};

enum d1_walk_last { D1_WALK_KEEP_LAST, D1_WALK_FOLLOW_LAST };

/*
 * Goes to the directory of a path's last component. That component itself need not exist; D1_WALK_FOLLOW_LAST follows
 * it too where it is a link. Returns 0, or an errno; `refused` tells the ELOOP of a link that is not followed from
 * that of links which go round. d1_walk_end closes the directory, after a failure as well.
 */
int d1_walk(struct d1_walk *walk, const char *path, enum d1_walk_last last);
void d1_walk_end(struct d1_walk *walk);

#endif
