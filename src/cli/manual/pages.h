/* The man pages: which there are, and their texts. Everything in them comes from the tables that the program runs by.
 */
#ifndef D1_CLI_MANUAL_PAGES_H
#define D1_CLI_MANUAL_PAGES_H

#include <stdbool.h>

#include "base/text/strbuf.h"
#include "cli/command.h"
#include "rules/ruleset.h"

struct d1_manual_page {
    struct d1_strbuf name; /* "d1lint-check" */
    int section;
    const struct d1_command *command; /* whose page it is; NULL for another */
    void (*write)(struct d1_strbuf *out, const struct d1_ruleset *ruleset);
};

/* Page `index`, in the order of SEE ALSO; false behind the last. page->name is cleared first. */
bool d1_manual_get(struct d1_manual_page *page, size_t index);

/* Appends the text of a page. */
void d1_manual_write(struct d1_strbuf *out, const struct d1_manual_page *page, const struct d1_ruleset *ruleset);

#endif
