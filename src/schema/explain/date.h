/* Why a text in the form of a date is none. */
#ifndef D1_SCHEMA_EXPLAIN_DATE_H
#define D1_SCHEMA_EXPLAIN_DATE_H

#include "base/str.h"

/* "; November has 30 days" of "2026-11-31", "; there are 12 months" of "2026-13-01"; "" of a text in another form. */
const char *d1_schema_date_hint(struct d1_str text);

#endif
