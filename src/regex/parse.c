/*
 * The parser of both dialects, by recursive descent: nodes, atoms, sequences and choices, and what is done before and
 * after. Its other files are named in parse.h.
 */
#include "regex/parse.h"

#include <stdarg.h>
#include <string.h>

#include "base/limits.h"
#include "base/text/utf8.h"

bool d1_regex_parse_fail(struct parser *parser, size_t at, int code, const char *format, ...)
{
    struct d1_strbuf text = {0};
    va_list args;

    if (parser->code)
        return false;
    parser->code = code;
    if (parser->offset)
        *parser->offset = at;
    if (code == D1_ERR_MEMORY) {
        d1_error_memory(parser->error);
        return false;
    }
    va_start(args, format);
    d1_strbuf_vprintf(&text, format, args);
    va_end(args);
    d1_error_set(parser->error, code, "%s, at column %zu of the pattern", text.ptr ? text.ptr : "not a pattern",
                 d1_utf8_count(d1_str_sub(parser->text, 0, at)) + 1);
    d1_strbuf_release(&text);
    return false;
}

/* ---- nodes ---- */

struct ast *d1_regex_parse_node(struct parser *parser, enum ast_kind kind, size_t at)
{
    struct ast *ast = d1_arena_calloc(parser->arena, 1, sizeof *ast);

    if (!ast) {
        d1_regex_parse_short_of_memory(parser);
        return NULL;
    }
    ast->kind = kind;
    ast->at = (uint32_t)at;
    return ast;
}

static void append(struct ast *parent, struct ast *child)
{
    if (parent->last_child)
        parent->last_child->next = child;
    else
        parent->child = child;
    parent->last_child = child;
}

struct ast *d1_regex_parse_class(struct parser *parser, size_t at, bool negated)
{
    struct ast *ast = d1_regex_parse_node(parser, AST_CLASS, at);

    if (ast) {
        ast->ignore_case = (parser->flags & FLAG_IGNORE_CASE) != 0;
        ast->class = d1_regex_class_finish(&parser->builder, parser->arena, negated, ast->ignore_case);
        if (!ast->class) {
            d1_regex_parse_short_of_memory(parser);
            ast = NULL;
        }
    }
    parser->builder.ranges.len = parser->builder.properties.len = 0;
    return ast;
}

static struct ast *code_node(struct parser *parser, size_t at, uint32_t code)
{
    if (d1_regex_class_add(&parser->builder, code, code) < 0) {
        d1_regex_parse_short_of_memory(parser);
        return NULL;
    }
    return d1_regex_parse_class(parser, at, false);
}

static struct ast *dot_node(struct parser *parser, size_t at)
{
    static const struct range ecma_ends[] = {{'\n', '\n'}, {'\r', '\r'}, {0x2028, 0x2029}};
    bool ecma = parser->dialect == D1_REGEX_ECMA, all = parser->flags & FLAG_DOT_ALL;
    struct ast *ast;
    unsigned flags = parser->flags;

    if (d1_regex_class_add_ranges(&parser->builder, ecma_ends, all ? 0 : ecma ? 3 : 1, true) < 0) {
        d1_regex_parse_short_of_memory(parser);
        return NULL;
    }
    parser->flags &= ~(unsigned)FLAG_IGNORE_CASE;
    ast = d1_regex_parse_class(parser, at, false);
    parser->flags = flags;
    return ast;
}

/* ---- atoms ---- */

/* An escape outside sets, of which the backslash was taken. */
static struct ast *take_escape(struct parser *parser)
{
    size_t start = parser->at - 1;
    struct escape escape;
    struct ast *ast;

    if (!d1_regex_parse_escape(parser, false, &escape))
        return NULL;
    switch (escape.kind) {
    case ESCAPE_CODE:
        return code_node(parser, start, escape.code);
    case ESCAPE_SET:
        return d1_regex_parse_class(parser, start, false);
    case ESCAPE_ASSERTION:
        return d1_regex_parse_node(parser, escape.assertion, start);
    case ESCAPE_REFERENCE:
        parser->references = true;
        ast = d1_regex_parse_node(parser, AST_REFERENCE, start);
        if (ast)
            ast->number = escape.group;
        return ast;
    }
    return NULL;
}

