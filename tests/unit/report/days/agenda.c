/* Days as iCalendar: lines of RFC 5545 whatever the texts are, and names that last. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "base/text/utf8.h"
#include "report/agenda.h"
#include "unit/report/sample.h"
#include "verdict/agenda.h"

/* The days of one engagement as `ics`; the caller releases it. */
static struct d1_strbuf write_days(const struct d1_agenda_day *days, size_t count)
{
    const struct d1_agenda agenda = {.days = days, .count = count, .stamp = -1};
    struct d1_engagement_verdict engagement = sample_engagement();
    struct d1_verdict verdict = sample_verdict(&engagement, 1);
    struct d1_report_options options = sample_options();
    struct d1_strbuf out = {0};

    engagement.agenda = &agenda;
    cr_assert_eq(d1_report_write(d1_agenda_find(d1_str("ics")), &verdict, &options, &out, NULL), 0);
    return out;
}

/* The value of the first line that begins with a name, unfolded (RFC 5545, 3.1). */
static char *value_of(const struct d1_strbuf *out, const char *name)
{
    struct d1_strbuf value = {0};
    const char *at = strstr(out->ptr, name);

    cr_assert_not_null(at, "no %s", name);
    for (at += strlen(name); strncmp(at, "\r\n", 2) != 0 || at[2] == ' '; at++)
        if (strncmp(at, "\r\n ", 3) == 0)
            at += 2;
        else
            d1_strbuf_putc(&value, *at);
    d1_strbuf_puts(&value, "");
    return d1_strbuf_detach(&value);
}

static void expect_lines(const struct d1_strbuf *out)
{
    struct d1_str rest = d1_strbuf_view(out);

    while (rest.len) {
        size_t len = d1_str_find(rest, '\r', 0);

        cr_expect_leq(len, 75u);
        cr_expect_eq(d1_utf8_check(d1_str_sub(rest, 0, len)), len, "a line ends within a character");
        cr_assert_lt(len + 1, rest.len);
        cr_expect_eq(rest.ptr[len + 1], '\n');
        rest = d1_str_sub(rest, len + 2, rest.len);
    }
}

Test(ics, long_lines_are_folded_between_characters)
{
    for (size_t ascii = 0; ascii < 4; ascii++) {
        struct d1_strbuf title = {0}, out;
        struct d1_agenda_day day = {.kind = D1_AGENDA_MEETING, .id = D1_STR("frm-01")};
        char *summary;

        d1_strbuf_fill(&title, 'x', ascii);
        for (size_t i = 0; i < 60; i++)
            d1_strbuf_puts(&title, i % 2 ? "\xe2\x82\xac" : "\xf0\x9f\x8c\x8d");
        day.title = d1_strbuf_view(&title);
        out = write_days(&day, 1);
        expect_lines(&out);
        summary = value_of(&out, "SUMMARY:");
        cr_expect_str_eq(summary, title.ptr);
        free(summary);
        d1_strbuf_release(&out);
        d1_strbuf_release(&title);
    }
}

Test(ics, a_text_can_neither_end_its_line_nor_its_value)
{
    struct d1_agenda_day day = {
        .kind = D1_AGENDA_DUE,
        .id = D1_STR("act-01"),
        .title = D1_STR("a,b;c\\d\r\nEND:VCALENDAR\x07\xff"),
    };
    struct d1_strbuf out = write_days(&day, 1);
    char *summary = value_of(&out, "SUMMARY:");

    expect_lines(&out);
    cr_expect_str_eq(summary, "Due: act-01: a\\,b\\;c\\\\d\\\\r\\\\nEND:VCALENDAR\\\\a\\\\xff");
    free(summary);
    d1_strbuf_release(&out);
}

/* The same name, another event: two ids alike are an error of the documents, but no event hides another. */
Test(ics, an_event_is_the_same_as_long_as_it_has_its_id)
{
    struct d1_agenda_day days[2] = {
        {.kind = D1_AGENDA_DUE, .id = D1_STR("act-01"), .title = D1_STR("Before"), .date = 1},
        {.kind = D1_AGENDA_DUE, .id = D1_STR("act-01"), .title = D1_STR("Twice"), .date = 2},
    };
    struct d1_strbuf before = write_days(days, 1), after, both = write_days(days, 2);
    char *first = value_of(&before, "UID:"), *again, *second;

    days[0].title = d1_str("After");
    days[0].date = 9;
    after = write_days(days, 1);
    again = value_of(&after, "UID:");
    cr_expect_str_eq(again, first);
    second = value_of(&(struct d1_strbuf){.ptr = strstr(strstr(both.ptr, "UID:") + 1, "UID:")}, "UID:");
    cr_expect_str_neq(second, first);
    free(first);
    free(again);
    free(second);
    d1_strbuf_release(&before);
    d1_strbuf_release(&after);
    d1_strbuf_release(&both);
}

/* The beginning of the as-of date, on the clock of UTC, also before 1970. */
Test(ics, the_stamp_is_an_instant)
{
    struct d1_agenda_day day = {.kind = D1_AGENDA_GATE, .id = D1_STR("kickoff")};
    struct d1_strbuf out = write_days(&day, 1);
    char *stamp = value_of(&out, "DTSTAMP:");

    cr_expect_str_eq(stamp, "19691231T235959Z");
    free(stamp);
    d1_strbuf_release(&out);
}
