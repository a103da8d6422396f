/*
 * What is signed other than by the commit of an approval: tags that git signs and files that ssh-keygen signs, held
 * against the roster. Every case is one approval of the contract by aoife, of whom E3 is asked, recorded by tomas.
 */
#include <criterion/criterion.h>

#include "e2e/sandbox.h"

/*
 * `file KEY [FILE]` signs a file, the contract unless another is named. `approve LINE...` records an approval of the
 * contract as it stands in the newest commit, with these lines as evidence, on `$on`; another commit comes after it, so
 * that no merge of the approver is waited for any more.
 */
#define GIVEN(script)                                                                                                  \
    "signers\nrm approval.yaml\nsow=statement-of-work.yaml on=2026-03-06\n"                                            \
    "artifact LintPolicy policy > policy.yaml <<'E'\nparameters: {minEvidence: E2}\nE\nrecord tomas 2026-03-02\n"      \
    "file() { key \"$1\"; ssh-keygen -q -Y sign -n \"${SPACE:-file}\" -f \"$BOX/$1\" \"${2:-$sow}\" 2> /dev/null; }\n" \
    "approve() { approval; of_version \"$sow\"; sed -i \"s/signedCommit/${METHOD:-document}/\" approval.yaml\n"        \
    "echo '  recordedByRef: tomas' >> approval.yaml\n"                                                                 \
    "[ $# = 0 ] || { echo '  evidence:'; printf '    - %s\\n' \"$@\"; } >> approval.yaml\nrecord tomas \"$on\"\n"      \
    "touch_up engagement.yaml\nrecord tomas \"$on\"; }\n" script
#define CHECK "d1lint check --as-of 2026-03-09 --format concise | grep -E 'APR-00[56]' || true\n"
#define LACKS "but no signature of theirs shows it: not signed"

