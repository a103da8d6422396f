/*
 * Who signed, in real repositories: commits, merges and tags that git and ssh-keygen sign, held against the roster.
 * Every case is one approval that claims a signature of aoife, in a repository whose first commit has the roster.
 */
#include <criterion/criterion.h>

#include "e2e/sandbox.h"

#define GIVEN(script) "signers\n" script
#define CHECK "d1lint check --as-of 2026-03-09 --format concise | grep -E 'APR-006|GIT-001' || true\n"
#define NOT_SIGNED "is not signed by aoife: "

Test(signatures, whose_a_claimed_signature_is, .timeout = 600)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "signed by the approver",
            .given = GIVEN("record aoife 2026-03-04 -S\n"),
            .when = CHECK,
            .never = {"APR-006"},
        },
        {
            .name = "signed by the approver, under another name",
            .given = GIVEN("record tomas 2026-03-04 -S\n"),
            .when = CHECK,
            .never = {"APR-006"},
        },
        {
            .name = "merged and signed by the approver",
            .given = GIVEN("git checkout -q -b side\nrecord tomas 2026-03-04\ngit checkout -q main\n"
                           "as aoife 2026-03-05 git merge -q --no-ff -S -m merge side\n"),
            .when = CHECK,
            .never = {"APR-006"},
        },
        {
            .name = "signed on the branch, merged by somebody else without a signature",
            .given = GIVEN("git checkout -q -b side\nrecord aoife 2026-03-04 -S\ngit checkout -q main\n"
                           "as tomas 2026-03-05 git merge -q --no-ff -m merge side\n"),
            .when = CHECK,
            .never = {"APR-006"},
        },
        {
            .name = "a remark, another name of the file and a rewrite by others change nothing",
            .given = GIVEN("record aoife 2026-03-04 -S\nmkdir signed\ngit mv approval.yaml signed/sow.yaml\n"
                           "record tomas 2026-03-05\necho '# filed' >> signed/sow.yaml\n"
                           "echo '  recordedByRef: tomas' >> signed/sow.yaml\nrecord tomas 2026-03-06\n"),
            .when = CHECK,
            .never = {"APR-006"},
        },
        {
            .name = "not signed",
            .given = GIVEN("record aoife 2026-03-04\n"),
            .when = CHECK,
            .says = {"approval.yaml:9:11: warning APR-006", NOT_SIGNED "not signed"},
        },
        {
            .name = "signed by somebody else, under the approver's name",
            .given = GIVEN("sign tomas\nrecord aoife 2026-03-04 -S\n"),
            .when = CHECK,
            .says = {NOT_SIGNED "signed with a key of tomas"},
        },
        {
            .name = "signed by a stranger, as a forge does",
            .given = GIVEN("sign forge\nrecord aoife 2026-03-04 -S\n"),
            .when = CHECK,
            .says = {NOT_SIGNED "signed with a key of nobody in the roster (ssh-ed25519 SHA256:"},
        },
        {
            .name = "the approval was given another date afterwards",
            .given = GIVEN("record aoife 2026-03-04 -S\napproval 2026-03-05\nrecord tomas 2026-03-06\n"),
            .when = CHECK,
            .says = {NOT_SIGNED "not signed"},
        },
        {
            .name = "the key comes with what it signs",
            .given = GIVEN("key fresh\n{ KEY=fresh person aoife; person tomas; } > \"$BOX/r\"\nroster < \"$BOX/r\"\n"
                           "sign fresh\nrecord aoife 2026-03-04 -S\n"),
            .when = CHECK,
            .says = {"the key of aoife came into the roster with what it signs"},
        },
        {
            .name = "the key had ended",
            .given = GIVEN("{ person aoife 'validTo: \"2026-03-03\"'; person tomas; } > \"$BOX/r\"\n"
                           "roster < \"$BOX/r\"\nrecord aoife 2026-03-04 -S\n"),
            .when = CHECK,
            .says = {"the key of aoife ended on 2026-03-03"},
        },
        {
            .name = "its last day",
            .given = GIVEN("{ person aoife 'validTo: \"2026-03-04\"'; person tomas; } > \"$BOX/r\"\n"
                           "roster < \"$BOX/r\"\nrecord aoife 2026-03-04 -S\n"),
            .when = CHECK,
            .never = {"APR-006"},
        },
        {
            .name = "one key of two persons",
            .given = GIVEN("{ person aoife; KEY=aoife person tomas; } > \"$BOX/r\"\nroster < \"$BOX/r\"\n"
                           "record aoife 2026-03-04 -S\n"),
            .when = CHECK,
            .says = {"the roster gives to both aoife and tomas, and so proves neither"},
        },
        {
            .name = "the role has to stand in what is trusted",
            .given = GIVEN("git branch base\nsign tomas\nas aoife 2026-03-30 git tag -s -m agreed baseline/kickoff\n"
                           "sed -i 's/roles: .consultant./roles: [engagementManager]/' roster.yaml\n"
                           "record tomas 2026-04-01\n"),
            .when = "d1lint check --as-of 2026-04-13 --trust base --format concise | grep GIT-002 || true\n",
            .says = {"is signed by tomas, who had none of the roles"},
        },
        {
            .name = "changed after it was signed",
            .given = GIVEN("record aoife 2026-03-04 -S\n"
                           "id=$(git cat-file commit HEAD | sed 's/^record$/recorded/' | "
                           "git hash-object -t commit -w --stdin)\ngit reset -q --hard $id\n"),
            .when = CHECK,
            .says = {"the signature does not verify: what was signed is not what stands here"},
        },
        {
            .name = "the signature of another commit",
            .given = GIVEN("record aoife 2026-03-04 -S\ngit cat-file commit HEAD | "
                           "sed -n '/^gpgsig/,/END SSH/p' > \"$BOX/sig\"\n"
                           "approval 2026-03-05\nrecord aoife 2026-03-05\n"
                           "id=$(git cat-file commit HEAD | sed \"/^committer/r $BOX/sig\" | "
                           "git hash-object -t commit -w --stdin)\ngit reset -q --hard $id\n"),
            .when = CHECK,
            .says = {"the signature does not verify"},
        },
        {
            .name = "with OpenPGP nothing is known",
            .given = GIVEN("printf '#!/bin/sh\\ncat > /dev/null\\necho \"[GNUPG:] SIG_CREATED D\" >&2\\n"
                           "echo \"-----BEGIN PGP SIGNATURE-----\"\\necho\\necho iQ==\\n"
                           "echo \"-----END PGP SIGNATURE-----\"\\n' > \"$BOX/pgp\"\nchmod +x \"$BOX/pgp\"\n"
                           "git config gpg.format openpgp\ngit config gpg.program \"$BOX/pgp\"\n"
                           "record aoife 2026-03-04 -S\n"),
            .when = "d1lint check --as-of 2026-03-09 --format json | grep -o 'signed with OpenPGP[^\"]*' | sort -u\n",
            .says = {"signed with OpenPGP, which is not read; SSH keys are"},
        },
        {
            .name = "in a shallow clone nothing is known",
            .given = GIVEN("record aoife 2026-03-04 -S\n"),
            .when = "git clone -q --depth 1 \"file://$PWD\" \"$BOX/shallow\"\ncd \"$BOX/shallow\"\n"
                    "d1lint check --as-of 2026-03-09 --format json > \"$BOX/j\" || true\n"
                    "grep -A3 '\"APR-006\"' \"$BOX/j\" | grep -c indeterminate || grep -n 'APR-006' \"$BOX/j\"\n",
            .never = {"is not signed by"},
        },
        {
            .name = "what is not committed yet cannot be signed yet",
            .given = GIVEN("true\n"),
            .when = CHECK,
            .never = {"APR-006"},
        },
        {
            .name = "what git itself is told of signers does not matter",
            .given = GIVEN("sign forge\nrecord aoife 2026-03-04 -S\n"
                           "echo \"aoife@example.com $(cat \"$BOX/forge.pub\")\" > \"$BOX/allowed\"\n"
                           "git config gpg.ssh.allowedSignersFile \"$BOX/allowed\"\ngit verify-commit HEAD\n"),
            .when = CHECK,
            .says = {"signed with a key of nobody in the roster"},
        },
    };

    SANDBOX_CASES(cases);
}

