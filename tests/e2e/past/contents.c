/* What rests on the contents of files: approvals of what stands there, deliverables that are what was accepted. */
#include <criterion/criterion.h>

#include "e2e/sandbox.h"

/* An engagement in the middle of its delivery, whose approvals hold, in a repository of its own. */
#define DELIVERY "cp -R \"$PROJECT/rules/bases/manage/.\" .\ngit init -q .\ncommit\n"
#define CHECK "d1lint check --as-of 2026-04-24 --format concise || true\n"

Test(contents, approvals_cover_what_was_approved)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "what was approved stands there",
            .given = DELIVERY,
            .when = CHECK,
            .never = {"APR-001"},
        },
        {
            .name = "a remark, another place and what lives on void nothing",
            .given =
                DELIVERY "touch_up launch/charter.yaml\nmkdir other\ngit mv launch/charter.yaml other/c.yaml\n"
                         "sed -i 's/^      actual: \"2026-03-24\"/      actual: \"2026-03-23\"/' launch/plan.yaml\n"
                         "! git diff --quiet launch/plan.yaml\n",
            .when = CHECK,
            .never = {"APR-001"},
        },
        {
            .name = "another scope was not approved",
            .given = DELIVERY "sed -i 's/- \"Replay harness\"/- \"Replay harness, twice\"/' launch/charter.yaml\n",
            .when = CHECK,
            .says = {"error APR-001 marta.ruiz approved ProjectCharter/charter on 2026-03-05, but not as it stands: "
                     "`inScope[2]` was Replay harness then and is Replay harness, twice now",
                     "d1lint: note follows 1 more follows from these"},
            .never = {"CHA-002"},
        },
        {
            .name = "the same in the index and in a revision",
            .given =
                DELIVERY "sed -i 's/- \"Replay harness\"/- \"Replay harness, twice\"/' launch/charter.yaml\ncommit\n"
                         "git rm -q --cached launch/approvals.yaml\ngit add .\n",
            .when = "d1lint check --as-of 2026-04-24 --format concise --staged || true\n"
                    "d1lint check --as-of 2026-04-24 --format concise --rev HEAD || true\n"
                    "d1lint check --as-of 2026-04-24 --format concise --rev HEAD~1 | grep -q APR-001 && exit 9\n",
            .status = 1,
            .says = {"`inScope[2]` was Replay harness then"},
        },
        {
            .name = "a version that never was",
            .given = DELIVERY "touch_up launch/charter.yaml\n"
                              "sed -i '/charter.yaml/s/gitBlob: \"[0-9a-f]*\"/gitBlob: \"" /* no object has it */
                              "0123456789012345678901234567890123456789\"/' launch/approvals.yaml\n",
            .when = CHECK,
            .says = {"approved ProjectCharter/charter on 2026-03-05, but not as it stands: no version of a file has "
                     "the id 0123456789012345678901234567890123456789"},
        },
        {
            .name = "a shallow clone does not know what was approved",
            .given =
                DELIVERY "sed -i 's/- \"Replay harness\"/- \"Replay harness, twice\"/' launch/charter.yaml\ncommit\n"
                         "git clone -q --depth 1 \"file://$PWD\" shallow\n",
            .when = "cd shallow\n" CHECK,
            .says = {"APR-001", "indeterminate", "a part of the history only"},
            .never = {"not as it stands"},
        },
        {
            .name = "an item in a file with others",
            .given = DELIVERY
            "printf -- '---\\napiVersion: d1d/v1\\nkind: Approval\\nmetadata: {name: risk}\\nspec:\\n"
            "  subject: {ref: risk-01, path: raid/risks.yaml, digest: {gitBlob: %s}}\\n"
            "  approverRef: marta.ruiz\\n  authorityRef: auth-10\\n  decision: approved\\n  date: \"2026-04-20\"\\n' "
            "\"$(git rev-parse HEAD:raid/risks.yaml)\" >> launch/approvals.yaml\n"
            "sed -i 's/title: Access approvals late/title: Access is late/' raid/risks.yaml\n",
            .when = CHECK,
            .says =
                {"marta.ruiz approved risk-01 on 2026-04-20, but not as it stands: `title` was Access approvals late "
                 "then and is Access is late now"},
        },
        {
            .name = "another engagement holds the same, and came first",
            .given = "for at in a b; do\ncp -R \"$PROJECT/rules/bases/manage\" $at\n"
                     "grep -rl halden-orders $at | xargs sed -i \"s/halden-orders/orders-$at/g\"\ndone\n"
                     "git init -q .\ncommit\n",
            .when = "d1lint check --engagement orders-b --as-of 2026-04-24 --format concise | grep APR-002 || true\n",
            .says = {"b/launch/approvals.yaml:", "stood at b/launch/charter.yaml and never at launch/charter.yaml"},
            .never = {"stood at a/"},
        },
    };

    SANDBOX_CASES(cases);
}

