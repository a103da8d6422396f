/* Which fields of items a check reads, so that it need not be judged again where others change. */
#include "rules/then.h"
#include "unit/rules/scene.h"

static struct d1_cel_keys fields_of(const struct d1_ruleset *ruleset, const char *id)
{
    const struct d1_kinds *kinds = ruleset->kinds;
    size_t count = kinds->kind_count;
    bool *block = d1_calloc(2 * count + kinds->type_count, sizeof *block);
    struct d1_then_reading reading = {.kinds = block, .there = block + count, .types = block + 2 * count};
    const struct d1_check *check = d1_ruleset_check(ruleset, d1_str(id));

    cr_assert_not_null(check, "%s", id);
    cr_assert_eq(d1_then_reads_of(&reading, ruleset, check), 0);
    d1_free(block);
    return reading.fields;
}

static bool reads(const struct d1_ruleset *ruleset, const char *id, const char *field)
{
    struct d1_cel_keys wanted = {0}, found = fields_of(ruleset, id);

    d1_cel_keys_add(&wanted, d1_str(field));
    return d1_cel_keys_meet(&wanted, &found);
}

Test(fields, of_items_that_a_check_reads)
{
    static const struct {
        const char *check, *field;
        bool reads;
        const char *why;
    } cases[] = {
        {"CLO-002", "status", true, "a function in CEL asks whether it is open"},
        {"CLO-002", "ownerRef", true, "a name of the check is what stands there"},
        {"CLO-002", "title", false, "it is told where the check fails, and nothing else"},
        {"ACT-001", "due", true, "an action has to be complete in it"},
        {"ACT-001", "evidence", false, "nobody asks for it"},
        {"RSK-011", "title", true, "how long it says what it says hangs on all of it"},
    };
    struct d1_ruleset *ruleset;

    cr_assert_eq(d1_ruleset_load(&ruleset, NULL, NULL), 0);
    cr_assert_eq(d1_ruleset_prepare(ruleset, NULL), 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_eq(reads(ruleset, cases[i].check, cases[i].field), cases[i].reads, "%s, %s: %s", cases[i].check,
                     cases[i].field, cases[i].why);
    d1_ruleset_free(ruleset);
}
