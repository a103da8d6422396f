/* Which documents are ours, and what is said of those that are not as they should be. */
#include "unit/engagement/fixture.h"

struct row {
    const char *name, *text;
    size_t artifacts, foreign;
    const char *faults[4]; /* each "line:column CHECK text that the message begins with" */
};

static const struct row rows[] = {
    {"a document of ours", "apiVersion: d1d/v1\nkind: RaidLog\nmetadata: {name: raid}\nspec: {}\n", 1, 0, {NULL}},
    {"a known kind without apiVersion is ours",
     "kind: RaidLog\nmetadata: {name: raid}\nspec: {}\n",
     1,
     0,
     {"1:7 SHP-001 `apiVersion: d1d/v1` is missing"}},
    {"a compose file is left alone", "services:\n  web: {image: nginx}\n", 0, 1, {NULL}},
    {"a Kubernetes object is left alone", "apiVersion: v1\nkind: Service\nmetadata: {name: a}\n", 0, 1, {NULL}},
    {"CloudFormation tags are left alone", "Resources:\n  Bucket: !Ref Name\n", 0, 1, {NULL}},
    {"a Helm template that is no YAML is left alone",
     "{{- if .Values.on }}\nkind: {{ .kind }}\n{{ end }}\n",
     0,
     1,
     {NULL}},
    {"a Helm template that has a version of ours in a comment",
     "# for d1d/v1\n{{- if .Values.on }}\nname: {{ .name }} # of d1d/v1\n{{ end }}\n",
     0,
     1,
     {NULL}},
    {"somebody else's broken object that names a version of ours",
     "apiVersion: v1\nkind: ConfigMap\ndata: {version: d1d/v1\n",
     0,
     1,
     {NULL}},
    {"of a document whose first lines are torn the version tells",
     "apiVersion d1d/v1\nkind RaidLog\nmetadata: {name: raid}\nspec: {}\n",
     1,
     0,
     {"3:9 SHP-001 "}},
    {"also where a conflict has torn them",
     "<<<<<<< HEAD\napiVersion d1d/v1\n=======\nkind RaidLog\n>>>>>>> a\nmetadata: {name: raid}\n",
     1,
     0,
     {"1:1 SHP-001 an unfinished merge left its marks here"}},
    {"an unknown kind has a near one",
     "apiVersion: d1d/v1\nkind: RiadLog\nmetadata: {name: raid}\nspec: {}\n",
     1,
     0,
     {"2:7 SHP-001 there is no kind `RiadLog`; did you mean `RaidLog`?"}},
    {"a missing kind", "apiVersion: d1d/v1\nmetadata: {name: raid}\n", 1, 0, {"1:1 SHP-001 `kind` is missing"}},
    {"another version",
     "apiVersion: d1d/v2\nkind: RaidLog\nmetadata: {name: raid}\nspec: {}\n",
     1,
     0,
     {"1:13 SHP-001 `apiVersion` must be `d1d/v1` for kind RaidLog, is `d1d/v2`"}},
    {"broken YAML takes its kind from its lines",
     "apiVersion: d1d/v1\nkind: RaidLog\nmetadata: {name: raid\nspec: {}\n",
     1,
     0,
     {"4:5 SHP-001 "}},
    {"a wrong type is told in words",
     "apiVersion: d1d/v1\nkind: RaidLog\nmetadata: {name: raid}\nspec:\n  risks:\n"
     "    - {id: risk-01, status: open, type: threat, probability: high}\n",
     1,
     0,
     {"6:62 SHP-002 `probability` must be a whole number from 1 to 5, is `high`"}},
    {"a field without a value is not there",
     "apiVersion: d1d/v1\nkind: RaidLog\nmetadata: {name: raid, labels: }\nspec:\n  method: null\n  risks:\n"
     "    - {id: risk-01, status: open, type: threat, probability: ~, residual: {impact: null}}\n",
     1,
     0,
     {NULL}},
    {"a field that has to be there needs a value",
     "apiVersion: d1d/v1\nkind: RaidLog\nmetadata: {name: raid}\nspec:\n  risks:\n"
     "    - {id: risk-01, status: , type: threat}\n",
     1,
     0,
     {"6:7 SHP-002 `status` is missing from item 1 of `risks`"}},
    {"an entry of a list is no field",
     "apiVersion: d1d/v1\nkind: MeetingRecord\nmetadata: {name: a}\nspec:\n  type: other\n  date: \"2026-02-12\"\n"
     "  attendees: [~]\n",
     1,
     0,
     {"7:15 SHP-002 "}},
    {"a former name is told by the one it has now",
     "apiVersion: d1d/v1\nkind: Retrospective\nmetadata: {name: a}\nspec: {date: \"2026-02-12\", sprintRef: spr-01}\n",
     1,
     0,
     {"4:28 SHP-002 `sprintRef` is called `sprintRefs` now"}},
    {"an unknown key stands at the key",
     "apiVersion: d1d/v1\nkind: RaidLog\nmetadata: {name: raid}\nspec:\n  risks:\n"
     "    - {id: risk-01, status: open, type: threat, ownerref: a}\n",
     1,
     0,
     {"6:49 SHP-002 "}},
    {"a document behind a broken one is said to be unread",
     "apiVersion: d1d/v1\nkind: RaidLog\nmetadata: {name: [}\n---\napiVersion: d1d/v1\nkind: RaidLog\n",
     2,
     0,
     {"3:19 SHP-001 ", "6:1 SHP-001 this document was not read"}},
    {"ours beside the YAML of others",
     "services: {}\n---\napiVersion: d1d/v1\nkind: RaidLog\nmetadata: {name: raid}\nspec: {}\n",
     1,
     1,
     {NULL}},
    {"an empty file", "", 0, 0, {NULL}},
    {"a flow mapping", "{apiVersion: d1d/v1, kind: RaidLog, metadata: {name: raid}, spec: {}}\n", 1, 0, {NULL}},
    {"JSON",
     "{\n  \"kind\": \"RaidLog\",\n  \"apiVersion\": \"d1d/v1\",\n  \"metadata\": {\"name\": \"raid\"}, \"spec\": "
     "{}\n}\n",
     1,
     0,
     {NULL}},
    {"JSON with a slash that is escaped",
     "{\"apiVersion\": \"d1d\\/v1\", \"kind\": \"RaidLog\", \"metadata\": {\"name\": \"raid\"}, \"spec\": {}}",
     1,
     0,
     {NULL}},
    {"a key that escapes hide",
     "\"k\\u0069nd\": \"Raid\\x4cog\"\nmetadata: {name: raid}\nspec: {}\n",
     1,
     0,
     {"1:14 SHP-001 `apiVersion: d1d/v1` is missing"}},
    {"a version over two lines",
     "apiVersion: \"d1d\\\n  /v1\"\nkind: RaidLog\nmetadata: {name: raid}\nspec: {}\n",
     1,
     0,
     {NULL}},
    {"an indented root", "  apiVersion: d1d/v1\n  kind: RaidLog\n  metadata: {name: raid}\n  spec: {}\n", 1, 0, {NULL}},
    {"a root behind its marker",
     "--- {apiVersion: d1d/v1, kind: RaidLog, metadata: {name: raid}, spec: {}}\n",
     1,
     0,
     {NULL}},
    {"a root behind a tag",
     "!!map\napiVersion: d1d/v1\nkind: RaidLog\nmetadata: {name: raid}\nspec: {}\n",
     1,
     0,
     {NULL}},
    {"keys with question marks",
     "? apiVersion\n: d1d/v1\n? kind\n: RaidLog\n? metadata\n: {name: raid}\n? spec\n: {}\n",
     1,
     0,
     {NULL}},
    {"an alias as the kind",
     "a: &k RaidLog\nkind: *k\napiVersion: d1d/v1\nmetadata: {name: raid}\nspec: {}\n",
     1,
     0,
     {"1:1 SHP-002 "}},
    {"a known kind in flow style without apiVersion",
     "{kind: RaidLog, metadata: {name: raid}, spec: {}}\n",
     1,
     0,
     {"1:8 SHP-001 `apiVersion: d1d/v1` is missing"}},
    {"a flow mapping that is not closed is told by its keys",
     "{apiVersion: d1d/v1, kind: RaidLog, metadata: {name: raid}\n",
     1,
     0,
     {"1:1 SHP-001 "}},
    {"JSON that breaks off",
     "{\n  \"apiVersion\": \"d1d/v1\",\n  \"kind\": \"RaidLog\",\n  \"spec\": {\n",
     1,
     0,
     {"4:11 SHP-001 "}},
    {"an indented root that breaks off", "  apiVersion: d1d/v1\n  kind: RaidLog\n  spec: [\n", 1, 0, {"3:9 SHP-001 "}},
    {"our words in the YAML of others are theirs",
     "apiVersion: v1\nkind: ConfigMap\ndata:\n  a: |\n    apiVersion: d1d/v1\n    kind: RaidLog\n",
     0,
     1,
     {NULL}},
    {"our words inside of a flow mapping of others",
     "{apiVersion: v1, kind: List, items: [{apiVersion: d1d/v1}]}\n",
     0,
     1,
     {NULL}},
    {"our words in a list", "- {apiVersion: d1d/v1, kind: RaidLog}\n", 0, 1, {NULL}},
    {"a template of others that holds one of ours and is no YAML",
     "{{- range .x }}\napiVersion: v1\nkind: ConfigMap\ndata:\n  a: |\n    apiVersion: d1d/v1\n    kind: RaidLog\n{{ "
     "end }}\n",
     0,
     1,
     {NULL}},
    {"a kind of ours in another group is of others", "{apiVersion: pmo/v1, kind: RaidLog}\n", 0, 1, {NULL}},
    {"ours in flow style behind one of others that is read",
     "{a: 1}\n--- {apiVersion: d1d/v1, kind: RaidLog, metadata: {name: raid}, spec: {}}\n",
     1,
     1,
     {NULL}},
    {"ours in flow style behind one that is no YAML",
     "a: [\n---\n{apiVersion: d1d/v1, kind: RaidLog, metadata: {name: raid}, spec: {}}\n",
     1,
     1,
     {"3:1 SHP-001 this document was not read"}},
};

