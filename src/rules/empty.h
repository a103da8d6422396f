/*
 * What counts as filled in: one answer for checks of completeness, for the functions that rules ask, and for commands
 * that write.
 */
#ifndef D1_RULES_EMPTY_H
#define D1_RULES_EMPTY_H

#include <stdbool.h>

#include "base/str.h"
#include "doc/node.h"

/*
 * Whether a text says nothing: it has no visible character, or is nothing but what people write where a text is still
 * to come: one of the words in empty.c in any case, `?`, three dots, or something in angle brackets.
 */
bool d1_text_says_nothing(struct d1_str text);

/*
 * Whether a value says nothing: it is absent (NULL), null, such a text, a mapping without entries, or a list of which
 * no entry says anything.
 */
bool d1_says_nothing(const struct d1_node *node);

#endif
