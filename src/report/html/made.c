/* How the page was made: by what, of what, and how to make it again. */
#include "report/page/page.h"

enum { ARTIFACTS = 500 };

static void begin_fact(struct d1_page *page, const char *name)
{
    d1_markup_begin(&page->m, "div");
    d1_markup_element(&page->m, "dt", NULL, d1_str(name));
    d1_markup_begin(&page->m, "dd");
}

static void end_fact(struct d1_page *page)
{
    d1_markup_end(&page->m);
    d1_markup_end(&page->m);
    d1_markup_line(&page->m);
}

static void write_fact(struct d1_page *page, const char *name, struct d1_str value)
{
    if (!value.len)
        return;
    begin_fact(page, name);
    d1_markup_text(&page->m, value);
    end_fact(page);
}

static void write_facts(struct d1_page *page)
{
    static const char *const sources[] = {
        [D1_SOURCE_WORKTREE] = "the work tree, with what is not committed",
        [D1_SOURCE_INDEX] = "what is staged",
        [D1_SOURCE_REVISION] = "a revision",
        [D1_SOURCE_DIRECTORY] = "a directory outside any repository",
    };
    const struct d1_verdict *v = page->verdict;
    const struct d1_engagement_verdict *e = page->engagement;

    d1_markup_open(&page->m, "dl", "facts");
    d1_markup_line(&page->m);
    write_fact(page, "d1lint", v->tool.version);
    write_fact(page, "built from commit", v->tool.commit);
    write_fact(page, "rules, SHA-256", v->tool.rules);
    write_fact(page, "read", d1_str(sources[v->source.kind]));
    write_fact(page, "commit", v->source.commit);
    write_fact(page, "tree", v->source.tree);
    write_fact(page, "repository", v->source.repository_uri);
    write_fact(page, "as-of date from", e->as_of_source);
    write_fact(page, "policy", e->policy);
    write_fact(page, "policy, SHA-256", e->policy_sha256);
    d1_markup_end(&page->m);
    d1_markup_line(&page->m);
}

/* The options that say what was read; false where that has no name that lasts. */
static bool add_source(struct d1_strbuf *out, const struct d1_verdict *verdict)
{
    if (verdict->source.kind == D1_SOURCE_INDEX)
        d1_strbuf_puts(out, " --staged");
    if (verdict->source.kind != D1_SOURCE_REVISION || !verdict->source.commit.len)
        return false;
    d1_strbuf_printf(out, " --rev " D1_STR_FMT, D1_STR_ARG(verdict->source.commit));
    return true;
}

/* The command line that writes the page again, and how far that is certain. */
static void write_repeat(struct d1_page *page)
{
    const struct d1_verdict *v = page->verdict;
    char date[D1_DATE_TEXT];
    bool lasts;

    d1_date_format(page->engagement->as_of, date);
    d1_strbuf_clear(&page->text);
    d1_strbuf_puts(&page->text, "d1lint check");
    lasts = add_source(&page->text, v);
    d1_strbuf_printf(&page->text, " --as-of %s --engagement " D1_STR_FMT, date, D1_STR_ARG(page->engagement->name));
    if (v->asked_gate.len)
        d1_strbuf_printf(&page->text, " --gate " D1_STR_FMT, D1_STR_ARG(v->asked_gate));
    if (v->asked_owner.len)
        d1_strbuf_printf(&page->text, " --owner " D1_STR_FMT, D1_STR_ARG(v->asked_owner));
    d1_strbuf_puts(&page->text, " --format html");
    d1_markup_begin(&page->m, "p");
    d1_markup_puts(&page->m,
                   lasts ? "The same rules write this page again by " : "The same files give this page again by ");
    d1_markup_element(&page->m, "code", NULL, d1_strbuf_view(&page->text));
    d1_markup_puts(&page->m, lasts ? "."
                                   : ". Files have no name that lasts: of a commit, with --rev, anybody can make it "
                                     "again, to the byte.");
    d1_markup_end(&page->m);
    d1_markup_line(&page->m);
}

static void write_artifact(struct d1_page *page, const struct d1_artifact_info *artifact)
{
    d1_page_begin_row(page);
    d1_markup_begin(&page->m, "td");
    d1_markup_open(&page->m, "span", "path");
    d1_markup_path(&page->m, artifact->path);
    d1_markup_end(&page->m);
    d1_markup_end(&page->m);
    d1_page_number(page, artifact->document);
    d1_page_cell(page, artifact->kind);
    d1_page_cell(page, artifact->name);
    d1_markup_open(&page->m, "td", "path");
    d1_markup_text(&page->m, artifact->blob);
    d1_markup_end(&page->m);
    d1_page_end_row(page);
}

static void write_artifacts(struct d1_page *page)
{
    static const char *const columns[] = {"File", ">Document", "Kind", "Name", "Blob of git", NULL};
    const struct d1_engagement_verdict *e = page->engagement;

    if (!e->artifact_list || !e->artifacts)
        return;
    d1_page_begin_table(page, "rows files", d1_str("What was examined, exactly"), columns);
    for (size_t i = 0; i < e->artifacts && i < ARTIFACTS; i++)
        if (e->artifact_list[i].path[0])
            write_artifact(page, &e->artifact_list[i]);
    d1_page_end_table(page);
    if (e->artifacts > ARTIFACTS) {
        d1_markup_open(&page->m, "p", "note");
        d1_markup_printf(&page->m, "%zu more are listed by the format json.", e->artifacts - ARTIFACTS);
        d1_markup_end(&page->m);
    }
}

static void write_notices(struct d1_page *page)
{
    const struct d1_verdict *v = page->verdict;

    if (!v->notice_count)
        return;
    d1_markup_element(&page->m, "h3", NULL, d1_str("What the run has to say"));
    d1_markup_open(&page->m, "ul", "plain");
    for (size_t i = 0; i < v->notice_count; i++) {
        d1_markup_begin(&page->m, "li");
        d1_markup_text(&page->m, v->notices[i].text);
        d1_markup_puts(&page->m, " ");
        d1_page_place(page, &v->notices[i].at.place);
        d1_markup_end(&page->m);
        d1_markup_line(&page->m);
    }
    d1_markup_end(&page->m);
}

void d1_page_made(struct d1_page *page)
{
    d1_page_begin_section(page, "made", "How this was made");
    if (page->engagement) {
        write_repeat(page);
        write_facts(page);
    }
    write_notices(page);
    if (page->engagement)
        write_artifacts(page);
    d1_page_end_section(page);
}
