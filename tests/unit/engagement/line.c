/* An engagement over time: where what it says first stood, versions, states, whose addresses are. */
#include "engagement/identities.h"
#include "unit/engagement/story.h"

Test(line, where_an_item_first_said_so)
{
    struct story s = {.paths = {"engagement.yaml", "raid.yaml", "other.yaml"}};
    struct told told;
    const struct d1_version *versions;
    size_t count;

    add_point(&s, NOON(100), "a@x");
    change(&s, 0, 0, content(&s, engagement));
    change(&s, 0, 1, content(&s, RAID("  - {id: risk-1, title: one}\n  - {id: risk-2, title: old}\n")));
    add_point(&s, NOON(110), "b@x");
    change(&s, 1, 1, content(&s, RAID("  - {id: risk-2, title: new}\n")));
    add_point(&s, NOON(105), "c@x"); /* a clock that is behind */
    change(&s, 2, 1, content(&s, RAID("  - title: \"old\" # quoted, and moved\n    id: risk-2\n")));
    add_point(&s, NOON(120), "d@x");
    change(&s, 3, 1, D1_REPO_NO_BLOB);
    change(&s, 3, 2, content(&s, RAID("  - {id: risk-2, title: old}\n  - {id: risk-1, title: two}\n")));
    add_point(&s, NOON(900), "e@x"); /* one that is ahead */
    change(&s, 4, 2, content(&s, RAID("  - {id: risk-2, title: old}\n  - {id: risk-1, title: three}\n")));
    tell(&told, &s, 130, false);

    expect_introduced("deleted, altered, put back and moved, it is as old as it was", &told, item(&told, "risk-2"), 0,
                      100, false);
    expect_introduced("what lies ahead is of today", &told, item(&told, "risk-1"), 4, 130, false);
    cr_expect_eq(d1_past_backwards(told.past), 2);
    d1_line_versions(told.line, item(&told, "risk-1"), &versions, &count);
    cr_assert_eq(count, 4);
    cr_expect_eq(versions[1].says, D1_PAST_NONE, "it was gone from the second point on");
    cr_expect(versions[1].number == 1 && versions[2].number == 3 && versions[3].number == 4);
    cr_expect_str_eq(d1_node_get_text(d1_past_value(told.past, versions[2].says), "title").ptr, "two");
    release(&told);
}

/* Of an Engagement and a LintPolicy it is kept what they said, wherever their files stood; of other artifacts not. */
Test(line, what_an_artifact_said_over_time)
{
#define WITH(dates)                                                                                                    \
    "apiVersion: d1d/v1\nkind: Engagement\nmetadata: {name: e}\nspec: {timeZone: UTC, dates: " dates "}\n"
    struct story s = {.paths = {"engagement.yaml", "raid.yaml", "e/engagement.yaml"}};
    const struct d1_version *versions;
    const struct d1_node *dates;
    struct told told;
    size_t count;

    for (int day = 1; day <= 5; day++)
        add_point(&s, NOON(day), "a@x");
    change(&s, 0, 0, content(&s, WITH("{kickoff: \"2026-03-02\"}")));
    change(&s, 0, 1, content(&s, RAID("    - {id: risk-01, title: a}\n")));
    change(&s, 1, 0, content(&s, WITH("{\"kickoff\": '2026-03-02' }")));
    change(&s, 2, 0, content(&s, WITH("{kickoff: soon}")));
    change(&s, 3, 0, D1_REPO_NO_BLOB);
    change(&s, 4, 2, content(&s, WITH("{kickoff: \"2026-03-09\"}")));
    tell(&told, &s, 9, false);
    d1_line_versions(told.line, told.engagement->root, &versions, &count);
    cr_assert_eq(count, 4, "%zu", count);
    for (size_t i = 0; i < count; i++)
        cr_expect_eq(versions[i].number, ((uint32_t[]){0, 2, 3, 4})[i], "%zu: %u", i, versions[i].number);
    cr_expect_eq(versions[2].says, D1_PAST_NONE, "it was gone");
    dates = d1_node_at(d1_past_value(told.past, versions[1].says), "spec.dates");
    cr_assert_not_null(dates);
    cr_expect_null(d1_node_get(dates, "kickoff"), "no date, and so nothing that was said of one");
    for (size_t i = 0; i < told.engagement->artifacts.len; i++) {
        const struct d1_node *root = told.engagement->artifacts.items[i]->root;

        d1_line_versions(told.line, root, &versions, &count);
        cr_assert_gt(count, 0);
        cr_expect_eq(d1_past_value(told.past, versions[0].says) != NULL, root == told.engagement->root);
    }
    release(&told);
#undef WITH
}

