/* Ids of verdicts and findings: the same for the same, and others as soon as anything is another. */
#include <criterion/criterion.h>

#include "verdict/identity.h"

struct scene {
    struct d1_finding finding;
    struct d1_engagement_verdict engagement;
    struct d1_verdict verdict;
};

static void enter(struct scene *scene)
{
    *scene = (struct scene){
        .finding = {.fingerprint = "0123456789abcdef0123456789abcdef", .engagement = D1_STR("halden")},
        .engagement = {.name = D1_STR("halden"), .as_of = 20000, .policy_sha256 = D1_STR("ab")},
        .verdict = {.tool = {.version = D1_STR("0.1.0"), .commit = D1_STR("c0"), .rules = D1_STR("d0")},
                    .source = {.commit = D1_STR("c1"), .tree = D1_STR("t1")},
                    .asked_gate = D1_STR("kickoff"),
                    .engagement_count = 1},
    };
    scene->engagement.findings = &scene->finding;
    scene->engagement.finding_count = 1;
    scene->verdict.engagements = &scene->engagement;
}

static const struct {
    const char *name;
    bool verdict, series, finding; /* which ids are others then */
} changes[] = {
    {"nothing", false, false, false},
    {"the version", true, false, false},
    {"the build", true, false, false},
    {"the rules", true, false, false},
    {"the policy", true, false, false},
    {"the day", true, false, false},
    {"the commit", true, false, false},
    {"the tree", true, false, false},
    {"the state of a finding", true, false, false},
    {"the finding", true, false, true},
    {"the gate", true, true, false},
    {"the engagement", true, true, true},
};

static void change(struct scene *scene, size_t row)
{
    switch (row) {
    case 1:
        scene->verdict.tool.version = d1_str("0.1.1");
        break;
    case 2:
        scene->verdict.tool.commit = d1_str("c9");
        break;
    case 3:
        scene->verdict.tool.rules = d1_str("d9");
        break;
    case 4:
        scene->engagement.policy_sha256 = d1_str("");
        break;
    case 5:
        scene->engagement.as_of++;
        break;
    case 6:
        scene->verdict.source.commit = d1_str("c9");
        break;
    case 7:
        scene->verdict.source.tree = d1_str("t9");
        break;
    case 8:
        scene->finding.state = D1_FINDING_OPEN;
        break;
    case 9:
        scene->finding.fingerprint[0] = 'f';
        break;
    case 10:
        scene->verdict.asked_gate = d1_str("");
        break;
    case 11:
        scene->engagement.name = scene->finding.engagement = d1_str("elsewhere");
        break;
    }
}

Test(verdict_identity, an_id_follows_what_it_is_made_of)
{
    struct scene before, after;
    char first[3][D1_UUID_TEXT], second[3][D1_UUID_TEXT];

    enter(&before);
    d1_verdict_uuid(&before.verdict, first[0]);
    d1_verdict_series_uuid(&before.verdict, first[1]);
    d1_finding_uuid(&before.finding, first[2]);
    cr_expect_str_neq(first[0], first[1]);
    cr_expect_str_neq(first[1], first[2]);
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        enter(&after);
        change(&after, i);
        cr_expect_eq(d1_verdict_uuid(&after.verdict, second[0]), 0);
        cr_expect_eq(d1_verdict_series_uuid(&after.verdict, second[1]), 0);
        cr_expect_eq(d1_finding_uuid(&after.finding, second[2]), 0);
        cr_expect_eq(strcmp(first[0], second[0]) != 0, changes[i].verdict, "%s: of the verdict", changes[i].name);
        cr_expect_eq(strcmp(first[1], second[1]) != 0, changes[i].series, "%s: of the series", changes[i].name);
        cr_expect_eq(strcmp(first[2], second[2]) != 0, changes[i].finding, "%s: of the finding", changes[i].name);
    }
}
