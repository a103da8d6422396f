/* d1lint fix: repairs that need no judgement, and all that it is never to do. */
#include <criterion/criterion.h>

#include "e2e/sandbox.h"

/* One of each repair in an engagement that is as it should be, with comments that must stay. */
#define SPOILT                                                                                                         \
    "repository halden-orders\n"                                                                                       \
    "cp -R . ../good\n"                                                                                                \
    "sed -i 's/      trigger: \"Request/      trigegr: \"Request/; s/^      strategy: mitigate$/      strategy: "      \
    "Mitigate # s/'"                                                                                                   \
    " raid/risks.yaml\n"                                                                                               \
    "sed -i 's/^kind: CustomerContext/kind: CustomerContxt/' s2d/customer-context.yaml\n"                              \
    "sed -i 's/amount: \"\\([0-9.]*\\)\"/amount: \\1/' contract/statement-of-work.yaml\n"                              \
    "commit spoilt\n"
#define STATUS(command) "status=0; " command " || status=$?; test $status = "

Test(fix, a_patch_brings_back_what_was_there)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "git apply takes it, and what comes out is what was there before",
            .given = SPOILT,
            .when = "d1lint fix > ../p; test -s ../p; git status --porcelain; git apply --check ../p; git apply ../p; "
                    "sed -i 's/strategy: mitigate # s/strategy: mitigate/' raid/risks.yaml; "
                    "for f in raid/risks.yaml s2d/customer-context.yaml contract/statement-of-work.yaml; do "
                    "cmp $f ../good/$f; done",
        },
        {
            .name = "twice is once",
            .given = SPOILT,
            .when = "d1lint fix | git apply; git add -A; git diff --cached > ../once; d1lint fix | tee ../p; test ! -s "
                    "../p",
        },
        {
            .name = "written, it is the same",
            .given = SPOILT,
            .when = "d1lint fix > ../p; d1lint fix --write; git diff > ../written; git stash -q; git apply ../p; "
                    "git diff | cmp - ../written",
            .says = {"raid/risks.yaml: ", " repairs\n", "contract/statement-of-work.yaml: "},
        },
        {
            .name = "of one path, of one check",
            .given = SPOILT,
            .when = "d1lint fix raid | grep '^diff'; d1lint fix --select SHP-001 | grep '^diff'",
            .says = {"diff --git a/raid/risks.yaml b/raid/risks.yaml\n"
                     "diff --git a/s2d/customer-context.yaml b/s2d/customer-context.yaml\n"},
            .never = {"contract"},
        },
        {
            .name = "a reference that stands there twice, without an end of the last line, with CR LF",
            .given = "repository halden-orders\nsed -i 's/actionRefs: \\[act-01\\]/actionRefs: [act-01, act-01]/' "
                     "raid/risks.yaml\n"
                     "sed -i 's/$/\\r/' raid/risks.yaml; truncate -s -2 raid/risks.yaml; commit crlf\n",
            .when = "d1lint fix | git apply; git diff --numstat; git diff | grep '^[-+] ' | tr -d '\\r'",
            .says = {"1\t1\traid/risks.yaml\n-      actionRefs: [act-01, act-01]\n+      actionRefs: [act-01]\n"},
        },
        {
            .name = "a name whose value is a list becomes one with a list",
            .given = "repository halden-orders\n"
                     "sed -i 's/actionRefs: \\[act-01\\]/actionRef: act-01 # the first/' raid/risks.yaml; commit x\n",
            .when =
                "d1lint check --as-of 2026-02-16 -f concise | grep SHP-002; d1lint fix | git apply; git diff | grep "
                "'^+ '; d1lint check --as-of 2026-02-16 -f concise",
            .says = {"did you mean `actionRefs`? That is a list\n", "+      actionRefs: [act-01] # the first\n"},
        },
        {
            .name = "one whose value is none is left to a person",
            .given = "repository halden-orders\n"
                     "sed -i 's/actionRefs: \\[act-01\\]/actionRef: |\\n        act-01/; "
                     "s/ownerRef: \\(liam.keane\\)$/ownerRefs: [\\1]/' raid/risks.yaml; commit x\n",
            .when = "d1lint fix --unsafe; d1lint check --as-of 2026-02-16 -f concise | grep SHP-002",
            .says = {"did you mean `ownerRef`? That is a single value", "That is a list"},
            .never = {"diff"},
        },
        {
            .name = "nothing to repair",
            .given = "repository halden-orders\n",
            .when = "d1lint fix; d1lint fix --write",
            .never = {"diff", "repair"},
        },
    };

    SANDBOX_CASES(cases);
}

/* What one repair uncovers is repaired with it; what must hold of repairs holds of whatever people do by mistake. */
Test(fix, once_is_enough)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "a key below a misspelt key, a word below that",
            .given = "repository halden-orders\n"
                     "sed -i 's/residual: {probability: 2, impact: 4}/residul: {probability: 2, impat: 4}/' "
                     "raid/risks.yaml\n"
                     "sed -i 's/^kind: CustomerContext/kind: CustomerContxt/; s/^  openQuestions:/  openQestions:/' "
                     "s2d/customer-context.yaml\n"
                     "commit\n",
            .when = "d1lint fix > ../p; git apply ../p; git diff | grep '^+ '; d1lint fix",
            .says = {"+      residual: {probability: 2, impact: 4}\n", "+  openQuestions:"},
            .never = {"impat"},
        },
        {
            .name = "engagements spoilt at random",
            .when = "python3 \"$PROJECT/tests/tools/spoil.py\" 4 \"$EXAMPLES/halden-orders\" \"$EXAMPLES/every-kind\" "
                    "\"$EXAMPLES/first-steps\" \"$PROJECT/rules/bases/launch\" \"$PROJECT/rules/bases/close\" | tee "
                    "../told\n"
                    "test \"$(cut -d ' ' -f 1 ../told)\" -ge 10",
        },
    };

    SANDBOX_CASES(cases);
}

