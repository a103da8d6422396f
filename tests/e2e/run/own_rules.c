/* Rules, functions and kinds of one's own by --rules. */
#include <criterion/criterion.h>

#include "e2e/run/own_rules.h"

Test(own_rules, extend_the_built_in_ones)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "without them the kind is unknown",
            .given = RULES VENDORS("'- {id: ven-01, share: 51}'"),
            .when = CHECK,
            .status = 1,
            .says = {"vendors.yaml:2:7: error SHP-001", "VendorList"},
        },
        {
            .name = "rule, function and kind hold: a finding",
            .given = RULES VENDORS("'- {id: ven-01, share: 50}' '- {id: ven-02, share: 50.5}'"),
            .when = OWN,
            .status = 1,
            .says = {"vendors.yaml:7:25: error VEN-001 ven-02 delivers 50.5 percent"},
            .never = {"ven-01"},
        },
        {
            .name = "rule, function and kind hold: nothing to complain of",
            .given = RULES VENDORS("'- {id: ven-01, share: 50}'"),
            .when = OWN,
            .never = {"VEN-001"},
        },
        {
            .name = "a policy that relaxes a parameter whose name tells nothing",
            .given = RULES "repository halden-orders\n"
                           "echo 'parameters: {reusePercent: 1}' | artifact LintPolicy policy > policy.yaml\n",
            .when = OWN,
            .says = {"reusePercent: 50, now 1 (relaxes)"},
        },
        {
            .name = "a policy that tightens one, and one whose every change relaxes",
            .given =
                RULES "repository halden-orders\n"
                      "echo 'parameters: {reusePercent: 60, tagName: a}' | artifact LintPolicy policy > policy.yaml\n",
            .when = OWN,
            .says = {"reusePercent: 50, now 60\n", "tagName: main, now a (relaxes)"},
        },
        {
            .name = "a condition and a part have help of their own",
            .given = RULES HELPFUL_RULE VENDORS("'- {id: ven-01}'"),
            .when = "d1lint test \"$BOX/rules\" && d1lint check --as-of 2026-02-16 --rules \"$BOX/rules\" vendors.yaml",
            .status = 1,
            .says = {"0 failed", "has no share\n", "= help: Look into the contract.", "lacks `name`\n",
                     "= help: Ask the vendor for its name.", "has no contact\n",
                     "= help: Find out more about the vendor."},
        },
        {
            .name = "the schema is asserted",
            .given = RULES VENDORS("'- {id: ven-01, share: 101}'"),
            .when = OWN,
            .status = 1,
            .says = {"vendors.yaml:6:25: error SHP-002", "101"},
        },
        {
            .name = "an unknown field has a suggestion",
            .given = RULES VENDORS("'- {id: ven-01, shares: 10}'"),
            .when = OWN,
            .status = 1,
            .says = {"vendors.yaml:6:18: error SHP-002", "shares", "share"},
        },
        {
            .name = "references of the schema resolve",
            .given = RULES VENDORS("'- {id: ven-01, contactRef: marta.ruiz}'"),
            .when = OWN,
            .never = {"REF-001"},
        },
        {
            .name = "references of the schema dangle",
            .given = RULES VENDORS("'- {id: ven-01, contactRef: marta.riuz}'"),
            .when = OWN,
            .status = 1,
            .says = {"vendors.yaml:6:30: error REF-001", "marta.riuz", "marta.ruiz"},
        },
        {
            .name = "ids of the schema are unique",
            .given = RULES VENDORS("'- {id: ven-01}' '- {id: ven-01}'"),
            .when = OWN,
            .status = 1,
            .says = {"error REF-002", "ven-01"},
        },
        {
            .name = "the built-in rules hold as before",
            .given = RULES VENDORS("'- {id: ven-01}'") "spoil\n",
            .when = OWN,
            .status = 1,
            .says = {"error ENG-006"},
        },
        {
            .name = "rules that lie in the repository are not used by themselves",
            .given = RULES VENDORS("'- {id: ven-01, share: 60}'") "cp -R \"$BOX/rules\" rules\n",
            .when = CHECK,
            .status = 1,
            .says = {"SHP-001"},
            .never = {"VEN-001: ven-01"},
        },
        {
            .name = "the built-in rules and their catalogues may lie in a repository",
            .given = "cp -R \"$PROJECT/rules\" .\nrm -r rules/bases\nrepository halden-orders\n",
            .when = CHECK,
            .never = {"rules/"},
        },
        {
            .name = "list and explain know them",
            .given = RULES,
            .when = "d1lint list checks --rules \"$BOX/rules\"\nd1lint explain VEN-001 --rules \"$BOX/rules\"\n",
            .says = {"VEN-001", "One vendor delivers too much", "Find a second vendor"},
        },
        {
            .name = "a policy may name them",
            .given = RULES VENDORS("'- {id: ven-01, share: 60}'") "printf 'severity: {VEN-001: warning}\\n' | artifact "
                                                                  "LintPolicy policy > policy.yaml\n",
            .when = OWN,
            .says = {"warning VEN-001"},
        },
    };

    SANDBOX_CASES(cases);
}

