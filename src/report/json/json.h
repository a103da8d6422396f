/* What the parts of the JSON report share. */
#ifndef D1_REPORT_JSON_JSON_H
#define D1_REPORT_JSON_JSON_H

#include "report/formats.h"

struct d1_report_json {
    struct d1_json_writer w;
    struct d1_strbuf text; /* for one text at a time */
};

/* Members that are absent where they have no value: no text, and no date unless it is said to be there. */
void d1_report_member_if(struct d1_json_writer *w, const char *key, struct d1_str text);
void d1_report_member_date(struct d1_json_writer *w, const char *key, bool has, d1_date date);
void d1_report_member_size(struct d1_json_writer *w, const char *key, size_t value);

/* A place, absent without a file. `path` is for people; `uri` holds the exact bytes, also where they are no UTF-8. */
void d1_report_location(struct d1_report_json *j, const char *key, const struct d1_location *at);

void d1_report_findings(struct d1_report_json *j, const char *key, const struct d1_finding *findings, size_t count);

/* The member `engagements`, with all that is judged of each. */
void d1_report_engagements(struct d1_report_json *j, const struct d1_verdict *verdict);

#endif
