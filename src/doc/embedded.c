#include "doc/embedded.h"

/* Defined by the generated object; weak, so that a program without embedded files (the embedder itself) links. */
extern const char d1_embedded_data[] __attribute__((weak)), d1_embedded_end[] __attribute__((weak));

static const struct d1_embedded_header *container(void)
{
    const struct d1_embedded_header *header = (const struct d1_embedded_header *)(const void *)d1_embedded_data;

    if (!header || header->magic != D1_EMBEDDED_MAGIC || header->version != D1_EMBEDDED_VERSION)
        return NULL;
    return header;
}

static const char *at(uint32_t offset)
{
    return d1_embedded_data + offset;
}

const struct d1_embedded_file *d1_embedded_files(size_t *count)
{
    const struct d1_embedded_header *header = container();

    *count = header ? header->files : 0;
    return header ? (const struct d1_embedded_file *)(const void *)(header + 1) : NULL;
}

const struct d1_embedded_file *d1_embedded_find(const char *name)
{
    size_t low = 0, high;
    const struct d1_embedded_file *files = d1_embedded_files(&high);

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = d1_str_cmp(d1_str(name), d1_embedded_name(&files[middle]));

        if (order == 0)
            return &files[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

struct d1_str d1_embedded_digest(void)
{
    const struct d1_embedded_header *header = container();

    return header ? d1_strn(header->digest, sizeof header->digest) : d1_strn("", 0);
}

struct d1_str d1_embedded_name(const struct d1_embedded_file *file)
{
    return d1_strn(at(file->name), file->name_length);
}

struct d1_str d1_embedded_source(const struct d1_embedded_file *file)
{
    return d1_strn(at(file->source), file->source_length);
}

const struct d1_doc *d1_embedded_doc(const struct d1_embedded_file *file, size_t index)
{
    size_t files;
    const struct d1_embedded_file *first = d1_embedded_files(&files);
    const uint32_t *offsets = (const uint32_t *)(const void *)(first + files);
    uint32_t offset = offsets[file->first + index];

    return d1_doc_from_bytes(at(offset), UINT32_MAX);
}

uint32_t d1_embedded_place(const struct d1_node *node)
{
    uintptr_t at = (uintptr_t)node, first = (uintptr_t)d1_embedded_data, end = (uintptr_t)d1_embedded_end;

    return container() && at >= first && at < end ? (uint32_t)(at - first) : 0;
}
