#include "cli/validate/instance_log.h"

#include <pthread.h>

#include "base/limits.h"
#include "base/memory/alloc.h"
#include "cli/message.h"
#include "cli/output.h"
#include "cli/screen/progress.h"
#include "cli/screen/terminal.h"
#include "verdict/verdict.h"

enum { PIECE = 65536 }; /* bytes that are written at once */

struct d1_instance_log {
    const struct d1_instance_format *format;
    pthread_mutex_t lock; /* of all that follows but for `broken` */
    struct d1_instance_outcome *outcomes;
    size_t count, next; /* the first file that is not written yet */
    size_t taken;
    size_t records;
    size_t written; /* bytes of the files' texts */
    struct d1_strbuf out, notes;
    struct d1_instance_totals totals;
    struct d1_progress progress;
    atomic_bool broken;
};

struct d1_instance_log *d1_instance_log_new(const struct d1_instance_format *format, size_t count)
{
    struct d1_instance_log *log = d1_calloc(1, sizeof *log);
    struct d1_instance_outcome *outcomes = d1_calloc(count, sizeof *outcomes);

    if (!log || !outcomes) {
        d1_free(log);
        d1_free(outcomes);
        return NULL;
    }
    log->format = format;
    log->outcomes = outcomes;
    log->count = log->totals.files = count;
    pthread_mutex_init(&log->lock, NULL);
    d1_progress_begin(&log->progress);
    if (format->begin)
        format->begin(&log->out);
    return log;
}

void d1_instance_log_passed_over(struct d1_instance_log *log, struct d1_passed_over passed_over)
{
    log->totals.passed_over = passed_over;
}

void d1_instance_log_free(struct d1_instance_log *log)
{
    if (!log)
        return;
    for (size_t i = log->next; i < log->count; i++) {
        d1_strbuf_release(&log->outcomes[i].text);
        d1_strbuf_release(&log->outcomes[i].notes);
    }
    pthread_mutex_destroy(&log->lock);
    d1_free(log->outcomes);
    d1_strbuf_release(&log->out);
    d1_strbuf_release(&log->notes);
    d1_free(log);
}

/* Appends the lines of a file's text as records. */
static void add_records(struct d1_instance_log *log, struct d1_str text)
{
    for (size_t at = 0, end; at < text.len; at = end + 1) {
        end = d1_str_find(text, '\n', at);
        if (log->format->limit && log->records >= log->format->limit) {
            log->totals.left_out++;
            continue;
        }
        if (log->records++)
            d1_strbuf_puts(&log->out, ",\n");
        d1_strbuf_str(&log->out, d1_str_sub(text, at, end - at));
    }
}

static void write_out(struct d1_instance_log *log)
{
    struct d1_error error = {0};

    d1_progress_end(&log->progress);
    if (log->out.oom) {
        d1_message_memory();
        log->broken = true;
    } else if (!log->broken && d1_output_stdout(d1_strbuf_view(&log->out), &error) < 0) {
        if (d1_error_message(&error)[0])
            d1_message_error(&error);
        log->broken = true;
    }
    d1_error_clear(&error);
    d1_strbuf_clear(&log->out);
}

/* Takes the next file in order into the output. */
static void advance(struct d1_instance_log *log)
{
    struct d1_instance_outcome *outcome = &log->outcomes[log->next++];

    if (outcome->text.len + outcome->notes.len > D1_LIMIT_REPORT_BYTES - log->written) {
        log->totals.beyond += outcome->faults || outcome->unread;
        d1_strbuf_truncate(&outcome->text, 0);
        d1_strbuf_truncate(&outcome->notes, 0);
    }
    log->written += outcome->text.len + outcome->notes.len;
    if (log->format->records)
        add_records(log, d1_strbuf_view(&outcome->text));
    else
        d1_strbuf_str(&log->out, d1_strbuf_view(&outcome->text));
    d1_strbuf_str(&log->notes, d1_strbuf_view(&outcome->notes));
    log->out.oom = log->out.oom || outcome->text.oom || outcome->notes.oom || log->notes.oom;
    log->totals.documents += outcome->documents;
    log->totals.faults += outcome->faults;
    log->totals.faulty += outcome->faults > 0;
    log->totals.unread += outcome->unread;
    d1_strbuf_release(&outcome->text);
    d1_strbuf_release(&outcome->notes);
    if (log->out.len >= PIECE || log->out.oom)
        write_out(log);
}

void d1_instance_log_take(struct d1_instance_log *log, size_t index, struct d1_instance_outcome *outcome)
{
    pthread_mutex_lock(&log->lock);
    log->outcomes[index] = *outcome;
    log->outcomes[index].done = true;
    log->taken++;
    while (log->next < log->count && log->outcomes[log->next].done)
        advance(log);
    d1_progress_show(&log->progress, log->taken, log->count);
    pthread_mutex_unlock(&log->lock);
}

bool d1_instance_log_is_broken(struct d1_instance_log *log)
{
    return log->broken;
}

int d1_instance_log_end(struct d1_instance_log *log, int status)
{
    struct d1_paint paint = d1_terminal_paint(&log->out);
    int worst = log->totals.unread ? D1_EXIT_FAILURE : log->totals.faults ? D1_EXIT_FINDINGS : D1_EXIT_OK;

    log->totals.status = status > worst ? status : worst;
    log->totals.notes = d1_strbuf_view(&log->notes);
    if (log->format->end)
        log->format->end(&paint, &log->totals);
    write_out(log);
    if (log->totals.beyond && !log->broken) {
        d1_message("what is wrong in %zu files is not listed: %d bytes are the most that is written",
                   log->totals.beyond, D1_LIMIT_REPORT_BYTES);
        return D1_EXIT_FAILURE;
    }
    return log->broken ? D1_EXIT_FAILURE : log->totals.status;
}
