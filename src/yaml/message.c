#include "yaml/message.h"

#include <string.h>

#include "base/text/strbuf.h"
#include "base/text/utf8.h"

/*
 * One row per text of libyaml 0.2.5; where one text is used in several contexts, a row with a context precedes the
 * one for the rest. The manner: AT_BEGIN, the problem is better placed where the construct begins than where the
 * parser noticed; SINCE, the line on which the construct begins is added; LINE, the text speaks of the beginning of a
 * line, and does not fit where something stands before the place on its line.
 */
static const struct message {
    const char *problem, *context;
    const char *code;
    enum { HERE, AT_BEGIN, SINCE, LINE, LINE_SINCE } manner;
    const char *text;
} messages[] = {
    {"block sequence entries are not allowed in this context", NULL, "syntax", HERE,
     "a list item (\"- \") cannot stand here; begin the list on a line of its own"},
    {"could not find expected ':'", NULL, "syntax", AT_BEGIN,
     "a key must be followed by \": \" on the same line; add it, or indent or quote the text if it is no key"},
    {"could not find expected directive name", NULL, "syntax", HERE,
     "\"%\" at the beginning of a line is a directive and must be followed by YAML or TAG; indent or quote the text if "
     "it is none"},
    {"did not find URI escaped octet", NULL, "syntax", HERE,
     "a \"%\" in a tag must be followed by two hexadecimal digits"},
    {"did not find expected '!'", NULL, "syntax", HERE, "the handle of a tag must end with \"!\""},
    {"did not find expected ',' or ']'", NULL, "syntax", SINCE,
     "a \",\" or the closing \"]\" of a list is missing before this"},
    {"did not find expected ',' or '}'", NULL, "syntax", SINCE,
     "a \",\" or the closing \"}\" of a mapping is missing before this"},
    {"did not find expected '-' indicator", NULL, "syntax", LINE_SINCE,
     "this does not continue the list above it; begin the line with \"- \" in the column of the other items, or "
     "correct its indentation"},
    {"did not find expected <document start>", NULL, "syntax", LINE,
     "the document has ended before this; correct the indentation, or put a line \"---\" between two documents"},
    {"did not find expected alphabetic or numeric character", NULL, "syntax", HERE,
     "an anchor (\"&\") or alias (\"*\") needs a name of letters, digits, \"-\" and \"_\"; quote the text if it is "
     "neither"},
    {"did not find expected comment or line break", "while scanning a block scalar", "syntax", HERE,
     "only a comment may follow \"|\" or \">\"; begin the text on the next line"},
    {"did not find expected comment or line break", NULL, "syntax", HERE,
     "only a comment may follow a directive on its line"},
    {"did not find expected digit or '.' character", NULL, "syntax", HERE, "the directive must read \"%YAML 1.2\""},
    {"did not find expected directive name", NULL, "syntax", HERE,
     "\"%\" at the beginning of a line is a directive and must be followed by YAML or TAG; indent or quote the text if "
     "it is none"},
    {"did not find expected hexdecimal number", NULL, "syntax", HERE,
     "\\x must be followed by 2 hexadecimal digits, \\u by 4, \\U by 8"},
    {"did not find expected key", "while parsing a block mapping", "syntax", LINE_SINCE,
     "this does not continue the mapping above it; indent it like the keys it belongs to"},
    {"did not find expected key", NULL, "syntax", SINCE, "a key is missing before this"},
    {"did not find expected node content", NULL, "syntax", HERE,
     "a value is missing before this, or it begins with a character that must be quoted"},
    {"did not find expected tag URI", NULL, "syntax", HERE,
     "\"!\" begins a tag, and its name is missing or malformed; quote the text if it is no tag"},
    {"did not find expected version number", NULL, "syntax", HERE, "the directive must read \"%YAML 1.2\""},
    {"did not find expected whitespace or line break", NULL, "syntax", HERE,
     "white space must follow a tag; quote the text if it is none"},
    {"did not find expected whitespace", NULL, "syntax", HERE, "the directive must read \"%TAG !handle! prefix\""},
    {"did not find the expected '>'", NULL, "syntax", HERE, "a tag that begins with \"!<\" must end with \">\""},
    {"found a tab character that violates indentation", NULL, "tab", HERE, "a tab cannot indent; use spaces"},
    {"found a tab character where an indentation space is expected", NULL, "tab", HERE,
     "a tab cannot indent; use spaces"},
    {"found an incorrect leading UTF-8 octet", NULL, "syntax", HERE,
     "the bytes that this tag writes with \"%\" are not UTF-8"},
    {"found an incorrect trailing UTF-8 octet", NULL, "syntax", HERE,
     "the bytes that this tag writes with \"%\" are not UTF-8"},
    {"found an indentation indicator equal to 0", NULL, "syntax", HERE,
     "the indentation after \"|\" or \">\" is a digit from 1 to 9"},
    {"found duplicate %TAG directive", NULL, "syntax", HERE,
     "the document has two %TAG directives for the same handle; remove one"},
    {"found duplicate %YAML directive", NULL, "syntax", HERE, "the document has two %YAML directives; remove one"},
    {"found extremely long version number", NULL, "syntax", HERE, "the directive must read \"%YAML 1.2\""},
    {"found incompatible YAML document", NULL, "syntax", HERE,
     "only YAML 1.1 and 1.2 are read; the directive must read \"%YAML 1.2\""},
    {"found invalid Unicode character escape code", NULL, "syntax", HERE,
     "the escape names no character: half of a surrogate pair, or beyond U+10FFFF"},
    {"found undefined tag handle", NULL, "syntax", HERE,
     "no %TAG directive defines the handle of this tag; remove the tag, or quote the text if it is none"},
    {"found unexpected ':'", NULL, "syntax", HERE,
     "a \":\" cannot stand in a value within [ ] or { } that is not quoted; quote the value"},
    {"found unexpected document indicator", NULL, "syntax", AT_BEGIN,
     "the quoted text that begins here is not closed before the next document; add the closing quote"},
    {"found unexpected end of stream", NULL, "syntax", AT_BEGIN,
     "the quoted text that begins here is not closed; add the closing quote"},
    {"found unexpected non-alphabetical character", NULL, "syntax", HERE,
     "\"%\" at the beginning of a line is a directive and must be followed by YAML or TAG; indent or quote the text if "
     "it is none"},
    {"found unknown directive name", NULL, "syntax", AT_BEGIN,
     "only the directives %YAML and %TAG are known; indent or quote the text if it is none"},
    {"found unknown escape character", NULL, "syntax", HERE,
     "the backslash begins no known escape; write \\\\ for a backslash, or use single quotes"},
    {"mapping keys are not allowed in this context", NULL, "syntax", HERE,
     "\"? \" begins a key, and a key cannot stand here; quote the text if it is none"},
    {"mapping values are not allowed in this context", NULL, "syntax", HERE,
     "a \":\" cannot stand here; quote a text that holds \": \", or put the key on a line of its own and check the "
     "indentation"},
};

