/* d1lint report: other formats from saved JSON reports, without the repository. */
#include <getopt.h>

#include "base/limits.h"
#include "base/memory/alloc.h"
#include "base/vec.h"
#include "cli/command.h"
#include "cli/message.h"
#include "cli/source.h"
#include "cli/targets.h"
#include "cli/report/many.h"
#include "rules/ruleset.h"
#include "saved/saved.h"

struct arguments {
    bool compare, todo, verbose, quiet;
    const char *rules_dir, *from, *expect, *created;
    struct d1_option_list formats;
};

static const struct d1_option options[] = {
    D1_FORMATS(struct arguments),
    D1_FLAG(struct arguments, compare, "compare", 0,
            "Of two reports, OLD NEW: what is new, what is solved, which gates moved."),
    D1_TEXT(struct arguments, from, "from", 0, "DIR",
            "Every .json and .jsonl of a folder: a portfolio of engagements."),
    D1_TEXT(struct arguments, expect, "expect", 0, "FILE", "Names of engagements, one a line, that have to be there."),
    D1_CREATED(struct arguments),
    D1_FLAG(struct arguments, todo, "todo", 't', "List what is still to do for the gates ahead."),
    D1_FLAG(struct arguments, verbose, "verbose", 'v', "Also what follows from other findings, and what was read."),
    D1_FLAG(struct arguments, quiet, "quiet", 'q', "Findings and the gate asked for, nothing else."),
    D1_RULES(struct arguments),
};

/* 0 or the exit status of bad usage. */
static int read_options(const struct arguments *arguments, char **paths, size_t count)
{
    if (arguments->verbose && arguments->quiet)
        return d1_message_usage("report", "--verbose and --quiet exclude each other");
    if (!count && !arguments->from)
        return d1_message_usage("report", "which report? name the files that `d1lint check --format json=FILE` wrote, "
                                          "or - for standard input; --from names a folder of them");
    if (arguments->compare && (count != 2 || arguments->from || arguments->expect))
        return d1_message_usage("report", "--compare takes two reports, the earlier one first, and nothing to gather");
    for (size_t i = 0; i < count; i++)
        if (!paths[i][0])
            return d1_message_usage("report", "a path is empty");
    return 0;
}

static int read_reports(struct d1_saved *saved, char **paths, size_t count, struct d1_error *error)
{
    struct d1_strbuf bytes = {0};
    int status = 0;

    for (size_t i = 0; i < count && status == 0; i++) {
        status = d1_source_read_most(&bytes, paths[i], D1_LIMIT_REPORT_BYTES, error);
        if (status == 0)
            status = d1_saved_add(saved, d1_strbuf_view(&bytes), paths[i], error);
    }
    d1_strbuf_release(&bytes);
    return status;
}

static int reshape(const struct arguments *arguments, const struct d1_targets *targets, char **paths, size_t count)
{
    struct d1_saved saved = {0};
    struct d1_ruleset *ruleset = NULL;
    struct d1_error error = {0};
    int status = d1_command_rules(arguments->rules_dir, &ruleset), result;

    if (status != 0)
        return status;
    result = read_reports(&saved, paths, count, &error);
    if (result == 0) {
        const struct d1_saved_known known = {ruleset->checks, ruleset->check_count, ruleset->digest};

        result = arguments->compare ? d1_saved_compare(&saved, &known, &error) : d1_saved_join(&saved, &known, &error);
    }
    if (result < 0)
        status = d1_targets_write_failure(targets, &error, d1_message_error(&error));
    else
        status = d1_targets_write(targets, &saved.verdict, (int)saved.verdict.exit);
    d1_error_clear(&error);
    d1_saved_release(&saved);
    d1_ruleset_free(ruleset);
    return status;
}

/* Whether what is asked for is a portfolio: a folder, lines, or names that are to be there. */
static bool is_portfolio(const struct arguments *arguments, char **paths, size_t count)
{
    bool lines = false;

    for (size_t i = 0; i < count; i++)
        lines = lines || d1_str_ends(d1_str(paths[i]), ".jsonl");
    return lines || arguments->from || arguments->expect;
}

static int run(const struct d1_command *command, int argc, char **argv)
{
    struct arguments arguments = {0};
    struct d1_targets targets = {0};
    size_t count;
    int status;

    if (!d1_command_parse(command, argc, argv, &arguments, &status))
        goto done;
    count = (size_t)(argc - optind);
    status = read_options(&arguments, argv + optind, count);
    targets.asked =
        (struct d1_report_options){.verbose = arguments.verbose, .quiet = arguments.quiet, .todo = arguments.todo};
    if (status == 0)
        status = d1_targets_read(&targets, "report", &d1_targets_reports, &arguments.formats);
    if (status == 0)
        status = d1_targets_read_created(&targets, "report", arguments.created);
    if (status == 0 && is_portfolio(&arguments, argv + optind, count))
        status = d1_report_many(&targets, arguments.from, arguments.expect, argv + optind, count);
    else if (status == 0)
        status = reshape(&arguments, &targets, argv + optind, count);
done:
    d1_vec_release(&targets);
    d1_vec_release(&arguments.formats);
    return status;
}

static void write_more(struct d1_strbuf *out)
{
    d1_targets_write_help(out, &d1_targets_reports);
    d1_strbuf_puts(
        out, "\nexit status\n"
             "  0, 1          what was judged; of several, 1 where it is for one of them\n"
             "  2             bad usage, or reports that are no parts of one judgement\n"
             "  3             a report could not be read, is no whole or sound one, or is of a run that failed\n");
}

static const struct d1_command_example examples[] = {
    {"d1lint report d1lint.json", "What a CI job judged, as it would have been shown on a terminal."},
    {"d1lint report --format html=page.html --format junit=junit.xml d1lint.json",
     "Judge once, and write the other formats later, without the repository."},
    {"d1lint report --format summary alpha.json beta.json",
     "One report of two jobs that each judged an engagement of one commit."},
    {"d1lint report --compare steering-may.json steering-june.json",
     "Since the last steering: what is new, what is solved, which gates have moved."},
    {"d1lint report --from reports --expect engagements.txt --format html=portfolio.html",
     "A page over all engagements of a company, and of which there is no report."},
};

const struct d1_command d1_command_report = {
    .name = "report",
    .summary = "Make other formats from saved JSON reports.",
    .arguments = "REPORT...",
    .details =
        "Reads what `d1lint check --format json` wrote and writes any other format of it: the same bytes that "
        "the check itself would have written, but for excerpts, and the columns of rdjson, for which the lines "
        "of the repository are needed. Nothing is "
        "judged again; a page or a file for an auditor needs the report alone.\n\n"
        "Several reports become one when each is of other engagements of the same state of a repository. A report "
        "that is cut, put together by hand or contradicts itself is refused.",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .examples = examples,
    .example_count = sizeof examples / sizeof *examples,
    .more_help = write_more,
    .run = run,
};
