/*
 * The files that the build put into the program: rules, schemas and the engagements that rule examples start
 * from, each as its source text and as ready document blocks. Nothing of them is parsed at start-up, and the
 * installed program needs nothing of the source tree.
 *
 * The container is made by src/embed at build time and linked in as constant data:
 *
 *     header | files, sorted by name | document offsets | names, texts and blocks (blocks aligned to 8 bytes)
 */
#ifndef D1_DOC_EMBEDDED_H
#define D1_DOC_EMBEDDED_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "doc/node.h"

enum { D1_EMBEDDED_DIGEST = 64 };

struct d1_embedded_header {
    uint32_t magic, version; /* D1_EMBEDDED_MAGIC, D1_EMBEDDED_VERSION */
    uint32_t files, documents;
    char digest[D1_EMBEDDED_DIGEST]; /* see d1_embedded_digest */
};

/* All offsets count from the header. */
struct d1_embedded_file {
    uint32_t name, name_length;     /* path from the root of the source tree, "rules/s2d/CTX-001.yaml"; NUL follows */
    uint32_t source, source_length; /* the text of the file; NUL follows */
    uint32_t first, documents;      /* its entries in the table of document offsets */
};

#define D1_EMBEDDED_MAGIC 0x64314562u
#define D1_EMBEDDED_VERSION 2u

/* The files, in order of their names in bytes; *count receives how many. NULL and 0 when none are linked in. */
const struct d1_embedded_file *d1_embedded_files(size_t *count);

/* The file of a name, or NULL. */
const struct d1_embedded_file *d1_embedded_find(const char *name);

/*
 * What stands for all of them: the SHA-256, in lower-case hexadecimal, of the listing that d1_sha256_list makes of the
 * files in their order. In the source tree
 *     find rules schemas -name '*.yaml' -o -name '*.json' | LC_ALL=C sort | xargs sha256sum | sha256sum
 * prints the same. Empty when none are linked in.
 */
struct d1_str d1_embedded_digest(void);

/* Where a node of an embedded document stands, from the header on, which no two have in common; 0 for any other node.
 */
uint32_t d1_embedded_place(const struct d1_node *node);

struct d1_str d1_embedded_name(const struct d1_embedded_file *file);
struct d1_str d1_embedded_source(const struct d1_embedded_file *file);

/* Document `index` of a file; index must be below file->documents. */
const struct d1_doc *d1_embedded_doc(const struct d1_embedded_file *file, size_t index);

#endif
