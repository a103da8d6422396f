#include "cli/manual/pages.h"

#include "cli/explain/explain.h"
#include "cli/manual/mdoc.h"
#include "cli/new/new.h"

/* ---- parts of pages ---- */

static void write_option(struct d1_strbuf *out, const struct d1_option *option)
{
    d1_strbuf_puts(out, ".It ");
    if (option->letter)
        d1_strbuf_printf(out, "Fl %c , ", option->letter);
    d1_strbuf_puts(out, "Fl \\-");
    d1_mdoc_words(out, d1_str(option->name));
    if (option->argument) {
        d1_strbuf_puts(out, " Ar ");
        d1_mdoc_words(out, d1_str(option->argument));
    }
    d1_strbuf_putc(out, '\n');
    d1_mdoc_text(out, d1_str(option->help));
}

static void write_exit_status(struct d1_strbuf *out)
{
    static const struct {
        const char *status, *means;
    } rows[] = {
        {"0", "Nothing was found, or what was asked for was done."},
        {"1", "Something was found, or not all could be taken over."},
        {"2", "The command line, a policy, a rule or a schema is wrong."},
        {"3", "Something could not be read or written."},
    };

    d1_mdoc_section(out, "EXIT STATUS");
    d1_strbuf_puts(out, ".Bl -tag -width Ds\n");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        d1_strbuf_printf(out, ".It %s\n%s\n", rows[i].status, rows[i].means);
    d1_strbuf_puts(out, ".El\n");
}

/* The page that comes next by section and name; false behind the last. before: its predecessor, section 0 for none. */
static bool next_page(struct d1_manual_page *page, const struct d1_manual_page *before)
{
    struct d1_manual_page each = {0};
    bool any = false;

    for (size_t i = 0; d1_manual_get(&each, i); i++) {
        int order = before->section ? each.section - before->section : 1;

        if (each.name.oom)
            continue;
        order = order ? order : strcmp(each.name.ptr, before->name.ptr);
        if (order <= 0 || (any && (each.section > page->section ||
                                   (each.section == page->section && strcmp(each.name.ptr, page->name.ptr) > 0))))
            continue;
        d1_strbuf_clear(&page->name);
        d1_strbuf_str(&page->name, d1_strbuf_view(&each.name));
        page->section = each.section;
        any = !page->name.oom;
    }
    d1_strbuf_release(&each.name);
    return any;
}

static void write_see_also(struct d1_strbuf *out, const char *self)
{
    struct d1_manual_page pages[2] = {0};
    size_t at = 0;
    bool any = false;

    d1_mdoc_section(out, "SEE ALSO");
    for (; next_page(&pages[at], &pages[1 - at]); at = 1 - at) {
        if (strcmp(pages[at].name.ptr, self) == 0)
            continue;
        d1_strbuf_printf(out, "%s.Xr %s %d", any ? " ,\n" : "", pages[at].name.ptr, pages[at].section);
        any = true;
    }
    d1_strbuf_putc(out, '\n');
    d1_strbuf_release(&pages[0].name);
    d1_strbuf_release(&pages[1].name);
}

static void write_command(struct d1_strbuf *out, const char *name, const struct d1_command *command)
{
    struct d1_strbuf more = {0};

    d1_mdoc_begin(out, name, 1, d1_str(command->summary));
    d1_mdoc_section(out, "SYNOPSIS");
    d1_strbuf_printf(out, ".Nm d1lint %s\n.Op Ar OPTION ...\n", command->name);
    if (command->arguments[0]) {
        d1_strbuf_puts(out, ".Ar ");
        d1_mdoc_words(out, d1_str(command->arguments));
        d1_strbuf_putc(out, '\n');
    }
    d1_mdoc_section(out, "DESCRIPTION");
    d1_mdoc_paragraphs(out, d1_str(command->details));
    d1_strbuf_puts(out, ".Pp\nThe options are as follows:\n.Bl -tag -width Ds\n");
    for (size_t i = 0; i < command->option_count; i++)
        write_option(out, &command->options[i]);
    d1_strbuf_puts(out, ".It Fl h , Fl \\-\\&help\nShow the options.\n.El\n");
    if (command->more_help) {
        command->more_help(&more);
        d1_mdoc_literal(out, d1_strbuf_view(&more));
        out->oom = out->oom || more.oom;
        d1_strbuf_release(&more);
    }
    write_exit_status(out);
    d1_mdoc_section(out, "EXAMPLES");
    for (size_t i = 0; i < command->example_count; i++) {
        d1_strbuf_puts(out, i ? ".Pp\n" : "");
        d1_mdoc_text(out, d1_str(command->examples[i].what));
        d1_mdoc_literal(out, d1_str(command->examples[i].line));
    }
    write_see_also(out, name);
}

