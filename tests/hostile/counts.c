/*
 * Many of everything, each small: what there are too many of is counted and said, in every format, or the run says what
 * there is too much of and ends.
 */
#include <criterion/criterion.h>

#include "e2e/sandbox.h"

#define CHECK "d1lint check --as-of 2026-03-09 "

/*
 * Trees of git name one blob again and again: a million files cost nothing. `tree COUNT BLOB` is a tree with so many
 * YAML files of one content, `revision TREE` a commit with it as the folder `many` beside first-steps.
 */
#define TREES                                                                                                          \
    "repository first-steps\n"                                                                                         \
    "tree() { numbered $1 \"100644 blob $2\\tx%d.yaml\\n\" | git mktree; }\n"                                          \
    "revision() {\n"                                                                                                   \
    "    all=$( (git ls-tree HEAD; printf '040000 tree %s\\tmany\\n' $1) | git mktree)\n"                              \
    "    git commit-tree -m many $all > \"$BOX/revision\"\n"                                                           \
    "}\n"

#define FORMATS(command)                                                                                               \
    "for f in text concise sarif json; do\n    status=0\n    " command                                                 \
    " --format $f > \"$BOX/o\" 2>&1 || status=$?\n    echo \"$f ends with $status\"\n    grep -o -E "                  \
    "'[0-9]+ more [a-z ]+|[0-9]+ are the most|more than [0-9]+ [a-z]+|larger than [0-9]+ bytes' \"$BOX/o\" | "         \
    "sed \"s/^/$f: /\" | sort | uniq\ndone\n"

Test(counts, too_many_of)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "engagements",
            .given = "engagements 2003\n",
            .when = FORMATS(CHECK) CHECK "--engagement e2003 | grep ' of e2003' || true\n",
            .says = {"text: 3 more engagements are not judged", "concise: 3 more engagements are not judged",
                     "sarif: 3 more engagements are not judged", "json: 3 more engagements are not judged",
                     "text ends with 3", "json ends with 3", "of e2003"},
        },
        {
            .name = "files that are passed over",
            .given = "repository first-steps\nmkdir many \"$BOX/gone\"\nnumbered 1500 \"$BOX/gone/%d.yaml\\n\" | xargs "
                     "touch\n"
                     "cp -s \"$BOX\"/gone/*.yaml many\nrm -R \"$BOX/gone\"\n",
            .when = FORMATS(CHECK),
            .says = {"text: 500 more files are passed over", "concise: 500 more files are passed over",
                     "sarif: 500 more files are passed over", "json: 500 more files are passed over",
                     "text ends with 0"},
        },
        {
            .name = "artifacts of no engagement",
            .given = TREES "printf 'apiVersion: d1d/v1\\nkind: RaidLog\\nmetadata: {name: n, namespace: other}\\nspec: "
                           "{}\\n' > \"$BOX/b\"\nrevision $(tree 1200 $(git hash-object -w \"$BOX/b\"))\n",
            .when = FORMATS(CHECK "--rev $(cat \"$BOX/revision\")"),
            .says = {"text: 200 more findings of no engagement are counted",
                     "concise: 200 more findings of no engagement", "sarif: 200 more findings of no engagement",
                     "json: 200 more findings of no engagement"},
        },
        {
            .name = "gates",
            .given = "repository first-steps\nmkdir many\nfor i in 0 1 2 3 4 5 6 7 8 9 x; do\n    numbered 1000 "
                     "\"---\\napiVersion: d1d/v1\\nkind: AcceptanceRecord\\nmetadata: {name: a$i-%d}\\nspec: "
                     "{deliverableRef: del-01, version: '$i.%d', submitted: '2026-03-05', decision: accepted, "
                     "decisionDate: '2026-03-06', accepterRef: nobody}\\n\" > many/$i.yaml\ndone\n",
            .when = FORMATS(CHECK "--gate opened"),
            .says = {"text: 1005 more gates of first", "concise: 1005 more gates of first",
                     "sarif: 1005 more gates of first", "json: 1005 more gates of first", "text ends with 3",
                     "json ends with 3"},
        },
        {
            .name = "findings of one check",
            .given = "repository first-steps\n{ echo 'risks:'; numbered 1700 '- {id: risk-%d, unknown%d: 1}\n'; } | "
                     "artifact RaidLog raid > raid.yaml\n",
            .when = FORMATS(CHECK) "grep -c 'too many mistakes in this file' \"$BOX/o\"\n",
            .says = {"text: 366 more findings are counted", "concise: 366 more findings are counted",
                     "sarif: 366 more findings of", "1\n"},
        },
        {
            .name = "findings of many engagements, which share what is kept",
            .given = "engagements 400\n{ echo 'risks:'; numbered 1700 "
                     "'- {id: risk-%d, unknown%d: 1}\\n'; } | artifact RaidLog raid > e7/raid.yaml\n",
            .when = CHECK "--format json=\"$BOX/o\" > /dev/null || true\ncat > \"$BOX/look.py\" <<'END'\n"
                          "import json, sys\n"
                          "e = [e for e in json.load(open(sys.argv[1]))['engagements'] if e['name'] == 'e7'][0]\n"
                          "shown = {f['check'] for f in e['findings'] if f['state'] == 'fail'}\n"
                          "failing = {c['id'] for c in e['checks'] if c['failed']}\n"
                          "print('kept a share' if len(e['findings']) < 600 else 'kept all')\n"
                          "print('each check is named' if failing == shown else failing - shown)\n"
                          "print('the rest is counted' if sum(c['dropped'] for c in e['checks']) > 1000 else 'lost')\n"
                          "END\npython3 \"$BOX/look.py\" \"$BOX/o\"\n",
            .says = {"kept a share", "each check is named", "the rest is counted"},
        },
        {
            .name = "artifacts",
            .given = TREES "numbered 1000 '---\\napiVersion: d1d/v1\\nkind: RaidLog\\nmetadata: {name: n%d}\\n' > "
                           "\"$BOX/b\"\nrevision $(tree 240 $(git hash-object -w \"$BOX/b\"))\n",
            .when = FORMATS(CHECK "--rev $(cat \"$BOX/revision\")"),
            .says = {"text: more than 200000 artifacts", "json: more than 200000 artifacts", "sarif ends with 3"},
        },
        {
            .name = "bytes",
            .given = TREES "fill_lines 4194304 '# nothing' > \"$BOX/b\"\n"
                           "revision $(tree 400 $(git hash-object -w \"$BOX/b\"))\n",
            .when = CHECK "--rev $(cat \"$BOX/revision\")",
            .status = 3,
            .says = {"the YAML files here are together larger than 1073741824 bytes"},
            .seconds = 30,
        },
        {
            .name = "mistakes of one instance",
            .given = "{ printf '['; numbered 9000 '\"q\", \"q\", '; printf '0]'; } > i.json\n"
                     "for i in 1 2 3; do echo ---; cat i.json; echo; done > k.yaml\n"
                     "echo '{\"items\": {\"type\": \"integer\"}}' > s.json\n",
            .when = "for f in text concise json sarif; do\n    d1lint validate --schema s.json --format $f k.yaml > "
                    "\"$BOX/o\" || true\n    grep -o -E '[0-9]+ more (mistakes|results)' \"$BOX/o\" | sed \"s/^/$f: "
                    "/\"\ndone\n",
            .says = {"text: 10000 more mistakes", "concise: 10000 more mistakes", "json: 10000 more mistakes",
                     "sarif: 5005 more results"},
        },
    };

    SANDBOX_CASES(cases);
}
