/* Which engagement an artifact belongs to, and what is said when that cannot be told. */
#include "unit/engagement/fixture.h"

#define RAID "apiVersion: d1d/v1\nkind: RaidLog\nmetadata: {name: raid}\nspec: {}\n"

Test(workspace, nearest_directory_then_the_only_engagement)
{
    static const struct fixture_file files[] = {
        {"a/engagement.yaml", ENGAGEMENT("alpha")},
        {"a/deep/raid.yaml", RAID},
        {"b/engagement.yaml", ENGAGEMENT("beta")},
        {"b/raid.yaml", RAID},
    };
    struct fixture f;

    fixture_load(&f, files, 4);
    fixture_sort(&f);
    cr_expect_eq(f.workspace.engagements.len, 2);
    cr_expect(d1_str_is(f.files[1].artifacts[0].engagement->name, "alpha"));
    cr_expect(d1_str_is(f.files[3].artifacts[0].engagement->name, "beta"));
    cr_expect_eq(f.workspace.faults.len, 0);
    fixture_release(&f);
}

Test(workspace, the_only_engagement_takes_what_lies_elsewhere)
{
    static const struct fixture_file files[] = {{"docs/engagement.yaml", ENGAGEMENT("alpha")}, {"raid.yaml", RAID}};
    struct fixture f;

    fixture_load(&f, files, 2);
    fixture_sort(&f);
    cr_expect(f.files[1].artifacts[0].engagement == f.workspace.engagements.items[0]);
    fixture_release(&f);
}

Test(workspace, a_namespace_counts_before_the_directory)
{
    static const struct fixture_file files[] = {
        {"a/engagement.yaml", ENGAGEMENT("alpha")},
        {"b/engagement.yaml", ENGAGEMENT("beta")},
        {"b/raid.yaml", "apiVersion: d1d/v1\nkind: RaidLog\nmetadata: {name: raid, namespace: alpha}\nspec: {}\n"},
        {"b/lost.yaml", "apiVersion: d1d/v1\nkind: RaidLog\nmetadata: {name: lost, namespace: alhpa}\nspec: {}\n"},
    };
    struct fixture f;

    fixture_load(&f, files, 4);
    fixture_sort(&f);
    cr_expect(d1_str_is(f.files[2].artifacts[0].engagement->name, "alpha"));
    cr_assert_eq(f.workspace.faults.len, 1);
    cr_expect_str_eq(fixture_show(&f.workspace.faults.items[0]),
                     "3:35 ENG-001 no Engagement is called `alhpa`; did you mean `alpha`?");
    fixture_release(&f);
}

Test(workspace, two_engagements_in_one_directory_are_both_told_and_not_judged)
{
    static const struct fixture_file files[] = {
        {"a/one.yaml", ENGAGEMENT("one")}, {"a/two.yaml", ENGAGEMENT("two")}, {"a/raid.yaml", RAID}};
    struct fixture f;

    fixture_load(&f, files, 3);
    fixture_sort(&f);
    cr_expect_eq(f.workspace.engagements.len, 0);
    cr_expect_eq(f.workspace.faults.len, 2);
    cr_expect_null(f.files[2].artifacts[0].engagement);
    fixture_release(&f);
}

Test(workspace, nothing_is_astray_under_an_engagement_that_cannot_be_read)
{
    static const struct fixture_file files[] = {
        {"a/engagement.yaml", "apiVersion: d1d/v1\nkind: Engagement\nmetadata: {name: [}\n"}, {"a/raid.yaml", RAID}};
    struct fixture f;

    fixture_load(&f, files, 2);
    fixture_sort(&f);
    cr_expect_eq(f.workspace.engagements.len, 0);
    cr_expect_eq(f.workspace.faults.len, 0, "only the broken file itself is told");
    cr_expect_eq(f.files[0].faults.len, 1);
    fixture_release(&f);
}

Test(workspace, artifacts_of_no_engagement_are_told)
{
    static const struct fixture_file files[] = {
        {"a/engagement.yaml", ENGAGEMENT("a")}, {"b/engagement.yaml", ENGAGEMENT("b")}, {"raid.yaml", RAID}};
    struct fixture f;

    fixture_load(&f, files, 3);
    fixture_sort(&f);
    cr_assert_eq(f.workspace.faults.len, 1);
    cr_expect(d1_str_starts(f.workspace.faults.items[0].message, "this belongs to no engagement"));
    fixture_release(&f);
}

Test(workspace, the_nearest_policy_excludes)
{
    static const struct fixture_file files[] = {
        {"a/engagement.yaml", ENGAGEMENT("a")},
        {"a/policy.yaml", "apiVersion: d1d/v1\nkind: LintPolicy\nmetadata: {name: p}\nspec: {exclude: [old.yaml]}\n"},
        {"a/old.yaml", "apiVersion: d1d/v1\nkind: RaidLog\nmetadata: {name: [}\n"},
    };
    struct fixture f;

    fixture_load(&f, files, 3);
    fixture_sort(&f);
    cr_expect_eq(f.workspace.excluded, 1);
    cr_expect_eq(f.files[2].artifact_count, 0);
    cr_expect_eq(f.files[2].faults.len, 0);
    fixture_release(&f);
}
