/* A verdict as bytes: all of it comes back, and what is no image is none, whatever is wrong with it. */
#include <criterion/criterion.h>

#include "base/error.h"
#include "base/memory/alloc.h"
#include "unit/verdict/one_of_each.h"

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
    cr_expect_str_eq(first->findings[0].at.place.path, somewhere.place.path);
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
    struct d1_arena arena = {0};
    int result = d1_image_read(bytes, &rules, &arena, &verdict);

    d1_strbuf_clear(again);
    if (result > 0)
        d1_image_write(again, &verdict, &rules);
    d1_arena_release(&arena);
    return result;
}

Test(image, all_of_a_verdict_comes_back)
{
    struct d1_verdict verdict = make_verdict(), got = {0};
    struct d1_strbuf bytes = {0}, again = {0};
    struct d1_arena arena = {0};

    d1_image_write(&bytes, &verdict, &rules);
    cr_assert(!bytes.oom);
    cr_assert_eq(d1_image_read(d1_strbuf_view(&bytes), &rules, &arena, &got), 1);
    expect_same(&got);
    d1_image_write(&again, &got, &rules);
    cr_expect(d1_str_eq(d1_strbuf_view(&bytes), d1_strbuf_view(&again)), "what came back makes the same image");
    d1_arena_release(&arena);
    d1_strbuf_release(&bytes);
    d1_strbuf_release(&again);
}

/* As it was judged, before anybody has listed its artifacts. */
Test(image, an_engagement_by_itself_comes_back)
{
    struct d1_engagement_verdict engagement = engagements[0], got = {0};
    struct d1_verdict verdict = make_verdict(), whole = {0};
    struct d1_strbuf bytes = {0}, again = {0};
    struct d1_arena arena = {0};

    engagement.artifact_list = NULL;
    engagement.figures = NULL;
    engagement.agenda = NULL;
    d1_image_write_engagement(&bytes, &engagement, &rules);
    cr_assert(!bytes.oom);
    cr_assert_eq(d1_image_read_engagement(d1_strbuf_view(&bytes), &rules, &arena, &got), 1);
    cr_expect(d1_str_is(got.name, "halden") && got.findings[0].check == &checks[1]);
    cr_expect(got.findings[0].waiver == &got.waivers[1] && got.checks[0].list[1].artifact == 1);
    cr_expect(!got.artifact_list && !got.figures && got.artifacts == 2);
    d1_image_write_engagement(&again, &got, &rules);
    cr_expect(d1_str_eq(d1_strbuf_view(&bytes), d1_strbuf_view(&again)), "what came back makes the same image");
    cr_expect_eq(d1_image_read(d1_strbuf_view(&bytes), &rules, &arena, &whole), 0, "it is no verdict of a run");
    engagement.artifacts = 1;
    d1_strbuf_clear(&bytes);
    d1_image_write_engagement(&bytes, &engagement, &rules);
    cr_expect_eq(d1_image_read_engagement(d1_strbuf_view(&bytes), &rules, &arena, &got), 0,
                 "a subject lies in an artifact that there is not");
    d1_strbuf_clear(&bytes);
    d1_image_write(&bytes, &verdict, &rules);
    cr_expect_eq(d1_image_read_engagement(d1_strbuf_view(&bytes), &rules, &arena, &got), 0,
                 "nor is that of a run one of an engagement");
    d1_arena_release(&arena);
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
    struct d1_arena arena = {0};
    int result = d1_image_read_engagement(bytes, &rules, &arena, &engagement);

    d1_strbuf_clear(again);
    if (result > 0)
        d1_image_write_engagement(again, &engagement, &rules);
    d1_arena_release(&arena);
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
