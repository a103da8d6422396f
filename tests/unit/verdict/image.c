/* A verdict as bytes: all of it comes back, and what is no image is none, whatever is wrong with it. */
#include <criterion/criterion.h>

#include "base/error.h"
#include "base/memory/alloc.h"
#include "verdict/image.h"

static const struct d1_check checks[] = {{.id = D1_STR("AAA-001")}, {.id = D1_STR("AAA-002")}};
static const struct d1_criterion criteria[] = {{.id = D1_STR("S2D-A1")}, {.id = D1_STR("S2D-A2")}};
static const struct d1_image_rules rules = {checks, 2, criteria, 2};

/* A verdict in which there is one of everything. */
static const struct d1_location at = {{"raid.yaml", 3, 1, 3, 9}, D1_STR("RaidLog/raid"), D1_STR("/spec/risks/0"), 1};
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
static const struct d1_signoff_figure signoffs[] = {{.method = D1_STR("commit"), .count = 3}};
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

static void expect_same(const struct d1_verdict *got)
{
    const struct d1_engagement_verdict *first = &got->engagements[0];

    cr_assert_eq(got->engagement_count, 2);
    cr_expect(d1_str_is(first->name, "halden") && d1_str_is(got->engagements[1].name, "other"));
    cr_expect_eq(got->checks, checks, "checks are those of the process");
    cr_expect_null(got->tool.rules.ptr, "no text is not the empty one");
    cr_expect(d1_str_is(got->since.revision, "HEAD~1") && got->since.asked && got->files == 12);
    cr_expect(first->findings[0].check == &checks[1] && first->findings[0].waiver == &first->waivers[1]);
    cr_expect_null(first->findings[1].waiver);
    cr_expect_str_eq(first->findings[0].at.place.path, at.place.path);
    cr_expect(d1_str_is(first->findings[0].related[0].message, "here"));
    cr_expect_str_eq(first->findings[0].fingerprint, findings[0].fingerprint);
    cr_expect(d1_str_is(first->waivers[0].names[1], "AAA-001") && first->waivers[1].has_expires);
    cr_expect(d1_str_is(got->solved[0].waiver->id, "wvr-03"), "a waiver of another run comes with what it covers");
    cr_expect(d1_str_is(got->solved[0].waiver->subjects[0], "S2D-A1"));
    cr_expect(first->checks[0].list[1].artifact == 1 && first->checks[0].list[0].state == D1_SUBJECT_FAIL);
    cr_expect(first->criteria[0].criterion == &criteria[1] && first->criteria[0].failing[0] == &checks[1]);
    cr_expect(first->gates[0].state == D1_GATE_MISSED && first->scores[0].raw == 41 && first->changes[0].relaxes);
    cr_expect_str_eq(first->artifact_list[1].path, "team.yaml");
    cr_expect(first->figures->people[0].next.date == 20000 && first->figures->feedback[0].mean == 4.5);
    cr_expect(first->agenda->days[0].off[1] == 20008 && first->agenda->stamp == 1700000000);
    cr_expect(!got->engagements[1].artifact_list && got->engagements[1].artifacts == 7, "nobody asked for them");
    cr_expect(d1_str_is(got->notices[0].text, "look") && got->exit == D1_EXIT_FINDINGS);
}

/* Reads an image and writes what it holds again, which goes to every end of it. 1, 0, or a code. */
static int read_and_write(struct d1_str bytes, struct d1_strbuf *again)
{
    struct d1_verdict verdict = {0};
    void *memory = NULL;
    int result = d1_image_read(bytes, &rules, &verdict, &memory);

    d1_strbuf_clear(again);
    if (result > 0)
        d1_image_write(again, &verdict, &rules);
    d1_free(memory);
    return result;
}

Test(image, all_of_a_verdict_comes_back)
{
    struct d1_verdict verdict = make_verdict(), got = {0};
    struct d1_strbuf bytes = {0}, again = {0};
    void *memory = NULL;

    d1_image_write(&bytes, &verdict, &rules);
    cr_assert(!bytes.oom);
    cr_assert_eq(d1_image_read(d1_strbuf_view(&bytes), &rules, &got, &memory), 1);
    expect_same(&got);
    d1_image_write(&again, &got, &rules);
    cr_expect(d1_str_eq(d1_strbuf_view(&bytes), d1_strbuf_view(&again)), "what came back makes the same image");
    d1_free(memory);
    d1_strbuf_release(&bytes);
    d1_strbuf_release(&again);
}