Test(sealed, signatures_in_files_of_their_own, .timeout = 600)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "none",
            .given = GIVEN("approve\n"),
            .when = CHECK,
            .says = {"approval.yaml:9:11: error APR-005 aoife approved StatementOfWork/sow on 2026-03-04, " LACKS
                     " (E3 is asked for)\n"},
        },
        {
            .name = "of the approver, over the very file that is approved",
            .given = GIVEN("file aoife\napprove\n"),
            .when = CHECK,
            .never = {"APR-00"},
        },
        {
            .name = "sent in later",
            .given = GIVEN("approve\nfile aoife\nrecord tomas 2026-03-07\n"),
            .when = CHECK,
            .never = {"APR-00"},
        },
        {
            .name = "before it came it did not count",
            .given = GIVEN("approve\nfile aoife\nrecord tomas 2026-03-07\n"),
            .when = "d1lint history APR-005 --as-of 2026-03-09 | awk '{ print $1, $3 }'",
            .says = {"2026-03-02 empty\n2026-03-06 fail\n2026-03-07 pass\n"},
        },
        {
            .name = "and not committed yet",
            .given = GIVEN("approve\nfile aoife\n"),
            .when = CHECK,
            .never = {"APR-00"},
        },
        {
            .name = "which another commit does not have",
            .given = GIVEN("approve\nfile aoife\n"),
            .when = "d1lint check --rev HEAD --as-of 2026-03-09 --format concise | grep APR-00 || true\n",
            .says = {LACKS},
        },
        {
            .name = "of somebody else",
            .given = GIVEN("file tomas\napprove\n"),
            .when = CHECK,
            .says = {LACKS "; `", ": signed with a key of tomas"},
        },
        {
            .name = "of a stranger",
            .given = GIVEN("file forge\napprove\n"),
            .when = CHECK,
            .says = {LACKS "; `", ": signed with a key of nobody in the roster (ssh-ed25519 SHA256:"},
        },
        {
            .name = "of the version before",
            .given = GIVEN("file aoife\nchange\nrecord tomas 2026-03-03\napprove\n"),
            .when = CHECK,
            .says = {LACKS "; `", ": the signature does not verify: what was signed is not what stands here"},
        },
        {
            .name = "what was approved has changed since, and the signature is as good as it was",
            .given = GIVEN("file aoife\napprove\nchange\nrecord tomas 2026-03-07\n"),
            .when = CHECK,
            .never = {"APR-00"},
        },
        {
            .name = "beside the file where it stands now",
            .given = GIVEN("file aoife\napprove\nmkdir contract\ngit mv $sow $sow.sig contract/\nrecord tomas "
                           "2026-03-07\n"),
            .when = CHECK,
            .never = {"APR-00"},
        },
        {
            .name = "over a copy with the ends of lines of Windows",
            .given = GIVEN("sed 's/$/\\r/' $sow > \"$BOX/copy\"\nfile aoife \"$BOX/copy\"\ncp \"$BOX/copy.sig\" "
                           "$sow.sig\napprove\n"),
            .when = CHECK,
            .says = {LACKS "; `", ": the signature is over other line ends: it verifies with CRLF where LF stands"},
        },
        {
            .name = "of another namespace",
            .given = GIVEN("SPACE=git file aoife\napprove\n"),
            .when = CHECK,
            .says = {LACKS "; ", "the signature is for namespace git, not for file"},
        },
        {
            .name = "cut off",
            .given = GIVEN("file aoife\nhead -c 200 $sow.sig > x\nmv x $sow.sig\napprove\n"),
            .when = CHECK,
            .says = {LACKS "; "},
            .never = {"[indeterminate]"},
        },
        {
            .name = "of a mebibyte",
            .given = GIVEN("file aoife\nfill 1048576 'U1NIU0lH' >> $sow.sig\napprove\n"),
            .when = CHECK,
            .says = {LACKS "; "},
            .never = {"[indeterminate]"},
        },
        {
            .name = "with a key that comes with it",
            .given = GIVEN("key fresh\n{ KEY=fresh ROLE=engagementManager person aoife; person tomas; } > \"$BOX/r\"\n"
                           "approve\nroster < \"$BOX/r\"\nfile fresh\nrecord tomas 2026-03-07\n"),
            .when = CHECK,
            .says = {LACKS "; `", ": the key of aoife came into the roster with what it signs"},
        },
        {
            .name = "with a key that had ended",
            .given = GIVEN("{ ROLE=engagementManager person aoife 'validTo: \"2026-03-05\"'; person tomas; } > "
                           "\"$BOX/r\"\nroster < \"$BOX/r\"\nrecord tomas 2026-03-03\nfile aoife\napprove\n"),
            .when = CHECK,
            .says = {LACKS "; `", ": the key of aoife ended on 2026-03-05"},
        },
        {
            .name = "before it ended: moving the file later moves no date",
            .given = GIVEN("{ ROLE=engagementManager person aoife 'validTo: \"2026-03-05\"'; person tomas; } > "
                           "\"$BOX/r\"\nroster < \"$BOX/r\"\non=2026-03-05\nfile aoife\napprove\nmkdir contract\n"
                           "git mv $sow $sow.sig contract/\nrecord tomas 2026-03-08\n"),
            .when = CHECK,
            .never = {"APR-00"},
        },
        {
            .name = "given as evidence, of a file somewhere else",
            .given = GIVEN("mkdir signed\ncp $sow signed/sow\nfile aoife signed/sow\n"
                           "approve '{type: document, href: signed/sow}'\n"),
            .when = CHECK,
            .never = {"APR-00"},
        },
        {
            .name = "given as evidence by its own name",
            .given = GIVEN("mkdir signed\ncp $sow signed/sow\nfile aoife signed/sow\n"
                           "approve '{type: document, href: signed/sow.sig}'\n"),
            .when = CHECK,
            .never = {"APR-00"},
        },
        {
            .name = "of a letter that is not what was approved",
            .given = GIVEN("echo 'Yes.' > letter.txt\nfile aoife letter.txt\n"
                           "approve '{type: document, href: letter.txt}'\n"),
            .when = CHECK,
            .says = {LACKS "; `", ": the signature does not verify: what was signed is not what stands here"},
        },
        {
            .name = "which shows as much as a letter does, without anybody who recorded it",
            .given = GIVEN("sed -i s/E2/E0/ policy.yaml\nrecord tomas 2026-03-03\necho 'Yes.' > letter.txt\n"
                           "file aoife letter.txt\napprove '{type: document, href: letter.txt}'\n"
                           "sed -i /recordedByRef/d approval.yaml\nrecord tomas 2026-03-07\n"),
            .when = CHECK,
            .never = {"APR-00"},
        },
        {
            .name = "and a letter that nobody signed does not",
            .given = GIVEN("sed -i s/E2/E0/ policy.yaml\nrecord tomas 2026-03-03\necho 'Yes.' > letter.txt\n"
                           "approve '{type: document, href: letter.txt}'\n"
                           "sed -i /recordedByRef/d approval.yaml\nrecord tomas 2026-03-07\n"),
            .when = CHECK,
            .says = {"APR-005 aoife approved StatementOfWork/sow on 2026-03-04, but nothing shows it"},
        },
        {
            .name = "which comes and goes, where the verdict of the last run is known",
            .given = GIVEN("approve\n"),
            .when =
                "look() { sleep 0.06; d1lint check --as-of 2026-03-09 --format concise | grep -c APR-005 || true; }\n"
                "look\nlook\nssh-keygen -q -Y sign -n file -f \"$BOX/aoife\" statement-of-work.yaml 2> /dev/null\n"
                "look\nlook\nssh-keygen -q -Y sign -n file -f \"$BOX/tomas\" < engagement.yaml > "
                "statement-of-work.yaml.sig 2> /dev/null\nlook\nlook\nrm statement-of-work.yaml.sig\nlook\n",
            .says = {"1\n1\n0\n0\n1\n1\n1\n"},
        },
        {
            .name = "in a shallow clone nobody knows since when",
            .given = GIVEN("file aoife\napprove\ntouch_up engagement.yaml\nrecord tomas 2026-03-07\n"
                           "git clone -q --depth 1 \"file://$PWD\" \"$BOX/clone\"\n"),
            .when = "cd \"$BOX/clone\"\n" CHECK,
            .says = {"APR-005 this cannot be judged: this is a shallow clone"},
            .never = {LACKS},
        },
    };

    SANDBOX_CASES(cases);
}

