/* The program under the real pre-commit (https://pre-commit.com), from the project's .pre-commit-hooks.yaml. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "e2e/sandbox.h"

/* What pre-commit clones as the hook's repository: all that it needs of the project is the file of hooks. */
#define INSTALL                                                                                                        \
    "(mkdir \"$BOX/hooks\" && cd \"$BOX/hooks\" && cp \"$PROJECT/.pre-commit-hooks.yaml\" . && git init -q . &&"       \
    " commit && git tag v1)\n"                                                                                         \
    "cat > .pre-commit-config.yaml <<END\n"                                                                            \
    "repos:\n"                                                                                                         \
    "  - repo: $BOX/hooks\n"                                                                                           \
    "    rev: v1\n"                                                                                                    \
    "    hooks:\n"                                                                                                     \
    "      - id: d1lint\n"                                                                                             \
    "        args: [--as-of, '2026-03-09']\n"                                                                          \
    "END\n"                                                                                                            \
    "pre-commit install > /dev/null\n"
#define REPOSITORY "repository first-steps\n" INSTALL "commit\n"
#define COMMITS(n) "test \"$(git rev-list --count HEAD)\" = " #n "\n"
#define REFUSED                                                                                                        \
    {                                                                                                                  \
        "engagement.yaml:16:13: error ENG-006:", "Failed", "exit code: 1"                                              \
    }

Test(pre_commit, runs_the_hook_of_the_project)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "a good change passes",
            .given = REPOSITORY "touch_up statement-of-work.yaml\ngit add .\n",
            .when = "git commit -m change",
            .says = {"d1lint", "Passed"},
            .then = COMMITS(3),
        },
        {
            .name = "a bad change is refused",
            .given = REPOSITORY "spoil\ngit add .\n",
            .when = "git commit -m change",
            .status = 1,
            .says = REFUSED,
            .then = COMMITS(2),
        },
        {
            .name = "bad in the work tree, good in the index: passes",
            .given = REPOSITORY "touch_up engagement.yaml\ngit add .\nspoil\n",
            .when = "git commit -m change",
            .says = {"Passed"},
            .then = COMMITS(3) "grep -q 'currency: XXY' engagement.yaml\n",
        },
        {
            .name = "good in the work tree, bad in the index: refused",
            .given = REPOSITORY "spoil\ngit add .\nmend\n",
            .when = "git commit -m change",
            .status = 1,
            .says = REFUSED,
            .then = COMMITS(2) "grep -q 'currency: EUR' engagement.yaml\n",
        },
        {
            .name = "commit -a, bad: refused",
            .given = REPOSITORY "spoil\n",
            .when = "git commit -a -m change",
            .status = 1,
            .says = REFUSED,
            .then = COMMITS(2),
        },
        {
            .name = "commit FILE leaves out what else is staged: passes",
            .given = REPOSITORY "spoil\ngit add .\ntouch_up statement-of-work.yaml\n",
            .when = "git commit -m change statement-of-work.yaml",
            .says = {"Passed"},
            .then = COMMITS(3) "test \"$(git diff --cached --name-only)\" = engagement.yaml\n",
        },
        {
            .name = "a commit that deletes an artifact and adds nothing is judged: refused",
            .given = REPOSITORY "git rm -q statement-of-work.yaml\n",
            .when = "git commit -m change",
            .status = 1,
            .says = {"there is no StatementOfWork", "Failed"},
            .then = COMMITS(2),
        },
        {
            .name = "a commit without a YAML file is judged, and not refused for what was there before",
            .given = REPOSITORY "spoil\ncommit\necho text > notes.txt\ngit add notes.txt\n",
            .when = "git commit -m change",
            .says = {"Passed"},
            .then = COMMITS(4),
        },
        {
            .name = "pre-commit run --all-files, as in CI: good",
            .given = REPOSITORY,
            .when = "pre-commit run --all-files",
            .says = {"Passed"},
        },
        {
            .name = "pre-commit run --all-files judges what is staged, and nothing is: CI runs check --since BRANCH...",
            .given = REPOSITORY "spoil\ncommit\n",
            .when = "pre-commit run --all-files && ! d1lint check --as-of 2026-03-09 --since HEAD~1...HEAD && "
                    "d1lint check --as-of 2026-03-09 --since HEAD~1...",
            .status = 1,
            .says = {"Passed", "is a range of commits", "engagement.yaml:16:13: error ENG-006:"},
        },
    };

    SANDBOX_CASES(cases);
}

/* What the file of hooks and `init --pre-commit` write by hand must go with the program, and with each other. */
Test(pre_commit, the_hooks_are_those_of_this_version)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "pre-commit takes the file of hooks",
            .when = "pre-commit validate-manifest \"$PROJECT/.pre-commit-hooks.yaml\"",
        },
        {
            .name = "image and package have the version of the program, which is not older than the hook asks for",
            .given = "repository first-steps\n",
            .when = "v=$(d1lint --version | sed -n '1s/^d1lint \\([0-9.]*\\).*/\\1/p'); echo \"version $v\"; "
                    "grep -cE \"/d1lint:$v check|'d1lint@$v'\" \"$PROJECT/.pre-commit-hooks.yaml\"; "
                    "sed -n 's/.*--at-least //p' \"$PROJECT/.pre-commit-hooks.yaml\" | while read -r least; do "
                    "d1lint check --as-of 2026-03-09 --at-least \"$least\" --format concise; echo \"at least $least\"; "
                    "done",
            .says = {"version 0.", "\n2\n", "at least 0."},
        },
        {
            .name = "the hook of init is that of the project",
            .given = "git init -q .\n"
                     "d1lint init --name x --title T --customer C --profile lite --contract-signed 2026-03-02 "
                     "--s2d-exit 2026-03-16 --kickoff 2026-03-30 --target-end 2026-05-08 --time-zone Europe/Dublin "
                     "--pre-commit > /dev/null\n",
            .when = "keys='entry|language|pass_filenames|always_run|require_serial'\n"
                    "awk '/^- id: /{on = $3 == \"d1lint\"} on' \"$PROJECT/.pre-commit-hooks.yaml\" | "
                    "grep -E \"^ *($keys):\" | sed 's/^ *//' > ../ours\n"
                    "grep -E \"^ *($keys):\" .pre-commit-config.yaml | sed 's/^ *//' > ../written\n"
                    "test \"$(wc -l < ../ours)\" = 5; diff ../ours ../written",
        },
    };

    SANDBOX_CASES(cases);
}
