/* Every command of the table can be found, explains itself, and shows the options it parses. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "cli/command.h"

Test(command, each_has_a_complete_help)
{
    size_t count;
    const struct d1_command *const *commands = d1_commands(&count);

    cr_expect_geq(count, 6);
    for (size_t i = 0; i < count; i++) {
        const struct d1_command *command = commands[i];
        struct d1_strbuf help = {0};

        d1_command_write_help(&help, command);
        cr_expect(strstr(help.ptr, command->summary) != NULL, "%s", command->name);
        cr_expect_gt(command->example_count, 0, "%s has an example", command->name);
        for (size_t k = 0; k < command->option_count; k++) {
            char name[64];

            snprintf(name, sizeof name, "--%s", command->options[k].name);
            cr_expect(strstr(help.ptr, name) != NULL, "%s shows %s", command->name, name);
        }
        for (size_t k = 0; k < command->example_count; k++) {
            char start[64];

            snprintf(start, sizeof start, "d1lint %s", command->name);
            cr_expect_eq(strncmp(command->examples[k].line, start, strlen(start)), 0, "%s", command->examples[k].line);
        }
        d1_strbuf_release(&help);
    }
}

Test(command, the_overview_names_them_all)
{
    struct d1_strbuf out = {0};
    size_t count;
    const struct d1_command *const *commands = d1_commands(&count);

    d1_command_write_overview(&out);
    for (size_t i = 0; i < count; i++) {
        cr_expect(strstr(out.ptr, commands[i]->name) != NULL, "%s", commands[i]->name);
        cr_expect(strstr(out.ptr, commands[i]->summary) != NULL, "%s", commands[i]->name);
    }
    d1_strbuf_release(&out);
}

/* An option that two commands have means the same in both, and no letter stands for two options. */
Test(command, letters_and_names_are_used_once)
{
    size_t count;
    const struct d1_command *const *commands = d1_commands(&count);

    for (size_t i = 0; i < count; i++) {
        for (size_t a = 0; a < commands[i]->option_count; a++) {
            const struct d1_option *option = &commands[i]->options[a];

            cr_expect_neq(option->letter, 'h', "%s --%s", commands[i]->name, option->name);
            for (size_t b = 0; b < a; b++) {
                cr_expect_str_neq(option->name, commands[i]->options[b].name);
                cr_expect(!option->letter || option->letter != commands[i]->options[b].letter, "%s -%c",
                          commands[i]->name, option->letter);
            }
        }
    }
}
