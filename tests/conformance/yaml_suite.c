/*
 * Runs the YAML test suite (github.com/yaml/yaml-test-suite) against the document layer.
 *
 *     yaml_suite SUITE KNOWN        SUITE: the suite's directory; KNOWN: tests/conformance/yaml_suite.yaml
 *
 * A case passes when a valid text gives no problem and, where the suite has the data as JSON, equal values; and when
 * an invalid text gives a problem. KNOWN lists what libyaml itself misses, and where the document layer departs from
 * that, with the reasons. Any other departure fails the run, whether a miss or a pass. Exit status: 0, 1 for
 * departures, 2 when the suite cannot be read.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file/file.h"
#include "base/text/strbuf.h"
#include "doc/node.h"
#include "json/json.h"
#include "yaml/yaml.h"

struct run {
    const char *suite;
    struct d1_yaml_loader *yaml;
    struct d1_json_loader *json;
    const struct d1_node *known; /* the mapping of lists of KNOWN */
    unsigned passed, missed, departures;
    unsigned valid, invalid, compared;
};

/* What became of a case. */
enum outcome { PASSED, REFUSED, ACCEPTED, DIFFERS };

static const char *const outcome_names[] = {"passed", "refused though valid", "accepted though invalid",
                                            "read as other values"};

/* The bytes of a file of a case; false when it cannot be read. */
static bool read_case_file(const struct run *run, struct d1_str id, const char *name, struct d1_strbuf *bytes)
{
    struct d1_strbuf path = {0};
    bool read;

    d1_strbuf_clear(bytes);
    d1_strbuf_printf(&path, "%s/cases/%.*s/%s", run->suite, D1_STR_ARG(id), name);
    read = !path.oom && d1_file_read(bytes, path.ptr, NULL) == 0;
    d1_strbuf_release(&path);
    return read;
}

static bool same_values(const struct d1_stream *yaml, const struct d1_stream *json)
{
    if (yaml->len != json->len)
        return false;
    for (size_t i = 0; i < yaml->len; i++)
        if (!d1_node_equal(d1_doc_root(yaml->items[i].doc), d1_doc_root(json->items[i].doc)))
            return false;
    return true;
}

/* Reads the case; *problem receives the first problem's place and text, if there is one. */
static enum outcome judge(struct run *run, struct d1_str id, bool valid, struct d1_strbuf *problem)
{
    struct d1_strbuf bytes = {0};
    struct d1_stream yaml = {0}, json = {0};
    enum outcome outcome = PASSED;

    if (!read_case_file(run, id, "in.yaml", &bytes) ||
        d1_yaml_load(run->yaml, d1_strbuf_view(&bytes), &yaml, NULL) < 0) {
        fprintf(stderr, "yaml_suite: case %.*s cannot be read\n", D1_STR_ARG(id));
        exit(2);
    }
    if (yaml.problems.len)
        d1_strbuf_printf(problem, "%u:%u %s: %s", yaml.problems.items[0].place.line,
                         yaml.problems.items[0].place.column, yaml.problems.items[0].code, yaml.problems.items[0].text);
    if (!valid) {
        outcome = yaml.problems.len ? PASSED : ACCEPTED;
    } else if (yaml.problems.len) {
        outcome = REFUSED;
    } else if (read_case_file(run, id, "in.json", &bytes)) {
        run->compared++;
        if (d1_json_load_sequence(run->json, d1_strbuf_view(&bytes), &json, NULL) < 0 || json.problems.len ||
            !same_values(&yaml, &json))
            outcome = DIFFERS;
    }
    d1_stream_release(&yaml);
    d1_stream_release(&json);
    d1_strbuf_release(&bytes);
    return outcome;
}

/* Whether a list of KNOWN names the case. Each of its entries is a mapping of a reason to the cases it explains. */
static bool is_listed(const struct run *run, const char *list, struct d1_str id)
{
    const struct d1_node *reasons = d1_node_get(run->known, list);

    for (size_t i = 0; reasons && i < d1_node_count(reasons); i++) {
        const struct d1_node *cases = d1_node_pair_value(reasons, i);

        for (size_t j = 0; j < d1_node_count(cases); j++)
            if (d1_str_eq(d1_node_text(d1_node_item(cases, j)), id))
                return true;
    }
    return false;
}

