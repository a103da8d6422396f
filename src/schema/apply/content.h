/* What contentEncoding and contentMediaType may assert in draft-07 (JSON Schema Validation draft-07 §8). */
#ifndef D1_SCHEMA_APPLY_CONTENT_H
#define D1_SCHEMA_APPLY_CONTENT_H

#include <stdbool.h>

#include "base/str.h"

/*
 * Whether the text is base64 (RFC 4648 §4, where asked), and whether it, decoded where it is base64, is a JSON text
 * (RFC 8259, where asked). 1 or 0; D1_ERR_LIMIT for a JSON text that nests deeper than D1_LIMIT_DEPTH;
 * D1_ERR_MEMORY.
 */
int d1_schema_content_check(struct d1_str text, bool base64, bool json);

#endif
