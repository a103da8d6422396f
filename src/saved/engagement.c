/* Tables of an engagement: artifacts, policy, gates, scores, criteria, checks. */
#include "base/memory/alloc.h"
#include "saved/tables.h"

static const char *gate_state(int value)
{
    return d1_gate_state_name((enum d1_gate_state)value);
}

static const char *subject_state(int value)
{
    return d1_subject_state_name((enum d1_subject_state)value);
}

/* ---- artifacts, policy, gates, scores ---- */

static const struct d1_shape_field artifact_fields[] = {
    D1_PASSED("path"), /* the same as the URI, for people */
    D1_RFIELD(struct d1_artifact_info, "uri", URI, path),
    D1_RFIELD(struct d1_artifact_info, "document", COUNT32, document),
    D1_FIELD(struct d1_artifact_info, "kind", TEXT, kind),
    D1_FIELD(struct d1_artifact_info, "name", TEXT, name),
    D1_FIELD(struct d1_artifact_info, "gitBlob", HEX, blob),
    D1_FIELD(struct d1_artifact_info, "sha256", HEX, sha256),
};

static const struct d1_shape shape_artifact = {
    .what = "an artifact",
    D1_SHAPE_OF(artifact_fields),
    .size = sizeof(struct d1_artifact_info),
};

static const struct d1_shape_field change_fields[] = {
    D1_RFIELD(struct d1_policy_change, "what", TEXT, what),
    D1_RFIELD(struct d1_policy_change, "name", TEXT, name),
    D1_FIELD(struct d1_policy_change, "from", TEXT, from),
    D1_FIELD(struct d1_policy_change, "to", TEXT, to),
    D1_RFIELD(struct d1_policy_change, "relaxes", FLAG, relaxes),
    D1_FIELD_OF(struct d1_policy_change, "at", OBJECT, at, 0, &d1_shape_location),
};

static const struct d1_shape shape_change = {
    .what = "a change of a policy",
    D1_SHAPE_OF(change_fields),
    .size = sizeof(struct d1_policy_change),
};

/* A policy's members are the engagement's. */
static const struct d1_shape_field policy_fields[] = {
    D1_RFIELD(struct d1_engagement_verdict, "source", TEXT, policy),
    D1_FIELD(struct d1_engagement_verdict, "gitBlob", HEX, policy_blob),
    D1_FIELD(struct d1_engagement_verdict, "sha256", HEX, policy_sha256),
    D1_RFIELD_OF(struct d1_engagement_verdict, "changes", LIST, changes,
                 offsetof(struct d1_engagement_verdict, change_count), &shape_change),
};

static const struct d1_shape shape_policy = {
    .what = "a policy",
    D1_SHAPE_OF(policy_fields),
    .size = sizeof(struct d1_engagement_verdict),
};

static const char *waiver_state(int value)
{
    return d1_waiver_state_name((enum d1_waiver_state)value);
}

static const struct d1_shape_field waiver_fields[] = {
    D1_RFIELD(struct d1_waiver, "id", TEXT, id),
    D1_WORD(struct d1_waiver, "state", true, state, waiver_state, D1_WAIVER_UNSOUND + 1),
    D1_FIELD(struct d1_waiver, "why", TEXT, why),
    D1_RFIELD2(struct d1_waiver, "names", TEXTS, names, name_count),
    D1_RFIELD2(struct d1_waiver, "subjects", TEXTS, subjects, subject_count),
    D1_FIELD(struct d1_waiver, "reason", TEXT, reason),
    D1_FIELD(struct d1_waiver, "compensatingMeasure", TEXT, measure),
    D1_FIELD(struct d1_waiver, "requester", TEXT, requester),
    D1_FIELD(struct d1_waiver, "approver", TEXT, approver),
    D1_FIELD(struct d1_waiver, "renewalOf", TEXT, renewal_of),
    D1_FIELD2(struct d1_waiver, "granted", DAY, granted, has_granted),
    D1_FIELD2(struct d1_waiver, "expires", DAY, expires, has_expires),
    D1_FIELD(struct d1_waiver, "daysLeft", INT, days_left),
    D1_RFIELD(struct d1_waiver, "covered", COUNT, covered),
    D1_RFIELD_OF(struct d1_waiver, "at", OBJECT, at, 0, &d1_shape_location),
};

static const struct d1_shape shape_waiver = {
    .what = "a waiver",
    D1_SHAPE_OF(waiver_fields),
    .size = sizeof(struct d1_waiver),
};

