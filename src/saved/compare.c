/* Two reports compared: what is new, what is solved, which gates have moved since the earlier one. */
#include <string.h>

#include "base/memory/alloc.h"
#include "base/text/strbuf.h"
#include "saved/tables.h"
#include "verdict/compare.h"

enum { FINGERPRINT = 32, LISTED = 50 };

struct comparison {
    struct d1_saved *saved;
    const struct d1_verdict *before;
    struct d1_verdict *now;
    struct d1_map known; /* by fingerprint the findings of `before` */
    D1_VEC(struct d1_notice) notices;
    struct d1_strbuf text; /* for one notice at a time */
};

/* In what two reports differ that cannot be compared; NULL for those that can. */
static const char *difference(const struct d1_verdict *a, const struct d1_verdict *b)
{
    const struct d1_str of_a = a->source.repository_uri, of_b = b->source.repository_uri;

    if (a->since.asked || b->since.asked)
        return "one of them was itself compared with something (--since)";
    if (of_a.len && of_b.len && !d1_str_eq(of_a, of_b))
        return "they are of different repositories";
    if (a->audience != b->audience)
        return "they are for different audiences";
    if (!d1_str_eq(a->asked_gate, b->asked_gate))
        return "they differ in --gate";
    if (a->by_paths != b->by_paths || !d1_str_eq(a->asked_owner, b->asked_owner))
        return "they differ in the paths or the person that were asked for";
    return !a->engagement_count || !b->engagement_count ? "one of them is of no engagement" : NULL;
}

/* ---- notices ---- */

static int add_notice(struct comparison *c, enum d1_severity severity, const struct d1_location *at)
{
    struct d1_notice notice = {
        .severity = severity,
        .text = d1_arena_str(&c->saved->arena, d1_strbuf_view(&c->text)),
        .at = at ? *at : (struct d1_location){.document = 0},
    };
    bool failed = c->text.oom || !notice.text.ptr || d1_vec_push(&c->notices, notice) < 0;

    d1_strbuf_clear(&c->text);
    return failed ? D1_ERR_MEMORY : 0;
}

/* "met late" of metLate. */
static void add_state(struct d1_strbuf *out, enum d1_gate_state state)
{
    for (const char *name = d1_gate_state_name(state); *name; name++)
        if (*name >= 'A' && *name <= 'Z')
            d1_strbuf_printf(out, " %c", *name - 'A' + 'a');
        else
            d1_strbuf_putc(out, *name);
}

static void add_day(struct d1_strbuf *out, const struct d1_gate_result *gate)
{
    char date[D1_DATE_TEXT];

    if (!gate->has_due)
        return;
    d1_date_format(gate->due, date);
    d1_strbuf_printf(out, ", due %s", date);
}

static const struct d1_gate_result *find_gate(const struct d1_engagement_verdict *e, struct d1_str id)
{
    for (size_t i = 0; i < e->gate_count; i++)
        if (d1_str_eq(e->gates[i].id, id))
            return &e->gates[i];
    return NULL;
}

/* What became of a gate; either may be NULL, not both. */
static int tell_gate(struct comparison *c, const struct d1_engagement_verdict *e, const struct d1_gate_result *before,
                     const struct d1_gate_result *now)
{
    bool moved = before && now && before->has_due && now->has_due && before->due != now->due;

    if (before && now && before->state == now->state && before->criteria_met == now->criteria_met && !moved)
        return 0;
    d1_strbuf_printf(&c->text, "gate " D1_STR_FMT " of " D1_STR_FMT ": ", D1_STR_ARG(now ? now->id : before->id),
                     D1_STR_ARG(e->name));
    if (before) {
        d1_strbuf_puts(&c->text, "was ");
        add_state(&c->text, before->state);
        if (!now || moved)
            add_day(&c->text, before);
        d1_strbuf_printf(&c->text, " (%zu of %zu hold)", before->criteria_met, before->criteria);
        d1_strbuf_puts(&c->text, now ? ", " : ", and is there no more");
    }
    if (now) {
        d1_strbuf_puts(&c->text, before ? "is " : "is there since, ");
        add_state(&c->text, now->state);
        if (!before || moved)
            add_day(&c->text, now);
        d1_strbuf_printf(&c->text, " (%zu of %zu hold)", now->criteria_met, now->criteria);
    }
    return add_notice(c, D1_SEVERITY_NOTE, &e->at);
}

