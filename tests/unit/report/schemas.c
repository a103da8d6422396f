/*
 * What programs read is valid: SARIF against the schema of the standard, d1lint's own JSON against the schema that
 * `d1lint schema Report` prints.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "doc/pointer.h"
#include "json/json.h"
#include "unit/report/sample.h"
#include "schema/schema.h"

/* Reads a JSON file; NULL when it is not there. */
static struct d1_doc *read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    struct d1_json_loader *loader;
    struct d1_stream stream = {0};
    struct d1_strbuf text = {0};
    struct d1_doc *doc;
    char part[65536];
    size_t len;

    if (!file)
        return NULL;
    while ((len = fread(part, 1, sizeof part, file)) > 0)
        d1_strbuf_add(&text, part, len);
    fclose(file);
    cr_assert_eq(d1_json_loader_new(&loader, NULL), 0);
    cr_assert_eq(d1_json_load(loader, d1_strbuf_view(&text), &stream, NULL), 0);
    cr_assert_eq(stream.problems.len, 0, "%s: %s", path, stream.problems.len ? stream.problems.items[0].text : "");
    doc = d1_stream_take(&stream, 0);
    d1_stream_release(&stream);
    d1_json_loader_free(loader);
    d1_strbuf_release(&text);
    return doc;
}

struct validator {
    struct d1_doc *doc;
    struct d1_schema_set *set;
    struct d1_schema *schema;
    struct d1_schema_scratch *scratch;
};

/* False when the schema's file is not there. */
static bool open_validator(struct validator *v, const char *path)
{
    struct d1_schema_options options = {.assert_format = true};
    struct d1_error error = {0};

    *v = (struct validator){.doc = read_file(path)};
    if (!v->doc)
        return false;
    cr_assert_eq(d1_schema_set_new(&v->set, &error), 0);
    cr_assert_eq(d1_schema_set_add(v->set, d1_str("file.json"), d1_doc_root(v->doc), path, &error), 0, "%s",
                 d1_error_message(&error));
    cr_assert_eq(d1_schema_compile(&v->schema, v->set, d1_doc_root(v->doc), d1_str("file.json"), &options, &error), 0,
                 "%s: %s", path, d1_error_message(&error));
    v->scratch = d1_schema_scratch_new();
    cr_assert(v->scratch != NULL);
    return true;
}

static void close_validator(struct validator *v)
{
    d1_schema_scratch_free(v->scratch);
    d1_schema_free(v->schema);
    d1_schema_set_free(v->set);
    d1_doc_free(v->doc);
}

static bool tell(void *context, const struct d1_schema_error *error)
{
    struct d1_strbuf pointer = {0};

    d1_pointer_write(&pointer, error->instance);
    cr_expect(false, "%s: at %s: " D1_STR_FMT, (const char *)context, pointer.ptr ? pointer.ptr : "",
              D1_STR_ARG(error->message));
    d1_strbuf_release(&pointer);
    return true;
}

static void expect_valid(struct validator *v, const char *name, const char *format, const struct d1_verdict *verdict)
{
    struct d1_doc *report = sample_read(format, verdict);
    struct d1_schema_sink sink = {.context = (void *)(uintptr_t)name, .error = tell};

    cr_expect_eq(d1_schema_validate(v->schema, d1_doc_root(report), v->scratch, &sink), D1_SCHEMA_VALID, "%s", name);
    d1_doc_free(report);
}

/* A schema that lets everything pass would make the tests above say nothing. */
static void expect_invalid(struct validator *v, const char *format, const struct d1_verdict *verdict)
{
    struct d1_doc *report = sample_read(format, verdict);

    cr_expect_eq(d1_schema_validate(v->schema, d1_doc_root(report), v->scratch, NULL), D1_SCHEMA_INVALID);
    d1_doc_free(report);
}