/* Offset of the character at a mark. */
static size_t offset_of(const struct d1_yaml_source *source, const yaml_mark_t *mark)
{
    return d1_utf8_prefix(d1_strn(source->input.items, source->len), mark->index).len;
}

/* Whether anything but white space precedes the offset on its line. */
static bool something_before(const struct d1_yaml_source *source, size_t offset)
{
    while (offset > 0 && source->input.items[offset - 1] != '\n')
        if (!strchr(" \t", source->input.items[--offset]))
            return true;
    return false;
}

/* A character that begins nothing: a tab, or one that YAML reserves. */
static int bad_start(struct d1_stream *stream, struct d1_place place, char character)
{
    if (character == '\t')
        return d1_stream_problem(stream, "tab", place, "a tab cannot indent; use spaces");
    if (character < 0x20 || character >= 0x7f)
        return d1_stream_problem(stream, "syntax", place, "nothing can begin with this character; quote the text");
    return d1_stream_problem(stream, "syntax", place,
                             "a value cannot begin with \"%c\" unless it is quoted; put it in quotes", character);
}

static struct d1_place place_of(const struct d1_yaml_source *source, const yaml_mark_t *mark)
{
    uint32_t line = (uint32_t)mark->line, column = (uint32_t)mark->column;

    d1_yaml_source_correct(source, mark->index, &line, &column);
    return (struct d1_place){NULL, line + 1, column + 1, line + 1, column + 2};
}

/*
 * Marks that git leaves in a file whose merge is not resolved are reported as such, whatever the parser makes of
 * them: 1 when there are some, 0 when not, or D1_ERR_MEMORY.
 */
