/* What `d1lint list` can list, and its tables for people and for programs. */
#ifndef D1_CLI_LIST_LISTING_H
#define D1_CLI_LIST_LISTING_H

#include "engine/scope.h"
#include "report/paint.h"
#include "rules/ruleset.h"

enum { D1_LISTING_COLUMNS = 6 };

/* A cell is text, a count, or a list of words joined by ", " in text and an array in JSON. */
struct d1_listing_cell {
    struct d1_str text;
    const struct d1_node *list;
    const struct d1_str *words; /* a list that stands in no document */
    size_t word_count;
    bool counts;
    size_t count;
};

struct d1_listing_row {
    struct d1_listing_cell cells[D1_LISTING_COLUMNS];
    bool faint; /* not built */
};

/* What the rows are made of, all of it borrowed. */
struct d1_listing_source {
    struct d1_ruleset *ruleset;
    struct d1_arena *arena;
    const struct d1_scope_name *names; /* for `functions` alone */
    size_t name_count;
};

/* What can be listed. The names of the columns are those of the members in JSON; the last column is wrapped. */
struct d1_listing {
    const char *name;
    const char *columns[D1_LISTING_COLUMNS];
    int (*prepare)(struct d1_listing_source *source); /* makes what else it needs: 0 or an exit status; may be NULL */
    size_t (*count)(const struct d1_listing_source *source);
    void (*row)(const struct d1_listing_source *source, size_t index, struct d1_listing_row *row);
    int (*json)(const struct d1_ruleset *ruleset, struct d1_strbuf *out); /* NULL: an object of each row */
    const char *faint_means; /* "not built yet"; NULL when no row is faint */
};

/* The listing of an index, or NULL behind the last. */
const struct d1_listing *d1_listing_at(size_t index);

/* `list criteria --matrix`, which has the name of the listing of criteria. */
extern const struct d1_listing d1_listing_matrix;

/* Each appends the whole of a listing that is prepared: a table, or an array of JSON. */
void d1_listing_table(struct d1_paint *page, const struct d1_listing_source *source, const struct d1_listing *listing);
void d1_listing_json(struct d1_strbuf *out, const struct d1_listing_source *source, const struct d1_listing *listing);

#endif
