/* d1lint check: lints a repository and writes reports. */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory/alloc.h"
#include "base/vec.h"
#include "base/version.h"
#include "cli/command.h"
#include "cli/message.h"
#include "cli/output.h"
#include "cli/screen/progress.h"
#include "cli/screen/terminal.h"
#include "cli/suggest.h"

#include "engine/run.h"
#include "report/report.h"

struct arguments {
    bool staged, todo, verbose, quiet, no_cache;
    const char *audience, *revision, *gate, *as_of, *policy, *rules_dir, *fail_on, *jobs, *repository_uri, *since,
        *owner;
    struct d1_option_list engagements, formats;
};

/* One --format: what is written where. */
struct target {
    const struct d1_report_format *format;
    const char *path; /* "-" for standard output */
};

struct targets {
    D1_VEC_MEMBERS(struct target);
};

static const struct d1_option options[] = {
    D1_FLAG(struct arguments, staged, "staged", 0, "Lint what is staged, as the next commit would have it."),
    D1_TEXT(struct arguments, revision, "rev", 0, "REV", "Lint a commit, tag or tree without a checkout."),
    D1_TEXT(struct arguments, since, "since", 0, "REV[...]",
            "Fail and show only what REV, or where it parts with `...`, has not."),
    D1_TEXT(struct arguments, gate, "gate", 'g', "GATE", "Judge a gate as if it were due today: 0 when it is met."),
    D1_LIST(struct arguments, engagements, "engagement", 'e', "NAME", "Only this engagement; may be repeated."),
    D1_TEXT(struct arguments, owner, "owner", 0, "PERSON", "Fail and show only what this person has to see to."),
    D1_TEXT(struct arguments, as_of, "as-of", 0, "DATE", "Judge as of a date, or as of the `commit`; else today."),
    D1_TEXT(struct arguments, policy, "policy", 0, "POLICY",
            "FILE, REV:PATH or `default`, in place of the LintPolicy."),
    D1_RULES(struct arguments),
    D1_LIST(struct arguments, formats, "format", 'f', "F[=FILE]", "Report format (below); may be repeated."),
    D1_TEXT(struct arguments, fail_on, "fail-on", 0, "SEVERITY", "Exit 1 from error (default), warning or note on."),
    D1_FLAG(struct arguments, todo, "todo", 't', "List what is still to do for the gates ahead."),
    D1_FLAG(struct arguments, verbose, "verbose", 'v', "Also what follows from other findings, and what was read."),
    D1_FLAG(struct arguments, quiet, "quiet", 'q', "Findings and the gate asked for, nothing else."),
    D1_TEXT(struct arguments, repository_uri, "repository-uri", 0, "URI",
            "Where the repository is at home, for json and sarif."),
    D1_TEXT(struct arguments, audience, "audience", 0, "WHOM", "Reports for internal (default) or customer eyes."),
    D1_TEXT(struct arguments, jobs, "jobs", 'j', "N", "Number of threads; else one for each processor."),
    D1_FLAG(struct arguments, no_cache, "no-cache", 0, "Neither use nor keep what was read (`d1lint cache`)."),
};

/* ---- what was asked for ---- */

static const char *format_name(size_t index)
{
    size_t count;
    const struct d1_report_format *formats = d1_report_formats(&count);

    return index < count ? formats[index].name : NULL;
}

/* Reads one --format; 0 or the exit status. */
static int add_target(struct targets *targets, const char *text)
{
    size_t equals = strcspn(text, "=");
    struct target target = {
        .format = d1_report_find(d1_strn(text, equals)),
        .path = text[equals] ? text + equals + 1 : "-",
    };

    if (!target.format)
        return d1_suggest_usage("check", "unknown format", d1_strn(text, equals), format_name);
    if (!target.path[0])
        return d1_message_usage("check", "--format %s names no file", text);
    for (size_t i = 0; i < targets->len; i++) {
        const char *other = targets->items[i].path;

        if (d1_output_is_stdout(target.path) && d1_output_is_stdout(other))
            return d1_message_usage("check",
                                    "only one format can go to standard output; write the other to a file: "
                                    "--format %s=FILE",
                                    target.format->name);
        if (strcmp(target.path, other) == 0)
            return d1_message_usage("check", "two formats cannot both be written to %s", target.path);
    }
    if (d1_vec_push(targets, target) < 0) {
        d1_message_memory();
        return D1_EXIT_FAILURE;
    }
    return 0;
}

