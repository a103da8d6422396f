/* Saved reports: every format is what check itself would have written, and two are compared as --since compares. */
#include <criterion/criterion.h>

#include "e2e/sandbox.h"

/* rdjson and the excerpts of text need the lines of the repository. */
#define FORMATS "brief concise html summary summary-jsonl github gitlab junit sarif sarif-full json"

Test(report, every_format_is_what_check_writes)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "an engagement with a folder of findings, by options",
            .given = "git init -q .\ncp -R \"$EXAMPLES/halden-orders-troubled/.\" .\ngit add -A\ngit commit -qm all\n",
            .when =
                "for options in '' '--audience customer' '--gate kickoff' '--fail-on note --todo' 'raid'; do\n"
                "    for f in " FORMATS "; do\n"
                "        a=0 b=0\n"
                "        d1lint check --as-of 2026-04-24 $options --format json=saved.json --format $f > check.$f "
                "2> /dev/null || a=$?\n"
                "        test $f != json || d1lint check --as-of 2026-04-24 $options --format json > check.$f || a=$?\n"
                "        case $options in *--todo*) t=--todo ;; *) t= ;; esac\n"
                "        d1lint report $t --format $f saved.json > report.$f || b=$?\n"
                "        test $a -eq $b\n"
                "        cmp check.$f report.$f\n"
                "    done\n"
                "done\n",
        },
        {
            .name = "reports of parts are that of the whole",
            .given =
                "git init -q .\nmkdir a b\ncp -R \"$EXAMPLES/lite-review/.\" a\ncp -R \"$EXAMPLES/first-steps/.\" b\n"
                "git add -A\ngit commit -qm all\n",
            .when = "check() { d1lint check --as-of 2026-06-05 \"$@\" > /dev/null || test $? -eq 1; }\n"
                    "check --format json=whole.json\n"
                    "check --engagement lite-review --format json=one.json\n"
                    "check --engagement first-steps --format json=two.json\n"
                    "d1lint report --format json=joined.json two.json one.json || test $? -eq 1\n"
                    "cmp whole.json joined.json\n",
        },
    };

    SANDBOX_CASES(cases);
}

Test(report, reports_are_compared_as_revisions_are)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "what is new and what is solved",
            .given = "git init -q .\ncp -R \"$EXAMPLES/lite-review/.\" .\ngit add -A\ngit commit -qm before\n"
                     "sed -i 's/actual: \"2026-06-11\"/actual: \"2026-06-01\"/' work.yaml\n"
                     "sed -i 's/status: open/status: nonsense/' work.yaml hand-over.yaml\n"
                     "git commit -qam after\n",
            .when = "check() { d1lint check --as-of 2026-06-05 \"$@\" > /dev/null || test $? -eq 1; }\n"
                    "check --rev HEAD~1 --format json=before.json\n"
                    "check --rev HEAD --format json=after.json\n"
                    "check --rev HEAD --since HEAD~1 --format json=since.json\n"
                    "d1lint report --compare before.json after.json --format json=compared.json || test $? -eq 1\n"
                    "python3 - <<'END'\n"
                    "import json\n"
                    "def parts(path):\n"
                    "    r = json.load(open(path))\n"
                    "    now = [f for e in r['engagements'] for f in e['findings']] + r['findings']\n"
                    "    return (sorted((f['fingerprint'], f['baselineState']) for f in now),\n"
                    "            sorted(f['fingerprint'] for f in r['solved']), r['totals'], r['exitStatus'])\n"
                    "since, compared = parts('since.json'), parts('compared.json')\n"
                    "assert since == compared, (since, compared)\n"
                    "assert since[1] and any(s == 'new' for _, s in since[0])\n"
                    "assert any(s == 'unchanged' for _, s in since[0])\n"
                    "END\n",
        },
        {
            .name = "a report and itself",
            .given = "cp -R \"$EXAMPLES/lite-review/.\" .\n",
            .when = "d1lint check --as-of 2026-06-05 --format json=saved.json || test $? -eq 1\n"
                    "d1lint report --compare saved.json saved.json\n",
            .says = {"no new findings"},
            .never = {"solved", "gate "},
        },
        {
            .name = "what cannot be compared",
            .given = "cp -R \"$EXAMPLES/lite-review/.\" .\n",
            .when = "check() { d1lint check --as-of 2026-06-05 \"$@\" > /dev/null || test $? -eq 1; }\n"
                    "check --format json=all.json\n"
                    "check --audience customer --format json=customer.json\n"
                    "check --gate kickoff --format json=gate.json\n"
                    "for other in customer gate; do\n"
                    "    status=0; d1lint report --compare all.json $other.json || status=$?\n"
                    "    test $status -eq 2\n"
                    "done\n"
                    "d1lint report --compare all.json\n",
            .status = 2,
            .says = {"they are for different audiences", "they differ in --gate", "--compare takes two reports"},
        },
    };

    SANDBOX_CASES(cases);
}