Test(artifact, is_recognised_and_checked)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct row *row = &rows[i];
        struct fixture_file file = {"a.yaml", row->text};
        struct fixture f;
        size_t expected = 0;

        fixture_load(&f, &file, 1);
        while (expected < 4 && row->faults[expected])
            expected++;
        cr_expect_eq(f.files[0].artifact_count, row->artifacts, "%s: %zu artifacts", row->name,
                     f.files[0].artifact_count);
        cr_expect_eq(f.files[0].foreign, row->foreign, "%s: %zu foreign", row->name, f.files[0].foreign);
        cr_expect_eq(f.files[0].faults.len, expected, "%s: %zu faults, first %s", row->name, f.files[0].faults.len,
                     f.files[0].faults.len ? fixture_show(&f.files[0].faults.items[0]) : "none");
        for (size_t j = 0; j < expected && j < f.files[0].faults.len; j++)
            cr_expect(d1_str_starts(d1_str(fixture_show(&f.files[0].faults.items[j])), row->faults[j]), "%s: %s",
                      row->name, fixture_show(&f.files[0].faults.items[j]));
        fixture_release(&f);
    }
}

static const char with_faults[] = "apiVersion: d1d/v1\nkind: RaidLog\nmetadata: {name: raid}\nspec:\n  risks: # all\n"
                                  "    - {id: risk-01, status: open, type: threat, probability: high, x: 1}\n---\n"
                                  "apiVersion: d1d/v1\nkind: Nothing\n";

