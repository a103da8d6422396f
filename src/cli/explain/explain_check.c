/* The pages on checks, criteria and gates. */
#include "cli/explain/explain.h"
#include "cli/screen/page.h"

enum { ID_COLUMNS = 12 };

bool d1_explain_names(const struct d1_node *sequence, struct d1_str text)
{
    for (size_t i = 0; sequence && i < d1_node_count(sequence); i++)
        if (d1_str_eq(d1_node_text(d1_node_item(sequence, i)), text))
            return true;
    return false;
}

void d1_explain_check_row(struct d1_paint *page, const struct d1_check *check, size_t indent)
{
    d1_strbuf_fill(page->out, ' ', indent);
    d1_paint_cell(page, D1_STYLE_PLAIN, check->id, ID_COLUMNS - 2);
    d1_paint_cell(page, check->built ? d1_style_of(check->severity) : D1_STYLE_FAINT,
                  d1_str(check->built ? d1_severity_name(check->severity) : "not built"), 11);
    d1_paint_wrapped(page, check->title, indent + ID_COLUMNS + 9, indent + ID_COLUMNS + 9);
    d1_strbuf_putc(page->out, '\n');
}

/* Which change of a parameter makes the check demand less, as a sentence. */
static void add_looser(struct d1_strbuf *text, const struct d1_node *looser)
{
    static const struct {
        const char *word, *sentence;
    } ways[] = {
        {"smaller", " A smaller value demands less."},
        {"larger", " A larger value demands less."},
        {"shorter", " Without one of the entries it demands less."},
        {"longer", " With a further entry it demands less."},
        {"any", " Each change counts as relaxing."},
    };

    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        if (d1_node_is_string(looser, ways[i].word))
            d1_strbuf_puts(text, ways[i].sentence);
    if (d1_node_kind(looser) == D1_NODE_SEQUENCE) {
        d1_strbuf_puts(text, " From the loosest on: ");
        d1_page_join(text, looser);
        d1_strbuf_putc(text, '.');
    }
    for (size_t i = 0; d1_node_kind(looser) == D1_NODE_MAPPING && i < d1_node_count(looser); i++) {
        d1_strbuf_printf(text, " `" D1_STR_FMT "`:", D1_STR_ARG(d1_node_text(d1_node_pair_key(looser, i))));
        add_looser(text, d1_node_pair_value(looser, i));
    }
}

void d1_explain_parameter_text(struct d1_strbuf *text, const struct d1_node *parameter)
{
    const struct d1_node *profiles = d1_node_get(parameter, "profiles");

    d1_strbuf_puts(text, "default ");
    if (d1_node_get(parameter, "default"))
        d1_page_value(text, d1_node_get(parameter, "default"));
    for (size_t i = 0; profiles && i < d1_node_count(profiles); i++) {
        d1_strbuf_printf(text, ", " D1_STR_FMT " ", D1_STR_ARG(d1_node_text(d1_node_pair_key(profiles, i))));
        d1_page_value(text, d1_node_pair_value(profiles, i));
    }
    d1_strbuf_puts(text, ". ");
    d1_strbuf_str(text, d1_node_get_text(parameter, "description"));
    add_looser(text, d1_node_get(parameter, "looser"));
}

static void write_parameters(struct d1_paint *page, const struct d1_node *parameters)
{
    struct d1_strbuf text = {0};

    if (!parameters || !d1_node_count(parameters))
        return;
    d1_page_title(page, "Parameters (a LintPolicy sets them under spec.parameters)");
    for (size_t i = 0; i < d1_node_count(parameters); i++) {
        d1_strbuf_clear(&text);
        d1_explain_parameter_text(&text, d1_node_pair_value(parameters, i));
        d1_page_row(page, 2, d1_node_text(d1_node_pair_key(parameters, i)), 34, d1_strbuf_view(&text));
    }
    page->out->oom = page->out->oom || text.oom;
    d1_strbuf_release(&text);
}

/* Names of examples that fail, or of those that pass. */
static void write_example_names(struct d1_paint *page, const struct d1_node *examples, bool failing)
{
    bool any = false;

    for (size_t i = 0; examples && i < d1_node_count(examples); i++) {
        const struct d1_node *example = d1_node_item(examples, i), *expect = d1_node_get(example, "expect");

        if ((expect && d1_node_count(expect) > 0) != failing)
            continue;
        if (!any)
            d1_page_title(page, failing ? "It fails for example with" : "It holds for example with");
        any = true;
        d1_page_row(page, 2, d1_str("-"), 4, d1_node_get_text(example, "name"));
    }
}

static void write_criteria_of(struct d1_paint *page, const struct d1_ruleset *ruleset, struct d1_str id)
{
    bool any = false;

    for (size_t i = 0; i < ruleset->criterion_count; i++) {
        const struct d1_criterion *criterion = &ruleset->criteria[i];

        if (!d1_explain_names(d1_node_get(d1_ruleset_criterion_node(ruleset, criterion), "checks"), id))
            continue;
        if (!any)
            d1_page_title(page, "Criteria it decides");
        any = true;
        d1_page_row(page, 2, criterion->id, ID_COLUMNS, criterion->title);
    }
}

static void write_kinds(struct d1_paint *page, const char *title, const struct d1_node *kinds)
{
    struct d1_strbuf text = {0};

    if (!kinds)
        return;
    d1_page_join(&text, kinds);
    d1_strbuf_puts(page->out, title);
    d1_paint_text(page, D1_STYLE_PLAIN, d1_strbuf_view(&text));
    d1_strbuf_release(&text);
}

