/*
 * Options of a command: a table says what there is, where the value goes, and what --help tells about it. Parsing is
 * done by getopt_long, so that options may be abbreviated, may stand behind operands, and end at "--".
 */
#ifndef D1_CLI_OPTION_H
#define D1_CLI_OPTION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text/strbuf.h"
#include "base/vec.h"

enum d1_option_kind {
    D1_OPTION_FLAG, /* bool */
    D1_OPTION_TEXT, /* const char *; not to be given twice */
    D1_OPTION_LIST  /* struct d1_option_list; may be repeated */
};

struct d1_option_list {
    D1_VEC_MEMBERS(const char *);
};

struct d1_option {
    const char *name;     /* without "--" */
    char letter;          /* 0 for none */
    const char *argument; /* what help calls the argument; NULL for flags */
    const char *help;     /* one line */
    enum d1_option_kind kind;
    size_t offset; /* of the value in the command's structure */
};

/* Rows of the table: member is the field of structure `type` that receives the value. */
#define D1_FLAG(type, member, name, letter, help)                                                                      \
    {                                                                                                                  \
        (name), (letter), NULL, (help), D1_OPTION_FLAG, offsetof(type, member)                                         \
    }
#define D1_TEXT(type, member, name, letter, argument, help)                                                            \
    {                                                                                                                  \
        (name), (letter), (argument), (help), D1_OPTION_TEXT, offsetof(type, member)                                   \
    }
#define D1_LIST(type, member, name, letter, argument, help)                                                            \
    {                                                                                                                  \
        (name), (letter), (argument), (help), D1_OPTION_LIST, offsetof(type, member)                                   \
    }

/* What several commands have: members of their struct with these names, rules_dir among them. */
#define D1_RULES(type)                                                                                                 \
    D1_TEXT(type, rules_dir, "rules", 0, "DIR", "Rules and schemas of your own, beside the built-in ones.")
#define D1_ENGAGEMENT(type)                                                                                            \
    D1_TEXT(type, engagement, "engagement", 0, "NAME", "The engagement, where there are several.")
#define D1_ENGAGEMENTS(type)                                                                                           \
    D1_LIST(type, engagements, "engagement", 'e', "NAME", "Only this engagement; may be repeated.")
#define D1_POLICY(type)                                                                                                \
    D1_TEXT(type, policy, "policy", 0, "POLICY", "FILE, REV:PATH or `default`, in place of the LintPolicy.")
#define D1_JOBS(type) D1_TEXT(type, jobs, "jobs", 'j', "N", "Number of threads; else one for each processor.")
#define D1_FORMATS(type) D1_LIST(type, formats, "format", 'f', "F[=FILE]", "Report format (below); may be repeated.")
#define D1_CREATED(type)                                                                                               \
    D1_TEXT(type, created, "created", 0, "TIME", "When reports are made, for the formats that say it.")
#define D1_ANY_OWNER(type)                                                                                             \
    D1_FLAG(type, any_owner, "any-owner", 0, "Read a repository that another user owns, as in a container.")
#define D1_DRY_RUN(type) D1_FLAG(type, dry_run, "dry-run", 0, "Print what would be written, and write nothing.")

enum d1_option_result {
    D1_OPTIONS_GOOD,
    D1_OPTIONS_HELP, /* --help was among them */
    D1_OPTIONS_BAD   /* `message` says what is wrong */
};

/*
 * Parses argv into the fields of target. -h and --help are always known. Lists grow by d1_vec_push and are released
 * by the caller with d1_vec_release, also on failure. message is one sentence, with the nearest option where one is
 * near.
 */
enum d1_option_result d1_options_parse(const struct d1_option *options, size_t count, int argc, char **argv,
                                       void *target, struct d1_strbuf *message);

/* Appends the table as help shows it, --help included. */
void d1_options_write_help(struct d1_strbuf *out, const struct d1_option *options, size_t count);

#endif