Test(sealed, signed_tags_as_evidence, .timeout = 600)
{
#define TAG "'{type: tag, href: \"tag:approved/sow\"}'\n"
    static const struct sandbox_case cases[] = {
        {
            .name = "of the approver, on a commit that has what was approved",
            .given = GIVEN("as aoife 2026-03-05 git tag -s -m agreed approved/sow\nMETHOD=signedTag approve " TAG),
            .when = CHECK,
            .never = {"APR-00"},
        },
        {
            .name = "none of that name",
            .given = GIVEN("METHOD=signedTag approve " TAG),
            .when = CHECK,
            .says = {LACKS "; there is no tag approved/sow", "warning APR-006",
                     "is not signed by aoife: there is no tag"},
        },
        {
            .name = "a light one",
            .given = GIVEN("git tag approved/sow\nMETHOD=signedTag approve " TAG),
            .when = CHECK,
            .says = {LACKS "; the tag approved/sow is not annotated"},
        },
        {
            .name = "not signed",
            .given = GIVEN("as aoife 2026-03-05 git tag -a -m agreed approved/sow\nMETHOD=signedTag approve " TAG),
            .when = CHECK,
            .says = {LACKS "; the tag approved/sow: not signed", "APR-006"},
        },
        {
            .name = "of somebody else",
            .given = GIVEN("sign tomas\nas aoife 2026-03-05 git tag -s -m agreed approved/sow\nMETHOD=signedTag "
                           "approve " TAG),
            .when = CHECK,
            .says = {LACKS "; the tag approved/sow is signed with a key of tomas"},
        },
        {
            .name = "signed as another tag",
            .given = GIVEN("as aoife 2026-03-05 git tag -s -m draft draft\n"
                           "git update-ref refs/tags/approved/sow $(git rev-parse draft)\n"
                           "METHOD=signedTag approve " TAG),
            .when = CHECK,
            .says = {LACKS "; the tag approved/sow: it was signed as the tag draft, and not under this name",
                     "APR-006"},
        },
        {
            .name = "on a commit that has another version",
            .given = GIVEN("as aoife 2026-03-02 git tag -s -m agreed approved/sow\nchange\nrecord tomas 2026-03-03\n"
                           "METHOD=signedTag approve " TAG),
            .when = CHECK,
            .says = {LACKS "; the tag approved/sow does not have what was approved at `statement-of-work.yaml`"},
        },
        {
            .name = "on a commit beside the line",
            .given = GIVEN("git checkout -q -b side\ntouch_up engagement.yaml\nrecord aoife 2026-03-03\n"
                           "as aoife 2026-03-05 git tag -s -m agreed approved/sow\ngit checkout -q main\n"
                           "METHOD=signedTag approve " TAG),
            .when = CHECK,
            .says = {LACKS "; the tag approved/sow leads to no commit on the line"},
        },
        {
            .name = "of a blob",
            .given = GIVEN("as aoife 2026-03-05 git tag -s -m agreed approved/sow HEAD:$sow\nMETHOD=signedTag "
                           "approve " TAG),
            .when = CHECK,
            .says = {LACKS "; the tag approved/sow leads to no commit on the line"},
        },
        {
            .name = "signed by tag, and no tag is named",
            .given = GIVEN("as aoife 2026-03-05 git tag -s -m agreed approved/sow\nMETHOD=signedTag approve\n"),
            .when = CHECK,
            .says = {LACKS " (E3 is asked for)\n", "APR-006", "no tag is given as evidence"},
        },
        {
            .name = "a clone without tags does not know",
            .given = GIVEN("as aoife 2026-03-05 git tag -s -m agreed approved/sow\nMETHOD=signedTag approve " TAG
                           "git clone -q --no-tags --depth 1 \"file://$PWD\" \"$BOX/clone\"\n"),
            .when = "cd \"$BOX/clone\"\n" CHECK,
            .says = {"APR-005 this cannot be judged: this is a shallow clone"},
            .never = {LACKS},
        },
    };

    SANDBOX_CASES(cases);
}