Test(line, acts_are_the_same_wherever_they_stand)
{
    static const char *const act_at = "2026-03-05";
    struct story s = {.paths = {"engagement.yaml", "a.yaml"}};
    const struct d1_act *act = NULL;
    struct d1_introduction at;
    struct told told;

    add_point(&s, NOON(100), "a@x");
    change(&s, 0, 0, content(&s, engagement));
    change(&s, 0, 1,
           content(&s, "apiVersion: d1d/v1\nkind: Handover\nmetadata: {name: h}\nspec:\n  type: s2d\n"
                       "  acknowledgements:\n  - {personRef: p, date: \"2026-03-05\"}\n"));
    add_point(&s, NOON(110), "b@x");
    change(&s, 1, 1,
           content(&s, "apiVersion: d1d/v1\nkind: Handover\nmetadata: {name: h}\nspec:\n  type: s2d\n"
                       "  acknowledgements:\n  - {personRef: q, date: \"2026-03-05\"}\n"
                       "  - {date: \"2026-03-05\", personRef: p}\n"));
    tell(&told, &s, 130, false);
    cr_assert_eq(told.engagement->acts.len, 2);
    for (size_t i = 0; i < 2; i++) {
        bool first = d1_str_is(d1_act_person(told.engagement->acts.items[i].node), "p");

        act = &told.engagement->acts.items[i];
        cr_expect(d1_node_is_string(act->node, act_at));
        cr_assert_eq(d1_line_introduced(told.line, act->node, &at), D1_INTRODUCED);
        cr_expect_eq(at.point, first ? 0 : 1, "whose it is counts, and not at which place of a list");
    }
    release(&told);
}

struct gathered {
    const struct d1_node *acts[MOST];
    uint32_t says[MOST];
    size_t count;
};

static int gather(void *context, const struct d1_node *act, uint32_t says)
{
    struct gathered *gathered = context;

    gathered->acts[gathered->count] = act;
    gathered->says[gathered->count++] = says;
    return 0;
}

/* A content is read once, wherever it stands: each file that has it has its acts and items at its own nodes. */
Test(line, two_files_that_say_the_same)
{
    struct story s = {.paths = {"engagement.yaml", "a.yaml", "b.yaml", "c.yaml"}};
    uint32_t twice;

    add_point(&s, NOON(100), "a@x");
    change(&s, 0, 0, content(&s, engagement));
    twice = content(&s, RAID("  - {id: risk-1, title: one, identified: \"2026-03-05\"}\n"));
    change(&s, 0, 1, twice);
    add_point(&s, NOON(110), "b@x");
    change(&s, 1, 2, twice);
    change(&s, 1, 3, content(&s, RAID("  - {id: risk-2, title: two, identified: \"2026-03-06\"}\n")));
    for (int at_hand = 0; at_hand < 2; at_hand++) {
        struct gathered gathered = {.count = 0};
        struct told told;

        s.at_hand = at_hand;
        tell(&told, &s, 130, false);
        cr_assert_eq(told.engagement->artifacts.len, 4);
        for (size_t i = 0; i < 4; i++) {
            const struct d1_artifact *artifact = told.engagement->artifacts.items[i];
            const struct d1_node *risks = d1_node_at(artifact->root, "spec.risks");
            const struct d1_node *risk = risks ? d1_node_item(risks, 0) : NULL;
            size_t before = gathered.count;

            cr_expect_eq(d1_line_acts(told.line, artifact, gather, &gathered), 0);
            cr_expect_eq(gathered.count - before, risk ? 1 : 0, "%s", artifact->path);
            if (!risk)
                continue;
            expect_introduced(artifact->path, &told, risk, strcmp(artifact->path, "c.yaml") == 0,
                              strcmp(artifact->path, "c.yaml") == 0 ? 110 : 100, false);
            cr_expect_eq(d1_node_doc(gathered.acts[before]), artifact->doc, "%s: its own act", artifact->path);
            expect_introduced(artifact->path, &told, gathered.acts[before], strcmp(artifact->path, "c.yaml") == 0,
                              strcmp(artifact->path, "c.yaml") == 0 ? 110 : 100, false);
        }
        cr_assert_eq(gathered.count, 3);
        cr_expect_eq(gathered.says[0], gathered.says[1]);
        cr_expect_neq(gathered.says[0], gathered.says[2]);
        release(&told);
    }
}

