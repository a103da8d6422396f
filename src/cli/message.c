#include "cli/message.h"

#include <stdio.h>

#include "base/strbuf.h"
#include "report/escape.h"
#include "rules/verdict.h"

static void say(struct d1_str text)
{
    struct d1_strbuf line = {0};

    d1_strbuf_puts(&line, "d1lint: ");
    d1_escape_text(&line, text, true);
    if (line.oom)
        fputs("d1lint: out of memory\n", stderr);
    else
        fprintf(stderr, "%s\n", line.ptr);
    d1_strbuf_release(&line);
}

void d1_message(const char *format, ...)
{
    struct d1_strbuf text = {0};
    va_list args;

    va_start(args, format);
    d1_strbuf_vprintf(&text, format, args);
    va_end(args);
    say(d1_strbuf_view(&text));
    d1_strbuf_release(&text);
}

int d1_message_usage(const char *command, const char *format, ...)
{
    struct d1_strbuf text = {0};
    va_list args;

    va_start(args, format);
    d1_strbuf_vprintf(&text, format, args);
    va_end(args);
    say(d1_strbuf_view(&text));
    d1_strbuf_release(&text);
    fprintf(stderr, "Try `d1lint %s%s--help`.\n", command ? command : "", command ? " " : "");
    return D1_EXIT_USAGE;
}

int d1_exit_of(int code)
{
    switch (code) {
    case D1_OK:
        return D1_EXIT_OK;
    case D1_ERR_USAGE:
    case D1_ERR_SYNTAX:
    case D1_ERR_TYPE:
        return D1_EXIT_USAGE;
    default:
        return D1_EXIT_FAILURE;
    }
}

int d1_message_error(const struct d1_error *error)
{
    const struct d1_place *place = &error->place;

    if (place->path && place->line)
        d1_message("%s:%u:%u: %s", place->path, (unsigned)place->line, (unsigned)place->column,
                   d1_error_message(error));
    else if (place->path)
        d1_message("%s: %s", place->path, d1_error_message(error));
    else
        d1_message("%s", d1_error_message(error));
    return d1_exit_of(error->code);
}
