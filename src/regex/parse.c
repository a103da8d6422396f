/*
 * The parser of both dialects, by recursive descent; the depth of groups is bounded. What follows a backslash stands in
 * escape.c.
 */
#include "regex/parse.h"

#include <stdarg.h>
#include <string.h>

#include "base/limits.h"
#include "base/text/utf8.h"

enum { RE2_REPEAT_MAX = 1000 };

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

static struct ast *node_new(struct parser *parser, enum ast_kind kind, size_t at)
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
    struct ast *ast = node_new(parser, AST_CLASS, at);

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

/* ---- groups ---- */

static struct ast *take_choice(struct parser *parser);

/* What stands in a group up to its ')', which is taken. Flags that were changed inside end there. */
static struct ast *take_inside(struct parser *parser, size_t start, unsigned outer_flags)
{
    struct ast *inside;

    if (++parser->depth > D1_LIMIT_REGEX_GROUPS) {
        d1_regex_parse_fail(parser, start, D1_ERR_LIMIT, "groups are nested more than %d deep", D1_LIMIT_REGEX_GROUPS);
        return NULL;
    }
    inside = take_choice(parser);
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
    struct ast *group = node_new(parser, AST_GROUP, start);

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
    struct ast *look = node_new(parser, AST_LOOK, start);

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
        return node_new(parser, AST_EMPTY, start);
    parser->at++;
    return take_inside(parser, start, outer);
}

/* A group, of which the '(' was taken. */
static struct ast *take_group(struct parser *parser)
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

/* ---- atoms and repeats ---- */

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
        return node_new(parser, escape.assertion, start);
    case ESCAPE_REFERENCE:
        parser->references = true;
        ast = node_new(parser, AST_REFERENCE, start);
        if (ast)
            ast->number = escape.group;
        return ast;
    }
    return NULL;
}

static struct ast *repeated(struct parser *parser, struct ast *atom, size_t from);

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
            last = last ? repeated(parser, last, last->at) : NULL;
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

static bool take_braces(struct parser *parser, uint32_t *min, uint32_t *max);

/* Whether the brace at the place of reading begins a repeat, which is an error where no atom is before it. */
static bool repeats_nothing(struct parser *parser)
{
    size_t start = parser->at;
    uint32_t min, max;

    if (!take_braces(parser, &min, &max))
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
        return node_new(parser, multi_line ? AST_LINE_START : AST_TEXT_START, start);
    case '$':
        parser->at++;
        return node_new(parser, multi_line ? AST_LINE_END : AST_TEXT_END, start);
    case '.':
        parser->at++;
        return dot_node(parser, start);
    case '[':
        parser->at++;
        return d1_regex_parse_set(parser);
    case '(':
        parser->at++;
        return take_group(parser);
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
static bool take_braces(struct parser *parser, uint32_t *min, uint32_t *max)
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
        return take_braces(parser, min, max);
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
static struct ast *repeated(struct parser *parser, struct ast *atom, size_t from)
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
    repeat = node_new(parser, AST_REPEAT, atom->at);
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

static struct ast *take_sequence(struct parser *parser)
{
    struct ast *sequence = node_new(parser, AST_SEQUENCE, parser->at);

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
            atom = repeated(parser, atom, from);
        if (!atom)
            return NULL;
        append(sequence, atom);
    }
    if (!sequence || !sequence->child)
        return sequence ? node_new(parser, AST_EMPTY, sequence->at) : NULL;
    return sequence->child->next ? sequence : sequence->child;
}

static struct ast *take_choice(struct parser *parser)
{
    struct ast *first = take_sequence(parser), *choice;

    if (!first || d1_regex_parse_peek(parser, 0) != '|')
        return first;
    choice = node_new(parser, AST_CHOICE, first->at);
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
        root = take_choice(&parser);
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
