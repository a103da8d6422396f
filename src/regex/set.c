/* Sets in brackets. */
#include "regex/parse.h"

#include "base/text/utf8.h"

/* [:alpha:] of RE2, of which nothing was taken. *found tells whether there was one. */
static bool take_posix(struct parser *parser, bool *found)
{
    size_t start = parser->at, end, count;
    const struct range *ranges;
    bool negated;
    struct d1_str name;

    *found = false;
    if (parser->dialect != D1_REGEX_RE2 || d1_regex_parse_peek(parser, 0) != '[' ||
        d1_regex_parse_peek(parser, 1) != ':')
        return true;
    for (end = start + 2; end + 1 < parser->text.len; end++)
        if (parser->text.ptr[end] == ':' && parser->text.ptr[end + 1] == ']')
            break;
    if (end + 1 >= parser->text.len)
        return true; /* a bracket and a colon like any other */
    negated = parser->text.ptr[start + 2] == '^';
    name = d1_str_sub(parser->text, start + 2 + negated, end - start - 2 - negated);
    ranges = d1_regex_class_posix(name, &count);
    if (!ranges)
        return d1_regex_parse_fail(parser, start, D1_ERR_SYNTAX, "there is no set `[:" D1_STR_FMT ":]`",
                                   D1_STR_ARG(name));
    *found = true;
    parser->at = end + 2;
    return d1_regex_class_add_ranges(&parser->builder, ranges, count, negated) == 0 ||
           d1_regex_parse_short_of_memory(parser);
}

/* One member of a set; *is_set when it is a set itself and can be no end of a range. */
static bool take_member(struct parser *parser, uint32_t *code, bool *is_set)
{
    struct escape escape;

    *is_set = false;
    if (d1_regex_parse_take(parser, '\\')) {
        if (!d1_regex_parse_escape(parser, true, &escape))
            return false;
        *is_set = escape.kind == ESCAPE_SET;
        *code = escape.code;
        return true;
    }
    *code = d1_utf8_decode(parser->text, &parser->at);
    return true;
}

/* "\d-x" without the u flag: the sets are added already, and what is none, the '-' among it, is a member. */
static bool add_beside_set(struct parser *parser, bool first_set, uint32_t first, bool last_set, uint32_t last)
{
    struct class_builder *builder = &parser->builder;

    if (d1_regex_class_add(builder, '-', '-') < 0 || (!first_set && d1_regex_class_add(builder, first, first) < 0) ||
        (!last_set && d1_regex_class_add(builder, last, last) < 0))
        return d1_regex_parse_short_of_memory(parser);
    return true;
}

static bool take_range(struct parser *parser)
{
    size_t start = parser->at;
    uint32_t first, last;
    bool first_set, last_set = false, posix;

    if (!take_posix(parser, &posix))
        return false;
    if (posix)
        return true;
    if (!take_member(parser, &first, &first_set))
        return false;
    last = first;
    if (d1_regex_parse_peek(parser, 0) == '-' && parser->at + 1 < parser->text.len &&
        d1_regex_parse_peek(parser, 1) != ']') {
        if (first_set && parser->dialect == D1_REGEX_RE2)
            return true; /* the '-' is a member */
        parser->at++;
        if (!take_member(parser, &last, &last_set))
            return false;
        if (first_set || last_set) {
            if (parser->legacy)
                return add_beside_set(parser, first_set, first, last_set, last);
            return d1_regex_parse_fail(parser, start, D1_ERR_SYNTAX, "a range cannot begin or end with a set");
        }
        if (last < first)
            return d1_regex_parse_fail(parser, start, D1_ERR_SYNTAX, "the range is out of order");
    }
    if (first_set)
        return true;
    return d1_regex_class_add(&parser->builder, first, last) == 0 || d1_regex_parse_short_of_memory(parser);
}

struct ast *d1_regex_parse_set(struct parser *parser)
{
    size_t start = parser->at - 1;
    bool negated = d1_regex_parse_take(parser, '^');
    bool first = parser->dialect == D1_REGEX_RE2;

    while (first || d1_regex_parse_end(parser) || d1_regex_parse_peek(parser, 0) != ']') {
        if (d1_regex_parse_end(parser)) {
            d1_regex_parse_fail(parser, start, D1_ERR_SYNTAX, "the set lacks its `]`");
            return NULL;
        }
        first = false;
        if (!take_range(parser))
            return NULL;
    }
    parser->at++;
    return d1_regex_parse_class(parser, start, negated);
}