/* A kind as an organisation may have it already: draft-07, in a group of its own, and a rule over what it may lack. */
#define BACKLOG                                                                                                        \
    "mkdir -p \"$BOX/rules\"\n"                                                                                        \
    "cat > \"$BOX/rules/Backlog.schema.json\" <<'END'\n"                                                               \
    "{\"$schema\": \"http://json-schema.org/draft-07/schema#\", \"title\": \"Backlog\", \"type\": \"object\",\n"       \
    " \"required\": [\"apiVersion\", \"kind\", \"spec\"],\n"                                                           \
    " \"properties\": {\"apiVersion\": {\"const\": \"pmo/v1\"}, \"kind\": {\"const\": \"Backlog\"},\n"                 \
    "  \"metadata\": {\"type\": \"object\", \"properties\": {\"name\": {\"type\": \"string\"}}},\n"                    \
    "  \"spec\": {\"type\": \"object\", \"required\": [\"stories\"], \"properties\": {\"stories\": {\"type\": "        \
    "\"array\",\n"                                                                                                     \
    "   \"items\": {\"$ref\": \"#/definitions/story\"}}}}},\n"                                                         \
    " \"definitions\": {\"story\": {\"type\": \"object\", \"required\": [\"id\"], \"additionalProperties\": false,\n"  \
    "  \"dependencies\": {\"points\": [\"estimatedBy\"]},\n"                                                           \
    "  \"properties\": {\"id\": {\"type\": \"string\"}, \"points\": {\"type\": \"integer\"},\n"                        \
    "   \"estimatedBy\": {\"type\": \"string\"}, \"state\": {\"enum\": [\"open\", \"done\"]}}}}}\n"                    \
    "END\n"                                                                                                            \
    "cat > \"$BOX/rules/BLG-001.yaml\" <<'END'\n"                                                                      \
    "apiVersion: d1lint/v1\n"                                                                                          \
    "kind: Rule\n"                                                                                                     \
    "metadata: {name: BLG-001}\n"                                                                                      \
    "spec:\n"                                                                                                          \
    "  title: Story is not estimated\n"                                                                                \
    "  severity: warning\n"                                                                                            \
    "  due: rolling\n"                                                                                                 \
    "  needs: [Backlog]\n"                                                                                             \
    "  each: artifacts.Backlog.map(b, b.spec.stories).flatten()\n"                                                     \
    "  assert: has(it.points)\n"                                                                                       \
    "  message: \"{{ it.id }} has no points\"\n"                                                                       \
    "  help: Estimate it.\n"                                                                                           \
    "  why: The plan rests on it.\n"                                                                                   \
    "  examples:\n"                                                                                                    \
    "    - name: nobody has estimated it\n"                                                                            \
    "      change: [{add: {apiVersion: pmo/v1, kind: Backlog, metadata: {name: b}, spec: {stories: [{id: a}]}}}]\n"    \
    "      expect: [{at: Backlog/b#/spec/stories/0}]\n"                                                                \
    "    - name: there is no backlog\n"                                                                                \
    "      expect: []\n"                                                                                               \
    "END\n"                                                                                                            \
    "repository halden-orders\n"                                                                                       \
    "cat > backlog.yaml <<'END'\n"                                                                                     \
    "apiVersion: pmo/v1\n"                                                                                             \
    "kind: Backlog\n"                                                                                                  \
    "spec:\n"                                                                                                          \
    "  stories:\n"                                                                                                     \
    "    - {id: st-1, points: 3, estimatedBy: x}\n"                                                                    \
    "    - {id: st-2, points: 5}\n"                                                                                    \
    "    - {id: st-3, state: opn}\n"                                                                                   \
    "END\n"

Test(own_rules, kinds_of_other_groups_and_dialects)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "the kind is judged by its schema and by rules over it",
            .given = BACKLOG,
            .when = OWN,
            .status = 1,
            .says = {"backlog.yaml:6:7: error SHP-002 `estimatedBy` is missing",
                     "backlog.yaml:7:25: error SHP-002 `state` must be `open` or `done`, is `opn`",
                     "backlog.yaml:7:7: warning BLG-001 st-3 has no points"},
        },
        {
            .name = "another version of it is said to be wrong",
            .given = BACKLOG "sed -i 's/pmo.v1/pmo\\/v2/' backlog.yaml\n",
            .when = OWN,
            .status = 1,
            .says = {"backlog.yaml:1:13: error SHP-001 `apiVersion` must be `pmo/v1` for kind Backlog, is `pmo/v2`"},
        },
        {
            .name = "a document of that name in another group is somebody else's",
            .given = BACKLOG "sed -i 's/pmo.v1/agile.example\\/v1/' backlog.yaml\n",
            .when = OWN,
            .never = {"backlog.yaml"},
        },
        {
            .name = "without the schema the group is somebody else's",
            .given = BACKLOG,
            .when = CHECK,
            .never = {"backlog.yaml"},
        },
        {
            .name = "where the schema fixes no version it is d1d/v1",
            .given =
                BACKLOG "sed -i 's/\"const\": \"pmo.v1\"/\"type\": \"string\"/' \"$BOX/rules/Backlog.schema.json\"\n"
                        "sed -i 's/pmo.v1/d1d\\/v1/' backlog.yaml \"$BOX/rules/BLG-001.yaml\"\n",
            .when = "d1lint test \"$BOX/rules\"\n" OWN,
            .status = 1,
            .says = {"1 rule, 2 examples, 0 failed", "backlog.yaml:7:7: warning BLG-001 st-3 has no points"},
            .never = {"SHP-001"},
        },
        {
            .name = "its own examples run",
            .given = BACKLOG,
            .when = "d1lint test \"$BOX/rules\"\n",
            .says = {"1 rule, 2 examples, 0 failed"},
        },
        {
            .name = "rules are checked against its properties",
            .given = BACKLOG "sed -i 's/has(it.points)/it.points > 0/' \"$BOX/rules/BLG-001.yaml\"\n",
            .when = "d1lint test --check-only \"$BOX/rules\"\n",
            .status = 2,
            .says = {"`points` may be absent"},
        },
    };

    SANDBOX_CASES(cases);
}
