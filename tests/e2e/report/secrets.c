/* What CNF-002 finds to be a secret stands in no report, wherever else the document repeats it. */
#include <criterion/criterion.h>

#include "e2e/sandbox.h"

/* Secrets in a title, a name of a customer, of an artifact, in a wrong value, in an owner, and on several lines. */
#define SPOILT                                                                                                         \
    "cp \"$EXAMPLES/first-steps/\"*.yaml .\n"                                                                          \
    "sed -i 's/  title: .*/  title: \"Backup, password: hunter22CANARY\"/;'"                                           \
    "'s/name: Harbour Museum/name: \"ghp_CANARYabcdefghijklmnopqrstuvwxyz0123\"/' engagement.yaml\n"                   \
    "cat > raid.yaml <<'END'\n"                                                                                        \
    "apiVersion: d1d/v1\n"                                                                                             \
    "kind: RaidLog\n"                                                                                                  \
    "metadata: {name: \"token:CANARY12\"}\n"                                                                           \
    "spec:\n"                                                                                                          \
    "  risks:\n"                                                                                                       \
    "    - {id: risk-01, title: AKIACANARYCANARYCAN1, type: threat, status: \"password=CANARY12\",\n"                  \
    "       probability: 5, impact: 4, ownerRef: \"passwd: CANARY12\"}\n"                                              \
    "    - id: risk-02\n"                                                                                              \
    "      title: AKIACANARYCANARYCAN1\n"                                                                              \
    "      type: threat\n"                                                                                             \
    "      status: open\n"                                                                                             \
    "      ownerRef: \"passwd: CANARY12\"\n"                                                                           \
    "      cause: |\n"                                                                                                 \
    "        -----BEGIN PRIVATE KEY-----\n"                                                                            \
    "        CANARYBADANBgkqhkiG9w0BAQEFAASC\n"                                                                        \
    "END\n"                                                                                                            \
    "d1lint help check | sed -n '/^formats$/,/^$/s/^  \\([^ ]*\\).*/\\1/p' > \"$BOX/formats\"\n"                       \
    "test \"$(wc -l < \"$BOX/formats\")\" -gt 8\n"
#define EACH(options)                                                                                                  \
    "while read -r format; do\n"                                                                                       \
    "    d1lint check " options " --todo --verbose --format $format > \"$BOX/o\" 2>&1 || test $? -lt 3\n"              \
    "    test -s \"$BOX/o\" || echo empty: $format\n"                                                                  \
    "    if grep -q CANARY \"$BOX/o\"; then echo $format shows it; else echo $format is silent; fi\n"                  \
    "done < \"$BOX/formats\"\n"

Test(secrets, no_report_shows_one)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "in every format",
            .given = SPOILT,
            .when = EACH("--as-of 2026-03-20"),
            .says = {"text is silent", "json is silent", "html is silent", "sarif is silent", "junit is silent"},
            .never = {"shows it", "empty:"},
        },
        {
            .name = "where the last commit had it",
            .given = SPOILT "repository\ncp \"$EXAMPLES/first-steps/engagement.yaml\" .\nrm raid.yaml\n",
            .when = EACH("--as-of 2026-03-20 --since HEAD"),
            .says = {"text is silent", "json is silent", "sarif is silent"},
            .never = {"shows it"},
        },
        {
            .name = "what is said of it is said",
            .given = SPOILT,
            .when = "d1lint check --as-of 2026-03-20 --format concise",
            .status = 1,
            .says = {"CNF-002 Engagement/first-steps holds what looks like a token of a forge",
                     "SHP-002 `status` must be `open`, `materialised` or `closed`, is `[secret]`",
                     "CNF-002 RaidLog/[secret] holds what looks like a private key"},
        },
        {
            .name = "where the check is switched off nothing is known of it",
            .given = SPOILT "artifact LintPolicy policy > policy.yaml <<'END'\nseverity: {CNF-002: \"off\"}\nEND\n",
            .when = "d1lint check --as-of 2026-03-20 --format concise",
            .status = 1,
            .says = {"is `password=CANARY12`"},
        },
    };

    SANDBOX_CASES(cases);
}

/* Commands that show what stands in documents, and the lines around it. */
Test(secrets, no_other_command_shows_one)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "an expression over the engagement",
            .given = SPOILT,
            .when = "d1lint eval --repo . --as-of 2026-03-20 'engagement.spec.?title'\n"
                    "d1lint eval --repo . --as-of 2026-03-20 '{\"a\": artifacts.Engagement}'\n"
                    "d1lint eval --repo . --as-of 2026-03-20 '[[[engagement.spec.?title.orValue(\"\")]]]'\n"
                    "d1lint eval --repo . --as-of 2026-03-20 'date(engagement.spec.?title.orValue(\"\"))' || true\n",
            .says = {"optional.of(\"[secret]\")  # engagement.yaml:", "title: \"[secret]\"", "name: \"[secret]\"",
                     "- - - \"[secret]\"", "'[secret]' is no date"},
            .never = {"CANARY"},
        },
        {
            .name = "a patch, of the file that has none as ever",
            .given = "cp \"$EXAMPLES/first-steps/\"*.yaml .\n"
                     "sed -i 's/  title: .*/  tittle: \"Backup, password: hunter22CANARY\"/' engagement.yaml\n"
                     "sed -i 's/^  signed:/  singed:/' statement-of-work.yaml\ngit init -q\ngit add .\n",
            .when = "d1lint fix && ! d1lint fix --write | grep CANARY",
            .says = {"engagement.yaml: its repairs are not shown, since what looks like a secret stands near them "
                     "(CNF-002); --write makes them",
                     "+  signed: "},
            .never = {"CANARY"},
            .then = "grep -q '  title: \"Backup, password' engagement.yaml\n",
        },
    };

    SANDBOX_CASES(cases);
}
