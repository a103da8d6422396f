/* What history told comes back from the bytes that are kept of it, or not at all. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/text/strbuf.h"
#include "engine/history/telling.h"

static struct d1_history_event events[] = {
    {
        .what = D1_STR("risk-01"),
        .state = D1_STR("changed"),
        .date = 20500,
        .committed = true,
        .commit = "1c7a554f6a10f7aa2f6433f97a4a470c4ded485e",
        .writer = "28783555decc667d9f6391764b571e7956bc8800",
        .address = D1_STR("aoife@example"),
        .author = D1_STR("aoife"),
        .signature = "good",
        .signer = D1_STR("aoife"),
    },
    {
        .what = D1_STR("acknowledgements.date"),
        .state = D1_STR("recorded"),
        .date = 20501,
        .cut = true,
        .person = D1_STR("tomas"),
        .has_claimed = true,
        .claimed = 20510,
        .days = -9,
        .working_days = -7,
    },
    {.what = D1_STR("gate kickoff"), .state = D1_STR("missed"), .date = 20502, .by_day = true},
};
static struct d1_history_continuity continuity[] = {
    {D1_STR("QM-C3 at rolling"), 20500, 20600, true},
    {D1_STR("DM-1 at rolling"), 20550, 20590, false},
};
static const struct d1_history_line lines[] = {
    {.engagement = D1_STR("one"),
     .as_of = 20600,
     .points = 12,
     .cut = "it is shallow",
     .events = events,
     .count = 3,
     .continuity = continuity,
     .continuity_count = 2},
    {.engagement = D1_STR("two"), .as_of = 20600, .gone = true, .none = D1_STR("no repository")},
};
static const struct d1_history told = {
    .kind = D1_HISTORY_ITEM, .trusted_commit = D1_STR("abc"), .lines = lines, .count = 2};

static struct d1_strbuf kept(void)
{
    struct d1_strbuf bytes = {0};

    d1_history_form_write(&bytes, &told);
    cr_assert(!bytes.oom && bytes.len);
    return bytes;
}

Test(told, comes_back_as_it_was)
{
    struct d1_strbuf bytes = kept(), again = {0};
    struct d1_arena arena = {0};
    struct d1_history read = {.subject = D1_STR("risk-01")};

    cr_assert_eq(d1_history_form_read(&read, d1_strbuf_view(&bytes), &arena), 1);
    cr_expect_eq(read.kind, D1_HISTORY_ITEM);
    cr_expect(d1_str_is(read.subject, "risk-01"), "what was asked is the asker's");
    cr_assert_eq(read.count, 2);
    cr_expect_str_eq(read.lines[0].cut, "it is shallow");
    cr_expect_null(read.lines[1].cut);
    cr_expect(read.lines[1].gone && !read.lines[0].gone);
    cr_assert_eq(read.lines[0].count, 3);
    cr_expect_str_eq(read.lines[0].events[0].commit, events[0].commit);
    cr_expect_str_eq(read.lines[0].events[0].signature, "good");
    cr_expect_null(read.lines[0].events[2].signature);
    cr_expect_eq(read.lines[0].events[1].working_days, -7);
    d1_history_form_write(&again, &read);
    cr_expect(d1_str_eq(d1_strbuf_view(&again), d1_strbuf_view(&bytes)));
    d1_strbuf_release(&again);
    d1_strbuf_release(&bytes);
    d1_arena_release(&arena);
}

Test(told, is_not_believed_where_bytes_are_missing_or_too_many)
{
    struct d1_strbuf bytes = kept();
    struct d1_arena room = {0};
    struct d1_history whole = {0};

    for (size_t i = 0; i < bytes.len; i++) {
        struct d1_arena arena = {0};
        struct d1_history read = {0};
        char *torn = malloc(i + 1);

        memcpy(torn, bytes.ptr, i);
        cr_expect_eq(d1_history_form_read(&read, d1_strn(torn, i), &arena), 0, "the first %zu bytes", i);
        cr_expect_null(read.lines);
        free(torn);
        d1_arena_release(&arena);
    }
    d1_strbuf_putc(&bytes, '\0');
    cr_expect_eq(d1_history_form_read(&whole, d1_strbuf_view(&bytes), &room), 0, "one byte too many");
    d1_arena_release(&room);
    d1_strbuf_release(&bytes);
}

/* Whatever comes of it, texts lie where they may be read. */
Test(told, whatever_bytes_say_nothing_beyond_them_is_read)
{
    struct d1_strbuf bytes = kept();

    for (size_t i = 0; i < bytes.len; i++)
        for (int value = 0; value < 256; value += 51) {
            struct d1_arena arena = {0};
            struct d1_history read = {0};
            struct d1_strbuf again = {0};
            char was = bytes.ptr[i];

            bytes.ptr[i] = (char)value;
            if (d1_history_form_read(&read, d1_strbuf_view(&bytes), &arena) > 0)
                d1_history_form_write(&again, &read);
            cr_expect(again.len <= bytes.len, "byte %zu as %d", i, value);
            bytes.ptr[i] = was;
            d1_strbuf_release(&again);
            d1_arena_release(&arena);
        }
    d1_strbuf_release(&bytes);
}
