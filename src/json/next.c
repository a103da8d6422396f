/* What may follow what in a JSON text, and whether its bytes are text at all. */
#include "base/text/utf8.h"
#include "json/loader.h"

void d1_json_begin_text(struct d1_json_loader *loader, struct d1_str bytes, struct d1_stream *stream)
{
    loader->stream = stream;
    loader->text = bytes;
    loader->at = loader->line_start = loader->continuations = 0;
    loader->line = 0;
    d1_strbuf_clear(&loader->string);
}

void d1_json_begin_value(struct d1_json_loader *loader)
{
    loader->depth = 0;
    loader->expected = D1_JSON_VALUE;
}

int d1_json_check_encoding(struct d1_json_loader *loader)
{
    struct d1_str text = loader->text;
    enum d1_utf8_form form = d1_utf8_detect(text);
    struct d1_place place = {NULL, 1, 1, 1, 1};
    size_t bad;

    if (form == D1_UTF8_BOM)
        return d1_json_stop(d1_stream_problem(loader->stream, "encoding", place,
                                              "the file begins with a byte order mark; save it as UTF-8 without one"));
    if (form != D1_UTF8_PLAIN)
        return d1_json_stop(d1_stream_problem(loader->stream, "encoding", place,
                                              "the file is encoded as %s; save it as UTF-8",
                                              form == D1_UTF16_LE || form == D1_UTF16_BE ? "UTF-16" : "UTF-32"));
    bad = d1_utf8_check(text);
    if (bad == text.len)
        return D1_JSON_GO_ON;
    for (size_t end = d1_str_find(text, '\n', 0); end < bad; end = d1_str_find(text, '\n', end + 1)) {
        place.line++;
        loader->line_start = end + 1;
    }
    place.end_line = place.line;
    place.column = (uint32_t)d1_utf8_count(d1_str_sub(text, loader->line_start, bad - loader->line_start)) + 1;
    place.end_column = place.column + 1;
    return d1_json_stop(d1_stream_problem(loader->stream, "encoding", place,
                                          "the byte 0x%02X is not UTF-8; save the file as UTF-8",
                                          (unsigned char)text.ptr[bad]));
}

static int begin(struct d1_json_loader *loader, struct d1_json_token *token, bool object)
{
    if (loader->depth >= D1_LIMIT_DEPTH)
        return d1_json_stop(d1_stream_problem(loader->stream, "too-deep", d1_json_place(loader, token->span),
                                              "objects and arrays are nested more than %d levels deep here",
                                              D1_LIMIT_DEPTH));
    loader->objects[loader->depth++] = object;
    loader->at++;
    loader->expected = object ? D1_JSON_FIRST_KEY : D1_JSON_FIRST_ITEM;
    token->kind = object ? D1_JSON_OBJECT : D1_JSON_ARRAY;
    return D1_JSON_GO_ON;
}

/* What may stand behind a complete value. */
static enum d1_json_expected after_value(const struct d1_json_loader *loader)
{
    if (!loader->depth)
        return D1_JSON_END_OF_DOCUMENT;
    return loader->objects[loader->depth - 1] ? D1_JSON_AFTER_MEMBER : D1_JSON_AFTER_ITEM;
}

static void end(struct d1_json_loader *loader, struct d1_json_token *token)
{
    token->kind = D1_JSON_END;
    token->value.boolean = loader->objects[--loader->depth];
    loader->at++;
    token->span.end_line = loader->line;
    token->span.end_column = d1_json_column(loader);
    loader->expected = after_value(loader);
}

static int read_value(struct d1_json_loader *loader, struct d1_json_token *token)
{
    char c = d1_json_peek(loader, 0);
    int result;

    if (c == '{' || c == '[')
        return begin(loader, token, c == '{');
    if (c == '"') {
        token->kind = D1_JSON_STRING;
        result = d1_json_read_string(loader, &token->span, &token->text);
    } else if (c == '-' || (c >= '0' && c <= '9')) {
        result = d1_json_read_number(loader, token);
    } else {
        result = d1_json_read_word(loader, token);
    }
    loader->expected = after_value(loader);
    return result;
}

static int read_key(struct d1_json_loader *loader, struct d1_json_token *token)
{
    if (d1_json_peek(loader, 0) != '"')
        return d1_json_unexpected(loader, loader->expected);
    token->kind = D1_JSON_KEY;
    loader->expected = D1_JSON_COLON;
    return d1_json_read_string(loader, &token->span, &token->text);
}

/* Passes a colon or a comma, which are no tokens. */
static int pass(struct d1_json_loader *loader, char c)
{
    if (c != (loader->expected == D1_JSON_COLON ? ':' : ','))
        return d1_json_unexpected(loader, loader->expected);
    loader->at++;
    loader->expected = loader->expected == D1_JSON_COLON        ? D1_JSON_VALUE
                       : loader->expected == D1_JSON_AFTER_ITEM ? D1_JSON_NEXT_ITEM
                                                                : D1_JSON_NEXT_KEY;
    return D1_JSON_GO_ON;
}

int d1_json_next(struct d1_json_loader *loader, struct d1_json_token *token)
{
    for (;;) {
        enum d1_json_expected expected = loader->expected;
        int result;
        char c;

        d1_json_skip_space(loader);
        c = d1_json_peek(loader, 0);
        token->span = d1_json_span(loader);
        if (((expected == D1_JSON_FIRST_ITEM || expected == D1_JSON_AFTER_ITEM) && c == ']') ||
            ((expected == D1_JSON_FIRST_KEY || expected == D1_JSON_AFTER_MEMBER) && c == '}')) {
            end(loader, token);
            return D1_JSON_GO_ON;
        }
        if (expected <= D1_JSON_NEXT_ITEM)
            return read_value(loader, token);
        if (expected <= D1_JSON_NEXT_KEY)
            return read_key(loader, token);
        result = pass(loader, c);
        if (result != D1_JSON_GO_ON)
            return result;
    }
}
