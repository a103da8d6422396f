/* Where texts of a rule have expressions in them. */
#include "rules/compile/compiler.h"

bool d1_rule_hole(struct d1_str text, size_t from, struct d1_str *hole)
{
    size_t begin = from, end;

    while (begin + 1 < text.len && (text.ptr[begin] != '{' || text.ptr[begin + 1] != '{'))
        begin++;
    for (end = begin + 2; end + 1 < text.len && (text.ptr[end] != '}' || text.ptr[end + 1] != '}');)
        end++;
    *hole = d1_str_sub(text, begin, end + 2 - begin);
    return end + 1 < text.len;
}

size_t d1_rule_holes(struct d1_str text)
{
    size_t holes = 0;
    struct d1_str hole;

    for (size_t from = 0; d1_rule_hole(text, from, &hole); from = d1_rule_behind(text, hole))
        holes++;
    return holes;
}

struct d1_str d1_rule_without_holes(struct d1_arena *arena, struct d1_str help)
{
    struct d1_strbuf text = {0};
    struct d1_str hole;
    size_t from = 0;

    for (; d1_rule_hole(help, from, &hole); from = d1_rule_behind(help, hole)) {
        d1_strbuf_str(&text, d1_str_sub(help, from, (size_t)(hole.ptr - help.ptr) - from));
        d1_strbuf_puts(&text, "...");
    }
    if (from) {
        d1_strbuf_str(&text, d1_str_sub(help, from, help.len));
        help = text.oom ? d1_strn(NULL, 0) : d1_arena_str(arena, d1_strbuf_view(&text));
    }
    d1_strbuf_release(&text);
    return help;
}
