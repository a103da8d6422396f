/* The engagement at each point of its line, one after the other. */
#include "engagement/replay.h"
#include "unit/engagement/story.h"

/* The numbers of the risks that stand at the point where a replay is, and that its files are in order. */
static void expect_risks(const char *name, struct d1_replay *replay, const char *expected)
{
    const struct d1_engagement *at = NULL;
    char ids[8] = "", id[] = "risk-0";

    cr_assert_eq(d1_replay_stand(replay, &at, NULL), 0, "%s", name);
    cr_assert(at != NULL, "%s", name);
    for (char n = '1'; n <= '4'; n++) {
        id[5] = n;
        if (d1_engagement_find(at, d1_str(id)))
            ids[strlen(ids)] = n;
    }
    cr_expect_str_eq(ids, expected, "%s: %s", name, ids);
    for (size_t i = 1; i < at->artifacts.len; i++)
        cr_expect_lt(strcmp(at->artifacts.items[i - 1]->path, at->artifacts.items[i]->path), 0, "%s", name);
}

Test(replay, each_point_is_stood_at_again)
{
    struct story s = {.paths = {"z.yaml", "engagement.yaml", "a.yaml"}};
    const struct d1_engagement *at;
    struct d1_introduction first;
    struct d1_replay *replay;
    struct d1_line_point point;
    struct d1_faults faults = {0};
    struct told told;
    size_t count;

    add_point(&s, NOON(100), "a@x");
    change(&s, 0, 1, content(&s, engagement));
    change(&s, 0, 0, content(&s, RAID("  - {id: risk-1, title: one}\n")));
    add_point(&s, NOON(110), "a@x");
    change(&s, 1, 2,
           content(&s, "apiVersion: d1d/v1\nkind: RaidLog\nmetadata: {name: s}\nspec:\n  risks:\n"
                       "  - {id: risk-3, title: three}\n  - {id: 7}\n"));
    change(&s, 1, 0, content(&s, RAID("  - {id: risk-2, title: two}\n")));
    add_point(&s, NOON(120), "a@x"); /* as it was, in another file */
    change(&s, 2, 2, 1);
    change(&s, 2, 0, D1_REPO_NO_BLOB);
    add_point(&s, NOON(130), "a@x");
    change(&s, 3, 0, content(&s, RAID("  - {id: risk-1, title: one}\n  - {id: risk-4, title: four}\n")));
    change(&s, 3, 2, D1_REPO_NO_BLOB);
    tell(&told, &s, 140, false);
    cr_assert_eq(d1_replay_new(&replay, told.past, told.engagement, 140), 0);

    cr_assert_eq(d1_replay_next(replay, &point), 1);
    cr_expect_eq(point.date, 100);
    expect_risks("the first", replay, "1");
    cr_expect_eq(d1_line_newest(d1_replay_line(replay)), 0, "nothing is known of what comes");

    cr_assert_eq(d1_replay_next(replay, &point), 1);
    d1_replay_events(replay, &count);
    cr_expect_eq(count, 3, "a file comes, and one takes the place of another");
    expect_risks("the second", replay, "23");
    cr_expect_eq(d1_replay_faults(replay, &faults), 0);
    cr_expect_gt(faults.len, 0, "what is invalid is a fault of that point");
    d1_vec_release(&faults);

    cr_assert_eq(d1_replay_next(replay, &point), 1); /* and nobody stands here */
    cr_assert_eq(d1_replay_next(replay, &point), 1);
    expect_risks("the last", replay, "14");
    cr_assert_eq(d1_replay_stand(replay, &at, NULL), 0);
    cr_expect_eq(at->zone, told.engagement->zone, "the zone is that of the present");
    cr_assert_eq(d1_line_introduced(d1_replay_line(replay), d1_engagement_find(at, d1_str("risk-1"))->node, &first),
                 D1_INTRODUCED);
    cr_expect_eq(first.date, 100, "the line is asked of the nodes of that point");
    cr_expect_eq(d1_replay_next(replay, &point), 0);
    d1_replay_free(replay);
    release(&told);
}

Test(replay, what_the_present_has_is_not_read_again)
{
    struct story s = {.paths = {"engagement.yaml", "raid.yaml"}, .at_hand = true};
    const struct d1_engagement *at;
    struct d1_introduction first;
    struct d1_replay *replay;
    struct d1_line_point point;
    struct d1_faults faults = {0};
    struct told told;

    add_point(&s, NOON(100), "a@x");
    change(&s, 0, 0, content(&s, engagement));
    change(&s, 0, 1, content(&s, RAID("  - {id: risk-1, title: one}\n")));
    add_point(&s, NOON(110), "a@x");
    change(&s, 1, 1, content(&s, RAID("  - {id: risk-1, title: one}\n  - {id: risk-2, title: two}\n  - {id: 7}\n")));
    tell(&told, &s, 120, false);
    cr_assert_eq(d1_replay_new(&replay, told.past, told.engagement, 120), 0);
    cr_assert_eq(d1_replay_next(replay, &point), 1);
    s.unread = 1; /* the Engagement, which has not changed */
    expect_risks("the first", replay, "1");
    cr_assert_eq(d1_replay_next(replay, &point), 1);
    s.unread = 3; /* the newest log */
    expect_risks("the last", replay, "12");
    cr_assert_eq(d1_replay_stand(replay, &at, NULL), 0);
    cr_expect_neq(at->root, told.engagement->root, "it is an engagement of its own");
    cr_assert_eq(d1_line_introduced(d1_replay_line(replay), d1_engagement_find(at, d1_str("risk-2"))->node, &first),
                 D1_INTRODUCED);
    cr_expect_eq(first.date, 110, "of whose nodes the line is asked");
    cr_expect_eq(d1_replay_faults(replay, &faults), 0);
    cr_expect_gt(faults.len, 0, "what is invalid is a fault of it, too");
    d1_vec_release(&faults);
    d1_replay_free(replay);
    release(&told);
}

Test(replay, of_a_point_that_cannot_be_read_nothing_is_told)
{
    struct story s = {.paths = {"engagement.yaml", "raid.yaml"}};
    const struct d1_engagement *at;
    struct d1_replay *replay;
    struct d1_line_point point;
    struct told told;

    add_point(&s, NOON(100), "a@x");
    change(&s, 0, 0, content(&s, engagement));
    change(&s, 0, 1, content(&s, RAID("  - {id: risk-1, title: one}\n")));
    add_point(&s, NOON(110), "a@x");
    change(&s, 1, 1, content(&s, RAID("  - {id: risk-2, title: two}\n")));
    tell(&told, &s, 120, false);
    cr_assert_eq(d1_replay_new(&replay, told.past, told.engagement, 120), 0);
    cr_assert_eq(d1_replay_next(replay, &point), 1);
    s.unread = 2;
    cr_expect_eq(d1_replay_stand(replay, &at, NULL), D1_ERR_READ);
    cr_expect_eq(d1_replay_stand(replay, &at, NULL), D1_ERR_READ, "asked again it says the same");
    cr_assert_eq(d1_replay_next(replay, &point), 1);
    expect_risks("what came later is there", replay, "2");
    d1_replay_free(replay);
    release(&told);
}
