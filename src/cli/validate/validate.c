/* d1lint validate: JSON Schema validation by itself. */
#include <getopt.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/memory/alloc.h"
#include "base/pool.h"
#include "cli/command.h"
#include "cli/message.h"
#include "cli/screen/terminal.h"
#include "cli/source.h"
#include "cli/suggest.h"
#include "cli/validate/instance_log.h"
#include "cli/validate/instance_worker.h"
#include "cli/validate/instances.h"
#include "cli/validate/schemas.h"
#include "verdict/verdict.h"

struct arguments {
    bool assert_format, merge;
    const char *schema, *dialect, *regex, *most, *format, *jobs;
    struct d1_option_list references, excludes;
};

static const struct d1_option options[] = {
    D1_TEXT(struct arguments, schema, "schema", 's', "FILE", "The schema, as JSON or YAML; `-` is standard input."),
    D1_LIST(struct arguments, references, "ref", 'r', "[URL=]FILE",
            "A document that schemas may refer to, by its `$id` or URL."),
    D1_FLAG(struct arguments, assert_format, "format-assertion", 0, "`format` asserts; else it only annotates."),
    D1_TEXT(struct arguments, dialect, "default-dialect", 0, "D",
            "2020-12 (default), 2019-09, draft-07, draft-06, draft-04."),
    D1_TEXT(struct arguments, regex, "regex", 0, "KIND", "Patterns are unicode (default) or nonunicode (below)."),
    D1_FLAG(struct arguments, merge, "yaml-merge", 0, "Resolve `<<` in YAML, as always under `%YAML 1.1`."),
    D1_LIST(struct arguments, excludes, "exclude", 'x', "GLOB",
            "Files of folders to pass over: `*.test.json`, `drafts/`."),
    D1_TEXT(struct arguments, most, "max-size", 0, "MIB", "Most MiB that a file may have, 1 to 256; else 4."),
    D1_TEXT(struct arguments, format, "format", 'f', "F", "Report format (below)."),
    D1_JOBS(struct arguments),
};

struct validation {
    const struct d1_instance_format *format;
    const struct d1_schema *schema;
    struct d1_instances instances;
    struct d1_instance_log *log;
    struct d1_instance_worker *workers;
    enum d1_yaml_merging merging;
    unsigned jobs;
    struct d1_pool *pool;
};

static void work(void *context, size_t index, unsigned thread)
{
    struct validation *validation = context;
    struct d1_instance_worker *worker = &validation->workers[thread];
    struct d1_instance_outcome outcome = {0};

    if (d1_instance_log_is_broken(validation->log))
        return;
    d1_instance_worker_validate(worker, &validation->instances, &validation->instances.files.items[index], &outcome);
    d1_instance_log_take(validation->log, index, &outcome);
}

/* ---- all files ---- */

