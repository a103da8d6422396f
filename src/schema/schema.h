/*
 * JSON Schema: dialects 2020-12, 2019-09, draft-07, draft-06 and draft-04.
 *
 *     struct d1_schema_set *set;         documents that schemas may refer to, each under a URI
 *     struct d1_schema *schema;          one schema compiled to a graph of units; never changes
 *     struct d1_schema_scratch *scratch; memory that validation reuses; one a thread
 *
 * Schemas and instances are documents of doc/node.h, whatever text they were read from. Nothing is ever fetched:
 * a reference resolves to a document of the set, to a part of one, or to a built-in metaschema, else it is an error.
 *
 * Threads: adding to a set and looking up in it is for one thread at a time. Compiling only reads the set. Any number
 * of threads may validate with a compiled schema, each with its own scratch. The documents must outlive the set, the
 * set must outlive its schemas.
 *
 * An instance never makes an error. What is wrong with it goes to a sink; a limit that it makes validation reach
 * (depth, work, a pattern) ends in the verdict D1_SCHEMA_UNDECIDED and a sentence that names the limit.
 */
#ifndef D1_SCHEMA_SCHEMA_H
#define D1_SCHEMA_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/str.h"
#include "base/text/strbuf.h"
#include "doc/node.h"
#include "schema/keyword.h"

/* ---- documents ---- */

struct d1_schema_set;

/* A set with the built-in metaschemas; to be freed with d1_schema_set_free. 0 or D1_ERR_MEMORY. */
int d1_schema_set_new(struct d1_schema_set **set, struct d1_error *error);

/* NULL is allowed. Frees no documents. */
void d1_schema_set_free(struct d1_schema_set *set);

/*
 * Makes a document known under a URI (absolute; a plain name such as "Risk.schema.json" will do, relative
 * references between such names then resolve to each other). If the root has an `$id`, it is known under that too,
 * unless another document is.
 * path is what messages call the file: borrowed, may be NULL. Returns 0, D1_ERR_MEMORY, or D1_ERR_USAGE when
 * another document has the URI.
 */
int d1_schema_set_add(struct d1_schema_set *set, struct d1_str uri, const struct d1_node *root, const char *path,
                      struct d1_error *error);

/* The root of the document or embedded resource of a URI (a fragment leads on from there), or NULL. */
const struct d1_node *d1_schema_set_find(struct d1_schema_set *set, struct d1_str uri);

/*
 * Follows the `$ref` of a raw schema node, and the `$ref` of its target, until a schema without one: for those who
 * read types from schemas. Returns the node itself when it has no `$ref`, NULL when the reference dangles or the
 * way does not end. What stands beside a `$ref` is the caller's to look at.
 */
const struct d1_node *d1_schema_resolve(struct d1_schema_set *set, const struct d1_node *schema);

/* The same for one step: the target of this node's `$ref`. */
const struct d1_node *d1_schema_resolve_once(struct d1_schema_set *set, const struct d1_node *schema);

/* ---- compiling ---- */

struct d1_schema;

struct d1_schema_options {
    /* The dialect of documents without `$schema`: a metaschema's URI, or one of "2020-12", "2019-09", "draft-07",
     * "draft-06", "draft-04"; NULL is 2020-12. */
    const char *default_dialect;
    /* Whether `format` asserts. A format that is not known annotates in any case. */
    bool assert_format;
    /* Whether patterns are of ECMA-262 without the u flag (D1_REGEX_ECMA_LEGACY); the format `regex` is never. */
    bool legacy_patterns;
    /* Also compile `$defs` and `definitions` that nothing refers to, so that their faults are found. */
    bool whole;
    /* How users give documents that are missing, "with --ref FILE", for messages; NULL when it need not be said. */
    const char *remedy;
    /* Keywords whose use is reported to a sink (struct d1_schema_annotation): `keyword` there is an index into
     * this array. At most 32. Borrowed. */
    const char *const *annotations;
    size_t annotation_count;
};

/*
 * Compiles the schema at `root`. In a document of the set it is a part of that document. Else it is a document of its
 * own, wherever it stands (a schema inside a rule, say): "#" is root itself, and base, which may be empty, its URI.
 * options may be NULL. *schema is the caller's, to be freed with d1_schema_free.
 *
 * Returns 0, D1_ERR_MEMORY, or D1_ERR_TYPE when the schema is none: a keyword's value of the wrong type, unknown
 * dialect or required vocabulary, reference to nothing, references in a circle without progress, invalid pattern;
 * D1_ERR_LIMIT when it is too deep or too large. The error's place says where; its path is that of the document.
 */
