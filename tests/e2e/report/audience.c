/*
 * What is the provider's own never reaches the customer, in any format: a word that stands in every text of internal
 * documents, in names of people and in the names of files is in no report with --audience customer, and in each
 * without.
 */
#include <criterion/criterion.h>

#include "e2e/sandbox.h"

#define MARKED                                                                                                         \
    "repository halden-orders-troubled\n"                                                                              \
    "for file in raid/*.yaml contract/*.yaml meetings/*.yaml s2d/customer-context.yaml s2d/stakeholders.yaml "         \
    "s2d/handover.yaml; do\n"                                                                                          \
    "    sed -i -E 's/((title|text|description|statement|cause|effect|trigger|question|rationale|concern|answer):) "   \
    "([^{\\[].*)$/\\1 CANARY/; s/probability: .*/probability: CANARY/; s/amount: .*/amount: CANARY/' $file\n"          \
    "done\n"                                                                                                           \
    "mkdir CANARY && git mv raid CANARY/raid && git mv contract CANARY/contract\ncommit\n"
#define FORMATS "$(formats)"
#define EACH(options)                                                                                                  \
    "for format in " FORMATS "; do\n"                                                                                  \
    "    d1lint check --rev HEAD --as-of 2026-02-16 --created 2026-02-17T08:00:00Z --todo --format $format " options   \
    " > \"$BOX/o\" 2>&1 || test $? -lt 2\n"                                                                            \
    "    if grep -q CANARY \"$BOX/o\"; then echo $format shows it; else echo $format is silent; fi\n"                  \
    "done\n"

Test(audience, the_customer_sees_nothing_of_the_provider)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "internal documents in every format",
            .given = MARKED,
            .when = EACH("--audience customer"),
            .says = {"text is silent", "json is silent", "html is silent", "sarif is silent", "junit is silent",
                     "github is silent", "test-result is silent", "svr is silent", "oscal-ar is silent"},
            .never = {"shows it"},
        },
        {
            .name = "the same for the provider",
            .given = MARKED,
            .when = EACH("--audience internal"),
            .says = {"text shows it", "json shows it", "html shows it", "sarif shows it", "junit shows it",
                     "github shows it", "test-result shows it", "svr shows it", "oscal-ar shows it"},
        },
        {
            .name = "counts are left, and the exit status",
            .given = "repository halden-orders-troubled\n",
            .when = "d1lint check --as-of 2026-02-16 --audience customer --format concise",
            .status = 1,
            .says = {"in what is the provider's own"},
        },
        {
            .name = "those that are alike are one with their number",
            .given = "cp \"$EXAMPLES/first-steps/engagement.yaml\" .\nfor n in 1 2 3; do\n"
                     "artifact RaidLog raid-$n > raid-$n.yaml <<END\n"
                     "risks:\n  - {id: risk-0$n, type: threat, status: open, colour: red, size: big}\nEND\ndone\n",
            .when = "d1lint check --as-of 2026-03-09 --audience customer --format concise",
            .status = 1,
            .says = {"error SHP-002 6 findings in what is the provider's own"},
            .never = {"colour", "raid-"},
        },
        {
            .name = "another audience",
            .given = "repository halden-orders\n",
            .when = "d1lint check --audience everybody",
            .status = 2,
            .says = {"--audience takes internal or customer, not everybody"},
        },
    };

    SANDBOX_CASES(cases);
}
