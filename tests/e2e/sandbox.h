/*
 * Tests of the built program: each case gets a new empty directory and an environment in which nothing of the machine
 * or of the one who runs the tests shows (home, git configuration, dates, locale, inherited GIT_ variables), and is
 * written in shell, as its users would type it.
 *
 * A script runs under `set -eu` in the empty directory with
 *
 *     d1lint      the program under test, first on PATH; the environment's D1LINT names it, else build/d1lint
 *     $EXAMPLES   the project's examples, $PROJECT the project
 *     $BOX        the directory above the one that the script runs in, for what must lie beside it
 *
 * and the words of tests/e2e/words.sh. What a script writes is kept under the limit of time below, and held to some
 * rules of its own: no control character but line break and tab, no command of a CI runner, no report of a sanitizer.
 */
#ifndef D1_TESTS_SANDBOX_H
#define D1_TESTS_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text/strbuf.h"

/*
 * The address sanitizer takes terabytes of address space for its own and many times the time, neither of which says
 * anything about the program: under it there is only the limit of time, and that is wider.
 */
#if defined(__SANITIZE_ADDRESS__)
#define SANDBOX_SANITIZED true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANDBOX_SANITIZED true
#endif
#endif
#ifdef SANDBOX_SANITIZED
#define SANDBOX_ADDRESS_SPACE(kib) ""
#else
#define SANDBOX_SANITIZED false
#define SANDBOX_ADDRESS_SPACE(kib) "ulimit -v " kib "; " /* before a command: what it has at most, in KiB */
#endif

enum {
    SANDBOX_SECONDS = SANDBOX_SANITIZED ? 900 : 600, /* after which a script is killed; it ends with 124 then */
    SANDBOX_TEXTS = 10                               /* of `says` and `never` */
};

struct sandbox_case {
    const char *name;
    const char *given;                /* makes files and repositories; must end with 0; NULL for nothing */
    const char *when;                 /* what is tested, its output and exit status */
    int status;                       /* the exit status that is expected of `when` */
    const char *says[SANDBOX_TEXTS];  /* each of these stands on standard output or standard error ... */
    const char *never[SANDBOX_TEXTS]; /* ... and none of these */
    const char *then;                 /* looks at what is left; must end with 0; NULL for nothing */
    double seconds; /* of processor time that `when` may take at best of three (pace.h); 0: any; not under sanitizers */
};

/* Runs every case in a directory of its own; each expectation that fails names the case and shows the output. */
void sandbox_cases(const struct sandbox_case *cases, size_t count);

#define SANDBOX_CASES(cases) sandbox_cases((cases), sizeof(cases) / sizeof *(cases))

/* One script in a directory of its own, which must end with 0: for tests that compare by themselves. */
void sandbox_script(const char *name, const char *script);

/*
 * A session on a terminal of 100 columns, in a shell that goes on after commands that fail: the output, with whatever
 * the terminal adds, is appended to `output`. `given` is an ordinary script before it and must end with 0.
 */
void sandbox_terminal(const char *name, const char *given, const char *session, struct d1_strbuf *output);

#endif
