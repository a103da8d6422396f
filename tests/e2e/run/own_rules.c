/* Rules, functions and kinds of one's own by --rules, and what is said of those that cannot be used. */
#include <criterion/criterion.h>

#include "e2e/sandbox.h"

/* A kind that d1lint does not know, with its schema, a function and a rule over it. */
#define RULES                                                                                                          \
    "mkdir -p \"$BOX/rules\"\n"                                                                                        \
    "cat > \"$BOX/rules/VendorList.schema.json\" <<'END'\n"                                                            \
    "{\n"                                                                                                              \
    "  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n"                                               \
    "  \"$id\": \"https://pmo.example/VendorList.schema.json\",\n"                                                     \
    "  \"title\": \"VendorList\",\n"                                                                                   \
    "  \"description\": \"Companies that deliver to the engagement.\",\n"                                              \
    "  \"type\": \"object\",\n"                                                                                        \
    "  \"properties\": {\n"                                                                                            \
    "    \"apiVersion\": {\"type\": \"string\", \"const\": \"d1d/v1\"},\n"                                             \
    "    \"kind\": {\"type\": \"string\", \"const\": \"VendorList\"},\n"                                               \
    "    \"metadata\": {\"$ref\": \"https://d1lint.example/schemas/common.schema.json#/$defs/Metadata\"},\n"           \
    "    \"spec\": {\"type\": \"object\", \"properties\": {\n"                                                         \
    "      \"vendors\": {\"type\": \"array\", \"items\": {\n"                                                          \
    "        \"x-d1d-item\": \"Vendor\", \"type\": \"object\", \"additionalProperties\": false,\n"                     \
    "        \"properties\": {\n"                                                                                      \
    "          \"id\": {\"type\": \"string\", \"pattern\": \"^ven-[0-9]{1,4}$\"},\n"                                   \
    "          \"name\": {\"type\": \"string\"},\n"                                                                    \
    "          \"share\": {\"type\": \"number\", \"minimum\": 0, \"maximum\": 100},\n"                                 \
    "          \"contactRef\": {\"type\": \"string\", \"x-d1d-ref\": [\"Person\"]}},\n"                                \
    "        \"required\": [\"id\"]}}},\n"                                                                             \
    "      \"additionalProperties\": false}},\n"                                                                       \
    "  \"required\": [\"apiVersion\", \"kind\", \"metadata\", \"spec\"],\n"                                            \
    "  \"additionalProperties\": false\n"                                                                              \
    "}\n"                                                                                                              \
    "END\n"                                                                                                            \
    "cat > \"$BOX/rules/shares.yaml\" <<'END'\n"                                                                       \
    "apiVersion: d1lint/v1\n"                                                                                          \
    "kind: Function\n"                                                                                                 \
    "metadata: {name: isLarge}\n"                                                                                      \
    "spec:\n"                                                                                                          \
    "  summary: Whether a share in percent is large.\n"                                                                \
    "  parameters: [{name: share, type: double, description: The share.}]\n"                                           \
    "  result: bool\n"                                                                                                 \
    "  body: share > 50.0\n"                                                                                           \
    "  examples: [{call: isLarge(51.0), gives: true}]\n"                                                               \
    "END\n"                                                                                                            \
    "cat > \"$BOX/rules/VEN-001.yaml\" <<'END'\n"                                                                      \
    "apiVersion: d1lint/v1\n"                                                                                          \
    "kind: Rule\n"                                                                                                     \
    "metadata: {name: VEN-001}\n"                                                                                      \
    "spec:\n"                                                                                                          \
    "  title: One vendor delivers too much\n"                                                                          \
    "  sentence: No vendor delivers more than half.\n"                                                                 \
    "  severity: error\n"                                                                                              \
    "  due: rolling\n"                                                                                                 \
    "  needs: [VendorList]\n"                                                                                          \
    "  each: items.Vendor.filter(v, has(v.share))\n"                                                                   \
    "  assert: \"!has(it.share) || !isLarge(it.share)\"\n"                                                             \
    "  message: \"{{ it.id }} delivers {{ it.?share.orValue(0.0) }} percent\"\n"                                       \
    "  at: it.?share\n"                                                                                                \
    "  help: Find a second vendor.\n"                                                                                  \
    "  why: Whoever delivers most of it decides when it is done.\n"                                                    \
    "  examples:\n"                                                                                                    \
    "    - name: one delivers most of it\n"                                                                            \
    "      change: [{add: {apiVersion: d1d/v1, kind: VendorList, metadata: {name: v}, spec: {vendors: [{id: ven-01, "  \
    "share: 51}]}}}]\n"                                                                                                \
    "      expect: [{at: VendorList/v#ven-01/share}]\n"                                                                \
    "    - name: nobody delivers anything\n"                                                                           \
    "      expect: []\n"                                                                                               \
    "  parameters:\n"                                                                                                  \
    "    reusePercent: {description: Share that is used again., schema: {type: integer}, default: 50, "                \
    "looser: smaller}\n"                                                                                               \
    "    tagName: {description: Name of a tag., schema: {type: string}, default: main, looser: any}\n"                 \
    "END\n"

