/* How d1lint history writes what it read. Private to src/cli/history. */
#ifndef D1_CLI_HISTORY_H
#define D1_CLI_HISTORY_H

#include "base/text/strbuf.h"
#include "engine/history.h"

void d1_history_write_text(struct d1_strbuf *out, const struct d1_history *history, bool first_failure, bool utf8);
void d1_history_write_json(struct d1_strbuf *out, const struct d1_history *history);

#endif
