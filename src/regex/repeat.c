/* The quantifiers behind an atom, and what may be repeated how often. */
#include "regex/parse.h"

enum { RE2_REPEAT_MAX = 1000 };

/* A number; what is too large for 32 bits becomes the largest. False when there is no digit. */
static bool take_number(struct parser *parser, uint32_t *number)
{
    uint64_t value = 0;
    size_t start = parser->at;

    for (; d1_regex_parse_peek(parser, 0) >= '0' && d1_regex_parse_peek(parser, 0) <= '9'; parser->at++)
        if (value < UINT32_MAX)
            value = value * 10 + (uint64_t)(d1_regex_parse_peek(parser, 0) - '0');
    *number = value < UINT32_MAX ? (uint32_t)value : UINT32_MAX - 1;
    return parser->at > start;
}

/* "{2}", "{2,}" or "{2,3}"; false, with nothing taken, when there is none. */
bool d1_regex_parse_braces(struct parser *parser, uint32_t *min, uint32_t *max)
{
    size_t start = parser->at;

    parser->at++;
    if (take_number(parser, min)) {
        *max = *min;
        if (d1_regex_parse_take(parser, ',') && !take_number(parser, max))
            *max = AST_NO_LIMIT;
        if (d1_regex_parse_take(parser, '}'))
            return true;
    }
    parser->at = start;
    return false;
}

/* The quantifier at the place of reading, if there is one. */
static bool take_quantifier(struct parser *parser, uint32_t *min, uint32_t *max)
{
    *min = 0;
    *max = AST_NO_LIMIT;
    switch (d1_regex_parse_peek(parser, 0)) {
    case '*':
        parser->at++;
        return true;
    case '+':
        parser->at++;
        *min = 1;
        return true;
    case '?':
        parser->at++;
        *max = 1;
        return true;
    case '{':
        return d1_regex_parse_braces(parser, min, max);
    default:
        return false;
    }
}

static bool is_assertion(const struct ast *ast)
{
    return ast->kind == AST_LOOK || ast->kind >= AST_TEXT_START;
}

/* Whether the grammar of ECMA-262 has a quantifier behind the atom that was read from `start` on: it has none behind an
 * assertion (without the u flag, but a lookahead), but one behind a group that holds an assertion and nothing else. */
static bool is_repeatable(const struct parser *parser, const struct ast *atom, size_t start)
{
    if (parser->legacy && atom->kind == AST_LOOK && !atom->behind)
        return true;
    return parser->dialect == D1_REGEX_RE2 || !is_assertion(atom) ||
           d1_str_starts(d1_str_sub(parser->text, start, parser->text.len), "(?:");
}

/* An atom, which was read from `from` on, with the quantifier behind it. */
struct ast *d1_regex_parse_repeat(struct parser *parser, struct ast *atom, size_t from)
{
    uint32_t min, max, most = parser->dialect == D1_REGEX_RE2 ? RE2_REPEAT_MAX : REGEX_REPEAT_MAX, again;
    size_t start = parser->at;
    struct ast *repeat;
    bool once;

    if (!take_quantifier(parser, &min, &max))
        return atom;
    if (!is_repeatable(parser, atom, from)) {
        d1_regex_parse_fail(parser, start, D1_ERR_SYNTAX, "an assertion cannot be repeated");
        return NULL;
    }
    if (max < min) {
        d1_regex_parse_fail(parser, start, D1_ERR_SYNTAX, "the numbers of the repeat are out of order");
        return NULL;
    }
    if (min > most || (max != AST_NO_LIMIT && max > most)) {
        d1_regex_parse_fail(parser, start, parser->dialect == D1_REGEX_RE2 ? D1_ERR_SYNTAX : D1_ERR_LIMIT,
                            "nothing can be repeated more than %u times", (unsigned)most);
        return NULL;
    }
    repeat = d1_regex_parse_node(parser, AST_REPEAT, atom->at);
    if (!repeat)
        return NULL;
    /* What takes no text and holds once holds as often as one likes. */
    once = is_assertion(atom) || atom->kind == AST_EMPTY;
    repeat->min = once && min > 1 ? 1 : min;
    repeat->max = once && max > 1 ? 1 : max;
    repeat->child = atom;
    repeat->lazy = d1_regex_parse_take(parser, '?') != ((parser->flags & FLAG_LAZY) != 0);
    start = parser->at;
    if (take_quantifier(parser, &again, &again)) {
        d1_regex_parse_fail(parser, start, D1_ERR_SYNTAX, "a repeat cannot be repeated");
        return NULL;
    }
    return repeat;
}
