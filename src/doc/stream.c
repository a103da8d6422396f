#include "doc/stream.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/limits.h"
#include "base/memory/alloc.h"
#include "base/text/strbuf.h"
#include "base/vec.h"

void d1_stream_release(struct d1_stream *stream)
{
    for (size_t i = 0; i < stream->len; i++)
        d1_doc_free(stream->items[i].doc);
    d1_vec_release(stream);
    d1_problems_release(&stream->problems);
    *stream = (struct d1_stream){0};
}

struct d1_doc *d1_stream_take(struct d1_stream *stream, size_t index)
{
    struct d1_doc *doc = stream->items[index].doc;

    stream->items[index].doc = NULL;
    return doc;
}

static int add_problem(struct d1_stream *stream, const char *code, struct d1_place place, struct d1_place related,
                       const char *format, va_list args) __attribute__((format(printf, 5, 0)));

static int add_problem(struct d1_stream *stream, const char *code, struct d1_place place, struct d1_place related,
                       const char *format, va_list args)
{
    struct d1_strbuf text = {0};
    struct d1_problem problem = {.code = code, .place = place, .related = related};

    if (stream->problems.len >= D1_LIMIT_PROBLEMS) {
        stream->unlisted++;
        return 0;
    }
    d1_strbuf_vprintf(&text, format, args);
    problem.text = d1_strbuf_detach(&text);
    if (!problem.text || d1_vec_push(&stream->problems, problem) < 0) {
        d1_free(problem.text);
        return D1_ERR_MEMORY;
    }
    return 0;
}

int d1_stream_problem(struct d1_stream *stream, const char *code, struct d1_place place, const char *format, ...)
{
    va_list args;
    int result;

    va_start(args, format);
    result = add_problem(stream, code, place, (struct d1_place){0}, format, args);
    va_end(args);
    return result;
}

int d1_stream_problem_related(struct d1_stream *stream, const char *code, struct d1_place place,
                              struct d1_place related, const char *format, ...)
{
    va_list args;
    int result;

    va_start(args, format);
    result = add_problem(stream, code, place, related, format, args);
    va_end(args);
    return result;
}

int d1_stream_add(struct d1_stream *stream, struct d1_stream_document document)
{
    return d1_vec_push(stream, document);
}

void d1_stream_rewind(struct d1_stream *stream, size_t problems, size_t unlisted)
{
    while (stream->len)
        d1_doc_free(stream->items[--stream->len].doc);
    while (stream->problems.len > problems)
        d1_free(stream->problems.items[--stream->problems.len].text);
    stream->unlisted = unlisted;
}

static int by_place(const void *a, const void *b)
{
    const struct d1_problem *x = a, *y = b;

    if (x->place.line != y->place.line)
        return x->place.line < y->place.line ? -1 : 1;
    if (x->place.column != y->place.column)
        return x->place.column < y->place.column ? -1 : 1;
    return strcmp(x->code, y->code);
}

void d1_stream_finish(struct d1_stream *stream)
{
    size_t at = 0;

    if (!stream->problems.len)
        return;
    qsort(stream->problems.items, stream->problems.len, sizeof *stream->problems.items, by_place);
    for (size_t i = 0; i < stream->problems.len; i++) {
        uint32_t line = stream->problems.items[i].place.line;

        while (at < stream->len && stream->items[at].end_line < line)
            at++;
        for (size_t j = at; j < stream->len && stream->items[j].line <= line; j++)
            stream->items[j].sound = false;
    }
    /* Where the problems that were only counted lie is not known, so no document is beyond doubt. */
    for (size_t i = 0; i < stream->len && stream->unlisted; i++)
        stream->items[i].sound = false;
}