static int make_workers(struct validation *validation)
{
    validation->workers = d1_calloc(d1_pool_threads(validation->pool), sizeof *validation->workers);
    if (!validation->workers)
        return D1_ERR_MEMORY;
    for (unsigned i = 0; i < d1_pool_threads(validation->pool); i++) {
        struct d1_instance_worker *worker = &validation->workers[i];

        worker->loaders.merging = validation->merging;
        worker->loaders.most = validation->instances.most;
        if (d1_instance_worker_init(worker, validation->format, validation->schema) < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

static void release(struct validation *validation)
{
    for (unsigned i = 0; validation->workers && i < d1_pool_threads(validation->pool); i++)
        d1_instance_worker_release(&validation->workers[i]);
    d1_free(validation->workers);
    d1_pool_free(validation->pool);
    d1_instance_log_free(validation->log);
    d1_instances_release(&validation->instances);
}

static int find_instances(struct validation *validation, char **operands, size_t count)
{
    struct d1_error error = {0};
    int status = 0;

    for (size_t i = 0; i < count && status == 0; i++)
        if (d1_instances_add(&validation->instances, operands[i], &error) < 0)
            status = d1_message_error(&error);
    if (status == 0 && validation->instances.files.len == 0) {
        const struct d1_passed_over *passed = &validation->instances.passed_over;

        d1_message("there is no file to validate: a folder is searched for .yaml, .yml and .json%s",
                   passed->excluded  ? ", and all that was found is excluded"
                   : passed->schemas ? ", and the schema itself is passed over"
                                     : "");
        status = D1_EXIT_FAILURE;
    }
    d1_error_clear(&error);
    return status;
}

static int validate(struct validation *validation, char **operands, size_t count)
{
    int status = find_instances(validation, operands, count);
    size_t files = validation->instances.files.len;

    if (status != 0)
        return status;
    if (validation->jobs > files)
        validation->jobs = (unsigned)files;
    validation->log = d1_instance_log_new(validation->format, files);
    if (!validation->log || d1_pool_new(&validation->pool, validation->jobs) < 0 || make_workers(validation) < 0) {
        d1_message_memory();
        return D1_EXIT_FAILURE;
    }
    d1_instance_log_passed_over(validation->log, validation->instances.passed_over);
    d1_pool_run(validation->pool, files, 1, work, validation);
    return d1_instance_log_end(validation->log, D1_EXIT_OK);
}

/*
 * A schema that is none has been told on standard error; whoever asked for data gets some that says so, and not an
 * empty list in which everything is valid.
 */
static int report_schema(struct validation *validation, const struct d1_error *error, int status)
{
    const struct d1_instance_format *format = validation->format;
    struct d1_instance_log *log;
    struct d1_instance_worker worker = {0};
    struct d1_instance_outcome outcome = {0};
    struct d1_instance_fault told = {
        .name = D1_INSTANCE_SCHEMA, .place = error->place, .message = d1_str(d1_error_message(error)), .unread = true};

    if (!format->records || !error->place.path)
        return status;
    told.place.path = d1_instances_shown(&validation->instances, error->place.path);
    if (!told.place.path)
        return D1_EXIT_FAILURE;
    log = d1_instance_log_new(format, 1);
    if (!log)
        return D1_EXIT_FAILURE;
    worker.writer.format = format;
    worker.writer.paint.out = &worker.text;
    d1_instance_worker_tell(&worker, &told, &outcome);
    d1_instance_log_take(log, 0, &outcome);
    status = d1_instance_log_end(log, status);
    d1_instance_worker_release(&worker);
    d1_instance_log_free(log);
    return status;
}

/* ---- the command ---- */

static const char *format_name(size_t index)
{
    size_t count;
    const struct d1_instance_format *formats = d1_instance_formats(&count);

    return index < count ? formats[index].name : NULL;
}

static int check_excludes(const struct d1_option_list *excludes)
{
    if (excludes->len > D1_LIMIT_EXCLUDES)
        return d1_message_usage("validate", "--exclude is given %zu times; %d are the most", excludes->len,
                                D1_LIMIT_EXCLUDES);
    for (size_t i = 0; i < excludes->len; i++)
        if (!excludes->items[i][0] || strlen(excludes->items[i]) > D1_LIMIT_EXCLUDE_BYTES)
            return d1_message_usage("validate", "--exclude takes a pattern of 1 to %d bytes, not one of %zu",
                                    D1_LIMIT_EXCLUDE_BYTES, strlen(excludes->items[i]));
    return 0;
}

/* The bytes that a number of MiB stands for; 0 or the exit status of bad usage. */
static int read_most(const char *text, size_t *most)
{
    const unsigned long limit = D1_LIMIT_INSTANCE_BYTES >> 20;
    unsigned long number;
    char *end;

    *most = D1_LIMIT_FILE_BYTES;
    if (!text)
        return 0;
    number = strtoul(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end || number < 1 || number > limit)
        return d1_message_usage("validate", "--max-size takes a number of MiB from 1 to %lu, not %s", limit, text);
    *most = number << 20;
    return 0;
}

/* 0 or the exit status of bad usage. */
static int check_arguments(const struct arguments *arguments, char **operands, size_t count)
{
    size_t standard = 0;

    if (!arguments->schema)
        return d1_message_usage("validate", "--schema FILE says what the files are validated against");
    if (!count)
        return d1_message_usage("validate", "name files or folders to validate; `-` is standard input");
    for (size_t i = 0; i < count; i++) {
        if (!operands[i][0])
            return d1_message_usage("validate", "a path is empty");
        standard += d1_source_is_stdin(operands[i]);
    }
    if (standard + d1_source_is_stdin(arguments->schema) > 1)
        return d1_message_usage("validate", "standard input can be read once only");
    if (strcmp(arguments->regex, "unicode") != 0 && strcmp(arguments->regex, "nonunicode") != 0)
        return d1_message_usage("validate", "--regex takes unicode or nonunicode, not %s", arguments->regex);
    return check_excludes(&arguments->excludes);
}

static int run(const struct d1_command *command, int argc, char **argv)
{
    struct arguments arguments = {.regex = "unicode", .format = "text"};
    struct validation validation = {.jobs = d1_pool_processors()};
    struct d1_schemas schemas = {0};
    struct d1_error error = {0};
    char **operands;
    size_t count;
    int status;

    if (!d1_command_parse(command, argc, argv, &arguments, &status))
        goto done;
    operands = argv + optind;
    count = (size_t)(argc - optind);
    status = check_arguments(&arguments, operands, count);
    if (status == 0)
        status = d1_command_jobs(command, arguments.jobs, &validation.jobs);
    if (status == 0)
        status = read_most(arguments.most, &validation.instances.most);
    if (status != 0)
        goto done;
    validation.format = d1_instance_format_find(arguments.format);
    if (!validation.format) {
        status = d1_suggest_usage("validate", "unknown format", d1_str(arguments.format), format_name);
        goto done;
    }
    validation.merging = arguments.merge ? D1_YAML_MERGE_ALWAYS : D1_YAML_MERGE_BY_VERSION;
    status = d1_schemas_load(&schemas,
                             &(struct d1_schemas_options){
                                 .schema = arguments.schema,
                                 .references = arguments.references.items,
                                 .reference_count = arguments.references.len,
                                 .dialect = arguments.dialect,
                                 .assert_format = arguments.assert_format,
                                 .merging = validation.merging,
                                 .legacy_patterns = strcmp(arguments.regex, "nonunicode") == 0,
                             },
                             &error);
    validation.schema = schemas.schema;
    validation.instances.schemas = &schemas;
    validation.instances.from_root = validation.format->records;
    validation.instances.excludes.items = arguments.excludes.items;
    validation.instances.excludes.len = arguments.excludes.len;
    status = status == 0 ? validate(&validation, operands, count) : report_schema(&validation, &error, status);
done:
    release(&validation);
    d1_schemas_release(&schemas);
    d1_error_clear(&error);
    d1_vec_release(&arguments.references);
    d1_vec_release(&arguments.excludes);
    return status;
}

static void write_formats(struct d1_strbuf *out)
{
    size_t count;
    const struct d1_instance_format *formats = d1_instance_formats(&count);

    d1_strbuf_puts(out, "formats\n");
    for (size_t i = 0; i < count; i++)
        d1_command_write_row(out, formats[i].name, formats[i].summary);
    d1_strbuf_puts(
        out,
        "\npaths\n"
        "  text and concise name files as they are given, json and sarif from the root of the repository that the\n"
        "  current folder lies in\n"
        "\nregular expressions\n"
        "  unicode     ECMA-262 with the u flag, as JSON Schema recommends: what is no escape is a mistake\n"
        "  nonunicode  ECMA-262 without it, for schemas written so: a backslash before any other character is\n"
        "              that character (\\-, \\_), braces and brackets that close nothing are themselves, and\n"
        "              \\p{L} is no property; of `pattern` and `patternProperties`, not of the format `regex`\n"
        "\nexit status\n"
        "  0         every document of every file is valid\n"
        "  1         a document is not, or a file is no JSON or YAML\n"
        "  2         bad usage, or the schema is at fault\n"
        "  3         a file could not be read, or there is none; the others are validated all the same\n");
}

static const struct d1_command_example examples[] = {
    {"d1lint validate --schema order.schema.json orders",
     "Every .yaml, .yml and .json file below the folder `orders`."},
    {"d1lint validate --schema a.json --ref b.json --ref https://example.com/c.json=c.json x.yaml",
     "A schema that refers to two others: by the `$id` of b.json, and by the URL of c.json."},
    {"d1lint validate --schema order.schema.json --exclude drafts/ --exclude '*.tmp.json' .",
     "Everything below the current folder but the schema, the folder `drafts` and some names."},
    {"d1lint validate --schema old.json --default-dialect draft-07 --format-assertion x.json",
     "A schema without `$schema`, written for draft-07, with its formats."},
    {"d1lint validate --schema cm.json --format json - < cm.yaml", "Standard input, and output for a program."},
};

const struct d1_command d1_command_validate = {
    .name = "validate",
    .summary = "Validate JSON and YAML files against a JSON Schema.",
    .arguments = "FILE|DIR...",
    .details =
        "The dialects 2020-12, 2019-09, draft-07, draft-06 and draft-04, by the schema's `$schema`. Nothing is "
        "fetched: a "
        "reference leads to a document given with --ref, or to a metaschema.\n\n"
        "A file is read as its name says, .json as JSON, .yaml and .yml as YAML 1.2, and any other name as what its "
        "text "
        "is. Each document of a YAML stream is validated. The merge key `<<` is resolved in documents that "
        "begin with `%YAML 1.1`, and in all with --yaml-merge. A file may have 4 MiB, or what --max-size says, and a "
        "document 1,000,000 values and keys in any case. `d1lint check` reads no artifact of more than 4 MiB, whatever "
        "is asked: the limits are there for files that somebody made to be large. In a folder, names that begin with a "
        "dot and what is no "
        "regular file are passed over, and so are the files of the schema and of --ref, and what --exclude says: a "
        "pattern for the path below the folder, or for that with the folder in front. One without `/` is for the name "
        "alone, one that ends in `/` for all below a folder; `*` and `?` stay within a name, `**` does not. A file "
        "that "
        "is named itself is validated in any case.",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .examples = examples,
    .example_count = sizeof examples / sizeof *examples,
    .more_help = write_formats,
    .run = run,
};