static int tell_gates(struct comparison *c, const struct d1_engagement_verdict *before,
                      const struct d1_engagement_verdict *now)
{
    int status = 0;

    for (size_t i = 0; i < now->gate_count && status == 0; i++)
        status = tell_gate(c, now, find_gate(before, now->gates[i].id), &now->gates[i]);
    for (size_t i = 0; i < before->gate_count && status == 0; i++)
        if (!find_gate(now, before->gates[i].id))
            status = tell_gate(c, now, &before->gates[i], NULL);
    return status;
}

/* What the reports differ in besides the documents. */
static int tell_judges(struct comparison *c)
{
    if (d1_str_eq(c->before->tool.rules, c->now->tool.rules) &&
        d1_str_eq(c->before->tool.version, c->now->tool.version))
        return 0;
    d1_strbuf_printf(&c->text,
                     "the earlier report was made by d1lint " D1_STR_FMT " with other rules: what is new or solved may "
                     "come of that, too",
                     D1_STR_ARG(c->before->tool.version));
    return add_notice(c, D1_SEVERITY_WARNING, NULL);
}

static int tell_days(struct comparison *c, const struct d1_engagement_verdict *before,
                     const struct d1_engagement_verdict *now)
{
    char of_before[D1_DATE_TEXT], of_now[D1_DATE_TEXT];

    d1_date_format(before->as_of, of_before);
    d1_date_format(now->as_of, of_now);
    d1_strbuf_printf(&c->text, D1_STR_FMT " as of %s, compared with %s", D1_STR_ARG(now->name), of_now, of_before);
    return add_notice(c, D1_SEVERITY_NOTE, &now->at);
}

/* ---- findings and checks ---- */