static const struct d1_shape_field gate_fields[] = {
    D1_RFIELD(struct d1_gate_result, "id", TEXT, id),
    D1_RFIELD(struct d1_gate_result, "title", TEXT, title),
    D1_WORD(struct d1_gate_result, "state", true, state, gate_state, D1_GATE_NOT_APPLICABLE + 1),
    D1_FIELD(struct d1_gate_result, "reason", TEXT, reason),
    D1_FIELD2(struct d1_gate_result, "due", DAY, due, has_due),
    D1_FIELD2(struct d1_gate_result, "met", DAY, met, has_met),
    D1_RFIELD(struct d1_gate_result, "daysLate", INT, days_late),
    D1_RFIELD(struct d1_gate_result, "reopened", FLAG, reopened),
    D1_RFIELD(struct d1_gate_result, "criteria", COUNT, criteria),
    D1_RFIELD(struct d1_gate_result, "criteriaMet", COUNT, criteria_met),
    D1_RFIELD(struct d1_gate_result, "criteriaFailing", COUNT, failing),
    D1_RFIELD(struct d1_gate_result, "criteriaIndeterminate", COUNT, indeterminate),
    D1_RFIELD(struct d1_gate_result, "criteriaWaived", COUNT, waived),
    D1_RFIELD(struct d1_gate_result, "notBuilt", COUNT, not_built),
    D1_RFIELD(struct d1_gate_result, "openFindings", COUNT, open_findings),
    D1_RFIELD(struct d1_gate_result, "failedFindings", COUNT, failed_findings),
    D1_RFIELD(struct d1_gate_result, "asked", FLAG, asked),
};

static const struct d1_shape shape_gate = {
    .what = "a gate",
    D1_SHAPE_OF(gate_fields),
    .size = sizeof(struct d1_gate_result),
};

static const struct d1_shape_field score_fields[] = {
    D1_FIELD(struct d1_score, "phase", TEXT, phase),
    D1_FIELD(struct d1_score, "score", INT, score),
    D1_FIELD(struct d1_score, "rawScore", INT, raw),
    D1_RFIELD(struct d1_score, "failingGatingCriteria", COUNT, gating),
    D1_RFIELD(struct d1_score, "failingOtherCriteria", COUNT, others),
    D1_RFIELD(struct d1_score, "indeterminateCriteria", COUNT, indeterminate),
};

static void begin_score(void *read)
{
    struct d1_score *score = read;

    score->score = score->raw = -1;
}

static int end_score(struct d1_saved_reader *reader, void *read)
{
    const struct d1_score *score = read;

    if ((score->score < 0) != (score->raw < 0) || score->score > 100 || score->raw > 100)
        return d1_saved_fault(reader, "`score` and `rawScore` go together, and from 0 to 100");
    return 0;
}

static const struct d1_shape shape_score = {
    .what = "a score",
    D1_SHAPE_OF(score_fields),
    .size = sizeof(struct d1_score),
    .begin = begin_score,
    .end = end_score,
};

/* ---- criteria: one object says what the criterion is, and how it came out at a gate ---- */

struct criterion {
    struct d1_criterion is;
    struct d1_criterion_result result;
};

static const struct d1_shape_field criterion_fields[] = {
    D1_RFIELD(struct criterion, "id", TEXT, is.id),
    D1_RFIELD(struct criterion, "title", TEXT, is.title),
    D1_FIELD(struct criterion, "section", TEXT, is.section),
    D1_FIELD(struct criterion, "phase", TEXT, is.phase),
    D1_RFIELD(struct criterion, "class", TEXT, is.criterion_class),
    D1_FIELD(struct criterion, "proxy", TEXT, is.proxy),
    D1_RFIELD(struct criterion, "rollUp", FLAG, is.roll_up),
    D1_RFIELD(struct criterion, "isDue", FLAG, result.is_due),
    D1_FIELD(struct criterion, "gate", TEXT, result.gate),
    D1_WORD(struct criterion, "state", true, result.state, d1_word_state, D1_STATE_FAIL + 1),
    D1_FIELD(struct criterion, "reason", TEXT, result.reason),
    D1_FIELD2(struct criterion, "due", DAY, result.due, result.has_due),
    D1_FIELD2(struct criterion, "met", DAY, result.met, result.has_met),
    D1_RFIELD(struct criterion, "daysLate", INT, result.days_late),
    D1_RFIELD2(struct criterion, "checks", CHECKS, is.checks, is.check_count),
    D1_RFIELD2(struct criterion, "failing", CHECKS, result.failing, result.failing_count),
    D1_RFIELD(struct criterion, "notBuilt", COUNT, is.not_built),
};

