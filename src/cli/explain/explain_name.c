/* The pages on names that expressions of rules use: parameters, functions and what else they see. */
#include "cli/explain/explain.h"
#include "cli/screen/page.h"
#include "engine/scope.h"

/* ---- parameters ---- */

void d1_explain_parameter(struct d1_paint *page, const struct d1_ruleset *ruleset, size_t index)
{
    struct d1_strbuf text = {0};
    struct d1_str name = d1_strn("", 0);
    const struct d1_node *parameter = d1_ruleset_parameter_at(ruleset, index, &name);
    bool any = false;

    d1_page_heading(page, name, d1_str("a parameter, which a LintPolicy sets under `spec.parameters`"));
    d1_explain_parameter_text(&text, parameter);
    d1_page_paragraph(page, d1_strbuf_view(&text));
    page->out->oom = page->out->oom || text.oom;
    d1_strbuf_release(&text);
    for (size_t i = 0; i < ruleset->check_count; i++) {
        const struct d1_node *spec = d1_ruleset_check_spec(ruleset, &ruleset->checks[i]);

        if (!d1_node_get_str(d1_node_get(spec, "parameters"), name))
            continue;
        if (!any)
            d1_page_title(page, "Checks that go by it");
        any = true;
        d1_explain_check_row(page, &ruleset->checks[i], 2);
    }
    if (!any)
        d1_page_section(page, "Checks that go by it", d1_str("None: dates of gates do."));
}

/* ---- functions ---- */

/* "startsWith" of "string.startsWith(string)", "today" of "today". */
static struct d1_str bare(struct d1_str name)
{
    struct d1_str head = d1_str_sub(name, 0, d1_str_find(name, '(', 0));

    for (size_t at = d1_str_find(head, '.', 0); at < head.len; at = d1_str_find(head, '.', 0))
        head = d1_str_sub(head, at + 1, SIZE_MAX);
    return head;
}

static bool is_called(const struct d1_scope_name *each, struct d1_str name)
{
    return d1_str_eq(bare(each->name), name) || d1_str_eq(each->name, name);
}

int d1_explain_function(struct d1_paint *page, const struct d1_ruleset *ruleset, struct d1_arena *arena,
                        struct d1_str name, struct d1_suggest *nearest)
{
    const struct d1_scope_name *names;
    struct d1_strbuf text = {0};
    size_t count, told = 0;

    if (d1_scope_names(ruleset, arena, &names, &count) < 0)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        d1_suggest_look(nearest, name, bare(names[i].name));
        if (!is_called(&names[i], name))
            continue;
        if (!told++)
            d1_page_heading(page, name, d1_str("what expressions may use; `d1lint list functions` has all"));
        d1_strbuf_clear(&text);
        d1_strbuf_str(&text, names[i].name);
        d1_strbuf_puts(&text, ": ");
        d1_strbuf_str(&text, names[i].type);
        d1_strbuf_putc(page->out, '\n');
        d1_page_paragraph(page, d1_strbuf_view(&text));
        d1_strbuf_puts(page->out, "    ");
        d1_paint_wrapped(page, names[i].doc, 4, 4);
        d1_strbuf_putc(page->out, '\n');
    }
    page->out->oom = page->out->oom || text.oom;
    d1_strbuf_release(&text);
    return told > 0;
}
