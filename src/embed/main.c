/*
 * The embedder: a build-time program that turns files into one container of document blocks (doc/embedded.h).
 *
 *     embed OUTPUT FILE...
 *
 * Each FILE (.yaml, .yml or .json, named as it shall be found later) is read by the program's own loaders, so what
 * the build accepts is what the program understands. A problem in a file is printed with its place and fails the
 * build.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/file/file.h"
#include "base/memory/alloc.h"
#include "base/sha256.h"
#include "base/text/strbuf.h"
#include "base/vec.h"
#include "doc/embedded.h"
#include "json/json.h"
#include "yaml/yaml.h"

struct input {
    const char *name;
    struct d1_strbuf text;
    struct d1_stream stream;
};

struct loaders {
    struct d1_yaml_loader *yaml;
    struct d1_json_loader *json;
};

static int load(const struct loaders *loaders, struct input *input)
{
    struct d1_str text = d1_strbuf_view(&input->text);
    int result = d1_str_ends(d1_str(input->name), ".json") ? d1_json_load(loaders->json, text, &input->stream, NULL)
                                                           : d1_yaml_load(loaders->yaml, text, &input->stream, NULL);

    for (size_t i = 0; i < input->stream.problems.len; i++) {
        const struct d1_problem *problem = &input->stream.problems.items[i];

        fprintf(stderr, "%s:%u:%u: %s\n", input->name, problem->place.line, problem->place.column, problem->text);
        result = -1;
    }
    return result;
}

static void align(struct d1_strbuf *out)
{
    while (out->len % 8)
        d1_strbuf_putc(out, '\0');
}

/* Appends a text with a NUL and returns its offset. */
static uint32_t put_text(struct d1_strbuf *out, struct d1_str text)
{
    uint32_t offset = (uint32_t)out->len;

    d1_strbuf_str(out, text);
    d1_strbuf_putc(out, '\0');
    return offset;
}

static void put_digest(struct d1_embedded_header *header, struct d1_strbuf *out, const struct input *inputs,
                       size_t count)
{
    struct d1_strbuf listing = {0};
    char digest[D1_SHA256_TEXT];

    for (size_t i = 0; i < count; i++)
        d1_sha256_list(&listing, d1_str(inputs[i].name), d1_strbuf_view(&inputs[i].text));
    d1_sha256(d1_strbuf_view(&listing), digest);
    memcpy(header->digest, digest, sizeof header->digest);
    out->oom = out->oom || listing.oom;
    d1_strbuf_release(&listing);
}

/* The texts of the files stand behind all documents: few runs look at them, and what is not looked at takes no memory.
 */
static void put_sources(struct d1_strbuf *out, size_t files, const struct input *inputs, size_t count)
{
    for (size_t i = 0; i < count && !out->oom; i++) {
        uint32_t offset = put_text(out, d1_strbuf_view(&inputs[i].text)), length = (uint32_t)inputs[i].text.len;
        char *file = out->ptr + files + i * sizeof(struct d1_embedded_file);

        if (out->oom)
            return;
        memcpy(file + offsetof(struct d1_embedded_file, source), &offset, sizeof offset);
        memcpy(file + offsetof(struct d1_embedded_file, source_length), &length, sizeof length);
    }
}

static void put_container(struct d1_strbuf *out, const struct input *inputs, size_t count)
{
    struct d1_embedded_header header = {
        .magic = D1_EMBEDDED_MAGIC,
        .version = D1_EMBEDDED_VERSION,
        .files = (uint32_t)count,
    };
    size_t files = sizeof header, table;
    uint32_t next = 0;

    for (size_t i = 0; i < count; i++)
        header.documents += (uint32_t)inputs[i].stream.len;
    put_digest(&header, out, inputs, count);
    table = files + count * sizeof(struct d1_embedded_file);
    d1_strbuf_add(out, (const char *)&header, sizeof header);
    d1_strbuf_fill(out, '\0', count * sizeof(struct d1_embedded_file) + header.documents * sizeof(uint32_t));
    for (size_t i = 0; i < count && !out->oom; i++) {
        struct d1_embedded_file file = {.first = next, .documents = (uint32_t)inputs[i].stream.len};

        file.name = put_text(out, d1_str(inputs[i].name));
        file.name_length = (uint32_t)strlen(inputs[i].name);
        for (size_t j = 0; j < inputs[i].stream.len && !out->oom; j++) {
            const struct d1_doc *doc = inputs[i].stream.items[j].doc;
            uint32_t offset;

            align(out);
            offset = (uint32_t)out->len;
            d1_strbuf_add(out, (const char *)doc, doc->size);
            memcpy(out->ptr + table + sizeof offset * next++, &offset, sizeof offset);
        }
        if (!out->oom)
            memcpy(out->ptr + files + i * sizeof file, &file, sizeof file);
    }
    put_sources(out, files, inputs, count);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct input *)a)->name, ((const struct input *)b)->name);
}

int main(int argc, char **argv)
{
    size_t count = argc > 2 ? (size_t)argc - 2 : 0;
    struct input *inputs = d1_calloc(count, sizeof *inputs);
    struct loaders loaders = {NULL, NULL};
    struct d1_strbuf out = {0};
    struct d1_error error = {0};
    int status = EXIT_FAILURE;

    if (!inputs || argc < 2 || d1_yaml_loader_new(&loaders.yaml, NULL) < 0 ||
        d1_json_loader_new(&loaders.json, NULL) < 0)
        goto done;
    status = EXIT_SUCCESS;
    for (size_t i = 0; i < count; i++) {
        inputs[i].name = argv[i + 2];
        if (d1_file_read(&inputs[i].text, inputs[i].name, &error) < 0) {
            fprintf(stderr, "%s: %s\n", inputs[i].name, d1_error_message(&error));
            d1_error_clear(&error);
            status = EXIT_FAILURE;
        } else if (load(&loaders, &inputs[i]) < 0) {
            status = EXIT_FAILURE;
        }
    }
    if (status != EXIT_SUCCESS)
        goto done;
    qsort(inputs, count, sizeof *inputs, by_name);
    put_container(&out, inputs, count);
    if (out.oom || d1_file_write(argv[1], d1_strbuf_view(&out), &error) < 0) {
        fprintf(stderr, "%s\n", out.oom ? "out of memory" : d1_error_message(&error));
        status = EXIT_FAILURE;
    }
done:
    for (size_t i = 0; inputs && i < count; i++) {
        d1_strbuf_release(&inputs[i].text);
        d1_stream_release(&inputs[i].stream);
    }
    d1_free(inputs);
    d1_strbuf_release(&out);
    d1_error_clear(&error);
    d1_yaml_loader_free(loaders.yaml);
    d1_json_loader_free(loaders.json);
    return status;
}
