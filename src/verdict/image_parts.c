#include "verdict/image_parts.h"

#include "verdict/verdict.h"

/*
 * A row for each structure, with its size on machines of 64 bits: where that is another one now, a member has come or
 * gone, and its row is to say what it is.
 */
#define SIZED(s, bytes) _Static_assert(sizeof(void *) != 8 || sizeof(struct s) == (bytes), "has " #s " a new member?")
#define TYPE(name, s, bytes)                                                                                           \
    static struct d1_image_layout name##_layout;                                                                       \
    static const struct d1_image_type name = {sizeof(struct s), name##_fields, &name##_layout};                        \
    SIZED(s, bytes)
#define SHARED(name, s, bytes)                                                                                         \
    static struct d1_image_layout name##_layout;                                                                       \
    const struct d1_image_type d1_image_##name = {sizeof(struct s), name##_fields, &name##_layout};                    \
    SIZED(s, bytes)

#define MEMBER(of, s, member) .kind = D1_IMAGE_##of, .offset = offsetof(struct s, member)
#define TEXT(s, member)                                                                                                \
    {                                                                                                                  \
        MEMBER(TEXT, s, member)                                                                                        \
    }
#define WORD(s, member)                                                                                                \
    {                                                                                                                  \
        MEMBER(WORD, s, member)                                                                                        \
    }
#define INSIDE(s, member, what)                                                                                        \
    {                                                                                                                  \
        MEMBER(INSIDE, s, member), .type = &(what)                                                                     \
    }
#define LIST(s, member, many, what)                                                                                    \
    {                                                                                                                  \
        MEMBER(LIST, s, member), .count = offsetof(struct s, many), .type = &(what)                                    \
    }
#define ASKED(s, member, many, what)                                                                                   \
    {                                                                                                                  \
        MEMBER(ASKED, s, member), .count = offsetof(struct s, many), .type = &(what)                                   \
    }
#define ONE(s, member, what)                                                                                           \
    {                                                                                                                  \
        MEMBER(ONE, s, member), .type = &(what)                                                                        \
    }
#define DATES(s, member, many)                                                                                         \
    {                                                                                                                  \
        MEMBER(DATES, s, member), .count = offsetof(struct s, many)                                                    \
    }
#define CHECK(s, member)                                                                                               \
    {                                                                                                                  \
        MEMBER(CHECK, s, member)                                                                                       \
    }
#define CHECKS(s, member, many)                                                                                        \
    {                                                                                                                  \
        MEMBER(CHECKS, s, member), .count = offsetof(struct s, many)                                                   \
    }
#define CRITERION(s, member)                                                                                           \
    {                                                                                                                  \
        MEMBER(CRITERION, s, member)                                                                                   \
    }
#define WAIVER(s, member, what)                                                                                        \
    {                                                                                                                  \
        MEMBER(WAIVER, s, member), .type = &(what)                                                                     \
    }
#define CHOICE(s, member, last)                                                                                        \
    {                                                                                                                  \
        MEMBER(CHOICE, s, member), .limit = (size_t)(last) + 1                                                         \
    }
#define TRUTH(s, member)                                                                                               \
    {                                                                                                                  \
        MEMBER(TRUTH, s, member)                                                                                       \
    }
#define DIGITS(s, member)                                                                                              \
    {                                                                                                                  \
        MEMBER(DIGITS, s, member), .limit = sizeof((struct s){0}.member)                                               \
    }
#define ARTIFACT(s, member)                                                                                            \
    {                                                                                                                  \
        MEMBER(ARTIFACT, s, member)                                                                                    \
    }
#define NOTHING(s, member)                                                                                             \
    {                                                                                                                  \
        MEMBER(NOTHING, s, member)                                                                                     \
    }

static const struct d1_image_field text_fields[] = {{.kind = D1_IMAGE_TEXT}, {.kind = D1_IMAGE_END}};
TYPE(text, d1_str, 16);

static const struct d1_image_field place_fields[] = {
    WORD(d1_place, path),
    {.kind = D1_IMAGE_END},
};
TYPE(place, d1_place, 24);

static const struct d1_image_field location_fields[] = {
    INSIDE(d1_location, place, place),
    TEXT(d1_location, artifact),
    TEXT(d1_location, pointer),
    {.kind = D1_IMAGE_END},
};
TYPE(location, d1_location, 64);

static const struct d1_image_field related_fields[] = {
    INSIDE(d1_related, at, location),
    TEXT(d1_related, message),
    {.kind = D1_IMAGE_END},
};
TYPE(related, d1_related, 80);

static const struct d1_image_field waiver_fields[] = {
    TEXT(d1_waiver, id),
    CHOICE(d1_waiver, state, D1_WAIVER_UNSOUND),
    TEXT(d1_waiver, why),
    LIST(d1_waiver, names, name_count, text),
    LIST(d1_waiver, subjects, subject_count, text),
    TEXT(d1_waiver, reason),
    TEXT(d1_waiver, measure),
    TEXT(d1_waiver, requester),
    TEXT(d1_waiver, approver),
    TEXT(d1_waiver, renewal_of),
    TRUTH(d1_waiver, has_granted),
    TRUTH(d1_waiver, has_expires),
    INSIDE(d1_waiver, at, location),
    {.kind = D1_IMAGE_END},
};
SHARED(waiver, d1_waiver, 240);

static const struct d1_image_field finding_fields[] = {
    CHECK(d1_finding, check),
    CHOICE(d1_finding, state, D1_FINDING_WAIVED),
    CHOICE(d1_finding, severity, D1_SEVERITY_ERROR),
    TEXT(d1_finding, message),
    TEXT(d1_finding, help),
    INSIDE(d1_finding, at, location),
    LIST(d1_finding, related, related_count, related),
    TEXT(d1_finding, gate),
    TRUTH(d1_finding, has_due),
    TEXT(d1_finding, owner),
    TEXT(d1_finding, gone),
    DIGITS(d1_finding, fingerprint),
    TEXT(d1_finding, engagement),
    TRUTH(d1_finding, follows),
    WAIVER(d1_finding, waiver, d1_image_waiver),
    TRUTH(d1_finding, discreet),
    TRUTH(d1_finding, reported),
    CHOICE(d1_finding, baseline, D1_BASELINE_ABSENT),
    {.kind = D1_IMAGE_END},
};
TYPE(finding, d1_finding, 272);

static const struct d1_image_field subject_fields[] = {
    WORD(d1_subject, id),
    {.kind = D1_IMAGE_SUBJECT},
    {.kind = D1_IMAGE_END},
};
TYPE(subject, d1_subject, 24);

static const struct d1_image_field result_fields[] = {
    CHECK(d1_check_result, check),
    CHOICE(d1_check_result, state, D1_STATE_FAIL),
    CHOICE(d1_check_result, severity, D1_SEVERITY_ERROR),
    TEXT(d1_check_result, reason),
    TRUTH(d1_check_result, waits),
    TRUTH(d1_check_result, has_failed_since),
    CHOICE(d1_check_result, baseline, D1_BASELINE_ABSENT),
    LIST(d1_check_result, list, list_count, subject),
    {.kind = D1_IMAGE_END},
};
TYPE(result, d1_check_result, 168);

static const struct d1_image_field criterion_fields[] = {
    CRITERION(d1_criterion_result, criterion),
    TEXT(d1_criterion_result, gate),
    CHOICE(d1_criterion_result, state, D1_STATE_FAIL),
    TEXT(d1_criterion_result, reason),
    TRUTH(d1_criterion_result, has_due),
    TRUTH(d1_criterion_result, is_due),
    TRUTH(d1_criterion_result, has_met),
    CHECKS(d1_criterion_result, failing, failing_count),
    {.kind = D1_IMAGE_END},
};
TYPE(criterion, d1_criterion_result, 88);

static const struct d1_image_field gate_fields[] = {
    TEXT(d1_gate_result, id),     TEXT(d1_gate_result, title),    CHOICE(d1_gate_result, state, D1_GATE_NOT_APPLICABLE),
    TEXT(d1_gate_result, reason), TRUTH(d1_gate_result, has_due), TRUTH(d1_gate_result, asked),
    {.kind = D1_IMAGE_END},
};
TYPE(gate, d1_gate_result, 152);

static const struct d1_image_field change_fields[] = {
    TEXT(d1_policy_change, what), TEXT(d1_policy_change, name),     TEXT(d1_policy_change, from),
    TEXT(d1_policy_change, to),   TRUTH(d1_policy_change, relaxes), INSIDE(d1_policy_change, at, location),
    {.kind = D1_IMAGE_END},
};
TYPE(change, d1_policy_change, 136);

static const struct d1_image_field score_fields[] = {
    TEXT(d1_score, phase),
    {.kind = D1_IMAGE_END},
};
TYPE(score, d1_score, 48);

static const struct d1_image_field artifact_fields[] = {
    WORD(d1_artifact_info, path), TEXT(d1_artifact_info, kind),   TEXT(d1_artifact_info, name),
    TEXT(d1_artifact_info, blob), TEXT(d1_artifact_info, sha256), {.kind = D1_IMAGE_END},
};
TYPE(artifact, d1_artifact_info, 80);

static const struct d1_image_field maybe_fields[] = {
    TRUTH(d1_figure_day, has_date),
    {.kind = D1_IMAGE_END},
};
TYPE(maybe, d1_figure_day, 8);

static const struct d1_image_field person_fields[] = {
    TEXT(d1_person_figure, id),        TEXT(d1_person_figure, name),          TEXT(d1_person_figure, organisation),
    TRUTH(d1_person_figure, customer), INSIDE(d1_person_figure, next, maybe), {.kind = D1_IMAGE_END},
};
TYPE(person, d1_person_figure, 80);

static const struct d1_image_field risk_fields[] = {
    TEXT(d1_risk_figure, id),           TEXT(d1_risk_figure, title),  TEXT(d1_risk_figure, owner),
    TEXT(d1_risk_figure, type),         TEXT(d1_risk_figure, status), INSIDE(d1_risk_figure, reviewed, maybe),
    ARTIFACT(d1_risk_figure, artifact), {.kind = D1_IMAGE_END},
};
TYPE(risk, d1_risk_figure, 112);

static const struct d1_image_field milestone_fields[] = {
    TEXT(d1_milestone_figure, id),
    TEXT(d1_milestone_figure, title),
    TEXT(d1_milestone_figure, owner),
    INSIDE(d1_milestone_figure, baseline, maybe),
    INSIDE(d1_milestone_figure, forecast, maybe),
    INSIDE(d1_milestone_figure, actual, maybe),
    TRUTH(d1_milestone_figure, critical),
    ARTIFACT(d1_milestone_figure, artifact),
    {.kind = D1_IMAGE_END},
};
TYPE(milestone, d1_milestone_figure, 80);

static const struct d1_image_field feedback_fields[] = {
    TEXT(d1_feedback_figure, type),
    INSIDE(d1_feedback_figure, sent, maybe),
    ARTIFACT(d1_feedback_figure, artifact),
    {.kind = D1_IMAGE_END},
};
TYPE(feedback, d1_feedback_figure, 72);

static const struct d1_image_field status_fields[] = {
    TEXT(d1_status_figure, report),   INSIDE(d1_status_figure, day, maybe), TEXT(d1_status_figure, overall),
    TEXT(d1_status_figure, scope),    TEXT(d1_status_figure, schedule),     TEXT(d1_status_figure, budget),
    TEXT(d1_status_figure, quality),  TEXT(d1_status_figure, risk),         TEXT(d1_status_figure, actual),
    TEXT(d1_status_figure, estimate), TEXT(d1_status_figure, currency),     ARTIFACT(d1_status_figure, artifact),
    {.kind = D1_IMAGE_END},
};
TYPE(status, d1_status_figure, 184);

static const struct d1_image_field signoff_fields[] = {
    TEXT(d1_signoff_figure, method),
    {.kind = D1_IMAGE_END},
};
TYPE(signoff, d1_signoff_figure, 32);

static const struct d1_image_field figures_fields[] = {
    LIST(d1_figures, people, people_count, person),
    LIST(d1_figures, risks, risks_count, risk),
    LIST(d1_figures, milestones, milestones_count, milestone),
    LIST(d1_figures, feedback, feedback_count, feedback),
    LIST(d1_figures, statuses, statuses_count, status),
    LIST(d1_figures, signoffs, signoffs_count, signoff),
    TEXT(d1_figures, approved),
    TEXT(d1_figures, currency),
    {.kind = D1_IMAGE_END},
};
TYPE(figures, d1_figures, 128);

static const struct d1_image_field day_fields[] = {
    CHOICE(d1_agenda_day, kind, D1_AGENDA_DUE),
    TEXT(d1_agenda_day, id),
    TEXT(d1_agenda_day, title),
    TEXT(d1_agenda_day, note),
    TEXT(d1_agenda_day, owner),
    TEXT(d1_agenda_day, rule),
    DATES(d1_agenda_day, off, off_count),
    {.kind = D1_IMAGE_END},
};
TYPE(day, d1_agenda_day, 112);

static const struct d1_image_field agenda_fields[] = {
    LIST(d1_agenda, days, count, day),
    TRUTH(d1_agenda, partial),
    {.kind = D1_IMAGE_END},
};
TYPE(agenda, d1_agenda, 40);

/* Artifacts come before what has their numbers, and waivers before the findings that point to them. */
static const struct d1_image_field engagement_fields[] = {
    TEXT(d1_engagement_verdict, name),
    TEXT(d1_engagement_verdict, title),
    TEXT(d1_engagement_verdict, customer),
    TEXT(d1_engagement_verdict, provider),
    TEXT(d1_engagement_verdict, profile),
    INSIDE(d1_engagement_verdict, at, location),
    TEXT(d1_engagement_verdict, as_of_source),
    ASKED(d1_engagement_verdict, artifact_list, artifacts, artifact),
    ONE(d1_engagement_verdict, figures, figures),
    ONE(d1_engagement_verdict, agenda, agenda),
    LIST(d1_engagement_verdict, waivers, waiver_count, d1_image_waiver),
    LIST(d1_engagement_verdict, findings, finding_count, finding),
    LIST(d1_engagement_verdict, checks, check_count, result),
    LIST(d1_engagement_verdict, criteria, criterion_count, criterion),
    LIST(d1_engagement_verdict, gates, gate_count, gate),
    LIST(d1_engagement_verdict, scores, score_count, score),
    TEXT(d1_engagement_verdict, policy),
    TEXT(d1_engagement_verdict, policy_blob),
    TEXT(d1_engagement_verdict, policy_sha256),
    LIST(d1_engagement_verdict, changes, change_count, change),
    {.kind = D1_IMAGE_END},
};
SHARED(engagement, d1_engagement_verdict, 360);

static const struct d1_image_field notice_fields[] = {
    CHOICE(d1_notice, severity, D1_SEVERITY_ERROR),
    TEXT(d1_notice, text),
    INSIDE(d1_notice, at, location),
    {.kind = D1_IMAGE_END},
};
TYPE(notice, d1_notice, 88);

static const struct d1_image_field tool_fields[] = {
    TEXT(d1_tool_info, version),
    TEXT(d1_tool_info, commit),
    TEXT(d1_tool_info, rules),
    {.kind = D1_IMAGE_END},
};
TYPE(tool, d1_tool_info, 48);

static const struct d1_image_field source_fields[] = {
    CHOICE(d1_source_info, kind, D1_SOURCE_DIRECTORY),
    TEXT(d1_source_info, revision),
    TEXT(d1_source_info, commit),
    TEXT(d1_source_info, tree),
    TEXT(d1_source_info, repository_uri),
    TEXT(d1_source_info, branch),
    {.kind = D1_IMAGE_END},
};
TYPE(source, d1_source_info, 88);

static const struct d1_image_field since_fields[] = {
    TRUTH(d1_since_info, asked),
    TEXT(d1_since_info, revision),
    TEXT(d1_since_info, commit),
    {.kind = D1_IMAGE_END},
};
TYPE(since, d1_since_info, 40);

static const struct d1_image_field trust_fields[] = {
    TEXT(d1_trust_info, revision),
    TEXT(d1_trust_info, commit),
    {.kind = D1_IMAGE_END},
};
TYPE(trust, d1_trust_info, 32);

static const struct d1_image_field verdict_fields[] = {
    INSIDE(d1_verdict, tool, tool),
    INSIDE(d1_verdict, source, source),
    INSIDE(d1_verdict, since, since),
    INSIDE(d1_verdict, trust, trust),
    NOTHING(d1_verdict, checks),
    LIST(d1_verdict, engagements, engagement_count, d1_image_engagement),
    LIST(d1_verdict, loose, loose_count, finding),
    LIST(d1_verdict, solved, solved_count, finding),
    LIST(d1_verdict, notices, notice_count, notice),
    TEXT(d1_verdict, asked_gate),
    CHOICE(d1_verdict, fail_on, D1_SEVERITY_ERROR),
    CHOICE(d1_verdict, audience, D1_AUDIENCE_CUSTOMER),
    TRUTH(d1_verdict, by_paths),
    TEXT(d1_verdict, asked_owner),
    CHOICE(d1_verdict, exit, D1_EXIT_FAILURE),
    NOTHING(d1_verdict, source_line),
    NOTHING(d1_verdict, source_context),
    {.kind = D1_IMAGE_END},
};
SHARED(verdict, d1_verdict, 384);
