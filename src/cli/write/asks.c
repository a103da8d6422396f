#include "cli/write/asks.h"

#include "base/date.h"
#include "cli/explain/asked.h"
#include "report/escape.h"

enum { WIDTH = 100 };

/* ---- lines ---- */

void d1_remarks_release(struct d1_remarks *remarks)
{
    d1_vec_release(&remarks->lines);
}

static void keep_line(struct d1_remarks *remarks, size_t indent, struct d1_str text)
{
    struct d1_str line = d1_arena_printf(remarks->arena, "%*s" D1_STR_FMT, (int)indent, "", D1_STR_ARG(text));

    remarks->oom = remarks->oom || !line.ptr || d1_vec_push(&remarks->lines, line) < 0;
}

void d1_remarks_add(struct d1_remarks *remarks, size_t width, size_t indent, const char *format, ...)
{
    struct d1_strbuf raw = {0}, text = {0};
    size_t margin = 0, begin = 0, last = 0;
    va_list args;

    va_start(args, format);
    d1_strbuf_vprintf(&raw, format, args);
    va_end(args);
    /* Rules and schemas may be the user's own; a comment ends with its line. */
    d1_escape_whole(&text, d1_strbuf_view(&raw), true);
    for (size_t end = 0; end <= text.len; end++) {
        if (end < text.len && text.ptr[end] != ' ')
            continue;
        if (last > begin && margin + end - begin > width) {
            keep_line(remarks, margin, d1_str_sub(d1_strbuf_view(&text), begin, last - begin));
            begin = last + 1;
            margin = indent;
        }
        last = end;
    }
    keep_line(remarks, margin, d1_str_sub(d1_strbuf_view(&text), begin, SIZE_MAX));
    remarks->oom = remarks->oom || text.oom || raw.oom;
    d1_strbuf_release(&raw);
    d1_strbuf_release(&text);
}

/* ---- what is asked, by gates ---- */

struct asking {
    struct d1_remarks *remarks;
    const struct d1_ruleset *ruleset;
    const struct d1_kind *kind;
    const struct d1_item_type *type;
    const struct d1_engagement_verdict *engagement;
};

static bool judges(const struct asking *asking, const struct d1_check *check)
{
    return asking->type ? d1_ruleset_judges(asking->ruleset, check, asking->type)
                        : d1_ruleset_needs(asking->ruleset, check, asking->kind);
}

static void add_title(const struct asking *asking, const struct d1_moment *moment)
{
    struct d1_str name = moment->name;

    for (size_t i = 0; asking->engagement && i < asking->engagement->gate_count; i++) {
        const struct d1_gate_result *result = &asking->engagement->gates[i];
        char date[D1_DATE_TEXT];

        if (!d1_str_eq(result->id, name) || !result->has_due)
            continue;
        d1_date_format(result->due, date);
        d1_remarks_add(asking->remarks, WIDTH, 2, D1_STR_FMT ", %s:", D1_STR_ARG(name), date);
        return;
    }
    if (moment->gate && moment->gate->due.len)
        d1_remarks_add(asking->remarks, WIDTH, 2, D1_STR_FMT " (" D1_STR_FMT "):", D1_STR_ARG(name),
                       D1_STR_ARG(moment->gate->due));
    else
        d1_remarks_add(asking->remarks, WIDTH, 2, D1_STR_FMT ":", D1_STR_ARG(name));
}

static void add_checks(const struct asking *asking, const struct d1_moment *moment)
{
    bool any = false;

    for (size_t i = 0; i < asking->ruleset->check_count; i++) {
        const struct d1_check *check = &asking->ruleset->checks[i];

        if (!d1_moment_is_first(moment, check) || !judges(asking, check))
            continue;
        if (!any)
            add_title(asking, moment);
        any = true;
        d1_remarks_add(asking->remarks, WIDTH, 11, "  " D1_STR_FMT "  " D1_STR_FMT, D1_STR_ARG(check->id),
                       D1_STR_ARG(check->title));
    }
}

static void add_all(const struct asking *asking)
{
    for (size_t i = 0; i < d1_moment_count(asking->ruleset); i++) {
        struct d1_moment moment = d1_moment_at(asking->ruleset, i);

        add_checks(asking, &moment);
    }
}

void d1_asks_of_kind(struct d1_remarks *remarks, const struct d1_ruleset *ruleset, const struct d1_kind *kind,
                     const struct d1_engagement_verdict *engagement)
{
    struct asking asking = {remarks, ruleset, kind, NULL, engagement};

    add_all(&asking);
}

void d1_asks_of_item(struct d1_remarks *remarks, const struct d1_ruleset *ruleset, const struct d1_item_type *type,
                     const struct d1_engagement_verdict *engagement)
{
    struct asking asking = {remarks, ruleset, NULL, type, engagement};

    add_all(&asking);
}
