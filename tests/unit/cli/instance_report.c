/* Every format of validate: hostile text does no harm, data is JSON, and memory may run out anywhere. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/memory/alloc.h"
#include "cli/validate/instance_report.h"
#include "cli/validate/schemas.h"
#include "json/json.h"
#include "yaml/yaml.h"

#define SCHEMA                                                                                                         \
    "{$id: 'https://example.com/s', additionalProperties: {type: integer, maximum: 3}, required: [a, b],"              \
    " maxProperties: 2}"
#define INSTANCE "\"##[error]\\e[31m\": '::error::'\n\"\\u202e\\u00ad\": 7\nb: 9\nc: [1, 'x\u200by']\n"

struct sample {
    struct d1_yaml_loader *loader;
    struct d1_stream schema_stream, instance_stream;
    struct d1_schema_set *set;
    struct d1_schema *schema;
    struct d1_schema_scratch *scratch;
};

static struct sample sample;

static void enter(void)
{
    cr_assert_eq(d1_yaml_loader_new(&sample.loader, NULL), 0);
    cr_assert_eq(d1_yaml_load(sample.loader, d1_str(SCHEMA), &sample.schema_stream, NULL), 0);
    cr_assert_eq(d1_yaml_load(sample.loader, d1_str(INSTANCE), &sample.instance_stream, NULL), 0);
    cr_assert_eq(sample.schema_stream.len, 1);
    cr_assert_eq(sample.instance_stream.len, 1);
    cr_assert_eq(d1_schema_set_new(&sample.set, NULL), 0);
    cr_assert_eq(d1_schema_compile(&sample.schema, sample.set, d1_doc_root(sample.schema_stream.items[0].doc),
                                   d1_str(""), NULL, NULL),
                 0);
    sample.scratch = d1_schema_scratch_new();
}

static void leave(void)
{
    d1_schema_scratch_free(sample.scratch);
    d1_schema_free(sample.schema);
    d1_schema_set_free(sample.set);
    d1_stream_release(&sample.schema_stream);
    d1_stream_release(&sample.instance_stream);
    d1_yaml_loader_free(sample.loader);
}

TestSuite(instance_report, .init = enter, .fini = leave);

static void report(struct d1_instance_writer *w, const struct d1_instance_fault *fault)
{
    w->format->fault(w, fault);
    w->faults++;
}

static bool take(void *context, const struct d1_schema_error *error)
{
    struct d1_instance_writer *w = context;
    struct d1_instance_fault fault = {
        .name = d1_schema_keyword_name(error->keyword),
        .place = d1_node_place(error->node),
        .message = error->message,
        .error = error,
    };

    fault.place.path = w->path;
    report(w, &fault);
    return true;
}

/* Everything that a format can be asked to write about a file. */
static void write_all(struct d1_instance_writer *w)
{
    struct d1_schema_sink sink = {.context = w, .detail = w->format->detail, .error = take};
    struct d1_instance_fault problem = {
        .name = "duplicate-key",
        .place = {w->path, 2, 1, 2, 3},
        .related = {w->path, 1, 1, 1, 3},
        .message = d1_str("the key \"##[x]\xff\x1b\" stands here already"),
    };
    struct d1_instance_fault unread = {
        .name = D1_INSTANCE_UNREADABLE, .place = {.path = w->path}, .message = d1_str("\n::error::x"), .unread = true};

    d1_schema_validate(w->schema, d1_doc_root(sample.instance_stream.items[0].doc), sample.scratch, &sink);
    if (w->format->document)
        w->format->document(w);
    w->faults = 0;
    w->document++;
    report(w, &problem);
    report(w, &unread);
    if (w->format->document)
        w->format->document(w);
    w->faults = 0;
    w->document++;
    if (w->format->document)
        w->format->document(w);
}

static struct d1_instance_writer make_writer(const struct d1_instance_format *format, struct d1_strbuf *out)
{
    return (struct d1_instance_writer){
        .format = format,
        .schema = sample.schema,
        .path = "##[group]\n::x\x1b.yaml",
        .lines = {.bytes = d1_str(INSTANCE)},
        .paint = {.out = out, .utf8 = true},
    };
}