/*
 * The text between \Q and \E of RE2, of which \Q was taken, one character at a time onto a sequence. What repeats it
 * repeats its last character.
 */
static bool take_quoted(struct parser *parser, struct ast *sequence)
{
    struct ast *last = NULL;

    while (!d1_regex_parse_end(parser)) {
        size_t start = parser->at;

        if (d1_regex_parse_peek(parser, 0) == '\\' && d1_regex_parse_peek(parser, 1) == 'E') {
            parser->at += 2;
            last = last ? d1_regex_parse_repeat(parser, last, last->at) : NULL;
            break;
        }
        if (last)
            append(sequence, last);
        last = code_node(parser, start, d1_utf8_decode(parser->text, &parser->at));
        if (!last)
            break;
    }
    if (last)
        append(sequence, last);
    return !parser->code;
}

/* Whether the brace at the place of reading begins a repeat, which is an error where no atom is before it. */
static bool repeats_nothing(struct parser *parser)
{
    size_t start = parser->at;
    uint32_t min, max;

    if (!d1_regex_parse_braces(parser, &min, &max))
        return false;
    d1_regex_parse_fail(parser, start, D1_ERR_SYNTAX, "there is nothing before `{` to repeat");
    return true;
}

static struct ast *take_atom(struct parser *parser)
{
    size_t start = parser->at;
    bool multi_line = parser->flags & FLAG_MULTI_LINE;
    char c = d1_regex_parse_peek(parser, 0);

    switch (c) {
    case '^':
        parser->at++;
        return d1_regex_parse_node(parser, multi_line ? AST_LINE_START : AST_TEXT_START, start);
    case '$':
        parser->at++;
        return d1_regex_parse_node(parser, multi_line ? AST_LINE_END : AST_TEXT_END, start);
    case '.':
        parser->at++;
        return dot_node(parser, start);
    case '[':
        parser->at++;
        return d1_regex_parse_set(parser);
    case '(':
        parser->at++;
        return d1_regex_parse_group(parser);
    case '\\':
        parser->at++;
        return take_escape(parser);
    case '*':
    case '+':
    case '?':
        d1_regex_parse_fail(parser, start, D1_ERR_SYNTAX, "there is nothing before `%c` to repeat", c);
        return NULL;
    case ']':
    case '{':
    case '}':
        if (parser->legacy && c == '{' && repeats_nothing(parser))
            return NULL;
        if (parser->dialect == D1_REGEX_ECMA && !parser->legacy) {
            d1_regex_parse_fail(parser, start, D1_ERR_SYNTAX, "`%c` must be written `\\%c` here", c, c);
            return NULL;
        }
        break;
    default:
        break;
    }
    return code_node(parser, start, d1_utf8_decode(parser->text, &parser->at));
}

/* ---- sequences and choices ---- */

static struct ast *take_sequence(struct parser *parser)
{
    struct ast *sequence = d1_regex_parse_node(parser, AST_SEQUENCE, parser->at);

    while (sequence && !d1_regex_parse_end(parser) && d1_regex_parse_peek(parser, 0) != '|' &&
           d1_regex_parse_peek(parser, 0) != ')') {
        size_t from = parser->at;
        struct ast *atom;

        if (parser->dialect == D1_REGEX_RE2 && d1_regex_parse_peek(parser, 0) == '\\' &&
            d1_regex_parse_peek(parser, 1) == 'Q') {
            parser->at += 2;
            if (!take_quoted(parser, sequence))
                return NULL;
            continue;
        }
        parser->only_flags = false;
        atom = take_atom(parser);
        if (atom && !parser->only_flags)
            atom = d1_regex_parse_repeat(parser, atom, from);
        if (!atom)
            return NULL;
        append(sequence, atom);
    }
    if (!sequence || !sequence->child)
        return sequence ? d1_regex_parse_node(parser, AST_EMPTY, sequence->at) : NULL;
    return sequence->child->next ? sequence : sequence->child;
}