/* ---- the program ---- */

static void write_program(struct d1_strbuf *out, const struct d1_ruleset *ruleset)
{
    static const struct {
        const char *name, *means;
    } environment[] = {
        {"GIT_DIR",
         "With GIT_WORK_TREE, GIT_INDEX_FILE and the like: as to git, so that hooks see what it is about to commit."},
        {"NO_COLOR", "No colour, also on a terminal."},
        {"D1LINT_CACHE_SIZE", "MiB that what is kept may come to; 256 where it is not said, and 0 for no cache."},
        {"XDG_CACHE_HOME", "Where the secret of the cache lies, in the folder d1lint; else ~/.cache."},
        {"TZ", "Is not looked at: days are those of the engagement's time zone."},
    };
    size_t count;
    const struct d1_command *const *commands = d1_commands(&count);
    (void)ruleset;

    d1_mdoc_begin(out, "d1lint", 1, d1_str("Lint the documents of customer engagements."));
    d1_mdoc_section(out, "SYNOPSIS");
    d1_strbuf_puts(out, ".Nm\n.Ar COMMAND\n.Op Ar OPTION ...\n.Op Ar ARGUMENT ...\n.Nm\n.Fl \\-\\&version\n");
    d1_mdoc_section(out, "DESCRIPTION");
    d1_mdoc_text(out, d1_str("d1lint says of the documents of a customer engagement, kept as YAML in a git repository, "
                             "which success criteria of the Day 1 Delivery guide hold, which fail, and where."));
    d1_strbuf_puts(out, ".Pp\nThe commands are as follows:\n.Bl -tag -width Ds\n");
    for (size_t i = 0; i < count; i++) {
        d1_strbuf_printf(out, ".It Nm d1lint %s\n", commands[i]->name);
        d1_mdoc_text(out, d1_str(commands[i]->summary));
    }
    d1_strbuf_puts(out, ".El\n");
    d1_mdoc_section(out, "ENVIRONMENT");
    d1_strbuf_puts(out, ".Bl -tag -width Ds\n");
    for (size_t i = 0; i < sizeof environment / sizeof *environment; i++)
        d1_strbuf_printf(out, ".It Ev %s\n%s\n", environment[i].name, environment[i].means);
    d1_strbuf_puts(out, ".El\n");
    write_exit_status(out);
    write_see_also(out, "d1lint");
}

/* ---- formats of files ---- */

enum { DEPTH = 6 };

static const struct d1_node *resolve(const struct d1_ruleset *ruleset, const struct d1_node *schema)
{
    const struct d1_node *target = schema ? d1_schema_resolve(ruleset->kinds->set, schema) : NULL;

    return target ? target : schema;
}

/* The properties of an object, each with what stands below it; recursion ends at DEPTH. */
static void write_fields(struct d1_strbuf *out, const struct d1_ruleset *ruleset, const struct d1_node *schema,
                         int depth)
{
    const struct d1_node *properties = d1_node_get(resolve(ruleset, schema), "properties");

    if (!properties || !d1_node_count(properties) || depth == DEPTH)
        return;
    d1_strbuf_puts(out, ".Bl -tag -width Ds\n");
    for (size_t i = 0; i < d1_node_count(properties); i++) {
        const struct d1_node *property = d1_node_pair_value(properties, i), *target = resolve(ruleset, property);
        struct d1_str text = d1_node_get_text(property, "description");
        struct d1_strbuf shape = {0};

        d1_strbuf_puts(out, ".It Li ");
        d1_mdoc_words(out, d1_node_text(d1_node_pair_key(properties, i)));
        d1_strbuf_putc(out, '\n');
        d1_mdoc_text(out, text.len ? text : d1_node_get_text(target, "description"));
        d1_explain_shape(&shape, ruleset, property);
        d1_strbuf_puts(&shape, ".");
        d1_strbuf_puts(out, "Value: ");
        d1_mdoc_text(out, d1_strbuf_view(&shape));
        out->oom = out->oom || shape.oom;
        d1_strbuf_release(&shape);
        write_fields(out, ruleset, d1_node_get(target, "items") ? d1_node_get(target, "items") : target, depth + 1);
    }
    d1_strbuf_puts(out, ".El\n");
}

