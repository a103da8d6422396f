/* The files that `d1lint init` writes beside the Engagement: the texts that are the same for everybody. */
#ifndef D1_CLI_INIT_INIT_H
#define D1_CLI_INIT_INIT_H

#include "base/text/strbuf.h"

/* What they say of the engagement. schemas is NULL where none was given. */
struct d1_init_facts {
    struct d1_str name, title, customer;
    const char *schemas;
};

/* Each appends the text of a file. */
void d1_init_readme(struct d1_strbuf *out, const struct d1_init_facts *facts);
void d1_init_github(struct d1_strbuf *out, const struct d1_init_facts *facts);
void d1_init_gitlab(struct d1_strbuf *out, const struct d1_init_facts *facts);
void d1_init_pre_commit(struct d1_strbuf *out, const struct d1_init_facts *facts);

#endif
