/*
 * The output of `d1lint validate`: takes what threads found in files, in any order, and writes it in the order of the
 * files, as soon as it can be.
 */
#ifndef D1_CLI_VALIDATE_INSTANCE_LOG_H
#define D1_CLI_VALIDATE_INSTANCE_LOG_H

#include <stdatomic.h>
#include <stdbool.h>

#include "cli/validate/instance_report.h"

/* What was found in one file. The texts are handed over. */
struct d1_instance_outcome {
    struct d1_strbuf text, notes;
    size_t documents, faults;
    bool unread, done;
};

struct d1_instance_log;

/* A log of `count` files; NULL when memory is short. Nothing is written yet. */
struct d1_instance_log *d1_instance_log_new(const struct d1_instance_format *format, size_t count);
void d1_instance_log_free(struct d1_instance_log *log);

/* What was passed over, for the end of the report; before the first file is handed over. */
void d1_instance_log_passed_over(struct d1_instance_log *log, struct d1_passed_over passed_over);

/* Hands over file `index`, each once, from any thread. */
void d1_instance_log_take(struct d1_instance_log *log, size_t index, struct d1_instance_outcome *outcome);

/* Whether there is nothing more to be done, since the output cannot be written or memory is short; from any thread. */
bool d1_instance_log_is_broken(struct d1_instance_log *log);

/*
 * Writes the rest. Returns the exit status: that of the files, or at least `status`, or D1_EXIT_FAILURE when the output
 * could not be written, which was told then.
 */
int d1_instance_log_end(struct d1_instance_log *log, int status);

#endif