#define NO_KEYS                                                                                                        \
    GIVEN("sed -i /signingKey/d roster.yaml\nrecord tomas 2026-03-10\n"                                                \
          "as aoife 2026-03-30 git tag -a -m agreed baseline/kickoff\n")
#define BASELINE "d1lint check --as-of 2026-04-13 --format concise | grep GIT-002 || true\n"

/* Gate baseline is due some days behind kickoff, 2026-03-30. */
Test(signatures, the_tag_of_the_baseline, .timeout = 600)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "signed by the engagement manager",
            .given = GIVEN("as aoife 2026-03-30 git tag -s -m agreed baseline/kickoff\n"),
            .when = BASELINE,
            .never = {"GIT-002"},
        },
        {
            .name = "none",
            .given = GIVEN("true\n"),
            .when = BASELINE,
            .says = {"warning GIT-002 There is no tag baseline/kickoff"},
        },
        {
            .name = "a branch of that name is none",
            .given = GIVEN("git branch baseline/kickoff\n"),
            .when = BASELINE,
            .says = {"There is no tag baseline/kickoff"},
        },
        {
            .name = "a light one",
            .given = GIVEN("git tag baseline/kickoff\n"),
            .when = BASELINE,
            .says = {"The tag baseline/kickoff is not annotated"},
        },
        {
            .name = "not signed",
            .given = GIVEN("as aoife 2026-03-30 git tag -a -m agreed baseline/kickoff\n"),
            .when = BASELINE,
            .says = {"is not signed by anybody of the roster: not signed"},
        },
        {
            .name = "signed by somebody without the role",
            .given = GIVEN("sign tomas\nas aoife 2026-03-30 git tag -s -m agreed baseline/kickoff\n"),
            .when = BASELINE,
            .says = {"is signed by tomas, who had none of the roles"},
        },
        {
            .name = "changed after it was signed",
            .given = GIVEN("as aoife 2026-03-30 git tag -s -m agreed baseline/kickoff\n"
                           "id=$(git cat-file tag baseline/kickoff | sed 's/^agreed$/imposed/' | "
                           "git hash-object -t tag -w --stdin)\ngit update-ref refs/tags/baseline/kickoff $id\n"),
            .when = BASELINE,
            .says = {"is not signed by anybody of the roster: the signature does not verify"},
        },
        {
            .name = "signed as another tag, which somebody gave this name",
            .given = GIVEN("as aoife 2026-03-30 git tag -s -m released v1\n"
                           "git update-ref refs/tags/baseline/kickoff $(git rev-parse v1)\n"),
            .when = BASELINE,
            .says = {"is not signed by anybody of the roster: it was signed as the tag v1, and not under this name"},
        },
        {
            .name = "of a commit beside the line",
            .given = GIVEN("git checkout -q -b side\nrecord aoife 2026-03-04 -S\n"
                           "as aoife 2026-03-30 git tag -s -m agreed baseline/kickoff\ngit checkout -q main\n"),
            .when = BASELINE,
            .says = {"leads to a commit that is not on the line"},
        },
        {
            .name = "moved later",
            .given = GIVEN("record aoife 2026-04-10 -S\nas aoife 2026-04-22 git tag -s -m agreed baseline/kickoff\n"),
            .when = "d1lint check --as-of 2026-05-04 --format concise | grep GIT-002 || true\n",
            .says = {"was made on 2026-04-22, later than 5 business days after the gate"},
        },
        {
            .name = "where nobody has a key, nobody knows",
            .given = NO_KEYS,
            .when = BASELINE,
            .says = {"GIT-002 this cannot be judged: no identity in the roster has a signing key"},
        },
        {
            .name = "before the gate somebody may have one yet",
            .given = NO_KEYS,
            .when = "d1lint check --as-of 2026-04-03 --format concise | grep GIT-002 || true\n",
            .never = {"GIT-002"},
        },
        {
            .name = "before the first commit there is nothing to tag",
            .given = "cp \"$EXAMPLES\"/first-steps/*.yaml .\ngit init -q .\n",
            .when = BASELINE "git add -A\nd1lint check --staged --as-of 2026-04-13 --format concise | grep GIT-002 || "
                             "true\n",
            .never = {"GIT-002"},
        },
    };

    SANDBOX_CASES(cases);
}

