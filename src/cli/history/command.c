/* d1lint history: when something held, who wrote it, how late it was recorded, and who signed it. */
#include <getopt.h>
#include <string.h>

#include "base/vec.h"
#include "cli/command.h"
#include "cli/history/history.h"
#include "cli/message.h"
#include "cli/output.h"
#include "cli/screen/terminal.h"

struct arguments {
    bool staged, any_owner, no_cache;
    const char *format, *first_failure, *as_of, *revision, *trust, *policy, *rules_dir, *jobs;
    struct d1_option_list engagements;
};

static const struct d1_option options[] = {
    D1_TEXT(struct arguments, first_failure, "first-failure", 0, "ID",
            "Only the commit, or the day, that first broke a check, criterion or gate."),
    D1_TEXT(struct arguments, format, "format", 'f', "F", "text (default) or json."),
    D1_ENGAGEMENTS(struct arguments),
    D1_TEXT(struct arguments, as_of, "as-of", 0, "DATE", "Up to a date, or that of the `commit`; else today."),
    D1_FLAG(struct arguments, staged, "staged", 0, "What is staged as the last point, in place of the work tree."),
    D1_TEXT(struct arguments, revision, "rev", 0, "REV", "Up to a commit or tag, in place of the work tree."),
    D1_TEXT(struct arguments, trust, "trust", 0, "REV",
            "Take people, authorities, policy, profile and waivers from a revision alone."),
    D1_POLICY(struct arguments),
    D1_RULES(struct arguments),
    D1_FLAG(struct arguments, no_cache, "no-cache", 0, "Neither use nor keep what was read (`d1lint cache`)."),
    D1_ANY_OWNER(struct arguments),
    D1_JOBS(struct arguments),
};

/* 0 or the exit status of bad usage. */
static int read_options(const struct arguments *arguments, char **operands, size_t count,
                        struct d1_history_options *history)
{
    *history = (struct d1_history_options){
        .run = {.any_owner = arguments->any_owner,
                .engagements = arguments->engagements.items,
                .engagement_count = arguments->engagements.len,
                .as_of = arguments->as_of,
                .trust = arguments->trust,
                .policy = arguments->policy,
                .rules_dir = arguments->rules_dir,
                .cache = !arguments->no_cache},
        .subject = arguments->first_failure ? arguments->first_failure
                   : count                  ? operands[0]
                                            : NULL,
        .first_failure = arguments->first_failure != NULL,
    };
    if (count > 1 || (count && arguments->first_failure))
        return d1_message_usage("history", "history is told of one subject at a time");
    if (history->subject && !history->subject[0])
        return d1_message_usage("history", "the subject is empty");
    if (!d1_command_source(&d1_command_history, arguments->staged, arguments->revision, &history->run))
        return D1_EXIT_USAGE;
    if (!d1_command_form(&d1_command_history, arguments->format))
        return D1_EXIT_USAGE;
    return d1_command_jobs(&d1_command_history, arguments->jobs, &history->run.jobs);
}

/* Where an engagement has no history, or a part of it under this name only, that is said on standard error, too. */
static bool tell_lacks(const struct d1_history *history)
{
    bool whole = true;

    for (size_t i = 0; i < history->count; i++) {
        const struct d1_history_line *line = &history->lines[i];

        whole = whole && !line->none.len;
        if (line->none.len)
            d1_message(D1_STR_FMT " has no history: " D1_STR_FMT, D1_STR_ARG(line->engagement), D1_STR_ARG(line->none));
        else if (line->cut)
            d1_message(D1_STR_FMT ": history does not begin at its beginning: %s", D1_STR_ARG(line->engagement),
                       line->cut);
        if (line->formerly.len)
            d1_message(D1_STR_FMT, D1_STR_ARG(line->formerly));
    }
    return whole;
}

static int run(const struct d1_command *command, int argc, char **argv)
{
    struct arguments arguments = {0};
    struct d1_history_options history_options;
    struct d1_history_reading *reading = NULL;
    struct d1_strbuf out = {0};
    struct d1_error error = {0};
    int status;

    if (!d1_command_parse(command, argc, argv, &arguments, &status))
        goto done;
    status = read_options(&arguments, argv + optind, (size_t)(argc - optind), &history_options);
    if (status != 0)
        goto done;
    if (d1_history_read(&reading, &history_options, &error) < 0) {
        status = d1_message_error(&error);
        goto done;
    }
    if (arguments.format && strcmp(arguments.format, "json") == 0)
        d1_history_write_json(&out, d1_history_of(reading));
    else
        d1_history_write_text(&out, d1_history_of(reading), history_options.first_failure, d1_terminal_options().utf8);
    status = tell_lacks(d1_history_of(reading)) ? D1_EXIT_OK : D1_EXIT_FAILURE;
    status = d1_output_finish(d1_strbuf_view(&out), status);
done:
    d1_error_clear(&error);
    d1_strbuf_release(&out);
    d1_history_free(reading);
    d1_vec_release(&arguments.engagements);
    return status;
}

static const struct d1_command_example examples[] = {
    {"d1lint history", "Each gate and each criterion: when its state changed, and by which commit."},
    {"d1lint history CHA-002", "The same of one check."},
    {"d1lint history --first-failure s2d-exit", "The commit, or the day, by which a gate was first missed."},
    {"d1lint history risk-03", "The versions of a risk, who wrote them, and how late its acts were recorded."},
    {"d1lint history Approval/charter --format json",
     "The same of an artifact, for a program: `d1lint schema History` says how."},
    {"d1lint history --trust origin/main s2d-exit", "By the people and the policy of the protected branch."},
};

const struct d1_command d1_command_history = {
    .name = "history",
    .summary = "Print when something held, who wrote it, how late, and who signed it.",
    .arguments = "[SUBJECT]",
    .details =
        "SUBJECT is a check, a criterion or a gate: then each commit of the line (first parents) that changed the "
        "engagement is judged as of its day, by the rules, the policy and the people of today, and the days between "
        "where they bring another state; last comes for how long a check or a criterion that is judged all along has "
        "held. Or it is the id of an item, `Kind/name`, or either with `.FIELD` for one act in it: then its versions "
        "are told, and its acts with the day that they name and the day on which they were recorded. Without SUBJECT "
        "all gates and criteria are told. An engagement that is gone is named by its id, as SUBJECT or with "
        "--engagement, and is told of as it stood last.\n\n"
        "Who wrote something is the person of the roster whose address the commit has, inside of a merged branch the "
        "oldest commit that has it; who signed it is whose key verifies the commit.",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .examples = examples,
    .example_count = sizeof examples / sizeof *examples,
    .run = run,
};
