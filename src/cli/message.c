#include "cli/message.h"

#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#include "base/memory/alloc.h"
#include "base/text/strbuf.h"
#include "report/excerpt.h"
#include "verdict/verdict.h"

#define INDENT "\n    "

/* The expression and the span in a message that carries them; false when it carries none. */
static bool split_excerpt(struct d1_str *text, struct d1_str *expression, struct d1_place *span)
{
    size_t indent = sizeof INDENT - 1, first = d1_str_find(*text, '\n', 0),
           second = d1_str_find(*text, '\n', first + 1);
    struct d1_str carets = d1_str_sub(*text, second, SIZE_MAX);
    size_t spaces = 0, count = 0;

    if (!d1_str_starts(d1_str_sub(*text, first, SIZE_MAX), INDENT) || !d1_str_starts(carets, INDENT))
        return false;
    carets = d1_str_sub(carets, indent, SIZE_MAX);
    while (spaces < carets.len && carets.ptr[spaces] == ' ')
        spaces++;
    while (spaces + count < carets.len && carets.ptr[spaces + count] == '^')
        count++;
    if (!count || spaces + count < carets.len)
        return false;
    *expression = d1_str_sub(*text, first + indent, second - first - indent);
    span->column = (uint32_t)spaces + 1;
    span->end_column = (uint32_t)(spaces + count) + 1;
    *text = d1_str_sub(*text, 0, first);
    return true;
}

void d1_message_write(struct d1_paint *paint, struct d1_str text, const struct d1_place *place)
{
    struct d1_place span = *place;
    struct d1_str expression;
    bool excerpt = split_excerpt(&text, &expression, &span);

    d1_paint_text(paint, D1_STYLE_PLAIN, text);
    d1_strbuf_putc(paint->out, '\n');
    if (!excerpt)
        return;
    span.line = span.end_line = place->line ? place->line : 1;
    d1_excerpt_draw(paint, expression, &span, D1_STYLE_ERROR);
}

static void begin(struct d1_paint *paint, const struct d1_place *place)
{
    d1_strbuf_puts(paint->out, "d1lint: ");
    if (place->path) {
        d1_paint_place(paint, D1_STYLE_PLAIN, place);
        d1_strbuf_puts(paint->out, ": ");
    }
}

/* False when there was no memory: then that alone is said, since what the message says may follow from it. */
static bool finish(struct d1_strbuf *message)
{
    bool whole = !message->oom && !d1_alloc_failed();

    if (whole)
        fputs(message->ptr, stderr);
    else
        d1_message_memory();
    d1_strbuf_release(message);
    return whole;
}

static bool say(struct d1_str text, const struct d1_place *place)
{
    struct d1_strbuf message = {0};
    struct d1_paint paint = {.out = &message, .utf8 = true};

    begin(&paint, place);
    d1_message_write(&paint, text, place);
    return finish(&message);
}

void d1_message_source(const struct d1_place *place, const char *text, struct d1_str line, const struct d1_place *span,
                       const struct d1_place *related)
{
    struct d1_strbuf message = {0};
    struct d1_paint paint = {.out = &message, .utf8 = true};

    if (!span)
        span = place;
    begin(&paint, place);
    d1_paint_text(&paint, D1_STYLE_PLAIN, d1_str(text));
    d1_strbuf_putc(&message, '\n');
    if (span->line)
        d1_excerpt_draw(&paint, line, span, D1_STYLE_ERROR);
    if (related && related->path) {
        d1_excerpt_bar(&paint, d1_excerpt_gutter(span), "= ");
        d1_strbuf_puts(&message, "see: ");
        d1_paint_place(&paint, D1_STYLE_PLAIN, related);
        d1_strbuf_putc(&message, '\n');
    }
    finish(&message);
}

void d1_message(const char *format, ...)
{
    struct d1_strbuf text = {0};
    va_list args;

    va_start(args, format);
    d1_strbuf_vprintf(&text, format, args);
    va_end(args);
    say(d1_strbuf_view(&text), &(struct d1_place){0});
    d1_strbuf_release(&text);
}

int d1_message_usage(const char *command, const char *format, ...)
{
    struct d1_strbuf text = {0};
    va_list args;
    bool said;

    va_start(args, format);
    d1_strbuf_vprintf(&text, format, args);
    va_end(args);
    said = say(d1_strbuf_view(&text), &(struct d1_place){0});
    d1_strbuf_release(&text);
    if (!said)
        return D1_EXIT_FAILURE;
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
    for (const struct d1_error *each = error; each; each = each->next)
        if (!say(d1_str(d1_error_message(each)), &each->place))
            return D1_EXIT_FAILURE;
    return d1_exit_of(error->code);
}

void d1_message_memory(void)
{
    static atomic_flag said = ATOMIC_FLAG_INIT;
    static const char text[] = "d1lint: out of memory\n";

    if (!atomic_flag_test_and_set(&said))
        (void)!write(STDERR_FILENO, text, sizeof text - 1);
}