static int read_targets(struct targets *targets, const struct d1_option_list *formats)
{
    int status = 0;

    for (size_t i = 0; i < formats->len && status == 0; i++)
        status = add_target(targets, formats->items[i]);
    if (status == 0 && formats->len == 0)
        status = add_target(targets, "text");
    return status;
}

/* 0 or the exit status of bad usage. */
static int read_options(const struct arguments *arguments, char **paths, size_t path_count,
                        struct d1_run_options *run_options)
{
    *run_options = (struct d1_run_options){
        .source = arguments->revision ? D1_SOURCE_REVISION
                  : arguments->staged ? D1_SOURCE_INDEX
                                      : D1_SOURCE_WORKTREE,
        .revision = arguments->revision,
        .paths = (const char *const *)paths,
        .path_count = path_count,
        .engagements = arguments->engagements.items,
        .engagement_count = arguments->engagements.len,
        .since = arguments->since,
        .owner = arguments->owner,
        .as_of = arguments->as_of,
        .gate = arguments->gate,
        .policy = arguments->policy,
        .rules_dir = arguments->rules_dir,
        .fail_on = D1_SEVERITY_ERROR,
        .repository_uri = arguments->repository_uri,
        .cache = !arguments->no_cache,
    };
    if (arguments->staged && arguments->revision)
        return d1_message_usage("check", "--staged and --rev exclude each other");
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
    return d1_command_jobs(&d1_command_check, arguments->jobs, &run_options->jobs);
}

/* ---- writing ---- */

/* A reader that went away is told nothing. */
static int tell(const struct d1_error *error)
{
    if (d1_error_message(error)[0])
        d1_message_error(error);
    return D1_EXIT_FAILURE;
}

/* How reports are written, beside what the terminal can show. */
static int write_target(const struct target *target, const struct d1_verdict *verdict,
                        const struct d1_report_options *asked, struct d1_error *error)
{
    struct d1_report_options report_options = {.utf8 = true};
    struct d1_strbuf out = {0};
    int status;

    if (d1_output_is_stdout(target->path))
        report_options = d1_terminal_options();
    report_options.todo = asked->todo;
    report_options.verbose = asked->verbose;
    report_options.quiet = asked->quiet;
    report_options.directory = asked->directory;
    status = d1_report_write(target->format, verdict, &report_options, &out, error);
    if (status == 0)
        status = d1_output_file(target->path, d1_strbuf_view(&out), error);
    d1_strbuf_release(&out);
    return status;
}

/* Text on standard output is for people, who see standard error as well. */
static bool is_data(const struct target *target)
{
    return !target->format->text || !d1_output_is_stdout(target->path);
}

/*
 * A run that failed has no verdict, but whoever asked for data gets some: a report that says so, and not the one of
 * yesterday that still lies there.
 */
static int write_failure(const struct target *target, const struct d1_error *error, int status)
{
    struct d1_notice notice = {
        .severity = D1_SEVERITY_ERROR,
        .text = d1_str(d1_error_message(error)),
        .at = {.place = error->place},
    };
    struct d1_verdict verdict = {
        .tool = {.version = D1_STR(D1_VERSION), .commit = d1_str(d1_version_commit())},
        .notices = &notice,
        .notice_count = 1,
        .fail_on = D1_SEVERITY_ERROR,
        .exit = (enum d1_exit)status,
    };
    struct d1_error own = {0};

    if (is_data(target) && write_target(target, &verdict, &(struct d1_report_options){0}, &own) < 0)
        status = tell(&own);
    d1_error_clear(&own);
    return status;
}

/*
 * Writes every report, also when one of them fails, be it for want of memory. Returns status, or D1_EXIT_FAILURE when
 * one could not be written.
 */