Test(line, what_does_not_parse_leaves_what_was_there)
{
    struct story s = {.paths = {"engagement.yaml", "raid.yaml"}};
    struct told told;
    const struct d1_version *versions;
    size_t count;

    add_point(&s, NOON(100), "a@x");
    change(&s, 0, 0, content(&s, engagement));
    change(&s, 0, 1, content(&s, RAID("  - {id: risk-1, title: one}\n")));
    add_point(&s, NOON(110), "b@x");
    change(&s, 1, 1, content(&s, RAID("  - {id: risk-1, title: [\n")));
    add_point(&s, NOON(120), "c@x");
    change(&s, 2, 1, content(&s, RAID("  - {id: risk-1, title: one}\n# a remark\n")));
    tell(&told, &s, 130, false);
    expect_introduced("nothing came between", &told, item(&told, "risk-1"), 0, 100, false);
    d1_line_versions(told.line, item(&told, "risk-1"), &versions, &count);
    cr_expect_eq(count, 1);
    release(&told);
}

Test(line, where_contents_are_missing_it_begins_behind_them)
{
    struct story s = {.paths = {"engagement.yaml", "raid.yaml"}, .unread = 2};
    struct told told;
    size_t number;

    add_point(&s, NOON(100), "a@x");
    change(&s, 0, 0, content(&s, engagement));
    change(&s, 0, 1, content(&s, "what nobody can read"));
    add_point(&s, NOON(110), "b@x");
    change(&s, 1, 1, content(&s, RAID("  - {id: risk-1, title: one}\n")));
    add_point(&s, NOON(120), "c@x");
    change(&s, 2, 1, content(&s, RAID("  - {id: risk-1, title: one}\n  - {id: risk-2, title: two}\n")));
    tell(&told, &s, 130, false);
    cr_expect_str_eq(d1_past_cut(told.past), "it was left out");
    expect_introduced("since nobody knows when", &told, item(&told, "risk-1"), 1, 110, true);
    expect_introduced("what came later is known", &told, item(&told, "risk-2"), 2, 120, false);
    cr_expect_not(d1_line_on(told.line, 109, &number), "nothing is known of the days before");
    release(&told);
}

Test(line, artifacts_belong_where_they_belonged_then)
{
    struct story s = {.paths = {"engagement.yaml", "sub/engagement.yaml", "sub/raid.yaml"}};
    struct told told;
    const struct d1_engagement *state;
    const struct d1_version *versions;
    size_t count;

    add_point(&s, NOON(100), "a@x");
    change(&s, 0, 0, content(&s, engagement));
    change(&s, 0, 2, content(&s, RAID("  - {id: risk-1, title: one}\n")));
    add_point(&s, NOON(110), "b@x"); /* another engagement takes what lies in its folder */
    change(&s, 1, 1, content(&s, "apiVersion: d1d/v1\nkind: Engagement\nmetadata: {name: f}\nspec: {}\n"));
    add_point(&s, NOON(120), "c@x");
    change(&s, 2, 1, D1_REPO_NO_BLOB);
    tell(&told, &s, 130, false);
    d1_line_versions(told.line, item(&told, "risk-1"), &versions, &count);
    cr_assert_eq(count, 3);
    cr_expect_eq(versions[1].says, D1_PAST_NONE);
    cr_assert_eq(d1_line_state(told.line, 1, &state, NULL), 0);
    cr_expect_eq(d1_engagement_find(state, d1_str("risk-1")), NULL);
    cr_assert_eq(d1_line_state(told.line, 2, &state, NULL), 0);
    cr_expect(d1_engagement_find(state, d1_str("risk-1")) != NULL);
    release(&told);
}

static int count_items(void *context, const struct d1_node *value)
{
    (void)value;
    ++*(size_t *)context;
    return 0;
}

Test(line, what_is_gone_is_remembered)
{
    struct story s = {.paths = {"engagement.yaml", "raid.yaml"}};
    struct told told;
    size_t count = 0;

    add_point(&s, NOON(100), "a@x");
    change(&s, 0, 0, content(&s, engagement));
    change(&s, 0, 1, content(&s, RAID("  - {id: risk-1, title: one}\n  - {id: risk-2, title: two}\n")));
    add_point(&s, NOON(110), "b@x");
    change(&s, 1, 1, content(&s, RAID("  - {id: risk-1, title: one}\n")));
    tell(&told, &s, 130, true);
    d1_line_each(told.line, d1_kinds_type(told.fixture.kinds, d1_str("Risk")), count_items, &count);
    cr_expect_eq(count, 2);
    cr_expect(d1_past_is_unsaved(told.past, 1));
    release(&told);
}

static int keep_one(void *context, const struct d1_node *value)
{
    *(const struct d1_node **)context = value;
    return 0;
}

