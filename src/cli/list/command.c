/* d1lint list checks|criteria|gates|kinds|functions: tables for people, the same as JSON, and criteria as OSCAL. */
#include <getopt.h>
#include <string.h>

#include "base/version.h"
#include "cli/command.h"
#include "cli/list/catalog.h"
#include "cli/message.h"
#include "cli/output.h"
#include "cli/screen/page.h"
#include "cli/screen/terminal.h"
#include "cli/suggest.h"
#include "engagement/kinds.h"
#include "engine/scope.h"
#include "json/writer.h"
#include "report/escape.h"
#include "report/oscal.h"
#include "rules/ruleset.h"

struct arguments {
    const char *rules_dir, *format, *created;
    bool matrix;
};

static const struct d1_option options[] = {
    D1_TEXT(struct arguments, format, "format", 'f', "F", "text (default) or json; of criteria also OSCAL (below)."),
    D1_TEXT(struct arguments, created, "created", 0, "TIME", "When OSCAL says it was made; else with this version."),
    D1_FLAG(struct arguments, matrix, "matrix", 0,
            "With criteria: which section of the guide, checks, kinds of artifacts and gates belong together."),
    D1_RULES(struct arguments),
};

enum { COLUMNS_MAX = 6 };

/* A cell is text, a count, or a list of words joined by ", " in text and an array in JSON. */
struct cell {
    struct d1_str text;
    const struct d1_node *list;
    const struct d1_str *words; /* a list that stands in no document */
    size_t word_count;
    bool counts;
    size_t count;
};

struct row {
    struct cell cells[COLUMNS_MAX];
    bool faint; /* not built */
};

/* What the rows are made of. */
struct tables {
    struct d1_ruleset *ruleset;
    const struct d1_scope_name *names; /* for `functions` alone */
    size_t name_count;
    struct d1_arena *arena;
};

/* What can be listed. The last column is wrapped. */
struct listing {
    const char *name;
    const char *columns[COLUMNS_MAX];
    int (*prepare)(struct tables *tables); /* makes what else it needs: 0 or an exit status; NULL for nothing */
    size_t (*count)(const struct tables *tables);
    void (*row)(const struct tables *tables, size_t index, struct row *row);
    int (*json)(const struct d1_ruleset *ruleset, struct d1_strbuf *out); /* NULL: an object of each row */
    const char *faint_means; /* "not built yet"; NULL when no row is faint */
};

/* ---- what there is ---- */

static size_t count_checks(const struct tables *tables)
{
    return tables->ruleset->check_count;
}

static void check_row(const struct tables *tables, size_t index, struct row *row)
{
    const struct d1_check *check = &tables->ruleset->checks[index];

    row->cells[0].text = check->id;
    row->cells[1].text = d1_str(d1_severity_name(check->severity));
    row->cells[2].text = check->due;
    row->cells[3].text = d1_str(check->own ? "own" : check->built ? "built" : "not built");
    row->cells[4].text = check->title;
    row->faint = !check->built;
}

static size_t count_criteria(const struct tables *tables)
{
    return tables->ruleset->criterion_count;
}

/* Whether no check that decides the criterion is built. */
static bool is_undecidable(const struct d1_ruleset *ruleset, const struct d1_node *checks)
{
    for (size_t i = 0; checks && i < d1_node_count(checks); i++) {
        const struct d1_check *check = d1_ruleset_check(ruleset, d1_node_text(d1_node_item(checks, i)));

        if (check && check->built)
            return false;
    }
    return checks != NULL;
}

static void criterion_row(const struct tables *tables, size_t index, struct row *row)
{
    const struct d1_criterion *criterion = &tables->ruleset->criteria[index];
    const struct d1_node *node = d1_ruleset_criterion_node(tables->ruleset, criterion);

    row->cells[0].text = criterion->id;
    row->cells[1].text = criterion->criterion_class;
    row->cells[2].list = d1_node_get(node, "gates");
    row->cells[3].list = d1_node_get(node, "checks");
    row->cells[4] = (struct cell){.counts = true, .count = criterion->not_built};
    row->cells[5].text = criterion->title;
    row->faint = is_undecidable(tables->ruleset, row->cells[3].list);
}