int d1_schema_compile(struct d1_schema **schema, struct d1_schema_set *set, const struct d1_node *root,
                      struct d1_str base, const struct d1_schema_options *options, struct d1_error *error);

/* NULL is allowed. */
void d1_schema_free(struct d1_schema *schema);

/* ---- validating ---- */

enum d1_schema_verdict {
    D1_SCHEMA_INVALID = 0,
    D1_SCHEMA_VALID = 1,
    /* A limit was reached; the last error given to the sink says which, and where. An instance that is known to be
     * invalid may have such an error too, when not all errors could be found. */
    D1_SCHEMA_UNDECIDED = 2
};

/*
 * One thing that is wrong. All of it is borrowed for the time of the call, but for nodes, which live as long as
 * their documents.
 */
struct d1_schema_error {
    enum d1_schema_keyword keyword;
    /* What the error is about and where it is shown: a value, or a key when the key itself is at fault (unknown
     * key, propertyNames). Lacking properties are shown at the mapping that lacks them. */
    const struct d1_node *node;
    /* The value that the keyword was applied to, the "instance location" of the standard; d1_pointer_write gives
     * its pointer. */
    const struct d1_node *instance;
    /* The value of the keyword in the schema, or the schema `false` itself. Its place is in the schema's file. */
    const struct d1_node *schema;
    /* One sentence in a user's words, without a final full stop: "`probability` must be a whole number from 1 to
     * 5, is `high`". Text of the instance stands between backquotes, shortened, without control characters. */
    struct d1_str message;
    /* The way of evaluation to the keyword through references, a JSON Pointer from the root schema
     * ("/properties/risk/$ref/required"): keywordLocation of JSON Schema 2020-12 §12.3.1. */
    struct d1_str keyword_location;
    /* A property that is missing (required, dependentRequired) or unknown, else empty. */
    struct d1_str property;
    /* The nearest known key or enum value where there is one near, else empty; for a key that is missing, a key that is
     * there and not known. Looked for in the first 200 errors only. */
    struct d1_str suggestion;
};

/* A keyword that the caller registered stands in a schema that was applied to a node. */
struct d1_schema_annotation {
    size_t keyword;              /* index into d1_schema_options.annotations */
    const struct d1_node *value; /* the keyword's value in the schema */
    const struct d1_node *node;  /* the instance node */
    bool valid;                  /* whether the node is valid against the schema the keyword stands in */
};

enum d1_schema_detail {
    /* For people: one error for one mistake. type, minimum and maximum are one sentence; of the branches of anyOf
     * and oneOf the one that was meant is explained; applicators do not report what their subschemas reported. */
    D1_SCHEMA_EXPLAIN,
    /* For programs: each keyword that failed, applicators included, in every branch: the units of the standard's
     * "basic" output (2020-12 §12.4.2). */
    D1_SCHEMA_BASIC
};

/*
 * Receives what validation finds, in the order of the instance's text as far as one schema gives it. Any function
 * may be NULL. A function returns false to hear nothing more (the verdict is not changed by it).
 *
 * Annotations come for every node in document order of evaluation, also of invalid instances: from schemas that
 * apply without condition, from the branches of anyOf and oneOf that hold, or, where none holds, from the branch
 * that was meant; never from under `not`. They come after the errors.
 */
struct d1_schema_sink {
    void *context;
    enum d1_schema_detail detail;
    bool (*error)(void *context, const struct d1_schema_error *error);
    bool (*annotation)(void *context, const struct d1_schema_annotation *annotation);
};

struct d1_schema_scratch;

/* NULL when memory is short. free takes NULL. */
struct d1_schema_scratch *d1_schema_scratch_new(void);
void d1_schema_scratch_free(struct d1_schema_scratch *scratch);

/*
 * Validates an instance. Without a sink, or with one without functions, the verdict alone is found and the first
 * fault ends the work. A valid instance is walked once whatever is asked for. Returns a verdict, or D1_ERR_MEMORY.
 */
int d1_schema_validate(const struct d1_schema *schema, const struct d1_node *instance,
                       struct d1_schema_scratch *scratch, const struct d1_schema_sink *sink);

/*
 * Appends "URI#/json/pointer" of a node of a schema document: absoluteKeywordLocation of 2020-12 §12.3.2. The URI is
 * that of the nearest enclosing resource, the pointer counts from its root.
 */
void d1_schema_location(const struct d1_schema *schema, const struct d1_node *node, struct d1_strbuf *out);

/* The place of a node of a schema document, with the path that was given when the document was added. */
struct d1_place d1_schema_place(const struct d1_schema *schema, const struct d1_node *node);

#endif
