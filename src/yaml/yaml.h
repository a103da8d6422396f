/*
 * YAML text into documents (doc/node.h), by the events of libyaml and the core schema of YAML 1.2 (§10.3).
 *
 * Plain scalars: `null`, `Null`, `NULL`, `~` and nothing at all are null; `true`, `True`, `TRUE` and the like for
 * false are the only booleans; numbers are decimal ("017" is seventeen), 0o17, 0x1f, and floats with .inf and .nan.
 * All else is a string: `no`, `on`, `1:30`, dates. Quoted and block scalars are strings. The tags of the core schema
 * (!!str, !!int, !!float, !!bool, !!null, !!map, !!seq, and the non-specific "!") are honoured. A key is a string: a
 * plain `1:` gives the key "1".
 *
 * Places are lines and columns of the text as git and editors count them: a line ends at LF, a column is a code
 * point, the end is exclusive. The end of a block scalar is where the next token could begin.
 *
 * Loading is a pure function of the bytes. It never fails for what they hold; each thing wrong is a problem with one
 * of these codes. Those with a star stop the reading: the document they lie in, and all behind it, are left out.
 *
 *   syntax *             the text is not YAML
 *   merge-conflict *     the text is not YAML, because git left the marks of a conflict in it
 *   tab *                a tab stands where indentation must (elsewhere it is a space; see yaml/tabs.h)
 *   encoding *           UTF-16, UTF-32, invalid UTF-8
 *   binary *             a NUL byte: no text at all
 *   control-character    C0, DEL, C1, U+FFFE, U+FFFF as they are (escapes in double quotes are allowed)
 *   bidi-character       text reads differently than it is written
 *   line-break           U+0085, U+2028, U+2029 or a lone CR: YAML ends the line there, git and editors do not
 *   byte-order-mark      U+FEFF elsewhere than at the beginning of a line before a document (YAML 1.2.2 §9.2)
 *   duplicate-key        related: the first of the two
 *   complex-key *        a mapping or sequence as key
 *   yaml-version         the document says that it is of YAML 1.1, where that is not asked for (D1_YAML_MERGE_NEVER)
 *   merge-key            "<<" is of YAML 1.1 and not resolved here, or its value is nothing to merge
 *   unknown-tag          a tag that is not of the core schema
 *   tag-mismatch         a core tag on something else: "!!int x"
 *   number-too-long      an octal or hexadecimal number of more than 1,000 digits
 *   unknown-alias *      no such anchor before it in the document
 *   recursive-alias *    inside the node it names
 *   too-large * too-deep * too-many-nodes * too-many-anchors * too-many-documents * too-many-directives *
 *   alias-expansion *    limits of base/limits.h
 *
 * A file of nothing but white space and comments has no documents and no problem.
 */
#ifndef D1_YAML_YAML_H
#define D1_YAML_YAML_H

#include "base/error.h"
#include "base/str.h"
#include "doc/stream.h"

/* Working memory that is kept from file to file. A loader belongs to one thread at a time. */
struct d1_yaml_loader;

/* A loader, to be freed with d1_yaml_loader_free. Returns 0 or D1_ERR_MEMORY. */
int d1_yaml_loader_new(struct d1_yaml_loader **loader, struct d1_error *error);

/*
 * Whether the merge key "<<" is resolved (yaml/merge.h). Where it is not, it is a problem. Scalars are those of
 * YAML 1.2 in any case.
 */
enum d1_yaml_merging {
    D1_YAML_MERGE_NEVER,      /* nor are documents taken that begin with "%YAML 1.1" */
    D1_YAML_MERGE_BY_VERSION, /* in documents that begin so */
    D1_YAML_MERGE_ALWAYS
};

/* For the files from now on; a new loader never merges. */
void d1_yaml_loader_set_merging(struct d1_yaml_loader *loader, enum d1_yaml_merging merging);

/* How many bytes a file may have, from now on; with a new loader D1_LIMIT_FILE_BYTES. */
void d1_yaml_loader_set_most(struct d1_yaml_loader *loader, size_t bytes);

/* NULL is allowed. */
void d1_yaml_loader_free(struct d1_yaml_loader *loader);

/*
 * Reads the bytes of one file into *out, which must be empty (all zero) and is the caller's, to be released with
 * d1_stream_release. bytes are not needed afterwards. Returns 0 or D1_ERR_MEMORY; then *out is empty.
 */
int d1_yaml_load(struct d1_yaml_loader *loader, struct d1_str bytes, struct d1_stream *out, struct d1_error *error);

/* Version of the libyaml that is linked, for --version. */
const char *d1_yaml_library_version(void);

#endif
