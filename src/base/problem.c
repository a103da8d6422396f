#include "base/problem.h"

#include <stdlib.h>
#include <string.h>

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

static int by_number(uint32_t a, uint32_t b)
{
    return (a > b) - (a < b);
}

static int by_place(const void *a, const void *b)
{
    const struct d1_problem *x = a, *y = b;
    int order = strcmp(x->place.path ? x->place.path : "", y->place.path ? y->place.path : "");

    order = order ? order : by_number(x->place.line, y->place.line);
    order = order ? order : by_number(x->place.column, y->place.column);
    return order ? order : strcmp(x->text, y->text);
}

void d1_problems_sort(struct d1_problems *list)
{
    size_t kept = 0;

    if (list->len)
        qsort(list->items, list->len, sizeof *list->items, by_place);
    for (size_t i = 0; i < list->len; i++) {
        if (kept && by_place(&list->items[kept - 1], &list->items[i]) == 0)
            d1_free(list->items[i].text);
        else
            list->items[kept++] = list->items[i];
    }
    list->len = kept;
}

void d1_problems_release(struct d1_problems *list)
{
    for (size_t i = 0; i < list->len; i++)
        d1_free(list->items[i].text);
    d1_vec_release(list);
}