static int merge_conflict(const struct d1_yaml_source *source, struct d1_stream *stream)
{
    static const char ours[] = "<<<<<<< ", theirs[] = "\n>>>>>>> ";
    struct d1_str text = {source->input.items, source->len};
    struct d1_place place = {.line = 1, .column = 1, .end_column = sizeof ours - 1};

    if (!memmem(text.ptr, text.len, theirs, sizeof theirs - 1))
        return 0;
    for (size_t at = 0; at < text.len; at = d1_str_find(text, '\n', at) + 1, place.line++)
        if (d1_str_starts(d1_str_sub(text, at, text.len), ours)) {
            place.end_line = place.line;
            return d1_stream_problem(stream, "merge-conflict", place,
                                     "git left the marks of a merge conflict here; resolve it and remove the marks") < 0
                       ? D1_ERR_MEMORY
                       : 1;
        }
    return 0;
}

/* The text that is right for the place of the parser's problem. */
static const char *text_for(const struct message *message, const struct d1_yaml_source *source, size_t offset)
{
    if (message->manner != LINE && message->manner != LINE_SINCE)
        return message->text;
    if (offset >= source->len)
        return "a directive must be followed by a document, which begins with a line \"---\"";
    if (something_before(source, offset))
        return "a value has ended before this on the same line; quote the whole of it, or begin a new line";
    return message->text;
}

/*
 * A list or mapping in brackets that is still open at the end of the text is placed where it begins: 1 when there is
 * one, 0 when not, or D1_ERR_MEMORY. Its mark is the parser's context when it looked for "," and its last mark when it
 * looked for a value.
 */
static int not_closed(const yaml_parser_t *parser, const struct d1_yaml_source *source, struct d1_stream *stream)
{
    bool value = strcmp(parser->problem, "did not find expected node content") == 0;
    const yaml_mark_t *mark = &parser->context_mark;
    size_t offset;
    char bracket;

    if (!value && strncmp(parser->problem, "did not find expected ',' or", 28) != 0)
        return 0;
    if (value && parser->marks.top == parser->marks.start)
        return 0;
    if (value)
        mark = &parser->marks.top[-1];
    offset = offset_of(source, mark);
    bracket = offset < source->len ? source->input.items[offset] : '\0';
    if (bracket != '[' && bracket != '{')
        return 0;
    return d1_stream_problem(stream, "syntax", place_of(source, mark),
                             "the %s that begins here is not closed; add the closing \"%c\"",
                             bracket == '[' ? "list" : "mapping", bracket == '[' ? ']' : '}') < 0
               ? D1_ERR_MEMORY
               : 1;
}

int d1_yaml_message(const yaml_parser_t *parser, const struct d1_yaml_source *source, struct d1_stream *stream)
{
    const char *problem = parser->problem ? parser->problem : "unknown error";
    const char *context = parser->context ? parser->context : "";
    struct d1_place place = place_of(source, &parser->problem_mark), begin = place_of(source, &parser->context_mark);
    size_t offset = offset_of(source, &parser->problem_mark);
    const struct message *message = NULL;
    const char *text;
    int told = merge_conflict(source, stream);

    if (told == 0 && parser->problem && offset >= source->len)
        told = not_closed(parser, source, stream);
    if (told)
        return told < 0 ? told : 0;
    if (strcmp(problem, "found character that cannot start any token") == 0)
        return bad_start(stream, place, source->input.items[offset]);
    for (size_t i = 0; i < sizeof messages / sizeof *messages && !message; i++)
        if (strcmp(problem, messages[i].problem) == 0 &&
            (!messages[i].context || strcmp(context, messages[i].context) == 0))
            message = &messages[i];
    if (!message)
        return d1_stream_problem(stream, "syntax", place, "this is not YAML: %s %s", context, problem);
    text = text_for(message, source, offset);
    if (message->manner == AT_BEGIN && parser->context)
        return d1_stream_problem(stream, message->code, begin, "%s", text);
    if ((message->manner == SINCE || (message->manner == LINE_SINCE && text == message->text)) && parser->context)
        return d1_stream_problem_related(stream, message->code, place, begin, "%s (it begins on line %u)", text,
                                         begin.line);
    return d1_stream_problem(stream, message->code, place, "%s", text);
}
