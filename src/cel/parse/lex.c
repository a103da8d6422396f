#include "cel/parse/lex.h"

#include <string.h>

enum class { OTHER, SPACE, LETTER, DIGIT, QUOTE };

/* What a token that begins with the byte can be. */
static enum class class_of(unsigned char c) {
    static const uint8_t classes[128] =
        {
            [' '] = SPACE,
            ['\t'] = SPACE,
            ['\n'] = SPACE,
            ['\r'] = SPACE,
            ['\f'] = SPACE,
            ['"'] = QUOTE,
            ['\''] = QUOTE,
            ['_'] = LETTER,
        };

    if ((unsigned char)((c | 0x20) - 'a') < 26) return LETTER;
    if ((unsigned char)(c - '0') < 10) return DIGIT;
    return c < 128 ? (enum class)classes[c] : OTHER;
}

static unsigned char peek(const struct d1_cel_lexer *lexer, size_t ahead)
{
    size_t at = lexer->at + ahead;

    return at < lexer->text.len ? (unsigned char)lexer->text.ptr[at] : 0;
}

static void skip_space(struct d1_cel_lexer *lexer)
{
    while (lexer->at < lexer->text.len) {
        if (class_of(peek(lexer, 0)) == SPACE) {
            lexer->at++;
        } else if (peek(lexer, 0) == '/' && peek(lexer, 1) == '/') {
            lexer->at = d1_str_find(lexer->text, '\n', lexer->at);
        } else {
            return;
        }
    }
}

static void skip_class(struct d1_cel_lexer *lexer, enum class first, enum class second)
{
    while (lexer->at < lexer->text.len) {
        enum class class = class_of(peek(lexer, 0));

        if (class != first && class != second)
            return;
        lexer->at++;
    }
}

/* ---- words ---- */

static enum d1_cel_token_kind word_kind(struct d1_str word)
{
    static const struct {
        struct d1_str word;
        enum d1_cel_token_kind kind;
    } words[] = {
        {D1_STR("in"), D1_TOKEN_IN},
        {D1_STR("true"), D1_TOKEN_TRUE},
        {D1_STR("false"), D1_TOKEN_FALSE},
        {D1_STR("null"), D1_TOKEN_NULL},
        {D1_STR("as"), D1_TOKEN_RESERVED},
        {D1_STR("break"), D1_TOKEN_RESERVED},
        {D1_STR("const"), D1_TOKEN_RESERVED},
        {D1_STR("continue"), D1_TOKEN_RESERVED},
        {D1_STR("else"), D1_TOKEN_RESERVED},
        {D1_STR("for"), D1_TOKEN_RESERVED},
        {D1_STR("function"), D1_TOKEN_RESERVED},
        {D1_STR("if"), D1_TOKEN_RESERVED},
        {D1_STR("import"), D1_TOKEN_RESERVED},
        {D1_STR("let"), D1_TOKEN_RESERVED},
        {D1_STR("loop"), D1_TOKEN_RESERVED},
        {D1_STR("package"), D1_TOKEN_RESERVED},
        {D1_STR("namespace"), D1_TOKEN_RESERVED},
        {D1_STR("return"), D1_TOKEN_RESERVED},
        {D1_STR("var"), D1_TOKEN_RESERVED},
        {D1_STR("void"), D1_TOKEN_RESERVED},
        {D1_STR("while"), D1_TOKEN_RESERVED},
    };

    if (word.len < 2 || word.len > 9 || !strchr("abcefilnprtvw", word.ptr[0]))
        return D1_TOKEN_NAME;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (words[i].word.ptr[0] == word.ptr[0] && d1_str_eq(words[i].word, word))
            return words[i].kind;
    return D1_TOKEN_NAME;
}

/* ---- numbers ---- */

static enum d1_cel_token_kind skip_number(struct d1_cel_lexer *lexer, const char **fault)
{
    enum d1_cel_token_kind kind = D1_TOKEN_INT;