/* What a person commits without a signature is evidence of the second level, unless somebody else signed it. */
Test(signatures, commits_as_evidence, .timeout = 600)
{
#define CONTEXT(date)                                                                                                  \
    "printf 'apiVersion: d1d/v1\\nkind: CustomerContext\\nmetadata: {name: context}\\nspec:\\n  newCustomer: true\\n"  \
    "  acknowledgements:\\n    - {personRef: aoife, date: \"" date "\"}\\n' > context.yaml\n"                          \
    "rm approval.yaml\nsed -i 's/roles: \\[engagementManager\\]/&\\n      core: true/' roster.yaml\n"                  \
    "sed -i 's/^  profile: lite/  profile: regulated/' engagement.yaml\nrecord aoife 2026-03-03\n"                     \
    "sed -i 's/\"" date "\"/\"2026-03-10\"/' context.yaml\n"
#define CONTEXT_CHECK "d1lint check --as-of 2026-03-17 --format concise | grep CTX-005 || true\n"
#define LATER "touch_up engagement.yaml\nrecord tomas 2026-03-11\n"
#define STILL_TO_DO "to do CTX-005: aoife has still to merge or sign what CustomerContext/context says in their name"
    static const struct sandbox_case cases[] = {
        {
            .name = "committed by the person",
            .given = GIVEN(CONTEXT("2026-03-03") "record aoife 2026-03-10\n"),
            .when = CONTEXT_CHECK,
            .never = {"CTX-005"},
        },
        {
            .name = "in capitals",
            .given = GIVEN(CONTEXT("2026-03-03") "git add -A\nGIT_AUTHOR_EMAIL=AOIFE@Example.com git commit -q -m x\n"),
            .when = CONTEXT_CHECK,
            .never = {"CTX-005"},
        },
        {
            .name = "merged by the person",
            .given = GIVEN(CONTEXT("2026-03-03") "git checkout -q -b side\nrecord tomas 2026-03-10\n"
                                                 "git checkout -q main\n"
                                                 "as aoife 2026-03-11 git merge -q --no-ff -m merge side\n"),
            .when = CONTEXT_CHECK,
            .never = {"CTX-005"},
        },
        {
            .name = "committed by somebody else",
            .given = GIVEN(CONTEXT("2026-03-03") "record tomas 2026-03-10\n" LATER),
            .when = CONTEXT_CHECK,
            .says =
                {"error CTX-005 aoife acknowledged the customer context, but no commit or merge of theirs shows it"},
        },
        {
            .name = "which the person may still merge, as long as nothing comes after it",
            .given = GIVEN(CONTEXT("2026-03-03") "record tomas 2026-03-10\n"),
            .when = CONTEXT_CHECK "d1lint check --as-of 2026-03-17 --todo\n",
            .status = 1,
            .says = {STILL_TO_DO},
            .never = {"error CTX-005"},
        },
        {
            .name = "not committed yet, as a hook sees it",
            .given = GIVEN(CONTEXT("2026-03-03") "git add -A\n"),
            .when = "d1lint check --staged --as-of 2026-03-17 --format concise | grep CTX-005 || true\n"
                    "d1lint check --staged --as-of 2026-03-17 --todo | cat\n",
            .says = {STILL_TO_DO, "which is not committed yet"},
            .never = {"error CTX-005"},
        },
        {
            .name = "on a branch of two commits, which only the trusted revision tells from the line",
            .given = GIVEN(CONTEXT("2026-03-03") "git checkout -q -b side\nrecord tomas 2026-03-10\n" LATER),
            .when = CONTEXT_CHECK "d1lint check --trust main --as-of 2026-03-17 --format concise | grep -c 'CTX-005' "
                                  "|| true\n",
            .says = {"no commit or merge of theirs shows it", "\n0\n"},
        },
        {
            .name = "with the person as co-author, which anybody can write",
            .given = GIVEN(CONTEXT("2026-03-03") "git add -A\nas tomas 2026-03-10 git commit -q -m \"x\n\n"
                                                 "Co-authored-by: aoife <aoife@example.com>\nSigned-off-by: aoife "
                                                 "<aoife@example.com>\"\n" LATER),
            .when = CONTEXT_CHECK,
            .says = {"no commit or merge of theirs shows it"},
        },
        {
            .name = "under the person's address, signed by somebody else",
            .given = GIVEN(CONTEXT("2026-03-03") "sign tomas\nrecord aoife 2026-03-10 -S\n" LATER),
            .when = CONTEXT_CHECK,
            .says = {"no commit or merge of theirs shows it"},
        },
        {
            .name = "under the person's address, signed by a stranger, which says nothing",
            .given = GIVEN(CONTEXT("2026-03-03") "sign forge\nrecord aoife 2026-03-10 -S\n"),
            .when = CONTEXT_CHECK,
            .never = {"CTX-005"},
        },
    };

    SANDBOX_CASES(cases);
}

