/* The table of commands. A command is a row here and a file of its own. */
#include "cli/command.h"

static const struct d1_command *const commands[] = {
    &d1_command_check,   &d1_command_report,     &d1_command_calendar, &d1_command_history, &d1_command_digest,
    &d1_command_explain, &d1_command_list,       &d1_command_schema,   &d1_command_test,    &d1_command_validate,
    &d1_command_eval,    &d1_command_init,       &d1_command_new,      &d1_command_fix,     &d1_command_approve,
    &d1_command_man,     &d1_command_completion, &d1_command_cache,    &d1_command_help,
};

const struct d1_command *const *d1_commands(size_t *count)
{
    *count = sizeof commands / sizeof *commands;
    return commands;
}
