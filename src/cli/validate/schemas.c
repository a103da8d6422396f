#include "cli/validate/schemas.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "cli/message.h"
#include "schema/uri.h"
#include "verdict/verdict.h"

/* A path as a reference that schemas would write: what RFC 3986 §3.3 lets stand in a path stands as it is, but ':'. */
static void write_reference(struct d1_strbuf *out, const char *path)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=@/";

    for (; *path; path++) {
        if (strchr(plain, *path))
            d1_strbuf_putc(out, *path);
        else
            d1_strbuf_printf(out, "%%%02X", (unsigned)(unsigned char)*path);
    }
}

/* "file:///home/ida/orders/" of the current directory; where there is none any more, that of the root. */
static struct d1_str base_uri(struct d1_arena *arena)
{
    struct d1_strbuf uri = {0};
    char *directory = getcwd(NULL, 0);
    struct d1_str result;

    d1_strbuf_puts(&uri, "file://");
    write_reference(&uri, directory ? directory : "");
    if (!d1_str_ends(d1_strbuf_view(&uri), "/"))
        d1_strbuf_putc(&uri, '/');
    result = uri.oom ? d1_strn(NULL, 0) : d1_arena_str(arena, d1_strbuf_view(&uri));
    d1_strbuf_release(&uri);
    free(directory);
    return result;
}

static struct d1_str file_uri(struct d1_arena *arena, const char *path)
{
    struct d1_strbuf reference = {0};
    struct d1_str base = base_uri(arena), result = {NULL, 0};

    write_reference(&reference, path);
    if (base.ptr && !reference.oom)
        result = d1_schema_uri_resolve(arena, base, d1_strbuf_view(&reference));
    d1_strbuf_release(&reference);
    return result;
}

/* Remembers which file a document came from. */
static int add_file(struct d1_schemas *schemas, const char *path)
{
    struct stat st;

    if (d1_source_is_stdin(path) || stat(path, &st) != 0)
        return 0;
    return d1_vec_push(&schemas->files, ((struct d1_schema_file){st.st_dev, st.st_ino}));
}

/* Reads a document and makes it known under a URI, or, with none, under that of its file. 0 or an exit status. */
static int add_document(struct d1_schemas *schemas, const char *path, struct d1_str uri, struct d1_error *error)
{
    struct d1_document document = {0};
    int status = d1_document_read(&document, &schemas->loaders, path, error);

    if (status != 0 || add_file(schemas, path) < 0 || d1_vec_push(&schemas->documents, document) < 0) {
        d1_document_release(&document);
        return status ? status : d1_exit_of(d1_error_memory(error));
    }
    if (!uri.ptr)
        uri = file_uri(&schemas->arena, path);
    if (!uri.ptr)
        status = d1_error_memory(error);
    else
        status = d1_schema_set_add(schemas->set, uri, d1_doc_root(document.doc), path, error);
    if (status < 0) {
        error->place.path = path;
        d1_message_error(error);
    }
    return d1_exit_of(status);
}

/* "URL=FILE", or a file whose name may well hold an equals sign. */
static int add_reference(struct d1_schemas *schemas, const char *text, struct d1_error *error)
{
    size_t equals = strcspn(text, "=");

    if (!text[equals] || access(text, F_OK) == 0)
        return add_document(schemas, text, d1_strn(NULL, 0), error);
    if (!equals || !text[equals + 1])
        return d1_message_usage("validate", "--ref takes FILE or URL=FILE, not %s", text);
    return add_document(schemas, text + equals + 1, d1_strn(text, equals), error);
}

static void tell(const struct d1_schemas *schemas, const struct d1_error *error)
{
    struct d1_lines lines = {0};

    for (size_t i = 0; i < schemas->documents.len; i++)
        if (error->place.path && strcmp(schemas->documents.items[i].path, error->place.path) == 0)
            lines.bytes = d1_strbuf_view(&schemas->documents.items[i].bytes);
    d1_message_source(&error->place, d1_error_message(error), d1_lines_get(&lines, error->place.line), NULL, NULL);
    d1_lines_release(&lines);
}

static int compile(struct d1_schemas *schemas, const struct d1_schemas_options *options, struct d1_error *error)
{
    struct d1_schema_options wanted = {.default_dialect = options->dialect,
                                       .assert_format = options->assert_format,
                                       .legacy_patterns = options->legacy_patterns,
                                       .whole = true,
                                       .remedy = "with --ref FILE or --ref URL=FILE"};
    const struct d1_node *root = d1_doc_root(schemas->documents.items[0].doc);
    int result = d1_schema_compile(&schemas->schema, schemas->set, root, d1_strn("", 0), &wanted, error);

    if (result == 0)
        return 0;
    tell(schemas, error);
    return result == D1_ERR_MEMORY ? D1_EXIT_FAILURE : D1_EXIT_USAGE;
}

int d1_schemas_load(struct d1_schemas *schemas, const struct d1_schemas_options *options, struct d1_error *error)
{
    int status;

    schemas->loaders.merging = options->merging;
    if (d1_schema_set_new(&schemas->set, error) < 0)
        return d1_message_error(error);
    status = add_document(schemas, options->schema, d1_strn(NULL, 0), error);
    for (size_t i = 0; i < options->reference_count && status == 0; i++)
        status = add_reference(schemas, options->references[i], error);
    return status ? status : compile(schemas, options, error);
}

bool d1_schemas_have_file(const struct d1_schemas *schemas, const char *path)
{
    struct stat st;

    if (stat(path, &st) != 0)
        return false;
    for (size_t i = 0; i < schemas->files.len; i++)
        if (schemas->files.items[i].device == st.st_dev && schemas->files.items[i].inode == st.st_ino)
            return true;
    return false;
}

void d1_schemas_release(struct d1_schemas *schemas)
{
    d1_schema_free(schemas->schema);
    d1_schema_set_free(schemas->set);
    for (size_t i = 0; i < schemas->documents.len; i++)
        d1_document_release(&schemas->documents.items[i]);
    d1_vec_release(&schemas->documents);
    d1_vec_release(&schemas->files);
    d1_loaders_release(&schemas->loaders);
    d1_arena_release(&schemas->arena);
}