/* What the document layer makes of a case by KNOWN; behind that, what libyaml makes of it. */
static enum outcome expected_outcome(const struct run *run, struct d1_str id)
{
    static const struct {
        const char *list;
        enum outcome outcome;
    } lists[] = {{"refused", REFUSED},        {"caught", PASSED},           {"taken", PASSED},
                 {"differs", DIFFERS},        {"libyaml-refuses", REFUSED}, {"libyaml-takes", ACCEPTED},
                 {"libyaml-differs", DIFFERS}};

    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (is_listed(run, lists[i].list, id))
            return lists[i].outcome;
    return PASSED;
}

/* A case says by an empty file that its text is invalid. */
static void run_case(struct run *run, struct d1_str id)
{
    struct d1_strbuf problem = {0}, name = {0};
    bool valid = !read_case_file(run, id, "error", &name);
    enum outcome expected = expected_outcome(run, id), outcome = judge(run, id, valid, &problem);

    *(valid ? &run->valid : &run->invalid) += 1;
    *(outcome == PASSED ? &run->passed : &run->missed) += 1;
    if (outcome != expected) {
        run->departures++;
        read_case_file(run, id, "name", &name);
        printf("%.*s (%.*s): %s, expected: %s\n    %s\n", D1_STR_ARG(id),
               D1_STR_ARG(d1_str_trim(d1_strbuf_view(&name))), outcome_names[outcome], outcome_names[expected],
               problem.len ? problem.ptr : "no problem");
    }
    d1_strbuf_release(&problem);
    d1_strbuf_release(&name);
}

/* Runs the cases below a folder: those that lie in it, "229Q", or in a folder of it, "2G84/00". */
static void run_cases(struct run *run, const char *within)
{
    struct d1_strbuf path = {0}, id = {0};
    struct dirent **entries = NULL;
    int count;

    d1_strbuf_printf(&path, "%s/cases/%s", run->suite, within);
    count = path.oom ? -1 : scandir(path.ptr, &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        d1_strbuf_clear(&id);
        d1_strbuf_printf(&id, "%s%s%s", within, *within ? "/" : "", entries[i]->d_name);
        d1_strbuf_clear(&path);
        if (entries[i]->d_name[0] != '.' && read_case_file(run, d1_strbuf_view(&id), "in.yaml", &path))
            run_case(run, d1_strbuf_view(&id));
        else if (entries[i]->d_name[0] != '.' && !*within)
            run_cases(run, id.ptr);
        free(entries[i]);
    }
    free(entries);
    d1_strbuf_release(&path);
    d1_strbuf_release(&id);
}

/* The only document of a file that must be without problems; the caller frees it. */
static struct d1_doc *load_own(struct run *run, const char *path)
{
    struct d1_strbuf bytes = {0};
    struct d1_stream stream = {0};
    struct d1_doc *doc = NULL;

    if (d1_file_read(&bytes, path, NULL) == 0 && d1_yaml_load(run->yaml, d1_strbuf_view(&bytes), &stream, NULL) == 0 &&
        stream.len == 1 && !stream.problems.len)
        doc = d1_stream_take(&stream, 0);
    else
        fprintf(stderr, "yaml_suite: %s cannot be read%s%s\n", path, stream.problems.len ? ": " : "",
                stream.problems.len ? stream.problems.items[0].text : "");
    d1_stream_release(&stream);
    d1_strbuf_release(&bytes);
    return doc;
}

int main(int argc, char **argv)
{
    struct run run = {0};
    struct d1_doc *known = NULL;
    int status = 2;

    if (argc != 3) {
        fprintf(stderr, "usage: yaml_suite SUITE KNOWN\n");
        return 2;
    }
    run.suite = argv[1];
    if (d1_yaml_loader_new(&run.yaml, NULL) < 0 || d1_json_loader_new(&run.json, NULL) < 0)
        goto done;
    d1_yaml_loader_set_merging(run.yaml, D1_YAML_MERGE_BY_VERSION); /* some of the cases are of YAML 1.1 */
    known = load_own(&run, argv[2]);
    if (!known)
        goto done;
    run.known = d1_doc_root(known);
    run_cases(&run, "");
    printf("yaml-test-suite: %u of %u cases pass (%u valid, of them %u compared by value; %u invalid), %u known "
           "misses, %u unexpected\n",
           run.passed, run.passed + run.missed, run.valid, run.compared, run.invalid, run.missed, run.departures);
    status = run.departures || !run.passed ? 1 : 0;
done:
    d1_doc_free(known);
    d1_yaml_loader_free(run.yaml);
    d1_json_loader_free(run.json);
    return status;
}
