/* d1lint explain ID: a page on whatever has a name in rules, schemas and reports. */
#include "cli/explain/explain.h"

#include <getopt.h>
#include <strings.h>

#include "cli/command.h"
#include "cli/message.h"
#include "cli/output.h"
#include "cli/screen/terminal.h"
#include "cli/suggest.h"

struct arguments {
    const char *rules_dir;
};

static const struct d1_option options[] = {
    D1_RULES(struct arguments),
};

/* Each sort of name: how many there are, what they are called, and the page of one. */
struct topic {
    size_t (*count)(const struct d1_ruleset *ruleset);
    struct d1_str (*name)(const struct d1_ruleset *ruleset, size_t index);
    void (*page)(struct d1_paint *page, const struct d1_ruleset *ruleset, size_t index);
};

#define TOPIC(sort, ITEMS, COUNT, NAME)                                                                                \
    static size_t sort##_count(const struct d1_ruleset *ruleset)                                                       \
    {                                                                                                                  \
        return ruleset->COUNT;                                                                                         \
    }                                                                                                                  \
    static struct d1_str sort##_name(const struct d1_ruleset *ruleset, size_t index)                                   \
    {                                                                                                                  \
        return ruleset->ITEMS[index].NAME;                                                                             \
    }                                                                                                                  \
    static void sort##_page(struct d1_paint *page, const struct d1_ruleset *ruleset, size_t index)                     \
    {                                                                                                                  \
        d1_explain_##sort(page, ruleset, &ruleset->ITEMS[index]);                                                      \
    }

TOPIC(check, checks, check_count, id)
TOPIC(criterion, criteria, criterion_count, id)
TOPIC(gate, gates, gate_count, id)
TOPIC(kind, kinds->kinds, kinds->kind_count, name)
TOPIC(item, kinds->types, kinds->type_count, name)

static size_t shape_count(const struct d1_ruleset *ruleset)
{
    return d1_explain_shape_count(ruleset);
}

static struct d1_str shape_name(const struct d1_ruleset *ruleset, size_t index)
{
    return d1_explain_shape_name(ruleset, index);
}

static size_t parameter_count(const struct d1_ruleset *ruleset)
{
    struct d1_str name;
    size_t count = 0;

    while (d1_ruleset_parameter_at(ruleset, count, &name))
        count++;
    return count;
}

static struct d1_str parameter_name(const struct d1_ruleset *ruleset, size_t index)
{
    struct d1_str name = d1_strn("", 0);

    d1_ruleset_parameter_at(ruleset, index, &name);
    return name;
}

static size_t word_count(const struct d1_ruleset *ruleset)
{
    (void)ruleset;
    return d1_explain_word_count();
}

static struct d1_str word_name(const struct d1_ruleset *ruleset, size_t index)
{
    (void)ruleset;
    return d1_explain_word_name(index);
}

static void word_page(struct d1_paint *page, const struct d1_ruleset *ruleset, size_t index)
{
    (void)ruleset;
    d1_explain_word(page, index);
}

/* The first of a name counts: a kind stands before the type of item (Sprint), a shape before one (Money). */
static const struct topic topics[] = {
    {check_count, check_name, check_page},
    {criterion_count, criterion_name, criterion_page},
    {gate_count, gate_name, gate_page},
    {kind_count, kind_name, kind_page},
    {shape_count, shape_name, d1_explain_shape_page},
    {item_count, item_name, item_page},
    {parameter_count, parameter_name, d1_explain_parameter},
    {word_count, word_name, word_page},
};

static bool same(struct d1_str a, struct d1_str b, bool exact)
{
    return exact ? d1_str_eq(a, b) : a.len == b.len && strncasecmp(a.ptr, b.ptr, a.len) == 0;
}

static bool write_page(struct d1_paint *page, const struct d1_ruleset *ruleset, struct d1_str name, bool exact)
{
    for (size_t t = 0; t < sizeof topics / sizeof *topics; t++) {
        for (size_t i = 0; i < topics[t].count(ruleset); i++) {
            if (!same(topics[t].name(ruleset, i), name, exact))
                continue;
            topics[t].page(page, ruleset, i);
            return true;
        }
    }
    return false;
}

