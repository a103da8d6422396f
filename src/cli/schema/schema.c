/* d1lint schema: prints the JSON Schema of a kind, or writes all of them for an editor. */
#include <getopt.h>
#include <string.h>

#include "base/file/file.h"
#include "base/vec.h"
#include "cli/command.h"
#include "cli/message.h"
#include "cli/output.h"
#include "cli/schema/bundle.h"
#include "cli/suggest.h"
#include "doc/embedded.h"
#include "engagement/kinds.h"
#include "report/escape.h"
#include "rules/ruleset.h"

#define FOLDER "schemas/"
#define ENDING ".schema.json"

struct arguments {
    const char *directory, *rules_dir;
};

static const struct d1_option options[] = {
    D1_TEXT(struct arguments, directory, "dir", 0, "DIR", "Write every schema into this folder."),
    D1_RULES(struct arguments),
};

/* ---- what schemas there are ---- */

struct schema {
    struct d1_str name; /* "RaidLog", "common" */
    const struct d1_node *root;
};

struct schemas {
    D1_VEC_MEMBERS(struct schema);
};

static int add_embedded(struct schemas *schemas)
{
    size_t count, ending = strlen(ENDING);
    const struct d1_embedded_file *files = d1_embedded_files(&count);

    for (size_t i = 0; i < count; i++) {
        struct d1_str name = d1_embedded_name(&files[i]);
        struct schema schema;

        if (!d1_str_starts(name, FOLDER) || !d1_str_ends(name, ENDING))
            continue;
        schema.root = d1_doc_root(d1_embedded_doc(&files[i], 0));
        schema.name = d1_str_sub(name, strlen(FOLDER), name.len - strlen(FOLDER) - ending);
        if (d1_vec_push(schemas, schema) < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

static int add_own(struct schemas *schemas, const struct d1_kinds *kinds)
{
    for (size_t i = 0; i < kinds->kind_count; i++) {
        struct schema schema = {.name = kinds->kinds[i].name, .root = kinds->kinds[i].schema_root};

        if (kinds->kinds[i].own && d1_vec_push(schemas, schema) < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

static const struct schema *find_schema(const struct schemas *schemas, struct d1_str name)
{
    for (size_t i = 0; i < schemas->len; i++)
        if (d1_str_eq(schemas->items[i].name, name))
            return &schemas->items[i];
    return NULL;
}

/* ---- writing ---- */

static int print_schema(const struct schema *schema)
{
    struct d1_strbuf out = {0};
    int status = D1_EXIT_FAILURE;

    if (d1_schema_bundle(&out, schema->root) < 0)
        d1_message_memory();
    else
        status = d1_output_finish(d1_strbuf_view(&out), D1_EXIT_OK);
    d1_strbuf_release(&out);
    return status;
}

static int unknown_schema(const struct schemas *schemas, const char *name)
{
    struct d1_suggest nearest = {0};

    for (size_t i = 0; i < schemas->len; i++)
        d1_suggest_look(&nearest, d1_str(name), schemas->items[i].name);
    if (nearest.found.len)
        return d1_message_usage("schema", "there is no schema %s; did you mean " D1_STR_FMT "?", name,
                                D1_STR_ARG(nearest.found));
    return d1_message_usage("schema", "there is no schema %s; `d1lint schema` lists them", name);
}

/* What to write into a file so that an editor checks and completes it. */
static void add_modeline(struct d1_strbuf *out, const char *directory, struct d1_str name)
{
    d1_strbuf_puts(out, "# yaml-language-server: $schema=");
    d1_escape_text(out, d1_str(directory), true);
    d1_strbuf_printf(out, "%s", d1_str_ends(d1_str(directory), "/") ? "" : "/");
    d1_escape_text(out, name, true);
    d1_strbuf_puts(out, ENDING);
}

static int write_schema(const char *directory, const struct schema *schema, struct d1_error *error)
{
    struct d1_strbuf path = {0}, text = {0};
    int status = D1_ERR_MEMORY;

    d1_strbuf_printf(&path, "%s/" D1_STR_FMT ENDING, directory, D1_STR_ARG(schema->name));
    if (path.oom || d1_schema_bundle(&text, schema->root) < 0)
        d1_error_memory(error);
    else
        status = d1_output_file(path.ptr, d1_strbuf_view(&text), error);
    d1_strbuf_release(&path);
    d1_strbuf_release(&text);
    return status;
}

static int write_all(const struct schemas *schemas, const struct d1_kinds *kinds, const char *directory)
{
    struct d1_strbuf out = {0};
    struct d1_error error = {0};
    int status = d1_file_make_directory(directory, &error);

    for (size_t i = 0; i < schemas->len && status == 0; i++)
        status = write_schema(directory, &schemas->items[i], &error);
    if (status < 0) {
        status = d1_message_error(&error);
        d1_error_clear(&error);
        return status;
    }
    d1_strbuf_printf(&out, "%zu schemas are in ", schemas->len);
    d1_escape_path(&out, directory, true);
    d1_strbuf_puts(&out, ". The first line of an artifact tells an editor which one to use, with the path from the "
                         "artifact to the schema:\n\n");
    for (size_t i = 0; i < schemas->len; i++) {
        const struct d1_kind *kind = d1_kinds_find(kinds, schemas->items[i].name);

        if (!kind || kind->policy)
            continue;
        add_modeline(&out, directory, schemas->items[i].name);
        d1_strbuf_putc(&out, '\n');
    }
    status = d1_output_finish(d1_strbuf_view(&out), D1_EXIT_OK);
    d1_strbuf_release(&out);
    return status;
}

static int print_names(const struct schemas *schemas, const struct d1_kinds *kinds)
{
    struct d1_strbuf out = {0};
    int status;

    for (size_t i = 0; i < schemas->len; i++) {
        const struct d1_kind *kind = d1_kinds_find(kinds, schemas->items[i].name);

        d1_escape_text(&out, schemas->items[i].name, true);
        if (kind) {
            d1_strbuf_fill(&out, ' ', schemas->items[i].name.len < 24 ? 24 - schemas->items[i].name.len : 2);
            d1_escape_text(&out, kind->purpose, true);
        }
        d1_strbuf_putc(&out, '\n');
    }
    d1_strbuf_puts(&out, "\n`d1lint schema NAME` prints one. For an editor, `d1lint schema --dir DIR` writes them all; "
                         "then begin a file with\n");
    add_modeline(&out, "DIR", d1_str("RaidLog"));
    d1_strbuf_putc(&out, '\n');
    status = d1_output_finish(d1_strbuf_view(&out), D1_EXIT_OK);
    d1_strbuf_release(&out);
    return status;
}

/* ---- the command ---- */

static int show(const struct d1_ruleset *ruleset, const struct arguments *arguments, const char *name)
{
    struct schemas schemas = {0};
    const struct schema *found;
    int status = D1_EXIT_FAILURE;

    if (add_embedded(&schemas) < 0 || add_own(&schemas, ruleset->kinds) < 0) {
        d1_message_memory();
        goto done;
    }
    found = name ? find_schema(&schemas, d1_str(name)) : NULL;
    if (found)
        status = print_schema(found);
    else if (name)
        status = unknown_schema(&schemas, name);
    else if (arguments->directory)
        status = write_all(&schemas, ruleset->kinds, arguments->directory);
    else
        status = print_names(&schemas, ruleset->kinds);
done:
    d1_vec_release(&schemas);
    return status;
}

static int run(const struct d1_command *command, int argc, char **argv)
{
    struct arguments arguments = {0};
    struct d1_ruleset *ruleset = NULL;
    int status;

    if (!d1_command_parse(command, argc, argv, &arguments, &status))
        return status;
    if (argc - optind > 1)
        return d1_message_usage(command->name, "one schema at a time; --dir writes them all");
    if (argc > optind && arguments.directory)
        return d1_message_usage(command->name, "--dir writes all schemas: name none");
    status = d1_command_rules(arguments.rules_dir, &ruleset);
    if (status == 0)
        status = show(ruleset, &arguments, argc > optind ? argv[optind] : NULL);
    d1_ruleset_free(ruleset);
    return status;
}

static const struct d1_command_example examples[] = {
    {"d1lint schema RaidLog", "The JSON Schema (2020-12) of a kind."},
    {"d1lint schema --dir .schemas", "All of them, so that an editor completes and checks while you type."},
    {"d1lint schema Report", "What `d1lint check --format json` writes; History is what `d1lint history` does."},
};

const struct d1_command d1_command_schema = {
    .name = "schema",
    .summary = "Print the JSON Schema of a kind, or write all of them for an editor.",
    .arguments = "[KIND]",
    .details = "Without KIND and --dir the names are listed. Each schema stands by itself and needs no other file.",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .examples = examples,
    .example_count = sizeof examples / sizeof *examples,
    .run = run,
};
