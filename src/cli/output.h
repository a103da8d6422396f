/*
 * Where results go: standard output, or files that appear whole or not at all. Everything that can fail in writing
 * is seen: a full disk, a closed pipe, a directory that is not there. Nothing goes out that was made while memory was
 * short (d1_alloc_failed): it may lack what nobody missed.
 */
#ifndef D1_CLI_OUTPUT_H
#define D1_CLI_OUTPUT_H

#include <stdbool.h>

#include "base/error.h"
#include "base/str.h"

/*
 * Makes sure that descriptors 0 to 2 are open, that a closed pipe and a file that grows too large (ulimit -f) are
 * errors and no signals, that a signal which ends the program leaves no half-written file, and that the process ends
 * with a message where a library cannot go on without memory. Call it first.
 */
void d1_output_prepare(void);

/*
 * Writes text to standard output. Returns 0, D1_ERR_WRITE or D1_ERR_MEMORY; for a reader that has gone away (EPIPE) the
 * error has no message, since there is nobody to tell.
 */
int d1_output_stdout(struct d1_str text, struct d1_error *error);

/*
 * Writes text as the whole content of a file, as d1_file_write does (base/file/file.h); "-" is standard output. Returns
 * 0, D1_ERR_WRITE or D1_ERR_MEMORY.
 */
int d1_output_file(const char *path, struct d1_str text, struct d1_error *error);

/* Whether the path means standard output: "-" or "/dev/stdout". */
bool d1_output_is_stdout(const char *path);

/* Prints text on standard output, tells a failure on standard error, and returns status or D1_EXIT_FAILURE. */
int d1_output_finish(struct d1_str text, int status);

/* What the process is to end with, for a command that ended with status: D1_EXIT_FAILURE when memory was short. */
int d1_output_settle(int status);

#endif
