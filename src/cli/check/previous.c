#include "cli/check/previous.h"

#include "base/limits.h"
#include "base/vec.h"
#include "cli/message.h"
#include "cli/source.h"

static int read_one(struct d1_previous_reports *reports, struct d1_strbuf *bytes, const char *file,
                    struct d1_error *error)
{
    struct d1_previous previous = {.file = file};
    int result = d1_source_read_most(bytes, file, D1_LIMIT_REPORT_BYTES, error);

    if (result == 0)
        result = d1_saved_add(&reports->saved, d1_strbuf_view(bytes), file, error);
    if (result < 0)
        return result;
    previous.verdict = d1_saved_part(&reports->saved, reports->len);
    if (!previous.verdict->source.commit.len)
        return d1_error_set(error, D1_ERR_USAGE,
                            "%s is a report on files that no commit has, so that history cannot "
                            "have lost it: leave it out",
                            file);
    return d1_vec_push(reports, previous) < 0 ? d1_error_memory(error) : 0;
}

int d1_previous_read(struct d1_previous_reports *reports, const struct d1_option_list *files)
{
    struct d1_strbuf bytes = {0};
    struct d1_error error = {0};
    int status = 0;

    for (size_t i = 0; i < files->len && status == 0; i++) {
        if (!files->items[i][0])
            status = d1_message_usage("check", "--previous names no file");
        else if (read_one(reports, &bytes, files->items[i], &error) < 0)
            status = d1_message_error(&error);
    }
    d1_error_clear(&error);
    d1_strbuf_release(&bytes);
    return status;
}

void d1_previous_release(struct d1_previous_reports *reports)
{
    d1_vec_release(reports);
    d1_saved_release(&reports->saved);
}
