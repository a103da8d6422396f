/*
 * A schema that needs no other file: what it takes from common.schema.json stands in its own `$defs` (JSON Schema
 * 2020-12, 8.2.4), so that validators and editors that read one file only can use it.
 */
#ifndef D1_CLI_SCHEMA_BUNDLE_H
#define D1_CLI_SCHEMA_BUNDLE_H

#include "base/text/strbuf.h"
#include "doc/node.h"

/*
 * Appends the schema as indented JSON. Definitions of other schemas that the program carries come with it; one
 * that is not shared by all kinds, or whose name the schema has given to one of its own, is called `FILE.NAME`
 * (`common.Money`); below an `$id` of its own, where "#" means something else, a reference is left as it is. Returns 0
 * or D1_ERR_MEMORY.
 */
int d1_schema_bundle(struct d1_strbuf *out, const struct d1_node *root);

#endif
