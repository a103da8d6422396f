/* The program as a real .git/hooks/pre-commit: what must be refused is refused, what may pass passes. */
#include <criterion/criterion.h>

#include "e2e/sandbox.h"

/* The hook as the README has it, with a date, since the examples were written for one. */
#define HOOK                                                                                                           \
    "install_hook() {\n"                                                                                               \
    "    printf '#!/bin/sh\\nexec d1lint check --staged --since HEAD --as-of 2026-03-09\\n' > \"$1\"\n"                \
    "    chmod +x \"$1\"\n"                                                                                            \
    "}\n"
#define REPOSITORY HOOK "repository first-steps\ninstall_hook .git/hooks/pre-commit\n"
#define ONE_COMMIT "test \"$(git rev-list --count HEAD)\" = 1\n"
#define TWO_COMMITS "test \"$(git rev-list --count HEAD)\" = 2\n"
#define REFUSED                                                                                                        \
    {                                                                                                                  \
        "engagement.yaml:16:13: error ENG-006:", "XXY", "2 errors in 2 artifacts"                                      \
    }

/* Whatever else happens, the bytes that were committed are the ones that were judged. */
#define COMMITTED_GOOD "git show HEAD:engagement.yaml | cmp - \"$EXAMPLES/first-steps/engagement.yaml\"\n"

Test(hook, judges_what_is_committed)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "a good change passes",
            .given = REPOSITORY "touch_up statement-of-work.yaml\ngit add .\n",
            .when = "git commit -q -m change",
            .says = {"no new findings in 2 artifacts of first-steps"},
            .then = TWO_COMMITS,
        },
        {
            .name = "a bad change is refused",
            .given = REPOSITORY "spoil\ngit add .\n",
            .when = "git commit -q -m change",
            .status = 1,
            .says = REFUSED,
            .then = ONE_COMMIT "git diff --cached --quiet || exit 0\nexit 1\n",
        },
        {
            .name = "a warning does not refuse",
            .given = HOOK "repository halden-orders\ninstall_hook .git/hooks/pre-commit\n"
                          "sed -i 's/2026-03-09/2026-02-16/' .git/hooks/pre-commit\n"
                          "sed -i 's/^      relationshipOwnerRef:.*//' s2d/stakeholders.yaml\ngit add .\n",
            .when = "git commit -q -m change",
            .says = {"warning STK-003"},
            .then = TWO_COMMITS,
        },
        {
            .name = "a new artifact whose first lines are torn: refused",
            .given = REPOSITORY "printf 'apiVersion d1d/v1\nkind RaidLog\nmetadata: {name: raid}\n' > raid.yaml\n"
                                "git add .\n",
            .when = "git commit -q -m change",
            .status = 1,
            .says = {"raid.yaml:3:", "error SHP-001"},
            .then = ONE_COMMIT,
        },
        {
            .name = "a broken file of somebody else passes, also one that speaks of documents of ours",
            .given = REPOSITORY "printf '{{- if .Values.on }}\nname: {{ .name }}  # of d1d/v1\n' > chart.yaml\n"
                                "git add .\n",
            .when = "git commit -q -m change",
            .says = {"no new findings"},
            .never = {"chart.yaml"},
            .then = TWO_COMMITS,
        },
        {
            .name = "bad in the work tree, good in the index: passes",
            .given = REPOSITORY "touch_up engagement.yaml\ngit add .\nspoil\n",
            .when = "git commit -q -m change",
            .says = {"no new findings"},
            .never = {"ENG-006"},
            .then = TWO_COMMITS "git show HEAD:engagement.yaml | grep -q 'currency: EUR'\n"
                                "grep -q 'currency: XXY' engagement.yaml\n",
        },
        {
            .name = "good in the work tree, bad in the index: refused",
            .given = REPOSITORY "spoil\ngit add .\nmend\n",
            .when = "git commit -q -m change",
            .status = 1,
            .says = REFUSED,
            .then = ONE_COMMIT,
        },
        {
            .name = "not a YAML file in the work tree, good in the index: passes",
            .given = REPOSITORY "touch_up engagement.yaml\ngit add .\nprintf '\\000{' > engagement.yaml\n",
            .when = "git commit -q -m change",
            .says = {"no new findings"},
            .then = TWO_COMMITS,
        },
        {
            .name = "a file that is only in the work tree does not count",
            .given = REPOSITORY "touch_up engagement.yaml\ngit add .\nspoil\ncp engagement.yaml other.yaml\nmend\n",
            .when = "git commit -q -m change",
            .says = {"no new findings"},
            .never = {"other.yaml"},
            .then = TWO_COMMITS,
        },
        {
            .name = "an artifact that is announced only (add -N) does not count",
            .given = REPOSITORY "touch_up engagement.yaml\ngit add .\nsed 's/^kind: .*/kind: RadLog/' engagement.yaml "
                                "> other.yaml\ngit add -N other.yaml\n",
            .when = "git commit -q -m change",
            .says = {"no new findings"},
            .never = {"other.yaml"},
            .then = TWO_COMMITS,
        },
        {
            .name = "the first commit of a repository is judged: good",
            .given = HOOK "cp -R \"$EXAMPLES/first-steps/.\" .\ngit init -q .\ninstall_hook .git/hooks/pre-commit\n"
                          "git add .\n",
            .when = "git commit -q -m first",
            .says = {"no new findings"},
            .then = ONE_COMMIT,
        },
        {
            .name = "the first commit of a repository is judged: bad",
            .given = HOOK "cp -R \"$EXAMPLES/first-steps/.\" .\ngit init -q .\ninstall_hook .git/hooks/pre-commit\n"
                          "spoil\ngit add .\n",
            .when = "git commit -q -m first",
            .status = 1,
            .says = REFUSED,
            .then = "if git rev-parse -q --verify HEAD; then exit 1; fi\n",
        },
        {
            .name = "a bad file that an earlier commit brought does not refuse an unrelated commit",
            .given = REPOSITORY "spoil\ncommit\necho text > notes.txt\ngit add .\n",
            .when = "git commit -q -m change",
            .says = {"2 older findings: `d1lint check` lists them", "no new findings"},
            .never = {"ENG-006"},
        },
        {
            .name = "a commit that brings another fault is refused for that one",
            .given = REPOSITORY "spoil\ncommit\nsed -i 's/^  title:/  tittle:/' engagement.yaml\ngit add .\n",
            .when = "git commit -q -m change",
            .status = 1,
            .says = {"error SHP-002: unknown key `tittle`", "2 older findings"},
            .never = {"ENG-006"},
        },
        {
            .name = "--no-verify is the way around",
            .given = REPOSITORY "spoil\ngit add .\n",
            .when = "git commit -q --no-verify -m change",
            .never = {"ENG-006"},
            .then = TWO_COMMITS,
        },
    };

    SANDBOX_CASES(cases);
}

