/*
 * The format `svr`: an in-toto statement with the predicate Simple Verification Result v0.2, whose properties are the
 * gates that an engagement meets. It says only what holds: of a gate that is not met there is no word.
 *
 *     D1D_GATE_S2D_EXIT                  the gate s2d-exit is met, in time or late
 *     D1D_GATE_KICKOFF_WITH_WAIVERS      it is met, but for what is waived
 *     D1D_ROLLING_7                      all that has to hold at any time held within the 7 days before timeCreated
 *
 * A verifier judges by timeCreated how fresh a statement is. No format reads a clock, so that the time is given.
 */
#include <stdlib.h>
#include <string.h>

#include "base/vec.h"
#include "report/intoto/intoto.h"

enum { SECONDS_PER_DAY = 86400, FRESH_DAYS = 7, HOURS_AHEAD = 14 /* of the time zone in which a day begins first */ };

/* What would be said of a gate; two gates with names that differ in nothing but their punctuation share one. */
struct property {
    struct d1_str gate;
    bool held, waived;
};

struct properties {
    D1_VEC_MEMBERS(struct property);
};

const char *d1_svr_refuses(const struct d1_verdict *verdict, const struct d1_report_options *options)
{
    const char *why = d1_statement_refuses(verdict, options);
    int64_t begins;

    if (why)
        return why;
    if (verdict->engagement_count != 1)
        return "is a statement on one engagement: name it with --engagement";
    begins = (int64_t)verdict->engagements[0].as_of * SECONDS_PER_DAY - HOURS_AHEAD * 3600;
    return options->created_at < begins ? "cannot have been made before the day as of which it judges: --created is "
                                          "earlier than the as-of date"
                                        : NULL;
}

/* ---- gates ---- */

static char property_char(char c)
{
    return (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ? c : '_');
}

static int by_name(const void *left, const void *right)
{
    const struct property *a = left, *b = right;

    for (size_t i = 0; i < a->gate.len && i < b->gate.len; i++)
        if (property_char(a->gate.ptr[i]) != property_char(b->gate.ptr[i]))
            return property_char(a->gate.ptr[i]) < property_char(b->gate.ptr[i]) ? -1 : 1;
    return (a->gate.len > b->gate.len) - (a->gate.len < b->gate.len);
}

static int find_gates(struct properties *gates, const struct d1_engagement_verdict *engagement)
{
    for (size_t i = 0; i < engagement->gate_count; i++) {
        const struct d1_gate_result *gate = &engagement->gates[i];
        struct property property = {gate->id, d1_gate_state_is_met(gate->state),
                                    gate->state == D1_GATE_MET_WITH_WAIVERS};

        if (d1_vec_push(gates, property) < 0)
            return D1_ERR_MEMORY;
    }
    if (gates->len)
        qsort(gates->items, gates->len, sizeof *gates->items, by_name);
    return 0;
}

static void write_property(struct d1_statement *s, struct d1_str gate, bool waived)
{
    d1_strbuf_clear(&s->text);
    d1_strbuf_puts(&s->text, "D1D_GATE_");
    for (size_t i = 0; i < gate.len; i++)
        d1_strbuf_putc(&s->text, property_char(gate.ptr[i]));
    if (waived)
        d1_strbuf_puts(&s->text, "_WITH_WAIVERS");
    d1_json_string(&s->json, d1_strbuf_view(&s->text));
}

/* Gates that share a name have to be met all of them. */
static void write_gates(struct d1_statement *s, const struct properties *gates)
{
    for (size_t at = 0, end; at < gates->len; at = end) {
        bool held = true, waived = false;

        for (end = at; end < gates->len && by_name(&gates->items[at], &gates->items[end]) == 0; end++) {
            held = held && gates->items[end].held;
            waived = waived || gates->items[end].waived;
        }
        if (held)
            write_property(s, gates->items[at].gate, waived);
    }
}

/* ---- what has to hold at any time ---- */

static bool rolling_holds(const struct d1_engagement_verdict *engagement, bool *waived)
{
    bool any = false;

    *waived = false;
    for (size_t i = 0; i < engagement->criterion_count; i++) {
        const struct d1_criterion_result *result = &engagement->criteria[i];

        if (!d1_str_is(result->gate, "rolling") || d1_criterion_is_indicator(result))
            continue;
        if (result->state == D1_STATE_FAIL || result->state == D1_STATE_INDETERMINATE)
            return false;
        any = any || d1_criterion_holds(result);
        *waived = *waived || result->state == D1_STATE_WAIVED;
    }
    return any;
}

static void write_rolling(struct d1_statement *s, const struct d1_engagement_verdict *engagement,
                          const struct d1_report_options *options)
{
    bool waived;

    if (d1_instant_day(options->created_at) - engagement->as_of <= FRESH_DAYS && rolling_holds(engagement, &waived))
        d1_json_text(&s->json, waived ? "D1D_ROLLING_7_WITH_WAIVERS" : "D1D_ROLLING_7");
}

/* ---- the predicate ---- */

/* The verifier has another name when it says other things: with each major version. */
static void write_verifier(struct d1_statement *s, const struct d1_verdict *verdict)
{
    d1_json_member_object(&s->json, "verifier");
    d1_json_key(&s->json, "id");
    d1_json_printf(&s->json, "https://d1lint.example/svr/v" D1_STR_FMT,
                   D1_STR_ARG(d1_str_sub(verdict->tool.version, 0, d1_str_find(verdict->tool.version, '.', 0))));
    d1_statement_judges(s, "policies", verdict);
    d1_json_end(&s->json);
}

static void write_predicate(struct d1_statement *s, const struct d1_verdict *verdict,
                            const struct d1_report_options *options, const struct properties *gates)
{
    char time[D1_INSTANT_TEXT];

    write_verifier(s, verdict);
    d1_instant_format(options->created_at, time);
    d1_json_member_text(&s->json, "timeCreated", time);
    d1_json_member_array(&s->json, "properties");
    write_gates(s, gates);
    if (verdict->engagement_count == 1 && verdict->exit != D1_EXIT_FAILURE)
        write_rolling(s, &verdict->engagements[0], options);
    d1_json_end(&s->json);
    d1_statement_run(s, verdict);
}

int d1_report_svr(const struct d1_verdict *verdict, const struct d1_report_options *options, struct d1_strbuf *out,
                  struct d1_error *error)
{
    struct properties gates = {0};
    struct d1_statement s = {0};
    int status = 0;

    if (verdict->engagement_count == 1 && verdict->exit != D1_EXIT_FAILURE)
        status = find_gates(&gates, &verdict->engagements[0]);
    if (status < 0)
        d1_error_memory(error);
    else
        status = d1_statement_begin(&s, verdict, "https://in-toto.io/attestation/svr/v0.2", out, error);
    if (status == 0) {
        write_predicate(&s, verdict, options, &gates);
        status = d1_statement_end(&s, out, error);
    }
    d1_statement_release(&s);
    d1_vec_release(&gates);
    return status;
}