Test(line, what_is_unchanged_is_that_of_the_present)
{
    struct story s = {.paths = {"a.yaml", "b.yaml", "engagement.yaml"}, .at_hand = true};
    const struct d1_engagement *state;
    const struct d1_version *versions;
    const struct d1_node *risk, *gone;
    struct told told;
    size_t count;

    add_point(&s, NOON(100), "a@x");
    change(&s, 0, 2, content(&s, engagement));
    change(&s, 0, 1, content(&s, RAID("  - {id: risk-1, title: one}\n")));
    add_point(&s, NOON(110), "b@x"); /* the file moves: what it says stays */
    change(&s, 1, 0, 1);
    change(&s, 1, 1, D1_REPO_NO_BLOB);
    add_point(&s, NOON(120), "b@x");
    change(&s, 2, 0, content(&s, RAID("  - {id: risk-1, title: one}\n  - {id: risk-2, title: two}\n")));
    add_point(&s, NOON(130), "b@x");
    change(&s, 3, 0, 1);
    tell(&told, &s, 140, false);
    cr_assert_eq(d1_line_state(told.line, 0, &state, NULL), 0);
    cr_expect_neq(state, told.engagement, "it stood in another file");
    cr_assert_eq(d1_line_state(told.line, 2, &state, NULL), 0);
    cr_expect_neq(state, told.engagement, "there was more");
    cr_expect(d1_engagement_find(state, d1_str("risk-2")) != NULL);
    cr_assert_eq(d1_line_state(told.line, 1, &state, NULL), 0);
    cr_expect_eq(state, told.engagement);
    cr_assert_eq(d1_line_state(told.line, 3, &state, NULL), 0);
    cr_expect_eq(state, told.engagement);
    expect_introduced("what has moved", &told, item(&told, "risk-1"), 0, 100, false);

    d1_line_each(told.line, d1_kinds_type(told.fixture.kinds, d1_str("Risk")), keep_one, &gone);
    cr_expect_eq(d1_engagement_artifact(told.engagement, gone), NULL, "risk-2 is gone, and kept by itself");
    d1_line_versions(told.line, gone, &versions, &count);
    cr_assert_eq(count, 2);
    d1_line_versions(told.line, item(&told, "risk-1"), &versions, &count);
    cr_assert_eq(count, 1);
    risk = d1_past_value(told.past, versions[0].says);
    cr_expect_eq(risk, item(&told, "risk-1"));
    cr_expect_neq(d1_past_identity_of(told.past, risk), D1_PAST_NONE);
    cr_expect_neq(d1_past_identity_of(told.past, risk), d1_past_identity_of(told.past, gone));
    cr_expect_eq(d1_past_identity_of(told.past, d1_node_parent(risk)), D1_PAST_NONE);
    release(&told);
}

#define ROSTER(people) "apiVersion: d1d/v1\nkind: TeamRoster\nmetadata: {name: t}\nspec:\n  people:\n" people

Test(line, whose_an_address_is)
{
    struct story s = {.paths = {"engagement.yaml", "roster.yaml"}};
    struct d1_identities *identities;
    struct d1_str persons[2];
    struct told told;
    bool unknown;

    add_point(&s, NOON(100), "a@x");
    change(&s, 0, 0, content(&s, engagement));
    change(&s, 0, 1, content(&s, ROSTER("  - {id: ann, identities: [{email: Ann@x.example}]}\n")));
    add_point(&s, NOON(110), "b@x");
    change(&s, 1, 1,
           content(&s, ROSTER("  - {id: ann, identities: [{email: Ann@x.example}, {email: both@x.example}]}\n"
                              "  - {id: bob, identities: [{email: both@x.example}]}\n"
                              "  - {id: cat, identities: [{email: cat@x.example, validTo: \"1970-04-25\"}]}\n")));
    tell(&told, &s, 130, false);
    cr_assert_eq(d1_identities_new(&identities, told.line, told.engagement), 0);
#define WHOSE(address, day, point) d1_identities_for(identities, d1_str(address), day, point, &unknown).ptr
    cr_expect_str_eq(WHOSE("ANN@X.example", 120, 1), "ann", "letters of either case");
    cr_expect_str_eq(WHOSE("ann+x@x.example", 120, 1), "", "and nothing else is the same");
    cr_expect_str_eq(WHOSE("ann@x.example", 100, 0), "", "who brings an address does not vouch for himself with it");
    cr_expect_str_eq(WHOSE("both@x.example", 120, 0), "", "of two persons it counts for neither");
    cr_expect_str_eq(WHOSE("cat@x.example", 114, 0), "cat", "the last day on which it is hers");
    cr_expect_str_eq(WHOSE("cat@x.example", 115, 0), "", "the day after");
    cr_expect_eq(d1_identities_against(identities, d1_str("both@x.example"), persons, 2), 2, "against both");
    cr_expect_str_eq(d1_identities_shared(identities, persons).ptr, "both@x.example");
    cr_expect(d1_str_is(persons[0], "ann") && d1_str_is(persons[1], "bob"), "and whose it is");
    d1_identities_free(identities);
    release(&told);
}

