#include "cli/completion/shells.h"

#include <string.h>

#include "cli/completion/values.h"

static bool is_of_the_shell(const char *sort)
{
    return strcmp(sort, "files") == 0 || strcmp(sort, "folders") == 0;
}

/* Help stands in quotes in the scripts of zsh and fish; one sentence, without what would end the quotes. */
static void add_help(struct d1_strbuf *out, const char *help, const char *escaped)
{
    for (; *help; help++)
        if (*help == '\'')
            d1_strbuf_puts(out, "'\\''");
        else if (strchr(escaped, *help))
            d1_strbuf_printf(out, "\\%c", *help);
        else
            d1_strbuf_putc(out, *help);
}

/* ---- bash ---- */

static void bash_values(struct d1_strbuf *out, const char *sort)
{
    if (strcmp(sort, "files") == 0)
        d1_strbuf_puts(out, "mapfile -t COMPREPLY < <(compgen -f -- \"$cur\")");
    else if (strcmp(sort, "folders") == 0)
        d1_strbuf_puts(out, "mapfile -t COMPREPLY < <(compgen -d -- \"$cur\")");
    else
        d1_strbuf_printf(
            out, "mapfile -t COMPREPLY < <(compgen -W \"$(\"$1\" completion --values %s 2>/dev/null)\" -- \"$cur\")",
            sort);
}

static void bash_command(struct d1_strbuf *out, const struct d1_command *command)
{
    const char *sort = d1_completion_of_operands(command);

    d1_strbuf_printf(out, "    %s)\n        case $prev in\n", command->name);
    for (size_t i = 0; i < command->option_count; i++) {
        const struct d1_option *option = &command->options[i];

        if (!option->argument)
            continue;
        d1_strbuf_printf(out, "        --%s", option->name);
        if (option->letter)
            d1_strbuf_printf(out, " | -%c", option->letter);
        d1_strbuf_puts(out, ")\n            ");
        if (d1_completion_of_option(option)) {
            bash_values(out, d1_completion_of_option(option));
            d1_strbuf_puts(out, "\n            ");
        }
        d1_strbuf_puts(out, "return\n            ;;\n");
    }
    d1_strbuf_puts(out, "        esac\n        options='--help");
    for (size_t i = 0; i < command->option_count; i++)
        d1_strbuf_printf(out, " --%s", command->options[i].name);
    d1_strbuf_puts(
        out, "'\n        if [[ $cur == -* ]]; then\n"
             "            mapfile -t COMPREPLY < <(compgen -W \"$options\" -- \"$cur\")\n        else\n            ");
    if (sort)
        bash_values(out, sort);
    else
        d1_strbuf_puts(out, ":");
    d1_strbuf_puts(out, "\n        fi\n        ;;\n");
}

void d1_completion_bash(struct d1_strbuf *out)
{
    size_t count;
    const struct d1_command *const *commands = d1_commands(&count);

    d1_strbuf_puts(out, "# bash completion for d1lint, made by `d1lint completion bash`\n"
                        "_d1lint() {\n"
                        "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} options\n"
                        "    COMPREPLY=()\n"
                        "    if ((COMP_CWORD == 1)); then\n"
                        "        mapfile -t COMPREPLY < <(compgen -W '--help --version");
    for (size_t i = 0; i < count; i++)
        d1_strbuf_printf(out, " %s", commands[i]->name);
    d1_strbuf_puts(out, "' -- \"$cur\")\n        return\n    fi\n    case ${COMP_WORDS[1]} in\n");
    for (size_t i = 0; i < count; i++)
        bash_command(out, commands[i]);
    d1_strbuf_puts(out, "    esac\n}\ncomplete -F _d1lint d1lint\n");
}

/* ---- zsh ---- */

static void zsh_values(struct d1_strbuf *out, const char *sort)
{
    if (strcmp(sort, "files") == 0)
        d1_strbuf_puts(out, "_files");
    else if (strcmp(sort, "folders") == 0)
        d1_strbuf_puts(out, "_files -/");
    else
        d1_strbuf_printf(out, "_d1lint_values %s", sort);
}