struct ast *d1_regex_parse_choice(struct parser *parser)
{
    struct ast *first = take_sequence(parser), *choice;

    if (!first || d1_regex_parse_peek(parser, 0) != '|')
        return first;
    choice = d1_regex_parse_node(parser, AST_CHOICE, first->at);
    if (!choice)
        return NULL;
    append(choice, first);
    while (d1_regex_parse_take(parser, '|')) {
        struct ast *next = take_sequence(parser);

        if (!next)
            return NULL;
        append(choice, next);
    }
    return choice;
}

/* ---- before and after ---- */

/* Counts the groups of an ECMA pattern and notes their names, so that references may come before them. */
static void count_groups(struct parser *parser)
{
    struct d1_str text = parser->text;
    bool in_class = false;

    for (size_t i = 0; i < text.len; i++) {
        bool named, plain;

        if (text.ptr[i] == '\\') {
            i++;
            continue;
        }
        if (text.ptr[i] == '[' || text.ptr[i] == ']')
            in_class = text.ptr[i] == '[';
        if (in_class || text.ptr[i] != '(')
            continue;
        plain = i + 1 >= text.len || text.ptr[i + 1] != '?';
        named = d1_str_starts(d1_str_sub(text, i, 3), "(?<") && i + 3 < text.len && text.ptr[i + 3] != '=' &&
                text.ptr[i + 3] != '!';
        if ((!plain && !named) || parser->total_groups == D1_LIMIT_REGEX_GROUPS)
            continue;
        parser->named = parser->named || named;
        if (named)
            parser->names[parser->total_groups] = d1_str_sub(text, i + 3, d1_str_find(text, '>', i + 3) - i - 3);
        parser->total_groups++;
    }
}

static bool begin(struct parser *parser)
{
    parser->names = d1_arena_calloc(parser->arena, D1_LIMIT_REGEX_GROUPS, sizeof *parser->names);
    if (!parser->names)
        return d1_regex_parse_short_of_memory(parser);
    if (parser->dialect == D1_REGEX_ECMA)
        count_groups(parser);
    return true;
}

int d1_regex_parse(struct parsed *parsed, struct d1_arena *arena, struct d1_str pattern, enum d1_regex_dialect dialect,
                   size_t *offset, struct d1_error *error)
{
    bool legacy = dialect == D1_REGEX_ECMA_LEGACY;
    struct parser parser = {.arena = arena,
                            .text = pattern,
                            .dialect = legacy ? D1_REGEX_ECMA : dialect,
                            .legacy = legacy,
                            .offset = offset,
                            .error = error};
    struct ast *root = NULL;

    if (pattern.len > D1_LIMIT_REGEX_BYTES)
        d1_regex_parse_fail(&parser, D1_LIMIT_REGEX_BYTES, D1_ERR_LIMIT, "the pattern is longer than %d bytes",
                            D1_LIMIT_REGEX_BYTES);
    else if (d1_utf8_check(pattern) < pattern.len)
        d1_regex_parse_fail(&parser, d1_utf8_check(pattern), D1_ERR_SYNTAX, "the pattern is not UTF-8");
    else if (begin(&parser))
        root = d1_regex_parse_choice(&parser);
    if (root && !d1_regex_parse_end(&parser))
        d1_regex_parse_fail(&parser, parser.at, D1_ERR_SYNTAX, "`)` closes no group");
    if (root && !parser.code)
        d1_regex_parse_measure(&parser, root);
    d1_regex_class_release(&parser.builder);
    if (parser.code)
        return parser.code;
    parsed->root = root;
    parsed->groups = parser.groups;
    parsed->names = parser.names;
    parsed->references = parser.references;
    return 0;
}