static bool is_same(const struct d1_criterion *a, const struct d1_criterion *b)
{
    if (!d1_str_eq(a->title, b->title) || !d1_str_eq(a->section, b->section) || !d1_str_eq(a->phase, b->phase) ||
        !d1_str_eq(a->criterion_class, b->criterion_class) || !d1_str_eq(a->proxy, b->proxy) ||
        a->not_built != b->not_built || a->roll_up != b->roll_up || a->check_count != b->check_count)
        return false;
    for (size_t i = 0; i < a->check_count; i++)
        if (a->checks[i] != b->checks[i])
            return false;
    return true;
}

/* A criterion that stands at several gates, or in several engagements, is one. */
static int keep_criterion(struct d1_saved_reader *reader, const void *read, void *kept)
{
    const struct criterion *criterion = read;
    struct d1_criterion *known = d1_map_get(&reader->saved->criteria, criterion->is.id);
    struct d1_criterion_result *result = kept;

    if (known && !is_same(known, &criterion->is))
        return d1_saved_fault(reader, "criterion " D1_STR_FMT " is another one than elsewhere in what was read",
                              D1_STR_ARG(criterion->is.id));
    if (!known) {
        known = d1_arena_alloc(reader->arena, sizeof *known);
        if (!known)
            return d1_error_memory(reader->error);
        *known = criterion->is;
        if (d1_map_insert(&reader->saved->criteria, known->id, known, NULL) < 0)
            return d1_error_memory(reader->error);
    }
    *result = criterion->result;
    result->criterion = known;
    return 0;
}

static const struct d1_shape shape_criterion = {
    .what = "a criterion",
    D1_SHAPE_OF(criterion_fields),
    .size = sizeof(struct criterion),
    .kept = sizeof(struct d1_criterion_result),
    .keep = keep_criterion,
};

/* ---- checks and their subjects ---- */

struct subject {
    enum d1_subject_state state;
    uint32_t artifact, line, column;
    const char *id;
};

static const struct d1_shape_field subject_fields[] = {
    D1_WORD(struct subject, "state", true, state, subject_state, D1_SUBJECT_STATES),
    D1_RFIELD(struct subject, "artifact", COUNT32, artifact),
    D1_FIELD(struct subject, "line", COUNT32, line),
    D1_FIELD(struct subject, "column", COUNT32, column),
    D1_FIELD(struct subject, "id", NAME, id),
};

static int keep_subject(struct d1_saved_reader *reader, const void *read, void *kept)
{
    const struct subject *subject = read;

    if (!subject->line != !subject->column || subject->column >= 1u << 24)
        return d1_saved_fault(reader, "line and column of a subject count from 1, and go together");
    *(struct d1_subject *)kept = (struct d1_subject){
        .id = subject->id ? subject->id : "",
        .artifact = subject->artifact,
        .line = subject->line,
        .column = subject->column & 0xffffffu,
        .state = (unsigned)subject->state & 0xffu,
    };
    return 0;
}

static const struct d1_shape shape_subject = {
    .what = "a subject",
    D1_SHAPE_OF(subject_fields),
    .size = sizeof(struct subject),
    .kept = sizeof(struct d1_subject),
    .keep = keep_subject,
};

static const struct d1_shape_field state_fields[] = {
    D1_RFIELD(struct d1_check_result, "pass", COUNT, by_state[D1_SUBJECT_PASS]),
    D1_RFIELD(struct d1_check_result, "notApplicable", COUNT, by_state[D1_SUBJECT_NOT_APPLICABLE]),
    D1_RFIELD(struct d1_check_result, "open", COUNT, by_state[D1_SUBJECT_OPEN]),
    D1_RFIELD(struct d1_check_result, "waived", COUNT, by_state[D1_SUBJECT_WAIVED]),
    D1_RFIELD(struct d1_check_result, "indeterminate", COUNT, by_state[D1_SUBJECT_INDETERMINATE]),
    D1_RFIELD(struct d1_check_result, "fail", COUNT, by_state[D1_SUBJECT_FAIL]),
};

static const struct d1_shape shape_states = {
    .what = "the states of subjects",
    D1_SHAPE_OF(state_fields),
    .size = sizeof(struct d1_check_result),
};

