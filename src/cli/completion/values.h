/* What may stand behind an option or as an argument, for shells that complete. */
#ifndef D1_CLI_COMPLETION_VALUES_H
#define D1_CLI_COMPLETION_VALUES_H

#include "base/text/strbuf.h"
#include "cli/command.h"

/*
 * The sort of values of an option's argument, or of a command's operands: "gates", "kinds", ...; "files" and "folders"
 * for the shell's own; NULL where nothing is known.
 */
const char *d1_completion_of_option(const struct d1_option *option);
const char *d1_completion_of_operands(const struct d1_command *command);

/* Appends the values of a sort, each on a line. Returns the exit status; unknown sorts are told. */
int d1_completion_values(struct d1_strbuf *out, const char *sort);

#endif
