/* Words for what is said with what earlier runs have kept, beside what is said without. */
#ifndef D1_TESTS_KNOWN_H
#define D1_TESTS_KNOWN_H

#include "e2e/sandbox.h"

/*
 * `known ARGS` leaves a verdict behind that the next run would find; it waits for the clock of the file system, without
 * whose ticks nobody can say that a file has not been written again. `same ARGS` compares what is said now with what is
 * said by a run that keeps nothing, and with what the last one said: "as before" or "apart". Asked in another `form`
 * than JSON, a run makes no documents but those that somebody reads.
 */
#define WORDS                                                                                                          \
    "says() {\n"                                                                                                       \
    "    status=0\n"                                                                                                   \
    "    d1lint ${asked:-check --verbose} --as-of ${day:-2026-02-16} --format ${form:-json} \"$@\" 2>&1 || "           \
    "status=$?\n"                                                                                                      \
    "    echo \"exit $status\"\n"                                                                                      \
    "}\n"                                                                                                              \
    "same() {\n"                                                                                                       \
    "    says --no-cache \"$@\" > \"$BOX/without\"\n"                                                                  \
    "    sleep 0.06\n"                                                                                                 \
    "    for run in 1 2; do\n"                                                                                         \
    "        says \"$@\" > \"$BOX/with\"\n"                                                                            \
    "        cmp \"$BOX/without\" \"$BOX/with\" || echo \"run $run differs: $*\"\n"                                    \
    "    done\n"                                                                                                       \
    "    if test ! -e \"$BOX/last\"; then :\n"                                                                         \
    "    elif cmp -s \"$BOX/last\" \"$BOX/with\"; then echo as before\n"                                               \
    "    else echo apart; fi\n"                                                                                        \
    "    mv \"$BOX/with\" \"$BOX/last\"\n"                                                                             \
    "}\n"                                                                                                              \
    "packs() { ls \"$(git rev-parse --git-common-dir)/d1lint\" | wc -l; }\n"                                           \
    "policy() { echo \"exclude: ['$1']\" | artifact LintPolicy p > \"$BOX/p.yaml\"; }\n"                               \
    "rule() {\n"                                                                                                       \
    "    mkdir -p \"$BOX/own\"\n"                                                                                      \
    "    printf '%s\\n' 'apiVersion: d1lint/v1' 'kind: Rule' 'metadata: {name: OWN-001}' 'spec:' \"  title: $1\" "     \
    "'  sentence: It is so.' '  severity: error' '  due: always' \"  assert: $2\" '  message: it is not so' "          \
    "'  help: Change it.' '  why: As said.' '  examples:' '    - {name: one, expect: []}' "                            \
    "'    - {name: other, expect: [{at: Engagement/example}]}' > \"$BOX/own/OWN-001.yaml\"\n"                          \
    "}\n"                                                                                                              \
    "mail=evidence/mail/2026-02-16-marta-ruiz.txt\n"                                                                   \
    "rule One \"digest('$mail') == "                                                                                   \
    "optional.of('7e77142ad85798f0bc628dea4e58a14b17b3e56f8626191d08f788051b990ec5')\"\n"

/*
 * `several EXAMPLE...` commits an engagement of each, in folders a, b, c; `kept` is how many values there are of
 * verdicts of engagements: two of each that was judged, or one where it had to be asked for more.
 */
#define SEVERAL                                                                                                        \
    "several() {\n"                                                                                                    \
    "    for e in a b c; do\n"                                                                                         \
    "        test $# -gt 0 || break\n"                                                                                 \
    "        mkdir $e\n        cp -R \"$EXAMPLES/$1/.\" $e\n        shift\n"                                           \
    "        sed -i \"0,/^  name: .*/s//  name: $e/\" $e/engagement.yaml\n"                                            \
    "    done\n"                                                                                                       \
    "    git init -q .\n    commit\n"                                                                                  \
    "}\n"                                                                                                              \
    "kept() { d1lint cache | sed -n 's/^ *\\([0-9]*\\) the verdict of an engagement.*/\\1/p'; }\n"                     \
    "rule One \"digest('a/$mail') == "                                                                                 \
    "optional.of('7e77142ad85798f0bc628dea4e58a14b17b3e56f8626191d08f788051b990ec5')\"\n"                              \
    "again() {\n    before=$(kept)\n    same \"$@\"\n    echo \"$(($(kept) - before)) values more\"\n}\n"

#endif
