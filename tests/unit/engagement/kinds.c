/* The catalogue of kinds, and schemas that are compiled when they are first asked for. */
#include <criterion/criterion.h>
#include <pthread.h>

#include "engagement/kinds.h"

enum { THREADS = 8, ROUNDS = 100 };

struct asking {
    struct d1_kinds *kinds;
    struct d1_lazy_schema lazy;
    const struct d1_node *root;
    pthread_barrier_t start;
    const struct d1_schema *got[THREADS];
};

struct asker {
    struct asking *asking;
    pthread_t handle;
    size_t number;
};

static void *ask(void *argument)
{
    struct asker *asker = argument;
    struct asking *asking = asker->asking;

    pthread_barrier_wait(&asking->start);
    asking->got[asker->number] = d1_kinds_compiled(asking->kinds, &asking->lazy, asking->root, NULL, NULL);
    return NULL;
}

Test(kinds, a_schema_is_compiled_once_whoever_asks)
{
    struct asking asking = {.root = NULL};

    cr_assert_eq(d1_kinds_load(&asking.kinds, NULL, 0, NULL), 0);
    asking.root = d1_kinds_find(asking.kinds, d1_str("RaidLog"))->schema_root;
    cr_assert_eq(pthread_barrier_init(&asking.start, NULL, THREADS), 0);
    for (int round = 0; round < ROUNDS; round++) {
        struct asker askers[THREADS];

        for (size_t i = 0; i < THREADS; i++) {
            askers[i] = (struct asker){.asking = &asking, .number = i};
            cr_assert_eq(pthread_create(&askers[i].handle, NULL, ask, &askers[i]), 0);
        }
        for (size_t i = 0; i < THREADS; i++)
            pthread_join(askers[i].handle, NULL);
        for (size_t i = 0; i < THREADS; i++)
            cr_expect(asking.got[i] && asking.got[i] == asking.got[0], "round %d, thread %zu", round, i);
        d1_schema_free(asking.lazy.compiled);
        asking.lazy = (struct d1_lazy_schema){0};
    }
    pthread_barrier_destroy(&asking.start);
    d1_kinds_free(asking.kinds);
}

Test(kinds, schemas_say_what_entries_are_called_by)
{
    static const char *const expected[] = {"id", "personRef", "deliverableRef", "name", "topic"};
    struct d1_kinds *kinds = NULL;
    const struct d1_str *keys;
    size_t count;

    cr_assert_eq(d1_kinds_load(&kinds, NULL, 0, NULL), 0);
    keys = d1_kinds_entry_keys(kinds, &count);
    cr_expect_eq(count, sizeof expected / sizeof *expected, "%zu", count);
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        bool found = false;

        for (size_t j = 0; j < count; j++)
            found = found || d1_str_is(keys[j], expected[i]);
        cr_expect(found, "%s", expected[i]);
    }
    cr_expect(d1_str_is(keys[0], "id"));
    cr_expect_eq(d1_kinds_entry_keys(kinds, &count), keys, "they are found once");
    d1_kinds_free(kinds);
}

/* By its schema, by the one that it shares with others, and by who defines a type. */
Test(kinds, say_which_items_may_stand_in_their_artifacts)
{
    static const struct {
        const char *kind, *type;
        bool may;
    } cases[] = {
        {"RaidLog", "Risk", true},       {"RaidLog", "Action", true},
        {"RaidLog", "Milestone", false}, {"TeamRoster", "Person", true},
        {"RaidLog", "Person", false},    {"MilestonePlan", "Milestone", true},
        {"RaidLog", "Money", true},      {"Waiver", "Evidence", true},
        {"Waiver", "Milestone", false},  {"StakeholderRegister", "Stakeholder", true},
    };
    struct d1_kinds *kinds;

    cr_assert_eq(d1_kinds_load(&kinds, NULL, 0, NULL), 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct d1_kind *kind = d1_kinds_find(kinds, d1_str(cases[i].kind));
        const struct d1_item_type *type = d1_kinds_type(kinds, d1_str(cases[i].type));

        cr_assert(kind && type, "%s, %s", cases[i].kind, cases[i].type);
        cr_expect_eq(d1_kind_may_hold(kinds, kind, type), cases[i].may, "%s in %s", cases[i].type, cases[i].kind);
    }
    d1_kinds_free(kinds);
}
