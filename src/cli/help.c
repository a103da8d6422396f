/* d1lint help [COMMAND] */
#include <getopt.h>
#include <string.h>

#include "cli/command.h"
#include "cli/message.h"
#include "cli/output.h"
#include "cli/suggest.h"
#include "verdict/verdict.h"

static int unknown_topic(const char *topic)
{
    struct d1_suggest nearest = {0};
    size_t count;
    const struct d1_command *const *commands = d1_commands(&count);

    for (size_t i = 0; i < count; i++)
        d1_suggest_look(&nearest, d1_str(topic), d1_str(commands[i]->name));
    if (nearest.found.len)
        return d1_message_usage(NULL, "there is no command %s; did you mean " D1_STR_FMT "?", topic,
                                D1_STR_ARG(nearest.found));
    return d1_message_usage(NULL, "there is no command %s; `d1lint explain` tells about checks, gates and kinds",
                            topic);
}

static int run(const struct d1_command *command, int argc, char **argv)
{
    struct d1_strbuf out = {0};
    const struct d1_command *const *commands, *found = NULL;
    size_t count;
    int status;

    if (!d1_command_parse(command, argc, argv, NULL, &status))
        return status;
    if (argc - optind > 1)
        return d1_message_usage(command->name, "one command at a time");
    commands = d1_commands(&count);
    for (size_t i = 0; optind < argc && i < count; i++)
        if (strcmp(argv[optind], commands[i]->name) == 0)
            found = commands[i];
    if (optind < argc && !found)
        return unknown_topic(argv[optind]);
    if (found)
        d1_command_write_help(&out, found);
    else
        d1_command_write_overview(&out);
    status = d1_output_finish(d1_strbuf_view(&out), D1_EXIT_OK);
    d1_strbuf_release(&out);
    return status;
}

static const struct d1_command_example examples[] = {
    {"d1lint help check", "The options of `check`, the same as `d1lint check --help`."},
};

const struct d1_command d1_command_help = {
    .name = "help",
    .summary = "Tell about a command.",
    .arguments = "[COMMAND]",
    .details = "Without a command all of them are listed.",
    .examples = examples,
    .example_count = sizeof examples / sizeof *examples,
    .run = run,
};
