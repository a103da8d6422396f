#include "cli/suggest.h"

#include "base/text/strbuf.h"
#include "cli/message.h"

enum { LONGEST = 64, MOST = 3 };

static struct d1_str lower(char buffer[LONGEST], struct d1_str text)
{
    for (size_t i = 0; i < text.len; i++)
        buffer[i] = text.ptr[i] >= 'A' && text.ptr[i] <= 'Z' ? (char)(text.ptr[i] | 0x20) : text.ptr[i];
    return d1_strn(buffer, text.len);
}

void d1_suggest_look(struct d1_suggest *suggest, struct d1_str written, struct d1_str candidate)
{
    char a[LONGEST], b[LONGEST];
    size_t limit = (written.len + 2) / 3, distance;

    if (written.len > LONGEST || candidate.len > LONGEST || !written.len)
        return;
    if (limit > MOST)
        limit = MOST;
    distance = d1_str_distance(lower(a, written), lower(b, candidate), limit);
    if (distance > limit || (suggest->found.len && distance >= suggest->distance))
        return;
    suggest->found = candidate;
    suggest->distance = distance;
}

int d1_suggest_usage(const char *command, const char *sentence, struct d1_str written, const char *name(size_t index))
{
    struct d1_suggest nearest = {0};
    struct d1_strbuf all = {0};
    size_t count = 0;
    int status;

    for (; name(count); count++)
        d1_suggest_look(&nearest, written, d1_str(name(count)));
    if (nearest.found.len)
        return d1_message_usage(command, "%s " D1_STR_FMT "; did you mean " D1_STR_FMT "?", sentence,
                                D1_STR_ARG(written), D1_STR_ARG(nearest.found));
    for (size_t i = 0; i < count; i++)
        d1_strbuf_printf(&all, "%s%s", d1_strbuf_joint(i, count, " and "), name(i));
    status = d1_message_usage(command, "%s " D1_STR_FMT "; there are " D1_STR_FMT, sentence, D1_STR_ARG(written),
                              D1_STR_ARG(d1_strbuf_view(&all)));
    d1_strbuf_release(&all);
    return status;
}
