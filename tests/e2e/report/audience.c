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

/* A fingerprint of what lies elsewhere is for people to check; one of a file of the repository, for the program. */
#define SIGNED_OFF(name, method, evidence)                                                                             \
    "printf '%s\\n' '---' 'apiVersion: d1d/v1' 'kind: Approval' 'metadata: {name: " name "}' 'spec:' "                 \
    "'  subject: {ref: ProjectCharter/charter}' '  approverRef: marta.ruiz' '  decision: approved' "                   \
    "'  date: \"2026-03-02\"' '  method: " method "' '  evidence: [" evidence "]' >> approvals.yaml\n"
#define PRINT_OF "digest: {sha256: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}"

Test(audience, an_auditor_sees_which_sign_offs_only_a_person_can_check)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "inside and outside apart, by method",
            .given = "cp \"$EXAMPLES\"/first-steps/*.yaml .\n" SIGNED_OFF("inside", "document",
                                                                          "{type: document, href: a.pdf, " PRINT_OF "}")
                SIGNED_OFF("outside", "document", "{type: url, href: \"https://x.example/a.pdf\", " PRINT_OF "}")
                    SIGNED_OFF("both", "document",
                               "{type: url, href: \"https://x.example/b.pdf\", " PRINT_OF
                               "}, {type: document, href: b.pdf, " PRINT_OF "}")
                        SIGNED_OFF("bare", "email", "{type: email, href: \"mid:1@x.example\"}"),
            .when = "d1lint check --as-of 2026-03-09 --format json > ../out || true\n"
                    "tr -d ' \\n' < ../out | grep -o '\"signoffs\":[^]]*'\n"
                    "d1lint check --as-of 2026-03-09 --format html | grep -c 'Of them only a person can check'\n",
            .says = {"\"signoffs\":[{\"method\":\"document\",\"count\":3,\"outside\":1},"
                     "{\"method\":\"email\",\"count\":1,\"outside\":0}",
                     "\n1\n"},
        },
    };

    SANDBOX_CASES(cases);
}
