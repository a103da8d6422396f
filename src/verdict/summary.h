/*
 * An engagement in a few figures, for those who look after many: what a line of `summary-jsonl` says, and what a page
 * over several engagements shows. It is made from a verdict and can be kept without it.
 */
#ifndef D1_VERDICT_SUMMARY_H
#define D1_VERDICT_SUMMARY_H

#include "verdict/verdict.h"

struct d1_summary {
    struct d1_str name;
    struct d1_str title;
    struct d1_str customer;
    struct d1_str profile;
    const char *path;         /* of the Engagement document */
    struct d1_str repository; /* an address, or empty */
    struct d1_str commit;
    struct d1_str version; /* of the program that judged */
    struct d1_str rules;   /* SHA-256 */
    struct d1_str policy_sha256;
    enum d1_audience audience;
    d1_date as_of;
    enum d1_exit exit; /* what the run would have come to with this engagement alone */
    const struct d1_gate_result *gates;
    size_t gate_count;
    size_t criteria[D1_STATE_FAIL + 1]; /* by state, each at each of its gates */
    size_t gating;                      /* gating criteria that fail */
    size_t errors, warnings, notes;     /* findings that are due ... */
    size_t indeterminate;               /* ... of which these could not be judged */
    size_t open;
    size_t relaxed; /* what the policy weakens */
};

/* Of one engagement of the verdict, which lends its texts and gates. */
void d1_summary_make(struct d1_summary *summary, const struct d1_verdict *verdict,
                     const struct d1_engagement_verdict *engagement);

/* Whether two are of the same engagement, whatever they say of it: name, repository and path are the same. */
bool d1_summary_is_of_same(const struct d1_summary *a, const struct d1_summary *b);

/*
 * An order in which any two that differ in anything have a first one, for qsort: by name, repository, path, commit, and
 * then the rest. 0 only for two that say the same.
 */
int d1_summary_order(const void *left, const void *right);

/* Engagements of anywhere, in that order, each once; and what should be there and is not. */
struct d1_absent {
    struct d1_str what; /* the engagement, or the file */
    struct d1_str why;
};

struct d1_portfolio {
    const struct d1_summary *items;
    size_t count;
    const struct d1_absent *absent; /* by what is absent */
    size_t absent_count;
};

#endif
