/* What the two files of the format `sarif` share. For src/report alone. */
#ifndef D1_REPORT_SARIF_H
#define D1_REPORT_SARIF_H

#include "json/writer.h"
#include "rules/verdict.h"

struct d1_sarif {
    struct d1_json_writer json;
    struct d1_strbuf text; /* for one text at a time */
    size_t *rule_index;    /* by index of check: which rule of the file it is */
};

/*
 * Ids of notifications. They have no descriptor in the driver: GitHub demands of one all that it demands of a rule.
 */
#define D1_SARIF_NOTICE "notice"
#define D1_SARIF_LEFT_OUT "left-out"
#define D1_SARIF_POLICY "policy-change"

/* Writes a message object (SARIF §3.11) as a member, escaped, at most D1_REPORT_MESSAGE_CODES long. */
void d1_sarif_message(struct d1_sarif *s, const char *key, struct d1_str text);

/* Writes the member `tool` with all loaded rules, and fills rule_index. */
void d1_sarif_tool(struct d1_sarif *s, const struct d1_verdict *verdict);

#endif