/* As it was judged, before anybody has listed its artifacts. */
Test(image, an_engagement_by_itself_comes_back)
{
    struct d1_engagement_verdict engagement = engagements[0], got = {0};
    struct d1_verdict verdict = make_verdict(), whole = {0};
    struct d1_strbuf bytes = {0}, again = {0};
    void *memory = NULL;

    engagement.artifact_list = NULL;
    engagement.figures = NULL;
    engagement.agenda = NULL;
    d1_image_write_engagement(&bytes, &engagement, &rules);
    cr_assert(!bytes.oom);
    cr_assert_eq(d1_image_read_engagement(d1_strbuf_view(&bytes), &rules, &got, &memory), 1);
    cr_expect(d1_str_is(got.name, "halden") && got.findings[0].check == &checks[1]);
    cr_expect(got.findings[0].waiver == &got.waivers[1] && got.checks[0].list[1].artifact == 1);
    cr_expect(!got.artifact_list && !got.figures && got.artifacts == 2);
    d1_image_write_engagement(&again, &got, &rules);
    cr_expect(d1_str_eq(d1_strbuf_view(&bytes), d1_strbuf_view(&again)), "what came back makes the same image");
    d1_free(memory);
    cr_expect_eq(d1_image_read(d1_strbuf_view(&bytes), &rules, &whole, &memory), 0, "it is no verdict of a run");
    engagement.artifacts = 1;
    d1_strbuf_clear(&bytes);
    d1_image_write_engagement(&bytes, &engagement, &rules);
    cr_expect_eq(d1_image_read_engagement(d1_strbuf_view(&bytes), &rules, &got, &memory), 0,
                 "a subject lies in an artifact that there is not");
    d1_strbuf_clear(&bytes);
    d1_image_write(&bytes, &verdict, &rules);
    cr_expect_eq(d1_image_read_engagement(d1_strbuf_view(&bytes), &rules, &got, &memory), 0,
                 "nor is that of a run one of an engagement");
    d1_strbuf_release(&bytes);
    d1_strbuf_release(&again);
}

Test(image, what_is_changed_anywhere_is_none_or_a_sound_one)
{
    struct d1_verdict verdict = make_verdict();
    struct d1_strbuf bytes = {0}, again = {0};
    size_t refused = 0;

    d1_image_write(&bytes, &verdict, &rules);
    for (size_t i = 0; i < bytes.len; i++)
        for (unsigned bit = 0; bit < 8; bit++) {
            ((unsigned char *)bytes.ptr)[i] ^= (unsigned char)(1u << bit);
            refused += read_and_write(d1_strbuf_view(&bytes), &again) == 0;
            ((unsigned char *)bytes.ptr)[i] ^= (unsigned char)(1u << bit);
        }
    cr_expect_gt(refused, bytes.len, "most of it leads somewhere");
    for (size_t len = 0; len < bytes.len; len++)
        cr_expect_eq(read_and_write(d1_strn(bytes.ptr, len), &again), 0, "cut off at %zu", len);
    d1_strbuf_release(&bytes);
    d1_strbuf_release(&again);
}

/* The same of an engagement by itself. */
static int read_and_write_engagement(struct d1_str bytes, struct d1_strbuf *again)
{
    struct d1_engagement_verdict engagement;
    void *memory = NULL;
    int result = d1_image_read_engagement(bytes, &rules, &engagement, &memory);

    d1_strbuf_clear(again);
    if (result > 0)
        d1_image_write_engagement(again, &engagement, &rules);
    d1_free(memory);
    return result;
}

Test(image, what_is_changed_anywhere_in_an_engagement_is_none_or_a_sound_one)
{
    struct d1_strbuf bytes = {0}, again = {0};
    size_t refused = 0;

    d1_image_write_engagement(&bytes, &engagements[0], &rules);
    for (size_t i = 0; i < bytes.len; i++)
        for (unsigned bit = 0; bit < 8; bit++) {
            ((unsigned char *)bytes.ptr)[i] ^= (unsigned char)(1u << bit);
            refused += read_and_write_engagement(d1_strbuf_view(&bytes), &again) == 0;
            ((unsigned char *)bytes.ptr)[i] ^= (unsigned char)(1u << bit);
        }
    cr_expect_gt(refused, bytes.len, "most of it leads somewhere");
    for (size_t len = 0; len < bytes.len; len++)
        cr_expect_eq(read_and_write_engagement(d1_strn(bytes.ptr, len), &again), 0, "cut off at %zu", len);
    d1_strbuf_release(&bytes);
    d1_strbuf_release(&again);
}

Test(image, short_memory_is_told)
{
    struct d1_verdict verdict = make_verdict();
    struct d1_strbuf bytes = {0}, again = {0};
    long allocations = 0;

    for (; allocations < 1000; allocations++) {
        d1_strbuf_release(&bytes);
        d1_alloc_fail_after(allocations);
        d1_image_write(&bytes, &verdict, &rules);
        d1_alloc_fail_after(-1);
        if (!bytes.oom)
            break;
    }
    cr_expect_gt(allocations, 2);
    cr_assert(!bytes.oom);
    d1_alloc_fail_after(0);
    cr_expect_eq(read_and_write(d1_strbuf_view(&bytes), &again), D1_ERR_MEMORY);
    d1_alloc_fail_after(-1);
    d1_strbuf_release(&bytes);
    d1_strbuf_release(&again);
}
