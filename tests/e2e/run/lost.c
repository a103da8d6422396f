/*
 * What a repository has lost without saying so, as a shallow or a partial clone would: whatever is missing, nothing is
 * judged by guess.
 */
#include <criterion/criterion.h>

#include "e2e/sandbox.h"

/* An engagement that goes on for some weeks; `full` is what is found where nothing is lost. */
#define STORY                                                                                                          \
    "\"$EXAMPLES/halden-orders-history/history.sh\" story\ncd story\ngit reset -q --hard half-way\n"                   \
    "sed -i 's/2026-05-26/2026-05-29/' launch/plan.yaml\nrecord aoife 2026-04-24\n" FIND                               \
    "grep SCH-009 \"$BOX/full\"\n"
#define FIND                                                                                                           \
    "find_all() { d1lint check --as-of 2026-04-24 --format concise > \"$BOX/out\" || true; "                           \
    "grep -v -e indeterminate -e GIT-001 -e 'note follows' \"$BOX/out\" | sort; }\nfind_all > \"$BOX/full\"\n"
/* `lose ID` takes an object away, `gain` brings it back. */
#define LOSE                                                                                                           \
    "lose() { file=.git/objects/$(echo \"$1\" | sed 's|^..|&/|'); mv \"$file\" \"$BOX/lost\"; }\n"                     \
    "gain() { mv \"$BOX/lost\" \"$file\"; }\n"
/* The tags, what was approved, and each twentieth of the other objects that the newest commit does not have. */
#define OLD                                                                                                            \
    "git rev-list --objects --all | cut -d ' ' -f 1 > \"$BOX/all\"\n"                                                  \
    "git for-each-ref --format='%(objectname)' refs/tags >> \"$BOX/all\"\n"                                            \
    "{ git rev-parse HEAD HEAD^{tree}; git ls-tree -r -t HEAD | cut -c 13-52; } | sort -u > \"$BOX/now\"\n"            \
    "sort -u \"$BOX/all\" | comm -23 - \"$BOX/now\" > \"$BOX/old\"\n"                                                  \
    "{ git cat-file --batch-check < \"$BOX/old\" | sed -n 's/ tag .*//p'; sed -n '0~20p' "                             \
    "\"$BOX/old\"; grep -F -f \"$BOX/old\" -o launch/approvals.yaml; } | sort -u > \"$BOX/some\"\n"

Test(lost, whatever_it_is_nothing_is_judged_by_guess, .timeout = 900)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "nothing is found that is not found where all is there",
            .given = STORY,
            .when = "cd story\n" FIND LOSE OLD "while read -r id; do\nlose $id\nfind_all > \"$BOX/found\"\ngain\n"
                    "comm -23 \"$BOX/found\" \"$BOX/full\" | sed \"s/^/$(git cat-file -t $id) $id: /\"\n"
                    "done < \"$BOX/some\"\necho looked at $(wc -l < \"$BOX/some\")\n",
            .says = {"looked at "},
            .never = {"commit ", "tree ", "blob ", "tag ", "looked at 0", "looked at 1\n"},
        },
    };

    SANDBOX_CASES(cases);
}

#define CHECK(check) "d1lint check --as-of 2026-04-13 --format concise 2>&1 | grep -E '" check "' || true\n"
#define TAG "as aoife 2026-03-30 git tag -s -m agreed baseline/kickoff "

Test(lost, tags_and_versions, .timeout = 600)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "the tag of the baseline itself: what it says is not known",
            .given = "signers\n" TAG "\n" LOSE "lose $(git rev-parse baseline/kickoff)\n",
            .when = CHECK("GIT-00"),
            .says = {"GIT-002 this cannot be judged: a tag (object ", ") is missing from the repository: `git fsck`",
                     "GIT-001 history does not tell enough for "},
            .never = {"does not lead", "not annotated", "not signed"},
        },
        {
            .name = "the commit that it leads to: whether that is on the line is not known",
            .given = "signers\n" TAG "$(git commit-tree -m other HEAD^{tree})\n" LOSE
                     "lose $(git rev-parse baseline/kickoff^{commit})\n",
            .when = CHECK("GIT-00"),
            .says = {"GIT-002 this cannot be judged: a tag (object "},
            .never = {"does not lead", "leads to a commit that is not"},
        },
        {
            .name = "the version that was approved: whether it is what stands there is not known",
            .given = "signers\nof_version statement-of-work.yaml\nrecord aoife 2026-03-04 -S\nchange\n"
                     "record tomas 2026-03-05\n" LOSE "lose $(git rev-parse HEAD~1:statement-of-work.yaml)\n",
            .when = CHECK("APR-001|GIT-001"),
            .says = {"APR-001 this cannot be judged: what was approved cannot be read: ",
                     "GIT-001 history does not tell enough for ", "APR-001"},
            .never = {"no version of a file", "not as it stands"},
        },
        {
            .name = "what never was a version of a file is none, though the repository has it",
            .given = "signers\nof_version statement-of-work.yaml\n"
                     "sed -i \"s/gitBlob: \\\"[0-9a-f]*/gitBlob: \\\"$(git rev-parse HEAD^{tree})/\" approval.yaml\n"
                     "record aoife 2026-03-04 -S\n",
            .when = CHECK("APR-001"),
            .says = {"APR-001 aoife approved StatementOfWork/sow on 2026-03-04, but not as it stands: no version of a "
                     "file has the id "},
        },
        {
            .name = "what is signed beside a file: whether the signature is good is not known",
            .given = "signers\nof_version statement-of-work.yaml\nsed -i 's/signedCommit/document/' approval.yaml\n"
                     "ssh-keygen -q -Y sign -n file -f \"$BOX/aoife\" statement-of-work.yaml 2> /dev/null\n"
                     "record tomas 2026-03-04\nchange\nrecord tomas 2026-03-05\n" LOSE
                     "lose $(git rev-parse HEAD~1:statement-of-work.yaml)\n",
            .when = CHECK("APR-005"),
            .says = {"APR-005 this cannot be judged: "},
        },
    };

    SANDBOX_CASES(cases);
}
