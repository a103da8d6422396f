#include "verdict/verdict.h"

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

const char *d1_finding_state_name(enum d1_finding_state state)
{
    static const char *const names[] = {"fail", "open", "indeterminate"};

    return names[state];
}

static size_t count(const struct d1_finding *findings, size_t len, enum d1_finding_state state,
                    enum d1_severity severity)
{
    size_t hits = 0;

    for (size_t i = 0; i < len; i++)
        hits += findings[i].reported && findings[i].state == state && findings[i].severity == severity;
    return hits;
}

size_t d1_verdict_count(const struct d1_verdict *verdict, enum d1_finding_state state, enum d1_severity severity)
{
    size_t hits = count(verdict->loose, verdict->loose_count, state, severity);

    for (size_t i = 0; i < verdict->engagement_count; i++)
        hits += count(verdict->engagements[i].findings, verdict->engagements[i].finding_count, state, severity);
    return hits;
}
