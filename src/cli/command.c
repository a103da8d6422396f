#include "cli/command.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "cli/message.h"
#include "cli/output.h"
#include "cli/suggest.h"
#include "engine/run.h"
#include "rules/ruleset.h"
#include "verdict/verdict.h"

enum { WIDTH = 80, INDENT = 2 };

/* A paragraph, its lines broken between words. */
static void write_paragraph(struct d1_strbuf *out, struct d1_str text)
{
    size_t column = 0;

    for (size_t at = 0, end; at < text.len; at = end + 1) {
        end = d1_str_find(text, ' ', at);
        if (column && column + 1 + (end - at) > WIDTH) {
            d1_strbuf_putc(out, '\n');
            column = 0;
        } else if (column) {
            d1_strbuf_putc(out, ' ');
            column++;
        }
        d1_strbuf_str(out, d1_str_sub(text, at, end - at));
        column += end - at;
    }
    d1_strbuf_putc(out, '\n');
}

static void write_details(struct d1_strbuf *out, struct d1_str details)
{
    for (size_t at = 0, end; at < details.len; at = end + 2) {
        for (end = at; end < details.len && !(details.ptr[end] == '\n' && details.ptr[end + 1] == '\n'); end++)
            ;
        d1_strbuf_putc(out, '\n');
        write_paragraph(out, d1_str_sub(details, at, end - at));
    }
}

void d1_command_write_help(struct d1_strbuf *out, const struct d1_command *command)
{
    d1_strbuf_printf(out, "usage: d1lint %s [OPTION...]%s%s\n\n", command->name, command->arguments[0] ? " " : "",
                     command->arguments);
    write_paragraph(out, d1_str(command->summary));
    write_details(out, d1_str(command->details));
    d1_strbuf_puts(out, "\noptions\n");
    d1_options_write_help(out, command->options, command->option_count);
    if (command->more_help) {
        d1_strbuf_putc(out, '\n');
        command->more_help(out);
    }
    d1_strbuf_puts(out, "\nexamples\n");
    for (size_t i = 0; i < command->example_count; i++)
        d1_strbuf_printf(out, "  %s\n      %s\n", command->examples[i].line, command->examples[i].what);
}

void d1_command_write_row(struct d1_strbuf *out, const char *name, const char *summary)
{
    d1_strbuf_printf(out, "  %-14s%s\n", name, summary);
}

void d1_command_write_overview(struct d1_strbuf *out)
{
    size_t count;
    const struct d1_command *const *commands = d1_commands(&count);

    d1_strbuf_puts(out, "usage: d1lint COMMAND [OPTION...] [ARGUMENT...]\n\n");
    write_paragraph(out, d1_str("d1lint says of the documents of a customer engagement, kept as YAML in a git "
                                "repository, which success criteria of the Day 1 Delivery guide hold, which fail, "
                                "and where."));
    d1_strbuf_puts(out, "\ncommands\n");
    for (size_t i = 0; i < count; i++)
        d1_command_write_row(out, commands[i]->name, commands[i]->summary);
    d1_strbuf_puts(out, "\n`d1lint help COMMAND` tells about one of them, `d1lint --version` which version this is.\n");
}

bool d1_command_parse(const struct d1_command *command, int argc, char **argv, void *target, int *status)
{
    struct d1_strbuf text = {0};
    enum d1_option_result result = d1_options_parse(command->options, command->option_count, argc, argv, target, &text);

    if (result == D1_OPTIONS_HELP) {
        d1_command_write_help(&text, command);
        *status = d1_output_finish(d1_strbuf_view(&text), D1_EXIT_OK);
    } else if (result == D1_OPTIONS_BAD) {
        *status = d1_message_usage(command->name, D1_STR_FMT, D1_STR_ARG(d1_strbuf_view(&text)));
    }
    d1_strbuf_release(&text);
    return result == D1_OPTIONS_GOOD;
}

static const char *form(size_t index)
{
    static const char *const names[] = {"text", "json"};

    return index < sizeof names / sizeof *names ? names[index] : NULL;
}

bool d1_command_form(const struct d1_command *command, const char *format)
{
    if (!format || strcmp(format, form(0)) == 0 || strcmp(format, form(1)) == 0)
        return true;
    d1_suggest_usage(command->name, "unknown format", d1_str(format), form);
    return false;
}

bool d1_command_source(const struct d1_command *command, bool staged, const char *revision,
                       struct d1_run_options *options)
{
    options->source = revision ? D1_SOURCE_REVISION : staged ? D1_SOURCE_INDEX : D1_SOURCE_WORKTREE;
    options->revision = revision;
    if (staged && revision)
        d1_message_usage(command->name, "--staged and --rev exclude each other");
    return !(staged && revision);
}

int d1_command_jobs(const struct d1_command *command, const char *text, unsigned *jobs)
{
    unsigned long number;
    char *end;

    if (!text)
        return 0;
    number = strtoul(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end || number < 1 || number > D1_LIMIT_THREADS)
        return d1_message_usage(command->name, "--jobs takes a number from 1 to %d, not %s", D1_LIMIT_THREADS, text);
    *jobs = (unsigned)number;
    return 0;
}

int d1_command_rules(const char *rules_dir, struct d1_ruleset **ruleset)
{
    struct d1_error error = {0};
    int status = d1_ruleset_load(ruleset, rules_dir, &error) < 0 ? d1_message_error(&error) : 0;

    d1_error_clear(&error);
    return status;
}
