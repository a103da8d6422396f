/* d1lint approve: what somebody approved is written down as it was committed, or not at all. */
#include <criterion/criterion.h>

#include "e2e/sandbox.h"

#define GIVEN                                                                                                          \
    "cp -R \"$PROJECT/rules/bases/launch/.\" .; git init -q .; mkdir evidence; echo mail > evidence/m.txt; commit x\n"
/* What the variables of these names say in place of what is right. */
#define APPROVE(options)                                                                                               \
    "d1lint approve ProjectCharter/charter --as ${as:-marta.ruiz} --authority auth-01 "                                \
    "--decision ${decision:-approved} --date ${date:-2026-03-05} --method ${method:-email} "                           \
    "--evidence ${evidence:-evidence/m.txt} --collected 2026-03-05 --recorded-by aoife.byrne " options
#define NOTHING "test ! -e approvals"

Test(approve, the_version_of_head_is_written_down)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "with its id in git, and the digest of the evidence as it was read",
            .given = GIVEN,
            .when = APPROVE("") "; cat approvals/projectcharter-charter.yaml",
            .says = {"approvals/projectcharter-charter.yaml:1: Approval; to sign it: git add ", "git commit -S -m"},
            .then = "grep -q \"gitBlob: \\\"\\?$(git rev-parse HEAD:launch/charter.yaml)\" approvals/*.yaml\n"
                    "grep -q \"sha256: \\\"\\?$(sha256sum < evidence/m.txt | cut -c -64)\" approvals/*.yaml\n"
                    "test \"$(git status --porcelain)\" = '?? approvals/'\n"
                    "d1lint check --as-of 2026-03-10 --format concise",
        },
        {
            .name = "of an earlier revision, although the file is another by now",
            .given = GIVEN "touch_up launch/charter.yaml; commit y\n",
            .when = APPROVE(
                "--rev HEAD~1 > /dev/null; grep -c \"$(git rev-parse HEAD~1:launch/charter.yaml)\" approvals/*"),
            .says = {"1\n"},
        },
        {
            .name = "where git keeps other line ends than lie on disk",
            .given = GIVEN
            "git config core.autocrlf true; sed -i 's/$/\\r/' launch/charter.yaml; touch launch/charter.yaml\n",
            .when = APPROVE("> /dev/null") "; grep -c \"$(git rev-parse HEAD:launch/charter.yaml)\" approvals/*",
            .says = {"1\n"},
        },
        {
            .name = "dry",
            .given = GIVEN,
            .when = APPROVE("--dry-run"),
            .says = {"kind: Approval\n"},
            .then = NOTHING,
        },
        {
            .name = "what has changed since is read in the repository, wherever the approval points to",
            .given = GIVEN "echo secret > ../secret; ln -s ../secret lnk; sed -i 's#path: launch/charter.yaml#path: "
                           "@#' launch/approvals.yaml\n",
            .when = "for p in ../secret launch/../../secret \"$BOX/secret\" lnk .git/config gone; do "
                    "sed \"s#path: @#path: $p#\" launch/approvals.yaml > launch/a.yaml; mv launch/approvals.yaml ../a; "
                    "status=0; d1lint approve --diff charter-approval || status=$?; test $status = 2; "
                    "mv ../a launch/approvals.yaml; done",
            .says = {"no file of the repository by now: ../secret", "by now: gone"},
            .never = {"+secret", "+[core]"},
        },
        {
            .name = "what has changed since, without what is a secret now, and what was one then",
            .given =
                GIVEN "echo '# a' >> launch/charter.yaml\n"
                      "p=$(grep -m1 -n 'purpose\\|objective\\|title' launch/charter.yaml | cut -d: -f1)\n"
                      "sed \"${p}s/:.*/: \\\"Go, password: hunter22CANARY\\\"/\" launch/charter.yaml > c; mv c "
                      "launch/charter.yaml\n"
                      "commit then\nblob=$(git rev-parse HEAD:launch/charter.yaml)\n"
                      "sed -i \"0,/gitBlob: .*/s//gitBlob: $blob}}/\" launch/approvals.yaml\n"
                      "sed -i \"${p}s/:.*/: \\\"Go, password: hunter33CANARY\\\"/\" launch/charter.yaml\ncommit now\n",
            .when = "d1lint approve --diff charter-approval",
            .says = {"--- a/launch/charter.yaml\n", "\n-", "\n+", "[secret]"},
            .never = {"CANARY"},
        },
        {
            .name = "what has changed since",
            .given = GIVEN "touch_up launch/charter.yaml\n",
            .when = "d1lint approve --diff charter-approval; d1lint approve --diff plan-approval",
            .says = {"--- a/launch/charter.yaml\n", "+# a remark\n"},
            .never = {"plan.yaml"},
        },
    };

    SANDBOX_CASES(cases);
}

