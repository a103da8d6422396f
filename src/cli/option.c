#include "cli/option.h"

#include <getopt.h>

#include "cli/suggest.h"

enum {
    OPTIONS_MAX = 40,
    HELP_COLUMN = 28, /* where the help of an option begins */
    FIRST_VALUE = 256 /* getopt's value of the first row; letters are below */
};

static const struct d1_option help_option = {"help", 'h', NULL, "Show this help.", D1_OPTION_FLAG, 0};

/* The tables that getopt wants. */
struct getopt_tables {
    struct option longs[OPTIONS_MAX + 2];
    char shorts[2 * OPTIONS_MAX + 8];
};

static void make_tables(struct getopt_tables *tables, const struct d1_option *options, size_t count)
{
    size_t letters = 0;

    tables->shorts[letters++] = ':';
    tables->shorts[letters++] = 'h';
    for (size_t i = 0; i < count; i++) {
        const struct d1_option *option = &options[i];

        tables->longs[i] = (struct option){option->name, option->argument ? required_argument : no_argument, NULL,
                                           FIRST_VALUE + (int)i};
        if (option->letter) {
            tables->shorts[letters++] = option->letter;
            if (option->argument)
                tables->shorts[letters++] = ':';
        }
    }
    tables->longs[count] = (struct option){help_option.name, no_argument, NULL, 'h'};
    tables->longs[count + 1] = (struct option){0};
    tables->shorts[letters] = '\0';
}

static const struct d1_option *by_value(const struct d1_option *options, size_t count, int value)
{
    if (value >= FIRST_VALUE)
        return &options[value - FIRST_VALUE];
    for (size_t i = 0; i < count; i++)
        if (options[i].letter == value)
            return &options[i];
    return NULL;
}

/* False when memory is short. */
static bool store(const struct d1_option *option, void *target, const char *value)
{
    char *field = (char *)target + option->offset;

    switch (option->kind) {
    case D1_OPTION_FLAG:
        *(bool *)(void *)field = true;
        return true;
    case D1_OPTION_TEXT:
        *(const char **)(void *)field = value;
        return true;
    case D1_OPTION_LIST:
        return d1_vec_push((struct d1_option_list *)(void *)field, value) == 0;
    }
    return false;
}

/* Names the word that getopt stumbled over: "--formt=x" is told as --formt. */
static void explain_unknown(struct d1_strbuf *message, const struct d1_option *options, size_t count, const char *word)
{
    struct d1_str name = d1_str_starts(d1_str(word), "--") ? d1_str(word + 2) : (struct d1_str){0};
    struct d1_suggest nearest = {0};
    size_t matches = 0;

    if (!name.ptr) {
        d1_strbuf_printf(message, "unknown option -%c", optopt);
        return;
    }
    name = d1_str_sub(name, 0, d1_str_find(name, '=', 0));
    for (size_t i = 0; i < count; i++) {
        d1_suggest_look(&nearest, name, d1_str(options[i].name));
        matches += strncmp(options[i].name, name.ptr, name.len) == 0;
    }
    d1_suggest_look(&nearest, name, d1_str(help_option.name));
    d1_strbuf_printf(message, "%s option --", matches > 1 ? "ambiguous" : "unknown");
    d1_strbuf_str(message, name);
    if (matches > 1) {
        for (size_t i = 0, told = 0; i < count; i++)
            if (strncmp(options[i].name, name.ptr, name.len) == 0)
                d1_strbuf_printf(message, "%s--%s", told++ ? ", " : ": ", options[i].name);
    } else if (nearest.found.len) {
        d1_strbuf_printf(message, "; did you mean --" D1_STR_FMT "?", D1_STR_ARG(nearest.found));
    }
}

static void name_option(struct d1_strbuf *message, const struct d1_option *option, int value)
{
    if (!option)
        d1_strbuf_puts(message, "--help");
    else if (value >= FIRST_VALUE)
        d1_strbuf_printf(message, "--%s", option->name);
    else
        d1_strbuf_printf(message, "-%c", option->letter);
}

enum d1_option_result d1_options_parse(const struct d1_option *options, size_t count, int argc, char **argv,
                                       void *target, struct d1_strbuf *message)
{
    struct getopt_tables tables;
    bool given[OPTIONS_MAX] = {false};
    int value;

    make_tables(&tables, options, count);
    optind = 0;
    opterr = 0;
    while ((value = getopt_long(argc, argv, tables.shorts, tables.longs, NULL)) != -1) {
        const struct d1_option *option = by_value(options, count, value == ':' || value == '?' ? optopt : value);

        if (value == 'h')
            return D1_OPTIONS_HELP;
        if (value == ':') {
            name_option(message, option, optopt);
            d1_strbuf_printf(message, " needs an argument: %s", option->argument);
            return D1_OPTIONS_BAD;
        }
        if (value == '?' && optopt >= FIRST_VALUE) {
            name_option(message, option, optopt);
            d1_strbuf_puts(message, " takes no argument");
            return D1_OPTIONS_BAD;
        }
        if (value == '?' || !option) {
            explain_unknown(message, options, count, argv[optind - 1]);
            return D1_OPTIONS_BAD;
        }
        /* Which of two was meant nobody knows; and the one that is dropped may be the stricter. */
        if (option->kind == D1_OPTION_TEXT && given[option - options]) {
            name_option(message, option, value);
            d1_strbuf_puts(message, " is given twice; give it once");
            return D1_OPTIONS_BAD;
        }
        given[option - options] = true;
        if (!store(option, target, optarg)) {
            d1_strbuf_puts(message, "out of memory");
            return D1_OPTIONS_BAD;
        }
    }
    return D1_OPTIONS_GOOD;
}

static void write_row(struct d1_strbuf *out, const struct d1_option *option)
{
    size_t start = out->len, used;

    if (option->letter)
        d1_strbuf_printf(out, "  -%c, --%s", option->letter, option->name);
    else
        d1_strbuf_printf(out, "      --%s", option->name);
    if (option->argument)
        d1_strbuf_printf(out, " %s", option->argument);
    used = out->len - start;
    if (used + 2 > HELP_COLUMN) {
        d1_strbuf_putc(out, '\n');
        used = 0;
    }
    d1_strbuf_fill(out, ' ', HELP_COLUMN - used);
    d1_strbuf_printf(out, "%s\n", option->help);
}

void d1_options_write_help(struct d1_strbuf *out, const struct d1_option *options, size_t count)
{
    for (size_t i = 0; i < count; i++)
        write_row(out, &options[i]);
    write_row(out, &help_option);
}