void d1_explain_check(struct d1_paint *page, const struct d1_ruleset *ruleset, const struct d1_check *check)
{
    const struct d1_node *spec = d1_ruleset_check_spec(ruleset, check);

    d1_page_heading(page, check->id, check->title);
    d1_strbuf_puts(page->out, "  ");
    d1_paint_puts(page, d1_style_of(check->severity), d1_severity_name(check->severity));
    d1_strbuf_puts(page->out, "; due: ");
    d1_paint_text(page, D1_STYLE_PLAIN, check->due);
    d1_strbuf_puts(page->out, "; method: ");
    d1_paint_text(page, D1_STYLE_PLAIN, check->method);
    if (check->essential)
        d1_strbuf_puts(page->out, "; essential");
    if (spec) {
        write_kinds(page, "; reads: ", d1_node_get(spec, "needs"));
        write_kinds(page, "; where required: ", d1_node_get(spec, "needsWhereRequired"));
    }
    d1_strbuf_putc(page->out, '\n');
    if (!check->built)
        d1_page_section(page, "Not built",
                        d1_str("This version knows the check by name only. It is never judged, and a criterion that "
                               "has no other check is not taken as satisfied."));
    if (!d1_str_eq(check->sentence, check->title))
        d1_page_section(page, "What must hold", check->sentence);
    d1_page_section(page, "What to do", check->help);
    d1_page_section(page, "Why", check->why);
    if (spec) {
        write_parameters(page, d1_node_get(spec, "parameters"));
        write_example_names(page, d1_node_get(spec, "examples"), true);
        write_example_names(page, d1_node_get(spec, "examples"), false);
    }
    write_criteria_of(page, ruleset, check->id);
    if (check->own)
        d1_page_section(page, "Rule file", d1_str(d1_ruleset_check_path(ruleset, check)));
}

void d1_explain_criterion(struct d1_paint *page, const struct d1_ruleset *ruleset, const struct d1_criterion *criterion)
{
    static const struct {
        const char *name, *meaning;
    } classes[] = {
        {"gating", "Gating: it must hold, be waived or not apply for its gate to be met."},
        {"rolling", "Rolling: it is judged all the time, and keeps no gate that has passed from being met."},
        {"indicator", "Indicator: a soft criterion, measured by a proxy. It counts for the score and blocks nothing."},
    };
    const struct d1_node *node = d1_ruleset_criterion_node(ruleset, criterion), *checks = d1_node_get(node, "checks");
    struct d1_strbuf text = {0};

    d1_page_heading(page, criterion->id, criterion->title);
    d1_strbuf_puts(&text, "at: ");
    d1_page_join(&text, d1_node_get(node, "gates"));
    d1_strbuf_printf(&text, "; phase: %.*s; section of the guide: ", D1_STR_ARG(criterion->phase));
    d1_strbuf_str(&text, criterion->section);
    d1_page_paragraph(page, d1_strbuf_view(&text));
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        if (d1_str_is(criterion->criterion_class, classes[i].name))
            d1_page_section(page, "Class", d1_str(classes[i].meaning));
    d1_page_section(page, "Measured by", criterion->proxy);
    d1_page_section(page, "Applies when", d1_node_get_text(node, "appliesWhen"));
    if (checks && d1_node_count(checks))
        d1_page_title(page, "Checks that decide it");
    for (size_t i = 0; checks && i < d1_node_count(checks); i++) {
        const struct d1_check *check = d1_ruleset_check(ruleset, d1_node_text(d1_node_item(checks, i)));

        if (check)
            d1_explain_check_row(page, check, 2);
    }
    page->out->oom = page->out->oom || text.oom;
    d1_strbuf_release(&text);
}

/* Whether one of the words of "s2d-exit, rolling" is the gate. */
static bool is_due_at(struct d1_str due, struct d1_str gate)
{
    for (size_t at = 0, end; at < due.len; at = end + 1) {
        end = d1_str_find(due, ',', at);
        if (d1_str_eq(d1_str_trim(d1_str_sub(due, at, end - at)), gate))
            return true;
    }
    return false;
}

void d1_explain_gate(struct d1_paint *page, const struct d1_ruleset *ruleset, const struct d1_gate *gate)
{
    bool any = false;

    d1_page_heading(page, gate->id, gate->title);
    if (gate->due.len) {
        d1_strbuf_puts(page->out, "  due: ");
        d1_paint_text(page, D1_STYLE_PLAIN, gate->due);
        d1_strbuf_putc(page->out, '\n');
    }
    if (gate->instances.len) {
        d1_strbuf_puts(page->out, "  once for each: ");
        d1_paint_text(page, D1_STYLE_PLAIN, gate->instances);
        d1_strbuf_putc(page->out, '\n');
    }
    d1_page_section(page, "What it means", gate->meaning);
    for (size_t i = 0; i < ruleset->criterion_count; i++) {
        const struct d1_criterion *criterion = &ruleset->criteria[i];

        if (!d1_explain_names(d1_node_get(d1_ruleset_criterion_node(ruleset, criterion), "gates"), gate->id))
            continue;
        if (!any)
            d1_page_title(page, "Criteria judged at it");
        any = true;
        d1_strbuf_puts(page->out, "  ");
        d1_paint_cell(page, D1_STYLE_PLAIN, criterion->id, ID_COLUMNS - 2);
        d1_paint_cell(page, D1_STYLE_FAINT, criterion->criterion_class, 11);
        d1_paint_wrapped(page, criterion->title, ID_COLUMNS + 11, ID_COLUMNS + 11);
        d1_strbuf_putc(page->out, '\n');
    }
    any = false;
    for (size_t i = 0; i < ruleset->check_count; i++) {
        if (!is_due_at(ruleset->checks[i].due, gate->id))
            continue;
        if (!any)
            d1_page_title(page, "Checks due at it");
        any = true;
        d1_explain_check_row(page, &ruleset->checks[i], 2);
    }
}