Test(approve, nothing_is_written_that_does_not_hold)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "of what is not committed as it lies there",
            .given = GIVEN "touch_up launch/charter.yaml\n",
            .when = APPROVE(""),
            .status = 2,
            .says = {"launch/charter.yaml differs from what HEAD has"},
            .then = NOTHING,
        },
        {
            .name = "nor of what is staged",
            .given = GIVEN "touch_up launch/charter.yaml; git add launch\n",
            .when = APPROVE(""),
            .status = 2,
            .says = {"differs from what HEAD has"},
            .then = NOTHING,
        },
        {
            .name = "nor of what was never committed",
            .given = GIVEN "git rm -q --cached launch/charter.yaml; git commit -q --no-verify -m gone\n",
            .when = APPROVE(""),
            .status = 2,
            .says = {"what is not committed cannot be approved"},
            .then = NOTHING,
        },
        {
            .name = "without authority, by nobody, on a day to come, in a way that is none",
            .given = GIVEN,
            .when = "for o in as=liam.keane as=nobody date=2126-01-01 decision=perhaps method=nod date=soon; do\n"
                    "    status=0; (eval \"$o\"; " APPROVE("") ") || status=$?; test $status = 2\ndone",
            .says = {"APR-003", "REF-001", "TIM-001", "`decision` must be", "`method` must be"},
            .then = NOTHING,
        },
        {
            .name = "with evidence that git does not have, or has otherwise",
            .given = GIVEN "echo x > evidence/new.txt; echo more >> evidence/m.txt\n",
            .when = "for evidence in evidence/new.txt evidence/none.txt evidence/m.txt; do\n"
                    "    status=0; " APPROVE("") " || status=$?; test $status = 2\ndone",
            .says = {"new.txt is not there, or git does not track it", "none.txt is not there", "m.txt differs"},
            .then = NOTHING,
        },
        {
            .name = "under a name that is taken, in whatever file",
            .given = GIVEN,
            .when = APPROVE("--name charter-approval"),
            .status = 2,
            .says = {"REF-002"},
            .then = NOTHING,
        },
        {
            .name = "of nothing that is there, and without what makes an approval",
            .given = GIVEN,
            .when = "for c in 'Nothing/here --as a --decision approved --date 2026-03-05 --method email' "
                    "'ProjectCharter/charter' '' '--diff nothing'; do status=0; d1lint approve $c || status=$?; "
                    "test $status = 2; done",
            .says = {"there is no Nothing/here", "an approval needs --as, --decision, --date and --method",
                     "what is approved?", "there is no Approval/nothing"},
            .then = NOTHING,
        },
    };

    SANDBOX_CASES(cases);
}

/* The charter of the base, approved on 2026-03-05, in a repository that was begun with it. */
#define BEGUN                                                                                                          \
    "cp -R \"$PROJECT/rules/bases/launch/.\" .; git init -q .; export GIT_COMMITTER_DATE=2026-02-16T12:00:00Z; "       \
    "commit x\n"