/* An engagement on the day of its close, with a deliverable in the repository itself. */
#define CLOSING                                                                                                        \
    "cp -R \"$PROJECT/rules/bases/close/.\" .\nmkdir out\necho delivered > out/landing-zone.txt\n"                     \
    "sed -i 's|https://artifacts.halden.example/landing-zone-1.0.tar.gz|out/landing-zone.txt|' "                       \
    "launch/deliverables.yaml\n"                                                                                       \
    "sum=$(sha256sum out/landing-zone.txt | cut -d ' ' -f 1)\n"                                                        \
    "sed -i \"s/7d865e959b2466918c9863afca942d0fb89d7c9ac0c99bafc3749504ded97730/$sum/\" launch/deliverables.yaml "    \
    "acceptance/del-01.yaml\n"                                                                                         \
    "git init -q .\ncommit\n"
#define CLOSE "d1lint check --as-of 2026-06-12 --format concise || true\n"

Test(contents, deliverables_are_what_was_accepted)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "the file is what was accepted",
            .given = CLOSING,
            .when = CLOSE,
            .never = {"ACC-007", "DEL-003", "ACC-001"},
        },
        {
            .name = "fingerprints of two kinds for one file",
            .given = CLOSING "sed -i \"s/digest: {sha256: \\\"$sum\\\"}/digest: {gitBlob: "
                             "\\\"$(git hash-object out/landing-zone.txt)\\\"}/\" acceptance/del-01.yaml\n"
                             "grep -q gitBlob acceptance/del-01.yaml\n",
            .when = CLOSE,
            .never = {"ACC-007", "ACC-001"},
        },
        {
            .name = "the file was changed after it was accepted",
            .given = CLOSING "echo mended >> out/landing-zone.txt\n",
            .when = CLOSE,
            .says = {"ACC-007 del-01 was accepted on 2026-03-24 with sha256", "`out/landing-zone.txt` holds something "
                                                                              "else"},
        },
        {
            .name = "the file is gone",
            .given = CLOSING "rm out/landing-zone.txt\n",
            .when = CLOSE,
            .says = {"DEL-003 del-01 is said to lie at `out/landing-zone.txt`, which is no file of the repository"},
            .never = {"ACC-007", "did you mean"},
        },
        {
            .name = "its name is misspelt, and right in the evidence of something else",
            .given = CLOSING "sed -i 's|out/landing-zone.txt|out/landingzone.txt|' launch/deliverables.yaml\n"
                             "grep -q out/landingzone.txt launch/deliverables.yaml\n"
                             "sed -i 's|https://docs.halden.example/orders/del-01-signed.pdf|out/landing-zone.txt|' "
                             "acceptance/del-01.yaml\n",
            .when = CLOSE,
            .says = {"which is no file of the repository; did you mean `out/landing-zone.txt`?"},
        },
        {
            .name = "it is written from the folder of the engagement",
            .given = CLOSING "mkdir deep\ngit mv [!d]* deep/\n",
            .when = CLOSE,
            .says = {"which is no file of the repository; did you mean `deep/out/landing-zone.txt`?"},
        },
        {
            .name = "after the close the file of today shows nothing (closing.c)",
            .given = CLOSING "echo mended >> out/landing-zone.txt\n",
            .when = "d1lint check --as-of 2026-07-20 --format concise || true\n",
            .never = {"ACC-007", "DEL-003"},
        },
    };

    SANDBOX_CASES(cases);
}
