/* What the schema tests share: reading schema and instance, and errors as lines of text. */
#ifndef TESTS_UNIT_SCHEMA_HELPER_H
#define TESTS_UNIT_SCHEMA_HELPER_H

#include "base/text/strbuf.h"
#include "schema/schema.h"

/* A document from YAML text (JSON is YAML too); stops the test when the text is at fault. The caller frees it. */
struct d1_doc *read_yaml(const char *text);
struct d1_doc *read_json(const char *text);

/* A schema with its documents; all zero bytes before setup. */
struct fixture {
    struct d1_schema_set *set;
    struct d1_doc *doc;
    struct d1_schema *schema;
    struct d1_schema_scratch *scratch;
};

/* Compiles the schema in text (format asserts); a fault fails the test. */
void setup(struct fixture *fixture, const char *text);
void setup_with(struct fixture *fixture, const char *text, const struct d1_schema_options *options);
void teardown(struct fixture *fixture);

/* Appends a line "line:column message" for each error of the instance; returns the verdict. */
int explain(const struct fixture *fixture, const struct d1_node *instance, struct d1_strbuf *out);

#endif
