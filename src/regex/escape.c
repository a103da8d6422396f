#include "regex/parse.h"

#include <string.h>

#include "base/text/utf8.h"

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Exactly `count` hexadecimal digits. */
static bool take_hex(struct parser *parser, size_t count, uint32_t *code)
{
    uint32_t value = 0;

    for (size_t i = 0; i < count; i++) {
        int digit = hex_value(d1_regex_parse_peek(parser, i));

        if (digit < 0)
            return false;
        value = value * 16 + (uint32_t)digit;
    }
    parser->at += count;
    *code = value;
    return true;
}

/* Hexadecimal digits in braces, of which the first was taken. */
static bool take_braced_hex(struct parser *parser, size_t start, uint32_t *code)
{
    uint32_t value = 0;
    size_t digits = 0;

    for (; hex_value(d1_regex_parse_peek(parser, 0)) >= 0; parser->at++, digits++)
        if (value <= 0x10ffff)
            value = value * 16 + (uint32_t)hex_value(d1_regex_parse_peek(parser, 0));
    if (!digits || !d1_regex_parse_take(parser, '}'))
        return d1_regex_parse_fail(parser, start, D1_ERR_SYNTAX, "expected hexadecimal digits and `}` after `\\%c{`",
                                   parser->text.ptr[start + 1]);
    if (value > 0x10ffff)
        return d1_regex_parse_fail(parser, start, D1_ERR_SYNTAX, "there is no code point beyond 10FFFF");
    *code = value;
    return true;
}

/* \p and \P, of which the letter was taken. */
static bool take_property(struct parser *parser, size_t start, bool negated)
{
    struct d1_str text;
    struct d1_strbuf name = {0};
    struct d1_str kept;
    bool found;
    size_t end;

    if (d1_regex_parse_take(parser, '{')) {
        end = d1_str_find(parser->text, '}', parser->at);
        if (end == parser->text.len)
            return d1_regex_parse_fail(parser, start, D1_ERR_SYNTAX, "`\\%c{` lacks its `}`",
                                       parser->text.ptr[start + 1]);
        text = d1_str_sub(parser->text, parser->at, end - parser->at);
        parser->at = end + 1;
    } else if (parser->dialect == D1_REGEX_RE2 && !d1_regex_parse_end(parser)) {
        text = d1_str_sub(parser->text, parser->at++, 1);
    } else {
        return d1_regex_parse_fail(parser, start, D1_ERR_SYNTAX, "`\\%c` must be followed by a property in braces",
                                   parser->text.ptr[start + 1]);
    }
    found = d1_regex_property_find(text, parser->dialect, &name, &negated);
    kept = d1_arena_str(parser->arena, d1_strbuf_view(&name));
    if (name.oom)
        kept.ptr = NULL;
    d1_strbuf_release(&name);
    if (!found)
        return d1_regex_parse_fail(parser, start, D1_ERR_SYNTAX,
                                   "`" D1_STR_FMT "` is no property of Unicode that is known", D1_STR_ARG(text));
    if (!kept.ptr || d1_vec_push(&parser->builder.properties, ((struct property){kept, negated})) < 0)
        return d1_regex_parse_short_of_memory(parser);
    return true;
}

