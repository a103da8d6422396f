#include "yaml/tabs.h"

#include "base/limits.h"
#include "base/text/utf8.h"

/* Offset of the first byte at or behind `at` that is neither a space nor a tab. */
static size_t skip_white(struct d1_str text, size_t at)
{
    while (at < text.len && (text.ptr[at] == ' ' || text.ptr[at] == '\t'))
        at++;
    return at;
}

/* Whether the line ends at the offset. */
static bool ends_at(struct d1_str text, size_t at)
{
    return at >= text.len || text.ptr[at] == '\n' ||
           (text.ptr[at] == '\r' && (at + 1 == text.len || text.ptr[at + 1] == '\n'));
}

/* Whether nothing but a comment is on the line from the offset on, which is behind white space. */
static bool is_blank(struct d1_str text, size_t at)
{
    return ends_at(text, at) || text.ptr[at] == '#';
}

/* Whether white space or the end of the line follows, which makes an indicator of '-', '?' and ':'. */
static bool is_parted(struct d1_str text, size_t at)
{
    return ends_at(text, at) || text.ptr[at] == ' ' || text.ptr[at] == '\t';
}

/*
 * Whether what is on the line from the offset on may open a block collection. A colon within quotes or brackets counts
 * as well, so that in doubt the tab is refused.
 */
static bool may_open_block(struct d1_str text, size_t at)
{
    if (strchr("-?", text.ptr[at]) && is_parted(text, at + 1))
        return true;
    for (; !ends_at(text, at); at++)
        if (text.ptr[at] == ':' && is_parted(text, at + 1))
            return true;
    return false;
}

static void replace(struct d1_yaml_source *source, size_t from, size_t to)
{
    memset(source->input.items + from, ' ', to - from);
}

/* The blank lines and comments that follow the offset on its line and below. Up to the next content all are alike. */
static void replace_blank(struct d1_yaml_source *source, struct d1_str text, size_t at)
{
    size_t end = skip_white(text, at);

    while (at < text.len && is_blank(text, end)) {
        replace(source, at, end);
        at = d1_str_find(text, '\n', end) + 1;
        end = skip_white(text, at);
    }
}

bool d1_yaml_mend_tabs(const yaml_parser_t *parser, struct d1_yaml_source *source, size_t *work)
{
    struct d1_str text = {source->input.items, source->len};
    const yaml_mark_t *mark = &parser->problem_mark;
    const char *problem = parser->problem ? parser->problem : "";
    bool between = strcmp(problem, "found character that cannot start any token") == 0;
    size_t at, end;

    if (!between && strcmp(problem, "found a tab character that violates indentation") != 0)
        return false;
    at = d1_utf8_prefix(text, mark->index).len;
    if (at >= text.len || text.ptr[at] != '\t' || *work > D1_LIMIT_TAB_WORK)
        return false;
    end = skip_white(text, at);
    if (is_blank(text, end))
        replace_blank(source, text, at);
    else if (between && (long long)mark->column > parser->indent && !may_open_block(text, end))
        replace(source, at, end);
    else
        return false;
    *work += at + 1;
    return true;
}
