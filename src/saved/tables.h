/* The tables of a saved report, and what some of them are read into. For src/saved alone. */
#ifndef D1_SAVED_TABLES_H
#define D1_SAVED_TABLES_H

#include "saved/shape.h"

/* What a report says of the whole of its findings and of what was read. */
struct d1_saved_totals {
    size_t errors, warnings, notes, indeterminate, indeterminate_checks, waived, open, older;
};

/* A report as it is read. */
struct d1_saved_part {
    struct d1_verdict verdict;
    struct d1_saved_totals totals;
    size_t described_count;
    struct d1_check **described; /* the checks that it says something of */
    const char *path;
};

extern const struct d1_shape d1_shape_report;
extern const struct d1_shape d1_shape_engagement;
extern const struct d1_shape d1_shape_figures;
extern const struct d1_shape d1_shape_finding;
extern const struct d1_shape d1_shape_location;

/* Words of several tables; NULL for a value that has none. */
const char *d1_word_severity(int value);
const char *d1_word_reported_severity(int value); /* without "off" */
const char *d1_word_state(int value);
const char *d1_word_baseline(int value);

/*
 * Whether what the report says in two places agrees. Returns 0, or D1_ERR_READ with the reader's error set.
 */
int d1_saved_agrees(struct d1_saved_reader *reader, const struct d1_saved_part *report);

/*
 * Makes the list of checks of saved->verdict, and what it says of them whole (join.c). A notice tells whose words they
 * are. Returns 0 or D1_ERR_MEMORY.
 */
int d1_saved_complete(struct d1_saved *saved, const struct d1_saved_known *known, struct d1_error *error);

/* The same of gates, in a report or a line. */
int d1_saved_gates_agree(struct d1_saved_reader *reader, struct d1_str engagement, const struct d1_gate_result *gates,
                         size_t count);

#endif
