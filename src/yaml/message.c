#include "yaml/message.h"

#include <string.h>

#include "base/strbuf.h"
#include "base/utf8.h"

/*
 * One row per text of libyaml 0.2.5; where one text is used in several contexts, a row with a context precedes the
 * one for the rest. `begin`: the problem is better placed where the construct begins than where the parser noticed.
 * `since`: the line on which the construct begins is added.
 */
static const struct message {
    const char *problem, *context;
    const char *code;
    bool begin, since;
    const char *text;
} messages[] = {
    {"block sequence entries are not allowed in this context", NULL, "syntax", false, false,
     "a list item (\"- \") cannot stand here; begin the list on a line of its own"},
    {"could not find expected ':'", NULL, "syntax", true, false,
     "a key must be followed by \": \" on the same line; add it, or indent or quote the text if it is no key"},
    {"could not find expected directive name", NULL, "syntax", false, false,
     "\"%\" at the beginning of a line is a directive and must be followed by YAML or TAG; indent or quote the text if "
     "it is none"},
    {"did not find URI escaped octet", NULL, "syntax", false, false,
     "a \"%\" in a tag must be followed by two hexadecimal digits"},
    {"did not find expected '!'", NULL, "syntax", false, false, "the handle of a tag must end with \"!\""},
    {"did not find expected ',' or ']'", NULL, "syntax", false, true,
     "a \",\" or the closing \"]\" of a list is missing before this"},
    {"did not find expected ',' or '}'", NULL, "syntax", false, true,
     "a \",\" or the closing \"}\" of a mapping is missing before this"},
    {"did not find expected '-' indicator", NULL, "syntax", false, true,
     "this does not continue the list above it; begin the line with \"- \" in the column of the other items, or "
     "correct its indentation"},
    {"did not find expected <document start>", NULL, "syntax", false, false,
     "the document has ended before this; correct the indentation, or put a line \"---\" between two documents"},
    {"did not find expected alphabetic or numeric character", NULL, "syntax", false, false,
     "an anchor (\"&\") or alias (\"*\") needs a name of letters, digits, \"-\" and \"_\"; quote the text if it is "
     "neither"},
    {"did not find expected comment or line break", "while scanning a block scalar", "syntax", false, false,
     "only a comment may follow \"|\" or \">\"; begin the text on the next line"},
    {"did not find expected comment or line break", NULL, "syntax", false, false,
     "only a comment may follow a directive on its line"},
    {"did not find expected digit or '.' character", NULL, "syntax", false, false,
     "the directive must read \"%YAML 1.2\""},
    {"did not find expected directive name", NULL, "syntax", false, false,
     "\"%\" at the beginning of a line is a directive and must be followed by YAML or TAG; indent or quote the text if "
     "it is none"},
    {"did not find expected hexdecimal number", NULL, "syntax", false, false,
     "\\x must be followed by 2 hexadecimal digits, \\u by 4, \\U by 8"},
    {"did not find expected key", "while parsing a block mapping", "syntax", false, true,
     "this does not continue the mapping above it; indent it like the keys it belongs to"},
    {"did not find expected key", NULL, "syntax", false, true, "a key is missing before this"},
    {"did not find expected node content", NULL, "syntax", false, false,
     "a value is missing before this, or it begins with a character that must be quoted"},
    {"did not find expected tag URI", NULL, "syntax", false, false,
     "\"!\" begins a tag, and its name is missing or malformed; quote the text if it is no tag"},
    {"did not find expected version number", NULL, "syntax", false, false, "the directive must read \"%YAML 1.2\""},
    {"did not find expected whitespace or line break", NULL, "syntax", false, false,
     "white space must follow a tag; quote the text if it is none"},
    {"did not find expected whitespace", NULL, "syntax", false, false,
     "the directive must read \"%TAG !handle! prefix\""},
    {"did not find the expected '>'", NULL, "syntax", false, false,
     "a tag that begins with \"!<\" must end with \">\""},
    {"found a tab character that violates indentation", NULL, "tab", false, false, "a tab cannot indent; use spaces"},
    {"found a tab character where an indentation space is expected", NULL, "tab", false, false,
     "a tab cannot indent; use spaces"},
    {"found an incorrect leading UTF-8 octet", NULL, "syntax", false, false,
     "the bytes that this tag writes with \"%\" are not UTF-8"},
    {"found an incorrect trailing UTF-8 octet", NULL, "syntax", false, false,
     "the bytes that this tag writes with \"%\" are not UTF-8"},
    {"found an indentation indicator equal to 0", NULL, "syntax", false, false,
     "the indentation after \"|\" or \">\" is a digit from 1 to 9"},
    {"found duplicate %TAG directive", NULL, "syntax", false, false,
     "the document has two %TAG directives for the same handle; remove one"},
    {"found duplicate %YAML directive", NULL, "syntax", false, false,
     "the document has two %YAML directives; remove one"},
    {"found extremely long version number", NULL, "syntax", false, false, "the directive must read \"%YAML 1.2\""},
    {"found incompatible YAML document", NULL, "syntax", false, false,
     "only YAML 1.1 and 1.2 are read; the directive must read \"%YAML 1.2\""},
    {"found invalid Unicode character escape code", NULL, "syntax", false, false,
     "the escape names no character: half of a surrogate pair, or beyond U+10FFFF"},
    {"found undefined tag handle", NULL, "syntax", false, false,
     "no %TAG directive defines the handle of this tag; remove the tag, or quote the text if it is none"},
    {"found unexpected ':'", NULL, "syntax", false, false,
     "a \":\" cannot stand in a value within [ ] or { } that is not quoted; quote the value"},
    {"found unexpected document indicator", NULL, "syntax", true, false,
     "the quoted text that begins here is not closed before the next document; add the closing quote"},
    {"found unexpected end of stream", NULL, "syntax", true, false,
     "the quoted text that begins here is not closed; add the closing quote"},
    {"found unexpected non-alphabetical character", NULL, "syntax", false, false,
     "\"%\" at the beginning of a line is a directive and must be followed by YAML or TAG; indent or quote the text if "
     "it is none"},
    {"found unknown directive name", NULL, "syntax", true, false,
     "only the directives %YAML and %TAG are known; indent or quote the text if it is none"},
    {"found unknown escape character", NULL, "syntax", false, false,
     "the backslash begins no known escape; write \\\\ for a backslash, or use single quotes"},
    {"mapping keys are not allowed in this context", NULL, "syntax", false, false,
     "\"? \" begins a key, and a key cannot stand here; quote the text if it is none"},
    {"mapping values are not allowed in this context", NULL, "syntax", false, false,
     "a \":\" cannot stand here; quote a text that holds \": \", or put the key on a line of its own and check the "
     "indentation"},
};

