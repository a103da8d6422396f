/* Whom a finding says to ask, where the person whom the file names has left. */
#include "unit/rules/scene.h"

#define PERSON(id, org, more) "    - {id: " id ", org: " org more "}\n"
#define FOLLOWS(owner, people)                                                                                         \
    RISKS("    - {id: risk-01, type: threat, status: open, ownerRef: " owner "}\n")                                    \
    "---\napiVersion: d1d/v1\nkind: TeamRoster\nmetadata: {name: people}\nspec:\n  people:\n" people
#define LED PERSON("lea", "proserve", ", roles: [engagementManager]")
#define LEFT ", end: \"2026-02-10\""

Test(whom, one_who_has_left_is_answered_for)
{
    static const struct {
        const char *name, *files, *owner, *gone;
    } rows[] = {
        {"is there", FOLLOWS("sven", LED PERSON("sven", "proserve", "")), "sven", ""},
        {"has left", FOLLOWS("sven", LED PERSON("sven", "proserve", LEFT)), "lea", "sven"},
        {"the last day is one of them", FOLLOWS("sven", LED PERSON("sven", "proserve", ", end: \"2026-02-16\"")),
         "sven", ""},
        {"will come", FOLLOWS("sven", LED PERSON("sven", "proserve", ", start: \"2026-03-01\"")), "sven", ""},
        {"of the customer",
         FOLLOWS("sven", LED PERSON("sven", "halden", LEFT) PERSON("pia", "halden", ", roles: [projectManager]")),
         "pia", "sven"},
        {"of the customer, of whom nobody answers", FOLLOWS("sven", LED PERSON("sven", "halden", LEFT)), "lea", "sven"},
        {"who leads has left too",
         FOLLOWS("sven", PERSON("lea", "proserve", ", roles: [engagementManager]" LEFT) PERSON("sven", "proserve", LEFT)
                             PERSON("hana", "proserve", ", roles: [consultant, practiceManager]")),
         "hana", "sven"},
        {"who leads is still to come",
         FOLLOWS("sven", PERSON("lea", "proserve", ", roles: [engagementManager], start: \"2026-03-01\"")
                             PERSON("sven", "proserve", LEFT)),
         "sven", ""},
        {"nobody is left", FOLLOWS("sven", PERSON("sven", "proserve", LEFT)), "sven", ""},
        {"is in no roster", FOLLOWS("nobody", LED), "nobody", ""},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct scene scene = {0};
        const struct d1_engagement_verdict *verdict = judge(&scene, "2026-02-16", rows[i].files, NULL, NULL);
        const struct d1_finding *finding = NULL;

        for (size_t k = 0; k < verdict->finding_count; k++)
            if (d1_str_is(verdict->findings[k].check->id, "RSK-001") && verdict->findings[k].owner.len)
                finding = &verdict->findings[k];
        cr_assert(finding, "%s", rows[i].name);
        cr_expect(d1_str_is(finding->owner, rows[i].owner), "%s: ask " D1_STR_FMT, rows[i].name,
                  D1_STR_ARG(finding->owner));
        cr_expect(d1_str_is(finding->gone, rows[i].gone), "%s: gone is <" D1_STR_FMT ">", rows[i].name,
                  D1_STR_ARG(finding->gone));
        leave(&scene);
    }
}