static void write_kind(struct d1_strbuf *out, const struct d1_ruleset *ruleset, const char *name, const char *kind_name)
{
    const struct d1_kind *kind = d1_kinds_find(ruleset->kinds, d1_str(kind_name));

    d1_mdoc_begin(out, name, 5, kind->purpose);
    d1_mdoc_section(out, "DESCRIPTION");
    d1_strbuf_puts(out, "A document in YAML with\n");
    d1_strbuf_printf(out, ".Li apiVersion: " D1_STR_FMT ",\n.Li kind: %s,\n", D1_STR_ARG(kind->version), kind_name);
    d1_strbuf_puts(out, "a name under\n.Li metadata.name ,\nand under\n.Li spec :\n");
    write_fields(out, ruleset, d1_node_at(kind->schema_root, "properties.spec"), 0);
}

static void write_policy(struct d1_strbuf *out, const struct d1_ruleset *ruleset)
{
    static const char example[] = "apiVersion: d1d/v1\n"
                                  "kind: LintPolicy\n"
                                  "metadata: {name: policy}\n"
                                  "spec:\n"
                                  "  parameters: {riskReviewDays: 21}\n"
                                  "  severity: {STK-003: error}\n"
                                  "  gates: {kickoff: {due: \"2026-03-09\"}}\n"
                                  "  exclude: [\"archive/**\"]\n";

    write_kind(out, ruleset, "d1lint-policy", "LintPolicy");
    d1_mdoc_section(out, "EXAMPLES");
    d1_mdoc_literal(out, d1_str(example));
    write_see_also(out, "d1lint-policy");
}

static void write_rule(struct d1_strbuf *out, const struct d1_ruleset *ruleset)
{
    struct d1_strbuf example = {0};

    write_kind(out, ruleset, "d1lint-rule", "Rule");
    d1_new_rule_text(&example, "PMO-001", "s2d", "s2d-exit");
    d1_mdoc_section(out, "EXAMPLES");
    d1_mdoc_literal(out, d1_strbuf_view(&example));
    out->oom = out->oom || example.oom;
    d1_strbuf_release(&example);
    write_see_also(out, "d1lint-rule");
}

/* ---- which there are ---- */

bool d1_manual_get(struct d1_manual_page *page, size_t index)
{
    static const struct {
        const char *name;
        int section;
        void (*write)(struct d1_strbuf *out, const struct d1_ruleset *ruleset);
    } others[] = {{"d1lint", 1, write_program}, {"d1lint-policy", 5, write_policy}, {"d1lint-rule", 5, write_rule}};
    size_t count, other_count = sizeof others / sizeof *others;
    const struct d1_command *const *commands = d1_commands(&count);

    d1_strbuf_clear(&page->name);
    if (index < other_count) {
        d1_strbuf_puts(&page->name, others[index].name);
        page->section = others[index].section;
        page->command = NULL;
        page->write = others[index].write;
        return true;
    }
    if (index - other_count >= count)
        return false;
    page->command = commands[index - other_count];
    page->section = 1;
    page->write = NULL;
    d1_strbuf_printf(&page->name, "d1lint-%s", page->command->name);
    return true;
}

void d1_manual_write(struct d1_strbuf *out, const struct d1_manual_page *page, const struct d1_ruleset *ruleset)
{
    if (page->command)
        write_command(out, page->name.ptr, page->command);
    else
        page->write(out, ruleset);
    out->oom = out->oom || page->name.oom;
}
