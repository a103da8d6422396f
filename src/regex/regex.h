/*
 * Regular expressions of two dialects, one of them with an older form, each with its own meaning, matched within
 * limits.
 *
 * A pattern is parsed by this folder's own parser, so that what a dialect lacks is an error with its place and not
 * something that happens to work. Patterns that are regular in the strict sense run on an automaton in time linear
 * in the text; the others are translated to PCRE2 and run under the limits of base/limits.h. Which of the two runs
 * is not visible but for speed.
 *
 * A compiled expression never changes (what it builds on first use is published atomically): any number of threads
 * may match with it. A scratch belongs to one thread at a time.
 */
#ifndef D1_REGEX_REGEX_H
#define D1_REGEX_REGEX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/str.h"
#include "base/text/strbuf.h"

enum d1_regex_dialect {
    /*
     * ECMA-262 with the u flag and without i, m, s: `^` and `$` stand for the ends of the text, `.` matches all but
     * line terminators, \d and \w are ASCII, \s is ECMAScript's white space, identity escapes other than of
     * syntax characters are errors. Not to be had: a lookbehind whose alternatives have no fixed length.
     */
    D1_REGEX_ECMA,
    /*
     * ECMA-262 without the u flag, with what its Annex B.1.2 has beyond the grammar: a backslash before any other
     * character is that character (`\-`, `\_`, `\a`; so `\p{L}` and `\u{61}` are no properties and code points, but a
     * letter and a repeat or braces), `\c` that names no control character is a backslash and a c, `\1` without a
     * group 1 is octal, `]` and braces that repeat nothing are themselves, a lookahead can be repeated, and in a set a
     * `-` beside \d and the like is a member. Texts consist of code points here, too, not of halves of surrogate pairs.
     */
    D1_REGEX_ECMA_LEGACY,
    /*
     * RE2 (and so CEL): no back-references, no lookaround, no possessive or atomic groups, no \C; a repeat count
     * is at most 1000; \d, \w, \s, \b and [[:alpha:]] are ASCII; flags i, m, s, U; \Q...\E, \pN, \z, \A.
     */
    D1_REGEX_RE2
};

/* Negative results say that the question has no answer; neither means "no match". */
enum d1_regex_result {
    D1_REGEX_NO_MATCH = 0,
    D1_REGEX_MATCH = 1,
    D1_REGEX_LIMIT = -1, /* the limit of steps or of memory was reached */
    D1_REGEX_MEMORY = -2 /* an allocation failed */
};

/* Byte offsets into the text, end exclusive. start is D1_REGEX_UNSET for a group that took no part. */
struct d1_regex_span {
    size_t start, end;
};

#define D1_REGEX_UNSET ((size_t)-1)

struct d1_regex;
struct d1_regex_scratch;

/*
 * Compiles a pattern (UTF-8; not kept). *regex is the caller's, to be freed with d1_regex_free.
 * Returns 0, D1_ERR_SYNTAX (no pattern of the dialect), D1_ERR_LIMIT (longer than D1_LIMIT_REGEX_BYTES, more than
 * D1_LIMIT_REGEX_GROUPS groups, nested too deep, or too large once repeats are written out), D1_ERR_TYPE (a pattern of
 * the dialect, read to its end, but of a kind that is not to be had here) or D1_ERR_MEMORY. On
 * failure *offset, which may be NULL, is the byte of the pattern where the fault stands; the message ends with
 * it as a column in code points from 1 ("... at column 7 of the pattern").
 */
int d1_regex_compile(struct d1_regex **regex, struct d1_str pattern, enum d1_regex_dialect dialect, size_t *offset,
                     struct d1_error *error);

/* NULL is allowed. No thread may be matching. */
void d1_regex_free(struct d1_regex *regex);

/*
 * Whether the pattern is one of the dialect, without keeping anything. Costs a parse only; d1_regex_compile may still
 * find that the pattern is too large for PCRE2 (D1_ERR_LIMIT).
 */
int d1_regex_check(struct d1_str pattern, enum d1_regex_dialect dialect, size_t *offset, struct d1_error *error);

/*
 * Appends what a simple pattern asks for, as a phrase that stands behind "must": "be 3 letters A to Z", "begin with
 * `x-`". Simple is a row of characters, sets of ASCII and repeats of them. Returns false, having appended nothing, for
 * any other.
 */
bool d1_regex_words(struct d1_strbuf *out, struct d1_str pattern, enum d1_regex_dialect dialect);

/* Whether the expression matches anywhere in the text. The quickest question. scratch as for d1_regex_search. */
enum d1_regex_result d1_regex_test(const struct d1_regex *regex, struct d1_str text, struct d1_regex_scratch *scratch);

/*
 * The leftmost match that begins at byte `from` or later (from at most text.len, at a code point's start); what
 * stands before `from` is seen by ^, \b and lookbehind. groups[0] receives the whole match, groups[i] the i-th
 * group, up to `count` entries; those beyond the expression's groups are unset. groups may be NULL with count 0;
 * it is untouched unless the result is D1_REGEX_MATCH. scratch may be NULL and is then made for the call.
 *
 * A text that is not UTF-8 matches nothing. This is looked at where `from` is 0; a search from a later place is for a
 * text that was searched from its beginning, so that finding all matches does not read it all for each.
 */
enum d1_regex_result d1_regex_search(const struct d1_regex *regex, struct d1_str text, size_t from,
                                     struct d1_regex_span *groups, size_t count, struct d1_regex_scratch *scratch);

/* Number of groups, not counting the whole match. */
size_t d1_regex_groups(const struct d1_regex *regex);

/* The name of group 1 .. d1_regex_groups, empty when it has none; borrowed from the expression. */
struct d1_str d1_regex_group_name(const struct d1_regex *regex, size_t group);

/* Memory that matching reuses; NULL when memory is short. free takes NULL. */
struct d1_regex_scratch *d1_regex_scratch_new(void);
void d1_regex_scratch_free(struct d1_regex_scratch *scratch);

/*
 * Steps of matching that were spent with a scratch since it was made; an upper bound, so that callers can limit the
 * work of many matches together. 0 for NULL.
 */
size_t d1_regex_scratch_steps(const struct d1_regex_scratch *scratch);

/* Version of PCRE2, for --version. */
const char *d1_regex_library(void);

#endif
