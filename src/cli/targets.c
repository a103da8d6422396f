#include "cli/targets.h"

#include <string.h>

#include "base/memory/alloc.h"
#include "base/vec.h"
#include "base/version.h"
#include "cli/command.h"
#include "cli/message.h"
#include "cli/output.h"
#include "cli/screen/terminal.h"
#include "cli/suggest.h"
#include "report/agenda.h"

/* ---- what was asked for ---- */

static const char *name_of(const struct d1_target_choice *choice, size_t index)
{
    size_t count;
    const struct d1_report_format *formats = choice->formats(&count);

    return index < count ? formats[index].name : NULL;
}

static const char *report_name(size_t index)
{
    return name_of(&d1_targets_reports, index);
}

static const char *calendar_name(size_t index)
{
    return name_of(&d1_targets_calendars, index);
}

const struct d1_target_choice d1_targets_reports = {d1_report_formats, d1_report_find, report_name};
const struct d1_target_choice d1_targets_calendars = {d1_agenda_formats, d1_agenda_find, calendar_name};

/* Reads one --format; 0 or the exit status. */
static int add_target(struct d1_targets *targets, const char *command, const struct d1_target_choice *choice,
                      const char *text)
{
    size_t equals = strcspn(text, "=");
    struct d1_target target = {
        .format = choice->find(d1_strn(text, equals)),
        .path = text[equals] ? text + equals + 1 : "-",
    };

    if (!target.format)
        return d1_suggest_usage(command, "unknown format", d1_strn(text, equals), choice->name);
    if (!target.path[0])
        return d1_message_usage(command, "--format %s names no file", text);
    for (size_t i = 0; i < targets->len; i++) {
        const char *other = targets->items[i].path;

        if (d1_output_is_stdout(target.path) && d1_output_is_stdout(other))
            return d1_message_usage(command,
                                    "only one format can go to standard output; write the other to a file: "
                                    "--format %s=FILE",
                                    target.format->name);
        if (strcmp(target.path, other) == 0)
            return d1_message_usage(command, "two formats cannot both be written to %s", target.path);
    }
    if (d1_vec_push(targets, target) < 0) {
        d1_message_memory();
        return D1_EXIT_FAILURE;
    }
    return 0;
}

int d1_targets_read(struct d1_targets *targets, const char *command, const struct d1_target_choice *choice,
                    const struct d1_option_list *formats)
{
    int status = 0;

    for (size_t i = 0; i < formats->len && status == 0; i++)
        status = add_target(targets, command, choice, formats->items[i]);
    if (status == 0 && formats->len == 0)
        status = add_target(targets, command, choice, "text");
    return status;
}

int d1_targets_read_created(struct d1_targets *targets, const char *command, const char *created)
{
    struct d1_instant instant;
    int64_t day;

    for (size_t i = 0; i < targets->len && !created; i++)
        if (targets->items[i].format->dated)
            return d1_message_usage(command, "the format %s says when it was made: give --created TIME",
                                    targets->items[i].format->name);
    if (!created)
        return 0;
    if (!d1_instant_parse(d1_str(created), &instant))
        return d1_message_usage(command, "--created takes a time with its offset, as 2026-03-02T09:30:00Z, not %s",
                                created);
    day = d1_instant_day(instant.seconds);
    if (day < D1_DATE_MIN || day > D1_DATE_MAX)
        return d1_message_usage(command, "--created %s is in none of the years 0001 to 9999 of UTC", created);
    targets->asked.created = true;
    targets->asked.created_at = instant.seconds;
    return 0;
}

/* ---- writing ---- */

/* A reader that went away is told nothing. */
static int tell(const struct d1_error *error)
{
    if (d1_error_message(error)[0])
        d1_message_error(error);
    return D1_EXIT_FAILURE;
}

