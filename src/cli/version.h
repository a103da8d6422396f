/* Which version this is. */
#ifndef D1_CLI_VERSION_H
#define D1_CLI_VERSION_H

#include "base/text/strbuf.h"

/* "d1lint 0.1.0" and the libraries it runs with. */
void d1_version_write(struct d1_strbuf *out);

#endif
