#include "cli/validate/instance_report.h"

#include "report/sarif.h"

static const struct d1_instance_format formats[] = {
    {.name = "text",
     .summary = "each error with its source line and the place in the schema, for people",
     .text = true,
     .fault = d1_instance_text_fault,
     .end = d1_instance_text_end},
    {.name = "concise",
     .summary = "one line for each error: path:line:column: error KEYWORD message",
     .text = true,
     .fault = d1_instance_concise_fault},
    {.name = "json",
     .summary = "the units of the standard's `basic` output (2020-12, 12.4.2) for each document",
     .detail = D1_SCHEMA_BASIC,
     .records = true,
     .begin = d1_instance_json_begin,
     .fault = d1_instance_json_fault,
     .document = d1_instance_json_document,
     .end = d1_instance_json_end},
    {.name = "sarif",
     .summary = "SARIF 2.1.0 with a rule for each keyword, for code scanning",
     .records = true,
     .limit = D1_SARIF_RESULTS,
     .begin = d1_instance_sarif_begin,
     .fault = d1_instance_sarif_fault,
     .end = d1_instance_sarif_end},
};

const struct d1_instance_format *d1_instance_formats(size_t *count)
{
    *count = sizeof formats / sizeof *formats;
    return formats;
}

const struct d1_instance_format *d1_instance_format_find(const char *name)
{
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (strcmp(formats[i].name, name) == 0)
            return &formats[i];
    return NULL;
}

void d1_instance_writer_release(struct d1_instance_writer *w)
{
    d1_lines_release(&w->lines);
    d1_json_writer_release(&w->json);
    d1_strbuf_release(&w->notes);
    d1_strbuf_release(&w->text);
}