#define HELPFUL_RULE                                                                                                   \
    "cat > \"$BOX/rules/VEN-002.yaml\" <<'END'\n"                                                                      \
    "apiVersion: d1lint/v1\n"                                                                                          \
    "kind: Rule\n"                                                                                                     \
    "metadata: {name: VEN-002}\n"                                                                                      \
    "spec:\n"                                                                                                          \
    "  title: Vendor is not known well enough\n"                                                                       \
    "  severity: error\n"                                                                                              \
    "  due: rolling\n"                                                                                                 \
    "  needs: [VendorList]\n"                                                                                          \
    "  parts:\n"                                                                                                       \
    "    - complete: {Vendor: [name]}\n"                                                                               \
    "      help: Ask the vendor for its name.\n"                                                                       \
    "    - each: items.Vendor\n"                                                                                       \
    "      assert:\n"                                                                                                  \
    "        - {that: has(it.share), message: \"{{ it.id }} has no share\", help: Look into the contract.}\n"          \
    "        - {that: has(it.contactRef), message: \"{{ it.id }} has no contact\"}\n"                                  \
    "  help: Find out more about the vendor.\n"                                                                        \
    "  why: One should know.\n"                                                                                        \
    "  examples:\n"                                                                                                    \
    "    - name: nothing is known\n"                                                                                   \
    "      change: [{add: {apiVersion: d1d/v1, kind: VendorList, metadata: {name: v}, spec: {vendors: [{id: ven-01}]}" \
    "}}]\n"                                                                                                            \
    "      expect:\n"                                                                                                  \
    "        - {at: VendorList/v#ven-01, message: name}\n"                                                             \
    "        - {at: VendorList/v#ven-01, message: share}\n"                                                            \
    "        - {at: VendorList/v#ven-01, message: contact}\n"                                                          \
    "    - name: nobody delivers anything\n"                                                                           \
    "      expect: []\n"                                                                                               \
    "END\n"
#define VENDORS(list)                                                                                                  \
    "repository halden-orders\nprintf '%s\\n' 'vendors:' " list " | artifact VendorList vendors > vendors.yaml\n"
#define CHECK "d1lint check --as-of 2026-02-16 --format concise "
#define OWN CHECK "--rules \"$BOX/rules\" "

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

/* A good rule, and a line of it in place of another. */
#define RULE(change) RULES "repository halden-orders\nsed -i " change " \"$BOX/rules/VEN-001.yaml\"\n"

/* A fault of each sort, none of which hides another. */
#define MANY_FAULTS                                                                                                    \
    RULES "cat > \"$BOX/rules/VEN-001.yaml\" <<'END'\n"                                                                \
          "apiVersion: d1lint/v1\n"                                                                                    \
          "kind: Rule\n"                                                                                               \
          "metadata: {name: VEN-001}\n"                                                                                \
          "spec:\n"                                                                                                    \
          "  title: One vendor delivers too much.\n"                                                                   \
          "  sentence: No vendor delivers more than half.\n"                                                           \
          "  severity: eror\n"                                                                                         \
          "  due: rollin\n"                                                                                            \
          "  needs: [VendorList]\n"                                                                                    \
          "  each: items.Vendor.filter(v, has(v.shar) && has(v.name))\n"                                               \
          "  assert:\n"                                                                                                \
          "    - {that: it.name != 'x' and true, message: \"{{ it.name }} is x\"}\n"                                   \
          "    - {that: 3, message: \"{{ it.id }} is three\"}\n"                                                       \
          "    - {that: \"true\", message: \"{{ it.ids }} is no id\"}\n"                                               \
          "  halp: Find a second vendor.\n"                                                                            \
          "  help: Find a second vendor.\n"                                                                            \
          "  why: Whoever delivers most of it decides when it is done.\n"                                              \
          "  examples:\n"                                                                                              \
          "    - name: something is added\n"                                                                           \
          "      change: [{remove: RaidLog/raid}, {add: 3}]\n"                                                         \
          "      expect: [{at: VendorList/v}]\n"                                                                       \
          "    - {name: something is found, expect: [{at: RaidLog/raid#risk-91}]}\n"                                   \
          "    - {name: nothing is, expect: []}\n"                                                                     \
          "END\n"