static const struct d1_shape_field check_fields[] = {
    D1_RFIELD(struct d1_check_result, "id", CHECK, check),
    D1_WORD(struct d1_check_result, "state", true, state, d1_word_state, D1_STATE_FAIL + 1),
    D1_WORD(struct d1_check_result, "severity", true, severity, d1_word_severity, D1_SEVERITY_ERROR + 1),
    D1_FIELD(struct d1_check_result, "reason", TEXT, reason),
    D1_FIELD2(struct d1_check_result, "failedSince", DAY, failed_since, has_failed_since),
    D1_RFIELD(struct d1_check_result, "subjects", COUNT, subjects),
    D1_RFIELD(struct d1_check_result, "failed", COUNT, failed),
    D1_RFIELD(struct d1_check_result, "open", COUNT, open),
    D1_RFIELD(struct d1_check_result, "waived", COUNT, waived),
    D1_RFIELD(struct d1_check_result, "indeterminate", COUNT, indeterminate),
    D1_RFIELD(struct d1_check_result, "waits", FLAG, waits),
    D1_RFIELD(struct d1_check_result, "dropped", COUNT, dropped),
    D1_WORD(struct d1_check_result, "baselineState", false, baseline, d1_word_baseline, D1_BASELINE_ABSENT + 1),
    {"subjectStates", D1_SHAPE_OBJECT, false, 0, 0, &shape_states, NULL, 0, NULL},
    D1_FIELD_OF(struct d1_check_result, "subjectList", LIST, list, offsetof(struct d1_check_result, list_count),
                &shape_subject),
};

static const struct d1_shape shape_check = {
    .what = "the result of a check",
    D1_SHAPE_OF(check_fields),
    .size = sizeof(struct d1_check_result),
};

/* ---- the engagement ---- */

#define LIST(key, member, count, of)                                                                                   \
    D1_RFIELD_OF(struct d1_engagement_verdict, key, LIST, member, offsetof(struct d1_engagement_verdict, count), of)

static const struct d1_shape_field engagement_fields[] = {
    D1_RFIELD(struct d1_engagement_verdict, "name", TEXT, name),
    D1_FIELD(struct d1_engagement_verdict, "title", TEXT, title),
    D1_FIELD(struct d1_engagement_verdict, "customer", TEXT, customer),
    D1_FIELD(struct d1_engagement_verdict, "provider", TEXT, provider),
    D1_FIELD(struct d1_engagement_verdict, "profile", TEXT, profile),
    D1_RFIELD_OF(struct d1_engagement_verdict, "at", OBJECT, at, 0, &d1_shape_location),
    D1_RFIELD(struct d1_engagement_verdict, "asOf", DAY, as_of),
    D1_RFIELD(struct d1_engagement_verdict, "soon", DAY, soon),
    D1_RFIELD(struct d1_engagement_verdict, "asOfSource", TEXT, as_of_source),
    LIST("artifacts", artifact_list, artifacts, &shape_artifact),
    D1_FIELD_OF(struct d1_engagement_verdict, "figures", POINTER, figures, 0, &d1_shape_figures),
    {"policy", D1_SHAPE_OBJECT, true, 0, 0, &shape_policy, NULL, 0, NULL},
    LIST("waivers", waivers, waiver_count, &shape_waiver),
    LIST("gates", gates, gate_count, &shape_gate),
    LIST("scores", scores, score_count, &shape_score),
    LIST("criteria", criteria, criterion_count, &shape_criterion),
    LIST("checks", checks, check_count, &shape_check),
    LIST("findings", findings, finding_count, &d1_shape_finding),
};

static const struct d1_waiver *find_waiver(const struct d1_engagement_verdict *engagement, struct d1_str id)
{
    for (size_t i = 0; i < engagement->waiver_count; i++)
        if (d1_str_eq(engagement->waivers[i].id, id))
            return &engagement->waivers[i];
    return NULL;
}

/* A finding is told whose it is by where it stands, and by what it is waived. */
static int end_engagement(struct d1_saved_reader *reader, void *read)
{
    struct d1_engagement_verdict *engagement = read;
    struct d1_finding *findings = (struct d1_finding *)engagement->findings; /* this reader's own */

    for (size_t i = 0; i < engagement->finding_count; i++) {
        const struct d1_waiver *named = findings[i].waiver;

        findings[i].engagement = engagement->name;
        if (!named)
            continue;
        findings[i].waiver = find_waiver(engagement, named->id);
        if (!findings[i].waiver)
            return d1_saved_fault(reader, "waiver " D1_STR_FMT " of a finding is not among those of " D1_STR_FMT,
                                  D1_STR_ARG(named->id), D1_STR_ARG(engagement->name));
        if (findings[i].state == D1_FINDING_WAIVED && findings[i].waiver->state != D1_WAIVER_IN_FORCE)
            return d1_saved_fault(reader, "a finding is waived by " D1_STR_FMT ", which is not in force",
                                  D1_STR_ARG(named->id));
    }
    return 0;
}

const struct d1_shape d1_shape_engagement = {
    .what = "an engagement",
    D1_SHAPE_OF(engagement_fields),
    .size = sizeof(struct d1_engagement_verdict),
    .end = end_engagement,
};