    if (peek(lexer, 0) == '0' && (peek(lexer, 1) == 'x' || peek(lexer, 1) == 'X')) {
        size_t digits = lexer->at += 2;

        while (peek(lexer, 0) && strchr("0123456789abcdefABCDEF", peek(lexer, 0)))
            lexer->at++;
        if (lexer->at == digits)
            *fault = "a hexadecimal number needs digits behind 0x";
    } else {
        skip_class(lexer, DIGIT, DIGIT);
        if (peek(lexer, 0) == '.' && class_of(peek(lexer, 1)) == DIGIT) {
            kind = D1_TOKEN_DOUBLE;
            lexer->at++;
            skip_class(lexer, DIGIT, DIGIT);
        }
        if (peek(lexer, 0) == 'e' || peek(lexer, 0) == 'E') {
            size_t sign = peek(lexer, 1) == '+' || peek(lexer, 1) == '-';

            kind = D1_TOKEN_DOUBLE;
            if (class_of(peek(lexer, 1 + sign)) != DIGIT)
                *fault = "the exponent of a number needs digits";
            lexer->at += 1 + sign;
            skip_class(lexer, DIGIT, DIGIT);
        }
    }
    if (kind == D1_TOKEN_INT && (peek(lexer, 0) == 'u' || peek(lexer, 0) == 'U')) {
        kind = D1_TOKEN_UINT;
        lexer->at++;
    }
    if (!*fault && class_of(peek(lexer, 0)) == LETTER)
        *fault = "a number runs into a letter; put an operator or a space between them";
    return kind;
}

/* ---- strings ---- */

/* How long the prefix of a string literal is (r, b, br); SIZE_MAX when none begins here. */
static size_t string_prefix(const struct d1_cel_lexer *lexer, enum d1_cel_token_kind *kind, int *raw)
{
    size_t len = 0;

    *kind = D1_TOKEN_STRING;
    *raw = 0;
    if (peek(lexer, len) == 'b' || peek(lexer, len) == 'B') {
        *kind = D1_TOKEN_BYTES;
        len++;
    }
    if (peek(lexer, len) == 'r' || peek(lexer, len) == 'R') {
        *raw = 1;
        len++;
    }
    return class_of(peek(lexer, len)) == QUOTE ? len : SIZE_MAX;
}

static const char *skip_string(struct d1_cel_lexer *lexer, int raw)
{
    char quote = (char)peek(lexer, 0);
    int triple = peek(lexer, 1) == (unsigned char)quote && peek(lexer, 2) == (unsigned char)quote;

    lexer->at += triple ? 3 : 1;
    while (lexer->at < lexer->text.len) {
        char c = lexer->text.ptr[lexer->at];

        if (c == quote &&
            (!triple || (peek(lexer, 1) == (unsigned char)quote && peek(lexer, 2) == (unsigned char)quote))) {
            lexer->at += triple ? 3 : 1;
            return NULL;
        }
        if (!triple && (c == '\n' || c == '\r'))
            break;
        lexer->at += c == '\\' && !raw && lexer->at + 1 < lexer->text.len ? 2 : 1;
    }
    return triple ? "a string in three quotes is not closed" : "a string is not closed on its line";
}

/* ---- everything else ---- */

static enum d1_cel_token_kind skip_sign(struct d1_cel_lexer *lexer, const char **fault)
{
    static const uint8_t single[128] = {
        ['('] = D1_TOKEN_LPAREN, [')'] = D1_TOKEN_RPAREN,   ['['] = D1_TOKEN_LBRACKET, [']'] = D1_TOKEN_RBRACKET,
        ['{'] = D1_TOKEN_LBRACE, ['}'] = D1_TOKEN_RBRACE,   ['.'] = D1_TOKEN_DOT,      [','] = D1_TOKEN_COMMA,
        [':'] = D1_TOKEN_COLON,  ['?'] = D1_TOKEN_QUESTION, ['<'] = D1_TOKEN_LT,       ['>'] = D1_TOKEN_GT,
        ['+'] = D1_TOKEN_PLUS,   ['-'] = D1_TOKEN_MINUS,    ['*'] = D1_TOKEN_STAR,     ['/'] = D1_TOKEN_SLASH,
        ['!'] = D1_TOKEN_NOT,    ['%'] = D1_TOKEN_PERCENT,
    };
    static const struct {
        char text[3];
        uint8_t kind;
    } pairs[] = {{"&&", D1_TOKEN_AND}, {"||", D1_TOKEN_OR}, {"==", D1_TOKEN_EQ},
                 {"!=", D1_TOKEN_NE},  {"<=", D1_TOKEN_LE}, {">=", D1_TOKEN_GE}};
    unsigned char c = peek(lexer, 0);

    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (pairs[i].text[0] == (char)c && pairs[i].text[1] == (char)peek(lexer, 1)) {
            lexer->at += 2;
            return (enum d1_cel_token_kind)pairs[i].kind;
        }
    lexer->at++;
    if (c < 128 && single[c])
        return (enum d1_cel_token_kind)single[c];
    /* The rest of a code point belongs to it. */
    while ((peek(lexer, 0) & 0xc0) == 0x80)
        lexer->at++;
    *fault = c == '='   ? "`=` is no operator; equality is written `==`"
             : c == '&' ? "`&` is no operator; \"and\" is written `&&`"
             : c == '|' ? "`|` is no operator; \"or\" is written `||`"
                        : "this character has no meaning here";
    return D1_TOKEN_BAD;
}