Test(own_rules, are_tested_by_folder_or_file)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "a file, with the functions and kinds of its folder",
            .given = RULES HELPFUL_RULE,
            .when = "d1lint test \"$BOX/rules/VEN-001.yaml\"",
            .says = {"1 rule, 3 examples, 0 failed"},
        },
        {
            .name = "a file in the folder where one stands",
            .given = RULES HELPFUL_RULE,
            .when = "cd \"$BOX/rules\" && d1lint test VEN-002.yaml",
            .says = {"1 rule, 3 examples, 0 failed"},
        },
        {
            .name = "a file, whatever is wrong with rules beside it",
            .given = RULES HELPFUL_RULE "sed -i 's/^  due: .*/  due: soon/' \"$BOX/rules/VEN-002.yaml\"\n",
            .when = "d1lint test \"$BOX/rules/VEN-001.yaml\"",
            .says = {"0 failed"},
        },
        {
            .name = "the source of a built-in rule in its place",
            .given = "mkdir -p rules/s2d\nsed 's/^  title: .*/  title: Written anew/; s/minRisks}}/minRisks }}/' "
                     "\"$PROJECT/rules/s2d/RSK-001.yaml\" > rules/s2d/RSK-001.yaml\n",
            .when = "d1lint test rules/s2d/RSK-001.yaml && d1lint test rules/s2d",
            .says = {"1 rule, ", "0 failed"},
            .never = {"built in"},
        },
        {
            .name = "another file of the same id not",
            .given = "mkdir own\ncp \"$PROJECT/rules/s2d/RSK-001.yaml\" own\n",
            .when = "d1lint test own/RSK-001.yaml",
            .status = 2,
            .says = {"check RSK-001 is built in and cannot be defined again"},
        },
        {
            .name = "all rules of the project, though base engagements lie among them",
            .given = "cp -R \"$PROJECT/rules\" .\n",
            .when = "d1lint test rules",
            .says = {"0 failed"},
        },
        {
            .name = "faults of shape, all at once",
            .given = RULES HELPFUL_RULE
            "sed -i 's/^  help: .*/  halp: x/; s/^  due: .*/  due: 3/' \"$BOX\"/rules/VEN-00?.yaml\n",
            .when = "d1lint test \"$BOX/rules\"",
            .status = 2,
            .says = {"VEN-001.yaml:8:8: `due`", "unknown key `halp`", "VEN-002.yaml:7:8: `due`",
                     "did you mean `help`, which is missing?"},
        },
        {
            .name = "faults of shape, names, expressions and examples, all at once",
            .given = MANY_FAULTS,
            .when = "d1lint test \"$BOX/rules/VEN-001.yaml\"",
            .status = 2,
            .says = {"VEN-001.yaml:5:10: `title` must begin with a capital letter and have no full stop at its end",
                     "VEN-001.yaml:7:13: `severity` must be `error`",
                     "VEN-001.yaml:8:8: there is no gate `rollin`; did you mean `rolling`?",
                     "VEN-001.yaml:10:38: Vendor has no field `shar`; did you mean `share`?",
                     "VEN-001.yaml:12:29: `and` is written `&&`", "VEN-001.yaml:13:14: `that` must be text, is `3`",
                     "VEN-001.yaml:14:31: Vendor has no field `ids`; did you mean `id`?", "unknown key `halp`",
                     "VEN-001.yaml:20:46: `add` must be a mapping, is `3`",
                     "there is nothing at `RaidLog/raid#risk-91`; did you mean `RaidLog/raid#risk-01`?"},
            .never = {"may be absent"},
        },
        {
            .name = "what could not be read for a fault of shape is not missed",
            .given = RULES HELPFUL_RULE
            "sed -i 's/^  each: .*/  each: 3/; s/isLarge(/isLagre(/' \"$BOX/rules/VEN-001.yaml\"\n"
            "sed -i 's/^  result: .*/  result: [bool]/' \"$BOX/rules/shares.yaml\"\n",
            .when = "d1lint test \"$BOX/rules\"",
            .status = 2,
            .says = {"VEN-001.yaml:10:9: `each` must be", "shares.yaml:7:11: `result` must be text"},
            .never = {"there is no function", "`it`", "VEN-002"},
        },
        {
            .name = "one file is torn: the others are told of all the same",
            .given = RULES HELPFUL_RULE
            "echo '}' >> \"$BOX/rules/VEN-001.yaml\"; sed -i 's/^  why: .*/  why: One/' \"$BOX/rules/VEN-002.yaml\"\n",
            .when = "d1lint test \"$BOX/rules\"",
            .status = 2,
            .says = {"VEN-001.yaml:", "VEN-002.yaml:17:8: `why` must end with a full stop, is `One`"},
        },
        {
            .name = "a check that is defined twice: both places",
            .given = RULES "sed 's/^  why: .*/  why: One/' \"$BOX/rules/VEN-001.yaml\" > \"$BOX/rules/again.yaml\"\n",
            .when = "cd \"$BOX\" && d1lint test rules",
            .status = 2,
            .says = {"rules/again.yaml:3:18: check VEN-001 is defined twice, first in rules/VEN-001.yaml:3",
                     "rules/again.yaml:15:8: `why` must end with a full stop"},
        },
        {
            .name = "names and expressions, all at once",
            .given = RULES HELPFUL_RULE
            "sed -i 's/!isLarge(it.share)/!isLagre(it.share)/; s/{{ it.id }} delivers/{{ it.ids }} delivers/; "
            "s/- name: nobody/- base: s2d-lita\\n      name: nobody/' \"$BOX/rules/VEN-001.yaml\"\n",
            .when = "d1lint test \"$BOX/rules/VEN-001.yaml\"",
            .status = 2,
            .says = {"there is no function `isLagre`; did you mean `isLarge`?", "no field `ids`; did you mean `id`?",
                     "there is no base engagement `s2d-lita`; did you mean `s2d-lite`?"},
        },
        {
            .name = "names in several files, all at once",
            .given = RULES HELPFUL_RULE
            "sed -i 's/^  due: .*/  due: closing/; s/VendorList]/VendorLists]/' \"$BOX\"/rules/VEN-00?.yaml\n",
            .when = "d1lint test \"$BOX/rules\"",
            .status = 2,
            .says = {"VEN-001.yaml:8:8: there is no gate `closing`", "VEN-002.yaml:7:8: there is no gate `closing`"},
        },
        {
            .name = "what rolls goes on until a gate that comes once",
            .given = RULES HELPFUL_RULE
            "sed -i 's/^  due: .*/  due: rolling\\n  until: sprint/' \"$BOX/rules/VEN-001.yaml\"\n"
            "sed -i 's/^  due: .*/  due: rolling\\n  until: postclose/' \"$BOX/rules/VEN-002.yaml\"\n",
            .when = "d1lint test \"$BOX/rules\"",
            .status = 2,
            .says = {"VEN-001.yaml:9:10: there is no gate with a single day `sprint`",
                     "VEN-002.yaml:8:10: there is no gate `postclose`; did you mean `post-close`?"},
        },
    };

    SANDBOX_CASES(cases);
}

