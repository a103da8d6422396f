/* Saved reports that are torn, made up, of another version, or made to cost time. */
#include <criterion/criterion.h>

#include "e2e/sandbox.h"

#define SAVED                                                                                                          \
    "cp -R \"$EXAMPLES/first-steps/.\" .\n"                                                                            \
    "d1lint check --as-of 2026-04-20 --format json=saved.json || test $? -eq 1\n"

/* A program in Python over the report, which is `r`, that writes wrong.json. */
#define CHANGED(statements)                                                                                            \
    SAVED "python3 - <<'END'\n"                                                                                        \
          "import json\n"                                                                                              \
          "r = json.load(open('saved.json'))\n"                                                                        \
          "e = r['engagements'][0]\n" statements "\n"                                                                  \
          "json.dump(r, open('wrong.json', 'w'))\n"                                                                    \
          "END\n"

Test(reports, that_are_none)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "a report that ends half-way",
            .given = SAVED "head -c 5000 saved.json > wrong.json\n",
            .when = "d1lint report wrong.json",
            .status = 3,
            .says = {"wrong.json:", "no whole JSON text", "found the end of the text"},
        },
        {
            .name = "two reports in one file",
            .given = SAVED "cat saved.json saved.json > wrong.json\n",
            .when = "d1lint report wrong.json",
            .status = 3,
            .says = {"no whole JSON text", "nothing more behind the value"},
        },
        {
            .name = "an empty file",
            .given = ": > wrong.json\n",
            .when = "d1lint report wrong.json",
            .status = 3,
            .says = {"found the end of the text"},
        },
        {
            .name = "bytes that are no text",
            .given = "head -c 4096 /dev/urandom | tr -d '\\0' > wrong.json\nprintf '\\377' >> wrong.json\n",
            .when = "d1lint report wrong.json",
            .status = 3,
        },
        {
            .name = "a report in UTF-16",
            .given = SAVED "iconv -t UTF-16 saved.json > wrong.json\n",
            .when = "d1lint report wrong.json",
            .status = 3,
            .says = {"encoded as UTF-16"},
        },
        {
            .name = "a folder, and what is not there",
            .given = "mkdir wrong.json\n",
            .when = "status=0; d1lint report wrong.json || status=$?; d1lint report nowhere.json || exit $status\n",
            .status = 3,
            .says = {"wrong.json: it is no regular file", "nowhere.json: it cannot be opened"},
        },
        {
            .name = "SARIF is no report",
            .given = "cp -R \"$EXAMPLES/first-steps/.\" .\n"
                     "d1lint check --as-of 2026-03-09 --format sarif=wrong.json || test $? -eq 1\n",
            .when = "d1lint report wrong.json",
            .status = 3,
            .says = {"a report has no member `$schema`"},
        },
        {
            .name = "a list of a million lists",
            .given = "python3 -c \"print('[' * 1000000)\" > wrong.json\n",
            .when = "d1lint report wrong.json",
            .status = 3,
            .says = {"a report is an object"},
            .seconds = 2,
        },
        {
            .name = "whoever asked for data gets some",
            .given = SAVED "head -c 5000 saved.json > wrong.json\necho old > out.sarif\n",
            .when = "d1lint report --format sarif=out.sarif wrong.json",
            .status = 3,
            .says = {"no whole JSON text"},
            .then = "grep -q 'no whole JSON text' out.sarif\ngrep -q '\"executionSuccessful\": false' out.sarif\n",
        },
    };

    SANDBOX_CASES(cases);
}

