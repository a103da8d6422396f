/* Ids are defined once, references lead somewhere of an allowed type, and doubt is not told as a mistake. */
#include "unit/engagement/fixture.h"

#define ROSTER                                                                                                         \
    "apiVersion: d1d/v1\nkind: TeamRoster\nmetadata: {name: people}\nspec:\n  people:\n"                               \
    "    - {id: marta.ruiz, name: Marta, org: halden, function: executive}\n"
#define RAID(items) "apiVersion: d1d/v1\nkind: RaidLog\nmetadata: {name: raid}\nspec:\n" items

struct row {
    const char *name;
    const char *roster, *raid;
    const char *faults[3];
};

static const struct row rows[] = {
    {"a reference that resolves",
     ROSTER,
     RAID("  assumptions: [{id: asm-01, status: open, ownerRef: marta.ruiz}]\n"),
     {NULL}},
    {"a misspelt reference has a near one",
     ROSTER,
     RAID("  assumptions: [{id: asm-01, status: open, ownerRef: marta.riuz}]\n"),
     {"5:54 REF-001 `ownerRef` names `marta.riuz`, which is not defined anywhere in this engagement; did you mean "
      "`marta.ruiz`?"}},
    {"a reference to another type",
     ROSTER,
     RAID("  assumptions: [{id: asm-01, status: open, ownerRef: asm-01}]\n"),
     {"5:54 REF-001 `ownerRef` must name a person, but `asm-01` is an assumption"}},
    {"an id defined twice",
     ROSTER,
     RAID("  assumptions: [{id: asm-01, status: open}, {id: asm-01, status: valid}]\n"),
     {"5:50 REF-002 id `asm-01` is defined twice, first in c.yaml:5; give one of the two an id of "
      "its own"}},
    {"an alias of an item is a second definition",
     ROSTER,
     RAID("  assumptions:\n    - &a {id: asm-01, status: open}\n    - *a\n"),
     {"7:7 REF-002 `asm-01` is defined a second time by an alias"}},
    {"a reference to what an unreadable file may define is not judged",
     "apiVersion: d1d/v1\nkind: TeamRoster\nmetadata: {name: [}\n",
     RAID("  assumptions: [{id: asm-01, status: open, ownerRef: marta.riuz}]\n"),
     {NULL}},
    {"an id of another kind",
     "apiVersion: d1d/v1\nkind: MilestonePlan\nmetadata: {name: plan}\nspec: {milestones: [{id: ms-01}]}\n",
     RAID("  dependencies: [{id: dep-01, status: open, milestoneRefs: [ms-01]}]\n"),
     {NULL}},
    {"an action comes from anything but a person",
     ROSTER,
     RAID("  actions: [{id: act-01, status: open, originRef: marta.ruiz, targetRefs: [marta.ruiz]}]\n"),
     {"5:51 REF-001 `originRef` must name an item or artifact other than a person, but `marta.ruiz` is a person"}},
    {"a reference to anything is not judged while a file cannot be read",
     "apiVersion: d1d/v1\nkind: MilestonePlan\nmetadata: {name: [}\n",
     RAID("  actions: [{id: act-01, status: open, originRef: ms-07}]\n"),
     {NULL}},
    {"an organisation is one of the Engagement's, and they are told",
     ROSTER "    - {id: a.b, org: mueller}\n",
     RAID("  dependencies: [{id: dep-01, status: open, onOrg: paygate}]\n"),
     {"7:22 REF-001 `org` names `mueller`, which is not defined anywhere in this engagement; it must be the id of an "
      "organisation: `halden` or `proserve`",
      "5:52 REF-001 `onOrg` names `paygate`"}},
    {"a criterion is one of its deliverable",
     "apiVersion: d1d/v1\nkind: StatementOfWork\nmetadata: {name: sow}\nspec:\n  deliverables:\n"
     "    - {id: del-01, acceptanceCriteria: [{id: a}, {id: b}]}\n    - {id: del-02, acceptanceCriteria: [{id: c}]}\n",
     "apiVersion: d1d/v1\nkind: DeliverableRegister\nmetadata: {name: register}\nspec:\n  items:\n"
     "    - deliverableRef: del-01\n      status: validated\n      validation:\n"
     "        results: [{criterion: b, result: pass}, {criterion: c, result: pass}]\n"
     "    - deliverableRef: del-07\n      status: validated\n      validation: {results: [{criterion: b, result: "
     "pass}]}\n",
     {"9:61 REF-001 `criterion` names `c`, which `del-01` does not have; it has `a` and `b`",
      "10:23 REF-001 `deliverableRef` names `del-07`"}},
};

