/* Who wrote what a merge brought is known again from what was kept of it, and where that is none from the branch. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "base/text/strbuf.h"
#include "unit/engagement/story.h"

/* What is kept of the one content that the merge brings; a story has no context but itself. */
static struct d1_strbuf kept;
static bool is_lost; /* the commit that it names cannot be read */

static int recall(void *context, size_t point, size_t blob, struct d1_strbuf *bytes)
{
    (void)context;
    (void)point;
    (void)blob;
    d1_strbuf_str(bytes, d1_strbuf_view(&kept));
    return bytes->len > 0;
}

static int keep(void *context, size_t point, size_t blob, struct d1_str bytes)
{
    (void)context;
    (void)point;
    (void)blob;
    d1_strbuf_clear(&kept);
    d1_strbuf_str(&kept, bytes);
    return 0;
}

static int find_commit(void *context, const uint8_t id[D1_REPO_ID_BYTES], const struct d1_repo_writing **commit,
                       struct d1_error *error)
{
    struct story *s = context;

    if (is_lost || memcmp(id, s->branch.id, D1_REPO_ID_BYTES) != 0)
        return d1_error_set(error, D1_ERR_READ, "it is not here");
    *commit = &s->branch;
    return 0;
}

static const struct d1_past_source keeper = {.recall = recall, .keep = keep, .commit = find_commit};

/* A merge of two risks, of which the branch has the first; `inside` lives as long as the story. */
static void make(struct story *s, struct d1_repo_change *inside)
{
    *s = (struct story){.paths = {"engagement.yaml", "raid.yaml"}, .keeper = &keeper};
    add_point(s, NOON(100), "a@x");
    change(s, 0, 0, content(s, engagement));
    add_point(s, NOON(110), "m@x");
    s->points[1].parents = 2;
    change(s, 1, 1, content(s, RAID("  - {id: risk-1, title: one}\n  - {id: risk-2, title: two}\n")));
    *inside = (struct d1_repo_change){1, D1_REPO_NO_BLOB, content(s, RAID("  - {id: risk-1, title: one}\n"))};
    s->branch = (struct d1_repo_writing){
        .id = {0xb}, .author = "b@x", .committer = "b@x", .changes = inside, .change_count = 1};
}

/* Asks for both; what is said has to be right in any case. How often the branch was read is what tells. */
static void expect_writers(const char *name, size_t walked)
{
    static const char *const items[] = {"risk-1", "risk-2"}, *const authors[] = {"b@x", "m@x"};
    struct d1_repo_change inside;
    struct story s;
    struct told told;

    make(&s, &inside);
    tell(&told, &s, 130, false);
    for (int i = 0; i < 2; i++) {
        const struct d1_repo_writing *writer;
        struct d1_introduction at;

        cr_assert_eq(d1_line_introduced(told.line, item(&told, items[i]), &at), D1_INTRODUCED, "%s", name);
        cr_assert_eq(d1_past_writer(told.past, at.point, at.says, &writer, NULL), 0, "%s", name);
        cr_expect_str_eq(writer->author, authors[i], "%s: %s", name, items[i]);
    }
    cr_expect_eq(s.walked, walked, "%s: read %zu times", name, s.walked);
    release(&told);
}

Test(writers, are_found_once)
{
    expect_writers("nothing is kept", 1);
    cr_assert(kept.len);
    expect_writers("it is kept", 0);
    is_lost = true;
    expect_writers("the commit that it names is gone", 1);
    d1_strbuf_release(&kept);
}

Test(writers, are_not_believed_where_the_bytes_are_of_something_else)
{
    struct d1_strbuf whole = {0};

    expect_writers("nothing is kept", 1);
    d1_strbuf_str(&whole, d1_strbuf_view(&kept));
    for (size_t len = 1; len < whole.len; len++) {
        d1_strbuf_clear(&kept);
        d1_strbuf_add(&kept, whole.ptr, len);
        expect_writers("cut off", 1);
        cr_expect_eq(kept.len, whole.len, "what is right is kept instead of %zu bytes", len);
    }
    d1_strbuf_putc(&kept, 'x');
    expect_writers("too long", 1);
    for (size_t at = 0; at < whole.len; at++) {
        bool is_number = at >= whole.len - (whole.len - 16 - D1_REPO_ID_BYTES);

        d1_strbuf_clear(&kept);
        d1_strbuf_str(&kept, d1_strbuf_view(&whole));
        kept.ptr[at] ^= 0x40;
        expect_writers(is_number ? "a commit that is not listed" : "other counts, or another commit", 1);
    }
    d1_strbuf_release(&whole);
    d1_strbuf_release(&kept);
}

/* What cannot be known now may be known another time. */
Test(writers, are_kept_where_all_is_known)
{
    struct d1_repo_change inside;
    struct d1_error error = {0};
    const struct d1_repo_writing *writer;
    struct d1_introduction at;
    struct story s;
    struct told told;

    make(&s, &inside);
    s.unread = 3;
    tell(&told, &s, 130, false);
    cr_assert_eq(d1_line_introduced(told.line, item(&told, "risk-1"), &at), D1_INTRODUCED);
    cr_expect_eq(d1_past_writer(told.past, at.point, at.says, &writer, &error), D1_ERR_READ);
    cr_expect_str_eq(d1_error_message(&error), "what a branch brought cannot be read: a file of it is not here");
    cr_expect_eq(kept.len, 0);
    d1_error_clear(&error);
    release(&told);
}
