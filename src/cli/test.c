/* d1lint test: runs the examples that stand in rule files. */
#include <getopt.h>

#include "cli/command.h"
#include "cli/message.h"
#include "cli/output.h"
#include "cli/screen/terminal.h"
#include "rules/examples.h"
#include "rules/ruleset.h"

struct arguments {
    bool check_only;
    const char *jobs;
};

static const struct d1_option options[] = {
    D1_FLAG(struct arguments, check_only, "check-only", 0, "Only type-check the rules; run no examples."),
    D1_JOBS(struct arguments),
};

/* ---- type checks ---- */

static void write_problem(struct d1_paint *page, const struct d1_problem *problem)
{
    if (problem->place.path) {
        d1_paint_place(page, D1_STYLE_STRONG, &problem->place);
        d1_strbuf_puts(page->out, ": ");
    }
    d1_paint_puts(page, D1_STYLE_ERROR, "error");
    d1_strbuf_puts(page->out, ": ");
    d1_message_write(page, d1_str(problem->text), &problem->place);
    d1_strbuf_putc(page->out, '\n');
}

static size_t count_built(const struct d1_ruleset *ruleset, bool own_only)
{
    size_t count = 0;

    for (size_t i = 0; i < ruleset->check_count; i++)
        count += ruleset->checks[i].built && (ruleset->checks[i].own || !own_only);
    return count;
}

static int check_types(struct d1_ruleset *ruleset, bool own_only)
{
    struct d1_problems problems = {0};
    struct d1_strbuf out = {0};
    struct d1_paint page = d1_terminal_paint(&out);
    int status = d1_ruleset_verify(ruleset, &problems);

    if (status != D1_ERR_MEMORY && d1_ruleset_compile(ruleset, &problems) < 0)
        status = D1_ERR_USAGE;

    for (size_t i = 0; i < problems.len; i++)
        write_problem(&page, &problems.items[i]);
    if (status == D1_ERR_MEMORY) {
        d1_message_memory();
        status = D1_EXIT_FAILURE;
    } else {
        status = status < 0 ? D1_EXIT_USAGE : D1_EXIT_OK;
        if (status == D1_EXIT_OK)
            d1_paint_count(&page, count_built(ruleset, own_only), "rule is well-typed\n", "rules are well-typed\n");
        status = d1_output_finish(d1_strbuf_view(&out), status);
    }
    d1_strbuf_release(&out);
    d1_problems_release(&problems);
    return status;
}

/* ---- examples ---- */

/* Failures are written as they come; what passes is counted. */
static void write_result(void *context, const struct d1_example_result *result)
{
    struct d1_paint *page = context;

    if (result->passed)
        return;
    if (result->place.path) {
        d1_paint_place(page, D1_STYLE_STRONG, &result->place);
        d1_strbuf_puts(page->out, ": ");
    }
    d1_paint_puts(page, D1_STYLE_ERROR, "failed");
    d1_strbuf_putc(page->out, ' ');
    if (result->check) {
        d1_paint_text(page, D1_STYLE_STRONG, result->check->id);
        d1_strbuf_puts(page->out, ": ");
    }
    d1_paint_text(page, D1_STYLE_PLAIN, result->name);
    d1_strbuf_putc(page->out, '\n');
    for (size_t at = 0, end; at < result->detail.len; at = end + 1) {
        end = d1_str_find(result->detail, '\n', at);
        d1_strbuf_puts(page->out, "    ");
        d1_paint_text(page, D1_STYLE_PLAIN, d1_str_sub(result->detail, at, end - at));
        d1_strbuf_putc(page->out, '\n');
    }
    d1_strbuf_putc(page->out, '\n');
}

/* Faults of rule files are told as any fault of usage, all of them. */
static int tell_problems(const struct d1_problems *problems)
{
    struct d1_error error = {0};
    int status;

    d1_error_problems(&error, D1_ERR_USAGE, problems);
    status = d1_message_error(&error);
    d1_error_clear(&error);
    return status;
}

