/*
 * Fields as schemas have them, row by row with what stands below each. What several kinds share (Money, Evidence) is
 * named where it stands and told once, under its name.
 */
#ifndef D1_CLI_EXPLAIN_FIELDS_H
#define D1_CLI_EXPLAIN_FIELDS_H

#include "base/vec.h"
#include "cli/explain/explain.h"

/* The first two are the caller's to set, and borrowed. */
struct d1_fields {
    struct d1_paint *page;
    const struct d1_ruleset *ruleset;
    D1_VEC(const struct d1_node *) shapes; /* that fields so far were said to have, each once */
    size_t nested, level;                  /* how deep in the words for a type, and in what stands below fields */
    size_t told;                           /* fields and forms, of which there are D1_LIMIT_EXPLAINED at most */
};

void d1_fields_release(struct d1_fields *fields);

/* Writes the fields of a schema of an object, and keeps the shapes that they have. NULL writes nothing. */
void d1_fields_write(struct d1_fields *fields, const struct d1_node *object);

/* Writes the shapes under a title, with those that they need in turn; then, if it is so, that a page has no more. */
void d1_fields_write_shapes(struct d1_fields *fields);

/* Counts one field or form more; false where it is to be left out, because the page has told as many as it may. */
bool d1_fields_may_tell(struct d1_fields *fields);

/* Appends "date", "id of Person", "list, each: Evidence", and keeps the shape that is named. */
void d1_fields_add_type(struct d1_strbuf *out, struct d1_fields *fields, const struct d1_node *property);

/* The same in words alone, also for a shape that has a name. The schema refers to no other. */
void d1_fields_add_plain(struct d1_strbuf *out, struct d1_fields *fields, const struct d1_node *schema);

/* The name of a schema that several kinds share and that takes more than a phrase; empty for others. */
struct d1_str d1_fields_shape_name(const struct d1_node *schema);

/* What a schema refers to, or the schema itself. */
const struct d1_node *d1_fields_resolve(const struct d1_ruleset *ruleset, const struct d1_node *schema);

#endif
