/*
 * The YAML loader over any bytes: no crash, and what it says of them holds. Documents lie in the file in order
 * without overlap, every node lies within its document's text, places are in order, problems have places in the
 * file, the same bytes give the same stream a second time, and libyaml with its own reader agrees on the syntax, but
 * for the tabs that it takes for an end of everything (yaml/tabs.h).
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "base/limits.h"
#include "doc/check.h"
#include "yaml/scan.h"
#include "yaml/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* The report of a failure shows the line. */
#define require(condition) ((condition) ? (void)0 : abort())

static void check_node(const struct d1_node *node, const struct d1_node *parent, unsigned depth)
{
    struct d1_span span = d1_node_span(node);

    require(depth <= D1_LIMIT_DEPTH + 1u && d1_node_parent(node) == parent);
    require(span.end_line > span.line || (span.end_line == span.line && span.end_column >= span.column));
    for (size_t i = 0; i < d1_node_count(node); i++) {
        if (node->kind == D1_NODE_MAPPING) {
            const struct d1_node *key = d1_node_pair_key(node, i), *value = d1_node_pair_value(node, i);

            require(key->is_key && key->kind == D1_NODE_STRING && d1_node_key(value) == key);
            require(key->tag == D1_NODE_TAG(d1_str_hash(d1_node_text(key))));
            check_node(value, node, depth + 1);
        } else {
            check_node(d1_node_item(node, i), node, depth + 1);
        }
    }
}

static void check_stream(const struct d1_stream *stream, uint32_t lines)
{
    uint32_t line = 0;

    for (size_t i = 0; i < stream->len; i++) {
        const struct d1_stream_document *document = &stream->items[i];

        require(document->line == line + 1 || document->line == line);
        require(document->end_line >= document->line && document->end_line <= lines);
        check_node(d1_doc_root(document->doc), NULL, 1);
        require(d1_doc_check(document->doc, document->doc->size));
        require(document->doc->end_line < lines);
        line = document->end_line;
    }
    require(stream->problems.len <= D1_LIMIT_PROBLEMS);
    for (size_t i = 0; i < stream->problems.len; i++) {
        const struct d1_problem *problem = &stream->problems.items[i];

        require(problem->place.line >= 1 && problem->place.line <= lines && problem->place.column >= 1);
        require(i == 0 || stream->problems.items[i - 1].place.line <= problem->place.line);
    }
    require(!stream->cut || stream->problems.len);
}

static int visit(void *context, const struct d1_yaml_scanned *document)
{
    uint32_t *line = context;

    require(document->line == *line && document->end_line >= document->line);
    *line = document->end_line + 1;
    return 0;
}

/* Documents that libyaml finds by itself, or -1 when it refuses the text. */
static long count_documents(const uint8_t *bytes, size_t len)
{
    yaml_parser_t parser;
    long documents = 0;
    bool done = false;

    require(yaml_parser_initialize(&parser));
    yaml_parser_set_input_string(&parser, bytes, len);
    while (!done) {
        yaml_event_t event;

        if (!yaml_parser_parse(&parser, &event)) {
            documents = -1;
            break;
        }
        documents += event.type == YAML_DOCUMENT_START_EVENT;
        done = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return documents;
}

/* Holds what was found against libyaml by itself, which takes an order mark for text but at the start of all. */
static void check_syntax(const struct d1_stream *stream, const uint8_t *bytes, size_t len)
{
    long documents = count_documents(bytes, len);
    bool syntax = false;

    if (len > 3 && memmem(bytes + 1, len - 1, "\xef\xbb\xbf", 3))
        return;
    for (size_t i = 0; i < stream->problems.len; i++) {
        const char *code = stream->problems.items[i].code;

        syntax =
            syntax || strcmp(code, "syntax") == 0 || strcmp(code, "tab") == 0 || strcmp(code, "merge-conflict") == 0;
    }
    if (syntax)
        require(documents < 0);
    if (!stream->problems.len)
        require(documents == (long)stream->len || (documents < 0 && memchr(bytes, '\t', len)));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static struct d1_yaml_loader *loader;
    struct d1_str text = {(const char *)bytes, len};
    struct d1_stream first = {0}, second = {0};
    uint32_t lines = 1, line = 1;

    if (!loader)
        require(d1_yaml_loader_new(&loader, NULL) == 0);
    for (size_t i = 0; i < len; i++)
        lines += bytes[i] == '\n';
    require(d1_yaml_load(loader, text, &first, NULL) == 0);
    require(d1_yaml_load(loader, text, &second, NULL) == 0);
    check_stream(&first, lines);
    check_syntax(&first, bytes, len);
    require(first.len == second.len && first.problems.len == second.problems.len);
    for (size_t i = 0; i < first.len; i++)
        require(first.items[i].doc->size == second.items[i].doc->size &&
                memcmp(first.items[i].doc, second.items[i].doc, first.items[i].doc->size) == 0);
    d1_yaml_scan_documents(text, true, visit, &line);
    d1_stream_release(&first);
    d1_stream_release(&second);
    return 0;
}
