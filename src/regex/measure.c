/* Whether PCRE2 can run a tree: how large it is, and what its lookbehinds match. */
#include "regex/parse.h"

/* How large a tree is once repeats are written out, and how many code points it matches; width -1 when that varies. */
struct measure {
    uint64_t size;
    int64_t width;
};

static struct measure measure(struct parser *parser, const struct ast *ast)
{
    struct measure sum = {ast->kind == AST_SEQUENCE ? 0 : 8, 0}, child;
    bool first = true;

    switch (ast->kind) {
    case AST_CLASS:
        if (ast->class->range_count == 1 && ast->class->ranges[0].first == ast->class->ranges[0].last)
            return (struct measure){ast->ignore_case ? 12 : 5, 1};
        return (struct measure){40 + 9ull * ast->class->range_count + 5ull * ast->class->property_count, 1};
    case AST_REFERENCE:
        return (struct measure){8, -1};
    case AST_SEQUENCE:
    case AST_CHOICE:
        for (const struct ast *part = ast->child; part; part = part->next, first = false) {
            child = measure(parser, part);
            sum.size += child.size;
            if (ast->kind == AST_SEQUENCE)
                sum.width = sum.width < 0 || child.width < 0 ? -1 : sum.width + child.width;
            else
                sum.width = first || sum.width == child.width ? child.width : -1;
        }
        return sum;
    case AST_REPEAT:
        child = measure(parser, ast->child);
        /* Single characters are repeated by a counter, anything else is written out. */
        sum.size += ast->child->kind == AST_CLASS
                        ? 2 * child.size
                        : child.size * (ast->max == AST_NO_LIMIT ? ast->min + 1u : ast->max + 1u);
        sum.width = child.width >= 0 && ast->min == ast->max ? child.width * ast->min : -1;
        if (sum.size > REGEX_SIZE_MAX)
            d1_regex_parse_fail(parser, ast->at, D1_ERR_LIMIT,
                                "the pattern is too large once its repeats are written out");
        return sum.size > REGEX_SIZE_MAX ? (struct measure){REGEX_SIZE_MAX + 1, -1} : sum;
    case AST_GROUP:
        child = measure(parser, ast->child);
        return (struct measure){child.size + 8, child.width};
    case AST_LOOK:
        for (const struct ast *part = ast->child->kind == AST_CHOICE ? ast->child->child : ast->child; part;
             part = ast->child->kind == AST_CHOICE ? part->next : NULL) {
            child = measure(parser, part);
            sum.size += child.size;
            if (ast->behind && child.width < 0)
                d1_regex_parse_fail(parser, ast->at, D1_ERR_TYPE,
                                    "a lookbehind whose alternatives have no fixed length is not supported");
        }
        return sum;
    default:
        return sum;
    }
}

bool d1_regex_parse_measure(struct parser *parser, const struct ast *root)
{
    if (measure(parser, root).size > REGEX_SIZE_MAX)
        d1_regex_parse_fail(parser, 0, D1_ERR_LIMIT, "the pattern is too large");
    return !parser->code;
}