#define TOUCHED "touch_up launch/charter.yaml\n"
#define ON(day) "export GIT_COMMITTER_DATE=" day "T12:00:00Z; commit y\n"
#define APPROVED_NOW                                                                                                   \
    "sed -i \"s/$(git rev-parse HEAD:launch/charter.yaml)/$(git hash-object launch/charter.yaml)/\" "                  \
    "launch/approvals.yaml\n"
#define JUDGED(day) "d1lint check --as-of " day " --format concise | grep -E 'APR-002|GIT-001' || true"

Test(approve, the_version_stood_there_when_it_was_approved)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "it has stood there ever since",
            .given = BEGUN,
            .when = JUDGED("2026-03-10"),
            .never = {"APR-002"},
        },
        {
            .name = "replaced the day before",
            .given = BEGUN TOUCHED ON("2026-03-04"),
            .when = JUDGED("2026-03-10"),
            .never = {"APR-002"},
        },
        {
            .name = "replaced weeks before",
            .given = BEGUN TOUCHED ON("2026-02-20"),
            .when = JUDGED("2026-03-10"),
            .says = {"error APR-002", "was replaced on 2026-02-20, and approved on 2026-03-05"},
        },
        {
            .name = "replaced weeks before, and put back weeks later",
            .given = BEGUN TOUCHED ON("2026-02-20") "git checkout -q HEAD~1 -- launch/charter.yaml\n" ON("2026-03-20"),
            .when = JUDGED("2026-03-25"),
            .says =
                {"stood at launch/charter.yaml until 2026-02-20, again only from 2026-03-20 on, and was approved on "
                 "2026-03-05"},
        },
        {
            .name = "an id of nothing: it is named",
            .given = BEGUN
            "sed -i \"s/$(git rev-parse HEAD:launch/charter.yaml)/00000000000000000000000000000000000000ff/\" "
            "launch/approvals.yaml\n",
            .when = "d1lint check --as-of 2026-03-10 --format concise | grep APR-001 || true",
            .says = {"no version of a file has the id 00000000000000000000000000000000000000ff"},
        },
        {
            .name = "on a branch that was never merged",
            .given = BEGUN "git checkout -q -b side\n" TOUCHED APPROVED_NOW "cp launch/approvals.yaml \"$BOX\"\n" ON(
                "2026-03-05") "git checkout -q -\ncp \"$BOX/approvals.yaml\" launch\n" ON("2026-03-05"),
            .when = JUDGED("2026-03-10"),
            .says = {"error APR-002", "never stood in history"},
        },
        {
            .name = "merged with the approval of it",
            .given = BEGUN "git checkout -q -b side\n" TOUCHED APPROVED_NOW ON(
                "2026-03-04") "git checkout -q -\nexport GIT_COMMITTER_DATE=2026-03-06T12:00:00Z\n"
                              "git merge -q --no-ff -m merge side\n",
            .when = JUDGED("2026-03-10"),
            .never = {"APR-002"},
        },
        {
            .name = "not committed yet",
            .given = BEGUN TOUCHED APPROVED_NOW,
            .when = JUDGED("2026-03-10"),
            .never = {"APR-002"},
        },
        {
            .name = "not committed yet, and staged",
            .given = BEGUN TOUCHED APPROVED_NOW "git add -A\n",
            .when = "d1lint check --staged --as-of 2026-03-10 --format concise | grep APR-002 || true",
            .never = {"APR-002"},
        },
        {
            .name = "not committed for too long",
            .given = BEGUN TOUCHED APPROVED_NOW,
            .when = JUDGED("2026-03-20"),
            .says = {"error APR-002", "stood at launch/charter.yaml only from 2026-03-20 on"},
        },
        {
            .name = "what a clone has not, it does not tell",
            .given = BEGUN TOUCHED ON("2026-03-06") "git clone -q --depth 1 \"file://$PWD\" cut\n",
            .when = "cd cut; " JUDGED("2026-03-10"),
            .says = {"history does not tell enough for ACT-002, APR-001, APR-002,", "this is a shallow clone"},
        },
    };

    SANDBOX_CASES(cases);
}