/* The same of a rule set that could not be loaded for them, with what examples get wrong beside. */
static int tell_faults(struct d1_ruleset *ruleset, struct d1_problems *problems)
{
    if (d1_examples_look(ruleset, problems) == 0)
        return tell_problems(problems);
    d1_message_memory();
    return D1_EXIT_FAILURE;
}

static int run_examples(struct d1_ruleset *ruleset, bool own_only, unsigned jobs)
{
    struct d1_strbuf out = {0};
    struct d1_paint page = d1_terminal_paint(&out);
    struct d1_example_summary summary = {0};
    struct d1_problems problems = {0};
    int status, result = d1_examples_run(ruleset, own_only, jobs, write_result, &page, &summary, &problems);

    if (result == D1_ERR_MEMORY) {
        d1_message_memory();
        status = D1_EXIT_FAILURE;
    } else if (result < 0) {
        status = tell_problems(&problems);
    } else {
        d1_paint_count(&page, summary.rules, "rule, ", "rules, ");
        d1_paint_count(&page, summary.examples, "example, ", "examples, ");
        d1_paint_on(&page, summary.failed ? D1_STYLE_ERROR : D1_STYLE_GOOD);
        d1_strbuf_printf(&out, "%zu failed", summary.failed);
        d1_paint_off(&page, summary.failed ? D1_STYLE_ERROR : D1_STYLE_GOOD);
        d1_strbuf_putc(&out, '\n');
        status = d1_output_finish(d1_strbuf_view(&out), summary.failed ? D1_EXIT_FINDINGS : D1_EXIT_OK);
    }
    d1_problems_release(&problems);
    d1_strbuf_release(&out);
    return status;
}

/* ---- the command ---- */

static int run(const struct d1_command *command, int argc, char **argv)
{
    struct arguments arguments = {0};
    struct d1_ruleset *ruleset = NULL;
    struct d1_error error = {0};
    struct d1_problems problems = {0};
    const char *path;
    unsigned jobs = 0;
    int status;

    if (!d1_command_parse(command, argc, argv, &arguments, &status))
        return status;
    if (argc - optind > 1)
        return d1_message_usage(command->name, "one folder or file at a time");
    status = d1_command_jobs(command, arguments.jobs, &jobs);
    if (status != 0)
        return status;
    path = argc > optind ? argv[optind] : NULL;
    if (d1_ruleset_load_tested(&ruleset, path, &problems, &error) < 0)
        status = ruleset ? tell_faults(ruleset, &problems) : d1_message_error(&error);
    else if (arguments.check_only)
        status = check_types(ruleset, path != NULL);
    else
        status = run_examples(ruleset, path != NULL, jobs);
    d1_problems_release(&problems);
    d1_error_clear(&error);
    d1_ruleset_free(ruleset);
    return status;
}

static const struct d1_command_example examples[] = {
    {"d1lint test", "Run the examples of every built-in rule."},
    {"d1lint test rules", "Run those of your own rules in the folder `rules`, beside the built-in ones."},
    {"d1lint test rules/PMO-001.yaml", "Run those of one rule file."},
    {"d1lint test --check-only rules", "Only look whether the expressions are well-formed and well-typed."},
};

const struct d1_command d1_command_test = {
    .name = "test",
    .summary = "Run the examples that stand in rule files.",
    .arguments = "[PATH]",
    .details =
        "Each rule carries examples: what is changed in an engagement that passes every check, and what the rule "
        "then finds. PATH is a folder with rules of your own, or one file of it; without it the built-in ones are "
        "tested. A "
        "file that a built-in rule was made of is tested in its place.\n\n"
        "Exit status 1 when an example fails, 2 when a rule is faulty.",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .examples = examples,
    .example_count = sizeof examples / sizeof *examples,
    .run = run,
};
