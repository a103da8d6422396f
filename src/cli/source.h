/*
 * Files that the command line names one by one: their bytes, and the documents in them.
 *
 * The end of the name says how a file is read: .json as JSON, .yaml and .yml as YAML. Any other name, standard input
 * among them, is read as JSON when it is JSON, else as YAML.
 */
#ifndef D1_CLI_SOURCE_H
#define D1_CLI_SOURCE_H

#include "base/error.h"
#include "base/file/lines.h"
#include "base/text/strbuf.h"
#include "doc/stream.h"
#include "json/json.h"
#include "yaml/yaml.h"

/* Readers, made when they are first needed; one structure a thread. All zero bytes is ready. */
struct d1_loaders {
    struct d1_yaml_loader *yaml;
    struct d1_json_loader *json;
    enum d1_yaml_merging merging; /* of the readers of YAML */
    size_t most;                  /* bytes of a file; 0 is D1_LIMIT_FILE_BYTES */
};

void d1_loaders_release(struct d1_loaders *loaders);

/* Whether the path means standard input: "-". */
bool d1_source_is_stdin(const char *path);

/*
 * Reads a whole file, or standard input, into bytes, which are emptied first; otherwise as d1_file_read does
 * (base/file/file.h).
 */
int d1_source_read(struct d1_strbuf *bytes, const char *path, struct d1_error *error);

/* The same of a file that may have `most` bytes. */
int d1_source_read_most(struct d1_strbuf *bytes, const char *path, size_t most, struct d1_error *error);

/* Reads the documents of a file's bytes, as d1_yaml_load and d1_json_load do. 0 or D1_ERR_MEMORY. */
int d1_source_load(struct d1_loaders *loaders, const char *path, struct d1_str bytes, struct d1_stream *stream,
                   struct d1_error *error);

/* A file that holds one document: a schema, bindings. All zero bytes is none. */
struct d1_document {
    const char *path;
    struct d1_strbuf bytes;
    struct d1_doc *doc;
};

/*
 * Reads such a file; path is borrowed. What is wrong is told on standard error, each problem with its place and the
 * source line; error, which may be NULL, receives the first of it. Returns 0, or the exit status: D1_EXIT_FAILURE when
 * the file cannot be read, D1_EXIT_USAGE when it does not hold one sound document. d1_document_release frees what it
 * holds.
 */
int d1_document_read(struct d1_document *document, struct d1_loaders *loaders, const char *path,
                     struct d1_error *error);
void d1_document_release(struct d1_document *document);

#endif
