/* The step of action.yml, with the files that GitHub gives a step, on a repository that fails and one that does not. */
#include <criterion/criterion.h>

#include "e2e/sandbox.h"

#define STEP                                                                                                           \
    "mkdir -p \"$BOX/temp\"\nexport GITHUB_WORKSPACE=\"$PWD\" RUNNER_TEMP=\"$BOX/temp\" "                              \
    "GITHUB_OUTPUT=\"$BOX/output\" "                                                                                   \
    "GITHUB_STEP_SUMMARY=\"$BOX/summary\" GIT_CONFIG_GLOBAL=\"$BOX/gitconfig\"\n"
#define RUN "status=0\nsh \"$EXAMPLES/../.github/dist/action.sh\" > \"$BOX/log\" || status=$?\n"
#define TELL                                                                                                           \
    "echo step ends with $status\nsed \"s|$BOX|BOX|\" \"$BOX/output\"\ncat \"$BOX/summary\"\nls "                      \
    "\"$BOX/temp/d1lint\"\n"                                                                                           \
    "sed -n 's/^::\\([a-z]*\\) .*/annotation: \\1/p' \"$BOX/log\" | uniq\n"

Test(action, its_step)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "nothing is wrong",
            .given = "repository halden-orders\n",
            .when = STEP "export D1LINT_AS_OF=2026-02-16 D1LINT_GATE=s2d-exit\n" RUN TELL,
            .says = {"step ends with 0", "status=0", "reports=BOX/temp/d1lint", "## d1lint: nothing stands against it",
                     "d1lint.html", "d1lint.json", "d1lint.junit.xml", "d1lint.sarif"},
        },
        {
            .name = "a gate is not met",
            .given = "repository halden-orders-troubled\n",
            .when = STEP "export D1LINT_AS_OF=2026-02-16 D1LINT_GATE=kickoff\n" RUN TELL,
            .says = {"step ends with 1", "status=1", "## d1lint: something is to be done", "annotation: error"},
        },
        {
            .name = "an input is no command",
            .given = "repository halden-orders\n",
            .when = STEP "export D1LINT_AS_OF='$(touch \"$BOX/harm\"); touch $BOX/harm'\n" RUN TELL
                         "test ! -e \"$BOX/harm\" && echo no harm is done\n",
            .says = {"step ends with 2", "no harm is done"},
        },
    };

    SANDBOX_CASES(cases);
}