/* The kinds that checks of a criterion need, each once, in the order in which they come. */
static void find_kinds(const struct tables *tables, const struct d1_criterion *criterion, struct cell *cell)
{
    const struct d1_ruleset *ruleset = tables->ruleset;
    struct d1_str *kinds = d1_arena_calloc(tables->arena, ruleset->kinds->kind_count, sizeof *kinds);

    for (size_t i = 0; i < ruleset->kinds->kind_count && kinds; i++) {
        bool needed = false;

        for (size_t k = 0; k < criterion->check_count && !needed; k++)
            needed = d1_ruleset_needs(ruleset, criterion->checks[k], &ruleset->kinds->kinds[i]);
        if (needed)
            kinds[cell->word_count++] = ruleset->kinds->kinds[i].name;
    }
    cell->words = kinds;
}

static void matrix_row(const struct tables *tables, size_t index, struct row *row)
{
    const struct d1_criterion *criterion = &tables->ruleset->criteria[index];
    const struct d1_node *node = d1_ruleset_criterion_node(tables->ruleset, criterion);

    row->cells[0].text = criterion->section;
    row->cells[1].text = criterion->id;
    row->cells[2].list = d1_node_get(node, "gates");
    row->cells[3].list = d1_node_get(node, "checks");
    find_kinds(tables, criterion, &row->cells[4]);
    row->faint = is_undecidable(tables->ruleset, row->cells[3].list);
}

static size_t count_gates(const struct tables *tables)
{
    return tables->ruleset->gate_count;
}

static void gate_row(const struct tables *tables, size_t index, struct row *row)
{
    const struct d1_gate *gate = &tables->ruleset->gates[index];

    row->cells[0].text = gate->id;
    row->cells[1].text = gate->instances;
    row->cells[2].text = gate->title;
    row->cells[3] = (struct cell){.counts = true, .count = gate->not_built};
    row->cells[4].text = gate->due;
}

static size_t count_kinds(const struct tables *tables)
{
    return tables->ruleset->kinds->kind_count;
}

static void kind_row(const struct tables *tables, size_t index, struct row *row)
{
    static const char *const required[] = {"-", "regulated", "standard", "lite"};
    const struct d1_kind *kind = &tables->ruleset->kinds->kinds[index];
    int profiles =
        kind->required[D1_PROFILE_LITE] + kind->required[D1_PROFILE_STANDARD] + kind->required[D1_PROFILE_REGULATED];

    row->cells[0].text = kind->name;
    row->cells[1].text = kind->phase;
    row->cells[2].text = d1_str(required[profiles]);
    row->cells[3].text = d1_str(kind->own ? "own" : "built in");
    row->cells[4].text = kind->purpose;
}

static int prepare_names(struct tables *tables)
{
    struct d1_problems problems = {0};
    struct d1_error error = {0};
    int status = d1_ruleset_compile(tables->ruleset, &problems);

    if (status == D1_ERR_USAGE && problems.len)
        d1_error_problems(&error, D1_ERR_USAGE, &problems);
    else if (status < 0 || d1_scope_names(tables->ruleset, tables->arena, &tables->names, &tables->name_count) < 0)
        status = d1_error_memory(&error);
    if (status < 0)
        status = d1_message_error(&error);
    d1_problems_release(&problems);
    d1_error_clear(&error);
    return status;
}

static size_t count_names(const struct tables *tables)
{
    return tables->name_count;
}

static void name_row(const struct tables *tables, size_t index, struct row *row)
{
    const struct d1_scope_name *name = &tables->names[index];

    row->cells[0].text = name->group;
    row->cells[1].text = name->name;
    row->cells[2].text = name->type;
    row->cells[3].text = name->doc;
}