/* `git commit -a` and `git commit FILE` hand the hook a temporary index. */
Test(hook, reads_the_index_that_git_hands_over)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "commit -a takes a bad file that was not staged: refused",
            .given = REPOSITORY "spoil\n",
            .when = "git commit -q -a -m change",
            .status = 1,
            .says = REFUSED,
            .then = ONE_COMMIT "git diff --cached --quiet\n",
        },
        {
            .name = "commit -a takes the good file in place of the bad one that is staged: passes",
            .given = REPOSITORY "spoil\ngit add .\nmend\ntouch_up statement-of-work.yaml\n",
            .when = "git commit -q -a -m change",
            .says = {"no new findings"},
            .then = TWO_COMMITS COMMITTED_GOOD,
        },
        {
            .name = "commit -a takes a deletion",
            .given = REPOSITORY "rm statement-of-work.yaml\n",
            .when = "git commit -q -a -m change",
            .status = 1,
            .says = {"there is no StatementOfWork"},
            .then = ONE_COMMIT,
        },
        {
            .name = "commit FILE leaves out what else is staged: passes",
            .given = REPOSITORY "spoil\ngit add .\ntouch_up statement-of-work.yaml\n",
            .when = "git commit -q -m change statement-of-work.yaml",
            .says = {"no new findings"},
            .then = TWO_COMMITS COMMITTED_GOOD "test \"$(git diff --cached --name-only)\" = engagement.yaml\n",
        },
        {
            .name = "commit FILE takes a bad file that was not staged: refused",
            .given = REPOSITORY "touch_up statement-of-work.yaml\ngit add .\nspoil\n",
            .when = "git commit -q -m change engagement.yaml",
            .status = 1,
            .says = REFUSED,
            .then = ONE_COMMIT "test \"$(git diff --cached --name-only)\" = statement-of-work.yaml\n",
        },
        {
            .name = "commit FILE takes the file as it lies there, not as it is staged: passes",
            .given = REPOSITORY "spoil\ngit add .\nmend\ntouch_up engagement.yaml\n",
            .when = "git commit -q -m change engagement.yaml",
            .says = {"no new findings"},
            .then = TWO_COMMITS,
        },
        {
            .name = "commit --include FILE takes what is staged too: refused",
            .given = REPOSITORY "spoil\ngit add .\ntouch_up statement-of-work.yaml\n",
            .when = "git commit -q -m change --include statement-of-work.yaml",
            .status = 1,
            .says = REFUSED,
            .then = ONE_COMMIT,
        },
        {
            .name = "amending a bad commit with the cure: passes",
            .given = REPOSITORY "spoil\ncommit\nmend\ntouch_up engagement.yaml\ngit add .\n",
            .when = "git commit -q --amend -m change",
            .says = {"no new findings"},
            .then = TWO_COMMITS,
        },
        {
            .name = "amending the message of a bad commit: passes, since that is in HEAD already",
            .given = REPOSITORY "spoil\ncommit\n",
            .when = "git commit -q --amend -m 'other words'",
            .says = {"no new findings"},
            .then = "test \"$(git log -1 --format=%s)\" = 'other words'\n",
        },
        {
            .name = "amending a good commit with a bad file: refused",
            .given = REPOSITORY "touch_up engagement.yaml\ncommit\nspoil\n",
            .when = "git commit -q -a --amend -m change",
            .status = 1,
            .says = REFUSED,
        },
    };

    SANDBOX_CASES(cases);
}