static int index_findings(struct comparison *c, const struct d1_finding *findings, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct d1_finding *finding = (struct d1_finding *)&findings[i]; /* this reader's own */

        finding->baseline = D1_BASELINE_ABSENT;
        if (d1_map_insert(&c->known, d1_strn(finding->fingerprint, FINGERPRINT), finding, NULL) < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

static void compare_findings(struct comparison *c, const struct d1_finding *findings, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct d1_finding *now = (struct d1_finding *)&findings[i]; /* this reader's own */
        struct d1_finding *before = d1_map_get(&c->known, d1_strn(now->fingerprint, FINGERPRINT));

        now->baseline = before && !d1_finding_weighs_more(now, before) ? D1_BASELINE_UNCHANGED : D1_BASELINE_NEW;
        if (before)
            before->baseline = D1_BASELINE_UNCHANGED;
    }
}

static const struct d1_check_result *find_result(const struct d1_engagement_verdict *e, const struct d1_check *check)
{
    for (size_t i = 0; e && i < e->check_count; i++)
        if (e->checks[i].check == check)
            return &e->checks[i];
    return NULL;
}

/* Where more findings are dropped than kept, nobody knows which are new. */
static int compare_checks(struct comparison *c, const struct d1_engagement_verdict *before,
                          const struct d1_engagement_verdict *now)
{
    for (size_t i = 0; i < now->check_count; i++) {
        struct d1_check_result *result = (struct d1_check_result *)&now->checks[i]; /* this reader's own */
        const struct d1_check_result *earlier = find_result(before, result->check);

        if (result->state == D1_STATE_INDETERMINATE)
            result->baseline =
                earlier && d1_check_was_in_doubt(result, earlier) ? D1_BASELINE_UNCHANGED : D1_BASELINE_NEW;
        if (!result->dropped && !(earlier && earlier->dropped))
            continue;
        d1_strbuf_printf(&c->text,
                         "findings of " D1_STR_FMT " in " D1_STR_FMT
                         " are too many to be kept, so whether they are new "
                         "is not known",
                         D1_STR_ARG(result->check->id), D1_STR_ARG(now->name));
        if (add_notice(c, D1_SEVERITY_ERROR, NULL) < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

static const struct d1_engagement_verdict *find_engagement(const struct d1_verdict *v, struct d1_str name)
{
    for (size_t i = 0; i < v->engagement_count; i++)
        if (d1_str_eq(v->engagements[i].name, name))
            return &v->engagements[i];
    return NULL;
}

/* The findings of a list that the earlier report alone has. Returns how many there are. */
static size_t take_solved(struct d1_finding *solved, const struct d1_finding *findings, size_t count)
{
    size_t len = 0;

    for (size_t i = 0; i < count; i++)
        if (findings[i].baseline == D1_BASELINE_ABSENT)
            solved[len++] = findings[i];
    return len;
}

static int list_solved(struct comparison *c)
{
    size_t count = c->before->loose_count, len;
    struct d1_finding *solved;

    for (size_t i = 0; i < c->before->engagement_count; i++)
        count += c->before->engagements[i].finding_count;
    solved = d1_arena_calloc(&c->saved->arena, count + 1, sizeof *solved);
    if (!solved)
        return D1_ERR_MEMORY;
    len = take_solved(solved, c->before->loose, c->before->loose_count);
    for (size_t i = 0; i < c->before->engagement_count; i++)
        len += take_solved(solved + len, c->before->engagements[i].findings, c->before->engagements[i].finding_count);
    c->now->solved = solved;
    c->now->solved_count = len;
    return 0;
}

/* What is solved, without what was only to be done later or was waived; the first of it. */
static int tell_solved(struct comparison *c)
{
    size_t listed = 0, beyond = 0;

    for (size_t i = 0; i < c->now->solved_count; i++) {
        const struct d1_finding *finding = &c->now->solved[i];

        if (!d1_finding_counts(finding) || !finding->reported)
            continue;
        if (listed == LISTED) {
            beyond++;
            continue;
        }
        listed++;
        d1_strbuf_printf(&c->text, "solved: " D1_STR_FMT " ", D1_STR_ARG(finding->check->id));
        d1_strbuf_str(&c->text, finding->message);
        if (add_notice(c, D1_SEVERITY_NOTE, &finding->at) < 0)
            return D1_ERR_MEMORY;
    }
    if (!beyond)
        return 0;
    d1_strbuf_printf(&c->text, "%zu more are solved: the format json lists them", beyond);
    return add_notice(c, D1_SEVERITY_NOTE, NULL);
}

/* ---- the whole ---- */

static int compare_engagement(struct comparison *c, const struct d1_engagement_verdict *now)
{
    const struct d1_engagement_verdict *before = find_engagement(c->before, now->name);
    int status;

    compare_findings(c, now->findings, now->finding_count);
    status = compare_checks(c, before, now);
    if (status == 0 && before)
        status = tell_days(c, before, now);
    return status == 0 && before ? tell_gates(c, before, now) : status;
}

static int compare_all(struct comparison *c)
{
    int status = index_findings(c, c->before->loose, c->before->loose_count);

    for (size_t i = 0; i < c->before->engagement_count && status == 0; i++)
        status = index_findings(c, c->before->engagements[i].findings, c->before->engagements[i].finding_count);
    if (status == 0)
        status = tell_judges(c);
    compare_findings(c, c->now->loose, c->now->loose_count);
    for (size_t i = 0; i < c->now->engagement_count && status == 0; i++)
        status = compare_engagement(c, &c->now->engagements[i]);
    if (status == 0)
        status = list_solved(c);
    return status == 0 ? tell_solved(c) : status;
}

/* The notices of the later report, then those of the comparison. */
static int join_notices(struct comparison *c)
{
    size_t count = c->now->notice_count;
    struct d1_notice *all = d1_arena_calloc(&c->saved->arena, count + c->notices.len + 1, sizeof *all);

    if (!all)
        return D1_ERR_MEMORY;
    if (count)
        memcpy(all, c->now->notices, count * sizeof *all);
    if (c->notices.len)
        memcpy(all + count, c->notices.items, c->notices.len * sizeof *all);
    c->now->notices = all;
    c->now->notice_count = count + c->notices.len;
    return 0;
}

int d1_saved_compare(struct d1_saved *saved, const struct d1_saved_known *known, struct d1_error *error)
{
    const struct d1_saved_part *before = saved->parts.items[0];
    struct comparison c = {.saved = saved, .before = &before->verdict, .now = &saved->verdict};
    const char *what = difference(&before->verdict, &saved->parts.items[1]->verdict);
    int status = 0;

    if (what)
        return d1_error_set(error, D1_ERR_USAGE, "%s and %s cannot be compared: %s", before->path,
                            saved->parts.items[1]->path, what);
    saved->verdict = saved->parts.items[1]->verdict;
    if (compare_all(&c) < 0 || join_notices(&c) < 0)
        status = d1_error_memory(error);
    d1_map_release(&c.known);
    d1_vec_release(&c.notices);
    d1_strbuf_release(&c.text);
    if (status < 0)
        return status;
    c.now->since = (struct d1_since_info){
        .asked = true,
        .revision = d1_str(before->path),
        .commit = before->verdict.source.commit,
    };
    c.now->exit = d1_verdict_exit(c.now);
    return d1_saved_complete(saved, known, error);
}
