/* Scripts that make a shell complete the command line: one function for each shell. */
#ifndef D1_CLI_COMPLETION_SHELLS_H
#define D1_CLI_COMPLETION_SHELLS_H

#include "base/text/strbuf.h"

void d1_completion_bash(struct d1_strbuf *out);
void d1_completion_zsh(struct d1_strbuf *out);
void d1_completion_fish(struct d1_strbuf *out);

#endif
