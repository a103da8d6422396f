/* How long what is judged all along has held without a break: the end of what is told of it, read once more. */
#include "base/map.h"
#include "base/memory/alloc.h"
#include "engine/history/telling.h"
#include "engine/said/said.h"
#include "rules/rule.h"

/* One of which states are told, where the last event of it was. */
struct standing {
    struct d1_history_continuity of;
    bool holds; /* nothing broke it since */
    bool passes;
};

/* What cannot be told may have failed; what was not due yet had nothing to hold. */
static bool breaks(struct d1_str state)
{
    return d1_str_is(state, "fail") || d1_str_is(state, "indeterminate") || d1_str_is(state, "notDue");
}

static bool is_rolling_check(const struct d1_ruleset *ruleset, struct d1_str id)
{
    const struct d1_check *check = d1_ruleset_check(ruleset, id);
    const struct d1_rule *rule = check ? d1_ruleset_rule(ruleset, check) : NULL;

    for (size_t i = 0; rule && i < rule->due_count; i++)
        if (rule->due[i].code != D1_DUE_GATE)
            return true;
    return false;
}

/* "QM-C3 at rolling", by the gate. */
static bool is_rolling_criterion(const struct d1_ruleset *ruleset, struct d1_str what)
{
    static const char at[] = " at ";
    struct d1_str rest = d1_str_sub(what, d1_str_find(what, ' ', 0), what.len);
    const struct d1_gate *gate = NULL;

    if (d1_str_starts(rest, at))
        gate = d1_history_gate(ruleset, d1_str_sub(rest, sizeof at - 1, rest.len));
    return gate && gate->continuous;
}

static bool is_rolling(const struct d1_history_tracing *tracing, struct d1_str what)
{
    const struct d1_ruleset *ruleset = tracing->reading->opened.ruleset;

    return tracing->reading->history.kind == D1_HISTORY_CHECK ? is_rolling_check(ruleset, what)
                                                              : is_rolling_criterion(ruleset, what);
}

static void follow(struct standing *standing, const struct d1_history_event *event)
{
    bool held = standing->holds;

    standing->holds = !breaks(event->state);
    standing->passes = d1_str_is(event->state, "pass");
    if (!held)
        standing->of = (struct d1_history_continuity){.what = event->what, .since = event->date, .cut = event->cut};
}

static d1_date end_of(const struct d1_history_tracing *tracing)
{
    static const char *const days[] = {"spec.dates.actualEnd", "spec.dates.cancelled"};
    d1_date end = tracing->as_of;

    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        struct d1_figure_day day = d1_said_day(tracing->engagement->root, days[i]);

        if (day.has_date && day.date < end)
            end = day.date;
    }
    return end;
}

static void add(struct d1_history_line *line, struct d1_history_continuity *list, struct d1_history_continuity of,
                d1_date end)
{
    of.until = of.since < end ? end : of.since;
    list[line->continuity_count++] = of;
}

int d1_history_continue(struct d1_history_tracing *tracing, struct d1_history_line *line)
{
    struct d1_map known = {0};
    struct standing *standings = d1_calloc(line->count + 1, sizeof *standings);
    struct d1_history_continuity *list = d1_arena_alloc(&tracing->arena, (line->count + 1) * sizeof *list);
    d1_date end = end_of(tracing);
    int result = standings && list ? 0 : D1_ERR_MEMORY;

    line->continuity = list;
    for (size_t i = 0; i < line->count && result >= 0; i++) {
        struct d1_map_entry *entry;

        result = d1_map_insert(&known, line->events[i].what, &standings[known.len], &entry);
        if (result >= 0)
            follow(entry->value, &line->events[i]);
    }
    for (size_t i = 0; i < known.len && result >= 0; i++)
        if (standings[i].passes && is_rolling(tracing, standings[i].of.what))
            add(line, list, standings[i].of, end);
    d1_map_release(&known);
    d1_free(standings);
    return result < 0 ? D1_ERR_MEMORY : 0;
}
