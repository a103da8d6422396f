/* Where a report goes and cannot: full disks, folders that may not be written, readers that went away. */
#include <criterion/criterion.h>

#include "e2e/sandbox.h"

#define BASE "cp -R \"$EXAMPLES/first-steps/.\" .\n"
#define TROUBLED "cp -R \"$EXAMPLES/halden-orders-troubled/.\" .\n"
#define CHECK "d1lint check --as-of 2026-03-09 "
#define FORMATS "$(formats)"

Test(output, that_cannot_be_written)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "a full disk: standard output",
            .given = BASE,
            .when = CHECK "> /dev/full",
            .status = 3,
            .says = {"No space left"},
        },
        {
            .name = "a full disk: a file",
            .given = BASE,
            .when = CHECK "--format sarif=/dev/full",
            .status = 3,
            .says = {"/dev/full", "No space left"},
        },
        {
            .name = "a full disk: every format",
            .given = "repository first-steps\nspoil\ncommit\n",
            .when = "for f in " FORMATS "; do\n    status=0\n    " CHECK
                    "--rev HEAD --created 2026-03-09T12:00:00Z --fail-on note --format $f --format json=x > /dev/full "
                    "|| status=$?\n    echo \"exit "
                    "$status\"\ndone\n",
            .says = {"exit 3"},
            .never = {"exit 0", "exit 1", "exit 2"},
        },
        {
            .name = "a full disk: help and lists",
            .given = BASE,
            .when = "for c in --help --version 'list checks' 'explain RSK-003' 'schema RaidLog' 'check --help'; do\n"
                    "    status=0\n    d1lint $c > /dev/full || status=$?\n    echo \"exit $status\"\ndone\n",
            .says = {"exit 3"},
            .never = {"exit 0", "exit 1", "exit 2"},
        },
        {
            .name = "a folder that is not there",
            .given = BASE,
            .when = CHECK "--format json=missing/out.json",
            .status = 3,
            .says = {"missing/out.json", "No such file"},
        },
        {
            .name = "a folder in place of a file",
            .given = BASE "mkdir out\n",
            .when = CHECK "--format json=out",
            .status = 3,
            .says = {"out cannot be written", "directory"},
            .then = "test -z \"$(ls -A out)\"\n",
        },
        {
            .name = "a folder that may not be written",
            .given = BASE "mkdir out\nchmod 555 out\n",
            .when = "unprivileged " CHECK "--format json=out/out.json",
            .status = 3,
            .says = {"out/out.json", "Permission denied"},
            .then = "test -z \"$(ls -A out)\"\n",
        },
        {
            .name = "one report fails, the others are written",
            .given = BASE,
            .when = CHECK "--format concise --format json=missing/x --format sarif=out.sarif",
            .status = 3,
            .says = {"missing/x"},
            .then = "python3 -m json.tool out.sarif > /dev/null\n",
        },
        {
            .name = "an old report stays when the new one cannot be written",
            .given = BASE "mkdir out\necho old > out/out.json\nchmod 555 out\n",
            .when = "unprivileged " CHECK "--format json=out/out.json",
            .status = 3,
            .then = "test \"$(cat out/out.json)\" = old\ntest \"$(ls -A out)\" = out.json\n",
        },
        {
            .name = "a disk that is full in the middle of a file leaves the old one",
            .given = BASE "echo old > out.json\n",
            .when = "ulimit -f 4\n" CHECK "--format json=out.json",
            .status = 3,
            .says = {"out.json", "File too large"},
            .then = "test \"$(cat out.json)\" = old\ntest \"$(ls -A | wc -l)\" = 4\n",
        },
        {
            .name = "the same of every format",
            .given = "repository halden-orders-troubled\n",
            .when = "for f in " FORMATS "; do\n    echo old > out.$f\n    status=0\n    (ulimit -f 1; exec " CHECK
                    "--rev HEAD --created 2026-03-09T12:00:00Z --todo --format $f=out.$f) 2> \"$BOX/told\" || "
                    "status=$?\n    echo \"exit $status\"\n"
                    "    cat \"$BOX/told\"\ndone\n",
            .says = {"exit 3", "File too large"},
            .never = {"exit 0", "exit 1", "exit 2"},
            .then = "for f in " FORMATS "; do test \"$(cat out.$f)\" = old; done\n"
                    "test -z \"$(find . -name '.d1lint*')\"\n",
        },
        {
            .name = "of several formats those are written that find room",
            .given = TROUBLED "echo old > out.json\necho old > out.html\n",
            .when = "ulimit -f 16\n" CHECK
                    "--format json=out.json --format brief=out.txt --format html=out.html --format gitlab=out.new",
            .status = 3,
            .says = {"out.json", "out.html", "out.new", "File too large"},
            .never = {"out.txt"},
            .then =
                "test \"$(cat out.json out.html)\" = \"$(printf 'old\\nold')\"\ntest -s out.txt\ntest ! -e out.new\n"
                "test -z \"$(find . -name '.d1lint*')\"\n",
        },
    };

    SANDBOX_CASES(cases);
}

