/*
 * Pages of `explain`: a heading, then paragraphs under titles, and lists of a name with a text. Text is wrapped and
 * escaped; the rules of a user's own are shown too.
 */
#ifndef D1_CLI_SCREEN_PAGE_H
#define D1_CLI_SCREEN_PAGE_H

#include "doc/node.h"
#include "report/paint.h"

/* "STK-003  Nobody looks after a powerful stakeholder", and an empty line. */
void d1_page_heading(struct d1_paint *page, struct d1_str name, struct d1_str title);

/* An empty line and a title. */
void d1_page_title(struct d1_paint *page, const char *title);

/* A title with a paragraph under it; nothing when the text is empty. */
void d1_page_section(struct d1_paint *page, const char *title, struct d1_str text);

/* A paragraph indented by two spaces. */
void d1_page_paragraph(struct d1_paint *page, struct d1_str text);

/* A row of a list: the name indented by `indent`, the text from column `columns` on, wrapped behind it. */
void d1_page_row(struct d1_paint *page, size_t indent, struct d1_str name, size_t columns, struct d1_str text);

/* Appends the strings of a sequence, joined by ", "; a string alone is itself; nothing for NULL. */
void d1_page_join(struct d1_strbuf *out, const struct d1_node *node);

/* Appends a value as JSON in one line, a string without its quotes. */
void d1_page_value(struct d1_strbuf *out, const struct d1_node *value);

#endif
