#include "json/reader.h"

#include "json/loader.h"

struct d1_json_reader {
    struct d1_json_loader loader;
    struct d1_stream stream; /* of problems alone */
    bool begun;
};

int d1_json_reader_new(struct d1_json_reader **reader, struct d1_str bytes, struct d1_error *error)
{
    struct d1_json_reader *made = d1_calloc(1, sizeof *made);

    if (!made)
        return d1_error_memory(error);
    d1_json_begin_text(&made->loader, bytes, &made->stream);
    d1_json_begin_value(&made->loader);
    *reader = made;
    return 0;
}

void d1_json_reader_free(struct d1_json_reader *reader)
{
    if (!reader)
        return;
    d1_strbuf_release(&reader->loader.string);
    d1_stream_release(&reader->stream);
    d1_free(reader);
}

static int read_end(struct d1_json_loader *loader, struct d1_json_token *token)
{
    d1_json_skip_space(loader);
    token->kind = D1_JSON_DONE;
    token->span = d1_json_span(loader);
    return d1_json_at_end(loader) ? D1_JSON_GO_ON : d1_json_unexpected(loader, D1_JSON_END_OF_DOCUMENT);
}

int d1_json_reader_next(struct d1_json_reader *reader, struct d1_json_token *token, struct d1_error *error)
{
    struct d1_json_loader *loader = &reader->loader;
    int result = reader->begun ? D1_JSON_GO_ON : d1_json_check_encoding(loader);

    reader->begun = true;
    if (result == D1_JSON_GO_ON)
        result = loader->expected == D1_JSON_END_OF_DOCUMENT ? read_end(loader, token) : d1_json_next(loader, token);
    if (result == D1_JSON_STOP && reader->stream.problems.len)
        return d1_error_at(error, D1_ERR_SYNTAX, reader->stream.problems.items[0].place, "%s",
                           reader->stream.problems.items[0].text);
    return result == D1_JSON_GO_ON ? 0 : d1_error_memory(error);
}

struct d1_place d1_json_token_place(const struct d1_json_token *token)
{
    struct d1_place place = {NULL, token->span.line + 1, token->span.column + 1, token->span.end_line + 1,
                             token->span.end_column + 1};

    if (place.end_line == place.line && place.end_column <= place.column)
        place.end_column = place.column + 1;
    return place;
}