Test(hook, sees_what_a_deletion_leaves_behind)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "git rm of an artifact that others refer to: refused",
            .given = HOOK "repository halden-orders\ninstall_hook .git/hooks/pre-commit\ngit rm -q raid/actions.yaml\n",
            .when = "git commit -q -m change",
            .status = 1,
            .says = {"REF-001", "act-01"},
            .then = ONE_COMMIT,
        },
        {
            .name = "git rm of an artifact that is asked for: refused",
            .given = REPOSITORY "git rm -q statement-of-work.yaml\n",
            .when = "git commit -q -m change",
            .status = 1,
            .says = {"engagement.yaml:", "ENG-002", "there is no StatementOfWork"},
            .then = ONE_COMMIT,
        },
        {
            .name = "git rm of the last artifact: refused, since nothing is left to judge",
            .given = REPOSITORY "git rm -q -r .\necho text > notes.txt\ngit add .\n",
            .when = "git commit -q -m change",
            .status = 1,
            .says = {"no engagement"},
            .then = ONE_COMMIT,
        },
        {
            .name = "git rm --cached of an artifact that still lies there: refused",
            .given = REPOSITORY "git rm -q --cached statement-of-work.yaml\n",
            .when = "git commit -q -m change",
            .status = 1,
            .says = {"there is no StatementOfWork"},
        },
        {
            .name = "an artifact that is gone from the work tree only: passes",
            .given = REPOSITORY "touch_up engagement.yaml\ngit add .\nrm statement-of-work.yaml\n",
            .when = "git commit -q -m change",
            .says = {"no new findings in 2 artifacts"},
            .then = TWO_COMMITS,
        },
        {
            .name = "an artifact that moves: passes",
            .given = REPOSITORY "mkdir contract\ngit mv statement-of-work.yaml contract/sow.yaml\n",
            .when = "git commit -q -m change",
            .says = {"no new findings in 2 artifacts"},
            .then = TWO_COMMITS,
        },
    };

    SANDBOX_CASES(cases);
}

