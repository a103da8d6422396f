/* What a parenthesis begins: groups, looking ahead and behind, flags of RE2. Their depth is bounded. */
#include "regex/parse.h"

#include <string.h>

#include "base/limits.h"

/* What stands in a group up to its ')', which is taken. Flags that were changed inside end there. */
static struct ast *take_inside(struct parser *parser, size_t start, unsigned outer_flags)
{
    struct ast *inside;

    if (++parser->depth > D1_LIMIT_REGEX_GROUPS) {
        d1_regex_parse_fail(parser, start, D1_ERR_LIMIT, "groups are nested more than %d deep", D1_LIMIT_REGEX_GROUPS);
        return NULL;
    }
    inside = d1_regex_parse_choice(parser);
    parser->depth--;
    parser->flags = outer_flags;
    if (inside && !d1_regex_parse_take(parser, ')')) {
        d1_regex_parse_fail(parser, start, D1_ERR_SYNTAX, "the group lacks its `)`");
        return NULL;
    }
    return inside;
}

static struct ast *take_capture(struct parser *parser, size_t start, struct d1_str name)
{
    struct ast *group = d1_regex_parse_node(parser, AST_GROUP, start);

    if (!group)
        return NULL;
    if (parser->groups == D1_LIMIT_REGEX_GROUPS) {
        d1_regex_parse_fail(parser, start, D1_ERR_LIMIT, "the pattern has more than %d groups", D1_LIMIT_REGEX_GROUPS);
        return NULL;
    }
    parser->names[parser->groups] = name;
    group->number = ++parser->groups;
    group->child = take_inside(parser, start, parser->flags);
    return group->child ? group : NULL;
}

static struct ast *take_look(struct parser *parser, size_t start, bool behind, bool negative)
{
    struct ast *look = d1_regex_parse_node(parser, AST_LOOK, start);

    if (parser->dialect == D1_REGEX_RE2) {
        d1_regex_parse_fail(parser, start, D1_ERR_SYNTAX, "looking ahead or behind is not possible in RE2");
        return NULL;
    }
    if (!look)
        return NULL;
    look->behind = behind;
    look->negative = negative;
    look->child = take_inside(parser, start, parser->flags);
    return look->child ? look : NULL;
}

/* Flags of RE2, "(?i-s)" or "(?i:...)", of which "(?" was taken. */
static struct ast *take_flags(struct parser *parser, size_t start)
{
    static const char letters[] = "imsU";
    unsigned outer = parser->flags, flags = outer;
    bool off = false, any = false;

    for (;; parser->at++) {
        char c = d1_regex_parse_peek(parser, 0);
        const char *hit = c ? strchr(letters, c) : NULL;
        unsigned bit;

        if (c == '-' && !off) {
            off = true;
            any = false;
            continue;
        }
        if (!hit)
            break;
        bit = 1u << (hit - letters);
        flags = off ? flags & ~bit : flags | bit;
        any = true;
    }
    if ((off && !any) || (d1_regex_parse_peek(parser, 0) != ')' && d1_regex_parse_peek(parser, 0) != ':')) {
        d1_regex_parse_fail(parser, start, D1_ERR_SYNTAX, "the group begins with `(?` and something that is not known");
        return NULL;
    }
    parser->flags = flags;
    parser->only_flags = d1_regex_parse_take(parser, ')');
    if (parser->only_flags)
        return d1_regex_parse_node(parser, AST_EMPTY, start);
    parser->at++;
    return take_inside(parser, start, outer);
}

/* A group, of which the '(' was taken. */
struct ast *d1_regex_parse_group(struct parser *parser)
{
    size_t start = parser->at - 1;
    bool python = parser->dialect == D1_REGEX_RE2 && d1_regex_parse_peek(parser, 1) == 'P' &&
                  d1_regex_parse_peek(parser, 2) == '<';
    struct d1_str name = {NULL, 0};
    char kind;

    if (d1_regex_parse_peek(parser, 0) != '?')
        return take_capture(parser, start, name);
    kind = d1_regex_parse_peek(parser, 1);
    if (kind == ':') {
        parser->at += 2;
        return take_inside(parser, start, parser->flags);
    }
    if (kind == '=' || kind == '!') {
        parser->at += 2;
        return take_look(parser, start, false, kind == '!');
    }
    if (kind == '<' && (d1_regex_parse_peek(parser, 2) == '=' || d1_regex_parse_peek(parser, 2) == '!')) {
        parser->at += 3;
        return take_look(parser, start, true, parser->text.ptr[parser->at - 1] == '!');
    }
    if (kind == '<' || python) {
        parser->at += python ? 3 : 2;
        if (!d1_regex_parse_name(parser, &name))
            return NULL;
        for (uint32_t i = 0; i < parser->groups; i++)
            if (d1_str_eq(parser->names[i], name)) {
                d1_regex_parse_fail(parser, start, D1_ERR_SYNTAX, "two groups are called `" D1_STR_FMT "`",
                                    D1_STR_ARG(name));
                return NULL;
            }
        return take_capture(parser, start, name);
    }
    if (parser->dialect == D1_REGEX_RE2) {
        parser->at++;
        return take_flags(parser, start);
    }
    d1_regex_parse_fail(parser, start, D1_ERR_SYNTAX, "the group begins with `(?` and something that is not known");
    return NULL;
}