/* Writes a report on a verdict, or, where that is NULL, on a portfolio. */
static int write_target(const struct d1_targets *targets, const struct d1_target *target,
                        const struct d1_verdict *verdict, const struct d1_portfolio *portfolio, struct d1_error *error)
{
    struct d1_report_options options = targets->asked, terminal = {.utf8 = true};
    struct d1_strbuf out = {0};
    int status;

    if (d1_output_is_stdout(target->path))
        terminal = d1_terminal_options();
    options.colour = terminal.colour;
    options.width = terminal.width;
    options.utf8 = terminal.utf8;
    status = verdict ? d1_report_write(target->format, verdict, &options, &out, error)
                     : d1_report_write_portfolio(target->format, portfolio, &options, &out, error);
    if (status == 0)
        status = d1_output_file(target->path, d1_strbuf_view(&out), error);
    d1_strbuf_release(&out);
    return status;
}

/* Text on standard output is for people, who see standard error as well. */
static bool is_data(const struct d1_target *target)
{
    return !target->format->text || !d1_output_is_stdout(target->path);
}

/*
 * A run that failed has no verdict, but whoever asked for data gets some: a report that says so, and not the one of
 * yesterday that still lies there.
 */
static int write_failure(const struct d1_targets *targets, const struct d1_target *target, const struct d1_error *error,
                         int status)
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

    if (is_data(target) && write_target(targets, target, &verdict, NULL, &own) < 0)
        status = tell(&own);
    d1_error_clear(&own);
    return status;
}

static int write_all(const struct d1_targets *targets, const struct d1_verdict *verdict,
                     const struct d1_portfolio *portfolio, int status)
{
    for (size_t i = 0; i < targets->len; i++) {
        struct d1_error error = {0};

        if (write_target(targets, &targets->items[i], verdict, portfolio, &error) < 0) {
            status = tell(&error);
            d1_alloc_forget();
            if (error.code == D1_ERR_LIMIT)
                write_failure(targets, &targets->items[i], &error, status);
        }
        d1_error_clear(&error);
    }
    return status;
}

int d1_targets_write(const struct d1_targets *targets, const struct d1_verdict *verdict, int status)
{
    for (size_t i = 0; i < targets->len; i++) {
        const struct d1_report_format *format = targets->items[i].format;
        const char *why = format->refuses ? format->refuses(verdict, &targets->asked) : NULL;

        if (why) {
            d1_message("the format %s %s", format->name, why);
            return D1_EXIT_USAGE;
        }
    }
    return write_all(targets, verdict, NULL, status);
}

int d1_targets_write_portfolio(const struct d1_targets *targets, const struct d1_portfolio *portfolio, int status)
{
    return write_all(targets, NULL, portfolio, status);
}

int d1_targets_write_failure(const struct d1_targets *targets, const struct d1_error *error, int status)
{
    d1_alloc_forget();
    for (size_t i = 0; i < targets->len; i++)
        status = write_failure(targets, &targets->items[i], error, status);
    return status;
}

int d1_targets_have_portfolio(const struct d1_targets *targets, const char *command)
{
    for (size_t i = 0; i < targets->len; i++)
        if (!targets->items[i].format->portfolio)
            return d1_message_usage(command,
                                    "the format %s is of one repository; text, html and summary-jsonl are there for "
                                    "engagements of several",
                                    targets->items[i].format->name);
    return 0;
}

bool d1_targets_have_details(const struct d1_targets *targets)
{
    for (size_t i = 0; i < targets->len; i++)
        if (targets->items[i].format->details)
            return true;
    return false;
}

bool d1_targets_are_over_time(const struct d1_targets *targets, bool closely)
{
    for (size_t i = 0; i < targets->len; i++) {
        enum d1_report_course course = targets->items[i].format->course;

        if (course == D1_REPORT_COURSE || (closely && course == D1_REPORT_COURSE_CLOSELY))
            return true;
    }
    return false;
}

void d1_targets_write_help(struct d1_strbuf *out, const struct d1_target_choice *choice)
{
    size_t count;
    const struct d1_report_format *formats = choice->formats(&count);

    d1_strbuf_puts(out, "formats\n");
    for (size_t i = 0; i < count; i++)
        d1_command_write_row(out, formats[i].name, formats[i].summary);
}
