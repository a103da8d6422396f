/*
 * The JSON reader over any bytes: no crash, and what it accepts the writer writes such that it reads as equal.
 */
#include <stdint.h>
#include <stdlib.h>

#include "json/json.h"
#include "json/writer.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* The report of a failure shows the line. */
#define require(condition) ((condition) ? (void)0 : abort())

static struct d1_json_loader *loader;

/* Writes the document and reads it again. */
static void check_round_trip(const struct d1_doc *doc, enum d1_json_layout layout)
{
    struct d1_json_writer writer;
    struct d1_stream again = {0};

    d1_json_writer_init(&writer, layout, NULL, NULL);
    d1_json_node(&writer, d1_doc_root(doc));
    require(d1_json_writer_finish(&writer, NULL) == 0);
    if (writer.buffer.len <= 4u * 1024 * 1024) { /* escapes may make a text longer than is read */
        require(d1_json_load(loader, d1_strbuf_view(&writer.buffer), &again, NULL) == 0);
        require(again.len == 1 && !again.problems.len);
        require(d1_node_equal(d1_doc_root(doc), d1_doc_root(again.items[0].doc)));
        require(d1_node_hash(d1_doc_root(doc)) == d1_node_hash(d1_doc_root(again.items[0].doc)));
    }
    d1_stream_release(&again);
    d1_json_writer_release(&writer);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct d1_str text = {(const char *)bytes, len};
    struct d1_stream stream = {0};

    if (!loader)
        require(d1_json_loader_new(&loader, NULL) == 0);
    require(d1_json_load(loader, text, &stream, NULL) == 0);
    require(stream.len == 1 || stream.problems.len);
    require(!stream.cut || stream.problems.len);
    if (stream.len && stream.items[0].sound) {
        check_round_trip(stream.items[0].doc, D1_JSON_COMPACT);
        check_round_trip(stream.items[0].doc, D1_JSON_INDENT);
    }
    d1_stream_release(&stream);
    require(d1_json_load_sequence(loader, text, &stream, NULL) == 0);
    d1_stream_release(&stream);
    return 0;
}
