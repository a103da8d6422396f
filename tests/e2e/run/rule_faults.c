/* Rules of one's own are tested by themselves, and what cannot be used of them is told with its place. */
#include <criterion/criterion.h>

#include "e2e/run/own_rules.h"

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

Test(rule_faults, are_tested_by_folder_or_file)
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

Test(rule_faults, that_cannot_be_used_are_told_with_their_place)
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
