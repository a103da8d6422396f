#include "verdict/verdict.h"

#include <string.h>

static const char *const severities[] = {"off", "note", "warning", "error"};

const char *d1_severity_name(enum d1_severity severity)
{
    return severities[severity];
}

bool d1_severity_parse(struct d1_str text, enum d1_severity *severity)
{
    for (size_t i = 0; i < sizeof severities / sizeof *severities; i++) {
        if (d1_str_is(text, severities[i])) {
            *severity = (enum d1_severity)i;
            return true;
        }
    }
    return false;
}

const char *d1_state_name(enum d1_state state)
{
    static const char *const names[] = {"notApplicable", "empty", "notDue", "pass", "waived", "indeterminate", "fail"};

    return names[state];
}

const char *d1_gate_state_name(enum d1_gate_state state)
{
    static const char *const names[] = {"future", "met",       "metLate", "metWithWaivers",
                                        "missed", "undecided", "blocked", "notApplicable"};

    return names[state];
}

bool d1_gate_state_is_met(enum d1_gate_state state)
{
    return state == D1_GATE_MET || state == D1_GATE_MET_LATE || state == D1_GATE_MET_WITH_WAIVERS;
}

bool d1_gate_state_is_unmet(enum d1_gate_state state)
{
    return state == D1_GATE_MISSED || state == D1_GATE_UNDECIDED || state == D1_GATE_BLOCKED;
}

const char *d1_subject_state_name(enum d1_subject_state state)
{
    static const char *const names[D1_SUBJECT_STATES] = {"pass",   "notApplicable", "open",
                                                         "waived", "indeterminate", "fail"};

    return names[state];
}

static int order_of(uint32_t a, uint32_t b)
{
    return a < b ? -1 : a > b;
}

int d1_finding_order(const void *left, const void *right)
{
    const struct d1_finding *a = left, *b = right;
    const struct d1_place *x = &a->at.place, *y = &b->at.place;
    int order = strcmp(x->path ? x->path : "", y->path ? y->path : "");

    if (order == 0)
        order = order_of(x->line, y->line);
    if (order == 0)
        order = order_of(x->column, y->column);
    if (order == 0)
        order = d1_str_cmp(a->check->id, b->check->id);
    if (order == 0)
        order = d1_str_cmp(a->message, b->message);
    return order ? order : strcmp(a->fingerprint, b->fingerprint);
}

const char *d1_finding_state_name(enum d1_finding_state state)
{
    static const char *const names[] = {"fail", "open", "indeterminate", "waived"};

    return names[state];
}

const char *d1_waiver_state_name(enum d1_waiver_state state)
{
    static const char *const names[] = {"inForce", "indeterminate", "future", "expired", "pending", "unsound"};

    return names[state];
}

const char *d1_baseline_name(enum d1_baseline baseline)
{
    static const char *const names[] = {"", "new", "unchanged", "absent"};

    return names[baseline];
}

static size_t count(const struct d1_finding *findings, size_t len, enum d1_finding_state state,
                    enum d1_severity severity)
{
    size_t hits = 0;

    for (size_t i = 0; i < len; i++)
        hits += d1_finding_is_asked(&findings[i]) && findings[i].state == state && findings[i].severity == severity;
    return hits;
}

static size_t count_older(const struct d1_finding *findings, size_t len)
{
    size_t hits = 0;

    for (size_t i = 0; i < len; i++)
        hits +=
            findings[i].reported && findings[i].baseline == D1_BASELINE_UNCHANGED && d1_finding_counts(&findings[i]);
    return hits;
}

size_t d1_verdict_older(const struct d1_verdict *verdict)
{
    size_t hits = count_older(verdict->loose, verdict->loose_count);

    for (size_t i = 0; i < verdict->engagement_count; i++)
        hits += count_older(verdict->engagements[i].findings, verdict->engagements[i].finding_count);
    return hits;
}

size_t d1_verdict_count(const struct d1_verdict *verdict, enum d1_finding_state state, enum d1_severity severity)
{
    size_t hits = count(verdict->loose, verdict->loose_count, state, severity);

    for (size_t i = 0; i < verdict->engagement_count; i++)
        hits += count(verdict->engagements[i].findings, verdict->engagements[i].finding_count, state, severity);
    return hits;
}

const char *d1_audience_name(enum d1_audience audience)
{
    return audience == D1_AUDIENCE_CUSTOMER ? "customer" : "internal";
}

static size_t count_state(const struct d1_verdict *verdict, enum d1_finding_state state)
{
    size_t hits = 0;

    for (enum d1_severity s = D1_SEVERITY_OFF; s <= D1_SEVERITY_ERROR; s++)
        hits += d1_verdict_count(verdict, state, s);
    return hits;
}