Test(own_rules, that_cannot_be_used_are_told_with_their_place)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "not YAML",
            .given = RULE("'s/^  needs: .*/  needs: [VendorList/'"),
            .when = OWN,
            .status = 2,
            .says = {"rules/VEN-001.yaml:", "d1lint: "},
        },
        {
            .name = "not CEL",
            .given = RULE("'s/^  assert: .*/  assert: \"it.share >\"/'"),
            .when = OWN,
            .status = 2,
            .says = {"rules/VEN-001.yaml:11:"},
        },
        {
            .name = "a field that the schema does not have",
            .given = RULE("'s/^  assert: .*/  assert: it.shares < 50.0/'"),
            .when = OWN,
            .status = 2,
            .says = {"rules/VEN-001.yaml:11:14:", "shares", "share"},
        },
        {
            .name = "a date beside a number",
            .given = RULE("'s/^  assert: .*/  assert: today < 50/'"),
            .when = OWN,
            .status = 2,
            .says = {"rules/VEN-001.yaml:11:17:"},
        },
        {
            .name = "a date of an act that is none",
            .given = RULE("'s/^  assert: .*/  claimed: it.id\\n&/'"),
            .when = OWN,
            .status = 2,
            .says = {"rules/VEN-001.yaml:11:12: this is a date or an optional date, not string"},
        },
        {
            .name = "a due date that is none",
            .given = RULE("'s/^  due: .*/  due: {date: it.id}/'"),
            .when = OWN,
            .status = 2,
            .says = {"rules/VEN-001.yaml:8:15: this is a date or an optional date, not string"},
        },
        {
            .name = "a change that cannot be looser",
            .given = RULE("'s/looser: smaller/looser: shorter/'"),
            .when = OWN,
            .status = 2,
            .says = {"a number is `smaller` or `larger`"},
        },
        {
            .name = "a parameter that does not say what is looser",
            .given = RULE("'s/, looser: smaller//'"),
            .when = OWN,
            .status = 2,
            .says = {"`looser` is missing from `reusePercent`"},
        },
        {
            .name = "a catalogue that counts as essential what there is not",
            .given = RULES "cat > \"$BOX/rules/catalog.yaml\" <<'END'\n"
                           "apiVersion: d1lint/v1\n"
                           "kind: CriterionCatalog\n"
                           "metadata: {name: own}\n"
                           "spec:\n"
                           "  version: \"1.0.0\"\n"
                           "  source: {name: Ours, digest: {sha256: "
                           "92dc16c53b286b05a8b25e4cd74e436a2ca05c5ca546d57fe25be72fb9841160}}\n"
                           "  criteria: [{id: OWN-1, section: Ours, title: One, phase: s2d, class: rolling, gates: "
                           "[rolling], checks: [VEN-001]}]\n"
                           "  essential: [VEN-001, VEN-009]\n"
                           "END\n",
            .when = OWN,
            .status = 2,
            .says = {"rules/catalog.yaml:8:24: `essential` names check `VEN-009`, which does not exist"},
        },
        {
            .name = "help without a full stop",
            .given = RULE("'s/vendor[.]$/vendor/'"),
            .when = OWN,
            .status = 2,
            .says = {"`help` must end with a full stop, is `Find a second vendor`"},
        },
        {
            .name = "a title with one",
            .given = RULE("'s/too much$/too much./'"),
            .when = OWN,
            .status = 2,
            .says = {"`title` must begin with a capital letter and have no full stop at its end"},
        },
        {
            .name = "no truth value",
            .given = RULE("'s/^  assert: .*/  assert: it.id/'"),
            .when = OWN,
            .status = 2,
            .says = {"rules/VEN-001.yaml:11:"},
        },
        {
            .name = "an example at an item, an artifact and a field that there are not",
            .given = RULES "sed -i 's|change: .*add.*|change: [{remove: RaidLog/raid#risk-1/title}]|' "
                           "\"$BOX/rules/VEN-001.yaml\"\n"
                           "sed 's/VEN-001/VEN-003/; s|RaidLog/raid#risk-1/title|RaidLog/riad|' "
                           "\"$BOX/rules/VEN-001.yaml\" > \"$BOX/rules/VEN-003.yaml\"\n"
                           "sed 's/VEN-001/VEN-004/; s|RaidLog/raid#risk-1/title|RaidLog/raid#risk-01/titel|' "
                           "\"$BOX/rules/VEN-001.yaml\" > \"$BOX/rules/VEN-004.yaml\"\n"
                           "sed 's/VEN-001/VEN-005/; s|change: .*remove.*|profile: lite|; s|VendorList/v#ven-01/share|"
                           "RaidLog/raid#risk-01/titel|' \"$BOX/rules/VEN-001.yaml\" > \"$BOX/rules/VEN-005.yaml\"\n",
            .when = "d1lint test \"$BOX/rules\"",
            .status = 1,
            .says =
                {"there is nothing at `RaidLog/raid#risk-1/title`; did you mean `RaidLog/raid#risk-01/title`?",
                 "there is nothing at `RaidLog/riad`; did you mean `RaidLog/raid`?",
                 "there is nothing at `RaidLog/raid#risk-01/titel`; did you mean `RaidLog/raid#risk-01/title`?",
                 "expected, but not found: at RaidLog/raid#risk-01/titel with ``\n"
                 "    there is nothing at `RaidLog/raid#risk-01/titel`; did you mean `RaidLog/raid#risk-01/title`?"},
        },
        {
            .name = "an unknown parameter",
            .given = RULE("'s/^  assert: .*/  assert: params.largest > 3/'"),
            .when = OWN,
            .status = 2,
            .says = {"rules/VEN-001.yaml:11:", "largest"},
        },
        {
            .name = "an unknown function",
            .given = RULE("'s/isLarge(/isLagre(/'"),
            .when = OWN,
            .status = 2,
            .says = {"rules/VEN-001.yaml:11:", "isLagre"},
        },
        {
            .name = "an optional field without has()",
            .given = RULE("'s/^  assert: .*/  assert: it.share < 50.0/; s/^  each: .*/  each: items.Vendor/'"),
            .when = OWN,
            .status = 2,
            .says = {"rules/VEN-001.yaml:11:", "has("},
        },
        {
            .name = "an unknown kind",
            .given = RULE("'s/^  needs: .*/  needs: [VendorsList]/'"),
            .when = OWN,
            .status = 2,
            .says = {"rules/VEN-001.yaml:9:11:", "`VendorsList`; did you mean `VendorList`?"},
        },
        {
            .name = "an unknown key",
            .given = RULE("'s/^  help: /  halp: x\\n&/'"),
            .when = OWN,
            .status = 2,
            .says = {"rules/VEN-001.yaml:14:3:", "unknown key `halp`"},
        },
        {
            .name = "an unknown gate",
            .given = RULE("'s/^  due: .*/  due: kickof/'"),
            .when = OWN,
            .status = 2,
            .says = {"rules/VEN-001.yaml:8:8:", "`kickof`; did you mean `kickoff`?"},
        },
        {
            .name = "an expression in a message",
            .given = RULE("'s/^  message: .*/  message: \"{{ it.nmae }} delivers\"/'"),
            .when = OWN,
            .status = 2,
            .says = {"rules/VEN-001.yaml:12:", "nmae", "name"},
        },
        {
            .name = "a built-in id",
            .given = RULE("'s/VEN-001/RSK-003/'"),
            .when = OWN,
            .status = 2,
            .says = {"rules/VEN-001.yaml:3:", "RSK-003"},
        },
        {
            .name = "a function with a type error in its own file",
            .given =
                RULES "repository halden-orders\nsed -i 's/share > 50.0/share > today/' \"$BOX/rules/shares.yaml\"\n",
            .when = OWN,
            .status = 2,
            .says = {"rules/shares.yaml:8:"},
        },
        {
            .name = "a schema that is no JSON",
            .given = RULES "repository halden-orders\necho '{' > \"$BOX/rules/VendorList.schema.json\"\n",
            .when = OWN,
            .status = 2,
            .says = {"rules/VendorList.schema.json:"},
        },
        {
            .name = "a document of another sort",
            .given = RULES "repository halden-orders\ncp engagement.yaml \"$BOX/rules\"\n",
            .when = OWN,
            .status = 2,
            .says = {"rules/engagement.yaml:", "Rule"},
        },
        {
            .name = "no such folder",
            .given = "repository halden-orders\n",
            .when = OWN,
            .status = 2,
            .says = {"rules"},
        },
        {
            .name = "all their faults at once",
            .given = MANY_FAULTS "repository halden-orders\n",
            .when = OWN,
            .status = 2,
            .says = {"rules/VEN-001.yaml:5:10: `title`", "VEN-001.yaml:8:8: there is no gate `rollin`",
                     "VEN-001.yaml:10:38: Vendor has no field `shar`", "VEN-001.yaml:12:29: `and` is written `&&`"},
        },
        {
            .name = "they are checked before an engagement is read",
            .given = RULES "repository\nsed -i 's/isLarge(/isLagre(/' \"$BOX/rules/VEN-001.yaml\"\n",
            .when = OWN,
            .status = 2,
            .says = {"rules/VEN-001.yaml:11:", "isLagre"},
        },
    };

    SANDBOX_CASES(cases);
}
