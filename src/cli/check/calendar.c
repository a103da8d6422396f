/* d1lint calendar: the days of engagements, as a list or for calendars. */
#include <getopt.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/vec.h"
#include "cli/command.h"
#include "cli/message.h"
#include "cli/targets.h"
#include "engine/run.h"
#include "verdict/agenda.h"

struct arguments {
    bool staged, any_owner;
    const char *owner, *as_of, *revision, *policy, *rules_dir, *jobs;
    struct d1_option_list engagements, formats;
};

static const struct d1_option options[] = {
    D1_LIST(struct arguments, formats, "format", 'f', "text|ics[=FILE]", "Format (below); may be repeated."),
    D1_TEXT(struct arguments, owner, "owner", 0, "PERSON", "Gates, and what this person sees to or is invited to."),
    D1_ENGAGEMENTS(struct arguments),
    D1_TEXT(struct arguments, as_of, "as-of", 0, "DATE", "As of a date, or as of the `commit`; else today."),
    D1_FLAG(struct arguments, staged, "staged", 0, "What is staged, in place of the work tree."),
    D1_TEXT(struct arguments, revision, "rev", 0, "REV", "A commit, tag or tree, in place of the work tree."),
    D1_POLICY(struct arguments),
    D1_RULES(struct arguments),
    D1_ANY_OWNER(struct arguments),
    D1_JOBS(struct arguments),
};

/* 0 or the exit status of bad usage. */
static int read_options(const struct arguments *arguments, int operands, struct d1_run_options *run_options)
{
    *run_options = (struct d1_run_options){
        .any_owner = arguments->any_owner,
        .engagements = arguments->engagements.items,
        .engagement_count = arguments->engagements.len,
        .owner = arguments->owner,
        .as_of = arguments->as_of,
        .policy = arguments->policy,
        .rules_dir = arguments->rules_dir,
        .agenda = true,
    };
    if (operands)
        return d1_message_usage("calendar", "calendar takes no paths: --engagement names an engagement");
    if (!d1_command_source(&d1_command_calendar, arguments->staged, arguments->revision, run_options))
        return D1_EXIT_USAGE;
    if (arguments->owner && !arguments->owner[0])
        return d1_message_usage("calendar", "--owner names nobody");
    return d1_command_jobs(&d1_command_calendar, arguments->jobs, &run_options->jobs);
}

/* What the days lack is said beside them: a calendar has no place for it. */
static void tell_lacks(const struct d1_verdict *verdict)
{
    for (size_t i = 0; i < verdict->notice_count; i++)
        if (verdict->notices[i].severity == D1_SEVERITY_ERROR)
            d1_message(D1_STR_FMT, D1_STR_ARG(verdict->notices[i].text));
    for (size_t i = 0; i < verdict->engagement_count; i++) {
        const struct d1_agenda *agenda = verdict->engagements[i].agenda;
        struct d1_str name = verdict->engagements[i].name;

        if (agenda->partial)
            d1_message(D1_STR_FMT ": what is invalid or could not be read has no days here; `d1lint check` tells what",
                       D1_STR_ARG(name));
        if (agenda->left_out)
            d1_message(D1_STR_FMT ": %zu days are left out, since a calendar takes %d, and looks at %d dates for those "
                                  "that come back",
                       D1_STR_ARG(name), agenda->left_out, D1_LIMIT_AGENDA, D1_LIMIT_AGENDA_STEPS);
    }
}

/* Whether days are missing for a reason that is not in the documents. */
static bool is_whole(const struct d1_verdict *verdict)
{
    for (size_t i = 0; i < verdict->engagement_count; i++)
        if (verdict->engagements[i].agenda->left_out)
            return false;
    return verdict->exit != D1_EXIT_FAILURE;
}

static int run(const struct d1_command *command, int argc, char **argv)
{
    struct arguments arguments = {0};
    struct d1_run_options run_options;
    struct d1_targets targets = {0};
    struct d1_run *result = NULL;
    struct d1_error error = {0};
    int status;

    if (!d1_command_parse(command, argc, argv, &arguments, &status))
        goto done;
    status = read_options(&arguments, argc - optind, &run_options);
    if (status == 0)
        status = d1_targets_read(&targets, "calendar", &d1_targets_calendars, &arguments.formats);
    if (status != 0)
        goto done;
    if (d1_run(&run_options, &result, &error) < 0) {
        status = d1_message_error(&error);
        goto done;
    }
    tell_lacks(d1_run_verdict(result));
    status = d1_targets_write(&targets, d1_run_verdict(result),
                              is_whole(d1_run_verdict(result)) ? D1_EXIT_OK : D1_EXIT_FAILURE);
done:
    d1_error_clear(&error);
    d1_run_free(result);
    d1_vec_release(&targets);
    d1_vec_release(&arguments.formats);
    d1_vec_release(&arguments.engagements);
    return status;
}

static void write_formats(struct d1_strbuf *out)
{
    d1_targets_write_help(out, &d1_targets_calendars);
}

static const struct d1_command_example examples[] = {
    {"d1lint calendar", "The days of the engagement: gates, meetings, reports, reviews, milestones, what is due."},
    {"d1lint calendar --format ics=team.ics", "A file that calendars import or subscribe to."},
    {"d1lint calendar --owner kim.ode --format ics=kim.ics", "The same for one person."},
};

const struct d1_command d1_command_calendar = {
    .name = "calendar",
    .summary = "Print the days of an engagement, for people and calendars.",
    .arguments = "",
    .details =
        "Gates with their dates, forums and reports with their rhythm, the days by which risks and documents are "
        "to be reviewed again, milestones, and what is due in the logs. What is finished is left out. Documents "
        "name days and no hours, so everything takes a whole day.\n\n"
        "The days are for the team: titles of internal documents are among them.",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .examples = examples,
    .example_count = sizeof examples / sizeof *examples,
    .more_help = write_formats,
    .run = run,
};
