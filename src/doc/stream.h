/*
 * What a reader made of one file: its documents in order, and what is wrong in it. The YAML and the JSON reader
 * give the same shape, so that whoever uses documents need not know which of the two read them.
 *
 * Content never makes an error, only problems. Reading stops at the first error of syntax and at a limit; the
 * documents before that one are kept, the one it stands in and those behind it are not (`cut`).
 */
#ifndef D1_DOC_STREAM_H
#define D1_DOC_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/problem.h"
#include "base/vec.h"
#include "doc/node.h"

struct d1_stream_document {
    struct d1_doc *doc; /* owned by the stream until it is taken; NULL afterwards */

    /*
     * First and last line that belong to it, from 1: documents follow each other without a gap, so comments and
     * directives before a document, and comments after the last, are in one of them. Two documents share a line only
     * where no line feed parts them. Where the content stands, the root node tells.
     */
    uint32_t line, end_line;

    /*
     * False when a problem lies in it that leaves its meaning in doubt (a duplicate key, an unknown tag, a hidden
     * character). The tree is there, so that the document can be named and attributed, but it is not to be judged;
     * a mapping of it may hold a key twice. In a sound document the keys of each mapping differ.
     */
    bool sound;
};

/* All zero bytes is an empty stream. */
struct d1_stream {
    D1_VEC_MEMBERS(struct d1_stream_document);
    struct d1_problems problems; /* in order of their places, at most D1_LIMIT_PROBLEMS; place.path is NULL */
    size_t unlisted;             /* problems found beyond that number */
    bool cut;                    /* reading stopped before the end of the file */
};

/* Frees the documents that were not taken, the problems, and the lists; the stream is empty again. */
void d1_stream_release(struct d1_stream *stream);

/* Hands document `index` to the caller, who frees it with d1_doc_free. Its line numbers stay in the list. */
struct d1_doc *d1_stream_take(struct d1_stream *stream, size_t index);

/*
 * For readers: append a problem or a document. Past the limit of problems one is only counted. Return 0 or
 * D1_ERR_MEMORY (a document not appended stays the caller's).
 */
int d1_stream_problem(struct d1_stream *stream, const char *code, struct d1_place place, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
int d1_stream_problem_related(struct d1_stream *stream, const char *code, struct d1_place place,
                              struct d1_place related, const char *format, ...) __attribute__((format(printf, 5, 6)));
int d1_stream_add(struct d1_stream *stream, struct d1_stream_document document);

/*
 * For readers that begin anew: frees all documents, and the problems behind the first `problems`; that many were listed
 * and `unlisted` counted when the reading began.
 */
void d1_stream_rewind(struct d1_stream *stream, size_t problems, size_t unlisted);

/*
 * For readers, last of all: puts the problems in order, and marks as not sound each document that a problem lies
 * in.
 */
void d1_stream_finish(struct d1_stream *stream);

#endif
