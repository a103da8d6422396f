/*
 * Statements of the in-toto attestation framework (Statement v1), for the formats that write one: of what they speak,
 * and by what it was judged. For src/report/intoto alone.
 *
 * A statement is for signing, and what is signed speaks of something that cannot change: so of a commit or a tree, and
 * of all that lies in it. Nothing is signed here. The statement of a run that failed says why, but speaks of nothing,
 * and no verifier takes it.
 */
#ifndef D1_REPORT_INTOTO_INTOTO_H
#define D1_REPORT_INTOTO_INTOTO_H

#include "report/formats.h"

struct d1_statement {
    struct d1_json_writer json;
    struct d1_strbuf text; /* for one text at a time */
};

/* Begins a statement that will be appended to out, up to its predicate, which stays open. 0 or D1_ERR_MEMORY. */
int d1_statement_begin(struct d1_statement *s, const struct d1_verdict *verdict, const char *type,
                       const struct d1_strbuf *out, struct d1_error *error);

/* An array with a descriptor of the rules and of each policy that judged; the built-in policy is part of the rules. */
void d1_statement_judges(struct d1_statement *s, const char *key, const struct d1_verdict *verdict);

/*
 * Of the run, in members of the predicate that in-toto lets a producer add: the as-of dates of the engagements, each by
 * its name, and what kept it from being complete.
 */
void d1_statement_run(struct d1_statement *s, const struct d1_verdict *verdict);

/* Ends predicate and statement and appends the whole to out. Returns 0 or a negative code. */
int d1_statement_end(struct d1_statement *s, struct d1_strbuf *out, struct d1_error *error);

/* Frees what a statement holds; all zero bytes hold nothing. */
void d1_statement_release(struct d1_statement *s);

#endif
