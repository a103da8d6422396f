/* What a change brings: `check --since` tells it from what was there before. */
#include <criterion/criterion.h>

#include "e2e/sandbox.h"

#define TROUBLED "repository halden-orders-troubled\n"
#define CHECK "d1lint check --as-of 2026-04-24 "
/* Another line before everything, so that all places move. */
#define MOVE "sed -i '1i # moved' raid/risks.yaml s2d/stakeholders.yaml\n"
/* A person that nobody knows, in a file that has findings. */
#define BREAK "sed -i '0,/ownerRef: .*/s//ownerRef: nobody.here/' raid/risks.yaml\n"

Test(since, what_was_there_before_is_counted_and_decides_nothing)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "nothing changes",
            .given = TROUBLED,
            .when = CHECK "--since HEAD",
            .says = {"older findings: `d1lint check` lists them", "no new findings in"},
            .never = {"risks.yaml", "gates\n", "to do"},
        },
        {
            .name = "lines move",
            .given = TROUBLED MOVE,
            .when = CHECK "--since HEAD",
            .says = {"no new findings in"},
        },
        {
            .name = "a file moves",
            .given = TROUBLED "git mv raid/risks.yaml raid/renamed.yaml\n",
            .when = CHECK "--staged --since HEAD",
            .says = {"no new findings in"},
        },
        {
            .name = "what the newest commit brought waits, and a change beside it settles that",
            .given = TROUBLED "touch_up README.md\n" CHECK "--since HEAD > same\ntouch_up raid/risks.yaml\n",
            .when = "cat same\n" CHECK "--since HEAD",
            .says = {"lists them\nno new findings in", "no new findings in 59 artifacts"},
            .never = {"solved"},
        },
        {
            .name = "a line with a finding changes, but not what is wrong in it",
            .given = TROUBLED "grep -q 'lastReviewed: \"2026-03-19\"' raid/risks.yaml\n"
                              "sed -i 's/lastReviewed: \"2026-03-19\"/lastReviewed:   \"2026-03-19\" # soon/' "
                              "raid/risks.yaml\n",
            .when = CHECK "--since HEAD",
            .says = {"no new findings in"},
        },
        {
            .name = "a change brings one fault more",
            .given = TROUBLED MOVE BREAK,
            .when = CHECK "--since HEAD",
            .status = 1,
            .says = {"error REF-001", "nobody.here", "older findings", "1 error in"},
            .never = {"RSK-003", "STK-007"},
        },
        {
            .name = "what is deleted leaves references behind",
            .given = TROUBLED "git rm -q raid/actions.yaml\n",
            .when = CHECK "--staged --since HEAD",
            .status = 1,
            .says = {"REF-001", "act-01"},
            .never = {"RSK-003"},
        },
        {
            .name = "what the change mends is counted",
            .given = TROUBLED "sed -i 's/lastReviewed: \"2026-03-19\"/lastReviewed: \"2026-04-24\"/' raid/risks.yaml\n",
            .when = CHECK "--since HEAD",
            .says = {"solved", "no new findings in"},
        },
        {
            .name = "an earlier gate makes due what was still to do: that is new",
            .given = "repository first-steps\n"
                     "sed -i -e 's/s2dExit: \"2026-03-16\"/s2dExit: \"2026-03-09\"/' engagement.yaml\n",
            .when = "d1lint check --as-of 2026-03-10 --since HEAD",
            .status = 1,
            .says = {"error"},
            .never = {"no new findings"},
        },
        {
            .name = "time alone brings nothing",
            .given = "repository first-steps\n",
            .when = "d1lint check --as-of 2026-06-01 --since HEAD",
            .says = {"older findings", "no new findings"},
        },
        {
            .name = "a tighter policy judges both",
            .given = TROUBLED "printf 'apiVersion: d1d/v1\\nkind: LintPolicy\\nmetadata: {name: p}\\nspec:\\n"
                              "  parameters: {riskReviewDays: 1}\\n' > policy.yaml\n",
            .when = CHECK "--since HEAD",
            .says = {"riskReviewDays: 14, now 1"},
            .never = {"RSK-003"},
        },
        {
            .name = "what a policy says wrong is new, though the policy judges both",
            .given = TROUBLED "sed -i 's/^spec:/&\\n  parameters: {nonsenseDays: 3}/; s/version: .*1.0.0[^,]*/version: "
                              "\"0.9.0\"/' policy.yaml\n",
            .when = CHECK "--since HEAD",
            .status = 1,
            .says = {"error SHP-002: there is no parameter `nonsenseDays`"},
            .never = {"solved"},
        },
        {
            .name = "and what it says right is solved",
            .given = TROUBLED "sed -i 's/^spec:/&\\n  parameters: {nonsenseDays: 3}/' policy.yaml\ncommit\n"
                              "git checkout -q HEAD^ policy.yaml\n",
            .when = CHECK "--since HEAD",
            .says = {"lists them; 1 is solved", "no new findings in"},
        },
        {
            .name = "a policy for several engagements, too",
            .given = "mkdir one two\ncp -R \"$EXAMPLES/first-steps/.\" one\ncp -R \"$EXAMPLES/lite-review/.\" two\n"
                     "rm -f one/policy.yaml two/policy.yaml\n"
                     "artifact LintPolicy office > policy.yaml <<E\ncatalog: {name: d1d}\nE\ngit init -q .\ncommit\n"
                     "echo '  parameters: {nonsenseDays: 3}' >> policy.yaml\n",
            .when = CHECK "--since HEAD",
            .status = 1,
            .says = {"SHP-002", "1 error in"},
            .never = {"solved"},
        },
        {
            .name = "a rule of one's own that was not there before judges both",
            .given = TROUBLED "d1lint new Rule PMO-001 --dir \"$BOX/rules\" > /dev/null\n"
                              "sed -i 's/^  each: .*/  each: items.Risk/; s/^  assert: .*/  assert: \"false\"/; "
                              "s/^  severity: .*/  severity: error/' \"$BOX/rules/PMO-001.yaml\"\n",
            .when =
                CHECK "--rules \"$BOX/rules\" --since HEAD\n" CHECK "--rules \"$BOX/rules\" -f concise > out || true\n"
                      "grep PMO-001 out",
            .says = {"no new findings in", "error PMO-001"},
        },
        {
            .name = "a file that cannot be read any more is new, with what it leaves in doubt",
            .given = TROUBLED "echo ']' >> raid/risks.yaml\n",
            .when = CHECK "--since HEAD",
            .status = 1,
            .says = {"raid/risks.yaml:", "SHP-001"},
        },
        {
            .name = "and stays old from then on",
            .given = TROUBLED "echo ']' >> raid/risks.yaml\ncommit\n",
            .when = CHECK "--since HEAD",
            .says = {"no new findings"},
            .never = {"indeterminate", "SHP-001"},
        },
        {
            .name = "the list of what is to do is of what the change leaves to do",
            .given = "repository first-steps\n",
            .when = "d1lint check --as-of 2026-03-09 --since HEAD --todo",
            .says = {"no new findings"},
            .never = {"to do for"},
        },
    };

    SANDBOX_CASES(cases);
}

