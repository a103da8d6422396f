/* Pieces of sentences about nodes and schemas; message.c and keys.c make sentences of them. */
#ifndef D1_SCHEMA_EXPLAIN_WORDS_H
#define D1_SCHEMA_EXPLAIN_WORDS_H

#include "schema/apply/run.h"

/* `text`, shortened, with what a terminal should not see escaped. */
void d1_schema_words_quote(struct d1_strbuf *out, struct d1_str text);

/* What the node is called: "`probability`", "item 3 of `tags`", "the key `Foo` in `labels`", "the document". */
void d1_schema_words_subject(struct d1_strbuf *out, const struct d1_node *node);

/* What the node is: "is `high`", "is empty", "is an empty list", "has no value". */
void d1_schema_words_state(struct d1_strbuf *out, const struct d1_node *node);

/* Names in a row: "`a`, `b` or `c`". */
void d1_schema_words_list(struct d1_strbuf *out, const struct d1_str *names, size_t count, const char *last);

/* "3 items", "1 item". */
void d1_schema_words_count(struct d1_strbuf *out, uint64_t count, const char *thing);

/*
 * The name that is meant by a text: one that differs in case only, else the nearest, else the only one that begins with
 * it, as `ownerRef` does with `owner`. Empty when there is none.
 */
struct d1_str d1_schema_words_nearest(struct d1_str text, const struct d1_str *names, size_t count);

/* "; did you mean `accept`?", or nothing for an empty suggestion. */
void d1_schema_words_suggest(struct d1_strbuf *out, struct d1_str suggestion);

/* What a unit's type and bounds ask for: "a whole number from 1 to 5", "text or a list". */
void d1_schema_words_kind(struct d1_strbuf *out, const struct unit *unit);

#endif