/* The character at a mark; U+FFFD behind the end. */
static uint32_t character_at(const struct d1_yaml_source *source, const yaml_mark_t *mark)
{
    struct d1_str text = {source->input.items, source->len};
    size_t at = 0;

    for (size_t i = 0; i < mark->index && at < text.len; i++)
        d1_utf8_decode(text, &at);
    return at < text.len ? d1_utf8_decode(text, &at) : 0xfffd;
}

/* A character that begins nothing: a tab, or one that YAML reserves. */
static int bad_start(struct d1_stream *stream, struct d1_place place, uint32_t character)
{
    if (character == '\t')
        return d1_stream_problem(stream, "tab", place, "a tab cannot indent; use spaces");
    if (character < 0x20 || character >= 0x7f)
        return d1_stream_problem(stream, "syntax", place, "nothing can begin with this character; quote the text");
    return d1_stream_problem(stream, "syntax", place,
                             "a value cannot begin with \"%c\" unless it is quoted; put it in quotes", (char)character);
}

static struct d1_place place_of(const struct d1_yaml_source *source, const yaml_mark_t *mark)
{
    uint32_t line = (uint32_t)mark->line, column = (uint32_t)mark->column;

    d1_yaml_source_correct(source, mark->index, &line, &column);
    return (struct d1_place){NULL, line + 1, column + 1, line + 1, column + 2};
}

int d1_yaml_message(const yaml_parser_t *parser, const struct d1_yaml_source *source, struct d1_stream *stream)
{
    const char *problem = parser->problem ? parser->problem : "unknown error";
    const char *context = parser->context ? parser->context : "";
    struct d1_place place = place_of(source, &parser->problem_mark);
    const struct message *message = NULL;

    if (strcmp(problem, "found character that cannot start any token") == 0)
        return bad_start(stream, place, character_at(source, &parser->problem_mark));
    for (size_t i = 0; i < sizeof messages / sizeof *messages && !message; i++)
        if (strcmp(problem, messages[i].problem) == 0 &&
            (!messages[i].context || strcmp(context, messages[i].context) == 0))
            message = &messages[i];
    if (!message)
        return d1_stream_problem(stream, "syntax", place, "this is not YAML: %s %s", context, problem);
    if (message->begin && parser->context)
        return d1_stream_problem(stream, message->code, place_of(source, &parser->context_mark), "%s", message->text);
    if (message->since && parser->context)
        return d1_stream_problem_related(stream, message->code, place, place_of(source, &parser->context_mark),
                                         "%s (it begins on line %u)", message->text,
                                         place_of(source, &parser->context_mark).line);
    return d1_stream_problem(stream, message->code, place, "%s", message->text);
}
