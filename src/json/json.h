/*
 * JSON text (RFC 8259) into documents (doc/node.h), with the place of each value and key, and exact numbers.
 *
 * A number keeps its source text, of any length; its kind is int when it is written without fraction and exponent
 * and fits int64, else double (the nearest, infinite beyond the range). Strings are UTF-8; escapes are resolved,
 * pairs of surrogates joined. DEL and all of Unicode but C0 may stand in a string as they are. Places are as in
 * yaml/yaml.h: a line ends at LF, a column is a code point, the end is exclusive; strings include their quotes.
 *
 * Reading never fails for what the text holds; each thing wrong is a problem with one of these codes. All but
 * duplicate-key stop the reading:
 *
 *   syntax           says what was expected and what was found
 *   encoding         byte order mark, UTF-16, UTF-32, invalid UTF-8
 *   surrogate        an escaped surrogate without its other half
 *   duplicate-key    related: the first of the two
 *   too-large too-deep too-many-nodes too-many-documents     limits of base/limits.h
 */
#ifndef D1_JSON_JSON_H
#define D1_JSON_JSON_H

#include "base/error.h"
#include "base/str.h"
#include "doc/stream.h"

/* Working memory that is kept from text to text. A loader belongs to one thread at a time. */
struct d1_json_loader;

/* A loader, to be freed with d1_json_loader_free. Returns 0 or D1_ERR_MEMORY. */
int d1_json_loader_new(struct d1_json_loader **loader, struct d1_error *error);

/* How many bytes a text may have, from now on; with a new loader D1_LIMIT_FILE_BYTES. */
void d1_json_loader_set_most(struct d1_json_loader *loader, size_t bytes);

/* NULL is allowed. */
void d1_json_loader_free(struct d1_json_loader *loader);

/*
 * Reads bytes, which must be one JSON text, into *out: one document, or none and a problem. *out must be empty (all
 * zero) and is the caller's, to be released with d1_stream_release. Returns 0 or D1_ERR_MEMORY; then *out is empty.
 */
int d1_json_load(struct d1_json_loader *loader, struct d1_str bytes, struct d1_stream *out, struct d1_error *error);

/* The same for any number of JSON texts in a row, with white space between them or not; none is allowed. */
int d1_json_load_sequence(struct d1_json_loader *loader, struct d1_str bytes, struct d1_stream *out,
                          struct d1_error *error);

#endif
