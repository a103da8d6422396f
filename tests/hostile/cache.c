/* A cache that comes with a repository, or that somebody has been at: it is not believed. */
#include <criterion/criterion.h>

#include "e2e/sandbox.h"

/* A repository that is not as it should be, with what a run has kept of it; and its verdict. */
#define KEPT                                                                                                           \
    "repository halden-orders\nspoil\ncommit\nsleep 0.06\n"                                                            \
    "d1lint check --as-of 2026-02-16 --no-cache --format json > \"$BOX/should\" || true\n"                             \
    "d1lint check --as-of 2026-02-16 --format json > \"$BOX/is\" || true\ncmp \"$BOX/should\" \"$BOX/is\"\n"
#define SAME                                                                                                           \
    "d1lint check --as-of 2026-02-16 --format json > \"$BOX/is\" || true\ncmp \"$BOX/should\" \"$BOX/is\" && echo "    \
    "same\n"
#define CASE(what, script)                                                                                             \
    {                                                                                                                  \
        .name = what, .given = KEPT, .when = "p=$(echo .git/d1lint/*.pack)\n" script SAME, .says = { "same\n" }        \
    }

Test(cache, is_not_believed)
{
    static const struct sandbox_case cases[] = {
        CASE("of another user's making: another secret", "rm -f \"$XDG_CACHE_HOME/d1lint/secret\"\n"),
        CASE("a pack with every value changed", "sed -i 's/EUR/USD/g; s/XXY/EUR/g' \"$p\"\n"),
        CASE("a pack that is cut off", "truncate -s -100 \"$p\"\n"),
        CASE("a pack that is empty", ": > \"$p\"\n"),
        CASE("a pack of random bytes", "head -c 100000 /dev/urandom > \"$p\"\n"),
        CASE("a pack of 1 TB", "truncate -s 1T \"$p\"\n"),
        CASE("a FIFO in place of a pack", "rm \"$p\"\nmkfifo \"$p\"\n"),
        CASE("a folder in place of a pack", "rm \"$p\"\nmkdir \"$p\"\n"),
        CASE("a link to a pack", "mv \"$p\" \"$BOX/pack\"\nln -s \"$BOX/pack\" \"$p\"\n"),
        CASE("a pack that others may write", "chmod 666 \"$p\"\n"),
        CASE("a folder that others may write", "chmod 777 .git/d1lint\n"),
        CASE("a link in place of the folder", "mv .git/d1lint \"$BOX/moved\"\nln -s \"$BOX/moved\" .git/d1lint\n"),
        CASE("a file in place of the folder", "rm -r .git/d1lint\n: > .git/d1lint\n"),
        CASE("a secret that is too short", ": > \"$XDG_CACHE_HOME/d1lint/secret\"\n"),
        CASE("a secret that others may read", "chmod 644 \"$XDG_CACHE_HOME/d1lint/secret\"\n"),
        CASE("a secret that is a FIFO", "s=\"$XDG_CACHE_HOME/d1lint/secret\"\nrm \"$s\"\nmkfifo -m 600 \"$s\"\n"),
        CASE("two thousand packs of nothing",
             "for i in $(seq 2000); do printf '.git/d1lint/%016x.pack\\0' $i; done | xargs -0 touch\n"),
        CASE("no home", "export HOME=/proc/nowhere XDG_CACHE_HOME=/proc/nowhere\n"),
        CASE("a limit on the size of files",
             "rm \"$p\"\n(ulimit -f 8; d1lint check --as-of 2026-02-16 > /dev/null) || true\n"),
    };

    SANDBOX_CASES(cases);
}

Test(cache, many_at_once)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "ten runs, of which some clear it",
            .given = KEPT "rm .git/d1lint/*.pack\n",
            .when = "for i in 1 2 3 4 5 6 7 8 9 10; do\n"
                    "    (d1lint check --as-of 2026-02-16 --format json > \"$BOX/is.$i\" || true\n"
                    "     test $i -le 7 || d1lint cache --clear) &\n"
                    "done\nwait\nfor i in 1 2 3 4 5 6 7 8 9 10; do cmp \"$BOX/should\" \"$BOX/is.$i\"; done\n"
                    "ls .git/d1lint | grep -v pack || echo nothing else\n",
            .says = {"nothing else\n"},
        },
    };

    SANDBOX_CASES(cases);
}
