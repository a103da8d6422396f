/* What there is: the checks, criteria, gates, kinds and names of a rule set, as rows. */
#include "cli/list/listing.h"

#include "cli/message.h"
#include "engagement/kinds.h"

static size_t count_checks(const struct d1_listing_source *source)
{
    return source->ruleset->check_count;
}

static void check_row(const struct d1_listing_source *source, size_t index, struct d1_listing_row *row)
{
    const struct d1_check *check = &source->ruleset->checks[index];

    row->cells[0].text = check->id;
    row->cells[1].text = d1_str(d1_severity_name(check->severity));
    row->cells[2].text = check->due;
    row->cells[3].text = d1_str(check->own ? "own" : check->built ? "built" : "not built");
    row->cells[4].text = check->title;
    row->faint = !check->built;
}

static size_t count_criteria(const struct d1_listing_source *source)
{
    return source->ruleset->criterion_count;
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

static void criterion_row(const struct d1_listing_source *source, size_t index, struct d1_listing_row *row)
{
    const struct d1_criterion *criterion = &source->ruleset->criteria[index];
    const struct d1_node *node = d1_ruleset_criterion_node(source->ruleset, criterion);

    row->cells[0].text = criterion->id;
    row->cells[1].text = criterion->criterion_class;
    row->cells[2].list = d1_node_get(node, "gates");
    row->cells[3].list = d1_node_get(node, "checks");
    row->cells[4] = (struct d1_listing_cell){.counts = true, .count = criterion->not_built};
    row->cells[5].text = criterion->title;
    row->faint = is_undecidable(source->ruleset, row->cells[3].list);
}

/* The kinds that checks of a criterion need, each once, in the order in which they come. */
static void find_kinds(const struct d1_listing_source *source, const struct d1_criterion *criterion,
                       struct d1_listing_cell *cell)
{
    const struct d1_ruleset *ruleset = source->ruleset;
    struct d1_str *kinds = d1_arena_calloc(source->arena, ruleset->kinds->kind_count, sizeof *kinds);

    for (size_t i = 0; i < ruleset->kinds->kind_count && kinds; i++) {
        bool needed = false;

        for (size_t k = 0; k < criterion->check_count && !needed; k++)
            needed = d1_ruleset_needs(ruleset, criterion->checks[k], &ruleset->kinds->kinds[i]);
        if (needed)
            kinds[cell->word_count++] = ruleset->kinds->kinds[i].name;
    }
    cell->words = kinds;
}

static void matrix_row(const struct d1_listing_source *source, size_t index, struct d1_listing_row *row)
{
    const struct d1_criterion *criterion = &source->ruleset->criteria[index];
    const struct d1_node *node = d1_ruleset_criterion_node(source->ruleset, criterion);

    row->cells[0].text = criterion->section;
    row->cells[1].text = criterion->id;
    row->cells[2].list = d1_node_get(node, "gates");
    row->cells[3].list = d1_node_get(node, "checks");
    find_kinds(source, criterion, &row->cells[4]);
    row->faint = is_undecidable(source->ruleset, row->cells[3].list);
}

static size_t count_gates(const struct d1_listing_source *source)
{
    return source->ruleset->gate_count;
}

static void gate_row(const struct d1_listing_source *source, size_t index, struct d1_listing_row *row)
{
    const struct d1_gate *gate = &source->ruleset->gates[index];

    row->cells[0].text = gate->id;
    row->cells[1].text = gate->instances;
    row->cells[2].text = gate->title;
    row->cells[3] = (struct d1_listing_cell){.counts = true, .count = gate->not_built};
    row->cells[4].text = gate->due;
}

static size_t count_kinds(const struct d1_listing_source *source)
{
    return source->ruleset->kinds->kind_count;
}

static void kind_row(const struct d1_listing_source *source, size_t index, struct d1_listing_row *row)
{
    static const char *const required[] = {"-", "regulated", "standard", "lite"};
    const struct d1_kind *kind = &source->ruleset->kinds->kinds[index];
    int profiles =
        kind->required[D1_PROFILE_LITE] + kind->required[D1_PROFILE_STANDARD] + kind->required[D1_PROFILE_REGULATED];

    row->cells[0].text = kind->name;
    row->cells[1].text = kind->phase;
    row->cells[2].text = d1_str(required[profiles]);
    row->cells[3].text = d1_str(kind->own ? "own" : "built in");
    row->cells[4].text = kind->purpose;
}

static int prepare_names(struct d1_listing_source *source)
{
    struct d1_problems problems = {0};
    struct d1_error error = {0};
    int status = d1_ruleset_compile(source->ruleset, &problems);

    if (status == D1_ERR_USAGE && problems.len)
        d1_error_problems(&error, D1_ERR_USAGE, &problems);
    else if (status < 0 || d1_scope_names(source->ruleset, source->arena, &source->names, &source->name_count) < 0)
        status = d1_error_memory(&error);
    if (status < 0)
        status = d1_message_error(&error);
    d1_problems_release(&problems);
    d1_error_clear(&error);
    return status;
}

static size_t count_names(const struct d1_listing_source *source)
{
    return source->name_count;
}

static void name_row(const struct d1_listing_source *source, size_t index, struct d1_listing_row *row)
{
    const struct d1_scope_name *name = &source->names[index];

    row->cells[0].text = name->group;
    row->cells[1].text = name->name;
    row->cells[2].text = name->type;
    row->cells[3].text = name->doc;
}

static const struct d1_listing listings[] = {
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
const struct d1_listing d1_listing_matrix = {
    .name = "criteria",
    .columns = {"section", "criterion", "gates", "checks", "kinds"},
    .count = count_criteria,
    .row = matrix_row,
    .faint_means = "without a check that is built",
};

const struct d1_listing *d1_listing_at(size_t index)
{
    return index < sizeof listings / sizeof *listings ? &listings[index] : NULL;
}
