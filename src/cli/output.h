/*
 * Where results go: standard output, or files that appear whole or not at all. Everything that can fail in writing
 * is seen: a full disk, a closed pipe, a directory that is not there.
 */
#ifndef D1_CLI_OUTPUT_H
#define D1_CLI_OUTPUT_H

#include <stdbool.h>

#include "base/error.h"
#include "base/str.h"

/* Makes sure that descriptors 0 to 2 are open and that a closed pipe is an error and no signal. Call it first. */
void d1_output_prepare(void);

/*
 * Writes text to standard output. Returns 0 or D1_ERR_WRITE; for a reader that has gone away (EPIPE) the error has
 * no message, since there is nobody to tell.
 */
int d1_output_stdout(struct d1_str text, struct d1_error *error);

/*
 * Writes text as the whole content of a file: to a temporary name beside it, which is then renamed, so that nobody
 * ever reads half a file and an old one stays when writing fails. What is no regular file (/dev/stdout, a pipe) is
 * written directly; a symbolic link is followed; the mode of an existing file is kept. "-" is standard output.
 * Returns 0 or D1_ERR_WRITE.
 */
int d1_output_file(const char *path, struct d1_str text, struct d1_error *error);

/* Whether the path means standard output: "-" or "/dev/stdout". */
bool d1_output_is_stdout(const char *path);

/* Prints text on standard output, tells a failure on standard error, and returns status or D1_EXIT_FAILURE. */
int d1_output_finish(struct d1_str text, int status);

#endif
