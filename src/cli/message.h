/*
 * What the program says on standard error. Text from elsewhere is escaped: an error may quote a hostile file. When
 * memory was short (d1_alloc_failed), each of these functions says that and nothing else, and those that return an exit
 * status return D1_EXIT_FAILURE.
 */
#ifndef D1_CLI_MESSAGE_H
#define D1_CLI_MESSAGE_H

#include "base/error.h"
#include "report/paint.h"

/*
 * Appends a message and a line feed. Faults of expressions carry the expression and a line of carets under it, each
 * indented by four spaces; these are drawn as an excerpt with the line number of the place. No other line break gets
 * through.
 */
void d1_message_write(struct d1_paint *paint, struct d1_str text, const struct d1_place *place);

/* "d1lint: message". */
void d1_message(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same, then where help is found; returns D1_EXIT_USAGE. command is NULL for the program as a whole. */
int d1_message_usage(const char *command, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* "d1lint: path:line:column: message", and so of each that is behind it; returns the exit status for the code:
 * D1_EXIT_USAGE or D1_EXIT_FAILURE. */
int d1_message_error(const struct d1_error *error);

/*
 * "d1lint: path:line:column: text" and the excerpt of a line (ptr NULL: none), in which `span` stands; NULL is the
 * place itself. Then "see: path:line:column" when `related`, which may be NULL, has a path.
 */
void d1_message_source(const struct d1_place *place, const char *text, struct d1_str line, const struct d1_place *span,
                       const struct d1_place *related);

/* "d1lint: out of memory", once in a process, and without any memory; on any thread. */
void d1_message_memory(void);

/* The exit status that an error code stands for. */
int d1_exit_of(int code);

#endif