/* An approval of the contract as it stands at `$1`, by aoife. */
#define APPROVE "approve() { approval; of_version \"$1\"; record tomas 2026-03-06; }\nrm approval.yaml\n"
#define WRITTEN(script) GIVEN(APPROVE script)
#define WRITER "d1lint check --as-of 2026-03-09 --format concise | grep -E 'APR-00[14]|GIT-001' || true\n"

#define WRITER_SAYS "d1lint check --as-of 2026-03-09 --format concise | grep -c \"wrote it ($(cat \"$BOX/wrote\"),\"\n"

Test(signatures, nobody_approves_what_they_wrote, .timeout = 600)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "somebody else wrote it",
            .given = WRITTEN("approve statement-of-work.yaml\n"),
            .when = WRITER,
            .never = {"APR-00"},
        },
        {
            .name = "the approver wrote it",
            .given = WRITTEN("change\nrecord aoife 2026-03-03\napprove statement-of-work.yaml\n"),
            .when = WRITER,
            .says =
                {"approval.yaml:6:16: error APR-004 aoife approved StatementOfWork/sow on 2026-03-04, and wrote it (",
                 " of 2026-03-03)"},
        },
        {
            .name = "with somebody else",
            .given = WRITTEN("change\ngit add -A\nas tomas 2026-03-03 git commit -q -m \"x\n\nCo-authored-by: Aoife "
                             "<AOIFE@example.com>\"\napprove statement-of-work.yaml\n"),
            .when = WRITER,
            .says = {"APR-004 aoife approved StatementOfWork/sow on 2026-03-04, and is named as an author of it ("},
        },
        {
            .name = "with somebody else, as git lets a trailer be written",
            .given = WRITTEN("change\ngit add -A\nas tomas 2026-03-03 git commit -q -m \"x\n\nCo-authored-by : Aoife\n"
                             "  <aoife@example.com>\"\napprove statement-of-work.yaml\n"),
            .when = WRITER,
            .says = {"APR-004 aoife approved StatementOfWork/sow on 2026-03-04, and is named as an author of it ("},
        },
        {
            .name = "on a branch that the approver merged: the commit that wrote it is named, not the merge",
            .given =
                WRITTEN("git checkout -q -b side\nchange\nrecord aoife 2026-03-03\ngit checkout -q main\n"
                        "as aoife 2026-03-04 git merge -q --no-ff -m merge side\napprove statement-of-work.yaml\n"),
            .when = WRITER "git rev-parse side | cut -c1-7 > \"$BOX/wrote\"\n" WRITER_SAYS,
            .says = {"and wrote it (", ", merged on 2026-03-04)", "1\n"},
        },
        {
            .name = "who moved and formatted the file has not written it",
            .given =
                WRITTEN("mkdir contract\ngit mv statement-of-work.yaml contract/sow.yaml\n"
                        "echo '# filed' >> contract/sow.yaml\nrecord aoife 2026-03-03\napprove contract/sow.yaml\n"),
            .when = WRITER,
            .never = {"APR-00"},
        },
        {
            .name = "approved where it was, moved since",
            .given = WRITTEN("approve statement-of-work.yaml\nmkdir contract\ngit mv statement-of-work.yaml contract/\n"
                             "record aoife 2026-03-07\n"),
            .when = WRITER,
            .never = {"APR-00"},
        },
        {
            .name = "on a branch that another person merged",
            .given =
                WRITTEN("git checkout -q -b side\nchange\nrecord aoife 2026-03-03\ngit checkout -q main\n"
                        "as tomas 2026-03-04 git merge -q --no-ff -m merge side\napprove statement-of-work.yaml\n"),
            .when = WRITER,
            .never = {"APR-00"},
        },
        {
            .name = "on a branch that the approver merged",
            .given =
                WRITTEN("git checkout -q -b side\nchange\nrecord aoife 2026-03-03\ngit checkout -q main\n"
                        "as aoife 2026-03-04 git merge -q --no-ff -m merge side\napprove statement-of-work.yaml\n"),
            .when = WRITER,
            .says = {"APR-004 aoife approved StatementOfWork/sow"},
        },
        {
            .name = "a shallow clone does not know",
            .given = WRITTEN("approve statement-of-work.yaml\ngit clone -q --depth 1 \"file://$PWD\" \"$BOX/clone\"\n"),
            .when = "cd \"$BOX/clone\"\n" WRITER,
            .says = {"APR-004 this cannot be judged: this is a shallow clone", "error GIT-001"},
        },
    };

    SANDBOX_CASES(cases);
}