static int write_targets(const struct targets *targets, const struct d1_verdict *verdict,
                         const struct d1_report_options *asked, int status)
{
    for (size_t i = 0; i < targets->len; i++) {
        struct d1_error error = {0};

        if (write_target(&targets->items[i], verdict, asked, &error) < 0) {
            status = tell(&error);
            d1_alloc_forget();
            if (error.code == D1_ERR_LIMIT)
                write_failure(&targets->items[i], &error, status);
        }
        d1_error_clear(&error);
    }
    return status;
}

static int write_failures(const struct targets *targets, const struct d1_error *error, int status)
{
    d1_alloc_forget();
    for (size_t i = 0; i < targets->len; i++)
        status = write_failure(&targets->items[i], error, status);
    return status;
}

/* Says why a run failed and returns the exit status. Where that takes more memory than there is, that is why. */
static int say_failure(struct d1_error *error)
{
    int status = d1_message_error(error);

    if (d1_alloc_failed())
        d1_error_memory(error);
    return status;
}

static int write_verdict(const struct arguments *arguments, const struct targets *targets, const struct d1_run *run)
{
    struct d1_report_options asked = {
        .directory = d1_run_directory(run),
        .verbose = arguments->verbose,
        .quiet = arguments->quiet,
        .todo = arguments->todo,
    };

    return write_targets(targets, d1_run_verdict(run), &asked, (int)d1_run_verdict(run)->exit);
}

/* ---- the command ---- */

static int lint(const struct arguments *arguments, const struct d1_run_options *run_options,
                const struct targets *targets)
{
    /* Never freed: the end of the process, which is next, gives all of it back at once, and sooner. */
    static struct d1_run *result;
    struct d1_run_options watched = *run_options;
    struct d1_progress progress;
    struct d1_error error = {0};
    int status;

    d1_progress_begin(&progress);
    for (size_t i = 0; i < targets->len; i++)
        watched.details = watched.details || targets->items[i].format->details;
    watched.progress = d1_progress_show;
    watched.progress_context = &progress;
    status = d1_run(&watched, &result, &error);
    d1_progress_end(&progress);
    if (d1_alloc_failed())
        status = d1_error_memory(&error);
    if (status < 0)
        status = write_failures(targets, &error, say_failure(&error));
    else
        status = write_verdict(arguments, targets, result);
    d1_error_clear(&error);
    return status;
}

static int run(const struct d1_command *command, int argc, char **argv)
{
    struct arguments arguments = {0};
    struct d1_run_options run_options;
    struct targets targets = {0};
    int status;

    if (!d1_command_parse(command, argc, argv, &arguments, &status))
        goto done;
    status = read_options(&arguments, argv + optind, (size_t)(argc - optind), &run_options);
    if (status == 0)
        status = read_targets(&targets, &arguments.formats);
    if (status == 0)
        status = lint(&arguments, &run_options, &targets);
done:
    d1_vec_release(&targets);
    d1_vec_release(&arguments.formats);
    d1_vec_release(&arguments.engagements);
    return status;
}

static void write_formats(struct d1_strbuf *out)
{
    size_t count;
    const struct d1_report_format *formats = d1_report_formats(&count);

    d1_strbuf_puts(out, "formats\n");
    for (size_t i = 0; i < count; i++)
        d1_strbuf_printf(out, "  %-12s%s\n", formats[i].name, formats[i].summary);
    d1_strbuf_puts(out, "\nexit status\n"
                        "  0           nothing at or above the fail level; with --gate: the gate is met\n"
                        "  1           findings at or above it; with --gate: the gate is not met\n"
                        "  2           bad usage, policy or rule\n"
                        "  3           the repository could not be read, or the tool failed\n");
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
    .details = "Lints the work tree, tracked files and new ones that are not ignored, of the repository around the "
               "current directory. Paths restrict what is reported, not what is known: references still resolve "
               "against the whole engagement. With --gate the one PATH is the folder of an engagement.\n\n"
               "With --owner findings are restricted in the same way: to those that stand in an item of the person "
               "(`ownerRef`), or in what is said of the person.\n\n"
               "What is not due yet is counted and never fails; --todo lists it.",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .examples = examples,
    .example_count = sizeof examples / sizeof *examples,
    .more_help = write_formats,
    .run = run,
};
