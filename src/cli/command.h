/*
 * Commands: each is a row of the table in commands.c and a file of its own. What a command's --help says about its
 * options comes from the same table that parses them.
 */
#ifndef D1_CLI_COMMAND_H
#define D1_CLI_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text/strbuf.h"
#include "cli/option.h"

struct d1_ruleset;
struct d1_run_options;

struct d1_command_example {
    const char *line; /* "d1lint check --staged" */
    const char *what; /* what it is good for */
};

struct d1_command {
    const char *name;
    const char *summary;   /* one line, for the list of commands */
    const char *arguments; /* "[PATH...]"; "" for none */
    const char *details;   /* paragraphs for --help, separated by empty lines, each without a line break */
    const struct d1_option *options;
    size_t option_count;
    const struct d1_command_example *examples;
    size_t example_count;
    void (*more_help)(struct d1_strbuf *out); /* a table at the end of --help; NULL for none */
    /* argv[0] is the command's name. Returns the exit status of the program (enum d1_exit). */
    int (*run)(const struct d1_command *command, int argc, char **argv);
};

/* The table, in the order of the help; *count receives how many. */
const struct d1_command *const *d1_commands(size_t *count);

extern const struct d1_command d1_command_check;
extern const struct d1_command d1_command_calendar;
extern const struct d1_command d1_command_cache;
extern const struct d1_command d1_command_report;
extern const struct d1_command d1_command_history;
extern const struct d1_command d1_command_digest;
extern const struct d1_command d1_command_explain;
extern const struct d1_command d1_command_list;
extern const struct d1_command d1_command_schema;
extern const struct d1_command d1_command_test;
extern const struct d1_command d1_command_validate;
extern const struct d1_command d1_command_eval;
extern const struct d1_command d1_command_init;
extern const struct d1_command d1_command_new;
extern const struct d1_command d1_command_fix;
extern const struct d1_command d1_command_approve;
extern const struct d1_command d1_command_man;
extern const struct d1_command d1_command_completion;
extern const struct d1_command d1_command_help;

/* Appends the help of a command, the overview of all, or what --version prints. */
void d1_command_write_help(struct d1_strbuf *out, const struct d1_command *command);
void d1_command_write_overview(struct d1_strbuf *out);
void d1_command_write_version(struct d1_strbuf *out);

/* A row of a list of names, for these and for a command's more_help. */
void d1_command_write_row(struct d1_strbuf *out, const char *name, const char *summary);

/*
 * Parses a command's options and deals with --help and mistakes. Returns true when the command is to go on; else
 * *status is the exit status. Operands are argv[optind] and after, as getopt leaves them.
 */
bool d1_command_parse(const struct d1_command *command, int argc, char **argv, void *target, int *status);

/*
 * Sets in *options what is read: what is staged, or the revision where one is given, else the work tree. False when
 * both are asked for, which it says.
 */
bool d1_command_source(const struct d1_command *command, bool staged, const char *revision,
                       struct d1_run_options *options);

/* Whether the value of a --format that is `text` or `json` is one of these, or NULL for none; false when it says not.
 */
bool d1_command_form(const struct d1_command *command, const char *format);

/* Reads the value of --jobs, NULL for none given; 0, or the exit status of bad usage. */
int d1_command_jobs(const struct d1_command *command, const char *text, unsigned *jobs);

/* Loads the rules, the user's own among them (--rules DIR or NULL); 0, or the exit status when it is said why not. */
int d1_command_rules(const char *rules_dir, struct d1_ruleset **ruleset);

#endif
