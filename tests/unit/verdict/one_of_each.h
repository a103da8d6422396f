/* A verdict in which there is one of everything, for those who try its image. */
#ifndef D1_TESTS_ONE_OF_EACH_H
#define D1_TESTS_ONE_OF_EACH_H

#include "verdict/image.h"

static const struct d1_check checks[] = {{.id = D1_STR("AAA-001")}, {.id = D1_STR("AAA-002")}};
static const struct d1_criterion criteria[] = {{.id = D1_STR("S2D-A1")}, {.id = D1_STR("S2D-A2")}};
static const struct d1_image_rules rules = {checks, 2, criteria, 2};

static const struct d1_location somewhere = {
    {"raid.yaml", 3, 1, 3, 9}, D1_STR("RaidLog/raid"), D1_STR("/spec/risks/0"), 1};
static const struct d1_str names[] = {D1_STR("S2D-A1"), D1_STR("AAA-001")};
static const struct d1_waiver waivers[] = {
    {.id = D1_STR("wvr-01"), .names = names, .name_count = 2, .at = {.place = {"waiver.yaml", 1, 1, 1, 1}}},
    {.id = D1_STR("wvr-02"), .state = D1_WAIVER_EXPIRED, .why = D1_STR("it expired"), .has_expires = true},
};
static const struct d1_waiver elsewhere = {.id = D1_STR("wvr-03"), .subjects = names, .subject_count = 1};
static const struct d1_related related[] = {{.at = {.place = {"other.yaml", 1, 1, 1, 1}}, .message = D1_STR("here")}};
static const struct d1_finding findings[] = {
    {
        .check = &checks[1],
        .state = D1_FINDING_WAIVED,
        .message = D1_STR("it is not so"),
        .at = {{"raid.yaml", 3, 1, 3, 9}, D1_STR("RaidLog/raid"), D1_STR("/spec/risks/0"), 1},
        .related = related,
        .related_count = 1,
        .fingerprint = "0123456789abcdef0123456789abcdef",
        .waiver = &waivers[1],
        .reported = true,
    },
    {.check = &checks[0], .message = D1_STR("it is not so"), .at = {.place = {"raid.yaml", 4, 1, 4, 9}}},
};
static const struct d1_finding solved[] = {{.check = &checks[0], .waiver = &elsewhere}};
static const struct d1_subject subjects[] = {{"rsk-01", 0, 3, 1, D1_SUBJECT_FAIL}, {"rsk-02", 1, 9, 1, 0}};
static const struct d1_check_result results[] = {
    {.check = &checks[0], .state = D1_STATE_FAIL, .subjects = 2, .list = subjects, .list_count = 2},
    {.check = &checks[1], .state = D1_STATE_NOT_APPLICABLE, .reason = D1_STR("there is none")},
};
static const struct d1_check *const failing[] = {&checks[1], &checks[0]};
static const struct d1_criterion_result met[] = {{.criterion = &criteria[1],
                                                  .gate = D1_STR("s2d-exit"),
                                                  .state = D1_STATE_FAIL,
                                                  .failing = failing,
                                                  .failing_count = 2}};
static const struct d1_gate_result gates[] = {{.id = D1_STR("s2d-exit"), .state = D1_GATE_MISSED, .has_due = true}};
static const struct d1_score scores[] = {{.phase = D1_STR("s2d"), .score = 40, .raw = 41}};
static const struct d1_policy_change changes[] = {{.what = D1_STR("level"), .relaxes = true, .at = {.document = 1}}};
static const struct d1_artifact_info artifacts[] = {{.path = "raid.yaml", .kind = D1_STR("RaidLog")},
                                                    {.path = "team.yaml", .blob = D1_STR("00ff"), .document = 2}};
static const struct d1_person_figure people[] = {{.id = D1_STR("kim"), .next = {true, 20000}}};
static const struct d1_risk_figure risks[] = {{.id = D1_STR("rsk-01"), .artifact = 1}};
static const struct d1_milestone_figure milestones[] = {{.id = D1_STR("ms-01"), .critical = true}};
static const struct d1_feedback_figure feedback[] = {{.type = D1_STR("pulse"), .mean = 4.5, .artifact = 1}};
static const struct d1_status_figure statuses[] = {{.report = D1_STR("weekly"), .complete = -1}};
static const struct d1_signoff_figure signoffs[] = {{.method = D1_STR("commit"), .count = 3, .outside = 1}};
static const struct d1_figures figures = {
    people, 1, risks, 1, milestones, 1, feedback, 1, statuses, 1, signoffs, 1, D1_STR("100"), D1_STR("EUR")};
static const d1_date off[] = {20001, 20008};
static const struct d1_agenda_day days[] = {
    {.kind = D1_AGENDA_MEETING, .id = D1_STR("mtg"), .off = off, .off_count = 2}};
static const struct d1_agenda agenda = {.days = days, .count = 1, .stamp = 1700000000};
static const struct d1_engagement_verdict engagements[] = {
    {
        .name = D1_STR("halden"),
        .at = {{"raid.yaml", 3, 1, 3, 9}, D1_STR("RaidLog/raid"), D1_STR("/spec/risks/0"), 1},
        .artifacts = 2,
        .artifact_list = artifacts,
        .figures = &figures,
        .agenda = &agenda,
        .findings = findings,
        .finding_count = 2,
        .checks = results,
        .check_count = 2,
        .criteria = met,
        .criterion_count = 1,
        .gates = gates,
        .gate_count = 1,
        .waivers = waivers,
        .waiver_count = 2,
        .scores = scores,
        .score_count = 1,
        .changes = changes,
        .change_count = 1,
    },
    {.name = D1_STR("other"), .artifacts = 7, .checks = results + 1, .check_count = 2},
};
static const struct d1_notice notices[] = {{.severity = D1_SEVERITY_WARNING, .text = D1_STR("look")}};

static struct d1_verdict make_verdict(void)
{
    static struct d1_check_result alone[2];
    static struct d1_engagement_verdict both[2];

    alone[0] = (struct d1_check_result){.check = &checks[0]};
    alone[1] = results[1];
    both[0] = engagements[0];
    both[1] = engagements[1];
    both[1].checks = alone;
    return (struct d1_verdict){
        .tool = {D1_STR("0.1"), D1_STR("abc"), {NULL, 0}},
        .source = {.kind = D1_SOURCE_INDEX, .commit = D1_STR("c0ffee")},
        .since = {true, D1_STR("HEAD~1"), D1_STR("c0ffef")},
        .checks = checks,
        .check_count = 2,
        .engagements = both,
        .engagement_count = 2,
        .loose = findings + 1,
        .loose_count = 1,
        .solved = solved,
        .solved_count = 1,
        .notices = notices,
        .notice_count = 1,
        .fail_on = D1_SEVERITY_ERROR,
        .files = 12,
        .exit = D1_EXIT_FINDINGS,
    };
}

#endif
