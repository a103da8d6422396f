/*
 * Runs the JSON Schema test suite (github.com/json-schema-org/JSON-Schema-Test-Suite) against src/schema.
 *
 *     schema_suite SUITE KNOWN      SUITE: the suite's directory; KNOWN: tests/conformance/schema_suite.yaml
 *
 * Each dialect has three parts: required, where `format` annotates; optional; and format, where it asserts. A case
 * passes when the verdict is the suite's. Cases that are missed on purpose are listed in KNOWN with the reason; any
 * other miss, and a listed case that passes, fails the run. Exit status: 0, 1 for departures, 2 when the suite cannot
 * be read.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/file/file.h"
#include "base/text/strbuf.h"
#include "json/json.h"
#include "schema/schema.h"
#include "yaml/yaml.h"

enum { FILES_MAX = 512 };

struct loaded {
    struct d1_doc *docs[FILES_MAX];
    size_t count;
};

struct run {
    const char *suite;
    struct d1_json_loader *json;
    struct d1_schema_set *set;
    struct d1_schema_scratch *scratch;
    const struct d1_node *known;
    struct loaded remotes;
    unsigned departures, passed, cases;
};

/* What a part asks for. */
struct part {
    const char *dialect, *directory, *part, *folder;
    bool assert_format;
    unsigned passed, cases, misses;
};

static const struct part parts[] = {
    {"2020-12", "draft2020-12", "required", "", false, 0, 0, 0},
    {"2020-12", "draft2020-12", "optional", "/optional", false, 0, 0, 0},
    {"2020-12", "draft2020-12", "format", "/optional/format", true, 0, 0, 0},
    {"draft-07", "draft7", "required", "", false, 0, 0, 0},
    {"draft-07", "draft7", "optional", "/optional", false, 0, 0, 0},
    {"draft-07", "draft7", "format", "/optional/format", true, 0, 0, 0},
    {"2019-09", "draft2019-09", "required", "", false, 0, 0, 0},
    {"2019-09", "draft2019-09", "optional", "/optional", false, 0, 0, 0},
    {"2019-09", "draft2019-09", "format", "/optional/format", true, 0, 0, 0},
    {"draft-06", "draft6", "required", "", false, 0, 0, 0},
    {"draft-06", "draft6", "optional", "/optional", false, 0, 0, 0},
    {"draft-06", "draft6", "format", "/optional/format", true, 0, 0, 0},
    {"draft-04", "draft4", "required", "", false, 0, 0, 0},
    {"draft-04", "draft4", "optional", "/optional", false, 0, 0, 0},
    {"draft-04", "draft4", "format", "/optional/format", true, 0, 0, 0},
};

static void give_up(const char *what)
{
    fprintf(stderr, "schema_suite: %s cannot be read\n", what);
    exit(2);
}

/* The only document of a file; the caller frees it. */
static struct d1_doc *load(struct run *run, const char *path)
{
    struct d1_strbuf bytes = {0};
    struct d1_stream stream = {0};
    struct d1_doc *doc;

    if (d1_file_read(&bytes, path, NULL) < 0 || d1_json_load(run->json, d1_strbuf_view(&bytes), &stream, NULL) < 0 ||
        stream.len != 1 || stream.problems.len)
        give_up(path);
    doc = d1_stream_take(&stream, 0);
    d1_stream_release(&stream);
    d1_strbuf_release(&bytes);
    return doc;
}

/* ---- remotes ---- */

static void add_remotes(struct run *run, const char *below)
{
    struct d1_strbuf path = {0};
    struct dirent *entry;
    DIR *directory;

    d1_strbuf_printf(&path, "%s/remotes%s", run->suite, below);
    directory = opendir(path.ptr);
    if (!directory)
        give_up(path.ptr);
    while ((entry = readdir(directory))) {
        struct d1_strbuf name = {0}, uri = {0};
        struct stat status;

        if (entry->d_name[0] == '.')
            continue;
        d1_strbuf_printf(&name, "%s/%s", path.ptr, entry->d_name);
        d1_strbuf_printf(&uri, "%s/%s", below, entry->d_name);
        if (stat(name.ptr, &status) == 0 && S_ISDIR(status.st_mode)) {
            add_remotes(run, uri.ptr);
        } else if (run->remotes.count < FILES_MAX) {
            struct d1_doc *doc = run->remotes.docs[run->remotes.count++] = load(run, name.ptr);
            struct d1_strbuf full = {0};

            d1_strbuf_printf(&full, "http://localhost:1234%s", uri.ptr);
            if (d1_schema_set_add(run->set, d1_strbuf_view(&full), d1_doc_root(doc), NULL, NULL) < 0)
                give_up(full.ptr);
            d1_strbuf_release(&full);
        }
        d1_strbuf_release(&name);
        d1_strbuf_release(&uri);
    }
    closedir(directory);
    d1_strbuf_release(&path);
}

/* ---- cases ---- */

/* Whether KNOWN lists the case: reason → list of "dialect/part/file: group: test" texts, which may end with "*". */
static bool is_known(const struct run *run, struct d1_str name)
{
    for (size_t i = 0; i < d1_node_count(run->known); i++) {
        const struct d1_node *cases = d1_node_pair_value(run->known, i);

        for (size_t k = 0; k < d1_node_count(cases); k++) {
            struct d1_str text = d1_node_text(d1_node_item(cases, k));

            if (d1_str_eq(text, name))
                return true;
            if (d1_str_ends(text, "*") &&
                d1_str_eq(d1_str_sub(text, 0, text.len - 1), d1_str_sub(name, 0, text.len - 1)))
                return true;
        }
    }
    return false;
}

