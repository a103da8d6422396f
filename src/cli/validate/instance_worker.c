/* The validation of one file, and what is written of it. */
#include "cli/validate/instance_worker.h"

#include "base/limits.h"
#include "cli/screen/terminal.h"

int d1_instance_worker_init(struct d1_instance_worker *worker, const struct d1_instance_format *format,
                            const struct d1_schema *schema)
{
    worker->scratch = d1_schema_scratch_new();
    worker->writer.format = format;
    worker->writer.schema = schema;
    worker->writer.paint = d1_terminal_paint(&worker->text);
    return worker->scratch ? 0 : D1_ERR_MEMORY;
}

void d1_instance_worker_release(struct d1_instance_worker *worker)
{
    d1_loaders_release(&worker->loaders);
    d1_instance_reader_release(&worker->reader);
    d1_schema_scratch_free(worker->scratch);
    d1_instance_writer_release(&worker->writer);
    d1_strbuf_release(&worker->text);
}

/* Of each document the first is listed in any case, so that none passes for valid. */
static void report(struct d1_instance_worker *worker, const struct d1_instance_fault *fault)
{
    struct d1_instance_writer *w = &worker->writer;

    worker->faults += !fault->unread;
    if (w->faults && worker->faults > D1_LIMIT_FINDINGS_PER_FILE) {
        worker->unlisted++;
        return;
    }
    w->format->fault(w, fault);
    w->faults++;
}

static bool take_error(void *context, const struct d1_schema_error *error)
{
    struct d1_instance_worker *worker = context;
    struct d1_instance_fault fault = {
        .name = error->keyword == D1_KEYWORD_NONE ? "false" : d1_schema_keyword_name(error->keyword),
        .place = d1_node_place(error->node),
        .message = error->message,
        .error = error,
    };

    fault.place.path = worker->writer.path;
    report(worker, &fault);
    return true;
}

static void report_problem(struct d1_instance_worker *worker, const struct d1_problem *problem)
{
    struct d1_instance_fault fault = {
        .name = problem->code, .place = problem->place, .related = problem->related, .message = d1_str(problem->text)};

    fault.place.path = worker->writer.path;
    fault.related.path = problem->related.line ? worker->writer.path : NULL;
    report(worker, &fault);
}

static void report_file(struct d1_instance_worker *worker, const char *name, const char *message, bool unread)
{
    struct d1_instance_fault fault = {
        .name = name, .place = {.path = worker->writer.path}, .message = d1_str(message), .unread = unread};

    report(worker, &fault);
}

/* How much more there is, as the last thing that is said of a document. */
static void report_unlisted(struct d1_instance_worker *worker)
{
    struct d1_strbuf text = {0};
    struct d1_instance_fault fault = {.name = D1_INSTANCE_UNLISTED, .place = {.path = worker->writer.path}};

    d1_strbuf_printf(&text, "%zu more mistakes in this document are counted, but not listed", worker->unlisted);
    fault.message = d1_strbuf_view(&text);
    worker->writer.format->fault(&worker->writer, &fault);
    worker->text.oom = worker->text.oom || text.oom;
    worker->unlisted = 0;
    d1_strbuf_release(&text);
}

static void end_document(struct d1_instance_worker *worker)
{
    if (worker->unlisted)
        report_unlisted(worker);
    if (worker->writer.format->document)
        worker->writer.format->document(&worker->writer);
    worker->writer.document++;
    worker->writer.faults = 0;
}

static void validate_document(struct d1_instance_worker *worker, const struct d1_doc *doc)
{
    struct d1_schema_sink sink = {.context = worker, .detail = worker->writer.format->detail, .error = take_error};
    int verdict = d1_schema_validate(worker->writer.schema, d1_doc_root(doc), worker->scratch, &sink);

    if (verdict < 0)
        worker->text.oom = true;
    else if (verdict != D1_SCHEMA_VALID && worker->writer.faults == 0)
        report_file(worker, D1_INSTANCE_SCHEMA, "the document is not valid", false);
}

/*
 * Documents in order. One in which a problem lies is in doubt, so that its problems are told in place of a judgement;
 * those at which reading stopped come behind the last document that could be read.
 */
static void validate_stream(struct d1_instance_worker *worker, struct d1_stream *stream)
{
    size_t told = 0;

    for (size_t i = 0; i < stream->len; i++) {
        struct d1_doc *doc = d1_stream_take(stream, i);

        if (stream->items[i].sound)
            validate_document(worker, doc);
        for (; !stream->items[i].sound && told < stream->problems.len &&
               stream->problems.items[told].place.line <= stream->items[i].end_line;
             told++)
            report_problem(worker, &stream->problems.items[told]);
        end_document(worker);
        worker->documents++;
        d1_doc_free(doc);
    }
    if (stream->len && told == stream->problems.len && !stream->unlisted)
        return;
    for (; told < stream->problems.len; told++)
        report_problem(worker, &stream->problems.items[told]);
    if (stream->unlisted)
        report_file(worker, D1_INSTANCE_UNLISTED, "there are more problems in this file than are listed", false);
    if (!worker->writer.faults)
        report_file(worker, D1_INSTANCE_EMPTY, "the file holds no document", false);
    end_document(worker);
}

/* What was written of a file is handed on. */
static void hand_over(struct d1_instance_worker *worker, struct d1_instance_outcome *outcome)
{
    outcome->text = worker->text;
    outcome->notes = worker->writer.notes;
    worker->text = worker->writer.notes = (struct d1_strbuf){0};
}

void d1_instance_worker_validate(struct d1_instance_worker *worker, const struct d1_instances *instances,
                                 const struct d1_instance *instance, struct d1_instance_outcome *outcome)
{
    struct d1_stream stream = {0};
    struct d1_error error = {0};
    struct d1_str bytes;
    int result = d1_instance_read(&worker->reader, instances, instance, &bytes, &error);

    worker->writer.path = instance->shown;
    worker->writer.document = worker->writer.faults = 0;
    worker->writer.last = (struct d1_place){0};
    worker->writer.drawn = 0;
    worker->documents = worker->faults = worker->unlisted = 0;
    if (result == 0) {
        worker->writer.lines = (struct d1_lines){.bytes = bytes};
        result = d1_source_load(&worker->loaders, instance->path, bytes, &stream, &error);
    }
    if (result == D1_ERR_MEMORY) {
        worker->text.oom = true;
    } else if (result < 0) {
        report_file(worker, D1_INSTANCE_UNREADABLE, d1_error_message(&error), true);
        end_document(worker);
        outcome->unread = true;
    } else {
        validate_stream(worker, &stream);
    }
    d1_lines_release(&worker->writer.lines);
    d1_stream_release(&stream);
    d1_error_clear(&error);
    outcome->documents = worker->documents;
    outcome->faults = worker->faults;
    hand_over(worker, outcome);
}

void d1_instance_worker_tell(struct d1_instance_worker *worker, const struct d1_instance_fault *fault,
                             struct d1_instance_outcome *outcome)
{
    worker->writer.path = fault->place.path;
    report(worker, fault);
    end_document(worker);
    hand_over(worker, outcome);
}
