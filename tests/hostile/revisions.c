/* Names of revisions that are made to cost time or memory, as a pipeline may take them from a branch or a request. */
#include <criterion/criterion.h>

#include "e2e/sandbox.h"

#define CHECK "d1lint check --as-of 2026-03-09 --format concise --rev "

/* With no more than so many KiB of address space, where memory is the question. */
#define IN_MEMORY SANDBOX_ADDRESS_SPACE("600000")

/* As many commits as are named, with messages of 16 KiB that a search has to read. */
#define HISTORY(commits)                                                                                               \
    "repository first-steps\npython3 - " commits " <<'END' | git fast-import --quiet\nimport sys\n"                    \
    "for i in range(int(sys.argv[1])):\n"                                                                              \
    "    message = '%d ' % i + 'ab' * 8000\n"                                                                          \
    "    print('commit refs/heads/long\\ncommitter A <a> %d +0000\\ndata %d' % (1700000000 + i, len(message)))\n"      \
    "    print(message)\n"                                                                                             \
    "END\n"

Test(revisions, patterns)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "groups that are not closed",
            .given = "repository first-steps\n",
            .when = CHECK "':/(((('",
            .status = 2,
            .says = {"'((((' is no pattern to look for in messages"},
            .seconds = 0.5,
        },
        {
            .name = "groups that are nested a hundred deep",
            .given = "repository first-steps\n",
            .when = CHECK "\":/$(printf '(%.0s' $(seq 100))a$(printf ')%.0s' $(seq 100))\"",
            .status = 2,
            .says = {"nested more than 20 deep"},
            .seconds = 0.5,
        },
        {
            .name = "a hundred thousand groups",
            .given = "repository first-steps\n",
            .when = CHECK "\":/$(head -c 100000 /dev/zero | tr '\\0' '(')\"",
            .status = 2,
            .says = {"the name of a revision has 100002 bytes, more than the limit of 4096"},
            .seconds = 0.5,
        },
        {
            .name = "a text that is too long",
            .given = "repository first-steps\n",
            .when = CHECK "\"HEAD^{/$(head -c 300 /dev/zero | tr '\\0' a)}\"",
            .status = 2,
            .says = {"the text to look for in messages has 300 bytes, more than the limit of 256"},
            .seconds = 0.5,
        },
        {
            .name = "repetitions of repetitions",
            .given = "repository first-steps\n",
            .when = IN_MEMORY CHECK "'HEAD^{/((a{99}){99}){99}}'",
            .status = 2,
            .says = {"is not tried: with its repetitions written out it has more than 500 characters"},
            .seconds = 0.5,
        },
        {
            .name = "repetitions of repetitions, one behind the other",
            .given = "repository first-steps\n",
            .when = IN_MEMORY CHECK "':/a{30}{30}{30}{30}'",
            .status = 2,
            .says = {"is not tried: with its repetitions written out"},
            .seconds = 0.5,
        },
        {
            .name = "one or more of one or more, twenty times",
            .given = "repository first-steps\n",
            .when = IN_MEMORY CHECK "\":/$(printf '(%.0s' $(seq 20))a$(printf ')+%.0s' $(seq 20))\"",
            .status = 2,
            .says = {"is not tried: with its repetitions written out"},
            .seconds = 0.5,
        },
        {
            .name = "back-references",
            .given = "repository first-steps\n",
            .when = CHECK "':/(a*)*(b*)*\\1\\2x'",
            .status = 2,
            .says = {"is not tried: it has a back-reference"},
            .seconds = 0.5,
        },
        {
            .name = "as many states as there are texts",
            .given = HISTORY("50"),
            .when = IN_MEMORY CHECK "'long^{/(a|b)*a(a|b){40}c}'",
            .status = 3,
            .says = {"youngest commits has a message with '(a|b)*a(a|b){40}c', and no more are looked at"},
            .seconds = 10,
        },
        {
            .name = "a long history",
            .given = HISTORY("500"),
            .when = CHECK "':/a(x|y|z|1|2|3|4|5|6|7|8|9|0){2}'",
            .status = 3,
            .says = {"youngest commits has a message with", "no more are looked at: name the commit by its id"},
            .seconds = 5,
        },
        {
            .name = "a long history, and a text without a pattern",
            .given = HISTORY("500"),
            .when = CHECK "':/nothing'",
            .status = 2,
            .says = {"there is no revision with 'nothing' in its message"},
            .seconds = 3,
        },
        {
            .name = "a billion ancestors",
            .given = HISTORY("500"),
            .when = CHECK "long~1000000000",
            .status = 2,
            .says = {"'long' is known, but its history has no such commit"},
            .seconds = 3,
        },
        {
            .name = "a reflog of 200 MB",
            .given = "repository first-steps\ntruncate -s 200M .git/logs/refs/heads/main\n",
            .when = CHECK "'main@{100000}'",
            .status = 3,
            .says = {"logs/refs/heads/main", "it is larger than 128 MiB, the limit for a file of git"},
            .seconds = 0.5,
        },
        {
            .name = "a reflog of a million entries",
            .given = "repository first-steps\nline=$(tail -n 1 .git/logs/refs/heads/main)\n"
                     "yes \"$line\" | head -c 120000000 > .git/logs/refs/heads/main\n",
            .when = CHECK "'main@{100000000}'",
            .status = 2,
            .says = {"'main' is known, but it has no such upstream or reflog entry"},
            .seconds = 5,
        },
    };

    SANDBOX_CASES(cases);
}