/* Whether it verifies is kept; whose key it is, and whether it was at that time, is not. */
Test(signatures, what_is_kept_of_one)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "the roster is asked anew",
            .given = GIVEN("record aoife 2026-03-04 -S\n"),
            .when = CHECK "d1lint cache | grep 'is signed'\n"
                          "sed -i 's/signingKey: /wasKey: /' roster.yaml\n" CHECK "git checkout -q roster.yaml\n" CHECK
                          "echo end\n",
            .says = {"1 whether a commit or a tag is signed, and with which key\n",
                     "no identity in the roster has a signing key", "[indeterminate]\nend\n"},
        },
        {
            .name = "it is the same with what is kept and without",
            .given = GIVEN("record aoife 2026-03-04 -S\ntouch_up approval.yaml\nrecord tomas 2026-03-05\n"),
            .when = "for run in 1 2; do\n"
                    "    touch_up approval.yaml\n"
                    "    for how in --no-cache --jobs=2; do\n"
                    "        d1lint check --as-of 2026-03-09 $how --format json > \"$BOX/$how\" || true\n    done\n"
                    "    cmp \"$BOX/--no-cache\" \"$BOX/--jobs=2\" && echo same\ndone\n",
            .says = {"same\nsame\n"},
        },
    };

    SANDBOX_CASES(cases);
}

