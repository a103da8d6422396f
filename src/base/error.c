#include "base/error.h"

#include <stddef.h>

#include "base/memory/alloc.h"
#include "base/problem.h"
#include "base/str.h"
#include "base/text/shorten.h"
#include "base/text/strbuf.h"

int d1_error_vset(struct d1_error *error, int code, const char *format, va_list args)
{
    struct d1_strbuf text = {0};

    if (!error)
        return code;
    d1_strbuf_vprintf(&text, format, args);
    d1_shorten_buffer(&text);
    d1_error_clear(error);
    error->code = code;
    error->message = d1_strbuf_detach(&text);
    return code;
}

int d1_error_set(struct d1_error *error, int code, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    d1_error_vset(error, code, format, args);
    va_end(args);
    return code;
}

int d1_error_at(struct d1_error *error, int code, struct d1_place place, const char *format, ...)
{
    struct d1_error set = {0}; /* the place may be that of the error which is replaced */
    va_list args;

    if (!error)
        return code;
    va_start(args, format);
    d1_error_vset(&set, code, format, args);
    va_end(args);
    d1_error_place(&set, place);
    d1_error_clear(error);
    *error = set;
    return code;
}

void d1_error_place(struct d1_error *error, struct d1_place place)
{
    char *path;

    if (!error)
        return;
    path = place.path ? d1_strdup(place.path) : NULL;
    d1_free(error->path);
    error->path = path;
    error->place = place;
    error->place.path = path;
}

int d1_error_problems(struct d1_error *error, int code, const struct d1_problems *problems)
{
    struct d1_error first = {0}, *last = &first; /* the list may point into the error which is replaced */

    if (!error)
        return code;
    for (size_t i = 0; i < problems->len; i++) {
        if (i && !(last->next = d1_calloc(1, sizeof *last->next)))
            break;
        last = i ? last->next : last;
        d1_error_at(last, code, problems->items[i].place, "%s", problems->items[i].text);
    }
    d1_error_clear(error);
    *error = first;
    return code;
}

int d1_error_memory(struct d1_error *error)
{
    if (error) {
        d1_error_clear(error);
        error->code = D1_ERR_MEMORY;
    }
    return D1_ERR_MEMORY;
}

void d1_error_prefix(struct d1_error *error, const char *format, ...)
{
    struct d1_strbuf text = {0};
    va_list args;
    char *message;

    if (!error || !error->message)
        return;
    va_start(args, format);
    d1_strbuf_vprintf(&text, format, args);
    va_end(args);
    d1_strbuf_puts(&text, ": ");
    d1_strbuf_puts(&text, error->message);
    d1_shorten_buffer(&text);
    message = d1_strbuf_detach(&text);
    if (!message)
        return;
    d1_free(error->message);
    error->message = message;
}

const char *d1_error_message(const struct d1_error *error)
{
    if (error->message)
        return error->message;
    return error->code == D1_ERR_MEMORY ? "out of memory" : "unknown error";
}

void d1_error_clear(struct d1_error *error)
{
    struct d1_error *next;

    if (!error)
        return;
    for (struct d1_error *more = error->next; more; more = next) {
        next = more->next;
        d1_free(more->message);
        d1_free(more->path);
        d1_free(more);
    }
    d1_free(error->message);
    d1_free(error->path);
    *error = (struct d1_error){0};
}
