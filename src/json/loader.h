/*
 * The state of a JSON loader, and the tokens it reads: shared by token.c (tokens, messages), next.c (what may follow
 * what), load.c (documents) and reader.c (token by token).
 */
#ifndef D1_JSON_LOADER_H
#define D1_JSON_LOADER_H

#include "base/limits.h"
#include "base/text/strbuf.h"
#include "doc/builder.h"
#include "doc/stream.h"
#include "json/reader.h"

/* What may stand next within a document. */
enum d1_json_expected {
    D1_JSON_VALUE,        /* the root, or the value of a key */
    D1_JSON_FIRST_ITEM,   /* behind "[" */
    D1_JSON_NEXT_ITEM,    /* behind a comma in an array */
    D1_JSON_FIRST_KEY,    /* behind "{" */
    D1_JSON_NEXT_KEY,     /* behind a comma in an object */
    D1_JSON_COLON,        /* behind a key */
    D1_JSON_AFTER_ITEM,   /* behind a value in an array */
    D1_JSON_AFTER_MEMBER, /* behind a value in an object */
    D1_JSON_END_OF_DOCUMENT
};

/* What a step returns besides D1_ERR_MEMORY. */
enum { D1_JSON_GO_ON = 0, D1_JSON_STOP = 1 };

struct d1_json_loader {
    struct d1_builder builder;
    struct d1_strbuf string;         /* of a string with escapes */
    size_t most;                     /* bytes of a text */
    uint8_t objects[D1_LIMIT_DEPTH]; /* of the open containers: whether it is an object */
    uint32_t depth;
    enum d1_json_expected expected;

    /* The text being read. Columns count code points: bytes since line_start without those that continue one. */
    struct d1_stream *stream;
    struct d1_str text;
    size_t at, line_start, continuations;
    uint32_t line; /* from 0 */
};

/* Where the loader stands. */
uint32_t d1_json_column(const struct d1_json_loader *loader);
struct d1_span d1_json_span(const struct d1_json_loader *loader);

/* The place from the span's start to where the loader is now, or of one character when that is the same. */
struct d1_place d1_json_place(const struct d1_json_loader *loader, struct d1_span span);

/* D1_JSON_STOP for the result of adding a problem, or its error. */
int d1_json_stop(int result);

static inline bool d1_json_at_end(const struct d1_json_loader *loader)
{
    return loader->at >= loader->text.len;
}

/* The byte at an offset from here; NUL behind the end. */
static inline char d1_json_peek(const struct d1_json_loader *loader, size_t ahead)
{
    return ahead < loader->text.len - loader->at ? loader->text.ptr[loader->at + ahead] : '\0';
}

void d1_json_skip_space(struct d1_json_loader *loader);

/* Adds the problem that something else stands here than may. */
int d1_json_unexpected(struct d1_json_loader *loader, enum d1_json_expected expected);

/*
 * Reads the string whose opening quote is here, and sets the end of the span. The result points into the text, or
 * into `string`.
 */
int d1_json_read_string(struct d1_json_loader *loader, struct d1_span *span, struct d1_str *result);

/* Read a number, or null, true or false. */
int d1_json_read_number(struct d1_json_loader *loader, struct d1_json_token *token);
int d1_json_read_word(struct d1_json_loader *loader, struct d1_json_token *token);

/* A loader of `bytes`, from their beginning; and one that expects a value, whatever it read before. */
void d1_json_begin_text(struct d1_json_loader *loader, struct d1_str bytes, struct d1_stream *stream);
void d1_json_begin_value(struct d1_json_loader *loader);

/*
 * Adds the problem that the text is not UTF-8, if so, and returns D1_JSON_STOP: nothing of it is to be read.
 */
int d1_json_check_encoding(struct d1_json_loader *loader);

/*
 * Reads the next token of the value that was begun; behind its last one loader->expected is D1_JSON_END_OF_DOCUMENT.
 * Returns D1_JSON_GO_ON, D1_JSON_STOP with a problem added, or D1_ERR_MEMORY.
 */
int d1_json_next(struct d1_json_loader *loader, struct d1_json_token *token);

#endif
