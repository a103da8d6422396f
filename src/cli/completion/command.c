/* d1lint completion: what makes a shell complete the command line. */
#include <getopt.h>
#include <string.h>

#include "cli/command.h"
#include "cli/completion/shells.h"
#include "cli/completion/values.h"
#include "cli/message.h"
#include "cli/output.h"
#include "cli/suggest.h"
#include "verdict/verdict.h"

struct arguments {
    const char *values;
};

static const struct d1_option options[] = {
    D1_TEXT(struct arguments, values, "values", 0, "SORT",
            "Print values, such as gates or engagements; for the scripts."),
};

static const struct {
    const char *name;
    void (*write)(struct d1_strbuf *out);
} shells[] = {{"bash", d1_completion_bash}, {"zsh", d1_completion_zsh}, {"fish", d1_completion_fish}};

static const char *shell_name(size_t index)
{
    return index < sizeof shells / sizeof *shells ? shells[index].name : NULL;
}

static int write_script(struct d1_strbuf *out, const char *shell)
{
    for (size_t i = 0; shell_name(i); i++)
        if (strcmp(shell_name(i), shell) == 0) {
            shells[i].write(out);
            return D1_EXIT_OK;
        }
    return d1_suggest_usage("completion", "unknown shell", d1_str(shell), shell_name);
}

static int run(const struct d1_command *command, int argc, char **argv)
{
    struct arguments arguments = {0};
    struct d1_strbuf out = {0};
    int status;

    if (!d1_command_parse(command, argc, argv, &arguments, &status))
        return status;
    if (arguments.values ? argc > optind : argc - optind != 1)
        return d1_message_usage(command->name, "one shell at a time: bash, zsh or fish");
    status = arguments.values ? d1_completion_values(&out, arguments.values) : write_script(&out, argv[optind]);
    if (status == D1_EXIT_OK)
        status = out.oom ? d1_output_settle(D1_EXIT_FAILURE) : d1_output_finish(d1_strbuf_view(&out), D1_EXIT_OK);
    d1_strbuf_release(&out);
    return status;
}

static const struct d1_command_example examples[] = {
    {"d1lint completion bash > ~/.local/share/bash-completion/completions/d1lint",
     "For bash, of one's own; `make install` installs it for all."},
    {"d1lint completion fish > ~/.config/fish/completions/d1lint.fish", "For fish, of one's own."},
};

const struct d1_command d1_command_completion = {
    .name = "completion",
    .summary = "Print what makes a shell complete the command line.",
    .arguments = "bash|zsh|fish",
    .details =
        "Commands and options are completed, and gates, checks, criteria, kinds, formats, and the engagements of the "
        "repository at hand.",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .examples = examples,
    .example_count = sizeof examples / sizeof *examples,
    .run = run,
};