Test(hook, works_wherever_the_commit_is_made)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "from a folder below: refused",
            .given = REPOSITORY "mkdir -p notes/more\nspoil\ngit add .\n",
            .when = "cd notes/more\ngit commit -q -m change",
            .status = 1,
            .says = REFUSED,
        },
        {
            .name = "from a folder below, FILE: passes",
            .given = REPOSITORY "mkdir notes\nspoil\ngit add .\ntouch_up statement-of-work.yaml\n",
            .when = "cd notes\ngit commit -q -m change ../statement-of-work.yaml",
            .says = {"no new findings"},
        },
        {
            .name = "in a linked worktree: refused",
            .given = REPOSITORY "git worktree add -q \"$BOX/linked\" -b other\ncd \"$BOX/linked\"\nspoil\n",
            .when = "cd \"$BOX/linked\"\ngit commit -q -a -m change",
            .status = 1,
            .says = REFUSED,
            .then = "cd \"$BOX/linked\"\n" ONE_COMMIT,
        },
        {
            .name = "in a linked worktree, whatever the main one holds: passes",
            .given = REPOSITORY "git worktree add -q \"$BOX/linked\" -b other\nspoil\ngit add .\n"
                                "cd \"$BOX/linked\"\ntouch_up engagement.yaml\n",
            .when = "cd \"$BOX/linked\"\ngit commit -q -a -m change",
            .says = {"no new findings"},
            .then = "cd \"$BOX/linked\"\n" TWO_COMMITS,
        },
        {
            .name = "with GIT_DIR and GIT_WORK_TREE: refused",
            .given = REPOSITORY "spoil\ngit add .\n",
            .when = "cd /\nGIT_DIR=$BOX/work/.git GIT_WORK_TREE=$BOX/work git commit -q -m change",
            .status = 1,
            .says = REFUSED,
        },
        {
            .name = "with core.hooksPath: refused",
            .given = HOOK "repository first-steps\nmkdir hooks\ninstall_hook hooks/pre-commit\n"
                          "git config core.hooksPath hooks\nspoil\n",
            .when = "git commit -q -a -m change",
            .status = 1,
            .says = REFUSED,
        },
    };

    SANDBOX_CASES(cases);
}

/* A superproject with an engagement of its own, and the engagement above as its submodule. */
#define SUBMODULE                                                                                                      \
    HOOK "(mkdir \"$BOX/origin\" && cd \"$BOX/origin\" && repository first-steps)\n"                                   \
         "repository halden-orders\n"                                                                                  \
         "git -c protocol.file.allow=always submodule --quiet add \"$BOX/origin\" museum\ncommit\n"                    \
         "install_hook .git/hooks/pre-commit\nsed -i 's/2026-03-09/2026-02-16/' .git/hooks/pre-commit\n"               \
         "install_hook .git/modules/museum/hooks/pre-commit\n"

Test(hook, works_in_submodules_and_around_them)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "in the submodule: refused",
            .given = SUBMODULE "spoil museum/engagement.yaml\n",
            .when = "cd museum\ngit commit -q -a -m change",
            .status = 1,
            .says = REFUSED,
            .never = {"halden-orders"},
        },
        {
            .name = "in the submodule: passes",
            .given = SUBMODULE "touch_up museum/engagement.yaml\n",
            .when = "cd museum\ngit commit -q -a -m change",
            .says = {"no new findings in 2 artifacts of first-steps"},
            .never = {"halden-orders"},
        },
        {
            .name = "in the superproject, whatever the submodule holds: passes",
            .given = SUBMODULE "cd museum\nspoil\ncommit\ncd ..\ngit add .\n",
            .when = "git commit -q -m change",
            .says = {"no new findings", "of halden-orders"},
            .never = {"first-steps", "ENG-006"},
        },
        {
            .name = "in the superproject: refused",
            .given = SUBMODULE "spoil\n",
            .when = "git commit -q -a -m change",
            .status = 1,
            .says = {"engagement.yaml:", "ENG-006"},
            .never = {"museum"},
        },
    };

    SANDBOX_CASES(cases);
}