static const struct listing listings[] = {
    {.name = "checks",
     .columns = {"id", "severity", "due", "state", "title"},
     .count = count_checks,
     .row = check_row,
     .faint_means = "not built yet"},
    {.name = "criteria",
     .columns = {"id", "class", "gates", "checks", "notBuilt", "title"},
     .count = count_criteria,
     .row = criterion_row,
     .json = d1_ruleset_criteria_json,
     .faint_means = "without a check that is built"},
    {.name = "gates", .columns = {"id", "forEach", "title", "notBuilt", "due"}, .count = count_gates, .row = gate_row},
    {.name = "kinds",
     .columns = {"name", "phase", "requiredFrom", "state", "purpose"},
     .count = count_kinds,
     .row = kind_row},
    {.name = "functions",
     .columns = {"of", "name", "type", "doc"},
     .prepare = prepare_names,
     .count = count_names,
     .row = name_row},
};

/* `list criteria --matrix` */
static const struct listing matrix = {
    .name = "criteria",
    .columns = {"section", "criterion", "gates", "checks", "kinds"},
    .count = count_criteria,
    .row = matrix_row,
    .faint_means = "without a check that is built",
};

/* ---- writing ---- */

static size_t column_count(const struct listing *listing)
{
    size_t count = 0;

    while (count < COLUMNS_MAX && listing->columns[count])
        count++;
    return count;
}

static void cell_text(struct d1_strbuf *out, const struct cell *cell)
{
    d1_strbuf_clear(out);
    if (cell->list)
        d1_page_join(out, cell->list);
    else if (cell->counts)
        d1_strbuf_printf(out, cell->count ? "%zu not built" : "", cell->count);
    else
        d1_strbuf_str(out, cell->text);
    for (size_t i = 0; i < cell->word_count; i++)
        d1_strbuf_printf(out, "%s" D1_STR_FMT, i ? ", " : "", D1_STR_ARG(cell->words[i]));
}

enum { WIDEST = 30 };

/* Columns that the widest cell of each column takes, within reason. */
static void measure(const struct tables *tables, const struct listing *listing, size_t widths[COLUMNS_MAX],
                    struct d1_strbuf *text)
{
    for (size_t c = 0; c < column_count(listing); c++)
        widths[c] = strlen(listing->columns[c]);
    for (size_t i = 0; i < listing->count(tables); i++) {
        struct row row = {0};

        listing->row(tables, i, &row);
        for (size_t c = 0; c < column_count(listing); c++) {
            size_t columns;

            cell_text(text, &row.cells[c]);
            columns = d1_escape_columns(d1_strbuf_view(text));
            if (columns > widths[c])
                widths[c] = columns < WIDEST ? columns : WIDEST;
        }
    }
}

static void write_row(struct d1_paint *page, const struct listing *listing, const struct row *row,
                      const size_t widths[COLUMNS_MAX], struct d1_strbuf *text)
{
    size_t column = 0, last = column_count(listing) - 1;

    for (size_t c = 0; c < last; c++) {
        cell_text(text, &row->cells[c]);
        d1_paint_cell(page, row->faint ? D1_STYLE_FAINT : D1_STYLE_PLAIN, d1_strbuf_view(text), widths[c]);
        d1_strbuf_puts(page->out, "  ");
        column += widths[c] + 2;
    }
    cell_text(text, &row->cells[last]);
    d1_paint_wrapped(page, d1_strbuf_view(text), column, column);
    d1_paint_end_row(page);
}

/* The names of the columns are those of the members in JSON. */
static void write_header(struct d1_paint *page, const struct listing *listing, const size_t widths[COLUMNS_MAX])
{
    for (size_t c = 0; c < column_count(listing); c++) {
        d1_paint_cell(page, D1_STYLE_STRONG, d1_str(listing->columns[c]), widths[c]);
        d1_strbuf_puts(page->out, "  ");
    }
    d1_paint_end_row(page);
}

