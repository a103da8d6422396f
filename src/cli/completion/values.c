#include "cli/completion/values.h"

#include <string.h>

#include "cli/message.h"
#include "cli/suggest.h"
#include "engagement/kinds.h"
#include "engine/run.h"
#include "engine/scope.h"
#include "report/escape.h"
#include "report/report.h"
#include "rules/ruleset.h"

/* By the name of an option, by what its argument is called, or by both; the first row that fits counts. */
static const struct {
    const char *option, *argument, *sort;
} rows[] = {
    {"gate", NULL, "gates"},
    {"engagement", NULL, "engagements"},
    {"format", "F[=FILE]", "formats"},
    {"format", "text|ics[=FILE]", "calendars"},
    {"fail-on", NULL, "severities"},
    {"profile", NULL, "profiles"},
    {"ci", NULL, "forges"},
    {"phase", NULL, "phases"},
    {NULL, "PERSON", "people"},
    {NULL, "FILE", "files"},
    {NULL, "DIR", "folders"},
};

static const struct {
    const char *command, *sort;
} operands[] = {
    {"check", "files"},    {"explain", "names"}, {"list", "lists"},    {"schema", "kinds"},      {"test", "files"},
    {"validate", "files"}, {"new", "makes"},     {"help", "commands"}, {"completion", "shells"}, {"init", "folders"},
    {"man", "commands"},   {"fix", "files"},     {"digest", "files"},
};

const char *d1_completion_of_option(const struct d1_option *option)
{
    for (size_t i = 0; option->argument && i < sizeof rows / sizeof *rows; i++)
        if ((!rows[i].option || strcmp(rows[i].option, option->name) == 0) &&
            (!rows[i].argument || strcmp(rows[i].argument, option->argument) == 0))
            return rows[i].sort;
    return NULL;
}

const char *d1_completion_of_operands(const struct d1_command *command)
{
    for (size_t i = 0; i < sizeof operands / sizeof *operands; i++)
        if (strcmp(operands[i].command, command->name) == 0)
            return operands[i].sort;
    return NULL;
}

/* ---- values ---- */

static void add(struct d1_strbuf *out, struct d1_str value)
{
    /* A shell parts them at white space; a name that has some could not be completed. */
    for (size_t i = 0; i < value.len; i++)
        if ((unsigned char)value.ptr[i] <= ' ' || strchr("\"'\\$`;&|<>()*?[]{}!#~", value.ptr[i]))
            return;
    if (value.len) {
        d1_escape_text(out, value, true);
        d1_strbuf_putc(out, '\n');
    }
}

static void add_gates(struct d1_strbuf *out, const struct d1_ruleset *ruleset)
{
    for (size_t i = 0; i < ruleset->gate_count; i++)
        add(out, ruleset->gates[i].id);
}

static void add_kinds(struct d1_strbuf *out, const struct d1_ruleset *ruleset)
{
    for (size_t i = 0; i < ruleset->kinds->kind_count; i++)
        add(out, ruleset->kinds->kinds[i].name);
}

static void add_makes(struct d1_strbuf *out, const struct d1_ruleset *ruleset)
{
    for (size_t i = 0; i < ruleset->kinds->kind_count; i++)
        if (!ruleset->kinds->kinds[i].policy)
            add(out, ruleset->kinds->kinds[i].name);
    for (size_t i = 0; i < ruleset->kinds->type_count; i++)
        add(out, ruleset->kinds->types[i].name);
    add(out, d1_str("Rule"));
}

static void add_checks(struct d1_strbuf *out, const struct d1_ruleset *ruleset)
{
    for (size_t i = 0; i < ruleset->check_count; i++)
        add(out, ruleset->checks[i].id);
}

static void add_names(struct d1_strbuf *out, const struct d1_ruleset *ruleset)
{
    add_checks(out, ruleset);
    for (size_t i = 0; i < ruleset->criterion_count; i++)
        add(out, ruleset->criteria[i].id);
    add_gates(out, ruleset);
    add_kinds(out, ruleset);
}