size_t d1_verdict_open(const struct d1_verdict *verdict)
{
    return count_state(verdict, D1_FINDING_OPEN);
}

size_t d1_verdict_waived(const struct d1_verdict *verdict)
{
    return count_state(verdict, D1_FINDING_WAIVED);
}

bool d1_check_is_unsure(const struct d1_engagement_verdict *engagement, const struct d1_check_result *result)
{
    if (result->state != D1_STATE_INDETERMINATE || result->severity == D1_SEVERITY_OFF ||
        result->baseline == D1_BASELINE_UNCHANGED)
        return false;
    for (size_t i = 0; i < engagement->finding_count; i++)
        if (engagement->findings[i].check == result->check && engagement->findings[i].state == D1_FINDING_INDETERMINATE)
            return false;
    return true;
}

size_t d1_verdict_unsure(const struct d1_verdict *verdict)
{
    size_t hits = 0;

    for (size_t i = 0; i < verdict->engagement_count; i++)
        for (size_t k = 0; k < verdict->engagements[i].check_count; k++)
            hits += d1_check_is_unsure(&verdict->engagements[i], &verdict->engagements[i].checks[k]);
    return hits;
}

/* ---- addresses ---- */

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

/* Bytes of a text from `from` on that are among those of `set`, or, with `of` false, that are not. */
static size_t span(struct d1_str text, size_t from, const char *set, bool of)
{
    size_t end = from;

    while (end < text.len && text.ptr[end] && !strchr(set, text.ptr[end]) == !of)
        end++;
    return end - from;
}

const char *d1_source_uri_fault(struct d1_str uri)
{
    static const char allowed[] = LETTERS "0123456789-._~%:/@!$&'()*+,;=[]";
    size_t scheme = span(uri, 0, LETTERS, true), authority = scheme + 3, user;

    if (scheme == 0 || !d1_str_starts(d1_str_sub(uri, scheme, uri.len), "://") ||
        span(uri, 0, allowed, true) != uri.len || uri.len == authority)
        return "takes an absolute URI without query and fragment, like https://git.example/team/engagement or "
               "ssh://git@git.example/team/engagement";
    user = span(uri, authority, "@/", false);
    if (authority + user < uri.len && uri.ptr[authority + user] == '@' &&
        (memchr(uri.ptr + authority, ':', user) || !d1_str_starts(uri, "ssh")))
        return "names a user or password, which reports would hand on: leave out what stands before the @";
    return NULL;
}

/* ---- the exit status ---- */

static bool meets_asked(const struct d1_engagement_verdict *engagement)
{
    bool found = false;

    for (size_t i = 0; i < engagement->gate_count; i++) {
        if (!engagement->gates[i].asked)
            continue;
        found = true;
        if (!d1_gate_state_is_met(engagement->gates[i].state))
            return false;
    }
    return found;
}

static bool all_meet_asked(const struct d1_verdict *verdict)
{
    for (size_t i = 0; i < verdict->engagement_count; i++)
        if (!meets_asked(&verdict->engagements[i]))
            return false;
    return verdict->engagement_count > 0;
}

static bool has_indeterminate(const struct d1_verdict *verdict)
{
    for (size_t i = 0; i < verdict->engagement_count; i++)
        for (size_t j = 0; j < verdict->engagements[i].check_count; j++) {
            const struct d1_check_result *result = &verdict->engagements[i].checks[j];

            if (result->state == D1_STATE_INDETERMINATE && result->severity >= verdict->fail_on &&
                result->baseline != D1_BASELINE_UNCHANGED)
                return true;
        }
    return false;
}

enum d1_exit d1_verdict_exit(const struct d1_verdict *verdict)
{
    for (size_t i = 0; i < verdict->notice_count; i++)
        if (verdict->notices[i].severity == D1_SEVERITY_ERROR)
            return D1_EXIT_FAILURE;
    if (verdict->asked_gate.len)
        return all_meet_asked(verdict) ? D1_EXIT_OK : D1_EXIT_FINDINGS;
    for (enum d1_severity s = verdict->fail_on; s <= D1_SEVERITY_ERROR; s++)
        if (d1_verdict_count(verdict, D1_FINDING_FAIL, s) || d1_verdict_count(verdict, D1_FINDING_INDETERMINATE, s))
            return D1_EXIT_FINDINGS;
    if (verdict->by_paths || verdict->asked_owner.len)
        return D1_EXIT_OK;
    return has_indeterminate(verdict) ? D1_EXIT_FINDINGS : D1_EXIT_OK;
}