/* No escape sequence, no line that a CI runner takes for a command, no character that turns text around. */
static void expect_harmless(const char *format, const char *text)
{
    cr_expect(strstr(text, "##[") == NULL, "%s:\n%s", format, text);
    cr_expect(strstr(text, "\x1b") == NULL, "%s:\n%s", format, text);
    cr_expect(strstr(text, "\n::") == NULL, "%s:\n%s", format, text);
    cr_expect(strstr(text, "\u202e") == NULL, "%s:\n%s", format, text);
    cr_expect(strstr(text, "\xff") == NULL, "%s:\n%s", format, text);
}

static void expect_records(const char *format, struct d1_str text)
{
    struct d1_json_loader *loader = NULL;

    cr_assert_eq(d1_json_loader_new(&loader, NULL), 0);
    for (size_t at = 0, end; at < text.len; at = end + 1) {
        struct d1_stream stream = {0};

        end = d1_str_find(text, '\n', at);
        cr_assert_eq(d1_json_load(loader, d1_str_sub(text, at, end - at), &stream, NULL), 0);
        cr_expect_eq(stream.len, 1, "%s: " D1_STR_FMT, format, D1_STR_ARG(d1_str_sub(text, at, end - at)));
        cr_expect_eq(stream.problems.len, 0, "%s", format);
        d1_stream_release(&stream);
    }
    d1_json_loader_free(loader);
}

Test(instance_report, hostile_text_does_no_harm_and_records_are_json)
{
    size_t count;
    const struct d1_instance_format *formats = d1_instance_formats(&count);

    cr_assert_eq(count, 4);
    for (size_t i = 0; i < count; i++) {
        struct d1_strbuf out = {0};
        struct d1_instance_writer w = make_writer(&formats[i], &out);

        write_all(&w);
        cr_assert_gt(out.len, 0);
        expect_harmless(formats[i].name, out.ptr);
        if (w.notes.len)
            expect_harmless(formats[i].name, w.notes.ptr);
        if (formats[i].records)
            expect_records(formats[i].name, d1_strbuf_view(&out));
        expect_records(formats[i].name, d1_strbuf_view(&w.notes));
        d1_instance_writer_release(&w);
        d1_strbuf_release(&out);
    }
}

static bool tell(void *context, const struct d1_schema_error *error)
{
    (void)context;
    cr_expect(false, D1_STR_FMT ": " D1_STR_FMT, D1_STR_ARG(error->keyword_location), D1_STR_ARG(error->message));
    return true;
}

/* The whole log of a file, parted by commas as the log does it, under the schema of the standard where that is there.
 */
Test(instance_report, a_sarif_log_is_valid_sarif)
{
    const char *root = getenv("CONFORMANCE");
    const struct d1_instance_format *format = d1_instance_format_find("sarif");
    struct d1_instance_totals totals = {.faults = 2, .left_out = 1, .status = 3};
    struct d1_strbuf path = {0}, whole = {0}, out = {0};
    struct d1_instance_writer w = make_writer(format, &out);
    struct d1_paint paint = {.out = &whole};
    struct d1_schemas schemas = {0};
    struct d1_schema_sink sink = {.error = tell};
    struct d1_stream stream = {0};

    d1_strbuf_printf(&path, "%s/sarif/sarif-schema-2.1.0.json", root ? root : "../shared/conformance");
    if (access(path.ptr, R_OK) < 0)
        cr_skip_test("the schema of SARIF is not there");
    write_all(&w);
    format->begin(&whole);
    for (size_t i = 0; i < out.len; i++)
        d1_strbuf_puts(&whole, out.ptr[i] != '\n' ? (char[]){out.ptr[i], '\0'} : i + 1 < out.len ? ",\n" : "\n");
    totals.notes = d1_strbuf_view(&w.notes);
    format->end(&paint, &totals);
    cr_assert_eq(d1_source_load(&schemas.loaders, "log.json", d1_strbuf_view(&whole), &stream, NULL), 0);
    cr_assert_eq(stream.problems.len, 0, "%s", stream.problems.len ? stream.problems.items[0].text : "");
    cr_assert_eq(d1_schemas_load(&schemas, &(struct d1_schemas_options){.schema = path.ptr, .assert_format = true},
                                 &(struct d1_error){0}),
                 0);
    cr_expect_eq(d1_schema_validate(schemas.schema, d1_doc_root(stream.items[0].doc), sample.scratch, &sink),
                 D1_SCHEMA_VALID);
    d1_stream_release(&stream);
    d1_schemas_release(&schemas);
    d1_instance_writer_release(&w);
    d1_strbuf_release(&path);
    d1_strbuf_release(&whole);
    d1_strbuf_release(&out);
}

