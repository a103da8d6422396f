/*
 * What engagements are judged by, as documents of OSCAL 1.2: the catalogue of criteria, and for each profile of
 * engagements which of them it asks for. They say nothing of any engagement; what `oscal-ar` says of one names the
 * objectives of the catalogue.
 */
#ifndef D1_REPORT_OSCAL_H
#define D1_REPORT_OSCAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/text/strbuf.h"
#include "verdict/verdict.h"

/* The profiles of engagements, each of which asks for what the one before it does. */
enum { D1_OSCAL_PROFILES = 3 };

/* What a policy can set for a check, or, where that is NULL, for dates of gates. */
struct d1_oscal_parameter {
    const struct d1_check *check;
    struct d1_str name, description;
    struct d1_str value;                         /* by default, as text; empty: none */
    struct d1_str in_profile[D1_OSCAL_PROFILES]; /* where a profile has another; empty: it has not */
};

struct d1_oscal_control {
    const struct d1_criterion *criterion;
    const struct d1_str *gates; /* at which it is judged */
    size_t gate_count;
    bool asked[D1_OSCAL_PROFILES]; /* whether the profile asks for it */
};

struct d1_oscal_catalog {
    const char *profiles[D1_OSCAL_PROFILES]; /* their names */
    const struct d1_oscal_control *controls; /* in the order of the catalogue */
    size_t control_count;
    const struct d1_oscal_parameter *parameters; /* one of several checks stands there for each */
    size_t parameter_count;
    struct d1_str version;             /* of the catalogue */
    struct d1_str rules;               /* SHA-256 of rules, schemas and catalogue in force */
    struct d1_str guide, guide_sha256; /* what the criteria are taken from */
    int64_t created_at;                /* seconds since 1970, in one of the years 1900 to 2999 */
};

/* The file from which a profile imports the catalogue: it lies beside it. */
#define D1_OSCAL_CATALOG_FILE "d1lint-catalog.json"

/* Appends the catalogue, or the profile of an index. Returns 0 or a negative code. */
int d1_oscal_write_catalog(const struct d1_oscal_catalog *catalog, struct d1_strbuf *out, struct d1_error *error);
int d1_oscal_write_profile(const struct d1_oscal_catalog *catalog, size_t profile, struct d1_strbuf *out,
                           struct d1_error *error);

/* Whether OSCAL can say a day: in one of the years 1900 to 2999. */
bool d1_oscal_has_day(d1_date day);

#endif
