/* Documents made to be slow, each written for its case, and how they end. */
#ifndef D1_TESTS_UNIT_SCHEMA_SLOW_H
#define D1_TESTS_UNIT_SCHEMA_SLOW_H

#include "pace.h"
#include "unit/schema/helper.h"

enum { MOST_SECONDS = 4 }; /* see pace.h */

/* The last error heard, and how many there were. */
struct last {
    enum d1_schema_keyword keyword;
    char message[160];
    size_t count;
};

/* For sinks, whose context is a struct last. */
bool note_last(void *context, const struct d1_schema_error *error);

/* `before` so many times, `middle`, and `after` as often. */
void nest(struct d1_strbuf *out, const char *before, const char *middle, const char *after, int depth);

/* "format, format, ..." with the number of each. */
void row(struct d1_strbuf *out, const char *before, const char *after, size_t count);

/* The same between two ends. */
void rows(struct d1_strbuf *out, const char *begin, const char *before, const char *after, size_t count,
          const char *end);

struct slow_case {
    const char *name;
    void (*write)(struct d1_strbuf *schema, struct d1_strbuf *instance);
    enum d1_schema_verdict verdict;
    const char *message; /* how the last one begins; NULL: any */
};

/* Validates in both details: the verdict and the message are those of the case, and MOST_SECONDS suffice. */
void expect_in_seconds(const struct slow_case *slow);

#endif