static void judge(struct run *run, struct part *part, const char *file, const struct d1_node *group,
                  const struct d1_node *test, bool passes, const char *got)
{
    struct d1_strbuf name = {0};
    bool known;

    d1_strbuf_printf(&name, "%s/%s/%s: %.*s: %.*s", part->dialect, part->part, file,
                     D1_STR_ARG(d1_node_get_text(group, "description")),
                     D1_STR_ARG(d1_node_get_text(test, "description")));
    known = is_known(run, d1_strbuf_view(&name));
    part->cases++;
    part->passed += passes;
    part->misses += !passes && known;
    if (passes == known) {
        run->departures++;
        printf("%s: %s\n    %s\n", passes ? "passes though listed" : "missed", name.ptr, got);
    }
    d1_strbuf_release(&name);
}

static void run_group(struct run *run, struct part *part, const char *file, const struct d1_node *group)
{
    /* Draft-07 has contents judged only on request, and one optional file that makes it. */
    bool contents = strcmp(part->dialect, "draft-07") == 0 && strcmp(file, "content.json") == 0;
    struct d1_schema_options options = {.default_dialect = part->dialect,
                                        .assert_format =
                                            part->assert_format || (contents && strcmp(part->part, "optional") == 0)};
    const struct d1_node *tests = d1_node_get(group, "tests");
    struct d1_schema *schema = NULL;
    struct d1_error error = {0};
    int rc = d1_schema_compile(&schema, run->set, d1_node_get(group, "schema"), d1_str(""), &options, &error);

    for (size_t i = 0; i < d1_node_count(tests); i++) {
        static const char *const verdicts[] = {"invalid", "valid", "undecided"};
        const struct d1_node *test = d1_node_item(tests, i);
        bool valid = d1_node_get(test, "valid")->value.boolean;
        int verdict = rc < 0 ? rc : d1_schema_validate(schema, d1_node_get(test, "data"), run->scratch, NULL);

        judge(run, part, file, group, test, verdict == (valid ? D1_SCHEMA_VALID : D1_SCHEMA_INVALID),
              rc < 0        ? d1_error_message(&error)
              : verdict < 0 ? "out of memory"
                            : verdicts[verdict]);
    }
    d1_schema_free(schema);
    d1_error_clear(&error);
}

static int is_json(const struct dirent *entry)
{
    return d1_str_ends(d1_str(entry->d_name), ".json");
}

static void run_part(struct run *run, struct part *part)
{
    struct d1_strbuf folder = {0};
    struct dirent **entries;
    int count;

    d1_strbuf_printf(&folder, "%s/tests/%s%s", run->suite, part->directory, part->folder);
    count = scandir(folder.ptr, &entries, is_json, alphasort);
    if (count <= 0)
        give_up(folder.ptr);
    for (int i = 0; i < count; i++) {
        struct d1_strbuf path = {0};
        struct d1_doc *doc;

        d1_strbuf_printf(&path, "%s/%s", folder.ptr, entries[i]->d_name);
        doc = load(run, path.ptr);
        for (size_t k = 0; k < d1_node_count(d1_doc_root(doc)); k++)
            run_group(run, part, entries[i]->d_name, d1_node_item(d1_doc_root(doc), k));
        d1_doc_free(doc);
        d1_strbuf_release(&path);
        free(entries[i]);
    }
    free(entries);
    d1_strbuf_release(&folder);
    printf("%-8s %-8s %4u of %4u cases pass, %u known misses\n", part->dialect, part->part, part->passed, part->cases,
           part->misses);
    run->passed += part->passed;
    run->cases += part->cases;
}

/* ---- the run ---- */

static struct d1_doc *load_known(const char *path)
{
    struct d1_yaml_loader *yaml = NULL;
    struct d1_strbuf bytes = {0};
    struct d1_stream stream = {0};
    struct d1_doc *doc;

    if (d1_file_read(&bytes, path, NULL) < 0 || d1_yaml_loader_new(&yaml, NULL) < 0 ||
        d1_yaml_load(yaml, d1_strbuf_view(&bytes), &stream, NULL) < 0 || stream.len != 1 || stream.problems.len)
        give_up(path);
    doc = d1_stream_take(&stream, 0);
    d1_stream_release(&stream);
    d1_strbuf_release(&bytes);
    d1_yaml_loader_free(yaml);
    return doc;
}

int main(int argc, char **argv)
{
    struct run run = {0};
    struct d1_doc *known;

    if (argc != 3) {
        fprintf(stderr, "usage: schema_suite SUITE KNOWN\n");
        return 2;
    }
    run.suite = argv[1];
    known = load_known(argv[2]);
    run.known = d1_doc_root(known);
    run.scratch = d1_schema_scratch_new();
    if (!run.scratch || d1_json_loader_new(&run.json, NULL) < 0 || d1_schema_set_new(&run.set, NULL) < 0)
        give_up(run.suite);
    add_remotes(&run, "");
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        struct part part = parts[i];

        run_part(&run, &part);
    }
    printf("json-schema-test-suite: %u of %u cases pass, %u unexpected\n", run.passed, run.cases, run.departures);
    d1_schema_set_free(run.set);
    d1_schema_scratch_free(run.scratch);
    d1_json_loader_free(run.json);
    for (size_t i = 0; i < run.remotes.count; i++)
        d1_doc_free(run.remotes.docs[i]);
    d1_doc_free(known);
    return run.departures || !run.passed ? 1 : 0;
}