static void write_table(struct d1_paint *page, const struct tables *tables, const struct listing *listing)
{
    size_t widths[COLUMNS_MAX] = {0}, faint = 0, count = listing->count(tables);
    struct d1_strbuf text = {0};

    measure(tables, listing, widths, &text);
    if (count)
        write_header(page, listing, widths);
    for (size_t i = 0; i < count; i++) {
        struct row row = {0};

        listing->row(tables, i, &row);
        write_row(page, listing, &row, widths, &text);
        faint += row.faint;
    }
    d1_strbuf_printf(page->out, "\n%zu %s", count, listing->name);
    if (faint)
        d1_strbuf_printf(page->out, ", %zu of them %s", faint, listing->faint_means);
    d1_strbuf_putc(page->out, '\n');
    d1_strbuf_release(&text);
}

static void write_cell_json(struct d1_json_writer *w, const char *key, const struct cell *cell)
{
    if (cell->list) {
        d1_json_key(w, key);
        d1_json_node(w, cell->list);
    } else if (cell->words) {
        d1_json_member_array(w, key);
        for (size_t i = 0; i < cell->word_count; i++)
            d1_json_string(w, cell->words[i]);
        d1_json_end(w);
    } else if (cell->counts) {
        d1_json_member_int(w, key, (int64_t)cell->count);
    } else if (cell->text.len) {
        d1_json_member_string(w, key, cell->text);
    }
}

static void write_json(struct d1_strbuf *out, const struct tables *tables, const struct listing *listing)
{
    struct d1_json_writer w;

    d1_json_writer_init(&w, D1_JSON_INDENT, NULL, NULL);
    d1_json_begin_array(&w);
    for (size_t i = 0; i < listing->count(tables); i++) {
        struct row row = {0};

        listing->row(tables, i, &row);
        d1_json_begin_object(&w);
        for (size_t c = 0; c < column_count(listing); c++)
            write_cell_json(&w, listing->columns[c], &row.cells[c]);
        d1_json_end(&w);
    }
    d1_json_end(&w);
    if (d1_json_writer_finish(&w, NULL) == 0)
        d1_strbuf_str(out, d1_strbuf_view(&w.buffer));
    d1_json_writer_release(&w);
}

static int list(const struct tables *tables, const struct listing *listing, bool json)
{
    struct d1_strbuf out = {0};
    struct d1_paint page = d1_terminal_paint(&out);
    int status;

    /* Off a terminal a row is a line, so that grep finds the whole of it. */
    page.width = d1_terminal_options().width;
    if (json && listing->json)
        listing->json(tables->ruleset, &out);
    else if (json)
        write_json(&out, tables, listing);
    else
        write_table(&page, tables, listing);
    status = d1_output_finish(d1_strbuf_view(&out), D1_EXIT_OK);
    d1_strbuf_release(&out);
    return status;
}

/* ---- the command ---- */

static const struct listing *find_listing(const char *name)
{
    for (size_t i = 0; i < sizeof listings / sizeof *listings; i++)
        if (strcmp(listings[i].name, name) == 0)
            return &listings[i];
    return NULL;
}

static const char *listing_name(size_t index)
{
    return index < sizeof listings / sizeof *listings ? listings[index].name : NULL;
}

/* `text`, `json`, and documents of OSCAL. */
static const char *format_name(size_t index)
{
    static const char *const names[] = {"text", "json"};
    const size_t count = sizeof names / sizeof *names;

    return index < count ? names[index] : d1_catalog_format(index - count);
}

enum { JSON = 1, OSCAL };

/* The index of a format; SIZE_MAX where there is none. */
static size_t find_format(const char *name)
{
    for (size_t i = 0; format_name(i); i++)
        if (strcmp(format_name(i), name) == 0)
            return i;
    return SIZE_MAX;
}

static int list_catalog(const struct tables *tables, size_t document, int64_t created)
{
    struct d1_strbuf out = {0};
    struct d1_error error = {0};
    int status;

    if (d1_catalog_write(tables->ruleset, document, created, tables->arena, &out, &error) < 0)
        status = d1_message_error(&error);
    else
        status = d1_output_finish(d1_strbuf_view(&out), D1_EXIT_OK);
    d1_error_clear(&error);
    d1_strbuf_release(&out);
    return status;
}

