#include "rules/empty.h"

#include <strings.h>

#include "base/text/utf8.h"

/* Characters that show nothing: controls, formatting characters and spaces of every width. */
static bool is_invisible(uint32_t code)
{
    return d1_utf8_is_control(code) || d1_utf8_is_bidi(code) || code == 0x20 || code == 0xa0 || code == 0xad ||
           code == 0x1680 || (code >= 0x2000 && code <= 0x200f) || (code >= 0x2028 && code <= 0x202f) ||
           (code >= 0x205f && code <= 0x206f) || code == 0x3000 || code == 0xfeff;
}

/* The text without what is invisible at its beginning; *first becomes its first character, 0 where there is none. */
static struct d1_str skip_invisible(struct d1_str text, uint32_t *first)
{
    *first = 0;
    for (size_t at = 0, start; at < text.len;) {
        start = at;
        *first = d1_utf8_decode(text, &at);
        if (!is_invisible(*first))
            return d1_str_sub(text, start, text.len);
    }
    *first = 0;
    return d1_strn("", 0);
}

/* The text without what is invisible at its end. */
static struct d1_str cut_invisible(struct d1_str text)
{
    size_t end = 0;

    for (size_t at = 0; at < text.len;)
        if (!is_invisible(d1_utf8_decode(text, &at)))
            end = at;
    return d1_str_sub(text, 0, end);
}

static bool is_placeholder(struct d1_str text)
{
    static const char *const words[] = {"TODO", "TBD", "TBC", "?", "...", "\xe2\x80\xa6"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (text.len == strlen(words[i]) && strncasecmp(text.ptr, words[i], text.len) == 0)
            return true;
    return d1_str_starts(text, "<") && d1_str_find(text, '>', 0) == text.len - 1;
}

/* Most texts say something by their first character: no placeholder begins with it, so the rest is not looked at. */
bool d1_text_says_nothing(struct d1_str text)
{
    uint32_t first;

    text = skip_invisible(text, &first);
    switch (first) {
    case 0:
        return true;
    case 'T':
    case 't':
    case '?':
    case '.':
    case '<':
    case 0x2026:
        return is_placeholder(cut_invisible(text));
    default:
        return false;
    }
}

bool d1_says_nothing(const struct d1_node *node)
{
    if (!node || node->kind == D1_NODE_NULL)
        return true;
    if (node->kind == D1_NODE_STRING)
        return d1_text_says_nothing(d1_node_text(node));
    if (node->kind != D1_NODE_SEQUENCE)
        return node->kind == D1_NODE_MAPPING && d1_node_count(node) == 0;
    /* A list in a list is no more than its entries are: one level is looked at. */
    for (size_t i = 0; i < d1_node_count(node); i++) {
        const struct d1_node *item = d1_node_item(node, i);

        if (item->kind == D1_NODE_SEQUENCE ? d1_node_count(item) > 0 : !d1_says_nothing(item))
            return false;
    }
    return true;
}
