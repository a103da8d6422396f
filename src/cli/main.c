/* The program d1lint: finds the command and runs it. */
#include <string.h>

#include "base/memory/alloc.h"
#include "base/thread.h"
#include "cli/command.h"
#include "cli/message.h"
#include "cli/output.h"
#include "cli/suggest.h"
#include "verdict/verdict.h"

static int unknown_command(const char *name)
{
    const char *what = name[0] == '-' ? "option" : "command";
    struct d1_suggest nearest = {0};
    size_t count;
    const struct d1_command *const *commands = d1_commands(&count);

    for (size_t i = 0; i < count; i++)
        d1_suggest_look(&nearest, d1_str(name), d1_str(commands[i]->name));
    d1_suggest_look(&nearest, d1_str(name), d1_str("--help"));
    d1_suggest_look(&nearest, d1_str(name), d1_str("--version"));
    if (nearest.found.len)
        return d1_message_usage(NULL, "unknown %s %s; did you mean " D1_STR_FMT "?", what, name,
                                D1_STR_ARG(nearest.found));
    return d1_message_usage(NULL, "unknown %s %s", what, name);
}

static int print(void (*write)(struct d1_strbuf *out))
{
    struct d1_strbuf out = {0};
    int status;

    write(&out);
    status = d1_output_finish(d1_strbuf_view(&out), D1_EXIT_OK);
    d1_strbuf_release(&out);
    return status;
}

/* The arguments of main. */
struct arguments {
    int count;
    char **values;
};

static int run(void *context)
{
    const struct arguments *arguments = context;
    char **values = arguments->values;
    size_t count;
    const struct d1_command *const *commands = d1_commands(&count);

    if (arguments->count < 2)
        return d1_message_usage(NULL, "what is to be done? For example: d1lint check");
    if (strcmp(values[1], "--help") == 0 || strcmp(values[1], "-h") == 0)
        return print(d1_command_write_overview);
    if (strcmp(values[1], "--version") == 0)
        return print(d1_command_write_version);
    for (size_t i = 0; i < count; i++)
        if (strcmp(values[1], commands[i]->name) == 0)
            return commands[i]->run(commands[i], arguments->count - 1, values + 1);
    return unknown_command(values[1]);
}

/* Everything happens on a thread whose stack does not depend on the shell's limits. */
int main(int argc, char **argv)
{
    struct arguments arguments = {argc, argv};

    d1_alloc_prepare();
    d1_output_prepare();
    return d1_output_settle(d1_thread_call(run, &arguments));
}