static size_t count_of(const char *text, const char *part)
{
    size_t found = 0;

    for (; (text = strstr(text, part)); text += strlen(part))
        found++;
    return found;
}

/* A file on one line with a mistake in every word: each is told, but not with a picture of the line each. */
Test(instance_report, excerpts_of_long_lines_come_to_an_end)
{
    enum { LINE = 70000, FAULTS = 500 };
    struct d1_strbuf out = {0}, line = {0};
    struct d1_instance_writer w = make_writer(d1_instance_format_find("text"), &out);

    d1_strbuf_fill(&line, 'x', LINE);
    w.lines.bytes = d1_strbuf_view(&line);
    for (uint32_t i = 0; i < FAULTS; i++)
        report(&w, &(struct d1_instance_fault){
                       .name = "type", .place = {"f", 1, i + 1, 1, i + 2}, .message = d1_str("wrong")});
    cr_expect_eq(count_of(out.ptr, "error type: wrong\n"), FAULTS);
    cr_expect_eq(count_of(out.ptr, "^"), 64);
    d1_instance_writer_release(&w);
    d1_strbuf_release(&out);
    d1_strbuf_release(&line);
}

Test(instance_report, units_of_the_basic_output_have_their_members)
{
    static const char *const members[] = {"valid", "keywordLocation", "instanceLocation", "error"};
    struct d1_strbuf out = {0};
    struct d1_instance_writer w = make_writer(d1_instance_format_find("json"), &out);
    struct d1_json_loader *loader = NULL;
    struct d1_stream stream = {0};
    static const bool valid[] = {false, false, true};

    write_all(&w);
    cr_assert_eq(d1_json_loader_new(&loader, NULL), 0);
    cr_assert_eq(d1_json_load_sequence(loader, d1_strbuf_view(&out), &stream, NULL), 0);
    cr_assert_eq(stream.len, 3);
    for (size_t i = 0; i < 3; i++) {
        const struct d1_node *record = d1_doc_root(stream.items[i].doc), *errors = d1_node_get(record, "errors");

        cr_expect_eq(d1_node_get(record, "valid")->value.boolean, valid[i], "document %zu", i);
        cr_expect_eq(d1_node_get(record, "document")->value.integer, (int64_t)i);
        cr_expect_eq(errors != NULL, !valid[i], "document %zu", i);
        for (size_t k = 0; errors && k < d1_node_count(errors); k++)
            for (size_t m = 0; m < sizeof members / sizeof *members; m++)
                cr_expect(d1_node_get(d1_node_item(errors, k), members[m]) != NULL, "unit %zu lacks %s", k, members[m]);
        if (i == 0)
            cr_expect(d1_str_starts(d1_node_get_text(d1_node_item(errors, 0), "absoluteKeywordLocation"),
                                    "https://example.com/s#/"));
    }
    d1_stream_release(&stream);
    d1_json_loader_free(loader);
    d1_instance_writer_release(&w);
    d1_strbuf_release(&out);
}

Test(instance_report, memory_that_runs_out_is_never_overlooked)
{
    size_t count;
    const struct d1_instance_format *formats = d1_instance_formats(&count);

    for (size_t i = 0; i < count; i++) {
        struct d1_strbuf whole = {0};
        struct d1_instance_writer w = make_writer(&formats[i], &whole);
        long round = 0;
        int failed = 1;

        write_all(&w);
        d1_instance_writer_release(&w);
        for (; failed; round++) {
            struct d1_strbuf out = {0};

            w = make_writer(&formats[i], &out);
            d1_alloc_fail_after(round);
            write_all(&w);
            failed = d1_alloc_failed();
            d1_alloc_fail_after(-1);
            if (!out.oom && !w.notes.oom && !w.text.oom)
                cr_expect_eq(out.len, whole.len, "%s, round %ld", formats[i].name, round);
            d1_instance_writer_release(&w);
            d1_strbuf_release(&out);
        }
        cr_expect_gt(round, 3, "%s", formats[i].name);
        d1_strbuf_release(&whole);
    }
}
