/* A kind of one's own, with its schema, a function and a rule over it, for tests of --rules. */
#ifndef D1_TESTS_OWN_RULES_H
#define D1_TESTS_OWN_RULES_H

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

#endif