static void zsh_command(struct d1_strbuf *out, const struct d1_command *command)
{
    const char *sort = d1_completion_of_operands(command);

    d1_strbuf_printf(out, "        %s)\n            _arguments -s \\\n", command->name);
    for (size_t i = 0; i < command->option_count; i++) {
        const struct d1_option *option = &command->options[i];

        d1_strbuf_printf(out, "                '%s--%s%s[", option->kind == D1_OPTION_LIST ? "*" : "", option->name,
                         option->argument ? "=" : "");
        add_help(out, option->help, "[]:\\");
        d1_strbuf_putc(out, ']');
        if (option->argument) {
            d1_strbuf_puts(out, ":");
            add_help(out, option->argument, "[]:\\");
            d1_strbuf_putc(out, ':');
            if (d1_completion_of_option(option))
                zsh_values(out, d1_completion_of_option(option));
        }
        d1_strbuf_puts(out, "' \\\n");
    }
    d1_strbuf_puts(out, "                '--help[Show the options.]'");
    if (sort) {
        d1_strbuf_puts(out, " \\\n                '*:argument:");
        zsh_values(out, sort);
        d1_strbuf_putc(out, '\'');
    }
    d1_strbuf_puts(out, "\n            ;;\n");
}

void d1_completion_zsh(struct d1_strbuf *out)
{
    size_t count;
    const struct d1_command *const *commands = d1_commands(&count);

    d1_strbuf_puts(out, "#compdef d1lint\n"
                        "# zsh completion for d1lint, made by `d1lint completion zsh`\n"
                        "_d1lint_values() {\n"
                        "    local -a values\n"
                        "    values=(${(f)\"$(d1lint completion --values $1 2>/dev/null)\"})\n"
                        "    compadd -a values\n"
                        "}\n"
                        "_d1lint() {\n"
                        "    local -a commands\n"
                        "    commands=(\n");
    for (size_t i = 0; i < count; i++) {
        d1_strbuf_printf(out, "        '%s:", commands[i]->name);
        add_help(out, commands[i]->summary, ":\\");
        d1_strbuf_puts(out, "'\n");
    }
    d1_strbuf_puts(out, "    )\n"
                        "    if ((CURRENT == 2)); then\n"
                        "        _describe command commands\n"
                        "        return\n"
                        "    fi\n"
                        "    local command=$words[2]\n"
                        "    shift words\n"
                        "    ((CURRENT--))\n"
                        "    case $command in\n");
    for (size_t i = 0; i < count; i++)
        zsh_command(out, commands[i]);
    d1_strbuf_puts(out, "    esac\n}\n_d1lint \"$@\"\n");
}

/* ---- fish ---- */

static void fish_values(struct d1_strbuf *out, const char *sort)
{
    if (sort && strcmp(sort, "folders") == 0)
        d1_strbuf_puts(out, " -xa '(__fish_complete_directories)'");
    else if (sort && !is_of_the_shell(sort))
        d1_strbuf_printf(out, " -xa '(d1lint completion --values %s 2>/dev/null)'", sort);
    else
        d1_strbuf_puts(out, sort ? " -rF" : " -x");
}

static void fish_command(struct d1_strbuf *out, const struct d1_command *command)
{
    const char *sort = d1_completion_of_operands(command);

    for (size_t i = 0; i < command->option_count; i++) {
        const struct d1_option *option = &command->options[i];

        d1_strbuf_printf(out, "complete -c d1lint -n '__fish_seen_subcommand_from %s' -l %s", command->name,
                         option->name);
        if (option->letter)
            d1_strbuf_printf(out, " -s %c", option->letter);
        if (option->argument)
            fish_values(out, d1_completion_of_option(option));
        d1_strbuf_puts(out, " -d '");
        add_help(out, option->help, "\\");
        d1_strbuf_puts(out, "'\n");
    }
    if (!sort)
        return;
    d1_strbuf_printf(out, "complete -c d1lint -n '__fish_seen_subcommand_from %s'", command->name);
    if (strcmp(sort, "files") == 0)
        d1_strbuf_puts(out, " -F");
    else
        fish_values(out, sort);
    d1_strbuf_putc(out, '\n');
}

void d1_completion_fish(struct d1_strbuf *out)
{
    size_t count;
    const struct d1_command *const *commands = d1_commands(&count);

    d1_strbuf_puts(out, "# fish completion for d1lint, made by `d1lint completion fish`\n"
                        "complete -c d1lint -f\n"
                        "complete -c d1lint -n __fish_use_subcommand -l version -d 'Show which version this is.'\n");
    for (size_t i = 0; i < count; i++) {
        d1_strbuf_printf(out, "complete -c d1lint -n __fish_use_subcommand -a %s -d '", commands[i]->name);
        add_help(out, commands[i]->summary, "\\");
        d1_strbuf_puts(out, "'\n");
    }
    for (size_t i = 0; i < count; i++)
        fish_command(out, commands[i]);
}
