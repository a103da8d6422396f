/* What standard output can show, when it is a terminal. */
#ifndef D1_CLI_SCREEN_TERMINAL_H
#define D1_CLI_SCREEN_TERMINAL_H

#include "report/paint.h"
#include "report/report.h"

/*
 * Colour, width and character set of standard output: colour on a terminal alone, and not when the environment says
 * so (NO_COLOR with any value, TERM=dumb). What is no terminal takes UTF-8 and any width.
 */
struct d1_report_options d1_terminal_options(void);

/* The same for text that is painted into out; lines are broken at 100 columns, on a terminal and off it. */
struct d1_paint d1_terminal_paint(struct d1_strbuf *out);

#endif