static void add_formats(struct d1_strbuf *out, const struct d1_ruleset *ruleset)
{
    size_t count;
    const struct d1_report_format *formats = d1_report_formats(&count);
    (void)ruleset;

    for (size_t i = 0; i < count; i++)
        add(out, d1_str(formats[i].name));
}

static void add_commands(struct d1_strbuf *out, const struct d1_ruleset *ruleset)
{
    size_t count;
    const struct d1_command *const *commands = d1_commands(&count);
    (void)ruleset;

    for (size_t i = 0; i < count; i++)
        add(out, d1_str(commands[i]->name));
}

static void add_profiles(struct d1_strbuf *out, const struct d1_ruleset *ruleset)
{
    (void)ruleset;
    for (int i = 0; i < D1_PROFILE_COUNT; i++)
        add(out, d1_str(d1_profile_name((enum d1_profile)i)));
}

/* Those of the repository at hand; without one there are none, and nothing to say about that. */
static void add_engagements(struct d1_strbuf *out, const struct d1_ruleset *ruleset)
{
    struct d1_run_options options = {0};
    struct d1_run *run = NULL;
    struct d1_error error = {0};
    (void)ruleset;

    if (d1_run(&options, &run, &error) == 0)
        for (size_t i = 0; i < d1_run_verdict(run)->engagement_count; i++)
            add(out, d1_run_verdict(run)->engagements[i].name);
    d1_error_clear(&error);
    d1_run_free(run);
}

/* Those of the engagement at hand; where there is none, or several, nothing is known. */
static void add_people(struct d1_strbuf *out, const struct d1_ruleset *ruleset)
{
    struct d1_run_options options = {0};
    struct d1_scope *scope = NULL;
    struct d1_error error = {0};
    (void)ruleset;

    if (d1_scope_open(&scope, &options, &error) == 0) {
        const struct d1_engagement *engagement = d1_scope_engagement(scope);
        const struct d1_item_type *person = d1_kinds_type(engagement->kinds, d1_str("Person"));
        const struct d1_node_list *people = person ? &engagement->by_type[person->index] : NULL;

        for (size_t i = 0; people && i < people->len; i++)
            add(out, d1_node_get_text(people->items[i], "id"));
    }
    d1_error_clear(&error);
    d1_scope_free(scope);
}

static const struct {
    const char *sort;
    void (*add)(struct d1_strbuf *out, const struct d1_ruleset *ruleset); /* NULL: those of `words` */
    const char *words;
} sorts[] = {
    {"gates", add_gates, NULL},
    {"checks", add_checks, NULL},
    {"kinds", add_kinds, NULL},
    {"makes", add_makes, NULL},
    {"names", add_names, NULL},
    {"formats", add_formats, NULL},
    {"commands", add_commands, NULL},
    {"profiles", add_profiles, NULL},
    {"engagements", add_engagements, NULL},
    {"people", add_people, NULL},
    {"calendars", NULL, "text\nics\n"},
    {"severities", NULL, "error\nwarning\nnote\n"},
    {"forges", NULL, "github\ngitlab\n"},
    {"phases", NULL, "s2d\nlaunch\nmanage\nclose\n"},
    {"lists", NULL, "checks\ncriteria\ngates\nkinds\nfunctions\n"},
    {"shells", NULL, "bash\nzsh\nfish\n"},
};

static const char *sort_name(size_t index)
{
    return index < sizeof sorts / sizeof *sorts ? sorts[index].sort : NULL;
}

int d1_completion_values(struct d1_strbuf *out, const char *sort)
{
    struct d1_ruleset *ruleset = NULL;
    struct d1_error error = {0};
    size_t index = 0;
    int status = D1_EXIT_OK;

    while (sort_name(index) && strcmp(sort_name(index), sort) != 0)
        index++;
    if (!sort_name(index))
        return d1_suggest_usage("completion", "there are no values", d1_str(sort), sort_name);
    if (!sorts[index].add) {
        d1_strbuf_puts(out, sorts[index].words);
        return D1_EXIT_OK;
    }
    if (d1_ruleset_load(&ruleset, NULL, &error) < 0)
        status = d1_message_error(&error);
    else
        sorts[index].add(out, ruleset);
    d1_error_clear(&error);
    d1_ruleset_free(ruleset);
    return status;
}
