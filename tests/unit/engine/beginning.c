/* Where history begins: functions over the example engagement in a repository of its own, as of 2026-02-20. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "unit/engine/expressions.h"

/* `at DAY` in a script commits everything, and changes something behind that. */
static void expect_in_repository(const char *script, const struct expression *expressions, size_t count)
{
    char folder[] = "/tmp/d1lint-beginning-XXXXXX", command[1024];
    struct over over = {0};

    cr_assert(mkdtemp(folder) != NULL);
    snprintf(
        command, sizeof command,
        "set -e; cp -R examples/halden-orders/. %s; cd %s; git init -q .\n"
        "at() { git add -A; GIT_AUTHOR_DATE=$1T12:00:00Z GIT_COMMITTER_DATE=$1T12:00:00Z "
        "git -c user.name=x -c user.email=x@x.example commit -q -m \"$1\"; echo '# more' >> engagement.yaml; }\n%s",
        folder, folder, script);
    cr_assert_eq(system(command), 0, "%s", script); /* NOLINT(cert-env33-c): the words are the test's own */
    over_open(&over, folder, "2026-02-20");
    over_expect(&over, expressions, count);
    over_close(&over);
    snprintf(command, sizeof command, "rm -rf %s", folder);
    cr_assert_eq(system(command), 0); /* NOLINT(cert-env33-c): the words are the test's own */
}

Test(beginning, of_a_whole_history)
{
    static const struct expression whole[] = {
        {"beginning().?date", "optional.of(date(\"2026-02-16\"))"},
        {"beginning().?committed", "optional.of(true)"},
        {"beginning().?commit == optional.of(line[0].commit)", "true"},
        {"line.size()", "3"},
        {"isWhole()", "true"},
    };

    expect_in_repository("at 2026-02-16; at 2026-02-18", whole, LENGTH(whole));
}

Test(beginning, before_the_first_commit)
{
    static const struct expression unborn[] = {
        {"beginning().?date", "optional.of(date(\"2026-02-20\"))"},
        {"beginning().?committed", "optional.of(false)"},
        {"beginning().?commit", "optional.of(\"\")"},
        {"isWhole()", "true"},
    };

    expect_in_repository("", unborn, LENGTH(unborn));
}

Test(beginning, where_history_is_cut)
{
    static const struct expression cut[] = {
        {"beginning().?date", "optional.of(date(\"2026-02-18\"))"},
        {"beginning().?commit == optional.of(line[0].commit)", "true"},
        {"isWhole()", "! this is a shallow clone, whose older commits are not here: `git fetch --unshallow` gets them "
                      "(in a workflow: `fetch-depth: 0` for the checkout action)"},
    };

    expect_in_repository("at 2026-02-16; at 2026-02-18; git clone -q --depth 1 \"file://$PWD\" cut; rm -rf .git; "
                         "mv cut/.git .; rm -rf cut",
                         cut, LENGTH(cut));
}
