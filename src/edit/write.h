/* Values as YAML text. Private to src/edit. */
#ifndef D1_EDIT_WRITE_H
#define D1_EDIT_WRITE_H

#include "base/text/strbuf.h"
#include "edit/edit.h"
#include "edit/layout.h"

enum d1_edit_quotes {
    D1_EDIT_QUOTES_NEEDED, /* where the text would be something else without */
    D1_EDIT_QUOTES_SINGLE, /* 'so', where that can be */
    D1_EDIT_QUOTES_DOUBLE  /* "so", always: as JSON has it */
};

/*
 * A scalar, in one line. Besides what YAML 1.2 needs, those texts stand in quotes that readers of YAML 1.1 take for
 * something else: dates, times, `no`, `on`. in_flow: within [ ] or { }.
 */
void d1_edit_write_scalar(struct d1_strbuf *out, const struct d1_node *scalar, bool in_flow,
                          enum d1_edit_quotes quotes);
void d1_edit_write_text(struct d1_strbuf *out, struct d1_str text, bool in_flow, enum d1_edit_quotes quotes);

/* Any value in [ ] and { }. */
void d1_edit_write_flow(struct d1_strbuf *out, const struct d1_node *node, enum d1_edit_quotes quotes);

/*
 * A value behind `key:`, the key being in a column: " value" in the same line, or lines below. Without a last line
 * break.
 */
void d1_edit_write_behind_key(struct d1_strbuf *out, const struct d1_edit_value *value,
                              const struct d1_edit_layout *layout, size_t column);

/* An item behind its dash, which is in a column: from the spaces behind the dash on. */
void d1_edit_write_behind_dash(struct d1_strbuf *out, const struct d1_edit_value *value,
                               const struct d1_edit_layout *layout, size_t column);

#endif