/* Before the change is merged nobody knows whether the approver will: the gate is neither met nor missed by it. */
Test(signatures, what_is_awaited_decides_no_gate, .timeout = 600)
{
#define BASE "$PROJECT/rules/bases/launch"
#define LAUNCH                                                                                                         \
    "git init -q -b main .\nmkdir team\nsed 's|^    - id: marta.ruiz$|&\\n      identities: [{email: "                 \
    "marta@example.com}]|' " BASE "/team/roster.yaml > team/roster.yaml\ncp " BASE "/engagement.yaml .\n"              \
    "record jon 2026-02-06\ncp -Rn " BASE "/. .\ncp -R \"$EXAMPLES/halden-orders/evidence\" .\n"                       \
    "mv launch/approvals.yaml ..\necho '  parameters: {minEvidence: E2}' >> policy.yaml\nrecord tomas 2026-03-02\n"    \
    "mv ../approvals.yaml launch/\nrecord marta 2026-03-06\n"                                                          \
    "sed -i '/name: charter-approval/,/date:/s/date: .*/date: \"2026-03-06\"/' launch/approvals.yaml\n"                \
    "record tomas 2026-03-09\n"
#define GATE "d1lint check --gate baseline --as-of 2026-03-09 --quiet\n"
    static const struct sandbox_case cases[] = {
        {
            .name = "as the approver wrote it",
            .given = LAUNCH "git reset -q --hard HEAD~1\n",
            .when = GATE,
            .says = {"gate baseline is met"},
        },
        {
            .name = "altered by the change at hand",
            .given = LAUNCH,
            .when = GATE,
            .status = 1,
            .says = {"gate baseline is not met: undecided"},
        },
        {
            .name = "altered by an earlier one",
            .given = LAUNCH "touch_up raid/risks.yaml\nrecord tomas 2026-03-09\n",
            .when = GATE,
            .status = 1,
            .says = {"APR-005", "gate baseline is not met"},
            .never = {"undecided"},
        },
    };

    SANDBOX_CASES(cases);
}
