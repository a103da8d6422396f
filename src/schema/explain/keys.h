/* Sentences about keys that are unknown or missing; message.c asks for them. */
#ifndef D1_SCHEMA_EXPLAIN_KEYS_H
#define D1_SCHEMA_EXPLAIN_KEYS_H

#include "schema/explain/words.h"

/*
 * Each appends one sentence. *suggestion receives the name that may have been meant, where there is one near; NULL
 * where none is looked for.
 */
void d1_schema_key_unknown(struct d1_strbuf *out, const struct fault *fault, struct d1_str *suggestion);
void d1_schema_key_missing(struct d1_strbuf *out, const struct fault *fault, struct d1_str *suggestion);

/* The same of a key that another one asks for. */
void d1_schema_key_dependent(struct d1_strbuf *out, const struct fault *fault, struct d1_str *suggestion);

#endif