/* Writes what d1lint ends with into a file, since a pipe ends with the status of its last command. */
#define STATUS_OF(command) "{ status=0; " command " || status=$?; echo $status > \"$BOX/status\"; }"

Test(output, that_nobody_reads)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "a closed pipe is no message and no success",
            .given = "repository halden-orders-troubled\n",
            .when = STATUS_OF("(sleep 0.2; d1lint check --as-of 2026-04-24 --format json)") " | true",
            .never = {"d1lint:", "pipe"},
            .then = "test \"$(cat \"$BOX/status\")\" = 3\n",
        },
        {
            .name = "a reader who has seen enough",
            .given = "repository halden-orders-troubled\n",
            .when = "d1lint check --as-of 2026-04-24 | head -n 1",
            .says = {"error"},
            .never = {"d1lint:", "pipe"},
        },
        {
            .name = "closed standard output",
            .given = BASE,
            .when = CHECK ">&-",
            .status = 3,
            .says = {"standard output"},
        },
        {
            .name = "closed standard output, but files",
            .given = BASE,
            .when = CHECK "--format json=out.json >&-",
            .then = "python3 -m json.tool out.json > /dev/null\n",
        },
        {
            .name = "everything closed: the files of the repository are as they were",
            .given = "repository first-steps\nspoil\ncommit\n",
            .when = CHECK "--format json=out.json <&- >&- 2>&-",
            .status = 1,
            .then =
                "test -z \"$(git status --porcelain | grep -v out.json)\"\npython3 -m json.tool out.json > /dev/null\n",
        },
        {
            .name = "standard input is not read",
            .given = BASE,
            .when = "yes | " CHECK,
        },
    };

    SANDBOX_CASES(cases);
}

/* However a run ends: a report is there as a whole, or the one before it is, and nothing lies beside it. */
Test(output, that_is_cut_short)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "a limit on the size of files: the schemas",
            .given = "mkdir s\n",
            .when = "ulimit -f 1\nd1lint schema --dir s",
            .status = 3,
            .says = {"File too large"},
            .then = "test -z \"$(find s -name '.d1lint*')\"\nfor f in $(ls -A s); do python3 -m json.tool s/$f > "
                    "/dev/null; done\n",
        },
        {
            .name = "a limit on the size of files: standard output",
            .given = BASE,
            .when = "(ulimit -f 1; exec d1lint check --as-of 2026-03-09 --format json > out)",
            .status = 3,
            .says = {"standard output cannot be written: File too large"},
        },
        {
            .name = "a signal at any moment",
            .given = "repository halden-orders-troubled\necho old > out.json\n",
            .when = "for t in 0.01 0.02 0.03 0.04 0.05 0.07; do\n"
                    "    for s in INT TERM; do\n"
                    "        timeout -s $s $t d1lint check --as-of 2026-04-24 --format json=out.json || true\n"
                    "        test \"$(cat out.json)\" = old || python3 -m json.tool out.json > /dev/null\n"
                    "    done\ndone\n",
            .then = "test -z \"$(find . -name '.d1lint*')\"\n",
        },
        {
            .name = "a signal that the caller ignores",
            .given = BASE,
            .when = "trap '' TERM HUP\n" CHECK "--format json=out.json",
            .then = "python3 -m json.tool out.json > /dev/null\n",
        },
    };

    SANDBOX_CASES(cases);
}
