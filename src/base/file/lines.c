#include "base/file/lines.h"

#include <stdbool.h>

#include "base/memory/alloc.h"

static bool index_lines(struct d1_lines *lines)
{
    size_t count = 0, filled = 0;

    for (size_t at = 0; at < lines->bytes.len; at = d1_str_find(lines->bytes, '\n', at) + 1)
        count++;
    lines->starts = d1_malloc(count * sizeof *lines->starts);
    if (!lines->starts)
        return false;
    for (size_t at = 0; at < lines->bytes.len; at = d1_str_find(lines->bytes, '\n', at) + 1)
        lines->starts[filled++] = (uint32_t)at;
    lines->count = count;
    return true;
}

struct d1_str d1_lines_get(struct d1_lines *lines, uint32_t number)
{
    struct d1_str line;

    if ((!lines->starts && !index_lines(lines)) || number == 0 || number > lines->count)
        return d1_strn(NULL, 0);
    line = d1_str_sub(lines->bytes, lines->starts[number - 1], SIZE_MAX);
    line.len = d1_str_find(line, '\n', 0);
    if (line.len && line.ptr[line.len - 1] == '\r')
        line.len--;
    return line;
}

void d1_lines_release(struct d1_lines *lines)
{
    d1_free(lines->starts);
    *lines = (struct d1_lines){0};
}