static void expect_all_valid(struct validator *v, const char *format)
{
    static const char evil[] = "\x1b[31m \xff {0} [x](y) ##[error]\n\xe2\x80\xae";
    struct d1_engagement_verdict engagements[] = {sample_engagement(), sample_quiet()};
    struct d1_verdict verdict = sample_verdict(engagements, 2);
    struct d1_finding loose = sample_finding(CHECK_SHP_001, evil, 0, 0, 0, evil);
    struct d1_notice notice = {.severity = D1_SEVERITY_ERROR, .text = d1_str(evil), .at = loose.at};

    expect_valid(v, "two engagements", format, &verdict);
    verdict.loose = &loose;
    verdict.loose_count = 1;
    verdict.notices = &notice;
    verdict.asked_gate = d1_str("s2d-exit");
    verdict.asked_owner = d1_str("kim.ode");
    verdict.source.branch = d1_str(evil);
    verdict.exit = D1_EXIT_FAILURE;
    loose.state = D1_FINDING_INDETERMINATE;
    expect_valid(v, "hostile text", format, &verdict);
    verdict = sample_verdict(NULL, 0);
    verdict.check_count = 0;
    expect_valid(v, "nothing at all", format, &verdict);
}

Test(schemas, json_is_valid_against_its_own_schema)
{
    struct d1_engagement_verdict engagement = sample_engagement();
    struct d1_verdict verdict = sample_verdict(&engagement, 1);
    struct d1_finding finding = engagement.findings[0];
    struct validator v;

    cr_assert(open_validator(&v, "schemas/Report.schema.json"));
    expect_all_valid(&v, "json");
    memcpy(finding.fingerprint, "no fingerprint", 15);
    engagement.findings = &finding;
    engagement.finding_count = 1;
    expect_invalid(&v, "json", &verdict);
    close_validator(&v);
}

Test(schemas, sarif_is_valid_against_the_schema_of_the_standard)
{
    const char *root = getenv("CONFORMANCE");
    struct d1_engagement_verdict engagement = sample_engagement();
    struct d1_verdict verdict = sample_verdict(&engagement, 1);
    struct d1_finding finding = engagement.findings[0];
    struct validator v;
    char path[4096];

    snprintf(path, sizeof path, "%s/sarif/sarif-schema-2.1.0.json", root ? root : "../shared/conformance");
    if (!open_validator(&v, path))
        cr_skip_test("%s is not there: SARIF is not checked against its schema", path);
    expect_all_valid(&v, "sarif");
    expect_all_valid(&v, "sarif-full");
    finding.at.place.column = 0;
    engagement.findings = &finding;
    engagement.finding_count = 1;
    expect_invalid(&v, "sarif", &verdict);
    close_validator(&v);
}

Test(schemas, statements_are_valid_against_a_schema_of_their_specifications)
{
    static const char *const formats[] = {"test-result", "svr"};
    struct d1_engagement_verdict engagement = sample_engagement();
    struct d1_verdict verdict = sample_verdict(&engagement, 1);
    struct validator v;

    cr_assert(open_validator(&v, "tests/tools/in-toto.schema.json"));
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        verdict.source.kind = D1_SOURCE_REVISION;
        expect_valid(&v, formats[i], formats[i], &verdict);
        verdict.source.kind = D1_SOURCE_WORKTREE;
        expect_invalid(&v, formats[i], &verdict);
    }
    close_validator(&v);
}

Test(schemas, oscal_is_valid_against_the_schema_of_the_standard)
{
    const char *root = getenv("CONFORMANCE");
    struct d1_engagement_verdict engagement = sample_engagement();
    struct d1_artifact_info artifact = engagement.artifact_list[0];
    struct d1_verdict verdict = sample_verdict(&engagement, 1);
    struct validator v;
    char path[4096];

    snprintf(path, sizeof path, "%s/oscal/oscal_assessment-results_schema.json", root ? root : "../shared/conformance");
    if (!open_validator(&v, path))
        cr_skip_test("%s is not there: OSCAL is not checked against its schema", path);
    expect_all_valid(&v, "oscal-ar");
    artifact.sha256 = d1_str(" ");
    engagement.artifact_list = &artifact;
    engagement.artifacts = 1;
    expect_invalid(&v, "oscal-ar", &verdict);
    close_validator(&v);
}
