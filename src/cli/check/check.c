/* d1lint check: lints a repository and writes reports. */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory/alloc.h"
#include "base/vec.h"
#include "base/version.h"
#include "cli/command.h"
#include "cli/message.h"
#include "cli/check/previous.h"
#include "cli/screen/progress.h"
#include "cli/targets.h"
#include "engine/run.h"

struct arguments {
    bool staged, todo, verbose, quiet, any_owner, no_cache;
    const char *audience, *revision, *gate, *as_of, *policy, *rules_dir, *fail_on, *jobs, *repository_uri, *since,
        *owner, *at_least, *trust, *created;
    struct d1_option_list engagements, formats, previous;
};

static const struct d1_option options[] = {
    D1_FLAG(struct arguments, staged, "staged", 0, "Lint what is staged, as the next commit would have it."),
    D1_TEXT(struct arguments, revision, "rev", 0, "REV", "Lint a commit, tag or tree without a checkout."),
    D1_TEXT(struct arguments, since, "since", 0, "REV[...]",
            "Fail and show only what REV, or where it parts with `...`, has not."),
    D1_TEXT(struct arguments, gate, "gate", 'g', "GATE", "Judge a gate as if it were due today: 0 when it is met."),
    D1_ENGAGEMENTS(struct arguments),
    D1_TEXT(struct arguments, owner, "owner", 0, "PERSON", "Fail and show only what this person has to see to."),
    D1_TEXT(struct arguments, as_of, "as-of", 0, "DATE", "Judge as of a date, or as of the `commit`; else today."),
    D1_TEXT(struct arguments, trust, "trust", 0, "REV",
            "People, authorities, policy, profile and waivers of REV count, not the change's."),
    D1_LIST(struct arguments, previous, "previous", 0, "FILE",
            "An earlier JSON report, whose commit is to be in history; may be repeated."),
    D1_POLICY(struct arguments),
    D1_RULES(struct arguments),
    D1_FORMATS(struct arguments),
    D1_TEXT(struct arguments, fail_on, "fail-on", 0, "SEVERITY", "Exit 1 from error (default), warning or note on."),
    D1_FLAG(struct arguments, todo, "todo", 't', "List what is still to do for the gates ahead."),
    D1_FLAG(struct arguments, verbose, "verbose", 'v',
            "Every finding, also what follows from others; what came late, and what was read."),
    D1_FLAG(struct arguments, quiet, "quiet", 'q', "Findings and the gate asked for, nothing else."),
    D1_TEXT(struct arguments, repository_uri, "repository-uri", 0, "URI",
            "Where the repository is at home, for json and sarif."),
    D1_CREATED(struct arguments),
    D1_TEXT(struct arguments, audience, "audience", 0, "WHOM", "Reports for internal (default) or customer eyes."),
    D1_ANY_OWNER(struct arguments),
    D1_TEXT(struct arguments, at_least, "at-least", 0, "VERSION",
            "Judge only if this d1lint is not older than VERSION."),
    D1_JOBS(struct arguments),
    D1_FLAG(struct arguments, no_cache, "no-cache", 0,
            "Neither use nor keep what was read and judged (`d1lint cache`)."),
};

/* ---- what was asked for ---- */

/* A hook or job says what it counts on, since nobody else looks which program a machine has. 0 or the exit status. */
static int check_version(const char *wanted)
{
    int result = wanted ? d1_version_reaches(d1_str(wanted)) : 1;

    if (result < 0)
        return d1_message_usage("check", "--at-least takes a version as 0.2 or 0.2.1, not %s", wanted);
    if (result == 0)
        d1_message("this is d1lint %s, and at least %s is asked for: install a newer one", D1_VERSION, wanted);
    return result > 0 ? 0 : D1_EXIT_USAGE;
}

/* 0 or the exit status of bad usage. */
static int read_options(const struct arguments *arguments, char **paths, size_t path_count,
                        struct d1_run_options *run_options)
{
    *run_options = (struct d1_run_options){
        .paths = (const char *const *)paths,
        .path_count = path_count,
        .engagements = arguments->engagements.items,
        .engagement_count = arguments->engagements.len,
        .any_owner = arguments->any_owner,
        .since = arguments->since,
        .owner = arguments->owner,
        .as_of = arguments->as_of,
        .gate = arguments->gate,
        .trust = arguments->trust,
        .policy = arguments->policy,
        .rules_dir = arguments->rules_dir,
        .fail_on = D1_SEVERITY_ERROR,
        .repository_uri = arguments->repository_uri,
        .cache = !arguments->no_cache,
    };
    if (!d1_command_source(&d1_command_check, arguments->staged, arguments->revision, run_options))
        return D1_EXIT_USAGE;
    if (arguments->verbose && arguments->quiet)
        return d1_message_usage("check", "--verbose and --quiet exclude each other");
    if (arguments->since && arguments->gate)
        return d1_message_usage("check", "a gate is met or not, whatever was before: give --gate or --since, not both");
    if (arguments->owner && arguments->gate)
        return d1_message_usage("check", "a gate is met or not, whoever owns what is missing: give --gate or --owner, "
                                         "not both");
    if (arguments->owner && !arguments->owner[0])
        return d1_message_usage("check", "--owner names nobody");
    if (arguments->fail_on && (!d1_severity_parse(d1_str(arguments->fail_on), &run_options->fail_on) ||
                               run_options->fail_on == D1_SEVERITY_OFF))
        return d1_message_usage("check", "--fail-on takes error, warning or note, not %s", arguments->fail_on);
    if (arguments->audience && strcmp(arguments->audience, "customer") == 0)
        run_options->audience = D1_AUDIENCE_CUSTOMER;
    else if (arguments->audience && strcmp(arguments->audience, "internal") != 0)
        return d1_message_usage("check", "--audience takes internal or customer, not %s", arguments->audience);
    for (size_t i = 0; i < path_count; i++)
        if (!paths[i][0])
            return d1_message_usage("check", "a path is empty");
    if (check_version(arguments->at_least) != 0)
        return D1_EXIT_USAGE;
    return d1_command_jobs(&d1_command_check, arguments->jobs, &run_options->jobs);
}