static size_t offset(const struct d1_artifact *artifact, const void *at)
{
    size_t from = (size_t)((const char *)at - (const char *)artifact->doc);

    cr_assert_lt(from, artifact->doc->size, "it lies in the document of its artifact");
    return from;
}

static void expect_alike(const struct d1_artifact *copy, const struct d1_artifact *from)
{
    cr_expect_neq(copy->doc, from->doc);
    cr_expect_eq(memcmp(copy->doc, from->doc, from->doc->size), 0);
    cr_expect_eq(copy->root, d1_doc_root(copy->doc));
    cr_expect(d1_str_eq(copy->name, from->name));
    cr_expect_eq(copy->kind, from->kind);
    cr_expect_eq(copy->remark_count, from->remark_count);
    cr_assert_eq(copy->mark_count, from->mark_count);
    cr_assert_eq(copy->invalid_count, from->invalid_count);
    for (size_t i = 0; i < from->mark_count; i++)
        cr_expect_eq(offset(copy, copy->marks[i].node), offset(from, from->marks[i].node));
    for (size_t i = 0; i < from->invalid_count; i++)
        cr_expect_eq(offset(copy, copy->invalid[i]), offset(from, from->invalid[i]));
}

Test(artifact, a_copy_is_another_file_that_says_the_same)
{
    struct fixture_file text = {"a.yaml", with_faults};
    struct d1_file copy = {.path = "a.yaml"};
    const struct d1_file *from;
    struct fixture f;

    fixture_load(&f, &text, 1);
    from = &f.files[0];
    cr_assert_eq(d1_file_copy(f.loader, &copy, from), 0);
    cr_expect(copy.own);
    cr_assert_eq(copy.artifact_count, 2);
    for (size_t i = 0; i < copy.artifact_count; i++)
        expect_alike(&copy.artifacts[i], &from->artifacts[i]);
    cr_expect_gt(copy.artifacts[0].mark_count, 0);
    cr_expect_gt(copy.artifacts[0].invalid_count, 0);
    cr_assert_gt(copy.faults.len, 1);
    cr_assert_eq(copy.faults.len, from->faults.len);
    for (size_t i = 0; i < copy.faults.len; i++) {
        const struct d1_fault *fault = &copy.faults.items[i], *told = &from->faults.items[i];

        cr_assert_not_null(fault->artifact);
        cr_expect_eq(fault->artifact - copy.artifacts, told->artifact - from->artifacts);
        cr_expect(d1_str_eq(fault->message, told->message));
        cr_expect_eq(!fault->node, !told->node);
        if (fault->node)
            cr_expect_eq(offset(fault->artifact, fault->node), offset(told->artifact, told->node));
    }
    d1_file_release(&copy);
    fixture_release(&f);
}

