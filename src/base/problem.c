#include "base/problem.h"

#include "base/error.h"
#include "base/memory/alloc.h"
#include "base/text/shorten.h"
#include "base/text/strbuf.h"
#include "base/vec.h"

int d1_problems_add(struct d1_problems *list, const char *code, struct d1_place place, const char *format, ...)
{
    struct d1_strbuf text = {0};
    struct d1_problem problem = {.code = code, .place = place};
    va_list args;

    va_start(args, format);
    d1_strbuf_vprintf(&text, format, args);
    va_end(args);
    d1_shorten_buffer(&text);
    problem.text = d1_strbuf_detach(&text);
    if (!problem.text)
        return D1_ERR_MEMORY;
    if (d1_vec_push(list, problem) < 0) {
        d1_free(problem.text);
        return D1_ERR_MEMORY;
    }
    return 0;
}

void d1_problems_release(struct d1_problems *list)
{
    for (size_t i = 0; i < list->len; i++)
        d1_free(list->items[i].text);
    d1_vec_release(list);
}