static enum d1_cel_token_kind skip_quoted_name(struct d1_cel_lexer *lexer, const char **fault)
{
    size_t start = ++lexer->at;

    while (peek(lexer, 0) &&
           (class_of(peek(lexer, 0)) == LETTER || class_of(peek(lexer, 0)) == DIGIT || strchr("_.-/ ", peek(lexer, 0))))
        lexer->at++;
    if (peek(lexer, 0) != '`' || lexer->at == start) {
        *fault = "a field name in back quotes holds letters, digits, `_`, `.`, `-`, `/` and spaces, and is closed by "
                 "another back quote";
        return D1_TOKEN_BAD;
    }
    lexer->at++;
    return D1_TOKEN_QUOTED_NAME;
}

struct d1_cel_token d1_cel_lex(struct d1_cel_lexer *lexer)
{
    struct d1_cel_token token = {0};
    enum d1_cel_token_kind string;
    unsigned char c;
    size_t prefix;
    int raw;

    skip_space(lexer);
    token.offset = token.end = (uint32_t)lexer->at;
    if (lexer->at >= lexer->text.len)
        return token;
    c = peek(lexer, 0);
    switch (class_of(c)) {
    case LETTER:
    case QUOTE:
        prefix = string_prefix(lexer, &string, &raw);
        if (prefix != SIZE_MAX) {
            lexer->at += prefix;
            token.kind = string;
            token.fault = skip_string(lexer, raw);
            break;
        }
        skip_class(lexer, LETTER, DIGIT);
        token.kind = word_kind(d1_str_sub(lexer->text, token.offset, lexer->at - token.offset));
        break;
    case DIGIT:
        token.kind = skip_number(lexer, &token.fault);
        break;
    default:
        if (c == '.' && class_of(peek(lexer, 1)) == DIGIT)
            token.kind = skip_number(lexer, &token.fault);
        else if (c == '`')
            token.kind = skip_quoted_name(lexer, &token.fault);
        else
            token.kind = skip_sign(lexer, &token.fault);
    }
    if (token.fault)
        token.kind = D1_TOKEN_BAD;
    token.end = (uint32_t)lexer->at;
    return token;
}

const char *d1_cel_token_name(enum d1_cel_token_kind kind)
{
    static const char *const names[D1_TOKEN_COUNT] = {
        [D1_TOKEN_END] = "the end of the expression",
        [D1_TOKEN_BAD] = "something else",
        [D1_TOKEN_INT] = "a number",
        [D1_TOKEN_UINT] = "a number",
        [D1_TOKEN_DOUBLE] = "a number",
        [D1_TOKEN_STRING] = "a string",
        [D1_TOKEN_BYTES] = "a bytes literal",
        [D1_TOKEN_NAME] = "a name",
        [D1_TOKEN_QUOTED_NAME] = "a name in back quotes",
        [D1_TOKEN_TRUE] = "`true`",
        [D1_TOKEN_FALSE] = "`false`",
        [D1_TOKEN_NULL] = "`null`",
        [D1_TOKEN_IN] = "`in`",
        [D1_TOKEN_RESERVED] = "a reserved word",
        [D1_TOKEN_LPAREN] = "`(`",
        [D1_TOKEN_RPAREN] = "`)`",
        [D1_TOKEN_LBRACKET] = "`[`",
        [D1_TOKEN_RBRACKET] = "`]`",
        [D1_TOKEN_LBRACE] = "`{`",
        [D1_TOKEN_RBRACE] = "`}`",
        [D1_TOKEN_DOT] = "`.`",
        [D1_TOKEN_COMMA] = "`,`",
        [D1_TOKEN_COLON] = "`:`",
        [D1_TOKEN_QUESTION] = "`?`",
        [D1_TOKEN_OR] = "`||`",
        [D1_TOKEN_AND] = "`&&`",
        [D1_TOKEN_EQ] = "`==`",
        [D1_TOKEN_NE] = "`!=`",
        [D1_TOKEN_LT] = "`<`",
        [D1_TOKEN_LE] = "`<=`",
        [D1_TOKEN_GT] = "`>`",
        [D1_TOKEN_GE] = "`>=`",
        [D1_TOKEN_PLUS] = "`+`",
        [D1_TOKEN_MINUS] = "`-`",
        [D1_TOKEN_STAR] = "`*`",
        [D1_TOKEN_SLASH] = "`/`",
        [D1_TOKEN_PERCENT] = "`%`",
        [D1_TOKEN_NOT] = "`!`",
    };

    return names[kind];
}