Test(artifact, each_allocation_of_a_copy_may_fail)
{
    struct fixture_file text = {"a.yaml", with_faults};
    struct fixture f;
    int result = D1_ERR_MEMORY;

    fixture_load(&f, &text, 1);
    for (long n = 0; result != 0 && n < 100; n++) {
        struct d1_artifact_loader *loader;
        struct d1_file copy = {.path = "a.yaml"};

        cr_assert_eq(d1_artifact_loader_new(&loader, f.kinds, NULL), 0);
        d1_alloc_fail_after(n);
        result = d1_file_copy(loader, &copy, &f.files[0]);
        d1_alloc_fail_after(-1);
        cr_expect(result == 0 || result == D1_ERR_MEMORY, "n=%ld", n);
        d1_file_release(&copy);
        d1_artifact_loader_free(loader);
    }
    cr_expect_eq(result, 0, "with enough memory it succeeds");
    fixture_release(&f);
}

Test(artifact, each_allocation_may_fail)
{
    struct d1_kinds *kinds;
    int result = D1_ERR_MEMORY;

    cr_assert_eq(d1_kinds_load(&kinds, NULL, 0, NULL), 0);
    for (long n = 0; result != 0 && n < 5000; n++) {
        struct d1_file file = {.path = "a.yaml"};
        struct d1_artifact_loader *loader = NULL;

        d1_alloc_fail_after(n);
        result = d1_artifact_loader_new(&loader, kinds, NULL);
        if (result == 0)
            result = d1_file_load(loader, &file, d1_str(with_faults));
        d1_alloc_fail_after(-1);
        cr_expect(result == 0 || result == D1_ERR_MEMORY, "n=%ld", n);
        d1_file_release(&file);
        d1_artifact_loader_free(loader);
    }
    cr_expect_eq(result, 0, "with enough memory it succeeds");
    d1_kinds_free(kinds);
}