/* ---- writing ---- */

/* Says why a run failed and returns the exit status. Where that takes more memory than there is, that is why. */
static int say_failure(struct d1_error *error)
{
    int status = d1_message_error(error);

    if (d1_alloc_failed())
        d1_error_memory(error);
    return status;
}

/* ---- the command ---- */

static int lint(const struct d1_run_options *run_options, struct d1_targets *targets)
{
    /* Never freed: the end of the process, which is next, gives all of it back at once, and sooner. */
    static struct d1_run *result;
    struct d1_run_options watched = *run_options;
    struct d1_progress progress;
    struct d1_error error = {0};
    int status;

    d1_progress_begin(&progress);
    watched.details = d1_targets_have_details(targets);
    watched.over_time = d1_targets_are_over_time(targets, targets->asked.verbose || run_options->gate);
    watched.progress = d1_progress_show;
    watched.progress_context = &progress;
    status = d1_run(&watched, &result, &error);
    d1_progress_end(&progress);
    if (d1_alloc_failed())
        status = d1_error_memory(&error);
    if (status < 0)
        status = d1_targets_write_failure(targets, &error, say_failure(&error));
    else {
        targets->asked.directory = d1_run_directory(result);
        status = d1_targets_write(targets, d1_run_verdict(result), (int)d1_run_verdict(result)->exit);
    }
    d1_error_clear(&error);
    return status;
}

static int run(const struct d1_command *command, int argc, char **argv)
{
    struct arguments arguments = {0};
    struct d1_run_options run_options;
    struct d1_targets targets = {0};
    /* Never freed, as little as the run that has them. */
    static struct d1_previous_reports previous;
    int status;

    if (!d1_command_parse(command, argc, argv, &arguments, &status))
        goto done;
    status = read_options(&arguments, argv + optind, (size_t)(argc - optind), &run_options);
    targets.asked =
        (struct d1_report_options){.verbose = arguments.verbose, .quiet = arguments.quiet, .todo = arguments.todo};
    if (status == 0)
        status = d1_targets_read(&targets, "check", &d1_targets_reports, &arguments.formats);
    if (status == 0)
        status = d1_targets_read_created(&targets, "check", arguments.created);
    if (status == 0)
        status = d1_previous_read(&previous, &arguments.previous);
    run_options.previous = previous.items;
    run_options.previous_count = previous.len;
    if (status == 0)
        status = lint(&run_options, &targets);
done:
    d1_vec_release(&targets);
    d1_vec_release(&arguments.formats);
    d1_vec_release(&arguments.engagements);
    d1_vec_release(&arguments.previous);
    return status;
}

static void write_more(struct d1_strbuf *out)
{
    d1_targets_write_help(out, &d1_targets_reports);
    d1_strbuf_puts(out, "\nexit status\n"
                        "  0             nothing at or above the fail level; with --gate: the gate is met\n"
                        "  1             findings at or above it; with --gate: the gate is not met\n"
                        "  2             bad usage, policy or rule\n"
                        "  3             the repository could not be read, or the tool failed\n");
}

static const struct d1_command_example examples[] = {
    {"d1lint check", "Lint the work tree, as of today."},
    {"d1lint check --staged", "In a pre-commit hook: lint what is about to be committed."},
    {"d1lint check --gate kickoff --format text --format sarif=d1lint.sarif",
     "In CI, before a review: is the gate met, and what is to be done? With a file for code scanning."},
    {"d1lint check --rev v1.0 --as-of commit --policy main:policy.yaml", "Months later: the same judgement again."},
    {"d1lint check --format brief",
     "Before a meeting: the gates, what keeps them from being met, what falls due soon."},
    {"d1lint check --owner kim.ode --todo", "What is mine: what fails or is still to do, and has me as its owner."},
    {"d1lint check --todo raid", "Everything in the folder `raid` that fails or is still to do."},
};

const struct d1_command d1_command_check = {
    .name = "check",
    .summary = "Lint the engagements of a repository.",
    .arguments = "[PATH...]",
    .details =
        "Lints the work tree, tracked files and new ones that are not ignored, of the repository around the "
        "current directory. Paths restrict what is reported, not what is known: references still resolve "
        "against the whole engagement. A YAML file that is no document of an engagement fails nothing: a warning "
        "says that nothing was judged, since hooks pass whatever was changed. With --gate the one PATH is the "
        "folder of an engagement.\n\n"
        "With --owner findings are restricted in the same way: to those that stand in an item of the person "
        "(`ownerRef`), or in what is said of the person.\n\n"
        "What is not due yet is counted and never fails; --todo lists it.",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .examples = examples,
    .example_count = sizeof examples / sizeof *examples,
    .more_help = write_more,
    .run = run,
};