/* Looks at what lies here on several days, from each source, and says where anything is new or solved. */
#define SAME                                                                                                           \
    "same() {\n    for day in 2026-02-10 2026-04-24 2026-07-20; do\n"                                                  \
    "        for source in --staged '--rev HEAD' ''; do\n"                                                             \
    "            d1lint check --as-of $day $source --since HEAD -f json > \"$BOX/found\" || echo \"fails: $1 $day\"\n" \
    "            grep -E '\"baselineState\": \"(new|absent)\"' \"$BOX/found\" && echo \"in $1 $day $source\"\n"        \
    "            grep -q '\"baselineState\": \"unchanged\"' \"$BOX/found\" && echo compared || :\n"                    \
    "        done\n    done\n}\n"

/* Whatever waits for a merge, is judged by a policy or looks back: the same is said of the same. */
Test(since, nothing_is_new_or_solved_where_nothing_was_changed)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "every example that lies in files, and every base",
            .given = "git init -q .\ncommit\n",
            .when = SAME "for file in \"$EXAMPLES\"/*/engagement.yaml \"$PROJECT\"/rules/bases/*/engagement.yaml; do\n"
                         "    rm -rf ./*\n    cp -R \"${file%/*}/.\" .\n    commit\n    same \"$file\"\n"
                         "done | sort | uniq -c",
            .says = {" compared"},
            .never = {"new", "absent", "fails"},
        },
        {
            .name = "those that a script makes",
            .given =
                "\"$EXAMPLES/halden-orders-history/history.sh\" history\n"
                "mkdir gate\ncd gate\ngit init -q .\nsh \"$EXAMPLES/first-gate/make.sh\" > made\nrm made\ncommit\n",
            .when = SAME "cd history\ngit checkout -q half-way\nsame half-way\ncd ../gate\nsame gate",
            .says = {"compared"},
            .never = {"new", "absent", "fails"},
        },
    };

    SANDBOX_CASES(cases);
}

/* main goes on with a fault of its own while topic brings another. */
#define BRANCHES                                                                                                       \
    "repository halden-orders\ngit checkout -q -b topic\n"                                                             \
    "sed -i '0,/ownerRef: .*/s//ownerRef: of.topic/' raid/risks.yaml\ncommit\n"                                        \
    "git checkout -q main\nsed -i '0,/ownerRef: .*/s//ownerRef: of.main/' raid/actions.yaml\ncommit\n"                 \
    "git checkout -q topic\n"

