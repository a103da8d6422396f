/*
 * The parts that SARIF 2.1.0 logs are made of: for the format `sarif`, and for others that write results. Text goes
 * through the escapes of SARIF here; a JSON text that holds it goes out by d1_escape_json.
 */
#ifndef D1_REPORT_SARIF_H
#define D1_REPORT_SARIF_H

#include "base/vec.h"
#include "json/writer.h"
#include "verdict/verdict.h"

#define D1_SARIF_SCHEMA "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

/* Of more results than this, GitHub shows the first ones by severity. */
enum { D1_SARIF_RESULTS = 5000 };

struct d1_sarif {
    struct d1_json_writer json;
    struct d1_strbuf text; /* for one text at a time */
    size_t *rule_index;    /* by index of check: which rule of the file it is */
    bool full;             /* it is `sarif-full`: kinds, suppressions, and the criteria as a taxonomy */
    D1_VEC(const struct d1_criterion *) taxa; /* of that; empty otherwise */
};

/*
 * Ids of notifications. They have no descriptor in the driver: GitHub demands of one all that it demands of a rule.
 */
#define D1_SARIF_NOTICE "notice"
#define D1_SARIF_LEFT_OUT "left-out"
#define D1_SARIF_INDETERMINATE "indeterminate"
#define D1_SARIF_POLICY "policy-change"
#define D1_SARIF_WAIVED "waived"

/* Writes a message object (SARIF §3.11) as a member, escaped, at most D1_LIMIT_SHOWN long. */
void d1_sarif_message(struct d1_sarif *s, const char *key, struct d1_str text);

/* Writes a location object (§3.28) as an item; a place without a line is the beginning of its file. */
void d1_sarif_location(struct d1_sarif *s, const struct d1_location *at);

/* Writes the member `relatedLocations` of a result (§3.27.22); nothing when there are none. */
void d1_sarif_related(struct d1_sarif *s, const struct d1_related *related, size_t count);

/* Writes a notification object (§3.58) as an item; `at` may be NULL. */
void d1_sarif_notification(struct d1_sarif *s, const char *id, enum d1_severity severity, struct d1_str text,
                           const struct d1_location *at);

/*
 * The parts of `sarif-full` (sarif/sarif_full.c): the criteria are found, which returns 0 or D1_ERR_MEMORY; written as
 * the member `taxonomies` of the run and as `relationships` of a rule; what each result has besides; the results of
 * what was judged without a finding; and the kind of a finding.
 */
int d1_sarif_find_taxa(struct d1_sarif *s, const struct d1_verdict *verdict);
void d1_sarif_taxonomies(struct d1_sarif *s, const struct d1_verdict *verdict);
void d1_sarif_relationships(struct d1_sarif *s, const struct d1_check *check);
void d1_sarif_standing(struct d1_sarif *s, const struct d1_check *check, const struct d1_finding *finding);
void d1_sarif_judged(struct d1_sarif *s, const struct d1_verdict *verdict);
const char *d1_sarif_kind(enum d1_finding_state state);

/* Writes the member `tool` with all loaded rules, and fills rule_index. */
void d1_sarif_tool(struct d1_sarif *s, const struct d1_verdict *verdict);

#endif
