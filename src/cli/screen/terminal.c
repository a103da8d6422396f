#include "cli/screen/terminal.h"

#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { PAGE_WIDTH = 100 };

struct d1_report_options d1_terminal_options(void)
{
    struct d1_report_options options = {.utf8 = true};
    const char *no_colour = getenv("NO_COLOR"), *terminal = getenv("TERM");
    struct winsize size;

    if (!isatty(STDOUT_FILENO))
        return options;
    setlocale(LC_CTYPE, "");
    options.utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    options.colour = !(no_colour && no_colour[0]) && terminal && strcmp(terminal, "dumb") != 0;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
        options.width = size.ws_col;
    return options;
}

struct d1_paint d1_terminal_paint(struct d1_strbuf *out)
{
    struct d1_report_options options = d1_terminal_options();

    return (struct d1_paint){
        .out = out,
        .colour = options.colour,
        .utf8 = options.utf8,
        .width = options.width && options.width < PAGE_WIDTH ? options.width : PAGE_WIDTH,
    };
}
