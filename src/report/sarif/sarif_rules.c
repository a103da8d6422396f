/*
 * The tool component of a SARIF file (§3.19): the loaded rules, each with the texts that code scanning shows. GitHub
 * refuses more than 25,000 rules and 20 tags a rule, shows 10 tags, and cuts descriptions at 1,024 characters.
 */
#include "report/escape.h"
#include "report/formats.h"
#include "report/sarif.h"

enum { RULES_MAX = 25000, DESCRIPTION_CODES = 1000, HELP_CODES = 20000, TAGS_MAX = 10 };

static void write_text(struct d1_sarif *s, const char *key, struct d1_str text, struct d1_str otherwise)
{
    d1_strbuf_clear(&s->text);
    d1_escape_sarif(&s->text, text.len ? text : otherwise, DESCRIPTION_CODES);
    d1_json_member_object(&s->json, key);
    d1_json_member_string(&s->json, "text", d1_strbuf_view(&s->text));
    d1_json_end(&s->json);
}

/* A paragraph of the help; the heading is bold in markdown. */
static void add_paragraph(struct d1_strbuf *out, bool markdown, const char *heading, struct d1_str text)
{
    if (!text.len)
        return;
    if (out->len)
        d1_strbuf_puts(out, "\n\n");
    d1_strbuf_printf(out, markdown ? "**%s:** " : "%s: ", heading);
    (markdown ? d1_escape_sarif_markdown : d1_escape_sarif)(out, text, HELP_CODES);
}

static void add_help(struct d1_strbuf *out, bool markdown, const struct d1_check *check)
{
    d1_strbuf_clear(out);
    add_paragraph(out, markdown, "What is wrong", check->title);
    add_paragraph(out, markdown, "What is asked for", check->sentence);
    add_paragraph(out, markdown, "What to do", check->help);
    add_paragraph(out, markdown, "Why", check->why);
    add_paragraph(out, markdown, "Due", check->due);
    d1_strbuf_puts(out, markdown ? "\n\n`d1lint explain " : "\n\nd1lint explain ");
    (markdown ? d1_escape_sarif_markdown : d1_escape_sarif)(out, check->id, HELP_CODES);
    d1_strbuf_puts(out, markdown ? "` tells more.\n" : " tells more.");
}

static void write_help(struct d1_sarif *s, const struct d1_check *check)
{
    d1_json_member_object(&s->json, "help");
    add_help(&s->text, false, check);
    d1_json_member_string(&s->json, "text", d1_strbuf_view(&s->text));
    add_help(&s->text, true, check);
    d1_json_member_string(&s->json, "markdown", d1_strbuf_view(&s->text));
    d1_json_end(&s->json);
}

/* The phase, and each gate the check is due at; tags are unique (SARIF §3.8.2), and a phase may be called as a gate. */
static void write_tags(struct d1_sarif *s, const struct d1_check *check)
{
    struct d1_str tags[TAGS_MAX], due = check->due;
    size_t count = 0, same;

    if (check->phase.len)
        tags[count++] = check->phase;
    for (size_t at = 0, end; at < due.len && count < TAGS_MAX; at = end + 1) {
        end = d1_str_find(due, ',', at);
        tags[count] = d1_str_trim(d1_str_sub(due, at, end - at));
        for (same = 0; same < count && !d1_str_eq(tags[same], tags[count]); same++)
            ;
        count += same == count;
    }
    d1_json_member_array(&s->json, "tags");
    for (size_t i = 0; i < count; i++)
        d1_json_string(&s->json, tags[i]);
    d1_json_end(&s->json);
}

static const char *problem_severity(enum d1_severity severity)
{
    return severity == D1_SEVERITY_ERROR ? "error" : severity == D1_SEVERITY_WARNING ? "warning" : "recommendation";
}

static void write_rule(struct d1_sarif *s, const struct d1_check *check)
{
    d1_json_begin_object(&s->json);
    d1_json_member_string(&s->json, "id", check->id);
    write_text(s, "shortDescription", check->title, check->id);
    write_text(s, "fullDescription", check->sentence.len ? check->sentence : check->why, check->title);
    write_help(s, check);
    d1_json_member_object(&s->json, "defaultConfiguration");
    if (check->severity == D1_SEVERITY_OFF)
        d1_json_member_bool(&s->json, "enabled", false);
    else
        d1_json_member_text(&s->json, "level", d1_severity_name(check->severity));
    d1_json_end(&s->json);
    d1_json_member_object(&s->json, "properties");
    d1_json_member_text(&s->json, "precision", check->own ? "high" : "very-high");
    d1_json_member_text(&s->json, "problem.severity", problem_severity(check->severity));
    write_tags(s, check);
    d1_json_end(&s->json);
    if (s->full)
        d1_sarif_relationships(s, check);
    d1_json_end(&s->json);
}

void d1_sarif_tool(struct d1_sarif *s, const struct d1_verdict *verdict)
{
    size_t rules = 0;

    d1_json_member_object(&s->json, "tool");
    d1_json_member_object(&s->json, "driver");
    d1_json_member_text(&s->json, "name", "d1lint");
    d1_json_member_string(&s->json, "version", verdict->tool.version);
    d1_json_member_string(&s->json, "semanticVersion", verdict->tool.version);
    d1_json_member_array(&s->json, "rules");
    for (size_t i = 0; i < verdict->check_count && rules < RULES_MAX; i++) {
        if (!verdict->checks[i].built)
            continue;
        s->rule_index[verdict->checks[i].index] = rules++;
        write_rule(s, &verdict->checks[i]);
    }
    d1_json_end(&s->json);
    d1_json_member_object(&s->json, "properties");
    d1_json_member_string(&s->json, "commit", verdict->tool.commit);
    if (verdict->tool.rules.len)
        d1_json_member_string(&s->json, "rulesSha256", verdict->tool.rules);
    d1_json_end(&s->json);
    d1_json_end(&s->json);
    d1_json_end(&s->json);
}