Test(line, who_wrote_what_a_merge_brought)
{
    struct story s = {.paths = {"engagement.yaml", "raid.yaml"}};
    struct d1_introduction at;
    const struct d1_repo_writing *writer;
    struct d1_repo_change inside;
    struct told told;

    add_point(&s, NOON(100), "a@x");
    change(&s, 0, 0, content(&s, engagement));
    add_point(&s, NOON(110), "m@x");
    s.points[1].parents = 2;
    change(&s, 1, 1, content(&s, RAID("  - {id: risk-1, title: one}\n  - {id: risk-2, title: two}\n")));
    inside = (struct d1_repo_change){1, D1_REPO_NO_BLOB, content(&s, RAID("  - {id: risk-1, title: one}\n"))};
    s.branch = (struct d1_repo_writing){.author = "b@x", .committer = "b@x", .changes = &inside, .change_count = 1};
    tell(&told, &s, 130, false);
    cr_assert_eq(d1_line_introduced(told.line, item(&told, "risk-1"), &at), D1_INTRODUCED);
    cr_assert_eq(d1_past_writer(told.past, at.point, at.says, &writer, NULL), 0);
    cr_expect_str_eq(writer->author, "b@x", "inside of the branch");
    cr_assert_eq(d1_line_introduced(told.line, item(&told, "risk-2"), &at), D1_INTRODUCED);
    cr_assert_eq(d1_past_writer(told.past, at.point, at.says, &writer, NULL), 0);
    cr_expect_str_eq(writer->author, "m@x", "while merging");
    release(&told);
}

static void expect_stay(const char *name, const struct told *told, const struct d1_past_stay *stay, const char *path,
                        uint32_t from, uint32_t to)
{
    cr_expect_str_eq(d1_past_line(told->past)->paths[stay->path], path, "%s", name);
    cr_expect_eq(stay->from, from, "%s: from %u", name, stay->from);
    cr_expect_eq(stay->to, to, "%s: to %u", name, stay->to);
}

static size_t find_stays(const struct told *told, uint32_t content, const struct d1_past_stay **stays)
{
    uint8_t id[D1_REPO_ID_BYTES] = {(uint8_t)(content + 1)};
    size_t count;

    cr_assert_eq(d1_past_stays(told->past, id, stays, &count), 0);
    return count;
}

/* There, replaced, back again, moved elsewhere, and what nobody has committed. */
Test(line, when_a_content_stood_where)
{
    struct story s = {.paths = {"engagement.yaml", "raid.yaml", "other.yaml"}};
    uint32_t root = content(&s, engagement), one = content(&s, RAID("    - {id: risk-01, title: a}\n")),
             two = content(&s, RAID("    - {id: risk-01, title: b}\n")),
             three = content(&s, RAID("    - {id: risk-01, title: c}\n"));
    const struct d1_past_stay *stays;
    struct told told;

    s.nameless = three;
    for (int day = 1; day <= 5; day++)
        add_point(&s, NOON(day), "a@x");
    change(&s, 0, 0, root);
    change(&s, 0, 1, one);
    change(&s, 1, 1, two);
    change(&s, 2, 1, one);
    change(&s, 3, 1, D1_REPO_NO_BLOB);
    change(&s, 3, 2, one);
    change(&s, 4, 2, three);
    tell(&told, &s, 9, true);
    cr_assert_eq(find_stays(&told, one, &stays), 3);
    expect_stay("at first", &told, &stays[0], "raid.yaml", 0, 1);
    expect_stay("back again", &told, &stays[1], "raid.yaml", 2, 3);
    expect_stay("moved", &told, &stays[2], "other.yaml", 3, 4);
    cr_assert_eq(find_stays(&told, two, &stays), 1);
    expect_stay("in between", &told, &stays[0], "raid.yaml", 1, 2);
    cr_assert_eq(find_stays(&told, root, &stays), 1);
    expect_stay("to the end", &told, &stays[0], "engagement.yaml", 0, D1_PAST_NONE);
    cr_expect_eq(find_stays(&told, three, &stays), 0, "what is not committed has no id");
    cr_expect_eq(find_stays(&told, MOST, &stays), 0, "what never stood anywhere");
    release(&told);
}