Test(references, are_checked_against_one_table)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct row *row = &rows[i];
        struct fixture_file files[] = {{"a.yaml", ENGAGEMENT("a")}, {"b.yaml", row->roster}, {"c.yaml", row->raid}};
        const struct d1_faults *faults;
        struct fixture f;
        size_t expected = 0;

        fixture_load(&f, files, 3);
        fixture_sort(&f);
        while (expected < 3 && row->faults[expected])
            expected++;
        faults = &f.workspace.engagements.items[0]->faults;
        cr_expect_eq(faults->len, expected, "%s: %zu faults, first %s", row->name, faults->len,
                     faults->len ? fixture_show(&faults->items[0]) : "none");
        for (size_t j = 0; j < expected && j < faults->len; j++)
            cr_expect(d1_str_starts(d1_str(fixture_show(&faults->items[j])), row->faults[j]), "%s: %s", row->name,
                      fixture_show(&faults->items[j]));
        fixture_release(&f);
    }
}

Test(references, an_invalid_item_is_left_out_but_still_named)
{
    static const struct fixture_file files[] = {
        {"a.yaml", ENGAGEMENT("a")},
        {"b.yaml", RAID("  risks:\n    - {id: risk-01, type: threat, status: open, probability: high}\n"
                        "    - {id: risk-02, type: threat, status: open, probability: 2}\n"
                        "  issues: [{id: issue-01, severity: low, status: open, riskRef: risk-01}]\n")},
    };
    struct fixture f;
    const struct d1_engagement *engagement;
    const struct d1_item_type *type;

    fixture_load(&f, files, 2);
    fixture_sort(&f);
    engagement = f.workspace.engagements.items[0];
    type = d1_kinds_type(f.kinds, d1_str("Risk"));
    cr_expect_eq(engagement->by_type[type->index].len, 1);
    cr_expect_eq(engagement->by_type[type->index].left_out, 1);
    cr_expect_eq(engagement->faults.len, 0, "the reference to it resolves");
    cr_expect_null(d1_engagement_item(engagement, type, d1_str("risk-01")), "it is not judged");
    cr_expect_not_null(d1_engagement_item(engagement, type, d1_str("risk-02")));
    fixture_release(&f);
}

Test(references, a_person_of_no_organisation_is_told_once_and_judged_nowhere)
{
    static const struct fixture_file files[] = {
        {"a.yaml", ENGAGEMENT("a")},
        {"b.yaml", ROSTER "    - {id: liam.keane, org: hlden, function: business}\n    - {id: no.org}\n"},
        {"c.yaml", RAID("  risks: [{id: risk-01, type: threat, status: open, ownerRef: liam.keane}]\n")},
    };
    struct fixture f;
    const struct d1_engagement *engagement;
    const struct d1_node_list *people;

    fixture_load(&f, files, 3);
    fixture_sort(&f);
    engagement = f.workspace.engagements.items[0];
    cr_assert_eq(engagement->faults.len, 1, "a reference to the person resolves");
    cr_expect(
        d1_str_starts(d1_str(fixture_show(&engagement->faults.items[0])),
                      "7:29 REF-001 `org` names `hlden`, which is not defined anywhere in this engagement; did you "
                      "mean `halden`?"));
    people = &engagement->by_type[d1_kinds_type(f.kinds, d1_str("Person"))->index];
    cr_expect_eq(people->len, 2);
    cr_expect_eq(people->left_out, 1);
    fixture_release(&f);
}
