/* What the columns of people's tables are usually called. */
#ifndef D1_CLI_NEW_GUESS_H
#define D1_CLI_NEW_GUESS_H

#include "base/str.h"
#include "base/text/strbuf.h"

/* The type of item that the rows of a table become in a kind; NULL for kinds that are not made of tables. */
const char *d1_guess_type(struct d1_str kind);

/* The field of an item of a type that a header names, by the usual names; NULL for none. */
const char *d1_guess_field(const char *type, struct d1_str header);

/* Whether two names are the same so. */
bool d1_guess_same(struct d1_str a, struct d1_str b);

#endif