Test(reports, that_contradict_themselves)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "green by hand: the exit status",
            .given = CHANGED("r['exitStatus'] = 0"),
            .when = "d1lint report wrong.json",
            .status = 3,
            .says = {"wrong.json: the report contradicts itself: `exitStatus` is 0"},
        },
        {
            .name = "green by hand: the findings",
            .given = CHANGED("e['findings'] = [f for f in e['findings'] if f['state'] != 'fail']\nr['exitStatus'] = 0"),
            .when = "d1lint report wrong.json",
            .status = 3,
            .says = {"contradicts itself: `totals` has"},
        },
        {
            .name = "green by hand: a gate",
            .given = CHANGED("for g in e['gates']:\n    if g['state'] == 'missed': g['state'] = 'met'"),
            .when = "d1lint report wrong.json",
            .status = 3,
            .says = {"contradicts itself: gate", "is met, and"},
        },
        {
            .name = "counts that overflow",
            .given = CHANGED("for g in e['gates']:\n    g['criteriaFailing'] = 2 ** 63 - 1"),
            .when = "d1lint report wrong.json",
            .status = 3,
            .says = {"contradicts itself: gate"},
        },
        {
            .name = "a number that no report has",
            .given = CHANGED("r['totals']['errors'] = 2 ** 70"),
            .when = "d1lint report wrong.json",
            .status = 3,
            .says = {"`errors` must be a whole number from 0 on"},
        },
        {
            .name = "an artifact that is not listed",
            .given = CHANGED("e['artifacts'] = []"),
            .when = "d1lint report wrong.json",
            .status = 3,
            .says = {"contradicts itself: artifact 0 of"},
        },
        {
            .name = "a check with two results",
            .given = CHANGED("e['checks'].append(e['checks'][0])"),
            .when = "d1lint report wrong.json",
            .status = 3,
            .says = {"contradicts itself: check", "stands twice, or out of order"},
        },
        {
            .name = "an address with a token",
            .given = CHANGED("r['source']['repositoryUri'] = 'https://token@git.example/x'"),
            .when = "d1lint report wrong.json",
            .status = 3,
            .says = {"`repositoryUri` names a user or password"},
            .never = {"token@"},
        },
        {
            .name = "another version",
            .given = CHANGED("r['apiVersion'] = 'd1lint/v2'"),
            .when = "d1lint report wrong.json",
            .status = 3,
            .says = {"`apiVersion` must be `d1lint/v1`, and is `d1lint/v2`"},
        },
        {
            .name = "a member of a later version",
            .given = CHANGED("r['tool']['version'] = '9.0.0'\ne['mood'] = {'deep': [[[]]]}"),
            .when = "d1lint report wrong.json",
            .status = 3,
            .says = {"an engagement has no member `mood`; another version of d1lint wrote the report"},
        },
        {
            .name = "a state of a later version",
            .given = CHANGED("r['tool']['version'] = '9.0.0'\ne['gates'][0]['state'] = 'metTwice'"),
            .when = "d1lint report wrong.json",
            .status = 3,
            .says = {"`state` cannot be `metTwice`; another version"},
        },
    };

    SANDBOX_CASES(cases);
}

/* Text of a report is as hostile as that of a repository, and goes through the same escapes. */
Test(reports, whose_text_means_harm)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "in every text, through every format",
            .given = CHANGED(
                "def spoil(x, key=''):\n"
                "    if isinstance(x, dict): return {k: spoil(v, k) for k, v in x.items()}\n"
                "    if isinstance(x, list): return [spoil(v, key) for v in x]\n"
                "    keep = ('apiVersion kind state severity class method fingerprint rulesSha256 commit gitBlob '\n"
                "            'sha256 uri audience failOn check checks failing id name version artifact pointer gate '\n"
                "            'asOf soon due met reviewed next baseline forecast actual sent day').split()\n"
                "    if not isinstance(x, str) or key in keep: return x\n"
                "    return x + ' \\x1b[31m</script><blink>]]>\\n::error::x\\n##[error]x @who \\u202e\\x00'\n"
                "r = spoil(r)"),
            .when = "for f in text brief concise html summary github gitlab junit rdjson sarif sarif-full json; do\n"
                    "    status=0; d1lint report --todo --verbose --format $f=out.$f wrong.json || status=$?\n"
                    "    test $status -eq 1\n"
                    "done\n",
            .status = 0,
            .then = "test -z \"$(grep -l -e '<blink>' -e ']]>' out.html out.junit)\"\n"
                    "test -z \"$(grep -l -e '^[[:space:]]*::error::x' -e '##\\[' out.*)\"\n"
                    "test -z \"$(LC_ALL=C grep -lP '[\\x00-\\x08\\x0b-\\x1f]' out.*)\"\n"
                    "python3 -c 'import xml.dom.minidom as x; x.parse(\"out.junit\")'\n",
        },
    };

    SANDBOX_CASES(cases);
}

Test(reports, that_are_large, .timeout = 600)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "a sound report of 100 MiB",
            .given = CHANGED("f = [x for x in e['findings'] if x['state'] == 'open'][0]\n"
                             "f['message'] = 'x' * 500\n"
                             "n = 105 * 1000 * 1000 // len(json.dumps(f))\n"
                             "e['findings'] = [x for x in e['findings'] if x['state'] != 'open'] + [f] * n\n"
                             "r['totals']['open'] = n"),
            .when = "test $(stat -c %s wrong.json) -gt 104857600\nd1lint report --format brief wrong.json > /dev/null "
                    "|| test $? -eq 1\nd1lint report --format concise wrong.json | wc -c > size\n",
            .seconds = 30,
        },
        {
            .name = "100 MiB of nothing in particular",
            .given = "python3 -c \"print('{\\\"notices\\\": [' + ','.join(['7'] * 52000000) + ']}')\" > wrong.json\n",
            .when = "d1lint report wrong.json",
            .status = 3,
            .says = {"a notice must be an object"},
            .seconds = 10,
        },
        {
            .name = "a file that is larger than any report",
            .given = "truncate -s 600M wrong.json\n",
            .when = "d1lint report wrong.json",
            .status = 3,
            .says = {"wrong.json: it is larger than 536870912 bytes"},
            .seconds = 20,
        },
        {
            .name = "a text without end",
            .given = "",
            .when = "d1lint report /dev/zero",
            .status = 3,
            .says = {"/dev/zero: it is larger than 536870912 bytes"},
            .seconds = 30,
        },
    };

    SANDBOX_CASES(cases);
}
