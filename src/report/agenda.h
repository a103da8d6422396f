/*
 * The days of engagements (verdict/agenda.h) as a list for people and as iCalendar for calendars. Formats are rows of a
 * table as those of reports are, and are written by d1_report_write.
 */
#ifndef D1_REPORT_AGENDA_H
#define D1_REPORT_AGENDA_H

#include "report/report.h"

/* The table of formats, in the order in which help shows them; *count receives how many. */
const struct d1_report_format *d1_agenda_formats(size_t *count);

/* The format of a name, or NULL. */
const struct d1_report_format *d1_agenda_find(struct d1_str name);

#endif