Test(since, takes_a_revision_as_it_is_or_where_histories_part)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "a repository without a commit: everything is new",
            .given = "cp -R \"$EXAMPLES/first-steps/.\" .\ngit init -q .\nspoil\ngit add .\n",
            .when = "d1lint check --as-of 2026-03-09 --staged --since HEAD",
            .status = 1,
            .says = {"ENG-006", "2 errors in"},
            .never = {"older"},
        },
        {
            .name = "a revision before there was an engagement: everything is new",
            .given = "repository\ncp -R \"$EXAMPLES/first-steps/.\" .\nspoil\n",
            .when = "d1lint check --as-of 2026-03-09 --since HEAD",
            .status = 1,
            .says = {"ENG-006"},
        },
        {
            .name = "where histories part: what the branch brings",
            .given = BRANCHES,
            .when = CHECK "--since main...",
            .status = 1,
            .says = {"of.topic"},
            .never = {"of.main", "solved"},
        },
        {
            .name = "as it is: what main has alone is solved",
            .given = BRANCHES,
            .when = CHECK "--since main",
            .status = 1,
            .says = {"of.topic", "solved"},
            .never = {"of.main"},
        },
        {
            .name = "of a revision in a bare clone",
            .given = BRANCHES "git clone -q --bare . \"$BOX/bare\"\n",
            .when = "cd \"$BOX/bare\"\n" CHECK "--rev topic --since main...",
            .status = 1,
            .says = {"of.topic"},
        },
        {
            .name = "the older ones of a revision are listed by naming it",
            .given = TROUBLED,
            .when = CHECK "--rev HEAD --since HEAD",
            .says = {"older findings: `d1lint check --rev HEAD` lists them"},
        },
        {
            .name = "a tag of a tree can be compared with, but parts from nothing",
            .given = TROUBLED,
            .when = CHECK "--since 'HEAD^{tree}' | tail -n 1\n" CHECK "--since 'HEAD^{tree}...'",
            .status = 2,
            .says = {"in 59 artifacts of halden-orders-troubled", "is no commit, and so has no history"},
        },
        {
            .name = "a shallow clone does not know where histories part",
            .given = BRANCHES "git clone -q --depth 1 --no-single-branch \"file://$PWD\" \"$BOX/shallow\"\n",
            .when = "cd \"$BOX/shallow\"\n" CHECK "--since origin/main...",
            .status = 3,
            .says = {"shallow clone", "git fetch --unshallow"},
        },
        {
            .name = "a revision that there is not",
            .given = TROUBLED,
            .when = CHECK "--since nowhere",
            .status = 2,
            .says = {"there is no revision 'nowhere'"},
        },
        {
            .name = "no repository",
            .given = "cp -R \"$EXAMPLES/first-steps/.\" .\n",
            .when = CHECK "--since HEAD",
            .status = 2,
            .says = {"lies in no git repository", "leave --since out"},
        },
        {
            .name = "a gate is met whatever was before",
            .given = TROUBLED,
            .when = CHECK "--since HEAD --gate s2d-exit",
            .status = 2,
            .says = {"give --gate or --since, not both"},
        },
    };

    SANDBOX_CASES(cases);
}

Test(since, programs_are_told_what_is_new_and_what_is_solved)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "sarif has old and new results, each with its state",
            .given = TROUBLED BREAK,
            .when = CHECK "--since HEAD -f sarif > out || true\n"
                          "grep -c '\"baselineState\": \"new\"' out\n"
                          "test $(grep -c '\"baselineState\"' out) = $(grep -c '\"partialFingerprints\"' out)\n"
                          "grep -q '\"baselineState\": \"unchanged\"' out && ! grep -q '\"absent\"' out",
            .says = {"1\n"},
        },
        {
            .name = "json has what is solved as well, and says what it was compared with",
            .given = TROUBLED BREAK "sed -i 's/lastReviewed: \"2026-03-19\"/lastReviewed: \"2026-04-24\"/' "
                                    "raid/risks.yaml\n",
            .when =
                CHECK "--since HEAD -f json > out || true\n"
                      "python3 -c \"import json; r = json.load(open('out')); print(r['since']['revision'], "
                      "r['totals']['errors'], r['totals']['older'] > 10, {f['baselineState'] for f in r['solved']})\"",
            .says = {"HEAD 1 True {'absent'}"},
        },
        {
            .name = "concise has a line for the older ones",
            .given = TROUBLED,
            .when = CHECK "--since HEAD -f concise",
            .says = {"d1lint: note since ", " older findings"},
            .never = {"error"},
        },
    };

    SANDBOX_CASES(cases);
}