/* Reads --created into *created: 0, or the exit status of bad usage. */
static int read_created(const struct arguments *arguments, size_t format, int64_t *created)
{
    struct d1_instant instant;

    if (arguments->created && format < OSCAL)
        return d1_message_usage("list", "--created is for criteria as OSCAL");
    if (!d1_instant_parse(d1_str(arguments->created ? arguments->created : D1_VERSION_DAY "T00:00:00Z"), &instant) ||
        !d1_oscal_has_day((d1_date)d1_instant_day(instant.seconds)))
        return d1_message_usage("list",
                                "--created takes a time of the years 1900 to 2999 with its offset, as "
                                "2026-03-02T09:30:00Z, not %s",
                                arguments->created);
    *created = instant.seconds;
    return 0;
}

static int read_arguments(const struct arguments *arguments, char **names, size_t count, const struct listing **listing,
                          size_t *format)
{
    *format = find_format(arguments->format);
    if (*format == SIZE_MAX)
        return d1_suggest_usage("list", "unknown format", d1_str(arguments->format), format_name);
    if (count != 1)
        return d1_message_usage("list", "name one list: checks, criteria, gates, kinds or functions");
    *listing = find_listing(names[0]);
    if (!*listing)
        return d1_suggest_usage("list", "there is no list of", d1_str(names[0]), listing_name);
    if (*format >= OSCAL && (strcmp((*listing)->name, matrix.name) != 0 || arguments->matrix))
        return d1_message_usage("list", "the format %s is for criteria", arguments->format);
    if (arguments->matrix && strcmp((*listing)->name, matrix.name) != 0)
        return d1_message_usage("list", "--matrix is for criteria");
    if (arguments->matrix)
        *listing = &matrix;
    return 0;
}

static int run(const struct d1_command *command, int argc, char **argv)
{
    struct arguments arguments = {.format = "text"};
    struct d1_arena arena = {0};
    struct tables tables = {.arena = &arena};
    const struct listing *listing = NULL;
    size_t format = 0;
    int64_t created = 0;
    int status;

    if (!d1_command_parse(command, argc, argv, &arguments, &status))
        return status;
    status = read_arguments(&arguments, argv + optind, (size_t)(argc - optind), &listing, &format);
    if (status == 0)
        status = read_created(&arguments, format, &created);
    if (status == 0)
        status = d1_command_rules(arguments.rules_dir, &tables.ruleset);
    if (status == 0 && listing->prepare)
        status = listing->prepare(&tables);
    if (status == 0)
        status =
            format >= OSCAL ? list_catalog(&tables, format - OSCAL, created) : list(&tables, listing, format == JSON);
    d1_ruleset_free(tables.ruleset);
    d1_arena_release(&arena);
    return status;
}

static void write_formats(struct d1_strbuf *out)
{
    d1_strbuf_puts(out, "formats of OSCAL 1.2, of criteria alone\n");
    for (size_t i = 0; d1_catalog_format(i); i++)
        d1_strbuf_printf(out, "  %-15s  %s\n", d1_catalog_format(i),
                         i ? "what engagements of this profile are asked for, with its parameters"
                           : "all criteria as controls, their checks as objectives, parameters");
}

static const struct d1_command_example examples[] = {
    {"d1lint list checks", "Every check with its severity and when it is due."},
    {"d1lint list criteria --format json", "The success criteria with their gates and checks, for a program."},
    {"d1lint list criteria --matrix", "What of the guide is shown by which checks and artifacts, at which gates."},
    {"d1lint list criteria --format oscal-catalog > d1lint-catalog.json", "The same as a catalogue of OSCAL."},
    {"d1lint list functions", "Every name and function that the expressions of rules see."},
};

const struct d1_command d1_command_list = {
    .name = "list",
    .summary = "List checks, criteria, gates, kinds of artifacts, or functions of rules.",
    .arguments = "checks|criteria|gates|kinds|functions",
    .details = "Checks that this version knows by name only are marked: they are never judged, and never pass.",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .examples = examples,
    .example_count = sizeof examples / sizeof *examples,
    .more_help = write_formats,
    .run = run,
};