Test(fix, what_may_mean_something_else_is_unsafe)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "the nearest id, a second letter",
            .given = "repository halden-orders\nsed -i 's/ownerRef: liam.keane/ownerRef: liam.kaene/; "
                     "s/proximity:/proximtiyy:/' "
                     "raid/risks.yaml; commit x\n",
            .when = "d1lint fix; d1lint fix --unsafe | grep '^+ ' | sort -u",
            .says = {"+      ownerRef: liam.keane\n"},
        },
        {
            .name = "a key whose place is taken, two names that are as near",
            .given =
                "repository halden-orders\nsed -i 's/^      trigger: \\(.*\\)/      trigger: \\1\\n      triger: x/' "
                "raid/risks.yaml; commit x\n",
            .when = "d1lint fix --unsafe",
            .never = {"diff"},
        },
    };

    SANDBOX_CASES(cases);
}

Test(fix, some_files_are_never_written_to)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "one that an approval names by its content, whatever is forced",
            .given = SPOILT
            "blob=$(git rev-parse HEAD:raid/risks.yaml)\n"
            "printf 'subject: {ref: RaidLog/raid, path: raid/risks.yaml, digest: {gitBlob: \"%s\"}}\\n"
            "decision: approved\\ndate: \"2026-02-16\"\\n' $blob | artifact Approval raid > approval.yaml; commit a\n",
            .when = "d1lint fix --write --force",
            .status = 2,
            .says = {"raid/risks.yaml is not written to: Approval/raid names it as it is"},
            .then = "test -z \"$(git status --porcelain)\"",
        },
        {
            .name = "one with changes that are not staged, unless forced; and then none of the others",
            .given = SPOILT "touch_up raid/risks.yaml\n",
            .when = STATUS("d1lint fix --write") "2; git diff --name-only; d1lint fix --write --force",
            .says = {"changes that are not staged; `git add` them",
                     "raid/risks.yaml\ncontract/statement-of-work.yaml: ", "\nraid/risks.yaml: "},
        },
        {
            .name = "one that git keeps with other line ends is staged all the same",
            .given = SPOILT "git config core.autocrlf true; sed -i 's/$/\\r/' raid/risks.yaml; touch raid/risks.yaml\n",
            .when = "git diff --quiet 2> /dev/null; d1lint fix --write",
            .says = {"\nraid/risks.yaml: "},
        },
        {
            .name = "what was agreed, once the tag of the baseline has it; other files are",
            .given = SPOILT "git tag -a -m agreed baseline/kickoff\n",
            .when = STATUS("d1lint fix --write --force") "2; git status --porcelain; d1lint fix --write raid; "
                                                         "commit; git tag -d baseline/kickoff > /dev/null; d1lint fix "
                                                         "--write contract",
            .says =
                {"contract/statement-of-work.yaml is not written to: it was agreed as the tag baseline/kickoff has it",
                 "raid/risks.yaml: ", "contract/statement-of-work.yaml: "},
            .then = "git diff --name-only | grep -qx contract/statement-of-work.yaml\n",
        },
        {
            .name = "by the tag that the policy names",
            .given = SPOILT "sed -i '0,/^spec:/s//spec:\\n  parameters: {baselineTag: agreed}/' policy.yaml\n"
                            "git commit -q -a -m policy; git tag -a -m agreed agreed\n",
            .when = "d1lint fix --write contract",
            .status = 2,
            .says = {"as the tag agreed has it"},
            .then = "test -z \"$(git status --porcelain)\"",
        },
        {
            .name = "outside of git nothing is staged",
            .given = SPOILT "rm -rf .git\n",
            .when = "d1lint fix --write",
            .status = 2,
            .says = {"not staged"},
        },
        {
            .name = "through a link",
            .given = SPOILT "mv raid ../raid; ln -s ../raid raid; commit l\n",
            .when = "cp ../raid/risks.yaml ../before; d1lint fix --write; cmp ../raid/risks.yaml ../before",
            .never = {"raid/risks"},
        },
    };

    SANDBOX_CASES(cases);
}

/* What a gate lacks is not made up: where a repair would meet a criterion that fails for more, nothing is done. */
Test(fix, no_gate_is_met_by_it)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "a validation by somebody who is not there: to name the nearest would meet criteria",
            .given = "repository halden-orders\nsed -i 's/byRef: marta.ruiz/byRef: marta.ruizz/' s2d/outcomes.yaml; "
                     "commit x\n",
            .when = STATUS("d1lint fix --unsafe --write") "2; d1lint fix",
            .says = {"the repairs would meet FW-1, which fails for more than shape and references"},
            .never = {"diff"},
            .then = "test -z \"$(git status --porcelain)\"",
        },
        {
            .name = "dates, people, states, texts, evidence, numbers and ids stay",
            .given = "repository halden-orders\n"
                     "sed -i '0,/identified: .*/s//identified: tomorrow/; s/    probability: 4/    probability: high/; "
                     "s/id: risk-02/id: Risk-02/; s/status: open$/status: opne/' raid/risks.yaml; commit x\n",
            .when = "d1lint fix",
            .never = {"diff"},
        },
    };

    SANDBOX_CASES(cases);
}
