/* What is judged by how the repository stood at the close, after it: files of deliverables, as git has them. */
#include <criterion/criterion.h>

#include "e2e/sandbox.h"

/*
 * An engagement that ended on 2026-06-12. del-01 lies at `pack`, which is what was accepted where it holds "one"; `at`
 * commits everything as of a day.
 */
#define GIVEN(script)                                                                                                  \
    "cp -R \"$PROJECT/rules/bases/close/.\" .\ngit init -q -b main .\n"                                                \
    "at() { git add -A; as aoife.byrne \"$1\" git commit -q --no-verify -m \"$1\"; }\n"                                \
    "sum=$(echo one | sha256sum | cut -d' ' -f1)\n"                                                                    \
    "old=7d865e959b2466918c9863afca942d0fb89d7c9ac0c99bafc3749504ded97730\n"                                           \
    "grep -rl $old . | xargs sed -i \"s/$old/$sum/\"\n"                                                                \
    "sed -i 's|^        type: url|        type: document|; "                                                           \
    "s|https://artifacts.halden.example/landing-zone-1.0.tar.gz|"                                                      \
    "pack|' launch/deliverables.yaml\n" script
#define CHECK "d1lint check --as-of 2026-06-26 --format concise 2>&1 | grep -E 'DEL-003|ACC-007|GIT-001' || true\n"

Test(closing, files_count_as_they_stood_at_the_close, .timeout = 600)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "what was accepted stood there, and has been replaced and taken away since",
            .given = GIVEN("echo one > pack\nat 2026-03-19\necho two > pack\nat 2026-06-13\nrm pack\nat 2026-06-20\n"),
            .when = CHECK,
            .never = {"DEL-003", "ACC-007"},
        },
        {
            .name = "on the very day",
            .given = GIVEN("echo one > pack\nat 2026-06-12\necho two > pack\nat 2026-06-15\n"),
            .when = CHECK,
            .never = {"DEL-003", "ACC-007"},
        },
        {
            .name = "replaced before it, and put back after it",
            .given = GIVEN("echo one > pack\nat 2026-03-19\necho two > pack\nat 2026-06-11\necho one > pack\n"
                           "at 2026-06-15\n"),
            .when = CHECK,
            .says = {"error ACC-007 del-01 was accepted on ", "`pack` held something else at the close, on 2026-06-12"},
            .never = {"DEL-003"},
        },
        {
            .name = "put there after it",
            .given = GIVEN("at 2026-03-19\necho one > pack\nat 2026-06-15\n"),
            .when = CHECK,
            .says =
                {"error DEL-003 del-01 is said to lie at `pack`, which was no file of the repository at the close, on "
                 "2026-06-12"},
            .never = {"ACC-007"},
        },
        {
            .name = "of a history that begins after it the first commit counts",
            .given = GIVEN("echo one > pack\nat 2026-06-20\necho two > pack\nat 2026-06-22\n"),
            .when = CHECK,
            .never = {"DEL-003", "ACC-007"},
        },
        {
            .name = "a link is no file",
            .given = GIVEN("echo one > real\nln -s real pack\nat 2026-03-19\n"),
            .when = CHECK,
            .says = {"DEL-003 del-01 is said to lie at `pack`, which was no file"},
        },
        {
            .name = "a shallow clone that begins after it does not know",
            .given = GIVEN("echo one > pack\nat 2026-03-19\necho two > pack\nat 2026-06-15\n"
                           "git clone -q --depth 1 \"file://$PWD\" \"$BOX/clone\"\n"),
            .when = "cd \"$BOX/clone\"\n" CHECK,
            .says = {"DEL-003 this cannot be judged: this is a shallow clone",
                     "ACC-007 this cannot be judged: this is a shallow clone", "error GIT-001"},
        },
        {
            .name = "a shallow clone that begins before it does",
            .given = GIVEN("echo zero > pack\nat 2026-03-10\necho one > pack\nat 2026-03-19\necho two > pack\n"
                           "at 2026-06-15\ngit clone -q --depth 2 \"file://$PWD\" \"$BOX/clone\"\n"),
            .when = "cd \"$BOX/clone\"\n" CHECK,
            .never = {"DEL-003", "ACC-007"},
        },
        {
            .name = "a partial clone knows that it was there, and not what it held",
            .given = GIVEN("echo one > pack\nat 2026-03-19\necho two > pack\nat 2026-06-15\n"
                           "git config uploadpack.allowFilter true\n"
                           "git clone -q --filter=blob:none \"file://$PWD\" \"$BOX/clone\"\n"
                           "git -C \"$BOX/clone\" rev-list --objects --all --missing=print | grep -c '^?'\n"),
            .when = "cd \"$BOX/clone\"\n" CHECK,
            .says = {"ACC-007 this cannot be judged: "},
            .never = {"DEL-003"},
        },
        {
            .name = "on the day of the close the file of the work tree counts",
            .given = GIVEN("echo one > pack\nat 2026-03-19\necho two > pack\n"),
            .when = "d1lint check --as-of 2026-06-12 --format concise 2>&1 | grep -E 'DEL-003|ACC-007' || true\n",
            .says = {"ACC-007 del-01 was accepted on ", "but `pack` holds something else"},
        },
    };

    SANDBOX_CASES(cases);
}