static int unknown(const struct d1_ruleset *ruleset, struct d1_str name, struct d1_suggest *nearest)
{
    for (size_t t = 0; t < sizeof topics / sizeof *topics; t++)
        for (size_t i = 0; i < topics[t].count(ruleset); i++)
            d1_suggest_look(nearest, name, topics[t].name(ruleset, i));
    if (nearest->found.len)
        d1_message("nothing is called " D1_STR_FMT "; did you mean " D1_STR_FMT "?", D1_STR_ARG(name),
                   D1_STR_ARG(nearest->found));
    else
        d1_message("nothing is called " D1_STR_FMT "; `d1lint list` shows the checks, criteria, gates, kinds and "
                   "functions, and the words of reports are score, indeterminate, met, state, profile, parameter, "
                   "function, waiver and evidence",
                   D1_STR_ARG(name));
    return D1_EXIT_USAGE;
}

/* What expressions may call is known once the rules are compiled, which no other page needs. */
static int write_function(struct d1_paint *page, struct d1_ruleset *ruleset, struct d1_str name)
{
    struct d1_problems problems = {0};
    struct d1_suggest nearest = {0};
    struct d1_arena arena = {0};
    struct d1_error error = {0};
    int status = d1_ruleset_compile(ruleset, &problems);

    if (status == D1_ERR_USAGE && problems.len)
        d1_error_problems(&error, D1_ERR_USAGE, &problems);
    else if (status == 0)
        status = d1_explain_function(page, ruleset, &arena, name, &nearest);
    if (status == D1_ERR_MEMORY)
        d1_error_memory(&error);
    if (status < 0)
        status = d1_message_error(&error);
    else
        status = status ? D1_EXIT_OK : unknown(ruleset, name, &nearest);
    d1_error_clear(&error);
    d1_arena_release(&arena);
    d1_problems_release(&problems);
    return status;
}

/* "milestone:ms-02" is an instance of the gate milestone. */
static struct d1_str without_instance(struct d1_str name)
{
    return d1_str_sub(name, 0, d1_str_find(name, ':', 0));
}

static int explain(struct d1_ruleset *ruleset, struct d1_str name)
{
    struct d1_strbuf out = {0};
    struct d1_paint page = d1_terminal_paint(&out);
    int status = D1_EXIT_OK;

    if (!write_page(&page, ruleset, name, true) && !write_page(&page, ruleset, name, false) &&
        !write_page(&page, ruleset, without_instance(name), true))
        status = write_function(&page, ruleset, name);
    if (status == D1_EXIT_OK)
        status = d1_output_finish(d1_strbuf_view(&out), D1_EXIT_OK);
    d1_strbuf_release(&out);
    return status;
}

static int run(const struct d1_command *command, int argc, char **argv)
{
    struct arguments arguments = {0};
    struct d1_ruleset *ruleset = NULL;
    int status;

    if (!d1_command_parse(command, argc, argv, &arguments, &status))
        return status;
    if (argc - optind != 1)
        return d1_message_usage(command->name, argc == optind ? "what is to be explained?" : "one thing at a time");
    status = d1_command_rules(arguments.rules_dir, &ruleset);
    if (status == 0)
        status = explain(ruleset, d1_str(argv[optind]));
    d1_ruleset_free(ruleset);
    return status;
}

static const struct d1_command_example examples[] = {
    {"d1lint explain STK-003", "A check: what must hold, why, what to do when it does not."},
    {"d1lint explain S2D-A2", "A success criterion, and the checks that decide it."},
    {"d1lint explain kickoff", "A gate: when it is due and what it asks for."},
    {"d1lint explain score", "A word of reports: also indeterminate, metLate, profile, waiver, E2."},
    {"d1lint explain RaidLog", "A kind of artifact: its fields, and an example. Also Risk, Money."},
    {"d1lint explain highRisk", "A parameter: its default, and the checks that go by it. Also a function."},
};

const struct d1_command d1_command_explain = {
    .name = "explain",
    .summary = "Explain a check, criterion, gate, kind, item, parameter or word.",
    .arguments = "ID",
    .details = "Says what it is, why it is there and what to do, with an example.",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .examples = examples,
    .example_count = sizeof examples / sizeof *examples,
    .run = run,
};