static bool take_shorthand(struct parser *parser, char letter)
{
    size_t count;
    const struct range *ranges = d1_regex_class_shorthand(letter, parser->dialect, &count);

    return d1_regex_class_add_ranges(&parser->builder, ranges, count, letter < 'a') == 0 ||
           d1_regex_parse_short_of_memory(parser);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool bad_escape(struct parser *parser, size_t start)
{
    size_t at = start + 1;
    struct d1_str character;

    if (at >= parser->text.len)
        return d1_regex_parse_fail(parser, start, D1_ERR_SYNTAX, "the pattern ends with a backslash");
    d1_utf8_decode(parser->text, &at);
    character = d1_str_sub(parser->text, start + 1, at - start - 1);
    return d1_regex_parse_fail(parser, start, D1_ERR_SYNTAX, "`\\" D1_STR_FMT "` is no escape of this dialect",
                               D1_STR_ARG(character));
}

/* Escapes of control characters, by letter; both dialects have the first five. */
static bool control_code(struct parser *parser, char letter, uint32_t *code)
{
    static const char letters[] = "fnrtva", codes[] = "\f\n\r\t\v\a";
    const char *hit = letter ? strchr(letters, letter) : NULL;

    if (!hit || (letter == 'a' && parser->dialect == D1_REGEX_ECMA))
        return false;
    *code = (uint32_t)codes[hit - letters];
    return true;
}

/* ---- ECMA-262 ---- */

/* \uXXXX, where two escaped surrogates are one code point; the letter was taken. False when there are no four digits.
 */
static bool ecma_four_digits(struct parser *parser, uint32_t *code)
{
    uint32_t low = 0;

    if (!take_hex(parser, 4, code))
        return false;
    if (*code >= 0xd800 && *code < 0xdc00 && d1_regex_parse_peek(parser, 0) == '\\' &&
        d1_regex_parse_peek(parser, 1) == 'u') {
        size_t back = parser->at;

        parser->at += 2;
        if (take_hex(parser, 4, &low) && low >= 0xdc00 && low <= 0xdfff)
            *code = 0x10000 + ((*code - 0xd800) << 10) + (low - 0xdc00);
        else
            parser->at = back;
    }
    return true;
}

/* \uXXXX or \u{X...}. */
static bool ecma_unicode(struct parser *parser, size_t start, uint32_t *code)
{
    if (d1_regex_parse_take(parser, '{'))
        return take_braced_hex(parser, start, code);
    return ecma_four_digits(parser, code) ||
           d1_regex_parse_fail(parser, start, D1_ERR_SYNTAX, "`\\u` must be followed by four hexadecimal digits");
}

static bool ecma_reference(struct parser *parser, size_t start, struct escape *escape)
{
    uint64_t number = 0;

    for (; is_digit(d1_regex_parse_peek(parser, 0)); parser->at++)
        if (number <= UINT32_MAX)
            number = number * 10 + (uint64_t)(d1_regex_parse_peek(parser, 0) - '0');
    if (number > parser->total_groups)
        return d1_regex_parse_fail(parser, start, D1_ERR_SYNTAX, "there is no group %llu", (unsigned long long)number);
    *escape = (struct escape){.kind = ESCAPE_REFERENCE, .group = (uint32_t)number};
    return true;
}

static bool ecma_named_reference(struct parser *parser, size_t start, struct escape *escape)
{
    struct d1_str name = {NULL, 0};

    if (!d1_regex_parse_take(parser, '<'))
        return d1_regex_parse_fail(parser, start, D1_ERR_SYNTAX, "`\\k` must be followed by a group's name in `<>`");
    if (!d1_regex_parse_name(parser, &name))
        return false;
    for (uint32_t i = 0; i < parser->total_groups; i++)
        if (parser->names[i].len && d1_str_eq(parser->names[i], name)) {
            *escape = (struct escape){.kind = ESCAPE_REFERENCE, .group = i + 1};
            return true;
        }
    return d1_regex_parse_fail(parser, start, D1_ERR_SYNTAX, "there is no group `" D1_STR_FMT "`", D1_STR_ARG(name));
}

static bool ecma_escape(struct parser *parser, bool in_class, struct escape *escape)
{
    size_t start = parser->at - 1;
    char c = d1_regex_parse_peek(parser, 0);

    if (d1_regex_parse_end(parser))
        return bad_escape(parser, start);
    if (c >= '1' && c <= '9')
        return in_class ? bad_escape(parser, start) : ecma_reference(parser, start, escape);
    if (c == 'k' && !in_class) {
        parser->at++;
        return ecma_named_reference(parser, start, escape);
    }
    parser->at++;
    switch (c) {
    case '0':
        escape->code = 0;
        return !is_digit(d1_regex_parse_peek(parser, 0)) || bad_escape(parser, start);
    case 'c':
        if (!is_letter(d1_regex_parse_peek(parser, 0)))
            return d1_regex_parse_fail(parser, start, D1_ERR_SYNTAX, "`\\c` must be followed by a letter");
        escape->code = (uint32_t)parser->text.ptr[parser->at++] % 32;
        return true;
    case 'x':
        return take_hex(parser, 2, &escape->code) ||
               d1_regex_parse_fail(parser, start, D1_ERR_SYNTAX, "`\\x` must be followed by two hexadecimal digits");
    case 'u':
        return ecma_unicode(parser, start, &escape->code);
    case '-':
        escape->code = '-';
        return in_class || bad_escape(parser, start);
    default:
        escape->code = (uint32_t)(unsigned char)c;
        return (c && strchr("^$\\.*+?()[]{}|/", c)) || bad_escape(parser, start);
    }
}

/* ---- ECMA-262 without the u flag ---- */

/* Up to three octal digits of a number below 256. */
static uint32_t take_octal(struct parser *parser)
{
    uint32_t value = 0;

    for (int i = 0; i < 3 && d1_regex_parse_peek(parser, 0) >= '0' && d1_regex_parse_peek(parser, 0) <= '7'; i++) {
        uint32_t next = value * 8 + (uint32_t)(d1_regex_parse_peek(parser, 0) - '0');

        if (next > 0377)
            break;
        value = next;
        parser->at++;
    }
    return value;
}

/* A digit: a reference where there is such a group, else an octal number, else (8 and 9) the digit itself. */
static bool legacy_digit(struct parser *parser, bool in_class, struct escape *escape)
{
    size_t start = parser->at;
    uint64_t number = 0;
    char c = d1_regex_parse_peek(parser, 0);

    for (size_t i = 0; is_digit(d1_regex_parse_peek(parser, i)) && number <= UINT32_MAX; i++)
        number = number * 10 + (uint64_t)(d1_regex_parse_peek(parser, i) - '0');
    if (!in_class && c != '0' && number <= parser->total_groups)
        return ecma_reference(parser, start - 1, escape);
    if (c <= '7')
        escape->code = take_octal(parser);
    else
        escape->code = (uint32_t)(unsigned char)parser->text.ptr[parser->at++];
    return true;
}

/* \c, of which nothing was taken. Where it names no control character the backslash stands for itself. */
static void legacy_control(struct parser *parser, bool in_class, uint32_t *code)
{
    char letter = d1_regex_parse_peek(parser, 1);

    *code = '\\';
    if (!is_letter(letter) && !(in_class && (is_digit(letter) || letter == '_')))
        return;
    *code = (uint32_t)letter % 32;
    parser->at += 2;
}

static bool legacy_escape(struct parser *parser, bool in_class, struct escape *escape)
{
    size_t start = parser->at - 1;
    char c = d1_regex_parse_peek(parser, 0);

    if (d1_regex_parse_end(parser))
        return bad_escape(parser, start);
    if (is_digit(c))
        return legacy_digit(parser, in_class, escape);
    if (c == 'c') {
        legacy_control(parser, in_class, &escape->code);
        return true;
    }
    if (c == 'k' && parser->named && !in_class) {
        parser->at++;
        return ecma_named_reference(parser, start, escape);
    }
    if (c == 'x' || c == 'u') {
        parser->at++;
        if (c == 'x' ? take_hex(parser, 2, &escape->code) : ecma_four_digits(parser, &escape->code))
            return true;
        parser->at--;
    }
    escape->code = d1_utf8_decode(parser->text, &parser->at);
    return true;
}

/* ---- RE2 ---- */

/* \0 and \1 to \7 begin an octal number; a single digit other than 0 would be a back-reference, which RE2 lacks. */
static bool re2_octal(struct parser *parser, size_t start, uint32_t *code)
{
    char first = d1_regex_parse_peek(parser, 0), second = d1_regex_parse_peek(parser, 1);
    uint32_t value = 0;

    if (first >= '1' && first <= '9' && (first > '7' || second < '0' || second > '7'))
        return d1_regex_parse_fail(parser, start, D1_ERR_SYNTAX, "back-references are not possible in RE2");
    for (int i = 0; i < 3 && d1_regex_parse_peek(parser, 0) >= '0' && d1_regex_parse_peek(parser, 0) <= '7'; i++)
        value = value * 8 + (uint32_t)(parser->text.ptr[parser->at++] - '0');
    *code = value;
    return true;
}

static bool re2_escape(struct parser *parser, bool in_class, struct escape *escape)
{
    size_t start = parser->at - 1;
    char c = d1_regex_parse_peek(parser, 0);

    if (d1_regex_parse_end(parser))
        return bad_escape(parser, start);
    if (is_digit(c))
        return re2_octal(parser, start, &escape->code);
    parser->at++;
    if (c == 'A' || c == 'z') {
        *escape = (struct escape){.kind = ESCAPE_ASSERTION, .assertion = c == 'A' ? AST_TEXT_START : AST_TEXT_END};
        return !in_class || bad_escape(parser, start);
    }
    if (c == 'C')
        return d1_regex_parse_fail(parser, start, D1_ERR_SYNTAX, "`\\C`, a single byte, is not possible");
    if (c == 'x') {
        if (d1_regex_parse_take(parser, '{'))
            return take_braced_hex(parser, start, &escape->code);
        return take_hex(parser, 2, &escape->code) ||
               d1_regex_parse_fail(parser, start, D1_ERR_SYNTAX, "`\\x` must be followed by two hexadecimal digits");
    }
    escape->code = (uint32_t)(unsigned char)c;
    return ((unsigned char)c < 0x80 && !is_letter(c)) || bad_escape(parser, start);
}

/* ---- both ---- */

bool d1_regex_parse_escape(struct parser *parser, bool in_class, struct escape *escape)
{
    size_t start = parser->at - 1;
    char c = d1_regex_parse_peek(parser, 0);
    bool word_edge = (c == 'b' || c == 'B') && !in_class;

    *escape = (struct escape){.kind = ESCAPE_CODE};
    if (c && strchr(parser->legacy ? "dDwWsS" : "dDwWsSpP", c)) {
        escape->kind = ESCAPE_SET;
        parser->at++;
        return c == 'p' || c == 'P' ? take_property(parser, start, c == 'P') : take_shorthand(parser, c);
    }
    if (word_edge) {
        parser->at++;
        escape->kind = ESCAPE_ASSERTION;
        escape->assertion = c == 'b' ? AST_WORD_EDGE : AST_NO_WORD_EDGE;
        return true;
    }
    if (c == 'b' && parser->dialect == D1_REGEX_ECMA) {
        parser->at++;
        escape->code = '\b';
        return true;
    }
    if (control_code(parser, c, &escape->code)) {
        parser->at++;
        return true;
    }
    if (parser->legacy)
        return legacy_escape(parser, in_class, escape);
    return parser->dialect == D1_REGEX_ECMA ? ecma_escape(parser, in_class, escape)
                                            : re2_escape(parser, in_class, escape);
}

/* Names: letters, digits and '_' in RE2, identifiers in ECMA, of which all that is not ASCII is taken as it is. */
bool d1_regex_parse_name(struct parser *parser, struct d1_str *name)
{
    size_t start = parser->at;

    for (; !d1_regex_parse_end(parser) && d1_regex_parse_peek(parser, 0) != '>'; parser->at++) {
        char c = d1_regex_parse_peek(parser, 0);
        bool first = parser->at == start;
        bool letter = is_letter(c) || c == '_' || (is_digit(c) && (!first || parser->dialect == D1_REGEX_RE2));

        if (letter || (parser->dialect == D1_REGEX_ECMA && (c == '$' || (unsigned char)c >= 0x80)))
            continue;
        return d1_regex_parse_fail(parser, start, D1_ERR_SYNTAX, "a group's name is made of letters, digits and `_`");
    }
    *name = d1_str_sub(parser->text, start, parser->at - start);
    if (!name->len || !d1_regex_parse_take(parser, '>'))
        return d1_regex_parse_fail(parser, start, D1_ERR_SYNTAX, "a group's name must end with `>`");
    return true;
}
