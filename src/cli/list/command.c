/* d1lint list checks|criteria|gates|kinds|functions: tables for people, the same as JSON, and criteria as OSCAL. */
#include <getopt.h>
#include <string.h>

#include "base/version.h"
#include "cli/command.h"
#include "cli/list/catalog.h"
#include "cli/list/listing.h"
#include "cli/message.h"
#include "cli/output.h"
#include "cli/screen/terminal.h"
#include "cli/suggest.h"
#include "report/oscal.h"

struct arguments {
    const char *rules_dir, *format, *created;
    bool matrix;
};

static const struct d1_option options[] = {
    D1_TEXT(struct arguments, format, "format", 'f', "F", "text (default) or json; of criteria also OSCAL (below)."),
    D1_TEXT(struct arguments, created, "created", 0, "TIME", "When OSCAL says it was made; else with this version."),
    D1_FLAG(struct arguments, matrix, "matrix", 0,
            "With criteria: which section of the guide, checks, kinds of artifacts and gates belong together."),
    D1_RULES(struct arguments),
};

static int list(const struct d1_listing_source *source, const struct d1_listing *listing, bool json)
{
    struct d1_strbuf out = {0};
    struct d1_paint page = d1_terminal_paint(&out);
    int status;

    /* Off a terminal a row is a line, so that grep finds the whole of it. */
    page.width = d1_terminal_options().width;
    if (json && listing->json)
        listing->json(source->ruleset, &out);
    else if (json)
        d1_listing_json(&out, source, listing);
    else
        d1_listing_table(&page, source, listing);
    status = d1_output_finish(d1_strbuf_view(&out), D1_EXIT_OK);
    d1_strbuf_release(&out);
    return status;
}

static const char *listing_name(size_t index)
{
    const struct d1_listing *listing = d1_listing_at(index);

    return listing ? listing->name : NULL;
}

static const struct d1_listing *find_listing(const char *name)
{
    for (size_t i = 0; listing_name(i); i++)
        if (strcmp(listing_name(i), name) == 0)
            return d1_listing_at(i);
    return NULL;
}

/* `text`, `json`, and documents of OSCAL. */
static const char *format_name(size_t index)
{
    static const char *const names[] = {"text", "json"};
    const size_t count = sizeof names / sizeof *names;

    return index < count ? names[index] : d1_catalog_format(index - count);
}

enum { JSON = 1, OSCAL };

/* The index of a format; SIZE_MAX where there is none. */
static size_t find_format(const char *name)
{
    for (size_t i = 0; format_name(i); i++)
        if (strcmp(format_name(i), name) == 0)
            return i;
    return SIZE_MAX;
}

static int list_catalog(const struct d1_listing_source *source, size_t document, int64_t created)
{
    struct d1_strbuf out = {0};
    struct d1_error error = {0};
    int status;

    if (d1_catalog_write(source->ruleset, document, created, source->arena, &out, &error) < 0)
        status = d1_message_error(&error);
    else
        status = d1_output_finish(d1_strbuf_view(&out), D1_EXIT_OK);
    d1_error_clear(&error);
    d1_strbuf_release(&out);
    return status;
}

/* Reads --created into *created: 0, or the exit status of bad usage. */
static int read_created(const struct arguments *arguments, size_t format, int64_t *created)
{
    struct d1_instant instant;

    if (arguments->created && format < OSCAL)
        return d1_message_usage("list", "--created is for criteria as OSCAL");
    if (!d1_instant_parse(d1_str(arguments->created ? arguments->created : D1_VERSION_DAY "T00:00:00Z"), &instant) ||
        !d1_oscal_has_day((d1_date)d1_instant_day(instant.seconds)))
        return d1_message_usage("list",
                                "--created takes a time of the years 1900 to 2999 with its offset, as "
                                "2026-03-02T09:30:00Z, not %s",
                                arguments->created);
    *created = instant.seconds;
    return 0;
}

/* What is to be listed, and the index of its format; NULL after telling what is wrong, and then the exit status. */
static const struct d1_listing *read_arguments(const struct arguments *arguments, char **names, size_t count,
                                               size_t *format, int *status)
{
    const struct d1_listing *listing = count == 1 ? find_listing(names[0]) : NULL;
    bool criteria = listing && strcmp(listing->name, d1_listing_matrix.name) == 0;

    *format = find_format(arguments->format);
    if (*format == SIZE_MAX)
        *status = d1_suggest_usage("list", "unknown format", d1_str(arguments->format), format_name);
    else if (count != 1)
        *status = d1_message_usage("list", "name one list: checks, criteria, gates, kinds or functions");
    else if (!listing)
        *status = d1_suggest_usage("list", "there is no list of", d1_str(names[0]), listing_name);
    else if (*format >= OSCAL && (!criteria || arguments->matrix))
        *status = d1_message_usage("list", "the format %s is for criteria", arguments->format);
    else if (arguments->matrix && !criteria)
        *status = d1_message_usage("list", "--matrix is for criteria");
    else
        return arguments->matrix ? &d1_listing_matrix : listing;
    return NULL;
}

static int run(const struct d1_command *command, int argc, char **argv)
{
    struct arguments arguments = {.format = "text"};
    struct d1_arena arena = {0};
    struct d1_listing_source source = {.arena = &arena};
    const struct d1_listing *listing;
    size_t format = 0;
    int64_t created = 0;
    int status;

    if (!d1_command_parse(command, argc, argv, &arguments, &status))
        return status;
    listing = read_arguments(&arguments, argv + optind, (size_t)(argc - optind), &format, &status);
    if (!listing)
        return status;
    status = read_created(&arguments, format, &created);
    if (status == 0)
        status = d1_command_rules(arguments.rules_dir, &source.ruleset);
    if (status == 0 && listing->prepare)
        status = listing->prepare(&source);
    if (status == 0)
        status =
            format >= OSCAL ? list_catalog(&source, format - OSCAL, created) : list(&source, listing, format == JSON);
    d1_ruleset_free(source.ruleset);
    d1_arena_release(&arena);
    return status;
}

static void write_formats(struct d1_strbuf *out)
{
    d1_strbuf_puts(out, "formats of OSCAL 1.2, of criteria alone\n");
    for (size_t i = 0; d1_catalog_format(i); i++)
        d1_strbuf_printf(out, "  %-15s  %s\n", d1_catalog_format(i),
                         i ? "what engagements of this profile are asked for, with its parameters"
                           : "all criteria as controls, their checks as objectives, parameters");
}

static const struct d1_command_example examples[] = {
    {"d1lint list checks", "Every check with its severity and when it is due."},
    {"d1lint list criteria --format json", "The success criteria with their gates and checks, for a program."},
    {"d1lint list criteria --matrix", "What of the guide is shown by which checks and artifacts, at which gates."},
    {"d1lint list criteria --format oscal-catalog > d1lint-catalog.json", "The same as a catalogue of OSCAL."},
    {"d1lint list functions", "Every name and function that the expressions of rules see."},
};

const struct d1_command d1_command_list = {
    .name = "list",
    .summary = "List checks, criteria, gates, kinds of artifacts, or functions of rules.",
    .arguments = "checks|criteria|gates|kinds|functions",
    .details = "Checks that this version knows by name only are marked: they are never judged, and never pass.",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .examples = examples,
    .example_count = sizeof examples / sizeof *examples,
    .more_help = write_formats,
    .run = run,
};
