/* What the tests of saved reports share. */
#ifndef D1_TESTS_SAVED_H
#define D1_TESTS_SAVED_H

#include "saved/saved.h"
#include "unit/report/sample.h"

/* The sample as a report in JSON, to be released with d1_strbuf_release; with `since` as if --since had been given. */
struct d1_strbuf saved_sample(bool since);

/*
 * Reads reports and joins them, with the checks of the sample known. Returns the status; *error is the caller's.
 */
int saved_read(struct d1_saved *saved, const struct d1_str *reports, size_t count, struct d1_error *error);

#endif
