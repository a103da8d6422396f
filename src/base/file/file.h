/*
 * Files that the user names: read whole, and written whole or not at all.
 *
 * Of a path no symbolic link is followed that a repository could have brought (base/file/walk.h says which these are).
 * An error says so, and names the link.
 */
#ifndef D1_BASE_FILE_H
#define D1_BASE_FILE_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/str.h"
#include "base/text/strbuf.h"

/*
 * Appends the content of a regular file to bytes. Pipes and devices are read under /dev/ and /proc/ alone (standard
 * input, and what a shell makes of `<(command)`), so that none in a folder can stop the program. Returns 0,
 * D1_ERR_READ, also for a file that stands for one that is not here (base/file/pointer.h), D1_ERR_LIMIT when it is
 * larger than D1_LIMIT_FILE_BYTES, or D1_ERR_MEMORY; error->place.path is the path, which the message does not repeat.
 */
int d1_file_read(struct d1_strbuf *bytes, const char *path, struct d1_error *error);

/* The same of a file that may have `most` bytes; and of a descriptor that is open, where path is for the error. */
int d1_file_read_most(struct d1_strbuf *bytes, const char *path, size_t most, struct d1_error *error);
int d1_file_read_descriptor(struct d1_strbuf *bytes, int fd, const char *path, size_t most, struct d1_error *error);

/*
 * For a directory that will be opened by its name: D1_ERR_USAGE when a link on the way, or the last component itself,
 * is one that is not followed. That there is nothing, or no directory, is for whoever opens it to say.
 */
int d1_file_may_enter(const char *path, struct d1_error *error);

/*
 * Writes text as the whole content of a file: to a new one beside it, which then takes the name, so that nobody ever
 * reads half a file and an old one stays when writing fails. What had the name is replaced and never written to, a link
 * like any file; the mode of an old file is kept. Directories, pipes, sockets and devices are refused.
 *
 * Names of descriptors (/dev/stdout, /dev/stderr, /dev/fd/N, /proc/self/fd/N) are these, whatever they are open to, and
 * a character device under /dev/ is written to. Returns 0, D1_ERR_WRITE or D1_ERR_MEMORY; the message names the path.
 */
int d1_file_write(const char *path, struct d1_str text, struct d1_error *error);

/* A file or folder that was made, for taking it back without any memory. All zero bytes is none. */
struct d1_file_made {
    bool present, folder;
    int directory; /* descriptor of the one that it lies in */
    char name[NAME_MAX + 1];
};

/*
 * Writes text as a new file, in the same way, but never replaces anything: where something has the name, a link that
 * leads nowhere included, it fails with D1_ERR_WRITE and leaves it as it is. *made, which must be all zero, is the
 * caller's, to be ended by one of the functions below. Returns 0, D1_ERR_WRITE or D1_ERR_MEMORY.
 */
int d1_file_create(const char *path, struct d1_str text, struct d1_file_made *made, struct d1_error *error);

/* The same for a folder; where there is one already *made stays as it is. */
int d1_file_create_directory(const char *path, struct d1_file_made *made, struct d1_error *error);

/* Takes back what was made, a folder only if it is empty; or leaves it for good. Then *made is all zero. */
void d1_file_take_back(struct d1_file_made *made);
void d1_file_leave(struct d1_file_made *made);

/* Whether something has the name, be it a link that leads nowhere. */
bool d1_file_exists(const char *path);

/* Writes all of text to a descriptor; 0 or an errno. */
int d1_file_write_descriptor(int fd, struct d1_str text);

/* Makes a directory, unless it is there already. Returns 0, D1_ERR_WRITE or D1_ERR_MEMORY. */
int d1_file_make_directory(const char *path, struct d1_error *error);

/*
 * Removes the new file of a d1_file_write that has not come to its end. For handlers of signals that end the program,
 * at any time; on the thread that writes, so that it cannot go on meanwhile (base/pool.h).
 */
void d1_file_abandon(void);

#endif
